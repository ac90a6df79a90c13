// SPDX-License-Identifier: MIT OR Apache-2.0
//! The system's C compiler.

#![forbid(unsafe_code)]

use std::ffi::OsString;
use std::io;
use std::process::Command;

/// A command line that starts the compiler: `CC`, which may hold arguments, or `cc`.
pub fn command() -> Command {
    let words: Vec<String> = std::env::var("CC")
        .unwrap_or_default()
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    let mut command = Command::new(words.first().map_or("cc", String::as_str));
    command.args(words.iter().skip(1));
    command
}

/// Runs the compiler. The error is a sentence for the user.
pub fn run(command: &mut Command) -> Result<(), String> {
    let program: OsString = command.get_program().to_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{} failed: {status}", program.display())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(format!(
            "there is no C compiler `{}`; on Debian and Ubuntu: apt-get install gcc libc6-dev",
            program.display()
        )),
        Err(error) => Err(format!("{}: {error}", program.display())),
    }
}
