// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist doctor`: says what is configured, what is reachable and what is wrong.

#![forbid(unsafe_code)]

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use enlist::tools::{self, Examination, Verdict};

use crate::library;
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
    own_library(&mut examination);
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
fn own_library(examination: &mut Examination) {
    let found = library::find().and_then(|library| {
        library::check(&library)?;
        Ok(library.display().to_string())
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
