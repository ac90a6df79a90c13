/* SPDX-License-Identifier: MIT OR Apache-2.0 */

#ifndef ENLIST_GENERATED_OLECTL_H
#define ENLIST_GENERATED_OLECTL_H

/* Generated from the module `olectl` of src/ffi/ by cbindgen; do not edit. To write it anew:
   ENLIST_BLESS=1 cargo test --test headers */

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/// Gives out the factory of a class.
///
/// # Parameters
/// `rclsid`: the class. `riid`: the interface of the factory, `IClassFactory` or `IUnknown`. `ppv`: receives the interface, which
/// the caller releases.
///
/// # Returns
/// `S_OK`, or an error; then `*ppv` is null.
///
/// # Errors
/// In the order of the checks:
/// * `E_POINTER`: `ppv` is null.
/// * `E_INVALIDARG`: another pointer is null.
/// * `CLASS_E_CLASSNOTAVAILABLE`: there is no such class.
/// * `E_NOINTERFACE`: the factory has no such interface.
///
/// # Behaviour
/// Classes: UpdateServiceManager, UpdateSession, StringCollection. Source: the reference page of `DllGetClassObject`.
///
/// # Safety
/// Each pointer is null, or readable, and `ppv` writable.
HRESULT DllGetClassObject(REFCLSID rclsid,
                          REFIID riid,
                          void **ppv);

/// Tells whether nobody uses an object of the library.
///
/// # Returns
/// `S_OK` when there is no object and no lock, `S_FALSE` (1) otherwise.
HRESULT DllCanUnloadNow(void);

/// Registers the classes of the library with the system, so that programs and scripts find them.
///
/// # Returns
/// `S_OK`, or an error.
///
/// # Errors
/// * `SELFREG_E_CLASS`: this system has no registry of classes, where they are found without; or the registry cannot be changed.
/// * `E_ACCESSDENIED`: neither the machine's nor the user's part of the registry may be changed.
/// * `E_OUTOFMEMORY`.
///
/// # Behaviour
/// The file that the library is loaded from is registered for the machine, or for the user where that is refused: its classes and their
/// names, its type library, and the interfaces that nobody has registered. Classes that somebody else has registered are replaced,
/// and come back with [`DllUnregisterServer`]. What cannot be written as a whole is not written at all. Source: the reference page of
/// `DllRegisterServer`; what becomes of the classes of others is open there.
HRESULT DllRegisterServer(void);

/// Takes back what [`DllRegisterServer`] did.
///
/// # Returns
/// `S_OK`, also when nothing is registered, or an error.
///
/// # Errors
/// As for that.
///
/// # Behaviour
/// For the machine, and then for the user: what was registered before is registered again. What somebody else has registered since
/// stays. Source: as for that.
HRESULT DllUnregisterServer(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* ENLIST_GENERATED_OLECTL_H */
