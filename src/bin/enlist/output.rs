// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the user sees: text and tables that fit, in colours where there are any.

#![forbid(unsafe_code)]

use std::fmt::Display;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::time::Duration;

use comfy_table::{ContentArrangement, Table, presets};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

/// Why a command ends before its end.
#[derive(Debug)]
pub enum Stop {
    /// A sentence for the user.
    Problem(String),
    /// Nobody reads what it writes.
    Closed,
}

impl From<String> for Stop {
    fn from(problem: String) -> Self {
        Self::Problem(problem)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Problem(error.to_string())
    }
}

/// Writes to the standard output, without colours where there are none.
pub fn print(text: impl Display) -> Result<(), Stop> {
    let mut output = anstream::stdout().lock();
    let written = write!(output, "{text}").and_then(|()| output.flush());
    written.map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Stop::Closed,
        _ => Stop::Problem(format!("the standard output: {error}")),
    })
}

/// Says what is wrong.
pub fn complain(problem: &str) {
    // Where nobody listens nothing is to be done about it.
    let _ = writeln!(anstream::stderr(), "enlist: {problem}");
}

/// A file that a command is given, or the standard input.
pub fn read(file: &Path) -> io::Result<Vec<u8>> {
    if file != Path::new("-") {
        return fs::read(file);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Writes JSON for people and programs to the standard output.
pub fn print_json(value: &impl Serialize) -> Result<(), Stop> {
    print(json(value)? + "\n")
}

/// JSON in lines.
pub fn json(value: &impl Serialize) -> Result<String, String> {
    serde_json::to_string_pretty(value).map_err(|error| error.to_string())
}

/// A table that is no wider than the terminal; elsewhere, each row is a line.
pub fn table<R>(header: &[&str], rows: impl IntoIterator<Item = R>) -> String
where
    R: IntoIterator<Item = String>,
{
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(header.iter().copied());
    table.add_rows(
        rows.into_iter()
            .map(|row| row.into_iter().collect::<Vec<_>>()),
    );
    if let Some((terminal_size::Width(width), _)) = terminal_size::terminal_size_of(io::stdout()) {
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(width);
    }
    let mut text = String::new();
    for line in table.lines() {
        // The first column starts where other lines do, and nothing trails behind the last.
        text += line.strip_prefix(' ').unwrap_or(&line).trim_end();
        text.push('\n');
    }
    text
}

/// A bar on the terminal for work on so many things, shown when it takes long.
pub fn progress(doing: &'static str, length: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(length as u64), ProgressDrawTarget::stderr());
    // A constant; were it no template, there would be the usual one.
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar.set_message(doing);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
