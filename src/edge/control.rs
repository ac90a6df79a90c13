// SPDX-License-Identifier: MIT OR Apache-2.0
//! Between a test program and what it asks of the library: strings, buffers and the numbers that functions return.

use core::ffi::{CStr, c_char};
use core::ptr;

use super::{environment, fork, guard};
use crate::error::Error;
use crate::harness::control::Refusal;
use crate::last_error;

/// A function of `enlist.h`: returns 0 or a number, or says why not. The thread's last error is left alone, and such a call is in
/// no journal.
pub(crate) fn control_call(body: impl FnOnce() -> Result<u64, Refusal>) -> i64 {
    let before = last_error::get();
    let result = guard(|| {
        fork::settle()?;
        fork::install();
        environment::harness_is_off();
        Ok(body())
    });
    last_error::set(before);
    let refusal = match result {
        Ok(Ok(number)) => return i64::try_from(number).unwrap_or(i64::MAX),
        Ok(Err(refusal)) => refusal,
        Err(Error::OutOfMemory) => Refusal::OutOfMemory,
        Err(_) => Refusal::Internal,
    };
    refusal as i64
}

/// As [`control_call`], for a function that returns 0 or says why not.
pub(crate) fn status_call(body: impl FnOnce() -> Result<(), Refusal>) -> i32 {
    control_call(|| body().map(|()| 0)) as i32
}

/// Reads UTF-8.
///
/// # Safety
/// `given` is null, or terminated and unchanged for `'a`.
pub(crate) unsafe fn text<'a>(given: *const c_char) -> Result<&'a str, Refusal> {
    if given.is_null() {
        return Err(Refusal::Invalid);
    }
    // SAFETY: not null by the check above; terminated by the caller's contract.
    let text = unsafe { CStr::from_ptr(given) };
    text.to_str().map_err(|_| Refusal::Invalid)
}

/// Writes a text with its terminator and tells its size with that; when there is no room, tells the size only.
///
/// # Safety
/// `size` is null, or readable and writable; `buffer` is null, or writable for that many bytes.
pub(crate) unsafe fn put_text(
    value: &str,
    buffer: *mut c_char,
    size: *mut usize,
) -> Result<(), Refusal> {
    if size.is_null() {
        return Err(Refusal::Invalid);
    }
    // SAFETY: not null by the check above; readable by the caller's contract.
    let room = unsafe { size.read_unaligned() };
    let needed = value.len() + 1;
    // SAFETY: not null by the check above; writable by the caller's contract.
    unsafe { size.write_unaligned(needed) };
    if buffer.is_null() || room < needed {
        return Err(Refusal::NoRoom);
    }
    // SAFETY: there is room by the check above; the text is the library's own.
    unsafe { ptr::copy_nonoverlapping(value.as_ptr(), buffer.cast::<u8>(), value.len()) };
    let end = buffer.wrapping_add(value.len());
    // SAFETY: there is room for the terminator, too.
    unsafe { end.write(0) };
    Ok(())
}

/// Writes a number where somebody wants it.
///
/// # Safety
/// `place` is null, or writable.
pub(crate) unsafe fn put_size(place: *mut usize, value: usize) {
    if !place.is_null() {
        // SAFETY: not null by the check above; writable by the caller's contract.
        unsafe { place.write_unaligned(value) };
    }
}
