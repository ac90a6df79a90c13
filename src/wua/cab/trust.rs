// SPDX-License-Identifier: MIT OR Apache-2.0
//! Whom the user trusts: certificates, and what is known against some, in PEM files.
//!
//! * `CERTIFICATE` is an anchor.
//! * `TRUSTED CERTIFICATE`, which OpenSSL writes, is an anchor for the usages that it lists, or for all when it lists none; for
//!   the usages that it rejects, the certificate is distrusted wherever it stands in a chain.
//! * `X509 CRL` is a list of revoked certificates; it counts if the issuer of the certificate signed it.

#![forbid(unsafe_code)]

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use der::Tag;
use der::asn1::ObjectIdentifier;

use super::Refusal;
use super::asn1::{Values, context, first};
use super::certificate::{Certificate, RevocationList, identifiers};
use super::chain::Purpose;
use crate::policy;
use crate::regular_file;

/// Whom the user trusts. By default nobody.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trust {
    pub(super) anchors: Vec<Anchor>,
    distrusted: Vec<Anchor>,
    pub(super) revocations: Vec<RevocationList>,
    /// Organizations or common names of publishers; empty when the anchors say it all.
    pub(super) publishers: Vec<String>,
}

/// A certificate that is trusted, or distrusted, for some usages, or for all.
#[derive(Debug, Clone)]
pub(super) struct Anchor {
    pub(super) certificate: Certificate,
    usages: Option<Vec<ObjectIdentifier>>,
}

impl Anchor {
    fn concerns(&self, certificate: &Certificate, purpose: Purpose) -> bool {
        let usages = self.usages.as_deref();
        self.certificate == *certificate && usages.is_none_or(|usages| purpose.is_among(usages))
    }
}

/// Why the anchors cannot be had. Half of them would be worse than none: the other half may say whom not to trust.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TrustError {
    #[error("{0}: {1}")]
    System(PathBuf, io::Error),
    #[error("{0}: {1}")]
    Format(PathBuf, &'static str),
    #[error("{0}: too many or too large files")]
    TooLarge(PathBuf),
}

impl From<TrustError> for Refusal {
    fn from(_: TrustError) -> Self {
        Self::TrustUnreadable
    }
}

impl Trust {
    /// Reads a PEM file, or every file of a folder whose name ends in `.pem`, `.crt`, `.cer` or `.crl`.
    pub(crate) fn read(path: &Path, publishers: &[String]) -> Result<Self, TrustError> {
        let mut trust = Self {
            publishers: publishers.to_vec(),
            ..Self::default()
        };
        let system = |error| TrustError::System(path.to_owned(), error);
        if !fs::metadata(path).map_err(system)?.is_dir() {
            trust.add_file(path)?;
            return Ok(trust);
        }
        let mut files = Vec::new();
        for entry in fs::read_dir(path).map_err(system)? {
            let file = entry.map_err(system)?.path();
            let is_pem = file.extension().is_some_and(|extension| {
                ["pem", "crt", "cer", "crl"]
                    .iter()
                    .any(|known| extension.eq_ignore_ascii_case(known))
            });
            if is_pem && file.is_file() {
                files.push(file);
            }
            if files.len() > policy::TRUST_FILE_LIMIT {
                return Err(TrustError::TooLarge(path.to_owned()));
            }
        }
        for file in files {
            trust.add_file(&file)?;
        }
        Ok(trust)
    }

    /// Whether anybody is trusted at all.
    #[cfg(feature = "cli")]
    pub(crate) fn has_anchors(&self) -> bool {
        !self.anchors.is_empty()
    }

    /// Whether a certificate is an anchor for a purpose.
    pub(super) fn is_anchor(&self, certificate: &Certificate, purpose: Purpose) -> bool {
        self.anchors
            .iter()
            .any(|anchor| anchor.concerns(certificate, purpose))
    }

    /// Whether a certificate is distrusted for a purpose.
    pub(super) fn is_distrusted(&self, certificate: &Certificate, purpose: Purpose) -> bool {
        self.distrusted
            .iter()
            .any(|anchor| anchor.concerns(certificate, purpose))
    }

    fn add_file(&mut self, path: &Path) -> Result<(), TrustError> {
        let system = |error| TrustError::System(path.to_owned(), error);
        let file = regular_file::open(path).map_err(system)?;
        let file = file.ok_or_else(|| TrustError::Format(path.to_owned(), "not a file"))?;
        let mut text = Vec::new();
        file.take(policy::TRUST_FILE_LIMIT_BYTES + 1)
            .read_to_end(&mut text)
            .map_err(system)?;
        if text.len() as u64 > policy::TRUST_FILE_LIMIT_BYTES {
            return Err(TrustError::TooLarge(path.to_owned()));
        }
        self.add_pem(&text)
            .map_err(|reason| TrustError::Format(path.to_owned(), reason))
    }

    /// Adds what PEM text holds. Whatever stands between the blocks, and blocks of other kinds, is passed over.
    fn add_pem(&mut self, text: &[u8]) -> Result<(), &'static str> {
        let mut block: Option<(&str, String)> = None;
        for line in text.split(|&byte| byte == b'\n') {
            // Only what is outside the blocks may be in any encoding; inside, this cannot be decoded.
            let line = str::from_utf8(line).unwrap_or("?").trim();
            let boundary = |which| line.strip_prefix(which)?.strip_suffix("-----");
            if let Some(label) = boundary("-----BEGIN ") {
                if block.replace((label, String::new())).is_some() {
                    return Err("a PEM block does not end");
                }
            } else if let Some(end) = boundary("-----END ") {
                match block.take() {
                    Some((label, body)) if label == end => self.add_block(label, &body)?,
                    _ => return Err("a PEM block does not begin"),
                }
            } else if let Some((_, body)) = &mut block {
                body.push_str(line);
            }
        }
        match block {
            None => Ok(()),
            Some(_) => Err("a PEM block does not end"),
        }
    }

    fn add_block(&mut self, label: &str, body: &str) -> Result<(), &'static str> {
        let bytes = || Base64::decode_vec(body).map_err(|_| "a PEM block is not base64");
        match label {
            "CERTIFICATE" | "X509 CERTIFICATE" => {
                let certificate = Certificate::from_der(&bytes()?);
                self.anchors.push(Anchor {
                    certificate: certificate.ok_or("a certificate is malformed")?,
                    usages: None,
                });
            }
            "TRUSTED CERTIFICATE" => {
                let (certificate, usages) =
                    trusted_certificate(&bytes()?).ok_or("a trusted certificate is malformed")?;
                if usages.rejected.is_some() {
                    self.distrusted.push(Anchor {
                        certificate: certificate.clone(),
                        usages: usages.rejected,
                    });
                }
                self.anchors.push(Anchor {
                    certificate,
                    usages: usages.trusted,
                });
            }
            "X509 CRL" => {
                let list = RevocationList::from_der(&bytes()?);
                self.revocations
                    .push(list.ok_or("a revocation list is malformed")?);
            }
            _ => {}
        }
        Ok(())
    }
}

#[derive(Default)]
struct Usages {
    trusted: Option<Vec<ObjectIdentifier>>,
    rejected: Option<Vec<ObjectIdentifier>>,
}

/// A certificate that is followed by what it is trusted for and what not (OpenSSL's `X509_CERT_AUX`).
fn trusted_certificate(bytes: &[u8]) -> Option<(Certificate, Usages)> {
    let whole = first(bytes)?.whole;
    let certificate = Certificate::from_der(whole)?;
    let mut rest = Values::new(bytes.get(whole.len()..)?);
    if rest.end() {
        return Some((certificate, Usages::default()));
    }
    // An alias, a key identifier and more may follow the two lists.
    let mut aux = rest.expect(Tag::Sequence)?.values();
    let mut list = |tag| match aux.optional(tag) {
        Some(list) => identifiers(Some(list.values())).map(Some),
        None => Some(None),
    };
    let usages = Usages {
        trusted: list(Tag::Sequence)?,
        rejected: list(context(0, true))?,
    };
    rest.end().then_some((certificate, usages))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs::File;

    use super::*;

    #[test]
    fn whatever_is_no_block_is_passed_over() {
        let mut trust = Trust::default();
        trust.add_pem(b"").unwrap();
        trust
            .add_pem(
                b"text \xFF\r\n-----BEGIN PRIVATE KEY-----\r\n!\r\n-----END PRIVATE KEY-----\r\n",
            )
            .unwrap();
        assert!(trust.anchors.is_empty());
    }

    #[test]
    fn malformed_blocks_are_told() {
        for text in [
            "-----BEGIN CERTIFICATE-----",
            "-----END CERTIFICATE-----",
            "-----BEGIN A-----\n-----BEGIN A-----\n-----END A-----",
            "-----BEGIN CERTIFICATE-----\n-----END TRUSTED CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----",
            "-----BEGIN TRUSTED CERTIFICATE-----\nMAA=\n-----END TRUSTED CERTIFICATE-----",
            "-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----",
        ] {
            Trust::default().add_pem(text.as_bytes()).unwrap_err();
        }
    }

    #[test]
    fn files_that_cannot_be_used_are_told() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Trust::read(folder.path(), &[]).unwrap().anchors.is_empty());
        let read = |path: &Path| Trust::read(path, &[]).unwrap_err().to_string();
        assert!(read(&folder.path().join("none")).contains("none"));
        assert!(read(Path::new("/dev/zero")).contains("not a file"));
        let large = folder.path().join("large.pem");
        let file = File::create(&large).unwrap();
        file.set_len(policy::TRUST_FILE_LIMIT_BYTES + 1).unwrap();
        assert!(read(&large).contains("too large"));
        assert!(read(folder.path()).contains("too large"));
        let error = Trust::read(folder.path(), &[]).unwrap_err();
        assert_eq!(Refusal::from(error).hresult(), 0x8009_6001);
    }
}
