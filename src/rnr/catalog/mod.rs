// SPDX-License-Identifier: MIT OR Apache-2.0
//! The catalogue of namespace providers, and the choice of those that a call concerns.
//!
//! A catalogue is never changed, only replaced: a call works with the one that it found, whatever is installed meanwhile.

#![forbid(unsafe_code)]

mod built_in;
mod file;
mod format;
pub(crate) mod installed;
pub(crate) mod keeper;
mod kept;
mod made;
pub(crate) mod watch;

use std::sync::Arc;

use uuid::Uuid;

use super::namespace::NS_ALL;
use super::query::Protocol;
use crate::config::Config;
use crate::error::Error;
use crate::policy;
use crate::provider::NamespaceProvider;
#[cfg(feature = "cli")]
use crate::store::sqlite::SqliteStore;
pub(crate) use built_in::{Parts, has_key, is_passing, name as built_in_name};
#[cfg(feature = "cli")]
pub(crate) use built_in::{is_built_in, namespace_of};
pub(crate) use file::FileError;
pub(crate) use format::FormatError;
use installed::Installed;
use kept::Kept;

/// An installed provider, ready to be called.
pub(crate) struct CatalogEntry {
    pub(crate) installed: Installed,
    /// The only address family that it serves, if there is one.
    pub(crate) family: Option<i32>,
    pub(crate) provider: Arc<dyn NamespaceProvider>,
}

/// The list that a process would find that starts now with a configuration and the store that this names.
#[cfg(feature = "cli")]
pub(crate) fn list(
    config: &Config,
    store: Option<&SqliteStore>,
) -> Result<Vec<Installed>, FileError> {
    stored_list(&Kept::new(config.catalog.clone(), store), config)
}

/// Whether a text can be kept as the catalogue.
#[cfg(feature = "cli")]
pub(crate) fn check(text: &str) -> Result<(), FileError> {
    if text.len() as u64 > policy::CATALOG_LIMIT_BYTES {
        return Err(FileError::Full);
    }
    format::parse(text)?;
    Ok(())
}

/// What is kept, or as long as that is nothing, what is built in.
fn stored_list(kept: &Kept<'_>, config: &Config) -> Result<Vec<Installed>, FileError> {
    match kept.read()? {
        Some(text) => Ok(format::parse(&text)?),
        None => Ok(built_in::listed(config)),
    }
}

/// The installed providers, in the order in which calls reach them.
pub(crate) struct Catalog {
    entries: Vec<Arc<CatalogEntry>>,
}

impl Catalog {
    #[cfg(test)]
    pub(crate) fn of(providers: Vec<(u128, u32, Box<dyn NamespaceProvider>)>) -> Self {
        let entry = |(id, namespace, provider): (u128, u32, Box<dyn NamespaceProvider>)| {
            Arc::new(CatalogEntry {
                installed: installed::named(id, namespace),
                family: None,
                provider: provider.into(),
            })
        };
        Self {
            entries: providers.into_iter().map(entry).collect(),
        }
    }

    pub(crate) fn entries(&self) -> &[Arc<CatalogEntry>] {
        &self.entries
    }

    /// Calls the providers that a call concerns: the named one, or the active ones of a namespace, or all active ones; of those,
    /// the ones that serve a family of the protocol restriction. Fails when there is none.
    pub(crate) fn for_each<'a>(
        &'a self,
        namespace: u32,
        provider: Option<Uuid>,
        protocols: &[Protocol],
        mut call: impl FnMut(&'a CatalogEntry),
    ) -> Result<(), Error> {
        let is_concerned = |entry: &CatalogEntry| match provider {
            Some(id) => {
                entry.installed.provider_id == id
                    && (entry.installed.active || policy::DISABLED_PROVIDER_ANSWERS_BY_ID)
            }
            None => {
                entry.installed.active
                    && (namespace == NS_ALL || namespace == entry.installed.namespace)
            }
        };
        let serves = |entry: &CatalogEntry| {
            protocols.is_empty()
                || entry.family.is_none_or(|family| {
                    protocols.iter().any(|wanted| wanted.admits_family(family))
                })
        };
        let mut is_any = false;
        for entry in &self.entries {
            if is_concerned(entry) && serves(entry) {
                is_any = true;
                call(entry);
            }
        }
        if is_any {
            Ok(())
        } else {
            Err(self.nobody(provider))
        }
    }

    #[cold]
    fn nobody(&self, provider: Option<Uuid>) -> Error {
        let mut known = self.entries.iter().map(|entry| entry.installed.provider_id);
        match provider {
            Some(id) if !known.any(|known| known == id) => Error::InvalidParameter,
            _ => Error::ServiceNotFound,
        }
    }

    /// The providers that a call concerns.
    pub(crate) fn select(
        &self,
        namespace: u32,
        provider: Option<Uuid>,
        protocols: &[Protocol],
    ) -> Result<Vec<&CatalogEntry>, Error> {
        let mut selected = Vec::new();
        self.for_each(namespace, provider, protocols, |entry| selected.push(entry))?;
        Ok(selected)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::numbers::AF_IPX;
    use crate::provider::dns::Dns;
    use crate::rnr::namespace::NS_SAP;

    /// Providers 1 and 2 serve namespace 32, of which 2 is disabled; 3 serves IPX addresses in namespace 1.
    fn catalog() -> Catalog {
        let entry = |id, namespace, active, family| {
            let installed = Installed {
                active,
                ..installed::named(id, namespace)
            };
            Arc::new(CatalogEntry {
                installed,
                family,
                provider: Arc::new(Dns::new(None)),
            })
        };
        Catalog {
            entries: vec![
                entry(1, 32, true, None),
                entry(2, 32, false, None),
                entry(3, NS_SAP, true, Some(AF_IPX)),
            ],
        }
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
            .map(|entry| entry.installed.provider_id.as_u128())
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
