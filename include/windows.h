/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What a console program that uses libenlist needs of <windows.h>: base types and macros, system error codes, GUIDs, the
 * last error, Sleep, and a few macros over the C library. Not a replacement for the rest of Windows.
 */
#ifndef ENLIST_WINDOWS_H
#define ENLIST_WINDOWS_H

#include "windef.h"
#include "guiddef.h"
#include "winerror.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/select.h>

#define ZeroMemory(destination, length) memset((destination), 0, (length))
#define FillMemory(destination, length, fill) memset((destination), (fill), (length))
#define CopyMemory(destination, source, length) memcpy((destination), (source), (length))
#define MoveMemory(destination, source, length) memmove((destination), (source), (length))

/* As no compiler leaves it out. */
static inline PVOID SecureZeroMemory(PVOID destination, SIZE_T length) {
    volatile BYTE *byte = (volatile BYTE *)destination;
    while (length-- > 0) {
        *byte++ = 0;
    }
    return destination;
}

#define INFINITE 0xFFFFFFFF

/* Lets the thread wait, and with 0 lets others run. Signals do not end it, and errno stays. */
static inline VOID Sleep(DWORD milliseconds) {
    int error = errno;
    if (milliseconds == 0) {
        sched_yield();
    } else {
        do {
            /* The system takes off what has passed. */
            struct timeval left = {(long)(milliseconds / 1000), (long)(milliseconds % 1000) * 1000};
            while ((select)(0, NULL, NULL, NULL, &left) == -1 && errno == EINTR) {
            }
        } while (milliseconds == INFINITE);
    }
    errno = error;
}

/* Why DllMain is called. */
#define DLL_PROCESS_DETACH 0
#define DLL_PROCESS_ATTACH 1
#define DLL_THREAD_ATTACH 2
#define DLL_THREAD_DETACH 3

/* Types of registry values, which the entries of a service class are described with. */
#define REG_NONE 0
#define REG_SZ 1
#define REG_EXPAND_SZ 2
#define REG_BINARY 3
#define REG_DWORD 4
#define REG_MULTI_SZ 7

#ifdef __cplusplus
extern "C" {
#endif
/* Why the last call of this thread that failed did so; 0 in a new thread. Calls that succeed leave it alone. */
INT WSAGetLastError(void);
/* Sets the error of this thread. */
void WSASetLastError(INT iError);
#ifdef __cplusplus
}
#endif

/* Winsock's error slot is the system's: one value for each thread, by either name. */
static inline DWORD GetLastError(void) {
    return (DWORD)WSAGetLastError();
}

static inline VOID SetLastError(DWORD dwErrCode) {
    WSASetLastError((int)dwErrCode);
}

/* Of the handles of libenlist, only that of WSAProviderConfigChange is closed this way, and it holds nothing. */
static inline BOOL CloseHandle(HANDLE hObject) {
    if (hObject != NULL && hObject != INVALID_HANDLE_VALUE) {
        return TRUE;
    }
    SetLastError(6); /* ERROR_INVALID_HANDLE */
    return FALSE;
}

#endif /* ENLIST_WINDOWS_H */
