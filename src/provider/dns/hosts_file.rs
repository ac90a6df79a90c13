// SPDX-License-Identifier: MIT OR Apache-2.0
//! The hosts file, as far as it answers before a server that the user has named.

#![forbid(unsafe_code)]

use std::net::{IpAddr, SocketAddr};

use super::resolver::HostEntry;

#[cfg(unix)]
pub(super) const PATH: &str = "/etc/hosts";
#[cfg(not(unix))]
pub(super) const PATH: &str = r"C:\Windows\System32\drivers\etc\hosts";

/// A line: an address and the names that it has, the first of which is the host's own.
fn lines(text: &str) -> impl Iterator<Item = (IpAddr, Vec<&str>)> {
    text.lines().filter_map(|line| {
        let line = line.split('#').next()?;
        let mut words = line.split_ascii_whitespace();
        let address = words.next()?.parse().ok()?;
        Some((address, words.collect()))
    })
}

/// The host of this name, with every address that some line gives it.
pub(super) fn by_name(text: &str, name: &str) -> Option<HostEntry> {
    let wanted = name.strip_suffix('.').unwrap_or(name);
    let mut found: Option<HostEntry> = None;
    for (address, names) in lines(text) {
        if !names.iter().any(|name| name.eq_ignore_ascii_case(wanted)) {
            continue;
        }
        let Some((own, others)) = names.split_first() else {
            continue;
        };
        let host = found.get_or_insert_with(|| HostEntry::new(own));
        for other in others {
            host.add_alias(other);
        }
        host.add_address(SocketAddr::new(address, 0));
    }
    found
}

/// The name of the host that has this address.
pub(super) fn by_address(text: &str, address: IpAddr) -> Option<String> {
    lines(text)
        .filter(|(found, _)| *found == address)
        .find_map(|(_, names)| names.first().map(|&name| name.to_owned()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    const FILE: &str = "\
# a comment
127.0.0.1 localhost
::1\tlocalhost ip6-localhost # and another
  192.0.2.1   Web.test www web.test
nonsense web
192.0.2.2
192.0.2.3 other WEB.TEST
";

    #[test]
    fn a_host_has_the_addresses_of_all_its_lines_and_their_names() {
        let web = by_name(FILE, "web.TEST.").unwrap();
        assert_eq!(web.name, "Web.test");
        assert_eq!(web.aliases, ["www"]);
        let addresses: Vec<String> = web
            .addresses
            .iter()
            .map(|one| one.ip().to_string())
            .collect();
        assert_eq!(addresses, ["192.0.2.1", "192.0.2.3"]);
        assert_eq!(by_name(FILE, "localhost").unwrap().addresses.len(), 2);
        assert_eq!(by_name(FILE, "web"), None);
        assert_eq!(by_name(FILE, "comment"), None);
        assert_eq!(by_name(FILE, "another"), None);
    }

    #[test]
    fn an_address_has_the_first_name_of_its_first_line_with_one() {
        assert_eq!(by_address(FILE, [192, 0, 2, 1].into()).unwrap(), "Web.test");
        assert_eq!(by_address(FILE, [192, 0, 2, 2].into()), None);
        assert_eq!(by_address(FILE, [192, 0, 2, 9].into()), None);
    }
}
