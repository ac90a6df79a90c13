// SPDX-License-Identifier: MIT OR Apache-2.0
//! Waiting for the catalogue to change, in this process or in the file.

#![forbid(unsafe_code)]

use std::sync::Arc;

use super::file::Stamp;
use super::keeper::CatalogKeeper;
use crate::error::Error;
use crate::policy;
use crate::signal::{Signal, Wake};
use crate::sync::{Frozen, Mutex};

/// Who waits for the catalogue to change.
#[derive(Debug, Default)]
pub(super) struct Waits(Mutex<Vec<Arc<Signal>>>);

impl Waits {
    pub(super) fn raise(&self) {
        self.0.lock().iter().for_each(|signal| signal.raise());
    }

    /// The session is over, and nobody is to wait any more.
    pub(super) fn end(&self) {
        self.0.lock().iter().for_each(|signal| signal.end());
    }

    pub(super) fn freeze(&'static self) -> Frozen {
        self.0.freeze()
    }

    /// In a forked child: forgets the waits, whose threads are not here, without touching their signals.
    pub(super) fn forget(&self) {
        self.0.lock().clear();
    }
}

/// A wait that has been set up: no change from now on is missed.
pub(crate) struct CatalogWatch {
    keeper: &'static CatalogKeeper,
    signal: Arc<Signal>,
    /// What the file was like.
    stamp: Option<Stamp>,
}

impl CatalogWatch {
    pub(super) fn new(keeper: &'static CatalogKeeper) -> Self {
        let signal = Arc::new(Signal::new());
        keeper.waits().0.lock().push(Arc::clone(&signal));
        Self {
            keeper,
            signal,
            stamp: keeper.stamp(),
        }
    }

    /// Waits for the next change.
    pub(crate) fn wait(self) -> Result<(), Error> {
        loop {
            let wake = if self.keeper.has_file() {
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
        waits.retain(|signal| !Arc::ptr_eq(signal, &self.signal));
    }
}
