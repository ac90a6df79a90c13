// SPDX-License-Identifier: MIT OR Apache-2.0
//! The update agent of the machine: what the methods of the interfaces do.

#![forbid(unsafe_code)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use uuid::{Builder, Uuid};
use widestring::U16Str;

use super::authority::{Authority, Refused};
use super::authorization::{Verifier, Wanted};
use super::caller::{Caller, Client};
use super::keeper::Keeper;
use super::request::{self, Request, Way};
use super::retrier::{Attendance, Retrier};
use super::service::{RegistrationView, Service, ServiceView};
#[cfg(feature = "cli")]
use super::state::Pending;
use super::state::{Attempt, State};
use crate::hresult::HResult;
use crate::policy;
use crate::store;
use crate::sync::{Frozen, RwLock};
use crate::wua;

/// `usoNonVolatileService`.
const NON_VOLATILE: i32 = 1;

/// The update agent.
pub(crate) struct Agent {
    keeper: Box<dyn Keeper>,
    verifier: Box<dyn Verifier>,
    authority: Box<dyn Authority>,
    /// By the configuration.
    configured: Caller,
    /// What a test has put into its place.
    caller: RwLock<Caller>,
    /// Who tries again what is pending, if not only calls that go on line do.
    retrier: Option<Retrier>,
}

/// A service over a scan package, and whether it lasts only as long as somebody holds it.
pub(crate) struct ScanPackage {
    pub(crate) service: ServiceView,
    pub(crate) is_volatile: bool,
}

/// What became of a pending registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Retried {
    pub(crate) id: Uuid,
    pub(crate) outcome: Result<(), HResult>,
}

impl Agent {
    pub(crate) fn new(
        keeper: Box<dyn Keeper>,
        verifier: Box<dyn Verifier>,
        authority: Box<dyn Authority>,
        caller: Caller,
    ) -> Self {
        Self {
            keeper,
            verifier,
            authority,
            configured: caller,
            caller: RwLock::new(caller),
            retrier: None,
        }
    }

    /// Has a thread try again what is pending, as long as somebody attends.
    pub(crate) fn with_thread(self) -> Self {
        Self {
            retrier: Some(Retrier::default()),
            ..self
        }
    }

    /// Keeps the agent's thread running, if it has one; that holds what `claim` makes until it ends.
    pub(crate) fn attend<Claim: Send + 'static>(
        &'static self,
        claim: impl FnOnce() -> Claim,
    ) -> Option<Attendance> {
        let retrier = self.retrier.as_ref()?;
        Some(retrier.attend(self, claim))
    }

    /// Somebody who tests has moved the clock.
    pub(crate) fn look_at_the_clock(&self) {
        if let Some(retrier) = &self.retrier {
            retrier.look_at_the_clock();
        }
    }

    /// In a forked child.
    pub(crate) fn after_fork_in_child(&self) {
        if let Some(retrier) = &self.retrier {
            retrier.forget_thread();
        }
        if !self.keeper.is_shared() {
            let forget = &mut |state: &mut State| {
                state.forget_attempts();
                Ok(())
            };
            // It is in memory: nothing can fail.
            let _ = self.keeper.update(forget);
        }
    }

    /// Whether a registration is pending.
    pub(crate) fn has_pending(&self) -> bool {
        self.keeper
            .read()
            .is_ok_and(|state| !state.pending.is_empty())
    }

    /// The pending registrations.
    #[cfg(feature = "cli")]
    pub(crate) fn pending(&self) -> Result<std::collections::BTreeMap<Uuid, Pending>, HResult> {
        Ok(self.keeper.read()?.pending.clone())
    }

    /// Tries the pending registrations: what became of each.
    pub(crate) fn retry_all(&self) -> Result<Vec<Retried>, HResult> {
        self.caller().may_read()?;
        self.caller().may_go_on_line()?;
        self.retry(None)
    }

    /// Who calls from now on; none for whom the configuration names.
    pub(crate) fn set_caller(&self, caller: Option<Caller>) {
        *self.caller.write() = caller.unwrap_or(self.configured);
    }

    fn caller(&self) -> Caller {
        *self.caller.read()
    }

    /// Brings everything that is the process's own back to where it was on a fresh machine. What others have as well stays.
    pub(crate) fn reset(&self) {
        self.set_caller(None);
        self.authority.forget();
        if !self.keeper.is_shared() {
            // It is in memory: nothing can fail.
            let _ = self.replace(&State::fresh());
        }
    }

    /// The present state, whoever asks.
    pub(crate) fn state(&self) -> Result<Arc<State>, HResult> {
        self.keeper.read()
    }

    /// Puts another state into its place.
    pub(crate) fn replace(&self, by: &State) -> Result<(), HResult> {
        self.keeper.update(&mut |state| {
            state.clone_from(by);
            Ok(())
        })
    }

    /// The registered services.
    pub(crate) fn services(&self) -> Result<Vec<ServiceView>, HResult> {
        self.caller().may_read()?;
        Ok(self.keeper.read()?.services())
    }

    pub(crate) fn add_service(
        &self,
        id: &U16Str,
        path: &U16Str,
        client: &Client,
    ) -> Result<ServiceView, HResult> {
        let request = request::add_service(id, path, client, self.caller())?;
        self.register(&request)
            .map(|registration| registration.service)
    }

    pub(crate) fn add_service2(
        &self,
        id: &U16Str,
        flags: i32,
        path: &U16Str,
        client: &Client,
    ) -> Result<RegistrationView, HResult> {
        let request = request::add_service2(id, flags, path, client, self.caller())?;
        self.register(&request)
    }

    pub(crate) fn query(&self, id: &U16Str) -> Result<RegistrationView, HResult> {
        let id = request::service_id(id, self.caller())?;
        self.caller().may_read()?;
        Ok(self.keeper.read()?.registration(id))
    }

    /// `allowed`: the one service that the caller has restricted itself to.
    pub(crate) fn register_with_automatic_updates(
        &self,
        id: &U16Str,
        allowed: Option<Uuid>,
        client: &Client,
    ) -> Result<(), HResult> {
        let id = request::service_id(id, self.caller())?;
        self.caller().through(client).may_change_here()?;
        self.keeper.update(&mut |state| {
            if state.service(id).is_some() && allowed.is_some_and(|allowed| allowed != id) {
                return Err(HResult::WU_E_INVALID_OPERATION);
            }
            state.register_with_automatic_updates(id)
        })
    }

    pub(crate) fn unregister_with_automatic_updates(
        &self,
        id: &U16Str,
        client: &Client,
    ) -> Result<(), HResult> {
        let id = request::service_id(id, self.caller())?;
        self.caller().through(client).may_change_here()?;
        self.keeper
            .update(&mut |state| state.unregister_with_automatic_updates(id))
    }

    pub(crate) fn remove(&self, id: &U16Str, client: &Client) -> Result<(), HResult> {
        let id = request::service_id(id, self.caller())?;
        self.caller().through(client).may_change_here()?;
        self.keeper.update(&mut |state| state.remove(id))
    }

    pub(crate) fn add_scan_package(
        &self,
        name: &U16Str,
        path: &U16Str,
        flags: i32,
        client: &Client,
    ) -> Result<ScanPackage, HResult> {
        if name.is_empty() || path.is_empty() || flags & !NON_VOLATILE != 0 {
            return Err(HResult::E_INVALIDARG);
        }
        self.caller().through(client).may_change_here()?;
        let issued = self.verifier.scan_package(path.as_slice())?;
        let service = Service {
            name: name.to_owned(),
            issued,
            offers_windows_updates: true,
            is_scan_package: true,
            owner: (flags & NON_VOLATILE == 0)
                .then(store::sqlite::owner)
                .flatten(),
            ..Service::unknown(new_id())
        };
        let view = self.changed(|state| {
            state.add_scan_package(service.clone());
            state.service(service.id).ok_or(HResult::E_UNEXPECTED)
        })?;
        Ok(ScanPackage {
            service: view,
            is_volatile: flags == 0,
        })
    }

    /// Nobody holds a volatile service any more, in this process: a forked child has a copy of what its parent holds.
    pub(crate) fn released(&self, service: &Service) {
        if !self.keeper.is_shared() || service.owner == store::sqlite::owner() {
            // It may be gone already.
            let _ = self.keeper.update(&mut |state| state.remove(service.id));
        }
    }

    /// Whether options may be set.
    pub(crate) fn may_set_options(&self, client: &Client) -> Result<(), HResult> {
        self.caller().through(client).may_use()
    }

    /// Takes the locks for the time of a `fork`.
    pub(crate) fn freeze(&'static self) -> Vec<Frozen> {
        let mut frozen = vec![self.caller.freeze()];
        frozen.extend(self.keeper.freeze());
        frozen.extend(self.authority.freeze());
        frozen.extend(self.retrier.as_ref().map(Retrier::freeze));
        frozen
    }

    fn register(&self, request: &Request) -> Result<RegistrationView, HResult> {
        let id = request.wanted.service_id;
        let answer = match &request.way {
            Way::Later => None,
            Way::Cab(path) => Some(
                self.verifier
                    .authorize(path.as_slice(), request.wanted)
                    .map(Service::from),
            ),
            Way::Online { .. } => Some(self.ask(request.wanted)),
        };
        let now = wua::now();
        let settled = self.changed(|state| {
            state.settle(request, answer.clone(), now)?;
            Ok(state.registration(id))
        });
        if let Some(retrier) = &self.retrier {
            retrier.wake();
        }
        settled
    }

    /// Goes on line. When somebody answers, the pending registrations of other services are tried first: they are older, and
    /// the newest has the last word on what Automatic Updates uses.
    fn ask(&self, wanted: Wanted) -> Result<Service, HResult> {
        let answer = self.authority.ask(wanted);
        if !matches!(
            answer,
            Err(Refused {
                was_on_line: false,
                ..
            })
        ) {
            self.retry(Some(wanted.service_id))?;
        }
        answer.map_err(|refused| refused.reason)
    }

    /// Tries the pending registrations, but for one service's: what became of each. What somebody else is at is passed over.
    fn retry(&self, except: Option<Uuid>) -> Result<Vec<Retried>, HResult> {
        let mut retried = Vec::new();
        let pending = self.keeper.read()?.pending();
        for id in pending.into_iter().filter(|&id| Some(id) != except) {
            let now = wua::now();
            let attempt = Attempt {
                id: new_id(),
                ends: now + policy::ATTEMPT_LIMIT,
            };
            if !self.changed(|state| Ok(state.begin_attempt(id, attempt, now)))? {
                continue;
            }
            let answer = self.authority.ask(Wanted {
                service_id: id,
                with_automatic_updates: false,
            });
            let answer = answer.map_err(|refused| refused.reason);
            let counts =
                self.changed(|state| Ok(state.settle_attempt(id, attempt, answer.clone())))?;
            if counts {
                let outcome = answer.map(|_| ());
                retried.push(Retried { id, outcome });
            }
        }
        Ok(retried)
    }

    /// Keeps what `change` does to the state even when it fails: a failure has undone all that it should.
    fn changed<T>(&self, change: impl Fn(&mut State) -> Result<T, HResult>) -> Result<T, HResult> {
        let mut result = Err(HResult::E_UNEXPECTED);
        self.keeper.update(&mut |state| {
            result = change(state);
            Ok(())
        })?;
        result
    }
}

/// An id that no other service has. It is no secret.
fn new_id() -> Uuid {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let time = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |time| time.as_nanos());
    let count = u128::from(COUNT.fetch_add(1, Ordering::Relaxed));
    let process = u128::from(std::process::id());
    let bytes = (time ^ (process << 96) ^ (count << 72)).to_le_bytes();
    Builder::from_random_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests;
