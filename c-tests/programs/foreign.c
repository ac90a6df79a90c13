// SPDX-License-Identifier: MIT OR Apache-2.0
// library: provider
// A namespace provider in a library of its own takes part: loaded when it is needed, called as on Windows, cleaned up at the end.
#include "library.h"
#include "notify.h"

#include <ws2bth.h>
#include <ws2spi.h>

#include <stddef.h>
#ifndef _WIN32
#include <sys/stat.h>
#endif

static const char *(*provider_calls)(void);
static void (*provider_use)(HANDLE);

static WCHAR library[1024];

static GUID *provider_numbered(unsigned number) {
    static GUID ids[8];
    GUID id = {0x5E2A1B70, 0x3C4D, 0x4E5F, {0x90, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0x00}};
    CHECK(number < 8);
    id.Data4[7] = (unsigned char)number;
    ids[number] = id;
    return &ids[number];
}

/* What the provider was called for since the last time. */
static void print_calls(void) {
    printf("  %s\n", provider_calls());
}

static void find_library(void) {
    const char *path = getenv("TEST_LIBRARY");
    memcpy(library, given_library(), sizeof library);
    provider_calls = (const char *(*)(void))function_of(path, "provider_calls");
    provider_use = (void (*)(HANDLE))function_of(path, "provider_use");
}

/* A session by itself, with the provider in a mood. */
static void start_session(const char *mood) {
    WSADATA data;
    set_variable("TEST_PROVIDER", mood);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
}

static void end_session(void) {
    CHECK(WSACleanup() == 0);
    set_variable("TEST_PROVIDER", NULL);
    print_calls();
}

static WSAQUERYSETW query_at(unsigned provider, WCHAR *name) {
    WSAQUERYSETW query = query_w(name, CLASS_A);
    query.lpNSProviderId = provider_numbered(provider);
    return query;
}

static INT set_at(unsigned provider, WCHAR *name, WSAESETSERVICEOP operation, DWORD flags) {
    WSAQUERYSETW query = query_at(provider, name);
    port_list ports;
    ports.count = 0;
    add_port(&ports, 80);
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = ports.infos;
    return WSASetServiceW(&query, operation, flags);
}

static void loaded_at_the_first_call_and_cleaned_up_at_the_end(void) {
    HANDLE handle;
    WSAQUERYSETW query = query_at(1, W("one"));
    WORKS(WSCInstallNameSpace(W("Foreign"), library, 4711, 1, provider_numbered(1)));
    start_session(NULL);
    print_calls();
    WORKS(set_at(1, W("one"), RNRSERVICE_REGISTER, 0));
    print_calls();
    show_w(&query, LUP_RETURN_ALL);
    print_calls();
    query.lpNSProviderId = NULL;
    query.dwNameSpace = 4711;
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_ADDR);
    query.lpNSProviderId = provider_numbered(1);
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &handle));
    /* The lookup is left open: it ends before the provider is cleaned up. */
    end_session();
    start_session(NULL);
    show_w(&query, LUP_RETURN_NAME);
    WORKS(set_at(1, W("one"), RNRSERVICE_DELETE, SERVICE_MULTIPLE | 0x80));
    end_session();
    /* Not needed, not loaded. */
    start_session(NULL);
    end_session();
}

static void errors_come_by_return_value_or_last_error(void) {
    start_session(NULL);
    FAILS(set_at(1, W("by return value"), RNRSERVICE_REGISTER, 0), WSAEDQUOT);
    FAILS(set_at(1, W("by return value, after another call"), RNRSERVICE_REGISTER, 0), WSAEDQUOT);
    FAILS(set_at(1, W("by last error"), RNRSERVICE_REGISTER, 0), WSAEACCES);
    FAILS(set_at(1, W("by both"), RNRSERVICE_REGISTER, 0), WSAEACCES);
    FAILS(set_at(1, W("by nothing"), RNRSERVICE_REGISTER, 0), WSASYSCALLFAILURE);
    FAILS(set_at(1, W("never registered"), RNRSERVICE_DELETE, 0), WSASERVICE_NOT_FOUND);
    end_session();
    start_session("old codes");
    {
        WSAQUERYSETW query = query_at(1, W("nobody"));
        show_w(&query, LUP_RETURN_NAME);
    }
    end_session();
}

static void a_provider_that_does_not_start(void) {
    static const char *const moods[] = {"fails", "fails by last error", "too small", "only cleans up", "asks itself"};
    size_t index;
    for (index = 0; index < sizeof moods / sizeof moods[0]; index++) {
        WSAQUERYSETW query = query_at(1, W("one"));
        HANDLE handle;
        printf("  %s\n", moods[index]);
        start_session(moods[index]);
        if (strcmp(moods[index], "asks itself") != 0) {
            int error = index >= 2 ? WSAEINVALIDPROVIDER : WSAEPROVIDERFAILEDINIT;
            FAILS(set_at(1, W("one"), RNRSERVICE_REGISTER, 0), error);
            FAILS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &handle), error);
        } else {
            WORKS(set_at(1, W("one"), RNRSERVICE_REGISTER, 0));
            WORKS(set_at(1, W("one"), RNRSERVICE_DELETE, 0));
        }
        print_calls();
        /* With others, it is passed over. */
        query = query_w(W("others"), CLASS_A);
        query.dwNameSpace = NS_ALL;
        WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
        WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &handle));
        WORKS(WSALookupServiceEnd(handle));
        WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
        end_session();
    }
}

static void routines_that_are_not_there_are_not_supported(void) {
    WSAQUERYSETW query = query_at(1, W("one"));
    HANDLE handle;
    start_session("without routines");
    FAILS(set_at(1, W("one"), RNRSERVICE_REGISTER, 0), WSAEOPNOTSUPP);
    FAILS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &handle), WSAEOPNOTSUPP);
    end_session();
}

static void a_provider_of_old_has_no_ioctl(void) {
    WSAQUERYSETW query = query_at(1, W("one"));
    WSACOMPLETION poll;
    DWORD returned;
    HANDLE handle;
    memset(&poll, 0, sizeof poll);
    poll.Type = NSP_NOTIFY_IMMEDIATELY;
    start_session("of old");
    WORKS(set_at(1, W("one"), RNRSERVICE_REGISTER, 0));
    show_w(&query, LUP_RETURN_NAME);
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &handle));
    FAILS(WSANSPIoctl(handle, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, &poll), WSAEOPNOTSUPP);
    WORKS(WSALookupServiceEnd(handle));
    WORKS(set_at(1, W("one"), RNRSERVICE_DELETE, 0));
    end_session();
    start_session(NULL);
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &handle));
    FAILS(WSANSPIoctl(handle, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, &poll), WSAEOPNOTSUPP);
    WORKS(WSALookupServiceEnd(handle));
    end_session();
}

static long woken;

static void wait_for_a_change(void *argument) {
    DWORD returned = 4711;
    CHECK(WSANSPIoctl(*(HANDLE *)argument, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, NULL) == 0);
    CHECK(returned == 0);
    atomic_write(&woken, 1);
}

static void wait_until_the_end(void *argument) {
    DWORD returned;
    CHECK(WSANSPIoctl(*(HANDLE *)argument, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, NULL) == SOCKET_ERROR);
    /* The latter when the end came before the call. */
    CHECK(WSAGetLastError() == WSA_OPERATION_ABORTED || WSAGetLastError() == WSA_INVALID_HANDLE);
}

static void changes_are_told_of(void) {
    WSAQUERYSETW query = query_at(1, NULL);
    result_buffer buffer;
    WSACOMPLETION poll;
    DWORD returned;
    HANDLE handle;
    thread_handle thread;
    memset(&poll, 0, sizeof poll);
    poll.Type = NSP_NOTIFY_IMMEDIATELY;
    start_session("tells of changes");
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &handle));
    FAILS(next_w(handle, 0, &buffer), WSA_E_NO_MORE);
    FAILS(WSANSPIoctl(handle, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, &poll), WSAEWOULDBLOCK);
    thread = thread_start(wait_for_a_change, &handle);
    WORKS(set_at(1, W("new"), RNRSERVICE_REGISTER, 0));
    thread_join(thread);
    CHECK(atomic_read(&woken) == 1);
    WORKS(WSANSPIoctl(handle, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, &poll));
    WORKS(next_w(handle, 0, &buffer));
    FAILS(next_w(handle, 0, &buffer), WSA_E_NO_MORE);
    FAILS(WSANSPIoctl(handle, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, &poll), WSAEWOULDBLOCK);
    thread = thread_start(wait_until_the_end, &handle);
    WORKS(WSALookupServiceEnd(handle));
    thread_join(thread);
    WORKS(set_at(1, W("new"), RNRSERVICE_DELETE, 0));
    end_session();
}

static void classes_are_kept_and_told_by_the_provider(void) {
    union {
        WSASERVICECLASSINFOW info;
        unsigned char bytes[512];
    } known;
    DWORD length = sizeof known;
    WSAQUERYSETW query = query_at(1, W("one"));
    WSASERVICECLASSINFOW service_class;
    memset(&service_class, 0, sizeof service_class);
    service_class.lpServiceClassId = CLASS_A;
    service_class.lpszServiceClassName = W("name");
    start_session(NULL);
    WORKS(WSAInstallServiceClassW(&service_class));
    WORKS(WSAGetServiceClassInfoW(provider_numbered(1), CLASS_A, &length, &known.info));
    CHECK(same_guid(known.info.lpServiceClassId, CLASS_A) && known.info.lpszServiceClassName[0] == 'k');
    CHECK(known.info.dwCount == 1 && known.info.lpClassInfos->dwValueSize == 4);
    CHECK(*(DWORD *)known.info.lpClassInfos->lpValue == 80);
    FAILS(WSAGetServiceClassInfoW(provider_numbered(1), CLASS_B, &length, &known.info), WSATYPE_NOT_FOUND);
    print_calls();
    WORKS(set_at(1, W("one"), RNRSERVICE_REGISTER, 0));
    show_w(&query, LUP_RETURN_NAME);
    WORKS(set_at(1, W("one"), RNRSERVICE_DELETE, 0));
    print_calls();
    WORKS(WSARemoveServiceClass(CLASS_A));
    end_session();
}

/* One that does not describe classes may keep them nevertheless, and need not. */
static void classes_of_which_only_the_removal_tells(void) {
    static const char *const moods[] = {"describes no classes", "cannot tell"};
    WSASERVICECLASSINFOW service_class;
    size_t index;
    memset(&service_class, 0, sizeof service_class);
    service_class.lpServiceClassId = CLASS_A;
    service_class.lpszServiceClassName = W("name");
    for (index = 0; index < sizeof moods / sizeof moods[0]; index++) {
        start_session(moods[index]);
        WORKS(WSAInstallServiceClassW(&service_class));
        WORKS(WSARemoveServiceClass(CLASS_A));
        FAILS(WSARemoveServiceClass(CLASS_A), WSATYPE_NOT_FOUND);
        end_session();
    }
    /* What is in use there stays everywhere. */
    start_session("uses its classes");
    WORKS(WSAInstallServiceClassW(&service_class));
    FAILS(WSARemoveServiceClass(CLASS_A), WSAETOOMANYREFS);
    FAILS(WSAInstallServiceClassW(&service_class), WSAEALREADY);
    set_variable("TEST_PROVIDER", NULL);
    WORKS(WSARemoveServiceClass(CLASS_A));
    end_session();
}

static void two_providers_in_one_library(void) {
    WSAQUERYSETW query;
    WORKS(WSCInstallNameSpace(W("Second"), library, 4711, 1, provider_numbered(2)));
    start_session(NULL);
    WORKS(set_at(1, W("mine"), RNRSERVICE_REGISTER, 0));
    WORKS(set_at(2, W("yours"), RNRSERVICE_REGISTER, 0));
    query = query_at(1, NULL);
    show_w(&query, LUP_RETURN_NAME);
    query = query_at(2, NULL);
    show_w(&query, LUP_RETURN_NAME);
    query.lpNSProviderId = NULL;
    query.dwNameSpace = 4711;
    show_w(&query, LUP_RETURN_NAME);
    WORKS(set_at(1, W("mine"), RNRSERVICE_DELETE, 0));
    WORKS(set_at(2, W("yours"), RNRSERVICE_DELETE, 0));
    end_session();
    WORKS(WSCUnInstallNameSpace(provider_numbered(2)));
}

static void a_declined_name_is_left_to_the_next(void) {
    WSAQUERYSETW query = query_w(W("declined"), CLASS_A);
    start_session(NULL);
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    query.dwNameSpace = NS_ALL;
    show_w(&query, LUP_RETURN_NAME);
    query.dwNameSpace = NS_NTDS;
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    end_session();
}

static void routines_may_call_back(void) {
    WSAQUERYSETW query = query_w(W("call back"), CLASS_A);
    start_session(NULL);
    WORKS(set_at(1, W("call back"), RNRSERVICE_REGISTER, 0));
    show_w(&query, LUP_RETURN_NAME);
    WORKS(set_at(1, W("call back"), RNRSERVICE_DELETE, 0));
    end_session();
}

/* Every routine calls back, also the one that cleans up during the last WSACleanup. */
static void every_routine_may_call_back(void) {
    WSASERVICECLASSINFOW service_class;
    WSAQUERYSETW query = query_at(1, W("one"));
    result_buffer buffer;
    HANDLE handle;
    memset(&service_class, 0, sizeof service_class);
    service_class.lpServiceClassId = CLASS_A;
    service_class.lpszServiceClassName = W("name");
    start_session("calls back");
    WORKS(WSAInstallServiceClassW(&service_class));
    print_calls();
    WORKS(set_at(1, W("one"), RNRSERVICE_REGISTER, 0));
    print_calls();
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &handle));
    print_calls();
    WORKS(next_w(handle, 0, &buffer));
    print_calls();
    FAILS(poll_change(handle), WSAEOPNOTSUPP);
    print_calls();
    WORKS(WSALookupServiceEnd(handle));
    print_calls();
    WORKS(set_at(1, W("one"), RNRSERVICE_DELETE, 0));
    print_calls();
    WORKS(WSARemoveServiceClass(CLASS_A));
    print_calls();
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &handle));
    print_calls();
    /* The lookup ends, and the provider is cleaned up, when there is no session any more but those that it begins itself. */
    end_session();
    start_session(NULL);
    end_session();
}

/* With the handle of the lookup that they work for, too: they do not wait for themselves, and an end is one. */
static void routines_may_call_into_themselves(void) {
    WSAQUERYSETW query = query_at(1, W("calls into itself"));
    result_buffer buffer;
    HANDLE handle;
    start_session("tells of changes");
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &handle));
    provider_use(handle);
    WORKS(next_w(handle, 0, &buffer));
    print_calls();
    FAILS(poll_change(handle), WSAEWOULDBLOCK);
    print_calls();
    /* Nothing of that is left. */
    WORKS(next_w(handle, 0, &buffer));
    WORKS(WSALookupServiceEnd(handle));
    print_calls();
    query = query_at(1, W("ends itself"));
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &handle));
    provider_use(handle);
    FAILS(next_w(handle, 0, &buffer), WSA_E_CANCELLED);
    FAILS(next_w(handle, 0, &buffer), WSA_INVALID_HANDLE);
    print_calls();
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &handle));
    provider_use(handle);
    FAILS(poll_change(handle), WSA_OPERATION_ABORTED);
    FAILS(WSALookupServiceEnd(handle), WSA_INVALID_HANDLE);
    print_calls();
    /* The end of everything is one, too. */
    query = query_at(1, W("cleans up"));
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &handle));
    FAILS(next_w(handle, 0, &buffer), WSA_E_CANCELLED);
    FAILS(next_w(handle, 0, &buffer), WSANOTINITIALISED);
    set_variable("TEST_PROVIDER", NULL);
    print_calls();
}

static void buffers_grow_on_this_side(void) {
    result_buffer buffer;
    WSAQUERYSETW query = query_at(1, W("large"));
    DWORD length = 0;
    HANDLE handle;
    start_session(NULL);
    WORKS(set_at(1, W("large"), RNRSERVICE_REGISTER, 0));
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &handle));
    FAILS(WSALookupServiceNextW(handle, 0, &length, NULL), WSAEFAULT);
    CHECK(length < 1024);
    WORKS(next_w(handle, LUP_RETURN_NAME, &buffer));
    FAILS(next_w(handle, LUP_FLUSHPREVIOUS, &buffer), WSA_E_NO_MORE);
    WORKS(WSALookupServiceEnd(handle));
    query.lpszServiceInstanceName = W("never large enough");
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &handle));
    FAILS(next_w(handle, 0, &buffer), WSA_NOT_ENOUGH_MEMORY);
    WORKS(WSALookupServiceEnd(handle));
    /* One that never says how much it needs: its error is no question for a larger buffer. */
    query.lpszServiceInstanceName = W("too small for nothing");
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &handle));
    FAILS(next_w(handle, 0, &buffer), WSASYSCALLFAILURE);
    WORKS(WSALookupServiceEnd(handle));
    WORKS(set_at(1, W("large"), RNRSERVICE_DELETE, 0));
    end_session();
}

static void results_that_cannot_be_used_are_passed_over(void) {
    WSAQUERYSETW query = query_at(1, W("malformed"));
    start_session(NULL);
    show_w(&query, LUP_RETURN_ALL);
    query.lpszServiceInstanceName = W("only malformed");
    show_w(&query, LUP_RETURN_ALL);
    end_session();
}

static void wait_for_next(void *argument) {
    result_buffer buffer;
    FAILS(next_w(*(HANDLE *)argument, 0, &buffer), WSA_E_CANCELLED);
}

static void end_reaches_a_next_that_waits(void) {
    WSAQUERYSETW query = query_at(1, W("blocking"));
    HANDLE handle;
    thread_handle thread;
    notice told;
    const char *calls = "";
    start_session(NULL);
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &handle));
    print_calls();
    thread = thread_start(wait_for_next, &handle);
    while (strstr(calls, "waiting") == NULL) {
        calls = provider_calls();
        thread_yield();
    }
    /* Whoever is not to wait does not wait for it. */
    new_notice(&told);
    FAILS(poll_change(handle), WSAEWOULDBLOCK);
    FAILS(call_change(handle, &told), WSA_IO_PENDING);
    WORKS(WSALookupServiceEnd(handle));
    thread_join(thread);
    wait_calls(&told, 1);
    CHECK(told.error == WSA_OPERATION_ABORTED);
    /* The last clean-up does, too. */
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &handle));
    thread = thread_start(wait_for_next, &handle);
    calls = "";
    while (strstr(calls, "waiting") == NULL) {
        calls = provider_calls();
        thread_yield();
    }
    CHECK(WSACleanup() == 0);
    thread_join(thread);
    print_calls();
    set_variable("TEST_PROVIDER", NULL);
}

/* A lookup of two providers is ended while a call is inside the first: the second is not called after its End. */
static void after_its_end_a_lookup_is_left_alone(void) {
    WSAQUERYSETW query = query_w(W("blocking"), CLASS_A);
    HANDLE handle;
    thread_handle thread;
    const char *calls = "";
    query.dwNameSpace = 4711;
    WORKS(WSCInstallNameSpace(W("Second"), library, 4711, 1, provider_numbered(2)));
    start_session(NULL);
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &handle));
    thread = thread_start(wait_for_next, &handle);
    while (strstr(calls, "waiting") == NULL) {
        calls = provider_calls();
        thread_yield();
    }
    WORKS(WSALookupServiceEnd(handle));
    thread_join(thread);
    end_session();
    WORKS(WSCUnInstallNameSpace(provider_numbered(2)));
}

/* A provider of NS_BTH finds the whole record behind the blob, though the size of the blob ends at its first byte. */
static void a_record_is_handed_over_whole(void) {
    struct {
        BTH_SET_SERVICE set;
        UCHAR rest[8];
    } memory;
    ULONG version = BTH_SDP_VERSION;
    HANDLE record = NULL;
    BLOB blob = {sizeof(BTH_SET_SERVICE), NULL};
    WSAQUERYSETW query = query_w(NULL, CLASS_A);
    memset(&memory, 0, sizeof memory);
    blob.pBlobData = (BYTE *)&memory;
    blob.cbSize = (ULONG)(offsetof(BTH_SET_SERVICE, pRecord) + 1);
    memory.set.pSdpVersion = &version;
    memory.set.pRecordHandle = &record;
    memory.set.ulRecordLength = 5;
    memcpy((BYTE *)&memory + offsetof(BTH_SET_SERVICE, pRecord), "\x35\x03\x09\x00\x01", 5);
    query.dwNameSpace = NS_BTH;
    query.lpBlob = &blob;
    WORKS(WSCInstallNameSpace(W("Radio"), library, NS_BTH, 1, provider_numbered(4)));
    start_session(NULL);
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    blob.cbSize += 4;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    blob.cbSize = (ULONG)offsetof(BTH_SET_SERVICE, pRecord);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    end_session();
    WORKS(WSCUnInstallNameSpace(provider_numbered(4)));
}

static void register_and_delete(void *argument) {
    int round;
    for (round = 0; round < 10; round++) {
        CHECK(set_at(1, (WCHAR *)argument, RNRSERVICE_REGISTER, 0) == 0);
        CHECK(set_at(1, (WCHAR *)argument, RNRSERVICE_DELETE, 0) == 0);
    }
}

/* Threads that need the provider at once start it once. */
static void many_threads_start_it_once(void) {
    static WCHAR names[4][2];
    thread_handle threads[4];
    const char *calls;
    size_t index, count = 0;
    start_session(NULL);
    for (index = 0; index < 4; index++) {
        names[index][0] = (WCHAR)('a' + index);
        threads[index] = thread_start(register_and_delete, names[index]);
    }
    for (index = 0; index < 4; index++) {
        thread_join(threads[index]);
    }
    calls = provider_calls();
    while ((calls = strstr(calls, "startup")) != NULL) {
        calls++;
        count++;
    }
    CHECK(count == 1);
    end_session();
}

static void is_not_loaded(WCHAR *path) {
    WORKS(WSCInstallNameSpace(W("Refused"), path, 4712, 1, provider_numbered(3)));
    FAILS(set_at(3, W("one"), RNRSERVICE_REGISTER, 0), WSAEPROVIDERFAILEDINIT);
    WORKS(WSCUnInstallNameSpace(provider_numbered(3)));
}

/* Elsewhere, permissions are lists, which are not looked at. */
static void others_may_write_to_it(const char *path) {
#ifdef _WIN32
    (void)path;
#else
    CHECK(chmod(path, 0757) == 0);
    is_not_loaded(library);
    CHECK(chmod(path, 0775) == 0);
    is_not_loaded(library);
    CHECK(chmod(path, 0755) == 0);
#endif
}

static void libraries_that_cannot_be_trusted_are_not_loaded(void) {
    const char *path = getenv("TEST_LIBRARY");
    start_session(NULL);
    is_not_loaded(W("provider.so"));
    is_not_loaded(W("./provider.so"));
    is_not_loaded(W("/nowhere/provider.so"));
    is_not_loaded(W("%NOWHERE%/provider.so"));
    is_not_loaded(W("%SystemRoot%\\System32\\provider.dll"));
    is_not_loaded(W("/"));
    is_not_loaded(W("/dev/null"));
    is_not_loaded(W("/etc/passwd"));
    others_may_write_to_it(path);
    set_variable("SOMEWHERE", path);
    WORKS(WSCInstallNameSpace(W("By variable"), W("%SOMEWHERE%"), 4712, 1, provider_numbered(3)));
    WORKS(set_at(3, W("one"), RNRSERVICE_REGISTER, 0));
    WORKS(set_at(3, W("one"), RNRSERVICE_DELETE, 0));
    print_calls();
    /* Removed while nothing of it is under way, it is cleaned up at once. */
    WORKS(WSCUnInstallNameSpace(provider_numbered(3)));
    end_session();
}

int main(void) {
    find_library();
    RUN(loaded_at_the_first_call_and_cleaned_up_at_the_end);
    RUN(errors_come_by_return_value_or_last_error);
    RUN(a_provider_that_does_not_start);
    RUN(routines_that_are_not_there_are_not_supported);
    RUN(a_provider_of_old_has_no_ioctl);
    RUN(changes_are_told_of);
    RUN(classes_are_kept_and_told_by_the_provider);
    RUN(classes_of_which_only_the_removal_tells);
    RUN(two_providers_in_one_library);
    RUN(a_declined_name_is_left_to_the_next);
    RUN(routines_may_call_back);
    RUN(every_routine_may_call_back);
    RUN(routines_may_call_into_themselves);
    RUN(buffers_grow_on_this_side);
    RUN(results_that_cannot_be_used_are_passed_over);
    RUN(end_reaches_a_next_that_waits);
    RUN(after_its_end_a_lookup_is_left_alone);
    RUN(a_record_is_handed_over_whole);
    RUN(many_threads_start_it_once);
    RUN(libraries_that_cannot_be_trusted_are_not_loaded);
    return 0;
}
