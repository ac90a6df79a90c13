// SPDX-License-Identifier: MIT OR Apache-2.0
//! Questions to servers: over UDP, again over TCP when the answer is cut off, again when none comes.

#![forbid(unsafe_code)]

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use super::message::{self, Verdict};
use super::wait::Wait;
use crate::error::Error;
use crate::policy;

/// The largest message.
const MESSAGE_LIMIT: usize = 65_535;

/// Who is asked, and how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Servers {
    pub(super) addresses: Vec<SocketAddr>,
    /// How long one server has for one answer.
    pub(super) timeout: Duration,
    /// How often all of them are asked.
    pub(super) attempts: u32,
}

impl Servers {
    /// No server yet, and the usual limits.
    pub(super) fn none() -> Self {
        Self {
            addresses: Vec::new(),
            timeout: policy::DNS_TIMEOUT,
            attempts: policy::DNS_ATTEMPTS,
        }
    }

    pub(super) fn one(server: SocketAddr) -> Self {
        Self {
            addresses: vec![server],
            ..Self::none()
        }
    }
}

/// Asks the servers in their order for the records of a name. The answer may have none.
pub(super) fn ask(
    servers: &Servers,
    name: &str,
    record_type: u16,
    wait: &Wait,
) -> Result<Vec<u8>, Error> {
    let mut failure = Error::TryAgain;
    for _ in 0..servers.attempts {
        for &server in &servers.addresses {
            if wait.is_interrupted() {
                return Err(Error::Cancelled);
            }
            let exchange = Exchange {
                server,
                id: random_id(),
                name,
                record_type,
                deadline: Instant::now() + servers.timeout,
                wait,
            };
            let (verdict, bytes) = match exchange.ask() {
                Ok(answer) => answer,
                Err(error) => {
                    failure = error;
                    continue;
                }
            };
            match verdict {
                Verdict::Answered => return Ok(bytes),
                Verdict::NoName => return Err(Error::HostNotFound),
                Verdict::Failed => failure = Error::TryAgain,
                Verdict::Stray | Verdict::Truncated | Verdict::Refused => {
                    failure = Error::NoRecovery;
                }
            }
        }
        // Whoever refuses once refuses again.
        if failure == Error::NoRecovery {
            break;
        }
    }
    Err(failure)
}

/// A number that others cannot guess; the random port of the socket adds to it.
fn random_id() -> u16 {
    RandomState::new().build_hasher().finish() as u16
}

/// One question to one server.
struct Exchange<'a> {
    server: SocketAddr,
    id: u16,
    name: &'a str,
    record_type: u16,
    deadline: Instant,
    wait: &'a Wait,
}

impl Exchange<'_> {
    fn ask(&self) -> Result<(Verdict, Vec<u8>), Error> {
        let question = message::question(self.id, self.name, self.record_type)?;
        match self.over_udp(&question).map_err(failure)? {
            (Verdict::Truncated, _) => self.over_tcp(&question).map_err(failure),
            answer => Ok(answer),
        }
    }

    fn judge(&self, answer: &[u8]) -> Verdict {
        message::judge(answer, self.id, self.name, self.record_type)
    }

    fn over_udp(&self, question: &[u8]) -> io::Result<(Verdict, Vec<u8>)> {
        let socket = match self.server {
            SocketAddr::V4(_) => UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)),
            SocketAddr::V6(_) => UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0)),
        }?;
        // From now on only this server is heard.
        socket.connect(self.server)?;
        socket.send(question)?;
        let mut buffer = vec![0; MESSAGE_LIMIT];
        loop {
            let length = self.retry(|slice| {
                socket.set_read_timeout(Some(slice))?;
                socket.recv(&mut buffer)
            })?;
            let answer = buffer.get(..length).unwrap_or_default();
            match self.judge(answer) {
                Verdict::Stray => {}
                verdict => return Ok((verdict, answer.to_vec())),
            }
        }
    }

    fn over_tcp(&self, question: &[u8]) -> io::Result<(Verdict, Vec<u8>)> {
        let mut stream = TcpStream::connect_timeout(&self.server, self.remaining()?)?;
        let length = u16::try_from(question.len()).map_err(io::Error::other)?;
        stream.set_write_timeout(Some(self.remaining()?))?;
        stream.write_all(&[&length.to_be_bytes(), question].concat())?;
        let mut length = [0; 2];
        self.read(&mut stream, &mut length)?;
        let mut answer = vec![0; u16::from_be_bytes(length).into()];
        self.read(&mut stream, &mut answer)?;
        Ok((self.judge(&answer), answer))
    }

    fn read(&self, stream: &mut TcpStream, mut buffer: &mut [u8]) -> io::Result<()> {
        while !buffer.is_empty() {
            let length = self.retry(|slice| {
                stream.set_read_timeout(Some(slice))?;
                stream.read(buffer)
            })?;
            if length == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            buffer = buffer.get_mut(length..).unwrap_or_default();
        }
        Ok(())
    }

    /// Tries until something arrives, time is up, or nobody wants it any more.
    fn retry(&self, mut attempt: impl FnMut(Duration) -> io::Result<usize>) -> io::Result<usize> {
        loop {
            match attempt(self.remaining()?.min(policy::DNS_LOOK_INTERVAL)) {
                Err(error)
                    if matches!(
                        error.kind(),
                        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
                    ) => {}
                result => return result,
            }
        }
    }

    /// How much time is left: not zero.
    fn remaining(&self) -> io::Result<Duration> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() || self.wait.is_interrupted() {
            return Err(ErrorKind::TimedOut.into());
        }
        Ok(left)
    }
}

/// A server that is not there may be there later; a process without sockets or memory has other troubles.
fn failure(error: io::Error) -> Error {
    match error.kind() {
        ErrorKind::OutOfMemory => Error::OutOfMemory,
        _ => Error::TryAgain,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;
    use crate::provider::Interrupt;

    const A_TYPE: u16 = 1;

    fn servers(addresses: &[SocketAddr]) -> Servers {
        Servers {
            addresses: addresses.to_vec(),
            timeout: Duration::from_millis(300),
            attempts: 2,
        }
    }

    fn silent() -> (UdpSocket, SocketAddr) {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        (socket, address)
    }

    /// Makes the answer to a question out of it: the flags, and nothing else.
    fn answer(question: &[u8], flags: [u8; 2]) -> Vec<u8> {
        let mut answer = question.to_vec();
        answer[2..4].copy_from_slice(&flags);
        answer
    }

    /// A server that sends these in turn for each question.
    fn answering(flags: Vec<[u8; 2]>) -> SocketAddr {
        let (socket, address) = silent();
        thread::spawn(move || {
            let mut buffer = [0; 512];
            while let Ok((length, client)) = socket.recv_from(&mut buffer) {
                for &flags in &flags {
                    socket
                        .send_to(&answer(&buffer[..length], flags), client)
                        .unwrap();
                }
            }
        });
        address
    }

    fn asked(addresses: &[SocketAddr]) -> Result<Vec<u8>, Error> {
        ask(&servers(addresses), "web.test", A_TYPE, &Wait::default())
    }

    #[test]
    fn a_server_that_keeps_silent_is_asked_again_and_then_given_up() {
        let (socket, address) = silent();
        assert_eq!(asked(&[address]), Err(Error::TryAgain));
        socket.set_nonblocking(true).unwrap();
        let mut buffer = [0; 512];
        let questions = (0..3).filter(|_| socket.recv(&mut buffer).is_ok()).count();
        assert_eq!(questions, 2);
    }

    #[test]
    fn the_next_server_is_asked_when_one_cannot_tell() {
        let good = answering(vec![[0x81, 0x80]]);
        assert!(asked(&[answering(vec![[0x81, 0x82]]), good]).is_ok());
        assert!(asked(&[answering(vec![[0x81, 0x85]]), good]).is_ok());
        let (_socket, silent) = silent();
        assert!(asked(&[silent, good]).is_ok());
    }

    #[test]
    fn what_servers_say_becomes_its_error() {
        let said = |code: u8| asked(&[answering(vec![[0x81, 0x80 | code]])]).err();
        assert_eq!(said(3), Some(Error::HostNotFound));
        assert_eq!(said(2), Some(Error::TryAgain));
        assert_eq!(said(5), Some(Error::NoRecovery));
        assert_eq!(said(0), None);
    }

    #[test]
    fn what_is_no_answer_is_passed_over() {
        // A question that comes back is none.
        assert!(asked(&[answering(vec![[0x01, 0x00], [0x81, 0x80]])]).is_ok());
    }

    #[test]
    fn an_answer_that_is_cut_off_is_asked_for_over_tcp() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let socket = UdpSocket::bind(address).unwrap();
        let server = thread::spawn(move || {
            let mut buffer = [0; 512];
            let (length, client) = socket.recv_from(&mut buffer).unwrap();
            let cut = answer(&buffer[..length], [0x83, 0x80]);
            socket.send_to(&cut, client).unwrap();
            let (mut stream, _) = listener.accept().unwrap();
            let mut question = vec![0; length + 2];
            stream.read_exact(&mut question).unwrap();
            let whole = answer(&question[2..], [0x81, 0x80]);
            // In pieces, as networks like it.
            for byte in [&question[..2], &whole].concat() {
                stream.write_all(&[byte]).unwrap();
            }
            whole
        });
        let found = ask(&Servers::one(address), "web.test", A_TYPE, &Wait::default());
        assert_eq!(found.unwrap(), server.join().unwrap());
    }

    #[test]
    fn nobody_is_asked_for_what_nobody_wants() {
        let (socket, address) = silent();
        let wait = Wait::default();
        wait.interrupt();
        let outcome = ask(&Servers::one(address), "web.test", A_TYPE, &wait);
        assert_eq!(outcome, Err(Error::Cancelled));
        socket.set_nonblocking(true).unwrap();
        assert!(socket.recv(&mut [0; 512]).is_err());
    }
}
