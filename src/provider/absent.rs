// SPDX-License-Identifier: MIT OR Apache-2.0
//! A namespace that is installed, but without what it needs: a radio that this machine does not have.

#![forbid(unsafe_code)]

use super::{Lookup, NamespaceProvider, Outcome};
use crate::error::Error;
use crate::rnr::class::ServiceClass;
use crate::rnr::query::{ControlFlags, Query};
use crate::rnr::service::{Operation, Registration};

/// Is as good as not there, for those who ask for it and for those who ask everybody.
pub(crate) struct Absent;

impl NamespaceProvider for Absent {
    fn set_service(
        &self,
        _given: &Registration,
        _class: Option<&ServiceClass>,
        _operation: Operation,
        _control_flags: u32,
    ) -> Result<Outcome, Error> {
        Err(Error::NotConcerned)
    }

    fn lookup_begin(
        &self,
        _query: &Query,
        _class: Option<&ServiceClass>,
        _flags: ControlFlags,
    ) -> Result<Box<dyn Lookup>, Error> {
        Err(Error::NotConcerned)
    }
}
