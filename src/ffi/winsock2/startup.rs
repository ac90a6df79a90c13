// SPDX-License-Identifier: MIT OR Apache-2.0
//! Start-up, clean-up and the last error.

use super::structs::WSADATA;
use crate::edge::parameter::Parameter;
use crate::edge::{self, Call};
use crate::error::Error;
use crate::ffi::ws2def::{INT, WORD};
use crate::harness::names;
use crate::{last_error, startup};

/// Starts Winsock for the process and negotiates its version.
///
/// # Parameters
/// `wVersionRequested`: major version in the low byte, minor version in the high byte. `lpWSAData`: receives the version
/// to use, the highest version, a description and a status; the vendor pointer is not written.
///
/// # Returns
/// 0, or the error code itself. Each success needs one `WSACleanup`.
///
/// # Errors
/// * `WSAVERNOTSUPPORTED`: the major version is 0; `lpWSAData` is filled all the same, and may be null.
/// * `WSAEFAULT`: `lpWSAData` is null.
/// * `WSASYSNOTREADY`: an `ENLIST_` variable has a value that is not one of its own, or names a file that cannot be used.
/// * `WSAEPROCLIM`: more start-ups than can be counted.
///
/// # Behaviour
/// Success sets the thread's last error to 0, as on Windows; a failure leaves it alone. On Windows the genuine Winsock is
/// started as well, with the same version; when it refuses, its code is returned.
/// Source: the reference page of `WSAStartup`; the table of versions as observed on Windows and Wine 8.
///
/// # Safety
/// `lpWSAData` is null, or writable for a `WSADATA`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAStartup(wVersionRequested: WORD, lpWSAData: *mut WSADATA) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSAStartup", || {
            [
                ("wVersionRequested", Parameter::Version(wVersionRequested)),
                ("lpWSAData", Parameter::OutData(lpWSAData.cast())),
            ]
        })
    };
    edge::startup_result(edge::code_call(call, || {
        let [major, minor] = wVersionRequested.to_le_bytes();
        let negotiated = startup::negotiate((major, minor));
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::write::winsock_data(lpWSAData, negotiated) };
        if !negotiated.supported {
            return Err(Error::VersionNotSupported);
        }
        if lpWSAData.is_null() {
            return Err(Error::BadPointer);
        }
        edge::genuine::start(wVersionRequested)
    }))
}

/// Ends what one `WSAStartup` started.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// * `WSANOTINITIALISED`: no start-up is left to end.
///
/// # Behaviour
/// The last clean-up invalidates every lookup handle; a call that is inside `WSALookupServiceNext` returns
/// `WSA_E_CANCELLED`. Registrations stay, except those in NS_BTH, whose records last no longer than their process. Success sets the thread's
/// last error to 0. On Windows the genuine Winsock is cleaned up as well. Source: the reference page of `WSACleanup`, which contradicts others on registrations.
#[unsafe(no_mangle)]
pub extern "C" fn WSACleanup() -> INT {
    let call = Call::bare("WSACleanup");
    edge::startup_result(edge::socket_call(call, edge::genuine::clean_up))
}

/// Returns the calling thread's last error, without clearing it. Needs no start-up and never fails.
///
/// # Behaviour
/// A new thread starts at 0. Source: the reference page of `WSAGetLastError`.
#[unsafe(no_mangle)]
pub extern "C" fn WSAGetLastError() -> INT {
    let call = Call::bare("WSAGetLastError");
    edge::plain_call(call, last_error::get)
}

/// Sets the calling thread's last error to any number. Needs no start-up and never fails.
///
/// # Behaviour
/// Source: the reference page of `WSASetLastError`.
#[unsafe(no_mangle)]
pub extern "C" fn WSASetLastError(iError: INT) {
    // SAFETY: no pointer is among the parameters.
    let call = unsafe {
        Call::new("WSASetLastError", || {
            [("iError", Parameter::Named(names::ERRORS, iError))]
        })
    };
    edge::plain_call(call, || 0);
    last_error::set(iError);
}
