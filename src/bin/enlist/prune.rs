// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist prune`: drops what processes left behind that are gone.

#![forbid(unsafe_code)]

use std::path::PathBuf;
use std::process::ExitCode;

use enlist::tools;

#[derive(clap::Args)]
pub struct Arguments {
    /// The folder of the store
    #[arg(long, env = "ENLIST_STORE", value_name = "FOLDER")]
    store: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    let is_shared = std::env::var_os("ENLIST_STORE_TRUST").is_some_and(|trust| trust == "shared");
    match tools::prune(&arguments.store, is_shared)? {
        1 => println!("1 address dropped"),
        count => println!("{count} addresses dropped"),
    }
    Ok(ExitCode::SUCCESS)
}
