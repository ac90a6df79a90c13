/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * IPv6 addresses and name resolution by getaddrinfo: the system's, under their Windows names.
 */
#ifndef ENLIST_WS2TCPIP_H
#define ENLIST_WS2TCPIP_H

#include "winsock2.h"

#include <netinet/tcp.h>

typedef struct in6_addr IN6_ADDR, *PIN6_ADDR, *LPIN6_ADDR;
typedef struct sockaddr_in6 SOCKADDR_IN6, *PSOCKADDR_IN6, *LPSOCKADDR_IN6;
typedef struct ipv6_mreq IPV6_MREQ, *PIPV6_MREQ;

/* In strict C, the system hides the rest when one of its headers came before these. */
#ifdef AI_PASSIVE
typedef struct addrinfo ADDRINFOA, *PADDRINFOA, *LPADDRINFOA;
#define GetAddrInfoA getaddrinfo
#define FreeAddrInfoA freeaddrinfo
#define gai_strerrorA gai_strerror
/* There is no UTF-16 form of these, so the names without A or W exist only where they mean the A form. */
#ifndef UNICODE
typedef ADDRINFOA ADDRINFO, *PADDRINFO, *LPADDRINFO;
#define GetAddrInfo GetAddrInfoA
#define FreeAddrInfo FreeAddrInfoA
#endif
#endif

#ifdef IP_ADD_MEMBERSHIP
typedef struct ip_mreq IP_MREQ, *PIP_MREQ;
#endif

#define InetPtonA inet_pton
#define InetNtopA inet_ntop
#ifndef UNICODE
#define InetPton InetPtonA
#define InetNtop InetNtopA
#endif

#endif /* ENLIST_WS2TCPIP_H */
