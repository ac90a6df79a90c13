// SPDX-License-Identifier: MIT OR Apache-2.0
//! The administration of the catalogue of namespace providers.

use crate::abi::Encoding;
use crate::edge::parameter::Parameter;
use crate::edge::{self, Call};
use crate::ffi::guiddef::GUID;
use crate::ffi::ws2def::{BLOB, BOOL, DWORD, INT, WCHAR};
use crate::harness::names;
use crate::policy;

/// Adds a namespace provider to the catalogue.
///
/// # Parameters
/// `lpszIdentifier`: its name, for people. `lpszPathName`: its library; `%VARIABLES%` are expanded when it is loaded.
/// `dwNameSpace`: the one namespace that it serves (`NS_…`). `dwVersion`: its version. `lpProviderId`: its identifier, which no
/// other entry may have.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSAEINVAL`: a pointer is null; a string has 32,767 characters or more; the namespace is `NS_ALL`, the identifier nil, or
///   the path empty; a text cannot be written to a file, since a surrogate in it has no partner.
/// * `WSANO_RECOVERY`: the identifier is in the catalogue.
/// * `WSAEACCES`: the file of the catalogue cannot be written for want of rights.
/// * `WSA_NOT_ENOUGH_MEMORY`: the file would be larger than 1 MiB.
/// * `WSASYSCALLFAILURE`: the file is no catalogue, or cannot be read or written for another reason.
///
/// # Behaviour
/// The entry is enabled and comes last. Needs no `WSAStartup`. The calling process sees the change with its next call, others
/// with their next first `WSAStartup`; on Windows only processes see it that start later. The library is not looked at.
/// Source: the reference page of `WSCInstallNameSpace`.
///
/// # Safety
/// The strings are null, or terminated. `lpProviderId` is null, or readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCInstallNameSpace(
    lpszIdentifier: *mut WCHAR,
    lpszPathName: *mut WCHAR,
    dwNameSpace: DWORD,
    dwVersion: DWORD,
    lpProviderId: *mut GUID,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSCInstallNameSpace", || {
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
            edge::catalog::install(
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

/// Adds a namespace provider to the catalogue, with data for whoever enumerates it.
///
/// As [`WSCInstallNameSpace`]. `lpProviderSpecific`: the data, at most 65,536 bytes; null for none. With data the path may be empty: such a
/// provider advertises itself.
///
/// # Errors
/// As for [`WSCInstallNameSpace`]; `WSAEINVAL` also for a blob whose pointer is null while its size is not 0, or that is too
/// large.
///
/// # Behaviour
/// Source: the reference page of `WSCInstallNameSpaceEx`.
///
/// # Safety
/// As for [`WSCInstallNameSpace`]; `lpProviderSpecific` is null, or points to a blob whose data is null or readable for its size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCInstallNameSpaceEx(
    lpszIdentifier: *mut WCHAR,
    lpszPathName: *mut WCHAR,
    dwNameSpace: DWORD,
    dwVersion: DWORD,
    lpProviderId: *mut GUID,
    lpProviderSpecific: *mut BLOB,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSCInstallNameSpaceEx", || {
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
            edge::catalog::install(
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

/// Refused: the parameters of this function have never been published. Windows exports it, so a program may import it.
///
/// # Returns
/// `SOCKET_ERROR`, with the last error `WSAEOPNOTSUPP`.
#[unsafe(no_mangle)]
pub extern "C" fn WSCInstallNameSpaceEx2() -> INT {
    let call = Call::bare("WSCInstallNameSpaceEx2");
    edge::socket_call(call, || Err(policy::UNPUBLISHED))
}

/// Removes a namespace provider from the catalogue.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSAEFAULT`: `lpProviderId` is null.
/// * `WSAEINVAL`: no entry has the identifier.
/// * `WSAEACCES`, `WSASYSCALLFAILURE`: as for [`WSCInstallNameSpace`].
///
/// # Behaviour
/// Lookups that were begun with the provider go on. Needs no `WSAStartup`; seen as an installation is. Source: the reference page of
/// `WSCUnInstallNameSpace`.
///
/// # Safety
/// `lpProviderId` is null, or readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCUnInstallNameSpace(lpProviderId: *mut GUID) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSCUnInstallNameSpace", || {
            [("lpProviderId", Parameter::Guid(lpProviderId))]
        })
    };
    edge::socket_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::catalog::uninstall(lpProviderId) }
    })
}

/// Refused, as [`WSCInstallNameSpaceEx2`] is.
///
/// # Returns
/// `SOCKET_ERROR`, with the last error `WSAEOPNOTSUPP`.
#[unsafe(no_mangle)]
pub extern "C" fn WSCUnInstallNameSpaceEx2() -> INT {
    let call = Call::bare("WSCUnInstallNameSpaceEx2");
    edge::socket_call(call, || Err(policy::UNPUBLISHED))
}

/// Enables or disables a namespace provider. A disabled one is reached only by calls that name it.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSAEFAULT`: `lpProviderId` is null.
/// * `WSAEINVAL`: no entry has the identifier.
/// * `WSA_NOT_ENOUGH_MEMORY`: the file of the catalogue would be larger than 1 MiB.
/// * `WSASYSCALLFAILURE`: the file of the catalogue cannot be read or written, or is no catalogue.
///
/// # Behaviour
/// Needs no `WSAStartup`; seen as an installation is. Source: the reference page of `WSCEnableNSProvider`.
///
/// # Safety
/// `lpProviderId` is null, or readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCEnableNSProvider(lpProviderId: *mut GUID, fEnable: BOOL) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSCEnableNSProvider", || {
            [
                ("lpProviderId", Parameter::Guid(lpProviderId)),
                ("fEnable", Parameter::Bool(fEnable)),
            ]
        })
    };
    edge::socket_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::catalog::enable(lpProviderId, fEnable != 0) }
    })
}
