// SPDX-License-Identifier: MIT OR Apache-2.0
//! The service classes of one process: few, and seldom changed, so that one lock is enough for all of them.

#![forbid(unsafe_code)]

use std::sync::Arc;

use hashbrown::HashMap;
use uuid::Uuid;

use super::Decide;
use crate::error::Error;
use crate::rnr::class::ServiceClass;
use crate::rnr::service::Change;
use crate::sync::{Frozen, RwLock};

/// By provider and class.
#[derive(Debug, Default)]
pub(super) struct Classes(RwLock<HashMap<(Uuid, Uuid), Arc<ServiceClass>>>);

impl Classes {
    pub(super) fn update(
        &self,
        provider: Uuid,
        class: Uuid,
        decide: &mut Decide<'_, ServiceClass>,
    ) -> Result<(), Error> {
        let replaced = {
            let mut classes = self.0.write();
            let key = (provider, class);
            match decide(classes.get(&key).map(|class| &**class))? {
                Change::Keep => None,
                Change::Put(class) => {
                    classes.try_reserve(1).map_err(|_| Error::OutOfMemory)?;
                    classes.insert(key, class)
                }
                Change::Remove => classes.remove(&key),
            }
        };
        // After the lock.
        drop(replaced);
        Ok(())
    }

    pub(super) fn get(&self, provider: Uuid, class: Uuid) -> Option<Arc<ServiceClass>> {
        self.0.read().get(&(provider, class)).map(Arc::clone)
    }

    /// All of them, by provider and class.
    pub(super) fn all(&self) -> Vec<(Uuid, Arc<ServiceClass>)> {
        let classes = self.0.read();
        let mut all: Vec<_> = classes
            .iter()
            .map(|((provider, _), class)| (*provider, Arc::clone(class)))
            .collect();
        drop(classes);
        all.sort_unstable_by_key(|(provider, class)| (*provider, class.id));
        all
    }

    /// Waits for the lock, and puts others into the place of all there are as soon as `when` says so; what it returns is kept
    /// locked until then.
    pub(super) fn replace(&self, by: &[(Uuid, Arc<ServiceClass>)], when: impl FnOnce()) {
        let next: HashMap<_, _> = by
            .iter()
            .map(|(provider, class)| ((*provider, class.id), Arc::clone(class)))
            .collect();
        let mut classes = self.0.write();
        when();
        let earlier = std::mem::replace(&mut *classes, next);
        drop(classes);
        // Freed without the lock.
        drop(earlier);
    }

    pub(super) fn clear(&self) {
        // Dropped without the lock.
        let earlier = std::mem::take(&mut *self.0.write());
        drop(earlier);
    }

    pub(super) fn freeze(&'static self) -> Frozen {
        self.0.freeze()
    }
}
