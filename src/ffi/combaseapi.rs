// SPDX-License-Identifier: MIT OR Apache-2.0
//! `combaseapi.h`, as far as `objbase.h` does not have it: identifiers and their texts, memory, and what a process says of security,
//! for systems that have no COM.

use std::ptr;

use super::ws2def::DWORD;
use crate::com::raw::{CLSID, HRESULT, IID, LONG, LPVOID, OLECHAR, REFCLSID, REFIID, SIZE_T};
use crate::com::{apartment, create};
use crate::edge::Call;
use crate::edge::com::{com_call, com_memory_call};
use crate::edge::parameter::{Named, Parameter};
use crate::ffi::guiddef::GUID;
use crate::hresult::HResult;
use crate::policy;

/// A call with two parameters. Compiled once for all such functions, of which nothing is called often.
///
/// # Safety
/// The pointers among the parameters are null, or point to what the function's documentation says.
pub(super) unsafe fn call(
    name: &'static str,
    parameters: [Named; 2],
    body: &mut dyn FnMut() -> Result<HRESULT, HResult>,
) -> HRESULT {
    // SAFETY: by the contract.
    let call = unsafe { Call::new(name, || parameters) };
    com_call(call, || body().unwrap_or_else(HResult::code))
}

/// Makes an identifier that is nobody else's.
///
/// # Parameters
/// `pguid`: receives it.
///
/// # Returns
/// `S_OK`, or an error.
///
/// # Errors
/// * `E_INVALIDARG`: `pguid` is null.
/// * `E_UNEXPECTED`: the system has no random numbers.
///
/// # Behaviour
/// It is random (version 4). Source: the reference page of `CoCreateGuid`.
///
/// # Safety
/// `pguid` is null, or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn CoCreateGuid(pguid: *mut GUID) -> HRESULT {
    // SAFETY: the pointer is the caller's, by this function's own contract.
    let call = unsafe { Call::new("CoCreateGuid", || [("pguid", Parameter::OutGuid(pguid))]) };
    com_call(call, || match create::new_id() {
        _ if pguid.is_null() => HResult::E_INVALIDARG.code(),
        Ok(id) => {
            // SAFETY: forwarded from this function's own contract.
            unsafe { pguid.write_unaligned(id) };
            0
        }
        Err(error) => error.code(),
    })
}

/// Writes the identifier of a class in braces and upper case, into memory of its own.
///
/// # Parameters
/// `rclsid`: the class. `lplpsz`: receives the text, which [`CoTaskMemFree`](super::objbase::CoTaskMemFree) frees.
///
/// # Returns
/// `S_OK`, or an error; then `*lplpsz` is null.
///
/// # Errors
/// * `E_INVALIDARG`: a pointer is null.
/// * `E_OUTOFMEMORY`: there is no memory.
///
/// # Safety
/// `rclsid` is null, or readable; `lplpsz` is null, or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn StringFromCLSID(rclsid: REFCLSID, lplpsz: *mut *mut OLECHAR) -> HRESULT {
    let text = |id: &GUID| Some(create::print(id));
    // SAFETY: forwarded from this function's own contract.
    unsafe {
        text_of(
            "StringFromCLSID",
            ["rclsid", "lplpsz"],
            rclsid,
            lplpsz,
            text,
        )
    }
}

/// Writes the identifier of an interface in braces and upper case, into memory of its own.
///
/// # Parameters
/// `rclsid`: the interface. `lplpsz`: as for [`StringFromCLSID`].
///
/// # Returns
/// As for [`StringFromCLSID`].
///
/// # Safety
/// As for [`StringFromCLSID`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn StringFromIID(rclsid: REFIID, lplpsz: *mut *mut OLECHAR) -> HRESULT {
    let text = |id: &GUID| Some(create::print(id));
    // SAFETY: forwarded from this function's own contract.
    unsafe { text_of("StringFromIID", ["rclsid", "lplpsz"], rclsid, lplpsz, text) }
}

/// Finds the name of a class, that of its version.
///
/// # Parameters
/// `clsid`: the class. `lplpszProgID`: receives the name, which [`CoTaskMemFree`](super::objbase::CoTaskMemFree) frees.
///
/// # Returns
/// `S_OK`, or an error; then `*lplpszProgID` is null.
///
/// # Errors
/// * `E_INVALIDARG`: a pointer is null.
/// * `REGDB_E_CLASSNOTREG`: there is no such class.
/// * `E_OUTOFMEMORY`: there is no memory.
///
/// # Safety
/// `clsid` is null, or readable; `lplpszProgID` is null, or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ProgIDFromCLSID(
    clsid: REFCLSID,
    lplpszProgID: *mut *mut OLECHAR,
) -> HRESULT {
    let (name, labels) = ("ProgIDFromCLSID", ["clsid", "lplpszProgID"]);
    // SAFETY: forwarded from this function's own contract.
    unsafe { text_of(name, labels, clsid, lplpszProgID, create::name_of) }
}

/// What the functions above have in common, once.
///
/// # Safety
/// `id` is null, or readable; `out` is null, or writable.
unsafe fn text_of(
    name: &'static str,
    labels: [&'static str; 2],
    id: *const GUID,
    out: *mut *mut OLECHAR,
    text: fn(&GUID) -> Option<Vec<u16>>,
) -> HRESULT {
    let [id_label, out_label] = labels;
    let parameters = [
        (id_label, Parameter::Guid(id)),
        (out_label, Parameter::OutHandle(out.cast())),
    ];
    let mut body = || {
        if out.is_null() {
            return Err(policy::NULL_TEXT_OR_IDENTIFIER);
        }
        // SAFETY: by the contract.
        unsafe { out.write_unaligned(ptr::null_mut()) };
        if id.is_null() {
            return Err(policy::NULL_TEXT_OR_IDENTIFIER);
        }
        // SAFETY: by the contract.
        let id = unsafe { id.read_unaligned() };
        let text = text(&id).ok_or(HResult::REGDB_E_CLASSNOTREG)?;
        // SAFETY: by the contract.
        unsafe { create::give_text(&text, out) }?;
        Ok(0)
    };
    // SAFETY: by the contract.
    unsafe { call(name, parameters, &mut body) }
}

/// Reads the identifier of an interface: a GUID in braces.
///
/// # Parameters
/// `lpsz`: the text; null means none, the GUID of zeros. `lpiid`: receives the identifier; zeros when there is none.
///
/// # Returns
/// `S_OK`, or an error.
///
/// # Errors
/// * `E_INVALIDARG`: `lpiid` is null, or the text is no such GUID.
///
/// # Safety
/// `lpsz` is null, or terminated; `lpiid` is null, or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn IIDFromString(lpsz: *const OLECHAR, lpiid: *mut IID) -> HRESULT {
    let reading = Reading {
        name: "IIDFromString",
        labels: ["lpsz", "lpiid"],
        null_is_none: true,
        meaning: create::by_guid,
        failure: HResult::E_INVALIDARG,
    };
    // SAFETY: forwarded from this function's own contract.
    unsafe { reading.run(lpsz, lpiid) }
}

/// Finds the class that a name means, like `CLSIDFromProgID`; there is nothing that could be installed for it.
///
/// # Parameters
/// As for [`CLSIDFromProgID`](super::objbase::CLSIDFromProgID).
///
/// # Returns
/// As for [`CLSIDFromProgID`](super::objbase::CLSIDFromProgID).
///
/// # Safety
/// As for [`CLSIDFromProgID`](super::objbase::CLSIDFromProgID).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn CLSIDFromProgIDEx(
    lpszProgID: *const OLECHAR,
    lpclsid: *mut CLSID,
) -> HRESULT {
    // SAFETY: forwarded from this function's own contract.
    unsafe { Reading::of_name("CLSIDFromProgIDEx").run(lpszProgID, lpclsid) }
}

/// A function that reads a text as an identifier.
pub(super) struct Reading {
    pub(super) name: &'static str,
    pub(super) labels: [&'static str; 2],
    /// Whether a null pointer means the identifier of zeros.
    pub(super) null_is_none: bool,
    pub(super) meaning: fn(&str) -> Option<GUID>,
    /// The code for a text that means nothing.
    pub(super) failure: HResult,
}

impl Reading {
    /// One that takes names of classes.
    pub(super) fn of_name(name: &'static str) -> Self {
        Self {
            name,
            labels: ["lpszProgID", "lpclsid"],
            null_is_none: false,
            meaning: create::by_name,
            failure: HResult::CO_E_CLASSSTRING,
        }
    }

    /// # Safety
    /// `text` is null, or terminated; `out` is null, or writable.
    pub(super) unsafe fn run(&self, text: *const OLECHAR, out: *mut GUID) -> HRESULT {
        let [text_label, out_label] = self.labels;
        let parameters = [
            (text_label, Parameter::LongText(text)),
            (out_label, Parameter::OutGuid(out)),
        ];
        let mut body = || {
            if text.is_null() && self.null_is_none && !out.is_null() {
                // SAFETY: by the contract.
                unsafe { out.write_unaligned(GUID::default()) };
                return Ok(0);
            }
            // SAFETY: by the contract.
            Ok(unsafe { create::find(text, out, self.meaning, self.failure) })
        };
        // SAFETY: by the contract.
        unsafe { call(self.name, parameters, &mut body) }
    }
}

/// Changes the size of memory of `CoTaskMemAlloc`, which may move.
///
/// # Parameters
/// `pv`: the memory; null makes some. `cb`: the number of bytes; 0 frees memory.
///
/// # Returns
/// The memory; null when it was freed, and when there is none, which leaves the old one as it was.
///
/// # Safety
/// `pv` is null, or memory that nobody uses by its old address any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn CoTaskMemRealloc(pv: LPVOID, cb: SIZE_T) -> LPVOID {
    let shown = i64::try_from(cb).unwrap_or(i64::MAX);
    // SAFETY: the pointer is the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("CoTaskMemRealloc", || {
            [
                ("pv", Parameter::Memory(pv)),
                ("cb", Parameter::Number(shown)),
            ]
        })
    };
    com_memory_call(call, || {
        if !pv.is_null() && cb == 0 {
            // SAFETY: forwarded from this function's own contract.
            unsafe { libc::free(pv) };
            return Ok(ptr::null_mut());
        }
        // SAFETY: as above; a block of no size has an address, too.
        let memory = unsafe { libc::realloc(pv, cb.max(1)) };
        if memory.is_null() {
            return Err(HResult::E_OUTOFMEMORY);
        }
        Ok(memory)
    })
}

/// Says whom a process trusts in its calls. Nothing is called but what is in the process, so there is nobody to be trusted: the
/// parameters mean nothing, and that they were said is all that is kept.
///
/// # Parameters
/// `pSecDesc`, `cAuthSvc`, `asAuthSvc`, `dwAuthnLevel`, `dwImpLevel`, `pAuthList`, `dwCapabilities`: not looked at. `pReserved1` and
/// `pReserved3`: null.
///
/// # Returns
/// `S_OK`, or an error.
///
/// # Errors
/// * `CO_E_NOTINITIALIZED`: the thread may not create objects.
/// * `E_INVALIDARG`: a reserved pointer is not null.
/// * `RPC_E_TOO_LATE`: the process has said so before.
///
/// # Behaviour
/// Source: the reference page of `CoInitializeSecurity`.
#[unsafe(no_mangle)]
pub extern "C" fn CoInitializeSecurity(
    pSecDesc: LPVOID,
    cAuthSvc: LONG,
    asAuthSvc: LPVOID,
    pReserved1: LPVOID,
    dwAuthnLevel: DWORD,
    dwImpLevel: DWORD,
    pAuthList: LPVOID,
    dwCapabilities: DWORD,
    pReserved3: LPVOID,
) -> HRESULT {
    let _ = (pSecDesc, cAuthSvc, asAuthSvc, pAuthList, dwCapabilities);
    let parameters = [
        ("dwAuthnLevel", Parameter::Number(dwAuthnLevel.into())),
        ("dwImpLevel", Parameter::Number(dwImpLevel.into())),
    ];
    let mut body = || {
        apartment::secure(pReserved1.is_null() && pReserved3.is_null())?;
        Ok(0)
    };
    // SAFETY: the pointers are not followed.
    unsafe { call("CoInitializeSecurity", parameters, &mut body) }
}
