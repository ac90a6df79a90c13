// SPDX-License-Identifier: MIT OR Apache-2.0
//! Lookups among networks: first those that there are, then what becomes of them.

#![forbid(unsafe_code)]

use std::borrow::Cow;
use std::sync::Arc;
use std::vec;

use super::{Filter, Listing, Nla};
use crate::error::Error;
use crate::policy;
use crate::provider::stored::difference::{Difference, Item, differences};
use crate::provider::{Answer, Lookup};
use crate::rnr::query::ControlFlags;
use crate::rnr::service::Service;
use crate::signal::{Signal, Subscription};

pub(super) struct NetworkLookup {
    networks: Nla,
    filter: Filter,
    progress: Progress,
}

enum Progress {
    /// Nothing was looked for yet.
    Begun,
    /// What the first look found, and how much of it was returned.
    Results(Listing, usize),
    /// What the caller knows of, and what of its changes is still to be told, up to the next "no more".
    Ended(Vec<Item>, Option<vec::IntoIter<Difference>>),
}

impl NetworkLookup {
    pub(super) fn new(networks: Nla, filter: Filter) -> Self {
        Self {
            networks,
            filter,
            progress: Progress::Begun,
        }
    }

    fn look(&self) -> Result<Listing, Error> {
        self.networks.list(&self.filter)
    }
}

fn answer(service: &Arc<Service>, output_flags: u32) -> Answer<'static> {
    Answer {
        query_string: Box::default(),
        service: Cow::Owned(Arc::clone(service)),
        protocols: Cow::default(),
        output_flags,
    }
}

impl Lookup for NetworkLookup {
    fn next(&mut self, _: ControlFlags) -> Result<Answer<'_>, Error> {
        match &self.progress {
            Progress::Begun => self.progress = Progress::Results(self.look()?, 0),
            Progress::Ended(known, None) => {
                let fresh = self.look()?.networks;
                let due = differences(known.iter(), &fresh).into_iter();
                self.progress = Progress::Ended(fresh, Some(due));
            }
            _ => {}
        }
        match &mut self.progress {
            Progress::Results(listing, returned) => {
                if let Some(item) = listing.networks.get(*returned) {
                    *returned += 1;
                    return Ok(answer(&item.service, 0));
                }
                let is_named = *returned == 0 && self.filter.name.is_some();
                let ending = match (is_named, listing.is_known) {
                    (false, _) => Error::NoMore,
                    (true, false) => policy::NAME_UNKNOWN,
                    (true, true) => policy::NAMED_BUT_UNFIT,
                };
                self.progress = Progress::Ended(std::mem::take(&mut listing.networks), None);
                Err(ending)
            }
            Progress::Ended(_, due) => match due.as_mut().and_then(Iterator::next) {
                Some(Difference { kind, service }) => Ok(answer(&service, kind.output_flags())),
                None => {
                    *due = None;
                    Err(Error::NoMore)
                }
            },
            Progress::Begun => Err(Error::Internal),
        }
    }

    fn changed(&mut self) -> Result<bool, Error> {
        let fresh = self.look()?;
        Ok(match &self.progress {
            Progress::Begun => {
                self.progress = Progress::Results(fresh, 0);
                false
            }
            Progress::Results(known, _) => {
                !differences(known.networks.iter(), &fresh.networks).is_empty()
            }
            Progress::Ended(known, due) => {
                due.as_ref().is_some_and(|due| due.len() > 0)
                    || !differences(known.iter(), &fresh.networks).is_empty()
            }
        })
    }

    fn subscribe(&self, signal: &Arc<Signal>) -> Result<Subscription, Error> {
        self.networks.subscribe(signal)
    }
}
