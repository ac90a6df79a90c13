// SPDX-License-Identifier: MIT OR Apache-2.0
//! The pointers of a call, tried before it uses them (`ENLIST_GUARD`): what the call reads, and what it writes, by the parameters
//! that it is described by. Windows turns the crash that a wild pointer causes into an error; here it has to be found out before.

use core::mem::offset_of;

use super::parameter::{Named, Parameter};
use super::probe::{is_readable, is_text_readable, is_writable};
use crate::abi::{Encoding, read};
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

/// `room` is the size that the caller says its buffer has, in what it is counted in.
fn is_sound(parameter: Parameter, room: &mut usize) -> bool {
    match parameter {
        Parameter::Guid(id) => reads(id, 1),
        Parameter::Guids(ids, count) => count as usize > COUNT_LIMIT || reads(ids, count as usize),
        Parameter::Text(text, encoding) => is_text(text.cast(), encoding),
        Parameter::Registration(set, operation, encoding) => {
            let looks = read::operation(operation).is_ok();
            is_query_set(set, encoding, looks.then_some(Kind::Registration))
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
        Parameter::OutText(text, Encoding::Utf16) => writes(text.cast::<u16>(), *room),
        Parameter::OutText(text, Encoding::Ansi(_)) => writes(text.cast::<u8>(), *room),
        Parameter::OutAddress(address, _) => writes(address.cast::<u8>(), *room),
        Parameter::OutData(data) => writes(data.cast::<WSADATA>(), 1),
        Parameter::Table(table) => {
            reads(table.cast::<u32>(), 1)
                && value(table.cast::<u32>())
                    .is_none_or(|size| writes(table.cast::<u8>(), (size as usize).min(TABLE_LIMIT)))
        }
        Parameter::Number(_)
        | Parameter::Bool(_)
        | Parameter::Version(_)
        | Parameter::Named(..)
        | Parameter::NamedCode(..)
        | Parameter::Flags(..)
        | Parameter::Handle(_) => true,
    }
}

/// No array that is taken is as long.
const COUNT_LIMIT: usize = 1 << 16;

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
    Registration,
    Query,
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
    if kind == Kind::Registration && bluetooth::is_addressed(set.dwNameSpace, provider) {
        return if set.lpBlob.is_null() {
            are_addresses(&set)
        } else {
            is_record(set.lpBlob)
        };
    }
    reads::<GUID>(set.lpServiceClassId, 1)
        && reads::<WSAVERSION>(set.lpVersion, 1)
        && is_text(set.lpszServiceInstanceName, encoding)
        && is_text(set.lpszContext, encoding)
        && is_blob(set.lpBlob)
        && match kind {
            Kind::Registration => is_text(set.lpszComment, encoding) && are_addresses(&set),
            Kind::Query => {
                let count = set.dwNumberOfProtocols as usize;
                is_text(set.lpszQueryString, encoding)
                    && (count > COUNT_LIMIT || reads::<AFPROTOCOLS>(set.lpafpProtocols, count))
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
fn is_record(blob: *const BLOB) -> bool {
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
    version.is_none_or(|version| writes(version, 1))
        && handle.is_none_or(|handle| writes(handle, 1))
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
