// SPDX-License-Identifier: MIT OR Apache-2.0
//! Namespace providers: what stands behind a namespace.

#![forbid(unsafe_code)]

pub(crate) mod directory;
pub(crate) mod dns;
pub(crate) mod sap;
pub(crate) mod stored;

use std::sync::Arc;

use crate::error::Error;
use crate::rnr::query::{ControlFlags, Protocols, Query};
use crate::rnr::service::{Operation, Registration, Service};

/// A namespace provider, shaped after the routines that a provider library hands to Winsock (`NSP_ROUTINE`).
pub(crate) trait NamespaceProvider: Send + Sync {
    /// Registers, deregisters or deletes a service. `control_flags` are the caller's, whatever they mean here.
    fn set_service(
        &self,
        given: &Registration,
        operation: Operation,
        control_flags: u32,
    ) -> Result<Outcome, Error>;

    /// Begins a lookup: looks at the query and returns at once, without searching.
    fn lookup_begin(&self, query: &Query, flags: ControlFlags) -> Result<Box<dyn Lookup>, Error>;
}

/// What a provider made of a registration that it did not refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The operation was carried out.
    Done,
    /// The namespace takes registrations and does nothing with them.
    Ignored,
}

/// A lookup under way at one provider.
pub(crate) trait Lookup: Send {
    /// The next result. `flags` are those that are in effect for this call; results may depend on what is asked for.
    fn next(&mut self, flags: ControlFlags) -> Result<Answer, Error>;
}

/// One result: a service as it is stored, or one made for the answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) service: Arc<Service>,
    /// The restriction that its addresses must pass.
    pub(crate) protocols: Protocols,
}
