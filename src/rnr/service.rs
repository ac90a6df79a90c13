// SPDX-License-Identifier: MIT OR Apache-2.0
//! Services, what identifies them, and the operation table of `WSASetService` as a pure function.

#![forbid(unsafe_code)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hashbrown::HashSet;
use smallvec::SmallVec;
use uuid::Uuid;

use super::query::Version;
use crate::error::Error;
use crate::inline::Inline;
use crate::policy;
use crate::text::WideText;

/// What makes two registrations mean the same object. Name and context are in the form in which they are compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct ServiceKey {
    pub(crate) provider: Uuid,
    pub(crate) class: Uuid,
    pub(crate) name: WideText,
    /// `None` at the top, where nearly everything stands: comparing two empty boxes costs a slow call of `memcmp`.
    pub(crate) context: Option<Box<[u16]>>,
}

impl ServiceKey {
    /// The context; empty at the top.
    pub(crate) fn context(&self) -> &[u16] {
        self.context.as_deref().unwrap_or_default()
    }
}

/// The bytes of a `SOCKADDR`, opaque.
pub(crate) type SocketAddress = Inline<u8, 28>;

/// One `CSADDR_INFO`. Two are the same when every byte is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Address {
    pub(crate) local: Option<SocketAddress>,
    pub(crate) remote: Option<SocketAddress>,
    pub(crate) socket_type: i32,
    pub(crate) protocol: i32,
}

/// A blob: shared, since it may be large.
pub(crate) type Blob = Arc<Vec<u8>>;

/// The addresses of a service, in the order in which they were registered.
pub(crate) type Addresses = SmallVec<[Address; 1]>;

/// What a caller wants to be registered, deregistered or deleted: the members of a `WSAQUERYSET` that say so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Registration {
    /// Empty when there is none.
    pub(crate) name: WideText,
    pub(crate) class: Option<Uuid>,
    pub(crate) version: Option<Version>,
    pub(crate) comment: Option<WideText>,
    pub(crate) namespace: u32,
    pub(crate) provider: Option<Uuid>,
    /// Empty for the default.
    pub(crate) context: Box<[u16]>,
    pub(crate) addresses: Addresses,
    pub(crate) blob: Option<Blob>,
    /// What the blob means in the one namespace where it is a `BTH_SET_SERVICE`, if the call is addressed to that.
    pub(crate) record: Option<Box<RecordRequest>>,
}

/// A `BTH_SET_SERVICE`: a Bluetooth service record of the caller's own making.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RecordRequest {
    /// Of the service discovery protocol.
    pub(crate) version: u32,
    /// Of a record that exists; 0 for a new one.
    pub(crate) handle: u64,
    /// Empty unless the operation needs one.
    pub(crate) record: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Registered,
    Deregistered,
}

/// A service instance as a namespace keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Service {
    /// Absent in a container, which is no service.
    pub(crate) class: Option<Uuid>,
    /// As it was first spelled.
    pub(crate) name: WideText,
    /// As it was first spelled; empty at the top.
    pub(crate) context: Box<[u16]>,
    pub(crate) version: Option<Version>,
    pub(crate) comment: Option<WideText>,
    pub(crate) blob: Option<Blob>,
    pub(crate) addresses: Addresses,
    pub(crate) state: State,
    pub(crate) outdated: Outdated,
}

/// Says of a service that it is no longer what a store keeps under its key: set before the lock is released under which it was
/// replaced or removed, and never taken back. It is no part of what the service is, and a copy has none.
#[derive(Debug, Default)]
pub(crate) struct Outdated(AtomicBool);

impl Outdated {
    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::Release);
    }

    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

impl Clone for Outdated {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Outdated {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Outdated {}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Register,
    Deregister,
    Delete,
}

/// Whether the addresses are managed as one group or one by one (`SERVICE_MULTIPLE`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Group,
    Multiple,
}

/// What an operation does to the stored object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change<T = Service> {
    Keep,
    Put(Arc<T>),
    Remove,
}

/// The operation table: what `operation` makes of the `existing` object.
pub(crate) fn apply(
    existing: Option<&Service>,
    operation: Operation,
    scope: Scope,
    given: &Registration,
) -> Result<Change, Error> {
    let put = |service| Ok(Change::Put(service));
    match (operation, existing) {
        (Operation::Register, None) => put(created(given)?),
        (Operation::Register, Some(existing)) => match scope {
            Scope::Group => put(overwritten(existing, given)?),
            Scope::Multiple => put(extended(existing, given)?),
        },
        (Operation::Deregister | Operation::Delete, None) => Err(Error::ServiceNotFound),
        (Operation::Deregister, Some(existing)) => {
            let addresses = remaining(existing, scope, given)?;
            let state = if addresses.is_empty() {
                State::Deregistered
            } else {
                existing.state
            };
            if state == existing.state && addresses.len() == existing.addresses.len() {
                return Ok(Change::Keep);
            }
            put(reduced(existing, addresses, state))
        }
        (Operation::Delete, Some(existing)) => {
            if scope == Scope::Group {
                return Ok(Change::Remove);
            }
            let addresses = remaining(existing, scope, given)?;
            if addresses.is_empty() {
                Ok(Change::Remove)
            } else if addresses.len() == existing.addresses.len() {
                Ok(Change::Keep)
            } else {
                put(reduced(existing, addresses, existing.state))
            }
        }
    }
}

fn created(given: &Registration) -> Result<Arc<Service>, Error> {
    let context = super::context::normalise(&given.context);
    spelled(given, &given.name, context)
}

fn overwritten(existing: &Service, given: &Registration) -> Result<Arc<Service>, Error> {
    spelled(given, &existing.name, existing.context.clone())
}

fn spelled(
    given: &Registration,
    name: &WideText,
    context: Box<[u16]>,
) -> Result<Arc<Service>, Error> {
    Ok(Arc::new(Service {
        class: given.class,
        name: name.clone(),
        context,
        version: given.version,
        comment: given.comment.clone(),
        blob: given.blob.clone(),
        addresses: united(&[], &given.addresses)?,
        state: State::Registered,
        outdated: Default::default(),
    }))
}

fn extended(existing: &Service, given: &Registration) -> Result<Arc<Service>, Error> {
    let comment = given.comment.as_ref().or(existing.comment.as_ref());
    let blob = given.blob.as_ref().or(existing.blob.as_ref());
    Ok(Arc::new(Service {
        class: existing.class,
        name: existing.name.clone(),
        context: existing.context.clone(),
        version: given.version.or(existing.version),
        comment: comment.cloned(),
        blob: blob.cloned(),
        addresses: united(&existing.addresses, &given.addresses)?,
        state: State::Registered,
        outdated: Default::default(),
    }))
}

fn reduced(existing: &Service, addresses: Addresses, state: State) -> Arc<Service> {
    Arc::new(Service {
        class: existing.class,
        name: existing.name.clone(),
        context: existing.context.clone(),
        version: existing.version,
        comment: existing.comment.clone(),
        blob: existing.blob.clone(),
        addresses,
        state,
        outdated: Default::default(),
    })
}

fn remaining(existing: &Service, scope: Scope, given: &Registration) -> Result<Addresses, Error> {
    match scope {
        Scope::Group => Ok(Addresses::new()),
        Scope::Multiple => without(&existing.addresses, &given.addresses),
    }
}

/// Below this many comparisons, looking at every pair is faster than hashing.
const PAIRWISE: usize = 256;

fn united(stored: &[Address], given: &[Address]) -> Result<Addresses, Error> {
    // Nearly always.
    if let ([], [address]) = (stored, given) {
        return Ok(Addresses::from_buf([address.clone()]));
    }
    let mut all = room_for(stored.len() + given.len())?;
    all.extend(stored.iter().cloned());
    if (stored.len() + given.len()) * given.len() <= PAIRWISE {
        for address in given {
            if !all.contains(address) {
                all.push(address.clone());
            }
        }
    } else {
        let mut seen: HashSet<&Address> = HashSet::new();
        seen.try_reserve(stored.len() + given.len())
            .map_err(|_| Error::OutOfMemory)?;
        seen.extend(stored);
        all.extend(given.iter().filter(|address| seen.insert(address)).cloned());
    }
    if all.len() > policy::ADDRESS_COUNT_LIMIT {
        return Err(policy::BEYOND_LIMIT);
    }
    Ok(all)
}

fn without(stored: &[Address], given: &[Address]) -> Result<Addresses, Error> {
    let mut left = room_for(stored.len())?;
    if stored.len() * given.len() <= PAIRWISE {
        let stays = |address: &&Address| !given.contains(address);
        left.extend(stored.iter().filter(stays).cloned());
    } else {
        let mut gone: HashSet<&Address> = HashSet::new();
        gone.try_reserve(given.len())
            .map_err(|_| Error::OutOfMemory)?;
        gone.extend(given);
        let stays = |address: &&Address| !gone.contains(*address);
        left.extend(stored.iter().filter(stays).cloned());
    }
    Ok(left)
}

/// Room for so many addresses, of which a caller may give enough to exhaust memory.
fn room_for(count: usize) -> Result<Addresses, Error> {
    let mut addresses = Addresses::new();
    addresses
        .try_reserve(count)
        .map_err(|_| Error::OutOfMemory)?;
    Ok(addresses)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::rnr::query::Comparator;

    fn address(port: u8) -> Address {
        Address {
            local: None,
            remote: Some(SocketAddress::from_slice(&[
                2, 0, 0, port, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0,
            ])),
            socket_type: 1,
            protocol: 6,
        }
    }

    fn given(ports: &[u8]) -> Registration {
        Registration {
            name: WideText::from_slice(&[0x4E]),
            class: Some(Uuid::from_u128(7)),
            addresses: ports.iter().map(|&port| address(port)).collect(),
            ..Registration::default()
        }
    }

    fn stored(ports: &[u8], state: State) -> Service {
        Service {
            state,
            ..Service::clone(&created(&given(ports)).unwrap())
        }
    }

    fn ports(service: &Service) -> Vec<u8> {
        service
            .addresses
            .iter()
            .map(|address| address.remote.as_ref().unwrap()[3])
            .collect()
    }

    fn put(change: Result<Change, Error>) -> (Vec<u8>, State) {
        match change {
            Ok(Change::Put(service)) => (ports(&service), service.state),
            other => panic!("expected an object, got {other:?}"),
        }
    }

    use Operation::{Delete, Deregister, Register};
    use Scope::{Group, Multiple};
    use State::{Deregistered, Registered};

    #[test]
    fn register_creates_overwrites_and_extends() {
        assert_eq!(
            put(apply(None, Register, Group, &given(&[1, 2]))),
            (vec![1, 2], Registered)
        );
        assert_eq!(
            put(apply(None, Register, Multiple, &given(&[]))),
            (vec![], Registered)
        );
        let existing = stored(&[1, 2], Registered);
        assert_eq!(
            put(apply(Some(&existing), Register, Group, &given(&[3]))),
            (vec![3], Registered)
        );
        assert_eq!(
            put(apply(Some(&existing), Register, Group, &given(&[]))),
            (vec![], Registered)
        );
        assert_eq!(
            put(apply(Some(&existing), Register, Multiple, &given(&[3, 1]))),
            (vec![1, 2, 3], Registered)
        );
        let gone = stored(&[], Deregistered);
        assert_eq!(
            put(apply(Some(&gone), Register, Multiple, &given(&[]))),
            (vec![], Registered)
        );
        assert_eq!(
            put(apply(Some(&gone), Register, Group, &given(&[4]))),
            (vec![4], Registered)
        );
    }

    #[test]
    fn deregister_keeps_the_object() {
        let existing = stored(&[1, 2], Registered);
        assert_eq!(
            apply(None, Deregister, Group, &given(&[])),
            Err(Error::ServiceNotFound)
        );
        assert_eq!(
            apply(None, Deregister, Multiple, &given(&[])),
            Err(Error::ServiceNotFound)
        );
        assert_eq!(
            put(apply(Some(&existing), Deregister, Group, &given(&[1]))),
            (vec![], Deregistered)
        );
        assert_eq!(
            put(apply(
                Some(&existing),
                Deregister,
                Multiple,
                &given(&[1, 9])
            )),
            (vec![2], Registered)
        );
        assert_eq!(
            put(apply(
                Some(&existing),
                Deregister,
                Multiple,
                &given(&[2, 1])
            )),
            (vec![], Deregistered)
        );
        assert_eq!(
            apply(Some(&existing), Deregister, Multiple, &given(&[])),
            Ok(Change::Keep)
        );
        let empty = stored(&[], Registered);
        assert_eq!(
            put(apply(Some(&empty), Deregister, Multiple, &given(&[]))),
            (vec![], Deregistered)
        );
        let gone = stored(&[], Deregistered);
        assert_eq!(
            apply(Some(&gone), Deregister, Group, &given(&[])),
            Ok(Change::Keep)
        );
    }

    #[test]
    fn delete_removes_when_no_address_is_left() {
        let existing = stored(&[1, 2], Registered);
        assert_eq!(
            apply(None, Delete, Multiple, &given(&[1])),
            Err(Error::ServiceNotFound)
        );
        assert_eq!(
            apply(Some(&existing), Delete, Group, &given(&[1])),
            Ok(Change::Remove)
        );
        assert_eq!(
            put(apply(Some(&existing), Delete, Multiple, &given(&[1]))),
            (vec![2], Registered)
        );
        assert_eq!(
            apply(Some(&existing), Delete, Multiple, &given(&[])),
            Ok(Change::Keep)
        );
        assert_eq!(
            apply(Some(&existing), Delete, Multiple, &given(&[9])),
            Ok(Change::Keep)
        );
        assert_eq!(
            apply(Some(&existing), Delete, Multiple, &given(&[1, 2])),
            Ok(Change::Remove)
        );
        assert_eq!(
            apply(
                Some(&stored(&[], Registered)),
                Delete,
                Multiple,
                &given(&[])
            ),
            Ok(Change::Remove)
        );
        assert_eq!(
            apply(Some(&stored(&[], Deregistered)), Delete, Group, &given(&[])),
            Ok(Change::Remove)
        );
    }

    #[test]
    fn a_group_register_replaces_every_property_and_a_multiple_one_only_what_is_given() {
        let full = Registration {
            version: Some(Version {
                number: 2,
                how: Comparator::NOT_LESS,
            }),
            comment: Some(WideText::from_slice(&[0x43])),
            blob: Some(Blob::new(vec![1])),
            ..given(&[1])
        };
        let existing = created(&full).unwrap();
        let Ok(Change::Put(kept)) = apply(Some(&existing), Register, Multiple, &given(&[])) else {
            panic!()
        };
        assert_eq!(kept, existing);
        let Ok(Change::Put(replaced)) = apply(Some(&existing), Register, Group, &given(&[])) else {
            panic!()
        };
        assert_eq!(replaced.version, None);
        assert_eq!(replaced.comment, None);
        assert_eq!(replaced.blob, None);
    }

    #[test]
    fn the_first_spelling_of_the_name_stays() {
        let existing = stored(&[], Registered);
        let other = Registration {
            name: WideText::from_slice(&[0x6E]),
            ..given(&[])
        };
        for scope in [Group, Multiple] {
            let Ok(Change::Put(service)) = apply(Some(&existing), Register, scope, &other) else {
                panic!()
            };
            assert_eq!(service.name, existing.name);
        }
    }

    #[test]
    fn a_service_has_no_more_addresses_than_one_registration_can_give() {
        let many = |from: i32, count: usize| {
            let one = |number| Address {
                protocol: number,
                ..address(1)
            };
            Registration {
                addresses: (from..).map(one).take(count).collect(),
                ..given(&[])
            }
        };
        let limit = policy::ADDRESS_COUNT_LIMIT;
        let half = created(&many(0, limit - 1)).unwrap();
        let multiple =
            |existing, given: &Registration| apply(Some(existing), Register, Multiple, given);
        let Ok(Change::Put(full)) = multiple(&half, &many(1, limit - 1)) else {
            panic!()
        };
        assert_eq!(full.addresses.len(), limit);
        assert!(multiple(&full, &many(0, limit)).is_ok());
        assert!(multiple(&full, &many(7, 1)).is_ok());
        for (from, count) in [(-1, 1), (limit as i32, 1), (5, limit)] {
            let refused = multiple(&full, &many(from, count));
            assert_eq!(refused, Err(policy::BEYOND_LIMIT));
        }
    }

    #[test]
    fn duplicates_are_stored_once_however_many_there_are() {
        assert_eq!(
            put(apply(None, Register, Group, &given(&[1, 2, 1]))).0,
            [1, 2]
        );
        let many: Vec<u8> = (0..=255).chain(0..=255).collect();
        let (kept, _) = put(apply(None, Register, Group, &given(&many)));
        assert_eq!(kept, (0..=255).collect::<Vec<u8>>());
        let existing = stored(&kept, Registered);
        let odd: Vec<u8> = (0..128).map(|half| half * 2 + 1).collect();
        let (left, _) = put(apply(Some(&existing), Delete, Multiple, &given(&odd)));
        assert_eq!(left, (0..128).map(|half| half * 2).collect::<Vec<u8>>());
    }
}
