// SPDX-License-Identifier: MIT OR Apache-2.0
// A namespace provider of version 2 hands its routines over by itself, and takes them back.
#include "rnr.h"

#include <ws2spi.h>

/* MinGW's header has the parameter as a pointer to a pointer, which Windows' does not. */
#ifdef _WIN32
#define ADVERTISE(id, routines) WSAAdvertiseProvider((id), (const LPCNSPV2_ROUTINE *)(const void *)(routines))
#else
#define ADVERTISE(id, routines) WSAAdvertiseProvider((id), (routines))
#endif

static GUID mail = {0x5E2A1B70, 0x3C4D, 0x4E5F, {0x90, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0x37}};

static char session_data;
static text *calls;

static void print_calls(void) {
    printf("  %s\n", calls->bytes);
    calls->length = 0;
    calls->bytes[0] = '\0';
}

static int WSAAPI start_up(LPGUID id, LPVOID *session) {
    CHECK(same_guid(id, &mail) && *session == NULL);
    *session = &session_data;
    add_text(calls, "startup; ");
    return 0;
}

static int WSAAPI refuse_to_start(LPGUID id, LPVOID *session) {
    (void)id;
    (void)session;
    add_text(calls, "refused; ");
    return WSASYSNOTREADY;
}

static int WSAAPI clean_up(LPGUID id, LPVOID session) {
    CHECK(same_guid(id, &mail) && session == &session_data);
    add_text(calls, "cleanup; ");
    return 0;
}

static int results_left;

static int WSAAPI begin(LPGUID id, LPWSAQUERYSET2W query, DWORD flags, LPVOID session, LPHANDLE lookup) {
    CHECK(same_guid(id, &mail) && session == &session_data && query->dwSize == sizeof *query);
    add_text(calls, "begin %x ", (unsigned)flags);
    add_string_w(calls, query->lpszServiceInstanceName == NULL ? W("") : query->lpszServiceInstanceName);
    add_text(calls, "; ");
    results_left = 1;
    *lookup = (HANDLE)&results_left;
    return 0;
}

static int WSAAPI next(HANDLE call, HANDLE lookup, DWORD flags, LPDWORD length, LPWSAQUERYSET2W results) {
    CHECK(call == NULL && lookup == (HANDLE)&results_left);
    (void)flags;
    if (results_left-- == 0) {
        WSASetLastError(WSA_E_NO_MORE);
        return SOCKET_ERROR;
    }
    CHECK(*length >= sizeof *results);
    memset(results, 0, sizeof *results);
    results->dwSize = sizeof *results;
    results->lpszServiceInstanceName = W("somebody@example.org");
    results->lpszComment = W("by mail");
    results->dwNameSpace = NS_EMAIL;
    return 0;
}

static int WSAAPI end(HANDLE lookup) {
    CHECK(lookup == (HANDLE)&results_left);
    add_text(calls, "end; ");
    return 0;
}

static int WSAAPI set(HANDLE call, LPGUID id, LPWSAQUERYSET2W given, WSAESETSERVICEOP operation, DWORD flags,
                      LPVOID session) {
    CHECK(call == NULL && same_guid(id, &mail) && session == &session_data && given->dwSize == sizeof *given);
    add_text(calls, "set %d %u; ", (int)operation, (unsigned)flags);
    return operation == RNRSERVICE_DELETE ? WSAEACCES : 0;
}

static NSPV2_ROUTINE routines(void) {
    NSPV2_ROUTINE table;
    memset(&table, 0, sizeof table);
    table.cbSize = sizeof table;
    table.dwMajorVersion = 2;
    table.NSPv2Startup = start_up;
    table.NSPv2Cleanup = clean_up;
    table.NSPv2LookupServiceBegin = begin;
    table.NSPv2LookupServiceNextEx = next;
    table.NSPv2LookupServiceEnd = end;
    table.NSPv2SetServiceEx = set;
    return table;
}

static WSAQUERYSETW query_mail(void) {
    WSAQUERYSETW query = query_w(W("somebody"), NULL);
    query.dwNameSpace = NS_EMAIL;
    return query;
}

static void nobody_is_there_before(void) {
    WSAQUERYSETW query = query_mail();
    HANDLE lookup;
    FAILS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup), WSASERVICE_NOT_FOUND);
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSASERVICE_NOT_FOUND);
    FAILS(WSAUnadvertiseProvider(&mail), WSAEINVALIDPROVIDER);
}

static void what_is_handed_over_is_called(void) {
    NSPV2_ROUTINE table = routines();
    WSAQUERYSETW query = query_mail();
    WORKS(ADVERTISE(&mail, &table));
    /* The struct has been read. */
    memset(&table, 0xA5, sizeof table);
    print_calls();
    show_w(&query, LUP_RETURN_ALL);
    print_calls();
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 7));
    FAILS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0), WSAEACCES);
    print_calls();
    WORKS(WSAUnadvertiseProvider(&mail));
    print_calls();
    nobody_is_there_before();
}

static void a_lookup_outlives_the_advertisement(void) {
    NSPV2_ROUTINE table = routines();
    WSAQUERYSETW query = query_mail();
    result_buffer buffer;
    HANDLE lookup;
    WORKS(ADVERTISE(&mail, &table));
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup));
    WORKS(WSAUnadvertiseProvider(&mail));
    print_calls();
    WORKS(next_w(lookup, 0, &buffer));
    WORKS(WSALookupServiceEnd(lookup));
    print_calls();
}

static void a_second_advertisement_takes_the_place_of_the_first(void) {
    NSPV2_ROUTINE table = routines();
    WSAQUERYSETW query = query_mail();
    HANDLE lookup;
    WORKS(ADVERTISE(&mail, &table));
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    table.NSPv2Startup = refuse_to_start;
    WORKS(ADVERTISE(&mail, &table));
    FAILS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup), WSAEPROVIDERFAILEDINIT);
    table = routines();
    table.NSPv2SetServiceEx = NULL;
    WORKS(ADVERTISE(&mail, &table));
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEOPNOTSUPP);
    WORKS(WSAUnadvertiseProvider(&mail));
    print_calls();
}

static void what_cannot_be_advertised(void) {
    NSPV2_ROUTINE table = routines();
    FAILS(ADVERTISE(NULL, &table), WSAEINVAL);
    FAILS(ADVERTISE(&mail, NULL), WSAEINVAL);
    FAILS(WSAUnadvertiseProvider(NULL), WSAEINVAL);
    table.NSPv2LookupServiceBegin = NULL;
    FAILS(ADVERTISE(&mail, &table), WSAEINVAL);
    table = routines();
    table.NSPv2LookupServiceNextEx = NULL;
    FAILS(ADVERTISE(&mail, &table), WSAEINVAL);
    table = routines();
    table.NSPv2LookupServiceEnd = NULL;
    FAILS(ADVERTISE(&mail, &table), WSAEINVAL);
    table = routines();
    table.cbSize = 8;
    FAILS(ADVERTISE(&mail, &table), WSAEINVAL);
    table = routines();
    FAILS(ADVERTISE(CLASS_A, &table), WSAEINVALIDPROVIDER);
    FAILS(ADVERTISE(directory_provider(), &table), WSAEINVALIDPROVIDER);
    FAILS(WSAUnadvertiseProvider(directory_provider()), WSAEINVALIDPROVIDER);
    nobody_is_there_before();
}

static void no_call_is_asynchronous(void) {
    FAILS(WSAProviderCompleteAsyncCall(NULL, 0), WSAEINVAL);
    FAILS(WSAProviderCompleteAsyncCall((HANDLE)&session_data, WSAEACCES), WSAEINVAL);
}

static void an_advertisement_ends_with_its_session(void) {
    NSPV2_ROUTINE table = routines();
    WSAQUERYSETW query = query_mail();
    WSADATA data;
    WORKS(ADVERTISE(&mail, &table));
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    CHECK(WSACleanup() == 0);
    print_calls();
    FAILS(ADVERTISE(&mail, &table), WSANOTINITIALISED);
    FAILS(WSAUnadvertiseProvider(&mail), WSANOTINITIALISED);
    FAILS(WSAProviderCompleteAsyncCall(NULL, 0), WSANOTINITIALISED);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    nobody_is_there_before();
}

int main(void) {
    unsigned char byte = 1;
    BLOB domains = {1, &byte};
    calls = new_text();
    start_winsock();
    WORKS(WSCInstallNameSpaceEx(W("Mail"), W(""), NS_EMAIL, 2, &mail, &domains));
    RUN(nobody_is_there_before);
    RUN(what_is_handed_over_is_called);
    RUN(a_lookup_outlives_the_advertisement);
    RUN(a_second_advertisement_takes_the_place_of_the_first);
    RUN(what_cannot_be_advertised);
    RUN(no_call_is_asynchronous);
    RUN(an_advertisement_ends_with_its_session);
    free(calls);
    return 0;
}
