// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_JOURNAL={new}
// env: ENLIST_FAULTS=WSASetServiceW:2=WSAEACCES; WSASetServiceW:4-5=out of memory; WSALookupServiceEnd:*=delay 1ms;WSALookupServiceNextW:1=4711;WSAStartup:1=WSAEPROCLIM; WSACleanup:2-=WSASYSCALLFAILURE; WSAEnumNameSpaceProvidersW:1=WSAEFAULT
// Calls fail that ENLIST_FAULTS names, without doing anything; others are late.
#include "rnr.h"
#include "harness.h"

static void codes_are_returned_and_nothing_is_filled(void) {
    WSADATA data;
    memset(&data, 0x55, sizeof data);
    WSASetLastError(UNTOUCHED);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == WSAEPROCLIM);
    CHECK(WSAGetLastError() == UNTOUCHED && data.wVersion == 0x5555);
    FAILS(WSALookupServiceEnd(NULL), WSANOTINITIALISED);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    show_journal();
}

static int set(const WCHAR *name) {
    return set_ports(RNRSERVICE_REGISTER, 0, (WCHAR *)name, CLASS_A, 1u, END);
}

static void the_calls_that_are_named_fail_and_change_nothing(void) {
    static result_buffer buffer;
    WORKS(set(W("first")));
    FAILS(set(W("second")), WSAEACCES);
    WORKS(set(W("third")));
    FAILS(set(W("fourth")), WSA_NOT_ENOUGH_MEMORY);
    FAILS(set(W("fifth")), WSA_NOT_ENOUGH_MEMORY);
    WORKS(set(W("sixth")));
    FAILS(next_w(NULL, 0, &buffer), 4711);
    FAILS(next_w(NULL, 0, &buffer), WSA_INVALID_HANDLE);
    show_journal();
    printf("  %s\n", state_of(W("first"), CLASS_A));
    printf("  %s\n", state_of(W("second"), CLASS_A));
}

static void any_number_is_an_error_and_counts_are_minus_one(void) {
    DWORD length = 0;
    FAILS(WSAEnumNameSpaceProvidersW(&length, NULL), WSAEFAULT);
    CHECK(length == 0);
    FAILS(WSAEnumNameSpaceProvidersW(&length, NULL), WSAEFAULT);
    CHECK(length > 0);
}

static void from_then_on(void) {
    WSADATA data;
    CHECK(WSACleanup() == 0);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    FAILS(WSACleanup(), WSASYSCALLFAILURE);
    FAILS(WSACleanup(), WSASYSCALLFAILURE);
}

int main(void) {
    RUN(codes_are_returned_and_nothing_is_filled);
    RUN(the_calls_that_are_named_fail_and_change_nothing);
    RUN(any_number_is_an_error_and_counts_are_minus_one);
    RUN(from_then_on);
    return 0;
}
