// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist run` with programs that write the lines of a journal themselves, which is all that it sees of a program.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::support::{self, Compiler, Outcome, Stage};
use super::{LIMIT, enlist, journal};

/// A script that can write lines: `call NAME RESULT MORE`, where MORE is other members, and `event NAME MORE`.
fn script(stage: &Stage, name: &str, lines: &str) -> PathBuf {
    let path = stage.file(name);
    let head = "\"time\":\"2026-11-21T15:12:46.123456Z\",\"process\":$$,\"thread\":$$";
    let text = format!(
        "#!/bin/sh\nline() {{ printf '%s\\n' \"$1\" >>\"$ENLIST_JOURNAL\"; }}\n\
         call() {{ line \"{{{},\\\"call\\\":\\\"$1\\\",\\\"result\\\":$2,\\\"duration_us\\\":1.5,\\\"arguments\\\":{{}}$3}}\"; }}\n\
         event() {{ line \"{{{},\\\"event\\\":\\\"$1\\\",$2}}\"; }}\n{lines}\n",
        head.replace('"', "\\\""),
        head.replace('"', "\\\"")
    );
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn command(options: &[&str], program: &[&str]) -> Command {
    let mut command = enlist();
    command.arg("run").args(options).arg("--").args(program);
    command
}

fn run(stage: &Stage, options: &[&str], program: &[&str]) -> Outcome {
    support::run(stage, command(options, program), LIMIT).unwrap()
}

fn run_script(stage: &Stage, options: &[&str], lines: &str) -> Outcome {
    let script = script(stage, "program", lines);
    run(stage, options, &[script.to_str().unwrap()])
}

fn stderr(outcome: &Outcome) -> String {
    String::from_utf8(outcome.stderr.clone()).unwrap()
}

const FAILURE: &str = r#"',"error":{"name":"WSAEACCES","number":10013}'"#;

#[test]
fn calls_are_shown_and_the_program_has_the_last_word() {
    let stage = Stage::new();
    let lines = format!(
        "echo out; call WSAStartup 0; call WSASetServiceW -1 {FAILURE}; event store '\"message\":\"no room\"'; exit 3"
    );
    let outcome = run_script(&stage, &[], &lines);
    assert_eq!(outcome.status.code(), Some(3));
    assert_eq!(outcome.stdout, b"out\n");
    assert_eq!(
        stderr(&outcome),
        "WSAStartup() = 0 <1.5 µs>\n\
         WSASetServiceW() = -1 WSAEACCES (10013) <1.5 µs>\n\
         --- store: no room ---\n\
         +++ ended with 3 +++\n"
    );
    let quiet = run_script(&stage, &["--quiet"], &lines);
    assert_eq!(
        (quiet.status.code(), stderr(&quiet)),
        (Some(3), String::new())
    );
    let summary = run_script(
        &stage,
        &["-q", "--summary"],
        &format!("call WSAStartup 0; {lines}"),
    );
    let summary = stderr(&summary);
    let rows: Vec<Vec<&str>> = summary
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(
        rows[0],
        ["CALL", "CALLS", "FAILED", "TOTAL", "MEAN", "LONGEST"]
    );
    assert!(
        rows[1..].contains(&"WSAStartup 2 0 3.0 µs 1.5 µs 1.5 µs".split(' ').collect()),
        "{summary}"
    );
    assert!(
        rows[1..].contains(
            &"WSASetServiceW 1 1 1.5 µs 1.5 µs 1.5 µs"
                .split(' ')
                .collect()
        ),
        "{summary}"
    );
}

#[test]
fn the_journal_is_kept_and_shown_as_it_is() {
    let stage = Stage::new();
    let (kept, shown) = (stage.file("kept.jsonl"), stage.file("shown.jsonl"));
    fs::write(&kept, "from before\n").unwrap();
    let options = [
        "--journal",
        kept.to_str().unwrap(),
        "--json",
        "--summary",
        "--strict",
        "-o",
        shown.to_str().unwrap(),
    ];
    let outcome = run_script(
        &stage,
        &options,
        "call WSAStartup 0; call WSACleanup 0; exit 4",
    );
    assert_eq!(
        (outcome.status.code(), stderr(&outcome)),
        (Some(4), String::new())
    );
    let kept = fs::read_to_string(kept).unwrap();
    assert_eq!(kept.lines().count(), 2);
    let shown = fs::read_to_string(shown).unwrap();
    let last = shown.strip_prefix(&kept).unwrap();
    // As the variable would have it; an empty one is none.
    for (value, is_kept) in [(stage.file("named").to_str().unwrap(), true), ("", false)] {
        let mut named = command(&["-q"], &[stage.file("program").to_str().unwrap()]);
        named.env("ENLIST_JOURNAL", value);
        let outcome = support::run(&stage, named, LIMIT).unwrap();
        assert_eq!(
            (outcome.status.code(), stderr(&outcome)),
            (Some(4), String::new())
        );
        assert_eq!(Path::new(value).exists(), is_kept);
    }
    assert!(
        last.starts_with(r#"{"ended":{"exit_code":4,"how":"ended with 4","summary":[{"call":"#),
        "{last}"
    );
    assert!(last.ends_with("\"findings\":[]}}\n"), "{last}");
}

#[test]
fn a_program_that_is_killed_is_told_as_a_shell_does() {
    let stage = Stage::new();
    let outcome = run_script(&stage, &[], "kill -SEGV $$");
    assert_eq!(outcome.status.code(), Some(128 + 11));
    assert!(
        stderr(&outcome).contains("+++ killed by SIGSEGV"),
        "{}",
        stderr(&outcome)
    );
}

#[test]
fn a_journal_with_gaps_is_said_to_have_them() {
    let stage = Stage::new();
    let incomplete = |options: &[&str], lines: &str| {
        let outcome = run_script(&stage, options, lines);
        assert_eq!(outcome.status.code(), Some(5));
        let said = stderr(&outcome);
        let found = said
            .lines()
            .filter(|line| line.starts_with("enlist: the journal is incomplete: "));
        found.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(incomplete(&[], "call WSAStartup 0; exit 5"), [""; 0]);
    assert_eq!(
        incomplete(&[], "event lost '\"count\":7'; exit 5"),
        ["enlist: the journal is incomplete: the library could not write 7 lines"]
    );
    assert!(
        incomplete(&[], "printf '{\"time' >>\"$ENLIST_JOURNAL\"; exit 5")[0]
            .ends_with("its last line is not whole")
    );
    assert!(
        incomplete(&[], "line '{\"time\"'; call WSAStartup 0; exit 5")[0]
            .contains("a line cannot be read")
    );
    // A disk without room for the copy.
    assert!(
        incomplete(&["--journal", "/dev/full"], "call WSAStartup 0; exit 5")[0]
            .contains("/dev/full: ")
    );
}

#[test]
fn strict_does_not_judge_by_a_part_of_the_calls() {
    const UNKNOWN: &str =
        "enlist: strict: it cannot be told what was left behind: calls are missing";
    let stage = Stage::new();
    let lost = "event lost '\"count\":7'";
    let said_of = |options: &[&str], lines: &str| {
        let outcome = run_script(&stage, &[&["--strict", "-q"], options].concat(), lines);
        (outcome.status.code(), stderr(&outcome))
    };
    // The clean-up may be what is missing, or the call that asks for the error.
    for lines in [
        format!("call WSAStartup 0; {lost}"),
        format!("{lost}; call WSASetServiceW -1 {FAILURE}"),
        lost.to_owned(),
        "call WSAStartup 0; printf '{\"time' >>\"$ENLIST_JOURNAL\"".to_owned(),
        "call WSAStartup 0; line '{'".to_owned(),
    ] {
        let (code, said) = said_of(&[], &lines);
        assert_eq!(code, Some(125), "{lines}: {said}");
        let strict: Vec<&str> = said
            .lines()
            .filter(|line| line.contains("strict"))
            .collect();
        assert_eq!(strict, [UNKNOWN], "{lines}");
    }
    // What is there is there.
    let early = r#"',"error":{"name":"WSANOTINITIALISED","number":10093}'"#;
    let (code, said) = said_of(&[], &format!("{lost}; call WSACleanup -1 {early}"));
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("was called while Winsock was not started"),
        "{said}"
    );
    assert!(said.ends_with(&format!("{UNKNOWN}\n")), "{said}");
    // Only the copy is not whole.
    let (code, said) = said_of(&["--journal", "/dev/full"], "call WSAStartup 0");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("a WSAStartup was not answered"), "{said}");
    let outcome = run_script(
        &stage,
        &["--strict", "--json"],
        &format!("call WSAStartup 0; {lost}"),
    );
    let said = stderr(&outcome);
    assert!(
        said.ends_with(",\"findings\":[],\"undecided\":true}}\n"),
        "{said}"
    );
}

/// With the disk full the library cannot even say that lines are missing.
#[test]
#[ignore = "needs a mount namespace: cargo test -- --include-ignored"]
fn strict_does_not_judge_when_the_disk_is_full() {
    let stage = Stage::new();
    let script = script(
        &stage,
        "program",
        "call WSAStartup 0; head -c 100000 /dev/zero >\"$ENLIST_JOURNAL.other\"; call WSACleanup 0",
    );
    let folder = stage.file("small");
    fs::create_dir(&folder).unwrap();
    let mut command = support::clean_command(Path::new("unshare"));
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c"]);
    command.arg(
        "mount -t tmpfs -o size=64k none \"$1\" && TMPDIR=$1 exec \"$2\" run --strict -q \"$3\"",
    );
    command.args(["sh".as_ref(), folder.as_os_str()]);
    command.args([env!("CARGO_BIN_EXE_enlist").as_ref(), script.as_os_str()]);
    let outcome = support::run(&stage, command, LIMIT).unwrap();
    let said = stderr(&outcome);
    assert_eq!(outcome.status.code(), Some(125), "{said}");
    assert!(
        said.contains("the journal is incomplete: the disk is full"),
        "{said}"
    );
}

#[test]
fn strict_finds_what_is_left_behind() {
    let stage = Stage::new();
    let outcome = run_script(
        &stage,
        &["--strict", "-q"],
        &format!("call WSAStartup 0; call WSASetServiceW -1 {FAILURE}"),
    );
    assert_eq!(outcome.status.code(), Some(1));
    let said = stderr(&outcome);
    assert!(
        said.contains("enlist: strict: nobody asked why WSASetServiceW failed: WSAEACCES"),
        "{said}"
    );
    assert!(
        said.contains("enlist: strict: a WSAStartup was not answered by WSACleanup"),
        "{said}"
    );
    let clean = run_script(
        &stage,
        &["--strict", "-q"],
        "call WSAStartup 0; call WSACleanup 0; exit 7",
    );
    assert_eq!(
        (clean.status.code(), stderr(&clean)),
        (Some(7), String::new())
    );
}

/// A program's own failure says more than a finding.
#[test]
fn strict_leaves_the_end_of_a_program_that_fails_by_itself() {
    let stage = Stage::new();
    for (lines, code, said) in [
        ("call WSAStartup 0; exit 5", 5, "strict: a WSAStartup"),
        (
            "call WSAStartup 0; kill -SEGV $$",
            128 + 11,
            "strict: a WSAStartup",
        ),
        (
            "event lost '\"count\":7'; exit 5",
            5,
            "strict: it cannot be told",
        ),
    ] {
        let outcome = run_script(&stage, &["--strict", "-q"], lines);
        assert_eq!(outcome.status.code(), Some(code), "{lines}");
        assert!(stderr(&outcome).contains(said), "{lines}");
    }
}

#[test]
fn options_become_variables_and_what_is_preloaded_stays() {
    let stage = Stage::new();
    let print = "printf '%s\\n' \"$ENLIST_ACP\" \"$ENLIST_STORE\" \"$LD_PRELOAD\" \"$#\"";
    let script = script(&stage, "program", print);
    let mut command = command(
        &["--acp", "1252", "--store", "here", "-q"],
        &[script.to_str().unwrap(), "--acp", "x"],
    );
    // One that the loader can do nothing with would make it complain.
    let other = stage.library();
    command
        .env("LD_PRELOAD", &other)
        .current_dir(stage.file(""));
    let printed = support::run(&stage, command, LIMIT)
        .unwrap()
        .success()
        .unwrap();
    let printed = String::from_utf8(printed).unwrap();
    let lines: Vec<&str> = printed.lines().collect();
    let folder = stage.file("").canonicalize().unwrap();
    assert_eq!(lines[..2], ["1252", folder.join("here").to_str().unwrap()]);
    let (first, second) = lines[2].split_once(':').unwrap();
    assert_eq!(first, other.to_str().unwrap());
    assert!(second.ends_with("libenlist.so"), "{second}");
    assert_eq!(lines[3], "2");
    let unwritable = run(
        &stage,
        &["--journal", "/nonexistent/file"],
        &["echo", "started"],
    );
    assert_eq!(
        (unwritable.status.code(), &*unwritable.stdout),
        (Some(125), &b""[..])
    );
}

/// A program that the loader preloads nothing into does not run as if it did.
/// By the name of what was typed, and before anything runs.
#[test]
fn options_with_wrong_values_are_refused_with_the_reason() {
    let stage = Stage::new();
    let file = stage.file("file");
    fs::write(&file, "").unwrap();
    let below = file.join("below");
    for (options, said) in [
        (
            &["--acp", "437"][..],
            "enlist: --acp \"437\": expected 874, ",
        ),
        (&["--store", file.to_str().unwrap()], "file: not a folder"),
        (&["--store", below.to_str().unwrap()], "enlist: --store: "),
        (
            &["--fail", "WSASetService:1=WSAEACCES"],
            "enlist: --fail \"WSASetService:1=WSAEACCES\": column 1: \"WSASetService\" is not a call of this library; did you mean WSASetServiceA or WSASetServiceW?\n",
        ),
        (
            &["--fail", "WSACleanup:1=8", "--fail", "AddService2:1=E_FAIL"],
            "did you mean IUpdateServiceManager2::AddService2?",
        ),
    ] {
        let outcome = run(&stage, options, &["echo", "started"]);
        let complaint = stderr(&outcome);
        assert_eq!(outcome.status.code(), Some(125), "{complaint}");
        assert_eq!(outcome.stdout, b"", "{complaint}");
        assert!(complaint.contains(said), "{said}: {complaint}");
    }
    let mut command = command(&["--fail", "WSACleanup:1=8"], &["echo", "started"]);
    command.env("ENLIST_FAULTS", "x");
    let outcome = support::run(&stage, command, LIMIT).unwrap();
    assert_eq!(outcome.status.code(), Some(125));
    assert!(stderr(&outcome).starts_with("enlist: ENLIST_FAULTS=\"x\": expected "));
}

#[test]
fn what_cannot_have_the_library_is_refused_with_the_reason() {
    let stage = Stage::new();
    let source = stage.file("empty.c");
    fs::write(&source, "int main(void) { return 0; }\n").unwrap();
    let compile = |name: &str, flags: &[&str]| {
        let output = stage.file(name);
        let paths = ["-o", output.to_str().unwrap(), source.to_str().unwrap()];
        Compiler::c().run(&[flags, &paths].concat()).unwrap();
        output
    };
    let refusal = |program: &Path| {
        let outcome = run(&stage, &[], &[program.to_str().unwrap()]);
        (outcome.status.code(), stderr(&outcome))
    };
    for (name, flags) in [
        ("static", &["-static"][..]),
        ("static-pie", &["-static-pie"]),
    ] {
        let (code, said) = refusal(&compile(name, flags));
        assert_eq!(code, Some(126));
        assert!(
            said.ends_with(": it is static: it has no loader that could preload a library\n"),
            "{said}"
        );
    }
    let dynamic = compile("dynamic", &[]);
    assert_eq!(
        refusal(&dynamic),
        (Some(0), "+++ ended with 0 +++\n".to_owned())
    );
    // Of another user's rights, which only root can give.
    // SAFETY: asks for a number.
    if unsafe { libc::geteuid() } == 0 {
        std::os::unix::fs::chown(&dynamic, Some(65534), Some(65534)).unwrap();
        for mode in [0o4755, 0o2755] {
            fs::set_permissions(&dynamic, fs::Permissions::from_mode(mode)).unwrap();
            let (code, said) = refusal(&dynamic);
            assert_eq!(code, Some(126), "{mode:o}: {said}");
            assert!(said.contains("it is set-user-ID or set-group-ID"), "{said}");
        }
    }
    let text = stage.file("text");
    fs::write(&text, "text").unwrap();
    assert_eq!(refusal(&text).0, Some(126));
    fs::set_permissions(&text, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(refusal(&text).0, Some(126));
    assert_eq!(refusal(&stage.file("nowhere")).0, Some(127));
    assert_eq!(refusal(Path::new("no-such-program-anywhere")).0, Some(127));
    assert_eq!(refusal(Path::new("/")).0, Some(126));
    let pe = stage.file("program.exe");
    fs::write(&pe, "MZ").unwrap();
    let (code, said) = refusal(&pe);
    assert_eq!(code, Some(125), "{said}");
}

/// Starts a script, and waits until it has said that it is ready.
fn started(stage: &Stage, options: &[&str], lines: &str) -> (Child, Box<dyn FnOnce() -> String>) {
    let script = script(
        stage,
        "waiting",
        &format!("{lines}\necho ready\nwhile :; do sleep 0.05; done"),
    );
    let mut child = command(options, &[script.to_str().unwrap()])
        .env("TMPDIR", stage.file(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n");
    let mut errors = child.stderr.take().unwrap();
    let rest = move || {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut errors, &mut text).unwrap();
        text
    };
    (child, Box::new(rest))
}

fn send(child: &Child, signal: i32) {
    // SAFETY: sends a signal to a child that was not waited for yet.
    let sent = unsafe { libc::kill(i32::try_from(child.id()).unwrap(), signal) };
    assert_eq!(sent, 0);
}

#[test]
fn an_interrupt_ends_the_program_and_its_exit_code_is_told() {
    let stage = Stage::new();
    for (lines, signal, code, how) in [
        ("trap 'exit 9' INT", libc::SIGINT, 9, "+++ ended with 9 +++"),
        ("", libc::SIGTERM, 128 + 15, "+++ killed by SIGTERM +++"),
    ] {
        let (mut child, rest) = started(&stage, &["-q"], lines);
        send(&child, signal);
        let status = child.wait().unwrap();
        assert_eq!(status.code(), Some(code), "{:?}", status.signal());
        assert!(rest().contains(how));
    }
    // One that does not want to end is killed by the second.
    let (mut child, rest) = started(&stage, &[], "trap 'call WSAStartup 0' INT");
    send(&child, libc::SIGINT);
    while !fs::read_dir(stage.file(""))
        .unwrap()
        .any(|entry| has_call(&entry.unwrap().path()))
    {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    send(&child, libc::SIGINT);
    assert_eq!(child.wait().unwrap().code(), Some(128 + 9));
    assert!(rest().contains("WSAStartup() = 0"));
}

/// What begins when the program has ended, and been seen to.
const AFTERWARDS: &str =
    "main=$$; after() { while kill -0 $main 2>/dev/null; do sleep 0.01; done; }";

#[test]
fn processes_that_outlive_the_program_are_followed_to_their_end() {
    let stage = Stage::new();
    let lines = format!(
        "{AFTERWARDS}\ncall WSAStartup 0; (after; call WSASetServiceW 0; (sleep 0.1; call WSACleanup 0) &) & exit 3"
    );
    let outcome = run_script(&stage, &["--strict"], &lines);
    assert_eq!(outcome.status.code(), Some(3));
    assert_eq!(
        stderr(&outcome),
        "WSAStartup() = 0 <1.5 µs>\n\
         WSASetServiceW() = 0 <1.5 µs>\n\
         WSACleanup() = 0 <1.5 µs>\n\
         +++ ended with 3 +++\n"
    );
    // In a session of their own, as servers are, with something left behind.
    let daemon = format!(
        "{AFTERWARDS}\nif [ $# = 0 ]; then setsid \"$0\" $$ & exit 0; fi\nmain=$1; after; call WSAStartup 0"
    );
    let outcome = run_script(&stage, &["--strict", "-q"], &daemon);
    assert_eq!(outcome.status.code(), Some(1));
    assert!(stderr(&outcome).contains("a WSAStartup was not answered"));
}

#[test]
fn the_calls_of_an_orphan_are_shown() {
    let stage = Stage::new();
    let program = guest(&stage);
    let outcome = run(
        &stage,
        &["--strict"],
        &[program.to_str().unwrap(), "parent"],
    );
    let said = stderr(&outcome);
    assert_eq!(
        (outcome.status.code(), &*outcome.stdout),
        (Some(7), &b"found Guest\n"[..]),
        "{said}"
    );
    assert!(said.ends_with(">\n+++ ended with 7 +++\n"), "{said}");
    assert!(said.contains("WSACleanup() = 0 <"), "{said}");
}

#[test]
fn nobody_has_to_wait_for_processes_that_outlive_the_program() {
    let stage = Stage::new();
    // They run for as long as the folder is there.
    let background = format!(
        "(trap '' INT; while [ -e '{}' ]; do sleep 0.02; done) >/dev/null 2>&1 & exit 4",
        stage.file("").display()
    );
    let outcome = run_script(&stage, &["--no-wait"], &background);
    assert_eq!(outcome.status.code(), Some(4));
    assert_eq!(stderr(&outcome), "+++ ended with 4 +++\n");
    // A signal that comes when the program has ended says so, too.
    for signal in [libc::SIGINT, libc::SIGTERM] {
        let script = script(&stage, "program", &background);
        let mut child = command(&[], &[script.to_str().unwrap()])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        errors.read_line(&mut line).unwrap();
        assert!(
            line.starts_with("--- the program has ended; still there, and waited for: "),
            "{line}"
        );
        send(&child, signal);
        assert_eq!(child.wait().unwrap().code(), Some(4));
        let mut rest = String::new();
        std::io::Read::read_to_string(&mut errors, &mut rest).unwrap();
        assert_eq!(
            rest,
            "+++ ended with 4 +++\n\
             enlist: the journal is incomplete: processes that the program has started still run\n"
        );
    }
    // Nor does anybody who looked and has gone.
    let script = script(&stage, "program", &background);
    let mut child = command(&[], &[script.to_str().unwrap()])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(4));
}

/// Whether it is the folder of a run whose program has made a call.
fn has_call(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("enlist-run-")
        && fs::read_to_string(folder.join("journal.jsonl"))
            .is_ok_and(|journal| journal.contains("WSAStartup"))
}

/// As `enlist run … 2>&1 | head -1`: the program goes on.
#[test]
fn nobody_has_to_look() {
    let stage = Stage::new();
    let done = stage.file("done");
    let lines = format!(
        "read wait; i=0; while [ $i -lt 200 ]; do call WSAStartup 0; i=$((i+1)); done; : >'{}'; exit 6",
        done.display()
    );
    let script = script(&stage, "program", &lines);
    let mut child = command(&[], &[script.to_str().unwrap()])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stderr.take());
    drop(child.stdin.take());
    assert_eq!(child.wait().unwrap().code(), Some(6));
    assert!(done.exists());
}

/// A program that is linked to another library with the same functions, as those are that the library is preloaded into.
fn guest(stage: &Stage) -> PathBuf {
    let (stub, program) = (stage.file("libstub.so"), stage.file("guest"));
    let flags = [
        "-std=c11",
        "-O1",
        "-g",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-Iinclude",
        "-o",
    ];
    let library = [
        stub.to_str().unwrap(),
        "-shared",
        "-fPIC",
        "c-tests/preload/stub.c",
    ];
    Compiler::c().run(&[&flags[..], &library].concat()).unwrap();
    let here = stage.file("");
    let (path, rpath) = (
        format!("-L{}", here.display()),
        format!("-Wl,-rpath,{}", here.display()),
    );
    let program_path = [
        program.to_str().unwrap(),
        "c-tests/cli/guest.c",
        &path,
        &rpath,
        "-lstub",
    ];
    Compiler::c()
        .run(&[&flags[..], &program_path].concat())
        .unwrap();
    program
}

#[test]
fn the_calls_of_a_real_program_are_shown() {
    let stage = Stage::new();
    let program = guest(&stage);
    let program = program.to_str().unwrap();
    let outcome = run(&stage, &["--strict", "--summary"], &[program]);
    let said = stderr(&outcome);
    assert_eq!(
        (outcome.status.code(), &*outcome.stdout),
        (Some(3), &b"found Guest\n"[..]),
        "{said}"
    );
    let calls: Vec<&str> = said
        .lines()
        .take_while(|line| !line.starts_with("+++"))
        .collect();
    let starts = [
        "WSAStartup(wVersionRequested=\"2.2\") = 0 <",
        "WSASetServiceA(lpqsRegInfo={name=\"Guest\", class={7D3A1C52-4B0E-4F6D-9A21-5E8810C437FB}, namespace=NS_NTDS}, essOperation=RNRSERVICE_REGISTER, dwControlFlags=0) = 0 <",
        "WSALookupServiceBeginA(lpqsRestrictions={",
        "WSALookupServiceNextA(hLookup=0x",
        "WSALookupServiceNextA(hLookup=0x",
        "WSALookupServiceNextA(hLookup=0x",
        "WSALookupServiceEnd(hLookup=0x",
        "WSASetServiceA(lpqsRegInfo={name=\"Guest\",",
        "WSACleanup() = 0 <",
    ];
    assert_eq!(calls.len(), starts.len(), "{said}");
    for (call, start) in calls.iter().zip(starts) {
        assert!(call.starts_with(start), "{call}");
    }
    assert!(
        calls[3].contains(" = -1 WSAEFAULT (10014) {lpdwBufferLength="),
        "{said}"
    );
    assert!(calls[5].contains(" = -1 WSA_E_NO_MORE (10110) <"), "{said}");
    assert!(said.contains("\nCALL "), "{said}");
}

#[test]
fn calls_of_a_real_program_fail_as_told() {
    let stage = Stage::new();
    let program = guest(&stage);
    let rules = [
        "--fail",
        "WSASetServiceA:1=WSAEACCES",
        "--fail",
        "WSACleanup:*=delay 1ms",
    ];
    let outcome = run(&stage, &rules, &[program.to_str().unwrap()]);
    let said = stderr(&outcome);
    assert_eq!(
        (outcome.status.code(), &*outcome.stdout),
        (Some(21), &b"failed: 10013\n"[..]),
        "{said}"
    );
    assert!(
        said.contains(" = -1 WSAEACCES (10013) injected <"),
        "{said}"
    );
}

#[test]
fn strict_finds_what_a_real_program_forgets() {
    let stage = Stage::new();
    let program = guest(&stage);
    let fault = ["--fail", "WSASetServiceA:1=WSAEACCES"];
    let store = stage.file("store");
    let shared = ["--store", store.to_str().unwrap()];
    for (way, options, finding) in [
        (
            "early",
            &[][..],
            "WSASetServiceA was called while Winsock was not started (process ",
        ),
        (
            "ignores",
            &fault,
            "nobody asked why WSASetServiceA failed: WSAEACCES (process ",
        ),
        (
            "lookup",
            &[],
            " of WSALookupServiceBeginA was not ended (process ",
        ),
        (
            "startup",
            &[],
            "a WSAStartup was not answered by WSACleanup (process ",
        ),
        (
            "service",
            &[],
            "the service \"Guest\" of class {7D3A1C52-4B0E-4F6D-9A21-5E8810C437FB} is still registered (process ",
        ),
        (
            "service",
            &shared,
            "the service \"Guest\" of class {7D3A1C52-4B0E-4F6D-9A21-5E8810C437FB} is still registered\n",
        ),
    ] {
        let options = [&["--strict", "-q"], options].concat();
        let outcome = run(&stage, &options, &[program.to_str().unwrap(), way]);
        let said = stderr(&outcome);
        let code = if way == "ignores" { 21 } else { 3 };
        assert_eq!(outcome.status.code(), Some(code), "{way}: {said}");
        assert!(said.contains(finding), "{way}: {said}");
        let expected = if way == "lookup" { 2 } else { 1 };
        assert_eq!(said.lines().count(), expected, "{way}: {said}");
    }
    // Who left it there stands in the store, and so does the service.
    let mut list = enlist();
    list.arg("list").args(shared);
    let listed = support::run(&stage, list, LIMIT)
        .unwrap()
        .success()
        .unwrap();
    assert!(String::from_utf8(listed).unwrap().contains("Guest"));
}

/// Compiles a program of the folder that is linked to the library, as one is that uses `enlist.h`.
fn linked_guest(stage: &Stage, name: &str) -> PathBuf {
    let (library, program) = (stage.library(), stage.file(name));
    let folder = library.parent().unwrap();
    let rpath = format!("-Wl,-rpath,{}", folder.display());
    let flags = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-Iinclude", "-o"];
    let source = format!("c-tests/cli/{name}.c");
    let paths = [
        program.to_str().unwrap(),
        &source,
        library.to_str().unwrap(),
        &rpath,
    ];
    Compiler::c().run(&[&flags[..], &paths].concat()).unwrap();
    program
}

#[test]
fn strict_finds_what_is_left_and_nothing_else() {
    let stage = Stage::new();
    let program = linked_guest(&stage, "strict_guest");
    let left = "is still registered";
    for (way, finding) in [
        ("addresses", None),
        ("one address", Some(left)),
        ("bluetooth", None),
        ("dns", None),
        ("reset", None),
        ("restore", None),
        ("long names", Some(left)),
        ("odd names", Some(left)),
    ] {
        let journal = stage.file("kept");
        let outcome = run(
            &stage,
            &["--strict", "-q", "--journal", journal.to_str().unwrap()],
            &[program.to_str().unwrap(), way],
        );
        let said = stderr(&outcome);
        assert_eq!(
            said.lines().count(),
            usize::from(finding.is_some()),
            "{way}: {said}"
        );
        assert_eq!(
            outcome.status.code(),
            Some(said.lines().count() as i32),
            "{way}: {said}"
        );
        assert!(said.contains(finding.unwrap_or_default()), "{way}: {said}");
        journal::check(&journal).unwrap();
    }
}

#[test]
fn strict_finds_what_a_program_leaves_of_com() {
    let stage = Stage::new();
    let program = linked_guest(&stage, "com_guest");
    let program = program.to_str().unwrap();
    let tidy = run(&stage, &["--strict", "--summary"], &[program]);
    let said = stderr(&tidy);
    assert_eq!(tidy.status.code(), Some(3), "{said}");
    for shown in [
        "CoInitialize(pvReserved=null) = 0 <",
        "CoCreateInstance(rclsid=CLSID_UpdateServiceManager, pUnkOuter=null, dwClsContext=CLSCTX_INPROC_SERVER, riid=IID_IUpdateServiceManager2) = 0 {ppv=0x",
        "IUpdateServiceManager2::get_Services() = 0 {object=0x",
        "CoUninitialize() = 0 <",
        "\nIUnknown::Release ",
    ] {
        assert!(said.contains(shown), "{shown}: {said}");
    }
    for (way, finding) in [
        (
            "early",
            "CoCreateInstance was called while COM was not initialised (process ",
        ),
        (
            "object",
            " of IUpdateServiceCollection::get_Item was not released (process ",
        ),
        (
            "apartment",
            "a CoInitialize was not answered by CoUninitialize (process ",
        ),
    ] {
        let outcome = run(&stage, &["--strict", "-q"], &[program, way]);
        let said = stderr(&outcome);
        let code = if way == "early" { 20 } else { 3 };
        assert_eq!(outcome.status.code(), Some(code), "{way}: {said}");
        assert!(said.contains(finding), "{way}: {said}");
        assert_eq!(said.lines().count(), 1, "{way}: {said}");
    }
    let fault = [
        "--fail",
        "CoCreateInstance:1=REGDB_E_CLASSNOTREG",
        "--strict",
    ];
    let outcome = run(&stage, &fault, &[program]);
    let said = stderr(&outcome);
    assert_eq!(outcome.status.code(), Some(20), "{said}");
    assert!(
        said.contains(" = 0x80040154 REGDB_E_CLASSNOTREG injected <"),
        "{said}"
    );
}

/// A Windows program, run by Wine with a redirected copy.
#[test]
#[ignore = "needs Wine and MinGW: cargo test -- --include-ignored"]
fn a_windows_program_is_run_by_wine() {
    use support::windows::{self, Wine};

    let stage = Stage::new();
    let library = windows::folder(&stage).join("enlist.dll");
    let program = stage.file("guest.exe");
    windows::compiler()
        .run(&[
            "-o",
            program.to_str().unwrap(),
            "c-tests/cli/guest.c",
            "-lws2_32",
        ])
        .unwrap();
    let before = fs::read(&program).unwrap();
    let wine = Wine::start(&stage);
    let store = stage.file("store");
    let run = |options: &[&str], way: &str| {
        // The environment is that of Wine for tests.
        let like = wine.command(&program);
        let mut command = command(
            &[&["--dll", library.to_str().unwrap()], options].concat(),
            &[program.to_str().unwrap(), way],
        );
        for (name, value) in like.get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        support::run(&stage, command, LIMIT).unwrap()
    };
    let outcome = run(
        &["--store", store.to_str().unwrap(), "--acp", "65001"],
        "service",
    );
    let said = stderr(&outcome);
    assert_eq!(outcome.status.code(), Some(3), "{said}");
    assert!(
        said.contains("WSASetServiceA(lpqsRegInfo={name=\"Guest\""),
        "{said}"
    );
    assert!(store.join("services.db").is_file());
    let strict = run(&["--strict", "-q"], "startup");
    assert_eq!(strict.status.code(), Some(3), "{}", stderr(&strict));
    assert!(
        stderr(&strict).contains("a WSAStartup was not answered"),
        "{}",
        stderr(&strict)
    );
    // What it starts and leaves behind is followed, and Wine's own processes are not.
    let orphan = run(&[], "parent");
    let said = stderr(&orphan);
    assert_eq!(orphan.status.code(), Some(7), "{said}");
    assert!(said.contains("WSACleanup() = 0"), "{said}");
    assert_eq!(fs::read(&program).unwrap(), before);
}
