// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reading JSON: what snapshots are made of, which is everything but fractions.

#![forbid(unsafe_code)]

use super::{Json, Member};

/// How deep values stand in one another at most.
const DEPTH_LIMIT: u32 = 32;

impl Json {
    /// Reads one value, with nothing behind it; none when it is no JSON, has a number that is no whole one of 64 bits, or a
    /// name twice.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text };
        let value = reader.value(0)?;
        reader.skip_space();
        reader.rest.is_empty().then_some(value)
    }

    /// A member of an object.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else {
            return None;
        };
        let found = members.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value)
    }

    pub(crate) fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(values) => Some(values),
            _ => None,
        }
    }

    pub(crate) fn as_number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    /// Takes a piece of text that has to be next, behind any space.
    fn take(&mut self, wanted: &str) -> Option<()> {
        self.skip_space();
        self.rest = self.rest.strip_prefix(wanted)?;
        Some(())
    }

    fn character(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next()?;
        self.rest = characters.as_str();
        Some(next)
    }

    fn value(&mut self, depth: u32) -> Option<Json> {
        if depth > DEPTH_LIMIT {
            return None;
        }
        self.skip_space();
        match self.rest.chars().next()? {
            '{' => self.object(depth + 1),
            '[' => self.list(depth + 1),
            '"' => self.text().map(|text| Json::Text(text.into())),
            't' => self.take("true").map(|()| Json::Bool(true)),
            'f' => self.take("false").map(|()| Json::Bool(false)),
            'n' => self.take("null").map(|()| Json::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: u32) -> Option<Json> {
        let mut members: Vec<Member> = Vec::new();
        self.take("{")?;
        if self.take("}").is_some() {
            return Some(Json::Object(members));
        }
        loop {
            self.skip_space();
            let name = self.text()?;
            self.take(":")?;
            if members.iter().any(|(known, _)| *known == name) {
                return None;
            }
            members.push((name.into(), self.value(depth)?));
            if self.take("}").is_some() {
                return Some(Json::Object(members));
            }
            self.take(",")?;
        }
    }

    fn list(&mut self, depth: u32) -> Option<Json> {
        let mut values = Vec::new();
        self.take("[")?;
        if self.take("]").is_some() {
            return Some(Json::List(values));
        }
        loop {
            values.push(self.value(depth)?);
            if self.take("]").is_some() {
                return Some(Json::List(values));
            }
            self.take(",")?;
        }
    }

    fn number(&mut self) -> Option<Json> {
        let is_part = |character: char| character.is_ascii_digit() || "-+.eE".contains(character);
        let end = self
            .rest
            .find(|character| !is_part(character))
            .unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at(end);
        self.rest = rest;
        let digits = number.strip_prefix('-').unwrap_or(number);
        let is_plain = digits == "0" || digits.starts_with(|first| ('1'..='9').contains(&first));
        is_plain.then(|| number.parse().ok().map(Json::Number))?
    }

    fn text(&mut self) -> Option<String> {
        self.rest = self.rest.strip_prefix('"')?;
        let mut text = String::new();
        loop {
            match self.character()? {
                '"' => return Some(text),
                '\\' => text.push(self.escaped()?),
                '\0'..='\u{1F}' => return None,
                character => text.push(character),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        Some(match self.character()? {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'b' => '\u{8}',
            'f' => '\u{C}',
            character @ ('"' | '\\' | '/') => character,
            'u' => {
                let first = self.unit()?;
                let second = if (0xD800..0xDC00).contains(&first) {
                    self.rest = self.rest.strip_prefix("\\u")?;
                    Some(self.unit()?)
                } else {
                    None
                };
                let mut units = char::decode_utf16([first].into_iter().chain(second));
                let character = units.next()?.ok()?;
                return units.next().is_none().then_some(character);
            }
            _ => return None,
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u16> {
        let digits = self.rest.get(..4)?;
        self.rest = self.rest.get(4..)?;
        let all_digits = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        all_digits.then(|| u16::from_str_radix(digits, 16).ok())?
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As another parser sees it; fractions and long numbers are none of ours.
    fn other(text: &str) -> Option<serde_json::Value> {
        serde_json::from_str(text).ok()
    }

    #[test]
    fn everything_of_json_but_fractions_is_read() {
        for text in [
            r#" { "a" : [ 1 , -2 , 0 , null , true , false , "" ] , "b" : { } , "c" : [ ] } "#,
            r#""\"\\\/\b\f\n\r\té€😀é""#,
            "9223372036854775807",
            "-9223372036854775808",
        ] {
            let read = Json::parse(text).unwrap();
            assert_eq!(other(&read.to_line()), other(text), "{text}");
        }
        for text in [
            "",
            " ",
            "{",
            "[1",
            "[1,]",
            "{\"a\"}",
            "{\"a\":1,}",
            "{a:1}",
            "1 2",
            "01",
            "-",
            "+1",
            "1.5",
            "1e3",
            "tru",
            "nul",
            "\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\ud800\"",
            "\"\\ud800\\u0041\"",
            "\"\\udc00\"",
            "\"\n\"",
            "9223372036854775808",
            "{\"a\":1,\"a\":2}",
            "'a'",
            "\u{FEFF}1",
        ] {
            assert_eq!(Json::parse(text), None, "{text}");
        }
        let deep = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(Json::parse(&deep(32)).is_some());
        assert_eq!(Json::parse(&deep(100_000)), None);
    }

    proptest! {
        /// Whatever is read here is read so by others, too.
        #[test]
        fn what_is_read_is_json(text in r#"[\[\]{}:,"\\ntruefals0-9 .eE-]{0,24}"#) {
            if let Some(read) = Json::parse(&text) {
                prop_assert_eq!(other(&read.to_line()), other(&text));
            }
        }
    }
}
