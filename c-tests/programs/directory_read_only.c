// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_DIRECTORY_ACCESS=read-only
// A directory that is read-only refuses every registration, and lookups work.
#include "classes.h"

static void every_operation_is_refused(void) {
    WSAQUERYSETW wide = query_w(W("refused"), CLASS_A);
    WSAQUERYSETA ansi = query_a(A("refused"), CLASS_A);
    int operation;
    for (operation = RNRSERVICE_REGISTER; operation <= RNRSERVICE_DELETE; operation++) {
        FAILS(WSASetServiceW(&wide, (WSAESETSERVICEOP)operation, 0), WSAEACCES);
        FAILS(WSASetServiceA(&ansi, (WSAESETSERVICEOP)operation, SERVICE_MULTIPLE), WSAEACCES);
    }
    wide.dwNameSpace = NS_ALL;
    FAILS(WSASetServiceW(&wide, RNRSERVICE_REGISTER, 0), WSAEACCES);
    wide.dwNameSpace = 99;
    wide.lpNSProviderId = directory_provider();
    FAILS(WSASetServiceW(&wide, RNRSERVICE_REGISTER, 0), WSAEACCES);
    printf("  %s\n", state_of(W("refused"), CLASS_A));
}

static void what_is_wrong_with_the_query_set_is_said_first(void) {
    WSAQUERYSETW query = query_w(W("refused"), CLASS_A);
    FAILS(WSASetServiceW(&query, (WSAESETSERVICEOP)3, 0), WSAEINVAL);
    query.dwNumberOfCsAddrs = 1;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    query.dwNumberOfCsAddrs = 0;
    query.lpNSProviderId = CLASS_A;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    query.lpNSProviderId = NULL;
    query.dwNameSpace = 99;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSASERVICE_NOT_FOUND);
}

static void dns_is_not_the_directory(void) {
    WSAQUERYSETW query = query_w(W("refused"), CLASS_A);
    query.dwNameSpace = NS_DNS;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
}

static void lookups_work(void) {
    WSAQUERYSETW query = query_w(NULL, CLASS_A);
    show_w(&query, LUP_RETURN_NAME);
    query.lpszServiceInstanceName = W("refused");
    show_w(&query, LUP_RETURN_NAME);
}

static void classes_are_refused_as_well(void) {
    GUID http = SVCID_TCP(80);
    WSASERVICECLASSINFOA ansi;
    memset(&ansi, 0, sizeof ansi);
    ansi.lpServiceClassId = CLASS_A;
    ansi.lpszServiceClassName = A("refused");
    FAILS(install_named(CLASS_A, W("refused")), WSAEACCES);
    FAILS(WSAInstallServiceClassA(&ansi), WSAEACCES);
    FAILS(install_named(&http, W("refused")), WSAEACCES);
    /* Nothing is told about what is there. */
    FAILS(WSARemoveServiceClass(CLASS_A), WSAEACCES);
    FAILS(WSARemoveServiceClass(&http), WSAEACCES);
    ansi.lpServiceClassId = NULL;
    FAILS(WSAInstallServiceClassA(&ansi), WSAEINVAL);
    FAILS(WSARemoveServiceClass(NULL), WSAEINVAL);
    show_class("class A", directory_provider(), CLASS_A);
    show_class("SVCID_TCP(80)", directory_provider(), &http);
}

int main(void) {
    start_winsock();
    RUN(every_operation_is_refused);
    RUN(what_is_wrong_with_the_query_set_is_said_first);
    RUN(dns_is_not_the_directory);
    RUN(lookups_work);
    RUN(classes_are_refused_as_well);
    return 0;
}
