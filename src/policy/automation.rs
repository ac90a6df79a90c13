// SPDX-License-Identifier: MIT OR Apache-2.0
//! Automation, where the system has none.

#![forbid(unsafe_code)]

/// How many levels deep a variant is copied that holds an array of variants that hold arrays; a deeper one is E_INVALIDARG.
///
/// Windows documents no limit. An array that somebody has put into itself would be copied for ever; that is the answer to variants
/// that refer to each other in a ring, too.
pub(crate) const ARRAY_LEVEL_LIMIT: u32 = 64;
