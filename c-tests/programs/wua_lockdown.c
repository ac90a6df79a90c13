// SPDX-License-Identifier: MIT OR Apache-2.0
// IUpdateLockdown: identity, what is refused afterwards and what is not, and that it is one manager's own.
// needs: registered classes
#include "wua.h"

#include <olectl.h>

#include "../../include/enlist.h"

static IUpdateLockdown *lockdown_of(void *object) {
    IUpdateLockdown *lockdown = NULL;
    RETURNS(CALL((IUnknown *)object, QueryInterface, REF(IID_IUpdateLockdown), (void **)&lockdown), S_OK);
    return lockdown;
}

static void identity(void) {
    IUpdateServiceManager2 *manager = new_manager(), *same = NULL;
    IUpdateLockdown *lockdown = lockdown_of(manager), *again = NULL;
    IUnknown *first = NULL, *second = NULL;
    void *other = &other;
    RETURNS(CALL(manager, QueryInterface, REF(IID_IUnknown), (void **)&first), S_OK);
    RETURNS(CALL(lockdown, QueryInterface, REF(IID_IUnknown), (void **)&second), S_OK);
    CHECK(first == second);
    CALL(first, Release), CALL(second, Release);
    RETURNS(CALL(lockdown, QueryInterface, REF(IID_IUpdateLockdown), (void **)&again), S_OK);
    CALL(again, Release);
    RETURNS(CALL(lockdown, QueryInterface, REF(IID_IUpdateServiceManager2), (void **)&same), S_OK);
    CHECK(same == manager);
    RETURNS(CALL(lockdown, QueryInterface, REF(IID_IClassFactory), &other), E_NOINTERFACE);
    CHECK(other == NULL);
    RETURNS(CALL(lockdown, QueryInterface, REF(IID_IUnknown), NULL), E_POINTER);
    /* It keeps the manager alive. */
    CALL(same, Release);
    CALL(manager, Release);
    RETURNS(CALL(lockdown, QueryInterface, REF(IID_IUpdateServiceManager2), (void **)&same), S_OK);
    CALL(same, Release);
    RETURNS(DllCanUnloadNow(), S_FALSE);
    CHECK(CALL(lockdown, Release) == 0);
    RETURNS(DllCanUnloadNow(), S_OK);

    RETURNS(CoCreateInstance(REF(CLSID_UpdateServiceManager), NULL, CLSCTX_ALL, REF(IID_IUpdateLockdown), (void **)&lockdown), S_OK);
    CHECK(CALL(lockdown, Release) == 0);
    RETURNS(CoCreateInstance(REF(CLSID_UpdateSession), NULL, CLSCTX_ALL, REF(IID_IUpdateLockdown), &other), E_NOINTERFACE);
}

static void restrictions(void) {
    IUpdateServiceManager2 *manager = new_manager(), *other = new_manager();
    IUpdateLockdown *lockdown = lockdown_of(manager);
    IUpdateServiceRegistration *registration = NULL;
    IUpdateServiceCollection *services = NULL;
    IUpdateService *service = NULL;
    BSTR id = text_of(MICROSOFT_UPDATE), name = text_of(W("AllowWarningUI")), path = text_of(W("/nonexistent.cab")), text = NULL;
    VARIANT option;
    VariantInit(&option);
    V_VT(&option) = VT_BOOL;
    RETURNS(CALL(lockdown, LockDown, 2), E_INVALIDARG);
    RETURNS(CALL(lockdown, LockDown, -1), E_INVALIDARG);
    RETURNS(CALL(lockdown, LockDown, 0), S_OK);
    RETURNS(CALL(manager, SetOption, name, option), S_OK);
    RETURNS(add_service2(manager, MICROSOFT_UPDATE, 7, NULL), S_OK);

    RETURNS(CALL(lockdown, LockDown, uloForWebsiteAccess), S_OK);
    RETURNS(CALL(lockdown, LockDown, UPDATE_LOCKDOWN_WEBSITE_ACCESS), S_OK);
    RETURNS(CALL(lockdown, LockDown, 0), S_OK);
    CALL(lockdown, Release);
    RETURNS(CALL(manager, SetOption, name, option), WU_E_INVALID_OPERATION);
    RETURNS(CALL(manager, AddScanPackageService, id, path, 0, &service), WU_E_INVALID_OPERATION);
    RETURNS(CALL(manager, RemoveService, id), WU_E_INVALID_OPERATION);
    RETURNS(CALL(manager, RegisterServiceWithAU, id), WU_E_INVALID_OPERATION);
    RETURNS(CALL(manager, UnregisterServiceWithAU, id), WU_E_INVALID_OPERATION);
    RETURNS(CALL(manager, AddService, id, path, &service), WU_E_INVALID_OPERATION);
    RETURNS(add_service2(manager, MICROSOFT_UPDATE, 7, NULL), WU_E_INVALID_OPERATION);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 3, NULL), WU_E_INVALID_OPERATION);
    /* Arguments are looked at first, and the caller. */
    RETURNS(CALL(manager, RemoveService, name), E_INVALIDARG);
    RETURNS(CALL(manager, SetOption, id, option), E_INVALIDARG);
    CHECK(enlist_set_update_caller("user") == ENLIST_OK);
    RETURNS(CALL(manager, RemoveService, id), E_ACCESSDENIED);
    CHECK(enlist_set_update_caller("administrator") == ENLIST_OK);

    /* What only reads goes on, and so does another manager. */
    show_registration(manager, MICROSOFT_UPDATE);
    show_registration(manager, UNKNOWN_SERVICE);
    RETURNS(CALL(manager, get_Services, &services), S_OK);
    CALL(services, Release);
    RETURNS(CALL(manager, put_ClientApplicationID, id), S_OK);
    RETURNS(CALL(manager, get_ClientApplicationID, &text), S_OK);
    SysFreeString(text);
    RETURNS(CALL(manager, QueryServiceRegistration, id, &registration), S_OK);
    CALL(registration, Release);
    RETURNS(CALL(other, RemoveService, id), S_OK);
    CHECK(CALL(manager, Release) == 0);
    CHECK(CALL(other, Release) == 0);
    RETURNS(DllCanUnloadNow(), S_OK);
    SysFreeString(id), SysFreeString(name), SysFreeString(path);
}

static void in_the_harness(void) {
    IUpdateServiceManager2 *manager = new_manager();
    IUpdateLockdown *lockdown = lockdown_of(manager);
    CHECK(enlist_journal_start() == ENLIST_OK);
    CHECK(enlist_fail("IUpdateLockdown::LockDown", 1, 1, (int)E_ACCESSDENIED) == ENLIST_OK);
    RETURNS(CALL(lockdown, LockDown, 1), E_ACCESSDENIED);
    RETURNS(add_service2(manager, MICROSOFT_UPDATE, 7, NULL), S_OK);
    RETURNS(CALL(lockdown, LockDown, 1), S_OK);
    printf("  %lld calls\n", (long long)enlist_journal_count("IUpdateLockdown::LockDown"));
    CALL(lockdown, Release);
    CALL(manager, Release);
}

int main(void) {
    RETURNS(CoInitialize(NULL), S_OK);
    RUN(identity);
    RUN(restrictions);
    RUN(in_the_harness);
    CoUninitialize();
    return 0;
}
