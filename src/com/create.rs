// SPDX-License-Identifier: MIT OR Apache-2.0
//! How programs come to objects and classes, where the system has no COM.

use std::ffi::c_void;
use std::ptr;

use widestring::U16Str;

use super::apartment;
use super::factory::CREATABLE;
use super::object::{S_OK, guarded};
use crate::ffi::guiddef::GUID;
use crate::hresult::HResult;
use crate::text::WideText;
use crate::text::guid;
use crate::text::raw::read_wide;
use uuid::Uuid;

/// In the process, and on the machine: the contexts that there are.
const CONTEXTS: u32 = 1 | 4;

/// No name of a class, and no GUID, is as long.
const NAME_LIMIT: usize = 64;

/// Whether the thread may create objects in the context.
pub(crate) fn allowed(context: u32) -> Result<(), HResult> {
    apartment::require()?;
    if context & CONTEXTS == 0 {
        return Err(HResult::REGDB_E_CLASSNOTREG);
    }
    Ok(())
}

/// Creates an object.
///
/// # Safety
/// Each pointer is null, or readable, and `out` writable.
pub(crate) unsafe fn instance(
    class: *const GUID,
    outer: *mut c_void,
    context: u32,
    iid: *const GUID,
    out: *mut *mut c_void,
) -> i32 {
    if out.is_null() {
        return HResult::E_POINTER.code();
    }
    // SAFETY: by the contract.
    unsafe { out.write_unaligned(ptr::null_mut()) };
    let body = || {
        apartment::require()?;
        if class.is_null() || iid.is_null() {
            return Err(HResult::E_INVALIDARG);
        }
        allowed(context)?;
        // SAFETY: by the contract.
        let class = unsafe { class.read_unaligned() };
        let creatable = CREATABLE.iter().find(|creatable| creatable.id == class);
        let creatable = creatable.ok_or(HResult::REGDB_E_CLASSNOTREG)?;
        if !outer.is_null() {
            return Err(HResult::CLASS_E_NOAGGREGATION);
        }
        (creatable.create)()
    };
    match guarded(body) {
        // SAFETY: by the contract.
        Ok(object) => unsafe { object.query(iid, out) },
        Err(error) => error.code(),
    }
}

/// Finds the identifier that a text means; zeros, and the code, when there is none.
///
/// # Safety
/// `text` is null, or terminated; `out` is null, or writable.
pub(crate) unsafe fn find(
    text: *const u16,
    out: *mut GUID,
    meaning: fn(&str) -> Option<GUID>,
    failure: HResult,
) -> i32 {
    if text.is_null() || out.is_null() {
        return HResult::E_INVALIDARG.code();
    }
    let body = || {
        let mut units = WideText::new();
        // SAFETY: by the contract.
        let name = unsafe { read_wide(text, NAME_LIMIT, &mut units) }
            .and_then(|()| U16Str::from_slice(&units).to_string().ok());
        Ok(name.as_deref().and_then(meaning))
    };
    let class = guarded(body).unwrap_or_default();
    // SAFETY: by the contract.
    unsafe { out.write_unaligned(class.unwrap_or_default()) };
    match class {
        Some(_) => S_OK,
        None => failure.code(),
    }
}

/// The class of a name.
pub(crate) fn by_name(name: &str) -> Option<GUID> {
    CREATABLE
        .iter()
        .find(|class| {
            class.name.eq_ignore_ascii_case(name) || class.versioned_name.eq_ignore_ascii_case(name)
        })
        .map(|class| class.id)
}

/// The class of a GUID in braces, or of a name.
pub(crate) fn by_text(text: &str) -> Option<GUID> {
    if !text.starts_with('{') {
        return by_name(text);
    }
    by_guid(text)
}

/// The GUID in braces.
pub(crate) fn by_guid(text: &str) -> Option<GUID> {
    let is_braced = text.starts_with('{');
    guid::parse(text).filter(|_| is_braced).map(from_uuid)
}

fn from_uuid(id: Uuid) -> GUID {
    let (first, second, third, tail) = id.as_fields();
    GUID {
        Data1: first,
        Data2: second,
        Data3: third,
        Data4: *tail,
    }
}

/// The name of this version of a class.
pub(crate) fn name_of(class: &GUID) -> Option<Vec<u16>> {
    let creatable = CREATABLE.iter().find(|creatable| creatable.id == *class)?;
    Some(terminated(creatable.versioned_name))
}

/// A text with a terminator.
fn terminated(text: &str) -> Vec<u16> {
    let mut units = Vec::with_capacity(text.len() + 1);
    for unit in text.encode_utf16() {
        units.push(unit);
    }
    units.push(0);
    units
}

/// A text with its terminator in memory of its own, which `CoTaskMemFree` frees.
///
/// # Safety
/// `out` is writable.
pub(crate) unsafe fn give_text(text: &[u16], out: *mut *mut u16) -> Result<(), HResult> {
    let size = size_of_val(text);
    // SAFETY: any size may be asked for.
    let memory = unsafe { libc::malloc(size) };
    if memory.is_null() {
        return Err(HResult::E_OUTOFMEMORY);
    }
    // SAFETY: so many bytes are new, and the text's are our own.
    unsafe { ptr::copy_nonoverlapping(text.as_ptr().cast::<u8>(), memory.cast(), size) };
    // SAFETY: by the contract.
    unsafe { out.write_unaligned(memory.cast()) };
    Ok(())
}

/// A GUID that no other will be like: random, but for what says so.
pub(crate) fn new_id() -> Result<GUID, HResult> {
    let mut bytes = [0_u8; 16];
    // SAFETY: so many bytes are writable.
    let failed = unsafe { libc::getentropy(bytes.as_mut_ptr().cast(), bytes.len()) };
    if failed != 0 {
        return Err(HResult::E_UNEXPECTED);
    }
    let id = uuid::Builder::from_random_bytes(bytes).into_uuid();
    Ok(from_uuid(id))
}

/// A GUID in braces, with a terminator.
pub(crate) fn print(id: &GUID) -> Vec<u16> {
    let id = Uuid::from_fields(id.Data1, id.Data2, id.Data3, &id.Data4);
    terminated(&guid::print(id))
}
