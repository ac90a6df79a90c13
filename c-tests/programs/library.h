/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * For the test programs: the library that they are given (`// library: NAME`), as WSCInstallNameSpace takes it, and other libraries.
 */
#ifndef ENLIST_TEST_LIBRARY_H
#define ENLIST_TEST_LIBRARY_H

#include "check.h"

#ifndef _WIN32
#include <dlfcn.h>
#endif

/* A path that lasts until the next one is asked for. */
static inline WCHAR *wide_path(const char *path) {
    static WCHAR wide[1024];
    size_t index = 0;
    CHECK(path != NULL && strlen(path) < sizeof wide / sizeof wide[0]);
    do {
        wide[index] = (WCHAR)(unsigned char)path[index];
    } while (path[index++] != '\0');
    return wide;
}

static inline WCHAR *given_library(void) {
    return wide_path(getenv("TEST_LIBRARY"));
}

typedef void (*any_function)(void);

/* Loads a library, once, and finds a function in it. */
static inline any_function function_of(const char *path, const char *name) {
    any_function found = NULL;
#ifdef _WIN32
    HMODULE loaded = LoadLibraryA(path);
    CHECK(loaded != NULL);
    found = (any_function)(void *)GetProcAddress(loaded, name);
#else
    void *loaded = dlopen(path, RTLD_NOW);
    CHECK(loaded != NULL);
    *(void **)&found = dlsym(loaded, name);
#endif
    CHECK(found != NULL);
    return found;
}

#endif /* ENLIST_TEST_LIBRARY_H */
