// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the numbers of errors mean, for people.

#![forbid(unsafe_code)]

use super::suggest;
use crate::harness::names::ERRORS;
use crate::hresult::HResult;

/// A failure that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// As the headers spell it.
    pub name: &'static str,
    /// As C has it.
    pub number: i32,
    /// Whether it is an error of Winsock, and not an HRESULT.
    pub is_winsock: bool,
    /// What it means here; empty for what only other libraries and programs speak of.
    pub meaning: &'static str,
}

impl Known {
    /// The HRESULT: the number itself, or that which Windows makes of a Winsock error.
    pub fn hresult(&self) -> u32 {
        let number = self.number.cast_unsigned();
        if self.is_winsock {
            0x8007_0000 | (number & 0xFFFF)
        } else {
            number
        }
    }
}

fn all() -> impl Iterator<Item = Known> {
    let winsock = ERRORS.iter().map(|(name, number)| (*name, *number, true));
    let com = HResult::names().map(|(name, failure)| (name, failure.code(), false));
    winsock.chain(com).map(|(name, number, is_winsock)| Known {
        name,
        number,
        is_winsock,
        meaning: meaning(name),
    })
}

fn meaning(name: &str) -> &'static str {
    let found = MEANINGS.iter().find(|(known, _)| *known == name);
    found.map_or("", |(_, meaning)| meaning)
}

/// The failure that a name or a number stands for: decimal, hexadecimal (`0x`), or negative, as C prints an HRESULT. The error is a
/// sentence for the user.
pub fn known(text: &str) -> Result<Known, String> {
    let text = text.trim();
    if let Some(found) = all().find(|known| known.name.eq_ignore_ascii_case(text)) {
        return Ok(found);
    }
    let Some(number) = number(text) else {
        let meant = suggest::closest(text, all().map(|known| known.name));
        return Err(format!(
            "{text}: neither a number nor the name of an error{meant}"
        ));
    };
    let found = all().find(|known| known.number == number);
    let found = found.or_else(|| {
        let is_wrapped =
            |known: &Known| known.is_winsock && known.hresult() == number.cast_unsigned();
        all().find(is_wrapped)
    });
    found.ok_or_else(|| {
        format!(
            "{text}: no error that Enlist knows (0x{:08X}, {number})",
            number.cast_unsigned()
        )
    })
}

/// A number of 32 bits, with a sign or without.
fn number(text: &str) -> Option<i32> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let number = match digits {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            i64::from_str_radix(digits, 16).ok()?
        }
        Some(_) => return None,
        None => text.parse().ok()?,
    };
    let unsigned = || u32::try_from(number).map(u32::cast_signed);
    i32::try_from(number).or_else(|_| unsigned()).ok()
}

/// A failure of COM by its number and its name, if it has one.
pub(super) fn named(failure: HResult) -> String {
    let name = HResult::names().find(|(_, known)| *known == failure);
    match name {
        Some((name, _)) => format!("0x{:08X} {name}", failure.0),
        None => format!("0x{:08X}", failure.0),
    }
}

/// The same, and what it means, as far as that is known.
pub(super) fn described(failure: HResult) -> String {
    let name = HResult::names().find(|(_, known)| *known == failure);
    let named = named(failure);
    match name.map_or("", |(name, _)| meaning(name)) {
        "" => named,
        meaning => format!("{named}: {meaning}"),
    }
}

/// What failures mean that the library can report.
const MEANINGS: &[(&str, &str)] = &[
    (
        "WSA_INVALID_HANDLE",
        "the lookup handle is not open, or belongs to something else",
    ),
    (
        "WSA_NOT_ENOUGH_MEMORY",
        "there is no memory, or a table is full",
    ),
    (
        "WSA_INVALID_PARAMETER",
        "the service class is missing or cannot be one",
    ),
    (
        "WSA_OPERATION_ABORTED",
        "what was waited for will not come any more",
    ),
    ("WSA_IO_PENDING", "no failure: the notification comes later"),
    ("WSAEACCES", "the caller may not change this namespace"),
    (
        "WSAEFAULT",
        "a pointer is null or bad, or the buffer is too small: the size that is needed has been written",
    ),
    (
        "WSAEINVAL",
        "a parameter, or a member of a structure, has a value that makes no sense",
    ),
    (
        "WSAEWOULDBLOCK",
        "nothing has changed yet, and the call was not to wait",
    ),
    (
        "WSAEINPROGRESS",
        "the thread is inside another call that this one would disturb",
    ),
    ("WSAEALREADY", "it is installed or stored already"),
    ("WSAEOPNOTSUPP", "the provider does not do this"),
    (
        "WSAEPFNOSUPPORT",
        "the namespace does not know the protocol",
    ),
    (
        "WSAEAFNOSUPPORT",
        "the namespace does not know the address family",
    ),
    (
        "WSAEADDRINUSE",
        "another service is registered at this address",
    ),
    (
        "WSAETOOMANYREFS",
        "services of the class are still registered",
    ),
    (
        "WSAEPROCLIM",
        "WSAStartup was called more often than can be counted",
    ),
    (
        "WSASYSNOTREADY",
        "the library cannot work as its variables ask: `enlist doctor` says why",
    ),
    (
        "WSAVERNOTSUPPORTED",
        "WSAStartup asked for a version that there is not",
    ),
    ("WSANOTINITIALISED", "no WSAStartup is in effect"),
    (
        "WSAENOMORE",
        "the lookup has no more results; WSA_E_NO_MORE says the same",
    ),
    (
        "WSAECANCELLED",
        "the lookup was ended while the call ran; WSA_E_CANCELLED says the same",
    ),
    (
        "WSAEINVALIDPROCTABLE",
        "the provider's table of routines is not complete",
    ),
    (
        "WSAEINVALIDPROVIDER",
        "no such provider is installed, or not one that can be used",
    ),
    (
        "WSAEPROVIDERFAILEDINIT",
        "the library of a provider could not be loaded, or its start-up failed",
    ),
    (
        "WSASYSCALLFAILURE",
        "the system refused something that should have worked",
    ),
    (
        "WSASERVICE_NOT_FOUND",
        "no such service, or no provider that could know it",
    ),
    ("WSATYPE_NOT_FOUND", "no such service class"),
    ("WSA_E_NO_MORE", "the lookup has no more results"),
    ("WSA_E_CANCELLED", "the lookup was ended while the call ran"),
    ("WSAHOST_NOT_FOUND", "no host has this name or address"),
    (
        "WSATRY_AGAIN",
        "nobody who could know has answered; trying again may help",
    ),
    (
        "WSANO_RECOVERY",
        "it was refused or answered with nonsense; trying again does not help",
    ),
    (
        "WSANO_DATA",
        "the name is there, but nothing of the kind that was asked for",
    ),
    ("E_NOTIMPL", "the library does not do this"),
    ("E_NOINTERFACE", "the object does not have this interface"),
    ("E_POINTER", "a pointer is null or bad"),
    (
        "E_UNEXPECTED",
        "the call makes no sense in this state, or the library has a defect",
    ),
    (
        "E_ACCESSDENIED",
        "the caller may not do this, or the file may not be read",
    ),
    ("E_OUTOFMEMORY", "there is no memory"),
    (
        "E_INVALIDARG",
        "an argument has a value that makes no sense, such as an id that is no GUID, or a cab that is for another service",
    ),
    (
        "DISP_E_UNKNOWNINTERFACE",
        "the interface that is named must be IID_NULL",
    ),
    (
        "DISP_E_MEMBERNOTFOUND",
        "the object has no such member, or not for this use",
    ),
    ("DISP_E_PARAMNOTFOUND", "there is no such parameter"),
    (
        "DISP_E_TYPEMISMATCH",
        "a value has another type than is needed, and cannot be converted",
    ),
    (
        "DISP_E_UNKNOWNNAME",
        "the object has no member of this name",
    ),
    (
        "DISP_E_BADVARTYPE",
        "a VARIANT has a type that there is not",
    ),
    (
        "DISP_E_EXCEPTION",
        "the member has failed; the EXCEPINFO says how",
    ),
    (
        "DISP_E_OVERFLOW",
        "a value does not fit into the type that is needed",
    ),
    ("DISP_E_BADINDEX", "there is no element of this index"),
    ("DISP_E_ARRAYISLOCKED", "the array is locked"),
    ("DISP_E_BADPARAMCOUNT", "too many arguments, or too few"),
    (
        "DISP_E_PARAMNOTOPTIONAL",
        "an argument is missing that must be there",
    ),
    ("REGDB_E_CLASSNOTREG", "no class has this identifier"),
    (
        "CO_E_NOTINITIALIZED",
        "the thread has not called CoInitialize",
    ),
    ("CO_E_CLASSSTRING", "no class has this name"),
    (
        "RPC_E_CHANGED_MODE",
        "the thread was initialised for the other kind of apartment",
    ),
    (
        "RPC_E_TOO_LATE",
        "the security of the process has been settled before",
    ),
    ("SELFREG_E_CLASS", "the classes could not be registered"),
    (
        "CLASS_E_NOAGGREGATION",
        "the class cannot be part of another object",
    ),
    (
        "CLASS_E_CLASSNOTAVAILABLE",
        "the library does not have this class",
    ),
    (
        "ERROR_SERVICE_DISABLED",
        "the update service is disabled (ENLIST_UPDATE_CALLER)",
    ),
    ("RPC_S_INVALID_STRING_UUID", "the id is no GUID"),
    ("ERROR_WINHTTP_TIMEOUT", "the server did not answer in time"),
    (
        "ERROR_WINHTTP_CANNOT_CONNECT",
        "no connection to the server: nobody listens there, or it cannot be reached",
    ),
    (
        "ERROR_WINHTTP_CONNECTION_ERROR",
        "the connection was closed too early",
    ),
    (
        "ERROR_INTERNET_CONNECTION_RESET",
        "the connection was reset",
    ),
    (
        "ERROR_WINHTTP_SECURE_FAILURE",
        "no secure connection: the server is not trusted, or the library is built without `tls`",
    ),
    (
        "WU_E_NOT_INITIALIZED",
        "the library cannot work as its variables ask: `enlist doctor` says why",
    ),
    (
        "WU_E_INVALIDINDEX",
        "the collection has no element of this index",
    ),
    (
        "WU_E_NO_CONNECTION",
        "there is no network, or the library is told to stay off line (ENLIST_UPDATE_URL)",
    ),
    (
        "WU_E_CALL_CANCELLED_BY_POLICY",
        "the caller is kept from this by a policy (ENLIST_UPDATE_CALLER)",
    ),
    (
        "WU_E_INVALID_OPERATION",
        "the object is locked down, or the service does not allow this",
    ),
    ("WU_E_NOT_SUPPORTED", "the collection can only be read"),
    (
        "WU_E_WINHTTP_INVALID_FILE",
        "the server sent something of another content type than a cab",
    ),
    (
        "WU_E_PT_WINHTTP_NAME_NOT_RESOLVED",
        "the name of the server or the proxy could not be resolved",
    ),
    (
        "WU_E_REDIRECTOR_UNKNOWN_SERVICE",
        "nobody on line knows a service of this id",
    ),
    (
        "WU_E_REDIRECTOR_INVALID_RESPONSE",
        "the server's answer is not HTTP, or contradicts itself",
    ),
    (
        "WU_E_REDIRECTOR_CONNECT_POLICY",
        "the caller is kept off line by a policy (ENLIST_UPDATE_CALLER)",
    ),
    (
        "WU_E_DS_LOCKTIMEOUTEXPIRED",
        "another process is changing the services",
    ),
    (
        "WU_E_DS_UNKNOWNSERVICE",
        "no service of this id is registered",
    ),
    (
        "WU_E_DS_NEEDWINDOWSSERVICE",
        "the service is part of Windows, or the last one that Automatic Updates uses, and must stay",
    ),
    (
        "WU_E_DS_INVALIDOPERATION",
        "the service does not allow this, such as registering it with Automatic Updates",
    ),
    (
        "WU_E_DS_UNEXPECTED",
        "the services could not be read or written",
    ),
    ("ERROR_FILE_NOT_FOUND", "there is no such file"),
    ("ERROR_PATH_NOT_FOUND", "there is no such folder"),
    ("ERROR_INVALID_NAME", "the path cannot be one"),
    (
        "CRYPT_E_FILE_ERROR",
        "the file cannot be read, or is too large",
    ),
    (
        "TRUST_E_SYSTEM_ERROR",
        "what ENLIST_TRUST names cannot be read",
    ),
    (
        "TRUST_E_NO_SIGNER_CERT",
        "the signer's certificate is not in the signature",
    ),
    (
        "TRUST_E_CERT_SIGNATURE",
        "a signature is wrong, or its key too short",
    ),
    (
        "TRUST_E_BAD_DIGEST",
        "the cabinet was altered after it was signed",
    ),
    (
        "TRUST_E_MALFORMED_SIGNATURE",
        "the signature cannot be decoded, or the file is not whole",
    ),
    (
        "TRUST_E_BASIC_CONSTRAINTS",
        "a certificate was issued by one that may not issue it",
    ),
    ("TRUST_E_SUBJECT_FORM_UNKNOWN", "the file is not a cabinet"),
    (
        "TRUST_E_SUBJECT_NOT_TRUSTED",
        "the signer is not an allowed publisher (ENLIST_PUBLISHERS)",
    ),
    ("TRUST_E_NOSIGNATURE", "the cabinet is not signed"),
    ("CERT_E_EXPIRED", "a certificate is not valid at this time"),
    ("CERT_E_CRITICAL", "a certificate demands something unknown"),
    (
        "CERT_E_UNTRUSTEDROOT",
        "the root of the signer's certificates is not trusted (ENLIST_TRUST)",
    ),
    (
        "CERT_E_CHAINING",
        "no chain of certificates leads from the signer to a root",
    ),
    ("CERT_E_REVOKED", "a certificate is revoked"),
    (
        "CERT_E_WRONG_USAGE",
        "a certificate is not meant for signing code",
    ),
    ("TRUST_E_EXPLICIT_DISTRUST", "a certificate is distrusted"),
    (
        "WU_E_XML_MISSINGDATA",
        "the cabinet holds no authorization, or one without an id or a name",
    ),
    ("WU_E_XML_INVALID", "the authorization is malformed"),
    (
        "WU_E_FILETRUST_SHA2SIGNATURE_MISSING",
        "no signature of the cabinet uses SHA-2",
    ),
    (
        "WU_E_PT_HTTP_STATUS_BAD_REQUEST",
        "the server answered 400: it did not understand the request",
    ),
    (
        "WU_E_PT_HTTP_STATUS_DENIED",
        "the server answered 401: it wants to know who asks",
    ),
    (
        "WU_E_PT_HTTP_STATUS_FORBIDDEN",
        "the server answered 403: it refuses",
    ),
    (
        "WU_E_PT_HTTP_STATUS_NOT_FOUND",
        "the server answered 404: it has no cab for the service",
    ),
    (
        "WU_E_PT_HTTP_STATUS_BAD_METHOD",
        "the server answered 405: it does not take such requests",
    ),
    (
        "WU_E_PT_HTTP_STATUS_PROXY_AUTH_REQ",
        "the proxy answered 407: it wants to know who asks",
    ),
    (
        "WU_E_PT_HTTP_STATUS_REQUEST_TIMEOUT",
        "the server answered 408: the request took too long",
    ),
    (
        "WU_E_PT_HTTP_STATUS_CONFLICT",
        "the server answered 409: the request contradicts its state",
    ),
    (
        "WU_E_PT_HTTP_STATUS_GONE",
        "the server answered 410: the cab is gone for good",
    ),
    (
        "WU_E_PT_HTTP_STATUS_SERVER_ERROR",
        "the server answered 500: it has failed inside",
    ),
    (
        "WU_E_PT_HTTP_STATUS_NOT_SUPPORTED",
        "the server answered 501: it cannot do this",
    ),
    (
        "WU_E_PT_HTTP_STATUS_BAD_GATEWAY",
        "a gateway answered 502: the server behind it talks nonsense",
    ),
    (
        "WU_E_PT_HTTP_STATUS_SERVICE_UNAVAIL",
        "the server answered 503: it has no time now",
    ),
    (
        "WU_E_PT_HTTP_STATUS_GATEWAY_TIMEOUT",
        "a gateway answered 504: the server behind it is silent",
    ),
    (
        "WU_E_PT_HTTP_STATUS_VERSION_NOT_SUP",
        "the server answered 505: it does not speak HTTP/1.1",
    ),
    (
        "WU_E_PT_HTTP_STATUS_NOT_MAPPED",
        "the server answered with a status that has no error of its own, or redirected too often",
    ),
    (
        "WU_E_OL_INVALID_SCANFILE",
        "the file is no scan package: it has no index.xml",
    ),
    ("WU_E_DS_SERVICEEXPIRED", "the authorization has expired"),
];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::error::Error;
    use crate::wua::cab::Refusal;

    /// What only programs and providers speak of.
    const OF_OTHERS: [&str; 22] = [
        "E_ABORT",
        "E_FAIL",
        "E_PENDING",
        "E_HANDLE",
        "CO_E_IIDSTRING",
        "DISP_E_NONAMEDARGS",
        "DISP_E_UNKNOWNLCID",
        "DISP_E_NOTACOLLECTION",
        "SELFREG_E_TYPELIB",
        "TRUST_E_COUNTER_SIGNER",
        "TRUST_E_TIME_STAMP",
        "TRUST_E_PROVIDER_UNKNOWN",
        "CERT_E_PURPOSE",
        "TRUST_E_FAIL",
        "WU_E_NO_SERVICE",
        "WU_E_UNKNOWN_ID",
        "WU_E_CALL_CANCELLED",
        "WU_E_TIME_OUT",
        "WU_E_WU_DISABLED",
        "WU_E_UNKNOWN_SERVICE",
        "WU_E_OL_NEWCLIENT_REQUIRED",
        "",
    ];

    #[test]
    fn everything_that_the_library_reports_has_a_meaning() {
        for known in all().filter(|known| !known.is_winsock) {
            let is_of_others = OF_OTHERS.contains(&known.name);
            assert_eq!(known.meaning.is_empty(), is_of_others, "{}", known.name);
        }
        for (name, _) in MEANINGS {
            assert!(all().any(|known| known.name == *name), "{name}");
        }
        for refusal in Refusal::ALL {
            let said = described(HResult(refusal.hresult()));
            assert!(said.contains(": "), "{said}");
        }
        for error in [
            Error::NotStarted,
            Error::VersionNotSupported,
            Error::NotReady,
            Error::InProgress,
            Error::TooManyStartups,
            Error::BadPointer,
            Error::BufferTooSmall,
            Error::InvalidParameter,
            Error::InvalidClass,
            Error::AlreadyStored,
            Error::FamilyNotSupported,
            Error::ProtocolNotSupported,
            Error::AccessDenied,
            Error::OutOfMemory,
            Error::ServiceNotFound,
            Error::ClassNotFound,
            Error::ClassInstalled,
            Error::ClassInUse,
            Error::HostNotFound,
            Error::TryAgain,
            Error::NoRecovery,
            Error::NotConcerned,
            Error::AddressInUse,
            Error::NoData,
            Error::NotSupported,
            Error::NoMore,
            Error::Cancelled,
            Error::Aborted,
            Error::Pending,
            Error::WouldBlock,
            Error::InvalidHandle,
            Error::InvalidTable,
            Error::InvalidProvider,
            Error::ProviderFailed,
            Error::SystemCall,
            Error::Internal,
        ] {
            let known = known(&error.wsa_code().to_string()).unwrap();
            assert!(known.is_winsock && !known.meaning.is_empty(), "{error:?}");
        }
    }

    #[test]
    fn errors_are_found_by_every_spelling() {
        for (text, name) in [
            ("10013", "WSAEACCES"),
            ("0x271D", "WSAEACCES"),
            ("wsaeacces", "WSAEACCES"),
            ("0x8007271D", "WSAEACCES"),
            ("0x80240036", "WU_E_INVALID_OPERATION"),
            ("2149842998", "WU_E_INVALID_OPERATION"),
            ("-2145124298", "WU_E_INVALID_OPERATION"),
            (" WU_E_INVALID_OPERATION ", "WU_E_INVALID_OPERATION"),
        ] {
            assert_eq!(known(text).map(|known| known.name), Ok(name), "{text}");
        }
        for (text, reason) in [
            (
                "4711",
                "4711: no error that Enlist knows (0x00001267, 4711)",
            ),
            ("0x80FF0000", "(0x80FF0000, -2130771968)"),
            ("99999999999", "neither a number nor the name of an error"),
            ("0xzz", "neither"),
            ("", "neither"),
            ("WSAEACCESS", "did you mean WSAEACCES?"),
        ] {
            let said = known(text).unwrap_err();
            assert!(said.contains(reason), "{said}");
        }
    }
}
