// SPDX-License-Identifier: MIT OR Apache-2.0
//! The time, as far as anything here depends on it, and how people who test move it.

#![forbid(unsafe_code)]

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::sync::{Frozen, Mutex};

/// What tells the time to that which ages.
pub(crate) trait Clock: Send + Sync {
    /// Never goes back.
    fn now(&self) -> Instant;
}

/// The system's time, unless somebody has moved it.
#[derive(Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        let now = Instant::now();
        if IS_MOVED.load(Ordering::Acquire) {
            SHIFT.lock().apply(now)
        } else {
            now
        }
    }
}

/// How the time differs from the system's.
#[derive(Debug)]
struct Shift {
    /// When it was stopped, if it is.
    stopped: Option<Instant>,
    /// How far it is ahead.
    ahead: Duration,
}

static SHIFT: Mutex<Shift> = Mutex::new(Shift::NONE);

/// Whether there is a difference at all.
static IS_MOVED: AtomicBool = AtomicBool::new(false);

impl Shift {
    const NONE: Self = Self {
        stopped: None,
        ahead: Duration::ZERO,
    };

    fn apply(&self, now: Instant) -> Instant {
        let moment = self.stopped.unwrap_or(now);
        moment.checked_add(self.ahead).unwrap_or(moment)
    }

    fn stop(&mut self, now: Instant) {
        self.stopped.get_or_insert(now);
    }

    /// What passed while it stood still has not passed: the time goes on where it was stopped, and not before.
    fn go_on(&mut self) {
        self.stopped = None;
    }

    /// False when there is no such time.
    fn advance(&mut self, now: Instant, time: Duration) -> bool {
        let ahead = self.ahead.checked_add(time);
        let ahead = ahead.filter(|ahead| {
            // Room for whatever is to be computed from it.
            const CENTURY: Duration = Duration::from_secs(100 * 366 * 86_400);
            *ahead <= CENTURY && now.checked_add(*ahead).is_some()
        });
        self.ahead = ahead.unwrap_or(self.ahead);
        ahead.is_some()
    }
}

fn change<T>(change: impl FnOnce(&mut Shift, Instant) -> T) -> T {
    let mut shift = SHIFT.lock();
    let result = change(&mut shift, Instant::now());
    IS_MOVED.store(true, Ordering::Release);
    result
}

/// Stops the time.
pub(crate) fn freeze() {
    change(Shift::stop);
}

/// Lets it go on.
pub(crate) fn thaw() {
    change(|shift, _| shift.go_on());
}

/// Moves it forward, whether it goes or not; false when there is no such time.
pub(crate) fn advance(time: Duration) -> bool {
    change(|shift, now| shift.advance(now, time))
}

/// It is the system's again.
pub(crate) fn reset() {
    let mut shift = SHIFT.lock();
    *shift = Shift::NONE;
    IS_MOVED.store(false, Ordering::Release);
}

/// Takes the lock for the time of a `fork`.
pub(crate) fn freeze_lock() -> Frozen {
    SHIFT.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_stands_still_moves_and_never_goes_back() {
        let seconds = Duration::from_secs;
        let start = Instant::now();
        let mut shift = Shift::NONE;
        assert_eq!(shift.apply(start), start);
        shift.stop(start);
        shift.stop(start + seconds(5));
        assert_eq!(shift.apply(start + seconds(9)), start);
        assert!(shift.advance(start, seconds(60)));
        assert_eq!(shift.apply(start + seconds(9)), start + seconds(60));
        shift.go_on();
        assert_eq!(shift.apply(start + seconds(9)), start + seconds(69));
        assert!(!shift.advance(start, Duration::MAX));
        assert!(!shift.advance(start, seconds(1 << 40)));
        assert_eq!(shift.apply(start + seconds(9)), start + seconds(69));
    }
}
