// SPDX-License-Identifier: MIT OR Apache-2.0
//! The commands of `enlist`, as a user types them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

#[path = "support/journal.rs"]
mod journal;
#[path = "support/mod.rs"]
mod support;

#[path = "cli/outputs.rs"]
mod outputs;

#[path = "cli/run.rs"]
mod run_command;

#[path = "cli/timeline.rs"]
mod timeline;

use support::{Compiler, Outcome, Stage};

const LIMIT: Duration = Duration::from_secs(120);

/// The command line.
fn enlist() -> Command {
    support::clean_command(Path::new(env!("CARGO_BIN_EXE_enlist")))
}

/// What a command does.
fn run<A: AsRef<OsStr>>(stage: &Stage, arguments: &[A]) -> Outcome {
    let mut command = enlist();
    command.args(arguments).env("ENLIST_STORE", store(stage));
    support::run(stage, command, LIMIT).unwrap()
}

/// What a command prints that succeeds.
fn said<A: AsRef<OsStr>>(stage: &Stage, arguments: &[A]) -> String {
    String::from_utf8(run(stage, arguments).success().unwrap()).unwrap()
}

/// What a command complains about that fails.
fn complaint<A: AsRef<OsStr>>(stage: &Stage, arguments: &[A]) -> String {
    let outcome = run(stage, arguments);
    assert_eq!(outcome.status.code(), Some(1), "{outcome:?}");
    String::from_utf8(outcome.stderr).unwrap()
}

fn store(stage: &Stage) -> PathBuf {
    stage.file("store")
}

/// Compiles a program of the folder, linked with the library.
fn program(stage: &Stage, name: &str) -> PathBuf {
    let output = stage.file(name);
    let source = format!("c-tests/cli/{name}.c");
    let libraries = stage.libraries();
    let libraries = libraries.to_str().unwrap();
    let rpath = format!("-Wl,-rpath,{libraries}");
    let path = output.to_str().unwrap();
    Compiler::c()
        .run(&[
            "-std=c11",
            "-O1",
            "-g",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-Iinclude",
            "-o",
            path,
            &source,
            "-L",
            libraries,
            &rpath,
            "-lenlist",
        ])
        .unwrap();
    output
}

/// Has the program change the store.
fn fill(stage: &Stage, program: &Path, what: &str) {
    let mut command = support::clean_command(program);
    command.arg(what).env("ENLIST_STORE", store(stage));
    let printed = support::run(stage, command, LIMIT).unwrap().success();
    assert_eq!(String::from_utf8(printed.unwrap()).unwrap(), "");
}

/// A store with two services and a class.
fn filled() -> Stage {
    let stage = Stage::new();
    let fill_program = program(&stage, "fill");
    fill(&stage, &fill_program, "fill");
    stage
}

#[test]
fn services_are_listed_and_shown() {
    let stage = filled();
    let table = "\
NAMESPACE  NAME                     CLASS     STATE       ADDRESSES
NS_NTDS    Laser                    Printers  registered  192.0.2.1:9100
NS_NTDS    Odd\\u{d800}\\u{1b}[31m  Printers  registered  192.0.2.1:9100
";
    // The column of the names is as wide as the longest.
    let squeezed = |text: &str| {
        let lines = text.lines();
        let words = lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        words.collect::<Vec<_>>()
    };
    assert_eq!(squeezed(&said(&stage, &["list"])), squeezed(table));
    for (filter, found) in [
        (&["l*"][..], 1),
        (&["--namespace", "ntds"], 2),
        (&["--namespace", "NS_NLA"], 0),
        (&["--class", "print*"], 2),
        (&["--class", "5AD3C2F0-11E4-4B7A-9C21-3D586E70840A"], 2),
        (&["--class", "other"], 0),
        (&["--state", "deregistered"], 0),
        (&["odd*", "--state", "registered", "--class", "Printers"], 1),
    ] {
        let arguments = [&["list"], filter].concat();
        assert_eq!(
            said(&stage, &arguments).lines().count(),
            found + 1,
            "{filter:?}"
        );
        let json = said(&stage, &[&arguments[..], &["--json"]].concat());
        assert_eq!(json.matches("\"provider\"").count(), found, "{filter:?}");
    }
    assert!(said(&stage, &["list", "--json"]).contains(r#""name": "Odd\ud800\u001b[31m""#));
    let shown = said(&stage, &["show", "LASER"]);
    for line in [
        "Name       Laser",
        "Namespace  NS_NTDS {3B2637EE-E580-11CF-A555-00C04FD8D4AC}",
        "Class      Printers {5AD3C2F0-11E4-4B7A-9C21-3D586E70840A}",
        "State      registered",
        "Version    0x102 or later",
        "Comment    in \\u{dc00}",
        "Address    remote 192.0.2.1:9100, type 1, protocol 6",
        "Blob       4 bytes",
        "           0000  00 ff 41 0a                                      ..A.",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line}\n{shown}");
    }
    assert!(said(&stage, &["show", "Odd\\u{d800}\\u{1b}[31m"]).contains("Printers"));
    assert_eq!(
        complaint(&stage, &["show", "nobody\x1b"]),
        "enlist: nobody\\u{1b}: there is no such service\n"
    );
    assert!(complaint(&stage, &["list", "--store", "/nonexistent"]).contains("there is no store"));
    let classes = said(&stage, &["classes"]);
    assert!(
        classes
            .contains("{5AD3C2F0-11E4-4B7A-9C21-3D586E70840A}  Printers  TcpPort=9100 (NS_NTDS)"),
        "{classes}"
    );
    assert_eq!(said(&stage, &["classes", "x*"]).lines().count(), 1);
    assert!(said(&stage, &["classes", "--json"]).contains("\"data\": \"8c230000\""));
    assert!(said(&stage, &["prune"]).ends_with("dropped\n"));
}

/// In the form in which names are listed, and in the one that they have.
#[test]
fn what_is_listed_can_be_asked_for() {
    let stage = Stage::new();
    let file = stage.file("services.json");
    let provider = r#""provider": "{3B2637EE-E580-11CF-A555-00C04FD8D4AC}""#;
    let text = format!(
        r#"{{"format": "enlist-store-1", "services": [
            {{{provider}, "name": "InContext", "context": "Corp\\Printers"}},
            {{{provider}, "name": "tab\tbed"}}, {{{provider}, "name": "plain"}}]}}"#
    );
    fs::write(&file, text).unwrap();
    said(&stage, &["import".as_ref(), file.as_os_str()]);
    let listed = said(&stage, &["list"]);
    for (typed, name) in [
        (r"Corp\\Printers\\InContext", "InContext"),
        (r"Corp\Printers\InContext", "InContext"),
        (r"corp\printers\incontext", "InContext"),
        ("incontext", "InContext"),
        (r"tab\tbed", r"tab\tbed"),
        ("tab\tbed", r"tab\tbed"),
        ("Corp*", "InContext"),
        (r"*\Printers\*", "InContext"),
        (r"corp\\*", "InContext"),
        (r"tab\*", r"tab\tbed"),
    ] {
        if !typed.contains('*') {
            let shown = said(&stage, &["show", typed]);
            assert!(
                shown.starts_with(&format!("Name       {name}\n")),
                "{shown}"
            );
        }
        let found = said(&stage, &["list", typed]);
        assert_eq!(found.lines().count(), 2, "{typed}: {found}");
        let name = found.lines().nth(1).unwrap().split_whitespace().nth(1);
        assert!(listed.contains(name.unwrap()), "{typed}: {found}");
    }
}

#[test]
fn of_a_store_that_is_not_there_none_is_made() {
    let stage = Stage::new();
    let folder = stage.file("empty");
    fs::create_dir(&folder).unwrap();
    for command in ["prune", "list", "export"] {
        let problem = complaint(&stage, &[command, "--store", folder.to_str().unwrap()]);
        assert!(problem.contains("there is no store"), "{problem}");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "{command}");
    }
}

/// What was exported, imported and exported again is the same.
#[test]
fn a_store_survives_export_and_import() {
    let stage = filled();
    let (first, second) = (stage.file("first.json"), stage.file("second.json"));
    said(&stage, &["export".as_ref(), first.as_os_str()]);
    let other = stage.file("other");
    let to_other = |arguments: &[&OsStr]| {
        let store = ["--store".as_ref(), other.as_os_str()];
        said(&stage, &[arguments, &store].concat())
    };
    let printed = to_other(&["import".as_ref(), first.as_os_str()]);
    assert_eq!(printed, "2 services and 1 class imported\n");
    to_other(&["export".as_ref(), second.as_os_str()]);
    let text = fs::read_to_string(&first).unwrap();
    assert_eq!(fs::read_to_string(&second).unwrap(), text);
    assert_eq!(to_other(&["export".as_ref()]), text);
    for part in [
        r"Odd\ud800\u001b[31m",
        r"in \udc00",
        "00ff410a",
        "192.0.2.1:9100",
        "\"comparator\": 1",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    // Services with the same keys are replaced, others stay, unless everything is to be replaced.
    let one = stage.file("one.json");
    let laser = r#"{"format": "enlist-store-1", "services": [{"provider": "{3B2637EE-E580-11CF-A555-00C04FD8D4AC}",
        "class": "{5AD3C2F0-11E4-4B7A-9C21-3D586E70840A}", "name": "LASER", "comment": "by hand"}]}"#;
    fs::write(&one, laser).unwrap();
    to_other(&["import".as_ref(), one.as_os_str()]);
    let listed = to_other(&["list".as_ref()]);
    assert!(
        listed.lines().count() == 3 && listed.contains("LASER"),
        "{listed}"
    );
    to_other(&["import".as_ref(), one.as_os_str(), "--replace".as_ref()]);
    assert_eq!(to_other(&["list".as_ref()]).lines().count(), 2);
    assert_eq!(to_other(&["classes".as_ref()]).lines().count(), 1);
}

/// The catalogue and the update services go along, and stay where a file says nothing of them.
#[test]
fn the_catalogue_and_the_update_services_survive_export_and_import() {
    let stage = Stage::new();
    let file = stage.file("all.json");
    let entry = |name: &str| {
        format!(
            "[[provider]]\nname = \"{name}\"\nid = \"{{7C0E9A10-22B1-4D3F-8011-5A6B7C8D0001}}\"\n\
             namespace = 12\nlibrary = \"/nowhere.so\"\n"
        )
    };
    let write = |catalog: serde_json::Value, updates: serde_json::Value| {
        let all =
            serde_json::json!({"format": "enlist-store-1", "catalog": catalog, "updates": updates});
        fs::write(&file, all.to_string()).unwrap();
    };
    let import = |arguments: &[&str]| {
        let import = [&["import", file.to_str().unwrap()], arguments].concat();
        said(&stage, &import)
    };
    let service = |number: u8, name: &str| {
        let id = format!("{{00000000-0000-0000-0000-0000000000{number:02}}}");
        serde_json::json!({"id": id, "name": name, "issued": 7, "certificate": "ab".repeat(20)})
    };
    let updates = serde_json::json!({
        "services": [service(1, "one"), service(2, "two")],
        "automatic": ["{00000000-0000-0000-0000-000000000001}"],
        "pending": [{"id": "{00000000-0000-0000-0000-000000000003}", "queued": 8, "failure": 1}],
    });
    write(entry("first").into(), updates);
    let said_of_it = "0 services, 0 classes, the catalogue and the update services imported\n";
    assert_eq!(import(&[]), said_of_it);
    let exported = || said(&stage, &["export"]);
    let listed = || said(&stage, &["update", "list"]);
    let first = exported();
    assert!(said(&stage, &["providers"]).contains("first"));
    assert!(listed().contains("one") && listed().contains("Windows Update"));
    assert!(said(&stage, &["update", "pending"]).contains("00000003"));
    // What was exported, imported and exported again is the same.
    fs::write(&file, &first).unwrap();
    let other = stage.file("other");
    let to_other = |arguments: &[&str]| {
        let store = ["--store", other.to_str().unwrap()];
        said(&stage, &[arguments, &store].concat())
    };
    to_other(&["import", file.to_str().unwrap()]);
    assert_eq!(to_other(&["export"]), first);
    // Some are replaced, others stay.
    write(
        entry("second").into(),
        serde_json::json!({"services": [service(1, "new")]}),
    );
    import(&[]);
    assert!(said(&stage, &["providers"]).contains("second"));
    assert!(!said(&stage, &["providers"]).contains("first"));
    assert!(listed().contains("new") && listed().contains("two") && !listed().contains("one"));
    let second = exported();
    // A file that says nothing of them leaves them alone, and so does one that says that nobody changed them.
    fs::write(&file, r#"{"format": "enlist-store-1"}"#).unwrap();
    import(&[]);
    import(&["--replace"]);
    assert_eq!(exported(), second);
    write(serde_json::Value::Null, serde_json::Value::Null);
    import(&[]);
    assert_eq!(exported(), second);
    import(&["--replace"]);
    assert!(said(&stage, &["providers"]).contains("NTDS") && !listed().contains("new"));
    let untouched = exported();
    for part in ["\"catalog\": null", "\"updates\": null"] {
        assert!(untouched.contains(part), "{untouched}");
    }
    // What nobody could read is refused.
    write("[[provider]]\nname = 7\n".into(), serde_json::Value::Null);
    let problem = complaint(&stage, &["import", file.to_str().unwrap()]);
    assert!(problem.contains(": the catalogue: "), "{problem}");
}

#[test]
fn of_a_malformed_import_nothing_is_imported() {
    let stage = filled();
    let before = said(&stage, &["export"]);
    let good = r#"{"provider": "{3B2637EE-E580-11CF-A555-00C04FD8D4AC}", "name": "new"}"#;
    let file = stage.file("malformed.json");
    let with = |members: &str| {
        let members = good.replace(r#""name": "new""#, members);
        format!("{good},\n\n{members}")
    };
    for (services, line, reason) in [
        (format!("{good},\n{good}"), 3, "stands further up"),
        (
            format!("{good},\n{}", good.replace("name", "nome")),
            3,
            "unknown field `nome`",
        ),
        (
            format!("{good},\n\n{}", good.replace("3B26", "3B2")),
            4,
            "is not a GUID",
        ),
        (format!("{good},\n}}"), 3, ""),
        (
            with("\"name\": \"a\\u0000b\""),
            4,
            "there is a NUL in a text",
        ),
        (with("\"name\": \"\""), 4, "the name is empty"),
        (
            with(&format!("\"name\": \"{}\"", "x".repeat(40_000))),
            4,
            "longer than 32766 characters",
        ),
        (
            with(&format!(
                "\"name\": \"n\", \"context\": \"{}\"",
                "a\\\\".repeat(65)
            )),
            4,
            "more than 64 containers",
        ),
        (
            with(&format!(
                r#""name": "n", "addresses": [{{"remote": {{"bytes": "{}"}}, "socket_type": 1, "protocol": 6}}]"#,
                "02".repeat(200)
            )),
            4,
            "or more than 128",
        ),
        (
            with(
                r#""name": "n", "key": {"class": "{00000000-0000-0000-0000-000000000000}", "name": "m"}"#,
            ),
            4,
            "the key is none of this name",
        ),
    ] {
        let text = format!("{{\"format\": \"enlist-store-1\", \"services\": [\n{services}]}}");
        fs::write(&file, text).unwrap();
        let problem = complaint(
            &stage,
            &["import".as_ref(), file.as_os_str(), "--replace".as_ref()],
        );
        let start = format!("enlist: {}: line {line}, column ", file.display());
        assert!(
            problem.starts_with(&start) && problem.contains(reason),
            "{problem}"
        );
        assert_eq!(said(&stage, &["export"]), before);
    }
    let value = r#"{"name": "TcpPort", "namespace": 12, "type": 4, "data": "50000000"}"#;
    let values = [value; 257].join(",");
    let members =
        format!("\"id\": \"{{00000000-0000-0000-0000-000000000001}}\", \"values\": [{values}]");
    let class = good.replace(r#""name": "new""#, &members);
    let text = format!("{{\"format\": \"enlist-store-1\",\n\"classes\": [{class}]}}");
    fs::write(&file, text).unwrap();
    let problem = complaint(&stage, &["import".as_ref(), file.as_os_str()]);
    assert!(
        problem.contains("line 2, column ") && problem.contains(": there are more than 256 values"),
        "{problem}"
    );
    fs::write(&file, b"{\n\xff").unwrap();
    assert!(
        complaint(&stage, &["import".as_ref(), file.as_os_str()]).contains("line 2: not UTF-8")
    );
    // Not even a store is made.
    let new = stage.file("new");
    complaint(
        &stage,
        &[
            "import".as_ref(),
            file.as_os_str(),
            "--store".as_ref(),
            new.as_os_str(),
        ],
    );
    assert!(!new.exists());
}

/// Each change is told when it has come about.
#[test]
fn changes_are_followed() {
    let stage = filled();
    let fill_program = stage.file("fill");
    let mut watch = enlist()
        .args(["watch", "--store"])
        .arg(store(&stage))
        .env("CLICOLOR_FORCE", "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(watch.stdout.take().unwrap()).lines();
    let mut next = || lines.next().unwrap().unwrap();
    assert!(next().contains("  NS_NTDS Laser [Printers] registered 192.0.2.1:9100"));
    assert!(next().contains("Odd\\u{d800}\\u{1b}[31m"));
    fill(&stage, &fill_program, "late");
    assert_eq!(
        next(),
        "\x1b[32m+ NS_NTDS Late [Printers] registered 192.0.2.1:9100\x1b[0m"
    );
    fill(&stage, &fill_program, "gone");
    assert_eq!(
        next(),
        "\x1b[31m- NS_NTDS Late [Printers] registered 192.0.2.1:9100\x1b[0m"
    );
    // Nobody reads any more: it ends without another change.
    drop(lines);
    assert!(watch.wait().unwrap().success());
}

/// As `enlist list | head -1`.
#[test]
fn a_pipe_that_is_closed_early_is_the_end() {
    let stage = Stage::new();
    let service = |number| {
        format!(
            r#"{{"provider": "{{3B2637EE-E580-11CF-A555-00C04FD8D4AC}}", "name": "service {number}"}}"#
        )
    };
    let services: Vec<String> = (0..2000).map(service).collect();
    let text = format!(
        r#"{{"format": "enlist-store-1", "services": [{}]}}"#,
        services.join(",")
    );
    let file = stage.file("many.json");
    fs::write(&file, text).unwrap();
    said(&stage, &["import".as_ref(), file.as_os_str()]);
    for command in [
        &["list"][..],
        &["export"],
        &["list", "--json"],
        &["completions", "bash"],
    ] {
        let mut child = enlist()
            .args(command)
            .env("ENLIST_STORE", store(&stage))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let outcome = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&outcome.stderr), "", "{command:?}");
        assert!(outcome.status.success(), "{command:?}");
    }
}

/// What a command writes to a terminal of so many columns.
fn on_terminal(stage: &Stage, columns: u32, command: &str, environment: &[(&str, &str)]) -> String {
    let line = format!(
        "stty cols {columns} rows 24; {} {command}",
        env!("CARGO_BIN_EXE_enlist")
    );
    let mut script = support::clean_command(Path::new("script"));
    script
        .args(["-qec", &line, "/dev/null"])
        .env("ENLIST_STORE", store(stage))
        .env("TERM", "xterm")
        .envs(environment.iter().copied());
    let printed = support::run(stage, script, LIMIT).unwrap().stdout;
    String::from_utf8(printed).unwrap().replace('\r', "")
}

#[test]
fn tables_fit_the_terminal() {
    let stage = filled();
    for columns in [60, 80, 200] {
        let printed = on_terminal(&stage, columns, "list", &[]);
        assert!(printed.contains("Laser"), "{printed}");
        for line in printed.lines() {
            assert!(
                line.chars().count() <= columns as usize,
                "{columns}: {line}"
            );
        }
    }
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let stage = Stage::new();
    let is_coloured = |text: &str| text.contains("\x1b[");
    assert!(is_coloured(&on_terminal(&stage, 80, "doctor", &[])));
    assert!(!is_coloured(&on_terminal(
        &stage,
        80,
        "doctor",
        &[("NO_COLOR", "1")]
    )));
    assert!(!is_coloured(&on_terminal(
        &stage,
        80,
        "doctor",
        &[("TERM", "dumb")]
    )));
    assert!(!is_coloured(&said(&stage, &["doctor"])));
}

#[test]
fn the_catalogue_is_listed() {
    let stage = Stage::new();
    let printed = said(&stage, &["providers"]);
    assert!(
        printed.contains("NS_NTDS    {3B2637EE-E580-11CF-A555-00C04FD8D4AC}  NTDS"),
        "{printed}"
    );
    let catalog = stage.file("catalog.toml");
    let entry = "[[provider]]\nname = \"p\\u001b\"\nid = '{00000000-0000-0000-0000-000000000001}'\nnamespace = 32\nlibrary = '/nonexistent.so'\nenabled = false\n";
    fs::write(&catalog, entry).unwrap();
    let with_catalog = |command: &str| {
        let mut enlist = enlist();
        enlist
            .args(command.split(' '))
            .env("ENLIST_CATALOG", &catalog);
        support::run(&stage, enlist, LIMIT).unwrap()
    };
    let printed = String::from_utf8(with_catalog("providers").success().unwrap()).unwrap();
    assert!(
        printed.contains("p\\u{1b}  no       /nonexistent.so"),
        "{printed}"
    );
    let json = String::from_utf8(with_catalog("providers --json").success().unwrap()).unwrap();
    assert!(json.contains("\"enabled\": false"), "{json}");
    fs::write(&catalog, "provider = 1").unwrap();
    assert_eq!(with_catalog("providers").status.code(), Some(1));
}

#[test]
fn the_doctor_says_what_is_wrong() {
    let stage = filled();
    let examined = |environment: &[(&str, &str)]| {
        let mut command = enlist();
        command.arg("doctor").envs(environment.iter().copied());
        let outcome = support::run(&stage, command, LIMIT).unwrap();
        (
            outcome.status.code(),
            String::from_utf8(outcome.stdout).unwrap(),
        )
    };
    let folder = store(&stage);
    let (code, printed) = examined(&[("ENLIST_STORE", folder.to_str().unwrap())]);
    assert_eq!(code, Some(0), "{printed}");
    assert!(printed.contains(": 2 services, 1 class\n"), "{printed}");
    let damaged = stage.file("damaged");
    fs::create_dir(&damaged).unwrap();
    fs::write(damaged.join("services.db"), "x".repeat(5000)).unwrap();
    let preloaded = stage.file("libenlist.so");
    let (code, printed) = examined(&[
        ("ENLIST_ACP", "437"),
        ("ENLIST_SAP", "maybe"),
        ("ENLIST_STOER", "x"),
        ("ENLIST_STORE", damaged.to_str().unwrap()),
        ("ENLIST_CATALOG", "/dev/null/catalog"),
        ("ENLIST_DNS_SERVER", "127.0.0.1:1"),
    ]);
    assert_eq!(code, Some(1));
    for wrong in [
        "WRONG ENLIST_ACP: \"437\": expected 874",
        "WRONG ENLIST_SAP: \"maybe\": expected off or local",
        "WRONG ENLIST_STOER: no such variable; did you mean ENLIST_STORE?\n",
        "WRONG store: ",
        "WRONG catalogue: /dev/null/catalog: ",
        "WRONG DNS server: 127.0.0.1:1: ",
    ] {
        assert!(printed.contains(wrong), "{wrong}\n{printed}");
    }
    let catalog = stage.file("catalog.toml");
    fs::write(&catalog, "[[provider]]\nname = \n").unwrap();
    let (_, printed) = examined(&[("ENLIST_CATALOG", catalog.to_str().unwrap())]);
    let (_, wrong) = printed.split_once("WRONG catalogue: ").unwrap();
    // With the line and the place in it, as it is printed elsewhere.
    assert!(
        wrong.contains("\n      2 | name = ") && !printed.contains("\\n"),
        "{printed}"
    );
    assert!(!preloaded.exists());
    let (code, printed) = examined(&[("LD_PRELOAD", preloaded.to_str().unwrap())]);
    assert_eq!(code, Some(1), "{printed}");
    assert!(
        printed.contains("libenlist.so: there is no such file"),
        "{printed}"
    );
}

/// Where the library would refuse to make a store.
#[test]
fn the_doctor_looks_at_the_folder_of_a_store_that_is_not_there() {
    let stage = Stage::new();
    let place = |name: &str| {
        let folder = stage.file(name);
        fs::create_dir(&folder).unwrap();
        folder
    };
    let (open, own, file) = (place("open"), place("own"), stage.file("file"));
    fs::set_permissions(&open, fs::Permissions::from_mode(0o777)).unwrap();
    fs::set_permissions(&own, fs::Permissions::from_mode(0o700)).unwrap();
    fs::write(&file, "").unwrap();
    let (link, queue) = (stage.file("link"), place("queue"));
    symlink(&own, &link).unwrap();
    symlink(&file, queue.join("queue")).unwrap();
    for (folder, verdict) in [
        (&open, Err("open: others may write to it")),
        (&link, Err("link: not a folder; links are not followed")),
        (
            &queue,
            Err("queue/queue: not a file; links are not followed"),
        ),
        (&file, Err("file: not a folder")),
        (&file.join("below"), Err("file: not a folder")),
        (&own, Ok("not there yet; the first WSAStartup makes it")),
        (
            &own.join("a/b"),
            Ok("not there yet; the first WSAStartup makes it"),
        ),
    ] {
        let mut command = enlist();
        command.arg("doctor").env("ENLIST_STORE", folder);
        let outcome = support::run(&stage, command, LIMIT).unwrap();
        let printed = String::from_utf8(outcome.stdout).unwrap();
        let (code, text) = match verdict {
            Ok(text) => (0, text),
            Err(text) => (1, text),
        };
        assert_eq!(outcome.status.code(), Some(code), "{printed}");
        let line = printed.lines().find(|line| line.contains(" store: "));
        assert!(line.unwrap().contains(text), "{text}\n{printed}");
    }
    assert_eq!(fs::read_dir(&own).unwrap().count(), 0);
}

/// An installation whose library is missing, or of another time, is told, and runs nothing.
#[test]
fn a_library_that_is_missing_or_stale_is_told() {
    let stage = Stage::new();
    let (folder, stale) = (stage.file("bin"), stage.library());
    fs::create_dir(&folder).unwrap();
    let installed = folder.join("enlist");
    fs::copy(env!("CARGO_BIN_EXE_enlist"), &installed).unwrap();
    let of_installed = |words: &[&str]| {
        let mut command = support::clean_command(&installed);
        command.args(words);
        let outcome = support::run(&stage, command, LIMIT).unwrap();
        let printed = [outcome.stdout, outcome.stderr].concat();
        (outcome.status.code(), String::from_utf8(printed).unwrap())
    };
    let run = ["run", "-q", "--", "echo", "started"];
    assert_eq!(of_installed(&run), (Some(0), "started\n".to_owned()));
    let source = stage.file("stale.c");
    fs::write(&source, "int WSASetServiceW(void) { return 0; }\n").unwrap();
    let source = source.to_str().unwrap();
    let output = stale.to_str().unwrap();
    Compiler::c()
        .run(&["-shared", "-fPIC", "-o", output, source])
        .unwrap();
    for (words, code) in [(&run[..], 125), (&["doctor"], 1)] {
        let (found, said) = of_installed(words);
        assert_eq!(found, Some(code), "{said}");
        assert!(
            said.contains("a library of another version than enlist ")
                && said.contains(" of its functions are not there (")
                && !said.contains("started"),
            "{said}"
        );
    }
    fs::remove_file(&stale).unwrap();
    for (words, code) in [(&run[..], 125), (&["doctor"], 1), (&["demo"], 1)] {
        let (found, said) = of_installed(words);
        assert_eq!(found, Some(code), "{said}");
        for part in [
            "/bin/../lib; ",
            "there is neither libenlist.so beside ",
            "cargo build --release",
        ] {
            assert!(said.contains(part), "{said}");
        }
    }
}

#[test]
fn errors_are_explained() {
    let stage = Stage::new();
    assert_eq!(
        said(&stage, &["error", "10013"]),
        "Name     WSAEACCES\nNumber   10013 (0x271D)\nHRESULT  0x8007271D\n\
         Meaning  the caller may not change this namespace\n"
    );
    let update = "Name     WU_E_DS_UNKNOWNSERVICE\nNumber   -2145091564 (0x80248014)\n\
                  HRESULT  0x80248014\nMeaning  no service of this id is registered\n";
    for code in ["0x80248014", "-2145091564", "wu_e_ds_unknownservice"] {
        assert_eq!(said(&stage, &["error", code]), update, "{code}");
    }
    assert_eq!(
        complaint(&stage, &["error", "4711"]),
        "enlist: 4711: no error that Enlist knows (0x00001267, 4711)\n"
    );
}

/// Commands that go without a store, too.
#[test]
fn a_store_can_be_named_on_every_command_that_looks_at_one() {
    let stage = Stage::new();
    let (file, other) = (stage.file("all.json"), stage.file("other"));
    let entry = "[[provider]]\nname = \"Ours\"\nid = \"{7C0E9A10-22B1-4D3F-8011-5A6B7C8D0001}\"\n\
                 namespace = 12\nlibrary = \"/nowhere.so\"\n";
    let all = serde_json::json!({"format": "enlist-store-1", "catalog": entry});
    fs::write(&file, all.to_string()).unwrap();
    let in_other = |command: &str| {
        let mut enlist = enlist();
        enlist.args(command.split(' ')).arg("--store").arg(&other);
        support::run(&stage, enlist, LIMIT).unwrap()
    };
    in_other(&format!("import {}", file.display()))
        .success()
        .unwrap();
    for (command, part) in [
        ("providers", "Ours"),
        ("doctor", "provider Ours"),
        ("update list", "Windows Update"),
    ] {
        let printed = String::from_utf8(in_other(command).stdout).unwrap();
        assert!(printed.contains(part), "{command}: {printed}");
    }
}

#[test]
fn shells_and_readers_have_every_command() {
    let stage = Stage::new();
    let help = said(&stage, &["--help"]);
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let commands: Vec<&str> = commands
        .lines()
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.len() > 10, "{commands:?}");
    let pages = stage.file("new/man");
    said(
        &stage,
        &["man".as_ref(), "--all".as_ref(), pages.as_os_str()],
    );
    let page = said(&stage, &["man"]);
    let readme = fs::read_to_string(support::root().join("README.md")).unwrap();
    let (_, table) = readme.split_once("| Command | What it does |\n").unwrap();
    let table = table.lines().take_while(|line| line.starts_with('|'));
    let mut rows: Vec<&str> = table
        .filter_map(|row| row.strip_prefix("| `enlist ")?.split([' ', '`']).next())
        .collect();
    let mut all = commands.clone();
    rows.sort_unstable();
    all.sort_unstable();
    assert_eq!(rows, all, "the table of the README");
    for shell in ["bash", "zsh", "fish"] {
        let text = said(&stage, &["completions", shell]);
        for command in &commands {
            assert!(text.contains(command), "{shell}: {command}");
        }
    }
    for command in commands {
        assert!(
            page.contains(&format!("enlist\\-{command}(1)")),
            "{command}"
        );
        assert!(
            pages.join(format!("enlist-{command}.1")).is_file(),
            "{command}"
        );
        assert!(
            said(&stage, &["man", command]).contains(".SH SYNOPSIS"),
            "{command}"
        );
    }
    assert!(said(&stage, &["man", "update", "add"]).contains("or\\-later"));
    for nested in ["update-add", "update-serve", "demo-update"] {
        let page = pages.join(format!("enlist-{nested}.1"));
        assert!(page.is_file(), "{nested}");
    }
    assert_eq!(
        fs::read_dir(&pages)
            .unwrap()
            .flatten()
            .filter(|page| page.path().ends_with("help.1"))
            .count(),
        0
    );
    // What nobody can read is a failure, of whatever it is the text.
    for words in [&["help"][..], &["--version"], &["list", "--help"], &["man"]] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let mut command = enlist();
        let outcome = command.args(words).stdout(full).output().unwrap();
        let complaint = String::from_utf8(outcome.stderr).unwrap();
        assert_eq!(outcome.status.code(), Some(1), "{words:?}");
        assert!(
            complaint.starts_with("enlist: the standard output: "),
            "{complaint}"
        );
    }
    // What bash is given is a script of bash.
    let script = stage.file("completions");
    fs::write(&script, said(&stage, &["completions", "bash"])).unwrap();
    assert!(
        Command::new("bash")
            .arg("-n")
            .arg(&script)
            .status()
            .unwrap()
            .success()
    );
}
