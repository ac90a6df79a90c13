// SPDX-License-Identifier: MIT OR Apache-2.0
//! From a certificate to an anchor.

#![forbid(unsafe_code)]

use der::Encode;
use der::asn1::ObjectIdentifier;
use x509_cert::Certificate;
use x509_cert::certificate::Version;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages};

use super::key::{self, Strength};
use super::{Refusal, Trust, UnixTime};
use crate::policy;

const CODE_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.3");
const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");
const ANY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");
const NAME_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.30");

/// The extensions that are understood, or that restrict nothing that matters here.
const UNDERSTOOD: [ObjectIdentifier; 7] = [
    ObjectIdentifier::new_unwrap("2.5.29.14"), // subject key identifier
    ObjectIdentifier::new_unwrap("2.5.29.15"), // key usage
    ObjectIdentifier::new_unwrap("2.5.29.17"), // subject's other names
    ObjectIdentifier::new_unwrap("2.5.29.19"), // basic constraints
    ObjectIdentifier::new_unwrap("2.5.29.32"), // policies
    ObjectIdentifier::new_unwrap("2.5.29.35"), // authority key identifier
    ObjectIdentifier::new_unwrap("2.5.29.37"), // extended key usage
];

/// What a certificate is to be good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    CodeSigning,
    TimeStamping,
}

impl Purpose {
    fn usage(self) -> ObjectIdentifier {
        match self {
            Self::CodeSigning => CODE_SIGNING,
            Self::TimeStamping => TIME_STAMPING,
        }
    }

    /// Whether a list of usages names it.
    pub(super) fn is_among(self, usages: &[ObjectIdentifier]) -> bool {
        usages.contains(&self.usage()) || usages.contains(&ANY_USAGE)
    }

    /// Signatures under certificates that sign code are new; services that stamp by the old protocol are not.
    fn strength(self) -> Strength {
        match self {
            Self::CodeSigning => Strength::Modern,
            Self::TimeStamping => Strength::Legacy,
        }
    }
}

/// Verifies that a chain of certificates leads to an anchor, each of them valid at a time and good for the purpose.
///
/// Of several chains one suffices. If none is good, the one that came furthest tells why.
pub(super) fn verify(
    leaf: &Certificate,
    others: &[Certificate],
    trust: &Trust,
    purpose: Purpose,
    at: UnixTime,
) -> Result<(), Refusal> {
    let mut search = Search {
        others,
        trust,
        purpose,
        at,
        checks: policy::SIGNATURE_CHECK_LIMIT,
    };
    search.extend(&mut vec![leaf])
}

struct Search<'a> {
    others: &'a [Certificate],
    trust: &'a Trust,
    purpose: Purpose,
    at: UnixTime,
    /// How many more signatures may be checked.
    checks: usize,
}

impl<'a> Search<'a> {
    fn extend(&mut self, path: &mut Vec<&'a Certificate>) -> Result<(), Refusal> {
        let Some(&top) = path.last() else {
            return Err(Refusal::IncompleteChain);
        };
        if self.trust.is_anchor(top, self.purpose) {
            return self.judge(path);
        }
        if path.len() >= policy::CHAIN_LIMIT {
            return Err(Refusal::IncompleteChain);
        }
        let issuer = &top.tbs_certificate.issuer;
        let mut furthest = if top.tbs_certificate.subject == *issuer {
            Refusal::UntrustedRoot
        } else {
            Refusal::IncompleteChain
        };
        let mut has_candidate = false;
        let trust = self.trust;
        let anchors = trust.anchors.iter().map(|anchor| &anchor.certificate);
        for candidate in anchors.chain(self.others) {
            if candidate.tbs_certificate.subject != *issuer || path.contains(&candidate) {
                continue;
            }
            let result = if self.is_signed_by(top, candidate) {
                path.push(candidate);
                let result = self.extend(path);
                path.pop();
                result
            } else {
                Err(Refusal::WrongSignature)
            };
            match result {
                Ok(()) => return Ok(()),
                Err(reason) if !has_candidate => furthest = reason,
                Err(reason) => furthest = furthest.max(reason),
            }
            has_candidate = true;
        }
        Err(furthest)
    }

    fn is_signed_by(&mut self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let (Some(left), Ok(message)) = (
            self.checks.checked_sub(1),
            certificate.tbs_certificate.to_der(),
        ) else {
            return false;
        };
        self.checks = left;
        certificate.signature_algorithm == certificate.tbs_certificate.signature
            && key::is_good(
                &issuer.tbs_certificate.subject_public_key_info,
                &certificate.signature_algorithm,
                None,
                self.purpose.strength(),
                &message,
                certificate.signature.raw_bytes(),
            )
    }

    /// Judges a chain whose signatures are good, one rule after the other.
    fn judge(&self, path: &[&Certificate]) -> Result<(), Refusal> {
        for (below, issuer) in path.iter().skip(1).enumerate() {
            may_issue(issuer, below, below + 2 == path.len())?;
        }
        for certificate in path {
            understood(certificate)?;
        }
        for certificate in path {
            let validity = &certificate.tbs_certificate.validity;
            let is_valid = validity.not_before.to_unix_duration() <= self.at
                && self.at <= validity.not_after.to_unix_duration();
            if !is_valid {
                return Err(Refusal::Expired);
            }
        }
        for (index, certificate) in path.iter().enumerate() {
            self.usable(certificate, index == 0)?;
        }
        for (certificate, issuer) in path.iter().zip(path.iter().skip(1)) {
            if self.is_revoked(certificate, issuer) {
                return Err(Refusal::Revoked);
            }
        }
        let is_distrusted = |it: &&Certificate| self.trust.is_distrusted(it, self.purpose);
        if path.iter().any(is_distrusted) {
            return Err(Refusal::Distrusted);
        }
        Ok(())
    }

    fn usable(&self, certificate: &Certificate, is_leaf: bool) -> Result<(), Refusal> {
        let certificate = &certificate.tbs_certificate;
        let wrong = Refusal::WrongUsage;
        let extended = certificate.get::<ExtendedKeyUsage>().map_err(|_| wrong)?;
        let is_usable = match extended {
            Some((_, usages)) if is_leaf => usages.0.contains(&self.purpose.usage()),
            Some((_, usages)) => self.purpose.is_among(&usages.0),
            None => !is_leaf,
        };
        if !is_usable {
            return Err(wrong);
        }
        if is_leaf {
            let usage = certificate.get::<KeyUsage>().map_err(|_| wrong)?;
            if usage.is_some_and(|(_, usage)| !usage.digital_signature()) {
                return Err(wrong);
            }
        }
        Ok(())
    }

    fn is_revoked(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let serial_number = &certificate.tbs_certificate.serial_number;
        let issuer = &issuer.tbs_certificate;
        self.trust.revocations.iter().any(|list| {
            let body = &list.tbs_cert_list;
            body.issuer == issuer.subject
                && body.revoked_certificates.iter().flatten().any(|entry| {
                    entry.serial_number == *serial_number
                        && entry.revocation_date.to_unix_duration() <= self.at
                })
                && body.to_der().is_ok_and(|message| {
                    key::is_good(
                        &issuer.subject_public_key_info,
                        &list.signature_algorithm,
                        None,
                        Strength::Legacy,
                        &message,
                        list.signature.raw_bytes(),
                    )
                })
        })
    }
}

/// Whether a certificate may issue another with so many intermediate ones below itself.
fn may_issue(issuer: &Certificate, intermediates: usize, is_anchor: bool) -> Result<(), Refusal> {
    let refused = Refusal::NotAnAuthority;
    let issuer = &issuer.tbs_certificate;
    let constraints = issuer.get::<BasicConstraints>().map_err(|_| refused)?;
    let Some((_, constraints)) = constraints else {
        // Certificates of the first version cannot say it: a root of that age may issue, nobody else.
        return if is_anchor && issuer.version == Version::V1 {
            Ok(())
        } else {
            Err(refused)
        };
    };
    let is_short = constraints
        .path_len_constraint
        .is_none_or(|most| intermediates <= usize::from(most));
    let usage = issuer.get::<KeyUsage>().map_err(|_| refused)?;
    let signs_certificates =
        usage.is_none_or(|(_, usage)| usage.0.contains(KeyUsages::KeyCertSign));
    if constraints.ca && is_short && signs_certificates {
        Ok(())
    } else {
        Err(refused)
    }
}

/// Whether everything in a certificate that must be understood is. Constraints on names are not implemented, so that whoever
/// has some is refused.
fn understood(certificate: &Certificate) -> Result<(), Refusal> {
    let extensions = certificate.tbs_certificate.extensions.iter().flatten();
    for extension in extensions {
        let known = UNDERSTOOD.contains(&extension.extn_id);
        if (extension.critical && !known) || extension.extn_id == NAME_CONSTRAINTS {
            return Err(Refusal::CriticalExtension);
        }
    }
    Ok(())
}
