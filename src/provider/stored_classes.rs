// SPDX-License-Identifier: MIT OR Apache-2.0
//! The service classes of the namespaces that keep services.

#![forbid(unsafe_code)]

use std::sync::Arc;

use uuid::Uuid;

use super::stored::StoredNamespace;
use crate::error::Error;
use crate::policy;
use crate::rnr::class::{self, ClassStanding, ServiceClass};
use crate::rnr::service::Change;
use crate::store::{Selection, Store};

/// One provider's classes in a store.
#[derive(Clone, Copy)]
pub(crate) struct StoredClasses {
    store: &'static dyn Store,
    provider: Uuid,
    namespace: u32,
}

impl StoredClasses {
    /// Those of the provider that keeps `services`, and serves `namespace`.
    pub(crate) fn beside(services: &StoredNamespace, namespace: u32) -> Self {
        Self {
            store: services.store,
            provider: services.provider,
            namespace,
        }
    }

    pub(crate) fn install(&self, class: &ServiceClass) -> Result<(), Error> {
        let kept = Arc::new(class.part_of(self.namespace)?);
        self.store
            .update_class(self.provider, class.id, &mut |existing| match existing {
                Some(_) => Err(Error::ClassInstalled),
                None => Ok(Change::Put(Arc::clone(&kept))),
            })
    }

    pub(crate) fn remove(&self, class: Uuid) -> Result<(), Error> {
        self.store
            .update_class(self.provider, class, &mut |existing| match existing {
                Some(_) => Ok(Change::Remove),
                None => Err(policy::CLASS_NOT_INSTALLED),
            })
    }

    /// The description that was installed, or else the one that is implied.
    pub(crate) fn info(&self, class: Uuid) -> Result<Arc<ServiceClass>, Error> {
        let found = self
            .store
            .class(self.provider, class)?
            .or_else(|| class::implied(class, self.namespace))
            .ok_or(Error::ClassNotFound)?;
        if found.values.is_empty() && !policy::CLASS_WITHOUT_VALUES_IS_DESCRIBED {
            return Err(Error::NoData);
        }
        Ok(found)
    }

    /// Where a class stands whose services are kept under the class `kept_under`.
    pub(crate) fn standing(&self, class: Uuid, kept_under: Uuid) -> Result<ClassStanding, Error> {
        let services = self
            .store
            .scan(self.provider, &Selection::Class(kept_under))?;
        Ok(ClassStanding {
            installed: Some(self.store.class(self.provider, class)?.is_some()),
            in_use: Some(
                services
                    .iter()
                    .any(|entry| policy::keeps_class(entry.service.state)),
            ),
        })
    }
}
