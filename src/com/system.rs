// SPDX-License-Identifier: MIT OR Apache-2.0
//! Strings and arrays that change hands: the system's where it has them, which frees them with its own heap; ours elsewhere.

use super::raw::{BSTR, SAFEARRAY};
use crate::hresult::HResult;

#[cfg(windows)]
mod imports {
    use super::{BSTR, SAFEARRAY};
    use std::ffi::c_void;

    #[link(name = "oleaut32")]
    unsafe extern "system" {
        pub(super) fn SysAllocStringLen(text: *const u16, length: u32) -> BSTR;
        pub(super) fn SysStringByteLen(text: BSTR) -> u32;
        pub(super) fn SysFreeString(text: BSTR);
        pub(super) fn SafeArrayCreateVector(
            vartype: u16,
            lower_bound: i32,
            count: u32,
        ) -> *mut SAFEARRAY;
        pub(super) fn VariantClear(variant: *mut c_void) -> i32;
    }
}

/// A new string, which its receiver frees.
pub(crate) fn new_string(text: &[u16]) -> Result<BSTR, HResult> {
    #[cfg(windows)]
    let made = {
        let length = u32::try_from(text.len()).map_err(|_| HResult::E_OUTOFMEMORY)?;
        // SAFETY: so many characters are readable.
        unsafe { imports::SysAllocStringLen(text.as_ptr(), length) }
    };
    #[cfg(not(windows))]
    // SAFETY: so many bytes are readable.
    let made = unsafe { super::bstr::allocate(text.as_ptr().cast(), size_of_val(text)) };
    if made.is_null() {
        return Err(HResult::E_OUTOFMEMORY);
    }
    Ok(made)
}

/// The length of a string in characters.
///
/// # Safety
/// `text` is null, or a string of the system's.
pub(crate) unsafe fn length(text: BSTR) -> usize {
    #[cfg(windows)]
    // SAFETY: by the contract.
    let bytes = unsafe { imports::SysStringByteLen(text) };
    #[cfg(not(windows))]
    // SAFETY: by the contract.
    let bytes = unsafe { super::bstr::length_bytes(text) };
    bytes as usize / 2
}

/// # Safety
/// `text` is null, or a string of the system's that nobody uses any more.
pub(crate) unsafe fn free_string(text: BSTR) {
    #[cfg(windows)]
    // SAFETY: by the contract.
    unsafe {
        imports::SysFreeString(text)
    };
    #[cfg(not(windows))]
    // SAFETY: by the contract.
    unsafe {
        super::bstr::free(text)
    };
}

/// A new vector of bytes, which its receiver destroys.
pub(crate) fn new_bytes(bytes: &[u8]) -> Result<*mut SAFEARRAY, HResult> {
    let count = u32::try_from(bytes.len()).map_err(|_| HResult::E_OUTOFMEMORY)?;
    #[cfg(windows)]
    // SAFETY: takes any numbers.
    let array = unsafe { imports::SafeArrayCreateVector(super::raw::VT_UI1, 0, count) };
    #[cfg(not(windows))]
    let array = super::array::create(super::raw::VT_UI1, 0, count);
    if array.is_null() {
        return Err(HResult::E_OUTOFMEMORY);
    }
    // SAFETY: just made.
    let data = unsafe { (*array).data };
    // SAFETY: it has so many elements of one byte; nobody else knows it.
    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), data.cast::<u8>(), bytes.len()) };
    Ok(array)
}

/// Frees what a variant holds, and makes it empty.
///
/// # Safety
/// `variant` is initialised.
pub(crate) unsafe fn clear(variant: &mut super::raw::VARIANT) {
    #[cfg(windows)]
    // SAFETY: by the contract.
    unsafe {
        imports::VariantClear(std::ptr::from_mut(variant).cast())
    };
    #[cfg(not(windows))]
    // SAFETY: by the contract. What was made here is of a known type, and nobody has locked it.
    let _ = unsafe { super::change::clear(variant) };
}
