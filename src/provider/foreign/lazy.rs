// SPDX-License-Identifier: MIT OR Apache-2.0
//! Something that foreign code starts when it is first needed in a session, and stops when that is over.

#![forbid(unsafe_code)]

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering, fence};
use std::thread;
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;

use crate::error::Error;
use crate::policy;
use crate::rnr::session::{Session, Sessions};

/// The thing, started or not. There is no lock around it: none is held while foreign code runs, or while a process forks.
pub(super) struct Lazy<T> {
    sessions: Arc<Sessions>,
    started: ArcSwapOption<Started<T>>,
    /// The process in which a thread is starting it; 0 when none is.
    starter: AtomicU64,
}

struct Started<T> {
    session: Session,
    thing: Arc<T>,
}

thread_local! {
    /// How many things this thread is in the middle of starting.
    static STARTING: Cell<u32> = const { Cell::new(0) };
}

impl<T> Lazy<T> {
    pub(super) fn new(sessions: Arc<Sessions>) -> Self {
        Self {
            sessions,
            started: ArcSwapOption::const_empty(),
            starter: AtomicU64::new(0),
        }
    }

    /// The thing, started if it is not.
    ///
    /// While one thread starts it, others wait, but not for ever. But a thread that is itself starting something, which then called back, waits for
    /// nobody: to it, what is being started is not there. A call whose session is over starts nothing: nobody would stop it.
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
            if let Some(started) = self.started()? {
                return Ok(started);
            }
            if self.claim() {
                let _starting = Starting::new(&self.starter);
                // Somebody may have been quicker.
                if let Some(started) = self.started()? {
                    return Ok(started);
                }
                let session = self.sessions.under_way().ok_or(Error::NotStarted)?;
                let thing = Arc::new(start()?);
                self.started.store(Some(Arc::new(Started {
                    session,
                    thing: Arc::clone(&thing),
                })));
                // Either the clean-up after the session finds it, or the end of the session is found here.
                fence(Ordering::SeqCst);
                if self.sessions.under_way() != Some(session) {
                    self.stop_ended();
                    return Err(Error::NotStarted);
                }
                return Ok(thing);
            }
            if STARTING.get() > 0 || began.elapsed() > patience {
                return Err(Error::ProviderFailed);
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// The thing, if it is started. One of an earlier session, which the clean-up has not come to yet, is let go of.
    fn started(&self) -> Result<Option<Arc<T>>, Error> {
        let Some(started) = self.started.load_full() else {
            return Ok(None);
        };
        // Read after it: what is of another session is of an earlier one.
        let session = self.sessions.under_way().ok_or(Error::NotStarted)?;
        if started.session == session {
            return Ok(Some(Arc::clone(&started.thing)));
        }
        self.forget(&started);
        Ok(None)
    }

    /// Lets go of it, if it is started: it is dropped as soon as the last call that uses it returns.
    pub(super) fn stop(&self) -> Option<Arc<T>> {
        let started = self.started.swap(None)?;
        Some(Arc::clone(&started.thing))
    }

    /// Lets go of it, unless it was started in the session that is under way.
    pub(super) fn stop_ended(&self) {
        fence(Ordering::SeqCst);
        let started = self.started.load_full();
        // Read after it, as above.
        let session = self.sessions.under_way();
        if let Some(started) = started.filter(|started| Some(started.session) != session) {
            self.forget(&started);
        }
    }

    fn forget(&self, started: &Arc<Started<T>>) {
        drop(self.started.compare_and_swap(started, None));
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
        let lazy = Lazy::new(Sessions::begun());
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
        let (lazy, other) = (Lazy::new(Sessions::begun()), Lazy::new(Sessions::begun()));
        let started = lazy.get(|| {
            assert_eq!(lazy.get(|| Ok(1)), Err(Error::ProviderFailed));
            Ok(*other.get(|| Ok(2)).unwrap())
        });
        assert_eq!(*started.unwrap(), 2);
    }

    #[test]
    fn a_start_that_waits_for_another_thread_of_its_own_comes_to_an_end() {
        let lazy = Lazy::new(Sessions::begun());
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
        let lazy = Lazy::new(Sessions::begun());
        let panics = || lazy.get(|| panic!("while starting"));
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics)).unwrap_err();
        assert_eq!(*lazy.get(|| Ok(3)).unwrap(), 3);
        assert_eq!(STARTING.get(), 0);
    }

    #[test]
    fn nothing_is_started_when_no_session_is_under_way() {
        let sessions = Sessions::begun();
        let lazy = Lazy::new(Arc::clone(&sessions));
        sessions.end();
        assert_eq!(
            lazy.get(|| -> Result<(), _> { panic!() }),
            Err(Error::NotStarted)
        );
    }

    #[test]
    fn what_another_session_has_started_is_started_anew() {
        let sessions = Sessions::begun();
        let lazy = Lazy::new(Arc::clone(&sessions));
        let first = lazy.get(|| Ok(1)).unwrap();
        sessions.end();
        sessions.begin();
        assert_eq!(*lazy.get(|| Ok(2)).unwrap(), 2);
        // Nobody has it but this test.
        assert_eq!(Arc::try_unwrap(first), Ok(1));
    }

    #[test]
    fn the_clean_up_after_a_session_leaves_what_the_next_one_has_started() {
        let sessions = Sessions::begun();
        let lazy = Lazy::new(Arc::clone(&sessions));
        lazy.get(|| Ok(1)).unwrap();
        lazy.stop_ended();
        assert_eq!(*lazy.get(|| Ok(2)).unwrap(), 1);
        sessions.end();
        sessions.begin();
        lazy.get(|| Ok(3)).unwrap();
        lazy.stop_ended();
        assert_eq!(*lazy.get(|| Ok(4)).unwrap(), 3);
        sessions.end();
        lazy.stop_ended();
        assert!(lazy.stop().is_none());
    }

    #[test]
    fn what_was_started_while_its_session_ended_does_not_stay() {
        let sessions = Sessions::begun();
        let lazy = Lazy::new(Arc::clone(&sessions));
        let ends = lazy.get(|| {
            sessions.end();
            lazy.stop_ended();
            Ok(1)
        });
        assert_eq!(ends, Err(Error::NotStarted));
        assert!(lazy.stop().is_none());
    }
}
