// SPDX-License-Identifier: MIT OR Apache-2.0
//! UpdateServiceCollection: the services that were registered at one moment.

#![forbid(unsafe_code)]

use super::service::Service;
use crate::com::enumerator::Enumerator;
use crate::com::object::{Reference, Unknown};
use crate::com::value::Value;
use crate::hresult::HResult;
use crate::policy;
use crate::wua::service::ServiceView;

pub(crate) struct Services(Vec<Reference>);

impl Services {
    pub(crate) fn object(views: Vec<ServiceView>) -> Reference {
        Reference::new(Self(views.into_iter().map(Service::object).collect()))
    }

    pub(crate) fn item(&self, index: i32) -> Result<Reference, HResult> {
        usize::try_from(index)
            .ok()
            .and_then(|index| self.0.get(index))
            .cloned()
            .ok_or(policy::NO_SUCH_SERVICE_INDEX)
    }

    pub(crate) fn enumerate(&self) -> Result<Unknown, HResult> {
        let items = self.0.iter().cloned().map(Value::Object);
        Ok(Unknown(Enumerator::object(items)))
    }

    pub(crate) fn count(&self) -> Result<i32, HResult> {
        i32::try_from(self.0.len()).map_err(|_| HResult::E_UNEXPECTED)
    }
}
