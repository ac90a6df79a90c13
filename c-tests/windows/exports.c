// SPDX-License-Identifier: MIT OR Apache-2.0
// By ordinal and by name, our own functions are ours, and all others those of the genuine library.

#include "../programs/check.h"

static FARPROC by(HMODULE library, const char *name) {
    FARPROC found = GetProcAddress(library, name);
    CHECK(found != NULL);
    return found;
}

int main(void) {
    static const struct {
        const char *name;
        WORD ordinal;
    } ours[] = {{"WSAGetLastError", 111}, {"WSASetLastError", 112}, {"WSAStartup", 115}, {"WSACleanup", 116}},
      others[] = {{"accept", 1}, {"closesocket", 3}, {"socket", 23}, {"gethostname", 57}, {"__WSAFDIsSet", 151}};
    HMODULE enlist = LoadLibraryA("enlist.dll"), genuine = LoadLibraryA("ws2_32.dll");
    unsigned index;
    CHECK(enlist != NULL && genuine != NULL);
    for (index = 0; index < sizeof ours / sizeof *ours; index++) {
        FARPROC found = by(enlist, ours[index].name);
        CHECK(found == by(enlist, MAKEINTRESOURCEA(ours[index].ordinal)));
        CHECK(found != by(genuine, ours[index].name));
    }
    for (index = 0; index < sizeof others / sizeof *others; index++) {
        FARPROC found = by(genuine, others[index].name);
        CHECK(found == by(enlist, others[index].name));
        CHECK(found == by(enlist, MAKEINTRESOURCEA(others[index].ordinal)));
    }
    CHECK(by(enlist, "getaddrinfo") == by(genuine, "getaddrinfo"));
    CHECK(GetProcAddress(enlist, MAKEINTRESOURCEA(499)) == NULL);
    puts("as Windows numbers them");
    /* Linked, so that it is loaded before the program begins. */
    WSASetLastError(0);
    return 0;
}
