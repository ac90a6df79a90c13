// SPDX-License-Identifier: MIT OR Apache-2.0
//! Start-up: the `WSAStartup` count, version negotiation, and the one registry of the process.

#![forbid(unsafe_code)]

use std::sync::atomic::{AtomicU32, Ordering};

use once_cell::sync::OnceCell;

use crate::clock;
use crate::config::{Config, ConfigError};
use crate::error::Error;
use crate::harness::{self, control, journal};
use crate::hresult::HResult;
use crate::policy;
use crate::rnr::Winsock;
use crate::rnr::catalog::FileError;
use crate::rnr::catalog::keeper::CatalogKeeper;
use crate::rnr::catalog::watch::WaitSession;
use crate::rnr::session::Session;
use crate::store::{self, Stores};
use crate::sync::{self, Frozen, Mutex};
use crate::text::CodePage;
use crate::wua::agent::Agent;
use crate::wua::keeper::{Keeper, MemoryKeeper};

static WINSOCK: OnceCell<Winsock> = OnceCell::new();

static UPDATES: OnceCell<Agent> = OnceCell::new();

/// Successful start-ups that no clean-up has answered. Changed only under `CHANGING`, so that reading it costs one load.
static STARTUPS: AtomicU32 = AtomicU32::new(0);

/// Held while sessions begin and end. Whoever holds it reads no file and asks no database.
static CHANGING: Mutex<()> = Mutex::new(());

/// Held while the registry or the agent is made, with files and a database read, so that each is made once, and that no fork can
/// fall into the middle of it. Comes before all other locks.
static MAKING: Mutex<()> = Mutex::new(());

/// A Winsock version: major, minor.
pub(crate) type WinsockVersion = (u8, u8);

/// The highest version.
pub(crate) const HIGHEST: WinsockVersion = (2, 2);

/// What the caller is told about a version request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Negotiated {
    /// The version to use; the highest one when the request is refused.
    pub(crate) version: WinsockVersion,
    /// Whether the request can be met.
    pub(crate) supported: bool,
}

/// Answers a version request: the highest version that is not above the requested one.
pub(crate) fn negotiate((major, minor): WinsockVersion) -> Negotiated {
    let version = match (major, minor) {
        (1, 0) => (1, 0),
        (1, _) => (1, 1),
        (2, 0) => (2, 0),
        (2, 1) => (2, 1),
        _ => HIGHEST,
    };
    Negotiated {
        version,
        supported: major != 0,
    }
}

/// Counts a start-up. The first one reads the configuration; one that cannot be used fails this call and is read anew by
/// the next.
pub(crate) fn start(read: impl FnOnce() -> Result<Config, ConfigError>) -> Result<(), Error> {
    // With what was there before, routines of a provider that is gone may run: dropped last, since they may start Winsock in turn.
    let mut earlier = Vec::new();
    let (winsock, mut is_fresh) = open(read).map_err(|_| Error::NotReady)?;
    loop {
        if !is_fresh && count() == 0 {
            let refreshed = winsock.catalog().refresh().inspect_err(tell);
            earlier.extend(refreshed.map_err(|_| Error::NotReady)?);
            is_fresh = true;
        }
        let _changing = CHANGING.lock();
        let startups = STARTUPS
            .load(Ordering::Relaxed)
            .checked_add(1)
            .ok_or(Error::TooManyStartups)?;
        // The last session may have ended just now: this is the first of another one, which sees what was changed before it.
        if startups == 1 && !is_fresh {
            continue;
        }
        if startups == 1 {
            winsock.begin_session();
        }
        STARTUPS.store(startups, Ordering::Release);
        return Ok(());
    }
}

/// The catalogue of namespace providers, which can be changed without a start-up.
pub(crate) fn catalog(
    read: impl FnOnce() -> Result<Config, ConfigError>,
) -> Result<&'static CatalogKeeper, FileError> {
    registry(read).map(Winsock::catalog)
}

/// The registry, whether Winsock is started or not.
pub(crate) fn registry(
    read: impl FnOnce() -> Result<Config, ConfigError>,
) -> Result<&'static Winsock, FileError> {
    open(read).map(|(winsock, _)| winsock)
}

/// Start-ups that are in effect.
pub(crate) fn count() -> u32 {
    STARTUPS.load(Ordering::Acquire)
}

/// The one registry of the process, and whether this call has made it.
fn open(
    read: impl FnOnce() -> Result<Config, ConfigError>,
) -> Result<(&'static Winsock, bool), FileError> {
    if let Some(winsock) = WINSOCK.get() {
        return Ok((winsock, false));
    }
    let _making = MAKING.lock();
    let mut is_new = false;
    let winsock = WINSOCK.get_or_try_init(|| {
        is_new = true;
        let config = read().map_err(|_| FileError::Configuration)?;
        let stores = Stores::open(&config)?;
        Winsock::new(config, stores)
    });
    Ok((winsock.inspect_err(tell)?, is_new))
}

/// Says in the journal what cannot be used, since the code of the call says little. What is wrong with the configuration has
/// been said by who read it.
fn tell(reason: &FileError) {
    match reason {
        FileError::Configuration => {}
        FileError::Store(reason) => journal::event("store", || format!("ENLIST_STORE: {reason}")),
        reason => journal::event("catalog", || format!("ENLIST_CATALOG: {reason}")),
    }
}

/// The code page of the `A` functions, before the first start-up that of the system.
pub(crate) fn code_page() -> CodePage {
    control::chosen_code_page()
        .or_else(|| WINSOCK.get().map(Winsock::code_page))
        .unwrap_or(policy::CODE_PAGE)
}

/// The update agent of the machine, which needs no start-up.
pub(crate) fn update_agent(
    read: impl FnOnce() -> Result<Config, ConfigError>,
) -> Result<&'static Agent, HResult> {
    if let Some(agent) = UPDATES.get() {
        return Ok(agent);
    }
    let _making = MAKING.lock();
    UPDATES.get_or_try_init(|| {
        let config = read().map_err(|_| policy::UNUSABLE_CONFIGURATION)?;
        let keeper: Box<dyn Keeper> = match &config.store {
            None => Box::new(MemoryKeeper::new()),
            Some(store) => {
                let store = store::shared(store).map_err(|reason| {
                    tell(&FileError::Store(reason));
                    policy::UNUSABLE_CONFIGURATION
                })?;
                Box::new(store)
            }
        };
        let agent = Agent::new(
            keeper,
            Box::new(config.trusted.clone()),
            config.update_url.authority(&config.trusted),
            config.update_caller,
        );
        Ok(if config.update_thread {
            agent.with_thread()
        } else {
            agent
        })
    })
}

/// Tells whoever waits for a time that it may have come.
pub(crate) fn look_at_the_clock() {
    if let Some(agent) = UPDATES.get() {
        agent.look_at_the_clock();
    }
}

/// Brings everything back to where it was when the configuration had just been read. Calls that are under way end as with a
/// last clean-up.
pub(crate) fn reset() {
    let changing = CHANGING.lock();
    STARTUPS.store(0, Ordering::Release);
    let winsock = WINSOCK.get();
    let providers = winsock.map(Winsock::end_session);
    drop(changing);
    drop(providers);
    let earlier = winsock.map(Winsock::renew);
    if let Some(winsock) = winsock {
        winsock.clean_up();
        winsock.forget();
    }
    // With the last user of a provider's library its routines run.
    drop(earlier);
    if let Some(agent) = UPDATES.get() {
        agent.reset();
    }
}

/// Answers one start-up; the last answer ends every lookup.
pub(crate) fn clean_up() -> Result<(), Error> {
    let changing = CHANGING.lock();
    let startups = STARTUPS
        .load(Ordering::Relaxed)
        .checked_sub(1)
        .ok_or(Error::NotStarted)?;
    STARTUPS.store(startups, Ordering::Release);
    let ended = WINSOCK.get().filter(|_| startups == 0);
    let providers = ended.map(Winsock::end_session);
    drop(changing);
    drop(providers);
    if let Some(winsock) = ended {
        winsock.clean_up();
    }
    Ok(())
}

/// The registry, for a caller that has started Winsock.
pub(crate) fn require() -> Result<&'static Winsock, Error> {
    if STARTUPS.load(Ordering::Acquire) == 0 {
        return Err(Error::NotStarted);
    }
    WINSOCK.get().ok_or(Error::NotStarted)
}

/// The registry, and the session in which the call takes place.
///
/// The session is read first: were the last clean-up to come in between, the call would take place in none.
pub(crate) fn require_session() -> Result<(&'static Winsock, Session), Error> {
    let session = WINSOCK.get().ok_or(Error::NotStarted)?.session();
    Ok((require()?, session))
}

/// The catalogue, and the session in which a call waits for changes of it; read first, as in [`require_session`].
pub(crate) fn require_catalog() -> Result<(&'static CatalogKeeper, WaitSession), Error> {
    let catalog = WINSOCK.get().ok_or(Error::NotStarted)?.catalog();
    let session = catalog.wait_session();
    require()?;
    Ok((catalog, session))
}

/// Takes every lock of the library, in its fixed order, for the time of a `fork`.
pub(crate) fn freeze() -> Vec<Frozen> {
    let mut frozen = vec![MAKING.freeze(), CHANGING.freeze()];
    frozen.extend(UPDATES.get().into_iter().flat_map(Agent::freeze));
    let (locks, last) = WINSOCK.get().map(Winsock::freeze).unzip();
    frozen.extend(locks.into_iter().flatten());
    frozen.extend(store::freeze_shared());
    frozen.extend(harness::freeze());
    frozen.push(clock::freeze_lock());
    frozen.push(sync::freeze_objects());
    frozen.extend(last);
    frozen
}

/// In a forked child, after the locks are released.
pub(crate) fn after_fork_in_child() {
    store::after_fork_in_child();
    if let Some(winsock) = WINSOCK.get() {
        winsock.after_fork_in_child();
    }
    if let Some(agent) = UPDATES.get() {
        agent.after_fork_in_child();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn version_requests_are_answered_by_the_published_table() {
        let rows: &[(WinsockVersion, WinsockVersion, bool)] = &[
            ((0, 0), (2, 2), false),
            ((0, 255), (2, 2), false),
            ((1, 0), (1, 0), true),
            ((1, 1), (1, 1), true),
            ((1, 2), (1, 1), true),
            ((1, 255), (1, 1), true),
            ((2, 0), (2, 0), true),
            ((2, 1), (2, 1), true),
            ((2, 2), (2, 2), true),
            ((2, 3), (2, 2), true),
            ((3, 0), (2, 2), true),
            ((255, 255), (2, 2), true),
        ];
        for &(requested, version, supported) in rows {
            assert_eq!(
                negotiate(requested),
                Negotiated { version, supported },
                "{requested:?}"
            );
        }
    }
}
