// SPDX-License-Identifier: MIT OR Apache-2.0
//! UpdateService: a service as it was at one moment.

#![forbid(unsafe_code)]

use uuid::Uuid;
use widestring::U16String;

use super::strings::Strings;
use crate::com::object::{Bytes, Date, Reference};
use crate::hresult::HResult;
use crate::policy;
use crate::wua::UnixTime;
use crate::wua::agent::Agent;
use crate::wua::service::ServiceView;

pub(crate) struct Service {
    view: ServiceView,
    redirect_urls: Reference,
    /// The agent, if the service goes when this object does.
    volatile_in: Option<&'static Agent>,
}

/// The beginning of 1970, in days since the beginning of the calendar of automation.
const UNIX_EPOCH_DAYS: f64 = 25_569.0;

const SECONDS_PER_DAY: f64 = 86_400.0;

/// The text of an id, as it is shown.
pub(super) fn id_text(id: Uuid) -> U16String {
    U16String::from_str(&id.hyphenated().to_string())
}

fn date(time: UnixTime) -> f64 {
    UNIX_EPOCH_DAYS + time.as_secs_f64() / SECONDS_PER_DAY
}

impl Service {
    pub(crate) fn object(view: ServiceView) -> Reference {
        Self::make(view, None)
    }

    /// A service that goes when the object does.
    pub(crate) fn volatile(view: ServiceView, agent: &'static Agent) -> Reference {
        Self::make(view, Some(agent))
    }

    fn make(view: ServiceView, volatile_in: Option<&'static Agent>) -> Reference {
        let urls = view.service.redirect_urls.iter();
        Reference::new(Self {
            redirect_urls: Strings::object(urls.map(U16String::from_str).collect(), true),
            view,
            volatile_in,
        })
    }

    pub(crate) fn name(&self) -> Result<U16String, HResult> {
        Ok(self.view.service.name.clone())
    }

    pub(crate) fn content_validation_certificate(&self) -> Result<Bytes, HResult> {
        let hash = self.view.service.content_validation_certificate;
        Ok(Bytes(hash.map_or_else(Vec::new, Vec::from)))
    }

    pub(crate) fn expiration_date(&self) -> Result<Date, HResult> {
        let end = self.view.service.expires;
        let end = end.filter(|end| *end <= policy::LAST_DATE);
        Ok(Date(end.map_or(policy::NO_EXPIRATION_DATE, date)))
    }

    pub(crate) fn is_managed(&self) -> Result<bool, HResult> {
        Ok(self.view.service.is_managed)
    }

    pub(crate) fn is_registered_with_automatic_updates(&self) -> Result<bool, HResult> {
        Ok(self.view.is_registered_with_automatic_updates)
    }

    pub(crate) fn issue_date(&self) -> Result<Date, HResult> {
        let start = self.view.service.issued;
        Ok(Date(start.map_or(policy::NO_ISSUE_DATE, date)))
    }

    pub(crate) fn offers_windows_updates(&self) -> Result<bool, HResult> {
        Ok(self.view.service.offers_windows_updates)
    }

    pub(crate) fn redirect_urls(&self) -> Result<Reference, HResult> {
        Ok(self.redirect_urls.clone())
    }

    pub(crate) fn id(&self) -> Result<U16String, HResult> {
        Ok(id_text(self.view.service.id))
    }

    pub(crate) fn is_scan_package(&self) -> Result<bool, HResult> {
        Ok(self.view.service.is_scan_package)
    }

    pub(crate) fn can_register_with_automatic_updates(&self) -> Result<bool, HResult> {
        Ok(self.view.service.can_register_with_automatic_updates)
    }

    pub(crate) fn url(&self) -> Result<U16String, HResult> {
        Ok(U16String::from_str(&self.view.service.url))
    }

    pub(crate) fn setup_prefix(&self) -> Result<U16String, HResult> {
        Ok(U16String::from_str(&self.view.service.setup_prefix))
    }

    pub(crate) fn is_default(&self) -> Result<bool, HResult> {
        Ok(self.view.is_default)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if let Some(agent) = self.volatile_in {
            agent.released(&self.view.service);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days_of_the_calendar_of_automation() {
        assert!((date(UnixTime::ZERO) - 25_569.0).abs() < 1e-9);
        // Noon of the first of January 2003.
        let noon = UnixTime::from_secs(1_041_422_400);
        assert!((date(noon) - 37_622.5).abs() < 1e-9);
    }
}
