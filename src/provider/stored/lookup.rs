// SPDX-License-Identifier: MIT OR Apache-2.0
//! Lookups among stored services: first the results, then what becomes of them.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::vec;

use smallvec::smallvec;
use uuid::Uuid;

use super::StoredNamespace;
use super::difference::{Difference, Identity, Item, Items, differences};
use crate::error::Error;
use crate::policy;
use crate::provider::{Answer, Lookup};
use crate::rnr::context;
use crate::rnr::query::{self, ControlFlags, Protocols, Version};
use crate::rnr::service::{self, Service, ServiceKey, State};
use crate::signal::{Signal, Subscription};
use crate::store::{Entry, Selection};
use crate::text::WideText;

pub(super) struct StoredLookup {
    namespace: StoredNamespace,
    search: Search,
    filter: Filter,
    /// Those of the last `next`: what counts as a change is what that would return.
    flags: ControlFlags,
    progress: Progress,
}

/// Where objects are looked for.
pub(super) enum Search {
    /// One object.
    Key(ServiceKey),
    /// Several.
    Scan(Scan),
}

pub(super) struct Scan {
    pub(super) context: Box<[u16]>,
    pub(super) deep: bool,
    pub(super) class: Option<Uuid>,
    pub(super) name: Option<Box<[u16]>>,
    pub(super) services: bool,
    pub(super) containers: bool,
}

/// Which of the objects are results.
pub(super) struct Filter {
    pub(super) version: Option<Version>,
    pub(super) protocols: Protocols,
    /// Whether a name was given: then "nothing" is an error of its own.
    pub(super) named: bool,
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
    items: Items,
    shown: usize,
    next: usize,
    /// Whether any was still there when its turn came, fitting or not.
    seen: bool,
}

/// What the caller has been told, or is being told.
struct Aftermath {
    known: Items,
    /// What has changed, up to the next "no more".
    due: Option<vec::IntoIter<Difference>>,
}

impl StoredLookup {
    pub(super) fn new(
        namespace: StoredNamespace,
        search: Search,
        filter: Filter,
        flags: ControlFlags,
    ) -> Self {
        Self {
            namespace,
            search,
            filter,
            flags: flags.for_next(ControlFlags::empty()),
            progress: Progress::Begun,
        }
    }

    /// The next object of the snapshot, as it is now; what went away meanwhile is passed over.
    fn next_result(&mut self) -> Result<Arc<Service>, Error> {
        let now = matches!(self.progress, Progress::Begun);
        if now {
            let items = self.search.look(&self.namespace)?;
            self.progress = Progress::Results(Results::new(items));
        }
        let Progress::Results(results) = &mut self.progress else {
            return Err(Error::Internal);
        };
        while let Some(item) = results.items.get_mut(results.next) {
            if !now && !self.search.refresh(item, &self.namespace)? {
                results.next += 1;
                continue;
            }
            results.seen = true;
            let service = Arc::clone(&item.service);
            let fits = self.filter.fits(&service, self.flags);
            if fits {
                results.items.swap(results.shown, results.next);
                results.shown += 1;
            }
            results.next += 1;
            if fits {
                return Ok(service);
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

    /// What would be returned now.
    fn look_again(&self) -> Result<Items, Error> {
        let mut items = self.search.look(&self.namespace)?;
        items.retain(|item| self.filter.fits(&item.service, self.flags));
        Ok(items)
    }
}

impl Lookup for StoredLookup {
    fn next(&mut self, flags: ControlFlags) -> Result<Answer, Error> {
        self.flags = flags;
        let answer = |service, output_flags, protocols: &Protocols| Answer {
            service,
            protocols: protocols.clone(),
            output_flags,
        };
        let Progress::Ended(aftermath) = &self.progress else {
            let service = self.next_result()?;
            return Ok(answer(service, 0, &self.filter.protocols));
        };
        if aftermath.due.is_none() {
            let fresh = self.look_again()?;
            let due = differences(aftermath.known.iter(), &fresh).into_iter();
            self.progress = Progress::Ended(Aftermath {
                known: fresh,
                due: Some(due),
            });
        }
        let Progress::Ended(aftermath) = &mut self.progress else {
            return Err(Error::Internal);
        };
        match aftermath.due.as_mut().and_then(Iterator::next) {
            Some(Difference { kind, service }) => {
                let flags = kind.output_flags();
                Ok(answer(service, flags, &self.filter.protocols))
            }
            None => {
                aftermath.due = None;
                Err(Error::NoMore)
            }
        }
    }

    fn changed(&mut self) -> Result<bool, Error> {
        let differ = |known: &mut dyn Iterator<Item = &Item>| {
            Ok(!differences(known, &self.look_again()?).is_empty())
        };
        match &self.progress {
            Progress::Begun => {
                let items = self.search.look(&self.namespace)?;
                self.progress = Progress::Results(Results::new(items));
                Ok(false)
            }
            Progress::Results(results) => {
                let fits = |item: &&Item| self.filter.fits(&item.service, self.flags);
                let shown = results.items.iter().take(results.shown);
                let coming = results.items.iter().skip(results.next).filter(fits);
                differ(&mut shown.chain(coming))
            }
            Progress::Ended(aftermath) => {
                let waiting = aftermath.due.as_ref().is_some_and(|due| due.len() > 0);
                Ok(waiting || differ(&mut aftermath.known.iter())?)
            }
        }
    }

    fn subscribe(&self, signal: &Arc<Signal>) -> Result<Subscription, Error> {
        let changes = self.namespace.store.changes();
        Ok(changes.subscribe(self.namespace.provider, self.search.class(), signal))
    }
}

impl Results {
    fn new(items: Items) -> Self {
        Self {
            items,
            shown: 0,
            next: 0,
            seen: false,
        }
    }
}

impl Search {
    /// The only class whose services matter, if there is one.
    fn class(&self) -> Option<Uuid> {
        match self {
            Self::Key(key) => Some(key.class),
            Self::Scan(scan) if scan.containers => None,
            Self::Scan(scan) => scan.class,
        }
    }

    /// Every object that is there.
    fn look(&self, namespace: &StoredNamespace) -> Result<Items, Error> {
        match self {
            Self::Key(key) => Ok(match namespace.store.get(key)? {
                Some(service) => smallvec![Item {
                    identity: Identity::Sought,
                    service,
                }],
                None => Items::new(),
            }),
            Self::Scan(scan) => scan.snapshot(namespace),
        }
    }

    /// Brings an object up to date; tells whether it is still there. Containers stay as they are in the snapshot.
    fn refresh(&self, item: &mut Item, namespace: &StoredNamespace) -> Result<bool, Error> {
        let key = match (&item.identity, self) {
            (Identity::Service(key), _) => key,
            (Identity::Sought, Self::Key(key)) => key,
            _ => return Ok(true),
        };
        let current = namespace.store.get(key)?;
        Ok(match current {
            Some(service) => {
                item.service = service;
                true
            }
            None => false,
        })
    }
}

impl Filter {
    fn fits(&self, service: &Service, flags: ControlFlags) -> bool {
        if self
            .version
            .is_some_and(|wanted| !wanted.accepts(service.version))
        {
            return false;
        }
        let for_service = flags.contains(ControlFlags::RES_SERVICE);
        let passes = |address| query::passes(address, &self.protocols, for_service);
        if !self.protocols.is_empty() && !service.addresses.iter().any(passes) {
            return false;
        }
        if self.named {
            // A deregistered object has no addresses: only its properties are left to be asked for.
            !(flags.contains(ControlFlags::RETURN_ADDR) && service.addresses.is_empty())
        } else {
            policy::enumerated(service.state)
        }
    }
}

impl Scan {
    fn snapshot(&self, namespace: &StoredNamespace) -> Result<Items, Error> {
        let selection = match (self.containers, &self.name, self.class) {
            (false, Some(name), _) => Selection::Name(name.clone()),
            (false, None, Some(class)) => Selection::Class(class),
            _ => Selection::All,
        };
        let entries = namespace.store.scan(namespace.provider, &selection)?;
        let mut items = Items::new();
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
                *context == *self.context
            }
    }

    /// The containers below the start: each exists for as long as something stands in it.
    fn containers(&self, entries: &[Entry], namespace: &StoredNamespace) -> Items {
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
    }
}
