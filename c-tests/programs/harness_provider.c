// SPDX-License-Identifier: MIT OR Apache-2.0
// library: provider
// env: ENLIST_JOURNAL={new}
// env: ENLIST_FAULTS=provider:1=fails to load
// wine: what the system says of files is in its own words
// A provider's library that is not to be loaded gives the error of one that cannot be; the journal says why.
#include "harness.h"
#include "library.h"
#include "rnr.h"

#include <ws2spi.h>

#ifndef _WIN32
#include <sys/stat.h>
#include <unistd.h>
#endif

static GUID first = {0x5E2A1B70, 0x3C4D, 0x4E5F, {0x90, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0x01}};
static GUID second = {0x5E2A1B70, 0x3C4D, 0x4E5F, {0x90, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0x02}};

static GUID third = {0x5E2A1B70, 0x3C4D, 0x4E5F, {0x90, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0x03}};

/* A file beside the library. */
static const char *made_file(const char *extension, const char *content) {
    static char name[1024];
    FILE *file;
    snprintf(name, sizeof name, "%s%s", getenv("TEST_LIBRARY"), extension);
    file = fopen(name, "w");
    CHECK(file != NULL && fputs(content, file) >= 0 && fclose(file) == 0);
    return name;
}

static int ask(GUID *provider) {
    WSAQUERYSETW query = query_w(W("name"), CLASS_A);
    query.dwNameSpace = 777;
    query.lpNSProviderId = provider;
    return WSASetServiceW(&query, RNRSERVICE_REGISTER, 0);
}

static void the_first_loading_fails(void) {
    WORKS(WSCInstallNameSpace(W("mine"), given_library(), 777, 1, &first));
    FAILS(ask(&first), WSAEPROVIDERFAILEDINIT);
    WORKS(ask(&first));
}

static void a_library_that_is_not_there(void) {
    WORKS(WSCInstallNameSpace(W("nowhere"), W("/nowhere/provider.so"), 777, 1, &second));
    FAILS(ask(&second), WSAEPROVIDERFAILEDINIT);
}

static void a_library_that_is_none(void) {
    const char *library = made_file(".so", "no library");
    WORKS(WSCInstallNameSpace(W("none"), wide_path(library), 777, 1, &third));
#ifdef _WIN32
    FAILS(ask(&third), WSAEPROVIDERFAILEDINIT);
    CHECK(latest_event_says("\"library\"", "-library.dll.so", "LoadLibrary"));
#else
    CHECK(chmod(library, 0755) == 0);
    FAILS(ask(&third), WSAEPROVIDERFAILEDINIT);
    CHECK(latest_event_says("\"library\"", library, "file too short") || latest_event_says("\"library\"", library, "invalid ELF header"));
#endif
    WORKS(WSCUnInstallNameSpace(&third));
    CHECK(remove(library) == 0);
}

/* One that others can write to, and one of somebody else; elsewhere permissions are lists, which are not looked at. */
static void a_library_that_is_not_trusted(void) {
#ifndef _WIN32
    const char *library = made_file(".so", "no library");
    WORKS(WSCInstallNameSpace(W("untrusted"), wide_path(library), 777, 1, &third));
    CHECK(chmod(library, 0757) == 0);
    FAILS(ask(&third), WSAEPROVIDERFAILEDINIT);
    CHECK(latest_event_says("\"library\"", library, "can be written to by others"));
    CHECK(chmod(library, 0775) == 0);
    FAILS(ask(&third), WSAEPROVIDERFAILEDINIT);
    CHECK(latest_event_says("\"library\"", library, "can be written to by others"));
    CHECK(chmod(library, 0755) == 0);
    /* Nobody but the administrator can give a file away. */
    if (geteuid() == 0) {
        CHECK(chown(library, 12345, 12345) == 0);
        FAILS(ask(&third), WSAEPROVIDERFAILEDINIT);
        CHECK(latest_event_says("\"library\"", library, "belongs to somebody else"));
    }
    WORKS(WSCUnInstallNameSpace(&third));
    CHECK(remove(library) == 0);
#endif
}

static void a_catalogue_that_makes_no_sense(void) {
    const char *catalog = made_file(".toml", "[[provider]]\nname = \"nobody\"\n");
    WSADATA data;
    set_variable("ENLIST_CATALOG", catalog);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == WSASYSNOTREADY);
    CHECK(remove(catalog) == 0);
    set_variable("ENLIST_CATALOG", NULL);
}

/* The events alone, without the path of the library, which is another one in each run. */
static void the_journal_says_why(void) {
    static char line[1 << 16];
    FILE *file = fopen(getenv("ENLIST_JOURNAL"), "r");
    CHECK(file != NULL);
    while (fgets(line, sizeof line, file) != NULL) {
        char *event = strstr(line, "\"event\":");
        if (event != NULL) {
            char *injected = strstr(event, ": an injected fault"), *message = strstr(event, "\"message\":\"") + 11;
            if (injected != NULL) {
                memmove(message, injected, strlen(injected) + 1);
            }
            printf("  %s", event);
        }
    }
    fclose(file);
}

int main(void) {
    RUN(a_catalogue_that_makes_no_sense);
    start_winsock();
    RUN(the_first_loading_fails);
    RUN(a_library_that_is_not_there);
    RUN(the_journal_says_why);
    RUN(a_library_that_is_none);
    RUN(a_library_that_is_not_trusted);
    CHECK(WSACleanup() == 0);
    return 0;
}
