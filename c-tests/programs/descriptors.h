/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * For the test programs of Linux: what a process has open.
 */
#ifndef ENLIST_TEST_DESCRIPTORS_H
#define ENLIST_TEST_DESCRIPTORS_H

#include "check.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static inline unsigned open_files_of_the_store(void) {
    DIR *folder = opendir("/proc/self/fd");
    struct dirent *entry;
    unsigned count = 0;
    CHECK(folder != NULL);
    while ((entry = readdir(folder)) != NULL) {
        char path[300], target[4096];
        ssize_t length;
        snprintf(path, sizeof path, "/proc/self/fd/%s", entry->d_name);
        length = readlink(path, target, sizeof target - 1);
        if (length > 0) {
            target[length] = '\0';
            count += strstr(target, "/services.db") != NULL;
        }
    }
    closedir(folder);
    return count;
}

#endif /* ENLIST_TEST_DESCRIPTORS_H */
