/* SPDX-License-Identifier: MIT OR Apache-2.0 */

#ifndef ENLIST_GENERATED_WS2SPI_H
#define ENLIST_GENERATED_WS2SPI_H

/* Generated from the module `ws2spi` of src/ffi/ by cbindgen; do not edit. To write it anew:
   ENLIST_BLESS=1 cargo test --test headers */

/// Begins the work for one client process.
typedef INT (*LPNSPV2STARTUP)(GUID *lpProviderId, void **ppvClientSessionArg);

/// Ends it.
typedef INT (*LPNSPV2CLEANUP)(GUID *lpProviderId, void *pvClientSessionArg);

/// Begins a lookup.
typedef INT (*LPNSPV2LOOKUPSERVICEBEGIN)(GUID *lpProviderId,
                                         WSAQUERYSET2W *lpqsRestrictions,
                                         DWORD dwControlFlags,
                                         void *lpvClientSessionArg,
                                         HANDLE *lphLookup);

/// Finds the next result of a lookup. What came of it is told by `WSAProviderCompleteAsyncCall` with the first handle, before it
/// returns, or by the last error.
typedef void (*LPNSPV2LOOKUPSERVICENEXTEX)(HANDLE hAsyncCall,
                                           HANDLE hLookup,
                                           DWORD dwControlFlags,
                                           DWORD *lpdwBufferLength,
                                           WSAQUERYSET2W *lpqsResults);

/// Ends a lookup.
typedef INT (*LPNSPV2LOOKUPSERVICEEND)(HANDLE hLookup);

/// Registers, deregisters or deletes a service. What came of it is told as for [`LPNSPV2LOOKUPSERVICENEXTEX`].
typedef void (*LPNSPV2SETSERVICEEX)(HANDLE hAsyncCall,
                                    GUID *lpProviderId,
                                    WSAQUERYSET2W *lpqsRegInfo,
                                    WSAESETSERVICEOP essOperation,
                                    DWORD dwControlFlags,
                                    void *lpvClientSessionArg);

/// Tells that a client process has gone.
typedef void (*LPNSPV2CLIENTSESSIONRUNDOWN)(GUID *lpProviderId, void *pvClientSessionArg);

/// The routines of a namespace provider of version 2. Those of lookups are required.
typedef struct NSPV2_ROUTINE {
    /// Size of this struct, in bytes.
    DWORD cbSize;
    /// Version of the interface that the provider was written for.
    DWORD dwMajorVersion;
    /// Its second part.
    DWORD dwMinorVersion;
    /// Begins the work for one client process.
    LPNSPV2STARTUP NSPv2Startup;
    /// Ends it.
    LPNSPV2CLEANUP NSPv2Cleanup;
    /// Begins a lookup.
    LPNSPV2LOOKUPSERVICEBEGIN NSPv2LookupServiceBegin;
    /// Returns the next result of a lookup.
    LPNSPV2LOOKUPSERVICENEXTEX NSPv2LookupServiceNextEx;
    /// Ends a lookup.
    LPNSPV2LOOKUPSERVICEEND NSPv2LookupServiceEnd;
    /// Registers, deregisters or deletes a service.
    LPNSPV2SETSERVICEEX NSPv2SetServiceEx;
    /// Tells that a client process has gone.
    LPNSPV2CLIENTSESSIONRUNDOWN NSPv2ClientSessionRundown;
} NSPV2_ROUTINE;

/// The thread that an operation belongs to.
typedef struct WSATHREADID {
    /// The thread.
    HANDLE ThreadHandle;
    /// Reserved.
    DWORD_PTR Reserved;
} WSATHREADID;

/// Ends what `NSPStartup` began.
typedef INT (*LPNSPCLEANUP)(GUID *lpProviderId);

/// Begins a lookup.
typedef INT (*LPNSPLOOKUPSERVICEBEGIN)(GUID *lpProviderId,
                                       WSAQUERYSETW *lpqsRestrictions,
                                       WSASERVICECLASSINFOW *lpServiceClassInfo,
                                       DWORD dwControlFlags,
                                       HANDLE *lphLookup);

/// Returns the next result of a lookup.
typedef INT (*LPNSPLOOKUPSERVICENEXT)(HANDLE hLookup,
                                      DWORD dwControlFlags,
                                      DWORD *lpdwBufferLength,
                                      WSAQUERYSETW *lpqsResults);

/// Ends a lookup; may come while another thread waits in one of its other routines.
typedef INT (*LPNSPLOOKUPSERVICEEND)(HANDLE hLookup);

/// Registers, deregisters or deletes a service. The class comes before the service here.
typedef INT (*LPNSPSETSERVICE)(GUID *lpProviderId,
                               WSASERVICECLASSINFOW *lpServiceClassInfo,
                               WSAQUERYSETW *lpqsRegInfo,
                               WSAESETSERVICEOP essOperation,
                               DWORD dwControlFlags);

/// Keeps the description of a service class.
typedef INT (*LPNSPINSTALLSERVICECLASS)(GUID *lpProviderId, WSASERVICECLASSINFOW *lpServiceClassInfo);

/// Forgets the description of a service class.
typedef INT (*LPNSPREMOVESERVICECLASS)(GUID *lpProviderId, GUID *lpServiceClassId);

/// Returns the description of the service class that `lpServiceClassInfo->lpServiceClassId` names.
typedef INT (*LPNSPGETSERVICECLASSINFO)(GUID *lpProviderId,
                                        DWORD *lpdwBufSize,
                                        WSASERVICECLASSINFOW *lpServiceClassInfo);

/// Controls a lookup.
typedef INT (*LPNSPIOCTL)(HANDLE hLookup,
                          DWORD dwControlCode,
                          void *lpvInBuffer,
                          DWORD cbInBuffer,
                          void *lpvOutBuffer,
                          DWORD cbOutBuffer,
                          DWORD *lpcbBytesReturned,
                          WSACOMPLETION *lpCompletion,
                          struct WSATHREADID *lpThreadId);

/// The routines of a namespace provider, which its `NSPStartup` fills in. They return 0, or `SOCKET_ERROR` with the last
/// error set; one that a provider lacks returns `WSAEOPNOTSUPP`.
typedef struct NSP_ROUTINE {
    /// Size of this struct, in bytes; without the last member in providers of old.
    DWORD cbSize;
    /// Version of the interface that the provider was written for.
    DWORD dwMajorVersion;
    /// Its second part.
    DWORD dwMinorVersion;
    /// Ends what `NSPStartup` began.
    LPNSPCLEANUP NSPCleanup;
    /// Begins a lookup.
    LPNSPLOOKUPSERVICEBEGIN NSPLookupServiceBegin;
    /// Returns the next result of a lookup.
    LPNSPLOOKUPSERVICENEXT NSPLookupServiceNext;
    /// Ends a lookup.
    LPNSPLOOKUPSERVICEEND NSPLookupServiceEnd;
    /// Registers, deregisters or deletes a service.
    LPNSPSETSERVICE NSPSetService;
    /// Keeps the description of a service class.
    LPNSPINSTALLSERVICECLASS NSPInstallServiceClass;
    /// Forgets the description of a service class.
    LPNSPREMOVESERVICECLASS NSPRemoveServiceClass;
    /// Returns the description of a service class.
    LPNSPGETSERVICECLASSINFO NSPGetServiceClassInfo;
    /// Controls a lookup.
    LPNSPIOCTL NSPIoctl;
} NSP_ROUTINE;

/// Fills in the routines of the provider; returns 0 or the error code itself.
typedef INT (*LPNSPSTARTUP)(GUID *lpProviderId, struct NSP_ROUTINE *lpnspRoutines);

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

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
/// * `WSA_NOT_ENOUGH_MEMORY`: the file would be larger than 1 MiB.
/// * `WSASYSCALLFAILURE`: the file is no catalogue, or cannot be read or written for another reason.
///
/// # Behaviour
/// The entry is enabled and comes last. Needs no `WSAStartup`. The calling process sees the change with its next call, others
/// with their next first `WSAStartup`; on Windows only processes see it that start later. The library is not looked at.
/// Source: the reference page of `WSCInstallNameSpace`.
///
/// # Safety
/// The strings are null, or terminated. `lpProviderId` is null, or readable.
INT WSCInstallNameSpace(WCHAR *lpszIdentifier,
                        WCHAR *lpszPathName,
                        DWORD dwNameSpace,
                        DWORD dwVersion,
                        GUID *lpProviderId);

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
INT WSCInstallNameSpaceEx(WCHAR *lpszIdentifier,
                          WCHAR *lpszPathName,
                          DWORD dwNameSpace,
                          DWORD dwVersion,
                          GUID *lpProviderId,
                          BLOB *lpProviderSpecific);

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
INT WSCUnInstallNameSpace(GUID *lpProviderId);

/// Enables or disables a namespace provider. A disabled one is reached only by calls that name it.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSAEFAULT`: `lpProviderId` is null.
/// * `WSAEINVAL`: no entry has the identifier.
/// * `WSA_NOT_ENOUGH_MEMORY`: the file of the catalogue would be larger than 1 MiB.
/// * `WSASYSCALLFAILURE`: the file of the catalogue cannot be read or written, or is no catalogue.
///
/// # Behaviour
/// Needs no `WSAStartup`; seen as an installation is. Source: the reference page of `WSCEnableNSProvider`.
///
/// # Safety
/// `lpProviderId` is null, or readable.
INT WSCEnableNSProvider(GUID *lpProviderId, BOOL fEnable);

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
/// Otherwise as [`WSAEnumNameSpaceProvidersW`](crate::ffi::winsock2::WSAEnumNameSpaceProvidersW). Source: the reference page of
/// `WSCEnumNameSpaceProviders32`.
///
/// # Safety
/// `lpdwBufferLength` is null, or readable and writable. `lpnspBuffer` is null, or writable for that many bytes.
INT WSCEnumNameSpaceProviders32(DWORD *lpdwBufferLength,
                                WSANAMESPACE_INFOW *lpnspBuffer);

/// As [`WSCEnumNameSpaceProviders32`], with the larger struct.
///
/// # Safety
/// As for [`WSCEnumNameSpaceProviders32`].
INT WSCEnumNameSpaceProvidersEx32(DWORD *lpdwBufferLength, WSANAMESPACE_INFOEXW *lpnspBuffer);

/// Adds a namespace provider to the 32-bit catalogue, which is not there.
///
/// # Returns
/// `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// `WSAEINVAL` for what [`WSCInstallNameSpace`](super::WSCInstallNameSpace) would refuse with it; otherwise `WSASYSCALLFAILURE`.
///
/// # Behaviour
/// Source: the reference page of `WSCInstallNameSpace32`.
///
/// # Safety
/// As for [`WSCInstallNameSpace`](super::WSCInstallNameSpace).
INT WSCInstallNameSpace32(WCHAR *lpszIdentifier,
                          WCHAR *lpszPathName,
                          DWORD dwNameSpace,
                          DWORD dwVersion,
                          GUID *lpProviderId);

/// Adds a namespace provider to the 32-bit catalogue, which is not there: as [`WSCInstallNameSpace32`].
///
/// # Safety
/// As for [`WSCInstallNameSpaceEx`](super::WSCInstallNameSpaceEx).
INT WSCInstallNameSpaceEx32(WCHAR *lpszIdentifier,
                            WCHAR *lpszPathName,
                            DWORD dwNameSpace,
                            DWORD dwVersion,
                            GUID *lpProviderId,
                            BLOB *lpProviderSpecific);

/// Removes a namespace provider from the 32-bit catalogue, which has none.
///
/// # Returns
/// `SOCKET_ERROR`, with the last error `WSAEFAULT` for a null pointer, `WSAEINVAL` otherwise.
///
/// # Safety
/// `lpProviderId` is null, or readable.
INT WSCUnInstallNameSpace32(GUID *lpProviderId);

/// Enables or disables a namespace provider of the 32-bit catalogue, which has none.
///
/// # Returns
/// `SOCKET_ERROR`, with the last error `WSAEFAULT` for a null pointer, `WSAEINVAL` otherwise.
///
/// # Safety
/// `lpProviderId` is null, or readable.
INT WSCEnableNSProvider32(GUID *lpProviderId, BOOL fEnable);

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
/// `WSAUnadvertiseProvider` or a second advertisement, which return after it, or with the last `WSACleanup` as soon as the last call
/// that is inside a routine has returned. It serves the process that advertises; on Windows, the machine. Every namespace may be served so, not only NS_EMAIL. Source: the reference page of `WSAAdvertiseProvider`.
///
/// # Safety
/// `puuidProviderId` is null, or readable. `pNSPv2Routine` is null, or readable, and every routine in it can be called until the
/// advertisement has ended.
INT WSAAdvertiseProvider(const GUID *puuidProviderId,
                         const struct NSPV2_ROUTINE *pNSPv2Routine);

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
/// The provider's lookups are ended, and `WSALookupServiceNext` gives `WSA_E_CANCELLED` for them. Calls of other threads that are
/// inside a routine are waited for, though not longer than ten seconds; a routine may call this function itself. `NSPv2Cleanup`
/// comes last: when the function returns, no routine is called any more, and what they need may be freed. A provider that is
/// uninstalled is withdrawn, too. Source: the reference page of `WSAUnadvertiseProvider`, and a choice where that is silent.
///
/// # Safety
/// `puuidProviderId` is null, or readable.
INT WSAUnadvertiseProvider(const GUID *puuidProviderId);

/// Tells what came of a call to `NSPv2LookupServiceNextEx` or `NSPv2SetServiceEx`, which return nothing.
///
/// # Parameters
/// `hAsyncCall`: what the routine was given. `iRetCode`: 0, or the error code; `SOCKET_ERROR` means the last error of the thread that
/// the routine runs on.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEINVAL`: the handle is of no call that is under way, or the call has been completed before.
///
/// # Behaviour
/// It may be called from any thread until the routine returns; nothing is waited for after that, since the calls of programs are
/// synchronous on Windows, too. A routine that returns without it has succeeded, unless it leaves an error of Winsock as the last
/// error. Source: the reference pages of this function and of the routines, whose types return nothing; a choice where they
/// contradict each other.
INT WSAProviderCompleteAsyncCall(HANDLE hAsyncCall,
                                 INT iRetCode);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* ENLIST_GENERATED_WS2SPI_H */
