// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist authorize`: says what an authorization cab allows.

#![forbid(unsafe_code)]

use std::path::PathBuf;
use std::process::ExitCode;

use enlist::tools::{self, Answer};

use crate::output::{self, Stop};

#[derive(clap::Args)]
pub struct Arguments {
    /// The cabinet
    cab: PathBuf,

    /// The update service that is to be registered
    #[arg(long, value_name = "GUID")]
    service: String,

    /// Automatic Updates is to use it
    #[arg(long)]
    automatic_updates: bool,

    /// Whom to trust: a PEM file, or a folder of them
    #[arg(long, env = "ENLIST_TRUST", value_name = "PATH")]
    trust: Option<PathBuf>,

    /// Who may publish: an organization or a common name
    #[arg(
        long,
        env = "ENLIST_PUBLISHERS",
        value_name = "NAME",
        value_delimiter = ';'
    )]
    publisher: Vec<String>,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Stop> {
    let Arguments {
        cab,
        service,
        automatic_updates,
        trust,
        publisher,
    } = arguments;
    let answer = tools::authorize(
        cab,
        service,
        *automatic_updates,
        trust.as_deref(),
        publisher,
    )?;
    match answer {
        Answer::Allowed(lines) => {
            let lines = lines
                .iter()
                .map(|(name, value)| format!("{name}: {value}\n"));
            output::print(lines.collect::<String>())?;
            Ok(ExitCode::SUCCESS)
        }
        Answer::Refused(reason) => Err(format!("{}: {reason}", cab.display()).into()),
    }
}
