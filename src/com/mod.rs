// SPDX-License-Identifier: MIT OR Apache-2.0
//! COM: objects that C programs and scripts hold, their interfaces, and what the system lacks for that.
//!
//! Vtables are written here, not taken from the crate windows-core: every object that scripts see has one chain of interfaces and
//! so one vtable, which one macro makes together with the table that IDispatch works by. The few others (the class factory, the
//! enumerator, and the lockdown of a manager) have theirs written out in their files. That crate has no IDispatch, no VARIANT and no BSTR
//! outside Windows, so all of that would stand here anyway, beside its procedural macros.
//!
//! Unsafe code is that of vtables, strings and variants; what the methods do stands in `classes`, without.

#[cfg(not(windows))]
pub(crate) mod apartment;
#[cfg(not(windows))]
pub(crate) mod array;
#[cfg(not(windows))]
pub(crate) mod bstr;
#[cfg(not(windows))]
pub(crate) mod change;
pub(crate) mod classes;
#[cfg(not(windows))]
pub(crate) mod create;
pub(crate) mod date;
pub(crate) mod dispatch;
pub(crate) mod enumerator;
#[cfg(not(windows))]
pub(crate) mod error_info;
pub(crate) mod factory;
#[cfg(test)]
mod idl;
pub(crate) mod ids;
pub(crate) mod interfaces;
pub(crate) mod lockdown;
pub(crate) mod machine;
#[cfg(windows)]
pub(crate) mod module;
pub(crate) mod object;
pub(crate) mod raw;
pub(crate) mod registry;
pub(crate) mod system;
pub(crate) mod type_info;
pub(crate) mod value;
pub(crate) mod variant;
