// SPDX-License-Identifier: MIT OR Apache-2.0
// linux only: compares with the system's own list of interfaces
// The networks of the machine in NS_NLA, whatever they are: each interface that runs, leads away and has an address of IP.
#include "rnr.h"

#include <ifaddrs.h>
#include <net/if.h>

#include <mswsock.h>

#define LIMIT 64

/* A list of names, sorted. */
typedef struct {
    char names[LIMIT][64];
    int count;
} name_list;

static int compare_names(const void *left, const void *right) {
    return strcmp((const char *)left, (const char *)right);
}

static void add_name(name_list *list, const char *name) {
    int index;
    for (index = 0; index < list->count; index++) {
        if (strcmp(list->names[index], name) == 0) {
            return;
        }
    }
    CHECK(list->count < LIMIT && strlen(name) < sizeof list->names[0]);
    strcpy(list->names[list->count++], name);
    qsort(list->names, (size_t)list->count, sizeof list->names[0], compare_names);
}

static int same_names(const name_list *left, const name_list *right) {
    int index;
    for (index = 0; index < left->count && index < right->count; index++) {
        if (strcmp(left->names[index], right->names[index]) != 0) {
            return 0;
        }
    }
    return left->count == right->count;
}

/* What the system says. */
static name_list system_networks(void) {
    name_list list;
    struct ifaddrs *all, *one;
    memset(&list, 0, sizeof list);
    CHECK(getifaddrs(&all) == 0);
    for (one = all; one != NULL; one = one->ifa_next) {
        unsigned running = IFF_UP | IFF_RUNNING;
        int is_ip = one->ifa_addr != NULL && (one->ifa_addr->sa_family == AF_INET || one->ifa_addr->sa_family == AF_INET6);
        if (is_ip && (one->ifa_flags & running) == running && (one->ifa_flags & IFF_LOOPBACK) == 0) {
            add_name(&list, one->ifa_name);
        }
    }
    freeifaddrs(all);
    return list;
}

static WSAQUERYSETW network_query(void) {
    WSAQUERYSETW query = query_w(NULL, NULL);
    query.dwNameSpace = NS_NLA;
    return query;
}

static GUID *network_class(void) {
    static GUID id = NLA_SERVICE_CLASS_GUID;
    return &id;
}

static void narrow(const WCHAR *wide, char *name, size_t size) {
    size_t index = 0;
    while (wide[index] != 0) {
        CHECK(index + 1 < size && wide[index] < 128);
        name[index] = (char)wide[index];
        index++;
    }
    name[index] = '\0';
}

static name_list listed(WSAQUERYSETW *query, DWORD begin_flags, int wide) {
    name_list list;
    result_buffer buffer;
    HANDLE lookup;
    memset(&list, 0, sizeof list);
    CHECK(WSALookupServiceBeginW(query, begin_flags, &lookup) == 0);
    while ((wide ? next_w(lookup, LUP_RETURN_NAME, &buffer) : next_a(lookup, LUP_RETURN_NAME, &buffer)) == 0) {
        char name[64];
        CHECK(buffer.w.dwNameSpace == NS_NLA && same_guid(buffer.w.lpNSProviderId, network_provider()));
        CHECK(buffer.w.lpServiceClassId == NULL && buffer.w.lpBlob == NULL && buffer.w.lpszComment == NULL);
        CHECK(buffer.w.dwNumberOfCsAddrs == 0 && buffer.w.dwOutputFlags == 0 && buffer.w.lpszContext == NULL);
        if (wide) {
            narrow(buffer.w.lpszServiceInstanceName, name, sizeof name);
        } else {
            CHECK(strlen(buffer.a.lpszServiceInstanceName) < sizeof name);
            strcpy(name, buffer.a.lpszServiceInstanceName);
        }
        add_name(&list, name);
    }
    CHECK(WSAGetLastError() == WSA_E_NO_MORE);
    CHECK(WSALookupServiceEnd(lookup) == 0);
    return list;
}

/* Interfaces may change while this runs: then the comparison means nothing, and is made again. */
static void check_listed(WSAQUERYSETW *query, DWORD flags, int wide) {
    for (;;) {
        name_list before = system_networks(), found = listed(query, flags, wide), after = system_networks();
        if (same_names(&before, &after)) {
            CHECK(same_names(&before, &found));
            return;
        }
    }
}

static void the_networks_are_those_of_the_system(void) {
    static const DWORD flags[] = {LUP_RETURN_ALL, LUP_RETURN_ALL | LUP_DEEP, LUP_RETURN_NAME, LUP_RETURN_NAME | LUP_NOCONTAINERS,
                                  LUP_RETURN_NAME | LUP_RETURN_BLOB};
    size_t index;
    for (index = 0; index < sizeof flags / sizeof flags[0]; index++) {
        int wide;
        for (wide = 0; wide <= 1; wide++) {
            WSAQUERYSETW query = network_query();
            check_listed(&query, flags[index], wide);
            query.lpszServiceInstanceName = W("*");
            check_listed(&query, flags[index], wide);
            query = network_query();
            query.lpServiceClassId = network_class();
            check_listed(&query, flags[index], wide);
            query.dwNameSpace = NS_ALL;
            check_listed(&query, flags[index], wide);
            query = network_query();
            query.dwNameSpace = 99;
            query.lpNSProviderId = network_provider();
            check_listed(&query, flags[index], wide);
            query = network_query();
            query.dwNameSpace = NS_ALL;
            check_listed(&query, flags[index], wide);
        }
    }
}

/* As browsers ask: everything at Begin, the name at Next, and a buffer for that. WSAEFAULT is a yes, too. */
static void am_i_on_line(void) {
    for (;;) {
        union {
            WSAQUERYSETA a;
            char bytes[sizeof(WSAQUERYSETA) + 256];
        } buffer;
        WSAQUERYSETA query;
        DWORD length = sizeof buffer, none = 0;
        HANDLE lookup;
        int answer, small, error;
        name_list before = system_networks(), after;
        memset(&query, 0, sizeof query);
        query.dwSize = sizeof query;
        query.dwNameSpace = NS_NLA;
        CHECK(WSALookupServiceBeginA(&query, LUP_RETURN_ALL, &lookup) == 0);
        small = WSALookupServiceNextA(lookup, LUP_RETURN_NAME, &none, NULL);
        CHECK(small == SOCKET_ERROR);
        error = WSAGetLastError();
        answer = WSALookupServiceNextA(lookup, LUP_RETURN_NAME, &length, &buffer.a);
        CHECK(answer == 0 || WSAGetLastError() == WSA_E_NO_MORE);
        CHECK(error == (answer == 0 ? WSAEFAULT : WSA_E_NO_MORE));
        CHECK(WSALookupServiceEnd(lookup) == 0);
        after = system_networks();
        if (same_names(&before, &after)) {
            CHECK((answer == 0) == (before.count > 0));
            return;
        }
    }
}

/* Whether the system's table has a default route at an interface; the names of IPv6 stand last in their lines. */
static int has_default_route(const char *interface_name) {
    char line[512], name[64];
    unsigned destination, flags, mask;
    int found = 0;
    FILE *table = fopen("/proc/net/route", "r");
    if (table != NULL) {
        while (fgets(line, sizeof line, table) != NULL) {
            if (sscanf(line, "%63s %x %*x %x %*d %*d %*d %x", name, &destination, &flags, &mask) == 4) {
                found |= strcmp(name, interface_name) == 0 && destination == 0 && mask == 0 && (flags & 0x201) == 1;
            }
        }
        fclose(table);
    }
    table = fopen("/proc/net/ipv6_route", "r");
    if (table != NULL) {
        char to[64];
        unsigned bits;
        while (fgets(line, sizeof line, table) != NULL) {
            if (sscanf(line, "%63s %x %*s %*x %*s %*x %*x %*x %x %63s", to, &bits, &flags, name) == 4) {
                found |= strcmp(name, interface_name) == 0 && bits == 0 && strspn(to, "0") == 32 && (flags & 0x201) == 1;
            }
        }
        fclose(table);
    }
    return found;
}

/* The chain lies inside the blob, every link is whole and aligned, and they tell of the interface that the name says. */
static void check_chain(const BLOB *blob, const char *name, int deep) {
    DWORD at = 0;
    int interfaces = 0, connections = 0;
    CHECK((UINT_PTR)blob->pBlobData % sizeof(DWORD) == 0);
    for (;;) {
        const DWORD header_size = (DWORD)offsetof(NLA_BLOB, data);
        const NLA_BLOB *link = (const NLA_BLOB *)(const void *)(blob->pBlobData + at);
        CHECK(at % sizeof(DWORD) == 0 && blob->cbSize - at >= header_size);
        CHECK(link->header.dwSize >= header_size && link->header.dwSize <= blob->cbSize - at);
        if (link->header.type == NLA_INTERFACE) {
            DWORD start = (DWORD)offsetof(NLA_BLOB, data.interfaceData.adapterName);
            interfaces++;
            CHECK(link->header.dwSize == start + strlen(name) + 1);
            CHECK(memcmp((const char *)link + start, name, strlen(name) + 1) == 0);
            CHECK(link->data.interfaceData.dwType != 0);
        } else {
            int internet = link->data.connectivity.internet;
            CHECK(link->header.type == NLA_CONNECTIVITY && link->header.dwSize == 20);
            connections++;
            CHECK(link->data.connectivity.type == NLA_NETWORK_AD_HOC || link->data.connectivity.type == NLA_NETWORK_UNMANAGED);
            CHECK(internet == (has_default_route(name) ? NLA_INTERNET_YES : NLA_INTERNET_NO));
        }
        if (link->header.nextOffset == 0) {
            break;
        }
        CHECK(link->header.nextOffset >= link->header.dwSize);
        CHECK(link->header.nextOffset < blob->cbSize - at);
        at += link->header.nextOffset;
    }
    CHECK(interfaces == 1 && connections == deep);
}

static void every_network_has_a_chain_of_blobs(void) {
    int deep;
    for (deep = 0; deep <= 1; deep++) {
        WSAQUERYSETW query = network_query();
        result_buffer buffer;
        HANDLE lookup;
        CHECK(WSALookupServiceBeginW(&query, LUP_RETURN_ALL | (deep ? LUP_DEEP : 0), &lookup) == 0);
        while (next_w(lookup, 0, &buffer) == 0) {
            char name[64];
            CHECK(same_guid(buffer.w.lpServiceClassId, network_class()));
            CHECK(buffer.w.lpBlob != NULL && buffer.w.lpVersion == NULL);
            narrow(buffer.w.lpszServiceInstanceName, name, sizeof name);
            check_chain(buffer.w.lpBlob, name, deep);
        }
        CHECK(WSAGetLastError() == WSA_E_NO_MORE);
        CHECK(WSALookupServiceEnd(lookup) == 0);
    }
}

/* Every size below the exact one fails and keeps the result; ANSI strings do not change the blob. */
static void results_need_their_exact_size(void) {
    WSAQUERYSETW query = network_query();
    static unsigned char buffer[4096];
    HANDLE lookup;
    DWORD exact = 0, length;
    CHECK(WSALookupServiceBeginW(&query, LUP_RETURN_ALL | LUP_DEEP, &lookup) == 0);
    if (WSALookupServiceNextA(lookup, 0, &exact, NULL) == SOCKET_ERROR && WSAGetLastError() == WSAEFAULT) {
        CHECK(exact > sizeof(WSAQUERYSETA) && exact < sizeof buffer);
        length = exact - 1;
        FAILS(WSALookupServiceNextA(lookup, 0, &length, (LPWSAQUERYSETA)(void *)buffer), WSAEFAULT);
        CHECK(length == exact);
        WORKS(WSALookupServiceNextA(lookup, 0, &length, (LPWSAQUERYSETA)(void *)buffer));
        check_chain(((LPWSAQUERYSETA)(void *)buffer)->lpBlob, ((LPWSAQUERYSETA)(void *)buffer)->lpszServiceInstanceName, 1);
    }
    CHECK(WSALookupServiceEnd(lookup) == 0);
}

static void a_name_restricts_the_list(void) {
    name_list networks = system_networks();
    WSAQUERYSETW query = network_query();
    int index;
    for (index = 0; index < networks.count; index++) {
        WSAQUERYSETA one = query_a(networks.names[index], NULL);
        result_buffer buffer;
        HANDLE lookup;
        one.dwNameSpace = NS_NLA;
        CHECK(WSALookupServiceBeginA(&one, LUP_RETURN_NAME, &lookup) == 0);
        /* It may have gone meanwhile. */
        if (next_a(lookup, 0, &buffer) == 0) {
            CHECK(strcmp(buffer.a.lpszServiceInstanceName, networks.names[index]) == 0);
            FAILS(next_a(lookup, 0, &buffer), WSA_E_NO_MORE);
        } else {
            CHECK(WSAGetLastError() == WSASERVICE_NOT_FOUND);
        }
        CHECK(WSALookupServiceEnd(lookup) == 0);
    }
    query.lpszServiceInstanceName = W("no such network");
    show_w(&query, LUP_RETURN_ALL);
}

int main(void) {
    start_winsock();
    RUN(the_networks_are_those_of_the_system);
    RUN(am_i_on_line);
    RUN(every_network_has_a_chain_of_blobs);
    RUN(results_need_their_exact_size);
    RUN(a_name_restricts_the_list);
    return 0;
}
