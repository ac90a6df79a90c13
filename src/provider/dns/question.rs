// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a lookup asks DNS: read from its restrictions, before anybody is asked.

#![forbid(unsafe_code)]

use std::net::IpAddr;

use uuid::Uuid;

use super::name;
use crate::error::Error;
use crate::numbers::{AF_INET, AF_INET6, DNS_PORT};
use crate::policy;
use crate::rnr::query::{ControlFlags, Protocol, Protocols, Query};

/// What every well-known class has in common: the second and the last part.
const CLASS_TAIL: (u16, [u8; 8]) = (0, [0xC0, 0, 0, 0, 0, 0, 0, 0x46]);

/// The first half of the first part of the classes that are made from port numbers.
const TCP_CLASS: u32 = 0x0009_0000;
const UDP_CLASS: u32 = 0x000A_0000;

/// Record types that are addresses.
pub(super) const TYPE_A: u16 = 1;
pub(super) const TYPE_AAAA: u16 = 28;

/// A question, and what its answers are to look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) class: Uuid,
    /// The restriction that addresses must pass.
    pub(super) protocols: Protocols,
    pub(super) subject: Subject,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// A host by its name.
    Host(HostSubject),
    /// The host that has an address.
    HostAt {
        address: IpAddr,
        transport: Transport,
    },
    /// An entry of the list of services.
    Service(ServiceSubject),
    /// The records of one type that a name has.
    Records { name: String, record_type: u16 },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HostSubject {
    pub(super) host: Host,
    pub(super) families: Families,
    /// None when the protocol is that of the service which gives the port, or else any.
    pub(super) transport: Option<Transport>,
    /// What is used when that is none.
    pub(super) default_transport: Transport,
    pub(super) port: Port,
    /// Whether the answer has a `HOSTENT`.
    pub(super) hostent: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Host {
    /// This machine. Its name is known without asking; its addresses may not be wanted.
    Local {
        addresses: bool,
    },
    Address(IpAddr),
    Named(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Port {
    Number(u16),
    Of(ServiceSubject),
}

/// A service by its name or its port, over one protocol or any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ServiceSubject {
    pub(super) key: ServiceKey,
    pub(super) transport: Option<Transport>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ServiceKey {
    Name(String),
    Port(u16),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transport {
    Tcp,
    Udp,
}

/// The address families that are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Families {
    pub(super) inet: bool,
    pub(super) inet6: bool,
}

/// The classes that DNS answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    HostName,
    HostByAddress,
    ServiceByName,
    HostByName,
    Records(u16),
    Port(Transport, u16),
}

impl Question {
    /// Reads a question; what cannot be one is not for DNS, and nobody is asked.
    pub(super) fn read(query: &Query, flags: ControlFlags) -> Result<Self, Error> {
        let class = query.class.ok_or(policy::NOT_FOR_DNS)?;
        let kind = Class::of(class).ok_or(policy::NOT_FOR_DNS)?;
        let name = query.exact_name().unwrap_or_default();
        let families = Families::wanted(&query.protocols);
        if !families.inet && !families.inet6 {
            return Err(policy::NOT_FOR_DNS);
        }
        let default_transport = Transport::wanted(&query.protocols);
        let host = |host| HostSubject {
            host,
            families,
            transport: None,
            default_transport,
            port: Port::Number(0),
            hostent: false,
        };
        let subject = match kind {
            Class::HostName => {
                let addresses = flags.contains(ControlFlags::RETURN_ADDR);
                let subject = if query.name.is_empty() {
                    host(Host::Local { addresses })
                } else {
                    host(Host::named_or_literal(name)?)
                };
                let port = match &*query.query_string {
                    [] => Port::Number(0),
                    service => Port::of(ServiceSubject::read(service)?),
                };
                Subject::Host(HostSubject { port, ..subject })
            }
            Class::HostByName => Subject::Host(HostSubject {
                hostent: true,
                ..host(Host::named(name)?)
            }),
            Class::Records(record_type @ (TYPE_A | TYPE_AAAA)) => {
                let inet = record_type == TYPE_A;
                Subject::Host(HostSubject {
                    families: Families { inet, inet6: !inet },
                    hostent: true,
                    ..host(Host::named(name)?)
                })
            }
            Class::Port(transport, port) => Subject::Host(HostSubject {
                transport: Some(transport),
                port: Port::Number(port),
                ..host(Host::named_or_literal(name)?)
            }),
            Class::HostByAddress => Subject::HostAt {
                address: name::address(name).ok_or(policy::NOT_FOR_DNS)?,
                transport: default_transport,
            },
            Class::ServiceByName => Subject::Service(ServiceSubject::read(name)?),
            Class::Records(record_type) => Subject::Records {
                name: name::of_records(name).ok_or(policy::NOT_FOR_DNS)?,
                record_type,
            },
        };
        Ok(Self {
            class,
            protocols: query.protocols.clone(),
            subject,
        })
    }

    /// Whether the answer is known without asking anybody and without reading a file.
    pub(super) fn is_immediate(&self) -> bool {
        matches!(
            &self.subject,
            Subject::Host(HostSubject {
                host: Host::Address(_) | Host::Local { addresses: false },
                port: Port::Number(_),
                ..
            })
        )
    }
}

impl Class {
    fn of(id: Uuid) -> Option<Self> {
        let (first, second, third, tail) = id.as_fields();
        if (second, *tail) != CLASS_TAIL {
            return None;
        }
        let port = first as u16;
        match (first, third) {
            (0x0002_A800, 0) => Some(Self::HostName),
            (0x0002_A801, 0) => Some(Self::HostByAddress),
            (0x0002_A802, 0) => Some(Self::ServiceByName),
            (0x0002_A803, 0) => Some(Self::HostByName),
            // A record type means something together with the port of DNS only.
            (_, 1..) if first == TCP_CLASS | u32::from(DNS_PORT) => Some(Self::Records(third)),
            _ if first & 0xFFFF_0000 == TCP_CLASS => Some(Self::Port(Transport::Tcp, port)),
            _ if first & 0xFFFF_0000 == UDP_CLASS => Some(Self::Port(Transport::Udp, port)),
            _ => None,
        }
    }
}

impl Host {
    fn named(text: &[u16]) -> Result<Self, Error> {
        let host = name::of_host(text).ok_or(policy::NOT_FOR_DNS)?;
        Ok(Self::Named(host))
    }

    fn named_or_literal(text: &[u16]) -> Result<Self, Error> {
        match name::address(text) {
            Some(address) => Ok(Self::Address(address)),
            None => Self::named(text),
        }
    }
}

impl Port {
    fn of(service: ServiceSubject) -> Self {
        match service {
            ServiceSubject {
                key: ServiceKey::Port(port),
                transport: None,
            } => Self::Number(port),
            service => Self::Of(service),
        }
    }
}

impl ServiceSubject {
    /// Reads "ftp/tcp", "21/tcp", "ftp" or "21".
    fn read(text: &[u16]) -> Result<Self, Error> {
        let text = name::printable(text).ok_or(policy::NOT_FOR_DNS)?;
        let (key, transport) = match text.split_once('/') {
            Some((key, protocol)) => (key, Some(Transport::named(protocol)?)),
            None => (&*text, None),
        };
        let is_number = key.bytes().all(|byte| byte.is_ascii_digit());
        let key = match key {
            "" => return Err(policy::NOT_FOR_DNS),
            number if is_number => {
                ServiceKey::Port(number.parse().map_err(|_| policy::NOT_FOR_DNS)?)
            }
            name => ServiceKey::Name(name.to_owned()),
        };
        Ok(Self { key, transport })
    }
}

impl Transport {
    /// `SOCK_STREAM` or `SOCK_DGRAM`.
    pub(super) fn socket_type(self) -> i32 {
        match self {
            Self::Tcp => 1,
            Self::Udp => 2,
        }
    }

    /// `IPPROTO_TCP` or `IPPROTO_UDP`.
    pub(super) fn protocol(self) -> i32 {
        match self {
            Self::Tcp => 6,
            Self::Udp => 17,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }

    /// The class of the services on a port.
    pub(super) fn class(self, port: u16) -> Uuid {
        let kind = match self {
            Self::Tcp => TCP_CLASS,
            Self::Udp => UDP_CLASS,
        };
        let (second, tail) = CLASS_TAIL;
        Uuid::from_fields(kind | u32::from(port), second, 0, &tail)
    }

    fn named(name: &str) -> Result<Self, Error> {
        [Self::Tcp, Self::Udp]
            .into_iter()
            .find(|transport| transport.name().eq_ignore_ascii_case(name))
            .ok_or(policy::NOT_FOR_DNS)
    }

    /// The protocol of addresses whose class names none.
    fn wanted(protocols: &[Protocol]) -> Self {
        let admits = |transport: &Self| {
            let number = transport.protocol();
            protocols
                .iter()
                .any(|wanted| wanted.protocol == 0 || wanted.protocol == number)
        };
        [policy::HOST_TRANSPORT, Self::Udp]
            .into_iter()
            .find(admits)
            .unwrap_or(policy::HOST_TRANSPORT)
    }
}

impl Families {
    fn wanted(protocols: &[Protocol]) -> Self {
        let admits = |family| {
            protocols.is_empty() || protocols.iter().any(|wanted| wanted.admits_family(family))
        };
        Self {
            inet: admits(AF_INET),
            inet6: admits(AF_INET6),
        }
    }

    pub(super) fn contains(self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(_) => self.inet,
            IpAddr::V6(_) => self.inet6,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::text::WideText;

    const HOST_NAME: u128 = 0x0002A800_0000_0000_C000_000000000046;
    const BY_ADDRESS: u128 = 0x0002A801_0000_0000_C000_000000000046;
    const SERVICE: u128 = 0x0002A802_0000_0000_C000_000000000046;
    const BY_NAME: u128 = 0x0002A803_0000_0000_C000_000000000046;
    const TCP_80: u128 = 0x00090050_0000_0000_C000_000000000046;
    const UDP_53: u128 = 0x000A0035_0000_0021_C000_000000000046;
    const SRV: u128 = 0x00090035_0000_0021_C000_000000000046;
    const AAAA: u128 = 0x00090035_0000_001C_C000_000000000046;

    fn wide(text: &str) -> WideText {
        WideText::from_slice(&text.encode_utf16().collect::<Vec<_>>())
    }

    fn query(class: u128, name: &str) -> Query {
        Query {
            class: Some(Uuid::from_u128(class)),
            name: wide(name),
            ..Query::default()
        }
    }

    fn subject(class: u128, name: &str) -> Result<Subject, Error> {
        Question::read(&query(class, name), ControlFlags::RETURN_ALL)
            .map(|question| question.subject)
    }

    fn host(class: u128, name: &str) -> HostSubject {
        match subject(class, name) {
            Ok(Subject::Host(host)) => host,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_cannot_be_a_question_is_not_for_dns() {
        for (class, name) in [
            (TCP_80, ""),
            (TCP_80, "*"),
            (TCP_80, "Ünïcode service"),
            (TCP_80, "Example Service"),
            (BY_NAME, "192.0.2.1"),
            (BY_NAME, "::1"),
            (BY_NAME, ""),
            (BY_ADDRESS, "web.test"),
            (BY_ADDRESS, "192.0.2"),
            (SERVICE, ""),
            (SERVICE, "/tcp"),
            (SERVICE, "ftp/"),
            (SERVICE, "ftp/sctp"),
            (SERVICE, "65536/tcp"),
            (SERVICE, "a service"),
            (SRV, ""),
            (0x5AD3C2F0_11E4_4B7A_9C21_3D586E70840A, "web.test"),
            (0x000B0004_0000_0000_C000_000000000046, "server"),
        ] {
            assert_eq!(
                subject(class, name),
                Err(Error::ServiceNotFound),
                "{class:X} {name}"
            );
        }
        let classless = Query {
            name: wide("web.test"),
            ..Query::default()
        };
        assert_eq!(
            Question::read(&classless, ControlFlags::RETURN_ALL),
            Err(Error::ServiceNotFound)
        );
        let mut ipx = query(TCP_80, "web.test");
        ipx.protocols = [Protocol {
            family: 6,
            protocol: 0,
        }]
        .into();
        assert_eq!(
            Question::read(&ipx, ControlFlags::RETURN_ALL),
            Err(Error::ServiceNotFound)
        );
    }

    #[test]
    fn a_class_with_a_port_gives_port_and_protocol() {
        let web = host(TCP_80, "Web.test.");
        assert_eq!(web.port, Port::Number(80));
        assert_eq!(web.transport, Some(Transport::Tcp));
        assert_eq!(web.host, Host::Named("Web.test.".to_owned()));
        assert!(!web.hostent);
        // The record type is ignored but in SVCID_DNS.
        let dns = host(UDP_53, "web.test");
        assert_eq!(
            (dns.port, dns.transport),
            (Port::Number(53), Some(Transport::Udp))
        );
        assert_eq!(
            host(TCP_80, "192.0.2.1").host,
            Host::Address("192.0.2.1".parse().unwrap())
        );
    }

    #[test]
    fn record_types_of_addresses_are_hosts_and_others_are_records() {
        let records = Subject::Records {
            name: "_ftp._tcp.test".to_owned(),
            record_type: 33,
        };
        assert_eq!(subject(SRV, "_ftp._tcp.test"), Ok(records));
        let web = host(AAAA, "web.test");
        assert!(web.hostent && web.families.inet6 && !web.families.inet);
        assert!(host(BY_NAME, "web.test").hostent);
    }

    #[test]
    fn this_machine_has_no_name_in_the_query_and_may_have_a_port() {
        let mut query = query(HOST_NAME, "");
        let read = |query: &Query, flags| match Question::read(query, flags).unwrap() {
            question @ Question {
                subject: Subject::Host(_),
                ..
            } => {
                let immediate = question.is_immediate();
                let Subject::Host(host) = question.subject else {
                    unreachable!()
                };
                (host, immediate)
            }
            other => panic!("{other:?}"),
        };
        let (name_only, immediate) = read(&query, ControlFlags::RETURN_NAME);
        assert_eq!(name_only.host, Host::Local { addresses: false });
        assert!(immediate);
        let (all, immediate) = read(&query, ControlFlags::RETURN_ALL);
        assert_eq!(all.host, Host::Local { addresses: true });
        assert!(!immediate);
        query.query_string = wide("8080").as_slice().into();
        assert_eq!(
            read(&query, ControlFlags::RETURN_ALL).0.port,
            Port::Number(8080)
        );
        query.query_string = wide("domain/UDP").as_slice().into();
        let service = ServiceSubject {
            key: ServiceKey::Name("domain".to_owned()),
            transport: Some(Transport::Udp),
        };
        assert_eq!(
            read(&query, ControlFlags::RETURN_ALL).0.port,
            Port::Of(service)
        );
    }

    #[test]
    fn a_protocol_restriction_chooses_families_and_the_protocol_of_hosts() {
        let wanted = |pairs: &[(i32, i32)]| {
            let mut query = query(BY_NAME, "web.test");
            query.protocols = pairs
                .iter()
                .map(|&(family, protocol)| Protocol { family, protocol })
                .collect();
            let question = Question::read(&query, ControlFlags::RETURN_ALL).unwrap();
            let Subject::Host(host) = question.subject else {
                panic!("{question:?}")
            };
            (
                host.families.inet,
                host.families.inet6,
                host.default_transport,
            )
        };
        assert_eq!(wanted(&[]), (true, true, Transport::Tcp));
        assert_eq!(wanted(&[(2, 17), (2, 6)]), (true, false, Transport::Tcp));
        assert_eq!(wanted(&[(10, 0)]), (false, true, Transport::Tcp));
        assert_eq!(wanted(&[(23, 17)]), (false, true, Transport::Udp));
        assert_eq!(wanted(&[(0, 0)]), (true, true, Transport::Tcp));
    }

    #[test]
    fn services_are_named_by_name_or_port_with_or_without_a_protocol() {
        let read = |text: &str| ServiceSubject::read(&wide(text)).unwrap();
        assert_eq!(read("FTP/TCP").transport, Some(Transport::Tcp));
        assert_eq!(read("FTP/TCP").key, ServiceKey::Name("FTP".to_owned()));
        assert_eq!(read("21/udp").key, ServiceKey::Port(21));
        assert_eq!(read("21").transport, None);
        assert_eq!(
            read("3com-tsmux").key,
            ServiceKey::Name("3com-tsmux".to_owned())
        );
    }

    #[test]
    fn a_port_has_its_canonical_class() {
        assert_eq!(Transport::Tcp.class(80), Uuid::from_u128(TCP_80));
        assert_eq!(
            Class::of(Transport::Udp.class(53)),
            Some(Class::Port(Transport::Udp, 53))
        );
    }
}
