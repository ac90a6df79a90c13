// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}
// needs: registered classes
// A reset takes nothing out of a shared store: neither services nor update services, which other processes have as well.
#include "wua.h"

#include "../../include/enlist.h"

static WSAQUERYSETW service(void) {
    static GUID service_class = {0x5AD3C2F0, 0x11E4, 0x4B7A, {0x9C, 0x21, 0x3D, 0x58, 0x6E, 0x70, 0x84, 0x0A}};
    WSAQUERYSETW set;
    memset(&set, 0, sizeof set);
    set.dwSize = sizeof set;
    set.lpszServiceInstanceName = W("shared");
    set.lpServiceClassId = &service_class;
    set.dwNameSpace = NS_NTDS;
    return set;
}

static void start(void) {
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
}

static void both_are_there(void) {
    union {
        WSAQUERYSETW set;
        unsigned char bytes[1024];
    } found;
    DWORD length = sizeof found;
    WSAQUERYSETW query = service();
    IUpdateServiceManager2 *manager = new_manager();
    HANDLE lookup;
    WORKS(WSALookupServiceBeginW(&query, LUP_RETURN_NAME, &lookup));
    WORKS(WSALookupServiceNextW(lookup, 0, &length, &found.set));
    WORKS(WSALookupServiceEnd(lookup));
    show_registration(manager, MICROSOFT_UPDATE);
    CHECK(CALL(manager, Release) == 0);
}

static void what_others_have_as_well_stays(void) {
    WSAQUERYSETW registered = service();
    IUpdateServiceManager2 *manager = new_manager();
    start();
    WORKS(WSASetServiceW(&registered, RNRSERVICE_REGISTER, 0));
    RETURNS(add_service2(manager, MICROSOFT_UPDATE, 7, NULL), S_OK);
    CHECK(CALL(manager, Release) == 0);
    both_are_there();
    CHECK(enlist_reset() == ENLIST_OK);
    start();
    both_are_there();
}

static void the_caller_is_the_process_own(void) {
    IUpdateServiceManager2 *manager = new_manager();
    CHECK(enlist_set_update_caller("user") == ENLIST_OK);
    RETURNS(add_service2(manager, MICROSOFT_UPDATE, 7, NULL), E_ACCESSDENIED);
    CHECK(enlist_reset() == ENLIST_OK);
    RETURNS(add_service2(manager, MICROSOFT_UPDATE, 7, NULL), S_OK);
    CHECK(CALL(manager, Release) == 0);
}

int main(void) {
    RETURNS(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    RUN(what_others_have_as_well_stays);
    RUN(the_caller_is_the_process_own);
    CoUninitialize();
    return 0;
}
