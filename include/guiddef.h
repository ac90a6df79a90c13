/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * GUIDs: the type, the macro that declares or defines named ones, and comparison.
 *
 * DEFINE_GUID declares a GUID that is defined elsewhere. In one source file of a program, include <initguid.h>, or define
 * INITGUID, before this header: there, it defines them.
 */
#ifndef ENLIST_GUIDDEF_H
#define ENLIST_GUIDDEF_H

#include "windef.h"

#include <string.h>

#ifndef EXTERN_C
#ifdef __cplusplus
#define EXTERN_C extern "C"
#else
#define EXTERN_C extern
#endif
#endif

/* Other headers that bring a GUID of the same layout say so by this name, as on Windows. */
#ifndef GUID_DEFINED
#define GUID_DEFINED
#include "enlist/guiddef.h"
#endif

#ifndef __LPGUID_DEFINED__
#define __LPGUID_DEFINED__
typedef GUID *LPGUID;
#endif
#ifndef __LPCGUID_DEFINED__
#define __LPCGUID_DEFINED__
typedef const GUID *LPCGUID;
#endif

#ifndef __IID_DEFINED__
#define __IID_DEFINED__
typedef GUID IID, *LPIID;
typedef GUID CLSID, *LPCLSID;
typedef GUID FMTID, *LPFMTID;
#endif

/* A GUID that is passed as an argument: by reference in C++, by pointer in C. */
#ifndef _REFGUID_DEFINED
#define _REFGUID_DEFINED
#ifdef __cplusplus
#define REFGUID const GUID &
#define REFIID const IID &
#define REFCLSID const CLSID &
#define REFFMTID const FMTID &
#else
#define REFGUID const GUID *
#define REFIID const IID *
#define REFCLSID const CLSID *
#define REFFMTID const FMTID *
#endif
#endif

#ifdef __cplusplus
inline int IsEqualGUID(REFGUID a, REFGUID b) {
    return memcmp(&a, &b, sizeof(GUID)) == 0;
}
inline bool operator==(REFGUID a, REFGUID b) {
    return IsEqualGUID(a, b) != 0;
}
inline bool operator!=(REFGUID a, REFGUID b) {
    return IsEqualGUID(a, b) == 0;
}
#else
#define IsEqualGUID(a, b) (memcmp((a), (b), sizeof(GUID)) == 0)
#endif
#define InlineIsEqualGUID(a, b) IsEqualGUID(a, b)
#define IsEqualIID(a, b) IsEqualGUID(a, b)
#define IsEqualCLSID(a, b) IsEqualGUID(a, b)

/* In C++, __uuidof(type) is the GUID of an interface or class, without one that is defined elsewhere; of an expression, that of
   its type. __CRT_UUID_DECL says which one it is, as with MinGW; for pointers, it is that of what they point to. */
#ifdef __cplusplus
template <typename Type> struct EnlistUuid;
template <typename Type> struct EnlistUuid<Type *> : EnlistUuid<Type> {};
template <typename Type> struct EnlistUuid<Type &> : EnlistUuid<Type> {};
template <typename Type> struct EnlistUuid<const Type> : EnlistUuid<Type> {};

#ifndef __CRT_UUID_DECL
#define __CRT_UUID_DECL(type, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8)                                               \
    template <> struct EnlistUuid<type> {                                                                              \
        static const GUID &get() {                                                                                     \
            static const GUID id = {l, w1, w2, {b1, b2, b3, b4, b5, b6, b7, b8}};                                      \
            return id;                                                                                                 \
        }                                                                                                              \
    };
#endif
#ifndef __uuidof
#define __uuidof(what) (EnlistUuid<__typeof__(what)>::get())
#endif
#elif !defined(__CRT_UUID_DECL)
#define __CRT_UUID_DECL(type, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8)
#endif

/* Definitions are weak, so that several files of a program may hold the same one. */
#ifndef DECLSPEC_SELECTANY
#define DECLSPEC_SELECTANY __attribute__((weak))
#endif

#endif /* ENLIST_GUIDDEF_H */

/* Outside the guard: <initguid.h> may come after a header that has brought this one. */
#ifdef DEFINE_GUID
#undef DEFINE_GUID
#endif
#ifdef INITGUID
/* The declaration in front gives the definition its linkage and makes it weak. At the definition itself, gcc warns of
   `extern`, and g++ takes a constant for a local one and refuses to make it weak. */
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8)                                                   \
    EXTERN_C DECLSPEC_SELECTANY const GUID name;                                                                       \
    const GUID name = {l, w1, w2, {b1, b2, b3, b4, b5, b6, b7, b8}}
#else
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) EXTERN_C const GUID name
#endif
