// SPDX-License-Identifier: MIT OR Apache-2.0
//! IUpdateLockdown: what programs that let web sites use a manager restrict it with.
//!
//! The interface does not extend those of the manager, so that it has a table, and an object, of its own: another face of the
//! manager, which it keeps alive, and which answers for all other interfaces.

use std::ffi::c_void;

use super::classes::manager::Manager;
use super::ids;
use super::object::{Argument as _, Class, Reference, UnknownVtbl, class_of, perform};
use crate::edge::com::{Method, find_wild, refused_method};
use crate::edge::parameter::Parameter;
use crate::ffi::guiddef::GUID;
use crate::harness::json::member;

pub(crate) struct Lockdown(Reference);

impl Lockdown {
    /// A face of a manager.
    pub(crate) fn object(manager: Reference) -> Reference {
        Reference::new(Self(manager))
    }
}

/// The names of the methods.
pub(crate) const LOCKDOWN_CALLS: &[&str] = &["IUpdateLockdown::LockDown"];

#[repr(C)]
pub(crate) struct LockdownVtbl {
    unknown: UnknownVtbl,
    lock_down: unsafe extern "system" fn(*mut c_void, i32) -> i32,
}

impl Class for Lockdown {
    type Vtbl = LockdownVtbl;
    const VTBL: &'static LockdownVtbl = &LockdownVtbl {
        unknown: UnknownVtbl::of::<Self>(),
        lock_down,
    };
    const INTERFACES: &'static [GUID] = &[ids::UPDATE_LOCKDOWN];

    fn whole(&self) -> Option<&Reference> {
        Some(&self.0)
    }
}

/// # Safety
/// As IUpdateLockdown defines it.
unsafe extern "system" fn lock_down(this: *mut c_void, flags: i32) -> i32 {
    const CALL: &str = "IUpdateLockdown::LockDown";
    if let Some(parameter) = find_wild(|| [("this", Parameter::Object(this))]) {
        return refused_method(CALL, Some(parameter));
    }
    let body = |face: &Lockdown| {
        // SAFETY: faces are made of managers alone, and keep them alive.
        let manager = unsafe { class_of::<Manager>(face.0.as_ptr()) }?;
        let arguments = || vec![member("flags", flags.shown())];
        Method::begin(CALL, arguments).run(|| manager.lock_down(flags))
    };
    // SAFETY: by the contract.
    unsafe { perform(this, body) }
}
