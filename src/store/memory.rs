// SPDX-License-Identifier: MIT OR Apache-2.0
//! The store of one process.
//!
//! Services are spread over shards by provider and name. A shard keeps its services in slots; a hash table by key, one by
//! name, and a map by class hold slot numbers, so that replacing a service touches nothing but its slot.

#![forbid(unsafe_code)]

use std::hash::BuildHasher;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hashbrown::{DefaultHashBuilder, HashMap, HashSet, HashTable};
use smallvec::SmallVec;
use uuid::Uuid;

use super::changes::Changes;
use super::classes::Classes;
use super::{Contents, Decide, Entry, Selection, Store};
use crate::error::Error;
use crate::rnr::class::ServiceClass;
use crate::rnr::service::{Address, Change, Service, ServiceKey};
use crate::sync::{Frozen, RwLock};

/// Enough that writers seldom meet, few enough that enumerating a class visits them all at once.
const SHARDS: usize = 16;

pub(crate) struct MemoryStore {
    shards: [RwLock<Shard>; SHARDS],
    hasher: DefaultHashBuilder,
    sequence: AtomicU64,
    changes: Changes,
    classes: Classes,
}

/// The hashes of a key: of provider and name alone, and of all of it.
#[derive(Clone, Copy)]
struct Hashes {
    name: u64,
    key: u64,
}

#[derive(Debug, Default)]
struct Shard {
    slots: Slots,
    by_key: HashTable<u32>,
    by_name: HashTable<Namesakes>,
    by_class: HashMap<(Uuid, Uuid), Vec<u32>>,
}

/// Services by number. Numbers of removed ones are used again.
#[derive(Debug, Default)]
struct Slots {
    slots: Vec<Option<Slot>>,
    free: Vec<u32>,
}

#[derive(Debug)]
struct Slot {
    key_hash: u64,
    entry: Entry,
    /// Rises from one created object to the next; a replaced one keeps it.
    sequence: u64,
    /// Where the slot's number stands in its class's list.
    class_position: u32,
    /// Where the slot's number stands among its namesakes.
    name_position: u32,
}

/// The services of one provider that share a name: other classes, other contexts.
#[derive(Debug)]
struct Namesakes {
    name_hash: u64,
    members: SmallVec<[u32; 2]>,
}

impl MemoryStore {
    pub(crate) fn new() -> Self {
        Self {
            shards: std::array::from_fn(|_| RwLock::new(Shard::default())),
            hasher: DefaultHashBuilder::default(),
            sequence: AtomicU64::new(0),
            changes: Changes::default(),
            classes: Classes::default(),
        }
    }

    fn name_hash(&self, provider: Uuid, name: &[u16]) -> u64 {
        self.hasher.hash_one((provider, name))
    }

    fn hashes(&self, key: &ServiceKey) -> Hashes {
        let name = self.name_hash(key.provider, &key.name);
        let key = self.hasher.hash_one((name, key.class, &key.context));
        Hashes { name, key }
    }

    fn shard(&self, name_hash: u64) -> &RwLock<Shard> {
        let [first, ..] = &self.shards;
        self.shards.get(shard_number(name_hash)).unwrap_or(first)
    }
}

/// By bits that the hash tables of a shard do not look at.
fn shard_number(name_hash: u64) -> usize {
    (name_hash >> 32) as usize % SHARDS
}

impl Store for MemoryStore {
    /// All that is here is this process's.
    fn update_claiming(
        &self,
        key: &ServiceKey,
        _claimed: &[Address],
        decide: &mut Decide<'_>,
    ) -> Result<(), Error> {
        let hashes = self.hashes(key);
        // Declared before the guard, so that the replaced object is freed after the lock.
        let _replaced;
        let mut shard = self.shard(hashes.name).write();
        let found = shard.find(hashes.key, key);
        let existing = found
            .and_then(|number| shard.slots.get(number))
            .map(|slot| &*slot.entry.service);
        _replaced = match (decide(existing)?, found) {
            (Change::Keep, _) | (Change::Remove, None) => return Ok(()),
            (Change::Remove, Some(number)) => {
                shard.remove(hashes, number).map(|entry| entry.service)
            }
            (Change::Put(service), Some(number)) => shard.slots.replace(number, service),
            (Change::Put(service), None) => {
                let key = Arc::new(key.clone());
                let sequence = self.sequence.fetch_add(1, Ordering::Relaxed);
                shard.insert(hashes, Entry { key, service }, sequence);
                None
            }
        };
        drop(shard);
        self.changes.announce(key.provider, key.class);
        Ok(())
    }

    fn get(&self, key: &ServiceKey) -> Result<Option<Arc<Service>>, Error> {
        let hashes = self.hashes(key);
        let shard = self.shard(hashes.name).read();
        Ok(shard
            .find(hashes.key, key)
            .and_then(|number| shard.slots.get(number))
            .map(|slot| Arc::clone(&slot.entry.service)))
    }

    fn is_unchanged(&self, found: &Service) -> bool {
        !found.outdated.is_set()
    }

    fn scan(&self, provider: Uuid, selection: &Selection) -> Result<Vec<Entry>, Error> {
        let mut found: Vec<(u64, Entry)> = Vec::new();
        let numbered = |slot: &Slot| (slot.sequence, slot.entry.clone());
        match selection {
            Selection::Name(name) => {
                let hash = self.name_hash(provider, name);
                let shard = self.shard(hash).read();
                let members = shard.named(hash, provider, name).iter();
                found.extend(
                    members
                        .filter_map(|&number| shard.slots.get(number))
                        .map(numbered),
                );
            }
            Selection::Class(class) => {
                for shard in &self.shards.each_ref().map(RwLock::read) {
                    let members = shard.of_class(provider, *class).iter();
                    found.reserve(members.len());
                    found.extend(
                        members
                            .filter_map(|&number| shard.slots.get(number))
                            .map(numbered),
                    );
                }
            }
            Selection::All => {
                for shard in &self.shards.each_ref().map(RwLock::read) {
                    let slots = shard.slots.slots.iter().flatten();
                    let own = slots.filter(|slot| slot.entry.key.provider == provider);
                    found.extend(own.map(numbered));
                }
            }
        }
        // No two are the same, and so what sorts them needs no memory.
        found.sort_unstable_by_key(|(sequence, _)| *sequence);
        Ok(found.into_iter().map(|(_, entry)| entry).collect())
    }

    fn changes(&self) -> &Changes {
        &self.changes
    }

    fn update_class(
        &self,
        provider: Uuid,
        class: Uuid,
        decide: &mut Decide<'_, ServiceClass>,
    ) -> Result<(), Error> {
        self.classes.update(provider, class, decide)
    }

    fn class(&self, provider: Uuid, class: Uuid) -> Result<Option<Arc<ServiceClass>>, Error> {
        Ok(self.classes.get(provider, class))
    }

    fn contents(&self) -> Result<Contents, Error> {
        let shards = self.shards.each_ref().map(RwLock::read);
        let slots = shards.iter().flat_map(|shard| shard.slots.slots.iter());
        let numbered = |slot: &Slot| (slot.entry.key.provider, slot.sequence, slot.entry.clone());
        let mut found: Vec<_> = slots.flatten().map(numbered).collect();
        let classes = self.classes.all();
        drop(shards);
        found.sort_by_key(|(provider, sequence, _)| (*provider, *sequence));
        let services = found.into_iter().map(|(_, _, entry)| entry).collect();
        Ok(Contents { services, classes })
    }

    /// With every lock held, so that nobody finds a part of it.
    fn replace(&self, by: &Contents, _is_passing: &dyn Fn(Uuid) -> bool) -> Result<(), Error> {
        let mut next: [Shard; SHARDS] = std::array::from_fn(|_| Shard::default());
        let mut concerned = HashSet::new();
        for entry in &by.services {
            let hashes = self.hashes(&entry.key);
            concerned.insert((entry.key.provider, entry.key.class));
            let Some(shard) = next.get_mut(shard_number(hashes.name)) else {
                continue;
            };
            match shard.find(hashes.key, &entry.key) {
                Some(number) => {
                    shard.slots.replace(number, Arc::clone(&entry.service));
                }
                None => {
                    let sequence = self.sequence.fetch_add(1, Ordering::Relaxed);
                    shard.insert(hashes, entry.clone(), sequence);
                }
            }
        }
        let mut shards = self.shards.each_ref().map(RwLock::write);
        self.classes.replace(&by.classes, || {
            for (shard, next) in shards.iter_mut().zip(&mut next) {
                shard.outdate();
                std::mem::swap(&mut **shard, next);
            }
        });
        drop(shards);
        for shard in &next {
            let slots = shard.slots.slots.iter().flatten();
            concerned.extend(slots.map(|slot| (slot.entry.key.provider, slot.entry.key.class)));
        }
        for (provider, class) in concerned {
            self.changes.announce(provider, class);
        }
        Ok(())
    }

    fn forget(&self) {
        for shard in &self.shards {
            let mut shard = shard.write();
            shard.outdate();
            let earlier = std::mem::take(&mut *shard);
            // Dropped without the lock.
            drop(shard);
            drop(earlier);
        }
        self.classes.clear();
    }

    fn freeze(&'static self) -> Vec<Frozen> {
        let shards = self.shards.iter().map(RwLock::freeze);
        shards
            .chain([self.classes.freeze(), self.changes.freeze()])
            .collect()
    }
}

impl Slots {
    fn get(&self, number: u32) -> Option<&Slot> {
        self.slots.get(number as usize)?.as_ref()
    }

    fn get_mut(&mut self, number: u32) -> Option<&mut Slot> {
        self.slots.get_mut(number as usize)?.as_mut()
    }

    fn replace(&mut self, number: u32, service: Arc<Service>) -> Option<Arc<Service>> {
        let slot = self.get_mut(number)?;
        slot.entry.service.outdated.set();
        Some(std::mem::replace(&mut slot.entry.service, service))
    }

    /// The number that the next `put` is to take.
    fn reserve(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.slots.len() as u32 - 1
        })
    }

    fn put(&mut self, number: u32, slot: Slot) {
        if let Some(place) = self.slots.get_mut(number as usize) {
            *place = Some(slot);
        }
    }

    fn take(&mut self, number: u32) -> Option<Slot> {
        let slot = self.slots.get_mut(number as usize)?.take()?;
        slot.entry.service.outdated.set();
        self.free.push(number);
        Some(slot)
    }

    /// Whether `namesakes` are the services of `provider` that are called `name`.
    fn are_named(
        &self,
        namesakes: &Namesakes,
        name_hash: u64,
        provider: Uuid,
        name: &[u16],
    ) -> bool {
        namesakes.name_hash == name_hash
            && namesakes
                .members
                .first()
                .and_then(|&first| self.get(first))
                .is_some_and(|slot| {
                    slot.entry.key.provider == provider && slot.entry.key.name.as_slice() == name
                })
    }
}

impl Shard {
    /// Nothing that is here is as it was found any more. The lock is held for writing.
    fn outdate(&self) {
        for slot in self.slots.slots.iter().flatten() {
            slot.entry.service.outdated.set();
        }
    }

    fn find(&self, key_hash: u64, key: &ServiceKey) -> Option<u32> {
        let is_it = |number: &u32| {
            self.slots
                .get(*number)
                .is_some_and(|slot| slot.key_hash == key_hash && *slot.entry.key == *key)
        };
        self.by_key.find(key_hash, is_it).copied()
    }

    fn named(&self, name_hash: u64, provider: Uuid, name: &[u16]) -> &[u32] {
        self.by_name
            .find(name_hash, |namesakes| {
                self.slots.are_named(namesakes, name_hash, provider, name)
            })
            .map_or(&[], |namesakes| namesakes.members.as_slice())
    }

    fn of_class(&self, provider: Uuid, class: Uuid) -> &[u32] {
        self.by_class
            .get(&(provider, class))
            .map_or(&[], Vec::as_slice)
    }

    fn insert(&mut self, hashes: Hashes, entry: Entry, sequence: u64) {
        let Self {
            slots,
            by_key,
            by_name,
            by_class,
        } = self;
        let number = slots.reserve();

        let class = by_class
            .entry((entry.key.provider, entry.key.class))
            .or_default();
        let class_position = class.len() as u32;
        class.push(number);

        let is_namesake = |namesakes: &Namesakes| {
            slots.are_named(namesakes, hashes.name, entry.key.provider, &entry.key.name)
        };
        let namesakes = by_name
            .entry(hashes.name, is_namesake, |namesakes| namesakes.name_hash)
            .or_insert_with(|| Namesakes {
                name_hash: hashes.name,
                members: SmallVec::new(),
            })
            .into_mut();
        let name_position = namesakes.members.len() as u32;
        namesakes.members.push(number);

        slots.put(
            number,
            Slot {
                key_hash: hashes.key,
                entry,
                sequence,
                class_position,
                name_position,
            },
        );
        by_key.insert_unique(hashes.key, number, |&number| {
            slots.get(number).map_or(0, |slot| slot.key_hash)
        });
    }

    fn remove(&mut self, hashes: Hashes, number: u32) -> Option<Entry> {
        let Self {
            slots,
            by_key,
            by_name,
            by_class,
        } = self;
        if let Ok(place) = by_key.find_entry(hashes.key, |&candidate| candidate == number) {
            place.remove();
        }
        let Slot {
            entry,
            class_position,
            name_position,
            ..
        } = slots.take(number)?;
        let key = &*entry.key;

        if let Some(members) = by_class.get_mut(&(key.provider, key.class)) {
            members.swap_remove(class_position as usize);
            if let Some(moved) = members
                .get(class_position as usize)
                .and_then(|&moved| slots.get_mut(moved))
            {
                moved.class_position = class_position;
            }
            if members.is_empty() {
                by_class.remove(&(key.provider, key.class));
            }
        }

        // The one that is gone cannot tell its name any more.
        let is_namesake = |namesakes: &Namesakes| {
            namesakes.members.first() == Some(&number)
                || slots.are_named(namesakes, hashes.name, key.provider, &key.name)
        };
        if let Ok(mut place) = by_name.find_entry(hashes.name, is_namesake) {
            let members = &mut place.get_mut().members;
            members.swap_remove(name_position as usize);
            if let Some(moved) = members
                .get(name_position as usize)
                .and_then(|&moved| slots.get_mut(moved))
            {
                moved.name_position = name_position;
            }
            if members.is_empty() {
                place.remove();
            }
        }
        Some(entry)
    }
}
