// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist error`: what the number or the name of an error means.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use enlist::tools;

use crate::output::{self, Stop};

#[derive(clap::Args)]
pub struct Arguments {
    /// A Winsock error or an HRESULT: decimal, hexadecimal (0x…), negative, or its name
    #[arg(allow_negative_numbers = true)]
    code: String,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode, Stop> {
    let error = tools::known_error(&arguments.code).map_err(|problem| tools::escaped(&problem))?;
    let number = error.number;
    let meaning = match error.meaning {
        "" => "nothing that the library reports by itself",
        meaning => meaning,
    };
    output::print(format!(
        "Name     {}\nNumber   {number} (0x{number:X})\nHRESULT  0x{:08X}\nMeaning  {meaning}\n",
        error.name,
        error.hresult(),
    ))?;
    Ok(ExitCode::SUCCESS)
}
