// SPDX-License-Identifier: MIT OR Apache-2.0
//! The parameters of a call as the journal shows them: decoded from what the caller points to, by the readers that the call
//! itself uses.

use core::ffi::{c_char, c_void};
use core::{ptr, slice};
use std::borrow::Cow;

use super::guard;
use crate::abi::{Encoding, class, read};
use crate::com::object::Argument as _;
use crate::com::raw::{BSTR, DISPPARAMS, SAFEARRAY, VARIANT};
use crate::com::variant;
use crate::ffi::guiddef::GUID;
use crate::ffi::winsock2::{
    HANDLE, WSACOMPLETION, WSAOVERLAPPED, WSAPROTOCOL_INFOW, WSAQUERYSETW, WSASERVICECLASSINFOW,
};
use crate::ffi::ws2def::BLOB;
use crate::harness::json::{Json, Member, member};
use crate::harness::names::{self, Names};
use crate::policy;
use crate::rnr::address_text::{self, Family};
use crate::rnr::class::ServiceClass;
use crate::rnr::context;
use crate::rnr::query::{Protocol, Query, QuerySet};
use crate::rnr::service::{Registration, SocketAddress};
use crate::text::{self, WideText};

/// A parameter, by what it means.
#[derive(Clone, Copy)]
// Where the system has COM, some are of functions that the library does not have.
#[cfg_attr(windows, allow(dead_code))]
pub(crate) enum Parameter {
    Number(i64),
    Bool(i32),
    /// A version of Winsock.
    Version(u16),
    /// A number that a table may name.
    Named(Names<i32>, i32),
    NamedCode(Names<u32>, u32),
    Flags(Names<u32>, u32),
    /// A handle, or a pointer of whose target nothing is shown.
    Handle(HANDLE),
    Guid(*const GUID),
    Guids(*const GUID, u32),
    Text(*const c_void, Encoding),
    /// What is to be registered, by which operation.
    Registration(*const WSAQUERYSETW, i32, Encoding),
    /// What is looked for.
    Query(*const WSAQUERYSETW, Encoding),
    Class(*const WSASERVICECLASSINFOW, Encoding),
    /// A socket address of so many bytes.
    Address(*const c_void, u32),
    Blob(*const BLOB),
    /// How an operation with a control code and a counter tells of its end. It is looked at only when both can be used.
    Completion(*const WSACOMPLETION, u32, *const u32),
    /// A struct of which only the address is shown.
    Overlapped(*const WSAOVERLAPPED),
    // Not shown at all.
    ProtocolInfo(*const WSAPROTOCOL_INFOW),
    OutBuffer(*const c_void),
    /// A new element of the array: a string or an object, if it has such, or where the element is.
    Element(*const c_void, *const SAFEARRAY),
    OutData(*const c_void),
    /// A table of routines, which begins with its size.
    Table(*const c_void),
    /// The size of a buffer, which the call may change.
    Size(*const u32),
    /// A handle that the call is given and gives back.
    InOutHandle(*const HANDLE),
    // What only the call fills.
    OutHandle(*const HANDLE),
    OutCount(*const u32),
    OutQuerySet(*const WSAQUERYSETW, Encoding),
    OutClass(*const WSASERVICECLASSINFOW, Encoding),
    OutText(*const c_void, Encoding),
    OutAddress(*const c_void, *const i32),
    // Of COM.
    /// Text of any length.
    LongText(*const u16),
    /// Text of so many characters.
    Characters(*const u16, u32),
    Bytes(*const c_char, u32),
    /// A string with its length before it.
    Bstr(BSTR),
    /// A variant that is read.
    Variant(*const VARIANT),
    /// A variant that is changed, with what it holds. Not shown.
    HeldVariant(*const VARIANT),
    /// A string that is replaced. Not shown.
    HeldString(*const BSTR),
    /// A variant that only the call fills. Not shown.
    OutVariant(*const VARIANT),
    /// An array, whatever its elements are.
    Array(*const SAFEARRAY),
    /// An array whose elements are copied or freed.
    WholeArray(*const SAFEARRAY),
    /// An array of which the element of an index is copied or freed.
    ArrayAt(*const SAFEARRAY, *const i32),
    /// An object whose methods may be called.
    Object(*const c_void),
    /// Memory that was given out.
    Memory(*const c_void),
    /// So many names.
    Names(*const *const u16, u32),
    /// The arguments of a late-bound call. Not shown.
    Arguments(*const DISPPARAMS),
    /// Room for so many bytes, of which nothing is shown.
    Room(*const c_void, usize),
    OutGuid(*const GUID),
    OutLong(*const i32),
    /// A number that is read.
    Long(*const i32),
    OutType(*const u16),
}

/// What a call has filled, by how it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fills {
    All,
    /// How large a buffer must be.
    Size,
    Nothing,
}

/// A parameter under its name.
pub(crate) type Named = (&'static str, Parameter);

/// What the caller passed. Pointers are tried before, since the journal may look where the call does not.
///
/// # Safety
/// Every pointer is null, or points to what the documentation of the call says.
pub(crate) unsafe fn arguments(parameters: &[Named], may_read: bool) -> Vec<Member> {
    parameters
        .iter()
        .map(|&(name, parameter)| {
            let is_readable = || may_read && guard::can_be_shown(parameter);
            let value = if !parameter.is_pointer() || is_readable() {
                // SAFETY: forwarded from this function's own contract.
                unsafe { parameter.given() }
            } else {
                Some(Json::Null)
            };
            (Cow::Borrowed(name), value)
        })
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

/// What the call gave back.
///
/// # Safety
/// As for [`arguments`]; the call has filled what `fills` says.
pub(crate) unsafe fn returned(parameters: &[Named], fills: Fills) -> Vec<Member> {
    let shown = parameters.iter().filter_map(|&(name, parameter)| {
        // SAFETY: forwarded from this function's own contract.
        let value = unsafe { parameter.filled(fills) }?;
        Some((Cow::Borrowed(name), value))
    });
    shown.collect()
}

/// As a failing call of COM leaves what it would have filled: a caller may release or use it without asking how the call went.
///
/// # Safety
/// As for [`arguments`].
pub(crate) unsafe fn clear(parameters: &[Named]) {
    for &(_, parameter) in parameters {
        match parameter {
            Parameter::OutHandle(handle) if !handle.is_null() => {
                // SAFETY: not null by the check above; writable by the caller's contract.
                unsafe { handle.cast_mut().write_unaligned(ptr::null_mut()) };
            }
            Parameter::OutCount(count) if !count.is_null() => {
                // SAFETY: as above.
                unsafe { count.cast_mut().write_unaligned(0) };
            }
            Parameter::OutVariant(variant) if !variant.is_null() => {
                // SAFETY: as above.
                unsafe { variant.cast_mut().write_unaligned(VARIANT::EMPTY) };
            }
            Parameter::OutGuid(id) if !id.is_null() => {
                // SAFETY: as above.
                unsafe { id.cast_mut().write_unaligned(GUID::default()) };
            }
            _ => {}
        }
    }
}

impl Parameter {
    fn is_pointer(self) -> bool {
        !matches!(
            self,
            Self::Number(_)
                | Self::Bool(_)
                | Self::Version(_)
                | Self::Named(..)
                | Self::NamedCode(..)
                | Self::Flags(..)
                | Self::Handle(_)
                | Self::Overlapped(_)
                | Self::ProtocolInfo(_)
                | Self::OutBuffer(_)
                | Self::Element(..)
                | Self::HeldString(_)
                | Self::OutVariant(_)
                | Self::OutData(_)
                | Self::Table(_)
                | Self::OutHandle(_)
                | Self::OutCount(_)
                | Self::OutQuerySet(..)
                | Self::OutClass(..)
                | Self::OutText(..)
                | Self::OutAddress(..)
                | Self::HeldVariant(_)
                | Self::Array(_)
                | Self::WholeArray(_)
                | Self::ArrayAt(..)
                | Self::Object(_)
                | Self::Memory(_)
                | Self::Arguments(_)
                | Self::Room(..)
                | Self::OutGuid(_)
                | Self::OutLong(_)
                | Self::OutType(_)
        )
    }

    /// As it was before the call; nothing for what only the call fills. What cannot be read is null.
    ///
    /// # Safety
    /// As for [`arguments`].
    unsafe fn given(self) -> Option<Json> {
        let shown = match self {
            Self::Number(number) => Json::Number(number),
            Self::Bool(truth) => (truth != 0).into(),
            Self::Version(version) => {
                let [major, minor] = version.to_le_bytes();
                format!("{major}.{minor}").into()
            }
            Self::Named(names, number) => names::number(names, number),
            Self::NamedCode(names, number) => names::number(names, number),
            Self::Flags(names, flags) => names::flags(names, flags),
            Self::Handle(handle) => address(handle.addr()),
            Self::Overlapped(overlapped) => address(overlapped.addr()),
            // SAFETY: forwarded from this function's own contract.
            Self::Guid(id) => unsafe { read::guid(id) }.map(names::guid).into(),
            Self::Guids(ids, count) => {
                // SAFETY: forwarded.
                let ids = unsafe { read::guids(ids, count, LIST_LIMIT) };
                ids.ok()
                    .map(|ids| list(ids.len(), ids.into_iter().map(names::guid)))
                    .into()
            }
            // SAFETY: forwarded.
            Self::Text(given, encoding) => unsafe { shown_text(given, encoding) },
            Self::Registration(given, operation, encoding) => {
                // SAFETY: forwarded.
                unsafe { registration(given, operation, encoding) }.into()
            }
            // SAFETY: forwarded.
            Self::Query(given, encoding) => unsafe { query(given, encoding) }.into(),
            Self::Class(given, encoding) => {
                // SAFETY: forwarded.
                let class = unsafe { class::description(given, encoding) };
                class.ok().map(|class| shown_class(&class)).into()
            }
            // SAFETY: forwarded.
            Self::Address(given, length) => unsafe { socket_address_at(given, length) },
            Self::Blob(given) => {
                // SAFETY: forwarded.
                let blob = unsafe { read::blob(given) };
                blob.ok().flatten().map(|blob| names::bytes(&blob)).into()
            }
            Self::Completion(_, code, returned)
                if returned.is_null() || super::notification::check_code(code).is_err() =>
            {
                Json::Null
            }
            Self::Completion(given, ..) => {
                // SAFETY: forwarded; the type is the first member.
                let kind = unsafe { read::optional(given.cast::<i32>()) };
                kind.map(|kind| names::number(names::COMPLETIONS, kind))
                    .into()
            }
            // SAFETY: forwarded.
            Self::Size(size) => unsafe { read::optional(size) }.into(),
            // SAFETY: forwarded from this function's own contract.
            Self::Long(number) => unsafe { read::optional(number) }.into(),
            // SAFETY: forwarded.
            Self::InOutHandle(handle) => unsafe { handle_at(handle) },
            Self::ProtocolInfo(_)
            | Self::OutBuffer(_)
            | Self::Element(..)
            | Self::HeldString(_)
            | Self::OutVariant(_)
            | Self::OutData(_)
            | Self::Table(_)
            | Self::OutHandle(_)
            | Self::OutCount(_)
            | Self::OutQuerySet(..)
            | Self::OutClass(..)
            | Self::OutText(..)
            | Self::OutAddress(..)
            | Self::HeldVariant(_)
            | Self::Arguments(_)
            | Self::Room(..)
            | Self::OutGuid(_)
            | Self::OutLong(_)
            | Self::OutType(_) => return None,
            // SAFETY: forwarded.
            Self::LongText(given) => unsafe { long_text(given) },
            // SAFETY: forwarded.
            Self::Characters(given, count) => unsafe { characters(given, count as usize) },
            Self::Bytes(given, count) if !given.is_null() => {
                // SAFETY: forwarded; not null by the check above.
                let bytes = unsafe { slice::from_raw_parts(given.cast::<u8>(), count as usize) };
                names::bytes(bytes)
            }
            Self::Bytes(..) => Json::Null,
            Self::Bstr(given) => {
                // SAFETY: forwarded.
                let text = unsafe { variant::read_text(given) };
                text.map(|text| names::text(text.as_slice())).into()
            }
            Self::Variant(given) => {
                // SAFETY: forwarded.
                let given = unsafe { read::optional(given) };
                // SAFETY: forwarded; an object is not shown, and nobody asks it for anything.
                let given = given.filter(|given| unsafe { !variant::is_object(given) });
                // SAFETY: forwarded; a copy of the bits, which owns nothing.
                let value = given.map(|given| unsafe { variant::read(&given) });
                value.map(|value| value.shown()).into()
            }
            Self::Names(given, count) => {
                let count = if given.is_null() { 0 } else { count as usize };
                let names = (0..count).map(|index| {
                    // SAFETY: forwarded; there are so many.
                    let name = unsafe { given.add(index) };
                    // SAFETY: forwarded.
                    let name = unsafe { name.read_unaligned() };
                    // SAFETY: forwarded.
                    unsafe { shown_text(name.cast(), Encoding::Utf16) }
                });
                list(count, names)
            }
            Self::Array(array) | Self::WholeArray(array) | Self::ArrayAt(array, _) => {
                address(array.addr())
            }
            Self::Object(object) => address(object.addr()),
            Self::Memory(memory) => address(memory.addr()),
        };
        Some(shown)
    }

    /// As it is after the call; nothing for what the call does not fill, or not in this case.
    ///
    /// # Safety
    /// As for [`returned`].
    unsafe fn filled(self, fills: Fills) -> Option<Json> {
        if let (Self::Size(size), Fills::All | Fills::Size) = (self, fills) {
            // SAFETY: forwarded from this function's own contract.
            return unsafe { read::optional(size) }.map(Json::from);
        }
        if fills != Fills::All {
            return None;
        }
        match self {
            Self::OutHandle(handle) | Self::InOutHandle(handle) => {
                // SAFETY: forwarded.
                Some(unsafe { handle_at(handle) })
            }
            // SAFETY: forwarded.
            Self::OutCount(count) => unsafe { read::optional(count) }.map(Json::from),
            // SAFETY: forwarded; a result has no more members than a query has.
            Self::OutQuerySet(set, encoding) => unsafe { query_set(set, encoding) },
            Self::OutClass(given, encoding) => {
                // SAFETY: forwarded.
                let class = unsafe { class::description(given, encoding) };
                class.ok().map(|class| shown_class(&class))
            }
            // SAFETY: forwarded.
            Self::OutText(given, encoding) => Some(unsafe { shown_text(given, encoding) }),
            Self::OutAddress(given, length) => {
                // SAFETY: forwarded.
                let length = unsafe { read::optional(length) }?;
                // SAFETY: forwarded.
                Some(unsafe { socket_address_at(given, u32::try_from(length).ok()?) })
            }
            // SAFETY: forwarded.
            Self::OutGuid(id) => unsafe { read::guid(id) }.map(names::guid),
            // SAFETY: forwarded.
            Self::OutLong(number) => unsafe { read::optional(number) }.map(Json::from),
            Self::OutType(vartype) => {
                // SAFETY: forwarded.
                let vartype = unsafe { read::optional(vartype) };
                vartype.map(|vartype| u32::from(vartype).into())
            }
            _ => None,
        }
    }
}

/// How many elements of a list are shown.
const LIST_LIMIT: usize = 32;

fn list(count: usize, elements: impl Iterator<Item = Json>) -> Json {
    beginning(count, elements, LIST_LIMIT)
}

fn beginning(count: usize, elements: impl Iterator<Item = Json>, limit: usize) -> Json {
    let mut shown: Vec<Json> = elements.take(limit).collect();
    if count > shown.len() {
        let more = count - shown.len();
        shown.push(Json::Object(vec![member("more", more)]));
    }
    Json::List(shown)
}

fn address(number: usize) -> Json {
    if number == 0 {
        Json::Null
    } else {
        format!("0x{number:x}").into()
    }
}

/// # Safety
/// `handle` is null, or readable.
unsafe fn handle_at(handle: *const HANDLE) -> Json {
    // SAFETY: forwarded from this function's own contract.
    let handle = unsafe { read::optional(handle) };
    handle.map_or(Json::Null, |handle| address(handle.addr()))
}

/// # Safety
/// `given` is null, or a terminated string of the encoding.
unsafe fn shown_text(given: *const c_void, encoding: Encoding) -> Json {
    if given.is_null() {
        return Json::Null;
    }
    let mut units = WideText::new();
    match encoding {
        Encoding::Utf16 => {
            // SAFETY: not null by the check above; terminated by the caller's contract.
            let read =
                unsafe { text::raw::read_wide(given.cast(), policy::TEXT_LIMIT, &mut units) };
            if read.is_none() {
                return Json::Null;
            }
        }
        Encoding::Ansi(code_page) => {
            let bytes = given.cast::<c_char>();
            // SAFETY: as above.
            match unsafe { text::raw::read_ansi(bytes, policy::ANSI_LIMIT_BYTES) } {
                Some(bytes) => code_page.decode(bytes, &mut units),
                None => return Json::Null,
            }
        }
    }
    names::text(&units)
}

/// # Safety
/// `given` is null, or a terminated string, of any length.
unsafe fn long_text(given: *const u16) -> Json {
    if given.is_null() {
        return Json::Null;
    }
    // SAFETY: not null by the check above; terminated by the caller's contract.
    let length = unsafe { text::raw::terminated_length(given) };
    // SAFETY: so many were just read.
    unsafe { characters(given, length) }
}

/// # Safety
/// `given` is null, or has so many readable characters.
unsafe fn characters(given: *const u16, count: usize) -> Json {
    if given.is_null() {
        return Json::Null;
    }
    let mut units = vec![0_u16; count.min(policy::JOURNAL_TEXT_SHOWN)];
    let (from, to) = (given.cast::<u8>(), units.as_mut_ptr().cast::<u8>());
    // SAFETY: not null by the check above; readable by the caller's contract, and ours is writable. By bytes, since nothing says
    // that the characters are aligned.
    unsafe { ptr::copy_nonoverlapping(from, to, size_of_val(units.as_slice())) };
    names::beginning(&units, count)
}

/// # Safety
/// As for `WSASetService`.
unsafe fn registration(
    given: *const WSAQUERYSETW,
    operation: i32,
    encoding: Encoding,
) -> Option<Json> {
    // SAFETY: forwarded from this function's own contract.
    let given = unsafe { read::query_set(given) }.ok()?;
    let operation = read::operation(operation).ok()?;
    let mut registration = Registration::default();
    // SAFETY: forwarded.
    unsafe { super::bluetooth::registration(&given, operation, encoding, &mut registration) }
        .ok()?;
    // Who wants to know what is left of it must be able to tell it from others.
    let set = QuerySet::of_registration(&registration);
    let mut members = shown_query_set(&set, policy::ADDRESS_COUNT_LIMIT);
    let digest = |name, text: Option<&[u16]>| Some(member(name, names::digest(text?)?));
    members.extend(digest("name_digest", set.name));
    let context = set.context.map(context::normalise);
    members.extend(digest("context_digest", context.as_deref()));
    Some(Json::Object(members))
}

/// # Safety
/// As for `WSALookupServiceBegin`.
unsafe fn query(given: *const WSAQUERYSETW, encoding: Encoding) -> Option<Json> {
    // SAFETY: forwarded from this function's own contract.
    let given = unsafe { read::query_set(given) }.ok()?;
    let mut query = Query::default();
    // SAFETY: forwarded.
    unsafe { read::query(&given, encoding, &mut query) }.ok()?;
    let members = shown_query_set(&QuerySet::of_query(&query), LIST_LIMIT);
    Some(Json::Object(members))
}

/// A result of a lookup.
///
/// # Safety
/// `given` is null, or a query set with all that it points to.
unsafe fn query_set(given: *const WSAQUERYSETW, encoding: Encoding) -> Option<Json> {
    // SAFETY: forwarded from this function's own contract.
    let given = unsafe { read::query_set(given) }.ok()?;
    let mut registration = Registration::default();
    // SAFETY: forwarded.
    unsafe { read::registration(&given, encoding, &mut registration) }.ok()?;
    let mut shown = QuerySet::of_registration(&registration);
    shown.output_flags = given.dwOutputFlags;
    let mut query_string = WideText::new();
    if !given.lpszQueryString.is_null() {
        // SAFETY: forwarded.
        unsafe { read::string(given.lpszQueryString, encoding, &mut query_string) }.ok()?;
        shown.query_string = Some(&query_string);
    }
    Some(Json::Object(shown_query_set(&shown, LIST_LIMIT)))
}

/// With so many of its addresses.
fn shown_query_set(set: &QuerySet<'_>, address_limit: usize) -> Vec<Member> {
    let mut members = vec![member("name", set.name.map(names::text))];
    let mut put = |name, value: Option<Json>| {
        members.extend(value.map(|value| member(name, value)));
    };
    put("class", set.class.map(names::guid));
    put(
        "version",
        set.version.map(|version| {
            Json::Object(vec![
                member("number", version.number),
                member("how", names::number(names::COMPARATORS, version.how.0)),
            ])
        }),
    );
    put("comment", set.comment.map(names::text));
    put(
        "namespace",
        Some(names::number(names::NAMESPACES, set.namespace)),
    );
    put("provider", set.provider.map(names::guid));
    put("context", set.context.map(names::text));
    if !set.protocols.is_empty() {
        let protocols = set.protocols.iter().map(shown_protocol);
        put("protocols", Some(list(set.protocols.len(), protocols)));
    }
    put("query_string", set.query_string.map(names::text));
    if set.addresses.count() > 0 {
        let addresses = set.addresses.iter().map(|address| {
            let mut members = Vec::new();
            for (name, side) in [("local", address.local), ("remote", address.remote)] {
                if let crate::rnr::query::Side::Given(bytes) = side {
                    members.push(member(name, shown_socket_address(bytes)));
                }
            }
            members.push(member("socket_type", address.socket_type));
            members.push(member("protocol", address.protocol));
            Json::Object(members)
        });
        let addresses = beginning(set.addresses.count(), addresses, address_limit);
        put("addresses", Some(addresses));
    }
    if set.output_flags != 0 {
        put(
            "output_flags",
            Some(names::flags(names::RESULT_FLAGS, set.output_flags)),
        );
    }
    put("blob", set.blob.map(names::bytes));
    members
}

fn shown_protocol(protocol: &Protocol) -> Json {
    Json::Object(vec![
        member("family", protocol.family),
        member("protocol", protocol.protocol),
    ])
}

fn shown_class(class: &ServiceClass) -> Json {
    let mut members = vec![member("class", names::guid(class.id))];
    if let Some(name) = &class.name {
        members.push(member("name", names::text(name)));
    }
    let values = class.values.iter().map(|value| {
        Json::Object(vec![
            member("name", names::text(&value.name)),
            member(
                "namespace",
                names::number(names::NAMESPACES, value.namespace),
            ),
            member("type", value.kind),
            member("value", names::bytes(&value.data)),
        ])
    });
    members.push(member("values", list(class.values.len(), values)));
    Json::Object(members)
}

/// # Safety
/// `given` is null, or readable for the length.
unsafe fn socket_address_at(given: *const c_void, length: u32) -> Json {
    let length = (length as usize).min(policy::SOCKADDR_LIMIT_BYTES);
    if given.is_null() {
        return Json::Null;
    }
    let mut bytes = vec![0_u8; length];
    // SAFETY: not null by the check above; readable for the length by the caller's contract, and ours is writable for it.
    unsafe { ptr::copy_nonoverlapping(given.cast::<u8>(), bytes.as_mut_ptr(), length) };
    shown_socket_address(&SocketAddress::from_slice(&bytes))
}

/// The text of an address; of one that has none its bytes.
fn shown_socket_address(bytes: &[u8]) -> Json {
    let family = bytes
        .first_chunk::<2>()
        .and_then(|family| Family::from_number(u16::from_le_bytes(*family).into()).ok());
    let text = family.and_then(|family| address_text::to_text(family, bytes).ok());
    match text {
        Some(text) => text.text.into(),
        None => names::bytes(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_text_of_any_length_the_beginning_is_shown() {
        let terminated = |length: usize| {
            let mut units = vec![u16::from(b'a'); length];
            units.push(0);
            // SAFETY: terminated.
            unsafe { long_text(units.as_ptr()) }
        };
        let counted = |length: usize| {
            let units = vec![u16::from(b'a'); length];
            // SAFETY: there are so many.
            unsafe { characters(units.as_ptr(), length) }
        };
        for shown in [&terminated as &dyn Fn(usize) -> Json, &counted] {
            assert_eq!(shown(0), "".into());
            assert_eq!(shown(3), "aaa".into());
            let beginning = "a".repeat(1_024);
            assert_eq!(shown(1_024), beginning.clone().into());
            for length in [1_025, 32_767, 32_768, 100_000] {
                let text = format!("{beginning}… ({length} characters)");
                assert_eq!(shown(length), text.into());
            }
        }
        // SAFETY: null.
        assert_eq!(unsafe { long_text(ptr::null()) }, Json::Null);
        // SAFETY: null.
        assert_eq!(unsafe { characters(ptr::null(), 5) }, Json::Null);
    }
}
