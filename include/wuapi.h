/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The update service manager of the Windows Update Agent.
 * 
 * unknwn.h says how interfaces look in C and in C++, and where their identifiers come from. On Windows this header alone goes onto
 * the include path, before those of MinGW, whose wuapi.h has no service manager.
 */
#ifndef ENLIST_WUAPI_H
#define ENLIST_WUAPI_H

#if defined(_WIN32)
#include <objbase.h>
#include <oleauto.h>
#else
#include "objbase.h"
#include "oleauto.h"
#endif

typedef struct IUpdateLockdown IUpdateLockdown;
typedef struct IStringCollection IStringCollection;
typedef struct IUpdateService IUpdateService;
typedef struct IUpdateService2 IUpdateService2;
typedef struct IUpdateServiceCollection IUpdateServiceCollection;
typedef struct IUpdateServiceRegistration IUpdateServiceRegistration;
typedef struct IUpdateServiceManager IUpdateServiceManager;
typedef struct IUpdateServiceManager2 IUpdateServiceManager2;
typedef struct IUpdateSession IUpdateSession;
typedef struct IUpdateSession2 IUpdateSession2;
typedef struct IUpdateSession3 IUpdateSession3;

/* Interfaces of which nothing is implemented here. */
typedef struct IWebProxy IWebProxy;
typedef struct IUpdateSearcher IUpdateSearcher;
typedef struct IUpdateDownloader IUpdateDownloader;
typedef struct IUpdateInstaller IUpdateInstaller;
typedef struct IUpdateHistoryEntryCollection IUpdateHistoryEntryCollection;

typedef enum tagAddServiceFlag {
    asfAllowPendingRegistration = 0x1,
    asfAllowOnlineRegistration = 0x2,
    asfRegisterServiceWithAU = 0x4
} AddServiceFlag;

typedef enum tagUpdateServiceRegistrationState {
    usrsNotRegistered = 1,
    usrsRegistrationPending = 2,
    usrsRegistered = 3
} UpdateServiceRegistrationState;

typedef enum tagUpdateServiceOption {
    usoNonVolatileService = 0x1
} UpdateServiceOption;

typedef enum tagUpdateLockdownOption {
    uloForWebsiteAccess = 0x1
} UpdateLockdownOption;

/* How updates are searched for, and how that ended: for programs that also do so elsewhere. */
typedef enum tagServerSelection {
    ssDefault = 0,
    ssManagedServer = 1,
    ssWindowsUpdate = 2,
    ssOthers = 3
} ServerSelection;

typedef enum tagOperationResultCode {
    orcNotStarted = 0,
    orcInProgress = 1,
    orcSucceeded = 2,
    orcSucceededWithErrors = 3,
    orcFailed = 4,
    orcAborted = 5
} OperationResultCode;

#define UPDATE_LOCKDOWN_WEBSITE_ACCESS 0x1

DEFINE_GUID(LIBID_WUApiLib, 0xb596cc9f, 0x56e5, 0x419e, 0xa6, 0x22, 0xe0, 0x1b, 0xb4, 0x57, 0x43, 0x1e);
DEFINE_GUID(CLSID_UpdateServiceManager, 0xf8d253d9, 0x89a4, 0x4daa, 0x87, 0xb6, 0x11, 0x68, 0x36, 0x9f, 0x0b, 0x21);
DEFINE_GUID(CLSID_StringCollection, 0x72c97d74, 0x7c3b, 0x40ae, 0xb7, 0x7d, 0xab, 0xdb, 0x22, 0xeb, 0xa6, 0xfb);
DEFINE_GUID(CLSID_UpdateSession, 0x4cb43d7f, 0x7eee, 0x4906, 0x86, 0x98, 0x60, 0xda, 0x1c, 0x38, 0xf2, 0xfe);
DEFINE_GUID(IID_IUpdateLockdown, 0xa976c28d, 0x75a1, 0x42aa, 0x94, 0xae, 0x8a, 0xf8, 0xb8, 0x72, 0x08, 0x9a);
DEFINE_GUID(IID_IStringCollection, 0xeff90582, 0x2ddc, 0x480f, 0xa0, 0x6d, 0x60, 0xf3, 0xfb, 0xc3, 0x62, 0xc3);
DEFINE_GUID(IID_IUpdateService, 0x76b3b17e, 0xaed6, 0x4da5, 0x85, 0xf0, 0x83, 0x58, 0x7f, 0x81, 0xab, 0xe3);
DEFINE_GUID(IID_IUpdateService2, 0x1518b460, 0x6518, 0x4172, 0x94, 0x0f, 0xc7, 0x58, 0x83, 0xb2, 0x4c, 0xeb);
DEFINE_GUID(IID_IUpdateServiceCollection, 0x9b0353aa, 0x0e52, 0x44ff, 0xb8, 0xb0, 0x1f, 0x7f, 0xa0, 0x43, 0x7f, 0x88);
DEFINE_GUID(IID_IUpdateServiceRegistration, 0xdde02280, 0x12b3, 0x4e0b,
            0x93, 0x7b, 0x67, 0x47, 0xf6, 0xac, 0xb2, 0x86);
DEFINE_GUID(IID_IUpdateServiceManager, 0x23857e3c, 0x02ba, 0x44a3, 0x94, 0x23, 0xb1, 0xc9, 0x00, 0x80, 0x5f, 0x37);
DEFINE_GUID(IID_IUpdateServiceManager2, 0x0bb8531d, 0x7e8d, 0x424f, 0x98, 0x6c, 0xa0, 0xb8, 0xf6, 0x0a, 0x3e, 0x7b);
DEFINE_GUID(IID_IUpdateSession, 0x816858a4, 0x260d, 0x4260, 0x93, 0x3a, 0x25, 0x85, 0xf1, 0xab, 0xc7, 0x6b);
DEFINE_GUID(IID_IUpdateSession2, 0x91caf7b0, 0xeb23, 0x49ed, 0x99, 0x37, 0xc5, 0x2d, 0x81, 0x7f, 0x46, 0xf7);
DEFINE_GUID(IID_IUpdateSession3, 0x918efd1e, 0xb5d8, 0x4c90, 0x85, 0x40, 0xae, 0xb9, 0xbd, 0xc5, 0x6f, 0x9d);

/* For __uuidof in C++; CoCreateInstance takes that of a class. */
#ifdef __cplusplus
class UpdateServiceManager;
class StringCollection;
class UpdateSession;
#endif
#ifdef __CRT_UUID_DECL
#ifdef __cplusplus
__CRT_UUID_DECL(UpdateServiceManager, 0xf8d253d9, 0x89a4, 0x4daa, 0x87, 0xb6, 0x11, 0x68, 0x36, 0x9f, 0x0b, 0x21)
__CRT_UUID_DECL(StringCollection, 0x72c97d74, 0x7c3b, 0x40ae, 0xb7, 0x7d, 0xab, 0xdb, 0x22, 0xeb, 0xa6, 0xfb)
__CRT_UUID_DECL(UpdateSession, 0x4cb43d7f, 0x7eee, 0x4906, 0x86, 0x98, 0x60, 0xda, 0x1c, 0x38, 0xf2, 0xfe)
__CRT_UUID_DECL(IUpdateLockdown, 0xa976c28d, 0x75a1, 0x42aa, 0x94, 0xae, 0x8a, 0xf8, 0xb8, 0x72, 0x08, 0x9a)
__CRT_UUID_DECL(IStringCollection, 0xeff90582, 0x2ddc, 0x480f, 0xa0, 0x6d, 0x60, 0xf3, 0xfb, 0xc3, 0x62, 0xc3)
__CRT_UUID_DECL(IUpdateService, 0x76b3b17e, 0xaed6, 0x4da5, 0x85, 0xf0, 0x83, 0x58, 0x7f, 0x81, 0xab, 0xe3)
__CRT_UUID_DECL(IUpdateService2, 0x1518b460, 0x6518, 0x4172, 0x94, 0x0f, 0xc7, 0x58, 0x83, 0xb2, 0x4c, 0xeb)
__CRT_UUID_DECL(IUpdateServiceCollection, 0x9b0353aa, 0x0e52, 0x44ff, 0xb8, 0xb0, 0x1f, 0x7f, 0xa0, 0x43, 0x7f, 0x88)
__CRT_UUID_DECL(IUpdateServiceRegistration, 0xdde02280, 0x12b3, 0x4e0b, 0x93, 0x7b, 0x67, 0x47, 0xf6, 0xac, 0xb2, 0x86)
__CRT_UUID_DECL(IUpdateServiceManager, 0x23857e3c, 0x02ba, 0x44a3, 0x94, 0x23, 0xb1, 0xc9, 0x00, 0x80, 0x5f, 0x37)
__CRT_UUID_DECL(IUpdateServiceManager2, 0x0bb8531d, 0x7e8d, 0x424f, 0x98, 0x6c, 0xa0, 0xb8, 0xf6, 0x0a, 0x3e, 0x7b)
__CRT_UUID_DECL(IUpdateSession, 0x816858a4, 0x260d, 0x4260, 0x93, 0x3a, 0x25, 0x85, 0xf1, 0xab, 0xc7, 0x6b)
__CRT_UUID_DECL(IUpdateSession2, 0x91caf7b0, 0xeb23, 0x49ed, 0x99, 0x37, 0xc5, 0x2d, 0x81, 0x7f, 0x46, 0xf7)
__CRT_UUID_DECL(IUpdateSession3, 0x918efd1e, 0xb5d8, 0x4c90, 0x85, 0x40, 0xae, 0xb9, 0xbd, 0xc5, 0x6f, 0x9d)
#endif
#endif

/* IUpdateLockdown */
#if defined(__cplusplus) && !defined(CINTERFACE)
struct IUpdateLockdown : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE LockDown(LONG flags) = 0;
};
#else
typedef struct IUpdateLockdownVtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(IUpdateLockdown *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(IUpdateLockdown *This);
    ULONG (STDMETHODCALLTYPE *Release)(IUpdateLockdown *This);
    HRESULT (STDMETHODCALLTYPE *LockDown)(IUpdateLockdown *This, LONG flags);
} IUpdateLockdownVtbl;

struct IUpdateLockdown {
    const IUpdateLockdownVtbl *lpVtbl;
};

#ifdef COBJMACROS
#define IUpdateLockdown_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IUpdateLockdown_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IUpdateLockdown_Release(This) (This)->lpVtbl->Release(This)
#define IUpdateLockdown_LockDown(This, flags) (This)->lpVtbl->LockDown(This, flags)
#endif
#endif

/* IStringCollection */
#if defined(__cplusplus) && !defined(CINTERFACE)
struct IStringCollection : public IDispatch {
    virtual HRESULT STDMETHODCALLTYPE get_Item(LONG index, BSTR *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_Item(LONG index, BSTR value) = 0;
    virtual HRESULT STDMETHODCALLTYPE get__NewEnum(IUnknown **retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_Count(LONG *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_ReadOnly(VARIANT_BOOL *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE Add(BSTR value, LONG *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE Clear() = 0;
    virtual HRESULT STDMETHODCALLTYPE Copy(IStringCollection **retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE Insert(LONG index, BSTR value) = 0;
    virtual HRESULT STDMETHODCALLTYPE RemoveAt(LONG index) = 0;
};
#else
typedef struct IStringCollectionVtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(IStringCollection *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(IStringCollection *This);
    ULONG (STDMETHODCALLTYPE *Release)(IStringCollection *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(IStringCollection *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(IStringCollection *This, UINT iTInfo, LCID lcid, ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(IStringCollection *This, REFIID riid, LPOLESTR *rgszNames, UINT cNames,
                                               LCID lcid, DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(IStringCollection *This, DISPID dispIdMember, REFIID riid, LCID lcid,
                                        WORD wFlags, DISPPARAMS *pDispParams, VARIANT *pVarResult,
                                        EXCEPINFO *pExcepInfo, UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *get_Item)(IStringCollection *This, LONG index, BSTR *retval);
    HRESULT (STDMETHODCALLTYPE *put_Item)(IStringCollection *This, LONG index, BSTR value);
    HRESULT (STDMETHODCALLTYPE *get__NewEnum)(IStringCollection *This, IUnknown **retval);
    HRESULT (STDMETHODCALLTYPE *get_Count)(IStringCollection *This, LONG *retval);
    HRESULT (STDMETHODCALLTYPE *get_ReadOnly)(IStringCollection *This, VARIANT_BOOL *retval);
    HRESULT (STDMETHODCALLTYPE *Add)(IStringCollection *This, BSTR value, LONG *retval);
    HRESULT (STDMETHODCALLTYPE *Clear)(IStringCollection *This);
    HRESULT (STDMETHODCALLTYPE *Copy)(IStringCollection *This, IStringCollection **retval);
    HRESULT (STDMETHODCALLTYPE *Insert)(IStringCollection *This, LONG index, BSTR value);
    HRESULT (STDMETHODCALLTYPE *RemoveAt)(IStringCollection *This, LONG index);
} IStringCollectionVtbl;

struct IStringCollection {
    const IStringCollectionVtbl *lpVtbl;
};

#ifdef COBJMACROS
#define IStringCollection_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IStringCollection_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IStringCollection_Release(This) (This)->lpVtbl->Release(This)
#define IStringCollection_GetTypeInfoCount(This, pctinfo) (This)->lpVtbl->GetTypeInfoCount(This, pctinfo)
#define IStringCollection_GetTypeInfo(This, iTInfo, lcid, ppTInfo)                                                     \
    (This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo)
#define IStringCollection_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId)                                 \
    (This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId)
#define IStringCollection_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr) \
    (This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr)
#define IStringCollection_get_Item(This, index, retval) (This)->lpVtbl->get_Item(This, index, retval)
#define IStringCollection_put_Item(This, index, value) (This)->lpVtbl->put_Item(This, index, value)
#define IStringCollection_get__NewEnum(This, retval) (This)->lpVtbl->get__NewEnum(This, retval)
#define IStringCollection_get_Count(This, retval) (This)->lpVtbl->get_Count(This, retval)
#define IStringCollection_get_ReadOnly(This, retval) (This)->lpVtbl->get_ReadOnly(This, retval)
#define IStringCollection_Add(This, value, retval) (This)->lpVtbl->Add(This, value, retval)
#define IStringCollection_Clear(This) (This)->lpVtbl->Clear(This)
#define IStringCollection_Copy(This, retval) (This)->lpVtbl->Copy(This, retval)
#define IStringCollection_Insert(This, index, value) (This)->lpVtbl->Insert(This, index, value)
#define IStringCollection_RemoveAt(This, index) (This)->lpVtbl->RemoveAt(This, index)
#endif
#endif

/* IUpdateService */
#if defined(__cplusplus) && !defined(CINTERFACE)
struct IUpdateService : public IDispatch {
    virtual HRESULT STDMETHODCALLTYPE get_Name(BSTR *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_ContentValidationCert(VARIANT *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_ExpirationDate(DATE *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_IsManaged(VARIANT_BOOL *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_IsRegisteredWithAU(VARIANT_BOOL *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_IssueDate(DATE *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_OffersWindowsUpdates(VARIANT_BOOL *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_RedirectUrls(IStringCollection **retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_ServiceID(BSTR *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_IsScanPackageService(VARIANT_BOOL *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_CanRegisterWithAU(VARIANT_BOOL *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_ServiceUrl(BSTR *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_SetupPrefix(BSTR *retval) = 0;
};
#else
typedef struct IUpdateServiceVtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(IUpdateService *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(IUpdateService *This);
    ULONG (STDMETHODCALLTYPE *Release)(IUpdateService *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(IUpdateService *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(IUpdateService *This, UINT iTInfo, LCID lcid, ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(IUpdateService *This, REFIID riid, LPOLESTR *rgszNames, UINT cNames,
                                               LCID lcid, DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(IUpdateService *This, DISPID dispIdMember, REFIID riid, LCID lcid,
                                        WORD wFlags, DISPPARAMS *pDispParams, VARIANT *pVarResult,
                                        EXCEPINFO *pExcepInfo, UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *get_Name)(IUpdateService *This, BSTR *retval);
    HRESULT (STDMETHODCALLTYPE *get_ContentValidationCert)(IUpdateService *This, VARIANT *retval);
    HRESULT (STDMETHODCALLTYPE *get_ExpirationDate)(IUpdateService *This, DATE *retval);
    HRESULT (STDMETHODCALLTYPE *get_IsManaged)(IUpdateService *This, VARIANT_BOOL *retval);
    HRESULT (STDMETHODCALLTYPE *get_IsRegisteredWithAU)(IUpdateService *This, VARIANT_BOOL *retval);
    HRESULT (STDMETHODCALLTYPE *get_IssueDate)(IUpdateService *This, DATE *retval);
    HRESULT (STDMETHODCALLTYPE *get_OffersWindowsUpdates)(IUpdateService *This, VARIANT_BOOL *retval);
    HRESULT (STDMETHODCALLTYPE *get_RedirectUrls)(IUpdateService *This, IStringCollection **retval);
    HRESULT (STDMETHODCALLTYPE *get_ServiceID)(IUpdateService *This, BSTR *retval);
    HRESULT (STDMETHODCALLTYPE *get_IsScanPackageService)(IUpdateService *This, VARIANT_BOOL *retval);
    HRESULT (STDMETHODCALLTYPE *get_CanRegisterWithAU)(IUpdateService *This, VARIANT_BOOL *retval);
    HRESULT (STDMETHODCALLTYPE *get_ServiceUrl)(IUpdateService *This, BSTR *retval);
    HRESULT (STDMETHODCALLTYPE *get_SetupPrefix)(IUpdateService *This, BSTR *retval);
} IUpdateServiceVtbl;

struct IUpdateService {
    const IUpdateServiceVtbl *lpVtbl;
};

#ifdef COBJMACROS
#define IUpdateService_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IUpdateService_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IUpdateService_Release(This) (This)->lpVtbl->Release(This)
#define IUpdateService_GetTypeInfoCount(This, pctinfo) (This)->lpVtbl->GetTypeInfoCount(This, pctinfo)
#define IUpdateService_GetTypeInfo(This, iTInfo, lcid, ppTInfo)                                                        \
    (This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo)
#define IUpdateService_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId)                                    \
    (This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId)
#define IUpdateService_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr)   \
    (This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr)
#define IUpdateService_get_Name(This, retval) (This)->lpVtbl->get_Name(This, retval)
#define IUpdateService_get_ContentValidationCert(This, retval) (This)->lpVtbl->get_ContentValidationCert(This, retval)
#define IUpdateService_get_ExpirationDate(This, retval) (This)->lpVtbl->get_ExpirationDate(This, retval)
#define IUpdateService_get_IsManaged(This, retval) (This)->lpVtbl->get_IsManaged(This, retval)
#define IUpdateService_get_IsRegisteredWithAU(This, retval) (This)->lpVtbl->get_IsRegisteredWithAU(This, retval)
#define IUpdateService_get_IssueDate(This, retval) (This)->lpVtbl->get_IssueDate(This, retval)
#define IUpdateService_get_OffersWindowsUpdates(This, retval) (This)->lpVtbl->get_OffersWindowsUpdates(This, retval)
#define IUpdateService_get_RedirectUrls(This, retval) (This)->lpVtbl->get_RedirectUrls(This, retval)
#define IUpdateService_get_ServiceID(This, retval) (This)->lpVtbl->get_ServiceID(This, retval)
#define IUpdateService_get_IsScanPackageService(This, retval) (This)->lpVtbl->get_IsScanPackageService(This, retval)
#define IUpdateService_get_CanRegisterWithAU(This, retval) (This)->lpVtbl->get_CanRegisterWithAU(This, retval)
#define IUpdateService_get_ServiceUrl(This, retval) (This)->lpVtbl->get_ServiceUrl(This, retval)
#define IUpdateService_get_SetupPrefix(This, retval) (This)->lpVtbl->get_SetupPrefix(This, retval)
#endif
#endif

/* IUpdateService2 */
#if defined(__cplusplus) && !defined(CINTERFACE)
struct IUpdateService2 : public IUpdateService {
    virtual HRESULT STDMETHODCALLTYPE get_IsDefaultAUService(VARIANT_BOOL *retval) = 0;
};
#else
typedef struct IUpdateService2Vtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(IUpdateService2 *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(IUpdateService2 *This);
    ULONG (STDMETHODCALLTYPE *Release)(IUpdateService2 *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(IUpdateService2 *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(IUpdateService2 *This, UINT iTInfo, LCID lcid, ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(IUpdateService2 *This, REFIID riid, LPOLESTR *rgszNames, UINT cNames,
                                               LCID lcid, DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(IUpdateService2 *This, DISPID dispIdMember, REFIID riid, LCID lcid,
                                        WORD wFlags, DISPPARAMS *pDispParams, VARIANT *pVarResult,
                                        EXCEPINFO *pExcepInfo, UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *get_Name)(IUpdateService2 *This, BSTR *retval);
    HRESULT (STDMETHODCALLTYPE *get_ContentValidationCert)(IUpdateService2 *This, VARIANT *retval);
    HRESULT (STDMETHODCALLTYPE *get_ExpirationDate)(IUpdateService2 *This, DATE *retval);
    HRESULT (STDMETHODCALLTYPE *get_IsManaged)(IUpdateService2 *This, VARIANT_BOOL *retval);
    HRESULT (STDMETHODCALLTYPE *get_IsRegisteredWithAU)(IUpdateService2 *This, VARIANT_BOOL *retval);
    HRESULT (STDMETHODCALLTYPE *get_IssueDate)(IUpdateService2 *This, DATE *retval);
    HRESULT (STDMETHODCALLTYPE *get_OffersWindowsUpdates)(IUpdateService2 *This, VARIANT_BOOL *retval);
    HRESULT (STDMETHODCALLTYPE *get_RedirectUrls)(IUpdateService2 *This, IStringCollection **retval);
    HRESULT (STDMETHODCALLTYPE *get_ServiceID)(IUpdateService2 *This, BSTR *retval);
    HRESULT (STDMETHODCALLTYPE *get_IsScanPackageService)(IUpdateService2 *This, VARIANT_BOOL *retval);
    HRESULT (STDMETHODCALLTYPE *get_CanRegisterWithAU)(IUpdateService2 *This, VARIANT_BOOL *retval);
    HRESULT (STDMETHODCALLTYPE *get_ServiceUrl)(IUpdateService2 *This, BSTR *retval);
    HRESULT (STDMETHODCALLTYPE *get_SetupPrefix)(IUpdateService2 *This, BSTR *retval);
    HRESULT (STDMETHODCALLTYPE *get_IsDefaultAUService)(IUpdateService2 *This, VARIANT_BOOL *retval);
} IUpdateService2Vtbl;

struct IUpdateService2 {
    const IUpdateService2Vtbl *lpVtbl;
};

#ifdef COBJMACROS
#define IUpdateService2_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IUpdateService2_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IUpdateService2_Release(This) (This)->lpVtbl->Release(This)
#define IUpdateService2_GetTypeInfoCount(This, pctinfo) (This)->lpVtbl->GetTypeInfoCount(This, pctinfo)
#define IUpdateService2_GetTypeInfo(This, iTInfo, lcid, ppTInfo)                                                       \
    (This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo)
#define IUpdateService2_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId)                                   \
    (This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId)
#define IUpdateService2_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr)  \
    (This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr)
#define IUpdateService2_get_Name(This, retval) (This)->lpVtbl->get_Name(This, retval)
#define IUpdateService2_get_ContentValidationCert(This, retval)                                                        \
    (This)->lpVtbl->get_ContentValidationCert(This, retval)
#define IUpdateService2_get_ExpirationDate(This, retval) (This)->lpVtbl->get_ExpirationDate(This, retval)
#define IUpdateService2_get_IsManaged(This, retval) (This)->lpVtbl->get_IsManaged(This, retval)
#define IUpdateService2_get_IsRegisteredWithAU(This, retval) (This)->lpVtbl->get_IsRegisteredWithAU(This, retval)
#define IUpdateService2_get_IssueDate(This, retval) (This)->lpVtbl->get_IssueDate(This, retval)
#define IUpdateService2_get_OffersWindowsUpdates(This, retval) (This)->lpVtbl->get_OffersWindowsUpdates(This, retval)
#define IUpdateService2_get_RedirectUrls(This, retval) (This)->lpVtbl->get_RedirectUrls(This, retval)
#define IUpdateService2_get_ServiceID(This, retval) (This)->lpVtbl->get_ServiceID(This, retval)
#define IUpdateService2_get_IsScanPackageService(This, retval) (This)->lpVtbl->get_IsScanPackageService(This, retval)
#define IUpdateService2_get_CanRegisterWithAU(This, retval) (This)->lpVtbl->get_CanRegisterWithAU(This, retval)
#define IUpdateService2_get_ServiceUrl(This, retval) (This)->lpVtbl->get_ServiceUrl(This, retval)
#define IUpdateService2_get_SetupPrefix(This, retval) (This)->lpVtbl->get_SetupPrefix(This, retval)
#define IUpdateService2_get_IsDefaultAUService(This, retval) (This)->lpVtbl->get_IsDefaultAUService(This, retval)
#endif
#endif

/* IUpdateServiceCollection */
#if defined(__cplusplus) && !defined(CINTERFACE)
struct IUpdateServiceCollection : public IDispatch {
    virtual HRESULT STDMETHODCALLTYPE get_Item(LONG index, IUpdateService **retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE get__NewEnum(IUnknown **retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_Count(LONG *retval) = 0;
};
#else
typedef struct IUpdateServiceCollectionVtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(IUpdateServiceCollection *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(IUpdateServiceCollection *This);
    ULONG (STDMETHODCALLTYPE *Release)(IUpdateServiceCollection *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(IUpdateServiceCollection *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(IUpdateServiceCollection *This, UINT iTInfo, LCID lcid,
                                             ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(IUpdateServiceCollection *This, REFIID riid, LPOLESTR *rgszNames,
                                               UINT cNames, LCID lcid, DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(IUpdateServiceCollection *This, DISPID dispIdMember, REFIID riid, LCID lcid,
                                        WORD wFlags, DISPPARAMS *pDispParams, VARIANT *pVarResult,
                                        EXCEPINFO *pExcepInfo, UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *get_Item)(IUpdateServiceCollection *This, LONG index, IUpdateService **retval);
    HRESULT (STDMETHODCALLTYPE *get__NewEnum)(IUpdateServiceCollection *This, IUnknown **retval);
    HRESULT (STDMETHODCALLTYPE *get_Count)(IUpdateServiceCollection *This, LONG *retval);
} IUpdateServiceCollectionVtbl;

struct IUpdateServiceCollection {
    const IUpdateServiceCollectionVtbl *lpVtbl;
};

#ifdef COBJMACROS
#define IUpdateServiceCollection_QueryInterface(This, riid, ppvObject)                                                 \
    (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IUpdateServiceCollection_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IUpdateServiceCollection_Release(This) (This)->lpVtbl->Release(This)
#define IUpdateServiceCollection_GetTypeInfoCount(This, pctinfo) (This)->lpVtbl->GetTypeInfoCount(This, pctinfo)
#define IUpdateServiceCollection_GetTypeInfo(This, iTInfo, lcid, ppTInfo)                                              \
    (This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo)
#define IUpdateServiceCollection_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId)                          \
    (This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId)
#define IUpdateServiceCollection_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr) \
    (This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr)
#define IUpdateServiceCollection_get_Item(This, index, retval) (This)->lpVtbl->get_Item(This, index, retval)
#define IUpdateServiceCollection_get__NewEnum(This, retval) (This)->lpVtbl->get__NewEnum(This, retval)
#define IUpdateServiceCollection_get_Count(This, retval) (This)->lpVtbl->get_Count(This, retval)
#endif
#endif

/* IUpdateServiceRegistration */
#if defined(__cplusplus) && !defined(CINTERFACE)
struct IUpdateServiceRegistration : public IDispatch {
    virtual HRESULT STDMETHODCALLTYPE get_RegistrationState(UpdateServiceRegistrationState *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_ServiceID(BSTR *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_IsPendingRegistrationWithAU(VARIANT_BOOL *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_Service(IUpdateService2 **retval) = 0;
};
#else
typedef struct IUpdateServiceRegistrationVtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(IUpdateServiceRegistration *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(IUpdateServiceRegistration *This);
    ULONG (STDMETHODCALLTYPE *Release)(IUpdateServiceRegistration *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(IUpdateServiceRegistration *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(IUpdateServiceRegistration *This, UINT iTInfo, LCID lcid,
                                             ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(IUpdateServiceRegistration *This, REFIID riid, LPOLESTR *rgszNames,
                                               UINT cNames, LCID lcid, DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(IUpdateServiceRegistration *This, DISPID dispIdMember, REFIID riid, LCID lcid,
                                        WORD wFlags, DISPPARAMS *pDispParams, VARIANT *pVarResult,
                                        EXCEPINFO *pExcepInfo, UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *get_RegistrationState)(IUpdateServiceRegistration *This,
                                                       UpdateServiceRegistrationState *retval);
    HRESULT (STDMETHODCALLTYPE *get_ServiceID)(IUpdateServiceRegistration *This, BSTR *retval);
    HRESULT (STDMETHODCALLTYPE *get_IsPendingRegistrationWithAU)(IUpdateServiceRegistration *This,
        VARIANT_BOOL *retval);
    HRESULT (STDMETHODCALLTYPE *get_Service)(IUpdateServiceRegistration *This, IUpdateService2 **retval);
} IUpdateServiceRegistrationVtbl;

struct IUpdateServiceRegistration {
    const IUpdateServiceRegistrationVtbl *lpVtbl;
};

#ifdef COBJMACROS
#define IUpdateServiceRegistration_QueryInterface(This, riid, ppvObject)                                               \
    (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IUpdateServiceRegistration_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IUpdateServiceRegistration_Release(This) (This)->lpVtbl->Release(This)
#define IUpdateServiceRegistration_GetTypeInfoCount(This, pctinfo) (This)->lpVtbl->GetTypeInfoCount(This, pctinfo)
#define IUpdateServiceRegistration_GetTypeInfo(This, iTInfo, lcid, ppTInfo)                                            \
    (This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo)
#define IUpdateServiceRegistration_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId)                        \
    (This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId)
#define IUpdateServiceRegistration_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr) \
    (This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr)
#define IUpdateServiceRegistration_get_RegistrationState(This, retval)                                                 \
    (This)->lpVtbl->get_RegistrationState(This, retval)
#define IUpdateServiceRegistration_get_ServiceID(This, retval) (This)->lpVtbl->get_ServiceID(This, retval)
#define IUpdateServiceRegistration_get_IsPendingRegistrationWithAU(This, retval)                                       \
    (This)->lpVtbl->get_IsPendingRegistrationWithAU(This, retval)
#define IUpdateServiceRegistration_get_Service(This, retval) (This)->lpVtbl->get_Service(This, retval)
#endif
#endif

/* IUpdateServiceManager */
#if defined(__cplusplus) && !defined(CINTERFACE)
struct IUpdateServiceManager : public IDispatch {
    virtual HRESULT STDMETHODCALLTYPE get_Services(IUpdateServiceCollection **retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE AddService(BSTR serviceID, BSTR authorizationCabPath,
                                                 IUpdateService **retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE RegisterServiceWithAU(BSTR serviceID) = 0;
    virtual HRESULT STDMETHODCALLTYPE RemoveService(BSTR serviceID) = 0;
    virtual HRESULT STDMETHODCALLTYPE UnregisterServiceWithAU(BSTR serviceID) = 0;
    virtual HRESULT STDMETHODCALLTYPE AddScanPackageService(BSTR serviceName, BSTR scanFileLocation, LONG flags,
        IUpdateService **ppService) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetOption(BSTR optionName, VARIANT optionValue) = 0;
};
#else
typedef struct IUpdateServiceManagerVtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(IUpdateServiceManager *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(IUpdateServiceManager *This);
    ULONG (STDMETHODCALLTYPE *Release)(IUpdateServiceManager *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(IUpdateServiceManager *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(IUpdateServiceManager *This, UINT iTInfo, LCID lcid,
                                             ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(IUpdateServiceManager *This, REFIID riid, LPOLESTR *rgszNames,
                                               UINT cNames, LCID lcid, DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(IUpdateServiceManager *This, DISPID dispIdMember, REFIID riid, LCID lcid,
                                        WORD wFlags, DISPPARAMS *pDispParams, VARIANT *pVarResult,
                                        EXCEPINFO *pExcepInfo, UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *get_Services)(IUpdateServiceManager *This, IUpdateServiceCollection **retval);
    HRESULT (STDMETHODCALLTYPE *AddService)(IUpdateServiceManager *This, BSTR serviceID, BSTR authorizationCabPath,
                                            IUpdateService **retval);
    HRESULT (STDMETHODCALLTYPE *RegisterServiceWithAU)(IUpdateServiceManager *This, BSTR serviceID);
    HRESULT (STDMETHODCALLTYPE *RemoveService)(IUpdateServiceManager *This, BSTR serviceID);
    HRESULT (STDMETHODCALLTYPE *UnregisterServiceWithAU)(IUpdateServiceManager *This, BSTR serviceID);
    HRESULT (STDMETHODCALLTYPE *AddScanPackageService)(IUpdateServiceManager *This, BSTR serviceName,
                                                       BSTR scanFileLocation, LONG flags, IUpdateService **ppService);
    HRESULT (STDMETHODCALLTYPE *SetOption)(IUpdateServiceManager *This, BSTR optionName, VARIANT optionValue);
} IUpdateServiceManagerVtbl;

struct IUpdateServiceManager {
    const IUpdateServiceManagerVtbl *lpVtbl;
};

#ifdef COBJMACROS
#define IUpdateServiceManager_QueryInterface(This, riid, ppvObject)                                                    \
    (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IUpdateServiceManager_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IUpdateServiceManager_Release(This) (This)->lpVtbl->Release(This)
#define IUpdateServiceManager_GetTypeInfoCount(This, pctinfo) (This)->lpVtbl->GetTypeInfoCount(This, pctinfo)
#define IUpdateServiceManager_GetTypeInfo(This, iTInfo, lcid, ppTInfo)                                                 \
    (This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo)
#define IUpdateServiceManager_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId)                             \
    (This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId)
#define IUpdateServiceManager_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr) \
    (This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr)
#define IUpdateServiceManager_get_Services(This, retval) (This)->lpVtbl->get_Services(This, retval)
#define IUpdateServiceManager_AddService(This, serviceID, authorizationCabPath, retval)                                \
    (This)->lpVtbl->AddService(This, serviceID, authorizationCabPath, retval)
#define IUpdateServiceManager_RegisterServiceWithAU(This, serviceID)                                                   \
    (This)->lpVtbl->RegisterServiceWithAU(This, serviceID)
#define IUpdateServiceManager_RemoveService(This, serviceID) (This)->lpVtbl->RemoveService(This, serviceID)
#define IUpdateServiceManager_UnregisterServiceWithAU(This, serviceID)                                                 \
    (This)->lpVtbl->UnregisterServiceWithAU(This, serviceID)
#define IUpdateServiceManager_AddScanPackageService(This, serviceName, scanFileLocation, flags, ppService)             \
    (This)->lpVtbl->AddScanPackageService(This, serviceName, scanFileLocation, flags, ppService)
#define IUpdateServiceManager_SetOption(This, optionName, optionValue)                                                 \
    (This)->lpVtbl->SetOption(This, optionName, optionValue)
#endif
#endif

/* IUpdateServiceManager2 */
#if defined(__cplusplus) && !defined(CINTERFACE)
struct IUpdateServiceManager2 : public IUpdateServiceManager {
    virtual HRESULT STDMETHODCALLTYPE get_ClientApplicationID(BSTR *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_ClientApplicationID(BSTR value) = 0;
    virtual HRESULT STDMETHODCALLTYPE QueryServiceRegistration(BSTR serviceID,
        IUpdateServiceRegistration **retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE AddService2(BSTR serviceID, LONG flags, BSTR authorizationCabPath,
                                                  IUpdateServiceRegistration **retval) = 0;
};
#else
typedef struct IUpdateServiceManager2Vtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(IUpdateServiceManager2 *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(IUpdateServiceManager2 *This);
    ULONG (STDMETHODCALLTYPE *Release)(IUpdateServiceManager2 *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(IUpdateServiceManager2 *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(IUpdateServiceManager2 *This, UINT iTInfo, LCID lcid,
                                             ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(IUpdateServiceManager2 *This, REFIID riid, LPOLESTR *rgszNames,
                                               UINT cNames, LCID lcid, DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(IUpdateServiceManager2 *This, DISPID dispIdMember, REFIID riid, LCID lcid,
                                        WORD wFlags, DISPPARAMS *pDispParams, VARIANT *pVarResult,
                                        EXCEPINFO *pExcepInfo, UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *get_Services)(IUpdateServiceManager2 *This, IUpdateServiceCollection **retval);
    HRESULT (STDMETHODCALLTYPE *AddService)(IUpdateServiceManager2 *This, BSTR serviceID, BSTR authorizationCabPath,
                                            IUpdateService **retval);
    HRESULT (STDMETHODCALLTYPE *RegisterServiceWithAU)(IUpdateServiceManager2 *This, BSTR serviceID);
    HRESULT (STDMETHODCALLTYPE *RemoveService)(IUpdateServiceManager2 *This, BSTR serviceID);
    HRESULT (STDMETHODCALLTYPE *UnregisterServiceWithAU)(IUpdateServiceManager2 *This, BSTR serviceID);
    HRESULT (STDMETHODCALLTYPE *AddScanPackageService)(IUpdateServiceManager2 *This, BSTR serviceName,
                                                       BSTR scanFileLocation, LONG flags, IUpdateService **ppService);
    HRESULT (STDMETHODCALLTYPE *SetOption)(IUpdateServiceManager2 *This, BSTR optionName, VARIANT optionValue);
    HRESULT (STDMETHODCALLTYPE *get_ClientApplicationID)(IUpdateServiceManager2 *This, BSTR *retval);
    HRESULT (STDMETHODCALLTYPE *put_ClientApplicationID)(IUpdateServiceManager2 *This, BSTR value);
    HRESULT (STDMETHODCALLTYPE *QueryServiceRegistration)(IUpdateServiceManager2 *This, BSTR serviceID,
                                                          IUpdateServiceRegistration **retval);
    HRESULT (STDMETHODCALLTYPE *AddService2)(IUpdateServiceManager2 *This, BSTR serviceID, LONG flags,
                                             BSTR authorizationCabPath, IUpdateServiceRegistration **retval);
} IUpdateServiceManager2Vtbl;

struct IUpdateServiceManager2 {
    const IUpdateServiceManager2Vtbl *lpVtbl;
};

#ifdef COBJMACROS
#define IUpdateServiceManager2_QueryInterface(This, riid, ppvObject)                                                   \
    (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IUpdateServiceManager2_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IUpdateServiceManager2_Release(This) (This)->lpVtbl->Release(This)
#define IUpdateServiceManager2_GetTypeInfoCount(This, pctinfo) (This)->lpVtbl->GetTypeInfoCount(This, pctinfo)
#define IUpdateServiceManager2_GetTypeInfo(This, iTInfo, lcid, ppTInfo)                                                \
    (This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo)
#define IUpdateServiceManager2_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId)                            \
    (This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId)
#define IUpdateServiceManager2_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr) \
    (This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr)
#define IUpdateServiceManager2_get_Services(This, retval) (This)->lpVtbl->get_Services(This, retval)
#define IUpdateServiceManager2_AddService(This, serviceID, authorizationCabPath, retval)                               \
    (This)->lpVtbl->AddService(This, serviceID, authorizationCabPath, retval)
#define IUpdateServiceManager2_RegisterServiceWithAU(This, serviceID)                                                  \
    (This)->lpVtbl->RegisterServiceWithAU(This, serviceID)
#define IUpdateServiceManager2_RemoveService(This, serviceID) (This)->lpVtbl->RemoveService(This, serviceID)
#define IUpdateServiceManager2_UnregisterServiceWithAU(This, serviceID)                                                \
    (This)->lpVtbl->UnregisterServiceWithAU(This, serviceID)
#define IUpdateServiceManager2_AddScanPackageService(This, serviceName, scanFileLocation, flags, ppService)            \
    (This)->lpVtbl->AddScanPackageService(This, serviceName, scanFileLocation, flags, ppService)
#define IUpdateServiceManager2_SetOption(This, optionName, optionValue)                                                \
    (This)->lpVtbl->SetOption(This, optionName, optionValue)
#define IUpdateServiceManager2_get_ClientApplicationID(This, retval)                                                   \
    (This)->lpVtbl->get_ClientApplicationID(This, retval)
#define IUpdateServiceManager2_put_ClientApplicationID(This, value)                                                    \
    (This)->lpVtbl->put_ClientApplicationID(This, value)
#define IUpdateServiceManager2_QueryServiceRegistration(This, serviceID, retval)                                       \
    (This)->lpVtbl->QueryServiceRegistration(This, serviceID, retval)
#define IUpdateServiceManager2_AddService2(This, serviceID, flags, authorizationCabPath, retval)                       \
    (This)->lpVtbl->AddService2(This, serviceID, flags, authorizationCabPath, retval)
#endif
#endif

/* IUpdateSession */
#if defined(__cplusplus) && !defined(CINTERFACE)
struct IUpdateSession : public IDispatch {
    virtual HRESULT STDMETHODCALLTYPE get_ClientApplicationID(BSTR *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_ClientApplicationID(BSTR value) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_ReadOnly(VARIANT_BOOL *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE get_WebProxy(IWebProxy **retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_WebProxy(IWebProxy *value) = 0;
    virtual HRESULT STDMETHODCALLTYPE CreateUpdateSearcher(IUpdateSearcher **retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE CreateUpdateDownloader(IUpdateDownloader **retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE CreateUpdateInstaller(IUpdateInstaller **retval) = 0;
};
#else
typedef struct IUpdateSessionVtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(IUpdateSession *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(IUpdateSession *This);
    ULONG (STDMETHODCALLTYPE *Release)(IUpdateSession *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(IUpdateSession *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(IUpdateSession *This, UINT iTInfo, LCID lcid, ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(IUpdateSession *This, REFIID riid, LPOLESTR *rgszNames, UINT cNames,
                                               LCID lcid, DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(IUpdateSession *This, DISPID dispIdMember, REFIID riid, LCID lcid,
                                        WORD wFlags, DISPPARAMS *pDispParams, VARIANT *pVarResult,
                                        EXCEPINFO *pExcepInfo, UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *get_ClientApplicationID)(IUpdateSession *This, BSTR *retval);
    HRESULT (STDMETHODCALLTYPE *put_ClientApplicationID)(IUpdateSession *This, BSTR value);
    HRESULT (STDMETHODCALLTYPE *get_ReadOnly)(IUpdateSession *This, VARIANT_BOOL *retval);
    HRESULT (STDMETHODCALLTYPE *get_WebProxy)(IUpdateSession *This, IWebProxy **retval);
    HRESULT (STDMETHODCALLTYPE *put_WebProxy)(IUpdateSession *This, IWebProxy *value);
    HRESULT (STDMETHODCALLTYPE *CreateUpdateSearcher)(IUpdateSession *This, IUpdateSearcher **retval);
    HRESULT (STDMETHODCALLTYPE *CreateUpdateDownloader)(IUpdateSession *This, IUpdateDownloader **retval);
    HRESULT (STDMETHODCALLTYPE *CreateUpdateInstaller)(IUpdateSession *This, IUpdateInstaller **retval);
} IUpdateSessionVtbl;

struct IUpdateSession {
    const IUpdateSessionVtbl *lpVtbl;
};

#ifdef COBJMACROS
#define IUpdateSession_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IUpdateSession_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IUpdateSession_Release(This) (This)->lpVtbl->Release(This)
#define IUpdateSession_GetTypeInfoCount(This, pctinfo) (This)->lpVtbl->GetTypeInfoCount(This, pctinfo)
#define IUpdateSession_GetTypeInfo(This, iTInfo, lcid, ppTInfo)                                                        \
    (This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo)
#define IUpdateSession_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId)                                    \
    (This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId)
#define IUpdateSession_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr)   \
    (This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr)
#define IUpdateSession_get_ClientApplicationID(This, retval) (This)->lpVtbl->get_ClientApplicationID(This, retval)
#define IUpdateSession_put_ClientApplicationID(This, value) (This)->lpVtbl->put_ClientApplicationID(This, value)
#define IUpdateSession_get_ReadOnly(This, retval) (This)->lpVtbl->get_ReadOnly(This, retval)
#define IUpdateSession_get_WebProxy(This, retval) (This)->lpVtbl->get_WebProxy(This, retval)
#define IUpdateSession_put_WebProxy(This, value) (This)->lpVtbl->put_WebProxy(This, value)
#define IUpdateSession_CreateUpdateSearcher(This, retval) (This)->lpVtbl->CreateUpdateSearcher(This, retval)
#define IUpdateSession_CreateUpdateDownloader(This, retval) (This)->lpVtbl->CreateUpdateDownloader(This, retval)
#define IUpdateSession_CreateUpdateInstaller(This, retval) (This)->lpVtbl->CreateUpdateInstaller(This, retval)
#endif
#endif

/* IUpdateSession2 */
#if defined(__cplusplus) && !defined(CINTERFACE)
struct IUpdateSession2 : public IUpdateSession {
    virtual HRESULT STDMETHODCALLTYPE get_UserLocale(LCID *retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE put_UserLocale(LCID lcid) = 0;
};
#else
typedef struct IUpdateSession2Vtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(IUpdateSession2 *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(IUpdateSession2 *This);
    ULONG (STDMETHODCALLTYPE *Release)(IUpdateSession2 *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(IUpdateSession2 *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(IUpdateSession2 *This, UINT iTInfo, LCID lcid, ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(IUpdateSession2 *This, REFIID riid, LPOLESTR *rgszNames, UINT cNames,
                                               LCID lcid, DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(IUpdateSession2 *This, DISPID dispIdMember, REFIID riid, LCID lcid,
                                        WORD wFlags, DISPPARAMS *pDispParams, VARIANT *pVarResult,
                                        EXCEPINFO *pExcepInfo, UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *get_ClientApplicationID)(IUpdateSession2 *This, BSTR *retval);
    HRESULT (STDMETHODCALLTYPE *put_ClientApplicationID)(IUpdateSession2 *This, BSTR value);
    HRESULT (STDMETHODCALLTYPE *get_ReadOnly)(IUpdateSession2 *This, VARIANT_BOOL *retval);
    HRESULT (STDMETHODCALLTYPE *get_WebProxy)(IUpdateSession2 *This, IWebProxy **retval);
    HRESULT (STDMETHODCALLTYPE *put_WebProxy)(IUpdateSession2 *This, IWebProxy *value);
    HRESULT (STDMETHODCALLTYPE *CreateUpdateSearcher)(IUpdateSession2 *This, IUpdateSearcher **retval);
    HRESULT (STDMETHODCALLTYPE *CreateUpdateDownloader)(IUpdateSession2 *This, IUpdateDownloader **retval);
    HRESULT (STDMETHODCALLTYPE *CreateUpdateInstaller)(IUpdateSession2 *This, IUpdateInstaller **retval);
    HRESULT (STDMETHODCALLTYPE *get_UserLocale)(IUpdateSession2 *This, LCID *retval);
    HRESULT (STDMETHODCALLTYPE *put_UserLocale)(IUpdateSession2 *This, LCID lcid);
} IUpdateSession2Vtbl;

struct IUpdateSession2 {
    const IUpdateSession2Vtbl *lpVtbl;
};

#ifdef COBJMACROS
#define IUpdateSession2_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IUpdateSession2_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IUpdateSession2_Release(This) (This)->lpVtbl->Release(This)
#define IUpdateSession2_GetTypeInfoCount(This, pctinfo) (This)->lpVtbl->GetTypeInfoCount(This, pctinfo)
#define IUpdateSession2_GetTypeInfo(This, iTInfo, lcid, ppTInfo)                                                       \
    (This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo)
#define IUpdateSession2_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId)                                   \
    (This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId)
#define IUpdateSession2_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr)  \
    (This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr)
#define IUpdateSession2_get_ClientApplicationID(This, retval) (This)->lpVtbl->get_ClientApplicationID(This, retval)
#define IUpdateSession2_put_ClientApplicationID(This, value) (This)->lpVtbl->put_ClientApplicationID(This, value)
#define IUpdateSession2_get_ReadOnly(This, retval) (This)->lpVtbl->get_ReadOnly(This, retval)
#define IUpdateSession2_get_WebProxy(This, retval) (This)->lpVtbl->get_WebProxy(This, retval)
#define IUpdateSession2_put_WebProxy(This, value) (This)->lpVtbl->put_WebProxy(This, value)
#define IUpdateSession2_CreateUpdateSearcher(This, retval) (This)->lpVtbl->CreateUpdateSearcher(This, retval)
#define IUpdateSession2_CreateUpdateDownloader(This, retval) (This)->lpVtbl->CreateUpdateDownloader(This, retval)
#define IUpdateSession2_CreateUpdateInstaller(This, retval) (This)->lpVtbl->CreateUpdateInstaller(This, retval)
#define IUpdateSession2_get_UserLocale(This, retval) (This)->lpVtbl->get_UserLocale(This, retval)
#define IUpdateSession2_put_UserLocale(This, lcid) (This)->lpVtbl->put_UserLocale(This, lcid)
#endif
#endif

/* IUpdateSession3 */
#if defined(__cplusplus) && !defined(CINTERFACE)
struct IUpdateSession3 : public IUpdateSession2 {
    virtual HRESULT STDMETHODCALLTYPE CreateUpdateServiceManager(IUpdateServiceManager2 **retval) = 0;
    virtual HRESULT STDMETHODCALLTYPE QueryHistory(BSTR criteria, LONG startIndex, LONG Count,
                                                   IUpdateHistoryEntryCollection **retval) = 0;
};
#else
typedef struct IUpdateSession3Vtbl {
    HRESULT (STDMETHODCALLTYPE *QueryInterface)(IUpdateSession3 *This, REFIID riid, void **ppvObject);
    ULONG (STDMETHODCALLTYPE *AddRef)(IUpdateSession3 *This);
    ULONG (STDMETHODCALLTYPE *Release)(IUpdateSession3 *This);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfoCount)(IUpdateSession3 *This, UINT *pctinfo);
    HRESULT (STDMETHODCALLTYPE *GetTypeInfo)(IUpdateSession3 *This, UINT iTInfo, LCID lcid, ITypeInfo **ppTInfo);
    HRESULT (STDMETHODCALLTYPE *GetIDsOfNames)(IUpdateSession3 *This, REFIID riid, LPOLESTR *rgszNames, UINT cNames,
                                               LCID lcid, DISPID *rgDispId);
    HRESULT (STDMETHODCALLTYPE *Invoke)(IUpdateSession3 *This, DISPID dispIdMember, REFIID riid, LCID lcid,
                                        WORD wFlags, DISPPARAMS *pDispParams, VARIANT *pVarResult,
                                        EXCEPINFO *pExcepInfo, UINT *puArgErr);
    HRESULT (STDMETHODCALLTYPE *get_ClientApplicationID)(IUpdateSession3 *This, BSTR *retval);
    HRESULT (STDMETHODCALLTYPE *put_ClientApplicationID)(IUpdateSession3 *This, BSTR value);
    HRESULT (STDMETHODCALLTYPE *get_ReadOnly)(IUpdateSession3 *This, VARIANT_BOOL *retval);
    HRESULT (STDMETHODCALLTYPE *get_WebProxy)(IUpdateSession3 *This, IWebProxy **retval);
    HRESULT (STDMETHODCALLTYPE *put_WebProxy)(IUpdateSession3 *This, IWebProxy *value);
    HRESULT (STDMETHODCALLTYPE *CreateUpdateSearcher)(IUpdateSession3 *This, IUpdateSearcher **retval);
    HRESULT (STDMETHODCALLTYPE *CreateUpdateDownloader)(IUpdateSession3 *This, IUpdateDownloader **retval);
    HRESULT (STDMETHODCALLTYPE *CreateUpdateInstaller)(IUpdateSession3 *This, IUpdateInstaller **retval);
    HRESULT (STDMETHODCALLTYPE *get_UserLocale)(IUpdateSession3 *This, LCID *retval);
    HRESULT (STDMETHODCALLTYPE *put_UserLocale)(IUpdateSession3 *This, LCID lcid);
    HRESULT (STDMETHODCALLTYPE *CreateUpdateServiceManager)(IUpdateSession3 *This, IUpdateServiceManager2 **retval);
    HRESULT (STDMETHODCALLTYPE *QueryHistory)(IUpdateSession3 *This, BSTR criteria, LONG startIndex, LONG Count,
                                              IUpdateHistoryEntryCollection **retval);
} IUpdateSession3Vtbl;

struct IUpdateSession3 {
    const IUpdateSession3Vtbl *lpVtbl;
};

#ifdef COBJMACROS
#define IUpdateSession3_QueryInterface(This, riid, ppvObject) (This)->lpVtbl->QueryInterface(This, riid, ppvObject)
#define IUpdateSession3_AddRef(This) (This)->lpVtbl->AddRef(This)
#define IUpdateSession3_Release(This) (This)->lpVtbl->Release(This)
#define IUpdateSession3_GetTypeInfoCount(This, pctinfo) (This)->lpVtbl->GetTypeInfoCount(This, pctinfo)
#define IUpdateSession3_GetTypeInfo(This, iTInfo, lcid, ppTInfo)                                                       \
    (This)->lpVtbl->GetTypeInfo(This, iTInfo, lcid, ppTInfo)
#define IUpdateSession3_GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId)                                   \
    (This)->lpVtbl->GetIDsOfNames(This, riid, rgszNames, cNames, lcid, rgDispId)
#define IUpdateSession3_Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr)  \
    (This)->lpVtbl->Invoke(This, dispIdMember, riid, lcid, wFlags, pDispParams, pVarResult, pExcepInfo, puArgErr)
#define IUpdateSession3_get_ClientApplicationID(This, retval) (This)->lpVtbl->get_ClientApplicationID(This, retval)
#define IUpdateSession3_put_ClientApplicationID(This, value) (This)->lpVtbl->put_ClientApplicationID(This, value)
#define IUpdateSession3_get_ReadOnly(This, retval) (This)->lpVtbl->get_ReadOnly(This, retval)
#define IUpdateSession3_get_WebProxy(This, retval) (This)->lpVtbl->get_WebProxy(This, retval)
#define IUpdateSession3_put_WebProxy(This, value) (This)->lpVtbl->put_WebProxy(This, value)
#define IUpdateSession3_CreateUpdateSearcher(This, retval) (This)->lpVtbl->CreateUpdateSearcher(This, retval)
#define IUpdateSession3_CreateUpdateDownloader(This, retval) (This)->lpVtbl->CreateUpdateDownloader(This, retval)
#define IUpdateSession3_CreateUpdateInstaller(This, retval) (This)->lpVtbl->CreateUpdateInstaller(This, retval)
#define IUpdateSession3_get_UserLocale(This, retval) (This)->lpVtbl->get_UserLocale(This, retval)
#define IUpdateSession3_put_UserLocale(This, lcid) (This)->lpVtbl->put_UserLocale(This, lcid)
#define IUpdateSession3_CreateUpdateServiceManager(This, retval)                                                       \
    (This)->lpVtbl->CreateUpdateServiceManager(This, retval)
#define IUpdateSession3_QueryHistory(This, criteria, startIndex, Count, retval)                                        \
    (This)->lpVtbl->QueryHistory(This, criteria, startIndex, Count, retval)
#endif
#endif

#endif /* ENLIST_WUAPI_H */
