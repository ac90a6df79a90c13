// SPDX-License-Identifier: MIT OR Apache-2.0
//! The one place that every call passes about which somebody who tests wants to know, or which is to fail: the functions and routines
//! of Winsock, those of COM, the methods of objects, and an object's end.
//!
//! What differs is how the arguments are had and what the call has filled; so a call begins here, is done elsewhere unless it is
//! refused, and ends here.

#![forbid(unsafe_code)]

use super::{Parameters, guard};
use crate::harness::journal::{self, Ended, Started};
use crate::harness::json::{Json, Member};
use crate::harness::{self, calls};

/// What a call can report by when it fails.
pub(crate) trait Failure: Copy {
    /// What a pointer that leads nowhere is answered with.
    const WILD: Self;
    /// What a panic becomes.
    const INTERNAL: Self;
    /// Whether a call that is made to fail empties what it would have filled.
    const CLEARS: bool;

    /// The failure that a call is to end with.
    fn injected(call: &str) -> Option<Self>;

    fn shown(self) -> Json;

    /// Whether the call would look at its parameters now.
    fn may_read(call: &str) -> bool;

    /// Whether the call has told how large a buffer must be.
    fn tells_size(self) -> bool;
}

/// The first parameter that leads nowhere, when somebody wants to know.
pub(super) fn find_wild(parameters: Parameters<'_>) -> Option<&'static str> {
    if !harness::is_guarded() {
        return None;
    }
    let mut wild = None;
    parameters(&mut |parameters| wild = guard::find_wild(parameters));
    wild
}

/// A call that is under way.
pub(super) struct Watch<E> {
    /// What the call ends with instead of being done.
    pub(super) refusal: Option<E>,
    pub(super) is_injected: bool,
    /// None when no journal is kept.
    started: Option<Started>,
}

impl<E: Failure> Watch<E> {
    /// `wild` is the parameter that leads nowhere; `arguments` is called when a journal is kept.
    #[cold]
    pub(super) fn begin(
        call: &'static str,
        wild: Option<&'static str>,
        arguments: &dyn Fn() -> Vec<Member>,
    ) -> Self {
        debug_assert!(calls::find(call).is_some(), "{call} is not in the list");
        let started = journal::is_wanted().then(|| Started::new(call, shown::<E>(arguments)));
        let fault = E::injected(call);
        let refusal = match (fault, wild) {
            (None, Some(parameter)) => {
                journal::event("pointer", || {
                    format!("{call}: {parameter} leads to memory that cannot be used")
                });
                Some(E::WILD)
            }
            _ => fault,
        };
        Self {
            refusal,
            is_injected: fault.is_some(),
            started,
        }
    }

    /// `result` is the number that the call returns; `returned`, what else it gave its caller, is called when a journal is kept
    /// and the call was done.
    #[cold]
    pub(super) fn end(self, result: i32, error: Option<E>, returned: &dyn Fn() -> Vec<Member>) {
        let Some(started) = self.started else {
            return;
        };
        let elapsed = started.elapsed();
        let returned = match self.refusal {
            Some(_) => Vec::new(),
            None => shown::<E>(returned),
        };
        let ended = Ended {
            result: result.into(),
            error: error.map(E::shown),
            returned,
            injected: self.is_injected,
        };
        started.end(elapsed, ended);
    }
}

/// Nothing, should what is to be shown make the library panic.
fn shown<E: Failure>(members: &dyn Fn() -> Vec<Member>) -> Vec<Member> {
    guard::<_, E>(|| Ok(members())).unwrap_or_default()
}
