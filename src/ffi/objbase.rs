// SPDX-License-Identifier: MIT OR Apache-2.0
//! `objbase.h`: the creation of objects, for systems that have no COM.

use std::ptr;

use super::combaseapi::Reading;
use super::ws2def::DWORD;
use crate::com::create;
use crate::com::object::guarded;
use crate::com::raw::{
    CLSID, HRESULT, IUnknown, LPVOID, OLECHAR, REFCLSID, REFGUID, REFIID, SIZE_T,
};
use crate::com::{apartment, error_info, factory};
use crate::edge::Call;
use crate::edge::com::{com_call, com_memory_call, com_value_call};
use crate::edge::parameter::Parameter;
use crate::harness::names;
use crate::hresult::HResult;

const S_FALSE: HRESULT = 1;

/// The thread belongs to an apartment of its own.
const COINIT_APARTMENTTHREADED: DWORD = 1 << 1;

/// A GUID in braces, with its terminator.
const GUID_CHARACTERS: usize = 39;

/// Besides that, two bits that mean nothing here.
const COINIT_KNOWN: DWORD = COINIT_APARTMENTTHREADED | (1 << 2) | (1 << 3);

/// Lets the calling thread create objects, in an apartment of its own.
///
/// # Parameters
/// `pvReserved`: null.
///
/// # Returns
/// As for [`CoInitializeEx`].
#[unsafe(no_mangle)]
pub extern "C" fn CoInitialize(pvReserved: LPVOID) -> HRESULT {
    // SAFETY: the pointer is not followed.
    let call = unsafe {
        Call::new("CoInitialize", || {
            [("pvReserved", Parameter::Handle(pvReserved))]
        })
    };
    com_call(call, || initialize(pvReserved, COINIT_APARTMENTTHREADED))
}

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
#[unsafe(no_mangle)]
pub extern "C" fn CoInitializeEx(pvReserved: LPVOID, dwCoInit: DWORD) -> HRESULT {
    // SAFETY: the pointer is not followed.
    let call = unsafe {
        Call::new("CoInitializeEx", || {
            [
                ("pvReserved", Parameter::Handle(pvReserved)),
                ("dwCoInit", Parameter::Flags(names::APARTMENTS, dwCoInit)),
            ]
        })
    };
    com_call(call, || initialize(pvReserved, dwCoInit))
}

fn initialize(reserved: LPVOID, flags: DWORD) -> HRESULT {
    if !reserved.is_null() || flags & !COINIT_KNOWN != 0 {
        return HResult::E_INVALIDARG.code();
    }
    match apartment::enter(flags & COINIT_APARTMENTTHREADED != 0) {
        Ok(true) => 0,
        Ok(false) => S_FALSE,
        Err(error) => error.code(),
    }
}

/// Takes back one [`CoInitializeEx`] of the calling thread; without one, does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn CoUninitialize() {
    com_value_call(Call::bare("CoUninitialize"), || {
        if apartment::leave() {
            // What a thread has not asked for is of no use to it any more.
            drop(error_info::take());
        }
        Ok(0)
    });
}

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
#[unsafe(no_mangle)]
pub unsafe extern "C" fn CoCreateInstance(
    rclsid: REFCLSID,
    pUnkOuter: *mut IUnknown,
    dwClsContext: DWORD,
    riid: REFIID,
    ppv: *mut LPVOID,
) -> HRESULT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("CoCreateInstance", || {
            [
                ("rclsid", Parameter::Guid(rclsid)),
                ("pUnkOuter", Parameter::Handle(pUnkOuter.cast())),
                (
                    "dwClsContext",
                    Parameter::Flags(names::CONTEXTS, dwClsContext),
                ),
                ("riid", Parameter::Guid(riid)),
                ("ppv", Parameter::OutHandle(ppv)),
            ]
        })
    };
    com_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { create::instance(rclsid, pUnkOuter.cast(), dwClsContext, riid, ppv) }
    })
}

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
#[unsafe(no_mangle)]
pub unsafe extern "C" fn CoGetClassObject(
    rclsid: REFCLSID,
    dwClsContext: DWORD,
    pvReserved: LPVOID,
    riid: REFIID,
    ppv: *mut LPVOID,
) -> HRESULT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("CoGetClassObject", || {
            [
                ("rclsid", Parameter::Guid(rclsid)),
                (
                    "dwClsContext",
                    Parameter::Flags(names::CONTEXTS, dwClsContext),
                ),
                ("pvReserved", Parameter::Handle(pvReserved)),
                ("riid", Parameter::Guid(riid)),
                ("ppv", Parameter::OutHandle(ppv)),
            ]
        })
    };
    com_call(call, || {
        if ppv.is_null() {
            return HResult::E_POINTER.code();
        }
        // SAFETY: forwarded from this function's own contract.
        unsafe { ppv.write_unaligned(ptr::null_mut()) };
        if !pvReserved.is_null() {
            return HResult::E_INVALIDARG.code();
        }
        if let Err(error) = create::allowed(dwClsContext) {
            return error.code();
        }
        // SAFETY: forwarded from this function's own contract.
        unsafe { factory::get(rclsid, riid, ppv, HResult::REGDB_E_CLASSNOTREG) }
    })
}

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
#[unsafe(no_mangle)]
pub unsafe extern "C" fn CLSIDFromProgID(
    lpszProgID: *const OLECHAR,
    lpclsid: *mut CLSID,
) -> HRESULT {
    // SAFETY: forwarded from this function's own contract.
    unsafe { Reading::of_name("CLSIDFromProgID").run(lpszProgID, lpclsid) }
}

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
#[unsafe(no_mangle)]
pub unsafe extern "C" fn CLSIDFromString(lpsz: *const OLECHAR, pclsid: *mut CLSID) -> HRESULT {
    let reading = Reading {
        name: "CLSIDFromString",
        labels: ["lpsz", "pclsid"],
        null_is_none: true,
        meaning: create::by_text,
        failure: HResult::CO_E_CLASSSTRING,
    };
    // SAFETY: forwarded from this function's own contract.
    unsafe { reading.run(lpsz, pclsid) }
}

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
#[unsafe(no_mangle)]
pub unsafe extern "C" fn StringFromGUID2(rguid: REFGUID, lpsz: *mut OLECHAR, cchMax: i32) -> i32 {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("StringFromGUID2", || {
            let room = usize::try_from(cchMax)
                .unwrap_or_default()
                .min(GUID_CHARACTERS);
            [
                ("rguid", Parameter::Guid(rguid)),
                (
                    "lpsz",
                    Parameter::Room(lpsz.cast(), room * size_of::<OLECHAR>()),
                ),
                ("cchMax", Parameter::Number(cchMax.into())),
            ]
        })
    };
    com_value_call(call, || {
        if rguid.is_null() || lpsz.is_null() {
            return Ok(0);
        }
        // SAFETY: forwarded from this function's own contract.
        let guid = unsafe { rguid.read_unaligned() };
        let text = guarded(|| Ok(create::print(&guid)))?;
        let length = i32::try_from(text.len()).unwrap_or(i32::MAX);
        if length > cchMax {
            return Ok(0);
        }
        // SAFETY: there is room by the check above and the contract; the text is our own.
        unsafe {
            ptr::copy_nonoverlapping(
                text.as_ptr().cast::<u8>(),
                lpsz.cast::<u8>(),
                size_of_val(text.as_slice()),
            );
        };
        Ok(length)
    })
}

/// Allocates memory that one side of an interface makes and the other frees.
///
/// # Parameters
/// `cb`: the number of bytes.
///
/// # Returns
/// The memory, or null when there is none.
#[unsafe(no_mangle)]
pub extern "C" fn CoTaskMemAlloc(cb: SIZE_T) -> LPVOID {
    let shown = i64::try_from(cb).unwrap_or(i64::MAX);
    // SAFETY: there is no pointer.
    let call = unsafe { Call::new("CoTaskMemAlloc", || [("cb", Parameter::Number(shown))]) };
    com_memory_call(call, || {
        // SAFETY: any size may be asked for; a block of none has an address, too.
        let memory = unsafe { libc::malloc(cb.max(1)) };
        if memory.is_null() {
            return Err(HResult::E_OUTOFMEMORY);
        }
        Ok(memory)
    })
}

/// Frees memory of [`CoTaskMemAlloc`].
///
/// # Parameters
/// `pv`: the memory, or null.
///
/// # Safety
/// `pv` is null, or memory that nobody uses any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn CoTaskMemFree(pv: LPVOID) {
    // SAFETY: the pointer is the caller's, by this function's own contract.
    let call = unsafe { Call::new("CoTaskMemFree", || [("pv", Parameter::Memory(pv))]) };
    com_value_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { libc::free(pv) };
        Ok(0)
    });
}
