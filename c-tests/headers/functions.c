// SPDX-License-Identifier: MIT OR Apache-2.0
// The functions have the types that they have on Windows: their addresses fit pointers of those types without a cast.
// Compiled as C and as C++, never linked or run.

// Windows has the names of the pointer types only when asked for them.
#define INCL_WINSOCK_API_TYPEDEFS 1

#include <winsock2.h>
#include <windows.h>
#include <ws2spi.h>
#include <sporder.h>

INT(WSAAPI *start_up)(WORD, LPWSADATA) = WSAStartup;
INT(WSAAPI *clean_up)(void) = WSACleanup;
INT(WSAAPI *get_last_error)(void) = WSAGetLastError;
void(WSAAPI *set_last_error)(INT) = WSASetLastError;

INT(WSAAPI *set_service_a)(LPWSAQUERYSETA, WSAESETSERVICEOP, DWORD) = WSASetServiceA;
INT(WSAAPI *set_service_w)(LPWSAQUERYSETW, WSAESETSERVICEOP, DWORD) = WSASetServiceW;
INT(WSAAPI *begin_a)(LPWSAQUERYSETA, DWORD, LPHANDLE) = WSALookupServiceBeginA;
INT(WSAAPI *begin_w)(LPWSAQUERYSETW, DWORD, LPHANDLE) = WSALookupServiceBeginW;
INT(WSAAPI *next_a)(HANDLE, DWORD, LPDWORD, LPWSAQUERYSETA) = WSALookupServiceNextA;
INT(WSAAPI *next_w)(HANDLE, DWORD, LPDWORD, LPWSAQUERYSETW) = WSALookupServiceNextW;
INT(WSAAPI *end)(HANDLE) = WSALookupServiceEnd;
INT(WSAAPI *nsp_ioctl)(HANDLE, DWORD, LPVOID, DWORD, LPVOID, DWORD, LPDWORD, LPWSACOMPLETION) = WSANSPIoctl;
INT(WSAAPI *install_a)(LPWSASERVICECLASSINFOA) = WSAInstallServiceClassA;
INT(WSAAPI *install_w)(LPWSASERVICECLASSINFOW) = WSAInstallServiceClassW;
INT(WSAAPI *remove_class)(LPGUID) = WSARemoveServiceClass;
INT(WSAAPI *class_info_a)(LPGUID, LPGUID, LPDWORD, LPWSASERVICECLASSINFOA) = WSAGetServiceClassInfoA;
INT(WSAAPI *class_info_w)(LPGUID, LPGUID, LPDWORD, LPWSASERVICECLASSINFOW) = WSAGetServiceClassInfoW;
INT(WSAAPI *class_name_a)(LPGUID, LPSTR, LPDWORD) = WSAGetServiceClassNameByClassIdA;
INT(WSAAPI *class_name_w)(LPGUID, LPWSTR, LPDWORD) = WSAGetServiceClassNameByClassIdW;
INT(WSAAPI *enum_a)(LPDWORD, LPWSANAMESPACE_INFOA) = WSAEnumNameSpaceProvidersA;
INT(WSAAPI *enum_w)(LPDWORD, LPWSANAMESPACE_INFOW) = WSAEnumNameSpaceProvidersW;
INT(WSAAPI *enum_ex_a)(LPDWORD, LPWSANAMESPACE_INFOEXA) = WSAEnumNameSpaceProvidersExA;
INT(WSAAPI *enum_ex_w)(LPDWORD, LPWSANAMESPACE_INFOEXW) = WSAEnumNameSpaceProvidersExW;
INT(WSAAPI *config_change)(LPHANDLE, LPWSAOVERLAPPED, LPWSAOVERLAPPED_COMPLETION_ROUTINE) = WSAProviderConfigChange;
INT(WSAAPI *unadvertise)(const GUID *) = WSAUnadvertiseProvider;
INT(WSPAPI *complete_call)(HANDLE, INT) = WSAProviderCompleteAsyncCall;
INT(WSPAPI *install_provider)(LPWSTR, LPWSTR, DWORD, DWORD, LPGUID) = WSCInstallNameSpace;
INT(WSPAPI *uninstall_provider)(LPGUID) = WSCUnInstallNameSpace;
INT(WSPAPI *enable)(LPGUID, BOOL) = WSCEnableNSProvider;
int(WSPAPI *reorder)(LPGUID, DWORD) = WSCWriteNameSpaceOrder;
int(WSPAPI *reorder_32)(LPGUID, DWORD) = WSCWriteNameSpaceOrder32;
INT(WSPAPI *enum_32)(LPDWORD, LPWSANAMESPACE_INFOW) = WSCEnumNameSpaceProviders32;
INT(WSPAPI *enum_ex_32)(LPDWORD, LPWSANAMESPACE_INFOEXW) = WSCEnumNameSpaceProvidersEx32;
INT(WSPAPI *install_32)(LPWSTR, LPWSTR, DWORD, DWORD, LPGUID) = WSCInstallNameSpace32;
INT(WSPAPI *uninstall_32)(LPGUID) = WSCUnInstallNameSpace32;
INT(WSPAPI *enable_32)(LPGUID, BOOL) = WSCEnableNSProvider32;
INT(WSAAPI *to_string_a)(LPSOCKADDR, DWORD, LPWSAPROTOCOL_INFOA, LPSTR, LPDWORD) = WSAAddressToStringA;
INT(WSAAPI *to_string_w)(LPSOCKADDR, DWORD, LPWSAPROTOCOL_INFOW, LPWSTR, LPDWORD) = WSAAddressToStringW;
INT(WSAAPI *to_address_a)(LPSTR, INT, LPWSAPROTOCOL_INFOA, LPSOCKADDR, LPINT) = WSAStringToAddressA;
INT(WSAAPI *to_address_w)(LPWSTR, INT, LPWSAPROTOCOL_INFOW, LPSOCKADDR, LPINT) = WSAStringToAddressW;

// The names without A or W follow UNICODE, functions and structs together.
INT(WSAAPI *set_service)(LPWSAQUERYSET, WSAESETSERVICEOP, DWORD) = WSASetService;
INT(WSAAPI *begin)(LPWSAQUERYSET, DWORD, LPHANDLE) = WSALookupServiceBegin;
INT(WSAAPI *next)(HANDLE, DWORD, LPDWORD, LPWSAQUERYSET) = WSALookupServiceNext;
INT(WSAAPI *install)(LPWSASERVICECLASSINFO) = WSAInstallServiceClass;
INT(WSAAPI *class_info)(LPGUID, LPGUID, LPDWORD, LPWSASERVICECLASSINFO) = WSAGetServiceClassInfo;
INT(WSAAPI *class_name)(LPGUID, LPTSTR, LPDWORD) = WSAGetServiceClassNameByClassId;
INT(WSAAPI *enumerate)(LPDWORD, LPWSANAMESPACE_INFO) = WSAEnumNameSpaceProviders;
INT(WSAAPI *to_string)(LPSOCKADDR, DWORD, LPWSAPROTOCOL_INFO, LPTSTR, LPDWORD) = WSAAddressToString;
INT(WSAAPI *to_address)(LPTSTR, INT, LPWSAPROTOCOL_INFO, LPSOCKADDR, LPINT) = WSAStringToAddress;
#ifdef UNICODE
INT(WSAAPI *set_service_is)(LPWSAQUERYSETW, WSAESETSERVICEOP, DWORD) = WSASetService;
WCHAR *pointer_of(TCHAR *text);
#else
INT(WSAAPI *set_service_is)(LPWSAQUERYSETA, WSAESETSERVICEOP, DWORD) = WSASetService;
CHAR *pointer_of(TCHAR *text);
#endif

LPTSTR pointer_of(LPTSTR text) {
    return text;
}

// The published names of the pointer types.
LPFN_WSASTARTUP named_start_up = WSAStartup;
LPFN_WSASETSERVICEA named_set_service_a = WSASetServiceA;
LPFN_WSASETSERVICEW named_set_service_w = WSASetServiceW;
LPFN_WSASETSERVICE named_set_service = WSASetService;
LPFN_WSALOOKUPSERVICEBEGINA named_begin_a = WSALookupServiceBeginA;
LPFN_WSALOOKUPSERVICEBEGINW named_begin_w = WSALookupServiceBeginW;
LPFN_WSALOOKUPSERVICEBEGIN named_begin = WSALookupServiceBegin;
LPFN_WSALOOKUPSERVICENEXTA named_next_a = WSALookupServiceNextA;
LPFN_WSALOOKUPSERVICENEXTW named_next_w = WSALookupServiceNextW;
LPFN_WSALOOKUPSERVICENEXT named_next = WSALookupServiceNext;
LPFN_WSALOOKUPSERVICEEND named_end = WSALookupServiceEnd;
LPFN_WSANSPIOCTL named_nsp_ioctl = WSANSPIoctl;
LPFN_WSAINSTALLSERVICECLASSA named_install_a = WSAInstallServiceClassA;
LPFN_WSAINSTALLSERVICECLASSW named_install_w = WSAInstallServiceClassW;
LPFN_WSAINSTALLSERVICECLASS named_install = WSAInstallServiceClass;
LPFN_WSAREMOVESERVICECLASS named_remove_class = WSARemoveServiceClass;
LPFN_WSAGETSERVICECLASSINFOA named_class_info_a = WSAGetServiceClassInfoA;
LPFN_WSAGETSERVICECLASSINFOW named_class_info_w = WSAGetServiceClassInfoW;
LPFN_WSAGETSERVICECLASSINFO named_class_info = WSAGetServiceClassInfo;
LPFN_WSAGETSERVICECLASSNAMEBYCLASSIDA named_class_name_a = WSAGetServiceClassNameByClassIdA;
LPFN_WSAGETSERVICECLASSNAMEBYCLASSIDW named_class_name_w = WSAGetServiceClassNameByClassIdW;
LPFN_WSAGETSERVICECLASSNAMEBYCLASSID named_class_name = WSAGetServiceClassNameByClassId;
LPFN_WSAPROVIDERCONFIGCHANGE named_config_change = WSAProviderConfigChange;
LPFN_WSAENUMNAMESPACEPROVIDERSA named_enum_a = WSAEnumNameSpaceProvidersA;
LPFN_WSAENUMNAMESPACEPROVIDERSW named_enum_w = WSAEnumNameSpaceProvidersW;
LPFN_WSAENUMNAMESPACEPROVIDERS named_enum = WSAEnumNameSpaceProviders;
LPFN_WSAADDRESSTOSTRINGA named_to_string_a = WSAAddressToStringA;
LPFN_WSAADDRESSTOSTRINGW named_to_string_w = WSAAddressToStringW;
LPFN_WSAADDRESSTOSTRING named_to_string = WSAAddressToString;
LPFN_WSASTRINGTOADDRESSA named_to_address_a = WSAStringToAddressA;
LPFN_WSASTRINGTOADDRESSW named_to_address_w = WSAStringToAddressW;
LPFN_WSASTRINGTOADDRESS named_to_address = WSAStringToAddress;

// The system's error slot.
DWORD(WINAPI *get_system_error)(void) = GetLastError;
void(WINAPI *set_system_error)(DWORD) = SetLastError;

// The members have the types that they have on Windows.
void members(WSAQUERYSETA *a, WSAQUERYSETW *w, WSANAMESPACE_INFOA *info_a, WSANAMESPACE_INFOW *info_w);

void members(WSAQUERYSETA *a, WSAQUERYSETW *w, WSANAMESPACE_INFOA *info_a, WSANAMESPACE_INFOW *info_w) {
    LPSTR *string_a = &a->lpszServiceInstanceName;
    LPWSTR *string_w = &w->lpszServiceInstanceName;
    LPGUID *guid = &w->lpServiceClassId;
    LPWSAVERSION *version = &w->lpVersion;
    WSAECOMPARATOR *comparator = &w->lpVersion->ecHow;
    LPAFPROTOCOLS *protocols = &w->lpafpProtocols;
    LPCSADDR_INFO *addresses = &w->lpcsaBuffer;
    LPSOCKADDR *address = &w->lpcsaBuffer->LocalAddr.lpSockaddr;
    INT *length = &w->lpcsaBuffer->LocalAddr.iSockaddrLength;
    LPBLOB *blob = &w->lpBlob;
    BYTE **bytes = &w->lpBlob->pBlobData;
    DWORD *size = &w->dwSize;
    BOOL *active = &info_w->fActive;

    string_a = &a->lpszComment;
    string_a = &a->lpszContext;
    string_a = &a->lpszQueryString;
    string_a = &info_a->lpszIdentifier;
    string_w = &w->lpszComment;
    string_w = &w->lpszContext;
    string_w = &w->lpszQueryString;
    string_w = &info_w->lpszIdentifier;
    guid = &w->lpNSProviderId;
    (void)string_a, (void)string_w, (void)guid, (void)version, (void)comparator, (void)protocols, (void)addresses;
    (void)address, (void)length, (void)blob, (void)bytes, (void)size, (void)active;
}

// A completion routine, and the struct that names it.
void CALLBACK completed(DWORD dwError, DWORD cbTransferred, LPWSAOVERLAPPED lpOverlapped, DWORD dwFlags);
void completions(WSACOMPLETION *completion, WSAOVERLAPPED *overlapped, HWND window, WSAEVENT event);

void completions(WSACOMPLETION *completion, WSAOVERLAPPED *overlapped, HWND window, WSAEVENT event) {
    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine = completed;
    ULONG_PTR *state = &overlapped->Internal;
    UINT *message = &completion->Parameters.WindowMessage.uMsg;
    WPARAM *context = &completion->Parameters.WindowMessage.context;

    completion->Type = NSP_NOTIFY_APC;
    completion->Parameters.Apc.lpOverlapped = overlapped;
    completion->Parameters.Apc.lpfnCompletionProc = routine;
    completion->Parameters.Event.lpOverlapped = overlapped;
    completion->Parameters.Port.lpOverlapped = overlapped;
    completion->Parameters.Port.hPort = NULL;
    completion->Parameters.Port.Key = *state;
    completion->Parameters.WindowMessage.hWnd = window;
    overlapped->hEvent = event;
    (void)message, (void)context;
}

void class_members(WSASERVICECLASSINFOA *a, WSASERVICECLASSINFOW *w);

void class_members(WSASERVICECLASSINFOA *a, WSASERVICECLASSINFOW *w) {
    LPWSANSCLASSINFOA *infos_a = &a->lpClassInfos;
    LPWSANSCLASSINFOW *infos_w = &w->lpClassInfos;
    LPSTR *string_a = &a->lpszServiceClassName;
    LPWSTR *string_w = &w->lpszServiceClassName;
    LPGUID *guid = &w->lpServiceClassId;
    DWORD *number = &w->dwCount;
    LPVOID *value = &w->lpClassInfos->lpValue;

    guid = &a->lpServiceClassId;
    number = &a->dwCount;
    value = &a->lpClassInfos->lpValue;
    string_a = &a->lpClassInfos->lpszName;
    string_w = &w->lpClassInfos->lpszName;
    number = &w->lpClassInfos->dwNameSpace;
    number = &w->lpClassInfos->dwValueType;
    number = &w->lpClassInfos->dwValueSize;
    (void)infos_a, (void)infos_w, (void)string_a, (void)string_w, (void)guid, (void)number, (void)value;
}
