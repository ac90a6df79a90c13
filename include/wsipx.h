/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Addresses of IPX, which NetWare services are registered with. The layout is that of Windows. AF_IPX is the system's
 * number (4; 6 on Windows) where the system has one.
 */
#ifndef ENLIST_WSIPX_H
#define ENLIST_WSIPX_H

#include "ws2def.h"

#ifndef AF_IPX
#define AF_IPX 6
#endif

#define NSPROTO_IPX 1000
#define NSPROTO_SPX 1256
#define NSPROTO_SPXII 1257

/* The system's own struct of this name is in <netipx/ipx.h> and <linux/ipx.h>; its layout differs, so take one of them. */
typedef struct sockaddr_ipx {
    short sa_family;
    char sa_netnum[4];
    char sa_nodenum[6];
    unsigned short sa_socket; /* in network order */
} SOCKADDR_IPX, *PSOCKADDR_IPX, *LPSOCKADDR_IPX;

#endif /* ENLIST_WSIPX_H */
