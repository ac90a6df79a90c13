// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which descriptors of this process are those of a connection, and whether they still are.

#![forbid(unsafe_code)]

pub(super) use platform::{CAN_KEEP, Descriptor, Descriptors};

#[cfg(target_os = "linux")]
mod platform {
    use std::fs;
    use std::io;
    use std::os::unix::fs::MetadataExt as _;
    use std::path::{Path, PathBuf};

    use crate::store::sqlite::folder::Folder;
    use crate::store::sqlite::vfs::close_descriptor;

    /// Whether connections can be kept: it can be told what has become of them.
    pub(in super::super) const CAN_KEEP: bool = true;

    /// Device and number.
    type File = (u64, u64);

    /// The descriptors of a connection, in the process that opened it.
    #[derive(Debug)]
    pub(in super::super) struct Descriptor {
        process: u32,
        places: Vec<Place>,
        database: File,
        path: PathBuf,
    }

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    struct Place {
        number: u32,
        file: File,
    }

    /// All descriptors of a database, its log and its shared memory that this process has.
    pub(in super::super) struct Descriptors {
        places: Vec<Place>,
        files: Vec<File>,
        path: PathBuf,
    }

    impl Descriptors {
        pub(in super::super) fn of(folder: &Folder) -> Self {
            let paths = [folder.database.clone(), folder.log(), folder.memory()];
            let files = paths.iter().filter_map(|path| file_at(path).ok());
            let files: Vec<File> = files.collect();
            let place = |number| {
                let file = identity(number).ok()?;
                files.contains(&file).then_some(Place { number, file })
            };
            let numbers = open_numbers().unwrap_or_default();
            let places = numbers.into_iter().filter_map(place).collect();
            Self {
                places,
                files,
                path: folder.database.clone(),
            }
        }

        /// Those that were not there before; `None` unless each of the three files is among them.
        pub(in super::super) fn only_new(&self, before: &Self) -> Option<Descriptor> {
            let fresh = self
                .places
                .iter()
                .filter(|place| !before.places.contains(place));
            let places: Vec<Place> = fresh.copied().collect();
            let has = |file: &File| places.iter().any(|place| place.file == *file);
            let [database, _, _] = *self.files.as_slice() else {
                return None;
            };
            self.files.iter().all(has).then(|| Descriptor {
                process: std::process::id(),
                places,
                database,
                path: self.path.clone(),
            })
        }
    }

    impl Descriptor {
        /// Whether each is still what it was, in the process in which it was opened, and the database the one that is there.
        pub(in super::super) fn is_intact(&self) -> bool {
            let is_same =
                |place: &Place| identity(place.number).is_ok_and(|file| file == place.file);
            self.process == std::process::id()
                && self.places.iter().all(is_same)
                && file_at(&self.path).is_ok_and(|file| file == self.database)
        }

        /// In a forked child: closes what it has of its parent's. A lock of an open file lasts as long as anybody has that, so
        /// that the parent's would outlive the parent.
        pub(in super::super) fn close_inherited(&self) {
            if self.process == std::process::id() {
                return;
            }
            for place in &self.places {
                if identity(place.number).is_ok_and(|file| file == place.file) {
                    close_descriptor(place.number);
                }
            }
        }
    }

    fn open_numbers() -> io::Result<Vec<u32>> {
        let names =
            fs::read_dir("/proc/self/fd")?.map(|entry| entry.map(|entry| entry.file_name()));
        let names = names.collect::<io::Result<Vec<_>>>()?;
        let numbers = names.iter().filter_map(|name| name.to_str()?.parse().ok());
        Ok(numbers.collect())
    }

    fn file_at(path: &Path) -> io::Result<File> {
        let found = fs::symlink_metadata(path)?;
        Ok((found.dev(), found.ino()))
    }

    fn identity(number: u32) -> io::Result<File> {
        let found = fs::metadata(format!("/proc/self/fd/{number}"))?;
        Ok((found.dev(), found.ino()))
    }
}

/// Nobody closes handles that are not his own, and there is no `fork`.
#[cfg(not(target_os = "linux"))]
mod platform {
    use crate::store::sqlite::folder::Folder;

    pub(in super::super) const CAN_KEEP: bool = cfg!(windows);

    #[derive(Debug)]
    pub(in super::super) struct Descriptor;

    pub(in super::super) struct Descriptors;

    impl Descriptors {
        pub(in super::super) fn of(_: &Folder) -> Self {
            Self
        }

        pub(in super::super) fn only_new(&self, _: &Self) -> Option<Descriptor> {
            Some(Descriptor)
        }
    }

    impl Descriptor {
        pub(in super::super) fn is_intact(&self) -> bool {
            true
        }

        pub(in super::super) fn close_inherited(&self) {}
    }
}
