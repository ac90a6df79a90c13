// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where services are kept.

// Not forbidden, since some files of `sqlite` have to allow it for themselves.
#![deny(unsafe_code)]

pub(crate) mod changes;
mod classes;
pub(crate) mod memory;
pub(crate) mod records;
pub(crate) mod sqlite;

use std::sync::Arc;

use once_cell::sync::Lazy;
use uuid::Uuid;

use self::changes::Changes;
use self::memory::MemoryStore;
use self::records::{MemoryRecords, RecordStore};
use self::sqlite::{Passing, SqliteStore, StoreError};
use crate::config::{Config, StoreConfig};
use crate::error::Error;
use crate::rnr::class::ServiceClass;
use crate::rnr::service::{Address, Change, Service, ServiceKey};
use crate::sync::{Frozen, Mutex};

/// Made once, however often the first start-up fails for its configuration.
static MEMORY: Lazy<MemoryStore> = Lazy::new(MemoryStore::new);

static MEMORY_RECORDS: Lazy<MemoryRecords> = Lazy::new(MemoryRecords::default);

/// The shared stores that were opened, each for as long as the process lasts: one, unless the configuration was changed after a
/// start-up that failed. Held while one is opened; comes before the locks of the stores.
static OPENED: Mutex<Vec<Shared>> = Mutex::new(Vec::new());

/// A store that processes share.
#[derive(Clone)]
struct Shared {
    config: StoreConfig,
    store: &'static SqliteStore,
    passing: &'static Passing,
}

impl Shared {
    /// The one store of the process with this configuration, for whoever needs it: what is written at the same moment, to
    /// whatever end, shares a commit.
    fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        let mut opened = OPENED.lock();
        if let Some(known) = opened.iter().find(|known| known.config == *config) {
            return Ok(known.clone());
        }
        let store: &'static SqliteStore = Box::leak(Box::new(SqliteStore::open(config)?));
        let shared = Self {
            config: config.clone(),
            store,
            passing: Box::leak(Box::new(Passing::new(store))),
        };
        opened.push(shared.clone());
        Ok(shared)
    }
}

/// The store that processes share.
pub(crate) fn shared(config: &StoreConfig) -> Result<&'static SqliteStore, StoreError> {
    Shared::open(config).map(|shared| shared.store)
}

/// Takes every lock of the shared stores, in their fixed order, for the time of a `fork`.
pub(crate) fn freeze_shared() -> Vec<Frozen> {
    let opened = OPENED.lock();
    let stores: Vec<_> = opened.iter().map(|shared| shared.store).collect();
    let mut frozen: Vec<Frozen> = vec![Box::new(opened)];
    frozen.extend(stores.into_iter().flat_map(Store::freeze));
    frozen
}

/// In a forked child: gives up what the parent has open.
pub(crate) fn after_fork_in_child() {
    for shared in &*OPENED.lock() {
        shared.store.after_fork_in_child();
    }
}

/// The stores of a process.
#[derive(Clone, Copy)]
pub(crate) struct Stores {
    /// For what lasts.
    pub(crate) lasting: &'static dyn Store,
    /// For what ends with the process; may be the same one.
    pub(crate) passing: &'static dyn Store,
    /// For what ends with the session of a process.
    pub(crate) records: &'static dyn RecordStore,
    /// The one that processes share, if there is one.
    pub(crate) shared: Option<&'static SqliteStore>,
}

impl Stores {
    /// Those that the configuration asks for.
    pub(crate) fn open(config: &Config) -> Result<Self, StoreError> {
        Ok(match &config.store {
            Some(config) => {
                let Shared { store, passing, .. } = Shared::open(config)?;
                Self {
                    lasting: store,
                    passing,
                    records: passing,
                    shared: Some(store),
                }
            }
            None => Self {
                lasting: &*MEMORY,
                passing: &*MEMORY,
                records: &*MEMORY_RECORDS,
                shared: None,
            },
        })
    }

    /// One store of the process, for everything.
    #[cfg(test)]
    pub(crate) fn in_memory() -> Self {
        let store = Box::leak(Box::new(MemoryStore::new()));
        Self {
            lasting: store,
            passing: store,
            records: Box::leak(Box::<MemoryRecords>::default()),
            shared: None,
        }
    }

    fn each(self) -> impl Iterator<Item = &'static dyn Store> {
        let is_one = std::ptr::addr_eq(self.lasting, self.passing);
        std::iter::once(self.lasting).chain((!is_one).then_some(self.passing))
    }

    /// Everything that is kept. Where what ends with the process is, what lasts is, too.
    pub(crate) fn contents(self) -> Result<Contents, Error> {
        self.passing.contents()
    }

    /// Puts other contents, with those of some providers where what passes is, into the place of all that is kept: all of it or, when
    /// anything goes wrong, nothing.
    pub(crate) fn replace(
        self,
        by: &Contents,
        is_passing: &dyn Fn(Uuid) -> bool,
    ) -> Result<(), Error> {
        self.passing.replace(by, is_passing)
    }

    /// Drops what lasts no longer than the process.
    pub(crate) fn forget(self) {
        for store in self.each() {
            store.forget();
        }
    }

    /// Takes every lock of the stores of one process, in their fixed order, for the time of a `fork`. Those of shared stores are
    /// taken together, by [`freeze_shared`].
    pub(crate) fn freeze(self) -> Vec<Frozen> {
        if self.shared.is_some() {
            return Vec::new();
        }
        let stores = self.each().flat_map(Store::freeze);
        stores.chain(self.records.freeze_records()).collect()
    }

    /// In a forked child: forgets who waited for changes, whose threads are not here.
    pub(crate) fn after_fork_in_child(self) {
        for store in self.each() {
            store.changes().forget();
        }
    }
}

/// A stored service. It is never changed, only replaced, so whoever has it needs no lock.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: Arc<ServiceKey>,
    pub(crate) service: Arc<Service>,
}

/// Which services of a provider a scan is after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Selection {
    All,
    Class(Uuid),
    /// In the form in which names are compared.
    Name(Box<[u16]>),
}

/// Everything that a store keeps.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// By provider, and there in the order of their creation.
    pub(crate) services: Vec<Entry>,
    /// By provider and class.
    pub(crate) classes: Vec<(Uuid, Arc<ServiceClass>)>,
}

/// The function that decides what becomes of an object; called once, with the store's lock held.
pub(crate) type Decide<'a, T = Service> = dyn FnMut(Option<&T>) -> Result<Change<T>, Error> + 'a;

/// A set of services and of service classes, in which every operation is atomic.
pub(crate) trait Store: Send + Sync {
    /// Carries out what `decide` makes of the object under `key`; when it fails, nothing changes. The process stands behind the
    /// addresses in `claimed`: as long as it lives they are to be found.
    fn update_claiming(
        &self,
        key: &ServiceKey,
        claimed: &[Address],
        decide: &mut Decide<'_>,
    ) -> Result<(), Error>;

    /// As `update_claiming`, with no claim to addresses that others have registered.
    fn update(&self, key: &ServiceKey, decide: &mut Decide<'_>) -> Result<(), Error> {
        self.update_claiming(key, &[], decide)
    }

    /// The object under `key`.
    fn get(&self, key: &ServiceKey) -> Result<Option<Arc<Service>>, Error>;

    /// Whether an object that was found here is still what is under its key, as far as that can be told at once; if not,
    /// whoever wants to know looks again.
    fn is_unchanged(&self, _found: &Service) -> bool {
        false
    }

    /// The objects of `provider` that `selection` names, in the order in which they were created.
    fn scan(&self, provider: Uuid, selection: &Selection) -> Result<Vec<Entry>, Error>;

    /// Whether other processes change it, too.
    fn is_shared(&self) -> bool {
        false
    }

    /// Who is to be told when something has changed.
    fn changes(&self) -> &Changes;

    /// Carries out what `decide` makes of the description of `class` that `provider` keeps; when it fails, nothing changes.
    fn update_class(
        &self,
        provider: Uuid,
        class: Uuid,
        decide: &mut Decide<'_, ServiceClass>,
    ) -> Result<(), Error>;

    /// The description of `class` that `provider` keeps.
    fn class(&self, provider: Uuid, class: Uuid) -> Result<Option<Arc<ServiceClass>>, Error>;

    /// Everything that is kept, for whichever provider.
    fn contents(&self) -> Result<Contents, Error>;

    /// Puts other contents into the place of all that is kept, for whichever provider: all of it or, when anything goes wrong,
    /// nothing. The process stands behind all addresses.
    fn replace(&self, by: &Contents, is_passing: &dyn Fn(Uuid) -> bool) -> Result<(), Error>;

    /// Drops everything, if it lasts no longer than the process.
    fn forget(&self) {}

    /// Takes every lock of the store, in its fixed order, for the time of a `fork`.
    fn freeze(&'static self) -> Vec<Frozen>;
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
