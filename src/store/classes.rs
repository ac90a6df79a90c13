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
        // Declared before the guard, so that the replaced description is freed after the lock.
        let _replaced;
        let mut classes = self.0.write();
        let key = (provider, class);
        _replaced = match decide(classes.get(&key).map(|class| &**class))? {
            Change::Keep => None,
            Change::Put(class) => {
                classes.try_reserve(1).map_err(|_| Error::OutOfMemory)?;
                classes.insert(key, class)
            }
            Change::Remove => classes.remove(&key),
        };
        Ok(())
    }

    pub(super) fn get(&self, provider: Uuid, class: Uuid) -> Option<Arc<ServiceClass>> {
        self.0.read().get(&(provider, class)).map(Arc::clone)
    }

    pub(super) fn freeze(&'static self) -> Frozen {
        self.0.freeze()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn described(id: Uuid) -> Arc<ServiceClass> {
        Arc::new(ServiceClass {
            id,
            name: None,
            values: Vec::new(),
        })
    }

    #[test]
    fn every_provider_keeps_its_own() {
        let (classes, mine, other) = (Classes::default(), Uuid::from_u128(1), Uuid::from_u128(2));
        let id = Uuid::from_u128(7);
        let put = |provider| {
            classes
                .update(provider, id, &mut |_| Ok(Change::Put(described(id))))
                .unwrap();
        };
        put(mine);
        assert!(classes.get(mine, id).is_some());
        assert!(classes.get(other, id).is_none());
        assert!(classes.get(id, mine).is_none());
        put(other);
        classes
            .update(mine, id, &mut |existing| {
                assert_eq!(existing, Some(&*described(id)));
                Ok(Change::Remove)
            })
            .unwrap();
        assert!(classes.get(mine, id).is_none());
        assert!(classes.get(other, id).is_some());
    }

    #[test]
    fn a_failing_decision_changes_nothing() {
        let classes = Classes::default();
        let id = Uuid::from_u128(7);
        let refuse = |classes: &Classes| classes.update(id, id, &mut |_| Err(Error::AccessDenied));
        assert_eq!(refuse(&classes), Err(Error::AccessDenied));
        assert!(classes.get(id, id).is_none());
        classes
            .update(id, id, &mut |_| Ok(Change::Put(described(id))))
            .unwrap();
        assert_eq!(refuse(&classes), Err(Error::AccessDenied));
        assert!(classes.get(id, id).is_some());
    }
}
