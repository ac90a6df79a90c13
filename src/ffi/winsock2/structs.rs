// SPDX-License-Identifier: MIT OR Apache-2.0
//! Types and structs.

use crate::ffi::guiddef::GUID;
use crate::ffi::ws2def::{BLOB, BOOL, CHAR, CSADDR_INFO, DWORD, INT, WCHAR, WORD};

/// What `RNRSERVICE_REGISTER` and its siblings are passed as: any 32-bit number may arrive.
pub type WSAESETSERVICEOP = INT;

/// What `COMP_EQUAL` and its sibling are passed as: any 32-bit number may arrive.
pub type WSAECOMPARATOR = INT;

/// An opaque handle of a lookup.
pub type HANDLE = *mut core::ffi::c_void;

/// Capacity of `WSADATA::szDescription`, without the terminator.
pub const WSADESCRIPTION_LEN: usize = 256;
/// Capacity of `WSADATA::szSystemStatus`, without the terminator.
pub const WSASYS_STATUS_LEN: usize = 128;
/// Capacity of `WSAPROTOCOL_INFO::szProtocol`, without the terminator.
pub const WSAPROTOCOL_LEN: usize = 255;
/// Capacity of `WSAPROTOCOLCHAIN::ChainEntries`.
pub const MAX_PROTOCOL_CHAIN: usize = 7;

/// What `WSAStartup` tells about the implementation. Field order is that of 64-bit Windows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSADATA {
    /// The version that the caller is to use.
    pub wVersion: WORD,
    /// The highest version that is supported.
    pub wHighVersion: WORD,
    /// Kept for version 1 callers.
    pub iMaxSockets: WORD,
    /// Kept for version 1 callers.
    pub iMaxUdpDg: WORD,
    /// Kept for version 1 callers; never written.
    pub lpVendorInfo: *mut CHAR,
    /// Text about the implementation: `WSADESCRIPTION_LEN` characters and a terminator.
    pub szDescription: [CHAR; 257],
    /// Text about its state: `WSASYS_STATUS_LEN` characters and a terminator.
    pub szSystemStatus: [CHAR; 129],
}

/// An address family and a protocol of it.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct AFPROTOCOLS {
    /// `AF_…`; `AF_UNSPEC` stands for any.
    pub iAddressFamily: INT,
    /// `IPPROTO_…`; 0 stands for any.
    pub iProtocol: INT,
}

/// A version of a service, and how to compare it.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSAVERSION {
    /// The version: a plain number, larger is newer.
    pub dwVersion: DWORD,
    /// `COMP_EQUAL` or `COMP_NOTLESS`; meaningless in a registration.
    pub ecHow: WSAECOMPARATOR,
}

/// A registration, the restrictions of a lookup, or one of its results (ANSI form).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSAQUERYSETA {
    /// Size of this struct, in bytes.
    pub dwSize: DWORD,
    /// Name of the service instance.
    pub lpszServiceInstanceName: *mut CHAR,
    /// The service class.
    pub lpServiceClassId: *mut GUID,
    /// Version of the service; in a lookup, the version wanted and how to compare.
    pub lpVersion: *mut WSAVERSION,
    /// Free text.
    pub lpszComment: *mut CHAR,
    /// Namespace (`NS_…`), or `NS_ALL`.
    pub dwNameSpace: DWORD,
    /// One namespace provider; when not null, `dwNameSpace` is ignored.
    pub lpNSProviderId: *mut GUID,
    /// Where in a hierarchical namespace the service lives, or the lookup starts.
    pub lpszContext: *mut CHAR,
    /// Number of elements of `lpafpProtocols`.
    pub dwNumberOfProtocols: DWORD,
    /// Protocols that a lookup is restricted to.
    pub lpafpProtocols: *mut AFPROTOCOLS,
    /// The rest of a name, for providers that split names.
    pub lpszQueryString: *mut CHAR,
    /// Number of elements of `lpcsaBuffer`.
    pub dwNumberOfCsAddrs: DWORD,
    /// Addresses of the service.
    pub lpcsaBuffer: *mut CSADDR_INFO,
    /// `RESULT_IS_…` of a result.
    pub dwOutputFlags: DWORD,
    /// Provider-specific data.
    pub lpBlob: *mut BLOB,
}

/// A registration, the restrictions of a lookup, or one of its results (UTF-16 form).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSAQUERYSETW {
    /// Size of this struct, in bytes.
    pub dwSize: DWORD,
    /// Name of the service instance.
    pub lpszServiceInstanceName: *mut WCHAR,
    /// The service class.
    pub lpServiceClassId: *mut GUID,
    /// Version of the service; in a lookup, the version wanted and how to compare.
    pub lpVersion: *mut WSAVERSION,
    /// Free text.
    pub lpszComment: *mut WCHAR,
    /// Namespace (`NS_…`), or `NS_ALL`.
    pub dwNameSpace: DWORD,
    /// One namespace provider; when not null, `dwNameSpace` is ignored.
    pub lpNSProviderId: *mut GUID,
    /// Where in a hierarchical namespace the service lives, or the lookup starts.
    pub lpszContext: *mut WCHAR,
    /// Number of elements of `lpafpProtocols`.
    pub dwNumberOfProtocols: DWORD,
    /// Protocols that a lookup is restricted to.
    pub lpafpProtocols: *mut AFPROTOCOLS,
    /// The rest of a name, for providers that split names.
    pub lpszQueryString: *mut WCHAR,
    /// Number of elements of `lpcsaBuffer`.
    pub dwNumberOfCsAddrs: DWORD,
    /// Addresses of the service.
    pub lpcsaBuffer: *mut CSADDR_INFO,
    /// `RESULT_IS_…` of a result.
    pub dwOutputFlags: DWORD,
    /// Provider-specific data.
    pub lpBlob: *mut BLOB,
}

/// As [`WSAQUERYSETA`], without a class: what namespace providers of version 2 are given.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSAQUERYSET2A {
    /// Size of this struct, in bytes.
    pub dwSize: DWORD,
    /// Name of the service instance.
    pub lpszServiceInstanceName: *mut CHAR,
    /// Version of the service; in a lookup, the version wanted and how to compare.
    pub lpVersion: *mut WSAVERSION,
    /// Free text.
    pub lpszComment: *mut CHAR,
    /// Namespace (`NS_…`).
    pub dwNameSpace: DWORD,
    /// The namespace provider.
    pub lpNSProviderId: *mut GUID,
    /// Where in a hierarchical namespace the service lives, or the lookup starts.
    pub lpszContext: *mut CHAR,
    /// Number of elements of `lpafpProtocols`.
    pub dwNumberOfProtocols: DWORD,
    /// Protocols that a lookup is restricted to.
    pub lpafpProtocols: *mut AFPROTOCOLS,
    /// The rest of a name, for providers that split names.
    pub lpszQueryString: *mut CHAR,
    /// Number of elements of `lpcsaBuffer`.
    pub dwNumberOfCsAddrs: DWORD,
    /// Addresses of the service.
    pub lpcsaBuffer: *mut CSADDR_INFO,
    /// `RESULT_IS_…` of a result.
    pub dwOutputFlags: DWORD,
    /// Provider-specific data.
    pub lpBlob: *mut BLOB,
}

/// As [`WSAQUERYSETW`], without a class: what namespace providers of version 2 are given.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSAQUERYSET2W {
    /// Size of this struct, in bytes.
    pub dwSize: DWORD,
    /// Name of the service instance.
    pub lpszServiceInstanceName: *mut WCHAR,
    /// Version of the service; in a lookup, the version wanted and how to compare.
    pub lpVersion: *mut WSAVERSION,
    /// Free text.
    pub lpszComment: *mut WCHAR,
    /// Namespace (`NS_…`).
    pub dwNameSpace: DWORD,
    /// The namespace provider.
    pub lpNSProviderId: *mut GUID,
    /// Where in a hierarchical namespace the service lives, or the lookup starts.
    pub lpszContext: *mut WCHAR,
    /// Number of elements of `lpafpProtocols`.
    pub dwNumberOfProtocols: DWORD,
    /// Protocols that a lookup is restricted to.
    pub lpafpProtocols: *mut AFPROTOCOLS,
    /// The rest of a name, for providers that split names.
    pub lpszQueryString: *mut WCHAR,
    /// Number of elements of `lpcsaBuffer`.
    pub dwNumberOfCsAddrs: DWORD,
    /// Addresses of the service.
    pub lpcsaBuffer: *mut CSADDR_INFO,
    /// `RESULT_IS_…` of a result.
    pub dwOutputFlags: DWORD,
    /// Provider-specific data.
    pub lpBlob: *mut BLOB,
}

/// An entry of the catalogue of namespace providers (ANSI form).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSANAMESPACE_INFOA {
    /// The provider's identifier.
    pub NSProviderId: GUID,
    /// The namespace that it serves (`NS_…`).
    pub dwNameSpace: DWORD,
    /// Non-zero when the provider takes part in calls that do not name it.
    pub fActive: BOOL,
    /// Version of the provider.
    pub dwVersion: DWORD,
    /// Name of the provider, for people.
    pub lpszIdentifier: *mut CHAR,
}

/// An entry of the catalogue of namespace providers (UTF-16 form).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSANAMESPACE_INFOW {
    /// The provider's identifier.
    pub NSProviderId: GUID,
    /// The namespace that it serves (`NS_…`).
    pub dwNameSpace: DWORD,
    /// Non-zero when the provider takes part in calls that do not name it.
    pub fActive: BOOL,
    /// Version of the provider.
    pub dwVersion: DWORD,
    /// Name of the provider, for people.
    pub lpszIdentifier: *mut WCHAR,
}

/// An entry of the catalogue of namespace providers with what its installer left in it (ANSI form).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSANAMESPACE_INFOEXA {
    /// The provider's identifier.
    pub NSProviderId: GUID,
    /// The namespace that it serves (`NS_…`).
    pub dwNameSpace: DWORD,
    /// Non-zero when the provider takes part in calls that do not name it.
    pub fActive: BOOL,
    /// Version of the provider.
    pub dwVersion: DWORD,
    /// Name of the provider, for people.
    pub lpszIdentifier: *mut CHAR,
    /// What was given to `WSCInstallNameSpaceEx`; empty for most providers.
    pub ProviderSpecific: BLOB,
}

/// An entry of the catalogue of namespace providers with what its installer left in it (UTF-16 form).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSANAMESPACE_INFOEXW {
    /// The provider's identifier.
    pub NSProviderId: GUID,
    /// The namespace that it serves (`NS_…`).
    pub dwNameSpace: DWORD,
    /// Non-zero when the provider takes part in calls that do not name it.
    pub fActive: BOOL,
    /// Version of the provider.
    pub dwVersion: DWORD,
    /// Name of the provider, for people.
    pub lpszIdentifier: *mut WCHAR,
    /// What was given to `WSCInstallNameSpaceEx`; empty for most providers.
    pub ProviderSpecific: BLOB,
}

/// A value that describes a service class to a namespace (ANSI form).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSANSCLASSINFOA {
    /// Name of the value: `SERVICE_TYPE_VALUE_…`, or what the namespace defines.
    pub lpszName: *mut CHAR,
    /// The namespace that the value is meant for (`NS_…`), or `NS_ALL`.
    pub dwNameSpace: DWORD,
    /// Type of the value (`REG_…`).
    pub dwValueType: DWORD,
    /// Size of the value, in bytes.
    pub dwValueSize: DWORD,
    /// The value. Strings in it are not converted.
    pub lpValue: *mut core::ffi::c_void,
}

/// A value that describes a service class to a namespace (UTF-16 form).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSANSCLASSINFOW {
    /// Name of the value: `SERVICE_TYPE_VALUE_…`, or what the namespace defines.
    pub lpszName: *mut WCHAR,
    /// The namespace that the value is meant for (`NS_…`), or `NS_ALL`.
    pub dwNameSpace: DWORD,
    /// Type of the value (`REG_…`).
    pub dwValueType: DWORD,
    /// Size of the value, in bytes.
    pub dwValueSize: DWORD,
    /// The value.
    pub lpValue: *mut core::ffi::c_void,
}

/// A service class: what services of one kind have in common (ANSI form).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSASERVICECLASSINFOA {
    /// Identifier of the class.
    pub lpServiceClassId: *mut GUID,
    /// Name of the class, for people.
    pub lpszServiceClassName: *mut CHAR,
    /// Number of elements of `lpClassInfos`.
    pub dwCount: DWORD,
    /// What describes the class to the namespaces.
    pub lpClassInfos: *mut WSANSCLASSINFOA,
}

/// A service class: what services of one kind have in common (UTF-16 form).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSASERVICECLASSINFOW {
    /// Identifier of the class.
    pub lpServiceClassId: *mut GUID,
    /// Name of the class, for people.
    pub lpszServiceClassName: *mut WCHAR,
    /// Number of elements of `lpClassInfos`.
    pub dwCount: DWORD,
    /// What describes the class to the namespaces.
    pub lpClassInfos: *mut WSANSCLASSINFOW,
}

/// The entries of the transport catalogue that a layered protocol consists of.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSAPROTOCOLCHAIN {
    /// Number of entries: 1 for a base protocol, 0 for a layer by itself.
    pub ChainLen: INT,
    /// Numbers of the entries: `MAX_PROTOCOL_CHAIN` of them.
    pub ChainEntries: [DWORD; 7],
}

/// A transport protocol and its provider (ANSI form).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSAPROTOCOL_INFOA {
    /// What the protocol can do (`XP1_…`).
    pub dwServiceFlags1: DWORD,
    /// Reserved.
    pub dwServiceFlags2: DWORD,
    /// Reserved.
    pub dwServiceFlags3: DWORD,
    /// Reserved.
    pub dwServiceFlags4: DWORD,
    /// How the entry was made (`PFL_…`).
    pub dwProviderFlags: DWORD,
    /// The provider's identifier.
    pub ProviderId: GUID,
    /// Number of the entry in the catalogue.
    pub dwCatalogEntryId: DWORD,
    /// The entries that the protocol is layered on.
    pub ProtocolChain: WSAPROTOCOLCHAIN,
    /// Version of the protocol.
    pub iVersion: INT,
    /// `AF_…`; the only member that the conversions of addresses look at.
    pub iAddressFamily: INT,
    /// The largest size of an address, in bytes.
    pub iMaxSockAddr: INT,
    /// The smallest size of an address, in bytes.
    pub iMinSockAddr: INT,
    /// `SOCK_STREAM` and so on.
    pub iSocketType: INT,
    /// `IPPROTO_TCP` and so on.
    pub iProtocol: INT,
    /// How many further protocol numbers, after `iProtocol`, the entry serves.
    pub iProtocolMaxOffset: INT,
    /// Order of bytes: 0 the most significant one first, 1 the least.
    pub iNetworkByteOrder: INT,
    /// Kind of security; 0 is none.
    pub iSecurityScheme: INT,
    /// The largest message, in bytes; 0 for streams.
    pub dwMessageSize: DWORD,
    /// Reserved.
    pub dwProviderReserved: DWORD,
    /// Name of the protocol, for people: `WSAPROTOCOL_LEN` characters and a terminator.
    pub szProtocol: [CHAR; 256],
}

/// A transport protocol and its provider (UTF-16 form).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WSAPROTOCOL_INFOW {
    /// What the protocol can do (`XP1_…`).
    pub dwServiceFlags1: DWORD,
    /// Reserved.
    pub dwServiceFlags2: DWORD,
    /// Reserved.
    pub dwServiceFlags3: DWORD,
    /// Reserved.
    pub dwServiceFlags4: DWORD,
    /// How the entry was made (`PFL_…`).
    pub dwProviderFlags: DWORD,
    /// The provider's identifier.
    pub ProviderId: GUID,
    /// Number of the entry in the catalogue.
    pub dwCatalogEntryId: DWORD,
    /// The entries that the protocol is layered on.
    pub ProtocolChain: WSAPROTOCOLCHAIN,
    /// Version of the protocol.
    pub iVersion: INT,
    /// `AF_…`; the only member that the conversions of addresses look at.
    pub iAddressFamily: INT,
    /// The largest size of an address, in bytes.
    pub iMaxSockAddr: INT,
    /// The smallest size of an address, in bytes.
    pub iMinSockAddr: INT,
    /// `SOCK_STREAM` and so on.
    pub iSocketType: INT,
    /// `IPPROTO_TCP` and so on.
    pub iProtocol: INT,
    /// How many further protocol numbers, after `iProtocol`, the entry serves.
    pub iProtocolMaxOffset: INT,
    /// Order of bytes: 0 the most significant one first, 1 the least.
    pub iNetworkByteOrder: INT,
    /// Kind of security; 0 is none.
    pub iSecurityScheme: INT,
    /// The largest message, in bytes; 0 for streams.
    pub dwMessageSize: DWORD,
    /// Reserved.
    pub dwProviderReserved: DWORD,
    /// Name of the protocol, for people: `WSAPROTOCOL_LEN` characters and a terminator.
    pub szProtocol: [WCHAR; 256],
}

const _: () = {
    use core::mem::{offset_of, size_of};
    assert!(size_of::<usize>() == 8, "32-bit targets are not supported");
    assert!(size_of::<WSADATA>() == 408);
    // The header generator takes numbers as lengths, but no sums.
    assert!(
        offset_of!(WSADATA, szSystemStatus) - offset_of!(WSADATA, szDescription)
            == WSADESCRIPTION_LEN + 1
    );
    assert!(
        offset_of!(WSADATA, szSystemStatus) == 273
            && 273 + WSASYS_STATUS_LEN < size_of::<WSADATA>()
    );
    assert!(size_of::<WSAQUERYSETA>() == 120);
    assert!(size_of::<WSAQUERYSETW>() == 120);
    assert!(offset_of!(WSAQUERYSETW, lpBlob) == 112);
    assert!(size_of::<WSAQUERYSET2A>() == 112);
    assert!(size_of::<WSAQUERYSET2W>() == 112);
    assert!(size_of::<WSANAMESPACE_INFOA>() == 40);
    assert!(size_of::<WSANAMESPACE_INFOW>() == 40);
    assert!(size_of::<WSANAMESPACE_INFOEXA>() == 56);
    assert!(size_of::<WSANAMESPACE_INFOEXW>() == 56);
    assert!(size_of::<WSANSCLASSINFOA>() == 32 && size_of::<WSANSCLASSINFOW>() == 32);
    assert!(size_of::<WSASERVICECLASSINFOA>() == 32 && size_of::<WSASERVICECLASSINFOW>() == 32);
    assert!(size_of::<WSAPROTOCOLCHAIN>() == 4 + 4 * MAX_PROTOCOL_CHAIN);
    assert!(size_of::<WSAPROTOCOL_INFOA>() == 116 + WSAPROTOCOL_LEN + 1);
    assert!(size_of::<WSAPROTOCOL_INFOW>() == 116 + 2 * (WSAPROTOCOL_LEN + 1));
    // Read without knowing which form it is.
    assert!(
        offset_of!(WSAPROTOCOL_INFOA, iAddressFamily)
            == offset_of!(WSAPROTOCOL_INFOW, iAddressFamily)
    );
};
