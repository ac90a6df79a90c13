// SPDX-License-Identifier: MIT OR Apache-2.0
// Objects of the update service manager: factories, identity, reference counts, null pointers, threads.
// needs: registered classes
#include "wua.h"

#include <olectl.h>

static void factories(void) {
    void *object = &object;
    IClassFactory *factory = NULL;
    IUnknown *unknown = NULL;
    RETURNS(DllCanUnloadNow(), S_OK);
    RETURNS(DllGetClassObject(REF(CLSID_UpdateServiceManager), REF(IID_IClassFactory), (void **)&factory), S_OK);
    RETURNS(DllCanUnloadNow(), S_FALSE);
    RETURNS(DllGetClassObject(REF(IID_IUnknown), REF(IID_IClassFactory), &object), CLASS_E_CLASSNOTAVAILABLE);
    RETURNS(DllGetClassObject(REF(CLSID_UpdateSession), REF(IID_IDispatch), &object), E_NOINTERFACE);
    RETURNS(DllGetClassObject(REF(CLSID_UpdateSession), REF(IID_IUnknown), NULL), E_POINTER);
    RETURNS(CALL(factory, CreateInstance, NULL, REF(IID_IUnknown), (void **)&unknown), S_OK);
    RETURNS(CALL(factory, CreateInstance, unknown, REF(IID_IUnknown), &object), CLASS_E_NOAGGREGATION);
    CHECK(object == NULL);
    RETURNS(CoCreateInstance(REF(CLSID_UpdateServiceManager), unknown, CLSCTX_ALL, REF(IID_IUnknown), &object), CLASS_E_NOAGGREGATION);
    CHECK(object == NULL);
    CHECK(CALL(unknown, Release) == 0);
    RETURNS(CALL(factory, LockServer, TRUE), S_OK);
    CHECK(CALL(factory, Release) == 0);
    RETURNS(DllCanUnloadNow(), S_FALSE);
    RETURNS(CoGetClassObject(REF(CLSID_StringCollection), CLSCTX_ALL, NULL, REF(IID_IClassFactory), (void **)&factory), S_OK);
    RETURNS(CALL(factory, LockServer, FALSE), S_OK);
    CHECK(CALL(factory, Release) == 0);
    RETURNS(DllCanUnloadNow(), S_OK);
}

/* IProvideClassInfo: who looks for a type asks IDispatch for it. */
static const IID class_information = {0xB196B283, 0xBAB4, 0x101A, {0xB6, 0x9C, 0x00, 0xAA, 0x00, 0x34, 0x1D, 0x07}};

/* Every object reaches every one of its interfaces from every other, and no others. */
static void interfaces_of(IUnknown *object, const IID *const *ids) {
    const IID *const *from, *const *to;
    for (from = ids; *from != NULL; from++) {
        IUnknown *face = NULL;
#ifdef __cplusplus
        RETURNS(CALL(object, QueryInterface, **from, (void **)&face), S_OK);
#else
        RETURNS(CALL(object, QueryInterface, *from, (void **)&face), S_OK);
#endif
        for (to = ids; *to != NULL; to++) {
            IUnknown *other = NULL, *identity = NULL;
#ifdef __cplusplus
            RETURNS(CALL(face, QueryInterface, **to, (void **)&other), S_OK);
#else
            RETURNS(CALL(face, QueryInterface, *to, (void **)&other), S_OK);
#endif
            RETURNS(CALL(other, QueryInterface, REF(IID_IUnknown), (void **)&identity), S_OK);
            CHECK(identity == object);
            CALL(identity, Release), CALL(other, Release);
        }
        RETURNS(CALL(face, QueryInterface, REF(IID_IClassFactory), (void **)&object), E_NOINTERFACE);
        CHECK(object == NULL);
        RETURNS(CALL(face, QueryInterface, REF(class_information), (void **)&object), E_NOINTERFACE);
        CHECK(object == NULL);
        object = face;
        RETURNS(CALL(face, QueryInterface, REF(IID_IUnknown), (void **)&object), S_OK);
        CALL(object, Release);
        RETURNS(CALL(face, QueryInterface, REF(IID_IUnknown), NULL), E_POINTER);
        CALL(face, Release);
    }
    CHECK(CALL(object, AddRef) == 2);
    CHECK(CALL(object, Release) == 1);
    CHECK(CALL(object, Release) == 0);
}

static void identity(void) {
    static const IID *const manager[] = {&IID_IUnknown, &IID_IDispatch, &IID_IUpdateServiceManager, &IID_IUpdateServiceManager2, &IID_IUpdateLockdown, NULL};
    static const IID *const session[] = {&IID_IUnknown, &IID_IDispatch, &IID_IUpdateSession, &IID_IUpdateSession2, &IID_IUpdateSession3, NULL};
    static const IID *const services[] = {&IID_IUnknown, &IID_IDispatch, &IID_IUpdateServiceCollection, NULL};
    static const IID *const service[] = {&IID_IUnknown, &IID_IDispatch, &IID_IUpdateService, &IID_IUpdateService2, NULL};
    static const IID *const registration[] = {&IID_IUnknown, &IID_IDispatch, &IID_IUpdateServiceRegistration, NULL};
    static const IID *const items[] = {&IID_IUnknown, &IID_IEnumVARIANT, NULL};
    IUpdateServiceManager2 *a_manager = new_manager();
    IUpdateServiceCollection *a_collection = NULL;
    IUpdateService *a_service = NULL;
    IUpdateServiceRegistration *a_registration = NULL;
    IUnknown *an_enumerator = NULL;
    void *a_session = NULL;
    BSTR id = text_of(UNKNOWN_SERVICE);
    RETURNS(CALL(a_manager, get_Services, &a_collection), S_OK);
    RETURNS(CALL(a_collection, get_Item, 2, &a_service), S_OK);
    RETURNS(CALL(a_collection, get__NewEnum, &an_enumerator), S_OK);
    RETURNS(CALL(a_manager, QueryServiceRegistration, id, &a_registration), S_OK);
    RETURNS(CoCreateInstance(REF(CLSID_UpdateSession), NULL, CLSCTX_ALL, REF(IID_IUnknown), &a_session), S_OK);
    interfaces_of(an_enumerator, items);
    interfaces_of((IUnknown *)a_manager, manager);
    interfaces_of((IUnknown *)a_session, session);
    interfaces_of((IUnknown *)a_registration, registration);
    CHECK(CALL(a_collection, AddRef) == 2);
    interfaces_of((CALL(a_collection, Release), (IUnknown *)a_collection), services);
    interfaces_of((IUnknown *)a_service, service);
    SysFreeString(id);
    RETURNS(DllCanUnloadNow(), S_OK);
}

static void null_pointers(void) {
    IUpdateServiceManager2 *manager = new_manager();
    IUpdateServiceRegistration *registration = (IUpdateServiceRegistration *)manager;
    IUpdateService *service = (IUpdateService *)manager;
    VARIANT option;
    BSTR id = text_of(WINDOWS_UPDATE);
    VariantInit(&option);
    RETURNS(CALL(manager, get_Services, NULL), E_POINTER);
    RETURNS(CALL(manager, AddService, NULL, NULL, NULL), E_POINTER);
    RETURNS(CALL(manager, AddService, NULL, NULL, &service), E_INVALIDARG);
    CHECK(service == NULL);
    RETURNS(CALL(manager, RegisterServiceWithAU, NULL), E_INVALIDARG);
    RETURNS(CALL(manager, UnregisterServiceWithAU, NULL), E_INVALIDARG);
    RETURNS(CALL(manager, RemoveService, NULL), E_INVALIDARG);
    RETURNS(CALL(manager, AddScanPackageService, NULL, NULL, 0, NULL), E_POINTER);
    RETURNS(CALL(manager, AddScanPackageService, NULL, NULL, 0, &service), E_INVALIDARG);
    RETURNS(CALL(manager, AddScanPackageService, id, id, 0, &service), 0x80070002);
    RETURNS(CALL(manager, SetOption, NULL, option), E_INVALIDARG);
    RETURNS(CALL(manager, get_ClientApplicationID, NULL), E_POINTER);
    RETURNS(CALL(manager, QueryServiceRegistration, id, NULL), E_POINTER);
    RETURNS(CALL(manager, QueryServiceRegistration, NULL, &registration), E_INVALIDARG);
    CHECK(registration == NULL);
    RETURNS(CALL(manager, AddService2, NULL, -1, NULL, NULL), E_POINTER);
    RETURNS(CALL(manager, AddService2, NULL, 7, NULL, &registration), E_INVALIDARG);
    RETURNS(CALL(manager, QueryServiceRegistration, id, &registration), S_OK);
    RETURNS(CALL(registration, get_RegistrationState, NULL), E_POINTER);
    RETURNS(CALL(registration, get_ServiceID, NULL), E_POINTER);
    RETURNS(CALL(registration, get_IsPendingRegistrationWithAU, NULL), E_POINTER);
    RETURNS(CALL(registration, get_Service, NULL), E_POINTER);
    CALL(registration, Release);
    CALL(manager, Release);
    SysFreeString(id);
}

static void many_calls(void *argument) {
    IUpdateServiceManager2 *manager = (IUpdateServiceManager2 *)argument;
    int i;
    for (i = 0; i < 200; i++) {
        IUpdateServiceCollection *services = NULL;
        IUpdateService *service = NULL;
        BSTR text = NULL, id = text_of(MICROSOFT_UPDATE);
        RETURNS(add_service2(manager, MICROSOFT_UPDATE, 7, NULL), S_OK);
        RETURNS(CALL(manager, get_Services, &services), S_OK);
        RETURNS(CALL(services, get_Item, 0, &service), S_OK);
        CALL(services, Release);
        RETURNS(CALL(service, get_Name, &text), S_OK);
        SysFreeString(text);
        CALL(service, Release);
        RETURNS(CALL(manager, put_ClientApplicationID, id), S_OK);
        (void)CALL(manager, RemoveService, id);
        SysFreeString(id);
    }
    CALL(manager, Release);
}

static void several_threads(void) {
    IUpdateServiceManager2 *manager = new_manager();
    thread_handle threads[4];
    int i;
    for (i = 0; i < 4; i++) {
        CALL(manager, AddRef);
        threads[i] = thread_start(many_calls, manager);
    }
    for (i = 0; i < 4; i++) {
        thread_join(threads[i]);
    }
    CHECK(CALL(manager, Release) == 0);
    RETURNS(DllCanUnloadNow(), S_OK);
}

int main(void) {
    RETURNS(CoInitialize(NULL), S_OK);
    RUN(factories);
    RUN(identity);
    RUN(null_pointers);
    RUN(several_threads);
    CoUninitialize();
    return 0;
}
