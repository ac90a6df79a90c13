/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Winsock 2: start-up, errors, and the registration and resolution of names, which libenlist provides; and the Windows
 * names of the system's own sockets, so that a program that also opens sockets compiles.
 *
 * Sockets stay the system's. A failed socket call leaves its reason in errno; WSAGetLastError tells the reason of a failed
 * call to libenlist.
 */
#ifndef ENLIST_WINSOCK2_H
#define ENLIST_WINSOCK2_H

#include "ws2def.h"

#include <sys/ioctl.h>
#include <sys/time.h>
#include <sys/select.h>
#include <arpa/inet.h>
#include <netdb.h>
#include <unistd.h>

#include "windows.h"

#define WINSOCK_VERSION MAKEWORD(2, 2)

#define SOCKET_ERROR (-1)
#define INVALID_SOCKET ((SOCKET)~(SOCKET)0)

typedef enum _WSAEcomparator {
    COMP_EQUAL = 0,  /* exactly this version */
    COMP_NOTLESS = 1 /* this version or a later one */
} WSAECOMPARATOR, *PWSAECOMPARATOR, *LPWSAECOMPARATOR;

typedef enum _WSAESETSERVICEOP {
    RNRSERVICE_REGISTER = 0,   /* register a service, or add to a registration */
    RNRSERVICE_DEREGISTER = 1, /* take a service out of reach, and keep it on record */
    RNRSERVICE_DELETE = 2      /* remove a service from the record */
} WSAESETSERVICEOP, *PWSAESETSERVICEOP, *LPWSAESETSERVICEOP;

typedef enum _WSACOMPLETIONTYPE {
    NSP_NOTIFY_IMMEDIATELY = 0, /* do not wait */
    NSP_NOTIFY_HWND = 1,        /* send a message to a window */
    NSP_NOTIFY_EVENT = 2,       /* set an event */
    NSP_NOTIFY_PORT = 3,        /* post to a completion port */
    NSP_NOTIFY_APC = 4          /* call a function */
} WSACOMPLETIONTYPE, *PWSACOMPLETIONTYPE, *LPWSACOMPLETIONTYPE;

typedef struct _WSACOMPLETION WSACOMPLETION, *PWSACOMPLETION, *LPWSACOMPLETION;

#include "enlist/winsock2.h"

/* The struct's tag is WSAData, and programs use either name. */
typedef WSAData WSADATA, *LPWSADATA;

typedef AFPROTOCOLS *PAFPROTOCOLS, *LPAFPROTOCOLS;
typedef WSAVERSION *PWSAVERSION, *LPWSAVERSION;
typedef WSAQUERYSETA *PWSAQUERYSETA, *LPWSAQUERYSETA;
typedef WSAQUERYSETW *PWSAQUERYSETW, *LPWSAQUERYSETW;
typedef WSAQUERYSET2A *PWSAQUERYSET2A, *LPWSAQUERYSET2A;
typedef WSAQUERYSET2W *PWSAQUERYSET2W, *LPWSAQUERYSET2W;
typedef WSANAMESPACE_INFOA *PWSANAMESPACE_INFOA, *LPWSANAMESPACE_INFOA;
typedef WSANAMESPACE_INFOW *PWSANAMESPACE_INFOW, *LPWSANAMESPACE_INFOW;
typedef WSANAMESPACE_INFOEXA *PWSANAMESPACE_INFOEXA, *LPWSANAMESPACE_INFOEXA;
typedef WSANAMESPACE_INFOEXW *PWSANAMESPACE_INFOEXW, *LPWSANAMESPACE_INFOEXW;
typedef WSANSCLASSINFOA *PWSANSCLASSINFOA, *LPWSANSCLASSINFOA;
typedef WSANSCLASSINFOW *PWSANSCLASSINFOW, *LPWSANSCLASSINFOW;
typedef WSASERVICECLASSINFOA *PWSASERVICECLASSINFOA, *LPWSASERVICECLASSINFOA;
typedef WSASERVICECLASSINFOW *PWSASERVICECLASSINFOW, *LPWSASERVICECLASSINFOW;
typedef WSAPROTOCOLCHAIN *LPWSAPROTOCOLCHAIN;
typedef WSAPROTOCOL_INFOA *LPWSAPROTOCOL_INFOA;
typedef WSAPROTOCOL_INFOW *LPWSAPROTOCOL_INFOW;

typedef HANDLE WSAEVENT, *LPWSAEVENT;
typedef WSAOVERLAPPED *LPWSAOVERLAPPED;

/* How WSANSPIoctl tells of a change. */
struct _WSACOMPLETION {
    WSACOMPLETIONTYPE Type;
    /* What that needs. */
    union {
        struct {
            HWND hWnd;
            UINT uMsg;
            WPARAM context;
        } WindowMessage; /* NSP_NOTIFY_HWND */
        struct {
            LPWSAOVERLAPPED lpOverlapped;
        } Event; /* NSP_NOTIFY_EVENT */
        struct {
            LPWSAOVERLAPPED lpOverlapped;
            LPWSAOVERLAPPED_COMPLETION_ROUTINE lpfnCompletionProc;
        } Apc; /* NSP_NOTIFY_APC */
        struct {
            LPWSAOVERLAPPED lpOverlapped;
            HANDLE hPort;
            ULONG_PTR Key;
        } Port; /* NSP_NOTIFY_PORT */
    } Parameters;
};

/* Pointers to the functions. */
typedef INT(WSAAPI *LPFN_WSASTARTUP)(WORD wVersionRequested, LPWSADATA lpWSAData);
typedef INT(WSAAPI *LPFN_WSACLEANUP)(void);
typedef INT(WSAAPI *LPFN_WSAGETLASTERROR)(void);
typedef void(WSAAPI *LPFN_WSASETLASTERROR)(INT iError);
typedef INT(WSAAPI *LPFN_WSASETSERVICEA)(LPWSAQUERYSETA lpqsRegInfo, WSAESETSERVICEOP essoperation, DWORD dwControlFlags);
typedef INT(WSAAPI *LPFN_WSASETSERVICEW)(LPWSAQUERYSETW lpqsRegInfo, WSAESETSERVICEOP essoperation, DWORD dwControlFlags);
typedef INT(WSAAPI *LPFN_WSALOOKUPSERVICEBEGINA)(LPWSAQUERYSETA lpqsRestrictions, DWORD dwControlFlags,
                                                 LPHANDLE lphLookup);
typedef INT(WSAAPI *LPFN_WSALOOKUPSERVICEBEGINW)(LPWSAQUERYSETW lpqsRestrictions, DWORD dwControlFlags,
                                                 LPHANDLE lphLookup);
typedef INT(WSAAPI *LPFN_WSALOOKUPSERVICENEXTA)(HANDLE hLookup, DWORD dwControlFlags, LPDWORD lpdwBufferLength,
                                                LPWSAQUERYSETA lpqsResults);
typedef INT(WSAAPI *LPFN_WSALOOKUPSERVICENEXTW)(HANDLE hLookup, DWORD dwControlFlags, LPDWORD lpdwBufferLength,
                                                LPWSAQUERYSETW lpqsResults);
typedef INT(WSAAPI *LPFN_WSANSPIOCTL)(HANDLE hLookup, DWORD dwControlCode, LPVOID lpvInBuffer, DWORD cbInBuffer,
                                      LPVOID lpvOutBuffer, DWORD cbOutBuffer, LPDWORD lpcbBytesReturned,
                                      LPWSACOMPLETION lpCompletion);
typedef INT(WSAAPI *LPFN_WSALOOKUPSERVICEEND)(HANDLE hLookup);
typedef INT(WSAAPI *LPFN_WSAINSTALLSERVICECLASSA)(LPWSASERVICECLASSINFOA lpServiceClassInfo);
typedef INT(WSAAPI *LPFN_WSAINSTALLSERVICECLASSW)(LPWSASERVICECLASSINFOW lpServiceClassInfo);
typedef INT(WSAAPI *LPFN_WSAREMOVESERVICECLASS)(LPGUID lpServiceClassId);
typedef INT(WSAAPI *LPFN_WSAGETSERVICECLASSINFOA)(LPGUID lpProviderId, LPGUID lpServiceClassId, LPDWORD lpdwBufSize,
                                                  LPWSASERVICECLASSINFOA lpServiceClassInfo);
typedef INT(WSAAPI *LPFN_WSAGETSERVICECLASSINFOW)(LPGUID lpProviderId, LPGUID lpServiceClassId, LPDWORD lpdwBufSize,
                                                  LPWSASERVICECLASSINFOW lpServiceClassInfo);
typedef INT(WSAAPI *LPFN_WSAGETSERVICECLASSNAMEBYCLASSIDA)(LPGUID lpServiceClassId, LPSTR lpszServiceClassName,
                                                           LPDWORD lpdwBufferLength);
typedef INT(WSAAPI *LPFN_WSAGETSERVICECLASSNAMEBYCLASSIDW)(LPGUID lpServiceClassId, LPWSTR lpszServiceClassName,
                                                           LPDWORD lpdwBufferLength);
typedef INT(WSAAPI *LPFN_WSAENUMNAMESPACEPROVIDERSA)(LPDWORD lpdwBufferLength, LPWSANAMESPACE_INFOA lpnspBuffer);
typedef INT(WSAAPI *LPFN_WSAENUMNAMESPACEPROVIDERSW)(LPDWORD lpdwBufferLength, LPWSANAMESPACE_INFOW lpnspBuffer);
typedef INT(WSAAPI *LPFN_WSAENUMNAMESPACEPROVIDERSEXA)(LPDWORD lpdwBufferLength, LPWSANAMESPACE_INFOEXA lpnspBuffer);
typedef INT(WSAAPI *LPFN_WSAENUMNAMESPACEPROVIDERSEXW)(LPDWORD lpdwBufferLength, LPWSANAMESPACE_INFOEXW lpnspBuffer);
typedef INT(WSAAPI *LPFN_WSAPROVIDERCONFIGCHANGE)(LPHANDLE lpNotificationHandle, LPWSAOVERLAPPED lpOverlapped,
                                                  LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
typedef INT(WSAAPI *LPFN_WSAADDRESSTOSTRINGA)(LPSOCKADDR lpsaAddress, DWORD dwAddressLength,
                                              LPWSAPROTOCOL_INFOA lpProtocolInfo, LPSTR lpszAddressString,
                                              LPDWORD lpdwAddressStringLength);
typedef INT(WSAAPI *LPFN_WSAADDRESSTOSTRINGW)(LPSOCKADDR lpsaAddress, DWORD dwAddressLength,
                                              LPWSAPROTOCOL_INFOW lpProtocolInfo, LPWSTR lpszAddressString,
                                              LPDWORD lpdwAddressStringLength);
typedef INT(WSAAPI *LPFN_WSASTRINGTOADDRESSA)(LPSTR AddressString, INT AddressFamily, LPWSAPROTOCOL_INFOA lpProtocolInfo,
                                              LPSOCKADDR lpAddress, LPINT lpAddressLength);
typedef INT(WSAAPI *LPFN_WSASTRINGTOADDRESSW)(LPWSTR AddressString, INT AddressFamily, LPWSAPROTOCOL_INFOW lpProtocolInfo,
                                              LPSOCKADDR lpAddress, LPINT lpAddressLength);

/* Names of the values that describe a service class. */
#define SERVICE_TYPE_VALUE_IPXPORTA "IpxSocket"
#define SERVICE_TYPE_VALUE_IPXPORTW ENLIST_WIDE("IpxSocket")
#define SERVICE_TYPE_VALUE_SAPIDA "SapId"
#define SERVICE_TYPE_VALUE_SAPIDW ENLIST_WIDE("SapId")
#define SERVICE_TYPE_VALUE_TCPPORTA "TcpPort"
#define SERVICE_TYPE_VALUE_TCPPORTW ENLIST_WIDE("TcpPort")
#define SERVICE_TYPE_VALUE_UDPPORTA "UdpPort"
#define SERVICE_TYPE_VALUE_UDPPORTW ENLIST_WIDE("UdpPort")
#define SERVICE_TYPE_VALUE_OBJECTIDA "ObjectId"
#define SERVICE_TYPE_VALUE_OBJECTIDW ENLIST_WIDE("ObjectId")

/* The names without A or W. */
#ifdef UNICODE
typedef WSAQUERYSETW WSAQUERYSET, *PWSAQUERYSET, *LPWSAQUERYSET;
typedef WSAQUERYSET2W WSAQUERYSET2, *PWSAQUERYSET2, *LPWSAQUERYSET2;
typedef WSANAMESPACE_INFOW WSANAMESPACE_INFO, *PWSANAMESPACE_INFO, *LPWSANAMESPACE_INFO;
typedef WSANAMESPACE_INFOEXW WSANAMESPACE_INFOEX, *PWSANAMESPACE_INFOEX, *LPWSANAMESPACE_INFOEX;
typedef WSANSCLASSINFOW WSANSCLASSINFO, *PWSANSCLASSINFO, *LPWSANSCLASSINFO;
typedef WSASERVICECLASSINFOW WSASERVICECLASSINFO, *PWSASERVICECLASSINFO, *LPWSASERVICECLASSINFO;
typedef WSAPROTOCOL_INFOW WSAPROTOCOL_INFO, *LPWSAPROTOCOL_INFO;
#define WSASetService WSASetServiceW
#define WSALookupServiceBegin WSALookupServiceBeginW
#define WSALookupServiceNext WSALookupServiceNextW
#define WSAInstallServiceClass WSAInstallServiceClassW
#define WSAGetServiceClassInfo WSAGetServiceClassInfoW
#define WSAGetServiceClassNameByClassId WSAGetServiceClassNameByClassIdW
#define WSAEnumNameSpaceProviders WSAEnumNameSpaceProvidersW
#define WSAEnumNameSpaceProvidersEx WSAEnumNameSpaceProvidersExW
#define WSAAddressToString WSAAddressToStringW
#define WSAStringToAddress WSAStringToAddressW
#define LPFN_WSASETSERVICE LPFN_WSASETSERVICEW
#define LPFN_WSALOOKUPSERVICEBEGIN LPFN_WSALOOKUPSERVICEBEGINW
#define LPFN_WSALOOKUPSERVICENEXT LPFN_WSALOOKUPSERVICENEXTW
#define LPFN_WSAINSTALLSERVICECLASS LPFN_WSAINSTALLSERVICECLASSW
#define LPFN_WSAGETSERVICECLASSINFO LPFN_WSAGETSERVICECLASSINFOW
#define LPFN_WSAGETSERVICECLASSNAMEBYCLASSID LPFN_WSAGETSERVICECLASSNAMEBYCLASSIDW
#define LPFN_WSAENUMNAMESPACEPROVIDERS LPFN_WSAENUMNAMESPACEPROVIDERSW
#define LPFN_WSAENUMNAMESPACEPROVIDERSEX LPFN_WSAENUMNAMESPACEPROVIDERSEXW
#define LPFN_WSAADDRESSTOSTRING LPFN_WSAADDRESSTOSTRINGW
#define LPFN_WSASTRINGTOADDRESS LPFN_WSASTRINGTOADDRESSW
#define SERVICE_TYPE_VALUE_IPXPORT SERVICE_TYPE_VALUE_IPXPORTW
#define SERVICE_TYPE_VALUE_SAPID SERVICE_TYPE_VALUE_SAPIDW
#define SERVICE_TYPE_VALUE_TCPPORT SERVICE_TYPE_VALUE_TCPPORTW
#define SERVICE_TYPE_VALUE_UDPPORT SERVICE_TYPE_VALUE_UDPPORTW
#define SERVICE_TYPE_VALUE_OBJECTID SERVICE_TYPE_VALUE_OBJECTIDW
#else
typedef WSAQUERYSETA WSAQUERYSET, *PWSAQUERYSET, *LPWSAQUERYSET;
typedef WSAQUERYSET2A WSAQUERYSET2, *PWSAQUERYSET2, *LPWSAQUERYSET2;
typedef WSANAMESPACE_INFOA WSANAMESPACE_INFO, *PWSANAMESPACE_INFO, *LPWSANAMESPACE_INFO;
typedef WSANAMESPACE_INFOEXA WSANAMESPACE_INFOEX, *PWSANAMESPACE_INFOEX, *LPWSANAMESPACE_INFOEX;
typedef WSANSCLASSINFOA WSANSCLASSINFO, *PWSANSCLASSINFO, *LPWSANSCLASSINFO;
typedef WSASERVICECLASSINFOA WSASERVICECLASSINFO, *PWSASERVICECLASSINFO, *LPWSASERVICECLASSINFO;
typedef WSAPROTOCOL_INFOA WSAPROTOCOL_INFO, *LPWSAPROTOCOL_INFO;
#define WSASetService WSASetServiceA
#define WSALookupServiceBegin WSALookupServiceBeginA
#define WSALookupServiceNext WSALookupServiceNextA
#define WSAInstallServiceClass WSAInstallServiceClassA
#define WSAGetServiceClassInfo WSAGetServiceClassInfoA
#define WSAGetServiceClassNameByClassId WSAGetServiceClassNameByClassIdA
#define WSAEnumNameSpaceProviders WSAEnumNameSpaceProvidersA
#define WSAEnumNameSpaceProvidersEx WSAEnumNameSpaceProvidersExA
#define WSAAddressToString WSAAddressToStringA
#define WSAStringToAddress WSAStringToAddressA
#define LPFN_WSASETSERVICE LPFN_WSASETSERVICEA
#define LPFN_WSALOOKUPSERVICEBEGIN LPFN_WSALOOKUPSERVICEBEGINA
#define LPFN_WSALOOKUPSERVICENEXT LPFN_WSALOOKUPSERVICENEXTA
#define LPFN_WSAINSTALLSERVICECLASS LPFN_WSAINSTALLSERVICECLASSA
#define LPFN_WSAGETSERVICECLASSINFO LPFN_WSAGETSERVICECLASSINFOA
#define LPFN_WSAGETSERVICECLASSNAMEBYCLASSID LPFN_WSAGETSERVICECLASSNAMEBYCLASSIDA
#define LPFN_WSAENUMNAMESPACEPROVIDERS LPFN_WSAENUMNAMESPACEPROVIDERSA
#define LPFN_WSAENUMNAMESPACEPROVIDERSEX LPFN_WSAENUMNAMESPACEPROVIDERSEXA
#define LPFN_WSAADDRESSTOSTRING LPFN_WSAADDRESSTOSTRINGA
#define LPFN_WSASTRINGTOADDRESS LPFN_WSASTRINGTOADDRESSA
#define SERVICE_TYPE_VALUE_IPXPORT SERVICE_TYPE_VALUE_IPXPORTA
#define SERVICE_TYPE_VALUE_SAPID SERVICE_TYPE_VALUE_SAPIDA
#define SERVICE_TYPE_VALUE_TCPPORT SERVICE_TYPE_VALUE_TCPPORTA
#define SERVICE_TYPE_VALUE_UDPPORT SERVICE_TYPE_VALUE_UDPPORTA
#define SERVICE_TYPE_VALUE_OBJECTID SERVICE_TYPE_VALUE_OBJECTIDA
#endif

/* The rest of this file names the system's sockets. */

/* Wide as on Windows, so that a program that prints or stores it does the same thing; the value is a file descriptor. */
typedef UINT_PTR SOCKET;

typedef struct hostent HOSTENT, *PHOSTENT, *LPHOSTENT;
typedef struct servent SERVENT, *PSERVENT, *LPSERVENT;
typedef struct protoent PROTOENT, *PPROTOENT, *LPPROTOENT;
typedef struct linger LINGER, *PLINGER, *LPLINGER;
typedef struct timeval TIMEVAL, *PTIMEVAL, *LPTIMEVAL;
typedef fd_set FD_SET, *PFD_SET, *LPFD_SET;

#define SD_RECEIVE SHUT_RD
#define SD_SEND SHUT_WR
#define SD_BOTH SHUT_RDWR

/* The system hides these in strict C, when one of its headers came before this one. */
#if defined(__GLIBC__) && !defined(__u_char_defined)
typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;
#endif

#ifdef __cplusplus
/* Windows takes the size of an address as an int, the system as an unsigned one. C converts with a warning at most; in C++
   these serve the calls that could not be converted, and only those: with NULL, or the system's type, they are not there. */
template <typename Length> struct EnlistIntLength {};
template <> struct EnlistIntLength<int> { typedef int Result; };

template <typename Length>
inline typename EnlistIntLength<Length>::Result accept(SOCKET s, SOCKADDR *addr, Length *addrlen) {
    return accept((int)s, addr, (socklen_t *)addrlen);
}
template <typename Length>
inline typename EnlistIntLength<Length>::Result getpeername(SOCKET s, SOCKADDR *name, Length *namelen) {
    return getpeername((int)s, name, (socklen_t *)namelen);
}
template <typename Length>
inline typename EnlistIntLength<Length>::Result getsockname(SOCKET s, SOCKADDR *name, Length *namelen) {
    return getsockname((int)s, name, (socklen_t *)namelen);
}
template <typename Length>
inline typename EnlistIntLength<Length>::Result getsockopt(SOCKET s, int level, int optname, char *optval,
                                                           Length *optlen) {
    return getsockopt((int)s, level, optname, optval, (socklen_t *)optlen);
}
template <typename Length>
inline typename EnlistIntLength<Length>::Result recvfrom(SOCKET s, char *buf, int len, int flags, SOCKADDR *from,
                                                         Length *fromlen) {
    return (int)recvfrom((int)s, buf, (size_t)len, flags, from, (socklen_t *)fromlen);
}
#endif

static inline int closesocket(SOCKET s) {
    return close((int)s);
}

/* On Windows the argument has 32 bits and is called a u_long or ULONG, and programs use either name; the u_long here is the
   system's, which has 64. No more is written than what is pointed to has. The system call reads and writes an int. */
static inline int enlist_ioctlsocket(SOCKET s, long cmd, void *argp, size_t size) {
    u_long wide = 0;
    ULONG narrow = 0;
    int value = 0, result;

    if (argp != NULL && size == sizeof(wide)) {
        memcpy(&wide, argp, sizeof(wide));
        value = (int)wide;
    } else if (argp != NULL) {
        memcpy(&narrow, argp, sizeof(narrow));
        value = (int)narrow;
    }
    result = ioctl((int)s, (unsigned long)cmd, argp == NULL ? NULL : &value);
    if (result == 0 && argp != NULL && size == sizeof(wide)) {
        wide = (u_long)value;
        memcpy(argp, &wide, sizeof(wide));
    } else if (result == 0 && argp != NULL) {
        narrow = (ULONG)value;
        memcpy(argp, &narrow, sizeof(narrow));
    }
    return result;
}

static inline int ioctlsocket(SOCKET s, long cmd, u_long *argp) {
    return enlist_ioctlsocket(s, cmd, argp, sizeof(*argp));
}

#ifdef __cplusplus
/* A template, so that NULL still means the one above. */
template <typename Argument> struct EnlistIoctlArgument {};
template <> struct EnlistIoctlArgument<ULONG> { typedef int Result; };

template <typename Argument>
inline typename EnlistIoctlArgument<Argument>::Result ioctlsocket(SOCKET s, long cmd, Argument *argp) {
    return enlist_ioctlsocket(s, cmd, argp, sizeof(*argp));
}
#else
#define ioctlsocket(s, cmd, argp) enlist_ioctlsocket((s), (cmd), (argp), sizeof(*(argp)))
#endif

/* Winsock does not look at the first argument of select, and programs pass 0, which the system takes for no sockets at all:
   it gets the size of the sets instead. Only calls with five arguments are meant, since other things have this name, too.
   Defining ENLIST_SYSTEM_SELECT leaves the name to the system. */
#ifndef ENLIST_SYSTEM_SELECT
#define ENLIST_SELECT_ANY(...) select(__VA_ARGS__)
#define ENLIST_SELECT_FIVE(nfds, readfds, writefds, exceptfds, timeout)                                                \
    select(((void)(nfds), (int)(8 * sizeof(fd_set))), readfds, writefds, exceptfds, timeout)
#define ENLIST_NINTH(a, b, c, d, e, f, g, h, i, ...) i
#define ENLIST_SELECT(...)                                                                                             \
    ENLIST_NINTH(__VA_ARGS__, ENLIST_SELECT_ANY, ENLIST_SELECT_ANY, ENLIST_SELECT_ANY, ENLIST_SELECT_FIVE,             \
                 ENLIST_SELECT_ANY, ENLIST_SELECT_ANY, ENLIST_SELECT_ANY, ENLIST_SELECT_ANY, )
#define select(...) ENLIST_SELECT(__VA_ARGS__)(__VA_ARGS__)
#endif

#endif /* ENLIST_WINSOCK2_H */
