// SPDX-License-Identifier: MIT OR Apache-2.0
//! This library as a provider that another Winsock installs.

use super::routines::NSP_ROUTINE;
use crate::edge::parameter::Parameter;
use crate::edge::{self, Call};
use crate::ffi::guiddef::GUID;
use crate::ffi::ws2def::INT;

/// Starts this library as a namespace provider of another Winsock, and hands over its routines.
///
/// # Parameters
/// `lpProviderId`: the identifier under which it was installed. Under that of a provider that is built in here, it is that
/// provider; under any other, a directory (NS_NTDS) of its own. `lpnspRoutines`: `cbSize` says how large the table is; the routines
/// are filled in, and `NSPIoctl` where there is room for it.
///
/// # Returns
/// 0, or the error code itself. Each success needs one `NSPCleanup`.
///
/// # Errors
/// In the order of the checks:
/// * `WSAEINVAL`: a pointer is null.
/// * `WSAEINVALIDPROCTABLE`: the table is smaller than that of any version.
/// * `WSASYSNOTREADY`, `WSAEPROCLIM`: as for `WSAStartup`.
///
/// # Behaviour
/// The routines do what the functions of Winsock do, for this one provider; `NSPCleanup` does what `WSACleanup` does. On Windows they
/// report by the last error. Elsewhere the last error of this library need not be that of whoever calls them, so that they
/// also return the code instead of `SOCKET_ERROR`, which callers take. Source: the reference pages of the namespace SPI.
///
/// # Safety
/// `lpProviderId` is null, or readable. `lpnspRoutines` is null, or readable and writable for as many bytes as its `cbSize` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn NSPStartup(
    lpProviderId: *mut GUID,
    lpnspRoutines: *mut NSP_ROUTINE,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("NSPStartup", || {
            [
                ("lpProviderId", Parameter::Guid(lpProviderId)),
                ("lpnspRoutines", Parameter::Table(lpnspRoutines.cast())),
            ]
        })
    };
    edge::code_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe { edge::provider::start(lpProviderId, lpnspRoutines) }
    })
}
