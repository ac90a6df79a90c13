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
            const NAMES: &[(&str, u32)] = &[$((stringify!($name), $code)),*];
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
    RPC_E_TOO_LATE = 0x8001_0119;
    SELFREG_E_CLASS = 0x8004_0201;
    CLASS_E_NOAGGREGATION = 0x8004_0110;
    CLASS_E_CLASSNOTAVAILABLE = 0x8004_0111;

    ERROR_SERVICE_DISABLED = 0x8007_0422;
    RPC_S_INVALID_STRING_UUID = 0x8007_06A9;
    ERROR_WINHTTP_TIMEOUT = 0x8007_2EE2;
    ERROR_WINHTTP_CANNOT_CONNECT = 0x8007_2EFD;
    ERROR_WINHTTP_CONNECTION_ERROR = 0x8007_2EFE;
    ERROR_INTERNET_CONNECTION_RESET = 0x8007_2EFF;
    ERROR_WINHTTP_SECURE_FAILURE = 0x8007_2F8F;

    WU_E_NOT_INITIALIZED = 0x8024_0004;
    WU_E_INVALIDINDEX = 0x8024_0007;
    WU_E_NO_CONNECTION = 0x8024_001F;
    WU_E_CALL_CANCELLED_BY_POLICY = 0x8024_002F;
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
    /// Every failure that has a name here or in the headers.
    pub(crate) fn names() -> impl Iterator<Item = (&'static str, Self)> {
        let names = Self::NAMES.iter().chain(OTHERS);
        names.map(|(name, number)| (*name, Self(*number)))
    }

    /// The number as C has it.
    pub(crate) const fn code(self) -> i32 {
        self.0.cast_signed()
    }
}

/// Failures that are known by a number where they come from, and those that only programs speak of.
const OTHERS: &[(&str, u32)] = &[
    ("E_PENDING", 0x8000_000A),
    ("E_ABORT", 0x8000_4004),
    ("E_FAIL", 0x8000_4005),
    ("E_HANDLE", 0x8007_0006),
    ("CO_E_IIDSTRING", 0x8004_01F4),
    ("DISP_E_NONAMEDARGS", 0x8002_0007),
    ("DISP_E_UNKNOWNLCID", 0x8002_000C),
    ("DISP_E_NOTACOLLECTION", 0x8002_0011),
    ("SELFREG_E_TYPELIB", 0x8004_0200),
    ("ERROR_FILE_NOT_FOUND", 0x8007_0002),
    ("ERROR_PATH_NOT_FOUND", 0x8007_0003),
    ("ERROR_INVALID_NAME", 0x8007_007B),
    ("CRYPT_E_FILE_ERROR", 0x8009_2003),
    ("TRUST_E_SYSTEM_ERROR", 0x8009_6001),
    ("TRUST_E_NO_SIGNER_CERT", 0x8009_6002),
    ("TRUST_E_COUNTER_SIGNER", 0x8009_6003),
    ("TRUST_E_CERT_SIGNATURE", 0x8009_6004),
    ("TRUST_E_TIME_STAMP", 0x8009_6005),
    ("TRUST_E_BAD_DIGEST", 0x8009_6010),
    ("TRUST_E_MALFORMED_SIGNATURE", 0x8009_6011),
    ("TRUST_E_BASIC_CONSTRAINTS", 0x8009_6019),
    ("TRUST_E_PROVIDER_UNKNOWN", 0x800B_0001),
    ("TRUST_E_SUBJECT_FORM_UNKNOWN", 0x800B_0003),
    ("TRUST_E_SUBJECT_NOT_TRUSTED", 0x800B_0004),
    ("TRUST_E_NOSIGNATURE", 0x800B_0100),
    ("CERT_E_EXPIRED", 0x800B_0101),
    ("CERT_E_CRITICAL", 0x800B_0105),
    ("CERT_E_PURPOSE", 0x800B_0106),
    ("CERT_E_UNTRUSTEDROOT", 0x800B_0109),
    ("CERT_E_CHAINING", 0x800B_010A),
    ("TRUST_E_FAIL", 0x800B_010B),
    ("CERT_E_REVOKED", 0x800B_010C),
    ("CERT_E_WRONG_USAGE", 0x800B_0110),
    ("TRUST_E_EXPLICIT_DISTRUST", 0x800B_0111),
    ("WU_E_NO_SERVICE", 0x8024_0001),
    ("WU_E_UNKNOWN_ID", 0x8024_0003),
    ("WU_E_CALL_CANCELLED", 0x8024_000B),
    ("WU_E_XML_MISSINGDATA", 0x8024_000D),
    ("WU_E_XML_INVALID", 0x8024_000E),
    ("WU_E_TIME_OUT", 0x8024_0021),
    ("WU_E_WU_DISABLED", 0x8024_002E),
    ("WU_E_UNKNOWN_SERVICE", 0x8024_0042),
    ("WU_E_FILETRUST_SHA2SIGNATURE_MISSING", 0x8024_0061),
    ("WU_E_PT_HTTP_STATUS_BAD_REQUEST", 0x8024_4016),
    ("WU_E_PT_HTTP_STATUS_DENIED", 0x8024_4017),
    ("WU_E_PT_HTTP_STATUS_FORBIDDEN", 0x8024_4018),
    ("WU_E_PT_HTTP_STATUS_NOT_FOUND", 0x8024_4019),
    ("WU_E_PT_HTTP_STATUS_BAD_METHOD", 0x8024_401A),
    ("WU_E_PT_HTTP_STATUS_PROXY_AUTH_REQ", 0x8024_401B),
    ("WU_E_PT_HTTP_STATUS_REQUEST_TIMEOUT", 0x8024_401C),
    ("WU_E_PT_HTTP_STATUS_CONFLICT", 0x8024_401D),
    ("WU_E_PT_HTTP_STATUS_GONE", 0x8024_401E),
    ("WU_E_PT_HTTP_STATUS_SERVER_ERROR", 0x8024_401F),
    ("WU_E_PT_HTTP_STATUS_NOT_SUPPORTED", 0x8024_4020),
    ("WU_E_PT_HTTP_STATUS_BAD_GATEWAY", 0x8024_4021),
    ("WU_E_PT_HTTP_STATUS_SERVICE_UNAVAIL", 0x8024_4022),
    ("WU_E_PT_HTTP_STATUS_GATEWAY_TIMEOUT", 0x8024_4023),
    ("WU_E_PT_HTTP_STATUS_VERSION_NOT_SUP", 0x8024_4024),
    ("WU_E_PT_HTTP_STATUS_NOT_MAPPED", 0x8024_402B),
    ("WU_E_OL_INVALID_SCANFILE", 0x8024_7001),
    ("WU_E_OL_NEWCLIENT_REQUIRED", 0x8024_7002),
    ("WU_E_DS_SERVICEEXPIRED", 0x8024_8015),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_of_the_headers_has_its_name() {
        let mut count = 0;
        for header in [
            include_str!("../include/winerror.h"),
            include_str!("../include/wuerror.h"),
            include_str!("../include/olectl.h"),
        ] {
            for line in header.lines() {
                // The rest of the agent has no names here.
                if line.starts_with("/* Those of the rest") {
                    break;
                }
                let words: Vec<&str> = line.split_whitespace().collect();
                let ["#define", name, value] = words.as_slice() else {
                    continue;
                };
                let digits = value
                    .strip_prefix("((HRESULT)0x")
                    .and_then(|rest| rest.strip_suffix(')'));
                if let Some(digits) = digits {
                    let number = u32::from_str_radix(digits, 16).map(HResult);
                    let known = HResult::names().find(|(known, _)| known == name);
                    assert_eq!(known.map(|(_, number)| Ok(number)), Some(number), "{name}");
                    count += 1;
                }
            }
        }
        assert!(count > 80, "{count}");
    }

    #[test]
    fn no_number_has_two_names() {
        for (name, number) in HResult::names() {
            let first = HResult::names().find(|(_, other)| *other == number);
            assert_eq!(first, Some((name, number)));
        }
    }
}
