// SPDX-License-Identifier: MIT OR Apache-2.0
//! How an installation is laid out: the shared library under its run-time name, and the names to link by.

#![forbid(unsafe_code)]

use std::io;
use std::path::{Path, PathBuf};

/// The file name under which cargo leaves the library.
pub const LIBRARY: &str = "libenlist.so";

/// The name that programs ask for at run time.
pub const SONAME: &str = "libenlist.so.0";

/// The names that the linker looks for: `-lenlist`, and `-lws2_32` for build scripts written for Windows.
pub const LINK_NAMES: [&str; 2] = ["libenlist.so", "libws2_32.so"];

/// Puts `library` into the folder `into` under all its names.
pub fn install(library: &Path, into: &Path) -> io::Result<()> {
    std::fs::create_dir_all(into)?;
    std::fs::copy(library, into.join(SONAME))?;
    for name in LINK_NAMES {
        std::os::unix::fs::symlink(SONAME, into.join(name))?;
    }
    Ok(())
}

/// The library that was built or installed together with the program `executable`.
pub fn library_of(executable: &Path) -> Option<PathBuf> {
    let folder = executable.parent()?;
    // Cargo builds into `deps`, and links up from there only what was asked for by name.
    [
        folder.join("deps").join(LIBRARY),
        folder.join(LIBRARY),
        folder.join("../lib").join(SONAME),
    ]
    .into_iter()
    .find(|candidate| candidate.is_file())
}
