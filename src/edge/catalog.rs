// SPDX-License-Identifier: MIT OR Apache-2.0
//! Changes of the catalogue, between a caller's memory and the core. They need no `WSAStartup`.

use core::ffi::c_void;

use super::completion::Routine;
use super::write::HandleSlot;
use super::{environment, fork};
use crate::abi::pack::Buffer;
use crate::abi::{Encoding, read};
use crate::error::Error;
use crate::ffi::guiddef::GUID;
use crate::ffi::winsock2::{HANDLE, LPWSAOVERLAPPED_COMPLETION_ROUTINE, WSAOVERLAPPED};
use crate::ffi::ws2def::BLOB;
use crate::ffi::ws2spi::NSPV2_ROUTINE;
use crate::policy;
use crate::provider::foreign::version_2::Advertisement;
use crate::rnr::catalog::installed::{self, ChangeKind, Installed};
use crate::rnr::catalog::keeper::ChangeError;
use crate::startup;

fn change(
    kind: ChangeKind,
    edit: impl FnOnce(&mut Vec<Installed>) -> Result<(), Error>,
) -> Result<(), Error> {
    fork::install();
    let refused = |error| policy::catalog_file_error(&error, kind);
    let catalog = startup::catalog(environment::config).map_err(refused)?;
    catalog.change(edit).map_err(|error| match error {
        ChangeError::Refused(error) => error,
        ChangeError::File(error) => refused(error),
    })
}

/// `WSCInstallNameSpace` and `WSCInstallNameSpaceEx`.
///
/// # Safety
/// The strings are null, or terminated. `id` is null, or readable. `specific` is null, or points to a blob whose data is null or
/// readable for its size.
pub(crate) unsafe fn install(
    identifier: *const u16,
    path: *const u16,
    namespace: u32,
    version: u32,
    id: *const GUID,
    specific: *const BLOB,
) -> Result<(), Error> {
    // SAFETY: forwarded from this function's own contract.
    let entry = unsafe { entry(identifier, path, namespace, version, id, specific) }?;
    change(ChangeKind::Install, |list| installed::install(list, entry))
}

/// Reads what is to be installed.
///
/// # Safety
/// As for [`install`].
unsafe fn entry(
    identifier: *const u16,
    path: *const u16,
    namespace: u32,
    version: u32,
    id: *const GUID,
    specific: *const BLOB,
) -> Result<Installed, Error> {
    if identifier.is_null() || path.is_null() {
        return Err(Error::InvalidParameter);
    }
    // SAFETY: forwarded from this function's own contract.
    let provider_id = unsafe { read::guid(id) }.ok_or(Error::InvalidParameter)?;
    // SAFETY: forwarded.
    let identifier = unsafe { read::wide_string(identifier) }?;
    // SAFETY: forwarded.
    let library = unsafe { read::wide_string(path) }?;
    // SAFETY: forwarded.
    let specific = unsafe { read::blob(specific) }?.unwrap_or_default();
    Ok(Installed {
        provider_id,
        namespace,
        active: true,
        version,
        identifier,
        library,
        family: None,
        stores_class_info: false,
        provider_specific: specific.as_slice().into(),
    })
}

/// `WSCUnInstallNameSpace`.
///
/// # Safety
/// `id` is null, or readable.
pub(crate) unsafe fn uninstall(id: *const GUID) -> Result<(), Error> {
    // SAFETY: forwarded from this function's own contract.
    let id = unsafe { read::guid(id) }.ok_or(Error::BadPointer)?;
    change(ChangeKind::Uninstall, |list| installed::uninstall(list, id))
}

/// `WSCEnableNSProvider`.
///
/// # Safety
/// `id` is null, or readable.
pub(crate) unsafe fn enable(id: *const GUID, active: bool) -> Result<(), Error> {
    // SAFETY: forwarded from this function's own contract.
    let id = unsafe { read::guid(id) }.ok_or(Error::BadPointer)?;
    change(ChangeKind::Enable, |list| {
        installed::enable(list, id, active)
    })
}

/// `WSCWriteNameSpaceOrder`.
///
/// # Safety
/// `ids` is null, or has `count` readable elements.
pub(crate) unsafe fn reorder(ids: *const GUID, count: u32) -> Result<(), Error> {
    if ids.is_null() {
        return Err(Error::BadPointer);
    }
    change(ChangeKind::Reorder, |list| {
        // SAFETY: forwarded from this function's own contract.
        let ids = unsafe { read::guids(ids, count, list.len()) }?;
        installed::reorder(list, &ids)
    })
}

/// `WSAProviderConfigChange`.
///
/// # Safety
/// `handle` is null, or readable and writable. What a routine needs is as [`Routine::new`] says.
pub(crate) unsafe fn config_change(
    handle: *mut HANDLE,
    overlapped: *mut WSAOVERLAPPED,
    routine: LPWSAOVERLAPPED_COMPLETION_ROUTINE,
) -> Result<(), Error> {
    let (catalog, session) = startup::require_catalog()?;
    // SAFETY: forwarded from this function's own contract.
    let slot = unsafe { HandleSlot::new(handle) }?;
    // SAFETY: not null by the check above; readable by the caller's contract.
    let given = unsafe { handle.read_unaligned() };
    if given.is_null() {
        slot.put(catalog.notification());
        return Ok(());
    }
    if given.addr() as u64 != catalog.notification() {
        return Err(Error::InvalidHandle);
    }
    if overlapped.is_null() {
        return catalog.watch(session)?.wait();
    }
    if routine.is_none() {
        return Err(policy::COMPLETION_ELSEWHERE);
    }
    // SAFETY: forwarded.
    let routine = unsafe { Routine::new(overlapped, routine) }?;
    let watch = catalog.watch(session)?;
    routine.call_after(|| watch.wait())?;
    Err(Error::Pending)
}

/// `WSAAdvertiseProvider`.
///
/// # Safety
/// `id` is null, or readable. `routines` is null, or readable, and every routine in it is null or can be called until the
/// advertisement has ended.
pub(crate) unsafe fn advertise(
    id: *const GUID,
    routines: *const NSPV2_ROUTINE,
) -> Result<(), Error> {
    let winsock = startup::require()?;
    // SAFETY: forwarded from this function's own contract.
    let id = unsafe { read::guid(id) }.ok_or(Error::InvalidParameter)?;
    // SAFETY: forwarded.
    let size = unsafe { read::optional(routines.cast::<u32>()) }.ok_or(Error::InvalidParameter)?;
    if (size as usize) < size_of::<NSPV2_ROUTINE>() {
        return Err(Error::InvalidParameter);
    }
    // SAFETY: not null, and as large as it says.
    let table = unsafe { routines.read_unaligned() };
    // SAFETY: forwarded.
    let advertisement = unsafe { Advertisement::new(table) }?;
    winsock.advertise(id, Some(advertisement))
}

/// `WSAUnadvertiseProvider`.
///
/// # Safety
/// `id` is null, or readable.
pub(crate) unsafe fn unadvertise(id: *const GUID) -> Result<(), Error> {
    let winsock = startup::require()?;
    // SAFETY: forwarded from this function's own contract.
    let id = unsafe { read::guid(id) }.ok_or(Error::InvalidParameter)?;
    winsock.advertise(id, None)
}

/// `WSAProviderCompleteAsyncCall`.
pub(crate) fn complete_call(call: HANDLE, code: i32) -> Result<(), Error> {
    startup::require()?.complete_call(call.addr(), code)
}

// The 32-bit catalogue, which is not there.

/// # Safety
/// As for [`install`].
pub(crate) unsafe fn install_32(
    identifier: *const u16,
    path: *const u16,
    namespace: u32,
    version: u32,
    id: *const GUID,
    specific: *const BLOB,
) -> Result<(), Error> {
    // SAFETY: forwarded from this function's own contract.
    let entry = unsafe { entry(identifier, path, namespace, version, id, specific) }?;
    installed::install(&mut Vec::new(), entry)?;
    Err(Error::SystemCall)
}

/// # Safety
/// `id` is null, or readable.
pub(crate) unsafe fn find_32(id: *const GUID) -> Result<(), Error> {
    // SAFETY: forwarded from this function's own contract.
    let id = unsafe { read::guid(id) }.ok_or(Error::BadPointer)?;
    installed::uninstall(&mut Vec::new(), id)
}

/// # Safety
/// As for [`reorder`].
pub(crate) unsafe fn reorder_32(ids: *const GUID, count: u32) -> Result<(), Error> {
    // SAFETY: forwarded from this function's own contract.
    let ids = unsafe { read::guids(ids, count, 0) }?;
    installed::reorder(&mut Vec::new(), &ids)
}

/// # Safety
/// As for [`Buffer::sized_or_null`].
pub(crate) unsafe fn enumerate_32(size: *mut u32, start: *mut c_void) -> Result<i32, Error> {
    startup::require()?;
    // SAFETY: forwarded from this function's own contract.
    let buffer = unsafe { Buffer::sized_or_null(start, size) }?;
    buffer.put_providers(&[], Encoding::Utf16)
}
