// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_ACP=1252
// The A forms in code page 1252, by the published vectors.
#include "rnr.h"

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

static void undefined_bytes_become_control_characters(void) {
    WSAQUERYSETA query = query_a(A("\x81\x8D\x80\xE9"), CLASS_A);
    static WCHAR name[] = {0x81, 0x8D, 0x20AC, 0xC9, 0};
    WSAQUERYSETW wide = query_w(name, CLASS_A);
    query.lpszComment = A("stra\xDF" "e");
    WORKS(WSASetServiceA(&query, RNRSERVICE_REGISTER, 0));
    show_both();
    show_w(&wide, LUP_RETURN_COMMENT);
    query.lpszServiceInstanceName = A("\x81\x8D\x80\xC9");
    WORKS(WSASetServiceA(&query, RNRSERVICE_DELETE, 0));
}

static void utf_8_is_not_recognised(void) {
    WSAQUERYSETA query = query_a(A("\xC3\xA9"), CLASS_A);
    WORKS(WSASetServiceA(&query, RNRSERVICE_REGISTER, 0));
    show_both();
    WORKS(WSASetServiceA(&query, RNRSERVICE_DELETE, 0));
}

static void one_byte_is_one_character_and_two(void) {
    WSAQUERYSETW query = query_w(W("\u20AC\u20AC"), CLASS_A);
    HANDLE lookup;
    DWORD wide = 0, ansi = 0, bare = 0;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL & ~LUP_RETURN_ADDR, &lookup));
    FAILS(WSALookupServiceNextW(lookup, LUP_RETURN_BLOB, &bare, NULL), WSAEFAULT);
    FAILS(WSALookupServiceNextW(lookup, LUP_RETURN_NAME, &wide, NULL), WSAEFAULT);
    FAILS(WSALookupServiceNextA(lookup, LUP_RETURN_NAME, &ansi, NULL), WSAEFAULT);
    printf("  W + %u, A + %u\n", (unsigned)(wide - bare), (unsigned)(ansi - bare));
    WORKS(WSALookupServiceEnd(lookup));
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
}

int main(void) {
    start_winsock();
    RUN(characters_that_are_missing_are_fitted_or_replaced);
    RUN(undefined_bytes_become_control_characters);
    RUN(utf_8_is_not_recognised);
    RUN(one_byte_is_one_character_and_two);
    return 0;
}
