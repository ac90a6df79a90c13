// SPDX-License-Identifier: MIT OR Apache-2.0
//! The local database: the records that were registered on this machine, as far as processes know of each other.
//!
//! A record is found by every process, and changed by the one that registered it. What a protocol and a port belong to is
//! decided among all of them.

#![forbid(unsafe_code)]

use std::fmt;
use std::sync::Arc;

use uuid::Uuid;

use super::sdp::{Protocol, Record};
use crate::error::Error;
use crate::policy;
use crate::store::records::{self, NumberedRecord, RecordStore, Records};

/// The first number that a database may give to a record of its own choice; those below belong to the protocol.
pub(crate) const FIRST_RECORD: u32 = 0x0001_0000;

/// What a handle has above the number of its record. So no number that a search shows is a handle, and every handle fits into
/// the 31 bits that some programs keep of it.
const HANDLE_MARK: u32 = 0x4000_0000;

/// By what a record is known to those who may delete it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// The address that it was made from.
    Port(Protocol, u32),
    /// The handle that its owner was given.
    Handle(u64),
}

/// What a record says to its owner.
enum Label {
    Port(Protocol, u32),
    /// Made from an address without a port. There may be any number of them: the ports that they stand for are most likely
    /// different ones.
    Class(Protocol, Uuid),
    Whole,
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Port(protocol, port) => write!(f, "{} {port}", word(*protocol)),
            Self::Class(protocol, class) => write!(f, "{} class {class}", word(*protocol)),
            Self::Whole => f.write_str("whole"),
        }
    }
}

impl Label {
    /// Reads what is displayed.
    fn parse(text: &str) -> Option<Self> {
        if text == Self::Whole.to_string() {
            return Some(Self::Whole);
        }
        let protocols = [Protocol::Rfcomm, Protocol::L2cap];
        let mut found = protocols.into_iter().filter_map(|protocol| {
            let rest = text.strip_prefix(word(protocol))?.strip_prefix(' ')?;
            match rest.strip_prefix("class ") {
                Some(class) => Some(Self::Class(protocol, class.parse().ok()?)),
                None => Some(Self::Port(protocol, rest.parse().ok()?)),
            }
        });
        found.next().filter(|label| label.to_string() == text)
    }
}

/// Whether this database can have kept a record: under a number that a handle has room for, and well formed.
pub(crate) fn is_possible((number, label, data): &NumberedRecord) -> bool {
    *number < HANDLE_MARK - FIRST_RECORD
        && Label::parse(label).is_some()
        && data.len() <= policy::STORE_RECORD_LIMIT_BYTES
        && Record::kept(data.clone()).is_some()
}

fn word(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Rfcomm => "rfcomm",
        Protocol::L2cap => "l2cap",
    }
}

/// The records, in the order in which they were registered.
pub(crate) struct Published(&'static dyn RecordStore);

impl Published {
    pub(crate) fn new(store: &'static dyn RecordStore) -> Self {
        Self(store)
    }

    /// Whether any record is of a class.
    pub(crate) fn uses(&self, class: Uuid) -> Result<bool, Error> {
        let records = self.snapshot()?;
        Ok(records.iter().any(|record| record.is_of(class)))
    }

    /// Adds the record that `make` makes for a number, known by an address.
    pub(crate) fn add_at_port(
        &self,
        protocol: Protocol,
        port: u32,
        make: impl Fn(u32) -> Option<Record>,
    ) -> Result<(), Error> {
        let label = Label::Port(protocol, port).to_string();
        self.0.update_records(&mut |records| {
            if records.all().values().any(|one| holds(one, protocol, port)) {
                return Err(policy::BLUETOOTH_PORT_TAKEN);
            }
            add(records, &label, &make).map(|_| ())
        })
    }

    /// Adds the record that `make` makes for a number, known by its protocol and class only.
    pub(crate) fn add_without_port(
        &self,
        protocol: Protocol,
        class: Uuid,
        make: impl Fn(u32) -> Option<Record>,
    ) -> Result<(), Error> {
        let label = Label::Class(protocol, class).to_string();
        self.0
            .update_records(&mut |records| add(records, &label, &make).map(|_| ()))
    }

    /// Adds a record, and tells its handle.
    pub(crate) fn add(&self, record: &Record) -> Result<u64, Error> {
        let mut handle = 0;
        let make = |number| Some(record.with_handle(number));
        self.0.update_records(&mut |records| {
            check_port(records, record)?;
            let number = add(records, &Label::Whole.to_string(), &make)?;
            handle = u64::from(HANDLE_MARK | number);
            Ok(())
        })?;
        Ok(handle)
    }

    /// Puts a record into the place of the one with this handle.
    pub(crate) fn replace(&self, handle: u64, record: &Record) -> Result<(), Error> {
        self.0.update_records(&mut |records| {
            let place = place_of(records, Key::Handle(handle));
            let place = place.ok_or(policy::REPLACED_RECORD_UNKNOWN)?;
            check_port(records, record)?;
            let record = record.with_handle(FIRST_RECORD + place);
            records.put(place, &Label::Whole.to_string(), record.bytes());
            Ok(())
        })
    }

    pub(crate) fn remove(&self, key: Key) -> Result<(), Error> {
        self.0.update_records(&mut |records| {
            records.remove(place_of(records, key).ok_or(policy::DELETED_RECORD_UNKNOWN)?);
            Ok(())
        })
    }

    /// Removes the latest record without a port, of the class where the caller tells one.
    pub(crate) fn remove_without_port(
        &self,
        protocol: Protocol,
        class: Option<Uuid>,
    ) -> Result<(), Error> {
        let of_any_class = format!("{} class ", word(protocol));
        let of_class = class.map(|class| Label::Class(protocol, class).to_string());
        let is_meant = |record: &records::Record| match &of_class {
            Some(label) => *record.label == **label,
            None => record.label.starts_with(&of_any_class),
        };
        self.0.update_records(&mut |records| {
            let latest = |records: &Records| {
                let mut meant = records.ours().filter(|(_, record)| is_meant(record));
                meant.next_back().map(|(place, _)| place)
            };
            let place = latest(records);
            records.remove(place.ok_or(policy::DELETED_RECORD_UNKNOWN)?);
            Ok(())
        })
    }

    /// The session of this process is over, and its records with it. Does not wait.
    pub(crate) fn end_session(&self) {
        self.0.end_session();
    }

    /// Frees what ended sessions have left behind.
    pub(crate) fn clean_up(&self) {
        self.0.clean_up();
    }

    /// The records as they are now. What is no record, by whatever accident, is passed over.
    pub(crate) fn snapshot(&self) -> Result<Vec<Arc<Record>>, Error> {
        let records = self.0.records()?;
        let kept = records.all().values();
        let kept = kept.filter_map(|record| Record::kept(record.data.to_vec()));
        Ok(kept.map(Arc::new).collect())
    }
}

/// Whether a record was registered at this address, or was given whole and names it.
fn holds(record: &records::Record, protocol: Protocol, port: u32) -> bool {
    if *record.label != *Label::Whole.to_string() {
        return *record.label == *Label::Port(protocol, port).to_string();
    }
    let whole = Record::kept(record.data.to_vec());
    whole.and_then(|whole| whole.protocol()) == Some((protocol, Some(port)))
}

/// Refuses a record that names the address of another registration. Records that are given whole may share one.
fn check_port(records: &Records, record: &Record) -> Result<(), Error> {
    let Some((protocol, Some(port))) = record.protocol() else {
        return Ok(());
    };
    let label = Label::Port(protocol, port).to_string();
    let is_taken = records.all().values().any(|one| *one.label == *label);
    if is_taken {
        return Err(policy::BLUETOOTH_PORT_TAKEN);
    }
    Ok(())
}

/// Adds what `make` makes for the next number, which it tells.
fn add(
    records: &mut Records,
    label: &str,
    make: &dyn Fn(u32) -> Option<Record>,
) -> Result<u32, Error> {
    let number = FIRST_RECORD.saturating_add(records.next());
    if number >= HANDLE_MARK {
        return Err(Error::OutOfMemory);
    }
    let record = make(number).ok_or(policy::BEYOND_LIMIT)?;
    records.add(label, record.bytes());
    Ok(number)
}

/// Where a record of this process is.
fn place_of(records: &Records, key: Key) -> Option<u32> {
    let (number, label) = match key {
        Key::Port(protocol, port) => (None, Label::Port(protocol, port)),
        Key::Handle(handle) => {
            let number = u32::try_from(handle).ok()?.checked_sub(HANDLE_MARK)?;
            (Some(number.checked_sub(FIRST_RECORD)?), Label::Whole)
        }
    };
    let label = label.to_string();
    let is_it = |(place, record): &(u32, &records::Record)| {
        *record.label == label && number.is_none_or(|number| number == *place)
    };
    records.ours().find(is_it).map(|(place, _)| place)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::super::sdp::{ServiceDescription, short_uuid};
    use super::*;
    use crate::store::records::MemoryRecords;

    fn published() -> Published {
        Published::new(Box::leak(Box::<MemoryRecords>::default()))
    }

    fn description(handle: u32) -> ServiceDescription<'static> {
        ServiceDescription {
            handle,
            class: short_uuid(0x1101),
            name: None,
            description: None,
            protocol: Protocol::Rfcomm,
            port: Some(1),
        }
    }

    fn record(handle: u32) -> Record {
        Record::build(&description(handle)).unwrap()
    }

    fn numbers(published: &Published) -> Vec<u32> {
        let records = published.snapshot().unwrap();
        records
            .iter()
            .map(|record| record.handle().unwrap())
            .collect()
    }

    #[test]
    fn an_address_is_taken_until_its_record_is_deleted() {
        let published = published();
        let add =
            |protocol, port| published.add_at_port(protocol, port, |number| Some(record(number)));
        assert_eq!(add(Protocol::Rfcomm, 1), Ok(()));
        assert_eq!(add(Protocol::Rfcomm, 1), Err(Error::AddressInUse));
        assert_eq!(add(Protocol::L2cap, 1), Ok(()));
        assert_eq!(add(Protocol::Rfcomm, 2), Ok(()));
        assert_eq!(numbers(&published), [0x10000, 0x10001, 0x10002]);
        let key = Key::Port(Protocol::Rfcomm, 1);
        assert_eq!(published.remove(key), Ok(()));
        assert_eq!(published.remove(key), Err(Error::ServiceNotFound));
        assert_eq!(add(Protocol::Rfcomm, 1), Ok(()));
        assert_eq!(numbers(&published), [0x10001, 0x10002, 0x10003]);
    }

    #[test]
    fn records_without_a_port_are_as_many_as_you_like_and_deleted_by_class() {
        let published = published();
        let (serial, own) = (short_uuid(0x1101), short_uuid(0x1234));
        let rfcomm = Protocol::Rfcomm;
        for (protocol, class) in [
            (rfcomm, serial),
            (rfcomm, own),
            (Protocol::L2cap, own),
            (rfcomm, serial),
        ] {
            let make = |number| Some(record(number));
            assert_eq!(published.add_without_port(protocol, class, make), Ok(()));
        }
        let remove = |class| published.remove_without_port(rfcomm, class);
        let unknown = short_uuid(0x1102);
        assert_eq!(remove(Some(unknown)), Err(Error::ServiceNotFound));
        assert_eq!(remove(Some(own)), Ok(()));
        assert_eq!(remove(Some(own)), Err(Error::ServiceNotFound));
        assert_eq!(numbers(&published), [0x10000, 0x10002, 0x10003]);
        // The latest first.
        assert_eq!(remove(None), Ok(()));
        assert_eq!(numbers(&published), [0x10000, 0x10002]);
        assert_eq!(remove(Some(serial)), Ok(()));
        assert_eq!(remove(None), Err(Error::ServiceNotFound));
        published.end_session();
        assert_eq!(
            published.remove_without_port(Protocol::L2cap, None),
            Err(Error::ServiceNotFound)
        );
    }

    #[test]
    fn a_record_that_cannot_be_made_takes_no_address() {
        let published = published();
        for _ in 0..2 {
            assert_eq!(
                published.add_at_port(Protocol::Rfcomm, 1, |_| None),
                Err(Error::InvalidParameter)
            );
        }
        assert!(published.snapshot().unwrap().is_empty());
    }

    #[test]
    fn an_address_in_a_whole_record_is_taken_too() {
        let published = published();
        let add =
            |protocol, port| published.add_at_port(protocol, port, |number| Some(record(number)));
        // At RFCOMM channel 1.
        let whole = record(0);
        let first = published.add(&whole).unwrap();
        assert_eq!(add(Protocol::Rfcomm, 1), Err(Error::AddressInUse));
        assert_eq!(add(Protocol::L2cap, 1), Ok(()));
        assert_eq!(add(Protocol::Rfcomm, 2), Ok(()));
        // Several records may describe one server.
        let second = published.add(&whole).unwrap();
        published.remove(Key::Handle(first)).unwrap();
        assert_eq!(add(Protocol::Rfcomm, 1), Err(Error::AddressInUse));
        assert_eq!(published.replace(second, &whole), Ok(()));
        published.remove(Key::Handle(second)).unwrap();
        assert_eq!(add(Protocol::Rfcomm, 1), Ok(()));
        // The other way round, and by a replacement.
        assert_eq!(published.add(&whole), Err(Error::AddressInUse));
        let elsewhere = Record::build(&ServiceDescription {
            handle: 0,
            class: short_uuid(0x1101),
            name: None,
            description: None,
            protocol: Protocol::Rfcomm,
            port: None,
        });
        let third = published.add(&elsewhere.unwrap()).unwrap();
        let before = published.snapshot().unwrap();
        assert_eq!(published.replace(third, &whole), Err(Error::AddressInUse));
        assert_eq!(published.snapshot().unwrap(), before);
    }

    #[test]
    fn handles_name_records_that_were_given_whole_and_no_others() {
        let published = published();
        published
            .add_at_port(Protocol::Rfcomm, 2, |number| Some(record(number)))
            .unwrap();
        let handle = published.add(&record(77)).unwrap();
        assert_eq!(numbers(&published), [0x10000, 0x10001]);
        assert!(handle > 0 && handle < 1 << 31);
        for number in numbers(&published) {
            let key = Key::Handle(number.into());
            assert_eq!(published.remove(key), Err(Error::ServiceNotFound));
        }
        let foreign = Key::Handle(u64::from(HANDLE_MARK | 0x10000));
        assert_eq!(published.remove(foreign), Err(Error::ServiceNotFound));
        assert_eq!(published.replace(handle, &record(5)), Ok(()));
        assert_eq!(numbers(&published), [0x10000, 0x10001]);
        assert_eq!(published.remove(Key::Handle(handle)), Ok(()));
        assert_eq!(
            published.replace(handle, &record(5)),
            Err(Error::InvalidParameter)
        );
        assert_eq!(numbers(&published), [0x10000]);
    }

    #[test]
    fn what_this_database_keeps_is_possible_and_nothing_else() {
        let published = published();
        let make = |number| Some(record(number));
        published.add_at_port(Protocol::Rfcomm, 1, make).unwrap();
        published
            .add_at_port(Protocol::L2cap, u32::MAX, make)
            .unwrap();
        published
            .add_without_port(Protocol::L2cap, short_uuid(0x1234), make)
            .unwrap();
        let at_another_port = Record::build(&ServiceDescription {
            port: Some(2),
            ..description(0)
        });
        published.add(&at_another_port.unwrap()).unwrap();
        let kept = published.0.records().unwrap();
        let all: Vec<NumberedRecord> = kept
            .ours()
            .map(|(number, record)| (number, record.label.to_string(), record.data.to_vec()))
            .collect();
        assert_eq!(all.len(), 4);
        assert!(all.iter().all(is_possible));
        let (number, label, data) = all[0].clone();
        let last = HANDLE_MARK - FIRST_RECORD - 1;
        assert!(is_possible(&(last, label.clone(), data.clone())));
        for wrong in [last + 1, u32::MAX] {
            assert!(!is_possible(&(wrong, label.clone(), data.clone())));
        }
        for wrong in [vec![], vec![0xFF], data[1..].to_vec()] {
            assert!(!is_possible(&(number, label.clone(), wrong)));
        }
        for wrong in [
            "",
            "whole ",
            "rfcomm",
            "rfcomm 01",
            "rfcomm -1",
            "obex 1",
            "l2cap class 7",
        ] {
            assert!(
                !is_possible(&(number, wrong.to_owned(), data.clone())),
                "{wrong}"
            );
        }
    }

    #[test]
    fn nothing_is_left_after_clearing_and_no_number_comes_again() {
        let published = published();
        let first = published.add(&record(0)).unwrap();
        published.end_session();
        assert!(published.snapshot().unwrap().is_empty());
        assert_eq!(
            published.remove(Key::Handle(first)),
            Err(Error::ServiceNotFound)
        );
        assert!(published.add(&record(0)).unwrap() > first);
    }
}
