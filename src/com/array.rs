// SPDX-License-Identifier: MIT OR Apache-2.0
//! Arrays that carry their bounds, where the system has none: vectors of numbers.

use std::ffi::c_void;
use std::ptr;

use super::raw::{
    SAFEARRAY, VT_BOOL, VT_CY, VT_DATE, VT_ERROR, VT_I1, VT_I2, VT_I4, VT_I8, VT_INT, VT_R4, VT_R8,
    VT_UI1, VT_UI2, VT_UI4, VT_UI8, VT_UINT,
};

/// The type of the elements is written down before the struct.
const FADF_HAVEVARTYPE: u16 = 0x80;

/// What stands before the struct.
const HIDDEN: usize = 16;

/// The bytes of an element; none for types that more than their bytes must be kept of.
fn element_size(vartype: u16) -> Option<u32> {
    match vartype {
        VT_I1 | VT_UI1 => Some(1),
        VT_I2 | VT_UI2 | VT_BOOL => Some(2),
        VT_I4 | VT_UI4 | VT_INT | VT_UINT | VT_R4 | VT_ERROR => Some(4),
        VT_I8 | VT_UI8 | VT_R8 | VT_DATE | VT_CY => Some(8),
        _ => None,
    }
}

/// Whether there are vectors of a type.
pub(crate) fn is_possible(vartype: u16) -> bool {
    element_size(vartype).is_some()
}

/// A vector of zeros; null for other types, and when there is no memory.
pub(crate) fn create(vartype: u16, lower_bound: i32, count: u32) -> *mut SAFEARRAY {
    let Some(element_size) = element_size(vartype) else {
        return ptr::null_mut();
    };
    let Some(bytes) = (element_size as usize).checked_mul(count as usize) else {
        return ptr::null_mut();
    };
    // SAFETY: any size may be asked for. One byte more, so that an empty vector has an address, too.
    let data = unsafe { libc::calloc(1, bytes.saturating_add(1)) };
    if data.is_null() {
        return ptr::null_mut();
    }
    // SAFETY: as above.
    let block = unsafe { libc::calloc(1, HIDDEN + size_of::<SAFEARRAY>()) }.cast::<u8>();
    if block.is_null() {
        // SAFETY: calloc gave it, and nobody has seen it.
        unsafe { libc::free(data) };
        return ptr::null_mut();
    }
    // SAFETY: the hidden part is in front.
    let array = unsafe { block.add(HIDDEN) };
    // SAFETY: as above; the type is its last four bytes.
    let type_at = unsafe { array.sub(4) };
    // SAFETY: as above; aligned, since the block is aligned for anything.
    unsafe { type_at.cast::<u32>().write(vartype.into()) };
    let array = array.cast::<SAFEARRAY>();
    let content = SAFEARRAY {
        dimensions: 1,
        features: FADF_HAVEVARTYPE,
        element_size,
        locks: 0,
        data,
        count,
        lower_bound,
    };
    // SAFETY: the struct follows the hidden part.
    unsafe { array.write(content) };
    array
}

/// Another array with the same elements; null when there is no memory.
///
/// # Safety
/// `array` is one of [`create`]'s.
pub(crate) unsafe fn copy(array: &SAFEARRAY) -> *mut SAFEARRAY {
    // SAFETY: by the contract.
    let vartype = unsafe { vartype(array) };
    let made = create(vartype, array.lower_bound, array.count);
    if made.is_null() {
        return made;
    }
    // SAFETY: just made.
    let data = unsafe { (*made).data };
    let bytes = array.element_size as usize * array.count as usize;
    // SAFETY: both have elements of this size, and so many; nobody else knows the new ones.
    unsafe { ptr::copy_nonoverlapping(array.data.cast::<u8>(), data.cast::<u8>(), bytes) };
    made
}

/// Where the element of an index is; none outside the bounds.
pub(crate) fn element(array: &SAFEARRAY, index: i32) -> Option<*mut u8> {
    let position = i64::from(index) - i64::from(array.lower_bound);
    let position = u32::try_from(position)
        .ok()
        .filter(|&position| position < array.count)?;
    let offset = position as usize * array.element_size as usize;
    Some(array.data.cast::<u8>().wrapping_add(offset))
}

/// # Safety
/// `array` is one of [`create`]'s, that nobody uses any more.
pub(crate) unsafe fn destroy(array: *mut SAFEARRAY) {
    // SAFETY: by the contract.
    let data = unsafe { (*array).data };
    // SAFETY: calloc gave it.
    unsafe { libc::free(data) };
    // SAFETY: the block begins with the hidden part.
    let block = unsafe { array.cast::<u8>().sub(HIDDEN) };
    // SAFETY: calloc gave it.
    unsafe { libc::free(block.cast::<c_void>()) };
}

/// The type of the elements.
///
/// # Safety
/// `array` is one of [`create`]'s.
pub(crate) unsafe fn vartype(array: *const SAFEARRAY) -> u16 {
    // SAFETY: the hidden part is in front.
    let type_at = unsafe { array.cast::<u32>().sub(1) };
    // SAFETY: as above.
    let vartype = unsafe { type_at.read() };
    u16::try_from(vartype).unwrap_or_default()
}
