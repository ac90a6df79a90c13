// SPDX-License-Identifier: MIT OR Apache-2.0
//! The thread that tries pending registrations again (`ENLIST_UPDATE_AGENT=thread`).
//!
//! It runs while a program has a manager, and ends with the last one: at once when it waits, or after the answer that it is
//! waiting for. A failure makes it wait twice as long as before.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use super::agent::Agent;
use crate::clock::{Clock as _, SystemClock};
use crate::policy;
use crate::signal::{Signal, Wake};
use crate::sync::{Frozen, Mutex};
use crate::{threads, wua};

/// Those who keep the thread running.
#[derive(Default)]
pub(crate) struct Retrier(Mutex<Users>);

#[derive(Default)]
struct Users {
    count: usize,
    /// What the threads hold, each until it ends, by their numbers.
    claims: BTreeMap<u64, Box<dyn Send>>,
    /// How many threads there have been.
    started: u64,
    /// Whether something is pending that the thread has not heard of.
    is_new: bool,
    /// What the thread sleeps on; none when there is none.
    signal: Option<Arc<Signal>>,
}

/// Keeps the thread running; dropping it ends that.
pub(crate) struct Attendance(&'static Retrier);

impl Retrier {
    /// Keeps the thread of an agent running. What `claim` makes is held until the thread ends.
    pub(crate) fn attend<Claim: Send + 'static>(
        &'static self,
        agent: &'static Agent,
        claim: impl FnOnce() -> Claim,
    ) -> Attendance {
        let mut users = self.0.lock();
        users.count += 1;
        if users.signal.is_none() {
            let signal = Arc::new(Signal::new());
            let waits = Arc::clone(&signal);
            let number = users.started;
            let started = threads::start("enlist-update", move || {
                let retried = catch_unwind(AssertUnwindSafe(|| self.retry(agent, &waits)));
                if let Err(payload) = retried {
                    // Dropping it might panic again.
                    std::mem::forget(payload);
                    self.give_up(&waits);
                }
                let claim = self.0.lock().claims.remove(&number);
                drop(claim);
            });
            // Without a thread what is pending waits for the next call that goes on line, as usual.
            if started.is_ok() {
                users.started += 1;
                users.claims.insert(number, Box::new(claim()));
                users.signal = Some(signal);
            }
        }
        Attendance(self)
    }

    /// Something is pending that was not before.
    pub(crate) fn wake(&self) {
        let mut users = self.0.lock();
        users.is_new = true;
        if let Some(signal) = &users.signal {
            signal.raise();
        }
    }

    /// Somebody has moved the clock: an attempt may be due.
    pub(crate) fn look_at_the_clock(&self) {
        if let Some(signal) = &self.0.lock().signal {
            signal.raise();
        }
    }

    /// What the thread does.
    fn retry(&self, agent: &Agent, signal: &Signal) {
        let (clock, mut failures) = (SystemClock, 0);
        loop {
            let wait = match agent.has_pending() {
                true => backoff(failures, wua::now()),
                false => policy::PENDING_LOOK,
            };
            let began = clock.now();
            let is_due = loop {
                let passed = clock.now().saturating_duration_since(began);
                // While the clock stands still, it is looked at as often as if it did not.
                match signal.wait_for(wait.saturating_sub(passed)) {
                    Some(Wake::Ended) => return,
                    Some(Wake::Raised) if std::mem::take(&mut self.0.lock().is_new) => break false,
                    Some(Wake::Raised) | None => {}
                }
                if clock.now().saturating_duration_since(began) >= wait {
                    break true;
                }
            };
            if !is_due {
                failures = 0;
                continue;
            }
            let has_failed = match agent.retry_all() {
                Ok(retried) => retried.iter().any(|one| one.outcome.is_err()),
                Err(_) => true,
            };
            failures = if has_failed { failures + 1 } else { 0 };
        }
    }

    /// The thread has come to an unforeseen end: whoever attends next starts another one.
    fn give_up(&self, signal: &Arc<Signal>) {
        let mut users = self.0.lock();
        users.signal.take_if(|present| Arc::ptr_eq(present, signal));
    }

    /// In a forked child: the thread is not here, nor any that was about to end. The next user has another one.
    pub(crate) fn forget_thread(&self) {
        let mut users = self.0.lock();
        users.signal = None;
        let claims = std::mem::take(&mut users.claims);
        drop(users);
        drop(claims);
    }

    pub(crate) fn freeze(&'static self) -> Frozen {
        self.0.freeze()
    }
}

impl Drop for Attendance {
    fn drop(&mut self) {
        let mut users = self.0.0.lock();
        users.count = users.count.saturating_sub(1);
        if users.count == 0
            && let Some(signal) = users.signal.take()
        {
            signal.end();
        }
    }
}

/// How long is waited after so many failures in a row: a part of the time that doubles with each, so that machines that failed
/// together do not come again together.
fn backoff(failures: u32, now: wua::UnixTime) -> Duration {
    let doubled = 1_u32.checked_shl(failures).unwrap_or(u32::MAX);
    let whole = policy::FIRST_RETRY
        .saturating_mul(doubled)
        .min(policy::LONGEST_RETRY);
    // The digits of a clock that nobody reads, mixed.
    let mixed = now.subsec_nanos().wrapping_mul(0x9E37_79B1) ^ std::process::id();
    let part = f64::from(mixed % 1024) / 1024.0;
    whole.mul_f64(0.5 + part / 2.0)
}

#[cfg(test)]
mod tests {
    use std::thread;

    use widestring::U16String;

    use super::*;
    use crate::wua::authority::{Authority, Refused};
    use crate::wua::authorization::Wanted;
    use crate::wua::caller::{Caller, Client};
    use crate::wua::keeper::MemoryKeeper;
    use crate::wua::service::Service;
    use crate::wua::verifier::Trusted;

    struct Faulty;

    impl Authority for Faulty {
        fn ask(&self, _: Wanted) -> Result<Service, Refused> {
            panic!("a fault of the test's");
        }
    }

    #[test]
    fn after_a_panic_nothing_is_claimed_and_the_next_user_has_a_thread() {
        let agent = Agent::new(
            Box::new(MemoryKeeper::new()),
            Box::new(Trusted::default()),
            Box::new(Faulty),
            Caller::default(),
        );
        let agent: &Agent = Box::leak(Box::new(agent.with_thread()));
        let client = Client {
            name: U16String::new(),
            is_locked_down: false,
        };
        let id = U16String::from_str("7971f918-a847-4430-9279-4a52d1efe18d");
        let claim = Arc::new(());
        let first = agent.attend(|| Arc::clone(&claim));
        // To be registered when there is an occasion.
        let pending = agent.add_service2(&id, 1, U16String::new().as_ustr(), &client);
        assert!(pending.is_ok());
        while Arc::strong_count(&claim) > 1 {
            thread::yield_now();
        }
        assert!(agent.has_pending());
        let second = agent.attend(|| Arc::clone(&claim));
        assert_eq!(Arc::strong_count(&claim), 2);
        drop((first, second));
    }

    #[test]
    fn waits_double_and_differ_and_have_an_end() {
        for failures in 0..70 {
            let whole = (1_u64 << failures.min(40)).min(3600);
            let mut different = std::collections::BTreeSet::new();
            for nanos in 0..100 {
                let wait = backoff(failures, wua::UnixTime::from_nanos(nanos * 12_345_678));
                let whole = Duration::from_secs(whole);
                assert!(wait >= whole / 2 && wait <= whole, "{failures}: {wait:?}");
                different.insert(wait);
            }
            assert!(different.len() > 50);
        }
    }
}
