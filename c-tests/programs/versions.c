// SPDX-License-Identifier: MIT OR Apache-2.0
// Versions: what is stored, and what a lookup with a version finds.
#include "rnr.h"

static INT add(WCHAR *name, const WSAVERSION *version) {
    WSAQUERYSETW query = query_w(name, CLASS_A);
    WSAVERSION copy;
    if (version != NULL) {
        copy = *version;
        query.lpVersion = &copy;
    }
    return WSASetServiceW(&query, RNRSERVICE_REGISTER, 0);
}

static WSAVERSION version(DWORD number, int how) {
    WSAVERSION made;
    made.dwVersion = number;
    made.ecHow = (WSAECOMPARATOR)how;
    return made;
}

static void find(WCHAR *name, DWORD number, int how) {
    WSAQUERYSETW query = query_w(name, CLASS_A);
    WSAVERSION wanted = version(number, how);
    query.lpVersion = &wanted;
    printf("  %s %u:\n", how == COMP_EQUAL ? "equal to" : how == COMP_NOTLESS ? "not less than" : "unknown", (unsigned)number);
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_VERSION);
}

static void versions_are_returned_as_they_were_registered(void) {
    WSAVERSION five = version(5, COMP_EQUAL), six = version(6, COMP_NOTLESS), odd = version(7, 77);
    WSAVERSION large = version(0x80000000, -1), zero = version(0, COMP_EQUAL);
    WSAQUERYSETW query = query_w(NULL, CLASS_A);
    WORKS(add(W("five"), &five));
    WORKS(add(W("six"), &six));
    WORKS(add(W("seven"), &odd));
    WORKS(add(W("large"), &large));
    WORKS(add(W("zero"), &zero));
    WORKS(add(W("none"), NULL));
    show_w(&query, LUP_RETURN_NAME | LUP_RETURN_VERSION);
}

static void equal_wants_this_version(void) {
    find(NULL, 5, COMP_EQUAL);
    find(NULL, 4, COMP_EQUAL);
    find(NULL, 0x80000000, COMP_EQUAL);
}

static void not_less_compares_unsigned(void) {
    find(NULL, 6, COMP_NOTLESS);
    find(NULL, 0x7FFFFFFF, COMP_NOTLESS);
    find(NULL, 0x80000001, COMP_NOTLESS);
}

static void a_service_without_version_has_version_zero(void) {
    find(NULL, 0, COMP_EQUAL);
    find(NULL, 0, COMP_NOTLESS);
    find(NULL, 1, COMP_NOTLESS);
}

static void a_name_in_the_wrong_version_is_there_but_has_no_data(void) {
    find(W("five"), 5, COMP_EQUAL);
    find(W("five"), 4, COMP_NOTLESS);
    find(W("FIVE"), 6, COMP_EQUAL);
    find(W("five"), 6, COMP_NOTLESS);
    find(W("none"), 1, COMP_EQUAL);
    find(W("none"), 0, COMP_EQUAL);
    find(W("nobody"), 5, COMP_EQUAL);
}

static void other_comparators_are_refused(void) {
    find(NULL, 5, 2);
    find(W("five"), 5, -1);
    find(W("nobody"), 5, 77);
}

static void the_comparator_of_a_registration_does_not_matter(void) {
    find(W("six"), 5, COMP_EQUAL);
    find(W("six"), 6, COMP_EQUAL);
    find(W("seven"), 7, COMP_EQUAL);
}

static void the_version_is_not_part_of_the_identity(void) {
    WSAVERSION eight = version(8, COMP_EQUAL);
    WORKS(add(W("five"), &eight));
    find(W("five"), 5, COMP_EQUAL);
    find(W("five"), 8, COMP_EQUAL);
}

int main(void) {
    start_winsock();
    RUN(versions_are_returned_as_they_were_registered);
    RUN(equal_wants_this_version);
    RUN(not_less_compares_unsigned);
    RUN(a_service_without_version_has_version_zero);
    RUN(a_name_in_the_wrong_version_is_there_but_has_no_data);
    RUN(other_comparators_are_refused);
    RUN(the_comparator_of_a_registration_does_not_matter);
    RUN(the_version_is_not_part_of_the_identity);
    return 0;
}
