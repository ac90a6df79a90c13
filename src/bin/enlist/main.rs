// SPDX-License-Identifier: MIT OR Apache-2.0
//! The command line of Enlist.

#![forbid(unsafe_code)]

mod authorize;
mod c_compiler;
mod demo;
mod functions;
mod layout;
mod prune;
mod redirect;
mod update;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Stands in for the Windows APIs through which programs register services.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Compile a server and a client written in C, and let the client find the server
    Demo(demo::Arguments),
    /// Let a Windows program import enlist.dll instead of ws2_32.dll
    Redirect(redirect::Arguments),
    /// Verify an authorization cab, and say what it allows
    Authorize(authorize::Arguments),
    /// Drop the addresses that processes registered in a shared store and left there when they ended
    Prune(prune::Arguments),
    /// The update services of a shared store, and a server for their registration
    Update(update::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Redirect(arguments) => redirect::run(&arguments),
        Command::Authorize(arguments) => authorize::run(&arguments),
        Command::Prune(arguments) => prune::run(&arguments),
        Command::Update(arguments) => update::run(&arguments),
    };
    match result {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("enlist: {problem}");
            ExitCode::FAILURE
        }
    }
}
