// SPDX-License-Identifier: MIT OR Apache-2.0
//! How service classes and socket addresses stand for SAP types and addresses of IPX.

#![forbid(unsafe_code)]

use uuid::Uuid;
use widestring::u16str;

use super::packet::IpxAddress;
use crate::numbers::{AF_IPX, REG_DWORD};
use crate::policy;
use crate::rnr::class::{ClassValue, ServiceClass};
use crate::rnr::namespace::{NS_ALL, NS_SAP};
use crate::rnr::service::{Address, SocketAddress};

const SOCK_DGRAM: i32 = 2;
const NSPROTO_IPX: i32 = 1000;
/// The family, and the address behind it.
const SOCKADDR_IPX_BYTES: usize = 2 + IpxAddress::BYTES;

/// `SVCID_NETWARE(0)`: the class of type n has n in its last two digits of the first group.
const NETWARE_CLASSES: u128 = 0x000B0000_0000_0000_C000_000000000046;
const TYPE_SHIFT: u32 = 96;

/// The class that stands for a SAP type and nothing else: `SVCID_NETWARE`.
pub(crate) fn netware_class(service_type: u16) -> Uuid {
    Uuid::from_u128(NETWARE_CLASSES | u128::from(service_type) << TYPE_SHIFT)
}

/// The SAP type that a class stands for: its description says so, or it is a class of `SVCID_NETWARE`.
pub(crate) fn sap_type(class: Uuid, description: Option<&ServiceClass>) -> Option<u16> {
    let described = description.and_then(|class| class.values.iter().find_map(described_type));
    described.or_else(|| {
        let service_type = (class.as_u128() >> TYPE_SHIFT) as u16;
        (class == netware_class(service_type)).then_some(service_type)
    })
}

/// The type that a value named `SapId` holds, in the size of a number or in its own.
fn described_type(value: &ClassValue) -> Option<u16> {
    let is_sap_id = value.name.len() == 5
        && value.name.iter().zip(u16str!("sapid").as_slice()).all(
            |(&given, &wanted)| matches!(u8::try_from(given), Ok(given) if u16::from(given.to_ascii_lowercase()) == wanted),
        );
    if !is_sap_id || ![NS_ALL, NS_SAP].contains(&value.namespace) {
        return None;
    }
    match *value.data.as_slice() {
        [low, high] => Some(u16::from_le_bytes([low, high])),
        [a, b, c, d] if value.kind == REG_DWORD => {
            u16::try_from(u32::from_le_bytes([a, b, c, d])).ok()
        }
        _ => None,
    }
}

/// The address of IPX that clients of a registered address are to connect to, if it is one.
pub(crate) fn ipx_address(address: &Address) -> Option<IpxAddress> {
    let reachable = address.remote.as_ref().or(address.local.as_ref())?;
    let (family, rest) = reachable.split_first_chunk()?;
    let family = i32::from(u16::from_ne_bytes(*family));
    (policy::canonical_family(family) == AF_IPX).then(|| IpxAddress::read(rest))?
}

/// A socket address for one that was heard of: packets tell nothing else of it.
pub(crate) fn heard_address(address: &IpxAddress) -> Address {
    let mut bytes = Vec::with_capacity(SOCKADDR_IPX_BYTES);
    bytes.extend(policy::HEARD_FAMILY.to_ne_bytes());
    address.write(&mut bytes);
    Address {
        local: None,
        remote: Some(SocketAddress::from_slice(&bytes)),
        socket_type: SOCK_DGRAM,
        protocol: NSPROTO_IPX,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::text::WideText;

    const NAMED: Uuid = Uuid::from_u128(0x5AD3C2F0_11E4_4B7A_9C21_3D586E70840A);

    fn value(name: &str, namespace: u32, kind: u32, data: &[u8]) -> ClassValue {
        ClassValue {
            name: WideText::from_slice(&name.encode_utf16().collect::<Vec<_>>()),
            namespace,
            kind,
            data: Arc::new(data.to_vec()),
        }
    }

    fn described(values: Vec<ClassValue>) -> Option<u16> {
        let class = ServiceClass {
            id: NAMED,
            name: None,
            values,
        };
        sap_type(NAMED, Some(&class))
    }

    #[test]
    fn classes_of_netware_carry_their_type_and_no_other_class_does() {
        assert_eq!(
            netware_class(0x0107).to_string(),
            "000b0107-0000-0000-c000-000000000046"
        );
        for service_type in [0, 4, 0x0107, 0xFFFF] {
            assert_eq!(
                sap_type(netware_class(service_type), None),
                Some(service_type)
            );
        }
        for other in [
            0x000A0004_0000_0000_C000_000000000046,
            0x000B0004_0001_0000_C000_000000000046,
            0x000B0004_0000_0001_C000_000000000046,
            0x000B0004_0000_0000_C000_000000000047,
        ] {
            assert_eq!(sap_type(Uuid::from_u128(other), None), None);
        }
        assert_eq!(sap_type(NAMED, None), None);
    }

    #[test]
    fn a_description_says_the_type_in_four_bytes_or_in_two() {
        assert_eq!(
            described(vec![value("SapId", NS_SAP, REG_DWORD, &[7, 1, 0, 0])]),
            Some(0x0107)
        );
        assert_eq!(
            described(vec![value("SAPID", NS_ALL, REG_DWORD, &[7, 1])]),
            Some(0x0107)
        );
        assert_eq!(
            described(vec![value("SapId", NS_SAP, 3, &[7, 1])]),
            Some(0x0107)
        );
    }

    #[test]
    fn what_cannot_be_a_type_is_passed_over() {
        for wrong in [
            value("SapId", NS_SAP, REG_DWORD, &[0, 0, 1, 0]),
            value("SapId", NS_SAP, 3, &[7, 1, 0, 0]),
            value("SapId", NS_SAP, REG_DWORD, &[7]),
            value("SapId", 12, REG_DWORD, &[7, 1, 0, 0]),
            value("IpxSocket", NS_SAP, REG_DWORD, &[7, 1, 0, 0]),
            value("SapIdx", NS_SAP, REG_DWORD, &[7, 1, 0, 0]),
        ] {
            assert_eq!(described(vec![wrong.clone()]), None);
            let right = value("SapId", NS_SAP, REG_DWORD, &[4, 0, 0, 0]);
            assert_eq!(described(vec![wrong, right]), Some(4));
        }
    }

    #[test]
    fn a_description_wins_over_the_class_id() {
        let class = ServiceClass {
            id: netware_class(4),
            name: None,
            values: vec![value("SapId", NS_SAP, REG_DWORD, &[5, 0, 0, 0])],
        };
        assert_eq!(sap_type(netware_class(4), Some(&class)), Some(5));
    }

    fn sockaddr(family: u16, length: usize) -> Option<SocketAddress> {
        let mut bytes = family.to_ne_bytes().to_vec();
        bytes.extend(1..=12);
        bytes.resize(length, 0);
        Some(SocketAddress::from_slice(&bytes))
    }

    #[test]
    fn the_side_that_clients_connect_to_is_advertised() {
        let of = |local, remote| {
            ipx_address(&Address {
                local,
                remote,
                socket_type: SOCK_DGRAM,
                protocol: NSPROTO_IPX,
            })
        };
        let read = IpxAddress {
            network: [1, 2, 3, 4],
            node: [5, 6, 7, 8, 9, 10],
            socket: [11, 12],
        };
        for family in [4, 6] {
            assert_eq!(of(sockaddr(family, 14), None), Some(read));
            assert_eq!(of(None, sockaddr(family, 20)), Some(read));
        }
        assert_eq!(of(sockaddr(6, 14), sockaddr(2, 16)), None);
        assert_eq!(of(sockaddr(2, 16), sockaddr(6, 14)), Some(read));
        assert_eq!(of(sockaddr(6, 13), None), None);
        assert_eq!(of(None, None), None);
    }

    #[test]
    fn a_heard_address_is_read_back() {
        let address = IpxAddress {
            network: [1, 2, 3, 4],
            node: [5, 6, 7, 8, 9, 10],
            socket: [11, 12],
        };
        assert_eq!(ipx_address(&heard_address(&address)), Some(address));
    }
}
