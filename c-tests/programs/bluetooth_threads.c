// SPDX-License-Identifier: MIT OR Apache-2.0
// linux only: fork
// not under: valgrind; a forked child keeps what threads of its parent had
// Threads that register, search and delete at once, and a process that forks among them.
#include "bth.h"

#include <sys/wait.h>

#define THREADS 8
#define ROUNDS 200

static long stopping;

/* Two threads share each channel; one of them has it. */
static void serve(void *argument) {
    ULONG channel = (ULONG)(UINT_PTR)argument / 2 + 1;
    int round;
    for (round = 0; round < ROUNDS; round++) {
        int error = set_channel(RNRSERVICE_REGISTER, W("thread"), own_class(), channel);
        CHECK(error == 0 || error == WSAEADDRINUSE);
        if (error == 0) {
            CHECK(set_channel(RNRSERVICE_REGISTER, W("thread"), own_class(), channel) == WSAEADDRINUSE);
            CHECK(set_channel(RNRSERVICE_DELETE, NULL, NULL, channel) == 0);
        }
    }
}

static void search(void *argument) {
    (void)argument;
    while (!atomic_read(&stopping)) {
        WSAQUERYSETW query = bth_query(NULL, own_class());
        text *found;
        query.lpszContext = LOCAL_RADIO;
        found = lookup_w(&query, LUP_FLUSHCACHE | LUP_RETURN_NAME, 0);
        CHECK(strstr(found->bytes, "WSA_E_NO_MORE") != NULL);
        free(found);
        thread_yield();
    }
}

static void fork_once(void) {
    int status;
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        /* A copy of its own. */
        CHECK(set_channel(RNRSERVICE_REGISTER, W("child"), own_class(), 30) == WSAEADDRINUSE);
        CHECK(set_channel(RNRSERVICE_DELETE, NULL, NULL, 30) == 0);
        CHECK(set_channel(RNRSERVICE_REGISTER, W("child"), own_class(), 30) == 0);
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
}

static void threads_and_forks_do_not_disturb_each_other(void) {
    thread_handle servers[THREADS], searcher;
    int index;
    CHECK(set_channel(RNRSERVICE_REGISTER, W("parent"), own_class(), 30) == 0);
    searcher = thread_start(search, NULL);
    for (index = 0; index < THREADS; index++) {
        servers[index] = thread_start(serve, (void *)(UINT_PTR)index);
    }
    for (index = 0; index < 20; index++) {
        fork_once();
    }
    for (index = 0; index < THREADS; index++) {
        thread_join(servers[index]);
    }
    atomic_write(&stopping, 1);
    thread_join(searcher);
    show_local();
}

int main(void) {
    start_winsock();
    RUN(threads_and_forks_do_not_disturb_each_other);
    return 0;
}
