// SPDX-License-Identifier: MIT OR Apache-2.0
//! Providers in libraries of their own: loaded when they are first needed, told when they are needed no more.

pub(crate) mod advertised;
pub(crate) mod async_call;
mod call;
mod gate;
mod lazy;
mod library;
mod offer;
mod routines;
pub(crate) mod version_2;

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use uuid::Uuid;

use self::call::Found;
use self::lazy::Lazy;
use self::routines::Routines;
use super::{Answer, Interrupt, Lookup, NamespaceProvider, Outcome};
use crate::error::Error;
use crate::harness::{faults, journal};
use crate::policy;
use crate::rnr::catalog::installed::Installed;
use crate::rnr::class::{self, ClassStanding, ServiceClass};
use crate::rnr::query::{ControlFlags, Query};
use crate::rnr::service::{Operation, Registration, Service, State};
use crate::rnr::session::Sessions;
use crate::signal::{Signal, Subscription};

/// A provider whose library is installed, and loaded or not.
pub(crate) struct Foreign {
    provider: Uuid,
    library: Box<[u16]>,
    routines: Lazy<Routines>,
}

impl Foreign {
    pub(crate) fn new(installed: &Installed, sessions: Arc<Sessions>) -> Self {
        Self {
            provider: installed.provider_id,
            library: installed.library.clone(),
            routines: Lazy::new(sessions),
        }
    }

    fn name(&self) -> String {
        String::from_utf16_lossy(&self.library)
    }

    /// The provider's routines; the first call of a session loads the library and starts it.
    fn routines(&self) -> Result<Arc<Routines>, Error> {
        self.routines.get(|| {
            if faults::provider_fails_to_load() {
                journal::event("library", || format!("{}: an injected fault", self.name()));
                return Err(Error::ProviderFailed);
            }
            let file = library::locate(&self.library).map_err(|reason| {
                journal::event("library", || reason.to_string());
                Error::ProviderFailed
            })?;
            Routines::start(&file, self.provider)
        })
    }
}

/// The file that an installed path means now, if it may be loaded; the error is a sentence for the user.
#[cfg(feature = "cli")]
pub(crate) fn locate(installed: &[u16]) -> Result<std::path::PathBuf, String> {
    library::locate(installed).map_err(|error| error.to_string())
}

impl NamespaceProvider for Foreign {
    fn set_service(
        &self,
        given: &Registration,
        class: Option<&ServiceClass>,
        operation: Operation,
        control_flags: u32,
    ) -> Result<Outcome, Error> {
        self.routines()?
            .set_service(given, class, operation, control_flags)?;
        Ok(Outcome::Done)
    }

    fn lookup_begin(
        &self,
        query: &Query,
        class: Option<&ServiceClass>,
        flags: ControlFlags,
    ) -> Result<Box<dyn Lookup>, Error> {
        let routines = self.routines()?;
        let handle = routines.lookup_begin(query, class, flags.bits())?;
        Ok(Box::new(ForeignLookup::new(routines, handle)))
    }

    fn uses_class_info(&self) -> bool {
        true
    }

    fn install_class(&self, class: &ServiceClass) -> Result<(), Error> {
        self.routines()?.install_class(class)
    }

    fn remove_class(&self, class: Uuid) -> Result<(), Error> {
        self.routines()?.remove_class(class)
    }

    fn class_info(&self, class: Uuid) -> Result<Arc<ServiceClass>, Error> {
        self.routines()?.class_info(class).map(Arc::new)
    }

    /// What is described was installed there, unless the provider knows it without: by the name that this library gives such a
    /// class, too, if the provider is another copy of it. Whatever else is said of a description says nothing of the class.
    fn class_standing(&self, class: Uuid) -> Result<ClassStanding, Error> {
        let implied = class::implied_name(class);
        let installed = match self.class_info(class) {
            Ok(info) if implied.is_some() && info.name == implied => None,
            Ok(_) => Some(true),
            Err(Error::ClassNotFound | Error::ProviderFailed | Error::InvalidProvider) => {
                Some(false)
            }
            Err(_) => None,
        };
        Ok(ClassStanding {
            installed,
            in_use: None,
        })
    }

    /// The provider is cleaned up as soon as the last call that is inside it returns.
    fn clean_up(&self) {
        self.routines.stop_ended();
    }
}

impl LookupRoutines for Routines {
    fn next(
        &self,
        handle: usize,
        flags: u32,
        is_open: &IsOpen<'_>,
    ) -> Result<Option<Found>, Error> {
        self.lookup_next(handle, flags, is_open)
    }

    fn end(&self, handle: usize) {
        self.lookup_end(handle);
    }

    fn changed(&self, handle: usize) -> Result<bool, Error> {
        self.lookup_changed(handle)
    }
}

/// Whether a lookup is still open.
type IsOpen<'a> = dyn Fn() -> bool + 'a;

/// What a lookup needs of its provider, whatever the version of that.
trait LookupRoutines: Send + Sync {
    /// The next result, unless that cannot be used. Where a routine is called more than once, the lookup is looked at before each
    /// call.
    fn next(&self, handle: usize, flags: u32, is_open: &IsOpen<'_>)
    -> Result<Option<Found>, Error>;

    fn end(&self, handle: usize);

    fn changed(&self, _handle: usize) -> Result<bool, Error> {
        Err(Error::NotSupported)
    }
}

/// A lookup that the provider has begun.
struct Open {
    routines: Arc<dyn LookupRoutines>,
    handle: usize,
    state: AtomicU8,
}

/// The lookup is open. A call may be inside the provider's Next, which its End tells to return.
const OPEN: u8 = 0;
/// A call is inside the provider's ioctl, which returns by itself; its End waits for that.
const ASKED: u8 = 1;
/// The provider's End has been called, or is about to be; no other routine is called with the handle any more.
const ENDED: u8 = 2;

impl Open {
    fn enter(&self, from: u8, to: u8) -> bool {
        let moved = self
            .state
            .compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire);
        moved.is_ok()
    }

    fn next(&self, flags: u32) -> Result<Option<Found>, Error> {
        let is_open = || self.state.load(Ordering::Acquire) != ENDED;
        self.routines.next(self.handle, flags, &is_open)
    }

    fn changed(&self) -> Result<bool, Error> {
        if !self.enter(OPEN, ASKED) {
            return Err(Error::Cancelled);
        }
        let changed = self.routines.changed(self.handle);
        self.state.store(OPEN, Ordering::Release);
        changed
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if *self.state.get_mut() != ENDED {
            self.routines.end(self.handle);
        }
    }
}

/// A provider's End may come while another thread is inside its Next: that is how it is told to return. While it is asked for
/// changes, the End comes as soon as it has answered and the lookup is dropped. The second time, nothing happens.
impl Interrupt for Open {
    fn interrupt(&self) {
        if self.enter(OPEN, ENDED) {
            self.routines.end(self.handle);
        }
    }
}

struct ForeignLookup(Arc<Open>);

impl ForeignLookup {
    fn new(routines: Arc<dyn LookupRoutines>, handle: usize) -> Self {
        Self(Arc::new(Open {
            routines,
            handle,
            state: AtomicU8::new(OPEN),
        }))
    }
}

impl Lookup for ForeignLookup {
    fn next(&mut self, flags: ControlFlags) -> Result<Answer<'_>, Error> {
        // A result that did not fit into the caller's buffer is kept on this side.
        let flags = flags.difference(ControlFlags::FLUSH_PREVIOUS);
        for _ in 0..policy::UNUSABLE_RESULTS {
            if let Some(found) = self.0.next(flags.bits())? {
                return Ok(answer(found));
            }
        }
        Err(policy::UNREPORTED)
    }

    fn interrupt(&self) -> Option<Arc<dyn Interrupt>> {
        Some(Arc::clone(&self.0) as _)
    }

    fn changed(&mut self) -> Result<bool, Error> {
        self.0.changed()
    }

    /// Whoever waits asks the provider from time to time: not every one calls back.
    fn subscribe(&self, signal: &Arc<Signal>) -> Result<Subscription, Error> {
        // One that does not tell of changes says so now.
        self.0.changed()?;
        let looks = AtomicU64::new(0);
        signal.poll(Box::new(move || looks.fetch_add(1, Ordering::Relaxed)));
        Ok(Box::new(()))
    }
}

fn answer(found: Found) -> Answer<'static> {
    let given = found.registration;
    let service = Service {
        class: given.class,
        name: given.name,
        context: given.context,
        version: given.version,
        comment: given.comment,
        blob: given.blob,
        addresses: given.addresses,
        state: State::Registered,
        outdated: Default::default(),
    };
    Answer {
        service: Cow::Owned(Arc::new(service)),
        protocols: Cow::default(),
        query_string: found.query_string,
        output_flags: found.output_flags,
    }
}
