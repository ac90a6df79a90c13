// SPDX-License-Identifier: MIT OR Apache-2.0
//! The catalogue file (`ENLIST_CATALOG`): read whole or not at all, written anew and then moved over the old one.
//!
//! Whoever changes the file holds a lock on a second file beside it (`NAME.lock`) from reading to writing, so that no change of
//! another process is lost. Whoever only reads needs no lock.

#![forbid(unsafe_code)]

use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::format::FormatError;
use crate::error::Error;
use crate::policy;
use crate::regular_file::{self, Unreadable};
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
    #[error("it would be too large")]
    Full,
    #[error("another process is changing it")]
    Busy,
    #[error("the store cannot be used: {0}")]
    Store(#[from] StoreError),
    #[error("the store that it is in refuses: {0}")]
    Shared(#[from] Error),
    #[error("the configuration that would name it cannot be used")]
    Configuration,
}

/// What a file looks like from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamp {
    modified: Option<SystemTime>,
    size: u64,
    /// Every change is a new file, so this differs even where the clock and the size do not.
    identity: Identity,
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
        match regular_file::read_text(&self.path, policy::CATALOG_LIMIT_BYTES) {
            Ok(text) => Ok(Some(text)),
            Err(Unreadable::System(error)) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(Unreadable::System(error)) => Err(error.into()),
            Err(Unreadable::Kind | Unreadable::Size) => Err(FileError::Kind),
        }
    }

    /// What tells one content of the file from another, without reading it; `None` when there is no file.
    pub(crate) fn stamp(&self) -> Option<Stamp> {
        let metadata = fs::metadata(&self.path).ok()?;
        Some(Stamp {
            modified: metadata.modified().ok(),
            size: metadata.len(),
            identity: identity(&metadata),
        })
    }

    /// Writes what `edit` makes of the text that is there now.
    pub(crate) fn change<E: From<FileError>>(
        &self,
        edit: impl FnOnce(Option<&str>) -> Result<String, E>,
    ) -> Result<(), E> {
        let _lock = self.lock()?;
        let earlier = self.read()?;
        let text = edit(earlier.as_deref())?;
        if is_too_large(&text) {
            // Nobody could read it.
            return Err(FileError::Full.into());
        }
        self.replace(&text).map_err(FileError::from)?;
        Ok(())
    }

    /// Takes the lock that orders the changes of all processes; it ends with the file that is returned.
    fn lock(&self) -> Result<File, FileError> {
        let lock = lock_options().open(beside(&self.target(), ".lock"))?;
        if !lock.metadata()?.is_file() {
            return Err(FileError::Kind);
        }
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

    /// The file itself, wherever the name leads, also when there is none yet: whoever uses another name of it means the same file,
    /// and the same lock.
    fn target(&self) -> PathBuf {
        let mut path = self.path.clone();
        for _ in 0..LINKS {
            if let Ok(found) = fs::canonicalize(&path) {
                return found;
            }
            let Ok(next) = fs::read_link(&path) else {
                break;
            };
            path = folder_of(&path).join(next);
        }
        match (fs::canonicalize(folder_of(&path)), path.file_name()) {
            (Ok(folder), Some(name)) => folder.join(name),
            _ => path,
        }
    }

    /// Puts a new file in the place of the old one, with its permissions; where a link stood, it still stands.
    fn replace(&self, text: &str) -> io::Result<()> {
        let path = self.target();
        let permissions = fs::metadata(&path).map(|metadata| metadata.permissions());
        // Somebody may have taken the right to write away from the file itself.
        if permissions.as_ref().is_ok_and(|given| given.readonly()) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let new = beside(&path, ".new");
        // With the lock held, one that is there is of a process that was killed, or somebody's trap.
        match fs::remove_file(&new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = File::options().write(true).create_new(true).open(&new)?;
        let written = permissions
            .map_or(Ok(()), |given| file.set_permissions(given))
            .and_then(|()| file.write_all(text.as_bytes()))
            .and_then(|()| file.sync_all());
        let moved = written.and_then(|()| fs::rename(&new, &path));
        if moved.is_err() {
            // The error that counts is the one above.
            let _ = fs::remove_file(&new);
        } else {
            sync_folder_of(&path);
        }
        moved
    }
}

fn is_too_large(text: &str) -> bool {
    text.len() as u64 > policy::CATALOG_LIMIT_BYTES
}

/// As many links as one name may lead through.
const LINKS: u32 = 40;

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// The path with something added to the file's name.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Has what was moved in a folder outlast a loss of power, if the system can do that. The change has come about already.
#[cfg(unix)]
fn sync_folder_of(path: &Path) {
    let _ = File::open(folder_of(path)).and_then(|folder| folder.sync_all());
}

#[cfg(not(unix))]
fn sync_folder_of(_: &Path) {}

/// How the lock's file is opened. It stands where others may be able to write: a link there could lead to any file, and a pipe
/// would not open.
fn lock_options() -> OpenOptions {
    let mut options = File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        libc::O_NOFOLLOW | libc::O_NONBLOCK,
    );
    #[cfg(windows)]
    {
        const FILE_FLAG_OPEN_REPARSE_POINT: u32 = 0x0020_0000;
        std::os::windows::fs::OpenOptionsExt::custom_flags(
            &mut options,
            FILE_FLAG_OPEN_REPARSE_POINT,
        );
    }
    options
}

/// Device and number of a file, and when it was last changed in any way, in seconds and nanoseconds.
#[cfg(unix)]
type Identity = (u64, u64, i64, i64);

#[cfg(unix)]
fn identity(metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    (
        metadata.dev(),
        metadata.ino(),
        metadata.ctime(),
        metadata.ctime_nsec(),
    )
}

/// When a file was made.
#[cfg(not(unix))]
type Identity = Option<SystemTime>;

#[cfg(not(unix))]
fn identity(metadata: &Metadata) -> Identity {
    metadata.created().ok()
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

    #[cfg(unix)]
    #[test]
    fn every_name_of_a_file_has_the_same_lock_also_before_there_is_one() {
        let (folder, path, file) = file("link");
        fs::create_dir(folder.path().join("inner")).unwrap();
        let target = folder.path().join("inner/target");
        std::os::unix::fs::symlink("inner/target", &path).unwrap();
        for _ in 0..2 {
            let taken = CatalogFile::new(target.clone()).lock().unwrap();
            assert!(matches!(append(&file, "x"), Err(FileError::Busy)));
            drop(taken);
            append(&file, "x").unwrap();
        }
        assert_eq!(fs::read_to_string(&target).unwrap(), "xx");
        assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
        assert!(!folder.path().join("link.lock").exists());
        assert!(folder.path().join("inner/target.lock").exists());

        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("link", &path).unwrap();
        append(&file, "y").unwrap_err();
    }

    #[cfg(unix)]
    #[test]
    fn what_stands_in_the_place_of_the_lock_is_not_opened() {
        let (folder, path, file) = file("catalog");
        let (lock, other) = (
            folder.path().join("catalog.lock"),
            folder.path().join("other"),
        );
        std::os::unix::fs::symlink(&other, &lock).unwrap();
        assert!(matches!(append(&file, "a"), Err(FileError::System(_))));
        assert!(!other.exists());
        fs::remove_file(&lock).unwrap();
        nix::unistd::mkfifo(&lock, nix::sys::stat::Mode::S_IRWXU).unwrap();
        append(&file, "a").unwrap_err();
        assert!(!path.exists());
        fs::remove_file(&lock).unwrap();
        append(&file, "a").unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn what_stands_in_the_way_of_the_new_file_is_not_written_through() {
        let (folder, path, file) = file("catalog");
        let (new, other) = (
            folder.path().join("catalog.new"),
            folder.path().join("other"),
        );
        fs::write(&other, "other").unwrap();
        std::os::unix::fs::symlink(&other, &new).unwrap();
        append(&file, "a").unwrap();
        assert_eq!(fs::read_to_string(&other).unwrap(), "other");
        assert!(!fs::symlink_metadata(&path).unwrap().is_symlink());
        fs::write(&new, "what a killed process left").unwrap();
        append(&file, "b").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "ab");
        assert!(!new.exists());

        fs::create_dir(&new).unwrap();
        append(&file, "c").unwrap_err();
        assert_eq!(fs::read_to_string(&path).unwrap(), "ab");
    }

    #[cfg(unix)]
    #[test]
    fn a_change_in_the_same_moment_and_of_the_same_size_is_one() {
        let (_folder, path, file) = file("catalog");
        let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
        let mut stamps = ["a", "b"].map(|text| {
            file.change(|_| Ok::<_, FileError>(text.to_owned()))
                .unwrap();
            let written = File::options().write(true).open(&path).unwrap();
            written.set_modified(moment).unwrap();
            file.stamp().unwrap()
        });
        assert_ne!(stamps[0], stamps[1]);
        for stamp in &mut stamps {
            // That of the system's clock may be the same, and this may be all that differs.
            (stamp.identity.2, stamp.identity.3) = (0, 0);
        }
        assert_ne!(stamps[0], stamps[1]);
    }

    #[test]
    fn what_nobody_could_read_is_not_written() {
        let (_folder, path, file) = file("catalog");
        let limit = usize::try_from(policy::CATALOG_LIMIT_BYTES).unwrap();
        append(&file, "a").unwrap();
        let beyond = append(&file, &"b".repeat(limit));
        assert!(matches!(beyond, Err(FileError::Full)));
        assert_eq!(fs::read_to_string(&path).unwrap(), "a");
        append(&file, &"b".repeat(limit - 1)).unwrap();
        assert_eq!(file.read().unwrap().unwrap().len(), limit);
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
