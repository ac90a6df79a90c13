// SPDX-License-Identifier: MIT OR Apache-2.0
//! `bthsdpdef.h`: what searches for service records are made of.

use super::guiddef::GUID;
use super::ws2def::{ULONG, USHORT};

/// Attributes with numbers from one to another, both included.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct SdpAttributeRange {
    /// The first number.
    pub minAttribute: USHORT,
    /// The last number.
    pub maxAttribute: USHORT,
}

/// A UUID in any of its lengths.
#[repr(C)]
#[derive(Clone, Copy)]
pub union SdpQueryUuidUnion {
    /// In full.
    pub uuid128: GUID,
    /// Short.
    pub uuid32: ULONG,
    /// Shorter.
    pub uuid16: USHORT,
}

/// A UUID that a record must hold to be found.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct SdpQueryUuid {
    /// The UUID.
    pub u: SdpQueryUuidUnion,
    /// Its length: `SDP_ST_UUID16`, `SDP_ST_UUID32` or `SDP_ST_UUID128`.
    pub uuidType: USHORT,
}

const _: () = {
    use core::mem::{offset_of, size_of};
    assert!(size_of::<SdpAttributeRange>() == 4);
    assert!(size_of::<SdpQueryUuid>() == 20);
    assert!(offset_of!(SdpQueryUuid, uuidType) == 16);
};
