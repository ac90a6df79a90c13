// SPDX-License-Identifier: MIT OR Apache-2.0
// What each property of the caller and of the machine refuses: from the environment, and set by the program.
// env: ENLIST_UPDATE_CALLER=user,service-disabled
// needs: registered classes
#include "wua.h"

#include "../../include/enlist.h"

/* The result of each method; what they do is undone. */
static void methods(const char *words) {
    IUpdateServiceManager2 *manager = new_manager();
    IUpdateServiceCollection *services = NULL;
    IUpdateServiceRegistration *registration = NULL;
    IUpdateService *service = NULL;
    BSTR id = text_of(MICROSOFT_UPDATE), path = text_of(W("/nonexistent.cab")), name = text_of(W("AllowWarningUI"));
    HRESULT results[11];
    size_t i;
    VARIANT option;
    VariantInit(&option);
    V_VT(&option) = VT_BOOL;
    results[0] = CALL(manager, get_Services, &services);
    results[1] = CALL(manager, QueryServiceRegistration, id, &registration);
    results[2] = add_service2(manager, MICROSOFT_UPDATE, 7, NULL);
    results[3] = add_service2(manager, UNKNOWN_SERVICE, 1, NULL);
    results[4] = add_service2(manager, UNKNOWN_SERVICE, 4, W("/nonexistent.cab"));
    results[5] = CALL(manager, AddService, id, path, &service);
    results[6] = CALL(manager, RegisterServiceWithAU, id);
    results[7] = CALL(manager, UnregisterServiceWithAU, id);
    results[8] = CALL(manager, RemoveService, id);
    results[9] = CALL(manager, AddScanPackageService, name, path, 0, &service);
    results[10] = CALL(manager, SetOption, name, option);
    CHECK((services != NULL) == (results[0] == S_OK) && (registration != NULL) == (results[1] == S_OK) && service == NULL);
    printf("  %s:", words);
    for (i = 0; i < sizeof results / sizeof *results; i++) {
        printf(" %X", (unsigned)results[i]);
    }
    putchar('\n');
    if (services != NULL) {
        CALL(services, Release);
    }
    if (registration != NULL) {
        CALL(registration, Release);
    }
    CALL(manager, Release);
    SysFreeString(id), SysFreeString(path), SysFreeString(name);
}

static void from_the_environment(void) {
    methods("user,service-disabled");
    CHECK(enlist_set_update_caller("administrator") == ENLIST_OK);
    methods("administrator");
    /* After a clean start it is the one in the environment again. */
    CHECK(enlist_reset() == ENLIST_OK);
    methods("user,service-disabled");
}

static void malformed_ids(void) {
    IUpdateServiceManager2 *manager;
    static const char *const words[] = {"administrator", "rpc-ids"};
    size_t i;
    for (i = 0; i < 2; i++) {
        BSTR braced = text_of(W("{7971f918-a847-4430-9279-4a52d1efe18d}"));
        IUpdateServiceRegistration *registration = NULL;
        HRESULT expected = i == 0 ? E_INVALIDARG : (HRESULT)0x800706A9;
        CHECK(enlist_set_update_caller(words[i]) == ENLIST_OK);
        manager = new_manager();
        RETURNS(CALL(manager, QueryServiceRegistration, braced, &registration), expected);
        RETURNS(CALL(manager, RemoveService, braced), expected);
        RETURNS(CALL(manager, RegisterServiceWithAU, braced), expected);
        RETURNS(CALL(manager, UnregisterServiceWithAU, braced), expected);
        RETURNS(add_service2(manager, W("7"), 7, NULL), expected);
        RETURNS(add_service2(manager, W(""), 7, NULL), E_INVALIDARG);
        RETURNS(CALL(manager, RemoveService, NULL), E_INVALIDARG);
        CALL(manager, Release);
        SysFreeString(braced);
    }
}

static void set_by_the_program(void) {
    static const char *const words[] = {"remote", "user", "locked-down", "service-disabled", "no-access", "no-internet",
                                        "remote,user,locked-down,service-disabled,no-internet", "locked-down, service-disabled"};
    static const char *const wrong[] = {"", "root", "remote,", "Remote", "remote user", "no-access;user"};
    size_t i;
    for (i = 0; i < sizeof words / sizeof *words; i++) {
        CHECK(enlist_reset() == ENLIST_OK && enlist_set_update_caller(words[i]) == ENLIST_OK);
        methods(words[i]);
    }
    for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        CHECK(enlist_set_update_caller(wrong[i]) == ENLIST_INVALID);
    }
    CHECK(enlist_set_update_caller(NULL) == ENLIST_INVALID);
    methods("as before");
}

int main(void) {
    RETURNS(CoInitialize(NULL), S_OK);
    RUN(from_the_environment);
    RUN(malformed_ids);
    RUN(set_by_the_program);
    CoUninitialize();
    return 0;
}
