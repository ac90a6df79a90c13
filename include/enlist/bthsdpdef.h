/* SPDX-License-Identifier: MIT OR Apache-2.0 */

#ifndef ENLIST_GENERATED_BTHSDPDEF_H
#define ENLIST_GENERATED_BTHSDPDEF_H

/* Generated from the module `bthsdpdef` of src/ffi/ by cbindgen; do not edit. To write it anew:
   ENLIST_BLESS=1 cargo test --test headers */

/// A UUID that a record must hold to be found.
typedef struct SdpQueryUuid {
    /// The UUID.
    SdpQueryUuidUnion u;
    /// Its length: `SDP_ST_UUID16`, `SDP_ST_UUID32` or `SDP_ST_UUID128`.
    USHORT uuidType;
} SdpQueryUuid;

/// Attributes with numbers from one to another, both included.
typedef struct SdpAttributeRange {
    /// The first number.
    USHORT minAttribute;
    /// The last number.
    USHORT maxAttribute;
} SdpAttributeRange;

#endif  /* ENLIST_GENERATED_BTHSDPDEF_H */
