// SPDX-License-Identifier: MIT OR Apache-2.0
//! All that is in a shared store.

#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};

use super::transfer::Contents;
use crate::config::StoreConfig;
use crate::error::Error;
use crate::store::Store as _;
use crate::store::sqlite::SqliteStore;

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
            folder,
            is_durable: true,
            is_trusted: others_may_write,
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

    /// All that is in it.
    pub fn contents(&self) -> Result<Contents, String> {
        let contents = self.store.contents().map_err(|error| self.said(error))?;
        Ok(Contents::of(&contents))
    }

    /// A number that is another one when anything may have changed.
    pub fn stamp(&self) -> u64 {
        self.store.stamp()
    }

    /// Puts services and classes into the store, in the place of those with the same keys, or of everything; all of it or
    /// nothing. Tells after each how many are done.
    pub fn import(
        &self,
        contents: &Contents,
        replace: bool,
        done: impl FnMut(usize),
    ) -> Result<(), String> {
        let services = contents.services.iter().map(|service| service.stored());
        let classes = contents.classes.iter();
        let classes = classes.map(|class| (class.provider.0, class.stored()));
        self.store
            .import(services, classes, replace, done)
            .map_err(|error| self.said(error))
    }
}
