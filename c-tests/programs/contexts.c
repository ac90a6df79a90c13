// SPDX-License-Identifier: MIT OR Apache-2.0
// link: ws2_32
// Contexts of the directory: where services stand, containers, and which of both a lookup returns.
#include "rnr.h"

static INT set(WSAESETSERVICEOP operation, WCHAR *context, WCHAR *name, GUID *service_class) {
    WSAQUERYSETW query = query_w(name, service_class);
    query.lpszContext = context;
    return WSASetServiceW(&query, operation, 0);
}

static void find(const char *what, WCHAR *context, WCHAR *name, GUID *service_class, DWORD flags) {
    WSAQUERYSETW query = query_w(name, service_class);
    query.lpszContext = context;
    printf("  %s:\n", what);
    show_w(&query, flags | LUP_RETURN_NAME | LUP_RETURN_TYPE);
}

static void build(void) {
    WORKS(set(RNRSERVICE_REGISTER, NULL, W("top"), CLASS_A));
    WORKS(set(RNRSERVICE_REGISTER, W("Sales"), W("invoices"), CLASS_A));
    WORKS(set(RNRSERVICE_REGISTER, W("\\Sales\\East\\"), W("printer"), CLASS_A));
    WORKS(set(RNRSERVICE_REGISTER, W("Sales\\west"), W("printer"), CLASS_B));
    WORKS(set(RNRSERVICE_REGISTER, W("dev\\a\\b"), W("build"), CLASS_A));
    WORKS(set(RNRSERVICE_REGISTER, W("salesmen"), W("list"), CLASS_B));
    WORKS(set(RNRSERVICE_REGISTER, NULL, W("sales"), CLASS_B));
}

static void a_lookup_sees_the_first_level_below_its_context(void) {
    find("top, both kinds", NULL, NULL, NULL, 0);
    find("top, services", NULL, NULL, NULL, LUP_NOCONTAINERS);
    find("top, containers", W("\\"), NULL, NULL, LUP_CONTAINERS);
    find("sales, both kinds", W("SALES\\"), NULL, NULL, 0);
    find("sales, services", W("Sales"), NULL, NULL, LUP_NOCONTAINERS);
    find("sales, containers", W("Sales"), NULL, NULL, LUP_CONTAINERS);
    find("dev, services", W("dev"), NULL, NULL, LUP_NOCONTAINERS);
    find("no such context", W("nowhere"), NULL, NULL, 0);
}

static void a_deep_lookup_sees_the_whole_tree_below_its_context(void) {
    find("top, services", W(""), NULL, NULL, LUP_DEEP | LUP_NOCONTAINERS);
    find("top, containers", NULL, NULL, NULL, LUP_DEEP | LUP_CONTAINERS);
    find("sales, both kinds", W("sales"), NULL, NULL, LUP_DEEP);
    find("dev\\a, both kinds", W("dev\\a"), NULL, NULL, LUP_DEEP);
    find("no such context", W("sal"), NULL, NULL, LUP_DEEP);
}

static void restrictions_apply_to_services(void) {
    find("class A, first level", NULL, NULL, CLASS_A, 0);
    find("class A, deep", NULL, NULL, CLASS_A, LUP_DEEP);
    find("class A in sales, deep", W("sales"), W("*"), CLASS_A, LUP_DEEP);
    find("printer at the top", NULL, W("printer"), CLASS_A, 0);
    find("printer at the top, deep", NULL, W("PRINTER"), CLASS_A, LUP_DEEP);
    find("printer in sales\\west, of the other class", W("sales\\west"), W("printer"), CLASS_A, 0);
    find("any printer, deep", NULL, W("printer"), NULL, LUP_DEEP);
    find("printer below dev, deep", W("dev"), W("printer"), CLASS_A, LUP_DEEP);
}

static void asking_for_containers_overrides_other_restrictions(void) {
    find("class B", NULL, NULL, CLASS_B, LUP_CONTAINERS);
    find("a name", NULL, W("nobody"), CLASS_A, LUP_CONTAINERS);
    {
        WSAQUERYSETW query = query_w(NULL, NULL);
        WSAVERSION version;
        AFPROTOCOLS protocols;
        version.dwVersion = 99;
        version.ecHow = COMP_EQUAL;
        protocols.iAddressFamily = AF_INET;
        protocols.iProtocol = IPPROTO_UDP;
        query.lpVersion = &version;
        query.dwNumberOfProtocols = 1;
        query.lpafpProtocols = &protocols;
        printf("  a version and a protocol:\n");
        show_w(&query, LUP_CONTAINERS | LUP_RETURN_NAME);
    }
    find("no containers, class B", NULL, NULL, CLASS_B, LUP_NOCONTAINERS);
}

static void asking_for_both_kinds_only_leaves_nothing(void) {
    find("both flags", NULL, NULL, NULL, LUP_CONTAINERS | LUP_NOCONTAINERS);
    find("both flags, deep", W("sales"), NULL, CLASS_A, LUP_CONTAINERS | LUP_NOCONTAINERS | LUP_DEEP);
}

static void a_container_lives_as_long_as_something_stands_in_it(void) {
    WORKS(set(RNRSERVICE_DEREGISTER, W("dev\\a\\b"), W("build"), CLASS_A));
    find("the service is deregistered", W("dev"), NULL, NULL, LUP_DEEP);
    WORKS(set(RNRSERVICE_DELETE, W("dev\\a\\b"), W("build"), CLASS_A));
    find("the service is gone", W("dev"), NULL, NULL, LUP_DEEP);
    find("the others are there", NULL, NULL, NULL, LUP_CONTAINERS);
}

static void the_context_of_a_result_leads_to_it(void) {
    WSAQUERYSETW query = query_w(W("printer"), CLASS_A), again;
    result_buffer buffer;
    HANDLE lookup;
    WORKS(WSALookupServiceBeginW(&query, LUP_DEEP | LUP_RETURN_NAME | LUP_RETURN_TYPE, &lookup));
    WORKS(next_w(lookup, 0, &buffer));
    WORKS(WSALookupServiceEnd(lookup));
    again = query_w(buffer.w.lpszServiceInstanceName, buffer.w.lpServiceClassId);
    again.lpszContext = buffer.w.lpszContext;
    show_w(&again, LUP_RETURN_NAME);
}

/* The work on a context grows with the square of its depth. */
static void a_context_may_be_so_deep_and_no_deeper(void) {
    WCHAR context[200];
    unsigned depth;
    for (depth = 64; depth <= 65; depth++) {
        WSAQUERYSETW query = query_w(W("deep"), CLASS_C);
        HANDLE lookup;
        unsigned index;
        for (index = 0; index < depth; index++) {
            context[2 * index] = 'd';
            context[2 * index + 1] = '\\';
        }
        context[2 * depth] = 0;
        query.lpszContext = context;
        if (depth == 64) {
            CHECK(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0) == 0);
            CHECK(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup) == 0);
            CHECK(WSALookupServiceEnd(lookup) == 0);
            CHECK(WSASetServiceW(&query, RNRSERVICE_DELETE, 0) == 0);
        } else {
            CHECK(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0) == SOCKET_ERROR && WSAGetLastError() == WSAEINVAL);
            CHECK(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup) == SOCKET_ERROR);
            CHECK(WSAGetLastError() == WSAEINVAL);
        }
    }
}

int main(void) {
    start_winsock();
    build();
    RUN(a_lookup_sees_the_first_level_below_its_context);
    RUN(a_deep_lookup_sees_the_whole_tree_below_its_context);
    RUN(restrictions_apply_to_services);
    RUN(asking_for_containers_overrides_other_restrictions);
    RUN(asking_for_both_kinds_only_leaves_nothing);
    RUN(a_container_lives_as_long_as_something_stands_in_it);
    RUN(the_context_of_a_result_leads_to_it);
    RUN(a_context_may_be_so_deep_and_no_deeper);
    return 0;
}
