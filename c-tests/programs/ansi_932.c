// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_ACP=932
// The A forms in code page 932, by the published vectors.
#include "classes.h"

static void show_both(void) {
    WSAQUERYSETW wide = query_w(NULL, CLASS_A);
    WSAQUERYSETA ansi = query_a(NULL, CLASS_A);
    show_w(&wide, LUP_RETURN_NAME | LUP_RETURN_COMMENT);
    show_a(&ansi, LUP_RETURN_NAME | LUP_RETURN_COMMENT);
}

static void characters_that_are_missing_are_fitted_or_replaced(void) {
    WSAQUERYSETW query = query_w(W("A\u4E2D\u20AC\u00E9\U0001F600"), CLASS_A);
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_both();
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
}

static void two_bytes_are_one_character(void) {
    /* The second byte of the first character is that of a backslash in ASCII, and is none. */
    WSAQUERYSETA query = query_a(A("\x83\x5C\x83\x74\x83\x67"), CLASS_A);
    WSAQUERYSETW wide = query_w(W("\u30BD\u30D5\u30C8"), CLASS_A);
    query.lpszContext = A("\x83\x5C");
    query.lpszComment = A("\xB1\xB2");
    WORKS(WSASetServiceA(&query, RNRSERVICE_REGISTER, 0));
    wide.lpszContext = W("\u30BD");
    show_w(&wide, LUP_RETURN_NAME | LUP_RETURN_COMMENT);
    show_a(&query, LUP_RETURN_NAME | LUP_RETURN_COMMENT);
    WORKS(WSASetServiceW(&wide, RNRSERVICE_DELETE, 0));
}

static void names_of_classes_are_converted_and_values_are_not(void) {
    static char data[] = "\x83\x5C";
    WSANSCLASSINFOW value = value_w((WCHAR *)A("\x83\x5C"), NS_ALL, REG_SZ, sizeof data, data);
    WSASERVICECLASSINFOW given = class_w(CLASS_A, (WCHAR *)A("\x83\x5C\xB1"), 1, &value);
    int wide;
    WORKS(install(0, &given));
    for (wide = 1; wide >= 0; wide--) {
        text *info = class_info(wide, directory_provider(), CLASS_A), *name = class_name(wide, CLASS_A);
        printf("  %s: %s; called %s\n", wide ? "W" : "A", info->bytes, name->bytes);
        free(info);
        free(name);
    }
    WORKS(WSARemoveServiceClass(CLASS_A));
}

int main(void) {
    start_winsock();
    RUN(characters_that_are_missing_are_fitted_or_replaced);
    RUN(two_bytes_are_one_character);
    RUN(names_of_classes_are_converted_and_values_are_not);
    return 0;
}
