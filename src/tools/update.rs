// SPDX-License-Identifier: MIT OR Apache-2.0
//! The update services of a shared store, for the command line. Every error is a sentence for the user.

#![forbid(unsafe_code)]

use std::path::Path;

use der::DateTime;
use uuid::Uuid;
use widestring::{U16Str, U16String};

use super::errors::described;
use super::text::escaped;
use crate::edge::environment;
use crate::startup;
use crate::text::guid;
use crate::wua::UnixTime;
use crate::wua::agent::Agent;
use crate::wua::cab;
use crate::wua::caller::Client;
use crate::wua::service::ServiceView;

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text; empty when there is nothing to say.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// Several texts.
    List(Vec<String>),
}

/// The fields of something, in their order.
pub type Fields = Vec<(&'static str, Value)>;

/// What the program calls itself.
const CLIENT: &str = "enlist update";

/// The manager of the update services of a store that outlives this program.
pub struct Manager(&'static Agent);

impl Manager {
    /// That of a store, by default of the one that `ENLIST_STORE` names.
    pub fn open(store: Option<&Path>) -> Result<Self, String> {
        let config = match store {
            Some(store) => environment::config_with_store(store.as_os_str().to_owned()),
            None => environment::config(),
        };
        let config = config.map_err(|error| error.to_string())?;
        if config.store.is_none() {
            return Err("no store is named, by --store or ENLIST_STORE".to_owned());
        }
        startup::update_agent(|| Ok(config))
            .map(Self)
            .map_err(described)
    }

    /// The registered services.
    pub fn services(&self) -> Result<Vec<Fields>, String> {
        let services = self.0.services().map_err(described)?;
        Ok(services.iter().map(fields).collect())
    }

    /// A service, and how far its registration is.
    pub fn service(&self, id: &str) -> Result<Fields, String> {
        let registration = self.0.query(&service_id(id)?).map_err(described)?;
        let state = match registration.state as i32 {
            1 => "not registered",
            2 => "pending",
            _ => "registered",
        };
        let mut shown = vec![("RegistrationState", Value::Text(state.to_owned()))];
        shown.push((
            "IsPendingRegistrationWithAU",
            Value::Flag(registration.is_pending_with_automatic_updates),
        ));
        shown.extend(fields(&registration.service));
        Ok(shown)
    }

    /// `AddService2`; tells how far the registration is.
    pub fn add(&self, id: &str, flags: i32, cabinet: Option<&Path>) -> Result<Fields, String> {
        let path = cabinet
            .map(|path| path.to_str().ok_or("the path is not Unicode"))
            .transpose()?;
        let path = wide(path.unwrap_or_default());
        let added = self
            .0
            .add_service2(&service_id(id)?, flags, &path, &client());
        added.map_err(described)?;
        self.service(id)
    }

    /// `RemoveService`.
    pub fn remove(&self, id: &str) -> Result<(), String> {
        let removed = self.0.remove(&service_id(id)?, &client());
        removed.map_err(described)
    }

    /// The pending registrations.
    pub fn pending(&self) -> Result<Vec<Fields>, String> {
        let pending = self.0.pending().map_err(described)?;
        let fields = pending.iter().map(|(id, pending)| {
            let failure = pending.failure.map(described);
            vec![
                ("ServiceID", Value::Text(id.to_string())),
                (
                    "ClientApplicationID",
                    Value::Text(pending.client.to_string_lossy()),
                ),
                (
                    "RegisterWithAU",
                    Value::Flag(pending.with_automatic_updates),
                ),
                ("Queued", Value::Text(date(Some(pending.queued)))),
                ("LastFailure", Value::Text(failure.unwrap_or_default())),
            ]
        });
        Ok(fields.collect())
    }

    /// Tries the pending registrations: what became of each, and whether all went well.
    pub fn retry(&self) -> Result<(Vec<Fields>, bool), String> {
        let retried = self.0.retry_all().map_err(described)?;
        let is_well = retried.iter().all(|one| one.outcome.is_ok());
        let fields = retried.iter().map(|one| {
            let outcome = match one.outcome {
                Ok(()) => "registered".to_owned(),
                Err(reason) => described(reason),
            };
            vec![
                ("ServiceID", Value::Text(one.id.to_string())),
                ("Outcome", Value::Text(outcome)),
            ]
        });
        Ok((fields.collect(), is_well))
    }
}

fn client() -> Client {
    Client {
        name: wide(CLIENT),
        ..Client::unnamed()
    }
}

/// An identifier as the manager takes it; a user may put braces around it.
fn service_id(text: &str) -> Result<U16String, String> {
    match guid::parse(text) {
        Some(id) => Ok(wide(&id.to_string())),
        None => Err(format!("{}: not a GUID", escaped(text))),
    }
}

/// The service that an authorization cab is for. Whoever fetches it verifies it.
pub fn authorized_service(cabinet: &Path) -> Result<Uuid, String> {
    cab::read(cabinet)
        .and_then(|cabinet| cab::service_id(&cabinet))
        .map_err(|refusal| refusal.to_string())
}

fn wide(text: &str) -> U16String {
    U16String::from_str(text)
}

fn fields(view: &ServiceView) -> Fields {
    let service = &view.service;
    let text = |text: &str| Value::Text(text.to_owned());
    let name: &U16Str = &service.name;
    vec![
        ("ServiceID", Value::Text(service.id.to_string())),
        ("Name", Value::Text(name.to_string_lossy())),
        ("IssueDate", Value::Text(date(service.issued))),
        ("ExpirationDate", Value::Text(date(service.expires))),
        ("IsManaged", Value::Flag(service.is_managed)),
        (
            "IsRegisteredWithAU",
            Value::Flag(view.is_registered_with_automatic_updates),
        ),
        ("IsDefaultAUService", Value::Flag(view.is_default)),
        (
            "OffersWindowsUpdates",
            Value::Flag(service.offers_windows_updates),
        ),
        ("IsScanPackageService", Value::Flag(service.is_scan_package)),
        (
            "CanRegisterWithAU",
            Value::Flag(service.can_register_with_automatic_updates),
        ),
        ("ServiceUrl", text(&service.url)),
        ("SetupPrefix", text(&service.setup_prefix)),
        ("RedirectUrls", Value::List(service.redirect_urls.clone())),
    ]
}

/// Empty when there is none.
pub(super) fn date(time: Option<UnixTime>) -> String {
    let time = time
        .and_then(|time| DateTime::from_unix_duration(UnixTime::from_secs(time.as_secs())).ok());
    time.map_or_else(String::new, |time| time.to_string())
}
