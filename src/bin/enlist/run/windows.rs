// SPDX-License-Identifier: MIT OR Apache-2.0
//! A Windows program: a redirected copy of it, for Wine.

#![forbid(unsafe_code)]

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::redirect;

/// The library for Windows.
const LIBRARY: &str = "enlist.dll";

/// Where `.ci/build-dll` leaves it in cargo's folder; the one for all systems and versions of Wine first.
const BUILT: [&str; 2] = [
    "../windows/x86_64-win7-windows-gnu/dll",
    "../windows/x86_64-pc-windows-gnu/dll",
];

/// The library: that which is named, that beside the program, or that which was built or installed with `enlist`.
fn find_library(named: Option<&Path>, program: &Path) -> Result<PathBuf, String> {
    if let Some(named) = named {
        return match named.is_file() {
            true => Ok(named.to_owned()),
            false => Err(format!("{}: there is no such file", named.display())),
        };
    }
    let executable = std::env::current_exe().map_err(|error| error.to_string())?;
    let own = executable.parent().unwrap_or(Path::new("."));
    let beside = program.parent().unwrap_or(Path::new("."));
    let built = BUILT.iter().map(|folder| own.join(folder));
    [beside.to_owned(), own.to_owned(), own.join("../lib")]
        .into_iter()
        .chain(built)
        .map(|folder| folder.join(LIBRARY))
        .find(|candidate| candidate.is_file())
        .ok_or_else(|| {
            format!("there is no {LIBRARY}; `bash .ci/build-dll wine` makes it, --dll names it")
        })
}

/// The command that runs a program by Wine: a copy in `folder`, which uses the library beside it.
pub fn command(program: &Path, library: Option<&Path>, folder: &Path) -> Result<Command, String> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |error: std::io::Error| format!("{}: {error}", path.display())
    };
    let library = find_library(library, program)?;
    let data = fs::read(program).map_err(at(program))?;
    let data = redirect::redirected(&data)
        .map_err(|refusal| format!("{}: {refusal}", program.display()))?;
    let name = program.file_name().unwrap_or(OsStr::new("program.exe"));
    let copy = folder.join(name);
    fs::write(&copy, data).map_err(at(&copy))?;
    fs::copy(&library, folder.join(LIBRARY)).map_err(at(&library))?;
    let wine = std::env::var_os("WINELOADER").unwrap_or_else(|| "wine".into());
    let mut command = Command::new(wine);
    command.arg(copy);
    // Libraries that lie beside the program are found there as before.
    let beside = fs::canonicalize(program).map_err(at(program))?;
    if let Some(beside) = beside.parent() {
        let mut path = windows_path(beside);
        if let Some(more) = std::env::var_os("WINEPATH").filter(|more| !more.is_empty()) {
            path.push(";");
            path.push(more);
        }
        command.env("WINEPATH", path);
    }
    Ok(command)
}

/// A path of this system as Wine names it.
pub fn windows_path(path: &Path) -> OsString {
    let mut named = OsString::from("Z:");
    named.push(path);
    named
}
