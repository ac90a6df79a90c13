// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the library has of COM where the system has none.

#![forbid(unsafe_code)]

use crate::hresult::HResult;

/// A thread that has not called `CoInitializeEx`, while another one of the process is in the multithreaded apartment: it may create
/// objects, as if it were in that apartment, too. Windows documents this of threads that make COM calls ("implicit MTA"), and programs
/// with a pool of threads rely on it. A thread that ends without `CoUninitialize` counts on: nothing of the library runs at its end.
pub(crate) const MULTITHREADED_APARTMENT_IS_IMPLIED: bool = true;

/// `CoInitializeSecurity` while COM is not initialised: as for every other function that needs it. Its reference page does not say.
pub(crate) const SECURITY_WITHOUT_COM: HResult = HResult::CO_E_NOTINITIALIZED;

/// `StringFromCLSID` and its relatives with a null pointer, of which their pages do not speak: as `CLSIDFromString`.
pub(crate) const NULL_TEXT_OR_IDENTIFIER: HResult = HResult::E_INVALIDARG;

/// Years below 100 in a `SYSTEMTIME`: this one and the 99 after it. The reference page knows dates from the year 100 on; Windows takes
/// two digits nevertheless, up to 49 for this century, as Wine 8.0 does.
pub(crate) const FIRST_TWO_DIGIT_YEAR: u16 = 1950;

/// Whether a time of day that does not exist (an hour of 24, a second of 60) is taken for the one that follows. The reference page
/// has days alone put right, and everything else refused.
pub(crate) const TIMES_ARE_PUT_RIGHT: bool = false;
