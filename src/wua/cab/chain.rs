// SPDX-License-Identifier: MIT OR Apache-2.0
//! From a certificate to an anchor.

#![forbid(unsafe_code)]

use der::asn1::ObjectIdentifier;

use super::certificate::{Certificate, KeyUse};
use super::key::Strength;
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

    /// What is asked of signatures to this purpose, and of those in the chain.
    pub(super) fn strength(self) -> Strength {
        if self == Self::TimeStamping && policy::SHA1_IN_TIMESTAMPS {
            Strength::Legacy
        } else {
            Strength::Modern
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
        let issuer = &top.issuer;
        let mut furthest = if top.subject == *issuer {
            Refusal::UntrustedRoot
        } else {
            Refusal::IncompleteChain
        };
        let mut has_candidate = false;
        let trust = self.trust;
        let anchors = trust.anchors.iter().map(|anchor| &anchor.certificate);
        for candidate in anchors.chain(self.others) {
            if candidate.subject != *issuer || path.contains(&candidate) {
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
        let Some(left) = self.checks.checked_sub(1) else {
            return false;
        };
        self.checks = left;
        certificate.is_signed_with(&issuer.key, self.purpose.strength())
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
            let is_valid = certificate.not_before <= self.at && self.at <= certificate.not_after;
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
        let wrong = Refusal::WrongUsage;
        let is_usable = match certificate.usages().map_err(|_| wrong)? {
            Some(usages) if is_leaf => usages.contains(&self.purpose.usage()),
            Some(usages) => self.purpose.is_among(&usages),
            None => !is_leaf || !policy::USAGE_MUST_BE_LISTED,
        };
        let may_sign = certificate
            .may(KeyUse::DigitalSignature)
            .map_err(|_| wrong)?;
        if is_usable && (may_sign || !is_leaf) {
            Ok(())
        } else {
            Err(wrong)
        }
    }

    fn is_revoked(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        self.trust.revocations.iter().any(|list| {
            let mut revoked = list.revoked.iter();
            list.issuer == issuer.subject
                && revoked.any(|(serial_number, since)| {
                    *serial_number == certificate.serial_number && *since <= self.at
                })
                && list.is_signed_with(&issuer.key, Strength::Legacy)
        })
    }
}

/// Whether a certificate may issue another with so many intermediate ones below itself.
fn may_issue(issuer: &Certificate, intermediates: usize, is_anchor: bool) -> Result<(), Refusal> {
    let refused = Refusal::NotAnAuthority;
    let Some(authority) = issuer.authority().map_err(|_| refused)? else {
        // Certificates of the first version cannot say it: a root of that age may issue, nobody else.
        return if is_anchor && issuer.version == 0 {
            Ok(())
        } else {
            Err(refused)
        };
    };
    let is_short = authority
        .path_length
        .is_none_or(|most| intermediates <= usize::from(most));
    let may_sign = issuer.may(KeyUse::SignsCertificates).map_err(|_| refused)?;
    if authority.is_authority && is_short && may_sign {
        Ok(())
    } else {
        Err(refused)
    }
}

/// Whether everything in a certificate that must be understood is. Constraints on names are not implemented, so that whoever
/// has some is refused.
fn understood(certificate: &Certificate) -> Result<(), Refusal> {
    for extension in &certificate.extensions {
        let known = UNDERSTOOD.contains(&extension.kind);
        if (extension.critical && !known) || extension.kind == NAME_CONSTRAINTS {
            return Err(Refusal::CriticalExtension);
        }
    }
    Ok(())
}
