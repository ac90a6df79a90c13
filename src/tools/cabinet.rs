// SPDX-License-Identifier: MIT OR Apache-2.0
//! What an authorization cab allows.

#![forbid(unsafe_code)]

use std::path::Path;

use super::errors;
use super::text::escaped;
use super::update::date;
use crate::hresult::HResult;
use crate::text::guid;
use crate::wua::authorization::{Authorization, Wanted};
use crate::wua::cab::{self, Refusal, Trust};
use crate::wua::verifier::Trusted;

/// Whether an update service may be registered with a cabinet.
pub enum Answer {
    /// It may; what the cabinet says about it, a name and a value each.
    Allowed(Vec<(&'static str, String)>),
    /// It may not: the HRESULT with its name, and what is wrong.
    Refused(String),
}

/// Verifies a cabinet as `AddService2` does, at this moment. The error is a sentence for the user.
pub fn authorize(
    cabinet: &Path,
    service_id: &str,
    with_automatic_updates: bool,
    trust: Option<&Path>,
    publishers: &[String],
) -> Result<Answer, String> {
    let service_id =
        guid::parse(service_id).ok_or_else(|| format!("{}: not a GUID", escaped(service_id)))?;
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
        Err(refusal) => {
            let code = errors::named(HResult(refusal.hresult()));
            let why = whom_to_trust(refusal, trust).unwrap_or_default();
            Answer::Refused(format!("{code}: {refusal}{why}"))
        }
    })
}

/// What is wrong with those who are trusted, when that is why nobody is.
fn whom_to_trust(refusal: Refusal, trust: Option<&Path>) -> Option<String> {
    let is_about_trust = [
        Refusal::UntrustedRoot,
        Refusal::IncompleteChain,
        Refusal::TrustUnreadable,
    ]
    .contains(&refusal);
    let Some(path) = trust.filter(|_| is_about_trust) else {
        return is_about_trust.then(|| "; nobody is trusted: --trust says whom".to_owned());
    };
    match Trust::read(path, &[]) {
        Ok(trust) if trust.has_anchors() => None,
        Ok(_) => Some(format!("; {}: no certificate in it", path.display())),
        Err(error) => Some(format!("; {error}")),
    }
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
