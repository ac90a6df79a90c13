// SPDX-License-Identifier: MIT OR Apache-2.0
// link: ws2_32
// An address is the one that was registered when every byte of it is, and only then.
#include "rnr.h"

#define NAME W("matching")
#define LONGEST 128

/* A CSADDR_INFO with room for its addresses. */
typedef struct {
    unsigned char local[LONGEST + 1];
    unsigned char remote[LONGEST + 1];
    INT local_length, remote_length, socket_type, protocol;
} pair;

static INT set_pair(WSAESETSERVICEOP operation, DWORD flags, const pair *given) {
    WSAQUERYSETW query = query_w(NAME, CLASS_A);
    CSADDR_INFO info;
    pair copy = *given;
    memset(&info, 0, sizeof info);
    info.LocalAddr.lpSockaddr = given->local_length == 0 ? NULL : (LPSOCKADDR)copy.local;
    info.LocalAddr.iSockaddrLength = given->local_length;
    info.RemoteAddr.lpSockaddr = given->remote_length == 0 ? NULL : (LPSOCKADDR)copy.remote;
    info.RemoteAddr.iSockaddrLength = given->remote_length;
    info.iSocketType = given->socket_type;
    info.iProtocol = given->protocol;
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &info;
    return WSASetServiceW(&query, operation, flags);
}

static pair registered, keeper;
static int kept, matched;

/* Registers the pair beside another one, and takes away the candidate: whether the pair went tells whether they match. */
static int matches(WSAESETSERVICEOP operation, const pair *candidate) {
    static result_buffer buffer;
    WSAQUERYSETW query = query_w(NAME, CLASS_A);
    HANDLE lookup;
    DWORD left;
    WORKS(set_pair(RNRSERVICE_REGISTER, 0, &registered));
    WORKS(set_pair(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, &keeper));
    WORKS(set_pair(operation, SERVICE_MULTIPLE, candidate));
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ADDR, &lookup));
    WORKS(next_w(lookup, 0, &buffer));
    WORKS(WSALookupServiceEnd(lookup));
    left = buffer.w.dwNumberOfCsAddrs;
    CHECK(left == 1 || left == 2);
    return left == 1;
}

static void check_matches(const pair *candidate, int expected) {
    CHECK(matches(RNRSERVICE_DEREGISTER, candidate) == expected);
    CHECK(matches(RNRSERVICE_DELETE, candidate) == expected);
    /* Registered once more, an address that matches is the same one; the other makes a third. */
    {
        static result_buffer buffer;
        WSAQUERYSETW query = query_w(NAME, CLASS_A);
        HANDLE lookup;
        WORKS(set_pair(RNRSERVICE_REGISTER, 0, &registered));
        WORKS(set_pair(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, candidate));
        WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_ADDR, &lookup));
        WORKS(next_w(lookup, 0, &buffer));
        WORKS(WSALookupServiceEnd(lookup));
        CHECK(buffer.w.dwNumberOfCsAddrs == (expected ? 1u : 2u));
    }
    if (expected) {
        matched++;
    } else {
        kept++;
    }
}

static void start_counting(void) {
    kept = matched = 0;
}

static void print_counts(void) {
    printf("  %d matched, %d did not\n", matched, kept);
}

static pair inet_pair(void) {
    pair made;
    SOCKADDR_IN local = inet_port(0), remote = inet_port(80);
    memset(&made, 0, sizeof made);
    local.sin_addr.s_addr = 0;
    memcpy(made.local, &local, sizeof local);
    memcpy(made.remote, &remote, sizeof remote);
    made.local_length = made.remote_length = sizeof local;
    made.socket_type = SOCK_STREAM;
    made.protocol = IPPROTO_TCP;
    return made;
}

static void every_byte_of_both_addresses_counts(void) {
    int index;
    registered = inet_pair();
    start_counting();
    check_matches(&registered, 1);
    for (index = 0; index < 16; index++) {
        pair candidate = registered;
        candidate.local[index] ^= 1;
        check_matches(&candidate, 0);
        candidate = registered;
        candidate.remote[index] ^= 0x80;
        check_matches(&candidate, 0);
    }
    print_counts();
}

static void bytes_behind_the_address_do_not_count(void) {
    pair candidate = registered;
    start_counting();
    memset(candidate.local + 16, 0xFF, LONGEST - 16);
    memset(candidate.remote + 16, 0xFF, LONGEST - 16);
    check_matches(&candidate, 1);
    print_counts();
}

static void lengths_count(void) {
    static const INT lengths[] = {1, 2, 8, 15, 17, 28, 128};
    size_t index;
    start_counting();
    for (index = 0; index < sizeof lengths / sizeof lengths[0]; index++) {
        pair candidate = registered;
        candidate.local_length = lengths[index];
        check_matches(&candidate, 0);
        candidate = registered;
        candidate.remote_length = lengths[index];
        check_matches(&candidate, 0);
    }
    print_counts();
}

static void socket_type_and_protocol_count_and_nothing_is_a_wildcard(void) {
    static const INT others[] = {0, 1, 2, 3, 6, 17, -1, 0x7FFFFFFF};
    size_t index;
    start_counting();
    for (index = 0; index < sizeof others / sizeof others[0]; index++) {
        pair candidate = registered;
        candidate.socket_type = others[index];
        check_matches(&candidate, others[index] == SOCK_STREAM);
        candidate = registered;
        candidate.protocol = others[index];
        check_matches(&candidate, others[index] == IPPROTO_TCP);
    }
    print_counts();
}

static void a_zero_address_or_port_matches_itself_only(void) {
    pair original = registered, candidate = registered;
    start_counting();
    memset(candidate.remote + 2, 0, 2);
    check_matches(&candidate, 0);
    candidate = original;
    memset(candidate.remote + 4, 0, 4);
    check_matches(&candidate, 0);
    memset(candidate.remote, 0, 16);
    check_matches(&candidate, 0);
    registered = candidate;
    check_matches(&original, 0);
    check_matches(&candidate, 1);
    registered = original;
    print_counts();
}

static void an_absent_side_matches_an_absent_side_only(void) {
    pair original = registered, candidate = registered;
    start_counting();
    candidate.local_length = 0;
    check_matches(&candidate, 0);
    registered = candidate;
    check_matches(&candidate, 1);
    check_matches(&original, 0);
    candidate = original;
    memset(candidate.local, 0, 16);
    check_matches(&candidate, 0);
    candidate = original;
    candidate.remote_length = 0;
    check_matches(&candidate, 0);
    /* Both sides absent, but not all zero: an address like any other. */
    candidate.local_length = 0;
    check_matches(&candidate, 0);
    registered = candidate;
    check_matches(&candidate, 1);
    registered = original;
    print_counts();
}

static void the_sides_are_not_interchangeable(void) {
    pair candidate = registered;
    start_counting();
    memcpy(candidate.local, registered.remote, 16);
    memcpy(candidate.remote, registered.local, 16);
    check_matches(&candidate, 0);
    registered.local_length = 0;
    candidate.remote_length = 0;
    check_matches(&candidate, 0);
    print_counts();
}

static void a_pointer_without_length_is_an_absent_side(void) {
    WSAQUERYSETW query = query_w(NAME, CLASS_A);
    SOCKADDR_IN address = inet_port(80);
    CSADDR_INFO info = tcp_at(&address, &address);
    info.LocalAddr.iSockaddrLength = 0;
    query.dwNumberOfCsAddrs = 1;
    query.lpcsaBuffer = &info;
    WORKS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0));
    info.LocalAddr.lpSockaddr = NULL;
    WORKS(WSASetServiceW(&query, RNRSERVICE_DELETE, SERVICE_MULTIPLE));
    printf("  %s\n", state_of(NAME, CLASS_A));
}

static void addresses_of_every_length_are_kept_to_the_last_byte(void) {
    INT length;
    int index;
    start_counting();
    memset(&registered, 0, sizeof registered);
    registered.socket_type = SOCK_DGRAM;
    for (index = 0; index < LONGEST; index++) {
        registered.local[index] = (unsigned char)(index * 7);
        registered.remote[index] = (unsigned char)(index * 5);
    }
    for (length = 1; length <= LONGEST; length++) {
        pair candidate;
        registered.local_length = length;
        registered.remote_length = LONGEST + 1 - length;
        check_matches(&registered, 1);
        candidate = registered;
        candidate.local[length - 1] ^= 1;
        check_matches(&candidate, 0);
        candidate = registered;
        candidate.remote[LONGEST - length] ^= 1;
        check_matches(&candidate, 0);
    }
    print_counts();
}

static void flow_and_scope_of_ipv6_count(void) {
    SOCKADDR_IN6 address;
    pair candidate;
    start_counting();
    memset(&address, 0, sizeof address);
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(80);
    address.sin6_addr.s6_addr[15] = 1;
    memset(&registered, 0, sizeof registered);
    memcpy(registered.remote, &address, sizeof address);
    registered.remote_length = sizeof address;
    CHECK(sizeof address == 28);
    candidate = registered;
    check_matches(&candidate, 1);
    address.sin6_flowinfo = 1;
    memcpy(candidate.remote, &address, sizeof address);
    check_matches(&candidate, 0);
    address.sin6_flowinfo = 0;
    address.sin6_scope_id = 1;
    memcpy(candidate.remote, &address, sizeof address);
    check_matches(&candidate, 0);
    print_counts();
}

int main(void) {
    start_winsock();
    memset(&keeper, 0, sizeof keeper);
    keeper.remote_length = 3;
    memset(keeper.remote, 0x33, 3);
    RUN(every_byte_of_both_addresses_counts);
    RUN(bytes_behind_the_address_do_not_count);
    RUN(lengths_count);
    RUN(socket_type_and_protocol_count_and_nothing_is_a_wildcard);
    RUN(a_zero_address_or_port_matches_itself_only);
    RUN(an_absent_side_matches_an_absent_side_only);
    RUN(the_sides_are_not_interchangeable);
    RUN(a_pointer_without_length_is_an_absent_side);
    RUN(addresses_of_every_length_are_kept_to_the_last_byte);
    RUN(flow_and_scope_of_ipv6_count);
    return 0;
}
