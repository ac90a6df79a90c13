// SPDX-License-Identifier: MIT OR Apache-2.0
//! `ws2spi.h`: the administration of the catalogue of namespace providers, and what a provider hands to Winsock.

use core::ffi::c_void;

use super::guiddef::GUID;
use super::winsock2::{
    HANDLE, WSACOMPLETION, WSAESETSERVICEOP, WSANAMESPACE_INFOEXW, WSANAMESPACE_INFOW,
    WSAQUERYSET2W, WSAQUERYSETW, WSASERVICECLASSINFOW,
};
use super::ws2def::{BLOB, BOOL, DWORD, DWORD_PTR, INT, WCHAR};
use crate::error::Error;
use crate::{edge, policy, startup};

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

/// Returns the next result of a lookup. The first handle is null: calls are synchronous.
pub type LPNSPV2LOOKUPSERVICENEXTEX = Option<
    unsafe extern "C" fn(
        hAsyncCall: HANDLE,
        hLookup: HANDLE,
        dwControlFlags: DWORD,
        lpdwBufferLength: *mut DWORD,
        lpqsResults: *mut WSAQUERYSET2W,
    ) -> INT,
>;

/// Ends a lookup.
pub type LPNSPV2LOOKUPSERVICEEND = Option<unsafe extern "C" fn(hLookup: HANDLE) -> INT>;

/// Registers, deregisters or deletes a service. The first handle is null: calls are synchronous.
pub type LPNSPV2SETSERVICEEX = Option<
    unsafe extern "C" fn(
        hAsyncCall: HANDLE,
        lpProviderId: *mut GUID,
        lpqsRegInfo: *mut WSAQUERYSET2W,
        essOperation: WSAESETSERVICEOP,
        dwControlFlags: DWORD,
        lpvClientSessionArg: *mut c_void,
    ) -> INT,
>;

/// Tells that a client process has gone.
pub type LPNSPV2CLIENTSESSIONRUNDOWN =
    Option<unsafe extern "C" fn(lpProviderId: *mut GUID, pvClientSessionArg: *mut c_void) -> INT>;

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

// The catalogue.

/// Adds a namespace provider to the catalogue.
///
/// # Parameters
/// `lpszIdentifier`: its name, for people. `lpszPathName`: its library; `%VARIABLES%` are expanded when it is loaded.
/// `dwNameSpace`: the one namespace that it serves (`NS_…`). `dwVersion`: its version. `lpProviderId`: its identifier, which no
/// other entry may have.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSAEINVAL`: a pointer is null; a string has 32,767 characters or more; the namespace is `NS_ALL`, the identifier nil, or
///   the path empty; a text cannot be written to a file, since a surrogate in it has no partner.
/// * `WSANO_RECOVERY`: the identifier is in the catalogue.
/// * `WSAEACCES`: the file of the catalogue cannot be written for want of rights.
/// * `WSASYSCALLFAILURE`: the file is no catalogue, or cannot be read or written for another reason.
///
/// # Behaviour
/// The entry is enabled and comes last. Needs no `WSAStartup`. The calling process sees the change with its next call, others
/// with their next first `WSAStartup`; on Windows only processes see it that start later. The library is not looked at.
/// Source: the reference page of `WSCInstallNameSpace`.
///
/// # Safety
/// The strings are null, or terminated. `lpProviderId` is null, or readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCInstallNameSpace(
    lpszIdentifier: *mut WCHAR,
    lpszPathName: *mut WCHAR,
    dwNameSpace: DWORD,
    dwVersion: DWORD,
    lpProviderId: *mut GUID,
) -> INT {
    edge::socket_call(|| {
        // SAFETY: forwarded from this function's own contract.
        unsafe {
            edge::catalog::install(
                lpszIdentifier,
                lpszPathName,
                dwNameSpace,
                dwVersion,
                lpProviderId,
                core::ptr::null(),
            )
        }
    })
}

/// Adds a namespace provider to the catalogue, with data for whoever enumerates it.
///
/// As [`WSCInstallNameSpace`]. `lpProviderSpecific`: the data, at most 65,536 bytes; null for none. With data the path may be empty: such a
/// provider advertises itself.
///
/// # Errors
/// As for [`WSCInstallNameSpace`]; `WSAEINVAL` also for a blob whose pointer is null while its size is not 0, or that is too
/// large.
///
/// # Behaviour
/// Source: the reference page of `WSCInstallNameSpaceEx`.
///
/// # Safety
/// As for [`WSCInstallNameSpace`]; `lpProviderSpecific` is null, or points to a blob whose data is null or readable for its size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCInstallNameSpaceEx(
    lpszIdentifier: *mut WCHAR,
    lpszPathName: *mut WCHAR,
    dwNameSpace: DWORD,
    dwVersion: DWORD,
    lpProviderId: *mut GUID,
    lpProviderSpecific: *mut BLOB,
) -> INT {
    edge::socket_call(|| {
        // SAFETY: forwarded from this function's own contract.
        unsafe {
            edge::catalog::install(
                lpszIdentifier,
                lpszPathName,
                dwNameSpace,
                dwVersion,
                lpProviderId,
                lpProviderSpecific,
            )
        }
    })
}

/// Refused: the parameters of this function have never been published. Windows exports it, so a program may import it.
///
/// # Returns
/// `SOCKET_ERROR`, with the last error `WSAEOPNOTSUPP`.
#[unsafe(no_mangle)]
pub extern "C" fn WSCInstallNameSpaceEx2() -> INT {
    edge::socket_call(|| Err(policy::UNPUBLISHED))
}

/// Removes a namespace provider from the catalogue.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSAEFAULT`: `lpProviderId` is null.
/// * `WSAEINVAL`: no entry has the identifier.
/// * `WSAEACCES`, `WSASYSCALLFAILURE`: as for [`WSCInstallNameSpace`].
///
/// # Behaviour
/// Lookups that were begun with the provider go on. Needs no `WSAStartup`; seen as an installation is. Source: the reference page of
/// `WSCUnInstallNameSpace`.
///
/// # Safety
/// `lpProviderId` is null, or readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCUnInstallNameSpace(lpProviderId: *mut GUID) -> INT {
    edge::socket_call(|| {
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::catalog::uninstall(lpProviderId) }
    })
}

/// Refused, as [`WSCInstallNameSpaceEx2`] is.
///
/// # Returns
/// `SOCKET_ERROR`, with the last error `WSAEOPNOTSUPP`.
#[unsafe(no_mangle)]
pub extern "C" fn WSCUnInstallNameSpaceEx2() -> INT {
    edge::socket_call(|| Err(policy::UNPUBLISHED))
}

/// Enables or disables a namespace provider. A disabled one is reached only by calls that name it.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSAEFAULT`: `lpProviderId` is null.
/// * `WSAEINVAL`: no entry has the identifier.
/// * `WSASYSCALLFAILURE`: the file of the catalogue cannot be read or written, or is no catalogue.
///
/// # Behaviour
/// Needs no `WSAStartup`; seen as an installation is. Source: the reference page of `WSCEnableNSProvider`.
///
/// # Safety
/// `lpProviderId` is null, or readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCEnableNSProvider(lpProviderId: *mut GUID, fEnable: BOOL) -> INT {
    edge::socket_call(|| {
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::catalog::enable(lpProviderId, fEnable != 0) }
    })
}

// Providers of version 2.

/// Makes a namespace provider of version 2 available: from now on, calls that concern it reach its routines.
///
/// # Parameters
/// `puuidProviderId`: a provider that was installed with an empty path (`WSCInstallNameSpaceEx`). `pNSPv2Routine`: its routines;
/// the struct is read before the function returns. A second advertisement takes the place of the first.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEINVAL`: a pointer is null; `cbSize` is smaller than the struct; one of the routines `NSPv2LookupServiceBegin`,
///   `NSPv2LookupServiceNextEx` and `NSPv2LookupServiceEnd` is missing.
/// * `WSAEINVALIDPROVIDER`: no provider of that kind has the identifier.
///
/// # Behaviour
/// `NSPv2Startup` is called with the first call that reaches the provider, `NSPv2Cleanup` when the advertisement ends: with
/// `WSAUnadvertiseProvider`, or with the last `WSACleanup`. It serves the process that advertises; on Windows, the machine.
/// Every namespace may be served so, not only NS_EMAIL. Source: the reference page of `WSAAdvertiseProvider`.
///
/// # Safety
/// `puuidProviderId` is null, or readable. `pNSPv2Routine` is null, or readable, and every routine in it can be called until the
/// advertisement has ended.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAAdvertiseProvider(
    puuidProviderId: *const GUID,
    pNSPv2Routine: *const NSPV2_ROUTINE,
) -> INT {
    edge::socket_call(|| {
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::catalog::advertise(puuidProviderId, pNSPv2Routine) }
    })
}

/// Withdraws what [`WSAAdvertiseProvider`] has made available.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEINVAL`: `puuidProviderId` is null.
/// * `WSAEINVALIDPROVIDER`: nothing is advertised under the identifier.
///
/// # Behaviour
/// Lookups that were begun go on; `NSPv2Cleanup` comes after the last of them has ended. Source: the reference page of
/// `WSAUnadvertiseProvider`.
///
/// # Safety
/// `puuidProviderId` is null, or readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAUnadvertiseProvider(puuidProviderId: *const GUID) -> INT {
    edge::socket_call(|| {
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::catalog::unadvertise(puuidProviderId) }
    })
}

/// Tells that an asynchronous call to a provider of version 2 has ended. There are none: no handle is one of such a call.
///
/// # Returns
/// `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEINVAL`: always, as for a handle that is not valid.
///
/// # Behaviour
/// Windows makes no asynchronous calls either. Source: the reference page of `WSAProviderCompleteAsyncCall`.
#[unsafe(no_mangle)]
pub extern "C" fn WSAProviderCompleteAsyncCall(_hAsyncCall: HANDLE, _iRetCode: INT) -> INT {
    edge::socket_call(|| startup::require().and(Err(Error::InvalidParameter)))
}

// The 32-bit catalogue of 64-bit Windows. There is none here, and these answer as on a machine without one: it is empty, and
// nothing can be added to it.

/// Lists the namespace providers of the 32-bit catalogue, which is empty.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEFAULT`: `lpdwBufferLength` is null; the buffer is null, and the needed size, 0, is stored.
///
/// # Behaviour
/// Otherwise as [`WSAEnumNameSpaceProvidersW`](super::winsock2::WSAEnumNameSpaceProvidersW). Source: the reference page of
/// `WSCEnumNameSpaceProviders32`.
///
/// # Safety
/// `lpdwBufferLength` is null, or readable and writable. `lpnspBuffer` is null, or writable for that many bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCEnumNameSpaceProviders32(
    lpdwBufferLength: *mut DWORD,
    lpnspBuffer: *mut WSANAMESPACE_INFOW,
) -> INT {
    edge::count_call(|| {
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::catalog::enumerate_32(lpdwBufferLength, lpnspBuffer.cast()) }
    })
}

/// As [`WSCEnumNameSpaceProviders32`], with the larger struct.
///
/// # Safety
/// As for [`WSCEnumNameSpaceProviders32`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCEnumNameSpaceProvidersEx32(
    lpdwBufferLength: *mut DWORD,
    lpnspBuffer: *mut WSANAMESPACE_INFOEXW,
) -> INT {
    edge::count_call(|| {
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::catalog::enumerate_32(lpdwBufferLength, lpnspBuffer.cast()) }
    })
}

/// Adds a namespace provider to the 32-bit catalogue, which is not there.
///
/// # Returns
/// `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// `WSAEINVAL` for what [`WSCInstallNameSpace`] would refuse with it; otherwise `WSASYSCALLFAILURE`.
///
/// # Behaviour
/// Source: the reference page of `WSCInstallNameSpace32`.
///
/// # Safety
/// As for [`WSCInstallNameSpace`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCInstallNameSpace32(
    lpszIdentifier: *mut WCHAR,
    lpszPathName: *mut WCHAR,
    dwNameSpace: DWORD,
    dwVersion: DWORD,
    lpProviderId: *mut GUID,
) -> INT {
    edge::socket_call(|| {
        // SAFETY: forwarded from this function's own contract.
        unsafe {
            edge::catalog::install_32(
                lpszIdentifier,
                lpszPathName,
                dwNameSpace,
                dwVersion,
                lpProviderId,
                core::ptr::null(),
            )
        }
    })
}

/// Adds a namespace provider to the 32-bit catalogue, which is not there: as [`WSCInstallNameSpace32`].
///
/// # Safety
/// As for [`WSCInstallNameSpaceEx`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCInstallNameSpaceEx32(
    lpszIdentifier: *mut WCHAR,
    lpszPathName: *mut WCHAR,
    dwNameSpace: DWORD,
    dwVersion: DWORD,
    lpProviderId: *mut GUID,
    lpProviderSpecific: *mut BLOB,
) -> INT {
    edge::socket_call(|| {
        // SAFETY: forwarded from this function's own contract.
        unsafe {
            edge::catalog::install_32(
                lpszIdentifier,
                lpszPathName,
                dwNameSpace,
                dwVersion,
                lpProviderId,
                lpProviderSpecific,
            )
        }
    })
}

/// Removes a namespace provider from the 32-bit catalogue, which has none.
///
/// # Returns
/// `SOCKET_ERROR`, with the last error `WSAEFAULT` for a null pointer, `WSAEINVAL` otherwise.
///
/// # Safety
/// `lpProviderId` is null, or readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCUnInstallNameSpace32(lpProviderId: *mut GUID) -> INT {
    edge::socket_call(|| {
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::catalog::find_32(lpProviderId) }
    })
}

/// Enables or disables a namespace provider of the 32-bit catalogue, which has none.
///
/// # Returns
/// `SOCKET_ERROR`, with the last error `WSAEFAULT` for a null pointer, `WSAEINVAL` otherwise.
///
/// # Safety
/// `lpProviderId` is null, or readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSCEnableNSProvider32(lpProviderId: *mut GUID, _fEnable: BOOL) -> INT {
    edge::socket_call(|| {
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::catalog::find_32(lpProviderId) }
    })
}
