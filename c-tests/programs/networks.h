/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * For the test programs about networks: lookups in NS_NLA, and threads that wait for their changes.
 */
#ifndef ENLIST_TEST_NETWORKS_H
#define ENLIST_TEST_NETWORKS_H

#include "rnr.h"

#include <mswsock.h>

static inline WSAQUERYSETW network(WCHAR *name) {
    WSAQUERYSETW query = query_w(name, NULL);
    query.dwNameSpace = NS_NLA;
    return query;
}

static inline HANDLE begin(WSAQUERYSETW *query, DWORD flags) {
    HANDLE lookup;
    CHECK(WSALookupServiceBeginW(query, flags, &lookup) == 0);
    return lookup;
}

/* Asks without waiting: 1 when something has changed. */
static inline int has_changed(HANDLE lookup) {
    WSACOMPLETION at_once;
    DWORD returned;
    memset(&at_once, 0, sizeof at_once);
    at_once.Type = NSP_NOTIFY_IMMEDIATELY;
    if (WSANSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, &at_once) == 0) {
        return 1;
    }
    CHECK(WSAGetLastError() == WSAEWOULDBLOCK);
    return 0;
}

/* A thread that waits for a change of a lookup. */
typedef struct {
    HANDLE lookup;
    long is_waiting;
    INT result;
    int error;
} watch;

static inline void wait_for_change(void *argument) {
    watch *one = (watch *)argument;
    DWORD returned;
    atomic_write(&one->is_waiting, 1);
    one->result = WSANSPIoctl(one->lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, NULL);
    one->error = one->result == 0 ? 0 : WSAGetLastError();
}

static inline thread_handle start_watch(watch *one, HANDLE lookup) {
    thread_handle thread;
    memset(one, 0, sizeof *one);
    one->lookup = lookup;
    thread = thread_start(wait_for_change, one);
    while (!atomic_read(&one->is_waiting)) {
        thread_yield();
    }
    return thread;
}

#endif /* ENLIST_TEST_NETWORKS_H */
