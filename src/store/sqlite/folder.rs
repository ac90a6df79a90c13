// SPDX-License-Identifier: MIT OR Apache-2.0
//! The folder of a shared store (`ENLIST_STORE`), and whether it can be trusted.
//!
//! Whoever may write there decides what this process finds, so by default nobody else may. Symbolic links are not
//! followed: what they lead to belongs to somebody who did not ask for a store.

#![forbid(unsafe_code)]

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::config::StoreConfig;

/// Why a store cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("{}: {error}", path.display())]
    System { path: PathBuf, error: io::Error },
    #[error("{}: not a {expected}; links are not followed", path.display())]
    Kind {
        path: PathBuf,
        expected: &'static str,
    },
    #[error("{}: others may write to it (ENLIST_STORE_TRUST=shared accepts that)", .0.display())]
    Untrusted(PathBuf),
    #[error("{}: a database, but none of Enlist's", .0.display())]
    Foreign(PathBuf),
    #[error("{}: written by a newer version (schema {found}, this one knows {known})", path.display())]
    Newer {
        path: PathBuf,
        found: i64,
        known: i64,
    },
    #[error("{}: {error}", path.display())]
    Database {
        path: PathBuf,
        error: rusqlite::Error,
    },
}

/// The paths of a store.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    is_trusted: bool,
    pub(super) database: PathBuf,
    /// Locked by whoever writes.
    pub(super) queue: PathBuf,
    /// Holds the generation word.
    pub(super) generation: PathBuf,
}

/// Bits of a mode that let others write.
#[cfg(unix)]
const WRITABLE_FOR_OTHERS: u32 = 0o022;

/// Whether the folder of a store is there, and then whether it can be one. Nothing is made.
#[cfg(feature = "cli")]
pub(crate) fn is_there(config: &StoreConfig) -> Result<bool, StoreError> {
    Folder::at(config).is_there()
}

impl Folder {
    pub(super) fn new(config: &StoreConfig) -> Self {
        if let (Some(parent), Some(_)) = (config.folder.parent(), config.folder.file_name()) {
            // A failure comes to light when the folder is made.
            let _ = make_folder(parent);
        }
        Self::at(config)
    }

    /// As it is: nothing above it is made.
    fn at(config: &StoreConfig) -> Self {
        let path = settled(&config.folder);
        Self {
            is_trusted: config.is_trusted,
            database: path.join("services.db"),
            queue: path.join("queue"),
            generation: path.join("generation"),
            path,
        }
    }

    /// Makes the folder and the files that are not there, and looks at those that are.
    pub(super) fn prepare(&self) -> Result<(), StoreError> {
        let at = |path: &Path| {
            let path = path.to_owned();
            |error| StoreError::System { path, error }
        };
        let folder = match fs::symlink_metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                make_folder(&self.path).map_err(at(&self.path))?;
                fs::symlink_metadata(&self.path)
            }
            found => found,
        };
        let folder = folder.map_err(at(&self.path))?;
        self.check_folder(&folder)?;
        for path in [&self.database, &self.queue, &self.generation] {
            match make_file(path, &folder) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                // Whoever may not write can still read what is there.
                Err(_) if fs::symlink_metadata(path).is_ok() || *path != self.database => {}
                Err(error) => return Err(at(path)(error)),
            }
        }
        self.check_files()
    }

    /// Whether the folder is there, and then whether it can be one of a store. Nothing is made.
    #[cfg(feature = "cli")]
    fn is_there(&self) -> Result<bool, StoreError> {
        match fs::symlink_metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => {
                let path = self.path.clone();
                return Err(StoreError::System { path, error });
            }
            Ok(folder) => self.check_folder(&folder)?,
        }
        self.check_files()?;
        Ok(true)
    }

    fn check_folder(&self, found: &Metadata) -> Result<(), StoreError> {
        if !found.is_dir() {
            return Err(StoreError::Kind {
                path: self.path.clone(),
                expected: "folder",
            });
        }
        self.check(&self.path, found)
    }

    /// Looks at the files that are there.
    fn check_files(&self) -> Result<(), StoreError> {
        for path in [
            &self.database,
            &self.queue,
            &self.generation,
            &self.journal(),
            &self.log(),
            &self.memory(),
        ] {
            let found = match fs::symlink_metadata(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => {
                    let path = path.clone();
                    return Err(StoreError::System { path, error });
                }
                Ok(found) => found,
            };
            if !found.is_file() {
                return Err(StoreError::Kind {
                    path: path.clone(),
                    expected: "file",
                });
            }
            self.check(path, &found)?;
        }
        Ok(())
    }

    /// Where SQLite keeps what it needs to undo a change that was broken off.
    fn journal(&self) -> PathBuf {
        self.beside_database("-journal")
    }

    /// Where SQLite writes ahead what is to be changed.
    pub(super) fn log(&self) -> PathBuf {
        self.beside_database("-wal")
    }

    /// Where processes share what they know of the log.
    pub(super) fn memory(&self) -> PathBuf {
        self.beside_database("-shm")
    }

    fn beside_database(&self, suffix: &str) -> PathBuf {
        let mut name = self.database.as_os_str().to_owned();
        name.push(suffix);
        name.into()
    }

    #[cfg(unix)]
    fn check(&self, path: &Path, found: &Metadata) -> Result<(), StoreError> {
        use std::os::unix::fs::MetadataExt as _;
        let is_ours = effective_user().is_none_or(|user| [0, user].contains(&found.uid()));
        if self.is_trusted || is_ours && found.mode() & WRITABLE_FOR_OTHERS == 0 {
            return Ok(());
        }
        Err(StoreError::Untrusted(path.to_owned()))
    }

    #[cfg(not(unix))]
    fn check(&self, _: &Path, _: &Metadata) -> Result<(), StoreError> {
        let _ = self.is_trusted;
        Ok(())
    }
}

/// The path without the links that lead to it: only that of the folder itself would be one into somebody else's.
fn settled(path: &Path) -> PathBuf {
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return path.to_owned();
    };
    match fs::canonicalize(parent) {
        Ok(parent) => parent.join(name),
        Err(_) => path.to_owned(),
    }
}

#[cfg(target_os = "linux")]
fn effective_user() -> Option<u32> {
    Some(nix::unistd::geteuid().as_raw())
}

#[cfg(all(unix, not(target_os = "linux")))]
fn effective_user() -> Option<u32> {
    None
}

/// Makes a folder for the user alone, with those above it that are not there either.
fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes an empty file for those who may use the folder.
fn make_file(path: &Path, folder: &Metadata) -> io::Result<()> {
    let file = options().write(true).create_new(true).open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = folder.permissions().mode() & 0o666;
        file.set_permissions(fs::Permissions::from_mode(mode))?;
    }
    #[cfg(not(unix))]
    let _ = (file, folder);
    Ok(())
}

/// Options for files of the store: for the user alone, and not through a link.
#[cfg(unix)]
pub(super) fn options() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = File::options();
    options.mode(0o600).custom_flags(libc::O_NOFOLLOW);
    options
}

#[cfg(not(unix))]
pub(super) fn options() -> OpenOptions {
    File::options()
}

/// Whether somebody may not write, who may be able to read.
#[cfg(unix)]
pub(super) fn is_refused(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
    )
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

    use super::*;

    fn folder(path: &Path, is_trusted: bool) -> Folder {
        Folder::new(&StoreConfig {
            is_trusted,
            ..StoreConfig::at(path.to_owned())
        })
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_new_store_is_for_its_user_alone_and_an_old_folder_says_for_whom() {
        let root = tempfile::tempdir().unwrap();
        let new = folder(&root.path().join("a/b"), false);
        new.prepare().unwrap();
        assert_eq!(mode(&new.path), 0o700);
        assert_eq!(mode(&root.path().join("a")), 0o700);
        for file in [&new.database, &new.queue, &new.generation] {
            assert_eq!(mode(file), 0o600);
        }
        let path = root.path().join("old");
        fs::create_dir(&path).unwrap();
        set_mode(&path, 0o750);
        let old = folder(&path, false);
        old.prepare().unwrap();
        assert_eq!(mode(&old.path), 0o750);
        assert_eq!(mode(&old.database), 0o640);
    }

    #[test]
    fn what_others_may_write_to_is_refused_unless_that_is_meant() {
        let root = tempfile::tempdir().unwrap();
        for bits in [0o720, 0o702] {
            set_mode(root.path(), bits);
            assert!(matches!(
                folder(root.path(), false).prepare(),
                Err(StoreError::Untrusted(_))
            ));
        }
        set_mode(root.path(), 0o770);
        let shared = folder(root.path(), true);
        shared.prepare().unwrap();
        assert_eq!(mode(&shared.database), 0o660);
        set_mode(root.path(), 0o700);
        let Err(StoreError::Untrusted(path)) = folder(root.path(), false).prepare() else {
            panic!("a database that others may write to was accepted");
        };
        assert_eq!(path, shared.database);
    }

    #[test]
    fn what_belongs_to_somebody_else_is_refused_unless_that_is_meant() {
        use std::os::unix::fs::chown;
        let root = tempfile::tempdir().unwrap();
        let own = folder(&root.path().join("own"), false);
        own.prepare().unwrap();
        // Only root can give something away.
        if effective_user() != Some(0) {
            return;
        }
        for path in [&own.database, &own.queue, &own.generation, &own.path] {
            chown(path, Some(65534), None).unwrap();
            assert!(
                matches!(own.prepare(), Err(StoreError::Untrusted(refused)) if refused == *path)
            );
            folder(&own.path, true).prepare().unwrap();
            chown(path, Some(0), None).unwrap();
        }
        own.prepare().unwrap();
    }

    #[test]
    fn links_and_other_things_are_refused() {
        let root = tempfile::tempdir().unwrap();
        let (real, link) = (root.path().join("real"), root.path().join("link"));
        folder(&real, false).prepare().unwrap();
        symlink(&real, &link).unwrap();
        let refused = |path: &Path| {
            let error = folder(path, false).prepare().unwrap_err();
            assert!(matches!(error, StoreError::Kind { .. }), "{error}");
        };
        refused(&link);
        for name in [
            "services.db",
            "queue",
            "generation",
            "services.db-journal",
            "services.db-wal",
            "services.db-shm",
        ] {
            let other = root.path().join("other");
            fs::create_dir(&other).unwrap();
            symlink(real.join("services.db"), other.join(name)).unwrap();
            refused(&other);
            fs::remove_file(other.join(name)).unwrap();
            fs::create_dir(other.join(name)).unwrap();
            refused(&other);
            fs::remove_dir_all(other).unwrap();
        }
        refused(&real.join("queue"));
    }
}
