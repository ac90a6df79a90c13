// SPDX-License-Identifier: MIT OR Apache-2.0
//! A change of the store: a transaction at the head of the queue of all writers.

#![forbid(unsafe_code)]

use std::cell::OnceCell;
use std::io;
use std::sync::Arc;

use hashbrown::HashSet;
use rusqlite::Connection;
use uuid::Uuid;

use super::batch::Transaction;
use super::cache::Found;
use super::low::LowDescriptors;
use super::owner::{self, Owner};
use super::pool::Lease;
use super::queue::Turn;
use super::records::{self, Viewer};
use super::rows::{self, Place};
use super::{Core, database, updates};
use crate::error::Error;
use crate::policy;
use crate::rnr::class::ServiceClass;
use crate::rnr::service::{Address, Change, ServiceKey};
use crate::store::records::{Record, Records};
use crate::store::{Contents, Decide, Entry};
use crate::wua::state::State;

/// The members are dropped in this order: the turn is over when nothing is open that is not kept.
pub(super) struct Session {
    connection: Lease,
    _turn: Turn,
    _low: LowDescriptors,
    core: Arc<Core>,
    is_changed: bool,
    services: Vec<(ServiceKey, Found)>,
    /// Whether more has changed than what stands in `services`.
    is_more_changed: bool,
    owner: OnceCell<Option<Owner>>,
    is_swept: bool,
    /// What kept a part from being written: the transaction may be broken.
    failure: Option<Error>,
}

impl Session {
    pub(super) fn begin(core: &Arc<Core>) -> Result<Self, Error> {
        let low = LowDescriptors::fill();
        let turn = match Turn::take(&core.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && core.prepare().is_ok() => {
                Turn::take(&core.folder)
            }
            turn => turn,
        };
        let turn = turn.map_err(|error| system_failure(&error))?;
        let connection = core.begin(true);
        Ok(Self {
            connection: connection.map_err(|error| database::failure(&error))?,
            _turn: turn,
            _low: low,
            core: Arc::clone(core),
            is_changed: false,
            services: Vec::new(),
            is_more_changed: false,
            owner: OnceCell::new(),
            is_swept: false,
            failure: None,
        })
    }

    /// Does a part of the transaction; tells whether it changes anything.
    pub(super) fn update(
        &mut self,
        key: &ServiceKey,
        claimed: &[Address],
        decide: &mut Decide<'_>,
    ) -> Result<bool, Error> {
        let place = self.read(|connection| rows::place(connection, key))?;
        let is_changed = self.put(key, claimed, decide, &place, false)?;
        let Some(found) = is_changed else {
            return Ok(false);
        };
        self.services.push((key.clone(), found));
        Ok(true)
    }

    /// As `update`, for a service that ends with its processes. What those have left behind that are gone is removed.
    pub(super) fn update_passing(
        &mut self,
        key: &ServiceKey,
        claimed: &[Address],
        decide: &mut Decide<'_>,
    ) -> Result<bool, Error> {
        self.sweep()?;
        let place = self.read(|connection| rows::place(connection, key))?;
        Ok(self.put(key, claimed, decide, &place, true)?.is_some())
    }

    /// Changes the records that end with a process, and with a session of it.
    pub(super) fn update_records(
        &mut self,
        session: u64,
        change: &mut dyn FnMut(&mut Records) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.sweep()?;
        let owner = self.owner.get_or_init(owner::current).clone();
        let viewer = Viewer {
            owner: owner.as_deref().unwrap_or_default(),
            session,
        };
        let before =
            self.read(|connection| records::read(connection, &viewer, &mut owner::is_gone))?;
        let mut after = before.clone();
        change(&mut after)?;
        if after == before {
            return Ok(());
        }
        let size = |record: &Record| record.label.len() + record.data.len();
        if (after.all().values()).any(|record| size(record) > policy::STORE_RECORD_LIMIT_BYTES) {
            return Err(policy::BEYOND_LIMIT);
        }
        let written = records::write(&self.connection, &viewer, &before, &after);
        self.wrote(written)
    }

    /// Removes the records of earlier sessions of this process.
    pub(super) fn remove_ended_records(&mut self, session: u64) -> Result<(), Error> {
        let owner = self.owner.get_or_init(owner::current).clone();
        let viewer = Viewer {
            owner: owner.as_deref().unwrap_or_default(),
            session,
        };
        let removed = records::remove_ended(&self.connection, &viewer);
        match removed {
            Ok(0) => Ok(()),
            removed => self.wrote(removed.map(|_| ())),
        }
    }

    /// Removes what lived with processes that are gone. Which those are is looked at once in a transaction.
    fn sweep(&mut self) -> Result<(), Error> {
        if std::mem::replace(&mut self.is_swept, true) {
            return Ok(());
        }
        let owners = self.read(rows::owners_of_passing)?;
        let gone = gone(owners);
        if gone.is_empty() {
            return Ok(());
        }
        let written = rows::remove_owned(&self.connection, &gone, true).map(|_| ());
        self.wrote(written)
    }

    /// Tells what stands under the key afterwards, if that has changed.
    fn put(
        &mut self,
        key: &ServiceKey,
        claimed: &[Address],
        decide: &mut Decide<'_>,
        place: &Place,
        is_passing: bool,
    ) -> Result<Option<Found>, Error> {
        let existing = place.stored().map(|stored| &*stored.entry.service);
        let (connection, after) = (&self.connection, decide(existing)?);
        let (written, found) = match after {
            Change::Keep => return Ok(None),
            Change::Put(service) => {
                if rows::size(key, &service) > policy::STORE_RECORD_LIMIT_BYTES {
                    return Err(policy::BEYOND_LIMIT);
                }
                let owner = self.owner.get_or_init(owner::current).as_deref();
                // Somebody who cannot be told from others is never gone.
                let owner = owner.or(is_passing.then_some(""));
                let written =
                    rows::put(connection, key, place, &service, claimed, owner, is_passing);
                (written, Some(service))
            }
            Change::Remove => match place.stored() {
                Some(stored) => (rows::remove(connection, stored.id), None),
                None => return Ok(None),
            },
        };
        self.wrote(written)?;
        Ok(Some(found))
    }

    /// Drops the addresses of processes that are gone; tells how many.
    #[cfg(feature = "cli")]
    pub(super) fn prune(&mut self) -> Result<usize, Error> {
        let mut owners = self.read(rows::owners)?;
        owners.extend(self.read(rows::owners_of_passing)?);
        let gone = gone(owners);
        if gone.is_empty() {
            return Ok(0);
        }
        self.is_more_changed = true;
        let mut dropped = 0;
        let written =
            rows::remove_owned(&self.connection, &gone, false).map(|count| dropped = count);
        self.wrote(written)?;
        Ok(dropped)
    }

    /// Puts other contents into the place of all that there are; tells the providers and classes whose services may have changed.
    pub(super) fn replace(
        &mut self,
        by: &Contents,
        is_passing: &dyn Fn(Uuid) -> bool,
    ) -> Result<HashSet<(Uuid, Uuid)>, Error> {
        let services = by.services.iter();
        let mut sizes = services
            .map(|entry| rows::size(&entry.key, &entry.service))
            .chain(by.classes.iter().map(|(_, class)| rows::class_size(class)));
        if sizes.any(|size| size > policy::STORE_RECORD_LIMIT_BYTES) {
            return Err(policy::BEYOND_LIMIT);
        }
        let mut concerned = self.read(rows::kinds)?;
        let owner = self.owner.get_or_init(owner::current).clone();
        self.write(|connection| {
            rows::clear(connection)?;
            for Entry { key, service } in &by.services {
                concerned.insert((key.provider, key.class));
                let is_passing = is_passing(key.provider);
                let owner = owner.as_deref().or(is_passing.then_some(""));
                let (place, claimed) = (rows::place(connection, key)?, &service.addresses);
                rows::put(connection, key, &place, service, claimed, owner, is_passing)?;
            }
            for (provider, class) in &by.classes {
                rows::put_class(connection, *provider, class.id, Some(class))?;
            }
            Ok(())
        })?;
        Ok(concerned)
    }

    /// Writes many things; when that fails, none of them are.
    pub(super) fn write(
        &mut self,
        write: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> Result<(), Error> {
        self.read(|_| Ok(()))?;
        self.is_more_changed = true;
        let written = write(&self.connection);
        self.wrote(written)
    }

    pub(super) fn update_class(
        &mut self,
        provider: Uuid,
        class: Uuid,
        decide: &mut Decide<'_, ServiceClass>,
    ) -> Result<(), Error> {
        let stored = self.read(|connection| rows::class(connection, provider, class))?;
        let after = match decide(stored.as_ref())? {
            Change::Keep => return Ok(()),
            Change::Put(class) if rows::class_size(&class) > policy::STORE_RECORD_LIMIT_BYTES => {
                return Err(policy::BEYOND_LIMIT);
            }
            Change::Put(class) => Some(class),
            Change::Remove => None,
        };
        let written = rows::put_class(&self.connection, provider, class, after.as_deref());
        self.wrote(written)
    }

    /// Writes what `edit` makes of the text of the catalogue.
    pub(super) fn update_catalog(
        &mut self,
        edit: impl FnOnce(Option<&str>) -> Result<String, Error>,
    ) -> Result<(), Error> {
        let before = self.read(rows::catalog)?;
        let after = edit(before.as_deref())?;
        let written = rows::put_catalog(&self.connection, &after);
        self.wrote(written)
    }

    /// Replaces the state of the update services by what `decide` makes of it, if anything.
    pub(super) fn update_state(
        &mut self,
        decide: &mut dyn FnMut(&State) -> Result<Option<State>, Error>,
    ) -> Result<(), Error> {
        let state = self.read(updates::read)?;
        match decide(&state)? {
            Some(next) => {
                let written = updates::write(&self.connection, &next);
                self.wrote(written)
            }
            None => Ok(()),
        }
    }

    /// Lets the database grow no more.
    #[cfg(test)]
    pub(super) fn limit_pages(&self) {
        self.connection
            .execute_batch("PRAGMA max_page_count = 1")
            .unwrap_or_else(|error| panic!("{error}"));
    }

    fn read<T>(
        &mut self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        read(&self.connection).map_err(|error| database::failure(&error))
    }

    fn wrote(&mut self, written: rusqlite::Result<()>) -> Result<(), Error> {
        self.is_changed = true;
        written.map_err(|error| {
            let failure = database::failure(&error);
            self.failure = Some(failure);
            failure
        })
    }
}

/// Those of which it is known that they are gone.
fn gone(owners: Vec<Owner>) -> Vec<Owner> {
    owners
        .into_iter()
        .filter(|owner| owner::is_gone(owner))
        .collect()
}

impl Transaction for Session {
    fn commit(mut self) -> Result<(), Error> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        if !self.is_changed {
            return Ok(());
        }
        let (core, services) = (Arc::clone(&self.core), std::mem::take(&mut self.services));
        let change = core.generation.begin_change(&core.folder);
        let change = change.map_err(|error| system_failure(&error))?;
        let committed = self.connection.execute_batch("COMMIT");
        // A commit that has failed is undone before the next generation begins. If even that fails, the word stays odd.
        if !self.connection.is_autocommit() && self.connection.execute_batch("ROLLBACK").is_err() {
            return committed.map_err(|error| database::failure(&error));
        }
        let moments = core.generation.end_change(&core.folder, change);
        committed.map_err(|error| database::failure(&error))?;
        if let Some((before, after)) = moments.filter(|_| !self.is_more_changed) {
            core.cache.advance(before, after, services);
        }
        Ok(())
    }
}

/// What a failure of the system is to the caller.
fn system_failure(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Error::AccessDenied,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::OutOfMemory => {
            Error::OutOfMemory
        }
        _ => Error::SystemCall,
    }
}
