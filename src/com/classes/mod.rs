// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the methods of the interfaces do, without a pointer in sight.

#![forbid(unsafe_code)]

pub(crate) mod manager;
pub(crate) mod registration;
pub(crate) mod service;
pub(crate) mod services;
pub(crate) mod session;
pub(crate) mod strings;
