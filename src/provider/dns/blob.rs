// SPDX-License-Identifier: MIT OR Apache-2.0
//! `HOSTENT` and `SERVENT` as blobs: every pointer is an offset from the start of the blob, lists of offsets end with 0.

#![forbid(unsafe_code)]

use std::net::IpAddr;

use super::address;
use crate::policy;

/// Both structs have this size, in either layout, and this alignment.
const STRUCT_SIZE: usize = 32;
const POINTER_SIZE: usize = 8;

/// Whose structs the blobs hold; they differ in what lies in the middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// 64-bit Windows: `h_addrtype` and `h_length` have 16 bits each, and `s_proto` precedes `s_port`.
    Windows,
    /// 64-bit Linux: they have 32 bits each, and `s_port` precedes `s_proto`.
    Linux,
}

/// The addresses of one family that a host has.
pub(super) fn hostent(name: &str, aliases: &[String], addresses: &[IpAddr]) -> Vec<u8> {
    hostent_as(policy::BLOB_LAYOUT, name, aliases, addresses)
}

fn hostent_as(layout: Layout, name: &str, aliases: &[String], addresses: &[IpAddr]) -> Vec<u8> {
    let octets: Vec<Vec<u8>> = addresses.iter().map(|&one| address::octets(one)).collect();
    let family = addresses.first().map_or(0, |&one| address::family(one));
    let length = octets.first().map_or(0, Vec::len);
    let mut blob = Blob::new();
    let aliases = blob.texts(aliases);
    let list = blob.list(&octets);
    let name = blob.text(name);
    blob.pointer(0, name);
    blob.pointer(8, aliases);
    match layout {
        Layout::Windows => {
            blob.put(16, &family.to_ne_bytes());
            blob.put(18, &(length as u16).to_ne_bytes());
        }
        Layout::Linux => {
            blob.put(16, &u32::from(family).to_ne_bytes());
            blob.put(20, &(length as u32).to_ne_bytes());
        }
    }
    blob.pointer(24, list);
    blob.bytes
}

/// A service: its port and protocol.
pub(super) fn servent(name: &str, aliases: &[String], port: u16, protocol: &str) -> Vec<u8> {
    servent_as(policy::BLOB_LAYOUT, name, aliases, port, protocol)
}

fn servent_as(
    layout: Layout,
    name: &str,
    aliases: &[String],
    port: u16,
    protocol: &str,
) -> Vec<u8> {
    let mut blob = Blob::new();
    let aliases = blob.texts(aliases);
    let name = blob.text(name);
    let protocol = blob.text(protocol);
    blob.pointer(0, name);
    blob.pointer(8, aliases);
    let (port_at, protocol_at) = match layout {
        Layout::Windows => (24, 16),
        Layout::Linux => (16, 24),
    };
    blob.pointer(protocol_at, protocol);
    // In the order of the network; the bytes behind it, which only one layout counts to the number, are zero.
    blob.put(port_at, &port.to_be_bytes());
    blob.bytes
}

/// A struct at the start, and what it points to behind it.
struct Blob {
    bytes: Vec<u8>,
}

impl Blob {
    fn new() -> Self {
        Self {
            bytes: vec![0; STRUCT_SIZE],
        }
    }

    fn put(&mut self, offset: usize, bytes: &[u8]) {
        if let Some(place) = self.bytes.get_mut(offset..offset + bytes.len()) {
            place.copy_from_slice(bytes);
        }
    }

    fn pointer(&mut self, offset: usize, target: usize) {
        self.put(offset, &(target as u64).to_ne_bytes());
    }

    fn append(&mut self, bytes: &[u8]) -> usize {
        let offset = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        offset
    }

    fn align(&mut self) {
        self.bytes
            .resize(self.bytes.len().next_multiple_of(POINTER_SIZE), 0);
    }

    /// A list of offsets, and behind it what they lead to, each aligned.
    fn list(&mut self, items: &[Vec<u8>]) -> usize {
        self.align();
        let list = self.bytes.len();
        self.bytes
            .resize(list + (items.len() + 1) * POINTER_SIZE, 0);
        for (index, item) in items.iter().enumerate() {
            self.align();
            let offset = self.append(item);
            self.pointer(list + index * POINTER_SIZE, offset);
        }
        list
    }

    fn text(&mut self, text: &str) -> usize {
        let offset = self.append(text.as_bytes());
        self.bytes.push(0);
        offset
    }

    fn texts(&mut self, texts: &[String]) -> usize {
        let terminated = |text: &String| text.bytes().chain([0]).collect();
        self.list(&texts.iter().map(terminated).collect::<Vec<_>>())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a program reads out of a blob; panics where it would read outside of it.
    struct Reader<'a>(&'a [u8]);

    impl Reader<'_> {
        fn number<const N: usize>(&self, offset: usize) -> [u8; N] {
            self.0[offset..offset + N].try_into().unwrap()
        }

        fn pointer(&self, offset: usize) -> usize {
            let target = u64::from_ne_bytes(self.number(offset)) as usize;
            assert!(target == 0 || (STRUCT_SIZE..self.0.len()).contains(&target));
            target
        }

        fn list(&self, offset: usize) -> Vec<usize> {
            let list = self.pointer(offset);
            assert!(list != 0 && list.is_multiple_of(POINTER_SIZE));
            (0..)
                .map(|index| self.pointer(list + index * POINTER_SIZE))
                .take_while(|&item| item != 0)
                .collect()
        }

        fn text(&self, offset: usize) -> String {
            assert_ne!(offset, 0);
            let length = self.0[offset..].iter().position(|&byte| byte == 0).unwrap();
            String::from_utf8(self.0[offset..offset + length].to_vec()).unwrap()
        }

        fn texts(&self, offset: usize) -> Vec<String> {
            self.list(offset)
                .into_iter()
                .map(|item| self.text(item))
                .collect()
        }
    }

    fn layouts() -> impl Strategy<Value = Layout> {
        prop_oneof![Just(Layout::Windows), Just(Layout::Linux)]
    }

    proptest! {
        #[test]
        fn a_host_is_read_back_from_its_blob(
            layout in layouts(),
            name in "[a-z.]{0,300}",
            aliases in prop::collection::vec("[a-z.]{0,70}", 0..9),
            inet6 in any::<bool>(),
            numbers in prop::collection::vec(any::<u128>(), 0..20),
        ) {
            let addresses: Vec<IpAddr> = numbers
                .iter()
                .map(|&number| if inet6 {
                    std::net::Ipv6Addr::from(number).into()
                } else {
                    std::net::Ipv4Addr::from(number as u32).into()
                })
                .collect();
            let blob = hostent_as(layout, &name, &aliases, &addresses);
            let reader = Reader(&blob);
            prop_assert_eq!(reader.text(reader.pointer(0)), name);
            prop_assert_eq!(reader.texts(8), aliases);
            let (family, length) = match layout {
                Layout::Windows => (
                    u16::from_ne_bytes(reader.number(16)).into(),
                    u16::from_ne_bytes(reader.number(18)).into(),
                ),
                Layout::Linux => (
                    u32::from_ne_bytes(reader.number(16)),
                    u32::from_ne_bytes(reader.number(20)),
                ),
            };
            let list = reader.list(24);
            prop_assert_eq!(list.len(), addresses.len());
            for (offset, expected) in list.into_iter().zip(&addresses) {
                prop_assert_eq!(offset % POINTER_SIZE, 0);
                prop_assert_eq!(family, u32::from(address::family(*expected)));
                prop_assert_eq!(&blob[offset..offset + length as usize], address::octets(*expected));
            }
        }

        #[test]
        fn a_service_is_read_back_from_its_blob(
            layout in layouts(),
            name in "[a-z]{0,70}",
            aliases in prop::collection::vec("[a-z]{0,70}", 0..9),
            port in any::<u16>(),
        ) {
            let blob = servent_as(layout, &name, &aliases, port, "tcp");
            let reader = Reader(&blob);
            prop_assert_eq!(reader.text(reader.pointer(0)), name);
            prop_assert_eq!(reader.texts(8), aliases);
            let (port_at, protocol_at) = if layout == Layout::Windows { (24, 16) } else { (16, 24) };
            prop_assert_eq!(reader.text(reader.pointer(protocol_at)), "tcp");
            prop_assert_eq!(u16::from_be_bytes(reader.number(port_at)), port);
            prop_assert_eq!(reader.number::<6>(port_at + 2), [0; 6]);
        }
    }
}
