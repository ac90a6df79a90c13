// SPDX-License-Identifier: MIT OR Apache-2.0
// What type information says of every object: names, kinds and numbers as late-bound calls know them, and calls by it.
// needs: registered classes
#include "../programs/wua.h"

/* The members that IDispatch itself brings are not shown. */
static void show(const char *what, IDispatch *object) {
    ITypeInfo *information = NULL;
    TYPEATTR *attributes = NULL;
    UINT count = 77, i, shown = 0;
    BSTR name = NULL;
    RETURNS(CALL(object, GetTypeInfoCount, &count), S_OK);
    CHECK(count == 1);
    RETURNS(CALL(object, GetTypeInfo, 0, 0x409, &information), S_OK);
    RETURNS(CALL(information, GetTypeAttr, &attributes), S_OK);
    RETURNS(CALL(information, GetDocumentation, MEMBERID_NIL, &name, NULL, NULL, NULL), S_OK);
    CHECK(attributes->typekind == TKIND_DISPATCH);
    printf("%s: flags %X\n", what, attributes->wTypeFlags);
    print_text("interface", name);
    for (i = 0; i < attributes->cFuncs; i++) {
        FUNCDESC *function = NULL;
        BSTR names[8];
        UINT found = 0, j;
        OLECHAR *asked[1];
        DISPID id = 77;
        RETURNS(CALL(information, GetFuncDesc, i, &function), S_OK);
        RETURNS(CALL(information, GetNames, function->memid, names, 8, &found), S_OK);
        CHECK(found >= 1);
        if (function->oVft < 7 * (SHORT)sizeof(void *)) {
            CHECK(function->wFuncFlags & FUNCFLAG_FRESTRICTED);
        } else {
            asked[0] = names[0];
            RETURNS(CALL(object, GetIDsOfNames, REF(IID_NULL), asked, 1, 0, &id), S_OK);
            CHECK(id == function->memid);
            printf("  %d %08X %s %ls(", (int)(function->oVft / sizeof(void *)), (unsigned)id,
                   function->invkind == INVOKE_FUNC ? "method" : function->invkind == INVOKE_PROPERTYGET ? "get" : "put", names[0]);
            for (j = 0; j < (UINT)function->cParams; j++) {
                const PARAMDESC *how = &function->lprgelemdescParam[j].paramdesc;
                printf("%s%d%s", j == 0 ? "" : ", ", function->lprgelemdescParam[j].tdesc.vt, how->wParamFlags & PARAMFLAG_FOPT ? "?" : "");
            }
            printf(") %d\n", function->elemdescFunc.tdesc.vt);
            shown++;
        }
        for (j = 0; j < found; j++) {
            SysFreeString(names[j]);
        }
        CALL(information, ReleaseFuncDesc, function);
    }
    CHECK(shown > 0);
    CALL(information, ReleaseTypeAttr, attributes);
    CALL(information, Release);
    CALL(object, Release);
}

static IDispatch *get(IDispatch *object, DISPID id, VARIANT *index) {
    DISPPARAMS arguments = {index, NULL, index == NULL ? 0 : 1, 0};
    VARIANT result;
    VariantInit(&result);
    RETURNS(CALL(object, Invoke, id, REF(IID_NULL), 0, DISPATCH_PROPERTYGET, &arguments, &result, NULL, NULL), S_OK);
    CHECK(V_VT(&result) == VT_DISPATCH);
    return V_DISPATCH(&result);
}

static IDispatch *created(const CLSID *id) {
    IDispatch *object = NULL;
    RETURNS(CoCreateInstance(id, NULL, CLSCTX_INPROC_SERVER, &IID_IDispatch, (void **)&object), S_OK);
    return object;
}

static void every_class(void) {
    IDispatch *manager = created(&CLSID_UpdateServiceManager), *services = get(manager, 0x60020001, NULL), *registration = NULL;
    VARIANT index;
    BSTR id = text_of(WINDOWS_UPDATE);
    V_VT(&index) = VT_I4, V_I4(&index) = 0;
    show("service", get(services, DISPID_VALUE, &index));
    show("services", services);
    RETURNS(CALL((IUpdateServiceManager2 *)manager, QueryServiceRegistration, id, (IUpdateServiceRegistration **)&registration), S_OK);
    show("registration", registration);
    show("manager", manager);
    show("session", created(&CLSID_UpdateSession));
    show("strings", created(&CLSID_StringCollection));
    SysFreeString(id);
}

/* The system's own dispatcher calls the vtable by what the type information says. */
static void calls_by_type_information(void) {
    IDispatch *manager = created(&CLSID_UpdateServiceManager);
    ITypeInfo *information = NULL;
    VARIANT given[3], result;
    DISPPARAMS arguments = {given, NULL, 3, 0};
    EXCEPINFO exception;
    UINT wrong = 0;
    VariantInit(&result);
    memset(&exception, 0, sizeof exception);
    RETURNS(CALL(manager, GetTypeInfo, 0, 0, &information), S_OK);
    V_VT(&given[2]) = VT_BSTR, V_BSTR(&given[2]) = text_of(MICROSOFT_UPDATE);
    V_VT(&given[1]) = VT_I2, V_I2(&given[1]) = 7;
    V_VT(&given[0]) = VT_BSTR, V_BSTR(&given[0]) = text_of(W(""));
    RETURNS(CALL(information, Invoke, manager, 0x60030003, DISPATCH_METHOD, &arguments, &result, &exception, &wrong), S_OK);
    CHECK(V_VT(&result) == VT_DISPATCH);
    VariantClear(&result);
    arguments.cArgs = 1, arguments.rgvarg = given + 2;
    RETURNS(CALL(information, Invoke, manager, 0x60030002, DISPATCH_METHOD, &arguments, &result, &exception, &wrong), S_OK);
    arguments.cArgs = 0;
    show("asked", (CALL(V_DISPATCH(&result), AddRef), V_DISPATCH(&result)));
    VariantClear(&result), VariantClear(&given[0]), VariantClear(&given[2]);
    CALL(information, Release), CALL(manager, Release);
}

static void classes_in_the_library(void) {
    IDispatch *manager = created(&CLSID_UpdateServiceManager);
    const CLSID *const classes[] = {&CLSID_UpdateServiceManager, &CLSID_UpdateSession, &CLSID_StringCollection};
    ITypeInfo *information = NULL, *class_information = NULL;
    ITypeLib *library = NULL;
    UINT index = 77, i;
    RETURNS(CALL(manager, GetTypeInfo, 0, 0, &information), S_OK);
    RETURNS(CALL(information, GetContainingTypeLib, &library, &index), S_OK);
    for (i = 0; i < 3; i++) {
        BSTR name = NULL;
        RETURNS(CALL(library, GetTypeInfoOfGuid, classes[i], &class_information), S_OK);
        RETURNS(CALL(class_information, GetDocumentation, MEMBERID_NIL, &name, NULL, NULL, NULL), S_OK);
        print_text("class", name);
        CALL(class_information, Release);
    }
    CALL(library, Release), CALL(information, Release), CALL(manager, Release);
}

int main(void) {
    RETURNS(CoInitialize(NULL), S_OK);
    RUN(every_class);
    RUN(calls_by_type_information);
    RUN(classes_in_the_library);
    RETURNS(DllCanUnloadNow(), S_OK);
    CoUninitialize();
    return 0;
}
