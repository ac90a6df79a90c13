// SPDX-License-Identifier: MIT OR Apache-2.0
// needs: registered classes
// Arrays of anything that a variant can hold: whose strings, objects and variants are whose, in arrays and in variants with arrays.
#include "wua.h"

static IStringCollection *new_strings(void) {
    void *strings = NULL;
    RETURNS(CoCreateInstance(REF(CLSID_StringCollection), NULL, CLSCTX_INPROC_SERVER, REF(IID_IStringCollection), &strings), S_OK);
    return (IStringCollection *)strings;
}

/* How many references there are. */
static ULONG references(IStringCollection *strings) {
    CALL(strings, AddRef);
    return CALL(strings, Release);
}

static SAFEARRAY *vector(VARTYPE type, LONG first, ULONG count) {
    SAFEARRAY *array = SafeArrayCreateVector(type, first, count);
    CHECK(array != NULL);
    return array;
}

static void kinds(void) {
    unsigned type;
    for (type = 0; type < 36; type++) {
        SAFEARRAY *array = SafeArrayCreateVector((VARTYPE)type, 3, 2);
        VARTYPE found = 999;
        LONG lower, upper;
        if (array == NULL) {
            continue;
        }
        RETURNS(SafeArrayGetVartype(array, &found), S_OK);
        RETURNS(SafeArrayGetLBound(array, 1, &lower), S_OK);
        RETURNS(SafeArrayGetUBound(array, 1, &upper), S_OK);
        CHECK(found == type && lower == 3 && upper == 4 && SafeArrayGetDim(array) == 1);
        /* The upper bits are nobody's business. */
        printf("  %u: %u bytes, features %X\n", type, SafeArrayGetElemsize(array), array->fFeatures & 0xFFF);
        RETURNS(SafeArrayDestroy(array), S_OK);
    }
    CHECK(SafeArrayCreateVector(VT_BSTR | VT_BYREF, 0, 1) == NULL);
    CHECK(SafeArrayCreateVector(VT_BSTR | VT_ARRAY, 0, 1) == NULL);
    CHECK(SafeArrayCreateVector(VT_VARIANT | VT_BYREF, 0, 1) == NULL);
}

static void values(void) {
    LONG index = 0;
    VARIANT_BOOL truth = VARIANT_TRUE, found_truth = VARIANT_FALSE;
    DATE date = 37622.5, found_date = 0;
    CY currency, found_currency;
    SCODE error = DISP_E_PARAMNOTFOUND, found_error = 0;
    DECIMAL decimal, found_decimal;
    VARIANT number, referring, found;
    SAFEARRAY *array = vector(VT_BOOL, 0, 1);
    currency.int64 = 15000;
    memset(&decimal, 0, sizeof decimal);
    memset(&found_decimal, 0xAB, sizeof found_decimal);
    decimal.scale = 2, decimal.sign = DECIMAL_NEG, decimal.Hi32 = 0x01020304, decimal.Lo64 = 0x05060708090A0B0CULL;
    RETURNS(SafeArrayPutElement(array, &index, &truth), S_OK);
    RETURNS(SafeArrayGetElement(array, &index, &found_truth), S_OK);
    RETURNS(SafeArrayDestroy(array), S_OK);
    array = vector(VT_DATE, 0, 1);
    RETURNS(SafeArrayPutElement(array, &index, &date), S_OK);
    RETURNS(SafeArrayGetElement(array, &index, &found_date), S_OK);
    RETURNS(SafeArrayDestroy(array), S_OK);
    array = vector(VT_CY, 0, 1);
    RETURNS(SafeArrayPutElement(array, &index, &currency), S_OK);
    RETURNS(SafeArrayGetElement(array, &index, &found_currency), S_OK);
    RETURNS(SafeArrayDestroy(array), S_OK);
    array = vector(VT_ERROR, 0, 1);
    RETURNS(SafeArrayPutElement(array, &index, &error), S_OK);
    RETURNS(SafeArrayGetElement(array, &index, &found_error), S_OK);
    RETURNS(SafeArrayDestroy(array), S_OK);
    array = vector(VT_DECIMAL, -1, 2);
    RETURNS(SafeArrayPutElement(array, &index, &decimal), S_OK);
    RETURNS(SafeArrayGetElement(array, &index, &found_decimal), S_OK);
    RETURNS(SafeArrayDestroy(array), S_OK);
    CHECK(found_truth == VARIANT_TRUE && found_date == date && found_error == error);
    CHECK(found_currency.int64 == currency.int64 && memcmp(&decimal, &found_decimal, sizeof decimal) == 0);

    /* Such a number takes the whole of a variant; its type is then where nothing of the number is. */
    VariantInit(&found);
    V_DECIMAL(&number) = decimal;
    V_VT(&number) = VT_DECIMAL;
    V_VT(&referring) = VT_DECIMAL | VT_BYREF;
    V_DECIMALREF(&referring) = &decimal;
    array = vector(VT_VARIANT, 0, 1);
    RETURNS(SafeArrayPutElement(array, &index, &number), S_OK);
    RETURNS(SafeArrayGetElement(array, &index, &found), S_OK);
    CHECK(V_VT(&found) == VT_DECIMAL && V_DECIMAL(&found).scale == 2 && V_DECIMAL(&found).Lo64 == decimal.Lo64);
    RETURNS(SafeArrayPutElement(array, &index, &referring), S_OK);
    RETURNS(SafeArrayGetElement(array, &index, &found), S_OK);
    RETURNS(VariantCopyInd(&found, &found), S_OK);
    CHECK(V_VT(&found) == VT_DECIMAL && V_DECIMAL(&found).sign == DECIMAL_NEG && V_DECIMAL(&found).Hi32 == decimal.Hi32);
    RETURNS(SafeArrayDestroy(array), S_OK);
}

static void texts(void) {
    static const WCHAR with_zero[] = {'a', 0, 'b', 0};
    SAFEARRAY *array = vector(VT_BSTR, 1, 2), *copy = NULL;
    BSTR given = SysAllocStringLen(with_zero, 3), odd = SysAllocStringByteLen("abc", 3), found = given, *elements;
    LONG index = 1;
    void *place = NULL, *data = NULL;
    RETURNS(SafeArrayGetElement(array, &index, &found), S_OK);
    CHECK(found == NULL);
    RETURNS(SafeArrayPutElement(array, &index, given), S_OK);
    RETURNS(SafeArrayGetElement(array, &index, &found), S_OK);
    RETURNS(SafeArrayPtrOfIndex(array, &index, &place), S_OK);
    elements = (BSTR *)place;
    CHECK(elements[0] != given && found != given && found != elements[0]);
    CHECK(SysStringLen(elements[0]) == 3 && SysStringLen(found) == 3 && found[2] == 'b' && found[3] == 0);
    SysFreeString(found);

    /* The array's own string, which is freed for its copy; half a character; no string. */
    RETURNS(SafeArrayPutElement(array, &index, elements[0]), S_OK);
    CHECK(SysStringLen(elements[0]) == 3 && elements[0][2] == 'b');
    RETURNS(SafeArrayPutElement(array, &index, odd), S_OK);
    CHECK(SysStringByteLen(elements[0]) == 3 && memcmp(elements[0], "abc", 3) == 0);
    RETURNS(SafeArrayPutElement(array, &index, NULL), S_OK);
    CHECK(SysStringLen(elements[0]) == 0);
    RETURNS(SafeArrayPutElement(array, &index, given), S_OK);

    /* A lock keeps the array, and not its elements. */
    RETURNS(SafeArrayAccessData(array, &data), S_OK);
    CHECK(data == elements);
    RETURNS(SafeArrayDestroy(array), DISP_E_ARRAYISLOCKED);
    index = 2;
    RETURNS(SafeArrayPutElement(array, &index, odd), S_OK);
    RETURNS(SafeArrayCopy(array, &copy), S_OK);
    CHECK(copy->cLocks == 0 && copy->pvData != array->pvData);
    RETURNS(SafeArrayUnaccessData(array), S_OK);
    for (index = -1; index < 5; index++) {
        HRESULT expected = index < 1 || index > 2 ? DISP_E_BADINDEX : S_OK;
        CHECK(SafeArrayGetElement(copy, &index, &found) == expected);
        if (expected == S_OK) {
            SysFreeString(found);
        } else {
            RETURNS(SafeArrayPutElement(copy, &index, given), DISP_E_BADINDEX);
        }
    }
    RETURNS(SafeArrayPutElement(NULL, &index, given), E_INVALIDARG);
    RETURNS(SafeArrayPutElement(array, NULL, given), E_INVALIDARG);
    RETURNS(SafeArrayDestroy(array), S_OK);
    index = 1;
    RETURNS(SafeArrayGetElement(copy, &index, &found), S_OK);
    CHECK(SysStringLen(found) == 3 && memcmp(found, given, 6) == 0);
    SysFreeString(found);
    RETURNS(SafeArrayDestroy(copy), S_OK);
    SysFreeString(given);
    SysFreeString(odd);
    array = vector(VT_BSTR, 0, 0);
    RETURNS(SafeArrayCopy(array, &copy), S_OK);
    RETURNS(SafeArrayDestroy(array), S_OK);
    RETURNS(SafeArrayDestroy(copy), S_OK);
}

static void objects(VARTYPE type) {
    IStringCollection *one = new_strings(), *other = new_strings();
    SAFEARRAY *array = vector(type, 0, 2), *copy = NULL;
    void *found = one;
    LONG index = 1;
    RETURNS(SafeArrayGetElement(array, &index, &found), S_OK);
    CHECK(found == NULL);
    RETURNS(SafeArrayPutElement(array, &index, one), S_OK);
    CHECK(references(one) == 2);
    RETURNS(SafeArrayPutElement(array, &index, one), S_OK);
    CHECK(references(one) == 2);
    RETURNS(SafeArrayPutElement(array, &index, other), S_OK);
    CHECK(references(one) == 1 && references(other) == 2);
    RETURNS(SafeArrayGetElement(array, &index, &found), S_OK);
    CHECK(found == other && references(other) == 3);
    CALL(other, Release);
    RETURNS(SafeArrayCopy(array, &copy), S_OK);
    CHECK(references(other) == 3);
    RETURNS(SafeArrayDestroy(array), S_OK);
    CHECK(references(other) == 2);
    RETURNS(SafeArrayPutElement(copy, &index, NULL), S_OK);
    CHECK(references(other) == 1);
    RETURNS(SafeArrayPutElement(copy, &index, one), S_OK);
    CHECK(CALL(one, Release) == 1);
    RETURNS(SafeArrayDestroy(copy), S_OK);
    CHECK(CALL(other, Release) == 0);
}

static void unknown_objects(void) {
    objects(VT_UNKNOWN);
}

static void dispatch_objects(void) {
    objects(VT_DISPATCH);
}

static void variants(void) {
    IStringCollection *one = new_strings();
    IDispatch *place = (IDispatch *)one;
    SAFEARRAY *array = vector(VT_VARIANT, 0, 2), *copy = NULL;
    VARIANT given, found;
    LONG index = 1;
    VariantInit(&given);
    /* What is there is not looked at. */
    memset(&found, 0xAB, sizeof found);
    RETURNS(SafeArrayGetElement(array, &index, &found), S_OK);
    CHECK(V_VT(&found) == VT_EMPTY);
    V_VT(&given) = VT_DISPATCH;
    V_DISPATCH(&given) = (IDispatch *)one;
    RETURNS(SafeArrayPutElement(array, &index, &given), S_OK);
    CHECK(references(one) == 2);
    RETURNS(SafeArrayGetElement(array, &index, &found), S_OK);
    CHECK(V_VT(&found) == VT_DISPATCH && V_DISPATCH(&found) == (IDispatch *)one && references(one) == 3);
    RETURNS(VariantClear(&found), S_OK);
    RETURNS(SafeArrayCopy(array, &copy), S_OK);
    CHECK(references(one) == 3);
    RETURNS(SafeArrayDestroy(copy), S_OK);
    CHECK(references(one) == 2);

    /* A type that there is not leaves the element as it was; a reference stays one. */
    V_VT(&given) = 0xFFF;
    RETURNS(SafeArrayPutElement(array, &index, &given), DISP_E_BADVARTYPE);
    CHECK(references(one) == 2);
    V_VT(&given) = VT_DISPATCH | VT_BYREF;
    V_DISPATCHREF(&given) = &place;
    RETURNS(SafeArrayPutElement(array, &index, &given), S_OK);
    CHECK(references(one) == 1);
    RETURNS(SafeArrayGetElement(array, &index, &found), S_OK);
    CHECK(V_VT(&found) == (VT_DISPATCH | VT_BYREF) && V_DISPATCHREF(&found) == &place && references(one) == 1);
    RETURNS(VariantCopyInd(&found, &found), S_OK);
    CHECK(V_VT(&found) == VT_DISPATCH && references(one) == 2);
    RETURNS(VariantClear(&found), S_OK);

    V_VT(&given) = VT_BSTR;
    V_BSTR(&given) = text_of(W("text"));
    RETURNS(SafeArrayPutElement(array, &index, &given), S_OK);
    RETURNS(SafeArrayGetElement(array, &index, &found), S_OK);
    CHECK(V_VT(&found) == VT_BSTR && V_BSTR(&found) != V_BSTR(&given) && SysStringLen(V_BSTR(&found)) == 4);
    RETURNS(VariantClear(&given), S_OK);
    RETURNS(VariantClear(&found), S_OK);
    RETURNS(SafeArrayDestroy(array), S_OK);
    CHECK(CALL(one, Release) == 0);
}

/* Variants with arrays: one of strings, by value and by reference, and one of variants with arrays of objects. */
static void arrays_in_variants(void) {
    IStringCollection *one = new_strings();
    SAFEARRAY *texts = vector(VT_BSTR, 0, 1), *outer = vector(VT_VARIANT, 0, 1), *inner = vector(VT_UNKNOWN, 0, 1), *held;
    VARIANT given, found;
    BSTR text = text_of(W("text")), element = NULL;
    LONG index = 0;
    void *data = NULL;
    VariantInit(&found);
    RETURNS(SafeArrayPutElement(texts, &index, text), S_OK);
    V_VT(&given) = VT_ARRAY | VT_BSTR;
    V_ARRAY(&given) = texts;
    RETURNS(VariantCopy(&found, &given), S_OK);
    CHECK(V_VT(&found) == (VT_ARRAY | VT_BSTR) && V_ARRAY(&found) != texts);
    RETURNS(SafeArrayGetElement(V_ARRAY(&found), &index, &element), S_OK);
    CHECK(SysStringLen(element) == 4 && memcmp(element, text, 8) == 0);
    SysFreeString(element);
    RETURNS(VariantClear(&found), S_OK);
    V_VT(&given) = VT_ARRAY | VT_BSTR | VT_BYREF;
    V_ARRAYREF(&given) = &texts;
    RETURNS(VariantCopy(&found, &given), S_OK);
    CHECK(V_VT(&found) == (VT_ARRAY | VT_BSTR | VT_BYREF) && V_ARRAYREF(&found) == &texts);
    RETURNS(VariantCopyInd(&found, &given), S_OK);
    CHECK(V_VT(&found) == (VT_ARRAY | VT_BSTR) && V_ARRAY(&found) != texts);
    RETURNS(SafeArrayDestroy(texts), S_OK);
    RETURNS(SafeArrayGetElement(V_ARRAY(&found), &index, &element), S_OK);
    CHECK(SysStringLen(element) == 4 && memcmp(element, text, 8) == 0);
    SysFreeString(element);
    RETURNS(VariantClear(&found), S_OK);
    SysFreeString(text);

    RETURNS(SafeArrayPutElement(inner, &index, one), S_OK);
    V_VT(&given) = VT_ARRAY | VT_UNKNOWN;
    V_ARRAY(&given) = inner;
    RETURNS(SafeArrayPutElement(outer, &index, &given), S_OK);
    CHECK(references(one) == 3);
    V_VT(&found) = VT_ARRAY | VT_VARIANT;
    V_ARRAY(&found) = outer;
    RETURNS(VariantCopy(&found, &found), S_OK);
    RETURNS(SafeArrayGetElement(outer, &index, &given), S_OK);
    CHECK(V_VT(&given) == (VT_ARRAY | VT_UNKNOWN) && V_ARRAY(&given) != inner && references(one) == 4);
    RETURNS(VariantClear(&given), S_OK);
    RETURNS(SafeArrayDestroy(inner), S_OK);
    CHECK(references(one) == 2);

    /* An array that somebody uses stays, while the one that holds it goes. */
    RETURNS(SafeArrayAccessData(outer, &data), S_OK);
    held = V_ARRAY((VARIANT *)data);
    RETURNS(SafeArrayUnaccessData(outer), S_OK);
    RETURNS(SafeArrayLock(held), S_OK);
    V_VT(&given) = VT_I4;
    V_I4(&given) = 5;
    RETURNS(SafeArrayPutElement(outer, &index, &given), DISP_E_ARRAYISLOCKED);
    RETURNS(VariantClear(&found), S_OK);
    CHECK(references(one) == 2);
    RETURNS(SafeArrayUnlock(held), S_OK);
    RETURNS(SafeArrayDestroy(held), S_OK);
    CHECK(CALL(one, Release) == 0);
}

enum { THREADS = 4, ROUNDS = 2000 };

static void read_array(void *given) {
    SAFEARRAY *array = (SAFEARRAY *)given;
    int round;
    for (round = 0; round < ROUNDS; round++) {
        LONG index = round % 2;
        void *data = NULL;
        VARIANT found;
        RETURNS(SafeArrayAccessData(array, &data), S_OK);
        RETURNS(SafeArrayGetElement(array, &index, &found), S_OK);
        CHECK(V_VT(&found) == (index == 0 ? VT_DISPATCH : VT_BSTR));
        RETURNS(VariantClear(&found), S_OK);
        RETURNS(SafeArrayDestroy(array), DISP_E_ARRAYISLOCKED);
        RETURNS(SafeArrayUnaccessData(array), S_OK);
    }
}

/* Threads may read an array at once; every lock is taken back. */
static void threads(void) {
    IStringCollection *one = new_strings();
    SAFEARRAY *array = vector(VT_VARIANT, 0, 2);
    thread_handle running[THREADS];
    VARIANT given;
    LONG index = 0;
    int i;
    V_VT(&given) = VT_DISPATCH;
    V_DISPATCH(&given) = (IDispatch *)one;
    RETURNS(SafeArrayPutElement(array, &index, &given), S_OK);
    V_VT(&given) = VT_BSTR;
    V_BSTR(&given) = text_of(W("text"));
    index = 1;
    RETURNS(SafeArrayPutElement(array, &index, &given), S_OK);
    RETURNS(VariantClear(&given), S_OK);
    for (i = 0; i < THREADS; i++) {
        running[i] = thread_start(read_array, array);
    }
    for (i = 0; i < THREADS; i++) {
        thread_join(running[i]);
    }
    CHECK(array->cLocks == 0 && references(one) == 2);
    RETURNS(SafeArrayDestroy(array), S_OK);
    CHECK(CALL(one, Release) == 0);
}

int main(void) {
    RETURNS(CoInitialize(NULL), S_OK);
    RUN(kinds);
    RUN(values);
    RUN(texts);
    RUN(unknown_objects);
    RUN(dispatch_objects);
    RUN(variants);
    RUN(arrays_in_variants);
    RUN(threads);
    CoUninitialize();
    return 0;
}
