// SPDX-License-Identifier: MIT OR Apache-2.0
// The A functions take and give the process's own ANSI code page, as the system converts it.
//
// env: ENLIST_ACP=

#include "../programs/rnr.h"

int main(void) {
    static result_buffer buffer;
    char name[128];
    WCHAR wide[128];
    unsigned length = 0, byte;
    WSAQUERYSETA query = query_a(name, CLASS_A);
    WSAQUERYSETW again = query_w(NULL, CLASS_A);
    HANDLE lookup;
    for (byte = 0xA1; byte < 0xFF; byte++) {
        /* Single bytes only. */
        if (!IsDBCSLeadByte((BYTE)byte)) {
            name[length++] = (char)byte;
        }
    }
    name[length] = '\0';
    CHECK(MultiByteToWideChar(CP_ACP, 0, name, -1, wide, 128) > 0);
    start_winsock();
    CHECK(WSASetServiceA(&query, RNRSERVICE_REGISTER, 0) == 0);
    CHECK(WSALookupServiceBeginW(&again, LUP_RETURN_NAME, &lookup) == 0);
    CHECK(next_w(lookup, 0, &buffer) == 0);
    CHECK(lstrcmpW(buffer.w.lpszServiceInstanceName, wide) == 0);
    CHECK(WSALookupServiceEnd(lookup) == 0);
    puts("as the system converts it");
    return 0;
}
