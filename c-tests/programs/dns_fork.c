// SPDX-License-Identifier: MIT OR Apache-2.0
// linux only: there is no fork elsewhere
// not under: sanitizers valgrind; the sanitizer's own locks are not ready for this, and the child keeps what threads of its parent had
// A fork while another thread waits for a server.
#include "dns_silence.h"

#include <sys/wait.h>

/* The child has a copy of the lookup, and nobody who works on it. */
static void a_child_that_is_forked_meanwhile_looks_up_for_itself(void) {
    WSAQUERYSETW query = dns_query(W("web.test"), CLASS_TCP(80));
    thread_handle thread;
    int status;
    pid_t child;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup));
    thread = thread_start(next, NULL);
    wait_for_a_question();
    fflush(stdout);
    child = fork();
    if (child == 0) {
        FAILS(WSALookupServiceEnd(lookup), WSA_INVALID_HANDLE);
        ask_for(W("127.0.0.1"), CLASS_BY_ADDRESS, LUP_RETURN_NAME, NULL);
        fflush(stdout);
        _exit(0);
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child && status == 0);
    WORKS(WSALookupServiceEnd(lookup));
    thread_join(thread);
    printf("  %s\n", error_name(error));
}

int main(void) {
    listen_in_silence();
    start_winsock();
    RUN(a_child_that_is_forked_meanwhile_looks_up_for_itself);
    return 0;
}
