// SPDX-License-Identifier: MIT OR Apache-2.0
// Late-bound calls, as script engines make them: names, arguments in every form, properties, errors.
// needs: registered classes
#include "wua.h"

enum { METHOD = DISPATCH_METHOD, GET = DISPATCH_PROPERTYGET, PUT = DISPATCH_PROPERTYPUT };

static DISPID id_of(IDispatch *object, const WCHAR *name) {
    DISPID id = 77;
    LPOLESTR names[1];
    names[0] = (LPOLESTR)name;
    RETURNS(CALL(object, GetIDsOfNames, REF(IID_NULL), names, 1, 0, &id), S_OK);
    return id;
}

static VARIANT of_text(const WCHAR *text) {
    VARIANT variant;
    VariantInit(&variant);
    V_VT(&variant) = VT_BSTR;
    V_BSTR(&variant) = SysAllocString(text);
    return variant;
}

static VARIANT of_type(VARTYPE type, LONGLONG bits) {
    VARIANT variant;
    VariantInit(&variant);
    V_VT(&variant) = type;
    V_I8(&variant) = bits;
    return variant;
}

/* A call with arguments in their natural order, which are cleared. */
static HRESULT call(IDispatch *object, DISPID id, WORD flags, VARIANT *result, EXCEPINFO *exception, UINT count, VARIANT *given) {
    VARIANT reversed[4];
    DISPPARAMS parameters = {NULL, NULL, 0, 0};
    DISPID put = DISPID_PROPERTYPUT;
    UINT i, wrong = 77;
    HRESULT answer;
    for (i = 0; i < count; i++) {
        reversed[i] = given[count - 1 - i];
    }
    parameters.rgvarg = reversed;
    parameters.cArgs = count;
    if (flags & PUT) {
        parameters.rgdispidNamedArgs = &put;
        parameters.cNamedArgs = 1;
    }
    answer = CALL(object, Invoke, id, REF(IID_NULL), 0x409, flags, &parameters, result, exception, &wrong);
    if (answer == DISP_E_TYPEMISMATCH || answer == DISP_E_OVERFLOW || answer == DISP_E_PARAMNOTOPTIONAL) {
        CHECK(wrong < count);
        printf("  argument %u is wrong\n", wrong);
    } else {
        CHECK(wrong == 77);
    }
    for (i = 0; i < count; i++) {
        VariantClear(&given[i]);
    }
    return answer;
}

static IDispatch *late_bound(void) {
    IDispatch *object = NULL;
    CLSID class_id;
    RETURNS(CLSIDFromProgID(W("Microsoft.Update.ServiceManager"), &class_id), S_OK);
    RETURNS(CoCreateInstance(REF(class_id), NULL, CLSCTX_ALL, REF(IID_IDispatch), (void **)&object), S_OK);
    return object;
}

static void names(void) {
    IDispatch *manager = late_bound();
    WCHAR *method[] = {W("addservice2"), W("AuthorizationCabPath"), W("FLAGS"), W("serviceID"), W("nothing")};
    DISPID ids[5] = {77, 77, 77, 77, 77};
    UINT count = 77;
    ITypeInfo *information = (ITypeInfo *)manager;
    RETURNS(CALL(manager, GetIDsOfNames, REF(IID_NULL), method, 4, 0, ids), S_OK);
    printf("  %08X %d %d %d\n", (unsigned)ids[0], (int)ids[1], (int)ids[2], (int)ids[3]);
    RETURNS(CALL(manager, GetIDsOfNames, REF(IID_NULL), method, 5, 0, ids), DISP_E_UNKNOWNNAME);
    CHECK(ids[3] == 0 && ids[4] == DISPID_UNKNOWN);
    RETURNS(CALL(manager, GetIDsOfNames, REF(IID_NULL), method + 4, 1, 0, ids), DISP_E_UNKNOWNNAME);
    RETURNS(CALL(manager, GetIDsOfNames, REF(IID_IUnknown), method, 1, 0, ids), DISP_E_UNKNOWNINTERFACE);
    RETURNS(CALL(manager, GetIDsOfNames, REF(IID_NULL), NULL, 1, 0, ids), E_POINTER);
    RETURNS(CALL(manager, GetIDsOfNames, REF(IID_NULL), method, 1, 0, NULL), E_POINTER);
    RETURNS(CALL(manager, GetIDsOfNames, REF(IID_NULL), method, 0, 0, ids), E_INVALIDARG);
    printf("  %08X %08X %08X %08X %08X\n", (unsigned)id_of(manager, W("SetOption")), (unsigned)id_of(manager, W("Services")),
           (unsigned)id_of(manager, W("ClientApplicationID")), (unsigned)id_of(manager, W("QueryServiceRegistration")),
           (unsigned)id_of(manager, W("AddScanPackageService")));
    RETURNS(CALL(manager, GetTypeInfoCount, &count), S_OK);
#ifdef _WIN32
    CHECK(count == 1);
    RETURNS(CALL(manager, GetTypeInfo, 0, 0, &information), S_OK);
    CALL(information, Release);
#else
    CHECK(count == 0);
    RETURNS(CALL(manager, GetTypeInfo, 0, 0, &information), E_NOTIMPL);
    CHECK(information == NULL);
#endif
    information = (ITypeInfo *)manager;
    RETURNS(CALL(manager, GetTypeInfo, 1, 0, &information), DISP_E_BADINDEX);
    CHECK(information == NULL);
    RETURNS(CALL(manager, GetTypeInfo, 0, 0, NULL), E_POINTER);
    RETURNS(CALL(manager, GetTypeInfoCount, NULL), E_POINTER);
    CALL(manager, Release);
}

static void opting_in(void) {
    IDispatch *manager = late_bound(), *registration, *service;
    VARIANT result, given[3], name = of_text(W("My program"));
    RETURNS(call(manager, id_of(manager, W("ClientApplicationID")), PUT, NULL, NULL, 1, &name), S_OK);
    RETURNS(call(manager, id_of(manager, W("ClientApplicationID")), GET | METHOD, &result, NULL, 0, NULL), S_OK);
    CHECK(V_VT(&result) == VT_BSTR);
    print_text("client", V_BSTR(&result));

    /* A number as VBScript passes it: 16 bits of it count. */
    given[0] = of_text(MICROSOFT_UPDATE), given[1] = of_type(VT_I2, 0x00210007), given[2] = of_text(W(""));
    RETURNS(call(manager, id_of(manager, W("AddService2")), METHOD, &result, NULL, 3, given), S_OK);
    CHECK(V_VT(&result) == VT_DISPATCH);
    registration = V_DISPATCH(&result);
    RETURNS(call(registration, DISPID_VALUE, GET | METHOD, &result, NULL, 0, NULL), S_OK);
    CHECK(V_VT(&result) == VT_I4);
    printf("  state %d\n", (int)V_I4(&result));
    RETURNS(call(registration, id_of(registration, W("IsPendingRegistrationWithAU")), GET, &result, NULL, 0, NULL), S_OK);
    CHECK(V_VT(&result) == VT_BOOL && V_BOOL(&result) == VARIANT_FALSE);
    RETURNS(call(registration, id_of(registration, W("Service")), GET, &result, NULL, 0, NULL), S_OK);
    CALL(registration, Release);
    service = V_DISPATCH(&result);
    RETURNS(call(service, id_of(service, W("IsDefaultAUService")), GET, &result, NULL, 0, NULL), S_OK);
    CHECK(V_VT(&result) == VT_BOOL && V_BOOL(&result) == VARIANT_TRUE);
    RETURNS(call(service, DISPID_VALUE, GET, &result, NULL, 0, NULL), S_OK);
    print_text("name", V_BSTR(&result));
    RETURNS(call(service, id_of(service, W("IssueDate")), GET, &result, NULL, 0, NULL), S_OK);
    CHECK(V_VT(&result) == VT_DATE && V_DATE(&result) == -109205.0);
    RETURNS(call(service, id_of(service, W("ContentValidationCert")), GET, &result, NULL, 0, NULL), S_OK);
    CHECK(V_VT(&result) == (VT_ARRAY | VT_UI1));
    VariantClear(&result);
    CALL(service, Release);
    CALL(manager, Release);
}

static void arguments(void) {
    IDispatch *manager = late_bound();
    DISPID add = id_of(manager, W("AddService2")), scan = id_of(manager, W("AddScanPackageService"));
    VARIANT inner = of_type(VT_I4, 7), given[3], named[3], result;
    BSTR id = text_of(MICROSOFT_UPDATE);
    DISPID order[3] = {1, 0, 2};
    DISPPARAMS parameters;
    EXCEPINFO exception;
    memset(&exception, 0, sizeof exception);

    /* By reference, as variables are passed; text as a number. */
    given[0] = of_type(VT_BSTR | VT_BYREF, 0), given[1] = of_type(VT_VARIANT | VT_BYREF, 0), given[2] = of_type(VT_EMPTY, 0);
    V_BSTRREF(&given[0]) = &id;
    V_VARIANTREF(&given[1]) = &inner;
    RETURNS(call(manager, add, METHOD | GET, NULL, &exception, 3, given), S_OK);
    given[0] = of_text(MICROSOFT_UPDATE), given[1] = of_text(W(" 7 ")), given[2] = of_text(W(""));
    RETURNS(call(manager, add, METHOD, NULL, &exception, 3, given), S_OK);
    given[0] = of_text(MICROSOFT_UPDATE), given[1] = of_type(VT_R8, 0), given[2] = of_text(W(""));
    V_R8(&given[1]) = 6.5;
    RETURNS(call(manager, add, METHOD, NULL, &exception, 3, given), S_OK);

    /* With names, in any order. */
    named[0] = of_type(VT_UI1, 7), named[1] = of_text(MICROSOFT_UPDATE), named[2] = of_text(W(""));
    parameters.rgvarg = named, parameters.rgdispidNamedArgs = order, parameters.cArgs = 3, parameters.cNamedArgs = 3;
    RETURNS(CALL(manager, Invoke, add, REF(IID_NULL), 0, METHOD, &parameters, NULL, NULL, NULL), S_OK);
    parameters.cNamedArgs = 4;
    RETURNS(CALL(manager, Invoke, add, REF(IID_NULL), 0, METHOD, &parameters, NULL, NULL, NULL), DISP_E_BADPARAMCOUNT);
    parameters.cNamedArgs = 3, order[0] = 0;
    RETURNS(CALL(manager, Invoke, add, REF(IID_NULL), 0, METHOD, &parameters, NULL, NULL, NULL), DISP_E_PARAMNOTFOUND);
    order[0] = 9;
    RETURNS(CALL(manager, Invoke, add, REF(IID_NULL), 0, METHOD, &parameters, NULL, NULL, NULL), DISP_E_PARAMNOTFOUND);
    /* One with a name, and two without. */
    named[0] = named[2], named[2] = named[1], named[1] = of_type(VT_I4, 7);
    order[0] = 2, parameters.cNamedArgs = 1;
    RETURNS(CALL(manager, Invoke, add, REF(IID_NULL), 0, METHOD, &parameters, NULL, NULL, NULL), S_OK);
    VariantClear(&named[0]), VariantClear(&named[1]), VariantClear(&named[2]);

    given[0] = of_text(MICROSOFT_UPDATE), given[1] = of_type(VT_I4, 7), given[2] = of_type(VT_NULL, 0);
    RETURNS(call(manager, add, METHOD, NULL, NULL, 3, given), DISP_E_TYPEMISMATCH);
    given[0] = of_text(MICROSOFT_UPDATE), given[1] = of_text(W("seven")), given[2] = of_text(W(""));
    RETURNS(call(manager, add, METHOD, NULL, NULL, 3, given), DISP_E_TYPEMISMATCH);
    given[0] = of_text(MICROSOFT_UPDATE), given[1] = of_type(VT_I8, 1LL << 40), given[2] = of_text(W(""));
    RETURNS(call(manager, add, METHOD, NULL, NULL, 3, given), DISP_E_OVERFLOW);
    given[0] = of_text(MICROSOFT_UPDATE), given[1] = of_type(VT_ERROR, DISP_E_PARAMNOTFOUND), given[2] = of_text(W(""));
    RETURNS(call(manager, add, METHOD, NULL, NULL, 3, given), DISP_E_PARAMNOTOPTIONAL);
    given[0] = of_text(MICROSOFT_UPDATE), given[1] = of_type(VT_I4, 7);
    RETURNS(call(manager, add, METHOD, NULL, NULL, 2, given), DISP_E_BADPARAMCOUNT);
    given[0] = of_text(W("a")), given[1] = of_text(W("a"));
    RETURNS(call(manager, id_of(manager, W("RemoveService")), METHOD, NULL, NULL, 2, given), DISP_E_BADPARAMCOUNT);
    given[0] = of_type(VT_BSTR | VT_BYREF, 0);
    RETURNS(call(manager, id_of(manager, W("RemoveService")), METHOD, NULL, NULL, 1, given), DISP_E_TYPEMISMATCH);

    /* The third argument may be left out, in several ways. */
    given[0] = of_text(W("Offline")), given[1] = of_text(W("/nonexistent.cab"));
    RETURNS(call(manager, scan, METHOD, &result, &exception, 2, given), DISP_E_EXCEPTION);
    CHECK((unsigned)exception.scode == 0x80070002u && V_VT(&result) == VT_EMPTY);
    given[0] = of_text(W("Offline")), given[1] = of_text(W("/nonexistent.cab")), given[2] = of_type(VT_ERROR, DISP_E_PARAMNOTFOUND);
    RETURNS(call(manager, scan, METHOD, NULL, &exception, 3, given), DISP_E_EXCEPTION);
    CHECK((unsigned)exception.scode == 0x80070002u);
    given[0] = of_text(W("Offline")), given[1] = of_text(W("/nonexistent.cab")), given[2] = of_type(VT_I4, 2);
    RETURNS(call(manager, scan, METHOD, NULL, NULL, 3, given), E_INVALIDARG);

    RETURNS(CALL(manager, Invoke, add, REF(IID_NULL), 0, METHOD, NULL, NULL, NULL, NULL), E_POINTER);
    memset(&parameters, 0, sizeof parameters);
    parameters.cArgs = 3;
    RETURNS(CALL(manager, Invoke, add, REF(IID_NULL), 0, METHOD, &parameters, NULL, NULL, NULL), E_POINTER);
    parameters.cArgs = 0xFFFFFFFF;
    RETURNS(CALL(manager, Invoke, add, REF(IID_NULL), 0, METHOD, &parameters, NULL, NULL, NULL), DISP_E_BADPARAMCOUNT);
    RETURNS(CALL(manager, Invoke, add, REF(IID_IUnknown), 0, METHOD, &parameters, NULL, NULL, NULL), DISP_E_UNKNOWNINTERFACE);
    SysFreeString(id);
    CALL(manager, Release);
}

/* Variants of every type, and such as are none, in the place of each argument; those that point point nowhere. */
static void arguments_of_every_type(void) {
    IDispatch *manager = late_bound();
    DISPID add = id_of(manager, W("AddService2")), option = id_of(manager, W("SetOption"));
    static const unsigned forms[] = {0, VT_BYREF, VT_ARRAY, VT_ARRAY | VT_BYREF, 0x1000, 0x8000};
    unsigned type, form, position, taken = 0, refused = 0;
    for (form = 0; form < sizeof forms / sizeof *forms; form++) {
        for (type = 0; type < 80; type++) {
            for (position = 0; position < 3; position++) {
                VARIANT reversed[3], result;
                EXCEPINFO exception;
                DISPPARAMS parameters = {reversed, NULL, 3, 0};
                BSTR id = text_of(MICROSOFT_UPDATE), empty = text_of(W(""));
                UINT wrong = 77;
                HRESULT answer;
                reversed[2] = of_type(VT_BSTR, 0), reversed[1] = of_type(VT_I4, 7), reversed[0] = of_type(VT_BSTR, 0);
                V_BSTR(&reversed[2]) = id, V_BSTR(&reversed[0]) = empty;
                reversed[position] = of_type((VARTYPE)(type | forms[form]),
                                             form == 0 && type != VT_BSTR && type != VT_DISPATCH && type != VT_UNKNOWN ? 7 : 0);
                VariantInit(&result);
                answer = CALL(manager, Invoke, add, REF(IID_NULL), 0, METHOD, &parameters, &result, &exception, &wrong);
                CHECK(answer == S_OK || answer == DISP_E_TYPEMISMATCH || answer == DISP_E_PARAMNOTOPTIONAL ||
                      (answer == DISP_E_EXCEPTION && exception.scode == (SCODE)E_INVALIDARG));
                CHECK((answer == S_OK) == (V_VT(&result) == VT_DISPATCH));
                CHECK(wrong == (answer == DISP_E_TYPEMISMATCH ? position : 77u));
                answer == S_OK ? taken++ : refused++;
                VariantClear(&result);
                if (position < 2) {
                    parameters.cArgs = 2;
                    answer = CALL(manager, Invoke, option, REF(IID_NULL), 0, METHOD, &parameters, NULL, NULL, NULL);
                    CHECK(answer == E_INVALIDARG || answer == DISP_E_TYPEMISMATCH);
                }
                SysFreeString(id), SysFreeString(empty);
            }
        }
    }
    printf("  taken %u, refused %u\n", taken, refused);
    CALL(manager, Release);
}

/* A variant that is passed on as one: through references, of the one type that the option has. */
static void options(void) {
    IDispatch *manager = late_bound();
    DISPID set = id_of(manager, W("SetOption")), join = id_of(manager, W("RegisterServiceWithAU"));
    VARIANT inner = of_text(WINDOWS_UPDATE), given[2], truth = of_type(VT_BOOL, 0);
    EXCEPINFO exception;
    given[0] = of_text(W("AllowedServiceID")), given[1] = of_type(VT_VARIANT | VT_BYREF, 0);
    V_VARIANTREF(&given[1]) = &inner;
    RETURNS(call(manager, set, METHOD, NULL, &exception, 2, given), S_OK);
    given[0] = of_text(W("855e8a7c-ecb4-4ca3-b045-1dfa50104289"));
    RETURNS(call(manager, join, METHOD, NULL, &exception, 1, given), DISP_E_EXCEPTION);
    CHECK(exception.scode == WU_E_INVALID_OPERATION);
    given[0] = of_text(W("AllowedServiceID")), given[1] = of_text(W(""));
    RETURNS(call(manager, set, METHOD, NULL, &exception, 2, given), S_OK);
    given[0] = of_text(W("855e8a7c-ecb4-4ca3-b045-1dfa50104289"));
    RETURNS(call(manager, join, METHOD, NULL, &exception, 1, given), S_OK);
    given[0] = of_text(W("AllowWarningUI")), given[1] = of_type(VT_VARIANT | VT_BYREF, 0);
    V_VARIANTREF(&given[1]) = &truth;
    RETURNS(call(manager, set, METHOD, NULL, &exception, 2, given), S_OK);
    given[0] = of_text(W("AllowWarningUI")), given[1] = of_type(VT_I4, 1);
    RETURNS(call(manager, set, METHOD, NULL, &exception, 2, given), DISP_E_EXCEPTION);
    CHECK(exception.scode == (SCODE)E_INVALIDARG);
    given[0] = of_text(W("allowwarningui")), given[1] = of_type(VT_BOOL, 0);
    RETURNS(call(manager, set, METHOD, NULL, NULL, 2, given), E_INVALIDARG);
    VariantClear(&inner);
    CALL(manager, Release);
}

/* An object in the place of a value stands for its default property. */
static void objects_as_values(void) {
    IDispatch *manager = late_bound(), *registration, *service;
    DISPID add = id_of(manager, W("AddService2"));
    VARIANT result, given[3];
    given[0] = of_text(WINDOWS_UPDATE);
    RETURNS(call(manager, id_of(manager, W("QueryServiceRegistration")), METHOD, &result, NULL, 1, given), S_OK);
    registration = V_DISPATCH(&result);
    RETURNS(call(registration, id_of(registration, W("Service")), GET, &result, NULL, 0, NULL), S_OK);
    service = V_DISPATCH(&result);
    /* The state, 3: a failure is tried again later. */
    given[0] = of_text(UNKNOWN_SERVICE), given[1] = of_type(VT_DISPATCH, 0), given[2] = of_text(W(""));
    V_DISPATCH(&given[1]) = registration;
    RETURNS(call(manager, add, METHOD, NULL, NULL, 3, given), WU_E_REDIRECTOR_UNKNOWN_SERVICE);
    /* The name, which is no id. */
    given[0] = of_type(VT_DISPATCH, 0), given[1] = of_type(VT_I4, 7), given[2] = of_text(W(""));
    V_DISPATCH(&given[0]) = service;
    RETURNS(call(manager, add, METHOD, NULL, NULL, 3, given), E_INVALIDARG);
    /* None without an argument. */
    given[0] = of_type(VT_DISPATCH, 0), given[1] = of_type(VT_I4, 7), given[2] = of_text(W(""));
    V_DISPATCH(&given[0]) = manager;
    CALL(manager, AddRef);
    RETURNS(call(manager, add, METHOD, NULL, NULL, 3, given), DISP_E_TYPEMISMATCH);
    CHECK(CALL(manager, Release) == 0);
}

static void members(void) {
    IDispatch *manager = late_bound();
    DISPID services = id_of(manager, W("Services")), remove = id_of(manager, W("RemoveService"));
    VARIANT result, value = of_text(W("x"));
    EXCEPINFO exception;
    memset(&exception, 0xff, sizeof exception);
    RETURNS(call(manager, 12345, METHOD | GET, NULL, NULL, 0, NULL), DISP_E_MEMBERNOTFOUND);
    RETURNS(call(manager, services, METHOD, NULL, NULL, 0, NULL), DISP_E_MEMBERNOTFOUND);
    RETURNS(call(manager, services, PUT, NULL, NULL, 1, &value), DISP_E_MEMBERNOTFOUND);
    /* A look for an attribute does not call the method. */
    RETURNS(call(manager, remove, GET, NULL, NULL, 0, NULL), DISP_E_MEMBERNOTFOUND);
    value = of_text(MICROSOFT_UPDATE);
    RETURNS(call(manager, remove, GET, NULL, NULL, 1, &value), DISP_E_MEMBERNOTFOUND);
    value = of_text(WINDOWS_UPDATE);
    RETURNS(call(manager, remove, METHOD, NULL, &exception, 1, &value), DISP_E_EXCEPTION);
    CHECK(exception.scode == WU_E_DS_NEEDWINDOWSSERVICE && exception.bstrDescription == NULL && exception.wCode == 0);
    value = of_text(WINDOWS_UPDATE);
    RETURNS(call(manager, remove, METHOD, NULL, NULL, 1, &value), WU_E_DS_NEEDWINDOWSSERVICE);
    RETURNS(call(manager, services, GET, &result, NULL, 0, NULL), S_OK);
    CALL(manager, Release);
    /* For Each. */
    {
        IDispatch *collection = V_DISPATCH(&result);
        IEnumVARIANT *items = NULL;
        VARIANT item, index;
        RETURNS(call(collection, id_of(collection, W("Count")), GET, &result, NULL, 0, NULL), S_OK);
        printf("  %d services\n", (int)V_I4(&result));
        RETURNS(call(collection, DISPID_NEWENUM, METHOD, &result, NULL, 0, NULL), S_OK);
        CHECK(V_VT(&result) == VT_UNKNOWN);
        VariantClear(&result);
        RETURNS(call(collection, DISPID_NEWENUM, METHOD | GET, &result, NULL, 0, NULL), S_OK);
        RETURNS(CALL(V_UNKNOWN(&result), QueryInterface, REF(IID_IEnumVARIANT), (void **)&items), S_OK);
        VariantClear(&result);
        while (CALL(items, Next, 1, &item, NULL) == S_OK) {
            RETURNS(call(V_DISPATCH(&item), id_of(V_DISPATCH(&item), W("ServiceID")), GET, &result, NULL, 0, NULL), S_OK);
            print_text("id", V_BSTR(&result));
            VariantClear(&item);
        }
        CALL(items, Release);
        index = of_type(VT_I2, 0);
        RETURNS(call(collection, DISPID_VALUE, METHOD | GET, &item, NULL, 1, &index), S_OK);
        VariantClear(&item);
        index = of_type(VT_I4, 99);
        RETURNS(call(collection, DISPID_VALUE, METHOD | GET, &item, &exception, 1, &index), DISP_E_EXCEPTION);
        CHECK(exception.scode == WU_E_INVALIDINDEX);
        CALL(collection, Release);
    }
}

static void a_property_with_an_index(void) {
    IDispatch *strings = NULL;
    VARIANT given[2], result;
    RETURNS(CoCreateInstance(REF(CLSID_StringCollection), NULL, CLSCTX_ALL, REF(IID_IDispatch), (void **)&strings), S_OK);
    given[0] = of_text(W("old"));
    RETURNS(call(strings, id_of(strings, W("Add")), METHOD, &result, NULL, 1, given), S_OK);
    CHECK(V_VT(&result) == VT_I4 && V_I4(&result) == 0);
    given[0] = of_type(VT_I4, 0), given[1] = of_text(W("new"));
    RETURNS(call(strings, DISPID_VALUE, PUT, NULL, NULL, 2, given), S_OK);
    given[0] = of_type(VT_I4, 0);
    RETURNS(call(strings, DISPID_VALUE, GET, &result, NULL, 1, given), S_OK);
    print_text("item", V_BSTR(&result));
    given[0] = of_text(W("alone"));
    RETURNS(call(strings, DISPID_VALUE, PUT, NULL, NULL, 1, given), DISP_E_BADPARAMCOUNT);
    CALL(strings, Release);
}

int main(void) {
    RETURNS(CoInitialize(NULL), S_OK);
    RUN(names);
    RUN(opting_in);
    RUN(arguments);
    RUN(arguments_of_every_type);
    RUN(options);
    RUN(objects_as_values);
    RUN(members);
    RUN(a_property_with_an_index);
    CoUninitialize();
    return 0;
}
