/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Constants of the older service API. Windows keeps its functions (SetService, GetAddressByName, ...) in another library,
 * which this is not: WSASetService and WSALookupServiceBegin do what they did.
 */
#ifndef ENLIST_NSPAPI_H
#define ENLIST_NSPAPI_H

#include "winsock2.h"

#include "enlist/nspapi.h"

#define SERVICE_TYPE_VALUE_CONNA "ConnectionOriented"
#define SERVICE_TYPE_VALUE_CONNW ENLIST_WIDE("ConnectionOriented")
#ifdef UNICODE
#define SERVICE_TYPE_VALUE_CONN SERVICE_TYPE_VALUE_CONNW
#else
#define SERVICE_TYPE_VALUE_CONN SERVICE_TYPE_VALUE_CONNA
#endif

#endif /* ENLIST_NSPAPI_H */
