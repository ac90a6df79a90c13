/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * For the test programs with providers of version 2: what MinGW's header declares otherwise than that of Windows.
 */
#ifndef ENLIST_TEST_ADVERTISE_H
#define ENLIST_TEST_ADVERTISE_H

#include "rnr.h"

#include <ws2spi.h>

/* There, the table is a pointer to a pointer, and the routines that return nothing return a number, which nobody looks at. */
#ifdef _WIN32
#define ADVERTISE(id, routines) WSAAdvertiseProvider((id), (const LPCNSPV2_ROUTINE *)(const void *)(routines))
typedef int nothing;
#define NOTHING 0
#else
#define ADVERTISE(id, routines) WSAAdvertiseProvider((id), (routines))
typedef void nothing;
#define NOTHING
#endif

/* How such a routine ends: it tells the code, and returns. */
static inline void complete(HANDLE call, INT code) {
    CHECK(call != NULL && WSAProviderCompleteAsyncCall(call, code) == 0);
}

#endif /* ENLIST_TEST_ADVERTISE_H */
