// SPDX-License-Identifier: MIT OR Apache-2.0
//! The journal of the library (`ENLIST_JOURNAL`), read: one JSON object a line, a call or an event each.

#![forbid(unsafe_code)]

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Map, Value};

/// The members of an object, in their order.
pub type Members = Map<String, Value>;

/// A line.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Microseconds since 1970, when the call began or the event happened.
    pub time_us: i64,
    pub process: u64,
    pub thread: u64,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub enum What {
    Call(Call),
    Event(Event),
}

/// A call that has returned.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    pub name: String,
    /// What the caller passed.
    pub arguments: Members,
    /// What the call gave back through its parameters.
    pub returned: Members,
    pub result: i64,
    pub error: Option<Failure>,
    /// The failure was asked for.
    pub injected: bool,
    pub duration_us: f64,
}

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Failure {
    pub name: Option<String>,
    pub number: i64,
}

impl Failure {
    pub fn name(&self) -> Cow<'_, str> {
        match &self.name {
            Some(name) => name.as_str().into(),
            None => self.number.to_string().into(),
        }
    }
}

/// What the library could not tell anybody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub name: String,
    pub message: String,
}

impl Event {
    /// Whether lines are missing.
    pub fn is_loss(&self) -> bool {
        self.name == "lost"
    }
}

/// A line as it stands there. Members that this version does not know are passed over.
#[derive(Deserialize)]
struct Line {
    time: String,
    process: u64,
    thread: u64,
    call: Option<String>,
    #[serde(default)]
    arguments: Option<Members>,
    #[serde(default)]
    returned: Option<Members>,
    result: Option<i64>,
    error: Option<Failure>,
    #[serde(default)]
    injected: bool,
    #[serde(default)]
    duration_us: f64,
    event: Option<String>,
    message: Option<String>,
    count: Option<u64>,
}

impl Entry {
    /// Reads a line; the error is a reason for the user.
    pub fn parse(line: &str) -> Result<Self, String> {
        let parsed = serde_json::from_str(line).or_else(|error| match paired(line) {
            Cow::Borrowed(_) => Err(error),
            Cow::Owned(line) => serde_json::from_str(&line),
        });
        let line: Line = parsed.map_err(|error| error.to_string())?;
        let time_us =
            time_us(&line.time).ok_or_else(|| format!("{:?} is not a time", line.time))?;
        let what = match (line.call, line.event) {
            (Some(name), None) => What::Call(Call {
                name,
                arguments: line.arguments.unwrap_or_default(),
                returned: line.returned.unwrap_or_default(),
                result: line.result.ok_or("a call without a result")?,
                error: line.error,
                injected: line.injected,
                duration_us: line.duration_us.max(0.0),
            }),
            (None, Some(name)) => What::Event(Event {
                name,
                message: match (line.message, line.count) {
                    (Some(message), _) => message,
                    (None, Some(1)) => "1 line".to_owned(),
                    (None, Some(count)) => format!("{count} lines"),
                    (None, None) => String::new(),
                },
            }),
            _ => return Err("neither a call nor an event".to_owned()),
        };
        Ok(Self {
            time_us,
            process: line.process,
            thread: line.thread,
            what,
        })
    }
}

/// The line with U+FFFD in the place of unpaired surrogates, which JSON can say and Rust's strings cannot.
fn paired(line: &str) -> Cow<'_, str> {
    let unit = |text: &str| {
        let digits = text.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut out = String::new();
    let mut rest = line;
    let mut is_changed = false;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let length = match unit(escape) {
            Some(0xD800..0xDC00) => {
                let low = escape.get(6..).and_then(unit);
                if low.is_some_and(|low| (0xDC00..0xE000).contains(&low)) {
                    12
                } else {
                    0
                }
            }
            Some(0xDC00..0xE000) => 0,
            Some(_) => 6,
            // The escaped character may itself begin an escape: `\\u`.
            None => 1 + escape.chars().nth(1).map_or(0, char::len_utf8),
        };
        let taken = if length == 0 {
            is_changed = true;
            out.push_str("\\ufffd");
            6
        } else {
            out.push_str(escape.get(..length).unwrap_or(escape));
            length
        };
        rest = escape.get(taken..).unwrap_or_default();
    }
    if !is_changed {
        return line.into();
    }
    out.push_str(rest);
    out.into()
}

/// `2026-11-21T15:12:46.123456Z` as microseconds since 1970.
fn time_us(text: &str) -> Option<i64> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let (seconds, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let numbers = |text: &str, separator| -> Option<[i64; 3]> {
        let parts: Option<Vec<i64>> = text
            .split(separator)
            .map(|part| part.parse::<u32>().ok().map(i64::from))
            .collect();
        parts?.try_into().ok()
    };
    let [year, month, day] = numbers(date, '-')?;
    let [hour, minute, second] = numbers(seconds, ':')?;
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || year > 9999 {
        return None;
    }
    if hour > 23 || minute > 59 || second > 60 || fraction.is_empty() {
        return None;
    }
    let digits = fraction.chars().all(|digit| digit.is_ascii_digit());
    let micros = digits.then(|| format!("{fraction:0<6}"))?;
    let micros: i64 = micros.get(..6)?.parse().ok()?;
    // Years that begin in March have the leap day at their end.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let days = year * 365 + leaps + (month * 153 + 2) / 5 + day - 1 - 719_468;
    Some((((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000_000 + micros)
}

/// Lines from bytes that come in pieces.
#[derive(Debug, Default)]
pub struct Lines(Vec<u8>);

impl Lines {
    /// Takes what has come; gives back the lines that are complete.
    pub fn add(&mut self, bytes: &[u8]) -> Vec<String> {
        self.0.extend_from_slice(bytes);
        let Some(end) = self.0.iter().rposition(|&byte| byte == b'\n') else {
            return Vec::new();
        };
        let rest = self.0.split_off(end + 1);
        let complete = std::mem::replace(&mut self.0, rest);
        let text = String::from_utf8_lossy(&complete);
        text.lines()
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// What stands behind the last line end: of a line whose writer was stopped in its middle.
    pub fn torn(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| String::from_utf8_lossy(&self.0).into_owned())
    }
}

/// A journal that is being written.
pub struct Follower {
    path: PathBuf,
    file: Option<File>,
    pub lines: Lines,
}

impl Follower {
    pub fn new(path: PathBuf) -> Self {
        Self {
            path,
            file: None,
            lines: Lines::default(),
        }
    }

    /// The lines that have come since the last look.
    pub fn read(&mut self) -> io::Result<Vec<String>> {
        if self.file.is_none() {
            match File::open(&self.path) {
                Ok(file) => self.file = Some(file),
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
                Err(error) => return Err(error),
            }
        }
        let mut bytes = Vec::new();
        if let Some(file) = &mut self.file {
            file.read_to_end(&mut bytes)?;
        }
        Ok(self.lines.add(&bytes))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const CALL: &str = r#"{"time":"2026-11-21T15:12:46.123456Z","process":123,"thread":456,"call":"WSASetServiceW","arguments":{"lpqsRegInfo":{"name":"a"},"essOperation":"RNRSERVICE_REGISTER"},"result":-1,"error":{"name":"WSAEACCES","number":10013},"injected":true,"duration_us":12.3,"later":[1]}"#;

    #[test]
    fn a_call_is_read_with_members_that_are_not_known() {
        let entry = Entry::parse(CALL).unwrap();
        assert_eq!(entry.time_us, 1_795_273_966_123_456);
        assert_eq!((entry.process, entry.thread), (123, 456));
        let What::Call(call) = entry.what else {
            panic!("an event");
        };
        assert_eq!(
            (&*call.name, call.result, call.injected),
            ("WSASetServiceW", -1, true)
        );
        assert_eq!(call.error.unwrap().name(), "WSAEACCES");
        let names: Vec<_> = call.arguments.keys().collect();
        assert_eq!(names, ["lpqsRegInfo", "essOperation"]);
    }

    #[test]
    fn events_say_what_they_are_about() {
        let event = |members: &str| {
            let line =
                format!(r#"{{"time":"2026-11-21T15:12:46Z","process":1,"thread":1,{members}}}"#);
            match Entry::parse(&line).unwrap().what {
                What::Event(event) => (event.is_loss(), event.name, event.message),
                What::Call(_) => panic!("a call"),
            }
        };
        let (lost, ..) = event(r#""event":"lost","count":3"#);
        assert!(lost);
        assert_eq!(
            event(r#""event":"store","message":"no room""#),
            (false, "store".to_owned(), "no room".to_owned())
        );
    }

    #[test]
    fn what_is_no_line_is_refused() {
        for wrong in [
            "",
            "{}",
            "[]",
            CALL.get(..50).unwrap(),
            &CALL.replace("2026-11-21", "2026-13-21"),
            &CALL.replace(":46.", ":46,"),
            &CALL.replace("\"call\"", "\"cal\""),
            &CALL.replace("\"result\":-1,", ""),
            &CALL.replace("\"process\":123", "\"process\":\"x\""),
        ] {
            assert!(Entry::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn unpaired_surrogates_do_no_harm() {
        for (name, read) in [
            (r"\ud800", "\u{fffd}"),
            (r"x\udc00\ud800y", "x\u{fffd}\u{fffd}y"),
            (r"\ud83d\ude00", "😀"),
            (r"\\ud800 \ud800", "\\ud800 \u{fffd}"),
            (r"\ud800\u0041\n", "\u{fffd}A\n"),
        ] {
            let line = CALL.replace(r#""name":"a""#, &format!(r#""name":"{name}""#));
            let What::Call(call) = Entry::parse(&line).unwrap().what else {
                panic!("an event");
            };
            let set = call.arguments.get("lpqsRegInfo").unwrap();
            assert_eq!(set.get("name").unwrap().as_str(), Some(read), "{name}");
        }
    }

    #[test]
    fn times_are_counted_from_1970() {
        for (text, time) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-02-29T23:59:59.5Z", Some(951_868_799_500_000)),
            ("2000-03-01T00:00:00.000001Z", Some(951_868_800_000_001)),
            ("2100-03-01T00:00:00.1234567Z", Some(4_107_542_400_123_456)),
            ("1969-12-31T23:59:59Z", Some(-1_000_000)),
            ("2000-01-01 00:00:00Z", None),
            ("2000-01-01T00:00:00", None),
            ("2000-01-01T00:00:00.Z", None),
            ("2000-01-01T00:00:00.-1Z", None),
            ("2000-00-01T00:00:00Z", None),
            ("2000-01-01T24:00:00Z", None),
        ] {
            assert_eq!(time_us(text), time, "{text}");
        }
    }

    #[test]
    fn lines_come_in_pieces() {
        let mut lines = Lines::default();
        assert_eq!(lines.add(b"on"), [""; 0]);
        assert_eq!(lines.torn().as_deref(), Some("on"));
        assert_eq!(lines.add(b"e\ntwo\n\nth"), ["one", "two"]);
        assert_eq!(lines.add(b"ree\n"), ["three"]);
        assert_eq!(lines.torn(), None);
    }
}
