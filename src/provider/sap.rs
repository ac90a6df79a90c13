// SPDX-License-Identifier: MIT OR Apache-2.0
//! The Service Advertising Protocol namespace (NS_SAP), kept in this process; nothing is sent on a network.

#![forbid(unsafe_code)]

use super::stored::{Shape, StoredNamespace};
use super::{Lookup, NamespaceProvider, Outcome};
use crate::error::Error;
use crate::rnr::class::ServiceClass;
use crate::rnr::query::{ControlFlags, Query};
use crate::rnr::service::{Operation, Registration};

pub(crate) struct Sap {
    services: StoredNamespace,
}

impl Sap {
    pub(crate) fn new(services: StoredNamespace) -> Self {
        Self { services }
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
}
