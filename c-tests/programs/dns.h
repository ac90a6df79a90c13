/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * For the test programs about DNS: results with their HOSTENT or SERVENT, whatever the system's structs look like.
 */
#ifndef ENLIST_TEST_DNS_H
#define ENLIST_TEST_DNS_H

#include "rnr.h"

#include <svcguid.h>

/* A copy that can be pointed to: each class has one, which lasts. Threads may ask for those that were asked for before they began. */
static inline GUID *class_of(GUID id) {
    static GUID ids[64];
    static unsigned used;
    unsigned index;
    for (index = 0; index < used; index++) {
        if (memcmp(&ids[index], &id, sizeof id) == 0) {
            return &ids[index];
        }
    }
    CHECK(used < 64);
    ids[used] = id;
    return &ids[used++];
}

static inline GUID well_known(unsigned long first, unsigned short third) {
    GUID id = {0, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
    id.Data1 = (DWORD)first;
    id.Data3 = third;
    return id;
}
#define CLASS_HOSTNAME class_of(well_known(0x0002A800, 0))
#define CLASS_BY_ADDRESS class_of(well_known(0x0002A801, 0))
#define CLASS_SERVICE class_of(well_known(0x0002A802, 0))
#define CLASS_BY_NAME class_of(well_known(0x0002A803, 0))
#define CLASS_TCP(port) class_of(well_known(0x00090000u | (port), 0))
#define CLASS_UDP(port) class_of(well_known(0x000A0000u | (port), 0))
#define CLASS_DNS(type) class_of(well_known(0x00090035, (type)))

static inline WSAQUERYSETW dns_query(const WCHAR *name, GUID *service_class) {
    WSAQUERYSETW query = query_w((WCHAR *)name, service_class);
    query.dwNameSpace = NS_DNS;
    return query;
}

/* An address of either family, spelled in the same way on every system. */
static inline void add_host(text *to, int family, const void *bytes) {
    char spelled[64];
    CHECK(family == AF_INET || family == AF_INET6);
    CHECK(inet_ntop(family, bytes, spelled, sizeof spelled) != NULL);
    add_text(to, "%s", spelled);
}

static inline void add_side(text *to, const SOCKET_ADDRESS *side) {
    if (side->lpSockaddr->sa_family == AF_INET) {
        const SOCKADDR_IN *inet = (const SOCKADDR_IN *)(const void *)side->lpSockaddr;
        CHECK(side->iSockaddrLength == (INT)sizeof *inet);
        add_host(to, AF_INET, &inet->sin_addr);
        add_text(to, ":%u", ntohs(inet->sin_port));
    } else {
        const struct sockaddr_in6 *inet6 = (const struct sockaddr_in6 *)(const void *)side->lpSockaddr;
        CHECK(side->lpSockaddr->sa_family == AF_INET6 && side->iSockaddrLength == (INT)sizeof *inet6);
        add_text(to, "[");
        add_host(to, AF_INET6, &inet6->sin6_addr);
        add_text(to, "]:%u", ntohs(inet6->sin6_port));
    }
}

/* What an offset leads to; it must lie in the blob, behind the struct. */
static inline const void *in_blob(const BLOB *blob, const void *offset, size_t size) {
    size_t place = (size_t)(UINT_PTR)offset;
    CHECK(place >= 32 && place + size <= blob->cbSize);
    return blob->pBlobData + place;
}

static inline void *const *list_in_blob(const BLOB *blob, const void *offset) {
    CHECK((size_t)(UINT_PTR)offset % sizeof(void *) == 0);
    return (void *const *)in_blob(blob, offset, sizeof(void *));
}

static inline void add_text_in_blob(text *to, const BLOB *blob, const void *offset) {
    const char *start = (const char *)in_blob(blob, offset, 1);
    CHECK(memchr(start, 0, blob->cbSize - (size_t)(UINT_PTR)offset) != NULL);
    add_string_a(to, start);
}

static inline void add_texts_in_blob(text *to, const BLOB *blob, const void *offset) {
    void *const *item;
    for (item = list_in_blob(blob, offset); *item != NULL; item++) {
        add_text(to, " alias=");
        add_text_in_blob(to, blob, *item);
    }
}

static inline void add_hostent(text *to, const BLOB *blob) {
    const HOSTENT *host = (const HOSTENT *)(const void *)blob->pBlobData;
    void *const *item;
    CHECK(blob->cbSize >= sizeof *host);
    add_text(to, " hostent=(");
    add_text_in_blob(to, blob, host->h_name);
    add_texts_in_blob(to, blob, host->h_aliases);
    CHECK(host->h_length == (host->h_addrtype == AF_INET ? 4 : 16));
    for (item = list_in_blob(blob, host->h_addr_list); *item != NULL; item++) {
        add_text(to, " ");
        add_host(to, host->h_addrtype, in_blob(blob, *item, (size_t)host->h_length));
    }
    add_text(to, ")");
}

static inline void add_servent(text *to, const BLOB *blob) {
    const SERVENT *service = (const SERVENT *)(const void *)blob->pBlobData;
    CHECK(blob->cbSize >= sizeof *service);
    add_text(to, " servent=(");
    add_text_in_blob(to, blob, service->s_name);
    add_text(to, " %u/", ntohs((unsigned short)service->s_port));
    add_text_in_blob(to, blob, service->s_proto);
    /* Which other names there are is up to the system's list. */
    CHECK(list_in_blob(blob, service->s_aliases) != NULL);
    add_text(to, ")");
}

typedef void (*blob_printer)(text *to, const BLOB *blob);

/* A whole lookup, one result a line, and what ended it. */
static inline void ask(WSAQUERYSETW *restrictions, DWORD flags, blob_printer add_blob) {
    static result_buffer buffer;
    text *found = new_text();
    HANDLE lookup;
    DWORD index;
    if (WSALookupServiceBeginW(restrictions, flags, &lookup) != 0) {
        printf("  begin: %s\n", error_name(WSAGetLastError()));
        free(found);
        return;
    }
    while (next_w(lookup, 0, &buffer) == 0) {
        const WSAQUERYSETW *result = &buffer.w;
        add_text(found, "  ns=%u", (unsigned)result->dwNameSpace);
        if (result->lpszServiceInstanceName != NULL) {
            add_text(found, " name=");
            add_string_w(found, result->lpszServiceInstanceName);
        }
        if (result->lpServiceClassId != NULL) {
            add_text(found, " class=");
            add_guid(found, result->lpServiceClassId);
        }
        CHECK(result->lpVersion == NULL && result->lpszComment == NULL && result->lpszContext == NULL);
        for (index = 0; index < result->dwNumberOfCsAddrs; index++) {
            const CSADDR_INFO *info = &result->lpcsaBuffer[index];
            add_text(found, "%s", index == 0 ? " addresses=" : ", ");
            add_side(found, &info->LocalAddr);
            add_text(found, ">");
            add_side(found, &info->RemoteAddr);
            CHECK(info->iSocketType == (info->iProtocol == IPPROTO_TCP ? SOCK_STREAM : SOCK_DGRAM));
            add_text(found, "%s", info->iProtocol == IPPROTO_TCP ? "/tcp" : info->iProtocol == IPPROTO_UDP ? "/udp" : "/?");
        }
        if (result->lpBlob != NULL) {
            CHECK(add_blob != NULL);
            add_blob(found, result->lpBlob);
        }
        if (result->dwOutputFlags != 0) {
            add_text(found, " flags=%x", (unsigned)result->dwOutputFlags);
        }
        add_text(found, "\n");
    }
    add_text(found, "  %s\n", error_name(WSAGetLastError()));
    CHECK(WSALookupServiceEnd(lookup) == 0);
    print_text(found);
}

static inline void ask_for(const WCHAR *name, GUID *service_class, DWORD flags, blob_printer add_blob) {
    WSAQUERYSETW query = dns_query(name, service_class);
    ask(&query, flags, add_blob);
}

#endif /* ENLIST_TEST_DNS_H */
