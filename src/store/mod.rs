// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where services are kept.

#![forbid(unsafe_code)]

pub(crate) mod changes;
mod classes;
pub(crate) mod memory;

use std::sync::Arc;

use uuid::Uuid;

use self::changes::Changes;
use crate::error::Error;
use crate::rnr::class::ServiceClass;
use crate::rnr::service::{Change, Service, ServiceKey};
use crate::sync::Frozen;

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

/// The function that decides what becomes of an object; called once, with the store's lock held.
pub(crate) type Decide<'a, T = Service> = dyn FnMut(Option<&T>) -> Result<Change<T>, Error> + 'a;

/// A set of services and of service classes, in which every operation is atomic.
pub(crate) trait Store: Send + Sync {
    /// Carries out what `decide` makes of the object under `key`; when it fails, nothing changes.
    fn update(&self, key: &ServiceKey, decide: &mut Decide<'_>) -> Result<(), Error>;

    /// The object under `key`.
    fn get(&self, key: &ServiceKey) -> Result<Option<Arc<Service>>, Error>;

    /// The objects of `provider` that `selection` names, in the order in which they were created.
    fn scan(&self, provider: Uuid, selection: &Selection) -> Result<Vec<Entry>, Error>;

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

    /// Takes every lock of the store, in its fixed order, for the time of a `fork`.
    fn freeze(&'static self) -> Vec<Frozen>;
}
