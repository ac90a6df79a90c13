// SPDX-License-Identifier: MIT OR Apache-2.0
//! The catalogue of the process, and where it is kept: in memory, or in a file.

#![forbid(unsafe_code)]

use std::hash::BuildHasher as _;
use std::sync::Arc;

use arc_swap::{ArcSwap, Guard};
use hashbrown::DefaultHashBuilder;
use uuid::Uuid;

use super::built_in::{self, Parts};
use super::file::{CatalogFile, FileError, Stamp};
use super::installed::Installed;
use super::watch::{CatalogWatch, WaitSession, Waits};
use super::{Catalog, CatalogEntry, format};
use crate::error::Error;
use crate::policy;
use crate::provider::foreign::Foreign;
use crate::provider::foreign::advertised::Advertised;
use crate::rnr::served::ServedProvider;
use crate::sync::{Frozen, Mutex};

/// The catalogue of the process, and where it is kept.
pub(crate) struct CatalogKeeper {
    parts: Parts,
    /// `None`: in memory.
    file: Option<CatalogFile>,
    current: ArcSwap<Catalog>,
    /// Held while the catalogue is replaced.
    changing: Mutex<()>,
    waits: Waits,
    /// What notifications are asked for with.
    notification: u64,
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
            waits: Waits::default(),
            notification: new_notification(),
        };
        drop(keeper.replace(keeper.stored_list()?));
        Ok(keeper)
    }

    /// A catalogue in memory.
    #[cfg(test)]
    pub(crate) fn of(catalog: Catalog) -> Self {
        Self {
            parts: Parts {
                config: crate::config::Config::parse(crate::policy::CODE_PAGE, |_| None)
                    .unwrap_or_else(|error| panic!("{error}")),
                stores: crate::store::Stores::in_memory(),
            },
            file: None,
            current: ArcSwap::from_pointee(catalog),
            changing: Mutex::new(()),
            waits: Waits::default(),
            notification: new_notification(),
        }
    }

    /// The catalogue as it is now.
    pub(crate) fn current(&self) -> Guard<Arc<Catalog>> {
        self.current.load()
    }

    /// Reads the file again, if the catalogue is in one: a session sees what was changed before it.
    #[must_use = "what was there is dropped without locks: with the last user of a provider's library its routines run"]
    pub(crate) fn refresh(&self) -> Result<Option<Arc<Catalog>>, FileError> {
        if self.file.is_none() {
            return Ok(None);
        }
        let _changing = self.changing.lock();
        Ok(Some(self.replace(self.stored_list()?)))
    }

    /// Brings the catalogue back to where it was when it was opened, with providers in libraries made anew, and those built in
    /// having forgotten everything. A file that cannot be read leaves it
    /// empty until the next session reads it again.
    #[must_use = "what was there is dropped without locks: with the last user of a provider's library its routines run"]
    pub(crate) fn renew(&self) -> Arc<Catalog> {
        let _changing = self.changing.lock();
        self.make_anew(self.stored_list().unwrap_or_default())
    }

    /// Replaces the catalogue by a list, wherever it is kept, with providers as in [`CatalogKeeper::renew`].
    pub(crate) fn restore(&self, list: &[Installed]) -> Result<Arc<Catalog>, ChangeError> {
        let installed = |entry: &Arc<CatalogEntry>| entry.installed.clone();
        let present: Vec<Installed> = self.current().entries().iter().map(installed).collect();
        if present != list {
            self.change(|present| {
                list.clone_into(present);
                Ok(())
            })?;
        }
        let _changing = self.changing.lock();
        Ok(self.make_anew(list.to_vec()))
    }

    fn make_anew(&self, list: Vec<Installed>) -> Arc<Catalog> {
        let mut entries = self.current().entries.clone();
        entries.retain(|entry| built_in::find(&entry.installed).is_some());
        for entry in &entries {
            entry.provider.forget();
        }
        let earlier = self.current.swap(Arc::new(Catalog { entries }));
        drop(self.replace(list));
        earlier
    }

    /// The last `WSACleanup` came; called before the next session can begin.
    pub(crate) fn session_ended(&self) {
        for entry in self.current().entries() {
            entry.provider.session_ended();
        }
        self.waits.end();
    }

    /// What serves another Winsock under an identifier: the built-in provider that has it, or else a directory of its own.
    pub(crate) fn provider_to_serve(&self, id: Uuid) -> ServedProvider {
        let catalog = self.current();
        let mut entries = catalog.entries().iter();
        let listed = entries.find(|entry| {
            entry.installed.provider_id == id && built_in::find(&entry.installed).is_some()
        });
        let (namespace, provider) = match listed {
            Some(entry) => (entry.installed.namespace, Arc::clone(&entry.provider)),
            None => built_in::serve(id, &self.parts),
        };
        ServedProvider {
            id,
            namespace,
            provider,
        }
    }

    /// The one handle that notifications are asked for with. It holds nothing, so that it need not be closed.
    pub(crate) fn notification(&self) -> u64 {
        self.notification
    }

    /// Sets up a wait for the next change.
    pub(crate) fn watch(&'static self, session: WaitSession) -> Result<CatalogWatch, Error> {
        CatalogWatch::new(self, session)
    }

    pub(crate) fn wait_session(&self) -> WaitSession {
        self.waits.session()
    }

    pub(super) fn waits(&self) -> &Waits {
        &self.waits
    }

    pub(super) fn has_file(&self) -> bool {
        self.file.is_some()
    }

    pub(super) fn stamp(&self) -> Option<Stamp> {
        self.file.as_ref()?.stamp()
    }

    /// In a forked child, after the locks are released.
    pub(crate) fn after_fork_in_child(&self) {
        self.waits.forget();
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
        self.waits.raise();
        // With the last user of a provider's library its routines run, so only now, without the lock.
        drop(earlier);
        Ok(())
    }

    /// Takes the lock, and those of the providers in catalogue order, for the time of a `fork`.
    pub(crate) fn freeze(&'static self) -> Vec<Frozen> {
        let mut frozen = vec![self.changing.freeze(), self.waits.freeze()];
        let catalog = self.current();
        let providers = catalog.entries().iter().map(|entry| &entry.provider);
        frozen.extend(providers.flat_map(|provider| provider.freeze()));
        frozen
    }

    /// What the file lists, or as long as there is none, what is built in.
    fn stored_list(&self) -> Result<Vec<Installed>, FileError> {
        match self.file.as_ref().map(CatalogFile::read).transpose()? {
            Some(Some(text)) => Ok(format::parse(&text)?),
            _ => Ok(built_in::listed(&self.parts.config)),
        }
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
            (None, None) if installed.library.is_empty() => {
                Arc::new(Advertised::new(installed.provider_id))
            }
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

/// A number that a program is unlikely to invent, neither zero nor all ones.
fn new_notification() -> u64 {
    DefaultHashBuilder::default().hash_one("notification") >> 1 | 1
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
