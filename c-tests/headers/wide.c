// SPDX-License-Identifier: MIT OR Apache-2.0
// Literals of WCHAR and TCHAR. Compiled as C11 and as C++, with UNICODE and without.

#include <windows.h>
#include <tchar.h>
#include <winsock2.h>
#include <nspapi.h>

WCHAR array[] = u"Example Service Instance";
const WCHAR *pointer = u"Example Service Instance";
LPCWSTR named = SERVICE_TYPE_VALUE_SAPIDW;
LPCTSTR text = TEXT("Example Service Instance");
TCHAR text_array[] = _T("Example Service Instance");
LPCTSTR port = SERVICE_TYPE_VALUE_TCPPORT;
LPCTSTR conn = SERVICE_TYPE_VALUE_CONN;

// TEXT expands a macro that it is given.
#define NAME "Example"
LPCTSTR expanded = TEXT(NAME);

WSAQUERYSETW query;

void fill(void);

void fill(void) {
    query.dwSize = sizeof(query);
    query.lpszServiceInstanceName = array;
}
