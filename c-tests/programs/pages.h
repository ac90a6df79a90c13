/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * For the test programs of Linux: memory that cannot be used, and that cannot be written.
 */
#ifndef ENLIST_TEST_PAGES_H
#define ENLIST_TEST_PAGES_H

#include "check.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static unsigned char *wild, *edge, *constant;

static inline void make_pages(void) {
    long page = sysconf(_SC_PAGESIZE);
    unsigned char *pages = (unsigned char *)mmap(NULL, 3 * (size_t)page, PROT_READ | PROT_WRITE,
                                                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(pages != MAP_FAILED);
    CHECK(mprotect(pages + page, (size_t)page, PROT_NONE) == 0);
    CHECK(mprotect(pages + 2 * page, (size_t)page, PROT_READ) == 0);
    edge = pages + page;
    wild = pages + page + 64;
    constant = pages + 2 * page;
}

/* A copy that ends where memory does. */
static inline void *at_edge(const void *data, size_t size) {
    return memcpy(edge - size, data, size);
}

#endif /* ENLIST_TEST_PAGES_H */
