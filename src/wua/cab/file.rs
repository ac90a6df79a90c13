// SPDX-License-Identifier: MIT OR Apache-2.0
//! Cabinets in files.

#![forbid(unsafe_code)]

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek as _, SeekFrom};
use std::path::Path;

use super::Refusal;
use super::envelope::{self, RESERVE_END};
use super::key::Digest;
use crate::policy;
use crate::regular_file;

/// Reads a file that should be a cabinet.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    open(path)?
        .take(policy::CABINET_LIMIT_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| refusal(&error, path))?;
    if bytes.len() as u64 > policy::CABINET_LIMIT_BYTES {
        return Err(Refusal::Unreadable);
    }
    Ok(bytes)
}

/// A signed cabinet of any size.
pub(super) struct SignedFile {
    file: File,
    beginning: Vec<u8>,
    /// Where the signature begins.
    start: u32,
    signature_size: u64,
}

impl SignedFile {
    /// Opens a file that should be a signed cabinet; as [`read`], but for its size.
    pub(super) fn open(path: &Path) -> Result<Self, Refusal> {
        let refused = |error: io::Error| refusal(&error, path);
        let mut file = open(path)?;
        let size = file.metadata().map_err(refused)?.len();
        let mut beginning = Vec::with_capacity(RESERVE_END);
        (&mut file)
            .take(RESERVE_END as u64)
            .read_to_end(&mut beginning)
            .map_err(refused)?;
        let start = envelope::signature_start(&beginning, size)?;
        Ok(Self {
            file,
            beginning,
            start,
            signature_size: size.saturating_sub(u64::from(start)),
        })
    }

    /// The signature, with what pads it.
    pub(super) fn signature(&mut self) -> Result<Vec<u8>, Refusal> {
        if self.signature_size > policy::SIGNATURE_LIMIT_BYTES {
            return Err(Refusal::MalformedSignature);
        }
        let mut padded = Vec::new();
        self.from(self.start)
            .and_then(|rest| rest.read_to_end(&mut padded))
            .map_err(|_| Refusal::Unreadable)?;
        Ok(padded)
    }

    /// The digest of what the signature covers.
    pub(super) fn digest(&mut self, digest: Digest) -> Result<Vec<u8>, Refusal> {
        let beginning = std::mem::take(&mut self.beginning);
        let covered = envelope::covered_of_header(&beginning)?;
        let length = self
            .start
            .checked_sub(56)
            .ok_or(Refusal::MalformedSignature)?;
        self.from(56)
            .and_then(|rest| digest.of_reader(&covered, rest.take(u64::from(length))))
            .map_err(|_| Refusal::Unreadable)
    }

    /// The file from a place on.
    pub(super) fn from(&mut self, place: u32) -> io::Result<&mut File> {
        self.file.seek(SeekFrom::Start(u64::from(place)))?;
        Ok(&mut self.file)
    }
}

fn open(path: &Path) -> Result<File, Refusal> {
    let file = regular_file::open(path).map_err(|error| refusal(&error, path))?;
    file.ok_or(Refusal::NoAccess)
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
    use std::fs;

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
