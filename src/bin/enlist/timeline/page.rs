// SPDX-License-Identifier: MIT OR Apache-2.0
//! One page with the calls of each thread on a time axis, which needs nothing but a browser.

#![forbid(unsafe_code)]

use serde::Serialize;
use serde_json::json;

use crate::journal::{Entry, Failure, Members, What};

const TEMPLATE: &str = include_str!("page.html");

/// Stands for the title in the template.
const TITLE: &str = "TITLE-OF-THE-JOURNAL";

/// Stands for the entries in the template, in a script that is not one.
const DATA: &str = "DATA-OF-THE-JOURNAL";

/// A journal as a page.
pub fn page(title: &str, entries: &[Entry]) -> Result<String, String> {
    // Counted from the first, so that the numbers keep their fractions.
    let start = entries.first().map_or(0, |entry| entry.time_us);
    let entries: Vec<Shown<'_>> = entries
        .iter()
        .map(|entry| Shown::of(entry, start))
        .collect();
    let data = json!({ "start_us": start, "entries": entries });
    let data = serde_json::to_string(&data).map_err(|error| error.to_string())?;
    let (head, rest) = TEMPLATE
        .split_once(TITLE)
        .ok_or("the template has no title")?;
    let (body, tail) = rest.split_once(DATA).ok_or("the template has no data")?;
    Ok([head, &text(title), body, &inert(&data), tail].concat())
}

/// An entry as the script of the page knows it.
#[derive(Serialize)]
struct Shown<'a> {
    /// Microseconds since the first entry.
    at: i64,
    process: u64,
    thread: u64,
    #[serde(flatten)]
    what: ShownWhat<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum ShownWhat<'a> {
    Call {
        call: &'a str,
        arguments: &'a Members,
        returned: &'a Members,
        result: i64,
        error: Option<String>,
        injected: bool,
        us: f64,
    },
    Event {
        event: &'a str,
        message: &'a str,
    },
}

impl<'a> Shown<'a> {
    fn of(entry: &'a Entry, start: i64) -> Self {
        let error = |error: &Failure| format!("{} ({})", error.name(), error.number);
        Self {
            at: entry.time_us - start,
            process: entry.process,
            thread: entry.thread,
            what: match &entry.what {
                What::Call(call) => ShownWhat::Call {
                    call: &call.name,
                    arguments: &call.arguments,
                    returned: &call.returned,
                    result: call.result,
                    error: call.error.as_ref().map(error),
                    injected: call.injected,
                    us: call.duration_us,
                },
                What::Event(event) => ShownWhat::Event {
                    event: &event.name,
                    message: &event.message,
                },
            },
        }
    }
}

/// Text of HTML.
fn text(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// JSON without any character that could end a script, or begin something else in it.
fn inert(json: &str) -> String {
    let mut out = String::new();
    for character in json.chars() {
        match character {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            other => out.push(other),
        }
    }
    out
}
