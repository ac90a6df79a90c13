// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_NAME_CASE=exact
// With ENLIST_NAME_CASE=exact, names and contexts that differ in case are different.
#include "rnr.h"

static INT set(WSAESETSERVICEOP operation, WCHAR *name, WCHAR *context, WCHAR *comment) {
    WSAQUERYSETW query = query_w(name, CLASS_A);
    query.lpszContext = context;
    query.lpszComment = comment;
    return WSASetServiceW(&query, operation, 0);
}

static void show(WCHAR *name, WCHAR *context, DWORD flags) {
    WSAQUERYSETW query = query_w(name, name == NULL ? NULL : CLASS_A);
    query.lpszContext = context;
    show_w(&query, flags | LUP_RETURN_NAME | LUP_RETURN_COMMENT);
}

static void names_in_another_case_are_other_objects(void) {
    WORKS(set(RNRSERVICE_REGISTER, W("Printer"), NULL, W("mixed")));
    WORKS(set(RNRSERVICE_REGISTER, W("PRINTER"), NULL, W("upper")));
    show(NULL, NULL, 0);
    show(W("Printer"), NULL, 0);
    show(W("printer"), NULL, 0);
    show(W("printer"), NULL, LUP_DEEP);
    FAILS(set(RNRSERVICE_DELETE, W("printer"), NULL, NULL), WSASERVICE_NOT_FOUND);
    WORKS(set(RNRSERVICE_DELETE, W("Printer"), NULL, NULL));
    WORKS(set(RNRSERVICE_DELETE, W("PRINTER"), NULL, NULL));
}

static void contexts_in_another_case_are_other_places(void) {
    WORKS(set(RNRSERVICE_REGISTER, W("Printer"), W("Sales"), W("mixed")));
    WORKS(set(RNRSERVICE_REGISTER, W("Printer"), W("\\SALES\\"), W("upper")));
    show(NULL, W("Sales"), 0);
    show(NULL, W("sales"), 0);
    show(NULL, NULL, LUP_CONTAINERS);
    WORKS(set(RNRSERVICE_DELETE, W("Printer"), W("Sales"), NULL));
    WORKS(set(RNRSERVICE_DELETE, W("Printer"), W("SALES"), NULL));
}

int main(void) {
    start_winsock();
    RUN(names_in_another_case_are_other_objects);
    RUN(contexts_in_another_case_are_other_places);
    return 0;
}
