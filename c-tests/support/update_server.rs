// SPDX-License-Identifier: MIT OR Apache-2.0
//! A server with authorization cabs on the loopback interface, and with every fault that a server can have: the first part of
//! the path says which.

use std::fs::{self, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use nix::libc::linger;
use nix::sys::socket::setsockopt;
use nix::sys::socket::sockopt::Linger;

/// The services that it has cabinets for, and their files.
const CABINETS: [(&str, &str); 2] = [
    (super::cabs::SERVICE, "good.cab"),
    ("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "other.cab"),
];

/// How a faulty response begins.
const OK: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n";

/// The server; it ends when this is dropped.
pub struct UpdateServer {
    shared: Arc<Shared>,
    port: u16,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    cabinets: PathBuf,
    log: PathBuf,
    is_over: AtomicBool,
}

impl UpdateServer {
    /// `log`: a line for each request; a file of this name with ".open" behind it opens what is closed at first.
    pub fn start(cabinets: PathBuf, log: PathBuf) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        fs::write(&log, "")?;
        let shared = Arc::new(Shared {
            cabinets,
            log,
            is_over: AtomicBool::new(false),
        });
        let thread = {
            let shared = shared.clone();
            thread::spawn(move || {
                for client in listener.incoming().flatten() {
                    if shared.is_over.load(Ordering::Acquire) {
                        return;
                    }
                    let shared = shared.clone();
                    // A client that gives up is no fault of the server's.
                    thread::spawn(move || shared.serve(client).ok());
                }
            })
        };
        Ok(Self {
            shared,
            port,
            thread: Some(thread),
        })
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn log(&self) -> &Path {
        &self.shared.log
    }
}

impl Drop for UpdateServer {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::Release);
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

impl Shared {
    fn serve(&self, mut client: TcpStream) -> io::Result<()> {
        let mut reader = BufReader::new(client.try_clone()?);
        let mut request = String::new();
        reader.read_line(&mut request)?;
        let mut known = None;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 || line == "\r\n" {
                break;
            }
            if let Some(tag) = line.strip_prefix("If-None-Match: ") {
                known = Some(tag.trim().to_owned());
            }
        }
        let mut words = request.split(' ');
        let (method, target) = (words.next().unwrap(), words.next().unwrap_or_default());
        // A proxy is asked for whole URLs.
        let (target, prefix) = match target.strip_prefix("http://") {
            Some(rest) => (rest.split_once('/').unwrap_or_default().1, "proxy "),
            None => (target.trim_start_matches('/'), ""),
        };
        let line = format!("{prefix}{method} {target}\n");
        OpenOptions::new()
            .append(true)
            .open(&self.log)?
            .write_all(line.as_bytes())?;
        let mut parts = target.split('/');
        let (fault, id) = (parts.next().unwrap(), parts.next().unwrap_or_default());
        let file = match fault {
            "unsigned" => Some("unsigned.cab"),
            "forbidding" => Some("forbidding.cab"),
            _ => CABINETS
                .iter()
                .find(|(known, _)| *known == id)
                .map(|(_, file)| *file),
        };
        let cabinet = file.and_then(|file| fs::read(self.cabinets.join(file)).ok());
        let has_body = method == "GET";
        let mut send = |head: &str, body: &[u8]| {
            client.write_all(head.as_bytes())?;
            client.write_all(b"\r\n")?;
            client.write_all(if has_body { body } else { b"" })
        };
        let open = self.log.with_extension("open");
        match fault {
            "hang" => drop(client.read(&mut [0])?),
            "close" => {}
            "reset" => reset(client)?,
            "garbage" => client.write_all(b"SSH-2.0-Server\r\n")?,
            "loop" => send("HTTP/1.1 302 Found\r\nLocation: ../loop/again\r\n", b"")?,
            "nowhere" => send("HTTP/1.1 302 Found\r\n", b"")?,
            "redirect" => {
                let location = format!("HTTP/1.1 301 Moved\r\nLocation: /good/{id}/auth.cab\r\n");
                send(&location, b"")?;
            }
            "type" => send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", b"<html>")?,
            "short" => send(&format!("{OK}Content-Length: 100000\r\n"), b"MSCF")?,
            "large" => send(&format!("{OK}Content-Length: 99999999999\r\n"), b"MSCF")?,
            "endless" => {
                send(OK, b"")?;
                if has_body {
                    io::copy(&mut io::repeat(0), &mut client)?;
                }
            }
            "drip" => {
                send(OK, b"")?;
                while has_body && !self.is_over.load(Ordering::Acquire) {
                    client.write_all(b"x")?;
                    thread::sleep(Duration::from_millis(100));
                }
            }
            "chunked" => {
                let cabinet = cabinet.unwrap();
                let (first, second) = cabinet.split_at(100);
                let chunk = |part: &[u8]| {
                    let mut chunk = format!("{:x}\r\n", part.len()).into_bytes();
                    chunk.extend_from_slice(part);
                    chunk.extend_from_slice(b"\r\n");
                    chunk
                };
                let body = [chunk(first), chunk(second), b"0\r\n\r\n".to_vec()].concat();
                send(&format!("{OK}Transfer-Encoding: chunked\r\n"), &body)?;
            }
            "closed" if !open.exists() => send("HTTP/1.1 503 Closed\r\n", b"")?,
            _ => match (fault.strip_prefix("status-"), cabinet) {
                (Some(status), _) => send(&format!("HTTP/1.1 {status} Status\r\n"), b"")?,
                (None, None) => send("HTTP/1.1 404 Not Found\r\n", b"")?,
                (None, Some(_)) if has_body && known.as_deref() == Some("\"one\"") => {
                    send("HTTP/1.1 304 Not Modified\r\nETag: \"one\"\r\n", b"")?;
                }
                (None, Some(cabinet)) => {
                    let length = cabinet.len();
                    let head = format!("{OK}Content-Length: {length}\r\nETag: \"one\"\r\n");
                    send(&head, &cabinet)?;
                }
            },
        }
        Ok(())
    }
}

/// Closes a connection so that the other side hears of it as of an accident.
fn reset(client: TcpStream) -> io::Result<()> {
    let linger = linger {
        l_onoff: 1,
        l_linger: 0,
    };
    Ok(setsockopt(&client, Linger, &linger)?)
}
