// SPDX-License-Identifier: MIT OR Apache-2.0
//! Waiting for what a lookup returns to change.
//!
//! The lookup is asked while it is out of its slot, and that is never longer than it takes to look: between looks the wait
//! sleeps on a signal, which the provider raises after changes and the end of the lookup ends.

#![forbid(unsafe_code)]

use std::sync::Arc;

use super::lookup::{Lookup, LookupTable};
use crate::error::Error;
use crate::policy;
use crate::signal::{Signal, Subscription, Wake};

/// A wait that has been set up: from now on no change is missed. Dropping it without having waited takes it back.
pub(crate) struct Watch<'a> {
    lookups: &'a LookupTable,
    handle: u64,
    signal: Arc<Signal>,
    /// What the lookup said when it was asked; until it is waited for.
    asked: Option<Asked>,
}

struct Asked {
    changed: bool,
    subscription: Subscription,
}

impl<'a> Watch<'a> {
    pub(super) fn new(lookups: &'a LookupTable, handle: u64) -> Result<Self, Error> {
        let signal = Arc::new(Signal::new());
        lookups.join(handle, &signal)?;
        let mut watch = Self {
            lookups,
            handle,
            signal,
            asked: None,
        };
        let asked = lookups.run(handle, policy::ENDED_DURING_IOCTL, |lookup| {
            // Subscribed before the look, so that what happens in between is not missed.
            let subscription = lookup.subscribe(&watch.signal)?;
            let changed = lookup.changed()?;
            Ok(Asked {
                changed,
                subscription,
            })
        })?;
        watch.asked = Some(asked);
        Ok(watch)
    }

    /// Waits for the first change since the lookup said that it has no more, which may have come already.
    pub(crate) fn wait(mut self) -> Result<(), Error> {
        let Asked {
            mut changed,
            subscription,
        } = self.asked.take().ok_or(Error::Internal)?;
        while !changed {
            changed = match self.signal.wait() {
                Wake::Ended => return Err(policy::ENDED_DURING_IOCTL),
                Wake::Raised => self.look()?,
            };
        }
        drop(subscription);
        Ok(())
    }

    fn look(&self) -> Result<bool, Error> {
        let ended = policy::ENDED_DURING_IOCTL;
        match self.lookups.run(self.handle, ended, Lookup::changed) {
            Err(Error::InvalidHandle) => Err(ended),
            answer => answer,
        }
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        self.lookups.leave(self.handle, &self.signal);
        if self.asked.take().is_some() {
            let forget = |lookup: &mut Lookup| {
                lookup.forget_question();
                Ok(())
            };
            // An error means that the lookup has ended, and then there is nothing to take back.
            let _ = self
                .lookups
                .run(self.handle, policy::ENDED_DURING_IOCTL, forget);
        }
    }
}
