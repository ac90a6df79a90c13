// SPDX-License-Identifier: MIT OR Apache-2.0
// server: dns
// env: ENLIST_BLUETOOTH={folder}/bluetooth_neighbours.toml
// env: ENLIST_SAP=local
// wine: NS_NLA, which lists the networks of Linux, is not there
// Each namespace of the library answers the same by itself and through a second copy, which is installed in its place.
#include "bth.h"
#include "copy.h"
#include "dns.h"

#include <mswsock.h>

#define RADIO W("(02:00:00:00:00:01)")

/* What the calls of a namespace come to. */
static text *outcome;

static void note_result(const char *call, INT result) {
    add_text(outcome, "  %s: %s\n", call, result == 0 ? "works" : error_name(WSAGetLastError()));
}

static void note_lookup(WSAQUERYSETW *query, DWORD flags) {
    text *found = lookup_w(query, flags, 0);
    add_text(outcome, "%s", found->bytes);
    free(found);
}

static INT set(WSAQUERYSETW *query, WSAESETSERVICEOP operation) {
    return WSASetServiceW(query, operation, 0);
}

static void note_services(WCHAR *device) {
    WSAQUERYSETW query = bth_query(NULL, l2cap());
    query.lpszContext = device;
    note_lookup(&query, LUP_FLUSHCACHE | LUP_RETURN_NAME | LUP_RETURN_TYPE | LUP_RETURN_COMMENT | LUP_RETURN_ADDR);
}

static void bluetooth(void) {
    WSAQUERYSETW query = bth_query(NULL, NULL);
    ULONG version = BTH_SDP_VERSION;
    HANDLE record = NULL;
    record_blob blob;
    note_lookup(&query, LUP_CONTAINERS | LUP_FLUSHCACHE | LUP_RETURN_NAME | LUP_RETURN_TYPE | LUP_RETURN_ADDR);
    note_services(W("(00:00:5E:00:53:10)"));
    note_services(W("(00:00:5E:00:53:99)"));
    note_result("register", set_channel(RNRSERVICE_REGISTER, W("Own"), own_class(), 5));
    note_result("register again", set_channel(RNRSERVICE_REGISTER, W("Own"), own_class(), 5));
    note_result("deregister", set_channel(RNRSERVICE_DEREGISTER, W("Own"), own_class(), 5));
    note_services(RADIO);
    fill_record_blob(&blob, &version, &record, raw_record, sizeof raw_record);
    note_result("register a record", set_record(RNRSERVICE_REGISTER, &blob, sizeof(BTH_SET_SERVICE) + sizeof raw_record - 1));
    CHECK(record != NULL);
    note_services(RADIO);
    note_result("delete it", set_record(RNRSERVICE_DELETE, &blob, sizeof(BTH_SET_SERVICE)));
    blob.bytes[offsetof(BTH_SET_SERVICE, pRecord)] = 0xFF;
    record = NULL;
    note_result("register none", set_record(RNRSERVICE_REGISTER, &blob, sizeof(BTH_SET_SERVICE) + sizeof raw_record - 1));
    note_result("delete", set_channel(RNRSERVICE_DELETE, NULL, NULL, 5));
    note_result("delete again", set_channel(RNRSERVICE_DELETE, NULL, NULL, 5));
    note_services(RADIO);
    query.lpszContext = W("no address");
    note_lookup(&query, LUP_RETURN_NAME);
}

static void sap_by_class(void);

static void sap(void) {
    /* As Windows numbers AF_IPX. */
    static unsigned char ipx[14] = {6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7};
    WSAQUERYSETW query = query_w(W("Printer"), SAP_A), every = query_w(W("*"), SAP_A), other = query_w(W("Printer"), CLASS_A);
    CSADDR_INFO info;
    memset(&info, 0, sizeof info);
    info.LocalAddr.lpSockaddr = (LPSOCKADDR)ipx;
    info.LocalAddr.iSockaddrLength = sizeof ipx;
    info.iSocketType = SOCK_DGRAM;
    info.iProtocol = 1000;
    query.dwNameSpace = every.dwNameSpace = other.dwNameSpace = NS_SAP;
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &info;
    note_result("register", set(&query, RNRSERVICE_REGISTER));
    note_result("register without a type", set(&other, RNRSERVICE_REGISTER));
    note_lookup(&every, LUP_RETURN_ALL);
    note_lookup(&other, LUP_RETURN_ALL);
    query.lpszContext = W("sales");
    note_result("register in a context", set(&query, RNRSERVICE_REGISTER));
    query.lpszContext = NULL;
    note_result("deregister", set(&query, RNRSERVICE_DEREGISTER));
    note_lookup(&every, LUP_RETURN_NAME);
    note_lookup(&query, LUP_RETURN_NAME);
    note_result("delete", set(&query, RNRSERVICE_DELETE));
    note_result("delete again", set(&query, RNRSERVICE_DELETE));
    sap_by_class();
}

/* The class of a type of SAP comes with the calls, or the provider could not know the type. */
static void sap_by_class(void) {
    WSAQUERYSETW query = query_w(W("Typed"), CLASS_B);
    DWORD type = 0x7777;
    WSANSCLASSINFOW value;
    WSASERVICECLASSINFOW service_class;
    memset(&value, 0, sizeof value);
    memset(&service_class, 0, sizeof service_class);
    value.lpszName = W("SapId");
    value.dwNameSpace = NS_SAP;
    value.dwValueType = REG_DWORD;
    value.dwValueSize = sizeof type;
    value.lpValue = &type;
    service_class.lpServiceClassId = CLASS_B;
    service_class.lpszServiceClassName = W("Class B");
    service_class.dwCount = 1;
    service_class.lpClassInfos = &value;
    query.dwNameSpace = NS_SAP;
    note_result("install", WSAInstallServiceClassW(&service_class));
    note_result("register", set(&query, RNRSERVICE_REGISTER));
    note_lookup(&query, LUP_RETURN_NAME | LUP_RETURN_TYPE);
    note_result("remove in use", WSARemoveServiceClass(CLASS_B));
    note_result("delete", set(&query, RNRSERVICE_DELETE));
    note_result("remove", WSARemoveServiceClass(CLASS_B));
    note_result("remove again", WSARemoveServiceClass(CLASS_B));
}

static void networks(void) {
    WSAQUERYSETW home = query_w(W("Home network"), NULL), nobody = query_w(W("no such network"), NULL);
    WSACOMPLETION poll;
    DWORD returned;
    HANDLE lookup;
    result_buffer buffer;
    memset(&poll, 0, sizeof poll);
    poll.Type = NSP_NOTIFY_IMMEDIATELY;
    home.dwNameSpace = nobody.dwNameSpace = NS_NLA;
    home.lpszComment = W("At home");
    note_result("register", set(&home, RNRSERVICE_REGISTER));
    note_result("register again", set(&home, RNRSERVICE_REGISTER));
    note_result("name", WSASetServiceW(&home, RNRSERVICE_REGISTER, NLA_FRIENDLY_NAME));
    note_lookup(&home, LUP_RETURN_NAME | LUP_RETURN_COMMENT | LUP_RETURN_TYPE);
    note_lookup(&nobody, LUP_RETURN_NAME);
    CHECK(WSALookupServiceBeginW(&home, LUP_RETURN_NAME, &lookup) == 0);
    note_result("next", next_w(lookup, 0, &buffer));
    note_result("next", next_w(lookup, 0, &buffer));
    note_result("poll", WSANSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, &poll));
    note_result("delete", set(&home, RNRSERVICE_DELETE));
    note_result("poll", WSANSPIoctl(lookup, SIO_NSP_NOTIFY_CHANGE, NULL, 0, NULL, 0, &returned, &poll));
    note_result("next", next_w(lookup, 0, &buffer));
    add_text(outcome, "  flags %x\n", (unsigned)buffer.w.dwOutputFlags);
    note_result("end", WSALookupServiceEnd(lookup));
    note_result("delete again", set(&home, RNRSERVICE_DELETE));
}

/* A lookup of the resolver with what is in the blob. */
static void note_host(WCHAR *name, GUID *service_class, blob_printer add_blob) {
    static result_buffer buffer;
    WSAQUERYSETW query = dns_query(name, service_class);
    HANDLE lookup;
    if (WSALookupServiceBeginW(&query, LUP_RETURN_NAME | LUP_RETURN_ADDR | LUP_RETURN_BLOB, &lookup) != 0) {
        note_result("begin", SOCKET_ERROR);
        return;
    }
    while (next_w(lookup, 0, &buffer) == 0) {
        DWORD index;
        add_text(outcome, "  ");
        add_string_w(outcome, buffer.w.lpszServiceInstanceName);
        for (index = 0; index < buffer.w.dwNumberOfCsAddrs; index++) {
            add_text(outcome, " ");
            add_side(outcome, &buffer.w.lpcsaBuffer[index].RemoteAddr);
        }
        if (buffer.w.lpBlob != NULL) {
            add_blob(outcome, buffer.w.lpBlob);
        }
        add_text(outcome, "\n");
    }
    note_result("next", SOCKET_ERROR);
    CHECK(WSALookupServiceEnd(lookup) == 0);
}

static void resolver(void) {
    WSAQUERYSETW query = dns_query(W("v4.test"), CLASS_BY_NAME);
    note_host(W("v4.test"), CLASS_BY_NAME, add_hostent);
    note_host(W("nobody.test"), CLASS_BY_NAME, add_hostent);
    note_host(W("web.test"), CLASS_TCP(80), add_hostent);
    note_host(W("v4.test"), CLASS_A, add_hostent);
    note_result("register", set(&query, RNRSERVICE_REGISTER));
    query.dwNameSpace = NS_ALL;
    note_lookup(&query, LUP_RETURN_NAME);
}

/* By itself, and through the copy. */
static void both_ways(const char *name, DWORD number, GUID *provider, void (*calls)(void)) {
    text *by_itself;
    printf("%s\n", name);
    outcome = by_itself = new_text();
    calls();
    fputs(by_itself->bytes, stdout);
    WORKS(WSCUnInstallNameSpace(provider));
    WORKS(WSCInstallNameSpace(W("Copy"), wide_path(copy), number, 1, provider));
    outcome = new_text();
    calls();
    if (strcmp(outcome->bytes, by_itself->bytes) != 0) {
        printf("through the copy\n%s", outcome->bytes);
    }
    free(outcome);
    free(by_itself);
}

static int networks_are_listed(void) {
#ifdef _WIN32
    return 0;
#else
    return 1;
#endif
}

/* What the copy keeps while another Winsock uses it ends with the session of that. */
static void records_end_with_the_session(void) {
    WSADATA data;
    printf("records_end_with_the_session\n");
    CHECK(set_channel(RNRSERVICE_REGISTER, W("Own"), own_class(), 5) == 0);
    outcome = new_text();
    note_services(RADIO);
    CHECK(WSACleanup() == 0);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    note_services(RADIO);
    print_text(outcome);
}

/* Neither installed, nor another one with each start: what was kept by the first is there for the second. */
static void a_provider_that_serves_alone_is_one(void) {
    NSP_ROUTINE routines;
    GUID radio = *bluetooth_provider();
    SOCKADDR_BTH address = bth_port(5);
    CSADDR_INFO info = waiting_at(&address);
    WSAQUERYSETW query = bth_query(W("Own"), own_class());
    int round;
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &info;
    printf("a_provider_that_serves_alone_is_one\n");
    for (round = 0; round < 2; round++) {
        memset(&routines, 0, sizeof routines);
        routines.cbSize = sizeof routines;
        CHECK(NSPStartup(&radio, &routines) == 0);
        CHECK(code_of(routines.NSPSetService(&radio, NULL, &query, RNRSERVICE_REGISTER, 0)) == (round == 0 ? 0 : WSAEADDRINUSE));
        CHECK(routines.NSPCleanup(&radio) == 0);
    }
    CHECK(WSACleanup() == 0);
    start_winsock();
    CHECK(NSPStartup(&radio, &routines) == 0);
    CHECK(routines.NSPSetService(&radio, NULL, &query, RNRSERVICE_REGISTER, 0) == 0);
    CHECK(routines.NSPCleanup(&radio) == 0);
}

int main(void) {
    make_copy();
    start_winsock();
    both_ways("bluetooth", NS_BTH, bluetooth_provider(), bluetooth);
    both_ways("sap", NS_SAP, sap_provider(), sap);
    if (networks_are_listed()) {
        both_ways("networks", NS_NLA, network_provider(), networks);
    }
    both_ways("resolver", NS_DNS, dns_provider(), resolver);
    records_end_with_the_session();
    a_provider_that_serves_alone_is_one();
    CHECK(WSACleanup() == 0);
    remove_copy();
    return 0;
}
