// SPDX-License-Identifier: MIT OR Apache-2.0
//! The numbers of the namespaces that this library knows something about.

#![forbid(unsafe_code)]

/// Every namespace.
pub(crate) const NS_ALL: u32 = 0;
pub(crate) const NS_SAP: u32 = 1;
pub(crate) const NS_DNS: u32 = 12;
pub(crate) const NS_NLA: u32 = 15;
pub(crate) const NS_BTH: u32 = 16;
pub(crate) const NS_NTDS: u32 = 32;
