// SPDX-License-Identifier: MIT OR Apache-2.0
//! The Authenticode signature of a cabinet: CMS signed data over the digest of what the envelope says is covered.

#![forbid(unsafe_code)]

use der::Tag;
use der::asn1::ObjectIdentifier;

use super::asn1::{Value, Values, context, first, only};
use super::certificate::Certificate;
use super::chain::{self, Purpose};
use super::key::{Digest, Strength};
use super::{Refusal, Trust, UnixTime, timestamp};
use crate::policy;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const INDIRECT_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.2.1.4");
const CABINET_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.2.1.25");
const NESTED_SIGNATURE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.2.4.1");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");

/// One signature over a cabinet, decoded, not verified.
pub(super) struct Signature<'a> {
    message: Message<'a>,
    digest: Digest,
    file_digest: &'a [u8],
}

/// Signed data with one signer.
pub(super) struct Message<'a> {
    pub(super) content_type: ObjectIdentifier,
    /// The content without its tag and length, which is what its digest is of.
    pub(super) content: &'a [u8],
    pub(super) certificates: Vec<Certificate>,
    pub(super) signer: Signer<'a>,
}

/// Who signed, and how (`SignerInfo`).
pub(super) struct Signer<'a> {
    name: Name<'a>,
    digest: Digest,
    /// The attributes that are signed, with their tag.
    signed: Option<Value<'a>>,
    algorithm: ObjectIdentifier,
    pub(super) signature: &'a [u8],
    unsigned: Option<Value<'a>>,
}

enum Name<'a> {
    Issued {
        issuer: &'a [u8],
        serial_number: &'a [u8],
    },
    KeyIdentifier(&'a [u8]),
}

/// Decodes the signature that is to count: the outermost, or, if that one is too weak, the first inside it that is not.
pub(super) fn parse(padded: &[u8]) -> Result<Signature<'_>, Refusal> {
    let malformed = Refusal::MalformedSignature;
    let decode = |bytes| Message::from_der(bytes).and_then(Signature::from_message);
    let outermost = unpadded(padded).and_then(decode).ok_or(malformed)?;
    if outermost.is_strong() {
        return Ok(outermost);
    }
    let nested = outermost.message.signer.unsigned_values(NESTED_SIGNATURE)?;
    if nested.len() > policy::NESTED_SIGNATURE_LIMIT {
        return Err(malformed);
    }
    for message in nested {
        let inner = decode(message.whole).ok_or(malformed)?;
        if inner.is_strong() {
            return Ok(inner);
        }
    }
    Err(Refusal::WeakSignature)
}

/// Verifies a signature, from the digest of the cabinet, which `digest` takes, to the publisher.
pub(super) fn verify(
    signature: &Signature<'_>,
    digest: impl FnOnce(Digest) -> Result<Vec<u8>, Refusal>,
    trust: &Trust,
    now: UnixTime,
) -> Result<(), Refusal> {
    if digest(signature.digest)? != signature.file_digest {
        return Err(Refusal::Altered);
    }
    let message = &signature.message;
    let signer = verify_signer(
        &message.signer,
        message.content,
        ContentType::Must(INDIRECT_DATA),
        &message.certificates,
        Purpose::CodeSigning.strength(),
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

impl<'a> Signature<'a> {
    /// Decodes what is said about the file (`SpcIndirectDataContent`).
    fn from_message(message: Message<'a>) -> Option<Self> {
        let mut fields = Values::new(message.content);
        let kind = fields.expect(Tag::Sequence)?.values().identifier()?;
        let mut digest_info = fields.expect(Tag::Sequence)?.values();
        let digest = Digest::from_algorithm(digest_info.next()?)?;
        let file_digest = digest_info.next()?.octets()?;
        let is_whole = fields.end() && digest_info.end();
        let is_for_cabinets = message.content_type == INDIRECT_DATA && kind == CABINET_DATA;
        (is_whole && is_for_cabinets).then_some(Self {
            message,
            digest,
            file_digest,
        })
    }

    fn is_strong(&self) -> bool {
        self.digest != Digest::Sha1 && self.message.signer.digest != Digest::Sha1
    }
}

impl<'a> Message<'a> {
    pub(super) fn from_der(bytes: &'a [u8]) -> Option<Self> {
        let mut info = only(bytes)?.of(Tag::Sequence)?;
        if info.identifier()? != SIGNED_DATA {
            return None;
        }
        let data = only(info.expect(context(0, true))?.body)?;
        let mut fields = data.of(Tag::Sequence)?;
        fields.expect(Tag::Integer)?;
        fields.expect(Tag::Set)?;
        let mut encapsulated = fields.expect(Tag::Sequence)?.values();
        let content_type = encapsulated.identifier()?;
        let content = only(encapsulated.expect(context(0, true))?.body)?.body;
        let mut certificates = Vec::new();
        if let Some(set) = fields.optional(context(0, true)) {
            let all = set.values().all()?;
            if all.len() > policy::CERTIFICATE_LIMIT {
                return None;
            }
            // Certificates of other kinds have other tags.
            for certificate in all.into_iter().filter(|it| it.tag == Tag::Sequence) {
                certificates.push(Certificate::from_der(certificate.whole)?);
            }
        }
        fields.optional(context(1, true));
        let signer = only(fields.expect(Tag::Set)?.body)?;
        (fields.end() && encapsulated.end() && info.end()).then_some(Self {
            content_type,
            content,
            certificates,
            signer: Signer::read(signer)?,
        })
    }
}

impl<'a> Signer<'a> {
    pub(super) fn read(info: Value<'a>) -> Option<Self> {
        let mut fields = info.of(Tag::Sequence)?;
        fields.expect(Tag::Integer)?;
        let name = match fields.optional(context(0, false)) {
            Some(identifier) => Name::KeyIdentifier(identifier.body),
            None => {
                let mut name = fields.expect(Tag::Sequence)?.values();
                Name::Issued {
                    issuer: name.expect(Tag::Sequence)?.whole,
                    serial_number: name.expect(Tag::Integer)?.body,
                }
            }
        };
        let digest = Digest::from_algorithm(fields.next()?)?;
        let signed = fields.optional(context(0, true));
        let algorithm = fields.expect(Tag::Sequence)?.values().identifier()?;
        let signature = fields.next()?.octets()?;
        let unsigned = fields.optional(context(1, true));
        fields.end().then_some(Self {
            name,
            digest,
            signed,
            algorithm,
            signature,
            unsigned,
        })
    }

    /// The one value of an attribute that is signed; none if there is no such attribute.
    pub(super) fn signed_value(
        &self,
        kind: ObjectIdentifier,
    ) -> Result<Option<Value<'a>>, Refusal> {
        match attribute(self.signed, kind)?.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            _ => Err(Refusal::MalformedSignature),
        }
    }

    /// The values of an attribute that is not signed.
    pub(super) fn unsigned_values(
        &self,
        kind: ObjectIdentifier,
    ) -> Result<Vec<Value<'a>>, Refusal> {
        attribute(self.unsigned, kind)
    }

    fn is(&self, certificate: &Certificate) -> bool {
        match self.name {
            Name::Issued {
                issuer,
                serial_number,
            } => certificate.issuer == issuer && certificate.serial_number == serial_number,
            Name::KeyIdentifier(identifier) => {
                certificate.subject_key_identifier() == Some(identifier)
            }
        }
    }
}

fn attribute(
    attributes: Option<Value<'_>>,
    wanted: ObjectIdentifier,
) -> Result<Vec<Value<'_>>, Refusal> {
    let read = || {
        let mut found = Vec::new();
        for attribute in attributes?.values().all()? {
            let mut fields = attribute.of(Tag::Sequence)?;
            let kind = fields.identifier()?;
            let values = fields.expect(Tag::Set)?;
            if kind == wanted {
                found.extend(values.values().all()?);
            }
        }
        Some(found)
    };
    if attributes.is_none() {
        return Ok(Vec::new());
    }
    read().ok_or(Refusal::MalformedSignature)
}

/// A signature is padded with zeros to a multiple of eight bytes.
fn unpadded(padded: &[u8]) -> Option<&[u8]> {
    let message = first(padded)?.whole;
    let padding = padded.get(message.len()..)?;
    padding.iter().all(|&byte| byte == 0).then_some(message)
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
    signer: &Signer<'_>,
    content: &[u8],
    content_type: ContentType,
    certificates: &'a [Certificate],
    strength: Strength,
) -> Result<&'a Certificate, Refusal> {
    let malformed = Refusal::MalformedSignature;
    let attributes = signer.signed.ok_or(malformed)?;
    let (expected, may_lack) = match content_type {
        ContentType::Must(kind) => (kind, false),
        ContentType::May(kind) => (kind, true),
    };
    let is_expected = match signer.signed_value(CONTENT_TYPE)? {
        Some(stated) => stated.identifier() == Some(expected),
        None => may_lack,
    };
    if !is_expected {
        return Err(malformed);
    }
    let stated = signer.signed_value(MESSAGE_DIGEST)?;
    let stated = stated.and_then(Value::octets).ok_or(malformed)?;
    if stated != signer.digest.of(&[content]) {
        return Err(Refusal::Altered);
    }
    let certificate = certificates
        .iter()
        .find(|certificate| signer.is(certificate))
        .ok_or(Refusal::NoSignerCertificate)?;
    let is_good = certificate.key.has_signed(
        signer.algorithm,
        Some(signer.digest),
        strength,
        &as_set(attributes).ok_or(malformed)?,
        signer.signature,
    );
    if is_good {
        Ok(certificate)
    } else {
        Err(Refusal::WrongSignature)
    }
}

/// What is signed of attributes: themselves, with the tag of the set that they are.
fn as_set(attributes: Value<'_>) -> Option<Vec<u8>> {
    let mut set = attributes.whole.to_vec();
    *set.first_mut()? = u8::from(Tag::Set);
    Some(set)
}
