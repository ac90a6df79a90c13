// SPDX-License-Identifier: MIT OR Apache-2.0
//! Networks (NS_NLA).

#![forbid(unsafe_code)]

use super::canonical_family;
use crate::error::Error;
use crate::provider::Outcome;
use crate::provider::nla::machine::Addresses;
use crate::provider::nla::machine::Interface;
use crate::rnr::query::ControlFlags;
use crate::rnr::query::Protocol;
use crate::rnr::query::Query;
use crate::rnr::service::Address;
use crate::rnr::service::Service;

/// A registration in every namespace that does not name the class of networks. It is about a service; a network of that name
/// is stored by nobody's wish. Nor is it refused, since that would speak for the namespaces that it is meant for.
pub(crate) const REGISTRATION_MEANT_FOR_OTHERS: Outcome = Outcome::Ignored;

/// A network of a class that is not that of networks.
pub(crate) const NO_CLASS_OF_NETWORKS: Error = Error::InvalidParameter;

/// A flag beside the two that are documented: it may mean anything.
pub(crate) const UNKNOWN_NETWORK_FLAG: Error = Error::InvalidParameter;

/// Deregistering a network: storing and deleting are the documented operations.
pub(crate) const DEREGISTERED_NETWORK: Error = Error::NotSupported;

/// A friendly name to be stored that is absent or empty: the reference has it "checked for validity".
pub(crate) const NO_FRIENDLY_NAME: Error = Error::InvalidParameter;

/// Deleting a network, or its friendly name, that is not stored: "an error" says the reference.
pub(crate) const NETWORK_NOT_STORED: Error = Error::ServiceNotFound;

/// What is wrong with an address of a network to be stored, if anything: only IP is known.
///
/// The reference has errors for the two numbers of a protocol restriction. A registration is not restricted, so addresses,
/// which say the same, are held against it.
pub(crate) fn check_network_address(address: &Address) -> Result<(), Error> {
    let sides = [&address.local, &address.remote].into_iter().flatten();
    let mut families = sides.filter_map(|side| side.first_chunk().copied().map(u16::from_ne_bytes));
    if !families.all(|family| is_family_of_ip(i32::from(family))) {
        return Err(Error::FamilyNotSupported);
    }
    if !is_protocol_of_ip(address.protocol) {
        return Err(Error::ProtocolNotSupported);
    }
    Ok(())
}

/// Whether a protocol restriction leaves room for IP. Otherwise the lookup is refused, as documented.
pub(crate) fn asks_for_ip(protocols: &[Protocol]) -> bool {
    let is_ip =
        |wanted: &Protocol| is_family_of_ip(wanted.family) && is_protocol_of_ip(wanted.protocol);
    protocols.is_empty() || protocols.iter().any(is_ip)
}

fn is_family_of_ip(family: i32) -> bool {
    matches!(canonical_family(family), 0 | 2 | 23)
}

/// Protocols above IP have eight bits; other families number theirs beyond.
fn is_protocol_of_ip(protocol: i32) -> bool {
    (0..=255).contains(&protocol)
}

/// Whether a lookup restricts nothing at all. Only such a one lists networks when it goes to every namespace: programs ask so
/// whether the machine is on line. Any other is about services.
pub(crate) fn asks_for_anything(query: &Query) -> bool {
    query.class.is_none()
        && query.name.is_empty()
        && query.version.is_none()
        && query.context.is_empty()
        && query.protocols.is_empty()
        && query.query_string.is_empty()
        && query.blob.is_none()
}

/// Whether an interface is a network: it leads away from this machine, is connected, and speaks IP.
///
/// Bridges, virtual cables and cards without an address are none; nobody could say that they make the machine be on line.
pub(crate) fn is_network(interface: &Interface) -> bool {
    !interface.is_loopback && interface.is_running && interface.addresses != Addresses::None
}

/// Whether a lookup with these flags lists a network: the reference has them restrict it to networks that have the members
/// asked for.
///
/// Only networks that the machine is on have a blob, so that every lookup which asks for that answers "am I on line"; the
/// watchers that are known ask for everything. Without it, stored networks that are not there are listed as well. A
/// comment is not demanded beside a name, as hardly a network has one.
pub(crate) fn network_qualifies(network: &Service, flags: ControlFlags) -> bool {
    let members =
        ControlFlags::RETURN_NAME | ControlFlags::RETURN_COMMENT | ControlFlags::RETURN_BLOB;
    match flags & members {
        asked if asked.contains(ControlFlags::RETURN_BLOB) => network.blob.is_some(),
        asked if asked == ControlFlags::RETURN_COMMENT => network.comment.is_some(),
        _ => true,
    }
}

/// Whether a network's connectivity is told of without `LUP_DEEP`, which the reference says asks for more.
///
/// What there is more is not published. The interface is the network itself; its connections come from looking farther.
pub(crate) const CONNECTIVITY_WITHOUT_DEEP: bool = false;

/// What `NLA_CONNECTIVITY` says of a network's kind. Managed ones have a domain, of which nothing is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Connectivity {
    AdHoc,
    Unmanaged,
    Unknown,
}

/// The kind of a network by its addresses: where everybody made up their own, nobody is there to assign them.
pub(crate) fn connectivity(addresses: Addresses) -> Connectivity {
    match addresses {
        Addresses::Assigned => Connectivity::Unmanaged,
        Addresses::LinkLocal => Connectivity::AdHoc,
        Addresses::None => Connectivity::Unknown,
    }
}

/// What `NLA_CONNECTIVITY` says of the Internet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Internet {
    Unknown,
    No,
    Yes,
}

/// Whether the Internet lies behind a network: where a default route leads. Nothing is sent to find out more.
pub(crate) fn internet(has_default_route: Option<bool>) -> Internet {
    match has_default_route {
        None => Internet::Unknown,
        Some(false) => Internet::No,
        Some(true) => Internet::Yes,
    }
}
