// SPDX-License-Identifier: MIT OR Apache-2.0
//! A line of the journal as a person reads it.

#![forbid(unsafe_code)]

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use enlist::tools::escaped;
use serde_json::Value;

use crate::journal::{Call, Entry, Event, Members, What};

const NAME: Style = Style::new().bold();
const FAILED: Style = colour(AnsiColor::Red);
const INJECTED: Style = colour(AnsiColor::Magenta);
const EVENT: Style = colour(AnsiColor::Yellow);
const DIM: Style = Style::new().dimmed();

const fn colour(colour: AnsiColor) -> Style {
    Style::new().fg_color(Some(anstyle::Color::Ansi(colour)))
}

/// Writes entries, those of the first thread without saying whose they are.
#[derive(Debug, Default)]
pub struct Shower {
    first: Option<(u64, u64)>,
}

impl Shower {
    /// The line for an entry.
    pub fn line(&mut self, entry: &Entry) -> String {
        let whose = (entry.process, entry.thread);
        let first = *self.first.get_or_insert(whose);
        let mut line = String::new();
        if whose != first {
            let (process, thread) = whose;
            line += &match process == first.0 {
                true => format!("{DIM}[thread {thread}]{DIM:#} "),
                false if thread == process => format!("{DIM}[process {process}]{DIM:#} "),
                false => format!("{DIM}[process {process} thread {thread}]{DIM:#} "),
            };
        }
        line += &match &entry.what {
            What::Call(call) => shown_call(call),
            What::Event(event) => shown_event(event),
        };
        line
    }
}

fn shown_call(call: &Call) -> String {
    let mut line = format!(
        "{NAME}{}{NAME:#}({}) = {}",
        escaped(&call.name),
        members(&call.arguments),
        hresult(call).unwrap_or_else(|| call.result.to_string())
    );
    // Writing into a string does not fail.
    let _ = (|| {
        if let Some(error) = &call.error {
            write!(line, " {FAILED}{}{FAILED:#}", escaped(&error.name()))?;
            if error.name.is_some() && error.number != call.result && hresult(call).is_none() {
                write!(line, " ({})", error.number)?;
            }
        }
        if !call.returned.is_empty() {
            write!(line, " {{{}}}", members(&call.returned))?;
        }
        if call.injected {
            write!(line, " {INJECTED}injected{INJECTED:#}")?;
        }
        write!(line, " {DIM}<{}>{DIM:#}", duration(call.duration_us))
    })();
    line
}

/// The result of a call that returns why it has failed as an HRESULT, as documents print that.
fn hresult(call: &Call) -> Option<String> {
    let number = call.error.as_ref()?.number;
    let is_returned = call.result < 0 && call.result + (1 << 32) == number;
    is_returned.then(|| format!("0x{number:08X}"))
}

fn shown_event(event: &Event) -> String {
    let (name, message) = (escaped(&event.name), escaped(&event.message));
    format!("{EVENT}--- {name}: {message} ---{EVENT:#}")
}

/// A time in the unit that suits it.
pub fn duration(us: f64) -> String {
    match us {
        _ if us < 1e3 => format!("{us:.1} µs"),
        _ if us < 1e6 => format!("{:.1} ms", us / 1e3),
        _ => format!("{:.2} s", us / 1e6),
    }
}

fn members(members: &Members) -> String {
    let each = members
        .iter()
        .map(|(name, value)| format!("{}={}", escaped(name), shown(value)));
    each.collect::<Vec<_>>().join(", ")
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) if is_constant(text) => text.clone(),
        Value::String(text) => format!("\"{}\"", escaped(text).replace('"', "\\\"")),
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(shown).collect();
            format!("[{}]", values.join(", "))
        }
        Value::Object(object) => {
            special(object).unwrap_or_else(|| format!("{{{}}}", members(object)))
        }
        other => other.to_string(),
    }
}

/// What the journal writes as an object, and people know by one word: GUIDs, bytes, and what is left out of a list.
fn special(object: &Members) -> Option<String> {
    let text = |name: &str| object.get(name).and_then(Value::as_str).map(escaped);
    let number = |name: &str| object.get(name).and_then(Value::as_u64);
    match object.len() {
        1 | 2 if object.contains_key("guid") => text("name").or_else(|| text("guid")),
        2 if object.contains_key("head") => {
            let (length, head) = (number("length")?, text("head")?);
            let more = if length > head.len() as u64 / 2 {
                "…"
            } else {
                ""
            };
            Some(format!("<{length} bytes {head}{more}>"))
        }
        1 => number("more").map(|more| format!("… {more} more")),
        _ => None,
    }
}

/// Whether a text looks like names of constants, a number in hexadecimal or a version; those stand without quotes.
fn is_constant(text: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_uppercase())
            && name.contains('_')
            && name.chars().all(|character| {
                character == '_' || character.is_ascii_uppercase() || character.is_ascii_digit()
            })
    };
    let is_number = |number: &str| {
        number == "0"
            || number.strip_prefix("0x").is_some_and(|digits| {
                !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_hexdigit())
            })
    };
    text.split('|').all(|part| is_name(part) || is_number(part))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn shown_as(process: u64, thread: u64, members: &str) -> String {
        let entry = |process, thread, members: &str| {
            let line = format!(
                r#"{{"time":"2026-11-21T15:12:46.123456Z","process":{process},"thread":{thread},{members}}}"#
            );
            Entry::parse(&line).unwrap()
        };
        let mut shower = Shower::default();
        shower.line(&entry(1, 1, r#""event":"x","message":"y""#));
        anstream::adapter::strip_str(&shower.line(&entry(process, thread, members))).to_string()
    }

    #[test]
    fn calls_read_as_in_a_program() {
        let rows = [
            (
                r#""call":"WSAStartup","arguments":{"wVersionRequested":"2.2"},"result":0,"duration_us":12.34"#,
                "WSAStartup(wVersionRequested=\"2.2\") = 0 <12.3 µs>",
            ),
            (
                r#""call":"WSASetServiceW","arguments":{"lpqsRegInfo":{"name":"a \"b\"\u001b","class":{"guid":"{X}","name":"SVCID_TCP(80)"},"blob":{"length":3,"head":"0a0b"},"addresses":[{"local":"1.2.3.4:5"},{"more":7}]},"essOperation":"RNRSERVICE_REGISTER","dwControlFlags":"SERVICE_MULTIPLE|0x80"},"result":-1,"error":{"name":"WSAEACCES","number":10013},"injected":true,"duration_us":2500"#,
                "WSASetServiceW(lpqsRegInfo={name=\"a \\\"b\\\"\\u{1b}\", class=SVCID_TCP(80), blob=<3 bytes 0a0b…>, addresses=[{local=\"1.2.3.4:5\"}, … 7 more]}, essOperation=RNRSERVICE_REGISTER, dwControlFlags=SERVICE_MULTIPLE|0x80) = -1 WSAEACCES (10013) injected <2.5 ms>",
            ),
            (
                r#""call":"WSALookupServiceBeginW","arguments":{"lpqsRestrictions":null},"result":0,"returned":{"lphLookup":"0x10"},"duration_us":2500000"#,
                "WSALookupServiceBeginW(lpqsRestrictions=null) = 0 {lphLookup=0x10} <2.50 s>",
            ),
            (
                r#""call":"CoCreateInstance","arguments":{},"result":-2147221164,"error":{"name":"REGDB_E_CLASSNOTREG","number":2147746132},"duration_us":1"#,
                "CoCreateInstance() = 0x80040154 REGDB_E_CLASSNOTREG <1.0 µs>",
            ),
            (
                r#""event":"store","message":"no\nroom""#,
                "--- store: no\\nroom ---",
            ),
        ];
        for (members, line) in rows {
            assert_eq!(shown_as(1, 1, members), line);
        }
        let event = r#""event":"x","message":"y""#;
        assert_eq!(shown_as(1, 2, event), "[thread 2] --- x: y ---");
        assert_eq!(shown_as(3, 3, event), "[process 3] --- x: y ---");
        assert_eq!(shown_as(3, 4, event), "[process 3 thread 4] --- x: y ---");
    }
}
