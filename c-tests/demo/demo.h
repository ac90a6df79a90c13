/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What the server and the client agree on beforehand: a class, a name, and nothing about addresses. */
#ifndef DEMO_H
#define DEMO_H

#include <winsock2.h>

#define DEMO_CLASS {0x7d3a1c52, 0x4b0e, 0x4f6d, {0x9a, 0x21, 0x5e, 0x88, 0x10, 0xc4, 0x37, 0xfb}}
#define DEMO_NAME "Example Service Instance"

/* Prints a failed call with its reason, and gives 1. */
int demo_failed(const char *who, const char *call, int error);

/* Listens, registers itself, and tells so through `ready`; serves one client, then takes itself out of the namespace. */
int demo_server(void (*ready)(void));

/* Finds the server by its class and name, and connects to the address that it registered. */
int demo_client(void);

/* Checks that the server can no longer be found. */
int demo_client_after(void);

#endif
