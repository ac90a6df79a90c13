/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * For the test programs: the three ways of asking for changes.
 */
#ifndef ENLIST_TEST_NOTIFY_H
#define ENLIST_TEST_NOTIFY_H

#include "rnr.h"

static inline INT nsp_ioctl(HANDLE lookup, WSACOMPLETION *completion) {
    DWORD returned = 77;
    INT result = WSANSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, completion);
    CHECK(returned == (result == 0 ? 0u : 77u));
    return result;
}

/* Waits for a change. */
static inline INT wait_change(HANDLE lookup) {
    return nsp_ioctl(lookup, NULL);
}

/* Asks for one. */
static inline INT poll_change(HANDLE lookup) {
    WSACOMPLETION completion;
    memset(&completion, 0, sizeof completion);
    completion.Type = NSP_NOTIFY_IMMEDIATELY;
    return nsp_ioctl(lookup, &completion);
}

/* What a completion routine was told; the overlapped struct comes first, so that its address is that of all. */
typedef struct notice {
    WSAOVERLAPPED overlapped;
    long calls;
    DWORD error;
    ULONG_PTR state;
    /* What the routine does then, if anything. */
    void (*then)(struct notice *self);
    HANDLE lookup;
    long rounds;
} notice;

static inline void CALLBACK notice_routine(DWORD error, DWORD transferred, LPWSAOVERLAPPED overlapped, DWORD flags) {
    notice *self = (notice *)(void *)overlapped;
    CHECK(transferred == 0 && flags == 0 && overlapped->InternalHigh == 0);
    self->error = error;
    self->state = overlapped->Internal;
    if (self->then != NULL) {
        self->then(self);
    }
    atomic_add(&self->calls, 1);
}

/* Has a notice called when there is a change. */
static inline INT call_change(HANDLE lookup, notice *self) {
    WSACOMPLETION completion;
    memset(&completion, 0, sizeof completion);
    completion.Type = NSP_NOTIFY_APC;
    completion.Parameters.Apc.lpOverlapped = &self->overlapped;
    completion.Parameters.Apc.lpfnCompletionProc = notice_routine;
    self->lookup = lookup;
    return nsp_ioctl(lookup, &completion);
}

static inline void new_notice(notice *self) {
    memset(self, 0, sizeof *self);
    memset(&self->overlapped, 0xEE, sizeof self->overlapped);
}

static inline void wait_calls(notice *self, long calls) {
    while (atomic_read(&self->calls) < calls) {
        sleep_ms(1);
    }
    CHECK(atomic_read(&self->calls) == calls);
}

/* The results up to the next end, one a line. */
static inline void show_round(HANDLE lookup, DWORD flags) {
    result_buffer buffer;
    while (next_w(lookup, flags, &buffer) == 0) {
        text *line = new_text();
        describe(line, &buffer.w, 1);
        printf("  %s\n", line->bytes);
        free(line);
    }
    printf("  %s\n", error_name(WSAGetLastError()));
}

#endif /* ENLIST_TEST_NOTIFY_H */
