// SPDX-License-Identifier: MIT OR Apache-2.0
//! Providers of version 2.

use super::routines::NSPV2_ROUTINE;
use crate::edge::parameter::Parameter;
use crate::edge::{self, Call};
use crate::ffi::guiddef::GUID;
use crate::ffi::winsock2::HANDLE;
use crate::ffi::ws2def::INT;
use crate::harness::names;

/// Makes a namespace provider of version 2 available: from now on, calls that concern it reach its routines.
///
/// # Parameters
/// `puuidProviderId`: a provider that was installed with an empty path (`WSCInstallNameSpaceEx`). `pNSPv2Routine`: its routines;
/// the struct is read before the function returns. A second advertisement takes the place of the first.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEINVAL`: a pointer is null; `cbSize` is smaller than the struct; one of the routines `NSPv2LookupServiceBegin`,
///   `NSPv2LookupServiceNextEx` and `NSPv2LookupServiceEnd` is missing.
/// * `WSAEINVALIDPROVIDER`: no provider of that kind has the identifier.
///
/// # Behaviour
/// `NSPv2Startup` is called with the first call that reaches the provider, `NSPv2Cleanup` when the advertisement ends: with
/// `WSAUnadvertiseProvider` or a second advertisement, which return after it, or with the last `WSACleanup` as soon as the last call
/// that is inside a routine has returned. It serves the process that advertises; on Windows, the machine. Every namespace may be served so, not only NS_EMAIL. Source: the reference page of `WSAAdvertiseProvider`.
///
/// # Safety
/// `puuidProviderId` is null, or readable. `pNSPv2Routine` is null, or readable, and every routine in it can be called until the
/// advertisement has ended.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAAdvertiseProvider(
    puuidProviderId: *const GUID,
    pNSPv2Routine: *const NSPV2_ROUTINE,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSAAdvertiseProvider", || {
            [("puuidProviderId", Parameter::Guid(puuidProviderId))]
        })
    };
    edge::socket_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::catalog::advertise(puuidProviderId, pNSPv2Routine) }
    })
}

/// Withdraws what [`WSAAdvertiseProvider`] has made available.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEINVAL`: `puuidProviderId` is null.
/// * `WSAEINVALIDPROVIDER`: nothing is advertised under the identifier.
///
/// # Behaviour
/// The provider's lookups are ended, and `WSALookupServiceNext` gives `WSA_E_CANCELLED` for them. Calls of other threads that are
/// inside a routine are waited for, though not longer than ten seconds; a routine may call this function itself. `NSPv2Cleanup`
/// comes last: when the function returns, no routine is called any more, and what they need may be freed. A provider that is
/// uninstalled is withdrawn, too. Source: the reference page of `WSAUnadvertiseProvider`, and a choice where that is silent.
///
/// # Safety
/// `puuidProviderId` is null, or readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAUnadvertiseProvider(puuidProviderId: *const GUID) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSAUnadvertiseProvider", || {
            [("puuidProviderId", Parameter::Guid(puuidProviderId))]
        })
    };
    edge::socket_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::catalog::unadvertise(puuidProviderId) }
    })
}

/// Tells what came of a call to `NSPv2LookupServiceNextEx` or `NSPv2SetServiceEx`, which return nothing.
///
/// # Parameters
/// `hAsyncCall`: what the routine was given. `iRetCode`: 0, or the error code; `SOCKET_ERROR` means the last error of the thread that
/// the routine runs on.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEINVAL`: the handle is of no call that is under way, or the call has been completed before.
///
/// # Behaviour
/// It may be called from any thread until the routine returns; nothing is waited for after that, since the calls of programs are
/// synchronous on Windows, too. A routine that returns without it has succeeded, unless it leaves an error of Winsock as the last
/// error. Source: the reference pages of this function and of the routines, whose types return nothing; a choice where they
/// contradict each other.
#[unsafe(no_mangle)]
pub extern "C" fn WSAProviderCompleteAsyncCall(hAsyncCall: HANDLE, iRetCode: INT) -> INT {
    // SAFETY: no pointer is among the parameters.
    let call = unsafe {
        Call::new("WSAProviderCompleteAsyncCall", || {
            [
                ("hAsyncCall", Parameter::Handle(hAsyncCall)),
                ("iRetCode", Parameter::Named(names::ERRORS, iRetCode)),
            ]
        })
    };
    edge::socket_call(call, || edge::catalog::complete_call(hAsyncCall, iRetCode))
}
