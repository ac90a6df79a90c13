// SPDX-License-Identifier: MIT OR Apache-2.0
//! One request over one connection, and its response: as much of HTTP/1.1 as a client without a body needs.

#![forbid(unsafe_code)]

use std::io::{BufRead, BufReader, Read, Write};

use super::connection::Connection;
use super::failure::Failure;
use super::url::Url;
use crate::policy;

/// The beginning of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) status: u16,
    /// Names in small letters.
    headers: Vec<(String, String)>,
}

/// A response.
#[derive(Debug)]
pub(super) struct Response {
    pub(super) head: Head,
    pub(super) body: Vec<u8>,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request<'a> {
    pub(super) url: &'a Url,
    /// Without it, only the beginning of the response is asked for.
    pub(super) wants_body: bool,
    /// The version that is known already.
    pub(super) known: Option<&'a str>,
    /// Whether it goes to a proxy, which has to be told the whole URL.
    pub(super) to_proxy: bool,
}

const ACCEPTED: &str =
    "application/vnd.ms-cab-compressed, application/x-cab, application/octet-stream";

impl Head {
    /// The value of a header; none if there is none or several.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known == name);
        let value = found.next().map(|(_, value)| value.as_str());
        value.filter(|_| found.next().is_none())
    }

    fn read(lines: &mut (impl BufRead + Limited)) -> Result<Self, Failure> {
        let first = line(lines)?;
        let status = status_of(&first).ok_or(Failure::Malformed)?;
        let mut headers = Vec::new();
        loop {
            let line = line(lines)?;
            if line.is_empty() {
                return Ok(Self { status, headers });
            }
            let (name, value) = line.split_once(':').ok_or(Failure::Malformed)?;
            let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
            if !is_name {
                return Err(Failure::Malformed);
            }
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
}

/// `HTTP/1.1 200 OK`: the status, of three digits.
fn status_of(line: &str) -> Option<u16> {
    let mut words = line.splitn(3, ' ');
    let version = words.next()?.strip_prefix("HTTP/1.")?;
    let status = words.next()?;
    let is_version = version.len() == 1 && version.bytes().all(|byte| byte.is_ascii_digit());
    let is_status = status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit());
    let status = status.parse().ok()?;
    (is_version && is_status && status >= 100).then_some(status)
}

/// One line without its end. A response that ends before is incomplete; one that has too much, too large.
fn line(lines: &mut (impl BufRead + Limited)) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    lines
        .read_until(b'\n', &mut bytes)
        .map_err(|error| Failure::transferring(&error))?;
    if bytes.pop() != Some(b'\n') {
        let is_spent = lines.is_spent();
        return Err(if is_spent {
            Failure::Malformed
        } else {
            Failure::Aborted
        });
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    String::from_utf8(bytes).map_err(|_| Failure::Malformed)
}

/// A reader of limited length that knows whether it has come to its limit.
trait Limited {
    fn is_spent(&self) -> bool;
}

impl<R> Limited for std::io::Take<R> {
    fn is_spent(&self) -> bool {
        self.limit() == 0
    }
}

/// Asks.
pub(super) fn ask(
    mut connection: Box<dyn Connection>,
    request: Request<'_>,
) -> Result<Response, Failure> {
    write(&mut connection, &text_of(request))?;
    let mut reader = BufReader::new(connection);
    // Of all of them together.
    let mut lines = reader.by_ref().take(policy::RESPONSE_HEAD_LIMIT_BYTES);
    let head = loop {
        let head = Head::read(&mut lines)?;
        // What comes before the response proper; switching to something else was not asked for.
        match head.status {
            101 => return Err(Failure::Malformed),
            100..=199 => {}
            _ => break head,
        }
    };
    let has_body = request.wants_body && !matches!(head.status, 204 | 304);
    let body = match has_body {
        true => body(&head, &mut reader)?,
        false => Vec::new(),
    };
    Ok(Response { head, body })
}

/// Asks a proxy for a connection to the server of a URL.
pub(super) fn tunnel(connection: &mut impl Connection, url: &Url) -> Result<(), Failure> {
    let target = url.endpoint();
    write(
        connection,
        &format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n"),
    )?;
    // Byte by byte: what follows belongs to the server behind.
    let mut lines = BufReader::with_capacity(1, connection).take(policy::RESPONSE_HEAD_LIMIT_BYTES);
    match Head::read(&mut lines)?.status {
        200..=299 => Ok(()),
        status => Err(Failure::Status(status)),
    }
}

fn write(connection: &mut impl Write, text: &str) -> Result<(), Failure> {
    connection
        .write_all(text.as_bytes())
        .and_then(|()| connection.flush())
        .map_err(|error| Failure::transferring(&error))
}

fn text_of(request: Request<'_>) -> String {
    let Request { url, known, .. } = request;
    let method = if request.wants_body { "GET" } else { "HEAD" };
    let target = match request.to_proxy {
        true => url.to_string(),
        false => url.path.clone(),
    };
    let known = known.map_or_else(String::new, |tag| format!("If-None-Match: {tag}\r\n"));
    format!(
        "{method} {target} HTTP/1.1\r\nHost: {}\r\nUser-Agent: Windows-Update-Agent\r\nAccept: {ACCEPTED}\r\n\
         Accept-Encoding: identity\r\n{known}Connection: close\r\n\r\n",
        url.authority()
    )
}

/// Reads a body: in chunks, of the length that was told, or until the end.
fn body(head: &Head, reader: &mut impl BufRead) -> Result<Vec<u8>, Failure> {
    let told = |name| head.headers.iter().any(|(known, _)| known == name);
    if told("transfer-encoding") {
        return match head.header("transfer-encoding") {
            Some(coding) if coding.eq_ignore_ascii_case("chunked") => chunks(reader),
            _ => Err(Failure::Malformed),
        };
    }
    let mut body = Vec::new();
    if told("content-length") {
        let length = head.header("content-length").and_then(length_of);
        take(reader, length.ok_or(Failure::Malformed)?, &mut body)?;
        return Ok(body);
    }
    reader
        .take(policy::CABINET_LIMIT_BYTES + 1)
        .read_to_end(&mut body)
        .map_err(|error| Failure::transferring(&error))?;
    if body.len() as u64 > policy::CABINET_LIMIT_BYTES {
        return Err(Failure::TooLarge);
    }
    Ok(body)
}

fn length_of(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // One that no number has room for is too large, too.
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

fn chunks(reader: &mut impl BufRead) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    loop {
        let size = line(&mut reader.take(policy::RESPONSE_HEAD_LIMIT_BYTES))?;
        let digits = size.split(';').next().unwrap_or_default().trim();
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_number {
            return Err(Failure::Malformed);
        }
        let size = u64::from_str_radix(digits, 16).unwrap_or(u64::MAX);
        if size == 0 {
            // What may follow tells nothing that is wanted, and the connection is not used again.
            return Ok(body);
        }
        take(reader, size, &mut body)?;
        if !line(&mut reader.take(2))?.is_empty() {
            return Err(Failure::Malformed);
        }
    }
}

/// Reads so many more bytes, if that is not too much.
fn take(reader: &mut impl BufRead, length: u64, body: &mut Vec<u8>) -> Result<(), Failure> {
    let before = body.len() as u64;
    if length > policy::CABINET_LIMIT_BYTES.saturating_sub(before) {
        return Err(Failure::TooLarge);
    }
    reader
        .take(length)
        .read_to_end(body)
        .map_err(|error| Failure::transferring(&error))?;
    if body.len() as u64 - before < length {
        return Err(Failure::Aborted);
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::io::Cursor;

    use super::*;

    struct Scripted(Cursor<Vec<u8>>);

    impl Read for Scripted {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.0.read(buffer)
        }
    }

    impl Write for Scripted {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn respond(text: impl Into<Vec<u8>>) -> Result<Response, Failure> {
        let url = Url::parse("http://a/").unwrap();
        let request = Request {
            url: &url,
            wants_body: true,
            known: None,
            to_proxy: false,
        };
        ask(Box::new(Scripted(Cursor::new(text.into()))), request)
    }

    fn body_of(text: &str) -> Result<String, Failure> {
        respond(text).map(|response| String::from_utf8(response.body).unwrap())
    }

    #[test]
    fn bodies_come_in_three_ways() {
        for text in [
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbodyx",
            "HTTP/1.0 200\n\nbody",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n\
             2;x=y\r\nbo\r\n02\r\ndy\r\n0\r\n\r\n",
        ] {
            assert_eq!(body_of(text).as_deref(), Ok("body"), "{text}");
        }
        assert_eq!(
            body_of("HTTP/1.1 304 X\r\nContent-Length: 4\r\n\r\n").as_deref(),
            Ok("")
        );
    }

    #[test]
    fn what_is_wrong_with_a_response_is_told() {
        let large = policy::CABINET_LIMIT_BYTES + 1;
        let rows = [
            (String::new(), Failure::Aborted),
            ("HTTP/1.1 200 OK\r\nA: b\r\n".to_owned(), Failure::Aborted),
            ("SSH-2.0-x\r\n".to_owned(), Failure::Malformed),
            ("HTTP/2 200 OK\r\n\r\n".to_owned(), Failure::Malformed),
            ("HTTP/1.1 20 OK\r\n\r\n".to_owned(), Failure::Malformed),
            ("HTTP/1.1 2000 OK\r\n\r\n".to_owned(), Failure::Malformed),
            ("HTTP/1.1 +20 OK\r\n\r\n".to_owned(), Failure::Malformed),
            ("HTTP/1.1 101 X\r\n\r\n".to_owned(), Failure::Malformed),
            (
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n".to_owned(),
                Failure::Malformed,
            ),
            ("x".repeat(100_000), Failure::Malformed),
            (
                format!("HTTP/1.1 200 OK\r\n{}", "A: b\r\n".repeat(50_000)),
                Failure::Malformed,
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nbody".to_owned(),
                Failure::Aborted,
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\nbody".to_owned(),
                Failure::Malformed,
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nbody".to_owned(),
                Failure::Malformed,
            ),
            (
                format!("HTTP/1.1 200 OK\r\nContent-Length: {large}\r\n\r\n"),
                Failure::TooLarge,
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n".to_owned(),
                Failure::TooLarge,
            ),
            (
                format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(large as usize)),
                Failure::TooLarge,
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nbody".to_owned(),
                Failure::Malformed,
            ),
        ];
        for (text, failure) in rows {
            assert_eq!(
                body_of(&text),
                Err(failure),
                "{}",
                text.get(..60).unwrap_or(&text)
            );
        }
        for (chunks, failure) in [
            ("", Failure::Aborted),
            ("x\r\n", Failure::Malformed),
            ("-1\r\n", Failure::Malformed),
            ("4\r\nbo", Failure::Aborted),
            ("2\r\nbody\r\n0\r\n", Failure::Malformed),
            ("FFFFFFFFFFFFFFFFF\r\n", Failure::TooLarge),
            ("400001\r\n", Failure::TooLarge),
        ] {
            let text = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}");
            assert_eq!(body_of(&text), Err(failure), "{chunks}");
        }
    }

    #[test]
    fn a_request_says_what_is_wanted_and_what_is_known() {
        let url = Url::parse("http://[::1]:8530/a?b").unwrap();
        let mut request = Request {
            url: &url,
            wants_body: true,
            known: Some("\"1\""),
            to_proxy: false,
        };
        let text = text_of(request);
        assert!(text.starts_with("GET /a?b HTTP/1.1\r\nHost: [::1]:8530\r\n"));
        assert!(text.contains("\r\nIf-None-Match: \"1\"\r\n") && text.ends_with("\r\n\r\n"));
        request.to_proxy = true;
        request.wants_body = false;
        assert!(text_of(request).starts_with("HEAD http://[::1]:8530/a?b HTTP/1.1\r\n"));
    }

    /// Whatever a server sends: an answer or a failure, within bounds.
    #[test]
    fn garbage_of_every_kind_is_read_or_refused() {
        let responses = [
            "HTTP/1.1 200 OK\r\nContent-Type: application/x-cab\r\nETag: \"a\"\r\nContent-Length: 4\r\n\r\nbody",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nbo\r\n02\r\ndy\r\n0\r\n\r\n",
            "HTTP/1.0 200\n\nbody",
        ];
        for response in responses {
            assert_eq!(body_of(response).as_deref(), Ok("body"));
            for length in 0..response.len() {
                let _ = respond(&response[..length]);
            }
            for at in 0..response.len() {
                for byte in 0..=255 {
                    let mut changed = response.as_bytes().to_vec();
                    changed[at] = byte;
                    if let Ok(read) = respond(changed) {
                        assert!(read.body.len() < response.len());
                    }
                }
            }
        }
        // Interim responses without end.
        let endless = "HTTP/1.1 100 Continue\r\n\r\n".repeat(200_000);
        assert_eq!(respond(endless).err(), Some(Failure::Malformed));
    }
}
