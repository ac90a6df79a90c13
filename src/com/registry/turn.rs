// SPDX-License-Identifier: MIT OR Apache-2.0
//! Registrations take turns, also those of different processes.

use std::ffi::c_void;
use std::ptr;

use crate::hresult::HResult;
use crate::policy;

const WAIT_OBJECT_0: u32 = 0;
/// The one before ended in the middle, which the record tells, too.
const WAIT_ABANDONED: u32 = 0x80;

#[link(name = "kernel32")]
unsafe extern "system" {
    fn CreateMutexW(security: *const c_void, owns: i32, name: *const u16) -> *mut c_void;
    fn WaitForSingleObject(object: *mut c_void, milliseconds: u32) -> u32;
    fn ReleaseMutex(mutex: *mut c_void) -> i32;
    fn CloseHandle(object: *mut c_void) -> i32;
    safe fn GetLastError() -> u32;
}

/// Until this is dropped, nobody else's.
pub(super) struct Turn(Mutex);

/// A handle.
struct Mutex(*mut c_void);

impl Turn {
    pub(super) fn wait() -> Result<Self, HResult> {
        let name = widestring::u16cstr!(r"Global\Enlist registration");
        // SAFETY: the name is terminated; the permissions are the usual ones.
        let mutex = Mutex(unsafe { CreateMutexW(ptr::null(), 0, name.as_ptr()) });
        if mutex.0.is_null() {
            return Err(policy::registry_failure(GetLastError()));
        }
        // SAFETY: the handle is open.
        match unsafe { WaitForSingleObject(mutex.0, policy::REGISTRATION_TURN_MS) } {
            WAIT_OBJECT_0 | WAIT_ABANDONED => Ok(Self(mutex)),
            _ => Err(HResult::SELFREG_E_CLASS),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // SAFETY: the handle is open, and the mutex this thread's.
        unsafe { ReleaseMutex(self.0.0) };
    }
}

impl Drop for Mutex {
    fn drop(&mut self) {
        if !self.0.is_null() {
            // SAFETY: the handle is open, and not used any more.
            unsafe { CloseHandle(self.0) };
        }
    }
}
