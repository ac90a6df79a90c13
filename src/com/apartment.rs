// SPDX-License-Identifier: MIT OR Apache-2.0
//! What `CoInitializeEx` says to a thread, where the system has no COM. Every object here may be used from any thread, so all that
//! is kept is whether the thread may create one, and how it was told.

#![forbid(unsafe_code)]

use std::cell::Cell;

use crate::hresult::HResult;

/// How a thread was initialised, and how often.
#[derive(Clone, Copy)]
struct Apartment {
    is_single_threaded: bool,
    count: u32,
}

thread_local! {
    static APARTMENT: Cell<Option<Apartment>> = const { Cell::new(None) };
}

/// Initialises the thread; true the first time.
pub(crate) fn enter(is_single_threaded: bool) -> Result<bool, HResult> {
    let count = match APARTMENT.get() {
        None => 0,
        Some(present) if present.is_single_threaded != is_single_threaded => {
            return Err(HResult::RPC_E_CHANGED_MODE);
        }
        Some(present) => present.count,
    };
    let next = Apartment {
        is_single_threaded,
        count: count.checked_add(1).ok_or(HResult::E_UNEXPECTED)?,
    };
    APARTMENT.set(Some(next));
    Ok(count == 0)
}

/// Takes back one initialisation.
pub(crate) fn leave() {
    let next = APARTMENT.get().and_then(|present| {
        let count = present.count.checked_sub(1).filter(|&count| count > 0)?;
        Some(Apartment { count, ..present })
    });
    APARTMENT.set(next);
}

/// Whether the thread may create objects.
pub(crate) fn require() -> Result<(), HResult> {
    APARTMENT
        .get()
        .map(drop)
        .ok_or(HResult::CO_E_NOTINITIALIZED)
}
