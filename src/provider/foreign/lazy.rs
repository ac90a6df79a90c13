// SPDX-License-Identifier: MIT OR Apache-2.0
//! Something that foreign code starts when it is first needed, and stops when it is needed no more.

#![forbid(unsafe_code)]

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;

use crate::error::Error;
use crate::policy;

/// The thing, started or not. There is no lock around it: none is held while foreign code runs, or while a process forks.
pub(super) struct Lazy<T> {
    started: ArcSwapOption<T>,
    /// The process in which a thread is starting it; 0 when none is.
    starter: AtomicU64,
}

thread_local! {
    /// How many things this thread is in the middle of starting.
    static STARTING: Cell<u32> = const { Cell::new(0) };
}

impl<T> Lazy<T> {
    pub(super) const fn new() -> Self {
        Self {
            started: ArcSwapOption::const_empty(),
            starter: AtomicU64::new(0),
        }
    }

    /// The thing, started if it is not.
    ///
    /// While one thread starts it, others wait, but not for ever. But a thread that is itself starting something, which then called back, waits for
    /// nobody: to it, what is being started is not there.
    pub(super) fn get(&self, start: impl Fn() -> Result<T, Error>) -> Result<Arc<T>, Error> {
        self.get_within(policy::FOREIGN_START, start)
    }

    fn get_within(
        &self,
        patience: Duration,
        start: impl Fn() -> Result<T, Error>,
    ) -> Result<Arc<T>, Error> {
        let began = Instant::now();
        loop {
            if let Some(started) = self.started.load_full() {
                return Ok(started);
            }
            if self.claim() {
                let _starting = Starting::new(&self.starter);
                // Somebody may have been quicker.
                if let Some(started) = self.started.load_full() {
                    return Ok(started);
                }
                let started = Arc::new(start()?);
                self.started.store(Some(Arc::clone(&started)));
                return Ok(started);
            }
            if STARTING.get() > 0 || began.elapsed() > patience {
                return Err(Error::ProviderFailed);
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Lets go of it, if it is started: it is dropped as soon as the last call that uses it returns.
    pub(super) fn stop(&self) -> Option<Arc<T>> {
        self.started.swap(None)
    }

    /// Takes the right to start it. A claim from before a fork, of a thread that the child does not have, is void.
    fn claim(&self) -> bool {
        let process = u64::from(std::process::id());
        let holder = self.starter.load(Ordering::Acquire);
        holder != process
            && self
                .starter
                .compare_exchange(holder, process, Ordering::AcqRel, Ordering::Acquire)
                .is_ok()
    }
}

/// The time of a start, however it ends.
struct Starting<'a>(&'a AtomicU64);

impl<'a> Starting<'a> {
    fn new(starter: &'a AtomicU64) -> Self {
        STARTING.set(STARTING.get() + 1);
        Self(starter)
    }
}

impl Drop for Starting<'_> {
    fn drop(&mut self) {
        STARTING.set(STARTING.get() - 1);
        self.0.store(0, Ordering::Release);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    #[test]
    fn many_threads_start_it_once_and_a_failure_is_tried_again() {
        let lazy = Lazy::new();
        assert_eq!(lazy.get(|| Err(Error::NoData)), Err(Error::NoData));
        let starts = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let start = || {
                        thread::sleep(Duration::from_millis(5));
                        Ok(starts.fetch_add(1, Ordering::SeqCst))
                    };
                    assert_eq!(*lazy.get(start).unwrap(), 0);
                });
            }
        });
        assert_eq!(starts.load(Ordering::SeqCst), 1);
        assert_eq!(lazy.stop().as_deref(), Some(&0));
        assert!(lazy.stop().is_none());
        assert_eq!(*lazy.get(|| Ok(7)).unwrap(), 7);
    }

    #[test]
    fn what_is_being_started_is_not_there_for_whoever_starts_it() {
        let (lazy, other) = (Lazy::new(), Lazy::new());
        let started = lazy.get(|| {
            assert_eq!(lazy.get(|| Ok(1)), Err(Error::ProviderFailed));
            Ok(*other.get(|| Ok(2)).unwrap())
        });
        assert_eq!(*started.unwrap(), 2);
    }

    #[test]
    fn a_start_that_waits_for_another_thread_of_its_own_comes_to_an_end() {
        let lazy = Lazy::new();
        let started = lazy.get(|| {
            let other = || {
                let call = || lazy.get_within(Duration::from_millis(20), || Ok(1));
                thread::scope(|scope| scope.spawn(call).join().unwrap())
            };
            assert_eq!(other(), Err(Error::ProviderFailed));
            Ok(2)
        });
        assert_eq!(*started.unwrap(), 2);
    }

    #[test]
    fn a_panic_leaves_it_to_be_started_again() {
        let lazy = Lazy::new();
        let panics = || lazy.get(|| panic!("while starting"));
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics)).unwrap_err();
        assert_eq!(*lazy.get(|| Ok(3)).unwrap(), 3);
        assert_eq!(STARTING.get(), 0);
    }
}
