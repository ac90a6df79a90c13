// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reading the description of a service class.

use uuid::Uuid;

use super::{Encoding, read};
use crate::error::Error;
use crate::ffi::guiddef::GUID;
use crate::ffi::winsock2::{WSANSCLASSINFOW, WSASERVICECLASSINFOW};
use crate::policy;
use crate::rnr::class::{ClassValue, ServiceClass};
use crate::rnr::service::Blob;
use crate::text::WideText;

/// Reads the id of a class, or of a provider that is asked about one.
///
/// # Safety
/// `given` is null, or readable.
pub(crate) unsafe fn id(given: *const GUID) -> Result<Uuid, Error> {
    // SAFETY: forwarded from this function's own contract.
    let given = unsafe { read::optional(given) }.ok_or(policy::BAD_CLASS_PARAMETER)?;
    Ok(read::uuid(given))
}

/// Reads the description of a class, in either form: they differ only in what their strings are made of.
///
/// # Safety
/// `given` is null, or readable, and every pointer in it is null or points to what the reference of `WSASERVICECLASSINFO`
/// says, with strings of the encoding.
pub(crate) unsafe fn description(
    given: *const WSASERVICECLASSINFOW,
    encoding: Encoding,
) -> Result<ServiceClass, Error> {
    // SAFETY: forwarded from this function's own contract.
    let given = unsafe { read::optional(given) }.ok_or(policy::BAD_CLASS_PARAMETER)?;
    // SAFETY: forwarded.
    let id = unsafe { id(given.lpServiceClassId) }?;
    if id.is_nil() {
        return Err(policy::BAD_CLASS_PARAMETER);
    }
    let array = given.lpClassInfos;
    let count = read::element_count(array, given.dwCount, policy::CLASS_VALUE_COUNT_LIMIT)?;
    // SAFETY: forwarded.
    let name = unsafe { text(given.lpszServiceClassName, encoding) }?;
    let mut values = Vec::new();
    values
        .try_reserve_exact(count)
        .map_err(|_| Error::OutOfMemory)?;
    for index in 0..count {
        // SAFETY: within the array by the caller's contract.
        let given = unsafe { array.wrapping_add(index).read_unaligned() };
        // SAFETY: forwarded.
        values.push(unsafe { value(&given, encoding) }?);
    }
    Ok(ServiceClass { id, name, values })
}

/// # Safety
/// Every pointer in `given` is null or points to what the reference of `WSANSCLASSINFO` says, with strings of the encoding.
unsafe fn value(given: &WSANSCLASSINFOW, encoding: Encoding) -> Result<ClassValue, Error> {
    let data = given.lpValue.cast::<u8>().cast_const();
    let size = read::element_count(data, given.dwValueSize, policy::BLOB_LIMIT_BYTES)?;
    // SAFETY: forwarded from this function's own contract.
    let name = unsafe { text(given.lpszName, encoding) }?.ok_or(policy::BAD_CLASS_PARAMETER)?;
    Ok(ClassValue {
        name,
        namespace: given.dwNameSpace,
        kind: given.dwValueType,
        // SAFETY: the size and the pointer were checked against each other; readable by the caller's contract.
        data: Blob::new(unsafe { read::bytes(data, size) }?),
    })
}

/// # Safety
/// `given` is null, or points to a terminated string of the encoding.
unsafe fn text(given: *const u16, encoding: Encoding) -> Result<Option<WideText>, Error> {
    if given.is_null() {
        return Ok(None);
    }
    let mut text = WideText::new();
    // SAFETY: forwarded from this function's own contract.
    unsafe { read::string(given, encoding, &mut text) }?;
    Ok(Some(text))
}
