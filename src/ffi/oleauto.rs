// SPDX-License-Identifier: MIT OR Apache-2.0
//! `oleauto.h`: strings, variants and arrays of automation, for systems that have none.

use std::ffi::{c_char, c_void};
use std::ptr;

use super::ws2def::{INT, UINT, USHORT};
use crate::com::object::guarded;
use crate::com::raw::{BSTR, HRESULT, LCID, LONG, OLECHAR, SAFEARRAY, ULONG, VARIANT, VARTYPE};
use crate::com::{array, bstr, change};
use crate::edge::Call;
use crate::edge::com::{com_call, com_memory_call, com_value_call};
use crate::edge::parameter::Parameter;
use crate::hresult::HResult;
use crate::policy;
use crate::text::raw::terminated_length;

/// Makes a string from characters up to a terminator.
///
/// # Parameters
/// `psz`: the characters, or null.
///
/// # Returns
/// The string, which `SysFreeString` frees; null for a null pointer, and when there is no memory.
///
/// # Safety
/// `psz` is null, or terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SysAllocString(psz: *const OLECHAR) -> BSTR {
    // SAFETY: the pointer is the caller's, by this function's own contract.
    let call = unsafe { Call::new("SysAllocString", || [("psz", Parameter::LongText(psz))]) };
    com_memory_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { copy(psz) }
    })
}

/// A string of the characters up to a terminator; none for a null pointer.
///
/// # Safety
/// As for [`SysAllocString`].
unsafe fn copy(characters: *const OLECHAR) -> Result<BSTR, HResult> {
    if characters.is_null() {
        return Ok(ptr::null_mut());
    }
    // SAFETY: by the contract.
    let length = unsafe { terminated_length(characters) };
    // SAFETY: so many characters are readable.
    unsafe { allocate(characters.cast(), length.saturating_mul(2)) }
}

/// # Safety
/// As for [`bstr::allocate`].
unsafe fn allocate(bytes: *const u8, length: usize) -> Result<BSTR, HResult> {
    // SAFETY: by the contract.
    let text = unsafe { bstr::allocate(bytes, length) };
    if text.is_null() {
        return Err(HResult::E_OUTOFMEMORY);
    }
    Ok(text)
}

/// Puts a string into the place of another one.
///
/// # Safety
/// `place` holds null or a string that nobody else uses.
unsafe fn replace(place: *mut BSTR, text: BSTR) -> Result<INT, HResult> {
    // SAFETY: by the contract.
    let old = unsafe { place.replace(text) };
    // SAFETY: the caller has it no longer.
    unsafe { bstr::free(old) };
    Ok(1)
}

/// Makes a string from so many characters; the null pointer leaves them to be written.
///
/// # Parameters
/// `strIn`: the characters, or null. `ui`: how many.
///
/// # Returns
/// The string, with a terminator after it; null when there is no memory.
///
/// # Safety
/// `strIn` is null, or has `ui` readable characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SysAllocStringLen(strIn: *const OLECHAR, ui: UINT) -> BSTR {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("SysAllocStringLen", || {
            [
                ("strIn", Parameter::Characters(strIn, ui)),
                ("ui", Parameter::Number(ui.into())),
            ]
        })
    };
    com_memory_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { allocate(strIn.cast(), (ui as usize).saturating_mul(2)) }
    })
}

/// Makes a string from so many bytes; the null pointer leaves them to be written.
///
/// # Parameters
/// `psz`: the bytes, or null. `len`: how many; the number may be odd.
///
/// # Returns
/// As for [`SysAllocStringLen`].
///
/// # Safety
/// `psz` is null, or has `len` readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SysAllocStringByteLen(psz: *const c_char, len: UINT) -> BSTR {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("SysAllocStringByteLen", || {
            [
                ("psz", Parameter::Bytes(psz, len)),
                ("len", Parameter::Number(len.into())),
            ]
        })
    };
    com_memory_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { allocate(psz.cast(), len as usize) }
    })
}

/// Replaces a string by another one, which may be a part of it.
///
/// # Parameters
/// `pbstr`: the string. `psz`: the characters of the new one, up to a terminator, or null for none.
///
/// # Returns
/// 1, or 0 when there is no memory or `pbstr` is null; then the old string stays.
///
/// # Safety
/// `pbstr` is null, or holds null or a string; `psz` is null, or terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SysReAllocString(pbstr: *mut BSTR, psz: *const OLECHAR) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("SysReAllocString", || {
            [
                ("pbstr", Parameter::HeldString(pbstr)),
                ("psz", Parameter::LongText(psz)),
            ]
        })
    };
    com_value_call(call, || {
        if pbstr.is_null() {
            return Ok(0);
        }
        // SAFETY: forwarded from this function's own contract.
        let replacement = unsafe { copy(psz) }?;
        // SAFETY: forwarded from this function's own contract.
        unsafe { replace(pbstr, replacement) }
    })
}

/// Replaces a string by so many characters.
///
/// # Parameters
/// `pbstr`: the string. `psz`: the characters, or null to leave them to be written. `len`: how many.
///
/// # Returns
/// As for [`SysReAllocString`].
///
/// # Safety
/// `pbstr` is null, or holds null or a string; `psz` is null, or has `len` readable characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SysReAllocStringLen(
    pbstr: *mut BSTR,
    psz: *const OLECHAR,
    len: UINT,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("SysReAllocStringLen", || {
            [
                ("pbstr", Parameter::HeldString(pbstr)),
                ("psz", Parameter::Characters(psz, len)),
                ("len", Parameter::Number(len.into())),
            ]
        })
    };
    com_value_call(call, || {
        if pbstr.is_null() {
            return Ok(0);
        }
        // SAFETY: forwarded from this function's own contract.
        let replacement = unsafe { allocate(psz.cast(), (len as usize).saturating_mul(2)) }?;
        // SAFETY: forwarded from this function's own contract.
        unsafe { replace(pbstr, replacement) }
    })
}

/// Frees a string.
///
/// # Parameters
/// `bstrString`: the string, or null.
///
/// # Safety
/// `bstrString` is null, or a string that nobody uses any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SysFreeString(bstrString: BSTR) {
    // SAFETY: the pointer is the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("SysFreeString", || {
            [("bstrString", Parameter::Bstr(bstrString))]
        })
    };
    com_value_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { bstr::free(bstrString) };
        Ok(0)
    });
}

/// The length of a string in characters, without the terminator.
///
/// # Parameters
/// `pbstr`: the string, or null, whose length is 0.
///
/// # Safety
/// `pbstr` is null, or a string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SysStringLen(pbstr: BSTR) -> UINT {
    // SAFETY: the pointer is the caller's, by this function's own contract.
    let call = unsafe { Call::new("SysStringLen", || [("pbstr", Parameter::Bstr(pbstr))]) };
    let length = com_value_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        Ok((unsafe { bstr::length_bytes(pbstr) } / 2).cast_signed())
    });
    length.cast_unsigned()
}

/// The length of a string in bytes, without the terminator.
///
/// # Parameters
/// `bstr`: the string, or null, whose length is 0.
///
/// # Safety
/// `bstr` is null, or a string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SysStringByteLen(bstr: BSTR) -> UINT {
    // SAFETY: the pointer is the caller's, by this function's own contract.
    let call = unsafe { Call::new("SysStringByteLen", || [("bstr", Parameter::Bstr(bstr))]) };
    let length = com_value_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        Ok(unsafe { bstr::length_bytes(bstr) }.cast_signed())
    });
    length.cast_unsigned()
}

/// Makes a variant empty, whatever its memory held.
///
/// # Parameters
/// `pvarg`: the variant; null does nothing.
///
/// # Safety
/// `pvarg` is null, or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn VariantInit(pvarg: *mut VARIANT) {
    // SAFETY: the pointer is the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("VariantInit", || {
            [("pvarg", Parameter::Room(pvarg.cast(), size_of::<VARIANT>()))]
        })
    };
    com_value_call(call, || {
        if !pvarg.is_null() {
            // SAFETY: forwarded from this function's own contract.
            unsafe { pvarg.write(VARIANT::EMPTY) };
        }
        Ok(0)
    });
}

/// Frees what a variant holds, and makes it empty.
///
/// # Parameters
/// `pvarg`: the variant.
///
/// # Returns
/// `S_OK`, or an error; then the variant is as it was.
///
/// # Errors
/// * `E_INVALIDARG`: `pvarg` is null.
/// * `DISP_E_BADVARTYPE`: the type is not known.
/// * `DISP_E_ARRAYISLOCKED`: the array that it holds is locked.
///
/// # Behaviour
/// Source: the reference page of `VariantClear`, but for a null pointer.
///
/// # Safety
/// `pvarg` is null, or an initialised variant.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn VariantClear(pvarg: *mut VARIANT) -> HRESULT {
    // SAFETY: the pointer is the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("VariantClear", || {
            [("pvarg", Parameter::HeldVariant(pvarg))]
        })
    };
    com_call(call, || {
        result(|| {
            // SAFETY: forwarded from this function's own contract.
            let held = unsafe { pvarg.as_mut() }.ok_or(HResult::E_INVALIDARG)?;
            // SAFETY: forwarded from this function's own contract.
            unsafe { change::clear(held) }
        })
    })
}

/// Copies a variant: strings and arrays with their content, objects as one more reference; what is held by reference stays that.
///
/// # Parameters
/// `pvargDest`: an initialised variant, which is cleared first. `pvargSrc`: the variant to copy; it may be the same.
///
/// # Returns
/// `S_OK`, or an error; then both are as they were.
///
/// # Errors
/// * `E_INVALIDARG`: a pointer is null.
/// * `DISP_E_BADVARTYPE`: the type of one of them is not known.
/// * `E_OUTOFMEMORY`: there is no memory for the copy.
/// * `DISP_E_ARRAYISLOCKED`: the array that `pvargDest` holds is locked.
///
/// # Safety
/// Each pointer is null, or an initialised variant.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn VariantCopy(pvargDest: *mut VARIANT, pvargSrc: *const VARIANT) -> HRESULT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("VariantCopy", || {
            [
                ("pvargDest", Parameter::HeldVariant(pvargDest)),
                ("pvargSrc", Parameter::Variant(pvargSrc)),
            ]
        })
    };
    com_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        result(|| unsafe { change::copy(pvargDest, pvargSrc, false) })
    })
}

/// Copies a variant, or what it refers to.
///
/// # Parameters
/// As for [`VariantCopy`]; what is held by reference is copied itself, and so is what a variant holds that is referred to.
///
/// # Returns
/// As for [`VariantCopy`], and `E_INVALIDARG` for a reference to nothing, or to a variant that refers to another one.
///
/// # Safety
/// Each pointer is null, or an initialised variant, and what that points to is valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn VariantCopyInd(
    pvarDest: *mut VARIANT,
    pvargSrc: *const VARIANT,
) -> HRESULT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("VariantCopyInd", || {
            [
                ("pvarDest", Parameter::HeldVariant(pvarDest)),
                ("pvargSrc", Parameter::Variant(pvargSrc)),
            ]
        })
    };
    com_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        result(|| unsafe { change::copy(pvarDest, pvargSrc, true) })
    })
}

/// Converts a variant to another type.
///
/// # Parameters
/// `pvargDest`: an initialised variant, which is cleared first. `pvarSrc`: the variant to convert; it may be the same. What it
/// refers to is converted, and of an object the default property. `wFlags`: `VARIANT_NOVALUEPROP` leaves objects alone;
/// `VARIANT_ALPHABOOL` makes a truth value "True" or "False" instead of -1 or 0; other flags mean nothing here. `vt`: the type.
///
/// # Returns
/// `S_OK`, or an error; then both are as they were.
///
/// # Errors
/// * `E_INVALIDARG`: a pointer is null, a reference leads nowhere, or a date has no text.
/// * `DISP_E_BADVARTYPE`: the type of a variant, or `vt`, is not known.
/// * `DISP_E_TYPEMISMATCH`: there is no such conversion, or the text is none of the type.
/// * `DISP_E_OVERFLOW`: the value is none of the type.
/// * `E_OUTOFMEMORY`: there is no memory for the new value.
/// * `DISP_E_ARRAYISLOCKED`: the array that `pvargDest` holds is locked.
///
/// # Behaviour
/// Numbers are rounded to the nearest, and to the even one of two. Text is read and written as in English, United States. Arrays
/// and `VT_DECIMAL` are converted to nothing else. Source: the reference page of `VariantChangeType`, and what Wine 8.0
/// converts.
///
/// # Safety
/// Each pointer is null, or an initialised variant, and what that points to is valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn VariantChangeType(
    pvargDest: *mut VARIANT,
    pvarSrc: *const VARIANT,
    wFlags: USHORT,
    vt: VARTYPE,
) -> HRESULT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("VariantChangeType", || {
            [
                ("pvargDest", Parameter::HeldVariant(pvargDest)),
                ("pvarSrc", Parameter::Variant(pvarSrc)),
                ("wFlags", Parameter::Number(wFlags.into())),
                ("vt", Parameter::Number(vt.into())),
            ]
        })
    };
    com_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        result(|| unsafe { change::change(pvargDest, pvarSrc, wFlags, vt) })
    })
}

/// Converts a variant to another type, in a language.
///
/// # Parameters
/// As for [`VariantChangeType`]; `lcid`: the language, which means nothing here.
///
/// # Returns
/// As for [`VariantChangeType`].
///
/// # Safety
/// As for [`VariantChangeType`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn VariantChangeTypeEx(
    pvargDest: *mut VARIANT,
    pvarSrc: *const VARIANT,
    lcid: LCID,
    wFlags: USHORT,
    vt: VARTYPE,
) -> HRESULT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("VariantChangeTypeEx", || {
            [
                ("pvargDest", Parameter::HeldVariant(pvargDest)),
                ("pvarSrc", Parameter::Variant(pvarSrc)),
                ("lcid", Parameter::Number(lcid.into())),
                ("wFlags", Parameter::Number(wFlags.into())),
                ("vt", Parameter::Number(vt.into())),
            ]
        })
    };
    com_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        result(|| unsafe { change::change(pvargDest, pvarSrc, wFlags, vt) })
    })
}

fn result(body: impl FnOnce() -> Result<(), HResult>) -> HRESULT {
    guarded(body).err().map_or(0, HResult::code)
}

/// Makes an array of one dimension, with elements of zero, without a string or an object, or with empty variants.
///
/// # Parameters
/// `vt`: the type of the elements: any that a variant can hold itself, but an array, or `VT_VARIANT`. `lLbound`: the index of the
/// first. `cElements`: how many.
///
/// # Returns
/// The array, which `SafeArrayDestroy` frees; null for other types, and when there is no memory.
#[unsafe(no_mangle)]
pub extern "C" fn SafeArrayCreateVector(
    vt: VARTYPE,
    lLbound: LONG,
    cElements: ULONG,
) -> *mut SAFEARRAY {
    // SAFETY: there is no pointer.
    let call = unsafe {
        Call::new("SafeArrayCreateVector", || {
            [
                ("vt", Parameter::Number(vt.into())),
                ("lLbound", Parameter::Number(lLbound.into())),
                ("cElements", Parameter::Number(cElements.into())),
            ]
        })
    };
    com_memory_call(call, || {
        let array = array::create(vt, lLbound, cElements);
        if !array.is_null() {
            return Ok(array);
        }
        Err(if array::is_possible(vt) {
            HResult::E_OUTOFMEMORY
        } else {
            HResult::DISP_E_BADVARTYPE
        })
    })
}

/// Frees an array with its elements: strings are freed, objects released, variants cleared.
///
/// # Parameters
/// `psa`: the array; null does nothing.
///
/// # Returns
/// `S_OK`, or `DISP_E_ARRAYISLOCKED` while somebody accesses its elements.
///
/// # Safety
/// `psa` is null, or an array that nobody uses any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SafeArrayDestroy(psa: *mut SAFEARRAY) -> HRESULT {
    // SAFETY: the pointer is the caller's, by this function's own contract.
    let call = unsafe { Call::new("SafeArrayDestroy", || [("psa", Parameter::WholeArray(psa))]) };
    com_call(call, || {
        if psa.is_null() {
            return 0;
        }
        // SAFETY: forwarded from this function's own contract.
        if unsafe { array::is_locked(psa) } {
            return HResult::DISP_E_ARRAYISLOCKED.code();
        }
        // SAFETY: forwarded from this function's own contract.
        unsafe { array::destroy(psa) };
        0
    })
}

/// The number of dimensions of an array; 0 for null.
///
/// # Safety
/// `psa` is null, or an array.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SafeArrayGetDim(psa: *mut SAFEARRAY) -> UINT {
    // SAFETY: the pointer is the caller's, by this function's own contract.
    let call = unsafe { Call::new("SafeArrayGetDim", || [("psa", Parameter::Array(psa))]) };
    let number = com_value_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        let array = unsafe { psa.as_ref() };
        Ok(array
            .map_or(0, |array| UINT::from(array.dimensions))
            .cast_signed())
    });
    number.cast_unsigned()
}

/// The bytes of an element of an array; 0 for null.
///
/// # Safety
/// `psa` is null, or an array.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SafeArrayGetElemsize(psa: *mut SAFEARRAY) -> UINT {
    // SAFETY: the pointer is the caller's, by this function's own contract.
    let call = unsafe { Call::new("SafeArrayGetElemsize", || [("psa", Parameter::Array(psa))]) };
    let number = com_value_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        let array = unsafe { psa.as_ref() };
        Ok(array
            .map_or(0, |array| UINT::from(array.element_size))
            .cast_signed())
    });
    number.cast_unsigned()
}

/// The index of the first element.
///
/// # Parameters
/// `psa`: the array. `nDim`: the dimension, from 1. `plLbound`: receives the index.
///
/// # Returns
/// `S_OK`, or an error.
///
/// # Errors
/// * `E_INVALIDARG`: a pointer is null.
/// * `DISP_E_BADINDEX`: there is no such dimension.
///
/// # Safety
/// `psa` is null, or an array; `plLbound` is null, or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SafeArrayGetLBound(
    psa: *mut SAFEARRAY,
    nDim: UINT,
    plLbound: *mut LONG,
) -> HRESULT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("SafeArrayGetLBound", || {
            [
                ("psa", Parameter::Array(psa)),
                ("nDim", Parameter::Number(nDim.into())),
                ("plLbound", Parameter::OutLong(plLbound)),
            ]
        })
    };
    com_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { bound(psa, nDim, plLbound, |array| array.lower_bound) }
    })
}

/// The index of the last element; that before the first in an array of none.
///
/// # Parameters
/// `psa`: the array. `nDim`: the dimension, from 1. `plUbound`: receives the index.
///
/// # Returns
/// As for [`SafeArrayGetLBound`].
///
/// # Safety
/// `psa` is null, or an array; `plUbound` is null, or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SafeArrayGetUBound(
    psa: *mut SAFEARRAY,
    nDim: UINT,
    plUbound: *mut LONG,
) -> HRESULT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("SafeArrayGetUBound", || {
            [
                ("psa", Parameter::Array(psa)),
                ("nDim", Parameter::Number(nDim.into())),
                ("plUbound", Parameter::OutLong(plUbound)),
            ]
        })
    };
    com_call(call, || {
        let upper = |array: &SAFEARRAY| {
            array
                .lower_bound
                .wrapping_add_unsigned(array.count)
                .wrapping_sub(1)
        };
        // SAFETY: forwarded from this function's own contract.
        unsafe { bound(psa, nDim, plUbound, upper) }
    })
}

/// # Safety
/// `psa` is null, or an array; `out` is null, or writable.
unsafe fn bound(
    psa: *mut SAFEARRAY,
    dimension: UINT,
    out: *mut LONG,
    of: impl Fn(&SAFEARRAY) -> LONG,
) -> HRESULT {
    // SAFETY: by the contract.
    let (Some(array), false) = (unsafe { psa.as_ref() }, out.is_null()) else {
        return HResult::E_INVALIDARG.code();
    };
    if dimension != 1 {
        return HResult::DISP_E_BADINDEX.code();
    }
    // SAFETY: by the contract.
    unsafe { out.write(of(array)) };
    0
}

/// Locks an array, and tells where its elements are.
///
/// # Parameters
/// `psa`: the array. `ppvData`: receives the address.
///
/// # Returns
/// `S_OK`, or `E_INVALIDARG` when a pointer is null.
///
/// # Safety
/// `psa` is null, or an array; `ppvData` is null, or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SafeArrayAccessData(
    psa: *mut SAFEARRAY,
    ppvData: *mut *mut c_void,
) -> HRESULT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("SafeArrayAccessData", || {
            [
                ("psa", Parameter::Array(psa)),
                ("ppvData", Parameter::OutHandle(ppvData)),
            ]
        })
    };
    com_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { lock(psa, ppvData) }
    })
}

/// # Safety
/// `psa` is null, or an array; `data` is null, or writable.
unsafe fn lock(psa: *mut SAFEARRAY, data: *mut *mut c_void) -> HRESULT {
    if psa.is_null() || data.is_null() {
        return HResult::E_INVALIDARG.code();
    }
    // SAFETY: not null by the check above; an array by the contract.
    unsafe { array::lock(psa) };
    // SAFETY: as above.
    let elements = unsafe { (*psa).data };
    // SAFETY: by the contract.
    unsafe { data.write(elements) };
    0
}

/// Locks an array, so that it is not destroyed.
///
/// # Parameters
/// `psa`: the array.
///
/// # Returns
/// `S_OK`, or `E_INVALIDARG` when `psa` is null.
///
/// # Safety
/// `psa` is null, or an array.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SafeArrayLock(psa: *mut SAFEARRAY) -> HRESULT {
    // SAFETY: the pointer is the caller's, by this function's own contract.
    let call = unsafe { Call::new("SafeArrayLock", || [("psa", Parameter::Array(psa))]) };
    com_call(call, || {
        let mut data = ptr::null_mut();
        // SAFETY: forwarded from this function's own contract.
        unsafe { lock(psa, &raw mut data) }
    })
}

/// Takes back one lock of an array.
///
/// # Parameters
/// `psa`: the array.
///
/// # Returns
/// As for [`SafeArrayUnaccessData`].
///
/// # Safety
/// `psa` is null, or an array.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SafeArrayUnlock(psa: *mut SAFEARRAY) -> HRESULT {
    // SAFETY: the pointer is the caller's, by this function's own contract.
    let call = unsafe { Call::new("SafeArrayUnlock", || [("psa", Parameter::Array(psa))]) };
    com_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { unlock(psa) }
    })
}

/// Tells where an element of an array is.
///
/// # Parameters
/// `psa`: the array. `rgIndices`: the index of the element. `ppvData`: receives the address, which is good while the array is locked.
///
/// # Returns
/// `S_OK`, or an error.
///
/// # Errors
/// * `E_INVALIDARG`: a pointer is null.
/// * `DISP_E_BADINDEX`: the index is outside the bounds.
///
/// # Safety
/// `psa` is null, or an array; `rgIndices` is null, or readable; `ppvData` is null, or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SafeArrayPtrOfIndex(
    psa: *mut SAFEARRAY,
    rgIndices: *mut LONG,
    ppvData: *mut *mut c_void,
) -> HRESULT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("SafeArrayPtrOfIndex", || {
            [
                ("psa", Parameter::Array(psa)),
                ("rgIndices", Parameter::Long(rgIndices)),
                ("ppvData", Parameter::OutHandle(ppvData)),
            ]
        })
    };
    com_call(call, || {
        result(|| {
            // SAFETY: forwarded from this function's own contract.
            let index = unsafe { index(psa, rgIndices) }?;
            // SAFETY: not null by the check above; an array by this function's own contract.
            let element = array::element(unsafe { &*psa }, index);
            let element = element.ok_or(HResult::DISP_E_BADINDEX)?;
            if ppvData.is_null() {
                return Err(HResult::E_INVALIDARG);
            }
            // SAFETY: forwarded from this function's own contract.
            unsafe { ppvData.write(element.cast()) };
            Ok(())
        })
    })
}

/// Copies an element out of an array: a string, an object with a reference, what a variant holds. The caller frees them.
///
/// # Parameters
/// `psa`: the array. `rgIndices`: the index of the element. `pv`: receives it; what is there is not freed.
///
/// # Returns
/// `S_OK`, or an error.
///
/// # Errors
/// * `E_INVALIDARG`: a pointer is null; an array of variants holds others too many levels deep.
/// * `DISP_E_BADINDEX`: the index is outside the bounds.
/// * `DISP_E_BADVARTYPE`: the element is a variant of a type that there is not.
/// * `E_OUTOFMEMORY`: there is no memory.
///
/// # Safety
/// `psa` is null, or an array; `rgIndices` is null, or readable; `pv` is null, or has room for an element.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SafeArrayGetElement(
    psa: *mut SAFEARRAY,
    rgIndices: *mut LONG,
    pv: *mut c_void,
) -> HRESULT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("SafeArrayGetElement", || {
            [
                ("psa", Parameter::ArrayAt(psa, rgIndices)),
                ("rgIndices", Parameter::Long(rgIndices)),
                ("pv", Parameter::OutBuffer(pv)),
            ]
        })
    };
    com_call(call, || {
        result(|| {
            // SAFETY: forwarded from this function's own contract.
            let index = unsafe { index(psa, rgIndices) }?;
            // SAFETY: forwarded from this function's own contract.
            unsafe { array::get(psa, index, pv) }
        })
    })
}

/// Copies an element into an array: a string, an object with a reference, what a variant holds. What the array had there is freed.
///
/// # Parameters
/// `psa`: the array, which may be locked. `rgIndices`: the index of the element. `pv`: the new value; of strings and objects it is the
/// string or object itself, or null, of other types where the value is.
///
/// # Returns
/// `S_OK`, or an error, and the element is as it was.
///
/// # Errors
/// As for [`SafeArrayGetElement`], and `DISP_E_ARRAYISLOCKED` when the element is a variant with an array that is locked.
///
/// # Safety
/// `psa` is null, or an array that no other thread uses; `rgIndices` is null, or readable; `pv` is null, or an element.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SafeArrayPutElement(
    psa: *mut SAFEARRAY,
    rgIndices: *mut LONG,
    pv: *mut c_void,
) -> HRESULT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("SafeArrayPutElement", || {
            [
                ("psa", Parameter::ArrayAt(psa, rgIndices)),
                ("rgIndices", Parameter::Long(rgIndices)),
                ("pv", Parameter::Element(pv, psa)),
            ]
        })
    };
    com_call(call, || {
        result(|| {
            // SAFETY: forwarded from this function's own contract.
            let index = unsafe { index(psa, rgIndices) }?;
            // SAFETY: forwarded from this function's own contract.
            unsafe { array::put(psa, index, pv) }
        })
    })
}

/// The index that an element has.
///
/// # Safety
/// `index` is null, or readable.
unsafe fn index(psa: *mut SAFEARRAY, index: *mut LONG) -> Result<LONG, HResult> {
    if psa.is_null() || index.is_null() {
        return Err(HResult::E_INVALIDARG);
    }
    // SAFETY: not null by the check above; readable by the contract.
    Ok(unsafe { index.read_unaligned() })
}

/// Copies an array, with copies of its elements as `SafeArrayGetElement` makes them. The copy is not locked.
///
/// # Parameters
/// `psa`: the array; of null, the copy is null. `ppsaOut`: receives the copy, which `SafeArrayDestroy` frees; null on failure.
///
/// # Returns
/// `S_OK`, or an error.
///
/// # Errors
/// * `E_INVALIDARG`: `ppsaOut` is null; an array of variants holds others too many levels deep.
/// * `DISP_E_BADVARTYPE`: an element is a variant of a type that there is not.
/// * `E_OUTOFMEMORY`: there is no memory.
///
/// # Safety
/// `psa` is null, or an array; `ppsaOut` is null, or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SafeArrayCopy(
    psa: *mut SAFEARRAY,
    ppsaOut: *mut *mut SAFEARRAY,
) -> HRESULT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("SafeArrayCopy", || {
            [
                ("psa", Parameter::WholeArray(psa)),
                ("ppsaOut", Parameter::OutHandle(ppsaOut.cast())),
            ]
        })
    };
    com_call(call, || {
        if ppsaOut.is_null() {
            return HResult::E_INVALIDARG.code();
        }
        // SAFETY: forwarded from this function's own contract.
        unsafe { ppsaOut.write(ptr::null_mut()) };
        if psa.is_null() {
            return 0;
        }
        result(|| {
            // SAFETY: forwarded from this function's own contract.
            let copy = unsafe { array::copy(psa, policy::ARRAY_LEVEL_LIMIT) }?;
            // SAFETY: as above.
            unsafe { ppsaOut.write(copy) };
            Ok(())
        })
    })
}

/// Takes back one lock of an array.
///
/// # Parameters
/// `psa`: the array.
///
/// # Returns
/// `S_OK`; `E_INVALIDARG` when `psa` is null, `E_UNEXPECTED` when the array is not locked.
///
/// # Safety
/// `psa` is null, or an array.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SafeArrayUnaccessData(psa: *mut SAFEARRAY) -> HRESULT {
    // SAFETY: the pointer is the caller's, by this function's own contract.
    let call = unsafe { Call::new("SafeArrayUnaccessData", || [("psa", Parameter::Array(psa))]) };
    com_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { unlock(psa) }
    })
}

/// # Safety
/// `psa` is null, or an array.
unsafe fn unlock(psa: *mut SAFEARRAY) -> HRESULT {
    if psa.is_null() {
        return HResult::E_INVALIDARG.code();
    }
    // SAFETY: not null by the check above; an array by the contract.
    unsafe { array::unlock(psa) }.map_or_else(HResult::code, |()| 0)
}

/// The type of the elements of an array.
///
/// # Parameters
/// `psa`: the array. `pvt`: receives the type.
///
/// # Returns
/// `S_OK`, or `E_INVALIDARG` when a pointer is null.
///
/// # Safety
/// `psa` is null, or an array; `pvt` is null, or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SafeArrayGetVartype(psa: *mut SAFEARRAY, pvt: *mut VARTYPE) -> HRESULT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("SafeArrayGetVartype", || {
            [
                ("psa", Parameter::Array(psa)),
                ("pvt", Parameter::OutType(pvt)),
            ]
        })
    };
    com_call(call, || {
        if psa.is_null() || pvt.is_null() {
            return HResult::E_INVALIDARG.code();
        }
        // SAFETY: forwarded from this function's own contract.
        let vartype = unsafe { array::vartype(psa) };
        // SAFETY: forwarded from this function's own contract.
        unsafe { pvt.write(vartype) };
        0
    })
}
