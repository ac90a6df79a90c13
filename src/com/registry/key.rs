// SPDX-License-Identifier: MIT OR Apache-2.0
//! Keys of the registry, with all that is in them, and the part of the registry that they are in.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;

use widestring::{U16Str, U16String};

use crate::numbers::REG_DWORD;

/// Text with a terminator.
const REG_SZ: u32 = 1;

/// What a key holds under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) kind: u32,
    pub(crate) data: Vec<u8>,
}

/// A key. The value without a name is the one that the key itself stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) values: BTreeMap<U16String, Value>,
    pub(crate) keys: BTreeMap<U16String, Key>,
}

/// The error of a system that could not do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Failure(pub(crate) u32);

impl Failure {
    pub(crate) const ACCESS_DENIED: Self = Self(5);
    #[cfg(windows)]
    pub(crate) const NOT_ENOUGH_MEMORY: Self = Self(8);
}

/// A part of the registry. Paths are relative to it; upper and lower case are alike.
pub(crate) trait Hive {
    /// The key with everything in it; none where there is none.
    fn read(&self, path: &str) -> Result<Option<Key>, Failure>;

    /// Makes a key what is given, or removes it. What it already has stays as it is, with its permissions. Keys above it are made as they
    /// are needed; those that are left empty go, except for the first of the path.
    fn replace(&mut self, path: &str, content: Option<&Key>) -> Result<(), Failure>;
}

/// Whether two names mean the same: of ours, only the case of letters may differ.
pub(crate) fn is_same_name(one: &U16Str, other: &U16Str) -> bool {
    one.len() == other.len()
        && one.as_slice().iter().zip(other.as_slice()).all(|pair| {
            let lower = |unit: &u16| match unit {
                0x41..=0x5A => unit | 0x20,
                _ => *unit,
            };
            lower(pair.0) == lower(pair.1)
        })
}

impl Key {
    /// With text that the key stands for.
    pub(crate) fn of(text: &str) -> Self {
        Self::default().with("", text)
    }

    /// With a text in addition.
    pub(crate) fn with(self, name: &str, text: &str) -> Self {
        self.with_wide(name, U16Str::from_slice(&wide(text)))
    }

    /// With a text in addition, which may be any.
    pub(crate) fn with_wide(mut self, name: &str, text: &U16Str) -> Self {
        let units = text.as_slice().iter().chain([&0]);
        let value = Value {
            kind: REG_SZ,
            data: units.flat_map(|unit| unit.to_le_bytes()).collect(),
        };
        self.values.insert(U16String::from_str(name), value);
        self
    }

    /// With a number in addition.
    pub(crate) fn with_number(mut self, name: &str, number: u32) -> Self {
        let value = Value {
            kind: REG_DWORD,
            data: number.to_le_bytes().to_vec(),
        };
        self.values.insert(U16String::from_str(name), value);
        self
    }

    /// With a key in it.
    pub(crate) fn with_key(mut self, name: &str, key: Self) -> Self {
        self.keys.insert(U16String::from_str(name), key);
        self
    }

    /// The key of a name in it.
    pub(crate) fn key(&self, name: &str) -> Option<&Self> {
        let name = U16String::from_str(name);
        let mut keys = self.keys.iter();
        keys.find(|(known, _)| is_same_name(known, &name))
            .map(|(_, key)| key)
    }

    /// The value of a name.
    pub(crate) fn value(&self, name: &str) -> Option<&Value> {
        let name = U16String::from_str(name);
        let mut values = self.values.iter();
        values
            .find(|(known, _)| is_same_name(known, &name))
            .map(|(_, value)| value)
    }

    /// Whether the same stands in both, whatever the case of the names.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let same_values = self.values.len() == other.values.len()
            && self.values.iter().all(|(name, value)| {
                let mut others = other.values.iter();
                others.any(|(known, found)| is_same_name(known, name) && found == value)
            });
        same_values
            && self.keys.len() == other.keys.len()
            && self.keys.iter().all(|(name, key)| {
                let mut others = other.keys.iter();
                others.any(|(known, found)| is_same_name(known, name) && key.is_like(found))
            })
    }
}

fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_alike_whatever_the_case_of_their_names() {
        let key = |name: &str, text: &str| Key::of("a").with_key(name, Key::of(text));
        assert!(key("ProgID", "x").is_like(&key("ProgId", "x")));
        assert!(!key("ProgID", "x").is_like(&key("ProgId", "X")));
        assert!(!key("ProgID", "x").is_like(&key("Prog", "x")));
        assert!(!key("ProgID", "x").is_like(&Key::of("a")));
        let more = key("ProgID", "x").with_number("n", 1);
        assert!(!key("ProgID", "x").is_like(&more) && !more.is_like(&key("ProgID", "x")));
        assert_eq!(more.key("PROGID"), Some(&Key::of("x")));
        assert_eq!(more.value("N").map(|value| value.kind), Some(REG_DWORD));
        assert_eq!(more.value("m"), None);
    }

    #[test]
    fn text_has_a_terminator() {
        let key = Key::of("ab");
        let value = key.value("").map(|value| (value.kind, &*value.data));
        assert_eq!(value, Some((REG_SZ, &b"a\0b\0\0\0"[..])));
    }
}
