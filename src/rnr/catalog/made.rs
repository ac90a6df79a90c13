// SPDX-License-Identifier: MIT OR Apache-2.0
//! The providers of this library that have been made. What they keep lasts as long as the process, whether they are installed,
//! removed meanwhile, or serve another Winsock alone.

#![forbid(unsafe_code)]

use std::sync::Arc;

use uuid::Uuid;

use crate::provider::NamespaceProvider;
use crate::sync::{Frozen, Mutex};

#[derive(Default)]
pub(super) struct Made(Mutex<Vec<(Uuid, Arc<dyn NamespaceProvider>)>>);

impl Made {
    /// The one that has the identifier, made by the first who asks for it.
    pub(super) fn get(
        &self,
        id: Uuid,
        make: impl FnOnce() -> Arc<dyn NamespaceProvider>,
    ) -> Arc<dyn NamespaceProvider> {
        let mut made = self.0.lock();
        if let Some((_, provider)) = made.iter().find(|(known, _)| *known == id) {
            return Arc::clone(provider);
        }
        let provider = make();
        made.push((id, Arc::clone(&provider)));
        provider
    }

    pub(super) fn all(&self) -> Vec<Arc<dyn NamespaceProvider>> {
        all(&self.0.lock())
    }

    /// Takes the lock, and gives those whose locks come after it.
    pub(super) fn freeze(&'static self) -> (Frozen, Vec<Arc<dyn NamespaceProvider>>) {
        let made = self.0.lock();
        let all = all(&made);
        (Box::new(made), all)
    }
}

fn all(made: &[(Uuid, Arc<dyn NamespaceProvider>)]) -> Vec<Arc<dyn NamespaceProvider>> {
    made.iter()
        .map(|(_, provider)| Arc::clone(provider))
        .collect()
}
