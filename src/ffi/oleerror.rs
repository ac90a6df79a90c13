// SPDX-License-Identifier: MIT OR Apache-2.0
//! The error objects of `oleauto.h`, for systems that have none. No object of this library leaves one.

use std::ffi::c_void;
use std::ptr;

use super::combaseapi::call;
use crate::com::error_info;
use crate::com::object::Reference;
use crate::com::raw::{HRESULT, IErrorInfo, ULONG};
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
    let parameters = [
        ("dwReserved", Parameter::Number(dwReserved.into())),
        ("pperrinfo", Parameter::OutHandle(pperrinfo.cast())),
    ];
    let mut body = || {
        if dwReserved != 0 || pperrinfo.is_null() {
            return Err(HResult::E_INVALIDARG);
        }
        let object = error_info::take().map(Reference::into_raw);
        // SAFETY: forwarded from this function's own contract.
        unsafe { pperrinfo.write_unaligned(object.unwrap_or(ptr::null_mut()).cast()) };
        Ok(i32::from(object.is_none()))
    };
    // SAFETY: the pointer is the caller's, by this function's own contract.
    unsafe { call("GetErrorInfo", parameters, &mut body) }
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
    let parameters = [
        ("dwReserved", Parameter::Number(dwReserved.into())),
        ("perrinfo", Parameter::Object(object)),
    ];
    let mut body = || {
        if dwReserved != 0 {
            return Err(HResult::E_INVALIDARG);
        }
        // SAFETY: forwarded from this function's own contract.
        unsafe { error_info::set(object) };
        Ok(0)
    };
    // SAFETY: the pointer is the caller's, by this function's own contract.
    unsafe { call("SetErrorInfo", parameters, &mut body) }
}
