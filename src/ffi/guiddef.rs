// SPDX-License-Identifier: MIT OR Apache-2.0
//! `guiddef.h`: globally unique identifiers.

/// A 128-bit identifier. The first three fields are in the machine's byte order, the last is raw bytes.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct GUID {
    /// The first eight hexadecimal digits of the text form.
    pub Data1: u32,
    /// The next four digits.
    pub Data2: u16,
    /// The next four digits.
    pub Data3: u16,
    /// The last sixteen digits.
    pub Data4: [u8; 8],
}
