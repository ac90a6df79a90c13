// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the command line needs of the library.

#![forbid(unsafe_code)]

#[cfg(feature = "cli")]
mod cabinet;
#[cfg(feature = "cli")]
mod doctor;
#[cfg(feature = "cli")]
mod errors;
#[cfg(feature = "cli")]
mod names;
#[cfg(feature = "cli")]
mod shared;
#[cfg(feature = "cli")]
mod suggest;
#[cfg(feature = "cli")]
mod text;
#[cfg(feature = "cli")]
mod transfer;
#[cfg(feature = "cli")]
pub mod update;
#[cfg(feature = "cli")]
mod update_state;
#[cfg(feature = "cli")]
mod wording;

#[cfg(feature = "cli")]
pub use crate::numbers::REG_DWORD;

#[cfg(feature = "cli")]
pub use self::{
    cabinet::{Answer, authorize},
    doctor::{Examination, Finding, Verdict, examine, store_problem, wrong_setting},
    errors::{Known as KnownError, known as known_error},
    names::{Namespaces, Provider, namespace_name, namespace_number},
    shared::SharedStore,
    suggest::wrong_faults,
    text::{Text, escaped},
    transfer::{
        Address, Bytes, Catalogue, Class, Contents, Guid, Key, Part, Service, State, Value, Version,
    },
    update_state::{PendingRegistration, UpdateService, Updates},
};
