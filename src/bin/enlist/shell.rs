// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist completions` and `enlist man`: for shells and readers, from the definitions of the commands.

#![forbid(unsafe_code)]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Command, CommandFactory as _};
use clap_complete::Shell;

use crate::output::{self, Stop};

#[derive(clap::Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

pub fn completions(arguments: &Completions) -> Result<ExitCode, Stop> {
    let mut text = Vec::new();
    let mut command = crate::Arguments::command();
    clap_complete::generate(arguments.shell, &mut command, "enlist", &mut text);
    output::print(String::from_utf8_lossy(&text))?;
    Ok(ExitCode::SUCCESS)
}

/// What stands at the foot of a page.
const SOURCE: &str = concat!("enlist ", env!("CARGO_PKG_VERSION"));

#[derive(clap::Args)]
pub struct Man {
    /// The command, such as `list` or `update add`; by default the program
    command: Vec<String>,
    /// Write the pages of the program and of all commands into a folder, which is made if there is none
    #[arg(long, value_name = "FOLDER", value_parser = crate::output::place(), conflicts_with = "command", value_hint = clap::ValueHint::DirPath)]
    all: Option<PathBuf>,
}

pub fn man(arguments: &Man) -> Result<ExitCode, Stop> {
    let program = crate::Arguments::command();
    if let Some(folder) = &arguments.all {
        generate(program, folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut text = Vec::new();
    clap_mangen::Man::new(page(program, &arguments.command)?)
        .source(SOURCE)
        .render(&mut text)
        .map_err(|error| error.to_string())?;
    output::print(String::from_utf8_lossy(&text))?;
    Ok(ExitCode::SUCCESS)
}

fn generate(mut program: Command, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    program.build();
    pages(program).into_iter().try_for_each(|command| {
        let page = clap_mangen::Man::new(command).source(SOURCE);
        page.generate_to(folder).map(|_| ())
    })
}

/// A command and all below it.
fn pages(command: Command) -> Vec<Command> {
    let below = command.get_subcommands().cloned();
    let mut all: Vec<Command> = below
        .filter(|command| command.get_name() != "help")
        .flat_map(pages)
        .collect();
    all.push(command);
    all
}

/// The command that a page is about, under its whole name.
fn page(mut program: Command, words: &[String]) -> Result<Command, String> {
    program.build();
    let mut command = &program;
    for word in words {
        let found = command.find_subcommand(word);
        command = found.ok_or_else(|| format!("{}: there is no such command", words.join(" ")))?;
    }
    Ok(command.clone())
}
