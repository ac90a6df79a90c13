// SPDX-License-Identifier: MIT OR Apache-2.0
// Another library that is preloaded, and that writes when it is loaded.
#include <stdio.h>

const char *other_preloaded_library(void);

const char *other_preloaded_library(void) {
    return "is here";
}

__attribute__((constructor)) static void loaded(void) {
    puts("the other library is loaded");
}
