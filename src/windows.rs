// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the library asks of Windows itself.
//!
//! The genuine `WSAStartup` and `WSACleanup` are imported by ordinal, since by name they would be our own. build.rs directs
//! those calls to them that the standard library makes for its sockets.

use core::ffi::{CStr, c_char, c_void};
use core::mem::MaybeUninit;
use std::net::IpAddr;

use crate::ffi::winsock2::WSADATA;
use crate::numbers::{AF_INET, AF_INET6};

#[link(name = "kernel32")]
unsafe extern "system" {
    safe fn GetACP() -> u32;
    safe fn GetCurrentThreadId() -> u32;
    safe fn GetLastError() -> u32;
    safe fn SetLastError(code: u32);
}

#[link(name = "ws2_32", kind = "raw-dylib")]
unsafe extern "system" {
    #[link_ordinal(115)]
    fn enlist_genuine_startup(version: u16, data: *mut WSADATA) -> i32;
    #[link_ordinal(116)]
    safe fn enlist_genuine_cleanup() -> i32;
    #[link_ordinal(57)]
    fn enlist_genuine_gethostname(name: *mut c_char, length: i32) -> i32;
}

// None of ours has this name.
#[link(name = "ws2_32")]
unsafe extern "system" {
    fn getnameinfo(
        address: *const c_void,
        address_length: i32,
        host: *mut c_char,
        host_length: u32,
        service: *mut c_char,
        service_length: u32,
        flags: i32,
    ) -> i32;
}

/// Fail rather than write the address as its name.
const NI_NAMEREQD: i32 = 4;

/// Room for a host name (`NI_MAXHOST`).
const NAME_SIZE: usize = 1025;

/// The number of the process's ANSI code page.
pub(crate) fn code_page() -> u32 {
    GetACP()
}

pub(crate) fn thread_id() -> u32 {
    GetCurrentThreadId()
}

pub(crate) fn last_error() -> i32 {
    GetLastError() as i32
}

pub(crate) fn set_last_error(code: i32) {
    SetLastError(code as u32);
}

/// Starts the genuine Winsock; the error is its code.
pub(crate) fn start_winsock(version: u16) -> Result<(), i32> {
    let mut data = MaybeUninit::uninit();
    // SAFETY: the struct is writable.
    match unsafe { enlist_genuine_startup(version, data.as_mut_ptr()) } {
        0 => Ok(()),
        code => Err(code),
    }
}

/// Answers one start of the genuine Winsock.
pub(crate) fn clean_up_winsock() {
    // It can only fail for want of a start, and there was one.
    let _done = enlist_genuine_cleanup();
}

/// The name of this machine, by the genuine Winsock, which is started.
pub(crate) fn host_name() -> Option<String> {
    let mut name = [0u8; NAME_SIZE];
    // SAFETY: the buffer is writable for this length.
    let failed = unsafe { enlist_genuine_gethostname(name.as_mut_ptr().cast(), NAME_SIZE as i32) };
    (failed == 0).then(|| text(&name)).flatten()
}

/// The name of the host that has an address, by the genuine Winsock; the error is its code.
pub(crate) fn name_of(address: IpAddr) -> Result<String, i32> {
    // SOCKADDR_IN6 is the larger one: family, port, flow, address, scope.
    let mut socket = [0u8; 28];
    let (family, place, octets) = match address {
        IpAddr::V4(address) => (AF_INET as u16, 4, address.octets().to_vec()),
        IpAddr::V6(address) => (AF_INET6 as u16, 8, address.octets().to_vec()),
    };
    let length = if address.is_ipv4() { 16 } else { 28 };
    for (to, from) in socket.iter_mut().zip(family.to_le_bytes()) {
        *to = from;
    }
    for (to, from) in socket.iter_mut().skip(place).zip(octets) {
        *to = from;
    }
    let mut name = [0u8; NAME_SIZE];
    // SAFETY: an address of its length, and a buffer of its length; no service is asked for.
    let code = unsafe {
        getnameinfo(
            socket.as_ptr().cast(),
            length,
            name.as_mut_ptr().cast(),
            NAME_SIZE as u32,
            core::ptr::null_mut(),
            0,
            NI_NAMEREQD,
        )
    };
    match text(&name) {
        Some(name) if code == 0 => Ok(name),
        _ => Err(code),
    }
}

fn text(buffer: &[u8]) -> Option<String> {
    let text = CStr::from_bytes_until_nul(buffer).ok()?;
    Some(text.to_string_lossy().into_owned())
}
