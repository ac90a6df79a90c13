// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist update serve`: a server with the authorization cabs of a folder, for test set-ups.
//!
//! A cab is served at `/{service id}/auth.cab` for the service that it is for, whatever the file's name; whether it is good is for
//! the client to find out. The folder is read for every request, so that files may come and go.

#![forbid(unsafe_code)]

use std::convert::Infallible;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::AsFd as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, UNIX_EPOCH};

use enlist::tools::update;

use crate::output::{self, Stop};

#[derive(clap::Args)]
pub struct Arguments {
    /// The folder of the cabs
    folder: PathBuf,

    /// Where to listen; port 0 is one that is free
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8530")]
    listen: SocketAddr,
}

/// How long a client may take for its request.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest request.
const REQUEST_LIMIT: u64 = 16 << 10;

/// Runs until nobody reads what it says, or the user ends it.
pub(super) fn run(arguments: &Arguments) -> Result<Infallible, Stop> {
    let failed = |error: io::Error| format!("{}: {error}", arguments.listen);
    let folder = &arguments.folder;
    if !folder.is_dir() {
        return Err(format!("{}: not a folder", folder.display()).into());
    }
    let listener = TcpListener::bind(arguments.listen).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    output::print(format!("ENLIST_UPDATE_URL=http://{address}\n"))?;
    // A client that was there may be gone again.
    listener.set_nonblocking(true).map_err(failed)?;
    loop {
        output::wait_for(listener.as_fd())?;
        let Ok((client, _)) = listener.accept() else {
            continue;
        };
        let folder = folder.clone();
        // Without a thread for it, the client has to come again.
        let _ = thread::Builder::new().spawn(move || serve(client, &folder));
    }
}

/// What a client says until then, however slowly.
struct Patient<'a> {
    client: &'a TcpStream,
    until: Instant,
}

impl Read for Patient<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.client.set_read_timeout(Some(left))?;
        let mut client = self.client;
        client.read(buffer)
    }
}

/// A client that goes away is no concern of the server's.
fn serve(client: TcpStream, folder: &Path) {
    let _ = answer(client, folder);
}

fn answer(mut client: TcpStream, folder: &Path) -> io::Result<()> {
    client.set_write_timeout(Some(PATIENCE))?;
    let patient = Patient {
        client: &client,
        until: Instant::now() + PATIENCE,
    };
    let Some(request) = Request::read(BufReader::new(patient).take(REQUEST_LIMIT))? else {
        return respond(&mut client, "400 Bad Request", "", b"", true);
    };
    let is_get = request.method == "GET";
    if !is_get && request.method != "HEAD" {
        return respond(&mut client, "405 Method Not Allowed", "", b"", true);
    }
    let Some((cabinet, tag)) = request.service().and_then(|id| find(folder, id)) else {
        request.note(404);
        return respond(&mut client, "404 Not Found", "", b"", is_get);
    };
    let header = format!("ETag: {tag}\r\n");
    if request.knows(&tag) {
        request.note(304);
        return respond(&mut client, "304 Not Modified", &header, b"", false);
    }
    request.note(200);
    let headers = format!("Content-Type: application/vnd.ms-cab-compressed\r\n{header}");
    respond(&mut client, "200 OK", &headers, &cabinet, is_get)
}

fn respond(
    client: &mut TcpStream,
    status: &str,
    headers: &str,
    body: &[u8],
    has_body: bool,
) -> io::Result<()> {
    let length = body.len();
    write!(
        client,
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n"
    )?;
    if has_body {
        client.write_all(body)?;
    }
    Ok(())
}

struct Request {
    method: String,
    path: String,
    /// The versions that the client has, as it lists them.
    known: Option<String>,
}

impl Request {
    fn read(mut lines: impl BufRead) -> io::Result<Option<Self>> {
        let mut line = String::new();
        lines.read_line(&mut line)?;
        let mut words = line.split_ascii_whitespace();
        let (Some(method), Some(path)) = (words.next(), words.next()) else {
            return Ok(None);
        };
        let mut request = Self {
            method: method.to_owned(),
            path: path.to_owned(),
            known: None,
        };
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line)? == 0 {
                return Ok(None);
            }
            let line = line.trim_end();
            if line.is_empty() {
                return Ok(Some(request));
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("if-none-match")
            {
                request.known = Some(value.trim().to_owned());
            }
        }
    }

    /// Says what was asked and answered, to whoever listens.
    fn note(&self, status: u16) {
        let _ = writeln!(io::stdout(), "{} {} {status}", self.method, self.path);
    }

    /// Whether the client has this version. One is as good as another that differs in nothing that matters (`W/`).
    fn knows(&self, tag: &str) -> bool {
        let mut known = self.known.iter().flat_map(|tags| tags.split(','));
        known.any(|known| {
            let known = known.trim();
            known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
        })
    }

    /// The service that is asked for: `…/{id}/auth.cab`.
    fn service(&self) -> Option<&str> {
        let folder = self.path.strip_suffix("/auth.cab")?;
        folder.rsplit('/').next()
    }
}

/// The newest cab for a service, and a name for its version.
fn find(folder: &Path, id: &str) -> Option<(Vec<u8>, String)> {
    let mut found: Option<(u128, PathBuf)> = None;
    for entry in fs::read_dir(folder).ok()?.flatten() {
        let path = entry.path();
        // To open a pipe would be to wait for its other end.
        let is_wanted = path.is_file()
            && update::authorized_service(&path)
                .is_ok_and(|service| service.to_string().eq_ignore_ascii_case(id));
        let changed = entry.metadata().and_then(|found| found.modified());
        let changed = changed
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
            .map_or(0, |time| time.as_nanos());
        if is_wanted && found.as_ref().is_none_or(|(newest, _)| *newest < changed) {
            found = Some((changed, path));
        }
    }
    let (changed, path) = found?;
    let cabinet = fs::read(path).ok()?;
    let tag = format!("\"{changed:x}-{:x}\"", cabinet.len());
    Some((cabinet, tag))
}
