// SPDX-License-Identifier: MIT OR Apache-2.0
//! One transaction for the threads of a process that write at the same moment.
//!
//! The costly parts of a change are to open the database and to make it durable. Whoever comes while another thread is at
//! that gets in line. The transaction is handed from thread to thread, each doing its part; the one behind which nobody
//! stands commits it for all. So a lone writer is not delayed, and many share the cost.

#![forbid(unsafe_code)]

use std::collections::VecDeque;
use std::sync::Arc;

use crate::error::Error;
use crate::policy;
use crate::sync::{Condvar, Mutex};

/// Transactions of kind `T`, one at a time.
#[derive(Debug)]
pub(super) struct Batches<T: Transaction> {
    line: Mutex<Line<T>>,
}

#[derive(Debug)]
struct Line<T: Transaction> {
    /// Whether a transaction is under way, or its place has been promised to somebody.
    is_busy: bool,
    waiting: VecDeque<Arc<Seat<T>>>,
}

pub(super) trait Transaction: Sized {
    /// Makes everything that was done durable, or nothing.
    fn commit(self) -> Result<(), Error>;
}

/// Where one thread waits for the others.
#[derive(Debug)]
struct Seat<T: Transaction> {
    news: Mutex<Option<News<T>>>,
    told: Condvar,
}

#[derive(Debug)]
enum News<T: Transaction> {
    /// Begin a transaction.
    Begin,
    /// It is your turn in this one.
    Turn(Shared<T>),
    /// What has become of it.
    Outcome(Result<(), Error>),
}

/// A transaction on its way through the line.
#[derive(Debug)]
struct Shared<T: Transaction> {
    transaction: Option<T>,
    parts: usize,
    /// Those who have done their part and wait for the outcome.
    waiting: Vec<Arc<Seat<T>>>,
}

impl<T: Transaction> Seat<T> {
    fn tell(&self, news: News<T>) {
        *self.news.lock() = Some(news);
        self.told.notify_all();
    }

    fn wait(&self) -> News<T> {
        let mut news = self.news.lock();
        loop {
            match news.take() {
                Some(news) => return news,
                None => news = self.told.wait(news),
            }
        }
    }
}

impl<T: Transaction> Shared<T> {
    fn tell(&mut self, outcome: Result<(), Error>) {
        for seat in self.waiting.drain(..) {
            seat.tell(News::Outcome(outcome));
        }
    }
}

impl<T: Transaction> Drop for Shared<T> {
    /// Somebody panicked: what was done is lost, and nobody waits for ever.
    fn drop(&mut self) {
        self.tell(Err(Error::Internal));
    }
}

/// Ends the time in which a transaction is under way, and wakes the next in line.
struct Ending<'a, T: Transaction>(&'a Batches<T>);

impl<T: Transaction> Drop for Ending<'_, T> {
    fn drop(&mut self) {
        let mut line = self.0.line.lock();
        let next = line.waiting.pop_front();
        line.is_busy = next.is_some();
        drop(line);
        if let Some(next) = next {
            next.tell(News::Begin);
        }
    }
}

impl<T: Transaction> Batches<T> {
    pub(super) fn new() -> Self {
        let line = Line {
            is_busy: false,
            waiting: VecDeque::new(),
        };
        Self {
            line: Mutex::new(line),
        }
    }

    /// Does `part` in a transaction, and returns when that is durable. When `part` fails it has left the transaction as it was.
    pub(super) fn run(
        &self,
        begin: impl FnOnce() -> Result<T, Error>,
        part: impl FnOnce(&mut T) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let seat = Arc::new(Seat {
            news: Mutex::default(),
            told: Condvar::default(),
        });
        let mut line = self.line.lock();
        let news = if line.is_busy {
            line.waiting.push_back(Arc::clone(&seat));
            drop(line);
            seat.wait()
        } else {
            line.is_busy = true;
            drop(line);
            News::Begin
        };
        let ending = Ending(self);
        let mut shared = match news {
            News::Begin => Shared {
                transaction: Some(begin()?),
                parts: 0,
                waiting: Vec::new(),
            },
            News::Turn(shared) => shared,
            News::Outcome(_) => return Err(Error::Internal),
        };
        let done = part(shared.transaction.as_mut().ok_or(Error::Internal)?);
        shared.parts += 1;
        let next = if shared.parts < policy::STORE_BATCH_LIMIT {
            self.line.lock().waiting.pop_front()
        } else {
            None
        };
        let Some(next) = next else {
            let transaction = shared.transaction.take().ok_or(Error::Internal)?;
            let outcome = transaction.commit();
            shared.tell(outcome);
            return done.and(outcome);
        };
        // The transaction goes on without this thread.
        std::mem::forget(ending);
        if done.is_ok() {
            shared.waiting.push(Arc::clone(&seat));
        }
        next.tell(News::Turn(shared));
        done?;
        match seat.wait() {
            News::Outcome(outcome) => outcome,
            News::Begin | News::Turn(_) => Err(Error::Internal),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::Mutex as StdMutex;
    use std::thread;

    use super::*;

    /// The parts of each transaction that was committed, and whether commits fail.
    #[derive(Default)]
    struct Log {
        committed: StdMutex<Vec<Vec<u32>>>,
        fails: bool,
    }

    struct Noted<'a> {
        log: &'a Log,
        parts: Vec<u32>,
    }

    impl Transaction for Noted<'_> {
        fn commit(self) -> Result<(), Error> {
            if self.log.fails {
                return Err(Error::OutOfMemory);
            }
            self.log.committed.lock().unwrap().push(self.parts);
            Ok(())
        }
    }

    const FIRST: u32 = 0;
    const REFUSED: u32 = 3;
    const PANICS: u32 = 4;

    /// Several threads at once, of which the first begins when the others are in line; what each was told.
    fn together(log: &Log, parts: &[u32]) -> Vec<Option<Result<(), Error>>> {
        let batches = Batches::<Noted<'_>>::new();
        let begin = || {
            while batches.line.lock().waiting.len() + 1 < parts.len() {
                thread::yield_now();
            }
            Ok(Noted {
                log,
                parts: Vec::new(),
            })
        };
        let run = |part: u32| {
            let work = |transaction: &mut Noted<'_>| {
                match part {
                    REFUSED => return Err(Error::AccessDenied),
                    PANICS => panic!("as planned"),
                    part => transaction.parts.push(part),
                }
                Ok(())
            };
            if part == FIRST {
                batches.run(begin, work)
            } else {
                let alone = || {
                    Ok(Noted {
                        log,
                        parts: Vec::new(),
                    })
                };
                batches.run(alone, work)
            }
        };
        thread::scope(|scope| {
            let mut threads = Vec::new();
            for &part in parts {
                // The first one is inside before the next comes.
                while part != FIRST && !batches.line.lock().is_busy {
                    thread::yield_now();
                }
                let run = &run;
                threads
                    .push(scope.spawn(move || catch_unwind(AssertUnwindSafe(|| run(part))).ok()));
            }
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        })
    }

    #[test]
    fn those_who_wait_share_a_transaction_and_a_refused_part_is_not_in_it() {
        let log = Log::default();
        let told = together(&log, &[FIRST, 1, 2, REFUSED]);
        let refused = Some(Err(Error::AccessDenied));
        assert_eq!(told, [Some(Ok(())), Some(Ok(())), Some(Ok(())), refused]);
        let mut committed = log.committed.into_inner().unwrap();
        assert_eq!(committed.len(), 1);
        let parts = committed.first_mut().unwrap();
        parts.sort_unstable();
        assert_eq!(*parts, [0, 1, 2]);
    }

    #[test]
    fn a_commit_that_fails_fails_everyone() {
        let log = Log {
            fails: true,
            ..Log::default()
        };
        let told = together(&log, &[FIRST, 1, 2]);
        assert_eq!(told, [Some(Err(Error::OutOfMemory)); 3]);
    }

    #[test]
    fn a_panic_leaves_nobody_waiting() {
        let log = Log::default();
        let told = together(&log, &[FIRST, 1, PANICS, 2]);
        // Who came before the panic has lost its part, who came after it has a transaction of its own.
        let mut committed = log.committed.into_inner().unwrap().concat();
        committed.sort_unstable();
        let done: Vec<u32> = [FIRST, 1, PANICS, 2]
            .into_iter()
            .zip(&told)
            .filter(|(_, told)| **told == Some(Ok(())))
            .map(|(part, _)| part)
            .collect();
        assert_eq!(committed, done);
        assert_eq!(told.iter().filter(|told| told.is_none()).count(), 1);
    }

    #[test]
    fn a_beginning_that_fails_leaves_the_place_to_the_next() {
        let log = Log::default();
        let batches = Batches::<Noted<'_>>::new();
        let failed = batches.run(|| Err(Error::SystemCall), |_| Ok(()));
        assert_eq!(failed, Err(Error::SystemCall));
        let begin = || {
            Ok(Noted {
                log: &log,
                parts: vec![7],
            })
        };
        assert_eq!(batches.run(begin, |_| Ok(())), Ok(()));
        assert_eq!(*log.committed.lock().unwrap(), [[7]]);
    }
}
