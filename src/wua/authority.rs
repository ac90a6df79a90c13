// SPDX-License-Identifier: MIT OR Apache-2.0
//! Who answers when a registration goes on line.

#![forbid(unsafe_code)]

use super::authorization::Wanted;
use super::published;
use super::service::Service;
use crate::hresult::HResult;

/// What "on line" means (`ENLIST_UPDATE_URL`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Online {
    /// An authority inside the library, without network, that knows the published services.
    #[default]
    Emulated,
    /// A machine without network.
    Off,
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
}

impl Authority for Online {
    fn ask(&self, wanted: Wanted) -> Result<Service, Refused> {
        let answered = |reason| Refused {
            reason,
            was_on_line: true,
        };
        match self {
            Self::Off => Err(Refused {
                reason: HResult::WU_E_NO_CONNECTION,
                was_on_line: false,
            }),
            Self::Emulated => match published::find(wanted.service_id) {
                None => Err(answered(HResult::WU_E_REDIRECTOR_UNKNOWN_SERVICE)),
                Some(service)
                    if wanted.with_automatic_updates
                        && !service.can_register_with_automatic_updates =>
                {
                    Err(answered(HResult::WU_E_DS_INVALIDOPERATION))
                }
                Some(service) => Ok(service),
            },
        }
    }
}
