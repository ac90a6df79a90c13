// SPDX-License-Identifier: MIT OR Apache-2.0
//! What this process has read of a store, as long as nothing has changed since.
//!
//! The cache is bounded: when its young half is full it becomes the old half, and what was old is forgotten.

#![forbid(unsafe_code)]

use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::{DefaultHashBuilder, HashMap};

use super::generation::Moment;
use super::rows;
use crate::policy;
use crate::rnr::service::{Service, ServiceKey};
use crate::sync::{Frozen, RwLock};

/// As in the memory store.
const SHARDS: usize = 16;

#[derive(Debug)]
pub(super) struct Cache {
    shards: [RwLock<Shard>; SHARDS],
    hasher: DefaultHashBuilder,
}

/// What is under a key: nothing is worth knowing, too.
pub(super) type Found = Option<Arc<Service>>;

#[derive(Debug, Default)]
struct Shard {
    /// When all of this was so.
    moment: Moment,
    young: HashMap<Arc<ServiceKey>, Found>,
    old: HashMap<Arc<ServiceKey>, Found>,
    young_bytes: usize,
}

impl Cache {
    pub(super) fn new() -> Self {
        Self {
            shards: std::array::from_fn(|_| RwLock::default()),
            hasher: DefaultHashBuilder::default(),
        }
    }

    fn number(&self, key: &ServiceKey) -> usize {
        (self.hasher.hash_one(key) >> 32) as usize % SHARDS
    }

    fn shard(&self, key: &ServiceKey) -> &RwLock<Shard> {
        let [first, ..] = &self.shards;
        self.shards.get(self.number(key)).unwrap_or(first)
    }

    /// What is known to be under a key at a moment.
    pub(super) fn get(&self, moment: Moment, key: &ServiceKey) -> Option<Found> {
        let shard = self.shard(key).read();
        if shard.moment != moment {
            return None;
        }
        shard.young.get(key).or_else(|| shard.old.get(key)).cloned()
    }

    /// Notes what was under a key at a moment.
    pub(super) fn put(&self, moment: Moment, key: Arc<ServiceKey>, found: Found) {
        // Declared before the guard, so that what is forgotten is freed after the lock.
        let _forgotten;
        let mut shard = self.shard(&key).write();
        _forgotten = (shard.moment != moment).then(|| {
            let empty = Shard {
                moment,
                ..Shard::default()
            };
            std::mem::replace(&mut *shard, empty)
        });
        let _old = shard.put(key, found);
    }

    /// Goes on to the moment after a change of this process, which is all that has happened since the one before.
    pub(super) fn advance(
        &self,
        from: Option<Moment>,
        to: Moment,
        changes: Vec<(ServiceKey, Found)>,
    ) {
        let Some(from) = from else {
            return;
        };
        let mut spread = [const { Vec::new() }; SHARDS];
        for change in changes {
            if let Some(changes) = spread.get_mut(self.number(&change.0)) {
                changes.push(change);
            }
        }
        for (shard, changes) in self.shards.iter().zip(spread) {
            let mut shard = shard.write();
            if shard.moment != from {
                continue;
            }
            // With one lock: who looks at the new moment finds no old value.
            shard.moment = to;
            for (key, found) in changes {
                // What the old half says of it is not looked at any more.
                let _old = shard.put(Arc::new(key), found);
            }
        }
    }

    pub(super) fn freeze(&'static self) -> Vec<Frozen> {
        self.shards.iter().map(RwLock::freeze).collect()
    }
}

impl Shard {
    /// Returns what is forgotten for it.
    fn put(&mut self, key: Arc<ServiceKey>, found: Found) -> HashMap<Arc<ServiceKey>, Found> {
        let bytes = |found: &Found| {
            found
                .as_ref()
                .map_or(0, |service| rows::size(&key, service))
        };
        let added = bytes(&found) + OVERHEAD;
        let mut forgotten = HashMap::new();
        if self.young_bytes + added > policy::STORE_CACHE_BYTES / SHARDS / 2 {
            let full = std::mem::take(&mut self.young);
            forgotten = std::mem::replace(&mut self.old, full);
            self.young_bytes = 0;
        }
        self.young_bytes += added;
        if let Some(before) = self.young.insert(key, found) {
            // Counted when it came.
            drop(before);
        }
        forgotten
    }
}

/// What an entry takes beside its data, roughly.
const OVERHEAD: usize = 400;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::thread;

    use uuid::Uuid;

    use super::*;
    use crate::rnr::service::{Addresses, State};
    use crate::text::WideText;

    fn service(number: u16) -> Arc<Service> {
        Arc::new(Service {
            class: None,
            name: WideText::from_slice(&[number]),
            context: Box::default(),
            version: None,
            comment: None,
            blob: None,
            addresses: Addresses::new(),
            state: State::Registered,
            outdated: Default::default(),
        })
    }

    fn key(number: u16) -> ServiceKey {
        ServiceKey {
            provider: Uuid::nil(),
            class: Uuid::nil(),
            name: WideText::from_slice(&[number]),
            context: None,
        }
    }

    #[test]
    fn what_is_known_at_one_moment_is_not_at_another() {
        let (cache, [first, second]) = (Cache::new(), Moment::pair());
        assert_eq!(cache.get(first, &key(1)), None);
        cache.put(first, Arc::new(key(1)), None);
        assert_eq!(cache.get(first, &key(1)), Some(None));
        assert_eq!(cache.get(second, &key(1)), None);
        cache.put(second, Arc::new(key(1)), None);
        assert_eq!(cache.get(first, &key(1)), None);
    }

    #[test]
    fn a_change_of_our_own_keeps_the_rest() {
        let (cache, [first, second]) = (Cache::new(), Moment::pair());
        for number in 1..100 {
            cache.put(first, Arc::new(key(number)), None);
        }
        cache.advance(Some(first), second, vec![(key(200), None)]);
        for number in (1..100).chain([200]) {
            assert_eq!(cache.get(second, &key(number)), Some(None), "{number}");
        }
        cache.advance(None, first, vec![(key(1), None)]);
        assert_eq!(cache.get(first, &key(1)), None);
        assert_eq!(cache.get(second, &key(1)), Some(None));
    }

    #[test]
    fn nobody_finds_an_old_value_at_a_new_moment() {
        let (cache, [first, second]) = (Cache::new(), Moment::pair());
        let (old, new) = (Some(service(1)), Some(service(2)));
        for _ in 0..2_000 {
            for number in 1..=16 {
                cache.put(first, Arc::new(key(number)), old.clone());
            }
            let changes = (1..=16).map(|number| (key(number), new.clone()));
            thread::scope(|scope| {
                let reader = scope.spawn(|| {
                    (1..=16).all(|number| {
                        loop {
                            if let Some(found) = cache.get(second, &key(number)) {
                                break found == new;
                            }
                        }
                    })
                });
                cache.advance(Some(first), second, changes.collect());
                assert!(reader.join().unwrap());
            });
        }
    }

    #[test]
    fn it_is_bounded() {
        let (cache, [moment, _]) = (Cache::new(), Moment::pair());
        for number in 0..u16::MAX {
            cache.put(moment, Arc::new(key(number)), None);
        }
        // Twice the bound: a million of services would take 400 MB otherwise.
        let names = (0..=u32::from(u16::MAX)).map(|number| number as u16);
        let kept = names.filter(|&number| cache.get(moment, &key(number)).is_some());
        assert!(kept.count() <= policy::STORE_CACHE_BYTES / OVERHEAD);
        assert!(cache.get(moment, &key(u16::MAX - 1)).is_some());
    }
}
