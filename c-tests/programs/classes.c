// SPDX-License-Identifier: MIT OR Apache-2.0
// Service classes: installed once, described, named, and removed when nobody uses them; some need no installation.
#include "classes.h"

static void show(const char *what, GUID *id) {
    show_class(what, directory_provider(), id);
}

static void what_is_installed_is_described(void) {
    DWORD port = 8080;
    static BYTE bytes[] = {0, 1, 255};
    WSANSCLASSINFOW values[6];
    WSASERVICECLASSINFOW info;
    values[0] = value_w(W("TcpPort"), NS_NTDS, REG_DWORD, sizeof port, &port);
    values[1] = value_w(W("SapId"), NS_SAP, REG_DWORD, sizeof port, &port);
    values[2] = value_w(W("any"), NS_ALL, REG_BINARY, sizeof bytes, bytes);
    values[3] = value_w(W(""), NS_NTDS, 4711, 0, bytes);
    values[4] = value_w(W("TcpPort"), NS_DNS, REG_DWORD, sizeof port, &port);
    values[5] = value_w(W("any"), NS_NTDS, REG_NONE, 0, NULL);
    info = class_w(CLASS_A, W("Example"), 6, values);
    show("before", CLASS_A);
    WORKS(WSAInstallServiceClassW(&info));
    show("after", CLASS_A);
    show("another class", CLASS_B);
    /* NS_DNS keeps none. */
    show_class("NS_DNS", dns_provider(), CLASS_A);
    WORKS(WSARemoveServiceClass(CLASS_A));
    show("removed", CLASS_A);
}

static void a_class_is_installed_once(void) {
    DWORD port = 1;
    WSANSCLASSINFOW value = value_w(W("TcpPort"), NS_ALL, REG_DWORD, sizeof port, &port);
    WSASERVICECLASSINFOW info = class_w(CLASS_A, W("First"), 1, &value);
    WORKS(WSAInstallServiceClassW(&info));
    FAILS(WSAInstallServiceClassW(&info), WSAEALREADY);
    port = 2;
    info.lpszServiceClassName = W("Second");
    FAILS(WSAInstallServiceClassW(&info), WSAEALREADY);
    show("the first stays", CLASS_A);
    /* Names need not be different. */
    info.lpServiceClassId = CLASS_B;
    info.lpszServiceClassName = W("First");
    WORKS(WSAInstallServiceClassW(&info));
    show("the same name", CLASS_B);
    WORKS(WSARemoveServiceClass(CLASS_A));
    show("removed", CLASS_A);
    show("the other stays", CLASS_B);
    info.lpServiceClassId = CLASS_A;
    info.lpszServiceClassName = W("Again");
    WORKS(WSAInstallServiceClassW(&info));
    show("installed again", CLASS_A);
    WORKS(WSARemoveServiceClass(CLASS_A));
    WORKS(WSARemoveServiceClass(CLASS_B));
}

static void what_is_not_installed_cannot_be_removed(void) {
    GUID nil;
    memset(&nil, 0, sizeof nil);
    FAILS(WSARemoveServiceClass(CLASS_A), WSATYPE_NOT_FOUND);
    FAILS(WSARemoveServiceClass(&nil), WSATYPE_NOT_FOUND);
    WORKS(install_named(CLASS_A, W("Example")));
    FAILS(WSARemoveServiceClass(CLASS_B), WSATYPE_NOT_FOUND);
    WORKS(WSARemoveServiceClass(CLASS_A));
    FAILS(WSARemoveServiceClass(CLASS_A), WSATYPE_NOT_FOUND);
}

static void a_class_stays_while_services_of_it_are_registered(void) {
    WORKS(install_named(CLASS_A, W("Example")));
    WORKS(install_named(CLASS_B, W("Unused")));
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("one"), CLASS_A, 1u, END));
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("two"), CLASS_A, END));
    WORKS(WSARemoveServiceClass(CLASS_B));
    FAILS(WSARemoveServiceClass(CLASS_A), WSAETOOMANYREFS);
    show("in use", CLASS_A);
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("one"), CLASS_A, END));
    FAILS(WSARemoveServiceClass(CLASS_A), WSAETOOMANYREFS);
    /* A deregistered service is on record, but not registered. */
    WORKS(set_ports(RNRSERVICE_DEREGISTER, 0, W("two"), CLASS_A, END));
    WORKS(WSARemoveServiceClass(CLASS_A));
    show("removed", CLASS_A);
    printf("  the deregistered service: %s\n", state_of(W("two"), CLASS_A));
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("two"), CLASS_A, END));
}

static void services_need_no_installed_class(void) {
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("one"), CLASS_A, 1u, END));
    /* That a class is not there is said before that it is in use. */
    FAILS(WSARemoveServiceClass(CLASS_A), WSATYPE_NOT_FOUND);
    WORKS(install_named(CLASS_A, W("Late")));
    FAILS(WSARemoveServiceClass(CLASS_A), WSAETOOMANYREFS);
    printf("  %s\n", state_of(W("one"), CLASS_A));
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("one"), CLASS_A, END));
    WORKS(WSARemoveServiceClass(CLASS_A));
    printf("  %s\n", state_of(W("one"), CLASS_A));
}

static void what_dns_ignores_is_no_instance(void) {
    WSAQUERYSETW query = query_w(W("ignored"), CLASS_A);
    query.dwNameSpace = NS_DNS;
    WORKS(install_named(CLASS_A, W("Example")));
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    WORKS(WSARemoveServiceClass(CLASS_A));
}

static void a_class_may_be_without_a_name(void) {
    WORKS(install_named(CLASS_A, NULL));
    WORKS(install_named(CLASS_B, W("")));
    show("null", CLASS_A);
    show("empty", CLASS_B);
    FAILS(install_named(CLASS_A, W("Named")), WSAEALREADY);
    WORKS(WSARemoveServiceClass(CLASS_A));
    WORKS(WSARemoveServiceClass(CLASS_B));
}

static void a_class_may_be_without_values_for_a_namespace(void) {
    DWORD object_type = 4;
    WSANSCLASSINFOW value = value_w(W("SapId"), NS_SAP, REG_DWORD, sizeof object_type, &object_type);
    WSASERVICECLASSINFOW info = class_w(CLASS_A, W("Elsewhere"), 1, &value);
    WORKS(WSAInstallServiceClassW(&info));
    show("a value for another namespace", CLASS_A);
    WORKS(WSARemoveServiceClass(CLASS_A));
    WORKS(install_named(CLASS_A, W("Nowhere")));
    show("no values", CLASS_A);
    WORKS(WSARemoveServiceClass(CLASS_A));
}

static void implied(const char *what, GUID id) {
    show(what, &id);
    show_class("  by NS_DNS", dns_provider(), &id);
    FAILS(WSARemoveServiceClass(&id), WSATYPE_NOT_FOUND);
}

static void ports_and_numbers_are_classes_without_installation(void) {
    GUID tcp = SVCID_TCP(80), tcp_record = SVCID_TCP_RR(80, 7), udp = SVCID_UDP(53), udp_record = SVCID_UDP_RR(53, 28);
    GUID domain = SVCID_TCP(53), mail = SVCID_DNS_TYPE_MX, files = SVCID_FILE_SERVER, high = SVCID_TCP(65535);
    GUID host = SVCID_HOSTNAME, by_name = SVCID_INET_HOSTADDRBYNAME, no_netware = SVCID_FILE_SERVER, nil;
    implied("SVCID_TCP(80)", tcp);
    implied("SVCID_TCP_RR(80, 7)", tcp_record);
    implied("SVCID_TCP(65535)", high);
    implied("SVCID_UDP(53)", udp);
    implied("SVCID_UDP_RR(53, 28)", udp_record);
    implied("SVCID_TCP(53)", domain);
    implied("SVCID_DNS_TYPE_MX", mail);
    implied("SVCID_FILE_SERVER", files);
    /* IS_SVCID_NETWARE does not take a record type. */
    no_netware.Data3 = 1;
    implied("NetWare with a record type", no_netware);
    implied("SVCID_HOSTNAME", host);
    implied("SVCID_INET_HOSTADDRBYNAME", by_name);
    memset(&nil, 0, sizeof nil);
    implied("zero", nil);
}

static void what_is_installed_comes_before_what_is_implied(void) {
    GUID http = SVCID_TCP(80);
    DWORD port = 8008;
    WSANSCLASSINFOW value = value_w(W("TcpPort"), NS_ALL, REG_DWORD, sizeof port, &port);
    WSASERVICECLASSINFOW info = class_w(&http, W("Web"), 1, &value);
    WORKS(WSAInstallServiceClassW(&info));
    FAILS(WSAInstallServiceClassW(&info), WSAEALREADY);
    show("installed", &http);
    show_class("  by NS_DNS", dns_provider(), &http);
    WORKS(WSARemoveServiceClass(&http));
    show("removed", &http);
    WORKS(install_named(&http, NULL));
    show("without a name", &http);
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("one"), &http, 80u, END));
    FAILS(WSARemoveServiceClass(&http), WSAETOOMANYREFS);
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("one"), &http, END));
    WORKS(WSARemoveServiceClass(&http));
    FAILS(WSARemoveServiceClass(&http), WSATYPE_NOT_FOUND);
}

/* A description whose every part stands in memory that is compared, overwritten and freed. */
typedef struct {
    GUID id;
    WSASERVICECLASSINFOW info;
    WSANSCLASSINFOW values[2];
    WCHAR name[8], value_name[8];
    BYTE data[4];
} whole;

static void fill(whole *all, unsigned char content) {
    memset(all, 0, sizeof *all);
    all->id = *CLASS_A;
    all->name[0] = content;
    all->value_name[0] = content;
    memset(all->data, content, sizeof all->data);
    all->values[0] = value_w(all->value_name, NS_ALL, REG_BINARY, sizeof all->data, all->data);
    all->values[1] = value_w(all->value_name, NS_NTDS, REG_SZ, 2, all->data);
    all->info = class_w(&all->id, all->name, 2, all->values);
}

static void the_callers_memory_is_its_own_again(void) {
    whole *given = (whole *)malloc(sizeof(whole)), *before = (whole *)malloc(sizeof(whole));
    CHECK(given != NULL && before != NULL);
    fill(given, 'a');
    memcpy(before, given, sizeof *given);
    WORKS(WSAInstallServiceClassW(&given->info));
    CHECK(memcmp(before, given, sizeof *given) == 0);
    memset(given, 0xEE, sizeof *given);
    free(given);
    free(before);
    show("still", CLASS_A);
    WORKS(WSARemoveServiceClass(CLASS_A));
}

static void one_result_installs_another_class(void) {
    static class_buffer buffer;
    DWORD port = 99, size = sizeof buffer;
    GUID other = *CLASS_B;
    WSANSCLASSINFOW value = value_w(W("UdpPort"), NS_ALL, REG_DWORD, sizeof port, &port);
    WSASERVICECLASSINFOW info = class_w(CLASS_A, W("Original"), 1, &value);
    WORKS(WSAInstallServiceClassW(&info));
    WORKS(WSAGetServiceClassInfoW(directory_provider(), CLASS_A, &size, &buffer.info));
    buffer.info.lpServiceClassId = &other;
    WORKS(WSAInstallServiceClassW(&buffer.info));
    show("the copy", CLASS_B);
    WORKS(WSARemoveServiceClass(CLASS_A));
    WORKS(WSARemoveServiceClass(CLASS_B));
}

static void classes_outlast_the_last_cleanup(void) {
    WORKS(install_named(CLASS_A, W("Lasting")));
    CHECK(WSACleanup() == 0);
    start_winsock();
    show("after WSACleanup", CLASS_A);
    WORKS(WSARemoveServiceClass(CLASS_A));
}

int main(void) {
    start_winsock();
    RUN(what_is_installed_is_described);
    RUN(a_class_is_installed_once);
    RUN(what_is_not_installed_cannot_be_removed);
    RUN(a_class_stays_while_services_of_it_are_registered);
    RUN(services_need_no_installed_class);
    RUN(what_dns_ignores_is_no_instance);
    RUN(a_class_may_be_without_a_name);
    RUN(a_class_may_be_without_values_for_a_namespace);
    RUN(ports_and_numbers_are_classes_without_installation);
    RUN(what_is_installed_comes_before_what_is_implied);
    RUN(the_callers_memory_is_its_own_again);
    RUN(one_result_installs_another_class);
    RUN(classes_outlast_the_last_cleanup);
    return 0;
}
