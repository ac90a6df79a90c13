// SPDX-License-Identifier: MIT OR Apache-2.0
//! The state of the update services, and how each method changes it: pure functions.
//!
//! A method that fails leaves the state as it was, but for the pending registration that an attempt on line may leave.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::sync::Arc;

use hashbrown::HashSet;
use uuid::Uuid;
use widestring::U16String;

use super::UnixTime;
use super::published::{self, WINDOWS_UPDATE};
use super::request::{Request, Way};
use super::service::{RegistrationState, RegistrationView, Service, ServiceView};
use crate::hresult::HResult;
use crate::policy;

/// The registered services, the pending registrations, and the services of Automatic Updates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct State {
    /// In the order of listings.
    pub(crate) services: Vec<Arc<Service>>,
    pub(crate) pending: BTreeMap<Uuid, Pending>,
    /// The services that were registered with Automatic Updates, the latest last. One that offers Windows updates is among
    /// them, always.
    pub(crate) automatic: Vec<Uuid>,
}

/// A registration that is to be tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pending {
    /// The program that asked for it.
    pub(crate) client: U16String,
    pub(crate) with_automatic_updates: bool,
    pub(crate) queued: UnixTime,
    /// What the latest attempt failed with.
    pub(crate) failure: Option<HResult>,
    /// The attempt that is under way.
    pub(crate) attempt: Option<Attempt>,
}

/// Somebody's attempt at a pending registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attempt {
    pub(crate) id: Uuid,
    /// When whoever makes it is taken to have ended without a word.
    pub(crate) ends: UnixTime,
}

impl State {
    /// That of a fresh machine.
    pub(crate) fn fresh() -> Self {
        Self {
            services: published::built_in().into_iter().map(Arc::new).collect(),
            pending: BTreeMap::new(),
            automatic: vec![WINDOWS_UPDATE],
        }
    }

    /// What it is made of: the registered services, the pending registrations, and the services of Automatic Updates.
    pub(crate) fn parts(&self) -> (&[Arc<Service>], &BTreeMap<Uuid, Pending>, &[Uuid]) {
        (&self.services, &self.pending, &self.automatic)
    }

    /// The state that is made of such parts, from wherever they come: what cannot be together is set right.
    pub(crate) fn of(
        services: Vec<Arc<Service>>,
        pending: BTreeMap<Uuid, Pending>,
        automatic: Vec<Uuid>,
    ) -> Self {
        let mut state = Self {
            services: Vec::new(),
            pending,
            automatic,
        };
        let mut known = HashSet::new();
        for service in services {
            if known.insert(service.id) {
                state.pending.remove(&service.id);
                state.services.push(service);
            }
        }
        for built_in in Self::fresh().services {
            if known.insert(built_in.id) {
                state.services.push(built_in);
            }
        }
        state.sort();
        // Each once, in the place where it came last.
        let mut last_first = std::mem::take(&mut state.automatic);
        last_first.reverse();
        last_first.retain(|id| known.remove(id));
        last_first.reverse();
        state.automatic = last_first;
        state.keep_windows_updates();
        state
    }

    /// The registered services, in the order of listings.
    pub(crate) fn services(&self) -> Vec<ServiceView> {
        self.services
            .iter()
            .map(|service| self.view(service))
            .collect()
    }

    /// A registered service.
    pub(crate) fn service(&self, id: Uuid) -> Option<ServiceView> {
        self.find(id).map(|service| self.view(service))
    }

    /// How far the registration of any service is.
    pub(crate) fn registration(&self, id: Uuid) -> RegistrationView {
        if let Some(service) = self.service(id) {
            return RegistrationView {
                state: RegistrationState::Registered,
                is_pending_with_automatic_updates: false,
                service,
            };
        }
        let pending = self.pending.get(&id);
        RegistrationView {
            state: match pending {
                Some(_) => RegistrationState::Pending,
                None => RegistrationState::NotRegistered,
            },
            is_pending_with_automatic_updates: pending
                .is_some_and(|pending| pending.with_automatic_updates),
            service: ServiceView {
                service: Service::unknown(id),
                is_registered_with_automatic_updates: false,
                is_default: false,
            },
        }
    }

    /// The services whose registration is pending.
    pub(crate) fn pending(&self) -> Vec<Uuid> {
        self.pending.keys().copied().collect()
    }

    /// Begins an attempt at a pending registration, unless there is none, or somebody else is at one.
    pub(crate) fn begin_attempt(&mut self, id: Uuid, attempt: Attempt, now: UnixTime) -> bool {
        match self.pending.get_mut(&id) {
            Some(pending) if pending.attempt.is_none_or(|other| other.ends < now) => {
                pending.attempt = Some(attempt);
                true
            }
            _ => false,
        }
    }

    /// In a forked child: nobody is at anything.
    pub(crate) fn forget_attempts(&mut self) {
        for pending in self.pending.values_mut() {
            pending.attempt = None;
        }
    }

    /// Does what a request asks for, given what its authorization cab or the authority on line said.
    pub(crate) fn settle(
        &mut self,
        request: &Request,
        answer: Option<Result<Service, HResult>>,
        now: UnixTime,
    ) -> Result<(), HResult> {
        let id = request.wanted.service_id;
        let with_automatic_updates = request.wanted.with_automatic_updates;
        match answer {
            Some(Ok(service)) => {
                self.register(service, with_automatic_updates);
                Ok(())
            }
            Some(Err(reason))
                if matches!(request.way, Way::Cab(_))
                    || reason == HResult::WU_E_DS_INVALIDOPERATION =>
            {
                Err(reason)
            }
            // Registered already; nothing depends on going on line.
            _ if self.find(id).is_some() => {
                if with_automatic_updates {
                    self.use_automatically(id, HResult::WU_E_DS_INVALIDOPERATION)?;
                }
                Ok(())
            }
            None => {
                self.postpone(request, None, now);
                Ok(())
            }
            Some(Err(reason)) => {
                if request.way == (Way::Online { or_later: true }) {
                    self.postpone(request, Some(reason), now);
                }
                Err(reason)
            }
        }
    }

    /// Notes how an attempt at a pending registration went; tells whether it counts. Somebody may have removed the registration,
    /// completed it or asked for it anew in the meantime. An authorization that forbids Automatic Updates registers the service
    /// without.
    pub(crate) fn settle_attempt(
        &mut self,
        id: Uuid,
        attempt: Attempt,
        answer: Result<Service, HResult>,
    ) -> bool {
        let Some(pending) = self.pending.get_mut(&id) else {
            return false;
        };
        if pending.attempt.is_none_or(|latest| latest.id != attempt.id) {
            return false;
        }
        pending.attempt = None;
        match answer {
            Ok(service) => {
                let with = pending.with_automatic_updates;
                let allowed = service.can_register_with_automatic_updates;
                self.register(service, with && allowed);
            }
            Err(reason) => pending.failure = Some(reason),
        }
        true
    }

    /// `RegisterServiceWithAU`.
    pub(crate) fn register_with_automatic_updates(&mut self, id: Uuid) -> Result<(), HResult> {
        self.find(id).ok_or(HResult::WU_E_DS_UNKNOWNSERVICE)?;
        self.use_automatically(id, HResult::WU_E_INVALID_OPERATION)
    }

    /// `UnregisterServiceWithAU`.
    pub(crate) fn unregister_with_automatic_updates(&mut self, id: Uuid) -> Result<(), HResult> {
        let service = self.find(id).ok_or(HResult::WU_E_DS_UNKNOWNSERVICE)?;
        if service.is_managed {
            return Err(policy::MANAGED_SERVICE);
        }
        if !self.is_used_automatically(service) {
            return Ok(());
        }
        if id == WINDOWS_UPDATE && !self.automatic_without(id) {
            return Err(HResult::WU_E_DS_NEEDWINDOWSSERVICE);
        }
        self.forget_automatic(id);
        Ok(())
    }

    /// `RemoveService`.
    pub(crate) fn remove(&mut self, id: Uuid) -> Result<(), HResult> {
        if published::is_built_in(id) {
            return Err(if id == WINDOWS_UPDATE {
                HResult::WU_E_DS_NEEDWINDOWSSERVICE
            } else {
                policy::BUILT_IN_SERVICE
            });
        }
        let Some(service) = self.find(id) else {
            let pending = self.pending.remove(&id);
            return pending.map(drop).ok_or(HResult::WU_E_DS_UNKNOWNSERVICE);
        };
        if service.is_managed {
            return Err(policy::MANAGED_SERVICE);
        }
        self.services.retain(|service| service.id != id);
        self.forget_automatic(id);
        Ok(())
    }

    /// `AddScanPackageService`.
    pub(crate) fn add_scan_package(&mut self, service: Service) {
        self.register(service, false);
    }

    fn find(&self, id: Uuid) -> Option<&Arc<Service>> {
        self.services.iter().find(|service| service.id == id)
    }

    fn register(&mut self, service: Service, with_automatic_updates: bool) {
        let id = service.id;
        self.pending.remove(&id);
        let service = Arc::new(service);
        match self.services.iter_mut().find(|known| known.id == id) {
            Some(known) => *known = service,
            None => self.services.push(service),
        }
        self.sort();
        if with_automatic_updates {
            self.join_automatic(id);
        }
        self.keep_windows_updates();
    }

    /// Brings the services into the order of listings.
    fn sort(&mut self) {
        self.services
            .sort_by_key(|service| published::rank(service));
    }

    fn postpone(&mut self, request: &Request, failure: Option<HResult>, now: UnixTime) {
        let pending = Pending {
            client: request.client.clone(),
            with_automatic_updates: request.wanted.with_automatic_updates,
            queued: now,
            failure,
            attempt: None,
        };
        self.pending.insert(request.wanted.service_id, pending);
    }

    /// Makes a registered service one of Automatic Updates, or says that it may not be one.
    fn use_automatically(&mut self, id: Uuid, forbidden: HResult) -> Result<(), HResult> {
        let service = self.find(id).ok_or(HResult::WU_E_DS_UNKNOWNSERVICE)?;
        if !service.can_register_with_automatic_updates {
            return Err(forbidden);
        }
        if !self.is_used_automatically(service) {
            self.join_automatic(id);
        }
        Ok(())
    }

    /// Puts a service last in line. One that offers Windows updates takes the place of Windows Update.
    fn join_automatic(&mut self, id: Uuid) {
        let displaces = id != WINDOWS_UPDATE && self.offers(id);
        self.automatic
            .retain(|&other| other != id && !(displaces && other == WINDOWS_UPDATE));
        self.automatic.push(id);
    }

    fn forget_automatic(&mut self, id: Uuid) {
        self.automatic.retain(|&other| other != id);
        self.keep_windows_updates();
    }

    /// Automatic Updates falls back to Windows Update.
    fn keep_windows_updates(&mut self) {
        if !self.automatic.iter().any(|&id| self.offers(id)) {
            self.automatic.retain(|&id| id != WINDOWS_UPDATE);
            self.automatic.push(WINDOWS_UPDATE);
        }
    }

    /// Whether another service than this one would be left to offer Windows updates.
    fn automatic_without(&self, id: Uuid) -> bool {
        self.automatic
            .iter()
            .any(|&other| other != id && self.offers(other))
    }

    fn offers(&self, id: Uuid) -> bool {
        self.find(id)
            .is_some_and(|service| service.offers_windows_updates)
    }

    fn managed(&self) -> Option<&Arc<Service>> {
        self.services.iter().find(|service| service.is_managed)
    }

    /// A managed service is used always, and Windows Update never beside one.
    fn is_used_automatically(&self, service: &Service) -> bool {
        match self.managed() {
            Some(_) if service.is_managed => true,
            Some(_) if service.id == WINDOWS_UPDATE => false,
            _ => self.automatic.contains(&service.id),
        }
    }

    /// The service that Automatic Updates turns to first: a managed one, or the latest that offers Windows updates, or Windows
    /// Update, whatever a cabinet has said of that.
    fn default_id(&self) -> Uuid {
        let offering = || {
            let mut latest = self.automatic.iter().rev().copied();
            latest.find(|&id| self.offers(id))
        };
        self.managed()
            .map(|service| service.id)
            .or_else(offering)
            .unwrap_or(WINDOWS_UPDATE)
    }

    fn view(&self, service: &Arc<Service>) -> ServiceView {
        ServiceView {
            is_registered_with_automatic_updates: self.is_used_automatically(service),
            is_default: self.default_id() == service.id,
            service: Service::clone(service),
        }
    }
}
