// SPDX-License-Identifier: MIT OR Apache-2.0
//! What an authorization cab allows.

#![forbid(unsafe_code)]

use std::path::Path;

use uuid::Uuid;

use super::update::date;

use crate::wua::authorization::{Authorization, Wanted};
use crate::wua::cab::{self, Refusal};
use crate::wua::verifier::Trusted;

/// Whether an update service may be registered with a cabinet.
pub enum Answer {
    /// It may; what the cabinet says about it, a name and a value each.
    Allowed(Vec<(&'static str, String)>),
    /// It may not: the HRESULT, and what is wrong.
    Refused(u32, String),
}

/// Verifies a cabinet as `AddService2` does, at this moment. The error is a sentence for the user.
pub fn authorize(
    cabinet: &Path,
    service_id: &str,
    with_automatic_updates: bool,
    trust: Option<&Path>,
    publishers: &[String],
) -> Result<Answer, String> {
    let service_id = Uuid::try_parse(service_id.trim_matches(['{', '}']))
        .map_err(|_| format!("{service_id}: not a GUID"))?;
    let wanted = Wanted {
        service_id,
        with_automatic_updates,
    };
    let trusted = Trusted {
        anchors: trust.map(Path::to_owned),
        publishers: publishers.to_vec(),
    };
    let checked =
        || -> Result<Authorization, Refusal> { trusted.authorize(&cab::read(cabinet)?, wanted) };
    Ok(match checked() {
        Ok(authorization) => Answer::Allowed(described(&authorization)),
        Err(refusal) => Answer::Refused(refusal.hresult(), refusal.to_string()),
    })
}

fn described(authorization: &Authorization) -> Vec<(&'static str, String)> {
    let thumbprint = authorization
        .content_validation_certificate
        .unwrap_or_default();
    let mut lines = vec![
        ("ServiceID", authorization.service_id.to_string()),
        ("Name", authorization.name.clone()),
        ("IssueDate", date(authorization.issued)),
        ("ExpirationDate", date(authorization.expires)),
        (
            "CanRegisterWithAU",
            authorization
                .can_register_with_automatic_updates
                .to_string(),
        ),
        (
            "OffersWindowsUpdates",
            authorization.offers_windows_updates.to_string(),
        ),
        ("IsManaged", authorization.is_managed.to_string()),
        ("ServiceUrl", authorization.service_url.clone()),
        ("SetupPrefix", authorization.setup_prefix.clone()),
        ("RedirectUrls", authorization.redirect_urls.join(" ")),
        (
            "ContentValidationCert",
            thumbprint
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        ),
    ];
    if authorization.content_validation_certificate.is_none() {
        lines.pop();
    }
    lines.retain(|(_, value)| !value.is_empty());
    lines
}
