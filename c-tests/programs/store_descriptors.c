// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}
// linux only: it is about descriptors.
// not under: valgrind sanitizers; they have descriptors of their own, which this program closes
// Programs that close, replace and use every descriptor harm neither themselves nor the store.
#include "rnr.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* How many may be open between calls: one connection is enough for a program with one thread. */
#ifndef KEPT
#define KEPT 0
#endif

static unsigned open_descriptors(void) {
    DIR *folder = opendir("/proc/self/fd");
    unsigned count = 0;
    CHECK(folder != NULL);
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count;
}

static void use_the_store(unsigned port) {
    char expected[64];
    WSAQUERYSETW other = query_w(W("nobody"), CLASS_A);
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("guest"), CLASS_A, port, END));
    snprintf(expected, sizeof expected, "ports %u, registered", port);
    CHECK(strcmp(state_of(W("guest"), CLASS_A), expected) == 0);
    /* What is cached is not read: something else is. */
    CHECK(WSASetServiceW(&other, RNRSERVICE_DELETE, 0) == SOCKET_ERROR && WSAGetLastError() == WSASERVICE_NOT_FOUND);
}

static void no_more_is_open_between_calls_than_is_kept(void) {
    unsigned before = open_descriptors(), port;
    start_winsock();
    CHECK(open_descriptors() <= before + KEPT);
    for (port = 1; port <= 20; port++) {
        use_the_store(port);
        CHECK(open_descriptors() <= before + KEPT);
    }
}

static void in_child(void (*body)(void)) {
    pid_t child;
    int status;
    fflush(stdout);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        body();
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    use_the_store(99);
}

/* A file of the host's, at every number there is. */
#define NUMBERS 64

static void fill_with_files(void) {
    char content[] = "the host's own";
    int number;
    for (number = 3; number < NUMBERS; number++) {
        int file = memfd_create("host", 0);
        CHECK(file >= 0 && write(file, content, sizeof content) == sizeof content);
        if (file != number) {
            CHECK(dup2(file, number) == number);
            if (file >= NUMBERS) {
                close(file);
            }
        }
    }
}

static void look_at_files(void) {
    int number;
    for (number = 3; number < NUMBERS; number++) {
        char content[64];
        struct stat found;
        CHECK(fstat(number, &found) == 0 && found.st_size == sizeof "the host's own");
        CHECK(pread(number, content, sizeof content, 0) == found.st_size);
        CHECK(strcmp(content, "the host's own") == 0);
    }
}

static void close_replace_and_truncate(void) {
    int round, number;
    for (round = 1; round <= 5; round++) {
        for (number = 3; number < 1024; number++) {
            close(number);
        }
        use_the_store((unsigned)round);
        fill_with_files();
        use_the_store((unsigned)round + 10);
        look_at_files();
        for (number = 3; number < NUMBERS; number++) {
            CHECK(ftruncate(number, 0) == 0);
        }
        use_the_store((unsigned)round + 20);
    }
}

static void run_without_standard_descriptors(void) {
    int number;
    unsigned before;
    for (number = 0; number < 1024; number++) {
        close(number);
    }
    before = open_descriptors();
    use_the_store(5);
    CHECK(open_descriptors() <= before + KEPT);
    CHECK(fcntl(0, F_GETFD) == -1 && fcntl(1, F_GETFD) == -1 && fcntl(2, F_GETFD) == -1);
}

static void a_host_that_owns_every_descriptor(void) {
    in_child(close_replace_and_truncate);
}

static void a_host_without_standard_descriptors(void) {
    in_child(run_without_standard_descriptors);
}

int main(void) {
    RUN(no_more_is_open_between_calls_than_is_kept);
    RUN(a_host_that_owns_every_descriptor);
    RUN(a_host_without_standard_descriptors);
    return 0;
}
