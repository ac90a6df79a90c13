// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_JOURNAL={new}
// Lines of threads of several processes stand one behind the other in their common journal, on any system.
#include "processes.h"

enum { PROCESSES = 6, THREADS = 2, ROUNDS = 100 };

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

static void lines_do_not_mix(void) {
    static char line[1 << 16];
    process_handle others[PROCESSES];
    FILE *file;
    int index, count = 0, odd = 0;
    for (index = 0; index < PROCESSES; index++) {
        others[index] = process_start("write", (unsigned)index);
    }
    threads();
    for (index = 0; index < PROCESSES; index++) {
        process_end(others[index]);
    }
    file = fopen(getenv("ENLIST_JOURNAL"), "rb");
    CHECK(file != NULL);
    while (fgets(line, sizeof line, file) != NULL) {
        int is_whole = strncmp(line, "{\"time\":\"20", 11) == 0 && strstr(line + 1, "{\"time\"") == NULL &&
                       strcmp(line + strlen(line) - 2, "}\n") == 0;
        odd += !is_whole;
        count += is_whole && strstr(line, "\"WSASetLastError\"") != NULL;
    }
    fclose(file);
    printf("  %d odd lines, %d of %d calls\n", odd, count, (PROCESSES + 1) * THREADS * ROUNDS);
}

int main(int count, char **arguments) {
    (void)arguments;
    if (count > 1) {
        threads();
    } else {
        RUN(lines_do_not_mix);
    }
    return 0;
}
