// SPDX-License-Identifier: MIT OR Apache-2.0
//! `sporder.h`: the order of the namespace providers.

use super::guiddef::GUID;
use super::ws2def::{DWORD, INT};
use crate::edge::parameter::Parameter;
use crate::edge::{self, Call};

/// Brings the catalogue into another order: calls reach providers, and results come, in it.
///
/// # Parameters
/// `lpProviderId`: the identifiers of all providers, each once. `dwNumberOfEntries`: how many there are.
///
/// # Returns
/// 0, or the error code itself.
///
/// # Errors
/// In the order of the checks:
/// * `WSAEFAULT`: `lpProviderId` is null.
/// * `WSAEINVAL`: a provider is missing, unknown, or named twice.
/// * `WSANO_RECOVERY`: the file of the catalogue cannot be written for want of rights.
/// * `WSATRY_AGAIN`: another process is changing the catalogue.
/// * `WSA_NOT_ENOUGH_MEMORY`: the file would be larger than 1 MiB.
/// * `WSASYSCALLFAILURE`: the file is no catalogue, or cannot be read or written for another reason.
///
/// # Behaviour
/// Needs no `WSAStartup`; seen as an installation is. Source: the reference page of `WSCWriteNameSpaceOrder`.
///
/// # Safety
/// `lpProviderId` is null, or has `dwNumberOfEntries` readable elements.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCWriteNameSpaceOrder(
    lpProviderId: *mut GUID,
    dwNumberOfEntries: DWORD,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSCWriteNameSpaceOrder", || {
            [
                (
                    "lpProviderId",
                    Parameter::Guids(lpProviderId, dwNumberOfEntries),
                ),
                (
                    "dwNumberOfEntries",
                    Parameter::Number(dwNumberOfEntries.into()),
                ),
            ]
        })
    };
    edge::code_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::catalog::reorder(lpProviderId, dwNumberOfEntries) }
    })
}

/// Brings the 32-bit catalogue into another order, of which there is only one: that of no entries.
///
/// # Returns
/// 0 for no entries, or the error code itself: `WSAEFAULT` for a null pointer, `WSAEINVAL` for any entry.
///
/// # Safety
/// As for [`WSCWriteNameSpaceOrder`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCWriteNameSpaceOrder32(
    lpProviderId: *mut GUID,
    dwNumberOfEntries: DWORD,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSCWriteNameSpaceOrder32", || {
            [
                (
                    "lpProviderId",
                    Parameter::Guids(lpProviderId, dwNumberOfEntries),
                ),
                (
                    "dwNumberOfEntries",
                    Parameter::Number(dwNumberOfEntries.into()),
                ),
            ]
        })
    };
    edge::code_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::catalog::reorder_32(lpProviderId, dwNumberOfEntries) }
    })
}
