// SPDX-License-Identifier: MIT OR Apache-2.0
//! JSON as it is written: members in the order in which they were put.

#![forbid(unsafe_code)]

use std::borrow::Cow;
use std::fmt::Write as _;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(i64),
    /// A number with one decimal place, in tenths.
    Tenths(u64),
    Text(Cow<'static, str>),
    List(Vec<Json>),
    Object(Vec<Member>),
}

/// A member of an object.
pub(crate) type Member = (Cow<'static, str>, Json);

/// A member whose name is known. Not in line: there are many, and none of them is in a hurry.
#[inline(never)]
pub(crate) fn member(name: &'static str, value: impl Into<Json>) -> Member {
    (Cow::Borrowed(name), value.into())
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i32> for Json {
    fn from(value: i32) -> Self {
        Self::Number(value.into())
    }
}

impl From<u32> for Json {
    fn from(value: u32) -> Self {
        Self::Number(value.into())
    }
}

impl From<usize> for Json {
    fn from(value: usize) -> Self {
        Self::Number(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<u64> for Json {
    fn from(value: u64) -> Self {
        Self::Number(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<String> for Json {
    fn from(value: String) -> Self {
        Self::Text(value.into())
    }
}

impl From<&'static str> for Json {
    fn from(value: &'static str) -> Self {
        Self::Text(value.into())
    }
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl Json {
    /// Writes the value at the end of a text, on one line.
    pub(crate) fn write(&self, to: &mut String) {
        // Writing to a string cannot fail.
        let _ = match self {
            Self::Null => write!(to, "null"),
            Self::Bool(value) => write!(to, "{value}"),
            Self::Number(value) => write!(to, "{value}"),
            Self::Tenths(tenths) => write!(to, "{}.{}", tenths / 10, tenths % 10),
            Self::Text(text) => {
                write_text(text, to);
                Ok(())
            }
            Self::List(values) => {
                to.push('[');
                for (index, value) in values.iter().enumerate() {
                    separate(index, to);
                    value.write(to);
                }
                to.push(']');
                Ok(())
            }
            Self::Object(members) => {
                to.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    separate(index, to);
                    write_text(name, to);
                    to.push(':');
                    value.write(to);
                }
                to.push('}');
                Ok(())
            }
        };
    }

    /// The value on one line.
    pub(crate) fn to_line(&self) -> String {
        let mut line = String::new();
        self.write(&mut line);
        line
    }
}

fn separate(index: usize, to: &mut String) {
    if index > 0 {
        to.push(',');
    }
}

fn write_text(text: &str, to: &mut String) {
    to.push('"');
    for character in text.chars() {
        match character {
            '"' => to.push_str("\\\""),
            '\\' => to.push_str("\\\\"),
            '\n' => to.push_str("\\n"),
            '\r' => to.push_str("\\r"),
            '\t' => to.push_str("\\t"),
            // Also what some programs take for the end of a line.
            '\0'..='\u{1F}' | '\u{7F}' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(to, "\\u{:04x}", u32::from(character));
            }
            _ => to.push(character),
        }
    }
    to.push('"');
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_a_parser_reads_them() {
        let value = Json::Object(vec![
            member("z", "a \"quoted\" \\ line\n\u{1}\u{2028}"),
            member("a", Json::List(vec![Json::Null, true.into(), (-3).into()])),
            member("time", Json::Tenths(123)),
            member("none", None::<u32>),
            member("empty", Json::Object(Vec::new())),
        ]);
        let line = value.to_line();
        assert!(line.starts_with("{\"z\":"), "in the order of their making");
        assert!(!line.contains('\n'));
        let read: serde_json::Value = serde_json::from_str(&line).unwrap();
        let expected = serde_json::json!({
            "z": "a \"quoted\" \\ line\n\u{1}\u{2028}",
            "a": [null, true, -3],
            "time": 12.3,
            "none": null,
            "empty": {},
        });
        assert_eq!(read, expected);
    }
}
