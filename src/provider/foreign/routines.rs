// SPDX-License-Identifier: MIT OR Apache-2.0
//! The routines of a provider's library (`NSP_ROUTINE`), one method for each.

#![allow(unsafe_code)]

use core::mem::offset_of;
use core::ptr;
use std::path::Path;

use uuid::Uuid;

use crate::edge::pack::{self, Packed};
use crate::edge::{Encoding, class, read};
use crate::error::Error;
use crate::ffi::winsock2::{HANDLE, WSAQUERYSETW, WSASERVICECLASSINFOW};
use crate::ffi::ws2spi::{LPNSPSTARTUP, NSP_ROUTINE};
use crate::last_error;
use crate::policy;
use crate::rnr::class::ServiceClass;
use crate::rnr::query::{Query, QuerySet};
use crate::rnr::service::{Operation, Registration};

/// The provider's routines, between `NSPStartup` and `NSPCleanup`.
pub(super) struct Routines {
    table: NSP_ROUTINE,
    provider: Uuid,
}

/// A result as the provider gave it.
pub(super) struct Found {
    pub(super) registration: Registration,
    pub(super) query_string: Box<[u16]>,
    pub(super) output_flags: u32,
}

/// Runs a routine. It reports by its return value and the thread's last error, or only by one of them; the caller's own last error
/// is left as it was.
fn report(routine: impl FnOnce() -> i32) -> Result<(), Error> {
    let before = last_error::get();
    last_error::set(0);
    let result = routine();
    let reported = last_error::get();
    last_error::set(before);
    match (result, reported) {
        (0, _) => Ok(()),
        (code, 0) if code > 0 => Err(Error::reported(code)),
        (_, 0) => Err(policy::UNREPORTED),
        (_, code) => Err(Error::reported(code)),
    }
}

impl Routines {
    /// Loads a library and starts the provider in it. The library stays loaded: its threads and exit handlers may outlive what it
    /// is needed for.
    pub(super) fn start(library: &Path, provider: Uuid) -> Result<Self, Error> {
        let entry: LPNSPSTARTUP = load(library)?;
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
        started.map_err(|_| Error::ProviderFailed)?;
        // What a provider of old did not fill in is not its own.
        if (table.cbSize as usize) < size_of::<NSP_ROUTINE>() {
            table.NSPIoctl = None;
        }
        if (table.cbSize as usize) < offset_of!(NSP_ROUTINE, NSPIoctl) {
            return Err(Error::ProviderFailed);
        }
        Ok(Self { table, provider })
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

    pub(super) fn lookup_next(&self, handle: usize, flags: u32) -> Result<Found, Error> {
        let routine = self.table.NSPLookupServiceNext;
        let routine = routine.ok_or(Error::NotSupported)?;
        let handle = ptr::without_provenance_mut(handle);
        grow(|results: *mut WSAQUERYSETW, length| {
            // SAFETY: the routine takes these, by its published interface; the buffer has the length.
            report(|| unsafe { routine(handle, flags, length, results) })?;
            // SAFETY: the routine has filled the struct.
            unsafe { found(results) }
        })
    }

    pub(super) fn lookup_end(&self, handle: usize) {
        if let Some(routine) = self.table.NSPLookupServiceEnd {
            let handle = ptr::without_provenance_mut(handle);
            // SAFETY: the routine takes a handle that it gave out, by its published interface.
            let _gone = report(|| unsafe { routine(handle) });
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
        let operation = match operation {
            Operation::Register => 0,
            Operation::Deregister => 1,
            Operation::Delete => 2,
        };
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

/// Lets a routine fill a buffer, which becomes larger when the routine says so.
fn grow<S, T>(mut fill: impl FnMut(*mut S, *mut u32) -> Result<T, Error>) -> Result<T, Error> {
    let mut memory = Vec::<u64>::new();
    let mut size = policy::RESULT_BYTES;
    for _ in 0..policy::RESULT_ATTEMPTS {
        let words = size
            .min(policy::RESULT_LIMIT_BYTES)
            .div_ceil(size_of::<u64>());
        memory.clear();
        memory
            .try_reserve_exact(words)
            .map_err(|_| Error::OutOfMemory)?;
        memory.resize(words, 0);
        let room = size_of_val(memory.as_slice());
        let mut length = room as u32;
        match fill(memory.as_mut_ptr().cast(), &raw mut length) {
            Err(Error::BufferTooSmall) if length as usize > room => size = length as usize,
            outcome => return outcome,
        }
    }
    // A routine that is never content.
    Err(Error::OutOfMemory)
}

/// The function that a library starts its provider with.
fn load(library: &Path) -> Result<LPNSPSTARTUP, Error> {
    // SAFETY: the library was installed by the user, and whoever else could have changed it has been ruled out; that its
    // initialisers may run is what loading it means.
    let loaded = unsafe { open(library) }.map_err(|_| Error::ProviderFailed)?;
    // SAFETY: the function has this type, by its published interface.
    let entry = unsafe { loaded.get::<LPNSPSTARTUP>(c"NSPStartup") };
    let entry = entry
        .map(|symbol| *symbol)
        .map_err(|_| Error::ProviderFailed);
    // Never closed.
    std::mem::forget(loaded);
    entry
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

/// Reads a result.
///
/// # Safety
/// `results` points to a filled struct.
unsafe fn found(results: *const WSAQUERYSETW) -> Result<Found, Error> {
    // SAFETY: filled by the caller's contract.
    let mut given = unsafe { results.read_unaligned() };
    given.dwSize = size_of::<WSAQUERYSETW>() as u32;
    // SAFETY: what the struct points to is the provider's, and lives until its next call.
    let registration = unsafe { read::registration(&given, Encoding::Utf16) }?;
    // SAFETY: as above.
    let query_string = unsafe { read::wide_string(given.lpszQueryString) }?;
    Ok(Found {
        registration,
        query_string,
        output_flags: given.dwOutputFlags,
    })
}

/// The number of the user whose rights the process has.
#[cfg(unix)]
pub(super) fn user() -> u32 {
    // SAFETY: takes nothing, and cannot fail.
    unsafe { libc::geteuid() }
}
