// SPDX-License-Identifier: MIT OR Apache-2.0
//! Class factories: the classes that programs can create, by their identifiers.

use std::ffi::c_void;
use std::ptr;

use super::classes::manager::Manager;
use super::classes::session::Session;
use super::classes::strings::Strings;
use super::ids;
use super::machine;
use super::object::{Class, Reference, S_OK, UnknownVtbl, class_of, guarded, lock_server};
use crate::edge::Call;
use crate::edge::com::com_call;
use crate::edge::parameter::Parameter;
use crate::ffi::guiddef::GUID;
use crate::hresult::HResult;

/// A class that programs can create.
pub(crate) struct Creatable {
    pub(crate) id: GUID,
    /// The name that always means the newest version.
    pub(crate) name: &'static str,
    /// The name of this version.
    pub(crate) versioned_name: &'static str,
    /// What people read.
    #[cfg(any(windows, test))]
    pub(crate) title: &'static str,
    pub(super) create: fn() -> Result<Reference, HResult>,
}

/// All of them.
pub(crate) const CREATABLE: [Creatable; 3] = [
    Creatable {
        id: ids::CLASS_MANAGER,
        name: "Microsoft.Update.ServiceManager",
        versioned_name: "Microsoft.Update.ServiceManager.1",
        #[cfg(any(windows, test))]
        title: "UpdateServiceManager Class",
        create: || Ok(Manager::object(machine::agent()?, None)),
    },
    Creatable {
        id: ids::CLASS_STRING_COLLECTION,
        name: "Microsoft.Update.StringColl",
        versioned_name: "Microsoft.Update.StringColl.1",
        #[cfg(any(windows, test))]
        title: "StringCollection Class",
        create: || Ok(Strings::object(Vec::new(), false)),
    },
    Creatable {
        id: ids::CLASS_SESSION,
        name: "Microsoft.Update.Session",
        versioned_name: "Microsoft.Update.Session.1",
        #[cfg(any(windows, test))]
        title: "UpdateSession Class",
        create: || Ok(Session::object(machine::agent()?)),
    },
];

struct Factory(fn() -> Result<Reference, HResult>);

#[repr(C)]
pub(crate) struct ClassFactoryVtbl {
    unknown: UnknownVtbl,
    create_instance:
        unsafe extern "system" fn(*mut c_void, *mut c_void, *const GUID, *mut *mut c_void) -> i32,
    lock_server: unsafe extern "system" fn(*mut c_void, i32) -> i32,
}

impl Class for Factory {
    type Vtbl = ClassFactoryVtbl;
    const VTBL: &'static ClassFactoryVtbl = &ClassFactoryVtbl {
        unknown: UnknownVtbl::of::<Self>(),
        create_instance,
        lock_server: lock,
    };
    const INTERFACES: &'static [GUID] = &[ids::CLASS_FACTORY];
}

/// # Safety
/// As IClassFactory defines it; every pointer may be null.
unsafe extern "system" fn create_instance(
    this: *mut c_void,
    outer: *mut c_void,
    iid: *const GUID,
    out: *mut *mut c_void,
) -> i32 {
    // SAFETY: by the contract.
    let call = unsafe {
        Call::new("IClassFactory::CreateInstance", || {
            [
                ("this", Parameter::Object(this)),
                ("pUnkOuter", Parameter::Handle(outer)),
                ("riid", Parameter::Guid(iid)),
                ("ppvObject", Parameter::OutHandle(out)),
            ]
        })
    };
    com_call(call, || {
        if out.is_null() {
            return HResult::E_POINTER.code();
        }
        // SAFETY: writable by the contract.
        unsafe { out.write_unaligned(ptr::null_mut()) };
        if !outer.is_null() {
            return HResult::CLASS_E_NOAGGREGATION.code();
        }
        // SAFETY: by the contract.
        let object = guarded(|| (unsafe { class_of::<Factory>(this) }?.0)());
        match object {
            // SAFETY: by the contract.
            Ok(object) => unsafe { object.query(iid, out) },
            Err(error) => error.code(),
        }
    })
}

/// # Safety
/// As IClassFactory defines it.
unsafe extern "system" fn lock(this: *mut c_void, lock: i32) -> i32 {
    // SAFETY: by the contract.
    let call = unsafe {
        Call::new("IClassFactory::LockServer", || {
            [
                ("this", Parameter::Object(this)),
                ("fLock", Parameter::Bool(lock)),
            ]
        })
    };
    com_call(call, || {
        lock_server(lock != 0);
        S_OK
    })
}

/// The factory of a class, or nothing.
pub(crate) fn find(class: &GUID) -> Option<Reference> {
    CREATABLE
        .iter()
        .find(|creatable| creatable.id == *class)
        .map(|creatable| Reference::new(Factory(creatable.create)))
}

/// An interface of the factory of a class.
///
/// # Safety
/// Every pointer is null, or readable, and `out` writable.
pub(crate) unsafe fn get(
    class: *const GUID,
    iid: *const GUID,
    out: *mut *mut c_void,
    unknown_class: HResult,
) -> i32 {
    if out.is_null() {
        return HResult::E_POINTER.code();
    }
    // SAFETY: by the contract.
    unsafe { out.write_unaligned(ptr::null_mut()) };
    if class.is_null() || iid.is_null() {
        return HResult::E_INVALIDARG.code();
    }
    // SAFETY: by the contract.
    let class = unsafe { class.read_unaligned() };
    match guarded(|| find(&class).ok_or(unknown_class)) {
        // SAFETY: by the contract.
        Ok(factory) => unsafe { factory.query(iid, out) },
        Err(error) => error.code(),
    }
}
