// SPDX-License-Identifier: MIT OR Apache-2.0
//! Dates of `oleauto.h`, for systems that have none.

use super::ws2def::INT;
use crate::com::date::{self, Parts};
use crate::edge::Call;
use crate::edge::com::com_value_call;
use crate::edge::parameter::Parameter;

/// A date and a time of day. `wDayOfWeek` begins with Sunday, which is 0.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct SYSTEMTIME {
    pub(crate) wYear: u16,
    pub(crate) wMonth: u16,
    pub(crate) wDayOfWeek: u16,
    pub(crate) wDay: u16,
    pub(crate) wHour: u16,
    pub(crate) wMinute: u16,
    pub(crate) wSecond: u16,
    pub(crate) wMilliseconds: u16,
}

const _: () = assert!(size_of::<SYSTEMTIME>() == SYSTEMTIME_BYTES as usize);
const SYSTEMTIME_BYTES: u32 = 16;

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
#[unsafe(no_mangle)]
pub unsafe extern "C" fn VariantTimeToSystemTime(vtime: f64, lpSystemTime: *mut SYSTEMTIME) -> INT {
    // SAFETY: the pointer is the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("VariantTimeToSystemTime", || {
            let room = SYSTEMTIME_BYTES as usize;
            // Dates are not shown.
            [("lpSystemTime", Parameter::Room(lpSystemTime.cast(), room))]
        })
    };
    com_value_call(call, || {
        let Some(parts) = date::apart(vtime).filter(|_| !lpSystemTime.is_null()) else {
            return Ok(0);
        };
        let time = SYSTEMTIME {
            wYear: parts.year,
            wMonth: parts.month,
            wDayOfWeek: parts.day_of_week,
            wDay: parts.day,
            wHour: parts.hour,
            wMinute: parts.minute,
            wSecond: parts.second,
            wMilliseconds: 0,
        };
        // SAFETY: forwarded from this function's own contract.
        unsafe { lpSystemTime.write_unaligned(time) };
        Ok(1)
    })
}

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
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SystemTimeToVariantTime(
    lpSystemTime: *mut SYSTEMTIME,
    pvtime: *mut f64,
) -> INT {
    // SAFETY: the pointers are the caller's, by this function's own contract.
    let call = unsafe {
        Call::new("SystemTimeToVariantTime", || {
            [
                (
                    "lpSystemTime",
                    Parameter::Bytes(lpSystemTime.cast(), SYSTEMTIME_BYTES),
                ),
                ("pvtime", Parameter::Room(pvtime.cast(), size_of::<f64>())),
            ]
        })
    };
    com_value_call(call, || {
        if lpSystemTime.is_null() || pvtime.is_null() {
            return Ok(0);
        }
        // SAFETY: forwarded from this function's own contract.
        let time = unsafe { lpSystemTime.read_unaligned() };
        let parts = Parts {
            year: time.wYear,
            month: time.wMonth,
            day_of_week: time.wDayOfWeek,
            day: time.wDay,
            hour: time.wHour,
            minute: time.wMinute,
            second: time.wSecond,
        };
        let Some(date) = date::together(parts) else {
            return Ok(0);
        };
        // SAFETY: forwarded from this function's own contract.
        unsafe { pvtime.write_unaligned(date) };
        Ok(1)
    })
}
