// SPDX-License-Identifier: MIT OR Apache-2.0
// A machine without network: what the flags leave pending.
// env: ENLIST_UPDATE_URL=off
// needs: registered classes
#include "wua.h"

static void every_flag(void) {
    IUpdateServiceManager2 *manager = new_manager();
    LONG flags;
    for (flags = 1; flags < 8; flags++) {
        BSTR id = text_of(MICROSOFT_UPDATE);
        if (flags == 4) {
            SysFreeString(id);
            continue;
        }
        printf("  flags %d: 0x%08X\n", (int)flags, (unsigned)add_service2(manager, MICROSOFT_UPDATE, flags, NULL));
        show_registration(manager, MICROSOFT_UPDATE);
        printf("  removed: 0x%08X\n", (unsigned)CALL(manager, RemoveService, id));
        SysFreeString(id);
    }
    CALL(manager, Release);
}

int main(void) {
    RETURNS(CoInitialize(NULL), S_OK);
    RUN(every_flag);
    CoUninitialize();
    return 0;
}
