// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which interfaces have a default route, read from the kernel's routing tables as `/proc` shows them.

#![forbid(unsafe_code)]

/// The route can be used.
const RTF_UP: u32 = 0x0001;
/// The route leads nowhere.
const RTF_REJECT: u32 = 0x0200;

/// The interfaces with a default route in a table like `/proc/net/route`: name, destination, gateway, flags, three counters,
/// mask and more, behind a line of headings.
pub(crate) fn default_routes_v4(table: &[u8]) -> Vec<&[u8]> {
    lines(table)
        .filter_map(|line| {
            let [name, destination, _, flags, _, _, _, mask] = first_fields(line)?;
            let is_default = number(destination) == Some(0) && number(mask) == Some(0);
            (is_default && leads_on(flags)).then_some(name)
        })
        .collect()
}

/// The same for a table like `/proc/net/ipv6_route`: destination and its length, source and its length, next hop, metric,
/// two counters, flags, name.
pub(crate) fn default_routes_v6(table: &[u8]) -> Vec<&[u8]> {
    lines(table)
        .filter_map(|line| {
            let [destination, length, _, _, _, _, _, _, flags, name] = first_fields(line)?;
            let is_default =
                number(length) == Some(0) && destination.iter().all(|&digit| digit == b'0');
            (is_default && leads_on(flags)).then_some(name)
        })
        .collect()
}

fn lines(table: &[u8]) -> impl Iterator<Item = &[u8]> {
    table.split(|&byte| byte == b'\n')
}

fn first_fields<const N: usize>(line: &[u8]) -> Option<[&[u8]; N]> {
    let mut fields = line
        .split(|byte| byte.is_ascii_whitespace())
        .filter(|field| !field.is_empty());
    let mut found: [&[u8]; N] = [&[]; N];
    for place in &mut found {
        *place = fields.next()?;
    }
    Some(found)
}

/// A hexadecimal number of up to 32 bits.
fn number(digits: &[u8]) -> Option<u32> {
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn leads_on(flags: &[u8]) -> bool {
    number(flags).is_some_and(|flags| flags & (RTF_UP | RTF_REJECT) == RTF_UP)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const V4: &[u8] = b"\
Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000080\t0\t0\t0
ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0
*\t00000000\t00000000\t0201\t0\t0\t0\t00000000\t0\t0\t0
down\t00000000\t00000000\t0002\t0\t0\t0\t00000000\t0\t0\t0
";

    const V6: &[u8] = b"\
fd000000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 fd000000000000000000000000000001 00000400 00000002 00000000 00000003     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
00000000000000000000000000000000 80 00000000000000000000000000000000 00 00000000000000000000000000000000 00000000 00000002 00000000 80200001       lo
";

    #[test]
    fn a_default_route_covers_everything_is_up_and_leads_somewhere() {
        assert_eq!(default_routes_v4(V4), [b"eth0", b"ppp0"]);
        assert_eq!(default_routes_v6(V6), [b"eth0"]);
    }

    #[test]
    fn tables_without_routes_have_none() {
        for nothing in [&b""[..], b"\n", b"Iface\tDestination\n"] {
            assert!(default_routes_v4(nothing).is_empty());
            assert!(default_routes_v6(nothing).is_empty());
        }
    }

    proptest! {
        #[test]
        fn nothing_in_a_table_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            default_routes_v4(&bytes);
            default_routes_v6(&bytes);
        }
    }
}
