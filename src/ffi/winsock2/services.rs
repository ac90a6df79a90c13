// SPDX-License-Identifier: MIT OR Apache-2.0
//! Registration and lookup of services.

use super::structs::{HANDLE, WSAESETSERVICEOP, WSAQUERYSETA, WSAQUERYSETW};
use super::{ansi, ansi_now};
use crate::abi::pack::Buffer;
use crate::abi::{self, Encoding};
use crate::edge::parameter::Parameter;
use crate::edge::write::HandleSlot;
use crate::edge::{self, Call};
use crate::error::Error;
use crate::ffi::ws2def::{DWORD, INT};
use crate::harness::names;
use crate::rnr::Winsock;
use crate::rnr::query::Query;
use crate::rnr::service::Registration;
use crate::rnr::session::Session;
use crate::startup;

/// Registers, deregisters or deletes a service instance (ANSI form).
///
/// As [`WSASetServiceW`]; the strings are in the ANSI code page (`ENLIST_ACP`, UTF-8 by default) and converted once.
/// Characters that cannot be converted are replaced, as Windows does, and are no error.
///
/// # Safety
/// As for [`WSASetServiceW`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSASetServiceA(
    lpqsRegInfo: *mut WSAQUERYSETA,
    essOperation: WSAESETSERVICEOP,
    dwControlFlags: DWORD,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSASetServiceA", || {
            [
                (
                    "lpqsRegInfo",
                    Parameter::Registration(lpqsRegInfo.cast(), essOperation, ansi_now()),
                ),
                (
                    "essOperation",
                    Parameter::Named(names::OPERATIONS, essOperation),
                ),
                (
                    "dwControlFlags",
                    Parameter::Flags(names::SERVICE_FLAGS, dwControlFlags),
                ),
            ]
        })
    };
    edge::socket_call(call, || {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract; both forms have the same layout.
        unsafe {
            set_service(
                winsock,
                lpqsRegInfo.cast(),
                essOperation,
                dwControlFlags,
                ansi(winsock),
            )
        }
    })
}

/// Registers, deregisters or deletes a service instance (UTF-16 form).
///
/// # Parameters
/// `lpqsRegInfo`: the service; it is read before the function returns, and never changed. `dwNumberOfProtocols`,
/// `lpafpProtocols`, `lpszQueryString` and `dwOutputFlags` are not looked at. When the call is addressed to NS_BTH, by the
/// namespace or by the provider, a blob is a `BTH_SET_SERVICE`; then nothing else is looked at, and the variables that it points
/// to receive the version and the handle. `essOperation`: `RNRSERVICE_REGISTER`,
/// `RNRSERVICE_DEREGISTER` or `RNRSERVICE_DELETE`. `dwControlFlags`: 0, or `SERVICE_MULTIPLE` to manage addresses one by
/// one; other bits go to the namespace provider, and those built in ignore them.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set. With several namespace providers, one success is enough.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEFAULT`: `lpqsRegInfo` is null.
/// * `WSAEINVAL`: `dwSize` is not the size of the struct; the operation is unknown; a count or length comes with a null
///   pointer, is negative or absurd; a string has 32,767 characters or more; `lpNSProviderId` names no provider.
/// * `WSASERVICE_NOT_FOUND`: no active provider serves the namespace; deregister or delete of what does not exist.
/// * `WSAEACCES`: the namespace does not let the caller publish.
/// * `WSAEINVAL`: the namespace needs a name or a class that is missing, or has no containers for the context. NS_BTH: control
///   flags, the operation, the `BTH_SET_SERVICE`, its service record or the one address are not as they must be.
/// * `WSAEADDRINUSE`: NS_BTH: something is registered at the protocol and port.
/// * `WSA_NOT_ENOUGH_MEMORY`: memory is short.
///
/// # Behaviour
/// Source: the reference page of `WSASetService` with its table of operations; `src/policy` for what it leaves open.
///
/// # Safety
/// `lpqsRegInfo` is null, or points to a `WSAQUERYSETW` whose `dwSize` is right and whose pointers are null or valid, left
/// unchanged during the call; so are the pointers in a `BTH_SET_SERVICE`, and its record is as long as it says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSASetServiceW(
    lpqsRegInfo: *mut WSAQUERYSETW,
    essOperation: WSAESETSERVICEOP,
    dwControlFlags: DWORD,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSASetServiceW", || {
            [
                (
                    "lpqsRegInfo",
                    Parameter::Registration(lpqsRegInfo.cast(), essOperation, Encoding::Utf16),
                ),
                (
                    "essOperation",
                    Parameter::Named(names::OPERATIONS, essOperation),
                ),
                (
                    "dwControlFlags",
                    Parameter::Flags(names::SERVICE_FLAGS, dwControlFlags),
                ),
            ]
        })
    };
    edge::socket_call(call, || {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract.
        unsafe {
            set_service(
                winsock,
                lpqsRegInfo,
                essOperation,
                dwControlFlags,
                Encoding::Utf16,
            )
        }
    })
}

/// Begins a lookup (ANSI form).
///
/// As [`WSALookupServiceBeginW`]; the strings are in the ANSI code page. The handle serves both forms of
/// `WSALookupServiceNext`.
///
/// # Safety
/// As for [`WSALookupServiceBeginW`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSALookupServiceBeginA(
    lpqsRestrictions: *mut WSAQUERYSETA,
    dwControlFlags: DWORD,
    lphLookup: *mut HANDLE,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSALookupServiceBeginA", || {
            [
                (
                    "lpqsRestrictions",
                    Parameter::Query(lpqsRestrictions.cast(), ansi_now()),
                ),
                (
                    "dwControlFlags",
                    Parameter::Flags(names::LOOKUP_FLAGS, dwControlFlags),
                ),
                ("lphLookup", Parameter::OutHandle(lphLookup)),
            ]
        })
    };
    edge::socket_call(call, || {
        let call = startup::require_session()?;
        // SAFETY: forwarded from this function's own contract; both forms have the same layout.
        unsafe {
            lookup_begin(
                call,
                lpqsRestrictions.cast(),
                dwControlFlags,
                lphLookup,
                ansi(call.0),
            )
        }
    })
}

/// Begins a lookup (UTF-16 form).
///
/// # Parameters
/// `lpqsRestrictions`: what to look for; it is read before the function returns, and may then be freed or used as a result
/// buffer. Name (none, "" and "*" mean every one), class, version, namespace, provider, context and protocols restrict;
/// comment, addresses and output flags are not looked at. `dwControlFlags`: `LUP_` flags. `lphLookup`: receives the handle, to be
/// ended with `WSALookupServiceEnd`.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEFAULT`: `lpqsRestrictions` is null; `lphLookup` is null.
/// * `WSAEINVAL`: `dwSize` is not the size of the struct; a count comes with a null pointer or is absurd; a string has 32,767
///   characters or more; `lpNSProviderId` names no provider.
/// * `WSASERVICE_NOT_FOUND`: no active provider serves the namespace or the protocols; no provider takes the query.
/// * `WSAEINVAL`: the comparator of `lpVersion` is unknown, or the namespace has no containers for the context. NS_BTH: the
///   context is no device's address, there is neither class nor blob, or the blob is not what it must be.
/// * `WSASERVICE_NOT_FOUND`: NS_BTH: the device does not answer.
/// * `WSANO_DATA`: `LUP_CONTAINERS` in a namespace without containers.
/// * `WSA_NOT_ENOUGH_MEMORY`: memory, or the table of handles, is full.
///
/// # Behaviour
/// Nothing is searched yet, except in NS_BTH, as on Windows. Source: the reference page of `WSALookupServiceBegin`; the order
/// of the pointers as Wine's tests show it.
///
/// # Safety
/// `lpqsRestrictions` is null, or points to a `WSAQUERYSETW` whose `dwSize` is right and whose pointers are null or valid, left
/// unchanged during the call. `lphLookup` is null, or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSALookupServiceBeginW(
    lpqsRestrictions: *mut WSAQUERYSETW,
    dwControlFlags: DWORD,
    lphLookup: *mut HANDLE,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSALookupServiceBeginW", || {
            [
                (
                    "lpqsRestrictions",
                    Parameter::Query(lpqsRestrictions.cast(), Encoding::Utf16),
                ),
                (
                    "dwControlFlags",
                    Parameter::Flags(names::LOOKUP_FLAGS, dwControlFlags),
                ),
                ("lphLookup", Parameter::OutHandle(lphLookup)),
            ]
        })
    };
    edge::socket_call(call, || {
        let call = startup::require_session()?;
        // SAFETY: forwarded from this function's own contract.
        unsafe {
            lookup_begin(
                call,
                lpqsRestrictions,
                dwControlFlags,
                lphLookup,
                Encoding::Utf16,
            )
        }
    })
}

/// Returns the next result of a lookup (ANSI form).
///
/// As [`WSALookupServiceNextW`]; the strings are in the ANSI code page. Serves handles of both forms of
/// `WSALookupServiceBegin`.
///
/// # Safety
/// As for [`WSALookupServiceNextW`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSALookupServiceNextA(
    hLookup: HANDLE,
    dwControlFlags: DWORD,
    lpdwBufferLength: *mut DWORD,
    lpqsResults: *mut WSAQUERYSETA,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSALookupServiceNextA", || {
            [
                ("hLookup", Parameter::Handle(hLookup)),
                (
                    "dwControlFlags",
                    Parameter::Flags(names::LOOKUP_FLAGS, dwControlFlags),
                ),
                ("lpdwBufferLength", Parameter::Size(lpdwBufferLength)),
                (
                    "lpqsResults",
                    Parameter::OutQuerySet(lpqsResults.cast(), ansi_now()),
                ),
            ]
        })
    };
    edge::socket_call(call, || {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract.
        let buffer = unsafe { Buffer::sized(lpqsResults.cast(), lpdwBufferLength) }?;
        lookup_next(winsock, hLookup, dwControlFlags, &buffer, ansi(winsock))
    })
}

/// Returns the next result of a lookup (UTF-16 form).
///
/// # Parameters
/// `dwControlFlags`: `LUP_RETURN_` flags, which can only take away from what Begin asked for (none at all means all of
/// that); `LUP_FLUSHPREVIOUS` drops a result that did not fit; `LUP_RES_SERVICE` chooses the side of the addresses.
/// `lpdwBufferLength`: size of the buffer in bytes; receives the needed size with `WSAEFAULT` and is left alone otherwise.
/// `lpqsResults`: receives the struct and, behind it, all that it points to; what it holds before does not matter. May be null
/// when the size is 0.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEFAULT`: `lpdwBufferLength` is null, or `lpqsResults` is while the size is not 0.
/// * `WSA_INVALID_HANDLE`: the handle is not open.
/// * `WSAEFAULT`: the buffer is too small; the needed size is stored, and the same result comes again.
/// * `WSA_E_NO_MORE`: the end; or an enumeration found nothing.
/// * `WSASERVICE_NOT_FOUND`: nothing has the given name.
/// * `WSANO_DATA`: something has the given name, but not the version, protocol or address that is asked for.
/// * `WSA_E_CANCELLED`: the lookup was ended meanwhile.
///
/// # Behaviour
/// In NS_BTH, `LUP_RETURN_` flags of this call count by themselves when Begin had none. Source: the reference page of
/// `WSALookupServiceNext`; flags 0 as shipping programs use them.
///
/// # Safety
/// `lpdwBufferLength` is null, or readable and writable. `lpqsResults` is null, or writable for that many bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSALookupServiceNextW(
    hLookup: HANDLE,
    dwControlFlags: DWORD,
    lpdwBufferLength: *mut DWORD,
    lpqsResults: *mut WSAQUERYSETW,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSALookupServiceNextW", || {
            [
                ("hLookup", Parameter::Handle(hLookup)),
                (
                    "dwControlFlags",
                    Parameter::Flags(names::LOOKUP_FLAGS, dwControlFlags),
                ),
                ("lpdwBufferLength", Parameter::Size(lpdwBufferLength)),
                (
                    "lpqsResults",
                    Parameter::OutQuerySet(lpqsResults.cast(), Encoding::Utf16),
                ),
            ]
        })
    };
    edge::socket_call(call, || {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract.
        let buffer = unsafe { Buffer::sized(lpqsResults.cast(), lpdwBufferLength) }?;
        lookup_next(winsock, hLookup, dwControlFlags, &buffer, Encoding::Utf16)
    })
}

/// Ends a lookup and frees its handle.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSA_INVALID_HANDLE`: the handle is not open: null, invented, or ended before.
///
/// # Behaviour
/// May be called while another thread is inside `WSALookupServiceNext` with the handle: that call returns
/// `WSA_E_CANCELLED`. Source: the reference page of `WSALookupServiceEnd`.
#[unsafe(no_mangle)]
pub extern "C" fn WSALookupServiceEnd(hLookup: HANDLE) -> INT {
    // SAFETY: no pointer is among the parameters.
    let call = unsafe {
        Call::new("WSALookupServiceEnd", || {
            [("hLookup", Parameter::Handle(hLookup))]
        })
    };
    edge::socket_call(call, || {
        startup::require()?.lookup_end(hLookup.addr() as u64)
    })
}

/// # Safety
/// As for [`WSASetServiceW`], with strings of the encoding.
unsafe fn set_service(
    winsock: &Winsock,
    given: *const WSAQUERYSETW,
    operation: WSAESETSERVICEOP,
    control_flags: u32,
    encoding: Encoding,
) -> Result<(), Error> {
    // SAFETY: forwarded from this function's own contract.
    let given = unsafe { abi::read::query_set(given) }?;
    let operation = abi::read::operation(operation)?;
    let mut registration = Registration::default();
    // SAFETY: forwarded.
    let cells =
        unsafe { edge::bluetooth::registration(&given, operation, encoding, &mut registration) }?;
    let handle = winsock.set_service(&registration, operation, control_flags)?;
    if let Some((cells, handle)) = cells.zip(handle) {
        cells.put(handle);
    }
    Ok(())
}

/// # Safety
/// As for [`WSALookupServiceBeginW`], with strings of the encoding.
unsafe fn lookup_begin(
    (winsock, session): (&Winsock, Session),
    restrictions: *const WSAQUERYSETW,
    control_flags: u32,
    handle: *mut HANDLE,
    encoding: Encoding,
) -> Result<(), Error> {
    if restrictions.is_null() {
        return Err(Error::BadPointer);
    }
    // SAFETY: forwarded from this function's own contract.
    let handle = unsafe { HandleSlot::new(handle) }?;
    // SAFETY: forwarded.
    let restrictions = unsafe { abi::read::query_set(restrictions) }?;
    let mut query = Query::default();
    // SAFETY: forwarded.
    unsafe { abi::read::query(&restrictions, encoding, &mut query) }?;
    handle.put(winsock.lookup_begin(session, &query, control_flags)?);
    Ok(())
}

fn lookup_next(
    winsock: &Winsock,
    handle: HANDLE,
    control_flags: u32,
    buffer: &Buffer,
    encoding: Encoding,
) -> Result<(), Error> {
    winsock.lookup_next(handle.addr() as u64, control_flags, |result| {
        buffer.put_result(result, encoding)
    })
}
