// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_SAP=local
// env: ENLIST_DIRECTORY_ACCESS=read-only except {000B0A0A-0000-0000-C000-000000000046}
// Calls that reach several providers: one success is enough, and the most telling error wins. The directory takes class A
// only here, SAP takes every class, DNS takes everything and keeps nothing, and Bluetooth is concerned with none of this.
//
// wine: NS_NLA, which lists the networks of Linux, is not there

#include "rnr.h"

static WSAQUERYSETW everywhere(WCHAR *name, GUID *service_class) {
    WSAQUERYSETW query = query_w(name, service_class);
    query.dwNameSpace = NS_ALL;
    return query;
}

static void where(const char *what, WCHAR *name, GUID *service_class) {
    WSAQUERYSETW query = everywhere(name, service_class);
    printf("  %s\n", what);
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_COMMENT);
}

static void the_catalogue_lists_sap_last(void) {
    WSANAMESPACE_INFOA infos[16];
    DWORD length = sizeof infos;
    int count = WSAEnumNameSpaceProvidersA(&length, infos), index;
    for (index = 0; index < count; index++) {
        printf("  %u %s\n", (unsigned)infos[index].dwNameSpace, infos[index].lpszIdentifier);
    }
}

static void a_service_that_two_providers_have_is_found_twice_in_catalogue_order(void) {
    WSAQUERYSETW query = everywhere(W("Both"), SAP_A), sap = query_w(W("both"), SAP_A);
    query.lpszComment = W("one text");
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    where("by name", W("BOTH"), SAP_A);
    where("by class", NULL, SAP_A);
    sap.dwNameSpace = NS_SAP;
    WORKS(WSASetServiceW(&sap, RNRSERVICE_DELETE, 0));
    where("gone from SAP", W("both"), SAP_A);
    where("and by class", NULL, SAP_A);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    where("gone from the directory", W("both"), SAP_A);
    where("and by class", NULL, SAP_A);
}

static void one_success_is_enough(void) {
    WSAQUERYSETW query = everywhere(W("Some"), SAP_B);
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    where("the directory refused", W("some"), SAP_B);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DEREGISTER, 0));
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    where("gone", W("some"), SAP_B);
    /* SAP has no containers, and the directory has. */
    query = everywhere(W("Some"), SAP_A);
    query.lpszContext = W("place");
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    printf("  SAP refused\n");
    show_w(&query, LUP_RETURN_NAME);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
}

static void the_most_telling_error_wins_when_all_fail(void) {
    WSAQUERYSETW query = everywhere(W("Nobody"), SAP_B);
    /* Refused by the directory, unknown to SAP. */
    FAILS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0), WSAEACCES);
    FAILS(WSASetServiceW(&query, RNRSERVICE_DEREGISTER, SERVICE_MULTIPLE), WSAEACCES);
    /* Unknown to both. */
    query.lpServiceClassId = SAP_A;
    FAILS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0), WSASERVICE_NOT_FOUND);
    /* Unknown to the directory, not possible in SAP. */
    query.lpszContext = W("place");
    FAILS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0), WSASERVICE_NOT_FOUND);
    /* Refused by the directory, not possible in SAP. */
    query.lpServiceClassId = SAP_B;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEACCES);
    /* Not possible in either. */
    query = everywhere(NULL, SAP_A);
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
}

static void providers_that_cannot_begin_are_left_out(void) {
    WSAQUERYSETW query = everywhere(NULL, NULL);
    HANDLE lookup;
    WSAVERSION version;
    /* Only the directory has containers. */
    printf("  containers\n");
    show_w(&query, LUP_CONTAINERS | LUP_RETURN_NAME);
    query.lpszContext = W("place");
    printf("  a context\n");
    show_w(&query, LUP_RETURN_NAME);
    /* None can. */
    FAILS(WSALookupServiceBeginW(&query, LUP_CONTAINERS | LUP_NOCONTAINERS, &lookup), WSAEINVAL);
    query.lpszContext = NULL;
    FAILS(WSALookupServiceBeginW(&query, LUP_CONTAINERS | LUP_NOCONTAINERS, &lookup), WSANO_DATA);
    version.dwVersion = 1;
    version.ecHow = (WSAECOMPARATOR)2;
    query.lpVersion = &version;
    FAILS(WSALookupServiceBeginW(&query, 0, &lookup), WSAEINVAL);
}

static void a_lookup_that_finds_nothing_ends_with_the_most_telling_reason(void) {
    WSAQUERYSETW query = query_w(W("Old"), SAP_A), all = everywhere(W("Old"), SAP_A);
    WSAVERSION version;
    version.dwVersion = 2;
    version.ecHow = COMP_NOTLESS;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    all.lpVersion = &version;
    printf("  the directory has an older version, SAP nothing\n");
    show_w(&all, LUP_RETURN_NAME);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    query.dwNameSpace = NS_SAP;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    printf("  SAP has an older version, the directory nothing\n");
    show_w(&all, LUP_RETURN_NAME);
    printf("  SAP has it, the directory nothing\n");
    all.lpVersion = NULL;
    show_w(&all, LUP_RETURN_NAME);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    printf("  neither has it\n");
    show_w(&all, LUP_RETURN_NAME);
}

static void a_buffer_that_is_too_small_does_not_skip_to_the_next_provider(void) {
    WSAQUERYSETW query = everywhere(W("Both"), SAP_A);
    result_buffer buffer;
    HANDLE lookup;
    DWORD length;
    int round;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup));
    for (round = 0; round < 3; round++) {
        length = 0;
        FAILS(WSALookupServiceNextW(lookup, 0, &length, NULL), WSAEFAULT);
    }
    WORKS(next_w(lookup, 0, &buffer));
    CHECK(buffer.w.dwNameSpace == NS_NTDS);
    length = 10;
    FAILS(WSALookupServiceNextW(lookup, 0, &length, &buffer.w), WSAEFAULT);
    WORKS(next_w(lookup, 0, &buffer));
    CHECK(buffer.w.dwNameSpace == NS_SAP);
    FAILS(next_w(lookup, 0, &buffer), WSA_E_NO_MORE);
    FAILS(next_w(lookup, 0, &buffer), WSA_E_NO_MORE);
    WORKS(WSALookupServiceEnd(lookup));
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
}

static void protocols_choose_providers(void) {
    WSAQUERYSETW query = everywhere(W("Both"), SAP_A);
    AFPROTOCOLS protocols[2];
    SOCKADDR_IN inet = inet_port(80);
    unsigned char ipx[14] = {6, 0, 1};
    CSADDR_INFO infos[2];
    infos[0] = tcp_at(NULL, &inet);
    infos[1] = infos[0];
    infos[1].RemoteAddr.lpSockaddr = (LPSOCKADDR)ipx;
    infos[1].RemoteAddr.iSockaddrLength = sizeof ipx;
    query.dwNumberOfCsAddrs = 2;
    query.lpcsaBuffer = infos;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    query.lpafpProtocols = protocols;
    query.dwNumberOfProtocols = 1;
    protocols[0].iProtocol = 0;
    protocols[0].iAddressFamily = AF_INET;
    printf("  IPv4\n");
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_ADDR);
    protocols[0].iAddressFamily = 6;
    printf("  IPX\n");
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_ADDR);
    query.dwNumberOfProtocols = 0;
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
}

static void a_provider_that_has_nothing_fitting_does_not_spoil_the_ending(void) {
    WSAQUERYSETW query = query_w(W("mixed"), SAP_A);
    unsigned char ipx[14] = {6, 0, 7};
    CSADDR_INFO info = tcp_at(NULL, NULL);
    info.RemoteAddr.lpSockaddr = (LPSOCKADDR)ipx;
    info.RemoteAddr.iSockaddrLength = sizeof ipx;
    CHECK(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0) == 0);
    query.dwNameSpace = NS_SAP;
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &info;
    CHECK(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0) == 0);
    query = query_w(W("mixed"), SAP_A);
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_ADDR);
    query.dwNameSpace = NS_ALL;
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_ADDR);
}

int main(void) {
    start_winsock();
    RUN(the_catalogue_lists_sap_last);
    RUN(a_service_that_two_providers_have_is_found_twice_in_catalogue_order);
    RUN(one_success_is_enough);
    RUN(the_most_telling_error_wins_when_all_fail);
    RUN(providers_that_cannot_begin_are_left_out);
    RUN(a_lookup_that_finds_nothing_ends_with_the_most_telling_reason);
    RUN(a_buffer_that_is_too_small_does_not_skip_to_the_next_provider);
    RUN(a_provider_that_has_nothing_fitting_does_not_spoil_the_ending);
    RUN(protocols_choose_providers);
    return 0;
}
