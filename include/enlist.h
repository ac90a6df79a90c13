/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What a test program asks of Enlist itself: a clean start, faults, the journal of calls, the clock.
 *
 * Functions return 0, or a number where they count something, or one of the negative numbers below. They leave the last error
 * alone, need no WSAStartup, may be called from any thread at any time, and are in no journal. Strings are UTF-8.
 */
#ifndef ENLIST_H
#define ENLIST_H

#include <stddef.h>
#include <stdint.h>

enum enlist_status {
    ENLIST_OK = 0,
    ENLIST_INVALID = -1,      /* a pointer is null, or a value makes no sense */
    ENLIST_NOT_FOUND = -2,    /* there is no such thing */
    ENLIST_TIMED_OUT = -3,    /* what was waited for has not come */
    ENLIST_NO_ROOM = -4,      /* the buffer is too small; the needed size has been told */
    ENLIST_NOT_READY = -5,    /* the configuration, or what it names, cannot be used */
    ENLIST_NO_MEMORY = -6,    /* memory is short */
    ENLIST_INTERNAL = -7      /* in the middle of a fork; or a defect of the library */
};

#include "enlist/enlist.h"

#endif /* ENLIST_H */
