// SPDX-License-Identifier: MIT OR Apache-2.0
//! A lookup of one service: whether it is there, then what becomes of it.

#![forbid(unsafe_code)]

use std::borrow::Cow;
use std::sync::Arc;

use super::difference::{Difference, difference};
use super::{Filter, StoredNamespace};
use crate::error::Error;
use crate::policy;
use crate::provider::{Answer, Lookup};
use crate::rnr::query::ControlFlags;
use crate::rnr::service::{Service, ServiceKey};
use crate::signal::{Signal, Subscription};

pub(super) struct ExactLookup {
    namespace: StoredNamespace,
    pub(super) key: ServiceKey,
    filter: Filter,
    /// Those of the last `next`: what counts as a change is what that would return.
    flags: ControlFlags,
    stage: Stage,
    /// The service as the caller knows it, or will when its turn comes.
    known: Option<Arc<Service>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing was looked for yet.
    Begun,
    /// Looked for, and not shown yet.
    Found,
    /// Shown; the end comes next.
    Shown,
    /// The end was told.
    Ended,
}

impl ExactLookup {
    #[inline(always)]
    pub(super) fn new(
        namespace: StoredNamespace,
        key: ServiceKey,
        filter: Filter,
        flags: ControlFlags,
    ) -> Self {
        Self {
            namespace,
            key,
            filter,
            flags: flags.for_next(ControlFlags::empty()),
            stage: Stage::Begun,
            known: None,
        }
    }

    /// Looks for the one result.
    fn look_for_result(&mut self) -> Result<(), Error> {
        // What was not there when it was looked for comes as a change.
        let awaited = self.stage == Stage::Begun || self.known.is_some();
        let current = if awaited {
            self.namespace.store.get(&self.key)?
        } else {
            None
        };
        self.stage = Stage::Ended;
        self.known = None;
        let service = current.ok_or(policy::NAME_UNKNOWN)?;
        if !self.filter.fits(&service, self.flags) {
            return Err(policy::NAMED_BUT_UNFIT);
        }
        self.stage = Stage::Shown;
        self.known = Some(service);
        Ok(())
    }

    /// What has become of it since it was last told of.
    #[cold]
    fn difference(&mut self) -> Result<Difference, Error> {
        let fresh = self.look()?;
        let difference = difference(self.known.as_ref(), fresh.as_ref()).ok_or(Error::NoMore)?;
        self.stage = Stage::Shown;
        self.known = fresh;
        Ok(difference)
    }

    /// What would be returned now.
    fn look(&self) -> Result<Option<Arc<Service>>, Error> {
        let current = self.namespace.store.get(&self.key)?;
        Ok(current.filter(|service| self.filter.fits(service, self.flags)))
    }
}

impl Lookup for ExactLookup {
    fn next(&mut self, flags: ControlFlags) -> Result<Answer<'_>, Error> {
        self.flags = flags;
        let (service, output_flags) = match self.stage {
            Stage::Begun | Stage::Found => {
                self.look_for_result()?;
                (
                    Cow::Borrowed(self.known.as_ref().ok_or(Error::Internal)?),
                    0,
                )
            }
            Stage::Shown => {
                self.stage = Stage::Ended;
                return Err(Error::NoMore);
            }
            Stage::Ended => {
                let Difference { kind, service } = self.difference()?;
                (Cow::Owned(service), kind.output_flags())
            }
        };
        Ok(Answer {
            service,
            protocols: Cow::Borrowed(&self.filter.protocols),
            query_string: Box::default(),
            output_flags,
        })
    }

    fn changed(&mut self) -> Result<bool, Error> {
        if self.stage == Stage::Begun {
            self.known = self.namespace.store.get(&self.key)?;
            self.stage = Stage::Found;
            return Ok(false);
        }
        let fits = |service: &&Arc<Service>| {
            self.stage != Stage::Found || self.filter.fits(service, self.flags)
        };
        let known = self.known.as_ref().filter(fits);
        Ok(difference(known, self.look()?.as_ref()).is_some())
    }

    fn subscribe(&self, signal: &Arc<Signal>) -> Result<Subscription, Error> {
        Ok(self.namespace.subscribe(Some(self.key.class), signal))
    }
}
