// SPDX-License-Identifier: MIT OR Apache-2.0
//! The machine, as far as its networks are concerned: what a kernel can tell.

#![forbid(unsafe_code)]

use std::sync::Arc;

use crate::error::Error;
use crate::signal::{Signal, Subscription};

/// What there is to ask.
pub(crate) trait Machine: Send + Sync {
    /// The network interfaces as they are now, in the order in which the kernel lists them.
    fn interfaces(&self) -> Result<Vec<Interface>, Error>;

    /// Raises the signal whenever `interfaces` may have changed, until the subscription is dropped.
    fn watch(&self, signal: &Arc<Signal>) -> Result<Subscription, Error>;

    /// Who is asking.
    fn user(&self) -> User;
}

/// On whose behalf the program acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) id: u32,
    /// Whether they may change what concerns everybody.
    pub(crate) is_administrator: bool,
}

/// A network interface.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Interface {
    pub(crate) name: Vec<u8>,
    /// Whether it leads nowhere but back to this machine.
    pub(crate) is_loopback: bool,
    /// Whether it is switched on and connected to something.
    pub(crate) is_running: bool,
    pub(crate) addresses: Addresses,
    pub(crate) medium: Medium,
    /// In bits a second; 0 when it is not known.
    pub(crate) speed: u64,
    /// Whether what is meant for anywhere goes out here; `None` when nobody can tell.
    pub(crate) has_default_route: Option<bool>,
}

/// Which addresses of IP an interface has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Addresses {
    #[default]
    None,
    /// Only such as it gave itself.
    LinkLocal,
    /// One at least that somebody assigned.
    Assigned,
}

/// What an interface is connected to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Medium {
    Ethernet,
    Wireless,
    PointToPoint,
    Tunnel,
    FireWire,
    #[default]
    Other,
}
