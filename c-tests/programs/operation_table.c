// SPDX-License-Identifier: MIT OR Apache-2.0
// The table of operations: what register, deregister and delete do to a service that is there and to one that is not, with
// and without SERVICE_MULTIPLE; and every case at the edges of the table. Each line shows what lookups say afterwards.
#include "rnr.h"

#define NAME W("table")

static void then(const char *what, INT result) {
    int error = WSAGetLastError();
    printf("  %s: %s -> ", what, result == 0 ? "0" : error_name(error));
    printf("%s\n", state_of(NAME, CLASS_A));
}

static void forget(void) {
    if (set_ports(RNRSERVICE_DELETE, 0, NAME, CLASS_A, END) != 0) {
        CHECK(WSAGetLastError() == WSASERVICE_NOT_FOUND);
    }
}

/* There with ports 1 and 2; there without an address; there, and deregistered. */
static void exists(void) {
    forget();
    CHECK(set_ports(RNRSERVICE_REGISTER, 0, NAME, CLASS_A, 1u, 2u, END) == 0);
}

static void exists_empty(void) {
    forget();
    CHECK(set_ports(RNRSERVICE_REGISTER, 0, NAME, CLASS_A, END) == 0);
}

static void exists_deregistered(void) {
    exists();
    CHECK(set_ports(RNRSERVICE_DEREGISTER, 0, NAME, CLASS_A, END) == 0);
}

#define DO(before, operation, flags, ...)                                                                              \
    (before(), then(#before " " #operation " " #flags " " #__VA_ARGS__,                                                \
                    set_ports(RNRSERVICE_##operation, flags, NAME, CLASS_A, __VA_ARGS__)))

static void the_twelve_cells_of_the_table(void) {
    DO(exists, REGISTER, 0, 2u, 3u, END);
    DO(forget, REGISTER, 0, 2u, 3u, END);
    DO(exists, REGISTER, SERVICE_MULTIPLE, 2u, 3u, END);
    DO(forget, REGISTER, SERVICE_MULTIPLE, 2u, 3u, END);
    DO(exists, DEREGISTER, 0, 2u, 3u, END);
    DO(forget, DEREGISTER, 0, 2u, 3u, END);
    DO(exists, DEREGISTER, SERVICE_MULTIPLE, 2u, 3u, END);
    DO(exists, DEREGISTER, SERVICE_MULTIPLE, 1u, 2u, 3u, END);
    DO(forget, DEREGISTER, SERVICE_MULTIPLE, 2u, 3u, END);
    DO(exists, DELETE, 0, 2u, 3u, END);
    DO(forget, DELETE, 0, 2u, 3u, END);
    DO(exists, DELETE, SERVICE_MULTIPLE, 2u, 3u, END);
    DO(exists, DELETE, SERVICE_MULTIPLE, 1u, 2u, 3u, END);
    DO(forget, DELETE, SERVICE_MULTIPLE, 2u, 3u, END);
}

static void without_addresses(void) {
    DO(forget, REGISTER, 0, END);
    DO(exists, REGISTER, 0, END);
    DO(forget, REGISTER, SERVICE_MULTIPLE, END);
    DO(exists, REGISTER, SERVICE_MULTIPLE, END);
    DO(exists_empty, REGISTER, SERVICE_MULTIPLE, END);
    DO(exists, DEREGISTER, 0, END);
    DO(exists_empty, DEREGISTER, 0, END);
    DO(exists, DEREGISTER, SERVICE_MULTIPLE, END);
    DO(exists_empty, DEREGISTER, SERVICE_MULTIPLE, END);
    DO(forget, DEREGISTER, SERVICE_MULTIPLE, END);
    DO(exists, DELETE, 0, END);
    DO(exists_empty, DELETE, 0, END);
    DO(exists, DELETE, SERVICE_MULTIPLE, END);
    DO(exists_empty, DELETE, SERVICE_MULTIPLE, END);
    DO(forget, DELETE, SERVICE_MULTIPLE, END);
}

static void addresses_that_are_not_there_are_skipped(void) {
    DO(exists, DEREGISTER, SERVICE_MULTIPLE, 9u, END);
    DO(exists, DEREGISTER, SERVICE_MULTIPLE, 9u, 1u, 8u, END);
    DO(exists, DELETE, SERVICE_MULTIPLE, 9u, END);
    DO(exists, DELETE, SERVICE_MULTIPLE, 9u, 2u, 8u, END);
    DO(exists_empty, DEREGISTER, SERVICE_MULTIPLE, 9u, END);
    DO(exists_empty, DELETE, SERVICE_MULTIPLE, 9u, END);
}

static void deregistered_objects(void) {
    DO(exists_deregistered, REGISTER, 0, 5u, END);
    DO(exists_deregistered, REGISTER, SERVICE_MULTIPLE, 5u, END);
    DO(exists_deregistered, REGISTER, 0, END);
    DO(exists_deregistered, REGISTER, SERVICE_MULTIPLE, END);
    DO(exists_deregistered, DEREGISTER, 0, END);
    DO(exists_deregistered, DEREGISTER, 0, 1u, END);
    DO(exists_deregistered, DEREGISTER, SERVICE_MULTIPLE, END);
    DO(exists_deregistered, DEREGISTER, SERVICE_MULTIPLE, 1u, END);
    DO(exists_deregistered, DELETE, 0, END);
    DO(exists_deregistered, DELETE, SERVICE_MULTIPLE, END);
    DO(exists_deregistered, DELETE, SERVICE_MULTIPLE, 1u, END);
}

static void addresses_are_a_set_in_the_order_of_their_arrival(void) {
    DO(forget, REGISTER, 0, 3u, 1u, 2u, END);
    DO(forget, REGISTER, 0, 3u, 1u, 3u, 3u, 2u, 1u, END);
    DO(forget, REGISTER, SERVICE_MULTIPLE, 3u, 3u, END);
    DO(exists, REGISTER, SERVICE_MULTIPLE, 9u, 2u, 9u, 8u, 1u, END);
    DO(exists, REGISTER, 0, 2u, 1u, END);
    exists();
    then("one goes", set_ports(RNRSERVICE_DEREGISTER, SERVICE_MULTIPLE, NAME, CLASS_A, 1u, END));
    then("and comes back", set_ports(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, NAME, CLASS_A, 1u, END));
    then("twice in one call", set_ports(RNRSERVICE_DELETE, SERVICE_MULTIPLE, NAME, CLASS_A, 2u, 2u, END));
}

static void many_addresses(void) {
    static SOCKADDR_IN addresses[1000];
    static CSADDR_INFO infos[2000];
    WSAQUERYSETW query = query_w(NAME, CLASS_A);
    int index;
    forget();
    for (index = 0; index < 1000; index++) {
        addresses[index] = inet_port(1000u + (unsigned)index);
        infos[index] = infos[1000 + index] = tcp_at(NULL, &addresses[index]);
    }
    query.dwNumberOfCsAddrs = 2000;
    query.lpcsaBuffer = infos;
    CHECK(WSASetServiceW(&query, RNRSERVICE_REGISTER, SERVICE_MULTIPLE) == 0);
    query.dwNumberOfCsAddrs = 997;
    query.lpcsaBuffer = infos + 2;
    then("all but three of 1000 go", WSASetServiceW(&query, RNRSERVICE_DELETE, SERVICE_MULTIPLE));
}

/* A registration with everything in it. */
static INT set_full(WSAESETSERVICEOP operation, DWORD flags, WCHAR *comment, DWORD version_number, const char *data,
                    unsigned port) {
    WSAQUERYSETW query = query_w(NAME, CLASS_A);
    SOCKADDR_IN address = inet_port(port);
    CSADDR_INFO info = tcp_at(NULL, &address);
    WSAVERSION version;
    BLOB blob;
    version.dwVersion = version_number;
    version.ecHow = COMP_NOTLESS;
    query.lpszComment = comment;
    query.lpVersion = version_number == 0 ? NULL : &version;
    if (data != NULL) {
        blob.cbSize = (ULONG)strlen(data);
        blob.pBlobData = (BYTE *)data;
        query.lpBlob = &blob;
    }
    query.dwNumberOfCsAddrs = port == 0 ? 0 : 1;
    query.lpcsaBuffer = port == 0 ? NULL : &info;
    return WSASetServiceW(&query, operation, flags);
}

static void show(const char *what) {
    WSAQUERYSETW query = query_w(NAME, CLASS_A);
    printf("  %s\n", what);
    show_w(&query, LUP_RETURN_ALL);
}

static void properties_are_overwritten_as_a_whole_or_updated_one_by_one(void) {
    forget();
    CHECK(set_full(RNRSERVICE_REGISTER, 0, W("first"), 1, "abc", 1) == 0);
    show("created:");
    CHECK(set_full(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, NULL, 0, NULL, 2) == 0);
    show("multiple, nothing given but an address:");
    CHECK(set_full(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, W("second"), 0, NULL, 0) == 0);
    show("multiple, a comment:");
    CHECK(set_full(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, NULL, 2, NULL, 0) == 0);
    show("multiple, a version:");
    CHECK(set_full(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, NULL, 0, "de", 0) == 0);
    show("multiple, a blob:");
    CHECK(set_full(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, W(""), 0, "", 0) == 0);
    show("multiple, an empty comment and an empty blob:");
    CHECK(set_full(RNRSERVICE_REGISTER, 0, NULL, 3, NULL, 4) == 0);
    show("none, a version and an address:");
    CHECK(set_full(RNRSERVICE_REGISTER, 0, NULL, 0, NULL, 5) == 0);
    show("none, an address:");
}

static void deregister_and_delete_do_not_touch_the_properties(void) {
    WSAQUERYSETW query = query_w(NAME, CLASS_A);
    forget();
    CHECK(set_full(RNRSERVICE_REGISTER, 0, W("first"), 1, "abc", 1) == 0);
    CHECK(set_full(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, NULL, 0, NULL, 2) == 0);
    CHECK(set_full(RNRSERVICE_DELETE, SERVICE_MULTIPLE, W("other"), 9, "other", 1) == 0);
    show("one address deleted:");
    CHECK(set_full(RNRSERVICE_DEREGISTER, SERVICE_MULTIPLE, W("other"), 9, "other", 2) == 0);
    show("deregistered, asked for addresses:");
    printf("  deregistered, not asked for addresses\n");
    show_w(&query, LUP_RETURN_ALL & ~LUP_RETURN_ADDR);
    CHECK(set_full(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, NULL, 0, NULL, 3) == 0);
    show("back again:");
}

int main(void) {
    start_winsock();
    RUN(the_twelve_cells_of_the_table);
    RUN(without_addresses);
    RUN(addresses_that_are_not_there_are_skipped);
    RUN(deregistered_objects);
    RUN(addresses_are_a_set_in_the_order_of_their_arrival);
    RUN(many_addresses);
    RUN(properties_are_overwritten_as_a_whole_or_updated_one_by_one);
    RUN(deregister_and_delete_do_not_touch_the_properties);
    return 0;
}
