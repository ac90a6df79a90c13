// SPDX-License-Identifier: MIT OR Apache-2.0
//! VARIANTs: read into values, and written from them.

use std::ffi::c_void;
use std::ptr::NonNull;

use widestring::U16String;

use super::object::Reference;
use super::raw::{
    BSTR, SAFEARRAY, VARIANT, VARIANT_TRUE, VT_ARRAY, VT_BOOL, VT_BSTR, VT_BYREF, VT_CY, VT_DATE,
    VT_DISPATCH, VT_EMPTY, VT_ERROR, VT_I1, VT_I2, VT_I4, VT_I8, VT_INT, VT_NULL, VT_R4, VT_R8,
    VT_UI1, VT_UI2, VT_UI4, VT_UI8, VT_UINT, VT_UNKNOWN, VT_VARIANT, VariantData,
};
use super::system;
use super::value::Value;
use crate::hresult::HResult;

/// The text of a string, which stays its owner's.
///
/// # Safety
/// `text` is null, or a string of the system's.
pub(crate) unsafe fn read_text(text: BSTR) -> Option<U16String> {
    if text.is_null() {
        return None;
    }
    // SAFETY: by the contract.
    let length = unsafe { system::length(text) };
    let mut units = vec![0_u16; length];
    // SAFETY: so many characters are readable; by bytes, since nothing says that they are aligned.
    unsafe {
        std::ptr::copy_nonoverlapping(
            text.cast::<u8>(),
            units.as_mut_ptr().cast::<u8>(),
            length * 2,
        );
    };
    Some(U16String::from_vec(units))
}

/// The value, through references; the variant stays its owner's.
///
/// # Safety
/// `variant` is initialised, and what it points to is valid.
pub(crate) unsafe fn read(variant: &VARIANT) -> Value {
    if variant.vt & VT_BYREF == 0 {
        // SAFETY: by the contract.
        return unsafe { read_direct(variant.vt, &variant.data) };
    }
    // SAFETY: a variant with this flag holds a pointer.
    let pointer = unsafe { variant.data.pointer };
    if pointer.is_null() {
        return Value::Other;
    }
    let vt = variant.vt & !VT_BYREF;
    if vt == VT_VARIANT {
        // SAFETY: by the contract.
        let inner = unsafe { pointer.cast::<VARIANT>().read_unaligned() };
        // A reference to a reference leads no further, so that no ring is followed for ever.
        return if inner.vt & VT_BYREF != 0 {
            // SAFETY: by the contract.
            unsafe { read_reference(&inner) }
        } else {
            // SAFETY: by the contract.
            unsafe { read_direct(inner.vt, &inner.data) }
        };
    }
    // SAFETY: by the contract.
    unsafe { read_reference(variant) }
}

/// Whether a variant holds an object, or refers to one.
///
/// # Safety
/// As for [`read`].
pub(crate) unsafe fn is_object(variant: &VARIANT) -> bool {
    let is_object = |vt| matches!(vt & !VT_BYREF, VT_DISPATCH | VT_UNKNOWN);
    if variant.vt != VT_BYREF | VT_VARIANT {
        return is_object(variant.vt);
    }
    // SAFETY: as the flag says.
    let inner = unsafe { variant.data.pointer }.cast::<VARIANT>();
    // SAFETY: null, or readable by the contract.
    !inner.is_null() && is_object(unsafe { inner.read_unaligned() }.vt)
}

/// # Safety
/// As for [`read`]; `variant` holds a reference.
unsafe fn read_reference(variant: &VARIANT) -> Value {
    // SAFETY: as the flag says.
    let pointer = unsafe { variant.data.pointer };
    let vt = variant.vt & !VT_BYREF;
    let Some(size) = size(vt).filter(|_| !pointer.is_null()) else {
        return Value::Other;
    };
    let mut data = VariantData { integer: 0 };
    // SAFETY: so many bytes are readable by the contract, and fit.
    unsafe {
        std::ptr::copy_nonoverlapping(pointer.cast::<u8>(), (&raw mut data).cast::<u8>(), size);
    };
    // SAFETY: by the contract.
    unsafe { read_direct(vt, &data) }
}

/// The array that a variant has.
pub(crate) fn array_in(variant: &VARIANT) -> Option<*mut SAFEARRAY> {
    // SAFETY: any bits are a pointer.
    let pointer = unsafe { variant.data.pointer }.cast::<SAFEARRAY>();
    let is_array = variant.vt & (VT_ARRAY | VT_BYREF) == VT_ARRAY;
    (is_array && !pointer.is_null()).then_some(pointer)
}

/// The bytes of a value that is referred to.
pub(crate) fn size(vt: u16) -> Option<usize> {
    match vt {
        VT_I1 | VT_UI1 => Some(1),
        VT_I2 | VT_UI2 | VT_BOOL => Some(2),
        VT_I4 | VT_UI4 | VT_INT | VT_UINT | VT_R4 | VT_ERROR => Some(4),
        VT_I8 | VT_UI8 | VT_R8 | VT_CY | VT_DATE | VT_BSTR | VT_DISPATCH | VT_UNKNOWN => Some(8),
        _ => None,
    }
}

/// Of the union, only what the type says is looked at: the rest may be anything.
///
/// # Safety
/// `data` is of the type `vt`.
#[allow(clippy::cast_possible_truncation)]
unsafe fn read_direct(vt: u16, data: &VariantData) -> Value {
    // SAFETY: any bits are a number.
    let bits = unsafe { data.integer };
    let number = match vt {
        VT_EMPTY => return Value::Empty,
        VT_NULL => return Value::Null,
        VT_BOOL => return Value::Bool(bits as u16 != 0),
        VT_I1 => i128::from(bits as i8),
        VT_UI1 => i128::from(bits as u8),
        VT_I2 => i128::from(bits as i16),
        VT_UI2 => i128::from(bits as u16),
        VT_I4 | VT_INT => i128::from(bits as i32),
        VT_UI4 | VT_UINT => i128::from(bits as u32),
        VT_I8 => i128::from(bits.cast_signed()),
        VT_UI8 => i128::from(bits),
        VT_R4 => return Value::Single(f32::from_bits(bits as u32)),
        VT_R8 => return Value::Real(f64::from_bits(bits)),
        VT_CY => return Value::Currency(bits.cast_signed()),
        VT_DATE => return Value::Date(f64::from_bits(bits)),
        VT_ERROR if bits as u32 == HResult::DISP_E_PARAMNOTFOUND.0 => return Value::Missing,
        VT_BSTR => {
            // SAFETY: the type says so.
            let text = unsafe { data.pointer };
            // SAFETY: by the contract.
            return Value::Text(unsafe { read_text(text.cast()) });
        }
        VT_DISPATCH | VT_UNKNOWN => {
            // SAFETY: the type says so.
            let Some(object) = NonNull::new(unsafe { data.pointer }) else {
                return Value::Other;
            };
            // SAFETY: by the contract.
            return Value::Object(unsafe { Reference::share(object) });
        }
        _ => return Value::Other,
    };
    Value::Integer(number)
}

/// A variant that its receiver clears.
pub(crate) fn make(value: Value) -> Result<VARIANT, HResult> {
    let integer = |vt, bits| (vt, VariantData { integer: bits });
    let pointer = |vt, pointer: *mut c_void| (vt, VariantData { pointer });
    let (vt, data) = match value {
        Value::Empty | Value::Missing | Value::Other => return Ok(VARIANT::EMPTY),
        Value::Null => integer(VT_NULL, 0),
        Value::Integer(number) => {
            let number = i32::try_from(number).map_err(|_| HResult::DISP_E_OVERFLOW)?;
            integer(VT_I4, number.cast_unsigned().into())
        }
        Value::Real(number) => integer(VT_R8, number.to_bits()),
        Value::Single(number) => integer(VT_R4, number.to_bits().into()),
        Value::Currency(parts) => integer(VT_CY, parts.cast_unsigned()),
        Value::Date(number) => integer(VT_DATE, number.to_bits()),
        Value::Bool(truth) => {
            let truth = if truth { VARIANT_TRUE } else { 0 };
            integer(VT_BOOL, truth.cast_unsigned().into())
        }
        Value::Text(text) => {
            let text = system::new_string(text.unwrap_or_default().as_slice())?;
            pointer(VT_BSTR, text.cast())
        }
        Value::Object(object) => pointer(VT_DISPATCH, object.into_raw()),
        Value::Unknown(object) => pointer(VT_UNKNOWN, object.into_raw()),
        Value::Bytes(bytes) => pointer(VT_ARRAY | VT_UI1, system::new_bytes(&bytes)?.cast()),
    };
    Ok(VARIANT {
        vt,
        data,
        ..VARIANT::EMPTY
    })
}
