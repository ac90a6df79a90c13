// SPDX-License-Identifier: MIT OR Apache-2.0
//! `fork` in a threaded program: the parent goes on, the child has a working copy of its own.
//!
//! Before the fork the forking thread takes every lock of the library, in their fixed order, so that nothing is half
//! changed when memory is copied. Both sides then release them; the child also gives up what other threads were doing.

#[cfg(unix)]
pub(crate) use unix::{install, settle};

#[cfg(not(unix))]
pub(crate) fn install() {}

#[cfg(not(unix))]
pub(crate) fn settle() -> Result<(), crate::error::Error> {
    Ok(())
}

#[cfg(unix)]
mod unix {
    use std::ptr;
    use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, AtomicUsize, Ordering};

    use crate::error::Error;
    use crate::policy;
    use crate::startup;
    use crate::sync::Frozen;
    use crate::threads::this_thread;

    static INSTALLED: AtomicBool = AtomicBool::new(false);

    /// The locks that are held over the fork that is under way.
    static HELD: AtomicPtr<Vec<Frozen>> = AtomicPtr::new(ptr::null_mut());

    /// The thread that is forking; 0 when none is.
    static FORKING: AtomicUsize = AtomicUsize::new(0);

    /// The process that is forking.
    static PARENT: AtomicU32 = AtomicU32::new(0);

    /// Registers the handlers, at the first call that needs them and not when the library is loaded: a `WSAStartup`, a call that
    /// is watched, one of `enlist.h`, or the making of an object.
    ///
    /// Threads that come here at once may register them twice; the handlers notice, whereas a lock around the registration
    /// could itself be caught by a fork.
    pub(crate) fn install() {
        if !INSTALLED.load(Ordering::Acquire) {
            // SAFETY: the handlers live as long as the library, which is never unloaded.
            let failed = unsafe {
                libc::pthread_atfork(Some(before), Some(after_in_parent), Some(after_in_child))
            };
            INSTALLED.store(failed == 0, Ordering::Release);
        }
    }

    extern "C" fn before() {
        // Relaxed: only a value that this thread wrote itself can be equal.
        if FORKING.load(Ordering::Relaxed) == this_thread() {
            return;
        }
        let held = Box::into_raw(Box::new(startup::freeze()));
        HELD.store(held, Ordering::Relaxed);
        PARENT.store(std::process::id(), Ordering::Relaxed);
        FORKING.store(this_thread(), Ordering::Relaxed);
    }

    /// Lets a call through that comes from a fork handler of the program, on the thread that is forking.
    ///
    /// Handlers that the program registered before the library registered its own run while this thread still holds every lock. In
    /// the child nobody else can be there, so the locks are released early. In the parent the call is refused.
    #[inline]
    pub(crate) fn settle() -> Result<(), Error> {
        match FORKING.load(Ordering::Relaxed) {
            0 => Ok(()),
            forking => settle_during(forking),
        }
    }

    /// Out of line, so that a call pays for one load when no thread is forking.
    #[cold]
    fn settle_during(forking: usize) -> Result<(), Error> {
        if forking != this_thread() {
            return Ok(());
        }
        if PARENT.load(Ordering::Relaxed) == std::process::id() {
            return Err(policy::CALL_DURING_FORK);
        }
        after_in_child();
        Ok(())
    }

    extern "C" fn after_in_parent() {
        release();
    }

    extern "C" fn after_in_child() {
        if release() {
            crate::com::apartment::after_fork_in_child();
            startup::after_fork_in_child();
        }
    }

    fn release() -> bool {
        if FORKING.load(Ordering::Relaxed) != this_thread() {
            return false;
        }
        FORKING.store(0, Ordering::Relaxed);
        let held = HELD.swap(ptr::null_mut(), Ordering::Relaxed);
        // SAFETY: `before` made the pointer with Box::into_raw, on this thread, and the swap hands it out once.
        drop(unsafe { Box::from_raw(held) });
        true
    }
}
