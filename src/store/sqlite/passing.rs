// SPDX-License-Identifier: MIT OR Apache-2.0
//! The part of a shared store that ends with the processes that wrote it.
//!
//! Everything there belongs to a process. What belongs to one that is gone is passed over by whoever reads, and removed by
//! the next who writes. None of it is in the cache, since a process can end without a change of the store.

#![forbid(unsafe_code)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use uuid::Uuid;

use super::records::{self as record_rows, Viewer};
use super::rows::{self, Stored};
use super::{SqliteStore, owner};
use crate::error::Error;
use crate::rnr::class::ServiceClass;
use crate::rnr::service::{Address, Service, ServiceKey};
use crate::store::changes::Changes;
use crate::store::records::{RecordStore, Records};
use crate::store::{Contents, Decide, Entry, Selection, Store};
use crate::sync::Frozen;

pub(crate) struct Passing {
    store: &'static SqliteStore,
    /// How many sessions of this process have ended.
    session: AtomicU64,
    /// Whether this process has added records.
    has_records: AtomicBool,
}

impl Passing {
    pub(crate) fn new(store: &'static SqliteStore) -> Self {
        Self {
            store,
            session: AtomicU64::new(0),
            has_records: AtomicBool::new(false),
        }
    }

    fn session(&self) -> u64 {
        self.session.load(Ordering::Acquire)
    }
}

fn entry(stored: Stored, is_gone: &mut dyn FnMut(&str) -> bool) -> Option<Entry> {
    stored.left_by(is_gone).map(|stored| stored.entry)
}

impl Store for Passing {
    fn update_claiming(
        &self,
        key: &ServiceKey,
        claimed: &[Address],
        decide: &mut Decide<'_>,
    ) -> Result<(), Error> {
        self.store
            .change_service(key, |session| session.update_passing(key, claimed, decide))
    }

    fn get(&self, key: &ServiceKey) -> Result<Option<Arc<Service>>, Error> {
        let _inside = self.store.inside.read();
        let found = self
            .store
            .core
            .read(|connection| rows::get(connection, key))?;
        let found = found.and_then(|stored| entry(stored, &mut owner::is_gone));
        Ok(found.map(|entry| entry.service))
    }

    fn scan(&self, provider: Uuid, selection: &Selection) -> Result<Vec<Entry>, Error> {
        let _inside = self.store.inside.read();
        let found = self
            .store
            .core
            .read(|connection| rows::scan(connection, provider, selection))?;
        let mut is_gone = owner::gone_ones();
        let living = found.into_iter();
        Ok(living
            .filter_map(|stored| entry(stored, &mut is_gone))
            .collect())
    }

    fn changes(&self) -> &Changes {
        self.store.changes()
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn update_class(
        &self,
        provider: Uuid,
        class: Uuid,
        decide: &mut Decide<'_, ServiceClass>,
    ) -> Result<(), Error> {
        self.store.update_class(provider, class, decide)
    }

    fn class(&self, provider: Uuid, class: Uuid) -> Result<Option<Arc<ServiceClass>>, Error> {
        self.store.class(provider, class)
    }

    /// What lasts is among it.
    fn contents(&self) -> Result<Contents, Error> {
        self.store.contents()
    }

    fn replace(&self, by: &Contents, is_passing: &dyn Fn(Uuid) -> bool) -> Result<(), Error> {
        self.store.replace(by, is_passing)
    }

    /// The locks are those of the store.
    fn freeze(&'static self) -> Vec<Frozen> {
        Vec::new()
    }
}

impl RecordStore for Passing {
    fn update_records(
        &self,
        change: &mut dyn FnMut(&mut Records) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let session = self.session();
        self.has_records.store(true, Ordering::Release);
        self.store
            .change(|transaction| transaction.update_records(session, change))
    }

    fn records(&self) -> Result<Records, Error> {
        let _inside = self.store.inside.read();
        let owner = owner::current();
        let viewer = Viewer {
            owner: owner.as_deref().unwrap_or_default(),
            session: self.session(),
        };
        let read = |connection: &_| record_rows::read(connection, &viewer, &mut owner::gone_ones());
        self.store.core.read(read)
    }

    fn end_session(&self) {
        self.session.fetch_add(1, Ordering::AcqRel);
    }

    fn clean_up(&self) {
        if !self.has_records.swap(false, Ordering::AcqRel) {
            return;
        }
        let session = self.session();
        // What cannot be removed now ends with the process.
        let _ = self
            .store
            .change(|transaction| transaction.remove_ended_records(session));
    }

    /// The locks are those of the store.
    fn freeze_records(&'static self) -> Vec<Frozen> {
        Vec::new()
    }
}
