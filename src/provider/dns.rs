// SPDX-License-Identifier: MIT OR Apache-2.0
//! The DNS namespace ("Tcpip").

#![forbid(unsafe_code)]

use std::sync::Arc;

use uuid::Uuid;

use super::{Lookup, NamespaceProvider, Outcome};
use crate::error::Error;
use crate::policy;
use crate::rnr::class::{self, ClassStanding, ServiceClass};
use crate::rnr::namespace::NS_DNS;
use crate::rnr::query::{ControlFlags, Query};
use crate::rnr::service::{Operation, Registration};

/// Takes registrations and does nothing with them, as its reference says; knows no service yet.
#[derive(Debug)]
pub(crate) struct Dns;

impl NamespaceProvider for Dns {
    fn set_service(
        &self,
        _given: &Registration,
        _class: Option<&ServiceClass>,
        _operation: Operation,
        _control_flags: u32,
    ) -> Result<Outcome, Error> {
        Ok(Outcome::Ignored)
    }

    fn lookup_begin(
        &self,
        _query: &Query,
        _class: Option<&ServiceClass>,
        flags: ControlFlags,
    ) -> Result<Box<dyn Lookup>, Error> {
        if flags.contains(ControlFlags::CONTAINERS) {
            return Err(policy::NO_CONTAINERS);
        }
        Err(Error::ServiceNotFound)
    }

    /// Only the classes that need no installation.
    fn class_info(&self, class: Uuid) -> Result<Arc<ServiceClass>, Error> {
        class::implied(class, NS_DNS).ok_or(Error::ClassNotFound)
    }

    fn class_standing(&self, _class: Uuid) -> Result<ClassStanding, Error> {
        Ok(ClassStanding::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(flags: ControlFlags) -> Option<Error> {
        Dns.lookup_begin(&Query::default(), None, flags).err()
    }

    #[test]
    fn containers_are_no_data_and_services_are_not_found() {
        assert_eq!(refusal(ControlFlags::CONTAINERS), Some(Error::NoData));
        assert_eq!(
            refusal(ControlFlags::RETURN_ALL),
            Some(Error::ServiceNotFound)
        );
    }
}
