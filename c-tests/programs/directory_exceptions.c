// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_DIRECTORY_ACCESS=read-only except {5AD3C2F0-11E4-4B7A-9C21-3D586E70840A}, 5ad3c2f0-11e4-4b7a-9c21-3d586e70840c
// A directory that is read-only but for two classes.
#include "rnr.h"

static void the_classes_that_are_named_can_be_published(void) {
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("open"), CLASS_A, 1u, END));
    WORKS(set_ports(RNRSERVICE_REGISTER, SERVICE_MULTIPLE, W("open"), CLASS_C, 2u, END));
    printf("  class A: %s\n", state_of(W("open"), CLASS_A));
    printf("  class C: %s\n", state_of(W("open"), CLASS_C));
}

static void other_classes_are_refused(void) {
    WSAQUERYSETW query = query_w(W("open"), NULL);
    FAILS(set_ports(RNRSERVICE_REGISTER, 0, W("open"), CLASS_B, 3u, END), WSAEACCES);
    FAILS(set_ports(RNRSERVICE_DEREGISTER, 0, W("open"), CLASS_B, END), WSAEACCES);
    FAILS(set_ports(RNRSERVICE_DELETE, 0, W("nobody"), CLASS_B, END), WSAEACCES);
    /* Without a class there is nothing to allow. */
    FAILS(WSASetServiceW(&query, RNRSERVICE_REGISTER, 0), WSAEACCES);
    printf("  class B: %s\n", state_of(W("open"), CLASS_B));
    printf("  class A: %s\n", state_of(W("open"), CLASS_A));
}

static void what_was_published_can_be_taken_back(void) {
    WORKS(set_ports(RNRSERVICE_DEREGISTER, 0, W("open"), CLASS_A, END));
    printf("  class A: %s\n", state_of(W("open"), CLASS_A));
    WORKS(set_ports(RNRSERVICE_DELETE, 0, W("open"), CLASS_A, END));
    FAILS(set_ports(RNRSERVICE_DELETE, 0, W("open"), CLASS_A, END), WSASERVICE_NOT_FOUND);
    WORKS(set_ports(RNRSERVICE_DELETE, SERVICE_MULTIPLE, W("open"), CLASS_C, 2u, END));
    printf("  class C: %s\n", state_of(W("open"), CLASS_C));
}

int main(void) {
    start_winsock();
    RUN(the_classes_that_are_named_can_be_published);
    RUN(other_classes_are_refused);
    RUN(what_was_published_can_be_taken_back);
    return 0;
}
