// SPDX-License-Identifier: MIT OR Apache-2.0
//! The library preloaded into programs that were not built for it.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::time::Duration;

#[path = "support/mod.rs"]
mod support;

use support::{Compiler, Outcome, Stage};

const FOLDER: &str = "c-tests/preload";
const FLAGS: [&str; 8] = [
    "-std=c11",
    "-O1",
    "-g",
    "-pthread",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Iinclude",
];
const LIMIT: Duration = Duration::from_secs(60);

/// What the stub library returns, and that the program sees no other library.
const STUB: &str = "\
WSAStartup 7001
WSASetServiceA 7004
WSASetServiceW 7005
WSALookupServiceBeginA 7006
WSALookupServiceNextA 7008
WSALookupServiceEnd 7010
WSALookupServiceBeginW 7007
WSALookupServiceNextW 7009
WSALookupServiceEnd 7010
WSAEnumNameSpaceProvidersA 7011
WSAEnumNameSpaceProvidersW 7012
WSAGetLastError 7003
WSACleanup 7002
";

/// What Enlist returns.
const ENLIST: &str = "\
WSAStartup 0
WSASetServiceA 0
WSASetServiceW 0
WSALookupServiceBeginA 0
WSALookupServiceNextA 0
WSALookupServiceEnd 0
WSALookupServiceBeginW 0
WSALookupServiceNextW 0
WSALookupServiceEnd 0
WSAEnumNameSpaceProvidersA 4
WSAEnumNameSpaceProvidersW 4
WSAGetLastError 5
WSACleanup 0
";

const WITHOUT_OTHER: &str = "the other library is not here\n";
const LOADED: &str = "the other library is loaded\n";
const WITH_OTHER: &str = "the other library is here\n";

/// Builds a shared library of the folder into the stage.
fn build_library(stage: &Stage, name: &str) -> PathBuf {
    let output = stage.file(format!("lib{name}.so"));
    let source = format!("{FOLDER}/{name}.c");
    let soname = format!("-Wl,-soname,lib{name}.so");
    let mut arguments = FLAGS.to_vec();
    arguments.extend([
        "-shared",
        "-fPIC",
        &soname,
        "-o",
        output.to_str().unwrap(),
        &source,
    ]);
    Compiler::c().run(&arguments).unwrap();
    output
}

/// Builds a program of the folder into the stage, linked as told.
fn build_program(stage: &Stage, name: &str, link: &[&str]) -> PathBuf {
    let output = stage.file(name);
    let source = format!("{FOLDER}/{name}.c");
    let here = format!("-L{}", stage.file("").display());
    let rpath = format!("-Wl,-rpath,{}", stage.file("").display());
    let mut arguments = FLAGS.to_vec();
    arguments.extend(["-o", output.to_str().unwrap(), &source, &here, &rpath]);
    arguments.extend(link);
    Compiler::c().run(&arguments).unwrap();
    output
}

fn run(stage: &Stage, program: &Path, arguments: &[&str], preload: &str) -> Outcome {
    let mut command = support::clean_command(program);
    command.args(arguments);
    if !preload.is_empty() {
        command.env("LD_PRELOAD", preload);
    }
    support::run(stage, command, LIMIT).unwrap()
}

fn printed(outcome: Outcome) -> String {
    String::from_utf8(outcome.success().unwrap()).unwrap()
}

#[test]
fn a_program_reaches_enlist_when_it_is_preloaded_and_the_stub_when_not() {
    let stage = Stage::new();
    build_library(&stage, "stub");
    let program = build_program(&stage, "program", &["-lstub"]);
    let enlist = stage.library();
    assert_eq!(
        printed(run(&stage, &program, &[], "")),
        [STUB, WITHOUT_OTHER].concat()
    );
    assert_eq!(
        printed(run(&stage, &program, &[], enlist.to_str().unwrap())),
        [ENLIST, WITHOUT_OTHER].concat()
    );
}

#[test]
fn another_preload_entry_and_enlist_work_side_by_side() {
    let stage = Stage::new();
    build_library(&stage, "stub");
    let other = build_library(&stage, "other");
    let program = build_program(&stage, "program", &["-lstub"]);
    let (enlist, other) = (stage.library(), other.to_str().unwrap().to_owned());
    let enlist = enlist.to_str().unwrap();
    assert_eq!(
        printed(run(&stage, &program, &[], &other)),
        [LOADED, STUB, WITH_OTHER].concat()
    );
    for preload in [
        format!("{other}:{enlist}"),
        format!("{enlist}:{other}"),
        format!("{other} {enlist}"),
        format!("{other}:{enlist}:{enlist}"),
    ] {
        assert_eq!(
            printed(run(&stage, &program, &[], &preload)),
            [LOADED, ENLIST, WITH_OTHER].concat(),
            "{preload}"
        );
    }
}

#[test]
fn functions_of_the_program_do_not_capture_calls_inside_enlist() {
    const EXPECTED: &str = "\
WSASetServiceA -1
  error 10093
WSAStartup 0
  error 0
WSASetServiceA 0
WSALookupServiceBeginA 0
WSALookupServiceNextA 0
WSALookupServiceNextA -1
  error 10110
WSALookupServiceEnd 0
WSASetServiceA -1
  error 10014
WSACleanup 0
captured 0
";
    let stage = Stage::new();
    build_library(&stage, "stub");
    // Its functions are visible to libraries, as those of programs with plug-ins are.
    let preloaded = build_program(&stage, "interposer", &["-rdynamic", "-lstub", "-ldl"]);
    let enlist = stage.library();
    assert_eq!(
        printed(run(&stage, &preloaded, &[], enlist.to_str().unwrap())),
        EXPECTED
    );

    let rpath = format!("-Wl,-rpath,{}", stage.libraries().display());
    let search = format!("-L{}", stage.libraries().display());
    let linked = build_program(
        &stage,
        "interposer",
        &["-rdynamic", &search, &rpath, "-lenlist", "-ldl"],
    );
    assert_eq!(printed(run(&stage, &linked, &[], "")), EXPECTED);
}

#[test]
fn a_program_that_does_not_use_enlist_is_not_changed_by_it() {
    let stage = Stage::new();
    build_library(&stage, "stub");
    let program = build_program(&stage, "state", &["-lstub"]);
    let enlist = stage.library();
    let without = run(&stage, &program, &[], "");
    assert_eq!(without.status.code(), Some(3));
    assert_eq!(without.stderr, b"to the error stream\n");
    let shown = String::from_utf8_lossy(&without.stdout).into_owned();
    for part in [
        "environment PATH=",
        "threads 3\n",
        "signal 11: default",
        "signal stack none",
    ] {
        assert!(
            shown.contains(part),
            "nothing is compared when nothing is shown: {shown}"
        );
    }
    let with = run(&stage, &program, &[], enlist.to_str().unwrap());
    assert_eq!(String::from_utf8_lossy(&with.stdout), shown);
    assert_eq!((with.status.code(), with.stderr), (Some(3), without.stderr));
}

#[test]
fn a_program_that_has_used_enlist_has_no_threads_descriptors_or_handlers_of_it() {
    let stage = Stage::new();
    build_library(&stage, "stub");
    let program = build_program(&stage, "state", &["-lstub"]);
    let enlist = stage.library();
    let idle = run(&stage, &program, &[], "");
    let used = run(&stage, &program, &["use"], enlist.to_str().unwrap());
    assert_eq!(
        String::from_utf8_lossy(&used.stdout),
        String::from_utf8_lossy(&idle.stdout)
    );
    assert_eq!((used.status.code(), used.stderr), (Some(3), idle.stderr));
    // The stub does not work; so it was Enlist that did.
    let stub = run(&stage, &program, &["use"], "");
    assert!(String::from_utf8_lossy(&stub.stdout).starts_with("Winsock does not work: 7003\n"));
}

#[test]
fn a_variable_that_is_wrong_harms_only_those_who_start_winsock() {
    let stage = Stage::new();
    build_library(&stage, "stub");
    let program = build_program(&stage, "state", &["-lstub"]);
    let mut command = support::clean_command(&program);
    command
        .env("LD_PRELOAD", stage.library())
        .env("ENLIST_ACP", "nonsense");
    let outcome = support::run(&stage, command, LIMIT).unwrap();
    assert_eq!(
        (outcome.status.code(), &*outcome.stderr),
        (Some(3), &b"to the error stream\n"[..])
    );
}

#[test]
fn threads_outlive_an_unloaded_library() {
    let stage = Stage::new();
    let program = build_program(&stage, "unload", &["-ldl"]);
    let library = stage.library();
    let expected =
        "unloaded: 0\nthread worked\nthread worked\nthread worked\nthread worked\n".repeat(3);
    let outcome = run(&stage, &program, &[library.to_str().unwrap()], "");
    assert_eq!(printed(outcome), expected + "the child ended with 5\n");
}

/// Whoever starts it must not decide where it writes, nor whether it starts.
#[test]
fn a_program_with_more_rights_than_its_caller_ignores_the_variables() {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt as _, chown};

    let stage = Stage::new();
    let libraries = stage.libraries();
    let link = [
        "-L".to_owned() + libraries.to_str().unwrap(),
        "-lenlist".to_owned(),
        "-Wl,-rpath,".to_owned() + libraries.to_str().unwrap(),
    ];
    let program = build_program(&stage, "privileged", &link.each_ref().map(String::as_str));
    let store = stage.file("store");
    let run = || {
        let mut command = support::clean_command(&program);
        command
            .env("ENLIST_STORE", &store)
            .env("ENLIST_STORE_SYNC", "nonsense");
        printed(support::run(&stage, command, LIMIT).unwrap())
    };
    assert_eq!(run(), "not privileged 10091\n");
    // SAFETY: takes nothing.
    if unsafe { libc::geteuid() } != 0 {
        eprintln!("left out: only root can make a program of somebody else");
        return;
    }
    chown(&program, Some(65534), Some(65534)).unwrap();
    fs::set_permissions(&program, Permissions::from_mode(0o6755)).unwrap();
    match run().as_str() {
        "privileged 0\n" => assert!(!store.exists()),
        "not privileged 10091\n" => eprintln!("left out: the system has no such programs here"),
        other => panic!("{other}"),
    }
}
