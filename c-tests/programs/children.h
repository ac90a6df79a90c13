/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * For the test programs of Linux: functions that run in processes of their own, made by fork.
 */
#ifndef ENLIST_TEST_CHILDREN_H
#define ENLIST_TEST_CHILDREN_H

#include "check.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static inline pid_t begin_process(void (*body)(unsigned), unsigned argument) {
    pid_t process;
    fflush(stdout);
    process = fork();
    CHECK(process >= 0);
    if (process == 0) {
        body(argument);
        fflush(stdout);
        _exit(0);
    }
    return process;
}

/* Waits for a process, which has to succeed. */
static inline void end_process(pid_t process) {
    int status;
    CHECK(waitpid(process, &status, 0) == process);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static inline void in_process(void (*body)(unsigned), unsigned argument) {
    end_process(begin_process(body, argument));
}

#endif /* ENLIST_TEST_CHILDREN_H */
