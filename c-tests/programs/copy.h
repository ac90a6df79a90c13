/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * For the test programs: a second copy of the library in the process, which stands for another Winsock.
 */
#ifndef ENLIST_TEST_COPY_H
#define ENLIST_TEST_COPY_H

#include "library.h"
#include "rnr.h"

#include <ws2spi.h>

static char copy[1200];
static LPNSPSTARTUP start_copy;

#ifdef _WIN32

/* Where the library is that this program was loaded with. */
static inline const char *path_of_the_library(void) {
    static char path[1024];
    DWORD length = GetModuleFileNameA(GetModuleHandleA("enlist.dll"), path, sizeof path);
    CHECK(length != 0 && length < sizeof path);
    return path;
}

/* It goes with the folder that it is in, since nobody can remove it as long as it is loaded. */
static inline void copy_the_library(void) {
    snprintf(copy, sizeof copy, "%s-%u.dll", path_of_the_library(), (unsigned)GetCurrentProcessId());
    CHECK(CopyFileA(path_of_the_library(), copy, TRUE));
}

static inline void remove_copy(void) {
}

#else

static char copy_folder[] = "/tmp/enlist-copy-XXXXXX";

static inline const char *path_of_the_library(void) {
    Dl_info found;
    CHECK(dladdr(dlsym(RTLD_DEFAULT, "NSPStartup"), &found) != 0);
    return found.dli_fname;
}

static inline void copy_the_library(void) {
    char command[4096];
    CHECK(mkdtemp(copy_folder) != NULL);
    snprintf(copy, sizeof copy, "%s/libcopy.so", copy_folder);
    snprintf(command, sizeof command, "cp %s %s && chmod 755 %s", path_of_the_library(), copy, copy);
    CHECK(system(command) == 0);
}

static inline void remove_copy(void) {
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", copy_folder);
    CHECK(system(command) == 0);
}

#endif

/* What a routine of the copy failed with. Where all libraries share one last error, it is there, as the interface says; on Linux each
   copy of the library has its own, so it is returned. */
static inline int code_of(INT result) {
#ifdef _WIN32
    CHECK(result == 0 || result == SOCKET_ERROR);
    return result == 0 ? 0 : WSAGetLastError();
#else
    return result;
#endif
}

static inline void make_copy(void) {
    copy_the_library();
    start_copy = (LPNSPSTARTUP)function_of(copy, "NSPStartup");
    CHECK(start_copy != NSPStartup);
}

#endif /* ENLIST_TEST_COPY_H */
