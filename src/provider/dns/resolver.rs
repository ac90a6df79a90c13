// SPDX-License-Identifier: MIT OR Apache-2.0
//! Who is asked: the system's resolver, or the hosts file and a server that the user has named.

#![forbid(unsafe_code)]

use std::fs;
use std::net::{IpAddr, SocketAddr};

use super::exchange::{self, Servers};
use super::message::{Reply, TYPE_PTR};
use super::question::{Families, TYPE_A, TYPE_AAAA};
use super::wait::Wait;
use super::{hosts_file, name, resolv_conf, system};
use crate::error::Error;
use crate::policy;

/// Asks for hosts and records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Resolver {
    server: Option<SocketAddr>,
}

/// What is known about a host.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct HostEntry {
    /// Its own name.
    pub(super) name: String,
    /// Other names that lead to it.
    pub(super) aliases: Vec<String>,
    /// Its addresses, all with port 0.
    pub(super) addresses: Vec<SocketAddr>,
}

impl HostEntry {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn add_alias(&mut self, alias: &str) {
        let is_known = |known: &String| known.eq_ignore_ascii_case(alias);
        if !is_known(&self.name) && !self.aliases.iter().any(is_known) {
            self.aliases.push(alias.to_owned());
        }
    }

    pub(super) fn add_address(&mut self, address: SocketAddr) {
        if !self.addresses.contains(&address) {
            self.addresses.push(address);
        }
    }

    /// Goes on from alias to alias, as far as an answer leads. A chain that comes back to itself, or does not end, leads nowhere.
    fn follow(&mut self, reply: &Reply<'_>) -> Result<(), Error> {
        while let Some(next) = reply.alias(&self.name) {
            let is_next = |known: &String| known.eq_ignore_ascii_case(&next);
            let is_circle = is_next(&self.name) || self.aliases.iter().any(is_next);
            if is_circle || self.aliases.len() >= policy::DNS_ALIAS_LIMIT {
                return Err(Error::NoRecovery);
            }
            let alias = std::mem::replace(&mut self.name, next);
            self.aliases.push(alias);
        }
        Ok(())
    }

    /// The host with its addresses of the wanted families; one without any lacks the data that are asked for.
    fn restricted_to(mut self, families: Families) -> Result<Self, Error> {
        self.addresses
            .retain(|address| families.contains(address.ip()));
        if self.addresses.is_empty() {
            return Err(Error::NoData);
        }
        Ok(self)
    }
}

impl Resolver {
    pub(super) fn new(server: Option<SocketAddr>) -> Self {
        Self { server }
    }

    /// The host of a name, with its addresses of the wanted families: at least one.
    pub(super) fn host(
        &self,
        name: &str,
        families: Families,
        wait: &Wait,
    ) -> Result<HostEntry, Error> {
        let Some(server) = self.server else {
            return system::resolve(name, families)?.restricted_to(families);
        };
        match hosts_file::by_name(&hosts(), name) {
            Some(host) => host.restricted_to(families),
            None => Self::host_at(&Servers::one(server), name, families, wait),
        }
    }

    fn host_at(
        servers: &Servers,
        name: &str,
        families: Families,
        wait: &Wait,
    ) -> Result<HostEntry, Error> {
        let kinds = [(families.inet, TYPE_A), (families.inet6, TYPE_AAAA)];
        let mut host: Option<HostEntry> = None;
        let mut failure = Error::NoData;
        for (_, record_type) in kinds.into_iter().filter(|(wanted, _)| *wanted) {
            match Self::follow(servers, name, record_type, wait) {
                Ok(found) => match &mut host {
                    Some(host) => {
                        for address in found.addresses {
                            host.add_address(address);
                        }
                    }
                    None => host = Some(found),
                },
                // The family that is asked for second would fare no better.
                Err(
                    error @ (Error::HostNotFound
                    | Error::TryAgain
                    | Error::NoRecovery
                    | Error::Cancelled),
                ) if host.is_none() => return Err(error),
                Err(error) => failure = error,
            }
        }
        host.ok_or(failure)
    }

    /// Asks for the addresses of one family, from alias to alias where the server does not do so itself.
    fn follow(
        servers: &Servers,
        name: &str,
        record_type: u16,
        wait: &Wait,
    ) -> Result<HostEntry, Error> {
        let mut host = HostEntry::new(name.strip_suffix('.').unwrap_or(name));
        loop {
            let asked = host.name.clone();
            let reply = exchange::ask(servers, &asked, record_type, wait)?;
            let reply = Reply::read(&reply)?;
            host.follow(&reply)?;
            for address in reply.addresses(&host.name, record_type) {
                host.add_address(SocketAddr::new(address, 0));
            }
            if !host.addresses.is_empty() {
                return Ok(host);
            }
            if host.name == asked {
                return Err(Error::NoData);
            }
        }
    }

    /// The name of the host that has an address.
    pub(super) fn name_of(&self, address: IpAddr, wait: &Wait) -> Result<String, Error> {
        let Some(server) = self.server else {
            return system::name_of(address);
        };
        if let Some(name) = hosts_file::by_address(&hosts(), address) {
            return Ok(name);
        }
        let asked = reverse_name(address);
        let reply = exchange::ask(&Servers::one(server), &asked, TYPE_PTR, wait)?;
        let reply = Reply::read(&reply)?;
        let mut owner = HostEntry::new(&asked);
        owner.follow(&reply)?;
        reply.pointer(&owner.name).ok_or(Error::NoData)
    }

    /// The answer to a question for records, as the server sent it, and the name that they stand under.
    pub(super) fn records(
        &self,
        name: &str,
        record_type: u16,
        wait: &Wait,
    ) -> Result<(HostEntry, Vec<u8>), Error> {
        let servers = match self.server {
            Some(server) => Servers::one(server),
            None => resolv_conf::read(),
        };
        let bytes = exchange::ask(&servers, name, record_type, wait)?;
        let reply = Reply::read(&bytes)?;
        let mut owner = HostEntry::new(name);
        if !reply.has_records(name, record_type) {
            owner.follow(&reply)?;
            if !reply.has_records(&owner.name, record_type) {
                return Err(Error::NoData);
            }
        }
        Ok((owner, bytes))
    }

    /// This machine, with its addresses where they are wanted.
    pub(super) fn local(
        &self,
        addresses: bool,
        families: Families,
        wait: &Wait,
    ) -> Result<HostEntry, Error> {
        let name = system::host_name()?;
        let mut local = HostEntry::new(&name);
        if !addresses {
            return Ok(local);
        }
        let text: Vec<u16> = name.encode_utf16().collect();
        let known = match name::of_host(&text) {
            Some(name) => self.host(&name, families, wait),
            None => Err(Error::HostNotFound),
        };
        match known {
            Ok(host) => local.addresses = host.addresses,
            Err(Error::Cancelled) => return Err(Error::Cancelled),
            Err(_) => {
                let fallback = SocketAddr::new(policy::LOCAL_ADDRESS.into(), 0);
                local.add_address(fallback);
                return local.restricted_to(families);
            }
        }
        Ok(local)
    }
}

/// The hosts file; one that cannot be read is empty.
fn hosts() -> String {
    fs::read(hosts_file::PATH)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default()
}

/// The name under which the name of an address stands.
fn reverse_name(address: IpAddr) -> String {
    use std::fmt::Write as _;
    let mut name = String::new();
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, d] = address.octets();
            let _ = write!(name, "{d}.{c}.{b}.{a}.in-addr.arpa");
        }
        IpAddr::V6(address) => {
            for octet in address.octets().into_iter().rev() {
                let _ = write!(name, "{:x}.{:x}.", octet & 15, octet >> 4);
            }
            name.push_str("ip6.arpa");
        }
    }
    name
}

/// A host that is named by its address.
pub(super) fn literal(address: IpAddr, families: Families) -> Result<HostEntry, Error> {
    let mut host = HostEntry::new(&address.to_string());
    host.add_address(SocketAddr::new(address, 0));
    host.restricted_to(families)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::super::message;
    use super::super::wire::Name;
    use super::*;

    #[test]
    fn addresses_are_turned_round_for_reverse_questions() {
        assert_eq!(
            reverse_name([192, 0, 2, 10].into()),
            "10.2.0.192.in-addr.arpa"
        );
        assert_eq!(
            reverse_name("2001:db8::1f".parse().unwrap()),
            "f.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
        );
    }

    #[test]
    fn a_host_without_an_address_of_a_wanted_family_has_no_data() {
        let only = |inet, inet6| Families { inet, inet6 };
        let address = "192.0.2.1".parse().unwrap();
        assert_eq!(
            literal(address, only(true, false)).unwrap().name,
            "192.0.2.1"
        );
        assert_eq!(literal(address, only(false, true)), Err(Error::NoData));
    }

    /// An answer of aliases.
    fn answer(aliases: &[(String, String)]) -> Vec<u8> {
        let mut bytes = message::question(7, "0.test", TYPE_A).unwrap();
        bytes[2] |= 0x80;
        bytes[6..8].copy_from_slice(&u16::try_from(aliases.len()).unwrap().to_be_bytes());
        for (owner, target) in aliases {
            let mut data = Vec::new();
            Name::parse(target).unwrap().write(&mut data);
            Name::parse(owner).unwrap().write(&mut bytes);
            bytes.extend([0, 5, 0, 1, 0, 0, 0, 60]);
            bytes.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
            bytes.extend(data);
        }
        bytes
    }

    fn followed(aliases: &[(String, String)]) -> Result<HostEntry, Error> {
        let bytes = answer(aliases);
        let mut host = HostEntry::new("0.test");
        host.follow(&Reply::read(&bytes)?)?;
        Ok(host)
    }

    #[test]
    fn aliases_are_followed_to_their_end() {
        let step = |number: usize| (format!("{number}.test"), format!("{}.test", number + 1));
        // In whatever order they come.
        let chain = |length| (0..length).rev().map(step).collect::<Vec<_>>();
        assert_eq!(followed(&[]), Ok(HostEntry::new("0.test")));
        let host = followed(&chain(policy::DNS_ALIAS_LIMIT)).unwrap();
        assert_eq!(host.name, format!("{}.test", policy::DNS_ALIAS_LIMIT));
        assert_eq!(host.aliases.len(), policy::DNS_ALIAS_LIMIT);
        assert_eq!(host.aliases[..2], ["0.test", "1.test"]);
        assert_eq!(
            followed(&chain(policy::DNS_ALIAS_LIMIT + 1)),
            Err(Error::NoRecovery)
        );
        assert_eq!(followed(&chain(2000)), Err(Error::NoRecovery));
    }

    #[test]
    fn aliases_in_a_circle_lead_nowhere() {
        let alias = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        let itself = vec![alias("0.test", "0.TEST"); 2000];
        assert_eq!(followed(&itself), Err(Error::NoRecovery));
        let round = [alias("0.test", "1.test"), alias("1.test", "0.test")];
        assert_eq!(followed(&round), Err(Error::NoRecovery));
        // The first of several counts.
        let several = [alias("0.test", "1.test"), alias("0.test", "0.test")];
        assert_eq!(followed(&several).unwrap().name, "1.test");
    }

    #[test]
    fn aliases_are_kept_once_and_are_not_the_name() {
        let mut host = HostEntry::new("web.test");
        for alias in ["www.test", "WEB.test", "WWW.TEST", "ftp.test"] {
            host.add_alias(alias);
        }
        assert_eq!(host.aliases, ["www.test", "ftp.test"]);
    }

    #[test]
    fn this_machine_has_a_name_and_some_address() {
        let wait = Wait::default();
        let server = Some("127.0.0.1:9".parse().unwrap());
        let families = Families {
            inet: true,
            inet6: true,
        };
        let named = Resolver::new(server).local(false, families, &wait).unwrap();
        assert!(!named.name.is_empty() && named.addresses.is_empty());
        // Nobody answers there: what the hosts file does not know is found to be this machine all the same.
        let local = Resolver::new(server).local(true, families, &wait).unwrap();
        assert_eq!(local.name, named.name);
        assert!(!local.addresses.is_empty());
    }
}
