// SPDX-License-Identifier: MIT OR Apache-2.0
// Opts in to Microsoft Update, and out again, through the vtables: with nothing of the library but its registration.

#include <windows.h>

#include <initguid.h>
#include <wuapi.h>

#include <cstdio>
#include <cstdlib>

#define MICROSOFT_UPDATE L"7971f918-a847-4430-9279-4a52d1efe18d"

static void require(bool holds, const char *what, int line) {
    if (!holds) {
        std::printf("line %d: %s\n", line, what);
        std::exit(1);
    }
}
#define REQUIRE(condition) require((condition), #condition, __LINE__)

// Text that is freed at the end.
class Text {
  public:
    explicit Text(const wchar_t *text) : text(SysAllocString(text)) {}
    Text() : text(nullptr) {}
    Text(const Text &) = delete;
    Text &operator=(const Text &) = delete;
    ~Text() { SysFreeString(text); }
    operator BSTR() const { return text; }
    BSTR *operator&() { return &text; }

  private:
    BSTR text;
};

// A reference that is released at the end.
template <class Interface> class Held {
  public:
    Held() : object(nullptr) {}
    Held(const Held &) = delete;
    Held &operator=(const Held &) = delete;
    ~Held() {
        if (object != nullptr) {
            object->Release();
        }
    }
    Interface *operator->() const { return object; }
    Interface **operator&() { return &object; }
    Interface *get() const { return object; }

  private:
    Interface *object;
};

static void show(IUpdateServiceManager2 *manager, const char *when) {
    Held<IUpdateServiceRegistration> registration;
    Held<IUpdateService2> service;
    Text name;
    UpdateServiceRegistrationState state = usrsRegistrationPending;
    VARIANT_BOOL is_default = VARIANT_FALSE;
    REQUIRE(manager->QueryServiceRegistration(Text(MICROSOFT_UPDATE), &registration) == S_OK);
    REQUIRE(registration->get_RegistrationState(&state) == S_OK);
    REQUIRE(registration->get_Service(&service) == S_OK);
    REQUIRE(service->get_Name(&name) == S_OK);
    REQUIRE(service->get_IsDefaultAUService(&is_default) == S_OK);
    std::printf("%s: state %d, '%ls', default %d\n", when, static_cast<int>(state), static_cast<BSTR>(name), is_default);
}

static DWORD WINAPI another_apartment(void *stream) {
    Held<IUpdateServiceManager2> manager;
    REQUIRE(CoInitializeEx(nullptr, COINIT_MULTITHREADED) == S_OK);
    REQUIRE(CoGetInterfaceAndReleaseStream(static_cast<IStream *>(stream), IID_IUpdateServiceManager2,
                                           reinterpret_cast<void **>(&manager)) == S_OK);
    show(manager.get(), "from another apartment");
    return 0;
}

// The system passes the calls on, by the type library and the interfaces that are registered.
static void call_from_another_apartment(IUpdateServiceManager2 *manager) {
    IStream *stream = nullptr;
    REQUIRE(CoMarshalInterThreadInterfaceInStream(IID_IUpdateServiceManager2, manager, &stream) == S_OK);
    HANDLE thread = CreateThread(nullptr, 0, another_apartment, stream, 0, nullptr);
    REQUIRE(thread != nullptr);
    while (MsgWaitForMultipleObjects(1, &thread, FALSE, INFINITE, QS_ALLINPUT) != WAIT_OBJECT_0) {
        MSG message;
        while (PeekMessageW(&message, nullptr, 0, 0, PM_REMOVE)) {
            DispatchMessageW(&message);
        }
    }
    CloseHandle(thread);
}

static void opt_in_and_out() {
    Held<IUpdateServiceManager2> manager;
    Held<IUpdateServiceRegistration> registration;
    Held<IUpdateServiceCollection> services;
    CLSID id;
    LONG count = 0;
    REQUIRE(CLSIDFromProgID(L"Microsoft.Update.ServiceManager", &id) == S_OK);
    REQUIRE(IsEqualCLSID(id, CLSID_UpdateServiceManager));
    REQUIRE(CoCreateInstance(id, nullptr, CLSCTX_INPROC_SERVER, IID_IUpdateServiceManager2, reinterpret_cast<void **>(&manager)) == S_OK);
    REQUIRE(manager->put_ClientApplicationID(Text(L"My program")) == S_OK);
    show(manager.get(), "before");
    REQUIRE(manager->AddService2(Text(MICROSOFT_UPDATE), asfAllowPendingRegistration | asfAllowOnlineRegistration | asfRegisterServiceWithAU,
                                 Text(L""), &registration) == S_OK);
    show(manager.get(), "opted in");
    call_from_another_apartment(manager.get());
    REQUIRE(manager->get_Services(&services) == S_OK);
    REQUIRE(services->get_Count(&count) == S_OK);
    for (LONG i = 0; i < count; i++) {
        Held<IUpdateService> service;
        Text name;
        REQUIRE(services->get_Item(i, &service) == S_OK);
        REQUIRE(service->get_Name(&name) == S_OK);
        std::printf("  %ls\n", static_cast<BSTR>(name));
    }
    REQUIRE(manager->RemoveService(Text(MICROSOFT_UPDATE)) == S_OK);
    std::printf("again: %08X\n", static_cast<unsigned>(manager->RemoveService(Text(MICROSOFT_UPDATE))));
    show(manager.get(), "removed");
}

int main() {
    REQUIRE(CoInitializeEx(nullptr, COINIT_APARTMENTTHREADED) == S_OK);
    opt_in_and_out();
    CoUninitialize();
    return 0;
}
