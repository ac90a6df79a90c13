// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist export` and `enlist import`: a shared store as a file.

#![forbid(unsafe_code)]

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use enlist::tools::Contents;

use crate::output::{self, Stop};
use crate::store::Store;

#[derive(clap::Args)]
pub struct Export {
    /// The file that is written, whole or not at all; by default, or with `-`, the standard output
    #[arg(value_hint = clap::ValueHint::FilePath)]
    file: Option<PathBuf>,
    #[command(flatten)]
    store: Store,
}

pub fn export(arguments: &Export) -> Result<ExitCode, Stop> {
    let contents = arguments.store.open()?.export()?;
    let text = output::json(&contents)? + "\n";
    match arguments
        .file
        .as_deref()
        .filter(|file| !output::is_stream(file))
    {
        None => output::print(text)?,
        Some(file) => write(file, &text).map_err(|error| format!("{}: {error}", file.display()))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn write(file: &Path, text: &str) -> io::Result<()> {
    let bar = output::progress("exporting", text.len());
    // For the user alone, as a store is.
    let written = output::write(file, 0o600, |file| {
        for part in text.as_bytes().chunks(1 << 16) {
            file.write_all(part)?;
            bar.inc(part.len() as u64);
        }
        Ok(())
    });
    bar.finish_and_clear();
    written
}

#[derive(clap::Args)]
pub struct Import {
    /// What `enlist export` has written; `-` is the standard input
    #[arg(value_hint = clap::ValueHint::FilePath)]
    file: PathBuf,
    #[command(flatten)]
    store: Store,
    /// Remove everything that is in the store before
    #[arg(long)]
    replace: bool,
}

pub fn import(arguments: &Import) -> Result<ExitCode, Stop> {
    let file = &arguments.file;
    let said = |problem: &dyn std::fmt::Display| format!("{}: {problem}", file.display());
    let text = read(file).map_err(|error| said(&error))?;
    let contents = Contents::parse(&text).map_err(|problem| said(&problem))?;
    drop(text);
    let (services, classes) = (contents.services.len(), contents.classes.len());
    let store = arguments.store.create()?;
    let bar = output::progress("importing", services + classes);
    store.import(&contents, arguments.replace, |done| {
        bar.set_position(done as u64)
    })?;
    bar.finish_and_clear();
    let plural =
        |count, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let mut parts = vec![
        plural(services, "service", "services"),
        plural(classes, "class", "classes"),
    ];
    let catalog = contents.catalog.given().map(|_| "the catalogue");
    let updates = contents.updates.given().map(|_| "the update services");
    parts.extend(catalog.into_iter().chain(updates).map(str::to_owned));
    let last = parts.pop().unwrap_or_default();
    output::print(format!("{} and {last} imported\n", parts.join(", ")))?;
    Ok(ExitCode::SUCCESS)
}

fn read(file: &Path) -> io::Result<String> {
    String::from_utf8(output::read(file)?).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let lines = error
            .as_bytes()
            .iter()
            .take(valid)
            .filter(|&&byte| byte == b'\n');
        io::Error::other(format!("line {}: not UTF-8", lines.count() + 1))
    })
}
