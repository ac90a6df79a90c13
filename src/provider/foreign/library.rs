// SPDX-License-Identifier: MIT OR Apache-2.0
//! Finding and loading a provider's library: what its path means, and whether it may be trusted.

#![forbid(unsafe_code)]

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Why a library is not loaded.
#[derive(Debug, thiserror::Error)]
pub(super) enum LibraryError {
    #[error("the path is no text")]
    Text,
    #[error("{0}: the path is not absolute")]
    Relative(PathBuf),
    #[error("{0}: {1}")]
    System(PathBuf, #[source] io::Error),
    #[error("{0} is not a regular file")]
    NotAFile(PathBuf),
    #[error("{0} belongs to somebody else")]
    Owner(PathBuf),
    #[error("{0} can be written to by others")]
    Writable(PathBuf),
}

/// The file that an installed path means now: variables are expanded, links followed. Whoever could have put something else
/// there must be the user or the administrator.
pub(super) fn locate(installed: &[u16]) -> Result<PathBuf, LibraryError> {
    let text = String::from_utf16(installed).map_err(|_| LibraryError::Text)?;
    let path = PathBuf::from(expand(&text, |name| std::env::var_os(name)));
    if !path.is_absolute() {
        return Err(LibraryError::Relative(path));
    }
    let file = fs::canonicalize(&path).map_err(|error| LibraryError::System(path, error))?;
    let is_file = fs::metadata(&file).is_ok_and(|metadata| metadata.is_file());
    if !is_file {
        return Err(LibraryError::NotAFile(file));
    }
    check(&file)?;
    Ok(file)
}

/// Replaces `%NAME%` by the value of the variable; a name that no variable has stays as it is.
fn expand(text: &str, variable: impl Fn(&str) -> Option<OsString>) -> OsString {
    let mut expanded = OsString::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        expanded.push(before);
        let value = after
            .split_once('%')
            .and_then(|(name, behind)| Some((variable(name)?, behind)));
        match value {
            Some((value, behind)) => {
                expanded.push(value);
                rest = behind;
            }
            None => {
                expanded.push("%");
                rest = after;
            }
        }
    }
    expanded.push(rest);
    expanded
}

/// The file, and the folder in which it could be exchanged.
#[cfg(unix)]
fn check(file: &Path) -> Result<(), LibraryError> {
    check_owner(file)?;
    file.parent().map_or(Ok(()), check_owner)
}

#[cfg(unix)]
fn check_owner(path: &Path) -> Result<(), LibraryError> {
    use std::os::unix::fs::MetadataExt as _;

    /// Write permission of the group and of everybody; the bit by which only owners may remove files from a folder.
    const OTHERS: u32 = 0o022;
    const STICKY: u32 = 0o1000;

    let metadata =
        fs::metadata(path).map_err(|error| LibraryError::System(path.to_owned(), error))?;
    if ![0, nix::unistd::geteuid().as_raw()].contains(&metadata.uid()) {
        return Err(LibraryError::Owner(path.to_owned()));
    }
    let shared_safely = metadata.is_dir() && metadata.mode() & STICKY != 0;
    if metadata.mode() & OTHERS != 0 && !shared_safely {
        return Err(LibraryError::Writable(path.to_owned()));
    }
    Ok(())
}

/// Permissions are lists here, and who may write where libraries lie is the system's business.
#[cfg(not(unix))]
fn check(_file: &Path) -> Result<(), LibraryError> {
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn expanded(text: &str) -> OsString {
        expand(text, |name| match name {
            "HERE" => Some("/opt/here".into()),
            "EMPTY" => Some(OsString::new()),
            _ => None,
        })
    }

    #[test]
    fn variables_are_expanded_and_unknown_ones_stay() {
        for (text, expected) in [
            ("/plain.so", "/plain.so"),
            ("%HERE%/a.so", "/opt/here/a.so"),
            ("/x/%EMPTY%%HERE%", "/x//opt/here"),
            ("%NOWHERE%/a.so", "%NOWHERE%/a.so"),
            ("%NOWHERE%HERE%", "%NOWHERE/opt/here"),
            ("100%", "100%"),
            ("%%HERE%", "%/opt/here"),
            ("", ""),
        ] {
            assert_eq!(expanded(text), expected, "{text}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_what_nobody_else_can_change_is_taken() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};

        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("library.so");
        let link = folder.path().join("link.so");
        let found =
            |path: &Path| locate(&path.to_str().unwrap().encode_utf16().collect::<Vec<_>>());
        let allow = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        };
        assert!(matches!(found(&file), Err(LibraryError::System(..))));
        fs::write(&file, "").unwrap();
        symlink(&file, &link).unwrap();
        allow(&file, 0o755);
        assert_eq!(found(&file).unwrap(), file.canonicalize().unwrap());
        assert_eq!(found(&link).unwrap(), file.canonicalize().unwrap());
        for mode in [0o775, 0o757] {
            allow(&file, mode);
            assert!(matches!(found(&file), Err(LibraryError::Writable(_))));
            assert!(matches!(found(&link), Err(LibraryError::Writable(_))));
        }
        allow(&file, 0o700);
        allow(folder.path(), 0o777);
        assert!(matches!(found(&file), Err(LibraryError::Writable(_))));
        allow(folder.path(), 0o1777);
        found(&file).unwrap();
        allow(folder.path(), 0o700);

        assert!(matches!(
            found(folder.path()),
            Err(LibraryError::NotAFile(_))
        ));
        assert!(matches!(
            found(Path::new("library.so")),
            Err(LibraryError::Relative(_))
        ));
        assert!(matches!(
            found(Path::new(r"%SystemRoot%\System32\other.dll")),
            Err(LibraryError::Relative(_))
        ));
        assert!(matches!(locate(&[0x2F, 0xD800]), Err(LibraryError::Text)));
    }
}
