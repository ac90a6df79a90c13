// SPDX-License-Identifier: MIT OR Apache-2.0
//! Providers in libraries of their own: loaded when they are first needed, told when they are needed no more.

pub(crate) mod advertised;
mod call;
mod lazy;
mod library;
mod routines;
pub(crate) mod version_2;
mod watcher;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use uuid::Uuid;

use self::call::Found;
use self::lazy::Lazy;
use self::routines::Routines;
use self::watcher::Watcher;
use super::{Answer, Interrupt, Lookup, NamespaceProvider, Outcome};
use crate::error::Error;
use crate::rnr::catalog::installed::Installed;
use crate::rnr::class::ServiceClass;
use crate::rnr::query::{ControlFlags, Protocols, Query};
use crate::rnr::service::{Operation, Registration, Service, State};
use crate::signal::{Signal, Subscription};

/// A provider whose library is installed, and loaded or not.
pub(crate) struct Foreign {
    provider: Uuid,
    library: Box<[u16]>,
    routines: Lazy<Routines>,
}

impl Foreign {
    pub(crate) fn new(installed: &Installed) -> Self {
        Self {
            provider: installed.provider_id,
            library: installed.library.clone(),
            routines: Lazy::new(),
        }
    }

    /// The provider's routines; the first call of a session loads the library and starts it.
    fn routines(&self) -> Result<Arc<Routines>, Error> {
        self.routines.get(|| {
            let file = library::locate(&self.library).map_err(|_| Error::ProviderFailed)?;
            Routines::start(&file, self.provider)
        })
    }
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

    /// The provider is cleaned up as soon as the last call that is inside it returns.
    fn clean_up(&self) {
        self.routines.stop();
    }
}

impl LookupRoutines for Routines {
    fn next(&self, handle: usize, flags: u32) -> Result<Found, Error> {
        self.lookup_next(handle, flags)
    }

    fn end(&self, handle: usize) {
        self.lookup_end(handle);
    }

    fn changed(&self, handle: usize) -> Result<bool, Error> {
        self.lookup_changed(handle)
    }
}

/// What a lookup needs of its provider, whatever the version of that.
trait LookupRoutines: Send + Sync {
    fn next(&self, handle: usize, flags: u32) -> Result<Found, Error>;

    fn end(&self, handle: usize);

    fn changed(&self, _handle: usize) -> Result<bool, Error> {
        Err(Error::NotSupported)
    }
}

/// A lookup that the provider has begun.
struct Open {
    routines: Arc<dyn LookupRoutines>,
    handle: usize,
    ended: AtomicBool,
}

impl Open {
    fn end(&self) {
        if !self.ended.swap(true, Ordering::AcqRel) {
            self.routines.end(self.handle);
        }
    }
}

impl Open {
    fn changed(&self) -> Result<bool, Error> {
        if self.ended.load(Ordering::Acquire) {
            return Err(Error::Cancelled);
        }
        self.routines.changed(self.handle)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.end();
    }
}

/// A provider's End may come while another thread is inside its Next: that is how it is told to return.
impl Interrupt for Open {
    fn interrupt(&self) {
        self.end();
    }
}

struct ForeignLookup(Arc<Open>);

impl ForeignLookup {
    fn new(routines: Arc<dyn LookupRoutines>, handle: usize) -> Self {
        Self(Arc::new(Open {
            routines,
            handle,
            ended: AtomicBool::new(false),
        }))
    }
}

impl Lookup for ForeignLookup {
    fn next(&mut self, flags: ControlFlags) -> Result<Answer, Error> {
        // A result that did not fit into the caller's buffer is kept on this side.
        let flags = flags.difference(ControlFlags::FLUSH_PREVIOUS);
        let Open {
            routines, handle, ..
        } = &*self.0;
        Ok(answer(routines.next(*handle, flags.bits())?))
    }

    fn interrupt(&self) -> Option<Arc<dyn Interrupt>> {
        Some(Arc::clone(&self.0) as _)
    }

    fn changed(&mut self) -> Result<bool, Error> {
        self.0.changed()
    }

    /// The provider is asked from time to time: not every one calls back.
    fn subscribe(&self, signal: &Arc<Signal>) -> Result<Subscription, Error> {
        // One that does not tell of changes says so now.
        self.0.changed()?;
        Watcher::start(Arc::clone(&self.0), Arc::clone(signal))
    }
}

fn answer(found: Found) -> Answer {
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
    };
    Answer {
        service: Arc::new(service),
        protocols: Protocols::default(),
        query_string: found.query_string,
        output_flags: found.output_flags,
    }
}
