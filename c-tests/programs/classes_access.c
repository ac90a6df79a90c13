// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_DIRECTORY_ACCESS=read-only except {5AD3C2F0-11E4-4B7A-9C21-3D586E70840A}
// env: ENLIST_SAP=local
// Service classes where the directory takes one class only: another provider's success is the call's.
#include "classes.h"

static void show(const char *what, GUID *id) {
    printf("  %s\n", what);
    show_class("  NTDS", directory_provider(), id);
    show_class("  SAP", sap_provider(), id);
}

static void the_class_that_is_named_is_installed_everywhere(void) {
    WORKS(install_named(CLASS_A, W("Open")));
    FAILS(install_named(CLASS_A, W("Open")), WSAEALREADY);
    show("installed", CLASS_A);
    WORKS(WSARemoveServiceClass(CLASS_A));
    show("removed", CLASS_A);
}

static void another_class_is_installed_where_it_may_be(void) {
    WORKS(install_named(CLASS_B, W("Closed")));
    show("installed", CLASS_B);
    /* Of two refusals the directory's is the more telling one. */
    FAILS(install_named(CLASS_B, W("Closed")), WSAEACCES);
    WORKS(WSARemoveServiceClass(CLASS_B));
    show("removed", CLASS_B);
    FAILS(WSARemoveServiceClass(CLASS_B), WSAEACCES);
}

int main(void) {
    start_winsock();
    RUN(the_class_that_is_named_is_installed_everywhere);
    RUN(another_class_is_installed_where_it_may_be);
    return 0;
}
