// SPDX-License-Identifier: MIT OR Apache-2.0
//! The catalogue file (`ENLIST_CATALOG`): read whole or not at all, written anew and then moved over the old one.
//!
//! Whoever changes the file holds a lock on a second file beside it (`NAME.lock`) from reading to writing, so that no change of
//! another process is lost. Whoever only reads needs no lock.

#![forbid(unsafe_code)]

use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::format::FormatError;
use crate::policy;
use crate::store::sqlite::StoreError;

/// Why a catalogue file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    #[error("{0}")]
    System(#[from] io::Error),
    #[error("{0}")]
    Format(#[from] FormatError),
    #[error("it is no regular file, or too large")]
    Kind,
    #[error("another process is changing it")]
    Busy,
    #[error("the store cannot be used: {0}")]
    Store(#[from] StoreError),
    #[error("the configuration that would name it cannot be used")]
    Configuration,
}

#[derive(Debug)]
pub(crate) struct CatalogFile {
    path: PathBuf,
}

impl CatalogFile {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// The text; `None` when there is no file yet.
    pub(crate) fn read(&self) -> Result<Option<String>, FileError> {
        match fs::metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
            Ok(metadata) if !metadata.is_file() || metadata.len() > policy::CATALOG_LIMIT_BYTES => {
                return Err(FileError::Kind);
            }
            Ok(_) => {}
        }
        Ok(Some(fs::read_to_string(&self.path)?))
    }

    /// Writes what `edit` makes of the text that is there now.
    pub(crate) fn change<E: From<FileError>>(
        &self,
        edit: impl FnOnce(Option<&str>) -> Result<String, E>,
    ) -> Result<(), E> {
        let _lock = self.lock()?;
        let earlier = self.read()?;
        let text = edit(earlier.as_deref())?;
        self.replace(&text).map_err(FileError::from)?;
        Ok(())
    }

    /// Takes the lock that orders the changes of all processes; it ends with the file that is returned.
    fn lock(&self) -> Result<File, FileError> {
        let lock = File::options()
            .create(true)
            .append(true)
            .open(beside(&self.path, ".lock"))?;
        let start = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(lock),
                Err(TryLockError::Error(error)) => return Err(error.into()),
                Err(TryLockError::WouldBlock) if start.elapsed() >= policy::CATALOG_PATIENCE => {
                    return Err(FileError::Busy);
                }
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(1)),
            }
        }
    }

    /// Puts a new file in the place of the old one, with its permissions; where a link stood, it still stands.
    fn replace(&self, text: &str) -> io::Result<()> {
        let path = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let new = beside(&path, ".new");
        let written = File::create(&new).and_then(|mut file| {
            if let Ok(metadata) = fs::metadata(&path) {
                // Somebody may have taken the right to write away from the file itself.
                if metadata.permissions().readonly() {
                    return Err(io::ErrorKind::PermissionDenied.into());
                }
                file.set_permissions(metadata.permissions())?;
            }
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        let moved = written.and_then(|()| fs::rename(&new, &path));
        if moved.is_err() {
            // The error that counts is the one above.
            let _ = fs::remove_file(&new);
        }
        moved
    }
}

/// The path with something added to the file's name.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn file(name: &str) -> (tempfile::TempDir, PathBuf, CatalogFile) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        (folder, path.clone(), CatalogFile::new(path))
    }

    fn append(file: &CatalogFile, text: &str) -> Result<(), FileError> {
        file.change(|earlier| Ok(earlier.unwrap_or_default().to_owned() + text))
    }

    #[test]
    fn a_file_comes_into_being_with_the_first_change() {
        let (folder, path, file) = file("catalog");
        assert!(file.read().unwrap().is_none());
        append(&file, "a").unwrap();
        append(&file, "b").unwrap();
        assert_eq!(fs::read_to_string(path).unwrap(), "ab");
        let mut names: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["catalog", "catalog.lock"]);
    }

    #[test]
    fn a_change_that_fails_leaves_the_file_as_it_was() {
        let (_folder, path, file) = file("catalog");
        append(&file, "a").unwrap();
        file.change(|_| Err(FileError::Kind)).unwrap_err();
        assert_eq!(fs::read_to_string(path).unwrap(), "a");
    }

    #[test]
    fn no_change_is_lost_among_many_writers() {
        let (_folder, path, file) = file("catalog");
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..25 {
                        append(&file, "x").unwrap();
                    }
                });
            }
        });
        assert_eq!(fs::read_to_string(path).unwrap(), "x".repeat(100));
    }

    #[test]
    fn a_lock_that_stays_taken_is_given_up() {
        let (_folder, path, file) = file("catalog");
        let taken = file.lock().unwrap();
        assert!(matches!(append(&file, "x"), Err(FileError::Busy)));
        drop(taken);
        append(&file, "x").unwrap();
        assert_eq!(fs::read_to_string(path).unwrap(), "x");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::PermissionsExt as _;
        let (folder, path, file) = file("link");
        let target = folder.path().join("target");
        fs::write(&target, "a").unwrap();
        fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&target, &path).unwrap();
        append(&file, "b").unwrap();
        assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&target).unwrap(), "ab");
        assert_eq!(
            fs::metadata(&target).unwrap().permissions().mode() & 0o777,
            0o640
        );

        fs::set_permissions(&target, fs::Permissions::from_mode(0o440)).unwrap();
        let Err(FileError::System(error)) = append(&file, "c") else {
            panic!("a file that may not be written was");
        };
        assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
        assert_eq!(fs::read_to_string(&target).unwrap(), "ab");
        assert!(!folder.path().join("target.new").exists());
    }

    #[test]
    fn what_is_no_file_or_too_large_is_not_read() {
        let (folder, path, file) = file("catalog");
        assert!(matches!(
            CatalogFile::new(folder.path().to_owned()).read(),
            Err(FileError::Kind)
        ));
        let large = File::create(&path).unwrap();
        large.set_len(policy::CATALOG_LIMIT_BYTES + 1).unwrap();
        assert!(matches!(file.read(), Err(FileError::Kind)));
        large.set_len(0).unwrap();
        fs::write(&path, [0xFF]).unwrap();
        assert!(matches!(file.read(), Err(FileError::System(_))));
    }
}
