// SPDX-License-Identifier: MIT OR Apache-2.0
//! Enumerators over collections: IEnumVARIANT.

use std::ffi::c_void;
use std::sync::Arc;

use super::ids;
use super::object::{Class, Reference, S_OK, UnknownVtbl, answer, class_of, guarded, perform};
use super::raw::VARIANT;
use super::system;
use super::value::Value;
use super::variant;
use crate::edge::Call;
use crate::edge::com::com_call;
use crate::edge::parameter::Parameter;
use crate::ffi::guiddef::GUID;
use crate::hresult::HResult;
use crate::sync::ObjectMutex;

const S_FALSE: i32 = 1;

/// An enumerator over what a collection held when it was made.
pub(crate) struct Enumerator {
    items: Arc<[Value]>,
    next: ObjectMutex<usize>,
}

impl Enumerator {
    pub(crate) fn object(items: impl Iterator<Item = Value>) -> Reference {
        Reference::new(Self {
            items: items.collect(),
            next: ObjectMutex::new(0),
        })
    }

    /// Moves on; says where it was, and by how much it has moved.
    fn advance(&self, count: u32) -> (usize, usize) {
        let mut next = self.next.lock();
        let start = *next;
        let moved = (self.items.len() - start).min(count as usize);
        *next = start + moved;
        (start, moved)
    }
}

#[repr(C)]
pub(crate) struct EnumVariantVtbl {
    unknown: UnknownVtbl,
    next: unsafe extern "system" fn(*mut c_void, u32, *mut VARIANT, *mut u32) -> i32,
    skip: unsafe extern "system" fn(*mut c_void, u32) -> i32,
    reset: unsafe extern "system" fn(*mut c_void) -> i32,
    duplicate: unsafe extern "system" fn(*mut c_void, *mut *mut c_void) -> i32,
}

impl Class for Enumerator {
    type Vtbl = EnumVariantVtbl;
    const VTBL: &'static EnumVariantVtbl = &EnumVariantVtbl {
        unknown: UnknownVtbl::of::<Self>(),
        next,
        skip,
        reset,
        duplicate,
    };
    const INTERFACES: &'static [GUID] = &[ids::ENUM_VARIANT];
}

/// # Safety
/// As IEnumVARIANT defines it; every pointer may be null.
unsafe extern "system" fn next(
    this: *mut c_void,
    count: u32,
    out: *mut VARIANT,
    fetched: *mut u32,
) -> i32 {
    // SAFETY: by the contract.
    let call = unsafe {
        Call::new("IEnumVARIANT::Next", || {
            [
                ("this", Parameter::Object(this)),
                ("celt", Parameter::Number(count.into())),
                (
                    "rgVar",
                    Parameter::Room(
                        out.cast(),
                        size_of::<VARIANT>().saturating_mul(count as usize),
                    ),
                ),
                ("pCeltFetched", Parameter::OutCount(fetched)),
            ]
        })
    };
    com_call(call, || {
        if !fetched.is_null() {
            // SAFETY: writable by the contract.
            unsafe { fetched.write_unaligned(0) };
        }
        if out.is_null() && count > 0 || fetched.is_null() && count != 1 {
            return HResult::E_POINTER.code();
        }
        let body = || {
            // SAFETY: by the contract.
            let enumerator = unsafe { class_of::<Enumerator>(this) }?;
            let (start, moved) = enumerator.advance(count);
            let items = enumerator.items.iter().skip(start).take(moved);
            let mut made = Vec::with_capacity(moved);
            for item in items {
                match variant::make(item.clone()) {
                    Ok(variant) => made.push(variant),
                    Err(error) => {
                        for variant in &mut made {
                            // SAFETY: made just now, and shown to nobody.
                            unsafe { system::clear(variant) };
                        }
                        return Err(error);
                    }
                }
            }
            for (index, variant) in made.into_iter().enumerate() {
                // SAFETY: so many are writable by the contract.
                let slot = unsafe { out.add(index) };
                // SAFETY: as above.
                unsafe { slot.write_unaligned(variant) };
            }
            Ok(moved)
        };
        match guarded(body) {
            Ok(moved) => {
                if !fetched.is_null() {
                    // SAFETY: writable by the contract.
                    unsafe { fetched.write_unaligned(u32::try_from(moved).unwrap_or(count)) };
                }
                if moved == count as usize {
                    S_OK
                } else {
                    S_FALSE
                }
            }
            Err(error) => error.code(),
        }
    })
}

/// # Safety
/// As IEnumVARIANT defines it.
unsafe extern "system" fn skip(this: *mut c_void, count: u32) -> i32 {
    // SAFETY: by the contract.
    let call = unsafe {
        Call::new("IEnumVARIANT::Skip", || {
            [
                ("this", Parameter::Object(this)),
                ("celt", Parameter::Number(count.into())),
            ]
        })
    };
    com_call(call, || {
        // SAFETY: by the contract.
        let moved = guarded(|| Ok(unsafe { class_of::<Enumerator>(this) }?.advance(count).1));
        match moved {
            Ok(moved) if moved == count as usize => S_OK,
            Ok(_) => S_FALSE,
            Err(error) => error.code(),
        }
    })
}

/// # Safety
/// As IEnumVARIANT defines it.
unsafe extern "system" fn reset(this: *mut c_void) -> i32 {
    // SAFETY: by the contract.
    let call = unsafe {
        Call::new("IEnumVARIANT::Reset", || {
            [("this", Parameter::Object(this))]
        })
    };
    com_call(call, || {
        let body = |enumerator: &Enumerator| {
            *enumerator.next.lock() = 0;
            Ok(())
        };
        // SAFETY: by the contract.
        unsafe { perform(this, body) }
    })
}

/// # Safety
/// As IEnumVARIANT defines it.
unsafe extern "system" fn duplicate(this: *mut c_void, out: *mut *mut c_void) -> i32 {
    // SAFETY: by the contract.
    let call = unsafe {
        Call::new("IEnumVARIANT::Clone", || {
            [
                ("this", Parameter::Object(this)),
                ("ppEnum", Parameter::OutHandle(out)),
            ]
        })
    };
    com_call(call, || {
        let body = |enumerator: &Enumerator| {
            Ok(Reference::new(Enumerator {
                items: Arc::clone(&enumerator.items),
                next: ObjectMutex::new(*enumerator.next.lock()),
            }))
        };
        // SAFETY: by the contract.
        unsafe { answer(this, out, body) }
    })
}
