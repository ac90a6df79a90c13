// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}
// linux only: processes are made by fork and replaced by exec.
// seconds: 200
// not under: valgrind sanitizers; a process that leaves while its threads run frees nothing
// Processes that exit, or execute another program, while their threads write: nothing acknowledged is lost, and nobody waits for them.
#include "children.h"
#include "rnr.h"

#include <sys/mman.h>

#define WRITERS 3
#define ROUNDS 6

/* The last number that each writer has been told is stored. */
static long *acknowledged;

static WCHAR *name_of(unsigned writer) {
    static WCHAR names[WRITERS][3];
    names[writer][0] = 'w';
    names[writer][1] = (WCHAR)('0' + writer);
    return names[writer];
}

static void write_for_ever(void *argument) {
    unsigned writer = *(unsigned *)argument;
    unsigned number = (unsigned)atomic_read(&acknowledged[writer]);
    for (;;) {
        number++;
        WORKS(set_ports(RNRSERVICE_REGISTER, 0, name_of(writer), CLASS_A, number, END));
        atomic_write(&acknowledged[writer], number);
    }
}

enum { BY_EXIT, BY_EXEC, WAYS };

/* Leaves when each of its threads has been told something. */
static void leave(unsigned way) {
    static unsigned numbers[WRITERS];
    unsigned writer;
    long before[WRITERS];
    start_winsock();
    for (writer = 0; writer < WRITERS; writer++) {
        numbers[writer] = writer;
        before[writer] = atomic_read(&acknowledged[writer]);
        thread_start(write_for_ever, &numbers[writer]);
    }
    for (writer = 0; writer < WRITERS; writer++) {
        while (atomic_read(&acknowledged[writer]) == before[writer]) {
            thread_yield();
        }
    }
    if (way == BY_EXEC) {
        execl("/bin/true", "true", (char *)NULL);
        _exit(127);
    }
    exit(0);
}

static void look(unsigned unused) {
    unsigned writer;
    (void)unused;
    start_winsock();
    for (writer = 0; writer < WRITERS; writer++) {
        unsigned last = (unsigned)atomic_read(&acknowledged[writer]), more;
        int found = 0;
        /* What was under way may have been stored without having been acknowledged. */
        for (more = 0; more < 2; more++) {
            char expected[64];
            snprintf(expected, sizeof expected, "ports %u, registered", last + more);
            found |= strcmp(state_of(name_of(writer), CLASS_A), expected) == 0;
        }
        CHECK(found);
    }
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("survivor"), CLASS_B, 1u, END));
    CHECK(WSACleanup() == 0);
}

static void in_mode(const char *mode, const char *next) {
    unsigned way, round;
    set_variable("ENLIST_STORE_MODE", mode);
    for (way = 0; way < WAYS; way++) {
        for (round = 0; round < ROUNDS; round++) {
            in_process(leave, way);
            in_process(look, 0);
            set_variable("ENLIST_STORE_MODE", next);
            in_process(look, 0);
            set_variable("ENLIST_STORE_MODE", mode);
        }
    }
}

static void a_store_that_is_opened_for_each_call(void) {
    in_mode("closed", "open");
}

static void a_store_that_is_kept_open(void) {
    in_mode("open", "closed");
}

int main(void) {
    void *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(shared != MAP_FAILED);
    acknowledged = (long *)shared;
    RUN(a_store_that_is_opened_for_each_call);
    RUN(a_store_that_is_kept_open);
    return 0;
}
