// SPDX-License-Identifier: MIT OR Apache-2.0
//! The directory namespace (NS_NTDS): every row of the operation table, containers, and rules on who may publish.

#![forbid(unsafe_code)]

use std::sync::Arc;

use uuid::Uuid;

use super::stored::{NameForm, Shape, StoredNamespace};
use super::stored_classes::StoredClasses;
use super::{Lookup, NamespaceProvider, Outcome};
use crate::config::DirectoryAccess;
use crate::error::Error;
use crate::policy;
use crate::rnr::class::{ClassStanding, ServiceClass};
use crate::rnr::namespace::NS_NTDS;
use crate::rnr::query::{ControlFlags, Query};
use crate::rnr::service::{Operation, Registration};

pub(crate) struct Directory {
    services: StoredNamespace,
    classes: StoredClasses,
    access: DirectoryAccess,
}

impl Directory {
    pub(crate) fn new(services: StoredNamespace, access: DirectoryAccess) -> Self {
        Self {
            services,
            classes: StoredClasses::beside(&services, NS_NTDS),
            access,
        }
    }

    /// The directory has containers, and keeps names as they are spelled.
    pub(crate) const SHAPE: Shape = Shape {
        containers: true,
        names: NameForm::AsGiven,
    };

    /// Whoever may not publish learns nothing about what exists, so this is asked first.
    fn may_publish(&self, class: Option<Uuid>) -> Result<(), Error> {
        match &self.access {
            DirectoryAccess::Publish => Ok(()),
            DirectoryAccess::ReadOnlyExcept(open)
                if class.is_some_and(|class| open.contains(&class)) =>
            {
                Ok(())
            }
            DirectoryAccess::ReadOnlyExcept(_) => Err(Error::AccessDenied),
        }
    }
}

impl NamespaceProvider for Directory {
    fn set_service(
        &self,
        given: &Registration,
        _class: Option<&ServiceClass>,
        operation: Operation,
        control_flags: u32,
    ) -> Result<Outcome, Error> {
        self.may_publish(given.class)?;
        let class = given.class.ok_or(policy::MISSING_IDENTITY)?;
        self.services
            .set_service(class, given, operation, control_flags)
    }

    fn lookup_begin(
        &self,
        query: &Query,
        _class: Option<&ServiceClass>,
        flags: ControlFlags,
    ) -> Result<Box<dyn Lookup>, Error> {
        self.services.lookup_begin(query, flags)
    }

    fn install_class(&self, class: &ServiceClass) -> Result<(), Error> {
        self.may_publish(Some(class.id))?;
        self.classes.install(class)
    }

    fn remove_class(&self, class: Uuid) -> Result<(), Error> {
        self.may_publish(Some(class))?;
        self.classes.remove(class)
    }

    fn class_info(&self, class: Uuid) -> Result<Arc<ServiceClass>, Error> {
        self.classes.info(class)
    }

    fn class_standing(&self, class: Uuid) -> Result<ClassStanding, Error> {
        self.may_publish(Some(class))?;
        self.classes.standing(class, class)
    }
}
