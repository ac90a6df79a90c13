// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist timeline`: what it makes of a journal, and that a browser shows it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::support::{self, Stage};
use super::{LIMIT, enlist};

const TEXT: &str = "</script><b id=\\\"broken\\\">\\u2028&amp;";

/// A journal of three threads in two processes; every tenth call fails, every twentieth because it was told to.
fn journal(stage: &Stage) -> PathBuf {
    let mut text = String::new();
    for number in 0..200 {
        let (process, thread) = [(7, 7), (7, 8), (9, 9)][number % 3];
        let error = match number % 10 {
            0 => r#","error":{"name":"WSAEACCES","number":10013}"#,
            _ => "",
        };
        let injected = if number % 20 == 0 {
            r#","injected":true"#
        } else {
            ""
        };
        let result = if error.is_empty() { 0 } else { -1 };
        let call = ["WSASetServiceW", "WSALookupServiceNextW"][number % 2];
        writeln!(
            text,
            r#"{{"time":"2026-11-21T15:12:46.{:06}Z","process":{process},"thread":{thread},"call":"{call}","arguments":{{"lpqsRegInfo":{{"name":"{TEXT}{number}"}}}},"result":{result}{error}{injected},"duration_us":350.5}}"#,
            number * 200
        )
        .unwrap();
    }
    text += "{\"time\":\"2026-11-21T15:12:46.05Z\",\"process\":9,\"thread\":9,\"event\":\"lost\",\"count\":3}\n";
    let path = stage.file("journal.jsonl");
    fs::write(&path, text).unwrap();
    path
}

fn made(stage: &Stage, journal: &Path, output: &str) -> PathBuf {
    let output = stage.file(output);
    let mut command = enlist();
    command.arg("timeline").arg(journal).arg("-o").arg(&output);
    support::run(stage, command, LIMIT)
        .unwrap()
        .success()
        .unwrap();
    output
}

#[test]
fn a_journal_becomes_a_trace_or_a_page() {
    let stage = Stage::new();
    let journal = journal(&stage);
    let trace = fs::read_to_string(made(&stage, &journal, "trace.json")).unwrap();
    let trace: serde_json::Value = serde_json::from_str(&trace).unwrap();
    let events = trace["traceEvents"].as_array().unwrap();
    let count = |phase: &str| events.iter().filter(|event| event["ph"] == phase).count();
    assert_eq!((count("X"), count("i"), count("M")), (200, 1, 5));
    made(&stage, &journal, "page.html");

    let failed = |journal: &Path, output: &str| {
        let mut command = enlist();
        command
            .arg("timeline")
            .arg(journal)
            .arg("-o")
            .arg(stage.file(output));
        let outcome = support::run(&stage, command, LIMIT).unwrap();
        assert_eq!(outcome.status.code(), Some(1));
        String::from_utf8(outcome.stderr).unwrap()
    };
    assert!(failed(&journal, "page.txt").contains("neither .html nor .json"));
    assert!(failed(&stage.file("none"), "page.html").contains("none: No such file"));
    let empty = stage.file("empty");
    fs::write(&empty, "no journal\n").unwrap();
    assert!(failed(&empty, "other.html").contains("there is no line of a journal in it"));
    assert!(!stage.file("other.html").exists());
    // Cut off in the middle of a line: what is whole is shown.
    let whole = fs::read(&journal).unwrap();
    fs::write(&empty, &whole[..whole.len() - 20]).unwrap();
    let mut command = enlist();
    command
        .arg("timeline")
        .arg(&empty)
        .arg("-o")
        .arg(stage.file("torn.html"));
    let outcome = support::run(&stage, command, LIMIT).unwrap();
    assert!(outcome.status.success());
    let said = String::from_utf8(outcome.stderr).unwrap();
    assert!(said.ends_with(": 1 line could not be read\n"), "{said}");
}

/// Runs the browser without a window; gives back what it prints.
fn browse(stage: &Stage, arguments: &[&str]) -> String {
    let mut command = support::clean_command(Path::new("chromium"));
    command
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--window-size=1200,400",
        ])
        .arg(format!(
            "--user-data-dir={}",
            stage.file("profile").display()
        ))
        .args(arguments);
    let outcome = support::run(stage, command, LIMIT)
        .unwrap_or_else(|error| panic!("{error}; on Debian: apt-get install chromium"));
    assert!(outcome.status.success(), "{outcome:?}");
    String::from_utf8(outcome.stdout).unwrap()
}

#[test]
#[ignore = "needs chromium: cargo test -- --include-ignored"]
fn a_browser_shows_the_page() {
    let stage = Stage::new();
    let page = made(&stage, &journal(&stage), "page.html");
    let address = |hash: &str| format!("file://{}{hash}", page.display());
    let dom = |hash: &str| browse(&stage, &["--dump-dom", &address(hash)]);

    let all = dom("");
    assert!(
        all.contains(r#"<body data-tracks="3" data-chosen="-1" data-shown="201">"#),
        "{all}"
    );
    assert!(all.contains(r#"<option value="WSASetServiceW">"#));
    let errors = dom("#errors=1&entry=20");
    assert!(
        errors.contains(r#"data-chosen="20" data-shown="20""#),
        "{errors}"
    );
    assert!(
        errors.contains("<div class=\"error\">failed: WSAEACCES (10013), injected</div>"),
        "{errors}"
    );
    // Whatever stands in the journal is text.
    assert!(errors.contains("&lt;/script&gt;&lt;b id="), "{errors}");
    assert!(!errors.contains("<b id="), "{errors}");
    let one_call = dom("#call=WSALookupServiceNextW&errors=1");
    assert!(one_call.contains("data-shown=\"0\""), "{one_call}");
    let event = dom("#entry=200");
    assert!(
        event.contains("<h2>lost</h2>") && event.contains("<pre>3 lines</pre>"),
        "{event}"
    );

    // A click on the first call of the second track, and a step to the next one.
    let clicked = stage.file("clicked.html");
    let click = r#"<script>
        const canvas = document.querySelectorAll(".track canvas")[1];
        const place = canvas.getBoundingClientRect();
        const at = { pointerId: 1, clientX: place.left + 6, clientY: place.top + 10, buttons: 1 };
        try { canvas.dispatchEvent(new PointerEvent("pointerdown", at)); } catch {}
        canvas.dispatchEvent(new PointerEvent("pointerup", at));
        document.body.dataset.clicked = document.body.dataset.chosen;
        document.getElementById("next").click();
        </script>"#;
    fs::write(&clicked, fs::read_to_string(&page).unwrap() + click).unwrap();
    let clicked = browse(
        &stage,
        &["--dump-dom", &format!("file://{}", clicked.display())],
    );
    assert!(clicked.contains("data-clicked=\"1\""), "{clicked}");
    assert!(clicked.contains("data-chosen=\"2\""), "{clicked}");

    // What is drawn: calls in one colour, failures in another, those that were asked for in a third.
    let screenshot = stage.file("page.png");
    browse(
        &stage,
        &[
            &format!("--screenshot={}", screenshot.display()),
            &address("#entry=20"),
        ],
    );
    let mut image = png::Decoder::new(std::io::BufReader::new(
        fs::File::open(&screenshot).unwrap(),
    ))
    .read_info()
    .unwrap();
    let mut bytes = vec![0; image.output_buffer_size().unwrap()];
    let info = image.next_frame(&mut bytes).unwrap();
    let samples = info.color_type.samples();
    let pixels = |colour: [u8; 3]| {
        let all = bytes.chunks_exact(samples);
        all.filter(|pixel| pixel[..3] == colour).count()
    };
    assert_eq!((info.width, info.height), (1200, 400));
    for (colour, least) in [
        ([0x3b, 0x76, 0xc4], 1000),
        ([0xc8, 0x33, 0x2b], 100),
        ([0xa0, 0x42, 0x9f], 100),
    ] {
        assert!(pixels(colour) > least, "{colour:?}: {}", pixels(colour));
    }
    if let Ok(folder) = std::env::var("ENLIST_TEST_SCREENSHOTS") {
        fs::copy(&screenshot, Path::new(&folder).join("timeline.png")).unwrap();
    }
}
