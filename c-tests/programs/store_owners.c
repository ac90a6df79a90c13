// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}
// linux only: there is no fork on Windows.
// The addresses of processes that have ended are dropped by `enlist prune`, and no others.
#include "rnr.h"

#include <sys/wait.h>

/* Registers in a process of its own, which ends at once. */
static void register_and_end(WCHAR *name, DWORD flags, unsigned first, unsigned second) {
    int status;
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        WORKS(set_ports(RNRSERVICE_REGISTER, flags, name, CLASS_A, first, second, END));
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
}

static void show(const char *name, WCHAR *wide) {
    printf("  %s: %s\n", name, state_of(wide, CLASS_A));
}

int main(void) {
    char command[4096];
    const char *program = getenv("TEST_PROGRAM");
    CHECK(program != NULL);
    start_winsock();
    register_and_end(W("left"), 0, 1, 2);
    register_and_end(W("joined"), 0, 1, 2);
    WORKS(set_ports(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, W("joined"), CLASS_A, 3u, END));
    register_and_end(W("taken over"), 0, 1, 2);
    WORKS(set_ports(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, W("taken over"), CLASS_A, 2u, END));
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("here"), CLASS_A, 5u, END));
    /* Somebody who takes an address back does not stand behind the others. */
    register_and_end(W("reduced"), 0, 1, 2);
    WORKS(set_ports(RNRSERVICE_DEREGISTER, SERVICE_MULTIPLE, W("reduced"), CLASS_A, 1u, END));
    show("left", W("left"));
    show("joined", W("joined"));
    fflush(stdout);
    snprintf(command, sizeof command, "'%s' prune", program);
    CHECK(system(command) == 0);
    show("left", W("left"));
    show("joined", W("joined"));
    show("taken over", W("taken over"));
    show("here", W("here"));
    show("reduced", W("reduced"));
    fflush(stdout);
    CHECK(system(command) == 0);
    CHECK(WSACleanup() == 0);
    return 0;
}
