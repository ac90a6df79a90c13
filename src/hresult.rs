// SPDX-License-Identifier: MIT OR Apache-2.0
//! The failures of COM methods.
//!
//! Beside [`crate::error::Error`] and not part of it: the two APIs share no cause, every code here has one name that says what
//! went wrong, and codes that come from outside (an authorization, a server) must pass through unchanged.

#![forbid(unsafe_code)]

/// A failure; its number is the method's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("HRESULT 0x{0:08X}")]
pub(crate) struct HResult(pub(crate) u32);

macro_rules! failures {
    ($($name:ident = $code:literal;)*) => {
        impl HResult {
            $(pub(crate) const $name: Self = Self($code);)*

            /// All of them, by name.
            pub(crate) const NAMES: &[(&str, u32)] = &[$((stringify!($name), $code)),*];
        }
    };
}

failures! {
    E_NOTIMPL = 0x8000_4001;
    E_NOINTERFACE = 0x8000_4002;
    E_POINTER = 0x8000_4003;
    E_UNEXPECTED = 0x8000_FFFF;
    E_ACCESSDENIED = 0x8007_0005;
    E_OUTOFMEMORY = 0x8007_000E;
    E_INVALIDARG = 0x8007_0057;

    DISP_E_UNKNOWNINTERFACE = 0x8002_0001;
    DISP_E_MEMBERNOTFOUND = 0x8002_0003;
    DISP_E_PARAMNOTFOUND = 0x8002_0004;
    DISP_E_TYPEMISMATCH = 0x8002_0005;
    DISP_E_UNKNOWNNAME = 0x8002_0006;
    DISP_E_BADVARTYPE = 0x8002_0008;
    DISP_E_EXCEPTION = 0x8002_0009;
    DISP_E_OVERFLOW = 0x8002_000A;
    DISP_E_BADINDEX = 0x8002_000B;
    DISP_E_ARRAYISLOCKED = 0x8002_000D;
    DISP_E_BADPARAMCOUNT = 0x8002_000E;
    DISP_E_PARAMNOTOPTIONAL = 0x8002_000F;

    REGDB_E_CLASSNOTREG = 0x8004_0154;
    CO_E_NOTINITIALIZED = 0x8004_01F0;
    CO_E_CLASSSTRING = 0x8004_01F3;
    RPC_E_CHANGED_MODE = 0x8001_0106;
    SELFREG_E_CLASS = 0x8004_0201;
    CLASS_E_NOAGGREGATION = 0x8004_0110;
    CLASS_E_CLASSNOTAVAILABLE = 0x8004_0111;

    ERROR_SERVICE_DISABLED = 0x8007_0422;
    RPC_S_INVALID_STRING_UUID = 0x8007_06A9;
    ERROR_WINHTTP_TIMEOUT = 0x8007_2EE2;
    ERROR_WINHTTP_CANNOT_CONNECT = 0x8007_2EFD;
    ERROR_WINHTTP_CONNECTION_ERROR = 0x8007_2EFE;
    ERROR_WINHTTP_CONNECTION_RESET = 0x8007_2EFF;
    ERROR_WINHTTP_SECURE_FAILURE = 0x8007_2F8F;

    WU_E_NOT_INITIALIZED = 0x8024_0004;
    WU_E_INVALIDINDEX = 0x8024_0007;
    WU_E_NO_CONNECTION = 0x8024_001F;
    WU_E_USER_ACCESS_DISABLED_BY_POLICY = 0x8024_002F;
    WU_E_INVALID_OPERATION = 0x8024_0036;
    WU_E_NOT_SUPPORTED = 0x8024_0037;
    WU_E_WINHTTP_INVALID_FILE = 0x8024_0038;
    WU_E_PT_WINHTTP_NAME_NOT_RESOLVED = 0x8024_402C;
    WU_E_REDIRECTOR_UNKNOWN_SERVICE = 0x8024_5004;
    WU_E_REDIRECTOR_INVALID_RESPONSE = 0x8024_5006;
    WU_E_REDIRECTOR_CONNECT_POLICY = 0x8024_500C;
    WU_E_DS_LOCKTIMEOUTEXPIRED = 0x8024_800C;
    WU_E_DS_UNKNOWNSERVICE = 0x8024_8014;
    WU_E_DS_NEEDWINDOWSSERVICE = 0x8024_8019;
    WU_E_DS_INVALIDOPERATION = 0x8024_801A;
    WU_E_DS_UNEXPECTED = 0x8024_8FFF;
}

impl HResult {
    /// The number as C has it.
    pub(crate) const fn code(self) -> i32 {
        self.0.cast_signed()
    }
}
