// SPDX-License-Identifier: MIT OR Apache-2.0
// linux only: there is no fork on Windows.
// seconds: 300
// fork in a program whose threads are all inside calls: the parent goes on, and every child has a working copy of its own.
// not under: sanitizers valgrind; the sanitizer's own locks are not ready for fork in a threaded program, and valgrind takes minutes
#include "rnr.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#define THREADS 4
#define FORKS 400
#define CHILD_SECONDS 10

static long stop, calls;

static void fill_name(WCHAR *name, char kind, unsigned number) {
    name[0] = (WCHAR)kind;
    name[1] = (WCHAR)('A' + number / 16 % 16);
    name[2] = (WCHAR)('A' + number % 16);
    name[3] = 0;
}

static int is_there(WCHAR *name, GUID *service_class) {
    WSAQUERYSETW query = query_w(name, service_class);
    result_buffer buffer;
    HANDLE lookup;
    int found;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup));
    found = next_w(lookup, 0, &buffer) == 0;
    CHECK(found || WSAGetLastError() == WSASERVICE_NOT_FOUND);
    WORKS(WSALookupServiceEnd(lookup));
    return found;
}

/* Opens and reads an enumeration, and adds and removes services, in memory that the forks copy at any moment. */
static void hammer(void *argument) {
    unsigned self = *(unsigned *)argument, state = self + 1;
    WCHAR name[4];
    while (!atomic_read(&stop)) {
        WSAQUERYSETW every = query_w(NULL, CLASS_A);
        result_buffer buffer;
        HANDLE lookup;
        fill_name(name, (char)('p' + self), next_random(&state) % 64);
        WORKS(set_ports(RNRSERVICE_REGISTER, 0, name, CLASS_A, 1u, END));
        CHECK(is_there(name, CLASS_A));
        WORKS(WSALookupServiceBeginW(&every, LUP_RETURN_ALL, &lookup));
        while (next_w(lookup, 0, &buffer) == 0) {
        }
        WORKS(WSALookupServiceEnd(lookup));
        if (next_random(&state) % 2 == 0) {
            WORKS(set_ports(RNRSERVICE_DELETE, 0, name, CLASS_A, END));
        }
        atomic_add(&calls, 1);
    }
}

static void work_in_child(void *argument) {
    unsigned self = *(unsigned *)argument, round;
    WCHAR name[4];
    for (round = 0; round < 20; round++) {
        fill_name(name, (char)('c' + self), round);
        WORKS(set_ports(RNRSERVICE_REGISTER, 0, name, CLASS_B, 2u, END));
        CHECK(is_there(name, CLASS_B));
        if (round % 2 == 0) {
            WORKS(set_ports(RNRSERVICE_DELETE, 0, name, CLASS_B, END));
            CHECK(!is_there(name, CLASS_B));
        }
    }
}

/* An own copy: what was there at the fork, and what the child itself does. */
static void be_child(HANDLE inherited) {
    thread_handle threads[2];
    unsigned numbers[2] = {0, 1};
    result_buffer buffer;
    text *mine;
    WSAQUERYSETW every = query_w(NULL, CLASS_B);
    WSADATA data;
    CHECK(is_there(W("marker"), CLASS_C));
    /* A lookup that nobody was inside of goes on in the child. */
    WORKS(next_w(inherited, 0, &buffer));
    WORKS(WSALookupServiceEnd(inherited));
    threads[0] = thread_start(work_in_child, &numbers[0]);
    threads[1] = thread_start(work_in_child, &numbers[1]);
    thread_join(threads[0]);
    thread_join(threads[1]);
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("marker"), CLASS_C, END));
    CHECK(!is_there(W("marker"), CLASS_C));
    mine = lookup_w(&every, LUP_RETURN_NAME, 0);
    CHECK(strstr(mine->bytes, "\"cAB\"") != NULL && strstr(mine->bytes, "\"dBD\"") != NULL);
    free(mine);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0 && WSACleanup() == 0 && WSACleanup() == 0);
    FAILS(WSACleanup(), WSANOTINITIALISED);
    _exit(0);
}

/* Waits for a child; one that hangs is killed and counted. */
static int ends_well(pid_t child) {
    int waited_ms, status;
    for (waited_ms = 0; waited_ms < CHILD_SECONDS * 1000; waited_ms++) {
        pid_t ended = waitpid(child, &status, WNOHANG);
        CHECK(ended == 0 || ended == child);
        if (ended == child) {
            if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
                fprintf(stderr, "a child ended with status %x\n", (unsigned)status);
                return 0;
            }
            return 1;
        }
        sleep_ms(1);
    }
    fprintf(stderr, "a child hangs\n");
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return 0;
}

static void children_of_a_busy_program_work_and_are_on_their_own(void) {
    thread_handle threads[THREADS];
    unsigned numbers[THREADS], index, bad = 0;
    long before;
    WSAQUERYSETW markers = query_w(NULL, CLASS_C);
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("marker"), CLASS_C, 1u, END));
    for (index = 0; index < THREADS; index++) {
        numbers[index] = index;
        threads[index] = thread_start(hammer, &numbers[index]);
    }
    for (index = 0; index < FORKS && bad < 3; index++) {
        HANDLE inherited;
        pid_t child;
        WORKS(WSALookupServiceBeginW(&markers, LUP_RETURN_NAME, &inherited));
        fflush(stdout);
        child = fork();
        CHECK(child >= 0);
        if (child == 0) {
            be_child(inherited);
        }
        WORKS(WSALookupServiceEnd(inherited));
        bad += !ends_well(child);
        /* What the child did is not here. */
        CHECK(is_there(W("marker"), CLASS_C));
        CHECK(!is_there(W("cAB"), CLASS_B));
    }
    CHECK(bad == 0);
    /* The threads of the parent are still at work. */
    before = atomic_read(&calls);
    while (atomic_read(&calls) < before + 2 * THREADS) {
        sleep_ms(1);
    }
    atomic_write(&stop, 1);
    for (index = 0; index < THREADS; index++) {
        thread_join(threads[index]);
    }
    printf("  %d children ended well\n", FORKS);
}

static void what_the_parent_does_later_is_not_in_the_child(void) {
    int to_child[2];
    char byte = 'x';
    pid_t child;
    CHECK(pipe(to_child) == 0);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        CHECK(read(to_child[0], &byte, 1) == 1);
        CHECK(!is_there(W("later"), CLASS_C));
        _exit(0);
    }
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("later"), CLASS_C, END));
    CHECK(write(to_child[1], &byte, 1) == 1);
    CHECK(ends_well(child));
    CHECK(is_there(W("later"), CLASS_C));
}

static void grandchildren_work(void) {
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("child"), CLASS_C, END));
        child = fork();
        CHECK(child >= 0);
        if (child == 0) {
            CHECK(is_there(W("child"), CLASS_C) && is_there(W("later"), CLASS_C));
            _exit(0);
        }
        CHECK(ends_well(child));
        _exit(0);
    }
    CHECK(ends_well(child));
    CHECK(!is_there(W("child"), CLASS_C));
}

/* Starts and ends Winsock, registers, and forks, all at the same time as the others. */
static void fork_on_its_own(void *argument) {
    unsigned self = *(unsigned *)argument, round;
    WCHAR name[4], other[4];
    WSADATA data;
    fill_name(name, (char)('f' + self), 0);
    fill_name(other, (char)('f' + self), 1);
    for (round = 0; round < 40; round++) {
        pid_t child;
        CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
        WORKS(set_ports(RNRSERVICE_REGISTER, 0, name, CLASS_A, 1u, END));
        child = fork();
        CHECK(child >= 0);
        if (child == 0) {
            CHECK(is_there(name, CLASS_A));
            WORKS(set_ports(RNRSERVICE_REGISTER, 0, other, CLASS_A, 1u, END));
            WORKS(set_ports(RNRSERVICE_DELETE, 0, name, CLASS_A, END));
            CHECK(is_there(other, CLASS_A) && !is_there(name, CLASS_A));
            CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0 && WSACleanup() == 0);
            _exit(0);
        }
        WORKS(set_ports(RNRSERVICE_DELETE, 0, name, CLASS_A, END));
        CHECK(ends_well(child));
        CHECK(!is_there(other, CLASS_A));
        CHECK(WSACleanup() == 0);
    }
}

static void several_threads_fork_at_once(void) {
    thread_handle threads[THREADS];
    unsigned numbers[THREADS], index;
    for (index = 0; index < THREADS; index++) {
        numbers[index] = index;
        threads[index] = thread_start(fork_on_its_own, &numbers[index]);
    }
    for (index = 0; index < THREADS; index++) {
        thread_join(threads[index]);
    }
}

/* The library is loaded, and nothing of it was ever called. */
static void a_child_may_be_the_first_to_start_winsock(void) {
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        start_winsock();
        WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("first"), CLASS_C, END));
        CHECK(is_there(W("first"), CLASS_C));
        _exit(0);
    }
    CHECK(ends_well(child));
    FAILS(WSACleanup(), WSANOTINITIALISED);
    start_winsock();
    CHECK(!is_there(W("first"), CLASS_C));
}

int main(void) {
    RUN(a_child_may_be_the_first_to_start_winsock);
    /* Before there are threads, and after. */
    RUN(what_the_parent_does_later_is_not_in_the_child);
    RUN(grandchildren_work);
    RUN(children_of_a_busy_program_work_and_are_on_their_own);
    RUN(grandchildren_work);
    RUN(several_threads_fork_at_once);
    return 0;
}
