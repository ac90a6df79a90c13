// SPDX-License-Identifier: MIT OR Apache-2.0
//! Registration on line: authorization cabs from a server that the user names (`ENLIST_UPDATE_URL`).
//!
//! The cab of a service is at `{base}/{service id}/auth.cab`. It is asked about (`HEAD`) and then fetched (`GET`); one that was
//! fetched before is not sent again when the server says that it is still the same.

#![forbid(unsafe_code)]

mod connection;
mod exchange;
mod failure;
mod proxy;
#[cfg(feature = "tls")]
mod tls;
mod url;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use uuid::Uuid;

use self::exchange::{Request, Response};
use self::failure::Failure;
pub(crate) use self::proxy::Proxies;
pub(crate) use self::url::Url;
use super::authority::{Authority, Refused};
use super::authorization::Wanted;
use super::service::Service;
use super::verifier::Trusted;
use crate::hresult::HResult;
use crate::policy;
use crate::sync::{Frozen, Mutex};

/// How the server is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) base: Url,
    pub(crate) proxies: Proxies,
    /// Who vouches for secure servers instead of those whom the system trusts; absolute.
    pub(crate) anchors: Option<PathBuf>,
    /// How long one registration may take.
    pub(crate) time: Duration,
}

impl Settings {
    /// Where connections go, to the server or to its proxy, and whether somebody listens there.
    #[cfg(feature = "cli")]
    pub(crate) fn probe(&self, time: Duration) -> (String, Result<(), HResult>) {
        let proxy = self.proxies.for_url(&self.base);
        let nearest = proxy.unwrap_or(&self.base);
        let answer = connection::probe(nearest, time).map_err(HResult::from);
        (nearest.endpoint(), answer)
    }
}

/// A server with authorization cabs.
pub(crate) struct Server {
    settings: Settings,
    trusted: Trusted,
    known: Mutex<BTreeMap<Uuid, Known>>,
}

/// A cab that was fetched, and what the server calls this version of it.
#[derive(Clone)]
struct Known {
    tag: String,
    cabinet: Arc<[u8]>,
}

impl Server {
    pub(crate) fn new(settings: Settings, trusted: Trusted) -> Self {
        Self {
            settings,
            trusted,
            known: Mutex::default(),
        }
    }
}

impl Authority for Server {
    fn ask(&self, wanted: Wanted) -> Result<Service, Refused> {
        let mut visit = Visit {
            server: self,
            deadline: Instant::now() + self.settings.time,
            was_answered: false,
        };
        let cabinet = visit.cabinet(wanted.service_id).map_err(HResult::from);
        let was_on_line = visit.was_answered;
        cabinet
            .and_then(|cabinet| Ok(self.trusted.authorize(&cabinet, wanted)?))
            .map(Service::from)
            .map_err(|reason| Refused {
                reason,
                was_on_line,
            })
    }

    fn forget(&self) {
        self.known.lock().clear();
    }

    fn freeze(&'static self) -> Vec<Frozen> {
        vec![self.known.freeze()]
    }
}

/// What is said to a server for one registration.
struct Visit<'a> {
    server: &'a Server,
    deadline: Instant,
    was_answered: bool,
}

impl Visit<'_> {
    fn cabinet(&mut self, id: Uuid) -> Result<Arc<[u8]>, Failure> {
        let url = self.server.settings.base.below(&format!("{id}/auth.cab"));
        let about = self.follow(&url, false, None)?;
        check(&about)?;
        let known = self.server.known.lock().get(&id).cloned();
        let tag = known.as_ref().map(|known| known.tag.as_str());
        let response = self.follow(&url, true, tag)?;
        if let Some(known) = known.filter(|_| response.head.status == 304) {
            return Ok(known.cabinet);
        }
        check(&response)?;
        let cabinet: Arc<[u8]> = response.body.into();
        // It goes back to the server, as a header.
        let is_clean = |tag: &&str| {
            tag.bytes()
                .all(|byte| byte == b' ' || byte.is_ascii_graphic())
        };
        if let Some(tag) = response.head.header("etag").filter(is_clean) {
            let known = Known {
                tag: tag.to_owned(),
                cabinet: Arc::clone(&cabinet),
            };
            let mut all = self.server.known.lock();
            if all.len() >= policy::KNOWN_CABINET_LIMIT {
                all.clear();
            }
            all.insert(id, known);
        }
        Ok(cabinet)
    }

    /// Asks, and asks again where the answer is said to be.
    fn follow(
        &mut self,
        url: &Url,
        wants_body: bool,
        known: Option<&str>,
    ) -> Result<Response, Failure> {
        let mut url = url.clone();
        for _ in 0..=policy::REDIRECT_LIMIT {
            let answer = self.ask(&url, wants_body, known);
            self.was_answered |= answer
                .as_ref()
                .map_or_else(|failure| failure.was_answered(), |_| true);
            let response = answer?;
            if !matches!(response.head.status, 301 | 302 | 303 | 307 | 308) {
                return Ok(response);
            }
            let location = response.head.header("location");
            let target = location.and_then(|location| url.join(location));
            let target = target.ok_or(Failure::Malformed)?;
            if url.is_secure && !target.is_secure {
                return Err(Failure::Insecure);
            }
            url = target;
        }
        Err(Failure::Astray)
    }

    fn ask(&self, url: &Url, wants_body: bool, known: Option<&str>) -> Result<Response, Failure> {
        let settings = &self.server.settings;
        let proxy = settings.proxies.for_url(url);
        let anchors = settings.anchors.as_deref();
        let connection = connection::open(url, proxy, anchors, self.deadline)?;
        let request = Request {
            url,
            wants_body,
            known,
            to_proxy: proxy.is_some() && !url.is_secure,
        };
        exchange::ask(connection, request)
    }
}

/// Whether a response has what was asked for.
fn check(response: &Response) -> Result<(), Failure> {
    let head = &response.head;
    if !(200..300).contains(&head.status) {
        return Err(Failure::Status(head.status));
    }
    let kind = head.header("content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    policy::CABINET_CONTENT_TYPES
        .iter()
        .any(|known| kind.eq_ignore_ascii_case(known))
        .then_some(())
        .ok_or(Failure::WrongType)
}
