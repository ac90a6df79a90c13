// SPDX-License-Identifier: MIT OR Apache-2.0
//! Providers in libraries of their own.

#![forbid(unsafe_code)]

use super::{Lookup, NamespaceProvider, Outcome};
use crate::error::Error;
use crate::rnr::catalog::installed::Installed;
use crate::rnr::class::ServiceClass;
use crate::rnr::query::{ControlFlags, Query};
use crate::rnr::service::{Operation, Registration};

/// An installed provider that is not part of this library; none can be loaded yet, and calls say so.
pub(crate) struct Foreign;

impl Foreign {
    pub(crate) fn new(_installed: &Installed) -> Self {
        Self
    }
}

impl NamespaceProvider for Foreign {
    fn set_service(
        &self,
        _given: &Registration,
        _class: Option<&ServiceClass>,
        _operation: Operation,
        _control_flags: u32,
    ) -> Result<Outcome, Error> {
        Err(Error::ProviderFailed)
    }

    fn lookup_begin(
        &self,
        _query: &Query,
        _class: Option<&ServiceClass>,
        _flags: ControlFlags,
    ) -> Result<Box<dyn Lookup>, Error> {
        Err(Error::ProviderFailed)
    }
}
