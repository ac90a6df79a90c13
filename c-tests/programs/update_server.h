/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * For the test programs of Linux that register update services on line: processes with a URL of their own, and what the server was asked.
 */
#ifndef ENLIST_TEST_UPDATE_SERVER_H
#define ENLIST_TEST_UPDATE_SERVER_H

#include "wua.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Runs a function in a process that has not used the library. */
static inline pid_t begin_manager(const char *url, void (*body)(IUpdateServiceManager2 *manager)) {
    pid_t child;
    fflush(stdout);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        IUpdateServiceManager2 *manager;
        setenv("ENLIST_UPDATE_URL", url, 1);
        RETURNS(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
        manager = new_manager();
        body(manager);
        CHECK(CALL(manager, Release) == 0);
        CoUninitialize();
        fflush(stdout);
        _exit(0);
    }
    return child;
}

/* How many lines of the log of the server begin so. */
static inline int count_requests(const char *line) {
    FILE *log = fopen(getenv("TEST_SERVER_LOG"), "r");
    char found[300];
    int count = 0;
    CHECK(log != NULL);
    while (fgets(found, sizeof found, log) != NULL) {
        count += strstr(found, line) == found;
    }
    fclose(log);
    return count;
}

#endif /* ENLIST_TEST_UPDATE_SERVER_H */
