/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Strings, variants and arrays of automation: what a caller of late-bound interfaces needs.
 */
#ifndef ENLIST_OLEAUTO_H
#define ENLIST_OLEAUTO_H

#include "oaidl.h"

#include "enlist/oleauto.h"
#include "enlist/oledate.h"
#include "enlist/oleerror.h"

/* VariantChangeType */
#define VARIANT_NOVALUEPROP 0x01
#define VARIANT_ALPHABOOL 0x02
#define VARIANT_NOUSEROVERRIDE 0x04
#define VARIANT_LOCALBOOL 0x10

#define V_VT(variant) ((variant)->vt)
#define V_ISBYREF(variant) (V_VT(variant) & VT_BYREF)
#define V_ISARRAY(variant) (V_VT(variant) & VT_ARRAY)
#define V_I1(variant) ((variant)->cVal)
#define V_UI1(variant) ((variant)->bVal)
#define V_I2(variant) ((variant)->iVal)
#define V_I4(variant) ((variant)->lVal)
#define V_I8(variant) ((variant)->llVal)
#define V_UI2(variant) ((variant)->uiVal)
#define V_UI4(variant) ((variant)->ulVal)
#define V_UI8(variant) ((variant)->ullVal)
#define V_INT(variant) ((variant)->intVal)
#define V_UINT(variant) ((variant)->uintVal)
#define V_R4(variant) ((variant)->fltVal)
#define V_R8(variant) ((variant)->dblVal)
#define V_CY(variant) ((variant)->cyVal)
#define V_DECIMAL(variant) ((variant)->decVal)
#define V_DATE(variant) ((variant)->date)
#define V_BSTR(variant) ((variant)->bstrVal)
#define V_DISPATCH(variant) ((variant)->pdispVal)
#define V_ERROR(variant) ((variant)->scode)
#define V_BOOL(variant) ((variant)->boolVal)
#define V_UNKNOWN(variant) ((variant)->punkVal)
#define V_ARRAY(variant) ((variant)->parray)
#define V_BYREF(variant) ((variant)->byref)
#define V_I1REF(variant) ((variant)->pcVal)
#define V_UI1REF(variant) ((variant)->pbVal)
#define V_I2REF(variant) ((variant)->piVal)
#define V_I4REF(variant) ((variant)->plVal)
#define V_I8REF(variant) ((variant)->pllVal)
#define V_UI2REF(variant) ((variant)->puiVal)
#define V_UI4REF(variant) ((variant)->pulVal)
#define V_UI8REF(variant) ((variant)->pullVal)
#define V_INTREF(variant) ((variant)->pintVal)
#define V_UINTREF(variant) ((variant)->puintVal)
#define V_R4REF(variant) ((variant)->pfltVal)
#define V_R8REF(variant) ((variant)->pdblVal)
#define V_CYREF(variant) ((variant)->pcyVal)
#define V_DATEREF(variant) ((variant)->pdate)
#define V_BSTRREF(variant) ((variant)->pbstrVal)
#define V_DISPATCHREF(variant) ((variant)->ppdispVal)
#define V_ERRORREF(variant) ((variant)->pscode)
#define V_BOOLREF(variant) ((variant)->pboolVal)
#define V_VARIANTREF(variant) ((variant)->pvarVal)
#define V_DECIMALREF(variant) ((variant)->pdecVal)
#define V_UNKNOWNREF(variant) ((variant)->ppunkVal)
#define V_ARRAYREF(variant) ((variant)->pparray)

#endif /* ENLIST_OLEAUTO_H */
