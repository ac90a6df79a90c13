// SPDX-License-Identifier: MIT OR Apache-2.0
//! The locks of the shared state, and how they pass through `fork`.
//!
//! Where there is `fork`, a lock must keep its whole state in itself. parking_lot queues waiting threads in a table of
//! its own: a child inherits the entries of threads that it does not have, whose memory its new threads reuse, and
//! hangs sooner or later even when the locks themselves are re-initialised. The standard library's locks are single
//! futex words there, and releasing one in the child is re-initialising it. Elsewhere the locks are parking_lot's.
//!
//! A panic while a lock is held leaves no broken state behind it (every change is completed before it is published), so
//! poisoning is ignored.

#![forbid(unsafe_code)]

use std::any::Any;
use std::ops::{Deref, DerefMut};

#[cfg(not(unix))]
use parking_lot as imp;
#[cfg(unix)]
use std::sync as imp;

/// A lock that is held over a `fork`; dropping it releases the lock, in the parent and in the child.
pub(crate) type Frozen = Box<dyn Any>;

/// A read-write lock that readers share.
#[derive(Debug, Default)]
pub(crate) struct RwLock<T>(imp::RwLock<T>);

/// A mutual-exclusion lock.
#[derive(Debug, Default)]
pub(crate) struct Mutex<T>(imp::Mutex<T>);

/// A condition that threads wait for with a [`Mutex`] released.
#[derive(Debug, Default)]
pub(crate) struct Condvar(imp::Condvar);

pub(crate) type MutexGuard<'a, T> = imp::MutexGuard<'a, T>;

type ReadGuard<'a, T> = imp::RwLockReadGuard<'a, T>;

/// Shared by those who hold the lock of an object; the one who forks has it for itself.
static OBJECTS: RwLock<()> = RwLock::new(());

/// The lock of one of any number of objects that come and go, so that who forks does not take each of them.
///
/// Whoever holds one takes no other lock, and calls nothing of anybody else's.
#[derive(Debug)]
pub(crate) struct ObjectMutex<T>(Mutex<T>);

/// Access to what such a lock keeps.
pub(crate) struct ObjectGuard<'a, T> {
    guard: MutexGuard<'a, T>,
    /// Given up after the other one.
    _objects: ReadGuard<'static, ()>,
}

impl<T> ObjectMutex<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> ObjectGuard<'_, T> {
        let objects = OBJECTS.read();
        ObjectGuard {
            guard: self.0.lock(),
            _objects: objects,
        }
    }
}

impl<T> Deref for ObjectGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.guard
    }
}

impl<T> DerefMut for ObjectGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.guard
    }
}

/// Takes the locks of all objects for the time of a `fork`.
pub(crate) fn freeze_objects() -> Frozen {
    OBJECTS.freeze()
}

#[cfg(unix)]
mod platform {
    use std::sync::{PoisonError, RwLockReadGuard, RwLockWriteGuard};
    use std::time::Duration;

    use super::{Condvar, Mutex, MutexGuard, RwLock};

    impl<T> RwLock<T> {
        pub(crate) const fn new(value: T) -> Self {
            Self(std::sync::RwLock::new(value))
        }

        pub(crate) fn read(&self) -> RwLockReadGuard<'_, T> {
            self.0.read().unwrap_or_else(PoisonError::into_inner)
        }

        pub(crate) fn write(&self) -> RwLockWriteGuard<'_, T> {
            self.0.write().unwrap_or_else(PoisonError::into_inner)
        }
    }

    impl<T> Mutex<T> {
        pub(crate) const fn new(value: T) -> Self {
            Self(std::sync::Mutex::new(value))
        }

        pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }

    impl Condvar {
        pub(crate) const fn new() -> Self {
            Self(std::sync::Condvar::new())
        }

        pub(crate) fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
            self.0.wait(guard).unwrap_or_else(PoisonError::into_inner)
        }

        /// Waits for at most so long; tells whether that has passed.
        pub(crate) fn wait_for<'a, T>(
            &self,
            guard: MutexGuard<'a, T>,
            time: Duration,
        ) -> (MutexGuard<'a, T>, bool) {
            let waited = self.0.wait_timeout(guard, time);
            let (guard, ended) = waited.unwrap_or_else(PoisonError::into_inner);
            (guard, ended.timed_out())
        }

        pub(crate) fn notify_all(&self) {
            self.0.notify_all();
        }
    }
}

#[cfg(not(unix))]
mod platform {
    use std::time::Duration;

    use parking_lot::{RwLockReadGuard, RwLockWriteGuard};

    use super::{Condvar, Mutex, MutexGuard, RwLock};

    impl<T> RwLock<T> {
        pub(crate) const fn new(value: T) -> Self {
            Self(parking_lot::RwLock::new(value))
        }

        pub(crate) fn read(&self) -> RwLockReadGuard<'_, T> {
            self.0.read()
        }

        pub(crate) fn write(&self) -> RwLockWriteGuard<'_, T> {
            self.0.write()
        }
    }

    impl<T> Mutex<T> {
        pub(crate) const fn new(value: T) -> Self {
            Self(parking_lot::Mutex::new(value))
        }

        pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
            self.0.lock()
        }
    }

    impl Condvar {
        pub(crate) const fn new() -> Self {
            Self(parking_lot::Condvar::new())
        }

        pub(crate) fn wait<'a, T>(&self, mut guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
            self.0.wait(&mut guard);
            guard
        }

        /// Waits for at most so long; tells whether that has passed.
        pub(crate) fn wait_for<'a, T>(
            &self,
            mut guard: MutexGuard<'a, T>,
            time: Duration,
        ) -> (MutexGuard<'a, T>, bool) {
            let ended = self.0.wait_for(&mut guard, time);
            (guard, ended.timed_out())
        }

        pub(crate) fn notify_all(&self) {
            self.0.notify_all();
        }
    }
}

impl<T> RwLock<T> {
    /// Takes the lock for the time of a `fork`.
    pub(crate) fn freeze(&'static self) -> Frozen {
        Box::new(self.write())
    }
}

impl<T> Mutex<T> {
    /// Takes the lock for the time of a `fork`.
    pub(crate) fn freeze(&'static self) -> Frozen {
        Box::new(self.lock())
    }
}
