// SPDX-License-Identifier: MIT OR Apache-2.0
//! When a signature was made, as somebody trusted has signed in turn: by RFC 3161, or by the older counter-signature.

#![forbid(unsafe_code)]

use der::asn1::{GeneralizedTime, ObjectIdentifier};
use der::{Decode, Tag};

use super::asn1::{Value, only};
use super::certificate::Certificate;
use super::chain::{self, Purpose};
use super::key::Digest;
use super::signature::{ContentType, Message, Signer, verify_signer};
use super::{Trust, UnixTime};

const TOKEN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.3.3.1");
const COUNTER_SIGNATURE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.6");
const TIMESTAMP_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");

/// The digest of what was stamped.
struct Imprint<'a> {
    digest: Digest,
    value: &'a [u8],
}

/// The time at which a message was signed, if it has a timestamp and that one is valid. One that is not counts for nothing.
pub(super) fn verified(message: &Message<'_>, trust: &Trust, now: UnixTime) -> Option<UnixTime> {
    let values = |kind| message.signer.unsigned_values(kind).unwrap_or_default();
    let token = || {
        let token = *values(TOKEN).first()?;
        token_time(token, message, trust)
    };
    let counter = || {
        let counter = *values(COUNTER_SIGNATURE).first()?;
        counter_time(counter, message, trust)
    };
    token().or_else(counter).filter(|time| *time <= now)
}

fn token_time(token: Value<'_>, message: &Message<'_>, trust: &Trust) -> Option<UnixTime> {
    let token = Message::from_der(token.whole)?;
    if token.content_type != TIMESTAMP_INFO {
        return None;
    }
    let (imprint, time) = timestamp_info(token.content)?;
    if imprint.value != imprint.digest.of(&[message.signer.signature]) {
        return None;
    }
    let mut certificates = token.certificates;
    certificates.extend_from_slice(&message.certificates);
    let authority = verify_signer(
        &token.signer,
        token.content,
        ContentType::Must(TIMESTAMP_INFO),
        &certificates,
        Purpose::TimeStamping.strength(),
    )
    .ok()?;
    trusted(authority, &certificates, trust, time)
}

fn counter_time(counter: Value<'_>, message: &Message<'_>, trust: &Trust) -> Option<UnixTime> {
    let counter = Signer::read(counter)?;
    let authority = verify_signer(
        &counter,
        message.signer.signature,
        ContentType::May(DATA),
        &message.certificates,
        Purpose::TimeStamping.strength(),
    )
    .ok()?;
    let time = counter.signed_value(SIGNING_TIME).ok()??.time()?;
    trusted(authority, &message.certificates, trust, time)
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
fn timestamp_info(content: &[u8]) -> Option<(Imprint<'_>, UnixTime)> {
    let mut fields = only(content)?.of(Tag::Sequence)?;
    let version = fields.next()?.number()?;
    let _policy = fields.identifier()?;
    let mut imprint = fields.expect(Tag::Sequence)?.values();
    let imprint = Imprint {
        digest: Digest::from_algorithm(imprint.next()?)?,
        value: imprint.next()?.octets()?,
    };
    let _serial_number = fields.expect(Tag::Integer)?;
    let time = fields.expect(Tag::GeneralizedTime)?;
    Some((imprint, generalized_time(time.body)?)).filter(|_| version == 1)
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
    let time = GeneralizedTime::from_der(&whole).ok()?;
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
