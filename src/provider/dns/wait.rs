// SPDX-License-Identifier: MIT OR Apache-2.0
//! Work that may have to wait for others, and that its caller can leave at any time.
//!
//! The system's resolver cannot be interrupted. So a question that it is asked runs on a thread of its own, which is left
//! to itself when the caller does not want the answer any more. It ends as soon as the resolver gives up, holds nothing
//! but its question, and handles no signals of the program.

#![forbid(unsafe_code)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::error::Error;
use crate::provider::{Answer, Interrupt};
use crate::sync::{Condvar, Mutex};
use crate::threads;

pub(super) type Outcome = Result<Vec<Answer<'static>>, Error>;

/// Where the caller of a lookup waits for its outcome.
#[derive(Default)]
pub(super) struct Wait {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    interrupted: bool,
    outcome: Option<Outcome>,
}

impl Wait {
    /// Does the work on a thread of its own, and returns its outcome unless it is interrupted before.
    pub(super) fn run(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Outcome + Send + 'static,
    ) -> Outcome {
        if self.is_interrupted() {
            return Err(Error::Cancelled);
        }
        let worker = Arc::clone(self);
        let thread = threads::start("enlist-dns", move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(&worker)));
            worker.finish(outcome.unwrap_or_else(|payload| {
                // Dropping it might panic again.
                std::mem::forget(payload);
                Err(Error::Internal)
            }));
        });
        let thread = thread.map_err(|_| Error::OutOfMemory)?;
        let mut state = self.state.lock();
        loop {
            if state.interrupted {
                return Err(Error::Cancelled);
            }
            if let Some(outcome) = state.outcome.take() {
                drop(state);
                // It has nothing left to do: so nothing of it is there any more when the call returns.
                let _ = thread.join();
                return outcome;
            }
            state = self.changed.wait(state);
        }
    }

    /// Whether the outcome is not wanted any more.
    pub(super) fn is_interrupted(&self) -> bool {
        self.state.lock().interrupted
    }

    fn finish(&self, outcome: Outcome) {
        self.state.lock().outcome = Some(outcome);
        self.changed.notify_all();
    }
}

impl Interrupt for Wait {
    fn interrupt(&self) {
        self.state.lock().interrupted = true;
        self.changed.notify_all();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::sync::mpsc::channel;
    use std::thread;

    use super::*;

    #[test]
    fn an_outcome_reaches_the_caller() {
        let wait = Arc::new(Wait::default());
        assert!(wait.run(|_| Ok(Vec::new())).unwrap().is_empty());
        assert_eq!(
            wait.run(|_| Err(Error::TryAgain)).unwrap_err(),
            Error::TryAgain
        );
    }

    #[test]
    fn an_interrupted_caller_leaves_work_that_goes_on() {
        let wait = Arc::new(Wait::default());
        let (started, is_started) = channel();
        let (release, released) = channel::<()>();
        let (done, is_done) = channel();
        let caller = {
            let wait = Arc::clone(&wait);
            thread::spawn(move || {
                wait.run(move |wait| {
                    started.send(()).unwrap();
                    released.recv().unwrap();
                    done.send(wait.is_interrupted()).unwrap();
                    Ok(Vec::new())
                })
                .unwrap_err()
            })
        };
        is_started.recv().unwrap();
        wait.interrupt();
        // The work has not ended, and could not.
        assert_eq!(caller.join().unwrap(), Error::Cancelled);
        release.send(()).unwrap();
        assert!(is_done.recv().unwrap());
        // Every later call returns at once.
        assert_eq!(wait.run(|_| unreachable!()).unwrap_err(), Error::Cancelled);
    }

    #[test]
    fn work_that_panics_keeps_nobody_waiting() {
        let wait = Arc::new(Wait::default());
        assert_eq!(
            wait.run(|_| panic!("in a test")).unwrap_err(),
            Error::Internal
        );
    }
}
