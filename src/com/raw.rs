// SPDX-License-Identifier: MIT OR Apache-2.0
//! The C structs of automation.

#![allow(non_camel_case_types, clippy::upper_case_acronyms)]

use std::ffi::c_void;

use crate::ffi::guiddef::GUID;

/// The result of a COM function: negative when it failed.
pub type HRESULT = i32;

/// A LONG, which has 32 bits.
pub type LONG = i32;

/// A ULONG, which has 32 bits.
pub type ULONG = u32;

/// A language.
pub type LCID = u32;

/// The type of what a variant or an array holds.
pub type VARTYPE = u16;

/// A pointer to anything.
pub type LPVOID = *mut c_void;

/// A number of bytes.
pub type SIZE_T = usize;

/// A UTF-16 unit.
pub type OLECHAR = u16;

/// An identifier of an interface, by reference.
pub type REFIID = *const GUID;

/// An identifier of a class, by reference.
pub type REFCLSID = *const GUID;

/// An identifier, by reference.
pub type REFGUID = *const GUID;

/// An identifier of a class.
pub type CLSID = GUID;

/// An identifier of an interface.
pub type IID = GUID;

/// Any object.
#[repr(C)]
pub struct IUnknown {
    vtbl: *const c_void,
}

/// An object that tells why a call failed.
#[repr(C)]
pub struct IErrorInfo {
    vtbl: *const c_void,
}

/// A string with its length before its first character.
pub type BSTR = *mut u16;

/// A value of any type that automation knows.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct VARIANT {
    pub(crate) vt: u16,
    pub(crate) reserved: [u16; 3],
    pub(crate) data: VariantData,
}

/// What a [`VARIANT`] holds.
#[repr(C)]
#[derive(Clone, Copy)]
pub union VariantData {
    pub(crate) integer: u64,
    pub(crate) real: f64,
    pub(crate) single: f32,
    pub(crate) pointer: *mut c_void,
    pub(crate) record: [*mut c_void; 2],
}

impl VARIANT {
    pub(crate) const EMPTY: Self = Self {
        vt: VT_EMPTY,
        reserved: [0; 3],
        data: VariantData {
            record: [std::ptr::null_mut(); 2],
        },
    };
}

pub(crate) const VT_EMPTY: u16 = 0;
pub(crate) const VT_NULL: u16 = 1;
pub(crate) const VT_I2: u16 = 2;
pub(crate) const VT_I4: u16 = 3;
pub(crate) const VT_R4: u16 = 4;
pub(crate) const VT_R8: u16 = 5;
pub(crate) const VT_CY: u16 = 6;
pub(crate) const VT_DATE: u16 = 7;
pub(crate) const VT_BSTR: u16 = 8;
pub(crate) const VT_DISPATCH: u16 = 9;
pub(crate) const VT_ERROR: u16 = 10;
pub(crate) const VT_BOOL: u16 = 11;
pub(crate) const VT_VARIANT: u16 = 12;
pub(crate) const VT_UNKNOWN: u16 = 13;
pub(crate) const VT_DECIMAL: u16 = 14;
/// The bytes of such a number, which takes the place of a variant from its beginning.
pub(crate) const DECIMAL_SIZE: usize = 16;
pub(crate) const VT_I1: u16 = 16;
pub(crate) const VT_UI1: u16 = 17;
pub(crate) const VT_UI2: u16 = 18;
pub(crate) const VT_UI4: u16 = 19;
pub(crate) const VT_I8: u16 = 20;
pub(crate) const VT_UI8: u16 = 21;
pub(crate) const VT_INT: u16 = 22;
pub(crate) const VT_UINT: u16 = 23;
pub(crate) const VT_ARRAY: u16 = 0x2000;
pub(crate) const VT_BYREF: u16 = 0x4000;

pub(crate) const VARIANT_TRUE: i16 = -1;

/// The arguments of a late-bound call.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct DISPPARAMS {
    pub(crate) arguments: *mut VARIANT,
    pub(crate) names: *mut i32,
    pub(crate) count: u32,
    pub(crate) named: u32,
}

/// What a late-bound call failed with.
#[repr(C)]
pub struct EXCEPINFO {
    pub(crate) code: u16,
    pub(crate) reserved: u16,
    pub(crate) source: BSTR,
    pub(crate) description: BSTR,
    pub(crate) help_file: BSTR,
    pub(crate) help_context: u32,
    pub(crate) pv_reserved: *mut c_void,
    pub(crate) deferred: *mut c_void,
    pub(crate) scode: i32,
}

// What the elements of an array are, beside numbers.
pub(crate) const FADF_BSTR: u16 = 1 << 8;
pub(crate) const FADF_UNKNOWN: u16 = 1 << 9;
pub(crate) const FADF_DISPATCH: u16 = 1 << 10;
pub(crate) const FADF_VARIANT: u16 = 1 << 11;

/// An array that carries its bounds; here, of one dimension.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct SAFEARRAY {
    pub(crate) dimensions: u16,
    pub(crate) features: u16,
    pub(crate) element_size: u32,
    pub(crate) locks: u32,
    pub(crate) data: *mut c_void,
    pub(crate) count: u32,
    pub(crate) lower_bound: i32,
}

const _: () = assert!(size_of::<VARIANT>() == 24);
const _: () = assert!(size_of::<DISPPARAMS>() == 24);
const _: () = assert!(size_of::<EXCEPINFO>() == 64);
const _: () = assert!(size_of::<SAFEARRAY>() == 32);
