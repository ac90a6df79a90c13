// SPDX-License-Identifier: MIT OR Apache-2.0
// The catalogue of namespace providers is changed: in memory, without a start-up, seen by the process at once.
//
// wine: NS_NLA, which lists the networks of Linux, is not there

#include "rnr.h"

#include <ws2spi.h>
#include <sporder.h>

static GUID *provider_numbered(unsigned number) {
    static GUID ids[8];
    GUID id = {0x7C0E9A10, 0x22B1, 0x4D3F, {0x80, 0x11, 0x5A, 0x6B, 0x7C, 0x8D, 0x9E, 0x00}};
    CHECK(number < 8);
    id.Data4[7] = (unsigned char)number;
    ids[number] = id;
    return &ids[number];
}

typedef union {
    WSANAMESPACE_INFOEXW infos[16];
    unsigned char bytes[8192];
} catalogue;

static int enumerate(catalogue *into) {
    DWORD length = sizeof *into;
    int count = WSAEnumNameSpaceProvidersExW(&length, into->infos);
    CHECK(count >= 0 && length == sizeof *into);
    return count;
}

static void print_catalogue(void) {
    static catalogue found;
    int count, index;
    WSADATA data;
    DWORD byte;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    count = enumerate(&found);
    for (index = 0; index < count; index++) {
        WSANAMESPACE_INFOEXW *info = &found.infos[index];
        text *line = new_text();
        add_string_w(line, info->lpszIdentifier);
        add_text(line, " namespace %u, active %d, version %u, data", (unsigned)info->dwNameSpace, (int)info->fActive,
                 (unsigned)info->dwVersion);
        CHECK((info->ProviderSpecific.cbSize == 0) == (info->ProviderSpecific.pBlobData == NULL));
        for (byte = 0; byte < info->ProviderSpecific.cbSize; byte++) {
            add_text(line, " %02x", info->ProviderSpecific.pBlobData[byte]);
        }
        printf("  %s\n", line->bytes);
        free(line);
    }
    CHECK(WSACleanup() == 0);
}

static void providers_are_installed_last_and_enabled(void) {
    unsigned char bytes[] = {1, 2, 255};
    BLOB blob = {sizeof bytes, bytes};
    BLOB empty = {0, NULL};
    WORKS(WSCInstallNameSpace(W("First"), W("/nowhere/first.so"), NS_DNS, 7, provider_numbered(1)));
    WORKS(WSCInstallNameSpaceEx(W("Second \u00E9"), W("%NOWHERE%/second.so"), NS_EMAIL, 0, provider_numbered(2), &blob));
    WORKS(WSCInstallNameSpaceEx(W(""), W("/nowhere/third.so"), 4711, 0xFFFFFFFF, provider_numbered(3), &empty));
    WORKS(WSCInstallNameSpaceEx(W("Fourth"), W(""), NS_EMAIL, 1, provider_numbered(4), &blob));
    WORKS(WSCInstallNameSpaceEx(W("Fifth"), W("/nowhere/fifth.so"), NS_NTDS, 1, provider_numbered(5), NULL));
    print_catalogue();
}

static void what_cannot_be_installed_changes_nothing(void) {
    static WCHAR endless[40000];
    BLOB without_data = {1, NULL};
    BLOB too_large = {65537, NULL};
    GUID nil;
    size_t index;
    memset(&nil, 0, sizeof nil);
    for (index = 0; index + 1 < sizeof endless / sizeof endless[0]; index++) {
        endless[index] = 'x';
    }
    FAILS(WSCInstallNameSpace(W("x"), W("/x"), NS_DNS, 0, provider_numbered(1)), WSANO_RECOVERY);
    FAILS(WSCInstallNameSpace(NULL, W("/x"), NS_DNS, 0, provider_numbered(6)), WSAEINVAL);
    FAILS(WSCInstallNameSpace(W("x"), NULL, NS_DNS, 0, provider_numbered(6)), WSAEINVAL);
    FAILS(WSCInstallNameSpace(W("x"), W("/x"), NS_DNS, 0, NULL), WSAEINVAL);
    FAILS(WSCInstallNameSpace(W("x"), W("/x"), NS_DNS, 0, &nil), WSAEINVAL);
    FAILS(WSCInstallNameSpace(W("x"), W("/x"), NS_ALL, 0, provider_numbered(6)), WSAEINVAL);
    FAILS(WSCInstallNameSpace(W("x"), W(""), NS_DNS, 0, provider_numbered(6)), WSAEINVAL);
    FAILS(WSCInstallNameSpace(endless, W("/x"), NS_DNS, 0, provider_numbered(6)), WSAEINVAL);
    FAILS(WSCInstallNameSpace(W("x"), endless, NS_DNS, 0, provider_numbered(6)), WSAEINVAL);
    FAILS(WSCInstallNameSpaceEx(W("x"), W("/x"), NS_DNS, 0, provider_numbered(6), &without_data), WSAEINVAL);
    FAILS(WSCInstallNameSpaceEx(W("x"), W("/x"), NS_DNS, 0, provider_numbered(6), &too_large), WSAEINVAL);
    print_catalogue();
}

/* Every smaller size fails with the exact one and writes nothing; everything lies inside the buffer, the data aligned. */
static int enumerate_into(int wide, DWORD *length, void *buffer) {
    return wide ? WSAEnumNameSpaceProvidersExW(length, (LPWSANAMESPACE_INFOEXW)buffer)
                : WSAEnumNameSpaceProvidersExA(length, (LPWSANAMESPACE_INFOEXA)buffer);
}

static void check_sizes(int wide) {
    static unsigned char buffer[8192];
    DWORD exact = 0, length, size;
    int offset, count, index;
    FAILS(enumerate_into(wide, &exact, NULL), WSAEFAULT);
    CHECK(exact > 0 && exact < sizeof buffer - 64);
    for (size = 0; size < exact; size++) {
        memset(buffer, 0xA5, sizeof buffer);
        length = size;
        FAILS(enumerate_into(wide, &length, buffer), WSAEFAULT);
        CHECK(length == exact);
        for (offset = 0; offset < (int)sizeof buffer; offset++) {
            CHECK(buffer[offset] == 0xA5);
        }
    }
    for (offset = 0; offset < 8; offset++) {
        unsigned char *begin = buffer + offset, *end;
        memset(buffer, 0xA5, sizeof buffer);
        length = 0;
        FAILS(enumerate_into(wide, &length, begin), WSAEFAULT);
        CHECK(length + 64 > exact && length < exact + 64);
        end = begin + length;
        count = enumerate_into(wide, &length, begin);
        CHECK(count > 0 && end == begin + length && end[0] == 0xA5);
        for (index = 0; index < count; index++) {
            WSANAMESPACE_INFOEXW info;
            unsigned char *string, *data;
            memcpy(&info, begin + (size_t)index * sizeof info, sizeof info);
            string = (unsigned char *)info.lpszIdentifier;
            data = info.ProviderSpecific.pBlobData;
            CHECK(string >= begin + (size_t)count * sizeof info && string < end);
            CHECK(!wide || (UINT_PTR)string % sizeof(WCHAR) == 0);
            CHECK(info.ProviderSpecific.cbSize == 0 || info.ProviderSpecific.cbSize == 3);
            if (data != NULL) {
                CHECK((UINT_PTR)data % 8 == 0 && data >= begin + (size_t)count * sizeof info && data + 3 <= end);
                CHECK(data[0] == 1 && data[1] == 2 && data[2] == 255);
            }
        }
    }
}

static void the_list_with_data_needs_its_exact_size(void) {
    DWORD length = 0;
    WSADATA data;
    FAILS(enumerate_into(0, &length, NULL), WSANOTINITIALISED);
    FAILS(enumerate_into(1, &length, NULL), WSANOTINITIALISED);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    FAILS(enumerate_into(0, NULL, NULL), WSAEFAULT);
    FAILS(enumerate_into(1, NULL, NULL), WSAEFAULT);
    check_sizes(1);
    check_sizes(0);
    CHECK(WSACleanup() == 0);
}

static void providers_are_disabled_and_enabled(void) {
    WORKS(WSCEnableNSProvider(provider_numbered(5), FALSE));
    WORKS(WSCEnableNSProvider(provider_numbered(5), FALSE));
    WORKS(WSCEnableNSProvider(directory_provider(), FALSE));
    print_catalogue();
    WORKS(WSCEnableNSProvider(directory_provider(), 17));
    FAILS(WSCEnableNSProvider(NULL, TRUE), WSAEFAULT);
    FAILS(WSCEnableNSProvider(provider_numbered(6), TRUE), WSAEINVAL);
}

static void the_order_names_every_provider(void) {
    static catalogue found;
    GUID order[16];
    int count, index;
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    count = enumerate(&found);
    CHECK(WSACleanup() == 0);
    for (index = 0; index < count; index++) {
        order[index] = found.infos[count - 1 - index].NSProviderId;
    }
    WSASetLastError(UNTOUCHED);
    CHECK(WSCWriteNameSpaceOrder(order, (DWORD)count) == 0);
    CHECK(WSCWriteNameSpaceOrder(NULL, (DWORD)count) == WSAEFAULT);
    CHECK(WSCWriteNameSpaceOrder(NULL, 0) == WSAEFAULT);
    CHECK(WSCWriteNameSpaceOrder(order, 0) == WSAEINVAL);
    CHECK(WSCWriteNameSpaceOrder(order, (DWORD)count - 1) == WSAEINVAL);
    CHECK(WSCWriteNameSpaceOrder(order, 1000000) == WSAEINVAL);
    order[0] = order[1];
    CHECK(WSCWriteNameSpaceOrder(order, (DWORD)count) == WSAEINVAL);
    order[0] = *provider_numbered(6);
    CHECK(WSCWriteNameSpaceOrder(order, (DWORD)count) == WSAEINVAL);
    CHECK(WSAGetLastError() == UNTOUCHED);
    print_catalogue();
}

/* A lookup that was begun with a provider goes on without it; calls that come later do not reach it. */
static void removal_ends_nothing_that_is_under_way(void) {
    union {
        WSAQUERYSETW set;
        unsigned char bytes[2048];
    } result;
    WSAQUERYSETW query = query_w(W("service"), CLASS_A);
    DWORD length = sizeof result;
    HANDLE lookup;
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("service"), CLASS_A, 80, END));
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup));
    WORKS(WSCUnInstallNameSpace(directory_provider()));
    WORKS(WSALookupServiceNextW(lookup, 0, &length, &result.set));
    WORKS(WSALookupServiceEnd(lookup));
    query.lpNSProviderId = directory_provider();
    FAILS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup), WSAEINVAL);
    FAILS(WSCUnInstallNameSpace(directory_provider()), WSAEINVAL);

    /* Under the path that Windows gives it, it is the same provider again, with the services that it had. */
    WORKS(WSCInstallNameSpace(W("NTDS"), W("%SystemRoot%\\System32\\winrnr.dll"), NS_NTDS, 0, directory_provider()));
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup));
    WORKS(WSALookupServiceNextW(lookup, 0, &length, &result.set));
    WORKS(WSALookupServiceEnd(lookup));
    CHECK(WSACleanup() == 0);

    WORKS(WSCUnInstallNameSpace(provider_numbered(1)));
    FAILS(WSCUnInstallNameSpace(NULL), WSAEFAULT);
    FAILS(WSCUnInstallNameSpace(provider_numbered(6)), WSAEINVAL);
    print_catalogue();
}

static void a_machine_without_a_32_bit_catalogue(void) {
    WSANAMESPACE_INFOW info;
    WSANAMESPACE_INFOEXW info_ex;
    DWORD length = sizeof info;
    WSADATA data;
    FAILS(WSCEnumNameSpaceProviders32(&length, &info), WSANOTINITIALISED);
    FAILS(WSCEnumNameSpaceProvidersEx32(&length, &info_ex), WSANOTINITIALISED);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    WORKS(WSCEnumNameSpaceProviders32(&length, &info));
    WORKS(WSCEnumNameSpaceProvidersEx32(&length, &info_ex));
    CHECK(length == sizeof info);
    FAILS(WSCEnumNameSpaceProviders32(&length, NULL), WSAEFAULT);
    CHECK(length == 0);
    FAILS(WSCEnumNameSpaceProviders32(NULL, &info), WSAEFAULT);
    FAILS(WSCEnumNameSpaceProvidersEx32(NULL, &info_ex), WSAEFAULT);
    CHECK(WSACleanup() == 0);

    FAILS(WSCInstallNameSpace32(W("x"), W("/x"), NS_DNS, 0, provider_numbered(6)), WSASYSCALLFAILURE);
    FAILS(WSCInstallNameSpace32(W("x"), W("/x"), NS_DNS, 0, NULL), WSAEINVAL);
    FAILS(WSCInstallNameSpace32(W("x"), W("/x"), NS_ALL, 0, provider_numbered(6)), WSAEINVAL);
    FAILS(WSCInstallNameSpaceEx32(W("x"), W("/x"), NS_DNS, 0, provider_numbered(6), NULL), WSASYSCALLFAILURE);
    FAILS(WSCInstallNameSpaceEx32(NULL, W("/x"), NS_DNS, 0, provider_numbered(6), NULL), WSAEINVAL);
    FAILS(WSCUnInstallNameSpace32(dns_provider()), WSAEINVAL);
    FAILS(WSCUnInstallNameSpace32(NULL), WSAEFAULT);
    FAILS(WSCEnableNSProvider32(dns_provider(), TRUE), WSAEINVAL);
    FAILS(WSCEnableNSProvider32(NULL, TRUE), WSAEFAULT);
    CHECK(WSCWriteNameSpaceOrder32(dns_provider(), 0) == 0);
    CHECK(WSCWriteNameSpaceOrder32(dns_provider(), 1) == WSAEINVAL);
    CHECK(WSCWriteNameSpaceOrder32(NULL, 0) == WSAEFAULT);
}

#ifdef _WIN32
#define REFUSED(name)
#else
/* No header declares them, since nobody has said what their parameters are. */
#ifdef __cplusplus
extern "C" {
#endif
int WSCInstallNameSpaceEx2(void);
int WSCUnInstallNameSpaceEx2(void);
#ifdef __cplusplus
}
#endif
#define REFUSED(name) FAILS(name(), WSAEOPNOTSUPP)
#endif

static void functions_that_were_never_published_are_refused(void) {
    REFUSED(WSCInstallNameSpaceEx2);
    REFUSED(WSCUnInstallNameSpaceEx2);
}

/* Installing, removing, ordering and enumerating at once: every enumeration shows a catalogue that there was. */
static long go_on = 1;

static void install_and_remove(void *argument) {
    GUID *id = (GUID *)argument;
    int round;
    for (round = 0; round < 300; round++) {
        CHECK(WSCInstallNameSpace(W("Fleeting"), W("/nowhere/fleeting.so"), 4711, 1, id) == 0);
        CHECK(WSCEnableNSProvider(id, FALSE) == 0);
        CHECK(WSCUnInstallNameSpace(id) == 0);
    }
}

static void enumerate_all_the_time(void *argument) {
    catalogue *found = (catalogue *)malloc(sizeof *found);
    CHECK(found != NULL);
    (void)argument;
    while (atomic_read(&go_on)) {
        int count = enumerate(found), index, known = 0;
        for (index = 0; index < count; index++) {
            known += same_guid(&found->infos[index].NSProviderId, dns_provider());
            CHECK(found->infos[index].lpszIdentifier[0] != 0);
        }
        CHECK(known == 1);
    }
    free(found);
}

static void lookups_go_on_meanwhile(void *argument) {
    (void)argument;
    while (atomic_read(&go_on)) {
        WSAQUERYSETW query = query_w(W("service"), CLASS_A);
        HANDLE lookup;
        CHECK(set_ports(RNRSERVICE_REGISTER, 0, W("service"), CLASS_A, 80, END) == 0);
        query.dwNameSpace = NS_ALL;
        CHECK(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup) == 0);
        CHECK(WSALookupServiceEnd(lookup) == 0);
    }
}

static void changes_and_calls_at_the_same_time(void) {
    thread_handle writers[2], readers[2];
    WSADATA data;
    WORKS(WSCUnInstallNameSpace(provider_numbered(3)));
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    readers[0] = thread_start(enumerate_all_the_time, NULL);
    readers[1] = thread_start(lookups_go_on_meanwhile, NULL);
    writers[0] = thread_start(install_and_remove, provider_numbered(6));
    writers[1] = thread_start(install_and_remove, provider_numbered(7));
    thread_join(writers[0]);
    thread_join(writers[1]);
    atomic_write(&go_on, 0);
    thread_join(readers[0]);
    thread_join(readers[1]);
    CHECK(WSACleanup() == 0);
    print_catalogue();
}

int main(void) {
    RUN(providers_are_installed_last_and_enabled);
    RUN(what_cannot_be_installed_changes_nothing);
    RUN(the_list_with_data_needs_its_exact_size);
    RUN(providers_are_disabled_and_enabled);
    RUN(the_order_names_every_provider);
    RUN(removal_ends_nothing_that_is_under_way);
    RUN(a_machine_without_a_32_bit_catalogue);
    RUN(functions_that_were_never_published_are_refused);
    RUN(changes_and_calls_at_the_same_time);
    return 0;
}
