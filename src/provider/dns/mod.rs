// SPDX-License-Identifier: MIT OR Apache-2.0
//! The DNS namespace ("Tcpip"): hosts, their addresses, services by name and port, and records of any type.
//!
//! A lookup is read when it is begun (`question`) and asked when its first result is wanted (`resolver`), on a thread that
//! can be left (`wait`); all its results are known then (`answer`).

// Not forbidden, since `system` has to allow it for itself.
#![deny(unsafe_code)]

mod address;
mod answer;
mod blob;
mod exchange;
mod hosts_file;
mod message;
mod name;
mod question;
mod resolv_conf;
mod resolver;
mod services;
mod system;
mod wait;
mod wire;

pub(crate) use blob::Layout;
pub(crate) use question::Transport;

use std::net::SocketAddr;
use std::sync::Arc;
use std::vec;

use uuid::Uuid;

use super::{Answer, Interrupt, Lookup, NamespaceProvider, Outcome};
use crate::error::Error;
use crate::policy;
use crate::rnr::class::{self, ClassStanding, ServiceClass};
use crate::rnr::context;
use crate::rnr::namespace::NS_DNS;
use crate::rnr::query::{ControlFlags, Query};
use crate::rnr::service::{Operation, Registration};
use question::Question;
use resolver::Resolver;
use wait::Wait;

/// Takes registrations and does nothing with them, as its reference says; looks up what DNS knows.
#[derive(Debug)]
pub(crate) struct Dns {
    resolver: Resolver,
}

impl Dns {
    /// Asks the system's resolver, or the hosts file and this server.
    pub(crate) fn new(server: Option<SocketAddr>) -> Self {
        Self {
            resolver: Resolver::new(server),
        }
    }
}

/// Whether a server answers questions, of which it is asked one: for the servers of the root.
#[cfg(feature = "cli")]
pub(crate) fn probe(server: SocketAddr) -> Result<(), Error> {
    const TYPE_NS: u16 = 2;
    let servers = exchange::Servers {
        timeout: policy::DNS_PROBE_TIMEOUT,
        attempts: 1,
        ..exchange::Servers::one(server)
    };
    match exchange::ask(&servers, ".", TYPE_NS, &Wait::default()) {
        // It has answered, though nothing of use.
        Ok(_) | Err(Error::NoRecovery | Error::HostNotFound | Error::NoData) => Ok(()),
        Err(error) => Err(error),
    }
}

impl NamespaceProvider for Dns {
    fn set_service(
        &self,
        _given: &Registration,
        _class: Option<&ServiceClass>,
        _operation: Operation,
        _control_flags: u32,
    ) -> Result<Outcome, Error> {
        Ok(Outcome::Ignored)
    }

    fn lookup_begin(
        &self,
        query: &Query,
        _class: Option<&ServiceClass>,
        flags: ControlFlags,
    ) -> Result<Box<dyn Lookup>, Error> {
        if flags.contains(ControlFlags::CONTAINERS) {
            return Err(policy::NO_CONTAINERS);
        }
        let question = Question::read(query, flags)?;
        if !context::normalise(&query.context).is_empty() {
            return Err(policy::CONTEXT_IN_FLAT_NAMESPACE);
        }
        Ok(Box::new(DnsLookup {
            resolver: self.resolver,
            question: Some(question),
            answers: Vec::new().into_iter(),
            wait: Arc::default(),
        }))
    }

    /// Only the classes that need no installation.
    fn class_info(&self, class: Uuid) -> Result<Arc<ServiceClass>, Error> {
        class::implied(class, NS_DNS).ok_or(Error::ClassNotFound)
    }

    fn class_standing(&self, _class: Uuid) -> Result<ClassStanding, Error> {
        Ok(ClassStanding::ABSENT)
    }
}

struct DnsLookup {
    resolver: Resolver,
    /// Until it is asked.
    question: Option<Question>,
    /// What is left of the answers.
    answers: vec::IntoIter<Answer<'static>>,
    wait: Arc<Wait>,
}

impl Lookup for DnsLookup {
    fn next(&mut self, flags: ControlFlags) -> Result<Answer<'_>, Error> {
        if let Some(question) = self.question.take() {
            let resolver = self.resolver;
            let answers = if question.is_immediate() {
                answer::answers(&question, resolver, &self.wait)
            } else {
                self.wait
                    .run(move |wait| answer::answers(&question, resolver, wait))
            };
            self.answers = answers?.into_iter();
        }
        let aliases = flags.contains(ControlFlags::RETURN_ALIASES);
        self.answers
            .find(|answer| aliases || answer.output_flags & answer::RESULT_IS_ALIAS == 0)
            .ok_or(Error::NoMore)
    }

    fn interrupt(&self) -> Option<Arc<dyn Interrupt>> {
        Some(self.wait.clone())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::net::UdpSocket;
    use std::thread;

    use uuid::Uuid;

    use super::*;
    use crate::text::WideText;

    const TCP_80: Uuid = Uuid::from_u128(0x00090050_0000_0000_C000_000000000046);

    fn query(name: &str) -> Query {
        Query {
            class: Some(TCP_80),
            name: WideText::from_slice(&name.encode_utf16().collect::<Vec<_>>()),
            ..Query::default()
        }
    }

    fn refusal(query: &Query, flags: ControlFlags) -> Option<Error> {
        Dns::new(None).lookup_begin(query, None, flags).err()
    }

    #[test]
    fn containers_are_no_data_and_what_is_not_for_dns_is_not_found() {
        let empty = Query::default();
        assert_eq!(
            refusal(&empty, ControlFlags::CONTAINERS),
            Some(Error::NoData)
        );
        assert_eq!(
            refusal(&empty, ControlFlags::RETURN_ALL),
            Some(Error::ServiceNotFound)
        );
        assert_eq!(refusal(&query("web.test"), ControlFlags::RETURN_ALL), None);
    }

    #[test]
    fn the_namespace_has_no_contexts_but_the_default() {
        let mut query = query("web.test");
        query.context = [u16::from(b'\\')].into();
        assert_eq!(refusal(&query, ControlFlags::RETURN_ALL), None);
        query.context = [u16::from(b'x')].into();
        assert_eq!(
            refusal(&query, ControlFlags::RETURN_ALL),
            Some(Error::InvalidParameter)
        );
    }

    #[test]
    fn a_next_that_waits_is_cancelled_and_every_later_one_has_nothing() {
        let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
        let dns = Dns::new(Some(silent.local_addr().unwrap()));
        let mut lookup = dns
            .lookup_begin(&query("web.test"), None, ControlFlags::RETURN_ALL)
            .unwrap();
        let interrupt = lookup.interrupt().unwrap();
        let waiting = thread::spawn(move || {
            let outcome = lookup.next(ControlFlags::RETURN_ALL).map(drop);
            (outcome, lookup)
        });
        // It is inside: its question has come.
        let mut buffer = [0; 512];
        silent.recv(&mut buffer).unwrap();
        interrupt.interrupt();
        let (outcome, mut lookup) = waiting.join().unwrap();
        assert_eq!(outcome, Err(Error::Cancelled));
        // It came back before the question was asked again.
        silent.set_nonblocking(true).unwrap();
        assert!(silent.recv(&mut buffer).is_err());
        assert_eq!(
            lookup.next(ControlFlags::RETURN_ALL).map(drop),
            Err(Error::NoMore)
        );
    }

    #[test]
    fn a_lookup_that_was_interrupted_before_asks_nobody() {
        let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
        silent.set_nonblocking(true).unwrap();
        let dns = Dns::new(Some(silent.local_addr().unwrap()));
        let mut lookup = dns
            .lookup_begin(&query("web.test"), None, ControlFlags::RETURN_ALL)
            .unwrap();
        lookup.interrupt().unwrap().interrupt();
        assert_eq!(
            lookup.next(ControlFlags::RETURN_ALL).map(drop),
            Err(Error::Cancelled)
        );
        assert!(silent.recv(&mut [0; 512]).is_err());
    }
}
