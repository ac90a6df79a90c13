// SPDX-License-Identifier: MIT OR Apache-2.0
//! A provider of version 2: the catalogue names it, and it hands its routines over when it is there.

#![forbid(unsafe_code)]

use std::sync::Arc;
use std::sync::atomic::{Ordering, fence};

use arc_swap::ArcSwapOption;
use uuid::Uuid;

use super::offer::Offer;
use super::version_2::Advertisement;
use crate::error::Error;
use crate::provider::{Lookup, NamespaceProvider, Outcome};
use crate::rnr::class::ServiceClass;
use crate::rnr::query::{ControlFlags, Query};
use crate::rnr::service::{Operation, Registration};
use crate::rnr::session::Sessions;

pub(crate) struct Advertised {
    provider: Uuid,
    sessions: Arc<Sessions>,
    /// What was handed over; nothing while the provider is not there.
    offer: ArcSwapOption<Offer>,
}

impl Advertised {
    pub(crate) fn new(provider: Uuid, sessions: Arc<Sessions>) -> Self {
        Self {
            provider,
            sessions,
            offer: ArcSwapOption::const_empty(),
        }
    }

    fn offer(&self) -> Result<Arc<Offer>, Error> {
        let offer = self.offer.load_full();
        let session = self.sessions.under_way();
        offer
            .filter(|offer| Some(offer.session) == session)
            .ok_or(Error::NotConcerned)
    }

    /// Lets go of what was advertised, unless that was in the session that is under way.
    fn forget_ended(&self) {
        fence(Ordering::SeqCst);
        let offer = self.offer.load_full();
        // Read after it: what is of another session is of an earlier one.
        let session = self.sessions.under_way();
        if let Some(offer) = offer.filter(|offer| Some(offer.session) != session) {
            offer.leave_alone();
            drop(self.offer.compare_and_swap(&offer, None));
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
        let session = self.sessions.under_way().ok_or(Error::NotStarted)?;
        let is_offered = advertisement.is_some();
        let offer = advertisement.map(|given| {
            let sessions = Arc::clone(&self.sessions);
            Arc::new(Offer::new(given, self.provider, session, sessions))
        });
        let earlier = self.offer.swap(offer);
        let was_offered = earlier
            .as_ref()
            .is_some_and(|offer| offer.session == session);
        if let Some(earlier) = earlier {
            earlier.withdraw();
        }
        if is_offered {
            // Either the clean-up after the session finds it, or the end of the session is found here.
            self.forget_ended();
        } else if !was_offered {
            return Err(Error::InvalidProvider);
        }
        Ok(())
    }

    /// An advertisement ends with its session, as soon as the last call that is inside it returns.
    fn clean_up(&self) {
        self.forget_ended();
    }

    fn after_fork_in_child(&self) {
        if let Some(offer) = self.offer.load_full() {
            offer.forget_others();
        }
    }
}

/// What was uninstalled cannot be withdrawn by its identifier any more.
impl Drop for Advertised {
    fn drop(&mut self) {
        if let Some(offer) = self.offer.swap(None) {
            offer.withdraw();
        }
    }
}
