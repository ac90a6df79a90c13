// SPDX-License-Identifier: MIT OR Apache-2.0
//! C structs and the values that they stand for: read from memory of a caller or of a provider's library, packed into it.
//!
//! The edge stands between this and the functions that are called; providers in libraries of their own use it the other way round.

pub(crate) mod class;
pub(crate) mod pack;
pub(crate) mod read;

use crate::text::CodePage;

/// How the caller's strings are encoded: by the `W` form or the `A` form of a function.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Encoding {
    Utf16,
    Ansi(CodePage),
}
