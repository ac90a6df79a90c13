// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_JOURNAL={new}
// linux only: the journal tells of functions that Windows has itself
// The functions of COM and automation are in the journal, and fail when that is asked for.
#include "wua.h"
#include "harness.h"

#include <olectl.h>

#include "../../include/enlist.h"

static void inject(const char *rules) {
    CHECK(enlist_inject(rules, NULL) == ENLIST_OK);
}

static HRESULT create(void **object) {
    return CoCreateInstance(REF(CLSID_StringCollection), NULL, CLSCTX_ALL, REF(IID_IStringCollection), object);
}

static void apartments(void) {
    RETURNS(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    RETURNS(CoInitializeEx(NULL, COINIT_MULTITHREADED | COINIT_DISABLE_OLE1DDE), S_FALSE);
    RETURNS(CoInitialize(NULL), RPC_E_CHANGED_MODE);
    CoUninitialize();
    CoUninitialize();
    inject("CoInitializeEx:2=E_UNEXPECTED; CoInitialize:*=out of memory; CoUninitialize:1=delay 0ms");
    RETURNS(CoInitialize(NULL), E_OUTOFMEMORY);
    RETURNS(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), S_OK);
    RETURNS(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED), E_UNEXPECTED);
    CoUninitialize();
    {
        void *object = &object;
        RETURNS(create(&object), CO_E_NOTINITIALIZED);
        CHECK(object == NULL);
    }
    show_journal();
}

static void creation(void) {
    IClassFactory *factory = NULL;
    void *object = &object;
    CLSID found;
    WCHAR text[39];
    RETURNS(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    inject("CoCreateInstance:1=REGDB_E_CLASSNOTREG; CoGetClassObject:1=0x80040155; DllGetClassObject:1=CLASS_E_CLASSNOTAVAILABLE;"
           "IClassFactory::CreateInstance:1=E_ACCESSDENIED; CLSIDFromProgID:1=CO_E_CLASSSTRING; DllCanUnloadNow:1=E_UNEXPECTED");
    RETURNS(create(&object), 0x80040154);
    CHECK(object == NULL);
    RETURNS(create(&object), S_OK);
    CALL((IUnknown *)object, Release);
    RETURNS(CoGetClassObject(REF(CLSID_UpdateSession), CLSCTX_ALL, NULL, REF(IID_IClassFactory), (void **)&factory), 0x80040155);
    RETURNS(DllGetClassObject(REF(CLSID_UpdateSession), REF(IID_IClassFactory), (void **)&factory), 0x80040111);
    RETURNS(DllGetClassObject(REF(CLSID_UpdateSession), REF(IID_IClassFactory), (void **)&factory), S_OK);
    RETURNS(CALL(factory, CreateInstance, NULL, REF(IID_IUpdateSession3), &object), E_ACCESSDENIED);
    RETURNS(CALL(factory, CreateInstance, NULL, REF(IID_IUpdateSession3), &object), S_OK);
    RETURNS(CALL(factory, LockServer, TRUE), S_OK);
    RETURNS(CALL(factory, LockServer, FALSE), S_OK);
    CALL(factory, Release);
    RETURNS(DllCanUnloadNow(), E_UNEXPECTED);
    RETURNS(DllCanUnloadNow(), S_FALSE);
    /* Of a Release, only the one that ends an object is a call. */
    CALL((IUnknown *)object, AddRef);
    CALL((IUnknown *)object, Release);
    CALL((IUnknown *)object, Release);
    found = IID_IUnknown;
    RETURNS(CLSIDFromProgID(W("Microsoft.Update.Session"), &found), CO_E_CLASSSTRING);
    CHECK(IsEqualCLSID(REF(found), REF(IID_NULL)));
    RETURNS(CLSIDFromProgID(W("Microsoft.Update.Session"), &found), S_OK);
    RETURNS(CLSIDFromString(W("{00000000-0000-0000-c000-000000000046}"), &found), S_OK);
    CHECK(StringFromGUID2(REF(found), text, 39) == 39);
    RETURNS(DllRegisterServer(), SELFREG_E_CLASS);
    RETURNS(DllUnregisterServer(), SELFREG_E_CLASS);
    show_journal();
}

static void memory(void) {
    BSTR text = NULL, kept = text_of(W("kept"));
    void *block = CoTaskMemAlloc(8);
    SAFEARRAY *array;
    CHECK(block != NULL);
    CoTaskMemFree(block);
    CHECK(SysAllocString(NULL) == NULL);
    inject("SysAllocString:1=out of memory; SysAllocStringLen:1=E_OUTOFMEMORY; SysAllocStringByteLen:1=0x8007000E;"
           "SysReAllocString:1=out of memory; SysReAllocStringLen:1=out of memory; CoTaskMemAlloc:1=out of memory;"
           "SafeArrayCreateVector:1=out of memory");
    CHECK(SysAllocString(W("text")) == NULL && SysAllocStringLen(W("text"), 2) == NULL);
    CHECK(SysAllocStringByteLen("text", 3) == NULL && CoTaskMemAlloc(8) == NULL);
    CHECK(SysReAllocString(&kept, W("other")) == 0 && SysReAllocStringLen(&kept, W("other"), 2) == 0);
    CHECK(SysStringLen(kept) == 4 && SafeArrayCreateVector(VT_UI1, 0, 4) == NULL);
    show_journal();
    text = SysAllocStringLen(W("text"), 2);
    CHECK(SysReAllocString(&kept, W("other")) == 1 && SysReAllocStringLen(&kept, kept + 1, 2) == 1);
    CHECK(SysStringByteLen(text) == 4 && SysStringLen(kept) == 2 && kept[0] == 't');
    SysFreeString(text);
    SysFreeString(kept);
    text = SysAllocStringByteLen("abc", 3);
    SysFreeString(text);
    array = SafeArrayCreateVector(VT_UI1, -1, 4);
    CHECK(array != NULL && SafeArrayCreateVector(VT_NULL, 0, 1) == NULL);
    SafeArrayDestroy(array);
    show_journal();
}

static void arrays_and_variants(void) {
    SAFEARRAY *array = SafeArrayCreateVector(VT_UI1, -1, 4);
    void *data;
    LONG bound;
    VARTYPE type;
    VARIANT variant;
    inject("SafeArrayAccessData:1=DISP_E_BADINDEX; VariantClear:1=DISP_E_ARRAYISLOCKED; SafeArrayDestroy:1=E_INVALIDARG");
    CHECK(SafeArrayGetDim(array) == 1 && SafeArrayGetElemsize(array) == 1);
    RETURNS(SafeArrayGetLBound(array, 1, &bound), S_OK);
    RETURNS(SafeArrayGetUBound(array, 1, &bound), S_OK);
    RETURNS(SafeArrayGetVartype(array, &type), S_OK);
    RETURNS(SafeArrayAccessData(array, &data), 0x8002000B);
    RETURNS(SafeArrayAccessData(array, &data), S_OK);
    RETURNS(SafeArrayUnaccessData(array), S_OK);
    RETURNS(SafeArrayDestroy(array), E_INVALIDARG);
    VariantInit(&variant);
    variant.vt = VT_UI1 | VT_ARRAY;
    variant.parray = array;
    RETURNS(VariantClear(&variant), 0x8002000D);
    RETURNS(VariantClear(&variant), S_OK);
    show_journal();
}

static void copies_and_conversions(void) {
    SAFEARRAY *array = SafeArrayCreateVector(VT_UI1, -1, 4), *copy = NULL;
    LONG index = 2;
    BYTE byte = 7;
    void *element;
    VARIANT number, text;
    inject("SafeArrayCopy:1=out of memory; VariantChangeType:1=DISP_E_OVERFLOW; VariantCopy:1=out of memory; SafeArrayLock:1=E_UNEXPECTED");
    RETURNS(SafeArrayLock(array), E_UNEXPECTED);
    RETURNS(SafeArrayLock(array), S_OK);
    RETURNS(SafeArrayPutElement(array, &index, &byte), S_OK);
    byte = 0;
    RETURNS(SafeArrayGetElement(array, &index, &byte), S_OK);
    RETURNS(SafeArrayPtrOfIndex(array, &index, &element), S_OK);
    CHECK(byte == 7 && *(BYTE *)element == 7);
    RETURNS(SafeArrayUnlock(array), S_OK);
    RETURNS(SafeArrayCopy(array, &copy), E_OUTOFMEMORY);
    CHECK(copy == NULL);
    RETURNS(SafeArrayCopy(array, &copy), S_OK);
    SafeArrayDestroy(copy);
    SafeArrayDestroy(array);
    VariantInit(&number);
    VariantInit(&text);
    number.vt = VT_I4;
    number.lVal = 42;
    RETURNS(VariantChangeType(&text, &number, 0, VT_BSTR), DISP_E_OVERFLOW);
    RETURNS(VariantChangeType(&text, &number, 0, VT_BSTR), S_OK);
    RETURNS(VariantChangeTypeEx(&text, &text, 0x409, 0, VT_I2), S_OK);
    RETURNS(VariantCopy(&text, &number), E_OUTOFMEMORY);
    CHECK(text.vt == VT_I2 && text.iVal == 42);
    RETURNS(VariantCopy(&text, &number), S_OK);
    RETURNS(VariantCopyInd(&text, &number), S_OK);
    show_journal();
}

static void enumerators(void) {
    IUpdateServiceManager2 *manager = new_manager();
    IUpdateServiceCollection *services = NULL;
    IUnknown *unknown = NULL;
    IEnumVARIANT *items, *copy;
    VARIANT item;
    ULONG fetched;
    RETURNS(CALL(manager, get_Services, &services), S_OK);
    RETURNS(CALL(services, get__NewEnum, &unknown), S_OK);
    CALL(services, Release);
    items = (IEnumVARIANT *)unknown;
    inject("IEnumVARIANT::Next:2=E_UNEXPECTED; IEnumVARIANT::Clone:1=out of memory");
    VariantInit(&item);
    RETURNS(CALL(items, Next, 1, &item, &fetched), S_OK);
    CHECK(fetched == 1);
    RETURNS(VariantClear(&item), S_OK);
    RETURNS(CALL(items, Next, 1, &item, &fetched), E_UNEXPECTED);
    CHECK(fetched == 0);
    RETURNS(CALL(items, Skip, 100), S_FALSE);
    RETURNS(CALL(items, Next, 1, &item, NULL), S_FALSE);
    RETURNS(CALL(items, Reset), S_OK);
    RETURNS(CALL(items, Clone, &copy), E_OUTOFMEMORY);
    RETURNS(CALL(items, Clone, &copy), S_OK);
    CALL(copy, Release);
    CALL(items, Release);
    CALL(manager, Release);
    show_journal();
}

/* As with an agent of an older Windows; and what scripts ask for. */
static void interfaces(void) {
    IUpdateServiceManager2 *manager = new_manager();
    void *other = &other;
    OLECHAR *names[2];
    DISPID ids[2];
    DISPPARAMS parameters;
    RETURNS(CoCreateInstance(REF(CLSID_UpdateSession), NULL, CLSCTX_INPROC_SERVER, REF(IID_IUpdateServiceManager), &other), E_NOINTERFACE);
    inject("IUnknown::QueryInterface:2=E_NOINTERFACE; IDispatch::Invoke:2=DISP_E_MEMBERNOTFOUND; IDispatch::GetIDsOfNames:2=E_FAIL");
    RETURNS(CALL(manager, QueryInterface, REF(IID_IUpdateServiceManager), &other), S_OK);
    CALL(manager, Release);
    RETURNS(CALL(manager, QueryInterface, REF(IID_IUpdateServiceManager), &other), E_NOINTERFACE);
    CHECK(other == NULL);
    RETURNS(CALL(manager, QueryInterface, REF(IID_IEnumVARIANT), &other), E_NOINTERFACE);
    names[0] = W("RemoveServices");
    names[1] = W("serviceID");
    RETURNS(CALL(manager, GetIDsOfNames, REF(IID_NULL), names, 2, 0, ids), DISP_E_UNKNOWNNAME);
    RETURNS(CALL(manager, GetIDsOfNames, REF(IID_NULL), names, 2, 0, ids), E_FAIL);
    memset(&parameters, 0, sizeof parameters);
    RETURNS(CALL(manager, Invoke, 4711, REF(IID_NULL), 0, DISPATCH_METHOD, &parameters, NULL, NULL, NULL), DISP_E_MEMBERNOTFOUND);
    RETURNS(CALL(manager, Invoke, 0x60030001, REF(IID_NULL), 0, DISPATCH_PROPERTYGET, &parameters, NULL, NULL, NULL), DISP_E_MEMBERNOTFOUND);
    RETURNS(CALL(manager, Invoke, 0x60030001, REF(IID_NULL), 0, DISPATCH_PROPERTYGET, &parameters, NULL, NULL, NULL), S_OK);
    CALL(manager, Release);
    show_journal();
}

/* A result that nobody wants is an object all the same, which ends. */
static void unwanted(void) {
    IUpdateServiceManager2 *manager = new_manager();
    DISPPARAMS parameters;
    VARIANT result;
    memset(&parameters, 0, sizeof parameters);
    RETURNS(CALL(manager, Invoke, 0x60020001, REF(IID_NULL), 0, DISPATCH_PROPERTYGET, &parameters, NULL, NULL, NULL), S_OK);
    inject("IDispatch::Invoke:1=E_FAIL");
    memset(&result, 0x55, sizeof result);
    RETURNS(CALL(manager, Invoke, 0x60020001, REF(IID_NULL), 0, DISPATCH_PROPERTYGET, &parameters, &result, NULL, NULL), E_FAIL);
    CHECK(result.vt == VT_EMPTY);
    CALL(manager, Release);
    show_journal();
}

static ULONG STDMETHODCALLTYPE never(IUnknown *This) {
    (void)This;
    CHECK(!"called");
    return 0;
}

/* The journal asks no object of the program's for anything. */
static void objects_of_others(void) {
    void *table[3] = {NULL, NULL, NULL};
    void *object[1];
    void *place;
    VARIANT given, copy;
    ULONG(STDMETHODCALLTYPE * method)(IUnknown *) = never;
    memcpy(&table[1], &method, sizeof method);
    memcpy(&table[2], &method, sizeof method);
    object[0] = table;
    place = object;
    VariantInit(&given);
    VariantInit(&copy);
    given.vt = VT_UNKNOWN | VT_BYREF;
    given.byref = &place;
    RETURNS(VariantCopy(&copy, &given), S_OK);
    CHECK(copy.vt == (VT_UNKNOWN | VT_BYREF) && copy.byref == &place);
    show_journal();
}

static void by_number(void) {
    CHECK(enlist_fail("SysAllocString", 1, 1, E_OUTOFMEMORY) == ENLIST_OK);
    CHECK(SysAllocString(W("text")) == NULL);
    CHECK(enlist_fail("SysAllocString", 1, 1, E_POINTER) == ENLIST_INVALID);
    CHECK(enlist_fail("CoUninitialize", 1, 1, E_POINTER) == ENLIST_INVALID);
    CHECK(enlist_fail("CoCreateInstance", 1, 1, 5) == ENLIST_INVALID);
    CHECK(enlist_fail("IUnknown::AddRef", 1, 1, E_POINTER) == ENLIST_NOT_FOUND);
    show_journal();
}

/* The journal of the program itself has them, too. */
static void counted(void) {
    CHECK(enlist_journal_start() == ENLIST_OK);
    SysFreeString(text_of(W("text")));
    CHECK(enlist_journal_count("SysAllocString") == 1 && enlist_journal_count("SysFreeString") == 1);
    CHECK(enlist_journal_count_result("CoInitialize", S_OK) == 0);
}

int main(void) {
    RUN(apartments);
    RUN(creation);
    RUN(memory);
    RUN(arrays_and_variants);
    RUN(copies_and_conversions);
    RUN(enumerators);
    RUN(interfaces);
    RUN(unwanted);
    RUN(objects_of_others);
    RUN(by_number);
    RUN(counted);
    CoUninitialize();
    return 0;
}
