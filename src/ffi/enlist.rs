// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist.h`: what a test program asks of the library itself.

use core::ffi::{c_char, c_int};
use std::time::Duration;

use crate::edge::control::{self, control_call, status_call};
use crate::harness::control as harness;
use crate::harness::control::Refusal;
use crate::harness::journal::{self, Wanted};
use crate::{clock, edge};

/// The version of the library, as `"1.2.3"`. The text is the library's.
#[unsafe(no_mangle)]
pub extern "C" fn enlist_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// Brings the library back to where it was before the first call: registrations and classes, the catalogue, lookups, the count of
/// `WSAStartup`, update services and their caller, faults, the journal that is kept for the program, the code page and the clock.
///
/// # Returns
/// 0, or a negative `ENLIST_` status.
///
/// # Behaviour
/// Lookup handles become invalid, and calls that wait on them return, as with the last `WSACleanup`. The libraries of providers are
/// told to clean up. What other calls in progress do may come before or after. The configuration stays the one that was read first, but
/// for `ENLIST_JOURNAL`, `ENLIST_FAULTS` and `ENLIST_GUARD`, which the next call reads anew: its faults count from there. What is on disk stays: a
/// shared store, and the file of the catalogue, which is read anew.
#[unsafe(no_mangle)]
pub extern "C" fn enlist_reset() -> c_int {
    status_call(|| {
        edge::genuine::reset();
        Ok(())
    })
}

/// Writes the state of the library as JSON, in an order that is always the same, on one line: the catalogue, services and classes,
/// update services, the code page; and beside these how many start-ups and lookups are in effect.
///
/// # Parameters
/// `buffer`: receives the text and its terminator; may be null to ask for the size. `size`: the size of `buffer` in bytes; receives the
/// needed one, the terminator included. Another thread may make the state larger in between: ask again then.
///
/// # Returns
/// 0, or `ENLIST_INVALID`: `size` is null; `ENLIST_NO_ROOM`: the buffer is too small, and not touched; `ENLIST_NOT_READY`: the
/// configuration cannot be used, or the catalogue not be read.
///
/// # Behaviour
/// The catalogue is shown as it is kept, whichever process has changed it. Services in a shared store are shown, too, and the records
/// that this process has registered in NS_BTH. What is heard in NS_SAP is not.
///
/// # Safety
/// `size` is null, or readable and writable. `buffer` is null, or writable for that many bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn enlist_snapshot(buffer: *mut c_char, size: *mut usize) -> c_int {
    status_call(|| {
        let snapshot = harness::snapshot()?;
        // SAFETY: forwarded from this function's own contract.
        unsafe { control::put_text(&snapshot, buffer, size) }
    })
}

/// Puts back the state that a snapshot shows, in the place of all that there is.
///
/// # Parameters
/// `snapshot`: what `enlist_snapshot` wrote.
///
/// # Returns
/// 0, or `ENLIST_INVALID`: it is no snapshot, or one of what no program can have made, and nothing has changed; `ENLIST_NOT_READY`:
/// the configuration cannot be used, or the file of the catalogue or the shared store not be written.
///
/// # Behaviour
/// Start-ups and lookups stay as they are. Calls of other threads find the services and classes of before or those of the snapshot,
/// and never some of both.
///
/// # Safety
/// `snapshot` is null, or terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn enlist_restore(snapshot: *const c_char) -> c_int {
    status_call(|| {
        // SAFETY: forwarded from this function's own contract.
        harness::restore(unsafe { control::text(snapshot) }?)
    })
}

/// Chooses the code page of the `A` functions.
///
/// # Parameters
/// `identifier`: as for `ENLIST_ACP`; 0 for that of the configuration.
///
/// # Returns
/// 0, or `ENLIST_INVALID`: there is no such code page.
#[unsafe(no_mangle)]
pub extern "C" fn enlist_set_code_page(identifier: u32) -> c_int {
    status_call(|| harness::choose_code_page(identifier))
}

/// Stops the clock by which services heard in NS_SAP age, certificates and authorizations of update services expire, and pending
/// registrations are tried again.
///
/// # Returns
/// 0, or a negative `ENLIST_` status.
#[unsafe(no_mangle)]
pub extern "C" fn enlist_clock_freeze() -> c_int {
    status_call(|| {
        clock::freeze();
        Ok(())
    })
}

/// Moves the clock forward, whether it is stopped or not.
///
/// # Returns
/// 0, or `ENLIST_INVALID`: that would be more than a century in all.
#[unsafe(no_mangle)]
pub extern "C" fn enlist_clock_advance(milliseconds: u64) -> c_int {
    status_call(|| harness::advance_clock(Duration::from_millis(milliseconds)))
}

/// Lets the clock go on from where it is. It never goes back, but for `enlist_reset`.
///
/// # Returns
/// 0, or a negative `ENLIST_` status.
#[unsafe(no_mangle)]
pub extern "C" fn enlist_clock_thaw() -> c_int {
    status_call(|| {
        clock::thaw();
        Ok(())
    })
}

/// Makes calls fail without any of their work being done.
///
/// # Parameters
/// `call`: a function, or a method as `"IUpdateServiceManager2::AddService2"`. `nth`: the first call that fails, counted from 1 from now
/// on, over all threads. `count`: how many fail, 0 for all from then on. `error`: a Winsock error, or an HRESULT in COM.
///
/// # Returns
/// 0, or `ENLIST_NOT_FOUND`: no call has this name; `ENLIST_INVALID`: `nth` is 0, `call` null, `error` no failure, or the call cannot fail.
///
/// # Safety
/// `call` is null, or terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn enlist_fail(
    call: *const c_char,
    nth: u64,
    count: u64,
    error: i32,
) -> c_int {
    status_call(|| {
        // SAFETY: forwarded from this function's own contract.
        let call = unsafe { control::text(call) }?;
        harness::fail(call, nth, count, error)
    })
}

/// Adds faults in the language of `ENLIST_FAULTS`: `"WSASetServiceW:3=WSAEACCES; provider:*=fails to load"`.
///
/// # Parameters
/// `column`: null, or receives the place of what is wrong, counted in characters from 1; 0 when nothing is, or when the rules are null
/// or no UTF-8.
///
/// # Returns
/// 0, or `ENLIST_INVALID`: the rules are null or wrong; none of them counts then.
///
/// # Safety
/// `rules` is null, or terminated. `column` is null, or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn enlist_inject(rules: *const c_char, column: *mut usize) -> c_int {
    // SAFETY: forwarded from this function's own contract.
    unsafe { control::put_size(column, 0) };
    status_call(|| {
        // SAFETY: forwarded.
        let rules = unsafe { control::text(rules) }?;
        harness::inject(rules).map_err(|wrong| {
            // SAFETY: forwarded.
            unsafe { control::put_size(column, wrong.column) };
            Refusal::Invalid
        })
    })
}

/// Takes all faults away, those of `ENLIST_FAULTS` among them.
///
/// # Returns
/// 0, or a negative `ENLIST_` status.
#[unsafe(no_mangle)]
pub extern "C" fn enlist_faults_clear() -> c_int {
    status_call(|| {
        harness::disarm();
        Ok(())
    })
}

/// Keeps the journal in memory from now on, beside the file that `ENLIST_JOURNAL` names. What was kept before is forgotten.
///
/// # Returns
/// 0, or a negative `ENLIST_` status.
///
/// # Behaviour
/// After 1,048,576 entries no more are kept.
#[unsafe(no_mangle)]
pub extern "C" fn enlist_journal_start() -> c_int {
    status_call(|| {
        journal::keep(true);
        Ok(())
    })
}

/// Forgets the journal that is kept in memory, and keeps none any more.
///
/// # Returns
/// 0, or a negative `ENLIST_` status.
#[unsafe(no_mangle)]
pub extern "C" fn enlist_journal_stop() -> c_int {
    status_call(|| {
        journal::keep(false);
        Ok(())
    })
}

/// Forgets what the journal has in memory.
///
/// # Returns
/// 0, or a negative `ENLIST_` status.
#[unsafe(no_mangle)]
pub extern "C" fn enlist_journal_clear() -> c_int {
    status_call(|| {
        journal::clear();
        Ok(())
    })
}

/// Counts the entries that the journal has in memory.
///
/// # Returns
/// Their number, or a negative `ENLIST_` status.
#[unsafe(no_mangle)]
pub extern "C" fn enlist_journal_length() -> i64 {
    control_call(|| Ok(journal::length() as u64))
}

/// Reads an entry of the journal: a line as in the file of `ENLIST_JOURNAL`, in UTF-8, without the end of the line.
///
/// # Parameters
/// `index`: counted from 0. `buffer`: receives the text and its terminator; may be null to ask for the size. `size`: the size of
/// `buffer` in bytes; receives the needed one, the terminator included.
///
/// # Returns
/// 0, or `ENLIST_NOT_FOUND`: there is no such entry; `ENLIST_INVALID`: `size` is null; `ENLIST_NO_ROOM`: the buffer is too small, and not
/// touched.
///
/// # Safety
/// `size` is null, or readable and writable. `buffer` is null, or writable for that many bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn enlist_journal_entry(
    index: u64,
    buffer: *mut c_char,
    size: *mut usize,
) -> c_int {
    status_call(|| {
        let entry = harness::entry(index)?;
        // SAFETY: forwarded from this function's own contract.
        unsafe { control::put_text(&entry.line, buffer, size) }
    })
}

/// Counts the calls of a name that the journal has in memory.
///
/// # Parameters
/// `call`: as for `enlist_fail`; null for every call.
///
/// # Returns
/// Their number, or `ENLIST_INVALID`: the name is not UTF-8.
///
/// # Safety
/// `call` is null, or terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn enlist_journal_count(call: *const c_char) -> i64 {
    // SAFETY: forwarded from this function's own contract.
    unsafe { count(call, None) }
}

/// Counts the calls of a name that have returned a certain number.
///
/// # Parameters
/// `call`: as for `enlist_journal_count`. `result`: what the call returned, which is `SOCKET_ERROR` for most calls that failed.
///
/// # Returns
/// As `enlist_journal_count`.
///
/// # Safety
/// As for `enlist_journal_count`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn enlist_journal_count_result(call: *const c_char, result: i32) -> i64 {
    // SAFETY: forwarded from this function's own contract.
    unsafe { count(call, Some(result.into())) }
}

/// # Safety
/// `call` is null, or terminated.
unsafe fn count(call: *const c_char, result: Option<i64>) -> i64 {
    control_call(|| {
        let call = if call.is_null() {
            None
        } else {
            // SAFETY: forwarded from this function's own contract.
            Some(unsafe { control::text(call) }?)
        };
        Ok(journal::count(Wanted { call, result }) as u64)
    })
}

/// Waits until so many calls of a name have returned, counted from `enlist_journal_start` or `enlist_journal_clear` on.
///
/// # Parameters
/// `milliseconds`: how long to wait at most.
///
/// # Returns
/// 0, or `ENLIST_TIMED_OUT`; `ENLIST_NOT_FOUND`: no call has this name; `ENLIST_INVALID`: `call` is null.
///
/// # Safety
/// `call` is null, or terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn enlist_journal_wait(
    call: *const c_char,
    count: u64,
    milliseconds: u64,
) -> c_int {
    status_call(|| {
        // SAFETY: forwarded from this function's own contract.
        let call = unsafe { control::text(call) }?;
        harness::wait(call, count, Duration::from_millis(milliseconds))
    })
}

/// Has the update service manager see another caller, from the next method on.
///
/// # Parameters
/// `words`: as for `ENLIST_UPDATE_CALLER`: `"administrator"`, or a list of `"remote"`, `"user"`, `"locked-down"`, `"service-disabled"`,
/// `"rpc-ids"`, and `"no-access"` or `"no-internet"`, with commas between them.
///
/// # Returns
/// 0, or `ENLIST_INVALID`: the words are null or unknown; `ENLIST_NOT_READY`: the configuration cannot be used.
///
/// # Safety
/// `words` is null, or terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn enlist_set_update_caller(words: *const c_char) -> c_int {
    status_call(|| {
        // SAFETY: forwarded from this function's own contract.
        let words = unsafe { control::text(words) }?;
        harness::update_caller(words)
    })
}
