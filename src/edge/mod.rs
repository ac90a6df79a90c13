// SPDX-License-Identifier: MIT OR Apache-2.0
//! The edge: everything between a C caller and the safe core.

pub(crate) mod address_text;
pub(crate) mod bluetooth;
pub(crate) mod catalog;
pub(crate) mod class;
pub(crate) mod completion;
pub(crate) mod environment;
pub(crate) mod fork;
pub(crate) mod notification;
pub(crate) mod provider;
pub(crate) mod write;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::Error;
use crate::last_error;

/// What failing functions return.
const SOCKET_ERROR: i32 = -1;

/// A function that returns 0, or `SOCKET_ERROR` with the reason in the thread's error slot.
pub(crate) fn socket_call(body: impl FnOnce() -> Result<(), Error>) -> i32 {
    count_call(|| body().map(|()| 0))
}

/// A function that returns a count, or `SOCKET_ERROR` with the reason in the thread's error slot.
pub(crate) fn count_call(body: impl FnOnce() -> Result<i32, Error>) -> i32 {
    match guard(|| fork::settle().and_then(|()| body())) {
        Ok(count) => count,
        Err(error) => {
            last_error::set(error.wsa_code());
            SOCKET_ERROR
        }
    }
}

/// A function that returns the error code itself, and leaves the error slot alone when it fails.
pub(crate) fn code_call(body: impl FnOnce() -> Result<(), Error>) -> i32 {
    match guard(|| fork::settle().and_then(|()| body())) {
        Ok(()) => 0,
        Err(error) => error.wsa_code(),
    }
}

/// Stops a panic at the C boundary. Its payload is forgotten, since dropping it may panic again.
fn guard<T>(body: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|payload| {
        std::mem::forget(payload);
        Err(Error::Internal)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_code_and_nothing_worse() {
        struct PanicsWhenDropped;
        impl Drop for PanicsWhenDropped {
            fn drop(&mut self) {
                panic!("in a destructor");
            }
        }
        last_error::set(0);
        assert_eq!(
            socket_call(|| std::panic::panic_any(PanicsWhenDropped)),
            SOCKET_ERROR
        );
        assert_eq!(last_error::get(), Error::Internal.wsa_code());
    }

    #[test]
    fn success_leaves_the_last_error_alone() {
        last_error::set(77);
        assert_eq!(socket_call(|| Ok(())), 0);
        assert_eq!(count_call(|| Ok(3)), 3);
        assert_eq!(code_call(|| Err(Error::BadPointer)), 10014);
        assert_eq!(last_error::get(), 77);
    }
}
