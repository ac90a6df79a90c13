// SPDX-License-Identifier: MIT OR Apache-2.0
//! Namespace providers: what stands behind a namespace.

// Not forbidden, since a part that calls foreign code has to allow it for itself.
#![deny(unsafe_code)]

pub(crate) mod absent;
pub(crate) mod bluetooth;
pub(crate) mod directory;
pub(crate) mod dns;
pub(crate) mod foreign;
#[cfg_attr(not(target_os = "linux"), allow(dead_code))]
pub(crate) mod nla;
pub(crate) mod sap;
pub(crate) mod stored;
pub(crate) mod stored_classes;

use std::borrow::Cow;
use std::sync::Arc;

use uuid::Uuid;

use self::foreign::version_2::Advertisement;
use crate::error::Error;
use crate::rnr::class::{ClassStanding, ServiceClass};
use crate::rnr::query::{ControlFlags, Protocol, Query};
use crate::rnr::service::{Operation, Registration, Service};
use crate::signal::{Signal, Subscription};
use crate::sync::Frozen;

/// A namespace provider, shaped after the routines that a provider library hands to Winsock (`NSP_ROUTINE`).
pub(crate) trait NamespaceProvider: Send + Sync {
    /// Registers, deregisters or deletes a service. `class` describes its class, if the provider uses that and anybody knows
    /// it. `control_flags` are the caller's, whatever they mean here.
    fn set_service(
        &self,
        given: &Registration,
        class: Option<&ServiceClass>,
        operation: Operation,
        control_flags: u32,
    ) -> Result<Outcome, Error>;

    /// Begins a lookup: looks at the query and returns at once, without searching. `class` is as for `set_service`.
    fn lookup_begin(
        &self,
        query: &Query,
        class: Option<&ServiceClass>,
        flags: ControlFlags,
    ) -> Result<Box<dyn Lookup>, Error>;

    /// Whether registrations and lookups are to come with the description of their class: finding it takes time.
    fn uses_class_info(&self) -> bool {
        false
    }

    /// The last `WSACleanup` came, and the lookups of its session have ended. Called with no lock held, when the next session
    /// may have begun.
    fn clean_up(&self) {}

    /// Keeps the part of a class's description that is meant for this namespace.
    fn install_class(&self, _class: &ServiceClass) -> Result<(), Error> {
        Err(Error::NotSupported)
    }

    /// Forgets the description of a class.
    fn remove_class(&self, _class: Uuid) -> Result<(), Error> {
        Err(Error::NotSupported)
    }

    /// The description of a class, as far as it concerns this namespace.
    fn class_info(&self, _class: Uuid) -> Result<Arc<ServiceClass>, Error> {
        Err(Error::NotSupported)
    }

    /// Where the provider stands with a class, asked before it is to be removed. A refusal is that of the removal.
    fn class_standing(&self, _class: Uuid) -> Result<ClassStanding, Error> {
        Err(Error::NotSupported)
    }

    /// The last `WSACleanup` came. Called before the next session can begin, with a lock held: must neither wait nor call
    /// foreign code.
    fn session_ended(&self) {}

    /// Forgets what it knows beside the store. Called with a lock held: must neither wait nor call foreign code.
    fn forget(&self) {}

    /// The provider hands its routines over, or withdraws them.
    fn advertise(&self, _advertisement: Option<Advertisement>) -> Result<(), Error> {
        Err(Error::InvalidProvider)
    }

    /// Takes the locks of the provider, in their fixed order, for the time of a `fork`.
    fn freeze(&self) -> Vec<Frozen> {
        Vec::new()
    }

    /// In a forked child, after the locks are released: the other threads are not here.
    fn after_fork_in_child(&self) {}
}

/// What a provider made of a registration that it did not refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The operation was carried out.
    Done,
    /// It was carried out; the caller is given this handle of what was made.
    Recorded(u64),
    /// The namespace takes registrations and does nothing with them.
    Ignored,
}

impl Outcome {
    /// The handle that the operation made, if it made one.
    pub(crate) fn handle(self) -> Option<u64> {
        match self {
            Self::Recorded(handle) => Some(handle),
            Self::Done | Self::Ignored => None,
        }
    }
}

/// A lookup under way at one provider.
pub(crate) trait Lookup: Send {
    /// The next result. `flags` are those that are in effect for this call; results may depend on what is asked for.
    fn next(&mut self, flags: ControlFlags) -> Result<Answer<'_>, Error>;

    /// The flags that are in effect for a Next.
    fn flags(&self, begin: ControlFlags, next: ControlFlags) -> ControlFlags {
        begin.for_next(next)
    }

    /// What stops a `next` that another thread is inside of; a lookup that never waits needs none.
    fn interrupt(&self) -> Option<Arc<dyn Interrupt>> {
        None
    }

    /// Whether what is there to be returned has changed since `next` last said that there is no more; before it has, since
    /// the first `next` or the first call of this, whichever came first. Returns at once.
    ///
    /// Once it has been asked, `next` is called beyond its end, too: it returns what has changed, with flags that say how,
    /// and again that there is no more.
    fn changed(&mut self) -> Result<bool, Error> {
        Err(Error::NotSupported)
    }

    /// Raises the signal whenever `changed` is worth another question, until the subscription is dropped. A change that comes
    /// after this call is not missed.
    fn subscribe(&self, _signal: &Arc<Signal>) -> Result<Subscription, Error> {
        Err(Error::NotSupported)
    }
}

/// Stops a call that waits.
pub(crate) trait Interrupt: Send + Sync {
    /// Makes the call return soon, and every later one at once; what they return is forgotten. Called at most once, with no
    /// lock held.
    fn interrupt(&self);
}

/// One result: a service as it is stored, or one made for the answer. What the lookup itself keeps is borrowed from it.
#[derive(Debug, Clone)]
pub(crate) struct Answer<'a> {
    pub(crate) service: Cow<'a, Arc<Service>>,
    /// The restriction that its addresses must pass.
    pub(crate) protocols: Cow<'a, [Protocol]>,
    /// What is left of the name that was looked for; empty when nothing is.
    pub(crate) query_string: Box<[u16]>,
    /// `dwOutputFlags`: `RESULT_IS_…`, and what the namespace itself defines.
    pub(crate) output_flags: u32,
}

impl Answer<'_> {
    /// The same, to be kept for longer than until the lookup goes on.
    #[cold]
    pub(crate) fn into_owned(self) -> Answer<'static> {
        Answer {
            service: Cow::Owned(self.service.into_owned()),
            protocols: Cow::Owned(self.protocols.into_owned()),
            ..self
        }
    }
}
