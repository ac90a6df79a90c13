// SPDX-License-Identifier: MIT OR Apache-2.0
//! Connections to the database of a store, its schema, and what SQLite's errors mean.

#![forbid(unsafe_code)]

use std::fs;
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use super::folder::{Folder, StoreError};
use crate::error::Error;
use crate::policy;

/// "Enli", at the place in the file where SQLite has the name of the program that a database belongs to.
const APPLICATION: i64 = 0x456E_6C69;

/// What makes each version of the schema from the one before; the first one starts with an empty database.
const MIGRATIONS: &[&str] = &[
    include_str!("schema_1.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
];

const CURRENT: i64 = MIGRATIONS.len() as i64;

/// Opens the database as it is.
pub(super) fn connect(folder: &Folder) -> rusqlite::Result<Connection> {
    #[cfg(target_os = "linux")]
    let mut connection = {
        if !super::vfs::register() {
            return Err(rusqlite::Error::InvalidQuery);
        }
        Connection::open_with_flags_and_vfs(&folder.database, flags(), super::vfs::NAME)?
    };
    #[cfg(not(target_os = "linux"))]
    let mut connection = Connection::open_with_flags(&folder.database, flags())?;
    wait_patiently(&mut connection)?;
    Ok(connection)
}

/// Opens the database to be kept open.
pub(super) fn connect_to_keep(folder: &Folder) -> rusqlite::Result<Connection> {
    let mut connection = connect(folder)?;
    // Not one that is still to be made. Where it cannot be now, since others are at work, the connection is not kept.
    if is_current(&connection)? {
        connection.busy_timeout(Duration::ZERO)?;
        let _ = connection.pragma_update(None, "journal_mode", "WAL");
        wait_patiently(&mut connection)?;
    }
    Ok(connection)
}

/// Every connection has one user at a time. Falls back to reading where writing is not allowed.
fn flags() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW
}

fn wait_patiently(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.busy_handler(Some(|tries: i32| {
        // Writers stand in a queue, so what is waited for here is a commit, or readers: parts of a millisecond.
        thread::sleep(Duration::from_micros(100));
        tries < policy::STORE_BUSY_TRIES
    }))
}

/// Sets a connection up for changes that is not kept.
pub(super) fn keep_journal(connection: &Connection) -> rusqlite::Result<()> {
    // The journal is kept, and its header overwritten with zeros: no file comes and goes.
    match connection.pragma_update(None, "journal_mode", "PERSIST") {
        // Others keep the database open, and have the log.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => Ok(()),
        result => result,
    }
}

/// Has a commit wait for the disk less.
pub(super) fn relax(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "synchronous", "NORMAL")
}

/// Whether the schema is the one that this version knows.
pub(super) fn is_current(connection: &Connection) -> rusqlite::Result<bool> {
    Ok(number(connection, "user_version")? == CURRENT)
}

fn number(connection: &Connection, pragma: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, pragma, |row| row.get(0))
}

/// Brings the database up to date, from whatever version; one that is not ours, or newer, is left alone.
pub(super) fn migrate(folder: &Folder) -> Result<(), StoreError> {
    let database = |error| StoreError::Database {
        path: folder.database.clone(),
        error,
    };
    let mut connection = connect(folder).map_err(database)?;
    let snapshot = connection.transaction().map_err(database)?;
    if check(folder, &snapshot)? == CURRENT {
        return Ok(());
    }
    drop(snapshot);
    connection
        .pragma_update(None, "journal_mode", "PERSIST")
        .map_err(database)?;
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(database)?;
    // Somebody may have been here in between.
    let version = check(folder, &transaction)?;
    if version == 0 {
        forget_earlier(folder, &transaction).map_err(database)?;
    }
    let steps = MIGRATIONS.get(usize::try_from(version).unwrap_or(0)..);
    for step in steps.unwrap_or_default() {
        transaction.execute_batch(step).map_err(database)?;
    }
    for (pragma, value) in [("application_id", APPLICATION), ("user_version", CURRENT)] {
        transaction
            .pragma_update(None, pragma, value)
            .map_err(database)?;
    }
    transaction.commit().map_err(database)
}

/// Removes what an earlier database of this name has left behind, whose log would be taken for that of a new one. With
/// the new one empty and locked, nobody can have begun another log.
fn forget_earlier(folder: &Folder, connection: &Transaction<'_>) -> rusqlite::Result<()> {
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    if mode != "wal" {
        for path in [folder.log(), folder.memory()] {
            // None is there as a rule.
            let _ = fs::remove_file(path);
        }
    }
    Ok(())
}

/// The version of the schema; 0 when the database is empty. What is read together must be of one moment: another process may be
/// at the first migration.
fn check(folder: &Folder, connection: &Transaction<'_>) -> Result<i64, StoreError> {
    let path = || folder.database.clone();
    let read = || {
        let tables = "SELECT count(*) FROM sqlite_schema";
        let tables: i64 = connection.query_row(tables, (), |row| row.get(0))?;
        let (application, version) = (
            number(connection, "application_id")?,
            number(connection, "user_version")?,
        );
        rusqlite::Result::Ok((tables, application, version))
    };
    let found = read().map_err(|error| StoreError::Database {
        path: path(),
        error,
    })?;
    match found {
        (0, 0, 0) => Ok(0),
        (_, APPLICATION, found @ 1..=CURRENT) => Ok(found),
        (_, APPLICATION, found) if found > CURRENT => Err(StoreError::Newer {
            path: path(),
            found,
            known: CURRENT,
        }),
        _ => Err(StoreError::Foreign(path())),
    }
}

/// Whether a failure may come from a database that somebody has removed or emptied.
pub(super) fn may_be_missing(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(error, rusqlite::Error::InvalidQuery) || code == Some(ErrorCode::CannotOpen)
}

/// What a failure of SQLite is to the caller.
pub(super) fn failure(error: &rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull | ErrorCode::OutOfMemory | ErrorCode::TooBig) => {
            Error::OutOfMemory
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Error::AccessDenied,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => policy::STORE_BUSY,
        _ => Error::SystemCall,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::config::StoreConfig;

    fn folder() -> (tempfile::TempDir, Folder) {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::new(&StoreConfig::at(root.path().join("store")));
        folder.prepare().unwrap();
        (root, folder)
    }

    #[test]
    fn an_empty_database_gets_the_schema_and_keeps_it() {
        let (_root, folder) = folder();
        migrate(&folder).unwrap();
        let before = fs::read(&folder.database).unwrap();
        assert!(is_current(&connect(&folder).unwrap()).unwrap());
        migrate(&folder).unwrap();
        assert_eq!(fs::read(&folder.database).unwrap(), before);
    }

    #[test]
    fn whoever_comes_while_the_schema_is_made_finds_it_empty_or_complete() {
        for _ in 0..100 {
            let (_root, folder) = folder();
            thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| migrate(&folder).unwrap());
                }
            });
        }
    }

    #[test]
    fn an_older_schema_is_brought_up_to_date_with_what_it_holds() {
        let (_root, folder) = folder();
        let old = connect(&folder).unwrap();
        old.execute_batch(MIGRATIONS.first().unwrap()).unwrap();
        old.execute_batch(
            "PRAGMA application_id = 0x456E6C69; PRAGMA user_version = 1;
             INSERT INTO address (service, position, socket_type, protocol) VALUES (7, 0, 1, 6);",
        )
        .unwrap();
        drop(old);
        migrate(&folder).unwrap();
        let new = connect(&folder).unwrap();
        assert!(is_current(&new).unwrap());
        let row: (i64, Option<String>) = new
            .query_row("SELECT service, owner FROM address", (), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        assert_eq!(row, (7, None));
    }

    #[test]
    fn what_is_not_ours_or_newer_or_no_database_is_refused_and_left_alone() {
        type Refusal = fn(&StoreError) -> bool;
        let rows: [(&str, Refusal); 4] = [
            ("CREATE TABLE theirs (x)", |error| {
                matches!(error, StoreError::Foreign(_))
            }),
            ("PRAGMA application_id = 7", |error| {
                matches!(error, StoreError::Foreign(_))
            }),
            ("PRAGMA user_version = 1", |error| {
                matches!(error, StoreError::Foreign(_))
            }),
            (
                "PRAGMA application_id = 0x456E6C69; PRAGMA user_version = 1000",
                |error| matches!(error, StoreError::Newer { found: 1000, .. }),
            ),
        ];
        for (sql, is_expected) in rows {
            let (_root, folder) = folder();
            connect(&folder).unwrap().execute_batch(sql).unwrap();
            let before = fs::read(&folder.database).unwrap();
            let error = migrate(&folder).unwrap_err();
            assert!(is_expected(&error), "{sql}: {error}");
            assert_eq!(fs::read(&folder.database).unwrap(), before, "{sql}");
        }
        let (_root, folder) = folder();
        fs::write(&folder.database, [b'x'; 5000]).unwrap();
        let error = migrate(&folder).unwrap_err();
        assert!(matches!(error, StoreError::Database { .. }), "{error}");
        assert_eq!(fs::read(&folder.database).unwrap(), [b'x'; 5000]);
    }
}
