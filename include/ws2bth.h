/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Bluetooth in Winsock: addresses of sockets, and what registrations and lookups in NS_BTH are made of. The layout of addresses
 * is that of Windows, and differs from those of the system (struct sockaddr_rc, struct sockaddr_l2).
 */
#ifndef ENLIST_WS2BTH_H
#define ENLIST_WS2BTH_H

#include "winsock2.h"

#include "bthdef.h"
#include "bthsdpdef.h"

#ifndef PF_BTH
#define PF_BTH AF_BTH
#endif

#define BT_PORT_ANY ((ULONG)-1)

/* All structs in it are packed. */
#pragma pack(push, 1)
#include "enlist/ws2bth.h"
#pragma pack(pop)

typedef SOCKADDR_BTH *PSOCKADDR_BTH;
typedef BTH_SET_SERVICE *PBTH_SET_SERVICE, BTHNS_SETBLOB, *PBTHNS_SETBLOB;
typedef BTH_QUERY_DEVICE *PBTH_QUERY_DEVICE, BTHNS_INQUIRYBLOB, *PBTHNS_INQUIRYBLOB;
typedef BTH_QUERY_SERVICE *PBTH_QUERY_SERVICE, BTHNS_RESTRICTIONBLOB, *PBTHNS_RESTRICTIONBLOB;

/* The system's <bluetooth/bluetooth.h> has numbers of its own for these, which its sockets need. */
#ifndef SOL_RFCOMM
#define SOL_RFCOMM BTHPROTO_RFCOMM
#endif
#ifndef SOL_L2CAP
#define SOL_L2CAP BTHPROTO_L2CAP
#endif

/* The provider of the namespace. */
DEFINE_GUID(SVCID_BTH_PROVIDER, 0x06AA63E0, 0x7D60, 0x41FF, 0xAF, 0xB2, 0x3E, 0xE6, 0xD2, 0xD9, 0x39, 0x2D);

#endif /* ENLIST_WS2BTH_H */
