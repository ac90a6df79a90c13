// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a namespace provider hands to Winsock.

use core::ffi::c_void;

use crate::ffi::guiddef::GUID;
use crate::ffi::winsock2::{
    HANDLE, WSACOMPLETION, WSAESETSERVICEOP, WSAQUERYSET2W, WSAQUERYSETW, WSASERVICECLASSINFOW,
};
use crate::ffi::ws2def::{DWORD, DWORD_PTR, INT};

// What a namespace provider consists of.

/// Ends what `NSPStartup` began.
pub type LPNSPCLEANUP = Option<unsafe extern "C" fn(lpProviderId: *mut GUID) -> INT>;

/// Begins a lookup.
pub type LPNSPLOOKUPSERVICEBEGIN = Option<
    unsafe extern "C" fn(
        lpProviderId: *mut GUID,
        lpqsRestrictions: *mut WSAQUERYSETW,
        lpServiceClassInfo: *mut WSASERVICECLASSINFOW,
        dwControlFlags: DWORD,
        lphLookup: *mut HANDLE,
    ) -> INT,
>;

/// Returns the next result of a lookup.
pub type LPNSPLOOKUPSERVICENEXT = Option<
    unsafe extern "C" fn(
        hLookup: HANDLE,
        dwControlFlags: DWORD,
        lpdwBufferLength: *mut DWORD,
        lpqsResults: *mut WSAQUERYSETW,
    ) -> INT,
>;

/// Ends a lookup; may come while another thread waits in one of its other routines.
pub type LPNSPLOOKUPSERVICEEND = Option<unsafe extern "C" fn(hLookup: HANDLE) -> INT>;

/// Registers, deregisters or deletes a service. The class comes before the service here.
pub type LPNSPSETSERVICE = Option<
    unsafe extern "C" fn(
        lpProviderId: *mut GUID,
        lpServiceClassInfo: *mut WSASERVICECLASSINFOW,
        lpqsRegInfo: *mut WSAQUERYSETW,
        essOperation: WSAESETSERVICEOP,
        dwControlFlags: DWORD,
    ) -> INT,
>;

/// Keeps the description of a service class.
pub type LPNSPINSTALLSERVICECLASS = Option<
    unsafe extern "C" fn(
        lpProviderId: *mut GUID,
        lpServiceClassInfo: *mut WSASERVICECLASSINFOW,
    ) -> INT,
>;

/// Forgets the description of a service class.
pub type LPNSPREMOVESERVICECLASS =
    Option<unsafe extern "C" fn(lpProviderId: *mut GUID, lpServiceClassId: *mut GUID) -> INT>;

/// Returns the description of the service class that `lpServiceClassInfo->lpServiceClassId` names.
pub type LPNSPGETSERVICECLASSINFO = Option<
    unsafe extern "C" fn(
        lpProviderId: *mut GUID,
        lpdwBufSize: *mut DWORD,
        lpServiceClassInfo: *mut WSASERVICECLASSINFOW,
    ) -> INT,
>;

/// Controls a lookup.
pub type LPNSPIOCTL = Option<
    unsafe extern "C" fn(
        hLookup: HANDLE,
        dwControlCode: DWORD,
        lpvInBuffer: *mut c_void,
        cbInBuffer: DWORD,
        lpvOutBuffer: *mut c_void,
        cbOutBuffer: DWORD,
        lpcbBytesReturned: *mut DWORD,
        lpCompletion: *mut WSACOMPLETION,
        lpThreadId: *mut WSATHREADID,
    ) -> INT,
>;

/// The thread that an operation belongs to.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSATHREADID {
    /// The thread.
    pub ThreadHandle: HANDLE,
    /// Reserved.
    pub Reserved: DWORD_PTR,
}

/// The routines of a namespace provider, which its `NSPStartup` fills in. They return 0, or `SOCKET_ERROR` with the last
/// error set; one that a provider lacks returns `WSAEOPNOTSUPP`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct NSP_ROUTINE {
    /// Size of this struct, in bytes; without the last member in providers of old.
    pub cbSize: DWORD,
    /// Version of the interface that the provider was written for.
    pub dwMajorVersion: DWORD,
    /// Its second part.
    pub dwMinorVersion: DWORD,
    /// Ends what `NSPStartup` began.
    pub NSPCleanup: LPNSPCLEANUP,
    /// Begins a lookup.
    pub NSPLookupServiceBegin: LPNSPLOOKUPSERVICEBEGIN,
    /// Returns the next result of a lookup.
    pub NSPLookupServiceNext: LPNSPLOOKUPSERVICENEXT,
    /// Ends a lookup.
    pub NSPLookupServiceEnd: LPNSPLOOKUPSERVICEEND,
    /// Registers, deregisters or deletes a service.
    pub NSPSetService: LPNSPSETSERVICE,
    /// Keeps the description of a service class.
    pub NSPInstallServiceClass: LPNSPINSTALLSERVICECLASS,
    /// Forgets the description of a service class.
    pub NSPRemoveServiceClass: LPNSPREMOVESERVICECLASS,
    /// Returns the description of a service class.
    pub NSPGetServiceClassInfo: LPNSPGETSERVICECLASSINFO,
    /// Controls a lookup.
    pub NSPIoctl: LPNSPIOCTL,
}

/// Fills in the routines of the provider; returns 0 or the error code itself.
pub type LPNSPSTARTUP =
    Option<unsafe extern "C" fn(lpProviderId: *mut GUID, lpnspRoutines: *mut NSP_ROUTINE) -> INT>;

// What a namespace provider of version 2 consists of. It hands itself over with `WSAAdvertiseProvider`.

/// Begins the work for one client process.
pub type LPNSPV2STARTUP = Option<
    unsafe extern "C" fn(lpProviderId: *mut GUID, ppvClientSessionArg: *mut *mut c_void) -> INT,
>;

/// Ends it.
pub type LPNSPV2CLEANUP =
    Option<unsafe extern "C" fn(lpProviderId: *mut GUID, pvClientSessionArg: *mut c_void) -> INT>;

/// Begins a lookup.
pub type LPNSPV2LOOKUPSERVICEBEGIN = Option<
    unsafe extern "C" fn(
        lpProviderId: *mut GUID,
        lpqsRestrictions: *mut WSAQUERYSET2W,
        dwControlFlags: DWORD,
        lpvClientSessionArg: *mut c_void,
        lphLookup: *mut HANDLE,
    ) -> INT,
>;

/// Finds the next result of a lookup. What came of it is told by `WSAProviderCompleteAsyncCall` with the first handle, before it
/// returns, or by the last error.
pub type LPNSPV2LOOKUPSERVICENEXTEX = Option<
    unsafe extern "C" fn(
        hAsyncCall: HANDLE,
        hLookup: HANDLE,
        dwControlFlags: DWORD,
        lpdwBufferLength: *mut DWORD,
        lpqsResults: *mut WSAQUERYSET2W,
    ),
>;

/// Ends a lookup.
pub type LPNSPV2LOOKUPSERVICEEND = Option<unsafe extern "C" fn(hLookup: HANDLE) -> INT>;

/// Registers, deregisters or deletes a service. What came of it is told as for [`LPNSPV2LOOKUPSERVICENEXTEX`].
pub type LPNSPV2SETSERVICEEX = Option<
    unsafe extern "C" fn(
        hAsyncCall: HANDLE,
        lpProviderId: *mut GUID,
        lpqsRegInfo: *mut WSAQUERYSET2W,
        essOperation: WSAESETSERVICEOP,
        dwControlFlags: DWORD,
        lpvClientSessionArg: *mut c_void,
    ),
>;

/// Tells that a client process has gone.
pub type LPNSPV2CLIENTSESSIONRUNDOWN =
    Option<unsafe extern "C" fn(lpProviderId: *mut GUID, pvClientSessionArg: *mut c_void)>;

/// The routines of a namespace provider of version 2. Those of lookups are required.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct NSPV2_ROUTINE {
    /// Size of this struct, in bytes.
    pub cbSize: DWORD,
    /// Version of the interface that the provider was written for.
    pub dwMajorVersion: DWORD,
    /// Its second part.
    pub dwMinorVersion: DWORD,
    /// Begins the work for one client process.
    pub NSPv2Startup: LPNSPV2STARTUP,
    /// Ends it.
    pub NSPv2Cleanup: LPNSPV2CLEANUP,
    /// Begins a lookup.
    pub NSPv2LookupServiceBegin: LPNSPV2LOOKUPSERVICEBEGIN,
    /// Returns the next result of a lookup.
    pub NSPv2LookupServiceNextEx: LPNSPV2LOOKUPSERVICENEXTEX,
    /// Ends a lookup.
    pub NSPv2LookupServiceEnd: LPNSPV2LOOKUPSERVICEEND,
    /// Registers, deregisters or deletes a service.
    pub NSPv2SetServiceEx: LPNSPV2SETSERVICEEX,
    /// Tells that a client process has gone.
    pub NSPv2ClientSessionRundown: LPNSPV2CLIENTSESSIONRUNDOWN,
}

const _: () = {
    use core::mem::{offset_of, size_of};
    assert!(size_of::<NSP_ROUTINE>() == 88);
    assert!(offset_of!(NSP_ROUTINE, NSPIoctl) == 80);
    assert!(size_of::<NSPV2_ROUTINE>() == 72);
    assert!(size_of::<WSATHREADID>() == 16);
};
