// SPDX-License-Identifier: MIT OR Apache-2.0
//! The update agent of the machine, for the objects that stand for it.

#![forbid(unsafe_code)]

use crate::edge::{environment, fork};
use crate::hresult::HResult;
use crate::startup;
use crate::wua::agent::Agent;

/// The agent; made when the first object needs it.
pub(crate) fn agent() -> Result<&'static Agent, HResult> {
    fork::install();
    startup::update_agent(environment::config)
}
