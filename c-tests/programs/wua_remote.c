// SPDX-License-Identifier: MIT OR Apache-2.0
// A caller from another machine reads, and changes nothing but by a cab of the machine's own.
// env: ENLIST_UPDATE_CALLER=remote
// needs: registered classes
#include "wua.h"

static void what_a_remote_caller_may_do(void) {
    IUpdateServiceManager2 *manager = new_manager();
    BSTR id = text_of(WINDOWS_UPDATE);
    RETURNS(add_service2(manager, MICROSOFT_UPDATE, 7, NULL), E_ACCESSDENIED);
    RETURNS(add_service2(manager, MICROSOFT_UPDATE, 0, NULL), E_ACCESSDENIED);
    RETURNS(add_service2(manager, MICROSOFT_UPDATE, 7, W("a.cab")), E_INVALIDARG);
    RETURNS(add_service2(manager, MICROSOFT_UPDATE, 4, W("/nonexistent.cab")), 0x80070002);
    RETURNS(CALL(manager, RemoveService, id), E_ACCESSDENIED);
    RETURNS(CALL(manager, RegisterServiceWithAU, id), E_ACCESSDENIED);
    RETURNS(CALL(manager, UnregisterServiceWithAU, id), E_ACCESSDENIED);
    show_registration(manager, WINDOWS_UPDATE);
    SysFreeString(id);
    CALL(manager, Release);
}

int main(void) {
    RETURNS(CoInitialize(NULL), S_OK);
    RUN(what_a_remote_caller_may_do);
    CoUninitialize();
    return 0;
}
