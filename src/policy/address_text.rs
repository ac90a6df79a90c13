// SPDX-License-Identifier: MIT OR Apache-2.0
//! Socket addresses as text.

#![forbid(unsafe_code)]

use super::canonical_family;
use crate::error::Error;

/// Whether the conversions between addresses and text need a `WSAStartup`.
///
/// Their reference pages list WSANOTINITIALISED; in practice they answer without, as observed on Wine 8, and programs
/// print addresses after their last `WSACleanup`.
pub(crate) const ADDRESS_TEXT_NEEDS_STARTUP: bool = false;

/// A null text in `WSAStringToAddress`. Wine 8 answers so, and not with the code for null pointers.
pub(crate) const NULL_ADDRESS_TEXT: Error = Error::InvalidParameter;

/// Whether a protocol's address family, in an `lpProtocolInfo`, lets an address of the other family be converted.
///
/// The parameter chooses the transport provider that converts. Here one converter serves each family, so nothing but the
/// family matters; a provider of another family could only refuse. 0 leaves the family open.
pub(crate) fn protocol_converts(protocol_family: i32, family: i32) -> bool {
    protocol_family == 0 || canonical_family(protocol_family) == canonical_family(family)
}

/// A protocol in `lpProtocolInfo` that cannot convert the address: WSAEINVAL is documented for bad parameters.
pub(crate) const WRONG_PROTOCOL: Error = Error::InvalidParameter;

/// A Bluetooth address with a port is `(XX:XX:XX:XX:XX:XX):port`, the port in decimal, both written and read.
///
/// The published examples have no port. This follows the form of IPv6, whose address is bracketed when a port follows.
pub(crate) const BLUETOOTH_PORT_IN_TEXT: bool = true;
