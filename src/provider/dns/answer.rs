// SPDX-License-Identifier: MIT OR Apache-2.0
//! Questions answered: what was found, in the form of services.

#![forbid(unsafe_code)]

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use uuid::Uuid;

use super::address;
use super::blob;
use super::question::{Host, HostSubject, Port, Question, Subject, Transport};
use super::resolver::{self, HostEntry, Resolver};
use super::services;
use super::wait::{Outcome, Wait};
use crate::error::Error;
use crate::policy;
use crate::provider::Answer;
use crate::rnr::query;
use crate::rnr::service::{Addresses, Blob, Service, State};
use crate::text::WideText;

/// The mark of a result that is another name of the one before it.
pub(super) const RESULT_IS_ALIAS: u32 = 1;

/// Asks, and makes the results: one, and one more for each alias.
pub(super) fn answers(question: &Question, resolver: Resolver, wait: &Wait) -> Outcome {
    let found = match &question.subject {
        Subject::Host(subject) => host(question, subject, resolver, wait)?,
        Subject::HostAt { address, transport } => {
            let mut host = HostEntry::new(&resolver.name_of(*address, wait)?);
            host.add_address(SocketAddr::new(*address, 0));
            let addresses = transport_addresses(&host, 0, *transport);
            Found {
                blob: Some(hostent(&host)),
                addresses,
                ..Found::of(question.class, host)
            }
        }
        Subject::Service(subject) => {
            let service = services::find(subject)?;
            let blob = blob::servent(
                &service.name,
                &service.aliases,
                service.port,
                service.transport.name(),
            );
            let class = service.transport.class(service.port);
            let entry = HostEntry {
                name: service.name,
                aliases: service.aliases,
                addresses: Vec::new(),
            };
            Found {
                blob: Some(Blob::new(blob)),
                ..Found::of(class, entry)
            }
        }
        Subject::Records { name, record_type } => {
            let (owner, answer) = resolver.records(name, *record_type, wait)?;
            Found {
                blob: Some(policy::records_blob(answer)),
                ..Found::of(question.class, owner)
            }
        }
    };
    found.into_answers(question)
}

fn host(
    question: &Question,
    subject: &HostSubject,
    resolver: Resolver,
    wait: &Wait,
) -> Result<Found, Error> {
    let (port, service_transport) = match &subject.port {
        Port::Number(port) => (*port, None),
        Port::Of(service) => {
            let (port, transport) = services::port(service)?;
            (port, Some(transport))
        }
    };
    let transport = subject
        .transport
        .or(service_transport)
        .unwrap_or(subject.default_transport);
    let mut host = match &subject.host {
        Host::Local { addresses } => resolver.local(*addresses, subject.families, wait)?,
        Host::Address(address) => resolver::literal(*address, subject.families)?,
        Host::Named(name) => resolver.host(name, subject.families, wait)?,
    };
    let mut blob = None;
    if subject.hostent {
        let inet = policy::hostent_is_inet(&host.addresses);
        host.addresses.retain(|address| address.is_ipv4() == inet);
        blob = Some(hostent(&host));
    }
    Ok(Found {
        addresses: transport_addresses(&host, port, transport),
        blob,
        ..Found::of(question.class, host)
    })
}

fn transport_addresses(host: &HostEntry, port: u16, transport: Transport) -> Addresses {
    let addresses = host.addresses.iter();
    addresses
        .map(|&host| address::transport_address(host, port, transport))
        .collect()
}

fn hostent(host: &HostEntry) -> Blob {
    let addresses: Vec<IpAddr> = host.addresses.iter().map(SocketAddr::ip).collect();
    Blob::new(blob::hostent(&host.name, &host.aliases, &addresses))
}

/// What was found, before it is a service.
struct Found {
    class: Uuid,
    name: String,
    aliases: Vec<String>,
    addresses: Addresses,
    blob: Option<Blob>,
}

impl Found {
    fn of(class: Uuid, entry: HostEntry) -> Self {
        Self {
            class,
            name: entry.name,
            aliases: entry.aliases,
            addresses: Addresses::new(),
            blob: None,
        }
    }

    fn into_answers(self, question: &Question) -> Outcome {
        let passes = |address| query::passes(address, &question.protocols, false);
        if !self.addresses.is_empty() && !self.addresses.iter().any(passes) {
            return Err(Error::NoData);
        }
        let result = |name: &str, addresses, blob, output_flags| Answer {
            service: Cow::Owned(Arc::new(Service {
                class: Some(self.class),
                name: wide(name),
                context: Box::default(),
                version: None,
                comment: None,
                blob,
                addresses,
                state: State::Registered,
                outdated: Default::default(),
            })),
            protocols: Cow::Owned(question.protocols.to_vec()),
            query_string: Box::default(),
            output_flags,
        };
        let mut answers = vec![result(&self.name, self.addresses, self.blob, 0)];
        for alias in &self.aliases {
            answers.push(result(alias, Addresses::new(), None, RESULT_IS_ALIAS));
        }
        Ok(answers)
    }
}

fn wide(text: &str) -> WideText {
    let mut wide = WideText::new();
    text.encode_utf16().for_each(|unit| wide.push(unit));
    wide
}
