/* SPDX-License-Identifier: MIT OR Apache-2.0 */

#ifndef ENLIST_GENERATED_OBJBASE_H
#define ENLIST_GENERATED_OBJBASE_H

/* Generated from the module `objbase` of src/ffi/ by cbindgen; do not edit. To write it anew:
   ENLIST_BLESS=1 cargo test --test headers */

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/// Lets the calling thread create objects, in an apartment of its own.
///
/// # Parameters
/// `pvReserved`: null.
///
/// # Returns
/// As for [`CoInitializeEx`].
HRESULT CoInitialize(LPVOID pvReserved);

/// Lets the calling thread create objects.
///
/// # Parameters
/// `pvReserved`: null. `dwCoInit`: `COINIT_MULTITHREADED` or `COINIT_APARTMENTTHREADED`, with `COINIT_DISABLE_OLE1DDE` and
/// `COINIT_SPEED_OVER_MEMORY`, which mean nothing here.
///
/// # Returns
/// `S_OK` the first time; `S_FALSE` (1) later, when `CoUninitialize` must be called all the same; or an error.
///
/// # Errors
/// * `E_INVALIDARG`: `pvReserved` is not null, or a flag is unknown.
/// * `RPC_E_CHANGED_MODE`: the thread was initialised for the other kind of apartment.
///
/// # Behaviour
/// Any thread may use any object here, whatever its apartment. Source: the reference page of `CoInitializeEx`.
HRESULT CoInitializeEx(LPVOID pvReserved,
                       DWORD dwCoInit);

/// Takes back one [`CoInitializeEx`] of the calling thread; without one, does nothing.
void CoUninitialize(void);

/// Creates an object.
///
/// # Parameters
/// `rclsid`: the class. `pUnkOuter`: null. `dwClsContext`: where it may live, of which `CLSCTX_INPROC_SERVER` and
/// `CLSCTX_LOCAL_SERVER` are had. `riid`: the interface. `ppv`: receives it, to be released by the caller.
///
/// # Returns
/// `S_OK`, or an error; then `*ppv` is null.
///
/// # Errors
/// In the order of the checks:
/// * `E_POINTER`: `ppv` is null.
/// * `CO_E_NOTINITIALIZED`: the thread has not called [`CoInitializeEx`], and none is in the multithreaded apartment.
/// * `E_INVALIDARG`: another pointer is null.
/// * `REGDB_E_CLASSNOTREG`: there is no such class, or not in such a context.
/// * `CLASS_E_NOAGGREGATION`: `pUnkOuter` is not null.
/// * `WU_E_NOT_INITIALIZED`: a variable of the configuration has a wrong value.
/// * `E_NOINTERFACE`: the object has no such interface.
///
/// # Behaviour
/// The objects of both contexts are made in the process. Source: the reference page of `CoCreateInstance`.
///
/// # Safety
/// Each pointer is null, or readable, and `ppv` writable.
HRESULT CoCreateInstance(REFCLSID rclsid,
                         IUnknown *pUnkOuter,
                         DWORD dwClsContext,
                         REFIID riid,
                         LPVOID *ppv);

/// Gives out the factory of a class.
///
/// # Parameters
/// As for [`CoCreateInstance`]; `pvReserved` is null, since the machine is this one.
///
/// # Returns
/// `S_OK`, or an error of [`CoCreateInstance`]; then `*ppv` is null.
///
/// # Safety
/// As for [`CoCreateInstance`].
HRESULT CoGetClassObject(REFCLSID rclsid, DWORD dwClsContext, LPVOID pvReserved, REFIID riid, LPVOID *ppv);

/// Finds the class that a name means, in any case of its letters.
///
/// # Parameters
/// `lpszProgID`: the name, such as "Microsoft.Update.ServiceManager". `lpclsid`: receives the class; zeros when there is none.
///
/// # Returns
/// `S_OK`, or an error.
///
/// # Errors
/// * `E_INVALIDARG`: a pointer is null.
/// * `CO_E_CLASSSTRING`: there is no class of this name.
///
/// # Safety
/// `lpszProgID` is null, or terminated; `lpclsid` is null, or writable.
HRESULT CLSIDFromProgID(const OLECHAR *lpszProgID,
                        CLSID *lpclsid);

/// Reads the identifier of a class: a GUID in braces, or the name of a class.
///
/// # Parameters
/// `lpsz`: the text; null means no class, the GUID of zeros. `pclsid`: receives the identifier.
///
/// # Returns
/// `S_OK`, or an error.
///
/// # Errors
/// * `E_INVALIDARG`: `pclsid` is null.
/// * `CO_E_CLASSSTRING`: the text is neither.
///
/// # Safety
/// `lpsz` is null, or terminated; `pclsid` is null, or writable.
HRESULT CLSIDFromString(const OLECHAR *lpsz, CLSID *pclsid);

/// Writes a GUID in braces and upper case, with a terminator.
///
/// # Parameters
/// `rguid`: the GUID. `lpsz`: the room. `cchMax`: how many characters it has.
///
/// # Returns
/// 39, the number of characters with the terminator; 0 when a pointer is null or the room too small.
///
/// # Safety
/// `rguid` is null, or readable; `lpsz` is null, or has room for `cchMax` characters.
int32_t StringFromGUID2(REFGUID rguid, OLECHAR *lpsz, int32_t cchMax);

/// Allocates memory that one side of an interface makes and the other frees.
///
/// # Parameters
/// `cb`: the number of bytes.
///
/// # Returns
/// The memory, or null when there is none.
LPVOID CoTaskMemAlloc(SIZE_T cb);

/// Frees memory of [`CoTaskMemAlloc`].
///
/// # Parameters
/// `pv`: the memory, or null.
///
/// # Safety
/// `pv` is null, or memory that nobody uses any more.
void CoTaskMemFree(LPVOID pv);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* ENLIST_GENERATED_OBJBASE_H */
