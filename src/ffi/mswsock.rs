// SPDX-License-Identifier: MIT OR Apache-2.0
//! `mswsock.h`: what NS_NLA tells of a network, and how networks are stored.

use super::guiddef::GUID;
use super::ws2def::{CHAR, DWORD, INT, WCHAR};

// Control flags of `WSASetService`. The first shares its bit with `SERVICE_MULTIPLE`.

/// The network is stored for all users.
pub const NLA_ALLUSERS_NETWORK: DWORD = 1 << 0;
/// The friendly name is stored, or removed.
pub const NLA_FRIENDLY_NAME: DWORD = 1 << 1;

/// The provider of NS_NLA.
pub const NLA_NAMESPACE_GUID: GUID = GUID {
    Data1: 0x6642243A,
    Data2: 0x3BA8,
    Data3: 0x4AA6,
    Data4: [0xBA, 0xA5, 0x2E, 0x0B, 0xD7, 0x1F, 0xDD, 0x83],
};
/// The class of networks.
pub const NLA_SERVICE_CLASS_GUID: GUID = GUID {
    Data1: 0x0037E515,
    Data2: 0xB5C9,
    Data3: 0x4A43,
    Data4: [0xBA, 0xDA, 0x8B, 0x48, 0xA8, 0x7A, 0xD2, 0x39],
};

/// What a blob holds. An enum in C, as are the next two.
pub type NLA_BLOB_DATA_TYPE = INT;

/// Data of no kind.
pub const NLA_RAW_DATA: NLA_BLOB_DATA_TYPE = 0;
/// The interface.
pub const NLA_INTERFACE: NLA_BLOB_DATA_TYPE = 1;
/// The place of a wireless network.
pub const NLA_802_1X_LOCATION: NLA_BLOB_DATA_TYPE = 2;
/// The connections.
pub const NLA_CONNECTIVITY: NLA_BLOB_DATA_TYPE = 3;
/// The machine that shares its connection.
pub const NLA_ICS: NLA_BLOB_DATA_TYPE = 4;

/// What kind of network it is.
pub type NLA_CONNECTIVITY_TYPE = INT;

/// Of machines that found each other.
pub const NLA_NETWORK_AD_HOC: NLA_CONNECTIVITY_TYPE = 0;
/// Of a domain.
pub const NLA_NETWORK_MANAGED: NLA_CONNECTIVITY_TYPE = 1;
/// Of no domain.
pub const NLA_NETWORK_UNMANAGED: NLA_CONNECTIVITY_TYPE = 2;
/// Nobody knows.
pub const NLA_NETWORK_UNKNOWN: NLA_CONNECTIVITY_TYPE = 3;

/// Whether the Internet can be reached.
pub type NLA_INTERNET = INT;

/// Nobody knows.
pub const NLA_INTERNET_UNKNOWN: NLA_INTERNET = 0;
/// It cannot.
pub const NLA_INTERNET_NO: NLA_INTERNET = 1;
/// It can.
pub const NLA_INTERNET_YES: NLA_INTERNET = 2;

// A struct of structs without names, which `mswsock.h` spells out by hand.

/// One link of the chain that tells of a network.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct NLA_BLOB {
    /// What it holds, and where the next one is.
    pub header: NLA_BLOB_0,
    /// What it holds.
    pub data: NLA_BLOB_1,
}

/// The head of an [`NLA_BLOB`].
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct NLA_BLOB_0 {
    /// Which member of `data` counts.
    pub r#type: NLA_BLOB_DATA_TYPE,
    /// Bytes of this blob, head included.
    pub dwSize: DWORD,
    /// Bytes from here to the next blob; 0 in the last one.
    pub nextOffset: DWORD,
}

/// What an [`NLA_BLOB`] holds.
#[repr(C)]
#[derive(Clone, Copy)]
pub union NLA_BLOB_1 {
    /// `NLA_RAW_DATA`
    pub rawData: [CHAR; 1],
    /// `NLA_INTERFACE`
    pub interfaceData: NLA_BLOB_1_0,
    /// `NLA_802_1X_LOCATION`
    pub locationData: NLA_BLOB_1_1,
    /// `NLA_CONNECTIVITY`
    pub connectivity: NLA_BLOB_1_2,
    /// `NLA_ICS`
    pub ICS: NLA_BLOB_1_3,
}

/// An interface.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct NLA_BLOB_1_0 {
    /// Its type, as the Internet numbers them.
    pub dwType: DWORD,
    /// Bits a second; 0 when it is not known.
    pub dwSpeed: DWORD,
    /// Its name; as long as it takes, with a terminator.
    pub adapterName: [CHAR; 1],
}

/// A place.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct NLA_BLOB_1_1 {
    /// Its description, with a terminator.
    pub information: [CHAR; 1],
}

/// Connections.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct NLA_BLOB_1_2 {
    /// What kind of network it is.
    pub r#type: NLA_CONNECTIVITY_TYPE,
    /// Whether the Internet can be reached.
    pub internet: NLA_INTERNET,
}

/// A shared connection.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct NLA_BLOB_1_3 {
    /// The machine that shares it.
    pub remote: NLA_BLOB_1_3_0,
}

/// The machine that shares a connection.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct NLA_BLOB_1_3_0 {
    /// Bits a second.
    pub speed: DWORD,
    /// Type of the connection.
    pub r#type: DWORD,
    /// State of the connection.
    pub state: DWORD,
    /// Name of the machine.
    pub machineName: [WCHAR; 256],
    /// Name of the interface.
    pub sharedAdapterName: [WCHAR; 256],
}

const _: () = {
    use core::mem::{offset_of, size_of};
    assert!(size_of::<NLA_BLOB>() == 1048);
    assert!(offset_of!(NLA_BLOB, data) == 12);
    assert!(offset_of!(NLA_BLOB_1_0, adapterName) == 8);
};
