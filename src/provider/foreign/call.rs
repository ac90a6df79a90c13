// SPDX-License-Identifier: MIT OR Apache-2.0
//! What calls into a provider's routines have in common, whatever its version.

#![allow(unsafe_code)]

use crate::abi::{Encoding, read};
use crate::error::Error;
use crate::ffi::winsock2::WSAQUERYSETW;
use crate::last_error;
use crate::policy;
use crate::rnr::service::{Operation, Registration};

/// A result as the provider gave it.
pub(super) struct Found {
    pub(super) registration: Registration,
    pub(super) query_string: Box<[u16]>,
    pub(super) output_flags: u32,
}

/// Runs a routine. It reports by its return value and the thread's last error, or only by one of them.
pub(super) fn report(routine: impl FnOnce() -> i32) -> Result<(), Error> {
    let (result, left) = run(routine);
    reported(result, left)
}

/// Runs a routine: what it returns, and what it leaves in the last error. The caller's own last error is left as it was.
pub(super) fn run<T>(routine: impl FnOnce() -> T) -> (T, i32) {
    last_error::kept(|| {
        last_error::set(0);
        let result = routine();
        (result, last_error::get())
    })
}

/// What a routine says by the code that it gives, and what it left in the last error.
pub(super) fn reported(result: i32, last_error: i32) -> Result<(), Error> {
    match (result, last_error) {
        (0, _) => Ok(()),
        (code, left) if code > 0 && !policy::is_reason(left) => Err(Error::reported(code)),
        (_, 0) => Err(policy::UNREPORTED),
        (_, code) => Err(Error::reported(code)),
    }
}

/// Lets a routine fill a buffer, which becomes larger when the routine says so.
pub(super) fn grow<S, T>(
    mut fill: impl FnMut(*mut S, *mut u32) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut memory = Vec::<u64>::new();
    let mut size = policy::RESULT_BYTES;
    for _ in 0..policy::RESULT_ATTEMPTS {
        let words = size
            .min(policy::RESULT_LIMIT_BYTES)
            .div_ceil(size_of::<u64>());
        memory.clear();
        memory
            .try_reserve_exact(words)
            .map_err(|_| Error::OutOfMemory)?;
        memory.resize(words, 0);
        let room = size_of_val(memory.as_slice());
        let mut length = room as u32;
        match fill(memory.as_mut_ptr().cast(), &raw mut length) {
            Err(Error::BufferTooSmall) if length as usize > room => size = length as usize,
            // It cannot be the caller's buffer, who would try a larger one for ever.
            Err(Error::BufferTooSmall) => return Err(policy::UNREPORTED),
            outcome => return outcome,
        }
    }
    // A routine that is never content.
    Err(Error::OutOfMemory)
}

impl Found {
    /// The result, if it can be used. What is wrong with one says nothing of the others.
    ///
    /// # Safety
    /// What the struct points to is readable, as the reference of `WSAQUERYSET` says.
    pub(super) unsafe fn usable(given: &WSAQUERYSETW) -> Result<Option<Self>, Error> {
        // SAFETY: forwarded from this function's own contract.
        match unsafe { Self::read(given) } {
            Err(Error::OutOfMemory) => Err(Error::OutOfMemory),
            read => Ok(read.ok()),
        }
    }

    /// # Safety
    /// As for [`Found::usable`].
    unsafe fn read(given: &WSAQUERYSETW) -> Result<Self, Error> {
        let mut registration = Registration::default();
        // SAFETY: forwarded from this function's own contract.
        unsafe { read::registration(given, Encoding::Utf16, &mut registration) }?;
        Ok(Self {
            registration,
            // SAFETY: forwarded.
            query_string: unsafe { read::wide_string(given.lpszQueryString) }?,
            output_flags: given.dwOutputFlags,
        })
    }
}

/// The number that an operation has in C.
pub(super) fn operation_number(operation: Operation) -> i32 {
    match operation {
        Operation::Register => 0,
        Operation::Deregister => 1,
        Operation::Delete => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_error_counts_before_a_returned_code_if_it_is_one_of_winsock() {
        let code =
            |result, last_error| reported(result, last_error).map_err(|error| error.wsa_code());
        assert_eq!(code(0, 10013), Ok(()));
        assert_eq!(code(10069, 0), Err(10069));
        assert_eq!(code(10069, 10013), Err(10013));
        assert_eq!(code(10069, 8), Err(8));
        // What a function of the system has left.
        assert_eq!(code(10069, 203), Err(10069));
        assert_eq!(code(-1, 10013), Err(10013));
        assert_eq!(code(-1, 203), Err(203));
        assert_eq!(code(-1, 0), Err(policy::UNREPORTED.wsa_code()));
    }
}
