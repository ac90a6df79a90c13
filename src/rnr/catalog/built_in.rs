// SPDX-License-Identifier: MIT OR Apache-2.0
//! The providers that are part of this library, as a current Windows machine lists them.

#![forbid(unsafe_code)]

use std::sync::Arc;

use uuid::Uuid;
use widestring::{U16Str, u16str};

use super::installed::Installed;
use crate::config::Config;
use crate::numbers::AF_IPX;
use crate::provider::NamespaceProvider;
use crate::provider::absent::Absent;
use crate::provider::bluetooth::{self, Bluetooth};
use crate::provider::directory::Directory;
use crate::provider::dns::Dns;
use crate::provider::nla;
#[cfg(target_os = "linux")]
use crate::provider::nla::Nla;
use crate::provider::sap::Sap;
use crate::provider::stored::{Shape, StoredNamespace};
use crate::rnr::namespace::{NS_BTH, NS_DNS, NS_NLA, NS_NTDS, NS_SAP};
use crate::rnr::service::ServiceKey;
use crate::rnr::session::Sessions;
use crate::store::{Store, Stores};
use crate::text::{WideText, case};

/// What the built-in providers are made from.
pub(crate) struct Parts {
    pub(crate) config: Config,
    pub(crate) stores: Stores,
    /// For providers that are started and stopped.
    pub(crate) sessions: Arc<Sessions>,
}

impl Parts {
    fn stored(&self, provider: Uuid, shape: Shape) -> StoredNamespace {
        self.stored_in(self.stores.lasting, provider, shape)
    }

    fn stored_in(
        &self,
        store: &'static dyn Store,
        provider: Uuid,
        shape: Shape,
    ) -> StoredNamespace {
        StoredNamespace {
            store,
            provider,
            name_case: self.config.name_case,
            shape,
        }
    }
}

/// A provider of this library.
pub(super) struct BuiltIn {
    pub(super) provider_id: Uuid,
    pub(super) namespace: u32,
    identifier: &'static U16Str,
    /// The library in which Windows has the provider. Whoever installs that one means this provider.
    library: &'static U16Str,
    pub(super) family: Option<i32>,
    /// Whether a catalogue lists it that nobody has changed.
    listed: fn(&Config) -> bool,
    make: fn(&Parts, Uuid) -> Arc<dyn NamespaceProvider>,
    /// Whether its services last no longer than the process, wherever those of others are kept.
    is_passing: bool,
    /// Whether it keeps services under a key that is not made of their names and contexts.
    has_key: fn(&ServiceKey) -> bool,
    /// Whether the library has it on this system. What one process has kept others read, on any.
    is_here: bool,
}

/// In catalogue order.
///
/// SAP left Windows long ago: a server that sees it goes on to open an IPX socket, so it is listed on request only.
static BUILT_IN: &[BuiltIn] = &[
    // In Windows' order: first what answers whether the machine is on line.
    BuiltIn {
        provider_id: Uuid::from_u128(0x6642243A_3BA8_4AA6_BAA5_2E0BD71FDD83),
        namespace: NS_NLA,
        identifier: u16str!("Network Location Awareness Legacy (NLAv1) Namespace"),
        library: u16str!(r"%SystemRoot%\System32\nlaapi.dll"),
        family: None,
        listed: |_| true,
        #[cfg(target_os = "linux")]
        make: |parts, id| Arc::new(Nla::new(parts.stored(id, Nla::SHAPE))),
        #[cfg(not(target_os = "linux"))]
        make: |_, _| Arc::new(Absent),
        is_passing: false,
        has_key: nla::is_key_of_network,
        is_here: cfg!(target_os = "linux"),
    },
    BuiltIn {
        provider_id: Uuid::from_u128(0x22059D40_7E9E_11CF_AE5A_00AA00A7112B),
        namespace: NS_DNS,
        identifier: u16str!("Tcpip"),
        library: u16str!(r"%SystemRoot%\System32\mswsock.dll"),
        family: None,
        listed: |_| true,
        make: |parts, _| Arc::new(Dns::new(parts.config.dns_server)),
        is_passing: false,
        has_key: |_| false,
        is_here: true,
    },
    BuiltIn {
        provider_id: Uuid::from_u128(0x3B2637EE_E580_11CF_A555_00C04FD8D4AC),
        namespace: NS_NTDS,
        identifier: u16str!("NTDS"),
        library: u16str!(r"%SystemRoot%\System32\winrnr.dll"),
        family: None,
        listed: |_| true,
        make: |parts, id| {
            Arc::new(Directory::new(
                parts.stored(id, Directory::SHAPE),
                parts.config.directory_access.clone(),
            ))
        },
        is_passing: false,
        has_key: |_| false,
        is_here: true,
    },
    BuiltIn {
        provider_id: bluetooth::PROVIDER,
        namespace: NS_BTH,
        identifier: u16str!("Bluetooth Namespace"),
        library: u16str!(r"%SystemRoot%\System32\wshbth.dll"),
        family: None,
        listed: |config| config.bluetooth.is_some(),
        make: |parts, _| match &parts.config.bluetooth {
            Some(surroundings) => {
                Arc::new(Bluetooth::new(surroundings.clone(), parts.stores.records))
            }
            None => Arc::new(Absent),
        },
        is_passing: false,
        has_key: |_| false,
        is_here: true,
    },
    BuiltIn {
        provider_id: Uuid::from_u128(0xE02DAAF0_7E9F_11CF_AE5A_00AA00A7112B),
        namespace: NS_SAP,
        identifier: u16str!("SAP"),
        library: u16str!(r"%SystemRoot%\System32\nwprovau.dll"),
        family: Some(AF_IPX),
        listed: |config| config.sap,
        make: |parts, id| {
            let code_page = parts.config.code_page;
            let registered = parts.stored_in(parts.stores.passing, id, Sap::shape(code_page));
            Arc::new(Sap::new(registered, code_page))
        },
        is_passing: true,
        has_key: |_| false,
        is_here: true,
    },
];

fn here() -> impl Iterator<Item = &'static BuiltIn> {
    BUILT_IN.iter().filter(|provider| provider.is_here)
}

/// The entries of a catalogue that nobody has changed.
pub(super) fn listed(config: &Config) -> Vec<Installed> {
    here()
        .filter(|provider| (provider.listed)(config))
        .map(|provider| Installed {
            provider_id: provider.provider_id,
            namespace: provider.namespace,
            active: true,
            version: 0,
            identifier: provider.identifier.as_slice().into(),
            library: provider.library.as_slice().into(),
            family: None,
            stores_class_info: false,
            provider_specific: Box::default(),
        })
        .collect()
}

/// Whether a provider's services last no longer than the process, wherever those of others are kept.
pub(crate) fn is_passing(id: Uuid) -> bool {
    BUILT_IN
        .iter()
        .any(|provider| provider.provider_id == id && provider.is_passing)
}

/// Whether the provider that a key names has made it in a way of its own.
pub(crate) fn has_key(key: &ServiceKey) -> bool {
    BUILT_IN
        .iter()
        .any(|provider| provider.provider_id == key.provider && (provider.has_key)(key))
}

/// What a provider of this library is called.
pub(crate) fn name(id: Uuid) -> Option<String> {
    with_id(id).map(|provider| provider.identifier.to_string_lossy())
}

/// The provider of this library that an entry means, if it means one.
pub(super) fn find(entry: &Installed) -> Option<&'static BuiltIn> {
    here().find(|provider| {
        provider.provider_id == entry.provider_id
            && same_file(provider.library.as_slice(), &entry.library)
    })
}

/// Whether an entry means a provider of this library.
#[cfg(feature = "cli")]
pub(crate) fn is_built_in(entry: &Installed) -> bool {
    find(entry).is_some()
}

/// The namespace of the provider of this library that has an identifier, listed or not.
#[cfg(feature = "cli")]
pub(crate) fn namespace_of(id: Uuid) -> Option<u32> {
    with_id(id).map(|provider| provider.namespace)
}

/// The provider of this library that has an identifier, if one has it.
pub(super) fn with_id(id: Uuid) -> Option<&'static BuiltIn> {
    here().find(|provider| provider.provider_id == id)
}

/// A directory under an identifier of its own. It keeps nothing but what is in the store.
pub(super) fn directory(id: Uuid, parts: &Parts) -> (u32, Arc<dyn NamespaceProvider>) {
    let directory = here().find(|provider| provider.namespace == NS_NTDS);
    match directory {
        Some(provider) => (NS_NTDS, (provider.make)(parts, id)),
        None => (NS_NTDS, Arc::new(Absent)),
    }
}

impl BuiltIn {
    pub(super) fn make(&self, parts: &Parts) -> Arc<dyn NamespaceProvider> {
        (self.make)(parts, self.provider_id)
    }
}

/// Whether two paths name the same library, wherever the folder lies and however its name is spelled.
fn same_file(a: &[u16], b: &[u16]) -> bool {
    let name = |path: &[u16]| {
        let is_separator = |unit: &u16| [u16::from(b'\\'), u16::from(b'/')].contains(unit);
        let start = path.iter().rposition(is_separator).map_or(0, |at| at + 1);
        let mut folded = WideText::new();
        case::fold(path.get(start..).unwrap_or_default(), &mut folded);
        folded
    };
    name(a) == name(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_known_by_its_file_name() {
        let same = |a: &U16Str, b: &U16Str| same_file(a.as_slice(), b.as_slice());
        let installed = u16str!(r"%SystemRoot%\System32\mswsock.dll");
        assert!(same(installed, u16str!(r"C:\Windows\system32\MSWSOCK.DLL")));
        assert!(same(installed, u16str!("/opt/mswsock.dll")));
        assert!(!same(installed, u16str!(r"C:\Windows\system32\other.dll")));
        assert!(!same(installed, u16str!("")));
    }
}
