// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the command line needs of the library.

#![forbid(unsafe_code)]

#[cfg(feature = "cli")]
mod cabinet;
mod store;

#[cfg(feature = "cli")]
pub use self::cabinet::{Answer, authorize};
pub use self::store::prune;
