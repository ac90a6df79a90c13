// SPDX-License-Identifier: MIT OR Apache-2.0
//! Why a file of JSON is refused, in the words of who has written it.

#![forbid(unsafe_code)]

use serde_json::error::{Category, Error};

/// Where the file is wrong, and why.
pub(super) fn said(json: &str, error: &Error) -> String {
    let text = error.to_string();
    let reason = text
        .rsplit_once(" at line ")
        .map_or(&*text, |(reason, _)| reason);
    let reason = match error.classify() {
        _ if json.trim().is_empty() => "there is nothing in it".to_owned(),
        Category::Eof => "it ends too early".to_owned(),
        Category::Syntax => format!("not JSON: {}", syntax(reason)),
        Category::Data | Category::Io => data(reason),
    };
    format!(
        "line {}, column {}: {reason}",
        error.line().max(1),
        error.column()
    )
}

fn syntax(reason: &str) -> &str {
    match reason {
        "expected ident" | "expected value" => "a value is expected",
        "trailing characters" => "there is more behind its end",
        "key must be a string" => "the name of a member is expected, in quotes",
        other => other,
    }
}

fn data(reason: &str) -> String {
    let pair = |start: &str| reason.strip_prefix(start)?.split_once(", expected ");
    if let Some((found, expected)) = pair("invalid type: ").or_else(|| pair("invalid value: ")) {
        let found = match found {
            "sequence" => "a list",
            "map" => "an object",
            other => other,
        };
        return format!("{found} stands where {} is expected", wanted(expected));
    }
    // An object is taken by its members, and of a list by its elements, of which there are too few.
    if let Some((_, expected)) = pair("invalid length ") {
        return format!("a list stands where {} is expected", wanted(expected));
    }
    reason.replace("unknown variant", "unknown value")
}

/// What is expected, by what it is for.
fn wanted(expected: &str) -> &str {
    let name = expected
        .strip_prefix("struct ")
        .and_then(|name| name.split(' ').next());
    match (name, expected) {
        (Some("Contents"), _) => "an object with a \"format\"",
        (Some("Value"), _) => "a value of a class, an object,",
        (Some("Address"), _) => "an address, an object with a \"local\" or \"remote\" side,",
        (Some("Version"), _) => "a version, an object with a \"number\" and a \"comparator\",",
        (Some("Key"), _) => "a key, an object with a \"class\" and a \"name\",",
        (Some("Updates"), _) => "an object with \"services\", \"automatic\" and \"pending\"",
        (Some(_), _) => "an object",
        (None, "a sequence") => "a list",
        (None, "u32" | "u64" | "usize") => "a whole number without a sign, and not too large,",
        (None, "i32" | "i64") => "a whole number, and not too large,",
        (None, other) => other,
    }
}
