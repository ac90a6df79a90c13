/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The creation of objects.
 */
#ifndef ENLIST_OBJBASE_H
#define ENLIST_OBJBASE_H

#include "unknwn.h"

typedef enum tagCOINIT {
    COINIT_MULTITHREADED = 0x0,
    COINIT_APARTMENTTHREADED = 0x2,
    COINIT_DISABLE_OLE1DDE = 0x4,
    COINIT_SPEED_OVER_MEMORY = 0x8
} COINIT;

#include "enlist/objbase.h"

#endif /* ENLIST_OBJBASE_H */
