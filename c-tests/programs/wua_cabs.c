// SPDX-License-Identifier: MIT OR Apache-2.0
// Registration by an authorization cab: one real file for each row of the table of what can be wrong with it, in its order.
// needs: registered classes
// env: ENLIST_TRUST={cabs}/trust
// env: ENLIST_PUBLISHERS=Somebody;Example
// env: TEST_CABS={cabs}
// seconds: 120
#include "wua.h"

enum { WITH_AU = asfRegisterServiceWithAU };

/* The path of one of the cabinets, as a string that lasts until the next call. */
static const WCHAR *cab(const char *name) {
    static WCHAR path[1024];
    char text[1024];
    size_t i;
    int length = snprintf(text, sizeof text, "%s/%s", getenv("TEST_CABS"), name);
    CHECK(length > 0 && (size_t)length < sizeof text);
    for (i = 0; i <= (size_t)length; i++) {
        path[i] = (WCHAR)(unsigned char)text[i];
    }
    return path;
}

/* By both methods; a refusal leaves nothing. */
static void refused(IUpdateServiceManager2 *manager, const char *name, LONG flags, HRESULT expected) {
    BSTR id = text_of(UNKNOWN_SERVICE), path = text_of(cab(name));
    IUpdateService *service = (IUpdateService *)manager;
    printf("  %s: %08X\n", name, (unsigned)expected);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, flags, path), expected);
    if (flags == 0) {
        RETURNS(CALL(manager, AddService, id, path, &service), expected);
        CHECK(service == NULL);
    }
    SysFreeString(id), SysFreeString(path);
}

static void refusals(void) {
    IUpdateServiceManager2 *manager = new_manager();
    refused(manager, "none.cab", 0, 0x80070002);
    refused(manager, "none/none.cab", 0, 0x80070003);
    refused(manager, "text.cab/none.cab", 0, 0x80070003);
    refused(manager, "trust", 0, E_ACCESSDENIED);
    refused(manager, "text.cab", 0, TRUST_E_SUBJECT_FORM_UNKNOWN);
    refused(manager, "unsigned.cab", 0, TRUST_E_NOSIGNATURE);
    refused(manager, "undecodable.cab", 0, 0x80096011);
    refused(manager, "longer.cab", 0, 0x80096011);
    refused(manager, "weak.cab", 0, 0x80240061);
    refused(manager, "altered.cab", 0, TRUST_E_BAD_DIGEST);
    refused(manager, "wrong-signature.cab", 0, 0x80096004);
    refused(manager, "no-signer.cab", 0, 0x80096002);
    refused(manager, "no-authority.cab", 0, CERT_E_CHAINING);
    refused(manager, "untrusted.cab", 0, CERT_E_UNTRUSTEDROOT);
    refused(manager, "expired.cab", 0, CERT_E_EXPIRED);
    refused(manager, "early.cab", 0, CERT_E_EXPIRED);
    refused(manager, "usage.cab", 0, CERT_E_WRONG_USAGE);
    refused(manager, "revoked.cab", 0, CERT_E_REVOKED);
    refused(manager, "distrusted.cab", 0, 0x800B0111);
    refused(manager, "publisher.cab", 0, TRUST_E_SUBJECT_NOT_TRUSTED);
    refused(manager, "empty.cab", 0, 0x8024000D);
    refused(manager, "malformed.cab", 0, 0x8024000E);
    refused(manager, "other.cab", 0, E_INVALIDARG);
    refused(manager, "expired-authorization.cab", WITH_AU, 0x80248015);
    refused(manager, "forbidding.cab", WITH_AU, WU_E_DS_INVALIDOPERATION);
    show_registration(manager, UNKNOWN_SERVICE);
    CALL(manager, Release);
}

static void paths_that_are_none(void) {
    IUpdateServiceManager2 *manager = new_manager();
    static const WCHAR with_zero[] = {'a', 0, 'b'}, half[] = {'a', 0xD800};
    BSTR id = text_of(UNKNOWN_SERVICE), paths[2];
    IUpdateServiceRegistration *registration;
    WCHAR path[6001];
    size_t i;
    paths[0] = SysAllocStringLen(with_zero, 3), paths[1] = SysAllocStringLen(half, 2);
    for (i = 0; i < 2; i++) {
        RETURNS(CALL(manager, AddService2, id, 0, paths[i], &registration), 0x8007007B);
        SysFreeString(paths[i]);
    }
    for (i = 0; i < 6000; i++) {
        path[i] = 'x';
    }
    path[6000] = 0;
#ifdef _WIN32
    /* Wine finds nothing there. */
    CHECK(FAILED(add_service2(manager, UNKNOWN_SERVICE, 0, path)));
#else
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 0, path), 0x8007007B);
#endif
    SysFreeString(id);
    CALL(manager, Release);
}

static void a_good_cab(void) {
    IUpdateServiceManager2 *manager = new_manager();
    IUpdateService *service = NULL;
    IStringCollection *urls = NULL;
    BSTR id = text_of(UNKNOWN_SERVICE), path = text_of(cab("forbidding.cab")), text = NULL;
    DATE date = 0;
    LONG count = 77;
    VARIANT_BOOL flag = VARIANT_TRUE;
    RETURNS(CALL(manager, AddService, id, path, &service), S_OK);
    RETURNS(CALL(service, get_Name, &text), S_OK);
    print_text("name", text);
    RETURNS(CALL(service, get_ServiceUrl, &text), S_OK);
    print_text("URL", text);
    RETURNS(CALL(service, get_SetupPrefix, &text), S_OK);
    print_text("prefix", text);
    RETURNS(CALL(service, get_IssueDate, &date), S_OK);
    CHECK(date == 46023.0);
    RETURNS(CALL(service, get_CanRegisterWithAU, &flag), S_OK);
    CHECK(flag == VARIANT_FALSE);
    RETURNS(CALL(service, get_RedirectUrls, &urls), S_OK);
    RETURNS(CALL(urls, get_Count, &count), S_OK);
    CHECK(count == 1);
    RETURNS(CALL(urls, get_Item, 0, &text), S_OK);
    print_text("redirect", text);
    CALL(urls, Release), CALL(service, Release);
    show_registration(manager, UNKNOWN_SERVICE);
    RETURNS(CALL(manager, RegisterServiceWithAU, id), WU_E_INVALID_OPERATION);

    /* Another cab for the same service takes its place, and then Automatic Updates uses it. */
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 0, cab("good.cab")), S_OK);
    show_registration(manager, UNKNOWN_SERVICE);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, WITH_AU, cab("good.cab")), S_OK);
    show_registration(manager, UNKNOWN_SERVICE);
    show_registration(manager, WINDOWS_UPDATE);
    RETURNS(add_service2(manager, UNKNOWN_SERVICE, 0, cab("altered.cab")), TRUST_E_BAD_DIGEST);
    show_registration(manager, UNKNOWN_SERVICE);
    RETURNS(CALL(manager, RemoveService, id), S_OK);
    show_registration(manager, UNKNOWN_SERVICE);
    show_registration(manager, WINDOWS_UPDATE);
    SysFreeString(id), SysFreeString(path);
    CALL(manager, Release);
}

static HRESULT add_scan_package(IUpdateServiceManager2 *manager, const char *file, LONG flags, IUpdateService **service) {
    BSTR name = text_of(W("Offline Sync Service")), path = text_of(cab(file));
    HRESULT result;
    *service = (IUpdateService *)manager;
    result = CALL(manager, AddScanPackageService, name, path, flags, service);
    CHECK((result == S_OK) == (*service != NULL));
    SysFreeString(name), SysFreeString(path);
    return result;
}

static LONG count_services(IUpdateServiceManager2 *manager) {
    IUpdateServiceCollection *services = NULL;
    LONG count = 77;
    RETURNS(CALL(manager, get_Services, &services), S_OK);
    RETURNS(CALL(services, get_Count, &count), S_OK);
    CALL(services, Release);
    return count;
}

static void scan_packages(void) {
    IUpdateServiceManager2 *manager = new_manager();
    IUpdateService *service = NULL;
    BSTR id = NULL;
    DATE date = 0;
    RETURNS(add_scan_package(manager, "none.cab", 0, &service), 0x80070002);
    RETURNS(add_scan_package(manager, "text.cab", 0, &service), TRUST_E_SUBJECT_FORM_UNKNOWN);
    RETURNS(add_scan_package(manager, "unsigned.cab", 0, &service), TRUST_E_NOSIGNATURE);
    RETURNS(add_scan_package(manager, "altered.cab", 0, &service), TRUST_E_BAD_DIGEST);
    RETURNS(add_scan_package(manager, "untrusted.cab", 0, &service), CERT_E_UNTRUSTEDROOT);
    RETURNS(add_scan_package(manager, "publisher.cab", 0, &service), TRUST_E_SUBJECT_NOT_TRUSTED);
    RETURNS(add_scan_package(manager, "good.cab", 0, &service), 0x80247001);
    CHECK(count_services(manager) == 3);
    RETURNS(add_scan_package(manager, "scan.cab", 0, &service), S_OK);
    CHECK(count_services(manager) == 4);
    RETURNS(CALL(service, get_IssueDate, &date), S_OK);
    CHECK(date > 45000.0);
    CALL(service, Release);
    CHECK(count_services(manager) == 3);
    RETURNS(add_scan_package(manager, "scan.cab", 1, &service), S_OK);
    RETURNS(CALL(service, get_ServiceID, &id), S_OK);
    CALL(service, Release);
    CHECK(count_services(manager) == 4);
    RETURNS(CALL(manager, RemoveService, id), S_OK);
    CHECK(count_services(manager) == 3);
    SysFreeString(id);
    CALL(manager, Release);
}

/* Properties that the usual cab says nothing of; a managed service is the default, and stays. */
static void a_cab_that_says_everything(void) {
    IUpdateServiceManager2 *manager = new_manager();
    IUpdateService *service = NULL;
    BSTR id = text_of(UNKNOWN_SERVICE), path = text_of(cab("everything.cab"));
    VARIANT certificate, element;
    VARIANT_BOOL flag = VARIANT_FALSE;
    DATE date = 0;
    LONG index, bound = 0;
    VariantInit(&certificate);
    VariantInit(&element);
    RETURNS(CALL(manager, AddService, id, path, &service), S_OK);
    RETURNS(CALL(service, get_ExpirationDate, &date), S_OK);
    CHECK(date == 51302.5);
    V_VT(&element) = VT_DATE, V_DATE(&element) = date;
    RETURNS(VariantChangeType(&element, &element, 0, VT_BSTR), S_OK);
    print_text("expires", V_BSTR(&element));
    RETURNS(CALL(service, get_ContentValidationCert, &certificate), S_OK);
    CHECK(V_VT(&certificate) == (VT_ARRAY | VT_UI1));
    RETURNS(SafeArrayGetUBound(V_ARRAY(&certificate), 1, &bound), S_OK);
    CHECK(bound == 19);
    for (index = 0; index < 20; index++) {
        BYTE byte = 77;
        RETURNS(SafeArrayGetElement(V_ARRAY(&certificate), &index, &byte), S_OK);
        CHECK(byte == index);
    }
    RETURNS(VariantClear(&certificate), S_OK);
    RETURNS(CALL(service, get_IsManaged, &flag), S_OK);
    CHECK(flag == VARIANT_TRUE);
    CALL(service, Release);
    show_registration(manager, UNKNOWN_SERVICE);
    show_registration(manager, WINDOWS_UPDATE);
    RETURNS(CALL(manager, UnregisterServiceWithAU, id), WU_E_DS_INVALIDOPERATION);
    RETURNS(CALL(manager, RemoveService, id), WU_E_DS_INVALIDOPERATION);
    SysFreeString(id), SysFreeString(path);
    CALL(manager, Release);
}

int main(void) {
    RETURNS(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    RUN(refusals);
    RUN(paths_that_are_none);
    RUN(a_good_cab);
    RUN(scan_packages);
    RUN(a_cab_that_says_everything);
    CoUninitialize();
    return 0;
}
