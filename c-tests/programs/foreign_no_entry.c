// SPDX-License-Identifier: MIT OR Apache-2.0
// library: no_entry
// env: ENLIST_JOURNAL={new}
// A library without NSPStartup can be installed as a provider, and cannot be started.
#include "harness.h"
#include "library.h"
#include "rnr.h"

#include <ws2spi.h>

static GUID id = {0x5E2A1B70, 0x3C4D, 0x4E5F, {0x90, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0x50}};

static void its_own_calls_fail(void) {
    WSAQUERYSETW query = query_w(W("service"), CLASS_A);
    HANDLE handle;
    int round;
    query.lpNSProviderId = &id;
    for (round = 0; round < 2; round++) {
        FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEPROVIDERFAILEDINIT);
        FAILS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &handle), WSAEPROVIDERFAILEDINIT);
        query.lpNSProviderId = NULL;
        query.dwNameSpace = 4711;
    }
#ifdef _WIN32
    /* What the system says about it is in the user's language. */
    CHECK(latest_event_says("\"library\"", "foreign_no_entry", "NSPStartup"));
#else
    CHECK(latest_event_says("\"library\"", getenv("TEST_LIBRARY"), "undefined symbol: NSPStartup"));
#endif
}

static void with_others_it_is_passed_over(void) {
    WSAQUERYSETW query = query_w(W("service"), CLASS_A);
    query.dwNameSpace = NS_ALL;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_w(&query, LUP_RETURN_NAME);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
}

int main(void) {
    WORKS(WSCInstallNameSpace(W("No entry"), given_library(), 4711, 1, &id));
    start_winsock();
    RUN(its_own_calls_fail);
    RUN(with_others_it_is_passed_over);
    WORKS(WSCUnInstallNameSpace(&id));
    return 0;
}
