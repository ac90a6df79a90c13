// SPDX-License-Identifier: MIT OR Apache-2.0
//! Processes of Windows: when one was started, and on which machine that means something.

#![allow(unsafe_code)]

use std::ffi::c_void;
use std::ptr::null_mut;

type Handle = *mut c_void;

const PROCESS_QUERY_LIMITED_INFORMATION: u32 = 0x1000;
const SYNCHRONIZE: u32 = 0x0010_0000;
const WAIT_TIMEOUT: u32 = 258;
const ERROR_INVALID_PARAMETER: u32 = 87;
const HKEY_LOCAL_MACHINE: Handle = 0x8000_0002_usize as i32 as isize as Handle;
const RRF_RT_REG_SZ: u32 = 2;
const RRF_SUBKEY_WOW6464KEY: u32 = 0x0001_0000;

#[link(name = "kernel32")]
unsafe extern "system" {
    fn OpenProcess(access: u32, inherits: i32, process: u32) -> Handle;
    fn GetProcessTimes(
        process: Handle,
        created: *mut u64,
        ended: *mut u64,
        kernel: *mut u64,
        user: *mut u64,
    ) -> i32;
    fn WaitForSingleObject(object: Handle, milliseconds: u32) -> u32;
    fn CloseHandle(object: Handle) -> i32;
    safe fn GetLastError() -> u32;
}

#[link(name = "advapi32")]
unsafe extern "system" {
    fn RegGetValueW(
        key: Handle,
        path: *const u16,
        name: *const u16,
        flags: u32,
        kind: *mut u32,
        data: *mut c_void,
        size: *mut u32,
    ) -> i32;
}

/// When a process was started.
pub(super) enum Started {
    /// In the system's units.
    At(u64),
    /// There is none, or it has ended.
    Gone,
    /// It belongs to somebody else.
    Unknown,
}

pub(super) fn started(process: u32) -> Started {
    let access = PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE;
    // SAFETY: takes numbers only.
    let handle = unsafe { OpenProcess(access, 0, process) };
    if handle.is_null() {
        return match GetLastError() {
            ERROR_INVALID_PARAMETER => Started::Gone,
            _ => Started::Unknown,
        };
    }
    let mut times = [0u64; 4];
    let [created, ended, kernel, user] = times.each_mut().map(std::ptr::from_mut);
    // SAFETY: the handle is open, and each place has the size of a FILETIME.
    let is_told = unsafe { GetProcessTimes(handle, created, ended, kernel, user) } != 0;
    // SAFETY: the handle is open, and nothing is waited for.
    let lives = unsafe { WaitForSingleObject(handle, 0) } == WAIT_TIMEOUT;
    // SAFETY: opened above, and not used any more.
    unsafe { CloseHandle(handle) };
    let [created, ..] = times;
    match (lives, is_told) {
        (false, _) => Started::Gone,
        (true, true) => Started::At(created),
        (true, false) => Started::Unknown,
    }
}

/// What tells one machine, or one of Wine's, from another: numbers of processes are its own.
pub(super) fn machine() -> Option<String> {
    let wide = |text: &str| -> Vec<u16> { text.encode_utf16().chain([0]).collect() };
    let (path, name) = (
        wide(r"SOFTWARE\Microsoft\Cryptography"),
        wide("MachineGuid"),
    );
    let mut text = [0u16; 64];
    let mut size = size_of_val(&text) as u32;
    let flags = RRF_RT_REG_SZ | RRF_SUBKEY_WOW6464KEY;
    // SAFETY: both texts end with zero, and the buffer is as large as its size says.
    let failed = unsafe {
        RegGetValueW(
            HKEY_LOCAL_MACHINE,
            path.as_ptr(),
            name.as_ptr(),
            flags,
            null_mut(),
            text.as_mut_ptr().cast(),
            &raw mut size,
        )
    };
    let text = text.split(|unit| *unit == 0).next()?;
    (failed == 0 && !text.is_empty()).then(|| String::from_utf16_lossy(text).replace(' ', "-"))
}
