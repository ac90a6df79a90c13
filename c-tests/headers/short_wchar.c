// SPDX-License-Identifier: MIT OR Apache-2.0
// With -fshort-wchar, L"..." is what it is on Windows.

#include <winsock2.h>

WCHAR array[] = L"Example Service Instance";
LPCWSTR pointer = L"Example Service Instance";
LPCTSTR text = TEXT("Example Service Instance");
LPCWSTR named = SERVICE_TYPE_VALUE_SAPIDW;
