// SPDX-License-Identifier: MIT OR Apache-2.0
//! Certificates and lists of revoked ones (RFC 5280), as far as it matters here.

#![forbid(unsafe_code)]

use der::Tag;
use der::asn1::ObjectIdentifier;

use super::UnixTime;
use super::asn1::{Value, Values, context, only};
use super::key::{Key, Strength};
use crate::policy;

const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");

/// A certificate.
#[derive(Debug, Clone)]
pub(crate) struct Certificate {
    signed: Signed,
    /// 0 is the first.
    pub(super) version: u8,
    pub(super) serial_number: Vec<u8>,
    pub(super) issuer: Vec<u8>,
    pub(super) subject: Vec<u8>,
    pub(super) not_before: UnixTime,
    pub(super) not_after: UnixTime,
    pub(super) key: Key,
    pub(super) extensions: Vec<Extension>,
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.signed == other.signed
    }
}

/// What is signed by an issuer, and the signature.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Signed {
    body: Vec<u8>,
    algorithm: ObjectIdentifier,
    signature: Vec<u8>,
}

/// An extension of a certificate.
#[derive(Debug, Clone)]
pub(super) struct Extension {
    pub(super) kind: ObjectIdentifier,
    pub(super) critical: bool,
    value: Vec<u8>,
}

/// Whom a certificate may issue to.
pub(super) struct Authority {
    pub(super) is_authority: bool,
    /// How many authorities there may be below it, at most.
    pub(super) path_length: Option<u8>,
}

/// An extension that cannot be decoded.
#[derive(Debug)]
pub(super) struct Malformed;

impl Signed {
    /// Takes the envelope off; the algorithm inside it, as a whole, must be the same as outside.
    fn open(whole: Value<'_>) -> Option<(Self, Value<'_>, &[u8])> {
        let mut parts = whole.of(Tag::Sequence)?;
        let body = parts.expect(Tag::Sequence)?;
        let algorithm = parts.expect(Tag::Sequence)?;
        let signature = parts.next()?.bytes()?;
        let signed = Self {
            body: body.whole.to_vec(),
            algorithm: algorithm.values().identifier()?,
            signature: signature.to_vec(),
        };
        parts.end().then_some((signed, body, algorithm.whole))
    }

    fn is_signed_with(&self, key: &Key, strength: Strength) -> bool {
        key.has_signed(self.algorithm, None, strength, &self.body, &self.signature)
    }
}

impl Certificate {
    pub(super) fn from_der(bytes: &[u8]) -> Option<Self> {
        let (signed, body, algorithm) = Signed::open(only(bytes)?)?;
        let mut fields = body.values();
        let version = match fields.optional(context(0, true)) {
            Some(version) => only(version.body)?.number()?,
            None => 0,
        };
        let serial_number = fields.expect(Tag::Integer)?.body.to_vec();
        if fields.next()?.whole != algorithm {
            return None;
        }
        let issuer = fields.expect(Tag::Sequence)?.whole.to_vec();
        let mut validity = fields.expect(Tag::Sequence)?.values();
        let subject = fields.expect(Tag::Sequence)?.whole.to_vec();
        let key = Key::read(fields.expect(Tag::Sequence)?)?;
        let (not_before, not_after) = (validity.next()?.time()?, validity.next()?.time()?);
        // Two fields that nobody uses any more.
        fields.optional(context(1, false));
        fields.optional(context(2, false));
        let mut extensions: Vec<Extension> = Vec::new();
        if let Some(field) = fields.optional(context(3, true)) {
            for extension in only(field.body)?.of(Tag::Sequence)?.all()? {
                let extension = Extension::read(extension.of(Tag::Sequence)?)?;
                let is_second = extensions.iter().any(|other| other.kind == extension.kind);
                if is_second || extensions.len() >= policy::EXTENSION_LIMIT {
                    return None;
                }
                extensions.push(extension);
            }
        }
        (fields.end() && validity.end()).then_some(Self {
            signed,
            version,
            serial_number,
            issuer,
            subject,
            not_before,
            not_after,
            key,
            extensions,
        })
    }

    pub(super) fn is_signed_with(&self, key: &Key, strength: Strength) -> bool {
        self.signed.is_signed_with(key, strength)
    }

    fn extension(&self, kind: ObjectIdentifier) -> Option<&[u8]> {
        let mut all = self.extensions.iter();
        let found = all.find(|extension| extension.kind == kind)?;
        Some(&found.value)
    }

    pub(super) fn subject_key_identifier(&self) -> Option<&[u8]> {
        only(self.extension(SUBJECT_KEY_IDENTIFIER)?)?.octets()
    }

    pub(super) fn authority(&self) -> Result<Option<Authority>, Malformed> {
        fn read(value: &[u8]) -> Option<Authority> {
            let mut fields = only(value)?.of(Tag::Sequence)?;
            let is_authority = match fields.optional(Tag::Boolean) {
                Some(stated) => stated.boolean()?,
                None => false,
            };
            let path_length = match fields.optional(Tag::Integer) {
                Some(stated) => Some(stated.number()?),
                None => None,
            };
            fields.end().then_some(Authority {
                is_authority,
                path_length,
            })
        }
        let value = self.extension(BASIC_CONSTRAINTS);
        value.map(|value| read(value).ok_or(Malformed)).transpose()
    }

    /// What the key may be used for in the way of this bit; true if nothing is said.
    pub(super) fn may(&self, use_bit: KeyUse) -> Result<bool, Malformed> {
        let Some(value) = self.extension(KEY_USAGE) else {
            return Ok(true);
        };
        let (_, bits) = only(value).and_then(Value::bits).ok_or(Malformed)?;
        Ok(bits.first().is_some_and(|bits| bits & use_bit as u8 != 0))
    }

    /// The usages that are listed; none if there is no list.
    pub(super) fn usages(&self) -> Result<Option<Vec<ObjectIdentifier>>, Malformed> {
        let value = self.extension(EXTENDED_KEY_USAGE);
        value
            .map(|value| identifiers(only(value).and_then(|it| it.of(Tag::Sequence))))
            .map(|usages| usages.ok_or(Malformed))
            .transpose()
    }

    /// The organizations and common names of the holder.
    pub(crate) fn names(&self) -> Vec<&str> {
        fn read(subject: &[u8]) -> Option<Vec<&str>> {
            let mut names = Vec::new();
            for part in only(subject)?.values().all()? {
                for attribute in part.values().all()? {
                    let mut fields = attribute.values();
                    let kind = fields.identifier()?;
                    let value = fields.next()?;
                    if matches!(kind, COMMON_NAME | ORGANIZATION)
                        && matches!(value.tag, Tag::Utf8String | Tag::PrintableString)
                    {
                        names.push(str::from_utf8(value.body).ok()?);
                    }
                }
            }
            Some(names)
        }
        read(&self.subject).unwrap_or_default()
    }
}

/// The bits of a key's usage.
#[derive(Debug, Clone, Copy)]
#[repr(u8)]
pub(super) enum KeyUse {
    DigitalSignature = 1 << 7,
    SignsCertificates = 1 << 2,
}

impl Extension {
    fn read(mut fields: Values<'_>) -> Option<Self> {
        let kind = fields.identifier()?;
        let critical = match fields.optional(Tag::Boolean) {
            Some(stated) => stated.boolean()?,
            None => false,
        };
        let value = fields.next()?.octets()?.to_vec();
        fields.end().then_some(Self {
            kind,
            critical,
            value,
        })
    }
}

/// Identifiers, one after the other.
pub(super) fn identifiers(values: Option<Values<'_>>) -> Option<Vec<ObjectIdentifier>> {
    let all = values?.all()?;
    all.into_iter().map(Value::identifier).collect()
}

/// A list of the certificates that an issuer has revoked.
#[derive(Debug, Clone)]
pub(super) struct RevocationList {
    signed: Signed,
    pub(super) issuer: Vec<u8>,
    /// Serial numbers, and since when.
    pub(super) revoked: Vec<(Vec<u8>, UnixTime)>,
}

impl RevocationList {
    pub(super) fn from_der(bytes: &[u8]) -> Option<Self> {
        let (signed, body, algorithm) = Signed::open(only(bytes)?)?;
        let mut fields = body.values();
        fields.optional(Tag::Integer);
        if fields.next()?.whole != algorithm {
            return None;
        }
        let issuer = fields.expect(Tag::Sequence)?.whole.to_vec();
        fields.next()?.time()?;
        if fields.optional(Tag::UtcTime).is_none() {
            fields.optional(Tag::GeneralizedTime);
        }
        let mut revoked = Vec::new();
        if let Some(list) = fields.optional(Tag::Sequence) {
            for entry in list.values().all()? {
                let mut entry = entry.of(Tag::Sequence)?;
                let serial_number = entry.expect(Tag::Integer)?.body.to_vec();
                revoked.push((serial_number, entry.next()?.time()?));
            }
        }
        fields.optional(context(0, true));
        fields.end().then_some(Self {
            signed,
            issuer,
            revoked,
        })
    }

    pub(super) fn is_signed_with(&self, key: &Key, strength: Strength) -> bool {
        self.signed.is_signed_with(key, strength)
    }
}
