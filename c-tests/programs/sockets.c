// SPDX-License-Identifier: MIT OR Apache-2.0
// not under: valgrind; it reports what the system is asked
// The system's sockets by their Windows names: what Windows lets a program pass to ioctlsocket and select works.
#include "check.h"

static SOCKET bound(SOCKADDR_IN *address) {
    SOCKET s = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    socklen_t length = sizeof(*address);

    CHECK(s != INVALID_SOCKET);
    memset(address, 0, sizeof(*address));
    address->sin_family = AF_INET;
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(s, (SOCKADDR *)address, sizeof(*address)) == 0);
    CHECK(getsockname(s, (SOCKADDR *)address, &length) == 0);
    return s;
}

/* The argument is a ULONG or a u_long, and what lies behind it stays as it is. */
static void ioctlsocket_takes_either_type(void) {
    SOCKADDR_IN address;
    SOCKET s = bound(&address);
    ULONG narrow[3] = {0x11111111, 1, 0x22222222};
    u_long wide = 1;
    char byte = 'x';

    CHECK(ioctlsocket(s, FIONBIO, &narrow[1]) == 0);
    CHECK(recv(s, &byte, 1, 0) == -1); /* which would wait otherwise */
    CHECK(ioctlsocket(s, FIONBIO, &wide) == 0);
    CHECK(recv(s, &byte, 1, 0) == -1);
    CHECK(sendto(s, &byte, 1, 0, (SOCKADDR *)&address, sizeof(address)) == 1);
    wide = ~(u_long)0;
    narrow[1] = 0xffffffff;
    CHECK(ioctlsocket(s, FIONREAD, &wide) == 0 && wide == 1);
    CHECK(ioctlsocket(s, FIONREAD, &narrow[1]) == 0 && narrow[1] == 1);
    CHECK(narrow[0] == 0x11111111 && narrow[2] == 0x22222222);
    CHECK(ioctlsocket(s, FIONREAD, narrow + 1) == 0);
    CHECK(ioctlsocket(s, FIONBIO, NULL) == SOCKET_ERROR);
    CHECK(closesocket(s) == 0);
}

/* A table of functions has the names, too. */
struct calls {
    int(WSAAPI *wait)(int, fd_set *, fd_set *, fd_set *, struct timeval *);
    int (*select)(int choice);
};

static int twice(int choice) {
    return 2 * choice;
}

static void select_does_not_need_the_count(void) {
    SOCKADDR_IN address;
    SOCKET s = bound(&address);
    struct calls calls = {NULL, twice};
    struct timeval none = {0, 0};
    fd_set set;
    char byte = 'x';
    int count = 0;

    CHECK(sendto(s, &byte, 1, 0, (SOCKADDR *)&address, sizeof(address)) == 1);
    FD_ZERO(&set);
    FD_SET(s, &set);
    CHECK(select(count++, &set, NULL, NULL, NULL) == 1 && FD_ISSET(s, &set));
    CHECK(count == 1);
    FD_ZERO(&set);
    FD_SET(s, &set);
    CHECK(select((int)s + 1, NULL, &set, NULL, &none) == 1 && FD_ISSET(s, &set));
    CHECK(recv(s, &byte, 1, 0) == 1);
    FD_ZERO(&set);
    FD_SET(s, &set);
    CHECK(select(0, &set, NULL, NULL, &none) == 0 && !FD_ISSET(s, &set));
    calls.wait = select;
    CHECK(calls.select(2) == 4 && calls.wait != NULL);
    CHECK(closesocket(s) == 0);
}

/* Numbers of 64 bits are what %llu prints, as on Windows. */
static void wide_numbers_are_long_long(void) {
    ULONGLONG big = 0xFFFFFFFFFFFFFFFFu;
    LONGLONG negative = -1;
    DWORD64 word = 1;
    unsigned long long *pointer = &big;
    char text[64];

    snprintf(text, sizeof text, "%llx %lld %llu", *pointer, negative, word);
    CHECK(strcmp(text, "ffffffffffffffff -1 1") == 0);
}

int main(void) {
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    RUN(ioctlsocket_takes_either_type);
    RUN(select_does_not_need_the_count);
    RUN(wide_numbers_are_long_long);
    WSACleanup();
    return 0;
}
