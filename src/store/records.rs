// SPDX-License-Identifier: MIT OR Apache-2.0
//! Records that live with a process: numbered, with a label for their owner, and bytes for everybody.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::Error;
use crate::sync::{Frozen, RwLock};

/// All records there are, by number, which is the order in which they were added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Records {
    records: BTreeMap<u32, Record>,
    /// The number of the next one, which no record ever had.
    next: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    /// Whether it was added by this process, in the session that is under way.
    pub(crate) is_ours: bool,
    pub(crate) label: Arc<str>,
    pub(crate) data: Arc<[u8]>,
}

/// A record by itself: its number, its label, and its bytes.
pub(crate) type NumberedRecord = (u32, String, Vec<u8>);

/// Where records are kept.
pub(crate) trait RecordStore: Send + Sync {
    /// Carries out what `change` does to the records; when it fails, nothing changes.
    fn update_records(
        &self,
        change: &mut dyn FnMut(&mut Records) -> Result<(), Error>,
    ) -> Result<(), Error>;

    fn records(&self) -> Result<Records, Error>;

    /// The session of this process is over, and its records with it. Does not wait.
    fn end_session(&self);

    /// Frees what ended sessions of this process have left behind.
    fn clean_up(&self);

    /// Takes the locks for the time of a `fork`.
    fn freeze_records(&'static self) -> Vec<Frozen>;
}

impl Records {
    /// Those that were read, and the number that is the next.
    pub(crate) fn of(records: BTreeMap<u32, Record>, next: u32) -> Self {
        Self { records, next }
    }

    pub(crate) fn all(&self) -> &BTreeMap<u32, Record> {
        &self.records
    }

    /// Those that this process may change.
    pub(crate) fn ours(&self) -> impl DoubleEndedIterator<Item = (u32, &Record)> {
        let records = self
            .records
            .iter()
            .map(|(number, record)| (*number, record));
        records.filter(|(_, record)| record.is_ours)
    }

    /// The number that the next record gets.
    pub(crate) fn next(&self) -> u32 {
        self.next
    }

    /// Adds a record of this process.
    pub(crate) fn add(&mut self, label: &str, data: &[u8]) {
        self.put(self.next, label, data);
    }

    /// Puts a record of this process under a number.
    pub(crate) fn put(&mut self, number: u32, label: &str, data: &[u8]) {
        let record = Record {
            is_ours: true,
            label: label.into(),
            data: data.into(),
        };
        self.records.insert(number, record);
        self.next = self.next.max(number.saturating_add(1));
    }

    /// Puts others into the place of this process's records: under their numbers, as far as no other process has these.
    pub(crate) fn replace_ours(&mut self, by: &[NumberedRecord]) {
        self.records.retain(|_, record| !record.is_ours);
        for (number, label, data) in by {
            if self.records.contains_key(number) {
                self.add(label, data);
            } else {
                self.put(*number, label, data);
            }
        }
    }

    pub(crate) fn remove(&mut self, number: u32) {
        self.records.remove(&number);
    }
}

/// Those of one process.
#[derive(Debug, Default)]
pub(crate) struct MemoryRecords(RwLock<Records>);

impl RecordStore for MemoryRecords {
    fn update_records(
        &self,
        change: &mut dyn FnMut(&mut Records) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut records = self.0.write();
        let mut changed = records.clone();
        change(&mut changed)?;
        *records = changed;
        Ok(())
    }

    fn records(&self) -> Result<Records, Error> {
        Ok(self.0.read().clone())
    }

    fn end_session(&self) {
        self.0.write().records.clear();
    }

    fn clean_up(&self) {}

    fn freeze_records(&'static self) -> Vec<Frozen> {
        vec![self.0.freeze()]
    }
}
