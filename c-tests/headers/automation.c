/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Layouts of automation and of the update service manager, slot by slot; compiled with the headers of MinGW, too, as far as
   these know the interfaces. */
#define CINTERFACE
#include <stddef.h>

#include <windows.h>
#include <objbase.h>
#include <oleauto.h>
#include <wuapi.h>

#ifdef __cplusplus
#define ASSERT(name, condition) static_assert(condition, #name);
#else
/* Before C11 there is no _Static_assert without a warning. */
#define ASSERT(name, condition) typedef char name[(condition) ? 1 : -1];
#endif
#define SIZE(type, bytes) ASSERT(size_of_##type, sizeof(type) == (bytes))
#define AT(type, member, bytes) ASSERT(type##_##member, offsetof(type, member) == (bytes))
#define SLOT(interface, method, number)                                                                                \
    ASSERT(interface##_slot_##method, offsetof(interface##Vtbl, method) == (number) * sizeof(void *))

SIZE(HRESULT, 4)
SIZE(BSTR, 8)
SIZE(DATE, 8)
SIZE(VARIANT_BOOL, 2)
SIZE(VARIANT, 24)
SIZE(DISPPARAMS, 24)
AT(DISPPARAMS, rgdispidNamedArgs, 8)
AT(DISPPARAMS, cArgs, 16)
AT(DISPPARAMS, cNamedArgs, 20)
SIZE(EXCEPINFO, 64)
AT(EXCEPINFO, bstrSource, 8)
AT(EXCEPINFO, bstrDescription, 16)
AT(EXCEPINFO, dwHelpContext, 32)
AT(EXCEPINFO, pfnDeferredFillIn, 48)
AT(EXCEPINFO, scode, 56)
SIZE(SAFEARRAY, 32)
AT(SAFEARRAY, cbElements, 4)
AT(SAFEARRAY, cLocks, 8)
AT(SAFEARRAY, pvData, 16)
AT(SAFEARRAY, rgsabound, 24)

SIZE(SYSTEMTIME, 16)
AT(SYSTEMTIME, wDayOfWeek, 4)
AT(SYSTEMTIME, wDay, 6)
AT(SYSTEMTIME, wMilliseconds, 14)
SIZE(FILETIME, 8)
AT(FILETIME, dwHighDateTime, 4)

SLOT(IUnknown, QueryInterface, 0)
SLOT(IUnknown, Release, 2)
SLOT(IClassFactory, CreateInstance, 3)
SLOT(IClassFactory, LockServer, 4)
SLOT(IDispatch, GetTypeInfoCount, 3)
SLOT(IDispatch, GetTypeInfo, 4)
SLOT(IDispatch, GetIDsOfNames, 5)
SLOT(IDispatch, Invoke, 6)
SLOT(IEnumVARIANT, Next, 3)
SLOT(IEnumVARIANT, Skip, 4)
SLOT(IEnumVARIANT, Reset, 5)
SLOT(IEnumVARIANT, Clone, 6)
SLOT(IErrorInfo, GetGUID, 3)
SLOT(IErrorInfo, GetSource, 4)
SLOT(IErrorInfo, GetDescription, 5)
SLOT(IErrorInfo, GetHelpFile, 6)
SLOT(IErrorInfo, GetHelpContext, 7)
SLOT(ISupportErrorInfo, InterfaceSupportsErrorInfo, 3)
SLOT(IStringCollection, get_Item, 7)
SLOT(IStringCollection, put_Item, 8)
SLOT(IStringCollection, get__NewEnum, 9)
SLOT(IStringCollection, get_Count, 10)
SLOT(IStringCollection, get_ReadOnly, 11)
SLOT(IStringCollection, Add, 12)
SLOT(IStringCollection, Clear, 13)
SLOT(IStringCollection, Copy, 14)
SLOT(IStringCollection, Insert, 15)
SLOT(IStringCollection, RemoveAt, 16)
SLOT(IUpdateSession, get_ClientApplicationID, 7)
SLOT(IUpdateSession, put_ClientApplicationID, 8)
SLOT(IUpdateSession, get_ReadOnly, 9)
SLOT(IUpdateSession, get_WebProxy, 10)
SLOT(IUpdateSession, put_WebProxy, 11)
SLOT(IUpdateSession, CreateUpdateSearcher, 12)
SLOT(IUpdateSession, CreateUpdateDownloader, 13)
SLOT(IUpdateSession, CreateUpdateInstaller, 14)

#ifndef _WIN32
AT(VARIANT, lVal, 8)
SLOT(IUpdateLockdown, LockDown, 3)
SLOT(IUpdateSession3, get_UserLocale, 15)
SLOT(IUpdateSession3, put_UserLocale, 16)
SLOT(IUpdateSession3, CreateUpdateServiceManager, 17)
SLOT(IUpdateSession3, QueryHistory, 18)
SLOT(IUpdateServiceManager2, get_Services, 7)
SLOT(IUpdateServiceManager2, AddService, 8)
SLOT(IUpdateServiceManager2, RegisterServiceWithAU, 9)
SLOT(IUpdateServiceManager2, RemoveService, 10)
SLOT(IUpdateServiceManager2, UnregisterServiceWithAU, 11)
SLOT(IUpdateServiceManager2, AddScanPackageService, 12)
SLOT(IUpdateServiceManager2, SetOption, 13)
SLOT(IUpdateServiceManager2, get_ClientApplicationID, 14)
SLOT(IUpdateServiceManager2, put_ClientApplicationID, 15)
SLOT(IUpdateServiceManager2, QueryServiceRegistration, 16)
SLOT(IUpdateServiceManager2, AddService2, 17)
SLOT(IUpdateServiceRegistration, get_RegistrationState, 7)
SLOT(IUpdateServiceRegistration, get_ServiceID, 8)
SLOT(IUpdateServiceRegistration, get_IsPendingRegistrationWithAU, 9)
SLOT(IUpdateServiceRegistration, get_Service, 10)
SLOT(IUpdateService2, get_Name, 7)
SLOT(IUpdateService2, get_ContentValidationCert, 8)
SLOT(IUpdateService2, get_ExpirationDate, 9)
SLOT(IUpdateService2, get_IsManaged, 10)
SLOT(IUpdateService2, get_IsRegisteredWithAU, 11)
SLOT(IUpdateService2, get_IssueDate, 12)
SLOT(IUpdateService2, get_OffersWindowsUpdates, 13)
SLOT(IUpdateService2, get_RedirectUrls, 14)
SLOT(IUpdateService2, get_ServiceID, 15)
SLOT(IUpdateService2, get_IsScanPackageService, 16)
SLOT(IUpdateService2, get_CanRegisterWithAU, 17)
SLOT(IUpdateService2, get_ServiceUrl, 18)
SLOT(IUpdateService2, get_SetupPrefix, 19)
SLOT(IUpdateService2, get_IsDefaultAUService, 20)
SLOT(IUpdateServiceCollection, get_Item, 7)
SLOT(IUpdateServiceCollection, get__NewEnum, 8)
SLOT(IUpdateServiceCollection, get_Count, 9)
#endif

typedef char something;
