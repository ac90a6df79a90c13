// SPDX-License-Identifier: MIT OR Apache-2.0
//! The store that processes share (`ENLIST_STORE`): a SQLite database in a folder, which survives crashes.
//!
//! The library lives in other people's processes, so nothing is open between calls unless that is asked for: a program that closes
//! or replaces every descriptor harms neither itself nor the store. Reading is fast all the same, since what was read is kept until the
//! generation of the store says that something has changed.

// Not forbidden, since `word`, `vfs` and `process` have to allow it for themselves.
#![deny(unsafe_code)]

mod batch;
mod cache;
mod database;
mod descriptor;
mod folder;
mod generation;
mod low;
mod owner;
mod passing;
mod pool;
#[cfg(windows)]
mod process;
mod queue;
mod records;
mod rows;
mod session;
#[cfg(feature = "cli")]
mod transfer;
mod updates;
#[cfg(target_os = "linux")]
mod vfs;
mod word;

use std::sync::Arc;

use hashbrown::HashSet;
use uuid::Uuid;

use self::batch::Batches;
use self::cache::Cache;
use self::folder::Folder;
pub(crate) use self::folder::StoreError;
#[cfg(feature = "cli")]
pub(crate) use self::folder::is_there;
use self::generation::Generation;
use self::low::LowDescriptors;
pub(crate) use self::owner::current as owner;
pub(crate) use self::passing::Passing;
use self::pool::{Lease, Pool};
use self::queue::Turn;
pub(crate) use self::rows::{class_size, size};
use self::session::Session;
#[cfg(feature = "cli")]
pub(crate) use self::transfer::Import;
pub(crate) use self::updates::is_too_large;
use super::changes::Changes;
use super::{Contents, Decide, Entry, Selection, Store};
use crate::config::StoreConfig;
use crate::error::Error;
use crate::rnr::catalog::FileError;
use crate::rnr::class::ServiceClass;
use crate::rnr::service::{Address, Service, ServiceKey};
use crate::sync::{Frozen, RwLock};

pub(crate) struct SqliteStore {
    core: Arc<Core>,
    batches: Batches<Session>,
    changes: Changes,
    /// Shared by everyone who is at the database or at the locks below, and taken alone by a `fork`: so no child inherits
    /// a connection, or a lock of SQLite's that is held. Comes before the locks of the cache.
    inside: RwLock<()>,
}

/// What the parts of a store have in common.
struct Core {
    folder: Folder,
    pool: Arc<Pool>,
    generation: Generation,
    cache: Cache,
}

impl SqliteStore {
    /// Opens the store, and makes it if there is none.
    pub(crate) fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        let core = Arc::new(Core {
            folder: Folder::new(config),
            pool: Pool::new(config.is_kept_open, config.is_durable),
            generation: Generation::new(),
            cache: Cache::new(),
        });
        let _low = LowDescriptors::fill();
        core.prepare()?;
        core.generation.look(&core.folder);
        if core.generation.is_new() {
            // Who may not write can still ask the database every time.
            let _ = core.begin_generations();
        }
        let changes = {
            let core = Arc::clone(&core);
            Changes::of_shared(Arc::new(move || core.generation.stamp(&core.folder)))
        };
        Ok(Self {
            core,
            batches: Batches::new(),
            changes,
            inside: RwLock::new(()),
        })
    }

    /// The text of the catalogue of namespace providers, if it was ever changed.
    pub(crate) fn catalog(&self) -> Result<Option<String>, Error> {
        let _inside = self.inside.read();
        self.core.read(rows::catalog)
    }

    /// Writes what `edit` makes of that text.
    pub(crate) fn change_catalog<E: From<FileError>>(
        &self,
        edit: impl FnOnce(Option<&str>) -> Result<String, E>,
    ) -> Result<(), E> {
        let mut refusal = None;
        let changed = self.change(|session| {
            session.update_catalog(|earlier| {
                edit(earlier).map_err(|error| {
                    refusal = Some(error);
                    Error::Internal
                })
            })
        });
        match (refusal, changed) {
            (Some(refusal), _) => Err(refusal),
            (None, changed) => changed.map_err(|error| FileError::Shared(error).into()),
        }
    }

    /// In a forked child: gives up the connections of its parent.
    pub(super) fn after_fork_in_child(&self) {
        self.core.pool.after_fork_in_child();
    }

    /// Changes what stands under a key; when `part` says that it has, whoever waits for changes is told.
    fn change_service(
        &self,
        key: &ServiceKey,
        part: impl FnOnce(&mut Session) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        let mut is_changed = false;
        self.change(|session| {
            is_changed = part(session)?;
            Ok(())
        })?;
        if is_changed {
            self.changes.announce(key.provider, key.class);
        }
        Ok(())
    }

    /// Does something in a transaction of this thread's or of several.
    fn change(&self, part: impl FnOnce(&mut Session) -> Result<(), Error>) -> Result<(), Error> {
        let _inside = self.inside.read();
        self.batches.run(|| Session::begin(&self.core), part)
    }
}

impl Core {
    /// Counts a first change that changes nothing, so that what is read can be known to last.
    fn begin_generations(&self) -> std::io::Result<()> {
        let _turn = Turn::take(&self.folder)?;
        let change = self.generation.begin_change(&self.folder)?;
        self.generation.end_change(&self.folder, change);
        Ok(())
    }

    fn prepare(&self) -> Result<(), StoreError> {
        self.folder.prepare()?;
        database::migrate(&self.folder)
    }

    /// A connection in a transaction, which ends with the lease. The database is made anew if somebody has taken it away.
    fn begin(&self, for_changes: bool) -> rusqlite::Result<Lease> {
        let attempt = || {
            let connection = self.pool.connect(&self.folder, for_changes)?;
            connection.execute_batch(if for_changes {
                "BEGIN IMMEDIATE"
            } else {
                "BEGIN"
            })?;
            if database::is_current(&connection)? {
                Ok(connection)
            } else {
                Err(rusqlite::Error::InvalidQuery)
            }
        };
        match attempt() {
            Err(error) if database::may_be_missing(&error) && self.prepare().is_ok() => attempt(),
            connection => connection,
        }
    }

    /// Reads from the database, all of it at one moment.
    fn read<T>(
        &self,
        read: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        let _low = LowDescriptors::fill();
        let found = self.begin(false).and_then(|connection| read(&connection));
        found.map_err(|error| database::failure(&error))
    }
}

impl Store for SqliteStore {
    fn update_claiming(
        &self,
        key: &ServiceKey,
        claimed: &[Address],
        decide: &mut Decide<'_>,
    ) -> Result<(), Error> {
        self.change_service(key, |session| session.update(key, claimed, decide))
    }

    fn get(&self, key: &ServiceKey) -> Result<Option<Arc<Service>>, Error> {
        let core = &*self.core;
        let known = core.generation.now(&core.folder);
        if let Some(found) = known.and_then(|moment| core.cache.get(moment, key)) {
            return Ok(found);
        }
        let _inside = self.inside.read();
        let found = core.read(|connection| rows::get(connection, key))?;
        let found = found.map(|stored| stored.entry.service);
        // Nothing has happened since before it was read.
        if let Some(moment) = known.filter(|_| core.generation.now(&core.folder) == known) {
            core.cache.put(moment, Arc::new(key.clone()), found.clone());
        }
        Ok(found)
    }

    fn scan(&self, provider: Uuid, selection: &Selection) -> Result<Vec<Entry>, Error> {
        let core = &*self.core;
        let _inside = self.inside.read();
        let known = core.generation.now(&core.folder);
        let found = core.read(|connection| rows::scan(connection, provider, selection))?;
        let found: Vec<Entry> = found.into_iter().map(|stored| stored.entry).collect();
        if let Some(moment) = known.filter(|_| core.generation.now(&core.folder) == known) {
            for entry in &found {
                let service = Some(Arc::clone(&entry.service));
                core.cache.put(moment, Arc::clone(&entry.key), service);
            }
        }
        Ok(found)
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn changes(&self) -> &Changes {
        &self.changes
    }

    fn update_class(
        &self,
        provider: Uuid,
        class: Uuid,
        decide: &mut Decide<'_, ServiceClass>,
    ) -> Result<(), Error> {
        self.change(|session| session.update_class(provider, class, decide))
    }

    fn class(&self, provider: Uuid, class: Uuid) -> Result<Option<Arc<ServiceClass>>, Error> {
        let _inside = self.inside.read();
        let found = self
            .core
            .read(|connection| rows::class(connection, provider, class))?;
        Ok(found.map(Arc::new))
    }

    fn contents(&self) -> Result<Contents, Error> {
        let _inside = self.inside.read();
        self.core
            .read(|connection| rows::contents(connection, &mut owner::gone_ones()))
    }

    fn replace(&self, by: &Contents, is_passing: &dyn Fn(Uuid) -> bool) -> Result<(), Error> {
        let mut concerned = HashSet::new();
        self.change(|session| {
            concerned = session.replace(by, is_passing)?;
            Ok(())
        })?;
        for (provider, class) in concerned {
            self.changes.announce(provider, class);
        }
        Ok(())
    }

    fn freeze(&'static self) -> Vec<Frozen> {
        let mut frozen = vec![self.inside.freeze()];
        frozen.extend(self.core.cache.freeze());
        frozen.push(self.changes.freeze());
        frozen
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::rnr::service::{Addresses, Blob, Change, State};
    use crate::text::WideText;

    fn open(folder: &tempfile::TempDir) -> SqliteStore {
        SqliteStore::open(&StoreConfig::at(folder.path().join("store"))).unwrap()
    }

    fn key(name: u16) -> ServiceKey {
        ServiceKey {
            provider: Uuid::nil(),
            class: Uuid::nil(),
            name: WideText::from_slice(&[name]),
            context: None,
        }
    }

    fn service(name: u16, blob: usize) -> Arc<Service> {
        Arc::new(Service {
            class: None,
            name: WideText::from_slice(&[name]),
            context: Box::default(),
            version: None,
            comment: None,
            blob: Some(Blob::new(vec![7; blob])),
            addresses: Addresses::new(),
            state: State::Registered,
            outdated: Default::default(),
        })
    }

    fn put(store: &SqliteStore, name: u16, service: &Arc<Service>) {
        let put = &mut |_: Option<&Service>| Ok(Change::Put(Arc::clone(service)));
        store.update(&key(name), put).unwrap();
    }

    #[test]
    fn what_was_read_of_a_store_that_nobody_has_changed_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        let core = &store.core;
        assert!(store.get(&key(1)).unwrap().is_none());
        let moment = core.generation.now(&core.folder).unwrap();
        assert_eq!(core.cache.get(moment, &key(1)), Some(None));
    }

    /// At every step of a commit: nobody has been told that it is over, and whoever looks finds what is in the database.
    #[test]
    fn a_writer_that_dies_while_it_commits_leaves_readers_right() {
        let folder = tempfile::tempdir().unwrap();
        let [dying, reader] = [(); 2].map(|()| open(&folder));
        let (old, new) = (service(1, 1), service(1, 2));
        for commits in [false, true] {
            put(&dying, 1, &old);
            assert_eq!(reader.get(&key(1)).unwrap().unwrap(), old);
            assert_eq!(reader.get(&key(1)).unwrap().unwrap(), old);
            // The steps of a commit, of which the last is missing.
            let core = &dying.core;
            let change = core.generation.begin_change(&core.folder).unwrap();
            if commits {
                let connection = database::connect(&core.folder).unwrap();
                let place = rows::place(&connection, &key(1)).unwrap();
                rows::put(&connection, &key(1), &place, &new, &[], None, false).unwrap();
            }
            drop(change);
            let expected = if commits { &new } else { &old };
            assert_eq!(reader.get(&key(1)).unwrap().unwrap(), *expected);
            put(&reader, 2, &service(2, 1));
            assert_eq!(reader.get(&key(1)).unwrap().unwrap(), *expected);
            assert_eq!(dying.get(&key(1)).unwrap().unwrap(), *expected);
        }
    }

    #[test]
    fn a_change_that_finds_no_room_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        let small = service(1, 1);
        put(&store, 1, &small);
        let inside = store.change(|session| {
            session.limit_pages();
            let changed = &mut |_: Option<&Service>| Ok(Change::Put(service(1, 0)));
            assert_eq!(session.update(&key(1), &[], changed), Ok(true));
            let large = &mut |_: Option<&Service>| Ok(Change::Put(service(2, 500_000)));
            assert_eq!(session.update(&key(2), &[], large), Err(Error::OutOfMemory));
            // Whoever shares the transaction has no better luck.
            let late = &mut |_: Option<&Service>| Ok(Change::Keep);
            assert_eq!(session.update(&key(3), &[], late), Err(Error::OutOfMemory));
            Ok(())
        });
        assert_eq!(inside, Err(Error::OutOfMemory));
        for view in [&store, &open(&folder)] {
            assert_eq!(view.get(&key(1)).unwrap().unwrap(), small);
            assert!(view.get(&key(2)).unwrap().is_none());
        }
        put(&store, 2, &service(2, 500_000));
        assert!(store.get(&key(2)).unwrap().is_some());
    }

    #[test]
    fn a_replacement_that_finds_no_room_halfway_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&folder);
        let small = service(1, 1);
        put(&store, 1, &small);
        let entry = |name, blob| Entry {
            key: Arc::new(key(name)),
            service: service(name, blob),
        };
        let by = Contents {
            services: vec![entry(2, 1), entry(3, 500_000), entry(4, 1)],
            classes: Vec::new(),
        };
        let failed = store.change(|session| {
            session.limit_pages();
            session.replace(&by, &|_| false).map(|_| ())
        });
        assert_eq!(failed, Err(Error::OutOfMemory));
        for view in [&store, &open(&folder)] {
            assert_eq!(view.get(&key(1)).unwrap().unwrap(), small);
            assert_eq!(view.contents().unwrap().services.len(), 1);
        }
        Store::replace(&store, &by, &|_| false).unwrap();
        assert!(store.get(&key(1)).unwrap().is_none());
        assert_eq!(store.contents().unwrap().services.len(), 3);
    }
}
