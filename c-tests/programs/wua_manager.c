// SPDX-License-Identifier: MIT OR Apache-2.0
// The update service manager through its vtable: a fresh machine, opting in, automatic updates, removal, enumeration.
// needs: registered classes
#include "wua.h"

static void show_service(IUpdateService *service) {
    IUpdateService2 *newer = NULL;
    IStringCollection *urls = NULL;
    BSTR text = NULL;
    VARIANT certificate;
    LONG upper = 77, count = 77;
    DATE issued, expires;
    VARIANT_BOOL managed, registered, offers, scan, can, is_default, read_only;

    RETURNS(CALL(service, get_Name, &text), S_OK);
    print_text("name", text);
    RETURNS(CALL(service, get_ServiceID, &text), S_OK);
    print_text("id", text);
    RETURNS(CALL(service, get_ServiceUrl, &text), S_OK);
    print_text("url", text);
    RETURNS(CALL(service, get_SetupPrefix, &text), S_OK);
    print_text("prefix", text);
    VariantInit(&certificate);
    RETURNS(CALL(service, get_ContentValidationCert, &certificate), S_OK);
    CHECK(V_VT(&certificate) == (VT_ARRAY | VT_UI1) && SafeArrayGetDim(V_ARRAY(&certificate)) == 1);
    RETURNS(SafeArrayGetUBound(V_ARRAY(&certificate), 1, &upper), S_OK);
    CHECK(upper == -1);
    RETURNS(VariantClear(&certificate), S_OK);
    CHECK(V_VT(&certificate) == VT_EMPTY);
    RETURNS(CALL(service, get_IssueDate, &issued), S_OK);
    RETURNS(CALL(service, get_ExpirationDate, &expires), S_OK);
    RETURNS(CALL(service, get_IsManaged, &managed), S_OK);
    RETURNS(CALL(service, get_IsRegisteredWithAU, &registered), S_OK);
    RETURNS(CALL(service, get_OffersWindowsUpdates, &offers), S_OK);
    RETURNS(CALL(service, get_IsScanPackageService, &scan), S_OK);
    RETURNS(CALL(service, get_CanRegisterWithAU, &can), S_OK);
    RETURNS(CALL(service, QueryInterface, REF(IID_IUpdateService2), (void **)&newer), S_OK);
    RETURNS(CALL(newer, get_IsDefaultAUService, &is_default), S_OK);
    CALL(newer, Release);
    RETURNS(CALL(service, get_RedirectUrls, &urls), S_OK);
    RETURNS(CALL(urls, get_Count, &count), S_OK);
    RETURNS(CALL(urls, get_ReadOnly, &read_only), S_OK);
    CHECK(count == 0 && read_only == VARIANT_TRUE);
    RETURNS(CALL(urls, Clear), WU_E_NOT_SUPPORTED);
    RETURNS(CALL(urls, RemoveAt, 5), WU_E_NOT_SUPPORTED);
    CALL(urls, Release);
    printf("  issued %.1f, expires %.4f, managed %d, with AU %d, Windows updates %d, scan %d, can AU %d, default %d\n", issued,
           expires, managed, registered, offers, scan, can, is_default);
}

static void show_services(IUpdateServiceManager2 *manager) {
    IUpdateServiceCollection *services = NULL;
    IUpdateService *service = NULL;
    LONG count = 0, i;
    RETURNS(CALL(manager, get_Services, &services), S_OK);
    RETURNS(CALL(services, get_Count, &count), S_OK);
    for (i = 0; i < count; i++) {
        RETURNS(CALL(services, get_Item, i, &service), S_OK);
        show_service(service);
        CALL(service, Release);
    }
    RETURNS(CALL(services, get_Item, count, &service), WU_E_INVALIDINDEX);
    CHECK(service == NULL);
    RETURNS(CALL(services, get_Item, -1, &service), WU_E_INVALIDINDEX);
    CALL(services, Release);
}

static void a_fresh_machine(void) {
    IUpdateServiceManager2 *manager = new_manager();
    show_services(manager);
    show_registration(manager, MICROSOFT_UPDATE);
    show_registration(manager, WINDOWS_UPDATE);
    CHECK(CALL(manager, Release) == 0);
}

static void opting_in_and_out(void) {
    IUpdateServiceManager2 *manager = new_manager();
    BSTR id = text_of(MICROSOFT_UPDATE), windows_update = text_of(WINDOWS_UPDATE), empty = text_of(W(""));
    IUpdateServiceRegistration *registration = NULL;
    VARIANT option;

    RETURNS(CALL(manager, AddService2, id, 7, empty, &registration), S_OK);
    CALL(registration, Release);
    show_registration(manager, MICROSOFT_UPDATE);
    show_registration(manager, WINDOWS_UPDATE);
    show_services(manager);
    RETURNS(CALL(manager, UnregisterServiceWithAU, id), S_OK);
    show_registration(manager, MICROSOFT_UPDATE);
    show_registration(manager, WINDOWS_UPDATE);
    RETURNS(CALL(manager, UnregisterServiceWithAU, windows_update), WU_E_DS_NEEDWINDOWSSERVICE);

    VariantInit(&option);
    V_VT(&option) = VT_BSTR;
    V_BSTR(&option) = windows_update;
    {
        BSTR name = text_of(W("AllowedServiceID"));
        RETURNS(CALL(manager, SetOption, name, option), S_OK);
        RETURNS(CALL(manager, RegisterServiceWithAU, id), WU_E_INVALID_OPERATION);
        V_BSTR(&option) = empty;
        RETURNS(CALL(manager, SetOption, name, option), S_OK);
        V_BSTR(&option) = name;
        RETURNS(CALL(manager, SetOption, name, option), E_INVALIDARG);
        V_VT(&option) = VT_BOOL;
        V_BOOL(&option) = VARIANT_TRUE;
        RETURNS(CALL(manager, SetOption, name, option), E_INVALIDARG);
        RETURNS(CALL(manager, SetOption, empty, option), E_INVALIDARG);
        SysFreeString(name);
        name = text_of(W("AllowWarningUI"));
        RETURNS(CALL(manager, SetOption, name, option), S_OK);
        SysFreeString(name);
    }
    RETURNS(CALL(manager, RegisterServiceWithAU, id), S_OK);
    show_registration(manager, MICROSOFT_UPDATE);
    RETURNS(CALL(manager, RemoveService, id), S_OK);
    show_registration(manager, MICROSOFT_UPDATE);
    show_registration(manager, WINDOWS_UPDATE);
    RETURNS(CALL(manager, RemoveService, id), WU_E_DS_UNKNOWNSERVICE);
    RETURNS(CALL(manager, RemoveService, windows_update), WU_E_DS_NEEDWINDOWSSERVICE);
    SysFreeString(id);
    SysFreeString(windows_update);
    SysFreeString(empty);
    CALL(manager, Release);
}

static void refusals(void) {
    IUpdateServiceManager2 *manager = new_manager();
    const WCHAR *missing = W("/nonexistent/folder/file.cab");
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 2, NULL), WU_E_REDIRECTOR_UNKNOWN_SERVICE);
    show_registration(manager, UNKNOWN_SERVICE);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 7, NULL), WU_E_REDIRECTOR_UNKNOWN_SERVICE);
    show_registration(manager, UNKNOWN_SERVICE);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 1, NULL), S_OK);
    show_registration(manager, UNKNOWN_SERVICE);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 0, NULL), E_INVALIDARG);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 4, W("")), E_INVALIDARG);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 1, missing), E_INVALIDARG);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 8, NULL), E_INVALIDARG);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, -1, NULL), E_INVALIDARG);
    RETURNS(add_service2(manager, W("{7971f918-a847-4430-9279-4a52d1efe18d}"), 7, NULL), E_INVALIDARG);
    RETURNS(add_service2(manager, W(""), 7, NULL), E_INVALIDARG);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 0, missing), 0x80070003);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 4, W("/nonexistent.cab")), 0x80070002);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 0, W("/proc/self/exe")), TRUST_E_SUBJECT_FORM_UNKNOWN);
    CALL(manager, Release);
}

static void enumeration(void) {
    IUpdateServiceManager2 *manager = new_manager();
    IUpdateServiceCollection *services = NULL;
    IUpdateService *service = NULL, *same = NULL;
    IUnknown *unknown = NULL, *first = NULL, *second = NULL;
    IEnumVARIANT *items = NULL, *copy = NULL;
    VARIANT found[5];
    ULONG fetched = 77;
    RETURNS(CALL(manager, get_Services, &services), S_OK);
    CALL(manager, Release);
    RETURNS(CALL(services, get__NewEnum, &unknown), S_OK);
    RETURNS(CALL(unknown, QueryInterface, REF(IID_IEnumVARIANT), (void **)&items), S_OK);
    CALL(unknown, Release);
    RETURNS(CALL(items, Next, 1, found, NULL), S_OK);
    CHECK(V_VT(found) == VT_DISPATCH);
    RETURNS(CALL(services, get_Item, 0, &service), S_OK);
    RETURNS(CALL(services, get_Item, 0, &same), S_OK);
    CHECK(service == same && (void *)V_DISPATCH(found) == (void *)service);
    RETURNS(CALL(service, QueryInterface, REF(IID_IUnknown), (void **)&first), S_OK);
    RETURNS(CALL(V_DISPATCH(found), QueryInterface, REF(IID_IUnknown), (void **)&second), S_OK);
    CHECK(first == second);
    CALL(first, Release), CALL(second, Release), CALL(service, Release), CALL(same, Release);
    RETURNS(VariantClear(found), S_OK);
    RETURNS(CALL(items, Next, 2, found, NULL), E_POINTER);
    RETURNS(CALL(items, Next, 1, NULL, &fetched), E_POINTER);
    RETURNS(CALL(items, Clone, &copy), S_OK);
    RETURNS(CALL(items, Next, 5, found, &fetched), S_FALSE);
    CHECK(fetched == 2);
    VariantClear(&found[0]), VariantClear(&found[1]);
    RETURNS(CALL(items, Next, 1, found, &fetched), S_FALSE);
    CHECK(fetched == 0);
    RETURNS(CALL(items, Next, 0, NULL, &fetched), S_OK);
    RETURNS(CALL(items, Reset), S_OK);
    RETURNS(CALL(items, Skip, 3), S_OK);
    RETURNS(CALL(items, Skip, 1), S_FALSE);
    /* The clone is where the original was, and outlives the collection. */
    CHECK(CALL(items, Release) == 0);
    CHECK(CALL(services, Release) == 0);
    RETURNS(CALL(copy, Next, 3, found, &fetched), S_FALSE);
    CHECK(fetched == 2);
    VariantClear(&found[0]), VariantClear(&found[1]);
    CHECK(CALL(copy, Release) == 0);
}

static void strings(void) {
    IStringCollection *strings = NULL, *copy = NULL;
    BSTR one = text_of(W("one")), two = text_of(W("two")), text = NULL;
    LONG index = 77, count = 77;
    RETURNS(CoCreateInstance(REF(CLSID_StringCollection), NULL, CLSCTX_ALL, REF(IID_IStringCollection), (void **)&strings), S_OK);
    RETURNS(CALL(strings, Add, two, &index), S_OK);
    CHECK(index == 0);
    RETURNS(CALL(strings, Insert, 0, one), S_OK);
    RETURNS(CALL(strings, Insert, 3, one), WU_E_INVALIDINDEX);
    RETURNS(CALL(strings, Insert, 2, one), S_OK);
    RETURNS(CALL(strings, Add, NULL, &index), E_POINTER);
    RETURNS(CALL(strings, Add, one, NULL), E_POINTER);
    RETURNS(CALL(strings, put_Item, 2, NULL), S_OK);
    RETURNS(CALL(strings, put_Item, 3, one), WU_E_INVALIDINDEX);
    RETURNS(CALL(strings, Copy, &copy), S_OK);
    RETURNS(CALL(strings, RemoveAt, 3), WU_E_INVALIDINDEX);
    RETURNS(CALL(strings, RemoveAt, 1), S_OK);
    RETURNS(CALL(strings, get_Count, &count), S_OK);
    CHECK(count == 2);
    RETURNS(CALL(strings, Clear), S_OK);
    RETURNS(CALL(copy, get_Item, 1, &text), S_OK);
    print_text("second", text);
    RETURNS(CALL(copy, get_Item, 2, &text), S_OK);
    CHECK(text != NULL && SysStringLen(text) == 0);
    SysFreeString(text);
    RETURNS(CALL(copy, get_Item, 3, &text), WU_E_INVALIDINDEX);
    CHECK(text == NULL);
    SysFreeString(one), SysFreeString(two);
    CALL(copy, Release), CALL(strings, Release);
}

static void a_session(void) {
    IUpdateSession3 *session = NULL;
    IUpdateServiceManager2 *manager = NULL;
    IUpdateSearcher *searcher = (IUpdateSearcher *)&session;
    BSTR name = text_of(W("My program")), text = NULL;
    LCID locale = 0;
    VARIANT_BOOL read_only = VARIANT_TRUE;
    RETURNS(CoCreateInstance(REF(CLSID_UpdateSession), NULL, CLSCTX_INPROC_SERVER, REF(IID_IUpdateSession3), (void **)&session), S_OK);
    RETURNS(CALL(session, get_ClientApplicationID, &text), S_OK);
    print_text("unset", text);
    RETURNS(CALL(session, put_ClientApplicationID, name), S_OK);
    RETURNS(CALL(session, get_ReadOnly, &read_only), S_OK);
    CHECK(read_only == VARIANT_FALSE);
    RETURNS(CALL(session, put_UserLocale, 0x0407), S_OK);
    RETURNS(CALL(session, get_UserLocale, &locale), S_OK);
    CHECK(locale == 0x0407);
    RETURNS(CALL(session, CreateUpdateSearcher, &searcher), E_NOTIMPL);
    CHECK(searcher == NULL);
    RETURNS(CALL(session, CreateUpdateServiceManager, &manager), S_OK);
    CHECK(CALL(session, Release) == 0);
    RETURNS(CALL(manager, get_ClientApplicationID, &text), S_OK);
    print_text("the session's", text);
    RETURNS(CALL(manager, put_ClientApplicationID, NULL), S_OK);
    RETURNS(CALL(manager, get_ClientApplicationID, &text), S_OK);
    print_text("none", text);
    CHECK(CALL(manager, Release) == 0);
    SysFreeString(name);
}

int main(void) {
    RETURNS(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), S_OK);
    RUN(a_fresh_machine);
    RUN(opting_in_and_out);
    RUN(refusals);
    RUN(enumeration);
    RUN(strings);
    RUN(a_session);
    CoUninitialize();
    return 0;
}
