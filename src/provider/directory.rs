// SPDX-License-Identifier: MIT OR Apache-2.0
//! The directory namespace (NS_NTDS): every row of the operation table, containers, and rules on who may publish.

#![forbid(unsafe_code)]

use super::stored::{Shape, StoredNamespace};
use super::{Lookup, NamespaceProvider, Outcome};
use crate::config::DirectoryAccess;
use crate::error::Error;
use crate::rnr::class::ServiceClass;
use crate::rnr::query::{ControlFlags, Query};
use crate::rnr::service::{Operation, Registration};

pub(crate) struct Directory {
    services: StoredNamespace,
    access: DirectoryAccess,
}

impl Directory {
    pub(crate) fn new(services: StoredNamespace, access: DirectoryAccess) -> Self {
        Self { services, access }
    }

    /// The directory has containers, and keeps names as they are spelled.
    pub(crate) const SHAPE: Shape = Shape {
        containers: true,
        upper_case_names: false,
    };

    fn may_publish(&self, given: &Registration) -> bool {
        match &self.access {
            DirectoryAccess::Publish => true,
            DirectoryAccess::ReadOnlyExcept(open) => {
                given.class.is_some_and(|class| open.contains(&class))
            }
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
        // Asked first: whoever may not publish learns nothing about what exists.
        if !self.may_publish(given) {
            return Err(Error::AccessDenied);
        }
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
