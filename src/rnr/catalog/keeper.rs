// SPDX-License-Identifier: MIT OR Apache-2.0
//! The catalogue of the process, as it is kept in memory, in a file or in the store.

#![forbid(unsafe_code)]

use std::hash::BuildHasher as _;
use std::sync::Arc;

use arc_swap::{ArcSwap, Guard};
use hashbrown::DefaultHashBuilder;
use uuid::Uuid;

use super::built_in::{self, BuiltIn, Parts};
use super::file::FileError;
use super::installed::Installed;
use super::kept::{Kept, Stamp};
use super::made::Made;
use super::watch::{CatalogWatch, WaitSession, Waits};
use super::{Catalog, CatalogEntry, format};
use crate::error::Error;
use crate::policy;
use crate::provider::NamespaceProvider;
use crate::provider::foreign::Foreign;
use crate::provider::foreign::advertised::Advertised;
use crate::rnr::served::ServedProvider;
use crate::sync::{Frozen, Mutex};

/// The catalogue of the process, and where it is kept.
pub(crate) struct CatalogKeeper {
    parts: Parts,
    made: Made,
    kept: Kept<'static>,
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
        let kept = Kept::new(parts.config.catalog.clone(), parts.stores.shared);
        let empty = Catalog {
            entries: Vec::new(),
        };
        let keeper = Self {
            parts,
            made: Made::default(),
            kept,
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
                sessions: crate::rnr::session::Sessions::begun(),
            },
            made: Made::default(),
            kept: Kept::Memory,
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

    /// Reads it again, if other processes can change it: a session sees what was changed before it.
    #[must_use = "what was there is dropped without locks: with the last user of a provider's library its routines run"]
    pub(crate) fn refresh(&self) -> Result<Option<Arc<Catalog>>, FileError> {
        if !self.kept.is_shared() {
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

    /// The list as it is kept now, which other processes may have changed since this one has last read it.
    pub(crate) fn kept_list(&self) -> Result<Vec<Installed>, FileError> {
        match self.kept {
            Kept::Memory => Ok(self.current_list()),
            _ => self.stored_list(),
        }
    }

    /// Replaces the catalogue by a list, wherever it is kept, with providers as in [`CatalogKeeper::renew`].
    pub(crate) fn restore(&self, list: &[Installed]) -> Result<Arc<Catalog>, ChangeError> {
        let changing = self.changing.lock();
        let differs = self.kept_list()? != list;
        if differs {
            self.edit(|present| {
                list.clone_into(present);
                Ok(())
            })?;
        }
        let earlier = self.make_anew(list.to_vec());
        drop(changing);
        if differs {
            self.waits.raise();
        }
        Ok(earlier)
    }

    fn current_list(&self) -> Vec<Installed> {
        let installed = |entry: &Arc<CatalogEntry>| entry.installed.clone();
        self.current().entries().iter().map(installed).collect()
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
    #[must_use = "whom it has told may be uninstalled just now, and is dropped without locks: its routines run in that"]
    pub(crate) fn session_ended(&self) -> Vec<Arc<dyn NamespaceProvider>> {
        let providers = self.with_the_catalog(self.made.all());
        providers
            .iter()
            .for_each(|provider| provider.session_ended());
        self.waits.end();
        providers
    }

    /// What serves another Winsock under an identifier: the built-in provider that has it, or else a directory of its own.
    pub(crate) fn provider_to_serve(&self, id: Uuid) -> ServedProvider {
        let (namespace, provider) = match built_in::with_id(id) {
            Some(built_in) => (built_in.namespace, self.make(built_in)),
            None => built_in::directory(id, &self.parts),
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

    pub(super) fn is_shared(&self) -> bool {
        self.kept.is_shared()
    }

    pub(super) fn stamp(&self) -> Option<Stamp> {
        self.kept.stamp()
    }

    /// In a forked child, after the locks are released.
    pub(crate) fn after_fork_in_child(&self) {
        self.waits.forget();
        for provider in self.with_the_catalog(self.made.all()) {
            provider.after_fork_in_child();
        }
    }

    /// The session that has ended is cleaned up after.
    pub(crate) fn clean_up(&self) {
        for provider in self.with_the_catalog(self.made.all()) {
            provider.clean_up();
        }
    }

    /// Changes the catalogue, for this process and for those that start later.
    pub(crate) fn change(
        &self,
        edit: impl FnOnce(&mut Vec<Installed>) -> Result<(), Error>,
    ) -> Result<(), ChangeError> {
        let changing = self.changing.lock();
        let list = self.edit(edit)?;
        let earlier = policy::CATALOG_CHANGE_SEEN_AT_ONCE.then(|| self.replace(list));
        drop(changing);
        self.waits.raise();
        // With the last user of a provider's library its routines run, so only now, without the lock.
        drop(earlier);
        Ok(())
    }

    /// Writes what an edit makes of the list that is kept, if it is kept anywhere but in memory; called with `changing` held.
    fn edit(
        &self,
        edit: impl FnOnce(&mut Vec<Installed>) -> Result<(), Error>,
    ) -> Result<Vec<Installed>, ChangeError> {
        let mut list = Vec::new();
        match &self.kept {
            Kept::Memory => {
                list = self.current_list();
                edit(&mut list).map_err(ChangeError::Refused)?;
            }
            kept => kept.change(|earlier| {
                list = match earlier {
                    Some(text) => format::parse(text).map_err(FileError::from)?,
                    None => built_in::listed(&self.parts.config),
                };
                edit(&mut list).map_err(ChangeError::Refused)?;
                let text = earlier.unwrap_or(policy::NEW_CATALOG_FILE);
                Ok::<_, ChangeError>(format::print(text, &list).map_err(FileError::from)?)
            })?,
        }
        Ok(list)
    }

    /// Takes the locks, and those of the providers in a fixed order, for the time of a `fork`. What comes beside them is dropped
    /// after all locks of the process: a provider may be uninstalled just now, and its routines run in that.
    pub(crate) fn freeze(&'static self) -> (Vec<Frozen>, Frozen) {
        let mut frozen = vec![self.changing.freeze(), self.waits.freeze()];
        let (lock, made) = self.made.freeze();
        frozen.push(lock);
        let providers = self.with_the_catalog(made);
        frozen.extend(providers.iter().flat_map(|provider| provider.freeze()));
        (frozen, Box::new(providers))
    }

    /// Every provider that is there, once: those of this library that have been made, then the others in catalogue order.
    fn with_the_catalog(
        &self,
        made: Vec<Arc<dyn NamespaceProvider>>,
    ) -> Vec<Arc<dyn NamespaceProvider>> {
        let mut all = made;
        for entry in self.current().entries() {
            let is_same = |known: &Arc<_>| {
                std::ptr::addr_eq(Arc::as_ptr(known), Arc::as_ptr(&entry.provider))
            };
            if !all.iter().any(is_same) {
                all.push(Arc::clone(&entry.provider));
            }
        }
        all
    }

    /// A provider of this library. Removed and installed again, it is still the same.
    fn make(&self, built_in: &BuiltIn) -> Arc<dyn NamespaceProvider> {
        self.made
            .get(built_in.provider_id, || built_in.make(&self.parts))
    }

    /// What is kept, or as long as that is nothing, what is built in.
    fn stored_list(&self) -> Result<Vec<Installed>, FileError> {
        super::stored_list(&self.kept, &self.parts.config)
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
            (None, Some(built_in)) => self.make(built_in),
            (None, None) if installed.library.is_empty() => {
                let sessions = Arc::clone(&self.parts.sessions);
                Arc::new(Advertised::new(installed.provider_id, sessions))
            }
            (None, None) => {
                let sessions = Arc::clone(&self.parts.sessions);
                Arc::new(Foreign::new(&installed, sessions))
            }
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::path::Path;

    use once_cell::sync::OnceCell;

    use super::super::installed;
    use super::*;
    use crate::config::Config;
    use crate::provider::{Lookup, Outcome, bluetooth};
    use crate::rnr::class::ServiceClass;
    use crate::rnr::query::{ControlFlags, Query};
    use crate::rnr::service::{Operation, Registration};
    use crate::rnr::session::Sessions;
    use crate::store::Stores;

    const SAP: Uuid = Uuid::from_u128(0xE02DAAF0_7E9F_11CF_AE5A_00AA00A7112B);

    fn keeper() -> CatalogKeeper {
        keeper_of(&[])
    }

    /// The keeper of a process with these variables.
    fn keeper_of(variables: &[(&str, &Path)]) -> CatalogKeeper {
        let config = Config::parse(policy::CODE_PAGE, |name| {
            let mut variables = variables.iter();
            let found = variables.find(|(variable, _)| *variable == name);
            found.map(|(_, path)| path.as_os_str().to_owned())
        })
        .unwrap();
        let stores = match config.store {
            Some(_) => Stores::open(&config).unwrap_or_else(|error| panic!("{error}")),
            None => Stores::in_memory(),
        };
        let parts = Parts {
            config,
            stores,
            sessions: Sessions::begun(),
        };
        CatalogKeeper::open(parts).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Two processes with one catalogue, wherever it can be kept.
    fn shared_by_two(test: impl Fn(&CatalogKeeper, &CatalogKeeper)) {
        for variable in ["ENLIST_CATALOG", "ENLIST_STORE"] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("catalog");
            let keeper = || keeper_of(&[(variable, &path)]);
            test(&keeper(), &keeper());
        }
    }

    fn restore(keeper: &CatalogKeeper, list: &[Installed]) {
        assert!(keeper.restore(list).is_ok());
        assert_eq!(keeper.current_list(), list);
        assert_eq!(keeper.kept_list().unwrap_or_default(), list);
    }

    fn install(keeper: &CatalogKeeper, entry: &Installed) {
        let entry = entry.clone();
        assert!(
            keeper
                .change(|list| installed::install(list, entry))
                .is_ok()
        );
    }

    fn uninstall(keeper: &CatalogKeeper) {
        let id = full().provider_id;
        assert!(keeper.change(|list| installed::uninstall(list, id)).is_ok());
    }

    /// An entry of which every key is written.
    fn full() -> Installed {
        Installed {
            version: 7,
            family: Some(2),
            stores_class_info: true,
            provider_specific: [1, 2].into(),
            ..installed::named(0xF, 32)
        }
    }

    #[test]
    fn an_entry_of_fewer_keys_is_put_back_over_one_of_more() {
        shared_by_two(|keeper, _| {
            let fewer = [
                installed::named(0xF, 32),
                Installed {
                    library: Box::default(),
                    provider_specific: full().provider_specific,
                    ..installed::named(0xF, 32)
                },
            ];
            for fewer in fewer {
                install(keeper, &fewer);
                let list = keeper.current_list();
                uninstall(keeper);
                install(keeper, &full());
                restore(keeper, &list);
                uninstall(keeper);
            }
        });
    }

    #[test]
    fn what_another_process_has_changed_is_shown_and_put_back() {
        shared_by_two(|keeper, other| {
            let list = keeper.current_list();
            install(other, &full());
            assert_eq!(keeper.current_list(), list);
            let kept = keeper.kept_list().unwrap_or_default();
            assert_eq!(kept.last(), Some(&full()));
            restore(keeper, &list);
            assert_eq!(other.kept_list().unwrap_or_default(), list);
        });
    }

    /// Somebody who installs another provider while this one goes, as its routines may.
    struct Successor(&'static OnceCell<CatalogKeeper>);

    impl Drop for Successor {
        fn drop(&mut self) {
            install(self.0.get().unwrap(), &full());
        }
    }

    impl NamespaceProvider for Successor {
        fn set_service(
            &self,
            _: &Registration,
            _: Option<&ServiceClass>,
            _: Operation,
            _: u32,
        ) -> Result<Outcome, Error> {
            Err(Error::NotSupported)
        }

        fn lookup_begin(
            &self,
            _: &Query,
            _: Option<&ServiceClass>,
            _: ControlFlags,
        ) -> Result<Box<dyn Lookup>, Error> {
            Err(Error::NotSupported)
        }
    }

    #[test]
    fn what_is_installed_as_soon_as_a_list_is_put_back_is_not_lost() {
        let keeper: &'static OnceCell<CatalogKeeper> = Box::leak(Box::default());
        let provider = Box::new(Successor(keeper));
        let made = keeper.set(CatalogKeeper::of(Catalog::of(vec![(1, 32, provider)])));
        assert!(made.is_ok());
        let keeper = keeper.get().unwrap();
        drop(keeper.restore(&[]));
        assert_eq!(keeper.current_list(), [full()]);
    }

    fn address(provider: &Arc<dyn NamespaceProvider>) -> *const () {
        Arc::as_ptr(provider).cast()
    }

    #[test]
    fn a_provider_of_the_library_is_made_once_whoever_asks_for_it() {
        let keeper = keeper();
        let served = |id| address(&keeper.provider_to_serve(id).provider);
        // Never installed.
        assert_eq!(served(SAP), served(SAP));
        // Installed, removed, installed again.
        let radio = bluetooth::PROVIDER;
        let change = |edit: &mut dyn FnMut(&mut Vec<Installed>)| {
            let edit = |list: &mut Vec<_>| {
                edit(list);
                Ok(())
            };
            assert!(keeper.change(edit).is_ok());
        };
        let listed = || {
            let catalog = keeper.current();
            let entries = catalog.entries().iter();
            let mut found = entries.filter(|entry| entry.installed.provider_id == radio);
            found.next().map(|entry| address(&entry.provider))
        };
        assert_eq!(listed(), Some(served(radio)));
        let before = keeper.current().entries().to_vec();
        change(&mut |list| installed::uninstall(list, radio).unwrap());
        assert_eq!(listed(), None);
        let alone = served(radio);
        change(&mut |list| *list = before.iter().map(|entry| entry.installed.clone()).collect());
        assert_eq!(listed(), Some(alone));
    }

    #[test]
    fn every_provider_is_there_once_also_one_that_is_not_installed() {
        let keeper = keeper();
        let all = || {
            let all = keeper.with_the_catalog(keeper.made.all());
            let mut all: Vec<_> = all.iter().map(address).collect();
            let count = all.len();
            all.sort();
            all.dedup();
            assert_eq!(all.len(), count);
            all
        };
        let listed = all().len();
        assert_eq!(listed, keeper.current().entries().len());
        let served = address(&keeper.provider_to_serve(SAP).provider);
        assert_eq!(all().len(), listed + 1);
        assert!(all().contains(&served));
        let removed = keeper.change(|list| installed::uninstall(list, bluetooth::PROVIDER));
        assert!(removed.is_ok());
        assert_eq!(all().len(), listed + 1);
    }
}
