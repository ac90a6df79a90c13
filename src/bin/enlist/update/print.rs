// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tables and JSON.

#![forbid(unsafe_code)]

use enlist::tools::update::{Fields, Value};
use serde_json::Map;

use crate::output::{self, Stop};

/// The columns of a table that every terminal has room for; JSON has all of them.
const COLUMNS: [&str; 9] = [
    "ServiceID",
    "Name",
    "IsRegisteredWithAU",
    "IsDefaultAUService",
    "ClientApplicationID",
    "RegisterWithAU",
    "Queued",
    "LastFailure",
    "Outcome",
];

/// Several things, each in a row.
pub(super) fn all(things: &[Fields], json: bool) -> Result<(), Stop> {
    if json {
        let things: Vec<_> = things.iter().map(object).collect();
        return output::print_json(&things);
    }
    let Some(first) = things.first() else {
        return Ok(());
    };
    let shown = |fields: &Fields| -> Vec<String> {
        let shown = fields.iter().filter(|(name, _)| COLUMNS.contains(name));
        shown.map(|(_, value)| text(value)).collect()
    };
    let names = first.iter().map(|(name, _)| *name);
    let header: Vec<&str> = names.filter(|name| COLUMNS.contains(name)).collect();
    output::print(output::table(&header, things.iter().map(shown)))
}

/// One thing, a line for each field that says something.
pub(super) fn one(fields: &Fields, json: bool) -> Result<(), Stop> {
    if json {
        return output::print_json(&object(fields));
    }
    let lines = fields.iter().map(|(name, value)| (name, text(value)));
    let lines = lines.filter(|(_, value)| !value.is_empty());
    let lines: String = lines
        .map(|(name, value)| format!("{name}: {value}\n"))
        .collect();
    output::print(lines)
}

fn object(fields: &Fields) -> serde_json::Value {
    let members = fields.iter().map(|(name, value)| {
        let value = match value {
            Value::Text(text) => text.as_str().into(),
            Value::Flag(flag) => (*flag).into(),
            Value::List(list) => list.as_slice().into(),
        };
        ((*name).to_owned(), value)
    });
    serde_json::Value::Object(Map::from_iter(members))
}

/// Without what a terminal would take for commands: names come from elsewhere.
fn text(value: &Value) -> String {
    let text = match value {
        Value::Text(text) => text.clone(),
        Value::Flag(true) => "yes".to_owned(),
        Value::Flag(false) => "no".to_owned(),
        Value::List(list) => list.join(" "),
    };
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}
