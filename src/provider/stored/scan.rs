// SPDX-License-Identifier: MIT OR Apache-2.0
//! A lookup of many services or containers: first the results, then what becomes of them.

#![forbid(unsafe_code)]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::vec;

use uuid::Uuid;

use super::difference::{Difference, Identity, Item, differences};
use super::{Filter, StoredNamespace};
use crate::error::Error;
use crate::policy;
use crate::provider::{Answer, Lookup};
use crate::rnr::context;
use crate::rnr::query::ControlFlags;
use crate::rnr::service::{self, Service, State};
use crate::signal::{Signal, Subscription};
use crate::store::{Entry, Selection};
use crate::text::WideText;

pub(super) struct ScanLookup {
    namespace: StoredNamespace,
    scan: Scan,
    filter: Filter,
    /// Those of the last `next`: what counts as a change is what that would return.
    flags: ControlFlags,
    progress: Progress,
}

/// Where objects are looked for.
pub(super) struct Scan {
    pub(super) context: Box<[u16]>,
    pub(super) deep: bool,
    pub(super) class: Option<Uuid>,
    pub(super) name: Option<Box<[u16]>>,
    pub(super) services: bool,
    pub(super) containers: bool,
}

enum Progress {
    /// Nothing was looked for yet: the first call takes the snapshot.
    Begun,
    Results(Results),
    /// The results have come to their end.
    Ended(Aftermath),
}

/// A snapshot on its way to the caller.
struct Results {
    /// First the ones that were shown, as they were shown, then those passed over, then those yet to come.
    items: Vec<Item>,
    shown: usize,
    next: usize,
    /// Whether any was still there when its turn came, fitting or not.
    seen: bool,
}

/// What the caller has been told, or is being told.
struct Aftermath {
    known: Vec<Item>,
    /// What has changed, up to the next "no more".
    due: Option<vec::IntoIter<Difference>>,
}

impl ScanLookup {
    pub(super) fn new(
        namespace: StoredNamespace,
        scan: Scan,
        filter: Filter,
        flags: ControlFlags,
    ) -> Self {
        Self {
            namespace,
            scan,
            filter,
            flags: flags.for_next(ControlFlags::empty()),
            progress: Progress::Begun,
        }
    }

    /// Finds the place of the next object of the snapshot, as it is now; what went away meanwhile is passed over.
    fn next_result(&mut self) -> Result<usize, Error> {
        if matches!(self.progress, Progress::Begun) {
            let items = self.scan.snapshot(&self.namespace)?;
            self.progress = Progress::Results(Results::new(items));
        }
        let Progress::Results(results) = &mut self.progress else {
            return Err(Error::Internal);
        };
        while let Some(item) = results.items.get_mut(results.next) {
            let is_there = self.namespace.refresh(item)?;
            let fits = is_there && self.filter.fits(&item.service, self.flags);
            let position = results.next;
            results.next += 1;
            results.seen |= is_there;
            if fits {
                let place = results.shown;
                if place != position {
                    results.items.swap(place, position);
                }
                results.shown += 1;
                return Ok(place);
            }
        }
        let ending = match (self.filter.named && results.shown == 0, results.seen) {
            (false, _) => Error::NoMore,
            (true, false) => policy::NAME_UNKNOWN,
            (true, true) => policy::NAMED_BUT_UNFIT,
        };
        results.items.truncate(results.shown);
        self.progress = Progress::Ended(Aftermath {
            known: std::mem::take(&mut results.items),
            due: None,
        });
        Err(ending)
    }

    /// The next of what has changed since the last "no more".
    #[cold]
    fn next_difference(&mut self) -> Result<Difference, Error> {
        let Progress::Ended(Aftermath { known, due }) = &mut self.progress else {
            return Err(Error::Internal);
        };
        let mut left = match due.take() {
            Some(left) => left,
            None => {
                let fresh = look_again(&self.scan, &self.namespace, &self.filter, self.flags)?;
                let found = differences(known.iter(), &fresh).into_iter();
                *known = fresh;
                found
            }
        };
        let difference = left.next().ok_or(Error::NoMore)?;
        *due = Some(left);
        Ok(difference)
    }
}

/// What would be returned now.
fn look_again(
    scan: &Scan,
    namespace: &StoredNamespace,
    filter: &Filter,
    flags: ControlFlags,
) -> Result<Vec<Item>, Error> {
    let mut items = scan.snapshot(namespace)?;
    items.retain(|item| filter.fits(&item.service, flags));
    Ok(items)
}

impl Lookup for ScanLookup {
    fn next(&mut self, flags: ControlFlags) -> Result<Answer<'_>, Error> {
        self.flags = flags;
        let (service, output_flags) = if matches!(self.progress, Progress::Ended(_)) {
            let Difference { kind, service } = self.next_difference()?;
            (Cow::Owned(service), kind.output_flags())
        } else {
            let place = self.next_result()?;
            let Progress::Results(results) = &self.progress else {
                return Err(Error::Internal);
            };
            let item = results.items.get(place).ok_or(Error::Internal)?;
            (Cow::Borrowed(&item.service), 0)
        };
        Ok(Answer {
            service,
            protocols: Cow::Borrowed(&self.filter.protocols),
            query_string: Box::default(),
            output_flags,
        })
    }

    fn changed(&mut self) -> Result<bool, Error> {
        let Self {
            namespace,
            scan,
            filter,
            flags,
            progress,
        } = self;
        let differs = |known: &mut dyn Iterator<Item = &Item>| {
            let fresh = look_again(scan, namespace, filter, *flags)?;
            Ok(!differences(known, &fresh).is_empty())
        };
        match progress {
            Progress::Begun => {
                *progress = Progress::Results(Results::new(scan.snapshot(namespace)?));
                Ok(false)
            }
            Progress::Results(results) => {
                let fits = |item: &&Item| filter.fits(&item.service, *flags);
                let shown = results.items.iter().take(results.shown);
                let coming = results.items.iter().skip(results.next).filter(fits);
                differs(&mut shown.chain(coming))
            }
            Progress::Ended(Aftermath { known, due }) => {
                let waiting = due.as_ref().is_some_and(|due| due.len() > 0);
                Ok(waiting || differs(&mut known.iter())?)
            }
        }
    }

    fn subscribe(&self, signal: &Arc<Signal>) -> Result<Subscription, Error> {
        // Containers come and go with services of any class.
        let class = self.scan.class.filter(|_| !self.scan.containers);
        Ok(self.namespace.subscribe(class, signal))
    }
}

impl Results {
    fn new(items: Vec<Item>) -> Self {
        Self {
            items,
            shown: 0,
            next: 0,
            seen: false,
        }
    }
}

impl StoredNamespace {
    /// Brings an object of a snapshot up to date; tells whether it is still there. Containers stay as they were.
    fn refresh(&self, item: &mut Item) -> Result<bool, Error> {
        let Identity::Service(key) = &item.identity else {
            return Ok(true);
        };
        if self.store.is_unchanged(&item.service) {
            return Ok(true);
        }
        let current = self.store.get(key)?;
        let is_there = current.is_some();
        if let Some(service) = current {
            item.service = service;
        }
        Ok(is_there)
    }
}

impl Scan {
    fn snapshot(&self, namespace: &StoredNamespace) -> Result<Vec<Item>, Error> {
        let selection = match (self.containers, &self.name, self.class) {
            (false, Some(name), _) => Selection::Name(name.clone()),
            (false, None, Some(class)) => Selection::Class(class),
            _ => Selection::All,
        };
        let entries = namespace.store.scan(namespace.provider, &selection)?;
        let mut items = Vec::new();
        if self.containers {
            items = self.containers(&entries, namespace);
        }
        if self.services {
            items.extend(entries.into_iter().filter(|entry| self.selects(entry)).map(
                |Entry { key, service }| Item {
                    identity: Identity::Service(key),
                    service,
                },
            ));
        }
        Ok(items)
    }

    fn selects(&self, entry: &Entry) -> bool {
        let context = entry.key.context();
        self.class.is_none_or(|class| class == entry.key.class)
            && self
                .name
                .as_deref()
                .is_none_or(|name| name == entry.key.name.as_slice())
            && if self.deep {
                context::is_within(context, &self.context)
            } else {
                context::is_same(context, &self.context)
            }
    }

    /// The containers below the start: each exists for as long as something stands in it.
    fn containers(&self, entries: &[Entry], namespace: &StoredNamespace) -> Vec<Item> {
        let depth = context::components(&self.context).count();
        let mut found: BTreeMap<Box<[u16]>, Arc<Service>> = BTreeMap::new();
        let below = entries
            .iter()
            .filter(|entry| context::is_within(entry.key.context(), &self.context));
        for entry in below {
            let mut path = Vec::new();
            for (level, component) in context::components(&entry.service.context).enumerate() {
                if level > depth && !self.deep {
                    break;
                }
                let parent = context::normalise(&path);
                path.push(u16::from(b'\\'));
                path.extend_from_slice(component);
                if level >= depth {
                    let identity = namespace
                        .comparable(&context::normalise(&path))
                        .as_slice()
                        .into();
                    found
                        .entry(identity)
                        .or_insert_with(|| Arc::new(container(component, parent)));
                }
            }
        }
        let item = |(path, service)| Item {
            identity: Identity::Container(path),
            service,
        };
        found.into_iter().map(item).collect()
    }
}

fn container(name: &[u16], context: Box<[u16]>) -> Service {
    Service {
        class: None,
        name: WideText::from_slice(name),
        context,
        version: None,
        comment: None,
        blob: None,
        addresses: service::Addresses::new(),
        state: State::Registered,
        outdated: Default::default(),
    }
}
