// SPDX-License-Identifier: MIT OR Apache-2.0
//! Service records of the Service Discovery Protocol: reading those that others made, and making our own.
//!
//! A record is a sequence of pairs, an attribute's number and its value, with rising numbers. A value is a data element: a byte
//! that tells its type and how its size is told, the size where the type leaves it open, and the content, most significant
//! byte first. Sequences and alternatives contain elements. Source: the Bluetooth core specification, volume 3, part B.

#![forbid(unsafe_code)]

use std::ops::RangeInclusive;

use uuid::Uuid;

use crate::policy;

/// What the short forms of UUIDs stand for: with their 16 or 32 bits at the top.
const BASE_UUID: u128 = 0x0000_0000_0000_1000_8000_0080_5F9B_34FB;

const L2CAP: Uuid = short_uuid(0x0100);
const RFCOMM: Uuid = short_uuid(0x0003);
const PUBLIC_BROWSE_GROUP: Uuid = short_uuid(0x1002);

const RECORD_HANDLE: u16 = 0x0000;
const CLASS_ID_LIST: u16 = 0x0001;
const PROTOCOL_DESCRIPTOR_LIST: u16 = 0x0004;
const BROWSE_GROUP_LIST: u16 = 0x0005;
const LANGUAGE_BASE_LIST: u16 = 0x0006;

/// Where the texts of the first language stand, unless a record says otherwise.
const LANGUAGE_BASE: u16 = 0x0100;
/// The name's place, from the base of its language; the description's.
const NAME: u16 = 0;
const DESCRIPTION: u16 = 1;

/// `en`, as two characters.
const ENGLISH: u16 = 0x656E;

// Encodings of text, by the numbers that IANA gives them.
const ISO_8859_1: u64 = 4;
const UTF_8: u16 = 106;
const UTF_16_BE: u64 = 1013;
const UTF_16: u64 = 1015;

/// A UUID by its short form.
pub(crate) const fn short_uuid(short: u32) -> Uuid {
    Uuid::from_u128((short as u128) << 96 | BASE_UUID)
}

/// How a service is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Protocol {
    Rfcomm,
    L2cap,
}

/// The type of a data element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Nil,
    Uint,
    Int,
    Uuid,
    Text,
    Bool,
    Sequence,
    Alternative,
    Url,
}

impl Kind {
    fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Nil,
            1 => Self::Uint,
            2 => Self::Int,
            3 => Self::Uuid,
            4 => Self::Text,
            5 => Self::Bool,
            6 => Self::Sequence,
            7 => Self::Alternative,
            8 => Self::Url,
            _ => return None,
        })
    }

    fn is_container(self) -> bool {
        matches!(self, Self::Sequence | Self::Alternative)
    }

    /// The size of the content that a size index of 0 to 4 stands for, where the type has that size.
    fn fixed_size(self, index: u8) -> Option<usize> {
        match (self, index) {
            (Self::Nil, 0) => Some(0),
            (Self::Bool, 0) => Some(1),
            (Self::Uint | Self::Int, 0..=4) | (Self::Uuid, 1 | 2 | 4) => Some(1 << index),
            _ => None,
        }
    }
}

/// A data element inside a record; what it contains may not have been looked at.
#[derive(Debug, Clone, Copy)]
struct Element<'a> {
    kind: Kind,
    content: &'a [u8],
    /// The content with what stands before it.
    whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// The first element, and what follows it. `None`: there is none, it is cut short, or its type has no such size.
    fn split(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (&head, rest) = bytes.split_first()?;
        let kind = Kind::from_number(head >> 3)?;
        let (size, rest) = match head & 7 {
            index @ 0..=4 => (kind.fixed_size(index)?, rest),
            _ if !matches!(
                kind,
                Kind::Text | Kind::Url | Kind::Sequence | Kind::Alternative
            ) =>
            {
                return None;
            }
            5 => {
                let (&[size], rest) = rest.split_first_chunk()?;
                (usize::from(size), rest)
            }
            6 => {
                let (&size, rest) = rest.split_first_chunk()?;
                (usize::from(u16::from_be_bytes(size)), rest)
            }
            _ => {
                let (&size, rest) = rest.split_first_chunk()?;
                (usize::try_from(u32::from_be_bytes(size)).ok()?, rest)
            }
        };
        let (content, rest) = rest.split_at_checked(size)?;
        let whole = bytes.get(..bytes.len() - rest.len())?;
        let element = Self {
            kind,
            content,
            whole,
        };
        Some((element, rest))
    }

    /// Whether everything inside is well formed, down to `depth` levels below this one.
    fn is_well_formed(self, depth: usize) -> bool {
        if !self.kind.is_container() {
            return true;
        }
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        let mut rest = self.content;
        while !rest.is_empty() {
            match Self::split(rest) {
                Some((element, behind)) if element.is_well_formed(depth) => rest = behind,
                _ => return false,
            }
        }
        true
    }

    /// The elements inside; none when it is not made to contain any.
    fn elements(self) -> Elements<'a> {
        Elements(if self.kind.is_container() {
            self.content
        } else {
            &[]
        })
    }

    /// An unsigned number of at most 64 bits.
    fn uint(self) -> Option<u64> {
        if self.kind != Kind::Uint || self.content.len() > 8 {
            return None;
        }
        let digits = self.content.iter();
        Some(digits.fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn uuid(self) -> Option<Uuid> {
        if self.kind != Kind::Uuid {
            return None;
        }
        match *self.content {
            [a, b] => Some(short_uuid(u32::from_be_bytes([0, 0, a, b]))),
            [a, b, c, d] => Some(short_uuid(u32::from_be_bytes([a, b, c, d]))),
            _ => Uuid::from_slice(self.content).ok(),
        }
    }

    fn contains(self, wanted: Uuid) -> bool {
        self.uuid() == Some(wanted) || self.elements().any(|element| element.contains(wanted))
    }
}

/// The elements of one container, in their order.
#[derive(Debug, Clone, Copy)]
struct Elements<'a>(&'a [u8]);

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        let (element, rest) = Element::split(self.0)?;
        self.0 = rest;
        Some(element)
    }
}

/// A service record that is well formed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record(Vec<u8>);

impl Record {
    /// Takes a record that somebody else made. `None`: it is malformed, too large or too deep, has something behind its end, or
    /// does not say of which classes the service is.
    pub(crate) fn parse(bytes: Vec<u8>) -> Option<Self> {
        if bytes.len() > policy::SDP_RECORD_LIMIT_BYTES {
            return None;
        }
        Self::kept(bytes)
    }

    /// As `parse`, for one that was made here: its number may have made it a little larger.
    pub(crate) fn kept(bytes: Vec<u8>) -> Option<Self> {
        let (sequence, behind) = Element::split(&bytes)?;
        if sequence.kind != Kind::Sequence
            || !behind.is_empty()
            || !sequence.is_well_formed(policy::SDP_DEPTH_LIMIT)
        {
            return None;
        }
        let mut elements = sequence.elements();
        let mut last = None;
        while let Some(number) = elements.next() {
            let number = attribute_number(number)?;
            let value = elements.next()?;
            if last.is_some_and(|last| last >= number) || !is_of_its_type(number, value) {
                return None;
            }
            last = Some(number);
        }
        let record = Self(bytes);
        record.class()?;
        Some(record)
    }

    /// Makes the record of a service. `None`: it would be too large.
    pub(crate) fn build(service: &ServiceDescription<'_>) -> Option<Self> {
        let l2cap = uuid(L2CAP);
        let protocols = match service.protocol {
            Protocol::Rfcomm => {
                let channel = service.port.and_then(|port| u8::try_from(port).ok());
                let channel = channel.map(|channel| vec![0x08, channel]);
                let rfcomm = uuid(RFCOMM);
                [
                    sequence(&[&l2cap]),
                    sequence(&[&rfcomm, &channel.unwrap_or_default()]),
                ]
                .concat()
            }
            Protocol::L2cap => {
                let port = service.port.and_then(|port| u16::try_from(port).ok());
                let port = port.map(|port| uint16(port).to_vec());
                sequence(&[&l2cap, &port.unwrap_or_default()])
            }
        };
        let language = [uint16(ENGLISH), uint16(UTF_8), uint16(LANGUAGE_BASE)].concat();
        let mut pairs: Vec<(u16, Vec<u8>)> = vec![
            (RECORD_HANDLE, uint32(service.handle).to_vec()),
            (CLASS_ID_LIST, sequence(&[&uuid(service.class)])),
            (PROTOCOL_DESCRIPTOR_LIST, sequence(&[&protocols])),
            (BROWSE_GROUP_LIST, sequence(&[&uuid(PUBLIC_BROWSE_GROUP)])),
            (LANGUAGE_BASE_LIST, sequence(&[&language])),
        ];
        let texts = [(NAME, service.name), (DESCRIPTION, service.description)];
        for (place, given) in texts {
            if let Some(given) = given {
                pairs.push((LANGUAGE_BASE + place, text(given)));
            }
        }
        let record = Self::of(
            pairs
                .iter()
                .map(|(number, value)| (*number, value.as_slice())),
        );
        (record.0.len() <= policy::SDP_RECORD_LIMIT_BYTES).then_some(record)
    }

    fn of<'a>(pairs: impl Iterator<Item = (u16, &'a [u8])>) -> Self {
        let mut content = Vec::new();
        for (number, value) in pairs {
            content.extend(uint16(number));
            content.extend_from_slice(value);
        }
        Self(sequence(&[&content]))
    }

    /// The record as it is sent.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn attributes(&self) -> impl Iterator<Item = (u16, Element<'_>)> {
        let mut elements = Elements(Element::split(&self.0).map_or(&[], |(all, _)| all.content));
        std::iter::from_fn(move || Some((attribute_number(elements.next()?)?, elements.next()?)))
    }

    fn attribute(&self, wanted: u16) -> Option<Element<'_>> {
        let mut attributes = self.attributes();
        attributes
            .find(|(number, _)| *number == wanted)
            .map(|(_, value)| value)
    }

    /// The number by which the record's own database knows it.
    pub(crate) fn handle(&self) -> Option<u32> {
        self.attribute(RECORD_HANDLE)?.uint()?.try_into().ok()
    }

    /// The same record under this number, whatever it said before.
    pub(crate) fn with_handle(&self, handle: u32) -> Self {
        let handle = uint32(handle);
        let others = self
            .attributes()
            .filter(|(number, _)| *number != RECORD_HANDLE)
            .map(|(number, value)| (number, value.whole));
        Self::of(
            [(RECORD_HANDLE, handle.as_slice())]
                .into_iter()
                .chain(others),
        )
    }

    /// The attributes with these numbers.
    pub(crate) fn select(&self, ranges: &[RangeInclusive<u16>]) -> Self {
        let is_wanted = |number: &u16| ranges.iter().any(|range| range.contains(number));
        Self::of(
            self.attributes()
                .filter(|(number, _)| is_wanted(number))
                .map(|(number, value)| (number, value.whole)),
        )
    }

    /// Whether the UUID stands anywhere in a value: a search finds the record by each of them.
    pub(crate) fn contains(&self, wanted: Uuid) -> bool {
        self.attributes().any(|(_, value)| value.contains(wanted))
    }

    /// The first class of the service, the most specific one.
    pub(crate) fn class(&self) -> Option<Uuid> {
        self.attribute(CLASS_ID_LIST)?.elements().next()?.uuid()
    }

    /// Whether the service is of a class, among others.
    pub(crate) fn is_of(&self, class: Uuid) -> bool {
        let classes = self.attribute(CLASS_ID_LIST);
        let mut classes = classes.into_iter().flat_map(Element::elements);
        classes.any(|element| element.uuid() == Some(class))
    }

    /// How the service is reached, and at which channel or port, if the record says so. Of several ways, the first.
    pub(crate) fn protocol(&self) -> Option<(Protocol, Option<u32>)> {
        let list = self.attribute(PROTOCOL_DESCRIPTOR_LIST)?;
        let stack = if list.kind == Kind::Alternative {
            list.elements().next()?
        } else {
            list
        };
        let layer = |wanted: Uuid| {
            stack.elements().find_map(|layer| {
                let mut parts = layer.elements();
                (parts.next()?.uuid()? == wanted).then_some(parts)
            })
        };
        let port = |mut parts: Elements<'_>| parts.next()?.uint()?.try_into().ok();
        match layer(RFCOMM) {
            Some(parts) => Some((Protocol::Rfcomm, port(parts))),
            None => Some((Protocol::L2cap, port(layer(L2CAP)?))),
        }
    }

    /// The name of the service in the record's first language.
    pub(crate) fn name(&self) -> Option<String> {
        self.text(NAME)
    }

    /// What the record says about the service in its first language.
    pub(crate) fn description(&self) -> Option<String> {
        self.text(DESCRIPTION)
    }

    fn text(&self, place: u16) -> Option<String> {
        let (encoding, base) = self.language().unwrap_or((u64::from(UTF_8), LANGUAGE_BASE));
        let text = self.attribute(base.checked_add(place)?)?;
        if text.kind != Kind::Text {
            return None;
        }
        let decoded = decode(text.content, encoding);
        // Programs in C count the terminator in.
        let end = decoded.find('\0').unwrap_or(decoded.len());
        decoded.get(..end).map(str::to_owned)
    }

    /// How the texts of the first language are encoded, and where they stand.
    fn language(&self) -> Option<(u64, u16)> {
        let mut numbers = self.attribute(LANGUAGE_BASE_LIST)?.elements().skip(1);
        let encoding = numbers.next()?.uint()?;
        Some((encoding, numbers.next()?.uint()?.try_into().ok()?))
    }
}

/// What a record is made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ServiceDescription<'a> {
    pub(crate) handle: u32,
    pub(crate) class: Uuid,
    pub(crate) name: Option<&'a str>,
    pub(crate) description: Option<&'a str>,
    pub(crate) protocol: Protocol,
    pub(crate) port: Option<u32>,
}

/// Attributes are numbered in 16 bits, and written so.
fn attribute_number(element: Element<'_>) -> Option<u16> {
    (element.content.len() == 2)
        .then(|| element.uint()?.try_into().ok())
        .flatten()
}

/// Whether a value has the type that the specification gives to its attribute, for those that are looked into here.
fn is_of_its_type(number: u16, value: Element<'_>) -> bool {
    let is_sequence = value.kind == Kind::Sequence;
    match number {
        RECORD_HANDLE => value.kind == Kind::Uint && value.content.len() == 4,
        CLASS_ID_LIST | BROWSE_GROUP_LIST => {
            is_sequence && value.elements().all(|element| element.kind == Kind::Uuid)
        }
        PROTOCOL_DESCRIPTOR_LIST if is_sequence => is_protocol_stack(value),
        PROTOCOL_DESCRIPTOR_LIST => {
            value.kind == Kind::Alternative
                && value
                    .elements()
                    .all(|stack| stack.kind == Kind::Sequence && is_protocol_stack(stack))
        }
        LANGUAGE_BASE_LIST => {
            is_sequence
                && value.elements().count().is_multiple_of(3)
                && value
                    .elements()
                    .all(|element| attribute_number(element).is_some())
        }
        _ => true,
    }
}

/// Whether every layer is a sequence that begins with the UUID of its protocol.
fn is_protocol_stack(stack: Element<'_>) -> bool {
    stack.elements().all(|layer| {
        let protocol = layer.elements().next();
        layer.kind == Kind::Sequence && protocol.is_some_and(|first| first.kind == Kind::Uuid)
    })
}

fn decode(text: &[u8], encoding: u64) -> String {
    match encoding {
        ISO_8859_1 => text.iter().copied().map(char::from).collect(),
        UTF_16_BE | UTF_16 => {
            let (units, _) = text.as_chunks();
            let units: Vec<u16> = units.iter().copied().map(u16::from_be_bytes).collect();
            String::from_utf16_lossy(&units)
        }
        _ => String::from_utf8_lossy(text).into_owned(),
    }
}

// Writing. The short forms of UUIDs are used where there is one, as other implementations do.

fn uint16(value: u16) -> [u8; 3] {
    let [a, b] = value.to_be_bytes();
    [0x09, a, b]
}

fn uint32(value: u32) -> [u8; 5] {
    let [a, b, c, d] = value.to_be_bytes();
    [0x0A, a, b, c, d]
}

fn uuid(value: Uuid) -> Vec<u8> {
    let short = (value.as_u128() >> 96) as u32;
    if value != short_uuid(short) {
        return [&[0x1C], value.as_bytes().as_slice()].concat();
    }
    match u16::try_from(short) {
        Ok(short) => [[0x19].as_slice(), &short.to_be_bytes()].concat(),
        Err(_) => [[0x1A].as_slice(), &short.to_be_bytes()].concat(),
    }
}

fn text(value: &str) -> Vec<u8> {
    sized(4, &[value.as_bytes()])
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    sized(6, parts)
}

/// An element of a type that leaves its size open.
fn sized(number: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let head = number << 3;
    let length = content.len();
    let mut element = if let Ok(length) = u8::try_from(length) {
        vec![head | 5, length]
    } else if let Ok(length) = u16::try_from(length) {
        [[head | 6].as_slice(), &length.to_be_bytes()].concat()
    } else {
        // What is longer than 32 bits can tell is refused for its size by whoever asked for it.
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        [[head | 7].as_slice(), &length.to_be_bytes()].concat()
    };
    element.extend_from_slice(&content);
    element
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SERIAL_PORT: Uuid = short_uuid(0x1101);
    const OWN: Uuid = Uuid::from_u128(0x62182BF7_97C8_45F9_AA2C_53C5F2008BE0);

    fn described() -> ServiceDescription<'static> {
        ServiceDescription {
            handle: 0x0001_0002,
            class: OWN,
            name: Some("Größe"),
            description: Some("what it does"),
            protocol: Protocol::Rfcomm,
            port: Some(5),
        }
    }

    fn built() -> Record {
        Record::build(&described()).unwrap()
    }

    /// A record of the class list, and of what else is given in hexadecimal digits.
    fn record(rest: &str) -> Option<Record> {
        let digits: String = rest.split_whitespace().collect();
        let mut content = vec![0x09, 0x00, 0x01, 0x35, 0x03, 0x19, 0x11, 0x01];
        for place in (0..digits.len()).step_by(2) {
            content.push(u8::from_str_radix(&digits[place..place + 2], 16).unwrap());
        }
        Record::parse(sequence(&[&content]))
    }

    #[test]
    fn a_record_is_made_as_the_specification_writes_it() {
        let record = Record::build(&ServiceDescription {
            handle: 0x0001_0000,
            class: SERIAL_PORT,
            name: Some("AB"),
            description: None,
            ..described()
        })
        .unwrap();
        let expected: [&[u8]; 7] = [
            &[0x35, 0x3A],
            // Number of the record.
            &[0x09, 0x00, 0x00, 0x0A, 0x00, 0x01, 0x00, 0x00],
            // Classes: serial port.
            &[0x09, 0x00, 0x01, 0x35, 0x03, 0x19, 0x11, 0x01],
            // Protocols: L2CAP; RFCOMM, channel 5.
            &[
                0x09, 0x00, 0x04, 0x35, 0x0C, 0x35, 0x03, 0x19, 0x01, 0x00, 0x35, 0x05, 0x19, 0x00,
                0x03, 0x08, 0x05,
            ],
            // The group that everybody browses.
            &[0x09, 0x00, 0x05, 0x35, 0x03, 0x19, 0x10, 0x02],
            // English, UTF-8, from 0x0100.
            &[
                0x09, 0x00, 0x06, 0x35, 0x09, 0x09, 0x65, 0x6E, 0x09, 0x00, 0x6A, 0x09, 0x01, 0x00,
            ],
            // Name.
            &[0x09, 0x01, 0x00, 0x25, 0x02, b'A', b'B'],
        ];
        assert_eq!(record.bytes()[2..], expected[1..].concat());
        assert_eq!(record.bytes()[0], 0x35);
        assert_eq!(usize::from(record.bytes()[1]), record.bytes().len() - 2);
    }

    #[test]
    fn what_a_record_is_made_from_is_read_from_it() {
        let record = built();
        assert_eq!(Record::parse(record.bytes().to_vec()).unwrap(), record);
        assert_eq!(record.handle(), Some(0x0001_0002));
        assert_eq!(record.class(), Some(OWN));
        assert_eq!(record.protocol(), Some((Protocol::Rfcomm, Some(5))));
        assert_eq!(record.name().unwrap(), "Größe");
        assert_eq!(record.description().unwrap(), "what it does");
        for uuid in [OWN, L2CAP, RFCOMM, PUBLIC_BROWSE_GROUP] {
            assert!(record.contains(uuid));
        }
        assert!(!record.contains(SERIAL_PORT));
    }

    #[test]
    fn a_service_is_of_all_its_classes_and_of_nothing_else_in_its_record() {
        // Serial port, and dial-up networking.
        let classes = [
            0x09, 0x00, 0x01, 0x35, 0x06, 0x19, 0x11, 0x01, 0x19, 0x11, 0x03,
        ];
        let several = Record::parse(sequence(&[&classes])).unwrap();
        assert!(several.is_of(SERIAL_PORT) && several.is_of(short_uuid(0x1103)));
        assert!(!several.is_of(OWN));
        assert!(built().is_of(OWN) && !built().is_of(L2CAP));
    }

    #[test]
    fn every_truncation_and_everything_behind_the_end_is_refused() {
        let whole = built().bytes().to_vec();
        for length in 0..whole.len() {
            assert_eq!(Record::parse(whole[..length].to_vec()), None, "{length}");
        }
        for behind in 0..=u8::MAX {
            let longer = [whole.as_slice(), &[behind]].concat();
            assert_eq!(Record::parse(longer), None);
        }
    }

    /// Where the lengths of a record are: of the outer sequence, and of everything in it that leaves its size open.
    fn lengths(bytes: &[u8]) -> Vec<usize> {
        fn collect(element: Element<'_>, from: usize, places: &mut Vec<usize>) {
            let head = element.whole.len() - element.content.len();
            places.extend(from + 1..from + head);
            let mut place = from + head;
            for inner in element.elements() {
                collect(inner, place, places);
                place += inner.whole.len();
            }
        }
        let mut places = Vec::new();
        collect(Element::split(bytes).unwrap().0, 0, &mut places);
        places
    }

    /// The lengths of a record that can be changed into another without harm to its form: place and length.
    fn lies_that_are_taken(record: &Record) -> Vec<(usize, u8)> {
        let whole = record.bytes();
        let places = lengths(whole);
        assert!(places.len() >= 7, "{places:?}");
        let lies = places.into_iter().flat_map(|place| {
            (0..=u8::MAX)
                .filter(move |length| whole[place] != *length)
                .map(move |length| (place, length))
        });
        lies.filter(|(place, length)| {
            let mut lying = whole.to_vec();
            lying[*place] = *length;
            Record::parse(lying).is_some()
        })
        .collect()
    }

    /// All but those by which an element takes the whole of its neighbour in: they make another record, as good as this one.
    #[test]
    fn every_length_that_lies_is_refused() {
        let (layer, name) = (38, 75);
        let record = built();
        assert_eq!(lies_that_are_taken(&record), [(layer, 10), (name, 24)]);
        let lying = |place: usize, length| {
            let mut lying = record.bytes().to_vec();
            lying[place] = length;
            Record::parse(lying).unwrap()
        };
        let l2cap_with_a_layer_as_its_parameter = lying(layer, 10);
        assert_eq!(
            l2cap_with_a_layer_as_its_parameter.protocol(),
            Some((Protocol::L2cap, None))
        );
        let name_with_the_description_in_it = lying(name, 24);
        assert_eq!(name_with_the_description_in_it.description(), None);
        let by_itself = ServiceDescription {
            description: None,
            protocol: Protocol::L2cap,
            ..described()
        };
        assert_eq!(lies_that_are_taken(&Record::build(&by_itself).unwrap()), []);
    }

    #[test]
    fn attributes_rise_and_have_numbers_of_16_bits_and_values() {
        assert!(record("09 0003 19 1101").is_some());
        assert!(record("").is_some());
        // Falling, twice, of 8 bits, signed, without a value.
        for wrong in [
            "09 0000 08 01",
            "09 0001 08 01",
            "08 02 08 01",
            "11 0002 08 01",
            "0A 00000002 08 01",
            "09 0002",
        ] {
            assert_eq!(record(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn attributes_that_are_looked_into_have_their_types() {
        for wrong in [
            // Protocols: no list, no layers, a layer without its protocol, an alternative of layers.
            "09 0004 08 01",
            "09 0004 35 02 08 01",
            "09 0004 35 02 35 00",
            "09 0004 35 04 35 02 08 01",
            "09 0004 3D 05 35 03 19 0100",
            // Groups: no list, and not of UUIDs.
            "09 0005 19 1002",
            "09 0005 35 02 08 01",
            // Languages: not by threes, and not of 16 bits.
            "09 0006 35 03 09 656E",
            "09 0006 35 06 08 01 08 02 08 03",
            "09 0006 09 656E",
        ] {
            assert_eq!(record(wrong), None, "{wrong}");
        }
        let numbered = |value: &[u8]| {
            let class = [uint16(1).to_vec(), sequence(&[&uuid(OWN)])].concat();
            Record::parse(sequence(&[&uint16(0), value, &class]))
        };
        assert!(numbered(&uint32(5)).is_some());
        assert_eq!(numbered(&uint16(5)), None);
        assert_eq!(numbered(&text("five")), None);
    }

    #[test]
    fn elements_have_the_sizes_of_their_types() {
        let all_right = [
            "00",
            "08 01",
            "0B 0000000000000001",
            "10 FF",
            "1A 00000003",
            "28 01",
            "25 00",
            "26 0000",
            "27 00000000",
            "3D 02 08 01",
            "45 00",
            "0C 00000000000000000000000000000001",
            "35 00",
        ];
        for right in all_right {
            assert!(record(&format!("09 0200 {right}")).is_some(), "{right}");
        }
        // Nil, a truth value and numbers with a length; a UUID of 1 and of 8 bytes; text of a fixed size; types that there are not.
        for wrong in [
            "01 00",
            "05 00",
            "29 0001",
            "2D 00",
            "0D 01 01",
            "15 01 01",
            "18 11",
            "1B 0000000000000003",
            "1D 02 1101",
            "20 41",
            "30 00",
            "40 41",
            "48 00",
            "4D 00",
            "FD 00",
        ] {
            assert_eq!(record(&format!("09 0200 {wrong}")), None, "{wrong}");
        }
    }

    #[test]
    fn elements_nest_to_a_limit() {
        let nested = |depth: usize| {
            let mut value = vec![0x00];
            for _ in 0..depth {
                value = sequence(&[&value]);
            }
            let pair = [uint16(0x0200).to_vec(), value].concat();
            let class = [uint16(1).to_vec(), sequence(&[&uuid(OWN)])].concat();
            Record::parse(sequence(&[&class, &pair]))
        };
        assert!(nested(policy::SDP_DEPTH_LIMIT - 1).is_some());
        assert!(nested(policy::SDP_DEPTH_LIMIT).is_none());
        assert!(nested(20_000).is_none());
    }

    #[test]
    fn a_record_without_classes_or_beyond_the_limit_is_refused() {
        assert_eq!(Record::parse(vec![]), None);
        assert_eq!(Record::parse(vec![0x35, 0x00]), None);
        let class = |value: &[u8]| Record::parse(sequence(&[&uint16(1), value]));
        assert!(class(&sequence(&[&uuid(OWN)])).is_some());
        assert_eq!(class(&sequence(&[])), None);
        assert_eq!(class(&uuid(OWN)), None);
        assert_eq!(class(&sequence(&[&text("no UUID")])), None);
        // Not in a sequence, but in an alternative; not at the top.
        let mut alternative = built().bytes().to_vec();
        alternative[0] = 0x3D;
        assert_eq!(Record::parse(alternative), None);
        assert_eq!(Record::parse(sequence(&[built().bytes()])), None);
        let long = "x".repeat(policy::SDP_RECORD_LIMIT_BYTES);
        let name = Some(long.as_str());
        assert_eq!(
            Record::build(&ServiceDescription {
                name,
                ..described()
            }),
            None
        );
        assert_eq!(Record::parse(text(&long)), None);
    }

    #[test]
    fn a_record_gets_another_number_and_keeps_the_rest() {
        let renumbered = built().with_handle(7);
        assert_eq!(renumbered.handle(), Some(7));
        assert_eq!(renumbered.with_handle(0x0001_0002), built());
        let numbered = record("").unwrap().with_handle(9);
        assert_eq!(numbered.handle(), Some(9));
        assert_eq!(numbered.class(), Some(SERIAL_PORT));
        assert!(Record::parse(numbered.bytes().to_vec()).is_some());
    }

    #[test]
    fn attributes_are_selected_by_ranges() {
        let numbers = |ranges: &[RangeInclusive<u16>]| {
            let selected = built().select(ranges);
            selected
                .attributes()
                .map(|(number, _)| number)
                .collect::<Vec<_>>()
        };
        assert_eq!(numbers(&[0..=u16::MAX]), [0, 1, 4, 5, 6, 0x100, 0x101]);
        assert_eq!(numbers(&[1..=4, 0x101..=0x101]), [1, 4, 0x101]);
        assert!(numbers(&[2..=3]).is_empty());
        assert_eq!(built().select(&[0..=u16::MAX]), built());
    }

    #[test]
    fn texts_are_those_of_the_first_language() {
        // Latin-1 at 0x0110; UTF-16 at 0x0100; text that counts its terminator in; no text at all.
        let latin = record(
            "09 0006 35 12 09 6465 09 0004 09 0110 09 656E 09 006A 09 0100 09 0100 25 01 41 09 0110 25 02 47FC",
        );
        assert_eq!(latin.unwrap().name().unwrap(), "Gü");
        let wide = record("09 0006 35 09 09 656E 09 03F5 09 0100 09 0100 25 04 0047 00FC");
        assert_eq!(wide.unwrap().name().unwrap(), "Gü");
        let terminated = record("09 0100 25 03 414200").unwrap();
        assert_eq!(terminated.name().unwrap(), "AB");
        assert_eq!(terminated.description(), None);
        let number = record("09 0100 08 41").unwrap();
        assert_eq!(number.name(), None);
        let none = record("09 0006 35 00 09 0100 25 01 41").unwrap();
        assert_eq!(none.name().unwrap(), "A");
        let beyond = record("09 0006 35 09 09 656E 09 006A 09 FFFF").unwrap();
        assert_eq!(beyond.description(), None);
    }

    #[test]
    fn the_way_to_a_service_is_the_first_that_the_record_names() {
        let way = |rest: &str| record(rest).unwrap().protocol();
        assert_eq!(way(""), None);
        let psm = "09 0004 35 08 35 06 19 0100 09 1001";
        assert_eq!(way(psm), Some((Protocol::L2cap, Some(0x1001))));
        let no_channel = "09 0004 35 0A 35 03 19 0100 35 03 19 0003";
        assert_eq!(way(no_channel), Some((Protocol::Rfcomm, None)));
        let either = "09 0004 3D 0E 35 0C 35 03 19 0100 35 05 19 0003 08 07";
        assert_eq!(way(either), Some((Protocol::Rfcomm, Some(7))));
        assert_eq!(way("09 0004 35 05 35 03 19 0002"), None);
    }

    fn element() -> impl Strategy<Value = Vec<u8>> {
        let leaf = prop_oneof![
            Just(vec![0x00]),
            any::<u8>().prop_map(|value| vec![0x08, value]),
            any::<u16>().prop_map(|value| uint16(value).to_vec()),
            any::<u32>().prop_map(|value| uint32(value).to_vec()),
            any::<u128>().prop_map(|value| uuid(Uuid::from_u128(value))),
            any::<u32>().prop_map(|value| uuid(short_uuid(value))),
            any::<bool>().prop_map(|value| vec![0x28, u8::from(value)]),
            ".{0,300}".prop_map(|value| text(&value)),
        ];
        leaf.prop_recursive(4, 24, 6, |inner| {
            (prop::collection::vec(inner, 0..6), any::<bool>())
                .prop_map(|(parts, either)| sized(if either { 7 } else { 6 }, &[&parts.concat()]))
        })
    }

    prop_compose! {
        fn any_record()(
            values in prop::collection::btree_map(7_u16.., element(), 0..6),
            class in any::<u128>(),
        ) -> Vec<u8> {
            let class = sequence(&[&uuid(Uuid::from_u128(class))]);
            let first = [(CLASS_ID_LIST, class)];
            let pairs: Vec<_> = first.into_iter().chain(values).collect();
            Record::of(pairs.iter().map(|(number, value)| (*number, value.as_slice()))).0
        }
    }

    /// Calls everything that looks into a record.
    fn look_at(record: &Record) {
        record.name();
        record.description();
        record.protocol();
        record.handle();
        record.contains(OWN);
        record.select(&[1..=0x1000]);
        let renumbered = record.with_handle(3);
        assert_eq!(Record::parse(renumbered.bytes().to_vec()), Some(renumbered));
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(bytes in any_record()) {
            let record = Record::parse(bytes.clone()).unwrap();
            prop_assert_eq!(record.bytes(), &bytes);
            prop_assert_eq!(record.select(&[0..=u16::MAX]), record.clone());
            look_at(&record);
        }

        #[test]
        fn no_truncation_and_no_outer_length_that_lies_is_taken(
            bytes in any_record(),
            cut in any::<prop::sample::Index>(),
            by in 1..=u8::MAX,
        ) {
            let cut = cut.index(bytes.len());
            prop_assert_eq!(Record::parse(bytes[..cut].to_vec()), None);
            let head = bytes.len() - Element::split(&bytes).unwrap().0.content.len();
            for place in 1..head {
                let mut lying = bytes.clone();
                lying[place] = lying[place].wrapping_add(by);
                prop_assert_eq!(Record::parse(lying), None);
            }
        }

        /// A lie inside may make another record, which is as good as any.
        #[test]
        fn no_change_does_harm(bytes in any_record(), place in any::<prop::sample::Index>(), to: u8) {
            let mut changed = bytes;
            let place = place.index(changed.len());
            changed[place] = to;
            if let Some(record) = Record::parse(changed) {
                look_at(&record);
            }
        }

        #[test]
        fn no_bytes_do_harm(bytes: Vec<u8>) {
            if let Some(record) = Record::parse(bytes) {
                look_at(&record);
            }
        }
    }
}
