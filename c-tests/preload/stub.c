// SPDX-License-Identifier: MIT OR Apache-2.0
// A library with the functions of Winsock, as a program finds them on a system without Enlist: each returns a number of its
// own that no working one returns.
#include <winsock2.h>

#define STUB(number, ...)                                                                                              \
    do {                                                                                                               \
        const void *unused[] = {__VA_ARGS__};                                                                          \
        (void)unused;                                                                                                  \
        return number;                                                                                                 \
    } while (0)

INT WSAStartup(WORD version, LPWSADATA data) {
    (void)version;
    STUB(7001, data);
}

INT WSACleanup(void) {
    STUB(7002, NULL);
}

INT WSAGetLastError(void) {
    STUB(7003, NULL);
}

void WSASetLastError(INT error) {
    (void)error;
}

INT WSASetServiceA(LPWSAQUERYSETA query, WSAESETSERVICEOP operation, DWORD flags) {
    (void)operation;
    (void)flags;
    STUB(7004, query);
}

INT WSASetServiceW(LPWSAQUERYSETW query, WSAESETSERVICEOP operation, DWORD flags) {
    (void)operation;
    (void)flags;
    STUB(7005, query);
}

INT WSALookupServiceBeginA(LPWSAQUERYSETA query, DWORD flags, LPHANDLE lookup) {
    (void)flags;
    STUB(7006, query, lookup);
}

INT WSALookupServiceBeginW(LPWSAQUERYSETW query, DWORD flags, LPHANDLE lookup) {
    (void)flags;
    STUB(7007, query, lookup);
}

INT WSALookupServiceNextA(HANDLE lookup, DWORD flags, LPDWORD length, LPWSAQUERYSETA results) {
    (void)flags;
    STUB(7008, lookup, length, results);
}

INT WSALookupServiceNextW(HANDLE lookup, DWORD flags, LPDWORD length, LPWSAQUERYSETW results) {
    (void)flags;
    STUB(7009, lookup, length, results);
}

INT WSALookupServiceEnd(HANDLE lookup) {
    STUB(7010, lookup);
}

INT WSAEnumNameSpaceProvidersA(LPDWORD length, LPWSANAMESPACE_INFOA infos) {
    STUB(7011, length, infos);
}

INT WSAEnumNameSpaceProvidersW(LPDWORD length, LPWSANAMESPACE_INFOW infos) {
    STUB(7012, length, infos);
}
