// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a lookup asks for, what it answers, and how the two match.

#![forbid(unsafe_code)]

use bitflags::bitflags;
use uuid::Uuid;

use super::service::{Address, Blob, Registration, SocketAddress};
use crate::error::Error;
use crate::policy;
use crate::provider::Answer;
use crate::text::WideText;

/// What a lookup asks for: the members of a `WSAQUERYSET` that restrict one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Query {
    /// Empty when there is none.
    pub(crate) name: WideText,
    pub(crate) class: Option<Uuid>,
    pub(crate) version: Option<Version>,
    pub(crate) namespace: u32,
    pub(crate) provider: Option<Uuid>,
    /// Empty for the default.
    pub(crate) context: Box<[u16]>,
    pub(crate) protocols: Protocols,
    /// The unparsed rest of a name, for providers that split names; empty when there is none.
    pub(crate) query_string: Box<[u16]>,
    pub(crate) blob: Option<Blob>,
}

impl Query {
    /// The name, when it names one thing: not absent, not empty, not the wildcard.
    pub(crate) fn exact_name(&self) -> Option<&[u16]> {
        let name = self.name.as_slice();
        (!name.is_empty() && name != policy::EVERY_NAME.as_slice()).then_some(name)
    }
}

/// A `WSAVERSION`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) number: u32,
    pub(crate) how: Comparator,
}

/// A `WSAECOMPARATOR` as it arrived; it means something in a lookup only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Comparator(pub(crate) i32);

impl Comparator {
    pub(crate) const EQUAL: Self = Self(0);
    pub(crate) const NOT_LESS: Self = Self(1);
}

impl Version {
    /// Refuses a comparator that is none.
    pub(crate) fn check_comparator(self) -> Result<(), Error> {
        match self.how {
            Comparator::EQUAL | Comparator::NOT_LESS => Ok(()),
            _ => Err(policy::UNKNOWN_COMPARATOR),
        }
    }

    /// Whether a service of version `stored` is what this version asks for.
    pub(crate) fn accepts(self, stored: Option<Version>) -> bool {
        let stored = stored.map_or(policy::MISSING_VERSION, |version| version.number);
        match self.how {
            Comparator::NOT_LESS => stored >= self.number,
            _ => stored == self.number,
        }
    }
}

/// An element of a protocol restriction; zero stands for any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Protocol {
    pub(crate) family: i32,
    pub(crate) protocol: i32,
}

/// A protocol restriction; empty when there is none.
pub(crate) type Protocols = Box<[Protocol]>;

impl Protocol {
    /// Whether addresses of this family are asked for.
    pub(crate) fn admits_family(self, family: i32) -> bool {
        self.family == 0
            || policy::canonical_family(self.family) == policy::canonical_family(family)
    }
}

bitflags! {
    /// The `LUP_` flags that mean something here; all others are carried along.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) struct ControlFlags: u32 {
        const DEEP = 0x0001;
        const CONTAINERS = 0x0002;
        const NO_CONTAINERS = 0x0004;
        const RETURN_NAME = 0x0010;
        const RETURN_TYPE = 0x0020;
        const RETURN_VERSION = 0x0040;
        const RETURN_COMMENT = 0x0080;
        const RETURN_ADDR = 0x0100;
        const RETURN_BLOB = 0x0200;
        const RETURN_ALIASES = 0x0400;
        const RETURN_QUERY_STRING = 0x0800;
        const RETURN_ALL = 0x0FF0;
        const FLUSH_CACHE = 0x1000;
        const FLUSH_PREVIOUS = 0x2000;
        const RES_SERVICE = 0x8000;
        const _ = !0;
    }
}

// What `dwOutputFlags` says of a result that comes after the end, and of no other.

/// The object is new since then.
pub(crate) const RESULT_IS_ADDED: u32 = 0x0010;
/// The object has changed since then.
pub(crate) const RESULT_IS_CHANGED: u32 = 0x0020;
/// The object is gone since then.
pub(crate) const RESULT_IS_DELETED: u32 = 0x0040;

impl ControlFlags {
    /// What a Next with the flags `next` returns from a lookup that was begun with these.
    ///
    /// Each may ask for less, neither for more than the other; a Next that asks for nothing gets what Begin asked
    /// for. Flushing and the side of the address are the Next call's alone.
    pub(crate) fn for_next(self, next: Self) -> Self {
        let wanted = next & Self::RETURN_ALL;
        let returned = self
            & if wanted.is_empty() {
                Self::RETURN_ALL
            } else {
                wanted
            };
        returned | (next & (Self::FLUSH_PREVIOUS | Self::RES_SERVICE))
    }
}

/// The members of a query set: borrowed, ready to be packed. What a result holds after the control flags, or what a provider's
/// library is given.
#[derive(Debug, Clone)]
pub(crate) struct QuerySet<'a> {
    pub(crate) name: Option<&'a [u16]>,
    pub(crate) class: Option<Uuid>,
    pub(crate) version: Option<Version>,
    pub(crate) comment: Option<&'a [u16]>,
    pub(crate) namespace: u32,
    pub(crate) provider: Option<Uuid>,
    pub(crate) context: Option<&'a [u16]>,
    pub(crate) protocols: &'a [Protocol],
    pub(crate) query_string: Option<&'a [u16]>,
    pub(crate) addresses: AddressViews<'a>,
    pub(crate) output_flags: u32,
    pub(crate) blob: Option<&'a [u8]>,
}

impl<'a> QuerySet<'a> {
    /// What `flags` let through of a service found at `provider`.
    // Inlined where it is called, so that each member is written once.
    #[inline(always)]
    pub(crate) fn of_answer(
        answer: &'a Answer,
        flags: ControlFlags,
        namespace: u32,
        provider: Uuid,
    ) -> Self {
        let service = &*answer.service;
        let addresses = if flags.contains(ControlFlags::RETURN_ADDR) {
            service.addresses.as_slice()
        } else {
            &[]
        };
        Self {
            name: flags
                .contains(ControlFlags::RETURN_NAME)
                .then_some(service.name.as_slice()),
            class: service
                .class
                .filter(|_| flags.contains(ControlFlags::RETURN_TYPE)),
            version: service
                .version
                .filter(|_| flags.contains(ControlFlags::RETURN_VERSION)),
            comment: service
                .comment
                .as_deref()
                .filter(|_| flags.contains(ControlFlags::RETURN_COMMENT)),
            namespace,
            provider: Some(provider),
            context: given(&service.context),
            protocols: &[],
            query_string: given(&answer.query_string)
                .filter(|_| flags.contains(ControlFlags::RETURN_QUERY_STRING)),
            addresses: AddressViews {
                addresses,
                protocols: &answer.protocols,
                complete: true,
                for_service: flags.contains(ControlFlags::RES_SERVICE),
            },
            output_flags: answer.output_flags,
            blob: service
                .blob
                .as_deref()
                .map(Vec::as_slice)
                .filter(|_| flags.contains(ControlFlags::RETURN_BLOB)),
        }
    }

    /// A registration as it was given.
    pub(crate) fn of_registration(registration: &'a Registration) -> Self {
        Self {
            name: given(&registration.name),
            class: registration.class,
            version: registration.version,
            comment: registration.comment.as_deref(),
            namespace: registration.namespace,
            provider: registration.provider,
            context: given(&registration.context),
            protocols: &[],
            query_string: None,
            addresses: AddressViews::as_given(&registration.addresses),
            output_flags: 0,
            blob: registration.blob.as_deref().map(Vec::as_slice),
        }
    }

    /// The restrictions of a lookup as they were given.
    pub(crate) fn of_query(query: &'a Query) -> Self {
        Self {
            name: given(&query.name),
            class: query.class,
            version: query.version,
            comment: None,
            namespace: query.namespace,
            provider: query.provider,
            context: given(&query.context),
            protocols: &query.protocols,
            query_string: given(&query.query_string),
            addresses: AddressViews::as_given(&[]),
            output_flags: 0,
            blob: query.blob.as_deref().map(Vec::as_slice),
        }
    }
}

/// What was given at all.
fn given(text: &[u16]) -> Option<&[u16]> {
    Some(text).filter(|text| !text.is_empty())
}

/// The addresses of a result: those that pass the protocol restriction, with absent sides filled in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AddressViews<'a> {
    addresses: &'a [Address],
    protocols: &'a [Protocol],
    /// Whether absent sides are filled in.
    complete: bool,
    for_service: bool,
}

/// One address of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AddressView<'a> {
    pub(crate) local: Side<'a>,
    pub(crate) remote: Side<'a>,
    pub(crate) socket_type: i32,
    pub(crate) protocol: i32,
}

/// One side of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side<'a> {
    Absent,
    /// As it was registered.
    Given(&'a [u8]),
    /// An address of the same family and size as this one, with every other byte zero.
    WildcardLike(&'a [u8]),
}

impl<'a> AddressViews<'a> {
    /// All of them, as they are.
    fn as_given(addresses: &'a [Address]) -> Self {
        Self {
            addresses,
            protocols: &[],
            complete: false,
            for_service: false,
        }
    }

    /// How many there are.
    pub(crate) fn count(self) -> usize {
        if self.protocols.is_empty() {
            self.addresses.len()
        } else {
            self.iter().count()
        }
    }

    /// How many there are at most.
    pub(crate) fn count_limit(self) -> usize {
        self.addresses.len()
    }

    /// How many bytes their sides take at most: one that is filled in is as long as the other.
    pub(crate) fn bytes_limit(self) -> usize {
        let side = |side: &Option<SocketAddress>| side.as_ref().map_or(0, |side| side.len());
        let longer = |address: &Address| side(&address.local).max(side(&address.remote));
        self.addresses
            .iter()
            .map(|address| 2 * longer(address))
            .sum()
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = AddressView<'a>> {
        self.addresses
            .iter()
            .filter_map(move |address| self.view(address))
    }

    /// Shows them one by one. An iterator would put every view into memory, once for itself and once for each adaptor.
    #[inline(always)]
    pub(crate) fn for_each(self, mut show: impl FnMut(AddressView<'a>)) {
        for address in self.addresses {
            if let Some(view) = self.view(address) {
                show(view);
            }
        }
    }

    /// What is shown of an address, if it passes.
    #[inline(always)]
    fn view(self, address: &'a Address) -> Option<AddressView<'a>> {
        passes(address, self.protocols, self.for_service).then(|| {
            if self.complete {
                view(address, self.for_service)
            } else {
                view_as_given(address)
            }
        })
    }
}

#[inline(always)]
fn view_as_given(address: &Address) -> AddressView<'_> {
    let side = |side: Option<_>| side.map_or(Side::Absent, Side::Given);
    AddressView {
        local: side(address.local.as_deref()),
        remote: side(address.remote.as_deref()),
        socket_type: address.socket_type,
        protocol: address.protocol,
    }
}

/// Fills the sides: clients connect to the remote one, services bind to the local one (`LUP_RES_SERVICE`).
///
/// A side that was not registered must be usable all the same. The side that the caller is after takes the bytes of
/// the other one; the side that only completes the pair becomes the wildcard of the same family.
#[inline(always)]
fn view(address: &Address, for_service: bool) -> AddressView<'_> {
    let (local, remote) = match (address.local.as_deref(), address.remote.as_deref()) {
        (Some(local), Some(remote)) => (Side::Given(local), Side::Given(remote)),
        (Some(local), None) if for_service => (Side::Given(local), Side::WildcardLike(local)),
        (Some(local), None) => (Side::Given(local), Side::Given(local)),
        (None, Some(remote)) if for_service && policy::SERVICE_BINDS_TO_REMOTE => {
            (Side::Given(remote), Side::Given(remote))
        }
        (None, Some(remote)) => (Side::WildcardLike(remote), Side::Given(remote)),
        (None, None) => (Side::Absent, Side::Absent),
    };
    AddressView {
        local,
        remote,
        socket_type: address.socket_type,
        protocol: address.protocol,
    }
}

/// Whether an address passes a protocol restriction, by the family of the side that the caller is after.
#[inline]
pub(crate) fn passes(address: &Address, protocols: &[Protocol], for_service: bool) -> bool {
    if protocols.is_empty() {
        return true;
    }
    let (first, second) = if for_service {
        (&address.local, &address.remote)
    } else {
        (&address.remote, &address.local)
    };
    let family = first.as_deref().or(second.as_deref()).and_then(family);
    protocols.iter().any(|wanted| {
        (wanted.family == 0 || family.is_some_and(|family| wanted.admits_family(family)))
            && (wanted.protocol == 0 || wanted.protocol == address.protocol)
    })
}

/// The family of a socket address: its first two bytes, when it has them.
pub(crate) fn family(address: &[u8]) -> Option<i32> {
    address
        .first_chunk()
        .map(|&bytes| i32::from(u16::from_ne_bytes(bytes)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::inline::Inline;

    const INET: &[u8] = &[2, 0, 0, 80, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
    const INET6: &[u8] = &[10, 0, 0, 80, 0, 0, 0, 0];

    fn address(local: Option<&[u8]>, remote: Option<&[u8]>, protocol: i32) -> Address {
        Address {
            local: local.map(Inline::from_slice),
            remote: remote.map(Inline::from_slice),
            socket_type: 1,
            protocol,
        }
    }

    #[test]
    fn next_returns_what_both_calls_ask_for_and_everything_when_it_asks_for_nothing() {
        let begin = ControlFlags::RETURN_NAME | ControlFlags::RETURN_ADDR | ControlFlags::DEEP;
        let returned = |next: ControlFlags| begin.for_next(next) & ControlFlags::RETURN_ALL;
        assert_eq!(
            returned(ControlFlags::empty()),
            ControlFlags::RETURN_NAME | ControlFlags::RETURN_ADDR
        );
        assert_eq!(
            returned(ControlFlags::FLUSH_PREVIOUS),
            ControlFlags::RETURN_NAME | ControlFlags::RETURN_ADDR
        );
        assert_eq!(
            returned(ControlFlags::RETURN_ALL),
            ControlFlags::RETURN_NAME | ControlFlags::RETURN_ADDR
        );
        assert_eq!(
            returned(ControlFlags::RETURN_ADDR | ControlFlags::RETURN_BLOB),
            ControlFlags::RETURN_ADDR
        );
        assert_eq!(returned(ControlFlags::RETURN_BLOB), ControlFlags::empty());
    }

    #[test]
    fn the_side_of_the_address_is_chosen_by_next_alone() {
        let begin =
            ControlFlags::RETURN_ALL | ControlFlags::RES_SERVICE | ControlFlags::FLUSH_PREVIOUS;
        assert!(
            !begin
                .for_next(ControlFlags::empty())
                .intersects(ControlFlags::RES_SERVICE | ControlFlags::FLUSH_PREVIOUS)
        );
        assert!(
            ControlFlags::empty()
                .for_next(ControlFlags::RES_SERVICE)
                .contains(ControlFlags::RES_SERVICE)
        );
    }

    #[test]
    fn versions_compare_as_unsigned_numbers_and_a_missing_one_is_zero() {
        let stored = |number| {
            Some(Version {
                number,
                how: Comparator(77),
            })
        };
        let equal = Version {
            number: 5,
            how: Comparator::EQUAL,
        };
        let not_less = Version {
            number: 5,
            how: Comparator::NOT_LESS,
        };
        assert!(equal.accepts(stored(5)) && !equal.accepts(stored(6)) && !equal.accepts(None));
        assert!(
            not_less.accepts(stored(5))
                && not_less.accepts(stored(u32::MAX))
                && !not_less.accepts(stored(4))
        );
        assert!(
            Version {
                number: 0,
                how: Comparator::EQUAL
            }
            .accepts(None)
        );
        assert_eq!(
            Version {
                number: 0,
                how: Comparator(2)
            }
            .check_comparator(),
            Err(Error::InvalidParameter)
        );
        assert_eq!(
            Version {
                number: 0,
                how: Comparator(-1)
            }
            .check_comparator(),
            Err(Error::InvalidParameter)
        );
    }

    #[test]
    fn a_missing_side_is_filled_for_the_one_who_asks() {
        let local_only = address(Some(INET), None, 6);
        assert_eq!(view(&local_only, false).remote, Side::Given(INET));
        assert_eq!(view(&local_only, false).local, Side::Given(INET));
        assert_eq!(view(&local_only, true).remote, Side::WildcardLike(INET));
        let remote_only = address(None, Some(INET), 6);
        assert_eq!(view(&remote_only, false).local, Side::WildcardLike(INET));
        assert_eq!(view(&remote_only, true).local, Side::Given(INET));
        let neither = address(None, None, 6);
        let filled = view(&neither, false);
        assert_eq!((filled.local, filled.remote), (Side::Absent, Side::Absent));
    }

    #[test]
    fn protocol_restrictions_take_zero_as_any_and_know_both_numberings() {
        let inet6 = address(Some(INET), Some(INET6), 6);
        let any = |family, protocol| [Protocol { family, protocol }];
        assert!(passes(&inet6, &[], false));
        assert!(passes(&inet6, &any(0, 0), false));
        assert!(passes(&inet6, &any(23, 6), false) && passes(&inet6, &any(10, 0), false));
        assert!(!passes(&inet6, &any(2, 6), false) && passes(&inet6, &any(2, 6), true));
        assert!(!passes(&inet6, &any(0, 17), false));
        assert!(passes(&address(None, None, 6), &any(0, 6), false));
        assert!(!passes(&address(None, None, 6), &any(2, 6), false));
        assert!(!passes(&address(None, Some(&[2]), 6), &any(2, 6), false));
    }
}
