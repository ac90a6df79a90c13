/* SPDX-License-Identifier: MIT OR Apache-2.0 */

#ifndef ENLIST_GENERATED_OLEDATE_H
#define ENLIST_GENERATED_OLEDATE_H

/* Generated from the module `oledate` of src/ffi/ by cbindgen; do not edit. To write it anew:
   ENLIST_BLESS=1 cargo test --test headers */

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/// Takes a date of automation apart.
///
/// # Parameters
/// `vtime`: the date. `lpSystemTime`: receives its parts, to the nearest second.
///
/// # Returns
/// 1; or 0 when the pointer is null, or the date before the year 100 or after 9999, and then nothing is written.
///
/// # Behaviour
/// Source: the reference page of `VariantTimeToSystemTime`.
///
/// # Safety
/// `lpSystemTime` is null, or writable.
INT VariantTimeToSystemTime(double vtime,
                            SYSTEMTIME *lpSystemTime);

/// Puts a date of automation together.
///
/// # Parameters
/// `lpSystemTime`: the parts, of which the day of the week and the milliseconds do not count. `pvtime`: receives the date.
///
/// # Returns
/// 1; or 0 when a pointer is null, or there is no such date, and then nothing is written.
///
/// # Behaviour
/// Days that a month does not have are those of the month after, up to 31, and the day 0 is the last one of the month before. Source:
/// the reference page of `SystemTimeToVariantTime`.
///
/// # Safety
/// `lpSystemTime` is null, or readable; `pvtime` is null, or writable.
INT SystemTimeToVariantTime(SYSTEMTIME *lpSystemTime,
                            double *pvtime);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* ENLIST_GENERATED_OLEDATE_H */
