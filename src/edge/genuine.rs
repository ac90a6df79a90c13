// SPDX-License-Identifier: MIT OR Apache-2.0
//! The genuine Winsock beside ours: on Windows a program that starts Enlist also wants sockets, which are the system's.

use super::fork;
use crate::edge::environment;
use crate::error::Error;
use crate::harness::control;
use crate::startup;

/// Starts the genuine Winsock with the version that the caller asked for, then ours.
pub(crate) fn start(version: u16) -> Result<(), Error> {
    system::start(version)?;
    fork::install();
    startup::start(environment::config).inspect_err(|_| system::clean_up())
}

/// Answers one start of both.
pub(crate) fn clean_up() -> Result<(), Error> {
    startup::clean_up()?;
    system::clean_up();
    Ok(())
}

/// Brings both back to where they were before the first start.
pub(crate) fn reset() {
    control::reset();
    system::reset();
}

#[cfg(windows)]
mod system {
    use std::sync::atomic::{AtomicU32, Ordering};

    use crate::error::Error;
    use crate::windows;

    /// Starts that no clean-up has answered. Ours are not as many: a provider is started without the genuine Winsock, which starts
    /// it itself.
    static STARTS: AtomicU32 = AtomicU32::new(0);

    pub(super) fn start(version: u16) -> Result<(), Error> {
        windows::start_winsock(version).map_err(Error::Reported)?;
        STARTS.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    pub(super) fn clean_up() {
        let one_less = |starts: u32| starts.checked_sub(1);
        let answered = STARTS.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less);
        if answered.is_ok() {
            windows::clean_up_winsock();
        }
    }

    pub(super) fn reset() {
        for _ in 0..STARTS.swap(0, Ordering::Relaxed) {
            windows::clean_up_winsock();
        }
    }
}

/// Sockets need no start elsewhere.
#[cfg(not(windows))]
mod system {
    use crate::error::Error;

    pub(super) fn start(_version: u16) -> Result<(), Error> {
        Ok(())
    }

    pub(super) fn clean_up() {}

    pub(super) fn reset() {}
}
