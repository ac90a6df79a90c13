// SPDX-License-Identifier: MIT OR Apache-2.0
//! Packets of the Service Advertising Protocol, with the IPX header that they travel behind: built and read.
//!
//! Numbers are big-endian. What is not a whole packet is none: the length in the header must be that of the bytes.

#![forbid(unsafe_code)]

use crate::inline::Inline;

/// The socket of the protocol, on every node.
const SAP_SOCKET: [u8; 2] = [0x04, 0x52];
const EVERY_NODE: [u8; 6] = [0xFF; 6];

const HEADER_BYTES: usize = 30;
const NO_CHECKSUM: [u8; 2] = [0xFF, 0xFF];
/// The kind of packet in the header; older senders leave it 0.
const PACKET_EXCHANGE: u8 = 4;
const UNKNOWN_EXCHANGE: u8 = 0;

const ENTRY_BYTES: usize = 64;
/// With its terminator.
const NAME_FIELD_BYTES: usize = 48;

/// How many services one packet can tell of.
pub(crate) const ENTRIES_LIMIT: usize = 7;

/// The longest name, in bytes.
pub(crate) const NAME_LIMIT_BYTES: usize = NAME_FIELD_BYTES - 1;

/// In a request, every type.
pub(crate) const EVERY_TYPE: u16 = 0xFFFF;

/// So many hops away is out of reach: the service has gone.
pub(crate) const UNREACHABLE: u16 = 16;

/// An address of IPX.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct IpxAddress {
    pub(crate) network: [u8; 4],
    pub(crate) node: [u8; 6],
    pub(crate) socket: [u8; 2],
}

impl IpxAddress {
    /// Network, node and socket, as they follow each other everywhere.
    pub(crate) const BYTES: usize = 12;

    /// Reads an address from the start of `bytes`.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let (network, rest) = bytes.split_first_chunk()?;
        let (node, rest) = rest.split_first_chunk()?;
        let socket = rest.first_chunk()?;
        Some(Self {
            network: *network,
            node: *node,
            socket: *socket,
        })
    }

    /// Appends the address to `out`.
    pub(crate) fn write(&self, out: &mut impl Extend<u8>) {
        out.extend(self.network);
        out.extend(self.node);
        out.extend(self.socket);
    }
}

/// The name of a service: at least one byte, at most [`NAME_LIMIT_BYTES`], none of them zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name(Inline<u8, NAME_FIELD_BYTES>);

impl Name {
    pub(crate) fn new(bytes: &[u8]) -> Option<Self> {
        let fits = !bytes.is_empty() && bytes.len() <= NAME_LIMIT_BYTES && !bytes.contains(&0);
        fits.then(|| Self(Inline::from_slice(bytes)))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }
}

/// What a packet tells of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) service_type: u16,
    pub(crate) name: Name,
    pub(crate) address: IpxAddress,
    /// How many networks lie between; [`UNREACHABLE`] says that the service is gone.
    pub(crate) hops: u16,
}

/// What is asked for, or told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Everything that is known.
    General,
    /// One server, the sooner the better.
    Nearest,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Body {
    /// Asks for the services of a type.
    Request(Scope, u16),
    /// Tells of services, asked or not: one to [`ENTRIES_LIMIT`].
    Response(Scope, Vec<Entry>),
}

/// A packet to every node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Packet {
    pub(crate) source: IpxAddress,
    pub(crate) body: Body,
}

impl Packet {
    pub(crate) fn build(&self) -> Vec<u8> {
        let mut payload = Vec::new();
        let operation: u16 = match self.body {
            Body::Request(Scope::General, _) => 1,
            Body::Response(Scope::General, _) => 2,
            Body::Request(Scope::Nearest, _) => 3,
            Body::Response(Scope::Nearest, _) => 4,
        };
        payload.extend(operation.to_be_bytes());
        match &self.body {
            Body::Request(_, service_type) => payload.extend(service_type.to_be_bytes()),
            Body::Response(_, entries) => {
                for entry in entries {
                    entry.write(&mut payload);
                }
            }
        }
        let length = HEADER_BYTES + payload.len();
        let mut bytes = Vec::with_capacity(length);
        bytes.extend(NO_CHECKSUM);
        bytes.extend((length as u16).to_be_bytes());
        bytes.extend([0, PACKET_EXCHANGE]);
        let destination = IpxAddress {
            network: self.source.network,
            node: EVERY_NODE,
            socket: SAP_SOCKET,
        };
        destination.write(&mut bytes);
        self.source.write(&mut bytes);
        bytes.extend(payload);
        bytes
    }

    /// Reads a packet; nothing when the bytes are not exactly one of this protocol.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let (header, payload) = bytes.split_first_chunk::<HEADER_BYTES>()?;
        let (&[_, _, high, low, _, kind], addresses) = header.split_first_chunk()?;
        let (destination, source) = addresses.split_at_checked(IpxAddress::BYTES)?;
        let length = usize::from(u16::from_be_bytes([high, low]));
        let destination = IpxAddress::read(destination)?;
        if length != bytes.len()
            || ![PACKET_EXCHANGE, UNKNOWN_EXCHANGE].contains(&kind)
            || destination.socket != SAP_SOCKET
        {
            return None;
        }
        let source = IpxAddress::read(source)?;
        let (operation, rest) = payload.split_first_chunk()?;
        let body = match u16::from_be_bytes(*operation) {
            1 => Body::Request(Scope::General, requested_type(rest)?),
            2 => Body::Response(Scope::General, entries(rest)?),
            3 => Body::Request(Scope::Nearest, requested_type(rest)?),
            4 => Body::Response(Scope::Nearest, entries(rest)?),
            _ => return None,
        };
        Some(Self { source, body })
    }
}

fn requested_type(bytes: &[u8]) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.try_into().ok()?))
}

fn entries(bytes: &[u8]) -> Option<Vec<Entry>> {
    let (entries, rest) = bytes.as_chunks::<ENTRY_BYTES>();
    if !rest.is_empty() || !(1..=ENTRIES_LIMIT).contains(&entries.len()) {
        return None;
    }
    entries.iter().map(Entry::read).collect()
}

impl Entry {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.service_type.to_be_bytes());
        out.extend(self.name.bytes());
        out.resize(out.len() + NAME_FIELD_BYTES - self.name.bytes().len(), 0);
        self.address.write(out);
        out.extend(self.hops.to_be_bytes());
    }

    fn read(bytes: &[u8; ENTRY_BYTES]) -> Option<Self> {
        let (service_type, rest) = bytes.split_first_chunk()?;
        let (name, rest) = rest.split_first_chunk::<NAME_FIELD_BYTES>()?;
        let (address, rest) = rest.split_first_chunk::<{ IpxAddress::BYTES }>()?;
        let end = name.iter().position(|&byte| byte == 0)?;
        Some(Self {
            service_type: u16::from_be_bytes(*service_type),
            name: Name::new(name.get(..end)?)?,
            address: IpxAddress::read(address)?,
            hops: u16::from_be_bytes(*rest.first_chunk()?),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn address() -> impl Strategy<Value = IpxAddress> {
        any::<([u8; 4], [u8; 6], [u8; 2])>().prop_map(|(network, node, socket)| IpxAddress {
            network,
            node,
            socket,
        })
    }

    fn entry() -> impl Strategy<Value = Entry> {
        let name = proptest::collection::vec(1..=255u8, 1..=NAME_LIMIT_BYTES);
        (any::<u16>(), name, address(), any::<u16>()).prop_map(
            |(service_type, name, address, hops)| Entry {
                service_type,
                name: Name::new(&name).unwrap(),
                address,
                hops,
            },
        )
    }

    fn packet() -> impl Strategy<Value = Packet> {
        let scope = || prop_oneof![Just(Scope::General), Just(Scope::Nearest)];
        let entries = proptest::collection::vec(entry(), 1..=ENTRIES_LIMIT);
        let body = prop_oneof![
            (scope(), any::<u16>()).prop_map(|(scope, service)| Body::Request(scope, service)),
            (scope(), entries).prop_map(|(scope, entries)| Body::Response(scope, entries)),
        ];
        (address(), body).prop_map(|(source, body)| Packet { source, body })
    }

    proptest! {
        #[test]
        fn what_is_built_is_read_back(packet in packet()) {
            let bytes = packet.build();
            prop_assert_eq!(Packet::parse(&bytes), Some(packet));
        }

        #[test]
        fn every_truncation_and_every_addition_is_refused(packet in packet(), more in 1..80usize) {
            let mut bytes = packet.build();
            for length in 0..bytes.len() {
                prop_assert_eq!(Packet::parse(&bytes[..length]), None);
            }
            bytes.resize(bytes.len() + more, 0);
            prop_assert_eq!(Packet::parse(&bytes), None);
        }

        #[test]
        fn a_truncation_is_refused_when_the_header_admits_it_too(
            packet in packet(), cut in 1..64usize,
        ) {
            let mut bytes = packet.build();
            bytes.truncate(bytes.len().saturating_sub(cut));
            let length = bytes.len() as u16;
            if let Some(field) = bytes.get_mut(2..4) {
                field.copy_from_slice(&length.to_be_bytes());
            }
            // Less than an entry is missing, so no whole number of entries is left.
            prop_assert_eq!(Packet::parse(&bytes), None);
        }

        #[test]
        fn no_bytes_whatever_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..500)) {
            let _ = Packet::parse(&bytes);
        }
    }

    fn request() -> Vec<u8> {
        Packet {
            source: IpxAddress::default(),
            body: Body::Request(Scope::General, 4),
        }
        .build()
    }

    fn response(count: usize) -> Vec<u8> {
        let entry = Entry {
            service_type: 0x0107,
            name: Name::new(b"SERVER").unwrap(),
            address: IpxAddress {
                network: [1, 2, 3, 4],
                node: [5, 6, 7, 8, 9, 10],
                socket: [0x04, 0x51],
            },
            hops: 1,
        };
        Packet {
            source: IpxAddress::default(),
            body: Body::Response(Scope::General, vec![entry; count]),
        }
        .build()
    }

    #[test]
    fn sizes_and_places_are_those_of_the_specification() {
        let request = request();
        assert_eq!(request.len(), 34);
        assert_eq!(request[30..], [0, 1, 0, 4]);
        assert_eq!(request[..6], [0xFF, 0xFF, 0, 34, 0, 4]);
        assert_eq!(
            request[6..18],
            [0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 4, 0x52]
        );

        let response = response(7);
        assert_eq!(response.len(), 30 + 450);
        let entry = &response[32..96];
        assert_eq!(entry[..2], [0x01, 0x07]);
        assert_eq!(entry[2..9], *b"SERVER\0");
        assert_eq!(entry[9..50], [0; 41]);
        assert_eq!(
            entry[50..],
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0x04, 0x51, 0, 1]
        );
    }

    #[test]
    fn both_kinds_of_packet_are_taken_and_no_other() {
        let mut bytes = request();
        for kind in 0..=255 {
            bytes[5] = kind;
            assert_eq!(Packet::parse(&bytes).is_some(), kind == 0 || kind == 4);
        }
    }

    #[test]
    fn other_sockets_other_operations_and_too_many_entries_are_refused() {
        let mut bytes = request();
        bytes[17] = 0x53;
        assert_eq!(Packet::parse(&bytes), None);
        for operation in [0, 5, 0x0100] {
            let mut bytes = request();
            bytes[30..32].copy_from_slice(&u16::to_be_bytes(operation));
            assert_eq!(Packet::parse(&bytes), None);
        }
        assert!(Packet::parse(&response(7)).is_some());
        assert_eq!(Packet::parse(&response(8)), None);
        assert_eq!(Packet::parse(&response(0)), None);
    }

    #[test]
    fn names_need_a_terminator_and_a_character() {
        let mut endless = response(1);
        endless[34..82].fill(b'A');
        assert_eq!(Packet::parse(&endless), None);
        endless[81] = 0;
        assert!(Packet::parse(&endless).is_some());
        let mut nameless = response(1);
        nameless[34] = 0;
        assert_eq!(Packet::parse(&nameless), None);
        assert_eq!(Name::new(b""), None);
        assert_eq!(Name::new(b"A\0B"), None);
        assert_eq!(Name::new(&[b'A'; 48]), None);
        assert!(Name::new(&[b'A'; 47]).is_some());
    }
}
