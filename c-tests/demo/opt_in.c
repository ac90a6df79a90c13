/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Opts in to an update service: on line, now or later, and with Automatic Updates. */
#define COBJMACROS
#include <initguid.h>
#include <wuapi.h>

#include <stdio.h>

static void print(const char *label, BSTR text) {
    UINT i;
    printf("  %s: ", label);
    for (i = 0; i < SysStringLen(text); i++) {
        putchar(text[i] < 0x80 ? (int)text[i] : '?');
    }
    putchar('\n');
    SysFreeString(text);
}

static void show(IUpdateServiceManager2 *manager, BSTR id) {
    static const char *const states[] = {"?", "not registered", "pending", "registered"};
    IUpdateServiceRegistration *registration;
    IUpdateService2 *service;
    UpdateServiceRegistrationState state;
    VARIANT_BOOL is_default;
    BSTR text;
    if (IUpdateServiceManager2_QueryServiceRegistration(manager, id, &registration) != S_OK) {
        return;
    }
    IUpdateServiceRegistration_get_RegistrationState(registration, &state);
    printf("  state: %s\n", states[state]);
    IUpdateServiceRegistration_get_Service(registration, &service);
    if (state == usrsRegistered) {
        IUpdateService2_get_Name(service, &text);
        print("name", text);
        IUpdateService2_get_ServiceUrl(service, &text);
        print("URL", text);
        IUpdateService2_get_IsDefaultAUService(service, &is_default);
        printf("  used by Automatic Updates first: %s\n", is_default ? "yes" : "no");
    }
    IUpdateService2_Release(service);
    IUpdateServiceRegistration_Release(registration);
}

int main(int count, char **words) {
    IUpdateServiceManager2 *manager;
    IUpdateServiceRegistration *registration;
    WCHAR wide[37] = {0};
    BSTR id;
    HRESULT result;
    int i;
    for (i = 0; count > 1 && i < 36 && words[1][i] != 0; i++) {
        wide[i] = (WCHAR)words[1][i];
    }
    CoInitializeEx(NULL, COINIT_MULTITHREADED);
    result = CoCreateInstance(&CLSID_UpdateServiceManager, NULL, CLSCTX_INPROC_SERVER, &IID_IUpdateServiceManager2, (void **)&manager);
    if (result != S_OK) {
        printf("  no manager: 0x%08X\n", (unsigned)result);
        return 1;
    }
    id = SysAllocString(wide);
    result = IUpdateServiceManager2_AddService2(
        manager, id, asfAllowPendingRegistration | asfAllowOnlineRegistration | asfRegisterServiceWithAU, NULL, &registration);
    printf("  AddService2: 0x%08X\n", (unsigned)result);
    if (registration != NULL) {
        IUpdateServiceRegistration_Release(registration);
    }
    show(manager, id);
    SysFreeString(id);
    IUpdateServiceManager2_Release(manager);
    CoUninitialize();
    return 0;
}
