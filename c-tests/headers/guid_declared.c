// SPDX-License-Identifier: MIT OR Apache-2.0
// Uses a GUID that another file defines.

#include <guiddef.h>

DEFINE_GUID(EXAMPLE_CLASS, 0x11111111, 0x2222, 0x3333, 0x44, 0x44, 0x55, 0x55, 0x55, 0x55, 0x55, 0x56);

int main(void) {
    const GUID *id = &EXAMPLE_CLASS;
    return id->Data1 == 0x11111111 && id->Data4[7] == 0x56 ? 0 : 1;
}
