// SPDX-License-Identifier: MIT OR Apache-2.0
//! Simple case: one code point becomes one code point, in every locale the same.
//!
//! The standard library has the full mappings of lower and upper case, and its Unicode is as new as the compiler. Simple
//! folding (statuses C and S of CaseFolding.txt) and simple upper case follow from them but for the few code points
//! named here.

#![forbid(unsafe_code)]

use std::ops::RangeInclusive;

use super::WideText;

/// Appends the case-folded form of `units` to `out`; strings that differ in case only have the same one. Unpaired
/// surrogates stay what they are.
pub fn fold(units: &[u16], out: &mut WideText) {
    map(units, out, b'A'..=b'Z', fold_char);
}

/// Appends the upper-case form of `units` to `out`. Unpaired surrogates stay what they are.
pub fn to_upper(units: &[u16], out: &mut WideText) {
    map(units, out, b'a'..=b'z', upper_char);
}

/// `letters` are those of ASCII that change.
fn map(
    units: &[u16],
    out: &mut WideText,
    letters: RangeInclusive<u8>,
    other: impl Fn(char) -> char,
) {
    let before = out.len();
    out.extend_from_slice(units);
    if turn_ascii(out.get_mut(before..).unwrap_or_default(), &letters) {
        return;
    }
    out.truncate(before);
    for character in char::decode_utf16(units.iter().copied()) {
        match character {
            Ok(character) if character.is_ascii() => {
                let mut unit = [character as u16];
                turn_ascii(&mut unit, &letters);
                out.extend_from_slice(&unit);
            }
            Ok(character) => out.extend_from_slice(other(character).encode_utf16(&mut [0; 2])),
            Err(unpaired) => out.push(unpaired.unpaired_surrogate()),
        }
    }
}

/// Gives the ASCII letters their other case. Tells whether all was ASCII; otherwise what is there means nothing.
///
/// Four units at a time in one number: every name that is registered or looked for comes through here, and the compiler makes
/// no vector instructions of a loop that is to be small.
fn turn_ascii(units: &mut [u16], letters: &RangeInclusive<u8>) -> bool {
    const EACH: u64 = 0x0001_0001_0001_0001;
    const HIGH_BIT: u64 = 0x80 * EACH;
    // What lifts a unit to the high bit when it is not below the first letter, or when it is behind the last one.
    let not_below = u64::from(0x80 - letters.start()) * EACH;
    let behind = u64::from(0x7F - letters.end()) * EACH;
    let turned = |word: u64| {
        let is_letter = word.wrapping_add(not_below) & !word.wrapping_add(behind) & HIGH_BIT;
        // From the high bit to the one that the two cases of a letter differ in.
        word ^ is_letter >> 2
    };
    let mut seen = 0;
    let (words, rest) = units.as_chunks_mut::<4>();
    for units in words {
        let [a, b, c, d] = *units;
        // One load and one store, as the compiler sees.
        let word = u64::from(a) | u64::from(b) << 16 | u64::from(c) << 32 | u64::from(d) << 48;
        seen |= word;
        let word = turned(word);
        *units = [
            word as u16,
            (word >> 16) as u16,
            (word >> 32) as u16,
            (word >> 48) as u16,
        ];
    }
    for unit in rest {
        let word = u64::from(*unit);
        seen |= word;
        *unit = turned(word) as u16;
    }
    seen & !(0x7F * EACH) == 0
}

fn fold_char(character: char) -> char {
    match character {
        // Its upper case is I, but only Turkish takes the two for one letter.
        'ı' => character,
        // Cherokee folds to upper case, which it had long before it had lower case.
        '\u{13A0}'..='\u{13FD}' | '\u{AB70}'..='\u{ABBF}' => upper_char(character),
        // Status S, but without a simple upper case that would tell.
        '\u{1FD3}' => '\u{390}',
        '\u{1FE3}' => '\u{3B0}',
        '\u{FB05}' => '\u{FB06}',
        // By way of upper case, so that the variants of a letter meet (ς and σ, ſ and s, µ and μ).
        _ => single(upper_char(character).to_lowercase()).unwrap_or(character),
    }
}

fn upper_char(character: char) -> char {
    let simple = single(character.to_uppercase());
    simple.unwrap_or_else(|| match character {
        // Greek with iota subscript: two letters in full, the title-case letter in simple upper case.
        '\u{1F80}'..='\u{1F87}' | '\u{1F90}'..='\u{1F97}' | '\u{1FA0}'..='\u{1FA7}' => {
            later(character, 8)
        }
        '\u{1FB3}' | '\u{1FC3}' | '\u{1FF3}' => later(character, 9),
        _ => character,
    })
}

fn later(character: char, distance: u32) -> char {
    char::from_u32(u32::from(character) + distance).unwrap_or(character)
}

fn single(mut mapped: impl Iterator<Item = char>) -> Option<char> {
    let first = mapped.next();
    if mapped.next().is_some() { None } else { first }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use widestring::u16str;

    use super::*;

    fn folded(text: &widestring::U16Str) -> Vec<u16> {
        let mut out = WideText::new();
        fold(text.as_slice(), &mut out);
        out.to_vec()
    }

    fn upper(text: &widestring::U16Str) -> Vec<u16> {
        let mut out = WideText::new();
        to_upper(text.as_slice(), &mut out);
        out.to_vec()
    }

    #[test]
    fn every_ascii_character_is_mapped_at_every_place() {
        let all: Vec<u16> = (0..0x80).collect();
        for length in 0..=all.len() {
            let (units, mut lower, mut upper) =
                (&all[all.len() - length..], WideText::new(), WideText::new());
            fold(units, &mut lower);
            to_upper(units, &mut upper);
            for ((unit, lower), upper) in units.iter().zip(lower.iter()).zip(upper.iter()) {
                let unit = *unit as u8;
                assert_eq!(*lower, u16::from(unit.to_ascii_lowercase()));
                assert_eq!(*upper, u16::from(unit.to_ascii_uppercase()));
            }
            assert_eq!((lower.len(), upper.len()), (length, length));
        }
    }

    #[test]
    fn one_unit_that_is_not_ascii_is_found_at_every_place() {
        for place in 0..9 {
            for unit in [0x80, 0xC4, 0x100, 0x141, 0x8041, 0xD83D] {
                let mut units = [u16::from(b'A'); 9];
                units[place] = unit;
                let mut expected = [u16::from(b'a'); 9];
                expected[place] = match unit {
                    0xC4 => 0xE4,
                    0x100 => 0x101,
                    0x141 => 0x142,
                    other => other,
                };
                let mut out = WideText::new();
                fold(&units, &mut out);
                assert_eq!(*out, expected, "{unit:x} at {place}");
            }
        }
    }

    #[test]
    fn letters_that_differ_in_case_only_fold_to_one() {
        for (a, b) in [
            ("PRINTER", "printer"),
            ("ÄÖÜ", "äöü"),
            ("ΣΑΣ", "σας"),
            ("ſ", "s"),
            ("\u{212A}", "k"),
            ("\u{B5}", "\u{3BC}"),
            ("ẞ", "ß"),
            ("Ǆ", "ǆ"),
            ("ǅ", "ǆ"),
            ("ЖЯ", "жя"),
            ("\u{10400}", "\u{10428}"),
            ("\u{13A0}", "\u{AB70}"),
            ("\u{1FD3}", "\u{390}"),
            ("\u{1F88}", "\u{1F80}"),
        ] {
            assert_eq!(fold_text(a), fold_text(b), "{a} {b}");
        }
    }

    fn fold_text(text: &str) -> Vec<u16> {
        folded(&widestring::U16String::from_str(text))
    }

    #[test]
    fn some_letters_fold_to_themselves() {
        for text in ["ı", "İ", "ß", "ﬁ", "ŉ", "\u{13A0}", "σ", "中", "😀"] {
            assert_eq!(
                fold_text(text),
                text.encode_utf16().collect::<Vec<_>>(),
                "{text}"
            );
        }
        assert_ne!(fold_text("ı"), fold_text("i"));
        assert_ne!(fold_text("İ"), fold_text("i"));
        assert_ne!(fold_text("ß"), fold_text("ss"));
    }

    #[test]
    fn folding_is_to_the_letters_of_the_standard() {
        assert_eq!(fold_char('\u{B5}'), '\u{3BC}');
        assert_eq!(fold_char('Σ'), 'σ');
        assert_eq!(fold_char('ς'), 'σ');
        assert_eq!(fold_char('\u{AB70}'), '\u{13A0}');
        assert_eq!(fold_char('\u{13F8}'), '\u{13F0}');
        assert_eq!(fold_char('\u{1C90}'), '\u{10D0}');
        assert_eq!(fold_char('\u{10D0}'), '\u{10D0}');
        assert_eq!(fold_char('\u{345}'), '\u{3B9}');
        assert_eq!(fold_char('\u{1E9B}'), '\u{1E61}');
    }

    #[test]
    fn upper_case_is_simple() {
        assert_eq!(
            upper(u16str!("straße ǆ ᾳ µ ı 😀")),
            u16str!("STRAßE Ǆ ᾼ Μ I 😀").as_slice()
        );
        assert_eq!(upper(u16str!("\u{10428}")), u16str!("\u{10400}").as_slice());
        assert_eq!(upper(u16str!("abc-1")), u16str!("ABC-1").as_slice());
    }

    #[test]
    fn folding_twice_is_folding_once_for_every_code_point() {
        for character in '\0'..=char::MAX {
            let once = fold_char(character);
            assert_eq!(fold_char(once), once, "{character:?}");
        }
    }

    #[test]
    fn upper_and_lower_case_of_every_code_point_fold_alike() {
        for character in '\0'..=char::MAX {
            // Turkish alone pairs these with i.
            if matches!(character, 'ı' | 'İ') {
                continue;
            }
            assert_eq!(
                fold_char(upper_char(character)),
                fold_char(character),
                "{character:?}"
            );
            if let Some(lower) = single(character.to_lowercase()) {
                assert_eq!(fold_char(lower), fold_char(character), "{character:?}");
            }
        }
    }

    #[test]
    fn every_code_point_of_ascii_takes_the_fast_path_to_the_same_result() {
        for character in '\0'..='\x7F' {
            assert_eq!(fold_char(character), character.to_ascii_lowercase());
            assert_eq!(upper_char(character), character.to_ascii_uppercase());
        }
    }

    #[test]
    fn unpaired_surrogates_stay() {
        let mut out = WideText::new();
        fold(&[0xDC00, 0x41, 0xD83D, 0x42, 0xD83D], &mut out);
        assert_eq!(out.as_slice(), [0xDC00, 0x61, 0xD83D, 0x62, 0xD83D]);
    }
}
