// SPDX-License-Identifier: MIT OR Apache-2.0
//! Service classes.

#![forbid(unsafe_code)]

use crate::error::Error;
use crate::rnr::service::State;
use crate::text::WideText;

/// How telling an error is when no provider did what a call about a service class asks; the smallest is reported.
///
/// As for registrations; that the class is installed already says more than that something is wrong with it.
pub(crate) fn class_refusal_rank(error: Error) -> u8 {
    match error {
        Error::AccessDenied => 0,
        Error::OutOfMemory => 1,
        Error::ClassInstalled => 2,
        Error::InvalidParameter => 3,
        Error::ClassNotFound => 5,
        Error::NotSupported => 6,
        _ => 4,
    }
}

/// What names a class that is known. One that was installed without a name, or with an empty one, which are both allowed,
/// has none to tell: the documented code for data that is missing.
pub(crate) fn class_name(name: Option<&WideText>) -> Result<WideText, Error> {
    name.filter(|name| !name.is_empty())
        .cloned()
        .ok_or(Error::NoData)
}

/// Whether a provider describes a class, with its name and no values, that was installed without any for its namespace.
///
/// WSANO_DATA is documented for a class that is found and has no data. Every description has an id and most have a name, a class may
/// be installed with nothing else, and a program that goes on after the call finds `dwCount` at 0.
pub(crate) const CLASS_WITHOUT_VALUES_IS_DESCRIBED: bool = true;

/// The name of a class that every provider knows without installation: of a TCP or UDP port, of a NetWare object type, of a
/// type of DNS records. The number comes before what it numbers.
///
/// Windows says that these classes need not be installed, and publishes no names for them. Services are written like this
/// in its services file and in lookups ("80/tcp").
pub(crate) fn implied_class_name(number: u16, kind: &str) -> String {
    format!("{number}/{kind}")
}

/// The removal of a class that was not installed, also of one that needs no installation.
///
/// Such a class can be installed nevertheless; the description that was installed then counts, until it is removed.
pub(crate) const CLASS_NOT_INSTALLED: Error = Error::ClassNotFound;

/// Whether a service in this state keeps its class from being removed: WSAETOOMANYREFS is documented for instances that
/// are "still registered", and a deregistered one no longer is.
pub(crate) fn keeps_class(state: State) -> bool {
    state == State::Registered
}

/// A description of a service class that is null or incomplete: no id, or one of zeros, a value without a name, an array or
/// data that is not there. Also a null pointer to an id, a size or a length in the calls about classes.
///
/// Their reference pages name WSAEINVAL, and not the code for null pointers.
pub(crate) const BAD_CLASS_PARAMETER: Error = Error::InvalidParameter;

/// The largest number of values in the description of a service class. Most have one or two.
pub(crate) const CLASS_VALUE_COUNT_LIMIT: usize = 256;
