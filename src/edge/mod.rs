// SPDX-License-Identifier: MIT OR Apache-2.0
//! The edge: everything between a C caller and the safe core.

pub(crate) mod address_text;
pub(crate) mod bluetooth;
pub(crate) mod catalog;
pub(crate) mod class;
pub(crate) mod completion;
pub(crate) mod environment;
pub(crate) mod fork;
pub(crate) mod genuine;
pub(crate) mod notification;
pub(crate) mod provider;
#[cfg(windows)]
pub(crate) mod windows;
pub(crate) mod write;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::Error;
use crate::last_error;
use crate::policy;

/// What failing functions return.
const SOCKET_ERROR: i32 = -1;

/// A function that returns 0, or `SOCKET_ERROR` with the reason in the thread's error slot.
pub(crate) fn socket_call(body: impl FnOnce() -> Result<(), Error>) -> i32 {
    count_call(|| body().map(|()| 0))
}

/// A function that returns a count, or `SOCKET_ERROR` with the reason in the thread's error slot.
pub(crate) fn count_call(body: impl FnOnce() -> Result<i32, Error>) -> i32 {
    match call(body) {
        Ok(count) => count,
        Err(error) => {
            last_error::set(error.wsa_code());
            SOCKET_ERROR
        }
    }
}

/// A function that returns the error code itself, and leaves the error slot alone when it fails.
pub(crate) fn code_call(body: impl FnOnce() -> Result<(), Error>) -> i32 {
    match call(body) {
        Ok(()) => 0,
        Err(error) => error.wsa_code(),
    }
}

/// What `WSAStartup` or `WSACleanup` returns. They set the last error when they succeed.
pub(crate) fn startup_result(result: i32) -> i32 {
    if result == 0 {
        last_error::set(policy::LAST_ERROR_AFTER_STARTUP);
    }
    result
}

/// The thread's last error is as before the call: on Windows, system calls of ours would change it.
fn call<T>(body: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    let before = last_error::get();
    let result = guard(|| fork::settle().and_then(|()| body()));
    last_error::set(before);
    result
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
        let disturbing = || {
            last_error::set(78);
            Ok(())
        };
        assert_eq!(socket_call(disturbing), 0);
        assert_eq!(count_call(|| Ok(3)), 3);
        assert_eq!(code_call(|| Err(Error::BadPointer)), 10014);
        assert_eq!(last_error::get(), 77);
        assert_eq!(startup_result(10092), 10092);
        assert_eq!(last_error::get(), 77);
        assert_eq!(startup_result(0), 0);
        assert_eq!(last_error::get(), 0);
    }
}
