// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_GUARD=1
// env: ENLIST_JOURNAL={new}
// not under: valgrind; it reports what the system is asked
// linux only: pointers are tried by a system call of Linux
// Wild pointers give WSAEFAULT and a line in the journal, wherever they stand.
#include "rnr.h"
#include "harness.h"
#include "pages.h"

#include <ws2spi.h>

static void structs_and_what_they_point_to(void) {
    WSAQUERYSETW set = query_w(W("name"), CLASS_A);
    WCHAR endless[2] = {'a', 'b'};
    BLOB blob = {16, NULL};
    SOCKADDR_IN port = inet_port(80);
    CSADDR_INFO address = tcp_at(NULL, &port);
    FAILS(WSASetServiceW((WSAQUERYSETW *)(void *)wild, RNRSERVICE_REGISTER, 0), WSAEFAULT);
    /* As much as there is of it says its size; the rest is not there. */
    FAILS(WSASetServiceW((WSAQUERYSETW *)at_edge(&set, 8), RNRSERVICE_REGISTER, 0), WSAEFAULT);
    WORKS(WSASetServiceW((WSAQUERYSETW *)at_edge(&set, sizeof set), RNRSERVICE_REGISTER, 0));
    set.lpszServiceInstanceName = (WCHAR *)at_edge(endless, sizeof endless);
    FAILS(WSASetServiceW(&set, RNRSERVICE_REGISTER, 0), WSAEFAULT);
    endless[1] = 0;
    set.lpszServiceInstanceName = (WCHAR *)at_edge(endless, sizeof endless);
    WORKS(WSASetServiceW(&set, RNRSERVICE_REGISTER, 0));
    set.lpServiceClassId = (GUID *)(void *)wild;
    FAILS(WSASetServiceW(&set, RNRSERVICE_REGISTER, 0), WSAEFAULT);
    set.lpServiceClassId = CLASS_A;
    blob.pBlobData = edge - 15;
    set.lpBlob = &blob;
    FAILS(WSASetServiceW(&set, RNRSERVICE_REGISTER, 0), WSAEFAULT);
    blob.cbSize = 15;
    WORKS(WSASetServiceW(&set, RNRSERVICE_REGISTER, 0));
    address.RemoteAddr.lpSockaddr = (SOCKADDR *)(void *)(edge - 15);
    set.lpcsaBuffer = &address;
    set.dwNumberOfCsAddrs = 1;
    FAILS(WSASetServiceW(&set, RNRSERVICE_REGISTER, 0), WSAEFAULT);
    /* What the call does not look at may be anything. */
    set.dwNumberOfCsAddrs = 0;
    set.lpcsaBuffer = NULL;
    set.lpafpProtocols = (AFPROTOCOLS *)(void *)wild;
    set.dwNumberOfProtocols = 3;
    set.lpszQueryString = (WCHAR *)(void *)wild;
    WORKS(WSASetServiceW(&set, RNRSERVICE_REGISTER, 0));
    set.dwSize = 4;
    set.lpServiceClassId = (GUID *)(void *)wild;
    FAILS(WSASetServiceW(&set, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    show_journal();
}

static void what_is_written(void) {
    WSAQUERYSETW set = query_w(W("name"), CLASS_A);
    static result_buffer buffer;
    HANDLE lookup;
    DWORD length = sizeof buffer;
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), (WSADATA *)(void *)constant) == WSAEFAULT);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0 && WSACleanup() == 0);
    FAILS(WSALookupServiceBeginW(&set, LUP_RETURN_NAME, (HANDLE *)(void *)constant), WSAEFAULT);
    WORKS(WSALookupServiceBeginW(&set, LUP_RETURN_NAME, &lookup));
    FAILS(WSALookupServiceNextW(lookup, 0, (DWORD *)(void *)constant, &buffer.w), WSAEFAULT);
    FAILS(WSALookupServiceNextW(lookup, 0, &length, (WSAQUERYSETW *)(void *)(edge - 64)), WSAEFAULT);
    CHECK(length == sizeof buffer);
    length = 64;
    FAILS(WSALookupServiceNextW(lookup, 0, &length, (WSAQUERYSETW *)(void *)(edge - 64)), WSAEFAULT);
    CHECK(length > 64);
    WORKS(next_w(lookup, 0, &buffer));
    WORKS(WSALookupServiceEnd(lookup));
    CHECK(WSAEnumNameSpaceProvidersW(&length, (WSANAMESPACE_INFOW *)(void *)wild) == SOCKET_ERROR);
    CHECK(WSAGetLastError() == WSAEFAULT);
    show_journal();
}

static void addresses_and_classes(void) {
    SOCKADDR_IN port = inet_port(80);
    WCHAR text[64];
    DWORD length = 64;
    INT size = sizeof port;
    WSASERVICECLASSINFOW info;
    FAILS(WSAAddressToStringW((SOCKADDR *)(void *)(edge - 8), sizeof port, NULL, text, &length), WSAEFAULT);
    FAILS(WSAAddressToStringW((SOCKADDR *)&port, sizeof port, (WSAPROTOCOL_INFOW *)(void *)wild, text, &length), WSAEFAULT);
    FAILS(WSAAddressToStringW((SOCKADDR *)&port, sizeof port, NULL, (WCHAR *)(void *)constant, &length), WSAEFAULT);
    WORKS(WSAAddressToStringW((SOCKADDR *)&port, sizeof port, NULL, text, &length));
    FAILS(WSAStringToAddressW(text, AF_INET, NULL, (SOCKADDR *)(void *)constant, &size), WSAEFAULT);
    memset(&info, 0, sizeof info);
    info.lpServiceClassId = CLASS_B;
    info.lpszServiceClassName = W("class");
    info.dwCount = 1;
    info.lpClassInfos = (WSANSCLASSINFOW *)(void *)wild;
    FAILS(WSAInstallServiceClassW(&info), WSAEFAULT);
    FAILS(WSCUnInstallNameSpace((GUID *)(void *)wild), WSAEFAULT);
}

/* An array that is too long to be taken is not looked at. */
static void arrays_up_to_their_limits(void) {
    WSAQUERYSETW set = query_w(W("name"), CLASS_A);
    HANDLE lookup;
    set.lpafpProtocols = (AFPROTOCOLS *)(void *)wild;
    set.dwNumberOfProtocols = 4096;
    FAILS(WSALookupServiceBeginW(&set, LUP_RETURN_NAME, &lookup), WSAEFAULT);
    set.dwNumberOfProtocols = 4097;
    FAILS(WSALookupServiceBeginW(&set, LUP_RETURN_NAME, &lookup), WSAEINVAL);
    set.lpcsaBuffer = (CSADDR_INFO *)(void *)wild;
    set.dwNumberOfCsAddrs = 65536;
    FAILS(WSASetServiceW(&set, RNRSERVICE_REGISTER, 0), WSAEFAULT);
    set.dwNumberOfCsAddrs = 65537;
    FAILS(WSASetServiceW(&set, RNRSERVICE_REGISTER, 0), WSAEINVAL);
}

int main(void) {
    make_pages();
    FAILS(WSASetServiceW((WSAQUERYSETW *)(void *)wild, RNRSERVICE_REGISTER, 0), WSANOTINITIALISED);
    start_winsock();
    RUN(structs_and_what_they_point_to);
    RUN(what_is_written);
    RUN(addresses_and_classes);
    RUN(arrays_up_to_their_limits);
    return 0;
}
