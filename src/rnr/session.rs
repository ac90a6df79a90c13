// SPDX-License-Identifier: MIT OR Apache-2.0
//! The sessions of the process: what begins with a first `WSAStartup` and ends with the last `WSACleanup`.

#![forbid(unsafe_code)]

use std::sync::atomic::{AtomicU64, Ordering};

/// A session, or the time between two.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Session(u64);

/// Rises with every beginning and every end: odd while a session is under way. Changed with the lock of the start-ups held.
#[derive(Debug, Default)]
pub(crate) struct Sessions(AtomicU64);

impl Sessions {
    pub(crate) fn begin(&self) {
        self.0.fetch_or(1, Ordering::SeqCst);
    }

    /// What belongs to the session is over from now on, and what belongs to the time before its beginning, too.
    pub(crate) fn end(&self) {
        self.begin();
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    /// What to compare with later, whether a session is under way or not.
    pub(crate) fn now(&self) -> Session {
        Session(self.0.load(Ordering::Acquire))
    }

    pub(crate) fn under_way(&self) -> Option<Session> {
        let number = self.0.load(Ordering::SeqCst);
        (number & 1 == 1).then_some(Session(number))
    }

    #[cfg(test)]
    pub(crate) fn begun() -> std::sync::Arc<Self> {
        let sessions = Self::default();
        sessions.begin();
        sessions.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_session_is_another_one_and_there_is_none_in_between() {
        let sessions = Sessions::default();
        assert_eq!(sessions.under_way(), None);
        sessions.begin();
        let first = sessions.under_way();
        assert_eq!(first, Some(sessions.now()));
        sessions.begin();
        assert_eq!(sessions.under_way(), first);
        sessions.end();
        assert_eq!(sessions.under_way(), None);
        assert_ne!(Some(sessions.now()), first);
        sessions.begin();
        assert!(
            sessions
                .under_way()
                .is_some_and(|second| Some(second) != first)
        );
    }
}
