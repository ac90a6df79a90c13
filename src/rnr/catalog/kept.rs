// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where the catalogue is kept: nowhere but in memory, in a file of its own, or in the store that processes share.

#![forbid(unsafe_code)]

use std::path::PathBuf;

use super::file::{self, CatalogFile, FileError};
use crate::policy;
use crate::store::sqlite::SqliteStore;

pub(super) enum Kept {
    Memory,
    File(CatalogFile),
    Store(&'static SqliteStore),
}

/// What tells one content of the catalogue from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stamp {
    File(file::Stamp),
    Text(String),
}

impl Kept {
    /// A file goes before the store.
    pub(super) fn new(file: Option<PathBuf>, store: Option<&'static SqliteStore>) -> Self {
        match (file, store) {
            (Some(path), _) => Self::File(CatalogFile::new(path)),
            (None, Some(store)) => Self::Store(store),
            (None, None) => Self::Memory,
        }
    }

    /// Whether other processes can change it.
    pub(super) fn is_shared(&self) -> bool {
        !matches!(self, Self::Memory)
    }

    /// The text; `None` when nobody has changed the catalogue yet.
    pub(super) fn read(&self) -> Result<Option<String>, FileError> {
        match self {
            Self::Memory => Ok(None),
            Self::File(file) => file.read(),
            Self::Store(store) => Ok(store.catalog()?),
        }
    }

    pub(super) fn stamp(&self) -> Option<Stamp> {
        match self {
            Self::Memory => None,
            Self::File(file) => file.stamp().map(Stamp::File),
            Self::Store(store) => store.catalog().ok()?.map(Stamp::Text),
        }
    }

    /// Writes what `edit` makes of the text that is there now; in memory there is none to write.
    pub(super) fn change<E: From<FileError>>(
        &self,
        edit: impl FnOnce(Option<&str>) -> Result<String, E>,
    ) -> Result<(), E> {
        match self {
            Self::Memory => edit(None).map(|_| ()),
            Self::File(file) => file.change(edit),
            Self::Store(store) => store.change_catalog(|earlier| {
                let text = edit(earlier)?;
                if text.len() as u64 > policy::CATALOG_LIMIT_BYTES {
                    return Err(FileError::Full.into());
                }
                Ok(text)
            }),
        }
    }
}
