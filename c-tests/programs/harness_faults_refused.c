// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_JOURNAL={new}
// env: ENLIST_FAULTS=WSASetServiceW:1=WSAEACCESS
// Faults that are not what they should be stop WSAStartup; the journal says where.
#include "harness.h"

static WSADATA data;

static void a_slip_is_told_with_its_column(void) {
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == WSASYSNOTREADY);
    set_variable("ENLIST_FAULTS", "WSACleanup:1=5; WSASetService:1=WSAEACCES");
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == WSASYSNOTREADY);
    set_variable("ENLIST_FAULTS", "WSACleanup:1=5; WSACleanup:0=8");
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == WSASYSNOTREADY);
    FAILS(WSACleanup(), WSANOTINITIALISED);
    set_variable("ENLIST_FAULTS", "WSACleanup:1=WSAEINTR");
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    FAILS(WSACleanup(), WSAEINTR);
    CHECK(WSACleanup() == 0);
    show_journal();
}

static void so_are_other_variables(void) {
    set_variable("ENLIST_ACP", "437");
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    CHECK(WSACleanup() == 0);
    show_journal();
}

int main(void) {
    RUN(a_slip_is_told_with_its_column);
    RUN(so_are_other_variables);
    return 0;
}
