// SPDX-License-Identifier: MIT OR Apache-2.0
// The clock of a test: pending registrations are tried again by it, and certificates expire.
// needs: registered classes
// server: update
// env: ENLIST_TRUST={cabs}/trust
// env: TEST_CABS={cabs}
// env: ENLIST_UPDATE_AGENT=thread
#include "update_server.h"

#include "../../include/enlist.h"

#define YEAR (366ULL * 24 * 3600 * 1000)

static int is_registered(IUpdateServiceManager2 *manager) {
    BSTR id = text_of(UNKNOWN_SERVICE);
    IUpdateServiceRegistration *registration = NULL;
    UpdateServiceRegistrationState state;
    RETURNS(CALL(manager, QueryServiceRegistration, id, &registration), S_OK);
    RETURNS(CALL(registration, get_RegistrationState, &state), S_OK);
    CALL(registration, Release);
    SysFreeString(id);
    return state == usrsRegistered;
}

static void a_retry_is_due_when_the_clock_says_so(void) {
    IUpdateServiceManager2 *manager;
    CHECK(enlist_clock_freeze() == ENLIST_OK);
    manager = new_manager();
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, asfAllowPendingRegistration, NULL), S_OK);
    /* Longer than the first wait of the thread, which lasts for ever while the clock stands still. */
    sleep_ms(1500);
    CHECK(!is_registered(manager));
    CHECK(enlist_clock_advance(2000) == ENLIST_OK);
    while (!is_registered(manager)) {
        sleep_ms(5);
    }
    CHECK(enlist_reset() == ENLIST_OK);
    CHECK(CALL(manager, Release) == 0);
}

static void certificates_expire(void) {
    static WCHAR path[1024];
    char text[1024];
    IUpdateServiceManager2 *manager = new_manager();
    size_t i;
    int length = snprintf(text, sizeof text, "%s/good.cab", getenv("TEST_CABS"));
    CHECK(length > 0 && (size_t)length < sizeof text);
    for (i = 0; i <= (size_t)length; i++) {
        path[i] = (WCHAR)(unsigned char)text[i];
    }
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 0, path), S_OK);
    CHECK(enlist_clock_advance(60 * YEAR) == ENLIST_OK);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 0, path), CERT_E_EXPIRED);
    CHECK(enlist_clock_advance(60 * YEAR) == ENLIST_INVALID);
    CHECK(enlist_reset() == ENLIST_OK);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 0, path), S_OK);
    CALL(manager, Release);
}

int main(void) {
    char url[200];
    open_server();
    CHECK(snprintf(url, sizeof url, "%s/closed", getenv("TEST_SERVER")) < (int)sizeof url);
    set_variable("ENLIST_UPDATE_URL", url);
    RETURNS(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    RUN(a_retry_is_due_when_the_clock_says_so);
    RUN(certificates_expire);
    CoUninitialize();
    return 0;
}
