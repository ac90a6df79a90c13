// SPDX-License-Identifier: MIT OR Apache-2.0
//! Authorization cabs: signed cabinets, each of which allows one update service to be registered. And scan packages, whose
//! signature is of the same kind.
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
mod scan_package;
mod signature;
#[cfg(test)]
mod tests;
mod timestamp;
mod trust;

pub(crate) use certificate::Certificate;
pub(crate) use file::read;
pub(crate) use refusal::Refusal;
pub(crate) use trust::Trust;

use std::path::Path;

#[cfg(feature = "cli")]
use uuid::Uuid;

use super::UnixTime;
use super::authorization::{Authorization, Wanted};

/// What the cabinet says about the service, if it allows what is requested. The first step that fails decides.
pub(crate) fn authorize(
    cabinet: &[u8],
    wanted: Wanted,
    trust: &Trust,
    now: UnixTime,
) -> Result<Authorization, Refusal> {
    let envelope = envelope::open(cabinet)?;
    let signatures = signature::parse(envelope.signature)?;
    signature::verify(
        &signatures,
        |digest| Ok(digest.of(&envelope.covered)),
        trust,
        now,
    )?;
    let text = contents::authorization(envelope.cabinet)?;
    let authorization = authorization::parse(&text)?;
    authorization::permits(&authorization, wanted, now)?;
    Ok(authorization)
}

/// The service that a cabinet is for, whoever has signed it.
#[cfg(feature = "cli")]
pub(crate) fn service_id(cabinet: &[u8]) -> Result<Uuid, Refusal> {
    let envelope = envelope::open(cabinet)?;
    let text = contents::authorization(envelope.cabinet)?;
    Ok(authorization::parse(&text)?.service_id)
}

/// When a scan package was made, if its signature is good. It may be larger than memory.
pub(crate) fn scan_package(
    path: &Path,
    trust: impl FnOnce() -> Result<Trust, Refusal>,
    now: UnixTime,
) -> Result<Option<UnixTime>, Refusal> {
    let mut file = file::SignedFile::open(path)?;
    let padded = file.signature()?;
    let signature = signature::parse(&padded)?;
    let trust = trust()?;
    signature::verify(&signature, |digest| file.digest(digest), &trust, now)?;
    scan_package::made(&mut file)
}
