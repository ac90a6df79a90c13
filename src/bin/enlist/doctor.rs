// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist doctor`: says what is configured, what is reachable and what is wrong.

#![forbid(unsafe_code)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use enlist::tools::{self, Examination, Verdict};
use object::{Object as _, ObjectSymbol as _};

use crate::layout;
use crate::output::{self, Stop};
use crate::store::PossibleStore;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    store: PossibleStore,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Stop> {
    let mut examination = tools::examine(&arguments.store.environment());
    library(&mut examination);
    if arguments.json {
        output::print_json(&examination.0)?;
    } else {
        let mut text = String::new();
        for finding in &examination.0 {
            let (word, colour) = match finding.verdict {
                Verdict::Fine => ("fine ", AnsiColor::Green),
                Verdict::Wrong => ("WRONG", AnsiColor::Red),
            };
            let style = Style::new().fg_color(Some(colour.into()));
            // Writing into a string does not fail.
            let _ = writeln!(
                text,
                "{style}{word}{style:#} {}: {}",
                tools::escaped(&finding.subject),
                readable(&finding.message)
            );
        }
        output::print(text)?;
    }
    Ok(match examination.is_wrong() {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    })
}

/// A message that may have several lines, of which the later ones stand under the first.
fn readable(message: &str) -> String {
    let lines = message.trim_end().lines().map(tools::escaped);
    lines.collect::<Vec<_>>().join("\n      ")
}

/// The library itself, and what stands in its way.
fn library(examination: &mut Examination) {
    let executable = match std::env::current_exe() {
        Ok(executable) => executable,
        Err(error) => return examination.add("library", Err(error.to_string())),
    };
    let found = layout::library_of(&executable).ok_or_else(|| {
        format!(
            "there is no {} beside {}",
            layout::LIBRARY,
            executable.display()
        )
    });
    let found = found.and_then(|library| {
        check_library(&library)
            .map(|()| library.display().to_string())
            .map_err(|problem| format!("{}: {problem}", library.display()))
    });
    examination.add("library", found);
    if let Some(preloaded) = std::env::var_os("LD_PRELOAD").filter(|value| !value.is_empty()) {
        let text = preloaded.to_string_lossy();
        for entry in text
            .split([':', ' '])
            .filter(|entry| entry.contains("enlist"))
        {
            let found = match !entry.contains('/') || Path::new(entry).exists() {
                true => Ok(format!("{entry} is preloaded")),
                false => Err(format!("{entry}: there is no such file")),
            };
            examination.add("LD_PRELOAD", found);
        }
    }
}

/// Whether a file is the library.
fn check_library(library: &Path) -> Result<(), String> {
    let data = fs::read(library).map_err(|error| error.to_string())?;
    let file = object::File::parse(&*data).map_err(|_| "not a library".to_owned())?;
    if file.architecture() != object::Architecture::X86_64 {
        return Err("not for x86-64".to_owned());
    }
    let mut symbols = file.dynamic_symbols();
    match symbols.any(|symbol| symbol.name() == Ok("WSASetServiceW") && symbol.is_definition()) {
        true => Ok(()),
        false => Err("another library".to_owned()),
    }
}
