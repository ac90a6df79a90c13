// SPDX-License-Identifier: MIT OR Apache-2.0
//! The file of the journal, which is opened for every line: a program may close or reuse any descriptor at any time.
//!
//! Each line is one write to the end of the file, so that lines of other threads and processes stand before or behind it. On Windows
//! the end may move between finding it and writing there, at least under Wine: other processes are kept out meanwhile.

#![forbid(unsafe_code)]

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub(super) struct JournalFile {
    path: PathBuf,
    /// Lines that could not be written, and that no line has told of.
    lost: u64,
    /// The last line of this process has come to stand there in part.
    torn: bool,
}

impl JournalFile {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            lost: 0,
            torn: false,
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Appends a line; before it one that tells how many are missing, if any are.
    pub(super) fn append(&mut self, line: &str, missing: impl FnOnce(u64) -> String) {
        let mut text = String::new();
        if self.torn {
            text.push('\n');
        }
        if self.lost > 0 {
            text.push_str(&missing(self.lost));
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
        match self.write(text.as_bytes()) {
            Ok(written) if written == text.len() => {
                self.lost = 0;
                self.torn = false;
            }
            Ok(written) => {
                self.lost = self.lost.saturating_add(1);
                self.torn |= written > 0;
            }
            Err(_) => self.lost = self.lost.saturating_add(1),
        }
    }

    fn write(&self, text: &[u8]) -> io::Result<usize> {
        let file = open(&self.path)?;
        check_room(&file, text.len())?;
        // Until the file is closed.
        #[cfg(windows)]
        file.lock()?;
        loop {
            match (&file).write(text) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                written => return written,
            }
        }
    }
}

/// Opens the file without waiting for anybody: a pipe that nobody reads is not one to write to.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    // What can only be appended to cannot be locked.
    #[cfg(windows)]
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options
            .mode(0o600)
            .custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_NOCTTY);
    }
    options.open(path)
}

/// Whether the line may be written: into a regular file, and below the size that the process is allowed, since going beyond
/// that would end the program by a signal.
fn check_room(file: &File, size: usize) -> io::Result<()> {
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    #[cfg(unix)]
    {
        use nix::sys::resource::{Resource, getrlimit};
        let (limit, _) = getrlimit(Resource::RLIMIT_FSIZE)?;
        if metadata.len().saturating_add(size as u64) > limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
    }
    #[cfg(not(unix))]
    let _ = size;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn lines_that_are_lost_are_told_when_that_is_possible_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("later/journal");
        let mut file = JournalFile::new(path.clone());
        let told = |count| format!("lost {count}");
        file.append("one", told);
        file.append("two", told);
        fs::create_dir(path.parent().unwrap()).unwrap();
        file.append("three", told);
        file.append("four", told);
        assert_eq!(fs::read_to_string(path).unwrap(), "lost 2\nthree\nfour\n");
    }

    #[cfg(unix)]
    #[test]
    fn it_is_a_file_of_the_users_own_and_nothing_else() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        JournalFile::new(path.clone()).append("line", |_| String::new());
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let link = folder.path().join("link");
        symlink(&path, &link).unwrap();
        for unusable in [link.as_path(), folder.path(), Path::new("/dev/null")] {
            let mut file = JournalFile::new(unusable.to_owned());
            file.append("line", |_| String::new());
            assert_eq!(file.lost, 1, "{}", unusable.display());
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "line\n");
    }
}
