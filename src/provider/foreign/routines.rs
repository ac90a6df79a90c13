// SPDX-License-Identifier: MIT OR Apache-2.0
//! The routines of a provider's library (`NSP_ROUTINE`), one method for each.

#![allow(unsafe_code)]

use core::mem::offset_of;
use core::ptr;
use std::error::Error as _;
use std::path::Path;

use uuid::Uuid;

use super::IsOpen;
use super::call::{Found, grow, operation_number, report};
use crate::abi::pack::{self, Packed};
use crate::abi::{Encoding, class};
use crate::error::Error;
use crate::ffi::guiddef::GUID;
use crate::ffi::winsock2::{
    HANDLE, NSP_NOTIFY_IMMEDIATELY, SIO_NSP_NOTIFY_CHANGE, WSACOMPLETION, WSAQUERYSETW,
    WSASERVICECLASSINFOW,
};
use crate::ffi::ws2spi::{LPNSPSTARTUP, NSP_ROUTINE, NSPStartup};
use crate::harness::journal;
use crate::rnr::class::ServiceClass;
use crate::rnr::query::{Query, QuerySet};
use crate::rnr::service::{Operation, Registration};

/// The provider's routines, between `NSPStartup` and `NSPCleanup`.
pub(super) struct Routines {
    table: NSP_ROUTINE,
    provider: Uuid,
}

impl Routines {
    /// Loads a library and starts the provider in it. The library stays loaded: its threads and exit handlers may outlive what it
    /// is needed for.
    pub(super) fn start(library: &Path, provider: Uuid) -> Result<Self, Error> {
        let refused = |reason: String| {
            journal::event("library", || format!("{}: {reason}", library.display()));
            Error::ProviderFailed
        };
        let entry: LPNSPSTARTUP = load(library).map_err(refused)?;
        let entry = entry.ok_or(Error::ProviderFailed)?;
        let mut table = NSP_ROUTINE {
            cbSize: size_of::<NSP_ROUTINE>() as u32,
            dwMajorVersion: 0,
            dwMinorVersion: 0,
            NSPCleanup: None,
            NSPLookupServiceBegin: None,
            NSPLookupServiceNext: None,
            NSPLookupServiceEnd: None,
            NSPSetService: None,
            NSPInstallServiceClass: None,
            NSPRemoveServiceClass: None,
            NSPGetServiceClassInfo: None,
            NSPIoctl: None,
        };
        let mut id = pack::guid(provider);
        // SAFETY: a provider's start-up takes these two, by its published interface.
        let started = report(|| unsafe { entry(&raw mut id, &raw mut table) });
        started.map_err(|error| refused(format!("NSPStartup failed: {error}")))?;
        // What a provider of old did not fill in is not its own.
        if (table.cbSize as usize) < size_of::<NSP_ROUTINE>() {
            table.NSPIoctl = None;
        }
        if (table.cbSize as usize) < offset_of!(NSP_ROUTINE, NSPLookupServiceBegin) {
            table.NSPCleanup = None;
        }
        let is_too_small = (table.cbSize as usize) < offset_of!(NSP_ROUTINE, NSPIoctl);
        // It has started: dropped, it is cleaned up.
        let routines = Self { table, provider };
        if is_too_small {
            return Err(Error::InvalidProvider);
        }
        Ok(routines)
    }

    pub(super) fn lookup_begin(
        &self,
        query: &Query,
        class: Option<&ServiceClass>,
        flags: u32,
    ) -> Result<usize, Error> {
        let routine = self.table.NSPLookupServiceBegin;
        let routine = routine.ok_or(Error::NotSupported)?;
        let mut restrictions = Packed::query_set(&QuerySet::of_query(query))?;
        let mut class = class.map(Packed::class).transpose()?;
        let class = class.as_mut().map_or(ptr::null_mut(), Packed::as_mut_ptr);
        let mut id = pack::guid(self.provider);
        let mut handle: HANDLE = ptr::null_mut();
        let restrictions = restrictions.as_mut_ptr();
        // SAFETY: the routine takes these, by its published interface; all of them live until it returns.
        report(|| unsafe { routine(&raw mut id, restrictions, class, flags, &raw mut handle) })?;
        Ok(handle.addr())
    }

    pub(super) fn lookup_next(
        &self,
        handle: usize,
        flags: u32,
        is_open: &IsOpen<'_>,
    ) -> Result<Option<Found>, Error> {
        let routine = self.table.NSPLookupServiceNext;
        let routine = routine.ok_or(Error::NotSupported)?;
        let handle = ptr::without_provenance_mut(handle);
        grow(|results: *mut WSAQUERYSETW, length| {
            if !is_open() {
                return Err(Error::Cancelled);
            }
            // SAFETY: the routine takes these, by its published interface; the buffer has the length.
            report(|| unsafe { routine(handle, flags, length, results) })?;
            // SAFETY: the routine has filled the struct.
            let results = unsafe { results.read_unaligned() };
            // SAFETY: what it points to is the provider's, and lives until its next call.
            unsafe { Found::usable(&results) }
        })
    }

    pub(super) fn lookup_end(&self, handle: usize) {
        if let Some(routine) = self.table.NSPLookupServiceEnd {
            let handle = ptr::without_provenance_mut(handle);
            // SAFETY: the routine takes a handle that it gave out, by its published interface.
            let _gone = report(|| unsafe { routine(handle) });
        }
    }

    /// Asks whether a lookup has something new to say.
    pub(super) fn lookup_changed(&self, handle: usize) -> Result<bool, Error> {
        let routine = self.table.NSPIoctl.ok_or(Error::NotSupported)?;
        let handle = ptr::without_provenance_mut(handle);
        let mut returned = 0;
        // SAFETY: every member may be zero.
        let mut completion: WSACOMPLETION = unsafe { core::mem::zeroed() };
        completion.Type = NSP_NOTIFY_IMMEDIATELY;
        // SAFETY: the routine takes these, by its published interface; all of them live until it returns.
        let asked = report(|| unsafe {
            routine(
                handle,
                SIO_NSP_NOTIFY_CHANGE,
                ptr::null_mut(),
                0,
                ptr::null_mut(),
                0,
                &raw mut returned,
                &raw mut completion,
                ptr::null_mut(),
            )
        });
        match asked {
            Ok(()) => Ok(true),
            Err(Error::WouldBlock) => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub(super) fn set_service(
        &self,
        given: &Registration,
        class: Option<&ServiceClass>,
        operation: Operation,
        flags: u32,
    ) -> Result<(), Error> {
        let routine = self.table.NSPSetService.ok_or(Error::NotSupported)?;
        let mut service = Packed::query_set(&QuerySet::of_registration(given))?;
        let mut class = class.map(Packed::class).transpose()?;
        let class = class.as_mut().map_or(ptr::null_mut(), Packed::as_mut_ptr);
        let mut id = pack::guid(self.provider);
        let operation = operation_number(operation);
        let service = service.as_mut_ptr();
        // SAFETY: the routine takes these, by its published interface; all of them live until it returns.
        report(|| unsafe { routine(&raw mut id, class, service, operation, flags) })
    }

    pub(super) fn install_class(&self, class: &ServiceClass) -> Result<(), Error> {
        let routine = self.table.NSPInstallServiceClass;
        let routine = routine.ok_or(Error::NotSupported)?;
        let mut class = Packed::class(class)?;
        let mut id = pack::guid(self.provider);
        let class = class.as_mut_ptr();
        // SAFETY: the routine takes these, by its published interface.
        report(|| unsafe { routine(&raw mut id, class) })
    }

    pub(super) fn class_info(&self, class: Uuid) -> Result<ServiceClass, Error> {
        let routine = self.table.NSPGetServiceClassInfo;
        let routine = routine.ok_or(Error::NotSupported)?;
        let mut id = pack::guid(self.provider);
        let mut wanted = pack::guid(class);
        grow(|info: *mut WSASERVICECLASSINFOW, length| {
            let question = WSASERVICECLASSINFOW {
                lpServiceClassId: &raw mut wanted,
                lpszServiceClassName: ptr::null_mut(),
                dwCount: 0,
                lpClassInfos: ptr::null_mut(),
            };
            // SAFETY: every buffer has room for the struct.
            unsafe { info.write(question) };
            // SAFETY: the routine takes these, by its published interface; the buffer has the length.
            report(|| unsafe { routine(&raw mut id, length, info) })?;
            // SAFETY: the routine has filled the struct, and what it points to lives until its next call.
            let mut found = unsafe { class::description(info, Encoding::Utf16) }?;
            found.id = class;
            Ok(found)
        })
    }

    pub(super) fn remove_class(&self, class: Uuid) -> Result<(), Error> {
        let routine = self.table.NSPRemoveServiceClass;
        let routine = routine.ok_or(Error::NotSupported)?;
        let mut id = pack::guid(self.provider);
        let mut class = pack::guid(class);
        // SAFETY: the routine takes these, by its published interface.
        report(|| unsafe { routine(&raw mut id, &raw mut class) })
    }
}

impl Drop for Routines {
    fn drop(&mut self) {
        if let Some(routine) = self.table.NSPCleanup {
            let mut id = pack::guid(self.provider);
            // SAFETY: the routine takes the identifier, by its published interface; no other is called after it.
            let _nobody_to_tell = report(|| unsafe { routine(&raw mut id) });
        }
    }
}

/// The function that a library starts its provider with.
fn load(library: &Path) -> Result<LPNSPSTARTUP, String> {
    // SAFETY: the library was installed by the user, and whoever else could have changed it has been ruled out; that its
    // initialisers may run is what loading it means.
    let loaded = unsafe { open(library) }.map_err(in_full)?;
    // SAFETY: the function has this type, by its published interface.
    let entry = unsafe { loaded.get::<LPNSPSTARTUP>(c"NSPStartup") };
    let entry = entry
        .map(|symbol| *symbol)
        .map_err(|error| format!("no NSPStartup: {}", in_full(error)))
        .and_then(not_our_own);
    // Never closed.
    std::mem::forget(loaded);
    entry
}

/// What failed, and what the system says about it.
fn in_full(error: libloading::Error) -> String {
    match error.source() {
        Some(reason) => format!("{error}: {reason}"),
        None => error.to_string(),
    }
}

/// The search for the function goes on in what a library depends on. One that depends on this library, and has no such function
/// itself, is no provider. Nor is this library one to itself.
fn not_our_own(entry: LPNSPSTARTUP) -> Result<LPNSPSTARTUP, String> {
    let ours: unsafe extern "C" fn(*mut GUID, *mut NSP_ROUTINE) -> i32 = NSPStartup;
    match entry {
        Some(found) if !std::ptr::fn_addr_eq(found, ours) => Ok(entry),
        Some(_) => Err("its only NSPStartup is that of this library itself".to_owned()),
        None => Err("its NSPStartup is null".to_owned()),
    }
}

/// # Safety
/// The library's initialisers run.
#[cfg(unix)]
unsafe fn open(library: &Path) -> Result<libloading::Library, libloading::Error> {
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
    // Everything that it needs is looked for now, and not when one of its functions is called.
    // SAFETY: forwarded from this function's own contract.
    unsafe { Library::open(Some(library), RTLD_NOW | RTLD_LOCAL) }.map(Into::into)
}

/// # Safety
/// The library's initialisers run.
#[cfg(not(unix))]
unsafe fn open(library: &Path) -> Result<libloading::Library, libloading::Error> {
    // SAFETY: forwarded from this function's own contract.
    unsafe { libloading::Library::new(library) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn this_library_is_no_provider_to_itself() {
        let reason = not_our_own(Some(NSPStartup)).unwrap_err();
        assert_eq!(reason, "its only NSPStartup is that of this library itself");
        assert!(not_our_own(None).is_err());
    }
}
