// SPDX-License-Identifier: MIT OR Apache-2.0
//! Socket addresses as text.

use super::ansi_now;
use super::structs::{WSAPROTOCOL_INFOA, WSAPROTOCOL_INFOW};
use crate::abi::Encoding;
use crate::edge::parameter::Parameter;
use crate::edge::{self, Call};
use crate::ffi::ws2def::{CHAR, DWORD, INT, SOCKADDR, WCHAR};

/// Writes a socket address as text (ANSI form).
///
/// As [`WSAAddressToStringW`]. The text is ASCII, and so the same in every code page.
///
/// # Safety
/// As for [`WSAAddressToStringW`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAAddressToStringA(
    lpsaAddress: *mut SOCKADDR,
    dwAddressLength: DWORD,
    lpProtocolInfo: *mut WSAPROTOCOL_INFOA,
    lpszAddressString: *mut CHAR,
    lpdwAddressStringLength: *mut DWORD,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSAAddressToStringA", || {
            [
                (
                    "lpsaAddress",
                    Parameter::Address(lpsaAddress.cast(), dwAddressLength),
                ),
                ("dwAddressLength", Parameter::Number(dwAddressLength.into())),
                (
                    "lpProtocolInfo",
                    Parameter::ProtocolInfo(lpProtocolInfo.cast()),
                ),
                (
                    "lpdwAddressStringLength",
                    Parameter::Size(lpdwAddressStringLength),
                ),
                (
                    "lpszAddressString",
                    Parameter::OutText(lpszAddressString.cast(), ansi_now()),
                ),
            ]
        })
    };
    edge::socket_call(call, || {
        // SAFETY: forwarded from this function's own contract; both forms have the member that is read at the same place.
        unsafe {
            edge::address_text::to_string(
                lpsaAddress,
                dwAddressLength,
                lpProtocolInfo.cast(),
                lpszAddressString,
                lpdwAddressStringLength,
            )
        }
    })
}

/// Writes a socket address as text (UTF-16 form).
///
/// # Parameters
/// `lpsaAddress`: an address of IPv4, IPv6, IPX or Bluetooth, laid out as on Windows; its family has Windows' number or the
/// host's. `dwAddressLength`: its size in bytes; what is beyond the size of its family is not looked at. `lpProtocolInfo`: may be
/// null; only its address family is looked at. `lpszAddressString`: receives the text and its terminator; null asks for the
/// length. `lpdwAddressStringLength`: room in characters; receives the length in characters, terminator included, with success
/// and with `WSAEFAULT` for want of room.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSAEFAULT`: `lpsaAddress` or `lpdwAddressStringLength` is null; the address is too short to have a family.
/// * `WSAEINVAL`: the family has no text form; `lpProtocolInfo` is for another family.
/// * `WSAEFAULT`: the address is shorter than its family's addresses are; the text does not fit, or there is no buffer: then the
///   needed length is stored, and nothing else.
///
/// # Behaviour
/// IPv4 is `a.b.c.d`, IPv6 the shortest form in lower case, `%` and the scope behind it; `:` and the port follow unless the port
/// is 0, an IPv6 address then stands in brackets. IPv6 addresses that carry one of IPv4 (compatible, mapped, translated, ISATAP)
/// end in it, dotted, as observed on Wine 8. Bluetooth is `(XX:XX:XX:XX:XX:XX)`, and always needs room for 40 characters; if
/// there is less, the length is not stored. IPX is `NNNNNNNN.XXXXXXXXXXXX:SSSS`.
/// Needs no start-up, as observed on Wine 8, although the reference page lists `WSANOTINITIALISED`.
/// Source: the reference page of `WSAAddressToString`; a null buffer as Wine's tests show it; `src/policy` for the rest.
///
/// # Safety
/// `lpsaAddress` is null, or readable for `dwAddressLength` bytes or the size of its family's addresses, whichever is less.
/// `lpProtocolInfo` is null, or readable. `lpdwAddressStringLength` is null, or readable and writable. `lpszAddressString` is
/// null, or writable for that many characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAAddressToStringW(
    lpsaAddress: *mut SOCKADDR,
    dwAddressLength: DWORD,
    lpProtocolInfo: *mut WSAPROTOCOL_INFOW,
    lpszAddressString: *mut WCHAR,
    lpdwAddressStringLength: *mut DWORD,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSAAddressToStringW", || {
            [
                (
                    "lpsaAddress",
                    Parameter::Address(lpsaAddress.cast(), dwAddressLength),
                ),
                ("dwAddressLength", Parameter::Number(dwAddressLength.into())),
                (
                    "lpProtocolInfo",
                    Parameter::ProtocolInfo(lpProtocolInfo.cast()),
                ),
                (
                    "lpdwAddressStringLength",
                    Parameter::Size(lpdwAddressStringLength),
                ),
                (
                    "lpszAddressString",
                    Parameter::OutText(lpszAddressString.cast(), Encoding::Utf16),
                ),
            ]
        })
    };
    edge::socket_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe {
            edge::address_text::to_string(
                lpsaAddress,
                dwAddressLength,
                lpProtocolInfo,
                lpszAddressString,
                lpdwAddressStringLength,
            )
        }
    })
}

/// Makes a socket address of text (ANSI form).
///
/// As [`WSAStringToAddressW`]. The text is ASCII, and so the same in every code page.
///
/// # Safety
/// As for [`WSAStringToAddressW`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAStringToAddressA(
    AddressString: *mut CHAR,
    AddressFamily: INT,
    lpProtocolInfo: *mut WSAPROTOCOL_INFOA,
    lpAddress: *mut SOCKADDR,
    lpAddressLength: *mut INT,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSAStringToAddressA", || {
            [
                (
                    "AddressString",
                    Parameter::Text(AddressString.cast(), ansi_now()),
                ),
                ("AddressFamily", Parameter::Number(AddressFamily.into())),
                (
                    "lpProtocolInfo",
                    Parameter::ProtocolInfo(lpProtocolInfo.cast()),
                ),
                ("lpAddressLength", Parameter::Size(lpAddressLength.cast())),
                (
                    "lpAddress",
                    Parameter::OutAddress(lpAddress.cast(), lpAddressLength),
                ),
            ]
        })
    };
    edge::socket_call(call, || {
        // SAFETY: forwarded from this function's own contract; both forms have the member that is read at the same place.
        unsafe {
            edge::address_text::from_string(
                AddressString,
                AddressFamily,
                lpProtocolInfo.cast(),
                lpAddress,
                lpAddressLength,
            )
        }
    })
}

/// Makes a socket address of text (UTF-16 form).
///
/// # Parameters
/// `AddressString`: the text; it is not changed. `AddressFamily`: IPv4, IPv6, IPX or Bluetooth, by Windows' number or the
/// host's; the address gets the same number. `lpProtocolInfo`: may be null; only its address family is looked at. `lpAddress`:
/// receives the address. `lpAddressLength`: size of that buffer in bytes; receives the size of the address with success and with
/// `WSAEFAULT` for want of room.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSAEFAULT`: `lpAddress` or `lpAddressLength` is null.
/// * `WSAEINVAL`: `AddressString` is null; the family has no text form; `lpProtocolInfo` is for another family.
/// * `WSAEFAULT`: the buffer is too small; the needed size is stored, and nothing else.
/// * `WSAEINVAL`: the text is not an address of the family.
///
/// # Behaviour
/// IPv4 is what `inet_addr` takes: one to four numbers, decimal, octal or hexadecimal. A port follows `:` and is any such number
/// but 0. IPv6 may stand in brackets, and must if a port follows; its scope is a decimal number. Digits of hexadecimal numbers
/// may be of either case. Bluetooth may stand in parentheses, and must if a port follows. IPX is as `WSAAddressToStringW` writes
/// it. Spaces stand nowhere. All this is observed on Wine 8, save for Bluetooth and IPX, which it does not know; Wine 8 also
/// takes full-width digits, which are refused here.
/// Needs no start-up, as observed on Wine 8, although the reference page lists `WSANOTINITIALISED`.
/// A text that is refused leaves `lpAddress` as it is; Windows overwrites it, as Wine's tests show.
/// Source: the reference page of `WSAStringToAddress`; `src/policy` for what it leaves open.
///
/// # Safety
/// `AddressString` is null, or terminated, and left unchanged during the call. `lpProtocolInfo` is null, or readable.
/// `lpAddressLength` is null, or readable and writable. `lpAddress` is null, or writable for that many bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn WSAStringToAddressW(
    AddressString: *mut WCHAR,
    AddressFamily: INT,
    lpProtocolInfo: *mut WSAPROTOCOL_INFOW,
    lpAddress: *mut SOCKADDR,
    lpAddressLength: *mut INT,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("WSAStringToAddressW", || {
            [
                (
                    "AddressString",
                    Parameter::Text(AddressString.cast(), Encoding::Utf16),
                ),
                ("AddressFamily", Parameter::Number(AddressFamily.into())),
                (
                    "lpProtocolInfo",
                    Parameter::ProtocolInfo(lpProtocolInfo.cast()),
                ),
                ("lpAddressLength", Parameter::Size(lpAddressLength.cast())),
                (
                    "lpAddress",
                    Parameter::OutAddress(lpAddress.cast(), lpAddressLength),
                ),
            ]
        })
    };
    edge::socket_call(call, || {
        // SAFETY: forwarded from this function's own contract.
        unsafe {
            edge::address_text::from_string(
                AddressString,
                AddressFamily,
                lpProtocolInfo,
                lpAddress,
                lpAddressLength,
            )
        }
    })
}
