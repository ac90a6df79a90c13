// SPDX-License-Identifier: MIT OR Apache-2.0
//! The edge: everything between a C caller and the safe core.

pub(crate) mod address_text;
pub(crate) mod bluetooth;
pub(crate) mod catalog;
pub(crate) mod class;
pub(crate) mod com;
pub(crate) mod completion;
pub(crate) mod control;
pub(crate) mod environment;
pub(crate) mod fork;
pub(crate) mod genuine;
mod guard;
pub(crate) mod notification;
pub(crate) mod parameter;
mod probe;
pub(crate) mod provider;
mod watch;
pub(crate) mod write;

use std::panic::{AssertUnwindSafe, catch_unwind};

use self::parameter::{Fills, Named};
use self::watch::{Failure, Watch};
use crate::error::Error;
use crate::harness::json::Json;
use crate::harness::{calls, faults, names};
use crate::{last_error, policy, startup};

/// What failing functions return.
const SOCKET_ERROR: i32 = -1;

/// A function that is called: its name, and its parameters as the journal shows them.
pub(crate) struct Call<P> {
    name: &'static str,
    parameters: P,
}

impl<P: Fn() -> [Named; N], const N: usize> Call<P> {
    /// `parameters` is called when somebody reads the journal.
    ///
    /// # Safety
    /// Every pointer among the parameters is null, or points to what the documentation of the function says, until the call
    /// has returned.
    pub(crate) unsafe fn new(name: &'static str, parameters: P) -> Self {
        Self { name, parameters }
    }
}

impl Call<fn() -> [Named; 0]> {
    /// A function without parameters.
    pub(crate) fn bare(name: &'static str) -> Self {
        Self {
            name,
            parameters: || [],
        }
    }
}

/// A function that returns 0, or `SOCKET_ERROR` with the reason in the thread's error slot.
pub(crate) fn socket_call<P: Fn() -> [Named; N], const N: usize>(
    called: Call<P>,
    body: impl FnOnce() -> Result<(), Error>,
) -> i32 {
    count_call(called, || body().map(|()| 0))
}

/// A function that returns a count, or `SOCKET_ERROR` with the reason in the thread's error slot.
pub(crate) fn count_call<P: Fn() -> [Named; N], const N: usize>(
    called: Call<P>,
    body: impl FnOnce() -> Result<i32, Error>,
) -> i32 {
    match call(called, |_| SOCKET_ERROR, body) {
        Ok(count) => count,
        Err(error) => {
            last_error::set(error.wsa_code());
            SOCKET_ERROR
        }
    }
}

/// A function that returns the error code itself, and leaves the error slot alone when it fails.
pub(crate) fn code_call<P: Fn() -> [Named; N], const N: usize>(
    called: Call<P>,
    body: impl FnOnce() -> Result<(), Error>,
) -> i32 {
    match call(called, Error::wsa_code, || body().map(|()| 0)) {
        Ok(_) => 0,
        Err(error) => error.wsa_code(),
    }
}

/// A function that cannot fail.
pub(crate) fn plain_call<P: Fn() -> [Named; N], const N: usize>(
    called: Call<P>,
    body: impl FnOnce() -> i32,
) -> i32 {
    if environment::harness_is_off() {
        return body();
    }
    let mut result = 0;
    // A refusal, while the process forks, concerns the journal only.
    let mut body = Some(body);
    let _ = call(
        called,
        |_| 0,
        || {
            result = body.take().map_or(0, |body| body());
            Ok(result)
        },
    );
    body.take().map_or(result, |body| body())
}

/// A routine of a provider: returns 0, or what its callers look for, with the reason in the thread's error slot.
pub(crate) fn routine_call<P: Fn() -> [Named; N], const N: usize>(
    called: Call<P>,
    body: impl FnOnce() -> Result<(), Error>,
) -> i32 {
    let failed = |error: Error| policy::failed_routine(error.wsa_code());
    match call(called, failed, || body().map(|()| 0)) {
        Ok(_) => 0,
        Err(error) => {
            last_error::set(error.wsa_code());
            failed(error)
        }
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
fn call<P: Fn() -> [Named; N], const N: usize>(
    called: Call<P>,
    failed: fn(Error) -> i32,
    body: impl FnOnce() -> Result<i32, Error>,
) -> Result<i32, Error> {
    last_error::kept(|| {
        fork::settle()?;
        if environment::harness_is_off() {
            return run(body);
        }
        let mut body = Some(body);
        let mut run = || body.take().map_or(Err(Error::Internal), run);
        let parameters = |look: &mut dyn FnMut(&[Named])| look(&(called.parameters)());
        watched(called.name, &parameters, failed, &mut run)
    })
}

/// Not in line: what a function does is compiled once, whether anybody watches or not.
#[inline(never)]
fn run(body: impl FnOnce() -> Result<i32, Error>) -> Result<i32, Error> {
    guard(body)
}

/// Shows the parameters of a call to somebody.
type Parameters<'a> = &'a dyn Fn(&mut dyn FnMut(&[Named]));

impl Failure for Error {
    const WILD: Self = Self::BadPointer;
    const INTERNAL: Self = Self::Internal;
    const CLEARS: bool = false;

    fn injected(call: &str) -> Option<Self> {
        faults::winsock(call)
    }

    fn shown(self) -> Json {
        names::winsock_error(self.wsa_code())
    }

    fn may_read(call: &str) -> bool {
        calls::needs_no_startup(call) || startup::require().is_ok()
    }

    fn tells_size(self) -> bool {
        self == Self::BufferTooSmall
    }
}

/// A function that somebody watches.
#[cold]
fn watched<E: Failure>(
    name: &'static str,
    parameters: Parameters<'_>,
    failed: fn(E) -> i32,
    run: &mut dyn FnMut() -> Result<i32, E>,
) -> Result<i32, E> {
    let may_read = E::may_read(name);
    let wild = may_read.then(|| watch::find_wild(parameters)).flatten();
    let may_read = may_read && wild.is_none();
    let watch = Watch::begin(name, wild, &|| {
        let mut arguments = Vec::new();
        parameters(&mut |parameters| {
            // SAFETY: by the contract of `Call::new`.
            arguments = unsafe { parameter::arguments(parameters, may_read) };
        });
        arguments
    });
    if E::CLEARS && watch.is_injected && wild.is_none() {
        // SAFETY: by the contract of `Call::new`.
        parameters(&mut |parameters| unsafe { parameter::clear(parameters) });
    }
    let result = watch.refusal.map_or_else(run, Err);
    let fills = match result {
        Ok(_) => Fills::All,
        Err(error) if error.tells_size() => Fills::Size,
        Err(_) => Fills::Nothing,
    };
    watch.end(result.unwrap_or_else(failed), result.err(), &|| {
        let mut returned = Vec::new();
        parameters(&mut |parameters| {
            // SAFETY: by the contract of `Call::new`, and after a call that went so.
            returned = unsafe { parameter::returned(parameters, fills) };
        });
        returned
    });
    result
}

/// Stops a panic at the C boundary. Its payload is forgotten, since dropping it may panic again.
pub(crate) fn guard<T, E: Failure>(body: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|payload| {
        std::mem::forget(payload);
        Err(E::INTERNAL)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn called() -> Call<fn() -> [Named; 0]> {
        Call::bare("WSACleanup")
    }

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
            socket_call(called(), || std::panic::panic_any(PanicsWhenDropped)),
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
        assert_eq!(socket_call(called(), disturbing), 0);
        assert_eq!(count_call(called(), || Ok(3)), 3);
        assert_eq!(code_call(called(), || Err(Error::BadPointer)), 10014);
        assert_eq!(last_error::get(), 77);
        assert_eq!(startup_result(10092), 10092);
        assert_eq!(last_error::get(), 77);
        assert_eq!(startup_result(0), 0);
        assert_eq!(last_error::get(), 0);
    }
}
