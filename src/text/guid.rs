// SPDX-License-Identifier: MIT OR Apache-2.0
//! GUIDs as Windows writes them: `{00090050-0000-0000-C000-000000000046}`.

#![forbid(unsafe_code)]

use uuid::Uuid;

/// Reads a GUID, with or without braces, in either case.
pub(crate) fn parse(text: &str) -> Option<Uuid> {
    let hyphenated = text
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
        .unwrap_or(text);
    Uuid::try_parse(hyphenated)
        .ok()
        .filter(|_| hyphenated.len() == 36)
}

/// Writes a GUID in braces and upper case.
pub(crate) fn print(id: Uuid) -> String {
    let mut buffer = Uuid::encode_buffer();
    id.braced().encode_upper(&mut buffer).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_is_written_and_its_relatives_are_read() {
        let id = Uuid::from_u128(0x0009_0050_0000_0000_C000_0000_0000_00AB);
        let written = print(id);
        assert_eq!(written, "{00090050-0000-0000-C000-0000000000AB}");
        let bare = written.trim_matches(['{', '}']);
        for text in [&*written, bare, &bare.to_lowercase()] {
            assert_eq!(parse(text), Some(id), "{text}");
        }
        let plain = bare.replace('-', "");
        let doubled = format!("{{{written}}}");
        for wrong in ["", "{}", &plain, &doubled, &bare[1..], "{x}"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
