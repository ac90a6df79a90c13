// SPDX-License-Identifier: MIT OR Apache-2.0
//! The routines of a provider of version 2 (`NSPV2_ROUTINE`), which it hands over itself.

#![allow(unsafe_code)]

use core::ffi::c_void;
use core::ptr;
use std::sync::atomic::{AtomicBool, Ordering};

use uuid::Uuid;

use super::IsOpen;
use super::async_call;
use super::call::{Found, grow, operation_number, report};
use crate::abi::pack::{self, Packed};
use crate::error::Error;
use crate::ffi::winsock2::{HANDLE, WSAQUERYSET2W, WSAQUERYSETW};
use crate::ffi::ws2spi::NSPV2_ROUTINE;
use crate::rnr::query::{Query, QuerySet};
use crate::rnr::service::{Operation, Registration};

/// What a provider handed over: a table that has the routines which are required.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Advertisement(NSPV2_ROUTINE);

impl Advertisement {
    /// # Safety
    /// Every routine in the table is null, or a function of its type that can be called until the provider is withdrawn.
    pub(crate) unsafe fn new(table: NSPV2_ROUTINE) -> Result<Self, Error> {
        let required = table.NSPv2LookupServiceBegin.is_some()
            && table.NSPv2LookupServiceNextEx.is_some()
            && table.NSPv2LookupServiceEnd.is_some();
        if (table.cbSize as usize) < size_of::<NSPV2_ROUTINE>() || !required {
            return Err(Error::InvalidParameter);
        }
        Ok(Self(table))
    }
}

/// The provider's routines, between `NSPv2Startup` and `NSPv2Cleanup`.
pub(super) struct Routines2 {
    table: NSPV2_ROUTINE,
    provider: Uuid,
    /// What the provider calls this process.
    session: *mut c_void,
    /// Whether `NSPv2Cleanup` has been called, or is about to be.
    cleaned_up: AtomicBool,
}

// SAFETY: the session is the provider's own, opaque here; its routines are called from any thread, by its interface.
unsafe impl Send for Routines2 {}

// SAFETY: as above.
unsafe impl Sync for Routines2 {}

impl Routines2 {
    /// Begins this process's session with the provider.
    pub(super) fn start(advertisement: &Advertisement, provider: Uuid) -> Result<Self, Error> {
        let table = advertisement.0;
        let mut session = ptr::null_mut();
        if let Some(routine) = table.NSPv2Startup {
            let mut id = pack::guid(provider);
            // SAFETY: the routine takes these, by its published interface.
            let started = report(|| unsafe { routine(&raw mut id, &raw mut session) });
            started.map_err(|_| Error::ProviderFailed)?;
        }
        Ok(Self {
            table,
            provider,
            session,
            cleaned_up: AtomicBool::new(false),
        })
    }

    pub(super) fn lookup_begin(&self, query: &Query, flags: u32) -> Result<usize, Error> {
        let routine = self.table.NSPv2LookupServiceBegin;
        let routine = routine.ok_or(Error::NotSupported)?;
        let mut restrictions = Packed::query_set_2(&QuerySet::of_query(query))?;
        let restrictions: *mut WSAQUERYSET2W = restrictions.as_mut_ptr();
        let mut id = pack::guid(self.provider);
        let mut handle: HANDLE = ptr::null_mut();
        // SAFETY: the routine takes these, by its published interface; all of them live until it returns.
        report(|| unsafe {
            routine(
                &raw mut id,
                restrictions,
                flags,
                self.session,
                &raw mut handle,
            )
        })?;
        Ok(handle.addr())
    }

    pub(super) fn lookup_next(
        &self,
        handle: usize,
        flags: u32,
        is_open: &IsOpen<'_>,
    ) -> Result<Option<Found>, Error> {
        let routine = self.table.NSPv2LookupServiceNextEx;
        let routine = routine.ok_or(Error::NotSupported)?;
        let handle = ptr::without_provenance_mut(handle);
        grow(|results: *mut WSAQUERYSET2W, length| {
            if !is_open() {
                return Err(Error::Cancelled);
            }
            async_call::run(|call| {
                let call = ptr::without_provenance_mut(call);
                // SAFETY: the routine takes these, by its published interface; the buffer has the length.
                unsafe { routine(call, handle, flags, length, results) }
            })?;
            // SAFETY: the routine has filled the struct.
            let results = WSAQUERYSETW::from(unsafe { results.read_unaligned() });
            // SAFETY: what it points to is the provider's, and lives until its next call.
            unsafe { Found::usable(&results) }
        })
    }

    pub(super) fn lookup_end(&self, handle: usize) {
        if let Some(routine) = self.table.NSPv2LookupServiceEnd {
            let handle = ptr::without_provenance_mut(handle);
            // SAFETY: the routine takes a handle that it gave out, by its published interface.
            let _gone = report(|| unsafe { routine(handle) });
        }
    }

    pub(super) fn set_service(
        &self,
        given: &Registration,
        operation: Operation,
        flags: u32,
    ) -> Result<(), Error> {
        let routine = self.table.NSPv2SetServiceEx.ok_or(Error::NotSupported)?;
        let mut service = Packed::query_set_2(&QuerySet::of_registration(given))?;
        let service: *mut WSAQUERYSET2W = service.as_mut_ptr();
        let mut id = pack::guid(self.provider);
        let operation = operation_number(operation);
        let session = self.session;
        async_call::run(|call| {
            let call = ptr::without_provenance_mut(call);
            // SAFETY: the routine takes these, by its published interface; all of them live until it returns.
            unsafe { routine(call, &raw mut id, service, operation, flags, session) }
        })
    }

    /// Ends this process's session with the provider, once.
    pub(super) fn clean_up(&self) {
        if self.cleaned_up.swap(true, Ordering::AcqRel) {
            return;
        }
        if let Some(routine) = self.table.NSPv2Cleanup {
            let mut id = pack::guid(self.provider);
            // SAFETY: the routine takes what its start-up gave, by its published interface; no other is called after it.
            let _nobody_to_tell = report(|| unsafe { routine(&raw mut id, self.session) });
        }
    }
}

impl Drop for Routines2 {
    fn drop(&mut self) {
        self.clean_up();
    }
}
