// SPDX-License-Identifier: MIT OR Apache-2.0
//! The files that commands write: whole or not at all, and nothing else is destroyed by it.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;

use super::support::{self, Outcome, Stage};
use super::{LIMIT, complaint, enlist, filled, said};

fn command(words: &[&OsStr]) -> Command {
    let mut command = enlist();
    command.args(words);
    command
}

fn outcome(stage: &Stage, words: &[&OsStr]) -> Outcome {
    support::run(stage, command(words), LIMIT).unwrap()
}

/// A named pipe that nobody reads.
fn pipe(stage: &Stage, name: &str) -> std::path::PathBuf {
    let path = stage.file(name);
    nix::unistd::mkfifo(&path, nix::sys::stat::Mode::S_IRWXU).unwrap();
    path
}

fn is_pipe(path: &Path) -> bool {
    fs::symlink_metadata(path).unwrap().file_type().is_fifo()
}

#[test]
fn an_export_goes_where_a_link_leads_and_to_the_standard_output() {
    let stage = filled();
    let text = said(&stage, &["export"]);
    assert_eq!(said(&stage, &["export", "-"]), text);
    assert!(!Path::new("-").exists());
    let folder = stage.file("folder");
    fs::create_dir(&folder).unwrap();
    for (link, target) in [("link", "folder/there"), ("dangling", "folder/new")] {
        let (link, target) = (stage.file(link), stage.file(target));
        symlink(target.strip_prefix(link.parent().unwrap()).unwrap(), &link).unwrap();
        if target.ends_with("there") {
            fs::write(&target, "before").unwrap();
        }
        said(&stage, &["export".as_ref(), link.as_os_str()]);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&target).unwrap(), text);
        let mode = fs::metadata(&target).unwrap().permissions().mode();
        let is_new = link.ends_with("dangling");
        assert!(!is_new || mode & 0o77 == 0, "{mode:o}");
    }
    let (one, other) = (stage.file("one"), stage.file("other"));
    symlink(&one, &other).unwrap();
    symlink(&other, &one).unwrap();
    let problem = complaint(&stage, &["export".as_ref(), one.as_os_str()]);
    assert!(problem.contains("links"), "{problem}");
    assert!(fs::symlink_metadata(&one).unwrap().is_symlink());
}

/// A journal of one call.
fn journal(stage: &Stage) -> std::path::PathBuf {
    let path = stage.file("journal.jsonl");
    let line = r#"{"time":"2026-11-21T15:12:46.000100Z","process":7,"thread":7,"call":"WSAStartup","arguments":{},"result":0,"duration_us":50}"#;
    fs::write(&path, format!("{line}\n").repeat(100)).unwrap();
    path
}

#[test]
fn a_timeline_is_written_whole_or_not_at_all() {
    let stage = Stage::new();
    let journal = journal(&stage);
    let (new, old) = (stage.file("new.html"), stage.file("old.html"));
    fs::write(&old, "before").unwrap();
    for output in [&new, &old] {
        // No room for more than a few blocks.
        let mut limited = Command::new("sh");
        limited
            .args([
                "-c",
                "trap '' XFSZ; ulimit -f 1; exec \"$0\" timeline \"$1\" -o \"$2\"",
            ])
            .arg(env!("CARGO_BIN_EXE_enlist"))
            .args([&journal, output]);
        let outcome = support::run(&stage, limited, LIMIT).unwrap();
        assert_eq!(outcome.status.code(), Some(1), "{outcome:?}");
        let said = String::from_utf8(outcome.stderr).unwrap();
        assert!(said.contains("File too large"), "{said}");
    }
    assert!(!new.exists());
    assert_eq!(fs::read_to_string(&old).unwrap(), "before");
    // A file keeps what it permits.
    fs::set_permissions(&old, fs::Permissions::from_mode(0o604)).unwrap();
    let words = |output: &Path| {
        let words = ["timeline".as_ref(), journal.as_os_str(), "-o".as_ref()];
        let outcome = outcome(&stage, &[&words[..], &[output.as_os_str()]].concat());
        outcome.success().unwrap();
    };
    words(&old);
    words(&new);
    assert_eq!(fs::read(&old).unwrap(), fs::read(&new).unwrap());
    assert_eq!(
        fs::metadata(&old).unwrap().permissions().mode() & 0o777,
        0o604
    );
}

#[test]
fn the_calls_and_the_journal_of_a_run_do_not_go_into_one_file() {
    let stage = Stage::new();
    let file = stage.file("both");
    let link = stage.file("link");
    symlink(&file, &link).unwrap();
    for before in [None, Some("before")] {
        let _ = before.map(|text| fs::write(&file, text).unwrap());
        let words = ["run".as_ref(), "-o".as_ref(), file.as_os_str()];
        let more = [
            "--journal".as_ref(),
            link.as_os_str(),
            "--".as_ref(),
            "/bin/true".as_ref(),
        ];
        let outcome = outcome(&stage, &[&words[..], &more].concat());
        assert_eq!(outcome.status.code(), Some(125), "{outcome:?}");
        let said = String::from_utf8(outcome.stderr).unwrap();
        assert!(said.contains("cannot go into the same file"), "{said}");
        let after = fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(after, before.unwrap_or_default());
    }
}

/// `-` is a stream wherever there can be one, and never a file.
#[test]
fn a_dash_is_a_stream_or_refused() {
    let stage = Stage::new();
    let program = [
        "sh".as_ref(),
        "-c".as_ref(),
        r#"echo '{"time":"2026-11-21T15:12:46Z","process":1,"thread":1,"event":"x","message":"y"}' >>"$ENLIST_JOURNAL""#.as_ref(),
    ];
    let run_in_stage = |words: &[&OsStr], output: &Path| {
        let mut command = command(words);
        let file = fs::File::options().append(true).create(true).open(output);
        command.current_dir(stage.file("")).stdout(file.unwrap());
        command.status().unwrap().code()
    };
    let printed = stage.file("printed");
    fs::write(&printed, "before\n").unwrap();
    for (option, shown) in [
        ("--output", "--- x: y ---\n"),
        ("--journal", "\"message\":\"y\"}\n"),
    ] {
        let words = ["run", option, "-", "--"].map(OsStr::new);
        let code = run_in_stage(&[&words[..], &program].concat(), &printed);
        assert_eq!(code, Some(0));
        let text = fs::read_to_string(&printed).unwrap();
        assert!(
            text.starts_with("before\n") && text.contains(shown),
            "{text}"
        );
    }
    let words = ["run", "-o", "-", "--journal", "-", "--"].map(OsStr::new);
    let code = run_in_stage(&[&words[..], &program].concat(), &printed);
    assert_eq!(code, Some(125));
    for words in [
        &["redirect", "program.exe", "-o", "-"][..],
        &["man", "--all", "-"],
        &["list", "--store", "-"],
        &["update", "list", "--store", "-"],
        &["run", "--store", "-", "true"],
    ] {
        let words: Vec<&OsStr> = words.iter().map(OsStr::new).collect();
        assert_eq!(run_in_stage(&words, &printed), Some(2), "{words:?}");
    }
    assert!(!stage.file("-").exists());
}

#[test]
fn a_pipe_stays_one() {
    let stage = filled();
    let pipe = pipe(&stage, "pipe.json");
    let journal = journal(&stage);
    for words in [
        &["export".as_ref(), pipe.as_os_str()][..],
        &[
            "timeline".as_ref(),
            journal.as_os_str(),
            "-o".as_ref(),
            pipe.as_os_str(),
        ],
    ] {
        let reader = {
            let pipe = pipe.clone();
            std::thread::spawn(move || fs::read_to_string(pipe).unwrap())
        };
        said(&stage, words);
        assert!(reader.join().unwrap().starts_with('{'));
        assert!(is_pipe(&pipe));
    }
}
