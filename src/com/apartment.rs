// SPDX-License-Identifier: MIT OR Apache-2.0
//! What `CoInitializeEx` says to a thread, where the system has no COM. Every object here may be used from any thread, so all that
//! is kept is whether the thread may create one, and how it was told; and how many threads are in the multithreaded apartment, which
//! lets the others create objects as well.

#![forbid(unsafe_code)]

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::edge::fork;
use crate::hresult::HResult;
use crate::policy;

/// How a thread was initialised, and how often.
#[derive(Clone, Copy)]
struct Apartment {
    is_single_threaded: bool,
    count: u32,
}

thread_local! {
    static APARTMENT: Cell<Option<Apartment>> = const { Cell::new(None) };
}

/// The threads in the multithreaded apartment of the process.
static MULTITHREADED: AtomicUsize = AtomicUsize::new(0);

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
    if count == 0 && !is_single_threaded {
        // A child has one thread, whatever its parent had.
        fork::install();
        MULTITHREADED.fetch_add(1, Ordering::Relaxed);
    }
    APARTMENT.set(Some(next));
    Ok(count == 0)
}

/// Takes back one initialisation; true for the last one.
pub(crate) fn leave() -> bool {
    let Some(present) = APARTMENT.get() else {
        return false;
    };
    let count = present.count.saturating_sub(1);
    if count == 0 && !present.is_single_threaded {
        MULTITHREADED.fetch_sub(1, Ordering::Relaxed);
    }
    let next = Apartment { count, ..present };
    APARTMENT.set(Some(next).filter(|next| next.count > 0));
    count == 0
}

/// Whether the thread may create objects.
pub(crate) fn require() -> Result<(), HResult> {
    let is_implied =
        || policy::MULTITHREADED_APARTMENT_IS_IMPLIED && MULTITHREADED.load(Ordering::Relaxed) > 0;
    if APARTMENT.get().is_some() || is_implied() {
        return Ok(());
    }
    Err(HResult::CO_E_NOTINITIALIZED)
}

/// Whether the process has said whom it trusts.
static SECURED: AtomicBool = AtomicBool::new(false);

/// Notes that the process has said whom it trusts.
pub(crate) fn secure(is_well_formed: bool) -> Result<(), HResult> {
    require().map_err(|_| policy::SECURITY_WITHOUT_COM)?;
    if !is_well_formed {
        return Err(HResult::E_INVALIDARG);
    }
    if SECURED.swap(true, Ordering::Relaxed) {
        return Err(HResult::RPC_E_TOO_LATE);
    }
    Ok(())
}

/// The thread that forked is the only one in the child.
pub(crate) fn after_fork_in_child() {
    let is_in = APARTMENT
        .get()
        .is_some_and(|present| !present.is_single_threaded);
    MULTITHREADED.store(is_in.into(), Ordering::Relaxed);
}
