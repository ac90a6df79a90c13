// SPDX-License-Identifier: MIT OR Apache-2.0
//! A provider of version 2: the catalogue names it, and it hands its routines over when it is there.

#![forbid(unsafe_code)]

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use uuid::Uuid;

use super::lazy::Lazy;
use super::version_2::{Advertisement, Routines2};
use super::{ForeignLookup, IsOpen, LookupRoutines};
use crate::error::Error;
use crate::provider::foreign::call::Found;
use crate::provider::{Lookup, NamespaceProvider, Outcome};
use crate::rnr::class::ServiceClass;
use crate::rnr::query::{ControlFlags, Query};
use crate::rnr::service::{Operation, Registration};

pub(crate) struct Advertised {
    provider: Uuid,
    /// What was handed over; nothing while the provider is not there.
    advertisement: ArcSwapOption<Advertisement>,
    routines: Lazy<Routines2>,
}

impl Advertised {
    pub(crate) fn new(provider: Uuid) -> Self {
        Self {
            provider,
            advertisement: ArcSwapOption::const_empty(),
            routines: Lazy::new(),
        }
    }

    /// The provider's routines; the first call after the advertisement begins the session with it.
    fn routines(&self) -> Result<Arc<Routines2>, Error> {
        loop {
            let current = self.advertisement.load_full();
            let current = current.ok_or(Error::NotConcerned)?;
            let start = || Routines2::start(Arc::clone(&current), self.provider);
            let routines = self.routines.get(start)?;
            if routines.are_of(&current) {
                return Ok(routines);
            }
            // Begun with what was withdrawn just then.
            self.routines.stop();
        }
    }
}

impl NamespaceProvider for Advertised {
    fn set_service(
        &self,
        given: &Registration,
        _class: Option<&ServiceClass>,
        operation: Operation,
        control_flags: u32,
    ) -> Result<Outcome, Error> {
        self.routines()?
            .set_service(given, operation, control_flags)?;
        Ok(Outcome::Done)
    }

    fn lookup_begin(
        &self,
        query: &Query,
        _class: Option<&ServiceClass>,
        flags: ControlFlags,
    ) -> Result<Box<dyn Lookup>, Error> {
        let routines = self.routines()?;
        let handle = routines.lookup_begin(query, flags.bits())?;
        Ok(Box::new(ForeignLookup::new(routines, handle)))
    }

    fn advertise(&self, advertisement: Option<Advertisement>) -> Result<(), Error> {
        let withdrawn = advertisement.is_none();
        let earlier = self.advertisement.swap(advertisement.map(Arc::new));
        self.routines.stop();
        if withdrawn && earlier.is_none() {
            return Err(Error::InvalidProvider);
        }
        Ok(())
    }

    /// An advertisement ends with its session.
    fn clean_up(&self) {
        self.advertisement.store(None);
        self.routines.stop();
    }
}

impl LookupRoutines for Routines2 {
    fn next(&self, handle: usize, flags: u32, is_open: &IsOpen<'_>) -> Result<Found, Error> {
        self.lookup_next(handle, flags, is_open)
    }

    fn end(&self, handle: usize) {
        self.lookup_end(handle);
    }
}
