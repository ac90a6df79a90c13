/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* For the test programs of the update service manager: calls that read the same in C and C++, text, late-bound calls. */
#ifndef ENLIST_TEST_WUA_H
#define ENLIST_TEST_WUA_H

#include "check.h"

#include <initguid.h>
#include <wuapi.h>
#include <wuerror.h>

#ifdef __cplusplus
#define CALL(object, method, ...) ((object)->method(__VA_ARGS__))
#define REF(id) (id)
#else
#define CALL(object, method, ...) ((object)->lpVtbl->method((object), ##__VA_ARGS__))
#define REF(id) (&(id))
#endif

/* What a call must return. */
#define RETURNS(call, expected) check_hresult((call), (HRESULT)(expected), __FILE__, __LINE__, #call)

static inline void check_hresult(HRESULT found, HRESULT expected, const char *file, int line, const char *call) {
    if (found != expected) {
        fflush(stdout);
        fprintf(stderr, "%s:%d: %s\n  returned 0x%08X, expected 0x%08X\n", file, line, call, (unsigned)found,
                (unsigned)expected);
        fflush(stderr);
        _Exit(1);
    }
}

#define MICROSOFT_UPDATE W("7971f918-a847-4430-9279-4a52d1efe18d")
#define WINDOWS_UPDATE W("9482f4b4-e343-43b6-b170-9a65bc822c77")
#define UNKNOWN_SERVICE W("11111111-2222-3333-4444-555555555555")

static inline BSTR text_of(const WCHAR *text) {
    BSTR string = SysAllocString(text);
    CHECK(string != NULL);
    return string;
}

static inline void print_text(const char *label, BSTR text) {
    UINT i;
    CHECK(text != NULL && text[SysStringLen(text)] == 0);
    printf("  %s: ", label);
    for (i = 0; i < SysStringLen(text); i++) {
        putchar(text[i] < 0x80 ? (int)text[i] : '?');
    }
    putchar('\n');
    SysFreeString(text);
}

static inline IUpdateServiceManager2 *new_manager(void) {
    void *manager = NULL;
    RETURNS(CoCreateInstance(REF(CLSID_UpdateServiceManager), NULL, CLSCTX_INPROC_SERVER, REF(IID_IUpdateServiceManager2),
                             &manager),
            S_OK);
    return (IUpdateServiceManager2 *)manager;
}

/* AddService2 with constants; the registration is shown and released. */
static inline HRESULT add_service2(IUpdateServiceManager2 *manager, const WCHAR *id, LONG flags, const WCHAR *path) {
    BSTR id_text = text_of(id), path_text = path == NULL ? NULL : text_of(path);
    IUpdateServiceRegistration *registration = (IUpdateServiceRegistration *)manager;
    HRESULT result = CALL(manager, AddService2, id_text, flags, path_text, &registration);
    CHECK((result == S_OK) == (registration != NULL));
    if (registration != NULL) {
        CALL(registration, Release);
    }
    SysFreeString(id_text);
    SysFreeString(path_text);
    return result;
}

/* How far a registration is, and whether Automatic Updates is to use the service (2), or uses it (1). */
static inline void show_registration(IUpdateServiceManager2 *manager, const WCHAR *id) {
    BSTR id_text = text_of(id), text = NULL;
    IUpdateServiceRegistration *registration = NULL;
    IUpdateService2 *service = NULL;
    UpdateServiceRegistrationState state;
    VARIANT_BOOL pending, registered, is_default;
    RETURNS(CALL(manager, QueryServiceRegistration, id_text, &registration), S_OK);
    RETURNS(CALL(registration, get_RegistrationState, &state), S_OK);
    RETURNS(CALL(registration, get_IsPendingRegistrationWithAU, &pending), S_OK);
    RETURNS(CALL(registration, get_Service, &service), S_OK);
    RETURNS(CALL(service, get_IsRegisteredWithAU, &registered), S_OK);
    RETURNS(CALL(service, get_IsDefaultAUService, &is_default), S_OK);
    RETURNS(CALL(registration, get_ServiceID, &text), S_OK);
    CHECK(SysStringLen(text) == 36 && memcmp(text, id_text, 72) == 0);
    SysFreeString(text);
    RETURNS(CALL(service, get_ServiceID, &text), S_OK);
    CHECK(SysStringLen(text) == 36 && memcmp(text, id_text, 72) == 0);
    SysFreeString(text);
    printf("  state %d, pending with AU %d, with AU %d, default %d\n", (int)state, pending, registered, is_default);
    CALL(service, Release);
    CALL(registration, Release);
    SysFreeString(id_text);
}

#endif /* ENLIST_TEST_WUA_H */
