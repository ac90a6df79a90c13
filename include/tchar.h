/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Literals and characters that follow UNICODE or _UNICODE. The _tcs functions are not here: the C library has no
 * functions for 16-bit strings.
 */
#ifndef ENLIST_TCHAR_H
#define ENLIST_TCHAR_H

#if defined(_UNICODE) && !defined(UNICODE) && !defined(ENLIST_WINDEF_H)
#define UNICODE
#endif
#include "windef.h"

typedef TCHAR _TCHAR;
#define _T(quote) __TEXT(quote)
#define _TEXT(quote) __TEXT(quote)

#endif /* ENLIST_TCHAR_H */
