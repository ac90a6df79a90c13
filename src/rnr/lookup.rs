// SPDX-License-Identifier: MIT OR Apache-2.0
//! Lookup handles, and the way of a lookup through its providers.
//!
//! A handle is a number that names a slot and carries a mark that no other handle of the process ever had, so an ended or
//! invented handle is recognised without touching what it may point to. While a Next runs, its lookup is out of the slot:
//! no lock is held across a provider, and End can free the slot under it.

#![forbid(unsafe_code)]

use std::cell::Cell;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use hashbrown::DefaultHashBuilder;
use smallvec::SmallVec;
use uuid::Uuid;

use super::catalog::CatalogEntry;
use super::query::{ControlFlags, ResultSet};
use crate::error::Error;
use crate::policy;
use crate::provider::{self, Answer};
use crate::sync::{Condvar, Frozen, Mutex, MutexGuard};

/// A lookup on its way through the providers that it was begun with.
pub(crate) struct Lookup {
    flags: ControlFlags,
    members: SmallVec<[Member; 1]>,
    /// The provider whose turn it is.
    turn: usize,
    /// A result that did not fit into the caller's buffer.
    pending: Option<Answer>,
    delivered: bool,
    /// The most telling reason that a provider gave for having no more.
    ending: Error,
}

/// One provider's part of a lookup.
pub(crate) struct Member {
    pub(crate) namespace: u32,
    pub(crate) provider: Uuid,
    pub(crate) lookup: Box<dyn provider::Lookup>,
}

impl Member {
    pub(crate) fn new(entry: &CatalogEntry, lookup: Box<dyn provider::Lookup>) -> Self {
        Self {
            namespace: entry.installed.namespace,
            provider: entry.installed.provider_id,
            lookup,
        }
    }
}

impl Lookup {
    pub(crate) fn new(flags: ControlFlags, members: SmallVec<[Member; 1]>) -> Self {
        Self {
            flags,
            members,
            turn: 0,
            pending: None,
            delivered: false,
            ending: Error::NoMore,
        }
    }

    /// Passes the next result to `deliver`. When that finds no room for it, the next call has the same result again,
    /// unless it flushes it.
    fn next(
        &mut self,
        next_flags: ControlFlags,
        deliver: impl FnOnce(&ResultSet<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let flags = self.flags.for_next(next_flags);
        let pending = self
            .pending
            .take()
            .filter(|_| !flags.contains(ControlFlags::FLUSH_PREVIOUS));
        let answer = match pending {
            Some(answer) => answer,
            None => self.advance(flags)?,
        };
        let (namespace, provider) = self
            .members
            .get(self.turn)
            .map(|member| (member.namespace, member.provider))
            .ok_or(Error::Internal)?;
        let result = ResultSet::new(&answer, flags, namespace, provider);
        let delivery = deliver(&result);
        match delivery {
            Ok(()) => self.delivered = true,
            Err(_) => self.pending = Some(answer),
        }
        delivery
    }

    /// The next result of the provider whose turn it is; when that has no more, of the one after it.
    fn advance(&mut self, flags: ControlFlags) -> Result<Answer, Error> {
        while let Some(member) = self.members.get_mut(self.turn) {
            match member.lookup.next(flags) {
                Ok(answer) => return Ok(answer),
                Err(reason) => {
                    if policy::ending_rank(reason) >= policy::ending_rank(self.ending) {
                        self.ending = reason;
                    }
                    self.turn += 1;
                }
            }
        }
        // Once something was found, a provider that has nothing of the kind has merely ended.
        Err(match self.ending {
            Error::ServiceNotFound | Error::NoData if self.delivered => Error::NoMore,
            ending => ending,
        })
    }
}

/// Enough that threads seldom meet.
const SHARDS: usize = 16;
const SHARD_BITS: u32 = 4;
const SLOT_BITS: u32 = 20;
const MARK_SHIFT: u32 = SHARD_BITS + SLOT_BITS;

/// The open lookup handles of the process.
pub(crate) struct LookupTable {
    shards: [Shard; SHARDS],
    /// Rises with every last `WSACleanup`; a lookup of an earlier session is as good as ended.
    session: AtomicU64,
}

struct Shard {
    slots: Mutex<Slots>,
    /// Some Next has put its lookup back, or has found it ended.
    idle: Condvar,
}

struct Slots {
    slots: Vec<Slot>,
    free: Vec<u32>,
    /// The mark of the next handle.
    mark: u64,
    /// Calls that wait for `idle`: without any, the system call that wakes them is saved.
    waiting: u32,
}

#[derive(Default)]
struct Slot {
    /// The handle that is open here; 0 when none is.
    handle: u64,
    session: Session,
    /// Out while a Next runs.
    lookup: Option<Lookup>,
}

/// A period between a first `WSAStartup` and a last `WSACleanup`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Session(u64);

thread_local! {
    /// The shard in which this thread opens its handles, plus one; 0 before the first.
    static HOME: Cell<u8> = const { Cell::new(0) };
}

/// Gives each thread its shard in turn.
static NEXT_HOME: AtomicU8 = AtomicU8::new(0);

fn home() -> usize {
    let mut home = HOME.get();
    if home == 0 {
        home = NEXT_HOME.fetch_add(1, Ordering::Relaxed) % SHARDS as u8 + 1;
        HOME.set(home);
    }
    usize::from(home - 1)
}

impl LookupTable {
    pub(crate) fn new() -> Self {
        let seed = DefaultHashBuilder::default();
        let shard = |number: usize| Shard {
            slots: Mutex::new(Slots {
                slots: Vec::new(),
                free: Vec::new(),
                waiting: 0,
                // Somewhere in the lower half, so that marks neither start at a number that a program might invent nor
                // wrap in its lifetime.
                mark: seed.hash_one(number) >> (MARK_SHIFT + 1) | 1,
            }),
            idle: Condvar::default(),
        };
        Self {
            shards: std::array::from_fn(shard),
            session: AtomicU64::new(0),
        }
    }

    pub(crate) fn session(&self) -> Session {
        Session(self.session.load(Ordering::Acquire))
    }

    /// Opens a handle; not in another session than the one that the call began in.
    pub(crate) fn open(&self, session: Session, lookup: Lookup) -> Result<u64, Error> {
        let number = home();
        let shard = self.shards.get(number).ok_or(Error::Internal)?;
        let mut slots = shard.slots.lock();
        if self.session() != session {
            return Err(Error::NotStarted);
        }
        let index = match slots.free.pop() {
            Some(index) => index,
            None if slots.slots.len() < 1 << SLOT_BITS => {
                slots.slots.push(Slot::default());
                slots.slots.len() as u32 - 1
            }
            None => return Err(Error::OutOfMemory),
        };
        let handle = slots.mark << MARK_SHIFT | u64::from(index) << SHARD_BITS | number as u64;
        slots.mark += 1;
        let slot = slots.slots.get_mut(index as usize).ok_or(Error::Internal)?;
        *slot = Slot {
            handle,
            session,
            lookup: Some(lookup),
        };
        Ok(handle)
    }

    /// Passes the next result of an open lookup to `deliver`, with no lock held.
    pub(crate) fn next(
        &self,
        handle: u64,
        flags: ControlFlags,
        deliver: impl FnOnce(&ResultSet<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let shard = self.shard(handle);
        let running = Running::start(self, shard, handle)?;
        let (result, still_open) = running.run(|lookup| lookup.next(flags, deliver));
        if still_open {
            result
        } else {
            Err(policy::ENDED_DURING_NEXT)
        }
    }

    /// Ends a lookup. A Next that is running in it comes to nothing.
    pub(crate) fn close(&self, handle: u64) -> Result<(), Error> {
        let shard = self.shard(handle);
        let mut slots = shard.slots.lock();
        let slot = slots
            .slot(handle, self.session())
            .ok_or(Error::InvalidHandle)?;
        let lookup = std::mem::take(slot).lookup;
        slots.free.push(slot_index(handle) as u32);
        shard.release(slots);
        // A provider's code runs here, so only now, without the lock.
        drop(lookup);
        Ok(())
    }

    /// Ends the session: from now on its handles are invalid, and none of its calls opens another.
    pub(crate) fn end_session(&self) {
        self.session.fetch_add(1, Ordering::AcqRel);
    }

    /// Frees what earlier sessions have left open.
    pub(crate) fn close_ended(&self) {
        let session = self.session();
        for shard in &self.shards {
            let mut ended = Vec::new();
            let mut slots = shard.slots.lock();
            let Slots {
                slots: all, free, ..
            } = &mut *slots;
            let is_ended = |slot: &Slot| slot.handle != 0 && slot.session != session;
            for (index, slot) in all
                .iter_mut()
                .enumerate()
                .filter(|(_, slot)| is_ended(slot))
            {
                ended.push(std::mem::take(slot));
                free.push(index as u32);
            }
            shard.release(slots);
            // A provider's code runs here, so only now, without the lock.
            drop(ended);
        }
    }

    /// Takes every lock, in its fixed order, for the time of a `fork`.
    pub(crate) fn freeze(&'static self) -> Vec<Frozen> {
        self.shards
            .iter()
            .map(|shard| shard.slots.freeze())
            .collect()
    }

    /// In a forked child: gives up the lookups that threads of the parent were working on, since those threads are not here.
    pub(crate) fn forget_running(&self) {
        for shard in &self.shards {
            let mut slots = shard.slots.lock();
            let Slots {
                slots: all, free, ..
            } = &mut *slots;
            for (index, slot) in all
                .iter_mut()
                .enumerate()
                .filter(|(_, slot)| slot.handle != 0 && slot.lookup.is_none())
            {
                slot.handle = 0;
                free.push(index as u32);
            }
            slots.waiting = 0;
        }
    }

    fn shard(&self, handle: u64) -> &Shard {
        let [first, ..] = &self.shards;
        self.shards
            .get((handle % SHARDS as u64) as usize)
            .unwrap_or(first)
    }
}

fn slot_index(handle: u64) -> usize {
    (handle >> SHARD_BITS) as usize & ((1 << SLOT_BITS) - 1)
}

impl Shard {
    /// Unlocks after a change that somebody may wait for.
    fn release(&self, slots: MutexGuard<'_, Slots>) {
        let awaited = slots.waiting > 0;
        drop(slots);
        if awaited {
            self.idle.notify_all();
        }
    }
}

impl Slots {
    fn slot(&mut self, handle: u64, session: Session) -> Option<&mut Slot> {
        let slot = self.slots.get_mut(slot_index(handle))?;
        (handle != 0 && slot.handle == handle && slot.session == session).then_some(slot)
    }
}

/// A Next at work: holds the lookup, out of its slot.
struct Running<'a> {
    table: &'a LookupTable,
    shard: &'a Shard,
    handle: u64,
    lookup: Option<Lookup>,
}

impl<'a> Running<'a> {
    /// Takes the lookup out of its slot, after any other Next that is running in it.
    fn start(table: &'a LookupTable, shard: &'a Shard, handle: u64) -> Result<Self, Error> {
        let mut slots: MutexGuard<'_, Slots> = shard.slots.lock();
        let mut waited = false;
        loop {
            // Ended while this call waited for another one: it was inside Next, too.
            let gone = if waited {
                policy::ENDED_DURING_NEXT
            } else {
                Error::InvalidHandle
            };
            let slot = slots.slot(handle, table.session()).ok_or(gone)?;
            if let Some(lookup) = slot.lookup.take() {
                return Ok(Self {
                    table,
                    shard,
                    handle,
                    lookup: Some(lookup),
                });
            }
            slots.waiting += 1;
            slots = shard.idle.wait(slots);
            slots.waiting -= 1;
            waited = true;
        }
    }

    /// Works with the lookup and puts it back; tells also whether its handle is still open.
    fn run<T>(
        mut self,
        work: impl FnOnce(&mut Lookup) -> Result<T, Error>,
    ) -> (Result<T, Error>, bool) {
        let result = self.lookup.as_mut().ok_or(Error::Internal).and_then(work);
        let still_open = self.put_back();
        (result, still_open)
    }

    fn put_back(&mut self) -> bool {
        let Some(lookup) = self.lookup.take() else {
            return true;
        };
        let mut slots = self.shard.slots.lock();
        let ended = match slots.slot(self.handle, self.table.session()) {
            Some(slot) => {
                slot.lookup = Some(lookup);
                None
            }
            None => Some(lookup),
        };
        self.shard.release(slots);
        ended.is_none()
    }
}

impl Drop for Running<'_> {
    /// Puts the lookup back when the work panicked, so that nobody waits for it for ever.
    fn drop(&mut self) {
        self.put_back();
    }
}
