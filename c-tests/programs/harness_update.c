// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_JOURNAL={new}
// env: ENLIST_FAULTS=IUpdateServiceManager2::AddService2:2=WU_E_NOT_INITIALIZED; IUpdateServiceManager2::get_Services:1=out of memory
// needs: registered classes
// wine: the functions of COM are the system's, which ask this library for the class
// The methods of the update service manager are in the journal, however they are called, and fail when that is asked for.
#include "wua.h"
#include "harness.h"

#include "../../include/enlist.h"

static void by_vtable(void) {
    IUpdateServiceManager2 *manager = new_manager();
    IUpdateServiceCollection *services = (IUpdateServiceCollection *)(size_t)1;
    RETURNS(add_service2(manager, MICROSOFT_UPDATE, 7, NULL), S_OK);
    RETURNS(add_service2(manager, MICROSOFT_UPDATE, 7, NULL), WU_E_NOT_INITIALIZED);
    RETURNS(CALL(manager, get_Services, &services), E_OUTOFMEMORY);
    CHECK(services == NULL);
    RETURNS(CALL(manager, get_Services, NULL), E_POINTER);
    RETURNS(CALL(manager, get_Services, &services), S_OK);
    CALL(services, Release);
    show_journal();
    CALL(manager, Release);
}

static void late_bound(void) {
    IUpdateServiceManager2 *manager = new_manager();
    VARIANT value;
    VARIANT result;
    DISPID named = DISPID_PROPERTYPUT;
    DISPPARAMS parameters;
    VariantInit(&value);
    VariantInit(&result);
    value.vt = VT_BSTR;
    value.bstrVal = text_of(W("a tester"));
    parameters.rgvarg = &value;
    parameters.rgdispidNamedArgs = &named;
    parameters.cArgs = 1;
    parameters.cNamedArgs = 1;
    RETURNS(CALL(manager, Invoke, 0x60030001, REF(IID_NULL), 0, DISPATCH_PROPERTYPUT, &parameters, NULL, NULL, NULL), S_OK);
    memset(&parameters, 0, sizeof parameters);
    RETURNS(CALL(manager, Invoke, 0x60030001, REF(IID_NULL), 0, DISPATCH_PROPERTYGET, &parameters, &result, NULL, NULL), S_OK);
    VariantClear(&value);
    VariantClear(&result);
    show_journal();
    CALL(manager, Release);
}

static void another_caller(void) {
    IUpdateServiceManager2 *manager = new_manager();
    CHECK(enlist_set_update_caller("user") == ENLIST_OK);
    RETURNS(add_service2(manager, MICROSOFT_UPDATE, 7, NULL), E_ACCESSDENIED);
    CHECK(enlist_set_update_caller("service-disabled") == ENLIST_OK);
    RETURNS(add_service2(manager, MICROSOFT_UPDATE, 7, NULL), HRESULT_FROM_WIN32(1058));
    CHECK(enlist_set_update_caller("administrator") == ENLIST_OK);
    RETURNS(add_service2(manager, MICROSOFT_UPDATE, 7, NULL), S_OK);
    show_registration(manager, MICROSOFT_UPDATE);
    CALL(manager, Release);
}

static void a_fresh_machine(void) {
    IUpdateServiceManager2 *manager = new_manager();
    CHECK(enlist_set_update_caller("no-internet,user") == ENLIST_OK);
    CHECK(enlist_reset() == ENLIST_OK && enlist_faults_clear() == ENLIST_OK);
    show_registration(manager, MICROSOFT_UPDATE);
    CHECK(enlist_fail("IUpdateServiceManager2::AddService2", 1, 1, (HRESULT)0x80004004) == ENLIST_OK);
    RETURNS(add_service2(manager, MICROSOFT_UPDATE, 7, NULL), (HRESULT)0x80004004);
    RETURNS(add_service2(manager, MICROSOFT_UPDATE, 7, NULL), S_OK);
    CALL(manager, Release);
}

int main(void) {
    RETURNS(CoInitialize(NULL), S_OK);
    RUN(by_vtable);
    RUN(late_bound);
    RUN(another_caller);
    RUN(a_fresh_machine);
    CoUninitialize();
    return 0;
}
