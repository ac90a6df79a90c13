/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * What a library with COM classes exports.
 */
#ifndef ENLIST_OLECTL_H
#define ENLIST_OLECTL_H

#include "objbase.h"
#include "oleauto.h"

#define SELFREG_E_TYPELIB ((HRESULT)0x80040200)
#define SELFREG_E_CLASS ((HRESULT)0x80040201)

#include "enlist/olectl.h"

#endif /* ENLIST_OLECTL_H */
