// SPDX-License-Identifier: MIT OR Apache-2.0
// Smart pointers to interfaces, as C++ programs have them: __uuidof, IID_PPV_ARGS and the typed QueryInterface. Compiled with MinGW's
// headers, too; run with objects of its own.
#include <windows.h>
#include <initguid.h>
#include <objbase.h>
#include <wuapi.h>

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition) ((condition) ? (void)0 : failed(__LINE__, #condition))

static void failed(int line, const char *what) {
    printf("%d: %s\n", line, what);
    exit(1);
}

// One reference, given back at the end.
template <class Interface> class Pointer {
    Interface *held;

  public:
    Pointer() : held(NULL) {}
    Pointer(const Pointer &other) : held(other.held) {
        if (held != NULL) held->AddRef();
    }
    Pointer &operator=(const Pointer &) = delete;
    ~Pointer() {
        if (held != NULL) held->Release();
    }
    Interface **operator&() { return &held; }
    Interface *operator->() const { return held; }
    Interface *get() const { return held; }
    template <class Other> HRESULT as(Pointer<Other> &other) const {
        return held->QueryInterface(__uuidof(Other), reinterpret_cast<void **>(&other));
    }
    template <class Other> HRESULT to(Other **other) const { return held->QueryInterface(other); }
    HRESULT create(REFCLSID class_id) {
        return CoCreateInstance(class_id, NULL, CLSCTX_ALL, __uuidof(Interface), reinterpret_cast<void **>(&held));
    }
};

class Factory : public IClassFactory {
    ULONG references;

  public:
    LONG locks;

    Factory() : references(0), locks(0) {}
    virtual ~Factory() {}
    STDMETHODIMP QueryInterface(REFIID riid, void **ppv) {
        *ppv = NULL;
        if (riid != __uuidof(IUnknown) && riid != __uuidof(IClassFactory)) return E_NOINTERFACE;
        *ppv = static_cast<IClassFactory *>(this);
        AddRef();
        return S_OK;
    }
    STDMETHODIMP_(ULONG) AddRef() { return ++references; }
    STDMETHODIMP_(ULONG) Release() { return --references; }
    STDMETHODIMP CreateInstance(IUnknown *, REFIID riid, void **ppv) { return QueryInterface(riid, ppv); }
    STDMETHODIMP LockServer(BOOL lock) {
        locks += lock ? 1 : -1;
        return S_OK;
    }
    ULONG left() const { return references; }
};

// An interface of the program's own, declared as for MinGW.
MIDL_INTERFACE("0a1b2c3d-0000-0000-0000-000000000001") IOwn : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE Own() = 0;
};
__CRT_UUID_DECL(IOwn, 0x0a1b2c3d, 0x0000, 0x0000, 0, 0, 0, 0, 0, 0, 0, 1)

static Factory factory;

#ifndef _WIN32
extern "C" HRESULT CoCreateInstance(REFCLSID rclsid, IUnknown *, DWORD, REFIID riid, LPVOID *ppv) {
    CHECK(rclsid == __uuidof(UpdateServiceManager) && rclsid == CLSID_UpdateServiceManager);
    return factory.QueryInterface(riid, ppv);
}
#endif

static void pointers_are_taken_and_given_back() {
    {
        Pointer<IClassFactory> made, again;
        Pointer<IUnknown> unknown;
        Pointer<IOwn> own;
        CHECK(made.create(__uuidof(UpdateServiceManager)) == S_OK);
        CHECK(CoCreateInstance(CLSID_UpdateServiceManager, NULL, CLSCTX_ALL, IID_PPV_ARGS(&again)) == S_OK);
        CHECK(made.as(unknown) == S_OK && unknown.get() != NULL);
        CHECK(made.to(&own) == E_NOINTERFACE && own.get() == NULL);
        CHECK(made->CreateInstance(NULL, IID_PPV_ARGS(&own)) == E_NOINTERFACE);
        CHECK(factory.left() == 3);
        made->LockServer(TRUE);
        Pointer<IClassFactory> copy(made);
        CHECK(factory.left() == 4 && factory.locks == 1);
    }
    CHECK(factory.left() == 0);
}

static void every_interface_has_its_identifier() {
    IUpdateServiceManager2 *manager = NULL, **place = &manager;
    CHECK(__uuidof(manager) == IID_IUpdateServiceManager2);
    CHECK(__uuidof(**place) == __uuidof(IUpdateServiceManager2));
    CHECK(__uuidof(*place) != __uuidof(IUpdateServiceManager));
    CHECK(__uuidof(const IUnknown) == IID_IUnknown);
#define SAME(name) CHECK(__uuidof(name) == IID_##name)
    SAME(IUnknown);
    SAME(IClassFactory);
    SAME(IDispatch);
    SAME(IEnumVARIANT);
    SAME(IErrorInfo);
    SAME(ISupportErrorInfo);
    SAME(IUpdateLockdown);
    SAME(IStringCollection);
    SAME(IUpdateService);
    SAME(IUpdateService2);
    SAME(IUpdateServiceCollection);
    SAME(IUpdateServiceRegistration);
    SAME(IUpdateServiceManager);
    SAME(IUpdateServiceManager2);
    SAME(IUpdateSession);
    SAME(IUpdateSession2);
    SAME(IUpdateSession3);
    CHECK(__uuidof(UpdateServiceManager) == CLSID_UpdateServiceManager);
    CHECK(__uuidof(StringCollection) == CLSID_StringCollection);
    CHECK(__uuidof(UpdateSession) == CLSID_UpdateSession);
}

int main() {
    pointers_are_taken_and_given_back();
    every_interface_has_its_identifier();
    return 0;
}
