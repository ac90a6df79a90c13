// SPDX-License-Identifier: MIT OR Apache-2.0
// Before WSAStartup and after the last WSACleanup every call fails with WSANOTINITIALISED, whatever its arguments are.
#include "rnr.h"

static void check_refused(void) {
    WSAQUERYSETW wide = query_w(W("early"), CLASS_A);
    WSAQUERYSETA ansi = query_a(A("early"), CLASS_A);
    result_buffer buffer;
    HANDLE lookup = (HANDLE)&buffer;
    DWORD length = sizeof buffer;
    int operation;

    for (operation = -1; operation <= 3; operation++) {
        FAILS(WSASetServiceW(&wide, (WSAESETSERVICEOP)operation, 0), WSANOTINITIALISED);
        FAILS(WSASetServiceA(&ansi, (WSAESETSERVICEOP)operation, 0), WSANOTINITIALISED);
        FAILS(WSASetServiceW(NULL, (WSAESETSERVICEOP)operation, 0), WSANOTINITIALISED);
        FAILS(WSASetServiceA(NULL, (WSAESETSERVICEOP)operation, 0), WSANOTINITIALISED);
    }
    FAILS(WSALookupServiceBeginW(&wide, LUP_RETURN_ALL, &lookup), WSANOTINITIALISED);
    FAILS(WSALookupServiceBeginA(&ansi, LUP_RETURN_ALL, &lookup), WSANOTINITIALISED);
    FAILS(WSALookupServiceBeginW(NULL, 0, NULL), WSANOTINITIALISED);
    FAILS(WSALookupServiceBeginA(NULL, 0, NULL), WSANOTINITIALISED);
    CHECK(lookup == (HANDLE)&buffer);
    FAILS(WSALookupServiceNextW(lookup, 0, &length, &buffer.w), WSANOTINITIALISED);
    FAILS(WSALookupServiceNextA(lookup, 0, &length, &buffer.a), WSANOTINITIALISED);
    FAILS(WSALookupServiceNextW(NULL, 0, NULL, NULL), WSANOTINITIALISED);
    FAILS(WSALookupServiceNextA(NULL, 0, NULL, NULL), WSANOTINITIALISED);
    FAILS(WSALookupServiceEnd(lookup), WSANOTINITIALISED);
    FAILS(WSALookupServiceEnd(NULL), WSANOTINITIALISED);
    FAILS(WSANSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &length, NULL), WSANOTINITIALISED);
    FAILS(WSANSPIoctl(NULL, 0, NULL, 0, NULL, 0, NULL, NULL), WSANOTINITIALISED);
    FAILS(WSAEnumNameSpaceProvidersW(&length, (LPWSANAMESPACE_INFOW)&buffer), WSANOTINITIALISED);
    FAILS(WSAEnumNameSpaceProvidersA(&length, (LPWSANAMESPACE_INFOA)&buffer), WSANOTINITIALISED);
    FAILS(WSAEnumNameSpaceProvidersW(NULL, NULL), WSANOTINITIALISED);
    FAILS(WSAEnumNameSpaceProvidersA(NULL, NULL), WSANOTINITIALISED);
    CHECK(length == sizeof buffer);

    FAILS(WSAInstallServiceClassW((WSASERVICECLASSINFOW *)&buffer), WSANOTINITIALISED);
    FAILS(WSAInstallServiceClassA((WSASERVICECLASSINFOA *)&buffer), WSANOTINITIALISED);
    FAILS(WSAInstallServiceClassW(NULL), WSANOTINITIALISED);
    FAILS(WSAInstallServiceClassA(NULL), WSANOTINITIALISED);
    FAILS(WSARemoveServiceClass(CLASS_A), WSANOTINITIALISED);
    FAILS(WSARemoveServiceClass(NULL), WSANOTINITIALISED);
    FAILS(WSAGetServiceClassInfoW(CLASS_A, CLASS_A, &length, (WSASERVICECLASSINFOW *)&buffer), WSANOTINITIALISED);
    FAILS(WSAGetServiceClassInfoA(CLASS_A, CLASS_A, &length, (WSASERVICECLASSINFOA *)&buffer), WSANOTINITIALISED);
    FAILS(WSAGetServiceClassInfoW(NULL, NULL, NULL, NULL), WSANOTINITIALISED);
    FAILS(WSAGetServiceClassInfoA(NULL, NULL, NULL, NULL), WSANOTINITIALISED);
    FAILS(WSAGetServiceClassNameByClassIdW(CLASS_A, (WCHAR *)&buffer, &length), WSANOTINITIALISED);
    FAILS(WSAGetServiceClassNameByClassIdA(CLASS_A, (CHAR *)&buffer, &length), WSANOTINITIALISED);
    FAILS(WSAGetServiceClassNameByClassIdW(NULL, NULL, NULL), WSANOTINITIALISED);
    FAILS(WSAGetServiceClassNameByClassIdA(NULL, NULL, NULL), WSANOTINITIALISED);
    CHECK(length == sizeof buffer);

    /* What is wrong with a query set is not looked at, either. */
    wide.dwSize = 0;
    ansi.dwSize = 0;
    FAILS(WSASetServiceW(&wide, RNRSERVICE_REGISTER, 0), WSANOTINITIALISED);
    FAILS(WSALookupServiceBeginA(&ansi, 0, &lookup), WSANOTINITIALISED);
}

static void nothing_works_before_startup(void) {
    check_refused();
}

static void nothing_was_registered_by_refused_calls(void) {
    start_winsock();
    printf("  early: %s\n", state_of(W("early"), CLASS_A));
    CHECK(WSACleanup() == 0);
}

static void nothing_works_after_the_last_cleanup(void) {
    start_winsock();
    start_winsock();
    CHECK(WSACleanup() == 0);
    CHECK(set_ports(RNRSERVICE_REGISTER, 0, W("between"), CLASS_A, 80u, END) == 0);
    CHECK(WSACleanup() == 0);
    check_refused();
}

static void registrations_survive_cleanup(void) {
    start_winsock();
    printf("  between: %s\n", state_of(W("between"), CLASS_A));
    CHECK(set_ports(RNRSERVICE_DELETE, 0, W("between"), CLASS_A, END) == 0);
    CHECK(WSACleanup() == 0);
}

static void in_another_thread(void *unused) {
    (void)unused;
    check_refused();
}

static void other_threads_do_not_see_the_error(void) {
    thread_handle thread;
    WSASetLastError(5);
    thread = thread_start(in_another_thread, NULL);
    thread_join(thread);
    CHECK(WSAGetLastError() == 5);
}

static void handles_end_with_the_last_cleanup_and_do_not_come_back(void) {
    WSAQUERYSETW query = query_w(NULL, CLASS_A);
    result_buffer buffer;
    HANDLE early[100], late[100];
    DWORD length = sizeof buffer;
    int index, other;

    start_winsock();
    for (index = 0; index < 100; index++) {
        CHECK(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &early[index]) == 0);
    }
    start_winsock();
    CHECK(WSACleanup() == 0);
    FAILS(WSALookupServiceNextW(early[0], 0, &length, &buffer.w), WSA_E_NO_MORE);
    CHECK(WSACleanup() == 0);
    FAILS(WSALookupServiceNextW(early[0], 0, &length, &buffer.w), WSANOTINITIALISED);
    FAILS(WSALookupServiceEnd(early[0]), WSANOTINITIALISED);

    start_winsock();
    for (index = 0; index < 100; index++) {
        FAILS(WSALookupServiceNextW(early[index], 0, &length, &buffer.w), WSA_INVALID_HANDLE);
        FAILS(WSALookupServiceNextA(early[index], 0, &length, &buffer.a), WSA_INVALID_HANDLE);
        FAILS(WSALookupServiceEnd(early[index]), WSA_INVALID_HANDLE);
    }
    for (index = 0; index < 100; index++) {
        CHECK(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &late[index]) == 0);
        for (other = 0; other < 100; other++) {
            CHECK(late[index] != early[other]);
        }
    }
    for (index = 0; index < 100; index++) {
        FAILS(WSALookupServiceEnd(early[index]), WSA_INVALID_HANDLE);
        CHECK(WSALookupServiceEnd(late[index]) == 0);
    }
    CHECK(WSACleanup() == 0);
}

int main(void) {
    RUN(nothing_works_before_startup);
    RUN(nothing_was_registered_by_refused_calls);
    RUN(nothing_works_after_the_last_cleanup);
    RUN(registrations_survive_cleanup);
    RUN(other_threads_do_not_see_the_error);
    RUN(handles_end_with_the_last_cleanup_and_do_not_come_back);
    return 0;
}
