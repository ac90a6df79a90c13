// SPDX-License-Identifier: MIT OR Apache-2.0
// linux only: there is no fork on Windows.
// seconds: 300
// fork while every other thread is installing and removing service classes: the child can do so, too.
// not under: sanitizers valgrind; the sanitizer's own locks are not ready for fork in a threaded program, and valgrind takes minutes
#include "classes.h"

#include <signal.h>
#include <sys/wait.h>

#define THREADS 3
#define FORKS 300
#define CHILD_SECONDS 10

static long stop, calls;

static void hammer(void *argument) {
    GUID *id = class_numbered(*(unsigned *)argument);
    while (!atomic_read(&stop)) {
        WORKS(install_named(id, W("busy")));
        WORKS(WSARemoveServiceClass(id));
        atomic_add(&calls, 1);
    }
}

static void be_child(void) {
    WORKS(install_named(CLASS_B, W("child's")));
    FAILS(install_named(CLASS_A, W("marker")), WSAEALREADY);
    WORKS(WSARemoveServiceClass(CLASS_A));
    FAILS(WSARemoveServiceClass(CLASS_A), WSATYPE_NOT_FOUND);
    _exit(0);
}

static void ends_well(pid_t child) {
    int waited_ms, status;
    for (waited_ms = 0; waited_ms < CHILD_SECONDS * 1000; waited_ms++) {
        pid_t ended = waitpid(child, &status, WNOHANG);
        CHECK(ended == 0 || ended == child);
        if (ended == child) {
            CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
            return;
        }
        sleep_ms(1);
    }
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    CHECK(!"a child hangs");
}

static void children_of_a_busy_program_have_their_own_classes(void) {
    thread_handle threads[THREADS];
    unsigned numbers[THREADS], index;
    long before;
    WORKS(install_named(CLASS_A, W("marker")));
    for (index = 0; index < THREADS; index++) {
        numbers[index] = index;
        threads[index] = thread_start(hammer, &numbers[index]);
    }
    for (index = 0; index < FORKS; index++) {
        pid_t child;
        fflush(stdout);
        child = fork();
        CHECK(child >= 0);
        if (child == 0) {
            be_child();
        }
        ends_well(child);
    }
    /* The threads of the parent are still at work, and nothing that the children did is here. */
    before = atomic_read(&calls);
    while (atomic_read(&calls) < before + 2 * THREADS) {
        sleep_ms(1);
    }
    atomic_write(&stop, 1);
    for (index = 0; index < THREADS; index++) {
        thread_join(threads[index]);
    }
    show_class("the parent's", directory_provider(), CLASS_A);
    show_class("the child's", directory_provider(), CLASS_B);
    printf("  %d children ended well\n", FORKS);
}

int main(void) {
    start_winsock();
    RUN(children_of_a_busy_program_have_their_own_classes);
    return 0;
}
