// SPDX-License-Identifier: MIT OR Apache-2.0
//! The 32-bit catalogue of 64-bit Windows. There is none here, and these functions answer as on a machine without one: it is
//! empty, and nothing can be added to it.

use crate::abi::Encoding;
use crate::edge::parameter::Parameter;
use crate::edge::{self, Call};
use crate::ffi::guiddef::GUID;
use crate::ffi::winsock2::{WSANAMESPACE_INFOEXW, WSANAMESPACE_INFOW};
use crate::ffi::ws2def::{BLOB, BOOL, DWORD, INT, WCHAR};
use crate::harness::names;

/// Lists the namespace providers of the 32-bit catalogue, which is empty.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEFAULT`: `lpdwBufferLength` is null; the buffer is null, and the needed size, 0, is stored.
///
/// # Behaviour
/// Otherwise as [`WSAEnumNameSpaceProvidersW`](crate::ffi::winsock2::WSAEnumNameSpaceProvidersW). Source: the reference page of
/// `WSCEnumNameSpaceProviders32`.
///
/// # Safety
/// `lpdwBufferLength` is null, or readable and writable. `lpnspBuffer` is null, or writable for that many bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCEnumNameSpaceProviders32(
    lpdwBufferLength: *mut DWORD,
    lpnspBuffer: *mut WSANAMESPACE_INFOW,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSCEnumNameSpaceProviders32", || {
            [
                ("lpdwBufferLength", Parameter::Size(lpdwBufferLength)),
                ("lpnspBuffer", Parameter::OutBuffer(lpnspBuffer.cast())),
            ]
        })
    };
    edge::count_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::catalog::enumerate_32(lpdwBufferLength, lpnspBuffer.cast()) }
    })
}

/// As [`WSCEnumNameSpaceProviders32`], with the larger struct.
///
/// # Safety
/// As for [`WSCEnumNameSpaceProviders32`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCEnumNameSpaceProvidersEx32(
    lpdwBufferLength: *mut DWORD,
    lpnspBuffer: *mut WSANAMESPACE_INFOEXW,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSCEnumNameSpaceProvidersEx32", || {
            [
                ("lpdwBufferLength", Parameter::Size(lpdwBufferLength)),
                ("lpnspBuffer", Parameter::OutBuffer(lpnspBuffer.cast())),
            ]
        })
    };
    edge::count_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::catalog::enumerate_32(lpdwBufferLength, lpnspBuffer.cast()) }
    })
}

/// Adds a namespace provider to the 32-bit catalogue, which is not there.
///
/// # Returns
/// `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// `WSAEINVAL` for what [`WSCInstallNameSpace`](super::WSCInstallNameSpace) would refuse with it; otherwise `WSASYSCALLFAILURE`.
///
/// # Behaviour
/// Source: the reference page of `WSCInstallNameSpace32`.
///
/// # Safety
/// As for [`WSCInstallNameSpace`](super::WSCInstallNameSpace).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCInstallNameSpace32(
    lpszIdentifier: *mut WCHAR,
    lpszPathName: *mut WCHAR,
    dwNameSpace: DWORD,
    dwVersion: DWORD,
    lpProviderId: *mut GUID,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSCInstallNameSpace32", || {
            [
                (
                    "lpszIdentifier",
                    Parameter::Text(lpszIdentifier.cast(), Encoding::Utf16),
                ),
                (
                    "lpszPathName",
                    Parameter::Text(lpszPathName.cast(), Encoding::Utf16),
                ),
                (
                    "dwNameSpace",
                    Parameter::NamedCode(names::NAMESPACES, dwNameSpace),
                ),
                ("dwVersion", Parameter::Number(dwVersion.into())),
                ("lpProviderId", Parameter::Guid(lpProviderId)),
            ]
        })
    };
    edge::socket_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe {
            edge::catalog::install_32(
                lpszIdentifier,
                lpszPathName,
                dwNameSpace,
                dwVersion,
                lpProviderId,
                core::ptr::null(),
            )
        }
    })
}

/// Adds a namespace provider to the 32-bit catalogue, which is not there: as [`WSCInstallNameSpace32`].
///
/// # Safety
/// As for [`WSCInstallNameSpaceEx`](super::WSCInstallNameSpaceEx).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCInstallNameSpaceEx32(
    lpszIdentifier: *mut WCHAR,
    lpszPathName: *mut WCHAR,
    dwNameSpace: DWORD,
    dwVersion: DWORD,
    lpProviderId: *mut GUID,
    lpProviderSpecific: *mut BLOB,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSCInstallNameSpaceEx32", || {
            [
                (
                    "lpszIdentifier",
                    Parameter::Text(lpszIdentifier.cast(), Encoding::Utf16),
                ),
                (
                    "lpszPathName",
                    Parameter::Text(lpszPathName.cast(), Encoding::Utf16),
                ),
                (
                    "dwNameSpace",
                    Parameter::NamedCode(names::NAMESPACES, dwNameSpace),
                ),
                ("dwVersion", Parameter::Number(dwVersion.into())),
                ("lpProviderId", Parameter::Guid(lpProviderId)),
                ("lpProviderSpecific", Parameter::Blob(lpProviderSpecific)),
            ]
        })
    };
    edge::socket_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe {
            edge::catalog::install_32(
                lpszIdentifier,
                lpszPathName,
                dwNameSpace,
                dwVersion,
                lpProviderId,
                lpProviderSpecific,
            )
        }
    })
}

/// Removes a namespace provider from the 32-bit catalogue, which has none.
///
/// # Returns
/// `SOCKET_ERROR`, with the last error `WSAEFAULT` for a null pointer, `WSAEINVAL` otherwise.
///
/// # Safety
/// `lpProviderId` is null, or readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCUnInstallNameSpace32(lpProviderId: *mut GUID) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSCUnInstallNameSpace32", || {
            [("lpProviderId", Parameter::Guid(lpProviderId))]
        })
    };
    edge::socket_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::catalog::find_32(lpProviderId) }
    })
}

/// Enables or disables a namespace provider of the 32-bit catalogue, which has none.
///
/// # Returns
/// `SOCKET_ERROR`, with the last error `WSAEFAULT` for a null pointer, `WSAEINVAL` otherwise.
///
/// # Safety
/// `lpProviderId` is null, or readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCEnableNSProvider32(lpProviderId: *mut GUID, fEnable: BOOL) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSCEnableNSProvider32", || {
            [
                ("lpProviderId", Parameter::Guid(lpProviderId)),
                ("fEnable", Parameter::Bool(fEnable)),
            ]
        })
    };
    edge::socket_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::catalog::find_32(lpProviderId) }
    })
}
