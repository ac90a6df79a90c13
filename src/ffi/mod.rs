// SPDX-License-Identifier: MIT OR Apache-2.0
//! The exported C functions and C types: one module for each Windows header, and nothing else.
//!
//! Names keep the Windows spelling. `include/enlist/` holds one header generated from each module here.

#![allow(non_camel_case_types, non_snake_case, non_upper_case_globals)]

pub mod bthdef;
pub mod bthsdpdef;
#[cfg(not(windows))]
pub mod combaseapi;
pub mod enlist;
pub mod guiddef;
pub mod mswsock;
pub mod nspapi;
#[cfg(not(windows))]
pub mod objbase;
#[cfg(not(windows))]
pub mod oleauto;
pub mod olectl;
#[cfg(not(windows))]
pub mod oledate;
#[cfg(not(windows))]
pub mod oleerror;
pub mod sporder;
pub mod winsock2;
pub mod ws2bth;
pub mod ws2def;
pub mod ws2spi;
