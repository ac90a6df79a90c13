// SPDX-License-Identifier: MIT OR Apache-2.0
// linux only: there is no fork on Windows.
// Fork handlers of the program that were registered before Winsock was started, and call it: they run while the forking
// thread holds the library's locks.
#include "rnr.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static int before_result, before_error, parent_result, parent_error, child_result;

static void before(void) {
    before_result = set_ports(RNRSERVICE_REGISTER, 0, W("before"), CLASS_A, 1u, END);
    before_error = WSAGetLastError();
}

static void in_parent(void) {
    parent_result = set_ports(RNRSERVICE_REGISTER, 0, W("parent"), CLASS_A, 1u, END);
    parent_error = WSAGetLastError();
}

static void in_child(void) {
    child_result = set_ports(RNRSERVICE_REGISTER, 0, W("child"), CLASS_A, 1u, END);
}

static void the_parent_is_refused_and_the_child_works(void) {
    int status = -1;
    pid_t child;
    CHECK(pthread_atfork(before, in_parent, in_child) == 0);
    start_winsock();
    CHECK(set_ports(RNRSERVICE_REGISTER, 0, W("first"), CLASS_A, 2u, END) == 0);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        /* A hang ends here. */
        alarm(20);
        CHECK(child_result == 0);
        printf("  child: first %s\n", state_of(W("first"), CLASS_A));
        printf("  child: child %s\n", state_of(W("child"), CLASS_A));
        fflush(stdout);
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    printf("  before: %d %s\n", before_result, error_name(before_error));
    printf("  parent: %d %s\n", parent_result, error_name(parent_error));
    CHECK(set_ports(RNRSERVICE_REGISTER, 0, W("after"), CLASS_A, 3u, END) == 0);
    printf("  after: after %s\n", state_of(W("after"), CLASS_A));
    printf("  after: child %s\n", state_of(W("child"), CLASS_A));
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    alarm(20);
    RUN(the_parent_is_refused_and_the_child_works);
    return 0;
}
