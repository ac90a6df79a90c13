// SPDX-License-Identifier: MIT OR Apache-2.0
//! Dates of automation: days since the end of 1899, with the time of day as a fraction that counts away from zero. Their text is
//! that of English, United States.

#![forbid(unsafe_code)]
#![cfg_attr(
    windows,
    allow(dead_code, reason = "texts are read where the system does not")
)]

#[cfg(not(windows))]
use crate::policy;

const SECONDS_PER_DAY: u32 = 86_400;

/// The days from the first of March of the year 0 to the beginning of the calendar.
const START: i64 = 693_899;

/// The first day of the year 100, and the one after the last of 9999.
const FIRST: f64 = -657_434.0;
const END: f64 = 2_958_466.0;

/// Whether a number is a date at all: of the first day, too, any time, which makes the number smaller.
pub(crate) fn is_one(days: f64) -> bool {
    (FIRST..END).contains(&days.trunc())
}

/// The day of a date and the seconds of its time, which is rounded.
fn split(days: f64) -> Option<(i64, u32)> {
    let time = days.fract().abs() * f64::from(SECONDS_PER_DAY);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let (mut day, mut seconds) = (days.trunc(), time.round() as u32);
    if seconds == SECONDS_PER_DAY {
        (day, seconds) = (day + 1.0, 0);
    }
    if !is_one(day) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation)]
    Some((day as i64, seconds))
}

/// The text of a date: without the day when that is the first, without the time when that is midnight.
pub(crate) fn print(days: f64) -> Option<String> {
    let (day, seconds) = split(days)?;
    let (year, month, number) = civil(day);
    let date = format!("{month}/{number}/{year}");
    let hour = seconds / 3600;
    let half = if hour < 12 { "AM" } else { "PM" };
    let time = format!(
        "{}:{:02}:{:02} {half}",
        (hour + 11) % 12 + 1,
        seconds / 60 % 60,
        seconds % 60
    );
    Some(match (day, seconds) {
        (0, _) => time,
        (_, 0) => date,
        _ => format!("{date} {time}"),
    })
}

/// Reads a date: `month/day/year` or `year-month-day`, a time, or one after the other.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let text = text.trim();
    let (date, time) = match text.split_once(' ') {
        _ if !text.contains(['/', '-']) => (None, Some(text)),
        Some((date, time)) => (Some(date), Some(time)),
        None => (Some(text), None),
    };
    let day = date.map_or(Some(0), parse_day)?;
    let seconds = time.map_or(Some(0), parse_time)?;
    Some(join(day, seconds))
}

/// A date from its day and the seconds of its time.
fn join(day: i32, seconds: u32) -> f64 {
    let part = f64::from(seconds) / f64::from(SECONDS_PER_DAY);
    let day = f64::from(day);
    if day < 0.0 { day - part } else { day + part }
}

/// A date in parts. Days of the week begin with Sunday, which is 0.
#[cfg(not(windows))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) year: u16,
    pub(crate) month: u16,
    pub(crate) day_of_week: u16,
    pub(crate) day: u16,
    pub(crate) hour: u16,
    pub(crate) minute: u16,
    pub(crate) second: u16,
}

/// The parts of a date, to the nearest second.
#[cfg(not(windows))]
pub(crate) fn apart(days: f64) -> Option<Parts> {
    let (count, seconds) = split(days)?;
    let (year, month, day) = civil(count);
    let time = i64::from(seconds);
    // Years have four digits, and all others two.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let number = |number: i64| number as u16;
    Some(Parts {
        year: number(year),
        month: number(month),
        // The calendar begins with a Saturday.
        day_of_week: number((count + 6).rem_euclid(7)),
        day: number(day),
        hour: number(time / 3600),
        minute: number(time / 60 % 60),
        second: number(time % 60),
    })
}

/// The date of these parts, whatever the day of the week. The day 0 is the last one of the month before, and those behind the last
/// one are of the month after.
#[cfg(not(windows))]
pub(crate) fn together(parts: Parts) -> Option<f64> {
    let year = match parts.year {
        short @ 0..100 => {
            let first = policy::FIRST_TWO_DIGIT_YEAR;
            first + (short + 100 - first % 100) % 100
        }
        year => year,
    };
    let is_time = parts.hour < 24 && parts.minute < 60 && parts.second < 60;
    let is_day = (100..=9999).contains(&year) && (1..=12).contains(&parts.month) && parts.day <= 31;
    (is_day && (is_time || policy::TIMES_ARE_PUT_RIGHT)).then_some(())?;
    let day = days(year.into(), parts.month.into(), parts.day.into());
    let [hour, minute, second] = [parts.hour, parts.minute, parts.second].map(u32::from);
    let date = join(i32::try_from(day).ok()?, (hour * 60 + minute) * 60 + second);
    is_one(date).then_some(date)
}

fn parse_day(text: &str) -> Option<i32> {
    let [year, month, day] = match text.contains('/') {
        true => numbers(text, '/').map(|[month, day, year]| [year, month, day])?,
        false => numbers(text, '-')?,
    };
    if !(100..=9999).contains(&year) {
        return None;
    }
    let count = days(year.into(), month.into(), day.into());
    (civil(count) == (year.into(), month.into(), day.into())).then_some(())?;
    i32::try_from(count).ok()
}

fn parse_time(text: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    let half = [("am", 0), ("pm", 12)]
        .iter()
        .find_map(|(word, hours)| Some((text.strip_suffix(word)?.trim_end(), *hours)));
    let (digits, half) = half.map_or((text.as_str(), None), |(text, hours)| (text, Some(hours)));
    let [hour, minute, second] = numbers(digits, ':')
        .or_else(|| numbers(digits, ':').map(|[hour, minute]| [hour, minute, 0]))?;
    let hour = match half {
        None => hour,
        Some(hours) if (1..=12).contains(&hour) => hour % 12 + hours,
        Some(_) => return None,
    };
    (hour < 24 && minute < 60 && second < 60).then(|| (hour * 60 + minute) * 60 + second)
}

/// So many numbers of up to four digits, between separators.
fn numbers<const COUNT: usize>(text: &str, separator: char) -> Option<[u32; COUNT]> {
    let numbers: Option<Vec<u32>> = text
        .split(separator)
        .map(|digits| {
            let is_number = digits.len() <= 4 && digits.bytes().all(|digit| digit.is_ascii_digit());
            digits.parse().ok().filter(|_| is_number)
        })
        .collect();
    numbers?.try_into().ok()
}

/// The days from the beginning of the calendar to a day of the Gregorian one, which need not exist.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years that begin in March end with the day that leap years have more.
    let (year, month) = if month < 3 {
        (year - 1, month + 9)
    } else {
        (year, month - 3)
    };
    365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - START
}

/// The year, month and day of a day.
fn civil(day: i64) -> (i64, i64, i64) {
    let day = day + START;
    // 146,097 days are 400 years; the average finds the year, or the one after it.
    let mut year = day * 400 / 146_097;
    if days(year, 3, 1) + START > day {
        year -= 1;
    } else if days(year + 1, 3, 1) + START <= day {
        year += 1;
    }
    let of_year = day - START - days(year, 3, 1);
    let month = (5 * of_year + 2) / 153;
    let number = of_year - (153 * month + 2) / 5 + 1;
    if month < 10 {
        (year, month + 3, number)
    } else {
        (year + 1, month - 9, number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_a_text() {
        for (days, text) in [
            (37_622.0, "1/1/2003"),
            (37_622.5, "1/1/2003 12:00:00 PM"),
            (0.25, "6:00:00 AM"),
            (0.0, "12:00:00 AM"),
            (-109_205.0, "1/1/1601"),
            (-1.25, "12/29/1899 6:00:00 AM"),
            (1_225_194.889_583_333_4, "6/18/5254 9:21:00 PM"),
            (37_622.999_999_999, "1/2/2003"),
            (2_958_465.0, "12/31/9999"),
            (2_958_465.999_99, "12/31/9999 11:59:59 PM"),
            (-657_434.0, "1/1/100"),
            (-657_434.5, "1/1/100 12:00:00 PM"),
            (-657_434.999_999_9, "1/2/100"),
        ] {
            assert_eq!(print(days).as_deref(), Some(text));
        }
        for wrong in [
            1e9,
            -1e9,
            f64::NAN,
            f64::INFINITY,
            2_958_466.0,
            2_958_465.999_999_9,
            -657_435.0,
        ] {
            assert_eq!(print(wrong), None);
        }
    }

    #[test]
    fn texts_are_dates() {
        for (text, days) in [
            ("2003-01-01", 37_622.0),
            ("1/2/2003", 37_623.0),
            ("1/2/2003 10:30:00 AM", 37_623.437_5),
            ("10:30", 0.437_5),
            ("12:00 am", 0.0),
            ("12:00PM", 0.5),
            (" 12/29/1899 6:00:00 AM ", -1.25),
            ("1/1/100 12:00", -657_434.5),
        ] {
            assert_eq!(parse(text), Some(days), "{text}");
            assert!(is_one(days), "{text}");
        }
        for wrong in [
            "",
            "7",
            "6.5",
            "2/29/2003",
            "13/1/2003",
            "0/1/2003",
            "1/0/2003",
            "1/1/99",
            "1/1/10000",
            "1/1",
            "25:00",
            "10:60",
            "13:00 PM",
            "0:00 AM",
            "1/1/2003 x",
            "+1/1/2003",
            "1:2:3:4",
            "-1-1",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[cfg(not(windows))]
    fn parts(date: [u16; 3], day_of_week: u16, time: [u16; 3]) -> Parts {
        let ([year, month, day], [hour, minute, second]) = (date, time);
        Parts {
            year,
            month,
            day_of_week,
            day,
            hour,
            minute,
            second,
        }
    }

    #[cfg(not(windows))]
    #[test]
    fn dates_come_apart() {
        for (days, date, day_of_week, time) in [
            (0.0, [1899, 12, 30], 6, [0, 0, 0]),
            (0.5, [1899, 12, 30], 6, [12, 0, 0]),
            (-0.5, [1899, 12, 30], 6, [12, 0, 0]),
            (-1.25, [1899, 12, 29], 5, [6, 0, 0]),
            (60.0, [1900, 2, 28], 3, [0, 0, 0]),
            (36_526.123_456_789, [2000, 1, 1], 6, [2, 57, 47]),
            // Half a second is one.
            (0.999_994_2, [1899, 12, 30], 6, [23, 59, 59]),
            (0.999_994_3, [1899, 12, 31], 0, [0, 0, 0]),
            (-657_434.5, [100, 1, 1], 5, [12, 0, 0]),
            (2_958_465.999_99, [9999, 12, 31], 5, [23, 59, 59]),
        ] {
            let wanted = parts(date, day_of_week, time);
            assert_eq!(apart(days), Some(wanted), "{days}");
        }
        for wrong in [
            f64::NAN,
            1e300,
            -657_435.0,
            2_958_466.0,
            2_958_465.999_999_9,
        ] {
            assert_eq!(apart(wrong), None, "{wrong}");
        }
    }

    #[cfg(not(windows))]
    #[test]
    fn parts_come_together() {
        for (date, time, days) in [
            ([2000, 1, 1], [12, 30, 15], 36_526.521_006_944_444),
            ([1899, 12, 29], [6, 0, 0], -1.25),
            ([100, 1, 1], [0, 0, 0], -657_434.0),
            ([9999, 12, 31], [23, 59, 59], 2_958_465.999_988_426),
            // Days that there are not.
            ([2001, 2, 29], [0, 0, 0], 36_951.0),
            ([2001, 2, 0], [0, 0, 0], 36_922.0),
            ([2000, 1, 0], [0, 0, 0], 36_525.0),
            // Years of two digits.
            ([0, 1, 1], [0, 0, 0], 36_526.0),
            ([49, 1, 1], [0, 0, 0], 54_424.0),
            ([50, 1, 1], [0, 0, 0], 18_264.0),
            ([99, 1, 1], [0, 0, 0], 36_161.0),
        ] {
            let found = together(parts(date, 9, time));
            assert_eq!(found, Some(days), "{date:?} {time:?}");
        }
        for (date, time) in [
            ([10_000, 1, 1], [0, 0, 0]),
            ([2000, 0, 1], [0, 0, 0]),
            ([2000, 13, 1], [0, 0, 0]),
            ([2000, 1, 32], [0, 0, 0]),
            ([2000, 1, u16::MAX], [0, 0, 0]),
            ([100, 1, 0], [0, 0, 0]),
            ([2000, 1, 1], [24, 0, 0]),
            ([2000, 1, 1], [0, 60, 0]),
            ([2000, 1, 1], [0, 0, 60]),
        ] {
            assert_eq!(together(parts(date, 0, time)), None, "{date:?} {time:?}");
        }
    }

    #[test]
    fn every_day_comes_back() {
        for day in (-657_434..2_958_466).step_by(97).chain(36_500..37_000) {
            let (year, month, number) = civil(day);
            assert_eq!(days(year, month, number), day);
            assert!((1..=12).contains(&month) && (1..=31).contains(&number));
        }
    }
}
