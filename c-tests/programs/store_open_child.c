// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}
// env: ENLIST_STORE_MODE=open
// not under: valgrind; a child gives up what belongs to the connections of its parent, unfreed
// linux only: there is no fork on Windows.
// A child has nothing open of its parent's store: a lock of its parent's would outlive the parent.
#include "rnr.h"
#include "descriptors.h"

#include <sys/wait.h>

static void use_the_store(unsigned port) {
    char expected[64];
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("guest"), CLASS_A, port, END));
    snprintf(expected, sizeof expected, "ports %u, registered", port);
    CHECK(strcmp(state_of(W("guest"), CLASS_A), expected) == 0);
}

static void a_child_opens_its_own(void) {
    int status;
    pid_t child;
    use_the_store(1);
    CHECK(open_files_of_the_store() == 4);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        CHECK(open_files_of_the_store() == 0);
        use_the_store(2);
        CHECK(open_files_of_the_store() == 4);
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CHECK(open_files_of_the_store() == 4);
    CHECK(strcmp(state_of(W("guest"), CLASS_A), "ports 2, registered") == 0);
    use_the_store(3);
}

static void a_program_that_is_executed_inherits_nothing(void) {
    fflush(stdout);
    CHECK(system("ls -l /proc/self/fd | grep -c services.db | grep -qx 0") == 0);
}

int main(void) {
    start_winsock();
    RUN(a_child_opens_its_own);
    RUN(a_program_that_is_executed_inherits_nothing);
    CHECK(WSACleanup() == 0);
    return 0;
}
