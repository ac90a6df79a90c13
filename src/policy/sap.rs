// SPDX-License-Identifier: MIT OR Apache-2.0
//! The Service Advertising Protocol (NS_SAP).

#![forbid(unsafe_code)]

use super::MISSING_IDENTITY;
use crate::error::Error;

/// A registration with NS_SAP whose class stands for no SAP type, or for all of them, which only a question can.
///
/// A type is all that packets say of a class. Refused as a registration that lacks what its namespace needs.
pub(crate) const NO_SAP_TYPE: Error = MISSING_IDENTITY;

/// A lookup in NS_SAP of a class that stands for no SAP type: no service can be of it.
pub(crate) const NO_SAP_TYPE_IN_LOOKUP: Error = Error::ServiceNotFound;

/// The family of an address that was heard of in NS_SAP: `AF_IPX`, as programs on this system know it.
///
/// Packets carry no family. Where the system has a number of its own, the headers leave it to programs.
pub(crate) const HEARD_FAMILY: u16 = if cfg!(target_os = "linux") { 4 } else { 6 };
