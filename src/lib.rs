// SPDX-License-Identifier: MIT OR Apache-2.0
//! Enlist stands in for the Windows APIs through which programs register services.
//!
//! The library is used from C: its functions are those of [`ffi`], its headers lie in `include/`. The Rust crate exposes
//! the same functions for tests and benches, and nothing else.
//!
//! Calls flow one way: `ffi`, `edge`, `startup`, `rnr`, `provider`, `store`. Nothing below `edge` knows the ANSI form of a
//! function from its UTF-16 form, or touches a caller's pointer. Unsafe code below `edge` stands in two files: `text/raw.rs`
//! reads strings, and `provider/dns/system.rs` calls the C library's resolver.

mod clock;
mod config;
mod edge;
mod error;
pub mod ffi;
mod inline;
mod last_error;
mod policy;
mod provider;
mod rnr;
mod signal;
mod startup;
mod store;
mod sync;
mod text;
#[allow(dead_code, unused_imports, reason = "nothing exported reaches it yet")]
mod wua;
