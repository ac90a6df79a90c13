// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist demo update`: a C program opts in to update services, with a server and without.

#![forbid(unsafe_code)]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitCode, Stdio};

use crate::demo::Stage;
use crate::output::{self, Stop};

const PROGRAM: (&str, &str) = (
    "opt_in.c",
    include_str!("../../../../c-tests/demo/opt_in.c"),
);

const SERVICES: [(&str, &str); 2] = [
    ("11111111-2222-3333-4444-555555555555", "Example Update"),
    ("66666666-7777-8888-9999-aaaaaaaaaaaa", "Another Update"),
];

/// Makes a signer, and a cab for each service.
const SIGNER: &str = "openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj /O=Example/CN=Example \
    -addext keyUsage=digitalSignature -addext extendedKeyUsage=codeSigning -keyout signer.key -out signer.pem";
const PACK: &str = "gcab --create --zip plain.cab authorization.xml";
const SIGN: &str =
    "osslsigncode sign -certs signer.pem -key signer.key -h sha256 -in plain.cab -out signed.cab";

pub fn run() -> Result<ExitCode, Stop> {
    let stage = Stage::new(&[PROGRAM])?;
    let root = stage.root();
    stage.compile(&["-o", "opt_in", "opt_in.c"])?;
    sign_cabs(root)?;

    output::print("\nWith a server:\n")?;
    let server = Server::start(root, "127.0.0.1:0")?;
    let address = server.address.clone();
    let [(first, _), (second, _)] = SERVICES;
    call(&stage, &address, &["opt_in", first])?;
    drop(server);
    output::print("\nWithout one:\n")?;
    call(&stage, &address, &["opt_in", second])?;
    output::print("\nIt is there again:\n")?;
    let _server = Server::start(root, &address)?;
    let enlist = std::env::current_exe().map_err(|error| error.to_string())?;
    let enlist = enlist.to_string_lossy();
    call(&stage, &address, &[&*enlist, "update", "retry"])?;
    call(&stage, &address, &[&*enlist, "update", "list"])?;
    Ok(ExitCode::SUCCESS)
}

/// Runs a program that shares the store of this demonstration.
fn call(stage: &Stage, address: &str, words: &[&str]) -> Result<(), Stop> {
    let root = stage.root();
    let (program, arguments) = words.split_first().ok_or_else(|| "no program".to_owned())?;
    let mut shown = vec![program.rsplit('/').next().unwrap_or(program)];
    shown.extend(arguments);
    output::print(format!("$ {}\n", shown.join(" ")))?;
    let status = stage
        .command(&root.join(program))
        .args(arguments)
        .env("ENLIST_STORE", root.join("store"))
        .env("ENLIST_TRUST", root.join("signer.pem"))
        .env("ENLIST_UPDATE_URL", format!("http://{address}"))
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{program}: {status}").into()),
        Err(error) => Err(format!("{program}: {error}").into()),
    }
}

fn sign_cabs(root: &Path) -> Result<(), Stop> {
    let run = |line: &str| {
        output::print(format!("{line}\n"))?;
        let mut words = line.split_ascii_whitespace();
        let program = words.next().unwrap_or_default();
        let output = Command::new(program)
            .args(words)
            .current_dir(root)
            .output()
            .map_err(|error| {
                let hint = "on Debian and Ubuntu: apt-get install openssl gcab osslsigncode";
                format!("{program}: {error}; {hint}")
            })?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Stop::from(format!("{line}: {said}")))
    };
    fs::create_dir(root.join("cabs"))?;
    run(SIGNER)?;
    for (id, name) in SERVICES {
        let text = format!(
            "<ServiceAuthorization version=\"1\"><ServiceID>{id}</ServiceID><Name>{name}</Name>\
             <CanRegisterWithAU>true</CanRegisterWithAU><OffersWindowsUpdates>true</OffersWindowsUpdates>\
             <ServiceUrl>https://update.example/v6/</ServiceUrl></ServiceAuthorization>"
        );
        fs::write(root.join("authorization.xml"), text)?;
        run(PACK)?;
        run(SIGN)?;
        fs::rename(
            root.join("signed.cab"),
            root.join("cabs").join(format!("{id}.cab")),
        )?;
    }
    Ok(())
}

/// `enlist update serve`, as a process of its own; it ends when this is dropped.
struct Server {
    child: Child,
    address: String,
    /// It ends when nobody could read it.
    _output: BufReader<ChildStdout>,
}

impl Server {
    fn start(root: &Path, address: &str) -> Result<Self, Stop> {
        output::print("$ enlist update serve cabs &\n")?;
        let enlist = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut child = Command::new(enlist)
            .args(["update", "serve", "cabs", "--listen", address])
            .current_dir(root)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut line = String::new();
        let output = child.stdout.take().ok_or_else(|| "no output".to_owned())?;
        let mut output = BufReader::new(output);
        let read = output.read_line(&mut line);
        read.map_err(|error| error.to_string())?;
        let address = line
            .trim()
            .strip_prefix("ENLIST_UPDATE_URL=http://")
            .ok_or_else(|| "the server does not start".to_owned())?
            .to_owned();
        Ok(Self {
            child,
            address,
            _output: output,
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
