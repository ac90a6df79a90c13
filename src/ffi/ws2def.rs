// SPDX-License-Identifier: MIT OR Apache-2.0
//! `ws2def.h`: socket addresses as name resolution passes them.

use core::ffi::{c_char, c_void};

// The base types, which `windef.h` spells out by hand. Signatures and fields use these names because the header
// generator copies them: a `u16` would come out as `uint16_t`, which is not a character type in C++, a `WCHAR` stays one.

/// A character of an ANSI string.
pub type CHAR = c_char;
/// A UTF-16 code unit; 16 bits on every system.
pub type WCHAR = u16;
/// 8 bits.
pub type BYTE = u8;
/// 8 bits.
pub type UCHAR = u8;
/// 16 bits.
pub type WORD = u16;
/// 16 bits.
pub type USHORT = u16;
/// 32 bits on every system.
pub type DWORD = u32;
/// 32 bits on every system.
pub type ULONG = u32;
/// 32 bits, signed.
pub type INT = i32;
/// 32 bits.
pub type UINT = u32;
/// Of a pointer's size.
pub type ULONG_PTR = usize;
/// Of a pointer's size.
pub type DWORD_PTR = usize;
/// Of a pointer's size.
pub type WPARAM = usize;
/// Zero is false, all else is true.
pub type BOOL = i32;
/// A socket address of any family. Its bytes are the system's business, so it has no fields here.
pub type SOCKADDR = c_void;

/// A socket address with its size.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct SOCKET_ADDRESS {
    /// A `SOCKADDR` of any family; null when the address is absent.
    pub lpSockaddr: *mut SOCKADDR,
    /// Size of the `SOCKADDR`, in bytes.
    pub iSockaddrLength: INT,
}

/// One transport address of a service: where it is bound, where it is reached, and by which protocol.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct CSADDR_INFO {
    /// The address to bind to.
    pub LocalAddr: SOCKET_ADDRESS,
    /// The address to connect to.
    pub RemoteAddr: SOCKET_ADDRESS,
    /// `SOCK_STREAM` and so on.
    pub iSocketType: INT,
    /// `IPPROTO_TCP` and so on.
    pub iProtocol: INT,
}

/// Bytes of a meaning that only the namespace provider knows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct BLOB {
    /// Size of the data, in bytes.
    pub cbSize: ULONG,
    /// The data.
    pub pBlobData: *mut BYTE,
}

const _: () = {
    use core::mem::{offset_of, size_of};
    assert!(size_of::<SOCKET_ADDRESS>() == 16);
    assert!(offset_of!(SOCKET_ADDRESS, iSockaddrLength) == 8);
    assert!(size_of::<CSADDR_INFO>() == 40);
    assert!(offset_of!(CSADDR_INFO, RemoteAddr) == 16);
    assert!(offset_of!(CSADDR_INFO, iSocketType) == 32);
    assert!(offset_of!(CSADDR_INFO, iProtocol) == 36);
    assert!(size_of::<BLOB>() == 16);
    assert!(offset_of!(BLOB, pBlobData) == 8);
};
