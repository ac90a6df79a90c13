// SPDX-License-Identifier: MIT OR Apache-2.0
//! `nspapi.h`: the constants of the older service API.

use super::ws2def::DWORD;

// Constants that `winsock2.h` has as well are written there.
pub use super::winsock2::{
    NS_ALL, NS_BTH, NS_DHCP, NS_DNS, NS_EMAIL, NS_LOCALNAME, NS_MS, NS_NBP, NS_NDS, NS_NETBT,
    NS_NETDES, NS_NIS, NS_NISPLUS, NS_NLA, NS_NTDS, NS_PEER_BROWSE, NS_PNRPCLOUD, NS_PNRPNAME,
    NS_SAP, NS_SLP, NS_STDA, NS_TCPIP_HOSTS, NS_TCPIP_LOCAL, NS_WINS, NS_WRQ, NS_X500, RES_SERVICE,
};

/// All namespaces: `NS_ALL` by its older name.
pub const NS_DEFAULT: DWORD = 0;
/// The same number as `NS_WRQ`.
pub const NS_VNS: DWORD = 50;

// What a provider keeps, and how.

/// Names form a tree.
pub const NSTYPE_HIERARCHICAL: DWORD = 1 << 0;
/// Entries come and go with their services.
pub const NSTYPE_DYNAMIC: DWORD = 1 << 1;
/// Entries can be listed.
pub const NSTYPE_ENUMERABLE: DWORD = 1 << 2;
/// The namespace belongs to a workgroup.
pub const NSTYPE_WORKGROUP: DWORD = 1 << 3;

// Operations and flags of `SetService`. They are not those of `WSASetService`: `SERVICE_DEREGISTER` is 2 here.

/// Registers a service.
pub const SERVICE_REGISTER: DWORD = 1;
/// Takes a registration back.
pub const SERVICE_DEREGISTER: DWORD = 2;
/// Carries out what was deferred.
pub const SERVICE_FLUSH: DWORD = 3;
/// Adds a service class.
pub const SERVICE_ADD_TYPE: DWORD = 4;
/// Removes a service class.
pub const SERVICE_DELETE_TYPE: DWORD = 5;
/// Leaves the work for `SERVICE_FLUSH`.
pub const SERVICE_FLAG_DEFER: DWORD = 1 << 0;
/// Tells all providers at once.
pub const SERVICE_FLAG_HARD: DWORD = 1 << 1;
/// Some providers succeeded, not all.
pub const SET_SERVICE_PARTIAL_SUCCESS: DWORD = 1 << 0;

// What `NETRESOURCE2::dwUsage` says of a service.

/// It is a resource that can be connected to.
pub const SERVICE_RESOURCE: DWORD = 1 << 0;
/// It is a service.
pub const SERVICE_SERVICE: DWORD = 1 << 1;
/// It is on this machine.
pub const SERVICE_LOCAL: DWORD = 1 << 2;

// How an address is to be used by remote procedure calls.

/// By connections.
pub const SERVICE_ADDRESS_FLAG_RPC_CN: DWORD = 1 << 0;
/// By datagrams.
pub const SERVICE_ADDRESS_FLAG_RPC_DG: DWORD = 1 << 1;
/// By NetBIOS.
pub const SERVICE_ADDRESS_FLAG_RPC_NB: DWORD = 1 << 2;

// Which properties `GetService` fetches.

/// The comment.
pub const PROP_COMMENT: DWORD = 1 << 0;
/// The locale.
pub const PROP_LOCALE: DWORD = 1 << 1;
/// The display hint.
pub const PROP_DISPLAY_HINT: DWORD = 1 << 2;
/// The version.
pub const PROP_VERSION: DWORD = 1 << 3;
/// When it started.
pub const PROP_START_TIME: DWORD = 1 << 4;
/// The machine's name.
pub const PROP_MACHINE: DWORD = 1 << 5;
/// The addresses.
pub const PROP_ADDRESSES: DWORD = 1 << 8;
/// The security descriptor.
pub const PROP_SD: DWORD = 1 << 9;
/// All of them.
pub const PROP_ALL: DWORD = 1u32 << 31;

// Resolution flags. `winsock2.h` gives the first two bits other names and meanings.

/// Asks only what answers at once.
pub const RES_SOFT_SEARCH: DWORD = 1 << 0;
/// Goes on after the first provider that answers.
pub const RES_FIND_MULTIPLE: DWORD = 1 << 1;

// What a transport protocol can do.

/// Works without connections.
pub const XP_CONNECTIONLESS: DWORD = 1 << 0;
/// Delivers everything, or says so.
pub const XP_GUARANTEED_DELIVERY: DWORD = 1 << 1;
/// Keeps the order.
pub const XP_GUARANTEED_ORDER: DWORD = 1 << 2;
/// Keeps message boundaries.
pub const XP_MESSAGE_ORIENTED: DWORD = 1 << 3;
/// Keeps messages, but can be read as a stream.
pub const XP_PSEUDO_STREAM: DWORD = 1 << 4;
/// Closes in two phases.
pub const XP_GRACEFUL_CLOSE: DWORD = 1 << 5;
/// Has urgent data.
pub const XP_EXPEDITED_DATA: DWORD = 1 << 6;
/// Passes data when it connects.
pub const XP_CONNECT_DATA: DWORD = 1 << 7;
/// Passes data when it disconnects.
pub const XP_DISCONNECT_DATA: DWORD = 1 << 8;
/// Can broadcast.
pub const XP_SUPPORTS_BROADCAST: DWORD = 1 << 9;
/// Can multicast.
pub const XP_SUPPORTS_MULTICAST: DWORD = 1 << 10;
/// Can reserve bandwidth.
pub const XP_BANDWIDTH_ALLOCATION: DWORD = 1 << 11;
/// Splits messages that are too long for the network.
pub const XP_FRAGMENTATION: DWORD = 1 << 12;
/// Encrypts.
pub const XP_ENCRYPTS: DWORD = 1 << 13;
