// SPDX-License-Identifier: MIT OR Apache-2.0
//! The state of the update services as JSON, and back.

#![forbid(unsafe_code)]

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use widestring::U16String;

use super::text::Text;
use super::transfer::{Bytes, Guid, Item, distinct};
use crate::hresult::HResult;
use crate::wua::UnixTime;
use crate::wua::possible::{self, Impossible};
use crate::wua::service;
use crate::wua::state::{self, State};

/// An update service. Times are seconds since 1970, in UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpdateService {
    id: Guid,
    #[serde(skip_serializing_if = "Text::is_empty", default)]
    name: Text,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    issued: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    expires: Option<u64>,
    #[serde(default)]
    managed: bool,
    #[serde(default)]
    offers_windows_updates: bool,
    #[serde(default)]
    scan_package: bool,
    #[serde(default)]
    can_register_with_automatic_updates: bool,
    #[serde(skip_serializing_if = "String::is_empty", default)]
    url: String,
    #[serde(skip_serializing_if = "String::is_empty", default)]
    setup_prefix: String,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    redirect_urls: Vec<String>,
    /// The SHA-1 hash of the certificate that signs what the service offers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    certificate: Option<Bytes>,
}

/// A registration that is to be tried again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PendingRegistration {
    id: Guid,
    /// The program that asked, as it calls itself.
    #[serde(skip_serializing_if = "Text::is_empty", default)]
    client: Text,
    #[serde(default)]
    with_automatic_updates: bool,
    queued: u64,
    /// The HRESULT of the latest attempt.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    failure: Option<u32>,
}

/// The update services of a machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Updates {
    /// In the order of listings.
    #[serde(default, deserialize_with = "distinct")]
    services: Vec<UpdateService>,
    /// Those that Automatic Updates uses, the latest last.
    #[serde(default)]
    automatic: Vec<Guid>,
    #[serde(default, deserialize_with = "distinct")]
    pending: Vec<PendingRegistration>,
}

impl Item for UpdateService {
    type Identity = Guid;
    type Impossible = String;

    fn identity(&self) -> Guid {
        self.id
    }

    fn check(&self) -> Result<usize, String> {
        let hash = self.certificate.as_ref();
        if hash.is_some_and(|hash| hash.0.len() != 20) {
            return Err("a certificate is not named by 20 bytes".to_owned());
        }
        possible::service(&self.stored()).map_err(|reason| reason.to_string())?;
        Ok(self.name.units().len() * 2)
    }
}

impl Item for PendingRegistration {
    type Identity = Guid;
    type Impossible = Impossible;

    fn identity(&self) -> Guid {
        self.id
    }

    fn check(&self) -> Result<usize, Impossible> {
        possible::pending(&self.stored())?;
        Ok(self.client.units().len() * 2)
    }
}

impl Updates {
    /// `None` for those of a fresh machine. Services that end with a process are left out.
    pub(super) fn of(state: &State) -> Option<Self> {
        if *state == State::fresh() {
            return None;
        }
        let (services, pending, automatic) = state.parts();
        let lasting = services.iter().filter(|service| service.owner.is_none());
        Some(Self {
            services: lasting.map(|service| UpdateService::of(service)).collect(),
            automatic: automatic.iter().copied().map(Guid).collect(),
            pending: pending
                .iter()
                .map(|(&id, pending)| PendingRegistration {
                    id: Guid(id),
                    client: Text::new(pending.client.as_slice()),
                    with_automatic_updates: pending.with_automatic_updates,
                    queued: pending.queued.as_secs(),
                    failure: pending.failure.map(|failure| failure.0),
                })
                .collect(),
        })
    }

    pub(super) fn stored(&self) -> State {
        let services = self
            .services
            .iter()
            .map(|service| Arc::new(service.stored()));
        let pending = self
            .pending
            .iter()
            .map(|pending| (pending.id.0, pending.stored()));
        let automatic = self.automatic.iter().map(|id| id.0);
        State::of(services.collect(), pending.collect(), automatic.collect())
    }
}

impl PendingRegistration {
    fn stored(&self) -> state::Pending {
        state::Pending {
            client: U16String::from_vec(self.client.units()),
            with_automatic_updates: self.with_automatic_updates,
            queued: UnixTime::from_secs(self.queued),
            failure: self.failure.map(HResult),
            attempt: None,
        }
    }
}

impl UpdateService {
    fn of(stored: &service::Service) -> Self {
        Self {
            id: Guid(stored.id),
            name: Text::new(stored.name.as_slice()),
            issued: stored.issued.map(|time| time.as_secs()),
            expires: stored.expires.map(|time| time.as_secs()),
            managed: stored.is_managed,
            offers_windows_updates: stored.offers_windows_updates,
            scan_package: stored.is_scan_package,
            can_register_with_automatic_updates: stored.can_register_with_automatic_updates,
            url: stored.url.clone(),
            setup_prefix: stored.setup_prefix.clone(),
            redirect_urls: stored.redirect_urls.clone(),
            certificate: stored
                .content_validation_certificate
                .map(|hash| Bytes(hash.to_vec())),
        }
    }

    fn stored(&self) -> service::Service {
        service::Service {
            id: self.id.0,
            name: U16String::from_vec(self.name.units()),
            issued: self.issued.map(UnixTime::from_secs),
            expires: self.expires.map(UnixTime::from_secs),
            is_managed: self.managed,
            offers_windows_updates: self.offers_windows_updates,
            is_scan_package: self.scan_package,
            can_register_with_automatic_updates: self.can_register_with_automatic_updates,
            url: self.url.clone(),
            setup_prefix: self.setup_prefix.clone(),
            redirect_urls: self.redirect_urls.clone(),
            content_validation_certificate: self
                .certificate
                .as_ref()
                .and_then(|hash| hash.0.as_slice().try_into().ok()),
            owner: None,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::policy;

    #[test]
    fn the_state_survives_json() {
        let mut state = State::fresh();
        assert_eq!(Updates::of(&state), None);
        let mut full = service::Service::unknown(Uuid::from_u128(1));
        full.name = U16String::from_vec(vec![0x41, 0xD800]);
        full.issued = Some(UnixTime::from_secs(5));
        full.expires = Some(UnixTime::from_secs(103_647_676_860));
        full.is_managed = true;
        full.is_scan_package = true;
        full.redirect_urls = vec!["http://a/".to_owned()];
        full.content_validation_certificate = Some([0xAB; 20]);
        let passing = service::Service {
            owner: Some("1 2 3 4".to_owned()),
            ..service::Service::unknown(Uuid::from_u128(2))
        };
        let pending = state::Pending {
            client: U16String::from_str("setup"),
            with_automatic_updates: true,
            queued: UnixTime::from_secs(6),
            failure: Some(HResult::WU_E_NO_CONNECTION),
            attempt: None,
        };
        state.pending.insert(Uuid::from_u128(3), pending);
        state.services.push(Arc::new(full));
        state.automatic.push(Uuid::from_u128(1));
        let (services, pending, automatic) = state.parts();
        let expected = State::of(services.to_vec(), pending.clone(), automatic.to_vec());
        state.services.push(Arc::new(passing));
        let json = serde_json::to_string(&Updates::of(&state)).unwrap();
        let back: Updates = serde_json::from_str(&json).unwrap();
        assert_eq!(back.stored(), expected);
    }

    #[test]
    fn what_cannot_be_stored_is_refused() {
        let parse = |service: &str| {
            let json = format!(r#"{{"services": [{service}]}}"#);
            serde_json::from_str::<Updates>(&json)
        };
        let named = r#""id": "{00000000-0000-0000-0000-000000000001}", "name": "a""#;
        assert!(parse(&format!("{{{named}}}")).is_ok());
        assert!(parse(r#"{"name": "no id"}"#).is_err());
        let large = "x".repeat(policy::STORE_RECORD_LIMIT_BYTES);
        for (more, reason) in [
            (r#""certificate": "ab""#, "not named by 20 bytes"),
            (r#""other": 1"#, "unknown field"),
            (r#""url": "a\u0000b""#, "none of http or https"),
            (r#""setup_prefix": "\u0000""#, "control characters"),
            (r#""issued": 18446744073709551615"#, "after the year 9999"),
        ] {
            // Where it stands.
            let json = format!("\n{{{named}}},\n{{{named},\n{more}}}\n");
            let json = json.replacen("000001", "000002", 1);
            let error = parse(&json).unwrap_err();
            assert!(error.to_string().contains(reason), "{error}");
            assert_eq!(error.line(), 4, "{error}");
        }
        assert!(parse(&format!("{{{named}}}, {{{named}}}")).is_err());
        let id = r#""id": "{00000000-0000-0000-0000-000000000001}""#;
        let scan = format!(r#"{{{id}, "scan_package": true, "name": "{large}"}}"#);
        assert!(parse(&scan).is_err());
        let pending = |more: &str| {
            let json = format!(r#"{{"pending": [{{{id}, {more}}}]}}"#);
            serde_json::from_str::<Updates>(&json)
        };
        assert!(pending(r#""queued": 5"#).is_ok());
        assert!(pending(r#""queued": 18446744073709551615"#).is_err());
        assert!(pending(&format!(r#""queued": 5, "client": "{large}""#)).is_err());
    }
}
