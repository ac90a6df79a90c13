// SPDX-License-Identifier: MIT OR Apache-2.0
//! The names of the calls that are journalled and that can be made to fail.

#![forbid(unsafe_code)]

use crate::com::interfaces;

/// Loading the library of a namespace provider: no call of a program, but something that can be made to fail.
pub(crate) const PROVIDER: &str = "provider";

/// The functions that report by a Winsock error: those of the lists in `def/`, and the routines that `NSPStartup` hands over.
pub(crate) const WINSOCK: &[&str] = &[
    "WSAStartup",
    "WSACleanup",
    "WSAGetLastError",
    "WSASetLastError",
    "WSASetServiceA",
    "WSASetServiceW",
    "WSALookupServiceBeginA",
    "WSALookupServiceBeginW",
    "WSALookupServiceNextA",
    "WSALookupServiceNextW",
    "WSALookupServiceEnd",
    "WSANSPIoctl",
    "WSAInstallServiceClassA",
    "WSAInstallServiceClassW",
    "WSARemoveServiceClass",
    "WSAGetServiceClassInfoA",
    "WSAGetServiceClassInfoW",
    "WSAGetServiceClassNameByClassIdA",
    "WSAGetServiceClassNameByClassIdW",
    "WSAEnumNameSpaceProvidersA",
    "WSAEnumNameSpaceProvidersW",
    "WSAEnumNameSpaceProvidersExA",
    "WSAEnumNameSpaceProvidersExW",
    "WSAAddressToStringA",
    "WSAAddressToStringW",
    "WSAStringToAddressA",
    "WSAStringToAddressW",
    "WSAAdvertiseProvider",
    "WSAUnadvertiseProvider",
    "WSAProviderCompleteAsyncCall",
    "WSAProviderConfigChange",
    "WSCInstallNameSpace",
    "WSCInstallNameSpaceEx",
    "WSCInstallNameSpaceEx2",
    "WSCUnInstallNameSpace",
    "WSCUnInstallNameSpaceEx2",
    "WSCEnableNSProvider",
    "WSCWriteNameSpaceOrder",
    "WSCEnumNameSpaceProviders32",
    "WSCEnumNameSpaceProvidersEx32",
    "WSCInstallNameSpace32",
    "WSCInstallNameSpaceEx32",
    "WSCUnInstallNameSpace32",
    "WSCEnableNSProvider32",
    "WSCWriteNameSpaceOrder32",
    "NSPStartup",
    "NSPCleanup",
    "NSPLookupServiceBegin",
    "NSPLookupServiceNext",
    "NSPLookupServiceEnd",
    "NSPSetService",
    "NSPInstallServiceClass",
    "NSPRemoveServiceClass",
    "NSPGetServiceClassInfo",
    "NSPIoctl",
];

/// What reports nothing, and so cannot fail.
const INFALLIBLE: [&str; 2] = ["WSAGetLastError", "WSASetLastError"];

/// The functions of COM that every library with classes has, and the methods of interfaces that every class may have. Of
/// `AddRef` and `Release`, only the `Release` that ends an object is a call.
const COM: &[(&str, Reports)] = &[
    ("DllGetClassObject", Reports::HResult),
    ("DllCanUnloadNow", Reports::HResult),
    ("DllRegisterServer", Reports::HResult),
    ("DllUnregisterServer", Reports::HResult),
    ("IClassFactory::CreateInstance", Reports::HResult),
    ("IClassFactory::LockServer", Reports::HResult),
    ("IEnumVARIANT::Next", Reports::HResult),
    ("IEnumVARIANT::Skip", Reports::HResult),
    ("IEnumVARIANT::Reset", Reports::HResult),
    ("IEnumVARIANT::Clone", Reports::HResult),
    ("IUnknown::QueryInterface", Reports::HResult),
    ("IUnknown::Release", Reports::Nothing),
    ("IDispatch::GetTypeInfoCount", Reports::HResult),
    ("IDispatch::GetTypeInfo", Reports::HResult),
    ("IDispatch::GetIDsOfNames", Reports::HResult),
    ("IDispatch::Invoke", Reports::HResult),
];

/// The functions of COM and automation that the library has where the system has none.
#[cfg(not(windows))]
const COM_HELPERS: &[(&str, Reports)] = &[
    ("CoInitialize", Reports::HResult),
    ("CoInitializeEx", Reports::HResult),
    ("CoUninitialize", Reports::Nothing),
    ("CoCreateInstance", Reports::HResult),
    ("CoGetClassObject", Reports::HResult),
    ("CLSIDFromProgID", Reports::HResult),
    ("CLSIDFromString", Reports::HResult),
    ("StringFromGUID2", Reports::Nothing),
    ("CoTaskMemAlloc", Reports::Memory),
    ("CoTaskMemFree", Reports::Nothing),
    ("CoTaskMemRealloc", Reports::Memory),
    ("CoCreateGuid", Reports::HResult),
    ("StringFromCLSID", Reports::HResult),
    ("StringFromIID", Reports::HResult),
    ("IIDFromString", Reports::HResult),
    ("ProgIDFromCLSID", Reports::HResult),
    ("CLSIDFromProgIDEx", Reports::HResult),
    ("CoInitializeSecurity", Reports::HResult),
    ("SysAllocString", Reports::Memory),
    ("SysAllocStringLen", Reports::Memory),
    ("SysAllocStringByteLen", Reports::Memory),
    ("SysReAllocString", Reports::Memory),
    ("SysReAllocStringLen", Reports::Memory),
    ("SysFreeString", Reports::Nothing),
    ("SysStringLen", Reports::Nothing),
    ("SysStringByteLen", Reports::Nothing),
    ("VariantInit", Reports::Nothing),
    ("VariantClear", Reports::HResult),
    ("VariantCopy", Reports::HResult),
    ("VariantCopyInd", Reports::HResult),
    ("VariantChangeType", Reports::HResult),
    ("VariantChangeTypeEx", Reports::HResult),
    ("VariantTimeToSystemTime", Reports::Nothing),
    ("SystemTimeToVariantTime", Reports::Nothing),
    ("GetErrorInfo", Reports::HResult),
    ("SetErrorInfo", Reports::HResult),
    ("SafeArrayCreateVector", Reports::Memory),
    ("SafeArrayDestroy", Reports::HResult),
    ("SafeArrayGetDim", Reports::Nothing),
    ("SafeArrayGetElemsize", Reports::Nothing),
    ("SafeArrayGetLBound", Reports::HResult),
    ("SafeArrayGetUBound", Reports::HResult),
    ("SafeArrayAccessData", Reports::HResult),
    ("SafeArrayUnaccessData", Reports::HResult),
    ("SafeArrayGetVartype", Reports::HResult),
    ("SafeArrayLock", Reports::HResult),
    ("SafeArrayUnlock", Reports::HResult),
    ("SafeArrayPtrOfIndex", Reports::HResult),
    ("SafeArrayGetElement", Reports::HResult),
    ("SafeArrayPutElement", Reports::HResult),
    ("SafeArrayCopy", Reports::HResult),
];

#[cfg(windows)]
const COM_HELPERS: &[(&str, Reports)] = &[];

/// Whether a call looks at its parameters without a `WSAStartup`.
pub(crate) fn needs_no_startup(name: &str) -> bool {
    /// Of these functions the ones that do, nevertheless.
    const EXCEPTION: &str = "WSCEnumNameSpaceProviders";
    const BEGINNINGS: [&str; 5] = [
        "WSC",
        "WSAStartup",
        "NSPStartup",
        "WSAAddressToString",
        "WSAStringToAddress",
    ];
    let begins_so = |beginning: &&str| name.starts_with(*beginning);
    BEGINNINGS.iter().any(begins_so) && !begins_so(&EXCEPTION)
}

/// How a call reports that it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// Where the system has COM, memory comes from there.
#[cfg_attr(windows, allow(dead_code))]
pub(crate) enum Reports {
    /// By a Winsock error.
    Winsock,
    /// By an HRESULT.
    HResult,
    /// By a null pointer, or 0, which always means that there is no memory.
    Memory,
    /// Not at all.
    Nothing,
    /// It is the loading of a provider's library.
    Loading,
}

/// A call by its name, which is spelled as in the headers.
pub(crate) fn find(name: &str) -> Option<(&'static str, Reports)> {
    let known = |names: &[&'static str]| names.iter().copied().find(|known| *known == name);
    if name == PROVIDER {
        return Some((PROVIDER, Reports::Loading));
    }
    if let Some(known) = known(WINSOCK) {
        let reports = if INFALLIBLE.contains(&known) {
            Reports::Nothing
        } else {
            Reports::Winsock
        };
        return Some((known, reports));
    }
    let of_com = COM.iter().chain(COM_HELPERS).copied();
    if let Some(known) = of_com.into_iter().find(|(known, _)| *known == name) {
        return Some(known);
    }
    let known = interfaces::CALLS.iter().find_map(|names| known(names))?;
    Some((known, Reports::HResult))
}

/// Every name.
#[cfg(feature = "cli")]
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let of_com = COM.iter().chain(COM_HELPERS).map(|(name, _)| *name);
    let methods = interfaces::CALLS.iter().copied().flatten().copied();
    [PROVIDER]
        .into_iter()
        .chain(WINSOCK.iter().copied())
        .chain(of_com)
        .chain(methods)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_found_by_their_names_and_no_others() {
        assert_eq!(
            find("WSASetServiceW"),
            Some(("WSASetServiceW", Reports::Winsock))
        );
        assert_eq!(
            find("WSAGetLastError").map(|(_, reports)| reports),
            Some(Reports::Nothing)
        );
        assert_eq!(
            find("IUpdateServiceManager2::AddService2"),
            Some(("IUpdateServiceManager2::AddService2", Reports::HResult))
        );
        assert_eq!(
            find("IUnknown::Release"),
            Some(("IUnknown::Release", Reports::Nothing))
        );
        assert_eq!(
            find("provider").map(|(_, reports)| reports),
            Some(Reports::Loading)
        );
        for unknown in [
            "",
            "WSASetService",
            "wsasetservicew",
            "socket",
            "AddService2",
        ] {
            assert_eq!(find(unknown), None, "{unknown}");
        }
    }

    /// The lists in `def/` are what the library exports.
    #[test]
    fn every_function_of_the_lists_is_a_call() {
        for list in [
            include_str!("../../def/ws2_32.txt"),
            include_str!("../../def/provider.txt"),
            include_str!("../../def/wuapi.txt"),
            #[cfg(not(windows))]
            include_str!("../../def/com.txt"),
        ] {
            let lines = list.lines().filter(|line| !line.starts_with('#'));
            for line in lines {
                let mut words = line.split_whitespace();
                let (Some(name), Some(status)) = (words.next(), words.nth(2)) else {
                    continue;
                };
                assert_eq!(
                    find(name).is_some(),
                    ["yes", "partial"].contains(&status),
                    "{name}"
                );
            }
        }
    }
}
