// SPDX-License-Identifier: MIT OR Apache-2.0
//! Arrays that carry their bounds, where the system has none: vectors of anything that a variant can hold, and of variants.
//!
//! Strings, objects and variants belong to the array, which has copies and references of its own. As it copies and frees them as a
//! variant does, such an element is handled as one.

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering};

use super::change;
use super::ids;
use super::raw::{
    DECIMAL_SIZE, FADF_BSTR, FADF_DISPATCH, FADF_UNKNOWN, FADF_VARIANT, SAFEARRAY, VARIANT,
    VT_BSTR, VT_DECIMAL, VT_DISPATCH, VT_UNKNOWN, VT_VARIANT, VariantData,
};
use super::variant;
use crate::ffi::guiddef::GUID;
use crate::hresult::HResult;
use crate::policy;

/// The interface that the elements have is written down before the struct.
const FADF_HAVEIID: u16 = 1 << 6;

/// The type of the elements is written down before the struct.
const FADF_HAVEVARTYPE: u16 = 1 << 7;

/// What stands before the struct.
const HIDDEN: usize = size_of::<GUID>();

/// The bytes of an element; none where there are no vectors of the type.
fn element_size(vartype: u16) -> Option<usize> {
    match vartype {
        VT_VARIANT => Some(size_of::<VARIANT>()),
        VT_DECIMAL => Some(DECIMAL_SIZE),
        _ => variant::size(vartype),
    }
}

/// Whether there are vectors of a type.
pub(crate) fn is_possible(vartype: u16) -> bool {
    element_size(vartype).is_some()
}

/// What the struct says of elements of a type.
fn features(vartype: u16) -> u16 {
    match vartype {
        VT_BSTR => FADF_BSTR | FADF_HAVEVARTYPE,
        VT_VARIANT => FADF_VARIANT | FADF_HAVEVARTYPE,
        VT_DISPATCH => FADF_DISPATCH | FADF_HAVEIID,
        VT_UNKNOWN => FADF_UNKNOWN | FADF_HAVEIID,
        _ => FADF_HAVEVARTYPE,
    }
}

/// A vector of zeros, empty variants, or nothing; null for other types, and when there is no memory.
pub(crate) fn create(vartype: u16, lower_bound: i32, count: u32) -> *mut SAFEARRAY {
    let Some(element_size) = element_size(vartype) else {
        return ptr::null_mut();
    };
    let Some(bytes) = element_size.checked_mul(count as usize) else {
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
    let interface = match vartype {
        VT_DISPATCH => Some(ids::DISPATCH),
        VT_UNKNOWN => Some(ids::UNKNOWN),
        _ => None,
    };
    match interface {
        // SAFETY: it fills the hidden part; aligned, since the block is aligned for anything.
        Some(interface) => unsafe { block.cast::<GUID>().write(interface) },
        None => {
            // SAFETY: as above; the type is its last four bytes.
            let type_at = unsafe { array.sub(4) };
            // SAFETY: as above.
            unsafe { type_at.cast::<u32>().write(vartype.into()) };
        }
    }
    let array = array.cast::<SAFEARRAY>();
    let content = SAFEARRAY {
        dimensions: 1,
        features: features(vartype),
        // At most that of a variant.
        element_size: u32::try_from(element_size).unwrap_or_default(),
        locks: 0,
        data,
        count,
        lower_bound,
    };
    // SAFETY: the struct follows the hidden part.
    unsafe { array.write(content) };
    array
}

/// Another array with the same elements, which may hold arrays themselves, so many levels deep.
///
/// # Safety
/// `array` is one of [`create`]'s.
pub(crate) unsafe fn copy(array: *const SAFEARRAY, levels: u32) -> Result<*mut SAFEARRAY, HResult> {
    // SAFETY: by the contract.
    let vartype = unsafe { vartype(array) };
    // SAFETY: by the contract.
    let of = unsafe { array.read() };
    let made = create(vartype, of.lower_bound, of.count);
    if made.is_null() {
        return Err(HResult::E_OUTOFMEMORY);
    }
    // SAFETY: just made.
    let to = unsafe { made.read() };
    if !is_owner(vartype) {
        let bytes = of.element_size as usize * of.count as usize;
        // SAFETY: both have elements of this size, and so many; nobody else knows the new ones.
        unsafe { ptr::copy_nonoverlapping(of.data.cast::<u8>(), to.data.cast::<u8>(), bytes) };
        return Ok(made);
    }
    for (from, to) in places(&of).zip(places(&to)) {
        // SAFETY: an element.
        let element = unsafe { read(vartype, from) };
        // SAFETY: as above.
        match unsafe { change::duplicate(&element, levels) } {
            // SAFETY: an element that is still nothing.
            Ok(copy) => unsafe { write(vartype, to, copy) },
            Err(error) => {
                // SAFETY: nobody knows it.
                unsafe { destroy(made) };
                return Err(error);
            }
        }
    }
    Ok(made)
}

/// Whether the elements are more than their bytes.
fn is_owner(vartype: u16) -> bool {
    matches!(vartype, VT_BSTR | VT_DISPATCH | VT_UNKNOWN | VT_VARIANT)
}

/// Where the elements are.
fn places(array: &SAFEARRAY) -> impl Iterator<Item = *mut u8> + use<> {
    let (data, size) = (array.data.cast::<u8>(), array.element_size as usize);
    (0..array.count as usize).map(move |position| data.wrapping_add(position * size))
}

/// An element that is more than its bytes, as a variant that owns nothing.
///
/// # Safety
/// `place` has an element of the type, however aligned.
unsafe fn read(vartype: u16, place: *const u8) -> VARIANT {
    if vartype == VT_VARIANT {
        // SAFETY: by the contract.
        return unsafe { place.cast::<VARIANT>().read_unaligned() };
    }
    // SAFETY: by the contract.
    let pointer = unsafe { place.cast::<*mut c_void>().read_unaligned() };
    holding(vartype, pointer)
}

fn holding(vartype: u16, pointer: *mut c_void) -> VARIANT {
    VARIANT {
        vt: vartype,
        data: VariantData { pointer },
        ..VARIANT::EMPTY
    }
}

/// Puts what a variant has into the place of an element.
///
/// # Safety
/// `place` has room for an element of the type, however aligned; the variant is what [`read`] gives.
unsafe fn write(vartype: u16, place: *mut u8, element: VARIANT) {
    if vartype == VT_VARIANT {
        // SAFETY: by the contract.
        unsafe { place.cast::<VARIANT>().write_unaligned(element) };
        return;
    }
    // SAFETY: such a variant has a pointer.
    let pointer = unsafe { element.data.pointer };
    // SAFETY: by the contract.
    unsafe { place.cast::<*mut c_void>().write_unaligned(pointer) };
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

/// How often the array is locked. Several threads may read an array, and lock it for that.
///
/// # Safety
/// `array` is one of [`create`]'s, that lives for `'a`.
unsafe fn locks<'a>(array: *mut SAFEARRAY) -> &'a AtomicU32 {
    // SAFETY: by the contract.
    let locks = unsafe { &raw mut (*array).locks };
    // SAFETY: by the contract; aligned, as the array is.
    unsafe { AtomicU32::from_ptr(locks) }
}

/// Keeps an array from being destroyed.
///
/// # Safety
/// `array` is one of [`create`]'s.
pub(crate) unsafe fn lock(array: *mut SAFEARRAY) {
    let more = |locks: u32| locks.checked_add(1);
    // SAFETY: by the contract.
    let _ = unsafe { locks(array) }.fetch_update(Ordering::Acquire, Ordering::Relaxed, more);
}

/// Takes back one lock.
///
/// # Safety
/// As for [`lock`].
pub(crate) unsafe fn unlock(array: *mut SAFEARRAY) -> Result<(), HResult> {
    let less = |locks: u32| locks.checked_sub(1);
    // SAFETY: by the contract.
    let unlocked = unsafe { locks(array) }.fetch_update(Ordering::Release, Ordering::Relaxed, less);
    unlocked.map(|_| ()).map_err(|_| HResult::E_UNEXPECTED)
}

/// Whether somebody keeps an array.
///
/// # Safety
/// As for [`lock`].
pub(crate) unsafe fn is_locked(array: *mut SAFEARRAY) -> bool {
    // SAFETY: by the contract.
    unsafe { locks(array) }.load(Ordering::Acquire) != 0
}

/// Does something with an element, and keeps the array meanwhile: an object that is told of a reference may call back.
///
/// # Safety
/// `array` is one of [`create`]'s.
unsafe fn locked(
    array: *mut SAFEARRAY,
    index: i32,
    body: impl FnOnce(u16, *mut u8, usize) -> Result<(), HResult>,
) -> Result<(), HResult> {
    // SAFETY: by the contract.
    let vartype = unsafe { vartype(array) };
    // SAFETY: by the contract.
    let size = unsafe { (*array).element_size } as usize;
    // SAFETY: by the contract; the borrow ends before anybody is called.
    let place = element(unsafe { &*array }, index).ok_or(HResult::DISP_E_BADINDEX)?;
    // SAFETY: by the contract.
    unsafe { lock(array) };
    let result = body(vartype, place, size);
    // SAFETY: it was locked, and so is still there.
    let _ = unsafe { unlock(array) };
    result
}

/// Gives out a copy of an element.
///
/// # Safety
/// As for [`locked`]; `out` is null, or has room for an element, whatever is there.
pub(crate) unsafe fn get(
    array: *mut SAFEARRAY,
    index: i32,
    out: *mut c_void,
) -> Result<(), HResult> {
    let body = |vartype, place: *mut u8, size| {
        let out = out.cast::<u8>();
        if out.is_null() {
            return Err(HResult::E_INVALIDARG);
        }
        if !is_owner(vartype) {
            // SAFETY: the element is in the array, and there is room by the contract.
            unsafe { ptr::copy(place, out, size) };
            return Ok(());
        }
        // SAFETY: an element.
        let element = unsafe { read(vartype, place) };
        // SAFETY: as above.
        let copy = unsafe { change::duplicate(&element, policy::ARRAY_LEVEL_LIMIT) }?;
        // SAFETY: there is room by the contract.
        unsafe { write(vartype, out, copy) };
        Ok(())
    };
    // SAFETY: by the contract.
    unsafe { locked(array, index, body) }
}

/// Puts a copy into the place of an element, which is freed.
///
/// # Safety
/// As for [`locked`], and no other thread uses the array; `given` is a string or an object, if such are the elements, or null; of other types it is null, or points to
/// an element.
pub(crate) unsafe fn put(
    array: *mut SAFEARRAY,
    index: i32,
    given: *mut c_void,
) -> Result<(), HResult> {
    let body = |vartype, place: *mut u8, size| {
        let is_pointer = is_owner(vartype) && vartype != VT_VARIANT;
        if !is_pointer && given.is_null() {
            return Err(HResult::E_INVALIDARG);
        }
        if !is_owner(vartype) {
            // SAFETY: the element is in the array, and the new one is readable by the contract.
            unsafe { ptr::copy(given.cast(), place, size) };
            return Ok(());
        }
        let element = match is_pointer {
            true => holding(vartype, given),
            // SAFETY: an element, by the contract.
            false => unsafe { read(vartype, given.cast()) },
        };
        // SAFETY: by the contract.
        let mut copy = unsafe { change::duplicate(&element, policy::ARRAY_LEVEL_LIMIT) }?;
        // SAFETY: an element. Not before: who was told of a reference may have changed it.
        let mut old = unsafe { read(vartype, place) };
        // SAFETY: as above.
        if let Err(error) = unsafe { change::expect_clearable(&old) } {
            // SAFETY: made just now; nobody knows it.
            unsafe { change::clear(&mut copy) }?;
            return Err(error);
        }
        // SAFETY: an element, of which the old value is kept here.
        unsafe { write(vartype, place, copy) };
        // SAFETY: nobody else has it any more.
        unsafe { change::clear(&mut old) }
    };
    // SAFETY: by the contract.
    unsafe { locked(array, index, body) }
}

/// Frees an array with its elements. Of the arrays that these hold, those that somebody has locked stay.
///
/// # Safety
/// `array` is one of [`create`]'s, that nobody uses any more.
pub(crate) unsafe fn destroy(array: *mut SAFEARRAY) {
    // One after the other, however deep they lie. Whoever is released cannot destroy them again, nor can one that holds itself.
    let mut left = Vec::new();
    let mut next = Some(array);
    while let Some(array) = next {
        // SAFETY: by the contract, and so for those that it holds.
        unsafe { lock(array) };
        // SAFETY: as above.
        let vartype = unsafe { vartype(array) };
        // SAFETY: as above.
        let content = unsafe { array.read() };
        let owned = if is_owner(vartype) { content.count } else { 0 };
        for place in places(&content).take(owned as usize) {
            // SAFETY: an element, which is the array's.
            let mut element = unsafe { read(vartype, place) };
            // SAFETY: as above.
            if unsafe { change::expect_clearable(&element) }.is_err() {
                continue;
            }
            if let Some(inner) = variant::array_in(&element) {
                // SAFETY: as the element says.
                unsafe { lock(inner) };
                left.push(inner);
            } else {
                // SAFETY: as above.
                let _ = unsafe { change::clear(&mut element) };
            }
        }
        next = left.pop();
        // SAFETY: calloc gave it.
        unsafe { libc::free(content.data) };
        // SAFETY: the block begins with the hidden part.
        let block = unsafe { array.cast::<u8>().sub(HIDDEN) };
        // SAFETY: calloc gave it.
        unsafe { libc::free(block.cast::<c_void>()) };
    }
}

/// The type of the elements.
///
/// # Safety
/// `array` is one of [`create`]'s.
pub(crate) unsafe fn vartype(array: *const SAFEARRAY) -> u16 {
    // SAFETY: by the contract.
    let features = unsafe { (*array).features };
    if features & FADF_HAVEVARTYPE == 0 {
        return match features & FADF_DISPATCH {
            0 => VT_UNKNOWN,
            _ => VT_DISPATCH,
        };
    }
    // SAFETY: the hidden part is in front.
    let type_at = unsafe { array.cast::<u32>().sub(1) };
    // SAFETY: as above.
    let vartype = unsafe { type_at.read() };
    u16::try_from(vartype).unwrap_or_default()
}
