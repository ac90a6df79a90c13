// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a user may have meant by a name that there is not.

#![forbid(unsafe_code)]

use crate::harness::calls;
use crate::harness::faults;
use crate::harness::names::ERRORS;
use crate::hresult::HResult;

/// So many names are suggested at most.
const SHOWN: usize = 4;

/// The names that are closest to another one, if any is close: `; did you mean A or B?`
pub(super) fn closest<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> String {
    let wrong = wrong.to_ascii_uppercase();
    // Of a short name hardly anything is left when more of it is changed.
    let limit = match wrong.len() {
        0..3 => return String::new(),
        3..6 => 1,
        6..12 => 2,
        _ => 3,
    };
    let mut found: Vec<(usize, &str)> = names
        .map(|name| (distance(&wrong, &name.to_ascii_uppercase()), name))
        .filter(|(distance, _)| *distance <= limit)
        .collect();
    found.sort_by_key(|(distance, _)| *distance);
    let nearest = found.first().map(|(distance, _)| *distance);
    let found = found
        .iter()
        .filter(|(distance, _)| Some(*distance) == nearest);
    question(found.map(|(_, name)| *name).collect())
}

/// The calls that may be meant: the two forms of a function, the interfaces that have a method, or else what is close.
fn calls(wrong: &str) -> String {
    let is = |name: &str, suffix: &str| {
        name.strip_suffix(suffix)
            .is_some_and(|bare| bare.eq_ignore_ascii_case(wrong))
    };
    let forms: Vec<&str> = calls::names()
        .filter(|name| is(name, "") || is(name, "A") || is(name, "W"))
        .collect();
    if !forms.is_empty() {
        return question(forms);
    }
    let method = wrong.rsplit("::").next().unwrap_or(wrong);
    let is_method = |name: &&str| {
        let known = name.rsplit_once("::").map(|(_, known)| known);
        known.is_some_and(|known| {
            ["", "get_", "put_"].iter().any(|start| {
                let bare = known.strip_prefix(start);
                bare.is_some_and(|bare| bare.eq_ignore_ascii_case(method))
            })
        })
    };
    let methods: Vec<&str> = calls::names().filter(is_method).collect();
    if !methods.is_empty() {
        return question(methods);
    }
    let whole = closest(wrong, calls::names());
    if !whole.is_empty() || wrong.contains("::") {
        return whole;
    }
    let bare = calls::names().filter_map(|name| name.rsplit_once("::").map(|(_, method)| method));
    let close = closest(wrong, bare);
    match close.is_empty() {
        true => close,
        false => format!("{close} (with its interface: INTERFACE::METHOD)"),
    }
}

/// What is wrong with rules for faults, if anything is, and what may have been meant.
pub fn wrong_faults(rules: &str) -> Option<String> {
    let error = faults::parse(rules).err()?;
    let place = rules.char_indices().nth(error.column.saturating_sub(1));
    let rest = place.and_then(|(byte, _)| rules.get(byte..));
    let piece = rest.and_then(|rest| rest.split(';').next());
    let meant = piece.map(meant).unwrap_or_default();
    Some(format!("{error}{meant}"))
}

/// What may be meant by what is no rule: a call if a rule begins there, or an error if it ends there.
fn meant(piece: &str) -> String {
    match piece.split_once('=') {
        Some((left, _)) => match left.rsplit_once(':') {
            Some((name, _)) if calls::find(name.trim()).is_none() => calls(name.trim()),
            _ => String::new(),
        },
        None => {
            let failures = HResult::names().map(|(name, _)| name);
            closest(
                piece.trim(),
                ERRORS.iter().map(|(name, _)| *name).chain(failures),
            )
        }
    }
}

fn question(mut names: Vec<&str>) -> String {
    names.dedup();
    names.truncate(SHOWN);
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => format!("; did you mean {only}?"),
        Some((last, others)) => format!("; did you mean {} or {last}?", others.join(", ")),
    }
}

/// How many characters are to be put in, taken out or changed to make one text of another.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (count, character) in one.chars().enumerate() {
        let mut above_left = count;
        let mut left = count + 1;
        let mut next = vec![left];
        for (wanted, above) in other.iter().zip(row.iter().skip(1)) {
            let changed = above_left + usize::from(character != *wanted);
            left = changed.min(left + 1).min(above + 1);
            above_left = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_counted_in_characters() {
        for (one, other, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("kitten", "sitting", 3),
            ("STOR", "STORE", 1),
            ("ab", "ba", 2),
            ("ä", "a", 1),
        ] {
            assert_eq!(distance(one, other), expected, "{one} {other}");
            assert_eq!(distance(other, one), expected, "{other} {one}");
        }
    }

    #[test]
    fn what_may_be_meant_is_asked() {
        for (rules, question) in [
            (
                "WSASetService:1=WSAEACCES",
                "; did you mean WSASetServiceA or WSASetServiceW?",
            ),
            ("wsacleanup:1=WSAEACCES", "; did you mean WSACleanup?"),
            (
                "AddService2:1=E_FAIL",
                "; did you mean IUpdateServiceManager2::AddService2?",
            ),
            (
                "IUpdateServiceManager::AddService2:1=E_FAIL",
                "; did you mean IUpdateServiceManager2::AddService2?",
            ),
            (
                "WSACleanup:1=WSAEACCES; WSAStartUpp:*=WSAEACCES",
                "; did you mean WSAStartup?",
            ),
            (
                "AddServices2:1=E_FAIL",
                "; did you mean AddService2? (with its interface: INTERFACE::METHOD)",
            ),
            ("WSACleanup:1=WSAEACCESS; x", "; did you mean WSAEACCES?"),
        ] {
            let said = wrong_faults(rules).unwrap_or_default();
            assert!(said.starts_with("column "), "{said}");
            assert!(said.ends_with(question), "{rules}: {said}");
        }
        for rules in ["frobnicate:1=WSAEACCES", "WSACleanup:x=WSAEACCES", "x"] {
            let said = wrong_faults(rules).unwrap_or_default();
            assert!(!said.is_empty() && !said.contains("mean"), "{said}");
        }
        assert_eq!(wrong_faults("WSACleanup:1=WSAEACCES"), None);
    }
}
