// SPDX-License-Identifier: MIT OR Apache-2.0
//! The catalogue of namespace providers.

use super::ansi;
use super::structs::{
    WSANAMESPACE_INFOA, WSANAMESPACE_INFOEXA, WSANAMESPACE_INFOEXW, WSANAMESPACE_INFOW,
};
use crate::edge::pack::Buffer;
use crate::edge::{self, Encoding};
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
    edge::count_call(|| {
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
    edge::count_call(|| {
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
    edge::count_call(|| {
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
    edge::count_call(|| {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract.
        let buffer = unsafe { Buffer::sized_or_null(lpnspBuffer.cast(), lpdwBufferLength) }?;
        buffer.put_providers_ex(winsock.catalog().current().entries(), Encoding::Utf16)
    })
}
