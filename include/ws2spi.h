/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * The administration of the catalogue of namespace providers, and what a namespace provider hands to Winsock.
 */
#ifndef ENLIST_WS2SPI_H
#define ENLIST_WS2SPI_H

#include "winsock2.h"

#ifndef WSPAPI
#define WSPAPI
#endif

#include "enlist/ws2spi.h"

typedef WSATHREADID *LPWSATHREADID;
typedef NSP_ROUTINE *LPNSP_ROUTINE;
typedef NSPV2_ROUTINE *PNSPV2_ROUTINE;
typedef const NSPV2_ROUTINE *LPCNSPV2_ROUTINE;

#ifdef __cplusplus
extern "C" {
#endif
/* What the library of a namespace provider exports. */
INT WSAAPI NSPStartup(LPGUID lpProviderId, LPNSP_ROUTINE lpnspRoutines);
#ifdef __cplusplus
}
#endif

/* Pointers to the functions. */
typedef INT(WSPAPI *LPWSCINSTALLNAMESPACE)(LPWSTR lpszIdentifier, LPWSTR lpszPathName, DWORD dwNameSpace, DWORD dwVersion,
                                           LPGUID lpProviderId);
typedef INT(WSPAPI *LPWSCUNINSTALLNAMESPACE)(LPGUID lpProviderId);
typedef INT(WSPAPI *LPWSCENABLENSPROVIDER)(LPGUID lpProviderId, BOOL fEnable);

/* The catalogue is enumerated by the functions of winsock2.h. */
#define WSCEnumNameSpaceProviders WSAEnumNameSpaceProvidersW
#define WSCEnumNameSpaceProvidersEx WSAEnumNameSpaceProvidersExW
#define LPFN_WSCENUMNAMESPACEPROVIDERS LPFN_WSAENUMNAMESPACEPROVIDERSW
#define LPFN_WSCENUMNAMESPACEPROVIDERSEX LPFN_WSAENUMNAMESPACEPROVIDERSEXW

#endif /* ENLIST_WS2SPI_H */
