// SPDX-License-Identifier: MIT OR Apache-2.0
//! The update service manager.

#![forbid(unsafe_code)]

pub(crate) mod cab;
