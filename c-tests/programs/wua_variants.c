// SPDX-License-Identifier: MIT OR Apache-2.0
// Variants and arrays: conversions, copies, references, locks, null pointers, wrong types.
// linux only: these functions are the system's own there
#include "wua.h"

#include <olectl.h>

static VARIANT of_bits(VARTYPE type, LONGLONG bits) {
    VARIANT variant;
    VariantInit(&variant);
    V_VT(&variant) = type;
    V_I8(&variant) = bits;
    return variant;
}

static VARIANT of_real(VARTYPE type, double number) {
    VARIANT variant = of_bits(type, 0);
    if (type == VT_R4) {
        V_R4(&variant) = (FLOAT)number;
    } else {
        V_R8(&variant) = number;
    }
    return variant;
}

static VARIANT of_text(const WCHAR *text) {
    VARIANT variant = of_bits(VT_BSTR, 0);
    V_BSTR(&variant) = SysAllocString(text);
    return variant;
}

static void show(HRESULT result, VARIANT *variant) {
    UINT i;
    if (result != S_OK) {
        printf(" %08X", (unsigned)result);
        return;
    }
    switch (V_VT(variant)) {
    case VT_BSTR:
        printf(" '");
        for (i = 0; i < SysStringLen(V_BSTR(variant)); i++) {
            putchar(V_BSTR(variant)[i]);
        }
        printf("'");
        break;
    case VT_R4:
        printf(" %g", V_R4(variant));
        break;
    case VT_R8:
    case VT_DATE:
        printf(" %.10g", V_R8(variant));
        break;
    case VT_UI8:
        printf(" %llu", (unsigned long long)V_UI8(variant));
        break;
    case VT_I8:
    case VT_CY:
        printf(" %lld", (long long)V_I8(variant));
        break;
    case VT_UI1:
        printf(" %u", V_UI1(variant));
        break;
    case VT_I2:
        printf(" %d", V_I2(variant));
        break;
    case VT_BOOL:
        printf(" %d", V_BOOL(variant));
        break;
    case VT_UI4:
        printf(" %u", (unsigned)V_UI4(variant));
        break;
    default:
        printf(" %d", (int)V_I4(variant));
        break;
    }
}

/* To each type; the variant is cleared. */
static void converted(const char *label, VARIANT variant) {
    static const VARTYPE types[] = {VT_I4, VT_I2, VT_UI1, VT_UI4, VT_I8, VT_UI8, VT_R4, VT_R8, VT_BOOL, VT_DATE, VT_CY, VT_BSTR};
    size_t i;
    printf("  %s:", label);
    for (i = 0; i < sizeof types / sizeof *types; i++) {
        VARIANT made = of_text(W("old"));
        HRESULT result = VariantChangeType(&made, &variant, 0, types[i]);
        CHECK(V_VT(&made) == (result == S_OK ? types[i] : (VARTYPE)VT_BSTR));
        show(result, &made);
        VariantClear(&made);
    }
    putchar('\n');
    VariantClear(&variant);
}

static void conversions(void) {
    LONG number = 8;
    VARIANT inner = of_text(W("9"));
    converted("nothing", of_bits(VT_EMPTY, 0));
    converted("null", of_bits(VT_NULL, 0));
    converted("error", of_bits(VT_ERROR, (LONGLONG)DISP_E_PARAMNOTFOUND));
    converted("7", of_bits(VT_I4, 7));
    converted("16 bits of 7", of_bits(VT_I2, 0x210007));
    converted("-1", of_bits(VT_I4, 0xFFFFFFFF));
    converted("70000", of_bits(VT_INT, 70000));
    converted("2 to the 40th", of_bits(VT_I8, 1LL << 40));
    converted("the most", of_bits(VT_UI8, -1));
    converted("6.5", of_real(VT_R8, 6.5));
    converted("7.5", of_real(VT_R8, 7.5));
    converted("1e12", of_real(VT_R8, 1e12));
    converted("1e300", of_real(VT_R8, 1e300));
    converted("1.1", of_real(VT_R4, 1.1));
    converted("true", of_bits(VT_BOOL, 0xFFFF));
    converted("a date", of_real(VT_DATE, 37622.5));
    converted("the first date", of_real(VT_DATE, -109205.0));
    converted("'7'", of_text(W("7")));
    converted("' -7 '", of_text(W(" -7 ")));
    converted("'abc'", of_text(W("abc")));
    converted("''", of_text(W("")));
    converted("no text", of_bits(VT_BSTR, 0));
    converted("'1e400'", of_text(W("1e400")));
    converted("'&H10'", of_text(W("&H10")));
    converted("'True'", of_text(W("True")));
    converted("'1/2/2003 10:30:00 AM'", of_text(W("1/2/2003 10:30:00 AM")));
    converted("a reference to 8", of_bits(VT_I4 | VT_BYREF, (LONGLONG)(uintptr_t)&number));
    converted("a reference to '9'", of_bits(VT_VARIANT | VT_BYREF, (LONGLONG)(uintptr_t)&inner));
    converted("a reference to nothing", of_bits(VT_I4 | VT_BYREF, 0));
    converted("1.5 of a currency", of_bits(VT_CY, 15000));
    converted("much of a currency", of_bits(VT_CY, 1LL << 60));
    VariantClear(&inner);
}

static void in_place_and_refused(void) {
    VARIANT made = of_text(W("12")), other = of_bits(VT_BOOL, 0xFFFF), wrong = of_bits(0xFFF, 0);
    RETURNS(VariantChangeType(&made, &made, 0, VT_I4), S_OK);
    CHECK(V_VT(&made) == VT_I4 && V_I4(&made) == 12);
    RETURNS(VariantChangeType(&made, &other, VARIANT_ALPHABOOL, VT_BSTR), S_OK);
    show(S_OK, &made), putchar('\n');
    RETURNS(VariantChangeType(&made, &made, 0, VT_I4), DISP_E_TYPEMISMATCH);
    CHECK(V_VT(&made) == VT_BSTR && SysStringLen(V_BSTR(&made)) == 4);
    RETURNS(VariantChangeTypeEx(&made, &made, 0x407, 0, VT_BOOL), S_OK);
    CHECK(V_VT(&made) == VT_BOOL && V_BOOL(&made) == VARIANT_TRUE);
    RETURNS(VariantChangeType(&made, &made, 0, VT_NULL), S_OK);
    RETURNS(VariantChangeType(&made, &made, 0, VT_EMPTY), DISP_E_TYPEMISMATCH);
    RETURNS(VariantChangeType(&made, &other, 0, VT_VARIANT), DISP_E_TYPEMISMATCH);
    RETURNS(VariantChangeType(&made, &other, 0, VT_I4 | VT_BYREF), DISP_E_TYPEMISMATCH);
    RETURNS(VariantChangeType(&made, &other, 0, 24), DISP_E_BADVARTYPE);
    RETURNS(VariantChangeType(&made, &wrong, 0, VT_I4), DISP_E_BADVARTYPE);
    RETURNS(VariantChangeType(&wrong, &other, 0, VT_I4), DISP_E_BADVARTYPE);
    RETURNS(VariantChangeType(NULL, &other, 0, VT_I4), E_INVALIDARG);
    RETURNS(VariantChangeType(&made, NULL, 0, VT_I4), E_INVALIDARG);
    CHECK(V_VT(&made) == VT_NULL);
}

/* An object stands for its default property. */
static void objects(void) {
    IUpdateServiceManager2 *manager = new_manager();
    IUpdateServiceRegistration *registration = NULL;
    IUpdateServiceCollection *services = NULL;
    IUnknown *items = NULL;
    VARIANT object = of_bits(VT_DISPATCH, 0), made = of_bits(VT_EMPTY, 0);
    BSTR id = text_of(WINDOWS_UPDATE);
    RETURNS(CALL(manager, QueryServiceRegistration, id, &registration), S_OK);
    V_DISPATCH(&object) = (IDispatch *)registration;
    RETURNS(VariantChangeType(&made, &object, 0, VT_I4), S_OK);
    show(S_OK, &made);
    RETURNS(VariantChangeType(&made, &object, 0, VT_BSTR), S_OK);
    show(S_OK, &made), putchar('\n');
    RETURNS(VariantChangeType(&made, &object, VARIANT_NOVALUEPROP, VT_BSTR), DISP_E_TYPEMISMATCH);
    RETURNS(VariantChangeType(&made, &object, VARIANT_NOVALUEPROP, VT_UNKNOWN), S_OK);
    CHECK(V_VT(&made) == VT_UNKNOWN && V_UNKNOWN(&made) == (IUnknown *)registration);
    RETURNS(VariantChangeType(&made, &made, 0, VT_DISPATCH), S_OK);
    CHECK(V_VT(&made) == VT_DISPATCH);
    RETURNS(VariantCopy(&object, &made), S_OK);
    CHECK(CALL(registration, AddRef) == 3);
    CALL(registration, Release);
    RETURNS(VariantClear(&made), S_OK);
    RETURNS(VariantClear(&object), S_OK);

    /* One whose default property wants an argument, and one without any. */
    RETURNS(CALL(manager, get_Services, &services), S_OK);
    RETURNS(CALL(services, get__NewEnum, &items), S_OK);
    V_VT(&object) = VT_DISPATCH, V_DISPATCH(&object) = (IDispatch *)services;
    RETURNS(VariantChangeType(&made, &object, 0, VT_I4), DISP_E_TYPEMISMATCH);
    RETURNS(VariantClear(&object), S_OK);
    V_VT(&object) = VT_UNKNOWN, V_UNKNOWN(&object) = items;
    RETURNS(VariantChangeType(&made, &object, 0, VT_I4), DISP_E_TYPEMISMATCH);
    RETURNS(VariantChangeType(&made, &object, 0, VT_DISPATCH), DISP_E_TYPEMISMATCH);
    RETURNS(VariantClear(&object), S_OK);
    CHECK(CALL(manager, Release) == 0);
    RETURNS(DllCanUnloadNow(), S_OK);
    SysFreeString(id);
}

static void copies(void) {
    static const WCHAR with_zero[] = {'a', 0, 'b', 0};
    VARIANT text = of_bits(VT_BSTR, 0), copy = of_bits(VT_EMPTY, 0), wrong = of_bits(0xFFF, 0), by_reference, twice, thrice, ring;
    V_BSTR(&text) = SysAllocStringLen(with_zero, 3);
    RETURNS(VariantCopy(&copy, &text), S_OK);
    CHECK(V_BSTR(&copy) != V_BSTR(&text) && SysStringLen(V_BSTR(&copy)) == 3 && V_BSTR(&copy)[2] == 'b');
    RETURNS(VariantCopy(&copy, &copy), S_OK);
    CHECK(SysStringLen(V_BSTR(&copy)) == 3);

    by_reference = of_bits(VT_BSTR | VT_BYREF, 0);
    V_BSTRREF(&by_reference) = &V_BSTR(&text);
    RETURNS(VariantCopy(&copy, &by_reference), S_OK);
    CHECK(V_VT(&copy) == (VT_BSTR | VT_BYREF) && V_BSTRREF(&copy) == &V_BSTR(&text));
    RETURNS(VariantCopyInd(&copy, &copy), S_OK);
    CHECK(V_VT(&copy) == VT_BSTR && V_BSTR(&copy) != V_BSTR(&text) && SysStringLen(V_BSTR(&copy)) == 3);
    twice = of_bits(VT_VARIANT | VT_BYREF, (LONGLONG)(uintptr_t)&by_reference);
    RETURNS(VariantCopyInd(&copy, &twice), S_OK);
    CHECK(V_VT(&copy) == VT_BSTR && SysStringLen(V_BSTR(&copy)) == 3);
    thrice = of_bits(VT_VARIANT | VT_BYREF, (LONGLONG)(uintptr_t)&twice);
    RETURNS(VariantCopyInd(&copy, &thrice), E_INVALIDARG);
    ring = of_bits(VT_VARIANT | VT_BYREF, (LONGLONG)(uintptr_t)&ring);
    RETURNS(VariantCopyInd(&copy, &ring), E_INVALIDARG);
    RETURNS(VariantChangeType(&copy, &ring, 0, VT_I4), E_INVALIDARG);
    CHECK(V_VT(&copy) == VT_BSTR && SysStringLen(V_BSTR(&copy)) == 3);

    RETURNS(VariantCopy(&copy, &wrong), DISP_E_BADVARTYPE);
    RETURNS(VariantCopy(&wrong, &copy), DISP_E_BADVARTYPE);
    RETURNS(VariantCopyInd(&copy, &wrong), DISP_E_BADVARTYPE);
    wrong = of_bits(VT_BYREF, 0);
    RETURNS(VariantCopy(&copy, &wrong), DISP_E_BADVARTYPE);
    RETURNS(VariantCopyInd(&copy, &wrong), E_INVALIDARG);
    RETURNS(VariantCopy(NULL, &copy), E_INVALIDARG);
    RETURNS(VariantCopy(&copy, NULL), E_INVALIDARG);
    RETURNS(VariantCopyInd(NULL, &copy), E_INVALIDARG);
    CHECK(V_VT(&copy) == VT_BSTR && SysStringLen(V_BSTR(&copy)) == 3);
    VariantClear(&copy);
    VariantClear(&text);
}

static void clearing(void) {
    LONG number = 7;
    unsigned type;
    VARIANT reference = of_bits(VT_I4 | VT_BYREF, (LONGLONG)(uintptr_t)&number);
    RETURNS(VariantClear(&reference), S_OK);
    CHECK(V_VT(&reference) == VT_EMPTY && number == 7);
    printf("  unknown:");
    for (type = 0; type < 64; type++) {
        VARIANT variant = of_bits((VARTYPE)type, 0);
        HRESULT result = VariantClear(&variant);
        CHECK(V_VT(&variant) == (result == S_OK ? (unsigned)VT_EMPTY : type));
        if (result != S_OK) {
            CHECK(result == DISP_E_BADVARTYPE);
            printf(" %u", type);
        }
        variant = of_bits((VARTYPE)(type | VT_BYREF), 0);
        CHECK(VariantClear(&variant) == (type < 2 ? DISP_E_BADVARTYPE : result));
        variant = of_bits((VARTYPE)(type | VT_ARRAY), 0);
        CHECK(VariantClear(&variant) == (type < 2 ? DISP_E_BADVARTYPE : result));
    }
    putchar('\n');
    RETURNS(VariantClear(NULL), E_INVALIDARG);
    VariantInit(NULL);
}

static void arrays(void) {
    SAFEARRAY *array = SafeArrayCreateVector(VT_UI1, -1, 3), *copy = NULL, *nothing = array;
    VARIANT held = of_bits(VT_ARRAY | VT_UI1, 0), second = of_bits(VT_EMPTY, 0);
    BYTE byte = 'x';
    LONG index = 1;
    void *place = NULL, *first = NULL;
    RETURNS(SafeArrayPutElement(array, &index, &byte), S_OK);
    byte = 0;
    RETURNS(SafeArrayGetElement(array, &index, &byte), S_OK);
    CHECK(byte == 'x');
    RETURNS(SafeArrayAccessData(array, &first), S_OK);
    RETURNS(SafeArrayPtrOfIndex(array, &index, &place), S_OK);
    CHECK((BYTE *)place - (BYTE *)first == 2);
    RETURNS(SafeArrayUnaccessData(array), S_OK);
    for (index = -3; index < 4; index++) {
        HRESULT expected = index < -1 || index > 1 ? DISP_E_BADINDEX : S_OK;
        CHECK(SafeArrayGetElement(array, &index, &byte) == expected && SafeArrayPtrOfIndex(array, &index, &place) == expected);
        CHECK(SafeArrayPutElement(array, &index, &byte) == expected);
    }
    index = 0;
    RETURNS(SafeArrayGetElement(NULL, &index, &byte), E_INVALIDARG);
    RETURNS(SafeArrayGetElement(array, NULL, &byte), E_INVALIDARG);
    RETURNS(SafeArrayGetElement(array, &index, NULL), E_INVALIDARG);
    RETURNS(SafeArrayPutElement(array, &index, NULL), E_INVALIDARG);
    RETURNS(SafeArrayPtrOfIndex(array, &index, NULL), E_INVALIDARG);
    RETURNS(SafeArrayCopy(array, NULL), E_INVALIDARG);
    RETURNS(SafeArrayCopy(NULL, &nothing), S_OK);
    CHECK(nothing == NULL);
    RETURNS(SafeArrayLock(NULL), E_INVALIDARG);
    RETURNS(SafeArrayUnlock(NULL), E_INVALIDARG);
    RETURNS(SafeArrayUnlock(array), E_UNEXPECTED);

    RETURNS(SafeArrayCopy(array, &copy), S_OK);
    index = 1, byte = 0;
    RETURNS(SafeArrayPutElement(array, &index, &byte), S_OK);
    RETURNS(SafeArrayGetElement(copy, &index, &byte), S_OK);
    CHECK(byte == 'x' && SafeArrayGetDim(copy) == 1 && SafeArrayGetElemsize(copy) == 1);
    RETURNS(SafeArrayGetLBound(copy, 1, &index), S_OK);
    CHECK(index == -1);

    /* A variant with a locked array keeps it, whatever is done to the variant. */
    V_ARRAY(&held) = array;
    RETURNS(SafeArrayLock(array), S_OK);
    RETURNS(VariantClear(&held), DISP_E_ARRAYISLOCKED);
    RETURNS(VariantCopy(&second, &held), S_OK);
    CHECK(V_VT(&second) == (VT_ARRAY | VT_UI1) && V_ARRAY(&second) != array);
    RETURNS(VariantCopy(&held, &second), DISP_E_ARRAYISLOCKED);
    RETURNS(VariantChangeType(&held, &second, 0, VT_ARRAY | VT_UI1), DISP_E_ARRAYISLOCKED);
    CHECK(V_VT(&held) == (VT_ARRAY | VT_UI1) && V_ARRAY(&held) == array);
    RETURNS(SafeArrayUnlock(array), S_OK);
    RETURNS(VariantChangeType(&held, &second, 0, VT_ARRAY | VT_UI1), S_OK);
    CHECK(V_ARRAY(&held) != V_ARRAY(&second));
    RETURNS(VariantChangeType(&second, &held, 0, VT_I4), DISP_E_TYPEMISMATCH);
    RETURNS(VariantChangeType(&second, &held, 0, VT_EMPTY), DISP_E_TYPEMISMATCH);
    RETURNS(VariantClear(&held), S_OK);
    RETURNS(VariantClear(&second), S_OK);
    RETURNS(SafeArrayDestroy(copy), S_OK);
    RETURNS(SafeArrayDestroy(NULL), S_OK);
    CHECK(SafeArrayCreateVector(VT_EMPTY, 0, 1) == NULL && SafeArrayCreateVector(24, 0, 1) == NULL);
}

/* An object that changes the array which it is in as soon as it is released. */
typedef struct Meddler Meddler;
typedef struct {
    HRESULT(STDMETHODCALLTYPE *QueryInterface)(Meddler *, const IID *, void **);
    ULONG(STDMETHODCALLTYPE *AddRef)(Meddler *);
    ULONG(STDMETHODCALLTYPE *Release)(Meddler *);
} MeddlerVtbl;
struct Meddler {
    const MeddlerVtbl *methods;
    ULONG references;
    SAFEARRAY *array;
};

static HRESULT STDMETHODCALLTYPE meddler_query(Meddler *this_one, const IID *iid, void **found) {
    (void)this_one, (void)iid;
    *found = NULL;
    return E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE meddler_add(Meddler *meddler) {
    return ++meddler->references;
}

static ULONG STDMETHODCALLTYPE meddler_release(Meddler *meddler) {
    SAFEARRAY *array = meddler->array;
    LONG index = 0;
    meddler->array = NULL;
    if (array != NULL) {
        RETURNS(SafeArrayDestroy(array), DISP_E_ARRAYISLOCKED);
        RETURNS(SafeArrayPutElement(array, &index, NULL), S_OK);
    }
    return --meddler->references;
}

static void elements_that_call_back(void) {
    static const MeddlerVtbl methods = {meddler_query, meddler_add, meddler_release};
    SAFEARRAY *array = SafeArrayCreateVector(VT_UNKNOWN, 0, 1);
    Meddler one = {&methods, 1, NULL}, other = {&methods, 1, NULL};
    LONG index = 0;
    void *found = &one;
    RETURNS(SafeArrayPutElement(array, &index, &one), S_OK);
    one.array = array;
    RETURNS(SafeArrayPutElement(array, &index, &other), S_OK);
    CHECK(one.references == 1 && other.references == 1);
    RETURNS(SafeArrayGetElement(array, &index, &found), S_OK);
    CHECK(found == NULL && array->cLocks == 0);
    RETURNS(SafeArrayPutElement(array, &index, &one), S_OK);
    RETURNS(SafeArrayDestroy(array), S_OK);
    CHECK(one.references == 1);
}

/* Arrays in arrays in arrays; the last one holds itself, as none should. */
static void nested_arrays(void) {
    enum { LEVELS = 100000 };
    SAFEARRAY *outer = SafeArrayCreateVector(VT_VARIANT, 0, 1), *array = outer, *copy = outer;
    LONG index = 0;
    VARIANT held = of_bits(VT_ARRAY | VT_VARIANT, (LONGLONG)(uintptr_t)outer), found;
    int level;
    RETURNS(SafeArrayCopy(outer, &copy), S_OK);
    RETURNS(SafeArrayDestroy(copy), S_OK);
    for (level = 1; level < LEVELS; level++) {
        VARIANT *element = (VARIANT *)array->pvData;
        array = SafeArrayCreateVector(VT_VARIANT, 0, 1);
        V_ARRAY(element) = array;
        V_VT(element) = VT_ARRAY | VT_VARIANT;
        if (level < 3) {
            RETURNS(SafeArrayCopy(outer, &copy), S_OK);
            RETURNS(SafeArrayDestroy(copy), S_OK);
        }
    }
    RETURNS(SafeArrayCopy(outer, &copy), E_INVALIDARG);
    CHECK(copy == NULL);
    *(VARIANT *)array->pvData = of_bits(VT_ARRAY | VT_VARIANT, (LONGLONG)(uintptr_t)array);
    RETURNS(SafeArrayCopy(array, &copy), E_INVALIDARG);
    RETURNS(SafeArrayGetElement(array, &index, &found), E_INVALIDARG);
    VariantInit(&found);
    RETURNS(VariantCopy(&found, &held), E_INVALIDARG);
    RETURNS(VariantClear(&held), S_OK);
}

int main(void) {
    RETURNS(CoInitialize(NULL), S_OK);
    RUN(conversions);
    RUN(in_place_and_refused);
    RUN(objects);
    RUN(copies);
    RUN(clearing);
    RUN(arrays);
    RUN(elements_that_call_back);
    RUN(nested_arrays);
    CoUninitialize();
    return 0;
}
