// SPDX-License-Identifier: MIT OR Apache-2.0
//! Registering this library for everybody on the machine or, where that is refused, for the user.

#![forbid(unsafe_code)]

use widestring::U16Str;

use super::advapi::Software;
use super::entries::entries;
use super::install;
use super::key::Failure;
use super::turn::Turn;
use crate::com::module;
use crate::hresult::HResult;
use crate::policy;

pub(crate) fn register() -> Result<(), HResult> {
    let _turn = Turn::wait()?;
    let path = module::path()?;
    let library = path.strip_suffix(&[0]).unwrap_or(&path);
    let library = U16Str::from_slice(library);
    let register = |mut software| install::apply(&mut software, library, entries(library));
    let result = match register(Software::of_the_machine()) {
        // The one for the user would come before it.
        Ok(()) => install::undo(&mut Software::of_the_user()),
        Err(Failure::ACCESS_DENIED) if policy::REGISTERS_FOR_THE_USER => {
            register(Software::of_the_user())
        }
        Err(failure) => Err(failure),
    };
    result.map_err(|Failure(code)| policy::registry_failure(code))
}

pub(crate) fn unregister() -> Result<(), HResult> {
    let _turn = Turn::wait()?;
    install::undo(&mut Software::of_the_machine())
        .and_then(|()| install::undo(&mut Software::of_the_user()))
        .map_err(|Failure(code)| policy::registry_failure(code))
}
