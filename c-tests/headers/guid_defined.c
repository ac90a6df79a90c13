// SPDX-License-Identifier: MIT OR Apache-2.0
// Defines the GUID that guid_declared.c uses; linked in twice, as when two files of a program include <initguid.h>.

#include <initguid.h>

DEFINE_GUID(EXAMPLE_CLASS, 0x11111111, 0x2222, 0x3333, 0x44, 0x44, 0x55, 0x55, 0x55, 0x55, 0x55, 0x56);
