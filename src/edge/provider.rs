// SPDX-License-Identifier: MIT OR Apache-2.0
//! This library as a namespace provider: the routines that `NSPStartup` hands over.
//!
//! They are the functions of Winsock once more, seen from the other side: each concerns the one provider that it names.

use core::ffi::c_void;
use core::mem::offset_of;

use uuid::Uuid;

use super::completion::Completion;
use super::parameter::Parameter;
use super::write::{CountSlot, HandleSlot};
use super::{Call, environment, fork, notification, routine_call};
use crate::abi::pack::Buffer;
use crate::abi::{Encoding, class, read};
use crate::error::Error;
use crate::ffi::guiddef::GUID;
use crate::ffi::winsock2::{HANDLE, WSACOMPLETION, WSAQUERYSETW, WSASERVICECLASSINFOW};
use crate::ffi::ws2spi::{NSP_ROUTINE, WSATHREADID};
use crate::harness::names;
use crate::rnr::Winsock;
use crate::rnr::query::{ControlFlags, Query};
use crate::rnr::served::ServedProvider;
use crate::rnr::service::Registration;
use crate::{policy, startup};

/// The version that is written for: that of current Windows.
const VERSION: (u32, u32) = (4, 4);

/// `NSPStartup`.
///
/// # Safety
/// `id` is null, or readable. `routines` is null, or readable and writable for as many bytes as its `cbSize` says.
pub(crate) unsafe fn start(id: *const GUID, routines: *mut NSP_ROUTINE) -> Result<(), Error> {
    // SAFETY: forwarded from this function's own contract.
    let id = unsafe { read::guid(id) }.ok_or(Error::InvalidParameter)?;
    if routines.is_null() {
        return Err(Error::InvalidParameter);
    }
    // SAFETY: not null by the check above; readable by the caller's contract.
    let room = unsafe { routines.cast::<u32>().read_unaligned() } as usize;
    let size = match room {
        room if room >= size_of::<NSP_ROUTINE>() => size_of::<NSP_ROUTINE>(),
        room if room >= offset_of!(NSP_ROUTINE, NSPIoctl) => offset_of!(NSP_ROUTINE, NSPIoctl),
        _ => return Err(Error::InvalidTable),
    };
    fork::install();
    startup::start(environment::config)?;
    startup::require()?.serve(id);
    let table = NSP_ROUTINE {
        cbSize: size as u32,
        dwMajorVersion: VERSION.0,
        dwMinorVersion: VERSION.1,
        NSPCleanup: Some(cleanup),
        NSPLookupServiceBegin: Some(lookup_begin),
        NSPLookupServiceNext: Some(lookup_next),
        NSPLookupServiceEnd: Some(lookup_end),
        NSPSetService: Some(set_service),
        NSPInstallServiceClass: Some(install_class),
        NSPRemoveServiceClass: Some(remove_class),
        NSPGetServiceClassInfo: Some(class_info),
        NSPIoctl: Some(ioctl),
    };
    let table = (&raw const table).cast::<u8>();
    // SAFETY: the caller's table has room for so much of ours, by the check above.
    unsafe { table.copy_to_nonoverlapping(routines.cast(), size) };
    Ok(())
}

/// The provider that a routine concerns.
///
/// # Safety
/// `id` is null, or readable.
unsafe fn served(id: *const GUID) -> Result<(&'static Winsock, ServedProvider), Error> {
    let winsock = startup::require()?;
    // SAFETY: forwarded from this function's own contract.
    let id = unsafe { read::guid(id) }.ok_or(Error::InvalidParameter)?;
    Ok((winsock, winsock.served(id)?))
}

unsafe extern "C" fn cleanup(id: *mut GUID) -> i32 {
    // SAFETY: the caller's, by the interface of the routine.
    let call = unsafe { Call::new("NSPCleanup", || [("lpProviderId", Parameter::Guid(id))]) };
    routine_call(call, || {
        let winsock = startup::require()?;
        // SAFETY: the caller's, by the interface of the routine.
        let id = unsafe { read::guid(id) }.ok_or(Error::InvalidParameter)?;
        winsock.unserve(id)?;
        startup::clean_up()
    })
}

/// Reads the description of a class, if there is one.
///
/// # Safety
/// As for [`class::description`].
unsafe fn description(
    given: *const WSASERVICECLASSINFOW,
) -> Result<Option<crate::rnr::class::ServiceClass>, Error> {
    if given.is_null() {
        return Ok(None);
    }
    // SAFETY: forwarded from this function's own contract.
    unsafe { class::description(given, Encoding::Utf16) }.map(Some)
}

unsafe extern "C" fn lookup_begin(
    id: *mut GUID,
    restrictions: *mut WSAQUERYSETW,
    class: *mut WSASERVICECLASSINFOW,
    flags: u32,
    handle: *mut HANDLE,
) -> i32 {
    // SAFETY: the caller's, by the interface of the routine.
    let call = unsafe {
        Call::new("NSPLookupServiceBegin", || {
            [
                ("lpProviderId", Parameter::Guid(id)),
                (
                    "lpqsRestrictions",
                    Parameter::Query(restrictions, Encoding::Utf16),
                ),
                (
                    "lpServiceClassInfo",
                    Parameter::Class(class, Encoding::Utf16),
                ),
                (
                    "dwControlFlags",
                    Parameter::Flags(names::LOOKUP_FLAGS, flags),
                ),
                ("lphLookup", Parameter::OutHandle(handle)),
            ]
        })
    };
    routine_call(call, || {
        let (_, session) = startup::require_session()?;
        // SAFETY: the caller's, by the interface of the routine.
        let (winsock, served) = unsafe { served(id) }?;
        // SAFETY: as above.
        let handle = unsafe { HandleSlot::new(handle) }?;
        // SAFETY: as above.
        let restrictions = unsafe { read::query_set(restrictions) }?;
        let mut query = Query::default();
        // SAFETY: as above.
        unsafe { read::query(&restrictions, Encoding::Utf16, &mut query) }?;
        // SAFETY: as above.
        let class = unsafe { description(class) }?;
        let flags = ControlFlags::from_bits_retain(flags);
        let lookup = served
            .provider
            .lookup_begin(&query, class.as_ref(), flags)?;
        handle.put(winsock.open_lookup(session, flags, &served, lookup)?);
        Ok(())
    })
}

unsafe extern "C" fn lookup_next(
    lookup: HANDLE,
    flags: u32,
    length: *mut u32,
    results: *mut WSAQUERYSETW,
) -> i32 {
    // SAFETY: the caller's, by the interface of the routine.
    let call = unsafe {
        Call::new("NSPLookupServiceNext", || {
            [
                ("hLookup", Parameter::Handle(lookup)),
                (
                    "dwControlFlags",
                    Parameter::Flags(names::LOOKUP_FLAGS, flags),
                ),
                ("lpdwBufferLength", Parameter::Size(length)),
                (
                    "lpqsResults",
                    Parameter::OutQuerySet(results, Encoding::Utf16),
                ),
            ]
        })
    };
    routine_call(call, || {
        let winsock = startup::require()?;
        // SAFETY: the caller's, by the interface of the routine.
        let buffer = unsafe { Buffer::sized(results.cast(), length) }?;
        winsock.lookup_next(lookup.addr() as u64, flags, |result| {
            buffer.put_result(result, Encoding::Utf16)
        })
    })
}

unsafe extern "C" fn lookup_end(lookup: HANDLE) -> i32 {
    // SAFETY: no pointer is among the parameters.
    let call = unsafe {
        Call::new("NSPLookupServiceEnd", || {
            [("hLookup", Parameter::Handle(lookup))]
        })
    };
    routine_call(call, || {
        startup::require()?.lookup_end(lookup.addr() as u64)
    })
}

unsafe extern "C" fn set_service(
    id: *mut GUID,
    class: *mut WSASERVICECLASSINFOW,
    given: *mut WSAQUERYSETW,
    operation: i32,
    flags: u32,
) -> i32 {
    // SAFETY: the caller's, by the interface of the routine.
    let call = unsafe {
        Call::new("NSPSetService", || {
            [
                ("lpProviderId", Parameter::Guid(id)),
                (
                    "lpServiceClassInfo",
                    Parameter::Class(class, Encoding::Utf16),
                ),
                (
                    "lpqsRegInfo",
                    Parameter::Registration(given, operation, Encoding::Utf16),
                ),
                (
                    "essOperation",
                    Parameter::Named(names::OPERATIONS, operation),
                ),
                (
                    "dwControlFlags",
                    Parameter::Flags(names::SERVICE_FLAGS, flags),
                ),
            ]
        })
    };
    routine_call(call, || {
        // SAFETY: the caller's, by the interface of the routine.
        let (_, served) = unsafe { served(id) }?;
        // SAFETY: as above.
        let mut given = unsafe { read::query_set(given) }?;
        let operation = read::operation(operation)?;
        // The call has come to where it belongs, whatever it says of namespaces.
        given.dwNameSpace = served.namespace;
        given.lpNSProviderId = core::ptr::null_mut();
        // SAFETY: as above.
        let class = unsafe { description(class) }?;
        let mut registration = Registration::default();
        // SAFETY: as above.
        let cells = unsafe {
            super::bluetooth::registration(&given, operation, Encoding::Utf16, &mut registration)
        }?;
        let provider = served.provider;
        let outcome = provider.set_service(&registration, class.as_ref(), operation, flags)?;
        if let Some((cells, handle)) = cells.zip(outcome.handle()) {
            cells.put(handle);
        }
        Ok(())
    })
}

unsafe extern "C" fn install_class(id: *mut GUID, info: *mut WSASERVICECLASSINFOW) -> i32 {
    // SAFETY: the caller's, by the interface of the routine.
    let call = unsafe {
        Call::new("NSPInstallServiceClass", || {
            [
                ("lpProviderId", Parameter::Guid(id)),
                (
                    "lpServiceClassInfo",
                    Parameter::Class(info, Encoding::Utf16),
                ),
            ]
        })
    };
    routine_call(call, || {
        // SAFETY: the caller's, by the interface of the routine.
        let (_, served) = unsafe { served(id) }?;
        // SAFETY: as above.
        let class = unsafe { class::description(info, Encoding::Utf16) }?;
        served.provider.install_class(&class)
    })
}

unsafe extern "C" fn remove_class(id: *mut GUID, class: *mut GUID) -> i32 {
    // SAFETY: the caller's, by the interface of the routine.
    let call = unsafe {
        Call::new("NSPRemoveServiceClass", || {
            [
                ("lpProviderId", Parameter::Guid(id)),
                ("lpServiceClassId", Parameter::Guid(class)),
            ]
        })
    };
    routine_call(call, || {
        // SAFETY: the caller's, by the interface of the routine.
        let (_, served) = unsafe { served(id) }?;
        // SAFETY: as above.
        let class: Uuid = unsafe { class::id(class) }?;
        served.remove_class(class)
    })
}

unsafe extern "C" fn class_info(
    id: *mut GUID,
    size: *mut u32,
    info: *mut WSASERVICECLASSINFOW,
) -> i32 {
    // SAFETY: the caller's, by the interface of the routine.
    let call = unsafe {
        Call::new("NSPGetServiceClassInfo", || {
            [
                ("lpProviderId", Parameter::Guid(id)),
                ("lpdwBufferLength", Parameter::Size(size)),
                (
                    "lpServiceClassInfo",
                    Parameter::OutClass(info, Encoding::Utf16),
                ),
            ]
        })
    };
    routine_call(call, || {
        // SAFETY: the caller's, by the interface of the routine.
        let (_, served) = unsafe { served(id) }?;
        // SAFETY: as above.
        let buffer = unsafe { super::class::description_buffer(info.cast(), size) }?;
        if info.is_null() {
            return Err(policy::BAD_CLASS_PARAMETER);
        }
        buffer.check_room::<*const GUID>()?;
        // The class is asked for by the first member of the struct that takes the answer; the others need not be there.
        // SAFETY: not null by the check above; readable for the size that was checked, by the interface of the routine.
        let wanted = unsafe { info.cast::<*const GUID>().read_unaligned() };
        // SAFETY: the caller's, by the interface of the routine.
        let class = unsafe { class::id(wanted) }?;
        let description = served.provider.class_info(class)?;
        buffer.put_class(&description, Encoding::Utf16)
    })
}

unsafe extern "C" fn ioctl(
    lookup: HANDLE,
    code: u32,
    _in_buffer: *mut c_void,
    _in_size: u32,
    _out_buffer: *mut c_void,
    _out_size: u32,
    returned: *mut u32,
    completion: *mut WSACOMPLETION,
    _thread: *mut WSATHREADID,
) -> i32 {
    // SAFETY: the caller's, by the interface of the routine.
    let call = unsafe {
        Call::new("NSPIoctl", || {
            [
                ("hLookup", Parameter::Handle(lookup)),
                (
                    "dwControlCode",
                    Parameter::NamedCode(names::CONTROL_CODES, code),
                ),
                (
                    "lpCompletion",
                    Parameter::Completion(completion, code, returned),
                ),
                ("lpcbBytesReturned", Parameter::OutCount(returned)),
            ]
        })
    };
    routine_call(call, || {
        let winsock = startup::require()?;
        // SAFETY: the caller's, by the interface of the routine.
        let returned = unsafe { CountSlot::new(returned) }?;
        notification::check_code(code)?;
        // SAFETY: as above.
        let completion = unsafe { Completion::read(completion) }?;
        notification::notify(winsock, lookup, completion, returned)
    })
}
