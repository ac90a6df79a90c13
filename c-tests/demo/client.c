/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A client as it is written for Windows: it knows a class and a name, and asks the namespace for the rest. With an argument it
 * makes sure that the service is not there any more. Uses the UTF-16 functions. */
#include <string.h>

#include "demo.h"

/* The terminal wants bytes; every text of this program is ASCII. */
static const char *printable(const WCHAR *text) {
    static char bytes[256];
    size_t length = 0;
    while (text[length] != 0 && length + 1 < sizeof bytes) {
        bytes[length] = text[length] < 0x80 ? (char)text[length] : '?';
        length++;
    }
    bytes[length] = '\0';
    return bytes;
}

static int begin(HANDLE *lookup) {
    static WCHAR name[] = u"" DEMO_NAME;
    static GUID service_class = DEMO_CLASS;
    WSAQUERYSETW restrictions;
    memset(&restrictions, 0, sizeof restrictions);
    restrictions.dwSize = sizeof restrictions;
    restrictions.lpszServiceInstanceName = name;
    restrictions.lpServiceClassId = &service_class;
    restrictions.dwNameSpace = NS_ALL;
    return WSALookupServiceBeginW(&restrictions, LUP_RETURN_ALL, lookup);
}

static int greet(const CSADDR_INFO *where) {
    SOCKADDR_IN address;
    memcpy(&address, where->RemoteAddr.lpSockaddr, sizeof address);
    printf("client:   address  %s:%d over TCP\n", inet_ntoa(address.sin_addr), ntohs(address.sin_port));

    char greeting[128];
    SOCKET server = socket(AF_INET, where->iSocketType, where->iProtocol);
    if (server == INVALID_SOCKET ||
        connect(server, where->RemoteAddr.lpSockaddr, (socklen_t)where->RemoteAddr.iSockaddrLength) != 0) {
        perror("client: connect");
        return 1;
    }
    int received = (int)recv(server, greeting, sizeof greeting - 1, MSG_WAITALL);
    closesocket(server);
    if (received <= 0) {
        perror("client: recv");
        return 1;
    }
    greeting[received] = '\0';
    printf("client: connected, and the service says: %s\n", greeting);
    return 0;
}

static int find(void) {
    HANDLE lookup;
    union {
        WSAQUERYSETW result;
        char bytes[4096];
    } buffer;
    DWORD length = sizeof buffer;

    if (begin(&lookup) == SOCKET_ERROR) {
        return demo_failed("client", "WSALookupServiceBeginW", WSAGetLastError());
    }
    if (WSALookupServiceNextW(lookup, LUP_RETURN_ALL, &length, &buffer.result) == SOCKET_ERROR) {
        return demo_failed("client", "WSALookupServiceNextW", WSAGetLastError());
    }
    WSALookupServiceEnd(lookup);

    printf("client: WSALookupServiceNextW found\n");
    printf("client:   name     %s\n", printable(buffer.result.lpszServiceInstanceName));
    printf("client:   comment  %s\n", printable(buffer.result.lpszComment));
    DWORD version = buffer.result.lpVersion->dwVersion;
    printf("client:   version  %d.%d\n", HIWORD(version), LOWORD(version));
    return buffer.result.dwNumberOfCsAddrs == 1 ? greet(buffer.result.lpcsaBuffer) : 1;
}

static int find_nothing(void) {
    HANDLE lookup;
    WSAQUERYSETW result;
    DWORD length = sizeof result;
    if (begin(&lookup) == SOCKET_ERROR) {
        return demo_failed("client", "WSALookupServiceBeginW", WSAGetLastError());
    }
    int found = WSALookupServiceNextW(lookup, LUP_RETURN_ALL, &length, &result) == 0;
    int error = WSAGetLastError();
    WSALookupServiceEnd(lookup);
    if (found || error != WSASERVICE_NOT_FOUND) {
        return demo_failed("client", "the service is still there", error);
    }
    printf("client: WSALookupServiceNextW now fails with %d, WSASERVICE_NOT_FOUND\n", error);
    return 0;
}

int main(int count, char **arguments) {
    WSADATA data;
    int error = WSAStartup(MAKEWORD(2, 2), &data);
    (void)arguments;
    if (error != 0) {
        return demo_failed("client", "WSAStartup", error);
    }
    int failed = count > 1 ? find_nothing() : find();
    WSACleanup();
    return failed;
}
