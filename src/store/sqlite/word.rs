// SPDX-License-Identifier: MIT OR Apache-2.0
//! One number that every process sees, in a file that is mapped into memory: reading it costs a load.
//!
//! The mapping outlives its descriptor, which is closed at once. Where there is no mapping (on Windows) the file is read and
//! written instead; both ways see each other through the system's cache.

#![allow(unsafe_code)]

pub(super) use platform::SharedWord;

#[cfg(unix)]
mod platform {
    use std::fs::File;
    use std::io;
    use std::os::fd::AsRawFd as _;
    use std::os::unix::fs::FileExt as _;
    use std::ptr::{NonNull, null_mut};
    use std::sync::atomic::{AtomicU64, Ordering};

    use crate::store::sqlite::folder;

    /// A file has at least so many bytes when it is mapped. Whoever made it shorter afterwards would end every process
    /// that looks.
    const SIZE: usize = size_of::<AtomicU64>();

    #[derive(Debug)]
    pub(crate) struct SharedWord {
        word: NonNull<AtomicU64>,
        is_writable: bool,
    }

    // SAFETY: the word is only ever used as an atomic number, and the mapping belongs to no thread.
    unsafe impl Send for SharedWord {}

    // SAFETY: as above.
    unsafe impl Sync for SharedWord {}

    impl SharedWord {
        /// Maps the file, for reading alone where writing is not allowed.
        pub(crate) fn open(path: &std::path::Path) -> io::Result<Self> {
            let (file, is_writable) = match folder::options().read(true).write(true).open(path) {
                Ok(file) => (file, true),
                Err(error) if folder::is_refused(&error) => {
                    (folder::options().read(true).open(path)?, false)
                }
                Err(error) => return Err(error),
            };
            if file.metadata()?.len() < SIZE as u64 {
                // A byte is written, since a hole in the file would want its place on the disk when the word is written, and
                // end the process if the disk is full by then. Behind the word, which others may have mapped by now.
                file.write_all_at(&[0], SIZE as u64)?;
            }
            Self::map(&file, is_writable)
        }

        fn map(file: &File, is_writable: bool) -> io::Result<Self> {
            let protection = if is_writable {
                libc::PROT_READ | libc::PROT_WRITE
            } else {
                libc::PROT_READ
            };
            let (descriptor, shared) = (file.as_raw_fd(), libc::MAP_SHARED);
            // SAFETY: the system chooses a place that nothing else uses.
            let place = unsafe { libc::mmap(null_mut(), SIZE, protection, shared, descriptor, 0) };
            match NonNull::new(place.cast()) {
                Some(word) if place != libc::MAP_FAILED => Ok(Self { word, is_writable }),
                _ => Err(io::Error::last_os_error()),
            }
        }

        fn word(&self) -> &AtomicU64 {
            // SAFETY: mapped as long as this value lives, aligned to a page, and shared with others as an atomic number only.
            unsafe { self.word.as_ref() }
        }

        pub(crate) fn load(&self) -> io::Result<u64> {
            Ok(self.word().load(Ordering::SeqCst))
        }

        pub(crate) fn store(&self, value: u64) -> io::Result<()> {
            if !self.is_writable {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            self.word().store(value, Ordering::SeqCst);
            Ok(())
        }
    }

    impl Drop for SharedWord {
        fn drop(&mut self) {
            // SAFETY: made by mmap with this size, and nobody has a reference any more.
            unsafe { libc::munmap(self.word.as_ptr().cast(), SIZE) };
        }
    }
}

#[cfg(not(unix))]
mod platform {
    use std::fs::File;
    use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
    use std::path::{Path, PathBuf};

    #[derive(Debug)]
    pub(crate) struct SharedWord {
        path: PathBuf,
    }

    impl SharedWord {
        pub(crate) fn open(path: &Path) -> io::Result<Self> {
            let path = path.to_owned();
            File::open(&path)?;
            Ok(Self { path })
        }

        /// An empty file holds zero.
        pub(crate) fn load(&self) -> io::Result<u64> {
            let mut bytes = [0; 8];
            match File::open(&self.path)?.read_exact(&mut bytes) {
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(0),
                result => result.map(|()| u64::from_ne_bytes(bytes)),
            }
        }

        pub(crate) fn store(&self, value: u64) -> io::Result<()> {
            let mut file = File::options().write(true).open(&self.path)?;
            file.seek(SeekFrom::Start(0))?;
            file.write_all(&value.to_ne_bytes())
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn two_mappings_of_a_file_are_one_word() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("word");
        assert!(SharedWord::open(&path).is_err());
        fs::write(&path, []).unwrap();
        let [first, second] = [(); 2].map(|()| SharedWord::open(&path).unwrap());
        assert_eq!(first.load().unwrap(), 0);
        first.store(7).unwrap();
        assert_eq!(second.load().unwrap(), 7);
        drop(first);
        second.store(8).unwrap();
        assert_eq!(SharedWord::open(&path).unwrap().load().unwrap(), 8);
    }

    #[cfg(unix)]
    #[test]
    fn a_word_has_its_place_on_the_disk_before_it_is_written() {
        use std::os::unix::fs::MetadataExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("word");
        fs::write(&path, []).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().blocks(), 0);
        let _word = SharedWord::open(&path).unwrap();
        assert_ne!(fs::metadata(&path).unwrap().blocks(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn no_descriptor_stays_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("word");
        fs::write(&path, []).unwrap();
        let _word = SharedWord::open(&path).unwrap();
        let path = fs::canonicalize(path).unwrap();
        let open = fs::read_dir("/proc/self/fd").unwrap();
        let mut targets = open.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
        assert!(!targets.any(|target| target == path));
    }
}
