/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Socket addresses. On Linux a socket address is the system's, under its Windows names: struct sockaddr is SOCKADDR, and
 * so on.
 *
 * The numbers of address families are the system's, too: AF_INET6 is 10 here and 23 on Windows. Addresses filled with
 * them can be passed to the system's bind and connect, and to libenlist, which compares addresses byte by byte.
 */
#ifndef ENLIST_WS2DEF_H
#define ENLIST_WS2DEF_H

#include "windef.h"

#include <sys/types.h>
#include <sys/socket.h>
#include <netinet/in.h>

typedef struct sockaddr SOCKADDR, *PSOCKADDR, *LPSOCKADDR;
typedef struct sockaddr_storage SOCKADDR_STORAGE, *PSOCKADDR_STORAGE, *LPSOCKADDR_STORAGE;
typedef struct in_addr IN_ADDR, *PIN_ADDR, *LPIN_ADDR;
typedef struct sockaddr_in SOCKADDR_IN, *PSOCKADDR_IN, *LPSOCKADDR_IN;
typedef USHORT ADDRESS_FAMILY;

/* Families that the system does not name, by their numbers on Windows. No socket can be opened with them here. */
#ifndef AF_NETBIOS
#define AF_NETBIOS 17
#endif
#ifndef AF_BTH
#define AF_BTH 32
#endif

#include "enlist/ws2def.h"

typedef SOCKET_ADDRESS *PSOCKET_ADDRESS, *LPSOCKET_ADDRESS;
typedef CSADDR_INFO *PCSADDR_INFO, *LPCSADDR_INFO;
typedef BLOB *PBLOB, *LPBLOB;

#endif /* ENLIST_WS2DEF_H */
