// SPDX-License-Identifier: MIT OR Apache-2.0
// Service classes in the A forms, in UTF-8: names are converted, values are not, and lengths are counted in bytes.
#include "classes.h"

#define E_ACUTE "\xC3\xA9"
#define MIDDLE "\xE4\xB8\xAD"
#define GRIN "\xF0\x9F\x98\x80"

static void show_both(GUID *id) {
    int wide;
    for (wide = 1; wide >= 0; wide--) {
        text *info = class_info(wide, directory_provider(), id), *name = class_name(wide, id);
        printf("  %s: %s; called %s\n", wide ? "W" : "A", info->bytes, name->bytes);
        free(info);
        free(name);
    }
}

static void what_one_form_installs_both_describe(void) {
    /* Text in a value stays what it was, whichever form it came in and goes out by. */
    static char ansi_text[] = "caf" E_ACUTE;
    WSANSCLASSINFOA value_a;
    WSASERVICECLASSINFOA ansi;
    WSANSCLASSINFOW value;
    WSASERVICECLASSINFOW wide;
    memset(&value_a, 0, sizeof value_a);
    value_a.lpszName = A("nombre d'entr" E_ACUTE "es");
    value_a.dwValueType = REG_SZ;
    value_a.dwValueSize = sizeof ansi_text;
    value_a.lpValue = ansi_text;
    memset(&ansi, 0, sizeof ansi);
    ansi.lpServiceClassId = CLASS_A;
    ansi.lpszServiceClassName = A("Caf" E_ACUTE " " MIDDLE " " GRIN);
    ansi.dwCount = 1;
    ansi.lpClassInfos = &value_a;
    WORKS(WSAInstallServiceClassA(&ansi));
    show_both(CLASS_A);
    FAILS(WSAInstallServiceClassA(&ansi), WSAEALREADY);

    value = value_w(W("\u00E9"), NS_ALL, REG_SZ, 4, W("\u00E9"));
    wide = class_w(CLASS_B, W("\u4E2D\U0001F600"), 1, &value);
    WORKS(WSAInstallServiceClassW(&wide));
    show_both(CLASS_B);
    /* What is no character has no other form. */
    WORKS(install_named(CLASS_C, W("\xD800!")));
    show_both(CLASS_C);
    WORKS(WSARemoveServiceClass(CLASS_A));
    WORKS(WSARemoveServiceClass(CLASS_B));
    WORKS(WSARemoveServiceClass(CLASS_C));
}

static void lengths_are_counted_in_the_characters_of_the_form(void) {
    static const struct {
        WCHAR *name;
        DWORD wide, ansi;
    } rows[] = {{W("a"), 2, 2}, {W("\u00E9\u00E9"), 3, 5}, {W("\u4E2D\u4E2D"), 3, 7}, {W("\U0001F600"), 3, 5}};
    size_t index;
    for (index = 0; index < sizeof rows / sizeof rows[0]; index++) {
        DWORD length = 0;
        WORKS(install_named(CLASS_A, rows[index].name));
        FAILS(WSAGetServiceClassNameByClassIdW(CLASS_A, NULL, &length), WSAEFAULT);
        CHECK(length == rows[index].wide);
        FAILS(WSAGetServiceClassNameByClassIdA(CLASS_A, NULL, &length), WSAEFAULT);
        CHECK(length == rows[index].ansi);
        WORKS(WSARemoveServiceClass(CLASS_A));
    }
}

int main(void) {
    start_winsock();
    RUN(what_one_form_installs_both_describe);
    RUN(lengths_are_counted_in_the_characters_of_the_form);
    return 0;
}
