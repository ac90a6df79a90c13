/* SPDX-License-Identifier: MIT OR Apache-2.0 */

#ifndef ENLIST_GENERATED_NSPAPI_H
#define ENLIST_GENERATED_NSPAPI_H

/* Generated from the module `nspapi` of src/ffi/ by cbindgen; do not edit. To write it anew:
   ENLIST_BLESS=1 cargo test --test headers */

/// All namespaces: `NS_ALL` by its older name.
#define NS_DEFAULT 0

/// The same number as `NS_WRQ`.
#define NS_VNS 50

/// Names form a tree.
#define NSTYPE_HIERARCHICAL (1 << 0)

/// Entries come and go with their services.
#define NSTYPE_DYNAMIC (1 << 1)

/// Entries can be listed.
#define NSTYPE_ENUMERABLE (1 << 2)

/// The namespace belongs to a workgroup.
#define NSTYPE_WORKGROUP (1 << 3)

/// Registers a service.
#define SERVICE_REGISTER 1

/// Takes a registration back.
#define SERVICE_DEREGISTER 2

/// Carries out what was deferred.
#define SERVICE_FLUSH 3

/// Adds a service class.
#define SERVICE_ADD_TYPE 4

/// Removes a service class.
#define SERVICE_DELETE_TYPE 5

/// Leaves the work for `SERVICE_FLUSH`.
#define SERVICE_FLAG_DEFER (1 << 0)

/// Tells all providers at once.
#define SERVICE_FLAG_HARD (1 << 1)

/// Some providers succeeded, not all.
#define SET_SERVICE_PARTIAL_SUCCESS (1 << 0)

/// It is a resource that can be connected to.
#define SERVICE_RESOURCE (1 << 0)

/// It is a service.
#define SERVICE_SERVICE (1 << 1)

/// It is on this machine.
#define SERVICE_LOCAL (1 << 2)

/// By connections.
#define SERVICE_ADDRESS_FLAG_RPC_CN (1 << 0)

/// By datagrams.
#define SERVICE_ADDRESS_FLAG_RPC_DG (1 << 1)

/// By NetBIOS.
#define SERVICE_ADDRESS_FLAG_RPC_NB (1 << 2)

/// The comment.
#define PROP_COMMENT (1 << 0)

/// The locale.
#define PROP_LOCALE (1 << 1)

/// The display hint.
#define PROP_DISPLAY_HINT (1 << 2)

/// The version.
#define PROP_VERSION (1 << 3)

/// When it started.
#define PROP_START_TIME (1 << 4)

/// The machine's name.
#define PROP_MACHINE (1 << 5)

/// The addresses.
#define PROP_ADDRESSES (1 << 8)

/// The security descriptor.
#define PROP_SD (1 << 9)

/// All of them.
#define PROP_ALL (1u << 31)

/// Asks only what answers at once.
#define RES_SOFT_SEARCH (1 << 0)

/// Goes on after the first provider that answers.
#define RES_FIND_MULTIPLE (1 << 1)

/// Works without connections.
#define XP_CONNECTIONLESS (1 << 0)

/// Delivers everything, or says so.
#define XP_GUARANTEED_DELIVERY (1 << 1)

/// Keeps the order.
#define XP_GUARANTEED_ORDER (1 << 2)

/// Keeps message boundaries.
#define XP_MESSAGE_ORIENTED (1 << 3)

/// Keeps messages, but can be read as a stream.
#define XP_PSEUDO_STREAM (1 << 4)

/// Closes in two phases.
#define XP_GRACEFUL_CLOSE (1 << 5)

/// Has urgent data.
#define XP_EXPEDITED_DATA (1 << 6)

/// Passes data when it connects.
#define XP_CONNECT_DATA (1 << 7)

/// Passes data when it disconnects.
#define XP_DISCONNECT_DATA (1 << 8)

/// Can broadcast.
#define XP_SUPPORTS_BROADCAST (1 << 9)

/// Can multicast.
#define XP_SUPPORTS_MULTICAST (1 << 10)

/// Can reserve bandwidth.
#define XP_BANDWIDTH_ALLOCATION (1 << 11)

/// Splits messages that are too long for the network.
#define XP_FRAGMENTATION (1 << 12)

/// Encrypts.
#define XP_ENCRYPTS (1 << 13)

#endif  /* ENLIST_GENERATED_NSPAPI_H */
