// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_JOURNAL={new}
// env: ENLIST_GUARD=0
// linux only: pointers are tried by a system call of Linux
// What a call does not look at may be anything, and the journal has null for it: a call goes as it does without a journal.
#include "rnr.h"
#include "harness.h"

#include <sporder.h>
#include <sys/mman.h>
#include <ws2spi.h>

static unsigned char *wild, *edge;

static void make_pages(void) {
    long page = sysconf(_SC_PAGESIZE);
    unsigned char *pages = (unsigned char *)mmap(NULL, 2 * (size_t)page, PROT_READ | PROT_WRITE,
                                                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(pages != MAP_FAILED);
    CHECK(mprotect(pages + page, (size_t)page, PROT_NONE) == 0);
    edge = pages + page;
    wild = pages + page + 64;
}

static void what_a_call_refuses_before(void) {
    char text[16];
    DWORD length = sizeof text;
    INT size = 16;
    struct sockaddr_in address;
    FAILS(WSAStringToAddressA((char *)wild, 99, NULL, (SOCKADDR *)(void *)&address, &size), WSAEINVAL);
    FAILS(WSAAddressToStringA((SOCKADDR *)(void *)wild, 1, NULL, text, &length), WSAEFAULT);
    show_journal();
}

static void what_a_call_does_not_come_to(void) {
    WSAQUERYSETW set = query_w(W("name"), CLASS_A);
    set.dwSize = 8;
    set.lpszServiceInstanceName = (WCHAR *)(void *)wild;
    FAILS(WSASetServiceW(&set, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    FAILS(WSAGetServiceClassNameByClassIdA(CLASS_A, (char *)wild, (DWORD *)(void *)wild), WSATYPE_NOT_FOUND);
    FAILS(WSANSPIoctl(NULL, 5, wild, 10, wild, 10, (DWORD *)(void *)wild, (WSACOMPLETION *)(void *)wild),
          WSAEINVAL);
    CHECK(WSCWriteNameSpaceOrder((GUID *)(void *)(edge - sizeof(GUID)), 30) != 0);
    show_journal();
}

static void what_needs_a_start(void) {
    CHECK(WSACleanup() == 0);
    FAILS(WSCEnumNameSpaceProviders32((DWORD *)(void *)wild, NULL), WSANOTINITIALISED);
    FAILS(WSCEnumNameSpaceProvidersEx32((DWORD *)(void *)wild, NULL), WSANOTINITIALISED);
    FAILS(WSAEnumNameSpaceProvidersA((DWORD *)(void *)wild, NULL), WSANOTINITIALISED);
    show_journal();
}

int main(void) {
    make_pages();
    start_winsock();
    RUN(what_a_call_refuses_before);
    RUN(what_a_call_does_not_come_to);
    RUN(what_needs_a_start);
    return 0;
}
