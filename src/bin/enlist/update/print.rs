// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tables and JSON.

#![forbid(unsafe_code)]

use enlist::tools::update::{Fields, Value};
use serde_json::Map;

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
pub(super) fn all(things: &[Fields], json: bool) {
    if json {
        let things = things.iter().map(object).collect();
        print(&serde_json::Value::Array(things));
        return;
    }
    let Some(first) = things.first() else {
        return;
    };
    let names: Vec<&str> = first
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| COLUMNS.contains(name))
        .collect();
    let rows = things.iter().map(|fields| {
        let shown = fields.iter().filter(|(name, _)| COLUMNS.contains(name));
        shown.map(|(_, value)| text(value)).collect()
    });
    let mut table: Vec<Vec<String>> = vec![names.iter().map(|&name| name.to_owned()).collect()];
    table.extend(rows);
    let width = |column: usize| {
        let cells = table.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..names.len()).map(width).collect();
    for row in &table {
        let cells = row.iter().zip(&widths);
        let line: String = cells
            .map(|(cell, &width)| format!("{cell:width$}  "))
            .collect();
        println!("{}", line.trim_end());
    }
}

/// One thing, a line for each field that says something.
pub(super) fn one(fields: &Fields, json: bool) {
    if json {
        print(&object(fields));
        return;
    }
    for (name, value) in fields {
        let value = text(value);
        if !value.is_empty() {
            println!("{name}: {value}");
        }
    }
}

fn print(value: &serde_json::Value) {
    println!("{value:#}");
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
