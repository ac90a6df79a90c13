// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_GUARD=1
// env: ENLIST_JOURNAL={new}
// not under: valgrind; it reports what the system is asked
// linux only: pointers are tried by a system call of Linux
// Wild pointers give E_POINTER, or nothing, in the functions and methods of COM, and a line in the journal.
#include "wua.h"
#include "harness.h"
#include "pages.h"

#include <enlist.h>
#include <olectl.h>

#define WILD(type) ((type)(void *)wild)
#define CONSTANT(type) ((type)(void *)constant)

#ifdef __cplusplus
#define WILD_REF(type) (*WILD(const type *))
#else
#define WILD_REF(type) WILD(const type *)
#endif

static void creation(void) {
    IClassFactory *factory = NULL;
    void *object = NULL;
    CLSID found;
    WCHAR endless[2] = {'a', 'b'};
    WCHAR text[39];
    RETURNS(CoCreateInstance(WILD_REF(CLSID), NULL, CLSCTX_ALL, REF(IID_IUnknown), &object), E_POINTER);
    RETURNS(CoCreateInstance(REF(CLSID_UpdateSession), NULL, CLSCTX_ALL, WILD_REF(IID), &object), E_POINTER);
    RETURNS(CoCreateInstance(REF(CLSID_UpdateSession), NULL, CLSCTX_ALL, REF(IID_IUnknown), CONSTANT(void **)), E_POINTER);
    RETURNS(CoGetClassObject(WILD_REF(CLSID), CLSCTX_ALL, NULL, REF(IID_IUnknown), &object), E_POINTER);
    RETURNS(DllGetClassObject(REF(CLSID_UpdateSession), WILD_REF(IID), &object), E_POINTER);
    RETURNS(DllGetClassObject(REF(CLSID_UpdateSession), REF(IID_IClassFactory), (void **)&factory), S_OK);
    RETURNS(CALL(factory, CreateInstance, NULL, WILD_REF(IID), &object), E_POINTER);
    RETURNS(CALL(factory, CreateInstance, NULL, REF(IID_IUnknown), CONSTANT(void **)), E_POINTER);
    RETURNS(CALL(factory, QueryInterface, WILD_REF(IID), &object), E_POINTER);
    RETURNS(CALL(factory, QueryInterface, REF(IID_IUnknown), CONSTANT(void **)), E_POINTER);
    CALL(factory, Release);
    RETURNS(CLSIDFromProgID((WCHAR *)at_edge(endless, sizeof endless), &found), E_POINTER);
    RETURNS(CLSIDFromProgID(W("Microsoft.Update.Session"), CONSTANT(CLSID *)), E_POINTER);
    RETURNS(CLSIDFromString(WILD(WCHAR *), &found), E_POINTER);
    CHECK(StringFromGUID2(WILD_REF(GUID), text, 39) == 0);
    CHECK(StringFromGUID2(REF(IID_IUnknown), (WCHAR *)(void *)(edge - 76), 39) == 0);
    CHECK(StringFromGUID2(REF(IID_IUnknown), (WCHAR *)(void *)(edge - 78), 39) == 39);
    /* Null is as it was. */
    RETURNS(CoCreateInstance(REF(CLSID_UpdateSession), NULL, CLSCTX_ALL, REF(IID_IUnknown), NULL), E_POINTER);
    RETURNS(CLSIDFromProgID(NULL, &found), E_INVALIDARG);
    show_journal();
}

static void strings_and_arrays(void) {
    WCHAR three[3] = {'a', 'b', 'c'};
    WCHAR three_and_end[4] = {'a', 'b', 'c', 0};
    BSTR text = text_of(W("kept")), kept;
    SAFEARRAY *wild_array = WILD(SAFEARRAY *);
    VARIANT other;
    VARIANT *inner;
    SAFEARRAY *array = SafeArrayCreateVector(VT_I4, 0, 1), *texts, *objects, *variants;
    LONG bound;
    void *data;
    VARTYPE type;
    VARIANT variant;
    CHECK(SysAllocString((WCHAR *)at_edge(three, sizeof three)) == NULL);
    CHECK(SysAllocStringLen((WCHAR *)at_edge(three, sizeof three), 4) == NULL);
    CHECK(SysAllocStringByteLen((char *)(edge - 3), 4) == NULL);
    CHECK(SysReAllocString(&text, WILD(WCHAR *)) == 0 && SysReAllocString(WILD(BSTR *), three) == 0);
    CHECK(SysReAllocStringLen(&text, (WCHAR *)at_edge(three, sizeof three), 4) == 0);
    CHECK(SysReAllocStringLen(&text, (WCHAR *)at_edge(three, sizeof three), 3) == 1 && SysStringLen(text) == 3);
    CHECK(SysStringLen(WILD(BSTR)) == 0 && SysStringByteLen(WILD(BSTR)) == 0);
    SysFreeString(WILD(BSTR));
    CoTaskMemFree(wild);
    VariantInit(CONSTANT(VARIANT *));
    RETURNS(VariantClear(CONSTANT(VARIANT *)), E_POINTER);
    VariantInit(&variant);
    variant.vt = VT_BSTR;
    variant.bstrVal = WILD(BSTR);
    RETURNS(VariantClear(&variant), E_POINTER);
    variant.vt = VT_DISPATCH;
    RETURNS(VariantClear(&variant), E_POINTER);
    variant.vt = VT_ARRAY | VT_UI1;
    RETURNS(VariantClear(&variant), E_POINTER);
    /* Nobody looks there. */
    variant.vt = VT_BYREF | VT_BSTR;
    RETURNS(VariantClear(&variant), S_OK);
    RETURNS(SafeArrayDestroy(WILD(SAFEARRAY *)), E_POINTER);
    CHECK(SafeArrayGetDim(WILD(SAFEARRAY *)) == 0 && SafeArrayGetElemsize(WILD(SAFEARRAY *)) == 0);
    RETURNS(SafeArrayGetLBound(array, 1, CONSTANT(LONG *)), E_POINTER);
    RETURNS(SafeArrayGetUBound(WILD(SAFEARRAY *), 1, &bound), E_POINTER);
    RETURNS(SafeArrayAccessData(array, CONSTANT(void **)), E_POINTER);
    RETURNS(SafeArrayUnaccessData(WILD(SAFEARRAY *)), E_POINTER);
    RETURNS(SafeArrayGetVartype(array, CONSTANT(VARTYPE *)), E_POINTER);
    RETURNS(SafeArrayGetVartype(array, &type), S_OK);
    RETURNS(SafeArrayAccessData(array, &data), S_OK);
    RETURNS(SafeArrayUnaccessData(array), S_OK);
    RETURNS(SafeArrayLock(WILD(SAFEARRAY *)), E_POINTER);
    RETURNS(SafeArrayUnlock(WILD(SAFEARRAY *)), E_POINTER);
    bound = 0;
    RETURNS(SafeArrayPtrOfIndex(array, WILD(LONG *), &data), E_POINTER);
    RETURNS(SafeArrayPtrOfIndex(array, &bound, CONSTANT(void **)), E_POINTER);
    RETURNS(SafeArrayGetElement(array, &bound, CONSTANT(LONG *)), E_POINTER);
    RETURNS(SafeArrayPutElement(WILD(SAFEARRAY *), &bound, &bound), E_POINTER);
    /* An element has four bytes. */
    RETURNS(SafeArrayGetElement(array, &bound, edge - 3), E_POINTER);
    RETURNS(SafeArrayPutElement(array, &bound, edge - 3), E_POINTER);
    RETURNS(SafeArrayPutElement(array, &bound, edge - 4), S_OK);
    RETURNS(SafeArrayGetElement(array, &bound, edge - 4), S_OK);
    texts = SafeArrayCreateVector(VT_BSTR, 0, 2);
    RETURNS(SafeArrayPutElement(texts, &bound, WILD(BSTR)), E_POINTER);
    RETURNS(SafeArrayPutElement(texts, &bound, text), S_OK);
    RETURNS(SafeArrayGetElement(texts, &bound, edge - 7), E_POINTER);
    RETURNS(SafeArrayPtrOfIndex(texts, &bound, &data), S_OK);
    kept = *(BSTR *)data;
    *(BSTR *)data = WILD(BSTR);
    RETURNS(SafeArrayGetElement(texts, &bound, &data), E_POINTER);
    RETURNS(SafeArrayPutElement(texts, &bound, text), E_POINTER);
    /* Nobody looks at the others. */
    bound = 1;
    RETURNS(SafeArrayPutElement(texts, &bound, text), S_OK);
    bound = 0;
    CHECK(SafeArrayGetDim(texts) == 1);
    RETURNS(SafeArrayDestroy(texts), E_POINTER);
    *(BSTR *)data = kept;
    RETURNS(SafeArrayDestroy(texts), S_OK);
    objects = SafeArrayCreateVector(VT_UNKNOWN, 0, 1);
    RETURNS(SafeArrayPutElement(objects, &bound, wild), E_POINTER);
    RETURNS(SafeArrayDestroy(objects), S_OK);
    variants = SafeArrayCreateVector(VT_VARIANT, 0, 1);
    RETURNS(SafeArrayPutElement(variants, &bound, edge - 23), E_POINTER);
    RETURNS(SafeArrayPtrOfIndex(variants, &bound, &data), S_OK);
    inner = (VARIANT *)data;
    inner->vt = VT_BSTR;
    inner->bstrVal = WILD(BSTR);
    RETURNS(SafeArrayPutElement(variants, &bound, inner), E_POINTER);
    RETURNS(SafeArrayCopy(variants, &objects), E_POINTER);
    inner->vt = VT_ARRAY | VT_BSTR;
    inner->parray = WILD(SAFEARRAY *);
    RETURNS(SafeArrayDestroy(variants), E_POINTER);
    inner->vt = VT_EMPTY;
    RETURNS(SafeArrayDestroy(variants), S_OK);
    kept = text;
    text = WILD(BSTR);
    CHECK(SysReAllocString(&text, three_and_end) == 0 && SysReAllocStringLen(&text, three, 3) == 0);
    text = kept;
    RETURNS(SafeArrayCopy(array, CONSTANT(SAFEARRAY **)), E_POINTER);
    RETURNS(SafeArrayDestroy(array), S_OK);
    VariantInit(&variant);
    RETURNS(VariantCopy(&variant, WILD(VARIANT *)), E_POINTER);
    RETURNS(VariantCopyInd(CONSTANT(VARIANT *), &variant), E_POINTER);
    RETURNS(VariantChangeType(CONSTANT(VARIANT *), &variant, 0, VT_I4), E_POINTER);
    RETURNS(VariantChangeTypeEx(&variant, WILD(VARIANT *), 0, 0, VT_I4), E_POINTER);
    VariantInit(&other);
    other.vt = VT_ARRAY | VT_UI1;
    other.parray = WILD(SAFEARRAY *);
    RETURNS(VariantCopy(&variant, &other), E_POINTER);
    other.vt = VT_BYREF | VT_ARRAY | VT_UI1;
    other.pparray = &wild_array;
    RETURNS(VariantCopyInd(&variant, &other), E_POINTER);
    RETURNS(VariantChangeType(&variant, &other, 0, VT_ARRAY | VT_UI1), E_POINTER);
    other.vt = VT_BYREF | VT_DECIMAL;
    other.byref = edge - 15;
    RETURNS(VariantCopyInd(&variant, &other), E_POINTER);
    /* Such a number has 16 bytes. */
    other.byref = edge - 16;
    RETURNS(VariantCopyInd(&variant, &other), S_OK);
    CHECK(variant.vt == VT_DECIMAL);
    SysFreeString(text);
    show_journal();
}

/* The method of one object, called with another. */
static HRESULT lock_down(IUpdateLockdown *of, IUpdateLockdown *with) {
    typedef HRESULT(STDMETHODCALLTYPE * Method)(IUpdateLockdown *, LONG);
    Method method;
    memcpy(&method, *(char **)of + 3 * sizeof method, sizeof method);
    return method(with, 1);
}

static void methods(void) {
    IUpdateLockdown *lockdown = NULL;
    IUpdateServiceManager2 *manager = new_manager();
    IUpdateServiceCollection *services = NULL;
    IUpdateServiceRegistration *registration = NULL;
    IUnknown *unknown = NULL;
    IEnumVARIANT *items;
    VARIANT value;
    BSTR id = text_of(MICROSOFT_UPDATE);
    ULONG fetched;
    DWORD length = 6;
    RETURNS(CALL(manager, get_Services, CONSTANT(IUpdateServiceCollection **)), E_POINTER);
    RETURNS(CALL(manager, AddService2, WILD(BSTR), 7, NULL, &registration), E_POINTER);
    RETURNS(CALL(manager, AddService2, id, 7, NULL, CONSTANT(IUpdateServiceRegistration **)), E_POINTER);
    /* A length that leads out of memory. */
    memcpy(edge - 8, &length, 4);
    RETURNS(CALL(manager, RemoveService, (BSTR)(void *)(edge - 4)), E_POINTER);
    RETURNS(CALL(manager, put_ClientApplicationID, WILD(BSTR)), E_POINTER);
    VariantInit(&value);
    value.vt = VT_BSTR | VT_BYREF;
    value.pbstrVal = WILD(BSTR *);
    RETURNS(CALL(manager, SetOption, id, value), E_POINTER);
    value.vt = VT_UNKNOWN;
    RETURNS(CALL(manager, SetOption, id, value), E_POINTER);
    show_journal();
    RETURNS(CALL(manager, QueryInterface, REF(IID_IUpdateLockdown), (void **)&lockdown), S_OK);
    RETURNS(lock_down(lockdown, WILD(IUpdateLockdown *)), E_POINTER);
    CALL(lockdown, Release);
    RETURNS(CALL(manager, get_Services, &services), S_OK);
    RETURNS(CALL(services, get__NewEnum, &unknown), S_OK);
    items = (IEnumVARIANT *)unknown;
    RETURNS(CALL(items, Next, 2, (VARIANT *)(void *)(edge - 24), &fetched), E_POINTER);
    RETURNS(CALL(items, Next, 1, &value, CONSTANT(ULONG *)), E_POINTER);
    RETURNS(CALL(items, Clone, CONSTANT(IEnumVARIANT **)), E_POINTER);
    RETURNS(CALL(items, Next, 1, (VARIANT *)(void *)(edge - 24), &fetched), S_OK);
    RETURNS(VariantClear((VARIANT *)(void *)(edge - 24)), S_OK);
    CALL(items, Release);
    CALL(services, Release);
    CALL(manager, Release);
    SysFreeString(id);
    show_journal();
}

static void late_bound(void) {
    IUpdateServiceManager2 *manager = new_manager();
    WCHAR endless[2] = {'a', 'b'};
    OLECHAR *names[1];
    DISPID id, named = DISPID_PROPERTYPUT;
    DISPPARAMS parameters;
    VARIANT values[2];
    UINT count;
    ITypeInfo *info;
    names[0] = W("RemoveService");
    RETURNS(CALL(manager, GetIDsOfNames, WILD_REF(IID), names, 1, 0, &id), E_POINTER);
    RETURNS(CALL(manager, GetIDsOfNames, REF(IID_NULL), WILD(OLECHAR **), 1, 0, &id), E_POINTER);
    RETURNS(CALL(manager, GetIDsOfNames, REF(IID_NULL), names, 1, 0, CONSTANT(DISPID *)), E_POINTER);
    RETURNS(CALL(manager, GetIDsOfNames, REF(IID_NULL), names, 1, 0, &id), S_OK);
    names[0] = (OLECHAR *)at_edge(endless, sizeof endless);
    RETURNS(CALL(manager, GetIDsOfNames, REF(IID_NULL), names, 1, 0, &id), E_POINTER);
    RETURNS(CALL(manager, GetTypeInfoCount, CONSTANT(UINT *)), E_POINTER);
    RETURNS(CALL(manager, GetTypeInfoCount, &count), S_OK);
    RETURNS(CALL(manager, GetTypeInfo, 0, 0, CONSTANT(ITypeInfo **)), E_POINTER);
    RETURNS(CALL(manager, GetTypeInfo, 0, 0, &info), E_NOTIMPL);

    VariantInit(&values[0]);
    VariantInit(&values[1]);
    values[0].vt = VT_BYREF | VT_VARIANT;
    values[0].pvarVal = &values[1];
    values[1].vt = VT_BSTR;
    values[1].bstrVal = WILD(BSTR);
    parameters.rgvarg = values;
    parameters.rgdispidNamedArgs = &named;
    parameters.cArgs = 1;
    parameters.cNamedArgs = 1;
#define PUT(given, result, exception, wrong) \
    CALL(manager, Invoke, 0x60030001, REF(IID_NULL), 0, DISPATCH_PROPERTYPUT, given, result, exception, wrong)
    RETURNS(PUT(WILD(DISPPARAMS *), NULL, NULL, NULL), E_POINTER);
    RETURNS(PUT(&parameters, NULL, NULL, NULL), E_POINTER);
    values[1].bstrVal = NULL;
    RETURNS(PUT(&parameters, CONSTANT(VARIANT *), NULL, NULL), E_POINTER);
    RETURNS(PUT(&parameters, NULL, CONSTANT(EXCEPINFO *), NULL), E_POINTER);
    RETURNS(PUT(&parameters, NULL, NULL, CONSTANT(UINT *)), E_POINTER);
    RETURNS(PUT(&parameters, NULL, NULL, NULL), S_OK);
    values[0].pvarVal = WILD(VARIANT *);
    RETURNS(PUT(&parameters, NULL, NULL, NULL), E_POINTER);
    parameters.rgvarg = WILD(VARIANT *);
    RETURNS(PUT(&parameters, NULL, NULL, NULL), E_POINTER);
    parameters.rgvarg = values;
    parameters.rgdispidNamedArgs = WILD(DISPID *);
    RETURNS(PUT(&parameters, NULL, NULL, NULL), E_POINTER);
    CALL(manager, Release);
    show_journal();
}

/* What is made to fail does so, wherever its pointers lead; of these, nothing is said. */
static void made_to_fail(void) {
    IUpdateServiceManager2 *manager = new_manager();
    CLSID found;
    show_journal();
    CHECK(enlist_inject("CLSIDFromProgID:1=CO_E_CLASSSTRING; IUpdateServiceManager2::RemoveService:1=E_FAIL", NULL) == ENLIST_OK);
    RETURNS(CLSIDFromProgID(WILD(WCHAR *), &found), CO_E_CLASSSTRING);
    RETURNS(CLSIDFromProgID(WILD(WCHAR *), &found), E_POINTER);
    RETURNS(CALL(manager, RemoveService, WILD(BSTR)), E_FAIL);
    RETURNS(CALL(manager, RemoveService, WILD(BSTR)), E_POINTER);
    CALL(manager, Release);
    show_journal();
}

int main(void) {
    make_pages();
    RETURNS(CoInitialize(NULL), S_OK);
    RUN(creation);
    RUN(strings_and_arrays);
    RUN(methods);
    RUN(late_bound);
    RUN(made_to_fail);
    CoUninitialize();
    return 0;
}
