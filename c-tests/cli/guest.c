/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A guest of `enlist run`: tidy, or careless in one way. It is linked to whatever has these functions. */
#include <stdio.h>
#include <string.h>
#include <winsock2.h>
#ifdef _WIN32
#include <stdlib.h>
#else
#include <unistd.h>
#endif

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

#ifdef _WIN32
/* Starts the program again, to be tidy when this process has ended. */
static int start_orphan(void) {
    char self[MAX_PATH], line[MAX_PATH + 32];
    STARTUPINFOA startup;
    PROCESS_INFORMATION started;
    memset(&startup, 0, sizeof startup);
    startup.cb = sizeof startup;
    if (GetModuleFileNameA(NULL, self, sizeof self) == 0) return 22;
    snprintf(line, sizeof line, "\"%s\" orphan %lu", self, GetCurrentProcessId());
    return CreateProcessA(self, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &started) ? 7 : 23;
}

static void wait_for_parent(const char *number) {
    HANDLE parent = OpenProcess(SYNCHRONIZE, FALSE, strtoul(number, NULL, 10));
    if (parent != NULL) WaitForSingleObject(parent, INFINITE);
}
#else
/* As on Windows; the orphan goes on from here. */
static int start_orphan(void) {
    int ends[2];
    char byte;
    if (pipe(ends) != 0) return 22;
    if (fork() != 0) return 7;
    close(ends[1]);
    return read(ends[0], &byte, 1) == 0 ? 0 : 23;
}
#endif

int main(int count, char **arguments) {
    const char *way = count > 1 ? arguments[1] : "tidy";
    WSADATA data;
    HANDLE lookup;
    if (strcmp(way, "parent") == 0) {
        int code = start_orphan();
        if (code != 0) return code;
    }
#ifdef _WIN32
    if (strcmp(way, "orphan") == 0) wait_for_parent(arguments[2]);
#endif
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
