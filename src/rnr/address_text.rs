// SPDX-License-Identifier: MIT OR Apache-2.0
//! Socket addresses as text, and text as socket addresses: IPv4, IPv6, IPX and Bluetooth.
//!
//! A socket address is the bytes of Windows' struct for its family. Families are accepted by Windows' number and by the
//! host's, and an address that is made keeps the number that the caller used. All texts are ASCII.
//!
//! What is taken and refused is observed on Wine 8 and, where its tests run there, on Windows; both build on the same
//! functions (`RtlIpv4StringToAddressEx` and its siblings), so the oddities of their numbers are kept, too.

#![forbid(unsafe_code)]

use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};

use smallvec::SmallVec;

use crate::error::Error;
use crate::policy;

/// The bytes of a socket address; none is longer than Bluetooth's.
pub(crate) type AddressBytes = SmallVec<[u8; 30]>;

/// A Bluetooth address needs a buffer of this many characters, whatever its text needs. Documented for
/// `WSAAddressToString`, together with the length that is then not updated.
const BLUETOOTH_ROOM: usize = 40;

/// Length of the text of a Bluetooth address between the parentheses.
const BLUETOOTH_LENGTH: usize = 17;

/// A family of addresses that have a text form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Inet,
    Inet6,
    Ipx,
    Bluetooth,
}

impl Family {
    /// The family with this number, on Windows or on the host.
    pub(crate) fn from_number(number: i32) -> Result<Self, Error> {
        match policy::canonical_family(number) {
            2 => Ok(Self::Inet),
            23 => Ok(Self::Inet6),
            6 => Ok(Self::Ipx),
            32 => Ok(Self::Bluetooth),
            _ => Err(Error::InvalidParameter),
        }
    }

    /// Size of the family's socket address.
    pub(crate) fn size_bytes(self) -> usize {
        match self {
            Self::Inet => 16,
            Self::Inet6 => 28,
            Self::Ipx => 14,
            Self::Bluetooth => 30,
        }
    }
}

/// The text of an address, and what the caller's buffer must be like to receive it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AddressText {
    /// The text, without a terminator.
    pub(crate) text: String,
    /// The smallest buffer that is accepted, in characters, terminator included.
    pub(crate) room: usize,
    /// Whether a buffer that is too small is told the needed length.
    pub(crate) tells_room: bool,
}

/// The text of an address. It may be longer than its family's addresses are, but not shorter.
pub(crate) fn to_text(family: Family, address: &[u8]) -> Result<AddressText, Error> {
    let address = address
        .get(..family.size_bytes())
        .ok_or(Error::BadPointer)?;
    let text = match family {
        Family::Inet => inet_text(address),
        Family::Inet6 => inet6_text(address),
        Family::Ipx => ipx_text(address),
        Family::Bluetooth => bluetooth_text(address),
    };
    let text = text.ok_or(Error::BadPointer)?;
    let bluetooth = family == Family::Bluetooth;
    let room = if bluetooth {
        BLUETOOTH_ROOM
    } else {
        text.len() + 1
    };
    Ok(AddressText {
        text,
        room,
        tells_room: !bluetooth,
    })
}

/// The address that a text means, with the family's number as the caller gave it.
pub(crate) fn to_address(text: &[u8], number: i32) -> Result<AddressBytes, Error> {
    let family = Family::from_number(number)?;
    let number = u16::try_from(number).map_err(|_| Error::InvalidParameter)?;
    let text = str::from_utf8(text).map_err(|_| Error::InvalidParameter)?;
    let address = match family {
        Family::Inet => inet_address(text, number),
        Family::Inet6 => inet6_address(text, number),
        Family::Ipx => ipx_address(text, number),
        Family::Bluetooth => bluetooth_address(text, number),
    };
    address.ok_or(Error::InvalidParameter)
}

// Addresses to text. `None` stands for an address that is too short.

fn inet_text(address: &[u8]) -> Option<String> {
    let port = u16::from_be_bytes(field(address, 2)?);
    let mut text = Ipv4Addr::from(field::<4>(address, 4)?).to_string();
    if port != 0 {
        write!(text, ":{port}").ok()?;
    }
    Some(text)
}

/// The flow information does not appear.
fn inet6_text(address: &[u8]) -> Option<String> {
    let port = u16::from_be_bytes(field(address, 2)?);
    let scope = u32::from_ne_bytes(field(address, 24)?);
    let mut text = inet6_host(Ipv6Addr::from(field::<16>(address, 8)?))?;
    if scope != 0 {
        write!(text, "%{scope}").ok()?;
    }
    if port != 0 {
        text = format!("[{text}]:{port}");
    }
    Some(text)
}

/// Not `Ipv6Addr`'s own text, because more kinds of addresses end in a dotted IPv4 address on Windows.
fn inet6_host(address: Ipv6Addr) -> Option<String> {
    let groups = address.segments();
    let dotted = match groups {
        // ISATAP, below any prefix.
        [_, _, _, _, 0 | 0x200, 0x5EFE, _, _] => true,
        // Compatible, mapped and translated addresses, unless they begin as 0.0 would.
        [0, 0, 0, 0, 0, 0 | 0xFFFF, high, _] | [0, 0, 0, 0, 0xFFFF, 0, high, _] => high != 0,
        _ => false,
    };
    let hexadecimal = groups.get(..if dotted { 6 } else { 8 })?;
    let mut text = String::new();
    // The longest run of zeros, and the first of several, if it is longer than one.
    let mut longest = 0..0;
    let mut start = 0;
    for run in hexadecimal.chunk_by(|left, right| (*left == 0) == (*right == 0)) {
        let end = start + run.len();
        if run.first() == Some(&0) && run.len() >= 2 && run.len() > longest.len() {
            longest = start..end;
        }
        start = end;
    }
    for (index, group) in hexadecimal.iter().enumerate() {
        if longest.contains(&index) {
            if index == longest.start {
                text.push_str("::");
            }
        } else {
            if index != 0 && index != longest.end {
                text.push(':');
            }
            write!(text, "{group:x}").ok()?;
        }
    }
    if dotted {
        if !text.ends_with(':') {
            text.push(':');
        }
        let [.., a, b, c, d] = address.octets();
        write!(text, "{}", Ipv4Addr::new(a, b, c, d)).ok()?;
    }
    Some(text)
}

/// Windows itself has no text for IPX any more; this is how a public sample prints it.
fn ipx_text(address: &[u8]) -> Option<String> {
    let network = u32::from_be_bytes(field(address, 2)?);
    let [a, b, c, d, e, f] = field(address, 6)?;
    let node = u64::from_be_bytes([0, 0, a, b, c, d, e, f]);
    let socket = u16::from_be_bytes(field(address, 12)?);
    Some(format!("{network:08X}.{node:012X}:{socket:04X}"))
}

/// An address has 48 bits; what stands above them does not appear, and neither does the service class.
fn bluetooth_text(address: &[u8]) -> Option<String> {
    let port = u32::from_ne_bytes(field(address, 26)?);
    let [.., a, b, c, d, e, f] = u64::from_ne_bytes(field(address, 2)?).to_be_bytes();
    let mut text = format!("({a:02X}:{b:02X}:{c:02X}:{d:02X}:{e:02X}:{f:02X})");
    if port != 0 && policy::BLUETOOTH_PORT_IN_TEXT {
        write!(text, ":{port}").ok()?;
    }
    Some(text)
}

fn field<const N: usize>(address: &[u8], offset: usize) -> Option<[u8; N]> {
    address
        .get(offset..)?
        .first_chunk::<N>()
        .map(ToOwned::to_owned)
}

// Text to addresses. `None` stands for a text that is none.

fn inet_address(text: &str, family: u16) -> Option<AddressBytes> {
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, port_number(port, u32::from(u16::MAX))?),
        None => (text, 0),
    };
    let host = inet_host(host)?;
    Some(join(&[
        &family.to_ne_bytes(),
        &u16::try_from(port).ok()?.to_be_bytes(),
        &host.to_be_bytes(),
        &[0; 8],
    ]))
}

/// As `inet_addr` takes it: one to four numbers, of which the last one fills the bytes that are left.
fn inet_host(text: &str) -> Option<u32> {
    let mut parts = SmallVec::<[u32; 4]>::new();
    for part in text.split('.') {
        if parts.len() == 4 {
            return None;
        }
        parts.push(any_number(part)?);
    }
    let (last, leading) = parts.split_last()?;
    let mut host = 0;
    for (index, part) in leading.iter().enumerate() {
        host |= u32::from(u8::try_from(*part).ok()?) << (24 - 8 * index);
    }
    let room_bits = 32 - 8 * leading.len();
    (u64::from(*last) >> room_bits == 0).then_some(host | last)
}

fn inet6_address(text: &str, family: u16) -> Option<AddressBytes> {
    let (text, port) = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once(']')? {
            (text, "") => (text, 0),
            (text, port) => {
                let port = port.strip_prefix(':')?;
                (text, port_number(port, u32::from(u16::MAX))?)
            }
        },
        None => (text, 0),
    };
    let (host, scope) = match text.split_once('%') {
        Some((host, scope)) => (host, scope_number(scope)?),
        None => (text, 0),
    };
    let host = inet6_host_address(host)?;
    Some(join(&[
        &family.to_ne_bytes(),
        &u16::try_from(port).ok()?.to_be_bytes(),
        &[0; 4],
        &host.octets(),
        &scope.to_ne_bytes(),
    ]))
}

/// As `Ipv6Addr` takes it, save for a dotted end, whose numbers may have leading zeros up to three digits on Windows.
fn inet6_host_address(text: &str) -> Option<Ipv6Addr> {
    match text.rsplit_once(':') {
        Some((head, tail)) if tail.contains('.') => {
            let mut octets = SmallVec::<[u8; 4]>::new();
            for part in tail.split('.') {
                if part.len() > 3 {
                    return None;
                }
                octets.push(u8::try_from(number(part, 10)?).ok()?);
            }
            let (high, low) = match *octets.as_slice() {
                [a, b, c, d] => (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])),
                _ => return None,
            };
            format!("{head}:{high:x}:{low:x}").parse().ok()
        }
        _ => text.parse().ok(),
    }
}

fn ipx_address(text: &str, family: u16) -> Option<AddressBytes> {
    let (network, rest) = text.split_once('.')?;
    let (node, socket) = rest.split_once(':')?;
    Some(join(&[
        &family.to_ne_bytes(),
        &hexadecimal::<4>(network)?,
        &hexadecimal::<6>(node)?,
        &hexadecimal::<2>(socket)?,
    ]))
}

/// With parentheses, as it is printed, or without, as some programs write it; a port only behind parentheses, because
/// without them it would look like one more byte.
fn bluetooth_address(text: &str, family: u16) -> Option<AddressBytes> {
    let (device, port) = match text.strip_prefix('(') {
        Some(rest) => match rest.split_once(')')? {
            (device, "") => (device, 0),
            (device, port) if policy::BLUETOOTH_PORT_IN_TEXT => {
                (device, port_number(port.strip_prefix(':')?, u32::MAX)?)
            }
            _ => return None,
        },
        None => (text, 0),
    };
    if device.len() != BLUETOOTH_LENGTH {
        return None;
    }
    let mut address = 0;
    let mut parts = 0;
    for part in device.split(':') {
        address = address << 8 | u64::from(u8::from_be_bytes(hexadecimal(part)?));
        parts += 1;
    }
    (parts == 6).then(|| {
        join(&[
            &family.to_ne_bytes(),
            &u64::to_ne_bytes(address),
            &[0; 16],
            &port.to_ne_bytes(),
        ])
    })
}

fn join(fields: &[&[u8]]) -> AddressBytes {
    fields.iter().copied().flatten().copied().collect()
}

/// Exactly two digits for each byte.
fn hexadecimal<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(pairs) {
        *byte = u8::try_from(number(str::from_utf8(pair).ok()?, 16)?).ok()?;
    }
    Some(bytes)
}

/// A port follows the rule of `any_number`. Port 0 is written by leaving it out, and refused: so Windows does.
fn port_number(text: &str, largest: u32) -> Option<u32> {
    // Digit by digit, so that no port comes of a number that has run over.
    let (digits, radix) = radix(text);
    let mut port: u32 = 0;
    for digit in digits.chars() {
        port = port
            .checked_mul(radix)?
            .checked_add(digit.to_digit(radix)?)
            .filter(|port| *port <= largest)?;
    }
    (port != 0).then_some(port)
}

/// A scope is decimal, without leading zeros. The name of an interface is none.
fn scope_number(text: &str) -> Option<u32> {
    match text {
        "0" => Some(0),
        _ if text.starts_with('0') => None,
        _ => number(text, 10),
    }
}

/// Hexadecimal behind `0x`, octal behind `0`, decimal otherwise.
fn any_number(text: &str) -> Option<u32> {
    let (digits, radix) = radix(text);
    number(digits, radix)
}

fn radix(text: &str) -> (&str, u32) {
    if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        (digits, 16)
    } else if text.len() > 1 && text.starts_with('0') {
        (text, 8)
    } else {
        (text, 10)
    }
}

/// At least one digit, and digits only.
///
/// A number beyond 32 bits is noticed only by a step that makes it smaller: 0x100000000 is refused, and 0x123456789 is
/// 0x23456789. So do Windows and Wine 8.
fn number(digits: &str, radix: u32) -> Option<u32> {
    let mut number: u32 = 0;
    for digit in digits.chars() {
        let next = number
            .wrapping_mul(radix)
            .wrapping_add(digit.to_digit(radix)?);
        if next < number {
            return None;
        }
        number = next;
    }
    (!digits.is_empty()).then_some(number)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const INET: i32 = 2;
    const INET6: i32 = 23;
    const IPX: i32 = 6;
    const BLUETOOTH: i32 = 32;

    fn number(number: i32) -> [u8; 2] {
        u16::try_from(number).unwrap().to_ne_bytes()
    }

    fn inet(host: [u8; 4], port: u16) -> AddressBytes {
        join(&[&number(INET), &port.to_be_bytes(), &host, &[0; 8]])
    }

    fn inet6(host: [u16; 8], scope: u32, port: u16) -> AddressBytes {
        let host = Ipv6Addr::from(host).octets();
        let (port, scope) = (port.to_be_bytes(), scope.to_ne_bytes());
        join(&[&number(INET6), &port, &[0; 4], &host, &scope])
    }

    fn ipx(network: [u8; 4], node: [u8; 6], socket: u16) -> AddressBytes {
        join(&[&number(IPX), &network, &node, &socket.to_be_bytes()])
    }

    fn bluetooth(device: u64, port: u32) -> AddressBytes {
        let (device, port) = (device.to_ne_bytes(), port.to_ne_bytes());
        join(&[&number(BLUETOOTH), &device, &[0; 16], &port])
    }

    fn text(address: &[u8]) -> String {
        let family = i32::from(u16::from_ne_bytes([address[0], address[1]]));
        let text = to_text(Family::from_number(family).unwrap(), address).unwrap();
        assert!(text.text.is_ascii());
        text.text
    }

    fn address(text: &str, number: i32) -> AddressBytes {
        to_address(text.as_bytes(), number).unwrap_or_else(|error| panic!("{text:?}: {error}"))
    }

    #[track_caller]
    fn refused(texts: &[&str], number: i32) {
        for text in texts {
            assert_eq!(
                to_address(text.as_bytes(), number),
                Err(Error::InvalidParameter),
                "{text:?}"
            );
        }
    }

    #[test]
    fn families_have_the_numbers_of_windows_and_of_the_host() {
        for (numbers, family, size) in [
            ([2, 2], Family::Inet, 16),
            ([23, 10], Family::Inet6, 28),
            ([6, 4], Family::Ipx, 14),
            ([32, 31], Family::Bluetooth, 30),
        ] {
            for number in numbers {
                assert_eq!(Family::from_number(number), Ok(family));
                assert_eq!(family.size_bytes(), size);
            }
        }
        for number in [0, 1, 3, 17, 99, -1, i32::MIN, 0x1_0002] {
            assert_eq!(Family::from_number(number), Err(Error::InvalidParameter));
            assert_eq!(to_address(b"1.2.3.4", number), Err(Error::InvalidParameter));
        }
    }

    #[test]
    fn an_address_keeps_the_number_that_its_family_was_named_by() {
        for (text, numbers) in [
            ("::1", [23_u16, 10]),
            ("00000001.001122334455:0451", [6, 4]),
            ("(00:11:22:33:44:55)", [32, 31]),
        ] {
            let [one, other] =
                numbers.map(|number| (number, to_address(text.as_bytes(), number.into()).unwrap()));
            for (number, address) in [&one, &other] {
                assert_eq!(address[..2], number.to_ne_bytes());
            }
            assert_eq!(one.1[2..], other.1[2..]);
        }
    }

    #[test]
    fn ipv4_addresses_are_dotted_and_show_their_port_unless_it_is_zero() {
        assert_eq!(text(&inet([127, 0, 0, 1], 80)), "127.0.0.1:80");
        assert_eq!(text(&inet([127, 0, 0, 1], 0)), "127.0.0.1");
        assert_eq!(text(&inet([0, 0, 0, 0], 0)), "0.0.0.0");
        assert_eq!(text(&inet([255; 4], 65535)), "255.255.255.255:65535");
    }

    #[test]
    fn what_fills_an_ipv4_address_up_does_not_show() {
        let mut address = inet([1, 2, 3, 4], 0);
        address[8..].fill(5);
        address.push(6);
        assert_eq!(text(&address), "1.2.3.4");
    }

    #[test]
    fn addresses_that_are_too_short_are_refused() {
        for (family, address) in [
            (Family::Inet, inet([1, 2, 3, 4], 80)),
            (Family::Inet6, inet6([1; 8], 2, 80)),
            (Family::Ipx, ipx([1; 4], [2; 6], 3)),
            (Family::Bluetooth, bluetooth(1, 2)),
        ] {
            for length in 0..address.len() {
                assert_eq!(
                    to_text(family, &address[..length]),
                    Err(Error::BadPointer),
                    "{length}"
                );
            }
            assert!(to_text(family, &address).is_ok());
        }
    }

    #[test]
    fn ipv4_text_is_what_inet_addr_takes_with_a_port() {
        for (text, host, port) in [
            ("1.2.3.4", [1, 2, 3, 4], 0),
            ("1.2.3.4:80", [1, 2, 3, 4], 80),
            ("1.2", [1, 0, 0, 2], 0),
            ("1.2.3", [1, 2, 0, 3], 0),
            ("1", [0, 0, 0, 1], 0),
            ("1:80", [0, 0, 0, 1], 80),
            ("0x7f.1", [127, 0, 0, 1], 0),
            ("0X7F.0.0.1:80", [127, 0, 0, 1], 80),
            ("010.0x10.3", [8, 16, 0, 3], 0),
            ("001.002.003.004", [1, 2, 3, 4], 0),
            ("1.2.3.00", [1, 2, 3, 0], 0),
            ("0", [0, 0, 0, 0], 0),
            ("4294967295", [255; 4], 0),
            ("0xffffffff", [255; 4], 0),
            ("037777777777", [255; 4], 0),
            ("1.16777215", [1, 255, 255, 255], 0),
            ("1.2.65535", [1, 2, 255, 255], 0),
            ("255.255.255.255:65535", [255; 4], 65535),
            ("1.2.3.4:0x50", [1, 2, 3, 4], 80),
            ("1.2.3.4:0XaBcD", [1, 2, 3, 4], 0xABCD),
            ("1.2.3.4:0120", [1, 2, 3, 4], 80),
            ("1.2.3.4:0177777", [1, 2, 3, 4], 65535),
            ("0x000000000000000000007f.1", [127, 0, 0, 1], 0),
            // Numbers that run over without becoming smaller.
            ("0x123456789", [0x23, 0x45, 0x67, 0x89], 0),
            ("5000000000", [42, 5, 242, 0], 0),
        ] {
            assert_eq!(address(text, INET), inet(host, port), "{text}");
        }
    }

    #[test]
    fn other_ipv4_text_is_refused() {
        refused(
            &[
                "",
                " ",
                ".",
                "..",
                ".1",
                "1.",
                "1..2",
                "1.2.",
                "1.2.3.",
                "1.2.3.4.",
                "1.2.3.4.5",
            ],
            INET,
        );
        refused(
            &[
                "256.1.1.1",
                "1.2.3.256",
                "1.256.1",
                "1.16777216",
                "1.2.65536",
                "1.2.3.0400",
            ],
            INET,
        );
        refused(
            &[
                "4294967296",
                "0x100000000",
                "040000000000",
                "1.0x100000002",
                "0x1000000000",
            ],
            INET,
        );
        refused(
            &[
                "0x", "0x.1", "0xg", "08", "1.1.1.08", "1.1.1.0a", "0b1", "a.b.c.d", "x1", "1x",
            ],
            INET,
        );
        refused(
            &[
                " 1.2.3.4",
                "1.2.3.4 ",
                "1. 2.3.4",
                "\t1.2.3.4",
                "1.2.3.4\n",
                "+1",
                "-1",
                "1.+2",
            ],
            INET,
        );
        refused(
            &[
                "1.2.3.4:",
                "1.2.3.4:0",
                "1.2.3.4:00",
                "1.2.3.4:0x0",
                "1.2.3.4:65536",
                "1:65537",
            ],
            INET,
        );
        refused(
            &[
                "1:4294967297",
                "1:0x123456789",
                "1:080",
                "1:0x",
                "1:a",
                "1:1a",
                "1:-1",
                "1:+1",
            ],
            INET,
        );
        refused(
            &[
                "1: 80",
                "1:80 ",
                "1::80",
                "1:80:90",
                "1:1.2",
                ":80",
                "[1.2.3.4]:80",
                "1.2.3.4%1",
            ],
            INET,
        );
        refused(
            &["::1", "localhost", "1.2.3.4/24", "\u{FF11}.2", "1\u{E9}"],
            INET,
        );
        assert_eq!(
            to_address(b"1.2.3.\xFF", INET),
            Err(Error::InvalidParameter)
        );
    }

    #[test]
    fn ipv6_addresses_show_scope_and_port_unless_they_are_zero() {
        let host = [0xFE80, 0, 0, 0, 0, 0, 0, 1];
        assert_eq!(text(&inet6(host, 5, 80)), "[fe80::1%5]:80");
        assert_eq!(text(&inet6(host, 5, 0)), "fe80::1%5");
        assert_eq!(text(&inet6(host, 0, 80)), "[fe80::1]:80");
        assert_eq!(text(&inet6(host, 0, 0)), "fe80::1");
        assert_eq!(
            text(&inet6(host, u32::MAX, 65535)),
            "[fe80::1%4294967295]:65535"
        );
        let mut flow = inet6(host, 0, 0);
        flow[4..8].fill(7);
        assert_eq!(text(&flow), "fe80::1");
    }

    #[test]
    fn ipv6_addresses_are_written_as_windows_writes_them() {
        for (host, wanted) in [
            ([0; 8], "::"),
            ([0, 0, 0, 0, 0, 0, 0, 1], "::1"),
            ([0, 0, 0, 0, 0, 0, 0, 0xFFFF], "::ffff"),
            ([0xABCD, 0xEF, 0, 0, 0, 0, 0, 0], "abcd:ef::"),
            // The longest run of zeros, the first of several, and no single zero.
            ([1, 0, 0, 2, 0, 0, 0, 3], "1:0:0:2::3"),
            ([1, 0, 0, 2, 3, 0, 0, 4], "1::2:3:0:0:4"),
            ([1, 0, 2, 3, 4, 5, 6, 7], "1:0:2:3:4:5:6:7"),
            ([0, 1, 2, 3, 4, 5, 6, 7], "0:1:2:3:4:5:6:7"),
            ([1, 2, 3, 4, 5, 6, 7, 0], "1:2:3:4:5:6:7:0"),
            ([1, 2, 3, 4, 5, 6, 0, 0], "1:2:3:4:5:6::"),
            ([0, 0, 0, 1, 0, 0, 0, 0], "0:0:0:1::"),
            ([0, 0, 0, 0, 0, 1, 0, 0], "::1:0:0"),
            // Compatible.
            ([0, 0, 0, 0, 0, 0, 0x102, 0x304], "::1.2.3.4"),
            ([0, 0, 0, 0, 0, 0, 1, 0], "::0.1.0.0"),
            // Mapped.
            ([0, 0, 0, 0, 0, 0xFFFF, 0x102, 0x304], "::ffff:1.2.3.4"),
            ([0, 0, 0, 0, 0, 0xFFFF, 1, 0], "::ffff:0.1.0.0"),
            ([0, 0, 0, 0, 0, 0xFFFF, 0, 1], "::ffff:0:1"),
            ([0, 0, 0, 0, 0, 0xFFFF, 0, 0], "::ffff:0:0"),
            ([0, 0, 0, 0, 0, 0xFFFE, 0x102, 0x304], "::fffe:102:304"),
            ([0, 0, 0, 0, 1, 0xFFFF, 0x102, 0x304], "::1:ffff:102:304"),
            // Translated.
            ([0, 0, 0, 0, 0xFFFF, 0, 0x102, 0x304], "::ffff:0:1.2.3.4"),
            ([0, 0, 0, 0, 0xFFFF, 1, 0x102, 0x304], "::ffff:1:102:304"),
            ([0, 0, 0, 0, 0xFFFF, 0, 0, 0x304], "::ffff:0:0:304"),
            ([0x64, 0xFF9B, 0, 0, 0, 0, 0x102, 0x304], "64:ff9b::102:304"),
            // ISATAP.
            ([0, 0, 0, 0, 0, 0x5EFE, 0, 0], "::5efe:0.0.0.0"),
            (
                [0xFE80, 0, 0, 0, 0, 0x5EFE, 0x102, 0x304],
                "fe80::5efe:1.2.3.4",
            ),
            (
                [0xFE80, 0, 0, 0, 0x200, 0x5EFE, 0x102, 0x304],
                "fe80::200:5efe:1.2.3.4",
            ),
            (
                [0xFE80, 0, 0, 0, 0x100, 0x5EFE, 0x102, 0x304],
                "fe80::100:5efe:102:304",
            ),
            (
                [1, 2, 3, 4, 0, 0x5EFE, 0x102, 0x304],
                "1:2:3:4:0:5efe:1.2.3.4",
            ),
        ] {
            assert_eq!(text(&inet6(host, 0, 0)), wanted);
            assert_eq!(address(wanted, INET6), inet6(host, 0, 0));
        }
    }

    #[test]
    fn ipv6_text_may_have_brackets_scope_and_port() {
        let local = [0xFE80, 0, 0, 0, 0, 0, 0, 1];
        let loopback = [0, 0, 0, 0, 0, 0, 0, 1];
        for (text, host, scope, port) in [
            ("::1", loopback, 0, 0),
            ("[::1]", loopback, 0, 0),
            ("[::1]:80", loopback, 0, 80),
            ("[::1]:0x50", loopback, 0, 80),
            ("[::1]:0120", loopback, 0, 80),
            ("[::1]:65535", loopback, 0, 65535),
            ("fe80::1%3", local, 3, 0),
            ("FE80::1%3", local, 3, 0),
            ("[fe80::1%3]", local, 3, 0),
            ("[fe80::1%3]:80", local, 3, 80),
            ("fe80::1%0", local, 0, 0),
            ("fe80::1%4294967295", local, u32::MAX, 0),
            ("fe80::1%5000000000", local, 0x2A05_F200, 0),
            ("0:0:0:0:0:0:0:1", loopback, 0, 0),
            ("::0:0:0:0:0:0:1", loopback, 0, 0),
            ("0001:2:3:4:5:6:7::", [1, 2, 3, 4, 5, 6, 7, 0], 0, 0),
            ("::2:3:4:5:6:7:8", [0, 2, 3, 4, 5, 6, 7, 8], 0, 0),
            (
                "1:2:3:4:5:6:1.2.3.4",
                [1, 2, 3, 4, 5, 6, 0x102, 0x304],
                0,
                0,
            ),
            ("1:2:3:4:5::1.2.3.4", [1, 2, 3, 4, 5, 0, 0x102, 0x304], 0, 0),
            ("::001.02.3.4%5", [0, 0, 0, 0, 0, 0, 0x102, 0x304], 5, 0),
        ] {
            assert_eq!(address(text, INET6), inet6(host, scope, port), "{text}");
        }
    }

    #[test]
    fn other_ipv6_text_is_refused() {
        refused(
            &[
                "", " ", ":", ":1", "1:", "1", "::1::", "1:::2", ":::", "::1:", "1::2::3", "g::",
            ],
            INET6,
        );
        refused(
            &[
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4::5:6:7:8",
                "1:2:3:4:5:6:7:8::",
            ],
            INET6,
        );
        refused(
            &["12345::", "00001::", "::00001", "::0x1", "::-1", "::+1"],
            INET6,
        );
        refused(
            &[
                "1.2.3.4",
                "1.2.3.4::",
                "::1.2",
                "::1.2.3",
                "::1.2.3.4.5",
                "::1.2.3.",
                "::1.2.3.256",
            ],
            INET6,
        );
        refused(
            &[
                "::0001.2.3.4",
                "::0x1.2.3.4",
                "::a.2.3.4",
                "::1.2.3.4:5",
                "1:2:3:4:5:1.2.3.4",
            ],
            INET6,
        );
        refused(
            &[
                "1:2:3:4:5:6:7:1.2.3.4",
                "1:2:3:4:5:6::1.2.3.4",
                "::2:3:4:5:6:7:1.2.3.4",
            ],
            INET6,
        );
        refused(
            &[" ::1", "::1 ", "::1\t", "::1/64", "::1x", "::\u{E9}"],
            INET6,
        );
        refused(
            &[
                "fe80::1%",
                "fe80::1%eth0",
                "fe80::1%03",
                "fe80::1%00",
                "fe80::1%0x3",
                "fe80::1%-1",
            ],
            INET6,
        );
        refused(
            &[
                "fe80::1%4294967296",
                "fe80::1%3:80",
                "fe80::1%1%2",
                "[fe80::1]%3",
                "[fe80::1]%3:80",
            ],
            INET6,
        );
        refused(
            &[
                "[",
                "]",
                "[]",
                "[::1",
                "::1]",
                "[[::1]]",
                "[::1]]:80",
                "[::1]80",
                "::1]:80",
                "[::1]x",
            ],
            INET6,
        );
        refused(
            &[
                "[::1]:",
                "[::1]:0",
                "[::1]:00",
                "[::1]:080",
                "[::1]:65536",
                "[::1]:80a",
                "[::1]: 80",
            ],
            INET6,
        );
        refused(
            &[
                "[::1]:-1",
                "[::1]:+1",
                "[::1]:0x10000",
                "[::1]:1:",
                "[::1%]:80",
                "[1.2.3.4]:80",
            ],
            INET6,
        );
    }

    #[test]
    fn ipx_addresses_have_the_form_of_the_sample() {
        let known = ipx([0, 0, 0, 0x1A], [0, 0x11, 0x22, 0x33, 0x44, 0xAF], 0x0451);
        assert_eq!(text(&known), "0000001A.0011223344AF:0451");
        assert_eq!(text(&ipx([0; 4], [0; 6], 0)), "00000000.000000000000:0000");
        assert_eq!(
            text(&ipx([0xFF; 4], [0xFF; 6], 0xFFFF)),
            "FFFFFFFF.FFFFFFFFFFFF:FFFF"
        );
        assert_eq!(address("0000001A.0011223344AF:0451", IPX), known);
        assert_eq!(address("0000001a.0011223344af:0451", IPX), known);
        refused(
            &[
                "",
                ".",
                ":",
                ".:",
                "1.2:3",
                "0000001A.0011223344AF",
                "0000001A.0011223344AF:",
            ],
            IPX,
        );
        refused(
            &[
                "0000001A.0011223344AF:451",
                "0000001A.0011223344AF:04510",
                "1A.0011223344AF:0451",
            ],
            IPX,
        );
        refused(
            &[
                "0000001A:0011223344AF:0451",
                "0000001A.0011223344AF.0451",
                "0000001G.0011223344AF:0451",
            ],
            IPX,
        );
        refused(
            &[
                " 0000001A.0011223344AF:0451",
                "0000001A.0011223344AF:0451 ",
                "+000001A.0011223344AF:0451",
            ],
            IPX,
        );
        refused(&["0000001\u{E9}.0011223344AF:0451", "1.2.3.4"], IPX);
    }

    #[test]
    fn bluetooth_addresses_stand_in_parentheses_and_show_their_port_unless_it_is_zero() {
        assert_eq!(text(&bluetooth(0x0011_2233_44AF, 0)), "(00:11:22:33:44:AF)");
        assert_eq!(
            text(&bluetooth(0x0011_2233_44AF, 6)),
            "(00:11:22:33:44:AF):6"
        );
        assert_eq!(
            text(&bluetooth(0, u32::MAX)),
            "(00:00:00:00:00:00):4294967295"
        );
        // Bits beyond 48, and a service class.
        let mut more = bluetooth(0xFFFF_0011_2233_44AF, 0);
        more[10..26].fill(9);
        assert_eq!(text(&more), "(00:11:22:33:44:AF)");
    }

    #[test]
    fn bluetooth_text_needs_parentheses_only_for_a_port() {
        let device = 0x0011_2233_44AF;
        for (text, port) in [
            ("(00:11:22:33:44:AF)", 0),
            ("00:11:22:33:44:AF", 0),
            ("(00:11:22:33:44:af)", 0),
            ("(00:11:22:33:44:AF):6", 6),
            ("(00:11:22:33:44:AF):0x1001", 0x1001),
            ("(00:11:22:33:44:AF):4294967295", u32::MAX),
        ] {
            assert_eq!(address(text, BLUETOOTH), bluetooth(device, port), "{text}");
        }
        refused(
            &[
                "",
                "()",
                "(",
                ")",
                "(00:11:22:33:44)",
                "00:11:22:33:44",
                "00:11:22:33:44:55:66",
            ],
            BLUETOOTH,
        );
        refused(
            &[
                "(00:11:22:33:44:AF",
                "00:11:22:33:44:AF)",
                "((00:11:22:33:44:AF))",
                "001122334455",
            ],
            BLUETOOTH,
        );
        refused(
            &[
                "0:11:22:33:44:55",
                "000:11:22:33:44:5",
                "00-11-22-33-44-55",
                "00:11:22:33:44:5G",
            ],
            BLUETOOTH,
        );
        refused(
            &[
                "00:11:22:33:44:+5",
                " 00:11:22:33:44:55",
                "00:11:22:33:44:55 ",
                ":::::::::::::::::",
            ],
            BLUETOOTH,
        );
        refused(
            &[
                "00:11:22:33:44:55:6",
                "(00:11:22:33:44:55)6",
                "(00:11:22:33:44:55):",
                "1.2.3.4",
            ],
            BLUETOOTH,
        );
        refused(
            &[
                "(00:11:22:33:44:55):0",
                "(00:11:22:33:44:55):4294967296",
                "(00:11:22:33:44:55): 6",
            ],
            BLUETOOTH,
        );
        refused(&["00:11:22:33:44:\u{E9}"], BLUETOOTH);
    }

    #[test]
    fn a_bluetooth_address_needs_forty_characters_of_room_and_does_not_say_so() {
        for port in [0, 6, u32::MAX] {
            let text = to_text(Family::Bluetooth, &bluetooth(1, port)).unwrap();
            assert_eq!((text.room, text.tells_room), (40, false));
            assert!(text.text.len() < text.room);
        }
        let text = to_text(Family::Inet, &inet([127, 0, 0, 1], 80)).unwrap();
        assert_eq!((text.room, text.tells_room), (13, true));
    }

    proptest! {
        #[test]
        fn every_address_survives_being_text(
            host4: [u8; 4],
            host6: [u16; 8],
            // So that runs of zeros and the dotted kinds are frequent.
            kinds in proptest::array::uniform8(0_u8..8),
            scope: u32,
            port: u16,
            node: [u8; 6],
            device in 0..1_u64 << 48,
            channel: u32,
        ) {
            let mut host6 = host6;
            for (group, kind) in host6.iter_mut().zip(kinds) {
                match kind {
                    0..=3 => *group = 0,
                    4 => *group = 0xFFFF,
                    5 => *group = 0x5EFE,
                    _ => {}
                }
            }
            for (bytes, number, other) in [
                (inet(host4, port), INET, INET),
                (inet6(host6, scope, port), INET6, 10),
                (inet6(host6, 0, 0), INET6, 10),
                (ipx(host4, node, port), IPX, 4),
                (bluetooth(device, channel), BLUETOOTH, 31),
            ] {
                let text = text(&bytes);
                prop_assert_eq!(&address(&text, number), &bytes, "{}", text);
                prop_assert_eq!(&address(&text, other)[2..], &bytes[2..], "{}", text);
                if number == INET6 && scope == 0 && port == 0 {
                    prop_assert_eq!(text.parse::<Ipv6Addr>().unwrap().segments(), host6);
                }
            }
        }

        #[test]
        fn no_text_does_harm(
            text in "[0-9a-fA-FxX:.%()\\[\\] ]{0,50}|\\PC{0,20}",
            known in "1\\.2\\.3\\.4(:80)?|\\[fe80::1%3\\]:80|::1\\.2\\.3\\.4|\\(00:11:22:33:44:55\\):6|00000001\\.001122334455:0451",
            cut in 0..60_usize,
            family in prop_oneof![Just(INET), Just(INET6), Just(IPX), Just(BLUETOOTH)],
        ) {
            // A piece of what is right, and then anything.
            let mixed: String = known.chars().take(cut).chain(text.chars()).collect();
            for text in [text, mixed] {
                if let Ok(bytes) = to_address(text.as_bytes(), family) {
                    prop_assert_eq!(bytes.len(), Family::from_number(family).unwrap().size_bytes());
                    let again = self::text(&bytes);
                    prop_assert_eq!(address(&again, family), bytes, "{}", again);
                }
            }
        }

        #[test]
        fn no_bytes_do_harm(text: Vec<u8>, family in 0..40) {
            let _ = to_address(&text, family);
        }
    }
}
