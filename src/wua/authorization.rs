// SPDX-License-Identifier: MIT OR Apache-2.0
//! Authorizations: what allows a service to be registered, and who verifies the files that they come in.

#![forbid(unsafe_code)]

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::UnixTime;
use crate::hresult::HResult;

/// What an authorization says about the one service that it allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Authorization {
    pub(crate) service_id: Uuid,
    pub(crate) name: String,
    /// None: since ever.
    pub(crate) issued: Option<UnixTime>,
    /// None: never.
    pub(crate) expires: Option<UnixTime>,
    pub(crate) can_register_with_automatic_updates: bool,
    pub(crate) offers_windows_updates: bool,
    pub(crate) is_managed: bool,
    pub(crate) service_url: String,
    pub(crate) setup_prefix: String,
    pub(crate) redirect_urls: Vec<String>,
    /// The SHA-1 hash of the certificate that signs what the service offers.
    pub(crate) content_validation_certificate: Option<[u8; 20]>,
}

/// What an authorization is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) service_id: Uuid,
    /// Whether Automatic Updates is to use the service.
    pub(crate) with_automatic_updates: bool,
}

/// Who verifies signed cabinets. Both methods read the file at once, and report the first of the documented steps that fails.
pub(crate) trait Verifier: Send + Sync {
    /// What an authorization cab says, if it is to be trusted and allows what is wanted.
    fn authorize(&self, path: &[u16], wanted: Wanted) -> Result<Authorization, HResult>;

    /// When a signed scan package was issued, if it is to be trusted.
    fn scan_package(&self, path: &[u16]) -> Result<Option<UnixTime>, HResult>;
}

/// Trusts nobody: every signed cabinet ends at a root that is not trusted.
#[derive(Debug)]
pub(crate) struct Distrust;

impl Verifier for Distrust {
    fn authorize(&self, path: &[u16], _: Wanted) -> Result<Authorization, HResult> {
        Err(why_not(path))
    }

    fn scan_package(&self, path: &[u16]) -> Result<Option<UnixTime>, HResult> {
        Err(why_not(path))
    }
}

/// What every cabinet begins with.
const CABINET: [u8; 4] = *b"MSCF";

/// Where the flags of a cabinet stand, and the one that says that there is room for a signature.
const FLAGS: usize = 30;
const HAS_RESERVE: u8 = 4;

/// The beginning of a cabinet, as far as it is looked at.
const HEADER: usize = 36;

/// Why a file convinces nobody who trusts nobody.
fn why_not(path: &[u16]) -> HResult {
    match header(path) {
        Err(reason) => reason,
        Ok(header) if !header.starts_with(&CABINET) => HResult::TRUST_E_SUBJECT_FORM_UNKNOWN,
        Ok(header)
            if header
                .get(FLAGS)
                .is_none_or(|flags| flags & HAS_RESERVE == 0) =>
        {
            HResult::TRUST_E_NOSIGNATURE
        }
        Ok(_) => HResult::CERT_E_UNTRUSTEDROOT,
    }
}

fn header(path: &[u16]) -> Result<Vec<u8>, HResult> {
    let path = file_path(path).ok_or(HResult::ERROR_INVALID_NAME)?;
    let explained = |error| file_failure(&path, &error);
    // Opening a pipe or a device could wait for ever.
    if !fs::metadata(&path).map_err(explained)?.is_file() {
        return Err(HResult::E_ACCESSDENIED);
    }
    let mut header = Vec::with_capacity(HEADER);
    File::open(&path)
        .and_then(|file| file.take(HEADER as u64).read_to_end(&mut header))
        .map_err(explained)?;
    Ok(header)
}

/// A path that could be one.
fn file_path(path: &[u16]) -> Option<PathBuf> {
    let text = String::from_utf16(path).ok()?;
    (!text.contains('\0')).then(|| PathBuf::from(text))
}

fn file_failure(path: &Path, error: &io::Error) -> HResult {
    match error.kind() {
        io::ErrorKind::NotFound if path.parent().is_some_and(is_missing) => {
            HResult::ERROR_PATH_NOT_FOUND
        }
        io::ErrorKind::NotFound => HResult::ERROR_FILE_NOT_FOUND,
        io::ErrorKind::NotADirectory => HResult::ERROR_PATH_NOT_FOUND,
        io::ErrorKind::PermissionDenied => HResult::E_ACCESSDENIED,
        io::ErrorKind::InvalidFilename | io::ErrorKind::InvalidInput => HResult::ERROR_INVALID_NAME,
        _ => HResult::CRYPT_E_FILE_ERROR,
    }
}

/// Whether a folder is not there; the empty path is the current one.
fn is_missing(folder: &Path) -> bool {
    folder != Path::new("") && !folder.exists()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn a_verifier_that_trusts_nobody_tells_the_first_thing_that_is_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let mut header = vec![0; 64];
        header[..4].copy_from_slice(b"MSCF");
        fs::write(folder.path().join("unsigned.cab"), &header).unwrap();
        header[FLAGS] = HAS_RESERVE;
        fs::write(folder.path().join("signed.cab"), &header).unwrap();
        fs::write(folder.path().join("short.cab"), b"MSCF").unwrap();
        fs::write(folder.path().join("text.cab"), "nothing of the kind").unwrap();
        fs::write(folder.path().join("empty.cab"), "").unwrap();
        for (name, expected) in [
            ("missing.cab", HResult::ERROR_FILE_NOT_FOUND),
            ("missing/missing.cab", HResult::ERROR_PATH_NOT_FOUND),
            ("text.cab/missing.cab", HResult::ERROR_PATH_NOT_FOUND),
            ("", HResult::E_ACCESSDENIED),
            ("a\0b", HResult::ERROR_INVALID_NAME),
            (&"long".repeat(300), HResult::ERROR_INVALID_NAME),
            ("text.cab", HResult::TRUST_E_SUBJECT_FORM_UNKNOWN),
            ("empty.cab", HResult::TRUST_E_SUBJECT_FORM_UNKNOWN),
            ("short.cab", HResult::TRUST_E_NOSIGNATURE),
            ("unsigned.cab", HResult::TRUST_E_NOSIGNATURE),
            ("signed.cab", HResult::CERT_E_UNTRUSTEDROOT),
        ] {
            let path = format!("{}/{name}", folder.path().display());
            let path: Vec<u16> = path.encode_utf16().collect();
            let wanted = Wanted {
                service_id: Uuid::nil(),
                with_automatic_updates: false,
            };
            assert_eq!(Distrust.authorize(&path, wanted), Err(expected), "{name}");
            assert_eq!(Distrust.scan_package(&path), Err(expected), "{name}");
        }
        assert_eq!(
            Distrust.scan_package(&[0xD800]),
            Err(HResult::ERROR_INVALID_NAME)
        );
    }
}
