// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist timeline`: a journal on a time axis, for the viewers of traces or as a page of its own.

#![forbid(unsafe_code)]

mod page;
mod trace;

use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::journal::{Entry, Lines};
use crate::output::{self, Stop};

#[derive(clap::Args)]
pub struct Arguments {
    /// What ENLIST_JOURNAL or `enlist run --journal` has written; `-` is the standard input
    #[arg(value_hint = clap::ValueHint::FilePath)]
    journal: PathBuf,

    /// What is made, whole or not at all: a page if the name ends in .html or .htm, a trace for Perfetto or chrome://tracing if it
    /// ends in .json
    #[arg(short, long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    output: PathBuf,
}

/// What is made of a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Page,
    Trace,
}

impl Form {
    fn of(file: &Path) -> Result<Self, String> {
        match file.extension().and_then(OsStr::to_str) {
            Some("html" | "htm") => Ok(Self::Page),
            Some("json") => Ok(Self::Trace),
            _ => Err(format!("{}: neither .html nor .json", file.display())),
        }
    }
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Stop> {
    let Arguments { journal, output } = arguments;
    let form = Form::of(output)?;
    let at = |path: &Path, error: io::Error| format!("{}: {error}", path.display());
    let bytes = output::read(journal).map_err(|error| at(journal, error))?;
    let (entries, unread) = entries(&bytes);
    if entries.is_empty() {
        return Err(format!("{}: there is no line of a journal in it", journal.display()).into());
    }
    let title = journal.file_name().unwrap_or(journal.as_os_str());
    let text = match form {
        Form::Page => page::page(&title.to_string_lossy(), &entries)?,
        Form::Trace => trace::trace(&entries)?,
    };
    let written = output::write(output, 0o666, |file| file.write_all(text.as_bytes()));
    written.map_err(|error| at(output, error))?;
    if unread > 0 {
        let lines = if unread == 1 { "line" } else { "lines" };
        output::complain(&format!(
            "{}: {unread} {lines} could not be read",
            journal.display()
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// The entries in the order of their times, and how many lines are none. The last one may be torn.
fn entries(journal: &[u8]) -> (Vec<Entry>, usize) {
    let mut lines = Lines::default();
    let mut texts = lines.add(journal);
    texts.extend(lines.torn());
    let mut entries: Vec<Entry> = texts
        .iter()
        .filter_map(|line| Entry::parse(line).ok())
        .collect();
    let unread = texts.len() - entries.len();
    entries.sort_by_key(|entry| entry.time_us);
    (entries, unread)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use serde_json::Value;

    use super::*;

    const JOURNAL: &str = r#"{"time":"2026-11-21T15:12:46.000200Z","process":7,"thread":8,"call":"WSASetServiceW","arguments":{"lpqsRegInfo":{"name":"</script><b>\u2028"}},"result":-1,"error":{"name":"WSAEACCES","number":10013},"injected":true,"duration_us":12.5}
{"time":"2026-11-21T15:12:46.000100Z","process":7,"thread":7,"call":"WSAStartup","arguments":{},"result":0,"duration_us":50}
{"time":"2026-11-21T15:12:46.000300Z","process":7,"thread":7,"event":"lost","count":2}
{"time":"2026-11-21T15:12"#;

    #[test]
    fn entries_stand_in_the_order_of_time() {
        let (entries, unread) = entries(JOURNAL.as_bytes());
        assert_eq!(unread, 1);
        let times: Vec<i64> = entries.iter().map(|entry| entry.time_us % 1000).collect();
        assert_eq!(times, [100, 200, 300]);
    }

    #[test]
    fn a_trace_has_a_slice_for_each_call_and_names_for_its_tracks() {
        let (entries, _) = entries(JOURNAL.as_bytes());
        let trace: Value = serde_json::from_str(&trace::trace(&entries).unwrap()).unwrap();
        let events = trace["traceEvents"].as_array().unwrap();
        let of = |phase: &str| {
            let found = events.iter().filter(|event| event["ph"] == phase);
            found.cloned().collect::<Vec<_>>()
        };
        let calls = of("X");
        assert_eq!(calls.len(), 2);
        assert_eq!(
            (&calls[0]["name"], &calls[0]["dur"]),
            (&"WSAStartup".into(), &50.0.into())
        );
        assert_eq!(
            calls[0]["ts"].as_i64().unwrap() + 100,
            calls[1]["ts"].as_i64().unwrap()
        );
        assert_eq!((&calls[1]["pid"], &calls[1]["tid"]), (&7.into(), &8.into()));
        assert_eq!(calls[1]["cat"], "call,error");
        assert_eq!(calls[1]["args"]["error"], "WSAEACCES (10013)");
        assert_eq!(calls[1]["args"]["injected"], true);
        assert_eq!(of("i").len(), 1);
        // A process and two threads.
        assert_eq!(of("M").len(), 3);
    }

    #[test]
    fn a_page_stands_alone_and_nothing_of_the_journal_is_markup() {
        let (entries, _) = entries(JOURNAL.as_bytes());
        let page = page::page("</title><x>", &entries).unwrap();
        assert!(
            !page.contains("<b>") && !page.contains("<x>") && !page.contains('\u{2028}'),
            "{page}"
        );
        assert_eq!(page.matches("</script>").count(), 2);
        for resource in ["http:", "https:", "src=", "href=", "@import", "url("] {
            assert!(!page.contains(resource), "{resource}");
        }
    }

    #[test]
    fn the_name_of_the_output_says_what_is_made() {
        let form = |name: &str| Form::of(Path::new(name)).ok();
        assert_eq!(form("a.html"), Some(Form::Page));
        assert_eq!(form("a.json"), Some(Form::Trace));
        assert_eq!((form("a"), form("json")), (None, None));
    }
}
