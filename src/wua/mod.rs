// SPDX-License-Identifier: MIT OR Apache-2.0
//! The update service manager: which update services are registered with the machine, which registrations are pending, and
//! which service Automatic Updates uses.
//!
//! What changes is one immutable [`state::State`]; every change is a pure function from one to the next, and a
//! [`keeper::Keeper`] makes it atomic. Files and servers are asked with no lock held.

#![forbid(unsafe_code)]

use std::time::Duration;

use crate::clock;

pub(crate) mod agent;
pub(crate) mod authority;
pub(crate) mod authorization;
pub(crate) mod cab;
pub(crate) mod caller;
pub(crate) mod keeper;
pub(crate) mod online;
pub(crate) mod possible;
pub(crate) mod published;
pub(crate) mod request;
pub(crate) mod retrier;
pub(crate) mod service;
pub(crate) mod state;
pub(crate) mod verifier;

/// A time, since the beginning of 1970 in UTC.
pub(crate) type UnixTime = Duration;

/// The time, also when somebody who tests has moved it.
pub(crate) fn now() -> UnixTime {
    clock::since_1970()
}
