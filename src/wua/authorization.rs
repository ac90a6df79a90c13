// SPDX-License-Identifier: MIT OR Apache-2.0
//! Authorizations: what allows a service to be registered, and who verifies the cabinets that they come in.

#![forbid(unsafe_code)]

use uuid::Uuid;

use super::UnixTime;
use crate::hresult::HResult;
use crate::policy;

/// What an authorization says about the one service that it allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Authorization {
    pub(crate) service_id: Uuid,
    pub(crate) name: String,
    /// None: since ever.
    pub(crate) issued: Option<UnixTime>,
    /// None: never.
    pub(crate) expires: Option<UnixTime>,
    pub(crate) can_register_with_automatic_updates: bool,
    pub(crate) offers_windows_updates: bool,
    pub(crate) is_managed: bool,
    pub(crate) service_url: String,
    pub(crate) setup_prefix: String,
    pub(crate) redirect_urls: Vec<String>,
    /// The SHA-1 hash of the certificate that signs what the service offers.
    pub(crate) content_validation_certificate: Option<[u8; 20]>,
}

/// Whether an authorization may have a text.
pub(crate) fn is_text(text: &str) -> bool {
    text.chars().count() <= policy::AUTHORIZATION_TEXT_LIMIT && !text.chars().any(char::is_control)
}

/// Whether an authorization may have a text where it has URLs.
pub(crate) fn is_url(text: &str) -> bool {
    let host = ["https://", "http://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme));
    host.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && text.chars().all(|letter| letter.is_ascii_graphic())
        && is_text(text)
}

/// What an authorization is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) service_id: Uuid,
    /// Whether Automatic Updates is to use the service.
    pub(crate) with_automatic_updates: bool,
}

/// Who verifies signed cabinets. Files are read at once; the first of the documented steps that fails is reported. Called with
/// no lock held.
pub(crate) trait Verifier: Send + Sync {
    /// What an authorization cab says, if it is to be trusted and allows what is wanted.
    fn authorize(&self, path: &[u16], wanted: Wanted) -> Result<Authorization, HResult>;

    /// When a signed scan package was made, if it is to be trusted.
    fn scan_package(&self, path: &[u16]) -> Result<Option<UnixTime>, HResult>;
}
