// SPDX-License-Identifier: MIT OR Apache-2.0
//! The way into routines that can be withdrawn: their code and data may be gone when the withdrawal is over.

#![forbid(unsafe_code)]

use std::cell::Cell;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Counts the calls that are inside, and lets none in any more once it is closed. There is no lock, since calls stay for as long
/// as foreign code runs.
pub(super) struct Gate {
    /// No other gate of the process has it; never 0.
    id: u64,
    /// The calls that are inside, and how far the withdrawal is.
    state: AtomicU64,
}

/// From now on, only what ends something is let in.
const WITHDRAWN: u64 = 1 << 63;
/// From now on, nothing is.
const CLOSED: u64 = 1 << 62;

/// As deep as calls of one thread nest that are told apart.
const DEPTH: usize = 8;

thread_local! {
    /// The gates that this thread is inside of, and how many these are.
    static INSIDE: Cell<([u64; DEPTH], usize)> = const { Cell::new(([0; DEPTH], 0)) };
}

impl Gate {
    pub(super) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            state: AtomicU64::new(0),
        }
    }

    /// Goes in, unless the routines are withdrawn.
    pub(super) fn enter(&self) -> Option<Inside<'_>> {
        self.enter_unless(WITHDRAWN | CLOSED)
    }

    /// Goes in to end something, for which there is still time during the withdrawal.
    pub(super) fn enter_to_end(&self) -> Option<Inside<'_>> {
        self.enter_unless(CLOSED)
    }

    fn enter_unless(&self, refused: u64) -> Option<Inside<'_>> {
        let entered = |state| (state & refused == 0).then_some(state + 1);
        let moved = self
            .state
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, entered);
        moved.ok().map(|_| Inside::new(self))
    }

    /// Begins the withdrawal.
    pub(super) fn withdraw(&self) {
        self.state.fetch_or(WITHDRAWN, Ordering::AcqRel);
    }

    /// Withdraws the routines: when it returns, nobody is inside any more but this thread, and nobody comes in. `end` tells those
    /// who are inside to leave, and whether there is nothing left to be ended. Somebody who does not leave is not waited for for
    /// ever.
    pub(super) fn shut(&self, patience: Duration, end: impl Fn() -> bool) {
        self.withdraw();
        let began = Instant::now();
        // Once the calls are gone, nothing can come that is to be ended: what has come while it was looked at first is ended now.
        while !(end() && self.is_left() && end() && self.try_close()) {
            if began.elapsed() > patience {
                self.state.fetch_or(CLOSED, Ordering::AcqRel);
                return;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Whether no other thread is inside.
    fn is_left(&self) -> bool {
        self.state.load(Ordering::Acquire) & !(WITHDRAWN | CLOSED) == self.entries_of_this_thread()
    }

    /// Closes the gate, unless another thread is inside.
    fn try_close(&self) -> bool {
        let left = self.entries_of_this_thread() | WITHDRAWN;
        self.state
            .compare_exchange(left, left | CLOSED, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }

    /// In a forked child: the other threads that were inside are not here, and will not leave.
    pub(super) fn forget_others(&self) {
        let left = |state| Some(state & (WITHDRAWN | CLOSED) | self.entries_of_this_thread());
        let _always = self
            .state
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, left);
    }

    pub(super) fn is_closed(&self) -> bool {
        self.state.load(Ordering::Acquire) & CLOSED != 0
    }

    /// How often this thread is inside: a routine may withdraw what it belongs to.
    fn entries_of_this_thread(&self) -> u64 {
        let (gates, _) = INSIDE.get();
        gates.iter().filter(|id| **id == self.id).count() as u64
    }
}

/// The time of a call. It ends on the thread that it began on.
pub(super) struct Inside<'a> {
    gate: &'a Gate,
    thread: PhantomData<*const ()>,
}

impl<'a> Inside<'a> {
    fn new(gate: &'a Gate) -> Self {
        let (mut gates, depth) = INSIDE.get();
        if let Some(place) = gates.get_mut(depth) {
            *place = gate.id;
        }
        INSIDE.set((gates, depth + 1));
        Self {
            gate,
            thread: PhantomData,
        }
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        let (mut gates, depth) = INSIDE.get();
        let depth = depth.saturating_sub(1);
        if let Some(place) = gates.get_mut(depth) {
            *place = 0;
        }
        INSIDE.set((gates, depth));
        self.gate.state.fetch_sub(1, Ordering::Release);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::sync::atomic::AtomicBool;
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn a_withdrawal_lets_in_only_what_ends_and_then_nothing() {
        let gate = Gate::new();
        drop(gate.enter().unwrap());
        gate.withdraw();
        assert!(gate.enter().is_none());
        drop(gate.enter_to_end().unwrap());
        assert!(gate.try_close() && gate.is_closed());
        assert!(gate.enter().is_none() && gate.enter_to_end().is_none());
    }

    #[test]
    fn it_is_not_left_while_another_thread_is_inside() {
        let gate = Gate::new();
        let inside = gate.enter().unwrap();
        gate.withdraw();
        thread::scope(|scope| {
            scope.spawn(|| assert!(!gate.is_left() && !gate.try_close()));
        });
        assert!(!gate.is_closed());
        drop(inside);
        thread::scope(|scope| {
            scope.spawn(|| assert!(gate.is_left() && gate.try_close()));
        });
    }

    #[test]
    fn a_thread_does_not_wait_for_itself() {
        let (gate, other) = (Gate::new(), Gate::new());
        let within = [gate.enter(), other.enter(), gate.enter()];
        gate.withdraw();
        assert!(gate.is_left() && gate.try_close());
        drop(within);
        // It leaves the other one, too, which has nothing to do with it.
        other.withdraw();
        assert!(other.try_close());
        assert_eq!(INSIDE.get(), ([0; DEPTH], 0));
    }

    #[test]
    fn a_forked_child_does_not_wait_for_threads_that_it_has_not() {
        let gate = Gate::new();
        let inside = gate.enter();
        thread::scope(|scope| {
            scope.spawn(|| std::mem::forget(gate.enter()));
        });
        assert!(!gate.is_left());
        gate.forget_others();
        assert!(gate.is_left() && !gate.is_closed());
        drop(inside);
        gate.withdraw();
        assert!(gate.try_close());
    }

    #[test]
    fn calls_that_nest_deeper_than_is_told_apart_are_counted_nevertheless() {
        let gate = Gate::new();
        let within: Vec<_> = (0..DEPTH + 2).map(|_| gate.enter().unwrap()).collect();
        gate.withdraw();
        assert!(!gate.try_close());
        // Nobody is left inside, in whatever order they leave.
        drop(within);
        assert!(gate.try_close());
    }

    #[test]
    fn whoever_is_inside_is_told_to_leave_and_waited_for() {
        let (gate, told) = (Gate::new(), AtomicBool::new(false));
        let (comes, came) = channel();
        thread::scope(|scope| {
            let caller = scope.spawn(|| {
                let _inside = gate.enter().unwrap();
                comes.send(()).unwrap();
                while !told.load(Ordering::Acquire) {
                    thread::yield_now();
                }
                // What ends something is let in while somebody waits.
                drop(gate.enter_to_end().unwrap());
                assert!(!gate.is_closed());
            });
            came.recv().unwrap();
            gate.shut(Duration::MAX, || told.swap(true, Ordering::AcqRel));
            assert!(gate.is_closed() && gate.enter_to_end().is_none());
            caller.join().unwrap();
        });
    }

    #[test]
    fn whoever_does_not_leave_is_not_waited_for_for_ever() {
        let gate = Gate::new();
        let inside = gate.enter().unwrap();
        thread::scope(|scope| {
            scope.spawn(|| gate.shut(Duration::from_millis(5), || true));
        });
        assert!(gate.is_closed() && gate.enter_to_end().is_none());
        drop(inside);
        // Nor is what cannot be ended.
        let gate = Gate::new();
        gate.shut(Duration::from_millis(5), || false);
        assert!(gate.is_closed());
    }
}
