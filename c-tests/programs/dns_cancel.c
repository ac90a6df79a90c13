// SPDX-License-Identifier: MIT OR Apache-2.0
// linux only: descriptors and sizes of addresses are the system's
// A server that never answers: End and the last WSACleanup bring back a Next that waits for it.
#include "dns_silence.h"

static void end(void) {
    WORKS(WSALookupServiceEnd(lookup));
    FAILS(WSALookupServiceEnd(lookup), WSA_INVALID_HANDLE);
}

static void clean_up(void) {
    CHECK(WSACleanup() == 0);
}

static void an_end_cancels(void) {
    waiting(end, W("web.test"), CLASS_TCP(80));
    waiting(end, W("192.0.2.1"), CLASS_BY_ADDRESS);
    waiting(end, W("test"), CLASS_DNS(15));
}

static void the_last_cleanup_cancels(void) {
    waiting(clean_up, W("web.test"), CLASS_TCP(80));
    start_winsock();
}

static void a_process_may_end_with_a_question_open(void) {
    WSAQUERYSETW query = dns_query(W("web.test"), CLASS_TCP(80));
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup));
    thread_start(next, NULL);
    wait_for_a_question();
}

int main(void) {
    listen_in_silence();
    start_winsock();
    RUN(an_end_cancels);
    RUN(the_last_cleanup_cancels);
    RUN(a_process_may_end_with_a_question_open);
    return 0;
}
