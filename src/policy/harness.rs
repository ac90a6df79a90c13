// SPDX-License-Identifier: MIT OR Apache-2.0
//! What people who test ask for.

#![forbid(unsafe_code)]

/// How many entries of the journal are kept in memory: what comes after them is not, so that a program that forgets to clear
/// them does not grow for ever.
pub(crate) const JOURNAL_ENTRY_LIMIT: usize = 1 << 20;
