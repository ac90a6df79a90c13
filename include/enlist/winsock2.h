/* SPDX-License-Identifier: MIT OR Apache-2.0 */

#ifndef ENLIST_GENERATED_WINSOCK2_H
#define ENLIST_GENERATED_WINSOCK2_H

/* Generated from the module `winsock2` of src/ffi/ by cbindgen; do not edit. To write it anew:
   ENLIST_BLESS=1 cargo test --test headers */

/// Capacity of `WSADATA::szDescription`, without the terminator.
#define WSADESCRIPTION_LEN 256

/// Capacity of `WSADATA::szSystemStatus`, without the terminator.
#define WSASYS_STATUS_LEN 128

/// Capacity of `WSAPROTOCOL_INFO::szProtocol`, without the terminator.
#define WSAPROTOCOL_LEN 255

/// Capacity of `WSAPROTOCOLCHAIN::ChainEntries`.
#define MAX_PROTOCOL_CHAIN 7

/// The entries of the transport catalogue that a layered protocol consists of.
typedef struct WSAPROTOCOLCHAIN {
    /// Number of entries: 1 for a base protocol, 0 for a layer by itself.
    INT ChainLen;
    /// Numbers of the entries: `MAX_PROTOCOL_CHAIN` of them.
    DWORD ChainEntries[7];
} WSAPROTOCOLCHAIN;

/// A transport protocol and its provider (ANSI form).
typedef struct WSAPROTOCOL_INFOA {
    /// What the protocol can do (`XP1_…`).
    DWORD dwServiceFlags1;
    /// Reserved.
    DWORD dwServiceFlags2;
    /// Reserved.
    DWORD dwServiceFlags3;
    /// Reserved.
    DWORD dwServiceFlags4;
    /// How the entry was made (`PFL_…`).
    DWORD dwProviderFlags;
    /// The provider's identifier.
    GUID ProviderId;
    /// Number of the entry in the catalogue.
    DWORD dwCatalogEntryId;
    /// The entries that the protocol is layered on.
    struct WSAPROTOCOLCHAIN ProtocolChain;
    /// Version of the protocol.
    INT iVersion;
    /// `AF_…`; the only member that the conversions of addresses look at.
    INT iAddressFamily;
    /// The largest size of an address, in bytes.
    INT iMaxSockAddr;
    /// The smallest size of an address, in bytes.
    INT iMinSockAddr;
    /// `SOCK_STREAM` and so on.
    INT iSocketType;
    /// `IPPROTO_TCP` and so on.
    INT iProtocol;
    /// How many further protocol numbers, after `iProtocol`, the entry serves.
    INT iProtocolMaxOffset;
    /// Order of bytes: 0 the most significant one first, 1 the least.
    INT iNetworkByteOrder;
    /// Kind of security; 0 is none.
    INT iSecurityScheme;
    /// The largest message, in bytes; 0 for streams.
    DWORD dwMessageSize;
    /// Reserved.
    DWORD dwProviderReserved;
    /// Name of the protocol, for people: `WSAPROTOCOL_LEN` characters and a terminator.
    CHAR szProtocol[256];
} WSAPROTOCOL_INFOA;

/// A transport protocol and its provider (UTF-16 form).
typedef struct WSAPROTOCOL_INFOW {
    /// What the protocol can do (`XP1_…`).
    DWORD dwServiceFlags1;
    /// Reserved.
    DWORD dwServiceFlags2;
    /// Reserved.
    DWORD dwServiceFlags3;
    /// Reserved.
    DWORD dwServiceFlags4;
    /// How the entry was made (`PFL_…`).
    DWORD dwProviderFlags;
    /// The provider's identifier.
    GUID ProviderId;
    /// Number of the entry in the catalogue.
    DWORD dwCatalogEntryId;
    /// The entries that the protocol is layered on.
    struct WSAPROTOCOLCHAIN ProtocolChain;
    /// Version of the protocol.
    INT iVersion;
    /// `AF_…`; the only member that the conversions of addresses look at.
    INT iAddressFamily;
    /// The largest size of an address, in bytes.
    INT iMaxSockAddr;
    /// The smallest size of an address, in bytes.
    INT iMinSockAddr;
    /// `SOCK_STREAM` and so on.
    INT iSocketType;
    /// `IPPROTO_TCP` and so on.
    INT iProtocol;
    /// How many further protocol numbers, after `iProtocol`, the entry serves.
    INT iProtocolMaxOffset;
    /// Order of bytes: 0 the most significant one first, 1 the least.
    INT iNetworkByteOrder;
    /// Kind of security; 0 is none.
    INT iSecurityScheme;
    /// The largest message, in bytes; 0 for streams.
    DWORD dwMessageSize;
    /// Reserved.
    DWORD dwProviderReserved;
    /// Name of the protocol, for people: `WSAPROTOCOL_LEN` characters and a terminator.
    WCHAR szProtocol[256];
} WSAPROTOCOL_INFOW;

/// A value that describes a service class to a namespace (ANSI form).
typedef struct WSANSCLASSINFOA {
    /// Name of the value: `SERVICE_TYPE_VALUE_…`, or what the namespace defines.
    CHAR *lpszName;
    /// The namespace that the value is meant for (`NS_…`), or `NS_ALL`.
    DWORD dwNameSpace;
    /// Type of the value (`REG_…`).
    DWORD dwValueType;
    /// Size of the value, in bytes.
    DWORD dwValueSize;
    /// The value. Strings in it are not converted.
    void *lpValue;
} WSANSCLASSINFOA;

/// A service class: what services of one kind have in common (ANSI form).
typedef struct WSASERVICECLASSINFOA {
    /// Identifier of the class.
    GUID *lpServiceClassId;
    /// Name of the class, for people.
    CHAR *lpszServiceClassName;
    /// Number of elements of `lpClassInfos`.
    DWORD dwCount;
    /// What describes the class to the namespaces.
    struct WSANSCLASSINFOA *lpClassInfos;
} WSASERVICECLASSINFOA;

/// A value that describes a service class to a namespace (UTF-16 form).
typedef struct WSANSCLASSINFOW {
    /// Name of the value: `SERVICE_TYPE_VALUE_…`, or what the namespace defines.
    WCHAR *lpszName;
    /// The namespace that the value is meant for (`NS_…`), or `NS_ALL`.
    DWORD dwNameSpace;
    /// Type of the value (`REG_…`).
    DWORD dwValueType;
    /// Size of the value, in bytes.
    DWORD dwValueSize;
    /// The value.
    void *lpValue;
} WSANSCLASSINFOW;

/// A service class: what services of one kind have in common (UTF-16 form).
typedef struct WSASERVICECLASSINFOW {
    /// Identifier of the class.
    GUID *lpServiceClassId;
    /// Name of the class, for people.
    WCHAR *lpszServiceClassName;
    /// Number of elements of `lpClassInfos`.
    DWORD dwCount;
    /// What describes the class to the namespaces.
    struct WSANSCLASSINFOW *lpClassInfos;
} WSASERVICECLASSINFOW;

/// An entry of the catalogue of namespace providers (ANSI form).
typedef struct WSANAMESPACE_INFOA {
    /// The provider's identifier.
    GUID NSProviderId;
    /// The namespace that it serves (`NS_…`).
    DWORD dwNameSpace;
    /// Non-zero when the provider takes part in calls that do not name it.
    BOOL fActive;
    /// Version of the provider.
    DWORD dwVersion;
    /// Name of the provider, for people.
    CHAR *lpszIdentifier;
} WSANAMESPACE_INFOA;

/// An entry of the catalogue of namespace providers (UTF-16 form).
typedef struct WSANAMESPACE_INFOW {
    /// The provider's identifier.
    GUID NSProviderId;
    /// The namespace that it serves (`NS_…`).
    DWORD dwNameSpace;
    /// Non-zero when the provider takes part in calls that do not name it.
    BOOL fActive;
    /// Version of the provider.
    DWORD dwVersion;
    /// Name of the provider, for people.
    WCHAR *lpszIdentifier;
} WSANAMESPACE_INFOW;

/// An entry of the catalogue of namespace providers with what its installer left in it (ANSI form).
typedef struct WSANAMESPACE_INFOEXA {
    /// The provider's identifier.
    GUID NSProviderId;
    /// The namespace that it serves (`NS_…`).
    DWORD dwNameSpace;
    /// Non-zero when the provider takes part in calls that do not name it.
    BOOL fActive;
    /// Version of the provider.
    DWORD dwVersion;
    /// Name of the provider, for people.
    CHAR *lpszIdentifier;
    /// What was given to `WSCInstallNameSpaceEx`; empty for most providers.
    BLOB ProviderSpecific;
} WSANAMESPACE_INFOEXA;

/// An entry of the catalogue of namespace providers with what its installer left in it (UTF-16 form).
typedef struct WSANAMESPACE_INFOEXW {
    /// The provider's identifier.
    GUID NSProviderId;
    /// The namespace that it serves (`NS_…`).
    DWORD dwNameSpace;
    /// Non-zero when the provider takes part in calls that do not name it.
    BOOL fActive;
    /// Version of the provider.
    DWORD dwVersion;
    /// Name of the provider, for people.
    WCHAR *lpszIdentifier;
    /// What was given to `WSCInstallNameSpaceEx`; empty for most providers.
    BLOB ProviderSpecific;
} WSANAMESPACE_INFOEXW;

/// An operation that is under way. To be left alone until it has completed.
typedef struct WSAOVERLAPPED {
    /// The state: 0x103 while the operation is pending, then 0, or an `NTSTATUS` that says why not.
    ULONG_PTR Internal;
    /// Number of bytes; 0.
    ULONG_PTR InternalHigh;
    /// Not used.
    DWORD Offset;
    /// Not used.
    DWORD OffsetHigh;
    /// Not used.
    HANDLE hEvent;
} WSAOVERLAPPED;

/// A function that is called when an operation has completed.
typedef void (*LPWSAOVERLAPPED_COMPLETION_ROUTINE)(DWORD dwError,
                                                   DWORD cbTransferred,
                                                   struct WSAOVERLAPPED *lpOverlapped,
                                                   DWORD dwFlags);

/// A version of a service, and how to compare it.
typedef struct WSAVERSION {
    /// The version: a plain number, larger is newer.
    DWORD dwVersion;
    /// `COMP_EQUAL` or `COMP_NOTLESS`; meaningless in a registration.
    WSAECOMPARATOR ecHow;
} WSAVERSION;

/// An address family and a protocol of it.
typedef struct AFPROTOCOLS {
    /// `AF_…`; `AF_UNSPEC` stands for any.
    INT iAddressFamily;
    /// `IPPROTO_…`; 0 stands for any.
    INT iProtocol;
} AFPROTOCOLS;

/// A registration, the restrictions of a lookup, or one of its results (ANSI form).
typedef struct WSAQUERYSETA {
    /// Size of this struct, in bytes.
    DWORD dwSize;
    /// Name of the service instance.
    CHAR *lpszServiceInstanceName;
    /// The service class.
    GUID *lpServiceClassId;
    /// Version of the service; in a lookup, the version wanted and how to compare.
    struct WSAVERSION *lpVersion;
    /// Free text.
    CHAR *lpszComment;
    /// Namespace (`NS_…`), or `NS_ALL`.
    DWORD dwNameSpace;
    /// One namespace provider; when not null, `dwNameSpace` is ignored.
    GUID *lpNSProviderId;
    /// Where in a hierarchical namespace the service lives, or the lookup starts.
    CHAR *lpszContext;
    /// Number of elements of `lpafpProtocols`.
    DWORD dwNumberOfProtocols;
    /// Protocols that a lookup is restricted to.
    struct AFPROTOCOLS *lpafpProtocols;
    /// The rest of a name, for providers that split names.
    CHAR *lpszQueryString;
    /// Number of elements of `lpcsaBuffer`.
    DWORD dwNumberOfCsAddrs;
    /// Addresses of the service.
    CSADDR_INFO *lpcsaBuffer;
    /// `RESULT_IS_…` of a result.
    DWORD dwOutputFlags;
    /// Provider-specific data.
    BLOB *lpBlob;
} WSAQUERYSETA;

/// A registration, the restrictions of a lookup, or one of its results (UTF-16 form).
typedef struct WSAQUERYSETW {
    /// Size of this struct, in bytes.
    DWORD dwSize;
    /// Name of the service instance.
    WCHAR *lpszServiceInstanceName;
    /// The service class.
    GUID *lpServiceClassId;
    /// Version of the service; in a lookup, the version wanted and how to compare.
    struct WSAVERSION *lpVersion;
    /// Free text.
    WCHAR *lpszComment;
    /// Namespace (`NS_…`), or `NS_ALL`.
    DWORD dwNameSpace;
    /// One namespace provider; when not null, `dwNameSpace` is ignored.
    GUID *lpNSProviderId;
    /// Where in a hierarchical namespace the service lives, or the lookup starts.
    WCHAR *lpszContext;
    /// Number of elements of `lpafpProtocols`.
    DWORD dwNumberOfProtocols;
    /// Protocols that a lookup is restricted to.
    struct AFPROTOCOLS *lpafpProtocols;
    /// The rest of a name, for providers that split names.
    WCHAR *lpszQueryString;
    /// Number of elements of `lpcsaBuffer`.
    DWORD dwNumberOfCsAddrs;
    /// Addresses of the service.
    CSADDR_INFO *lpcsaBuffer;
    /// `RESULT_IS_…` of a result.
    DWORD dwOutputFlags;
    /// Provider-specific data.
    BLOB *lpBlob;
} WSAQUERYSETW;

/// What `WSAStartup` tells about the implementation. Field order is that of 64-bit Windows.
typedef struct WSAData {
    /// The version that the caller is to use.
    WORD wVersion;
    /// The highest version that is supported.
    WORD wHighVersion;
    /// Kept for version 1 callers.
    WORD iMaxSockets;
    /// Kept for version 1 callers.
    WORD iMaxUdpDg;
    /// Kept for version 1 callers; never written.
    CHAR *lpVendorInfo;
    /// Text about the implementation: `WSADESCRIPTION_LEN` characters and a terminator.
    CHAR szDescription[257];
    /// Text about its state: `WSASYS_STATUS_LEN` characters and a terminator.
    CHAR szSystemStatus[129];
} WSAData;

/// As [`WSAQUERYSETA`], without a class: what namespace providers of version 2 are given.
typedef struct WSAQUERYSET2A {
    /// Size of this struct, in bytes.
    DWORD dwSize;
    /// Name of the service instance.
    CHAR *lpszServiceInstanceName;
    /// Version of the service; in a lookup, the version wanted and how to compare.
    struct WSAVERSION *lpVersion;
    /// Free text.
    CHAR *lpszComment;
    /// Namespace (`NS_…`).
    DWORD dwNameSpace;
    /// The namespace provider.
    GUID *lpNSProviderId;
    /// Where in a hierarchical namespace the service lives, or the lookup starts.
    CHAR *lpszContext;
    /// Number of elements of `lpafpProtocols`.
    DWORD dwNumberOfProtocols;
    /// Protocols that a lookup is restricted to.
    struct AFPROTOCOLS *lpafpProtocols;
    /// The rest of a name, for providers that split names.
    CHAR *lpszQueryString;
    /// Number of elements of `lpcsaBuffer`.
    DWORD dwNumberOfCsAddrs;
    /// Addresses of the service.
    CSADDR_INFO *lpcsaBuffer;
    /// `RESULT_IS_…` of a result.
    DWORD dwOutputFlags;
    /// Provider-specific data.
    BLOB *lpBlob;
} WSAQUERYSET2A;

/// As [`WSAQUERYSETW`], without a class: what namespace providers of version 2 are given.
typedef struct WSAQUERYSET2W {
    /// Size of this struct, in bytes.
    DWORD dwSize;
    /// Name of the service instance.
    WCHAR *lpszServiceInstanceName;
    /// Version of the service; in a lookup, the version wanted and how to compare.
    struct WSAVERSION *lpVersion;
    /// Free text.
    WCHAR *lpszComment;
    /// Namespace (`NS_…`).
    DWORD dwNameSpace;
    /// The namespace provider.
    GUID *lpNSProviderId;
    /// Where in a hierarchical namespace the service lives, or the lookup starts.
    WCHAR *lpszContext;
    /// Number of elements of `lpafpProtocols`.
    DWORD dwNumberOfProtocols;
    /// Protocols that a lookup is restricted to.
    struct AFPROTOCOLS *lpafpProtocols;
    /// The rest of a name, for providers that split names.
    WCHAR *lpszQueryString;
    /// Number of elements of `lpcsaBuffer`.
    DWORD dwNumberOfCsAddrs;
    /// Addresses of the service.
    CSADDR_INFO *lpcsaBuffer;
    /// `RESULT_IS_…` of a result.
    DWORD dwOutputFlags;
    /// Provider-specific data.
    BLOB *lpBlob;
} WSAQUERYSET2W;

/// The handle of a lookup or an event is not valid.
#define WSA_INVALID_HANDLE 6

/// No memory is left.
#define WSA_NOT_ENOUGH_MEMORY 8

/// A parameter is not valid.
#define WSA_INVALID_PARAMETER 87

/// The overlapped operation was cancelled.
#define WSA_OPERATION_ABORTED 995

/// The overlapped operation has not finished.
#define WSA_IO_INCOMPLETE 996

/// The overlapped operation will finish later.
#define WSA_IO_PENDING 997

/// The number that the older codes are counted from.
#define WSABASEERR 10000

/// A blocking call was interrupted.
#define WSAEINTR 10004

/// The file handle is not valid.
#define WSAEBADF 10009

/// Permission is denied.
#define WSAEACCES 10013

/// A pointer is not valid, or a buffer is too small.
#define WSAEFAULT 10014

/// An argument is not valid.
#define WSAEINVAL 10022

/// Too many sockets are open.
#define WSAEMFILE 10024

/// The call would have to wait.
#define WSAEWOULDBLOCK 10035

/// A blocking call is running.
#define WSAEINPROGRESS 10036

/// It is being done, or has been done, already.
#define WSAEALREADY 10037

/// The handle is not that of a socket.
#define WSAENOTSOCK 10038

/// A destination address is required.
#define WSAEDESTADDRREQ 10039

/// The message is too long.
#define WSAEMSGSIZE 10040

/// The protocol does not fit the socket type.
#define WSAEPROTOTYPE 10041

/// The protocol does not have the option.
#define WSAENOPROTOOPT 10042

/// The protocol is not supported.
#define WSAEPROTONOSUPPORT 10043

/// The socket type is not supported.
#define WSAESOCKTNOSUPPORT 10044

/// The operation is not supported.
#define WSAEOPNOTSUPP 10045

/// The protocol family is not supported.
#define WSAEPFNOSUPPORT 10046

/// The address family does not fit the protocol.
#define WSAEAFNOSUPPORT 10047

/// The address is in use.
#define WSAEADDRINUSE 10048

/// The address is not one of this machine.
#define WSAEADDRNOTAVAIL 10049

/// The network is down.
#define WSAENETDOWN 10050

/// The network cannot be reached.
#define WSAENETUNREACH 10051

/// The network dropped the connection.
#define WSAENETRESET 10052

/// The connection was aborted on this side.
#define WSAECONNABORTED 10053

/// The connection was reset by the other side.
#define WSAECONNRESET 10054

/// No buffer space is left.
#define WSAENOBUFS 10055

/// The socket is connected.
#define WSAEISCONN 10056

/// The socket is not connected.
#define WSAENOTCONN 10057

/// The socket was shut down.
#define WSAESHUTDOWN 10058

/// Something still refers to the object.
#define WSAETOOMANYREFS 10059

/// The time is up.
#define WSAETIMEDOUT 10060

/// The other side refused the connection.
#define WSAECONNREFUSED 10061

/// A name leads back to itself.
#define WSAELOOP 10062

/// A name is too long.
#define WSAENAMETOOLONG 10063

/// The host is down.
#define WSAEHOSTDOWN 10064

/// The host cannot be reached.
#define WSAEHOSTUNREACH 10065

/// The directory is not empty.
#define WSAENOTEMPTY 10066

/// Too many processes use the library.
#define WSAEPROCLIM 10067

/// The user's quota is used up.
#define WSAEUSERS 10068

/// The disk quota is used up.
#define WSAEDQUOT 10069

/// The file reference is no longer available.
#define WSAESTALE 10070

/// The item is on another machine.
#define WSAEREMOTE 10071

/// The network subsystem is not ready.
#define WSASYSNOTREADY 10091

/// The version asked for is not supported.
#define WSAVERNOTSUPPORTED 10092

/// `WSAStartup` has not been called with success.
#define WSANOTINITIALISED 10093

/// The other side is shutting down in good order.
#define WSAEDISCON 10101

/// There are no more results; the older spelling of `WSA_E_NO_MORE`.
#define WSAENOMORE 10102

/// The lookup was ended meanwhile; the older spelling of `WSA_E_CANCELLED`.
#define WSAECANCELLED 10103

/// The provider's function table is not valid.
#define WSAEINVALIDPROCTABLE 10104

/// The provider is not valid.
#define WSAEINVALIDPROVIDER 10105

/// The provider could not be loaded or started.
#define WSAEPROVIDERFAILEDINIT 10106

/// A system call failed that should not.
#define WSASYSCALLFAILURE 10107

/// No such service is known.
#define WSASERVICE_NOT_FOUND 10108

/// No such service class is known.
#define WSATYPE_NOT_FOUND 10109

/// There are no more results.
#define WSA_E_NO_MORE 10110

/// The lookup was ended meanwhile.
#define WSA_E_CANCELLED 10111

/// The query was refused.
#define WSAEREFUSED 10112

/// No such host is known.
#define WSAHOST_NOT_FOUND 11001

/// No answer now; there may be one later.
#define WSATRY_AGAIN 11002

/// The query failed for good.
#define WSANO_RECOVERY 11003

/// The name is valid but has no data of the kind asked for.
#define WSANO_DATA 11004

/// The same code by its other name.
#define WSANO_ADDRESS 11004

/// Quality of service: a receiver has arrived.
#define WSA_QOS_RECEIVERS 11005

/// Quality of service: a sender has arrived.
#define WSA_QOS_SENDERS 11006

/// Quality of service: there are no senders.
#define WSA_QOS_NO_SENDERS 11007

/// Quality of service: there are no receivers.
#define WSA_QOS_NO_RECEIVERS 11008

/// Quality of service: the reservation is confirmed.
#define WSA_QOS_REQUEST_CONFIRMED 11009

/// Quality of service: resources are lacking.
#define WSA_QOS_ADMISSION_FAILURE 11010

/// Quality of service: refused by policy.
#define WSA_QOS_POLICY_FAILURE 11011

/// Quality of service: the style is unknown or conflicts.
#define WSA_QOS_BAD_STYLE 11012

/// Quality of service: a filter or provider object is wrong.
#define WSA_QOS_BAD_OBJECT 11013

/// Quality of service: the flow specification is wrong.
#define WSA_QOS_TRAFFIC_CTRL_ERROR 11014

/// Quality of service: an error of no other kind.
#define WSA_QOS_GENERIC_ERROR 11015

/// Quality of service: wrong service type in the flow specification.
#define WSA_QOS_ESERVICETYPE 11016

/// Quality of service: wrong flow specification.
#define WSA_QOS_EFLOWSPEC 11017

/// Quality of service: wrong provider-specific buffer.
#define WSA_QOS_EPROVSPECBUF 11018

/// Quality of service: wrong filter style.
#define WSA_QOS_EFILTERSTYLE 11019

/// Quality of service: wrong filter type.
#define WSA_QOS_EFILTERTYPE 11020

/// Quality of service: wrong number of filters.
#define WSA_QOS_EFILTERCOUNT 11021

/// Quality of service: wrong object length.
#define WSA_QOS_EOBJLENGTH 11022

/// Quality of service: wrong number of flow descriptors.
#define WSA_QOS_EFLOWCOUNT 11023

/// Quality of service: unknown provider-specific object (spelt so in Windows, too).
#define WSA_QOS_EUNKOWNPSOBJ 11024

/// Quality of service: wrong policy object.
#define WSA_QOS_EPOLICYOBJ 11025

/// Quality of service: wrong flow descriptor.
#define WSA_QOS_EFLOWDESC 11026

/// Quality of service: wrong provider-specific flow specification.
#define WSA_QOS_EPSFLOWSPEC 11027

/// Quality of service: wrong provider-specific filter.
#define WSA_QOS_EPSFILTERSPEC 11028

/// Quality of service: wrong shape-discard object.
#define WSA_QOS_ESDMODEOBJ 11029

/// Quality of service: wrong shaping-rate object.
#define WSA_QOS_ESHAPERATEOBJ 11030

/// Quality of service: reserved policy element type.
#define WSA_QOS_RESERVED_PETYPE 11031

/// No such host is known by secure means.
#define WSA_SECURE_HOST_NOT_FOUND 11032

/// A name-based security policy could not be added.
#define WSA_IPSEC_NAME_POLICY_ERROR 11033

/// Peer names: no such cloud.
#define WSA_PNRP_CLOUD_NOT_FOUND 11501

/// Peer names: the cloud is disabled.
#define WSA_PNRP_CLOUD_DISABLED 11502

/// Peer names: the identity is not valid.
#define WSA_PNRP_INVALID_IDENTITY 11503

/// Peer names: the machine is too busy.
#define WSA_PNRP_TOO_MUCH_LOAD 11504

/// Peer names: the cloud takes no registrations.
#define WSA_PNRP_CLOUD_IS_SEARCH_ONLY 11505

/// Peer names: the compartment is not valid.
#define WSA_PNRP_CLIENT_INVALID_COMPARTMENT_ID 11506

/// Peer names: the name is registered already.
#define WSA_PNRP_DUPLICATE_PEER_NAME 11508

/// Peer names: the cloud has lost its network.
#define WSA_PNRP_CLOUD_IS_DEAD 11509

/// The operation concerns only the addresses given, not all of the service.
#define SERVICE_MULTIPLE 1

/// Searches below the first level, too.
#define LUP_DEEP (1 << 0)

/// Returns containers only.
#define LUP_CONTAINERS (1 << 1)

/// Returns no containers.
#define LUP_NOCONTAINERS (1 << 2)

/// Orders results by distance, where the provider knows it.
#define LUP_NEAREST (1 << 3)

/// Fills `lpszServiceInstanceName`.
#define LUP_RETURN_NAME (1 << 4)

/// Fills `lpServiceClassId`.
#define LUP_RETURN_TYPE (1 << 5)

/// Fills `lpVersion`.
#define LUP_RETURN_VERSION (1 << 6)

/// Fills `lpszComment`.
#define LUP_RETURN_COMMENT (1 << 7)

/// Fills `lpcsaBuffer`.
#define LUP_RETURN_ADDR (1 << 8)

/// Fills `lpBlob`.
#define LUP_RETURN_BLOB (1 << 9)

/// Returns aliases as results of their own, marked `RESULT_IS_ALIAS`.
#define LUP_RETURN_ALIASES (1 << 10)

/// Fills `lpszQueryString` with what is left of the name.
#define LUP_RETURN_QUERY_STRING (1 << 11)

/// All of the `LUP_RETURN_` flags above.
#define LUP_RETURN_ALL (((((((LUP_RETURN_NAME | LUP_RETURN_TYPE) | LUP_RETURN_VERSION) | LUP_RETURN_COMMENT) | LUP_RETURN_ADDR) | LUP_RETURN_BLOB) | LUP_RETURN_ALIASES) | LUP_RETURN_QUERY_STRING)

/// Ignores what is cached.
#define LUP_FLUSHCACHE (1 << 12)

/// Drops the result that did not fit, and goes on to the next.
#define LUP_FLUSHPREVIOUS (1 << 13)

/// Takes non-authoritative answers (name queries).
#define LUP_NON_AUTHORITATIVE (1 << 14)

/// The local part of each address is the one that matters (service queries).
#define LUP_RES_SERVICE (1 << 15)

/// Takes secured answers only (name queries); the same bit on purpose.
#define LUP_SECURE (1 << 15)

/// Returns the names that are preferred.
#define LUP_RETURN_PREFERRED_NAMES (1 << 16)

/// Asks DNS only.
#define LUP_DNS_ONLY (1 << 17)

/// Returns the flags of the answer.
#define LUP_RETURN_RESPONSE_FLAGS (1 << 18)

/// Returns addresses only of families that the machine has itself.
#define LUP_ADDRCONFIG (1 << 20)

/// Returns IPv4 addresses in their IPv6 form, too.
#define LUP_DUAL_ADDR (1 << 21)

/// Looks for a file server.
#define LUP_FILESERVER (1 << 22)

/// Leaves international names as they are.
#define LUP_DISABLE_IDN_ENCODING (1 << 23)

/// The caller used an ANSI function.
#define LUP_API_ANSI (1 << 24)

/// The query set is the extended one.
#define LUP_EXTENDED_QUERYSET (1 << 25)

/// Prefers secured answers.
#define LUP_SECURE_WITH_FALLBACK (1 << 26)

/// Asks no servers but those given.
#define LUP_EXCLUSIVE_CUSTOM_SERVERS (1 << 27)

/// Requires a secured exchange.
#define LUP_REQUIRE_SECURE (1 << 28)

/// Returns how long the answer may be kept.
#define LUP_RETURN_TTL (1 << 29)

/// Requires an exchange in clear text.
#define LUP_FORCE_CLEAR_TEXT (1 << 30)

/// Returns a handle of the resolution.
#define LUP_RESOLUTION_HANDLE (1u << 31)

/// All namespaces.
#define NS_ALL 0

/// Service Advertising Protocol (NetWare).
#define NS_SAP 1

/// NetWare Directory Services.
#define NS_NDS 2

/// Peer browsing.
#define NS_PEER_BROWSE 3

/// Service Location Protocol.
#define NS_SLP 5

/// Dynamic Host Configuration Protocol.
#define NS_DHCP 6

/// The machine's own name and addresses.
#define NS_TCPIP_LOCAL 10

/// The hosts file.
#define NS_TCPIP_HOSTS 11

/// Domain Name System.
#define NS_DNS 12

/// NetBIOS over TCP/IP.
#define NS_NETBT 13

/// Windows Internet Name Service.
#define NS_WINS 14

/// Network location awareness.
#define NS_NLA 15

/// Bluetooth.
#define NS_BTH 16

/// The machine's own name.
#define NS_LOCALNAME 19

/// Name Binding Protocol (AppleTalk).
#define NS_NBP 20

/// Microsoft's own, of no further kind.
#define NS_MS 30

/// Street Talk (Banyan).
#define NS_STDA 31

/// The directory (Active Directory).
#define NS_NTDS 32

/// Electronic mail.
#define NS_EMAIL 37

/// Peer names.
#define NS_PNRPNAME 38

/// Clouds of peer names.
#define NS_PNRPCLOUD 39

/// X.500 directories.
#define NS_X500 40

/// Network Information Service.
#define NS_NIS 41

/// Its successor, NIS+.
#define NS_NISPLUS 42

/// WRQ.
#define NS_WRQ 50

/// Network designers' OSI gateway.
#define NS_NETDES 60

/// The name is an alias.
#define RESULT_IS_ALIAS 1

/// The object is new since the last look.
#define RESULT_IS_ADDED 16

/// The object has changed since the last look.
#define RESULT_IS_CHANGED 32

/// The object is gone since the last look.
#define RESULT_IS_DELETED 64

/// Not used.
#define RES_UNUSED_1 1

/// Ignores what is cached.
#define RES_FLUSH_CACHE 2

/// Looks for addresses to bind to.
#define RES_SERVICE 4

/// The operation of `WSANSPIoctl`: waits for a change, or asks for one.
#define SIO_NSP_NOTIFY_CHANGE (((1u << 31) | (1 << 27)) | 25)

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/// Writes a socket address as text (ANSI form).
///
/// As [`WSAAddressToStringW`]. The text is ASCII, and so the same in every code page.
///
/// # Safety
/// As for [`WSAAddressToStringW`].
INT WSAAddressToStringA(SOCKADDR *lpsaAddress,
                        DWORD dwAddressLength,
                        struct WSAPROTOCOL_INFOA *lpProtocolInfo,
                        CHAR *lpszAddressString,
                        DWORD *lpdwAddressStringLength);

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
INT WSAAddressToStringW(SOCKADDR *lpsaAddress,
                        DWORD dwAddressLength,
                        struct WSAPROTOCOL_INFOW *lpProtocolInfo,
                        WCHAR *lpszAddressString,
                        DWORD *lpdwAddressStringLength);

/// Makes a socket address of text (ANSI form).
///
/// As [`WSAStringToAddressW`]. The text is ASCII, and so the same in every code page.
///
/// # Safety
/// As for [`WSAStringToAddressW`].
INT WSAStringToAddressA(CHAR *AddressString,
                        INT AddressFamily,
                        struct WSAPROTOCOL_INFOA *lpProtocolInfo,
                        SOCKADDR *lpAddress,
                        INT *lpAddressLength);

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
INT WSAStringToAddressW(WCHAR *AddressString,
                        INT AddressFamily,
                        struct WSAPROTOCOL_INFOW *lpProtocolInfo,
                        SOCKADDR *lpAddress,
                        INT *lpAddressLength);

/// Installs a service class (ANSI form).
///
/// As [`WSAInstallServiceClassW`]; the strings are in the ANSI code page. The data of values is not converted, not even that
/// of strings.
///
/// # Safety
/// As for [`WSAInstallServiceClassW`].
INT WSAInstallServiceClassA(struct WSASERVICECLASSINFOA *lpServiceClassInfo);

/// Installs a service class (UTF-16 form).
///
/// # Parameters
/// `lpServiceClassInfo`: the class, its name, which may be null or empty, and the values that describe it to the namespaces; all
/// is read before the function returns, and never changed.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set. With several namespace providers, one success is enough.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEINVAL`: `lpServiceClassInfo` or the id in it is null; the id is zero; a count or a size comes with a null pointer or is
///   absurd; a value has no name; a string has 32,767 characters or more.
/// * `WSASERVICE_NOT_FOUND`: no namespace provider is active.
/// * `WSAEACCES`: the namespaces that keep classes do not let the caller publish.
/// * `WSAEALREADY`: the class is installed.
/// * `WSAEOPNOTSUPP`: no active namespace provider keeps classes.
/// * `WSA_NOT_ENOUGH_MEMORY`: memory is short.
///
/// # Behaviour
/// Every active provider is told; each keeps the values for its namespace and for `NS_ALL`. NS_DNS keeps no classes. The classes of
/// TCP and UDP ports, NetWare object types and DNS record types (`svcguid.h`) need no installation; one that is installed is
/// described as it was installed. Source: the reference page of `WSAInstallServiceClass`; `src/policy` for what it leaves open.
///
/// # Safety
/// `lpServiceClassInfo` is null, or points to a `WSASERVICECLASSINFOW` whose pointers are null or valid, left unchanged during the
/// call.
INT WSAInstallServiceClassW(struct WSASERVICECLASSINFOW *lpServiceClassInfo);

/// Removes a service class.
///
/// # Parameters
/// `lpServiceClassId`: the class.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set. With several namespace providers, one success is enough.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEINVAL`: `lpServiceClassId` is null.
/// * `WSAEACCES`: the namespaces that may have the class do not let the caller publish.
/// * `WSATYPE_NOT_FOUND`: the class is installed nowhere, also when it needs no installation.
/// * `WSAETOOMANYREFS`: services of the class are registered with an active provider; the class stays everywhere.
/// * `WSA_NOT_ENOUGH_MEMORY`: memory is short.
///
/// # Behaviour
/// Every active provider is asked. Deregistered services do not keep their class. Source: the reference page of
/// `WSARemoveServiceClass`; `src/policy` for what it leaves open.
///
/// # Safety
/// `lpServiceClassId` is null, or readable.
INT WSARemoveServiceClass(GUID *lpServiceClassId);

/// Describes a service class (ANSI form).
///
/// As [`WSAGetServiceClassInfoW`]; the strings are in the ANSI code page. The data of values is not converted, not even that
/// of strings.
///
/// # Safety
/// As for [`WSAGetServiceClassInfoW`].
INT WSAGetServiceClassInfoA(GUID *lpProviderId,
                            GUID *lpServiceClassId,
                            DWORD *lpdwBufSize,
                            struct WSASERVICECLASSINFOA *lpServiceClassInfo);

/// Describes a service class (UTF-16 form).
///
/// # Parameters
/// `lpProviderId`: the namespace provider that is asked. `lpServiceClassId`: the class. `lpdwBufSize`: size of the buffer in bytes;
/// receives the needed size with `WSAEFAULT` and is left alone otherwise. `lpServiceClassInfo`: receives the struct and, behind
/// it, all that it points to; null asks for the size.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEINVAL`: `lpProviderId`, `lpServiceClassId` or `lpdwBufSize` is null; `lpProviderId` names no provider.
/// * `WSATYPE_NOT_FOUND`: the provider does not know the class.
/// * `WSAEOPNOTSUPP`: the provider keeps no classes.
/// * `WSAEFAULT`: the buffer is null or too small; the needed size is stored.
///
/// # Behaviour
/// The values are those that were installed for the provider's namespace and for `NS_ALL`; there may be none. The classes of TCP and
/// UDP ports, NetWare object types and DNS record types are known to every built-in provider, with their number as a `REG_DWORD`
/// (`TcpPort`, `UdpPort`, `SapId`). Source: the reference page of `WSAGetServiceClassInfo`; `src/policy` for what it leaves open.
///
/// # Safety
/// `lpProviderId` and `lpServiceClassId` are null, or readable. `lpdwBufSize` is null, or readable and writable.
/// `lpServiceClassInfo` is null, or writable for that many bytes.
INT WSAGetServiceClassInfoW(GUID *lpProviderId,
                            GUID *lpServiceClassId,
                            DWORD *lpdwBufSize,
                            struct WSASERVICECLASSINFOW *lpServiceClassInfo);

/// Tells the name of a service class (ANSI form).
///
/// As [`WSAGetServiceClassNameByClassIdW`]; the name is in the ANSI code page, and its length is counted in bytes.
///
/// # Safety
/// As for [`WSAGetServiceClassNameByClassIdW`].
INT WSAGetServiceClassNameByClassIdA(GUID *lpServiceClassId,
                                     CHAR *lpszServiceClassName,
                                     DWORD *lpdwBufferLength);

/// Tells the name of a service class (UTF-16 form).
///
/// # Parameters
/// `lpServiceClassId`: the class. `lpszServiceClassName`: receives the name and its terminator; null asks for the length.
/// `lpdwBufferLength`: room in characters; receives the length in characters, terminator included, with success and with
/// `WSAEFAULT`.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEINVAL`: `lpServiceClassId` or `lpdwBufferLength` is null.
/// * `WSA_INVALID_PARAMETER`: the id is zero.
/// * `WSATYPE_NOT_FOUND`: no active namespace provider knows the class.
/// * `WSANO_DATA`: the class was installed without a name.
/// * `WSAEFAULT`: the buffer is null or too small; the needed length is stored, and nothing else.
///
/// # Behaviour
/// The active providers are asked in the order of the catalogue. The classes that need no installation are called by their number:
/// `80/tcp`, `53/udp`, `4/sap` (NetWare) and `15/dns` (record type), unless they were installed by another name.
/// Source: the reference page of `WSAGetServiceClassNameByClassId`; `src/policy` for what it leaves open.
///
/// # Safety
/// `lpServiceClassId` is null, or readable. `lpdwBufferLength` is null, or readable and writable. `lpszServiceClassName` is null,
/// or writable for that many characters.
INT WSAGetServiceClassNameByClassIdW(GUID *lpServiceClassId,
                                     WCHAR *lpszServiceClassName,
                                     DWORD *lpdwBufferLength);

/// Waits until what a lookup returns has changed, asks whether it has, or has a function called when it does.
///
/// # Parameters
/// `hLookup`: a lookup at one provider. `dwControlCode`: `SIO_NSP_NOTIFY_CHANGE`. The buffers and their sizes are not looked
/// at. `lpcbBytesReturned`: receives 0 when the function returns 0. `lpCompletion`: null to wait; otherwise read before the
/// function returns. With `NSP_NOTIFY_IMMEDIATELY` the function only asks. With `NSP_NOTIFY_APC` it returns, and the function
/// `lpfnCompletionProc` is called once, with 0 or an error code, 0, `lpOverlapped` and 0; `lpOverlapped` has to stay until then.
///
/// # Returns
/// 0 when there is a change, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEFAULT`: `lpcbBytesReturned` is null.
/// * `WSAEINVAL`: the control code, or the type of the completion, is unknown.
/// * `WSAEFAULT`: `NSP_NOTIFY_APC` comes without a struct or without a function.
/// * `WSA_INVALID_HANDLE`: the handle is not open.
/// * `WSAEINVAL`: the lookup spans several providers.
/// * `WSAEOPNOTSUPP`: the provider does not tell of changes; the completion is by a window, an event or a port.
/// * `WSAEWOULDBLOCK`: `NSP_NOTIFY_IMMEDIATELY`, and nothing has changed.
/// * `WSA_OPERATION_ABORTED`: the lookup was ended meanwhile.
/// * `WSA_NOT_ENOUGH_MEMORY`: memory is short, or no thread can be started; the function will not be called.
/// * `WSA_IO_PENDING`: no failure; the function will be called.
///
/// # Behaviour
/// A change is one since the lookup last said `WSA_E_NO_MORE`; before it has, one since its first `WSALookupServiceNext` or
/// the first call of this function, whichever came first. A call that finds one is over at once. From the first call on, `WSALookupServiceNext` returns what has
/// changed after the end, with `RESULT_IS_ADDED`, `RESULT_IS_CHANGED` or `RESULT_IS_DELETED`, and then `WSA_E_NO_MORE` again.
///
/// While another thread is inside `WSALookupServiceNext` with the handle, the provider is not asked. `NSP_NOTIFY_IMMEDIATELY` gives
/// `WSAEWOULDBLOCK` then; `NSP_NOTIFY_APC` returns at once, and if the provider refuses afterwards, the function is called with that.
///
/// The function is called on a thread that is started for it, with all signals blocked; it may call everything, and this
/// function to be called again. `WSALookupServiceEnd` and the last `WSACleanup` make it be called with
/// `WSA_OPERATION_ABORTED`. On Windows it is called on the caller's own thread, in an alertable wait. In a child made by
/// `fork` the functions of the parent are not called.
///
/// Source: the reference page of `WSANSPIoctl`; `src/policy` for what it leaves open.
///
/// # Safety
/// `lpcbBytesReturned` is null, or writable. `lpCompletion` is null, or points to a `WSACOMPLETION`; with `NSP_NOTIFY_APC` its
/// `lpOverlapped` is null, or writable until the function has been called, and its `lpfnCompletionProc` is null, or a function
/// that may be called on another thread.
INT WSANSPIoctl(HANDLE hLookup,
                DWORD dwControlCode,
                void *lpvInBuffer,
                DWORD cbInBuffer,
                void *lpvOutBuffer,
                DWORD cbOutBuffer,
                DWORD *lpcbBytesReturned,
                WSACOMPLETION *lpCompletion);

/// Lists the namespace providers (ANSI form).
///
/// As [`WSAEnumNameSpaceProvidersW`]; the identifiers are in the ANSI code page.
///
/// # Safety
/// As for [`WSAEnumNameSpaceProvidersW`].
INT WSAEnumNameSpaceProvidersA(DWORD *lpdwBufferLength, struct WSANAMESPACE_INFOA *lpnspBuffer);

/// Lists the namespace providers (UTF-16 form).
///
/// # Parameters
/// `lpdwBufferLength`: size of the buffer in bytes; receives the needed size with `WSAEFAULT` and is left alone otherwise.
/// `lpnspBuffer`: receives the structs, one behind the other, and behind them their strings; null asks for the size.
///
/// # Returns
/// The number of structs, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEFAULT`: `lpdwBufferLength` is null; the buffer is null or too small, and the needed size is stored.
///
/// # Behaviour
/// Inactive providers are listed, too. Source: the reference page of `WSAEnumNameSpaceProviders`.
///
/// # Safety
/// `lpdwBufferLength` is null, or readable and writable. `lpnspBuffer` is null, or writable for that many bytes.
INT WSAEnumNameSpaceProvidersW(DWORD *lpdwBufferLength,
                               struct WSANAMESPACE_INFOW *lpnspBuffer);

/// Lists the namespace providers with what their installers left in the catalogue (ANSI form).
///
/// As [`WSAEnumNameSpaceProvidersExW`]; the identifiers are in the ANSI code page.
///
/// # Safety
/// As for [`WSAEnumNameSpaceProvidersExW`].
INT WSAEnumNameSpaceProvidersExA(DWORD *lpdwBufferLength, struct WSANAMESPACE_INFOEXA *lpnspBuffer);

/// Lists the namespace providers with what their installers left in the catalogue (UTF-16 form).
///
/// # Parameters
/// As for [`WSAEnumNameSpaceProvidersW`]; behind the structs stand their strings and the data of their blobs.
///
/// # Returns
/// The number of structs, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// As for [`WSAEnumNameSpaceProvidersW`].
///
/// # Behaviour
/// Inactive providers are listed, too. `ProviderSpecific` is what `WSCInstallNameSpaceEx` was given: none, for the providers built
/// in. Source: the reference page of `WSAEnumNameSpaceProvidersEx`.
///
/// # Safety
/// `lpdwBufferLength` is null, or readable and writable. `lpnspBuffer` is null, or writable for that many bytes.
INT WSAEnumNameSpaceProvidersExW(DWORD *lpdwBufferLength,
                                 struct WSANAMESPACE_INFOEXW *lpnspBuffer);

/// Tells when the catalogue of providers changes.
///
/// # Parameters
/// `lpNotificationHandle`: a null handle, to receive one; or the handle, to wait for the next change. `lpOverlapped`: null to wait in
/// the call; otherwise it has to stay until the wait is over. `lpCompletionRoutine`: called once when it is, with 0 or an error code, 0,
/// `lpOverlapped` and 0, on a thread of the library's own.
///
/// # Returns
/// 0 for the handle, or when there is a change; or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEFAULT`: `lpNotificationHandle` is null.
/// * `WSA_INVALID_HANDLE`: the handle is neither null nor the one that was received.
/// * `WSAEOPNOTSUPP`: `lpOverlapped` without a routine asks for an event, which this system does not have.
/// * `WSA_NOT_ENOUGH_MEMORY`: no thread can be started.
/// * `WSA_IO_PENDING`: no failure: the routine will be called.
/// * `WSA_OPERATION_ABORTED`: the last `WSACleanup` came.
///
/// # Behaviour
/// Changes are those of the functions `WSC…`, in this process or in the file of the catalogue. The handle is the same for all,
/// and holds nothing: closing it is allowed and not needed. Source: the reference page of `WSAProviderConfigChange`.
///
/// # Safety
/// `lpNotificationHandle` is null, or readable and writable. `lpOverlapped` is null, or writable until the routine is called.
/// `lpCompletionRoutine` is null, or a function that may be called on another thread.
INT WSAProviderConfigChange(HANDLE *lpNotificationHandle,
                            struct WSAOVERLAPPED *lpOverlapped,
                            LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);

/// Registers, deregisters or deletes a service instance (ANSI form).
///
/// As [`WSASetServiceW`]; the strings are in the ANSI code page (`ENLIST_ACP`, UTF-8 by default) and converted once.
/// Characters that cannot be converted are replaced, as Windows does, and are no error.
///
/// # Safety
/// As for [`WSASetServiceW`].
INT WSASetServiceA(struct WSAQUERYSETA *lpqsRegInfo,
                   WSAESETSERVICEOP essOperation,
                   DWORD dwControlFlags);

/// Registers, deregisters or deletes a service instance (UTF-16 form).
///
/// # Parameters
/// `lpqsRegInfo`: the service; it is read before the function returns, and never changed. `dwNumberOfProtocols`,
/// `lpafpProtocols`, `lpszQueryString` and `dwOutputFlags` are not looked at. When the call is addressed to NS_BTH, by the
/// namespace or by the provider, a blob is a `BTH_SET_SERVICE`; then nothing else is looked at, and the variables that it points
/// to receive the version and the handle. `essOperation`: `RNRSERVICE_REGISTER`,
/// `RNRSERVICE_DEREGISTER` or `RNRSERVICE_DELETE`. `dwControlFlags`: 0, or `SERVICE_MULTIPLE` to manage addresses one by
/// one; other bits go to the namespace provider, and those built in ignore them.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set. With several namespace providers, one success is enough.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEFAULT`: `lpqsRegInfo` is null.
/// * `WSAEINVAL`: `dwSize` is not the size of the struct; the operation is unknown; a count or length comes with a null
///   pointer, is negative or absurd; a string has 32,767 characters or more; `lpNSProviderId` names no provider.
/// * `WSASERVICE_NOT_FOUND`: no active provider serves the namespace; deregister or delete of what does not exist.
/// * `WSAEACCES`: the namespace does not let the caller publish.
/// * `WSAEINVAL`: the namespace needs a name or a class that is missing, or has no containers for the context. NS_BTH: control
///   flags, the operation, the `BTH_SET_SERVICE`, its service record or the one address are not as they must be.
/// * `WSAEADDRINUSE`: NS_BTH: something is registered at the protocol and port.
/// * `WSA_NOT_ENOUGH_MEMORY`: memory is short.
///
/// # Behaviour
/// Source: the reference page of `WSASetService` with its table of operations; `src/policy` for what it leaves open.
///
/// # Safety
/// `lpqsRegInfo` is null, or points to a `WSAQUERYSETW` whose `dwSize` is right and whose pointers are null or valid, left
/// unchanged during the call; so are the pointers in a `BTH_SET_SERVICE`, and its record is as long as it says.
INT WSASetServiceW(struct WSAQUERYSETW *lpqsRegInfo,
                   WSAESETSERVICEOP essOperation,
                   DWORD dwControlFlags);

/// Begins a lookup (ANSI form).
///
/// As [`WSALookupServiceBeginW`]; the strings are in the ANSI code page. The handle serves both forms of
/// `WSALookupServiceNext`.
///
/// # Safety
/// As for [`WSALookupServiceBeginW`].
INT WSALookupServiceBeginA(struct WSAQUERYSETA *lpqsRestrictions, DWORD dwControlFlags, HANDLE *lphLookup);

/// Begins a lookup (UTF-16 form).
///
/// # Parameters
/// `lpqsRestrictions`: what to look for; it is read before the function returns, and may then be freed or used as a result
/// buffer. Name (none, "" and "*" mean every one), class, version, namespace, provider, context and protocols restrict;
/// comment, addresses and output flags are not looked at. `dwControlFlags`: `LUP_` flags. `lphLookup`: receives the handle, to be
/// ended with `WSALookupServiceEnd`.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEFAULT`: `lpqsRestrictions` is null; `lphLookup` is null.
/// * `WSAEINVAL`: `dwSize` is not the size of the struct; a count comes with a null pointer or is absurd; a string has 32,767
///   characters or more; `lpNSProviderId` names no provider.
/// * `WSASERVICE_NOT_FOUND`: no active provider serves the namespace or the protocols; no provider takes the query.
/// * `WSAEINVAL`: the comparator of `lpVersion` is unknown, or the namespace has no containers for the context. NS_BTH: the
///   context is no device's address, there is neither class nor blob, or the blob is not what it must be.
/// * `WSASERVICE_NOT_FOUND`: NS_BTH: the device does not answer.
/// * `WSANO_DATA`: `LUP_CONTAINERS` in a namespace without containers.
/// * `WSA_NOT_ENOUGH_MEMORY`: memory, or the table of handles, is full.
///
/// # Behaviour
/// Nothing is searched yet, except in NS_BTH, as on Windows. Source: the reference page of `WSALookupServiceBegin`; the order
/// of the pointers as Wine's tests show it.
///
/// # Safety
/// `lpqsRestrictions` is null, or points to a `WSAQUERYSETW` whose `dwSize` is right and whose pointers are null or valid, left
/// unchanged during the call. `lphLookup` is null, or writable.
INT WSALookupServiceBeginW(struct WSAQUERYSETW *lpqsRestrictions,
                           DWORD dwControlFlags,
                           HANDLE *lphLookup);

/// Returns the next result of a lookup (ANSI form).
///
/// As [`WSALookupServiceNextW`]; the strings are in the ANSI code page. Serves handles of both forms of
/// `WSALookupServiceBegin`.
///
/// # Safety
/// As for [`WSALookupServiceNextW`].
INT WSALookupServiceNextA(HANDLE hLookup,
                          DWORD dwControlFlags,
                          DWORD *lpdwBufferLength,
                          struct WSAQUERYSETA *lpqsResults);

/// Returns the next result of a lookup (UTF-16 form).
///
/// # Parameters
/// `dwControlFlags`: `LUP_RETURN_` flags, which can only take away from what Begin asked for (none at all means all of
/// that); `LUP_FLUSHPREVIOUS` drops a result that did not fit; `LUP_RES_SERVICE` chooses the side of the addresses.
/// `lpdwBufferLength`: size of the buffer in bytes; receives the needed size with `WSAEFAULT` and is left alone otherwise.
/// `lpqsResults`: receives the struct and, behind it, all that it points to; what it holds before does not matter. May be null
/// when the size is 0.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// In the order of the checks:
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSAEFAULT`: `lpdwBufferLength` is null, or `lpqsResults` is while the size is not 0.
/// * `WSA_INVALID_HANDLE`: the handle is not open.
/// * `WSAEFAULT`: the buffer is too small; the needed size is stored, and the same result comes again.
/// * `WSA_E_NO_MORE`: the end; or an enumeration found nothing.
/// * `WSASERVICE_NOT_FOUND`: nothing has the given name.
/// * `WSANO_DATA`: something has the given name, but not the version, protocol or address that is asked for.
/// * `WSA_E_CANCELLED`: the lookup was ended meanwhile.
///
/// # Behaviour
/// In NS_BTH, `LUP_RETURN_` flags of this call count by themselves when Begin had none. Source: the reference page of
/// `WSALookupServiceNext`; flags 0 as shipping programs use them.
///
/// # Safety
/// `lpdwBufferLength` is null, or readable and writable. `lpqsResults` is null, or writable for that many bytes.
INT WSALookupServiceNextW(HANDLE hLookup,
                          DWORD dwControlFlags,
                          DWORD *lpdwBufferLength,
                          struct WSAQUERYSETW *lpqsResults);

/// Ends a lookup and frees its handle.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// * `WSANOTINITIALISED`: no `WSAStartup` is in effect.
/// * `WSA_INVALID_HANDLE`: the handle is not open: null, invented, or ended before.
///
/// # Behaviour
/// May be called while another thread is inside `WSALookupServiceNext` with the handle: that call returns
/// `WSA_E_CANCELLED`. Source: the reference page of `WSALookupServiceEnd`.
INT WSALookupServiceEnd(HANDLE hLookup);

/// Starts Winsock for the process and negotiates its version.
///
/// # Parameters
/// `wVersionRequested`: major version in the low byte, minor version in the high byte. `lpWSAData`: receives the version
/// to use, the highest version, a description and a status; the vendor pointer is not written.
///
/// # Returns
/// 0, or the error code itself. Each success needs one `WSACleanup`.
///
/// # Errors
/// * `WSAVERNOTSUPPORTED`: the major version is 0; `lpWSAData` is filled all the same, and may be null.
/// * `WSAEFAULT`: `lpWSAData` is null.
/// * `WSASYSNOTREADY`: an `ENLIST_` variable has a value that is not one of its own, or names a file that cannot be used.
/// * `WSAEPROCLIM`: more start-ups than can be counted.
///
/// # Behaviour
/// Success sets the thread's last error to 0, as on Windows; a failure leaves it alone. On Windows the genuine Winsock is
/// started as well, with the same version; when it refuses, its code is returned.
/// Source: the reference page of `WSAStartup`; the table of versions as observed on Windows and Wine 8.
///
/// # Safety
/// `lpWSAData` is null, or writable for a `WSADATA`.
INT WSAStartup(WORD wVersionRequested,
               struct WSAData *lpWSAData);

/// Ends what one `WSAStartup` started.
///
/// # Returns
/// 0, or `SOCKET_ERROR` with the last error set.
///
/// # Errors
/// * `WSANOTINITIALISED`: no start-up is left to end.
///
/// # Behaviour
/// The last clean-up invalidates every lookup handle; a call that is inside `WSALookupServiceNext` returns
/// `WSA_E_CANCELLED`. Registrations stay, except those in NS_BTH, whose records last no longer than their process. Success sets the thread's
/// last error to 0. On Windows the genuine Winsock is cleaned up as well. Source: the reference page of `WSACleanup`, which contradicts others on registrations.
INT WSACleanup(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* ENLIST_GENERATED_WINSOCK2_H */
