// SPDX-License-Identifier: MIT OR Apache-2.0
//! Names of DNS as text and as they stand in messages, and messages read piece by piece.

#![forbid(unsafe_code)]

use std::fmt::{self, Write as _};
use std::str::Bytes;

/// The longest name: 255 octets with the lengths of its labels and of the root.
const NAME_LIMIT: usize = 255;
const LABEL_LIMIT: u8 = 63;

/// How many links to other places of its message a name may have: no name has more labels.
const LINK_LIMIT: usize = 127;

/// A name: labels of any octets, each after its length, without that of the root.
#[derive(Debug, Clone, Default)]
pub(super) struct Name(Vec<u8>);

impl Name {
    /// Reads labels with dots between them, and perhaps one at the end; "." is the root.
    ///
    /// A backslash before three digits is the octet of that number, before anything else that octet itself.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut name = Self::default();
        match text {
            "" => return None,
            "." => return Some(name),
            _ => {}
        }
        let mut label = Vec::new();
        let mut octets = text.bytes();
        while let Some(octet) = octets.next() {
            match octet {
                b'.' => name.push(&std::mem::take(&mut label))?,
                b'\\' => label.push(escaped(&mut octets)?),
                plain => label.push(plain),
            }
        }
        if !label.is_empty() {
            name.push(&label)?;
        }
        Some(name)
    }

    /// Adds a label, unless it makes the name too long or is none.
    fn push(&mut self, label: &[u8]) -> Option<()> {
        let length = u8::try_from(label.len()).ok()?;
        let fits = self.0.len() + label.len() + 2 <= NAME_LIMIT;
        if !fits || !(1..=LABEL_LIMIT).contains(&length) {
            return None;
        }
        self.0.push(length);
        self.0.extend_from_slice(label);
        Some(())
    }

    /// Adds the name to a message.
    pub(super) fn write(&self, message: &mut Vec<u8>) {
        message.extend_from_slice(&self.0);
        message.push(0);
    }

    fn labels(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = self.0.as_slice();
        std::iter::from_fn(move || {
            let (&length, labels) = rest.split_first()?;
            let (label, others) = labels.split_at_checked(length.into())?;
            rest = others;
            Some(label)
        })
    }
}

/// What a backslash stands for.
fn escaped(rest: &mut Bytes<'_>) -> Option<u8> {
    let first = rest.next()?;
    if !first.is_ascii_digit() {
        return Some(first);
    }
    let digits = [first, rest.next()?, rest.next()?];
    std::str::from_utf8(&digits).ok()?.parse().ok()
}

impl PartialEq for Name {
    /// Letters are the same in both cases. Lengths are no letters.
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl fmt::Display for Name {
    /// What `parse` reads. Whatever is no text is written as numbers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_char('.');
        }
        let number = |f: &mut fmt::Formatter<'_>, octet: u8| write!(f, "\\{octet:03}");
        for (place, label) in self.labels().enumerate() {
            if place != 0 {
                f.write_char('.')?;
            }
            for chunk in label.utf8_chunks() {
                for character in chunk.valid().chars() {
                    if character.is_control() {
                        let mut octets = [0; 4];
                        let octets = character.encode_utf8(&mut octets);
                        octets.bytes().try_for_each(|octet| number(f, octet))?;
                        continue;
                    }
                    if matches!(character, '.' | '\\') {
                        f.write_char('\\')?;
                    }
                    f.write_char(character)?;
                }
                let broken = chunk.invalid().iter();
                broken.copied().try_for_each(|octet| number(f, octet))?;
            }
        }
        Ok(())
    }
}

/// A message that is read from its start on. What is not there, or is no name, is none.
#[derive(Clone)]
pub(super) struct Reader<'a> {
    message: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(message: &'a [u8]) -> Self {
        Self { message, at: 0 }
    }

    /// Passes over a part, which it returns: one where the message ends with it.
    pub(super) fn part(&mut self, length: u16) -> Option<Self> {
        let start = self.at;
        self.bytes(length.into())?;
        Some(Self {
            message: self.message.get(..self.at)?,
            at: start,
        })
    }

    /// All that is left.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.message.get(self.at..).unwrap_or_default()
    }

    pub(super) fn bytes(&mut self, length: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(length)?;
        let bytes = self.message.get(self.at..end)?;
        self.at = end;
        Some(bytes)
    }

    pub(super) fn number(&mut self) -> Option<u16> {
        let bytes = self.bytes(2)?.try_into().ok()?;
        Some(u16::from_be_bytes(bytes))
    }

    /// A name, whose last labels may be anywhere else in the message.
    pub(super) fn name(&mut self) -> Option<Name> {
        let mut name = Name::default();
        let mut behind = None;
        let mut links = 0;
        loop {
            let &[length] = self.bytes(1)? else {
                return None;
            };
            match length {
                0 => break,
                1..=LABEL_LIMIT => name.push(self.bytes(length.into())?)?,
                0xC0.. => {
                    let &[low] = self.bytes(1)? else {
                        return None;
                    };
                    behind.get_or_insert(self.at);
                    links += 1;
                    if links > LINK_LIMIT {
                        return None;
                    }
                    self.at = u16::from_be_bytes([length & 0x3F, low]).into();
                }
                _ => return None,
            }
        }
        self.at = behind.unwrap_or(self.at);
        Some(name)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str) -> Option<Vec<u8>> {
        let mut message = Vec::new();
        Name::parse(text)?.write(&mut message);
        Some(message)
    }

    fn read(message: &[u8], at: usize) -> Option<(String, usize)> {
        let mut reader = Reader { message, at };
        let name = reader.name()?;
        Some((name.to_string(), reader.at))
    }

    #[test]
    fn a_name_is_its_labels_and_the_root() {
        assert_eq!(written("Web.test.").unwrap(), b"\x03Web\x04test\0");
        assert_eq!(written("."), Some(vec![0]));
        assert_eq!(
            written(r"a\.b.\009\\\x.\255").unwrap(),
            b"\x03a.b\x03\x09\\x\x01\xFF\0"
        );
        for text in ["", "..", ".a", "a..b", "a\\", r"\1", r"\25a", r"\256"] {
            assert_eq!(written(text), None, "{text}");
        }
    }

    #[test]
    fn names_and_labels_have_their_limits() {
        let label = "a".repeat(63);
        let longest = format!("{label}.{label}.{label}.{}", "a".repeat(61));
        assert_eq!(written(&longest).unwrap().len(), 255);
        assert_eq!(written(&format!("{longest}a")), None);
        assert_eq!(written(&format!("{label}a.b")), None);
    }

    #[test]
    fn letters_are_the_same_in_both_cases_and_nothing_else_is() {
        let same = |one, other| Name::parse(one) == Name::parse(other);
        assert!(same("Web.TEST", "web.test."));
        assert!(!same("a.b", r"a\.b") && !same("web.test", "web") && !same("ä", "Ä"));
    }

    #[test]
    fn the_end_of_a_name_may_be_elsewhere() {
        let message = b"\x04test\0\x03web\xC0\x00\xC0\x06!";
        assert_eq!(read(message, 6), Some(("web.test".to_owned(), 12)));
        assert_eq!(read(message, 12), Some(("web.test".to_owned(), 14)));
    }

    #[test]
    fn what_is_no_name_ends() {
        // Links in a circle, with labels and without; a long way; what is cut off; a kind of label that there is not.
        let long_way: Vec<u8> = (0..1000_u16)
            .rev()
            .flat_map(|place| (0xC000 | (place * 2)).to_be_bytes())
            .collect();
        for message in [
            &b"\xC0\x00"[..],
            b"\x01a\xC0\x00",
            &long_way,
            b"",
            b"\x03ab",
            b"\x01a",
            b"\xC0",
            b"\xC0\x09",
            b"\x40\0",
            b"\x80\0",
        ] {
            assert_eq!(read(message, 0), None, "{message:?}");
        }
    }

    #[test]
    fn a_part_ends_where_it_says() {
        let message = b"\x01a\0!";
        let mut reader = Reader::new(message);
        assert!(reader.clone().part(2).unwrap().name().is_none());
        assert!(reader.clone().part(5).is_none());
        let mut part = reader.part(3).unwrap();
        assert_eq!((part.rest(), reader.rest()), (&b"\x01a\0"[..], &b"!"[..]));
        assert!(part.name().is_some());
    }

    proptest! {
        #[test]
        fn a_name_is_the_same_after_it_was_text(
            labels in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..9), 0..9)
        ) {
            let mut name = Name::default();
            for label in &labels {
                name.push(label).unwrap();
            }
            let text = name.to_string();
            prop_assert!(!text.chars().any(char::is_control));
            let parsed = Name::parse(&text).unwrap();
            prop_assert_eq!(&parsed.0, &name.0, "{}", text);
            let mut message = Vec::new();
            parsed.write(&mut message);
            prop_assert_eq!(read(&message, 0), Some((text, message.len())));
        }

        #[test]
        fn no_bytes_are_too_strange(
            message in prop::collection::vec(prop_oneof![any::<u8>(), 0_u8..6, Just(0xC0)], 0..99),
            at in 0..110_usize,
        ) {
            if let Some((text, end)) = read(&message, at) {
                prop_assert!(end > at && end <= message.len());
                prop_assert!(Name::parse(&text).is_some());
            }
        }
    }
}
