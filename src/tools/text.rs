// SPDX-License-Identifier: MIT OR Apache-2.0
//! UTF-16 text for people, who read it on terminals, and for programs, which read it as JSON.

#![forbid(unsafe_code)]

use std::fmt::{self, Write as _};

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::text::{WideText, case};

/// UTF-16 text, in which surrogates may be unpaired.
///
/// `Display` writes what could confuse a terminal or its reader as escapes. JSON is lossless.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Vec<u16>);

impl Text {
    /// The text of these units.
    pub fn new(units: &[u16]) -> Self {
        Self(units.to_vec())
    }

    /// Its units.
    pub fn units(&self) -> &[u16] {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn wide(&self) -> WideText {
        WideText::from_slice(&self.0)
    }

    /// In the form in which names are compared by default.
    pub fn folded(&self) -> Self {
        let mut folded = WideText::new();
        case::fold(&self.0, &mut folded);
        Self(folded.to_vec())
    }

    /// Whether a pattern matches all of it, as it is or as it is shown, whatever its case: `*` stands for any characters, `?` for
    /// one.
    pub fn matches(&self, pattern: &str) -> bool {
        let characters = |text: &Self| -> Vec<u32> {
            char::decode_utf16(text.folded().0)
                .map(|found| found.map_or_else(|lone| lone.unpaired_surrogate().into(), u32::from))
                .collect()
        };
        let pattern = characters(&Self::from(pattern));
        let fits = |text: &Self| glob(&pattern, &characters(text));
        fits(self) || self.shown().is_some_and(|shown| fits(&shown))
    }

    /// Whether a user who types this means the text, as it is or as it is shown, whatever its case.
    pub fn is_meant_by(&self, typed: &str) -> bool {
        let typed = Self::from(typed).folded();
        let is = |text: &Self| text.folded() == typed;
        is(self) || self.shown().is_some_and(|shown| is(&shown))
    }

    /// As it is shown, if that is something else.
    fn shown(&self) -> Option<Self> {
        Some(Self::from(&*self.to_string())).filter(|shown| shown != self)
    }

    /// As a string of JSON, which holds every text.
    fn json(&self) -> String {
        let mut out = String::from("\"");
        for found in char::decode_utf16(self.0.iter().copied()) {
            // Writing into a string does not fail.
            let _ = match found {
                Ok(special @ ('"' | '\\')) => write!(out, "\\{special}"),
                Ok(character) if is_hidden(character) => character
                    .encode_utf16(&mut [0; 2])
                    .iter()
                    .try_for_each(|unit| write!(out, "\\u{unit:04x}")),
                Ok(character) => out.write_char(character),
                Err(lone) => write!(out, "\\u{:04x}", lone.unpaired_surrogate()),
            };
        }
        out.push('"');
        out
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.encode_utf16().collect())
    }
}

/// Characters that are not seen, or that change how others are.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{AD}'
                | '\u{61C}'
                | '\u{180E}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

/// Text with escapes in the place of what could confuse a terminal or its reader.
pub fn escaped(text: &str) -> String {
    Text::from(text).to_string()
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        for found in char::decode_utf16(self.0.iter().copied()) {
            match found {
                Ok('\\') => out.push_str(r"\\"),
                Ok('\n') => out.push_str("\\n"),
                Ok('\r') => out.push_str("\\r"),
                Ok('\t') => out.push_str("\\t"),
                Ok(character) if is_hidden(character) => {
                    write!(out, "\\u{{{:x}}}", u32::from(character))?;
                }
                Ok(character) => out.push(character),
                Err(lone) => write!(out, "\\u{{{:x}}}", lone.unpaired_surrogate())?,
            }
        }
        f.pad(&out)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.json())
            .map_err(S::Error::custom)?
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Units;
        impl Visitor<'_> for Units {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text::from(text))
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Text, E> {
                from_wtf8(bytes).ok_or_else(|| E::custom("the text is not Unicode"))
            }
        }
        // As bytes, in which an unpaired surrogate is its three bytes of UTF-8, if there were such.
        deserializer.deserialize_bytes(Units)
    }
}

fn from_wtf8(mut bytes: &[u8]) -> Option<Text> {
    let mut units = Vec::with_capacity(bytes.len());
    loop {
        let error = match std::str::from_utf8(bytes) {
            Ok(text) => {
                units.extend(text.encode_utf16());
                return Some(Text(units));
            }
            Err(error) => error,
        };
        let (valid, rest) = bytes.split_at_checked(error.valid_up_to())?;
        units.extend(std::str::from_utf8(valid).ok()?.encode_utf16());
        let [0xED, second @ 0xA0..=0xBF, third @ 0x80..=0xBF, behind @ ..] = rest else {
            return None;
        };
        units.push(0xD000 | u16::from(second & 0x3F) << 6 | u16::from(third & 0x3F));
        bytes = behind;
    }
}

/// Whether a pattern matches a text. Goes back to the last `*` only, so that no pattern takes long.
fn glob(pattern: &[u32], text: &[u32]) -> bool {
    const ANY: u32 = '*' as u32;
    const ONE: u32 = '?' as u32;
    let (mut at, mut place) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while let Some(character) = text.get(place) {
        match pattern.get(at) {
            Some(&ANY) => {
                back = Some((at, place));
                at += 1;
            }
            Some(wanted) if *wanted == ONE || wanted == character => {
                at += 1;
                place += 1;
            }
            _ => {
                let Some((star, from)) = back else {
                    return false;
                };
                back = Some((star, from + 1));
                (at, place) = (star + 1, from + 1);
            }
        }
    }
    pattern
        .get(at..)
        .is_some_and(|rest| rest.iter().all(|&left| left == ANY))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_could_confuse_a_terminal_is_shown_as_an_escape() {
        let shown = |units: &[u16]| Text::new(units).to_string();
        assert_eq!(
            escaped("a\u{1b}[31m\n\t\r\0"),
            "a\\u{1b}[31m\\n\\t\\r\\u{0}"
        );
        assert_eq!(
            escaped("\u{9b}\u{202e}\u{feff}"),
            "\\u{9b}\\u{202e}\\u{feff}"
        );
        assert_eq!(escaped("Drucker ä 中 😀 \"'"), "Drucker ä 中 😀 \"'");
        // What looks like an escape is none.
        assert_eq!(escaped(r"Corp\new"), r"Corp\\new");
        assert_ne!(escaped(r"a\n"), escaped("a\n"));
        assert_eq!(shown(&[0x41, 0xD800, 0x42, 0xDC00]), "A\\u{d800}B\\u{dc00}");
    }

    #[test]
    fn patterns_match_whole_names_in_any_case() {
        let matches = |name: &str, pattern: &str| Text::from(name).matches(pattern);
        for pattern in ["Name", "name", "n*", "*E", "N?ME", "*", "**a*e", "n?*"] {
            assert!(matches("Name", pattern), "{pattern}");
        }
        for pattern in ["", "nam", "ame", "?name", "n?me?", "*x*", "nam??"] {
            assert!(!matches("Name", pattern), "{pattern}");
        }
        assert!(matches("", "*") && matches("", "") && !matches("", "?"));
        // A character is one, whatever its units.
        assert!(matches("😀", "?"));
        assert!(
            !Text::from(&*"a".repeat(10_000))
                .matches(&"a*".repeat(5_000).replace('b', "c").repeat(3))
        );
    }

    #[test]
    fn what_is_shown_can_be_typed() {
        for (name, typed) in [
            ("Name", "nAME"),
            (r"Corp\Laser", r"corp\laser"),
            (r"Corp\Laser", r"Corp\\Laser"),
            ("a\tb", "a\tb"),
            ("a\tb", r"A\tb"),
        ] {
            let name = Text::from(name);
            assert!(name.is_meant_by(typed) && name.matches(typed), "{typed}");
        }
        let lone = Text::new(&[0x41, 0xD800]);
        assert!(lone.is_meant_by("A\\u{d800}") && lone.matches("a\\u*"));
        for other in ["Nam", "Name?", "N*"] {
            assert!(!Text::from("Name").is_meant_by(other), "{other}");
        }
    }

    #[test]
    fn json_says_what_it_cannot_show() {
        let json = |text: &Text| serde_json::to_string(text).unwrap();
        assert_eq!(
            json(&Text::from("a\"\\\n\u{202e}ä")),
            r#""a\"\\\u000a\u202eä""#
        );
        assert_eq!(json(&Text::new(&[0xD800])), r#""\ud800""#);
        assert!(serde_json::from_str::<Text>("1").is_err());
    }

    proptest! {
        #[test]
        fn every_text_survives_json(
            units in prop::collection::vec(
                prop_oneof![any::<u16>(), 0xD7F0u16..0xE010, 0u16..0x80],
                0..40,
            )
        ) {
            let text = Text(units);
            let json = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(serde_json::from_str::<Text>(&json).unwrap(), text);
        }
    }
}
