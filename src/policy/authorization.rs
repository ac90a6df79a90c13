// SPDX-License-Identifier: MIT OR Apache-2.0
//! Authorization cabs.

#![forbid(unsafe_code)]

use crate::wua::cab::{Certificate, Refusal};

/// What a signature is whose bytes cannot be decoded, or lie outside the file: TRUST_E_MALFORMED_SIGNATURE, as on the newer
/// systems whose services are built in. Older ones say TRUST_E_NOSIGNATURE, as for no signature at all.
pub(crate) const MALFORMED_SIGNATURE: u32 = 0x8009_6011;

/// Whether SHA-1 counts under a timestamp: the services of the older protocol use it, and do so for documents of others, so
/// that who finds a collision gains little. A cabinet and the certificates of its signer need SHA-2, as current agents do.
pub(crate) const SHA1_IN_TIMESTAMPS: bool = true;

/// Whether the certificate of a signer must list its usage among those that it is for.
///
/// Windows takes one that lists none to be good for everything. "No code-signing usage" is a refusal of its own, and who
/// trusts an authority for servers, too, does not want everyone whom it certified to authorise update services.
pub(crate) const USAGE_MUST_BE_LISTED: bool = true;

/// A cabinet that is signed well and whose structure is broken, too large or full of tricks: its authorization is malformed.
pub(crate) const UNREADABLE_CONTENTS: Refusal = Refusal::BadAuthorization;

/// The largest authorization cab, in bytes. They have a few thousand, most of which are the signature.
pub(crate) const CABINET_LIMIT_BYTES: u64 = 4 << 20;

/// The largest signature of a scan package, in bytes; the package itself may have any size.
pub(crate) const SIGNATURE_LIMIT_BYTES: u64 = 1 << 20;

/// The file that a scan package must hold, and whose date is when it was made: the index of those that are published. Their
/// date of issue is shown as that of the file; a copy of the file has another one, the index inside has not.
pub(crate) const SCAN_PACKAGE_INDEX: &str = "index.xml";

/// The largest number of folders in an authorization cab.
pub(crate) const CABINET_FOLDER_LIMIT: u16 = 16;

/// The largest number of files in an authorization cab. One counts; others may tell people what it is.
pub(crate) const CABINET_FILE_LIMIT: u16 = 64;

/// The most that an authorization cab may become when it is unpacked, in bytes.
pub(crate) const UNPACKED_LIMIT_BYTES: u32 = 16 << 20;

/// The file that is the authorization. The case of its name does not matter, as in Windows' own use of cabinets.
pub(crate) const AUTHORIZATION_FILE: &str = "authorization.xml";

/// The largest authorization, in bytes.
pub(crate) const AUTHORIZATION_LIMIT_BYTES: u32 = 256 << 10;

/// The deepest element of an authorization that is still read, to be refused or not; what is known has three levels.
pub(crate) const AUTHORIZATION_DEPTH_LIMIT: usize = 32;

/// The largest number of elements, texts and comments in an authorization.
pub(crate) const AUTHORIZATION_NODE_LIMIT: u32 = 4_096;

/// The longest text in an authorization, in characters: about the longest URL that Windows' own libraries take.
pub(crate) const AUTHORIZATION_TEXT_LIMIT: usize = 2_083;

/// The largest number of URLs to redirect to.
pub(crate) const REDIRECT_URL_LIMIT: usize = 64;

/// The shortest RSA key whose signatures count: shorter ones can be forged by now.
pub(crate) const RSA_LEAST_BITS: usize = 2_048;

/// The largest number of certificates in a signature.
pub(crate) const CERTIFICATE_LIMIT: usize = 32;

/// The largest number of extensions of a certificate.
pub(crate) const EXTENSION_LIMIT: usize = 64;

/// The largest number of signatures inside another.
pub(crate) const NESTED_SIGNATURE_LIMIT: usize = 4;

/// The longest chain of certificates, both ends counted.
pub(crate) const CHAIN_LIMIT: usize = 8;

/// How many signatures of certificates are checked at most to find a chain. Certificates with many issuers of one name would
/// otherwise cost any amount of time.
pub(crate) const SIGNATURE_CHECK_LIMIT: usize = 64;

/// The largest number of files that name trusted certificates, and the most bytes in one of them.
pub(crate) const TRUST_FILE_LIMIT: usize = 1_024;
pub(crate) const TRUST_FILE_LIMIT_BYTES: u64 = 4 << 20;

/// Whether the holder of a certificate may publish authorizations.
///
/// Windows takes them from Microsoft alone. Here the user says whom to trust by the anchors, and may say more: the names of
/// organizations, or common names, of which one must be the certificate's. Whoever names none allows every publisher.
pub(crate) fn is_allowed_publisher(certificate: &Certificate, publishers: &[String]) -> bool {
    let names = certificate.names();
    publishers.is_empty()
        || publishers
            .iter()
            .any(|publisher| names.contains(&publisher.as_str()))
}
