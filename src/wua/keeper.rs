// SPDX-License-Identifier: MIT OR Apache-2.0
//! Who keeps the state of the update services.

#![forbid(unsafe_code)]

use std::sync::Arc;

use super::state::State;
use crate::hresult::HResult;
use crate::sync::{Frozen, Mutex};

/// Keeps one state, and replaces it by another atomically.
pub(crate) trait Keeper: Send + Sync {
    /// The present state.
    fn read(&self) -> Result<Arc<State>, HResult>;

    /// Replaces the state by what `change` makes of it, unless that fails. `change` may be called more than once, and calls
    /// nothing foreign.
    fn update(
        &self,
        change: &mut dyn FnMut(&mut State) -> Result<(), HResult>,
    ) -> Result<(), HResult>;

    /// Whether other processes have the same state.
    fn is_shared(&self) -> bool;

    /// Takes the locks for the time of a `fork`.
    fn freeze(&'static self) -> Vec<Frozen>;
}

impl<K: Keeper> Keeper for &'static K {
    fn read(&self) -> Result<Arc<State>, HResult> {
        K::read(self)
    }

    fn update(
        &self,
        change: &mut dyn FnMut(&mut State) -> Result<(), HResult>,
    ) -> Result<(), HResult> {
        K::update(self, change)
    }

    fn is_shared(&self) -> bool {
        K::is_shared(self)
    }

    fn freeze(&'static self) -> Vec<Frozen> {
        K::freeze(self)
    }
}

/// Keeps the state in the memory of the process.
#[derive(Debug)]
pub(crate) struct MemoryKeeper(Mutex<Arc<State>>);

impl MemoryKeeper {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Arc::new(State::fresh())))
    }
}

impl Keeper for MemoryKeeper {
    fn read(&self) -> Result<Arc<State>, HResult> {
        Ok(Arc::clone(&self.0.lock()))
    }

    fn update(
        &self,
        change: &mut dyn FnMut(&mut State) -> Result<(), HResult>,
    ) -> Result<(), HResult> {
        let mut present = self.0.lock();
        let mut next = State::clone(&present);
        change(&mut next)?;
        *present = Arc::new(next);
        Ok(())
    }

    fn is_shared(&self) -> bool {
        false
    }

    fn freeze(&'static self) -> Vec<Frozen> {
        vec![self.0.freeze()]
    }
}
