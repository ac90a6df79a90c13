// SPDX-License-Identifier: MIT OR Apache-2.0
// linux only: the number and size of threads are limited in another way on Windows.
// A completion routine for which no thread can be started: the call fails, and nothing of it is left.
// not under: sanitizers valgrind; both need more memory than the limit leaves
#include "notify.h"

#include <sys/resource.h>

static void a_thread_that_cannot_be_started_leaves_nothing_pending(void) {
    WSAQUERYSETW query = query_w(NULL, CLASS_A);
    struct rlimit limit, before;
    result_buffer buffer;
    HANDLE lookup;
    notice called;
    new_notice(&called);
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup));
    FAILS(next_w(lookup, 0, &buffer), WSA_E_NO_MORE);

    /* No room for a stack. */
    CHECK(getrlimit(RLIMIT_AS, &before) == 0);
    limit = before;
    limit.rlim_cur = 1;
    CHECK(setrlimit(RLIMIT_AS, &limit) == 0);
    WSASetLastError(UNTOUCHED);
    CHECK(call_change(lookup, &called) == SOCKET_ERROR);
    CHECK(setrlimit(RLIMIT_AS, &before) == 0);
    CHECK(WSAGetLastError() == WSA_NOT_ENOUGH_MEMORY);
    CHECK(called.overlapped.Internal == (ULONG_PTR)0xEEEEEEEEEEEEEEEE);
    CHECK(called.overlapped.InternalHigh == (ULONG_PTR)0xEEEEEEEEEEEEEEEE);

    /* The end is for good, as if nobody had asked. */
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("it"), CLASS_A, END));
    FAILS(next_w(lookup, 0, &buffer), WSA_E_NO_MORE);

    /* With room again, it works. */
    FAILS(call_change(lookup, &called), WSA_IO_PENDING);
    wait_calls(&called, 1);
    CHECK(called.error == 0);
    WORKS(next_w(lookup, 0, &buffer));
    CHECK(buffer.w.dwOutputFlags == RESULT_IS_ADDED);
    WORKS(WSALookupServiceEnd(lookup));
    CHECK(called.calls == 1);
}

int main(void) {
    start_winsock();
    RUN(a_thread_that_cannot_be_started_leaves_nothing_pending);
    return 0;
}
