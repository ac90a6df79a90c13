// SPDX-License-Identifier: MIT OR Apache-2.0
//! The machine as Linux shows it: `getifaddrs`, `/proc`, `/sys` and, for whoever waits, a netlink socket.
//!
//! Nothing is read or opened before somebody asks, and the only thread lives for as long as somebody waits.

#![forbid(unsafe_code)]

use std::fs;
use std::io::{self, PipeWriter, Write};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use nix::errno::Errno;
use nix::ifaddrs::{InterfaceAddress, getifaddrs};
use nix::net::if_::InterfaceFlags;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{
    AddressFamily, MsgFlags, NetlinkAddr, SockFlag, SockProtocol, SockType, bind, recv, socket,
};
use nix::unistd::geteuid;

use super::machine::{Addresses, Interface, Machine, Medium, User};
use super::routes::{default_routes_v4, default_routes_v6};
use crate::error::Error;
use crate::signal::{Signal, Subscription};
use crate::threads;

/// What the kernel is to tell of: interfaces, their addresses, and routes.
const NEWS: i32 = libc::RTMGRP_LINK
    | libc::RTMGRP_IPV4_IFADDR
    | libc::RTMGRP_IPV6_IFADDR
    | libc::RTMGRP_IPV4_ROUTE
    | libc::RTMGRP_IPV6_ROUTE;

#[derive(Debug)]
pub(crate) struct Linux;

impl Machine for Linux {
    fn interfaces(&self) -> Result<Vec<Interface>, Error> {
        let mut interfaces: Vec<Interface> = Vec::new();
        // An interface comes once for each of its addresses, and once for its hardware.
        for address in getifaddrs().map_err(|_| Error::NotReady)? {
            let name = address.interface_name.as_bytes();
            let interface = match interfaces.iter_mut().find(|known| known.name == name) {
                Some(known) => known,
                None => {
                    interfaces.push(Interface {
                        name: name.to_vec(),
                        is_loopback: address.flags.contains(InterfaceFlags::IFF_LOOPBACK),
                        is_running: address
                            .flags
                            .contains(InterfaceFlags::IFF_UP | InterfaceFlags::IFF_RUNNING),
                        ..Interface::default()
                    });
                    interfaces.last_mut().ok_or(Error::Internal)?
                }
            };
            add_address(interface, &address);
        }
        let networks = interfaces
            .iter_mut()
            .filter(|interface| interface.is_running && !interface.is_loopback);
        let routes = Routes::read();
        for interface in networks {
            let folder =
                Path::new("/sys/class/net").join(std::ffi::OsStr::from_bytes(&interface.name));
            interface.speed = speed(&folder);
            if folder.join("wireless").exists() || folder.join("phy80211").exists() {
                interface.medium = Medium::Wireless;
            }
            interface.has_default_route = routes.has_default(&interface.name);
        }
        Ok(interfaces)
    }

    fn watch(&self, signal: &Arc<Signal>) -> Result<Subscription, Error> {
        let watcher = Watcher::start(signal).map_err(|error| match error.kind() {
            // The second is what a thread too many gives.
            io::ErrorKind::OutOfMemory | io::ErrorKind::WouldBlock => Error::OutOfMemory,
            _ => Error::NotReady,
        })?;
        Ok(Box::new(watcher))
    }

    fn user(&self) -> User {
        let user = geteuid();
        User {
            id: user.as_raw(),
            is_administrator: user.is_root(),
        }
    }
}

fn add_address(interface: &mut Interface, given: &InterfaceAddress) {
    let Some(address) = given.address else {
        return;
    };
    let found = if let Some(v4) = address.as_sockaddr_in() {
        class_of(v4.ip().is_link_local())
    } else if let Some(v6) = address.as_sockaddr_in6() {
        class_of(v6.ip().is_unicast_link_local())
    } else {
        if let Some(link) = address.as_link_addr() {
            interface.medium = medium(link.hatype());
        }
        Addresses::None
    };
    interface.addresses = interface.addresses.max(found);
}

fn class_of(is_link_local: bool) -> Addresses {
    if is_link_local {
        Addresses::LinkLocal
    } else {
        Addresses::Assigned
    }
}

fn medium(hardware: u16) -> Medium {
    match hardware {
        libc::ARPHRD_ETHER => Medium::Ethernet,
        libc::ARPHRD_IEEE80211 | libc::ARPHRD_IEEE80211_PRISM | libc::ARPHRD_IEEE80211_RADIOTAP => {
            Medium::Wireless
        }
        libc::ARPHRD_PPP | libc::ARPHRD_SLIP | libc::ARPHRD_CSLIP => Medium::PointToPoint,
        libc::ARPHRD_TUNNEL | libc::ARPHRD_TUNNEL6 | libc::ARPHRD_SIT | libc::ARPHRD_IPGRE => {
            Medium::Tunnel
        }
        libc::ARPHRD_IEEE1394 => Medium::FireWire,
        _ => Medium::Other,
    }
}

/// The speed of an interface, from its folder in `/sys`; that has it in megabits, or -1, or not at all.
fn speed(folder: &Path) -> u64 {
    let text = fs::read_to_string(folder.join("speed")).unwrap_or_default();
    let megabits: u64 = text.trim().parse().unwrap_or(0);
    megabits.saturating_mul(1_000_000)
}

/// The routing tables, as far as they can be read.
struct Routes {
    v4: io::Result<Vec<u8>>,
    v6: io::Result<Vec<u8>>,
}

impl Routes {
    /// Of the calling thread: another one may live in another network namespace.
    fn read() -> Self {
        Self {
            v4: fs::read("/proc/thread-self/net/route"),
            v6: fs::read("/proc/thread-self/net/ipv6_route"),
        }
    }

    /// Whether a default route goes out at an interface; unknown when there is nothing to read.
    fn has_default(&self, name: &[u8]) -> Option<bool> {
        let v4 = self.v4.as_deref().map(default_routes_v4).ok();
        let v6 = self.v6.as_deref().map(default_routes_v6).ok();
        if v4.is_none() && v6.is_none() {
            return None;
        }
        let mut routes = v4.into_iter().chain(v6).flatten();
        Some(routes.any(|interface| interface == name))
    }
}

/// A thread that raises a signal when the kernel has news.
struct Watcher {
    /// A byte in here ends the thread. That the pipe is closed would not: a forked child may hold it open.
    stop: PipeWriter,
    thread: Option<JoinHandle<()>>,
}

impl Watcher {
    fn start(signal: &Arc<Signal>) -> io::Result<Self> {
        let news = socket(
            AddressFamily::Netlink,
            SockType::Raw,
            SockFlag::SOCK_CLOEXEC | SockFlag::SOCK_NONBLOCK,
            SockProtocol::NetlinkRoute,
        )?;
        bind(news.as_raw_fd(), &NetlinkAddr::new(0, NEWS as u32))?;
        let (stopped, stop) = io::pipe()?;
        let signal = Arc::clone(signal);
        let listen = move || listen(&news, &stopped, &signal);
        Ok(Self {
            stop,
            thread: Some(threads::start("enlist-networks", listen)?),
        })
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // Fails only when the thread has ended by itself.
        let _ = self.stop.write_all(&[0]);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn listen(news: &OwnedFd, stopped: &impl AsFd, signal: &Signal) {
    loop {
        let mut sources = [
            PollFd::new(news.as_fd(), PollFlags::POLLIN),
            PollFd::new(stopped.as_fd(), PollFlags::POLLIN),
        ];
        match poll(&mut sources, PollTimeout::NONE) {
            Ok(_) => {}
            Err(Errno::EINTR) => continue,
            Err(_) => return,
        }
        let [news_came, was_stopped] = sources.map(|source| source.any().unwrap_or(true));
        if was_stopped {
            return;
        }
        if news_came {
            discard(news);
            signal.raise();
        }
    }
}

/// Empties the socket. What has changed is found by looking; messages that were lost (`ENOBUFS`) say the same.
fn discard(news: &OwnedFd) {
    let mut message = [0; 8192];
    loop {
        match recv(news.as_raw_fd(), &mut message, MsgFlags::MSG_DONTWAIT) {
            Ok(_) | Err(Errno::EINTR | Errno::ENOBUFS) => {}
            Err(_) => return,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn every_interface_of_the_system_is_listed_once() {
        let listed: Vec<Vec<u8>> = Linux
            .interfaces()
            .unwrap()
            .into_iter()
            .map(|interface| interface.name)
            .collect();
        let mut known: Vec<Vec<u8>> = getifaddrs()
            .unwrap()
            .map(|address| address.interface_name.into_bytes())
            .collect();
        known.sort();
        known.dedup();
        let mut sorted = listed.clone();
        sorted.sort();
        assert_eq!(sorted, known);
    }

    #[test]
    fn a_watch_can_be_taken_back_at_once_and_often() {
        let signal = Arc::new(Signal::new());
        for _ in 0..20 {
            drop(Linux.watch(&signal).unwrap());
        }
    }

    #[test]
    fn hardware_has_a_medium() {
        assert_eq!(medium(1), Medium::Ethernet);
        assert_eq!(medium(512), Medium::PointToPoint);
        assert_eq!(medium(768), Medium::Tunnel);
        assert_eq!(medium(0xFFFE), Medium::Other);
    }

    #[test]
    fn a_speed_that_is_not_told_is_zero() {
        assert_eq!(speed(Path::new("/nonexistent")), 0);
    }
}
