// SPDX-License-Identifier: MIT OR Apache-2.0
//! The Authenticode signature of a cabinet: CMS signed data over the digest of what the envelope says is covered.

#![forbid(unsafe_code)]

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{Any, ObjectIdentifier, OctetString};
use der::{Decode, Encode, Reader, Sequence, SliceReader};
use x509_cert::Certificate;
use x509_cert::attr::{Attribute, Attributes};
use x509_cert::ext::pkix::SubjectKeyIdentifier;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::chain::{self, Purpose};
use super::envelope::Envelope;
use super::key::{self, Digest, Strength};
use super::{Refusal, Trust, UnixTime, timestamp};
use crate::policy;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const INDIRECT_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.2.1.4");
const CABINET_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.2.1.25");
const NESTED_SIGNATURE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.2.4.1");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");

/// What a signature says about what is signed (`SpcIndirectDataContent`).
#[derive(Sequence)]
struct IndirectData {
    data: TypedData,
    digest: DigestInfo,
}

#[derive(Sequence)]
struct TypedData {
    kind: ObjectIdentifier,
    value: Option<Any>,
}

#[derive(Sequence)]
struct DigestInfo {
    algorithm: AlgorithmIdentifierOwned,
    digest: OctetString,
}

/// One signature over a cabinet, decoded, not verified.
pub(super) struct Signature {
    message: Message,
    /// The digest algorithm and digest of the cabinet.
    file_digest: (Digest, Vec<u8>),
}

/// Signed data with one signer.
pub(super) struct Message {
    pub(super) content_type: ObjectIdentifier,
    /// The content without its tag and length, which is what its digest is of.
    pub(super) content: Vec<u8>,
    pub(super) certificates: Vec<Certificate>,
    pub(super) signer: SignerInfo,
}

/// Decodes the signature that is to count: the outermost, or, if that one is too weak, the first inside it that is not.
pub(super) fn parse(padded: &[u8]) -> Result<Signature, Refusal> {
    let malformed = Refusal::MalformedSignature;
    let outermost = unpadded(padded)
        .and_then(Message::from_der)
        .ok_or(malformed)?;
    let nested = nested(&outermost).ok_or(malformed)?;
    let outermost = Signature::from_message(outermost).ok_or(malformed)?;
    if outermost.is_strong() {
        return Ok(outermost);
    }
    for message in nested {
        let inner = Message::from_der(&message).ok_or(malformed)?;
        let inner = Signature::from_message(inner).ok_or(malformed)?;
        if inner.is_strong() {
            return Ok(inner);
        }
    }
    Err(Refusal::WeakSignature)
}

/// Verifies a signature, from the digest of the cabinet to the publisher.
pub(super) fn verify(
    signature: &Signature,
    envelope: &Envelope<'_>,
    trust: &Trust,
    now: UnixTime,
) -> Result<(), Refusal> {
    let (digest, expected) = &signature.file_digest;
    if digest.of(&envelope.covered) != *expected {
        return Err(Refusal::Altered);
    }
    let message = &signature.message;
    let signer = verify_signer(
        &message.signer,
        &message.content,
        ContentType::Must(INDIRECT_DATA),
        &message.certificates,
        Strength::Modern,
    )?;
    let at = timestamp::verified(message, trust, now).unwrap_or(now);
    chain::verify(
        signer,
        &message.certificates,
        trust,
        Purpose::CodeSigning,
        at,
    )?;
    if !policy::is_allowed_publisher(signer, &trust.publishers) {
        return Err(Refusal::WrongPublisher);
    }
    Ok(())
}

impl Signature {
    fn from_message(message: Message) -> Option<Self> {
        if message.content_type != INDIRECT_DATA {
            return None;
        }
        let data = IndirectDataBody::decode(&message.content)?;
        if data.data.kind != CABINET_DATA {
            return None;
        }
        let digest = Digest::from_algorithm(&data.digest.algorithm)?;
        let value = data.digest.digest.as_bytes().to_vec();
        Some(Self {
            message,
            file_digest: (digest, value),
        })
    }

    fn is_strong(&self) -> bool {
        let signer = Digest::from_algorithm(&self.message.signer.digest_alg);
        self.file_digest.0 != Digest::Sha1 && signer.is_some_and(|digest| digest != Digest::Sha1)
    }
}

/// Decodes an [`IndirectData`] from what stands inside its sequence.
struct IndirectDataBody;

impl IndirectDataBody {
    fn decode(body: &[u8]) -> Option<IndirectData> {
        let mut reader = SliceReader::new(body).ok()?;
        let data = IndirectData {
            data: reader.decode().ok()?,
            digest: reader.decode().ok()?,
        };
        reader.is_finished().then_some(data)
    }
}

impl Message {
    pub(super) fn from_der(bytes: &[u8]) -> Option<Self> {
        let info = ContentInfo::from_der(bytes).ok()?;
        if info.content_type != SIGNED_DATA {
            return None;
        }
        let data: SignedData = info.content.decode_as().ok()?;
        let mut signers = data.signer_infos.0.into_vec().into_iter();
        let signer = signers.next()?;
        let mut certificates = Vec::new();
        for choice in data
            .certificates
            .map(|set| set.0.into_vec())
            .into_iter()
            .flatten()
        {
            if let CertificateChoices::Certificate(certificate) = choice {
                certificates.push(certificate);
            }
        }
        if signers.next().is_some() || certificates.len() > policy::CERTIFICATE_LIMIT {
            return None;
        }
        Some(Self {
            content_type: data.encap_content_info.econtent_type,
            content: data.encap_content_info.econtent?.value().to_vec(),
            certificates,
            signer,
        })
    }
}

/// A signature is padded with zeros to a multiple of eight bytes.
fn unpadded(padded: &[u8]) -> Option<&[u8]> {
    let mut reader = SliceReader::new(padded).ok()?;
    let message = reader.tlv_bytes().ok()?;
    let padding = padded.get(message.len()..)?;
    padding.iter().all(|&byte| byte == 0).then_some(message)
}

fn nested(message: &Message) -> Option<Vec<Vec<u8>>> {
    let mut found = Vec::new();
    for value in values(message.signer.unsigned_attrs.as_ref(), NESTED_SIGNATURE) {
        found.push(value.to_der().ok()?);
    }
    (found.len() <= policy::NESTED_SIGNATURE_LIMIT).then_some(found)
}

/// The values of an attribute, of which there may be several.
pub(super) fn values(
    attributes: Option<&Attributes>,
    kind: ObjectIdentifier,
) -> impl Iterator<Item = &Any> {
    attributes
        .into_iter()
        .flat_map(|set| set.iter())
        .filter(move |attribute| attribute.oid == kind)
        .flat_map(|attribute: &Attribute| attribute.values.iter())
}

/// The value of an attribute that must have exactly one; none if it is absent.
pub(super) fn single(
    attributes: Option<&Attributes>,
    kind: ObjectIdentifier,
) -> Result<Option<&Any>, Refusal> {
    let mut found = values(attributes, kind);
    let first = found.next();
    if found.next().is_some() {
        return Err(Refusal::MalformedSignature);
    }
    Ok(first)
}

/// What the signed attributes have to say about the kind of content.
#[derive(Clone, Copy)]
pub(super) enum ContentType {
    /// This.
    Must(ObjectIdentifier),
    /// This, or nothing.
    May(ObjectIdentifier),
}

/// Verifies that a signer signed some content; the signer's certificate. Whether that one is trusted is another question.
pub(super) fn verify_signer<'a>(
    signer: &SignerInfo,
    content: &[u8],
    content_type: ContentType,
    certificates: &'a [Certificate],
    strength: Strength,
) -> Result<&'a Certificate, Refusal> {
    let malformed = Refusal::MalformedSignature;
    let attributes = signer.signed_attrs.as_ref().ok_or(malformed)?;
    let digest = Digest::from_algorithm(&signer.digest_alg).ok_or(malformed)?;
    let (expected, may_lack) = match content_type {
        ContentType::Must(kind) => (kind, false),
        ContentType::May(kind) => (kind, true),
    };
    let is_expected = match single(Some(attributes), CONTENT_TYPE)? {
        Some(stated) => stated
            .decode_as()
            .is_ok_and(|kind: ObjectIdentifier| kind == expected),
        None => may_lack,
    };
    if !is_expected {
        return Err(malformed);
    }
    let stated: OctetString = single(Some(attributes), MESSAGE_DIGEST)?
        .and_then(|value| value.decode_as().ok())
        .ok_or(malformed)?;
    if stated.as_bytes() != digest.of(&[content]) {
        return Err(Refusal::Altered);
    }
    let certificate = certificates
        .iter()
        .find(|certificate| is_signer(certificate, &signer.sid))
        .ok_or(Refusal::NoSignerCertificate)?;
    let is_good = key::is_good(
        &certificate.tbs_certificate.subject_public_key_info,
        &signer.signature_algorithm,
        Some(digest),
        strength,
        &attributes.to_der().map_err(|_| malformed)?,
        signer.signature.as_bytes(),
    );
    if is_good {
        Ok(certificate)
    } else {
        Err(Refusal::WrongSignature)
    }
}

fn is_signer(certificate: &Certificate, signer: &SignerIdentifier) -> bool {
    let certificate = &certificate.tbs_certificate;
    match signer {
        SignerIdentifier::IssuerAndSerialNumber(by) => {
            certificate.issuer == by.issuer && certificate.serial_number == by.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(by) => certificate
            .get::<SubjectKeyIdentifier>()
            .is_ok_and(|found| found.is_some_and(|(_, found)| found == *by)),
    }
}
