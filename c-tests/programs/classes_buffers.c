// SPDX-License-Identifier: MIT OR Apache-2.0
// The buffer of WSAGetServiceClassNameByClassId: lengths to the character, and nothing written beyond them.
#include "classes.h"

#define RED 0xA5

static unsigned char area[256];

static int is_red(const unsigned char *from, const unsigned char *to) {
    for (; from < to; from++) {
        if (*from != RED) {
            return 0;
        }
    }
    return 1;
}

static void every_length_and_alignment(int wide, GUID *id, DWORD needed, const void *name) {
    size_t unit = wide ? sizeof(WCHAR) : 1;
    DWORD room, length;
    int misalignment;
    for (room = 0; room < needed + 4; room++) {
        length = room;
        FAILS(get_name(wide, id, NULL, &length), WSAEFAULT);
        CHECK(length == needed);
        for (misalignment = 0; misalignment < 4; misalignment++) {
            unsigned char *start = area + 32 + misalignment, *end = start + needed * unit;
            memset(area, RED, sizeof area);
            length = room;
            if (room < needed) {
                FAILS(get_name(wide, id, start, &length), WSAEFAULT);
                end = start;
            } else {
                WORKS(get_name(wide, id, start, &length));
                CHECK(memcmp(start, name, needed * unit) == 0);
            }
            CHECK(length == needed);
            CHECK(is_red(area, start) && is_red(end, area + sizeof area));
        }
    }
    length = 0xFFFFFFFF;
    WORKS(get_name(wide, id, area, &length));
    CHECK(length == needed);
    length = 0xFFFFFFFF;
    FAILS(get_name(wide, id, NULL, &length), WSAEFAULT);
    CHECK(length == needed);
}

static void lengths_are_exact_and_no_smaller_buffer_is_touched(void) {
    static WCHAR ascii[] = {'c', 'l', 'a', 's', 's', 0}, one[] = {'x', 0};
    static WCHAR other[] = {0xE9, 0x4E2D, 0xD83D, 0xDE00, 0};
    GUID http = SVCID_TCP(80);
    WORKS(install_named(CLASS_A, ascii));
    WORKS(install_named(CLASS_B, one));
    WORKS(install_named(CLASS_C, other));
    every_length_and_alignment(1, CLASS_A, 6, ascii);
    every_length_and_alignment(0, CLASS_A, 6, "class");
    every_length_and_alignment(1, CLASS_B, 2, one);
    every_length_and_alignment(0, CLASS_B, 2, "x");
    every_length_and_alignment(1, CLASS_C, 5, other);
    every_length_and_alignment(0, CLASS_C, 10, "\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80");
    every_length_and_alignment(1, &http, 7, W("80/tcp"));
    every_length_and_alignment(0, &http, 7, "80/tcp");
}

int main(void) {
    start_winsock();
    RUN(lengths_are_exact_and_no_smaller_buffer_is_touched);
    return 0;
}
