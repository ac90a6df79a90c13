// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_SAP=local
// env: ENLIST_ACP=65001
// What a test program asks of the library: a clean start, faults, the journal, the code page.
#include "rnr.h"

#include <ws2spi.h>

#include "../../include/enlist.h"

static WSADATA data;

static int set(const WCHAR *name) {
    return set_ports(RNRSERVICE_REGISTER, 0, (WCHAR *)name, CLASS_A, 1u, END);
}

static void there_is_a_version(void) {
    CHECK(strchr(enlist_version(), '.') != NULL);
    printf("  %s\n", strcmp(enlist_version(), "0.1.0") == 0 ? "0.1.0" : enlist_version());
}

static void reset_is_a_clean_start(void) {
    WSAQUERYSETW everything = query_w(NULL, CLASS_A);
    HANDLE lookup;
    DWORD length = 0;
    int before, after;
    CHECK(enlist_reset() == ENLIST_OK);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0 && WSAStartup(MAKEWORD(2, 2), &data) == 0);
    WORKS(set(W("one")));
    before = (int)length;
    CHECK(WSAEnumNameSpaceProvidersW(&length, NULL) == SOCKET_ERROR);
    before = (int)length;
    CHECK(WSCUnInstallNameSpace(dns_provider()) == 0);
    everything.dwNameSpace = NS_ALL;
    WORKS(WSALookupServiceBeginW(&everything, LUP_RETURN_NAME, &lookup));
    WSASetLastError(77);
    CHECK(enlist_reset() == ENLIST_OK);
    CHECK(WSAGetLastError() == 77);
    FAILS(set(W("two")), WSANOTINITIALISED);
    FAILS(WSACleanup(), WSANOTINITIALISED);
    start_winsock();
    FAILS(WSALookupServiceEnd(lookup), WSA_INVALID_HANDLE);
    printf("  %s\n", state_of(W("one"), CLASS_A));
    length = 0;
    CHECK(WSAEnumNameSpaceProvidersW(&length, NULL) == SOCKET_ERROR);
    after = (int)length;
    CHECK(before == after);
    WORKS(set(W("one")));
    printf("  %s\n", state_of(W("one"), CLASS_A));
}

static void reset_forgets_classes_and_what_sap_has_heard(void) {
    GUID *sap_class = sap_class_numbered(0);
    WSASERVICECLASSINFOW info;
    WSAQUERYSETW server = query_w(W("SERVER"), sap_class);
    memset(&info, 0, sizeof info);
    info.lpServiceClassId = CLASS_B;
    info.lpszServiceClassName = W("Printers");
    WORKS(WSAInstallServiceClassW(&info));
    FAILS(WSAInstallServiceClassW(&info), WSAEALREADY);
    server.dwNameSpace = NS_SAP;
    show_w(&server, LUP_RETURN_NAME);
    CHECK(enlist_reset() == ENLIST_OK);
    start_winsock();
    WORKS(WSAInstallServiceClassW(&info));
    CHECK(enlist_reset() == ENLIST_OK);
    start_winsock();
}

static void faults(void) {
    size_t column = 99;
    CHECK(enlist_fail("WSASetServiceW", 2, 1, WSAEACCES) == ENLIST_OK);
    CHECK(enlist_inject("WSASetServiceW:4-5=out of memory; WSALookupServiceEnd:1=delay 1ms", &column) == ENLIST_OK);
    CHECK(column == 0);
    WORKS(set(W("one")));
    FAILS(set(W("two")), WSAEACCES);
    WORKS(set(W("three")));
    FAILS(set(W("four")), WSA_NOT_ENOUGH_MEMORY);
    CHECK(enlist_faults_clear() == ENLIST_OK);
    WORKS(set(W("five")));
    CHECK(enlist_fail("WSASetServiceW", 1, 0, 4711) == ENLIST_OK);
    FAILS(set(W("six")), 4711);
    FAILS(set(W("seven")), 4711);
    CHECK(enlist_reset() == ENLIST_OK);
    start_winsock();
    WORKS(set(W("eight")));
}

static void faults_that_are_none(void) {
    size_t column = 99;
    CHECK(enlist_fail("WSASetService", 1, 1, WSAEACCES) == ENLIST_NOT_FOUND);
    CHECK(enlist_fail(NULL, 1, 1, WSAEACCES) == ENLIST_INVALID);
    CHECK(enlist_fail("WSASetServiceW", 0, 1, WSAEACCES) == ENLIST_INVALID);
    CHECK(enlist_fail("WSASetServiceW", 1, 1, 0) == ENLIST_INVALID);
    CHECK(enlist_fail("WSAGetLastError", 1, 1, WSAEACCES) == ENLIST_INVALID);
    CHECK(enlist_fail("provider", 1, 1, WSAEACCES) == ENLIST_INVALID);
    CHECK(enlist_fail("IUpdateServiceManager2::AddService2", 1, 1, WSAEACCES) == ENLIST_INVALID);
    CHECK(enlist_fail("\xFF", 1, 1, WSAEACCES) == ENLIST_INVALID);
    CHECK(enlist_inject(NULL, &column) == ENLIST_INVALID && column == 0);
    column = 99;
    CHECK(enlist_inject("\xFF", &column) == ENLIST_INVALID && column == 0);
    CHECK(enlist_inject("WSACleanup:1=5; WSACleanup:1=6; x", &column) == ENLIST_INVALID);
    printf("  column %d\n", (int)column);
    CHECK(enlist_inject("x", NULL) == ENLIST_INVALID);
    CHECK(WSACleanup() == 0);
    start_winsock();
}

static void the_journal(void) {
    char line[2048], *place;
    size_t size = 0, needed;
    CHECK(enlist_journal_length() == 0);
    WORKS(set(W("unheard")));
    CHECK(enlist_journal_start() == ENLIST_OK && enlist_journal_length() == 0);
    CHECK(set(W("one")) == 0);
    CHECK(set_ports(RNRSERVICE_DELETE, 0, W("nobody"), CLASS_A, END) == SOCKET_ERROR);
    CHECK(enlist_journal_length() == 2 && enlist_journal_count(NULL) == 2);
    CHECK(enlist_journal_count("WSASetServiceW") == 2 && enlist_journal_count("WSASetServiceA") == 0);
    CHECK(enlist_journal_count_result("WSASetServiceW", SOCKET_ERROR) == 1);
    CHECK(enlist_journal_count_result(NULL, 0) == 1 && enlist_journal_count_result(NULL, 5) == 0);
    CHECK(enlist_journal_entry(1, NULL, &size) == ENLIST_NO_ROOM && size > 10 && size < sizeof line);
    needed = size;
    size--;
    line[0] = 'x';
    CHECK(enlist_journal_entry(1, line, &size) == ENLIST_NO_ROOM && size == needed && line[0] == 'x');
    CHECK(enlist_journal_entry(1, line, &size) == ENLIST_OK && size == needed && strlen(line) == size - 1);
    place = strstr(line, "\"call\"");
    CHECK(place != NULL && strstr(place, ",\"duration_us\"") != NULL);
    *strstr(place, ",\"duration_us\"") = 0;
    printf("  %s\n", place);
    CHECK(enlist_journal_entry(2, line, &size) == ENLIST_NOT_FOUND);
    CHECK(enlist_journal_entry(0, line, NULL) == ENLIST_INVALID);
    CHECK(enlist_journal_clear() == ENLIST_OK && enlist_journal_length() == 0);
    WSASetLastError(1);
    CHECK(enlist_journal_length() == 1);
    CHECK(enlist_journal_stop() == ENLIST_OK && enlist_journal_length() == 0);
    WSASetLastError(1);
    CHECK(enlist_journal_length() == 0);
}

static long is_waiting;

static void call_later(void *argument) {
    (void)argument;
    while (atomic_read(&is_waiting) == 0) {
        thread_yield();
    }
    WSASetLastError(1);
    WSASetLastError(2);
}

static void a_call_is_waited_for(void) {
    thread_handle other;
    CHECK(enlist_journal_start() == ENLIST_OK);
    CHECK(enlist_journal_wait("WSASetLastError", 0, 0) == ENLIST_OK);
    CHECK(enlist_journal_wait("WSASetLastError", 1, 0) == ENLIST_TIMED_OUT);
    CHECK(enlist_journal_wait("WSASetLastError", 1, 1) == ENLIST_TIMED_OUT);
    CHECK(enlist_journal_wait("WSASetLastErrors", 1, 1) == ENLIST_NOT_FOUND);
    CHECK(enlist_journal_wait(NULL, 1, 1) == ENLIST_INVALID);
    other = thread_start(call_later, NULL);
    atomic_write(&is_waiting, 1);
    CHECK(enlist_journal_wait("WSASetLastError", 2, UINT64_MAX) == ENLIST_OK);
    thread_join(other);
    CHECK(enlist_journal_stop() == ENLIST_OK);
}

static void the_code_page(void) {
    WSAQUERYSETA set_a = query_a(A("caf\xE9"), CLASS_C);
    CHECK(enlist_set_code_page(437) == ENLIST_INVALID);
    CHECK(enlist_set_code_page(1252) == ENLIST_OK);
    WORKS(WSASetServiceA(&set_a, RNRSERVICE_REGISTER, 0));
    printf("  as 1252: ");
    printf("%s\n", state_of(W("caf\u00E9"), CLASS_C));
    CHECK(enlist_set_code_page(0) == ENLIST_OK);
    set_a.lpszServiceInstanceName = A("caf\xC3\xA9");
    show_a(&set_a, LUP_RETURN_NAME);
}

static void the_clock(void) {
    CHECK(enlist_clock_freeze() == ENLIST_OK);
    CHECK(enlist_clock_advance(1000) == ENLIST_OK);
    CHECK(enlist_clock_advance(UINT64_MAX) == ENLIST_INVALID);
    CHECK(enlist_clock_thaw() == ENLIST_OK);
    CHECK(enlist_clock_advance(3600 * 1000) == ENLIST_OK);
    CHECK(enlist_reset() == ENLIST_OK);
}

static void the_caller_of_update_services(void) {
    CHECK(enlist_set_update_caller(NULL) == ENLIST_INVALID);
    CHECK(enlist_set_update_caller("root") == ENLIST_INVALID);
    CHECK(enlist_set_update_caller("remote, user,service-disabled,no-internet") == ENLIST_OK);
    CHECK(enlist_set_update_caller("administrator") == ENLIST_OK);
}

static long is_over;

static void call_on(void *argument) {
    WSAQUERYSETW everything = query_w(NULL, CLASS_A);
    WSADATA own;
    (void)argument;
    while (atomic_read(&is_over) == 0) {
        HANDLE lookup;
        WSAStartup(MAKEWORD(2, 2), &own);
        set(W("busy"));
        if (WSALookupServiceBeginW(&everything, LUP_RETURN_NAME, &lookup) == 0) {
            static result_buffer buffers[4];
            next_w(lookup, 0, &buffers[(size_t)argument]);
            WSALookupServiceEnd(lookup);
        }
        WSACleanup();
    }
}

static void a_reset_while_others_call(void) {
    thread_handle others[4];
    size_t index;
    int round;
    for (index = 0; index < 4; index++) {
        others[index] = thread_start(call_on, (void *)index);
    }
    for (round = 0; round < 200; round++) {
        CHECK(enlist_reset() == ENLIST_OK);
        CHECK(enlist_journal_start() == ENLIST_OK);
        CHECK(enlist_inject("WSASetServiceW:*=WSAEACCES", NULL) == ENLIST_OK);
        thread_yield();
    }
    atomic_write(&is_over, 1);
    for (index = 0; index < 4; index++) {
        thread_join(others[index]);
    }
    CHECK(enlist_reset() == ENLIST_OK);
    start_winsock();
    WORKS(set(W("quiet")));
    printf("  %s\n", state_of(W("quiet"), CLASS_A));
}

int main(void) {
    RUN(there_is_a_version);
    RUN(reset_is_a_clean_start);
    RUN(reset_forgets_classes_and_what_sap_has_heard);
    RUN(faults);
    RUN(faults_that_are_none);
    RUN(the_journal);
    RUN(a_call_is_waited_for);
    RUN(the_code_page);
    RUN(the_clock);
    RUN(the_caller_of_update_services);
    RUN(a_reset_while_others_call);
    return 0;
}
