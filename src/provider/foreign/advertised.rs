// SPDX-License-Identifier: MIT OR Apache-2.0
//! A provider of version 2: the catalogue names it, and it hands its routines over when it is there.

#![forbid(unsafe_code)]

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use uuid::Uuid;

use super::offer::Offer;
use super::version_2::Advertisement;
use crate::error::Error;
use crate::provider::{Lookup, NamespaceProvider, Outcome};
use crate::rnr::class::ServiceClass;
use crate::rnr::query::{ControlFlags, Query};
use crate::rnr::service::{Operation, Registration};

pub(crate) struct Advertised {
    provider: Uuid,
    /// What was handed over; nothing while the provider is not there.
    offer: ArcSwapOption<Offer>,
}

impl Advertised {
    pub(crate) fn new(provider: Uuid) -> Self {
        Self {
            provider,
            offer: ArcSwapOption::const_empty(),
        }
    }

    fn offer(&self) -> Result<Arc<Offer>, Error> {
        self.offer.load_full().ok_or(Error::NotConcerned)
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
        self.offer()?.set_service(given, operation, control_flags)?;
        Ok(Outcome::Done)
    }

    fn lookup_begin(
        &self,
        query: &Query,
        _class: Option<&ServiceClass>,
        flags: ControlFlags,
    ) -> Result<Box<dyn Lookup>, Error> {
        Ok(Box::new(self.offer()?.lookup_begin(query, flags)?))
    }

    fn advertise(&self, advertisement: Option<Advertisement>) -> Result<(), Error> {
        let withdrawn = advertisement.is_none();
        let offer = advertisement.map(|given| Arc::new(Offer::new(given, self.provider)));
        match self.offer.swap(offer) {
            Some(earlier) => earlier.withdraw(),
            None if withdrawn => return Err(Error::InvalidProvider),
            None => {}
        }
        Ok(())
    }

    /// An advertisement ends with its session, as soon as the last call that is inside it returns.
    fn clean_up(&self) {
        if let Some(offer) = self.offer.swap(None) {
            offer.leave_alone();
        }
    }
}
