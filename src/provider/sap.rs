// SPDX-License-Identifier: MIT OR Apache-2.0
//! The Service Advertising Protocol namespace (NS_SAP), kept in this process; nothing is sent on a network.

#![forbid(unsafe_code)]

use std::sync::Arc;

use uuid::Uuid;

use super::stored::{Shape, StoredNamespace};
use super::stored_classes::StoredClasses;
use super::{Lookup, NamespaceProvider, Outcome};
use crate::error::Error;
use crate::rnr::class::{ClassStanding, ServiceClass};
use crate::rnr::namespace::NS_SAP;
use crate::rnr::query::{ControlFlags, Query};
use crate::rnr::service::{Operation, Registration};

pub(crate) struct Sap {
    services: StoredNamespace,
    classes: StoredClasses,
}

impl Sap {
    pub(crate) fn new(services: StoredNamespace) -> Self {
        Self {
            services,
            classes: StoredClasses::beside(&services, NS_SAP),
        }
    }

    /// The bindery is flat, and its names are upper case.
    pub(crate) const SHAPE: Shape = Shape {
        containers: false,
        upper_case_names: true,
    };
}

impl NamespaceProvider for Sap {
    fn set_service(
        &self,
        given: &Registration,
        _class: Option<&ServiceClass>,
        operation: Operation,
        control_flags: u32,
    ) -> Result<Outcome, Error> {
        self.services.set_service(given, operation, control_flags)
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
        self.classes.install(class)
    }

    fn remove_class(&self, class: Uuid) -> Result<(), Error> {
        self.classes.remove(class)
    }

    fn class_info(&self, class: Uuid) -> Result<Arc<ServiceClass>, Error> {
        self.classes.info(class)
    }

    fn class_standing(&self, class: Uuid) -> Result<ClassStanding, Error> {
        self.classes.standing(class)
    }
}
