// SPDX-License-Identifier: MIT OR Apache-2.0
//! UpdateServiceManager.

#![forbid(unsafe_code)]

use uuid::Uuid;
use widestring::{U16String, u16str};

use super::registration::Registration;
use super::service::Service;
use super::services::Services;
use crate::com::ids;
use crate::com::lockdown::Lockdown;
use crate::com::object::{InUse, OrZero, Reference, Text};
use crate::com::value::Value;
use crate::ffi::guiddef::GUID;
use crate::hresult::HResult;
use crate::policy;
use crate::sync::ObjectMutex;
use crate::wua::agent::Agent;
use crate::wua::caller::{Caller, Client};
use crate::wua::request;
use crate::wua::retrier::Attendance;

/// `uloForWebsiteAccess`.
const WEBSITE_ACCESS: i32 = 1 << 0;

/// A manager, and what its user has told it.
pub(crate) struct Manager {
    agent: &'static Agent,
    own: ObjectMutex<Options>,
    _attendance: Option<Attendance>,
}

struct Options {
    client: Client,
    /// The one service that may be registered with Automatic Updates.
    allowed: Option<Uuid>,
}

impl Manager {
    /// `name`: what the program calls itself, if it has said so already.
    pub(crate) fn object(agent: &'static Agent, name: Option<U16String>) -> Reference {
        let client = Client::unnamed();
        Reference::new(Self {
            agent,
            own: ObjectMutex::new(Options {
                client: Client {
                    name: name.unwrap_or(client.name),
                    ..client
                },
                allowed: None,
            }),
            _attendance: agent.attend(InUse::claim),
        })
    }

    fn client(&self) -> Client {
        self.own.lock().client.clone()
    }

    /// Refuses from now on whatever would change something.
    pub(crate) fn lock_down(&self, flags: i32) -> Result<(), HResult> {
        if flags & !WEBSITE_ACCESS != 0 {
            return Err(policy::UNKNOWN_LOCKDOWN_FLAG);
        }
        if flags & WEBSITE_ACCESS != 0 {
            self.own.lock().client.is_locked_down = true;
        }
        Ok(())
    }

    /// Its interfaces that stand apart.
    pub(crate) fn face(whole: &Reference, iid: &GUID) -> Option<Reference> {
        (*iid == ids::UPDATE_LOCKDOWN).then(|| Lockdown::object(whole.clone()))
    }

    pub(crate) fn services(&self) -> Result<Reference, HResult> {
        self.agent.services().map(Services::object)
    }

    pub(crate) fn add_service(&self, id: Text, path: Text) -> Result<Reference, HResult> {
        self.agent
            .add_service(&id.or_empty(), &path.or_empty(), &self.client())
            .map(Service::object)
    }

    pub(crate) fn register_with_automatic_updates(&self, id: Text) -> Result<(), HResult> {
        let allowed = self.own.lock().allowed;
        self.agent
            .register_with_automatic_updates(&id.or_empty(), allowed, &self.client())
    }

    pub(crate) fn remove_service(&self, id: Text) -> Result<(), HResult> {
        self.agent.remove(&id.or_empty(), &self.client())
    }

    pub(crate) fn unregister_with_automatic_updates(&self, id: Text) -> Result<(), HResult> {
        self.agent
            .unregister_with_automatic_updates(&id.or_empty(), &self.client())
    }

    pub(crate) fn add_scan_package_service(
        &self,
        name: Text,
        path: Text,
        OrZero(flags): OrZero,
    ) -> Result<Reference, HResult> {
        let package = self.agent.add_scan_package(
            &name.or_empty(),
            &path.or_empty(),
            flags,
            &self.client(),
        )?;
        Ok(if package.is_volatile {
            Service::volatile(package.service, self.agent)
        } else {
            Service::object(package.service)
        })
    }

    pub(crate) fn set_option(&self, name: Text, value: Value) -> Result<(), HResult> {
        let name = name.or_empty();
        let invalid = HResult::E_INVALIDARG;
        if name == u16str!("AllowedServiceID") {
            let Value::Text(text) = value else {
                return Err(invalid);
            };
            let text = text.unwrap_or_default();
            let allowed = if text.is_empty() {
                None
            } else {
                Some(request::service_id(&text, Caller::default())?)
            };
            self.agent.may_set_options(&self.client())?;
            self.own.lock().allowed = allowed;
            Ok(())
        } else if name == u16str!("AllowWarningUI") {
            let Value::Bool(_) = value else {
                return Err(invalid);
            };
            // There is nothing to show a warning on, and nothing reads the option back.
            self.agent.may_set_options(&self.client())
        } else {
            Err(invalid)
        }
    }

    pub(crate) fn client_application_id(&self) -> Result<U16String, HResult> {
        Ok(self.own.lock().client.name.clone())
    }

    pub(crate) fn put_client_application_id(&self, value: Text) -> Result<(), HResult> {
        self.own.lock().client.name = value.or_empty();
        Ok(())
    }

    pub(crate) fn query_service_registration(&self, id: Text) -> Result<Reference, HResult> {
        self.agent.query(&id.or_empty()).map(Registration::object)
    }

    pub(crate) fn add_service2(
        &self,
        id: Text,
        flags: i32,
        path: Text,
    ) -> Result<Reference, HResult> {
        self.agent
            .add_service2(&id.or_empty(), flags, &path.or_empty(), &self.client())
            .map(Registration::object)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::wua::UnixTime;
    use crate::wua::authority::Nobody;
    use crate::wua::authorization::{Authorization, Verifier, Wanted};
    use crate::wua::keeper::MemoryKeeper;

    struct Trusting;

    impl Verifier for Trusting {
        fn authorize(&self, _: &[u16], _: Wanted) -> Result<Authorization, HResult> {
            Err(HResult::E_NOTIMPL)
        }

        fn scan_package(&self, _: &[u16]) -> Result<Option<UnixTime>, HResult> {
            Ok(None)
        }
    }

    #[test]
    fn a_volatile_service_goes_with_the_last_reference_to_its_object() {
        let agent: &'static Agent = Box::leak(Box::new(Agent::new(
            Box::new(MemoryKeeper::new()),
            Box::new(Trusting),
            Box::new(Nobody),
            Caller::default(),
        )));
        let manager = Manager {
            agent,
            own: ObjectMutex::new(Options {
                client: Client::unnamed(),
                allowed: None,
            }),
            _attendance: None,
        };
        let count = || agent.services().unwrap().len();
        let add = |flags| {
            let text = || Text(Some(U16String::from_str("a")));
            manager
                .add_scan_package_service(text(), text(), OrZero(flags))
                .unwrap()
        };
        let before = count();
        let first = add(0);
        let second = first.clone();
        assert_eq!(count(), before + 1);
        drop(first);
        assert_eq!(count(), before + 1);
        drop(second);
        assert_eq!(count(), before);
        drop(add(1));
        assert_eq!(count(), before + 1);
    }
}
