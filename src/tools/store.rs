// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the command line does to a shared store.

#![forbid(unsafe_code)]

use std::path::Path;

use crate::config::StoreConfig;
use crate::store::sqlite::SqliteStore;

/// Drops the addresses of processes that are gone from the store in `folder`; tells how many there were. The error is a
/// sentence for the user.
pub fn prune(folder: &Path, others_may_write: bool) -> Result<usize, String> {
    let folder = std::path::absolute(folder).map_err(|error| error.to_string())?;
    // Nothing is made by looking.
    if !folder.is_dir() {
        return Err(format!("{}: there is no store", folder.display()));
    }
    let config = StoreConfig {
        is_trusted: others_may_write,
        ..StoreConfig::at(folder)
    };
    let store = SqliteStore::open(&config).map_err(|error| error.to_string())?;
    store
        .prune()
        .map_err(|error| format!("{}: {error}", config.folder.display()))
}
