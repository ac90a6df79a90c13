// SPDX-License-Identifier: MIT OR Apache-2.0
//! DER taken apart, without copies: the structures here are read field by field, so that the bytes which were signed are at
//! hand as they came. `der` reads the lengths, identifiers, numbers and dates.

#![forbid(unsafe_code)]

use der::asn1::{AnyRef, GeneralizedTime, ObjectIdentifier, UtcTime};
use der::{Decode, Reader, SliceReader, Tag, Tagged};

use super::UnixTime;

/// A value with its tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value<'a> {
    pub(super) tag: Tag,
    /// Its contents.
    pub(super) body: &'a [u8],
    /// All of it.
    pub(super) whole: &'a [u8],
}

/// The values that stand one after the other in some bytes, which they fill.
pub(super) struct Values<'a> {
    rest: &'a [u8],
}

/// The one value that fills some bytes.
pub(super) fn only(bytes: &[u8]) -> Option<Value<'_>> {
    let mut values = Values { rest: bytes };
    let value = values.next()?;
    values.end().then_some(value)
}

/// The first value in some bytes; what follows is of no concern.
pub(super) fn first(bytes: &[u8]) -> Option<Value<'_>> {
    Values { rest: bytes }.next()
}

impl<'a> Values<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next one. None also if it is malformed.
    pub(super) fn next(&mut self) -> Option<Value<'a>> {
        let mut reader = SliceReader::new(self.rest).ok()?;
        let value = AnyRef::decode(&mut reader).ok()?;
        let length = usize::try_from(reader.position()).ok()?;
        let (whole, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(Value {
            tag: value.tag(),
            body: value.value(),
            whole,
        })
    }

    /// The next one, which must have this tag.
    pub(super) fn expect(&mut self, tag: Tag) -> Option<Value<'a>> {
        self.next().filter(|value| value.tag == tag)
    }

    /// The next one, if it has this tag.
    pub(super) fn optional(&mut self, tag: Tag) -> Option<Value<'a>> {
        let (rest, value) = (self.rest, self.expect(tag));
        if value.is_none() {
            self.rest = rest;
        }
        value
    }

    pub(super) fn identifier(&mut self) -> Option<ObjectIdentifier> {
        self.next()?.identifier()
    }

    /// Whether there are no more.
    pub(super) fn end(&self) -> bool {
        self.rest.is_empty()
    }

    /// All that are left; none if one is malformed.
    pub(super) fn all(mut self) -> Option<Vec<Value<'a>>> {
        let mut all = Vec::new();
        while !self.end() {
            all.push(self.next()?);
        }
        Some(all)
    }
}

impl<'a> Value<'a> {
    /// What is inside a value that is made of others.
    pub(super) fn values(self) -> Values<'a> {
        Values { rest: self.body }
    }

    pub(super) fn of(self, tag: Tag) -> Option<Values<'a>> {
        (self.tag == tag).then(|| self.values())
    }

    pub(super) fn identifier(self) -> Option<ObjectIdentifier> {
        ObjectIdentifier::from_der(self.whole).ok()
    }

    pub(super) fn octets(self) -> Option<&'a [u8]> {
        (self.tag == Tag::OctetString).then_some(self.body)
    }

    /// A bit string of whole bytes.
    pub(super) fn bytes(self) -> Option<&'a [u8]> {
        let (0, bytes) = self.bits()? else {
            return None;
        };
        Some(bytes)
    }

    /// How many of the last bits are not used, and the bits.
    pub(super) fn bits(self) -> Option<(u8, &'a [u8])> {
        let (unused, bits) = self.body.split_first()?;
        (self.tag == Tag::BitString && *unused < 8).then_some((*unused, bits))
    }

    pub(super) fn time(self) -> Option<UnixTime> {
        match self.tag {
            Tag::UtcTime => Some(UtcTime::from_der(self.whole).ok()?.to_unix_duration()),
            Tag::GeneralizedTime => {
                let time = GeneralizedTime::from_der(self.whole).ok()?;
                Some(time.to_unix_duration())
            }
            _ => None,
        }
    }

    /// A number that is small, as versions and lengths of paths are.
    pub(super) fn number(self) -> Option<u8> {
        u8::from_der(self.whole).ok()
    }

    pub(super) fn boolean(self) -> Option<bool> {
        bool::from_der(self.whole).ok()
    }
}

/// The tag that a field of a structure has in place of its own.
pub(super) fn context(number: u8, constructed: bool) -> Tag {
    Tag::ContextSpecific {
        constructed,
        number: der::TagNumber::new(number),
    }
}
