// SPDX-License-Identifier: MIT OR Apache-2.0
// seconds: 120
// Many threads register while several wait, ask and are called: no change is missed, and what is told is what is there.
#include "notify.h"

#define WRITERS 3
#define ROUNDS 300
#define NAMES 12
#define WATCHERS 6

/* What a watcher knows, by the last letter of the name: the comment's first letter, or 0. */
typedef struct {
    notice called; /* first, since the routine is told its address */
    HANDLE lookup;
    long rounds, done;
    WCHAR known[NAMES];
    int way;
    char padding[64];
} watcher;

static watcher watchers[WATCHERS];
static long writing, stop;

static void write_names(void *argument) {
    unsigned state = *(unsigned *)argument, round;
    for (round = 0; round < ROUNDS; round++) {
        WSAQUERYSETW query = query_w(NULL, CLASS_A);
        WCHAR name[] = {'n', 0, 0}, comment[] = {0, 0};
        unsigned what = next_random(&state) % 4;
        name[1] = (WCHAR)('a' + next_random(&state) % NAMES);
        comment[0] = (WCHAR)('A' + next_random(&state) % 4);
        query.lpszServiceInstanceName = name;
        query.lpszComment = comment;
        if (WSASetServiceW(&query, what == 0 ? RNRSERVICE_DELETE : what == 1 ? RNRSERVICE_DEREGISTER : RNRSERVICE_REGISTER, 0) != 0) {
            CHECK(WSAGetLastError() == WSASERVICE_NOT_FOUND);
        }
        /* The same changes, elsewhere. */
        query.lpServiceClassId = CLASS_B;
        WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    }
    atomic_add(&writing, -1);
}

/* Whether the call failed because the lookup was ended: inside it, or before. */
static int ended(int inside) {
    int error = WSAGetLastError();
    return atomic_read(&stop) && (error == inside || error == WSA_INVALID_HANDLE);
}

/* Believes what it is told. */
static void fetch(HANDLE lookup, WCHAR *known) {
    result_buffer buffer;
    while (next_w(lookup, 0, &buffer) == 0) {
        unsigned which = (unsigned)buffer.w.lpszServiceInstanceName[1] - 'a';
        WCHAR comment = buffer.w.lpszComment[0];
        CHECK(which < NAMES);
        switch (buffer.w.dwOutputFlags) {
        case 0:
        case RESULT_IS_ADDED: CHECK(known[which] == 0); known[which] = comment; break;
        case RESULT_IS_CHANGED: CHECK(known[which] != 0 && known[which] != comment); known[which] = comment; break;
        case RESULT_IS_DELETED: CHECK(known[which] == comment); known[which] = 0; break;
        default: CHECK(0);
        }
    }
    CHECK(WSAGetLastError() == WSA_E_NO_MORE || ended(WSA_E_CANCELLED));
}

static HANDLE begin(void) {
    WSAQUERYSETW query = query_w(NULL, CLASS_A);
    HANDLE lookup;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME | LUP_RETURN_COMMENT, &lookup));
    return lookup;
}

static void wait_and_fetch(void *argument) {
    watcher *self = (watcher *)argument;
    while (self->way == 0 ? wait_change(self->lookup) == 0 : poll_change(self->lookup) == 0 || WSAGetLastError() == WSAEWOULDBLOCK) {
        fetch(self->lookup, self->known);
        atomic_add(&self->rounds, 1);
        if (self->way == 1 && atomic_read(&stop)) {
            break;
        }
        thread_yield();
    }
    if (self->way == 0) {
        CHECK(ended(WSA_OPERATION_ABORTED));
    }
    atomic_write(&self->done, 1);
}

static void fetch_when_called(notice *called) {
    watcher *self = (watcher *)(void *)called;
    if (called->error == WSA_OPERATION_ABORTED) {
        atomic_write(&self->done, 1);
        return;
    }
    CHECK(called->error == 0);
    fetch(self->lookup, self->known);
    atomic_add(&self->rounds, 1);
    if (call_change(self->lookup, called) != SOCKET_ERROR || WSAGetLastError() != WSA_IO_PENDING) {
        CHECK(ended(WSA_OPERATION_ABORTED));
        atomic_write(&self->done, 1);
    }
}

/* Asks whether a lookup of its own, begun now, finds the same. */
static int knows_all(watcher *self) {
    WCHAR fresh[NAMES];
    HANDLE lookup = begin();
    memset(fresh, 0, sizeof fresh);
    fetch(lookup, fresh);
    WORKS(WSALookupServiceEnd(lookup));
    return memcmp(fresh, self->known, sizeof fresh) == 0;
}

static void nobody_misses_a_change(void) {
    thread_handle threads[WATCHERS], writers[WRITERS];
    unsigned seeds[WRITERS];
    WSAQUERYSETW last = query_w(W("na"), CLASS_A);
    int index, waited;
    for (index = 0; index < WATCHERS; index++) {
        watcher *self = &watchers[index];
        memset(self, 0, sizeof *self);
        self->way = index % 3;
        self->lookup = begin();
        fetch(self->lookup, self->known);
        if (self->way == 2) {
            new_notice(&self->called);
            self->called.then = fetch_when_called;
            FAILS(call_change(self->lookup, &self->called), WSA_IO_PENDING);
        } else {
            threads[index] = thread_start(wait_and_fetch, self);
        }
    }
    atomic_write(&writing, WRITERS);
    for (index = 0; index < WRITERS; index++) {
        seeds[index] = (unsigned)index + 1;
        writers[index] = thread_start(write_names, &seeds[index]);
    }
    for (index = 0; index < WRITERS; index++) {
        thread_join(writers[index]);
    }
    CHECK(writing == 0);
    /* At least one change for everybody. */
    last.lpszComment = W("Z");
    WORKS(WSASetServiceW(&last, RNRSERVICE_REGISTER, 0));
    /* Whoever waits has been woken for the last change, and fetches it. */
    for (index = 0; index < WATCHERS; index++) {
        for (waited = 0; !knows_all(&watchers[index]); waited++) {
            CHECK(waited < 60000);
            sleep_ms(1);
        }
    }
    atomic_write(&stop, 1);
    for (index = 0; index < WATCHERS; index++) {
        watcher *self = &watchers[index];
        if (self->way == 1) {
            thread_join(threads[index]);
        }
        WORKS(WSALookupServiceEnd(self->lookup));
        if (self->way == 0) {
            thread_join(threads[index]);
        }
        while (!atomic_read(&self->done)) {
            sleep_ms(1);
        }
        CHECK(self->rounds > 0);
    }
}

static long aborted;
static notice notices[64];

static void count_aborted(notice *self) {
    CHECK(self->error == WSA_OPERATION_ABORTED);
    atomic_add(&aborted, 1);
}

/* Many notices for one lookup and for many, ended at once. */
static void every_routine_is_called_exactly_once(void) {
    HANDLE lookups[8];
    int index;
    for (index = 0; index < 8; index++) {
        lookups[index] = begin();
    }
    for (index = 0; index < 64; index++) {
        new_notice(&notices[index]);
        notices[index].then = count_aborted;
        FAILS(call_change(lookups[index % 8], &notices[index]), WSA_IO_PENDING);
    }
    for (index = 0; index < 4; index++) {
        WORKS(WSALookupServiceEnd(lookups[index]));
    }
    CHECK(WSACleanup() == 0);
    for (index = 0; index < 64; index++) {
        wait_calls(&notices[index], 1);
    }
    printf("  %ld aborted\n", atomic_read(&aborted));
    start_winsock();
}

int main(void) {
    start_winsock();
    RUN(nobody_misses_a_change);
    RUN(every_routine_is_called_exactly_once);
    return 0;
}
