// SPDX-License-Identifier: MIT OR Apache-2.0
//! Type information: from the type library in the DLL, where the system reads such; none elsewhere.

#[cfg(windows)]
pub(crate) use self::windows::{COUNT, of};

#[cfg(not(windows))]
pub(crate) use self::elsewhere::{COUNT, of};

#[cfg(not(windows))]
mod elsewhere {
    use super::super::object::Reference;
    use crate::ffi::guiddef::GUID;
    use crate::hresult::HResult;

    /// How many type informations an object has.
    pub(crate) const COUNT: u32 = 0;

    /// That of an interface.
    pub(crate) fn of(_: &GUID) -> Result<Reference, HResult> {
        Err(HResult::E_NOTIMPL)
    }
}

#[cfg(windows)]
mod windows {
    use std::ffi::c_void;
    use std::ptr::{self, NonNull};

    use super::super::module;
    use super::super::object::{Reference, UnknownVtbl};
    use crate::ffi::guiddef::GUID;
    use crate::hresult::HResult;

    /// How many type informations an object has.
    pub(crate) const COUNT: u32 = 1;

    /// The system is not to register what it reads.
    const REGKIND_NONE: i32 = 2;

    #[link(name = "oleaut32")]
    unsafe extern "system" {
        fn LoadTypeLibEx(path: *const u16, registration: i32, library: *mut *mut c_void) -> i32;
    }

    /// The beginning of the vtable of ITypeLib.
    #[repr(C)]
    struct TypeLibraryVtbl {
        unknown: UnknownVtbl,
        get_type_info_count: usize,
        get_type_info: usize,
        get_type_info_type: usize,
        get_type_info_of_guid:
            unsafe extern "system" fn(*mut c_void, *const GUID, *mut *mut c_void) -> i32,
    }

    /// What a call of the system gave.
    ///
    /// # Safety
    /// Unless the code is that of a failure, the object is null or one of whose references the caller has.
    unsafe fn given(code: i32, object: *mut c_void) -> Result<Reference, HResult> {
        if code < 0 {
            return Err(HResult(code.cast_unsigned()));
        }
        let object = NonNull::new(object).ok_or(HResult::E_UNEXPECTED)?;
        // SAFETY: by the contract.
        Ok(unsafe { Reference::take(object) })
    }

    /// That of an interface.
    ///
    /// The library is read each time: the system keeps it as long as somebody has something of it, and nothing here does.
    pub(crate) fn of(interface: &GUID) -> Result<Reference, HResult> {
        let path = module::path()?;
        let mut object = ptr::null_mut();
        // SAFETY: the path is terminated, and the place is for a pointer.
        let code = unsafe { LoadTypeLibEx(path.as_ptr(), REGKIND_NONE, &raw mut object) };
        // SAFETY: it gave a reference, or a failure.
        let _held = unsafe { given(code, object) }?;
        // SAFETY: every object begins with a pointer to its vtable.
        let vtbl = unsafe { object.cast::<*const TypeLibraryVtbl>().read() };
        // SAFETY: a vtable lives at least as long as the object.
        let vtbl = unsafe { &*vtbl };
        let mut found = ptr::null_mut();
        // SAFETY: the object is held, and both places are what the interface says.
        let code = unsafe { (vtbl.get_type_info_of_guid)(object, interface, &raw mut found) };
        // SAFETY: as above.
        unsafe { given(code, found) }
    }
}
