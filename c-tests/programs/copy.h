/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * For the test programs: a second copy of the library in the process, which stands for another Winsock.
 */
#ifndef ENLIST_TEST_COPY_H
#define ENLIST_TEST_COPY_H

#include "rnr.h"

#include <dlfcn.h>
#include <sys/stat.h>

#include <ws2spi.h>

static char copy_folder[] = "/tmp/enlist-copy-XXXXXX";
static char copy[64];
static LPNSPSTARTUP start_copy;

/* Where the library is that this program was loaded with. */
static inline const char *path_of_the_library(void) {
    Dl_info found;
    CHECK(dladdr(dlsym(RTLD_DEFAULT, "NSPStartup"), &found) != 0);
    return found.dli_fname;
}

static inline void make_copy(void) {
    char command[1200];
    void *loaded;
    CHECK(mkdtemp(copy_folder) != NULL);
    snprintf(copy, sizeof copy, "%s/libcopy.so", copy_folder);
    snprintf(command, sizeof command, "cp %s %s && chmod 755 %s", path_of_the_library(), copy, copy);
    CHECK(system(command) == 0);
    loaded = dlopen(copy, RTLD_NOW);
    CHECK(loaded != NULL);
    *(void **)&start_copy = dlsym(loaded, "NSPStartup");
    CHECK(start_copy != NULL && start_copy != NSPStartup);
}

static inline WCHAR *wide(const char *narrow) {
    static WCHAR text[64];
    size_t index = 0;
    do {
        text[index] = (WCHAR)(unsigned char)narrow[index];
    } while (narrow[index++] != '\0');
    return text;
}

static inline void remove_copy(void) {
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", copy_folder);
    CHECK(system(command) == 0);
}

#endif /* ENLIST_TEST_COPY_H */
