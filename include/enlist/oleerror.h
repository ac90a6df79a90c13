/* SPDX-License-Identifier: MIT OR Apache-2.0 */

#ifndef ENLIST_GENERATED_OLEERROR_H
#define ENLIST_GENERATED_OLEERROR_H

/* Generated from the module `oleerror` of src/ffi/ by cbindgen; do not edit. To write it anew:
   ENLIST_BLESS=1 cargo test --test headers */

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

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
HRESULT GetErrorInfo(ULONG dwReserved, IErrorInfo **pperrinfo);

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
HRESULT SetErrorInfo(ULONG dwReserved,
                     IErrorInfo *perrinfo);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* ENLIST_GENERATED_OLEERROR_H */
