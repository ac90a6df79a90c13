// SPDX-License-Identifier: MIT OR Apache-2.0
//! DNS (NS_DNS).

#![forbid(unsafe_code)]

use crate::error::Error;
use crate::provider::dns::Layout;
use crate::provider::dns::Transport;
use crate::rnr::service::Blob;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::time::Duration;

/// A lookup that DNS declines when it is begun, so that nobody is asked and other namespaces answer at once.
///
/// That is one without a class or with a class that is not its own; without a name where one is needed; with a name that no
/// host can have (spaces, characters beyond ASCII, labels above 63 or names above 253 characters, "*"): sending it to a
/// name server would cost time, tell others about it, and find nothing; and one whose protocols are neither IPv4 nor IPv6.
/// A literal address in SVCID_INET_HOSTADDRBYNAME is "not resolved" by its reference, and belongs here, too.
pub(crate) const NOT_FOR_DNS: Error = Error::ServiceNotFound;

/// The protocol in the addresses of a host whose class names none, unless the protocol restriction wants another.
///
/// The reference says no more than that their port is 0. One address each, of a protocol that passes the restriction to TCP
/// and UDP that `gethostbyname` is described to use.
pub(crate) const HOST_TRANSPORT: Transport = Transport::Tcp;

/// Whose `HOSTENT` and `SERVENT` the blobs hold: those that the program sees by these names.
///
/// `winsock2.h` gives the system's structs these names, since `gethostbyname` and its like stay the system's, and a
/// program casts the blob to them. Those of Linux differ from those of Windows in their middle members.
pub(crate) const BLOB_LAYOUT: Layout = if cfg!(windows) {
    Layout::Windows
} else {
    Layout::Linux
};

/// Which addresses a host with a `HOSTENT` answers with: those of one family, since the struct has room for one.
///
/// IPv4 comes first: programs that use the struct mostly know no other.
pub(crate) fn hostent_is_inet(addresses: &[SocketAddr]) -> bool {
    addresses.iter().any(SocketAddr::is_ipv4)
}

/// The blob of a lookup of a raw record type: the whole answer of the server.
///
/// The reference says that these classes exist, and no more. An answer holds everything that one could want, and every DNS
/// library reads it. For A and AAAA the blob is a `HOSTENT`, as clients and providers in the field expect.
pub(crate) fn records_blob(answer: Vec<u8>) -> Blob {
    Blob::new(answer)
}

/// The address of this machine when nobody knows its name. Windows always has one; a container may have none.
pub(crate) const LOCAL_ADDRESS: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// How long a server of DNS has for one answer where nothing else is said, and how often all of them are asked: what the system's
/// resolver does by default.
pub(crate) const DNS_TIMEOUT: Duration = Duration::from_secs(5);
pub(crate) const DNS_ATTEMPTS: u32 = 2;

/// For so long an answer is waited for without a look at whether it is still wanted: whoever ends a lookup hardly notices, and
/// twenty looks in a second cost next to nothing.
pub(crate) const DNS_LOOK_INTERVAL: Duration = Duration::from_millis(50);

/// How many aliases are followed. A chain of more leads nowhere: servers that follow them give up before.
pub(crate) const DNS_ALIAS_LIMIT: usize = 16;

/// How long `enlist doctor` waits for a server of DNS.
#[cfg(feature = "cli")]
pub(crate) const DNS_PROBE_TIMEOUT: Duration = Duration::from_secs(3);
