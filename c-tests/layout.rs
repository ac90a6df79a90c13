// SPDX-License-Identifier: MIT OR Apache-2.0
//! Structs, constants and functions against a second source: Microsoft's own bindings, the `windows-sys` crate.
//!
//! On Linux the functions that `windows-sys` declares are ours, so calling them shows that the signatures agree. On Windows
//! the same calls reach the system's library.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::mem::{offset_of, size_of};
use std::ptr::null_mut;
use std::{fs, ptr};

use enlist::ffi::guiddef::GUID;
use enlist::ffi::{bthdef, bthsdpdef, mswsock, nspapi, winsock2, ws2bth, ws2def, ws2spi};

#[path = "support/bindings.rs"]
mod bindings;

/// What `windows-sys` has, wherever it has it.
mod theirs {
    pub use windows_sys::Win32::Devices::Bluetooth::{
        AVCTP_PROTOCOL_UUID16, AVDTP_PROTOCOL_UUID16, AVRemoteControlServiceClassID_UUID16,
        AVRemoteControlTargetServiceClassID_UUID16, AdvancedAudioDistributionServiceClassID_UUID16,
        AudioSinkSourceServiceClassID_UUID16, AudioSourceServiceClassID_UUID16, BDIF_ADDRESS,
        BDIF_COD, BDIF_CONNECTED, BDIF_NAME, BDIF_PAIRED, BDIF_PERSONAL, BNEP_PROTOCOL_UUID16,
        BT_PORT_DYN_FIRST, BT_PORT_MAX, BT_PORT_MIN, BTH_ADDR_GIAC, BTH_ADDR_IAC_FIRST,
        BTH_ADDR_LIAC, BTH_ADDR_STRING_SIZE, BTH_DEVICE_INFO, BTH_LINK_KEY_LENGTH,
        BTH_MAX_NAME_SIZE, BTH_MAX_PIN_SIZE, BTH_QUERY_DEVICE, BTH_QUERY_SERVICE, BTH_SDP_VERSION,
        BTH_SET_SERVICE, BTHNS_RESULT_DEVICE_AUTHENTICATED, BTHNS_RESULT_DEVICE_CONNECTED,
        BTHNS_RESULT_DEVICE_REMEMBERED, BTHPROTO_L2CAP, BTHPROTO_RFCOMM,
        BrowseGroupDescriptorServiceClassID_UUID16, CMPT_PROTOCOL_UUID16,
        COD_AUDIO_MINOR_HANDS_FREE, COD_AUDIO_MINOR_HEADPHONES, COD_AUDIO_MINOR_HEADSET,
        COD_AUDIO_MINOR_LOUDSPEAKER, COD_AUDIO_MINOR_MICROPHONE, COD_AUDIO_MINOR_UNCLASSIFIED,
        COD_COMPUTER_MINOR_DESKTOP, COD_COMPUTER_MINOR_HANDHELD, COD_COMPUTER_MINOR_LAPTOP,
        COD_COMPUTER_MINOR_PALM, COD_COMPUTER_MINOR_SERVER, COD_COMPUTER_MINOR_UNCLASSIFIED,
        COD_COMPUTER_MINOR_WEARABLE, COD_FORMAT_BIT_OFFSET, COD_FORMAT_MASK, COD_MAJOR_AUDIO,
        COD_MAJOR_COMPUTER, COD_MAJOR_IMAGING, COD_MAJOR_LAN_ACCESS, COD_MAJOR_MASK,
        COD_MAJOR_MISCELLANEOUS, COD_MAJOR_PERIPHERAL, COD_MAJOR_PHONE, COD_MAJOR_UNCLASSIFIED,
        COD_MINOR_BIT_OFFSET, COD_MINOR_MASK, COD_PHONE_MINOR_CELLULAR, COD_PHONE_MINOR_CORDLESS,
        COD_PHONE_MINOR_SMART, COD_PHONE_MINOR_UNCLASSIFIED, COD_PHONE_MINOR_WIRED_MODEM,
        COD_SERVICE_AUDIO, COD_SERVICE_CAPTURING, COD_SERVICE_INFORMATION, COD_SERVICE_LIMITED,
        COD_SERVICE_NETWORKING, COD_SERVICE_OBJECT_XFER, COD_SERVICE_POSITIONING,
        COD_SERVICE_RENDERING, COD_SERVICE_TELEPHONY, CordlessServiceClassID_UUID16,
        DialupNetworkingServiceClassID_UUID16, DirectPrintingServiceClassID_UUID16,
        FTP_PROTOCOL_UUID16, FaxServiceClassID_UUID16, GNServiceClassID_UUID16,
        GenericAudioServiceClassID_UUID16, GenericFileTransferServiceClassID_UUID16,
        GenericNetworkingServiceClassID_UUID16, GenericTelephonyServiceClassID_UUID16,
        HTTP_PROTOCOL_UUID16, HandsfreeAudioGatewayServiceClassID_UUID16,
        HandsfreeServiceClassID_UUID16, HeadsetAudioGatewayServiceClassID_UUID16,
        HeadsetServiceClassID_UUID16, HumanInterfaceDeviceServiceClassID_UUID16,
        IP_PROTOCOL_UUID16, ImagingServiceClassID_UUID16, IntercomServiceClassID_UUID16,
        IrMCSyncServiceClassID_UUID16, IrMcSyncCommandServiceClassID_UUID16, L2CAP_PROTOCOL_UUID16,
        LANAccessUsingPPPServiceClassID_UUID16, LANG_BASE_ENCODING_INDEX, LANG_BASE_LANGUAGE_INDEX,
        LANG_BASE_OFFSET_INDEX, LANG_DEFAULT_ID, MAX_UUIDS_IN_QUERY, NAPServiceClassID_UUID16,
        NS_BTH, OBEX_PROTOCOL_UUID16, OBEXFileTransferServiceClassID_UUID16,
        OBEXObjectPushServiceClassID_UUID16, PANUServiceClassID_UUID16, PSM_AVCTP, PSM_AVDTP,
        PSM_HID_CONTROL, PSM_HID_INTERRUPT, PSM_RFCOMM, PSM_SDP, PSM_TCS_BIN, PSM_TCS_BIN_CORDLESS,
        PSM_UDI_C_PLANE, PnPInformationServiceClassID_UUID16,
        PublicBrowseGroupServiceClassID_UUID16, RFCOMM_MAX_MTU, RFCOMM_MIN_MTU,
        RFCOMM_PROTOCOL_UUID16, SDP_ATTRIB_ADDITIONAL_PROTOCOL_DESCRIPTOR_LIST,
        SDP_ATTRIB_AVAILABILITY, SDP_ATTRIB_BROWSE_GROUP_LIST, SDP_ATTRIB_CLASS_ID_LIST,
        SDP_ATTRIB_CLIENT_EXECUTABLE_URL, SDP_ATTRIB_DOCUMENTATION_URL, SDP_ATTRIB_ICON_URL,
        SDP_ATTRIB_INFO_TIME_TO_LIVE, SDP_ATTRIB_LANG_BASE_ATTRIB_ID_LIST,
        SDP_ATTRIB_PROFILE_DESCRIPTOR_LIST, SDP_ATTRIB_PROFILE_SPECIFIC,
        SDP_ATTRIB_PROTOCOL_DESCRIPTOR_LIST, SDP_ATTRIB_RECORD_HANDLE, SDP_ATTRIB_RECORD_STATE,
        SDP_ATTRIB_SERVICE_ID, SDP_DEFAULT_INQUIRY_MAX_RESPONSES, SDP_DEFAULT_INQUIRY_SECONDS,
        SDP_ERROR_INSUFFICIENT_RESOURCES, SDP_ERROR_INVALID_CONTINUATION_STATE,
        SDP_ERROR_INVALID_PDU_SIZE, SDP_ERROR_INVALID_RECORD_HANDLE,
        SDP_ERROR_INVALID_REQUEST_SYNTAX, SDP_ERROR_INVALID_SDP_VERSION, SDP_MAX_INQUIRY_SECONDS,
        SDP_PROTOCOL_UUID16, SDP_SERVICE_ATTRIBUTE_REQUEST, SDP_SERVICE_SEARCH_ATTRIBUTE_REQUEST,
        SDP_SERVICE_SEARCH_REQUEST, SO_BTH_AUTHENTICATE, SO_BTH_ENCRYPT, SO_BTH_MTU,
        SO_BTH_MTU_MAX, SO_BTH_MTU_MIN, SOCKADDR_BTH, SOL_SDP, STRING_DESCRIPTION_OFFSET,
        STRING_NAME_OFFSET, STRING_PROVIDER_NAME_OFFSET, SdpAttributeRange, SdpQueryUuid,
        SerialPortServiceClassID_UUID16, ServiceDiscoveryServerServiceClassID_UUID16,
        TCP_PROTOCOL_UUID16, TCSAT_PROTOCOL_UUID16, TCSBIN_PROTOCOL_UUID16,
        UDI_C_PLANE_PROTOCOL_UUID16, UDP_PROTOCOL_UUID16, UPNP_PROTOCOL_UUID16,
        WSP_PROTOCOL_UUID16,
    };
    pub use windows_sys::Win32::NetworkManagement::P2P::*;
    pub use windows_sys::Win32::Networking::WinSock::*;
    pub use windows_sys::Win32::System::Com::BLOB;
}

/// The size of a member, given a function that borrows it.
fn size_of_member<S, M>(_: fn(&S) -> &M) -> usize {
    size_of::<M>()
}

/// Compares structs that have all members in common, and names each member once.
macro_rules! structs {
    ($($module:ident::$name:ident { $($member:ident),* $(,)? })*) => {$(
        // Refused by the compiler when a member is missing from the list.
        let _ = |ours: $module::$name| { let $module::$name { $($member: _),* } = ours; };
        let _ = |theirs: theirs::$name| { let theirs::$name { $($member: _),* } = theirs; };
        assert_eq!(size_of::<$module::$name>(), size_of::<theirs::$name>(), stringify!($name));
        assert_eq!(align_of::<$module::$name>(), align_of::<theirs::$name>(), stringify!($name));
        $(
            assert_eq!(
                offset_of!($module::$name, $member),
                offset_of!(theirs::$name, $member),
                "{}::{}", stringify!($name), stringify!($member),
            );
            assert_eq!(
                size_of_member(|ours: &$module::$name| &ours.$member),
                size_of_member(|theirs: &theirs::$name| &theirs.$member),
                "{}::{}", stringify!($name), stringify!($member),
            );
        )*
    )*};
}

#[test]
fn structs_are_laid_out_as_on_windows() {
    structs! {
        ws2def::SOCKET_ADDRESS { lpSockaddr, iSockaddrLength }
        ws2def::CSADDR_INFO { LocalAddr, RemoteAddr, iSocketType, iProtocol }
        ws2def::BLOB { cbSize, pBlobData }
        bthdef::BTH_DEVICE_INFO { flags, address, classOfDevice, name }
        bthsdpdef::SdpAttributeRange { minAttribute, maxAttribute }
        bthsdpdef::SdpQueryUuid { u, uuidType }
        winsock2::WSADATA {
            wVersion, wHighVersion, iMaxSockets, iMaxUdpDg, lpVendorInfo, szDescription, szSystemStatus,
        }
        winsock2::AFPROTOCOLS { iAddressFamily, iProtocol }
        winsock2::WSAVERSION { dwVersion, ecHow }
        winsock2::WSAQUERYSETA {
            dwSize, lpszServiceInstanceName, lpServiceClassId, lpVersion, lpszComment, dwNameSpace, lpNSProviderId,
            lpszContext, dwNumberOfProtocols, lpafpProtocols, lpszQueryString, dwNumberOfCsAddrs, lpcsaBuffer,
            dwOutputFlags, lpBlob,
        }
        winsock2::WSAQUERYSETW {
            dwSize, lpszServiceInstanceName, lpServiceClassId, lpVersion, lpszComment, dwNameSpace, lpNSProviderId,
            lpszContext, dwNumberOfProtocols, lpafpProtocols, lpszQueryString, dwNumberOfCsAddrs, lpcsaBuffer,
            dwOutputFlags, lpBlob,
        }
        winsock2::WSAQUERYSET2A {
            dwSize, lpszServiceInstanceName, lpVersion, lpszComment, dwNameSpace, lpNSProviderId, lpszContext,
            dwNumberOfProtocols, lpafpProtocols, lpszQueryString, dwNumberOfCsAddrs, lpcsaBuffer, dwOutputFlags, lpBlob,
        }
        winsock2::WSAQUERYSET2W {
            dwSize, lpszServiceInstanceName, lpVersion, lpszComment, dwNameSpace, lpNSProviderId, lpszContext,
            dwNumberOfProtocols, lpafpProtocols, lpszQueryString, dwNumberOfCsAddrs, lpcsaBuffer, dwOutputFlags, lpBlob,
        }
        ws2spi::WSATHREADID { ThreadHandle, Reserved }
        ws2spi::NSP_ROUTINE {
            cbSize, dwMajorVersion, dwMinorVersion, NSPCleanup, NSPLookupServiceBegin, NSPLookupServiceNext, NSPLookupServiceEnd, NSPSetService, NSPInstallServiceClass, NSPRemoveServiceClass, NSPGetServiceClassInfo, NSPIoctl,
        }
        ws2spi::NSPV2_ROUTINE {
            cbSize, dwMajorVersion, dwMinorVersion, NSPv2Startup, NSPv2Cleanup, NSPv2LookupServiceBegin, NSPv2LookupServiceNextEx, NSPv2LookupServiceEnd, NSPv2SetServiceEx, NSPv2ClientSessionRundown,
        }
        winsock2::WSANAMESPACE_INFOA { NSProviderId, dwNameSpace, fActive, dwVersion, lpszIdentifier }
        winsock2::WSANAMESPACE_INFOW { NSProviderId, dwNameSpace, fActive, dwVersion, lpszIdentifier }
        winsock2::WSANAMESPACE_INFOEXA {
            NSProviderId, dwNameSpace, fActive, dwVersion, lpszIdentifier, ProviderSpecific,
        }
        winsock2::WSANAMESPACE_INFOEXW {
            NSProviderId, dwNameSpace, fActive, dwVersion, lpszIdentifier, ProviderSpecific,
        }
        winsock2::WSACOMPLETION { Type, Parameters }
        winsock2::WSACOMPLETION_0_0 { hWnd, uMsg, context }
        winsock2::WSACOMPLETION_0_1 { lpOverlapped }
        winsock2::WSACOMPLETION_0_2 { lpOverlapped, lpfnCompletionProc }
        winsock2::WSACOMPLETION_0_3 { lpOverlapped, hPort, Key }
        winsock2::WSANSCLASSINFOA { lpszName, dwNameSpace, dwValueType, dwValueSize, lpValue }
        winsock2::WSANSCLASSINFOW { lpszName, dwNameSpace, dwValueType, dwValueSize, lpValue }
        winsock2::WSASERVICECLASSINFOA { lpServiceClassId, lpszServiceClassName, dwCount, lpClassInfos }
        winsock2::WSASERVICECLASSINFOW { lpServiceClassId, lpszServiceClassName, dwCount, lpClassInfos }
        winsock2::WSAPROTOCOLCHAIN { ChainLen, ChainEntries }
        winsock2::WSAPROTOCOL_INFOA {
            dwServiceFlags1, dwServiceFlags2, dwServiceFlags3, dwServiceFlags4, dwProviderFlags,
            ProviderId, dwCatalogEntryId, ProtocolChain, iVersion, iAddressFamily,
            iMaxSockAddr, iMinSockAddr, iSocketType, iProtocol, iProtocolMaxOffset,
            iNetworkByteOrder, iSecurityScheme, dwMessageSize, dwProviderReserved, szProtocol,
        }
        winsock2::WSAPROTOCOL_INFOW {
            dwServiceFlags1, dwServiceFlags2, dwServiceFlags3, dwServiceFlags4, dwProviderFlags,
            ProviderId, dwCatalogEntryId, ProtocolChain, iVersion, iAddressFamily,
            iMaxSockAddr, iMinSockAddr, iSocketType, iProtocol, iProtocolMaxOffset,
            iNetworkByteOrder, iSecurityScheme, dwMessageSize, dwProviderReserved, szProtocol,
        }
    }
}

/// By itself, because members have unions around them there.
#[test]
fn completions_are_laid_out_as_on_windows() {
    type Theirs = windows_sys::Win32::System::IO::OVERLAPPED;
    use winsock2::WSAOVERLAPPED as Ours;
    assert_eq!(size_of::<Ours>(), size_of::<Theirs>());
    assert_eq!(align_of::<Ours>(), align_of::<Theirs>());
    assert_eq!(offset_of!(Ours, Internal), offset_of!(Theirs, Internal));
    assert_eq!(
        offset_of!(Ours, InternalHigh),
        offset_of!(Theirs, InternalHigh)
    );
    assert_eq!(
        offset_of!(Ours, Offset),
        offset_of!(Theirs, Anonymous.Anonymous.Offset)
    );
    assert_eq!(
        offset_of!(Ours, OffsetHigh),
        offset_of!(Theirs, Anonymous.Anonymous.OffsetHigh)
    );
    assert_eq!(offset_of!(Ours, hEvent), offset_of!(Theirs, hEvent));

    // A union lists no members to be matched.
    macro_rules! parameters {
        ($($member:ident),*) => {$(
            assert_eq!(
                offset_of!(winsock2::WSACOMPLETION, Parameters.$member),
                offset_of!(theirs::WSACOMPLETION, Parameters.$member),
            );
        )*};
    }
    parameters!(WindowMessage, Event, Apc, Port);
}

/// By itself, because a union lists no members to be matched.
#[test]
fn network_blobs_are_laid_out_as_on_windows() {
    structs! {
        mswsock::NLA_BLOB { header, data }
        mswsock::NLA_BLOB_0 { r#type, dwSize, nextOffset }
        mswsock::NLA_BLOB_1_0 { dwType, dwSpeed, adapterName }
        mswsock::NLA_BLOB_1_1 { information }
        mswsock::NLA_BLOB_1_2 { r#type, internet }
        mswsock::NLA_BLOB_1_3 { remote }
        mswsock::NLA_BLOB_1_3_0 { speed, r#type, state, machineName, sharedAdapterName }
    }
    macro_rules! data {
        ($($member:ident),*) => {$(
            assert_eq!(
                offset_of!(mswsock::NLA_BLOB, data.$member),
                offset_of!(theirs::NLA_BLOB, data.$member),
            );
        )*};
    }
    data!(rawData, interfaceData, locationData, connectivity, ICS);
}

/// By itself, because the members have other names there.
#[test]
fn guid_is_laid_out_as_on_windows() {
    type Theirs = windows_sys::core::GUID;
    assert_eq!(size_of::<GUID>(), size_of::<Theirs>());
    assert_eq!(align_of::<GUID>(), align_of::<Theirs>());
    assert_eq!(offset_of!(GUID, Data1), offset_of!(Theirs, data1));
    assert_eq!(offset_of!(GUID, Data2), offset_of!(Theirs, data2));
    assert_eq!(offset_of!(GUID, Data3), offset_of!(Theirs, data3));
    assert_eq!(offset_of!(GUID, Data4), offset_of!(Theirs, data4));
}

/// Compares structs whose members cannot be borrowed, because they are packed.
macro_rules! packed_structs {
    ($($module:ident::$name:ident { $($member:ident),* $(,)? })*) => {$(
        let _ = |ours: $module::$name| { let $module::$name { $($member: _),* } = ours; };
        let _ = |theirs: theirs::$name| { let theirs::$name { $($member: _),* } = theirs; };
        assert_eq!(size_of::<$module::$name>(), size_of::<theirs::$name>(), stringify!($name));
        assert_eq!(align_of::<$module::$name>(), align_of::<theirs::$name>(), stringify!($name));
        $(assert_eq!(
            offset_of!($module::$name, $member),
            offset_of!(theirs::$name, $member),
            "{}::{}", stringify!($name), stringify!($member),
        );)*
    )*};
}

#[test]
fn packed_structs_are_laid_out_as_on_windows() {
    packed_structs! {
        ws2bth::SOCKADDR_BTH { addressFamily, btAddr, serviceClassId, port }
        ws2bth::BTH_SET_SERVICE {
            pSdpVersion, pRecordHandle, fCodService, Reserved, ulRecordLength, pRecord,
        }
        ws2bth::BTH_QUERY_DEVICE { LAP, length }
        ws2bth::BTH_QUERY_SERVICE { r#type, serviceHandle, uuids, numRange, pRange }
    }
}

/// Compares constants by name; gives the names back.
macro_rules! constants {
    ($module:ident: $($name:ident),* $(,)?) => {{
        // Some differ in their type (`WSADESCRIPTION_LEN`), none in its value.
        $(assert_eq!($module::$name as i128, theirs::$name as i128, stringify!($name));)*
        [$(stringify!($name)),*]
    }};
}

/// Compares identifiers by name; gives the names back.
macro_rules! guids {
    ($module:ident: $($name:ident),* $(,)?) => {{
        $(
            let (ours, theirs) = ($module::$name, theirs::$name);
            assert_eq!(
                (ours.Data1, ours.Data2, ours.Data3, ours.Data4),
                (theirs.data1, theirs.data2, theirs.data3, theirs.data4),
                stringify!($name),
            );
        )*
        [$(stringify!($name)),*]
    }};
}

/// What `windows-sys` lacks, with the values of the headers of Windows.
macro_rules! constants_on_our_own {
    ($($module:ident::$name:ident = $value:expr),* $(,)?) => {{
        $(assert_eq!($module::$name, $value, stringify!($name));)*
        [$(stringify!($name)),*]
    }};
}

#[test]
fn constants_have_the_values_of_windows() {
    let mut compared = BTreeSet::new();
    compared.extend(constants! { winsock2:
        WSADESCRIPTION_LEN, WSASYS_STATUS_LEN, WSAPROTOCOL_LEN, MAX_PROTOCOL_CHAIN, SOCKET_ERROR, WSA_INVALID_HANDLE, WSA_NOT_ENOUGH_MEMORY,
        WSA_INVALID_PARAMETER, WSA_OPERATION_ABORTED, WSA_IO_INCOMPLETE, WSA_IO_PENDING, WSABASEERR, WSAEINTR,
        WSAEBADF, WSAEACCES, WSAEFAULT, WSAEINVAL, WSAEMFILE, WSAEWOULDBLOCK, WSAEINPROGRESS, WSAEALREADY,
        WSAENOTSOCK, WSAEDESTADDRREQ, WSAEMSGSIZE, WSAEPROTOTYPE, WSAENOPROTOOPT, WSAEPROTONOSUPPORT,
        WSAESOCKTNOSUPPORT, WSAEOPNOTSUPP, WSAEPFNOSUPPORT, WSAEAFNOSUPPORT, WSAEADDRINUSE, WSAEADDRNOTAVAIL,
        WSAENETDOWN, WSAENETUNREACH, WSAENETRESET, WSAECONNABORTED, WSAECONNRESET, WSAENOBUFS, WSAEISCONN,
        WSAENOTCONN, WSAESHUTDOWN, WSAETOOMANYREFS, WSAETIMEDOUT, WSAECONNREFUSED, WSAELOOP, WSAENAMETOOLONG,
        WSAEHOSTDOWN, WSAEHOSTUNREACH, WSAENOTEMPTY, WSAEPROCLIM, WSAEUSERS, WSAEDQUOT, WSAESTALE, WSAEREMOTE,
        WSASYSNOTREADY, WSAVERNOTSUPPORTED, WSANOTINITIALISED, WSAEDISCON, WSAENOMORE, WSAECANCELLED,
        WSAEINVALIDPROCTABLE, WSAEINVALIDPROVIDER, WSAEPROVIDERFAILEDINIT, WSASYSCALLFAILURE, WSASERVICE_NOT_FOUND,
        WSATYPE_NOT_FOUND, WSA_E_NO_MORE, WSA_E_CANCELLED, WSAEREFUSED, WSAHOST_NOT_FOUND, WSATRY_AGAIN,
        WSANO_RECOVERY, WSANO_DATA, WSA_QOS_RECEIVERS, WSA_QOS_SENDERS, WSA_QOS_NO_SENDERS, WSA_QOS_NO_RECEIVERS,
        WSA_QOS_REQUEST_CONFIRMED, WSA_QOS_ADMISSION_FAILURE, WSA_QOS_POLICY_FAILURE, WSA_QOS_BAD_STYLE,
        WSA_QOS_BAD_OBJECT, WSA_QOS_TRAFFIC_CTRL_ERROR, WSA_QOS_GENERIC_ERROR, WSA_QOS_ESERVICETYPE,
        WSA_QOS_EFLOWSPEC, WSA_QOS_EPROVSPECBUF, WSA_QOS_EFILTERSTYLE, WSA_QOS_EFILTERTYPE, WSA_QOS_EFILTERCOUNT,
        WSA_QOS_EOBJLENGTH, WSA_QOS_EFLOWCOUNT, WSA_QOS_EUNKOWNPSOBJ, WSA_QOS_EPOLICYOBJ, WSA_QOS_EFLOWDESC,
        WSA_QOS_EPSFLOWSPEC, WSA_QOS_EPSFILTERSPEC, WSA_QOS_ESDMODEOBJ, WSA_QOS_ESHAPERATEOBJ,
        WSA_QOS_RESERVED_PETYPE, WSA_SECURE_HOST_NOT_FOUND, WSA_IPSEC_NAME_POLICY_ERROR, WSA_PNRP_CLOUD_NOT_FOUND,
        WSA_PNRP_CLOUD_DISABLED, WSA_PNRP_INVALID_IDENTITY, WSA_PNRP_TOO_MUCH_LOAD, WSA_PNRP_CLOUD_IS_SEARCH_ONLY,
        WSA_PNRP_CLIENT_INVALID_COMPARTMENT_ID, WSA_PNRP_DUPLICATE_PEER_NAME, WSA_PNRP_CLOUD_IS_DEAD,
        RNRSERVICE_REGISTER, RNRSERVICE_DEREGISTER, RNRSERVICE_DELETE, SERVICE_MULTIPLE, COMP_EQUAL, COMP_NOTLESS,
        LUP_DEEP, LUP_CONTAINERS, LUP_NOCONTAINERS, LUP_NEAREST, LUP_RETURN_NAME, LUP_RETURN_TYPE,
        LUP_RETURN_VERSION, LUP_RETURN_COMMENT, LUP_RETURN_ADDR, LUP_RETURN_BLOB, LUP_RETURN_ALIASES,
        LUP_RETURN_QUERY_STRING, LUP_RETURN_ALL, LUP_FLUSHCACHE, LUP_FLUSHPREVIOUS, LUP_NON_AUTHORITATIVE,
        LUP_RES_SERVICE, LUP_SECURE, LUP_RETURN_PREFERRED_NAMES, LUP_DNS_ONLY, LUP_RETURN_RESPONSE_FLAGS,
        LUP_ADDRCONFIG, LUP_DUAL_ADDR, LUP_FILESERVER, LUP_DISABLE_IDN_ENCODING, LUP_API_ANSI, LUP_EXTENDED_QUERYSET,
        LUP_SECURE_WITH_FALLBACK, LUP_EXCLUSIVE_CUSTOM_SERVERS, LUP_REQUIRE_SECURE, LUP_RETURN_TTL,
        LUP_FORCE_CLEAR_TEXT, LUP_RESOLUTION_HANDLE, NS_ALL, NS_SAP, NS_NDS, NS_PEER_BROWSE, NS_SLP, NS_DHCP,
        NS_TCPIP_LOCAL, NS_TCPIP_HOSTS, NS_DNS, NS_NETBT, NS_WINS, NS_NLA, NS_BTH, NS_LOCALNAME, NS_NBP, NS_MS,
        NS_STDA, NS_NTDS, NS_EMAIL, NS_PNRPNAME, NS_PNRPCLOUD, NS_X500, NS_NIS, NS_NISPLUS, NS_WRQ, NS_NETDES,
        RESULT_IS_ALIAS, RESULT_IS_ADDED, RESULT_IS_CHANGED, RESULT_IS_DELETED, RES_UNUSED_1, RES_FLUSH_CACHE,
        RES_SERVICE, SIO_NSP_NOTIFY_CHANGE, NSP_NOTIFY_IMMEDIATELY, NSP_NOTIFY_HWND, NSP_NOTIFY_EVENT, NSP_NOTIFY_PORT,
        NSP_NOTIFY_APC,
    });
    compared.extend(constants! { nspapi:
        NS_DEFAULT, NS_VNS, NSTYPE_HIERARCHICAL, NSTYPE_DYNAMIC, NSTYPE_ENUMERABLE, NSTYPE_WORKGROUP,
        SERVICE_REGISTER, SERVICE_DEREGISTER, SERVICE_FLUSH, SERVICE_ADD_TYPE, SERVICE_DELETE_TYPE,
        SERVICE_FLAG_DEFER, SERVICE_FLAG_HARD, SET_SERVICE_PARTIAL_SUCCESS, SERVICE_RESOURCE, SERVICE_SERVICE,
        SERVICE_LOCAL, SERVICE_ADDRESS_FLAG_RPC_CN, SERVICE_ADDRESS_FLAG_RPC_DG, SERVICE_ADDRESS_FLAG_RPC_NB,
        PROP_COMMENT, PROP_LOCALE, PROP_DISPLAY_HINT, PROP_VERSION, PROP_START_TIME, PROP_MACHINE, PROP_ADDRESSES,
        PROP_SD, PROP_ALL, RES_SOFT_SEARCH, RES_FIND_MULTIPLE, XP_CONNECTIONLESS, XP_GUARANTEED_DELIVERY,
        XP_GUARANTEED_ORDER, XP_MESSAGE_ORIENTED, XP_PSEUDO_STREAM, XP_GRACEFUL_CLOSE, XP_EXPEDITED_DATA,
        XP_CONNECT_DATA, XP_DISCONNECT_DATA, XP_SUPPORTS_BROADCAST, XP_SUPPORTS_MULTICAST, XP_BANDWIDTH_ALLOCATION,
        XP_FRAGMENTATION, XP_ENCRYPTS,
    });
    compared.extend(constants! { mswsock:
        NLA_ALLUSERS_NETWORK, NLA_FRIENDLY_NAME, NLA_RAW_DATA, NLA_INTERFACE, NLA_802_1X_LOCATION, NLA_CONNECTIVITY,
        NLA_ICS, NLA_NETWORK_AD_HOC, NLA_NETWORK_MANAGED, NLA_NETWORK_UNMANAGED, NLA_NETWORK_UNKNOWN,
        NLA_INTERNET_UNKNOWN, NLA_INTERNET_NO, NLA_INTERNET_YES,
    });
    compared.extend(guids! { mswsock: NLA_NAMESPACE_GUID, NLA_SERVICE_CLASS_GUID });
    compared.extend(constants! { ws2bth:
        BTHPROTO_RFCOMM, BTHPROTO_L2CAP, BT_PORT_MIN, BT_PORT_MAX, BT_PORT_DYN_FIRST, BTH_ADDR_STRING_SIZE,
        SOL_SDP, SO_BTH_AUTHENTICATE, SO_BTH_ENCRYPT, SO_BTH_MTU, SO_BTH_MTU_MAX, SO_BTH_MTU_MIN, RFCOMM_MAX_MTU, RFCOMM_MIN_MTU, BTH_SDP_VERSION, SDP_DEFAULT_INQUIRY_SECONDS, SDP_MAX_INQUIRY_SECONDS, SDP_DEFAULT_INQUIRY_MAX_RESPONSES, SDP_SERVICE_SEARCH_REQUEST, SDP_SERVICE_ATTRIBUTE_REQUEST, SDP_SERVICE_SEARCH_ATTRIBUTE_REQUEST, BTHNS_RESULT_DEVICE_CONNECTED, BTHNS_RESULT_DEVICE_REMEMBERED, BTHNS_RESULT_DEVICE_AUTHENTICATED,
    });
    compared.extend(constants! { bthdef:
        BTH_MAX_NAME_SIZE, BTH_MAX_PIN_SIZE, BTH_LINK_KEY_LENGTH, MAX_UUIDS_IN_QUERY, SDP_PROTOCOL_UUID16, UDP_PROTOCOL_UUID16, RFCOMM_PROTOCOL_UUID16, TCP_PROTOCOL_UUID16, TCSBIN_PROTOCOL_UUID16, TCSAT_PROTOCOL_UUID16, OBEX_PROTOCOL_UUID16, IP_PROTOCOL_UUID16, FTP_PROTOCOL_UUID16, HTTP_PROTOCOL_UUID16, WSP_PROTOCOL_UUID16, BNEP_PROTOCOL_UUID16, UPNP_PROTOCOL_UUID16, AVCTP_PROTOCOL_UUID16, AVDTP_PROTOCOL_UUID16, CMPT_PROTOCOL_UUID16, UDI_C_PLANE_PROTOCOL_UUID16, L2CAP_PROTOCOL_UUID16, ServiceDiscoveryServerServiceClassID_UUID16, BrowseGroupDescriptorServiceClassID_UUID16, PublicBrowseGroupServiceClassID_UUID16, SerialPortServiceClassID_UUID16, LANAccessUsingPPPServiceClassID_UUID16, DialupNetworkingServiceClassID_UUID16, IrMCSyncServiceClassID_UUID16, OBEXObjectPushServiceClassID_UUID16, OBEXFileTransferServiceClassID_UUID16, IrMcSyncCommandServiceClassID_UUID16, HeadsetServiceClassID_UUID16, CordlessServiceClassID_UUID16, AudioSourceServiceClassID_UUID16, AudioSinkSourceServiceClassID_UUID16, AVRemoteControlTargetServiceClassID_UUID16, AdvancedAudioDistributionServiceClassID_UUID16, AVRemoteControlServiceClassID_UUID16, IntercomServiceClassID_UUID16, FaxServiceClassID_UUID16, HeadsetAudioGatewayServiceClassID_UUID16, PANUServiceClassID_UUID16, NAPServiceClassID_UUID16, GNServiceClassID_UUID16, DirectPrintingServiceClassID_UUID16, ImagingServiceClassID_UUID16, HandsfreeServiceClassID_UUID16, HandsfreeAudioGatewayServiceClassID_UUID16, HumanInterfaceDeviceServiceClassID_UUID16, PnPInformationServiceClassID_UUID16, GenericNetworkingServiceClassID_UUID16, GenericFileTransferServiceClassID_UUID16, GenericAudioServiceClassID_UUID16, GenericTelephonyServiceClassID_UUID16, COD_FORMAT_BIT_OFFSET, COD_MINOR_BIT_OFFSET, COD_FORMAT_MASK, COD_MINOR_MASK, COD_MAJOR_MASK, COD_SERVICE_LIMITED, COD_SERVICE_POSITIONING, COD_SERVICE_NETWORKING, COD_SERVICE_RENDERING, COD_SERVICE_CAPTURING, COD_SERVICE_OBJECT_XFER, COD_SERVICE_AUDIO, COD_SERVICE_TELEPHONY, COD_SERVICE_INFORMATION, COD_MAJOR_MISCELLANEOUS, COD_MAJOR_COMPUTER, COD_MAJOR_PHONE, COD_MAJOR_LAN_ACCESS, COD_MAJOR_AUDIO, COD_MAJOR_PERIPHERAL, COD_MAJOR_IMAGING, COD_MAJOR_UNCLASSIFIED, COD_COMPUTER_MINOR_UNCLASSIFIED, COD_COMPUTER_MINOR_DESKTOP, COD_COMPUTER_MINOR_SERVER, COD_COMPUTER_MINOR_LAPTOP, COD_COMPUTER_MINOR_HANDHELD, COD_COMPUTER_MINOR_PALM, COD_COMPUTER_MINOR_WEARABLE, COD_PHONE_MINOR_UNCLASSIFIED, COD_PHONE_MINOR_CELLULAR, COD_PHONE_MINOR_CORDLESS, COD_PHONE_MINOR_SMART, COD_PHONE_MINOR_WIRED_MODEM, COD_AUDIO_MINOR_UNCLASSIFIED, COD_AUDIO_MINOR_HEADSET, COD_AUDIO_MINOR_HANDS_FREE, COD_AUDIO_MINOR_MICROPHONE, COD_AUDIO_MINOR_LOUDSPEAKER, COD_AUDIO_MINOR_HEADPHONES, BTH_ADDR_IAC_FIRST, BTH_ADDR_LIAC, BTH_ADDR_GIAC, BDIF_ADDRESS, BDIF_COD, BDIF_NAME, BDIF_PAIRED, BDIF_PERSONAL, BDIF_CONNECTED, SDP_ATTRIB_RECORD_HANDLE, SDP_ATTRIB_CLASS_ID_LIST, SDP_ATTRIB_RECORD_STATE, SDP_ATTRIB_SERVICE_ID, SDP_ATTRIB_PROTOCOL_DESCRIPTOR_LIST, SDP_ATTRIB_BROWSE_GROUP_LIST, SDP_ATTRIB_LANG_BASE_ATTRIB_ID_LIST, SDP_ATTRIB_INFO_TIME_TO_LIVE, SDP_ATTRIB_AVAILABILITY, SDP_ATTRIB_PROFILE_DESCRIPTOR_LIST, SDP_ATTRIB_DOCUMENTATION_URL, SDP_ATTRIB_CLIENT_EXECUTABLE_URL, SDP_ATTRIB_ICON_URL, SDP_ATTRIB_ADDITIONAL_PROTOCOL_DESCRIPTOR_LIST, SDP_ATTRIB_PROFILE_SPECIFIC, LANG_BASE_LANGUAGE_INDEX, LANG_BASE_ENCODING_INDEX, LANG_BASE_OFFSET_INDEX, LANG_DEFAULT_ID, STRING_NAME_OFFSET, STRING_DESCRIPTION_OFFSET, STRING_PROVIDER_NAME_OFFSET, SDP_ERROR_INVALID_SDP_VERSION, SDP_ERROR_INVALID_RECORD_HANDLE, SDP_ERROR_INVALID_REQUEST_SYNTAX, SDP_ERROR_INVALID_PDU_SIZE, SDP_ERROR_INVALID_CONTINUATION_STATE, SDP_ERROR_INSUFFICIENT_RESOURCES, PSM_SDP, PSM_RFCOMM, PSM_TCS_BIN, PSM_TCS_BIN_CORDLESS, PSM_HID_CONTROL, PSM_HID_INTERRUPT, PSM_AVCTP, PSM_AVDTP, PSM_UDI_C_PLANE,
    });
    compared.extend(constants_on_our_own! {
        winsock2::WSANO_ADDRESS = 11004,
        ws2bth::BT_PORT_ANY = 0xFFFF_FFFF,
    });
    // Nothing is left out: every constant of these files is in a list above.
    for (module, files) in bindings::sources() {
        for line in files.iter().map(|file| fs::read_to_string(file).unwrap()) {
            for (name, _) in line
                .lines()
                .filter_map(|line| line.strip_prefix("pub const ")?.split_once(':'))
            {
                assert!(
                    compared.contains(name),
                    "{name} of {module} is compared with nothing"
                );
            }
        }
    }
}

/// One test, because start-ups are counted for the process.
#[test]
fn functions_can_be_called_through_the_bindings_of_windows() {
    // SAFETY: takes any number.
    unsafe { theirs::WSASetLastError(-123) };
    // SAFETY: takes nothing.
    assert_eq!(unsafe { theirs::WSAGetLastError() }, -123);

    // SAFETY: a null pointer is answered with an error.
    let result = unsafe { theirs::WSASetServiceW(ptr::null(), theirs::RNRSERVICE_REGISTER, 0) };
    assert_eq!(result, theirs::SOCKET_ERROR);
    assert_last_error(theirs::WSANOTINITIALISED);

    // These need no start-up.
    for convert in [through_text_a, through_text_w] {
        let mut address = theirs::SOCKADDR_IN::default();
        assert_eq!(
            convert("127.0.0.1:80", &mut address).unwrap(),
            "127.0.0.1:80"
        );
        assert_eq!(address.sin_family, theirs::AF_INET);
        assert_eq!(address.sin_port, 80_u16.to_be());
    }

    let mut data = theirs::WSADATA::default();
    // SAFETY: `data` is writable.
    assert_eq!(unsafe { theirs::WSAStartup(0x0202, &raw mut data) }, 0);
    assert_eq!((data.wVersion, data.wHighVersion), (0x0202, 0x0202));

    // SAFETY: null pointers are answered with an error.
    let result = unsafe { theirs::WSASetServiceA(ptr::null(), theirs::RNRSERVICE_REGISTER, 0) };
    assert_eq!(result, theirs::SOCKET_ERROR);
    assert_last_error(theirs::WSAEFAULT);
    // SAFETY: as above.
    let result = unsafe { theirs::WSASetServiceW(ptr::null(), theirs::RNRSERVICE_REGISTER, 0) };
    assert_eq!(result, theirs::SOCKET_ERROR);
    assert_last_error(theirs::WSAEFAULT);

    let mut handle = null_mut();
    // SAFETY: as above.
    let result = unsafe { theirs::WSALookupServiceBeginA(ptr::null(), 0, &raw mut handle) };
    assert_eq!(result, theirs::SOCKET_ERROR);
    assert_last_error(theirs::WSAEFAULT);
    // SAFETY: as above.
    let result = unsafe { theirs::WSALookupServiceBeginW(ptr::null(), 0, &raw mut handle) };
    assert_eq!(result, theirs::SOCKET_ERROR);
    assert_last_error(theirs::WSAEFAULT);

    let mut length = 0;
    // SAFETY: a handle that is not open is answered with an error, and no buffer is given.
    let result =
        unsafe { theirs::WSALookupServiceNextA(null_mut(), 0, &raw mut length, null_mut()) };
    assert_eq!(result, theirs::SOCKET_ERROR);
    assert_last_error(theirs::WSA_INVALID_HANDLE);
    // SAFETY: as above.
    let result =
        unsafe { theirs::WSALookupServiceNextW(null_mut(), 0, &raw mut length, null_mut()) };
    assert_eq!(result, theirs::SOCKET_ERROR);
    assert_last_error(theirs::WSA_INVALID_HANDLE);
    // SAFETY: as above.
    let result = unsafe { theirs::WSALookupServiceEnd(null_mut()) };
    assert_eq!(result, theirs::SOCKET_ERROR);
    assert_last_error(theirs::WSA_INVALID_HANDLE);
    let (code, none) = (theirs::SIO_NSP_NOTIFY_CHANGE, null_mut());
    // SAFETY: a handle that is not open is answered with an error; the length is writable.
    let result =
        unsafe { theirs::WSANSPIoctl(none, code, none, 0, none, 0, &raw mut length, ptr::null()) };
    assert_eq!(result, theirs::SOCKET_ERROR);
    assert_last_error(theirs::WSA_INVALID_HANDLE);

    for list in [providers_a, providers_w] {
        let mut length = 0;
        assert_eq!(list(&mut length, null_mut()), theirs::SOCKET_ERROR);
        assert_last_error(theirs::WSAEFAULT);
        let mut buffer = vec![0_u64; length as usize / 8 + 1];
        let count = list(&mut length, buffer.as_mut_ptr().cast());
        assert!(count > 0, "{count} providers in {length} bytes");
    }

    service_classes();

    // SAFETY: takes nothing.
    assert_eq!(unsafe { theirs::WSACleanup() }, 0);
}

fn service_classes() {
    // SAFETY: null pointers are answered with an error.
    let result = unsafe { theirs::WSAInstallServiceClassA(ptr::null()) };
    assert_eq!(result, theirs::SOCKET_ERROR);
    assert_last_error(theirs::WSAEINVAL);
    // SAFETY: as above.
    let result = unsafe { theirs::WSAInstallServiceClassW(ptr::null()) };
    assert_eq!(result, theirs::SOCKET_ERROR);
    assert_last_error(theirs::WSAEINVAL);
    // SAFETY: as above.
    let result = unsafe { theirs::WSARemoveServiceClass(ptr::null()) };
    assert_eq!(result, theirs::SOCKET_ERROR);
    assert_last_error(theirs::WSAEINVAL);
    let (info, size) = (null_mut(), null_mut());
    // SAFETY: as above.
    let result = unsafe { theirs::WSAGetServiceClassInfoA(ptr::null(), ptr::null(), size, info) };
    assert_eq!(result, theirs::SOCKET_ERROR);
    assert_last_error(theirs::WSAEINVAL);
    let info = null_mut();
    // SAFETY: as above.
    let result = unsafe { theirs::WSAGetServiceClassInfoW(ptr::null(), ptr::null(), size, info) };
    assert_eq!(result, theirs::SOCKET_ERROR);
    assert_last_error(theirs::WSAEINVAL);

    // SVCID_TCP(80), which every system knows by some name.
    let class = windows_sys::core::GUID::from_u128(0x00090050_0000_0000_c000_000000000046);
    let mut length = 0;
    // SAFETY: the id is readable, the length is writable, and there is no buffer.
    let result = unsafe {
        theirs::WSAGetServiceClassNameByClassIdA(&raw const class, null_mut(), &raw mut length)
    };
    assert_eq!(result, theirs::SOCKET_ERROR);
    assert_last_error(theirs::WSAEFAULT);
    let mut name = vec![0; length as usize];
    let out = name.as_mut_ptr();
    // SAFETY: as above, and the buffer has the length that was asked for.
    let result =
        unsafe { theirs::WSAGetServiceClassNameByClassIdW(&raw const class, out, &raw mut length) };
    assert_eq!((result, length as usize), (0, name.len()));
    assert_eq!(name.pop(), Some(0));
    assert!(!name.contains(&0));
}

fn providers_a(length: &mut u32, buffer: *mut u8) -> i32 {
    // SAFETY: the buffer is null, or aligned and of that length.
    unsafe { theirs::WSAEnumNameSpaceProvidersA(length, buffer.cast()) }
}

fn providers_w(length: &mut u32, buffer: *mut u8) -> i32 {
    // SAFETY: the buffer is null, or aligned and of that length.
    unsafe { theirs::WSAEnumNameSpaceProvidersW(length, buffer.cast()) }
}

/// Text to an address, and back.
fn through_text_a(text: &str, address: &mut theirs::SOCKADDR_IN) -> Option<String> {
    let text = std::ffi::CString::new(text).unwrap();
    let size = size_of_val(address);
    let (address, mut length) = (ptr::from_mut(address).cast(), i32::try_from(size).unwrap());
    let family = i32::from(theirs::AF_INET);
    let text = text.as_ptr().cast();
    // SAFETY: the text is terminated, the address and its length are writable.
    let result =
        unsafe { theirs::WSAStringToAddressA(text, family, ptr::null(), address, &raw mut length) };
    assert_eq!(result, 0);
    let mut text = [0; 32];
    let (mut length, out) = (32, text.as_mut_ptr());
    // SAFETY: the address is readable, the text and its length are writable.
    let result = unsafe {
        theirs::WSAAddressToStringA(address, size as u32, ptr::null(), out, &raw mut length)
    };
    assert_eq!(result, 0);
    String::from_utf8(text[..length as usize - 1].to_vec()).ok()
}

/// Text to an address, and back.
fn through_text_w(text: &str, address: &mut theirs::SOCKADDR_IN) -> Option<String> {
    let text: Vec<u16> = text.encode_utf16().chain([0]).collect();
    let size = size_of_val(address);
    let (address, mut length) = (ptr::from_mut(address).cast(), i32::try_from(size).unwrap());
    let family = i32::from(theirs::AF_INET);
    let text = text.as_ptr();
    // SAFETY: the text is terminated, the address and its length are writable.
    let result =
        unsafe { theirs::WSAStringToAddressW(text, family, ptr::null(), address, &raw mut length) };
    assert_eq!(result, 0);
    let mut text = [0; 32];
    let (mut length, out) = (32, text.as_mut_ptr());
    // SAFETY: the address is readable, the text and its length are writable.
    let result = unsafe {
        theirs::WSAAddressToStringW(address, size as u32, ptr::null(), out, &raw mut length)
    };
    assert_eq!(result, 0);
    String::from_utf16(&text[..length as usize - 1]).ok()
}

#[track_caller]
fn assert_last_error(code: i32) {
    // SAFETY: takes nothing.
    assert_eq!(unsafe { theirs::WSAGetLastError() }, code);
}
