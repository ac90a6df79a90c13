// SPDX-License-Identifier: MIT OR Apache-2.0
//! The lines of a journal against their schema.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::Value;

fn validator() -> &'static Validator {
    static VALIDATOR: OnceLock<Validator> = OnceLock::new();
    VALIDATOR.get_or_init(|| {
        let schema = include_str!("../../src/harness/journal.schema.json");
        let schema: Value = serde_json::from_str(schema).unwrap();
        jsonschema::options()
            .should_validate_formats(true)
            .build(&schema)
            .unwrap()
    })
}

/// Every line is a value that the schema allows.
pub fn check(journal: &Path) -> Result<(), String> {
    let text =
        fs::read_to_string(journal).map_err(|error| format!("{}: {error}", journal.display()))?;
    for line in text.lines() {
        let value: Value =
            serde_json::from_str(line).map_err(|error| format!("{line}: {error}"))?;
        validator()
            .validate(&value)
            .map_err(|error| format!("{line}: {error}"))?;
    }
    Ok(())
}
