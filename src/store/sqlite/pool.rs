// SPDX-License-Identifier: MIT OR Apache-2.0
//! Connections to the database, opened for each call or kept open between calls (`ENLIST_STORE_MODE=open`).
//!
//! A connection that is kept may lose its descriptors: the program closes them, and opens files of its own under the same
//! numbers. So they are looked at before each use. A connection of which one is not what it was is given up as it is, neither
//! used nor closed, and so is everything that a forked child finds of its parent's. See `vfs` for why that is safe.
//!
//! While connections are kept the database is in write-ahead mode; processes that open it for each call go along with that,
//! and back when they are alone.

#![forbid(unsafe_code)]

use std::ops::Deref;
use std::sync::Arc;

use rusqlite::Connection;

use super::database;
use super::descriptor::{CAN_KEEP, Descriptor, Descriptors};
use super::folder::Folder;
use crate::policy;
use crate::sync::Mutex;

/// The connections that nobody uses at the moment; none when they are not kept.
#[derive(Debug)]
pub(super) struct Pool {
    is_kept: bool,
    is_durable: bool,
    /// Never held at a `fork`, since everybody who asks for a connection is inside the store.
    idle: Mutex<Vec<Kept>>,
}

#[derive(Debug)]
pub(super) struct Kept {
    connection: Connection,
    /// What it has open; `None` when that cannot be told, and then it is not kept.
    descriptor: Option<Descriptor>,
}

/// A connection for one call.
pub(super) enum Lease {
    Opened(Connection),
    Kept {
        /// There until the lease ends.
        kept: Option<Kept>,
        pool: Arc<Pool>,
    },
}

impl Pool {
    pub(super) fn new(is_kept: bool, is_durable: bool) -> Arc<Self> {
        Arc::new(Self {
            is_kept: is_kept && CAN_KEEP,
            is_durable,
            idle: Mutex::default(),
        })
    }

    /// A connection, for reading alone or for a change as well.
    pub(super) fn connect(
        self: &Arc<Self>,
        folder: &Folder,
        for_changes: bool,
    ) -> rusqlite::Result<Lease> {
        if !self.is_kept {
            let connection = database::connect(folder)?;
            if for_changes {
                database::keep_journal(&connection)?;
                self.relax(&connection)?;
            }
            return Ok(Lease::Opened(connection));
        }
        Ok(Lease::Kept {
            kept: Some(self.take(folder)?),
            pool: Arc::clone(self),
        })
    }

    fn relax(&self, connection: &Connection) -> rusqlite::Result<()> {
        if self.is_durable {
            return Ok(());
        }
        database::relax(connection)
    }

    /// A connection to the database as it is now: an idle one, or another.
    fn take(&self, folder: &Folder) -> rusqlite::Result<Kept> {
        let mut idle = self.idle.lock();
        while let Some(kept) = idle.pop() {
            if kept.descriptor.as_ref().is_some_and(Descriptor::is_intact) {
                return Ok(kept);
            }
            give_up(kept);
        }
        // With the lock, so that what is new is this connection's.
        let before = Descriptors::of(folder);
        let connection = database::connect_to_keep(folder)?;
        connection.set_prepared_statement_cache_capacity(policy::STORE_KEPT_STATEMENTS);
        self.relax(&connection)?;
        // Reading opens the log and the shared memory.
        database::is_current(&connection)?;
        Ok(Kept {
            connection,
            descriptor: Descriptors::of(folder).only_new(&before),
        })
    }

    /// In a forked child: gives up what it has of its parent's.
    pub(super) fn after_fork_in_child(&self) {
        self.idle.lock().drain(..).for_each(give_up);
    }

    /// Takes a connection back that is not in a transaction, or lets it go.
    fn give_back(&self, kept: Kept) {
        let Some(descriptor) = &kept.descriptor else {
            return;
        };
        if !descriptor.is_intact() {
            give_up(kept);
        } else if kept.connection.is_autocommit() {
            let mut idle = self.idle.lock();
            if idle.len() < policy::STORE_KEPT_LIMIT {
                idle.push(kept);
            }
        }
    }
}

/// Were it closed, it would tidy up after a database that is another one by now, or that its parent is at.
fn give_up(kept: Kept) {
    if let Some(descriptor) = &kept.descriptor {
        descriptor.close_inherited();
    }
    std::mem::forget(kept);
}

impl Deref for Lease {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        match self {
            Self::Opened(connection) => connection,
            Self::Kept { kept, .. } => match kept {
                Some(kept) => &kept.connection,
                None => unreachable!("a lease has its connection until it ends"),
            },
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Self::Kept { kept, pool } = self else {
            return;
        };
        let Some(kept) = kept.take() else {
            return;
        };
        let is_intact = kept.descriptor.as_ref().is_none_or(Descriptor::is_intact);
        if !kept.connection.is_autocommit() && is_intact {
            // One that cannot be ended is let go.
            let _ = kept.connection.execute_batch("ROLLBACK");
        }
        pool.give_back(kept);
    }
}

#[cfg(all(test, target_os = "linux"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::config::StoreConfig;

    fn pool() -> (tempfile::TempDir, Folder, Arc<Pool>) {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::new(&StoreConfig::at(root.path().join("store")));
        folder.prepare().unwrap();
        database::migrate(&folder).unwrap();
        (root, folder, Pool::new(true, true))
    }

    fn idle(pool: &Pool) -> usize {
        pool.idle.lock().len()
    }

    #[test]
    fn a_connection_is_used_again_and_several_are_kept_to_a_limit() {
        let (_root, folder, pool) = pool();
        for for_changes in [false, true, false] {
            let lease = pool.connect(&folder, for_changes).unwrap();
            assert_eq!(idle(&pool), 0);
            assert!(database::is_current(&lease).unwrap());
            assert!(folder.log().exists());
            drop(lease);
            assert_eq!(idle(&pool), 1);
        }
        let many = [(); policy::STORE_KEPT_LIMIT + 2];
        drop(many.map(|()| pool.connect(&folder, false).unwrap()));
        assert_eq!(idle(&pool), policy::STORE_KEPT_LIMIT);
    }

    #[test]
    fn a_change_waits_for_the_disk_unless_that_is_relaxed() {
        const NORMAL: i64 = 1;
        const FULL: i64 = 2;
        let (_root, folder, _) = pool();
        for (is_kept, is_durable, expected) in [
            (false, true, FULL),
            (false, false, NORMAL),
            (true, true, FULL),
            (true, false, NORMAL),
        ] {
            let lease = Pool::new(is_kept, is_durable)
                .connect(&folder, true)
                .unwrap();
            let found = lease.pragma_query_value(None, "synchronous", |row| row.get(0));
            assert_eq!(found, Ok(expected), "{is_kept} {is_durable}");
        }
    }

    #[test]
    fn what_a_call_leaves_undone_is_undone_before_the_next() {
        let (_root, folder, pool) = pool();
        let lease = pool.connect(&folder, true).unwrap();
        let begin = "BEGIN IMMEDIATE; INSERT INTO catalog (text) VALUES ('')";
        lease.execute_batch(begin).unwrap();
        drop(lease);
        assert_eq!(idle(&pool), 1);
        let lease = pool.connect(&folder, true).unwrap();
        assert!(lease.is_autocommit());
        let count = "SELECT count(*) FROM catalog";
        let count: i64 = lease.query_row(count, (), |row| row.get(0)).unwrap();
        assert_eq!(count, 0);
    }

    #[test]
    fn who_is_alone_and_keeps_nothing_returns_to_the_journal() {
        let (_root, folder, pool) = pool();
        let closed = Pool::new(false, true);
        let lease = pool.connect(&folder, true).unwrap();
        drop(closed.connect(&folder, true).unwrap());
        assert!(folder.log().exists());
        drop((lease, pool));
        drop(closed.connect(&folder, true).unwrap());
        assert!(!folder.log().exists() && !folder.memory().exists());
    }

    /// Whose log would be taken for that of the new one.
    #[test]
    fn nothing_of_an_earlier_database_is_in_a_new_one() {
        let (_root, folder, pool) = pool();
        let lease = pool.connect(&folder, true).unwrap();
        lease
            .execute_batch("INSERT INTO catalog (text) VALUES ('')")
            .unwrap();
        std::fs::remove_file(&folder.database).unwrap();
        folder.prepare().unwrap();
        database::migrate(&folder).unwrap();
        let fresh = Pool::new(true, true).connect(&folder, true).unwrap();
        let count = "SELECT count(*) FROM catalog";
        let count: i64 = fresh.query_row(count, (), |row| row.get(0)).unwrap();
        assert_eq!(count, 0);
    }

    #[test]
    fn a_database_in_the_place_of_another_gets_a_connection_of_its_own() {
        let (_root, folder, pool) = pool();
        drop(pool.connect(&folder, true).unwrap());
        std::fs::remove_file(&folder.database).unwrap();
        assert!(pool.connect(&folder, false).is_err());
        folder.prepare().unwrap();
        database::migrate(&folder).unwrap();
        let lease = pool.connect(&folder, false).unwrap();
        assert!(database::is_current(&lease).unwrap());
    }
}
