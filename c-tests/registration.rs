// SPDX-License-Identifier: MIT OR Apache-2.0
//! The classes of enlist.dll, registered with Wine: scripts and programs find them, and nothing is left when that is taken back.

#![allow(clippy::unwrap_used)]

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

#[path = "support/mod.rs"]
mod support;

use support::windows::{self, COM_LIBRARIES, Wine};
use support::{Compiler, Stage, root};

const FOLDER: &str = "c-tests/registration";
const LIMIT: Duration = Duration::from_secs(120);

struct Bench {
    stage: Stage,
    wine: Option<Wine>,
}

impl Bench {
    fn new() -> Self {
        let stage = Stage::new();
        let wine = Some(Wine::start(&stage));
        Self { stage, wine }
    }

    fn wine(&self) -> &Wine {
        self.wine.as_ref().unwrap()
    }

    /// Runs a program to its end; what it printed.
    fn run<A: AsRef<OsStr>>(&self, program: &Path, arguments: &[A]) -> String {
        let mut command = self.wine().command(program);
        command.args(arguments);
        let printed = self.wine().run(&self.stage, command, LIMIT).unwrap();
        String::from_utf8(printed).unwrap()
    }

    /// Runs a script, which ends without a word when something is wrong with it.
    fn script(&self, file: &Path) -> String {
        let arguments = ["//nologo".to_owned(), windows::path(file)];
        self.run(Path::new("cscript"), &arguments)
    }

    /// The classes that are registered, and what the library keeps beside them. (Services of Wine write elsewhere, when they like.)
    fn registry(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for key in ["HKEY_LOCAL_MACHINE", "HKEY_CURRENT_USER"] {
            let file = self.stage.file(format!("{key}.reg"));
            let arguments = ["/E", &windows::path(&file), &format!(r"{key}\Software")];
            self.run(Path::new("regedit"), &arguments);
            let units: Vec<u16> = fs::read(&file)
                .unwrap()
                .chunks_exact(2)
                .map(|pair| u16::from_le_bytes(pair.try_into().unwrap()))
                .collect();
            let text = String::from_utf16(&units).unwrap();
            let mut is_ours = false;
            for line in text.lines() {
                if let Some(path) = line.strip_prefix(&format!(r"[{key}\Software\")) {
                    is_ours = path.starts_with("Classes") || path.starts_with("Enlist");
                }
                if is_ours {
                    lines.push(line.to_owned());
                }
            }
        }
        assert!(lines.len() > 10_000, "only {} lines", lines.len());
        lines
    }
}

impl Drop for Bench {
    /// The server first, whose files are in the stage.
    fn drop(&mut self) {
        self.wine = None;
    }
}

fn expected(name: &str) -> String {
    fs::read_to_string(root().join(FOLDER).join(name)).unwrap()
}

/// The script of the README, and what it is said to print.
fn example() -> (String, String) {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, rest) = readme.split_once("```vbs\n").unwrap();
    let (script, rest) = rest.split_once("```").unwrap();
    let (_, rest) = rest.split_once("```\n").unwrap();
    let (output, _) = rest.split_once("```").unwrap();
    (script.to_owned(), output.to_owned())
}

fn source(name: &str) -> PathBuf {
    root().join(FOLDER).join(name)
}

fn compile(compiler: &Compiler, arguments: &[&str]) {
    let mut all = vec!["-Wall", "-Wextra", "-Werror"];
    all.extend(arguments);
    all.extend(COM_LIBRARIES);
    compiler.run(&all).unwrap();
}

/// The two are the same; where they first differ is shown.
fn compare(before: &[String], after: &[String]) {
    let same = before
        .iter()
        .zip(after)
        .take_while(|(one, other)| one == other)
        .count();
    assert!(
        before.len() == same && after.len() == same,
        "line {same}: {:?}, before {:?}",
        after.get(same),
        before.get(same)
    );
}

#[test]
#[ignore = "needs Wine and MinGW: cargo test -- --include-ignored"]
fn scripts_and_programs_find_the_classes_and_nothing_is_left() {
    let bench = Bench::new();
    // The first script of each kind makes entries of the script host's own.
    for (name, content) in [
        ("first.vbs", "WScript.Echo 1"),
        ("first.js", "WScript.Echo(1);"),
    ] {
        let file = bench.stage.file(name);
        fs::write(&file, content).unwrap();
        assert_eq!(bench.script(&file), "1\n");
    }
    let program = bench.stage.file("program.exe");
    let headers = windows::headers(&bench.stage);
    compile(
        &Compiler::named("x86_64-w64-mingw32-g++", "g++-mingw-w64-x86-64"),
        &[
            "-std=c++17",
            // Its own library may not be where Wine looks.
            "-static",
            "-I",
            headers.to_str().unwrap(),
            "-o",
            program.to_str().unwrap(),
            source("program.cpp").to_str().unwrap(),
        ],
    );
    let before = bench.registry();

    // Once, again, and from where it has moved to.
    let first = windows::folder(&bench.stage).join("enlist.dll");
    let moved = bench.stage.file("moved folder").join("enlist.dll");
    fs::create_dir(moved.parent().unwrap()).unwrap();
    fs::copy(&first, &moved).unwrap();
    for dll in [&first, &first, &moved] {
        bench.wine().regsvr32(&bench.stage, dll, &[]).unwrap();
    }
    fs::remove_file(&first).unwrap();
    for (script, output) in [
        ("script.vbs", "script.expected"),
        ("script.js", "script.expected"),
        ("types.vbs", "types.expected"),
    ] {
        let printed = bench.script(&source(script));
        assert_eq!(printed, expected(output), "{script}");
    }
    let (script, output) = example();
    let file = bench.stage.file("example.vbs");
    fs::write(&file, script).unwrap();
    assert_eq!(bench.script(&file), output);
    assert_eq!(
        bench.run::<&str>(&program, &[]),
        expected("program.expected")
    );

    for _ in 0..2 {
        bench
            .wine()
            .regsvr32(&bench.stage, &moved, &["/u"])
            .unwrap();
        compare(&before, &bench.registry());
    }
}

#[test]
#[ignore = "needs Wine and MinGW: cargo test -- --include-ignored"]
fn where_the_machine_refuses_the_user_has_the_classes() {
    let bench = Bench::new();
    let before = bench.registry();
    let folder = windows::folder(&bench.stage);
    let program = folder.join("refused.exe");
    compile(
        &windows::compiler(),
        &[
            "-std=c11",
            "-o",
            program.to_str().unwrap(),
            source("refused.c").to_str().unwrap(),
            "-L",
            folder.to_str().unwrap(),
            "-lenlist",
        ],
    );
    assert_eq!(
        bench.run::<&str>(&program, &[]),
        expected("refused.expected")
    );
    compare(&before, &bench.registry());
}
