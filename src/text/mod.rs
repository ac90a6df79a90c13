// SPDX-License-Identifier: MIT OR Apache-2.0
//! Text: ANSI code pages, UTF-16, case, and the reading of callers' strings.

pub mod case;
pub mod code_page;
pub mod guid;
pub mod raw;
mod tables;
mod utf8;

use crate::inline::Inline;

pub use code_page::CodePage;

/// UTF-16 text without a terminator; surrogates may be unpaired. Most names fit without an allocation.
pub type WideText = Inline<u16, 32>;

/// Text in a code page, without a terminator.
pub type AnsiBuffer = Inline<u8, 128>;
