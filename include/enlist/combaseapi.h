/* SPDX-License-Identifier: MIT OR Apache-2.0 */

#ifndef ENLIST_GENERATED_COMBASEAPI_H
#define ENLIST_GENERATED_COMBASEAPI_H

/* Generated from the module `combaseapi` of src/ffi/ by cbindgen; do not edit. To write it anew:
   ENLIST_BLESS=1 cargo test --test headers */

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

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
HRESULT CoCreateGuid(GUID *pguid);

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
HRESULT StringFromCLSID(REFCLSID rclsid,
                        OLECHAR **lplpsz);

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
HRESULT StringFromIID(REFIID rclsid, OLECHAR **lplpsz);

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
HRESULT ProgIDFromCLSID(REFCLSID clsid,
                        OLECHAR **lplpszProgID);

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
HRESULT IIDFromString(const OLECHAR *lpsz,
                      IID *lpiid);

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
HRESULT CLSIDFromProgIDEx(const OLECHAR *lpszProgID,
                          CLSID *lpclsid);

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
LPVOID CoTaskMemRealloc(LPVOID pv, SIZE_T cb);

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
HRESULT CoInitializeSecurity(LPVOID pSecDesc,
                             LONG cAuthSvc,
                             LPVOID asAuthSvc,
                             LPVOID pReserved1,
                             DWORD dwAuthnLevel,
                             DWORD dwImpLevel,
                             LPVOID pAuthList,
                             DWORD dwCapabilities,
                             LPVOID pReserved3);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* ENLIST_GENERATED_COMBASEAPI_H */
