// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist run`: runs a program with the library, and shows its calls.

#![forbid(unsafe_code)]

pub mod target;
