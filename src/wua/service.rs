// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is known of an update service, and of its registration.

#![forbid(unsafe_code)]

use uuid::Uuid;
use widestring::U16String;

use super::UnixTime;
use super::authorization::Authorization;

/// A registered service, without what follows from the other ones: whether Automatic Updates uses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Service {
    pub(crate) id: Uuid,
    pub(crate) name: U16String,
    /// None: since ever.
    pub(crate) issued: Option<UnixTime>,
    /// None: never.
    pub(crate) expires: Option<UnixTime>,
    pub(crate) is_managed: bool,
    pub(crate) offers_windows_updates: bool,
    pub(crate) is_scan_package: bool,
    pub(crate) can_register_with_automatic_updates: bool,
    pub(crate) url: String,
    pub(crate) setup_prefix: String,
    pub(crate) redirect_urls: Vec<String>,
    /// The SHA-1 hash of the certificate that signs what the service offers.
    pub(crate) content_validation_certificate: Option<[u8; 20]>,
    /// The process with which the service ends, as a shared store names it.
    pub(crate) owner: Option<String>,
}

impl Service {
    /// A service of which nothing is known but its id: what the registration of an unregistered one shows.
    pub(crate) fn unknown(id: Uuid) -> Self {
        Self {
            id,
            name: U16String::new(),
            issued: None,
            expires: None,
            is_managed: false,
            offers_windows_updates: false,
            is_scan_package: false,
            can_register_with_automatic_updates: false,
            url: String::new(),
            setup_prefix: String::new(),
            redirect_urls: Vec::new(),
            content_validation_certificate: None,
            owner: None,
        }
    }
}

impl From<Authorization> for Service {
    fn from(given: Authorization) -> Self {
        Self {
            id: given.service_id,
            name: U16String::from_str(&given.name),
            issued: given.issued,
            expires: given.expires,
            is_managed: given.is_managed,
            offers_windows_updates: given.offers_windows_updates,
            is_scan_package: false,
            can_register_with_automatic_updates: given.can_register_with_automatic_updates,
            url: given.service_url,
            setup_prefix: given.setup_prefix,
            redirect_urls: given.redirect_urls,
            content_validation_certificate: given.content_validation_certificate,
            owner: None,
        }
    }
}

/// A service as a moment saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServiceView {
    pub(crate) service: Service,
    pub(crate) is_registered_with_automatic_updates: bool,
    pub(crate) is_default: bool,
}

/// How far a registration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RegistrationState {
    NotRegistered = 1,
    Pending = 2,
    Registered = 3,
}

/// A registration as a moment saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RegistrationView {
    pub(crate) state: RegistrationState,
    /// Whether Automatic Updates is to use the service once it is registered.
    pub(crate) is_pending_with_automatic_updates: bool,
    pub(crate) service: ServiceView,
}
