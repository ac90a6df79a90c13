// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_SAP=local
// Changes after the end of a lookup: asked for, waited for and called for, and then returned with a mark.
#include "notify.h"

static HANDLE begin(WSAQUERYSETW *query, DWORD flags) {
    HANDLE lookup = NULL;
    WORKS(WSALookupServiceBeginW(query, flags, &lookup));
    return lookup;
}

static HANDLE begin_class(GUID *service_class) {
    WSAQUERYSETW query = query_w(NULL, service_class);
    return begin(&query, LUP_RETURN_NAME | LUP_RETURN_COMMENT | LUP_RETURN_ADDR);
}

static void set(WSAESETSERVICEOP operation, WCHAR *name, WCHAR *comment) {
    WSAQUERYSETW query = query_w(name, CLASS_A);
    query.lpszComment = comment;
    WORKS(WSASetServiceW(&query, operation, 0));
}

static void without_a_question_the_end_is_for_good(void) {
    HANDLE lookup = begin_class(CLASS_A);
    set(RNRSERVICE_REGISTER, W("one"), NULL);
    show_round(lookup, 0);
    set(RNRSERVICE_REGISTER, W("two"), NULL);
    show_round(lookup, 0);
    WORKS(WSALookupServiceEnd(lookup));
    set(RNRSERVICE_DELETE, W("one"), NULL);
    set(RNRSERVICE_DELETE, W("two"), NULL);
}

static void a_question_has_the_changes_returned_after_the_end(void) {
    HANDLE lookup = begin_class(CLASS_A);
    set(RNRSERVICE_REGISTER, W("stays"), NULL);
    set(RNRSERVICE_REGISTER, W("changes"), W("before"));
    set(RNRSERVICE_REGISTER, W("is deleted"), W("last known"));
    set(RNRSERVICE_REGISTER, W("is deregistered"), W("last known"));
    show_round(lookup, 0);
    FAILS(poll_change(lookup), WSAEWOULDBLOCK);
    show_round(lookup, 0);
    set(RNRSERVICE_REGISTER, W("stays"), NULL);
    FAILS(poll_change(lookup), WSAEWOULDBLOCK);
    set(RNRSERVICE_REGISTER, W("comes and goes"), NULL);
    WORKS(poll_change(lookup));
    set(RNRSERVICE_DELETE, W("comes and goes"), NULL);
    FAILS(poll_change(lookup), WSAEWOULDBLOCK);

    set(RNRSERVICE_REGISTER, W("changes"), W("after"));
    set(RNRSERVICE_DELETE, W("is deleted"), NULL);
    set(RNRSERVICE_DEREGISTER, W("is deregistered"), NULL);
    set(RNRSERVICE_REGISTER, W("is added"), W("new"));
    /* As often as it is asked, until the changes are fetched. */
    WORKS(poll_change(lookup));
    WORKS(wait_change(lookup));
    WORKS(poll_change(lookup));
    show_round(lookup, 0);
    FAILS(poll_change(lookup), WSAEWOULDBLOCK);
    show_round(lookup, 0);

    set(RNRSERVICE_REGISTER, W("is deregistered"), W("back"));
    set(RNRSERVICE_DELETE, W("is added"), NULL);
    show_round(lookup, LUP_RETURN_NAME);
    WORKS(WSALookupServiceEnd(lookup));
}

static void changes_before_the_question_count_from_the_end_on(void) {
    HANDLE lookup = begin_class(CLASS_A);
    show_round(lookup, LUP_RETURN_NAME);
    set(RNRSERVICE_DELETE, W("stays"), NULL);
    show_round(lookup, 0);
    WORKS(wait_change(lookup));
    show_round(lookup, LUP_RETURN_NAME);
    WORKS(WSALookupServiceEnd(lookup));
}

static void a_question_before_the_first_result_takes_the_snapshot(void) {
    HANDLE lookup = begin_class(CLASS_A);
    FAILS(poll_change(lookup), WSAEWOULDBLOCK);
    set(RNRSERVICE_REGISTER, W("late"), NULL);
    WORKS(wait_change(lookup));
    show_round(lookup, LUP_RETURN_NAME);
    WORKS(poll_change(lookup));
    show_round(lookup, LUP_RETURN_NAME);
    FAILS(poll_change(lookup), WSAEWOULDBLOCK);
    WORKS(WSALookupServiceEnd(lookup));
    set(RNRSERVICE_DELETE, W("late"), NULL);
}

static void a_name_that_is_unknown_may_appear(void) {
    WSAQUERYSETW query = query_w(W("awaited"), CLASS_B);
    HANDLE lookup = begin(&query, LUP_RETURN_NAME | LUP_RETURN_ADDR);
    show_round(lookup, 0);
    FAILS(poll_change(lookup), WSAEWOULDBLOCK);
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("Awaited"), CLASS_B, 80u, END));
    WORKS(wait_change(lookup));
    show_round(lookup, 0);
    WORKS(set_ports(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, W("awaited"), CLASS_B, 81u, END));
    show_round(lookup, 0);
    /* Without an address it is not what was asked for. */
    WORKS(set_ports(RNRSERVICE_DEREGISTER, 0, W("awaited"), CLASS_B, END));
    show_round(lookup, 0);
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("awaited"), CLASS_B, END));
    FAILS(poll_change(lookup), WSAEWOULDBLOCK);
    show_round(lookup, 0);
    WORKS(WSALookupServiceEnd(lookup));
}

static void other_classes_and_providers_do_not_matter(void) {
    HANDLE lookup = begin_class(SAP_A);
    WSAQUERYSETW elsewhere = query_w(W("elsewhere"), SAP_A);
    FAILS(poll_change(lookup), WSAEWOULDBLOCK);
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("elsewhere"), CLASS_B, END));
    elsewhere.dwNameSpace = NS_SAP;
    WORKS(WSASetServiceW(&elsewhere, RNRSERVICE_REGISTER, 0));
    elsewhere.dwNameSpace = NS_NTDS;
    elsewhere.lpszContext = W("inside");
    WORKS(WSASetServiceW(&elsewhere, RNRSERVICE_REGISTER, 0));
    FAILS(poll_change(lookup), WSAEWOULDBLOCK);
    show_round(lookup, 0);
    show_round(lookup, 0);
    WORKS(WSALookupServiceEnd(lookup));
    WORKS(WSASetServiceW(&elsewhere, RNRSERVICE_DELETE, 0));
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("elsewhere"), CLASS_B, END));
}

static void sap_tells_of_changes_too(void) {
    WSAQUERYSETW query = query_w(NULL, SAP_A), one = query_w(W("Printer"), SAP_A);
    HANDLE lookup;
    query.dwNameSpace = one.dwNameSpace = NS_SAP;
    lookup = begin(&query, LUP_RETURN_NAME | LUP_RETURN_TYPE);
    show_round(lookup, 0);
    FAILS(poll_change(lookup), WSAEWOULDBLOCK);
    WORKS(WSASetServiceW(&one, RNRSERVICE_REGISTER, 0));
    WORKS(wait_change(lookup));
    show_round(lookup, 0);
    WORKS(WSASetServiceW(&one, RNRSERVICE_DELETE, 0));
    show_round(lookup, 0);
    WORKS(WSALookupServiceEnd(lookup));
}

static void containers_come_and_go(void) {
    WSAQUERYSETW query = query_w(NULL, NULL), inside = query_w(W("inside"), CLASS_C);
    HANDLE containers = begin(&query, LUP_RETURN_NAME | LUP_CONTAINERS | LUP_DEEP);
    HANDLE both = begin(&query, LUP_RETURN_NAME);
    show_round(containers, 0);
    FAILS(poll_change(containers), WSAEWOULDBLOCK);
    FAILS(poll_change(both), WSAEWOULDBLOCK);
    inside.lpszContext = W("Floor 1\\Room 2");
    WORKS(WSASetServiceW(&inside, RNRSERVICE_REGISTER, 0));
    WORKS(wait_change(containers));
    show_round(containers, 0);
    WORKS(wait_change(both));
    show_round(both, 0);
    show_round(both, 0);
    inside.lpszContext = W("Floor 1\\Room 3");
    WORKS(WSASetServiceW(&inside, RNRSERVICE_REGISTER, 0));
    inside.lpszContext = W("Floor 1\\Room 2");
    WORKS(WSASetServiceW(&inside, RNRSERVICE_DELETE, 0));
    show_round(containers, 0);
    FAILS(poll_change(both), WSAEWOULDBLOCK);
    inside.lpszContext = W("Floor 1\\Room 3");
    WORKS(WSASetServiceW(&inside, RNRSERVICE_DELETE, 0));
    show_round(containers, 0);
    show_round(both, 0);
    WORKS(WSALookupServiceEnd(containers));
    WORKS(WSALookupServiceEnd(both));
}

static void changes_wait_for_room_and_are_flushed_like_results(void) {
    HANDLE lookup = begin_class(CLASS_C);
    result_buffer buffer;
    DWORD length = 0;
    FAILS(poll_change(lookup), WSAEWOULDBLOCK);
    FAILS(next_w(lookup, 0, &buffer), WSA_E_NO_MORE);
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("first"), CLASS_C, END));
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("second"), CLASS_C, END));
    FAILS(WSALookupServiceNextW(lookup, 0, &length, NULL), WSAEFAULT);
    CHECK(length > sizeof(WSAQUERYSETW));
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("first"), CLASS_C, END));
    /* The same one again, in either form; then it is dropped. */
    length = sizeof(WSAQUERYSETA);
    FAILS(WSALookupServiceNextA(lookup, 0, &length, &buffer.a), WSAEFAULT);
    WORKS(next_w(lookup, LUP_FLUSHPREVIOUS, &buffer));
    CHECK(buffer.w.lpszServiceInstanceName[0] == 's' && buffer.w.dwOutputFlags == RESULT_IS_ADDED);
    FAILS(next_w(lookup, 0, &buffer), WSA_E_NO_MORE);
    /* What was dropped had been told. */
    WORKS(poll_change(lookup));
    WORKS(next_a(lookup, 0, &buffer));
    CHECK(strcmp(buffer.a.lpszServiceInstanceName, "first") == 0 && buffer.a.dwOutputFlags == RESULT_IS_DELETED);
    FAILS(next_a(lookup, 0, &buffer), WSA_E_NO_MORE);
    WORKS(WSALookupServiceEnd(lookup));
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("second"), CLASS_C, END));
}

static void wait_once(void *lookup) {
    WORKS(wait_change((HANDLE)lookup));
}

static void a_waiting_call_returns_at_the_next_change(void) {
    HANDLE lookup = begin_class(CLASS_C);
    thread_handle threads[3];
    int index, round;
    show_round(lookup, 0);
    for (round = 0; round < 4; round++) {
        for (index = 0; index < 3; index++) {
            threads[index] = thread_start(wait_once, lookup);
        }
        /* Most wait by then. Who comes later finds the change there; that a wait ends is tested where it is seen, in src/rnr/watch.rs. */
        sleep_ms(20);
        WORKS(set_ports(round % 2 == 0 ? RNRSERVICE_REGISTER : RNRSERVICE_DELETE, 0, W("it"), CLASS_C, END));
        for (index = 0; index < 3; index++) {
            thread_join(threads[index]);
        }
        show_round(lookup, 0);
    }
    WORKS(WSALookupServiceEnd(lookup));
}

static long answered_with;

static void wait_for_the_end(void *lookup) {
    CHECK(wait_change((HANDLE)lookup) == SOCKET_ERROR);
    atomic_write(&answered_with, WSAGetLastError());
}

/* The other thread may come too late and find the handle gone; then it has another chance. */
static void a_waiting_call_is_aborted_by_the_end(void) {
    unsigned patience = 1;
    do {
        HANDLE lookup = begin_class(CLASS_C);
        thread_handle thread = thread_start(wait_for_the_end, lookup);
        sleep_ms(patience++);
        WORKS(WSALookupServiceEnd(lookup));
        thread_join(thread);
        CHECK(answered_with == WSA_OPERATION_ABORTED || answered_with == WSA_INVALID_HANDLE);
    } while (answered_with != WSA_OPERATION_ABORTED);
}

static void a_waiting_call_is_aborted_by_the_last_cleanup(void) {
    unsigned patience = 1;
    do {
        HANDLE lookup = begin_class(CLASS_C);
        thread_handle thread = thread_start(wait_for_the_end, lookup);
        sleep_ms(patience++);
        CHECK(WSACleanup() == 0);
        thread_join(thread);
        CHECK(answered_with == WSA_OPERATION_ABORTED || answered_with == WSANOTINITIALISED);
        start_winsock();
        FAILS(poll_change(lookup), WSA_INVALID_HANDLE);
    } while (answered_with != WSA_OPERATION_ABORTED);
}

#define PENDING 0x103
#define CANCELLED ((ULONG_PTR)0xC0000120)

static void a_routine_is_called_once_at_the_next_change(void) {
    HANDLE lookup = begin_class(CLASS_C);
    notice called;
    new_notice(&called);
    FAILS(call_change(lookup, &called), WSA_IO_PENDING);
    CHECK(called.overlapped.Internal == PENDING && called.overlapped.InternalHigh == 0);
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("it"), CLASS_C, END));
    wait_calls(&called, 1);
    CHECK(called.error == 0 && called.state == 0 && called.overlapped.Internal == 0);
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("it"), CLASS_C, END));
    WORKS(WSALookupServiceEnd(lookup));
    sleep_ms(20);
    CHECK(called.calls == 1);
}

static void a_routine_is_called_at_once_when_something_has_changed_already(void) {
    HANDLE lookup = begin_class(CLASS_C);
    result_buffer buffer;
    notice called;
    new_notice(&called);
    FAILS(next_w(lookup, 0, &buffer), WSA_E_NO_MORE);
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("it"), CLASS_C, END));
    FAILS(call_change(lookup, &called), WSA_IO_PENDING);
    wait_calls(&called, 1);
    CHECK(called.error == 0 && called.state == 0);
    show_round(lookup, 0);
    WORKS(WSALookupServiceEnd(lookup));
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("it"), CLASS_C, END));
}

static void routines_are_called_with_an_error_when_the_lookup_ends(void) {
    HANDLE lookup = begin_class(CLASS_C);
    notice called[3];
    int index;
    for (index = 0; index < 3; index++) {
        new_notice(&called[index]);
        FAILS(call_change(lookup, &called[index]), WSA_IO_PENDING);
    }
    WORKS(WSALookupServiceEnd(lookup));
    for (index = 0; index < 3; index++) {
        wait_calls(&called[index], 1);
        CHECK(called[index].error == WSA_OPERATION_ABORTED && called[index].state == CANCELLED);
    }
}

static void routines_are_called_with_an_error_when_winsock_ends(void) {
    HANDLE lookup = begin_class(CLASS_C);
    notice called;
    new_notice(&called);
    FAILS(call_change(lookup, &called), WSA_IO_PENDING);
    start_winsock();
    CHECK(WSACleanup() == 0);
    CHECK(atomic_read(&called.calls) == 0);
    CHECK(WSACleanup() == 0);
    wait_calls(&called, 1);
    CHECK(called.error == WSA_OPERATION_ABORTED && called.state == CANCELLED);
    start_winsock();
}

static long added, deleted;

/* Fetches the changes and waits for more, until there were enough. */
static void fetch_and_ask_again(notice *self) {
    result_buffer buffer;
    CHECK(self->error == 0);
    while (next_w(self->lookup, 0, &buffer) == 0) {
        CHECK(buffer.w.dwOutputFlags == RESULT_IS_ADDED || buffer.w.dwOutputFlags == RESULT_IS_DELETED);
        atomic_add(buffer.w.dwOutputFlags == RESULT_IS_ADDED ? &added : &deleted, 1);
    }
    CHECK(WSAGetLastError() == WSA_E_NO_MORE);
    if (atomic_read(&added) + atomic_read(&deleted) < 20) {
        FAILS(call_change(self->lookup, self), WSA_IO_PENDING);
    } else {
        WORKS(WSALookupServiceEnd(self->lookup));
        atomic_write(&self->rounds, 1);
    }
}

static void a_routine_may_fetch_the_changes_ask_again_and_end_the_lookup(void) {
    HANDLE lookup = begin_class(CLASS_C);
    result_buffer buffer;
    notice called;
    int round;
    new_notice(&called);
    called.then = fetch_and_ask_again;
    FAILS(next_w(lookup, 0, &buffer), WSA_E_NO_MORE);
    FAILS(call_change(lookup, &called), WSA_IO_PENDING);
    for (round = 0; round < 20; round++) {
        WORKS(set_ports(round % 2 == 0 ? RNRSERVICE_REGISTER : RNRSERVICE_DELETE, 0, W("it"), CLASS_C, END));
        while (atomic_read(&added) + atomic_read(&deleted) <= round) {
            sleep_ms(1);
        }
    }
    while (!atomic_read(&called.rounds)) {
        sleep_ms(1);
    }
    printf("  %ld added, %ld deleted\n", added, deleted);
    FAILS(poll_change(lookup), WSA_INVALID_HANDLE);
    /* It was called once for each, and its last call has returned. */
    while (atomic_read(&called.calls) < 20) {
        sleep_ms(1);
    }
}

static void register_and_end_winsock(notice *self) {
    CHECK(self->error == WSA_OPERATION_ABORTED);
    FAILS(WSALookupServiceEnd(self->lookup), WSA_INVALID_HANDLE);
    FAILS(call_change(self->lookup, self), WSA_INVALID_HANDLE);
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("by the routine"), CLASS_C, END));
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("by the routine"), CLASS_C, END));
    CHECK(WSACleanup() == 0);
}

static void a_routine_may_do_everything_else(void) {
    HANDLE lookup = begin_class(CLASS_C);
    notice called;
    new_notice(&called);
    called.then = register_and_end_winsock;
    FAILS(call_change(lookup, &called), WSA_IO_PENDING);
    start_winsock();
    WORKS(WSALookupServiceEnd(lookup));
    wait_calls(&called, 1);
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("it"), CLASS_C, END));
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("it"), CLASS_C, END));
}

#ifndef _WIN32
#include <signal.h>

static pthread_t own_thread;

static void look_at_the_thread(notice *self) {
    sigset_t blocked;
    char name[16];
    CHECK(self->error == 0);
    CHECK(!pthread_equal(pthread_self(), own_thread));
    CHECK(pthread_sigmask(SIG_SETMASK, NULL, &blocked) == 0);
    CHECK(sigismember(&blocked, SIGINT) && sigismember(&blocked, SIGTERM) && sigismember(&blocked, SIGRTMIN));
    CHECK(pthread_getname_np(pthread_self(), name, sizeof name) == 0 && strcmp(name, "enlist-notify") == 0);
}
#endif

static void a_routine_runs_on_a_thread_of_its_own_without_signals(void) {
#ifndef _WIN32
    HANDLE lookup = begin_class(CLASS_C);
    notice called;
    sigset_t before, after;
    int number;
    own_thread = pthread_self();
    CHECK(pthread_sigmask(SIG_SETMASK, NULL, &before) == 0);
    new_notice(&called);
    called.then = look_at_the_thread;
    FAILS(call_change(lookup, &called), WSA_IO_PENDING);
    CHECK(pthread_sigmask(SIG_SETMASK, NULL, &after) == 0);
    for (number = 1; number < SIGRTMIN; number++) {
        CHECK(sigismember(&before, number) == sigismember(&after, number));
    }
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("it"), CLASS_C, END));
    wait_calls(&called, 1);
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("it"), CLASS_C, END));
    WORKS(WSALookupServiceEnd(lookup));
#endif
}

static void the_completion_is_read_before_the_call_returns_from_any_address(void) {
    HANDLE lookup = begin_class(CLASS_C);
    unsigned char room[sizeof(WSACOMPLETION) + 1];
    WSACOMPLETION completion;
    DWORD returned;
    notice called;
    new_notice(&called);
    memset(&completion, 0, sizeof completion);
    completion.Type = NSP_NOTIFY_APC;
    completion.Parameters.Apc.lpOverlapped = &called.overlapped;
    completion.Parameters.Apc.lpfnCompletionProc = notice_routine;
    memcpy(room + 1, &completion, sizeof completion);
    FAILS(WSANSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, (WSACOMPLETION *)(void *)(room + 1)),
          WSA_IO_PENDING);
    memset(room, 0xEE, sizeof room);
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("it"), CLASS_C, END));
    wait_calls(&called, 1);
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("it"), CLASS_C, END));
    WORKS(WSALookupServiceEnd(lookup));
}

static void lookups_at_several_providers_cannot_be_asked(void) {
    WSAQUERYSETW query = query_w(NULL, SAP_A);
    HANDLE lookup;
    notice called;
    WSACOMPLETION completion;
    new_notice(&called);
    query.dwNameSpace = NS_ALL;
    lookup = begin(&query, LUP_RETURN_NAME);
    FAILS(poll_change(lookup), WSAEINVAL);
    FAILS(wait_change(lookup), WSAEINVAL);
    FAILS(call_change(lookup, &called), WSAEINVAL);
    memset(&completion, 0xEE, sizeof completion);
    completion.Type = NSP_NOTIFY_EVENT;
    FAILS(nsp_ioctl(lookup, &completion), WSAEINVAL);
    CHECK(called.calls == 0 && called.overlapped.Internal != PENDING);
    WORKS(WSALookupServiceEnd(lookup));
}

static void windows_events_and_ports_are_not_here(void) {
    static const WSACOMPLETIONTYPE types[] = {NSP_NOTIFY_HWND, NSP_NOTIFY_EVENT, NSP_NOTIFY_PORT};
    HANDLE lookup = begin_class(CLASS_C);
    int index;
    for (index = 0; index < 3; index++) {
        WSACOMPLETION completion;
        memset(&completion, 0, sizeof completion);
        completion.Type = types[index];
        FAILS(nsp_ioctl(lookup, &completion), WSAEOPNOTSUPP);
        /* What it points to is not looked at. */
        memset(&completion, 0xEE, sizeof completion);
        completion.Type = types[index];
        FAILS(nsp_ioctl(lookup, &completion), WSAEOPNOTSUPP);
    }
    /* That was no question. */
    show_round(lookup, 0);
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("it"), CLASS_C, END));
    show_round(lookup, 0);
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("it"), CLASS_C, END));
    WORKS(WSALookupServiceEnd(lookup));
}

int main(void) {
    start_winsock();
    RUN(without_a_question_the_end_is_for_good);
    RUN(a_question_has_the_changes_returned_after_the_end);
    RUN(changes_before_the_question_count_from_the_end_on);
    RUN(a_question_before_the_first_result_takes_the_snapshot);
    RUN(a_name_that_is_unknown_may_appear);
    RUN(other_classes_and_providers_do_not_matter);
    RUN(sap_tells_of_changes_too);
    RUN(containers_come_and_go);
    RUN(changes_wait_for_room_and_are_flushed_like_results);
    RUN(a_waiting_call_returns_at_the_next_change);
    RUN(a_waiting_call_is_aborted_by_the_end);
    RUN(a_waiting_call_is_aborted_by_the_last_cleanup);
    RUN(a_routine_is_called_once_at_the_next_change);
    RUN(a_routine_is_called_at_once_when_something_has_changed_already);
    RUN(routines_are_called_with_an_error_when_the_lookup_ends);
    RUN(routines_are_called_with_an_error_when_winsock_ends);
    RUN(a_routine_may_fetch_the_changes_ask_again_and_end_the_lookup);
    RUN(a_routine_may_do_everything_else);
    RUN(a_routine_runs_on_a_thread_of_its_own_without_signals);
    RUN(the_completion_is_read_before_the_call_returns_from_any_address);
    RUN(lookups_at_several_providers_cannot_be_asked);
    RUN(windows_events_and_ports_are_not_here);
    return 0;
}
