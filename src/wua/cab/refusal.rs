// SPDX-License-Identifier: MIT OR Apache-2.0
//! Why a cabinet authorises nothing, and the HRESULT of each reason.

#![forbid(unsafe_code)]

use crate::policy;

/// Why a cabinet authorises nothing; in the order in which it is found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("there is no such file")]
    FileMissing,
    #[error("there is no such folder")]
    FolderMissing,
    #[error("the path is none")]
    PathSyntax,
    #[error("the file may not be read")]
    NoAccess,
    #[error("the file cannot be read")]
    Unreadable,
    #[error("the trust anchors cannot be read")]
    TrustUnreadable,
    #[error("not a cabinet")]
    NotACabinet,
    #[error("the cabinet is not signed")]
    Unsigned,
    #[error("the signature cannot be decoded")]
    MalformedSignature,
    #[error("no signature uses SHA-2")]
    WeakSignature,
    #[error("the cabinet has been altered since it was signed")]
    Altered,
    #[error("the signer's certificate is not in the signature")]
    NoSignerCertificate,
    #[error("a signature is wrong")]
    WrongSignature,
    #[error("no chain of certificates leads to a root")]
    IncompleteChain,
    #[error("the root is not trusted")]
    UntrustedRoot,
    #[error("a certificate was issued by one that may not issue it")]
    NotAnAuthority,
    #[error("a certificate demands something unknown")]
    CriticalExtension,
    #[error("a certificate is not valid at this time")]
    Expired,
    #[error("a certificate is not meant for this")]
    WrongUsage,
    #[error("a certificate is revoked")]
    Revoked,
    #[error("a certificate is distrusted")]
    Distrusted,
    #[error("the publisher is not an allowed one")]
    WrongPublisher,
    #[error("the cabinet holds no authorization")]
    NoAuthorization,
    #[error("the authorization is malformed")]
    BadAuthorization,
    #[error("the authorization is for another service")]
    WrongService,
    #[error("the authorization has expired")]
    AuthorizationExpired,
    #[error("the authorization forbids Automatic Updates")]
    AutomaticUpdatesForbidden,
    #[error("not a scan package")]
    NotAScanPackage,
}

impl Refusal {
    /// All of them.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 28] = [
        Self::FileMissing,
        Self::FolderMissing,
        Self::PathSyntax,
        Self::NoAccess,
        Self::Unreadable,
        Self::TrustUnreadable,
        Self::NotACabinet,
        Self::Unsigned,
        Self::MalformedSignature,
        Self::WeakSignature,
        Self::Altered,
        Self::NoSignerCertificate,
        Self::WrongSignature,
        Self::IncompleteChain,
        Self::UntrustedRoot,
        Self::NotAnAuthority,
        Self::CriticalExtension,
        Self::Expired,
        Self::WrongUsage,
        Self::Revoked,
        Self::Distrusted,
        Self::WrongPublisher,
        Self::NoAuthorization,
        Self::BadAuthorization,
        Self::WrongService,
        Self::AuthorizationExpired,
        Self::AutomaticUpdatesForbidden,
        Self::NotAScanPackage,
    ];

    /// The HRESULT.
    pub(crate) fn hresult(self) -> u32 {
        match self {
            Self::FileMissing => 0x8007_0002,     // ERROR_FILE_NOT_FOUND
            Self::FolderMissing => 0x8007_0003,   // ERROR_PATH_NOT_FOUND
            Self::PathSyntax => 0x8007_007B,      // ERROR_INVALID_NAME
            Self::NoAccess => 0x8007_0005,        // E_ACCESSDENIED
            Self::Unreadable => 0x8009_2003,      // CRYPT_E_FILE_ERROR
            Self::TrustUnreadable => 0x8009_6001, // TRUST_E_SYSTEM_ERROR
            Self::NotACabinet => 0x800B_0003,     // TRUST_E_SUBJECT_FORM_UNKNOWN
            Self::Unsigned => 0x800B_0100,        // TRUST_E_NOSIGNATURE
            Self::MalformedSignature => policy::MALFORMED_SIGNATURE,
            Self::WeakSignature => 0x8024_0061, // WU_E_FILETRUST_SHA2SIGNATURE_MISSING
            Self::Altered => 0x8009_6010,       // TRUST_E_BAD_DIGEST
            Self::NoSignerCertificate => 0x8009_6002, // TRUST_E_NO_SIGNER_CERT
            Self::WrongSignature => 0x8009_6004, // TRUST_E_CERT_SIGNATURE
            Self::IncompleteChain => 0x800B_010A, // CERT_E_CHAINING
            Self::UntrustedRoot => 0x800B_0109, // CERT_E_UNTRUSTEDROOT
            Self::NotAnAuthority => 0x8009_6019, // TRUST_E_BASIC_CONSTRAINTS
            Self::CriticalExtension => 0x800B_0105, // CERT_E_CRITICAL
            Self::Expired => 0x800B_0101,       // CERT_E_EXPIRED
            Self::WrongUsage => 0x800B_0110,    // CERT_E_WRONG_USAGE
            Self::Revoked => 0x800B_010C,       // CERT_E_REVOKED
            Self::Distrusted => 0x800B_0111,    // TRUST_E_EXPLICIT_DISTRUST
            Self::WrongPublisher => 0x800B_0004, // TRUST_E_SUBJECT_NOT_TRUSTED
            Self::NoAuthorization => 0x8024_000D, // WU_E_XML_MISSINGDATA
            Self::BadAuthorization => 0x8024_000E, // WU_E_XML_INVALID
            Self::WrongService => 0x8007_0057,  // E_INVALIDARG
            Self::AuthorizationExpired => 0x8024_8015, // WU_E_DS_SERVICEEXPIRED
            Self::AutomaticUpdatesForbidden => 0x8024_801A, // WU_E_DS_INVALIDOPERATION
            Self::NotAScanPackage => 0x8024_7001, // WU_E_OL_INVALID_SCANFILE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_an_hresult_of_its_own() {
        for (index, one) in Refusal::ALL.iter().enumerate() {
            assert_eq!(*one as usize, index);
            for other in Refusal::ALL.iter().skip(index + 1) {
                assert_ne!(one.hresult(), other.hresult());
            }
        }
    }
}
