// SPDX-License-Identifier: MIT OR Apache-2.0
//! What people who test ask for.

#![forbid(unsafe_code)]

use std::time::Duration;

use crate::hresult::HResult;

/// What a function or method of COM answers when one of its pointers leads nowhere, whichever it is (`ENLIST_GUARD`).
///
/// Windows lets such a call crash. The code of that name is what the reference gives for a result that cannot be stored;
/// E_INVALIDARG is what it gives for values, and would not tell a wild pointer from a wrong one.
pub(crate) const WILD_COM_POINTER: HResult = HResult::E_POINTER;

/// How many entries of the journal are kept in memory: what comes after them is not, so that a program that forgets to clear
/// them does not grow for ever.
pub(crate) const JOURNAL_ENTRY_LIMIT: usize = 1 << 20;

/// How many characters of a text the journal shows: more than any name of a program's own, and of the longest not so many that
/// the other arguments are lost among them.
pub(crate) const JOURNAL_TEXT_SHOWN: usize = 1_024;

/// How many bytes of a blob the journal shows: what tells one kind of it from another stands at its beginning.
pub(crate) const JOURNAL_BYTES_SHOWN: usize = 32;

/// The longest delay that can be injected into a call. A longer one is a slip of the pen, and the call would look as if it hung.
pub(crate) const FAULT_DELAY_LIMIT: Duration = Duration::from_secs(3_600);
