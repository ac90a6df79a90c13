/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A guest of `enlist run`: tidy, or careless in one way. It is linked to whatever has these functions. */
#include <stdio.h>
#include <string.h>
#include <winsock2.h>

static GUID class_id = {0x7d3a1c52, 0x4b0e, 0x4f6d, {0x9a, 0x21, 0x5e, 0x88, 0x10, 0xc4, 0x37, 0xfb}};

static int set(WSAESETSERVICEOP operation) {
    WSAQUERYSETA service;
    memset(&service, 0, sizeof service);
    service.dwSize = sizeof service;
    service.lpszServiceInstanceName = (char *)"Guest";
    service.lpServiceClassId = &class_id;
    service.dwNameSpace = NS_NTDS;
    return WSASetServiceA(&service, operation, 0);
}

static HANDLE begin(void) {
    WSAQUERYSETA query;
    HANDLE lookup = NULL;
    memset(&query, 0, sizeof query);
    query.dwSize = sizeof query;
    query.lpServiceClassId = &class_id;
    query.dwNameSpace = NS_NTDS;
    WSALookupServiceBeginA(&query, LUP_RETURN_NAME, &lookup);
    return lookup;
}

static void look(HANDLE lookup) {
    union {
        WSAQUERYSETA result;
        char bytes[1024];
    } buffer;
    DWORD length = 1;
    /* Too small at first, and at the end WSA_E_NO_MORE, of which nobody asks more. */
    if (WSALookupServiceNextA(lookup, 0, &length, &buffer.result) != 0 && length <= sizeof buffer) {
        while (WSALookupServiceNextA(lookup, 0, &length, &buffer.result) == 0) {
            printf("found %s\n", buffer.result.lpszServiceInstanceName);
            length = sizeof buffer;
        }
    }
}

int main(int count, char **arguments) {
    const char *way = count > 1 ? arguments[1] : "tidy";
    WSADATA data;
    HANDLE lookup;
    if (strcmp(way, "early") == 0 && set(RNRSERVICE_REGISTER) != 0) {
        printf("early: %d\n", WSAGetLastError());
    }
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0) return 20;
    if (set(RNRSERVICE_REGISTER) != 0) {
        if (strcmp(way, "ignores") != 0) printf("failed: %d\n", WSAGetLastError());
        WSACleanup();
        return 21;
    }
    lookup = begin();
    look(lookup);
    if (strcmp(way, "lookup") != 0) WSALookupServiceEnd(lookup);
    if (strcmp(way, "service") != 0) set(RNRSERVICE_DELETE);
    /* The last clean-up would end the lookup. */
    if (strcmp(way, "lookup") != 0 && strcmp(way, "startup") != 0) WSACleanup();
    return 3;
}
