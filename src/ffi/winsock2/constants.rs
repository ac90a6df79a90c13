// SPDX-License-Identifier: MIT OR Apache-2.0
//! Operations, control flags, namespaces and result flags.

use super::structs::{WSAECOMPARATOR, WSAESETSERVICEOP};
use crate::ffi::ws2def::DWORD;

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
