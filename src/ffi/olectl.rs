// SPDX-License-Identifier: MIT OR Apache-2.0
//! `olectl.h` and `combaseapi.h`: what every library with COM classes exports.

use std::ffi::c_void;

use crate::com::factory;
use crate::com::object::is_idle;
use crate::com::raw::{HRESULT, REFCLSID, REFIID};
use crate::edge::Call;
use crate::edge::com::com_call;
use crate::edge::parameter::Parameter;
use crate::hresult::HResult;
use crate::policy;

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

/// Registers the classes of the library with the system.
///
/// # Returns
/// `SELFREG_E_CLASS`: this system has no registry of classes. They are found without.
#[unsafe(no_mangle)]
pub extern "C" fn DllRegisterServer() -> HRESULT {
    com_call(Call::bare("DllRegisterServer"), || {
        policy::NO_CLASS_REGISTRY.code()
    })
}

/// Takes back what [`DllRegisterServer`] did.
///
/// # Returns
/// `SELFREG_E_CLASS`, as for that.
#[unsafe(no_mangle)]
pub extern "C" fn DllUnregisterServer() -> HRESULT {
    com_call(Call::bare("DllUnregisterServer"), || {
        policy::NO_CLASS_REGISTRY.code()
    })
}
