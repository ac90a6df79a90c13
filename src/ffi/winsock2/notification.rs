// SPDX-License-Identifier: MIT OR Apache-2.0
//! Notification of changes in what a lookup returns.

use core::ffi::c_void;

use super::structs::HANDLE;
use crate::edge::completion::Completion;
use crate::edge::parameter::Parameter;
use crate::edge::write::CountSlot;
use crate::edge::{self, Call};
use crate::ffi::ws2def::{DWORD, INT, UINT, ULONG_PTR, WPARAM};
use crate::harness::names;
use crate::startup;

/// The operation of `WSANSPIoctl`: waits for a change, or asks for one.
pub const SIO_NSP_NOTIFY_CHANGE: DWORD = (1u32 << 31) | (1 << 27) | 25;

/// What `NSP_NOTIFY_APC` and its siblings are passed as: any 32-bit number may arrive.
pub type WSACOMPLETIONTYPE = INT;

// How `WSANSPIoctl` tells of a change. An enum in C.

/// Does not wait.
pub const NSP_NOTIFY_IMMEDIATELY: WSACOMPLETIONTYPE = 0;
/// Sends a message to a window.
pub const NSP_NOTIFY_HWND: WSACOMPLETIONTYPE = 1;
/// Sets an event.
pub const NSP_NOTIFY_EVENT: WSACOMPLETIONTYPE = 2;
/// Posts to a completion port.
pub const NSP_NOTIFY_PORT: WSACOMPLETIONTYPE = 3;
/// Calls a function.
pub const NSP_NOTIFY_APC: WSACOMPLETIONTYPE = 4;

/// An operation that is under way. To be left alone until it has completed.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSAOVERLAPPED {
    /// The state: 0x103 while the operation is pending, then 0, or an `NTSTATUS` that says why not.
    pub Internal: ULONG_PTR,
    /// Number of bytes; 0.
    pub InternalHigh: ULONG_PTR,
    /// Not used.
    pub Offset: DWORD,
    /// Not used.
    pub OffsetHigh: DWORD,
    /// Not used.
    pub hEvent: HANDLE,
}

/// A function that is called when an operation has completed.
pub type LPWSAOVERLAPPED_COMPLETION_ROUTINE = Option<
    unsafe extern "C" fn(
        dwError: DWORD,
        cbTransferred: DWORD,
        lpOverlapped: *mut WSAOVERLAPPED,
        dwFlags: DWORD,
    ),
>;

// A struct of structs without names, which `winsock2.h` spells out by hand.

/// How `WSANSPIoctl` tells of a change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct WSACOMPLETION {
    /// One of `NSP_NOTIFY_…`.
    pub Type: WSACOMPLETIONTYPE,
    /// What that needs.
    pub Parameters: WSACOMPLETION_0,
}

/// What each type of [`WSACOMPLETION`] needs.
#[repr(C)]
#[derive(Clone, Copy)]
pub union WSACOMPLETION_0 {
    /// `NSP_NOTIFY_HWND`
    pub WindowMessage: WSACOMPLETION_0_0,
    /// `NSP_NOTIFY_EVENT`
    pub Event: WSACOMPLETION_0_1,
    /// `NSP_NOTIFY_APC`
    pub Apc: WSACOMPLETION_0_2,
    /// `NSP_NOTIFY_PORT`
    pub Port: WSACOMPLETION_0_3,
}

/// A message to a window.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSACOMPLETION_0_0 {
    /// The window.
    pub hWnd: HANDLE,
    /// The message.
    pub uMsg: UINT,
    /// Its first parameter.
    pub context: WPARAM,
}

/// An event.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSACOMPLETION_0_1 {
    /// The operation, which holds the event.
    pub lpOverlapped: *mut WSAOVERLAPPED,
}

/// A function.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSACOMPLETION_0_2 {
    /// The operation, which the function is told.
    pub lpOverlapped: *mut WSAOVERLAPPED,
    /// The function.
    pub lpfnCompletionProc: LPWSAOVERLAPPED_COMPLETION_ROUTINE,
}

/// A completion port.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSACOMPLETION_0_3 {
    /// The operation, which the port is told.
    pub lpOverlapped: *mut WSAOVERLAPPED,
    /// The port.
    pub hPort: HANDLE,
    /// What else the port is told.
    pub Key: ULONG_PTR,
}

const _: () = {
    use core::mem::{offset_of, size_of};
    assert!(size_of::<WSAOVERLAPPED>() == 32);
    assert!(offset_of!(WSAOVERLAPPED, hEvent) == 24);
    assert!(size_of::<WSACOMPLETION>() == 32);
    // Read by itself.
    assert!(offset_of!(WSACOMPLETION, Type) == 0);
    assert!(offset_of!(WSACOMPLETION, Parameters) == 8);
    assert!(offset_of!(WSACOMPLETION_0_2, lpfnCompletionProc) == 8);
};

/// Waits until what a lookup returns has changed, asks whether it has, or has a function called when it does.
///
/// # Parameters
/// `hLookup`: a lookup at one provider. `dwControlCode`: `SIO_NSP_NOTIFY_CHANGE`. The buffers and their sizes are not looked
/// at. `lpcbBytesReturned`: receives 0 when the function returns 0. `lpCompletion`: null to wait; otherwise read before the
/// function returns. With `NSP_NOTIFY_IMMEDIATELY` the function only asks. With `NSP_NOTIFY_APC` it returns, and the function
/// `lpfnCompletionProc` is called once, with 0 or an error code, 0, `lpOverlapped` and 0; `lpOverlapped` has to stay until then.
///
/// # Returns
/// 0 when there is a change, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEFAULT`: `lpcbBytesReturned` is null.
/// * `WSAEINVAL`: the control code, or the type of the completion, is unknown.
/// * `WSAEFAULT`: `NSP_NOTIFY_APC` comes without a struct or without a function.
/// * `WSA_INVALID_HANDLE`: the handle is not open.
/// * `WSAEINVAL`: the lookup spans several providers.
/// * `WSAEOPNOTSUPP`: the provider does not tell of changes; the completion is by a window, an event or a port.
/// * `WSAEWOULDBLOCK`: `NSP_NOTIFY_IMMEDIATELY`, and nothing has changed.
/// * `WSA_OPERATION_ABORTED`: the lookup was ended meanwhile.
/// * `WSA_NOT_ENOUGH_MEMORY`: memory is short, or no thread can be started; the function will not be called.
/// * `WSA_IO_PENDING`: no failure; the function will be called.
///
/// # Behaviour
/// A change is one since the lookup last said `WSA_E_NO_MORE`; before it has, one since its first `WSALookupServiceNext` or
/// the first call of this function, whichever came first. A call that finds one is over at once. From the first call on, `WSALookupServiceNext` returns what has
/// changed after the end, with `RESULT_IS_ADDED`, `RESULT_IS_CHANGED` or `RESULT_IS_DELETED`, and then `WSA_E_NO_MORE` again.
///
/// The function is called on a thread that is started for it, with all signals blocked; it may call everything, and this
/// function to be called again. `WSALookupServiceEnd` and the last `WSACleanup` make it be called with
/// `WSA_OPERATION_ABORTED`. On Windows it is called on the caller's own thread, in an alertable wait. In a child made by
/// `fork` the functions of the parent are not called.
///
/// Source: the reference page of `WSANSPIoctl`; `src/policy` for what it leaves open.
///
/// # Safety
/// `lpcbBytesReturned` is null, or writable. `lpCompletion` is null, or points to a `WSACOMPLETION`; with `NSP_NOTIFY_APC` its
/// `lpOverlapped` is null, or writable until the function has been called, and its `lpfnCompletionProc` is null, or a function
/// that may be called on another thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSANSPIoctl(
    hLookup: HANDLE,
    dwControlCode: DWORD,
    lpvInBuffer: *mut c_void,
    cbInBuffer: DWORD,
    lpvOutBuffer: *mut c_void,
    cbOutBuffer: DWORD,
    lpcbBytesReturned: *mut DWORD,
    lpCompletion: *mut WSACOMPLETION,
) -> INT {
    // The one operation that there is has no use for them.
    let _ = (lpvInBuffer, cbInBuffer, lpvOutBuffer, cbOutBuffer);
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSANSPIoctl", || {
            [
                ("hLookup", Parameter::Handle(hLookup)),
                (
                    "dwControlCode",
                    Parameter::NamedCode(names::CONTROL_CODES, dwControlCode),
                ),
                (
                    "lpCompletion",
                    Parameter::Completion(lpCompletion, dwControlCode, lpcbBytesReturned),
                ),
                ("lpcbBytesReturned", Parameter::OutCount(lpcbBytesReturned)),
            ]
        })
    };
    edge::socket_call(call, || {
        let winsock = startup::require()?;
        // SAFETY: forwarded from this function's own contract.
        let returned = unsafe { CountSlot::new(lpcbBytesReturned) }?;
        edge::notification::check_code(dwControlCode)?;
        // SAFETY: forwarded.
        let completion = unsafe { Completion::read(lpCompletion) }?;
        edge::notification::notify(winsock, hLookup, completion, returned)
    })
}
