// SPDX-License-Identifier: MIT OR Apache-2.0
// What programs written for Windows do with these headers, compiled as C and as C++. Never linked or run: it shows that
// such code compiles without a change, not what it does.

#include <winsock2.h>
#include <ws2tcpip.h>
#include <ws2def.h>
#include <svcguid.h>
#include <mswsock.h>
#include <nspapi.h>
#include <wsipx.h>
#include <windows.h>
#include <initguid.h>
#include <stdio.h>
#include <stdlib.h>

// {11111111-2222-3333-4444-555555555555}
DEFINE_GUID(EXAMPLE_CLASS, 0x11111111, 0x2222, 0x3333, 0x44, 0x44, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55);

static GUID ftp = SVCID_FTP_TCP;
static GUID by_port = SVCID_TCP(8080);
static GUID mail = SVCID_DNS_TYPE_MX;
static GUID file_server = SVCID_FILE_SERVER;

static GUID networks = NLA_SERVICE_CLASS_GUID;
static GUID network_provider = NLA_NAMESPACE_GUID;

// The chain of blobs that tells of a network.
static int is_on_line(const WSAQUERYSET *network) {
    NLA_BLOB *blob = (NLA_BLOB *)network->lpBlob->pBlobData;

#ifdef __cplusplus
    if (*network->lpServiceClassId != networks || *network->lpNSProviderId != network_provider) return 0;
#else
    if (!IsEqualGUID(network->lpServiceClassId, &networks)) return 0;
    if (!IsEqualGUID(network->lpNSProviderId, &network_provider)) return 0;
#endif
    for (;;) {
        switch (blob->header.type) {
        case NLA_INTERFACE:
            printf("%s: %u\n", blob->data.interfaceData.adapterName, (unsigned)blob->data.interfaceData.dwSpeed);
            break;
        case NLA_CONNECTIVITY:
            if (blob->data.connectivity.internet == NLA_INTERNET_YES) return 1;
            break;
        default:
            break;
        }
        if (blob->header.nextOffset == 0) return 0;
        blob = (NLA_BLOB *)((char *)blob + blob->header.nextOffset);
    }
}

static int classify(LPGUID id) {
    GUID made;

    SET_TCP_SVCID(&made, 80);
    SET_UDP_SVCID_RR(&made, 53, 1);
    SET_NETWARE_SVCID(&made, 4);
    if (IS_SVCID_DNS(id)) return RR_FROM_SVCID(id);
    if (IS_SVCID_TCP(id)) return PORT_FROM_SVCID_TCP(id);
    if (IS_SVCID_UDP(id)) return PORT_FROM_SVCID_UDP(id);
    if (IS_SVCID_NETWARE(id)) return SAPID_FROM_SVCID_NETWARE(id);
    return 0;
}

static BOOL same(const GUID *a, const GUID *b) {
#ifdef __cplusplus
    return IsEqualGUID(*a, *b) && *a == *b && !(*a != *b);
#else
    return IsEqualGUID(a, b) && IsEqualIID(a, b);
#endif
}

static const char *explain(int error) {
    switch (error) {
    case NO_ERROR: return "none";
    case WSAEACCES: return "access";
    case WSAEFAULT: return "pointer";
    case WSAEINVAL: return "argument";
    case WSANOTINITIALISED: return "start-up";
    case WSASERVICE_NOT_FOUND: return "service";
    case WSATYPE_NOT_FOUND: return "class";
    case WSA_E_NO_MORE:
    case WSAENOMORE: return "no more";
    case WSA_NOT_ENOUGH_MEMORY: return "memory";
    default: return "other";
    }
}

#if LUP_RETURN_ALL != 0x0FF0 || LUP_RESOLUTION_HANDLE != 0x80000000 || SOCKET_ERROR != -1 || WSABASEERR != 10000
#error "constants work in the preprocessor"
#endif

#ifdef __cplusplus
// C only warns of the difference between int and socklen_t.
static void sizes_are_ints(SOCKET s) {
    SOCKADDR_IN address;
    int size = sizeof(address);
    int option = 0;
    int option_size = sizeof(option);
    char byte;

    getsockname(s, (LPSOCKADDR)&address, &size);
    getpeername(s, (LPSOCKADDR)&address, &size);
    getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&option, &option_size);
    recvfrom(s, &byte, 1, 0, (LPSOCKADDR)&address, &size);
    closesocket(accept(s, (LPSOCKADDR)&address, &size));
    recvfrom(s, &byte, 1, 0, NULL, NULL);
    recvfrom((int)s, &byte, sizeof byte, 0, NULL, NULL);
    closesocket(accept(s, NULL, NULL));
    closesocket(accept(s, nullptr, nullptr));
}
#endif

static SOCKET open_socket(SOCKADDR_IN *bound) {
    SOCKET s = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    SOCKADDR_STORAGE peer;
    SOCKADDR_IN6 six;
    socklen_t length = sizeof(*bound);
    u_long nonblocking = 1;
    fd_set set;
    struct timeval wait = {0, 0};

    if (s == INVALID_SOCKET) return INVALID_SOCKET;
    ZeroMemory(bound, sizeof(*bound));
    memset(&peer, 0, sizeof(peer));
    memset(&six, 0, sizeof(six));
    six.sin6_family = AF_INET6;
    bound->sin_family = AF_INET;
    bound->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(s, (LPSOCKADDR)bound, sizeof(*bound)) == SOCKET_ERROR || listen(s, SOMAXCONN) == SOCKET_ERROR ||
        getsockname(s, (struct sockaddr *)bound, &length) == SOCKET_ERROR) {
        closesocket(s);
        return INVALID_SOCKET;
    }
    ioctlsocket(s, FIONBIO, &nonblocking);
    FD_ZERO(&set);
    FD_SET(s, &set);
    select((int)s + 1, &set, NULL, NULL, &wait);
    shutdown(s, SD_BOTH);
#ifdef __cplusplus
    sizes_are_ints(s);
#endif
    return s;
}

static void resolve(void) {
    ADDRINFOA hints, *found = NULL;
    LPHOSTENT host = gethostbyname("localhost");

    ZeroMemory(&hints, sizeof(hints));
    hints.ai_family = AF_UNSPEC;
    if (getaddrinfo("localhost", "80", &hints, &found) == 0) freeaddrinfo(found);
    UNREFERENCED_PARAMETER(host);
}

static DWORD WINAPI worker(LPVOID parameter) {
    return *(LPDWORD)parameter;
}

int __cdecl main(void) {
    struct WSAData by_tag;
    WSADATA data;
    WSAQUERYSET query;
    WSAVERSION version;
    CSADDR_INFO address;
    AFPROTOCOLS protocols[2] = {{AF_INET, IPPROTO_TCP}, {AF_INET, IPPROTO_UDP}};
    SOCKADDR_IN bound;
    SOCKADDR_IPX ipx;
    BLOB blob;
    HANDLE lookup = NULL;
    DWORD length;
    GUID id = EXAMPLE_CLASS;
    TCHAR name[] = TEXT("Example Service Instance");
    BYTE buffer[4096];
    LPWSAQUERYSET result = (LPWSAQUERYSET)buffer;
    WSAESETSERVICEOP operation = RNRSERVICE_REGISTER;
    INT status;

    if (WSAStartup(MAKEWORD(2, 2), &data) != 0) return EXIT_FAILURE;
    if (LOBYTE(data.wVersion) != 2 || HIBYTE(data.wVersion) != 2) return EXIT_FAILURE;
    printf("%s %s\n", data.szDescription, data.szSystemStatus);
    memset(&by_tag, 0, sizeof(by_tag));
    memset(&ipx, 0, sizeof(ipx));

    ZeroMemory(&query, sizeof(query));
    ZeroMemory(&address, sizeof(address));
    open_socket(&bound);
    address.LocalAddr.lpSockaddr = (LPSOCKADDR)&bound;
    address.LocalAddr.iSockaddrLength = sizeof(bound);
    address.RemoteAddr = address.LocalAddr;
    address.iSocketType = SOCK_STREAM;
    address.iProtocol = IPPROTO_TCP;
    version.dwVersion = MAKELONG(1, 2);
    version.ecHow = COMP_EQUAL;
    blob.cbSize = sizeof(version);
    blob.pBlobData = (BYTE *)&version;
    query.dwSize = sizeof(query);
    query.lpszServiceInstanceName = name;
    query.lpServiceClassId = &id;
    query.lpVersion = &version;
    query.dwNameSpace = NS_NTDS;
    query.dwNumberOfProtocols = ARRAYSIZE(protocols);
    query.lpafpProtocols = protocols;
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &address;
    query.lpBlob = &blob;
    if (WSASetService(&query, operation, SERVICE_MULTIPLE) == SOCKET_ERROR) {
        printf("%d %s\n", WSAGetLastError(), explain((int)GetLastError()));
    }

    status = WSALookupServiceBegin(&query, LUP_RETURN_ALL | LUP_RES_SERVICE, &lookup);
    while (status == 0) {
        length = sizeof(buffer);
        status = WSALookupServiceNext(lookup, LUP_FLUSHPREVIOUS, &length, result);
        if (status == 0 && result->dwNumberOfCsAddrs > 0) {
            LPSOCKADDR first = result->lpcsaBuffer[0].RemoteAddr.lpSockaddr;
            printf("%u %d\n", result->dwNameSpace, (int)first->sa_family);
        }
    }
    WSALookupServiceEnd(lookup);

    {
        DWORD port = 8080, size = sizeof(buffer);
        WSANSCLASSINFO value = {(LPTSTR)SERVICE_TYPE_VALUE_TCPPORT, NS_ALL, REG_DWORD, sizeof(port), &port};
        WSASERVICECLASSINFO info = {&id, name, 1, &value};
        LPWSASERVICECLASSINFO installed = (LPWSASERVICECLASSINFO)buffer;

        if (WSAInstallServiceClass(&info) == SOCKET_ERROR && WSAGetLastError() == WSAEALREADY) {
            WSAGetServiceClassInfo(&id, &id, &size, installed);
        }
        size = ARRAYSIZE(name);
        WSAGetServiceClassNameByClassId(&id, name, &size);
        WSARemoveServiceClass(&id);
    }

    length = 0;
    if (WSAEnumNameSpaceProviders(&length, NULL) == SOCKET_ERROR && WSAGetLastError() == WSAEFAULT) {
        LPWSANAMESPACE_INFO providers = (LPWSANAMESPACE_INFO)malloc(length);
        INT count = WSAEnumNameSpaceProviders(&length, providers);
        for (INT i = 0; i < count; i++) {
            printf("%u %d\n", providers[i].dwNameSpace, same(&providers[i].NSProviderId, &EXAMPLE_CLASS));
        }
        free(providers);
    }

    SetLastError(ERROR_SUCCESS);
    resolve();
    printf("%d\n", is_on_line(result));
    printf("%d\n", classify(&ftp) + classify(&by_port) + classify(&mail) + classify(&file_server));
    length = worker(&length);
    WSACleanup();
    return EXIT_SUCCESS;
}
