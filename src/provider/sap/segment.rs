// SPDX-License-Identifier: MIT OR Apache-2.0
//! The network segment that a station is on.

#![forbid(unsafe_code)]

/// What takes packets from a segment.
pub(crate) trait Listener {
    /// Takes a packet that came over the segment, whatever it holds.
    fn hear(&self, packet: &[u8]);
}

/// What carries packets to the stations of a segment.
pub(crate) trait Segment: Send + Sync {
    /// Sends a packet to every station; `sender`, which is one of them, is given it at once.
    fn broadcast(&self, packet: &[u8], sender: &dyn Listener);
}

/// A segment with nobody on it but the sender. Nothing leaves the process.
#[derive(Debug)]
pub(crate) struct Loopback;

impl Segment for Loopback {
    fn broadcast(&self, packet: &[u8], sender: &dyn Listener) {
        sender.hear(packet);
    }
}
