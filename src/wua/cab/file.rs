// SPDX-License-Identifier: MIT OR Apache-2.0
//! Cabinets in files.

#![forbid(unsafe_code)]

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use super::Refusal;
use crate::policy;

/// Reads a file that should be a cabinet. Only a regular file is opened: a pipe or a device might never end.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Refusal> {
    let refused = |error: io::Error| refusal(&error, path);
    let found = fs::metadata(path).map_err(refused)?;
    if !found.is_file() {
        return Err(Refusal::NoAccess);
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| {
            file.take(policy::CABINET_LIMIT_BYTES + 1)
                .read_to_end(&mut bytes)
        })
        .map_err(refused)?;
    if bytes.len() as u64 > policy::CABINET_LIMIT_BYTES {
        return Err(Refusal::Unreadable);
    }
    Ok(bytes)
}

fn refusal(error: &io::Error, path: &Path) -> Refusal {
    match error.kind() {
        ErrorKind::NotFound => {
            let folder = path.parent().filter(|folder| *folder != Path::new(""));
            if folder.is_none_or(Path::is_dir) {
                Refusal::FileMissing
            } else {
                Refusal::FolderMissing
            }
        }
        ErrorKind::NotADirectory => Refusal::FolderMissing,
        ErrorKind::PermissionDenied => Refusal::NoAccess,
        ErrorKind::InvalidInput | ErrorKind::InvalidFilename => Refusal::PathSyntax,
        _ => Refusal::Unreadable,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_path_has_its_own_code() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("some.cab");
        fs::write(&file, b"MSCF").unwrap();
        assert_eq!(read(&file).unwrap(), b"MSCF");
        let code = |path: &Path| read(path).unwrap_err().hresult();
        assert_eq!(code(&folder.path().join("none.cab")), 0x8007_0002);
        assert_eq!(code(Path::new("there is no such file.cab")), 0x8007_0002);
        assert_eq!(code(&folder.path().join("none/none.cab")), 0x8007_0003);
        assert_eq!(code(&file.join("none.cab")), 0x8007_0003);
        assert_eq!(code(Path::new("a\0b.cab")), 0x8007_007B);
        assert_eq!(code(Path::new(&"x".repeat(5000))), 0x8007_007B);
        assert_eq!(code(folder.path()), 0x8007_0005);
        assert_eq!(code(Path::new("/dev/zero")), 0x8007_0005);
        assert_eq!(
            refusal(&ErrorKind::PermissionDenied.into(), &file),
            Refusal::NoAccess
        );
        let large = File::create(folder.path().join("large.cab")).unwrap();
        large.set_len(policy::CABINET_LIMIT_BYTES + 1).unwrap();
        assert_eq!(code(&folder.path().join("large.cab")), 0x8009_2003);
    }
}
