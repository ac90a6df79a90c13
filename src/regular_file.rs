// SPDX-License-Identifier: MIT OR Apache-2.0
//! Files that the user has named: a pipe or a device might never open, and never end.

#![forbid(unsafe_code)]

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("{0}")]
    System(#[from] io::Error),
    #[error("not a file")]
    Kind,
    #[error("too large")]
    Size,
}

/// Opens a file to read it; none when it is something else.
pub(crate) fn open(path: &Path) -> io::Result<Option<File>> {
    // Looked at first, since to open something else may do something; and afterwards, since it may have come meanwhile.
    if !fs::metadata(path)?.is_file() {
        return Ok(None);
    }
    let file = without_waiting(File::options().read(true)).open(path)?;
    Ok(file.metadata()?.is_file().then_some(file))
}

/// Reads a text of no more than so many bytes, whatever the system says of its size: it may grow meanwhile, and some have none.
pub(crate) fn read_text(path: &Path, limit_bytes: u64) -> Result<String, Unreadable> {
    let file = open(path)?.ok_or(Unreadable::Kind)?;
    if file.metadata()?.len() > limit_bytes {
        return Err(Unreadable::Size);
    }
    let mut text = String::new();
    file.take(limit_bytes.saturating_add(1))
        .read_to_string(&mut text)?;
    if text.len() as u64 > limit_bytes {
        return Err(Unreadable::Size);
    }
    Ok(text)
}

/// To open a pipe takes as long as nobody is at its other end.
#[cfg(unix)]
fn without_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    let flags = libc::O_NONBLOCK | libc::O_NOCTTY;
    std::os::unix::fs::OpenOptionsExt::custom_flags(options, flags)
}

#[cfg(not(unix))]
fn without_waiting(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("text");
        fs::write(&path, "five.").unwrap();
        assert_eq!(read_text(&path, 5).unwrap(), "five.");
        assert!(matches!(read_text(&path, 4), Err(Unreadable::Size)));
        fs::write(&path, [0xFF]).unwrap();
        assert!(matches!(read_text(&path, 5), Err(Unreadable::System(_))));
        let missing = read_text(&folder.path().join("missing"), 5);
        assert!(
            matches!(missing, Err(Unreadable::System(error)) if error.kind() == io::ErrorKind::NotFound)
        );
        assert!(read_text(folder.path(), 5).is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_text_without_a_size_is_limited_nevertheless() {
        let path = Path::new("/proc/self/maps");
        assert_eq!(fs::metadata(path).unwrap().len(), 0);
        assert!(matches!(read_text(path, 10), Err(Unreadable::Size)));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
        assert!(open(&pipe).unwrap().is_none());
        assert!(open(Path::new("/dev/zero")).unwrap().is_none());
        // One that comes between the look and the opening.
        without_waiting(File::options().read(true))
            .open(&pipe)
            .unwrap();
    }
}
