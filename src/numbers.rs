// SPDX-License-Identifier: MIT OR Apache-2.0
//! Published numbers that more than one part of the library knows; those of namespaces are in `rnr/namespace.rs`.

#![forbid(unsafe_code)]

/// Families of addresses, as Windows numbers them.
pub(crate) const AF_INET: i32 = 2;
pub(crate) const AF_IPX: i32 = 6;
pub(crate) const AF_INET6: i32 = 23;

/// A number of 32 bits, in the registry and in the description of a service class.
pub const REG_DWORD: u32 = 4;

/// The port on which servers of DNS listen.
pub(crate) const DNS_PORT: u16 = 53;
