// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist prune`: drops what processes left behind that are gone.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use crate::output::{self, Stop};
use crate::store::Store;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    store: Store,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Stop> {
    match arguments.store.open()?.prune()? {
        1 => output::print("1 address dropped\n")?,
        count => output::print(format!("{count} addresses dropped\n"))?,
    }
    Ok(ExitCode::SUCCESS)
}
