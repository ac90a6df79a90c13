// SPDX-License-Identifier: MIT OR Apache-2.0
//! The examples for test frameworks, with GoogleTest and CTest.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::time::Duration;

#[path = "support/mod.rs"]
mod support;

use support::{Compiler, Outcome, Stage};

const FOLDER: &str = "c-tests/examples";
const LIMIT: Duration = Duration::from_secs(300);

fn run(stage: &Stage, program: &Path, arguments: &[&str]) -> Outcome {
    let mut command = support::clean_command(program);
    command.args(arguments);
    support::run(stage, command, LIMIT).unwrap()
}

fn printed(outcome: &Outcome) -> String {
    String::from_utf8_lossy(&outcome.stdout).into_owned()
}

#[test]
#[ignore = "needs GoogleTest: cargo test -- --include-ignored"]
fn the_listener_starts_each_test_clean_and_shows_the_calls_of_those_that_fail() {
    let stage = Stage::new();
    let libraries = stage.libraries();
    let libraries = libraries.to_str().unwrap();
    let compile = |name: &str, define: &str| {
        let output = stage.file(name);
        let source = format!("{FOLDER}/printer_tests.cpp");
        let rpath = format!("-Wl,-rpath,{libraries}");
        Compiler::cxx()
            .run(&[
                "-std=c++17",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-Iinclude",
                define,
                "-o",
                output.to_str().unwrap(),
                &source,
                "-L",
                libraries,
                &rpath,
                "-lenlist",
                "-lgtest",
                "-pthread",
            ])
            .unwrap_or_else(|error| panic!("{error}; on Debian: apt-get install libgtest-dev"));
        output
    };
    let outcome = run(
        &stage,
        &compile("printer_tests", "-DWHOLE"),
        &["--gtest_repeat=2", "--gtest_shuffle"],
    );
    let said = printed(&outcome);
    assert!(outcome.status.success(), "{said}");
    assert_eq!(said.matches("[  PASSED  ] 4 tests.").count(), 2, "{said}");
    assert!(!said.contains("Calls of"), "{said}");

    let report = stage.file("report.xml");
    let broken = compile("broken_tests", "-DBROKEN");
    let outcome = run(
        &stage,
        &broken,
        &[&format!("--gtest_output=xml:{}", report.display())],
    );
    let said = printed(&outcome);
    assert_eq!(outcome.status.code(), Some(1), "{said}");
    let (_, calls) = said.split_once("Calls of Printer.Fails:\n").unwrap();
    let calls: Vec<&str> = calls
        .lines()
        .take_while(|line| line.starts_with('{'))
        .collect();
    assert_eq!(calls.len(), 2, "{said}");
    assert!(
        calls
            .concat()
            .contains(r#""call":"WSASetServiceA","arguments":{"lpqsRegInfo":{"name":"<Laser>""#),
        "{said}"
    );
    let report = fs::read_to_string(report).unwrap();
    assert!(
        report.contains("name=\"enlist_journal\"") && report.contains("&lt;Laser&gt;"),
        "{report}"
    );
}

#[test]
#[ignore = "needs CMake: cargo test -- --include-ignored"]
fn the_fixture_of_ctest_gives_each_run_a_store_and_journals() {
    let stage = Stage::new();
    let build = stage.file("build");
    let build = build.to_str().unwrap();
    let include = format!(
        "-DENLIST_INCLUDE={}",
        support::root().join("include").display()
    );
    let library = format!(
        "-DENLIST_LIBRARY={}",
        stage.libraries().join("libenlist.so").display()
    );
    let cmake = |arguments: &[&str]| {
        let outcome = run(&stage, Path::new("cmake"), arguments);
        assert!(
            outcome.status.success(),
            "apt-get install cmake libgtest-dev: {outcome:?}"
        );
    };
    let source = support::root().join(FOLDER);
    cmake(&[
        "-S",
        source.to_str().unwrap(),
        "-B",
        build,
        &include,
        &library,
    ]);
    cmake(&["--build", build]);
    for _ in 0..2 {
        let outcome = run(
            &stage,
            Path::new("ctest"),
            &["--test-dir", build, "--output-on-failure"],
        );
        let said = printed(&outcome);
        assert!(outcome.status.success(), "{said}");
        assert!(
            said.contains("100% tests passed, 0 tests failed out of 5"),
            "{said}"
        );
        let room = Path::new(build).join("enlist");
        assert!(!room.join("store").exists());
        for name in ["printer", "shared_printer"] {
            let journal = fs::read_to_string(room.join(name).with_extension("jsonl")).unwrap();
            // Of this run alone.
            assert_eq!(journal.matches("\"WSACleanup\"").count(), 1, "{journal}");
        }
    }
}
