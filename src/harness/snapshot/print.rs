// SPDX-License-Identifier: MIT OR Apache-2.0
//! A snapshot as JSON.

#![forbid(unsafe_code)]

use std::fmt::Write as _;

use uuid::Uuid;

use super::{InUse, Snapshot};
use crate::harness::json::{Json, member};
use crate::rnr::catalog::installed::Installed;
use crate::rnr::class::ServiceClass;
use crate::rnr::query::Version;
use crate::rnr::service::{Address, Service, ServiceKey, State as ServiceState};
use crate::store::Entry;
use crate::store::records::NumberedRecord;
use crate::text::guid;
use crate::wua::UnixTime;
use crate::wua::service::Service as UpdateService;
use crate::wua::state::{Pending, State};

pub(super) fn print(snapshot: &Snapshot, in_use: InUse) -> Json {
    let list = |values: Vec<Json>| Json::List(values);
    Json::Object(vec![
        member("format", 1),
        member("startups", in_use.startups),
        member("lookups", in_use.lookups),
        member("code_page", snapshot.code_page),
        member(
            "catalogue",
            list(snapshot.catalog.iter().map(installed).collect()),
        ),
        member(
            "services",
            list(snapshot.services.iter().map(entry).collect()),
        ),
        member(
            "classes",
            list(
                snapshot
                    .classes
                    .iter()
                    .map(|(provider, description)| class(*provider, description))
                    .collect(),
            ),
        ),
        member(
            "records",
            list(snapshot.records.iter().map(record).collect()),
        ),
        member("updates", updates(&snapshot.updates)),
    ])
}

fn id(id: Uuid) -> Json {
    guid::print(id).into()
}

/// Text; its numbers where it is none.
fn text(units: &[u16]) -> Json {
    match String::from_utf16(units) {
        Ok(text) => text.into(),
        Err(_) => Json::List(units.iter().map(|unit| u32::from(*unit).into()).collect()),
    }
}

fn bytes(bytes: &[u8]) -> Json {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text.into()
}

fn installed(entry: &Installed) -> Json {
    Json::Object(vec![
        member("provider", id(entry.provider_id)),
        member("namespace", entry.namespace),
        member("active", entry.active),
        member("version", entry.version),
        member("identifier", text(&entry.identifier)),
        member("library", text(&entry.library)),
        member("family", entry.family),
        member("stores_class_info", entry.stores_class_info),
        member("provider_specific", bytes(&entry.provider_specific)),
    ])
}

fn entry(Entry { key, service }: &Entry) -> Json {
    Json::Object(vec![
        member("provider", id(key.provider)),
        member("key", self::key(key)),
        member("service", self::service(service)),
    ])
}

/// Name and context as they are compared.
fn key(key: &ServiceKey) -> Json {
    Json::Object(vec![
        member("class", id(key.class)),
        member("name", text(&key.name)),
        member("context", text(key.context())),
    ])
}

fn service(service: &Service) -> Json {
    Json::Object(vec![
        member("class", service.class.map(id)),
        member("name", text(&service.name)),
        member("context", text(&service.context)),
        member("version", service.version.map(version)),
        member("comment", service.comment.as_deref().map(text)),
        member(
            "addresses",
            Json::List(service.addresses.iter().map(address).collect()),
        ),
        member("blob", service.blob.as_ref().map(|blob| bytes(blob))),
        member("registered", service.state == ServiceState::Registered),
    ])
}

fn version(version: Version) -> Json {
    Json::Object(vec![
        member("number", version.number),
        member("how", version.how.0),
    ])
}

fn address(address: &Address) -> Json {
    Json::Object(vec![
        member("local", address.local.as_deref().map(bytes)),
        member("remote", address.remote.as_deref().map(bytes)),
        member("socket_type", address.socket_type),
        member("protocol", address.protocol),
    ])
}

fn record((number, label, data): &NumberedRecord) -> Json {
    Json::Object(vec![
        member("number", *number),
        member("label", label.clone()),
        member("data", bytes(data)),
    ])
}

fn class(provider: Uuid, class: &ServiceClass) -> Json {
    let values = class.values.iter().map(|value| {
        Json::Object(vec![
            member("name", text(&value.name)),
            member("namespace", value.namespace),
            member("type", value.kind),
            member("value", bytes(&value.data)),
        ])
    });
    Json::Object(vec![
        member("provider", id(provider)),
        member("class", id(class.id)),
        member("name", class.name.as_deref().map(text)),
        member("values", Json::List(values.collect())),
    ])
}

fn updates(state: &State) -> Json {
    let (services, waiting, automatic) = state.parts();
    Json::Object(vec![
        member(
            "services",
            Json::List(services.iter().map(|service| update(service)).collect()),
        ),
        member(
            "pending",
            Json::List(
                waiting
                    .iter()
                    .map(|(of, waiting)| pending(*of, waiting))
                    .collect(),
            ),
        ),
        member(
            "automatic",
            Json::List(automatic.iter().map(|service| id(*service)).collect()),
        ),
    ])
}

fn time(time: UnixTime) -> Json {
    Json::List(vec![time.as_secs().into(), time.subsec_nanos().into()])
}

fn update(service: &UpdateService) -> Json {
    let urls = service.redirect_urls.iter().cloned().map(Json::from);
    Json::Object(vec![
        member("id", id(service.id)),
        member("name", text(service.name.as_slice())),
        member("issued", service.issued.map(time)),
        member("expires", service.expires.map(time)),
        member("is_managed", service.is_managed),
        member("offers_windows_updates", service.offers_windows_updates),
        member("is_scan_package", service.is_scan_package),
        member(
            "can_register_with_automatic_updates",
            service.can_register_with_automatic_updates,
        ),
        member("url", service.url.clone()),
        member("setup_prefix", service.setup_prefix.clone()),
        member("owner", service.owner.clone()),
        member("redirect_urls", Json::List(urls.collect())),
        member(
            "content_validation_certificate",
            service
                .content_validation_certificate
                .map(|hash| bytes(&hash)),
        ),
    ])
}

fn pending(of: Uuid, pending: &Pending) -> Json {
    Json::Object(vec![
        member("id", id(of)),
        member("client", text(pending.client.as_slice())),
        member("with_automatic_updates", pending.with_automatic_updates),
        member("queued", time(pending.queued)),
        member("failure", pending.failure.map(|failure| failure.0)),
    ])
}
