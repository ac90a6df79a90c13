// SPDX-License-Identifier: MIT OR Apache-2.0
//! ANSI code pages, converted exactly as Windows does.
//!
//! Conversions are those of `MultiByteToWideChar` and `WideCharToMultiByte` with flags 0 and no default character: what
//! a code page lacks becomes the character that fits best, or a question mark, and nothing ever fails. No general
//! encoding library has the best-fit characters, the private-use cells or the answers to malformed pairs, so the tables
//! are our own, made by asking the real functions (`c-tests/code_pages/dump.c`).

#![forbid(unsafe_code)]

use super::tables::{self, DoubleByte, SingleByte};
use super::{AnsiBuffer, WideText, utf8};

/// An ANSI code page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodePage(Page);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
enum Page {
    Thai = 874,
    Japanese = 932,
    SimplifiedChinese = 936,
    Korean = 949,
    TraditionalChinese = 950,
    CentralEuropean = 1250,
    Cyrillic = 1251,
    Western = 1252,
    Greek = 1253,
    Turkish = 1254,
    Hebrew = 1255,
    Arabic = 1256,
    Baltic = 1257,
    Vietnamese = 1258,
    Utf8 = 65001,
}

enum Method {
    Utf8,
    Single(&'static SingleByte),
    Double(&'static DoubleByte),
}

impl CodePage {
    /// UTF-8, code page 65001.
    pub const UTF_8: Self = Self(Page::Utf8);

    /// The code page with this identifier, if it can be a system's ANSI code page.
    pub fn from_identifier(identifier: u32) -> Option<Self> {
        let page = match identifier {
            874 => Page::Thai,
            932 => Page::Japanese,
            936 => Page::SimplifiedChinese,
            949 => Page::Korean,
            950 => Page::TraditionalChinese,
            1250 => Page::CentralEuropean,
            1251 => Page::Cyrillic,
            1252 => Page::Western,
            1253 => Page::Greek,
            1254 => Page::Turkish,
            1255 => Page::Hebrew,
            1256 => Page::Arabic,
            1257 => Page::Baltic,
            1258 => Page::Vietnamese,
            65001 => Page::Utf8,
            _ => return None,
        };
        Some(Self(page))
    }

    /// The number that Windows gives this code page.
    pub fn identifier(self) -> u32 {
        self.0 as u32
    }

    /// Appends the UTF-16 form of `bytes` to `out`.
    ///
    /// # Behaviour
    ///
    /// Undefined bytes and malformed pairs become the code page's default character (U+003F, in 932 U+30FB) or a
    /// private-use or C1 character, malformed UTF-8 becomes U+FFFD. A lead byte before NUL or at the end stands alone;
    /// before any other byte it takes that byte with it.
    pub fn decode(self, bytes: &[u8], out: &mut WideText) {
        let (ascii, rest) = bytes.split_at(ascii_bytes(bytes));
        out.extend_mapped(ascii, u16::from);
        if rest.is_empty() {
            return;
        }
        match self.method() {
            Method::Utf8 => utf8::decode(rest, out),
            Method::Single(table) => out.extend_mapped(rest, |byte| table.unit(byte)),
            Method::Double(table) => table.decode(rest, out),
        }
    }

    /// Appends the form that `units` have in this code page to `out`.
    ///
    /// # Behaviour
    ///
    /// The best-fit character or a question mark stands for what the code page lacks, one for each half of a surrogate
    /// pair. In UTF-8 an unpaired surrogate becomes U+FFFD.
    pub fn encode(self, units: &[u16], out: &mut AnsiBuffer) {
        let (ascii, rest) = units.split_at(ascii_units(units));
        out.extend_mapped(ascii, |unit| unit as u8);
        if rest.is_empty() {
            return;
        }
        match self.method() {
            Method::Utf8 => utf8::encode(rest, out),
            Method::Single(table) => out.extend_mapped(rest, |unit| table.byte(unit)),
            Method::Double(table) => table.encode(rest, out),
        }
    }

    fn method(self) -> Method {
        match self.0 {
            Page::Thai => Method::Single(&tables::CP_874),
            Page::Japanese => Method::Double(&tables::CP_932),
            Page::SimplifiedChinese => Method::Double(&tables::CP_936),
            Page::Korean => Method::Double(&tables::CP_949),
            Page::TraditionalChinese => Method::Double(&tables::CP_950),
            Page::CentralEuropean => Method::Single(&tables::CP_1250),
            Page::Cyrillic => Method::Single(&tables::CP_1251),
            Page::Western => Method::Single(&tables::CP_1252),
            Page::Greek => Method::Single(&tables::CP_1253),
            Page::Turkish => Method::Single(&tables::CP_1254),
            Page::Hebrew => Method::Single(&tables::CP_1255),
            Page::Arabic => Method::Single(&tables::CP_1256),
            Page::Baltic => Method::Single(&tables::CP_1257),
            Page::Vietnamese => Method::Single(&tables::CP_1258),
            Page::Utf8 => Method::Utf8,
        }
    }
}

/// The length of the ASCII that `bytes` begin with.
fn ascii_bytes(bytes: &[u8]) -> usize {
    if bytes.is_ascii() {
        bytes.len()
    } else {
        bytes
            .iter()
            .position(|byte| !byte.is_ascii())
            .unwrap_or(bytes.len())
    }
}

/// The length of the ASCII that `units` begin with.
fn ascii_units(units: &[u16]) -> usize {
    // Without an early exit the first look is vectorised, and most strings are ASCII to the end.
    if units.iter().fold(0, |seen, &unit| seen | unit) < 0x80 {
        units.len()
    } else {
        units
            .iter()
            .position(|&unit| unit >= 0x80)
            .unwrap_or(units.len())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use widestring::u16str;

    use super::*;

    const IDENTIFIERS: [u32; 15] = [
        874, 932, 936, 949, 950, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 65001,
    ];

    fn page(identifier: u32) -> CodePage {
        CodePage::from_identifier(identifier).unwrap()
    }

    fn decoded(identifier: u32, bytes: &[u8]) -> Vec<u16> {
        let mut out = WideText::new();
        page(identifier).decode(bytes, &mut out);
        out.to_vec()
    }

    fn encoded(identifier: u32, units: &[u16]) -> Vec<u8> {
        let mut out = AnsiBuffer::new();
        page(identifier).encode(units, &mut out);
        out.to_vec()
    }

    /// The random numbers of `dump.c`.
    struct Draw(u64);

    impl Draw {
        fn below(&mut self, limit: u32) -> u32 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            ((self.0 >> 33) as u32) % limit
        }
    }

    /// FNV-1a, as `dump.c` computes it.
    struct Digest(u64);

    impl Digest {
        fn new() -> Self {
            Self(0xCBF2_9CE4_8422_2325)
        }

        fn byte(&mut self, byte: u8) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3);
        }

        fn decoded(&mut self, page: CodePage, bytes: &[u8]) {
            let mut units = WideText::new();
            page.decode(bytes, &mut units);
            self.byte(units.len() as u8);
            for &unit in units.iter() {
                self.byte(unit as u8);
                self.byte((unit >> 8) as u8);
            }
        }

        fn encoded(&mut self, page: CodePage, units: &[u16]) {
            let mut bytes = AnsiBuffer::new();
            page.encode(units, &mut bytes);
            self.byte(bytes.len() as u8);
            for &byte in bytes.iter() {
                self.byte(byte);
            }
        }
    }

    fn digest_of_decoding(page: CodePage) -> u64 {
        let mut digest = Digest::new();
        if page == CodePage::UTF_8 {
            let third = [0x00, 0x7F, 0x80, 0xBF, 0xC2, 0xE0];
            for a in 0x80..=0xFF {
                for b in 0..=0xFF {
                    for c in third {
                        for d in [0x41, 0x80, 0xBF] {
                            digest.decoded(page, &[a, b, c, d, b'A', b'A', b'A']);
                        }
                    }
                }
            }
        } else {
            for byte in 0..=0xFF {
                digest.decoded(page, &[byte]);
            }
            for pair in 0..=0xFFFF_u16 {
                digest.decoded(page, &pair.to_be_bytes());
            }
        }
        let mut draw = Draw(u64::from(page.identifier()));
        for _ in 0..3000 {
            let length = 1 + draw.below(40);
            let mut bytes: Vec<u8> = (0..length)
                .map(|_| {
                    if draw.below(4) == 0 {
                        draw.below(0x80) as u8
                    } else if draw.below(16) == 0 {
                        0
                    } else {
                        (0x80 + draw.below(0x80)) as u8
                    }
                })
                .collect();
            bytes.extend(b"AAA");
            digest.decoded(page, &bytes);
        }
        digest.0
    }

    fn digest_of_encoding(page: CodePage) -> u64 {
        let mut digest = Digest::new();
        for unit in 0..=0xFFFF {
            digest.encoded(page, &[unit]);
        }
        let mut draw = Draw(u64::from(page.identifier()));
        for _ in 0..3000 {
            let length = 1 + draw.below(40);
            let units: Vec<u16> = (0..length)
                .map(|_| match draw.below(4) {
                    0 => draw.below(0x80) as u16,
                    1 => (0xD800 + draw.below(0x800)) as u16,
                    _ => draw.below(0x1_0000) as u16,
                })
                .collect();
            digest.encoded(page, &units);
        }
        digest.0
    }

    #[test]
    fn every_answer_is_that_of_the_real_functions() {
        let mut pages = Vec::new();
        for line in include_str!("tables/digests.txt").lines() {
            let mut fields = line.split(' ');
            let identifier = fields.next().unwrap().parse().unwrap();
            let mut digest = || u64::from_str_radix(fields.next().unwrap(), 16).unwrap();
            assert_eq!(
                digest_of_decoding(page(identifier)),
                digest(),
                "decoding {identifier}"
            );
            assert_eq!(
                digest_of_encoding(page(identifier)),
                digest(),
                "encoding {identifier}"
            );
            pages.push(identifier);
        }
        assert_eq!(pages, IDENTIFIERS);
    }

    #[test]
    fn identifiers_are_those_of_ansi_code_pages() {
        for identifier in 0..=0x1_0000 {
            let page = CodePage::from_identifier(identifier);
            assert_eq!(page.is_some(), IDENTIFIERS.contains(&identifier));
            assert!(page.is_none_or(|page| page.identifier() == identifier));
        }
        assert_eq!(CodePage::from_identifier(65001), Some(CodePage::UTF_8));
    }

    #[test]
    fn reference_vectors_encode() {
        let units = u16str!("A中€é😀").as_slice();
        assert_eq!(encoded(1252, units), [0x41, 0x3F, 0x80, 0xE9, 0x3F, 0x3F]);
        assert_eq!(
            encoded(932, units),
            [0x41, 0x92, 0x86, 0x3F, 0x65, 0x3F, 0x3F]
        );
        assert_eq!(
            encoded(65001, units),
            [
                0x41, 0xE4, 0xB8, 0xAD, 0xE2, 0x82, 0xAC, 0xC3, 0xA9, 0xF0, 0x9F, 0x98, 0x80
            ]
        );
        assert_eq!(encoded(65001, &[0xD83D, 0x41]), [0xEF, 0xBF, 0xBD, 0x41]);
    }

    #[test]
    fn reference_vectors_decode() {
        assert_eq!(
            decoded(1252, &[0x81, 0x8D, 0x80, 0xE9]),
            [0x81, 0x8D, 0x20AC, 0xE9]
        );
        assert_eq!(
            decoded(65001, &[0x41, 0xC3, 0x28, 0xFF]),
            [0x41, 0xFFFD, 0x28, 0xFFFD]
        );
    }

    #[test]
    fn a_lead_byte_at_the_end_is_the_default_character() {
        assert_eq!(decoded(932, b"A\x81"), [0x41, 0x30FB]);
        assert_eq!(decoded(936, b"A\x81"), [0x41, 0x3F]);
        assert_eq!(decoded(949, b"A\x81"), [0x41, 0x3F]);
        assert_eq!(decoded(950, b"A\x81"), [0x41, 0x3F]);
    }

    #[test]
    fn a_lead_byte_takes_an_invalid_trail_byte_with_it_but_not_nul() {
        assert_eq!(decoded(932, b"\x81\x20A"), [0x30FB, 0x41]);
        assert_eq!(decoded(936, b"\x81\xFFA"), [0x3F, 0x41]);
        assert_eq!(decoded(932, b"\x81\0A"), [0x30FB, 0, 0x41]);
    }

    #[test]
    fn best_fit_characters_stand_for_missing_ones() {
        assert_eq!(
            encoded(1252, u16str!("Łódź\u{FF21}∞").as_slice()),
            b"L\xF3dzA8"
        );
        assert_eq!(encoded(1251, u16str!("é").as_slice()), b"e");
        assert_eq!(encoded(932, u16str!("¥").as_slice()), b"\\");
    }

    #[test]
    fn conversions_append() {
        let mut units = WideText::from_slice(&[1]);
        CodePage::UTF_8.decode("aé".as_bytes(), &mut units);
        assert_eq!(units.as_slice(), [1, 0x61, 0xE9]);
        let mut bytes = AnsiBuffer::from_slice(&[2]);
        CodePage::UTF_8.encode(&units, &mut bytes);
        assert_eq!(bytes.as_slice(), [2, 1, 0x61, 0xC3, 0xA9]);
    }

    #[test]
    fn short_strings_stay_out_of_the_heap() {
        for identifier in IDENTIFIERS {
            let mut units = WideText::new();
            page(identifier).decode(&[b'a'; 32], &mut units);
            let mut bytes = AnsiBuffer::new();
            page(identifier).encode(&[0x4E2D; 42], &mut bytes);
            assert!(!units.spilled() && !bytes.spilled());
        }
    }

    #[test]
    fn valid_utf_16_survives_utf_8() {
        let everything: Vec<char> = ('\0'..=char::MAX).collect();
        for text in everything.chunks(97) {
            let text: String = text.iter().collect();
            let units: Vec<u16> = text.encode_utf16().collect();
            let bytes = encoded(65001, &units);
            assert_eq!(bytes, text.as_bytes());
            assert_eq!(decoded(65001, &bytes), units);
        }
    }

    #[test]
    fn what_a_code_page_has_survives_it() {
        // The character of every cell is encoded as some cell with the same character.
        for identifier in IDENTIFIERS {
            for pair in 0..=0xFFFF_u16 {
                let units = decoded(identifier, &pair.to_be_bytes());
                assert_eq!(
                    decoded(identifier, &encoded(identifier, &units)),
                    units,
                    "{identifier} {pair:04X}"
                );
            }
        }
    }

    #[test]
    fn arbitrary_input_is_converted_at_any_length() {
        for identifier in IDENTIFIERS {
            let mut draw = Draw(7);
            for length in 0..300 {
                let bytes: Vec<u8> = (0..length).map(|_| draw.below(0x100) as u8).collect();
                assert!(decoded(identifier, &bytes).len() <= bytes.len());
                let units: Vec<u16> = (0..length).map(|_| draw.below(0x1_0000) as u16).collect();
                assert!(encoded(identifier, &units).len() <= 3 * units.len());
            }
        }
    }
}
