// SPDX-License-Identifier: MIT OR Apache-2.0
//! The process's environment, as far as it is ours to read.

use crate::config::{Config, ConfigError};
use crate::policy;
use crate::text::CodePage;

/// The configuration that the `ENLIST_*` variables ask for. A program that runs with more rights than its caller has
/// ignores them.
pub(crate) fn config() -> Result<Config, ConfigError> {
    let privileged = is_privileged();
    Config::parse(code_page(), |name| {
        if privileged {
            None
        } else {
            std::env::var_os(name)
        }
    })
}

/// The process's ANSI code page. All that Windows can be set to are known to us.
#[cfg(windows)]
fn code_page() -> CodePage {
    CodePage::from_identifier(super::windows::code_page()).unwrap_or(policy::CODE_PAGE)
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
