// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_SAP=local
// The SAP namespace: flat, names in upper case, and the whole table of operations.
#include "rnr.h"

static WSAQUERYSETW sap_query(WCHAR *name, GUID *service_class) {
    WSAQUERYSETW query = query_w(name, service_class);
    query.dwNameSpace = NS_SAP;
    return query;
}

static void names_become_upper_case(void) {
    WSAQUERYSETW query = sap_query(W("Printer \u00E9"), CLASS_A), every = sap_query(W("*"), CLASS_A);
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_w(&every, LUP_RETURN_NAME);
    query.lpszServiceInstanceName = W("pRINTER \u00C9");
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, SERVICE_MULTIPLE));
    show_w(&query, LUP_RETURN_NAME);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    FAILS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0), WSASERVICE_NOT_FOUND);
}

static void contexts_are_refused_but_for_the_top(void) {
    WSAQUERYSETW query = sap_query(W("printer"), CLASS_A);
    HANDLE lookup;
    query.lpszContext = W("sales");
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    FAILS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0), WSAEINVAL);
    FAILS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup), WSAEINVAL);
    query.lpszContext = W("\\");
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_w(&query, LUP_RETURN_NAME);
    query.lpszContext = W("");
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
}

static void there_are_no_containers(void) {
    WSAQUERYSETW query = sap_query(W("printer"), CLASS_A), every = sap_query(NULL, NULL);
    HANDLE lookup;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    FAILS(WSALookupServiceBeginW(&every, LUP_CONTAINERS, &lookup), WSANO_DATA);
    FAILS(WSALookupServiceBeginW(&every, LUP_CONTAINERS | LUP_NOCONTAINERS, &lookup), WSANO_DATA);
    show_w(&every, LUP_NOCONTAINERS | LUP_DEEP | LUP_RETURN_NAME);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
}

/* IPX addresses, as SAP is made for. */
static CSADDR_INFO ipx_at(unsigned char *address, unsigned char last) {
    /* As Windows numbers AF_IPX. */
    static const unsigned char family[2] = {6, 0};
    CSADDR_INFO info;
    memset(&info, 0, sizeof info);
    memset(address, 0, 14);
    memcpy(address, family, 2);
    address[13] = last;
    info.LocalAddr.lpSockaddr = (LPSOCKADDR)address;
    info.LocalAddr.iSockaddrLength = 14;
    info.iSocketType = SOCK_DGRAM;
    info.iProtocol = 1000;
    return info;
}

static void the_table_of_operations_holds(void) {
    unsigned char addresses[2][14];
    CSADDR_INFO infos[2];
    WSAQUERYSETW query = sap_query(W("server"), CLASS_B);
    infos[0] = ipx_at(addresses[0], 1);
    infos[1] = ipx_at(addresses[1], 2);
    query.lpcsaBuffer = infos;
    FAILS(WSASetServiceW(&query, RNRSERVICE_DEREGISTER, 0), WSASERVICE_NOT_FOUND);
    query.dwNumberOfCsAddrs = 1;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    query.lpcsaBuffer = infos + 1;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, SERVICE_MULTIPLE));
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_ADDR);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DEREGISTER, SERVICE_MULTIPLE));
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_ADDR);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DEREGISTER, 0));
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_ADDR);
    show_w(&query, LUP_RETURN_NAME);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    show_w(&query, LUP_RETURN_NAME);
}

static void the_directory_does_not_see_its_services(void) {
    WSAQUERYSETW query = sap_query(W("server"), CLASS_B);
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    query.dwNameSpace = NS_NTDS;
    show_w(&query, LUP_RETURN_NAME);
    FAILS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0), WSASERVICE_NOT_FOUND);
    query.dwNameSpace = NS_SAP;
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
}

static void only_lookups_for_ipx_or_any_family_reach_it(void) {
    WSAQUERYSETW query = sap_query(NULL, CLASS_A);
    AFPROTOCOLS protocols[2];
    HANDLE lookup;
    protocols[0].iAddressFamily = AF_INET;
    protocols[0].iProtocol = 0;
    query.dwNumberOfProtocols = 1;
    query.lpafpProtocols = protocols;
    FAILS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup), WSASERVICE_NOT_FOUND);
    protocols[0].iAddressFamily = 6;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup));
    WORKS(WSALookupServiceEnd(lookup));
    protocols[0].iAddressFamily = AF_UNSPEC;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup));
    WORKS(WSALookupServiceEnd(lookup));
    /* A registration is not restricted by protocols. */
    protocols[0].iAddressFamily = AF_INET;
    query.lpszServiceInstanceName = W("server");
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
}

int main(void) {
    start_winsock();
    RUN(names_become_upper_case);
    RUN(contexts_are_refused_but_for_the_top);
    RUN(there_are_no_containers);
    RUN(the_table_of_operations_holds);
    RUN(the_directory_does_not_see_its_services);
    RUN(only_lookups_for_ipx_or_any_family_reach_it);
    return 0;
}
