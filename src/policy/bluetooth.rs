// SPDX-License-Identifier: MIT OR Apache-2.0
//! Bluetooth (NS_BTH).

#![forbid(unsafe_code)]

use crate::error::Error;
use crate::provider::bluetooth;
use crate::provider::bluetooth::description::Device;

/// `RNRSERVICE_DEREGISTER`, which the reference calls not valid without naming its error.
pub(crate) const BLUETOOTH_DEREGISTER: Error = Error::InvalidParameter;

/// Control flags other than 0, which the reference reserves without naming their error.
pub(crate) const BLUETOOTH_FLAGS: Error = Error::InvalidParameter;

/// A registration at a protocol and port where something is registered.
///
/// The reference demands that they are unique, and names no error. WSAEINVAL would say as little as for every other mistake;
/// this code says what a server can do about it. It demands that of addresses: so one is refused that any record names, and a
/// record that names a registered address. Records that were given whole share one, as profiles do whose two roles wait at the same
/// port.
pub(crate) const BLUETOOTH_PORT_TAKEN: Error = Error::AddressInUse;

/// The protocol of an address that names none. Programs that register at RFCOMM channels leave it 0, and hardly any other
/// protocol is used.
pub(crate) const UNNAMED_BLUETOOTH_PROTOCOL: Option<bluetooth::Protocol> =
    Some(bluetooth::Protocol::Rfcomm);

/// Whether port 0, and an address that is cut short before the port, can be registered. The record then names no channel.
///
/// A shipping program passes 16 of the 30 bytes and works on Windows, which must look behind them. Here nothing behind the
/// given length is read. Such registrations do not collide, not even of one class, since their ports may well differ. A deletion
/// without a port takes the latest of them, of its class where the class is read: in calls to every namespace.
pub(crate) const BLUETOOTH_PORT_MAY_BE_UNKNOWN: bool = true;

/// A `BTH_SET_SERVICE`, `BTH_QUERY_DEVICE` or `BTH_QUERY_SERVICE` that ends before what is needed of it.
pub(crate) const BLUETOOTH_BLOB_TOO_SMALL: Error = Error::InvalidParameter;

/// A null `pSdpVersion` or `pRecordHandle`. Pointers inside structs are parameters like others here, as in query sets.
pub(crate) const NULL_RECORD_CELL: Error = Error::InvalidParameter;

/// A `*pSdpVersion` other than `BTH_SDP_VERSION`.
pub(crate) const UNKNOWN_SDP_VERSION: Error = Error::InvalidParameter;

/// A service record that is malformed, beyond a limit, or without the classes of its service. WSAEINVAL is observed on Windows
/// for one that is cut short.
pub(crate) const MALFORMED_SDP_RECORD: Error = Error::InvalidParameter;

/// The largest service record, in bytes. Its length is told apart from its bytes, and may never have been set.
pub(crate) const SDP_RECORD_LIMIT_BYTES: usize = 65_536;

/// How deep the elements of a service record may nest. No published profile needs more than half of it.
pub(crate) const SDP_DEPTH_LIMIT: usize = 16;

/// A handle to delete that belongs to no record of this process.
pub(crate) const DELETED_RECORD_UNKNOWN: Error = Error::ServiceNotFound;

/// A registration with a handle, which puts a record into the place of another (as on Windows CE), when there is no such record.
pub(crate) const REPLACED_RECORD_UNKNOWN: Error = Error::InvalidParameter;

/// A search for services without a class and a blob is [`MISSING_IDENTITY`](super::MISSING_IDENTITY); this is one without a device's address.
pub(crate) const NO_DEVICE_TO_SEARCH: Error = Error::InvalidParameter;

/// A search for the numbers of records that finds none, as seen in shipping programs. Other searches merely end.
pub(crate) const NO_RECORD_NUMBERS: Error = Error::NoData;

/// A question for the record with a number that no record of the device has. A failed exchange with a device is this on Windows.
pub(crate) const RECORD_NUMBER_UNKNOWN: Error = Error::ServiceNotFound;

/// Whether an inquiry without `LUP_FLUSHCACHE` returns a device: one that the machine has something to do with. What an earlier
/// inquiry has found is not kept, so that a program sees the same in every run.
pub(crate) fn is_known_device(device: &Device) -> bool {
    device.remembered || device.connected || device.authenticated
}

/// The address of the emulated radio: from the range that RFC 7042 sets apart for documentation.
pub(crate) const DEFAULT_RADIO: u64 = 0x0000_5E00_5301;

/// The largest description of Bluetooth devices, in bytes; anything larger is another kind of file.
pub(crate) const DESCRIPTION_LIMIT_BYTES: u64 = 1 << 20;
