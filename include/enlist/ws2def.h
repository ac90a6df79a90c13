/* SPDX-License-Identifier: MIT OR Apache-2.0 */

#ifndef ENLIST_GENERATED_WS2DEF_H
#define ENLIST_GENERATED_WS2DEF_H

/* Generated from the module `ws2def` of src/ffi/ by cbindgen; do not edit. To write it anew:
   ENLIST_BLESS=1 cargo test --test headers */

/// A socket address with its size.
typedef struct SOCKET_ADDRESS {
    /// A `SOCKADDR` of any family; null when the address is absent.
    SOCKADDR *lpSockaddr;
    /// Size of the `SOCKADDR`, in bytes.
    INT iSockaddrLength;
} SOCKET_ADDRESS;

/// One transport address of a service: where it is bound, where it is reached, and by which protocol.
typedef struct CSADDR_INFO {
    /// The address to bind to.
    struct SOCKET_ADDRESS LocalAddr;
    /// The address to connect to.
    struct SOCKET_ADDRESS RemoteAddr;
    /// `SOCK_STREAM` and so on.
    INT iSocketType;
    /// `IPPROTO_TCP` and so on.
    INT iProtocol;
} CSADDR_INFO;

/// Bytes of a meaning that only the namespace provider knows.
typedef struct BLOB {
    /// Size of the data, in bytes.
    ULONG cbSize;
    /// The data.
    BYTE *pBlobData;
} BLOB;

#endif  /* ENLIST_GENERATED_WS2DEF_H */
