// SPDX-License-Identifier: MIT OR Apache-2.0
//! Records that live with a process, as rows.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;

use rusqlite::types::FromSqlError;
use rusqlite::{Connection, Row, params};

use super::rows::{text, within_limit};
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
        // What cannot be a record is passed over.
        let Ok((number, found)) = record(row) else {
            continue;
        };
        let is_mine = found.owner == viewer.owner;
        if is_mine && found.session != viewer.session() || !is_mine && is_gone(&found.owner) {
            continue;
        }
        let record = Record {
            is_ours: is_mine,
            label: found.label.into(),
            data: found.data.into(),
        };
        records.insert(number, record);
    }
    let last = connection
        .prepare_cached("SELECT max(seq) FROM sqlite_sequence WHERE name = 'record'")?
        .query_row((), |row| row.get_ref(0).map(|last| last.as_i64().ok()))?;
    // Beyond its numbers there is no place for another.
    let next = last.map_or(0, |last| u32::try_from(last.max(0)).unwrap_or(u32::MAX));
    Ok(Records::of(records, next))
}

/// A row of a record.
struct Found {
    owner: String,
    session: i64,
    label: String,
    data: Vec<u8>,
}

fn record(row: &Row<'_>) -> rusqlite::Result<(u32, Found)> {
    // Rows are numbered from 1.
    let number = row.get::<_, u32>(0)?.checked_sub(1);
    let found = Found {
        owner: text(row, 1)?,
        session: row.get(2)?,
        label: text(row, 3)?,
        data: within_limit(row.get_ref(4)?.as_blob()?)?.to_vec(),
    };
    Ok((number.ok_or(FromSqlError::InvalidType)?, found))
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
