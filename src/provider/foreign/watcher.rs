// SPDX-License-Identifier: MIT OR Apache-2.0
//! Asks a provider's library for changes while somebody waits for them.

#![forbid(unsafe_code)]

use std::sync::Arc;
use std::thread::JoinHandle;

use super::Open;
use crate::error::Error;
use crate::policy;
use crate::signal::{Signal, Subscription};
use crate::threads;

/// A thread that asks, until it is dropped.
pub(super) struct Watcher {
    stop: Arc<Signal>,
    thread: Option<JoinHandle<()>>,
}

impl Watcher {
    pub(super) fn start(lookup: Arc<Open>, signal: Arc<Signal>) -> Result<Subscription, Error> {
        let stop = Arc::new(Signal::new());
        let stopped = Arc::clone(&stop);
        let ask = move || {
            while stopped.wait_for(policy::FOREIGN_INTERVAL).is_none() {
                match lookup.changed() {
                    Ok(false) => {}
                    Ok(true) => signal.raise(),
                    Err(_) => {
                        // Whoever waits looks for himself, and finds the error.
                        signal.raise();
                        return;
                    }
                }
            }
        };
        let thread = threads::start("enlist-watch", ask).map_err(|_| Error::OutOfMemory)?;
        Ok(Box::new(Self {
            stop,
            thread: Some(thread),
        }))
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.stop.end();
        if let Some(thread) = self.thread.take() {
            // It ends without a panic, and before the lookup does.
            let _ = thread.join();
        }
    }
}
