// SPDX-License-Identifier: MIT OR Apache-2.0
//! `winsock2.h`: start-up, errors, registration and name resolution.

use super::guiddef::GUID;
use super::ws2def::{BLOB, BOOL, CHAR, CSADDR_INFO, DWORD, INT, SOCKADDR, WCHAR, WORD};
use crate::edge::pack::Buffer;
use crate::edge::write::HandleSlot;
use crate::edge::{self, Encoding};
use crate::error::Error;
use crate::rnr::Winsock;
use crate::rnr::lookup::Session;
use crate::{last_error, startup};

/// What `RNRSERVICE_REGISTER` and its siblings are passed as: any 32-bit number may arrive.
pub type WSAESETSERVICEOP = INT;

/// What `COMP_EQUAL` and its sibling are passed as: any 32-bit number may arrive.
pub type WSAECOMPARATOR = INT;

/// An opaque handle of a lookup.
pub type HANDLE = *mut core::ffi::c_void;

/// Capacity of `WSADATA::szDescription`, without the terminator.
pub const WSADESCRIPTION_LEN: usize = 256;
/// Capacity of `WSADATA::szSystemStatus`, without the terminator.
pub const WSASYS_STATUS_LEN: usize = 128;
/// Capacity of `WSAPROTOCOL_INFO::szProtocol`, without the terminator.
pub const WSAPROTOCOL_LEN: usize = 255;
/// Capacity of `WSAPROTOCOLCHAIN::ChainEntries`.
pub const MAX_PROTOCOL_CHAIN: usize = 7;

// Error codes. They are plain `int`s in C, so that `%d` prints them and `switch` takes them.

/// What a call returns that failed; the reason is in the last error.
pub const SOCKET_ERROR: INT = -1;
/// The handle of a lookup or an event is not valid.
pub const WSA_INVALID_HANDLE: INT = 6;
/// No memory is left.
pub const WSA_NOT_ENOUGH_MEMORY: INT = 8;
/// A parameter is not valid.
pub const WSA_INVALID_PARAMETER: INT = 87;
/// The overlapped operation was cancelled.
pub const WSA_OPERATION_ABORTED: INT = 995;
/// The overlapped operation has not finished.
pub const WSA_IO_INCOMPLETE: INT = 996;
/// The overlapped operation will finish later.
pub const WSA_IO_PENDING: INT = 997;
/// The number that the older codes are counted from.
pub const WSABASEERR: INT = 10000;
/// A blocking call was interrupted.
pub const WSAEINTR: INT = 10004;
/// The file handle is not valid.
pub const WSAEBADF: INT = 10009;
/// Permission is denied.
pub const WSAEACCES: INT = 10013;
/// A pointer is not valid, or a buffer is too small.
pub const WSAEFAULT: INT = 10014;
/// An argument is not valid.
pub const WSAEINVAL: INT = 10022;
/// Too many sockets are open.
pub const WSAEMFILE: INT = 10024;
/// The call would have to wait.
pub const WSAEWOULDBLOCK: INT = 10035;
/// A blocking call is running.
pub const WSAEINPROGRESS: INT = 10036;
/// It is being done, or has been done, already.
pub const WSAEALREADY: INT = 10037;
/// The handle is not that of a socket.
pub const WSAENOTSOCK: INT = 10038;
/// A destination address is required.
pub const WSAEDESTADDRREQ: INT = 10039;
/// The message is too long.
pub const WSAEMSGSIZE: INT = 10040;
/// The protocol does not fit the socket type.
pub const WSAEPROTOTYPE: INT = 10041;
/// The protocol does not have the option.
pub const WSAENOPROTOOPT: INT = 10042;
/// The protocol is not supported.
pub const WSAEPROTONOSUPPORT: INT = 10043;
/// The socket type is not supported.
pub const WSAESOCKTNOSUPPORT: INT = 10044;
/// The operation is not supported.
pub const WSAEOPNOTSUPP: INT = 10045;
/// The protocol family is not supported.
pub const WSAEPFNOSUPPORT: INT = 10046;
/// The address family does not fit the protocol.
pub const WSAEAFNOSUPPORT: INT = 10047;
/// The address is in use.
pub const WSAEADDRINUSE: INT = 10048;
/// The address is not one of this machine.
pub const WSAEADDRNOTAVAIL: INT = 10049;
/// The network is down.
pub const WSAENETDOWN: INT = 10050;
/// The network cannot be reached.
pub const WSAENETUNREACH: INT = 10051;
/// The network dropped the connection.
pub const WSAENETRESET: INT = 10052;
/// The connection was aborted on this side.
pub const WSAECONNABORTED: INT = 10053;
/// The connection was reset by the other side.
pub const WSAECONNRESET: INT = 10054;
/// No buffer space is left.
pub const WSAENOBUFS: INT = 10055;
/// The socket is connected.
pub const WSAEISCONN: INT = 10056;
/// The socket is not connected.
pub const WSAENOTCONN: INT = 10057;
/// The socket was shut down.
pub const WSAESHUTDOWN: INT = 10058;
/// Something still refers to the object.
pub const WSAETOOMANYREFS: INT = 10059;
/// The time is up.
pub const WSAETIMEDOUT: INT = 10060;
/// The other side refused the connection.
pub const WSAECONNREFUSED: INT = 10061;
/// A name leads back to itself.
pub const WSAELOOP: INT = 10062;
/// A name is too long.
pub const WSAENAMETOOLONG: INT = 10063;
/// The host is down.
pub const WSAEHOSTDOWN: INT = 10064;
/// The host cannot be reached.
pub const WSAEHOSTUNREACH: INT = 10065;
/// The directory is not empty.
pub const WSAENOTEMPTY: INT = 10066;
/// Too many processes use the library.
pub const WSAEPROCLIM: INT = 10067;
/// The user's quota is used up.
pub const WSAEUSERS: INT = 10068;
/// The disk quota is used up.
pub const WSAEDQUOT: INT = 10069;
/// The file reference is no longer available.
pub const WSAESTALE: INT = 10070;
/// The item is on another machine.
pub const WSAEREMOTE: INT = 10071;
/// The network subsystem is not ready.
pub const WSASYSNOTREADY: INT = 10091;
/// The version asked for is not supported.
pub const WSAVERNOTSUPPORTED: INT = 10092;
/// `WSAStartup` has not been called with success.
pub const WSANOTINITIALISED: INT = 10093;
/// The other side is shutting down in good order.
pub const WSAEDISCON: INT = 10101;
/// There are no more results; the older spelling of `WSA_E_NO_MORE`.
pub const WSAENOMORE: INT = 10102;
/// The lookup was ended meanwhile; the older spelling of `WSA_E_CANCELLED`.
pub const WSAECANCELLED: INT = 10103;
/// The provider's function table is not valid.
pub const WSAEINVALIDPROCTABLE: INT = 10104;
/// The provider is not valid.
pub const WSAEINVALIDPROVIDER: INT = 10105;
/// The provider could not be loaded or started.
pub const WSAEPROVIDERFAILEDINIT: INT = 10106;
/// A system call failed that should not.
pub const WSASYSCALLFAILURE: INT = 10107;
/// No such service is known.
pub const WSASERVICE_NOT_FOUND: INT = 10108;
/// No such service class is known.
pub const WSATYPE_NOT_FOUND: INT = 10109;
/// There are no more results.
pub const WSA_E_NO_MORE: INT = 10110;
/// The lookup was ended meanwhile.
pub const WSA_E_CANCELLED: INT = 10111;
/// The query was refused.
pub const WSAEREFUSED: INT = 10112;
/// No such host is known.
pub const WSAHOST_NOT_FOUND: INT = 11001;
/// No answer now; there may be one later.
pub const WSATRY_AGAIN: INT = 11002;
/// The query failed for good.
pub const WSANO_RECOVERY: INT = 11003;
/// The name is valid but has no data of the kind asked for.
pub const WSANO_DATA: INT = 11004;
/// The same code by its other name.
pub const WSANO_ADDRESS: INT = 11004;
/// Quality of service: a receiver has arrived.
pub const WSA_QOS_RECEIVERS: INT = 11005;
/// Quality of service: a sender has arrived.
pub const WSA_QOS_SENDERS: INT = 11006;
/// Quality of service: there are no senders.
pub const WSA_QOS_NO_SENDERS: INT = 11007;
/// Quality of service: there are no receivers.
pub const WSA_QOS_NO_RECEIVERS: INT = 11008;
/// Quality of service: the reservation is confirmed.
pub const WSA_QOS_REQUEST_CONFIRMED: INT = 11009;
/// Quality of service: resources are lacking.
pub const WSA_QOS_ADMISSION_FAILURE: INT = 11010;
/// Quality of service: refused by policy.
pub const WSA_QOS_POLICY_FAILURE: INT = 11011;
/// Quality of service: the style is unknown or conflicts.
pub const WSA_QOS_BAD_STYLE: INT = 11012;
/// Quality of service: a filter or provider object is wrong.
pub const WSA_QOS_BAD_OBJECT: INT = 11013;
/// Quality of service: the flow specification is wrong.
pub const WSA_QOS_TRAFFIC_CTRL_ERROR: INT = 11014;
/// Quality of service: an error of no other kind.
pub const WSA_QOS_GENERIC_ERROR: INT = 11015;
/// Quality of service: wrong service type in the flow specification.
pub const WSA_QOS_ESERVICETYPE: INT = 11016;
/// Quality of service: wrong flow specification.
pub const WSA_QOS_EFLOWSPEC: INT = 11017;
/// Quality of service: wrong provider-specific buffer.
pub const WSA_QOS_EPROVSPECBUF: INT = 11018;
/// Quality of service: wrong filter style.
pub const WSA_QOS_EFILTERSTYLE: INT = 11019;
/// Quality of service: wrong filter type.
pub const WSA_QOS_EFILTERTYPE: INT = 11020;
/// Quality of service: wrong number of filters.
pub const WSA_QOS_EFILTERCOUNT: INT = 11021;
/// Quality of service: wrong object length.
pub const WSA_QOS_EOBJLENGTH: INT = 11022;
/// Quality of service: wrong number of flow descriptors.
pub const WSA_QOS_EFLOWCOUNT: INT = 11023;
/// Quality of service: unknown provider-specific object (spelt so in Windows, too).
pub const WSA_QOS_EUNKOWNPSOBJ: INT = 11024;
/// Quality of service: wrong policy object.
pub const WSA_QOS_EPOLICYOBJ: INT = 11025;
/// Quality of service: wrong flow descriptor.
pub const WSA_QOS_EFLOWDESC: INT = 11026;
/// Quality of service: wrong provider-specific flow specification.
pub const WSA_QOS_EPSFLOWSPEC: INT = 11027;
/// Quality of service: wrong provider-specific filter.
pub const WSA_QOS_EPSFILTERSPEC: INT = 11028;
/// Quality of service: wrong shape-discard object.
pub const WSA_QOS_ESDMODEOBJ: INT = 11029;
/// Quality of service: wrong shaping-rate object.
pub const WSA_QOS_ESHAPERATEOBJ: INT = 11030;
/// Quality of service: reserved policy element type.
pub const WSA_QOS_RESERVED_PETYPE: INT = 11031;
/// No such host is known by secure means.
pub const WSA_SECURE_HOST_NOT_FOUND: INT = 11032;
/// A name-based security policy could not be added.
pub const WSA_IPSEC_NAME_POLICY_ERROR: INT = 11033;
/// Peer names: no such cloud.
pub const WSA_PNRP_CLOUD_NOT_FOUND: INT = 11501;
/// Peer names: the cloud is disabled.
pub const WSA_PNRP_CLOUD_DISABLED: INT = 11502;
/// Peer names: the identity is not valid.
pub const WSA_PNRP_INVALID_IDENTITY: INT = 11503;
/// Peer names: the machine is too busy.
pub const WSA_PNRP_TOO_MUCH_LOAD: INT = 11504;
/// Peer names: the cloud takes no registrations.
pub const WSA_PNRP_CLOUD_IS_SEARCH_ONLY: INT = 11505;
/// Peer names: the compartment is not valid.
pub const WSA_PNRP_CLIENT_INVALID_COMPARTMENT_ID: INT = 11506;
/// Peer names: the name is registered already.
pub const WSA_PNRP_DUPLICATE_PEER_NAME: INT = 11508;
/// Peer names: the cloud has lost its network.
pub const WSA_PNRP_CLOUD_IS_DEAD: INT = 11509;

// Operations and control flags of `WSASetService`. The first three are an enum in C.

/// Registers a service, or adds to a registration.
pub const RNRSERVICE_REGISTER: WSAESETSERVICEOP = 0;
/// Takes a service out of reach, and keeps it on record.
pub const RNRSERVICE_DEREGISTER: WSAESETSERVICEOP = 1;
/// Removes a service from the record.
pub const RNRSERVICE_DELETE: WSAESETSERVICEOP = 2;
/// The operation concerns only the addresses given, not all of the service.
pub const SERVICE_MULTIPLE: DWORD = 0x0001;

// How `WSAVERSION` compares. An enum in C.

/// Exactly this version.
pub const COMP_EQUAL: WSAECOMPARATOR = 0;
/// This version or a later one.
pub const COMP_NOTLESS: WSAECOMPARATOR = 1;

// Control flags of lookups. The reference pages of WSALookupServiceBegin and WSALookupServiceNext print the values of
// LUP_FLUSHCACHE and LUP_FLUSHPREVIOUS swapped; programs are compiled against the headers, which have these.
// Written as shifts because the header generator turns hexadecimal numbers into decimal ones.

/// Searches below the first level, too.
pub const LUP_DEEP: DWORD = 1 << 0;
/// Returns containers only.
pub const LUP_CONTAINERS: DWORD = 1 << 1;
/// Returns no containers.
pub const LUP_NOCONTAINERS: DWORD = 1 << 2;
/// Orders results by distance, where the provider knows it.
pub const LUP_NEAREST: DWORD = 1 << 3;
/// Fills `lpszServiceInstanceName`.
pub const LUP_RETURN_NAME: DWORD = 1 << 4;
/// Fills `lpServiceClassId`.
pub const LUP_RETURN_TYPE: DWORD = 1 << 5;
/// Fills `lpVersion`.
pub const LUP_RETURN_VERSION: DWORD = 1 << 6;
/// Fills `lpszComment`.
pub const LUP_RETURN_COMMENT: DWORD = 1 << 7;
/// Fills `lpcsaBuffer`.
pub const LUP_RETURN_ADDR: DWORD = 1 << 8;
/// Fills `lpBlob`.
pub const LUP_RETURN_BLOB: DWORD = 1 << 9;
/// Returns aliases as results of their own, marked `RESULT_IS_ALIAS`.
pub const LUP_RETURN_ALIASES: DWORD = 1 << 10;
/// Fills `lpszQueryString` with what is left of the name.
pub const LUP_RETURN_QUERY_STRING: DWORD = 1 << 11;
/// All of the `LUP_RETURN_` flags above.
pub const LUP_RETURN_ALL: DWORD = LUP_RETURN_NAME
    | LUP_RETURN_TYPE
    | LUP_RETURN_VERSION
    | LUP_RETURN_COMMENT
    | LUP_RETURN_ADDR
    | LUP_RETURN_BLOB
    | LUP_RETURN_ALIASES
    | LUP_RETURN_QUERY_STRING;
/// Ignores what is cached.
pub const LUP_FLUSHCACHE: DWORD = 1 << 12;
/// Drops the result that did not fit, and goes on to the next.
pub const LUP_FLUSHPREVIOUS: DWORD = 1 << 13;
/// Takes non-authoritative answers (name queries).
pub const LUP_NON_AUTHORITATIVE: DWORD = 1 << 14;
/// The local part of each address is the one that matters (service queries).
pub const LUP_RES_SERVICE: DWORD = 1 << 15;
/// Takes secured answers only (name queries); the same bit on purpose.
pub const LUP_SECURE: DWORD = 1 << 15;
/// Returns the names that are preferred.
pub const LUP_RETURN_PREFERRED_NAMES: DWORD = 1 << 16;
/// Asks DNS only.
pub const LUP_DNS_ONLY: DWORD = 1 << 17;
/// Returns the flags of the answer.
pub const LUP_RETURN_RESPONSE_FLAGS: DWORD = 1 << 18;
/// Returns addresses only of families that the machine has itself.
pub const LUP_ADDRCONFIG: DWORD = 1 << 20;
/// Returns IPv4 addresses in their IPv6 form, too.
pub const LUP_DUAL_ADDR: DWORD = 1 << 21;
/// Looks for a file server.
pub const LUP_FILESERVER: DWORD = 1 << 22;
/// Leaves international names as they are.
pub const LUP_DISABLE_IDN_ENCODING: DWORD = 1 << 23;
/// The caller used an ANSI function.
pub const LUP_API_ANSI: DWORD = 1 << 24;
/// The query set is the extended one.
pub const LUP_EXTENDED_QUERYSET: DWORD = 1 << 25;
/// Prefers secured answers.
pub const LUP_SECURE_WITH_FALLBACK: DWORD = 1 << 26;
/// Asks no servers but those given.
pub const LUP_EXCLUSIVE_CUSTOM_SERVERS: DWORD = 1 << 27;
/// Requires a secured exchange.
pub const LUP_REQUIRE_SECURE: DWORD = 1 << 28;
/// Returns how long the answer may be kept.
pub const LUP_RETURN_TTL: DWORD = 1 << 29;
/// Requires an exchange in clear text.
pub const LUP_FORCE_CLEAR_TEXT: DWORD = 1 << 30;
/// Returns a handle of the resolution.
pub const LUP_RESOLUTION_HANDLE: DWORD = 1u32 << 31;

// Identifiers of namespaces. `nspapi.h` has them, too.

/// All namespaces.
pub const NS_ALL: DWORD = 0;
/// Service Advertising Protocol (NetWare).
pub const NS_SAP: DWORD = 1;
/// NetWare Directory Services.
pub const NS_NDS: DWORD = 2;
/// Peer browsing.
pub const NS_PEER_BROWSE: DWORD = 3;
/// Service Location Protocol.
pub const NS_SLP: DWORD = 5;
/// Dynamic Host Configuration Protocol.
pub const NS_DHCP: DWORD = 6;
/// The machine's own name and addresses.
pub const NS_TCPIP_LOCAL: DWORD = 10;
/// The hosts file.
pub const NS_TCPIP_HOSTS: DWORD = 11;
/// Domain Name System.
pub const NS_DNS: DWORD = 12;
/// NetBIOS over TCP/IP.
pub const NS_NETBT: DWORD = 13;
/// Windows Internet Name Service.
pub const NS_WINS: DWORD = 14;
/// Network location awareness.
pub const NS_NLA: DWORD = 15;
/// Bluetooth.
pub const NS_BTH: DWORD = 16;
/// The machine's own name.
pub const NS_LOCALNAME: DWORD = 19;
/// Name Binding Protocol (AppleTalk).
pub const NS_NBP: DWORD = 20;
/// Microsoft's own, of no further kind.
pub const NS_MS: DWORD = 30;
/// Street Talk (Banyan).
pub const NS_STDA: DWORD = 31;
/// The directory (Active Directory).
pub const NS_NTDS: DWORD = 32;
/// Electronic mail.
pub const NS_EMAIL: DWORD = 37;
/// Peer names.
pub const NS_PNRPNAME: DWORD = 38;
/// Clouds of peer names.
pub const NS_PNRPCLOUD: DWORD = 39;
/// X.500 directories.
pub const NS_X500: DWORD = 40;
/// Network Information Service.
pub const NS_NIS: DWORD = 41;
/// Its successor, NIS+.
pub const NS_NISPLUS: DWORD = 42;
/// WRQ.
pub const NS_WRQ: DWORD = 50;
/// Network designers' OSI gateway.
pub const NS_NETDES: DWORD = 60;

// What `WSAQUERYSET::dwOutputFlags` says of a result.

/// The name is an alias.
pub const RESULT_IS_ALIAS: DWORD = 0x0001;
/// The object is new since the last look.
pub const RESULT_IS_ADDED: DWORD = 0x0010;
/// The object has changed since the last look.
pub const RESULT_IS_CHANGED: DWORD = 0x0020;
/// The object is gone since the last look.
pub const RESULT_IS_DELETED: DWORD = 0x0040;

// Resolution flags of the older interface.

/// Not used.
pub const RES_UNUSED_1: DWORD = 0x0001;
/// Ignores what is cached.
pub const RES_FLUSH_CACHE: DWORD = 0x0002;
/// Looks for addresses to bind to.
pub const RES_SERVICE: DWORD = 0x0004;

/// What `WSAStartup` tells about the implementation. Field order is that of 64-bit Windows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSADATA {
    /// The version that the caller is to use.
    pub wVersion: WORD,
    /// The highest version that is supported.
    pub wHighVersion: WORD,
    /// Kept for version 1 callers.
    pub iMaxSockets: WORD,
    /// Kept for version 1 callers.
    pub iMaxUdpDg: WORD,
    /// Kept for version 1 callers; never written.
    pub lpVendorInfo: *mut CHAR,
    /// Text about the implementation: `WSADESCRIPTION_LEN` characters and a terminator.
    pub szDescription: [CHAR; 257],
    /// Text about its state: `WSASYS_STATUS_LEN` characters and a terminator.
    pub szSystemStatus: [CHAR; 129],
}

/// An address family and a protocol of it.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct AFPROTOCOLS {
    /// `AF_…`; `AF_UNSPEC` stands for any.
    pub iAddressFamily: INT,
    /// `IPPROTO_…`; 0 stands for any.
    pub iProtocol: INT,
}

/// A version of a service, and how to compare it.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSAVERSION {
    /// The version: a plain number, larger is newer.
    pub dwVersion: DWORD,
    /// `COMP_EQUAL` or `COMP_NOTLESS`; meaningless in a registration.
    pub ecHow: WSAECOMPARATOR,
}

/// A registration, the restrictions of a lookup, or one of its results (ANSI form).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSAQUERYSETA {
    /// Size of this struct, in bytes.
    pub dwSize: DWORD,
    /// Name of the service instance.
    pub lpszServiceInstanceName: *mut CHAR,
    /// The service class.
    pub lpServiceClassId: *mut GUID,
    /// Version of the service; in a lookup, the version wanted and how to compare.
    pub lpVersion: *mut WSAVERSION,
    /// Free text.
    pub lpszComment: *mut CHAR,
    /// Namespace (`NS_…`), or `NS_ALL`.
    pub dwNameSpace: DWORD,
    /// One namespace provider; when not null, `dwNameSpace` is ignored.
    pub lpNSProviderId: *mut GUID,
    /// Where in a hierarchical namespace the service lives, or the lookup starts.
    pub lpszContext: *mut CHAR,
    /// Number of elements of `lpafpProtocols`.
    pub dwNumberOfProtocols: DWORD,
    /// Protocols that a lookup is restricted to.
    pub lpafpProtocols: *mut AFPROTOCOLS,
    /// The rest of a name, for providers that split names.
    pub lpszQueryString: *mut CHAR,
    /// Number of elements of `lpcsaBuffer`.
    pub dwNumberOfCsAddrs: DWORD,
    /// Addresses of the service.
    pub lpcsaBuffer: *mut CSADDR_INFO,
    /// `RESULT_IS_…` of a result.
    pub dwOutputFlags: DWORD,
    /// Provider-specific data.
    pub lpBlob: *mut BLOB,
}

/// A registration, the restrictions of a lookup, or one of its results (UTF-16 form).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSAQUERYSETW {
    /// Size of this struct, in bytes.
    pub dwSize: DWORD,
    /// Name of the service instance.
    pub lpszServiceInstanceName: *mut WCHAR,
    /// The service class.
    pub lpServiceClassId: *mut GUID,
    /// Version of the service; in a lookup, the version wanted and how to compare.
    pub lpVersion: *mut WSAVERSION,
    /// Free text.
    pub lpszComment: *mut WCHAR,
    /// Namespace (`NS_…`), or `NS_ALL`.
    pub dwNameSpace: DWORD,
    /// One namespace provider; when not null, `dwNameSpace` is ignored.
    pub lpNSProviderId: *mut GUID,
    /// Where in a hierarchical namespace the service lives, or the lookup starts.
    pub lpszContext: *mut WCHAR,
    /// Number of elements of `lpafpProtocols`.
    pub dwNumberOfProtocols: DWORD,
    /// Protocols that a lookup is restricted to.
    pub lpafpProtocols: *mut AFPROTOCOLS,
    /// The rest of a name, for providers that split names.
    pub lpszQueryString: *mut WCHAR,
    /// Number of elements of `lpcsaBuffer`.
    pub dwNumberOfCsAddrs: DWORD,
    /// Addresses of the service.
    pub lpcsaBuffer: *mut CSADDR_INFO,
    /// `RESULT_IS_…` of a result.
    pub dwOutputFlags: DWORD,
    /// Provider-specific data.
    pub lpBlob: *mut BLOB,
}

/// An entry of the catalogue of namespace providers (ANSI form).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSANAMESPACE_INFOA {
    /// The provider's identifier.
    pub NSProviderId: GUID,
    /// The namespace that it serves (`NS_…`).
    pub dwNameSpace: DWORD,
    /// Non-zero when the provider takes part in calls that do not name it.
    pub fActive: BOOL,
    /// Version of the provider.
    pub dwVersion: DWORD,
    /// Name of the provider, for people.
    pub lpszIdentifier: *mut CHAR,
}

/// An entry of the catalogue of namespace providers (UTF-16 form).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSANAMESPACE_INFOW {
    /// The provider's identifier.
    pub NSProviderId: GUID,
    /// The namespace that it serves (`NS_…`).
    pub dwNameSpace: DWORD,
    /// Non-zero when the provider takes part in calls that do not name it.
    pub fActive: BOOL,
    /// Version of the provider.
    pub dwVersion: DWORD,
    /// Name of the provider, for people.
    pub lpszIdentifier: *mut WCHAR,
}

/// The entries of the transport catalogue that a layered protocol consists of.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSAPROTOCOLCHAIN {
    /// Number of entries: 1 for a base protocol, 0 for a layer by itself.
    pub ChainLen: INT,
    /// Numbers of the entries: `MAX_PROTOCOL_CHAIN` of them.
    pub ChainEntries: [DWORD; 7],
}

/// A transport protocol and its provider (ANSI form).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSAPROTOCOL_INFOA {
    /// What the protocol can do (`XP1_…`).
    pub dwServiceFlags1: DWORD,
    /// Reserved.
    pub dwServiceFlags2: DWORD,
    /// Reserved.
    pub dwServiceFlags3: DWORD,
    /// Reserved.
    pub dwServiceFlags4: DWORD,
    /// How the entry was made (`PFL_…`).
    pub dwProviderFlags: DWORD,
    /// The provider's identifier.
    pub ProviderId: GUID,
    /// Number of the entry in the catalogue.
    pub dwCatalogEntryId: DWORD,
    /// The entries that the protocol is layered on.
    pub ProtocolChain: WSAPROTOCOLCHAIN,
    /// Version of the protocol.
    pub iVersion: INT,
    /// `AF_…`; the only member that the conversions of addresses look at.
    pub iAddressFamily: INT,
    /// The largest size of an address, in bytes.
    pub iMaxSockAddr: INT,
    /// The smallest size of an address, in bytes.
    pub iMinSockAddr: INT,
    /// `SOCK_STREAM` and so on.
    pub iSocketType: INT,
    /// `IPPROTO_TCP` and so on.
    pub iProtocol: INT,
    /// How many further protocol numbers, after `iProtocol`, the entry serves.
    pub iProtocolMaxOffset: INT,
    /// Order of bytes: 0 the most significant one first, 1 the least.
    pub iNetworkByteOrder: INT,
    /// Kind of security; 0 is none.
    pub iSecurityScheme: INT,
    /// The largest message, in bytes; 0 for streams.
    pub dwMessageSize: DWORD,
    /// Reserved.
    pub dwProviderReserved: DWORD,
    /// Name of the protocol, for people: `WSAPROTOCOL_LEN` characters and a terminator.
    pub szProtocol: [CHAR; 256],
}

/// A transport protocol and its provider (UTF-16 form).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSAPROTOCOL_INFOW {
    /// What the protocol can do (`XP1_…`).
    pub dwServiceFlags1: DWORD,
    /// Reserved.
    pub dwServiceFlags2: DWORD,
    /// Reserved.
    pub dwServiceFlags3: DWORD,
    /// Reserved.
    pub dwServiceFlags4: DWORD,
    /// How the entry was made (`PFL_…`).
    pub dwProviderFlags: DWORD,
    /// The provider's identifier.
    pub ProviderId: GUID,
    /// Number of the entry in the catalogue.
    pub dwCatalogEntryId: DWORD,
    /// The entries that the protocol is layered on.
    pub ProtocolChain: WSAPROTOCOLCHAIN,
    /// Version of the protocol.
    pub iVersion: INT,
    /// `AF_…`; the only member that the conversions of addresses look at.
    pub iAddressFamily: INT,
    /// The largest size of an address, in bytes.
    pub iMaxSockAddr: INT,
    /// The smallest size of an address, in bytes.
    pub iMinSockAddr: INT,
    /// `SOCK_STREAM` and so on.
    pub iSocketType: INT,
    /// `IPPROTO_TCP` and so on.
    pub iProtocol: INT,
    /// How many further protocol numbers, after `iProtocol`, the entry serves.
    pub iProtocolMaxOffset: INT,
    /// Order of bytes: 0 the most significant one first, 1 the least.
    pub iNetworkByteOrder: INT,
    /// Kind of security; 0 is none.
    pub iSecurityScheme: INT,
    /// The largest message, in bytes; 0 for streams.
    pub dwMessageSize: DWORD,
    /// Reserved.
    pub dwProviderReserved: DWORD,
    /// Name of the protocol, for people: `WSAPROTOCOL_LEN` characters and a terminator.
    pub szProtocol: [WCHAR; 256],
}

const _: () = {
    use core::mem::{offset_of, size_of};
    assert!(size_of::<usize>() == 8, "32-bit targets are not supported");
    assert!(size_of::<WSADATA>() == 408);
    // The header generator takes numbers as lengths, but no sums.
    assert!(
        offset_of!(WSADATA, szSystemStatus) - offset_of!(WSADATA, szDescription)
            == WSADESCRIPTION_LEN + 1
    );
    assert!(
        offset_of!(WSADATA, szSystemStatus) == 273
            && 273 + WSASYS_STATUS_LEN < size_of::<WSADATA>()
    );
    assert!(size_of::<WSAQUERYSETA>() == 120);
    assert!(size_of::<WSAQUERYSETW>() == 120);
    assert!(offset_of!(WSAQUERYSETW, lpBlob) == 112);
    assert!(size_of::<WSANAMESPACE_INFOA>() == 40);
    assert!(size_of::<WSANAMESPACE_INFOW>() == 40);
    assert!(size_of::<WSAPROTOCOLCHAIN>() == 4 + 4 * MAX_PROTOCOL_CHAIN);
    assert!(size_of::<WSAPROTOCOL_INFOA>() == 116 + WSAPROTOCOL_LEN + 1);
    assert!(size_of::<WSAPROTOCOL_INFOW>() == 116 + 2 * (WSAPROTOCOL_LEN + 1));
    // Read without knowing which form it is.
    assert!(
        offset_of!(WSAPROTOCOL_INFOA, iAddressFamily)
            == offset_of!(WSAPROTOCOL_INFOW, iAddressFamily)
    );
};

// Functions

/// Starts Winsock for the process and negotiates its version.
///
/// # Parameters
/// `wVersionRequested`: major version in the low byte, minor version in the high byte. `lpWSAData`: receives the version
/// to use, the highest version, a description and a status; the vendor pointer is not written.
///
/// # Returns
/// 0, or the error code itself. Each success needs one `WSACleanup`.
///
/// # Errors
/// * `WSAVERNOTSUPPORTED`: the major version is 0; `lpWSAData` is filled all the same, and may be null.
/// * `WSAEFAULT`: `lpWSAData` is null.
/// * `WSASYSNOTREADY`: an `ENLIST_` variable has a value that is not one of its own.
/// * `WSAEPROCLIM`: more start-ups than can be counted.
///
/// # Behaviour
/// Success sets the thread's last error to 0, as on Windows; a failure leaves it alone.
/// Source: the reference page of `WSAStartup`; the table of versions as observed on Windows and Wine 8.
///
/// # Safety
/// `lpWSAData` is null, or writable for a `WSADATA`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAStartup(wVersionRequested: WORD, lpWSAData: *mut WSADATA) -> INT {
    edge::code_call(|| {
        let [major, minor] = wVersionRequested.to_le_bytes();
        let negotiated = startup::negotiate((major, minor));
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::write::winsock_data(lpWSAData, negotiated) };
        if !negotiated.supported {
            return Err(Error::VersionNotSupported);
        }
        if lpWSAData.is_null() {
            return Err(Error::BadPointer);
        }
        edge::fork::install();
        startup::start(edge::environment::config)
    })
}

/// Ends what one `WSAStartup` started.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// * `WSANOTINITIALISED`: no start-up is left to end.
///
/// # Behaviour
/// The last clean-up invalidates every lookup handle; a call that is inside `WSALookupServiceNext` returns
/// `WSA_E_CANCELLED`. Registrations stay, since every namespace built in so far keeps them. Success sets the thread's
/// last error to 0. Source: the reference page of `WSACleanup`, which contradicts others on registrations.
#[unsafe(no_mangle)]
pub extern "C" fn WSACleanup() -> INT {
    edge::socket_call(startup::clean_up)
}

/// Returns the calling thread's last error, without clearing it. Needs no start-up and never fails.
///
/// # Behaviour
/// A new thread starts at 0. Source: the reference page of `WSAGetLastError`.
#[unsafe(no_mangle)]
pub extern "C" fn WSAGetLastError() -> INT {
    last_error::get()
}

/// Sets the calling thread's last error to any number. Needs no start-up and never fails.
///
/// # Behaviour
/// Source: the reference page of `WSASetLastError`.
#[unsafe(no_mangle)]
pub extern "C" fn WSASetLastError(iError: INT) {
    last_error::set(iError);
}

/// Registers, deregisters or deletes a service instance (ANSI form).
///
/// As [`WSASetServiceW`]; the strings are in the ANSI code page (`ENLIST_ACP`, UTF-8 by default) and converted once.
/// Characters that cannot be converted are replaced, as Windows does, and are no error.
///
/// # Safety
/// As for [`WSASetServiceW`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSASetServiceA(
    lpqsRegInfo: *mut WSAQUERYSETA,
    essOperation: WSAESETSERVICEOP,
    dwControlFlags: DWORD,
) -> INT {
    edge::socket_call(|| {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract; both forms have the same layout.
        unsafe {
            set_service(
                winsock,
                lpqsRegInfo.cast(),
                essOperation,
                dwControlFlags,
                ansi(winsock),
            )
        }
    })
}

/// Registers, deregisters or deletes a service instance (UTF-16 form).
///
/// # Parameters
/// `lpqsRegInfo`: the service; it is read before the function returns, and never changed. `dwNumberOfProtocols`,
/// `lpafpProtocols`, `lpszQueryString` and `dwOutputFlags` are not looked at. `essOperation`: `RNRSERVICE_REGISTER`,
/// `RNRSERVICE_DEREGISTER` or `RNRSERVICE_DELETE`. `dwControlFlags`: 0, or `SERVICE_MULTIPLE` to manage addresses one by
/// one; other bits go to the namespace provider, and those built in ignore them.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set. With several namespace providers, one success is enough.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEFAULT`: `lpqsRegInfo` is null.
/// * `WSAEINVAL`: `dwSize` is not the size of the struct; the operation is unknown; a count or length comes with a null
///   pointer, is negative or absurd; a string has 32,767 characters or more; `lpNSProviderId` names no provider.
/// * `WSASERVICE_NOT_FOUND`: no active provider serves the namespace; deregister or delete of what does not exist.
/// * `WSAEACCES`: the namespace does not let the caller publish.
/// * `WSAEINVAL`: the namespace needs a name or a class that is missing, or has no containers for the context.
/// * `WSA_NOT_ENOUGH_MEMORY`: memory is short.
///
/// # Behaviour
/// Source: the reference page of `WSASetService` with its table of operations; `policy.rs` for what it leaves open.
///
/// # Safety
/// `lpqsRegInfo` is null, or points to a `WSAQUERYSETW` whose `dwSize` is right and whose pointers are null or valid, left
/// unchanged during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSASetServiceW(
    lpqsRegInfo: *mut WSAQUERYSETW,
    essOperation: WSAESETSERVICEOP,
    dwControlFlags: DWORD,
) -> INT {
    edge::socket_call(|| {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract.
        unsafe {
            set_service(
                winsock,
                lpqsRegInfo,
                essOperation,
                dwControlFlags,
                Encoding::Utf16,
            )
        }
    })
}

/// Begins a lookup (ANSI form).
///
/// As [`WSALookupServiceBeginW`]; the strings are in the ANSI code page. The handle serves both forms of
/// `WSALookupServiceNext`.
///
/// # Safety
/// As for [`WSALookupServiceBeginW`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSALookupServiceBeginA(
    lpqsRestrictions: *mut WSAQUERYSETA,
    dwControlFlags: DWORD,
    lphLookup: *mut HANDLE,
) -> INT {
    edge::socket_call(|| {
        let call = startup::require_session()?;
        // SAFETY: forwarded from this function's own contract; both forms have the same layout.
        unsafe {
            lookup_begin(
                call,
                lpqsRestrictions.cast(),
                dwControlFlags,
                lphLookup,
                ansi(call.0),
            )
        }
    })
}

/// Begins a lookup (UTF-16 form).
///
/// # Parameters
/// `lpqsRestrictions`: what to look for; it is read before the function returns, and may then be freed or used as a result
/// buffer. Name (none, "" and "*" mean every one), class, version, namespace, provider, context and protocols restrict;
/// comment, addresses and output flags are not looked at. `dwControlFlags`: `LUP_` flags. `lphLookup`: receives the handle, to be
/// ended with `WSALookupServiceEnd`.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEFAULT`: `lpqsRestrictions` is null; `lphLookup` is null.
/// * `WSAEINVAL`: `dwSize` is not the size of the struct; a count comes with a null pointer or is absurd; a string has 32,767
///   characters or more; `lpNSProviderId` names no provider.
/// * `WSASERVICE_NOT_FOUND`: no active provider serves the namespace or the protocols; no provider takes the query.
/// * `WSAEINVAL`: the comparator of `lpVersion` is unknown, or the namespace has no containers for the context.
/// * `WSANO_DATA`: `LUP_CONTAINERS` in a namespace without containers.
/// * `WSA_NOT_ENOUGH_MEMORY`: memory, or the table of handles, is full.
///
/// # Behaviour
/// Nothing is searched yet. Source: the reference page of `WSALookupServiceBegin`; the order of the pointers as Wine's tests
/// show it.
///
/// # Safety
/// `lpqsRestrictions` is null, or points to a `WSAQUERYSETW` whose `dwSize` is right and whose pointers are null or valid, left
/// unchanged during the call. `lphLookup` is null, or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSALookupServiceBeginW(
    lpqsRestrictions: *mut WSAQUERYSETW,
    dwControlFlags: DWORD,
    lphLookup: *mut HANDLE,
) -> INT {
    edge::socket_call(|| {
        let call = startup::require_session()?;
        // SAFETY: forwarded from this function's own contract.
        unsafe {
            lookup_begin(
                call,
                lpqsRestrictions,
                dwControlFlags,
                lphLookup,
                Encoding::Utf16,
            )
        }
    })
}

/// Returns the next result of a lookup (ANSI form).
///
/// As [`WSALookupServiceNextW`]; the strings are in the ANSI code page. Serves handles of both forms of
/// `WSALookupServiceBegin`.
///
/// # Safety
/// As for [`WSALookupServiceNextW`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSALookupServiceNextA(
    hLookup: HANDLE,
    dwControlFlags: DWORD,
    lpdwBufferLength: *mut DWORD,
    lpqsResults: *mut WSAQUERYSETA,
) -> INT {
    edge::socket_call(|| {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract.
        let buffer = unsafe { Buffer::sized(lpqsResults.cast(), lpdwBufferLength) }?;
        lookup_next(winsock, hLookup, dwControlFlags, &buffer, ansi(winsock))
    })
}

/// Returns the next result of a lookup (UTF-16 form).
///
/// # Parameters
/// `dwControlFlags`: `LUP_RETURN_` flags, which can only take away from what Begin asked for (none at all means all of
/// that); `LUP_FLUSHPREVIOUS` drops a result that did not fit; `LUP_RES_SERVICE` chooses the side of the addresses.
/// `lpdwBufferLength`: size of the buffer in bytes; receives the needed size with `WSAEFAULT` and is left alone otherwise.
/// `lpqsResults`: receives the struct and, behind it, all that it points to; what it holds before does not matter. May be null
/// when the size is 0.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEFAULT`: `lpdwBufferLength` is null, or `lpqsResults` is while the size is not 0.
/// * `WSA_INVALID_HANDLE`: the handle is not open.
/// * `WSAEFAULT`: the buffer is too small; the needed size is stored, and the same result comes again.
/// * `WSA_E_NO_MORE`: the end; or an enumeration found nothing.
/// * `WSASERVICE_NOT_FOUND`: nothing has the given name.
/// * `WSANO_DATA`: something has the given name, but not the version, protocol or address that is asked for.
/// * `WSA_E_CANCELLED`: the lookup was ended meanwhile.
///
/// # Behaviour
/// Source: the reference page of `WSALookupServiceNext`; flags 0 as shipping programs use them.
///
/// # Safety
/// `lpdwBufferLength` is null, or readable and writable. `lpqsResults` is null, or writable for that many bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSALookupServiceNextW(
    hLookup: HANDLE,
    dwControlFlags: DWORD,
    lpdwBufferLength: *mut DWORD,
    lpqsResults: *mut WSAQUERYSETW,
) -> INT {
    edge::socket_call(|| {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract.
        let buffer = unsafe { Buffer::sized(lpqsResults.cast(), lpdwBufferLength) }?;
        lookup_next(winsock, hLookup, dwControlFlags, &buffer, Encoding::Utf16)
    })
}

/// Ends a lookup and frees its handle.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSA_INVALID_HANDLE`: the handle is not open: null, invented, or ended before.
///
/// # Behaviour
/// May be called while another thread is inside `WSALookupServiceNext` with the handle: that call returns
/// `WSA_E_CANCELLED`. Source: the reference page of `WSALookupServiceEnd`.
#[unsafe(no_mangle)]
pub extern "C" fn WSALookupServiceEnd(hLookup: HANDLE) -> INT {
    edge::socket_call(|| startup::require()?.lookup_end(hLookup.addr() as u64))
}

/// Lists the namespace providers (ANSI form).
///
/// As [`WSAEnumNameSpaceProvidersW`]; the identifiers are in the ANSI code page.
///
/// # Safety
/// As for [`WSAEnumNameSpaceProvidersW`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAEnumNameSpaceProvidersA(
    lpdwBufferLength: *mut DWORD,
    lpnspBuffer: *mut WSANAMESPACE_INFOA,
) -> INT {
    edge::count_call(|| {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract.
        let buffer = unsafe { Buffer::sized_or_null(lpnspBuffer.cast(), lpdwBufferLength) }?;
        buffer.put_providers(winsock.name_space_providers(), ansi(winsock))
    })
}

/// Lists the namespace providers (UTF-16 form).
///
/// # Parameters
/// `lpdwBufferLength`: size of the buffer in bytes; receives the needed size with `WSAEFAULT` and is left alone otherwise.
/// `lpnspBuffer`: receives the structs, one behind the other, and behind them their strings; null asks for the size.
///
/// # Returns
/// The number of structs, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEFAULT`: `lpdwBufferLength` is null; the buffer is null or too small, and the needed size is stored.
///
/// # Behaviour
/// Inactive providers are listed, too. Source: the reference page of `WSAEnumNameSpaceProviders`.
///
/// # Safety
/// `lpdwBufferLength` is null, or readable and writable. `lpnspBuffer` is null, or writable for that many bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAEnumNameSpaceProvidersW(
    lpdwBufferLength: *mut DWORD,
    lpnspBuffer: *mut WSANAMESPACE_INFOW,
) -> INT {
    edge::count_call(|| {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract.
        let buffer = unsafe { Buffer::sized_or_null(lpnspBuffer.cast(), lpdwBufferLength) }?;
        buffer.put_providers(winsock.name_space_providers(), Encoding::Utf16)
    })
}

/// Writes a socket address as text (ANSI form).
///
/// As [`WSAAddressToStringW`]. The text is ASCII, and so the same in every code page.
///
/// # Safety
/// As for [`WSAAddressToStringW`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAAddressToStringA(
    lpsaAddress: *mut SOCKADDR,
    dwAddressLength: DWORD,
    lpProtocolInfo: *mut WSAPROTOCOL_INFOA,
    lpszAddressString: *mut CHAR,
    lpdwAddressStringLength: *mut DWORD,
) -> INT {
    edge::socket_call(|| {
        // SAFETY: forwarded from this function's own contract; both forms have the member that is read at the same place.
        unsafe {
            edge::address_text::to_string(
                lpsaAddress,
                dwAddressLength,
                lpProtocolInfo.cast(),
                lpszAddressString,
                lpdwAddressStringLength,
            )
        }
    })
}

/// Writes a socket address as text (UTF-16 form).
///
/// # Parameters
/// `lpsaAddress`: an address of IPv4, IPv6, IPX or Bluetooth, laid out as on Windows; its family has Windows' number or the
/// host's. `dwAddressLength`: its size in bytes; what is beyond the size of its family is not looked at. `lpProtocolInfo`: may be
/// null; only its address family is looked at. `lpszAddressString`: receives the text and its terminator; null asks for the
/// length. `lpdwAddressStringLength`: room in characters; receives the length in characters, terminator included, with success
/// and with `WSAEFAULT` for want of room.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSAEFAULT`: `lpsaAddress` or `lpdwAddressStringLength` is null; the address is too short to have a family.
/// * `WSAEINVAL`: the family has no text form; `lpProtocolInfo` is for another family.
/// * `WSAEFAULT`: the address is shorter than its family's addresses are; the text does not fit, or there is no buffer: then the
///   needed length is stored, and nothing else.
///
/// # Behaviour
/// IPv4 is `a.b.c.d`, IPv6 the shortest form in lower case, `%` and the scope behind it; `:` and the port follow unless the port
/// is 0, an IPv6 address then stands in brackets. IPv6 addresses that carry one of IPv4 (compatible, mapped, translated, ISATAP)
/// end in it, dotted, as observed on Wine 8. Bluetooth is `(XX:XX:XX:XX:XX:XX)`, and always needs room for 40 characters; if
/// there is less, the length is not stored. IPX is `NNNNNNNN.XXXXXXXXXXXX:SSSS`.
/// Needs no start-up, as observed on Wine 8, although the reference page lists `WSANOTINITIALISED`.
/// Source: the reference page of `WSAAddressToString`; a null buffer as Wine's tests show it; `policy.rs` for the rest.
///
/// # Safety
/// `lpsaAddress` is null, or readable for `dwAddressLength` bytes or the size of its family's addresses, whichever is less.
/// `lpProtocolInfo` is null, or readable. `lpdwAddressStringLength` is null, or readable and writable. `lpszAddressString` is
/// null, or writable for that many characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAAddressToStringW(
    lpsaAddress: *mut SOCKADDR,
    dwAddressLength: DWORD,
    lpProtocolInfo: *mut WSAPROTOCOL_INFOW,
    lpszAddressString: *mut WCHAR,
    lpdwAddressStringLength: *mut DWORD,
) -> INT {
    edge::socket_call(|| {
        // SAFETY: forwarded from this function's own contract.
        unsafe {
            edge::address_text::to_string(
                lpsaAddress,
                dwAddressLength,
                lpProtocolInfo,
                lpszAddressString,
                lpdwAddressStringLength,
            )
        }
    })
}

/// Makes a socket address of text (ANSI form).
///
/// As [`WSAStringToAddressW`]. The text is ASCII, and so the same in every code page.
///
/// # Safety
/// As for [`WSAStringToAddressW`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAStringToAddressA(
    AddressString: *mut CHAR,
    AddressFamily: INT,
    lpProtocolInfo: *mut WSAPROTOCOL_INFOA,
    lpAddress: *mut SOCKADDR,
    lpAddressLength: *mut INT,
) -> INT {
    edge::socket_call(|| {
        // SAFETY: forwarded from this function's own contract; both forms have the member that is read at the same place.
        unsafe {
            edge::address_text::from_string(
                AddressString,
                AddressFamily,
                lpProtocolInfo.cast(),
                lpAddress,
                lpAddressLength,
            )
        }
    })
}

/// Makes a socket address of text (UTF-16 form).
///
/// # Parameters
/// `AddressString`: the text; it is not changed. `AddressFamily`: IPv4, IPv6, IPX or Bluetooth, by Windows' number or the
/// host's; the address gets the same number. `lpProtocolInfo`: may be null; only its address family is looked at. `lpAddress`:
/// receives the address. `lpAddressLength`: size of that buffer in bytes; receives the size of the address with success and with
/// `WSAEFAULT` for want of room.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSAEFAULT`: `lpAddress` or `lpAddressLength` is null.
/// * `WSAEINVAL`: `AddressString` is null; the family has no text form; `lpProtocolInfo` is for another family.
/// * `WSAEFAULT`: the buffer is too small; the needed size is stored, and nothing else.
/// * `WSAEINVAL`: the text is not an address of the family.
///
/// # Behaviour
/// IPv4 is what `inet_addr` takes: one to four numbers, decimal, octal or hexadecimal. A port follows `:` and is any such number
/// but 0. IPv6 may stand in brackets, and must if a port follows; its scope is a decimal number. Digits of hexadecimal numbers
/// may be of either case. Bluetooth may stand in parentheses, and must if a port follows. IPX is as `WSAAddressToStringW` writes
/// it. Spaces stand nowhere. All this is observed on Wine 8, save for Bluetooth and IPX, which it does not know; Wine 8 also
/// takes full-width digits, which are refused here.
/// Needs no start-up, as observed on Wine 8, although the reference page lists `WSANOTINITIALISED`.
/// A text that is refused leaves `lpAddress` as it is; Windows overwrites it, as Wine's tests show.
/// Source: the reference page of `WSAStringToAddress`; `policy.rs` for what it leaves open.
///
/// # Safety
/// `AddressString` is null, or terminated, and left unchanged during the call. `lpProtocolInfo` is null, or readable.
/// `lpAddressLength` is null, or readable and writable. `lpAddress` is null, or writable for that many bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAStringToAddressW(
    AddressString: *mut WCHAR,
    AddressFamily: INT,
    lpProtocolInfo: *mut WSAPROTOCOL_INFOW,
    lpAddress: *mut SOCKADDR,
    lpAddressLength: *mut INT,
) -> INT {
    edge::socket_call(|| {
        // SAFETY: forwarded from this function's own contract.
        unsafe {
            edge::address_text::from_string(
                AddressString,
                AddressFamily,
                lpProtocolInfo,
                lpAddress,
                lpAddressLength,
            )
        }
    })
}

fn ansi(winsock: &Winsock) -> Encoding {
    Encoding::Ansi(winsock.code_page())
}

/// # Safety
/// As for [`WSASetServiceW`], with strings of the encoding.
unsafe fn set_service(
    winsock: &Winsock,
    given: *const WSAQUERYSETW,
    operation: WSAESETSERVICEOP,
    control_flags: u32,
    encoding: Encoding,
) -> Result<(), Error> {
    // SAFETY: forwarded from this function's own contract.
    let given = unsafe { edge::read::query_set(given) }?;
    let operation = edge::read::operation(operation)?;
    // SAFETY: forwarded.
    let registration = unsafe { edge::read::registration(&given, encoding) }?;
    winsock.set_service(&registration, operation, control_flags)
}

/// # Safety
/// As for [`WSALookupServiceBeginW`], with strings of the encoding.
unsafe fn lookup_begin(
    (winsock, session): (&Winsock, Session),
    restrictions: *const WSAQUERYSETW,
    control_flags: u32,
    handle: *mut HANDLE,
    encoding: Encoding,
) -> Result<(), Error> {
    if restrictions.is_null() {
        return Err(Error::BadPointer);
    }
    // SAFETY: forwarded from this function's own contract.
    let handle = unsafe { HandleSlot::new(handle) }?;
    // SAFETY: forwarded.
    let restrictions = unsafe { edge::read::query_set(restrictions) }?;
    // SAFETY: forwarded.
    let query = unsafe { edge::read::query(&restrictions, encoding) }?;
    handle.put(winsock.lookup_begin(session, &query, control_flags)?);
    Ok(())
}

fn lookup_next(
    winsock: &Winsock,
    handle: HANDLE,
    control_flags: u32,
    buffer: &Buffer,
    encoding: Encoding,
) -> Result<(), Error> {
    winsock.lookup_next(handle.addr() as u64, control_flags, |result| {
        buffer.put_result(result, encoding)
    })
}
