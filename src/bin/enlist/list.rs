// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist list` and `enlist show`: the services of a shared store.

#![forbid(unsafe_code)]

use std::fmt::Write as _;
use std::process::ExitCode;

use enlist::tools::{Contents, Namespaces, Service};

use crate::output::{self, Stop};
use crate::store::{self, Filter, Store, path};

#[derive(clap::Args)]
pub struct List {
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    filter: Filter,
    /// Write JSON, as `enlist export` does
    #[arg(long)]
    json: bool,
}

pub fn list(arguments: &List) -> Result<ExitCode, Stop> {
    let mut contents = arguments.store.open()?.contents()?;
    let namespaces = arguments.store.namespaces();
    arguments.filter.apply(&mut contents, &namespaces);
    if arguments.json {
        output::print_json(&contents.services)?;
    } else {
        let rows = contents.services.iter().map(|service| {
            [
                namespaces.name_of(service.provider),
                path(service).to_string(),
                store::class_name(&contents, service),
                service.state.to_string(),
                store::addresses(service),
            ]
        });
        let header = ["NAMESPACE", "NAME", "CLASS", "STATE", "ADDRESSES"];
        output::print(output::table(&header, rows))?;
    }
    Ok(ExitCode::SUCCESS)
}

#[derive(clap::Args)]
pub struct Show {
    /// The name of the services, whatever its case, alone or behind their context: as it is, or as `enlist list` shows it
    name: String,
    #[command(flatten)]
    store: Store,
    /// Write JSON, as `enlist export` does
    #[arg(long)]
    json: bool,
}

pub fn show(arguments: &Show) -> Result<ExitCode, Stop> {
    let mut contents = arguments.store.open()?.contents()?;
    let name = &arguments.name;
    contents
        .services
        .retain(|service| service.name.is_meant_by(name) || path(service).is_meant_by(name));
    if contents.services.is_empty() {
        let name = enlist::tools::escaped(name);
        return Err(format!("{name}: there is no such service").into());
    }
    if arguments.json {
        output::print_json(&contents.services)?;
    } else {
        let namespaces = arguments.store.namespaces();
        let shown = contents.services.iter();
        let shown = shown.map(|service| described(service, &contents, &namespaces));
        output::print(shown.collect::<Vec<_>>().join("\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn described(service: &Service, contents: &Contents, namespaces: &Namespaces) -> String {
    let mut text = String::new();
    let mut line = |title: &str, value: String| {
        // Writing into a string does not fail.
        let _ = writeln!(text, "{title:<10} {value}");
    };
    line("Name", service.name.to_string());
    if !service.context.is_empty() {
        line("Context", service.context.to_string());
    }
    let provider = service.provider;
    line(
        "Namespace",
        format!("{} {provider}", namespaces.name_of(provider)),
    );
    if let Some(class) = service.class {
        let name = store::class_name(contents, service);
        let id = class.to_string();
        line(
            "Class",
            if name == id {
                id
            } else {
                format!("{name} {id}")
            },
        );
    }
    line("State", service.state.to_string());
    if let Some(version) = service.version {
        let how = match version.comparator {
            0 => "",
            1 => " or later",
            _ => " (unknown comparison)",
        };
        line("Version", format!("{:#x}{how}", version.number));
    }
    if let Some(comment) = &service.comment {
        line("Comment", comment.to_string());
    }
    for address in &service.addresses {
        let side = |title: &str, side: &Option<_>| match side {
            Some(side) => format!("{title} {side}, "),
            None => String::new(),
        };
        line(
            "Address",
            format!(
                "{}{}type {}, protocol {}",
                side("local", &address.local),
                side("remote", &address.remote),
                address.socket_type,
                address.protocol
            ),
        );
    }
    if let Some(blob) = &service.blob {
        let size = format!("{} bytes", blob.0.len());
        line("Blob", size);
        for (number, bytes) in blob.0.chunks(16).enumerate().take(BLOB_LINES) {
            line("", hexadecimal(number * 16, bytes));
        }
        if blob.0.len() > BLOB_LINES * 16 {
            line("", "and so on; all of it with --json".to_owned());
        }
    }
    text
}

/// So much of a blob is shown to people.
const BLOB_LINES: usize = 16;

/// Bytes as digits, and as characters where they are of ASCII.
fn hexadecimal(offset: usize, bytes: &[u8]) -> String {
    let digits = bytes.iter().map(|byte| format!("{byte:02x} "));
    let characters = bytes.iter().map(|&byte| match byte {
        b' '..=b'~' => char::from(byte),
        _ => '.',
    });
    format!(
        "{offset:04x}  {:<48} {}",
        digits.collect::<String>(),
        characters.collect::<String>()
    )
}
