// SPDX-License-Identifier: MIT OR Apache-2.0
//! The catalogue of namespace providers, and word of its changes.

use super::ansi;
use super::notification::{LPWSAOVERLAPPED_COMPLETION_ROUTINE, WSAOVERLAPPED};
use super::structs::{
    HANDLE, WSANAMESPACE_INFOA, WSANAMESPACE_INFOEXA, WSANAMESPACE_INFOEXW, WSANAMESPACE_INFOW,
};
use crate::abi::Encoding;
use crate::abi::pack::Buffer;
use crate::edge::parameter::Parameter;
use crate::edge::{self, Call};
use crate::ffi::ws2def::{DWORD, INT};
use crate::startup;

/// Lists the namespace providers (ANSI form).
///
/// As [`WSAEnumNameSpaceProvidersW`]; the identifiers are in the ANSI code page.
///
/// # Safety
/// As for [`WSAEnumNameSpaceProvidersW`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAEnumNameSpaceProvidersA(
    lpdwBufferLength: *mut DWORD,
    lpnspBuffer: *mut WSANAMESPACE_INFOA,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSAEnumNameSpaceProvidersA", || {
            [
                ("lpdwBufferLength", Parameter::Size(lpdwBufferLength)),
                ("lpnspBuffer", Parameter::OutBuffer(lpnspBuffer.cast())),
            ]
        })
    };
    edge::count_call(call, || {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract.
        let buffer = unsafe { Buffer::sized_or_null(lpnspBuffer.cast(), lpdwBufferLength) }?;
        buffer.put_providers(winsock.catalog().current().entries(), ansi(winsock))
    })
}

/// Lists the namespace providers (UTF-16 form).
///
/// # Parameters
/// `lpdwBufferLength`: size of the buffer in bytes; receives the needed size with `WSAEFAULT` and is left alone otherwise.
/// `lpnspBuffer`: receives the structs, one behind the other, and behind them their strings; null asks for the size.
///
/// # Returns
/// The number of structs, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEFAULT`: `lpdwBufferLength` is null; the buffer is null or too small, and the needed size is stored.
///
/// # Behaviour
/// Inactive providers are listed, too. Source: the reference page of `WSAEnumNameSpaceProviders`.
///
/// # Safety
/// `lpdwBufferLength` is null, or readable and writable. `lpnspBuffer` is null, or writable for that many bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAEnumNameSpaceProvidersW(
    lpdwBufferLength: *mut DWORD,
    lpnspBuffer: *mut WSANAMESPACE_INFOW,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSAEnumNameSpaceProvidersW", || {
            [
                ("lpdwBufferLength", Parameter::Size(lpdwBufferLength)),
                ("lpnspBuffer", Parameter::OutBuffer(lpnspBuffer.cast())),
            ]
        })
    };
    edge::count_call(call, || {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract.
        let buffer = unsafe { Buffer::sized_or_null(lpnspBuffer.cast(), lpdwBufferLength) }?;
        buffer.put_providers(winsock.catalog().current().entries(), Encoding::Utf16)
    })
}

/// Lists the namespace providers with what their installers left in the catalogue (ANSI form).
///
/// As [`WSAEnumNameSpaceProvidersExW`]; the identifiers are in the ANSI code page.
///
/// # Safety
/// As for [`WSAEnumNameSpaceProvidersExW`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAEnumNameSpaceProvidersExA(
    lpdwBufferLength: *mut DWORD,
    lpnspBuffer: *mut WSANAMESPACE_INFOEXA,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSAEnumNameSpaceProvidersExA", || {
            [
                ("lpdwBufferLength", Parameter::Size(lpdwBufferLength)),
                ("lpnspBuffer", Parameter::OutBuffer(lpnspBuffer.cast())),
            ]
        })
    };
    edge::count_call(call, || {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract.
        let buffer = unsafe { Buffer::sized_or_null(lpnspBuffer.cast(), lpdwBufferLength) }?;
        buffer.put_providers_ex(winsock.catalog().current().entries(), ansi(winsock))
    })
}

/// Lists the namespace providers with what their installers left in the catalogue (UTF-16 form).
///
/// # Parameters
/// As for [`WSAEnumNameSpaceProvidersW`]; behind the structs stand their strings and the data of their blobs.
///
/// # Returns
/// The number of structs, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// As for [`WSAEnumNameSpaceProvidersW`].
///
/// # Behaviour
/// Inactive providers are listed, too. `ProviderSpecific` is what `WSCInstallNameSpaceEx` was given: none, for the providers built
/// in. Source: the reference page of `WSAEnumNameSpaceProvidersEx`.
///
/// # Safety
/// `lpdwBufferLength` is null, or readable and writable. `lpnspBuffer` is null, or writable for that many bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAEnumNameSpaceProvidersExW(
    lpdwBufferLength: *mut DWORD,
    lpnspBuffer: *mut WSANAMESPACE_INFOEXW,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSAEnumNameSpaceProvidersExW", || {
            [
                ("lpdwBufferLength", Parameter::Size(lpdwBufferLength)),
                ("lpnspBuffer", Parameter::OutBuffer(lpnspBuffer.cast())),
            ]
        })
    };
    edge::count_call(call, || {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract.
        let buffer = unsafe { Buffer::sized_or_null(lpnspBuffer.cast(), lpdwBufferLength) }?;
        buffer.put_providers_ex(winsock.catalog().current().entries(), Encoding::Utf16)
    })
}

/// Tells when the catalogue of providers changes.
///
/// # Parameters
/// `lpNotificationHandle`: a null handle, to receive one; or the handle, to wait for the next change. `lpOverlapped`: null to wait in
/// the call; otherwise it has to stay until the wait is over. `lpCompletionRoutine`: called once when it is, with 0 or an error code, 0,
/// `lpOverlapped` and 0, on a thread of the library's own.
///
/// # Returns
/// 0 for the handle, or when there is a change; or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEFAULT`: `lpNotificationHandle` is null.
/// * `WSA_INVALID_HANDLE`: the handle is neither null nor the one that was received.
/// * `WSAEOPNOTSUPP`: `lpOverlapped` without a routine asks for an event, which this system does not have.
/// * `WSA_NOT_ENOUGH_MEMORY`: no thread can be started.
/// * `WSA_IO_PENDING`: no failure: the routine will be called.
/// * `WSA_OPERATION_ABORTED`: the last `WSACleanup` came.
///
/// # Behaviour
/// Changes are those of the functions `WSC…`, in this process or in the file of the catalogue. The handle is the same for all,
/// and holds nothing: closing it is allowed and not needed. Source: the reference page of `WSAProviderConfigChange`.
///
/// # Safety
/// `lpNotificationHandle` is null, or readable and writable. `lpOverlapped` is null, or writable until the routine is called.
/// `lpCompletionRoutine` is null, or a function that may be called on another thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAProviderConfigChange(
    lpNotificationHandle: *mut HANDLE,
    lpOverlapped: *mut WSAOVERLAPPED,
    lpCompletionRoutine: LPWSAOVERLAPPED_COMPLETION_ROUTINE,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSAProviderConfigChange", || {
            [
                (
                    "lpNotificationHandle",
                    Parameter::InOutHandle(lpNotificationHandle),
                ),
                ("lpOverlapped", Parameter::Overlapped(lpOverlapped)),
            ]
        })
    };
    edge::socket_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe {
            edge::catalog::config_change(lpNotificationHandle, lpOverlapped, lpCompletionRoutine)
        }
    })
}
