// SPDX-License-Identifier: MIT OR Apache-2.0
//! The calls of routines that return nothing, but tell by `WSAProviderCompleteAsyncCall` what came of them.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;

use super::call::{self, reported};
use crate::error::Error;
use crate::policy;
use crate::sync::{Frozen, Mutex};

/// Those that are under way, by the numbers that their routines were given, and the code that each was completed with.
#[derive(Debug)]
struct Calls {
    latest: usize,
    open: BTreeMap<usize, Option<i32>>,
}

static CALLS: Mutex<Calls> = Mutex::new(Calls {
    latest: 0,
    open: BTreeMap::new(),
});

/// Runs a routine with the number of its call, by which it may be completed, once, from any thread, until it returns.
pub(super) fn run(routine: impl FnOnce(usize)) -> Result<(), Error> {
    let call = AsyncCall::begin();
    let ((), left) = call::run(|| routine(call.number));
    match call.code() {
        // What the last error says only when that is all there is.
        Some(code) if code > 0 => Err(Error::reported(code)),
        Some(code) => reported(code, left),
        // Nothing was told: what the last error says counts, since pages of the reference have routines report by it.
        None if policy::is_reason(left) => Err(Error::reported(left)),
        None => Ok(()),
    }
}

/// A call is over, for the reason that a code says; 0 is success.
pub(crate) fn complete(number: usize, code: i32) -> Result<(), Error> {
    let mut calls = CALLS.lock();
    match calls.open.get_mut(&number) {
        Some(open @ None) => {
            *open = Some(code);
            Ok(())
        }
        _ => Err(Error::InvalidParameter),
    }
}

/// Takes the lock for the time of a `fork`.
pub(crate) fn freeze() -> Frozen {
    CALLS.freeze()
}

/// A call that is under way.
struct AsyncCall {
    number: usize,
}

impl AsyncCall {
    fn begin() -> Self {
        let mut calls = CALLS.lock();
        // Never 0, which is no handle; no number that is still in use can come again in a process's life.
        calls.latest = calls.latest.wrapping_add(1).max(1);
        let number = calls.latest;
        calls.open.insert(number, None);
        Self { number }
    }

    fn code(&self) -> Option<i32> {
        CALLS.lock().open.get(&self.number).copied().flatten()
    }
}

impl Drop for AsyncCall {
    fn drop(&mut self) {
        CALLS.lock().open.remove(&self.number);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::thread;

    use super::*;
    use crate::last_error;

    fn code(routine: impl FnOnce(usize)) -> Result<(), i32> {
        run(routine).map_err(Error::wsa_code)
    }

    #[test]
    fn a_call_comes_to_what_it_was_completed_with() {
        assert_eq!(code(|call| complete(call, 0).unwrap()), Ok(()));
        let after_another_failure = |call| {
            last_error::set(10022);
            complete(call, 10110).unwrap();
        };
        assert_eq!(code(after_another_failure), Err(10110));
        let elsewhere = |call| thread::spawn(move || complete(call, 10013).unwrap());
        assert_eq!(code(|call| elsewhere(call).join().unwrap()), Err(10013));
        // As other routines do.
        let with_last_error = |call| {
            last_error::set(10069);
            complete(call, -1).unwrap();
        };
        assert_eq!(code(with_last_error), Err(10069));
        assert_eq!(
            code(|call| complete(call, -1).unwrap()),
            Err(policy::UNREPORTED.wsa_code())
        );
    }

    #[test]
    fn what_was_not_completed_is_told_by_the_last_error() {
        last_error::set(7);
        assert_eq!(code(|_| ()), Ok(()));
        assert_eq!(code(|_| last_error::set(10110)), Err(10110));
        // What a function of the system has left.
        assert_eq!(code(|_| last_error::set(203)), Ok(()));
        assert_eq!(last_error::get(), 7);
        last_error::set(0);
    }

    #[test]
    fn a_call_is_completed_once_and_while_it_is_under_way() {
        let mut number = 0;
        run(|call| {
            number = call;
            complete(call, 0).unwrap();
            assert_eq!(complete(call, 10013), Err(Error::InvalidParameter));
        })
        .unwrap();
        assert_eq!(complete(number, 0), Err(Error::InvalidParameter));
        assert_eq!(complete(0, 0), Err(Error::InvalidParameter));
    }
}
