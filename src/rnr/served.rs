// SPDX-License-Identifier: MIT OR Apache-2.0
//! Providers that another Winsock has installed: this library as one of its providers.

#![forbid(unsafe_code)]

use std::sync::Arc;

use uuid::Uuid;

use crate::error::Error;
use crate::provider::NamespaceProvider;
use crate::sync::{Frozen, Mutex};

/// A provider, and the namespace that it serves.
#[derive(Clone)]
pub(crate) struct ServedProvider {
    pub(crate) id: Uuid,
    pub(crate) namespace: u32,
    pub(crate) provider: Arc<dyn NamespaceProvider>,
}

/// The providers that have been started, each as often as it is counted here.
#[derive(Default)]
pub(crate) struct Served(Mutex<Vec<(ServedProvider, u32)>>);

impl Served {
    pub(crate) fn start(&self, provider: ServedProvider) {
        let mut served = self.0.lock();
        match served.iter_mut().find(|(known, _)| known.id == provider.id) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => served.push((provider, 1)),
        }
    }

    pub(crate) fn find(&self, id: Uuid) -> Result<ServedProvider, Error> {
        let served = self.0.lock();
        let mut known = served.iter().map(|(provider, _)| provider);
        let found = known.find(|provider| provider.id == id);
        found.cloned().ok_or(Error::InvalidProvider)
    }

    /// Answers one start.
    pub(crate) fn stop(&self, id: Uuid) -> Result<(), Error> {
        let mut served = self.0.lock();
        let index = served
            .iter()
            .position(|(provider, _)| provider.id == id)
            .ok_or(Error::InvalidProvider)?;
        match served.get_mut(index) {
            Some((_, count)) if *count > 1 => *count -= 1,
            _ => drop(served.remove(index)),
        }
        Ok(())
    }

    /// Forgets them all; they are dropped without the lock.
    #[must_use = "they are dropped without the lock"]
    pub(crate) fn clear(&self) -> Vec<(ServedProvider, u32)> {
        std::mem::take(&mut self.0.lock())
    }

    pub(crate) fn freeze(&'static self) -> Frozen {
        self.0.freeze()
    }
}
