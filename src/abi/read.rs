// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reading what the caller points to, into values of our own.
//!
//! Windows reads through pointers of any alignment, so everything is copied out with unaligned reads and nothing of the
//! caller's memory is borrowed beyond the call that reads it.

use core::ffi::{c_char, c_void};

use uuid::Uuid;

use super::Encoding;
use crate::error::Error;
use crate::ffi::guiddef::GUID;
use crate::ffi::winsock2::{AFPROTOCOLS, WSAQUERYSETW, WSAVERSION};
use crate::ffi::ws2def::{BLOB, CSADDR_INFO, SOCKET_ADDRESS};
use crate::policy;
use crate::rnr::query::{Comparator, Protocol, Protocols, Query, Version};
use crate::rnr::service::{Address, Addresses, Blob, Operation, Registration, SocketAddress};
use crate::text::{self, WideText};

/// Reads a query set of either form: they differ only in what their strings are made of.
///
/// # Safety
/// `given` is null, or its `dwSize` is readable and, when that is right, the whole struct is.
pub(crate) unsafe fn query_set(given: *const WSAQUERYSETW) -> Result<WSAQUERYSETW, Error> {
    if given.is_null() {
        return Err(policy::NULL_QUERY_SET);
    }
    // SAFETY: not null by the check above; readable by the caller's contract.
    let size = unsafe { given.cast::<u32>().read_unaligned() };
    if size as usize != size_of::<WSAQUERYSETW>() {
        return Err(policy::WRONG_STRUCT_SIZE);
    }
    // SAFETY: a struct of the right size is readable by the caller's contract.
    Ok(unsafe { given.read_unaligned() })
}

/// Reads an operation; any number may have been passed.
pub(crate) fn operation(given: i32) -> Result<Operation, Error> {
    match given {
        0 => Ok(Operation::Register),
        1 => Ok(Operation::Deregister),
        2 => Ok(Operation::Delete),
        _ => Err(policy::UNKNOWN_OPERATION),
    }
}

/// Reads what a registration consists of into an empty one, which is large enough for its moves to show. Protocols and query
/// string are not part of one, and are not looked at. When it fails, what was read until then is there.
///
/// # Safety
/// Every pointer in `given` is null, or points to what the reference of `WSAQUERYSET` says.
pub(crate) unsafe fn registration(
    given: &WSAQUERYSETW,
    encoding: Encoding,
    registration: &mut Registration,
) -> Result<(), Error> {
    // SAFETY: forwarded from this function's own contract.
    unsafe {
        string(
            given.lpszServiceInstanceName,
            encoding,
            &mut registration.name,
        )
    }?;
    // SAFETY: forwarded.
    registration.class = unsafe { guid(given.lpServiceClassId) };
    // SAFETY: forwarded.
    registration.version = unsafe { optional(given.lpVersion) }.map(version);
    if !given.lpszComment.is_null() {
        let comment = registration.comment.insert(WideText::new());
        // SAFETY: forwarded.
        unsafe { string(given.lpszComment, encoding, comment) }?;
    }
    registration.namespace = given.dwNameSpace;
    // SAFETY: forwarded.
    registration.provider = unsafe { guid(given.lpNSProviderId) };
    // SAFETY: forwarded.
    registration.context = unsafe { boxed_string(given.lpszContext, encoding) }?;
    let addresses = &mut registration.addresses;
    // SAFETY: forwarded.
    unsafe { addresses_into(given.lpcsaBuffer, given.dwNumberOfCsAddrs, addresses) }?;
    // SAFETY: forwarded.
    registration.blob = unsafe { blob(given.lpBlob) }?;
    Ok(())
}

/// Reads the restrictions of a lookup, as [`registration`] does. Comment, addresses and output flags are not restrictions, and
/// are not looked at.
///
/// # Safety
/// Every pointer in `given` is null, or points to what the reference of `WSAQUERYSET` says.
pub(crate) unsafe fn query(
    given: &WSAQUERYSETW,
    encoding: Encoding,
    query: &mut Query,
) -> Result<(), Error> {
    // SAFETY: forwarded from this function's own contract.
    unsafe { string(given.lpszServiceInstanceName, encoding, &mut query.name) }?;
    // SAFETY: forwarded.
    query.class = unsafe { guid(given.lpServiceClassId) };
    // SAFETY: forwarded.
    query.version = unsafe { optional(given.lpVersion) }.map(version);
    query.namespace = given.dwNameSpace;
    // SAFETY: forwarded.
    query.provider = unsafe { guid(given.lpNSProviderId) };
    // SAFETY: forwarded.
    query.context = unsafe { boxed_string(given.lpszContext, encoding) }?;
    // SAFETY: forwarded.
    query.protocols = unsafe { protocols(given.lpafpProtocols, given.dwNumberOfProtocols) }?;
    // SAFETY: forwarded.
    query.query_string = unsafe { boxed_string(given.lpszQueryString, encoding) }?;
    // SAFETY: forwarded.
    query.blob = unsafe { blob(given.lpBlob) }?;
    Ok(())
}

/// # Safety
/// `given` is null, or readable.
pub(crate) unsafe fn optional<T: Copy>(given: *const T) -> Option<T> {
    if given.is_null() {
        return None;
    }
    // SAFETY: not null by the check above; readable by the caller's contract.
    Some(unsafe { given.read_unaligned() })
}

/// Reads a string into UTF-16; a null pointer reads as an empty one.
///
/// # Safety
/// `given` is null, or points to a terminated string of the encoding, whatever its declared type.
pub(crate) unsafe fn string(
    given: *const u16,
    encoding: Encoding,
    into: &mut WideText,
) -> Result<(), Error> {
    if given.is_null() {
        return Ok(());
    }
    match encoding {
        Encoding::Utf16 => {
            // SAFETY: not null by the check above; terminated by the caller's contract.
            let read = unsafe { text::raw::read_wide(given, policy::TEXT_LIMIT, into) };
            read.ok_or(policy::BEYOND_LIMIT)?;
        }
        Encoding::Ansi(code_page) => {
            let bytes = given.cast::<c_char>();
            // SAFETY: as above.
            let bytes = unsafe { text::raw::read_ansi(bytes, policy::ANSI_LIMIT_BYTES) };
            code_page.decode(bytes.ok_or(policy::BEYOND_LIMIT)?, into);
        }
    }
    if into.len() >= policy::TEXT_LIMIT {
        return Err(policy::BEYOND_LIMIT);
    }
    Ok(())
}

/// Reads a UTF-16 string.
///
/// # Safety
/// As for [`string`].
pub(crate) unsafe fn wide_string(given: *const u16) -> Result<Box<[u16]>, Error> {
    // SAFETY: forwarded from this function's own contract.
    unsafe { boxed_string(given, Encoding::Utf16) }
}

/// Reads a GUID; `None` for a null pointer.
///
/// # Safety
/// `given` is null, or readable.
pub(crate) unsafe fn guid(given: *const GUID) -> Option<Uuid> {
    // SAFETY: forwarded from this function's own contract.
    unsafe { optional(given) }.map(uuid)
}

/// Reads an array of GUIDs, of which there are at most so many.
///
/// # Safety
/// `array` is null, or has `count` readable elements.
pub(crate) unsafe fn guids(
    array: *const GUID,
    count: u32,
    limit: usize,
) -> Result<Vec<Uuid>, Error> {
    if array.is_null() {
        return Err(Error::BadPointer);
    }
    let count = element_count(array, count, limit)?;
    let element = |index| {
        // SAFETY: within the array by the caller's contract.
        uuid(unsafe { array.wrapping_add(index).read_unaligned() })
    };
    Ok((0..count).map(element).collect())
}

/// Reads a string that is seldom given; an absent or empty one takes no memory.
///
/// # Safety
/// As for [`string`].
unsafe fn boxed_string(given: *const u16, encoding: Encoding) -> Result<Box<[u16]>, Error> {
    if given.is_null() {
        return Ok(Box::default());
    }
    let mut text = WideText::new();
    // SAFETY: forwarded from this function's own contract.
    unsafe { string(given, encoding, &mut text) }?;
    Ok(text.as_slice().into())
}

pub(crate) fn uuid(given: GUID) -> Uuid {
    Uuid::from_fields(given.Data1, given.Data2, given.Data3, &given.Data4)
}

fn version(given: WSAVERSION) -> Version {
    Version {
        number: given.dwVersion,
        how: Comparator(given.ecHow),
    }
}

/// # Safety
/// `array` is null, or has `count` readable elements.
unsafe fn protocols(array: *const AFPROTOCOLS, count: u32) -> Result<Protocols, Error> {
    let count = element_count(array, count, policy::PROTOCOL_COUNT_LIMIT)?;
    if count == 0 {
        return Ok(Protocols::default());
    }
    let element = |index| {
        // SAFETY: within the array by the caller's contract.
        let given = unsafe { array.wrapping_add(index).read_unaligned() };
        Protocol {
            family: given.iAddressFamily,
            protocol: given.iProtocol,
        }
    };
    Ok((0..count).map(element).collect())
}

/// # Safety
/// `array` is null, or has `count` readable elements whose addresses are null or have the length that they say.
unsafe fn addresses_into(
    array: *const CSADDR_INFO,
    count: u32,
    into: &mut Addresses,
) -> Result<(), Error> {
    let count = element_count(array, count, policy::ADDRESS_COUNT_LIMIT)?;
    for index in 0..count {
        // SAFETY: within the array by the caller's contract.
        let given = unsafe { array.wrapping_add(index).read_unaligned() };
        let address = Address {
            // SAFETY: forwarded from this function's own contract.
            local: unsafe { socket_address(given.LocalAddr) }?,
            // SAFETY: forwarded.
            remote: unsafe { socket_address(given.RemoteAddr) }?,
            socket_type: given.iSocketType,
            protocol: given.iProtocol,
        };
        if policy::is_no_address(&address) {
            continue;
        }
        into.try_reserve(1).map_err(|_| Error::OutOfMemory)?;
        into.push(address);
    }
    Ok(())
}

/// # Safety
/// The pointer in `given` is null, or readable for the length beside it.
unsafe fn socket_address(given: SOCKET_ADDRESS) -> Result<Option<SocketAddress>, Error> {
    let length = usize::try_from(given.iSockaddrLength).map_err(|_| Error::InvalidParameter)?;
    if length == 0 {
        return Ok(None);
    }
    if given.lpSockaddr.is_null() {
        return Err(Error::InvalidParameter);
    }
    if length > policy::SOCKADDR_LIMIT_BYTES {
        return Err(policy::BEYOND_LIMIT);
    }
    let bytes = given.lpSockaddr.cast::<u8>().cast_const();
    // SAFETY: not null by the check above; readable for its length by the caller's contract.
    Ok(Some(SocketAddress::from_slice(unsafe {
        core::slice::from_raw_parts(bytes, length)
    })))
}

/// Reads where a blob's data lies.
///
/// # Safety
/// `given` is null, or readable.
pub(crate) unsafe fn blob_data(given: *const BLOB) -> Result<Option<(*const u8, usize)>, Error> {
    // SAFETY: forwarded from this function's own contract.
    let Some(blob) = (unsafe { optional(given) }) else {
        return Ok(None);
    };
    let size = element_count(blob.pBlobData, blob.cbSize, policy::BLOB_LIMIT_BYTES)?;
    Ok(Some((blob.pBlobData, size)))
}

/// # Safety
/// `given` is null, or points to a blob whose data is null or readable for its size.
pub(crate) unsafe fn blob(given: *const BLOB) -> Result<Option<Blob>, Error> {
    // SAFETY: forwarded from this function's own contract.
    let Some((data, size)) = unsafe { blob_data(given) }? else {
        return Ok(None);
    };
    // SAFETY: the size and the pointer were checked against each other; readable by the caller's contract.
    Ok(Some(Blob::new(unsafe { bytes(data, size) }?)))
}

/// Copies bytes, or says that memory is short.
///
/// # Safety
/// `size` is zero, or `data` is readable for it.
pub(super) unsafe fn bytes(data: *const u8, size: usize) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    bytes
        .try_reserve_exact(size)
        .map_err(|_| Error::OutOfMemory)?;
    if size > 0 {
        // SAFETY: readable, and so not null, by this function's own contract.
        bytes.extend_from_slice(unsafe { core::slice::from_raw_parts(data, size) });
    }
    Ok(bytes)
}

/// Checks a count against the pointer that it belongs to.
pub(super) fn element_count<T>(array: *const T, count: u32, limit: usize) -> Result<usize, Error> {
    let count = count as usize;
    if count > 0 && array.cast::<c_void>().is_null() {
        return Err(Error::InvalidParameter);
    }
    if count > limit {
        return Err(policy::BEYOND_LIMIT);
    }
    Ok(count)
}
