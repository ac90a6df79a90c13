// SPDX-License-Identifier: MIT OR Apache-2.0
//! The object by which a thread tells why a call failed, where the system keeps none. No method of this library leaves one; programs
//! and their own objects do.

use std::cell::Cell;
use std::ffi::c_void;
use std::ptr::{self, NonNull};

use super::object::Reference;

thread_local! {
    /// A reference of its own, or null. Who wants it back asks for it, or ends COM on the thread.
    static ERROR: Cell<*mut c_void> = const { Cell::new(ptr::null_mut()) };
}

/// What the thread had, which it has no longer.
pub(crate) fn take() -> Option<Reference> {
    let object = NonNull::new(ERROR.replace(ptr::null_mut()))?;
    // SAFETY: the slot had a reference, and gives it away.
    Some(unsafe { Reference::take(object) })
}

/// Replaces what the thread has. The old one is told after that, since it may call back.
///
/// # Safety
/// `object` is null, or an object that lives.
pub(crate) unsafe fn set(object: *mut c_void) {
    // SAFETY: by the contract.
    let shared = NonNull::new(object).map(|object| unsafe { Reference::share(object) });
    let old = take();
    ERROR.set(shared.map_or(ptr::null_mut(), Reference::into_raw));
    drop(old);
}
