// SPDX-License-Identifier: MIT OR Apache-2.0
//! Services by name and port: the system's list, and a short one of our own where the system has none.

#![forbid(unsafe_code)]

use super::question::{ServiceKey, ServiceSubject, Transport};
use super::system;
use crate::error::Error;

/// A service, as lists have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ServiceEntry {
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
    pub(super) port: u16,
    pub(super) transport: Transport,
}

/// Well-known services: name, port, other names. They are the same over both protocols where both are listed.
const WELL_KNOWN: &[(&str, u16, &[Transport], &[&str])] = {
    use Transport::{Tcp, Udp};
    &[
        ("echo", 7, &[Tcp, Udp], &[]),
        ("discard", 9, &[Tcp, Udp], &["sink", "null"]),
        ("daytime", 13, &[Tcp, Udp], &[]),
        ("qotd", 17, &[Tcp], &["quote"]),
        ("chargen", 19, &[Tcp, Udp], &["ttytst", "source"]),
        ("ftp-data", 20, &[Tcp], &[]),
        ("ftp", 21, &[Tcp], &[]),
        ("ssh", 22, &[Tcp], &[]),
        ("telnet", 23, &[Tcp], &[]),
        ("smtp", 25, &[Tcp], &["mail"]),
        ("time", 37, &[Tcp, Udp], &["timserver"]),
        ("domain", 53, &[Tcp, Udp], &[]),
        ("tftp", 69, &[Udp], &[]),
        ("finger", 79, &[Tcp], &[]),
        ("http", 80, &[Tcp], &["www"]),
        (
            "kerberos",
            88,
            &[Tcp, Udp],
            &["kerberos5", "krb5", "kerberos-sec"],
        ),
        ("pop3", 110, &[Tcp], &["pop-3"]),
        ("sunrpc", 111, &[Tcp, Udp], &["portmapper"]),
        ("nntp", 119, &[Tcp], &["readnews", "untp"]),
        ("ntp", 123, &[Udp], &[]),
        ("netbios-ns", 137, &[Udp], &[]),
        ("netbios-dgm", 138, &[Udp], &[]),
        ("netbios-ssn", 139, &[Tcp], &[]),
        ("imap2", 143, &[Tcp], &["imap"]),
        ("snmp", 161, &[Tcp, Udp], &[]),
        ("ldap", 389, &[Tcp, Udp], &[]),
        ("https", 443, &[Tcp, Udp], &[]),
        ("microsoft-ds", 445, &[Tcp, Udp], &[]),
        ("syslog", 514, &[Udp], &[]),
        ("ldaps", 636, &[Tcp, Udp], &[]),
        ("imaps", 993, &[Tcp], &[]),
        ("pop3s", 995, &[Tcp], &[]),
    ]
};

/// Looks a service up. Names are not case-sensitive; without a protocol TCP is tried before UDP.
pub(super) fn find(subject: &ServiceSubject) -> Result<ServiceEntry, Error> {
    let all = [Transport::Tcp, Transport::Udp];
    let transports = all
        .into_iter()
        .filter(|transport| subject.transport.is_none_or(|wanted| wanted == *transport));
    for transport in transports {
        let found = match &subject.key {
            ServiceKey::Port(port) => system::service_by_port(*port, transport)?,
            ServiceKey::Name(name) => match system::service_by_name(name, transport)? {
                None => system::service_by_name(&name.to_ascii_lowercase(), transport)?,
                found => found,
            },
        };
        if let Some(service) = found.or_else(|| well_known(&subject.key, transport)) {
            return Ok(service);
        }
    }
    Err(Error::ServiceNotFound)
}

/// The port and the protocol of a service; a port that no list has is one all the same.
pub(super) fn port(subject: &ServiceSubject) -> Result<(u16, Transport), Error> {
    match (&subject.key, subject.transport) {
        (ServiceKey::Port(port), Some(transport)) => Ok((*port, transport)),
        _ => find(subject).map(|service| (service.port, service.transport)),
    }
}

fn well_known(key: &ServiceKey, transport: Transport) -> Option<ServiceEntry> {
    let is_wanted = |name: &&str, port: u16, aliases: &[&str]| match key {
        ServiceKey::Port(wanted) => *wanted == port,
        ServiceKey::Name(wanted) => {
            name.eq_ignore_ascii_case(wanted)
                || aliases
                    .iter()
                    .any(|alias| alias.eq_ignore_ascii_case(wanted))
        }
    };
    WELL_KNOWN
        .iter()
        .find(|(name, port, transports, aliases)| {
            transports.contains(&transport) && is_wanted(name, *port, aliases)
        })
        .map(|(name, port, _, aliases)| ServiceEntry {
            name: (*name).to_owned(),
            aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
            port: *port,
            transport,
        })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn named(name: &str, transport: Option<Transport>) -> ServiceSubject {
        ServiceSubject {
            key: ServiceKey::Name(name.to_owned()),
            transport,
        }
    }

    #[test]
    fn services_are_found_whether_or_not_the_system_has_a_list() {
        let ftp = find(&named("FTP", None)).unwrap();
        assert_eq!(
            (&*ftp.name, ftp.port, ftp.transport),
            ("ftp", 21, Transport::Tcp)
        );
        let by_port = ServiceSubject {
            key: ServiceKey::Port(53),
            transport: Some(Transport::Udp),
        };
        let domain = find(&by_port).unwrap();
        assert_eq!(
            (&*domain.name, domain.port, domain.transport),
            ("domain", 53, Transport::Udp)
        );
        assert_eq!(
            find(&named("no-such-service", None)),
            Err(Error::ServiceNotFound)
        );
        // Only over UDP, so the first protocol that is tried does not have it.
        assert_eq!(
            find(&named("tftp", None)).unwrap().transport,
            Transport::Udp
        );
        assert_eq!(
            find(&named("tftp", Some(Transport::Tcp))),
            Err(Error::ServiceNotFound)
        );
    }

    #[test]
    fn our_own_list_knows_other_names() {
        let mail = well_known(&ServiceKey::Name("Mail".to_owned()), Transport::Tcp).unwrap();
        assert_eq!((&*mail.name, mail.port), ("smtp", 25));
        assert_eq!(mail.aliases, ["mail"]);
        assert_eq!(well_known(&ServiceKey::Port(25), Transport::Udp), None);
    }

    #[test]
    fn a_port_needs_no_list() {
        let unlisted = ServiceSubject {
            key: ServiceKey::Port(50_321),
            transport: Some(Transport::Udp),
        };
        assert_eq!(port(&unlisted), Ok((50_321, Transport::Udp)));
        assert_eq!(
            port(&named("domain", Some(Transport::Udp))),
            Ok((53, Transport::Udp))
        );
    }
}
