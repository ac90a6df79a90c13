// SPDX-License-Identifier: MIT OR Apache-2.0
//! Proxies: none, unless the user asks for one (`ENLIST_UPDATE_PROXY`).

#![forbid(unsafe_code)]

use super::url::Url;

/// Which proxy is asked for which server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Proxies {
    plain: Option<Url>,
    secure: Option<Url>,
    /// Servers that are asked directly: names with everything below them, or `*`.
    exceptions: Vec<String>,
}

impl Proxies {
    /// `environment`: what the variables say that most programs have in common. Otherwise a URL, for every server.
    pub(crate) fn parse(
        text: &str,
        variable: impl Fn(&'static str) -> Option<String>,
    ) -> Option<Self> {
        if text != "environment" {
            let proxy = Some(proxy_url(text)?);
            return Some(Self {
                plain: proxy.clone(),
                secure: proxy,
                exceptions: Vec::new(),
            });
        }
        // HTTP_PROXY in capitals is what a web server makes of a header that anybody may send.
        let proxy = |names: &[&'static str]| {
            let value = names.iter().find_map(|&name| variable(name));
            match value.filter(|value| !value.is_empty()) {
                Some(value) => proxy_url(&value).map(Some),
                None => Some(None),
            }
        };
        let exceptions = variable("no_proxy").or_else(|| variable("NO_PROXY"));
        Some(Self {
            plain: proxy(&["http_proxy"])?,
            secure: proxy(&["https_proxy", "HTTPS_PROXY"])?,
            exceptions: exceptions
                .unwrap_or_default()
                .split(',')
                .map(|name| name.trim().trim_start_matches('.').to_ascii_lowercase())
                .filter(|name| !name.is_empty())
                .collect(),
        })
    }

    /// The proxy for a server.
    pub(super) fn for_url(&self, url: &Url) -> Option<&Url> {
        let host = url.host.to_ascii_lowercase();
        let is_below = |name: &String| {
            host.strip_suffix(name.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        if self
            .exceptions
            .iter()
            .any(|name| name == "*" || is_below(name))
        {
            return None;
        }
        if url.is_secure {
            self.secure.as_ref()
        } else {
            self.plain.as_ref()
        }
    }
}

/// A plain connection to a proxy; the scheme may be left out, as other programs allow.
fn proxy_url(text: &str) -> Option<Url> {
    let url = match text.contains("://") {
        true => Url::parse(text),
        false => Url::parse(&format!("http://{text}")),
    };
    url.filter(|url| !url.is_secure)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_for_some_servers() {
        let variables = |name: &'static str| {
            let value = match name {
                "http_proxy" => "proxy:3128",
                "https_proxy" => "http://secure:3129/",
                "no_proxy" => "localhost, .inside",
                _ => return None,
            };
            Some(value.to_owned())
        };
        let proxies = Proxies::parse("environment", variables).unwrap();
        let asked = |url: &str| {
            let url = Url::parse(url).unwrap();
            proxies.for_url(&url).map(|proxy| proxy.to_string())
        };
        assert_eq!(asked("http://a/").as_deref(), Some("http://proxy:3128/"));
        assert_eq!(asked("https://a/").as_deref(), Some("http://secure:3129/"));
        for direct in ["http://localhost/", "http://a.inside/", "https://INSIDE/"] {
            assert_eq!(asked(direct), None, "{direct}");
        }
        assert!(asked("http://notinside/").is_some());
        let none = |_: &'static str| None;
        assert_eq!(
            Proxies::parse("environment", none),
            Some(Proxies::default())
        );
        let one = Proxies::parse("http://p:1", none).unwrap();
        assert!(one.for_url(&Url::parse("https://a/").unwrap()).is_some());
        assert_eq!(Proxies::parse("https://p", none), None);
        assert_eq!(Proxies::parse("a b", none), None);
    }
}
