// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_JOURNAL={new}
// env: ENLIST_ACP=65001
// Every call is a line of the journal, with its parameters decoded.
#include "rnr.h"
#include "harness.h"

#include <svcguid.h>
#include <ws2spi.h>
#include <sporder.h>

static void before_startup_nothing_is_read(void) {
    WSAQUERYSETW *never_read = (WSAQUERYSETW *)(size_t)16;
    FAILS(WSASetServiceW(never_read, RNRSERVICE_REGISTER, SERVICE_MULTIPLE), WSANOTINITIALISED);
    show_journal();
}

static void start_up(void) {
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(0, 0), &data) == WSAVERNOTSUPPORTED);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    show_journal();
}

static SOCKADDR_IN inet_address(unsigned host, unsigned short port) {
    SOCKADDR_IN address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(host);
    return address;
}

static GUID http = SVCID_TCP(80);

static void registrations(void) {
    unsigned char data[40];
    unsigned char odd[5] = {0xFE, 0x7F, 1, 2, 3};
    BLOB blob;
    SOCKADDR_IN local = inet_address(0xC0000201, 80), remote = inet_address(0, 0);
    CSADDR_INFO addresses[2];
    WSAVERSION version = {7, COMP_NOTLESS};
    WSAQUERYSETW set;
    WSAQUERYSETA ansi;
    memset(data, 0xAB, sizeof data);
    blob.cbSize = sizeof data;
    blob.pBlobData = data;
    memset(addresses, 0, sizeof addresses);
    addresses[0].LocalAddr.lpSockaddr = (SOCKADDR *)&local;
    addresses[0].LocalAddr.iSockaddrLength = sizeof local;
    addresses[0].RemoteAddr.lpSockaddr = (SOCKADDR *)&remote;
    addresses[0].RemoteAddr.iSockaddrLength = sizeof remote;
    addresses[0].iSocketType = SOCK_STREAM;
    addresses[0].iProtocol = IPPROTO_TCP;
    addresses[1].LocalAddr.lpSockaddr = (SOCKADDR *)odd;
    addresses[1].LocalAddr.iSockaddrLength = sizeof odd;
    memset(&set, 0, sizeof set);
    set.dwSize = sizeof set;
    set.lpszServiceInstanceName = W("Print \"server\"\n");
    set.lpServiceClassId = &http;
    set.lpVersion = &version;
    set.lpszComment = W("quick");
    set.dwNameSpace = NS_NTDS;
    set.dwNumberOfCsAddrs = 2;
    set.lpcsaBuffer = addresses;
    set.lpBlob = &blob;
    WORKS(WSASetServiceW(&set, RNRSERVICE_REGISTER, 0));
    memset(&ansi, 0, sizeof ansi);
    ansi.dwSize = sizeof ansi;
    ansi.lpszServiceInstanceName = A("caf\xC3\xA9");
    ansi.lpServiceClassId = CLASS_A;
    ansi.dwNameSpace = NS_NTDS;
    ansi.lpNSProviderId = directory_provider();
    ansi.lpszContext = A("\\");
    WORKS(WSASetServiceA(&ansi, RNRSERVICE_REGISTER, SERVICE_MULTIPLE | 0x80));
    set.lpszServiceInstanceName = W("nobody");
    FAILS(WSASetServiceW(&set, RNRSERVICE_DELETE, 0), WSASERVICE_NOT_FOUND);
    FAILS(WSASetServiceW(&set, (WSAESETSERVICEOP)3, 0), WSAEINVAL);
    FAILS(WSASetServiceW(NULL, RNRSERVICE_REGISTER, 0), WSAEFAULT);
    set.dwSize = 1;
    FAILS(WSASetServiceW(&set, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    show_journal();
}

static void lookups(void) {
    static result_buffer buffer;
    AFPROTOCOLS protocol = {AF_INET, IPPROTO_TCP};
    WSAQUERYSETW set;
    HANDLE lookup = NULL;
    DWORD length = 8;
    memset(&set, 0, sizeof set);
    set.dwSize = sizeof set;
    set.lpszServiceInstanceName = W("Print \"server\"\n");
    set.lpServiceClassId = &http;
    set.dwNameSpace = NS_NTDS;
    set.dwNumberOfProtocols = 1;
    set.lpafpProtocols = &protocol;
    WORKS(WSALookupServiceBeginW(&set, LUP_RETURN_ALL | LUP_DEEP, &lookup));
    FAILS(WSALookupServiceNextW(lookup, 0, &length, &buffer.w), WSAEFAULT);
    CHECK(length > 8);
    WORKS(next_w(lookup, LUP_RETURN_NAME | LUP_RETURN_ADDR, &buffer));
    FAILS(next_a(lookup, 0, &buffer), WSA_E_NO_MORE);
    WORKS(WSALookupServiceEnd(lookup));
    FAILS(WSALookupServiceEnd(NULL), WSA_INVALID_HANDLE);
    FAILS(WSALookupServiceBeginW(&set, 0, NULL), WSAEFAULT);
    show_journal();
}

static void classes(void) {
    static unsigned char buffer[4096];
    DWORD number = 80, length = sizeof buffer, few = 2;
    WSANSCLASSINFOW value;
    WSASERVICECLASSINFOW info;
    memset(&value, 0, sizeof value);
    value.lpszName = W("TcpPort");
    value.dwNameSpace = NS_ALL;
    value.dwValueType = 4;
    value.dwValueSize = sizeof number;
    value.lpValue = &number;
    info.lpServiceClassId = CLASS_B;
    info.lpszServiceClassName = W("Printers");
    info.dwCount = 1;
    info.lpClassInfos = &value;
    WORKS(WSAInstallServiceClassW(&info));
    WORKS(WSAGetServiceClassInfoW(directory_provider(), CLASS_B, &length, (WSASERVICECLASSINFOW *)(void *)buffer));
    FAILS(WSAGetServiceClassNameByClassIdA(CLASS_B, (char *)buffer, &few), WSAEFAULT);
    WORKS(WSAGetServiceClassNameByClassIdA(CLASS_B, (char *)buffer, &length));
    WORKS(WSARemoveServiceClass(CLASS_B));
    show_journal();
}

static void addresses_as_text(void) {
    SOCKADDR_IN address = inet_address(0x7F000001, 80);
    WCHAR wide[64];
    char narrow[64] = "10.0.0.1:25";
    DWORD length = 64;
    INT size = sizeof address;
    WORKS(WSAAddressToStringW((SOCKADDR *)&address, sizeof address, NULL, wide, &length));
    WORKS(WSAStringToAddressA(narrow, AF_INET, NULL, (SOCKADDR *)&address, &size));
    FAILS(WSAStringToAddressA(A("nowhere"), AF_INET, NULL, (SOCKADDR *)&address, &size), WSAEINVAL);
    show_journal();
}

static void the_last_error(void) {
    static char line[1 << 16];
    FILE *file = fopen(getenv("ENLIST_JOURNAL"), "rb");
    CHECK(file != NULL && fseek(file, 0, SEEK_END) == 0);
    WSASetLastError(WSAEINTR);
    CHECK(WSAGetLastError() == WSAEINTR);
    while (fgets(line, sizeof line, file) != NULL) {
        show_journal_line(line);
    }
    fclose(file);
    show_journal();
}

/* Whatever else there is, with as little as possible. */
static void everything_else(void) {
    DWORD length = 0, returned;
    HANDLE handle = NULL;
    WSAQUERYSETA ansi;
    WCHAR text[4];
    INT size = 0;
    memset(&ansi, 0, sizeof ansi);
    CHECK(WSAEnumNameSpaceProvidersA(NULL, NULL) == SOCKET_ERROR);
    CHECK(WSAEnumNameSpaceProvidersW(NULL, NULL) == SOCKET_ERROR);
    CHECK(WSAEnumNameSpaceProvidersExA(NULL, NULL) == SOCKET_ERROR);
    CHECK(WSAEnumNameSpaceProvidersExW(NULL, NULL) == SOCKET_ERROR);
    CHECK(WSALookupServiceBeginA(&ansi, LUP_FLUSHCACHE, &handle) == SOCKET_ERROR);
    CHECK(WSANSPIoctl(NULL, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, NULL) == SOCKET_ERROR);
    CHECK(WSAInstallServiceClassA(NULL) == SOCKET_ERROR);
    CHECK(WSAGetServiceClassInfoA(NULL, NULL, &length, NULL) == SOCKET_ERROR);
    CHECK(WSAGetServiceClassNameByClassIdW(NULL, text, &length) == SOCKET_ERROR);
    CHECK(WSAAddressToStringA(NULL, 0, NULL, NULL, NULL) == SOCKET_ERROR);
    CHECK(WSAStringToAddressW(W(""), AF_INET, NULL, NULL, &size) == SOCKET_ERROR);
    CHECK(WSAAdvertiseProvider(NULL, NULL) == SOCKET_ERROR);
    CHECK(WSAUnadvertiseProvider(directory_provider()) == SOCKET_ERROR);
    CHECK(WSAProviderCompleteAsyncCall(NULL, WSAEINTR) == SOCKET_ERROR);
    CHECK(WSAProviderConfigChange(&handle, NULL, NULL) == 0);
    CHECK(WSCInstallNameSpace(W("name"), W("path"), 99, 1, NULL) == SOCKET_ERROR);
    CHECK(WSCUnInstallNameSpace(CLASS_A) == SOCKET_ERROR);
    CHECK(WSCEnableNSProvider(CLASS_A, 1) == SOCKET_ERROR);
    CHECK(WSCWriteNameSpaceOrder(CLASS_A, 1) == WSAEINVAL);
    show_journal();
}

static void clean_up(void) {
    CHECK(WSACleanup() == 0);
    show_journal();
}

int main(void) {
    RUN(before_startup_nothing_is_read);
    RUN(start_up);
    RUN(registrations);
    RUN(lookups);
    RUN(classes);
    RUN(addresses_as_text);
    RUN(the_last_error);
    RUN(everything_else);
    RUN(clean_up);
    return 0;
}
