// SPDX-License-Identifier: MIT OR Apache-2.0
// seconds: 120
// What an enumeration shows while services change: the ones of its first Next, as they are when their turn comes.
#include "rnr.h"

static INT set(WSAESETSERVICEOP operation, DWORD flags, WCHAR *name, WCHAR *comment) {
    WSAQUERYSETW query = query_w(name, CLASS_A);
    query.lpszComment = comment;
    return WSASetServiceW(&query, operation, flags);
}

static HANDLE begin(void) {
    WSAQUERYSETW query = query_w(NULL, CLASS_A);
    HANDLE lookup;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME | LUP_RETURN_COMMENT | LUP_RETURN_ADDR, &lookup));
    return lookup;
}

static void show_next(HANDLE lookup) {
    result_buffer buffer;
    if (next_w(lookup, 0, &buffer) == 0) {
        text *line = new_text();
        describe(line, &buffer.w, 1);
        printf("  %s\n", line->bytes);
        free(line);
    } else {
        printf("  %s\n", error_name(WSAGetLastError()));
    }
}

static void show_rest(HANDLE lookup) {
    result_buffer buffer;
    while (next_w(lookup, 0, &buffer) == 0) {
        text *line = new_text();
        describe(line, &buffer.w, 1);
        printf("  %s\n", line->bytes);
        free(line);
    }
    printf("  %s\n", error_name(WSAGetLastError()));
    WORKS(WSALookupServiceEnd(lookup));
}

static void register_five(void) {
    static WCHAR *const names[] = {W("one"), W("two"), W("three"), W("four"), W("five")};
    size_t index;
    for (index = 0; index < 5; index++) {
        if (set(RNRSERVICE_DELETE, 0, names[index], NULL) != 0) {
            CHECK(WSAGetLastError() == WSASERVICE_NOT_FOUND);
        }
    }
    for (index = 0; index < 5; index++) {
        WORKS(set(RNRSERVICE_REGISTER, 0, names[index], W("original")));
    }
}

static void objects_that_go_away_are_skipped(void) {
    HANDLE lookup;
    register_five();
    lookup = begin();
    show_next(lookup);
    WORKS(set(RNRSERVICE_DELETE, 0, W("one"), NULL));
    WORKS(set(RNRSERVICE_DELETE, 0, W("two"), NULL));
    WORKS(set(RNRSERVICE_DEREGISTER, 0, W("four"), NULL));
    show_rest(lookup);
}

static void objects_that_change_are_shown_as_they_are_now(void) {
    HANDLE lookup;
    register_five();
    lookup = begin();
    show_next(lookup);
    WORKS(set(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, W("two"), W("changed")));
    WORKS(set(RNRSERVICE_REGISTER, 0, W("three"), NULL));
    WORKS(set_ports(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, W("four"), CLASS_A, 80u, END));
    show_rest(lookup);
}

static void objects_that_arrive_after_the_first_next_are_not_shown(void) {
    HANDLE lookup;
    register_five();
    lookup = begin();
    show_next(lookup);
    WORKS(set(RNRSERVICE_REGISTER, 0, W("six"), W("late")));
    show_rest(lookup);
    WORKS(set(RNRSERVICE_DELETE, 0, W("six"), NULL));
}

static void nothing_is_searched_before_the_first_next(void) {
    HANDLE lookup;
    register_five();
    lookup = begin();
    WORKS(set(RNRSERVICE_DELETE, 0, W("one"), NULL));
    WORKS(set(RNRSERVICE_REGISTER, 0, W("six"), W("in time")));
    show_rest(lookup);
    WORKS(set(RNRSERVICE_DELETE, 0, W("six"), NULL));
}

static void a_named_lookup_sees_the_object_at_its_first_next(void) {
    WSAQUERYSETW query = query_w(W("six"), CLASS_A);
    HANDLE lookup;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup));
    WORKS(set(RNRSERVICE_REGISTER, 0, W("six"), NULL));
    show_rest(lookup);
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup));
    WORKS(set(RNRSERVICE_DELETE, 0, W("six"), NULL));
    show_rest(lookup);
}

static void a_result_that_did_not_fit_is_complete_when_it_comes_again(void) {
    HANDLE lookup;
    DWORD length = 0;
    register_five();
    lookup = begin();
    FAILS(WSALookupServiceNextW(lookup, 0, &length, NULL), WSAEFAULT);
    CHECK(length > sizeof(WSAQUERYSETW));
    WORKS(set(RNRSERVICE_DELETE, 0, W("two"), NULL));
    show_rest(lookup);
}

static void services_are_enumerated_in_the_order_of_their_registration(void) {
    register_five();
    /* An update does not move an object; only a new one goes to the end. */
    WORKS(set(RNRSERVICE_REGISTER, 0, W("two"), W("updated")));
    WORKS(set(RNRSERVICE_DEREGISTER, 0, W("three"), NULL));
    WORKS(set(RNRSERVICE_REGISTER, 0, W("three"), W("back")));
    WORKS(set(RNRSERVICE_DELETE, 0, W("one"), NULL));
    WORKS(set(RNRSERVICE_REGISTER, 0, W("one"), W("new")));
    show_rest(begin());
}

#define MANY 10000

static void ten_thousand_services_are_enumerated_completely(void) {
    static unsigned char seen[MANY];
    WSAQUERYSETA query = query_a(NULL, CLASS_B);
    result_buffer buffer;
    HANDLE lookup;
    char name[32];
    int index, expected = 0;
    for (index = 0; index < MANY; index++) {
        snprintf(name, sizeof name, "service %d", index);
        query.lpszServiceInstanceName = name;
        WORKS(WSASetServiceA(&query, RNRSERVICE_REGISTER, 0));
    }
    query.lpszServiceInstanceName = NULL;
    WORKS(WSALookupServiceBeginA(&query, LUP_RETURN_NAME, &lookup));
    while (next_a(lookup, 0, &buffer) == 0) {
        CHECK(sscanf(buffer.a.lpszServiceInstanceName, "service %d", &index) == 1);
        CHECK(index == expected && !seen[index]);
        seen[index] = 1;
        expected++;
    }
    CHECK(WSAGetLastError() == WSA_E_NO_MORE);
    WORKS(WSALookupServiceEnd(lookup));
    printf("  %d found\n", expected);

    /* Every one is deleted while it is enumerated, and every second one of what is left to come, too. */
    WORKS(WSALookupServiceBeginA(&query, LUP_RETURN_NAME | LUP_RETURN_TYPE, &lookup));
    expected = 0;
    while (next_a(lookup, 0, &buffer) == 0) {
        WORKS(WSASetServiceA(&buffer.a, RNRSERVICE_DELETE, 0));
        CHECK(sscanf(buffer.a.lpszServiceInstanceName, "service %d", &index) == 1);
        CHECK(index % 2 == 0);
        snprintf(name, sizeof name, "service %d", index + 1);
        query.lpszServiceInstanceName = name;
        WORKS(WSASetServiceA(&query, RNRSERVICE_DELETE, 0));
        expected++;
    }
    WORKS(WSALookupServiceEnd(lookup));
    query.lpszServiceInstanceName = NULL;
    printf("  %d found and deleted\n", expected);
    show_a(&query, LUP_RETURN_NAME);
}

int main(void) {
    start_winsock();
    RUN(objects_that_go_away_are_skipped);
    RUN(objects_that_change_are_shown_as_they_are_now);
    RUN(objects_that_arrive_after_the_first_next_are_not_shown);
    RUN(nothing_is_searched_before_the_first_next);
    RUN(a_named_lookup_sees_the_object_at_its_first_next);
    RUN(a_result_that_did_not_fit_is_complete_when_it_comes_again);
    RUN(services_are_enumerated_in_the_order_of_their_registration);
    RUN(ten_thousand_services_are_enumerated_completely);
    return 0;
}
