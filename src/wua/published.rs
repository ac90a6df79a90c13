// SPDX-License-Identifier: MIT OR Apache-2.0
//! The services whose properties are published: those of a fresh machine of the Windows Server 2025 era, and those that the
//! built-in authority answers for.

#![forbid(unsafe_code)]

use uuid::{Uuid, uuid};
use widestring::U16String;

use super::service::Service;

pub(crate) const WINDOWS_UPDATE: Uuid = uuid!("9482f4b4-e343-43b6-b170-9a65bc822c77");
pub(crate) const MICROSOFT_UPDATE: Uuid = uuid!("7971f918-a847-4430-9279-4a52d1efe18d");
pub(crate) const WINDOWS_STORE: Uuid = uuid!("855e8a7c-ecb4-4ca3-b045-1dfa50104289");
pub(crate) const FLIGHTING: Uuid = uuid!("8b24b027-1dee-babb-9a95-3517dfb9c552");

/// The services that are registered with every machine.
pub(crate) fn built_in() -> Vec<Service> {
    vec![
        flighting(),
        Service {
            name: U16String::from_str("Windows Store (DCat Prod)"),
            can_register_with_automatic_updates: true,
            url: "https://fe3cr.delivery.mp.microsoft.com/".to_owned(),
            setup_prefix: "ws".to_owned(),
            ..Service::unknown(WINDOWS_STORE)
        },
        Service {
            name: U16String::from_str("Windows Update"),
            offers_windows_updates: true,
            can_register_with_automatic_updates: true,
            url: "https://fe2cr.update.microsoft.com/v6/".to_owned(),
            setup_prefix: "wu".to_owned(),
            ..Service::unknown(WINDOWS_UPDATE)
        },
    ]
}

fn flighting() -> Service {
    Service {
        name: U16String::from_str("DCat Flighting Prod"),
        offers_windows_updates: true,
        url: "https://fe3cr.delivery.mp.microsoft.com/".to_owned(),
        setup_prefix: "wu".to_owned(),
        ..Service::unknown(FLIGHTING)
    }
}

/// What the built-in authority knows of a service.
pub(crate) fn find(id: Uuid) -> Option<Service> {
    let microsoft_update = Service {
        name: U16String::from_str("Microsoft Update"),
        offers_windows_updates: true,
        can_register_with_automatic_updates: true,
        url: "https://fe2.update.microsoft.com/v6/".to_owned(),
        setup_prefix: "mu".to_owned(),
        ..Service::unknown(MICROSOFT_UPDATE)
    };
    built_in()
        .into_iter()
        .chain([microsoft_update])
        .find(|service| service.id == id)
}

/// Whether a machine cannot be without the service.
pub(crate) fn is_built_in(id: Uuid) -> bool {
    [WINDOWS_UPDATE, WINDOWS_STORE, FLIGHTING].contains(&id)
}

/// Where a service stands among others in a listing; equal ranks are in the order of their registration.
///
/// In published listings Microsoft Update comes first and Windows Update last, after a managed service.
pub(crate) fn rank(service: &Service) -> u8 {
    match service.id {
        MICROSOFT_UPDATE => 0,
        FLIGHTING => 1,
        WINDOWS_STORE => 2,
        WINDOWS_UPDATE => 5,
        _ if service.is_managed => 4,
        _ => 3,
    }
}
