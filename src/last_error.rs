// SPDX-License-Identifier: MIT OR Apache-2.0
//! The thread's error slot: on Windows the system's own (`GetLastError`), elsewhere one of ours.

#![forbid(unsafe_code)]

pub(crate) use slot::{get, kept, set};

#[cfg(not(windows))]
mod slot {
    use core::cell::Cell;

    thread_local! {
        // Without a destructor: no code of ours runs when a thread ends.
        static LAST_ERROR: Cell<i32> = const { Cell::new(0) };
    }

    /// The thread's last error; 0 in a new thread.
    pub(crate) fn get() -> i32 {
        LAST_ERROR.get()
    }

    /// Replaces the thread's last error. Any number is kept as it is.
    pub(crate) fn set(code: i32) {
        LAST_ERROR.set(code);
    }

    /// The thread's last error is afterwards as it was before `work`. In a shared library, finding the slot is a call; this
    /// finds it once.
    #[inline(always)]
    pub(crate) fn kept<T>(work: impl FnOnce() -> T) -> T {
        LAST_ERROR.with(|slot| {
            let before = slot.get();
            let result = work();
            slot.set(before);
            result
        })
    }
}

#[cfg(windows)]
mod slot {
    pub(crate) use crate::windows::{last_error as get, set_last_error as set};

    /// The thread's last error is afterwards as it was before `work`.
    pub(crate) fn kept<T>(work: impl FnOnce() -> T) -> T {
        let before = get();
        let result = work();
        set(before);
        result
    }
}
