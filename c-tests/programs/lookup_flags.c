// SPDX-License-Identifier: MIT OR Apache-2.0
// The control flags of Begin and Next: which members a result has, which side an address is on; and protocol restrictions.
#include "rnr.h"

#define NAME W("flags")

static void register_full(void) {
    static BYTE data[] = {0xDE, 0xAD};
    SOCKADDR_IN address = inet_port(80);
    CSADDR_INFO info = tcp_at(NULL, &address);
    WSAQUERYSETW query = query_w(NAME, CLASS_A);
    WSAVERSION version;
    BLOB blob;
    version.dwVersion = 3;
    version.ecHow = COMP_EQUAL;
    blob.cbSize = sizeof data;
    blob.pBlobData = data;
    query.lpVersion = &version;
    query.lpszComment = W("comment");
    query.lpszContext = W("place");
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &info;
    query.lpBlob = &blob;
    query.lpszQueryString = W("not kept");
    query.dwOutputFlags = 0xFFFFFFFF;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
}

static void ask(const char *what, DWORD begin_flags, DWORD next_flags) {
    WSAQUERYSETW query = query_w(NAME, CLASS_A);
    query.lpszContext = W("place");
    printf("  %s\n", what);
    print_text(lookup_w(&query, begin_flags, next_flags));
}

static void each_flag_returns_its_member(void) {
    ask("nothing", 0, 0);
    ask("name", LUP_RETURN_NAME, 0);
    ask("type", LUP_RETURN_TYPE, 0);
    ask("version", LUP_RETURN_VERSION, 0);
    ask("comment", LUP_RETURN_COMMENT, 0);
    ask("addr", LUP_RETURN_ADDR, 0);
    ask("blob", LUP_RETURN_BLOB, 0);
    ask("aliases", LUP_RETURN_ALIASES, 0);
    ask("query string", LUP_RETURN_QUERY_STRING, 0);
    ask("all", LUP_RETURN_ALL, 0);
}

static void next_can_take_away_from_what_begin_asked_for_and_add_nothing(void) {
    ask("all, then name", LUP_RETURN_ALL, LUP_RETURN_NAME);
    ask("name and comment, then comment and blob", LUP_RETURN_NAME | LUP_RETURN_COMMENT, LUP_RETURN_COMMENT | LUP_RETURN_BLOB);
    ask("name, then all", LUP_RETURN_NAME, LUP_RETURN_ALL);
    ask("name, then blob", LUP_RETURN_NAME, LUP_RETURN_BLOB);
    ask("nothing, then all", 0, LUP_RETURN_ALL);
}

static void next_without_a_return_flag_gets_what_begin_asked_for(void) {
    ask("name, then nothing", LUP_RETURN_NAME, 0);
    ask("name, then flush previous only", LUP_RETURN_NAME, LUP_FLUSHPREVIOUS);
    ask("name, then deep and res service only", LUP_RETURN_NAME, LUP_DEEP | LUP_RES_SERVICE);
    ask("name, then aliases only, which is a return flag", LUP_RETURN_NAME, LUP_RETURN_ALIASES);
}

static void each_next_has_flags_of_its_own(void) {
    WSAQUERYSETW query = query_w(NULL, CLASS_B);
    result_buffer buffer;
    HANDLE lookup;
    static const DWORD flags[] = {LUP_RETURN_NAME, LUP_RETURN_ADDR, 0};
    int index;
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("one"), CLASS_B, 1u, END));
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("two"), CLASS_B, 2u, END));
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("three"), CLASS_B, 3u, END));
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ALL, &lookup));
    for (index = 0; index < 3; index++) {
        text *line = new_text();
        WORKS(next_w(lookup, flags[index], &buffer));
        describe(line, &buffer.w, 1);
        printf("  %s\n", line->bytes);
        free(line);
    }
    WORKS(WSALookupServiceEnd(lookup));
}

static void unknown_flags_change_nothing(void) {
    ask("begin: the upper bits", LUP_RETURN_NAME | 0x7FFF5000, 0);
    ask("next: the upper bits", LUP_RETURN_NAME, 0x7FFF5000);
    ask("nearest, flush cache", LUP_RETURN_NAME | LUP_NEAREST | LUP_FLUSHCACHE, LUP_NEAREST | LUP_FLUSHCACHE);
}

/* What both kinds of callers are told about an address that was registered with these sides. */
static void sides(const char *what, unsigned local_port, unsigned remote_port) {
    SOCKADDR_IN local = inet_port(local_port), remote = inet_port(remote_port);
    CSADDR_INFO info = tcp_at(local_port == 0 ? NULL : &local, remote_port == 0 ? NULL : &remote);
    WSAQUERYSETW query = query_w(W("sides"), CLASS_C);
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &info;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    printf("  %s\n", what);
    query = query_w(W("sides"), CLASS_C);
    print_text(lookup_w(&query, LUP_RETURN_ADDR, 0));
    print_text(lookup_w(&query, LUP_RETURN_ADDR, LUP_RES_SERVICE));
}

static void an_absent_side_is_filled_for_the_one_who_asks(void) {
    sides("both given", 1, 2);
    sides("local only", 1, 0);
    sides("remote only", 0, 2);
    sides("neither", 0, 0);
}

static void the_side_is_chosen_by_next_and_not_by_begin(void) {
    WSAQUERYSETW query = query_w(W("sides"), CLASS_C);
    sides("remote only", 0, 2);
    print_text(lookup_w(&query, LUP_RETURN_ADDR | LUP_RES_SERVICE, 0));
}

/* A loopback address of IPv6, by the family number of its author. */
static void inet6_bytes(unsigned char *address, unsigned family) {
    memset(address, 0, 28);
    address[0] = (unsigned char)family;
    address[3] = 99;
    address[23] = 1;
}

static AFPROTOCOLS wanted[4];

static WSAQUERYSETW restricted(WCHAR *name, DWORD count) {
    WSAQUERYSETW query = query_w(name, CLASS_B);
    query.dwNumberOfProtocols = count;
    query.lpafpProtocols = wanted;
    return query;
}

static void want(int index, INT family, INT protocol) {
    wanted[index].iAddressFamily = family;
    wanted[index].iProtocol = protocol;
}

static void protocols(const char *what, WCHAR *name, DWORD count) {
    WSAQUERYSETW query = restricted(name, count);
    printf("  %s\n", what);
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_ADDR);
}

static void protocols_restrict_services_and_their_addresses(void) {
    SOCKADDR_IN tcp = inet_port(10), udp = inet_port(11);
    unsigned char windows[28], host[28];
    CSADDR_INFO infos[4];
    WSAQUERYSETW query = query_w(W("several"), CLASS_B);
    inet6_bytes(windows, 23);
    inet6_bytes(host, 10);
    infos[0] = tcp_at(NULL, &tcp);
    infos[1] = tcp_at(NULL, &udp);
    infos[1].iSocketType = SOCK_DGRAM;
    infos[1].iProtocol = IPPROTO_UDP;
    infos[2] = tcp_at(NULL, &tcp);
    infos[2].RemoteAddr.lpSockaddr = (LPSOCKADDR)windows;
    infos[2].RemoteAddr.iSockaddrLength = sizeof windows;
    infos[3] = infos[2];
    infos[3].RemoteAddr.lpSockaddr = (LPSOCKADDR)host;
    query.dwNumberOfCsAddrs = 4;
    query.lpcsaBuffer = infos;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    want(0, AF_INET, IPPROTO_TCP);
    protocols("IPv4 over TCP", NULL, 1);
    want(0, AF_INET, IPPROTO_UDP);
    protocols("IPv4 over UDP", NULL, 1);
    want(0, AF_INET, 0);
    protocols("IPv4", W("several"), 1);
    want(0, AF_UNSPEC, IPPROTO_UDP);
    protocols("UDP", W("several"), 1);
    want(0, 23, 0);
    protocols("IPv6 as Windows numbers it", W("several"), 1);
    want(0, 10, IPPROTO_TCP);
    protocols("IPv6 as Linux numbers it", W("several"), 1);
    want(0, 23, IPPROTO_UDP);
    want(1, AF_INET, IPPROTO_UDP);
    protocols("UDP over IPv6 or IPv4", W("several"), 2);
    want(0, AF_UNSPEC, 0);
    protocols("anything", W("several"), 1);
    want(0, 23, IPPROTO_UDP);
    protocols("UDP over IPv6, by name", W("several"), 1);
    protocols("UDP over IPv6, a name that is not there", W("nobody"), 1);
    protocols("UDP over IPv6, any name", W("*"), 1);
}

static void the_family_is_that_of_the_side_which_is_asked_for(void) {
    SOCKADDR_IN inet = inet_port(10);
    unsigned char inet6[28];
    CSADDR_INFO info = tcp_at(&inet, NULL);
    WSAQUERYSETW query = query_w(W("mixed"), CLASS_B);
    inet6_bytes(inet6, 23);
    info.RemoteAddr.lpSockaddr = (LPSOCKADDR)inet6;
    info.RemoteAddr.iSockaddrLength = sizeof inet6;
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &info;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    query = restricted(W("mixed"), 1);
    want(0, AF_INET, 0);
    printf("  IPv4, for a client and for a service\n");
    print_text(lookup_w(&query, LUP_RETURN_ADDR, 0));
    print_text(lookup_w(&query, LUP_RETURN_ADDR, LUP_RES_SERVICE));
    want(0, 23, 0);
    printf("  IPv6, for a client and for a service\n");
    print_text(lookup_w(&query, LUP_RETURN_ADDR, 0));
    print_text(lookup_w(&query, LUP_RETURN_ADDR, LUP_RES_SERVICE));
}

int main(void) {
    start_winsock();
    register_full();
    RUN(each_flag_returns_its_member);
    RUN(next_can_take_away_from_what_begin_asked_for_and_add_nothing);
    RUN(next_without_a_return_flag_gets_what_begin_asked_for);
    RUN(each_next_has_flags_of_its_own);
    RUN(unknown_flags_change_nothing);
    RUN(an_absent_side_is_filled_for_the_one_who_asks);
    RUN(the_side_is_chosen_by_next_and_not_by_begin);
    RUN(protocols_restrict_services_and_their_addresses);
    RUN(the_family_is_that_of_the_side_which_is_asked_for);
    return 0;
}
