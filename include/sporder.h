/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The order of the namespace providers.
 */
#ifndef ENLIST_SPORDER_H
#define ENLIST_SPORDER_H

#include "winsock2.h"

#include "enlist/sporder.h"

/* Pointers to the functions. */
typedef int(WSAAPI *LPWSCWRITENAMESPACEORDER)(LPGUID lpProviderId, DWORD dwNumberOfEntries);

#endif /* ENLIST_SPORDER_H */
