// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a test program asks of the library by `enlist.h`.

#![forbid(unsafe_code)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::calls::{self, Reports};
use super::faults::{self, Effect, Rule, RuleError};
use super::journal::{self, Kept, Wanted};
use crate::clock;
use crate::startup;
use crate::text::CodePage;
use crate::wua::caller::Caller;

/// Why something that was asked for is not done; its number is what the function returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A pointer is null, or a value makes no sense.
    Invalid = -1,
    /// There is no such thing.
    NotFound = -2,
    /// What was waited for has not come.
    TimedOut = -3,
    /// The buffer is too small.
    NoRoom = -4,
    /// The configuration, or what it names, cannot be used.
    NotReady = -5,
    /// Memory is short.
    OutOfMemory = -6,
    /// The process is in the middle of a `fork`, or something failed that should not.
    Internal = -7,
}

/// The code page that was chosen; 0 for that of the configuration.
static CODE_PAGE: AtomicU32 = AtomicU32::new(0);

/// The code page of the `A` functions, if a program has chosen one.
pub(crate) fn chosen_code_page() -> Option<CodePage> {
    match CODE_PAGE.load(Ordering::Relaxed) {
        0 => None,
        identifier => CodePage::from_identifier(identifier),
    }
}

pub(crate) fn choose_code_page(identifier: u32) -> Result<(), Refusal> {
    if identifier != 0 && CodePage::from_identifier(identifier).is_none() {
        return Err(Refusal::Invalid);
    }
    CODE_PAGE.store(identifier, Ordering::Relaxed);
    Ok(())
}

/// Brings everything back to where it was before the first call; tells how many start-ups were in effect.
pub(crate) fn reset() -> u32 {
    let startups = startup::reset();
    CODE_PAGE.store(0, Ordering::Relaxed);
    clock::reset();
    super::reset();
    startups
}

/// Has calls fail: so many from the nth on, or all of them.
pub(crate) fn fail(name: &str, first: u64, count: u64, error: i32) -> Result<(), Refusal> {
    let (call, reports) = calls::find(name).ok_or(Refusal::NotFound)?;
    let is_known = match reports {
        Reports::Winsock | Reports::HResult => faults::is_error(error, reports),
        Reports::Nothing | Reports::Loading => false,
    };
    if first == 0 || !is_known {
        return Err(Refusal::Invalid);
    }
    let last = match count {
        0 => u64::MAX,
        count => first.saturating_add(count - 1),
    };
    faults::arm(vec![Rule {
        call,
        calls: (first, last),
        effect: Effect::Fail(error),
    }]);
    Ok(())
}

/// Arms rules in the language of `ENLIST_FAULTS`.
pub(crate) fn inject(rules: &str) -> Result<(), RuleError> {
    faults::arm(faults::parse(rules)?);
    Ok(())
}

pub(crate) fn disarm() {
    faults::disarm();
}

pub(crate) fn advance_clock(time: Duration) -> Result<(), Refusal> {
    if clock::advance(time) {
        Ok(())
    } else {
        Err(Refusal::Invalid)
    }
}

/// An entry of the journal.
pub(crate) fn entry(index: u64) -> Result<Arc<Kept>, Refusal> {
    let entry = usize::try_from(index).ok().and_then(journal::entry);
    entry.ok_or(Refusal::NotFound)
}

/// Waits until so many calls of a name have ended.
pub(crate) fn wait(call: &str, enough: u64, patience: Duration) -> Result<(), Refusal> {
    if calls::find(call).is_none() {
        return Err(Refusal::NotFound);
    }
    let enough = usize::try_from(enough).unwrap_or(usize::MAX);
    let wanted = Wanted {
        call: Some(call),
        result: None,
    };
    if journal::wait(wanted, enough, patience) {
        Ok(())
    } else {
        Err(Refusal::TimedOut)
    }
}

/// Has the update service manager see another caller.
pub(crate) fn update_caller(words: &str) -> Result<(), Refusal> {
    let caller = Caller::parse(words).ok_or(Refusal::Invalid)?;
    let agent = crate::com::machine::agent().map_err(|_| Refusal::NotReady)?;
    agent.set_caller(Some(caller));
    Ok(())
}
