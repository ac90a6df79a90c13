// SPDX-License-Identifier: MIT OR Apache-2.0
//! The error objects of `oleauto.h`, for systems that have none. No object of this library leaves one.

use std::ffi::c_void;
use std::ptr;

use crate::com::error_info;
use crate::com::object::Reference;
use crate::com::raw::{HRESULT, IErrorInfo, ULONG};
use crate::edge::Call;
use crate::edge::com::com_call;
use crate::edge::parameter::Parameter;
use crate::hresult::HResult;

/// Takes the error object of the thread, which has none from then on.
///
/// # Parameters
/// `dwReserved`: 0. `pperrinfo`: receives the object, to be released by the caller; null when there is none.
///
/// # Returns
/// `S_OK`; `S_FALSE` (1) when there is none; or an error.
///
/// # Errors
/// * `E_INVALIDARG`: `dwReserved` is not 0, or `pperrinfo` is null.
///
/// # Behaviour
/// Source: the reference page of `GetErrorInfo`.
///
/// # Safety
/// `pperrinfo` is null, or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn GetErrorInfo(
    dwReserved: ULONG,
    pperrinfo: *mut *mut IErrorInfo,
) -> HRESULT {
    // SAFETY: the pointer is the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("GetErrorInfo", || {
            [
                ("dwReserved", Parameter::Number(dwReserved.into())),
                ("pperrinfo", Parameter::OutHandle(pperrinfo.cast())),
            ]
        })
    };
    com_call(call, || {
        if dwReserved != 0 || pperrinfo.is_null() {
            return HResult::E_INVALIDARG.code();
        }
        let object = error_info::take().map(Reference::into_raw);
        // SAFETY: forwarded from this function's own contract.
        unsafe { pperrinfo.write_unaligned(object.unwrap_or(ptr::null_mut()).cast()) };
        i32::from(object.is_none())
    })
}

/// Leaves an error object for the caller of the function that is running, in the place of the thread's last one.
///
/// # Parameters
/// `dwReserved`: 0. `perrinfo`: the object, which is counted; null leaves none.
///
/// # Returns
/// `S_OK`, or an error.
///
/// # Errors
/// * `E_INVALIDARG`: `dwReserved` is not 0.
///
/// # Behaviour
/// The object is kept until somebody takes it, another one comes, or the thread's last `CoUninitialize`. Source: the reference page of
/// `SetErrorInfo`.
///
/// # Safety
/// `perrinfo` is null, or an object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SetErrorInfo(dwReserved: ULONG, perrinfo: *mut IErrorInfo) -> HRESULT {
    let object = perrinfo.cast::<c_void>();
    // SAFETY: the pointer is the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("SetErrorInfo", || {
            [
                ("dwReserved", Parameter::Number(dwReserved.into())),
                ("perrinfo", Parameter::Object(object)),
            ]
        })
    };
    com_call(call, || {
        if dwReserved != 0 {
            return HResult::E_INVALIDARG.code();
        }
        // SAFETY: forwarded from this function's own contract.
        unsafe { error_info::set(object) };
        0
    })
}
