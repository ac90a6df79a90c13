// SPDX-License-Identifier: MIT OR Apache-2.0
//! The catalogue as text: TOML, one `[[provider]]` table for each entry, in catalogue order.

#![forbid(unsafe_code)]

use toml_edit::{ArrayOfTables, DocumentMut, Item, RawString, Table, Value};
use uuid::Uuid;

use super::installed::{self, Installed};
use crate::text::guid;

/// What is wrong with a catalogue file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FormatError {
    #[error("{0}")]
    Syntax(String),
    #[error("`{0}` is not a key of the catalogue")]
    UnknownKey(String),
    #[error("provider {provider}: `{key}` is missing")]
    Missing { provider: usize, key: &'static str },
    #[error("provider {provider}: `{key}` has no value of its own")]
    Value { provider: usize, key: &'static str },
    #[error("provider {0} cannot be installed with those before it")]
    Refused(usize),
    #[error("a text holds characters that no file can hold")]
    Text,
    #[error("what would be written is not what would be read")]
    Unfaithful,
}

const PROVIDER: &str = "provider";
const NAME: &str = "name";
const ID: &str = "id";
const NAMESPACE: &str = "namespace";
const LIBRARY: &str = "library";
const VERSION: &str = "version";
const ENABLED: &str = "enabled";
const ADDRESS_FAMILY: &str = "address-family";
const STORES_CLASS_INFO: &str = "stores-class-info";
const PROVIDER_SPECIFIC: &str = "provider-specific";
const KEYS: [&str; 9] = [
    NAME,
    ID,
    NAMESPACE,
    LIBRARY,
    VERSION,
    ENABLED,
    ADDRESS_FAMILY,
    STORES_CLASS_INFO,
    PROVIDER_SPECIFIC,
];

/// Reads a catalogue.
pub(crate) fn parse(text: &str) -> Result<Vec<Installed>, FormatError> {
    let document = document(text)?;
    let mut list = Vec::new();
    for (number, table) in (1..).zip(tables(&document)?) {
        let entry = entry(number, table)?;
        installed::install(&mut list, entry).map_err(|_| FormatError::Refused(number))?;
    }
    Ok(list)
}

/// Writes a catalogue, over an earlier text of it: comments and layout of the entries that stay are kept.
pub(crate) fn print(earlier: &str, list: &[Installed]) -> Result<String, FormatError> {
    let mut document = document(earlier)?;
    let mut known: Vec<(Uuid, Table)> = Vec::new();
    for (number, table) in (1..).zip(tables(&document)?) {
        known.push((entry(number, table)?.provider_id, table.clone()));
    }
    let mut written = ArrayOfTables::new();
    for entry in list {
        let earlier = known.iter().find(|(id, _)| *id == entry.provider_id);
        let mut table = earlier.map_or_else(Table::new, |(_, table)| table.clone());
        // Tables without a position of their own are written in the order in which they stand.
        table.set_position(None);
        fill(&mut table, entry)?;
        written.push(table);
    }
    keep_header(&mut document, &known, &mut written);
    document.insert(PROVIDER, Item::ArrayOfTables(written));
    let text = document.to_string();
    if parse(&text)? != list {
        return Err(FormatError::Unfaithful);
    }
    Ok(text)
}

/// Keeps above everything what stands there about the whole file: up to the last empty line before the first entry, or all
/// that there is when there are no entries.
fn keep_header(document: &mut DocumentMut, known: &[(Uuid, Table)], written: &mut ArrayOfTables) {
    let trailing = document.trailing().as_str().unwrap_or_default().to_owned();
    let Some((id, first)) = known.first() else {
        if let Some(new) = written.get_mut(0) {
            new.decor_mut().set_prefix(trailing);
            document.set_trailing("");
        }
        return;
    };
    let is_first = |table: &Table| entry(1, table).is_ok_and(|entry| entry.provider_id == *id);
    if written.get(0).is_some_and(is_first) {
        return;
    }
    let (header, rest) = split_header(prefix(first));
    if let Some(moved) = written.iter_mut().find(|table| is_first(table)) {
        moved.decor_mut().set_prefix(format!("\n{rest}"));
    }
    match written.get_mut(0) {
        Some(new) => {
            let own = prefix(new).trim_start_matches(['\r', '\n']);
            let above = format!("{header}{own}");
            new.decor_mut().set_prefix(above);
        }
        None => document.set_trailing(format!("{header}{}", trailing.trim_start())),
    }
}

/// What stands above a table.
fn prefix(table: &Table) -> &str {
    let prefix = table.decor().prefix();
    prefix.and_then(RawString::as_str).unwrap_or_default()
}

/// The part up to the last empty line, and that behind it.
fn split_header(prefix: &str) -> (&str, &str) {
    let mut end = 0;
    let mut header = 0;
    for line in prefix.split_inclusive('\n') {
        end += line.len();
        if line.trim().is_empty() {
            header = end;
        }
    }
    prefix.split_at(header)
}

fn document(text: &str) -> Result<DocumentMut, FormatError> {
    text.parse::<DocumentMut>()
        .map_err(|error| FormatError::Syntax(error.to_string()))
}

fn tables(document: &DocumentMut) -> Result<impl Iterator<Item = &Table>, FormatError> {
    if let Some((key, _)) = document.iter().find(|(key, _)| *key != PROVIDER) {
        return Err(FormatError::UnknownKey(key.to_owned()));
    }
    let tables = match document.get(PROVIDER) {
        None => None,
        Some(Item::ArrayOfTables(tables)) => Some(tables),
        Some(_) => return Err(FormatError::UnknownKey(PROVIDER.to_owned())),
    };
    Ok(tables.into_iter().flatten())
}

fn entry(provider: usize, table: &Table) -> Result<Installed, FormatError> {
    if let Some((key, _)) = table.iter().find(|(key, _)| !KEYS.contains(key)) {
        return Err(FormatError::UnknownKey(key.to_owned()));
    }
    let row = Row { provider, table };
    let text = |value: &Value| Some(value.as_str()?.encode_utf16().collect());
    let number = |value: &Value| u32::try_from(value.as_integer()?).ok();
    Ok(Installed {
        provider_id: row.required(ID, |value| guid::parse(value.as_str()?))?,
        namespace: row.required(NAMESPACE, number)?,
        active: row.optional(ENABLED, Value::as_bool)?.unwrap_or(true),
        version: row.optional(VERSION, number)?.unwrap_or(0),
        identifier: row.required(NAME, text)?,
        library: row.optional(LIBRARY, text)?.unwrap_or_default(),
        family: row.optional(ADDRESS_FAMILY, |value| {
            i32::try_from(value.as_integer()?).ok()
        })?,
        stores_class_info: row
            .optional(STORES_CLASS_INFO, Value::as_bool)?
            .unwrap_or(false),
        provider_specific: row
            .optional(PROVIDER_SPECIFIC, |value| parse_hex(value.as_str()?))?
            .unwrap_or_default(),
    })
}

/// A table that is being read.
struct Row<'a> {
    provider: usize,
    table: &'a Table,
}

impl Row<'_> {
    fn optional<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, FormatError> {
        let Some(item) = self.table.get(key) else {
            return Ok(None);
        };
        let wrong = FormatError::Value {
            provider: self.provider,
            key,
        };
        item.as_value().and_then(read).map(Some).ok_or(wrong)
    }

    fn required<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<T, FormatError> {
        let missing = FormatError::Missing {
            provider: self.provider,
            key,
        };
        self.optional(key, read)?.ok_or(missing)
    }
}

/// Sets what differs from what the table says already, so that what a person wrote stays as it is. What has no value of its own
/// has no key.
fn fill(table: &mut Table, wanted: &Installed) -> Result<(), FormatError> {
    let text = |units: &[u16]| String::from_utf16(units).map_err(|_| FormatError::Text);
    let there = entry(1, table).ok();
    let there = there.as_ref();
    let mut set = |key, same: fn(&Installed, &Installed) -> bool, value: Option<Value>| {
        if there.is_some_and(|there| same(there, wanted)) {
            return;
        }
        match value {
            Some(value) => table.insert(key, toml_edit::value(value)),
            None => table.remove(key),
        };
    };
    set(
        NAME,
        |a, b| a.identifier == b.identifier,
        Some(text(&wanted.identifier)?.into()),
    );
    set(
        ID,
        |a, b| a.provider_id == b.provider_id,
        Some(guid::print(wanted.provider_id).into()),
    );
    set(
        NAMESPACE,
        |a, b| a.namespace == b.namespace,
        Some(i64::from(wanted.namespace).into()),
    );
    let library = text(&wanted.library)?;
    set(
        LIBRARY,
        |a, b| a.library == b.library,
        (!library.is_empty()).then(|| library.into()),
    );
    set(
        VERSION,
        |a, b| a.version == b.version,
        Some(i64::from(wanted.version).into()),
    );
    set(
        ENABLED,
        |a, b| a.active == b.active,
        Some(wanted.active.into()),
    );
    set(
        ADDRESS_FAMILY,
        |a, b| a.family == b.family,
        wanted.family.map(|family| i64::from(family).into()),
    );
    set(
        STORES_CLASS_INFO,
        |a, b| a.stores_class_info == b.stores_class_info,
        wanted.stores_class_info.then(|| true.into()),
    );
    let specific = &wanted.provider_specific;
    set(
        PROVIDER_SPECIFIC,
        |a, b| a.provider_specific == b.provider_specific,
        (!specific.is_empty()).then(|| print_hex(specific).into()),
    );
    Ok(())
}

fn parse_hex(text: &str) -> Option<Box<[u8]>> {
    let digits: Vec<u8> = text
        .chars()
        .filter(|digit| !digit.is_whitespace())
        .map(|digit| {
            digit
                .to_digit(16)
                .and_then(|value| u8::try_from(value).ok())
        })
        .collect::<Option<_>>()?;
    let pairs = digits.chunks(2).map(|pair| match pair {
        [high, low] => Some(high << 4 | low),
        _ => None,
    });
    pairs.collect()
}

fn print_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    const TEXT: &str = r#"# Ours first.

[[provider]]
name = "Ours"   # by hand
id = "{00000000-0000-0000-0000-00000000000A}"
namespace = 32
library = '/opt/ours.so'
provider-specific = "01 ff"

# Tcpip is off here.
[[provider]]
id = "22059d40-7e9e-11cf-ae5a-00aa00a7112b"
name = "Tcpip"
namespace = 12
library = '%SystemRoot%\System32\mswsock.dll'
enabled = false
version = 7
address-family = 2
stores-class-info = true
"#;

    fn parsed() -> Vec<Installed> {
        parse(TEXT).unwrap()
    }

    #[test]
    fn every_key_is_read() {
        let wide = |text: &str| text.encode_utf16().collect::<Box<[u16]>>();
        let ours = Installed {
            identifier: wide("Ours"),
            library: wide("/opt/ours.so"),
            provider_specific: [1, 255].into(),
            ..installed::named(10, 32)
        };
        let tcpip = Installed {
            active: false,
            version: 7,
            identifier: wide("Tcpip"),
            library: wide(r"%SystemRoot%\System32\mswsock.dll"),
            family: Some(2),
            stores_class_info: true,
            ..installed::named(0x22059D40_7E9E_11CF_AE5A_00AA00A7112B, 12)
        };
        assert_eq!(parsed(), [ours, tcpip]);
        assert_eq!(parse(""), Ok(vec![]));
    }

    #[test]
    fn what_is_written_is_read_back() {
        assert_eq!(parse(&print("", &parsed()).unwrap()), Ok(parsed()));
        assert_eq!(parse(&print(TEXT, &[]).unwrap()), Ok(vec![]));
    }

    #[test]
    fn what_stays_is_left_as_it_was_written() {
        assert_eq!(print(TEXT, &parsed()).unwrap(), TEXT);

        let mut list = parsed();
        list.reverse();
        list[0].active = true;
        list.push(Installed {
            identifier: [u16::from(b'N')].into(),
            ..installed::named(11, 15)
        });
        let text = print(TEXT, &list).unwrap();
        assert_eq!(parse(&text).unwrap(), list);
        for kept in ["# by hand", "# Tcpip is off here.", "01 ff", "22059d40"] {
            assert!(text.contains(kept), "{kept}: {text}");
        }
        assert!(
            text.find("Tcpip").unwrap() < text.find("Ours\"").unwrap(),
            "{text}"
        );
    }

    /// The lines of an entry with this number.
    fn lines(number: u128) -> String {
        format!(
            "[[provider]]\nname = \"\"\nid = \"{{00000000-0000-0000-0000-00000000000{number}}}\"\n\
             namespace = 32\nlibrary = \"/\"\nversion = 0\nenabled = true\n"
        )
    }

    fn entries(numbers: &[u128]) -> Vec<Installed> {
        let entry = |number: &u128| installed::named(*number, 32);
        numbers.iter().map(entry).collect()
    }

    #[test]
    fn a_new_file_begins_with_what_it_is() {
        let text = print(crate::policy::NEW_CATALOG_FILE, &entries(&[1, 2])).unwrap();
        let header = "# Namespace providers, in the order in which calls reach them. The README of Enlist explains the \
                      keys.\n\n";
        assert_eq!(text, format!("{header}{}\n{}", lines(1), lines(2)));
    }

    #[test]
    fn what_stands_above_all_entries_stays_there() {
        let [one, two, three] = [1, 2, 3].map(lines);
        let text = format!("# All.\n\n# Of all.\n\n# One.\n{one}\n# Two.\n{two}# End.\n");
        let written = |numbers: &[u128]| print(&text, &entries(numbers)).unwrap();
        let header = "# All.\n\n# Of all.\n\n";
        assert_eq!(written(&[1, 2]), text);
        assert_eq!(
            written(&[2, 1]),
            format!("{header}# Two.\n{two}\n# One.\n{one}# End.\n")
        );
        assert_eq!(written(&[2]), format!("{header}# Two.\n{two}# End.\n"));
        assert_eq!(
            written(&[3, 1]),
            format!("{header}{three}\n# One.\n{one}# End.\n")
        );
        assert_eq!(written(&[1]), format!("{header}# One.\n{one}# End.\n"));
        let empty = written(&[]);
        assert_eq!(empty, format!("{header}# End.\n"));
        assert_eq!(
            print(header, &entries(&[1])).unwrap(),
            format!("{header}{one}")
        );
        // Without an empty line, it is about the entry below it.
        let text = format!("# One.\n{one}\n{two}");
        assert_eq!(print(&text, &entries(&[2])).unwrap(), two);
        assert_eq!(
            print(&text, &entries(&[2, 1])).unwrap(),
            format!("{two}\n# One.\n{one}")
        );
    }

    #[test]
    fn what_has_no_value_any_more_has_no_key() {
        let mut list = parsed();
        list[0].library = Box::default();
        list[1].family = None;
        list[1].stores_class_info = false;
        let text = print(TEXT, &list).unwrap();
        assert_eq!(parse(&text).unwrap(), list);
        for gone in ["ours.so", ADDRESS_FAMILY, STORES_CLASS_INFO] {
            assert!(!text.contains(gone), "{gone}: {text}");
        }
        assert!(text.contains("# by hand"), "{text}");

        let mut list = parsed();
        list[0].provider_specific = Box::default();
        let text = print(TEXT, &list).unwrap();
        assert_eq!(parse(&text).unwrap(), list);
        assert!(!text.contains(PROVIDER_SPECIFIC), "{text}");
    }

    #[test]
    fn what_no_file_can_hold_is_refused() {
        let list = [Installed {
            identifier: [0xD800].into(),
            ..installed::named(1, 32)
        }];
        assert_eq!(print("", &list), Err(FormatError::Text));
    }

    #[test]
    fn anything_else_is_no_catalogue() {
        let entry = "[[provider]]\nname = 'a'\nid = '{00000000-0000-0000-0000-000000000001}'\n";
        let whole = format!("{entry}namespace = 32\nlibrary = '/a'\n");
        parse(&whole).unwrap();
        for wrong in [
            "x".to_owned(),
            "other = 1".to_owned(),
            "provider = 1".to_owned(),
            "[provider]\nname = 'a'".to_owned(),
            "[[provider]]".to_owned(),
            entry.to_owned(),
            format!("{entry}namespace = 0\nlibrary = '/a'\n"),
            format!("{entry}namespace = 32\n"),
            format!("{whole}{whole}"),
            format!("{whole}colour = 'red'\n"),
            format!("{whole}enabled = 1\n"),
            format!("{whole}version = -1\n"),
            format!("{whole}version = 4294967296\n"),
            format!("{whole}version = '1'\n"),
            format!("{whole}provider-specific = '0'\n"),
            format!("{whole}provider-specific = 'xy'\n"),
            format!("{whole}name = 'twice'\n"),
            whole.replace("{0", "{x"),
            whole.replace("'/a'", "[1]"),
        ] {
            parse(&wrong).expect_err(&wrong);
        }
    }
}
