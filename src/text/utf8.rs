// SPDX-License-Identifier: MIT OR Apache-2.0
//! UTF-8 as Windows converts it. It differs from the standard library in how many U+FFFD a malformed sequence becomes.

#![forbid(unsafe_code)]

use super::{AnsiBuffer, WideText};

const REPLACEMENT: u16 = 0xFFFD;

/// Appends the UTF-16 form of `bytes` to `out`.
///
/// # Behaviour
///
/// Observed on Wine 8, with one difference: Wine lets a lead byte that lacks room for its whole sequence take the rest
/// of the string with it, ASCII included (`E2 41` is one U+FFFD). Here every sequence ends where it would end in the
/// middle of a string, because a character must not vanish (`E2 41` is U+FFFD U+0041).
pub fn decode(bytes: &[u8], out: &mut WideText) {
    let mut lead = None;
    for chunk in bytes.utf8_chunks() {
        out.extend(chunk.valid().encode_utf16());
        // The standard library ends a malformed sequence before a trail byte that would make it overlong, a surrogate
        // or too large. Windows ends it after that byte.
        let ends_the_last = lead.take().is_some()
            && chunk.valid().is_empty()
            && matches!(chunk.invalid(), [0x80..=0xBF]);
        if ends_the_last {
            continue;
        }
        match chunk.invalid() {
            [] => continue,
            &[byte @ (0xE0 | 0xED | 0xF0 | 0xF4)] => lead = Some(byte),
            _ => {}
        }
        out.push(REPLACEMENT);
    }
}

/// Appends the UTF-8 form of `units` to `out`; unpaired surrogates become U+FFFD.
pub fn encode(units: &[u16], out: &mut AnsiBuffer) {
    for character in char::decode_utf16(units.iter().copied()) {
        let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
        // One by one, because copying a slice of unknown length costs several times as much.
        for &byte in character.encode_utf8(&mut [0; 4]).as_bytes() {
            out.push(byte);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> Vec<u16> {
        let mut out = WideText::new();
        decode(bytes, &mut out);
        out.to_vec()
    }

    #[test]
    fn a_lead_byte_takes_a_first_trail_byte_that_does_not_fit_it() {
        assert_eq!(decoded(b"\xED\xA0\x80"), [REPLACEMENT; 2]);
        assert_eq!(decoded(b"\xE0\x80\x80"), [REPLACEMENT; 2]);
        assert_eq!(decoded(b"\xF0\x80\x80\x80"), [REPLACEMENT; 3]);
        assert_eq!(decoded(b"\xF4\x90\x80\x80"), [REPLACEMENT; 3]);
        assert_eq!(decoded(b"\xED\xA0"), [REPLACEMENT]);
    }

    #[test]
    fn bytes_that_never_lead_stand_alone() {
        assert_eq!(decoded(b"\xC0\x80"), [REPLACEMENT; 2]);
        assert_eq!(decoded(b"\xF5\x80\x80\x80"), [REPLACEMENT; 4]);
        assert_eq!(decoded(b"\xF8\x88\x80\x80\x80"), [REPLACEMENT; 5]);
        assert_eq!(decoded(b"\x80\xBF\xFF"), [REPLACEMENT; 3]);
    }

    #[test]
    fn a_sequence_that_is_cut_short_is_one_replacement() {
        assert_eq!(decoded(b"\xE2\x82"), [REPLACEMENT]);
        assert_eq!(decoded(b"\xF0\x9F\x98"), [REPLACEMENT]);
        assert_eq!(
            decoded(b"\xE2\x82\xE2\x82\xACA"),
            [REPLACEMENT, 0x20AC, 0x41]
        );
    }

    #[test]
    fn a_lead_byte_near_the_end_takes_no_ascii_with_it() {
        assert_eq!(decoded(b"\xE2A"), [REPLACEMENT, 0x41]);
        assert_eq!(decoded(b"\xF0\x9FAB"), [REPLACEMENT, 0x41, 0x42]);
    }
}
