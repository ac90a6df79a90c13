/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * From here on, DEFINE_GUID defines GUIDs instead of declaring them. To be included in one source file of a program.
 */
#ifndef INITGUID
#define INITGUID
#endif
#include "guiddef.h"
