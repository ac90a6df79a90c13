/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The newer name of what objbase.h has.
 */
#ifndef ENLIST_COMBASEAPI_H
#define ENLIST_COMBASEAPI_H

#include "objbase.h"

#endif /* ENLIST_COMBASEAPI_H */
