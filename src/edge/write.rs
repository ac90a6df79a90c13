// SPDX-License-Identifier: MIT OR Apache-2.0
//! Writing out-parameters of a fixed shape.

use core::ffi::c_char;
use core::mem::offset_of;
use core::ptr;

use crate::error::Error;
use crate::ffi::winsock2::{HANDLE, WSADATA};
use crate::startup::Negotiated;

/// The size of a datagram and the number of sockets that callers of version 1 are told; nothing is limited by them.
const MAX_SOCKETS: u16 = 32_767;
const MAX_DATAGRAM_BYTES: u16 = 65_467;

const DESCRIPTION: &core::ffi::CStr = c"WinSock 2.0";
const SYSTEM_STATUS: &core::ffi::CStr = c"Running";

/// Fills what `WSAStartup` fills, which is not the vendor pointer and nothing behind the terminators.
///
/// # Safety
/// `data` is null, or writable.
pub(crate) unsafe fn winsock_data(data: *mut WSADATA, negotiated: Negotiated) {
    if data.is_null() {
        return;
    }
    let word = |(major, minor)| u16::from_le_bytes([major, minor]);
    let version_1 = negotiated.version.0 == 1;
    for (offset, value) in [
        (offset_of!(WSADATA, wVersion), word(negotiated.version)),
        (
            offset_of!(WSADATA, wHighVersion),
            word(crate::startup::HIGHEST),
        ),
        (
            offset_of!(WSADATA, iMaxSockets),
            if version_1 { MAX_SOCKETS } else { 0 },
        ),
        (
            offset_of!(WSADATA, iMaxUdpDg),
            if version_1 { MAX_DATAGRAM_BYTES } else { 0 },
        ),
    ] {
        let field = data.wrapping_byte_add(offset).cast::<u16>();
        // SAFETY: a field of the struct, which is writable by the caller's contract.
        unsafe { field.write_unaligned(value) };
    }
    for (offset, text) in [
        (offset_of!(WSADATA, szDescription), DESCRIPTION),
        (offset_of!(WSADATA, szSystemStatus), SYSTEM_STATUS),
    ] {
        let field = data.wrapping_byte_add(offset).cast::<c_char>();
        // SAFETY: both texts are shorter than the arrays that they go to, and stand in memory of ours.
        unsafe { ptr::copy_nonoverlapping(text.as_ptr(), field, text.count_bytes() + 1) };
    }
}

/// An out-parameter for a handle, checked before the work and written after it.
#[derive(Debug)]
pub(crate) struct HandleSlot(*mut HANDLE);

impl HandleSlot {
    /// # Safety
    /// `slot` is null, or writable until the returned value is used up.
    pub(crate) unsafe fn new(slot: *mut HANDLE) -> Result<Self, Error> {
        if slot.is_null() {
            Err(Error::BadPointer)
        } else {
            Ok(Self(slot))
        }
    }

    pub(crate) fn put(self, handle: u64) {
        // SAFETY: not null, and writable by the contract of `new`.
        unsafe { self.0.write_unaligned(handle as usize as HANDLE) };
    }
}

/// An out-parameter for a number of bytes, checked before the work and written after it.
#[derive(Debug)]
pub(crate) struct CountSlot(*mut u32);

impl CountSlot {
    /// # Safety
    /// `slot` is null, or writable until the returned value is used up.
    pub(crate) unsafe fn new(slot: *mut u32) -> Result<Self, Error> {
        if slot.is_null() {
            Err(Error::BadPointer)
        } else {
            Ok(Self(slot))
        }
    }

    pub(crate) fn put(self, count: u32) {
        // SAFETY: not null, and writable by the contract of `new`.
        unsafe { self.0.write_unaligned(count) };
    }
}
