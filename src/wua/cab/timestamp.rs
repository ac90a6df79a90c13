// SPDX-License-Identifier: MIT OR Apache-2.0
//! When a signature was made, as somebody trusted has signed in turn: by RFC 3161, or by the older counter-signature.

#![forbid(unsafe_code)]

use cms::signed_data::SignerInfo;
use der::asn1::{Any, AnyRef, Int, ObjectIdentifier, OctetString};
use der::{Decode, Encode, Reader, Sequence, SliceReader, Tag, Tagged};
use x509_cert::Certificate;
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_cert::time::Time;

use super::chain::{self, Purpose};
use super::key::{Digest, Strength};
use super::signature::{ContentType, Message, single, values, verify_signer};
use super::{Trust, UnixTime};

const TOKEN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.3.3.1");
const COUNTER_SIGNATURE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.6");
const TIMESTAMP_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");

#[derive(Sequence)]
struct Imprint {
    algorithm: AlgorithmIdentifierOwned,
    digest: OctetString,
}

/// The time at which a message was signed, if it has a timestamp and that one is valid. One that is not counts for nothing.
pub(super) fn verified(message: &Message, trust: &Trust, now: UnixTime) -> Option<UnixTime> {
    let attributes = message.signer.unsigned_attrs.as_ref();
    let signature = message.signer.signature.as_bytes();
    let token = single(attributes, TOKEN)
        .ok()
        .flatten()
        .and_then(|token| token_time(token, signature, message, trust));
    let time = token.or_else(|| {
        values(attributes, COUNTER_SIGNATURE)
            .next()
            .and_then(|counter| counter_time(counter, signature, message, trust))
    })?;
    (time <= now).then_some(time)
}

fn token_time(token: &Any, signature: &[u8], message: &Message, trust: &Trust) -> Option<UnixTime> {
    let token = Message::from_der(&token.to_der().ok()?)?;
    if token.content_type != TIMESTAMP_INFO {
        return None;
    }
    let (imprint, time) = timestamp_info(&token.content)?;
    let digest = Digest::from_algorithm(&imprint.algorithm)?;
    if imprint.digest.as_bytes() != digest.of(&[signature]) {
        return None;
    }
    let mut certificates = token.certificates;
    certificates.extend_from_slice(&message.certificates);
    let authority = verify_signer(
        &token.signer,
        &token.content,
        ContentType::Must(TIMESTAMP_INFO),
        &certificates,
        Strength::Legacy,
    )
    .ok()?;
    trusted(authority, &certificates, trust, time)
}

fn counter_time(
    counter: &Any,
    signature: &[u8],
    message: &Message,
    trust: &Trust,
) -> Option<UnixTime> {
    let counter: SignerInfo = counter.decode_as().ok()?;
    let authority = verify_signer(
        &counter,
        signature,
        ContentType::May(DATA),
        &message.certificates,
        Strength::Legacy,
    )
    .ok()?;
    let time = single(counter.signed_attrs.as_ref(), SIGNING_TIME).ok()??;
    let time = Time::from_der(&time.to_der().ok()?).ok()?;
    trusted(
        authority,
        &message.certificates,
        trust,
        time.to_unix_duration(),
    )
}

fn trusted(
    authority: &Certificate,
    certificates: &[Certificate],
    trust: &Trust,
    time: UnixTime,
) -> Option<UnixTime> {
    chain::verify(authority, certificates, trust, Purpose::TimeStamping, time)
        .ok()
        .map(|()| time)
}

/// What was stamped and when (`TSTInfo`); what follows is of no concern.
fn timestamp_info(content: &[u8]) -> Option<(Imprint, UnixTime)> {
    let mut outer = SliceReader::new(content).ok()?;
    let info: AnyRef<'_> = outer.decode().ok()?;
    if info.tag() != Tag::Sequence || !outer.is_finished() {
        return None;
    }
    let mut reader = SliceReader::new(info.value()).ok()?;
    let version: u8 = reader.decode().ok()?;
    let _policy: ObjectIdentifier = reader.decode().ok()?;
    let imprint = reader.decode().ok()?;
    let _serial_number: Int = reader.decode().ok()?;
    let time: AnyRef<'_> = reader.decode().ok()?;
    if version != 1 || time.tag() != Tag::GeneralizedTime {
        return None;
    }
    Some((imprint, generalized_time(time.value())?))
}

/// Unlike those in certificates, the times of timestamps may have fractions of a second; they are cut off.
fn generalized_time(text: &[u8]) -> Option<UnixTime> {
    let (seconds, rest) = text.split_at_checked(14)?;
    let fraction = rest.strip_suffix(b"Z")?;
    let is_fraction = match fraction {
        [] => true,
        [b'.', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    if !is_fraction {
        return None;
    }
    let mut whole = vec![Tag::GeneralizedTime.into(), 15];
    whole.extend_from_slice(seconds);
    whole.push(b'Z');
    let time = der::asn1::GeneralizedTime::from_der(&whole).ok()?;
    Some(time.to_unix_duration())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_of_seconds_are_cut_off() {
        let second = Some(UnixTime::from_secs(1_041_379_200));
        assert_eq!(generalized_time(b"20030101000000Z"), second);
        assert_eq!(generalized_time(b"20030101000000.5Z"), second);
        assert_eq!(generalized_time(b"20030101000000.999Z"), second);
        for wrong in [
            &b""[..],
            b"20030101000000",
            b"20030101000000.Z",
            b"20030101000000.aZ",
            b"20030101000000+0100",
            b"2003010100000Z",
            b"20031301000000Z",
        ] {
            assert_eq!(generalized_time(wrong), None);
        }
    }
}
