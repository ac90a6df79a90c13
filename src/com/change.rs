// SPDX-License-Identifier: MIT OR Apache-2.0
//! Variants that are cleared, copied and converted, where the system does none of it.
//!
//! Whatever fails leaves the variants as they were.

use std::ptr::{self, NonNull};

use super::array;
use super::ids;
use super::object::Reference;
use super::raw::{
    DECIMAL_SIZE, SAFEARRAY, VARIANT, VARIANT_TRUE, VT_ARRAY, VT_BOOL, VT_BSTR, VT_BYREF, VT_CY,
    VT_DATE, VT_DECIMAL, VT_DISPATCH, VT_EMPTY, VT_ERROR, VT_I1, VT_I2, VT_I4, VT_I8, VT_INT,
    VT_NULL, VT_R4, VT_R8, VT_UI1, VT_UI2, VT_UI4, VT_UI8, VT_UINT, VT_UNKNOWN, VT_VARIANT,
    VariantData,
};
use super::system;
use super::value::Value;
use super::variant;
use crate::hresult::HResult;
use crate::policy;

/// Objects are not asked for their default property.
const VARIANT_NOVALUEPROP: u16 = 1 << 0;

/// The text of a truth value is a word.
const VARIANT_ALPHABOOL: u16 = 1 << 1;

/// Whether there are variants of this type.
fn is_known(vt: u16) -> bool {
    let base = vt & !(VT_ARRAY | VT_BYREF);
    let has_values = matches!(base, VT_DECIMAL | VT_VARIANT) || variant::size(base).is_some();
    has_values || matches!(vt, VT_EMPTY | VT_NULL)
}

/// Whether a variant may be cleared: not while somebody uses the array that it has.
///
/// # Safety
/// `variant` is initialised.
pub(super) unsafe fn expect_clearable(variant: &VARIANT) -> Result<(), HResult> {
    if !is_known(variant.vt) {
        return Err(HResult::DISP_E_BADVARTYPE);
    }
    match variant::array_in(variant) {
        // SAFETY: by the contract.
        Some(array) if unsafe { array::is_locked(array) } => Err(HResult::DISP_E_ARRAYISLOCKED),
        _ => Ok(()),
    }
}

/// Frees what a variant holds and makes it empty.
///
/// # Safety
/// `variant` is initialised.
pub(crate) unsafe fn clear(variant: &mut VARIANT) -> Result<(), HResult> {
    // SAFETY: by the contract.
    unsafe { expect_clearable(variant) }?;
    let held = std::mem::replace(variant, VARIANT::EMPTY);
    if held.vt & VT_BYREF != 0 {
        return Ok(());
    }
    // SAFETY: any bits are a pointer; it is used as the type says.
    let pointer = unsafe { held.data.pointer };
    match held.vt {
        // SAFETY: a string that is the variant's.
        VT_BSTR => unsafe { system::free_string(pointer.cast()) },
        VT_DISPATCH | VT_UNKNOWN => {
            if let Some(object) = NonNull::new(pointer) {
                // SAFETY: the reference is the variant's.
                drop(unsafe { Reference::take(object) });
            }
        }
        _ => {
            if let Some(array) = variant::array_in(&held) {
                // SAFETY: the array is the variant's.
                unsafe { array::destroy(array) };
            }
        }
    }
    Ok(())
}

/// A variant with a copy of what another one holds; references stay references. Arrays hold others at most so many levels deep.
///
/// # Safety
/// `from` is initialised.
pub(super) unsafe fn duplicate(from: &VARIANT, levels: u32) -> Result<VARIANT, HResult> {
    if !is_known(from.vt) {
        return Err(HResult::DISP_E_BADVARTYPE);
    }
    let mut copy = *from;
    if from.vt & VT_BYREF != 0 {
        return Ok(copy);
    }
    // SAFETY: any bits are a pointer; it is used as the type says.
    let pointer = unsafe { from.data.pointer };
    if pointer.is_null() {
        return Ok(copy);
    }
    match from.vt {
        VT_BSTR => {
            // SAFETY: a string; its bytes may be odd.
            let bytes = unsafe { super::bstr::length_bytes(pointer.cast()) };
            // SAFETY: so many bytes are readable.
            let text = unsafe { super::bstr::allocate(pointer.cast(), bytes as usize) };
            copy.data.pointer = text.cast();
        }
        VT_DISPATCH | VT_UNKNOWN => {
            if let Some(object) = NonNull::new(pointer) {
                // SAFETY: the variant holds it.
                copy.data.pointer = unsafe { Reference::share(object) }.into_raw();
            }
        }
        vt if vt & VT_ARRAY != 0 => {
            let levels = levels.checked_sub(1).ok_or(HResult::E_INVALIDARG)?;
            // SAFETY: the variant's array.
            copy.data.pointer = unsafe { array::copy(pointer.cast(), levels) }?.cast();
        }
        _ => return Ok(copy),
    }
    // SAFETY: as above.
    match unsafe { copy.data.pointer }.is_null() {
        true => Err(HResult::E_OUTOFMEMORY),
        false => Ok(copy),
    }
}

/// What a variant refers to, as a variant that owns nothing; the variant itself, if it refers to nothing.
///
/// # Safety
/// `from` is initialised, and what it points to is valid.
unsafe fn behind(from: &VARIANT) -> Result<VARIANT, HResult> {
    if from.vt & VT_BYREF == 0 {
        return Ok(*from);
    }
    if !is_known(from.vt) {
        return Err(HResult::E_INVALIDARG);
    }
    // SAFETY: a variant with this flag holds a pointer.
    let pointer = unsafe { from.data.pointer };
    if pointer.is_null() {
        return Err(HResult::E_INVALIDARG);
    }
    let vt = from.vt & !VT_BYREF;
    if vt == VT_VARIANT {
        // SAFETY: by the contract.
        let inner = unsafe { pointer.cast::<VARIANT>().read_unaligned() };
        // A reference to a reference leads no further, so that no ring is followed for ever.
        if inner.vt & VT_BYREF == 0 {
            return Ok(inner);
        }
        if inner.vt & !VT_BYREF == VT_VARIANT {
            return Err(HResult::E_INVALIDARG);
        }
        // SAFETY: by the contract; it is no reference to a variant.
        return unsafe { behind(&inner) };
    }
    let mut found = VARIANT {
        vt,
        ..VARIANT::EMPTY
    };
    if vt == VT_DECIMAL {
        // SAFETY: so many bytes are readable by the contract; such a number begins where a variant does, in the place of its type.
        unsafe {
            ptr::copy_nonoverlapping(
                pointer.cast::<u8>(),
                (&raw mut found).cast::<u8>(),
                DECIMAL_SIZE,
            );
        }
        found.vt = VT_DECIMAL;
        return Ok(found);
    }
    let size = match vt {
        vt if vt & VT_ARRAY != 0 => size_of::<*mut SAFEARRAY>(),
        vt => variant::size(vt).ok_or(HResult::E_INVALIDARG)?,
    };
    // SAFETY: so many bytes are readable by the contract, and fit.
    unsafe {
        ptr::copy_nonoverlapping(
            pointer.cast::<u8>(),
            (&raw mut found.data).cast::<u8>(),
            size,
        );
    };
    Ok(found)
}

/// Puts a variant that is nobody's yet into the place of another one.
///
/// # Safety
/// `to` is initialised.
unsafe fn replace(to: *mut VARIANT, mut by: VARIANT) -> Result<(), HResult> {
    // SAFETY: by the contract.
    let to = unsafe { &mut *to };
    // SAFETY: by the contract.
    let cleared = unsafe { clear(to) };
    match cleared {
        Ok(()) => *to = by,
        // SAFETY: made just now; nobody knows it.
        Err(_) => unsafe { clear(&mut by) }?,
    }
    cleared
}

/// Copies a variant into another one.
///
/// # Safety
/// Both are null or initialised; they may be the same.
pub(crate) unsafe fn copy(
    to: *mut VARIANT,
    from: *const VARIANT,
    indirect: bool,
) -> Result<(), HResult> {
    if to.is_null() || from.is_null() {
        return Err(HResult::E_INVALIDARG);
    }
    // SAFETY: by the contract; a copy of the bits, which owns nothing.
    let given = unsafe { from.read() };
    if ptr::eq(to, from) && !(indirect && given.vt & VT_BYREF != 0) {
        return if is_known(given.vt) {
            Ok(())
        } else {
            Err(HResult::DISP_E_BADVARTYPE)
        };
    }
    let given = match indirect {
        // SAFETY: by the contract.
        true => unsafe { behind(&given) }?,
        false => given,
    };
    // SAFETY: by the contract.
    let made = unsafe { duplicate(&given, policy::ARRAY_LEVEL_LIMIT) }?;
    // SAFETY: by the contract.
    unsafe { replace(to, made) }
}

/// Converts a variant into another one.
///
/// # Safety
/// As for [`copy`].
pub(crate) unsafe fn change(
    to: *mut VARIANT,
    from: *const VARIANT,
    flags: u16,
    vt: u16,
) -> Result<(), HResult> {
    if to.is_null() || from.is_null() {
        return Err(HResult::E_INVALIDARG);
    }
    // SAFETY: by the contract; a copy of the bits, which owns nothing.
    let given = unsafe { from.read() };
    if !is_known(given.vt) || !is_known(vt) {
        return Err(HResult::DISP_E_BADVARTYPE);
    }
    // SAFETY: by the contract.
    let given = unsafe { behind(&given) }?;
    let made = match given.vt == vt {
        // SAFETY: by the contract.
        true => unsafe { duplicate(&given, policy::ARRAY_LEVEL_LIMIT) }?,
        // SAFETY: by the contract.
        false => convert(unsafe { variant::read(&given) }, given.vt, flags, vt)?,
    };
    // SAFETY: by the contract.
    unsafe { replace(to, made) }
}

/// A value as a variant of another type than it has.
fn convert(value: Value, from: u16, flags: u16, vt: u16) -> Result<VARIANT, HResult> {
    let mismatch = HResult::DISP_E_TYPEMISMATCH;
    let has_value = from & VT_ARRAY == 0 && !matches!(from, VT_NULL | VT_ERROR);
    let is_object = matches!(value, Value::Object(_));
    if is_object
        && flags & VARIANT_NOVALUEPROP != 0
        && !matches!(vt, VT_EMPTY | VT_NULL | VT_DISPATCH | VT_UNKNOWN)
    {
        return Err(mismatch);
    }
    let of = |bits: u64| {
        Ok(VARIANT {
            vt,
            data: VariantData { integer: bits },
            ..VARIANT::EMPTY
        })
    };
    // Bits beyond the size of the type are none of it; all that are set are true, in an unsigned number, too.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = |least: i128, most: i128| match value {
        Value::Bool(truth) => of(if truth { u64::MAX } else { 0 }),
        _ => of(value.to_whole(least..=most)? as u64),
    };
    match vt {
        VT_EMPTY | VT_NULL if has_value => of(0),
        VT_I1 => whole(i8::MIN.into(), i8::MAX.into()),
        VT_UI1 => whole(0, u8::MAX.into()),
        VT_I2 => whole(i16::MIN.into(), i16::MAX.into()),
        VT_UI2 => whole(0, u16::MAX.into()),
        VT_I4 | VT_INT => whole(i32::MIN.into(), i32::MAX.into()),
        VT_UI4 | VT_UINT => whole(0, u32::MAX.into()),
        VT_I8 => whole(i64::MIN.into(), i64::MAX.into()),
        VT_UI8 => whole(0, u64::MAX.into()),
        VT_R4 => {
            let number = value.to_real()?;
            #[allow(clippy::cast_possible_truncation)]
            let single = number as f32;
            if single.is_infinite() && number.is_finite() {
                return Err(HResult::DISP_E_OVERFLOW);
            }
            of(single.to_bits().into())
        }
        VT_R8 => of(value.to_real()?.to_bits()),
        VT_CY => of(value.to_currency()?.cast_unsigned()),
        VT_DATE => of(value.to_date()?.to_bits()),
        VT_BOOL => of(if value.to_bool()? {
            VARIANT_TRUE.cast_unsigned().into()
        } else {
            0
        }),
        VT_BSTR => {
            let text = match value {
                Value::Bool(truth) if flags & VARIANT_ALPHABOOL != 0 => {
                    let word = if truth { "True" } else { "False" };
                    Some(widestring::U16String::from_str(word))
                }
                value => value.to_text()?,
            };
            variant::make(Value::Text(text))
        }
        VT_DISPATCH | VT_UNKNOWN => {
            let Value::Object(object) = value else {
                return Err(mismatch);
            };
            let iid = if vt == VT_DISPATCH {
                ids::DISPATCH
            } else {
                ids::UNKNOWN
            };
            let mut face = ptr::null_mut();
            // SAFETY: both are our own.
            unsafe { object.query(&raw const iid, &raw mut face) };
            if face.is_null() {
                return Err(mismatch);
            }
            Ok(VARIANT {
                vt,
                data: VariantData { pointer: face },
                ..VARIANT::EMPTY
            })
        }
        _ => Err(mismatch),
    }
}
