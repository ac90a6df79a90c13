// SPDX-License-Identifier: MIT OR Apache-2.0
//! The buffers of calls about service classes.

use core::ffi::c_void;

use super::write::TextSlot;
use crate::abi::Encoding;
use crate::abi::pack::Buffer;
use crate::error::Error;
use crate::policy;

/// The buffer of a description, which may be null whatever its size: that asks for the size.
///
/// # Safety
/// `size` is null, or readable and writable; `start` is null, or writable for that size.
pub(crate) unsafe fn description_buffer(
    start: *mut c_void,
    size: *mut u32,
) -> Result<Buffer, Error> {
    if size.is_null() {
        return Err(policy::BAD_CLASS_PARAMETER);
    }
    // SAFETY: forwarded from this function's own contract.
    unsafe { Buffer::sized_or_null(start, size) }
}

/// The buffer of a name, which may be null whatever its length: that asks for the length.
///
/// # Safety
/// `length` is null, or readable and writable; `start` is null, or writable for that many characters of the encoding.
pub(crate) unsafe fn name_slot(
    start: *mut c_void,
    length: *mut u32,
    encoding: Encoding,
) -> Result<TextSlot, Error> {
    if length.is_null() {
        return Err(policy::BAD_CLASS_PARAMETER);
    }
    // SAFETY: forwarded from this function's own contract; the length was checked above.
    Ok(unsafe { TextSlot::new(start, length, encoding) })
}
