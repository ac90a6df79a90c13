/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * For the test programs: building query sets and addresses, and printing what a lookup finds.
 */
#ifndef ENLIST_TEST_RNR_H
#define ENLIST_TEST_RNR_H

#include "check.h"

/* Classes and providers. */
static inline GUID *class_numbered(unsigned number) {
    static GUID classes[16];
    GUID service_class = {0x5AD3C2F0, 0x11E4, 0x4B7A, {0x9C, 0x21, 0x3D, 0x58, 0x6E, 0x70, 0x84, 0x00}};
    CHECK(number < 16);
    service_class.Data4[7] = (unsigned char)number;
    classes[number] = service_class;
    return &classes[number];
}
#define CLASS_A class_numbered(10)
#define CLASS_B class_numbered(11)
#define CLASS_C class_numbered(12)

/* Classes of SAP types: what SVCID_NETWARE defines. */
static inline GUID netware_class(unsigned type) {
    GUID service_class = {0x000B0000, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
    service_class.Data1 |= type;
    return service_class;
}
static inline GUID *sap_class_numbered(unsigned number) {
    static GUID classes[2];
    CHECK(number < 2);
    classes[number] = netware_class(number == 0 ? 0x0A0A : 0x0B0B);
    return &classes[number];
}
#define SAP_A sap_class_numbered(0)
#define SAP_B sap_class_numbered(1)

static inline GUID *dns_provider(void) {
    static GUID id = {0x22059D40, 0x7E9E, 0x11CF, {0xAE, 0x5A, 0x00, 0xAA, 0x00, 0xA7, 0x11, 0x2B}};
    return &id;
}

static inline GUID *directory_provider(void) {
    static GUID id = {0x3B2637EE, 0xE580, 0x11CF, {0xA5, 0x55, 0x00, 0xC0, 0x4F, 0xD8, 0xD4, 0xAC}};
    return &id;
}

static inline GUID *sap_provider(void) {
    static GUID id = {0xE02DAAF0, 0x7E9F, 0x11CF, {0xAE, 0x5A, 0x00, 0xAA, 0x00, 0xA7, 0x11, 0x2B}};
    return &id;
}

static inline GUID *bluetooth_provider(void) {
    static GUID id = {0x06AA63E0, 0x7D60, 0x41FF, {0xAF, 0xB2, 0x3E, 0xE6, 0xD2, 0xD9, 0x39, 0x2D}};
    return &id;
}

static inline GUID *network_provider(void) {
    static GUID id = {0x6642243A, 0x3BA8, 0x4AA6, {0xBA, 0xA5, 0x2E, 0x0B, 0xD7, 0x1F, 0xDD, 0x83}};
    return &id;
}

static inline int same_guid(const GUID *left, const GUID *right) {
    return memcmp(left, right, sizeof(GUID)) == 0;
}

/* Query sets for the directory, otherwise empty. */
static inline WSAQUERYSETW query_w(WCHAR *name, GUID *service_class) {
    WSAQUERYSETW query;
    memset(&query, 0, sizeof query);
    query.dwSize = sizeof query;
    query.dwNameSpace = NS_NTDS;
    query.lpszServiceInstanceName = name;
    query.lpServiceClassId = service_class;
    return query;
}

static inline WSAQUERYSETA query_a(char *name, GUID *service_class) {
    WSAQUERYSETA query;
    memset(&query, 0, sizeof query);
    query.dwSize = sizeof query;
    query.dwNameSpace = NS_NTDS;
    query.lpszServiceInstanceName = name;
    query.lpServiceClassId = service_class;
    return query;
}

/* 127.0.0.1 and a port. */
static inline SOCKADDR_IN inet_port(unsigned port) {
    SOCKADDR_IN address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons((unsigned short)port);
    address.sin_addr.s_addr = htonl(0x7F000001);
    return address;
}

/* A TCP service at an address of its own memory; either side may be NULL. */
static inline CSADDR_INFO tcp_at(SOCKADDR_IN *local, SOCKADDR_IN *remote) {
    CSADDR_INFO info;
    memset(&info, 0, sizeof info);
    if (local != NULL) {
        info.LocalAddr.lpSockaddr = (LPSOCKADDR)local;
        info.LocalAddr.iSockaddrLength = sizeof *local;
    }
    if (remote != NULL) {
        info.RemoteAddr.lpSockaddr = (LPSOCKADDR)remote;
        info.RemoteAddr.iSockaddrLength = sizeof *remote;
    }
    info.iSocketType = SOCK_STREAM;
    info.iProtocol = IPPROTO_TCP;
    return info;
}

/* TCP services at 127.0.0.1, one for each port; remote addresses only. */
typedef struct {
    SOCKADDR_IN addresses[64];
    CSADDR_INFO infos[64];
    DWORD count;
} port_list;

static inline void add_port(port_list *ports, unsigned port) {
    CHECK(ports->count < 64);
    ports->addresses[ports->count] = inet_port(port);
    ports->infos[ports->count] = tcp_at(NULL, &ports->addresses[ports->count]);
    ports->count++;
}

/* Sets, on a service in the directory that has a name, a class and remote addresses at these ports; 0 ends the list. */
static inline INT set_ports(WSAESETSERVICEOP operation, DWORD flags, WCHAR *name, GUID *service_class, ...) {
    port_list ports;
    va_list list;
    unsigned port;
    WSAQUERYSETW query = query_w(name, service_class);
    ports.count = 0;
    va_start(list, service_class);
    while ((port = va_arg(list, unsigned)) != 0) {
        add_port(&ports, port);
    }
    va_end(list);
    query.dwNumberOfCsAddrs = ports.count;
    query.lpcsaBuffer = ports.count == 0 ? NULL : ports.infos;
    return WSASetServiceW(&query, operation, flags);
}
#define END 0u

/* Text that grows. */
typedef struct {
    char bytes[16384];
    size_t length;
} text;

static inline text *new_text(void) {
    text *made = (text *)malloc(sizeof *made);
    CHECK(made != NULL);
    made->length = 0;
    made->bytes[0] = '\0';
    return made;
}

static inline void add_text(text *to, const char *format, ...) {
    va_list list;
    int length;
    va_start(list, format);
    length = vsnprintf(to->bytes + to->length, sizeof to->bytes - to->length, format, list);
    va_end(list);
    CHECK(length >= 0 && to->length + (size_t)length < sizeof to->bytes);
    to->length += (size_t)length;
}

/* Strings are printed with everything that is not plain ASCII escaped. */
static inline void add_string_w(text *to, const WCHAR *string) {
    add_text(to, "\"");
    for (; *string != 0; string++) {
        if (*string < 0x20 || *string > 0x7E) {
            add_text(to, "{%04X}", (unsigned)*string);
        } else {
            add_text(to, "%c", (char)*string);
        }
    }
    add_text(to, "\"");
}

static inline void add_string_a(text *to, const char *string) {
    add_text(to, "\"");
    for (; *string != '\0'; string++) {
        unsigned char byte = (unsigned char)*string;
        if (byte < 0x20 || byte > 0x7E) {
            add_text(to, "{%02X}", byte);
        } else {
            add_text(to, "%c", byte);
        }
    }
    add_text(to, "\"");
}

static inline void add_guid(text *to, const GUID *id) {
    unsigned number;
    GUID netware;
    if (same_guid(id, dns_provider())) {
        add_text(to, "DNS");
        return;
    }
    if (same_guid(id, directory_provider())) {
        add_text(to, "NTDS");
        return;
    }
    if (same_guid(id, sap_provider())) {
        add_text(to, "SAP");
        return;
    }
    if (same_guid(id, bluetooth_provider())) {
        add_text(to, "BTH");
        return;
    }
    /* Short UUIDs of Bluetooth. */
    if (id->Data2 == 0 && id->Data3 == 0x1000 && memcmp(id->Data4, "\x80\x00\x00\x80\x5F\x9B\x34\xFB", 8) == 0) {
        add_text(to, "UUID %X", (unsigned)id->Data1);
        return;
    }
    if (same_guid(id, network_provider())) {
        add_text(to, "NLA");
        return;
    }
    netware = netware_class(id->Data1 & 0xFFFF);
    if (same_guid(id, &netware)) {
        add_text(to, "NETWARE(%X)", (unsigned)(id->Data1 & 0xFFFF));
        return;
    }
    for (number = 0; number < 16; number++) {
        if (same_guid(id, class_numbered(number))) {
            add_text(to, "%X", number);
            return;
        }
    }
    add_text(to, "{%08X-%04X-%04X-%02X%02X-", (unsigned)id->Data1, id->Data2, id->Data3, id->Data4[0], id->Data4[1]);
    for (number = 2; number < 8; number++) {
        add_text(to, "%02X", id->Data4[number]);
    }
    add_text(to, "}");
}

static inline void add_bytes(text *to, const void *data, size_t size) {
    const unsigned char *bytes = (const unsigned char *)data;
    size_t index;
    for (index = 0; index < size; index++) {
        add_text(to, "%02X", bytes[index]);
    }
}

/* The bytes of a Bluetooth address, as device:port, and the class behind it when there is one. */
static inline void add_bluetooth(text *to, const void *address) {
    static const GUID none = {0, 0, 0, {0}};
    unsigned long long device;
    unsigned port;
    GUID service_class;
    memcpy(&device, (const char *)address + 2, sizeof device);
    memcpy(&service_class, (const char *)address + 10, sizeof service_class);
    memcpy(&port, (const char *)address + 26, sizeof port);
    add_text(to, "%012llX:%u", device, port);
    if (!same_guid(&service_class, &none)) {
        add_text(to, "/");
        add_guid(to, &service_class);
    }
}

/* An IPv4 address as a.b.c.d:port, one of Bluetooth, whatever else as its length and its bytes behind the family. */
static inline void add_address(text *to, const SOCKET_ADDRESS *address) {
    if (address->lpSockaddr == NULL) {
        CHECK(address->iSockaddrLength == 0);
        add_text(to, "none");
    } else if (address->iSockaddrLength == (INT)sizeof(SOCKADDR_IN) && address->lpSockaddr->sa_family == AF_INET) {
        SOCKADDR_IN inet;
        unsigned host;
        static const unsigned char zero[8] = {0};
        memcpy(&inet, address->lpSockaddr, sizeof inet);
        host = ntohl(inet.sin_addr.s_addr);
        add_text(to, "%u.%u.%u.%u:%u", host >> 24, host >> 16 & 255, host >> 8 & 255, host & 255, ntohs(inet.sin_port));
        if (memcmp(inet.sin_zero, zero, sizeof zero) != 0) {
            add_text(to, "+");
            add_bytes(to, inet.sin_zero, sizeof inet.sin_zero);
        }
    } else if (address->iSockaddrLength == 30 && address->lpSockaddr->sa_family == AF_BTH) {
        add_bluetooth(to, address->lpSockaddr);
    } else {
        add_text(to, "%d:", (int)address->iSockaddrLength);
        if (address->iSockaddrLength >= 2) {
            unsigned short family;
            memcpy(&family, address->lpSockaddr, sizeof family);
            add_text(to, "family %u ", family);
            add_bytes(to, (const char *)address->lpSockaddr + 2, (size_t)address->iSockaddrLength - 2);
        } else {
            add_bytes(to, address->lpSockaddr, (size_t)address->iSockaddrLength);
        }
    }
}

static inline void add_addresses(text *to, DWORD count, const CSADDR_INFO *infos) {
    DWORD index;
    for (index = 0; index < count; index++) {
        add_text(to, "%s", index == 0 ? " addresses=" : ", ");
        add_address(to, &infos[index].LocalAddr);
        add_text(to, ">");
        add_address(to, &infos[index].RemoteAddr);
        if (infos[index].iSocketType != SOCK_STREAM || infos[index].iProtocol != IPPROTO_TCP) {
            add_text(to, "(%d/%d)", (int)infos[index].iSocketType, (int)infos[index].iProtocol);
        }
    }
}

/* A result on one line; members that are not there are left out. */
static inline void describe(text *to, const WSAQUERYSETW *result, int wide) {
    CHECK(result->dwSize == sizeof *result);
    CHECK(result->lpafpProtocols == NULL && result->dwNumberOfProtocols == 0);
    CHECK((result->lpcsaBuffer == NULL) == (result->dwNumberOfCsAddrs == 0));
    CHECK(result->lpNSProviderId != NULL);
#define ADD_STRING(name, member)                                                                                       \
    if (member != NULL) {                                                                                              \
        add_text(to, "%s", name);                                                                                      \
        if (wide) {                                                                                                    \
            add_string_w(to, member);                                                                                  \
        } else {                                                                                                       \
            add_string_a(to, (const char *)member);                                                                    \
        }                                                                                                              \
    }
    add_text(to, "ns=%u/", (unsigned)result->dwNameSpace);
    add_guid(to, result->lpNSProviderId);
    ADD_STRING(" name=", result->lpszServiceInstanceName)
    if (result->lpServiceClassId != NULL) {
        add_text(to, " class=");
        add_guid(to, result->lpServiceClassId);
    }
    if (result->lpVersion != NULL) {
        add_text(to, " version=%u/%d", (unsigned)result->lpVersion->dwVersion, (int)result->lpVersion->ecHow);
    }
    ADD_STRING(" comment=", result->lpszComment)
    ADD_STRING(" context=", result->lpszContext)
    ADD_STRING(" query=", result->lpszQueryString)
    add_addresses(to, result->dwNumberOfCsAddrs, result->lpcsaBuffer);
    if (result->lpBlob != NULL) {
        CHECK((result->lpBlob->cbSize == 0) == (result->lpBlob->pBlobData == NULL));
        add_text(to, " blob=%u:", (unsigned)result->lpBlob->cbSize);
        add_bytes(to, result->lpBlob->pBlobData, result->lpBlob->cbSize);
    }
    if (result->dwOutputFlags != 0) {
        add_text(to, " flags=%x", (unsigned)result->dwOutputFlags);
    }
}

/* Room for one result of either form. */
typedef union {
    WSAQUERYSETW w;
    WSAQUERYSETA a;
    unsigned char bytes[32768];
} result_buffer;

static inline INT next_w(HANDLE lookup, DWORD flags, result_buffer *buffer) {
    DWORD length = sizeof *buffer;
    return WSALookupServiceNextW(lookup, flags, &length, &buffer->w);
}

static inline INT next_a(HANDLE lookup, DWORD flags, result_buffer *buffer) {
    DWORD length = sizeof *buffer;
    return WSALookupServiceNextA(lookup, flags, &length, &buffer->a);
}

static inline const char *error_name(int error) {
    static char number[16];
    switch (error) {
    case 0: return "0";
    case WSA_INVALID_HANDLE: return "WSA_INVALID_HANDLE";
    case WSA_NOT_ENOUGH_MEMORY: return "WSA_NOT_ENOUGH_MEMORY";
    case WSAEACCES: return "WSAEACCES";
    case WSAEFAULT: return "WSAEFAULT";
    case WSAEINVAL: return "WSAEINVAL";
    case WSAEADDRINUSE: return "WSAEADDRINUSE";
    case WSAEINPROGRESS: return "WSAEINPROGRESS";
    case WSAEALREADY: return "WSAEALREADY";
    case WSAEOPNOTSUPP: return "WSAEOPNOTSUPP";
    case WSAETOOMANYREFS: return "WSAETOOMANYREFS";
    case WSA_INVALID_PARAMETER: return "WSA_INVALID_PARAMETER";
    case WSASYSNOTREADY: return "WSASYSNOTREADY";
    case WSAVERNOTSUPPORTED: return "WSAVERNOTSUPPORTED";
    case WSANOTINITIALISED: return "WSANOTINITIALISED";
    case WSASERVICE_NOT_FOUND: return "WSASERVICE_NOT_FOUND";
    case WSAEWOULDBLOCK: return "WSAEWOULDBLOCK";
    case WSA_OPERATION_ABORTED: return "WSA_OPERATION_ABORTED";
    case WSA_IO_PENDING: return "WSA_IO_PENDING";
    case WSATYPE_NOT_FOUND: return "WSATYPE_NOT_FOUND";
    case WSA_E_NO_MORE: return "WSA_E_NO_MORE";
    case WSA_E_CANCELLED: return "WSA_E_CANCELLED";
    case WSAHOST_NOT_FOUND: return "WSAHOST_NOT_FOUND";
    case WSATRY_AGAIN: return "WSATRY_AGAIN";
    case WSANO_RECOVERY: return "WSANO_RECOVERY";
    case WSANO_DATA: return "WSANO_DATA";
    default: snprintf(number, sizeof number, "%d", error); return number;
    }
}

/* A whole lookup, one result a line, and what ended it. */
static inline text *lookup_w(WSAQUERYSETW *restrictions, DWORD begin_flags, DWORD next_flags) {
    static result_buffer buffer;
    text *found = new_text();
    HANDLE lookup;
    if (WSALookupServiceBeginW(restrictions, begin_flags, &lookup) != 0) {
        add_text(found, "  begin: %s\n", error_name(WSAGetLastError()));
        return found;
    }
    while (next_w(lookup, next_flags, &buffer) == 0) {
        add_text(found, "  ");
        describe(found, &buffer.w, 1);
        add_text(found, "\n");
    }
    add_text(found, "  %s\n", error_name(WSAGetLastError()));
    CHECK(WSALookupServiceEnd(lookup) == 0);
    return found;
}

static inline text *lookup_a(WSAQUERYSETA *restrictions, DWORD begin_flags, DWORD next_flags) {
    static result_buffer buffer;
    text *found = new_text();
    HANDLE lookup;
    if (WSALookupServiceBeginA(restrictions, begin_flags, &lookup) != 0) {
        add_text(found, "  begin: %s\n", error_name(WSAGetLastError()));
        return found;
    }
    while (next_a(lookup, next_flags, &buffer) == 0) {
        add_text(found, "  ");
        describe(found, &buffer.w, 0);
        add_text(found, "\n");
    }
    add_text(found, "  %s\n", error_name(WSAGetLastError()));
    CHECK(WSALookupServiceEnd(lookup) == 0);
    return found;
}

static inline void print_text(text *content) {
    fputs(content->bytes, stdout);
    free(content);
}

static inline void show_w(WSAQUERYSETW *restrictions, DWORD flags) {
    print_text(lookup_w(restrictions, flags, 0));
}

static inline void show_a(WSAQUERYSETA *restrictions, DWORD flags) {
    print_text(lookup_a(restrictions, flags, 0));
}

/* What a lookup by name and class says about one object: the ports of its addresses, or why there are none. */
static inline const char *state_of(WCHAR *name, GUID *service_class) {
    static char line[1024];
    static result_buffer buffer;
    WSAQUERYSETW restrictions = query_w(name, service_class);
    text *state = new_text();
    HANDLE lookup;
    DWORD index;
    int enumerated = 0;

    CHECK(WSALookupServiceBeginW(&restrictions, LUP_RETURN_NAME | LUP_RETURN_ADDR, &lookup) == 0);
    if (next_w(lookup, 0, &buffer) == 0) {
        CHECK(buffer.w.dwNumberOfCsAddrs > 0);
        add_text(state, "ports");
        for (index = 0; index < buffer.w.dwNumberOfCsAddrs; index++) {
            SOCKADDR_IN inet;
            memcpy(&inet, buffer.w.lpcsaBuffer[index].RemoteAddr.lpSockaddr, sizeof inet);
            add_text(state, " %u", ntohs(inet.sin_port));
        }
        CHECK(next_w(lookup, 0, &buffer) == SOCKET_ERROR && WSAGetLastError() == WSA_E_NO_MORE);
    } else if (WSAGetLastError() == WSANO_DATA) {
        add_text(state, "no address");
    } else {
        CHECK(WSAGetLastError() == WSASERVICE_NOT_FOUND);
        add_text(state, "missing");
    }
    CHECK(WSALookupServiceEnd(lookup) == 0);

    /* Without a question for addresses, the properties are found whenever the object is there. */
    CHECK(WSALookupServiceBeginW(&restrictions, LUP_RETURN_NAME, &lookup) == 0);
    CHECK((next_w(lookup, 0, &buffer) == 0) == (strcmp(state->bytes, "missing") != 0));
    CHECK(WSALookupServiceEnd(lookup) == 0);

    /* An enumeration shows whether it is registered. */
    restrictions.lpszServiceInstanceName = NULL;
    CHECK(WSALookupServiceBeginW(&restrictions, LUP_RETURN_NAME, &lookup) == 0);
    while (next_w(lookup, 0, &buffer) == 0) {
        const WCHAR *left = buffer.w.lpszServiceInstanceName, *right = name;
        while (*left != 0 && *left == *right) {
            left++;
            right++;
        }
        enumerated += *left == *right;
    }
    CHECK(WSAGetLastError() == WSA_E_NO_MORE);
    CHECK(WSALookupServiceEnd(lookup) == 0);
    CHECK(enumerated <= 1 && !(enumerated && strcmp(state->bytes, "missing") == 0));
    if (strcmp(state->bytes, "missing") != 0) {
        add_text(state, ", %s", enumerated ? "registered" : "deregistered");
    }
    snprintf(line, sizeof line, "%.*s", (int)sizeof line - 1, state->bytes);
    free(state);
    return line;
}

static inline void start_winsock(void) {
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
}

#endif /* ENLIST_TEST_RNR_H */
