// SPDX-License-Identifier: MIT OR Apache-2.0
// Linked to the stub library: prints what each function returned, which tells whose function it was.
#define _GNU_SOURCE 1
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include <winsock2.h>

int main(void) {
    static GUID service_class = {0x5AD3C2F0, 0x11E4, 0x4B7A, {0x9C, 0x21, 0x3D, 0x58, 0x6E, 0x70, 0x84, 0x01}};
    static WCHAR wide_name[] = {'p', 'r', 'e', 'l', 'o', 'a', 'd', 0};
    static char ansi_name[] = "preload";
    WSADATA data;
    WSAQUERYSETW wide;
    WSAQUERYSETA ansi;
    WSANAMESPACE_INFOW infos[16];
    union {
        WSAQUERYSETW w;
        WSAQUERYSETA a;
        char bytes[4096];
    } buffer;
    HANDLE lookup = NULL;
    DWORD length = sizeof buffer;
    const char *(*other)(void);

    memset(&wide, 0, sizeof wide);
    wide.dwSize = sizeof wide;
    wide.dwNameSpace = NS_NTDS;
    wide.lpszServiceInstanceName = wide_name;
    wide.lpServiceClassId = &service_class;
    memset(&ansi, 0, sizeof ansi);
    ansi.dwSize = sizeof ansi;
    ansi.dwNameSpace = NS_NTDS;
    ansi.lpszServiceInstanceName = ansi_name;
    ansi.lpServiceClassId = &service_class;

    printf("WSAStartup %d\n", WSAStartup(MAKEWORD(2, 2), &data));
    printf("WSASetServiceA %d\n", WSASetServiceA(&ansi, RNRSERVICE_REGISTER, 0));
    printf("WSASetServiceW %d\n", WSASetServiceW(&wide, RNRSERVICE_REGISTER, 0));
    printf("WSALookupServiceBeginA %d\n", WSALookupServiceBeginA(&ansi, LUP_RETURN_NAME, &lookup));
    printf("WSALookupServiceNextA %d\n", WSALookupServiceNextA(lookup, 0, &length, &buffer.a));
    printf("WSALookupServiceEnd %d\n", WSALookupServiceEnd(lookup));
    printf("WSALookupServiceBeginW %d\n", WSALookupServiceBeginW(&wide, LUP_RETURN_NAME, &lookup));
    printf("WSALookupServiceNextW %d\n", WSALookupServiceNextW(lookup, 0, &length, &buffer.w));
    printf("WSALookupServiceEnd %d\n", WSALookupServiceEnd(lookup));
    length = sizeof infos;
    printf("WSAEnumNameSpaceProvidersA %d\n", WSAEnumNameSpaceProvidersA(&length, (LPWSANAMESPACE_INFOA)infos));
    printf("WSAEnumNameSpaceProvidersW %d\n", WSAEnumNameSpaceProvidersW(&length, infos));
    WSASetLastError(5);
    printf("WSAGetLastError %d\n", WSAGetLastError());
    printf("WSACleanup %d\n", WSACleanup());

    *(void **)&other = dlsym(RTLD_DEFAULT, "other_preloaded_library");
    printf("the other library %s\n", other == NULL ? "is not here" : other());
    return 0;
}
