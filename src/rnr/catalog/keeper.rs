// SPDX-License-Identifier: MIT OR Apache-2.0
//! The catalogue of the process, and where it is kept: in memory, or in a file.

#![forbid(unsafe_code)]

use std::sync::Arc;

use arc_swap::{ArcSwap, Guard};

use super::built_in::{self, Parts};
use super::file::{CatalogFile, FileError};
use super::installed::Installed;
use super::{Catalog, CatalogEntry, format};
use crate::error::Error;
use crate::policy;
use crate::provider::foreign::Foreign;
use crate::sync::{Frozen, Mutex};

/// The catalogue of the process, and where it is kept.
pub(crate) struct CatalogKeeper {
    parts: Parts,
    /// `None`: in memory.
    file: Option<CatalogFile>,
    current: ArcSwap<Catalog>,
    /// Held while the catalogue is replaced.
    changing: Mutex<()>,
}

impl CatalogKeeper {
    /// The catalogue that the configuration names.
    pub(crate) fn open(parts: Parts) -> Result<Self, FileError> {
        let file = parts.config.catalog.clone().map(CatalogFile::new);
        let empty = Catalog {
            entries: Vec::new(),
        };
        let keeper = Self {
            parts,
            file,
            current: ArcSwap::from_pointee(empty),
            changing: Mutex::new(()),
        };
        let list = match keeper.stored_list()? {
            Some(list) => list,
            None => built_in::listed(&keeper.parts.config),
        };
        drop(keeper.replace(list));
        Ok(keeper)
    }

    /// A catalogue in memory.
    #[cfg(test)]
    pub(crate) fn of(catalog: Catalog) -> Self {
        Self {
            parts: Parts {
                config: crate::config::Config::parse(|_| None)
                    .unwrap_or_else(|error| panic!("{error}")),
                stores: crate::store::Stores::in_memory(),
            },
            file: None,
            current: ArcSwap::from_pointee(catalog),
            changing: Mutex::new(()),
        }
    }

    /// The catalogue as it is now.
    pub(crate) fn current(&self) -> Guard<Arc<Catalog>> {
        self.current.load()
    }

    /// Reads the file again, if there is one: a session sees what was installed before it.
    pub(crate) fn refresh(&self) -> Result<(), FileError> {
        let changing = self.changing.lock();
        let earlier = self.stored_list()?.map(|list| self.replace(list));
        drop(changing);
        drop(earlier);
        Ok(())
    }

    /// The last `WSACleanup` came; called before the next session can begin.
    pub(crate) fn session_ended(&self) {
        for entry in self.current().entries() {
            entry.provider.session_ended();
        }
    }

    /// The session that has ended is cleaned up after.
    pub(crate) fn clean_up(&self) {
        for entry in self.current().entries() {
            entry.provider.clean_up();
        }
    }

    /// Changes the catalogue, for this process and for those that start later.
    pub(crate) fn change(
        &self,
        edit: impl FnOnce(&mut Vec<Installed>) -> Result<(), Error>,
    ) -> Result<(), ChangeError> {
        let changing = self.changing.lock();
        let mut list = Vec::new();
        match &self.file {
            None => {
                list.extend(
                    self.current()
                        .entries
                        .iter()
                        .map(|entry| entry.installed.clone()),
                );
                edit(&mut list).map_err(ChangeError::Refused)?;
            }
            Some(file) => file.change(|earlier| {
                list = match earlier {
                    Some(text) => format::parse(text).map_err(FileError::from)?,
                    None => built_in::listed(&self.parts.config),
                };
                edit(&mut list).map_err(ChangeError::Refused)?;
                let text = earlier.unwrap_or(policy::NEW_CATALOG_FILE);
                Ok::<_, ChangeError>(format::print(text, &list).map_err(FileError::from)?)
            })?,
        }
        let earlier = policy::CATALOG_CHANGE_SEEN_AT_ONCE.then(|| self.replace(list));
        drop(changing);
        // With the last user of a provider's library its routines run, so only now, without the lock.
        drop(earlier);
        Ok(())
    }

    /// Takes the lock, and those of the providers in catalogue order, for the time of a `fork`.
    pub(crate) fn freeze(&'static self) -> Vec<Frozen> {
        let mut frozen = vec![self.changing.freeze()];
        let catalog = self.current();
        let providers = catalog.entries().iter().map(|entry| &entry.provider);
        frozen.extend(providers.flat_map(|provider| provider.freeze()));
        frozen
    }

    fn stored_list(&self) -> Result<Option<Vec<Installed>>, FileError> {
        let Some(file) = &self.file else {
            return Ok(None);
        };
        let text = file.read()?;
        Ok(text.as_deref().map(format::parse).transpose()?)
    }

    /// Publishes a catalogue. Providers that stay are not made anew: they may be in the middle of something.
    #[must_use = "what was there is dropped without the lock"]
    fn replace(&self, list: Vec<Installed>) -> Arc<Catalog> {
        let earlier = self.current();
        let entries = list
            .into_iter()
            .map(|installed| self.entry(&earlier.entries, installed))
            .collect();
        self.current.swap(Arc::new(Catalog { entries }))
    }

    fn entry(&self, earlier: &[Arc<CatalogEntry>], installed: Installed) -> Arc<CatalogEntry> {
        let stays = |entry: &&Arc<CatalogEntry>| {
            entry.installed.provider_id == installed.provider_id
                && entry.installed.library == installed.library
        };
        let built_in = built_in::find(&installed);
        let provider = match (earlier.iter().find(stays), built_in) {
            (Some(entry), _) => Arc::clone(&entry.provider),
            (None, Some(built_in)) => built_in.make(&self.parts),
            (None, None) => Arc::new(Foreign::new(&installed)),
        };
        let family = installed
            .family
            .or_else(|| built_in.and_then(|built_in| built_in.family));
        Arc::new(CatalogEntry {
            installed,
            family,
            provider,
        })
    }
}

/// Why a change did not come about.
pub(crate) enum ChangeError {
    Refused(Error),
    File(FileError),
}

impl From<FileError> for ChangeError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}
