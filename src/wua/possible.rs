// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a registration can have brought about, and so what can be put back from a file or a snapshot.
//!
//! The limits are those of authorizations: what they refuse is not to be had by another way either. Callers' own texts, the names
//! of programs and of services over scan packages, may be any.

#![forbid(unsafe_code)]

use super::UnixTime;
use super::authorization::{is_text, is_url};
use super::service::Service;
use super::state::{Pending, State};
use crate::policy;

/// Why no call can have made something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Impossible {
    #[error("the name is empty")]
    Nameless,
    #[error(
        "a text has control characters, or more than {} characters",
        policy::AUTHORIZATION_TEXT_LIMIT
    )]
    Text,
    #[error("a URL is none of http or https")]
    Url,
    #[error(
        "there are more than {} URLs to redirect to",
        policy::REDIRECT_URL_LIMIT
    )]
    ManyUrls,
    #[error("a time is after the year 9999")]
    Time,
}

/// The last second of the year 9999, after which authorizations have no dates.
const LAST: UnixTime = UnixTime::from_secs(253_402_300_799);

/// Whether a registration can have made a service.
pub(crate) fn service(service: &Service) -> Result<(), Impossible> {
    if service.name.is_empty() {
        return Err(Impossible::Nameless);
    }
    let is_name = || service.name.to_string().is_ok_and(|name| is_text(&name));
    if !(service.is_scan_package || is_name()) || !is_text(&service.setup_prefix) {
        return Err(Impossible::Text);
    }
    if service.redirect_urls.len() > policy::REDIRECT_URL_LIMIT {
        return Err(Impossible::ManyUrls);
    }
    let mut urls = service.redirect_urls.iter();
    if !(service.url.is_empty() || is_url(&service.url)) || !urls.all(|url| is_url(url)) {
        return Err(Impossible::Url);
    }
    service
        .issued
        .iter()
        .chain(&service.expires)
        .try_for_each(time)
}

/// Whether a registration can have been left pending.
pub(crate) fn pending(pending: &Pending) -> Result<(), Impossible> {
    time(&pending.queued)
}

/// Whether calls can have brought the services of a machine there.
pub(crate) fn updates(state: &State) -> Result<(), Impossible> {
    state.services.iter().try_for_each(|known| service(known))?;
    state.pending.values().try_for_each(pending)
}

fn time(time: &UnixTime) -> Result<(), Impossible> {
    match *time <= LAST {
        true => Ok(()),
        false => Err(Impossible::Time),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use uuid::Uuid;
    use widestring::U16String;

    use super::*;

    fn with(change: impl FnOnce(&mut Service)) -> Result<(), Impossible> {
        let mut given = Service {
            name: U16String::from_str("N\u{e4}me"),
            issued: Some(UnixTime::ZERO),
            expires: Some(LAST),
            setup_prefix: "x".repeat(policy::AUTHORIZATION_TEXT_LIMIT),
            redirect_urls: vec!["http://a".to_owned(); policy::REDIRECT_URL_LIMIT],
            ..Service::unknown(Uuid::from_u128(1))
        };
        change(&mut given);
        let found = service(&given);
        let mut state = State::fresh();
        state.services.push(Arc::new(given));
        assert_eq!(updates(&state), found);
        found
    }

    #[test]
    fn a_service_is_what_an_authorization_allows() {
        assert_eq!(with(|_| ()), Ok(()));
        assert_eq!(with(|given| given.url = "https://a/b".to_owned()), Ok(()));
        assert_eq!(with(|given| given.name.clear()), Err(Impossible::Nameless));
        for wrong in [vec![0x41, 0, 0x42], vec![0xD800], vec![0x41; 2084]] {
            let name = || U16String::from_vec(wrong.clone());
            assert_eq!(with(|given| given.name = name()), Err(Impossible::Text));
            // As a program may call its own.
            let own = with(|given| (given.name, given.is_scan_package) = (name(), true));
            assert_eq!(own, Ok(()));
        }
        for wrong in ["\0", "\n"] {
            let text = || wrong.to_owned();
            assert_eq!(
                with(|given| given.setup_prefix = text()),
                Err(Impossible::Text)
            );
        }
        let long = format!("http://{}", "a".repeat(policy::AUTHORIZATION_TEXT_LIMIT));
        for wrong in ["a\0b", "http://a\0b", "http://", "ftp://a", &long] {
            let text = || wrong.to_owned();
            assert_eq!(with(|given| given.url = text()), Err(Impossible::Url));
            let redirected = with(|given| given.redirect_urls = vec![text()]);
            assert_eq!(redirected, Err(Impossible::Url));
        }
        let more = with(|given| given.redirect_urls.push("http://a".to_owned()));
        assert_eq!(more, Err(Impossible::ManyUrls));
    }

    #[test]
    fn times_end_with_the_year_9999() {
        let late = Some(LAST + UnixTime::from_secs(1));
        assert_eq!(with(|given| given.issued = late), Err(Impossible::Time));
        assert_eq!(with(|given| given.expires = late), Err(Impossible::Time));
        let queued_at = |queued| {
            let waiting = Pending {
                client: U16String::from_vec(vec![0]),
                with_automatic_updates: false,
                queued,
                failure: None,
                attempt: None,
            };
            let mut state = State::fresh();
            state.pending.insert(Uuid::nil(), waiting);
            updates(&state)
        };
        assert_eq!(queued_at(LAST), Ok(()));
        assert_eq!(queued_at(UnixTime::MAX), Err(Impossible::Time));
    }
}
