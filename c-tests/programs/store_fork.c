// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}
// linux only: there is no fork on Windows.
// seconds: 200
// not under: sanitizers valgrind; the sanitizer's own locks are not ready for fork in a threaded program, and valgrind takes minutes
// fork while other threads are inside the shared store: children never use what the parent has open, and share the store.
#include "rnr.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#define THREADS 3
#define FORKS 60

static long stop, calls;

static void fill_name(WCHAR *name, unsigned number) {
    name[0] = 't';
    name[1] = (WCHAR)('A' + number % 26);
    name[2] = 0;
}

/* With a buffer of its own, for the threads. */
static int is_there(WCHAR *name) {
    WSAQUERYSETW query = query_w(name, CLASS_A);
    result_buffer buffer;
    HANDLE lookup;
    int found;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ADDR, &lookup));
    found = next_w(lookup, 0, &buffer) == 0 && buffer.w.dwNumberOfCsAddrs == 1;
    WORKS(WSALookupServiceEnd(lookup));
    return found;
}

static void hammer(void *argument) {
    unsigned self = *(unsigned *)argument;
    WCHAR name[3];
    fill_name(name, self);
    while (!atomic_read(&stop)) {
        WORKS(set_ports(RNRSERVICE_REGISTER, 0, name, CLASS_A, self + 1, END));
        CHECK(is_there(name));
        atomic_add(&calls, 1);
    }
}

static void be_child(unsigned number) {
    char expected[64];
    alarm(20);
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("child"), CLASS_B, number, END));
    snprintf(expected, sizeof expected, "ports %u, registered", number);
    CHECK(strcmp(state_of(W("child"), CLASS_B), expected) == 0);
    CHECK(strcmp(state_of(W("parent"), CLASS_B), expected) == 0);
    _exit(0);
}

int main(void) {
    thread_handle threads[THREADS];
    unsigned numbers[THREADS], index;
    long before;
    start_winsock();
    for (index = 0; index < THREADS; index++) {
        numbers[index] = index;
        threads[index] = thread_start(hammer, &numbers[index]);
    }
    for (index = 1; index <= FORKS; index++) {
        char expected[64];
        int status;
        pid_t child;
        WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("parent"), CLASS_B, index, END));
        child = fork();
        CHECK(child >= 0);
        if (child == 0) {
            be_child(index);
        }
        CHECK(waitpid(child, &status, 0) == child && status == 0);
        snprintf(expected, sizeof expected, "ports %u, registered", index);
        CHECK(strcmp(state_of(W("child"), CLASS_B), expected) == 0);
    }
    before = atomic_read(&calls);
    while (atomic_read(&calls) < before + THREADS) {
        sleep_ms(1);
    }
    atomic_write(&stop, 1);
    for (index = 0; index < THREADS; index++) {
        thread_join(threads[index]);
    }
    printf("%d children shared the store\n", FORKS);
    return 0;
}
