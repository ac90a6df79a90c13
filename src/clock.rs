// SPDX-License-Identifier: MIT OR Apache-2.0
//! The time, as far as anything here depends on it, and how people who test move it.

#![forbid(unsafe_code)]

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

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
        now().steady
    }
}

/// The time since the beginning of 1970 in UTC. Before 1970 it is 1970.
pub(crate) fn since_1970() -> Duration {
    now().calendar
}

/// A moment, by both clocks of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    steady: Instant,
    calendar: Duration,
}

impl Moment {
    fn of_the_system() -> Self {
        let calendar = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        Self {
            steady: Instant::now(),
            calendar: calendar.unwrap_or(Duration::ZERO),
        }
    }

    /// `None` when there is no such time.
    fn later(self, by: Duration) -> Option<Self> {
        Some(Self {
            steady: self.steady.checked_add(by)?,
            calendar: self.calendar.checked_add(by)?,
        })
    }
}

/// A time that is not the system's any more.
#[derive(Debug)]
struct Moved {
    /// What it was at a moment.
    shown: Moment,
    /// That moment; `None` while the time stands still.
    since: Option<Instant>,
}

/// Room for whatever is to be computed from a time.
const CENTURY: Duration = Duration::from_secs(100 * 366 * 86_400);

static MOVED: Mutex<Option<Moved>> = Mutex::new(None);

/// Whether there is a difference at all.
static IS_MOVED: AtomicBool = AtomicBool::new(false);

impl Moved {
    fn at(&self, now: Instant) -> Moment {
        let since = self.since.unwrap_or(now);
        let passed = now.saturating_duration_since(since);
        self.shown.later(passed).unwrap_or(self.shown)
    }

    fn stop(&mut self, now: Instant) {
        self.shown = self.at(now);
        self.since = None;
    }

    /// What passed while it stood still has not passed.
    fn go_on(&mut self, now: Instant) {
        self.since.get_or_insert(now);
    }

    /// False when there is no such time.
    fn advance(&mut self, now: Instant, time: Duration) -> bool {
        let end = now.checked_add(CENTURY);
        let later = self.at(now).later(time);
        let Some(later) = later.filter(|later| end.is_some_and(|end| later.steady <= end)) else {
            return false;
        };
        self.shown = later;
        self.since = self.since.map(|_| now);
        true
    }
}

fn now() -> Moment {
    let system = Moment::of_the_system();
    if !IS_MOVED.load(Ordering::Acquire) {
        return system;
    }
    let moved = MOVED.lock();
    moved
        .as_ref()
        .map_or(system, |moved| moved.at(system.steady))
}

fn change<T>(change: impl FnOnce(&mut Moved, Instant) -> T) -> T {
    let system = Moment::of_the_system();
    let mut moved = MOVED.lock();
    let moved = moved.get_or_insert(Moved {
        shown: system,
        since: Some(system.steady),
    });
    let result = change(moved, system.steady);
    IS_MOVED.store(true, Ordering::Release);
    result
}

/// Stops the time.
pub(crate) fn freeze() {
    change(Moved::stop);
}

/// Lets it go on.
pub(crate) fn thaw() {
    change(Moved::go_on);
}

/// Moves it forward, whether it goes or not; false when there is no such time.
pub(crate) fn advance(time: Duration) -> bool {
    change(|moved, now| moved.advance(now, time))
}

/// It is the system's again.
pub(crate) fn reset() {
    let mut moved = MOVED.lock();
    *moved = None;
    IS_MOVED.store(false, Ordering::Release);
}

/// Takes the lock for the time of a `fork`.
pub(crate) fn freeze_lock() -> Frozen {
    MOVED.freeze()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn time_stands_still_goes_on_from_there_and_moves_forward() {
        let seconds = Duration::from_secs;
        let start = Moment::of_the_system();
        let at = |after| start.steady + seconds(after);
        let mut moved = Moved {
            shown: start,
            since: Some(start.steady),
        };
        let shown = |moved: &Moved, after| {
            let passed = moved.at(at(after)).steady - start.steady;
            assert_eq!(moved.at(at(after)), start.later(passed).unwrap());
            passed.as_secs()
        };
        assert_eq!(shown(&moved, 3), 3);
        moved.stop(at(3));
        moved.stop(at(5));
        assert_eq!(shown(&moved, 9), 3);
        assert!(moved.advance(at(9), seconds(60)));
        assert_eq!(shown(&moved, 10), 63);
        moved.go_on(at(11));
        moved.go_on(at(12));
        assert_eq!(shown(&moved, 13), 65);
        assert!(moved.advance(at(13), seconds(60)));
        assert_eq!(shown(&moved, 14), 126);
        assert!(!moved.advance(at(14), Duration::MAX));
        assert!(!moved.advance(at(14), seconds(1 << 40)));
        assert_eq!(shown(&moved, 14), 126);
    }
}
