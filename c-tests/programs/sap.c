// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_SAP=local
// The SAP namespace: flat, names in upper case, the whole table of operations, and what is advertised of a service.
#include "rnr.h"

static WSAQUERYSETW sap_query(WCHAR *name, GUID *service_class) {
    WSAQUERYSETW query = query_w(name, service_class);
    query.dwNameSpace = NS_SAP;
    return query;
}

static void names_become_upper_case(void) {
    WSAQUERYSETW query = sap_query(W("Printer \u00E9"), SAP_A), every = sap_query(W("*"), SAP_A);
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_w(&every, LUP_RETURN_NAME);
    query.lpszServiceInstanceName = W("pRINTER \u00C9");
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, SERVICE_MULTIPLE));
    show_w(&query, LUP_RETURN_NAME);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    FAILS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0), WSASERVICE_NOT_FOUND);
}

static void contexts_are_refused_but_for_the_top(void) {
    WSAQUERYSETW query = sap_query(W("printer"), SAP_A);
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
    WSAQUERYSETW query = sap_query(W("printer"), SAP_A), every = sap_query(NULL, NULL);
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
    WSAQUERYSETW query = sap_query(W("server"), SAP_B);
    infos[0] = ipx_at(addresses[0], 1);
    infos[1] = ipx_at(addresses[1], 2);
    query.lpcsaBuffer = infos;
    FAILS(WSASetServiceW(&query, RNRSERVICE_DEREGISTER, 0), WSASERVICE_NOT_FOUND);
    query.dwNumberOfCsAddrs = 1;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    query.lpcsaBuffer = infos + 1;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, SERVICE_MULTIPLE));
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_ADDR);
    /* The second one is registered, and takes the place of the first. */
    query.lpcsaBuffer = infos;
    WORKS(WSASetServiceW(&query, RNRSERVICE_DEREGISTER, SERVICE_MULTIPLE));
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_ADDR);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DEREGISTER, 0));
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_ADDR);
    show_w(&query, LUP_RETURN_NAME);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    show_w(&query, LUP_RETURN_NAME);
}

/* Of several addresses only the first one of IPX is seen; the other members are all there. */
static void the_first_address_of_ipx_is_advertised(void) {
    unsigned char addresses[2][14];
    SOCKADDR_IN inet = inet_port(80);
    CSADDR_INFO infos[3];
    WSAVERSION version;
    BLOB blob;
    WSAQUERYSETW query = sap_query(W("server"), SAP_B), class_only = sap_query(NULL, SAP_B);
    version.dwVersion = 3;
    version.ecHow = COMP_EQUAL;
    blob.cbSize = 2;
    blob.pBlobData = (BYTE *)"ab";
    infos[0] = tcp_at(&inet, NULL);
    infos[1] = ipx_at(addresses[0], 1);
    infos[2] = ipx_at(addresses[1], 2);
    query.lpVersion = &version;
    query.lpszComment = W("a comment");
    query.lpBlob = &blob;
    query.lpcsaBuffer = infos;
    query.dwNumberOfCsAddrs = 3;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_w(&class_only, LUP_RETURN_ALL);
    /* A service with none is registered, but nobody can be told where it is. */
    query.dwNumberOfCsAddrs = 1;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_w(&class_only, LUP_RETURN_NAME | LUP_RETURN_ADDR);
    show_w(&query, LUP_RETURN_NAME);
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_ADDR);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
}

/* Names are at most 47 bytes of the code page, which is UTF-8 here. */
static void long_names_are_cut(void) {
    WCHAR name[64], *end = name;
    WSAQUERYSETW query = sap_query(name, SAP_A), every = sap_query(NULL, SAP_A);
    while (end < name + 46) {
        *end++ = 'n';
    }
    end[0] = 'x';
    end[1] = 'y';
    end[2] = 0;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_w(&every, LUP_RETURN_NAME);
    end[1] = 0;
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
    /* Half a character is none. */
    end[0] = 0x00E9;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    show_w(&every, LUP_RETURN_NAME);
    end[0] = 0;
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
}

static void a_class_without_a_sap_type_is_refused(void) {
    WSAQUERYSETW query = sap_query(W("server"), CLASS_A);
    GUID every_type = netware_class(0xFFFF);
    HANDLE lookup;
    int operation;
    for (operation = RNRSERVICE_REGISTER; operation <= RNRSERVICE_DELETE; operation++) {
        FAILS(WSASetServiceW(&query, (WSAESETSERVICEOP)operation, 0), WSAEINVAL);
    }
    FAILS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup), WSASERVICE_NOT_FOUND);
    /* NETWARE(FFFF) asks for every type, and is none. */
    query.lpServiceClassId = &every_type;
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEINVAL);
    query.lpServiceClassId = SAP_A;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    query.lpServiceClassId = &every_type;
    query.lpszServiceInstanceName = NULL;
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_TYPE);
    query = sap_query(W("server"), SAP_A);
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
}

/* The same name is another service under another type. */
static void type_and_name_are_the_identity(void) {
    WSAQUERYSETW first = sap_query(W("server"), SAP_A), second = sap_query(W("SERVER"), SAP_B), all = sap_query(NULL, NULL);
    WORKS(WSASetServiceW(&first, RNRSERVICE_REGISTER, 0));
    WORKS(WSASetServiceW(&second, RNRSERVICE_REGISTER, 0));
    show_w(&all, LUP_RETURN_NAME | LUP_RETURN_TYPE);
    WORKS(WSASetServiceW(&first, RNRSERVICE_DELETE, 0));
    show_w(&all, LUP_RETURN_NAME | LUP_RETURN_TYPE);
    WORKS(WSASetServiceW(&second, RNRSERVICE_DELETE, 0));
}

/* Calls of several threads for one service: whatever remains is registered, or is not. */
static void hammer(void *argument) {
    unsigned state = (unsigned)(size_t)argument;
    unsigned char address[14];
    int round;
    for (round = 0; round < 500; round++) {
        CSADDR_INFO info = ipx_at(address, (unsigned char)(next_random(&state) % 4));
        WSAQUERYSETW query = sap_query(W("shared"), SAP_A);
        result_buffer buffer;
        HANDLE lookup;
        query.lpcsaBuffer = &info;
        query.dwNumberOfCsAddrs = 1;
        CHECK(WSASetServiceW(&query, RNRSERVICE_REGISTER, SERVICE_MULTIPLE) == 0);
        CHECK(WSALookupServiceBeginW(&query, LUP_RETURN_ADDR, &lookup) == 0);
        if (next_w(lookup, 0, &buffer) == 0) {
            CHECK(buffer.w.dwNumberOfCsAddrs == 1);
        }
        CHECK(WSALookupServiceEnd(lookup) == 0);
        CHECK(WSASetServiceW(&query, RNRSERVICE_DELETE, 0) == 0 || WSAGetLastError() == WSASERVICE_NOT_FOUND);
    }
}

static void threads_leave_nothing_behind(void) {
    thread_handle threads[4];
    WSAQUERYSETW query = sap_query(W("shared"), SAP_A);
    size_t index;
    for (index = 0; index < 4; index++) {
        threads[index] = thread_start(hammer, (void *)(index + 1));
    }
    for (index = 0; index < 4; index++) {
        thread_join(threads[index]);
    }
    show_w(&query, LUP_RETURN_NAME);
}

static void the_directory_does_not_see_its_services(void) {
    WSAQUERYSETW query = sap_query(W("server"), SAP_B);
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    query.dwNameSpace = NS_NTDS;
    show_w(&query, LUP_RETURN_NAME);
    FAILS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0), WSASERVICE_NOT_FOUND);
    query.dwNameSpace = NS_SAP;
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, 0));
}

static void only_lookups_for_ipx_or_any_family_reach_it(void) {
    WSAQUERYSETW query = sap_query(NULL, SAP_A);
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
    RUN(the_first_address_of_ipx_is_advertised);
    RUN(long_names_are_cut);
    RUN(a_class_without_a_sap_type_is_refused);
    RUN(type_and_name_are_the_identity);
    RUN(threads_leave_nothing_behind);
    RUN(the_directory_does_not_see_its_services);
    RUN(only_lookups_for_ipx_or_any_family_reach_it);
    return 0;
}
