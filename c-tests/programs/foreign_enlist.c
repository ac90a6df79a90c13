// SPDX-License-Identifier: MIT OR Apache-2.0
// A second copy of the library is installed as a provider of the first.
#include "copy.h"

#include <svcguid.h>

static GUID served = {0x5E2A1B70, 0x3C4D, 0x4E5F, {0x90, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0x40}};

static WSAQUERYSETW query_copy(WCHAR *name) {
    WSAQUERYSETW query = query_w(name, CLASS_A);
    query.lpNSProviderId = &served;
    return query;
}

static INT set_copy(WCHAR *name, WSAESETSERVICEOP operation, DWORD flags, unsigned port) {
    WSAQUERYSETW query = query_copy(name);
    port_list ports;
    ports.count = 0;
    add_port(&ports, port);
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = ports.infos;
    query.lpszComment = W("in the copy");
    return WSASetServiceW(&query, operation, flags);
}

static void services_are_kept_by_the_copy(void) {
    WSAQUERYSETW query = query_copy(W("service")), own = query_w(W("service"), CLASS_A);
    own.lpNSProviderId = directory_provider();
    WORKS(set_copy(W("service"), RNRSERVICE_REGISTER, 0, 80));
    WORKS(set_copy(W("service"), RNRSERVICE_REGISTER, SERVICE_MULTIPLE, 81));
    WORKS(set_copy(W("other"), RNRSERVICE_REGISTER, 0, 82));
    show_w(&query, LUP_RETURN_ALL);
    query.lpszServiceInstanceName = NULL;
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_COMMENT);
    printf("  of its own\n");
    show_w(&own, LUP_RETURN_NAME);
}

static void errors_come_through(void) {
    WSAQUERYSETW query = query_copy(W("nobody"));
    FAILS(set_copy(W("nobody"), RNRSERVICE_DELETE, 0, 80), WSASERVICE_NOT_FOUND);
    FAILS(set_copy(NULL, RNRSERVICE_REGISTER, 0, 80), WSAEINVAL);
    show_w(&query, LUP_RETURN_NAME);
    query.lpszServiceInstanceName = W("service");
    query.lpszContext = W("a\\b");
    show_w(&query, LUP_RETURN_NAME);
}

static void classes_are_kept_by_the_copy(void) {
    union {
        WSASERVICECLASSINFOW info;
        unsigned char bytes[512];
    } known;
    DWORD length = sizeof known;
    WSASERVICECLASSINFOW service_class;
    memset(&service_class, 0, sizeof service_class);
    service_class.lpServiceClassId = CLASS_A;
    service_class.lpszServiceClassName = W("Class A");
    FAILS(WSAGetServiceClassInfoW(&served, CLASS_A, &length, &known.info), WSATYPE_NOT_FOUND);
    WORKS(WSAInstallServiceClassW(&service_class));
    WORKS(WSAGetServiceClassInfoW(&served, CLASS_A, &length, &known.info));
    CHECK(known.info.lpszServiceClassName[0] == 'C' && known.info.dwCount == 0);
    FAILS(WSAInstallServiceClassW(&service_class), WSAEALREADY);
    /* The copy's own services keep it there, and so it stays everywhere. */
    FAILS(WSARemoveServiceClass(CLASS_A), WSAETOOMANYREFS);
    WORKS(WSAGetServiceClassInfoW(directory_provider(), CLASS_A, &length, &known.info));
    length = sizeof known;
    WORKS(WSAGetServiceClassInfoW(&served, CLASS_A, &length, &known.info));
    WORKS(set_copy(W("service"), RNRSERVICE_DELETE, 0, 80));
    WORKS(set_copy(W("other"), RNRSERVICE_DELETE, 0, 80));
    WORKS(WSARemoveServiceClass(CLASS_A));
    FAILS(WSAGetServiceClassInfoW(&served, CLASS_A, &length, &known.info), WSATYPE_NOT_FOUND);
}

/* What the copy knows without installation, nobody has installed. */
static void classes_that_need_no_installation_are_not_installed(void) {
    static GUID http = SVCID_TCP(80);
    union {
        WSASERVICECLASSINFOW info;
        unsigned char bytes[512];
    } known;
    DWORD length = sizeof known;
    WSASERVICECLASSINFOW service_class;
    memset(&service_class, 0, sizeof service_class);
    service_class.lpServiceClassId = &http;
    service_class.lpszServiceClassName = W("Web");
    WORKS(WSAGetServiceClassInfoW(&served, &http, &length, &known.info));
    CHECK(known.info.lpszServiceClassName[0] == '8');
    FAILS(WSARemoveServiceClass(&http), WSATYPE_NOT_FOUND);
    WORKS(WSAInstallServiceClassW(&service_class));
    length = sizeof known;
    WORKS(WSAGetServiceClassInfoW(&served, &http, &length, &known.info));
    CHECK(known.info.lpszServiceClassName[0] == 'W');
    WORKS(WSARemoveServiceClass(&http));
    FAILS(WSARemoveServiceClass(&http), WSATYPE_NOT_FOUND);
}

/* Of the struct that is to take the answer, only the member with the question need be there. */
static void the_question_is_no_larger_than_the_buffer(NSP_ROUTINE *routines, GUID *provider) {
    void *memory = malloc(sizeof(LPGUID));
    WSASERVICECLASSINFOW *question = (WSASERVICECLASSINFOW *)memory, known;
    DWORD length = sizeof(LPGUID);
    CHECK(memory != NULL);
    *(LPGUID *)memory = CLASS_B;
    CHECK(code_of(routines->NSPGetServiceClassInfo(provider, NULL, question)) == WSAEINVAL);
    CHECK(code_of(routines->NSPGetServiceClassInfo(provider, &length, question)) == WSATYPE_NOT_FOUND);
    memset(&known, 0, sizeof known);
    known.lpServiceClassId = CLASS_B;
    known.lpszServiceClassName = W("Class B");
    CHECK(routines->NSPInstallServiceClass(provider, &known) == 0);
    CHECK(code_of(routines->NSPGetServiceClassInfo(provider, &length, question)) == WSAEFAULT && length > sizeof known);
    length = sizeof(LPGUID) - 1;
    CHECK(code_of(routines->NSPGetServiceClassInfo(provider, &length, question)) == WSAEFAULT && length == sizeof(LPGUID));
    *(LPGUID *)memory = NULL;
    CHECK(code_of(routines->NSPGetServiceClassInfo(provider, &length, question)) == WSAEINVAL);
    CHECK(routines->NSPRemoveServiceClass(provider, CLASS_B) == 0);
    free(memory);
}

static void the_routines_by_themselves(void) {
    NSP_ROUTINE routines;
    GUID ids[2] = {served, served};
    WSAQUERYSETW query = query_w(W("direct"), CLASS_B), old = query;
    result_buffer buffer;
    DWORD length = sizeof buffer, returned;
    WSACOMPLETION poll;
    HANDLE lookup;
    memset(&poll, 0, sizeof poll);
    poll.Type = NSP_NOTIFY_IMMEDIATELY;
    CHECK(start_copy(NULL, &routines) == WSAEINVAL);
    CHECK(start_copy(&ids[0], NULL) == WSAEINVAL);
    memset(&routines, 0xA5, sizeof routines);
    routines.cbSize = 79;
    CHECK(start_copy(&ids[0], &routines) == WSAEINVALIDPROCTABLE);
    /* A table of old has no room for the last routine, and gets none. */
    routines.cbSize = 80;
    CHECK(start_copy(&ids[0], &routines) == 0);
    CHECK(routines.cbSize == 80 && *(unsigned char *)&routines.NSPIoctl == 0xA5);
    CHECK(routines.NSPCleanup(&ids[0]) == 0);

    memset(&routines, 0, sizeof routines);
    routines.cbSize = sizeof routines;
    ids[1].Data4[7]++;
    CHECK(start_copy(&ids[1], &routines) == 0);
    CHECK(routines.cbSize == sizeof routines && routines.dwMajorVersion == 4);
    CHECK(start_copy(&ids[1], &routines) == 0);
    CHECK(routines.NSPCleanup(&ids[1]) == 0);
    CHECK(routines.NSPSetService(&ids[1], NULL, &query, RNRSERVICE_REGISTER, 0) == 0);
    CHECK(code_of(routines.NSPSetService(CLASS_C, NULL, &query, RNRSERVICE_REGISTER, 0)) == WSAEINVALIDPROVIDER);
    CHECK(code_of(routines.NSPSetService(NULL, NULL, &query, RNRSERVICE_REGISTER, 0)) == WSAEINVAL);
    CHECK(code_of(routines.NSPSetService(&ids[1], NULL, NULL, RNRSERVICE_REGISTER, 0)) == WSAEFAULT);
    CHECK(code_of(routines.NSPSetService(&ids[1], NULL, &query, (WSAESETSERVICEOP)3, 0)) == WSAEINVAL);
    old.dwSize = 0;
    CHECK(code_of(routines.NSPSetService(&ids[1], NULL, &old, RNRSERVICE_REGISTER, 0)) == WSAEINVAL);
    CHECK(code_of(routines.NSPLookupServiceBegin(&ids[1], NULL, NULL, 0, &lookup)) == WSAEFAULT);
    CHECK(code_of(routines.NSPLookupServiceBegin(&ids[1], &query, NULL, 0, NULL)) == WSAEFAULT);
    CHECK(routines.NSPLookupServiceBegin(&ids[1], &query, NULL, LUP_RETURN_NAME, &lookup) == 0);
    CHECK(code_of(routines.NSPLookupServiceNext(lookup, 0, NULL, &buffer.w)) == WSAEFAULT);
    length = 8;
    CHECK(code_of(routines.NSPLookupServiceNext(lookup, 0, &length, &buffer.w)) == WSAEFAULT && length > 8);
    length = sizeof buffer;
    CHECK(routines.NSPLookupServiceNext(lookup, 0, &length, &buffer.w) == 0);
    CHECK(same_guid(buffer.w.lpNSProviderId, &ids[1]) && buffer.w.dwNameSpace == NS_NTDS);
    CHECK(code_of(routines.NSPLookupServiceNext(lookup, 0, &length, &buffer.w)) == WSA_E_NO_MORE);
    CHECK(code_of(routines.NSPIoctl(lookup, 1, NULL, 0, NULL, 0, &returned, &poll, NULL)) == WSAEINVAL);
    CHECK(code_of(routines.NSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, &poll, NULL)) == WSAEWOULDBLOCK);
    CHECK(routines.NSPSetService(&ids[1], NULL, &query, RNRSERVICE_DELETE, 0) == 0);
    CHECK(routines.NSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, &poll, NULL) == 0);
    CHECK(routines.NSPLookupServiceNext(lookup, 0, &length, &buffer.w) == 0);
    CHECK(buffer.w.dwOutputFlags == RESULT_IS_DELETED);
    CHECK(routines.NSPLookupServiceEnd(lookup) == 0);
    CHECK(code_of(routines.NSPLookupServiceEnd(lookup)) == WSA_INVALID_HANDLE);
    CHECK(code_of(routines.NSPInstallServiceClass(&ids[1], NULL)) == WSAEINVAL);
    CHECK(code_of(routines.NSPRemoveServiceClass(&ids[1], CLASS_B)) == WSATYPE_NOT_FOUND);
    CHECK(code_of(routines.NSPGetServiceClassInfo(&ids[1], &length, NULL)) == WSAEINVAL);
    the_question_is_no_larger_than_the_buffer(&routines, &ids[1]);
    CHECK(code_of(routines.NSPCleanup(CLASS_C)) == WSAEINVALIDPROVIDER);
    CHECK(routines.NSPCleanup(&ids[1]) == 0);
    CHECK(routines.NSPCleanup(&ids[1]) != 0);
    CHECK(routines.NSPSetService(&ids[1], NULL, &query, RNRSERVICE_REGISTER, 0) != 0);
}

/* A library that has no start-up of its own finds this library's. */
static void what_depends_on_the_library_is_not_it(void) {
    GUID id = served;
    WCHAR *path = wide_path(path_of_the_library());
    id.Data4[7] = 0x41;
    WORKS(WSCInstallNameSpace(W("Itself"), path, 4711, 1, &id));
    {
        WSAQUERYSETW query = query_w(W("x"), CLASS_A);
        query.lpNSProviderId = &id;
        FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEPROVIDERFAILEDINIT);
    }
    WORKS(WSCUnInstallNameSpace(&id));
}

int main(void) {
    make_copy();
    WORKS(WSCInstallNameSpace(W("Copy"), wide_path(copy), NS_NTDS, 1, &served));
    start_winsock();
    RUN(services_are_kept_by_the_copy);
    RUN(errors_come_through);
    RUN(classes_are_kept_by_the_copy);
    RUN(classes_that_need_no_installation_are_not_installed);
    RUN(the_routines_by_themselves);
    RUN(what_depends_on_the_library_is_not_it);
    CHECK(WSACleanup() == 0);
    remove_copy();
    return 0;
}
