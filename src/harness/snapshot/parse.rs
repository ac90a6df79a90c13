// SPDX-License-Identifier: MIT OR Apache-2.0
//! JSON as a snapshot. Everything that is printed has to be there; nothing is read from what is not.

#![forbid(unsafe_code)]

use std::sync::Arc;

use uuid::Uuid;
use widestring::U16String;

use super::Snapshot;
use crate::harness::json::Json;
use crate::hresult::HResult;
use crate::rnr::catalog::installed::Installed;
use crate::rnr::class::{ClassValue, ServiceClass};
use crate::rnr::query::{Comparator, Version};
use crate::rnr::service::{
    Address, Blob, Service, ServiceKey, SocketAddress, State as ServiceState,
};
use crate::store::Entry;
use crate::store::records::NumberedRecord;
use crate::text::{CodePage, WideText, guid};
use crate::wua::UnixTime;
use crate::wua::service::Service as UpdateService;
use crate::wua::state::{Pending, State};

pub(super) fn parse(value: &Json) -> Option<Snapshot> {
    if number::<u32>(value, "format")? != 1 {
        return None;
    }
    let code_page = number(value, "code_page")?;
    CodePage::from_identifier(code_page)?;
    Some(Snapshot {
        code_page,
        catalog: list(value, "catalogue", installed)?,
        services: list(value, "services", entry)?,
        classes: list(value, "classes", class)?,
        records: list(value, "records", record)?,
        updates: updates(value.get("updates")?)?,
    })
}

fn list<T>(value: &Json, name: &str, read: impl FnMut(&Json) -> Option<T>) -> Option<Vec<T>> {
    value.get(name)?.as_list()?.iter().map(read).collect()
}

/// What may be null.
fn optional<T>(
    value: &Json,
    name: &str,
    read: impl FnOnce(&Json) -> Option<T>,
) -> Option<Option<T>> {
    match value.get(name)? {
        Json::Null => Some(None),
        given => read(given).map(Some),
    }
}

fn number<T: TryFrom<i64>>(value: &Json, name: &str) -> Option<T> {
    as_number(value.get(name)?)
}

fn as_number<T: TryFrom<i64>>(value: &Json) -> Option<T> {
    T::try_from(value.as_number()?).ok()
}

fn truth(value: &Json, name: &str) -> Option<bool> {
    value.get(name)?.as_bool()
}

fn string(value: &Json, name: &str) -> Option<String> {
    value.get(name)?.as_text().map(str::to_owned)
}

fn id(value: &Json, name: &str) -> Option<Uuid> {
    as_id(value.get(name)?)
}

fn as_id(value: &Json) -> Option<Uuid> {
    guid::parse(value.as_text()?)
}

fn units(value: &Json, name: &str) -> Option<Vec<u16>> {
    as_units(value.get(name)?)
}

fn as_units(value: &Json) -> Option<Vec<u16>> {
    match value {
        Json::Text(text) => Some(text.encode_utf16().collect()),
        Json::List(units) => units.iter().map(as_number).collect(),
        _ => None,
    }
}

fn wide(value: &Json) -> Option<WideText> {
    as_units(value).map(|units| WideText::from_slice(&units))
}

fn as_bytes(value: &Json) -> Option<Vec<u8>> {
    let digits = value.as_text()?.as_bytes();
    let (pairs, []) = digits.as_chunks::<2>() else {
        return None;
    };
    let digit = |digit: u8| char::from(digit).to_digit(16);
    pairs
        .iter()
        .map(|&[high, low]| u8::try_from(digit(high)? * 16 + digit(low)?).ok())
        .collect()
}

fn installed(value: &Json) -> Option<Installed> {
    Some(Installed {
        provider_id: id(value, "provider")?,
        namespace: number(value, "namespace")?,
        active: truth(value, "active")?,
        version: number(value, "version")?,
        identifier: units(value, "identifier")?.into(),
        library: units(value, "library")?.into(),
        family: optional(value, "family", as_number)?,
        stores_class_info: truth(value, "stores_class_info")?,
        provider_specific: as_bytes(value.get("provider_specific")?)?.into(),
    })
}

fn entry(value: &Json) -> Option<Entry> {
    let provider = id(value, "provider")?;
    Some(Entry {
        key: Arc::new(key(provider, value.get("key")?)?),
        service: Arc::new(service(value.get("service")?)?),
    })
}

fn key(provider: Uuid, value: &Json) -> Option<ServiceKey> {
    let context = units(value, "context")?;
    Some(ServiceKey {
        provider,
        class: id(value, "class")?,
        name: wide(value.get("name")?)?,
        context: (!context.is_empty()).then(|| context.into()),
    })
}

fn service(value: &Json) -> Option<Service> {
    Some(Service {
        class: optional(value, "class", as_id)?,
        name: wide(value.get("name")?)?,
        context: units(value, "context")?.into(),
        version: optional(value, "version", version)?,
        comment: optional(value, "comment", wide)?,
        blob: optional(value, "blob", as_bytes)?.map(Blob::new),
        addresses: list(value, "addresses", address)?.into(),
        state: if truth(value, "registered")? {
            ServiceState::Registered
        } else {
            ServiceState::Deregistered
        },
        outdated: Default::default(),
    })
}

fn version(value: &Json) -> Option<Version> {
    Some(Version {
        number: number(value, "number")?,
        how: Comparator(number(value, "how")?),
    })
}

fn address(value: &Json) -> Option<Address> {
    let side = |value: &Json| as_bytes(value).map(|bytes| SocketAddress::from_slice(&bytes));
    Some(Address {
        local: optional(value, "local", side)?,
        remote: optional(value, "remote", side)?,
        socket_type: number(value, "socket_type")?,
        protocol: number(value, "protocol")?,
    })
}

fn class(value: &Json) -> Option<(Uuid, Arc<ServiceClass>)> {
    let description = ServiceClass {
        id: id(value, "class")?,
        name: optional(value, "name", wide)?,
        values: list(value, "values", |value| {
            Some(ClassValue {
                name: wide(value.get("name")?)?,
                namespace: number(value, "namespace")?,
                kind: number(value, "type")?,
                data: Blob::new(as_bytes(value.get("value")?)?),
            })
        })?,
    };
    Some((id(value, "provider")?, Arc::new(description)))
}

fn record(value: &Json) -> Option<NumberedRecord> {
    let data = as_bytes(value.get("data")?)?;
    Some((number(value, "number")?, string(value, "label")?, data))
}

fn updates(value: &Json) -> Option<State> {
    let services = list(value, "services", |value| update(value).map(Arc::new))?;
    let pending = list(value, "pending", |value| {
        Some((id(value, "id")?, pending(value)?))
    })?;
    let automatic = list(value, "automatic", as_id)?;
    Some(State::of(
        services,
        pending.into_iter().collect(),
        automatic,
    ))
}

fn time(value: &Json) -> Option<UnixTime> {
    let [seconds, nanoseconds] = value.as_list()? else {
        return None;
    };
    let nanoseconds = as_number(nanoseconds).filter(|value: &u32| *value < 1_000_000_000)?;
    Some(UnixTime::new(as_number(seconds)?, nanoseconds))
}

fn update(value: &Json) -> Option<UpdateService> {
    let hash = |value: &Json| as_bytes(value)?.try_into().ok();
    let plain = |value: &Json| value.as_text().map(str::to_owned);
    Some(UpdateService {
        id: id(value, "id")?,
        name: U16String::from_vec(units(value, "name")?),
        issued: optional(value, "issued", time)?,
        expires: optional(value, "expires", time)?,
        is_managed: truth(value, "is_managed")?,
        offers_windows_updates: truth(value, "offers_windows_updates")?,
        is_scan_package: truth(value, "is_scan_package")?,
        can_register_with_automatic_updates: truth(value, "can_register_with_automatic_updates")?,
        url: string(value, "url")?,
        setup_prefix: string(value, "setup_prefix")?,
        owner: optional(value, "owner", plain)?,
        redirect_urls: list(value, "redirect_urls", plain)?,
        content_validation_certificate: optional(value, "content_validation_certificate", hash)?,
    })
}

fn pending(value: &Json) -> Option<Pending> {
    Some(Pending {
        client: U16String::from_vec(units(value, "client")?),
        with_automatic_updates: truth(value, "with_automatic_updates")?,
        queued: time(value.get("queued")?)?,
        failure: optional(value, "failure", as_number)?.map(HResult),
        // It is somebody's who may be gone.
        attempt: None,
    })
}
