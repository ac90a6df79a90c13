// SPDX-License-Identifier: MIT OR Apache-2.0
//! Records that live with a process, as rows.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::store::records::{Record, Records};

/// Who looks at the records.
pub(super) struct Viewer<'a> {
    pub(super) owner: &'a str,
    pub(super) session: u64,
}

impl Viewer<'_> {
    fn session(&self) -> i64 {
        self.session as i64
    }
}

/// The records of processes that are still there, and of the session of this one that is under way.
pub(super) fn read(
    connection: &Connection,
    viewer: &Viewer<'_>,
    is_gone: &mut dyn FnMut(&str) -> bool,
) -> rusqlite::Result<Records> {
    let mut statement =
        connection.prepare_cached("SELECT id, owner, session, label, data FROM record")?;
    let mut rows = statement.query(())?;
    let mut records = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (owner, session): (String, i64) = (row.get(1)?, row.get(2)?);
        let is_mine = owner == viewer.owner;
        if is_mine && session != viewer.session() || !is_mine && is_gone(&owner) {
            continue;
        }
        let (label, data): (String, Vec<u8>) = (row.get(3)?, row.get(4)?);
        let record = Record {
            is_ours: is_mine,
            label: label.into(),
            data: data.into(),
        };
        // Rows are numbered from 1.
        records.insert(row.get::<_, u32>(0)?.saturating_sub(1), record);
    }
    let last = connection
        .prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'record'")?
        .query_row((), |row| row.get(0))
        .optional()?;
    Ok(Records::of(records, last.unwrap_or(0)))
}

/// Writes down what has become of the records of this process.
pub(super) fn write(
    connection: &Connection,
    viewer: &Viewer<'_>,
    before: &Records,
    after: &Records,
) -> rusqlite::Result<()> {
    let mut remove = connection.prepare_cached("DELETE FROM record WHERE id = ?1")?;
    for number in before.all().keys() {
        if !after.all().contains_key(number) {
            remove.execute(params![i64::from(*number) + 1])?;
        }
    }
    let mut put = connection.prepare_cached(
        "INSERT OR REPLACE INTO record (id, owner, session, label, data) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (number, record) in after.all() {
        if before.all().get(number) != Some(record) {
            put.execute(params![
                i64::from(*number) + 1,
                viewer.owner,
                viewer.session(),
                &*record.label,
                &*record.data
            ])?;
        }
    }
    Ok(())
}

/// Removes what earlier sessions of this process have left behind.
pub(super) fn remove_ended(
    connection: &Connection,
    viewer: &Viewer<'_>,
) -> rusqlite::Result<usize> {
    connection
        .prepare_cached("DELETE FROM record WHERE owner = ?1 AND session != ?2")?
        .execute(params![viewer.owner, viewer.session()])
}
