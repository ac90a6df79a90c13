/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Addresses of Bluetooth sockets, as far as they are converted to text and back. The layout is that of Windows, and differs
 * from those of the system (struct sockaddr_rc, struct sockaddr_l2).
 */
#ifndef ENLIST_WS2BTH_H
#define ENLIST_WS2BTH_H

#include "winsock2.h"

#ifndef PF_BTH
#define PF_BTH AF_BTH
#endif

/* 48 bits; the byte that is printed first is the most significant one. */
typedef ULONGLONG BTH_ADDR, *PBTH_ADDR;

#define BT_PORT_ANY ((ULONG)-1)

#include "enlist/ws2bth.h"

typedef SOCKADDR_BTH *PSOCKADDR_BTH;

#define SOL_RFCOMM BTHPROTO_RFCOMM
#define SOL_L2CAP BTHPROTO_L2CAP

#endif /* ENLIST_WS2BTH_H */
