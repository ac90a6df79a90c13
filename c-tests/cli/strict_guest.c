/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A guest of `enlist run --strict`, which leaves something behind, or only seems to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <winsock2.h>
#include <ws2bth.h>

#include <enlist.h>

enum { COUNT = 80, LENGTH = 3000 };

static GUID class_id = {0x7d3a1c52, 0x4b0e, 0x4f6d, {0x9a, 0x21, 0x5e, 0x88, 0x10, 0xc4, 0x37, 0xfb}};
static WSAQUERYSETW service;
static SOCKADDR_IN ports[COUNT];
static SOCKADDR_BTH radio;
static CSADDR_INFO addresses[COUNT], at_radio;
static WCHAR name[LENGTH];

static int set(WSAESETSERVICEOP operation, DWORD flags) {
    return WSASetServiceW(&service, operation, flags);
}

static void prepare(void) {
    int i;
    service.dwSize = sizeof service;
    service.lpServiceClassId = &class_id;
    service.dwNameSpace = NS_NTDS;
    service.lpszServiceInstanceName = name;
    name[0] = 'X';
    for (i = 0; i < COUNT; i++) {
        ports[i].sin_family = AF_INET;
        ports[i].sin_port = htons((unsigned short)(80 + i));
        addresses[i].LocalAddr.lpSockaddr = (SOCKADDR *)(void *)&ports[i];
        addresses[i].LocalAddr.iSockaddrLength = sizeof ports[i];
        addresses[i].iSocketType = SOCK_STREAM;
        addresses[i].iProtocol = IPPROTO_TCP;
    }
    radio.addressFamily = AF_BTH;
    radio.btAddr = 0x00005E005301ull;
    radio.port = 5;
    at_radio.LocalAddr.lpSockaddr = (SOCKADDR *)(void *)&radio;
    at_radio.LocalAddr.iSockaddrLength = sizeof radio;
    at_radio.iSocketType = SOCK_STREAM;
    at_radio.iProtocol = BTHPROTO_RFCOMM;
}

/* All at once, and then one after the other away, but for the last of them. */
static int many(int left) {
    int i, result;
    service.lpcsaBuffer = addresses;
    service.dwNumberOfCsAddrs = COUNT;
    result = set(RNRSERVICE_REGISTER, SERVICE_MULTIPLE);
    service.dwNumberOfCsAddrs = 1;
    for (i = 0; i < COUNT - left; i++) {
        service.lpcsaBuffer = &addresses[i];
        result |= set(RNRSERVICE_DEREGISTER, SERVICE_MULTIPLE);
    }
    return result;
}

/* Two services whose names differ in one character, of which the second goes away. */
static int two(int place, WCHAR first, WCHAR second) {
    int result;
    name[place] = first;
    result = set(RNRSERVICE_REGISTER, 0);
    name[place] = second;
    return result | set(RNRSERVICE_REGISTER, 0) | set(RNRSERVICE_DELETE, 0);
}

static int long_names(void) {
    int i;
    for (i = 0; i < LENGTH - 1; i++) {
        name[i] = 'a';
    }
    return two(LENGTH - 2, 'b', 'c');
}

static int with_lookup(void) {
    HANDLE lookup;
    return set(RNRSERVICE_REGISTER, 0) | WSALookupServiceBeginW(&service, LUP_RETURN_NAME, &lookup);
}

static int restored(void) {
    static char snapshot[1 << 16];
    size_t size = sizeof snapshot;
    return enlist_snapshot(snapshot, &size) | set(RNRSERVICE_REGISTER, 0) | enlist_restore(snapshot);
}

int main(int count, char **arguments) {
    const char *way = count > 1 ? arguments[1] : "";
    WSADATA data;
    int result = WSAStartup(MAKEWORD(2, 2), &data);
    prepare();
    if (strcmp(way, "addresses") == 0) {
        result |= many(0);
    } else if (strcmp(way, "one address") == 0) {
        result |= many(1);
    } else if (strcmp(way, "bluetooth") == 0) {
        service.dwNameSpace = NS_BTH;
        service.lpcsaBuffer = &at_radio;
        service.dwNumberOfCsAddrs = 1;
        result |= set(RNRSERVICE_REGISTER, 0);
    } else if (strcmp(way, "dns") == 0) {
        service.dwNameSpace = NS_DNS;
        result |= set(RNRSERVICE_REGISTER, 0);
    } else if (strcmp(way, "restore") == 0) {
        result |= restored();
    } else if (strcmp(way, "reset") == 0) {
        return result | with_lookup() | enlist_reset();
    } else if (strcmp(way, "long names") == 0) {
        result |= long_names();
    } else if (strcmp(way, "odd names") == 0) {
        result |= two(0, 0xD800, 0xD801);
    }
    return result | WSACleanup();
}
