// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every answer that the public record of Windows' behaviour leaves open, once, with its reason.
//!
//! The README's section on differences from Windows lists what stands here.

#![forbid(unsafe_code)]

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use crate::wua::cab::{Certificate, Refusal};
use widestring::{U16Str, u16str};

use crate::error::Error;
use crate::provider::Outcome;
use crate::provider::bluetooth;
use crate::provider::bluetooth::description::Device;
use crate::provider::dns::{Layout, Transport};
use crate::provider::nla::machine::{Addresses, Interface};
use crate::rnr::catalog::installed::ChangeKind;
use crate::rnr::catalog::{FileError, FormatError};
use crate::rnr::query::{ControlFlags, Protocol, Query};
use crate::rnr::service::{Address, Blob, Service, State};
use crate::text::WideText;

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

/// The largest number of addresses in one registration; a larger count is a count that was never set.
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

/// How telling an error is when no provider did what a call about a service class asks; the smallest is reported.
///
/// As for registrations; that the class is installed already says more than that something is wrong with it.
pub(crate) fn class_refusal_rank(error: Error) -> u8 {
    match error {
        Error::AccessDenied => 0,
        Error::OutOfMemory => 1,
        Error::ClassInstalled => 2,
        Error::InvalidParameter => 3,
        Error::ClassNotFound => 5,
        Error::NotSupported => 6,
        _ => 4,
    }
}

/// What names a class that is known. One that was installed without a name, or with an empty one, which are both allowed,
/// has none to tell: the documented code for data that is missing.
pub(crate) fn class_name(name: Option<&WideText>) -> Result<WideText, Error> {
    name.filter(|name| !name.is_empty())
        .cloned()
        .ok_or(Error::NoData)
}

/// The name of a class that every provider knows without installation: of a TCP or UDP port, of a NetWare object type, of a
/// type of DNS records. The number comes before what it numbers.
///
/// Windows says that these classes need not be installed, and publishes no names for them. Services are written like this
/// in its services file and in lookups ("80/tcp").
pub(crate) fn implied_class_name(number: u16, kind: &str) -> String {
    format!("{number}/{kind}")
}

/// The removal of a class that was not installed, also of one that needs no installation.
///
/// Such a class can be installed nevertheless; the description that was installed then counts, until it is removed.
pub(crate) const CLASS_NOT_INSTALLED: Error = Error::ClassNotFound;

/// Whether a service in this state keeps its class from being removed: WSAETOOMANYREFS is documented for instances that
/// are "still registered", and a deregistered one no longer is.
pub(crate) fn keeps_class(state: State) -> bool {
    state == State::Registered
}

/// A description of a service class that is null or incomplete: no id, or one of zeros, a value without a name, an array or
/// data that is not there. Also a null pointer to an id, a size or a length in the calls about classes.
///
/// Their reference pages name WSAEINVAL, and not the code for null pointers.
pub(crate) const BAD_CLASS_PARAMETER: Error = Error::InvalidParameter;

/// The largest number of values in the description of a service class. Most have one or two.
pub(crate) const CLASS_VALUE_COUNT_LIMIT: usize = 256;

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

/// Whether a provider that gave this reason has merely ended when something was found elsewhere.
///
/// A registered service must stay usable on a machine without a name server, by programs that take every ending but
/// WSA_E_NO_MORE for a failure of the whole lookup.
pub(crate) fn has_merely_ended(reason: Error) -> bool {
    matches!(
        reason,
        Error::ServiceNotFound
            | Error::NoData
            | Error::HostNotFound
            | Error::TryAgain
            | Error::NoRecovery
    )
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

/// Whether the conversions between addresses and text need a `WSAStartup`.
///
/// Their reference pages list WSANOTINITIALISED; in practice they answer without, as observed on Wine 8, and programs
/// print addresses after their last `WSACleanup`.
pub(crate) const ADDRESS_TEXT_NEEDS_STARTUP: bool = false;

/// A null text in `WSAStringToAddress`. Wine 8 answers so, and not with the code for null pointers.
pub(crate) const NULL_ADDRESS_TEXT: Error = Error::InvalidParameter;

/// Whether a protocol's address family, in an `lpProtocolInfo`, lets an address of the other family be converted.
///
/// The parameter chooses the transport provider that converts. Here one converter serves each family, so nothing but the
/// family matters; a provider of another family could only refuse. 0 leaves the family open.
pub(crate) fn protocol_converts(protocol_family: i32, family: i32) -> bool {
    protocol_family == 0 || canonical_family(protocol_family) == canonical_family(family)
}

/// A protocol in `lpProtocolInfo` that cannot convert the address: WSAEINVAL is documented for bad parameters.
pub(crate) const WRONG_PROTOCOL: Error = Error::InvalidParameter;

/// A Bluetooth address with a port is `(XX:XX:XX:XX:XX:XX):port`, the port in decimal, both written and read.
///
/// The published examples have no port. This follows the form of IPv6, whose address is bracketed when a port follows.
pub(crate) const BLUETOOTH_PORT_IN_TEXT: bool = true;

/// Installing a provider id that is in the catalogue already: WSANO_RECOVERY is what the reference page gives for it.
pub(crate) const PROVIDER_ID_IN_USE: Error = Error::NoRecovery;

/// The largest catalogue file, in bytes. What is larger is no catalogue.
pub(crate) const CATALOG_LIMIT_BYTES: u64 = 1 << 20;

/// The largest data that a provider's installer may leave in the catalogue, in bytes: as text it must fit into the file.
pub(crate) const PROVIDER_SPECIFIC_LIMIT_BYTES: usize = 1 << 16;

/// The largest number of providers in an order that is written.
pub(crate) const PROVIDER_COUNT_LIMIT: usize = 4_096;

/// How long a change of the catalogue waits for another process to finish its own: each takes a few milliseconds.
pub(crate) const CATALOG_PATIENCE: Duration = Duration::from_secs(2);

/// What a catalogue file starts with that a change creates.
pub(crate) const NEW_CATALOG_FILE: &str = "# Namespace providers, in the order in which calls reach them. The README of Enlist explains the keys.\n\n";

/// Whether a change of the catalogue is seen at once by the process that makes it.
///
/// On Windows a process keeps the catalogue that it found when it initialised, so a change takes a new process. A catalogue in
/// memory has no other process that could see the change, and one rule for both kinds is easier to rely on: the process
/// that makes a change sees it with its next call, others with their next first `WSAStartup`.
pub(crate) const CATALOG_CHANGE_SEEN_AT_ONCE: bool = true;

/// What a change of the catalogue makes of a file that cannot be used.
///
/// The reference pages of the four functions differ: not each has a code for a lack of rights, and only the one that writes
/// the order has one for a catalogue that somebody else is changing. Whatever has no code of its own is WSASYSCALLFAILURE.
pub(crate) fn catalog_file_error(error: &FileError, change: ChangeKind) -> Error {
    let denied = matches!(error, FileError::System(error) if error.kind() == io::ErrorKind::PermissionDenied);
    match (error, change) {
        (FileError::Format(FormatError::Text), _) => Error::InvalidParameter,
        (FileError::Busy, ChangeKind::Reorder) => Error::TryAgain,
        (_, ChangeKind::Install | ChangeKind::Uninstall) if denied => Error::AccessDenied,
        (_, ChangeKind::Reorder) if denied => Error::NoRecovery,
        _ => Error::SystemCall,
    }
}

/// A function that Windows exports without ever having said what its parameters are.
pub(crate) const UNPUBLISHED: Error = Error::NotSupported;

/// A lookup that DNS declines when it is begun, so that nobody is asked and other namespaces answer at once.
///
/// That is one without a class or with a class that is not its own; without a name where one is needed; with a name that no
/// host can have (spaces, characters beyond ASCII, labels above 63 or names above 253 characters, "*"): sending it to a
/// name server would cost time, tell others about it, and find nothing; and one whose protocols are neither IPv4 nor IPv6.
/// A literal address in SVCID_INET_HOSTADDRBYNAME is "not resolved" by its reference, and belongs here, too.
pub(crate) const NOT_FOR_DNS: Error = Error::ServiceNotFound;

/// The protocol in the addresses of a host whose class names none, unless the protocol restriction wants another.
///
/// The reference says no more than that their port is 0. One address each, of a protocol that passes the restriction to TCP
/// and UDP that `gethostbyname` is described to use.
pub(crate) const HOST_TRANSPORT: Transport = Transport::Tcp;

/// Whose `HOSTENT` and `SERVENT` the blobs hold: those that the program sees by these names.
///
/// `winsock2.h` gives the system's structs these names, since `gethostbyname` and its like stay the system's, and a
/// program casts the blob to them. Those of Linux differ from those of Windows in their middle members.
pub(crate) const BLOB_LAYOUT: Layout = if cfg!(windows) {
    Layout::Windows
} else {
    Layout::Linux
};

/// Which addresses a host with a `HOSTENT` answers with: those of one family, since the struct has room for one.
///
/// IPv4 comes first: programs that use the struct mostly know no other.
pub(crate) fn hostent_is_inet(addresses: &[SocketAddr]) -> bool {
    addresses.iter().any(SocketAddr::is_ipv4)
}

/// The blob of a lookup of a raw record type: the whole answer of the server.
///
/// The reference says that these classes exist, and no more. An answer holds everything that one could want, and every DNS
/// library reads it. For A and AAAA the blob is a `HOSTENT`, as clients and providers in the field expect.
pub(crate) fn records_blob(answer: Vec<u8>) -> Blob {
    Blob::new(answer)
}

/// The address of this machine when nobody knows its name. Windows always has one; a container may have none.
pub(crate) const LOCAL_ADDRESS: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// A registration with NS_SAP whose class stands for no SAP type, or for all of them, which only a question can.
///
/// A type is all that packets say of a class. Refused as a registration that lacks what its namespace needs.
pub(crate) const NO_SAP_TYPE: Error = MISSING_IDENTITY;

/// A lookup in NS_SAP of a class that stands for no SAP type: no service can be of it.
pub(crate) const NO_SAP_TYPE_IN_LOOKUP: Error = Error::ServiceNotFound;

/// The family of an address that was heard of in NS_SAP: `AF_IPX`, as programs on this system know it.
///
/// Packets carry no family. Where the system has a number of its own, the headers leave it to programs.
pub(crate) const HEARD_FAMILY: u16 = if cfg!(target_os = "linux") { 4 } else { 6 };

/// Whether an object that was shown and is now as `current` counts as changed: when any property of it differs.
///
/// The reference speaks of a change in the result set. A lookup that returns names alone is told of a new comment or
/// address, too: programs that watch networks ask for the name and want to know that something about it is new.
/// An object that was replaced by an equal one has not changed.
pub(crate) fn tells_of_change(shown: &Service, current: &Service) -> bool {
    !std::ptr::eq(shown, current) && shown != current
}

/// An ioctl whose lookup is ended meanwhile, whatever it was doing; what the reference says of a pending notification.
pub(crate) const ENDED_DURING_IOCTL: Error = Error::Aborted;

/// A notification on a lookup that spans several providers, as documented. It spans those that took the query.
pub(crate) const NOTIFICATION_OF_SEVERAL: Error = Error::InvalidParameter;

/// A control code of `WSANSPIoctl` other than the one that exists, as documented.
pub(crate) const UNKNOWN_CONTROL_CODE: Error = Error::InvalidParameter;

/// A `WSACOMPLETIONTYPE` that is none. The reference calls a bad completion a bad parameter.
pub(crate) const UNKNOWN_COMPLETION: Error = Error::InvalidParameter;

/// Completion by a window message, an event or a port: kinds of objects that this system does not have. Reported after
/// everything that is wrong with the handle.
pub(crate) const COMPLETION_ELSEWHERE: Error = Error::NotSupported;

/// A provider's routine that failed and said nothing about why.
pub(crate) const UNREPORTED: Error = Error::SystemCall;

/// The buffer that a provider's library is given for a result at first, in bytes: what most results need.
pub(crate) const RESULT_BYTES: usize = 4_096;

/// The largest buffer that a provider's library can ask for, in bytes.
pub(crate) const RESULT_LIMIT_BYTES: usize = 1 << 24;

/// How often a provider's library may ask for a larger buffer for one result: it may have changed meanwhile, but not always.
pub(crate) const RESULT_ATTEMPTS: u32 = 8;

// Bluetooth (NS_BTH).

/// `RNRSERVICE_DEREGISTER`, which the reference calls not valid without naming its error.
pub(crate) const BLUETOOTH_DEREGISTER: Error = Error::InvalidParameter;

/// Control flags other than 0, which the reference reserves without naming their error.
pub(crate) const BLUETOOTH_FLAGS: Error = Error::InvalidParameter;

/// A registration at a protocol and port where something is registered.
///
/// The reference demands that they are unique, and names no error. WSAEINVAL would say as little as for every other mistake;
/// this code says what a server can do about it.
pub(crate) const BLUETOOTH_PORT_TAKEN: Error = Error::AddressInUse;

/// The protocol of an address that names none. Programs that register at RFCOMM channels leave it 0, and hardly any other
/// protocol is used.
pub(crate) const UNNAMED_BLUETOOTH_PROTOCOL: Option<bluetooth::Protocol> =
    Some(bluetooth::Protocol::Rfcomm);

/// Whether port 0, and an address that is cut short before the port, can be registered. The record then names no channel.
///
/// A shipping program passes 16 of the 30 bytes and works on Windows, which must look behind them. Here nothing behind the
/// given length is read.
pub(crate) const BLUETOOTH_PORT_MAY_BE_UNKNOWN: bool = true;

/// A `BTH_SET_SERVICE`, `BTH_QUERY_DEVICE` or `BTH_QUERY_SERVICE` that ends before what is needed of it.
pub(crate) const BLUETOOTH_BLOB_TOO_SMALL: Error = Error::InvalidParameter;

/// A null `pSdpVersion` or `pRecordHandle`. Pointers inside structs are parameters like others here, as in query sets.
pub(crate) const NULL_RECORD_CELL: Error = Error::InvalidParameter;

/// A `*pSdpVersion` other than `BTH_SDP_VERSION`.
pub(crate) const UNKNOWN_SDP_VERSION: Error = Error::InvalidParameter;

/// A service record that is malformed, beyond a limit, or without the classes of its service. WSAEINVAL is observed on Windows
/// for one that is cut short.
pub(crate) const MALFORMED_SDP_RECORD: Error = Error::InvalidParameter;

/// The largest service record, in bytes. Its length is told apart from its bytes, and may never have been set.
pub(crate) const SDP_RECORD_LIMIT_BYTES: usize = 65_536;

/// How deep the elements of a service record may nest. No published profile needs more than half of it.
pub(crate) const SDP_DEPTH_LIMIT: usize = 16;

/// A handle to delete that belongs to no record of this process.
pub(crate) const DELETED_RECORD_UNKNOWN: Error = Error::ServiceNotFound;

/// A registration with a handle, which puts a record into the place of another (as on Windows CE), when there is no such record.
pub(crate) const REPLACED_RECORD_UNKNOWN: Error = Error::InvalidParameter;

/// A search for services without a class and a blob is [`MISSING_IDENTITY`]; this is one without a device's address.
pub(crate) const NO_DEVICE_TO_SEARCH: Error = Error::InvalidParameter;

/// A search for the numbers of records that finds none, as seen in shipping programs. Other searches merely end.
pub(crate) const NO_RECORD_NUMBERS: Error = Error::NoData;

/// A question for the record with a number that no record of the device has. A failed exchange with a device is this on Windows.
pub(crate) const RECORD_NUMBER_UNKNOWN: Error = Error::ServiceNotFound;

/// Whether an inquiry without `LUP_FLUSHCACHE` returns a device: one that the machine has something to do with. What an earlier
/// inquiry has found is not kept, so that a program sees the same in every run.
pub(crate) fn is_known_device(device: &Device) -> bool {
    device.remembered || device.connected || device.authenticated
}

/// The address of the emulated radio: from the range that RFC 7042 sets apart for documentation.
pub(crate) const DEFAULT_RADIO: u64 = 0x0000_5E00_5301;

/// The largest description of Bluetooth devices, in bytes; anything larger is another kind of file.
pub(crate) const DESCRIPTION_LIMIT_BYTES: u64 = 1 << 20;

// Networks (NS_NLA).

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

/// What a signature is whose bytes cannot be decoded, or lie outside the file: TRUST_E_MALFORMED_SIGNATURE, as on the newer
/// systems whose services are built in. Older ones say TRUST_E_NOSIGNATURE, as for no signature at all.
pub(crate) const MALFORMED_SIGNATURE: u32 = 0x8009_6011;

/// Whether SHA-1 counts under a timestamp: the services of the older protocol use it, and do so for documents of others, so
/// that who finds a collision gains little. A cabinet and the certificates of its signer need SHA-2, as current agents do.
pub(crate) const SHA1_IN_TIMESTAMPS: bool = true;

/// Whether the certificate of a signer must list its usage among those that it is for.
///
/// Windows takes one that lists none to be good for everything. "No code-signing usage" is a refusal of its own, and who
/// trusts an authority for servers, too, does not want everyone whom it certified to authorise update services.
pub(crate) const USAGE_MUST_BE_LISTED: bool = true;

/// A cabinet that is signed well and whose structure is broken, too large or full of tricks: its authorization is malformed.
pub(crate) const UNREADABLE_CONTENTS: Refusal = Refusal::BadAuthorization;

/// The largest authorization cab, in bytes. They have a few thousand, most of which are the signature.
pub(crate) const CABINET_LIMIT_BYTES: u64 = 4 << 20;

/// The largest number of folders in an authorization cab.
pub(crate) const CABINET_FOLDER_LIMIT: u16 = 16;

/// The largest number of files in an authorization cab. One counts; others may tell people what it is.
pub(crate) const CABINET_FILE_LIMIT: u16 = 64;

/// The most that an authorization cab may become when it is unpacked, in bytes.
pub(crate) const UNPACKED_LIMIT_BYTES: u32 = 16 << 20;

/// The file that is the authorization. The case of its name does not matter, as in Windows' own use of cabinets.
pub(crate) const AUTHORIZATION_FILE: &str = "authorization.xml";

/// The largest authorization, in bytes.
pub(crate) const AUTHORIZATION_LIMIT_BYTES: u32 = 256 << 10;

/// The deepest element of an authorization that is still read, to be refused or not; what is known has three levels.
pub(crate) const AUTHORIZATION_DEPTH_LIMIT: usize = 32;

/// The largest number of elements, texts and comments in an authorization.
pub(crate) const AUTHORIZATION_NODE_LIMIT: u32 = 4_096;

/// The longest text in an authorization, in characters: about the longest URL that Windows' own libraries take.
pub(crate) const AUTHORIZATION_TEXT_LIMIT: usize = 2_083;

/// The largest number of URLs to redirect to.
pub(crate) const REDIRECT_URL_LIMIT: usize = 64;

/// The shortest RSA key whose signatures count: shorter ones can be forged by now.
pub(crate) const RSA_LEAST_BITS: usize = 2_048;

/// The largest number of certificates in a signature.
pub(crate) const CERTIFICATE_LIMIT: usize = 32;

/// The largest number of extensions of a certificate.
pub(crate) const EXTENSION_LIMIT: usize = 64;

/// The largest number of signatures inside another.
pub(crate) const NESTED_SIGNATURE_LIMIT: usize = 4;

/// The longest chain of certificates, both ends counted.
pub(crate) const CHAIN_LIMIT: usize = 8;

/// How many signatures of certificates are checked at most to find a chain. Certificates with many issuers of one name would
/// otherwise cost any amount of time.
pub(crate) const SIGNATURE_CHECK_LIMIT: usize = 64;

/// The largest number of files that name trusted certificates, and the most bytes in one of them.
pub(crate) const TRUST_FILE_LIMIT: usize = 1_024;
pub(crate) const TRUST_FILE_LIMIT_BYTES: u64 = 4 << 20;

/// Whether the holder of a certificate may publish authorizations.
///
/// Windows takes them from Microsoft alone. Here the user says whom to trust by the anchors, and may say more: the names of
/// organizations, or common names, of which one must be the certificate's. Whoever names none allows every publisher.
pub(crate) fn is_allowed_publisher(certificate: &Certificate, publishers: &[String]) -> bool {
    let names = certificate.names();
    publishers.is_empty()
        || publishers
            .iter()
            .any(|publisher| names.contains(&publisher.as_str()))
}
