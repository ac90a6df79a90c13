// SPDX-License-Identifier: MIT OR Apache-2.0
// link: ws2_32
// The last error: one for each thread, any number, one slot with GetLastError.
#include "rnr.h"

static void it_works_without_startup_and_keeps_any_number(void) {
    static const int numbers[] = {0, 1, -1, 6, 10093, 11001, 0x7FFFFFFF, -0x7FFFFFFF - 1, 0x12345678};
    size_t index;
#ifndef _WIN32 /* There the slot is older than the program: what loaded it may have left something. */
    CHECK(WSAGetLastError() == 0);
#endif
    for (index = 0; index < sizeof numbers / sizeof numbers[0]; index++) {
        WSASetLastError(numbers[index]);
        CHECK(WSAGetLastError() == numbers[index]);
        CHECK(WSAGetLastError() == numbers[index]);
        CHECK(GetLastError() == (DWORD)numbers[index]);
        SetLastError((DWORD)(numbers[index] ^ 5));
        CHECK(WSAGetLastError() == (numbers[index] ^ 5));
    }
}

static void another_thread(void *argument) {
    int number = *(int *)argument, round;
    CHECK(WSAGetLastError() == 0 && GetLastError() == 0);
    for (round = 0; round < 100000; round++) {
        WSASetLastError(number);
        CHECK(WSAGetLastError() == number);
    }
    FAILS(WSACleanup(), WSANOTINITIALISED);
}

static void each_thread_has_its_own_which_starts_at_zero(void) {
    thread_handle threads[3];
    int numbers[3] = {101, -102, 103}, index;
    WSASetLastError(100);
    for (index = 0; index < 3; index++) {
        threads[index] = thread_start(another_thread, &numbers[index]);
    }
    CHECK(WSAGetLastError() == 100);
    for (index = 0; index < 3; index++) {
        thread_join(threads[index]);
    }
    CHECK(WSAGetLastError() == 100);
}

static void errors_are_seen_through_both_getters(void) {
    WSASetLastError(0);
    CHECK(WSASetServiceW(NULL, RNRSERVICE_REGISTER, 0) == SOCKET_ERROR);
    printf("  before startup: %d %u\n", WSAGetLastError(), (unsigned)GetLastError());
    start_winsock();
    CHECK(WSASetServiceW(NULL, RNRSERVICE_REGISTER, 0) == SOCKET_ERROR);
    printf("  a null query set: %d %u\n", WSAGetLastError(), (unsigned)GetLastError());
    CHECK(WSACleanup() == 0);
}

static void success_leaves_it_alone(void) {
    WSAQUERYSETW query = query_w(W("last error"), CLASS_A);
    WSAQUERYSETA ansi = query_a(A("last error"), CLASS_A);
    result_buffer buffer;
    HANDLE lookup;
    DWORD length = sizeof buffer;
    start_winsock();
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    WORKS(WSASetServiceA(&ansi, RNRSERVICE_REGISTER, SERVICE_MULTIPLE));
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup));
    WORKS(next_w(lookup, 0, &buffer));
    WORKS(WSALookupServiceEnd(lookup));
    WORKS(WSALookupServiceBeginA(&ansi, LUP_RETURN_NAME, &lookup));
    WORKS(next_a(lookup, 0, &buffer));
    WORKS(WSALookupServiceEnd(lookup));
    WSASetLastError(UNTOUCHED);
    CHECK(WSAEnumNameSpaceProvidersA(&length, (LPWSANAMESPACE_INFOA)&buffer) > 0);
    CHECK(WSAEnumNameSpaceProvidersW(&length, (LPWSANAMESPACE_INFOW)&buffer) > 0);
    CHECK(WSAGetLastError() == UNTOUCHED);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DEREGISTER, 0));
    WORKS(WSASetServiceA(&ansi, RNRSERVICE_DELETE, 0));
    CHECK(WSACleanup() == 0);
}

int main(void) {
    RUN(it_works_without_startup_and_keeps_any_number);
    RUN(each_thread_has_its_own_which_starts_at_zero);
    RUN(errors_are_seen_through_both_getters);
    RUN(success_leaves_it_alone);
    return 0;
}
