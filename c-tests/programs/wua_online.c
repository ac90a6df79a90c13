// SPDX-License-Identifier: MIT OR Apache-2.0
// Registration on line with a real server on the loopback interface: every fault that it can have, and what goes well.
// needs: registered classes
// server: update
// env: ENLIST_TRUST={cabs}/trust
// seconds: 120
#include "processes.h"
#include "update_server.h"

#define OTHER_SERVICE W("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee")

static HRESULT expected;

/* Elsewhere, who writes to a connection that was reset hears that it was aborted, and who reads, that it was reset. */
static HRESULT told(HRESULT result) {
#ifdef _WIN32
    return result == (HRESULT)0x80072EFE && expected == (HRESULT)0x80072EFF ? expected : result;
#else
    return result;
#endif
}

/* What fails leaves nothing, or, if that is allowed, a pending registration. */
static void fails(IUpdateServiceManager2 *manager) {
    RETURNS(told(add_service2(manager, UNKNOWN_SERVICE, 2, NULL)), expected);
    RETURNS(told(add_service2(manager, UNKNOWN_SERVICE, 6, NULL)), expected);
    show_registration(manager, UNKNOWN_SERVICE);
    RETURNS(told(add_service2(manager, UNKNOWN_SERVICE, 7, NULL)), expected);
    show_registration(manager, UNKNOWN_SERVICE);
}

/* Slow ones once. */
static void fails_late(IUpdateServiceManager2 *manager) {
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 3, NULL), expected);
    show_registration(manager, UNKNOWN_SERVICE);
}

static void goes_well(IUpdateServiceManager2 *manager) {
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 2, NULL), S_OK);
    show_registration(manager, UNKNOWN_SERVICE);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 7, NULL), S_OK);
    show_registration(manager, UNKNOWN_SERVICE);
    show_registration(manager, WINDOWS_UPDATE);
}

static void twice(IUpdateServiceManager2 *manager) {
    BSTR id = text_of(UNKNOWN_SERVICE);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 2, NULL), S_OK);
    RETURNS(CALL(manager, RemoveService, id), S_OK);
    /* Not sent again, and good all the same. */
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 2, NULL), S_OK);
    show_registration(manager, UNKNOWN_SERVICE);
    SysFreeString(id);
}

static void forbidden(IUpdateServiceManager2 *manager) {
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 7, NULL), WU_E_DS_INVALIDOPERATION);
    show_registration(manager, UNKNOWN_SERVICE);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 3, NULL), S_OK);
    show_registration(manager, UNKNOWN_SERVICE);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 5, NULL), WU_E_DS_INVALIDOPERATION);
}

static void forbidden_later(IUpdateServiceManager2 *manager) {
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 5, NULL), S_OK);
    show_registration(manager, UNKNOWN_SERVICE);
    RETURNS(add_service2(manager, OTHER_SERVICE, 2, NULL), E_INVALIDARG);
    show_registration(manager, UNKNOWN_SERVICE);
}

static void tried_again(IUpdateServiceManager2 *manager) {
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 7, NULL), WU_E_PT_HTTP_STATUS_SERVICE_UNAVAIL);
    show_registration(manager, UNKNOWN_SERVICE);
    open_server();
    RETURNS(add_service2(manager, OTHER_SERVICE, 2, NULL), S_OK);
    show_registration(manager, UNKNOWN_SERVICE);
    show_registration(manager, OTHER_SERVICE);
}

/* What a process does that has a manager of its own, and never used the library before. */
static const struct {
    const char *name;
    void (*body)(IUpdateServiceManager2 *manager);
} scenarios[] = {
    {"fails", fails},         {"fails_late", fails_late},           {"goes_well", goes_well},     {"twice", twice},
    {"forbidden", forbidden}, {"forbidden_later", forbidden_later}, {"tried_again", tried_again},
};

static void play(const char *name) {
    size_t i;
    for (i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++) {
        if (strcmp(scenarios[i].name, name) == 0) {
            IUpdateServiceManager2 *manager;
            RETURNS(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
            manager = new_manager();
            scenarios[i].body(manager);
            CHECK(CALL(manager, Release) == 0);
            CoUninitialize();
            return;
        }
    }
    CHECK(0);
}

static void with_url(const char *url, const char *scenario) {
    set_variable("ENLIST_UPDATE_URL", url);
    process_end(process_start(scenario, (unsigned)expected));
}

/* With a server that behaves as the word says. */
static void with_server(const char *word, const char *scenario) {
    char url[200];
    CHECK(snprintf(url, sizeof url, "%s/%s", getenv("TEST_SERVER"), word) < (int)sizeof url);
    with_url(url, scenario);
}

static void statuses(void) {
    static const struct {
        const char *word;
        unsigned code;
    } rows[] = {
        {"status-400", 0x80244016}, {"status-401", 0x80244017}, {"status-403", 0x80244018}, {"status-404", 0x80244019},
        {"status-405", 0x8024401A}, {"status-407", 0x8024401B}, {"status-408", 0x8024401C}, {"status-409", 0x8024401D},
        {"status-410", 0x8024401E}, {"status-500", 0x8024401F}, {"status-501", 0x80244020}, {"status-502", 0x80244021},
        {"status-503", 0x80244022}, {"status-504", 0x80244023}, {"status-505", 0x80244024}, {"status-300", 0x8024402B},
        {"status-304", 0x8024402B}, {"status-418", 0x8024402B}, {"status-599", 0x8024402B},
    };
    size_t i;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        printf("  %s: %08X\n", rows[i].word, rows[i].code);
        expected = (HRESULT)rows[i].code;
        with_server(rows[i].word, "fails");
    }
}

static void faults(void) {
    static const struct {
        const char *word;
        unsigned code;
    } rows[] = {
        {"type", 0x80240038},    {"garbage", 0x80245006}, {"close", 0x80072EFE}, {"reset", 0x80072EFF}, {"short", 0x80072EFE},
        {"large", 0x80092003},   {"endless", 0x80092003}, {"loop", 0x8024402B},  {"nowhere", 0x80245006},
        {"unsigned", 0x800B0100},
    };
    size_t i;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        printf("  %s: %08X\n", rows[i].word, rows[i].code);
        expected = (HRESULT)rows[i].code;
        with_server(rows[i].word, "fails");
    }
}

static void no_answer(void) {
    set_variable("ENLIST_UPDATE_TIMEOUT", "1");
    expected = (HRESULT)0x80072EE2;
    with_server("hang", "fails_late");
    with_server("drip", "fails_late");
    set_variable("ENLIST_UPDATE_TIMEOUT", NULL);
    expected = (HRESULT)0x80072EFD;
    with_url("http://127.0.0.1:1/", "fails");
    expected = WU_E_PT_WINHTTP_NAME_NOT_RESOLVED;
    with_url("http://no-such-host.invalid/", "fails");
    expected = WU_E_NO_CONNECTION;
    with_url("off", "fails");
}

static void nothing_secure(void) {
    char url[200];
    CHECK(snprintf(url, sizeof url, "https%s/good", getenv("TEST_SERVER") + 4) < (int)sizeof url);
    expected = (HRESULT)0x80072F8F;
    with_url(url, "fails");
}

static void cabinets_that_come_in_several_ways(void) {
    with_server("good", "goes_well");
    with_server("chunked", "goes_well");
    with_server("redirect", "goes_well");
}

static void a_cabinet_that_has_not_changed(void) {
    with_server("cached", "twice");
    CHECK(count_requests("HEAD cached/") == 2 && count_requests("GET cached/") == 2);
}

static void a_cabinet_that_forbids_automatic_updates(void) {
    with_server("forbidding", "forbidden");
    with_server("forbidding", "forbidden_later");
}

static void the_next_contact_completes_what_is_pending(void) {
    with_server("closed", "tried_again");
}

static void a_proxy_is_asked_when_the_user_says_so(void) {
    set_variable("http_proxy", getenv("TEST_SERVER"));
    with_server("good", "goes_well");
    CHECK(count_requests("proxy") == 0);
    set_variable("ENLIST_UPDATE_PROXY", "environment");
    with_server("good", "goes_well");
    CHECK(count_requests("proxy HEAD good/") == 2 && count_requests("proxy GET good/") == 2);
    set_variable("no_proxy", "127.0.0.1");
    with_server("good", "goes_well");
    CHECK(count_requests("proxy") == 4);
    set_variable("ENLIST_UPDATE_PROXY", "http://no-such-host.invalid:3128");
    expected = WU_E_PT_WINHTTP_NAME_NOT_RESOLVED;
    with_server("good", "fails");
}

int main(int argc, char **argv) {
    if (argc == 3) {
        expected = (HRESULT)strtoul(argv[2], NULL, 10);
        play(argv[1]);
        return 0;
    }
    RUN(statuses);
    RUN(faults);
    RUN(no_answer);
    RUN(nothing_secure);
    RUN(cabinets_that_come_in_several_ways);
    RUN(a_cabinet_that_has_not_changed);
    RUN(a_cabinet_that_forbids_automatic_updates);
    RUN(the_next_contact_completes_what_is_pending);
    RUN(a_proxy_is_asked_when_the_user_says_so);
    return 0;
}
