// SPDX-License-Identifier: MIT OR Apache-2.0
//! Authorization cabs: signed cabinets, each of which allows one update service to be registered.
//!
//! Everything here is a function of the bytes, of whom the user trusts, and of the time. The signature is verified before
//! anything inside the cabinet is looked at, and on every platform by the same code: no system's verification is asked.

#![forbid(unsafe_code)]

mod asn1;
mod authorization;
mod certificate;
mod chain;
mod contents;
mod envelope;
mod file;
mod key;
mod refusal;
mod signature;
#[cfg(test)]
mod tests;
mod timestamp;
mod trust;

use std::time::Duration;

use uuid::Uuid;

pub(crate) use authorization::Authorization;
pub(crate) use certificate::Certificate;
pub(crate) use file::read;
pub(crate) use refusal::Refusal;
pub(crate) use trust::Trust;

/// A time, since the beginning of 1970 in UTC.
pub(crate) type UnixTime = Duration;

/// What a cabinet is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Request {
    /// The service that is to be registered.
    pub(crate) service_id: Uuid,
    /// Whether Automatic Updates is to use it.
    pub(crate) with_automatic_updates: bool,
}

/// What the cabinet says about the service, if it allows what is requested. The first step that fails decides.
pub(crate) fn authorize(
    cabinet: &[u8],
    request: Request,
    trust: &Trust,
    now: UnixTime,
) -> Result<Authorization, Refusal> {
    let envelope = envelope::open(cabinet)?;
    let signatures = signature::parse(envelope.signature)?;
    signature::verify(&signatures, &envelope, trust, now)?;
    let text = contents::authorization(envelope.cabinet)?;
    let authorization = authorization::parse(&text)?;
    authorization.permits(request, now)?;
    Ok(authorization)
}
