// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the namespaces that keep services have in common: the operation table over a store, and lookups in it.

#![forbid(unsafe_code)]

pub(super) mod difference;
mod exact;
mod name_form;
mod scan;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::sync::Arc;

use uuid::Uuid;

use self::exact::ExactLookup;
pub(crate) use self::name_form::NameForm;
use self::scan::{Scan, ScanLookup};
use super::{Lookup, Outcome};
use crate::config::NameCase;
use crate::error::Error;
use crate::policy;
use crate::rnr::context;
use crate::rnr::query::{self, ControlFlags, Protocols, Query, Version};
use crate::rnr::service::{self, Operation, Registration, Scope, Service, ServiceKey};
use crate::signal::{Signal, Subscription};
use crate::store::Store;
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
    pub(crate) names: NameForm,
}

impl StoredNamespace {
    /// Carries out an operation on what stands under `class`. Needs a name; of the control flags only `SERVICE_MULTIPLE`
    /// counts.
    pub(crate) fn set_service(
        &self,
        class: Uuid,
        given: &Registration,
        operation: Operation,
        control_flags: u32,
    ) -> Result<Outcome, Error> {
        if given.name.is_empty() {
            return Err(policy::MISSING_IDENTITY);
        }
        let given = self.as_kept(given);
        let mut key = self.key(class, self.context(&given.context)?);
        self.compare_by(&given.name, &mut key.name);
        let scope = if control_flags & SERVICE_MULTIPLE == 0 {
            Scope::Group
        } else {
            Scope::Multiple
        };
        let claimed = match operation {
            Operation::Register => given.addresses.as_slice(),
            Operation::Deregister | Operation::Delete => &[],
        };
        self.store.update_claiming(&key, claimed, &mut |existing| {
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
        let filter = Filter {
            version: query.version,
            protocols: if query.protocols.is_empty() {
                Protocols::default()
            } else {
                query.protocols.clone()
            },
            named: name.is_some(),
        };
        Ok(match (class, name) {
            (Some(class), Some(name)) if !deep => {
                // The name goes where it stays: what carries it is large enough for its moves to show.
                let key = self.key(class, context);
                let mut lookup = Box::new(ExactLookup::new(*self, key, filter, flags));
                self.compare_by(name, &mut lookup.key.name);
                lookup
            }
            _ => {
                let scan = Scan {
                    context,
                    deep,
                    class,
                    name: name.map(|name| self.comparable_name(name).as_slice().into()),
                    services: !only_containers,
                    containers: only_containers
                        || self.shape.containers
                            && !no_containers
                            && policy::lists_containers(query),
                };
                Box::new(ScanLookup::new(*self, scan, filter, flags))
            }
        })
    }

    /// Raises the signal after every change of this provider's services, or of those of one class.
    fn subscribe(&self, class: Option<Uuid>, signal: &Arc<Signal>) -> Subscription {
        self.store.changes().subscribe(self.provider, class, signal)
    }

    /// A key that has no name yet.
    #[inline(always)]
    fn key(&self, class: Uuid, context: Box<[u16]>) -> ServiceKey {
        ServiceKey {
            provider: self.provider,
            class,
            name: WideText::new(),
            context: Some(context).filter(|context| !context.is_empty()),
        }
    }

    /// A name that somebody gave, in the form in which names are compared.
    fn comparable_name(&self, name: &[u16]) -> WideText {
        let mut comparable = WideText::new();
        self.compare_by(name, &mut comparable);
        comparable
    }

    /// Puts a name that somebody gave into an empty text, in the form in which names are compared.
    fn compare_by(&self, name: &[u16], into: &mut WideText) {
        match self.shape.names {
            NameForm::AsGiven => self.fold(name, into),
            form => self.fold(&form.kept(&WideText::from_slice(name)), into),
        }
    }

    /// Text in the form in which it is compared.
    pub(crate) fn comparable(&self, text: &[u16]) -> WideText {
        let mut comparable = WideText::new();
        self.fold(text, &mut comparable);
        comparable
    }

    fn fold(&self, text: &[u16], into: &mut WideText) {
        match self.name_case {
            NameCase::Insensitive => case::fold(text, into),
            NameCase::Exact => into.extend_from_slice(text),
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
        match self.shape.names.kept(&given.name) {
            Cow::Borrowed(_) => Cow::Borrowed(given),
            Cow::Owned(name) => Cow::Owned(Registration {
                name,
                ..given.clone()
            }),
        }
    }
}

/// Which of the objects that are found are results.
struct Filter {
    version: Option<Version>,
    protocols: Protocols,
    /// Whether a name was given: then "nothing" is an error of its own.
    named: bool,
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
