// SPDX-License-Identifier: MIT OR Apache-2.0
// Scan packages that do not last, over a fork: they end with the object in the process that made them, and not with a copy of it.
// linux only: there is no fork on Windows
// env: ENLIST_TRUST={cabs}/trust
// env: TEST_CABS={cabs}
// env: TEST_STORE={new}
#include "wua.h"

#include "children.h"

static IUpdateServiceManager2 *manager;
static IUpdateService *package;
static int is_shared;

static LONG count_services(void) {
    IUpdateServiceCollection *services = NULL;
    LONG count = 0;
    RETURNS(CALL(manager, get_Services, &services), S_OK);
    RETURNS(CALL(services, get_Count, &count), S_OK);
    CALL(services, Release);
    return count;
}

static void release(unsigned unused) {
    (void)unused;
    CHECK(count_services() == 4);
    CHECK(CALL(package, Release) == 0);
    /* In a store that is shared it is still the parent's; in memory the child has the copy that it has ended. */
    CHECK(count_services() == (is_shared ? 4 : 3));
    CALL(manager, Release);
}

static void run(unsigned shared) {
    BSTR name = text_of(W("Offline Sync Service")), path;
    WCHAR wide[1024];
    char text[1024];
    int length = snprintf(text, sizeof text, "%s/scan.cab", getenv("TEST_CABS")), i;
    CHECK(length > 0 && (size_t)length < sizeof text);
    for (i = 0; i <= length; i++) {
        wide[i] = (WCHAR)(unsigned char)text[i];
    }
    path = text_of(wide);
    is_shared = (int)shared;
    if (shared) {
        setenv("ENLIST_STORE", getenv("TEST_STORE"), 1);
    }
    RETURNS(CoInitialize(NULL), S_OK);
    manager = new_manager();
    RETURNS(CALL(manager, AddScanPackageService, name, path, 0, &package), S_OK);
    SysFreeString(name), SysFreeString(path);
    in_process(release, 0);
    CHECK(count_services() == 4);
    CHECK(CALL(package, Release) == 0);
    CHECK(count_services() == 3);
    printf("  %s\n", shared ? "in a store" : "in memory");
    CALL(manager, Release);
}

static void packages_end_with_their_process(void) {
    in_process(run, 0);
    in_process(run, 1);
}

int main(void) {
    RUN(packages_end_with_their_process);
    return 0;
}
