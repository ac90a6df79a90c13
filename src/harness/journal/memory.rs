// SPDX-License-Identifier: MIT OR Apache-2.0
//! The entries that are kept for the program itself, once it has asked for that.

#![forbid(unsafe_code)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::harness::{Part, is_on, switch};
use crate::policy;
use crate::sync::{Condvar, Frozen, Mutex, MutexGuard};

/// A line of the journal, and what it is counted by.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) line: String,
    /// The name and the result; none for a line that is no call.
    call: Option<(&'static str, i64)>,
}

/// Which calls are counted or waited for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// `None`: every call.
    pub(crate) call: Option<&'a str>,
    /// `None`: whatever it returned.
    pub(crate) result: Option<i64>,
}

impl Wanted<'_> {
    fn is(self, entry: &Kept) -> bool {
        entry.call.is_some_and(|(call, result)| {
            self.call.is_none_or(|wanted| wanted == call)
                && self.result.is_none_or(|wanted| wanted == result)
        })
    }
}

static ENTRIES: Mutex<Vec<Arc<Kept>>> = Mutex::new(Vec::new());

static ADDED: Condvar = Condvar::new();

pub(super) fn keep(yes: bool) {
    let mut entries = ENTRIES.lock();
    entries.clear();
    switch(Part::Memory, yes);
    drop(entries);
    ADDED.notify_all();
}

pub(super) fn add(line: String, call: Option<(&'static str, i64)>) {
    let mut entries = ENTRIES.lock();
    // Nobody may want it any more: whoever switches the journal off holds the lock.
    if is_on(Part::Memory) && entries.len() < policy::JOURNAL_ENTRY_LIMIT {
        entries.push(Arc::new(Kept { line, call }));
    }
    drop(entries);
    ADDED.notify_all();
}

/// Forgets the entries so far.
pub(crate) fn clear() {
    ENTRIES.lock().clear();
}

/// How many entries there are.
pub(crate) fn length() -> usize {
    ENTRIES.lock().len()
}

/// One of them, from 0.
pub(crate) fn entry(index: usize) -> Option<Arc<Kept>> {
    ENTRIES.lock().get(index).map(Arc::clone)
}

/// How many calls there are of a kind.
pub(crate) fn count(wanted: Wanted<'_>) -> usize {
    matching(&ENTRIES.lock(), wanted)
}

fn matching(entries: &[Arc<Kept>], wanted: Wanted<'_>) -> usize {
    entries.iter().filter(|entry| wanted.is(entry)).count()
}

/// Waits until there are so many calls of a kind; says whether there are.
pub(crate) fn wait(wanted: Wanted<'_>, enough: usize, patience: Duration) -> bool {
    let end = Instant::now().checked_add(patience);
    let mut entries: MutexGuard<'_, _> = ENTRIES.lock();
    loop {
        if matching(&entries, wanted) >= enough {
            return true;
        }
        entries = match end {
            None => ADDED.wait(entries),
            Some(end) => {
                let left = end.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return false;
                }
                ADDED.wait_for(entries, left).0
            }
        };
    }
}

pub(super) fn freeze() -> Frozen {
    ENTRIES.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_that_comes_too_late_is_not_kept() {
        keep(true);
        add("in time".to_owned(), None);
        // Other tests may add theirs.
        let is_kept =
            || (0..length()).any(|at| entry(at).is_some_and(|kept| kept.line == "in time"));
        assert!(is_kept());
        keep(false);
        add("too late".to_owned(), None);
        assert_eq!(length(), 0);
    }
}
