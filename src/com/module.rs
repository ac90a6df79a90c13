// SPDX-License-Identifier: MIT OR Apache-2.0
//! The file that the library is loaded from.

use std::ffi::c_void;
use std::ptr;

use crate::hresult::HResult;

const FROM_ADDRESS: u32 = 4;
const UNCHANGED_REFCOUNT: u32 = 2;

/// No path is longer.
const PATH_LIMIT: usize = 0x8000;

#[link(name = "kernel32")]
unsafe extern "system" {
    fn GetModuleHandleExW(flags: u32, address: *const c_void, module: *mut *mut c_void) -> i32;
    fn GetModuleFileNameW(module: *mut c_void, path: *mut u16, size: u32) -> u32;
}

/// Its path, with a terminator.
pub(crate) fn path() -> Result<Vec<u16>, HResult> {
    let mut module = ptr::null_mut();
    let here = path as *const () as *const c_void;
    // SAFETY: the address is in the library, and the place is for a handle, which is only borrowed.
    let found =
        unsafe { GetModuleHandleExW(FROM_ADDRESS | UNCHANGED_REFCOUNT, here, &raw mut module) };
    if found == 0 {
        return Err(HResult::E_UNEXPECTED);
    }
    let mut path = vec![0; 0x100];
    loop {
        let size = u32::try_from(path.len()).map_err(|_| HResult::E_UNEXPECTED)?;
        // SAFETY: the library is loaded, and the buffer has this size.
        let length = unsafe { GetModuleFileNameW(module, path.as_mut_ptr(), size) } as usize;
        if length == 0 {
            return Err(HResult::E_UNEXPECTED);
        }
        // One that does not fit is cut, and fills the buffer.
        if length < path.len() {
            path.truncate(length);
            path.push(0);
            return Ok(path);
        }
        if path.len() >= PATH_LIMIT {
            return Err(HResult::E_UNEXPECTED);
        }
        path.resize(path.len() * 2, 0);
    }
}
