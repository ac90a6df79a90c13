// SPDX-License-Identifier: MIT OR Apache-2.0
//! The services that were heard of on the network: each for as long as it is heard of again.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::packet::{IpxAddress, UNREACHABLE};
use crate::text::WideText;

/// How often a station tells of its services.
pub(crate) const INTERVAL: Duration = Duration::from_secs(60);

/// How long a service is known after it was last heard of.
pub(crate) const LIFETIME: Duration = Duration::from_secs(3 * 60);

/// What makes a service one: its type and its name, in the form in which names are compared.
pub(crate) type Identity = (u16, Box<[u16]>);

/// A service as it was last heard of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) name: WideText,
    pub(crate) address: IpxAddress,
    pub(crate) hops: u16,
}

#[derive(Debug, Default)]
pub(crate) struct Table {
    services: BTreeMap<Identity, (Instant, Heard)>,
}

impl Table {
    /// Takes note of what was heard. A service that says that it is gone is forgotten; one that is told of by a farther
    /// address than the known one stays at that. Tells whether anything is new but the time.
    pub(crate) fn hear(&mut self, identity: Identity, heard: Heard, now: Instant) -> bool {
        let known = self.get(&identity, now);
        if known.is_some_and(|known| known.address != heard.address && known.hops < heard.hops) {
            return false;
        }
        if heard.hops >= UNREACHABLE {
            return self.services.remove(&identity).is_some();
        }
        let is_new = known.is_none_or(|known| *known != heard);
        self.services.insert(identity, (now, heard));
        is_new
    }

    /// What is known of a service.
    pub(crate) fn get(&self, identity: &Identity, now: Instant) -> Option<&Heard> {
        let (at, heard) = self.services.get(identity)?;
        is_fresh(*at, now).then_some(heard)
    }

    /// Everything that is known, by type and name.
    pub(crate) fn all(&self, now: Instant) -> impl Iterator<Item = (&Identity, &Heard)> {
        self.services
            .iter()
            .filter(move |(_, (at, _))| is_fresh(*at, now))
            .map(|(identity, (_, heard))| (identity, heard))
    }

    /// Frees what has aged.
    pub(crate) fn forget_aged(&mut self, now: Instant) {
        self.services.retain(|_, (at, _)| is_fresh(*at, now));
    }
}

fn is_fresh(at: Instant, now: Instant) -> bool {
    now.saturating_duration_since(at) < LIFETIME
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn identity(name: u16) -> Identity {
        (4, [name].into())
    }

    fn heard(node: u8, hops: u16) -> Heard {
        Heard {
            name: WideText::from_slice(&[1]),
            address: IpxAddress {
                node: [0, 0, 0, 0, 0, node],
                ..IpxAddress::default()
            },
            hops,
        }
    }

    #[test]
    fn a_service_is_known_for_three_intervals() {
        let (mut table, start) = (Table::default(), Instant::now());
        table.hear(identity(1), heard(1, 1), start);
        let last = start + LIFETIME - Duration::from_nanos(1);
        assert!(table.get(&identity(1), last).is_some());
        assert!(table.get(&identity(1), start + LIFETIME).is_none());
        assert_eq!(table.all(start + LIFETIME).count(), 0);
        table.forget_aged(last);
        assert_eq!(table.services.len(), 1);
        table.forget_aged(start + LIFETIME);
        assert!(table.services.is_empty());
        assert_eq!(LIFETIME, 3 * INTERVAL);
    }

    #[test]
    fn hearing_of_it_again_refreshes_it() {
        let (mut table, start) = (Table::default(), Instant::now());
        for round in 0..10 {
            table.hear(identity(1), heard(1, 1), start + round * INTERVAL);
        }
        assert!(table.get(&identity(1), start + 11 * INTERVAL).is_some());
        assert_eq!(table.all(start + 12 * INTERVAL).count(), 0);
    }

    #[test]
    fn one_that_is_out_of_reach_is_forgotten() {
        let (mut table, now) = (Table::default(), Instant::now());
        for hops in [UNREACHABLE, 0xFFFF] {
            table.hear(identity(1), heard(1, 1), now);
            table.hear(identity(2), heard(2, 1), now);
            table.hear(identity(1), heard(1, hops), now);
            assert_eq!(table.all(now).count(), 1);
        }
    }

    #[test]
    fn the_nearer_address_wins() {
        let (mut table, now) = (Table::default(), Instant::now());
        let node = |table: &Table| table.get(&identity(1), now).unwrap().address.node[5];
        table.hear(identity(1), heard(1, 2), now);
        table.hear(identity(1), heard(2, 3), now);
        assert_eq!(node(&table), 1);
        table.hear(identity(1), heard(2, UNREACHABLE), now);
        assert_eq!(node(&table), 1, "another station's service has gone");
        table.hear(identity(1), heard(3, 2), now);
        assert_eq!(node(&table), 3, "moved");
        table.hear(identity(1), heard(4, 1), now);
        assert_eq!(node(&table), 4);
        table.hear(identity(1), heard(4, 5), now);
        assert_eq!(table.get(&identity(1), now).unwrap().hops, 5, "moved away");
    }

    #[test]
    fn what_is_heard_again_is_not_new() {
        let (mut table, start) = (Table::default(), Instant::now());
        let mut hear = |heard, minutes: u64| {
            table.hear(
                identity(1),
                heard,
                start + Duration::from_secs(60 * minutes),
            )
        };
        assert!(hear(heard(1, 1), 0));
        assert!(!hear(heard(1, 1), 1));
        assert!(!hear(heard(2, 2), 1), "farther");
        assert!(hear(heard(2, 1), 1));
        assert!(hear(heard(2, 1), 4), "aged meanwhile");
        assert!(!hear(heard(1, UNREACHABLE), 4));
        assert!(hear(heard(2, UNREACHABLE), 4));
        assert!(!hear(heard(2, UNREACHABLE), 4));
    }

    #[test]
    fn an_aged_address_stands_in_nobodys_way() {
        let (mut table, start) = (Table::default(), Instant::now());
        table.hear(identity(1), heard(1, 1), start);
        table.hear(identity(1), heard(2, 9), start + LIFETIME);
        assert_eq!(table.all(start + LIFETIME).count(), 1);
    }
}
