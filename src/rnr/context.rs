// SPDX-License-Identifier: MIT OR Apache-2.0
//! Contexts: paths of containers, separated by `\`.
//!
//! A path is kept without leading, trailing and doubled separators; the empty path is the top of the namespace.

#![forbid(unsafe_code)]

const SEPARATOR: u16 = b'\\' as u16;

/// Brings a context into the one form in which it is kept.
pub(crate) fn normalise(context: &[u16]) -> Box<[u16]> {
    if context.is_empty() {
        return Box::default();
    }
    let mut path = Vec::new();
    for component in components(context) {
        if !path.is_empty() {
            path.push(SEPARATOR);
        }
        path.extend_from_slice(component);
    }
    path.into_boxed_slice()
}

/// The components of a context, from the top down.
pub(crate) fn components(context: &[u16]) -> impl Iterator<Item = &[u16]> {
    context
        .split(|&unit| unit == SEPARATOR)
        .filter(|component| !component.is_empty())
}

/// Whether two contexts are one. Both are normalised and in the same case.
pub(crate) fn is_same(one: &[u16], other: &[u16]) -> bool {
    // As below.
    one.is_empty() && other.is_empty() || one == other
}

/// Whether `path` is `container`, or lies anywhere below it. Both are normalised and in the same case.
pub(crate) fn is_within(path: &[u16], container: &[u16]) -> bool {
    // Nearly always. Left to `memcmp`, comparing nothing with nothing takes longer than everything else that is done with an object.
    if container.is_empty() {
        return true;
    }
    match path.strip_prefix(container) {
        Some(rest) => rest.is_empty() || rest.first() == Some(&SEPARATOR),
        None => false,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use widestring::u16str;

    use super::*;

    #[test]
    fn separators_at_the_ends_and_doubled_ones_do_not_matter() {
        for spelling in [
            u16str!("A\\b"),
            u16str!("\\A\\b"),
            u16str!("A\\b\\"),
            u16str!("\\\\A\\\\b\\\\"),
        ] {
            assert_eq!(&*normalise(spelling.as_slice()), u16str!("A\\b").as_slice());
        }
        for top in [u16str!(""), u16str!("\\"), u16str!("\\\\")] {
            assert!(normalise(top.as_slice()).is_empty());
        }
    }

    #[test]
    fn within_means_below_at_a_separator() {
        let within = |path: &widestring::U16Str, container: &widestring::U16Str| {
            is_within(path.as_slice(), container.as_slice())
        };
        assert!(within(u16str!("a\\b"), u16str!("a")));
        assert!(within(u16str!("a"), u16str!("a")));
        assert!(within(u16str!("a"), u16str!("")));
        assert!(!within(u16str!("ab"), u16str!("a")));
        assert!(!within(u16str!("a"), u16str!("a\\b")));
    }
}
