// SPDX-License-Identifier: MIT OR Apache-2.0
//! Injected faults: which calls fail, or are late, without the library doing anything of its own.

#![forbid(unsafe_code)]

mod grammar;

use std::thread;
use std::time::Duration;

pub(crate) use self::grammar::RuleError;
use super::calls::Reports;
use super::{Part, switch};
use crate::error::Error;
use crate::hresult::HResult;
use crate::sync::{Frozen, Mutex};

/// What happens to some of the calls of one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) call: &'static str,
    /// The first and the last call, counted from 1, that it happens to.
    pub(crate) calls: (u64, u64),
    pub(crate) effect: Effect,
}

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// The call fails with this number, a Winsock error or an HRESULT.
    Fail(i32),
    /// The call is done so much later.
    Delay(Duration),
    /// A provider's library is not loaded.
    FailToLoad,
}

/// A rule, and how many calls of its name have come since it was armed.
#[derive(Debug)]
struct Armed {
    rule: Rule,
    seen: u64,
}

/// In the order in which they were armed: of several failures the earliest one's counts.
static ARMED: Mutex<Vec<Armed>> = Mutex::new(Vec::new());

/// Reads rules in the language of `ENLIST_FAULTS`.
pub(crate) fn parse(text: &str) -> Result<Vec<Rule>, RuleError> {
    grammar::parse(text)
}

/// Whether a number means that a call has failed.
pub(super) fn is_error(number: i32, reports: Reports) -> bool {
    grammar::is_error(number, reports)
}

/// Arms rules beside those that are armed.
pub(crate) fn arm(rules: Vec<Rule>) {
    let mut armed = ARMED.lock();
    armed.extend(rules.into_iter().map(|rule| Armed { rule, seen: 0 }));
    switch(Part::Faults, !armed.is_empty());
}

/// Disarms all rules.
pub(crate) fn disarm() {
    let mut armed = ARMED.lock();
    armed.clear();
    switch(Part::Faults, false);
}

/// What is to become of a call that has just begun: nothing, or the number that it fails with. Waits before it answers, when
/// the call is to be late.
fn due(call: &str) -> Option<Effect> {
    let (failure, delay) = count(&mut ARMED.lock(), call);
    if delay > Duration::ZERO {
        thread::sleep(delay);
    }
    failure
}

fn count(armed: &mut [Armed], call: &str) -> (Option<Effect>, Duration) {
    let (mut failure, mut delay) = (None, Duration::ZERO);
    for Armed { rule, seen } in armed.iter_mut().filter(|armed| armed.rule.call == call) {
        *seen = seen.saturating_add(1);
        let (first, last) = rule.calls;
        if !(first..=last).contains(seen) {
            continue;
        }
        match rule.effect {
            Effect::Delay(more) => delay = delay.saturating_add(more),
            effect => failure = failure.or(Some(effect)),
        }
    }
    (failure, delay)
}

/// The error that a call of Winsock's is to fail with.
pub(crate) fn winsock(call: &str) -> Option<Error> {
    match due(call)? {
        Effect::Fail(code) => Some(Error::Reported(code)),
        Effect::Delay(_) | Effect::FailToLoad => None,
    }
}

/// The failure that a COM method is to report.
pub(crate) fn com(call: &str) -> Option<HResult> {
    match due(call)? {
        Effect::Fail(code) => Some(HResult(code.cast_unsigned())),
        Effect::Delay(_) | Effect::FailToLoad => None,
    }
}

/// Whether a provider's library is not to be loaded now.
pub(crate) fn provider_fails_to_load() -> bool {
    due(super::calls::PROVIDER) == Some(Effect::FailToLoad)
}

pub(super) fn freeze() -> Frozen {
    ARMED.freeze()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn armed(text: &str) -> Vec<Armed> {
        let rules = parse(text).unwrap().into_iter();
        rules.map(|rule| Armed { rule, seen: 0 }).collect()
    }

    #[test]
    fn calls_are_counted_by_name_and_only_those_named_fail() {
        let mut armed = armed("WSASetServiceW:2-3=WSAEACCES; WSASetServiceA:1=5");
        let mut next = |call| count(&mut armed, call).0;
        assert_eq!(next("WSASetServiceW"), None);
        assert_eq!(next("WSASetServiceA"), Some(Effect::Fail(5)));
        assert_eq!(next("WSASetServiceA"), None);
        assert_eq!(next("WSACleanup"), None);
        assert_eq!(next("WSASetServiceW"), Some(Effect::Fail(10013)));
        assert_eq!(next("WSASetServiceW"), Some(Effect::Fail(10013)));
        assert_eq!(next("WSASetServiceW"), None);
    }

    #[test]
    fn delays_add_up_and_the_first_failure_counts() {
        let mut armed = armed(
            "WSACleanup:*=delay 2ms; WSACleanup:1=delay 3 ms; WSACleanup:*=10013; WSACleanup:1=10014",
        );
        let millis = Duration::from_millis;
        let failure = Some(Effect::Fail(10013));
        assert_eq!(count(&mut armed, "WSACleanup"), (failure, millis(5)));
        assert_eq!(count(&mut armed, "WSACleanup"), (failure, millis(2)));
    }
}
