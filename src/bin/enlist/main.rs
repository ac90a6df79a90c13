// SPDX-License-Identifier: MIT OR Apache-2.0
//! The command line of Enlist.

#![forbid(unsafe_code)]

mod authorize;
mod c_compiler;
mod catalogue;
mod demo;
mod doctor;
mod error;
mod functions;
mod journal;
mod layout;
mod library;
mod list;
mod output;
mod prune;
mod redirect;
mod run;
mod shell;
mod store;
mod timeline;
mod transfer;
mod update;
mod watch;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use output::Stop;

/// Stands in for the Windows APIs through which programs register services.
#[derive(Parser)]
#[command(name = "enlist", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Compile a server and a client written in C, and let the client find the server
    Demo(demo::Arguments),
    /// Run a program with the library, and show its calls
    Run(run::Arguments),
    /// Put a journal on a time axis: a page for a browser, or a trace for Perfetto
    Timeline(timeline::Arguments),
    /// List the services of a shared store
    List(list::List),
    /// Show everything about the services of a name
    Show(list::Show),
    /// Follow the changes of a shared store until Ctrl-C
    Watch(watch::Arguments),
    /// Write all that is in a shared store as JSON
    Export(transfer::Export),
    /// Put what was exported into a shared store, all of it or nothing
    Import(transfer::Import),
    /// List the service classes that were installed in a shared store
    Classes(catalogue::Classes),
    /// List the catalogue of namespace providers
    Providers(catalogue::Providers),
    /// Drop the addresses that processes registered in a shared store and left there when they ended
    Prune(prune::Arguments),
    /// Say what is configured, what is reachable and what is wrong; end with 1 when something is
    Doctor(doctor::Arguments),
    /// Say what an error means, by its number or its name
    Error(error::Arguments),
    /// Let a Windows program import enlist.dll instead of ws2_32.dll
    Redirect(redirect::Arguments),
    /// Verify an authorization cab, and say what it allows
    Authorize(authorize::Arguments),
    /// The update services of a shared store, and a server for their registration
    Update(update::Arguments),
    /// Write the completions for a shell
    Completions(shell::Completions),
    /// Write the manual page
    Man(shell::Man),
}

fn main() -> ExitCode {
    let result = match Arguments::try_parse() {
        Ok(arguments) => run(arguments.command),
        Err(error) if error.use_stderr() => error.exit(),
        // What was asked for: help, or the version.
        Err(help) => output::print(help.render().ansi()).map(|()| ExitCode::SUCCESS),
    };
    match result {
        Ok(code) => code,
        // As it was asked for: `enlist list | head -1`.
        Err(Stop::Closed) => ExitCode::SUCCESS,
        Err(Stop::Problem(problem)) => {
            output::complain(&problem);
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode, Stop> {
    match command {
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Timeline(arguments) => timeline::run(&arguments),
        Command::List(arguments) => list::list(&arguments),
        Command::Show(arguments) => list::show(&arguments),
        Command::Watch(arguments) => watch::run(&arguments),
        Command::Export(arguments) => transfer::export(&arguments),
        Command::Import(arguments) => transfer::import(&arguments),
        Command::Classes(arguments) => catalogue::classes(&arguments),
        Command::Providers(arguments) => catalogue::providers(&arguments),
        Command::Prune(arguments) => prune::run(&arguments),
        Command::Doctor(arguments) => doctor::run(&arguments),
        Command::Error(arguments) => error::run(&arguments),
        Command::Redirect(arguments) => redirect::run(&arguments),
        Command::Authorize(arguments) => authorize::run(&arguments),
        Command::Update(arguments) => update::run(&arguments),
        Command::Completions(arguments) => shell::completions(&arguments),
        Command::Man(arguments) => shell::man(&arguments),
    }
}
