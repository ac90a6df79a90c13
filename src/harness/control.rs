// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a test program asks of the library by `enlist.h`.

#![forbid(unsafe_code)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use hashbrown::HashSet;

use super::calls::{self, Reports};
use super::faults::{self, Effect, Rule, RuleError};
use super::journal::{self, Kept, Wanted};
use super::snapshot::{InUse, Snapshot};
use crate::com::machine;
use crate::edge::environment;
use crate::error::Error;
use crate::policy;
use crate::provider::bluetooth::published;
use crate::rnr::Winsock;
use crate::rnr::catalog::installed::is_catalog;
use crate::rnr::catalog::is_passing;
use crate::rnr::class::ServiceClass;
use crate::rnr::possible;
use crate::store::{Contents, Entry, sqlite};
use crate::text::CodePage;
use crate::wua::agent::Agent;
use crate::wua::caller::Caller;
use crate::wua::state::State;
use crate::{clock, startup, wua};

/// Why something that was asked for is not done; its number is what the function returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A pointer is null, or a value makes no sense.
    Invalid = -1,
    /// There is no such thing.
    NotFound = -2,
    /// What was waited for has not come.
    TimedOut = -3,
    /// The buffer is too small.
    NoRoom = -4,
    /// The configuration, or what it names, cannot be used.
    NotReady = -5,
    /// Memory is short.
    OutOfMemory = -6,
    /// The process is in the middle of a `fork`, or something failed that should not.
    Internal = -7,
}

/// The code page that was chosen; 0 for that of the configuration.
static CODE_PAGE: AtomicU32 = AtomicU32::new(0);

/// The code page of the `A` functions, if a program has chosen one.
pub(crate) fn chosen_code_page() -> Option<CodePage> {
    match CODE_PAGE.load(Ordering::Relaxed) {
        0 => None,
        identifier => CodePage::from_identifier(identifier),
    }
}

pub(crate) fn choose_code_page(identifier: u32) -> Result<(), Refusal> {
    if identifier != 0 && CodePage::from_identifier(identifier).is_none() {
        return Err(Refusal::Invalid);
    }
    CODE_PAGE.store(identifier, Ordering::Relaxed);
    Ok(())
}

/// Brings everything back to where it was before the first call.
pub(crate) fn reset() {
    startup::reset();
    journal::event("reset", || {
        "the library is where it was before the first call".to_owned()
    });
    CODE_PAGE.store(0, Ordering::Relaxed);
    clock::reset();
    super::reset();
}

/// Has calls fail: so many from the nth on, or all of them.
pub(crate) fn fail(name: &str, first: u64, count: u64, error: i32) -> Result<(), Refusal> {
    let (call, reports) = calls::find(name).ok_or(Refusal::NotFound)?;
    let is_known = match reports {
        Reports::Winsock | Reports::HResult | Reports::Memory => faults::is_error(error, reports),
        Reports::Nothing | Reports::Loading => false,
    };
    if first == 0 || !is_known {
        return Err(Refusal::Invalid);
    }
    let last = match count {
        0 => u64::MAX,
        count => first.saturating_add(count - 1),
    };
    faults::arm(vec![Rule {
        call,
        calls: (first, last),
        effect: Effect::Fail(error),
    }]);
    Ok(())
}

/// Arms rules in the language of `ENLIST_FAULTS`.
pub(crate) fn inject(rules: &str) -> Result<(), RuleError> {
    faults::arm(faults::parse(rules)?);
    Ok(())
}

pub(crate) fn disarm() {
    faults::disarm();
}

pub(crate) fn advance_clock(time: Duration) -> Result<(), Refusal> {
    if clock::advance(time) {
        startup::look_at_the_clock();
        Ok(())
    } else {
        Err(Refusal::Invalid)
    }
}

/// An entry of the journal.
pub(crate) fn entry(index: u64) -> Result<Arc<Kept>, Refusal> {
    let entry = usize::try_from(index).ok().and_then(journal::entry);
    entry.ok_or(Refusal::NotFound)
}

/// Waits until so many calls of a name have ended.
pub(crate) fn wait(call: &str, enough: u64, patience: Duration) -> Result<(), Refusal> {
    if calls::find(call).is_none() {
        return Err(Refusal::NotFound);
    }
    let enough = usize::try_from(enough).unwrap_or(usize::MAX);
    let wanted = Wanted {
        call: Some(call),
        result: None,
    };
    if journal::wait(wanted, enough, patience) {
        Ok(())
    } else {
        Err(Refusal::TimedOut)
    }
}

/// The state of the library, as JSON.
pub(crate) fn snapshot() -> Result<String, Refusal> {
    let winsock = registry()?;
    let contents = winsock.stores().contents().map_err(refusal)?;
    let catalog = winsock.catalog().kept_list();
    let records = winsock.stores().records.records().map_err(refusal)?;
    let records = records
        .ours()
        .map(|(number, record)| (number, record.label.to_string(), record.data.to_vec()));
    let snapshot = Snapshot {
        records: records.collect(),
        code_page: startup::code_page().identifier(),
        catalog: catalog.map_err(|_| Refusal::NotReady)?,
        services: contents.services,
        classes: contents.classes,
        updates: State::clone(&*agent()?.state().map_err(|_| Refusal::Internal)?),
    };
    Ok(snapshot.print(InUse {
        startups: startup::count(),
        lookups: winsock.lookup_count(),
    }))
}

/// Puts back what a snapshot shows. Nothing changes when it is none.
pub(crate) fn restore(text: &str) -> Result<(), Refusal> {
    let snapshot = Snapshot::parse(text).ok_or(Refusal::Invalid)?;
    let (winsock, agent) = (registry()?, agent()?);
    if !is_possible(&snapshot, winsock.stores().shared.is_some()) {
        return Err(Refusal::Invalid);
    }
    let earlier = winsock.catalog().restore(&snapshot.catalog);
    // With the last user of a provider's library its routines run.
    drop(earlier.map_err(|_| Refusal::NotReady)?);
    let contents = Contents {
        services: snapshot.services,
        classes: snapshot.classes,
    };
    let stores = winsock.stores();
    stores.replace(&contents, &is_passing).map_err(refusal)?;
    let restored = stores.records.update_records(&mut |records| {
        records.replace_ours(&snapshot.records);
        Ok(())
    });
    restored.map_err(refusal)?;
    let replaced = agent.replace(&snapshot.updates);
    replaced.map_err(|_| Refusal::Internal)?;
    journal::event("restore", || "a snapshot was put back".to_owned());
    choose_code_page(snapshot.code_page)
}

/// Whether a program can have brought the library there, and the store can keep it.
fn is_possible(snapshot: &Snapshot, is_shared: bool) -> bool {
    let fits = |size: usize| !is_shared || size <= policy::STORE_RECORD_LIMIT_BYTES;
    let service = |entry: &Entry| {
        let Entry { key, service } = entry;
        possible::service(key, service).is_ok() && fits(sqlite::size(key, service))
    };
    let class = |(_, class): &(_, Arc<ServiceClass>)| {
        possible::class(class).is_ok() && fits(sqlite::class_size(class))
    };
    let (mut keys, mut classes, mut numbers) = (HashSet::new(), HashSet::new(), HashSet::new());
    is_catalog(&snapshot.catalog)
        && snapshot.services.iter().all(service)
        && snapshot
            .services
            .iter()
            .all(|entry| keys.insert(&*entry.key))
        && snapshot.classes.iter().all(class)
        && snapshot
            .classes
            .iter()
            .all(|(provider, class)| classes.insert((provider, class.id)))
        && snapshot.records.iter().all(published::is_possible)
        && snapshot
            .records
            .iter()
            .all(|(number, ..)| numbers.insert(number))
        && wua::possible::updates(&snapshot.updates).is_ok()
        && (!is_shared || !sqlite::is_too_large(&snapshot.updates))
}

fn registry() -> Result<&'static Winsock, Refusal> {
    startup::registry(environment::config).map_err(|_| Refusal::NotReady)
}

fn agent() -> Result<&'static Agent, Refusal> {
    machine::agent().map_err(|_| Refusal::NotReady)
}

fn refusal(error: Error) -> Refusal {
    match error {
        Error::OutOfMemory => Refusal::OutOfMemory,
        Error::AccessDenied => Refusal::NotReady,
        _ => Refusal::Internal,
    }
}

/// Has the update service manager see another caller.
pub(crate) fn update_caller(words: &str) -> Result<(), Refusal> {
    let caller = Caller::parse(words).ok_or(Refusal::Invalid)?;
    agent()?.set_caller(Some(caller));
    Ok(())
}
