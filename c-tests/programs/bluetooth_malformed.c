// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_BLUETOOTH={folder}/bluetooth_malformed.toml
// A description of devices that cannot be used is reported by WSAStartup, and read anew by the next.
#include "bth.h"

static void a_malformed_description_is_reported(void) {
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == WSASYSNOTREADY);
    FAILS(WSACleanup(), WSANOTINITIALISED);
}

static void so_is_one_that_is_no_file(void) {
    static const char *const wrong[] = {"on", "OFF", "/", "/dev/null", "/nowhere/devices.toml"};
    WSADATA data;
    size_t index;
    for (index = 0; index < sizeof wrong / sizeof wrong[0]; index++) {
        set_variable("ENLIST_BLUETOOTH", wrong[index]);
        printf("  %s: %d\n", wrong[index], WSAStartup(MAKEWORD(2, 2), &data));
    }
}

static void an_empty_value_is_the_radio_by_itself(void) {
    set_variable("ENLIST_BLUETOOTH", "");
    start_winsock();
    CHECK(set_channel(RNRSERVICE_REGISTER, W("name"), own_class(), 1) == 0);
    show_local();
}

int main(void) {
    RUN(a_malformed_description_is_reported);
    RUN(so_is_one_that_is_no_file);
    RUN(an_empty_value_is_the_radio_by_itself);
    return 0;
}
