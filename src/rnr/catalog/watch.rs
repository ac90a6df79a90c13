// SPDX-License-Identifier: MIT OR Apache-2.0
//! Waiting for the catalogue to change, in this process or by another.

#![forbid(unsafe_code)]

use std::sync::Arc;

use super::keeper::CatalogKeeper;
use super::kept::Stamp;
use crate::error::Error;
use crate::policy;
use crate::signal::{Signal, Wake};
use crate::sync::{Frozen, Mutex};

/// Who waits for the catalogue to change.
#[derive(Debug, Default)]
pub(super) struct Waits(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    signals: Vec<Arc<Signal>>,
    /// How many sessions have ended.
    ended: u64,
}

/// The session in which a call takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WaitSession(u64);

impl Waits {
    pub(super) fn raise(&self) {
        self.0
            .lock()
            .signals
            .iter()
            .for_each(|signal| signal.raise());
    }

    /// The session is over, and nobody is to wait any more.
    pub(super) fn end(&self) {
        let mut waiting = self.0.lock();
        waiting.ended += 1;
        waiting.signals.iter().for_each(|signal| signal.end());
    }

    pub(super) fn session(&self) -> WaitSession {
        WaitSession(self.0.lock().ended)
    }

    pub(super) fn freeze(&'static self) -> Frozen {
        self.0.freeze()
    }

    /// In a forked child: forgets the waits, whose threads are not here, without touching their signals.
    pub(super) fn forget(&self) {
        self.0.lock().signals.clear();
    }
}

/// A wait that has been set up: no change from now on is missed.
pub(crate) struct CatalogWatch {
    keeper: &'static CatalogKeeper,
    signal: Arc<Signal>,
    /// What was kept.
    stamp: Option<Stamp>,
}

impl CatalogWatch {
    /// Not in another session than the one that the call began in: nobody would end the wait.
    pub(super) fn new(keeper: &'static CatalogKeeper, session: WaitSession) -> Result<Self, Error> {
        let signal = Arc::new(Signal::new());
        let mut waiting = keeper.waits().0.lock();
        if waiting.ended != session.0 {
            return Err(Error::NotStarted);
        }
        waiting.signals.push(Arc::clone(&signal));
        drop(waiting);
        Ok(Self {
            keeper,
            signal,
            stamp: keeper.stamp(),
        })
    }

    /// Waits for the next change.
    pub(crate) fn wait(self) -> Result<(), Error> {
        loop {
            let wake = if self.keeper.is_shared() {
                self.signal.wait_for(policy::CATALOG_FILE_INTERVAL)
            } else {
                Some(self.signal.wait())
            };
            match wake {
                Some(Wake::Ended) => return Err(Error::Aborted),
                Some(Wake::Raised) => return Ok(()),
                None if self.keeper.stamp() != self.stamp => return Ok(()),
                None => {}
            }
        }
    }
}

impl Drop for CatalogWatch {
    fn drop(&mut self) {
        let mut waits = self.keeper.waits().0.lock();
        waits
            .signals
            .retain(|signal| !Arc::ptr_eq(signal, &self.signal));
    }
}
