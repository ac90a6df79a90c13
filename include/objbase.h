/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The creation of objects.
 */
#ifndef ENLIST_OBJBASE_H
#define ENLIST_OBJBASE_H

#include "unknwn.h"

/* The words by which programs declare and implement interfaces of their own. */
#ifndef interface
#define interface struct
#endif
#ifndef DECLSPEC_UUID
#define DECLSPEC_UUID(text)
#endif
#ifndef DECLSPEC_NOVTABLE
#define DECLSPEC_NOVTABLE
#endif
#ifndef MIDL_INTERFACE
#define MIDL_INTERFACE(text) struct
#endif
#ifndef PURE
#if defined(__cplusplus) && !defined(CINTERFACE)
#define PURE = 0
#define THIS_
#define THIS void
#define STDMETHOD(method) virtual HRESULT STDMETHODCALLTYPE method
#define STDMETHOD_(type, method) virtual type STDMETHODCALLTYPE method
#define DECLARE_INTERFACE(name) struct name
#define DECLARE_INTERFACE_(name, base) struct name : public base
#else
#define PURE
#define THIS_ INTERFACE *This,
#define THIS INTERFACE *This
#define STDMETHOD(method) HRESULT(STDMETHODCALLTYPE *method)
#define STDMETHOD_(type, method) type(STDMETHODCALLTYPE *method)
#define DECLARE_INTERFACE(name)                                                                                        \
    typedef struct name name;                                                                                          \
    typedef struct name##Vtbl name##Vtbl;                                                                              \
    struct name {                                                                                                      \
        const name##Vtbl *lpVtbl;                                                                                      \
    };                                                                                                                 \
    struct name##Vtbl
#define DECLARE_INTERFACE_(name, base) DECLARE_INTERFACE(name)
#endif
#define STDMETHODIMP HRESULT STDMETHODCALLTYPE
#define STDMETHODIMP_(type) type STDMETHODCALLTYPE
#define STDAPI_(type) EXTERN_C type STDAPICALLTYPE
#define BEGIN_INTERFACE
#define END_INTERFACE
#endif

/* The identifier and the place for an interface pointer, together: CoCreateInstance(..., IID_PPV_ARGS(&pointer)). */
#if defined(__cplusplus) && !defined(CINTERFACE)
template <typename Interface> inline void **IID_PPV_ARGS_Helper(Interface **pp) {
    (void)static_cast<IUnknown *>(*pp); /* an interface, or it does not compile */
    return reinterpret_cast<void **>(pp);
}
#define IID_PPV_ARGS(pp) __uuidof(**(pp)), IID_PPV_ARGS_Helper(pp)
#endif

typedef enum tagCOINIT {
    COINIT_MULTITHREADED = 0x0,
    COINIT_APARTMENTTHREADED = 0x2,
    COINIT_DISABLE_OLE1DDE = 0x4,
    COINIT_SPEED_OVER_MEMORY = 0x8
} COINIT;

/* What CoInitializeSecurity is told. */
#define RPC_C_AUTHN_LEVEL_DEFAULT 0
#define RPC_C_AUTHN_LEVEL_NONE 1
#define RPC_C_AUTHN_LEVEL_CONNECT 2
#define RPC_C_AUTHN_LEVEL_CALL 3
#define RPC_C_AUTHN_LEVEL_PKT 4
#define RPC_C_AUTHN_LEVEL_PKT_INTEGRITY 5
#define RPC_C_AUTHN_LEVEL_PKT_PRIVACY 6
#define RPC_C_IMP_LEVEL_DEFAULT 0
#define RPC_C_IMP_LEVEL_ANONYMOUS 1
#define RPC_C_IMP_LEVEL_IDENTIFY 2
#define RPC_C_IMP_LEVEL_IMPERSONATE 3
#define RPC_C_IMP_LEVEL_DELEGATE 4
#define EOAC_NONE 0

#include "enlist/objbase.h"
#include "enlist/combaseapi.h"

#endif /* ENLIST_OBJBASE_H */
