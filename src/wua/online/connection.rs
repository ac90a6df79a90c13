// SPDX-License-Identifier: MIT OR Apache-2.0
//! Connections to servers: directly or through a proxy, plain or secure, and never for longer than until a deadline.

#![forbid(unsafe_code)]

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::path::Path;
use std::time::{Duration, Instant};

use super::exchange;
use super::failure::Failure;
use super::url::Url;

/// A socket that gives up at a deadline, however slowly the other side speaks.
#[derive(Debug)]
pub(super) struct Timed {
    socket: TcpStream,
    deadline: Instant,
}

/// A connection, plain or secure.
pub(super) trait Connection: Read + Write {}

impl<T: Read + Write> Connection for T {}

/// Connects to the server of a URL; through a proxy, if there is one. With a proxy, a plain request is made to that.
pub(super) fn open(
    url: &Url,
    proxy: Option<&Url>,
    anchors: Option<&Path>,
    deadline: Instant,
) -> Result<Box<dyn Connection>, Failure> {
    let nearest = proxy.unwrap_or(url);
    let mut socket = connect(nearest, deadline)?;
    if !url.is_secure {
        return Ok(Box::new(socket));
    }
    if proxy.is_some() {
        exchange::tunnel(&mut socket, url)?;
    }
    secure(socket, url, anchors)
}

/// Whether somebody listens where the server of a URL is, or its proxy.
#[cfg(feature = "cli")]
pub(super) fn probe(nearest: &Url, time: Duration) -> Result<(), Failure> {
    let (send, receive) = std::sync::mpsc::channel();
    let (url, deadline) = (nearest.clone(), Instant::now() + time);
    // The resolution of a name takes as long as the system likes.
    let _ =
        std::thread::Builder::new().spawn(move || send.send(connect(&url, deadline).map(|_| ())));
    let answer = receive.recv_timeout(time);
    answer.unwrap_or(Err(Failure::TimeOut))
}

#[cfg(feature = "tls")]
fn secure(
    socket: Timed,
    url: &Url,
    anchors: Option<&Path>,
) -> Result<Box<dyn Connection>, Failure> {
    super::tls::secure(socket, &url.host, anchors)
}

/// Built without secure connections.
#[cfg(not(feature = "tls"))]
fn secure(_: Timed, _: &Url, _: Option<&Path>) -> Result<Box<dyn Connection>, Failure> {
    Err(Failure::Insecure)
}

/// Tries the addresses of a name in their order.
fn connect(url: &Url, deadline: Instant) -> Result<Timed, Failure> {
    let addresses = (url.host.as_str(), url.port).to_socket_addrs();
    let mut failure = Failure::NameNotResolved;
    for address in addresses.map_err(|_| Failure::NameNotResolved)? {
        let attempt =
            remaining(deadline).and_then(|time| TcpStream::connect_timeout(&address, time));
        match attempt {
            Ok(socket) => return Ok(Timed { socket, deadline }),
            Err(error) => failure = Failure::connecting(&error),
        }
    }
    Err(failure)
}

fn remaining(deadline: Instant) -> io::Result<Duration> {
    let time = deadline.saturating_duration_since(Instant::now());
    if time.is_zero() {
        return Err(ErrorKind::TimedOut.into());
    }
    Ok(time)
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.socket
            .set_read_timeout(Some(remaining(self.deadline)?))?;
        self.socket.read(buffer)
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.socket
            .set_write_timeout(Some(remaining(self.deadline)?))?;
        self.socket.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.socket.flush()
    }
}
