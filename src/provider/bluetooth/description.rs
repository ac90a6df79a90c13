// SPDX-License-Identifier: MIT OR Apache-2.0
//! The emulated surroundings: the radio of this machine and the devices around it, as a file describes them.

#![forbid(unsafe_code)]

use std::sync::Arc;

use hashbrown::HashSet;
use toml_edit::{DocumentMut, Item, TableLike};
use uuid::Uuid;

use super::address;
use super::published::FIRST_RECORD;
use super::sdp::{Protocol, Record, ServiceDescription, short_uuid};
use crate::policy;

/// The longest name of a device, in bytes of UTF-8.
pub(crate) const NAME_LIMIT_BYTES: usize = 248;

/// The bits of a class of device.
const CLASS_BITS: u32 = 24;

/// The surroundings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Surroundings {
    /// The address of this machine's radio.
    pub(crate) radio: u64,
    pub(crate) devices: Vec<Arc<Device>>,
}

/// A remote device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Device {
    pub(crate) address: u64,
    pub(crate) name: String,
    /// The class of device.
    pub(crate) class: u32,
    pub(crate) remembered: bool,
    pub(crate) connected: bool,
    pub(crate) authenticated: bool,
    /// Whether it answers: to an inquiry, and to a search for its services.
    pub(crate) reachable: bool,
    pub(crate) records: Vec<Arc<Record>>,
}

impl Default for Surroundings {
    /// Nobody around.
    fn default() -> Self {
        Self {
            radio: policy::DEFAULT_RADIO,
            devices: Vec::new(),
        }
    }
}

impl Surroundings {
    /// Reads a description. An error says where in it something is wrong, and what.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
            let message = error.message().to_owned();
            match error.span() {
                Some(span) => {
                    let before = text.get(..span.start).unwrap_or_default();
                    format!("line {}: {message}", before.matches('\n').count() + 1)
                }
                None => message,
            }
        })?;
        let all = Table {
            place: String::new(),
            table: document.as_table(),
        };
        all.knows(&["radio", "device"])?;
        let mut surroundings = Self::default();
        if let Some(item) = all.table.get("radio") {
            let table = item.as_table_like().ok_or("radio: expected a table")?;
            let radio = Table {
                place: "radio: ".to_owned(),
                table,
            };
            radio.knows(&["address", "name", "class"])?;
            surroundings.radio = radio.address()?.unwrap_or(policy::DEFAULT_RADIO);
            // Nothing that a program can ask for shows them; wrong ones are mistakes all the same.
            radio.name()?;
            radio.class()?;
        }
        for table in all.tables("device")? {
            let device = device(&table)?;
            let is_taken = |other: &Arc<Device>| other.address == device.address;
            if device.address == surroundings.radio || surroundings.devices.iter().any(is_taken) {
                return Err(table.wrong("address", "one that nothing else has"));
            }
            surroundings.devices.push(Arc::new(device));
        }
        Ok(surroundings)
    }
}

fn device(given: &Table<'_>) -> Result<Device, String> {
    given.knows(&[
        "address",
        "name",
        "class",
        "remembered",
        "connected",
        "authenticated",
        "reachable",
        "service",
    ])?;
    let authenticated = given.boolean("authenticated", false)?;
    Ok(Device {
        address: given
            .address()?
            .ok_or_else(|| given.wrong("address", "one"))?,
        name: given.name()?.unwrap_or_default().to_owned(),
        class: given.class()?,
        // A device is remembered from when it was paired.
        remembered: given.boolean("remembered", authenticated)? || authenticated,
        connected: given.boolean("connected", false)?,
        authenticated,
        reachable: given.boolean("reachable", true)?,
        records: records(&given.tables("service")?)?,
    })
}

/// The records of a device's services. Those that have no number get the first that are free.
fn records(services: &[Table<'_>]) -> Result<Vec<Arc<Record>>, String> {
    let whole: Vec<Option<Record>> = services
        .iter()
        .map(whole_record)
        .collect::<Result<_, _>>()?;
    let mut taken = HashSet::new();
    for (table, record) in services.iter().zip(&whole) {
        let number = record.as_ref().and_then(Record::handle);
        if number.is_some_and(|number| !taken.insert(number)) {
            return Err(table.wrong("record", "a handle that no other record has"));
        }
    }
    let mut free = (FIRST_RECORD..).filter(|number| !taken.contains(number));
    let mut records = Vec::new();
    for (table, whole) in services.iter().zip(whole) {
        let record = match whole {
            Some(record) if record.handle().is_some() => record,
            whole => {
                let number = free.next().ok_or_else(|| table.wrong("record", "less"))?;
                match whole {
                    Some(record) => record.with_handle(number),
                    None => described_record(table, number)?,
                }
            }
        };
        records.push(Arc::new(record));
    }
    Ok(records)
}

/// The record of a service that is given in digits.
fn whole_record(given: &Table<'_>) -> Result<Option<Record>, String> {
    let Some(digits) = given.text("record")? else {
        return Ok(None);
    };
    given.knows(&["record"])?;
    let record = hexadecimal(digits).and_then(Record::parse);
    record
        .map(Some)
        .ok_or_else(|| given.wrong("record", "a service record in hexadecimal digits"))
}

/// The record of a service that is described by fields, under this number.
fn described_record(given: &Table<'_>, number: u32) -> Result<Record, String> {
    given.knows(&["uuid", "name", "description", "protocol", "port"])?;
    let class = given.text("uuid")?.and_then(parse_uuid);
    let protocol = match given.text("protocol")?.unwrap_or("rfcomm") {
        "rfcomm" => Protocol::Rfcomm,
        "l2cap" => Protocol::L2cap,
        _ => return Err(given.wrong("protocol", "\"rfcomm\" or \"l2cap\"")),
    };
    let port = given
        .number("port")?
        .filter(|port| address::is_port(protocol, *port));
    let service = ServiceDescription {
        handle: number,
        class: class.ok_or_else(|| given.wrong("uuid", "a UUID, or its short form as 0x1101"))?,
        name: given.text("name")?,
        description: given.text("description")?,
        protocol,
        port: Some(port.ok_or_else(|| {
            given.wrong(
                "port",
                "a channel from 1 to 30, or a port of L2CAP from 1 to 65535",
            )
        })?),
    };
    Record::build(&service).ok_or_else(|| given.wrong("name", "less text"))
}

/// A UUID in full, or `0x` and 4 or 8 digits.
fn parse_uuid(text: &str) -> Option<Uuid> {
    match text.strip_prefix("0x") {
        Some(short) if matches!(short.len(), 4 | 8) => match *hexadecimal(short)? {
            [a, b] => Some(short_uuid(u32::from_be_bytes([0, 0, a, b]))),
            [a, b, c, d] => Some(short_uuid(u32::from_be_bytes([a, b, c, d]))),
            _ => None,
        },
        Some(_) => None,
        None => Uuid::try_parse(text).ok().filter(|_| text.len() == 36),
    }
}

/// Pairs of digits, with white space between any two pairs.
fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for run in text.split_ascii_whitespace() {
        let (pairs, odd) = run.as_bytes().as_chunks();
        if !odd.is_empty() {
            return None;
        }
        for &[high, low] in pairs {
            let digit = |digit| char::from(digit).to_digit(16);
            bytes.push(u8::try_from(digit(high)? << 4 | digit(low)?).ok()?);
        }
    }
    Some(bytes)
}

/// A table of the description.
struct Table<'a> {
    /// Where it is, for messages.
    place: String,
    table: &'a dyn TableLike,
}

impl<'a> Table<'a> {
    fn wrong(&self, key: &str, expected: &str) -> String {
        format!("{}{key}: expected {expected}", self.place)
    }

    /// Refuses keys that mean nothing here: most likely they are misspelt.
    fn knows(&self, keys: &[&str]) -> Result<(), String> {
        match self.table.iter().find(|(key, _)| !keys.contains(key)) {
            Some((key, _)) => Err(format!(
                "{}{key}: not one of {}",
                self.place,
                keys.join(", ")
            )),
            None => Ok(()),
        }
    }

    fn value<T>(
        &self,
        key: &str,
        expected: &str,
        convert: impl FnOnce(&'a Item) -> Option<T>,
    ) -> Result<Option<T>, String> {
        match self.table.get(key) {
            Some(item) => convert(item)
                .map(Some)
                .ok_or_else(|| self.wrong(key, expected)),
            None => Ok(None),
        }
    }

    fn text(&self, key: &str) -> Result<Option<&'a str>, String> {
        self.value(key, "a text", Item::as_str)
    }

    fn boolean(&self, key: &str, default: bool) -> Result<bool, String> {
        self.value(key, "true or false", Item::as_bool)
            .map(|given| given.unwrap_or(default))
    }

    fn number(&self, key: &str) -> Result<Option<u32>, String> {
        self.value(key, "a number of at most 32 bits", |item| {
            item.as_integer()?.try_into().ok()
        })
    }

    fn address(&self) -> Result<Option<u64>, String> {
        let expected = "a device's address, as \"00:00:5E:00:53:01\"";
        self.value("address", expected, |item| {
            let text: Vec<u16> = item.as_str()?.encode_utf16().collect();
            address::device_in_text(&text).filter(|device| *device != 0)
        })
    }

    fn name(&self) -> Result<Option<&'a str>, String> {
        let expected = "a text of at most 248 bytes";
        self.value("name", expected, |item| {
            item.as_str().filter(|name| name.len() <= NAME_LIMIT_BYTES)
        })
    }

    fn class(&self) -> Result<u32, String> {
        let class = self.number("class")?.unwrap_or_default();
        if class >> CLASS_BITS == 0 {
            Ok(class)
        } else {
            Err(self.wrong("class", "a class of device, of 24 bits"))
        }
    }

    /// The tables of an array, however it is written.
    fn tables(&self, key: &str) -> Result<Vec<Table<'a>>, String> {
        let tables: Option<Vec<&'a dyn TableLike>> = match self.table.get(key) {
            None => Some(Vec::new()),
            Some(Item::ArrayOfTables(array)) => {
                Some(array.iter().map(|table| table as &dyn TableLike).collect())
            }
            Some(item) => item.as_array().and_then(|array| {
                let inline = |value: &'a toml_edit::Value| {
                    value.as_inline_table().map(|table| table as &dyn TableLike)
                };
                array.iter().map(inline).collect()
            }),
        };
        let tables = tables.ok_or_else(|| self.wrong(key, &format!("[[{key}]]")))?;
        let numbered = (1..).zip(tables).map(|(number, table)| Table {
            place: format!("{}{key} {number}: ", self.place),
            table,
        });
        Ok(numbered.collect())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        Surroundings::parse(text).unwrap_err()
    }

    #[test]
    fn an_empty_description_is_a_radio_by_itself() {
        assert_eq!(Surroundings::parse(""), Ok(Surroundings::default()));
        let named = Surroundings::parse("radio = { name = 'PC', class = 0x10c }");
        assert_eq!(named, Ok(Surroundings::default()));
        let text = "[radio]\naddress = '(02:00:00:00:00:01)'";
        assert_eq!(Surroundings::parse(text).unwrap().radio, 0x0200_0000_0001);
    }

    #[test]
    fn a_device_has_what_is_said_of_it_and_sensible_defaults() {
        let text = "
            device = [{ address = '00:00:5E:00:53:02' }]
        ";
        let plain = Device {
            address: 0x0000_5E00_5302,
            name: String::new(),
            class: 0,
            remembered: false,
            connected: false,
            authenticated: false,
            reachable: true,
            records: Vec::new(),
        };
        assert_eq!(*Surroundings::parse(text).unwrap().devices[0], plain);
        let text = "
            [[device]]
            address = '00:00:5E:00:53:02'
            name = 'Hörgerät'
            class = 0x240404
            connected = true
            authenticated = true
            reachable = false
        ";
        let all = Device {
            name: "Hörgerät".into(),
            class: 0x0024_0404,
            remembered: true,
            connected: true,
            authenticated: true,
            reachable: false,
            ..plain
        };
        assert_eq!(*Surroundings::parse(text).unwrap().devices[0], all);
    }

    #[test]
    fn services_are_described_by_fields_or_by_a_whole_record() {
        let text = "
            [[device]]
            address = '00:00:5E:00:53:02'

            [[device.service]]
            uuid = '0x1101'
            name = 'Serial'
            description = 'a port'
            port = 3

            [[device.service]]
            uuid = '62182bf7-97c8-45f9-aa2c-53c5f2008be0'
            protocol = 'l2cap'
            port = 0x1001

            [[device.service]]
            record = '''
                3508 0900
                01 35 03 19 1105
            '''

            [[device.service]]
            record = '3510 0900000A12345678 09000135 03191105'
        ";
        let surroundings = Surroundings::parse(text).unwrap();
        let records = &surroundings.devices[0].records;
        let summary: Vec<_> = records
            .iter()
            .map(|record| {
                (
                    record.handle().unwrap(),
                    record.class().unwrap(),
                    record.protocol(),
                )
            })
            .collect();
        let own = Uuid::from_u128(0x62182BF7_97C8_45F9_AA2C_53C5F2008BE0);
        assert_eq!(
            summary,
            [
                (
                    0x10000,
                    short_uuid(0x1101),
                    Some((Protocol::Rfcomm, Some(3)))
                ),
                (0x10001, own, Some((Protocol::L2cap, Some(0x1001)))),
                (0x10002, short_uuid(0x1105), None),
                (0x1234_5678, short_uuid(0x1105), None),
            ]
        );
        assert_eq!(records[0].name().unwrap(), "Serial");
        assert_eq!(records[0].description().unwrap(), "a port");
        assert_eq!(records[1].name(), None);
    }

    #[test]
    fn no_two_records_of_a_device_have_the_same_handle() {
        let device = |address: u8, services: &[&str]| {
            let services: Vec<String> = services
                .iter()
                .map(|service| format!("[[device.service]]\n{service}\n"))
                .collect();
            let services = services.concat();
            format!("[[device]]\naddress = '00:00:5E:00:53:{address:02}'\n{services}")
        };
        let fields = "uuid = '0x1101'\nport = 3";
        let bare = "record = '3508 0900 0135 0319 1105'";
        let first = "record = '3510 0900000A00010000 09000135 03191105'";
        let third = "record = '3510 0900000A00010002 09000135 03191105'";
        let text = device(2, &[fields, third, bare, first, fields]);
        let surroundings = Surroundings::parse(&text).unwrap();
        let handles: Vec<u32> = surroundings.devices[0]
            .records
            .iter()
            .map(|record| record.handle().unwrap())
            .collect();
        assert_eq!(handles, [0x10001, 0x10002, 0x10003, 0x10000, 0x10004]);
        let reason = refused(&device(2, &[first, fields, first]));
        assert!(reason.contains("device 1: service 3: record"), "{reason}");
        // Another device has numbers of its own.
        let text = device(2, &[first]) + &device(3, &[first]);
        assert_eq!(Surroundings::parse(&text).unwrap().devices.len(), 2);
    }

    #[test]
    fn mistakes_are_refused_and_named() {
        let device = |rest: &str| format!("[[device]]\naddress = '00:00:5E:00:53:02'\n{rest}");
        let service = |rest: &str| device(&format!("[[device.service]]\n{rest}"));
        for (text, place) in [
            ("radio".to_owned(), "line 1"),
            ("\n\n[radio\n".to_owned(), "line 3"),
            ("radios = 1".to_owned(), "radios"),
            ("radio = 1".to_owned(), "radio"),
            ("device = 1".to_owned(), "device"),
            ("device = [1]".to_owned(), "device"),
            ("[radio]\naddress = 5".to_owned(), "radio: address"),
            (
                "[radio]\naddress = '00:00:5E:00:53'".to_owned(),
                "radio: address",
            ),
            ("[radio]\nclass = 0x1000000".to_owned(), "radio: class"),
            ("[radio]\nname = 1".to_owned(), "radio: name"),
            ("[[device]]".to_owned(), "device 1: address"),
            (
                "[[device]]\naddress = '00:00:00:00:00:00'".to_owned(),
                "device 1: address",
            ),
            // The radio's own, and the same twice.
            (
                "[[device]]\naddress = '00:00:5E:00:53:01'".to_owned(),
                "device 1: address",
            ),
            (format!("{0}\n{0}", device("")), "device 2: address"),
            (device("colour = 1"), "device 1: colour"),
            (device("class = -1"), "device 1: class"),
            (device("remembered = 1"), "device 1: remembered"),
            (
                device(&format!("name = '{}'", "x".repeat(249))),
                "device 1: name",
            ),
            (service(""), "device 1: service 1: "),
            (service("port = 1"), "device 1: service 1: uuid"),
            (
                service("uuid = '1101'\nport = 1"),
                "device 1: service 1: uuid",
            ),
            (
                service("uuid = '0x11'\nport = 1"),
                "device 1: service 1: uuid",
            ),
            (service("uuid = '0x1101'"), "device 1: service 1: port"),
            (
                service("uuid = '0x1101'\nport = 31"),
                "device 1: service 1: port",
            ),
            (
                service("uuid = '0x1101'\nport = 0"),
                "device 1: service 1: port",
            ),
            (
                service("uuid = '0x1101'\nport = 1\nprotocol = 'tcp'"),
                "device 1: service 1: protocol",
            ),
            (service("record = '35'"), "device 1: service 1: record"),
            (service("record = '3500'"), "device 1: service 1: record"),
            (service("record = '350'"), "device 1: service 1: record"),
            (service("record = 'zz'"), "device 1: service 1: record"),
            (
                service("record = '3508 0900 0135 0319 1105'\nport = 1"),
                "device 1: service 1: port",
            ),
        ] {
            let reason = refused(&text);
            assert!(reason.contains(place), "{text}\n{reason}");
        }
    }
}
