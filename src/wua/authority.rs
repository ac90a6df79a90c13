// SPDX-License-Identifier: MIT OR Apache-2.0
//! Who answers when a registration goes on line.

#![forbid(unsafe_code)]

use super::authorization::Wanted;
use super::online::{Server, Settings};
use super::published;
use super::service::Service;
use super::verifier::Trusted;
use crate::hresult::HResult;
use crate::sync::Frozen;

/// What "on line" means (`ENLIST_UPDATE_URL`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Online {
    /// An authority inside the library, without network, that knows the published services.
    #[default]
    Emulated,
    /// A machine without network.
    Off,
    /// A server with authorization cabs.
    Server(Box<Settings>),
}

impl Online {
    /// Who answers; a server's cabinets have to convince those who are trusted.
    pub(crate) fn authority(self, trusted: &Trusted) -> Box<dyn Authority> {
        match self {
            Self::Emulated => Box::new(Emulated),
            Self::Off => Box::new(Nobody),
            Self::Server(settings) => Box::new(Server::new(*settings, trusted.clone())),
        }
    }
}

/// Why there is no authorization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) reason: HResult,
    /// Whether somebody answered: such a contact is an occasion for registrations that are pending.
    pub(crate) was_on_line: bool,
}

/// Who answers. Called with no lock held.
pub(crate) trait Authority: Send + Sync {
    /// What is known of the service, if it may be registered as is wanted.
    fn ask(&self, wanted: Wanted) -> Result<Service, Refused>;

    /// Forgets what earlier answers have left; most keep nothing.
    fn forget(&self) {}

    /// Takes the locks for the time of a `fork`.
    fn freeze(&'static self) -> Vec<Frozen> {
        Vec::new()
    }
}

/// Knows the published services.
pub(crate) struct Emulated;

impl Authority for Emulated {
    fn ask(&self, wanted: Wanted) -> Result<Service, Refused> {
        let answered = |reason| Refused {
            reason,
            was_on_line: true,
        };
        let service = published::find(wanted.service_id)
            .ok_or(answered(HResult::WU_E_REDIRECTOR_UNKNOWN_SERVICE))?;
        if wanted.with_automatic_updates && !service.can_register_with_automatic_updates {
            return Err(answered(HResult::WU_E_DS_INVALIDOPERATION));
        }
        Ok(service)
    }
}

/// Cannot be reached.
pub(crate) struct Nobody;

impl Authority for Nobody {
    fn ask(&self, _: Wanted) -> Result<Service, Refused> {
        Err(Refused {
            reason: HResult::WU_E_NO_CONNECTION,
            was_on_line: false,
        })
    }
}
