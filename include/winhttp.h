/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What a connection to an update server fails with. A method of wuapi.h returns HRESULT_FROM_WIN32 of it.
 */
#ifndef ENLIST_WINHTTP_H
#define ENLIST_WINHTTP_H

#include "winerror.h"

#define WINHTTP_ERROR_BASE 12000
#define ERROR_WINHTTP_TIMEOUT 12002
#define ERROR_WINHTTP_CANNOT_CONNECT 12029
#define ERROR_WINHTTP_CONNECTION_ERROR 12030
#define ERROR_WINHTTP_SECURE_FAILURE 12175

#endif /* ENLIST_WINHTTP_H */
