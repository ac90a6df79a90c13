// SPDX-License-Identifier: MIT OR Apache-2.0
//! `ws2bth.h`: addresses of Bluetooth sockets, and what registrations and lookups in NS_BTH are made of.

use super::bthsdpdef::{SdpAttributeRange, SdpQueryUuid};
use super::guiddef::GUID;
use super::winsock2::HANDLE;
use super::ws2def::{INT, UCHAR, ULONG, USHORT};

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

// Options of sockets, for programs that name them: sockets are the system's, which has others.

/// Level of options of the service discovery protocol.
pub const SOL_SDP: INT = 0x0101;
/// Authenticates the other side.
pub const SO_BTH_AUTHENTICATE: ULONG = (1u32 << 31) | 1;
/// Encrypts the connection.
pub const SO_BTH_ENCRYPT: ULONG = 0x0000_0002;
/// Size of packets.
pub const SO_BTH_MTU: ULONG = (1u32 << 31) | 7;
/// The largest size of packets.
pub const SO_BTH_MTU_MAX: ULONG = (1u32 << 31) | 8;
/// The smallest size of packets.
pub const SO_BTH_MTU_MIN: ULONG = (1u32 << 31) | 10;
/// The largest size of packets over RFCOMM.
pub const RFCOMM_MAX_MTU: ULONG = 0x03F3;
/// The smallest size of packets over RFCOMM.
pub const RFCOMM_MIN_MTU: ULONG = 0x0017;

/// Version of the service discovery protocol, in `BTH_SET_SERVICE`.
pub const BTH_SDP_VERSION: ULONG = 1;

/// How long an inquiry takes by default.
pub const SDP_DEFAULT_INQUIRY_SECONDS: ULONG = 6;
/// How long an inquiry takes at most.
pub const SDP_MAX_INQUIRY_SECONDS: ULONG = 60;
/// How many devices an inquiry finds at most by default.
pub const SDP_DEFAULT_INQUIRY_MAX_RESPONSES: ULONG = 255;

/// Which records hold all of the UUIDs: their numbers.
pub const SDP_SERVICE_SEARCH_REQUEST: ULONG = 1;
/// Attributes of the record with a number.
pub const SDP_SERVICE_ATTRIBUTE_REQUEST: ULONG = 2;
/// Attributes of the records that hold all of the UUIDs.
pub const SDP_SERVICE_SEARCH_ATTRIBUTE_REQUEST: ULONG = 3;

// What `WSAQUERYSET::dwOutputFlags` says of a device.

/// It is connected.
pub const BTHNS_RESULT_DEVICE_CONNECTED: ULONG = 1 << 16;
/// It is remembered.
pub const BTHNS_RESULT_DEVICE_REMEMBERED: ULONG = 1 << 17;
/// It is paired, and so remembered.
pub const BTHNS_RESULT_DEVICE_AUTHENTICATED: ULONG = 1 << 18;

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

/// The blob of a registration in NS_BTH: a service record. Packed; the record goes on behind the struct.
#[repr(C, packed)]
#[derive(Clone, Copy, Debug)]
pub struct BTH_SET_SERVICE {
    /// In: `BTH_SDP_VERSION`. Receives the version that is used.
    pub pSdpVersion: *mut ULONG,
    /// In: 0, or the handle of a record that is replaced or deleted. Receives the handle, which serves for nothing else.
    pub pRecordHandle: *mut HANDLE,
    /// `COD_SERVICE_…`: what the service adds to the class of this device.
    pub fCodService: ULONG,
    /// 0.
    pub Reserved: [ULONG; 5],
    /// Length of the record, in bytes.
    pub ulRecordLength: ULONG,
    /// The first byte of the record.
    pub pRecord: [UCHAR; 1],
}

/// The blob of an inquiry for devices. Packed.
#[repr(C, packed)]
#[derive(Clone, Copy, Debug)]
pub struct BTH_QUERY_DEVICE {
    /// Access code: which devices are to answer.
    pub LAP: ULONG,
    /// How long it may take, in seconds.
    pub length: UCHAR,
}

/// The blob of a search for services. The ranges go on behind the struct.
#[repr(C, packed)]
#[derive(Clone, Copy)]
pub struct BTH_QUERY_SERVICE {
    /// `SDP_SERVICE_…_REQUEST`.
    pub r#type: ULONG,
    /// Number of the record that is asked for.
    pub serviceHandle: ULONG,
    /// What records must hold: `MAX_UUIDS_IN_QUERY` at most, ended by one that is all zero when there are fewer.
    pub uuids: [SdpQueryUuid; 12],
    /// Number of ranges.
    pub numRange: ULONG,
    /// The first range of attributes that are asked for.
    pub pRange: [SdpAttributeRange; 1],
}

const _: () = {
    use core::mem::{offset_of, size_of};
    assert!(size_of::<BTH_SET_SERVICE>() == 45);
    assert!(offset_of!(BTH_SET_SERVICE, fCodService) == 16);
    assert!(offset_of!(BTH_SET_SERVICE, pRecord) == 44);
    assert!(size_of::<BTH_QUERY_DEVICE>() == 5);
    assert!(size_of::<BTH_QUERY_SERVICE>() == 256);
    assert!(offset_of!(BTH_QUERY_SERVICE, uuids) == 8);
    assert!(offset_of!(BTH_QUERY_SERVICE, numRange) == 248);
    assert!(size_of::<SOCKADDR_BTH>() == 30);
    assert!(offset_of!(SOCKADDR_BTH, btAddr) == 2);
    assert!(offset_of!(SOCKADDR_BTH, serviceClassId) == 10);
    assert!(offset_of!(SOCKADDR_BTH, port) == 26);
};
