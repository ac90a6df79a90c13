/* SPDX-License-Identifier: MIT OR Apache-2.0 */

#ifndef ENLIST_GENERATED_MSWSOCK_H
#define ENLIST_GENERATED_MSWSOCK_H

/* Generated from the module `mswsock` of src/ffi/ by cbindgen; do not edit. To write it anew:
   ENLIST_BLESS=1 cargo test --test headers */

/// The network is stored for all users.
#define NLA_ALLUSERS_NETWORK (1 << 0)

/// The friendly name is stored, or removed.
#define NLA_FRIENDLY_NAME (1 << 1)

#endif  /* ENLIST_GENERATED_MSWSOCK_H */
