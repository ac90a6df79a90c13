// SPDX-License-Identifier: MIT OR Apache-2.0
//! The language of `ENLIST_FAULTS`:
//!
//! ```text
//! rules  = [ rule *( ";" rule ) [ ";" ] ]
//! rule   = call ":" which "=" what
//! which  = "*" / number / number "-" / number "-" number
//! what   = error / "out of memory" / "delay" number "ms" / "fails to load"
//! error  = name / number / "0x" digits
//! ```
//!
//! Spaces may stand between the parts.

#![forbid(unsafe_code)]

use std::time::Duration;

use super::{Effect, Rule};
use crate::error::Error;
use crate::harness::calls::{self, Reports};
use crate::harness::names::ERRORS;
use crate::hresult::HResult;
use crate::policy;

/// Where rules are wrong, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {reason}")]
pub(crate) struct RuleError {
    /// Counted in characters, from 1.
    pub(crate) column: usize,
    reason: String,
}

/// A piece of the text that is being read, and the byte at which it begins there.
#[derive(Clone, Copy)]
struct Piece<'a> {
    text: &'a str,
    start: usize,
}

impl<'a> Piece<'a> {
    /// What is before and behind a character.
    fn split(self, separator: char) -> Option<(Self, Self)> {
        let (before, behind) = self.text.split_once(separator)?;
        let start = self.start + before.len() + separator.len_utf8();
        let before = Self {
            text: before,
            start: self.start,
        };
        let behind = Self {
            text: behind,
            start,
        };
        Some((before.trim(), behind.trim()))
    }

    fn trim(self) -> Self {
        let text = self.text.trim_start();
        Self {
            start: self.start + self.text.len() - text.len(),
            text: text.trim_end(),
        }
    }

    /// The place, and what is wrong there.
    fn wrong(self, reason: impl Into<String>) -> (usize, String) {
        (self.start, reason.into())
    }
}

type Wrong = (usize, String);

pub(super) fn parse(text: &str) -> Result<Vec<Rule>, RuleError> {
    let whole = Piece { text, start: 0 };
    rules(whole).map_err(|(byte, reason)| RuleError {
        column: text.get(..byte).unwrap_or(text).chars().count() + 1,
        reason,
    })
}

fn rules(whole: Piece<'_>) -> Result<Vec<Rule>, Wrong> {
    let mut rules = Vec::new();
    let mut rest = whole.trim();
    while !rest.text.is_empty() {
        let (first, behind) = rest.split(';').unwrap_or((
            rest,
            Piece {
                text: "",
                start: rest.start,
            },
        ));
        rules.push(rule(first)?);
        rest = behind;
    }
    Ok(rules)
}

fn rule(piece: Piece<'_>) -> Result<Rule, Wrong> {
    if piece.text.is_empty() {
        return Err(piece.wrong("expected a rule: CALL:WHICH=WHAT"));
    }
    // Of a COM method the name has colons, too; a number of calls has none.
    let Some((left, what)) = piece.split('=') else {
        return Err(piece.wrong("expected a rule: CALL:WHICH=WHAT; there is no \"=\""));
    };
    let Some(colon) = left.text.rfind(':') else {
        return Err(left.wrong("expected CALL:WHICH before \"=\"; there is no \":\""));
    };
    let (name, which) = left.text.split_at(colon);
    let name = Piece {
        text: name,
        start: left.start,
    }
    .trim();
    let which = Piece {
        text: which.trim_start_matches(':'),
        start: left.start + colon + 1,
    }
    .trim();
    let Some((call, reports)) = calls::find(name.text) else {
        return Err(name.wrong(format!("{:?} is not a call of this library", name.text)));
    };
    Ok(Rule {
        call,
        calls: range(which)?,
        effect: effect(what, call, reports)?,
    })
}

fn range(piece: Piece<'_>) -> Result<(u64, u64), Wrong> {
    let number = |piece: Piece<'_>| match piece.text.parse::<u64>() {
        Ok(number) if number > 0 && is_digits(piece.text) => Ok(number),
        _ => Err(piece.wrong("expected *, or the numbers of calls: 3, 2-4 or 2-, counted from 1")),
    };
    if piece.text == "*" {
        return Ok((1, u64::MAX));
    }
    let Some((first, last)) = piece.split('-') else {
        let only = number(piece)?;
        return Ok((only, only));
    };
    let first = (number(first)?, last);
    match first {
        (first, last) if last.text.is_empty() => Ok((first, u64::MAX)),
        (first, last) => match number(last)? {
            number if number >= first => Ok((first, number)),
            _ => Err(last.wrong("the last call comes before the first")),
        },
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn effect(piece: Piece<'_>, call: &str, reports: Reports) -> Result<Effect, Wrong> {
    if let Some(time) = delay(piece) {
        return time.map(Effect::Delay);
    }
    match (piece.text, reports) {
        ("fails to load", Reports::Loading) => Ok(Effect::FailToLoad),
        (_, Reports::Loading) => {
            Err(piece.wrong("expected \"fails to load\" or \"delay N ms\" for a provider"))
        }
        ("fails to load", _) => {
            Err(piece.wrong(format!("only \"{}\" can fail to load", calls::PROVIDER)))
        }
        (_, Reports::Nothing) => {
            Err(piece.wrong(format!("{call} cannot fail; expected \"delay N ms\"")))
        }
        ("out of memory", _) => Ok(Effect::Fail(out_of_memory(reports))),
        (text, _) => match error_number(text, reports) {
            Some(number) => Ok(Effect::Fail(number)),
            None => Err(piece.wrong(format!(
                "{text:?} is not {} or its number, \"out of memory\", or \"delay N ms\"",
                match reports {
                    Reports::HResult => "the name of a failure of COM methods",
                    Reports::Memory => "E_OUTOFMEMORY",
                    _ => "the name of a Winsock error",
                }
            ))),
        },
    }
}

/// The number of a lack of memory.
pub(super) fn out_of_memory(reports: Reports) -> i32 {
    match reports {
        Reports::HResult | Reports::Memory => HResult::E_OUTOFMEMORY.code(),
        _ => Error::OutOfMemory.wsa_code(),
    }
}

/// The number of an error by its name, or by the number itself in either notation. Success is none.
pub(super) fn error_number(text: &str, reports: Reports) -> Option<i32> {
    let number = match text.strip_prefix("0x") {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            u32::from_str_radix(digits, 16).ok()
        }
        _ if is_digits(text) => text.parse().ok(),
        _ => named(text, reports),
    }?;
    is_error(number.cast_signed(), reports).then_some(number.cast_signed())
}

/// Whether a number means that a call has failed.
pub(super) fn is_error(number: i32, reports: Reports) -> bool {
    match reports {
        Reports::Winsock => number > 0,
        Reports::HResult => number < 0,
        Reports::Memory => number == HResult::E_OUTOFMEMORY.code(),
        Reports::Nothing | Reports::Loading => false,
    }
}

fn named(text: &str, reports: Reports) -> Option<u32> {
    match reports {
        Reports::HResult | Reports::Memory => HResult::names()
            .find(|(name, _)| *name == text)
            .map(|(_, failure)| failure.0),
        _ => ERRORS
            .iter()
            .find(|(name, _)| *name == text)
            .map(|(_, number)| number.cast_unsigned()),
    }
}

/// A delay; none when the text does not begin as one.
fn delay(piece: Piece<'_>) -> Option<Result<Duration, Wrong>> {
    let time = piece.text.strip_prefix("delay")?;
    let number = time
        .strip_suffix("ms")
        .map(str::trim)
        .filter(|number| is_digits(number))
        .and_then(|number| number.parse::<u64>().ok())
        .map(Duration::from_millis)
        .filter(|delay| *delay <= policy::FAULT_DELAY_LIMIT);
    Some(match number {
        Some(delay) => Ok(delay),
        None => Err(piece.wrong("expected \"delay N ms\", of an hour at most")),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read() {
        let rule = |call, calls, effect| Rule {
            call,
            calls,
            effect,
        };
        let text = " WSASetServiceW:3=WSAEACCES; WSALookupServiceNextA:*=delay 50ms;\
            WSALookupServiceBeginW : 2-4 = WSASYSCALLFAILURE;WSASetServiceA:1-=out of memory;\
            provider:*=fails to load; IUpdateServiceManager2::AddService2:1=E_ACCESSDENIED;\
            IUpdateServiceManager2::get_Services:1=0x80240004;WSACleanup:2=10091;\
            IUpdateServiceManager2::RemoveService:1=out of memory;WSAGetLastError:1=delay 0 ms;\
            DllCanUnloadNow:2=E_UNEXPECTED; IClassFactory::CreateInstance:1=out of memory; ";
        let forever = u64::MAX;
        assert_eq!(
            parse(text).unwrap(),
            [
                rule("WSASetServiceW", (3, 3), Effect::Fail(10013)),
                rule(
                    "WSALookupServiceNextA",
                    (1, forever),
                    Effect::Delay(Duration::from_millis(50))
                ),
                rule("WSALookupServiceBeginW", (2, 4), Effect::Fail(10107)),
                rule("WSASetServiceA", (1, forever), Effect::Fail(8)),
                rule("provider", (1, forever), Effect::FailToLoad),
                rule(
                    "IUpdateServiceManager2::AddService2",
                    (1, 1),
                    Effect::Fail(HResult::E_ACCESSDENIED.code())
                ),
                rule(
                    "IUpdateServiceManager2::get_Services",
                    (1, 1),
                    Effect::Fail(HResult::WU_E_NOT_INITIALIZED.code())
                ),
                rule("WSACleanup", (2, 2), Effect::Fail(10091)),
                rule(
                    "IUpdateServiceManager2::RemoveService",
                    (1, 1),
                    Effect::Fail(HResult::E_OUTOFMEMORY.code())
                ),
                rule("WSAGetLastError", (1, 1), Effect::Delay(Duration::ZERO)),
                rule(
                    "DllCanUnloadNow",
                    (2, 2),
                    Effect::Fail(HResult::E_UNEXPECTED.code())
                ),
                rule(
                    "IClassFactory::CreateInstance",
                    (1, 1),
                    Effect::Fail(HResult::E_OUTOFMEMORY.code())
                ),
            ]
        );
        #[cfg(not(windows))]
        for what in ["out of memory", "E_OUTOFMEMORY", "0x8007000E"] {
            let no_memory = Effect::Fail(HResult::E_OUTOFMEMORY.code());
            assert_eq!(
                parse(&format!("SysAllocString:2-={what}")).unwrap(),
                [rule("SysAllocString", (2, forever), no_memory)]
            );
        }
        assert_eq!(parse("").unwrap(), []);
        assert_eq!(parse(" ").unwrap(), []);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_column() {
        for (text, column, reason) in [
            ("WSASetService:1=WSAEACCES", 1, "is not a call"),
            (
                "WSACleanup:1=10091; WSASetServiceW:1=WSAEACCESS",
                38,
                "is not the name of a Winsock error",
            ),
            (
                "WSASetServiceW:1=E_POINTER",
                18,
                "is not the name of a Winsock error",
            ),
            ("WSASetServiceW:1=0", 18, "is not the name"),
            ("WSASetServiceW:1=-1", 18, "is not the name"),
            ("WSASetServiceW:1=0x80004005", 18, "is not the name"),
            ("WSASetServiceW:1=", 18, "is not the name"),
            ("WSASetServiceW:0=8", 16, "counted from 1"),
            ("WSASetServiceW:x=8", 16, "counted from 1"),
            ("WSASetServiceW:+1=8", 16, "counted from 1"),
            ("WSASetServiceW:=8", 16, "counted from 1"),
            ("WSASetServiceW:4-2=8", 18, "before the first"),
            ("WSASetServiceW:4-x=8", 18, "counted from 1"),
            ("WSASetServiceW=8", 1, "there is no \":\""),
            ("WSASetServiceW:1", 1, "there is no \"=\""),
            (";", 1, "expected a rule"),
            ("WSACleanup:1=8;;", 16, "expected a rule"),
            ("é:1=8", 1, "is not a call"),
            ("WSACleanup:1=8; é:1=8;x", 17, "is not a call"),
            ("WSACleanup:1=delay 5", 14, "delay N ms"),
            ("WSACleanup:1=delay -5ms", 14, "delay N ms"),
            ("WSACleanup:1=delay 3600001ms", 14, "an hour"),
            ("WSACleanup:1=fails to load", 14, "only \"provider\""),
            ("WSAGetLastError:1=8", 19, "cannot fail"),
            ("provider:1=8", 12, "fails to load"),
            (
                "IUpdateServiceManager2::AddService2:1=WSAEACCES",
                39,
                "COM methods",
            ),
            ("IUpdateServiceManager2::AddService2:1=5", 39, "COM methods"),
            #[cfg(not(windows))]
            ("SysAllocString:1=E_POINTER", 18, "is not E_OUTOFMEMORY"),
            #[cfg(not(windows))]
            ("CoUninitialize:1=E_FAIL", 18, "cannot fail"),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(error.column, column, "{text}: {error}");
            assert!(error.reason.contains(reason), "{text}: {error}");
            assert!(error.to_string().starts_with(&format!("column {column}: ")));
        }
    }
}
