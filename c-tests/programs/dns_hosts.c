// SPDX-License-Identifier: MIT OR Apache-2.0
// server: dns
// Hosts by name and by address, as `gethostbyname`, `gethostbyaddr` and clients of TCP and UDP services ask for them.
//
// wine: there is no hosts file

#include "dns.h"

#define HOST (LUP_RETURN_NAME | LUP_RETURN_BLOB | LUP_RETURN_ADDR)

static void the_addresses_of_a_host_come_with_a_hostent(void) {
    AFPROTOCOLS protocols[2];
    WSAQUERYSETW query = dns_query(W("v4.test"), CLASS_BY_NAME);
    ask(&query, HOST, add_hostent);
    ask_for(W("V6.TEST."), CLASS_BY_NAME, HOST, add_hostent);
    /* As gethostbyname asks, with every namespace in reach. */
    protocols[0].iAddressFamily = AF_INET;
    protocols[0].iProtocol = IPPROTO_UDP;
    protocols[1].iAddressFamily = AF_INET;
    protocols[1].iProtocol = IPPROTO_TCP;
    query = dns_query(W("web.test"), CLASS_BY_NAME);
    query.dwNameSpace = NS_ALL;
    query.dwNumberOfProtocols = 2;
    query.lpafpProtocols = protocols;
    ask(&query, LUP_RETURN_NAME | LUP_RETURN_BLOB, add_hostent);
    printf("  without a restriction to IPv4 all the same IPv4\n");
    ask_for(W("web.test"), CLASS_BY_NAME, HOST | LUP_RETURN_TYPE, add_hostent);
    printf("  restricted to IPv6\n");
    protocols[0].iAddressFamily = AF_INET6;
    query.dwNumberOfProtocols = 1;
    ask(&query, HOST, add_hostent);
    printf("  record types of addresses\n");
    ask_for(W("web.test"), CLASS_DNS(1), HOST | LUP_RETURN_TYPE, add_hostent);
    ask_for(W("web.test"), CLASS_DNS(28), HOST | LUP_RETURN_TYPE, add_hostent);
}

static void the_ansi_form_finds_the_same(void) {
    WSAQUERYSETA query = query_a(A("v4.test"), CLASS_BY_NAME);
    result_buffer buffer;
    HANDLE lookup;
    DWORD length;
    query.dwNameSpace = NS_DNS;
    WORKS(WSALookupServiceBeginA(&query, HOST, &lookup));
    length = 0;
    FAILS(WSALookupServiceNextA(lookup, 0, &length, NULL), WSAEFAULT);
    CHECK(length > sizeof(WSAQUERYSETA) && length < 1024);
    WORKS(WSALookupServiceNextA(lookup, 0, &length, &buffer.a));
    printf("  %s, %u addresses\n", buffer.a.lpszServiceInstanceName, (unsigned)buffer.a.dwNumberOfCsAddrs);
    FAILS(next_a(lookup, 0, &buffer), WSA_E_NO_MORE);
    FAILS(next_a(lookup, 0, &buffer), WSA_E_NO_MORE);
    WORKS(WSALookupServiceEnd(lookup));
}

static void aliases_are_results_of_their_own_when_they_are_asked_for(void) {
    result_buffer buffer;
    HANDLE lookup;
    WSAQUERYSETW query = dns_query(W("chain.test"), CLASS_BY_NAME);
    ask(&query, HOST, add_hostent);
    ask(&query, HOST | LUP_RETURN_ALIASES, add_hostent);
    ask_for(W("www.test"), CLASS_TCP(80), LUP_RETURN_NAME | LUP_RETURN_ALIASES | LUP_RETURN_TYPE, NULL);
    printf("  Next may want none\n");
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup));
    WORKS(next_w(lookup, LUP_RETURN_NAME, &buffer));
    FAILS(next_w(lookup, LUP_RETURN_NAME, &buffer), WSA_E_NO_MORE);
    WORKS(WSALookupServiceEnd(lookup));
}

static void a_class_with_a_port_gives_complete_transport_addresses(void) {
    WSAQUERYSETW query = dns_query(W("web.test"), CLASS_TCP(80));
    AFPROTOCOLS protocol;
    HANDLE lookup;
    result_buffer buffer;
    text *sides = new_text();
    ask(&query, LUP_RETURN_ALL, add_hostent);
    ask_for(W("v4.test"), CLASS_UDP(53), LUP_RETURN_ALL, NULL);
    printf("  a literal address\n");
    ask_for(W("198.51.100.7"), CLASS_TCP(80), LUP_RETURN_ALL, NULL);
    ask_for(W("2001:db8::7"), CLASS_TCP(80), LUP_RETURN_ALL, NULL);
    printf("  a protocol that the class has not\n");
    query.dwNumberOfProtocols = 1;
    query.lpafpProtocols = &protocol;
    protocol.iAddressFamily = AF_INET;
    protocol.iProtocol = IPPROTO_UDP;
    ask(&query, LUP_RETURN_ALL, NULL);
    printf("  a service binds to what a client connects to\n");
    protocol.iProtocol = IPPROTO_TCP;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ADDR, &lookup));
    WORKS(next_w(lookup, LUP_RES_SERVICE, &buffer));
    add_side(sides, &buffer.w.lpcsaBuffer->LocalAddr);
    printf("  %s\n", sides->bytes);
    free(sides);
    WORKS(WSALookupServiceEnd(lookup));
}

static void a_host_name_may_have_a_service_behind_it(void) {
    WSAQUERYSETW query = dns_query(W("v4.test"), CLASS_HOSTNAME);
    ask(&query, LUP_RETURN_ALL, NULL);
    query.lpszQueryString = W("ftp");
    ask(&query, LUP_RETURN_ADDR, NULL);
    query.lpszQueryString = W("Domain/UDP");
    ask(&query, LUP_RETURN_ADDR, NULL);
    query.lpszQueryString = W("8080");
    ask(&query, LUP_RETURN_ADDR, NULL);
    query.lpszQueryString = W("8080/udp");
    ask(&query, LUP_RETURN_ADDR, NULL);
    query.lpszQueryString = W("no-such-service");
    ask(&query, LUP_RETURN_ADDR, NULL);
    query.lpszQueryString = W("no such service");
    ask(&query, LUP_RETURN_ADDR, NULL);
}

static void this_machine_has_a_name_and_addresses(void) {
    WSAQUERYSETW query = dns_query(NULL, CLASS_HOSTNAME);
    char name[256] = "";
    result_buffer buffer;
    HANDLE lookup;
    size_t index;
    int round;
    CHECK(gethostname(name, sizeof name - 1) == 0);
    for (round = 0; round < 2; round++) {
        WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup));
        WORKS(next_w(lookup, 0, &buffer));
        for (index = 0; index <= strlen(name); index++) {
            CHECK(buffer.w.lpszServiceInstanceName[index] == (WCHAR)(unsigned char)name[index]);
        }
        CHECK(buffer.w.dwNumberOfCsAddrs == 0 && buffer.w.lpBlob == NULL);
        FAILS(next_w(lookup, 0, &buffer), WSA_E_NO_MORE);
        WORKS(WSALookupServiceEnd(lookup));
        query.lpszServiceInstanceName = W("");
    }
    query.lpszQueryString = W("80");
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ADDR, &lookup));
    WORKS(next_w(lookup, 0, &buffer));
    CHECK(buffer.w.dwNumberOfCsAddrs > 0);
    CHECK(((const SOCKADDR_IN *)(const void *)buffer.w.lpcsaBuffer->RemoteAddr.lpSockaddr)->sin_port == htons(80));
    WORKS(WSALookupServiceEnd(lookup));
}

static void an_address_leads_to_its_host(void) {
    ask_for(W("192.0.2.10"), CLASS_BY_ADDRESS, HOST, add_hostent);
    ask_for(W("2001:db8::10"), CLASS_BY_ADDRESS, HOST, add_hostent);
    ask_for(W("127.0.0.1"), CLASS_BY_ADDRESS, LUP_RETURN_NAME, NULL);
    ask_for(W("192.0.2.99"), CLASS_BY_ADDRESS, HOST, add_hostent);
    ask_for(W("web.test"), CLASS_BY_ADDRESS, HOST, add_hostent);
}

static void the_hosts_file_is_asked_first(void) {
    WSAQUERYSETW query = dns_query(W("LOCALHOST"), CLASS_TCP(80));
    AFPROTOCOLS inet;
    inet.iAddressFamily = AF_INET;
    inet.iProtocol = 0;
    query.dwNumberOfProtocols = 1;
    query.lpafpProtocols = &inet;
    ask(&query, LUP_RETURN_ADDR, NULL);
}

static void what_is_not_there_has_its_error(void) {
    WSAQUERYSETW query = dns_query(W("v4.test"), CLASS_BY_NAME);
    AFPROTOCOLS inet6;
    printf("  no such host\n");
    ask_for(W("nobody.test"), CLASS_BY_NAME, HOST, NULL);
    ask_for(W("nobody.test"), CLASS_TCP(80), HOST, NULL);
    printf("  no address of the family\n");
    inet6.iAddressFamily = AF_INET6;
    inet6.iProtocol = 0;
    query.dwNumberOfProtocols = 1;
    query.lpafpProtocols = &inet6;
    ask(&query, HOST, NULL);
    ask_for(W("text.test"), CLASS_BY_NAME, HOST, NULL);
    printf("  a server that does not want to tell\n");
    ask_for(W("example.invalid"), CLASS_BY_NAME, HOST, NULL);
    printf("  not for DNS\n");
    ask_for(W("192.0.2.10"), CLASS_BY_NAME, HOST, NULL);
    ask_for(W("a name"), CLASS_TCP(80), HOST, NULL);
    ask_for(NULL, CLASS_TCP(80), HOST, NULL);
    ask_for(W("*"), CLASS_BY_NAME, HOST, NULL);
    ask_for(W("web.test"), NULL, HOST, NULL);
    ask_for(W("web.test"), CLASS_A, HOST, NULL);
    ask_for(W("web.test"), CLASS_TCP(80), LUP_CONTAINERS, NULL);
    query = dns_query(W("web.test"), CLASS_TCP(80));
    query.lpszContext = W("place");
    ask(&query, HOST, NULL);
}

static void names_that_the_directory_has_as_well_are_found_twice(void) {
    WSAQUERYSETW query = query_w(W("v4.test"), CLASS_TCP(80)), own = query_w(W("nobody.test"), CLASS_TCP(80));
    SOCKADDR_IN address = inet_port(80);
    CSADDR_INFO info = tcp_at(NULL, &address);
    own.dwNumberOfCsAddrs = query.dwNumberOfCsAddrs = 1;
    own.lpcsaBuffer = query.lpcsaBuffer = &info;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    WORKS(WSASetServiceW(&own, RNRSERVICE_REGISTER, 0));
    own.dwNameSpace = query.dwNameSpace = NS_ALL;
    ask(&query, LUP_RETURN_ADDR, NULL);
    printf("  and one that DNS does not know once\n");
    ask(&own, LUP_RETURN_ADDR, NULL);
    printf("  and one that nobody knows never\n");
    own.lpszServiceInstanceName = W("nothing.test");
    ask(&own, LUP_RETURN_ADDR, NULL);
    printf("  the directory knows it, and has no such version\n");
    {
        WSAVERSION version;
        version.dwVersion = 9;
        version.ecHow = COMP_EQUAL;
        own.lpVersion = &version;
        own.lpszServiceInstanceName = W("nobody.test");
        ask(&own, LUP_RETURN_ADDR, NULL);
    }
}

int main(void) {
    start_winsock();
    RUN(the_addresses_of_a_host_come_with_a_hostent);
    RUN(the_ansi_form_finds_the_same);
    RUN(aliases_are_results_of_their_own_when_they_are_asked_for);
    RUN(a_class_with_a_port_gives_complete_transport_addresses);
    RUN(a_host_name_may_have_a_service_behind_it);
    RUN(this_machine_has_a_name_and_addresses);
    RUN(an_address_leads_to_its_host);
    RUN(the_hosts_file_is_asked_first);
    RUN(what_is_not_there_has_its_error);
    RUN(names_that_the_directory_has_as_well_are_found_twice);
    return 0;
}
