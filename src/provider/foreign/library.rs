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

/// The file that an installed path means now: variables are expanded, and links followed where who owns the file counts. Whoever could
/// have put something else there must be the user or the administrator.
pub(super) fn locate(installed: &[u16]) -> Result<PathBuf, LibraryError> {
    let text = String::from_utf16(installed).map_err(|_| LibraryError::Text)?;
    let path = PathBuf::from(expand(&text, |name| std::env::var_os(name)));
    if !path.is_absolute() {
        return Err(LibraryError::Relative(path));
    }
    let file = resolve(&path).map_err(|error| LibraryError::System(path, error))?;
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

#[cfg(unix)]
fn resolve(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path)
}

/// With the separators that the system's loader understands. Links stay, since the library may look for files beside it, under the
/// name that it was loaded by; a resolved name would begin with `\\?\`, which few expect.
#[cfg(not(unix))]
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    fs::metadata(&path).map(|_| path)
}

/// The file, and every folder above it: who may write to one of them can put something else in the place of what is below.
#[cfg(unix)]
fn check(file: &Path) -> Result<(), LibraryError> {
    use std::os::unix::fs::MetadataExt as _;

    let user = nix::unistd::geteuid().as_raw();
    for path in file.ancestors() {
        let metadata =
            fs::metadata(path).map_err(|error| LibraryError::System(path.to_owned(), error))?;
        is_safe(metadata.uid(), metadata.mode(), user, metadata.is_dir())
            .map_err(|reason| reason(path.to_owned()))?;
    }
    Ok(())
}

/// Whether nobody but the user and the administrator can change a file, or put something else into the place of what is in a
/// folder. In a folder with the sticky bit, only the owners of files can do that.
#[cfg(unix)]
fn is_safe(
    owner: u32,
    mode: u32,
    user: u32,
    is_folder: bool,
) -> Result<(), fn(PathBuf) -> LibraryError> {
    /// Write permission of the group and of everybody; the bit by which only owners may remove files from a folder.
    const OTHERS: u32 = 0o022;
    const STICKY: u32 = 0o1000;

    if owner != 0 && owner != user {
        return Err(LibraryError::Owner);
    }
    let shared_safely = is_folder && mode & STICKY != 0;
    if mode & OTHERS != 0 && !shared_safely {
        return Err(LibraryError::Writable);
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
    fn owner_and_permissions_tell_who_can_change_something() {
        const ROOT: u32 = 0;
        const USER: u32 = 1000;
        const OTHER: u32 = 1001;
        let fault = |owner, mode, user, is_folder| match is_safe(owner, mode, user, is_folder) {
            Ok(()) => "",
            Err(reason) => match reason(PathBuf::new()) {
                LibraryError::Owner(_) => "owner",
                LibraryError::Writable(_) => "writable",
                _ => "something else",
            },
        };
        for (owner, mode, user, is_folder, expected) in [
            (USER, 0o100_755, USER, false, ""),
            (ROOT, 0o100_755, USER, false, ""),
            (ROOT, 0o100_644, ROOT, false, ""),
            (OTHER, 0o100_755, USER, false, "owner"),
            (OTHER, 0o100_500, USER, false, "owner"),
            // Not even the administrator takes what a user can change.
            (USER, 0o100_755, ROOT, false, "owner"),
            (OTHER, 0o100_777, USER, false, "owner"),
            (USER, 0o100_775, USER, false, "writable"),
            (USER, 0o100_757, USER, false, "writable"),
            (ROOT, 0o100_702, USER, false, "writable"),
            // Sticky means nothing for files.
            (USER, 0o101_777, USER, false, "writable"),
            (ROOT, 0o040_755, USER, true, ""),
            (USER, 0o040_700, USER, true, ""),
            (ROOT, 0o041_777, USER, true, ""),
            (USER, 0o041_770, USER, true, ""),
            (ROOT, 0o040_775, USER, true, "writable"),
            (USER, 0o040_757, USER, true, "writable"),
            (OTHER, 0o040_755, USER, true, "owner"),
            (OTHER, 0o041_777, USER, true, "owner"),
            (USER, 0o041_777, ROOT, true, "owner"),
        ] {
            let case = format!("{owner} {mode:o} {user} {is_folder}");
            assert_eq!(fault(owner, mode, user, is_folder), expected, "{case}");
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
        allow(folder.path(), 0o700);
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

        // Folders further up count as well.
        let (above, below) = (folder.path().join("a"), folder.path().join("a/b"));
        let deep = below.join("library.so");
        fs::create_dir_all(&below).unwrap();
        fs::write(&deep, "").unwrap();
        for path in [&above, &below, &deep] {
            allow(path, 0o755);
        }
        found(&deep).unwrap();
        allow(&above, 0o775);
        match found(&deep) {
            Err(LibraryError::Writable(path)) => assert_eq!(path, above.canonicalize().unwrap()),
            other => panic!("{other:?}"),
        }
        allow(&above, 0o1777);
        found(&deep).unwrap();

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
