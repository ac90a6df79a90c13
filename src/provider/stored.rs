// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the namespaces that keep services have in common: the operation table over a store, and lookups in it.

#![forbid(unsafe_code)]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::vec;

use uuid::Uuid;

use super::{Answer, Lookup, Outcome};
use crate::config::NameCase;
use crate::error::Error;
use crate::policy;
use crate::rnr::context;
use crate::rnr::query::{self, ControlFlags, Protocols, Query, Version};
use crate::rnr::service::{self, Operation, Registration, Scope, Service, ServiceKey, State};
use crate::store::{Entry, Selection, Store};
use crate::text::{WideText, case};

/// `SERVICE_MULTIPLE`.
const SERVICE_MULTIPLE: u32 = 1;

/// One provider's part of a store.
#[derive(Clone, Copy)]
pub(crate) struct StoredNamespace {
    pub(crate) store: &'static dyn Store,
    pub(crate) provider: Uuid,
    pub(crate) name_case: NameCase,
    pub(crate) shape: Shape,
}

/// How a namespace is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Whether services can stand in containers.
    pub(crate) containers: bool,
    /// Whether names become upper case when they are registered.
    pub(crate) upper_case_names: bool,
}

impl StoredNamespace {
    /// Carries out an operation. Needs a name and a class; of the control flags only `SERVICE_MULTIPLE` counts.
    pub(crate) fn set_service(
        &self,
        given: &Registration,
        operation: Operation,
        control_flags: u32,
    ) -> Result<Outcome, Error> {
        let class = given.class.ok_or(policy::MISSING_IDENTITY)?;
        if given.name.is_empty() {
            return Err(policy::MISSING_IDENTITY);
        }
        let given = self.as_kept(given);
        let key = self.key(class, &given.name, self.context(&given.context)?);
        let scope = if control_flags & SERVICE_MULTIPLE == 0 {
            Scope::Group
        } else {
            Scope::Multiple
        };
        self.store.update(&key, &mut |existing| {
            service::apply(existing, operation, scope, &given)
        })?;
        Ok(Outcome::Done)
    }

    pub(crate) fn lookup_begin(
        &self,
        query: &Query,
        flags: ControlFlags,
    ) -> Result<Box<dyn Lookup>, Error> {
        query.version.map_or(Ok(()), Version::check_comparator)?;
        let context = self.context(&query.context)?;
        let (only_containers, no_containers) = (
            flags.contains(ControlFlags::CONTAINERS),
            flags.contains(ControlFlags::NO_CONTAINERS),
        );
        if only_containers && (no_containers || !self.shape.containers) {
            return Err(policy::NO_CONTAINERS);
        }

        // `LUP_CONTAINERS` overrides the restrictions on services.
        let unrestricted;
        let query = if only_containers {
            unrestricted = Query::default();
            &unrestricted
        } else {
            query
        };
        let (class, name) = (query.class, query.exact_name());
        let deep = flags.contains(ControlFlags::DEEP);
        let search = match (class, name) {
            (Some(class), Some(name)) if !deep => Search::Key(self.key(class, name, context)),
            _ => Search::Scan(Scan {
                context,
                deep,
                class,
                name: name.map(|name| self.comparable_name(name).as_slice().into()),
                services: !only_containers,
                containers: only_containers
                    || self.shape.containers && !no_containers && policy::lists_containers(query),
            }),
        };
        Ok(Box::new(StoredLookup {
            namespace: *self,
            search,
            version: query.version,
            protocols: query.protocols.clone(),
            named: name.is_some(),
            known: false,
            delivered: false,
        }))
    }

    fn key(&self, class: Uuid, name: &[u16], context: Box<[u16]>) -> ServiceKey {
        ServiceKey {
            provider: self.provider,
            class,
            name: self.comparable_name(name),
            context: Some(context).filter(|context| !context.is_empty()),
        }
    }

    fn comparable_name(&self, name: &[u16]) -> WideText {
        if self.shape.upper_case_names {
            self.comparable(&upper_case(name))
        } else {
            self.comparable(name)
        }
    }

    fn comparable(&self, text: &[u16]) -> WideText {
        match self.name_case {
            NameCase::Insensitive => {
                let mut folded = WideText::new();
                case::fold(text, &mut folded);
                folded
            }
            NameCase::Exact => WideText::from_slice(text),
        }
    }

    /// Brings a context into the form in which contexts are compared.
    fn context(&self, given: &[u16]) -> Result<Box<[u16]>, Error> {
        if context::components(given)
            .nth(policy::CONTEXT_DEPTH_LIMIT)
            .is_some()
        {
            return Err(policy::BEYOND_LIMIT);
        }
        let path = context::normalise(given);
        if path.is_empty() {
            Ok(path)
        } else if self.shape.containers {
            Ok(self.comparable(&path).as_slice().into())
        } else {
            Err(policy::CONTEXT_IN_FLAT_NAMESPACE)
        }
    }

    /// The registration in the namespace's own spelling.
    fn as_kept<'a>(&self, given: &'a Registration) -> Cow<'a, Registration> {
        if self.shape.upper_case_names {
            let name = upper_case(&given.name);
            Cow::Owned(Registration {
                name,
                ..given.clone()
            })
        } else {
            Cow::Borrowed(given)
        }
    }
}

fn upper_case(name: &[u16]) -> WideText {
    let mut upper = WideText::new();
    case::to_upper(name, &mut upper);
    upper
}

struct StoredLookup {
    namespace: StoredNamespace,
    search: Search,
    version: Option<Version>,
    protocols: Protocols,
    /// Whether a name was given: then "nothing" is an error of its own.
    named: bool,
    /// Whether an object of that name was seen, fitting or not.
    known: bool,
    delivered: bool,
}

enum Search {
    /// One object, not looked for yet.
    Key(ServiceKey),
    /// Several, not looked for yet: the first Next takes the snapshot.
    Scan(Scan),
    /// What is left of the snapshot.
    Items(vec::IntoIter<Item>),
}

struct Scan {
    context: Box<[u16]>,
    deep: bool,
    class: Option<Uuid>,
    name: Option<Box<[u16]>>,
    services: bool,
    containers: bool,
}

enum Item {
    Service(Entry),
    Container(Arc<Service>),
}

impl Lookup for StoredLookup {
    fn next(&mut self, flags: ControlFlags) -> Result<Answer, Error> {
        if let Search::Scan(scan) = &self.search {
            self.search = Search::Items(scan.snapshot(&self.namespace)?.into_iter());
        }
        while let Some(service) = self.advance()? {
            self.known = true;
            if self.fits(&service, flags) {
                self.delivered = true;
                let protocols = self.protocols.clone();
                return Ok(Answer {
                    service,
                    protocols,
                    output_flags: 0,
                });
            }
        }
        Err(match (self.named && !self.delivered, self.known) {
            (false, _) => Error::NoMore,
            (true, false) => policy::NAME_UNKNOWN,
            (true, true) => policy::NAMED_BUT_UNFIT,
        })
    }
}

impl StoredLookup {
    /// The next candidate as it is now; objects that went away since the snapshot are passed over.
    fn advance(&mut self) -> Result<Option<Arc<Service>>, Error> {
        let store = self.namespace.store;
        match &mut self.search {
            Search::Key(key) => {
                let found = store.get(key)?;
                self.search = Search::Items(Vec::new().into_iter());
                Ok(found)
            }
            Search::Scan(_) => Ok(None),
            Search::Items(items) => {
                for item in items {
                    match item {
                        Item::Container(container) => return Ok(Some(container)),
                        Item::Service(entry) => {
                            let current = store.get(&entry.key)?;
                            if current.is_some() {
                                return Ok(current);
                            }
                        }
                    }
                }
                Ok(None)
            }
        }
    }

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
            items.extend(
                entries
                    .into_iter()
                    .filter(|entry| self.selects(entry))
                    .map(Item::Service),
            );
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
        found.into_values().map(Item::Container).collect()
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
