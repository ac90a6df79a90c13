// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}
// linux only: there is no fork on Windows.
// A change that another process makes ends the wait for changes.
#include "rnr.h"

#include <sys/wait.h>

static int ready[2];

static void wait_for_changes(void) {
    WSAQUERYSETW every = query_w(NULL, CLASS_A);
    result_buffer buffer;
    HANDLE lookup;
    DWORD returned;
    unsigned round;
    start_winsock();
    WORKS(WSALookupServiceBeginW(&every, LUP_RETURN_NAME | LUP_RETURN_ADDR, &lookup));
    for (round = 0; round < 3; round++) {
        text *found = new_text();
        while (next_w(lookup, 0, &buffer) == 0) {
            describe(found, &buffer.w, 1);
            add_text(found, " flags %u", (unsigned)buffer.w.dwOutputFlags);
        }
        CHECK(WSAGetLastError() == WSA_E_NO_MORE);
        printf("  %s\n", found->bytes);
        fflush(stdout);
        free(found);
        CHECK(write(ready[1], "x", 1) == 1);
        WORKS(WSANSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, NULL));
    }
    WORKS(WSALookupServiceEnd(lookup));
    _exit(0);
}

static void wait_until_ready(void) {
    char byte;
    CHECK(read(ready[0], &byte, 1) == 1);
}

static void a_wait_ends_with_the_change_of_another_process(void) {
    pid_t child;
    int status;
    CHECK(pipe(ready) == 0);
    fflush(stdout);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        wait_for_changes();
    }
    start_winsock();
    wait_until_ready();
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("news"), CLASS_A, 1u, END));
    wait_until_ready();
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("news"), CLASS_A, 2u, END));
    wait_until_ready();
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("news"), CLASS_A, END));
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(WSACleanup() == 0);
}

int main(void) {
    RUN(a_wait_ends_with_the_change_of_another_process);
    return 0;
}
