// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which texts can be names in DNS, and which are addresses.

#![forbid(unsafe_code)]

use std::net::IpAddr;

use super::wire::Name;

/// The longest name, written with dots: 255 octets with the lengths of its labels and of the root.
const NAME_LIMIT: usize = 253;
const LABEL_LIMIT: usize = 63;

/// A name that a host can have.
///
/// Letters, digits, hyphens and underscores; nothing else is ever asked for, since it could only come from a registry of
/// another kind. A name whose last label is a number would be an address that is badly written.
pub(super) fn of_host(text: &[u16]) -> Option<String> {
    let text = ascii(text)?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let name = text.strip_suffix('.').unwrap_or(&text);
    let last = name.rsplit('.').next()?;
    let is_name = text.bytes().all(is_plain)
        && has_labels(name)
        && !last.bytes().all(|byte| byte.is_ascii_digit());
    is_name.then_some(text)
}

/// A name that records can stand under: any printable characters but spaces around it; "." is the root.
///
/// Names of service instances are free text, in UTF-8. A dot or backslash inside a label is written with a backslash, and any
/// octet as a backslash and three digits.
pub(super) fn of_records(text: &[u16]) -> Option<String> {
    let text = String::from_utf16(text).ok()?;
    let is_name =
        !text.chars().any(char::is_control) && text.trim() == text && Name::parse(&text).is_some();
    is_name.then_some(text)
}

/// An address in its usual form.
pub(super) fn address(text: &[u16]) -> Option<IpAddr> {
    ascii(text)?.parse().ok()
}

/// ASCII without spaces.
pub(super) fn printable(text: &[u16]) -> Option<String> {
    ascii(text).filter(|text| text.bytes().all(|byte| byte.is_ascii_graphic()))
}

/// Whether a name, without the dot of the root, consists of labels of allowed lengths.
fn has_labels(name: &str) -> bool {
    name.len() <= NAME_LIMIT
        && name
            .split('.')
            .all(|label| (1..=LABEL_LIMIT).contains(&label.len()))
}

fn ascii(text: &[u16]) -> Option<String> {
    let text = String::from_utf16(text).ok()?;
    text.is_ascii().then_some(text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn wide(text: &str) -> Vec<u16> {
        text.encode_utf16().collect()
    }

    #[test]
    fn hosts_have_plain_labels_of_bounded_length() {
        let label = "a".repeat(63);
        let longest = format!("{label}.{label}.{label}.{}", "a".repeat(61));
        for name in [
            "a",
            "web.test",
            "web.test.",
            "1und1",
            "9.example",
            "a_b-c",
            &longest,
        ] {
            assert_eq!(of_host(&wide(name)).as_deref(), Some(name));
        }
        let too_long = format!("{longest}a");
        let long_label = "a".repeat(64);
        for name in [
            "",
            ".",
            "a..b",
            ".a",
            "a b",
            "a\tb",
            "ä.test",
            "a/b",
            "192.0.2.1",
            "1",
            "a.1",
            "::1",
            &too_long,
            &long_label,
            "a\\b",
            "a\0b",
        ] {
            assert_eq!(of_host(&wide(name)), None, "{name:?}");
        }
        assert_eq!(of_host(&[0xD800, 0x61]), None);
    }

    #[test]
    fn records_stand_under_nearly_any_name() {
        for name in [
            ".",
            "test",
            "_ftp._tcp.test.",
            "My Printer._ipp._tcp.test",
            "Büro.test",
            "1.2.0.192.in-addr.arpa",
            "a\\.b.test",
            "a\\000b.test",
        ] {
            assert_eq!(of_records(&wide(name)).as_deref(), Some(name));
        }
        let long_label = "a".repeat(64);
        for name in [
            "",
            "..",
            "a..b",
            " a",
            "a\n",
            "a\0",
            &long_label,
            "a\\",
            "\\256",
        ] {
            assert_eq!(of_records(&wide(name)), None, "{name:?}");
        }
    }

    #[test]
    fn addresses_are_read_in_their_usual_form_alone() {
        assert_eq!(address(&wide("192.0.2.1")), Some([192, 0, 2, 1].into()));
        assert!(address(&wide("2001:db8::1")).is_some());
        for text in [
            "",
            "192.0.2",
            "0300.0.2.1",
            "192.0.2.1 ",
            "[::1]",
            "192.0.2.1:80",
        ] {
            assert_eq!(address(&wide(text)), None, "{text}");
        }
    }
}
