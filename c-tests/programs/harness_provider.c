// SPDX-License-Identifier: MIT OR Apache-2.0
// library: provider
// env: ENLIST_JOURNAL={new}
// env: ENLIST_FAULTS=provider:1=fails to load
// linux only: paths of libraries are written otherwise on Windows
// A provider's library that is not to be loaded gives the error of one that cannot be; the journal says why.
#include "rnr.h"
#include "harness.h"

#include <ws2spi.h>

static GUID first = {0x5E2A1B70, 0x3C4D, 0x4E5F, {0x90, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0x01}};
static GUID second = {0x5E2A1B70, 0x3C4D, 0x4E5F, {0x90, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0x02}};

static WCHAR path[1024];

static int ask(GUID *provider) {
    WSAQUERYSETW query = query_w(W("name"), CLASS_A);
    query.dwNameSpace = 777;
    query.lpNSProviderId = provider;
    return WSASetServiceW(&query, RNRSERVICE_REGISTER, 0);
}

static void the_first_loading_fails(void) {
    const char *library = getenv("TEST_LIBRARY");
    size_t index;
    CHECK(library != NULL && strlen(library) < sizeof path / sizeof path[0]);
    for (index = 0; library[index] != '\0'; index++) {
        path[index] = (WCHAR)(unsigned char)library[index];
    }
    WORKS(WSCInstallNameSpace(W("mine"), path, 777, 1, &first));
    FAILS(ask(&first), WSAEPROVIDERFAILEDINIT);
    WORKS(ask(&first));
}

static void a_library_that_is_not_there(void) {
    WORKS(WSCInstallNameSpace(W("nowhere"), W("/nowhere/provider.so"), 777, 1, &second));
    FAILS(ask(&second), WSAEPROVIDERFAILEDINIT);
}

/* The events alone, without the path of the library, which is another one in each run. */
static void the_journal_says_why(void) {
    static char line[1 << 16];
    FILE *file = fopen(getenv("ENLIST_JOURNAL"), "r");
    CHECK(file != NULL);
    while (fgets(line, sizeof line, file) != NULL) {
        char *event = strstr(line, "\"event\":");
        if (event != NULL) {
            char *library = strstr(event, getenv("TEST_LIBRARY"));
            if (library != NULL) {
                memmove(library, library + strlen(getenv("TEST_LIBRARY")), strlen(library + strlen(getenv("TEST_LIBRARY"))) + 1);
            }
            printf("  %s", event);
        }
    }
    fclose(file);
}

int main(void) {
    start_winsock();
    RUN(the_first_loading_fails);
    RUN(a_library_that_is_not_there);
    RUN(the_journal_says_why);
    CHECK(WSACleanup() == 0);
    return 0;
}
