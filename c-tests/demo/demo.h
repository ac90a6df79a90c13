/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* What the server and the client agree on beforehand: a class, a name, and nothing about addresses. */
#ifndef DEMO_H
#define DEMO_H

#include <stdio.h>
#include <winsock2.h>

#define DEMO_CLASS {0x7d3a1c52, 0x4b0e, 0x4f6d, {0x9a, 0x21, 0x5e, 0x88, 0x10, 0xc4, 0x37, 0xfb}}
#define DEMO_NAME "Example Service Instance"

/* Prints a failed call with its reason, and gives 1. */
static int demo_failed(const char *who, const char *call, int error) {
    fprintf(stderr, "%s: %s: error %d\n", who, call, error);
    return 1;
}

#endif
