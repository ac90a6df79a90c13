// SPDX-License-Identifier: MIT OR Apache-2.0
//! `SOCKADDR_BTH`: the bytes of a Bluetooth socket's address.

#![forbid(unsafe_code)]

use uuid::Uuid;

use super::sdp::Protocol;
use crate::policy;
use crate::rnr::address_text;
use crate::rnr::query;
use crate::rnr::service::{Address, SocketAddress};

/// `AF_BTH`.
const AF_BTH: u16 = 32;

const SOCK_STREAM: i32 = 1;
const SOCK_SEQPACKET: i32 = 5;

/// `BTHPROTO_RFCOMM` and `BTHPROTO_L2CAP`.
const RFCOMM: i32 = 3;
const L2CAP: i32 = 0x0100;

/// Whether a socket address is of the Bluetooth family, by either number of that.
pub(crate) fn is_bluetooth(address: &[u8]) -> bool {
    query::family(address)
        .is_some_and(|family| policy::canonical_family(family) == i32::from(AF_BTH))
}

/// The port of a Bluetooth address; 0 when it has none or is cut short before it.
pub(crate) fn port(address: &[u8]) -> u32 {
    let port = address.get(26..).and_then(<[u8]>::first_chunk);
    port.map_or(0, |port| u32::from_ne_bytes(*port))
}

/// The protocol with this number.
pub(crate) fn protocol(number: i32) -> Option<Protocol> {
    match number {
        0 => policy::UNNAMED_BLUETOOTH_PROTOCOL,
        RFCOMM => Some(Protocol::Rfcomm),
        L2CAP => Some(Protocol::L2cap),
        _ => None,
    }
}

/// Whether a service can wait at this port: a channel of RFCOMM, a port of L2CAP.
pub(crate) fn is_port(protocol: Protocol, port: u32) -> bool {
    match protocol {
        Protocol::Rfcomm => (1..=30).contains(&port),
        Protocol::L2cap => (1..=0xFFFF).contains(&port),
    }
}

/// The device that a text names, in any form that `WSAStringToAddress` takes.
pub(crate) fn device_in_text(text: &[u16]) -> Option<u64> {
    let text: Vec<u8> = text
        .iter()
        .map(|unit| u8::try_from(*unit).ok())
        .collect::<Option<_>>()?;
    let address = address_text::to_address(&text, AF_BTH.into()).ok()?;
    let device = address.get(2..).and_then(<[u8]>::first_chunk)?;
    Some(u64::from_ne_bytes(*device))
}

/// The address of a device as such.
pub(crate) fn of_device(device: u64) -> SocketAddress {
    bytes(device, Uuid::nil(), 0)
}

/// Both sides of the address of a device; programs look for it on either.
pub(crate) fn device(local: u64, remote: u64) -> Address {
    Address {
        local: Some(of_device(local)),
        remote: Some(of_device(remote)),
        socket_type: SOCK_STREAM,
        protocol: RFCOMM,
    }
}

/// Both sides of the address of a service. Where its record names no port, its class stands for one: `connect` takes either.
pub(crate) fn service(device: u64, protocol: Protocol, port: Option<u32>, class: Uuid) -> Address {
    let bytes = match port {
        Some(port) => bytes(device, Uuid::nil(), port),
        None => bytes(device, class, 0),
    };
    let (socket_type, protocol) = match protocol {
        Protocol::Rfcomm => (SOCK_STREAM, RFCOMM),
        Protocol::L2cap => (SOCK_SEQPACKET, L2CAP),
    };
    Address {
        local: Some(bytes.clone()),
        remote: Some(bytes),
        socket_type,
        protocol,
    }
}

fn bytes(device: u64, class: Uuid, port: u32) -> SocketAddress {
    let fields: [&[u8]; 4] = [
        &AF_BTH.to_ne_bytes(),
        &device.to_ne_bytes(),
        // A GUID's first three fields are numbers, little-endian in memory.
        &class.to_bytes_le(),
        &port.to_ne_bytes(),
    ];
    SocketAddress::from_slice(&fields.concat())
}
