// SPDX-License-Identifier: MIT OR Apache-2.0
// The system's sockets beside Enlist, through one library: start and clean-up reach both, and they share the last error.

#include "../programs/rnr.h"

#include <ws2spi.h>

#include "../../include/enlist.h"

static int refused(void) {
    WSAQUERYSETW query = query_w(W("name"), CLASS_A);
    return WSASetServiceW(&query, RNRSERVICE_REGISTER, 0) == SOCKET_ERROR ? WSAGetLastError() : 0;
}

static int no_socket(void) {
    SOCKET made = socket(AF_INET, SOCK_STREAM, 0);
    if (made == INVALID_SOCKET) {
        return WSAGetLastError();
    }
    CHECK(closesocket(made) == 0);
    return 0;
}

static void both_are_started_and_cleaned_up_together(void) {
    WSADATA data;
    CHECK(no_socket() == WSANOTINITIALISED && refused() == WSANOTINITIALISED);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    CHECK(WSAStartup(MAKEWORD(1, 1), &data) == 0);
    CHECK(WSACleanup() == 0);
    CHECK(no_socket() == 0 && refused() == 0);
    CHECK(WSACleanup() == 0);
    CHECK(no_socket() == WSANOTINITIALISED && refused() == WSANOTINITIALISED);
    CHECK(WSACleanup() == SOCKET_ERROR && WSAGetLastError() == WSANOTINITIALISED);
    CHECK(WSAStartup(MAKEWORD(0, 1), &data) == WSAVERNOTSUPPORTED);
    CHECK(no_socket() == WSANOTINITIALISED);
}

/* A provider is started by the genuine Winsock, and does not start that. */
static void a_reset_takes_back_no_start_of_others(void) {
    static GUID provider = {0x5E2A1B70, 0x3C4D, 0x4E5F, {0x90, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0x50}};
    HMODULE genuine = LoadLibraryA("ws2_32.dll");
    int(WSAAPI * start_genuine)(WORD, WSADATA *);
    int(WSAAPI * clean_up_genuine)(void);
    NSP_ROUTINE routines;
    WSADATA data;
    int round;
    *(FARPROC *)&start_genuine = GetProcAddress(genuine, "WSAStartup");
    *(FARPROC *)&clean_up_genuine = GetProcAddress(genuine, "WSACleanup");
    CHECK(start_genuine != NULL && clean_up_genuine != NULL && start_genuine(MAKEWORD(2, 2), &data) == 0);
    for (round = 0; round < 3; round++) {
        memset(&routines, 0, sizeof routines);
        routines.cbSize = sizeof routines;
        CHECK(NSPStartup(&provider, &routines) == 0);
        CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
        CHECK(enlist_reset() == ENLIST_OK);
        CHECK(no_socket() == 0 && refused() == WSANOTINITIALISED);
    }
    CHECK(clean_up_genuine() == 0);
    CHECK(no_socket() == WSANOTINITIALISED);
}

static void the_last_error_is_the_threads(void) {
    WSASetLastError(4711);
    CHECK(GetLastError() == 4711);
    SetLastError(0xFFFFFFFF);
    CHECK(WSAGetLastError() == -1);
    CHECK(WSALookupServiceEnd(NULL) == SOCKET_ERROR);
    printf("%d %lu\n", WSAGetLastError(), GetLastError());
    SetLastError(UNTOUCHED);
    CHECK(refused() == 0 && GetLastError() == UNTOUCHED);
}

/* A server publishes where it listens, a client finds it and connects. */
static void a_service_is_found_and_connected_to(void) {
    static result_buffer buffer;
    SOCKET server = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP), client, accepted;
    SOCKADDR_IN address = inet_port(0);
    int length = sizeof address;
    CSADDR_INFO info;
    WSAQUERYSETW query = query_w(W("listening"), CLASS_B);
    HANDLE lookup;
    char text[8] = "";
    CHECK(bind(server, (SOCKADDR *)&address, sizeof address) == 0 && listen(server, 1) == 0);
    CHECK(getsockname(server, (SOCKADDR *)&address, &length) == 0);
    memset(&info, 0, sizeof info);
    info.LocalAddr.lpSockaddr = (SOCKADDR *)&address;
    info.LocalAddr.iSockaddrLength = length;
    info.iSocketType = SOCK_STREAM;
    info.iProtocol = IPPROTO_TCP;
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &info;
    CHECK(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0) == 0);

    query = query_w(W("listening"), CLASS_B);
    CHECK(WSALookupServiceBeginW(&query, LUP_RETURN_ADDR, &lookup) == 0);
    CHECK(next_w(lookup, 0, &buffer) == 0);
    client = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    CHECK(connect(client, buffer.w.lpcsaBuffer->RemoteAddr.lpSockaddr,
                  buffer.w.lpcsaBuffer->RemoteAddr.iSockaddrLength) == 0);
    CHECK(WSALookupServiceEnd(lookup) == 0);
    accepted = accept(server, NULL, NULL);
    CHECK(send(client, "hello", 6, 0) == 6 && recv(accepted, text, sizeof text, 0) == 6);
    puts(text);
    CHECK(closesocket(client) == 0 && closesocket(accepted) == 0 && closesocket(server) == 0);
    CHECK(recv(client, text, sizeof text, 0) == SOCKET_ERROR && WSAGetLastError() == WSAENOTSOCK);
}

/* The library has sockets of its own when it asks DNS, which start Winsock once more: that is none of our starts. */
static void the_librarys_own_sockets_count_for_nobody(void) {
    static GUID host_name = {0x0002A800, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
    static result_buffer buffer;
    WSAQUERYSETW query = query_w(W("localhost"), &host_name);
    HANDLE lookup;
    query.dwNameSpace = NS_DNS;
    CHECK(WSALookupServiceBeginW(&query, LUP_RETURN_ADDR, &lookup) == 0);
    CHECK(next_w(lookup, 0, &buffer) == 0);
    CHECK(WSALookupServiceEnd(lookup) == 0);
    CHECK(WSACleanup() == 0);
    CHECK(refused() == WSANOTINITIALISED);
    CHECK(WSACleanup() == SOCKET_ERROR);
}

int main(void) {
    RUN(both_are_started_and_cleaned_up_together);
    RUN(a_reset_takes_back_no_start_of_others);
    start_winsock();
    RUN(the_last_error_is_the_threads);
    RUN(a_service_is_found_and_connected_to);
    RUN(the_librarys_own_sockets_count_for_nobody);
    return 0;
}
