// SPDX-License-Identifier: MIT OR Apache-2.0
//! `ws2bth.h`: addresses of Bluetooth sockets.

use super::guiddef::GUID;
use super::ws2def::{INT, ULONG, USHORT};

/// Address of a Bluetooth device: 48 bits, the byte that is printed first in the most significant place.
pub type BTH_ADDR = u64;

/// Serial ports over radio.
pub const BTHPROTO_RFCOMM: INT = 3;
/// Logical link control and adaptation.
pub const BTHPROTO_L2CAP: INT = 0x0100;

/// In a bind, any port that is free.
pub const BT_PORT_ANY: ULONG = ULONG::MAX;
/// The lowest port.
pub const BT_PORT_MIN: ULONG = 1;
/// The highest port.
pub const BT_PORT_MAX: ULONG = 0xFFFF;
/// The lowest L2CAP port that is given to those who want any.
pub const BT_PORT_DYN_FIRST: ULONG = 0x1001;

/// Digits of a device's address.
pub const BTH_ADDR_STRING_SIZE: usize = 12;

/// The address of a Bluetooth socket. Packed, so that most members are unaligned.
#[repr(C, packed)]
#[derive(Clone, Copy, Debug)]
pub struct SOCKADDR_BTH {
    /// `AF_BTH`.
    pub addressFamily: USHORT,
    /// The device; 0 stands for this machine's own.
    pub btAddr: BTH_ADDR,
    /// The service to connect to, when no port is given.
    pub serviceClassId: GUID,
    /// RFCOMM channel or L2CAP port; 0 is none.
    pub port: ULONG,
}

const _: () = {
    use core::mem::{offset_of, size_of};
    assert!(size_of::<SOCKADDR_BTH>() == 30);
    assert!(offset_of!(SOCKADDR_BTH, btAddr) == 2);
    assert!(offset_of!(SOCKADDR_BTH, serviceClassId) == 10);
    assert!(offset_of!(SOCKADDR_BTH, port) == 26);
};
