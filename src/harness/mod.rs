// SPDX-License-Identifier: MIT OR Apache-2.0
//! What people who test get from the library: the journal of calls, and faults that are injected into them.
//!
//! Every call passes one place, which asks [`is_off`] first: one load, as long as nobody has asked for any of this.

#![forbid(unsafe_code)]

pub(crate) mod calls;
pub(crate) mod control;
mod date;
pub(crate) mod faults;
pub(crate) mod journal;
pub(crate) mod json;
pub(crate) mod names;
mod snapshot;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::sync::{Frozen, Mutex};
use faults::Rule;

/// What can be on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The journal has a file.
    File = 1 << 0,
    /// The journal is kept for the program.
    Memory = 1 << 1,
    /// Faults are armed.
    Faults = 1 << 2,
    /// The caller's pointers are tried.
    Guard = 1 << 3,
}

/// Set once the environment has been read: without it, nobody can know that everything is off.
const READ: u8 = 1 << 7;

/// The parts that are on.
static SWITCHES: AtomicU8 = AtomicU8::new(0);

/// What the environment asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct HarnessConfig {
    /// The file of the journal (`ENLIST_JOURNAL`); absolute.
    pub(crate) journal: Option<PathBuf>,
    /// What is injected (`ENLIST_FAULTS`).
    pub(crate) faults: Vec<Rule>,
    /// Whether the caller's pointers are tried before they are used (`ENLIST_GUARD`).
    pub(crate) guard: bool,
}

/// What was last asked for by the environment, so that the same rules are not armed twice.
static APPLIED: Mutex<Option<HarnessConfig>> = Mutex::new(None);

/// Whether a call has nothing to do for anybody who tests.
#[inline]
pub(crate) fn is_off() -> bool {
    SWITCHES.load(Ordering::Relaxed) == READ
}

/// Whether the environment has been read.
pub(crate) fn is_read() -> bool {
    SWITCHES.load(Ordering::Relaxed) & READ != 0
}

/// Whether the caller's pointers are to be tried.
pub(crate) fn is_guarded() -> bool {
    is_on(Part::Guard)
}

fn is_on(part: Part) -> bool {
    SWITCHES.load(Ordering::Relaxed) & part as u8 != 0
}

/// Called with the lock of the part held, so that the switch agrees with what it stands for.
fn switch(part: Part, on: bool) {
    if on {
        SWITCHES.fetch_or(part as u8, Ordering::Relaxed);
    } else {
        SWITCHES.fetch_and(!(part as u8), Ordering::Relaxed);
    }
}

/// Does what the environment asks for. Rules that are armed already stay as far as they are counted.
pub(crate) fn apply(config: &HarnessConfig) {
    let mut applied = APPLIED.lock();
    let earlier = applied.take().unwrap_or_default();
    if earlier.journal != config.journal {
        journal::write_to(config.journal.clone());
    }
    if earlier.faults != config.faults {
        faults::disarm();
        faults::arm(config.faults.clone());
    }
    switch(Part::Guard, config.guard);
    *applied = Some(config.clone());
    SWITCHES.fetch_or(READ, Ordering::Relaxed);
}

/// Everything is as it was before the first call; the next one reads the environment anew.
fn reset() {
    let mut applied = APPLIED.lock();
    faults::disarm();
    journal::keep(false);
    if applied
        .take()
        .is_some_and(|config| config.journal.is_some())
    {
        journal::write_to(None);
    }
    switch(Part::Guard, false);
    SWITCHES.fetch_and(!READ, Ordering::Relaxed);
}

/// Takes the locks for the time of a `fork`, in their fixed order.
pub(crate) fn freeze() -> Vec<Frozen> {
    let mut frozen = vec![APPLIED.freeze(), faults::freeze()];
    frozen.extend(journal::freeze());
    frozen
}
