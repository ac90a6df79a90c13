// SPDX-License-Identifier: MIT OR Apache-2.0
//! The catalogue of namespace providers, and the choice of those that a call concerns.

#![forbid(unsafe_code)]

use smallvec::SmallVec;
use uuid::Uuid;
use widestring::{U16Str, u16str};

use super::query::Protocol;
use crate::config::Config;
use crate::error::Error;
use crate::policy;
use crate::provider::NamespaceProvider;
use crate::provider::directory::Directory;
use crate::provider::dns::Dns;
use crate::provider::sap::Sap;
use crate::provider::stored::{Shape, StoredNamespace};
use crate::store::Store;

/// `NS_ALL`: every namespace.
const NS_ALL: u32 = 0;
const NS_SAP: u32 = 1;
const NS_DNS: u32 = 12;
const NS_NTDS: u32 = 32;

/// `AF_IPX`, as Windows numbers it.
const AF_IPX: i32 = 6;

const DNS_PROVIDER: Uuid = Uuid::from_u128(0x22059D40_7E9E_11CF_AE5A_00AA00A7112B);
const NTDS_PROVIDER: Uuid = Uuid::from_u128(0x3B2637EE_E580_11CF_A555_00C04FD8D4AC);
const SAP_PROVIDER: Uuid = Uuid::from_u128(0xE02DAAF0_7E9F_11CF_AE5A_00AA00A7112B);

/// An installed provider.
pub(crate) struct CatalogEntry {
    pub(crate) provider_id: Uuid,
    pub(crate) namespace: u32,
    /// Whether calls that do not name the provider reach it.
    pub(crate) active: bool,
    pub(crate) version: u32,
    /// For people.
    pub(crate) identifier: &'static U16Str,
    /// The only address family that it serves, if there is one.
    pub(crate) family: Option<i32>,
    pub(crate) provider: Box<dyn NamespaceProvider>,
}

/// The installed providers, in the order in which calls reach them.
pub(crate) struct Catalog {
    entries: Vec<CatalogEntry>,
}

impl Catalog {
    /// The catalogue of a current Windows machine in a domain, as far as its namespaces are built in.
    ///
    /// SAP left Windows long ago: a server that sees it goes on to open an IPX socket, so it is listed on request only.
    pub(crate) fn built_in(config: &Config, store: &'static dyn Store) -> Self {
        let stored = |provider: Uuid, shape: Shape| StoredNamespace {
            store,
            provider,
            name_case: config.name_case,
            shape,
        };
        let entry = |provider_id, namespace, identifier, family, provider| CatalogEntry {
            provider_id,
            namespace,
            active: true,
            version: 0,
            identifier,
            family,
            provider,
        };
        let directory = Directory::new(
            stored(NTDS_PROVIDER, Directory::SHAPE),
            config.directory_access.clone(),
        );
        let mut entries = vec![
            entry(DNS_PROVIDER, NS_DNS, u16str!("Tcpip"), None, Box::new(Dns)),
            entry(
                NTDS_PROVIDER,
                NS_NTDS,
                u16str!("NTDS"),
                None,
                Box::new(directory),
            ),
        ];
        if config.sap {
            let sap = Sap::new(stored(SAP_PROVIDER, Sap::SHAPE));
            entries.push(entry(
                SAP_PROVIDER,
                NS_SAP,
                u16str!("SAP"),
                Some(AF_IPX),
                Box::new(sap),
            ));
        }
        Self { entries }
    }

    #[cfg(test)]
    pub(crate) fn of(providers: Vec<(u128, u32, Box<dyn NamespaceProvider>)>) -> Self {
        let entry = |(id, namespace, provider)| CatalogEntry {
            provider_id: Uuid::from_u128(id),
            namespace,
            active: true,
            version: 0,
            identifier: u16str!(""),
            family: None,
            provider,
        };
        Self {
            entries: providers.into_iter().map(entry).collect(),
        }
    }

    pub(crate) fn entries(&self) -> &[CatalogEntry] {
        &self.entries
    }

    /// The providers that a call concerns: the named one, or the active ones of a namespace, or all active ones; of those,
    /// the ones that serve a family of the protocol restriction.
    pub(crate) fn select(
        &self,
        namespace: u32,
        provider: Option<Uuid>,
        protocols: &[Protocol],
    ) -> Result<SmallVec<[&CatalogEntry; 4]>, Error> {
        let is_concerned = |entry: &&CatalogEntry| match provider {
            Some(id) => {
                entry.provider_id == id && (entry.active || policy::DISABLED_PROVIDER_ANSWERS_BY_ID)
            }
            None => entry.active && (namespace == NS_ALL || namespace == entry.namespace),
        };
        let serves = |entry: &&CatalogEntry| {
            protocols.is_empty()
                || entry.family.is_none_or(|family| {
                    protocols.iter().any(|wanted| wanted.admits_family(family))
                })
        };
        let selected: SmallVec<[&CatalogEntry; 4]> = self
            .entries
            .iter()
            .filter(is_concerned)
            .filter(serves)
            .collect();
        if selected.is_empty() {
            let is_known = |id| self.entries.iter().any(|entry| entry.provider_id == id);
            return Err(match provider {
                Some(id) if !is_known(id) => Error::InvalidParameter,
                _ => Error::ServiceNotFound,
            });
        }
        Ok(selected)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    /// Providers 1 and 2 serve namespace 32, of which 2 is disabled; 3 serves IPX addresses in namespace 1.
    fn catalog() -> Catalog {
        let mut catalog = Catalog::of(vec![
            (1, 32, Box::new(Dns)),
            (2, 32, Box::new(Dns)),
            (3, 1, Box::new(Dns)),
        ]);
        for entry in &mut catalog.entries {
            entry.active = entry.provider_id.as_u128() != 2;
            entry.family = (entry.namespace == NS_SAP).then_some(AF_IPX);
        }
        catalog
    }

    fn selected(
        namespace: u32,
        provider: Option<u128>,
        families: &[i32],
    ) -> Result<Vec<u128>, Error> {
        let protocols: Vec<_> = families
            .iter()
            .map(|&family| Protocol {
                family,
                protocol: 0,
            })
            .collect();
        let catalog = catalog();
        let entries = catalog.select(namespace, provider.map(Uuid::from_u128), &protocols)?;
        Ok(entries
            .iter()
            .map(|entry| entry.provider_id.as_u128())
            .collect())
    }

    #[test]
    fn a_provider_id_wins_over_the_namespace_and_reaches_disabled_providers() {
        assert_eq!(selected(1, Some(1), &[]), Ok(vec![1]));
        assert_eq!(selected(99, Some(2), &[]), Ok(vec![2]));
        assert_eq!(selected(32, Some(9), &[]), Err(Error::InvalidParameter));
    }

    #[test]
    fn a_namespace_reaches_its_active_providers_and_ns_all_every_one() {
        assert_eq!(selected(32, None, &[]), Ok(vec![1]));
        assert_eq!(selected(NS_ALL, None, &[]), Ok(vec![1, 3]));
        assert_eq!(selected(12, None, &[]), Err(Error::ServiceNotFound));
    }

    #[test]
    fn a_protocol_restriction_leaves_out_providers_of_other_families() {
        assert_eq!(selected(NS_ALL, None, &[2]), Ok(vec![1]));
        assert_eq!(selected(NS_ALL, None, &[2, 6]), Ok(vec![1, 3]));
        assert_eq!(selected(NS_ALL, None, &[4]), Ok(vec![1, 3]));
        assert_eq!(selected(NS_ALL, None, &[0]), Ok(vec![1, 3]));
        assert_eq!(selected(NS_SAP, None, &[2]), Err(Error::ServiceNotFound));
        assert_eq!(selected(0, Some(3), &[2]), Err(Error::ServiceNotFound));
    }
}
