// SPDX-License-Identifier: MIT OR Apache-2.0
//! The values of automation, and their conversions: those of English, United States, whatever the machine's language, so that
//! runs are alike.

#![forbid(unsafe_code)]

use std::ops::RangeInclusive;

use widestring::U16String;

use super::object::Reference;
use super::{date, dispatch};
use crate::hresult::HResult;

/// How many digits of a number its text shows.
const DIGITS: usize = 15;

/// The same for numbers of 32 bits.
const SINGLE_DIGITS: usize = 7;

/// A value, without the pointers that lead to it.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Empty,
    Null,
    /// The marker of an argument that is left out.
    Missing,
    Integer(i128),
    Real(f64),
    Single(f32),
    /// An amount of money, in ten-thousandths.
    Currency(i64),
    Date(f64),
    Bool(bool),
    /// None: a null string, which most readers take for an empty one.
    Text(Option<U16String>),
    /// An object for late-bound calls.
    Object(Reference),
    /// An object.
    Unknown(Reference),
    Bytes(Vec<u8>),
    /// Anything else.
    Other,
}

/// A number, as exactly as it is known.
enum Number {
    Whole(i128),
    Real(f64),
    /// In ten-thousandths.
    Parts(i64),
}

/// The parts of an amount of money.
const PARTS: i64 = 10_000;

impl Value {
    /// As a 32-bit number.
    pub(crate) fn to_long(&self) -> Result<i32, HResult> {
        let whole = self.to_whole(i32::MIN.into()..=i32::MAX.into())?;
        i32::try_from(whole).map_err(|_| HResult::DISP_E_OVERFLOW)
    }

    /// As a whole number within bounds: the nearest one, and the even one of two that are equally near.
    pub(crate) fn to_whole(&self, bounds: RangeInclusive<i128>) -> Result<i128, HResult> {
        let whole = match self.number()? {
            Number::Whole(number) => number,
            Number::Parts(parts) => {
                let (whole, rest) = (parts.div_euclid(PARTS), parts.rem_euclid(PARTS));
                let is_up = rest > PARTS / 2 || rest == PARTS / 2 && whole % 2 != 0;
                i128::from(whole) + i128::from(is_up)
            }
            Number::Real(number) if number.is_nan() => return Err(HResult::DISP_E_OVERFLOW),
            #[allow(clippy::cast_possible_truncation)]
            Number::Real(number) => number.round_ties_even() as i128,
        };
        match bounds.contains(&whole) {
            true => Ok(whole),
            false => Err(HResult::DISP_E_OVERFLOW),
        }
    }

    /// As a number with a fraction.
    #[cfg(not(windows))]
    pub(crate) fn to_real(&self) -> Result<f64, HResult> {
        match self.number()? {
            #[allow(clippy::cast_precision_loss)]
            Number::Whole(number) => Ok(number as f64),
            Number::Real(number) => Ok(number),
            #[allow(clippy::cast_precision_loss)]
            Number::Parts(parts) => Ok(parts as f64 / PARTS as f64),
        }
    }

    /// As an amount of money, in ten-thousandths.
    #[cfg(not(windows))]
    pub(crate) fn to_currency(&self) -> Result<i64, HResult> {
        let parts = match self.number()? {
            Number::Parts(parts) => return Ok(parts),
            Number::Whole(number) => number
                .checked_mul(PARTS.into())
                .ok_or(HResult::DISP_E_OVERFLOW)?,
            #[allow(clippy::cast_precision_loss)]
            Number::Real(number) => {
                Self::Real(number * PARTS as f64).to_whole(i64::MIN.into()..=i64::MAX.into())?
            }
        };
        i64::try_from(parts).map_err(|_| HResult::DISP_E_OVERFLOW)
    }

    /// As a truth value.
    #[cfg(not(windows))]
    pub(crate) fn to_bool(&self) -> Result<bool, HResult> {
        if let Self::Text(Some(text)) = self {
            let word = text.to_string_lossy().to_ascii_lowercase();
            match word.as_str() {
                "true" | "#true#" => return Ok(true),
                "false" | "#false#" => return Ok(false),
                _ => {}
            }
        }
        self.to_real().map(|number| number != 0.0)
    }

    /// As a date.
    #[cfg(not(windows))]
    pub(crate) fn to_date(&self) -> Result<f64, HResult> {
        if let Self::Text(text) = self {
            let text = text.as_ref().and_then(|text| text.to_string().ok());
            return text
                .and_then(|text| date::parse(&text))
                .ok_or(HResult::DISP_E_TYPEMISMATCH);
        }
        let days = self.to_real()?;
        match date::is_one(days) {
            true => Ok(days),
            false => Err(HResult::DISP_E_OVERFLOW),
        }
    }

    /// As text.
    pub(crate) fn to_text(&self) -> Result<Option<U16String>, HResult> {
        let text = match self {
            Self::Text(text) => return Ok(text.clone()),
            Self::Empty => String::new(),
            Self::Integer(number) => number.to_string(),
            Self::Real(number) => printed(*number, DIGITS),
            Self::Single(number) => printed((*number).into(), SINGLE_DIGITS),
            Self::Currency(parts) => printed_parts(*parts),
            Self::Date(days) => date::print(*days).ok_or(HResult::E_INVALIDARG)?,
            Self::Bool(truth) => (-i32::from(*truth)).to_string(),
            Self::Object(object) => return dispatch::default_value(object)?.to_text(),
            _ => return Err(HResult::DISP_E_TYPEMISMATCH),
        };
        Ok(Some(U16String::from_str(&text)))
    }

    fn number(&self) -> Result<Number, HResult> {
        match self {
            Self::Empty => Ok(Number::Whole(0)),
            Self::Integer(number) => Ok(Number::Whole(*number)),
            Self::Real(number) | Self::Date(number) => Ok(Number::Real(*number)),
            Self::Single(number) => Ok(Number::Real((*number).into())),
            Self::Currency(parts) => Ok(Number::Parts(*parts)),
            Self::Bool(truth) => Ok(Number::Whole(-i128::from(*truth))),
            Self::Text(Some(text)) => {
                let text = text.to_string().map_err(|_| HResult::DISP_E_TYPEMISMATCH)?;
                read(text.trim())
            }
            Self::Object(object) => dispatch::default_value(object)?.number(),
            _ => Err(HResult::DISP_E_TYPEMISMATCH),
        }
    }
}

/// Reads a number: with a fraction, an exponent, commas between its thousands; or in the base that `&H` or `&O` names.
fn read(text: &str) -> Result<Number, HResult> {
    let mismatch = HResult::DISP_E_TYPEMISMATCH;
    for (prefix, base) in [("&h", 16), ("&o", 8)] {
        let start = text.get(..prefix.len());
        if start.is_some_and(|start| start.eq_ignore_ascii_case(prefix)) {
            let digits = text.get(prefix.len()..).unwrap_or_default();
            // A sign is no digit, though Rust reads one.
            let is_number = digits.bytes().all(|digit| digit.is_ascii_alphanumeric());
            let number = i128::from_str_radix(digits, base).ok();
            return number
                .filter(|_| is_number)
                .map(Number::Whole)
                .ok_or(mismatch);
        }
    }
    let mut plain = String::with_capacity(text.len());
    let mut has_fraction = false;
    for letter in text.chars() {
        match letter {
            ',' if !has_fraction && plain.ends_with(|last: char| last.is_ascii_digit()) => continue,
            '0'..='9' | '+' | '-' => {}
            '.' | 'e' | 'E' => has_fraction = true,
            // Rust also reads "inf" and "nan".
            _ => return Err(mismatch),
        }
        plain.push(letter);
    }
    if let Ok(whole) = plain.parse() {
        return Ok(Number::Whole(whole));
    }
    let number: f64 = plain.parse().map_err(|_| mismatch)?;
    match number.is_finite() {
        true => Ok(Number::Real(number)),
        false => Err(HResult::DISP_E_OVERFLOW),
    }
}

/// An amount of money with all of its digits, but for zeros at its end.
fn printed_parts(parts: i64) -> String {
    let sign = if parts < 0 { "-" } else { "" };
    let (whole, rest) = (
        parts.unsigned_abs() / PARTS.unsigned_abs(),
        parts.unsigned_abs() % PARTS.unsigned_abs(),
    );
    let exact = format!("{sign}{whole}.{rest:04}");
    exact.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number with so many digits, but for zeros at its end; very large and very small ones with an exponent.
fn printed(number: f64, digits: usize) -> String {
    let scientific = format!("{number:.*e}", digits - 1);
    let Some((mantissa, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let places = i32::try_from(digits).unwrap_or(i32::MAX) - 1 - exponent;
    let shortened = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    if exponent < -4 || places < 0 {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{}E{sign}{:02}", shortened(mantissa), exponent.abs());
    }
    shortened(&format!(
        "{number:.*}",
        usize::try_from(places).unwrap_or_default()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversions_are_those_of_automation() {
        let text = |text| Value::Text(Some(U16String::from_str(text)));
        let mismatch = Err(HResult::DISP_E_TYPEMISMATCH);
        let overflow = Err(HResult::DISP_E_OVERFLOW);
        for (value, expected) in [
            (Value::Empty, Ok(0)),
            (text("7"), Ok(7)),
            (text(" -7 "), Ok(-7)),
            (text("6.5"), Ok(6)),
            (text("abc"), mismatch),
            (text(""), mismatch),
            (text("inf"), mismatch),
            (text("-inf"), mismatch),
            (text("1e12"), overflow),
            (Value::Text(None), mismatch),
            (text("1,000"), Ok(1000)),
            (text(",1"), mismatch),
            (text("&h10"), Ok(16)),
            (text("&O17"), Ok(15)),
            (text("&H"), mismatch),
            (text("&H+1"), mismatch),
            (text("0x10"), mismatch),
            (text("1e3"), Ok(1000)),
            (text("1e400"), overflow),
            (text("."), mismatch),
            (text("é"), mismatch),
            (Value::Single(2.5), Ok(2)),
            (Value::Date(37_622.5), Ok(37_622)),
            (Value::Real(6.5), Ok(6)),
            (Value::Real(7.5), Ok(8)),
            (Value::Real(f64::NAN), overflow),
            (Value::Real(1e12), overflow),
            (Value::Real(-2_147_483_648.4), Ok(i32::MIN)),
            (Value::Bool(true), Ok(-1)),
            (Value::Null, mismatch),
            (Value::Missing, mismatch),
            (Value::Integer(7), Ok(7)),
            (Value::Integer(0x8000_0000), overflow),
        ] {
            assert_eq!(value.to_long(), expected, "{value:?}");
        }
        for (value, expected) in [
            (Value::Empty, Ok("")),
            (Value::Null, mismatch.map(|_: i32| "")),
            (Value::Missing, mismatch.map(|_: i32| "")),
            (Value::Bool(true), Ok("-1")),
            (Value::Bool(false), Ok("0")),
            (Value::Integer(-12), Ok("-12")),
            (Value::Real(1.5), Ok("1.5")),
            (Value::Real(0.0), Ok("0")),
            (Value::Real(1.1), Ok("1.1")),
            (Value::Real(-0.1), Ok("-0.1")),
            (Value::Real(1.0 / 3.0), Ok("0.333333333333333")),
            (Value::Currency(i64::MIN), Ok("-922337203685477.5808")),
            (Value::Currency(-5), Ok("-0.0005")),
            (Value::Currency(20_000), Ok("2")),
            (Value::Real(1e12), Ok("1000000000000")),
            (Value::Real(1e20), Ok("1E+20")),
            (Value::Real(1e-7), Ok("1E-07")),
            (Value::Real(1e-4), Ok("0.0001")),
            (Value::Real(1e300), Ok("1E+300")),
            (
                Value::Real(123_456_789_012_345_678.0),
                Ok("1.23456789012346E+17"),
            ),
            (Value::Real(999_999_999_999_999.9), Ok("1E+15")),
            (Value::Single(1.1), Ok("1.1")),
            (Value::Single(1.0 / 3.0), Ok("0.3333333")),
            (Value::Single(1e10), Ok("1E+10")),
            (Value::Date(37_622.0), Ok("1/1/2003")),
            (Value::Date(1e9), Err(HResult::E_INVALIDARG)),
            (text("text"), Ok("text")),
        ] {
            let expected = expected.map(|text| Some(U16String::from_str(text)));
            assert_eq!(value.to_text(), expected, "{value:?}");
        }
    }
    #[cfg(not(windows))]
    #[test]
    fn texts_are_truths_and_dates_too() {
        let text = |text| Value::Text(Some(U16String::from_str(text)));
        let mismatch = HResult::DISP_E_TYPEMISMATCH;
        for (value, expected) in [
            (text("True"), Ok(true)),
            (text("#FALSE#"), Ok(false)),
            (text("0"), Ok(false)),
            (text("-0.5"), Ok(true)),
            (text("abc"), Err(mismatch)),
            (Value::Null, Err(mismatch)),
            (Value::Integer(256), Ok(true)),
            (Value::Empty, Ok(false)),
        ] {
            assert_eq!(value.to_bool(), expected, "{value:?}");
        }
        for (value, expected) in [
            (text("2003-01-01"), Ok(37_622.0)),
            (text("7"), Err(mismatch)),
            (Value::Text(None), Err(mismatch)),
            (Value::Integer(7), Ok(7.0)),
            (Value::Integer(1 << 40), Err(HResult::DISP_E_OVERFLOW)),
        ] {
            assert_eq!(value.to_date(), expected, "{value:?}");
        }
        // Not rounded as a number with a fraction would be.
        let most = 900_719_925_474_099;
        assert_eq!(
            Value::Integer(most).to_currency(),
            Ok(9_007_199_254_740_990_000)
        );
        for (parts, expected) in [
            (i64::MAX, Ok(922_337_203_685_478)),
            (25_000, Ok(2)),
            (35_000, Ok(4)),
            (-25_000, Ok(-2)),
            (-25_001, Ok(-3)),
            (14_999, Ok(1)),
        ] {
            let whole = Value::Currency(parts).to_whole(i64::MIN.into()..=i64::MAX.into());
            assert_eq!(whole, expected, "{parts}");
            assert_eq!(Value::Currency(parts).to_currency(), Ok(parts));
        }
        for (value, expected) in [
            (Value::Real(1.00005), Ok(10_001)),
            (text("-1.5"), Ok(-15_000)),
            (Value::Integer(1 << 60), Err(HResult::DISP_E_OVERFLOW)),
            (Value::Real(1e300), Err(HResult::DISP_E_OVERFLOW)),
        ] {
            assert_eq!(value.to_currency(), expected, "{value:?}");
        }
        assert_eq!(
            Value::Integer(-1).to_whole(0..=255),
            Err(HResult::DISP_E_OVERFLOW)
        );
        assert_eq!(
            text("18446744073709551615").to_whole(0..=u64::MAX.into()),
            Ok(u64::MAX.into())
        );
    }
}
