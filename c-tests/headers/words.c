// SPDX-License-Identifier: MIT OR Apache-2.0
// The words of Windows' samples: of COM, of parameters, of the compiler. Compiled as C and as C++, with MinGW's headers, too;
// never linked or run.
#include <windows.h>
#include <sal.h>
#include <objbase.h>
#include <oleauto.h>

typedef _Return_type_success_(return >= 0) LONG STATUS;

_Success_(return != 0) BOOL fill(_In_ const GUID *id, _Inout_ DWORD *count, _Out_writes_opt_(*count) BYTE *bytes,
                                 _In_opt_z_ LPCWSTR name);
_Check_return_ _Ret_maybenull_ LPCSTR named(_In_reads_(count) const int *numbers, _In_range_(1, 4) int count);

__int64 wide = -1;
unsigned __int64 unsigned_wide = 1;

#undef INTERFACE
#define INTERFACE ICounter
DECLARE_INTERFACE_(ICounter, IUnknown) {
#ifndef __cplusplus
    STDMETHOD(QueryInterface)(THIS_ REFIID riid, void **ppv) PURE;
    STDMETHOD_(ULONG, AddRef)(THIS) PURE;
    STDMETHOD_(ULONG, Release)(THIS) PURE;
#endif
    STDMETHOD(Add)(THIS_ _In_ LONG number) PURE;
    STDMETHOD_(LONG, Sum)(THIS) PURE;
};

interface ILater;
STDAPI_(ULONG) take(interface ILater *later);

#ifdef __cplusplus
class Counter : public ICounter {
    ULONG references;
    LONG sum;

  public:
    Counter() : references(1), sum(0) {}
    virtual ~Counter() {}
    STDMETHODIMP QueryInterface(REFIID, void **ppv) {
        *ppv = NULL;
        return E_NOINTERFACE;
    }
    STDMETHODIMP_(ULONG) AddRef() { return ++references; }
    STDMETHODIMP_(ULONG) Release() { return --references; }
    STDMETHODIMP Add(LONG number) {
        sum += number;
        return NOERROR;
    }
    STDMETHODIMP_(LONG) Sum() { return sum; }
};

Counter counter;
#else
LONG sum_of(ICounter *counter);

LONG sum_of(ICounter *counter) {
    return counter->lpVtbl->Add(counter, 2) == S_OK ? counter->lpVtbl->Sum(counter) : 0;
}
#endif

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved);

BOOL WINAPI DllMain(_In_ HINSTANCE instance, _In_ DWORD reason, _In_opt_ LPVOID reserved) {
    (void)instance;
    (void)reserved;
    switch (reason) {
    case DLL_PROCESS_ATTACH: return TRUE;
    case DLL_PROCESS_DETACH:
    case DLL_THREAD_ATTACH:
    case DLL_THREAD_DETACH: break;
    default: Sleep(INFINITE);
    }
    return TRUE;
}

void late_bound(LPDISPATCH object, LPENUMVARIANT elements, LPCLASSFACTORY factory, LPBSTR text, UUID *id);

void late_bound(LPDISPATCH object, LPENUMVARIANT elements, LPCLASSFACTORY factory, LPBSTR text, UUID *id) {
    INVOKEKIND kind = INVOKE_PROPERTYGET;
    LCID user = LOCALE_USER_DEFAULT, system = LOCALE_SYSTEM_DEFAULT;
    HRESULT made = MAKE_HRESULT(SEVERITY_ERROR, FACILITY_ITF, 0x200);
    BYTE secret[16] = {0};
    OLECHAR name[] = {'C', 'o', 'u', 'n', 't', 0};
    LPOLESTR names = name;
    DISPID member = DISPID_UNKNOWN;

    *id = GUID_NULL;
#ifdef __cplusplus
    if (IsEqualIID(*id, IID_NULL)) object->GetIDsOfNames(IID_NULL, &names, 1, user, &member);
    factory->LockServer(FALSE);
    elements->Reset();
#else
    if (IsEqualCLSID(id, &CLSID_NULL)) object->lpVtbl->GetIDsOfNames(object, &IID_NULL, &names, 1, user, &member);
    factory->lpVtbl->LockServer(factory, FALSE);
    elements->lpVtbl->Reset(elements);
#endif
    *text = NULL;
    SecureZeroMemory(secret, sizeof secret);
    if (IS_ERROR(made) && HRESULT_CODE(made) == 0x200 && HRESULT_FACILITY(made) == FACILITY_ITF) Sleep(kind + system);
}
