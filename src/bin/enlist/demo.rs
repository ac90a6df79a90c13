// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist demo`: the main job, before the user's eyes.

#![forbid(unsafe_code)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use clap::Subcommand;
use tempfile::TempDir;

use crate::output::{self, Stop};
use crate::{c_compiler, layout, library};

macro_rules! embedded {
    ($folder:literal: $($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../../", $folder, "/", $name)))),*]
    };
}

const SOURCES: [(&str, &str); 3] = embedded!("c-tests/demo": "demo.h", "server.c", "client.c");

/// The headers, as they are installed.
const HEADERS: &[(&str, &str)] = &embedded!("include":
    "bluetoothapis.h",
    "bthdef.h",
    "bthsdpdef.h",
    "combaseapi.h",
    "enlist.h",
    "enlist/bthdef.h",
    "enlist/bthsdpdef.h",
    "enlist/combaseapi.h",
    "enlist/enlist.h",
    "enlist/guiddef.h",
    "enlist/mswsock.h",
    "enlist/nspapi.h",
    "enlist/objbase.h",
    "enlist/oleauto.h",
    "enlist/olectl.h",
    "enlist/oledate.h",
    "enlist/oleerror.h",
    "enlist/sporder.h",
    "enlist/winsock2.h",
    "enlist/ws2bth.h",
    "enlist/ws2def.h",
    "enlist/ws2spi.h",
    "guiddef.h",
    "initguid.h",
    "mswsock.h",
    "nspapi.h",
    "oaidl.h",
    "objbase.h",
    "oleauto.h",
    "olectl.h",
    "sal.h",
    "sporder.h",
    "svcguid.h",
    "tchar.h",
    "unknwn.h",
    "windef.h",
    "windows.h",
    "winerror.h",
    "winhttp.h",
    "winsock2.h",
    "ws2bth.h",
    "ws2def.h",
    "ws2spi.h",
    "ws2tcpip.h",
    "wsipx.h",
    "wtypes.h",
    "wuapi.h",
    "wuerror.h",
);

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
}

/// What is shown instead of a server and a client.
#[derive(Subcommand)]
enum What {
    /// Opt in to update services from C, with a server for their registration
    Update,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Stop> {
    match arguments.what {
        None => server_and_client(),
        Some(What::Update) => crate::update::demo::run(),
    }
}

/// Compiles the two C programs against the headers and the library, and runs them as processes that share a store.
fn server_and_client() -> Result<ExitCode, Stop> {
    let stage = Stage::new(&SOURCES)?;
    for (program, source) in [("server", "server.c"), ("client", "client.c")] {
        stage.compile(&["-o", program, source])?;
    }
    output::print('\n')?;
    Ok(if converse(&stage)? {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Runs the server, the client when the server is registered, and the client again when the server has gone. Tells whether all
/// went well.
fn converse(stage: &Stage) -> Result<bool, Stop> {
    let mut server = program(stage, "server", &[])?
        .stdout(Stdio::piped())
        .spawn()?;
    let output = server.stdout.take().map(BufReader::new);
    let mut lines = output.into_iter().flat_map(BufRead::lines);
    // What it prints in between is in its pipe until the client is through, so that the two do not talk at once.
    let mut is_registered = false;
    for line in &mut lines {
        let line = line?;
        output::print(format!("{line}\n"))?;
        if line.contains("RNRSERVICE_REGISTER") {
            is_registered = true;
            break;
        }
    }
    if is_registered && !program(stage, "client", &[])?.status()?.success() {
        // It would wait for a client for ever.
        server.kill()?;
        server.wait()?;
        return Ok(false);
    }
    for line in lines {
        output::print(line? + "\n")?;
    }
    Ok(server.wait()?.success()
        && is_registered
        && program(stage, "client", &["gone"])?.status()?.success())
}

/// A program with a store that it shares with the others, and no other settings of the user's.
fn program(stage: &Stage, name: &str, arguments: &[&str]) -> Result<Command, Stop> {
    let mut command = stage.command(&stage.root().join(name));
    for (variable, _) in std::env::vars_os() {
        if variable.to_string_lossy().starts_with("ENLIST_") {
            command.env_remove(variable);
        }
    }
    let more: Vec<String> = arguments.iter().map(|word| format!(" {word}")).collect();
    let more = more.concat();
    output::print(format!("$ ENLIST_STORE=store ./{name}{more}\n"))?;
    command
        .args(arguments)
        .env("ENLIST_STORE", stage.root().join("store"));
    Ok(command)
}

/// A folder with the headers, the library and some sources; gone when dropped.
pub struct Stage(TempDir);

impl Stage {
    pub fn new(sources: &[(&str, &str)]) -> Result<Self, String> {
        let library = library::find()?;
        let folder = tempfile::Builder::new()
            .prefix("enlist-demo-")
            .tempdir()
            .map_err(|error| error.to_string())?;
        let root = folder.path();
        write_all(&root.join("include"), HEADERS).map_err(|error| error.to_string())?;
        write_all(root, sources).map_err(|error| error.to_string())?;
        layout::install(&library, &root.join("lib")).map_err(|error| error.to_string())?;
        Ok(Self(folder))
    }

    pub fn root(&self) -> &Path {
        self.0.path()
    }

    /// Compiles sources against the headers and the library, and shows the command line.
    pub fn compile(&self, sources: &[&str]) -> Result<(), Stop> {
        let mut arguments = vec!["-I", "include"];
        arguments.extend(sources);
        arguments.extend(["-L", "lib", "-lenlist", "-pthread"]);
        let mut compile = c_compiler::command();
        compile.args(&arguments).current_dir(self.root());
        let compiler = compile.get_program().display();
        output::print(format!("{compiler} {}\n", arguments.join(" ")))?;
        Ok(c_compiler::run(&mut compile)?)
    }

    /// A program that finds the library.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env("LD_LIBRARY_PATH", self.root().join("lib"));
        command
    }
}

fn write_all(folder: &Path, files: &[(&str, &str)]) -> std::io::Result<()> {
    for (name, content) in files {
        let file = folder.join(name);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(file, content)?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn headers_below(folder: &Path, prefix: &str) -> Vec<String> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = format!("{prefix}{}", entry.file_name().into_string().unwrap());
            if entry.file_type().unwrap().is_dir() {
                names.extend(headers_below(&entry.path(), &format!("{name}/")));
            } else {
                names.push(name);
            }
        }
        names.sort();
        names
    }

    #[test]
    fn every_header_is_embedded() {
        let present = headers_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("include"), "");
        let mut embedded: Vec<&str> = HEADERS.iter().map(|(name, _)| *name).collect();
        embedded.sort_unstable();
        assert_eq!(embedded, present);
    }
}
