// SPDX-License-Identifier: MIT OR Apache-2.0
//! Lookup handles, and the way of a lookup through its providers.
//!
//! A handle is a number that names a slot and carries a mark that no other handle of the process ever had, so an ended or
//! invented handle is recognised without touching what it may point to. While a call works with a lookup, that is out of the slot:
//! no lock is held across a provider, and End can free the slot under it. Whoever waits for changes leaves the lookup where it is.

#![forbid(unsafe_code)]

use std::cell::Cell;
use std::hash::BuildHasher;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use hashbrown::DefaultHashBuilder;
use smallvec::SmallVec;
use uuid::Uuid;

use super::query::{ControlFlags, QuerySet};
use super::session::{Session, Sessions};
use crate::error::Error;
use crate::policy;
use crate::provider::{self, Answer, Interrupt};
use crate::signal::{Signal, Subscription};
use crate::sync::{Condvar, Frozen, Mutex, MutexGuard};
use crate::threads::this_thread;

/// A lookup on its way through the providers that it was begun with.
pub(crate) struct Lookup {
    flags: ControlFlags,
    members: Members,
    /// The provider whose turn it is.
    turn: usize,
    /// A result that did not fit into the caller's buffer.
    pending: Option<Box<Answer<'static>>>,
    /// Questions for changes so far. From the first on, the end is not the end for good.
    questions: u32,
}

/// The parts of a lookup, in the order of their turns. Nearly always there is one.
pub(crate) type Members = SmallVec<[Member; 1]>;

/// One provider's part of a lookup.
pub(crate) struct Member {
    pub(crate) namespace: u32,
    pub(crate) provider: Uuid,
    pub(crate) lookup: Box<dyn provider::Lookup>,
    /// Whether the caller has had a result of it.
    delivered: bool,
    /// The reason that it gave for having no more; until then, or until it is asked again, none.
    ending: Option<Error>,
}

impl Member {
    pub(crate) fn new(namespace: u32, provider: Uuid, lookup: Box<dyn provider::Lookup>) -> Self {
        Self {
            namespace,
            provider,
            lookup,
            delivered: false,
            ending: None,
        }
    }
}

impl Lookup {
    fn new() -> Self {
        Self {
            flags: ControlFlags::empty(),
            members: Members::new(),
            turn: 0,
            pending: None,
            questions: 0,
        }
    }

    /// Begins: nothing has happened yet. What was there before has been taken.
    fn begin(&mut self, flags: ControlFlags, members: Members) {
        self.flags = flags;
        self.members = members;
        self.turn = 0;
        self.questions = 0;
    }

    /// Asks whether anything has changed.
    pub(super) fn changed(&mut self) -> Result<bool, Error> {
        let changed = self.only_member()?.lookup.changed()?;
        self.questions = self.questions.saturating_add(1);
        Ok(changed)
    }

    /// Takes a question back that came to nothing.
    pub(super) fn forget_question(&mut self) {
        self.questions = self.questions.saturating_sub(1);
    }

    pub(super) fn subscribe(&mut self, signal: &Arc<Signal>) -> Result<Subscription, Error> {
        self.only_member()?.lookup.subscribe(signal)
    }

    pub(super) fn only_member(&mut self) -> Result<&mut Member, Error> {
        match self.members.as_mut_slice() {
            [member] => Ok(member),
            _ => Err(policy::NOTIFICATION_OF_SEVERAL),
        }
    }

    /// Passes the next result to `deliver`: of the provider whose turn it is, or when that has no more, of the one after it. When
    /// `deliver` finds no room for it, the next call has the same result again, unless it flushes it.
    ///
    /// A provider that could not go on does not keep the others from their turn. The call after the end of them all comes back
    /// to it.
    fn next(
        &mut self,
        next_flags: ControlFlags,
        deliver: impl FnOnce(&QuerySet<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if self.turn == self.members.len() {
            self.begin_again();
        }
        let mut pending = self
            .pending
            .take()
            .filter(|_| !next_flags.contains(ControlFlags::FLUSH_PREVIOUS));
        while let Some(member) = self.members.get_mut(self.turn) {
            if member.ending.is_some() {
                self.turn += 1;
                continue;
            }
            let flags = member.lookup.flags(self.flags, next_flags);
            let found = match pending.take() {
                Some(answer) => Ok(*answer),
                None => member.lookup.next(flags),
            };
            let answer = match found {
                Ok(answer) => answer,
                Err(reason) => {
                    member.ending = Some(reason);
                    self.turn += 1;
                    continue;
                }
            };
            let result = QuerySet::of_answer(&answer, flags, member.namespace, member.provider);
            let delivery = deliver(&result);
            match delivery {
                Ok(()) => member.delivered = true,
                Err(_) => self.pending = Some(Box::new(answer.into_owned())),
            }
            return delivery;
        }
        Err(self.ending())
    }

    /// After the end: those who could not say whether there was more are asked again, and whoever is asked for changes.
    fn begin_again(&mut self) {
        self.turn = 0;
        for member in &mut self.members {
            let is_asked_again = |reason| self.questions > 0 || policy::is_no_answer(reason);
            member.ending = member.ending.filter(|reason| !is_asked_again(*reason));
        }
    }

    /// The most telling of the reasons that the providers gave for having no more.
    fn ending(&self) -> Error {
        let found = self.members.iter().any(|member| member.delivered);
        let reason = |member: &Member| match member.ending {
            // Once something was found, a provider that has nothing of the kind has merely ended.
            Some(reason) if found && policy::has_merely_ended(reason, member.delivered) => None,
            reason => reason,
        };
        let reasons = self.members.iter().filter_map(reason);
        let most = reasons.max_by_key(|reason| policy::ending_rank(*reason));
        most.unwrap_or(Error::NoMore)
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
    /// A lookup of an earlier session is as good as ended.
    sessions: Arc<Sessions>,
}

struct Shard {
    slots: Mutex<Slots>,
    /// Some call has put its lookup back, or has found it ended.
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
    /// Whether it is a lookup at one provider.
    is_single: bool,
    /// Out while a call works with it. Where none is open, one without members may lie here, to be begun anew: a lookup is
    /// large enough for its moves to show, and so is the making of a box for it.
    lookup: Option<Box<Lookup>>,
    /// Whether that is a Next, which may take as long as it likes. All others return at once.
    in_next: bool,
    /// The thread that has it out, or has last had it.
    worker: usize,
    /// Whom its end concerns; nobody, most of the time.
    concerned: Option<Box<Concerned>>,
}

/// Whoever is to be told when a lookup ends.
#[derive(Default)]
struct Concerned {
    /// What stops a call that is inside one of its members.
    interrupts: Vec<Arc<dyn Interrupt>>,
    /// The waits for its changes.
    waits: Vec<Arc<Signal>>,
}

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
    pub(crate) fn new(sessions: Arc<Sessions>) -> Self {
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
            sessions,
        }
    }

    pub(crate) fn session(&self) -> Session {
        self.sessions.now()
    }

    /// Opens a handle; not in another session than the one that the call began in.
    pub(crate) fn open(
        &self,
        session: Session,
        flags: ControlFlags,
        members: Members,
    ) -> Result<u64, Error> {
        let concerned = Concerned::of(&members);
        let is_single = members.len() == 1;
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
        let lookup = slot.lookup.get_or_insert_with(|| Box::new(Lookup::new()));
        lookup.begin(flags, members);
        slot.handle = handle;
        slot.session = session;
        slot.is_single = is_single;
        slot.in_next = false;
        slot.worker = 0;
        slot.concerned = concerned;
        Ok(handle)
    }

    /// Passes the next result of an open lookup to `deliver`, with no lock held.
    pub(crate) fn next(
        &self,
        handle: u64,
        flags: ControlFlags,
        deliver: impl FnOnce(&QuerySet<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let ended = policy::ENDED_DURING_NEXT;
        let running = Running::start(self, self.shard(handle), handle, ended, true)?;
        let (result, still_open) = running.run(|lookup| lookup.next(flags, deliver));
        if still_open { result } else { Err(ended) }
    }

    /// Looks at an open lookup, with no lock held and after a call that is inside it. `ended` is the answer when it is ended
    /// meanwhile.
    pub(super) fn run<T>(
        &self,
        handle: u64,
        ended: Error,
        work: impl FnOnce(&mut Lookup) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let running = Running::start(self, self.shard(handle), handle, ended, false)?;
        let (result, still_open) = running.run(work);
        if still_open { result } else { Err(ended) }
    }

    /// As [`LookupTable::run`], but without waiting for a Next that is inside the lookup: then there is no answer.
    pub(super) fn try_run<T>(
        &self,
        handle: u64,
        ended: Error,
        work: impl FnOnce(&mut Lookup) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let running = Running::try_start(self, self.shard(handle), handle, ended)?;
        let Some(running) = running else {
            return Ok(None);
        };
        let (result, still_open) = running.run(work);
        if still_open {
            result.map(Some)
        } else {
            Err(ended)
        }
    }

    /// Whether a lookup is at one provider, as one has to be whose changes are asked for. Never waits.
    pub(super) fn check_single(&self, handle: u64) -> Result<(), Error> {
        let mut slots = self.shard(handle).slots.lock();
        let slot = slots.slot(handle, self.session());
        if slot.ok_or(Error::InvalidHandle)?.is_single {
            Ok(())
        } else {
            Err(policy::NOTIFICATION_OF_SEVERAL)
        }
    }

    /// Ends a lookup. A call that is inside it comes to nothing.
    pub(crate) fn close(&self, handle: u64) -> Result<(), Error> {
        let shard = self.shard(handle);
        let mut slots = shard.slots.lock();
        let slot = slots
            .slot(handle, self.session())
            .ok_or(Error::InvalidHandle)?;
        let ended = slot.end();
        slots.free.push(slot_index(handle) as u32);
        shard.release(slots);
        ended.finish();
        Ok(())
    }

    /// Lets a wait know when the lookup ends, until it leaves.
    pub(super) fn join(&self, handle: u64, signal: &Arc<Signal>) -> Result<(), Error> {
        let mut slots = self.shard(handle).slots.lock();
        let slot = slots
            .slot(handle, self.session())
            .ok_or(Error::InvalidHandle)?;
        let concerned = slot.concerned.get_or_insert_default();
        concerned.waits.push(Arc::clone(signal));
        Ok(())
    }

    /// The wait is over.
    pub(super) fn leave(&self, handle: u64, signal: &Arc<Signal>) {
        let mut slots = self.shard(handle).slots.lock();
        let slot = slots.slot(handle, self.session());
        if let Some(concerned) = slot.and_then(|slot| slot.concerned.as_mut()) {
            concerned.waits.retain(|wait| !Arc::ptr_eq(wait, signal));
        }
    }

    /// Whether a wait has joined the lookup.
    #[cfg(test)]
    pub(super) fn is_awaited(&self, handle: u64) -> bool {
        let mut slots = self.shard(handle).slots.lock();
        let slot = slots.slot(handle, self.session());
        slot.and_then(|slot| slot.concerned.as_ref())
            .is_some_and(|concerned| !concerned.waits.is_empty())
    }

    /// Whether a call waits for another one that is inside a lookup of the same shard.
    #[cfg(test)]
    pub(super) fn is_waited_for(&self, handle: u64) -> bool {
        self.shard(handle).slots.lock().waiting > 0
    }

    #[cfg(test)]
    pub(super) fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    /// How many handles are open.
    pub(crate) fn count(&self) -> usize {
        let session = self.session();
        let open = |shard: &Shard| {
            let slots = shard.slots.lock();
            let open = slots.slots.iter();
            open.filter(|slot| slot.handle != 0 && slot.session == session)
                .count()
        };
        self.shards.iter().map(open).sum()
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
                ended.push(slot.end());
                free.push(index as u32);
            }
            shard.release(slots);
            ended.into_iter().for_each(Ended::finish);
        }
    }

    /// Takes every lock, in its fixed order, for the time of a `fork`.
    pub(crate) fn freeze(&'static self) -> Vec<Frozen> {
        self.shards
            .iter()
            .map(|shard| shard.slots.freeze())
            .collect()
    }

    /// In a forked child: gives up the lookups that threads of the parent were working on, and the waits for changes, since
    /// those threads are not here. Their signals are not touched: they may have held the locks.
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
                *slot = Slot::default();
                free.push(index as u32);
            }
            for concerned in all.iter_mut().filter_map(|slot| slot.concerned.as_mut()) {
                concerned.waits.clear();
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

impl Slot {
    /// Closes the handle. What the lookup consists of comes out, unless a call has it.
    fn end(&mut self) -> Ended {
        self.handle = 0;
        let lookup = self.lookup.as_mut();
        Ended {
            concerned: self.concerned.take(),
            parts: lookup
                .map(|lookup| (std::mem::take(&mut lookup.members), lookup.pending.take())),
        }
    }
}

/// What is left of a lookup that has ended.
struct Ended {
    concerned: Option<Box<Concerned>>,
    /// Its members and a result that was not delivered; nothing while a call is inside the lookup, which then has them.
    parts: Option<(Members, Option<Box<Answer<'static>>>)>,
}

impl Ended {
    /// Tells and drops. Providers' code runs in this, so only now, without the lock.
    fn finish(self) {
        if let Some(concerned) = self.concerned {
            concerned.tell(self.parts.is_none());
        }
    }
}

impl Concerned {
    fn of(members: &Members) -> Option<Box<Self>> {
        let mut concerned: Option<Box<Self>> = None;
        for member in members {
            if let Some(interrupt) = member.lookup.interrupt() {
                let concerned = concerned.get_or_insert_default();
                concerned.interrupts.push(interrupt);
            }
        }
        concerned
    }

    /// The lookup has ended. Its members are stopped when a call is `inside` one.
    #[cold]
    fn tell(&self, inside: bool) {
        if inside {
            self.interrupts.iter().for_each(|member| member.interrupt());
        }
        self.waits.iter().for_each(|wait| wait.end());
    }
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

/// Takes a lookup out of its slot. When another call has it, waits for as long as that is worth waiting for, and comes back
/// with nothing when it is not. A provider's routine that calls with the handle which it works for would wait for itself.
#[inline(always)]
fn take(
    table: &LookupTable,
    shard: &Shard,
    handle: u64,
    ended: Error,
    for_next: bool,
    is_worth_waiting: impl Fn(&Slot) -> bool,
) -> Result<Option<Box<Lookup>>, Error> {
    let mut slots: MutexGuard<'_, Slots> = shard.slots.lock();
    let mut waited = false;
    loop {
        // Ended while this call waited for another one: it was inside the lookup, too.
        let gone = if waited { ended } else { Error::InvalidHandle };
        let slot = slots.slot(handle, table.session()).ok_or(gone)?;
        if let Some(lookup) = slot.lookup.take() {
            slot.in_next = for_next;
            slot.worker = this_thread();
            return Ok(Some(lookup));
        }
        if !is_worth_waiting(slot) {
            return Ok(None);
        }
        if slot.worker == this_thread() {
            return Err(policy::CALL_INTO_ITSELF);
        }
        slots.waiting += 1;
        slots = shard.idle.wait(slots);
        slots.waiting -= 1;
        waited = true;
    }
}

/// A call at work: holds the lookup, out of its slot.
struct Running<'a> {
    table: &'a LookupTable,
    shard: &'a Shard,
    handle: u64,
    lookup: Option<Box<Lookup>>,
}

impl<'a> Running<'a> {
    /// Takes the lookup out of its slot, after any other call that is running in it; for a Next, or for something shorter.
    // Inlined, so that a Next does not pay for those who come here more seldom.
    #[inline(always)]
    fn start(
        table: &'a LookupTable,
        shard: &'a Shard,
        handle: u64,
        ended: Error,
        for_next: bool,
    ) -> Result<Self, Error> {
        let patient = |_: &Slot| true;
        let lookup = take(table, shard, handle, ended, for_next, patient)?;
        Ok(Self {
            table,
            shard,
            handle,
            lookup,
        })
    }

    /// Takes the lookup out of its slot for something short, unless a Next is running in it.
    fn try_start(
        table: &'a LookupTable,
        shard: &'a Shard,
        handle: u64,
        ended: Error,
    ) -> Result<Option<Self>, Error> {
        let lookup = take(table, shard, handle, ended, false, |slot| !slot.in_next)?;
        Ok(lookup.is_some().then_some(Self {
            table,
            shard,
            handle,
            lookup,
        }))
    }

    /// Works with the lookup and puts it back; tells also whether its handle is still open.
    fn run<T>(
        mut self,
        work: impl FnOnce(&mut Lookup) -> Result<T, Error>,
    ) -> (Result<T, Error>, bool) {
        let lookup = self.lookup.as_deref_mut();
        let result = lookup.ok_or(Error::Internal).and_then(work);
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
    #[inline]
    fn drop(&mut self) {
        if self.lookup.is_some() {
            self.put_back();
        }
    }
}
