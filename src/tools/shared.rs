// SPDX-License-Identifier: MIT OR Apache-2.0
//! All that is in a shared store.

#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};

use super::transfer::{Catalogue, Contents, Part};
use super::update_state::Updates;
use crate::config::StoreConfig;
use crate::error::Error;
use crate::store::Store as _;
use crate::store::sqlite::{Import, SqliteStore};

/// A shared store. Errors are sentences for the user.
pub struct SharedStore {
    store: SqliteStore,
    folder: PathBuf,
}

impl SharedStore {
    /// Opens a store that is there.
    pub fn open(folder: &Path, others_may_write: bool) -> Result<Self, String> {
        // Nothing is made by looking.
        if !Self::exists(folder) {
            return Err(format!("{}: there is no store", folder.display()));
        }
        Self::create(folder, others_may_write)
    }

    /// Opens a store, and makes it if there is none.
    pub fn create(folder: &Path, others_may_write: bool) -> Result<Self, String> {
        let folder = std::path::absolute(folder).map_err(|error| error.to_string())?;
        let config = StoreConfig {
            is_trusted: others_may_write,
            ..StoreConfig::at(folder)
        };
        let store = SqliteStore::open(&config).map_err(|error| error.to_string())?;
        Ok(Self {
            store,
            folder: config.folder,
        })
    }

    /// Whether there is a store.
    pub fn exists(folder: &Path) -> bool {
        folder.join("services.db").symlink_metadata().is_ok()
    }

    fn said(&self, error: Error) -> String {
        format!("{}: {error}", self.folder.display())
    }

    /// The services and classes in it.
    pub fn contents(&self) -> Result<Contents, String> {
        let contents = self.store.contents().map_err(|error| self.said(error))?;
        Ok(Contents::of(&contents))
    }

    /// All that is in it and can be imported elsewhere.
    pub fn export(&self) -> Result<Contents, String> {
        let found = self.store.export().map_err(|error| self.said(error))?;
        let mut contents = Contents::of(&found.contents);
        contents.catalog = Part::of(found.catalog.map(Catalogue));
        contents.updates = Part::of(Updates::of(&found.updates));
        Ok(contents)
    }

    /// Drops the addresses of processes that are gone; tells how many there were.
    pub fn prune(&self) -> Result<usize, String> {
        self.store.prune().map_err(|error| self.said(error))
    }

    /// A number that is another one when anything may have changed.
    pub fn stamp(&self) -> u64 {
        self.store.stamp()
    }

    /// Puts what is given into the store, in the place of what has the same keys, or of everything; all of it or nothing.
    /// Tells after each service and class how many are done.
    pub fn import(
        &self,
        contents: &Contents,
        replace: bool,
        done: impl FnMut(usize),
    ) -> Result<(), String> {
        let classes = contents.classes.iter();
        let import = Import {
            services: contents.services.iter().map(|service| service.stored()),
            classes: classes.map(|class| (class.provider.0, class.stored())),
            catalog: match &contents.catalog {
                Part::Absent => None,
                Part::Untouched => Some(None),
                Part::Given(text) => Some(Some(text.0.as_str())),
            },
            updates: match &contents.updates {
                Part::Absent => None,
                Part::Untouched => Some(None),
                Part::Given(updates) => Some(Some(updates.stored())),
            },
            replace,
        };
        self.store
            .import(import, done)
            .map_err(|error| self.said(error))
    }
}
