// SPDX-License-Identifier: MIT OR Apache-2.0
//! Namespaces and their providers, by their names.

#![forbid(unsafe_code)]

use std::ffi::OsString;

use serde::Serialize;

use super::shared::SharedStore;
use super::text::Text;
use super::transfer::{Bytes, Guid};
use crate::config::Config;
use crate::policy;
use crate::rnr::catalog::{self, installed::Installed};
use crate::store::sqlite::SqliteStore;

/// The published namespaces.
const NAMESPACES: [(u32, &str); 25] = [
    (0, "NS_ALL"),
    (1, "NS_SAP"),
    (2, "NS_NDS"),
    (3, "NS_PEER_BROWSE"),
    (5, "NS_SLP"),
    (6, "NS_DHCP"),
    (10, "NS_TCPIP_LOCAL"),
    (11, "NS_TCPIP_HOSTS"),
    (12, "NS_DNS"),
    (13, "NS_NETBT"),
    (14, "NS_WINS"),
    (15, "NS_NLA"),
    (16, "NS_BTH"),
    (19, "NS_LOCALNAME"),
    (20, "NS_NBP"),
    (30, "NS_MS"),
    (31, "NS_STDA"),
    (32, "NS_NTDS"),
    (37, "NS_EMAIL"),
    (38, "NS_PNRPNAME"),
    (39, "NS_PNRPCLOUD"),
    (40, "NS_X500"),
    (41, "NS_NIS"),
    (42, "NS_NISPLUS"),
    (60, "NS_NETDES"),
];

/// The name of a namespace, or its number when it has none.
pub fn namespace_name(number: u32) -> String {
    let found = NAMESPACES.iter().find(|(known, _)| *known == number);
    found.map_or_else(|| number.to_string(), |(_, name)| (*name).to_owned())
}

/// The number of a namespace that is named by its name, with or without `NS_`, or by its number.
pub fn namespace_number(text: &str) -> Option<u32> {
    let is_name = |name: &str| {
        name.eq_ignore_ascii_case(text)
            || name
                .strip_prefix("NS_")
                .is_some_and(|bare| bare.eq_ignore_ascii_case(text))
    };
    let found = NAMESPACES.iter().find(|(_, name)| is_name(name));
    found.map_or_else(|| text.parse().ok(), |(number, _)| Some(*number))
}

/// An entry of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Provider {
    /// The identifier of the provider.
    pub id: Guid,
    /// The number of its namespace.
    pub namespace: u32,
    /// The name of its namespace.
    pub namespace_name: String,
    /// For people.
    pub name: Text,
    /// Where its library lies, as it was given.
    pub library: Text,
    /// Whether this library has it.
    pub built_in: bool,
    /// Whether calls that do not name it reach it.
    pub enabled: bool,
    /// As it was installed.
    pub version: u32,
    /// The only address family that it serves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_family: Option<i32>,
    /// Whether it keeps the descriptions of classes for all.
    pub stores_class_info: bool,
    /// What its installer left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_specific: Option<Bytes>,
}

impl Provider {
    fn of(entry: &Installed) -> Self {
        Self {
            id: Guid(entry.provider_id),
            namespace: entry.namespace,
            namespace_name: namespace_name(entry.namespace),
            name: Text::new(&entry.identifier),
            library: Text::new(&entry.library),
            built_in: catalog::is_built_in(entry),
            enabled: entry.active,
            version: entry.version,
            address_family: entry.family,
            stores_class_info: entry.stores_class_info,
            provider_specific: (!entry.provider_specific.is_empty())
                .then(|| Bytes(entry.provider_specific.to_vec())),
        }
    }
}

/// The catalogue that a configuration names. Nothing is made by looking.
pub(super) fn listed(config: &Config) -> Result<Vec<Installed>, String> {
    let store = config.store.as_ref().filter(|store| {
        let is_named = config.catalog.is_some();
        !is_named && SharedStore::exists(&store.folder)
    });
    let store = store.map(SqliteStore::open).transpose();
    let store = store.map_err(|error| error.to_string())?;
    catalog::list(config, store.as_ref()).map_err(|error| match &config.catalog {
        Some(path) => format!("{}: {error}", path.display()),
        None => error.to_string(),
    })
}

/// The providers that there are, to tell the namespaces of what they keep.
#[derive(Debug, Default)]
pub struct Namespaces(Vec<Provider>);

impl Namespaces {
    /// The catalogue that the environment names. The error is a sentence for the user.
    pub fn read(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, String> {
        let config =
            Config::parse(policy::CODE_PAGE, variable).map_err(|error| error.to_string())?;
        let list = listed(&config).map_err(|error| match &config.catalog {
            Some(_) => format!("ENLIST_CATALOG: {error}"),
            None => error,
        })?;
        Ok(Self(list.iter().map(Provider::of).collect()))
    }

    /// In the order in which calls reach them.
    pub fn providers(&self) -> &[Provider] {
        &self.0
    }

    /// The namespace of a provider, if that is known.
    pub fn of(&self, provider: Guid) -> Option<u32> {
        let listed = self.0.iter().find(|listed| listed.id == provider);
        listed
            .map(|listed| listed.namespace)
            .or_else(|| catalog::namespace_of(provider.0))
    }

    /// The name of the namespace of a provider, or the provider's identifier when it is not known.
    pub fn name_of(&self, provider: Guid) -> String {
        self.of(provider)
            .map_or_else(|| provider.to_string(), namespace_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn namespaces_go_by_name_and_by_number() {
        for text in ["NS_NTDS", "ns_ntds", "ntds", "32"] {
            assert_eq!(namespace_number(text), Some(32), "{text}");
        }
        assert_eq!(namespace_number("nowhere"), None);
        assert_eq!(namespace_number("4242"), Some(4242));
        assert_eq!(
            (namespace_name(16), namespace_name(99)),
            ("NS_BTH".into(), "99".into())
        );
    }

    #[test]
    fn providers_of_this_library_are_known_without_being_listed() {
        let sap = Guid::parse("{E02DAAF0-7E9F-11CF-AE5A-00AA00A7112B}")
            .map(|sap| Namespaces::default().of(sap));
        assert_eq!(sap, Some(Some(1)));
    }
}
