// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}
// linux only: processes are killed by a signal.
// seconds: 600
// not under: valgrind sanitizers; rounds are timed, and the point is what the system does with a killed process
// Writers that are killed at any moment: what was acknowledged is there, nothing is torn, and nobody waits for the dead.
// TEST_CRASH_ROUNDS asks for more rounds.
#include "rnr.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define WRITERS 3

/* The last number that each writer has been told is stored. */
static long *acknowledged;

static WCHAR *name_of(unsigned writer) {
    static WCHAR names[WRITERS][3];
    names[writer][0] = 'w';
    names[writer][1] = (WCHAR)('0' + writer);
    return names[writer];
}

/* A service says its number in three places. */
static void put(WCHAR *name, unsigned number) {
    SOCKADDR_IN addresses[2];
    CSADDR_INFO infos[2];
    WSAVERSION version;
    WSAQUERYSETW query = query_w(name, CLASS_A);
    unsigned index;
    for (index = 0; index < 2; index++) {
        addresses[index] = inet_port(80 + index);
        addresses[index].sin_addr.s_addr = number;
        infos[index] = tcp_at(NULL, &addresses[index]);
    }
    version.dwVersion = number;
    version.ecHow = COMP_EQUAL;
    query.lpVersion = &version;
    query.dwNumberOfCsAddrs = 2;
    query.lpcsaBuffer = infos;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
}

static unsigned number_of(WCHAR *name) {
    WSAQUERYSETW query = query_w(name, CLASS_A);
    result_buffer buffer;
    HANDLE lookup;
    unsigned index, number = 0;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup));
    if (next_w(lookup, 0, &buffer) == 0) {
        number = buffer.w.lpVersion->dwVersion;
        CHECK(buffer.w.dwNumberOfCsAddrs == 2);
        for (index = 0; index < 2; index++) {
            SOCKADDR_IN inet;
            memcpy(&inet, buffer.w.lpcsaBuffer[index].RemoteAddr.lpSockaddr, sizeof inet);
            CHECK(inet.sin_addr.s_addr == number && ntohs(inet.sin_port) == 80 + index);
        }
    } else {
        CHECK(WSAGetLastError() == WSASERVICE_NOT_FOUND);
    }
    WORKS(WSALookupServiceEnd(lookup));
    return number;
}

static void write_for_ever(unsigned writer) {
    unsigned number = (unsigned)atomic_read(&acknowledged[writer]);
    start_winsock();
    for (;;) {
        number++;
        put(name_of(writer), number);
        atomic_write(&acknowledged[writer], number);
    }
}

#ifdef MIXED
/* Programs of their own: every other one keeps the store open, and so does what survives. */
static void map_numbers(void) {
    char path[4096];
    int file;
    snprintf(path, sizeof path, "%s.numbers", getenv("ENLIST_STORE"));
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    CHECK(file >= 0 && ftruncate(file, 4096) == 0);
    acknowledged = (long *)mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    CHECK((void *)acknowledged != MAP_FAILED && close(file) == 0);
}

static void begin_writing(unsigned writer) {
    char digit[2] = {(char)('0' + writer), '\0'};
    set_variable("ENLIST_STORE_MODE", writer % 2 == 0 ? "closed" : "open");
    execl("/proc/self/exe", "program", digit, (char *)NULL);
    _exit(127);
}
#else
static void map_numbers(void) {
    void *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(shared != MAP_FAILED);
    acknowledged = (long *)shared;
}

static void begin_writing(unsigned writer) {
    write_for_ever(writer);
}
#endif

static double seconds(void) {
    struct timespec now;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Has the survivor write and read. A second would be too much, but a disk that others are at may take
 * that long by itself, now and then. Who waits for the dead waits for more than ten. */
static void survive(unsigned number, unsigned *stalls) {
    double start = seconds(), taken;
    put(W("survivor"), number);
    CHECK(number_of(W("survivor")) == number);
    taken = seconds() - start;
    *stalls += taken >= 1.0;
    CHECK(taken < 8.0);
}

static void what_was_acknowledged_survives(void) {
    const char *wanted = getenv("TEST_CRASH_ROUNDS");
    unsigned rounds = wanted != NULL ? (unsigned)atoi(wanted) : 40, round, writer, random = 1;
    unsigned stalls = 0;
    map_numbers();
    start_winsock();
    for (round = 0; round < rounds; round++) {
        pid_t children[WRITERS];
        for (writer = 0; writer < WRITERS; writer++) {
            children[writer] = fork();
            CHECK(children[writer] >= 0);
            if (children[writer] == 0) {
                begin_writing(writer);
            }
        }
        usleep(2000 + next_random(&random) % 60000);
        /* The parent survives: all die at once in one round, one after the other in the next. */
        for (writer = 0; writer < WRITERS; writer++) {
            CHECK(kill(children[writer], SIGKILL) == 0);
            if (round % 2 == 0) {
                continue;
            }
            survive(round + 1, &stalls);
        }
        survive(round + 1, &stalls);
        for (writer = 0; writer < WRITERS; writer++) {
            long last, found;
            CHECK(waitpid(children[writer], NULL, 0) == children[writer]);
            last = atomic_read(&acknowledged[writer]);
            found = (long)number_of(name_of(writer));
            /* What was under way may have been stored without having been acknowledged. */
            CHECK(found == last || found == last + 1);
            atomic_write(&acknowledged[writer], found);
        }
    }
    CHECK(stalls <= rounds / 20);
    for (writer = 0; writer < WRITERS; writer++) {
        CHECK(atomic_read(&acknowledged[writer]) > 0);
    }
    CHECK(WSACleanup() == 0);
}

int main(int count, char **arguments) {
    if (count > 1) {
        map_numbers();
        write_for_ever((unsigned)atoi(arguments[1]));
    }
    RUN(what_was_acknowledged_survives);
    return 0;
}
