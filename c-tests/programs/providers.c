// SPDX-License-Identifier: MIT OR Apache-2.0
// link: ws2_32
// The default catalogue, and which providers a call reaches.
//
// wine: NS_NLA, which lists the networks of Linux, is not there

#include "rnr.h"

#ifdef _WIN32
#define PROVIDERS 3
#else
#define PROVIDERS 4
#endif

static void print_providers_w(void) {
    union {
        WSANAMESPACE_INFOW infos[8];
        unsigned char bytes[4096];
    } buffer;
    DWORD length = sizeof buffer;
    int count, index;
    count = WSAEnumNameSpaceProvidersW(&length, buffer.infos);
    CHECK(count >= 0 && length == sizeof buffer);
    for (index = 0; index < count; index++) {
        text *line = new_text();
        add_guid(line, &buffer.infos[index].NSProviderId);
        add_text(line, " namespace %u, active %d, version %u, ", (unsigned)buffer.infos[index].dwNameSpace,
                 (int)buffer.infos[index].fActive, (unsigned)buffer.infos[index].dwVersion);
        add_string_w(line, buffer.infos[index].lpszIdentifier);
        printf("  %s\n", line->bytes);
        free(line);
    }
}

static void print_providers_a(void) {
    union {
        WSANAMESPACE_INFOA infos[8];
        unsigned char bytes[4096];
    } buffer;
    DWORD length = sizeof buffer;
    int count, index;
    count = WSAEnumNameSpaceProvidersA(&length, buffer.infos);
    CHECK(count >= 0 && length == sizeof buffer);
    for (index = 0; index < count; index++) {
        text *line = new_text();
        add_guid(line, &buffer.infos[index].NSProviderId);
        printf("  %s \"%s\"\n", line->bytes, buffer.infos[index].lpszIdentifier);
        free(line);
    }
}

static void the_catalogue_is_that_of_a_machine_in_a_domain(void) {
    print_providers_w();
    print_providers_a();
}

/* Every smaller size fails with the exact one and writes nothing; everything lies inside the buffer. */
static void check_sizes(int wide) {
    static unsigned char buffer[4096];
    DWORD exact = 0, length, size;
    int offset, count;
    FAILS(wide ? WSAEnumNameSpaceProvidersW(&exact, NULL) : WSAEnumNameSpaceProvidersA(&exact, NULL), WSAEFAULT);
    CHECK(exact > 0 && exact < sizeof buffer - 64);
    for (size = 0; size < exact; size++) {
        memset(buffer, 0xA5, sizeof buffer);
        length = size;
        FAILS(wide ? WSAEnumNameSpaceProvidersW(&length, (LPWSANAMESPACE_INFOW)buffer)
                   : WSAEnumNameSpaceProvidersA(&length, (LPWSANAMESPACE_INFOA)buffer),
              WSAEFAULT);
        CHECK(length == exact);
        for (offset = 0; offset < (int)sizeof buffer; offset++) {
            CHECK(buffer[offset] == 0xA5);
        }
    }
    /* From the exact size on it works, however the buffer is aligned; then the size is left alone. */
    for (offset = 0; offset < 8; offset++) {
        unsigned char *start = buffer + offset, *end;
        DWORD needed = 0;
        memset(buffer, 0xA5, sizeof buffer);
        FAILS(wide ? WSAEnumNameSpaceProvidersW(&needed, (LPWSANAMESPACE_INFOW)(void *)start)
                   : WSAEnumNameSpaceProvidersA(&needed, (LPWSANAMESPACE_INFOA)(void *)start),
              WSAEFAULT);
        CHECK(needed >= exact && needed < exact + 8);
        length = needed;
        count = wide ? WSAEnumNameSpaceProvidersW(&length, (LPWSANAMESPACE_INFOW)(void *)start)
                     : WSAEnumNameSpaceProvidersA(&length, (LPWSANAMESPACE_INFOA)(void *)start);
        CHECK(count == PROVIDERS && length == needed);
        end = start + needed;
        CHECK(end[0] == 0xA5 && end[1] == 0xA5);
        while (count-- > 0) {
            WSANAMESPACE_INFOW info;
            unsigned char *string;
            memcpy(&info, start + (size_t)count * sizeof info, sizeof info);
            string = (unsigned char *)info.lpszIdentifier;
            CHECK(string >= start + PROVIDERS * sizeof info && string < end);
            CHECK(!wide || (UINT_PTR)string % sizeof(WCHAR) == 0);
            CHECK(string[0] == (info.dwNameSpace == NS_DNS ? 'T' : info.dwNameSpace == NS_BTH ? 'B' : 'N'));
        }
    }
}

static void the_list_of_providers_needs_its_exact_size(void) {
    check_sizes(1);
    check_sizes(0);
}

/* Which of the built-in providers a call by namespace and id reaches: seen by a registration and by a lookup. */
static void dispatch(const char *what, DWORD name_space, GUID *id) {
    WSAQUERYSETW query = query_w(W("dispatch"), CLASS_A), directory = query_w(W("dispatch"), CLASS_A);
    INT registered, begun;
    int register_error, begin_error;
    HANDLE lookup;
    text *found;
    query.dwNameSpace = name_space;
    query.lpNSProviderId = id;
    registered = WSASetServiceW(&query, RNRSERVICE_REGISTER, 0);
    register_error = registered == 0 ? 0 : WSAGetLastError();
    begun = WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup);
    begin_error = begun == 0 ? 0 : WSAGetLastError();
    printf("  %s: register %s", what, error_name(register_error));
    found = lookup_w(&directory, LUP_RETURN_NAME, 0);
    printf("%s", strstr(found->bytes, "dispatch") != NULL ? " into the directory" : "");
    free(found);
    printf(", begin %s\n", error_name(begin_error));
    if (begun == 0) {
        result_buffer buffer;
        CHECK(next_w(lookup, 0, &buffer) == 0);
        CHECK(buffer.w.dwNameSpace == NS_NTDS && same_guid(buffer.w.lpNSProviderId, directory_provider()));
        CHECK(next_w(lookup, 0, &buffer) == SOCKET_ERROR && WSAGetLastError() == WSA_E_NO_MORE);
        WORKS(WSALookupServiceEnd(lookup));
    }
    if (WSASetServiceW(&directory, RNRSERVICE_DELETE, 0) != 0) {
        CHECK(WSAGetLastError() == WSASERVICE_NOT_FOUND);
    }
}

static void a_provider_id_counts_alone_and_else_the_namespace(void) {
    dispatch("NS_ALL", NS_ALL, NULL);
    dispatch("NS_NTDS", NS_NTDS, NULL);
    dispatch("NS_DNS", NS_DNS, NULL);
    dispatch("NS_SAP", NS_SAP, NULL);
    dispatch("NS_BTH", NS_BTH, NULL);
    dispatch("NS_NLA", NS_NLA, NULL);
    dispatch("99", 99, NULL);
    dispatch("the directory's id", NS_ALL, directory_provider());
    dispatch("the directory's id, NS_NTDS", NS_NTDS, directory_provider());
    dispatch("the directory's id, NS_DNS", NS_DNS, directory_provider());
    dispatch("the directory's id, 99", 99, directory_provider());
    dispatch("the DNS id", NS_ALL, dns_provider());
    dispatch("the DNS id, NS_NTDS", NS_NTDS, dns_provider());
    dispatch("the Bluetooth id", NS_ALL, bluetooth_provider());
    dispatch("the Bluetooth id, NS_NTDS", NS_NTDS, bluetooth_provider());
    dispatch("the NLA id", NS_ALL, network_provider());
    dispatch("the SAP id", NS_ALL, sap_provider());
    dispatch("an unknown id", NS_ALL, CLASS_A);
    dispatch("an unknown id, NS_NTDS", NS_NTDS, CLASS_A);
}

static void dns_takes_every_operation_and_keeps_nothing(void) {
    WSAQUERYSETW query = query_w(W("dns"), CLASS_A);
    int operation;
    query.dwNameSpace = NS_DNS;
    for (operation = RNRSERVICE_REGISTER; operation <= RNRSERVICE_DELETE; operation++) {
        WORKS(WSASetServiceW(&query, (WSAESETSERVICEOP)operation, 0));
        WORKS(WSASetServiceW(&query, (WSAESETSERVICEOP)operation, SERVICE_MULTIPLE));
        show_w(&query, LUP_RETURN_NAME);
    }
}

static void dns_does_not_count_as_success_for_the_others(void) {
    WSAQUERYSETW query = query_w(W("nobody"), CLASS_A);
    query.dwNameSpace = NS_ALL;
    FAILS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0), WSASERVICE_NOT_FOUND);
    FAILS(WSASetServiceW(&query, RNRSERVICE_DEREGISTER, 0), WSASERVICE_NOT_FOUND);
    query.lpszServiceInstanceName = NULL;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    query.lpszServiceInstanceName = W("somebody");
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
}

/* It lists whatever networks the machine is on, and nothing of the directory, which has nothing here. */
static void a_lookup_like_those_of_network_watchers_begins(void) {
    WSAQUERYSETW query = query_w(NULL, NULL);
    result_buffer buffer;
    HANDLE lookup;
    query.dwNameSpace = NS_ALL;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL | LUP_DEEP, &lookup));
    while (next_w(lookup, 0, &buffer) == 0) {
        CHECK(buffer.w.dwNameSpace == NS_NLA && same_guid(buffer.w.lpNSProviderId, network_provider()));
    }
    CHECK(WSAGetLastError() == WSA_E_NO_MORE);
    WORKS(WSALookupServiceEnd(lookup));
}

int main(void) {
    start_winsock();
    RUN(the_catalogue_is_that_of_a_machine_in_a_domain);
    RUN(the_list_of_providers_needs_its_exact_size);
    RUN(a_provider_id_counts_alone_and_else_the_namespace);
    RUN(dns_takes_every_operation_and_keeps_nothing);
    RUN(dns_does_not_count_as_success_for_the_others);
    RUN(a_lookup_like_those_of_network_watchers_begins);
    return 0;
}
