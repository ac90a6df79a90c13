// SPDX-License-Identifier: MIT OR Apache-2.0
// A namespace provider of version 2 hands its routines over by itself, and takes them back.
#include "advertise.h"

#include <sporder.h>

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

/* Withdraws itself. */
static int WSAAPI start_and_leave(LPGUID id, LPVOID *session) {
    *session = &session_data;
    WORKS(WSAUnadvertiseProvider(id));
    add_text(calls, "startup returns; ");
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

/* Whether a call is inside Next and waits for End, and what End told it. */
static long is_waiting, was_ended;

static int WSAAPI begin(LPGUID id, LPWSAQUERYSET2W query, DWORD flags, LPVOID session, LPHANDLE lookup) {
    CHECK(same_guid(id, &mail) && session == &session_data && query->dwSize == sizeof *query);
    add_text(calls, "begin %x ", (unsigned)flags);
    add_string_w(calls, query->lpszServiceInstanceName == NULL ? W("") : query->lpszServiceInstanceName);
    add_text(calls, "; ");
    results_left = 1;
    atomic_write(&was_ended, 0);
    *lookup = (HANDLE)&results_left;
    return 0;
}

static nothing WSAAPI next(HANDLE call, HANDLE lookup, DWORD flags, LPDWORD length, LPWSAQUERYSET2W results) {
    CHECK(call != NULL && lookup == (HANDLE)&results_left);
    (void)flags;
    if (results_left-- == 0) {
        complete(call, WSA_E_NO_MORE);
        return NOTHING;
    }
    CHECK(*length >= sizeof *results);
    memset(results, 0, sizeof *results);
    results->dwSize = sizeof *results;
    results->lpszServiceInstanceName = W("somebody@example.org");
    results->lpszComment = W("by mail");
    results->dwNameSpace = NS_EMAIL;
    complete(call, 0);
    return NOTHING;
}

/* Waits for End. */
static nothing WSAAPI wait_in_next(HANDLE call, HANDLE lookup, DWORD flags, LPDWORD length, LPWSAQUERYSET2W results) {
    (void)call;
    (void)lookup;
    (void)flags;
    (void)length;
    (void)results;
    atomic_write(&is_waiting, 1);
    while (!atomic_read(&was_ended)) {
        sleep_ms(1);
    }
    /* It takes its time. */
    sleep_ms(50);
    add_text(calls, "next returns; ");
    atomic_write(&is_waiting, 0);
    /* As if it returned SOCKET_ERROR, which it cannot. */
    WSASetLastError(WSAECANCELLED);
    return NOTHING;
}

static int WSAAPI end(HANDLE lookup) {
    CHECK(lookup == (HANDLE)&results_left);
    add_text(calls, "end; ");
    atomic_write(&was_ended, 1);
    return 0;
}

/* Withdraws itself. */
static nothing WSAAPI set_and_leave(HANDLE call, LPGUID id, LPWSAQUERYSET2W given, WSAESETSERVICEOP operation, DWORD flags,
                                LPVOID session) {
    (void)call;
    (void)given;
    (void)operation;
    (void)flags;
    (void)session;
    WORKS(WSAUnadvertiseProvider(id));
    add_text(calls, "set returns; ");
    return NOTHING;
}

static nothing WSAAPI set_anything(HANDLE call, LPGUID id, LPWSAQUERYSET2W given, WSAESETSERVICEOP operation, DWORD flags,
                               LPVOID session) {
    (void)call;
    (void)id;
    (void)given;
    (void)operation;
    (void)flags;
    (void)session;
    return NOTHING;
}

static int WSAAPI begin_and_leave(LPGUID id, LPWSAQUERYSET2W query, DWORD flags, LPVOID session, LPHANDLE lookup) {
    (void)query;
    (void)flags;
    (void)session;
    WORKS(WSAUnadvertiseProvider(id));
    add_text(calls, "begin returns; ");
    *lookup = (HANDLE)&results_left;
    return 0;
}

static nothing WSAAPI set(HANDLE call, LPGUID id, LPWSAQUERYSET2W given, WSAESETSERVICEOP operation, DWORD flags,
                      LPVOID session) {
    CHECK(same_guid(id, &mail) && session == &session_data && given->dwSize == sizeof *given);
    add_text(calls, "set %d %u; ", (int)operation, (unsigned)flags);
    complete(call, operation == RNRSERVICE_DELETE ? WSAEACCES : 0);
    return NOTHING;
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

static void a_withdrawal_ends_the_lookups(void) {
    NSPV2_ROUTINE table = routines();
    WSAQUERYSETW query = query_mail();
    result_buffer buffer;
    HANDLE lookup, other;
    WORKS(ADVERTISE(&mail, &table));
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup));
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &other));
    WORKS(next_w(other, 0, &buffer));
    WORKS(WSALookupServiceEnd(other));
    WORKS(WSAUnadvertiseProvider(&mail));
    print_calls();
    /* From now on nothing is called any more: routines and data may be gone. */
    FAILS(next_w(lookup, 0, &buffer), WSA_E_CANCELLED);
    FAILS(next_w(lookup, 0, &buffer), WSA_E_CANCELLED);
    WORKS(WSALookupServiceEnd(lookup));
    print_calls();
}

static void call_next(void *lookup) {
    result_buffer buffer;
    FAILS(next_w(*(HANDLE *)lookup, 0, &buffer), WSA_E_CANCELLED);
}

/* A call that another thread is inside of has returned, too, also when it is another advertisement that ends this one. */
static void a_withdrawal_waits_for_who_is_inside(void) {
    int replaced;
    for (replaced = 0; replaced < 2; replaced++) {
        NSPV2_ROUTINE table = routines();
        WSAQUERYSETW query = query_mail();
        thread_handle thread;
        HANDLE lookup;
        table.NSPv2LookupServiceNextEx = wait_in_next;
        WORKS(ADVERTISE(&mail, &table));
        WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup));
        thread = thread_start(call_next, &lookup);
        while (!atomic_read(&is_waiting)) {
            thread_yield();
        }
        table = routines();
        if (replaced) {
            WORKS(ADVERTISE(&mail, &table));
        } else {
            WORKS(WSAUnadvertiseProvider(&mail));
        }
        CHECK(!atomic_read(&is_waiting));
        print_calls();
        thread_join(thread);
        WORKS(WSALookupServiceEnd(lookup));
        if (replaced) {
            WORKS(WSAUnadvertiseProvider(&mail));
        }
    }
    print_calls();
}

/* It does not wait for itself. */
static void a_routine_may_withdraw_its_provider(void) {
    NSPV2_ROUTINE table = routines();
    WSAQUERYSETW query = query_mail();
    HANDLE lookup;
    table.NSPv2SetServiceEx = set_and_leave;
    WORKS(ADVERTISE(&mail, &table));
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    print_calls();
    table.NSPv2LookupServiceBegin = begin_and_leave;
    WORKS(ADVERTISE(&mail, &table));
    FAILS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup), WSASERVICE_NOT_FOUND);
    print_calls();
    table.NSPv2Startup = start_and_leave;
    WORKS(ADVERTISE(&mail, &table));
    FAILS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup), WSASERVICE_NOT_FOUND);
    print_calls();
    nobody_is_there_before();
}

/* Uninstalled, it is withdrawn. */
static void what_is_uninstalled_is_called_no_more(void) {
    NSPV2_ROUTINE table = routines();
    WSAQUERYSETW query = query_mail();
    unsigned char byte = 1;
    BLOB domains = {1, &byte};
    result_buffer buffer;
    HANDLE lookup;
    WORKS(ADVERTISE(&mail, &table));
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup));
    WORKS(WSCUnInstallNameSpace(&mail));
    print_calls();
    FAILS(next_w(lookup, 0, &buffer), WSA_E_CANCELLED);
    FAILS(WSAUnadvertiseProvider(&mail), WSAEINVALIDPROVIDER);
    WORKS(WSALookupServiceEnd(lookup));
    WORKS(WSCInstallNameSpaceEx(W("Mail"), W(""), NS_EMAIL, 2, &mail, &domains));
    nobody_is_there_before();
    print_calls();
}

static void look_and_look(void *argument) {
    WSAQUERYSETW query = query_mail();
    (void)argument;
    while (!atomic_read(&was_ended)) {
        HANDLE lookup;
        result_buffer buffer;
        INT result = WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup);
        if (result == 0) {
            CHECK(next_w(lookup, 0, &buffer) == 0 || WSAGetLastError() == WSA_E_CANCELLED);
            WORKS(WSALookupServiceEnd(lookup));
        } else {
            CHECK(WSAGetLastError() == WSASERVICE_NOT_FOUND);
        }
    }
}

/* Counts what is under way, and what comes when nothing may come any more. */
static long advertised, inside, open_lookups, startups;

static void come_in(void) {
    CHECK(atomic_read(&advertised));
    atomic_add(&inside, 1);
}

static int leave_with(int result) {
    CHECK(atomic_read(&advertised));
    atomic_add(&inside, -1);
    return result;
}

static int WSAAPI counted_start_up(LPGUID id, LPVOID *session) {
    (void)id;
    (void)session;
    come_in();
    CHECK(atomic_add(&startups, 1) == 1);
    return leave_with(0);
}

static int WSAAPI counted_clean_up(LPGUID id, LPVOID session) {
    (void)id;
    (void)session;
    CHECK(atomic_read(&inside) == 0 && atomic_read(&open_lookups) == 0);
    come_in();
    CHECK(atomic_add(&startups, -1) == 0);
    return leave_with(0);
}

static int WSAAPI counted_begin(LPGUID id, LPWSAQUERYSET2W query, DWORD flags, LPVOID session, LPHANDLE lookup) {
    (void)id;
    (void)query;
    (void)flags;
    (void)session;
    come_in();
    *lookup = (HANDLE)&results_left;
    atomic_add(&open_lookups, 1);
    return leave_with(0);
}

static nothing WSAAPI counted_next(HANDLE call, HANDLE lookup, DWORD flags, LPDWORD length, LPWSAQUERYSET2W results) {
    (void)lookup;
    (void)flags;
    come_in();
    CHECK(*length >= sizeof *results);
    memset(results, 0, sizeof *results);
    results->dwSize = sizeof *results;
    complete(call, leave_with(0));
    return NOTHING;
}

static int WSAAPI counted_end(HANDLE lookup) {
    (void)lookup;
    come_in();
    CHECK(atomic_add(&open_lookups, -1) >= 0);
    return leave_with(0);
}

/* While threads look for things all the time, the provider comes and goes. */
static void withdrawals_among_threads(void) {
    NSPV2_ROUTINE table = routines();
    thread_handle threads[3];
    int index, round;
    table.NSPv2Startup = counted_start_up;
    table.NSPv2Cleanup = counted_clean_up;
    table.NSPv2LookupServiceBegin = counted_begin;
    table.NSPv2LookupServiceNextEx = counted_next;
    table.NSPv2LookupServiceEnd = counted_end;
    atomic_write(&was_ended, 0);
    for (index = 0; index < 3; index++) {
        threads[index] = thread_start(look_and_look, NULL);
    }
    for (round = 0; round < 100; round++) {
        atomic_write(&advertised, 1);
        WORKS(ADVERTISE(&mail, &table));
        while (round % 2 == 0 && !atomic_read(&startups)) {
            thread_yield();
        }
        WORKS(WSAUnadvertiseProvider(&mail));
        atomic_write(&advertised, 0);
        CHECK(atomic_read(&startups) == 0 && atomic_read(&inside) == 0);
    }
    atomic_write(&was_ended, 1);
    for (index = 0; index < 3; index++) {
        thread_join(threads[index]);
    }
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

static HANDLE call_under_way;

static void complete_elsewhere(void *code) {
    complete(call_under_way, *(INT *)code);
}

/* Has another thread tell what came of it; a second time is one too many. */
static nothing WSAAPI set_on_a_thread(HANDLE call, LPGUID id, LPWSAQUERYSET2W given, WSAESETSERVICEOP operation, DWORD flags,
                                      LPVOID session) {
    INT code = operation == RNRSERVICE_REGISTER ? 0 : WSAEDQUOT;
    (void)id;
    (void)given;
    (void)flags;
    (void)session;
    call_under_way = call;
    thread_join(thread_start(complete_elsewhere, &code));
    FAILS(WSAProviderCompleteAsyncCall(call, WSAEACCES), WSAEINVAL);
    return NOTHING;
}

static void a_call_is_completed_once_and_while_it_is_under_way(void) {
    NSPV2_ROUTINE table = routines();
    WSAQUERYSETW query = query_mail();
    table.NSPv2Startup = NULL;
    table.NSPv2Cleanup = NULL;
    table.NSPv2SetServiceEx = set_on_a_thread;
    WORKS(ADVERTISE(&mail, &table));
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    FAILS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0), WSAEDQUOT);
    WORKS(WSAUnadvertiseProvider(&mail));
    FAILS(WSAProviderCompleteAsyncCall(call_under_way, 0), WSAEINVAL);
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

static long is_cleaning_up, may_go_on;

/* Takes long, during the last WSACleanup of a session. */
static int WSAAPI clean_up_slowly(LPGUID id, LPVOID session) {
    (void)id;
    (void)session;
    atomic_write(&is_cleaning_up, 1);
    while (!atomic_read(&may_go_on)) {
        thread_yield();
    }
    return 0;
}

static void end_the_session(void *argument) {
    (void)argument;
    CHECK(WSACleanup() == 0);
}

/* What the next session has advertised and started is its own, though the clean-up after the one before is not over. */
static void a_clean_up_takes_nothing_of_the_next_session(void) {
    static GUID other = {0x5E2A1B70, 0x3C4D, 0x4E5F, {0x90, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0x36}};
    NSPV2_ROUTINE table = routines();
    WSAQUERYSETW query = query_mail();
    unsigned char byte = 1;
    BLOB domains = {1, &byte};
    thread_handle thread;
    WSADATA data;
    GUID order[16];
    WSANAMESPACE_INFOEXW infos[32];
    DWORD length = sizeof infos;
    int count, index;
    query.dwNameSpace = NS_NTDS;
    WORKS(WSCInstallNameSpaceEx(W("Other"), W(""), NS_EMAIL, 2, &other, &domains));
    /* It is cleaned up first. */
    count = WSAEnumNameSpaceProvidersExW(&length, infos);
    CHECK(count > 0 && count <= 16 && same_guid(&infos[count - 1].NSProviderId, &other));
    order[0] = other;
    for (index = 0; index + 1 < count; index++) {
        order[index + 1] = infos[index].NSProviderId;
    }
    WORKS(WSCWriteNameSpaceOrder(order, (DWORD)count));
    table.NSPv2Startup = NULL;
    table.NSPv2SetServiceEx = set_anything;
    table.NSPv2Cleanup = clean_up_slowly;
    WORKS(ADVERTISE(&other, &table));
    query.lpNSProviderId = &other;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    thread = thread_start(end_the_session, NULL);
    while (!atomic_read(&is_cleaning_up)) {
        thread_yield();
    }
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSASERVICE_NOT_FOUND);
    FAILS(WSAUnadvertiseProvider(&other), WSAEINVALIDPROVIDER);
    table = routines();
    query.lpNSProviderId = &mail;
    WORKS(ADVERTISE(&mail, &table));
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 1));
    atomic_write(&may_go_on, 1);
    thread_join(thread);
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 2));
    print_calls();
    WORKS(WSAUnadvertiseProvider(&mail));
    WORKS(WSCUnInstallNameSpace(&other));
    print_calls();
}

int main(void) {
    unsigned char byte = 1;
    BLOB domains = {1, &byte};
    calls = new_text();
    start_winsock();
    WORKS(WSCInstallNameSpaceEx(W("Mail"), W(""), NS_EMAIL, 2, &mail, &domains));
    RUN(nobody_is_there_before);
    RUN(what_is_handed_over_is_called);
    RUN(a_withdrawal_ends_the_lookups);
    RUN(a_withdrawal_waits_for_who_is_inside);
    RUN(a_routine_may_withdraw_its_provider);
    RUN(what_is_uninstalled_is_called_no_more);
    RUN(withdrawals_among_threads);
    RUN(a_second_advertisement_takes_the_place_of_the_first);
    RUN(what_cannot_be_advertised);
    RUN(a_call_is_completed_once_and_while_it_is_under_way);
    RUN(an_advertisement_ends_with_its_session);
    RUN(a_clean_up_takes_nothing_of_the_next_session);
    free(calls);
    return 0;
}
