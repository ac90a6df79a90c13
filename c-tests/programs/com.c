// SPDX-License-Identifier: MIT OR Apache-2.0
// The part of COM and automation that the library brings where the system has none: apartments, creation, names, strings, arrays.
// linux only: Windows has its own
#include "wua.h"

#include <olectl.h>

#include <sys/wait.h>

static HRESULT create(const CLSID *class_id, DWORD context, IUnknown *outer) {
    void *object = &object;
#ifdef __cplusplus
    HRESULT result = CoCreateInstance(*class_id, outer, context, IID_IUnknown, &object);
#else
    HRESULT result = CoCreateInstance(class_id, outer, context, &IID_IUnknown, &object);
#endif
    CHECK((result == S_OK) == (object != NULL));
    if (object != NULL) {
        CALL((IUnknown *)object, Release);
    }
    return result;
}

static void initialisation(void) {
    void *object = &object;
    RETURNS(create(&CLSID_UpdateServiceManager, CLSCTX_ALL, NULL), CO_E_NOTINITIALIZED);
    CoUninitialize();
    RETURNS(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    RETURNS(CoInitializeEx(NULL, COINIT_MULTITHREADED | COINIT_SPEED_OVER_MEMORY), S_FALSE);
    RETURNS(CoInitialize(NULL), RPC_E_CHANGED_MODE);
    RETURNS(CoInitializeEx(&object, COINIT_MULTITHREADED), E_INVALIDARG);
    RETURNS(CoInitializeEx(NULL, 0x100), E_INVALIDARG);
    CoUninitialize();
    RETURNS(create(&CLSID_UpdateServiceManager, CLSCTX_ALL, NULL), S_OK);
    CoUninitialize();
    RETURNS(create(&CLSID_UpdateServiceManager, CLSCTX_ALL, NULL), CO_E_NOTINITIALIZED);
    RETURNS(CoInitialize(NULL), S_OK);
}

static void create_on_another_thread(void *argument) {
    *(HRESULT *)argument = create(&CLSID_UpdateServiceManager, CLSCTX_ALL, NULL);
}

static HRESULT created_elsewhere(void) {
    HRESULT result = E_UNEXPECTED;
    thread_join(thread_start(create_on_another_thread, &result));
    return result;
}

/* An apartment that several threads share: others are taken to be in it. */
static void join(void *argument) {
    (void)argument;
    RETURNS(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    RETURNS(created_elsewhere(), S_OK);
    RETURNS(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_FALSE);
    CoUninitialize();
    RETURNS(created_elsewhere(), S_OK);
    CoUninitialize();
}

static void implied_apartment(void) {
    int status = 0;
    pid_t child;

    /* This thread has one of its own, which is nobody else's. */
    RETURNS(created_elsewhere(), CO_E_NOTINITIALIZED);
    thread_join(thread_start(join, NULL));
    RETURNS(created_elsewhere(), CO_E_NOTINITIALIZED);
    CoUninitialize();
    RETURNS(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        RETURNS(created_elsewhere(), S_OK);
        CoUninitialize();
        RETURNS(created_elsewhere(), CO_E_NOTINITIALIZED);
        _Exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    RETURNS(created_elsewhere(), S_OK);
    CoUninitialize();
    RETURNS(created_elsewhere(), CO_E_NOTINITIALIZED);
    RETURNS(CoInitialize(NULL), S_OK);
}

static void creation(void) {
    void *object = &object;
    RETURNS(create(&CLSID_UpdateServiceManager, CLSCTX_INPROC_SERVER, NULL), S_OK);
    RETURNS(create(&CLSID_UpdateServiceManager, CLSCTX_LOCAL_SERVER, NULL), S_OK);
    RETURNS(create(&CLSID_UpdateServiceManager, CLSCTX_SERVER, NULL), S_OK);
    RETURNS(create(&CLSID_UpdateServiceManager, CLSCTX_INPROC_HANDLER, NULL), REGDB_E_CLASSNOTREG);
    RETURNS(create(&IID_IUpdateServiceManager, CLSCTX_ALL, NULL), REGDB_E_CLASSNOTREG);
    RETURNS(CoCreateInstance(REF(CLSID_UpdateServiceManager), NULL, CLSCTX_ALL, REF(IID_IUpdateService), &object), E_NOINTERFACE);
    CHECK(object == NULL);
    RETURNS(CoCreateInstance(REF(CLSID_UpdateServiceManager), NULL, CLSCTX_ALL, REF(IID_IUnknown), NULL), E_POINTER);
    /* There is no registry of classes. */
    RETURNS(DllRegisterServer(), SELFREG_E_CLASS);
    RETURNS(DllUnregisterServer(), SELFREG_E_CLASS);
}

static void names(void) {
    CLSID found;
    WCHAR text[40];
    RETURNS(CLSIDFromProgID(W("microsoft.update.SERVICEMANAGER"), &found), S_OK);
    CHECK(IsEqualCLSID(REF(found), REF(CLSID_UpdateServiceManager)));
    RETURNS(CLSIDFromProgID(W("Microsoft.Update.StringColl.1"), &found), S_OK);
    CHECK(IsEqualCLSID(REF(found), REF(CLSID_StringCollection)));
    RETURNS(CLSIDFromProgID(W("Microsoft.Update.Nothing"), &found), CO_E_CLASSSTRING);
    RETURNS(CLSIDFromProgID(NULL, &found), E_INVALIDARG);
    RETURNS(CLSIDFromProgID(W(""), NULL), E_INVALIDARG);
    RETURNS(CLSIDFromString(W("{f8d253d9-89a4-4daa-87b6-1168369f0b21}"), &found), S_OK);
    CHECK(IsEqualCLSID(REF(found), REF(CLSID_UpdateServiceManager)));
    RETURNS(CLSIDFromString(W("f8d253d9-89a4-4daa-87b6-1168369f0b21"), &found), CO_E_CLASSSTRING);
    CHECK(StringFromGUID2(REF(CLSID_UpdateServiceManager), text, 38) == 0);
    CHECK(StringFromGUID2(REF(CLSID_UpdateServiceManager), text, 39) == 39);
    CHECK(memcmp(text, W("{F8D253D9-89A4-4DAA-87B6-1168369F0B21}"), 78) == 0);
}

static void strings_and_arrays(void) {
    static const WCHAR three[] = {'a', 0, 'b', 0};
    BSTR text = SysAllocStringLen(three, 3);
    SAFEARRAY *array = SafeArrayCreateVector(VT_I4, 5, 2);
    LONG bound = 0;
    VARTYPE type = 0;
    void *data = NULL;
    VARIANT variant;
    CHECK(SysStringLen(text) == 3 && SysStringByteLen(text) == 6 && text[1] == 0 && text[3] == 0);
    CHECK(((uintptr_t)text & 7) == 0);
    CHECK(SysReAllocString(&text, text + 2) && SysStringLen(text) == 1 && text[0] == 'b');
    CHECK(SysReAllocStringLen(&text, NULL, 9) && SysStringLen(text) == 9 && text[9] == 0);
    SysFreeString(text);
    text = SysAllocStringByteLen("xyz", 3);
    CHECK(SysStringByteLen(text) == 3 && SysStringLen(text) == 1);
    SysFreeString(text);
    SysFreeString(NULL);
    CHECK(SysAllocString(NULL) == NULL && SysStringLen(NULL) == 0 && SysReAllocString(NULL, three) == 0);

    CHECK(array != NULL && SafeArrayGetElemsize(array) == 4);
    RETURNS(SafeArrayGetLBound(array, 1, &bound), S_OK);
    CHECK(bound == 5);
    RETURNS(SafeArrayGetUBound(array, 1, &bound), S_OK);
    CHECK(bound == 6);
    RETURNS(SafeArrayGetUBound(array, 2, &bound), DISP_E_BADINDEX);
    RETURNS(SafeArrayGetVartype(array, &type), S_OK);
    CHECK(type == VT_I4);
    RETURNS(SafeArrayAccessData(array, &data), S_OK);
    CHECK(((LONG *)data)[0] == 0 && ((LONG *)data)[1] == 0);
    RETURNS(SafeArrayDestroy(array), DISP_E_ARRAYISLOCKED);
    RETURNS(SafeArrayUnaccessData(array), S_OK);
    RETURNS(SafeArrayUnaccessData(array), E_UNEXPECTED);
    RETURNS(SafeArrayDestroy(array), S_OK);
    CHECK(SafeArrayCreateVector(VT_EMPTY, 0, 1) == NULL);

    VariantInit(&variant);
    V_VT(&variant) = VT_BSTR;
    V_BSTR(&variant) = text_of(W("text"));
    RETURNS(VariantClear(&variant), S_OK);
    V_VT(&variant) = 0x0fff;
    RETURNS(VariantClear(&variant), DISP_E_BADVARTYPE);
    RETURNS(VariantClear(NULL), E_INVALIDARG);
    CoTaskMemFree(CoTaskMemAlloc(0));
}

int main(void) {
    RUN(initialisation);
    RUN(implied_apartment);
    RUN(creation);
    RUN(names);
    RUN(strings_and_arrays);
    return 0;
}
