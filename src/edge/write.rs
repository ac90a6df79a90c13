// SPDX-License-Identifier: MIT OR Apache-2.0
//! Writing out-parameters that are not packed.

use core::ffi::{c_char, c_void};
use core::mem::offset_of;
use core::ptr;

use crate::abi::Encoding;
use crate::error::Error;
use crate::ffi::winsock2::{HANDLE, WSADATA};
use crate::startup::Negotiated;
use crate::text::AnsiBuffer;

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

/// A caller's string and the variable that holds its length in characters, terminator included.
#[derive(Debug)]
pub(crate) struct TextSlot {
    start: *mut c_void,
    length: *mut u32,
    encoding: Encoding,
}

impl TextSlot {
    /// # Safety
    /// `length` is readable and writable, `start` is null or writable for that many characters of the encoding, until the
    /// returned value is used up.
    pub(crate) unsafe fn new(start: *mut c_void, length: *mut u32, encoding: Encoding) -> Self {
        Self {
            start,
            length,
            encoding,
        }
    }

    /// Writes a text with its terminator and tells its length; when there is no room, tells the length only.
    pub(crate) fn put(self, text: &[u16]) -> Result<(), Error> {
        match self.encoding {
            Encoding::Utf16 => self.put_units(text, 0),
            Encoding::Ansi(code_page) => {
                let mut bytes = AnsiBuffer::new();
                code_page.encode(text, &mut bytes);
                self.put_units(&bytes, 0)
            }
        }
    }

    fn put_units<U: Copy>(self, text: &[U], terminator: U) -> Result<(), Error> {
        // SAFETY: readable by the contract of `new`.
        let room = unsafe { self.length.read_unaligned() };
        let needed = u32::try_from(text.len() + 1).map_err(|_| Error::OutOfMemory)?;
        // SAFETY: writable by the contract of `new`.
        unsafe { self.length.write_unaligned(needed) };
        if self.start.is_null() || room < needed {
            return Err(Error::BufferTooSmall);
        }
        let (from, to) = (text.as_ptr().cast::<u8>(), self.start.cast::<u8>());
        // SAFETY: the text fits the room by the check above; it is the library's own and not in the caller's memory.
        unsafe { ptr::copy_nonoverlapping(from, to, size_of_val(text)) };
        let end = self.start.cast::<U>().wrapping_add(text.len());
        // SAFETY: the terminator fits, too, by the check above.
        unsafe { end.write_unaligned(terminator) };
        Ok(())
    }
}
