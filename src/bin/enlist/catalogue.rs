// SPDX-License-Identifier: MIT OR Apache-2.0
//! `enlist classes` and `enlist providers`: what kinds of services there are, and who keeps them.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use enlist::tools::{Class, Namespaces, REG_DWORD, Value, namespace_name};

use crate::output::{self, Stop};
use crate::store::{PossibleStore, Store};

#[derive(clap::Args)]
pub struct Classes {
    /// Only classes whose name matches, whatever its case: `*` stands for any characters, `?` for one
    pattern: Option<String>,
    #[command(flatten)]
    store: Store,
    /// Write JSON, as `enlist export` does
    #[arg(long)]
    json: bool,
}

pub fn classes(arguments: &Classes) -> Result<ExitCode, Stop> {
    let mut classes = arguments.store.open()?.contents()?.classes;
    if let Some(pattern) = &arguments.pattern {
        classes.retain(|class| {
            class
                .name
                .as_ref()
                .is_some_and(|name| name.matches(pattern))
        });
    }
    if arguments.json {
        output::print_json(&classes)?;
    } else {
        let namespaces = arguments.store.namespaces();
        let rows = classes.iter().map(|class: &Class| {
            let values: Vec<String> = class.values.iter().map(shown).collect();
            [
                namespaces.name_of(class.provider),
                class.id.to_string(),
                class
                    .name
                    .as_ref()
                    .map_or_else(|| "-".to_owned(), ToString::to_string),
                values.join(", "),
            ]
        });
        let header = ["NAMESPACE", "CLASS", "NAME", "VALUES"];
        output::print(output::table(&header, rows))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A value, as a number if it is one (`REG_DWORD`).
fn shown(value: &Value) -> String {
    let data = match <[u8; 4]>::try_from(value.data.0.as_slice()) {
        Ok(bytes) if value.kind == REG_DWORD => u32::from_le_bytes(bytes).to_string(),
        _ => value.data.to_string(),
    };
    match value.namespace {
        0 => format!("{}={data}", value.name),
        namespace => format!("{}={data} ({})", value.name, namespace_name(namespace)),
    }
}

#[derive(clap::Args)]
pub struct Providers {
    #[command(flatten)]
    store: PossibleStore,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub fn providers(arguments: &Providers) -> Result<ExitCode, Stop> {
    let namespaces = Namespaces::read(arguments.store.variables())?;
    if arguments.json {
        output::print_json(&namespaces.providers())?;
        return Ok(ExitCode::SUCCESS);
    }
    let rows = namespaces.providers().iter().map(|provider| {
        [
            provider.namespace_name.clone(),
            provider.id.to_string(),
            provider.name.to_string(),
            if provider.enabled { "yes" } else { "no" }.to_owned(),
            match (provider.built_in, provider.library.is_empty()) {
                (true, _) => "built in".to_owned(),
                (false, true) => "advertises itself".to_owned(),
                (false, false) => provider.library.to_string(),
            },
        ]
    });
    let header = ["NAMESPACE", "PROVIDER", "NAME", "ENABLED", "LIBRARY"];
    output::print(output::table(&header, rows))?;
    Ok(ExitCode::SUCCESS)
}
