// SPDX-License-Identifier: MIT OR Apache-2.0
//! Waiting for what a lookup returns to change.
//!
//! The lookup is asked while it is out of its slot, and that is never longer than it takes to look: between looks the wait
//! sleeps on a signal, which the provider raises after changes and the end of the lookup ends. While another call is inside the
//! lookup, it cannot be asked: whoever is not to wait gets no answer then, and a wait asks when it has begun.

#![forbid(unsafe_code)]

use std::sync::Arc;

use super::lookup::{Lookup, LookupTable};
use crate::error::Error;
use crate::policy;
use crate::signal::{Signal, Subscription, Wake};

/// A wait that has been set up: from now on no change is missed. Dropping it without having waited takes it back.
pub(crate) struct Watch<'a> {
    lookups: &'a LookupTable,
    handle: u64,
    signal: Arc<Signal>,
    /// What the lookup said when it was asked, unless another call was inside it; until it is waited for.
    asked: Option<Asked>,
}

struct Asked {
    changed: bool,
    subscription: Subscription,
}

impl<'a> Watch<'a> {
    pub(super) fn new(lookups: &'a LookupTable, handle: u64) -> Result<Self, Error> {
        lookups.check_single(handle)?;
        let signal = Arc::new(Signal::new());
        lookups.join(handle, &signal)?;
        let mut watch = Self {
            lookups,
            handle,
            signal,
            asked: None,
        };
        let ask = |lookup: &mut Lookup| watch.ask(lookup);
        watch.asked = lookups.try_run(handle, policy::ENDED_DURING_IOCTL, ask)?;
        Ok(watch)
    }

    fn ask(&self, lookup: &mut Lookup) -> Result<Asked, Error> {
        // Subscribed before the look, so that what happens in between is not missed.
        let subscription = lookup.subscribe(&self.signal)?;
        let changed = lookup.changed()?;
        Ok(Asked {
            changed,
            subscription,
        })
    }

    /// Waits for the first change since the lookup said that it has no more, which may have come already.
    pub(crate) fn wait(mut self) -> Result<(), Error> {
        let Asked {
            mut changed,
            subscription,
        } = match self.asked.take() {
            Some(asked) => asked,
            None => self.run(|lookup| self.ask(lookup))?,
        };
        while !changed {
            changed = match self.signal.wait() {
                Wake::Ended => return Err(policy::ENDED_DURING_IOCTL),
                Wake::Raised => self.run(Lookup::changed)?,
            };
        }
        drop(subscription);
        Ok(())
    }

    /// Works with the lookup, after any other call that is inside it.
    fn run<T>(&self, work: impl FnOnce(&mut Lookup) -> Result<T, Error>) -> Result<T, Error> {
        let ended = policy::ENDED_DURING_IOCTL;
        match self.lookups.run(self.handle, ended, work) {
            Err(Error::InvalidHandle) => Err(ended),
            answer => answer,
        }
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        self.lookups.leave(self.handle, &self.signal);
        if self.asked.take().is_some() {
            let forget = |lookup: &mut Lookup| {
                lookup.forget_question();
                Ok(())
            };
            // An error means that the lookup has ended, and then there is nothing to take back.
            let _ = self
                .lookups
                .run(self.handle, policy::ENDED_DURING_IOCTL, forget);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::sync::{Mutex, PoisonError};
    use std::thread;

    use smallvec::SmallVec;
    use uuid::Uuid;

    use super::*;
    use crate::provider::{self, Answer, Interrupt};
    use crate::rnr::lookup::Member;
    use crate::rnr::query::ControlFlags;
    use crate::rnr::session::Sessions;

    /// A provider that a test plays.
    struct Stage {
        /// Told when a Next begins to wait.
        waiting: Sender<()>,
        /// Whether Next waits, until the signal is ended.
        waits: AtomicBool,
        inside: Signal,
        interrupts: AtomicU32,
        changed: AtomicBool,
        asked: AtomicU32,
        looks: AtomicU32,
        subscribers: Mutex<Vec<Arc<Signal>>>,
        fails: bool,
    }

    impl Stage {
        fn new() -> (Arc<Self>, Receiver<()>) {
            Self::with(false)
        }

        fn with(fails: bool) -> (Arc<Self>, Receiver<()>) {
            let (waiting, is_waiting) = channel();
            let stage = Self {
                waiting,
                waits: AtomicBool::new(false),
                inside: Signal::new(),
                interrupts: AtomicU32::new(0),
                changed: AtomicBool::new(false),
                asked: AtomicU32::new(0),
                looks: AtomicU32::new(0),
                subscribers: Mutex::default(),
                fails,
            };
            (Arc::new(stage), is_waiting)
        }

        fn raise(&self) {
            for signal in &*self.subscribers.lock().unwrap() {
                signal.raise();
            }
        }

        fn change(&self) {
            self.changed.store(true, Ordering::Release);
            self.raise();
        }

        fn subscriber_count(&self) -> usize {
            self.subscribers.lock().unwrap().len()
        }
    }

    struct Played(Arc<Stage>);

    impl provider::Lookup for Played {
        fn next(&mut self, _: ControlFlags) -> Result<Answer<'_>, Error> {
            self.0.asked.fetch_add(1, Ordering::Relaxed);
            self.0.changed.store(false, Ordering::Release);
            if self.0.waits.load(Ordering::Acquire) {
                self.0.waiting.send(()).unwrap();
                assert_eq!(self.0.inside.wait(), Wake::Ended);
            }
            Err(Error::NoMore)
        }

        fn interrupt(&self) -> Option<Arc<dyn Interrupt>> {
            Some(Arc::clone(&self.0) as _)
        }

        fn changed(&mut self) -> Result<bool, Error> {
            self.0.looks.fetch_add(1, Ordering::Relaxed);
            if self.0.fails {
                return Err(Error::OutOfMemory);
            }
            Ok(self.0.changed.load(Ordering::Acquire))
        }

        fn subscribe(&self, signal: &Arc<Signal>) -> Result<Subscription, Error> {
            self.0.subscribers.lock().unwrap().push(Arc::clone(signal));
            Ok(Box::new(Subscribed(
                Arc::clone(&self.0),
                Arc::clone(signal),
            )))
        }
    }

    impl Interrupt for Stage {
        fn interrupt(&self) {
            self.interrupts.fetch_add(1, Ordering::Relaxed);
            self.inside.end();
        }
    }

    struct Subscribed(Arc<Stage>, Arc<Signal>);

    impl Drop for Subscribed {
        fn drop(&mut self) {
            let subscribers = self.0.subscribers.lock();
            subscribers
                .unwrap_or_else(PoisonError::into_inner)
                .retain(|signal| !Arc::ptr_eq(signal, &self.1));
        }
    }

    /// A lookup whose provider knows of no changes.
    struct Plain;

    impl provider::Lookup for Plain {
        fn next(&mut self, _: ControlFlags) -> Result<Answer<'_>, Error> {
            Err(Error::NoMore)
        }
    }

    fn open(table: &LookupTable, lookups: Vec<Box<dyn provider::Lookup>>) -> u64 {
        let member = |lookup| Member::new(32, Uuid::nil(), lookup);
        let members: SmallVec<_> = lookups.into_iter().map(member).collect();
        table
            .open(table.session(), ControlFlags::empty(), members)
            .unwrap()
    }

    fn play(table: &LookupTable, stage: &Arc<Stage>) -> u64 {
        open(table, vec![Box::new(Played(Arc::clone(stage)))])
    }

    fn next(table: &LookupTable, handle: u64) -> Result<(), Error> {
        table.next(handle, ControlFlags::empty(), |_| Ok(()))
    }

    fn table() -> LookupTable {
        LookupTable::new(Sessions::begun())
    }

    fn end_session(table: &LookupTable) {
        table.sessions().end();
        table.close_ended();
    }

    #[test]
    fn the_end_of_a_lookup_stops_the_next_inside_it() {
        let close = |table: &LookupTable, handle| table.close(handle).unwrap();
        let clean_up = |table: &LookupTable, _| end_session(table);
        for end in [&close as &dyn Fn(&LookupTable, u64), &clean_up] {
            let (stage, is_waiting) = Stage::new();
            stage.waits.store(true, Ordering::Release);
            let table = table();
            let handle = play(&table, &stage);
            thread::scope(|scope| {
                let inside = scope.spawn(|| next(&table, handle));
                is_waiting.recv().unwrap();
                end(&table, handle);
                assert_eq!(inside.join().unwrap(), Err(Error::Cancelled));
            });
            assert_eq!(stage.interrupts.load(Ordering::Relaxed), 1);
        }
    }

    #[test]
    fn a_lookup_that_nobody_is_inside_is_not_interrupted() {
        let (stage, _) = Stage::new();
        let table = table();
        table.close(play(&table, &stage)).unwrap();
        play(&table, &stage);
        end_session(&table);
        assert_eq!(stage.interrupts.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn every_member_is_interrupted_whichever_has_its_turn() {
        let ((first, _), (second, is_waiting)) = (Stage::new(), Stage::new());
        second.waits.store(true, Ordering::Release);
        let table = table();
        let lookups = [&first, &second].map(|stage| Box::new(Played(Arc::clone(stage))) as _);
        let handle = open(&table, lookups.into());
        thread::scope(|scope| {
            let inside = scope.spawn(|| next(&table, handle));
            is_waiting.recv().unwrap();
            table.close(handle).unwrap();
            assert_eq!(inside.join().unwrap(), Err(Error::Cancelled));
        });
        for stage in [first, second] {
            assert_eq!(stage.interrupts.load(Ordering::Relaxed), 1);
        }
    }

    #[test]
    fn a_wait_is_over_when_something_has_changed_and_not_when_nothing_has() {
        let (stage, _) = Stage::new();
        let table = table();
        let handle = play(&table, &stage);
        let watch = Watch::new(&table, handle).unwrap();
        thread::scope(|scope| {
            let waiting = scope.spawn(|| watch.wait());
            // Raised without a change, the wait goes on: that it looks again shows that it did not end after the look before.
            for looks in [2, 3] {
                stage.raise();
                while stage.looks.load(Ordering::Relaxed) < looks && !waiting.is_finished() {
                    thread::yield_now();
                }
            }
            // The lookup is in its place meanwhile.
            assert_eq!(next(&table, handle), Err(Error::NoMore));
            assert!(!waiting.is_finished());
            stage.change();
            assert_eq!(waiting.join().unwrap(), Ok(()));
        });
        assert_eq!(stage.subscriber_count(), 0);
        // It has changed before the question.
        assert_eq!(Watch::new(&table, handle).unwrap().wait(), Ok(()));
    }

    #[test]
    fn the_end_of_a_lookup_ends_its_waits() {
        let close = |table: &LookupTable, handle| table.close(handle).unwrap();
        let clean_up = |table: &LookupTable, _| end_session(table);
        for end in [&close as &dyn Fn(&LookupTable, u64), &clean_up] {
            let (stage, _) = Stage::new();
            let table = table();
            let handle = play(&table, &stage);
            let [first, second] = [(); 2].map(|()| Watch::new(&table, handle).unwrap());
            thread::scope(|scope| {
                let waits = [scope.spawn(|| first.wait()), scope.spawn(|| second.wait())];
                end(&table, handle);
                for wait in waits {
                    assert_eq!(wait.join().unwrap(), Err(Error::Aborted));
                }
            });
            assert_eq!(stage.subscriber_count(), 0);
            let late = Watch::new(&table, handle).map(drop);
            assert_eq!(late, Err(Error::InvalidHandle));
        }
    }

    #[test]
    fn a_question_behind_a_next_is_aborted_with_it() {
        let (stage, is_waiting) = Stage::new();
        stage.waits.store(true, Ordering::Release);
        let table = table();
        let handle = play(&table, &stage);
        thread::scope(|scope| {
            let inside = scope.spawn(|| next(&table, handle));
            is_waiting.recv().unwrap();
            let behind = scope.spawn(|| Watch::new(&table, handle)?.wait());
            // The wait has joined before it asks.
            while !table.is_awaited(handle) {
                thread::yield_now();
            }
            table.close(handle).unwrap();
            assert_eq!(inside.join().unwrap(), Err(Error::Cancelled));
            // When it comes late, it finds the handle gone.
            let answer = behind.join().unwrap();
            assert!(matches!(answer, Err(Error::Aborted | Error::InvalidHandle)));
        });
    }

    #[test]
    fn nobody_who_is_not_to_wait_waits_for_a_next() {
        let (stage, is_waiting) = Stage::new();
        stage.waits.store(true, Ordering::Release);
        let table = table();
        let handle = play(&table, &stage);
        let poll = || table.try_run(handle, Error::Aborted, Lookup::changed);
        assert_eq!(poll(), Ok(Some(false)));
        thread::scope(|scope| {
            let inside = scope.spawn(|| next(&table, handle));
            is_waiting.recv().unwrap();
            assert_eq!(poll(), Ok(None));
            let looks = stage.looks.load(Ordering::Relaxed);
            let watch = Watch::new(&table, handle).unwrap();
            assert_eq!(stage.looks.load(Ordering::Relaxed), looks);
            // It asks as soon as it can, and misses nothing that came before.
            stage.change();
            stage.inside.end();
            assert_eq!(inside.join().unwrap(), Err(Error::NoMore));
            assert_eq!(watch.wait(), Ok(()));
        });
        assert_eq!(poll(), Ok(Some(true)));
        assert_eq!(stage.subscriber_count(), 0);
    }

    #[test]
    fn only_lookups_at_one_provider_that_knows_of_changes_can_be_watched() {
        let table = table();
        let watch = |handle| Watch::new(&table, handle).map(drop);
        assert_eq!(watch(0), Err(Error::InvalidHandle));
        let one = open(&table, vec![Box::new(Plain)]);
        assert_eq!(watch(one), Err(Error::NotSupported));
        let two = open(&table, vec![Box::new(Plain), Box::new(Plain)]);
        assert_eq!(watch(two), Err(Error::InvalidParameter));
        let none = open(&table, vec![]);
        assert_eq!(watch(none), Err(Error::InvalidParameter));
    }

    #[test]
    fn the_end_is_for_good_until_somebody_asks_for_changes() {
        let (stage, _) = Stage::new();
        let table = table();
        let handle = play(&table, &stage);
        let asked = || {
            assert_eq!(next(&table, handle), Err(Error::NoMore));
            stage.asked.load(Ordering::Relaxed)
        };
        assert_eq!((asked(), asked()), (1, 1));
        // Set up, and taken back.
        drop(Watch::new(&table, handle).unwrap());
        assert_eq!(stage.subscriber_count(), 0);
        assert_eq!(asked(), 1);
        stage.change();
        Watch::new(&table, handle).unwrap().wait().unwrap();
        assert_eq!((asked(), asked()), (2, 3));
        // Another one that is taken back changes nothing.
        drop(Watch::new(&table, handle).unwrap());
        assert_eq!(asked(), 4);
    }

    #[test]
    fn a_provider_that_cannot_look_fails_the_wait_and_leaves_nothing_behind() {
        let (stage, _) = Stage::with(true);
        let table = table();
        let handle = play(&table, &stage);
        assert_eq!(
            Watch::new(&table, handle).map(drop),
            Err(Error::OutOfMemory)
        );
        assert_eq!(stage.subscriber_count(), 0);
        assert!(!table.is_awaited(handle));
        assert_eq!(next(&table, handle), Err(Error::NoMore));
        assert_eq!(next(&table, handle), Err(Error::NoMore));
        assert_eq!(stage.asked.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn a_forked_child_forgets_the_waits_and_keeps_the_lookup() {
        let (stage, _) = Stage::new();
        let table = table();
        let handle = play(&table, &stage);
        let watch = Watch::new(&table, handle).unwrap();
        table.forget_running();
        assert!(!table.is_awaited(handle));
        assert_eq!(next(&table, handle), Err(Error::NoMore));
        table.close(handle).unwrap();
        assert_eq!(watch.signal.try_wait(), None);
    }
}
