// SPDX-License-Identifier: MIT OR Apache-2.0
//! Strings that carry their length, where the system has none.
//!
//! A block of the C library's heap: four bytes of nothing, the length in bytes, the characters, and a terminator.

use std::ptr;

use super::raw::BSTR;

/// What stands before the first character.
const HEADER: usize = 8;
const TERMINATOR: usize = 2;

/// A string of so many bytes, copied from `bytes` or, when that is null, left as the heap gave it; null when there is no memory.
///
/// # Safety
/// `bytes` is null, or has `length` readable bytes.
pub(crate) unsafe fn allocate(bytes: *const u8, length: usize) -> BSTR {
    let Some(prefix) = u32::try_from(length).ok() else {
        return ptr::null_mut();
    };
    let Some(size) = length.checked_add(HEADER + TERMINATOR) else {
        return ptr::null_mut();
    };
    // SAFETY: any size may be asked for.
    let block = unsafe { libc::malloc(size) }.cast::<u8>();
    if block.is_null() {
        return ptr::null_mut();
    }
    // SAFETY: the block begins with the header.
    let length_at = unsafe { block.add(HEADER - 4) };
    // SAFETY: as above; aligned, since the block is aligned for anything.
    unsafe { length_at.cast::<u32>().write(prefix) };
    // SAFETY: the header is followed by at least the terminator.
    let text = unsafe { block.add(HEADER) };
    if !bytes.is_null() {
        // SAFETY: readable by the contract; the new block overlaps nothing.
        unsafe { ptr::copy_nonoverlapping(bytes, text, length) };
    }
    // SAFETY: the terminator follows the bytes.
    let end = unsafe { text.add(length) };
    // SAFETY: as above; the length may be odd.
    unsafe { end.cast::<u16>().write_unaligned(0) };
    text.cast()
}

/// The length in bytes.
///
/// # Safety
/// `text` is null, or a string of [`allocate`]'s.
pub(crate) unsafe fn length_bytes(text: BSTR) -> u32 {
    if text.is_null() {
        return 0;
    }
    // SAFETY: the length stands before the first character.
    let length_at = unsafe { text.cast::<u32>().sub(1) };
    // SAFETY: as above.
    unsafe { length_at.read() }
}

/// # Safety
/// `text` is null, or a string of [`allocate`]'s that nobody uses any more.
pub(crate) unsafe fn free(text: BSTR) {
    if text.is_null() {
        return;
    }
    // SAFETY: the block begins with the header.
    let block = unsafe { text.cast::<u8>().sub(HEADER) };
    // SAFETY: malloc gave it.
    unsafe { libc::free(block.cast()) };
}
