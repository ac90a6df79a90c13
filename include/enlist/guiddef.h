/* SPDX-License-Identifier: MIT OR Apache-2.0 */

#ifndef ENLIST_GENERATED_GUIDDEF_H
#define ENLIST_GENERATED_GUIDDEF_H

/* Generated from the module `guiddef` of src/ffi/ by cbindgen; do not edit. To write it anew:
   ENLIST_BLESS=1 cargo test --test headers */

/// A 128-bit identifier. The first three fields are in the machine's byte order, the last is raw bytes.
typedef struct GUID {
    /// The first eight hexadecimal digits of the text form.
    uint32_t Data1;
    /// The next four digits.
    uint16_t Data2;
    /// The next four digits.
    uint16_t Data3;
    /// The last sixteen digits.
    uint8_t Data4[8];
} GUID;

#endif  /* ENLIST_GENERATED_GUIDDEF_H */
