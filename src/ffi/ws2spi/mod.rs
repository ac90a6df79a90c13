// SPDX-License-Identifier: MIT OR Apache-2.0
//! `ws2spi.h`: the administration of the catalogue of namespace providers, and what a provider hands to Winsock.

mod catalog;
mod catalog_32;
mod provider;
mod routines;
mod version_2;

pub use catalog::*;
pub use catalog_32::*;
pub use provider::*;
pub use routines::*;
pub use version_2::*;
