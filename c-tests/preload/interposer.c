// SPDX-License-Identifier: MIT OR Apache-2.0
// A program with global functions of its own that are named like those of Enlist, and like some inside of it. Enlist's own
// calls must not end up in them.
#define _GNU_SOURCE 1
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <winsock2.h>

static int captured;

#define CAPTURE(result) return captured++, result

INT WSAGetLastError(void) {
    CAPTURE(-77);
}

void WSASetLastError(INT error) {
    (void)error;
    captured++;
}

INT WSACleanup(void) {
    CAPTURE(-77);
}

INT WSASetServiceW(LPWSAQUERYSETW query, WSAESETSERVICEOP operation, DWORD flags) {
    CAPTURE(query == NULL || flags == 1 || operation == RNRSERVICE_DELETE ? -77 : -78);
}

INT WSALookupServiceBeginW(LPWSAQUERYSETW query, DWORD flags, LPHANDLE lookup) {
    CAPTURE(query == NULL || flags == 0 || lookup == NULL ? -77 : -78);
}

INT WSALookupServiceNextW(HANDLE lookup, DWORD flags, LPDWORD length, LPWSAQUERYSETW results) {
    CAPTURE(lookup == NULL || flags == 0 || length == NULL || results == NULL ? -77 : -78);
}

INT WSALookupServiceEnd(HANDLE lookup) {
    CAPTURE(lookup == NULL ? -77 : -78);
}

/* Names from inside. */
int set_service(void), lookup_begin(void), lookup_next(void), start(void), require(void), guard(void), install(void);
int set_service(void) { CAPTURE(0); }
int lookup_begin(void) { CAPTURE(0); }
int lookup_next(void) { CAPTURE(0); }
int start(void) { CAPTURE(0); }
int require(void) { CAPTURE(0); }
int guard(void) { CAPTURE(0); }
int install(void) { CAPTURE(0); }

int main(void) {
    static GUID service_class = {0x5AD3C2F0, 0x11E4, 0x4B7A, {0x9C, 0x21, 0x3D, 0x58, 0x6E, 0x70, 0x84, 0x02}};
    static char name[] = "interposed";
    WSADATA data;
    WSAQUERYSETA query;
    union {
        WSAQUERYSETA a;
        char bytes[4096];
    } buffer;
    HANDLE lookup = NULL;
    DWORD length = sizeof buffer;
    INT (*last_error)(void);
    INT (*end)(HANDLE);
    INT (*cleanup)(void);

    /* Those of the library behind this program. */
    *(void **)&last_error = dlsym(RTLD_NEXT, "WSAGetLastError");
    *(void **)&end = dlsym(RTLD_NEXT, "WSALookupServiceEnd");
    *(void **)&cleanup = dlsym(RTLD_NEXT, "WSACleanup");
    memset(&query, 0, sizeof query);
    query.dwSize = sizeof query;
    query.dwNameSpace = NS_NTDS;
    query.lpszServiceInstanceName = name;
    query.lpServiceClassId = &service_class;

    printf("WSASetServiceA %d\n", WSASetServiceA(&query, RNRSERVICE_REGISTER, 0));
    printf("  error %d\n", last_error());
    printf("WSAStartup %d\n", WSAStartup(MAKEWORD(2, 2), &data));
    printf("  error %d\n", last_error());
    printf("WSASetServiceA %d\n", WSASetServiceA(&query, RNRSERVICE_REGISTER, 0));
    printf("WSALookupServiceBeginA %d\n", WSALookupServiceBeginA(&query, LUP_RETURN_NAME, &lookup));
    printf("WSALookupServiceNextA %d\n", WSALookupServiceNextA(lookup, 0, &length, &buffer.a));
    printf("WSALookupServiceNextA %d\n", WSALookupServiceNextA(lookup, 0, &length, &buffer.a));
    printf("  error %d\n", last_error());
    printf("WSALookupServiceEnd %d\n", end(lookup));
    printf("WSASetServiceA %d\n", WSASetServiceA(NULL, RNRSERVICE_REGISTER, 0));
    printf("  error %d\n", last_error());
    printf("WSACleanup %d\n", cleanup());
    printf("captured %d\n", captured);
    return 0;
}
