// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a thread sleeps on until something changes, or until it is no longer to wait.
//!
//! Each wait has a signal of its own. Whoever knows of changes raises it, whoever ends what is waited for ends it; both may
//! come before the wait and are not lost.

#![forbid(unsafe_code)]

use std::any::Any;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use once_cell::sync::OnceCell;

use crate::policy;
use crate::sync::{Condvar, Mutex};

#[derive(Debug)]
pub(crate) struct Signal {
    state: Mutex<State>,
    moved: Condvar,
    /// What else is to be looked at from time to time.
    poll: OnceCell<Poll>,
}

/// Something that changes without raising a signal: in another process.
struct Poll {
    look: Box<Look>,
    seen: AtomicU64,
}

/// Tells a number, which is another one after a change.
pub(crate) type Look = dyn Fn() -> u64 + Send + Sync;

impl Poll {
    fn has_changed(&self) -> bool {
        let fresh = (self.look)();
        self.seen.swap(fresh, Ordering::Relaxed) != fresh
    }
}

impl fmt::Debug for Poll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Poll").finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Quiet,
    Raised,
    Ended,
}

/// Why a wait is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wake {
    /// Something may have changed.
    Raised,
    /// What was waited for will not come any more.
    Ended,
}

/// A place in somebody's list of signals to raise; dropping it gives the place up.
pub(crate) type Subscription = Box<dyn Any + Send>;

impl Signal {
    pub(crate) fn new() -> Self {
        Self {
            state: Mutex::new(State::Quiet),
            moved: Condvar::default(),
            poll: OnceCell::new(),
        }
    }

    /// Has whoever waits look, too, whether a number is another one than now.
    pub(crate) fn poll(&self, look: Box<Look>) {
        self.poll.get_or_init(|| Poll {
            seen: AtomicU64::new(look()),
            look,
        });
    }

    /// Says that something may have changed. Takes no other lock, so that it may be called with any lock held.
    pub(crate) fn raise(&self) {
        self.set(State::Raised);
    }

    /// Ends this wait and every later one.
    pub(crate) fn end(&self) {
        self.set(State::Ended);
    }

    fn set(&self, wanted: State) {
        let mut state = self.state.lock();
        if *state != State::Ended {
            *state = wanted;
        }
        drop(state);
        self.moved.notify_all();
    }

    /// Waits until the signal is raised, unless it has been since the last wait, or until it is ended.
    pub(crate) fn wait(&self) -> Wake {
        let mut state = self.state.lock();
        loop {
            if let Some(wake) = state.take() {
                return wake;
            }
            let Some(poll) = self.poll.get() else {
                state = self.moved.wait(state);
                continue;
            };
            let (guard, is_due) = self.moved.wait_for(state, policy::POLL_INTERVAL);
            state = guard;
            if is_due {
                drop(state);
                if poll.has_changed() {
                    return Wake::Raised;
                }
                state = self.state.lock();
            }
        }
    }

    /// As [`Signal::wait`], but not longer than this.
    pub(crate) fn wait_for(&self, limit: Duration) -> Option<Wake> {
        let end = Instant::now() + limit;
        let mut state = self.state.lock();
        loop {
            if let Some(wake) = state.take() {
                return Some(wake);
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            state = self.moved.wait_for(state, left).0;
        }
    }

    /// What a wait would return at once.
    #[cfg(test)]
    pub(crate) fn try_wait(&self) -> Option<Wake> {
        self.state.lock().take()
    }
}

impl State {
    fn take(&mut self) -> Option<Wake> {
        match self {
            Self::Quiet => None,
            Self::Raised => {
                *self = Self::Quiet;
                Some(Wake::Raised)
            }
            Self::Ended => Some(Wake::Ended),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use super::*;

    #[test]
    fn a_signal_that_is_raised_before_the_wait_is_not_lost_and_counts_once() {
        let signal = Arc::new(Signal::new());
        signal.raise();
        signal.raise();
        assert_eq!(signal.wait(), Wake::Raised);
        let waiter = thread::spawn({
            let signal = Arc::clone(&signal);
            move || signal.wait()
        });
        signal.raise();
        assert_eq!(waiter.join().unwrap(), Wake::Raised);
    }

    #[test]
    fn what_raises_no_signal_is_looked_at() {
        let (signal, number) = (Signal::new(), Arc::new(AtomicU64::new(7)));
        let look = Arc::clone(&number);
        signal.poll(Box::new(move || look.load(Ordering::Relaxed)));
        number.store(8, Ordering::Relaxed);
        assert_eq!(signal.wait(), Wake::Raised);
        signal.end();
        assert_eq!(signal.wait(), Wake::Ended);
    }

    #[test]
    fn an_end_stays() {
        let signal = Signal::new();
        signal.raise();
        signal.end();
        signal.raise();
        assert_eq!(signal.wait(), Wake::Ended);
        assert_eq!(signal.wait(), Wake::Ended);
    }
}
