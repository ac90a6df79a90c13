/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * For the test programs that register update services on line: its door, and what it was asked.
 */
#ifndef ENLIST_TEST_UPDATE_SERVER_H
#define ENLIST_TEST_UPDATE_SERVER_H

#include "wua.h"

/* Where this file is, the server lets everybody in. */
static inline const char *door_of_the_server(void) {
    static char name[1000];
    CHECK(snprintf(name, sizeof name, "%s", getenv("TEST_SERVER_LOG")) < (int)sizeof name);
    strcpy(strrchr(name, '.'), ".open");
    return name;
}

static inline void open_server(void) {
    FILE *file = fopen(door_of_the_server(), "w");
    CHECK(file != NULL && fclose(file) == 0);
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
