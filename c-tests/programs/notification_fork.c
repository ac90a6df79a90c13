// SPDX-License-Identifier: MIT OR Apache-2.0
// linux only: there is no fork on Windows.
// seconds: 120
// fork while threads wait for changes: the parent's waits go on, and the child has none of them.
// not under: sanitizers valgrind; the sanitizer's own locks are not ready for fork in a threaded program, and valgrind takes minutes
#include "notify.h"

#include <signal.h>
#include <sys/wait.h>

#define FORKS 200
#define CHILD_SECONDS 10

static HANDLE watched;
static long stop, rounds;

static void change(unsigned number) {
    WORKS(set_ports(number % 2 == 0 ? RNRSERVICE_REGISTER : RNRSERVICE_DELETE, 0, W("it"), CLASS_A, END));
}

static HANDLE begin(void) {
    WSAQUERYSETW query = query_w(NULL, CLASS_A);
    HANDLE lookup;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup));
    return lookup;
}

static void drain(HANDLE lookup) {
    result_buffer buffer;
    while (next_w(lookup, 0, &buffer) == 0) {
    }
    CHECK(WSAGetLastError() == WSA_E_NO_MORE);
}

static void wait_and_drain(void *unused) {
    (void)unused;
    while (wait_change(watched) == 0) {
        drain(watched);
        atomic_add(&rounds, 1);
    }
    CHECK(WSAGetLastError() == WSA_OPERATION_ABORTED);
}

static void change_again_and_again(void *unused) {
    unsigned number = 0;
    (void)unused;
    while (!atomic_read(&stop)) {
        change(number++);
        sleep_ms(1);
    }
}

static long calls_in_child;

static void count_call(notice *self) {
    (void)self;
    atomic_add(&calls_in_child, 1);
}

/* Everything works, and nothing of the parent's is pending. */
static void be_child(HANDLE idle, notice *parents) {
    HANDLE lookup = begin();
    notice called;
    long before = atomic_read(&parents->calls);
    /* A lookup that the parent only waits for is here, and ends without a call of the parent's routine. */
    WORKS(WSALookupServiceEnd(idle));
    new_notice(&called);
    called.then = count_call;
    drain(lookup);
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("of the child"), CLASS_A, END));
    WORKS(wait_change(lookup));
    drain(lookup);
    FAILS(poll_change(lookup), WSAEWOULDBLOCK);
    FAILS(call_change(lookup, &called), WSA_IO_PENDING);
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("of the child"), CLASS_A, END));
    wait_calls(&called, 1);
    CHECK(called.error == 0);
    drain(lookup);
    FAILS(call_change(lookup, &called), WSA_IO_PENDING);
    CHECK(WSACleanup() == 0);
    wait_calls(&called, 2);
    CHECK(called.error == WSA_OPERATION_ABORTED && calls_in_child == 2);
    CHECK(atomic_read(&parents->calls) == before && parents->overlapped.Internal == 0x103);
    _exit(0);
}

static int ends_well(pid_t child) {
    int waited_ms, status;
    for (waited_ms = 0; waited_ms < CHILD_SECONDS * 1000; waited_ms++) {
        if (waitpid(child, &status, WNOHANG) == child) {
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

static void children_have_none_of_the_parents_waits(void) {
    thread_handle waiting[2], changing;
    WSAQUERYSETW elsewhere = query_w(NULL, CLASS_B);
    HANDLE idle;
    notice parents;
    long before;
    unsigned index, bad = 0;
    watched = begin();
    drain(watched);
    WORKS(WSALookupServiceBeginW(&elsewhere, LUP_RETURN_NAME, &idle));
    new_notice(&parents);
    FAILS(call_change(idle, &parents), WSA_IO_PENDING);
    for (index = 0; index < 2; index++) {
        waiting[index] = thread_start(wait_and_drain, NULL);
    }
    changing = thread_start(change_again_and_again, NULL);
    for (index = 0; index < FORKS && bad < 3; index++) {
        pid_t child;
        fflush(stdout);
        child = fork();
        CHECK(child >= 0);
        if (child == 0) {
            be_child(idle, &parents);
        }
        bad += !ends_well(child);
    }
    CHECK(bad == 0);
    /* The parent's waits go on. */
    before = atomic_read(&rounds);
    while (atomic_read(&rounds) < before + 4) {
        sleep_ms(1);
    }
    CHECK(atomic_read(&parents.calls) == 0);
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("it"), CLASS_B, END));
    wait_calls(&parents, 1);
    CHECK(parents.error == 0);
    atomic_write(&stop, 1);
    thread_join(changing);
    WORKS(WSALookupServiceEnd(watched));
    thread_join(waiting[0]);
    thread_join(waiting[1]);
    WORKS(WSALookupServiceEnd(idle));
    printf("  %d children ended well\n", FORKS);
}

static void fork_in_the_routine(notice *self) {
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        HANDLE lookup = begin();
        CHECK(self->error == 0);
        drain(lookup);
        FAILS(poll_change(lookup), WSAEWOULDBLOCK);
        change(1);
        WORKS(wait_change(lookup));
        drain(self->lookup);
        WORKS(WSALookupServiceEnd(self->lookup));
        _exit(0);
    }
    self->rounds = ends_well(child);
}

static void a_routine_may_fork(void) {
    HANDLE lookup = begin();
    notice called;
    new_notice(&called);
    called.then = fork_in_the_routine;
    drain(lookup);
    FAILS(call_change(lookup, &called), WSA_IO_PENDING);
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("it"), CLASS_A, 1u, END));
    wait_calls(&called, 1);
    CHECK(called.rounds == 1);
    WORKS(WSALookupServiceEnd(lookup));
}

int main(void) {
    start_winsock();
    RUN(a_routine_may_fork);
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("it"), CLASS_A, END));
    RUN(children_have_none_of_the_parents_waits);
    return 0;
}
