// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist update`: the update services of a shared store.

#![forbid(unsafe_code)]

pub mod demo;
mod print;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use enlist::tools::update::Manager;

use crate::output::Stop;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,

    /// Print JSON instead of a table
    #[arg(long, global = true)]
    json: bool,

    /// The folder of the store, by default that which ENLIST_STORE names
    #[arg(long, global = true, value_name = "FOLDER", value_parser = crate::output::place(), value_hint = clap::ValueHint::DirPath)]
    store: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// List the registered update services
    List,
    /// Show a service, and how far its registration is
    Show {
        /// The service: a GUID, in braces or without
        id: String,
    },
    /// Register a service: by an authorization cab, or on line
    Add {
        /// The service: a GUID, in braces or without
        id: String,

        /// The authorization cab; without one, the service is registered on line
        #[arg(long)]
        cab: Option<PathBuf>,

        /// Do not go on line now: leave the registration pending
        #[arg(long, conflicts_with = "cab")]
        later: bool,

        /// If that fails, leave the registration pending
        #[arg(long, conflicts_with_all = ["cab", "later"])]
        or_later: bool,

        /// Automatic Updates is to use it
        #[arg(long)]
        automatic_updates: bool,
    },
    /// Remove a service, or its pending registration
    Remove {
        /// The service: a GUID, in braces or without
        id: String,
    },
    /// List the pending registrations
    Pending,
    /// Try the pending registrations again
    Retry,
    /// Serve a folder of authorization cabs, for registrations on line
    Serve(serve::Arguments),
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Stop> {
    let json = arguments.json;
    let manager = || Manager::open(arguments.store.as_deref());
    match &arguments.command {
        Command::List => print::all(&manager()?.services()?, json)?,
        Command::Show { id } => print::one(&manager()?.service(id)?, json)?,
        Command::Add {
            id,
            cab,
            later,
            or_later,
            automatic_updates,
        } => {
            let way = match (cab, later, or_later) {
                (Some(_), ..) => 0,
                (None, true, _) => 1,
                (None, false, true) => 3,
                (None, false, false) => 2,
            };
            let flags = way | if *automatic_updates { 4 } else { 0 };
            let cab = cab.as_deref().map(std::path::absolute).transpose();
            let cab = cab.map_err(|error| error.to_string())?;
            print::one(&manager()?.add(id, flags, cab.as_deref())?, json)?;
        }
        Command::Remove { id } => manager()?.remove(id)?,
        Command::Pending => print::all(&manager()?.pending()?, json)?,
        Command::Retry => {
            let (retried, is_well) = manager()?.retry()?;
            print::all(&retried, json)?;
            if !is_well {
                return Ok(ExitCode::FAILURE);
            }
        }
        Command::Serve(arguments) => match serve::run(arguments)? {},
    }
    Ok(ExitCode::SUCCESS)
}
