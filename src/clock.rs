// SPDX-License-Identifier: MIT OR Apache-2.0
//! The time, as far as anything here depends on it.

#![forbid(unsafe_code)]

use std::time::Instant;

/// What tells the time to that which ages.
pub(crate) trait Clock: Send + Sync {
    /// Never goes back.
    fn now(&self) -> Instant;
}

/// The system's time.
#[derive(Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }
}
