// SPDX-License-Identifier: MIT OR Apache-2.0
//! Addresses of hosts as `SOCKADDR_IN` and `SOCKADDR_IN6`, with the system's numbers of their families.

#![forbid(unsafe_code)]

use std::net::{IpAddr, SocketAddr};

use super::question::Transport;
use crate::numbers;
use crate::rnr::service::{Address, SocketAddress};

const AF_INET: u16 = numbers::AF_INET as u16;
#[cfg(unix)]
const AF_INET6: u16 = libc::AF_INET6 as u16;
#[cfg(not(unix))]
const AF_INET6: u16 = numbers::AF_INET6 as u16;

const SOCKADDR_IN_SIZE: usize = 16;

/// The transport address of a host, to connect to; the other side is filled in with the wildcard of its family.
pub(super) fn transport_address(host: SocketAddr, port: u16, transport: Transport) -> Address {
    let mut bytes = SocketAddress::new();
    bytes.extend_from_slice(&family(host.ip()).to_ne_bytes());
    bytes.extend_from_slice(&port.to_be_bytes());
    match host {
        SocketAddr::V4(host) => {
            bytes.extend_from_slice(&host.ip().octets());
            while bytes.len() < SOCKADDR_IN_SIZE {
                bytes.push(0);
            }
        }
        SocketAddr::V6(host) => {
            bytes.extend_from_slice(&host.flowinfo().to_ne_bytes());
            bytes.extend_from_slice(&host.ip().octets());
            bytes.extend_from_slice(&host.scope_id().to_ne_bytes());
        }
    }
    Address {
        local: None,
        remote: Some(bytes),
        socket_type: transport.socket_type(),
        protocol: transport.protocol(),
    }
}

/// The number of an address's family.
pub(super) fn family(address: IpAddr) -> u16 {
    match address {
        IpAddr::V4(_) => AF_INET,
        IpAddr::V6(_) => AF_INET6,
    }
}

pub(super) fn octets(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn remote(host: &str, port: u16) -> Vec<u8> {
        let host = SocketAddr::new(host.parse().unwrap(), 0);
        let address = transport_address(host, port, Transport::Udp);
        assert_eq!((address.socket_type, address.protocol), (2, 17));
        assert_eq!(address.local, None);
        address.remote.unwrap().to_vec()
    }

    #[test]
    fn socket_addresses_have_their_size_and_the_port_in_network_order() {
        let inet = remote("192.0.2.7", 0x1234);
        assert_eq!(inet[..2], AF_INET.to_ne_bytes());
        assert_eq!(
            inet[2..],
            [0x12, 0x34, 192, 0, 2, 7, 0, 0, 0, 0, 0, 0, 0, 0]
        );
        let inet6 = remote("2001:db8::7", 80);
        assert_eq!(inet6.len(), 28);
        assert_eq!(inet6[..2], AF_INET6.to_ne_bytes());
        assert_eq!(inet6[2..4], [0, 80]);
        assert_eq!((inet6[8], inet6[23]), (0x20, 7));
    }
}
