// SPDX-License-Identifier: MIT OR Apache-2.0
//! The process's environment, as far as it is ours to read.

use std::ffi::OsString;

use super::fork;
use crate::config::{self, Config, ConfigError};
use crate::harness::{self, HarnessConfig, journal};
use crate::text::CodePage;
use crate::{last_error, policy};

/// The configuration that the `ENLIST_*` variables ask for. A program that runs with more rights than its caller has
/// ignores them.
pub(crate) fn config() -> Result<Config, ConfigError> {
    read(variables())
}

/// The same, with another store than that of the variable.
#[cfg(feature = "cli")]
pub(crate) fn config_with_store(store: OsString) -> Result<Config, ConfigError> {
    let variables = variables();
    read(move |name| match name {
        "ENLIST_STORE" => Some(store.clone()),
        _ => variables(name),
    })
}

fn read(variables: impl Fn(&'static str) -> Option<OsString>) -> Result<Config, ConfigError> {
    let config = Config::parse(code_page(), variables);
    match &config {
        Ok(config) => watch(&config.harness),
        Err(error) => {
            // Of what is wrong, the journal tells.
            read_harness();
            journal::event("configuration", || error.to_string());
        }
    }
    config
}

/// The variables that count.
fn variables() -> impl Fn(&'static str) -> Option<OsString> {
    let privileged = is_privileged();
    move |name| {
        if privileged {
            None
        } else {
            // On Windows, a variable that is missing changes the last error, which the caller may be about to read.
            let before = last_error::get();
            let value = std::env::var_os(name);
            last_error::set(before);
            value
        }
    }
}

/// Whether nobody tests. The first call of a process looks whether the environment says so.
#[inline]
pub(crate) fn harness_is_off() -> bool {
    harness::is_off() || {
        if !harness::is_read() {
            read_harness();
        }
        harness::is_off()
    }
}

/// Variables that have values which are not their own are left to whoever reads the whole configuration.
#[cold]
fn read_harness() {
    let variables = variables();
    watch(&HarnessConfig {
        journal: config::journal(&variables).unwrap_or_default(),
        faults: config::faults(&variables).unwrap_or_default(),
        guard: config::guard(&variables).unwrap_or_default(),
    });
}

fn watch(config: &HarnessConfig) {
    harness::apply(config);
    if !harness::is_off() {
        fork::install();
    }
}

/// The process's ANSI code page. All that Windows can be set to are known to us.
#[cfg(windows)]
fn code_page() -> CodePage {
    CodePage::from_identifier(crate::windows::code_page()).unwrap_or(policy::CODE_PAGE)
}

#[cfg(not(windows))]
fn code_page() -> CodePage {
    policy::CODE_PAGE
}

#[cfg(target_os = "linux")]
fn is_privileged() -> bool {
    // SAFETY: getauxval reads a table that the kernel made; any argument is allowed.
    unsafe { libc::getauxval(libc::AT_SECURE) != 0 }
}

#[cfg(not(target_os = "linux"))]
fn is_privileged() -> bool {
    false
}
