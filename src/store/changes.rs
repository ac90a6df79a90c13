// SPDX-License-Identifier: MIT OR Apache-2.0
//! Who is to be told when a store changes.

#![forbid(unsafe_code)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use uuid::Uuid;

use crate::signal::{Look, Signal, Subscription};
use crate::sync::{Frozen, Mutex};

/// The signals that wait for changes of a store.
#[derive(Default)]
pub(crate) struct Changes {
    /// How many subscribers there are: without any, a change costs one load.
    count: AtomicUsize,
    subscribers: Mutex<Vec<Subscriber>>,
    /// Tells a number that changes with the store when others can change it, too.
    shared: Option<Arc<Look>>,
}

/// Whoever waits for changes of one provider's services.
#[derive(Debug)]
struct Subscriber {
    provider: Uuid,
    /// The only class that matters, if there is one.
    class: Option<Uuid>,
    signal: Arc<Signal>,
}

/// Where a subscriber stands.
struct Place {
    changes: &'static Changes,
    signal: Arc<Signal>,
}

impl Changes {
    /// Those of a store that other processes change as well: whoever waits looks at a number, too.
    pub(crate) fn of_shared(look: Arc<Look>) -> Self {
        Self {
            shared: Some(look),
            ..Self::default()
        }
    }

    /// Raises `signal` after every change from now on that concerns the provider and the class.
    pub(crate) fn subscribe(
        &'static self,
        provider: Uuid,
        class: Option<Uuid>,
        signal: &Arc<Signal>,
    ) -> Subscription {
        let signal = Arc::clone(signal);
        if let Some(look) = self.shared.clone() {
            signal.poll(Box::new(move || look()));
        }
        let mut subscribers = self.subscribers.lock();
        subscribers.push(Subscriber {
            provider,
            class,
            signal: Arc::clone(&signal),
        });
        self.count.store(subscribers.len(), Ordering::Release);
        drop(subscribers);
        Box::new(Place {
            changes: self,
            signal,
        })
    }

    /// Tells of a change, after it can be seen and without the lock that it was made under.
    ///
    /// Whoever subscribes and looks afterwards misses nothing: either the look sees the change, or it was over when the
    /// change was made, and then that lock carries the subscriber's count over to this load.
    pub(crate) fn announce(&self, provider: Uuid, class: Uuid) {
        if self.count.load(Ordering::Acquire) == 0 {
            return;
        }
        for subscriber in &*self.subscribers.lock() {
            if subscriber.provider == provider && subscriber.class.is_none_or(|only| only == class)
            {
                subscriber.signal.raise();
            }
        }
    }

    /// Takes the lock for the time of a `fork`.
    pub(crate) fn freeze(&'static self) -> Frozen {
        self.subscribers.freeze()
    }

    /// In a forked child: forgets the subscribers, whose threads are not here. Their signals are not touched, since those
    /// threads may have held their locks.
    pub(crate) fn forget(&self) {
        self.subscribers.lock().clear();
        self.count.store(0, Ordering::Release);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut subscribers = self.changes.subscribers.lock();
        if let Some(index) = subscribers
            .iter()
            .position(|subscriber| Arc::ptr_eq(&subscriber.signal, &self.signal))
        {
            subscribers.swap_remove(index);
        }
        self.changes
            .count
            .store(subscribers.len(), Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signal::Wake;

    const PROVIDER: Uuid = Uuid::from_u128(1);
    const OTHER: Uuid = Uuid::from_u128(2);

    /// Whether a signal was raised; it is quiet afterwards.
    fn is_raised(signal: &Signal) -> bool {
        signal.try_wait() == Some(Wake::Raised)
    }

    fn reaches(class: Option<Uuid>, provider: Uuid, changed: Uuid) -> bool {
        let changes: &'static Changes = Box::leak(Box::default());
        let signal = Arc::new(Signal::new());
        let _subscription = changes.subscribe(PROVIDER, class, &signal);
        changes.announce(provider, changed);
        is_raised(&signal)
    }

    #[test]
    fn a_change_reaches_the_subscribers_of_its_provider_and_class() {
        let (class, another) = (Uuid::from_u128(7), Uuid::from_u128(8));
        assert!(reaches(None, PROVIDER, class));
        assert!(reaches(Some(class), PROVIDER, class));
        assert!(!reaches(Some(another), PROVIDER, class));
        assert!(!reaches(None, OTHER, class));
    }

    #[test]
    fn who_has_left_or_was_forgotten_is_not_reached() {
        let changes: &'static Changes = Box::leak(Box::default());
        let signals = [(); 3].map(|()| Arc::new(Signal::new()));
        let mut places = signals
            .each_ref()
            .map(|signal| Some(changes.subscribe(PROVIDER, None, signal)));
        let raised = || {
            changes.announce(PROVIDER, OTHER);
            signals.each_ref().map(|signal| is_raised(signal))
        };
        let [_, second, _] = &mut places;
        *second = None;
        assert_eq!(raised(), [true, false, true]);
        assert_eq!(changes.count.load(Ordering::Relaxed), 2);
        changes.forget();
        assert_eq!(raised(), [false; 3]);
        // A place that was forgotten is given up without harm.
        drop(places);
        assert_eq!(changes.count.load(Ordering::Relaxed), 0);
    }
}
