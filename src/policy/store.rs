// SPDX-License-Identifier: MIT OR Apache-2.0
//! The store that processes share.

#![forbid(unsafe_code)]

use std::time::Duration;

use crate::error::Error;

/// The largest service or class in a shared store, in bytes. What a blob may have leaves room for the rest of most records.
pub(crate) const STORE_RECORD_LIMIT_BYTES: usize = 1 << 20;

/// The most changes in one commit: enough to make its cost small beside theirs.
pub(crate) const STORE_BATCH_LIMIT: usize = 256;

/// What a process keeps of a shared store at most, in bytes: some ten thousand services.
pub(crate) const STORE_CACHE_BYTES: usize = 1 << 24;

/// How many connections a process keeps open between calls at most (`ENLIST_STORE_MODE=open`): as many as threads read at once.
pub(crate) const STORE_KEPT_LIMIT: usize = 4;

/// How many statements such a connection keeps: all that there are.
pub(crate) const STORE_KEPT_STATEMENTS: usize = 32;

/// How long a store that was replaced, or changed by other means, may go unnoticed by lookups of what is cached.
pub(crate) const STORE_LOOK_MILLISECONDS: u64 = 100;

/// How often a store is tried, every tenth of a millisecond, that others keep busy: for more than ten seconds. A commit
/// takes a millisecond, and who is killed is out of the way at once.
pub(crate) const STORE_BUSY_TRIES: i32 = 100_000;

/// How often a writer asks whether it is its turn, where the system does not tell: a commit takes about as long.
#[cfg(not(target_os = "linux"))]
pub(crate) const STORE_QUEUE_INTERVAL: Duration = Duration::from_millis(1);

/// How often whoever waits for changes looks whether another process has made one.
pub(crate) const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// A store that was busy for all that time: somebody who was stopped holds it.
pub(crate) const STORE_BUSY: Error = Error::Busy;
