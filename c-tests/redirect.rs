// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist redirect` with programs that MinGW has linked to the genuine library, run under Wine.
//! (What it refuses, and damaged files, are tests of its own beside it.)

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

#[path = "support/mod.rs"]
mod support;

use support::Stage;
use support::windows::{self, Wine};

/// Says which library its functions are in.
const PROGRAM: &str = r#"
#include <stdio.h>
#include <winsock2.h>
#include <windows.h>

static void say(const char *name) {
    int ours = GetModuleHandleA("enlist.dll") != NULL, theirs = GetModuleHandleA("ws2_32.dll") != NULL;
    printf("%s: enlist %d, ws2_32 %d\n", name, ours, theirs);
}

int main(void) {
    WSADATA data;
    GUID service_class = {0x7d3a1c52, 0x4b0e, 0x4f6d, {0x9a, 0x21, 0x5e, 0x88, 0x10, 0xc4, 0x37, 0xfb}};
    WSAQUERYSETA service = {0};
    SOCKET made;
    int started = WSAStartup(MAKEWORD(2, 2), &data);
    say("started");
    service.dwSize = sizeof service;
    service.lpszServiceInstanceName = (char *)"name";
    service.lpServiceClassId = &service_class;
    service.dwNameSpace = NS_NTDS;
    /* Wine takes everything, and keeps nothing. */
    printf("%d, registered %d\n", started, WSASetServiceA(&service, RNRSERVICE_REGISTER, 0) == 0);
    made = socket(AF_INET, SOCK_STREAM, 0);
    printf("socket %d\n", made != INVALID_SOCKET && closesocket(made) == 0);
    return WSACleanup();
}
"#;

/// The imports of the program, by the numbers that Windows fixes as far as there are any.
const BY_NUMBER: &str = "LIBRARY ws2_32.dll\nEXPORTS\nWSAStartup @115 NONAME\nWSACleanup @116 NONAME\nsocket @23 NONAME\n\
                         closesocket @3 NONAME\nWSASetServiceA\n";

const REDIRECTED: &str = "started: enlist 1, ws2_32 1\n0, registered 1\nsocket 1\n";

struct Bench {
    stage: Stage,
    wine: Option<Wine>,
    folder: PathBuf,
}

impl Bench {
    fn new() -> Self {
        let stage = Stage::new();
        Self {
            folder: windows::folder(&stage),
            wine: Some(Wine::start(&stage)),
            stage,
        }
    }

    /// Compiles the program with an import library that dlltool makes from a definition.
    fn program(&self, name: &str, definition: &str) -> PathBuf {
        let file = |extension: &str| self.folder.join(format!("{name}.{extension}"));
        let (source, def, library, program) = (file("c"), file("def"), file("a"), file("exe"));
        fs::write(&source, PROGRAM).unwrap();
        fs::write(&def, definition).unwrap();
        let made = Command::new("x86_64-w64-mingw32-dlltool")
            .args(["-m", "i386:x86-64", "-d"])
            .arg(&def)
            .arg("-l")
            .arg(&library)
            .status()
            .unwrap();
        assert!(made.success());
        let arguments = [&source, &library].map(|path| path.to_str().unwrap().to_owned());
        let output = ["-o".to_owned(), program.to_str().unwrap().to_owned()];
        windows::compiler()
            .run(&[&arguments[..], &output[..]].concat())
            .unwrap();
        program
    }

    fn run(&self, program: &Path) -> Result<String, String> {
        let wine = self.wine.as_ref().unwrap();
        let printed = wine.run(&self.stage, wine.command(program), Duration::from_secs(120))?;
        Ok(String::from_utf8(printed).unwrap())
    }
}

impl Drop for Bench {
    /// The server first, whose files are in the stage.
    fn drop(&mut self) {
        self.wine = None;
    }
}

#[test]
#[ignore = "needs Wine and MinGW: cargo test -- --include-ignored"]
fn imports_by_name_and_by_number_are_redirected_and_back() {
    let bench = Bench::new();
    let genuine = "started: enlist 0, ws2_32 1\n0, registered 1\nsocket 1\n";
    let by_name = BY_NUMBER.replace(" NONAME", "").replace('@', ";");
    for (name, definition) in [("named", by_name.as_str()), ("numbered", BY_NUMBER)] {
        let program = bench.program(name, definition);
        let before = fs::read(&program).unwrap();
        assert_eq!(bench.run(&program).unwrap(), genuine, "{name}");
        let said = windows::redirect(&[program.as_os_str()]).unwrap();
        assert!(
            said.contains(": its imports of ws2_32.dll are now of enlist.dll\n"),
            "{said}"
        );
        assert!(said.contains("by ws2_32.dll: "), "{said}");
        assert_eq!(bench.run(&program).unwrap(), REDIRECTED, "{name}");
        windows::redirect(&["--undo".as_ref(), program.as_os_str()]).unwrap();
        assert_eq!(fs::read(&program).unwrap(), before, "{name}");
    }
}

#[test]
#[ignore = "needs Wine and MinGW: cargo test -- --include-ignored"]
fn without_the_dll_beside_it_a_redirected_program_does_not_start() {
    let bench = Bench::new();
    let program = bench.program("alone", BY_NUMBER);
    let elsewhere = bench.stage.file("elsewhere.exe");
    let redirect = [program.as_os_str(), "-o".as_ref(), elsewhere.as_os_str()];
    windows::redirect(&redirect).unwrap();
    assert!(
        bench
            .run(&elsewhere)
            .unwrap_err()
            .starts_with("exit status: 53\n")
    );
}
