// SPDX-License-Identifier: MIT OR Apache-2.0
//! The library that belongs to this program, and whether a file is that.

#![forbid(unsafe_code)]

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use object::{Object as _, ObjectSymbol as _};

use crate::functions;
use crate::layout;

/// What the library exports on this system.
const LISTS: [&str; 5] = [
    include_str!("../../../def/ws2_32.txt"),
    include_str!("../../../def/provider.txt"),
    include_str!("../../../def/wuapi.txt"),
    include_str!("../../../def/com.txt"),
    include_str!("../../../def/enlist.txt"),
];

/// One that no version was without.
const FIRST: &str = "WSASetServiceW";

/// So many functions that are missing are named.
const NAMED: usize = 3;

/// The library that was built or installed together with this program. The error is a sentence for the user.
pub fn find() -> Result<PathBuf, String> {
    let executable = std::env::current_exe().map_err(|error| error.to_string())?;
    layout::library_of(&executable).ok_or_else(|| {
        let folder = executable.parent().unwrap_or(Path::new("."));
        format!(
            "there is neither {} beside {} nor {} in {}; in the sources of Enlist, `cargo build --release` makes it",
            layout::LIBRARY,
            executable.display(),
            layout::SONAME,
            folder.join("../lib").display()
        )
    })
}

/// Whether a file is the library, and of the version of this program. The error is a sentence for the user.
pub fn check(library: &Path) -> Result<(), String> {
    let said = |problem: &str| format!("{}: {problem}", library.display());
    let data = fs::read(library).map_err(|error| said(&error.to_string()))?;
    let file = object::File::parse(&*data).map_err(|_| said("not a library"))?;
    if file.architecture() != object::Architecture::X86_64 {
        return Err(said("not for x86-64"));
    }
    let symbols = file.dynamic_symbols();
    let defined = symbols.filter(|symbol| symbol.is_definition());
    let defined: HashSet<&str> = defined.filter_map(|symbol| symbol.name().ok()).collect();
    if !defined.contains(FIRST) {
        return Err(said("another library"));
    }
    let lists = LISTS.iter().filter_map(|list| functions::parse(list).ok());
    let expected = lists
        .flatten()
        .filter(|function| function.status.is_exported());
    let missing: Vec<&str> = expected
        .map(|function| function.name)
        .filter(|name| !defined.contains(name))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let named = missing.iter().take(NAMED).copied().collect::<Vec<_>>();
    let more = if missing.len() > NAMED { ", …" } else { "" };
    Err(said(&format!(
        "a library of another version than enlist {}: {} of its functions are not there ({}{more})",
        env!("CARGO_PKG_VERSION"),
        missing.len(),
        named.join(", ")
    )))
}
