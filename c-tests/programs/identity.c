// SPDX-License-Identifier: MIT OR Apache-2.0
// What makes two registrations mean the same object: provider, class, name and context, whatever the case of the letters.
#include "rnr.h"

static void show_all(void) {
    WSAQUERYSETW query = query_w(NULL, NULL);
    show_w(&query, LUP_DEEP | LUP_NOCONTAINERS | LUP_RETURN_NAME | LUP_RETURN_TYPE | LUP_RETURN_COMMENT);
}

static INT set(WSAESETSERVICEOP operation, WCHAR *name, GUID *service_class, WCHAR *context, WCHAR *comment) {
    WSAQUERYSETW query = query_w(name, service_class);
    query.lpszContext = context;
    query.lpszComment = comment;
    return WSASetServiceW(&query, operation, 0);
}

static INT add(WCHAR *name, GUID *service_class, WCHAR *context, WCHAR *comment) {
    return set(RNRSERVICE_REGISTER, name, service_class, context, comment);
}

static void clear(void) {
    WSAQUERYSETW query = query_w(NULL, NULL);
    result_buffer buffer;
    HANDLE lookup;
    WORKS(WSALookupServiceBeginW(&query, LUP_DEEP | LUP_NOCONTAINERS | LUP_RETURN_NAME | LUP_RETURN_TYPE, &lookup));
    while (next_w(lookup, 0, &buffer) == 0) {
        /* A result names what it was made from. */
        WORKS(WSASetServiceW(&buffer.w, RNRSERVICE_DELETE, 0));
    }
    WORKS(WSALookupServiceEnd(lookup));
    show_all();
}

static void names_that_differ_in_case_only_are_one_and_the_first_spelling_stays(void) {
    WSAQUERYSETW query = query_w(W("pRINTER"), CLASS_A);
    WORKS(add(W("Printer"), CLASS_A, NULL, W("first")));
    WORKS(add(W("PRINTER"), CLASS_A, NULL, W("second")));
    WORKS(set_ports(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, W("printer"), CLASS_A, 80u, END));
    show_w(&query, LUP_RETURN_ALL);
    FAILS(set(RNRSERVICE_DELETE, W("Printer "), CLASS_A, NULL, NULL), WSASERVICE_NOT_FOUND);
    WORKS(set(RNRSERVICE_DELETE, W("PRinTER"), CLASS_A, NULL, NULL));
    WORKS(add(W("PRINTER"), CLASS_A, NULL, W("a new object, a new spelling")));
    show_all();
    clear();
}

static void a_deregistered_object_keeps_its_spelling(void) {
    WORKS(add(W("Printer"), CLASS_A, NULL, NULL));
    WORKS(set(RNRSERVICE_DEREGISTER, W("printer"), CLASS_A, NULL, NULL));
    WORKS(add(W("PRINTER"), CLASS_A, NULL, NULL));
    show_all();
    clear();
}

static void the_same_name_in_two_classes_is_two_objects(void) {
    WORKS(add(W("Printer"), CLASS_A, NULL, W("of class A")));
    WORKS(add(W("printer"), CLASS_B, NULL, W("of class B")));
    show_all();
    WORKS(set(RNRSERVICE_DELETE, W("Printer"), CLASS_B, NULL, NULL));
    FAILS(set(RNRSERVICE_DELETE, W("Printer"), CLASS_B, NULL, NULL), WSASERVICE_NOT_FOUND);
    FAILS(set(RNRSERVICE_DELETE, W("Printer"), CLASS_C, NULL, NULL), WSASERVICE_NOT_FOUND);
    show_all();
    clear();
}

static void the_same_name_in_two_contexts_is_two_objects(void) {
    WORKS(add(W("Printer"), CLASS_A, NULL, W("at the top")));
    WORKS(add(W("Printer"), CLASS_A, W("Sales"), W("in sales")));
    WORKS(add(W("Printer"), CLASS_A, W("Sales\\East"), W("in the east")));
    show_all();
    FAILS(set(RNRSERVICE_DELETE, W("Printer"), CLASS_A, W("East"), NULL), WSASERVICE_NOT_FOUND);
    WORKS(set(RNRSERVICE_DELETE, W("Printer"), CLASS_A, W("Sales"), NULL));
    show_all();
    clear();
}

static void contexts_are_one_whatever_their_case_and_outer_separators(void) {
    WORKS(add(W("Printer"), CLASS_A, W("\\Sales\\East\\"), W("first")));
    WORKS(add(W("Printer"), CLASS_A, W("sales\\EAST"), W("second")));
    show_all();
    WORKS(add(W("Top"), CLASS_A, W("\\"), W("first")));
    WORKS(add(W("Top"), CLASS_A, W(""), W("second")));
    WORKS(add(W("Top"), CLASS_A, NULL, W("third")));
    show_all();
    clear();
}

/* Pairs of names, and whether they are one. */
static const WCHAR *const pairs[][3] = {
    {W("\u00E9t\u00E9"), W("\u00C9T\u00C9"), W("same")},
    {W("\u03C3"), W("\u03A3"), W("same")},
    {W("\u03C3"), W("\u03C2"), W("same")},
    {W("\u0436"), W("\u0416"), W("same")},
    {W("\u00B5"), W("\u03BC"), W("same")},
    {W("\U00010400"), W("\U00010428"), W("same")},
    {W("stra\u00DFe"), W("strasse"), NULL},
    {W("e"), W("\u00E9"), NULL},
    {W("i"), W("\u0131"), NULL},
    {W("I"), W("\u0130"), NULL},
    {W("\u00E9"), W("e\u0301"), NULL},
    {W("a"), W("\uFF41"), NULL},
    {W("a b"), W("a\u00A0b"), NULL},
    {W("a"), W("a "), NULL},
    {W("a"), W(" a"), NULL},
};

static void letters_of_every_script_have_case_and_nothing_else_is_folded(void) {
    size_t index;
    for (index = 0; index < sizeof pairs / sizeof pairs[0]; index++) {
        WSAQUERYSETW query = query_w((WCHAR *)pairs[index][1], CLASS_C);
        text *found, *line = new_text();
        WORKS(add((WCHAR *)pairs[index][0], CLASS_C, NULL, NULL));
        found = lookup_w(&query, LUP_RETURN_NAME, 0);
        CHECK((strstr(found->bytes, "WSASERVICE_NOT_FOUND") == NULL) == (pairs[index][2] != NULL));
        add_string_w(line, pairs[index][0]);
        add_text(line, " ");
        add_string_w(line, pairs[index][1]);
        printf("  %s: %s\n", line->bytes, pairs[index][2] != NULL ? "one" : "two");
        free(line);
        free(found);
        WORKS(set(RNRSERVICE_DELETE, (WCHAR *)pairs[index][0], CLASS_C, NULL, NULL));
    }
}

static void unpaired_surrogates_are_units_like_any_other(void) {
    static const WCHAR lone[][4] = {{0xD83D, 0}, {0xDE00, 0}, {0xDE00, 0xD83D, 0}, {'x', 0xD83D, 'y', 0}};
    size_t index;
    for (index = 0; index < 4; index++) {
        WORKS(add((WCHAR *)lone[index], CLASS_A, NULL, NULL));
    }
    show_all();
    clear();
}

int main(void) {
    start_winsock();
    RUN(names_that_differ_in_case_only_are_one_and_the_first_spelling_stays);
    RUN(a_deregistered_object_keeps_its_spelling);
    RUN(the_same_name_in_two_classes_is_two_objects);
    RUN(the_same_name_in_two_contexts_is_two_objects);
    RUN(contexts_are_one_whatever_their_case_and_outer_separators);
    RUN(letters_of_every_script_have_case_and_nothing_else_is_folded);
    RUN(unpaired_surrogates_are_units_like_any_other);
    return 0;
}
