// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_JOURNAL={new}
// linux only: processes are made by fork
// Lines of threads and processes stand one behind the other; a host that plays with descriptors, sizes and files does no harm.
#include "harness.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { THREADS = 4, PROCESSES = 3, ROUNDS = 100 };

static void work(void *argument) {
    int round;
    (void)argument;
    for (round = 0; round < ROUNDS; round++) {
        WSASetLastError(round);
    }
}

static void threads(void) {
    thread_handle handles[THREADS];
    int index;
    for (index = 0; index < THREADS; index++) {
        handles[index] = thread_start(work, NULL);
    }
    for (index = 0; index < THREADS; index++) {
        thread_join(handles[index]);
    }
}

/* How many lines begin and end as they must, of calls of this name. */
static int count_lines(const char *wanted) {
    static char line[1 << 16];
    FILE *file = fopen(getenv("ENLIST_JOURNAL"), "r");
    int count = 0;
    CHECK(file != NULL);
    while (fgets(line, sizeof line, file) != NULL) {
        CHECK(strncmp(line, "{\"time\":\"20", 11) == 0);
        CHECK(strstr(line + 1, "{\"time\"") == NULL && strcmp(line + strlen(line) - 2, "}\n") == 0);
        count += strstr(line, wanted) != NULL;
    }
    fclose(file);
    return count;
}

static void lines_do_not_mix(void) {
    pid_t children[PROCESSES];
    int index, status;
    for (index = 0; index < PROCESSES; index++) {
        children[index] = fork();
        CHECK(children[index] >= 0);
        if (children[index] == 0) {
            threads();
            _exit(0);
        }
    }
    threads();
    for (index = 0; index < PROCESSES; index++) {
        CHECK(waitpid(children[index], &status, 0) == children[index] && status == 0);
    }
    CHECK(count_lines("WSASetLastError") == (PROCESSES + 1) * THREADS * ROUNDS);
}

static void descriptors_that_the_host_closes_and_reuses(void) {
    int fd, host;
    struct stat found;
    char path[] = "/tmp/enlist-host-XXXXXX";
    for (fd = 3; fd < 256; fd++) {
        close(fd);
    }
    host = mkstemp(path);
    CHECK(host >= 0);
    WSASetLastError(1);
    CHECK(fstat(host, &found) == 0 && found.st_size == 0);
    close(host);
    unlink(path);
    CHECK(count_lines("WSASetLastError") == (PROCESSES + 1) * THREADS * ROUNDS + 1);
}

/* No room, and none of the signal that would end the program. */
static void lines_that_are_lost_are_counted(void) {
    struct rlimit before, limit;
    struct stat found;
    CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0);
    CHECK(stat(getenv("ENLIST_JOURNAL"), &found) == 0);
    limit = before;
    limit.rlim_cur = (rlim_t)found.st_size + 10;
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    WSASetLastError(2);
    WSASetLastError(3);
    CHECK(setrlimit(RLIMIT_FSIZE, &before) == 0);
    CHECK(count_lines("WSASetLastError") == (PROCESSES + 1) * THREADS * ROUNDS + 1);
    WSASetLastError(4);
    CHECK(count_lines("WSASetLastError") == (PROCESSES + 1) * THREADS * ROUNDS + 2);
    CHECK(count_lines("\"event\":\"lost\",\"count\":2}") == 1);
}

static void a_file_that_is_taken_away_is_made_anew(void) {
    struct stat found;
    CHECK(unlink(getenv("ENLIST_JOURNAL")) == 0);
    WSASetLastError(5);
    CHECK(count_lines("WSASetLastError") == 1);
    CHECK(stat(getenv("ENLIST_JOURNAL"), &found) == 0 && (found.st_mode & 0777) == 0600);
}

int main(void) {
    RUN(lines_do_not_mix);
    RUN(descriptors_that_the_host_closes_and_reuses);
    RUN(lines_that_are_lost_are_counted);
    RUN(a_file_that_is_taken_away_is_made_anew);
    return 0;
}
