// SPDX-License-Identifier: MIT OR Apache-2.0
//! The servers of the system's configuration, for questions that the system's resolver has no words for.

#![forbid(unsafe_code)]

use std::fs;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};
use std::time::Duration;

use super::exchange::Servers;
use crate::numbers::DNS_PORT;

const PATH: &str = "/etc/resolv.conf";

/// As many as the system's resolver asks.
const SERVER_LIMIT: usize = 3;

/// The servers that the system asks, and how long it waits for them.
pub(super) fn read() -> Servers {
    let bytes = fs::read(PATH).unwrap_or_default();
    parse(&String::from_utf8_lossy(&bytes))
}

/// Lines that are not understood are passed over, as the system does. Without a server there is one on this machine.
fn parse(text: &str) -> Servers {
    let mut servers = Servers::none();
    for line in text.lines() {
        let mut words = line.split_ascii_whitespace();
        match words.next() {
            Some("nameserver") => {
                let address = words.next().and_then(server);
                let room = servers.addresses.len() < SERVER_LIMIT;
                if let Some(address) = address.filter(|_| room) {
                    servers.addresses.push(address);
                }
            }
            Some("options") => {
                for option in words {
                    let number = |name| option.strip_prefix(name)?.parse::<u32>().ok();
                    if let Some(seconds) = number("timeout:") {
                        servers.timeout = Duration::from_secs(u64::from(seconds.clamp(1, 30)));
                    } else if let Some(attempts) = number("attempts:") {
                        servers.attempts = attempts.clamp(1, 5);
                    }
                }
            }
            _ => {}
        }
    }
    if servers.addresses.is_empty() {
        servers
            .addresses
            .push(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), DNS_PORT));
    }
    servers
}

/// A server's address; one of IPv6 may name its zone, by the index of an interface or by its name. A zone that there is not
/// counts as none, as it does for the system.
fn server(word: &str) -> Option<SocketAddr> {
    let Some((address, zone)) = word.split_once('%') else {
        return Some(SocketAddr::new(word.parse().ok()?, DNS_PORT));
    };
    let address: Ipv6Addr = address.parse().ok()?;
    let index = interface_index(zone).or_else(|| zone.parse().ok());
    Some(SocketAddrV6::new(address, DNS_PORT, 0, index.unwrap_or_default()).into())
}

#[cfg(target_os = "linux")]
fn interface_index(name: &str) -> Option<u32> {
    nix::net::if_::if_nametoindex(name).ok()
}

/// Names of interfaces are not looked up here.
#[cfg(not(target_os = "linux"))]
fn interface_index(_name: &str) -> Option<u32> {
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn servers_and_their_limits_are_read() {
        let servers = parse(
            "# comment\nsearch example\nnameserver 192.0.2.1\n nameserver\t2001:db8::1 \nnameserver x\n\
             options ndots:2 timeout:7 attempts:9\nnameserver 192.0.2.2\nnameserver 192.0.2.3\n",
        );
        let addresses: Vec<String> = servers.addresses.iter().map(ToString::to_string).collect();
        assert_eq!(
            addresses,
            ["192.0.2.1:53", "[2001:db8::1]:53", "192.0.2.2:53"]
        );
        assert_eq!((servers.timeout.as_secs(), servers.attempts), (7, 5));
    }

    #[test]
    fn servers_of_ipv6_may_have_a_zone() {
        let scopes = |text| -> Vec<u32> {
            let scope = |address: &SocketAddr| match address {
                SocketAddr::V6(address) => address.scope_id(),
                SocketAddr::V4(_) => 4711,
            };
            parse(text).addresses.iter().map(scope).collect()
        };
        assert_eq!(
            scopes("nameserver fe80::1%7\nnameserver fe80::1\nnameserver fe80::1%no-such"),
            [7, 0, 0]
        );
        // Only IPv6 has zones.
        let none = "nameserver 192.0.2.1%7\nnameserver %7\nnameserver x%7\nnameserver 2001:db8::1";
        assert_eq!(scopes(none), [0]);
        assert_eq!(
            parse("nameserver fe80::1%7").addresses,
            ["[fe80::1%7]:53".parse().unwrap()]
        );
        #[cfg(target_os = "linux")]
        {
            let lo = nix::net::if_::if_nametoindex("lo").unwrap();
            assert_ne!(lo, 0);
            assert_eq!(scopes("nameserver fe80::1%lo"), [lo]);
        }
    }

    #[test]
    fn without_a_server_this_machine_is_asked() {
        let servers = parse("options timeout:0\n");
        assert_eq!(servers.addresses, ["127.0.0.1:53".parse().unwrap()]);
        assert_eq!((servers.timeout.as_secs(), servers.attempts), (1, 2));
    }
}
