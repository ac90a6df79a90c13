// SPDX-License-Identifier: MIT OR Apache-2.0
//! The form in which a namespace keeps names.

#![forbid(unsafe_code)]

use std::borrow::Cow;

use crate::text::{AnsiBuffer, CodePage, WideText, case};

/// The form in which names are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameForm {
    /// As they are first spelled.
    AsGiven,
    /// In upper case, and of that as many characters as a code page puts in so many bytes.
    UpperCase {
        code_page: CodePage,
        limit_bytes: usize,
    },
}

impl NameForm {
    /// A name in this form.
    pub(super) fn kept<'a>(self, name: &'a WideText) -> Cow<'a, WideText> {
        match self {
            Self::AsGiven => Cow::Borrowed(name),
            Self::UpperCase {
                code_page,
                limit_bytes,
            } => {
                let mut upper = WideText::new();
                case::to_upper(name, &mut upper);
                let mut kept = WideText::new();
                code_page.decode(&cut(&upper, code_page, limit_bytes), &mut kept);
                Cow::Owned(kept)
            }
        }
    }
}

/// The longest start of `text` that takes at most `limit` bytes in the code page, without a half character at its end.
fn cut(text: &[u16], code_page: CodePage, limit: usize) -> AnsiBuffer {
    let mut bytes = AnsiBuffer::new();
    for character in char::decode_utf16(text.iter().copied()) {
        let before = bytes.len();
        match character {
            Ok(character) => code_page.encode(character.encode_utf16(&mut [0; 2]), &mut bytes),
            Err(unpaired) => code_page.encode(&[unpaired.unpaired_surrogate()], &mut bytes),
        }
        if bytes.len() > limit {
            bytes.truncate(before);
            break;
        }
    }
    bytes
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn kept(name: &str, code_page: u32) -> String {
        let form = NameForm::UpperCase {
            code_page: CodePage::from_identifier(code_page).unwrap(),
            limit_bytes: 47,
        };
        let name = WideText::from_slice(&name.encode_utf16().collect::<Vec<_>>());
        String::from_utf16(&form.kept(&name)).unwrap()
    }

    #[test]
    fn names_are_cut_where_their_bytes_end_and_never_inside_a_character() {
        assert_eq!(kept(&"a".repeat(47), 65001), "A".repeat(47));
        assert_eq!(kept(&"a".repeat(60), 65001), "A".repeat(47));
        // Two bytes in UTF-8, one in 1252.
        assert_eq!(kept(&"é".repeat(60), 65001), "É".repeat(23));
        assert_eq!(kept(&"é".repeat(60), 1252), "É".repeat(47));
        // A pair of surrogates and four bytes in UTF-8, two bytes each in 932.
        assert_eq!(kept(&"😀".repeat(60), 65001), "😀".repeat(11));
        assert_eq!(kept(&"日".repeat(60), 932), "日".repeat(23));
        // What follows a character that did not fit is not taken in its stead.
        assert_eq!(kept(&("a".repeat(46) + "éz"), 65001), "A".repeat(46));
    }

    #[test]
    fn names_are_what_the_code_page_can_say() {
        assert_eq!(kept("ß €", 1252), "ß €");
        assert_eq!(kept("日本", 1252), "??");
        assert_eq!(kept("😀", 1252), "??");
    }
}
