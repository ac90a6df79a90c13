// SPDX-License-Identifier: MIT OR Apache-2.0
//! `winsock2.h`: start-up, errors, registration and name resolution. One file for each subject; the generated header holds
//! them all.

mod address_text;
mod classes;
mod codes;
mod constants;
mod notification;
mod providers;
mod services;
mod startup;
mod structs;

pub use address_text::*;
pub use classes::*;
pub use codes::*;
pub use constants::*;
pub use notification::*;
pub use providers::*;
pub use services::*;
pub use startup::*;
pub use structs::*;

use crate::abi::Encoding;
use crate::harness::control;
use crate::rnr::Winsock;

fn ansi(winsock: &Winsock) -> Encoding {
    Encoding::Ansi(control::chosen_code_page().unwrap_or_else(|| winsock.code_page()))
}

/// The encoding of strings in the `A` form of a call that the journal shows, before the first `WSAStartup`, too.
fn ansi_now() -> Encoding {
    Encoding::Ansi(crate::startup::code_page())
}
