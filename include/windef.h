/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The base types and macros of Windows, as far as a console program needs them for the functions of libenlist.
 *
 * Sizes are those of 64-bit Windows on every system: DWORD, LONG and ULONG have 32 bits, so they are `int`s here and not
 * `long`s; WCHAR has 16 bits, so it is not the system's wchar_t. Wide literals are spelled u"..." or, when UNICODE is
 * defined, TEXT("..."); both need C11 or C++11. With -fshort-wchar the literals L"..." fit, too, as they do on Windows.
 */
#ifndef ENLIST_WINDEF_H
#define ENLIST_WINDEF_H

#if defined(_WIN32)
#error "Windows has headers of its own for this; take include/ off the include path."
#endif

/* Compiled as strict C (-std=c99), the system hides much of its socket interface until asked for it, and one can ask only
   before the first of its headers. A program that includes another one first has to ask by -D_DEFAULT_SOURCE. */
#if !defined(_FEATURES_H) && !defined(_DEFAULT_SOURCE)
#define _DEFAULT_SOURCE 1
#endif

#include <stddef.h>
#include <stdint.h>

#include "sal.h"

/* Words that carry no meaning here: there is one calling convention, and one kind of pointer. */
#ifndef WINAPI
#define WINAPI
#endif
#ifndef WSAAPI
#define WSAAPI
#endif
#ifndef APIENTRY
#define APIENTRY WINAPI
#endif
#ifndef CALLBACK
#define CALLBACK
#endif
#ifndef PASCAL
#define PASCAL
#endif
#ifndef FAR
#define FAR
#endif
#ifndef NEAR
#define NEAR
#endif
#ifndef IN
#define IN
#endif
#ifndef OUT
#define OUT
#endif
#ifndef OPTIONAL
#define OPTIONAL
#endif
#ifndef __cdecl
#define __cdecl
#endif
#ifndef __stdcall
#define __stdcall
#endif

#ifndef CONST
#define CONST const
#endif
#ifndef VOID
#define VOID void
#endif
#ifndef TRUE
#define TRUE 1
#endif
#ifndef FALSE
#define FALSE 0
#endif
#ifndef MAX_PATH
#define MAX_PATH 260
#endif

/* Integers of a fixed size. Those of 64 bits are `long long`s, as on Windows, so that %lld and %llu print them. */
typedef unsigned char BYTE, *PBYTE, *LPBYTE;
typedef uint16_t WORD, *PWORD, *LPWORD;
typedef uint32_t DWORD, *PDWORD, *LPDWORD;
typedef unsigned long long DWORD64, *PDWORD64, DWORDLONG, *PDWORDLONG;
typedef unsigned char UCHAR, *PUCHAR;
typedef int16_t SHORT, *PSHORT;
typedef uint16_t USHORT, *PUSHORT;
typedef int32_t INT, *PINT, *LPINT;
typedef uint32_t UINT, *PUINT, *LPUINT;
typedef int32_t LONG, *PLONG, *LPLONG;
typedef uint32_t ULONG, *PULONG, *LPULONG;
typedef long long LONGLONG, *PLONGLONG;
typedef unsigned long long ULONGLONG, *PULONGLONG;
typedef int8_t INT8, *PINT8;
typedef uint8_t UINT8, *PUINT8;
typedef int16_t INT16, *PINT16;
typedef uint16_t UINT16, *PUINT16;
typedef int32_t INT32, *PINT32, LONG32, *PLONG32;
typedef uint32_t UINT32, *PUINT32, ULONG32, *PULONG32, DWORD32, *PDWORD32;
typedef long long INT64, *PINT64, LONG64, *PLONG64;
typedef unsigned long long UINT64, *PUINT64, ULONG64, *PULONG64;
typedef float FLOAT, *PFLOAT;
typedef int32_t BOOL, *PBOOL, *LPBOOL;
typedef BYTE BOOLEAN, *PBOOLEAN;

/* The names that a compiler for Windows knows. */
#ifndef __int64
#define __int64 long long
#endif
#ifndef __int32
#define __int32 int
#endif
#ifndef __int16
#define __int16 short
#endif
#ifndef __int8
#define __int8 char
#endif

/* Languages. */
typedef WORD LANGID;
typedef DWORD LCID, *PLCID;
#define LOCALE_NEUTRAL ((LCID)0)
#define LOCALE_USER_DEFAULT ((LCID)0x0400)
#define LOCALE_SYSTEM_DEFAULT ((LCID)0x0800)

/* Integers of a pointer's size. */
typedef intptr_t INT_PTR, *PINT_PTR, LONG_PTR, *PLONG_PTR;
typedef uintptr_t UINT_PTR, *PUINT_PTR, ULONG_PTR, *PULONG_PTR, DWORD_PTR, *PDWORD_PTR;
typedef ULONG_PTR SIZE_T, *PSIZE_T;
typedef LONG_PTR SSIZE_T, *PSSIZE_T;
typedef UINT_PTR WPARAM;
typedef LONG_PTR LPARAM;
typedef LONG_PTR LRESULT;

typedef void *PVOID, *LPVOID;
typedef const void *LPCVOID;

/* A date and a time of day; the days of the week begin with Sunday, which is 0. */
typedef struct _SYSTEMTIME {
    WORD wYear;
    WORD wMonth;
    WORD wDayOfWeek;
    WORD wDay;
    WORD wHour;
    WORD wMinute;
    WORD wSecond;
    WORD wMilliseconds;
} SYSTEMTIME, *PSYSTEMTIME, *LPSYSTEMTIME;

/* A time in steps of 100 nanoseconds since 1601. */
typedef struct _FILETIME {
    DWORD dwLowDateTime;
    DWORD dwHighDateTime;
} FILETIME, *PFILETIME, *LPFILETIME;

/* Handles are opaque. */
typedef void *HANDLE, **PHANDLE, **LPHANDLE;
#define DECLARE_HANDLE(name)                                                                                           \
    struct name##__ {                                                                                                  \
        int unused;                                                                                                    \
    };                                                                                                                 \
    typedef struct name##__ *name
DECLARE_HANDLE(HINSTANCE);
DECLARE_HANDLE(HWND);
typedef HINSTANCE HMODULE;
#define INVALID_HANDLE_VALUE ((HANDLE)(LONG_PTR)-1)

/* Characters. WCHAR is the type of the characters of u"...": in C++ a type of its own, in C an unsigned short. */
typedef char CHAR;
#if defined(__SIZEOF_WCHAR_T__) && __SIZEOF_WCHAR_T__ == 2
typedef wchar_t WCHAR;
#define ENLIST_WIDE(quote) L##quote
#else
#ifdef __cplusplus
typedef char16_t WCHAR;
#else
typedef uint_least16_t WCHAR;
#endif
#define ENLIST_WIDE(quote) u##quote
#endif

typedef CHAR *PCHAR, *LPCH, *PCH, *LPSTR, *PSTR, *NPSTR;
typedef const CHAR *LPCCH, *PCCH, *LPCSTR, *PCSTR;
typedef WCHAR *PWCHAR, *LPWCH, *PWCH, *LPWSTR, *PWSTR, *NWPSTR;
typedef const WCHAR *LPCWCH, *PCWCH, *LPCWSTR, *PCWSTR;

#ifdef UNICODE
typedef WCHAR TCHAR, *PTCHAR;
typedef LPWSTR LPTSTR, PTSTR;
typedef LPCWSTR LPCTSTR, PCTSTR;
#define __TEXT(quote) ENLIST_WIDE(quote)
#else
typedef char TCHAR, *PTCHAR;
typedef LPSTR LPTSTR, PTSTR;
typedef LPCSTR LPCTSTR, PCTSTR;
#define __TEXT(quote) quote
#endif
#define TEXT(quote) __TEXT(quote)

/* Putting numbers together, and taking them apart. */
#define MAKEWORD(low, high) ((WORD)(((WORD)(high) << 8) | (BYTE)(low)))
#define MAKELONG(low, high) ((LONG)(((DWORD)(WORD)(high) << 16) | (WORD)(low)))
#define LOBYTE(word) ((BYTE)((DWORD_PTR)(word) & 0xff))
#define HIBYTE(word) ((BYTE)(((DWORD_PTR)(word) >> 8) & 0xff))
#define LOWORD(number) ((WORD)((DWORD_PTR)(number) & 0xffff))
#define HIWORD(number) ((WORD)(((DWORD_PTR)(number) >> 16) & 0xffff))

/* Not in C++, whose standard library has functions of these names. */
#if !defined(NOMINMAX) && !defined(__cplusplus)
#ifndef max
#define max(a, b) (((a) > (b)) ? (a) : (b))
#endif
#ifndef min
#define min(a, b) (((a) < (b)) ? (a) : (b))
#endif
#endif

#define UNREFERENCED_PARAMETER(parameter) ((void)(parameter))
#ifndef ARRAYSIZE
#define ARRAYSIZE(array) (sizeof(array) / sizeof((array)[0]))
#endif

#endif /* ENLIST_WINDEF_H */
