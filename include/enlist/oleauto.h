/* SPDX-License-Identifier: MIT OR Apache-2.0 */

#ifndef ENLIST_GENERATED_OLEAUTO_H
#define ENLIST_GENERATED_OLEAUTO_H

/* Generated from the module `oleauto` of src/ffi/ by cbindgen; do not edit. To write it anew:
   ENLIST_BLESS=1 cargo test --test headers */

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/// Makes a string from characters up to a terminator.
///
/// # Parameters
/// `psz`: the characters, or null.
///
/// # Returns
/// The string, which `SysFreeString` frees; null for a null pointer, and when there is no memory.
///
/// # Safety
/// `psz` is null, or terminated.
BSTR SysAllocString(const OLECHAR *psz);

/// Makes a string from so many characters; the null pointer leaves them to be written.
///
/// # Parameters
/// `strIn`: the characters, or null. `ui`: how many.
///
/// # Returns
/// The string, with a terminator after it; null when there is no memory.
///
/// # Safety
/// `strIn` is null, or has `ui` readable characters.
BSTR SysAllocStringLen(const OLECHAR *strIn, UINT ui);

/// Makes a string from so many bytes; the null pointer leaves them to be written.
///
/// # Parameters
/// `psz`: the bytes, or null. `len`: how many; the number may be odd.
///
/// # Returns
/// As for [`SysAllocStringLen`].
///
/// # Safety
/// `psz` is null, or has `len` readable bytes.
BSTR SysAllocStringByteLen(const char *psz, UINT len);

/// Replaces a string by another one, which may be a part of it.
///
/// # Parameters
/// `pbstr`: the string. `psz`: the characters of the new one, up to a terminator, or null for none.
///
/// # Returns
/// 1, or 0 when there is no memory or `pbstr` is null; then the old string stays.
///
/// # Safety
/// `pbstr` is null, or holds null or a string; `psz` is null, or terminated.
INT SysReAllocString(BSTR *pbstr, const OLECHAR *psz);

/// Replaces a string by so many characters.
///
/// # Parameters
/// `pbstr`: the string. `psz`: the characters, or null to leave them to be written. `len`: how many.
///
/// # Returns
/// As for [`SysReAllocString`].
///
/// # Safety
/// `pbstr` is null, or holds null or a string; `psz` is null, or has `len` readable characters.
INT SysReAllocStringLen(BSTR *pbstr, const OLECHAR *psz, UINT len);

/// Frees a string.
///
/// # Parameters
/// `bstrString`: the string, or null.
///
/// # Safety
/// `bstrString` is null, or a string that nobody uses any more.
void SysFreeString(BSTR bstrString);

/// The length of a string in characters, without the terminator.
///
/// # Parameters
/// `pbstr`: the string, or null, whose length is 0.
///
/// # Safety
/// `pbstr` is null, or a string.
UINT SysStringLen(BSTR pbstr);

/// The length of a string in bytes, without the terminator.
///
/// # Parameters
/// `bstr`: the string, or null, whose length is 0.
///
/// # Safety
/// `bstr` is null, or a string.
UINT SysStringByteLen(BSTR bstr);

/// Makes a variant empty, whatever its memory held.
///
/// # Parameters
/// `pvarg`: the variant; null does nothing.
///
/// # Safety
/// `pvarg` is null, or writable.
void VariantInit(VARIANT *pvarg);

/// Frees what a variant holds, and makes it empty.
///
/// # Parameters
/// `pvarg`: the variant.
///
/// # Returns
/// `S_OK`, or an error; then the variant is as it was.
///
/// # Errors
/// * `E_INVALIDARG`: `pvarg` is null.
/// * `DISP_E_BADVARTYPE`: the type is not known.
/// * `DISP_E_ARRAYISLOCKED`: the array that it holds is locked.
///
/// # Behaviour
/// Source: the reference page of `VariantClear`, but for a null pointer.
///
/// # Safety
/// `pvarg` is null, or an initialised variant.
HRESULT VariantClear(VARIANT *pvarg);

/// Copies a variant: strings and arrays with their content, objects as one more reference; what is held by reference stays that.
///
/// # Parameters
/// `pvargDest`: an initialised variant, which is cleared first. `pvargSrc`: the variant to copy; it may be the same.
///
/// # Returns
/// `S_OK`, or an error; then both are as they were.
///
/// # Errors
/// * `E_INVALIDARG`: a pointer is null.
/// * `DISP_E_BADVARTYPE`: the type of one of them is not known.
/// * `E_OUTOFMEMORY`: there is no memory for the copy.
/// * `DISP_E_ARRAYISLOCKED`: the array that `pvargDest` holds is locked.
///
/// # Safety
/// Each pointer is null, or an initialised variant.
HRESULT VariantCopy(VARIANT *pvargDest,
                    const VARIANT *pvargSrc);

/// Copies a variant, or what it refers to.
///
/// # Parameters
/// As for [`VariantCopy`]; what is held by reference is copied itself, and so is what a variant holds that is referred to.
///
/// # Returns
/// As for [`VariantCopy`], and `E_INVALIDARG` for a reference to nothing, or to a variant that refers to another one.
///
/// # Safety
/// Each pointer is null, or an initialised variant, and what that points to is valid.
HRESULT VariantCopyInd(VARIANT *pvarDest,
                       const VARIANT *pvargSrc);

/// Converts a variant to another type.
///
/// # Parameters
/// `pvargDest`: an initialised variant, which is cleared first. `pvarSrc`: the variant to convert; it may be the same. What it
/// refers to is converted, and of an object the default property. `wFlags`: `VARIANT_NOVALUEPROP` leaves objects alone;
/// `VARIANT_ALPHABOOL` makes a truth value "True" or "False" instead of -1 or 0; other flags mean nothing here. `vt`: the type.
///
/// # Returns
/// `S_OK`, or an error; then both are as they were.
///
/// # Errors
/// * `E_INVALIDARG`: a pointer is null, a reference leads nowhere, or a date has no text.
/// * `DISP_E_BADVARTYPE`: the type of a variant, or `vt`, is not known.
/// * `DISP_E_TYPEMISMATCH`: there is no such conversion, or the text is none of the type.
/// * `DISP_E_OVERFLOW`: the value is none of the type.
/// * `E_OUTOFMEMORY`: there is no memory for the new value.
/// * `DISP_E_ARRAYISLOCKED`: the array that `pvargDest` holds is locked.
///
/// # Behaviour
/// Numbers are rounded to the nearest, and to the even one of two. Text is read and written as in English, United States. Arrays
/// and `VT_DECIMAL` are converted to nothing else. Source: the reference page of `VariantChangeType`, and what Wine 8.0
/// converts.
///
/// # Safety
/// Each pointer is null, or an initialised variant, and what that points to is valid.
HRESULT VariantChangeType(VARIANT *pvargDest,
                          const VARIANT *pvarSrc,
                          USHORT wFlags,
                          VARTYPE vt);

/// Converts a variant to another type, in a language.
///
/// # Parameters
/// As for [`VariantChangeType`]; `lcid`: the language, which means nothing here.
///
/// # Returns
/// As for [`VariantChangeType`].
///
/// # Safety
/// As for [`VariantChangeType`].
HRESULT VariantChangeTypeEx(VARIANT *pvargDest, const VARIANT *pvarSrc, LCID lcid, USHORT wFlags, VARTYPE vt);

/// Makes an array of one dimension, with elements of zero, without a string or an object, or with empty variants.
///
/// # Parameters
/// `vt`: the type of the elements: any that a variant can hold itself, but an array, or `VT_VARIANT`. `lLbound`: the index of the
/// first. `cElements`: how many.
///
/// # Returns
/// The array, which `SafeArrayDestroy` frees; null for other types, and when there is no memory.
SAFEARRAY *SafeArrayCreateVector(VARTYPE vt,
                                 LONG lLbound,
                                 ULONG cElements);

/// Frees an array with its elements: strings are freed, objects released, variants cleared.
///
/// # Parameters
/// `psa`: the array; null does nothing.
///
/// # Returns
/// `S_OK`, or `DISP_E_ARRAYISLOCKED` while somebody accesses its elements.
///
/// # Safety
/// `psa` is null, or an array that nobody uses any more.
HRESULT SafeArrayDestroy(SAFEARRAY *psa);

/// The number of dimensions of an array; 0 for null.
///
/// # Safety
/// `psa` is null, or an array.
UINT SafeArrayGetDim(SAFEARRAY *psa);

/// The bytes of an element of an array; 0 for null.
///
/// # Safety
/// `psa` is null, or an array.
UINT SafeArrayGetElemsize(SAFEARRAY *psa);

/// The index of the first element.
///
/// # Parameters
/// `psa`: the array. `nDim`: the dimension, from 1. `plLbound`: receives the index.
///
/// # Returns
/// `S_OK`, or an error.
///
/// # Errors
/// * `E_INVALIDARG`: a pointer is null.
/// * `DISP_E_BADINDEX`: there is no such dimension.
///
/// # Safety
/// `psa` is null, or an array; `plLbound` is null, or writable.
HRESULT SafeArrayGetLBound(SAFEARRAY *psa, UINT nDim, LONG *plLbound);

/// The index of the last element; that before the first in an array of none.
///
/// # Parameters
/// `psa`: the array. `nDim`: the dimension, from 1. `plUbound`: receives the index.
///
/// # Returns
/// As for [`SafeArrayGetLBound`].
///
/// # Safety
/// `psa` is null, or an array; `plUbound` is null, or writable.
HRESULT SafeArrayGetUBound(SAFEARRAY *psa, UINT nDim, LONG *plUbound);

/// Locks an array, and tells where its elements are.
///
/// # Parameters
/// `psa`: the array. `ppvData`: receives the address.
///
/// # Returns
/// `S_OK`, or `E_INVALIDARG` when a pointer is null.
///
/// # Safety
/// `psa` is null, or an array; `ppvData` is null, or writable.
HRESULT SafeArrayAccessData(SAFEARRAY *psa, void **ppvData);

/// Locks an array, so that it is not destroyed.
///
/// # Parameters
/// `psa`: the array.
///
/// # Returns
/// `S_OK`, or `E_INVALIDARG` when `psa` is null.
///
/// # Safety
/// `psa` is null, or an array.
HRESULT SafeArrayLock(SAFEARRAY *psa);

/// Takes back one lock of an array.
///
/// # Parameters
/// `psa`: the array.
///
/// # Returns
/// As for [`SafeArrayUnaccessData`].
///
/// # Safety
/// `psa` is null, or an array.
HRESULT SafeArrayUnlock(SAFEARRAY *psa);

/// Tells where an element of an array is.
///
/// # Parameters
/// `psa`: the array. `rgIndices`: the index of the element. `ppvData`: receives the address, which is good while the array is locked.
///
/// # Returns
/// `S_OK`, or an error.
///
/// # Errors
/// * `E_INVALIDARG`: a pointer is null.
/// * `DISP_E_BADINDEX`: the index is outside the bounds.
///
/// # Safety
/// `psa` is null, or an array; `rgIndices` is null, or readable; `ppvData` is null, or writable.
HRESULT SafeArrayPtrOfIndex(SAFEARRAY *psa,
                            LONG *rgIndices,
                            void **ppvData);

/// Copies an element out of an array: a string, an object with a reference, what a variant holds. The caller frees them.
///
/// # Parameters
/// `psa`: the array. `rgIndices`: the index of the element. `pv`: receives it; what is there is not freed.
///
/// # Returns
/// `S_OK`, or an error.
///
/// # Errors
/// * `E_INVALIDARG`: a pointer is null; an array of variants holds others too many levels deep.
/// * `DISP_E_BADINDEX`: the index is outside the bounds.
/// * `DISP_E_BADVARTYPE`: the element is a variant of a type that there is not.
/// * `E_OUTOFMEMORY`: there is no memory.
///
/// # Safety
/// `psa` is null, or an array; `rgIndices` is null, or readable; `pv` is null, or has room for an element.
HRESULT SafeArrayGetElement(SAFEARRAY *psa,
                            LONG *rgIndices,
                            void *pv);

/// Copies an element into an array: a string, an object with a reference, what a variant holds. What the array had there is freed.
///
/// # Parameters
/// `psa`: the array, which may be locked. `rgIndices`: the index of the element. `pv`: the new value; of strings and objects it is the
/// string or object itself, or null, of other types where the value is.
///
/// # Returns
/// `S_OK`, or an error, and the element is as it was.
///
/// # Errors
/// As for [`SafeArrayGetElement`], and `DISP_E_ARRAYISLOCKED` when the element is a variant with an array that is locked.
///
/// # Safety
/// `psa` is null, or an array that no other thread uses; `rgIndices` is null, or readable; `pv` is null, or an element.
HRESULT SafeArrayPutElement(SAFEARRAY *psa,
                            LONG *rgIndices,
                            void *pv);

/// Copies an array, with copies of its elements as `SafeArrayGetElement` makes them. The copy is not locked.
///
/// # Parameters
/// `psa`: the array; of null, the copy is null. `ppsaOut`: receives the copy, which `SafeArrayDestroy` frees; null on failure.
///
/// # Returns
/// `S_OK`, or an error.
///
/// # Errors
/// * `E_INVALIDARG`: `ppsaOut` is null; an array of variants holds others too many levels deep.
/// * `DISP_E_BADVARTYPE`: an element is a variant of a type that there is not.
/// * `E_OUTOFMEMORY`: there is no memory.
///
/// # Safety
/// `psa` is null, or an array; `ppsaOut` is null, or writable.
HRESULT SafeArrayCopy(SAFEARRAY *psa,
                      SAFEARRAY **ppsaOut);

/// Takes back one lock of an array.
///
/// # Parameters
/// `psa`: the array.
///
/// # Returns
/// `S_OK`; `E_INVALIDARG` when `psa` is null, `E_UNEXPECTED` when the array is not locked.
///
/// # Safety
/// `psa` is null, or an array.
HRESULT SafeArrayUnaccessData(SAFEARRAY *psa);

/// The type of the elements of an array.
///
/// # Parameters
/// `psa`: the array. `pvt`: receives the type.
///
/// # Returns
/// `S_OK`, or `E_INVALIDARG` when a pointer is null.
///
/// # Safety
/// `psa` is null, or an array; `pvt` is null, or writable.
HRESULT SafeArrayGetVartype(SAFEARRAY *psa, VARTYPE *pvt);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* ENLIST_GENERATED_OLEAUTO_H */
