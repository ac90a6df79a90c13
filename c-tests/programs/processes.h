/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * For the test programs: other processes that run the same program, on Linux and on Windows.
 */
#ifndef ENLIST_TEST_PROCESSES_H
#define ENLIST_TEST_PROCESSES_H

#include "check.h"

#ifdef _WIN32
#include <process.h>
typedef intptr_t process_handle;
#else
#include <sys/wait.h>
typedef pid_t process_handle;
#endif

/* Runs this program with two arguments. */
static inline process_handle process_start(const char *what, unsigned number) {
    char digits[16];
    process_handle process;
    snprintf(digits, sizeof digits, "%u", number);
    fflush(stdout);
#ifdef _WIN32
    {
        char path[MAX_PATH];
        CHECK(GetModuleFileNameA(NULL, path, sizeof path) < sizeof path);
        process = _spawnl(_P_NOWAIT, path, "program", what, digits, NULL);
        CHECK(process != -1);
    }
#else
    process = fork();
    CHECK(process >= 0);
    if (process == 0) {
        /* Where a program is watched by another, only its name leads to itself. */
        char path[1024];
        ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
        CHECK(length > 0 && (size_t)length < sizeof path - 1);
        path[length] = 0;
        execl(path, "program", what, digits, (char *)NULL);
        _exit(127);
    }
#endif
    return process;
}

/* Waits until it has ended, as it should. */
static inline void process_end(process_handle process) {
    int status = -1;
#ifdef _WIN32
    CHECK(_cwait(&status, process, 0) == process && status == 0);
#else
    CHECK(waitpid(process, &status, 0) == process);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
#endif
}

#endif /* ENLIST_TEST_PROCESSES_H */
