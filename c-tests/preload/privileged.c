/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A program that may have more rights than its caller: says whether it has, and whether it can start. */
#include <winsock2.h>

#include <stdio.h>
#include <sys/auxv.h>

int main(void) {
    WSADATA data;
    printf("%s %d\n", getauxval(AT_SECURE) != 0 ? "privileged" : "not privileged", WSAStartup(MAKEWORD(2, 2), &data));
    return 0;
}
