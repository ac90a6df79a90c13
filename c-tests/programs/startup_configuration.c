// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_ACP=437
// A variable with a value that is not one of its own is reported by WSAStartup, and not ignored.
#include "check.h"

static WSADATA data;

static void an_unknown_code_page_is_reported(void) {
    memset(&data, 0, sizeof data);
    WSASetLastError(77);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == WSASYSNOTREADY);
    CHECK(WSAGetLastError() == 77);
    /* As for a version that is not supported: the answer is filled in all the same. */
    printf("  version %d.%d, %s\n", LOBYTE(data.wVersion), HIBYTE(data.wVersion), data.szDescription);
    FAILS(WSACleanup(), WSANOTINITIALISED);
    FAILS(WSALookupServiceEnd(NULL), WSANOTINITIALISED);
}

static void version_and_pointer_are_looked_at_first(void) {
    CHECK(WSAStartup(MAKEWORD(0, 0), NULL) == WSAVERNOTSUPPORTED);
    CHECK(WSAStartup(MAKEWORD(2, 2), NULL) == WSAEFAULT);
}

static void wrong_values_are_reported_whatever_the_variable(void) {
    static const char *const wrong[][2] = {
        {"ENLIST_ACP", "0"},          {"ENLIST_ACP", "1259"},
        {"ENLIST_ACP", "utf-8"},      {"ENLIST_ACP", "65001 "},
        {"ENLIST_ACP", "-1"},         {"ENLIST_ACP", "99999999999999999999"},
        {"ENLIST_SAP", "yes"},        {"ENLIST_SAP", "Local"},
        {"ENLIST_NAME_CASE", "1"},    {"ENLIST_NAME_CASE", "Exact"},
        {"ENLIST_DIRECTORY_ACCESS", "readonly"},
        {"ENLIST_DIRECTORY_ACCESS", "read-only except"},
        {"ENLIST_DIRECTORY_ACCESS", "read-only except {x}"},
        {"ENLIST_DIRECTORY_ACCESS", "read-only except {5AD3C2F0-11E4-4B7A-9C21-3D586E70840A},"},
    };
    size_t index;
    set_variable("ENLIST_ACP", NULL);
    for (index = 0; index < sizeof wrong / sizeof wrong[0]; index++) {
        set_variable(wrong[index][0], wrong[index][1]);
        printf("  %s=\"%s\": %d\n", wrong[index][0], wrong[index][1], WSAStartup(MAKEWORD(2, 2), &data));
        set_variable(wrong[index][0], NULL);
        FAILS(WSACleanup(), WSANOTINITIALISED);
    }
}

static void once_the_variables_are_right_it_starts(void) {
    set_variable("ENLIST_ACP", "");
    set_variable("ENLIST_SAP", "off");
    set_variable("ENLIST_NAME_CASE", "insensitive");
    set_variable("ENLIST_DIRECTORY_ACCESS", "publish");
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    CHECK(WSACleanup() == 0);
    FAILS(WSACleanup(), WSANOTINITIALISED);
}

int main(void) {
    RUN(an_unknown_code_page_is_reported);
    RUN(version_and_pointer_are_looked_at_first);
    RUN(wrong_values_are_reported_whatever_the_variable);
    RUN(once_the_variables_are_right_it_starts);
    return 0;
}
