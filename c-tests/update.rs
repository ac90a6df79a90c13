// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist update`: the update services of a shared store, and the server for their registration.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

#[path = "support/mod.rs"]
mod support;

use support::cabs::{Cabs, SERVICE};

const MICROSOFT_UPDATE: &str = "7971f918-a847-4430-9279-4a52d1efe18d";

/// A store, and whom to trust.
struct Machine {
    folder: TempDir,
    cabs: Cabs,
    url: String,
}

impl Machine {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            cabs: Cabs::make(),
            url: "emulated".to_owned(),
        }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = support::clean_command(Path::new(env!("CARGO_BIN_EXE_enlist")));
        command
            .arg("update")
            .args(words)
            .env("ENLIST_STORE", self.folder.path().join("store"))
            .env("ENLIST_TRUST", self.cabs.folder().join("trust"))
            .env("ENLIST_UPDATE_URL", &self.url);
        command
    }

    /// What it prints.
    fn run(&self, words: &[&str]) -> String {
        let output = self.command(words).output().unwrap();
        assert!(output.status.success(), "{words:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// What it complains of.
    fn fail(&self, words: &[&str]) -> String {
        let output = self.command(words).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{words:?}: {output:?}");
        let said = [output.stdout, output.stderr].concat();
        String::from_utf8(said).unwrap()
    }

    fn json(&self, words: &[&str]) -> Value {
        let words = [words, &["--json"]].concat();
        self.run(&words).parse().unwrap()
    }

    fn state(&self, id: &str) -> String {
        let shown = self.json(&["show", id]);
        shown["RegistrationState"].as_str().unwrap().to_owned()
    }
}

/// `enlist update serve`, and what reads its output; ends when this is dropped.
struct Server(Child, Option<BufReader<ChildStdout>>);

impl Server {
    /// The server, and its URL.
    fn start(machine: &Machine, folder: &Path) -> (Self, String) {
        let folder = folder.to_str().unwrap();
        let mut child = machine
            .command(&["serve", folder, "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("ENLIST_UPDATE_URL=").unwrap();
        (Self(child, Some(output)), url.to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn services_are_listed_added_and_removed() {
    let machine = Machine::new();
    let listed = machine.json(&["list"]);
    assert_eq!(listed.as_array().unwrap().len(), 3);
    assert_eq!(listed[2]["Name"], "Windows Update");
    assert_eq!(listed[2]["IsDefaultAUService"], true);
    assert_eq!(machine.state(MICROSOFT_UPDATE), "not registered");

    machine.run(&["add", MICROSOFT_UPDATE, "--automatic-updates"]);
    let shown = machine.run(&["show", MICROSOFT_UPDATE]);
    assert!(shown.contains("Name: Microsoft Update\n"), "{shown}");
    assert!(shown.contains("IsDefaultAUService: yes\n"), "{shown}");
    let table = machine.run(&["list"]);
    let mut lines = table.lines();
    assert!(lines.next().unwrap().starts_with("ServiceID "), "{table}");
    assert!(
        lines.next().unwrap().starts_with(MICROSOFT_UPDATE),
        "{table}"
    );

    let cab = machine.cabs.folder().join("good.cab");
    let cab = cab.to_str().unwrap();
    let added = machine.json(&["add", SERVICE, "--cab", cab]);
    assert_eq!(added["RegistrationState"], "registered");
    assert_eq!(added["RedirectUrls"][0], "https://redirect.example/");
    let altered = cab.replace("good.cab", "altered.cab");
    let said = machine.fail(&["add", SERVICE, "--cab", &altered]);
    assert!(said.contains("0x80096010"), "{said}");

    machine.run(&["remove", MICROSOFT_UPDATE]);
    let said = machine.fail(&["remove", MICROSOFT_UPDATE]);
    assert_eq!(
        said,
        "enlist: 0x80248014 WU_E_DS_UNKNOWNSERVICE: no service of this id is registered\n"
    );
    let said = machine.fail(&["show", "x\x1b"]);
    assert_eq!(said, "enlist: x\\u{1b}: not a GUID\n");
    let said = machine.fail(&["add", "99999999-2222-3333-4444-555555555555"]);
    assert_eq!(
        said,
        "enlist: 0x80245004 WU_E_REDIRECTOR_UNKNOWN_SERVICE: nobody on line knows a service of this id\n"
    );
    // In the form of the registry, and in a store that is named.
    let other = machine.folder.path().join("other");
    let other = ["--store", other.to_str().unwrap()];
    let braced = format!("{{{MICROSOFT_UPDATE}}}");
    machine.run(&[&["add", &braced][..], &other].concat());
    assert_eq!(machine.state(MICROSOFT_UPDATE), "not registered");
    let shown = machine.run(&[&other[..], &["show", &braced]].concat());
    assert!(shown.contains("RegistrationState: registered\n"), "{shown}");
}

#[test]
fn whoever_trusts_nobody_is_told_so() {
    let machine = Machine::new();
    let cab = machine.cabs.folder().join("good.cab");
    let key = machine.folder.path().join("signer.key");
    fs::write(
        &key,
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    )
    .unwrap();
    let missing = machine.folder.path().join("missing.pem");
    for (trust, part) in [
        (Some(&key), ": 0x800B010A CERT_E_CHAINING: "),
        (Some(&key), "signer.key: no certificate in it\n"),
        (Some(&missing), "missing.pem: No such file"),
        (None, "; nobody is trusted: --trust says whom\n"),
    ] {
        let program = Path::new(env!("CARGO_BIN_EXE_enlist"));
        let mut command = support::clean_command(program);
        command.arg("authorize").arg(&cab);
        command.args(["--service", SERVICE]);
        if let Some(trust) = trust {
            command.arg("--trust").arg(trust);
        }
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(part), "{said}");
    }
}

/// Whether somebody listens where the variable says.
#[test]
fn the_doctor_tries_the_server() {
    let mut machine = Machine::new();
    let doctor = |machine: &Machine| {
        let program = Path::new(env!("CARGO_BIN_EXE_enlist"));
        let mut command = support::clean_command(program);
        let command = command.arg("doctor").env("ENLIST_UPDATE_URL", &machine.url);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let (server, url) = Server::start(&machine, machine.folder.path());
    machine.url = url;
    let said = doctor(&machine);
    assert!(said.contains("fine  update server: 127.0.0.1:"), "{said}");
    drop(server);
    let said = doctor(&machine);
    assert!(said.contains("WRONG update server: 127.0.0.1:"), "{said}");
    assert!(said.contains(": 0x80072EFD ERROR_WINHTTP_CANNOT_CONNECT: "));
}

#[test]
fn a_store_must_be_named() {
    let machine = Machine::new();
    let mut command = machine.command(&["list"]);
    let output = command.env_remove("ENLIST_STORE").output().unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("ENLIST_STORE"), "{said}");
}

#[test]
fn what_is_pending_is_tried_again_when_the_server_is_there() {
    let mut machine = Machine::new();
    let served = machine.folder.path().join("served");
    fs::create_dir(&served).unwrap();
    let (server, url) = Server::start(&machine, &served);
    machine.url = url;
    let said = machine.fail(&["add", SERVICE, "--or-later", "--automatic-updates"]);
    assert!(said.contains("0x80244019"), "{said}");
    assert_eq!(machine.state(SERVICE), "pending");
    let pending = machine.json(&["pending"]);
    assert_eq!(pending[0]["ServiceID"], SERVICE);
    assert_eq!(pending[0]["RegisterWithAU"], true);
    assert_eq!(
        pending[0]["LastFailure"],
        "0x80244019 WU_E_PT_HTTP_STATUS_NOT_FOUND: the server answered 404: it has no cab for the service"
    );

    // By whatever name, among files that are none of its business.
    fs::write(served.join("note.txt"), "x").unwrap();
    fs::write(served.join("broken.cab"), "x").unwrap();
    nix::unistd::mkfifo(&served.join("pipe"), nix::sys::stat::Mode::S_IRWXU).unwrap();
    fs::copy(
        machine.cabs.folder().join("other.cab"),
        served.join("a.cab"),
    )
    .unwrap();
    let said = machine.fail(&["retry"]);
    assert!(said.contains("0x80244019"), "{said}");
    fs::copy(machine.cabs.folder().join("good.cab"), served.join("b")).unwrap();
    drop(server);
    let said = machine.fail(&["retry"]);
    assert!(said.contains("0x80072EFD"), "{said}");

    let (_server, url) = Server::start(&machine, &served);
    machine.url = format!("{url}/any/folder");
    let retried = machine.run(&["retry"]);
    assert!(retried.contains("registered"), "{retried}");
    assert_eq!(machine.state(SERVICE), "registered");
    assert_eq!(machine.json(&["pending"]), Value::Array(vec![]));
    assert_eq!(machine.run(&["retry"]), "");
    let shown = machine.json(&["show", SERVICE]);
    assert_eq!(shown["IsDefaultAUService"], true);
}

/// What a server answers to some bytes: the status, and how many bytes of a body there are.
fn ask(url: &str, request: &str) -> (String, usize) {
    let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer
        .windows(4)
        .position(|bytes| bytes == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let status = head.split(' ').nth(1).unwrap().to_owned();
    (status, answer.len() - end - 4)
}

/// As `enlist update serve cabs | head -1`.
#[test]
fn the_server_ends_when_nobody_reads_what_it_says() {
    let machine = Machine::new();
    let (mut server, _) = Server::start(&machine, machine.folder.path());
    server.1 = None;
    assert!(server.0.wait().unwrap().success());
}

#[test]
fn the_server_answers_what_is_asked_and_nothing_else() {
    let machine = Machine::new();
    let served = machine.folder.path().join("served");
    fs::create_dir(&served).unwrap();
    fs::copy(machine.cabs.folder().join("good.cab"), served.join("a.cab")).unwrap();
    let size = fs::metadata(served.join("a.cab")).unwrap().len();
    let size = usize::try_from(size).unwrap();
    let (_server, url) = Server::start(&machine, &served);
    let path = format!("/{SERVICE}/auth.cab");
    let get = |headers: &str| ask(&url, &format!("GET {path} HTTP/1.1\r\n{headers}\r\n"));
    let tag = {
        let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
        write!(stream, "HEAD {path} HTTP/1.1\r\n\r\n").unwrap();
        let lines = BufReader::new(stream).lines().map(Result::unwrap);
        lines
            .filter_map(|line| line.strip_prefix("ETag: ").map(str::to_owned))
            .next()
            .unwrap()
    };
    let not_modified = ("304".to_owned(), 0);
    let whole = ("200".to_owned(), size);
    assert_eq!(get(""), whole);
    for known in [
        tag.clone(),
        format!("W/{tag}"),
        format!("\"other\", {tag}"),
        "*".to_owned(),
    ] {
        assert_eq!(
            get(&format!("If-None-Match: {known}\r\n")),
            not_modified,
            "{known}"
        );
    }
    for other in ["", "\"", "-", "\"\"", "E", &tag[..tag.len() - 2]] {
        assert_eq!(
            get(&format!("If-None-Match: {other}\r\n")),
            whole,
            "{other}"
        );
    }
    assert_eq!(
        ask(&url, &format!("HEAD {path} HTTP/1.1\r\n\r\n")),
        ("200".to_owned(), 0)
    );
    assert_eq!(
        ask(
            &url,
            &format!("HEAD {path} HTTP/1.1\r\nif-none-match: {tag}\r\n\r\n")
        ),
        not_modified
    );
    for (request, status) in [
        ("", "400"),
        ("\r\n", "400"),
        ("GET\r\n\r\n", "400"),
        ("GET /x HTTP/1.1\r\nno end", "400"),
        ("POST / HTTP/1.1\r\n\r\n", "405"),
        ("GET / HTTP/1.1\r\n\r\n", "404"),
        ("GET /../a.cab HTTP/1.1\r\n\r\n", "404"),
        ("GET /auth.cab HTTP/1.1\r\n\r\n", "404"),
    ] {
        assert_eq!(ask(&url, request).0, status, "{request:?}");
    }
}
