// SPDX-License-Identifier: MIT OR Apache-2.0
//! The update services of a shared store, for the command line. Every error is a sentence for the user.

#![forbid(unsafe_code)]

use std::path::Path;

use der::DateTime;
use uuid::Uuid;
use widestring::{U16Str, U16String};

use crate::edge::environment;
use crate::hresult::HResult;
use crate::startup;
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

/// The registered services.
pub fn services() -> Result<Vec<Fields>, String> {
    let services = agent()?.services().map_err(failure)?;
    Ok(services.iter().map(described).collect())
}

/// A service, and how far its registration is.
pub fn service(id: &str) -> Result<Fields, String> {
    let registration = agent()?.query(&wide(id)).map_err(failure)?;
    let state = match registration.state as i32 {
        1 => "not registered",
        2 => "pending",
        _ => "registered",
    };
    let mut fields = vec![("RegistrationState", Value::Text(state.to_owned()))];
    fields.push((
        "IsPendingRegistrationWithAU",
        Value::Flag(registration.is_pending_with_automatic_updates),
    ));
    fields.extend(described(&registration.service));
    Ok(fields)
}

/// `AddService2`; tells how far the registration is.
pub fn add(id: &str, flags: i32, cabinet: Option<&Path>) -> Result<Fields, String> {
    let path = cabinet
        .map(|path| path.to_str().ok_or("the path is not Unicode"))
        .transpose()?;
    let added = agent()?.add_service2(&wide(id), flags, &wide(path.unwrap_or_default()), &client());
    added.map_err(failure)?;
    service(id)
}

fn client() -> Client {
    Client {
        name: wide(CLIENT),
        ..Client::unnamed()
    }
}

/// `RemoveService`.
pub fn remove(id: &str) -> Result<(), String> {
    agent()?.remove(&wide(id), &client()).map_err(failure)
}

/// The pending registrations.
pub fn pending() -> Result<Vec<Fields>, String> {
    let pending = agent()?.pending().map_err(failure)?;
    let fields = pending.iter().map(|(id, pending)| {
        let failure = pending.failure.map(|failure| failure.to_string());
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
pub fn retry() -> Result<(Vec<Fields>, bool), String> {
    let retried = agent()?.retry_all().map_err(failure)?;
    let is_well = retried.iter().all(|one| one.outcome.is_ok());
    let fields = retried.iter().map(|one| {
        let outcome = match one.outcome {
            Ok(()) => "registered".to_owned(),
            Err(reason) => reason.to_string(),
        };
        vec![
            ("ServiceID", Value::Text(one.id.to_string())),
            ("Outcome", Value::Text(outcome)),
        ]
    });
    Ok((fields.collect(), is_well))
}

/// The service that an authorization cab is for. Whoever fetches it verifies it.
pub fn authorized_service(cabinet: &Path) -> Result<Uuid, String> {
    cab::read(cabinet)
        .and_then(|cabinet| cab::service_id(&cabinet))
        .map_err(|refusal| refusal.to_string())
}

/// The agent of a store that outlives this program.
fn agent() -> Result<&'static Agent, String> {
    let config = environment::config().map_err(|error| error.to_string())?;
    if config.store.is_none() {
        return Err("ENLIST_STORE names no store".to_owned());
    }
    startup::update_agent(|| Ok(config)).map_err(failure)
}

fn failure(reason: HResult) -> String {
    reason.to_string()
}

fn wide(text: &str) -> U16String {
    U16String::from_str(text)
}

fn described(view: &ServiceView) -> Fields {
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
