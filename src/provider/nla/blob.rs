// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a result says of a network beside its name: a chain of `NLA_BLOB`s.
//!
//! Each begins with its kind, its size and how far away the next one is, all in 32 bits; the last one has none.

#![forbid(unsafe_code)]

use super::machine::{Interface, Medium};
use crate::policy::{self, Connectivity, Internet};

const NLA_INTERFACE: u32 = 1;
const NLA_CONNECTIVITY: u32 = 3;

const HEADER_BYTES: usize = 12;

/// Each starts where any of its members could.
const ALIGNMENT: usize = 8;

/// The chain for an interface; `deep` asks for all that there is.
pub(crate) fn chain(interface: &Interface, deep: bool) -> Vec<u8> {
    let mut entries = vec![interface_entry(interface)];
    if deep || policy::CONNECTIVITY_WITHOUT_DEEP {
        entries.push(connectivity_entry(interface));
    }
    linked(&entries)
}

fn interface_entry(interface: &Interface) -> (u32, Vec<u8>) {
    let speed = u32::try_from(interface.speed).unwrap_or(u32::MAX);
    let mut data = Vec::new();
    data.extend(interface_type(interface.medium).to_ne_bytes());
    data.extend(speed.to_ne_bytes());
    data.extend(&interface.name);
    data.push(0);
    (NLA_INTERFACE, data)
}

/// Types of interfaces are numbered by the Internet's authority for numbers, on Windows as elsewhere.
fn interface_type(medium: Medium) -> u32 {
    match medium {
        Medium::Other => 1,
        Medium::Ethernet => 6,
        Medium::PointToPoint => 23,
        Medium::Wireless => 71,
        Medium::Tunnel => 131,
        Medium::FireWire => 144,
    }
}

fn connectivity_entry(interface: &Interface) -> (u32, Vec<u8>) {
    let connectivity: u32 = match policy::connectivity(interface.addresses) {
        Connectivity::AdHoc => 0,
        Connectivity::Unmanaged => 2,
        Connectivity::Unknown => 3,
    };
    let internet: u32 = match policy::internet(interface.has_default_route) {
        Internet::Unknown => 0,
        Internet::No => 1,
        Internet::Yes => 2,
    };
    let data = [connectivity.to_ne_bytes(), internet.to_ne_bytes()].concat();
    (NLA_CONNECTIVITY, data)
}

fn linked(entries: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut chain = Vec::new();
    let last = entries.len().saturating_sub(1);
    for (index, (kind, data)) in entries.iter().enumerate() {
        let size = HEADER_BYTES + data.len();
        let next = if index == last {
            0
        } else {
            size.next_multiple_of(ALIGNMENT)
        };
        chain.extend(kind.to_ne_bytes());
        chain.extend((size as u32).to_ne_bytes());
        chain.extend((next as u32).to_ne_bytes());
        chain.extend(data);
        chain.resize(chain.len() + next.saturating_sub(size), 0);
    }
    chain
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::mem::offset_of;

    use super::super::machine::Addresses;
    use super::*;
    use crate::ffi::mswsock::{NLA_BLOB, NLA_BLOB_0, NLA_BLOB_1_0, NLA_BLOB_1_2};

    fn interface(name: &str, speed: u64) -> Interface {
        Interface {
            name: name.into(),
            is_running: true,
            addresses: Addresses::Assigned,
            medium: Medium::Wireless,
            speed,
            has_default_route: Some(true),
            ..Interface::default()
        }
    }

    fn number(chain: &[u8], at: usize) -> u32 {
        u32::from_ne_bytes(chain[at..at + 4].try_into().unwrap())
    }

    #[test]
    fn members_stand_where_the_struct_has_them() {
        const DATA: usize = offset_of!(NLA_BLOB, data);
        let chain = chain(&interface("wlan0", 54_000_000), true);
        assert_eq!(number(&chain, offset_of!(NLA_BLOB_0, r#type)), 1);
        assert_eq!(number(&chain, offset_of!(NLA_BLOB_0, dwSize)), 12 + 8 + 6);
        let next = number(&chain, offset_of!(NLA_BLOB_0, nextOffset)) as usize;
        assert_eq!(next, 32);
        assert_eq!(number(&chain, DATA + offset_of!(NLA_BLOB_1_0, dwType)), 71);
        assert_eq!(
            number(&chain, DATA + offset_of!(NLA_BLOB_1_0, dwSpeed)),
            54_000_000
        );
        let name = DATA + offset_of!(NLA_BLOB_1_0, adapterName);
        assert_eq!(chain[name..name + 6], *b"wlan0\0");

        let last = &chain[next..];
        assert_eq!(number(last, offset_of!(NLA_BLOB_0, r#type)), 3);
        assert_eq!(
            number(last, offset_of!(NLA_BLOB_0, dwSize)) as usize,
            last.len()
        );
        assert_eq!(number(last, offset_of!(NLA_BLOB_0, nextOffset)), 0);
        assert_eq!(number(last, DATA + offset_of!(NLA_BLOB_1_2, r#type)), 2);
        assert_eq!(number(last, DATA + offset_of!(NLA_BLOB_1_2, internet)), 2);
    }

    #[test]
    fn without_deep_the_interface_alone_is_told_of() {
        let chain = chain(&interface("eth0", 0), false);
        assert_eq!(number(&chain, 0), 1);
        assert_eq!(number(&chain, 8), 0);
        assert_eq!(chain.len(), 12 + 8 + 5);
    }

    #[test]
    fn a_speed_beyond_32_bits_is_the_highest_there_is() {
        let speed = |speed| number(&chain(&interface("eth0", speed), false), 16);
        assert_eq!(speed(10_000_000_000), u32::MAX);
        assert_eq!(speed(u64::from(u32::MAX)), u32::MAX);
        assert_eq!(speed(1_000_000_000), 1_000_000_000);
        assert_eq!(speed(0), 0);
    }

    #[test]
    fn connectivity_follows_from_addresses_and_routes() {
        let told = |addresses, has_default_route| {
            let chain = chain(
                &Interface {
                    addresses,
                    has_default_route,
                    ..interface("e", 0)
                },
                true,
            );
            let last = &chain[number(&chain, 8) as usize..];
            (number(last, 12), number(last, 16))
        };
        assert_eq!(told(Addresses::Assigned, Some(true)), (2, 2));
        assert_eq!(told(Addresses::Assigned, Some(false)), (2, 1));
        assert_eq!(told(Addresses::LinkLocal, Some(false)), (0, 1));
        assert_eq!(told(Addresses::None, None), (3, 0));
    }

    #[test]
    fn names_of_every_length_keep_the_next_entry_aligned() {
        for length in 0..40 {
            let name = "n".repeat(length);
            let chain = chain(&interface(&name, 1), true);
            let next = number(&chain, 8) as usize;
            assert!(next.is_multiple_of(8) && next >= number(&chain, 4) as usize);
            assert_eq!(chain.len(), next + 20);
        }
    }
}
