/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Registers what the tests of the command line look for, in the store that ENLIST_STORE names, or changes it as told. */
#include <stdio.h>
#include <string.h>
#include <winsock2.h>

static const GUID printers = {0x5ad3c2f0, 0x11e4, 0x4b7a, {0x9c, 0x21, 0x3d, 0x58, 0x6e, 0x70, 0x84, 0x0a}};
static int failures;

static void check(int result, const char *what) {
    if (result != 0) {
        printf("%s: %d, error %d\n", what, result, WSAGetLastError());
        failures++;
    }
}

static void service(const WCHAR *name, WSAESETSERVICEOP operation) {
    static BYTE bytes[] = {0, 0xff, 'A', 10};
    static WCHAR comment[] = {'i', 'n', ' ', 0xdc00, 0};
    WSAVERSION version = {0x102, COMP_NOTLESS};
    BLOB blob = {sizeof bytes, bytes};
    struct sockaddr_in remote;
    CSADDR_INFO address;
    WSAQUERYSETW given;

    memset(&remote, 0, sizeof remote);
    remote.sin_family = AF_INET;
    remote.sin_port = htons(9100);
    remote.sin_addr.s_addr = htonl(0xc0000201);
    memset(&address, 0, sizeof address);
    address.RemoteAddr.lpSockaddr = (struct sockaddr *)&remote;
    address.RemoteAddr.iSockaddrLength = sizeof remote;
    address.iSocketType = SOCK_STREAM;
    address.iProtocol = IPPROTO_TCP;
    memset(&given, 0, sizeof given);
    given.dwSize = sizeof given;
    given.lpszServiceInstanceName = (WCHAR *)name;
    given.lpServiceClassId = (GUID *)&printers;
    given.dwNameSpace = NS_NTDS;
    given.lpVersion = &version;
    given.lpszComment = comment;
    given.dwNumberOfCsAddrs = 1;
    given.lpcsaBuffer = &address;
    given.lpBlob = &blob;
    check(WSASetServiceW(&given, operation, 0), "WSASetServiceW");
}

static void describe(void) {
    static WCHAR port[] = {'T', 'c', 'p', 'P', 'o', 'r', 't', 0};
    static WCHAR name[] = {'P', 'r', 'i', 'n', 't', 'e', 'r', 's', 0};
    DWORD number = 9100;
    WSANSCLASSINFOW value = {port, NS_NTDS, REG_DWORD, sizeof number, &number};
    WSASERVICECLASSINFOW description = {(GUID *)&printers, name, 1, &value};
    check(WSAInstallServiceClassW(&description), "WSAInstallServiceClassW");
}

int main(int count, char **arguments) {
    static const WCHAR odd[] = {'O', 'd', 'd', 0xd800, 27, '[', '3', '1', 'm', 0};
    static const WCHAR laser[] = {'L', 'a', 's', 'e', 'r', 0};
    static const WCHAR late[] = {'L', 'a', 't', 'e', 0};
    const char *what = count > 1 ? arguments[1] : "fill";
    WSADATA data;
    check(WSAStartup(MAKEWORD(2, 2), &data), "WSAStartup");
    if (strcmp(what, "fill") == 0) {
        describe();
        service(laser, RNRSERVICE_REGISTER);
        service(odd, RNRSERVICE_REGISTER);
    } else if (strcmp(what, "late") == 0) {
        service(late, RNRSERVICE_REGISTER);
    } else {
        service(late, RNRSERVICE_DELETE);
    }
    WSACleanup();
    return failures != 0;
}
