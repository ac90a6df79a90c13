// SPDX-License-Identifier: MIT OR Apache-2.0
//! UpdateServiceRegistration: how far a registration was at one moment.

#![forbid(unsafe_code)]

use widestring::U16String;

use super::service::{Service, id_text};
use crate::com::object::Reference;
use crate::hresult::HResult;
use crate::wua::service::{RegistrationState, RegistrationView};

pub(crate) struct Registration {
    state: RegistrationState,
    id: U16String,
    is_pending_with_automatic_updates: bool,
    service: Reference,
}

impl Registration {
    pub(crate) fn object(view: RegistrationView) -> Reference {
        Reference::new(Self {
            state: view.state,
            id: id_text(view.service.service.id),
            is_pending_with_automatic_updates: view.is_pending_with_automatic_updates,
            service: Service::object(view.service),
        })
    }

    pub(crate) fn state(&self) -> Result<i32, HResult> {
        Ok(self.state as i32)
    }

    pub(crate) fn id(&self) -> Result<U16String, HResult> {
        Ok(self.id.clone())
    }

    pub(crate) fn is_pending_with_automatic_updates(&self) -> Result<bool, HResult> {
        Ok(self.is_pending_with_automatic_updates)
    }

    pub(crate) fn service(&self) -> Result<Reference, HResult> {
        Ok(self.service.clone())
    }
}
