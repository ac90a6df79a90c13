// SPDX-License-Identifier: MIT OR Apache-2.0
//! The local database: the records that this process registered.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::sync::Arc;

use hashbrown::HashMap;
use uuid::Uuid;

use super::sdp::{Protocol, Record};
use crate::error::Error;
use crate::policy;
use crate::sync::{Frozen, RwLock};

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

/// A record that was made from an address without a port. There may be any number of them: the ports that they stand for are
/// most likely different ones.
#[derive(Debug)]
struct WithoutPort {
    protocol: Protocol,
    class: Uuid,
    number: u32,
}

/// The records, in the order in which they were registered.
#[derive(Debug, Default)]
pub(crate) struct Published(RwLock<Database>);

#[derive(Debug, Default)]
struct Database {
    records: BTreeMap<u32, Arc<Record>>,
    numbers: HashMap<Key, u32>,
    /// The records whose port nobody told.
    without_port: Vec<WithoutPort>,
    /// How many records there ever were.
    count: u32,
}

impl Published {
    /// Adds the record that `make` makes for a number, known by an address.
    pub(crate) fn add_at_port(
        &self,
        protocol: Protocol,
        port: u32,
        make: impl FnOnce(u32) -> Option<Record>,
    ) -> Result<(), Error> {
        let key = Key::Port(protocol, port);
        let mut database = self.0.write();
        if database.numbers.contains_key(&key) {
            return Err(policy::BLUETOOTH_PORT_TAKEN);
        }
        let number = database.next_number()?;
        let record = make(number).ok_or(policy::BEYOND_LIMIT)?;
        database.put(key, number, record)
    }

    /// Adds the record that `make` makes for a number, known by its protocol and class only.
    pub(crate) fn add_without_port(
        &self,
        protocol: Protocol,
        class: Uuid,
        make: impl FnOnce(u32) -> Option<Record>,
    ) -> Result<(), Error> {
        let mut database = self.0.write();
        let number = database.next_number()?;
        let record = make(number).ok_or(policy::BEYOND_LIMIT)?;
        database
            .without_port
            .try_reserve(1)
            .map_err(|_| Error::OutOfMemory)?;
        database.without_port.push(WithoutPort {
            protocol,
            class,
            number,
        });
        database.records.insert(number, Arc::new(record));
        Ok(())
    }

    /// Adds a record, and tells its handle.
    pub(crate) fn add(&self, record: &Record) -> Result<u64, Error> {
        let mut database = self.0.write();
        let number = database.next_number()?;
        let handle = u64::from(HANDLE_MARK | number);
        database.put(Key::Handle(handle), number, record.with_handle(number))?;
        Ok(handle)
    }

    /// Puts a record into the place of the one with this handle.
    pub(crate) fn replace(&self, handle: u64, record: &Record) -> Result<(), Error> {
        let mut database = self.0.write();
        let number = database.numbers.get(&Key::Handle(handle)).copied();
        let number = number.ok_or(policy::REPLACED_RECORD_UNKNOWN)?;
        let record = Arc::new(record.with_handle(number));
        database.records.insert(number, record);
        Ok(())
    }

    pub(crate) fn remove(&self, key: Key) -> Result<(), Error> {
        let mut database = self.0.write();
        let number = database.numbers.remove(&key);
        database
            .records
            .remove(&number.ok_or(policy::DELETED_RECORD_UNKNOWN)?);
        Ok(())
    }

    /// Removes the latest record without a port, of the class where the caller tells one.
    pub(crate) fn remove_without_port(
        &self,
        protocol: Protocol,
        class: Option<Uuid>,
    ) -> Result<(), Error> {
        let mut database = self.0.write();
        let is_meant = |one: &WithoutPort| {
            one.protocol == protocol && class.is_none_or(|class| one.class == class)
        };
        let place = database.without_port.iter().rposition(is_meant);
        let removed = database
            .without_port
            .remove(place.ok_or(policy::DELETED_RECORD_UNKNOWN)?);
        database.records.remove(&removed.number);
        Ok(())
    }

    pub(crate) fn clear(&self) {
        let mut database = self.0.write();
        database.without_port.clear();
        database.records.clear();
        database.numbers.clear();
    }

    /// The records as they are now.
    pub(crate) fn snapshot(&self) -> Vec<Arc<Record>> {
        self.0.read().records.values().cloned().collect()
    }

    /// Takes the lock for the time of a `fork`.
    pub(crate) fn freeze(&'static self) -> Frozen {
        self.0.freeze()
    }
}

impl Database {
    /// A number that no record of this process ever had.
    fn next_number(&mut self) -> Result<u32, Error> {
        let number = FIRST_RECORD + self.count;
        if number >= HANDLE_MARK {
            return Err(Error::OutOfMemory);
        }
        self.count += 1;
        Ok(number)
    }

    fn put(&mut self, key: Key, number: u32, record: Record) -> Result<(), Error> {
        self.numbers
            .try_reserve(1)
            .map_err(|_| Error::OutOfMemory)?;
        self.numbers.insert(key, number);
        self.records.insert(number, Arc::new(record));
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::super::sdp::{ServiceDescription, short_uuid};
    use super::*;

    fn record(handle: u32) -> Record {
        Record::build(&ServiceDescription {
            handle,
            class: short_uuid(0x1101),
            name: None,
            description: None,
            protocol: Protocol::Rfcomm,
            port: Some(1),
        })
        .unwrap()
    }

    fn numbers(published: &Published) -> Vec<u32> {
        let records = published.snapshot();
        records
            .iter()
            .map(|record| record.handle().unwrap())
            .collect()
    }

    #[test]
    fn an_address_is_taken_until_its_record_is_deleted() {
        let published = Published::default();
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
        let published = Published::default();
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
        published.clear();
        assert_eq!(
            published.remove_without_port(Protocol::L2cap, None),
            Err(Error::ServiceNotFound)
        );
    }

    #[test]
    fn a_record_that_cannot_be_made_takes_no_address() {
        let published = Published::default();
        for _ in 0..2 {
            assert_eq!(
                published.add_at_port(Protocol::Rfcomm, 1, |_| None),
                Err(Error::InvalidParameter)
            );
        }
        assert!(published.snapshot().is_empty());
    }

    #[test]
    fn handles_name_records_that_were_given_whole_and_no_others() {
        let published = Published::default();
        published
            .add_at_port(Protocol::Rfcomm, 1, |number| Some(record(number)))
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
    fn nothing_is_left_after_clearing_and_no_number_comes_again() {
        let published = Published::default();
        let first = published.add(&record(0)).unwrap();
        published.clear();
        assert!(published.snapshot().is_empty());
        assert_eq!(
            published.remove(Key::Handle(first)),
            Err(Error::ServiceNotFound)
        );
        assert!(published.add(&record(0)).unwrap() > first);
    }
}
