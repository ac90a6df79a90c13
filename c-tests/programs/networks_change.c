// SPDX-License-Identifier: MIT OR Apache-2.0
// linux only: NS_NLA lists the networks of Linux
// Stored networks that come, change and go while a program watches NS_NLA.
#include "networks.h"

/* The rest of the results, each with its flags. */
static void show_rest(HANDLE lookup) {
    result_buffer buffer;
    while (next_w(lookup, LUP_RETURN_NAME | LUP_RETURN_COMMENT, &buffer) == 0) {
        text *line = new_text();
        describe(line, &buffer.w, 1);
        printf("  %s\n", line->bytes);
        free(line);
    }
    printf("  %s\n", error_name(WSAGetLastError()));
}

static void stored_networks_wake_who_waits(void) {
    WSAQUERYSETW every = network(NULL), home = network(W("Home network"));
    HANDLE lookup = begin(&every, LUP_RETURN_NAME | LUP_RETURN_COMMENT);
    result_buffer buffer;
    thread_handle thread;
    watch one;
    while (next_w(lookup, 0, &buffer) == 0) {
    }
    CHECK(WSAGetLastError() == WSA_E_NO_MORE);
    home.lpszComment = W("At home");
    thread = start_watch(&one, lookup);
    WORKS(WSASetServiceW(&home, RNRSERVICE_REGISTER, 0));
    thread_join(thread);
    CHECK(one.result == 0);
    show_rest(lookup);
    thread = start_watch(&one, lookup);
    WORKS(WSASetServiceW(&home, RNRSERVICE_REGISTER, NLA_FRIENDLY_NAME));
    thread_join(thread);
    CHECK(one.result == 0);
    show_rest(lookup);
    thread = start_watch(&one, lookup);
    WORKS(WSASetServiceW(&home, RNRSERVICE_DELETE, 0));
    thread_join(thread);
    CHECK(one.result == 0);
    show_rest(lookup);
    CHECK(!has_changed(lookup));
    WORKS(WSALookupServiceEnd(lookup));
}

static void the_end_of_a_lookup_ends_the_wait(void) {
    int round;
    for (round = 0; round < 20; round++) {
        WSAQUERYSETW nothing = network(W("no such network"));
        HANDLE lookup = begin(&nothing, LUP_RETURN_NAME);
        thread_handle thread;
        watch one;
        thread = start_watch(&one, lookup);
        WORKS(WSALookupServiceEnd(lookup));
        thread_join(thread);
        /* The wait was ended, or it came too late to begin. */
        CHECK(one.result == SOCKET_ERROR && (one.error == WSA_OPERATION_ABORTED || one.error == WSA_INVALID_HANDLE));
    }
}

static void a_lookup_of_several_namespaces_cannot_be_watched(void) {
    WSAQUERYSETW every = network(NULL);
    HANDLE lookup;
    DWORD returned;
    every.dwNameSpace = NS_ALL;
    lookup = begin(&every, LUP_RETURN_ALL);
    FAILS(WSANSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, NULL), WSAEINVAL);
    WORKS(WSALookupServiceEnd(lookup));
}

int main(void) {
    start_winsock();
    RUN(stored_networks_wake_who_waits);
    RUN(the_end_of_a_lookup_ends_the_wait);
    RUN(a_lookup_of_several_namespaces_cannot_be_watched);
    return 0;
}
