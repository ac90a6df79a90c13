// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every answer that the public record of Windows' behaviour leaves open, once, with its reason.
//!
//! The README's section on differences from Windows lists what stands here.

#![forbid(unsafe_code)]

mod address_text;
mod authorization;
#[cfg(not(windows))]
mod automation;
mod bluetooth;
mod catalog;
mod classes;
#[cfg(not(windows))]
mod com;
mod dns;
mod foreign;
mod harness;
mod networks;
mod notification;
mod sap;
mod store;
mod update;

pub(crate) use self::address_text::*;
pub(crate) use self::authorization::*;
#[cfg(not(windows))]
pub(crate) use self::automation::*;
pub(crate) use self::bluetooth::*;
pub(crate) use self::catalog::*;
pub(crate) use self::classes::*;
#[cfg(not(windows))]
pub(crate) use self::com::*;
pub(crate) use self::dns::*;
pub(crate) use self::foreign::*;
pub(crate) use self::harness::*;
pub(crate) use self::networks::*;
pub(crate) use self::notification::*;
pub(crate) use self::sap::*;
pub(crate) use self::store::*;
pub(crate) use self::update::*;

use crate::error::Error;
use crate::rnr::query::Query;
use crate::rnr::service::Address;
use crate::rnr::service::State;
use crate::text::CodePage;
use widestring::U16Str;
use widestring::u16str;

/// A null `lpqsRegInfo` of `WSASetService`.
///
/// Its reference page knows only WSAEINVAL; the sibling `WSALookupServiceBegin` is tested to give WSAEFAULT
/// for a null query set, and one rule for both is what a caller can remember.
pub(crate) const NULL_QUERY_SET: Error = Error::BadPointer;

/// A `dwSize` other than the size of the struct, smaller or larger.
///
/// Current Windows answers WSAEINVAL; older builds gave ERROR_INVALID_PARAMETER or WSASERVICE_NOT_FOUND.
pub(crate) const WRONG_STRUCT_SIZE: Error = Error::InvalidParameter;

/// An operation other than register, deregister and delete.
pub(crate) const UNKNOWN_OPERATION: Error = Error::InvalidParameter;

/// The thread's error after a successful `WSAStartup` or `WSACleanup`: Windows resets it, a failure leaves it alone.
pub(crate) const LAST_ERROR_AFTER_STARTUP: i32 = 0;

/// The ANSI code page where the system has none, or one that no version of Windows is known to have.
pub(crate) const CODE_PAGE: CodePage = CodePage::UTF_8;

/// A call from a fork handler of the program that runs before ours has released the locks, in the parent.
pub(crate) const CALL_DURING_FORK: Error = Error::InProgress;

/// The longest string, in characters without the terminator, is one less than this.
///
/// Windows documents no limit for names, comments and contexts. Its counted strings end here, and a bound
/// keeps a missing terminator from being read for ever.
pub(crate) const TEXT_LIMIT: usize = 32_767;

/// Bytes of an ANSI string that are searched for its terminator: no code page needs more for one character.
pub(crate) const ANSI_LIMIT_BYTES: usize = TEXT_LIMIT * 3;

/// The largest socket address, in bytes: that of `SOCKADDR_STORAGE`, which is documented to hold any family's.
pub(crate) const SOCKADDR_LIMIT_BYTES: usize = 128;

/// The largest number of addresses in one registration, where a larger count is a count that was never set; and of one service,
/// however many registrations they come from, so that whatever is stored can be registered again.
pub(crate) const ADDRESS_COUNT_LIMIT: usize = 65_536;

/// The largest number of protocols in one restriction.
pub(crate) const PROTOCOL_COUNT_LIMIT: usize = 4_096;

/// The largest blob, in bytes.
pub(crate) const BLOB_LIMIT_BYTES: usize = 1 << 20;

/// The deepest context, in components. Each is a container of its own, so the work on one context grows with the square.
pub(crate) const CONTEXT_DEPTH_LIMIT: usize = 64;

/// A string, context, socket address, array or blob beyond its limit.
pub(crate) const BEYOND_LIMIT: Error = Error::InvalidParameter;

/// An explicit provider id is honoured even when that provider is disabled: the caller asked for it by name.
pub(crate) const DISABLED_PROVIDER_ANSWERS_BY_ID: bool = true;

/// How telling an error is when several providers refused a registration; the smallest is reported.
///
/// Windows' choice is not published. A refusal says more than an absence, and "not supported" says least.
pub(crate) fn refusal_rank(error: Error) -> u8 {
    match error {
        Error::AccessDenied => 0,
        Error::OutOfMemory => 1,
        Error::ServiceNotFound => 2,
        Error::InvalidParameter => 3,
        Error::NotSupported => 5,
        _ => 4,
    }
}

/// What a lookup without any result ends with when its providers gave different reasons; the largest is reported.
///
/// "Not found" from one provider must not hide that another knows the name but has nothing that fits. "No such host" says
/// more than "no such service", which a namespace says of every name that is not its own; that nobody could be asked
/// leaves the name open, and what is certain comes before that.
pub(crate) fn ending_rank(error: Error) -> u8 {
    match error {
        Error::NoMore => 0,
        Error::ServiceNotFound => 1,
        Error::HostNotFound => 2,
        Error::TryAgain | Error::NoRecovery => 3,
        Error::NoData => 4,
        _ => 5,
    }
}

/// Whether a provider that gave this reason has merely ended when something was found, by others or by itself.
///
/// A registered service must stay usable on a machine without a name server, by programs that take every ending but
/// WSA_E_NO_MORE for a failure of the whole lookup. But a provider that has begun a list and cannot go on has not ended, and
/// neither has one whose store is busy: what the caller has would pass for all that there is.
pub(crate) fn has_merely_ended(reason: Error, has_delivered: bool) -> bool {
    match reason {
        Error::ServiceNotFound | Error::NoData | Error::HostNotFound => true,
        Error::TryAgain | Error::NoRecovery => !has_delivered,
        _ => false,
    }
}

/// Whether a failure says nothing of what there is, so that the same provider is asked again by the call after it.
///
/// WSATRY_AGAIN from a busy store would be a lie if trying again did not help, and so would a want of memory or a failure of the
/// system that is over. The provider is where it was. A name server's TryAgain is another matter: its question has been asked
/// as often as it is to be, with all the waiting, and is over; a new lookup asks it anew. A program that goes on calling after
/// such an error until it is WSA_E_NO_MORE turns for as long as the store is busy, but each of its turns waits for the store.
pub(crate) fn is_no_answer(reason: Error) -> bool {
    matches!(reason, Error::Busy | Error::OutOfMemory | Error::SystemCall)
}

/// A wildcard that stands for every name in a lookup, accepted by the namespaces that store services.
pub(crate) const EVERY_NAME: &U16Str = u16str!("*");

/// The version of a service that was registered without one.
pub(crate) const MISSING_VERSION: u32 = 0;

/// A comparator other than `COMP_EQUAL` and `COMP_NOTLESS` in a lookup.
pub(crate) const UNKNOWN_COMPARATOR: Error = Error::InvalidParameter;

/// A context other than the default in a namespace that has no containers.
pub(crate) const CONTEXT_IN_FLAT_NAMESPACE: Error = Error::InvalidParameter;

/// `LUP_CONTAINERS` in a namespace that has none; also both container flags at once, which leave nothing.
pub(crate) const NO_CONTAINERS: Error = Error::NoData;

/// Whether an enumeration without `LUP_CONTAINERS` lists containers beside services: only one that restricts nothing.
///
/// "Neither flag: both kinds" says the reference. But a container has no class, version or address that could satisfy a
/// restriction, and a lookup of one name should not cost a look at everything else.
pub(crate) fn lists_containers(query: &Query) -> bool {
    query.class.is_none()
        && query.version.is_none()
        && query.protocols.is_empty()
        && query.exact_name().is_none()
}

/// Whether an enumeration lists an object in this state; a lookup by name finds it in either.
pub(crate) fn enumerated(state: State) -> bool {
    state == State::Registered
}

/// Whether an element of `lpcsaBuffer` is no address: programs leave the rest of a fixed array zeroed.
pub(crate) fn is_no_address(address: &Address) -> bool {
    address.local.is_none()
        && address.remote.is_none()
        && address.socket_type == 0
        && address.protocol == 0
}

/// What a service (`LUP_RES_SERVICE`) is to bind to when only the remote address was registered: that one.
///
/// The reference names only the reverse case, a client of a service that registered its local address alone.
pub(crate) const SERVICE_BINDS_TO_REMOTE: bool = true;

/// A named lookup whose object exists, but not in the version, over the protocol or with an address that is asked for.
///
/// A deregistered object, and one registered without an address, has none: with `LUP_RETURN_ADDR` it is found to lack
/// them, without it its properties are returned. Enumerations pass over deregistered objects.
pub(crate) const NAMED_BUT_UNFIT: Error = Error::NoData;

/// A named lookup that matches nothing, reported by the first Next: Begin does not search.
pub(crate) const NAME_UNKNOWN: Error = Error::ServiceNotFound;

/// A registration that lacks the name or the class that its namespace needs.
pub(crate) const MISSING_IDENTITY: Error = Error::InvalidParameter;

/// One number for a family that Windows and the host number differently.
///
/// A client compiled against the system's socket headers and one compiled against Windows' mean the same family
/// by 10 and 23 (IPv6), 31 and 32 (Bluetooth), 4 and 6 (IPX). Stored addresses keep the number that was given.
pub(crate) fn canonical_family(family: i32) -> i32 {
    match family {
        10 => 23,
        31 => 32,
        4 => 6,
        other => other,
    }
}

/// `WSAECANCELLED` has two spellings; new providers are told to return the `WSA_E_` form.
pub(crate) const ENDED_DURING_NEXT: Error = Error::Cancelled;
