// SPDX-License-Identifier: MIT OR Apache-2.0
//! Enlist stands in for the Windows APIs through which programs register services.
//!
//! The library is used from C: its functions are those of [`ffi`], its headers lie in `include/`. The Rust crate exposes
//! the same functions for tests and benches, and what the command line needs.
//!
//! Calls flow one way: `ffi`, `edge`, `startup`, `rnr`, `provider`, `store`. Nothing below `edge` knows the ANSI form of a
//! function from its UTF-16 form, or touches a caller's pointer. C structs are read and packed in `abi`, which the edge uses, and
//! `provider/foreign`, whose callers' side is the other one. Unsafe code stands in these, in `text/raw.rs`, which reads strings,
//! in `provider/dns/system.rs`, which calls the C library's resolver, in `store/sqlite/word.rs`, which maps a shared word, and in
//! `windows.rs`, which every part may ask. COM
//! calls flow `ffi`, `com`, `wua`; unsafe code stands in `com`, except for its `classes`. What every call passes for people who test
//! stands in `harness`.

// What passes through `fork`, and what the kernel of Linux says, has no use elsewhere. Where both are, dead code is found.
#![cfg_attr(not(target_os = "linux"), allow(dead_code))]

mod abi;
mod clock;
mod com;
mod config;
mod edge;
mod error;
pub mod ffi;
mod harness;
mod hresult;
mod inline;
mod last_error;
mod numbers;
mod policy;
mod provider;
mod regular_file;
mod rnr;
mod signal;
mod startup;
mod store;
mod sync;
mod text;
mod threads;
#[doc(hidden)]
pub mod tools;
#[cfg(windows)]
mod windows;
mod wua;
