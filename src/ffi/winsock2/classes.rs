// SPDX-License-Identifier: MIT OR Apache-2.0
//! Service classes.

use super::structs::{WSASERVICECLASSINFOA, WSASERVICECLASSINFOW};
use super::{ansi, ansi_now};
use crate::abi::{self, Encoding};
use crate::edge::parameter::Parameter;
use crate::edge::{self, Call};
use crate::error::Error;
use crate::ffi::guiddef::GUID;
use crate::ffi::ws2def::{CHAR, DWORD, INT, WCHAR};
use crate::rnr::Winsock;
use crate::startup;

/// Installs a service class (ANSI form).
///
/// As [`WSAInstallServiceClassW`]; the strings are in the ANSI code page. The data of values is not converted, not even that
/// of strings.
///
/// # Safety
/// As for [`WSAInstallServiceClassW`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAInstallServiceClassA(
    lpServiceClassInfo: *mut WSASERVICECLASSINFOA,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSAInstallServiceClassA", || {
            [(
                "lpServiceClassInfo",
                Parameter::Class(lpServiceClassInfo.cast(), ansi_now()),
            )]
        })
    };
    edge::socket_call(call, || {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract; both forms have the same layout.
        let class = unsafe { abi::class::description(lpServiceClassInfo.cast(), ansi(winsock)) }?;
        winsock.install_class(&class)
    })
}

/// Installs a service class (UTF-16 form).
///
/// # Parameters
/// `lpServiceClassInfo`: the class, its name, which may be null or empty, and the values that describe it to the namespaces; all
/// is read before the function returns, and never changed.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set. With several namespace providers, one success is enough.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEINVAL`: `lpServiceClassInfo` or the id in it is null; the id is zero; a count or a size comes with a null pointer or is
///   absurd; a value has no name; a string has 32,767 characters or more.
/// * `WSASERVICE_NOT_FOUND`: no namespace provider is active.
/// * `WSAEACCES`: the namespaces that keep classes do not let the caller publish.
/// * `WSAEALREADY`: the class is installed.
/// * `WSAEOPNOTSUPP`: no active namespace provider keeps classes.
/// * `WSA_NOT_ENOUGH_MEMORY`: memory is short.
///
/// # Behaviour
/// Every active provider is told; each keeps the values for its namespace and for `NS_ALL`. NS_DNS keeps no classes. The classes of
/// TCP and UDP ports, NetWare object types and DNS record types (`svcguid.h`) need no installation; one that is installed is
/// described as it was installed. Source: the reference page of `WSAInstallServiceClass`; `src/policy` for what it leaves open.
///
/// # Safety
/// `lpServiceClassInfo` is null, or points to a `WSASERVICECLASSINFOW` whose pointers are null or valid, left unchanged during the
/// call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAInstallServiceClassW(
    lpServiceClassInfo: *mut WSASERVICECLASSINFOW,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSAInstallServiceClassW", || {
            [(
                "lpServiceClassInfo",
                Parameter::Class(lpServiceClassInfo.cast(), Encoding::Utf16),
            )]
        })
    };
    edge::socket_call(call, || {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract.
        let class = unsafe { abi::class::description(lpServiceClassInfo, Encoding::Utf16) }?;
        winsock.install_class(&class)
    })
}

/// Removes a service class.
///
/// # Parameters
/// `lpServiceClassId`: the class.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set. With several namespace providers, one success is enough.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEINVAL`: `lpServiceClassId` is null.
/// * `WSAEACCES`: the namespaces that may have the class do not let the caller publish.
/// * `WSATYPE_NOT_FOUND`: the class is installed nowhere, also when it needs no installation.
/// * `WSAETOOMANYREFS`: services of the class are registered with an active provider; the class stays everywhere.
/// * `WSA_NOT_ENOUGH_MEMORY`: memory is short.
///
/// # Behaviour
/// Every active provider is asked. Deregistered services do not keep their class. Source: the reference page of
/// `WSARemoveServiceClass`; `src/policy` for what it leaves open.
///
/// # Safety
/// `lpServiceClassId` is null, or readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSARemoveServiceClass(lpServiceClassId: *mut GUID) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSARemoveServiceClass", || {
            [("lpServiceClassId", Parameter::Guid(lpServiceClassId))]
        })
    };
    edge::socket_call(call, || {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract.
        winsock.remove_class(unsafe { abi::class::id(lpServiceClassId) }?)
    })
}

/// Describes a service class (ANSI form).
///
/// As [`WSAGetServiceClassInfoW`]; the strings are in the ANSI code page. The data of values is not converted, not even that
/// of strings.
///
/// # Safety
/// As for [`WSAGetServiceClassInfoW`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAGetServiceClassInfoA(
    lpProviderId: *mut GUID,
    lpServiceClassId: *mut GUID,
    lpdwBufSize: *mut DWORD,
    lpServiceClassInfo: *mut WSASERVICECLASSINFOA,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSAGetServiceClassInfoA", || {
            [
                ("lpProviderId", Parameter::Guid(lpProviderId)),
                ("lpServiceClassId", Parameter::Guid(lpServiceClassId)),
                ("lpdwBufSize", Parameter::Size(lpdwBufSize)),
                (
                    "lpServiceClassInfo",
                    Parameter::OutClass(lpServiceClassInfo.cast(), ansi_now()),
                ),
            ]
        })
    };
    edge::socket_call(call, || {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract; both forms have the same layout.
        unsafe {
            class_info(
                winsock,
                lpProviderId,
                lpServiceClassId,
                lpdwBufSize,
                lpServiceClassInfo.cast(),
                ansi(winsock),
            )
        }
    })
}

/// Describes a service class (UTF-16 form).
///
/// # Parameters
/// `lpProviderId`: the namespace provider that is asked. `lpServiceClassId`: the class. `lpdwBufSize`: size of the buffer in bytes;
/// receives the needed size with `WSAEFAULT` and is left alone otherwise. `lpServiceClassInfo`: receives the struct and, behind
/// it, all that it points to; null asks for the size.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEINVAL`: `lpProviderId`, `lpServiceClassId` or `lpdwBufSize` is null; `lpProviderId` names no provider.
/// * `WSATYPE_NOT_FOUND`: the provider does not know the class.
/// * `WSAEOPNOTSUPP`: the provider keeps no classes.
/// * `WSAEFAULT`: the buffer is null or too small; the needed size is stored.
///
/// # Behaviour
/// The values are those that were installed for the provider's namespace and for `NS_ALL`; there may be none. The classes of TCP and
/// UDP ports, NetWare object types and DNS record types are known to every built-in provider, with their number as a `REG_DWORD`
/// (`TcpPort`, `UdpPort`, `SapId`). Source: the reference page of `WSAGetServiceClassInfo`; `src/policy` for what it leaves open.
///
/// # Safety
/// `lpProviderId` and `lpServiceClassId` are null, or readable. `lpdwBufSize` is null, or readable and writable.
/// `lpServiceClassInfo` is null, or writable for that many bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAGetServiceClassInfoW(
    lpProviderId: *mut GUID,
    lpServiceClassId: *mut GUID,
    lpdwBufSize: *mut DWORD,
    lpServiceClassInfo: *mut WSASERVICECLASSINFOW,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSAGetServiceClassInfoW", || {
            [
                ("lpProviderId", Parameter::Guid(lpProviderId)),
                ("lpServiceClassId", Parameter::Guid(lpServiceClassId)),
                ("lpdwBufSize", Parameter::Size(lpdwBufSize)),
                (
                    "lpServiceClassInfo",
                    Parameter::OutClass(lpServiceClassInfo.cast(), Encoding::Utf16),
                ),
            ]
        })
    };
    edge::socket_call(call, || {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract.
        unsafe {
            class_info(
                winsock,
                lpProviderId,
                lpServiceClassId,
                lpdwBufSize,
                lpServiceClassInfo,
                Encoding::Utf16,
            )
        }
    })
}

/// Tells the name of a service class (ANSI form).
///
/// As [`WSAGetServiceClassNameByClassIdW`]; the name is in the ANSI code page, and its length is counted in bytes.
///
/// # Safety
/// As for [`WSAGetServiceClassNameByClassIdW`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAGetServiceClassNameByClassIdA(
    lpServiceClassId: *mut GUID,
    lpszServiceClassName: *mut CHAR,
    lpdwBufferLength: *mut DWORD,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSAGetServiceClassNameByClassIdA", || {
            [
                ("lpServiceClassId", Parameter::Guid(lpServiceClassId)),
                ("lpdwBufferLength", Parameter::Size(lpdwBufferLength)),
                (
                    "lpszServiceClassName",
                    Parameter::OutText(lpszServiceClassName.cast(), ansi_now()),
                ),
            ]
        })
    };
    edge::socket_call(call, || {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract.
        unsafe {
            class_name(
                winsock,
                lpServiceClassId,
                lpszServiceClassName.cast(),
                lpdwBufferLength,
                ansi(winsock),
            )
        }
    })
}

/// Tells the name of a service class (UTF-16 form).
///
/// # Parameters
/// `lpServiceClassId`: the class. `lpszServiceClassName`: receives the name and its terminator; null asks for the length.
/// `lpdwBufferLength`: room in characters; receives the length in characters, terminator included, with success and with
/// `WSAEFAULT`.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEINVAL`: `lpServiceClassId` or `lpdwBufferLength` is null.
/// * `WSA_INVALID_PARAMETER`: the id is zero.
/// * `WSATYPE_NOT_FOUND`: no active namespace provider knows the class.
/// * `WSANO_DATA`: the class was installed without a name.
/// * `WSAEFAULT`: the buffer is null or too small; the needed length is stored, and nothing else.
///
/// # Behaviour
/// The active providers are asked in the order of the catalogue. The classes that need no installation are called by their number:
/// `80/tcp`, `53/udp`, `4/sap` (NetWare) and `15/dns` (record type), unless they were installed by another name.
/// Source: the reference page of `WSAGetServiceClassNameByClassId`; `src/policy` for what it leaves open.
///
/// # Safety
/// `lpServiceClassId` is null, or readable. `lpdwBufferLength` is null, or readable and writable. `lpszServiceClassName` is null,
/// or writable for that many characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAGetServiceClassNameByClassIdW(
    lpServiceClassId: *mut GUID,
    lpszServiceClassName: *mut WCHAR,
    lpdwBufferLength: *mut DWORD,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSAGetServiceClassNameByClassIdW", || {
            [
                ("lpServiceClassId", Parameter::Guid(lpServiceClassId)),
                ("lpdwBufferLength", Parameter::Size(lpdwBufferLength)),
                (
                    "lpszServiceClassName",
                    Parameter::OutText(lpszServiceClassName.cast(), Encoding::Utf16),
                ),
            ]
        })
    };
    edge::socket_call(call, || {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract.
        unsafe {
            class_name(
                winsock,
                lpServiceClassId,
                lpszServiceClassName.cast(),
                lpdwBufferLength,
                Encoding::Utf16,
            )
        }
    })
}

/// # Safety
/// As for [`WSAGetServiceClassInfoW`].
unsafe fn class_info(
    winsock: &Winsock,
    provider: *const GUID,
    class: *const GUID,
    size: *mut DWORD,
    info: *mut WSASERVICECLASSINFOW,
    encoding: Encoding,
) -> Result<(), Error> {
    // SAFETY: forwarded from this function's own contract.
    let provider = unsafe { abi::class::id(provider) }?;
    // SAFETY: forwarded.
    let class = unsafe { abi::class::id(class) }?;
    // SAFETY: forwarded.
    let buffer = unsafe { edge::class::description_buffer(info.cast(), size) }?;
    buffer.put_class(&*winsock.class_info(provider, class)?, encoding)
}

/// # Safety
/// As for [`WSAGetServiceClassNameByClassIdW`], with a buffer of characters of the encoding.
unsafe fn class_name(
    winsock: &Winsock,
    class: *const GUID,
    name: *mut core::ffi::c_void,
    length: *mut DWORD,
    encoding: Encoding,
) -> Result<(), Error> {
    // SAFETY: forwarded from this function's own contract.
    let class = unsafe { abi::class::id(class) }?;
    // SAFETY: forwarded.
    let slot = unsafe { edge::class::name_slot(name, length, encoding) }?;
    slot.put(&winsock.class_name(class)?)
}
