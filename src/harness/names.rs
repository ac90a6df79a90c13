// SPDX-License-Identifier: MIT OR Apache-2.0
//! The names of numbers: errors, flags, namespaces, GUIDs.

#![forbid(unsafe_code)]

use std::borrow::Cow;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::json::{Json, member};
use crate::com::ids;
use crate::ffi::guiddef::GUID;
use crate::ffi::nspapi;
use crate::ffi::winsock2 as winsock;
use crate::hresult::HResult;
use crate::policy;
use crate::provider::bluetooth;
use crate::rnr::catalog;
use crate::text::{WideText, case, guid};
use crate::wua::published;

macro_rules! names {
    ($name:ident: $type:ty, $module:ident: $($constant:ident,)*) => {
        pub(crate) const $name: &[(&str, $type)] = &[$((stringify!($constant), $module::$constant)),*];
    };
}

/// A table of names and numbers.
pub(crate) type Names<T> = &'static [(&'static str, T)];

names! { ERRORS: i32, winsock:
    WSA_INVALID_HANDLE,
    WSA_NOT_ENOUGH_MEMORY,
    WSA_INVALID_PARAMETER,
    WSA_OPERATION_ABORTED,
    WSA_IO_INCOMPLETE,
    WSA_IO_PENDING,
    WSAEINTR,
    WSAEBADF,
    WSAEACCES,
    WSAEFAULT,
    WSAEINVAL,
    WSAEMFILE,
    WSAEWOULDBLOCK,
    WSAEINPROGRESS,
    WSAEALREADY,
    WSAENOTSOCK,
    WSAEDESTADDRREQ,
    WSAEMSGSIZE,
    WSAEPROTOTYPE,
    WSAENOPROTOOPT,
    WSAEPROTONOSUPPORT,
    WSAESOCKTNOSUPPORT,
    WSAEOPNOTSUPP,
    WSAEPFNOSUPPORT,
    WSAEAFNOSUPPORT,
    WSAEADDRINUSE,
    WSAEADDRNOTAVAIL,
    WSAENETDOWN,
    WSAENETUNREACH,
    WSAENETRESET,
    WSAECONNABORTED,
    WSAECONNRESET,
    WSAENOBUFS,
    WSAEISCONN,
    WSAENOTCONN,
    WSAESHUTDOWN,
    WSAETOOMANYREFS,
    WSAETIMEDOUT,
    WSAECONNREFUSED,
    WSAELOOP,
    WSAENAMETOOLONG,
    WSAEHOSTDOWN,
    WSAEHOSTUNREACH,
    WSAENOTEMPTY,
    WSAEPROCLIM,
    WSAEUSERS,
    WSAEDQUOT,
    WSAESTALE,
    WSAEREMOTE,
    WSASYSNOTREADY,
    WSAVERNOTSUPPORTED,
    WSANOTINITIALISED,
    WSAEDISCON,
    WSAENOMORE,
    WSAECANCELLED,
    WSAEINVALIDPROCTABLE,
    WSAEINVALIDPROVIDER,
    WSAEPROVIDERFAILEDINIT,
    WSASYSCALLFAILURE,
    WSASERVICE_NOT_FOUND,
    WSATYPE_NOT_FOUND,
    WSA_E_NO_MORE,
    WSA_E_CANCELLED,
    WSAEREFUSED,
    WSAHOST_NOT_FOUND,
    WSATRY_AGAIN,
    WSANO_RECOVERY,
    WSANO_DATA,
    WSA_QOS_RECEIVERS,
    WSA_QOS_SENDERS,
    WSA_QOS_NO_SENDERS,
    WSA_QOS_NO_RECEIVERS,
    WSA_QOS_REQUEST_CONFIRMED,
    WSA_QOS_ADMISSION_FAILURE,
    WSA_QOS_POLICY_FAILURE,
    WSA_QOS_BAD_STYLE,
    WSA_QOS_BAD_OBJECT,
    WSA_QOS_TRAFFIC_CTRL_ERROR,
    WSA_QOS_GENERIC_ERROR,
    WSA_QOS_ESERVICETYPE,
    WSA_QOS_EFLOWSPEC,
    WSA_QOS_EPROVSPECBUF,
    WSA_QOS_EFILTERSTYLE,
    WSA_QOS_EFILTERTYPE,
    WSA_QOS_EFILTERCOUNT,
    WSA_QOS_EOBJLENGTH,
    WSA_QOS_EFLOWCOUNT,
    WSA_QOS_EUNKOWNPSOBJ,
    WSA_QOS_EPOLICYOBJ,
    WSA_QOS_EFLOWDESC,
    WSA_QOS_EPSFLOWSPEC,
    WSA_QOS_EPSFILTERSPEC,
    WSA_QOS_ESDMODEOBJ,
    WSA_QOS_ESHAPERATEOBJ,
    WSA_QOS_RESERVED_PETYPE,
    WSA_SECURE_HOST_NOT_FOUND,
    WSA_IPSEC_NAME_POLICY_ERROR,
    WSA_PNRP_CLOUD_NOT_FOUND,
    WSA_PNRP_CLOUD_DISABLED,
    WSA_PNRP_INVALID_IDENTITY,
    WSA_PNRP_TOO_MUCH_LOAD,
    WSA_PNRP_CLOUD_IS_SEARCH_ONLY,
    WSA_PNRP_CLIENT_INVALID_COMPARTMENT_ID,
    WSA_PNRP_DUPLICATE_PEER_NAME,
    WSA_PNRP_CLOUD_IS_DEAD,
}

names! { LOOKUP_FLAGS: u32, winsock:
    LUP_RETURN_ALL,
    LUP_DEEP,
    LUP_CONTAINERS,
    LUP_NOCONTAINERS,
    LUP_NEAREST,
    LUP_RETURN_NAME,
    LUP_RETURN_TYPE,
    LUP_RETURN_VERSION,
    LUP_RETURN_COMMENT,
    LUP_RETURN_ADDR,
    LUP_RETURN_BLOB,
    LUP_RETURN_ALIASES,
    LUP_RETURN_QUERY_STRING,
    LUP_FLUSHCACHE,
    LUP_FLUSHPREVIOUS,
    LUP_NON_AUTHORITATIVE,
    LUP_RES_SERVICE,
    LUP_RETURN_PREFERRED_NAMES,
    LUP_DNS_ONLY,
    LUP_RETURN_RESPONSE_FLAGS,
    LUP_ADDRCONFIG,
    LUP_DUAL_ADDR,
    LUP_FILESERVER,
    LUP_DISABLE_IDN_ENCODING,
    LUP_API_ANSI,
    LUP_EXTENDED_QUERYSET,
    LUP_SECURE_WITH_FALLBACK,
    LUP_EXCLUSIVE_CUSTOM_SERVERS,
    LUP_REQUIRE_SECURE,
    LUP_RETURN_TTL,
    LUP_FORCE_CLEAR_TEXT,
    LUP_RESOLUTION_HANDLE,
}

names! { SERVICE_FLAGS: u32, winsock:
    SERVICE_MULTIPLE,
}

names! { RESULT_FLAGS: u32, winsock:
    RESULT_IS_ALIAS,
    RESULT_IS_ADDED,
    RESULT_IS_CHANGED,
    RESULT_IS_DELETED,
}

names! { OPERATIONS: i32, winsock:
    RNRSERVICE_REGISTER,
    RNRSERVICE_DEREGISTER,
    RNRSERVICE_DELETE,
}

names! { COMPARATORS: i32, winsock:
    COMP_EQUAL,
    COMP_NOTLESS,
}

names! { COMPLETIONS: i32, winsock:
    NSP_NOTIFY_IMMEDIATELY,
    NSP_NOTIFY_HWND,
    NSP_NOTIFY_EVENT,
    NSP_NOTIFY_PORT,
    NSP_NOTIFY_APC,
}

names! { CONTROL_CODES: u32, winsock:
    SIO_NSP_NOTIFY_CHANGE,
}

names! { NAMESPACES: u32, nspapi:
    NS_ALL,
    NS_SAP,
    NS_NDS,
    NS_PEER_BROWSE,
    NS_SLP,
    NS_DHCP,
    NS_TCPIP_LOCAL,
    NS_TCPIP_HOSTS,
    NS_DNS,
    NS_NETBT,
    NS_WINS,
    NS_NLA,
    NS_BTH,
    NS_LOCALNAME,
    NS_NBP,
    NS_MS,
    NS_STDA,
    NS_NTDS,
    NS_EMAIL,
    NS_PNRPNAME,
    NS_PNRPCLOUD,
    NS_X500,
    NS_NIS,
    NS_NISPLUS,
    NS_WRQ,
    NS_NETDES,
}

/// How a thread is to be initialised for COM.
#[cfg(not(windows))]
pub(crate) const APARTMENTS: Names<u32> = &[
    ("COINIT_APARTMENTTHREADED", 1 << 1),
    ("COINIT_DISABLE_OLE1DDE", 1 << 2),
    ("COINIT_SPEED_OVER_MEMORY", 1 << 3),
];

/// Where an object may live.
#[cfg(not(windows))]
pub(crate) const CONTEXTS: Names<u32> = &[
    ("CLSCTX_INPROC_SERVER", 1 << 0),
    ("CLSCTX_INPROC_HANDLER", 1 << 1),
    ("CLSCTX_LOCAL_SERVER", 1 << 2),
    ("CLSCTX_REMOTE_SERVER", 1 << 4),
];

/// What a late-bound call is to be.
pub(crate) const INVOCATIONS: Names<u32> = &[
    ("DISPATCH_METHOD", 1 << 0),
    ("DISPATCH_PROPERTYGET", 1 << 1),
    ("DISPATCH_PROPERTYPUT", 1 << 2),
    ("DISPATCH_PROPERTYPUTREF", 1 << 3),
];

/// What a table calls a number; otherwise the number.
pub(crate) fn number<T: Copy + PartialEq + Into<Json>>(names: Names<T>, value: T) -> Json {
    names
        .iter()
        .find(|(_, number)| *number == value)
        .map_or_else(|| value.into(), |(name, _)| (*name).into())
}

/// Flags by their names, and what has none in hexadecimal.
pub(crate) fn flags(names: Names<u32>, value: u32) -> Json {
    if value == 0 {
        return "0".into();
    }
    let (mut text, mut left) = (String::new(), value);
    for (name, bits) in names {
        if left & bits == *bits {
            separate(&mut text);
            text.push_str(name);
            left &= !bits;
        }
    }
    if left != 0 {
        separate(&mut text);
        let _ = write!(text, "0x{left:X}");
    }
    text.into()
}

fn separate(text: &mut String) {
    if !text.is_empty() {
        text.push('|');
    }
}

/// A Winsock error.
pub(crate) fn winsock_error(code: i32) -> Json {
    error(find_name(ERRORS, code), code.into())
}

/// A failure of a COM method; the number is the unsigned one that documents print.
pub(crate) fn hresult(failure: HResult) -> Json {
    let name = HResult::names().find(|(_, known)| *known == failure);
    error(name.map(|(name, _)| name), failure.0.into())
}

fn find_name<T: Copy + PartialEq>(names: Names<T>, value: T) -> Option<&'static str> {
    names
        .iter()
        .find(|(_, number)| *number == value)
        .map(|(name, _)| *name)
}

fn error(name: Option<&'static str>, number: Json) -> Json {
    Json::Object(vec![member("name", name), member("number", number)])
}

/// A GUID in registry form, with its name if it has one.
pub(crate) fn guid(id: Uuid) -> Json {
    let mut members = vec![member("guid", guid::print(id))];
    if let Some(name) = guid_name(id) {
        members.push(member("name", Json::Text(name)));
    }
    Json::Object(members)
}

fn guid_name(id: Uuid) -> Option<Cow<'static, str>> {
    class_name(id)
        .or_else(|| com_name(id).map(Cow::Borrowed))
        .or_else(|| catalog::built_in_name(id).map(Cow::Owned))
        .or_else(|| bluetooth_name(id))
        .or_else(|| {
            let service = published::find(id)?;
            Some(service.name.to_string_lossy().into())
        })
}

/// The classes and interfaces of COM, spelled as in the headers.
fn com_name(id: Uuid) -> Option<&'static str> {
    let is = |known: &GUID| {
        let tail = &known.Data4;
        Uuid::from_fields(known.Data1, known.Data2, known.Data3, tail) == id
    };
    ids::NAMES
        .iter()
        .find(|(_, known)| is(known))
        .map(|(name, _)| *name)
}

/// The classes of `svcguid.h`, spelled as there.
fn class_name(id: Uuid) -> Option<Cow<'static, str>> {
    const TAIL: [u8; 8] = [0xC0, 0, 0, 0, 0, 0, 0, 0x46];
    let (data1, 0, record, &TAIL) = id.as_fields() else {
        return None;
    };
    let port = data1 & 0xFFFF;
    Some(match (data1 >> 16, port, record) {
        (2, 0xA800, 0) => "SVCID_HOSTNAME".into(),
        (2, 0xA801, 0) => "SVCID_INET_HOSTADDRBYINETSTRING".into(),
        (2, 0xA802, 0) => "SVCID_INET_SERVICEBYNAME".into(),
        (2, 0xA803, 0) => "SVCID_INET_HOSTADDRBYNAME".into(),
        (9, _, 0) => format!("SVCID_TCP({port})").into(),
        (9, 53, _) => format!("SVCID_DNS({record})").into(),
        (9, _, _) => format!("SVCID_TCP_RR({port}, {record})").into(),
        (10, _, 0) => format!("SVCID_UDP({port})").into(),
        (10, _, _) => format!("SVCID_UDP_RR({port}, {record})").into(),
        (11, _, 0) => format!("SVCID_NETWARE(0x{port:X})").into(),
        _ => return None,
    })
}

/// The class of the namespace's own, and those that are numbers in the base of all Bluetooth identifiers.
fn bluetooth_name(id: Uuid) -> Option<Cow<'static, str>> {
    const BASE: u128 = 0x0000_0000_0000_1000_8000_0080_5F9B_34FB;
    if id == bluetooth::PROVIDER {
        return Some("SVCID_BTH_PROVIDER".into());
    }
    let number = id.as_u128().checked_sub(BASE)?;
    (number.trailing_zeros() >= 96 && number != 0)
        .then(|| format!("Bluetooth 0x{:04X}", number >> 96).into())
}

/// Bytes: how many, and the first ones.
pub(crate) fn bytes(bytes: &[u8]) -> Json {
    let mut head = String::new();
    for byte in bytes.iter().take(policy::JOURNAL_BYTES_SHOWN) {
        let _ = write!(head, "{byte:02x}");
    }
    Json::Object(vec![member("length", bytes.len()), member("head", head)])
}

/// Text; of a very long one the beginning.
pub(crate) fn text(units: &[u16]) -> Json {
    beginning(units, units.len())
}

/// Text of so many characters, of which as many are given as are shown.
pub(crate) fn beginning(units: &[u16], length: usize) -> Json {
    const SHOWN: usize = policy::JOURNAL_TEXT_SHOWN;
    let mut text = String::from_utf16_lossy(units.get(..SHOWN).unwrap_or(units));
    if length > SHOWN {
        let _ = write!(text, "… ({length} characters)");
    }
    text.into()
}

/// What a text is told from others by, where [`text`] does not show all of it: the same for texts that differ in case only.
pub(crate) fn digest(units: &[u16]) -> Option<Json> {
    let is_whole = || char::decode_utf16(units.iter().copied()).all(|character| character.is_ok());
    if units.len() <= policy::JOURNAL_TEXT_SHOWN && is_whole() {
        return None;
    }
    let mut folded = WideText::new();
    case::fold(units, &mut folded);
    let bytes: Vec<u8> = folded.iter().copied().flat_map(u16::to_le_bytes).collect();
    let mut shown = String::new();
    for byte in Sha256::digest(&bytes).iter().take(16) {
        let _ = write!(shown, "{byte:02x}");
    }
    Some(shown.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::uuid;

    #[test]
    fn flags_are_named_and_the_rest_is_hexadecimal() {
        let shown = |value| flags(LOOKUP_FLAGS, value);
        assert_eq!(shown(0), "0".into());
        assert_eq!(shown(0x0FF0), "LUP_RETURN_ALL".into());
        assert_eq!(shown(0x0011), "LUP_DEEP|LUP_RETURN_NAME".into());
        assert_eq!(
            shown(0x8008_0002),
            "LUP_CONTAINERS|LUP_RESOLUTION_HANDLE|0x80000".into()
        );
        assert_eq!(flags(SERVICE_FLAGS, 6), "0x6".into());
    }

    #[test]
    fn numbers_and_errors_are_named() {
        assert_eq!(number(NAMESPACES, 12), "NS_DNS".into());
        assert_eq!(number(NAMESPACES, 99), 99u32.into());
        let line = |value: Json| value.to_line();
        assert_eq!(
            line(winsock_error(10013)),
            r#"{"name":"WSAEACCES","number":10013}"#
        );
        assert_eq!(line(winsock_error(4711)), r#"{"name":null,"number":4711}"#);
        assert_eq!(
            line(hresult(HResult::E_POINTER)),
            r#"{"name":"E_POINTER","number":2147500035}"#
        );
    }

    #[test]
    fn texts_that_are_not_shown_as_they_are_have_a_digest() {
        let ending = |last: u8| {
            let mut units = vec![u16::from(b'a'); policy::JOURNAL_TEXT_SHOWN];
            units.push(last.into());
            units
        };
        let (long, other) = (ending(b'b'), ending(b'c'));
        assert_eq!(
            long.get(..policy::JOURNAL_TEXT_SHOWN).and_then(digest),
            None
        );
        assert_eq!(text(&long), text(&other));
        assert_eq!(digest(&long), digest(&ending(b'B')));
        assert_ne!(digest(&long), digest(&other));
        assert_eq!(digest(&[0xD83D, 0xDE00]), None);
        assert_eq!(text(&[0xD800]), text(&[0xD801]));
        assert!(digest(&[0xD800]).is_some() && digest(&[0xD800]) != digest(&[0xD801]));
    }

    #[test]
    fn guids_have_their_known_names() {
        let name = |id| guid_name(id).unwrap_or_default();
        let class = |data1: u32, data3: u16| {
            Uuid::from_fields(data1, 0, data3, &[0xC0, 0, 0, 0, 0, 0, 0, 0x46])
        };
        assert_eq!(name(class(0x0009_0050, 0)), "SVCID_TCP(80)");
        assert_eq!(name(class(0x0009_0035, 33)), "SVCID_DNS(33)");
        assert_eq!(name(class(0x000A_0007, 0)), "SVCID_UDP(7)");
        assert_eq!(name(class(0x000B_0640, 0)), "SVCID_NETWARE(0x640)");
        assert_eq!(name(class(0x0002_A803, 0)), "SVCID_INET_HOSTADDRBYNAME");
        assert_eq!(name(uuid!("22059D40-7E9E-11CF-AE5A-00AA00A7112B")), "Tcpip");
        assert_eq!(
            name(uuid!("00001101-0000-1000-8000-00805F9B34FB")),
            "Bluetooth 0x1101"
        );
        assert_eq!(
            name(uuid!("7971f918-a847-4430-9279-4a52d1efe18d")),
            "Microsoft Update"
        );
        assert_eq!(name(class(0x0123_0000, 0)), "");
        assert_eq!(name(class(1, 0)), "IID_IClassFactory");
        assert_eq!(
            name(uuid!("F8D253D9-89A4-4DAA-87B6-1168369F0B21")),
            "CLSID_UpdateServiceManager"
        );
        assert_eq!(name(Uuid::nil()), "");
    }

    #[test]
    fn long_things_are_shortened() {
        assert_eq!(
            bytes(&[0xAB; 40]).to_line(),
            format!(r#"{{"length":40,"head":"{}"}}"#, "ab".repeat(32))
        );
        let long = vec![u16::from(b'x'); 2_000];
        let Json::Text(text) = text(&long) else {
            return assert_eq!(text(&long), Json::Null);
        };
        assert!(text.ends_with("x… (2000 characters)") && text.len() < 1_100);
    }
}
