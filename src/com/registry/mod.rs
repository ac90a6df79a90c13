// SPDX-License-Identifier: MIT OR Apache-2.0
//! The classes of the library in the registry of a system that looks for classes there.

#[cfg(windows)]
mod advapi;
#[cfg(any(windows, test))]
mod entries;
#[cfg(any(windows, test))]
mod install;
#[cfg(any(windows, test))]
mod key;
#[cfg(windows)]
mod machine;
#[cfg(windows)]
mod turn;

#[cfg(windows)]
pub(crate) use self::machine::{register, unregister};

#[cfg(not(windows))]
pub(crate) use self::elsewhere::{register, unregister};

#[cfg(not(windows))]
mod elsewhere {
    use crate::hresult::HResult;
    use crate::policy;

    pub(crate) fn register() -> Result<(), HResult> {
        Err(policy::NO_CLASS_REGISTRY)
    }

    pub(crate) fn unregister() -> Result<(), HResult> {
        Err(policy::NO_CLASS_REGISTRY)
    }
}
