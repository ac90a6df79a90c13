// SPDX-License-Identifier: MIT OR Apache-2.0
//! Providers in libraries of their own, and this library as one.

#![forbid(unsafe_code)]

use crate::error::Error;
use std::time::Duration;

/// What a routine of this library returns when it fails, as a provider of another Winsock, beside setting its last error.
///
/// Where the last error is the system's, the documented SOCKET_ERROR. Elsewhere it is a variable of this library, which another
/// one does not see; shipping providers return the code itself, and callers take that.
pub(crate) fn failed_routine(code: i32) -> i32 {
    if cfg!(windows) { -1 } else { code }
}

/// Whether the last error tells why a provider's routine failed that returned a code itself. On Windows the slot is that of every
/// function of the system, so what those have left in it is no reason; here it is Winsock's own, and these codes are the only ones.
pub(crate) fn is_reason(last_error: i32) -> bool {
    matches!(last_error, 6 | 8 | 87 | 995..=997 | 10_000..=11_999)
}

/// A provider's routine that failed and said nothing about why.
pub(crate) const UNREPORTED: Error = Error::SystemCall;

/// How long a call waits while another thread starts the provider that it concerns. One whose start waits for a call of another
/// thread of its own would otherwise wait for ever.
pub(crate) const FOREIGN_START: Duration = Duration::from_secs(10);

/// How long a withdrawal of a provider that advertises itself waits for calls that are inside its routines.
///
/// Their lookups have been ended, upon which Next is to return. Whoever withdraws may free what the routines need as soon as that
/// returns, so it is worth a long wait; but a routine may itself wait for something that the thread which withdraws does later.
pub(crate) const WITHDRAWAL: Duration = Duration::from_secs(10);

/// A provider's routine that calls with the handle of the lookup which it works for, on the thread that it was called on: it would
/// wait for itself.
///
/// The reference of `WSALookupServiceNext` does not speak of it. Winsock's own name for the case is WSAEINPROGRESS, "the service
/// provider is still processing a callback function". `WSALookupServiceEnd` does not wait, and so is not refused: the call that
/// is under way comes to nothing.
pub(crate) const CALL_INTO_ITSELF: Error = Error::InProgress;

/// The buffer that a provider's library is given for a result at first, in bytes: what most results need.
pub(crate) const RESULT_BYTES: usize = 4_096;

/// The largest buffer that a provider's library can ask for, in bytes.
pub(crate) const RESULT_LIMIT_BYTES: usize = 1 << 24;

/// How often a provider's library may ask for a larger buffer for one result: it may have changed meanwhile, but not always.
pub(crate) const RESULT_ATTEMPTS: u32 = 8;

/// How many results that cannot be used are passed over in one call: pointers that are missing, lengths beyond every limit. A
/// provider that has nothing else is given up for that call.
pub(crate) const UNUSABLE_RESULTS: u32 = 1_000;
