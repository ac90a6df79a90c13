// SPDX-License-Identifier: MIT OR Apache-2.0
// Registration on line with a web server as people run them: versions, ways to send, redirections, statuses, secure connections.
// linux only: the server, which has the paths of Linux, is asked once
// server: web
// env: ENLIST_TRUST={cabs}/trust
#include "wua.h"

#include "children.h"

#include "../../include/enlist.h"

static char url[300];
static HRESULT expected;

static IUpdateServiceManager2 *start(void) {
    setenv("ENLIST_UPDATE_URL", url, 1);
    RETURNS(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    return new_manager();
}

static void once(unsigned unused) {
    IUpdateServiceManager2 *manager = start();
    (void)unused;
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 7, NULL), expected);
    show_registration(manager, UNKNOWN_SERVICE);
    CHECK(CALL(manager, Release) == 0);
}

/* A service that is removed is fetched anew, and what has not changed is not sent again. */
static void three_times(unsigned unused) {
    IUpdateServiceManager2 *manager = start();
    BSTR id = text_of(UNKNOWN_SERVICE);
    int i;
    (void)unused;
    for (i = 0; i < 3; i++) {
        RETURNS(add_service2(manager, UNKNOWN_SERVICE, 2, NULL), S_OK);
        RETURNS(CALL(manager, RemoveService, id), S_OK);
    }
    SysFreeString(id);
    CHECK(CALL(manager, Release) == 0);
}

/* After a reset as at first. */
static void with_a_reset(unsigned unused) {
    IUpdateServiceManager2 *manager = start();
    (void)unused;
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 2, NULL), S_OK);
    CHECK(enlist_reset() == ENLIST_OK);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 2, NULL), S_OK);
    CHECK(CALL(manager, Release) == 0);
}

static void asked(const char *server, const char *folder, HRESULT result, void (*body)(unsigned)) {
    CHECK(snprintf(url, sizeof url, "%s/%s", server, folder) < (int)sizeof url);
    expected = result;
    printf("  %s: %08X\n", folder, (unsigned)result);
    in_process(body, 0);
}

static int count_lines(const char *beginning, const char *end) {
    FILE *log = fopen(getenv("TEST_SERVER_LOG"), "r");
    char line[300];
    int count = 0;
    CHECK(log != NULL);
    while (fgets(line, sizeof line, log) != NULL) {
        size_t length = strcspn(line, "\n");
        line[length] = 0;
        count += strstr(line, beginning) == line && length >= strlen(end) && strcmp(line + length - strlen(end), end) == 0;
    }
    fclose(log);
    return count;
}

/* The server writes a line when it has sent the response. */
static void wait_for_lines(const char *beginning, const char *end, int count) {
    while (count_lines(beginning, end) < count) {
        sleep_ms(2);
    }
    CHECK(count_lines(beginning, end) == count);
}

static void a_cabinet_is_sent_once(void) {
    asked(getenv("TEST_SERVER"), "good", S_OK, three_times);
    wait_for_lines("http HEAD /good/", " - 200", 3);
    wait_for_lines("http GET /good/", " - 200", 1);
    wait_for_lines("http GET /good/", " - 304", 2);
    asked(getenv("TEST_SERVER"), "good", S_OK, with_a_reset);
    wait_for_lines("http GET /good/", " - 200", 3);
    wait_for_lines("http GET /good/", " - 304", 2);
}

static void ways_to_send(void) {
    asked(getenv("TEST_SERVER"), "squeezed", S_OK, once);
    asked(getenv("TEST_SERVER"), "chunked", S_OK, once);
    wait_for_lines("http GET /chunked/", " chunked 200", 1);
    asked(getenv("TEST_SERVER"), "page", WU_E_WINHTTP_INVALID_FILE, once);
    asked(getenv("TEST_SERVER"), "unsigned", TRUST_E_NOSIGNATURE, once);
}

static void redirections(void) {
    asked(getenv("TEST_SERVER"), "moved", S_OK, once);
    asked(getenv("TEST_SERVER"), "found", S_OK, once);
    asked(getenv("TEST_SERVER"), "see-other", S_OK, once);
    asked(getenv("TEST_SERVER"), "kept", S_OK, once);
    asked(getenv("TEST_SERVER"), "loop", WU_E_PT_HTTP_STATUS_NOT_MAPPED, once);
}

static void statuses(void) {
    asked(getenv("TEST_SERVER"), "missing", WU_E_PT_HTTP_STATUS_NOT_FOUND, once);
    asked(getenv("TEST_SERVER"), "password", WU_E_PT_HTTP_STATUS_DENIED, once);
    asked(getenv("TEST_SERVER"), "forbidden", WU_E_PT_HTTP_STATUS_FORBIDDEN, once);
    asked(getenv("TEST_SERVER"), "gone", WU_E_PT_HTTP_STATUS_GONE, once);
    asked(getenv("TEST_SERVER"), "closed", WU_E_PT_HTTP_STATUS_SERVICE_UNAVAIL, once);
    asked(getenv("TEST_SERVER"), "cut", (HRESULT)0x80072EFE, once);
}

/* Prints nothing. */
static void refused(unsigned unused) {
    IUpdateServiceManager2 *manager = start();
    (void)unused;
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 7, NULL), expected);
    CHECK(CALL(manager, Release) == 0);
}

/* With a library that has secure connections; without, nothing is secure, and what would be printed is. */
static void secure(const char *server, const char *folder, HRESULT result) {
    if (getenv("TEST_TLS") != NULL) {
        asked(server, folder, result, once);
        return;
    }
    CHECK(snprintf(url, sizeof url, "%s/%s", server, folder) < (int)sizeof url);
    expected = (HRESULT)0x80072F8F;
    in_process(refused, 0);
    printf("  %s: %08X\n", folder, (unsigned)result);
    puts(result == S_OK ? "  state 3, pending with AU 0, with AU -1, default -1"
                        : "  state 2, pending with AU -1, with AU 0, default 0");
}

static void secure_connections(void) {
    char other[300];
    const char *port = strrchr(getenv("TEST_SECURE_SERVER"), ':');
    setenv("ENLIST_UPDATE_ANCHORS", getenv("TEST_ANCHORS"), 1);
    secure(getenv("TEST_SECURE_SERVER"), "good", S_OK);
    secure(getenv("TEST_SERVER"), "to-secure", S_OK);
    secure(getenv("TEST_SECURE_SERVER"), "found", S_OK);
    secure(getenv("TEST_SECURE_SERVER"), "closed", WU_E_PT_HTTP_STATUS_SERVICE_UNAVAIL);
    /* Never from there to a plain connection. */
    secure(getenv("TEST_SECURE_SERVER"), "to-plain", (HRESULT)0x80072F8F);
    /* Another name than the certificate's; nobody who vouches for it; something else than a secure connection. */
    CHECK(snprintf(other, sizeof other, "https://127.0.0.1%s", port) < (int)sizeof other);
    secure(other, "good", (HRESULT)0x80072F8F);
    unsetenv("ENLIST_UPDATE_ANCHORS");
    secure(getenv("TEST_SECURE_SERVER"), "good", (HRESULT)0x80072F8F);
    CHECK(snprintf(other, sizeof other, "https%s", getenv("TEST_SERVER") + 4) < (int)sizeof other);
    secure(other, "good", (HRESULT)0x80072F8F);
}

int main(void) {
    RUN(a_cabinet_is_sent_once);
    RUN(ways_to_send);
    RUN(redirections);
    RUN(statuses);
    RUN(secure_connections);
    return 0;
}
