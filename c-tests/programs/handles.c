// SPDX-License-Identifier: MIT OR Apache-2.0
// link: ws2_32
// Lookup handles: ended ones stay ended, invented ones are never open, and one handle serves both forms and many threads.
// not under: valgrind; it runs one thread at a time, and this takes many minutes there
#include "rnr.h"

static HANDLE begin(GUID *service_class) {
    WSAQUERYSETW query = query_w(NULL, service_class);
    HANDLE lookup = NULL;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup));
    CHECK(lookup != NULL && lookup != INVALID_HANDLE_VALUE);
    return lookup;
}

static void check_invalid(HANDLE lookup) {
    static result_buffer buffer;
    DWORD length = sizeof buffer;
    FAILS(WSALookupServiceNextW(lookup, 0, &length, &buffer.w), WSA_INVALID_HANDLE);
    FAILS(WSALookupServiceNextA(lookup, LUP_FLUSHPREVIOUS, &length, &buffer.a), WSA_INVALID_HANDLE);
    FAILS(WSALookupServiceEnd(lookup), WSA_INVALID_HANDLE);
    CHECK(length == sizeof buffer);
}

static void ended_handles_are_invalid(void) {
    HANDLE first = begin(CLASS_A), second = begin(CLASS_A);
    WORKS(WSALookupServiceEnd(first));
    check_invalid(first);
    check_invalid(first);
    WORKS(WSALookupServiceEnd(second));
    check_invalid(second);
    check_invalid(first);
}

static void invented_handles_are_invalid(void) {
    HANDLE open = begin(CLASS_A);
    int number, bit;
    UINT_PTR value = (UINT_PTR)open;
    for (number = -70000; number < 70000; number++) {
        HANDLE invented = (HANDLE)(INT_PTR)number;
        if (invented != open) {
            FAILS(WSALookupServiceEnd(invented), WSA_INVALID_HANDLE);
        }
    }
    for (bit = 0; bit < (int)(8 * sizeof value); bit++) {
        check_invalid((HANDLE)(value ^ (UINT_PTR)1 << bit));
        check_invalid((HANDLE)(value + ((UINT_PTR)1 << bit)));
        check_invalid((HANDLE)(value - ((UINT_PTR)1 << bit)));
    }
    check_invalid((HANDLE)~value);
    check_invalid((HANDLE)(value << 1));
    check_invalid((HANDLE)(value >> 1));
    check_invalid((HANDLE)&open);
    check_invalid((HANDLE)(void *)"text");
    check_invalid(NULL);
    check_invalid(INVALID_HANDLE_VALUE);
    WORKS(WSALookupServiceEnd(open));
}

static int compare_handles(const void *left, const void *right) {
    UINT_PTR a = (UINT_PTR) * (const HANDLE *)left, b = (UINT_PTR) * (const HANDLE *)right;
    return a < b ? -1 : a > b;
}

#define MANY 20000

static void no_handle_comes_back_however_many_are_used(void) {
    static HANDLE used[MANY];
    HANDLE kept = begin(CLASS_A);
    int index;
    for (index = 0; index < MANY; index++) {
        used[index] = begin(CLASS_A);
        WORKS(WSALookupServiceEnd(used[index]));
        FAILS(WSALookupServiceEnd(used[index / 2]), WSA_INVALID_HANDLE);
    }
    qsort(used, MANY, sizeof used[0], compare_handles);
    for (index = 0; index < MANY; index++) {
        CHECK(index == 0 || used[index] != used[index - 1]);
        FAILS(WSALookupServiceEnd(used[index]), WSA_INVALID_HANDLE);
    }
    WORKS(WSALookupServiceEnd(kept));
}

static void many_handles_are_open_at_once_and_each_has_its_own_place(void) {
    static HANDLE open[3000];
    static result_buffer buffer;
    int index;
    for (index = 0; index < 3000; index++) {
        open[index] = begin(CLASS_B);
        if (index % 3 != 0) {
            WORKS(next_w(open[index], 0, &buffer));
        }
        if (index % 3 == 2) {
            WORKS(next_w(open[index], 0, &buffer));
        }
    }
    for (index = 2999; index >= 0; index--) {
        text *line = new_text();
        if (index % 3 == 2) {
            FAILS(next_w(open[index], 0, &buffer), WSA_E_NO_MORE);
        } else {
            WORKS(next_w(open[index], 0, &buffer));
            describe(line, &buffer.w, 1);
            CHECK(strstr(line->bytes, index % 3 == 0 ? "\"one\"" : "\"two\"") != NULL);
        }
        free(line);
        WORKS(WSALookupServiceEnd(open[index]));
        check_invalid(open[index]);
    }
}

static void both_forms_can_be_mixed_on_one_handle(void) {
    HANDLE lookup = begin(CLASS_B);
    result_buffer buffer;
    DWORD length = 0;
    FAILS(WSALookupServiceNextA(lookup, 0, &length, NULL), WSAEFAULT);
    WORKS(next_w(lookup, 0, &buffer));
    CHECK(buffer.w.lpszServiceInstanceName[0] == 'o');
    length = 0;
    FAILS(WSALookupServiceNextW(lookup, 0, &length, NULL), WSAEFAULT);
    WORKS(next_a(lookup, 0, &buffer));
    CHECK(strcmp(buffer.a.lpszServiceInstanceName, "two") == 0);
    FAILS(next_a(lookup, 0, &buffer), WSA_E_NO_MORE);
    FAILS(next_w(lookup, 0, &buffer), WSA_E_NO_MORE);
    WORKS(WSALookupServiceEnd(lookup));
}

static void the_end_comes_again_and_again(void) {
    HANDLE lookup = begin(CLASS_C);
    result_buffer buffer;
    int round;
    for (round = 0; round < 5; round++) {
        FAILS(next_w(lookup, round % 2 == 0 ? 0 : LUP_FLUSHPREVIOUS, &buffer), WSA_E_NO_MORE);
    }
    /* What is registered after the end is not found. */
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("late"), CLASS_C, END));
    FAILS(next_w(lookup, 0, &buffer), WSA_E_NO_MORE);
    WORKS(WSALookupServiceEnd(lookup));
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("late"), CLASS_C, END));
}

static void a_named_lookup_repeats_why_it_found_nothing(void) {
    WSAQUERYSETW query = query_w(W("nobody"), CLASS_C);
    result_buffer buffer;
    HANDLE lookup;
    int round;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup));
    for (round = 0; round < 3; round++) {
        FAILS(next_w(lookup, 0, &buffer), WSASERVICE_NOT_FOUND);
    }
    WORKS(WSALookupServiceEnd(lookup));
}

static long finished;
static HANDLE shared[8];

/* Ends come from the other thread at any moment: every answer that this thread may get is one of these. */
static void hammer_next(void *unused) {
    result_buffer buffer;
    unsigned state = 1;
    (void)unused;
    while (!atomic_read(&finished)) {
        HANDLE lookup = __atomic_load_n(&shared[next_random(&state) % 8], __ATOMIC_SEQ_CST);
        if (next_w(lookup, 0, &buffer) != 0) {
            int error = WSAGetLastError();
            CHECK(error == WSA_E_NO_MORE || error == WSA_INVALID_HANDLE || error == WSA_E_CANCELLED);
        } else {
            CHECK(buffer.w.lpszServiceInstanceName[0] == 'o' || buffer.w.lpszServiceInstanceName[0] == 't');
        }
    }
}

static void a_lookup_may_end_while_others_are_inside_next(void) {
    thread_handle threads[2];
    unsigned state = 2;
    int round;
    for (round = 0; round < 8; round++) {
        __atomic_store_n(&shared[round], begin(CLASS_B), __ATOMIC_SEQ_CST);
    }
    threads[0] = thread_start(hammer_next, NULL);
    threads[1] = thread_start(hammer_next, NULL);
    for (round = 0; round < 50000; round++) {
        unsigned which = next_random(&state) % 8;
        HANDLE old = shared[which];
        WORKS(WSALookupServiceEnd(old));
        FAILS(WSALookupServiceEnd(old), WSA_INVALID_HANDLE);
        __atomic_store_n(&shared[which], begin(CLASS_B), __ATOMIC_SEQ_CST);
    }
    atomic_write(&finished, 1);
    thread_join(threads[0]);
    thread_join(threads[1]);
    for (round = 0; round < 8; round++) {
        WORKS(WSALookupServiceEnd(shared[round]));
    }
}

static long delivered;
static HANDLE divided;

static void take_results(void *unused) {
    result_buffer buffer;
    (void)unused;
    while (next_w(divided, 0, &buffer) == 0) {
        atomic_add(&delivered, 1);
    }
    CHECK(WSAGetLastError() == WSA_E_NO_MORE);
}

static void threads_that_share_a_handle_share_its_results(void) {
    thread_handle threads[4];
    int index;
    for (index = 0; index < 1000; index++) {
        WCHAR name[] = {'n', 0, 0};
        name[1] = (WCHAR)(0x4E00 + index);
        WORKS(set_ports(RNRSERVICE_REGISTER, 0, name, CLASS_C, END));
    }
    divided = begin(CLASS_C);
    for (index = 0; index < 4; index++) {
        threads[index] = thread_start(take_results, NULL);
    }
    for (index = 0; index < 4; index++) {
        thread_join(threads[index]);
    }
    WORKS(WSALookupServiceEnd(divided));
    printf("  %ld results\n", delivered);
}

static HANDLE passed_on;

static void use_and_end(void *unused) {
    result_buffer buffer;
    (void)unused;
    WORKS(next_w(passed_on, 0, &buffer));
    WORKS(WSALookupServiceEnd(passed_on));
}

static void a_handle_belongs_to_no_thread(void) {
    thread_handle thread;
    passed_on = begin(CLASS_B);
    thread = thread_start(use_and_end, NULL);
    thread_join(thread);
    check_invalid(passed_on);
}

int main(void) {
    start_winsock();
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("one"), CLASS_B, 1u, END));
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("two"), CLASS_B, 2u, END));
    RUN(ended_handles_are_invalid);
    RUN(invented_handles_are_invalid);
    RUN(no_handle_comes_back_however_many_are_used);
    RUN(many_handles_are_open_at_once_and_each_has_its_own_place);
    RUN(both_forms_can_be_mixed_on_one_handle);
    RUN(the_end_comes_again_and_again);
    RUN(a_named_lookup_repeats_why_it_found_nothing);
    RUN(a_lookup_may_end_while_others_are_inside_next);
    RUN(threads_that_share_a_handle_share_its_results);
    RUN(a_handle_belongs_to_no_thread);
    return 0;
}
