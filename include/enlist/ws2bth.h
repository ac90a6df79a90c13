/* SPDX-License-Identifier: MIT OR Apache-2.0 */

#ifndef ENLIST_GENERATED_WS2BTH_H
#define ENLIST_GENERATED_WS2BTH_H

/* Generated from the module `ws2bth` of src/ffi/ by cbindgen; do not edit. To write it anew:
   ENLIST_BLESS=1 cargo test --test headers */

/// Digits of a device's address.
#define BTH_ADDR_STRING_SIZE 12

/// The address of a Bluetooth socket. Packed, so that most members are unaligned.
typedef struct __attribute__((packed)) SOCKADDR_BTH {
    /// `AF_BTH`.
    USHORT addressFamily;
    /// The device; 0 stands for this machine's own.
    BTH_ADDR btAddr;
    /// The service to connect to, when no port is given.
    GUID serviceClassId;
    /// RFCOMM channel or L2CAP port; 0 is none.
    ULONG port;
} SOCKADDR_BTH;

/// Serial ports over radio.
#define BTHPROTO_RFCOMM 3

/// Logical link control and adaptation.
#define BTHPROTO_L2CAP 256

/// The lowest port.
#define BT_PORT_MIN 1

/// The highest port.
#define BT_PORT_MAX 65535

/// The lowest L2CAP port that is given to those who want any.
#define BT_PORT_DYN_FIRST 4097

#endif  /* ENLIST_GENERATED_WS2BTH_H */
