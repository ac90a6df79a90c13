// SPDX-License-Identifier: MIT OR Apache-2.0
//! Registrations, among them those that are addressed to the Bluetooth namespace.
//!
//! There a blob is a `BTH_SET_SERVICE`, whose record may reach behind the blob's size and whose first two members point to
//! variables of the caller. Only a call that names the namespace or its provider says that a blob is one; in a call to every
//! namespace it may be anybody's, and its bytes are no pointers.

use core::mem::offset_of;
use core::ptr;
use std::sync::Arc;

use crate::abi::{Encoding, read};
use crate::error::Error;
use crate::ffi::winsock2::{HANDLE, WSAQUERYSETW};
use crate::ffi::ws2bth::{BTH_SDP_VERSION, BTH_SET_SERVICE};
use crate::ffi::ws2def::BLOB;
use crate::policy;
use crate::provider::bluetooth;
use crate::rnr::service::{Blob, Operation, RecordRequest, Registration};

/// The caller's variables for the version of the protocol and the handle of a record, written when the record is registered.
#[derive(Debug)]
pub(crate) struct RecordCells {
    version: *mut u32,
    handle: *mut HANDLE,
}

impl RecordCells {
    pub(crate) fn put(self, handle: u64) {
        // SAFETY: not null, and writable by the contract of `registration`.
        unsafe { self.version.write_unaligned(BTH_SDP_VERSION) };
        // SAFETY: as above.
        unsafe { self.handle.write_unaligned(handle as usize as HANDLE) };
    }
}

/// Reads a registration, and where its caller wants to be told the handle of a record. When it is addressed to the Bluetooth
/// namespace, what that does not look at is not read, since it may be stale: with a blob everything else, in a deletion
/// everything but the address. It is read into an empty registration.
///
/// # Safety
/// Every pointer in `given` is null, or points to what the reference of `WSAQUERYSET` says; those that are not looked at may
/// be anything. A blob that is addressed to the Bluetooth namespace holds a `BTH_SET_SERVICE` as far as its size and the
/// operation go, whose pointers are null, or readable and writable until the cells are used up, and whose record is readable
/// for its length.
pub(crate) unsafe fn registration(
    given: &WSAQUERYSETW,
    operation: Operation,
    encoding: Encoding,
    registration: &mut Registration,
) -> Result<Option<RecordCells>, Error> {
    // SAFETY: forwarded from this function's own contract.
    let provider = unsafe { read::guid(given.lpNSProviderId) };
    if !bluetooth::is_addressed(given.dwNameSpace, provider) {
        // SAFETY: forwarded.
        unsafe { read::registration(given, encoding, registration) }?;
        return Ok(None);
    }
    // SAFETY: forwarded.
    unsafe { read::registration(&looked_at(given, operation), encoding, registration) }?;
    // SAFETY: forwarded.
    let request = unsafe { record_request(given.lpBlob, operation) }?;
    let (request, cells) = request.unzip();
    if let (Some(request), Some(blob)) = (&request, &mut registration.blob) {
        complete(blob, &request.record)?;
    }
    registration.record = request.map(Box::new);
    Ok(cells)
}

/// Lets a blob reach as far as its record does: a provider in a library reads that behind the blob's size, too.
fn complete(blob: &mut Blob, record: &[u8]) -> Result<(), Error> {
    let start = offset_of!(BTH_SET_SERVICE, pRecord);
    let Some(missing) = blob
        .len()
        .checked_sub(start)
        .and_then(|present| record.get(present..))
    else {
        return Ok(());
    };
    if !missing.is_empty() {
        let bytes = Arc::make_mut(blob);
        bytes
            .try_reserve_exact(missing.len())
            .map_err(|_| Error::OutOfMemory)?;
        bytes.extend_from_slice(missing);
    }
    Ok(())
}

/// The query set with nothing in it but what the namespace looks at.
fn looked_at(given: &WSAQUERYSETW, operation: Operation) -> WSAQUERYSETW {
    let mut looked_at = WSAQUERYSETW {
        lpszServiceInstanceName: ptr::null_mut(),
        lpServiceClassId: ptr::null_mut(),
        lpVersion: ptr::null_mut(),
        lpszComment: ptr::null_mut(),
        lpszContext: ptr::null_mut(),
        dwNumberOfProtocols: 0,
        lpafpProtocols: ptr::null_mut(),
        lpszQueryString: ptr::null_mut(),
        dwNumberOfCsAddrs: 0,
        lpcsaBuffer: ptr::null_mut(),
        dwOutputFlags: 0,
        ..*given
    };
    if given.lpBlob.is_null() {
        looked_at.dwNumberOfCsAddrs = given.dwNumberOfCsAddrs;
        looked_at.lpcsaBuffer = given.lpcsaBuffer;
        if operation == Operation::Register {
            looked_at.lpszServiceInstanceName = given.lpszServiceInstanceName;
            looked_at.lpServiceClassId = given.lpServiceClassId;
            looked_at.lpszComment = given.lpszComment;
        }
    }
    looked_at
}

/// Reads a `BTH_SET_SERVICE`. Only a registration has a record; everything else ends behind the two pointers.
///
/// # Safety
/// As for [`registration`].
unsafe fn record_request(
    blob: *const BLOB,
    operation: Operation,
) -> Result<Option<(RecordRequest, RecordCells)>, Error> {
    // SAFETY: forwarded from this function's own contract.
    let Some((data, size)) = unsafe { read::blob_data(blob) }? else {
        return Ok(None);
    };
    let needed = if operation == Operation::Register {
        offset_of!(BTH_SET_SERVICE, pRecord)
    } else {
        offset_of!(BTH_SET_SERVICE, fCodService)
    };
    if size < needed {
        return Err(policy::BLUETOOTH_BLOB_TOO_SMALL);
    }
    let member = |offset| data.wrapping_add(offset);
    let version = member(offset_of!(BTH_SET_SERVICE, pSdpVersion)).cast::<*mut u32>();
    let handle = member(offset_of!(BTH_SET_SERVICE, pRecordHandle)).cast::<*mut HANDLE>();
    // SAFETY: a blob of this size has the member, and its data is not null, by the checks above.
    let version = unsafe { version.read_unaligned() };
    // SAFETY: as above.
    let handle = unsafe { handle.read_unaligned() };
    if version.is_null() || handle.is_null() {
        return Err(policy::NULL_RECORD_CELL);
    }
    let mut record = Vec::new();
    if operation == Operation::Register {
        let length = member(offset_of!(BTH_SET_SERVICE, ulRecordLength)).cast::<u32>();
        // SAFETY: as above.
        let length = unsafe { length.read_unaligned() } as usize;
        if length > policy::SDP_RECORD_LIMIT_BYTES {
            return Err(policy::MALFORMED_SDP_RECORD);
        }
        record
            .try_reserve_exact(length)
            .map_err(|_| Error::OutOfMemory)?;
        let bytes = member(offset_of!(BTH_SET_SERVICE, pRecord));
        // SAFETY: the record is readable for its length by the caller's contract, whatever the blob's size.
        record.extend_from_slice(unsafe { core::slice::from_raw_parts(bytes, length) });
    }
    let request = RecordRequest {
        // SAFETY: not null by the check above; readable by the caller's contract.
        version: unsafe { version.read_unaligned() },
        // SAFETY: as above.
        handle: unsafe { handle.read_unaligned() }.addr() as u64,
        record,
    };
    Ok(Some((request, RecordCells { version, handle })))
}
