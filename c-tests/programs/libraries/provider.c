// SPDX-License-Identifier: MIT OR Apache-2.0
// A namespace provider with every routine. What it does beyond that is asked for by the names it is given, and by the variable
// TEST_PROVIDER when it starts.
#include "../check.h"

#include <stddef.h>

#include <ws2bth.h>
#include <ws2spi.h>

#define SLOTS 16

typedef struct {
    WCHAR name[32];
    GUID service_class;
    GUID provider;
    SOCKADDR_IN address;
    int used;
} service;

typedef struct {
    GUID provider;
    WCHAR name[32];
    DWORD flags;
    int next;
    long ended;
    long seen;
} lookup;

static service services[SLOTS];
static lookup lookups[SLOTS];
static long open_lookups;
/* How often something was registered or deleted. */
static long changes;

/* What was called, in the order of the calls; the test program prints it. */
static char calls[4096];
static long lock;

static void take_lock(void) {
    while (__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE)) {
        thread_yield();
    }
}

/* Whether a routine is calling back. */
static long calling_back;

static void write_note(const char *format, ...) {
    size_t length;
    va_list list;
    take_lock();
    length = strlen(calls);
    va_start(list, format);
    vsnprintf(calls + length, sizeof calls - length, format, list);
    va_end(list);
    __atomic_store_n(&lock, 0, __ATOMIC_RELEASE);
}

/* What is called by what a routine has called back is left out, but for starts and clean-ups. */
#define note(...) (atomic_read(&calling_back) ? (void)0 : write_note(__VA_ARGS__))

#ifdef __cplusplus
extern "C"
#endif
    const char *provider_calls(void);

const char *provider_calls(void) {
    static char copy[sizeof calls];
    take_lock();
    memcpy(copy, calls, sizeof calls);
    calls[0] = '\0';
    __atomic_store_n(&lock, 0, __ATOMIC_RELEASE);
    return copy;
}

static int mode(const char *name) {
    return variable_is("TEST_PROVIDER", name);
}

static int same_name(const WCHAR *left, const WCHAR *right) {
    size_t index = 0;
    if (left == NULL || right == NULL) {
        return left == right;
    }
    while (left[index] != 0 && left[index] == right[index]) {
        index++;
    }
    return left[index] == right[index];
}

static void copy_name(WCHAR *to, const WCHAR *from) {
    size_t index = 0;
    while (from != NULL && from[index] != 0 && index < 31) {
        to[index] = from[index];
        index++;
    }
    to[index] = 0;
}

static INT fail(int error) {
    WSASetLastError(error);
    return SOCKET_ERROR;
}

static int code_of(INT result) {
    return result == 0 ? 0 : WSAGetLastError();
}

/* A lookup from begin to end, with one result or none. */
static int look_up(WSAQUERYSETW *query) {
    union {
        WSAQUERYSETW set;
        unsigned char bytes[2048];
    } buffer;
    DWORD length = sizeof buffer;
    HANDLE handle;
    int code = code_of(WSALookupServiceBeginW(query, LUP_RETURN_ALL, &handle));
    if (code == 0) {
        code = code_of(WSALookupServiceNextW(handle, 0, &length, &buffer.set));
        CHECK(WSALookupServiceEnd(handle) == 0);
    }
    return code;
}

/* Calls of every kind, into the directory and to this provider itself, from inside a routine. */
static void call_back(const char *routine, LPGUID provider) {
    static GUID service_class = {0x5E2A1B70, 0x3C4D, 0x4E5F, {0x90, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0x70}};
    if (!mode("calls back")) {
        return;
    }
    if (atomic_add(&calling_back, 1) == 1) {
        WSAQUERYSETW query, own;
        WSASERVICECLASSINFOW info;
        WSADATA data;
        char noted[256];
        int length, round;
        memset(&query, 0, sizeof query);
        query.dwSize = sizeof query;
        query.lpszServiceInstanceName = W("called back");
        query.lpServiceClassId = &service_class;
        own = query;
        own.lpNSProviderId = provider;
        query.dwNameSpace = NS_NTDS;
        memset(&info, 0, sizeof info);
        info.lpServiceClassId = &service_class;
        info.lpszServiceClassName = W("called back");
        length = snprintf(noted, sizeof noted, "[%s", routine);
        /* Again within a session of its own. */
        for (round = 0; round < 2; round++) {
            int codes[7], index;
            if (round == 1) {
                CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
            }
            codes[0] = code_of(WSAInstallServiceClassW(&info));
            codes[1] = code_of(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
            codes[2] = look_up(&query);
            codes[3] = provider == NULL ? -1 : look_up(&own);
            codes[4] = code_of(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
            codes[5] = code_of(WSARemoveServiceClass(&service_class));
            codes[6] = round == 1 ? code_of(WSACleanup()) : 0;
            for (index = 0; index < 7; index++) {
                length += snprintf(noted + length, sizeof noted - (size_t)length, " %d", codes[index]);
            }
            length += snprintf(noted + length, sizeof noted - (size_t)length, round == 0 ? "," : "] ");
        }
        write_note("%s", noted);
    }
    atomic_add(&calling_back, -1);
}

/* The lookup that the program has begun, for the routines that are to call with it. */
static HANDLE own_handle;

#ifdef __cplusplus
extern "C"
#endif
    void provider_use(HANDLE handle);

void provider_use(HANDLE handle) {
    own_handle = handle;
}

/* Calls with the handle of the lookup that the routine works for. */
static void call_into_itself(const char *routine, int ends) {
    static unsigned char buffer[2048];
    DWORD length = sizeof buffer, returned;
    WSACOMPLETION poll;
    int next, asked, waited, ended;
    memset(&poll, 0, sizeof poll);
    poll.Type = NSP_NOTIFY_IMMEDIATELY;
    next = code_of(WSALookupServiceNextW(own_handle, 0, &length, (WSAQUERYSETW *)(void *)buffer));
    asked = code_of(WSANSPIoctl(own_handle, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, &poll));
    waited = code_of(WSANSPIoctl(own_handle, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, NULL));
    ended = ends ? code_of(WSALookupServiceEnd(own_handle)) : 0;
    note("[%s %d %d %d %d] ", routine, next, asked, waited, ended);
    if (ends) {
        note("%d; ", code_of(WSALookupServiceEnd(own_handle)));
    }
}

static INT WSAAPI cleanup(LPGUID id) {
    write_note("cleanup %d; ", id->Data4[7]);
    CHECK(open_lookups == 0);
    call_back("cleanup", id);
    return 0;
}

static INT WSAAPI set_service(LPGUID id, LPWSASERVICECLASSINFOW class_info, LPWSAQUERYSETW given, WSAESETSERVICEOP operation,
                              DWORD flags) {
    int index;
    note("set %d %d %u%s; ", id->Data4[7], (int)operation, (unsigned)flags, class_info == NULL ? "" : " with class");
    call_back("set", id);
    CHECK(given->dwSize == sizeof *given);
    if (same_name(given->lpszServiceInstanceName, W("by return value"))) {
        return WSAEDQUOT;
    }
    if (same_name(given->lpszServiceInstanceName, W("by return value, after another call"))) {
        WSASetLastError(203);
        return WSAEDQUOT;
    }
    if (same_name(given->lpszServiceInstanceName, W("by last error"))) {
        return fail(WSAEACCES);
    }
    if (same_name(given->lpszServiceInstanceName, W("by both"))) {
        WSASetLastError(WSAEACCES);
        return WSAEDQUOT;
    }
    if (same_name(given->lpszServiceInstanceName, W("by nothing"))) {
        return SOCKET_ERROR;
    }
    if (same_name(given->lpszServiceInstanceName, W("call back"))) {
        /* Into the directory, with the same service. */
        WSAQUERYSETW copy = *given;
        HANDLE handle;
        copy.lpNSProviderId = NULL;
        copy.dwNameSpace = NS_NTDS;
        CHECK(WSASetServiceW(&copy, operation, flags) == 0);
        CHECK(WSALookupServiceBeginW(&copy, LUP_RETURN_ALL, &handle) == 0);
        CHECK(WSALookupServiceEnd(handle) == 0);
        CHECK(WSALookupServiceEnd(handle) == SOCKET_ERROR);
        return 0;
    }
    if (given->dwNameSpace == NS_BTH) {
        ULONG length, byte;
        CHECK(given->lpBlob != NULL && given->lpBlob->cbSize >= offsetof(BTH_SET_SERVICE, pRecord));
        memcpy(&length, given->lpBlob->pBlobData + offsetof(BTH_SET_SERVICE, ulRecordLength), sizeof length);
        note("blob of %u with", (unsigned)given->lpBlob->cbSize);
        for (byte = 0; operation == RNRSERVICE_REGISTER && byte < length; byte++) {
            note(" %02x", given->lpBlob->pBlobData[offsetof(BTH_SET_SERVICE, pRecord) + byte]);
        }
        note("; ");
        return 0;
    }
    for (index = 0; index < SLOTS; index++) {
        if (!services[index].used == (operation == RNRSERVICE_REGISTER)) {
            service *slot = &services[index];
            if (operation != RNRSERVICE_REGISTER &&
                !(same_name(slot->name, given->lpszServiceInstanceName) &&
                  memcmp(&slot->provider, id, sizeof *id) == 0)) {
                continue;
            }
            slot->used = operation == RNRSERVICE_REGISTER;
            atomic_add(&changes, 1);
            copy_name(slot->name, given->lpszServiceInstanceName);
            slot->service_class = *given->lpServiceClassId;
            slot->provider = *id;
            if (given->dwNumberOfCsAddrs == 1) {
                CHECK(given->lpcsaBuffer->LocalAddr.lpSockaddr == NULL);
                CHECK(given->lpcsaBuffer->RemoteAddr.iSockaddrLength == sizeof slot->address);
                memcpy(&slot->address, given->lpcsaBuffer->RemoteAddr.lpSockaddr, sizeof slot->address);
            }
            return 0;
        }
    }
    return fail(WSASERVICE_NOT_FOUND);
}

static INT WSAAPI begin(LPGUID id, LPWSAQUERYSETW given, LPWSASERVICECLASSINFOW class_info, DWORD flags, LPHANDLE handle) {
    int index;
    note("begin %d %x%s; ", id->Data4[7], (unsigned)flags, class_info == NULL ? "" : " with class");
    call_back("begin", id);
    CHECK(given->dwSize == sizeof *given);
    if (same_name(given->lpszServiceInstanceName, W("declined"))) {
        return fail(WSASERVICE_NOT_FOUND);
    }
    for (index = 0; index < SLOTS; index++) {
        lookup *slot = &lookups[index];
        long free_slot = 0;
        if (__atomic_compare_exchange_n(&slot->ended, &free_slot, 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
            slot->provider = *id;
            copy_name(slot->name, given->lpszServiceInstanceName);
            slot->flags = flags;
            slot->next = 0;
            slot->seen = atomic_read(&changes);
            atomic_add(&open_lookups, 1);
            *handle = (HANDLE)(UINT_PTR)(index + 1);
            return 0;
        }
    }
    return fail(WSA_NOT_ENOUGH_MEMORY);
}

/* The struct, and behind it what it points to. */
typedef struct {
    WSAQUERYSETW set;
    GUID service_class;
    CSADDR_INFO info;
    SOCKADDR_IN address;
    WCHAR name[32];
    WCHAR rest[8];
    BLOB blob;
    BYTE bytes[4];
} packed;

static INT WSAAPI next(HANDLE handle, DWORD flags, LPDWORD length, LPWSAQUERYSETW results) {
    lookup *slot = &lookups[(UINT_PTR)handle - 1];
    packed *result = (packed *)(void *)results;
    DWORD needed = same_name(slot->name, W("large")) ? 100000 : (DWORD)sizeof *result;
    CHECK((UINT_PTR)handle >= 1 && (UINT_PTR)handle <= SLOTS);
    CHECK((flags & LUP_FLUSHPREVIOUS) == 0);
    call_back("next", &slot->provider);
    if (same_name(slot->name, W("blocking"))) {
        note("waiting; ");
        while (atomic_read(&slot->ended) != 2) {
            sleep_ms(1);
        }
        atomic_write(&slot->ended, 0);
        return fail(WSA_E_CANCELLED);
    }
    if (same_name(slot->name, W("calls into itself")) || same_name(slot->name, W("ends itself"))) {
        call_into_itself("next", same_name(slot->name, W("ends itself")));
        memset(result, 0, sizeof *result);
        result->set.dwSize = sizeof result->set;
        return 0;
    }
    if (same_name(slot->name, W("cleans up"))) {
        note("[clean-up %d] ", code_of(WSACleanup()));
        return fail(WSA_E_NO_MORE);
    }
    if (same_name(slot->name, W("never large enough"))) {
        *length += 1;
        return fail(WSAEFAULT);
    }
    if (same_name(slot->name, W("too small for nothing"))) {
        return fail(WSAEFAULT);
    }
    if (*length < needed) {
        note("too small; ");
        *length = needed;
        return fail(WSAEFAULT);
    }
    if (same_name(slot->name, W("malformed")) || same_name(slot->name, W("only malformed"))) {
        int number = slot->next++, only = same_name(slot->name, W("only malformed"));
        if (!only && number == 6) {
            return fail(WSA_E_NO_MORE);
        }
        memset(result, 0, sizeof *result);
        result->set.dwSize = sizeof result->set;
        result->set.lpszServiceInstanceName = result->name;
        copy_name(result->name, W("result 0"));
        result->name[7] = (WCHAR)('0' + number % 10);
        switch (only ? 0 : number) {
        case 0: result->set.dwNumberOfCsAddrs = 2; break;
        case 2:
            result->set.dwNumberOfCsAddrs = 1;
            result->set.lpcsaBuffer = &result->info;
            result->info.RemoteAddr.lpSockaddr = (LPSOCKADDR)&result->address;
            result->info.RemoteAddr.iSockaddrLength = 1000000;
            break;
        case 3:
            result->set.lpBlob = &result->blob;
            result->blob.cbSize = 0x7FFFFFFF;
            result->blob.pBlobData = result->bytes;
            break;
        case 5:
            result->set.lpBlob = &result->blob;
            result->blob.cbSize = 4;
            break;
        default: break;
        }
        return 0;
    }
    if (mode("tells of changes") && slot->next > SLOTS && slot->seen != atomic_read(&changes)) {
        slot->seen = atomic_read(&changes);
        slot->next = 0;
    }
    for (; slot->next < SLOTS; slot->next++) {
        service *found = &services[slot->next];
        if (!found->used || memcmp(&found->provider, &slot->provider, sizeof found->provider) != 0 ||
            (slot->name[0] != 0 && !same_name(slot->name, W("large")) && !same_name(slot->name, found->name))) {
            continue;
        }
        memset(result, 0, sizeof *result);
        result->set.dwSize = sizeof result->set;
        result->set.lpszServiceInstanceName = result->name;
        copy_name(result->name, found->name);
        result->set.lpServiceClassId = &result->service_class;
        result->service_class = found->service_class;
        result->set.dwNameSpace = 4711;
        result->set.lpszQueryString = result->rest;
        copy_name(result->rest, W("rest"));
        result->set.dwNumberOfCsAddrs = 1;
        result->set.lpcsaBuffer = &result->info;
        result->info.RemoteAddr.lpSockaddr = (LPSOCKADDR)&result->address;
        result->info.RemoteAddr.iSockaddrLength = sizeof result->address;
        result->info.iSocketType = SOCK_STREAM;
        result->info.iProtocol = IPPROTO_TCP;
        result->address = found->address;
        result->set.dwOutputFlags = 0x00500000;
        result->set.lpBlob = &result->blob;
        result->blob.cbSize = 4;
        result->blob.pBlobData = result->bytes;
        memcpy(result->bytes, "blob", 4);
        slot->next++;
        return 0;
    }
    slot->next = SLOTS + 1;
    return fail(mode("old codes") ? WSAENOMORE : WSA_E_NO_MORE);
}

static INT WSAAPI end(HANDLE handle) {
    lookup *slot = &lookups[(UINT_PTR)handle - 1];
    note("end; ");
    atomic_add(&open_lookups, -1);
    call_back("end", &slot->provider);
    if (same_name(slot->name, W("blocking"))) {
        /* The Next that waits frees the slot. */
        atomic_write(&slot->ended, 2);
    } else {
        CHECK(atomic_read(&slot->ended) == 1);
        atomic_write(&slot->ended, 0);
    }
    return 0;
}

/* One for the program, and one for what calls back. */
static GUID kept_classes[2];
#define kept_class kept_classes[atomic_read(&calling_back) != 0]

static INT WSAAPI install_class(LPGUID id, LPWSASERVICECLASSINFOW info) {
    note("install class %d %u; ", id->Data4[7], (unsigned)info->dwCount);
    call_back("install", id);
    if (memcmp(&kept_class, info->lpServiceClassId, sizeof kept_class) == 0) {
        return fail(WSAEALREADY);
    }
    kept_class = *info->lpServiceClassId;
    return 0;
}

static INT WSAAPI remove_class(LPGUID id, LPGUID service_class) {
    note("remove class %d; ", id->Data4[7]);
    call_back("remove", id);
    if (mode("uses its classes")) {
        return fail(WSAETOOMANYREFS);
    }
    if (memcmp(&kept_class, service_class, sizeof kept_class) != 0) {
        return fail(WSATYPE_NOT_FOUND);
    }
    memset(&kept_class, 0, sizeof kept_class);
    return 0;
}

static INT WSAAPI get_class(LPGUID id, LPDWORD size, LPWSASERVICECLASSINFOW info) {
    typedef struct {
        WSASERVICECLASSINFOW info;
        WSANSCLASSINFOW value;
        GUID id;
        WCHAR name[16];
        WCHAR value_name[16];
        DWORD port;
    } packed_class;
    packed_class *result = (packed_class *)(void *)info;
    GUID wanted = *info->lpServiceClassId;
    note("get class %d; ", id->Data4[7]);
    call_back("get", id);
    if (mode("describes no classes")) {
        return WSAEOPNOTSUPP;
    }
    if (mode("cannot tell")) {
        return fail(WSAENETDOWN);
    }
    if (memcmp(&kept_class, &wanted, sizeof wanted) != 0) {
        return fail(WSATYPE_NOT_FOUND);
    }
    if (*size < sizeof *result) {
        *size = sizeof *result;
        return fail(WSAEFAULT);
    }
    memset(result, 0, sizeof *result);
    result->id = wanted;
    result->info.lpServiceClassId = &result->id;
    result->info.lpszServiceClassName = result->name;
    copy_name(result->name, W("kept"));
    result->info.dwCount = 1;
    result->info.lpClassInfos = &result->value;
    result->value.lpszName = result->value_name;
    copy_name(result->value_name, W("TcpPort"));
    result->value.dwNameSpace = NS_ALL;
    result->value.dwValueType = REG_DWORD;
    result->value.dwValueSize = sizeof result->port;
    result->value.lpValue = &result->port;
    result->port = 80;
    return 0;
}

static INT WSAAPI control(HANDLE handle, DWORD code, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size, LPDWORD returned,
                          LPWSACOMPLETION completion, LPWSATHREADID thread) {
    lookup *slot = &lookups[(UINT_PTR)handle - 1];
    CHECK(in == NULL && in_size == 0 && out == NULL && out_size == 0 && returned != NULL && thread == NULL);
    CHECK(code == SIO_NSP_NOTIFY_CHANGE && completion->Type == NSP_NOTIFY_IMMEDIATELY);
    call_back("ioctl", &slot->provider);
    if (same_name(slot->name, W("calls into itself")) || same_name(slot->name, W("ends itself"))) {
        call_into_itself("ioctl", same_name(slot->name, W("ends itself")));
    }
    if (!mode("tells of changes")) {
        note("ioctl; ");
        return fail(WSAEOPNOTSUPP);
    }
    return slot->seen != atomic_read(&changes) ? 0 : fail(WSAEWOULDBLOCK);
}

#ifdef __cplusplus
extern "C"
#endif
    INT WSAAPI
    NSPStartup(LPGUID id, LPNSP_ROUTINE routines) {
    write_note("startup %d; ", id->Data4[7]);
    CHECK(routines->cbSize == sizeof *routines);
    CHECK(routines->NSPCleanup == NULL && routines->NSPIoctl == NULL);
    call_back("startup", id);
    if (mode("fails")) {
        return WSAEINVALIDPROCTABLE;
    }
    if (mode("fails by last error")) {
        return fail(WSASYSNOTREADY);
    }
    if (mode("asks itself")) {
        /* Not started yet, the provider is not there for itself. */
        WSAQUERYSETW query;
        HANDLE handle;
        memset(&query, 0, sizeof query);
        query.dwSize = sizeof query;
        query.lpNSProviderId = id;
        CHECK(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &handle) == SOCKET_ERROR);
        note("asked %d; ", WSAGetLastError());
    }
    routines->dwMajorVersion = 4;
    routines->dwMinorVersion = 4;
    if (mode("without routines")) {
        return 0;
    }
    routines->NSPCleanup = cleanup;
    routines->NSPLookupServiceBegin = begin;
    routines->NSPLookupServiceNext = next;
    routines->NSPLookupServiceEnd = end;
    routines->NSPSetService = set_service;
    routines->NSPInstallServiceClass = install_class;
    routines->NSPRemoveServiceClass = remove_class;
    routines->NSPGetServiceClassInfo = get_class;
    routines->NSPIoctl = control;
    if (mode("of old")) {
        routines->dwMajorVersion = 1;
        routines->dwMinorVersion = 1;
        routines->cbSize = sizeof *routines - sizeof routines->NSPIoctl;
        /* Not this provider's to fill in: never called. */
        memset(&routines->NSPIoctl, 0xA5, sizeof routines->NSPIoctl);
    }
    if (mode("too small")) {
        routines->cbSize = 8;
        /* Beyond the table: never called. */
        memset(&routines->NSPCleanup, 0xA5, sizeof routines->NSPCleanup);
    }
    if (mode("only cleans up")) {
        routines->cbSize = offsetof(NSP_ROUTINE, NSPLookupServiceBegin);
    }
    return 0;
}
