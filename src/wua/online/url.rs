// SPDX-License-Identifier: MIT OR Apache-2.0
//! Addresses of servers: as much of URLs as a client of them needs.

#![forbid(unsafe_code)]

use std::fmt::{self, Display};

/// A URL with the scheme `http` or `https`, without user and fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Url {
    pub(super) is_secure: bool,
    /// A name or an address; one of IPv6 without its brackets.
    pub(super) host: String,
    pub(super) port: u16,
    /// With the query; begins with a slash.
    pub(super) path: String,
}

/// The longest URL, as for the texts of authorizations.
const LIMIT: usize = crate::policy::AUTHORIZATION_TEXT_LIMIT;

impl Url {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_printable = text.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_printable || text.len() > LIMIT {
            return None;
        }
        let (scheme, rest) = text.split_once("://")?;
        let is_secure = match scheme.to_ascii_lowercase().as_str() {
            "http" => false,
            "https" => true,
            _ => return None,
        };
        let rest = rest.split('#').next()?;
        let (authority, path) = match rest.find(['/', '?']) {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        let (host, port) = authority_of(authority)?;
        Some(Self {
            is_secure,
            host: host.to_owned(),
            port: port.unwrap_or(if is_secure { 443 } else { 80 }),
            path: if path.starts_with('/') {
                path.to_owned()
            } else {
                format!("/{path}")
            },
        })
    }

    /// The URL of something below this one.
    pub(super) fn below(&self, path: &str) -> Self {
        Self {
            path: format!("{}/{path}", self.path.trim_end_matches('/')),
            ..self.clone()
        }
    }

    /// Where a redirection from this one leads.
    pub(super) fn join(&self, location: &str) -> Option<Self> {
        if location.contains("://") {
            return Self::parse(location);
        }
        if let Some(rest) = location.strip_prefix("//") {
            return Self::parse(&format!("{}://{rest}", self.scheme()));
        }
        let folder = match location.starts_with('/') {
            true => "",
            false => self.path.split('?').next()?.rsplit_once('/')?.0,
        };
        let separator = if location.starts_with('/') { "" } else { "/" };
        let origin = Self {
            path: String::new(),
            ..self.clone()
        };
        Self::parse(&format!("{origin}{folder}{separator}{location}"))
    }

    /// What the `Host` header says.
    pub(super) fn authority(&self) -> String {
        let usual = if self.is_secure { 443 } else { 80 };
        if self.port == usual {
            self.bracketed()
        } else {
            self.endpoint()
        }
    }

    /// The host and the port.
    pub(super) fn endpoint(&self) -> String {
        format!("{}:{}", self.bracketed(), self.port)
    }

    fn bracketed(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        }
    }

    fn scheme(&self) -> &'static str {
        if self.is_secure { "https" } else { "http" }
    }
}

impl Display for Url {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}://{}{}", self.scheme(), self.authority(), self.path)
    }
}

/// The host and the port. No user: what would be sent there should not stand in variables and listings.
fn authority_of(text: &str) -> Option<(&str, Option<u16>)> {
    let (host, rest) = match text.strip_prefix('[') {
        Some(inner) => {
            let (host, rest) = inner.split_once(']')?;
            host.parse::<std::net::Ipv6Addr>().ok()?;
            (host, rest)
        }
        None => {
            let (host, rest) = text.split_at(text.find(':').unwrap_or(text.len()));
            let is_name = !host.is_empty()
                && host
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
            (is_name.then_some(host)?, rest)
        }
    };
    if rest.is_empty() {
        return Some((host, None));
    }
    let digits = rest.strip_prefix(':')?;
    let port = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits.parse().ok())??;
    (port != 0).then_some((host, Some(port)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read_and_written() {
        for (text, written) in [
            ("http://a", "http://a/"),
            ("HTTP://a:80/b?c#d", "http://a/b?c"),
            ("https://a.example:8443/b/", "https://a.example:8443/b/"),
            ("https://[::1]:443?x", "https://[::1]/?x"),
            ("http://127.0.0.1:8530", "http://127.0.0.1:8530/"),
        ] {
            assert_eq!(Url::parse(text).unwrap().to_string(), written);
        }
        let long = format!("http://a/{}", "b".repeat(LIMIT));
        for wrong in [
            "",
            "a",
            "ftp://a/",
            "http://",
            "http:///a",
            "http://a:0/",
            "http://a:+1/",
            "http://a:65536/",
            "http://a:/",
            "http://user@a/",
            "http://a b/",
            "http://a\r\nX: y/",
            "http://ä/",
            "http://[::g]/",
            "http://[::1/",
            "http://[::1]x/",
            &long,
        ] {
            assert_eq!(Url::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn redirections_lead_somewhere() {
        let from = Url::parse("http://a:1/b/c?d/e").unwrap();
        let to = |location| from.join(location).map(|url| url.to_string());
        for (location, target) in [
            ("https://x/y", "https://x/y"),
            ("//x:2/y", "http://x:2/y"),
            ("/y", "http://a:1/y"),
            ("y", "http://a:1/b/y"),
            ("", "http://a:1/b/"),
        ] {
            assert_eq!(to(location).as_deref(), Some(target), "{location}");
        }
        assert_eq!(to("file:///etc/passwd"), None);
        assert_eq!(to("a b"), None);
        assert_eq!(from.below("x").to_string(), "http://a:1/b/c?d/e/x");
        let base = Url::parse("http://a/b/").unwrap();
        assert_eq!(base.below("x/y").to_string(), "http://a/b/x/y");
    }
}
