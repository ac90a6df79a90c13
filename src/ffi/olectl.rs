// SPDX-License-Identifier: MIT OR Apache-2.0
//! `olectl.h` and `combaseapi.h`: what every library with COM classes exports.

use std::ffi::c_void;

use crate::com::factory;
use crate::com::object::{S_OK, guarded, is_idle};
use crate::com::raw::{HRESULT, REFCLSID, REFIID};
use crate::com::registry as server;
use crate::edge::Call;
use crate::edge::com::com_call;
use crate::edge::parameter::Parameter;
use crate::hresult::HResult;

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
#[unsafe(no_mangle)]
pub unsafe extern "C" fn DllGetClassObject(
    rclsid: REFCLSID,
    riid: REFIID,
    ppv: *mut *mut c_void,
) -> HRESULT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("DllGetClassObject", || {
            [
                ("rclsid", Parameter::Guid(rclsid)),
                ("riid", Parameter::Guid(riid)),
                ("ppv", Parameter::OutHandle(ppv)),
            ]
        })
    };
    com_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { factory::get(rclsid, riid, ppv, HResult::CLASS_E_CLASSNOTAVAILABLE) }
    })
}

/// Tells whether nobody uses an object of the library.
///
/// # Returns
/// `S_OK` when there is no object and no lock, `S_FALSE` (1) otherwise.
#[unsafe(no_mangle)]
pub extern "C" fn DllCanUnloadNow() -> HRESULT {
    com_call(Call::bare("DllCanUnloadNow"), || i32::from(!is_idle()))
}

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
#[unsafe(no_mangle)]
pub extern "C" fn DllRegisterServer() -> HRESULT {
    com_call(Call::bare("DllRegisterServer"), || {
        changed(server::register)
    })
}

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
#[unsafe(no_mangle)]
pub extern "C" fn DllUnregisterServer() -> HRESULT {
    com_call(Call::bare("DllUnregisterServer"), || {
        changed(server::unregister)
    })
}

fn changed(change: fn() -> Result<(), HResult>) -> HRESULT {
    guarded(change).map_or_else(HResult::code, |()| S_OK)
}
