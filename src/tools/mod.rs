// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the command line needs of the library.

#![forbid(unsafe_code)]

mod cabinet;
mod store;
pub mod update;

pub use self::cabinet::{Answer, authorize};
pub use self::store::prune;
