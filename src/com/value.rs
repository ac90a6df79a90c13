// SPDX-License-Identifier: MIT OR Apache-2.0
//! The values of automation, and their conversions.

#![forbid(unsafe_code)]

use widestring::U16String;

use super::object::Reference;
use crate::hresult::HResult;

/// A value, without the pointers that lead to it.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Empty,
    Null,
    /// The marker of an argument that is left out.
    Missing,
    Integer(i128),
    Real(f64),
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

impl Value {
    /// As a 32-bit number.
    pub(crate) fn to_long(&self) -> Result<i32, HResult> {
        match self {
            Self::Empty => Ok(0),
            Self::Integer(number) => (*number).try_into().map_err(|_| HResult::DISP_E_OVERFLOW),
            Self::Real(number) | Self::Date(number) => rounded(*number),
            Self::Bool(truth) => Ok(-i32::from(*truth)),
            Self::Text(Some(text)) => {
                let text = text.to_string().map_err(|_| HResult::DISP_E_TYPEMISMATCH)?;
                let number = text.trim();
                // Rust also reads "inf" and "nan".
                if !number
                    .starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first))
                    || number.contains(['n', 'N'])
                {
                    return Err(HResult::DISP_E_TYPEMISMATCH);
                }
                number
                    .parse()
                    .map_err(|_| HResult::DISP_E_TYPEMISMATCH)
                    .and_then(rounded)
            }
            _ => Err(HResult::DISP_E_TYPEMISMATCH),
        }
    }

    /// As text.
    pub(crate) fn to_text(&self) -> Result<Option<U16String>, HResult> {
        let text = match self {
            Self::Text(text) => return Ok(text.clone()),
            Self::Empty => String::new(),
            Self::Integer(number) => number.to_string(),
            Self::Real(number) => number.to_string(),
            Self::Bool(truth) => (-i32::from(*truth)).to_string(),
            _ => return Err(HResult::DISP_E_TYPEMISMATCH),
        };
        Ok(Some(U16String::from_str(&text)))
    }
}

/// The nearest whole number; the even one of two that are equally near.
fn rounded(number: f64) -> Result<i32, HResult> {
    let whole = number.round_ties_even();
    if whole >= f64::from(i32::MIN) && whole <= f64::from(i32::MAX) {
        #[allow(clippy::cast_possible_truncation)]
        let whole = whole as i32;
        return Ok(whole);
    }
    Err(HResult::DISP_E_OVERFLOW)
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
            (text("text"), Ok("text")),
        ] {
            let expected = expected.map(|text| Some(U16String::from_str(text)));
            assert_eq!(value.to_text(), expected, "{value:?}");
        }
    }
}
