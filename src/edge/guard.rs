// SPDX-License-Identifier: MIT OR Apache-2.0
//! The pointers of a call, tried before it uses them (`ENLIST_GUARD`): what the call reads, and what it writes, by the parameters
//! that it is described by. Windows turns the crash that a wild pointer causes into an error; here it has to be found out before.

use core::ffi::c_void;
use core::mem::offset_of;
use core::ops::Range;

use super::parameter::{Named, Parameter};
use super::probe::{is_readable, is_text_readable, is_writable};
use crate::abi::{Encoding, read};
use crate::com::dispatch::{ARGUMENT_LIMIT, NAME_LIMIT};
use crate::com::object::UnknownVtbl;
use crate::com::raw::{
    DECIMAL_SIZE, DISPPARAMS, FADF_BSTR, FADF_DISPATCH, FADF_UNKNOWN, FADF_VARIANT, SAFEARRAY,
    VARIANT, VT_ARRAY, VT_BSTR, VT_BYREF, VT_DECIMAL, VT_DISPATCH, VT_UNKNOWN, VT_VARIANT,
};
use crate::com::variant;
use crate::ffi::guiddef::GUID;
use crate::ffi::winsock2::{
    AFPROTOCOLS, HANDLE, WSACOMPLETION, WSADATA, WSANSCLASSINFOW, WSAOVERLAPPED, WSAPROTOCOL_INFOW,
    WSAQUERYSETW, WSASERVICECLASSINFOW, WSAVERSION,
};
use crate::ffi::ws2bth::BTH_SET_SERVICE;
use crate::ffi::ws2def::{BLOB, CSADDR_INFO, SOCKET_ADDRESS};
use crate::policy;
use crate::provider::bluetooth;

/// The first parameter with a pointer that leads nowhere. Null pointers are the call's own business, and so is whatever comes
/// behind something that it refuses.
pub(super) fn find_wild(parameters: &[Named]) -> Option<&'static str> {
    let mut room = 0;
    parameters
        .iter()
        .find(|(_, parameter)| !is_sound(*parameter, &mut room))
        .map(|(name, _)| *name)
}

/// Whether that can be read of a parameter which the journal shows before the call. Nothing is written.
pub(super) fn can_be_shown(parameter: Parameter) -> bool {
    match parameter {
        Parameter::Registration(set, operation, encoding) => {
            is_registration(set, operation, encoding, Access::Read)
        }
        Parameter::Completion(completion, ..) => reads(completion.cast::<i32>(), 1),
        Parameter::Size(size) => reads(size, 1),
        Parameter::InOutHandle(handle) => reads(handle, 1),
        other => is_sound(other, &mut 0),
    }
}

/// `room` is the size that the caller says its buffer has, in what it is counted in.
fn is_sound(parameter: Parameter, room: &mut usize) -> bool {
    match parameter {
        Parameter::Guid(id) => reads(id, 1),
        Parameter::Guids(ids, count) => count as usize > COUNT_LIMIT || reads(ids, count as usize),
        Parameter::Text(text, encoding) => is_text(text.cast(), encoding),
        Parameter::Registration(set, operation, encoding) => {
            is_registration(set, operation, encoding, Access::Write)
        }
        Parameter::Query(set, encoding) => is_query_set(set, encoding, Some(Kind::Query)),
        Parameter::Class(class, encoding) => is_class(class, encoding),
        Parameter::Address(address, length) => {
            let length = (length as usize).min(policy::SOCKADDR_LIMIT_BYTES);
            reads(address.cast::<u8>(), length)
        }
        Parameter::Blob(blob) => is_blob(blob),
        Parameter::Completion(_, code, returned)
            if returned.is_null() || super::notification::check_code(code).is_err() =>
        {
            true
        }
        Parameter::Completion(completion, ..) => is_completion(completion),
        Parameter::Overlapped(overlapped) => writes(overlapped, 1),
        Parameter::ProtocolInfo(info) => {
            let member = info.wrapping_byte_add(offset_of!(WSAPROTOCOL_INFOW, iAddressFamily));
            info.is_null() || is_readable(member.addr(), size_of::<i32>())
        }
        Parameter::Size(size) => {
            if !writes(size, 1) {
                return false;
            }
            *room = value(size).map_or(0, |size| claimed(size as usize));
            true
        }
        Parameter::InOutHandle(handle) | Parameter::OutHandle(handle) => writes(handle, 1),
        Parameter::OutCount(count) => writes(count, 1),
        Parameter::OutQuerySet(set, _) => writes(set.cast::<u8>(), *room),
        Parameter::OutClass(class, _) => writes(class.cast::<u8>(), *room),
        Parameter::OutBuffer(buffer) => writes(buffer.cast::<u8>(), *room),
        Parameter::Element(element, array) => is_element(element, array, *room),
        Parameter::OutText(text, Encoding::Utf16) => writes(text.cast::<u16>(), *room),
        Parameter::OutText(text, Encoding::Ansi(_)) => writes(text.cast::<u8>(), *room),
        Parameter::OutAddress(address, _) => writes(address.cast::<u8>(), *room),
        Parameter::OutData(data) => writes(data.cast::<WSADATA>(), 1),
        Parameter::Table(table) => {
            reads(table.cast::<u32>(), 1)
                && value(table.cast::<u32>())
                    .is_none_or(|size| writes(table.cast::<u8>(), (size as usize).min(TABLE_LIMIT)))
        }
        Parameter::LongText(text) => {
            text.is_null() || is_text_readable(text.addr(), 2, usize::MAX / 2)
        }
        Parameter::Characters(text, count) => reads(text, count as usize),
        Parameter::Bytes(bytes, count) => reads(bytes, count as usize),
        Parameter::Bstr(text) => is_string(text.addr()),
        Parameter::Variant(variant) => is_variant(variant),
        Parameter::HeldVariant(variant) => {
            writes(variant, 1) && value(variant).is_none_or(|held| is_held(&held))
        }
        Parameter::Array(array) => is_array(array, 0..0),
        Parameter::WholeArray(array) => is_array(array, 0..u32::MAX),
        Parameter::ArrayAt(array, index) => {
            let (held, index) = (value(array), value(index).unwrap_or_default());
            *room = held.map_or(0, |array| array.element_size as usize);
            let lower_bound = held.map_or(0, |array| array.lower_bound);
            // An index outside the bounds is the call's own business.
            let position = u32::try_from(i64::from(index) - i64::from(lower_bound));
            let position = position.unwrap_or(u32::MAX);
            is_array(array, position..position.saturating_add(1))
        }
        Parameter::HeldString(place) => {
            writes(place, 1) && value(place).is_none_or(|held| is_string(held.addr()))
        }
        Parameter::OutVariant(variant) => writes(variant, 1),
        Parameter::Object(object) => is_object(object),
        Parameter::Memory(memory) => writes(memory.cast::<u8>(), 1),
        Parameter::Names(names, count) => are_names(names, count as usize),
        Parameter::Arguments(arguments) => are_arguments(arguments),
        Parameter::Room(room, size) => writes(room.cast::<u8>(), size),
        Parameter::OutGuid(id) => writes(id, 1),
        Parameter::OutLong(number) => writes(number, 1),
        Parameter::Long(number) => reads(number, 1),
        Parameter::OutType(vartype) => writes(vartype, 1),
        Parameter::Number(_)
        | Parameter::Bool(_)
        | Parameter::Version(_)
        | Parameter::Named(..)
        | Parameter::NamedCode(..)
        | Parameter::Flags(..)
        | Parameter::Handle(_) => true,
    }
}

/// No array that is taken is longer.
const COUNT_LIMIT: usize = policy::ADDRESS_COUNT_LIMIT;

/// No table of routines is as large.
const TABLE_LIMIT: usize = 1 << 10;

/// A buffer that is said to be larger than any result is as large as it is: its beginning is tried.
fn claimed(size: usize) -> usize {
    const LARGEST: usize = 1 << 24;
    if size > LARGEST { 1 } else { size }
}

fn reads<T>(start: *const T, count: usize) -> bool {
    start.is_null() || is_readable(start.addr(), count.saturating_mul(size_of::<T>()))
}

fn writes<T>(start: *const T, count: usize) -> bool {
    start.is_null() || is_writable(start.addr(), count.saturating_mul(size_of::<T>()))
}

/// What has been found to be readable.
fn value<T: Copy>(place: *const T) -> Option<T> {
    if !reads(place, 1) {
        return None;
    }
    // SAFETY: null, or readable by the check above.
    unsafe { read::optional(place) }
}

fn is_text(text: *const u16, encoding: Encoding) -> bool {
    let (unit, limit) = match encoding {
        Encoding::Utf16 => (2, policy::TEXT_LIMIT),
        Encoding::Ansi(_) => (1, policy::ANSI_LIMIT_BYTES),
    };
    text.is_null() || is_text_readable(text.addr(), unit, limit)
}

/// What a query set is looked at for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Registration(Access),
    Query,
}

/// What is tried of what a call fills beside what it reads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Read,
    Write,
}

impl Access {
    fn is_granted<T>(self, place: *const T) -> bool {
        match self {
            Self::Read => reads(place, 1),
            Self::Write => writes(place, 1),
        }
    }
}

fn is_registration(
    set: *const WSAQUERYSETW,
    operation: i32,
    encoding: Encoding,
    access: Access,
) -> bool {
    let looks = read::operation(operation).is_ok();
    is_query_set(set, encoding, looks.then_some(Kind::Registration(access)))
}

fn is_query_set(set: *const WSAQUERYSETW, encoding: Encoding, kind: Option<Kind>) -> bool {
    let size = set.cast::<u32>();
    if !reads(size, 1) {
        return false;
    }
    if value(size).is_none_or(|size| size as usize != size_of::<WSAQUERYSETW>()) {
        return true;
    }
    if !reads(set, 1) {
        return false;
    }
    let (Some(set), Some(kind)) = (value(set), kind) else {
        return true;
    };
    if !reads::<GUID>(set.lpNSProviderId, 1) {
        return false;
    }
    let provider = value(set.lpNSProviderId.cast_const()).map(crate::abi::read::uuid);
    if let Kind::Registration(access) = kind
        && bluetooth::is_addressed(set.dwNameSpace, provider)
    {
        return if set.lpBlob.is_null() {
            are_addresses(&set)
        } else {
            is_record(set.lpBlob, access)
        };
    }
    reads::<GUID>(set.lpServiceClassId, 1)
        && reads::<WSAVERSION>(set.lpVersion, 1)
        && is_text(set.lpszServiceInstanceName, encoding)
        && is_text(set.lpszContext, encoding)
        && is_blob(set.lpBlob)
        && match kind {
            Kind::Registration(_) => is_text(set.lpszComment, encoding) && are_addresses(&set),
            Kind::Query => {
                let count = set.dwNumberOfProtocols as usize;
                is_text(set.lpszQueryString, encoding)
                    && (count > policy::PROTOCOL_COUNT_LIMIT
                        || reads::<AFPROTOCOLS>(set.lpafpProtocols, count))
            }
        }
}

fn are_addresses(set: &WSAQUERYSETW) -> bool {
    let (infos, count) = (set.lpcsaBuffer.cast_const(), set.dwNumberOfCsAddrs as usize);
    if count > COUNT_LIMIT {
        return true;
    }
    reads::<CSADDR_INFO>(infos, count)
        && (infos.is_null()
            || (0..count).all(|index| {
                value(infos.wrapping_add(index)).is_none_or(|info| {
                    is_socket_address(info.LocalAddr) && is_socket_address(info.RemoteAddr)
                })
            }))
}

fn is_socket_address(given: SOCKET_ADDRESS) -> bool {
    let length = usize::try_from(given.iSockaddrLength).unwrap_or_default();
    length > policy::SOCKADDR_LIMIT_BYTES || reads(given.lpSockaddr.cast::<u8>(), length)
}

fn is_blob(blob: *const BLOB) -> bool {
    reads(blob, 1)
        && value(blob).is_none_or(|blob| {
            let size = blob.cbSize as usize;
            size > policy::BLOB_LIMIT_BYTES || reads(blob.pBlobData, size)
        })
}

/// A `BTH_SET_SERVICE`, with the variables that it points to.
fn is_record(blob: *const BLOB, access: Access) -> bool {
    if !is_blob(blob) {
        return false;
    }
    let Some(blob) = value(blob) else {
        return true;
    };
    let size = blob.cbSize as usize;
    if blob.pBlobData.is_null() || size < offset_of!(BTH_SET_SERVICE, fCodService) {
        return true;
    }
    let member = |offset| blob.pBlobData.cast_const().wrapping_add(offset);
    let version = value(member(offset_of!(BTH_SET_SERVICE, pSdpVersion)).cast::<*const u32>());
    let handle = value(member(offset_of!(BTH_SET_SERVICE, pRecordHandle)).cast::<*const HANDLE>());
    let length = offset_of!(BTH_SET_SERVICE, ulRecordLength);
    let record = member(offset_of!(BTH_SET_SERVICE, pRecord));
    version.is_none_or(|version| access.is_granted(version))
        && handle.is_none_or(|handle| access.is_granted(handle))
        && (size < length + size_of::<u32>()
            || value(member(length).cast::<u32>()).is_none_or(|length| {
                let length = length as usize;
                length > policy::SDP_RECORD_LIMIT_BYTES || reads(record, length)
            }))
}

fn is_class(class: *const WSASERVICECLASSINFOW, encoding: Encoding) -> bool {
    if !reads(class, 1) {
        return false;
    }
    let Some(class) = value(class) else {
        return true;
    };
    let (values, count) = (class.lpClassInfos.cast_const(), class.dwCount as usize);
    if !reads::<GUID>(class.lpServiceClassId, 1) || !is_text(class.lpszServiceClassName, encoding) {
        return false;
    }
    if count > policy::CLASS_VALUE_COUNT_LIMIT {
        return true;
    }
    reads::<WSANSCLASSINFOW>(values, count)
        && (values.is_null()
            || (0..count).all(|index| {
                value(values.wrapping_add(index)).is_none_or(|value| {
                    let size = value.dwValueSize as usize;
                    is_text(value.lpszName, encoding)
                        && (size > policy::BLOB_LIMIT_BYTES
                            || reads(value.lpValue.cast::<u8>(), size))
                })
            }))
}

fn is_completion(completion: *const WSACOMPLETION) -> bool {
    use crate::ffi::winsock2::NSP_NOTIFY_APC;
    let kind = completion.cast::<i32>();
    if !reads(kind, 1) {
        return false;
    }
    if value(kind) != Some(NSP_NOTIFY_APC) {
        return true;
    }
    let Some(completion) = value(completion) else {
        return completion.is_null();
    };
    // SAFETY: any bytes are a pointer or a null; the type says that this is the member that was filled.
    let apc = unsafe { completion.Parameters.Apc };
    writes::<WSAOVERLAPPED>(apc.lpOverlapped, 1)
}

/// A string with its length before it.
fn is_string(text: usize) -> bool {
    let length = text.wrapping_sub(size_of::<u32>());
    text == 0
        || is_readable(length, size_of::<u32>())
            && value(std::ptr::without_provenance::<u32>(length))
                .is_none_or(|length| is_readable(text, length as usize))
}

/// An object begins with a pointer to a vtable, which begins with the methods of IUnknown.
fn is_object(object: *const c_void) -> bool {
    let object = object.cast::<*const UnknownVtbl>();
    reads(object, 1) && value(object).is_none_or(|vtbl| !vtbl.is_null() && reads(vtbl, 1))
}

/// An array, with its elements at these positions. Those of arrays that they hold are not looked at.
fn is_array(array: *const SAFEARRAY, positions: Range<u32>) -> bool {
    /// The type of the elements, which stands before the struct.
    const HIDDEN: usize = size_of::<u32>();
    let size = HIDDEN + size_of::<SAFEARRAY>();
    array.is_null()
        || is_writable(array.addr().wrapping_sub(HIDDEN), size)
            && value(array).is_none_or(|array| {
                let end = positions.end.min(array.count);
                let end = end.min(positions.start.saturating_add(COUNT_LIMIT as u32));
                reads(array.data.cast::<u8>(), 1)
                    && (positions.start..end).all(|position| is_sound_at(&array, position as usize))
            })
}

fn is_sound_at(array: &SAFEARRAY, position: usize) -> bool {
    let data = array.data.cast_const();
    match array.features {
        kind if kind & FADF_VARIANT != 0 => {
            let element = value(data.cast::<VARIANT>().wrapping_add(position));
            element.is_some_and(|element| match variant::array_in(&element) {
                Some(inner) => is_array(inner, 0..0),
                None => is_held(&element),
            })
        }
        kind if kind & OF_POINTERS != 0 => {
            let element = value(data.cast::<*const c_void>().wrapping_add(position));
            element.is_some_and(|element| is_reference(element, kind))
        }
        _ => true,
    }
}

/// Arrays of such kinds have strings or objects.
const OF_POINTERS: u16 = FADF_BSTR | FADF_UNKNOWN | FADF_DISPATCH;

/// What an array with such features has a string or an object for.
fn is_reference(element: *const c_void, features: u16) -> bool {
    if features & FADF_BSTR == 0 {
        return is_object(element);
    }
    is_string(element.addr())
}

/// A new element of an array which has been found to be one.
fn is_element(element: *const c_void, array: *const SAFEARRAY, size: usize) -> bool {
    match value(array).map_or(0, |array| array.features) {
        kind if kind & FADF_VARIANT != 0 => is_variant(element.cast()),
        kind if kind & OF_POINTERS != 0 => is_reference(element, kind),
        _ => reads(element.cast::<u8>(), size),
    }
}

/// A variant that is read, through references.
fn is_variant(given: *const VARIANT) -> bool {
    if !reads(given, 1) {
        return false;
    }
    let Some(variant) = value(given) else {
        return true;
    };
    if variant.vt != VT_BYREF | VT_VARIANT {
        return is_shallow(&variant);
    }
    // A reference to a reference leads no further.
    let inner = pointer_in(&variant).cast::<VARIANT>();
    reads(inner, 1) && value(inner).is_none_or(|inner| is_shallow(&inner))
}

/// A variant that does not refer to another one.
fn is_shallow(variant: &VARIANT) -> bool {
    if variant.vt & VT_BYREF == 0 {
        return is_held(variant);
    }
    let (vt, place) = (variant.vt & !VT_BYREF, pointer_in(variant));
    let size = match vt {
        VT_DECIMAL => DECIMAL_SIZE,
        vt if vt & VT_ARRAY != 0 => size_of::<*const SAFEARRAY>(),
        vt => variant::size(vt).unwrap_or_default(),
    };
    if !reads(place.cast::<u8>(), size) {
        return false;
    }
    let held = || value(place.cast::<*const c_void>()).unwrap_or_default();
    match vt {
        vt if vt & VT_ARRAY != 0 => is_array(held().cast(), 0..u32::MAX),
        VT_BSTR => is_string(held().addr()),
        VT_DISPATCH | VT_UNKNOWN => is_object(held()),
        _ => true,
    }
}

/// What a variant holds itself.
fn is_held(variant: &VARIANT) -> bool {
    let held = pointer_in(variant);
    match variant.vt {
        VT_BSTR => is_string(held.addr()),
        VT_DISPATCH | VT_UNKNOWN => is_object(held),
        _ => variant::array_in(variant).is_none_or(|array| is_array(array, 0..u32::MAX)),
    }
}

fn pointer_in(variant: &VARIANT) -> *const c_void {
    // SAFETY: any bits are a pointer.
    unsafe { variant.data.pointer }
}

fn are_names(names: *const *const u16, count: usize) -> bool {
    reads(names, count)
        && (names.is_null()
            || (0..count).all(|index| {
                value(names.wrapping_add(index)).is_none_or(|name| {
                    name.is_null() || is_text_readable(name.addr(), 2, NAME_LIMIT)
                })
            }))
}

fn are_arguments(given: *const DISPPARAMS) -> bool {
    if !reads(given, 1) {
        return false;
    }
    let Some(given) = value(given) else {
        return true;
    };
    let (count, named) = (given.count as usize, given.named as usize);
    if count > ARGUMENT_LIMIT || named > count {
        return true;
    }
    reads(given.names, named)
        && (given.arguments.is_null()
            || (0..count).all(|index| is_variant(given.arguments.wrapping_add(index))))
}
