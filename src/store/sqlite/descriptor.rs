// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which descriptors of this process are those of a database, and whether one still is.

#![forbid(unsafe_code)]

pub(super) use platform::{CAN_KEEP, Descriptor, Descriptors};

#[cfg(target_os = "linux")]
mod platform {
    use std::fs;
    use std::io;
    use std::os::unix::fs::MetadataExt as _;

    use crate::store::sqlite::folder::Folder;

    /// Whether connections can be kept: it can be told what has become of them.
    pub(in super::super) const CAN_KEEP: bool = true;

    /// Device and number.
    type File = (u64, u64);

    /// A descriptor of a database, in the process that opened it.
    #[derive(Debug)]
    pub(in super::super) struct Descriptor {
        process: u32,
        number: u32,
        file: File,
    }

    /// All descriptors of a database that this process has.
    pub(in super::super) struct Descriptors {
        numbers: Vec<u32>,
        file: Option<File>,
    }

    impl Descriptors {
        pub(in super::super) fn of(folder: &Folder) -> Self {
            let file = database(folder).ok();
            let has_it = |number: &u32| identity(*number).ok() == file;
            let numbers = file.and_then(|_| open_numbers().ok()).unwrap_or_default();
            Self {
                numbers: numbers.into_iter().filter(has_it).collect(),
                file,
            }
        }

        /// The one that was not there before; `None` unless it is one.
        pub(in super::super) fn only_new(&self, before: &Self) -> Option<Descriptor> {
            let mut fresh = self.numbers.iter();
            let mut next = || fresh.find(|number| !before.numbers.contains(number));
            match (next(), next(), self.file) {
                (Some(number), None, Some(file)) => Some(Descriptor {
                    process: std::process::id(),
                    number: *number,
                    file,
                }),
                _ => None,
            }
        }
    }

    impl Descriptor {
        /// Whether it is still what it was, in the process in which it was opened.
        pub(in super::super) fn is_intact(&self) -> bool {
            self.process == std::process::id()
                && identity(self.number).is_ok_and(|file| file == self.file)
        }

        /// Whether it is that of the database that is there now.
        pub(in super::super) fn is_of(&self, folder: &Folder) -> bool {
            database(folder).is_ok_and(|file| file == self.file)
        }
    }

    fn open_numbers() -> io::Result<Vec<u32>> {
        let names =
            fs::read_dir("/proc/self/fd")?.map(|entry| entry.map(|entry| entry.file_name()));
        let names = names.collect::<io::Result<Vec<_>>>()?;
        let numbers = names.iter().filter_map(|name| name.to_str()?.parse().ok());
        Ok(numbers.collect())
    }

    fn database(folder: &Folder) -> io::Result<File> {
        let found = fs::symlink_metadata(&folder.database)?;
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

        pub(in super::super) fn is_of(&self, _: &Folder) -> bool {
            true
        }
    }
}
