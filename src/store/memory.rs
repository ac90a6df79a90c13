// SPDX-License-Identifier: MIT OR Apache-2.0
//! The store of one process.
//!
//! Services are spread over shards by provider and name. A shard keeps its services in slots; a hash table by key, one by
//! name, and a map by class hold slot numbers, so that replacing a service touches nothing but its slot.

#![forbid(unsafe_code)]

use std::hash::BuildHasher;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};
use smallvec::SmallVec;
use uuid::Uuid;

use super::changes::Changes;
use super::classes::Classes;
use super::{Decide, Entry, Selection, Store};
use crate::error::Error;
use crate::rnr::class::ServiceClass;
use crate::rnr::service::{Change, Service, ServiceKey};
use crate::sync::{Frozen, RwLock};

/// Enough that writers seldom meet, few enough that enumerating a class visits them all at once.
const SHARDS: usize = 16;

#[derive(Debug)]
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
        // Bits that the hash tables of a shard do not look at.
        let number = (name_hash >> 32) as usize % SHARDS;
        let [first, ..] = &self.shards;
        self.shards.get(number).unwrap_or(first)
    }
}

impl Store for MemoryStore {
    fn update(&self, key: &ServiceKey, decide: &mut Decide<'_>) -> Result<(), Error> {
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
                for shard in &self.shards {
                    let shard = shard.read();
                    let members = shard.of_class(provider, *class).iter();
                    found.extend(
                        members
                            .filter_map(|&number| shard.slots.get(number))
                            .map(numbered),
                    );
                }
            }
            Selection::All => {
                for shard in &self.shards {
                    let shard = shard.read();
                    let slots = shard.slots.slots.iter().flatten();
                    let own = slots.filter(|slot| slot.entry.key.provider == provider);
                    found.extend(own.map(numbered));
                }
            }
        }
        found.sort_by_key(|(sequence, _)| *sequence);
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
        let (class_position, name_position) = slots
            .get(number)
            .map(|slot| (slot.class_position, slot.name_position))?;
        let key = Arc::clone(&slots.get(number)?.entry.key);

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

        let is_namesake = |namesakes: &Namesakes| {
            slots.are_named(namesakes, hashes.name, key.provider, &key.name)
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
        slots.take(number).map(|slot| slot.entry)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::rnr::service::{Operation, Registration, Scope, apply};
    use crate::signal::Signal;
    use crate::text::WideText;

    const PROVIDER: Uuid = Uuid::from_u128(1);

    fn key(class: u128, name: u16, context: u16) -> ServiceKey {
        ServiceKey {
            provider: PROVIDER,
            class: Uuid::from_u128(class),
            name: WideText::from_slice(&[name]),
            context: (context != 0).then(|| Box::from([context])),
        }
    }

    fn set(store: &MemoryStore, key: &ServiceKey, operation: Operation) -> Result<(), Error> {
        let given = Registration {
            class: Some(key.class),
            name: key.name.clone(),
            ..Registration::default()
        };
        store.update(key, &mut |existing| {
            apply(existing, operation, Scope::Group, &given)
        })
    }

    fn keys(entries: Vec<Entry>) -> Vec<ServiceKey> {
        entries
            .iter()
            .map(|entry| ServiceKey::clone(&entry.key))
            .collect()
    }

    #[test]
    fn scans_follow_the_order_of_creation() {
        let store = MemoryStore::new();
        for name in (1..=40).rev() {
            set(&store, &key(1, name, 0), Operation::Register).unwrap();
        }
        set(&store, &key(1, 20, 0), Operation::Register).unwrap();
        let names: Vec<u16> = keys(
            store
                .scan(PROVIDER, &Selection::Class(Uuid::from_u128(1)))
                .unwrap(),
        )
        .iter()
        .map(|key| key.name.first().copied().unwrap())
        .collect();
        assert_eq!(names, (1..=40).rev().collect::<Vec<_>>());
    }

    #[test]
    fn a_failing_decision_changes_nothing() {
        let store = MemoryStore::new();
        set(&store, &key(1, 1, 0), Operation::Register).unwrap();
        assert_eq!(
            store.update(&key(1, 1, 0), &mut |_| Err(Error::AccessDenied)),
            Err(Error::AccessDenied)
        );
        assert_eq!(
            store.update(&key(1, 2, 0), &mut |_| Err(Error::AccessDenied)),
            Err(Error::AccessDenied)
        );
        assert_eq!(store.scan(PROVIDER, &Selection::All).unwrap().len(), 1);
    }

    #[test]
    fn a_provider_sees_its_own_services_only() {
        let store = MemoryStore::new();
        let mine = key(1, 1, 0);
        let other = ServiceKey {
            provider: Uuid::from_u128(2),
            ..mine.clone()
        };
        set(&store, &mine, Operation::Register).unwrap();
        assert!(store.get(&other).unwrap().is_none());
        set(&store, &other, Operation::Register).unwrap();
        for selection in [
            Selection::All,
            Selection::Class(mine.class),
            Selection::Name(Box::new([1])),
        ] {
            assert_eq!(
                keys(store.scan(PROVIDER, &selection).unwrap()),
                std::slice::from_ref(&mine)
            );
        }
    }

    #[test]
    fn what_changes_is_announced_and_nothing_else_is() {
        let store: &'static MemoryStore = Box::leak(Box::new(MemoryStore::new()));
        let signal = Arc::new(Signal::new());
        let _subscription = store.changes().subscribe(PROVIDER, None, &signal);
        let announced = |result: Result<(), Error>| {
            let _ = result;
            signal.try_wait().is_some()
        };
        let key = key(1, 1, 0);
        assert!(announced(set(store, &key, Operation::Register)));
        assert!(announced(set(store, &key, Operation::Register)));
        assert!(announced(set(store, &key, Operation::Deregister)));
        assert!(!announced(set(store, &key, Operation::Deregister)));
        assert!(announced(set(store, &key, Operation::Delete)));
        assert!(!announced(set(store, &key, Operation::Delete)));
    }

    /// Every index against a plain map, through thousands of creations and removals in an order that is mixed but fixed.
    #[test]
    fn the_indexes_agree_with_a_plain_map() {
        let store = MemoryStore::new();
        let mut model: BTreeMap<(u128, u16, u16), ServiceKey> = BTreeMap::new();
        let mut random = 1u64;
        for _ in 0..20_000 {
            random = random
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            let (class, name, context) = (
                u128::from(random >> 60),
                (random >> 50) as u16 % 13,
                (random >> 40) as u16 % 3,
            );
            let key = key(class, name, context);
            if random >> 33 & 1 == 0 {
                set(&store, &key, Operation::Register).unwrap();
                model.insert((class, name, context), key);
            } else {
                let removed = model.remove(&(class, name, context));
                assert_eq!(
                    set(&store, &key, Operation::Delete).is_ok(),
                    removed.is_some()
                );
            }
        }
        let sorted = |mut keys: Vec<ServiceKey>| {
            keys.sort_by_key(|key| (key.class, key.name.to_vec(), key.context.clone()));
            keys
        };
        let expect = |matches: &dyn Fn(&ServiceKey) -> bool| {
            sorted(model.values().filter(|key| matches(key)).cloned().collect())
        };
        let scan = |selection| sorted(keys(store.scan(PROVIDER, &selection).unwrap()));
        assert_eq!(scan(Selection::All), expect(&|_| true));
        for class in (0..16).map(Uuid::from_u128) {
            assert_eq!(
                scan(Selection::Class(class)),
                expect(&|key| key.class == class)
            );
        }
        for name in 0..13 {
            assert_eq!(
                scan(Selection::Name(Box::new([name]))),
                expect(&|key| key.name.as_slice() == [name])
            );
        }
        for key in model.values() {
            assert_eq!(store.get(key).unwrap().unwrap().class, Some(key.class));
        }
    }
}
