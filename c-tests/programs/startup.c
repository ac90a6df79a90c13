// SPDX-License-Identifier: MIT OR Apache-2.0
// WSAStartup and WSACleanup: versions, what is filled in, and counting.
#include "check.h"

#define FILL 0xA5

static WSADATA data;

static void fill(void) {
    memset(&data, FILL, sizeof data);
}

static int is_filled(const void *start, size_t size) {
    const unsigned char *bytes = (const unsigned char *)start;
    size_t index;
    for (index = 0; index < size; index++) {
        if (bytes[index] != FILL) {
            return 0;
        }
    }
    return 1;
}

/* The texts are terminated, and the bytes behind the terminators are as they were; so is the vendor pointer. */
static void check_texts(void) {
    CHECK(strcmp(data.szDescription, "WinSock 2.0") == 0);
    CHECK(is_filled(data.szDescription + 12, sizeof data.szDescription - 12));
    CHECK(strcmp(data.szSystemStatus, "Running") == 0);
    CHECK(is_filled(data.szSystemStatus + 8, sizeof data.szSystemStatus - 8));
    CHECK(is_filled(&data.lpVendorInfo, sizeof data.lpVendorInfo));
}

static void versions_are_negotiated_by_the_table(void) {
    static const BYTE versions[][2] = {{0, 0},   {0, 1},   {0, 255}, {1, 0}, {1, 1}, {1, 2}, {1, 3},    {1, 255}, {2, 0},
                                       {2, 1},   {2, 2},   {2, 3},   {2, 4}, {2, 255}, {3, 0}, {3, 255}, {4, 1},  {9, 9},
                                       {127, 0}, {128, 1}, {255, 0}, {255, 255}};
    size_t index;
    for (index = 0; index < sizeof versions / sizeof versions[0]; index++) {
        int result;
        fill();
        result = WSAStartup(MAKEWORD(versions[index][0], versions[index][1]), &data);
        printf("  %d.%d: %d, version %d.%d, highest %d.%d, %d sockets, %d bytes\n", versions[index][0], versions[index][1],
               result, LOBYTE(data.wVersion), HIBYTE(data.wVersion), LOBYTE(data.wHighVersion), HIBYTE(data.wHighVersion),
               data.iMaxSockets, data.iMaxUdpDg);
        check_texts();
        if (result == 0) {
            CHECK(WSACleanup() == 0);
        }
        FAILS(WSACleanup(), WSANOTINITIALISED);
    }
}

static void the_version_is_looked_at_before_the_pointer(void) {
    CHECK(WSAStartup(MAKEWORD(0, 0), NULL) == WSAVERNOTSUPPORTED);
    CHECK(WSAStartup(MAKEWORD(0, 2), NULL) == WSAVERNOTSUPPORTED);
    CHECK(WSAStartup(MAKEWORD(1, 1), NULL) == WSAEFAULT);
    CHECK(WSAStartup(MAKEWORD(2, 2), NULL) == WSAEFAULT);
    CHECK(WSAStartup(MAKEWORD(255, 255), NULL) == WSAEFAULT);
    FAILS(WSACleanup(), WSANOTINITIALISED);
}

static void success_sets_the_last_error_to_zero_and_failure_leaves_it(void) {
    WSASetLastError(77);
    CHECK(WSAStartup(MAKEWORD(0, 0), &data) == WSAVERNOTSUPPORTED);
    CHECK(WSAGetLastError() == 77);
    CHECK(WSAStartup(MAKEWORD(2, 2), NULL) == WSAEFAULT);
    CHECK(WSAGetLastError() == 77);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    CHECK(WSAGetLastError() == 0);
    WSASetLastError(78);
    CHECK(WSAStartup(MAKEWORD(1, 1), &data) == 0);
    CHECK(WSAGetLastError() == 0);
    WSASetLastError(79);
    CHECK(WSACleanup() == 0);
    CHECK(WSAGetLastError() == 0);
    WSASetLastError(80);
    CHECK(WSACleanup() == 0);
    CHECK(WSAGetLastError() == 0);
    FAILS(WSACleanup(), WSANOTINITIALISED);
}

static int is_started(void) {
    DWORD length = 0;
    CHECK(WSAEnumNameSpaceProvidersW(&length, NULL) == SOCKET_ERROR);
    return WSAGetLastError() == WSAEFAULT;
}

static void every_startup_needs_a_cleanup_of_its_own(void) {
    int count;
    CHECK(!is_started());
    for (count = 1; count <= 3; count++) {
        CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
        CHECK(is_started());
    }
    for (count = 3; count >= 1; count--) {
        CHECK(is_started());
        CHECK(WSACleanup() == 0);
    }
    CHECK(!is_started());
}

static void more_cleanups_than_startups_fail_and_are_not_remembered(void) {
    int count;
    for (count = 0; count < 3; count++) {
        FAILS(WSACleanup(), WSANOTINITIALISED);
    }
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    CHECK(is_started());
    CHECK(WSACleanup() == 0);
    CHECK(!is_started());
}

static void each_startup_gets_an_answer_for_its_own_version(void) {
    fill();
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0 && data.wVersion == MAKEWORD(2, 2) && data.iMaxSockets == 0);
    fill();
    CHECK(WSAStartup(MAKEWORD(1, 1), &data) == 0 && data.wVersion == MAKEWORD(1, 1) && data.iMaxSockets == 32767);
    fill();
    CHECK(WSAStartup(MAKEWORD(0, 9), &data) == WSAVERNOTSUPPORTED && data.wVersion == MAKEWORD(2, 2));
    fill();
    CHECK(WSAStartup(MAKEWORD(2, 0), &data) == 0 && data.wVersion == MAKEWORD(2, 0) && data.iMaxUdpDg == 0);
    CHECK(WSACleanup() == 0 && WSACleanup() == 0 && is_started() && WSACleanup() == 0 && !is_started());
}

static void a_failed_startup_does_not_count(void) {
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    CHECK(WSAStartup(MAKEWORD(0, 0), &data) == WSAVERNOTSUPPORTED);
    CHECK(WSAStartup(MAKEWORD(2, 2), NULL) == WSAEFAULT);
    CHECK(WSACleanup() == 0);
    CHECK(!is_started());
}

static void many(void *rounds) {
    WSADATA own;
    long round;
    for (round = 0; round < *(long *)rounds; round++) {
        CHECK(WSAStartup(MAKEWORD(2, 2), &own) == 0);
        CHECK(is_started());
        CHECK(WSACleanup() == 0);
    }
}

static void threads_share_one_count(void) {
    thread_handle threads[4];
    long rounds = 5000;
    int index;
    for (index = 0; index < 4; index++) {
        threads[index] = thread_start(many, &rounds);
    }
    for (index = 0; index < 4; index++) {
        thread_join(threads[index]);
    }
    CHECK(!is_started());
    FAILS(WSACleanup(), WSANOTINITIALISED);
}

int main(void) {
    RUN(versions_are_negotiated_by_the_table);
    RUN(the_version_is_looked_at_before_the_pointer);
    RUN(success_sets_the_last_error_to_zero_and_failure_leaves_it);
    RUN(every_startup_needs_a_cleanup_of_its_own);
    RUN(more_cleanups_than_startups_fail_and_are_not_remembered);
    RUN(each_startup_gets_an_answer_for_its_own_version);
    RUN(a_failed_startup_does_not_count);
    RUN(threads_share_one_count);
    return 0;
}
