/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A guest of `enlist run` that uses the update service manager: tidy, or careless in one way. */
#define COBJMACROS
#include <initguid.h>
#include <string.h>
#include <wuapi.h>

int main(int count, char **arguments) {
    const char *way = count > 1 ? arguments[1] : "tidy";
    IUpdateServiceManager2 *manager = NULL;
    IUpdateServiceCollection *services = NULL;
    IUpdateService *service = NULL;
    BSTR name = NULL;
    if (strcmp(way, "early") != 0) CoInitialize(NULL);
    if (CoCreateInstance(&CLSID_UpdateServiceManager, NULL, CLSCTX_INPROC_SERVER, &IID_IUpdateServiceManager2, (void **)&manager) != S_OK) {
        if (strcmp(way, "early") != 0) CoUninitialize();
        return 20;
    }
    if (IUpdateServiceManager2_get_Services(manager, &services) != S_OK) return 21;
    if (IUpdateServiceCollection_get_Item(services, 0, &service) != S_OK) return 22;
    IUpdateServiceCollection_Release(services);
    if (IUpdateService_get_Name(service, &name) != S_OK) return 23;
    SysFreeString(name);
    if (strcmp(way, "object") != 0) IUpdateService_Release(service);
    IUpdateServiceManager2_Release(manager);
    if (strcmp(way, "apartment") != 0) CoUninitialize();
    return 3;
}
