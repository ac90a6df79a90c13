// SPDX-License-Identifier: MIT OR Apache-2.0
//! Enlist stands in for the Windows APIs through which programs register services.
//!
//! The library is used from C: its functions are those of [`ffi`], its headers lie in `include/`. The Rust crate exposes
//! the same functions for tests and benches, and nothing else.
//!
//! Calls flow one way: `ffi`, `edge`, `startup`, `rnr`, `provider`, `store`. Nothing below `edge` knows the ANSI form of a
//! function from its UTF-16 form, or touches a caller's pointer. C structs are read and packed in `abi`, which the edge uses, and
//! `provider/foreign`, whose callers' side is the other one. Unsafe code stands in these, in `text/raw.rs`, which reads strings,
//! and in `provider/dns/system.rs`, which calls the C library's resolver. COM calls flow `ffi`, `com`, `wua`; unsafe code stands in
//! `com`, except for its `classes`.

mod abi;
mod clock;
mod com;
mod config;
mod edge;
mod error;
pub mod ffi;
mod hresult;
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
mod threads;
mod wua;
