// SPDX-License-Identifier: MIT OR Apache-2.0
//! Socket addresses as text, between a caller's memory and the core.
//!
//! The texts are ASCII in every code page, so neither form of the functions needs to know one.

use core::ffi::c_char;
use core::ptr;

use crate::error::Error;
use crate::ffi::winsock2::WSAPROTOCOL_INFOW;
use crate::ffi::ws2def::SOCKADDR;
use crate::policy;
use crate::rnr::address_text::{self, Family};
use crate::startup;
use crate::text::{AnsiBuffer, WideText, raw};

/// What a string of the caller is made of.
pub(crate) trait Character: Copy {
    fn from_ascii(byte: u8) -> Self;

    /// Appends a string to `out`. What is not ASCII becomes something that stands in no address. `None`: it is too long.
    ///
    /// # Safety
    /// `string` is not null and terminated.
    unsafe fn read(string: *const Self, out: &mut AnsiBuffer) -> Option<()>;
}

impl Character for c_char {
    fn from_ascii(byte: u8) -> Self {
        Self::from_ne_bytes([byte])
    }

    unsafe fn read(string: *const Self, out: &mut AnsiBuffer) -> Option<()> {
        // SAFETY: forwarded from this function's own contract.
        out.extend_from_slice(unsafe { raw::read_ansi(string, policy::TEXT_LIMIT) }?);
        Some(())
    }
}

impl Character for u16 {
    fn from_ascii(byte: u8) -> Self {
        Self::from(byte)
    }

    unsafe fn read(string: *const Self, out: &mut AnsiBuffer) -> Option<()> {
        let mut wide = WideText::new();
        // SAFETY: forwarded from this function's own contract.
        unsafe { raw::read_wide(string, policy::TEXT_LIMIT, &mut wide) }?;
        out.extend(
            wide.iter()
                .map(|unit| u8::try_from(*unit).unwrap_or(u8::MAX)),
        );
        Some(())
    }
}

/// `WSAAddressToString`, in the order in which it looks at its parameters.
///
/// # Safety
/// `address` is null, or readable for `address_length` bytes or as many as its family needs, whichever is less. `protocol` is
/// null, or readable. `string` is null, or writable for as many characters as `string_length` says, which is null, or readable
/// and writable.
pub(crate) unsafe fn to_string<C: Character>(
    address: *const SOCKADDR,
    address_length: u32,
    protocol: *const WSAPROTOCOL_INFOW,
    string: *mut C,
    string_length: *mut u32,
) -> Result<(), Error> {
    require_startup()?;
    if address.is_null() || string_length.is_null() {
        return Err(Error::BadPointer);
    }
    let address_length = usize::try_from(address_length).unwrap_or(usize::MAX);
    if address_length < size_of::<u16>() {
        return Err(Error::BadPointer);
    }
    // SAFETY: not null, and long enough for the family, by the checks above; readable by the caller's contract.
    let number = i32::from(unsafe { address.cast::<u16>().read_unaligned() });
    let family = Family::from_number(number)?;
    // SAFETY: forwarded from this function's own contract.
    unsafe { check_protocol(protocol, number) }?;
    let length = address_length.min(family.size_bytes());
    // SAFETY: not null by the check above; readable for the lesser of the two lengths by the caller's contract.
    let bytes = unsafe { core::slice::from_raw_parts(address.cast::<u8>(), length) };
    let text = address_text::to_text(family, bytes)?;

    // SAFETY: not null by the check above; readable by the caller's contract.
    let room = unsafe { string_length.read_unaligned() };
    // A null string has no room, so that asking for the length is easy. Windows, too, answers it with the length.
    if string.is_null() || usize::try_from(room).is_ok_and(|room| room < text.room) {
        if text.tells_room {
            // SAFETY: not null by the check above; writable by the caller's contract.
            unsafe { string_length.write_unaligned(count(text.room)?) };
        }
        return Err(Error::BufferTooSmall);
    }
    let characters = text.text.bytes().chain([0]);
    for (index, character) in characters.map(C::from_ascii).enumerate() {
        // SAFETY: the text and its terminator fit the room, which is writable by the caller's contract.
        unsafe { string.wrapping_add(index).write_unaligned(character) };
    }
    // SAFETY: not null by the check above; writable by the caller's contract.
    unsafe { string_length.write_unaligned(count(text.text.len() + 1)?) };
    Ok(())
}

/// `WSAStringToAddress`, in the order in which it looks at its parameters.
///
/// # Safety
/// `string` is null, or terminated. `protocol` is null, or readable. `address` is null, or writable for as many bytes as
/// `address_length` says, which is null, or readable and writable.
pub(crate) unsafe fn from_string<C: Character>(
    string: *const C,
    number: i32,
    protocol: *const WSAPROTOCOL_INFOW,
    address: *mut SOCKADDR,
    address_length: *mut i32,
) -> Result<(), Error> {
    require_startup()?;
    if address.is_null() || address_length.is_null() {
        return Err(Error::BadPointer);
    }
    if string.is_null() {
        return Err(policy::NULL_ADDRESS_TEXT);
    }
    let family = Family::from_number(number)?;
    // SAFETY: forwarded from this function's own contract.
    unsafe { check_protocol(protocol, number) }?;

    // SAFETY: not null by the check above; readable by the caller's contract.
    let room = unsafe { address_length.read_unaligned() };
    let size = i32::try_from(family.size_bytes()).map_err(|_| Error::Internal)?;
    if room < size {
        // SAFETY: not null by the check above; writable by the caller's contract.
        unsafe { address_length.write_unaligned(size) };
        return Err(Error::BufferTooSmall);
    }
    let mut text = AnsiBuffer::new();
    // SAFETY: not null by the check above; terminated by the caller's contract.
    unsafe { C::read(string, &mut text) }.ok_or(policy::BEYOND_LIMIT)?;
    let bytes = address_text::to_address(&text, number)?;
    // SAFETY: the bytes are as many as the family's addresses have, which fit the room by the check above. They are ours,
    // so they do not overlap the caller's.
    unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), address.cast(), bytes.len()) };
    // SAFETY: not null by the check above; writable by the caller's contract.
    unsafe { address_length.write_unaligned(size) };
    Ok(())
}

fn require_startup() -> Result<(), Error> {
    if policy::ADDRESS_TEXT_NEEDS_STARTUP {
        startup::require()?;
    }
    Ok(())
}

/// Both forms of the struct have the member at the same place; nothing else of it is looked at.
///
/// # Safety
/// `protocol` is null, or readable.
unsafe fn check_protocol(protocol: *const WSAPROTOCOL_INFOW, family: i32) -> Result<(), Error> {
    if protocol.is_null() {
        return Ok(());
    }
    let member =
        protocol.wrapping_byte_add(core::mem::offset_of!(WSAPROTOCOL_INFOW, iAddressFamily));
    // SAFETY: a member of the struct, which is readable by the caller's contract.
    let protocol_family = unsafe { member.cast::<i32>().read_unaligned() };
    if policy::protocol_converts(protocol_family, family) {
        Ok(())
    } else {
        Err(policy::WRONG_PROTOCOL)
    }
}

fn count(characters: usize) -> Result<u32, Error> {
    u32::try_from(characters).map_err(|_| Error::Internal)
}
