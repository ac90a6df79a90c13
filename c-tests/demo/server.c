/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A service as it is written for Windows: it tells the namespace where it listens, serves one client, and takes itself out of
 * the namespace. Uses the ANSI functions. */
#include <string.h>

#include "demo.h"

static int set_service(WSAQUERYSETA *service, WSAESETSERVICEOP operation, const char *what) {
    if (WSASetServiceA(service, operation, 0) == SOCKET_ERROR) {
        return demo_failed("server", what, WSAGetLastError());
    }
    printf("server: WSASetServiceA(%s)\n", what);
    return 0;
}

static int serve_one(SOCKET listener) {
    static const char greeting[] = "Hello from the service that you looked up";
    SOCKET client = accept(listener, NULL, NULL);
    if (client == INVALID_SOCKET) {
        perror("server: accept");
        return 1;
    }
    int failed = send(client, greeting, sizeof greeting, 0) != (int)sizeof greeting;
    closesocket(client);
    return failed;
}

int main(void) {
    WSADATA data;
    /* Whoever reads this through a pipe sees each line at once. */
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    int error = WSAStartup(MAKEWORD(2, 2), &data);
    if (error != 0) {
        return demo_failed("server", "WSAStartup", error);
    }

    SOCKADDR_IN address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    SOCKET listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    if (listener == INVALID_SOCKET || bind(listener, (SOCKADDR *)&address, length) != 0 || listen(listener, 1) != 0 ||
        getsockname(listener, (SOCKADDR *)&address, &length) != 0) {
        perror("server: socket");
        return 1;
    }
    printf("server: listens on 127.0.0.1:%d\n", ntohs(address.sin_port));

    CSADDR_INFO where;
    memset(&where, 0, sizeof where);
    where.LocalAddr.lpSockaddr = (SOCKADDR *)&address;
    where.LocalAddr.iSockaddrLength = (INT)length;
    where.RemoteAddr = where.LocalAddr;
    where.iSocketType = SOCK_STREAM;
    where.iProtocol = IPPROTO_TCP;

    GUID service_class = DEMO_CLASS;
    WSAVERSION version = {MAKELONG(4, 1), COMP_EQUAL};
    char name[] = DEMO_NAME;
    char comment[] = "Says hello over TCP";
    WSAQUERYSETA service;
    memset(&service, 0, sizeof service);
    service.dwSize = sizeof service;
    service.lpszServiceInstanceName = name;
    service.lpServiceClassId = &service_class;
    service.lpVersion = &version;
    service.lpszComment = comment;
    service.dwNameSpace = NS_NTDS;
    service.dwNumberOfCsAddrs = 1;
    service.lpcsaBuffer = &where;

    int failed = set_service(&service, RNRSERVICE_REGISTER, "RNRSERVICE_REGISTER");
    failed = failed || serve_one(listener) || set_service(&service, RNRSERVICE_DEREGISTER, "RNRSERVICE_DEREGISTER") ||
             set_service(&service, RNRSERVICE_DELETE, "RNRSERVICE_DELETE");
    closesocket(listener);
    WSACleanup();
    return failed;
}
