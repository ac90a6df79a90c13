// SPDX-License-Identifier: MIT OR Apache-2.0
//! One advertisement, from the time when it is handed over until nothing of it is called any more.

#![forbid(unsafe_code)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Weak};

use arc_swap::ArcSwap;
use uuid::Uuid;

use super::call::Found;
use super::gate::{Gate, Inside};
use super::lazy::Lazy;
use super::version_2::{Advertisement, Routines2};
use super::{ForeignLookup, Interrupt as _, IsOpen, LookupRoutines, Open};
use crate::error::Error;
use crate::policy;
use crate::rnr::query::{ControlFlags, Query};
use crate::rnr::service::{Operation, Registration};
use crate::rnr::session::{Session, Sessions};

/// What was advertised. Every call of a routine is inside the gate.
pub(super) struct Offer {
    advertisement: Advertisement,
    provider: Uuid,
    /// It ends with that.
    pub(super) session: Session,
    gate: Gate,
    routines: Lazy<Routines2>,
    /// The lookups that were begun. There is no lock, which a fork would have to take.
    lookups: ArcSwap<Vec<Weak<Open>>>,
    /// How many of them no End has come for.
    open: AtomicUsize,
}

impl Offer {
    pub(super) fn new(
        advertisement: Advertisement,
        provider: Uuid,
        session: Session,
        sessions: Arc<Sessions>,
    ) -> Self {
        Self {
            session,
            advertisement,
            provider,
            gate: Gate::new(),
            routines: Lazy::new(sessions),
            lookups: ArcSwap::default(),
            open: AtomicUsize::new(0),
        }
    }

    /// Goes in. Once it is withdrawn, the provider is as good as absent.
    fn enter(&self) -> Result<Inside<'_>, Error> {
        self.gate.enter().ok_or(Error::NotConcerned)
    }

    /// The routines; the first call begins the session with the provider. To be called inside the gate.
    fn routines(&self) -> Result<Arc<Routines2>, Error> {
        let start = || Routines2::start(&self.advertisement, self.provider);
        let routines = self.routines.get(start)?;
        if self.gate.is_closed() {
            // The start has withdrawn what it belongs to. What it has begun is ended at once.
            drop(self.routines.stop());
            return Err(Error::NotConcerned);
        }
        Ok(routines)
    }

    pub(super) fn set_service(
        &self,
        given: &Registration,
        operation: Operation,
        flags: u32,
    ) -> Result<(), Error> {
        let _inside = self.enter()?;
        self.routines()?.set_service(given, operation, flags)
    }

    pub(super) fn lookup_begin(
        self: &Arc<Self>,
        query: &Query,
        flags: ControlFlags,
    ) -> Result<ForeignLookup, Error> {
        let _inside = self.enter()?;
        let routines = self.routines()?;
        let handle = routines.lookup_begin(query, flags.bits())?;
        let offered = Offered {
            offer: Arc::clone(self),
            routines,
        };
        self.open.fetch_add(1, Ordering::AcqRel);
        let lookup = ForeignLookup::new(Arc::new(offered), handle);
        self.register(&lookup.0);
        if self.gate.is_closed() {
            // The routine has withdrawn itself, and its lookup with it. No End is let in any more.
            return Err(Error::NotConcerned);
        }
        Ok(lookup)
    }

    /// Notes a lookup for the withdrawal; those that are gone are forgotten.
    fn register(&self, begun: &Arc<Open>) {
        self.lookups.rcu(|lookups| {
            let there = lookups.iter().filter(|lookup| lookup.strong_count() > 0);
            let mut all: Vec<_> = there.cloned().collect();
            all.push(Arc::downgrade(begun));
            all
        });
    }

    /// Ends every lookup that is there; tells whether an End has come for all of them, which other threads may be about to call.
    fn end_lookups(&self) -> bool {
        let lookups = self.lookups.load();
        let open = lookups.iter().filter_map(Weak::upgrade);
        open.for_each(|lookup| lookup.interrupt());
        self.open.load(Ordering::Acquire) == 0
    }

    /// Lets no call in any more; those that are inside go on.
    pub(super) fn leave_alone(&self) {
        self.gate.withdraw();
    }

    /// In a forked child: the calls of other threads are not here.
    pub(super) fn forget_others(&self) {
        self.gate.forget_others();
    }

    /// Has every routine called for the last time before it returns: ends the lookups, waits for calls of other threads and
    /// cleans up. A call that does not return is not waited for for ever.
    pub(super) fn withdraw(&self) {
        self.gate.shut(policy::WITHDRAWAL, || self.end_lookups());
        if let Some(routines) = self.routines.stop() {
            routines.clean_up();
        }
    }
}

/// What a lookup keeps: the routines of what it was begun with.
struct Offered {
    offer: Arc<Offer>,
    routines: Arc<Routines2>,
}

impl LookupRoutines for Offered {
    fn next(
        &self,
        handle: usize,
        flags: u32,
        is_open: &IsOpen<'_>,
    ) -> Result<Option<Found>, Error> {
        let _inside = self.offer.gate.enter().ok_or(Error::Cancelled)?;
        let found = self.routines.lookup_next(handle, flags, is_open);
        // Ended meanwhile, whatever the routine calls that.
        found.map_err(|error| if is_open() { error } else { Error::Cancelled })
    }

    fn end(&self, handle: usize) {
        if let Some(_inside) = self.offer.gate.enter_to_end() {
            self.offer.open.fetch_sub(1, Ordering::AcqRel);
            self.routines.lookup_end(handle);
        }
    }
}
