// SPDX-License-Identifier: MIT OR Apache-2.0
//! Digests and signatures: which there are, and the check of one.

#![forbid(unsafe_code)]

use std::io::{self, Read};

use der::Tag;
use der::asn1::ObjectIdentifier;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, RsaPublicKey};
use sha1::Sha1;
use sha2::digest::DynDigest;
use sha2::{Sha256, Sha384, Sha512};

use super::asn1::Value;
use crate::policy;

const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.5");
const RSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const RSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12");
const RSA_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ECDSA_SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.1");
const ECDSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const ECDSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
const ECDSA_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");

/// A digest algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Digest {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Digest {
    /// That of an algorithm identifier; it has no parameters of interest.
    pub(super) fn from_algorithm(algorithm: Value<'_>) -> Option<Self> {
        match algorithm.of(Tag::Sequence)?.identifier()? {
            SHA1 => Some(Self::Sha1),
            SHA256 => Some(Self::Sha256),
            SHA384 => Some(Self::Sha384),
            SHA512 => Some(Self::Sha512),
            _ => None,
        }
    }

    /// The digest of pieces, as if they were one.
    pub(super) fn of(self, pieces: &[&[u8]]) -> Vec<u8> {
        let mut state = self.state();
        for piece in pieces {
            state.update(piece);
        }
        state.finalize().into_vec()
    }

    /// The digest of pieces, and of what comes from a reader after them.
    pub(super) fn of_reader(self, pieces: &[&[u8]], mut rest: impl Read) -> io::Result<Vec<u8>> {
        let mut state = self.state();
        for piece in pieces {
            state.update(piece);
        }
        let mut buffer = vec![0; 1 << 16];
        loop {
            match rest.read(&mut buffer) {
                Ok(0) => return Ok(state.finalize().into_vec()),
                Ok(count) => state.update(buffer.get(..count).unwrap_or_default()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn state(self) -> Box<dyn DynDigest> {
        match self {
            Self::Sha1 => Box::new(Sha1::default()),
            Self::Sha256 => Box::new(Sha256::default()),
            Self::Sha384 => Box::new(Sha384::default()),
            Self::Sha512 => Box::new(Sha512::default()),
        }
    }
}

/// What signatures are accepted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strength {
    /// SHA-2 only.
    Modern,
    /// SHA-1 as well.
    Legacy,
}

/// The digest that a signature algorithm says it uses, if it says so.
fn own_digest(algorithm: ObjectIdentifier) -> Option<Option<Digest>> {
    match algorithm {
        RSA | EC => Some(None),
        RSA_SHA1 | ECDSA_SHA1 => Some(Some(Digest::Sha1)),
        RSA_SHA256 | ECDSA_SHA256 => Some(Some(Digest::Sha256)),
        RSA_SHA384 | ECDSA_SHA384 => Some(Some(Digest::Sha384)),
        RSA_SHA512 | ECDSA_SHA512 => Some(Some(Digest::Sha512)),
        _ => None,
    }
}

fn is_rsa(algorithm: ObjectIdentifier) -> bool {
    matches!(
        algorithm,
        RSA | RSA_SHA1 | RSA_SHA256 | RSA_SHA384 | RSA_SHA512
    )
}

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    algorithm: ObjectIdentifier,
    /// Of keys on elliptic curves.
    curve: Option<ObjectIdentifier>,
    bits: Vec<u8>,
}

impl Key {
    /// Reads what a certificate says about its key.
    pub(super) fn read(info: Value<'_>) -> Option<Self> {
        let mut fields = info.of(Tag::Sequence)?;
        let mut algorithm = fields.expect(Tag::Sequence)?.values();
        let key = Self {
            algorithm: algorithm.identifier()?,
            curve: algorithm
                .optional(Tag::ObjectIdentifier)
                .and_then(Value::identifier),
            bits: fields.next()?.bytes()?.to_vec(),
        };
        fields.end().then_some(key)
    }

    /// Whether a signature over a message is good. `stated` is the digest that is named beside the signature algorithm, where
    /// there is such a place; the two must agree. What is not known, or too weak, is not good.
    pub(super) fn has_signed(
        &self,
        algorithm: ObjectIdentifier,
        stated: Option<Digest>,
        strength: Strength,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        let digest = match (own_digest(algorithm), stated) {
            (Some(Some(own)), Some(stated)) if own == stated => own,
            (Some(Some(own)), None) => own,
            (Some(None), Some(stated)) => stated,
            _ => return false,
        };
        if digest == Digest::Sha1 && strength == Strength::Modern {
            return false;
        }
        let hash = digest.of(&[message]);
        match (self.algorithm, self.curve) {
            (RSA, _) if is_rsa(algorithm) => rsa_is_good(&self.bits, digest, &hash, signature),
            (EC, Some(P256)) if !is_rsa(algorithm) => p256_is_good(&self.bits, &hash, signature),
            (EC, Some(P384)) if !is_rsa(algorithm) => p384_is_good(&self.bits, &hash, signature),
            _ => false,
        }
    }
}

fn rsa_is_good(key: &[u8], digest: Digest, hash: &[u8], signature: &[u8]) -> bool {
    let Ok(key) = RsaPublicKey::from_pkcs1_der(key) else {
        return false;
    };
    if key.n().bits() < policy::RSA_LEAST_BITS {
        return false;
    }
    let scheme = match digest {
        Digest::Sha1 => Pkcs1v15Sign::new::<Sha1>(),
        Digest::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
        Digest::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
        Digest::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
    };
    key.verify(scheme, hash, signature).is_ok()
}

fn p256_is_good(key: &[u8], hash: &[u8], signature: &[u8]) -> bool {
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(key);
    let signature = p256::ecdsa::Signature::from_der(signature);
    matches!((key, signature), (Ok(key), Ok(signature)) if key.verify_prehash(hash, &signature).is_ok())
}

fn p384_is_good(key: &[u8], hash: &[u8], signature: &[u8]) -> bool {
    let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(key);
    let signature = p384::ecdsa::Signature::from_der(signature);
    matches!((key, signature), (Ok(key), Ok(signature)) if key.verify_prehash(hash, &signature).is_ok())
}
