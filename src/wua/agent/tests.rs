// SPDX-License-Identifier: MIT OR Apache-2.0
//! The documented tables, row by row.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::Arc;

use uuid::uuid;
use widestring::{U16String, u16str};

use super::*;
use crate::sync::Mutex;
use crate::wua::UnixTime;
use crate::wua::authority::{Emulated, Nobody};
use crate::wua::authorization::Authorization;
use crate::wua::caller::Policy;
use crate::wua::keeper::MemoryKeeper;
use crate::wua::published::{FLIGHTING, MICROSOFT_UPDATE, WINDOWS_STORE, WINDOWS_UPDATE};
use crate::wua::service::RegistrationState;
use crate::wua::verifier::Trusted;

const SOME: Uuid = uuid!("11111111-2222-3333-4444-555555555555");
const OTHER: Uuid = uuid!("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");
const NO_PATH: &U16Str = u16str!("");
const PATH: &U16Str = u16str!("a.cab");

/// What a cab or the authority says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Allows,
    ForbidsAutomaticUpdates,
    /// A time-out: nobody answered.
    Fails,
    /// The service is unknown.
    Refuses,
}

const EVERY_ANSWER: [Said; 4] = [
    Said::Allows,
    Said::ForbidsAutomaticUpdates,
    Said::Fails,
    Said::Refuses,
];

struct World {
    said: Mutex<Said>,
    asked: Mutex<Vec<Uuid>>,
    managed: Mutex<bool>,
}

impl World {
    fn answer(&self, wanted: Wanted) -> Result<Service, Refused> {
        let refused = |reason, was_on_line| {
            Err(Refused {
                reason: HResult(reason),
                was_on_line,
            })
        };
        let allowed = match *self.said.lock() {
            Said::Allows => true,
            Said::ForbidsAutomaticUpdates => false,
            Said::Fails => return refused(0x8007_2EE2, false),
            Said::Refuses => return refused(0x8024_5004, true),
        };
        if wanted.with_automatic_updates && !allowed {
            return refused(0x8024_801A, true);
        }
        Ok(Service {
            name: U16String::from_str("A service"),
            offers_windows_updates: true,
            can_register_with_automatic_updates: allowed,
            is_managed: *self.managed.lock(),
            ..Service::unknown(wanted.service_id)
        })
    }
}

struct Cabs(Arc<World>);

impl Verifier for Cabs {
    fn authorize(&self, _: &[u16], wanted: Wanted) -> Result<Authorization, HResult> {
        let service = self.0.answer(wanted).map_err(|refused| refused.reason)?;
        Ok(Authorization {
            service_id: service.id,
            name: service.name.to_string_lossy(),
            issued: None,
            expires: None,
            can_register_with_automatic_updates: service.can_register_with_automatic_updates,
            offers_windows_updates: service.offers_windows_updates,
            is_managed: service.is_managed,
            service_url: String::new(),
            setup_prefix: String::new(),
            redirect_urls: Vec::new(),
            content_validation_certificate: None,
        })
    }

    fn scan_package(&self, _: &[u16]) -> Result<Option<UnixTime>, HResult> {
        Ok(Some(UnixTime::from_secs(1)))
    }
}

struct Servers(Arc<World>);

impl Authority for Servers {
    fn ask(&self, wanted: Wanted) -> Result<Service, Refused> {
        self.0.asked.lock().push(wanted.service_id);
        self.0.answer(wanted)
    }
}

fn world(said: Said, caller: Caller) -> (Agent, Arc<World>) {
    let world = Arc::new(World {
        said: Mutex::new(said),
        asked: Mutex::new(Vec::new()),
        managed: Mutex::new(false),
    });
    let agent = Agent::new(
        Box::new(MemoryKeeper::new()),
        Box::new(Cabs(world.clone())),
        Box::new(Servers(world.clone())),
        caller,
    );
    (agent, world)
}

fn local(said: Said) -> (Agent, Arc<World>) {
    world(said, Caller::default())
}

fn client() -> Client {
    Client {
        name: U16String::from_str("test"),
        is_locked_down: false,
    }
}

fn text(id: Uuid) -> U16String {
    U16String::from_str(&id.to_string())
}

impl Agent {
    fn add(&self, id: Uuid, flags: i32, path: &U16Str) -> Result<RegistrationView, HResult> {
        self.add_service2(&text(id), flags, path, &client())
    }

    /// State, whether Automatic Updates is to use it later, and whether it uses it now.
    fn shows(&self, id: Uuid) -> (i32, bool, bool) {
        let view = self.query(&text(id)).unwrap();
        assert_eq!(view.service.service.id, id);
        (
            view.state as i32,
            view.is_pending_with_automatic_updates,
            view.service.is_registered_with_automatic_updates,
        )
    }

    fn default_service(&self) -> Uuid {
        let services = self.services().unwrap();
        let mut defaults = services.iter().filter(|view| view.is_default);
        let default = defaults.next().unwrap();
        assert!(defaults.next().is_none(), "there is one default");
        assert!(default.is_registered_with_automatic_updates);
        default.service.id
    }

    fn automatic(&self) -> Vec<Uuid> {
        let mut ids: Vec<Uuid> = self
            .services()
            .unwrap()
            .into_iter()
            .filter(|view| view.is_registered_with_automatic_updates)
            .map(|view| view.service.id)
            .collect();
        ids.sort();
        ids
    }
}

/// The documented table. Columns: the flags; N or P for the path; local, remote or any caller; what was said ("-" for a call in
/// which nobody is asked); the result; the state afterwards; whether a registration with Automatic Updates is pending; whether
/// the default service is the new one.
const TABLE: &str = "
    0    N local  -       80070057 1 F old
    0    N remote -       80070005 1 F old
    0    P any    allows  0        3 F old
    0    P any    forbids 0        3 F old
    0    P any    fails   80072EE2 1 F old
    0    P any    refuses 80245004 1 F old
    4    N local  -       80070057 1 F old
    4    N remote -       80070005 1 F old
    4    P any    allows  0        3 F new
    4    P any    forbids 8024801A 1 F old
    4    P any    fails   80072EE2 1 F old
    4    P any    refuses 80245004 1 F old
    1    N local  -       0        2 F old
    5    N local  -       0        2 T old
    2    N local  allows  0        3 F old
    2    N local  forbids 0        3 F old
    2    N local  fails   80072EE2 1 F old
    2    N local  refuses 80245004 1 F old
    6    N local  allows  0        3 F new
    6    N local  forbids 8024801A 1 F old
    6    N local  fails   80072EE2 1 F old
    6    N local  refuses 80245004 1 F old
    3    N local  allows  0        3 F old
    3    N local  forbids 0        3 F old
    3    N local  fails   80072EE2 2 F old
    3    N local  refuses 80245004 2 F old
    7    N local  allows  0        3 F new
    7    N local  forbids 8024801A 1 F old
    7    N local  fails   80072EE2 2 T old
    7    N local  refuses 80245004 2 T old
    1    N remote -       80070005 1 F old
    2    N remote -       80070005 1 F old
    3    N remote -       80070005 1 F old
    5    N remote -       80070005 1 F old
    6    N remote -       80070005 1 F old
    7    N remote -       80070005 1 F old
    1    P any    -       80070057 1 F old
    2    P any    -       80070057 1 F old
    3    P any    -       80070057 1 F old
    5    P any    -       80070057 1 F old
    6    P any    -       80070057 1 F old
    7    P any    -       80070057 1 F old";

#[test]
fn every_registration_goes_as_the_table_says() {
    for flags in 0..8 {
        for path in [NO_PATH, PATH] {
            for is_remote in [false, true] {
                for said in EVERY_ANSWER {
                    let mut rows = TABLE
                        .lines()
                        .filter(|line| !line.is_empty())
                        .filter(|line| {
                            let row: Vec<&str> = line.split_whitespace().collect();
                            let words = ["allows", "forbids", "fails", "refuses"];
                            row[0] == flags.to_string()
                                && (row[1] == "N") == path.is_empty()
                                && (row[2] == "any" || (row[2] == "remote") == is_remote)
                                && (row[3] == "-" || row[3] == words[said as usize])
                        });
                    let row: Vec<&str> = rows.next().unwrap().split_whitespace().collect();
                    assert!(rows.next().is_none(), "one row speaks of it");
                    let caller = Caller {
                        is_remote,
                        ..Caller::default()
                    };
                    let (agent, world) = world(said, caller);
                    let result = agent.add(SOME, flags, path);

                    let code = u32::from_str_radix(row[4], 16).unwrap();
                    assert_eq!(
                        result.as_ref().err().map_or(0, |error| error.0),
                        code,
                        "{row:?}"
                    );
                    let is_new = row[7] == "new";
                    let shown = (row[5].parse().unwrap(), row[6] == "T", is_new);
                    assert_eq!(agent.shows(SOME), shown, "{row:?}");
                    let default = if is_new { SOME } else { WINDOWS_UPDATE };
                    assert_eq!(agent.default_service(), default, "{row:?}");
                    if let Ok(view) = result {
                        assert_eq!(view, agent.query(&text(SOME)).unwrap(), "{row:?}");
                    }
                    let asks = row[3] != "-" && flags & 2 != 0;
                    assert_eq!(world.asked.lock().len(), usize::from(asks), "{row:?}");

                    // Afterwards, somebody answers another call that goes on line.
                    let (later, answer) = (shown.0 == 2, agent.query(&text(SOME)).unwrap());
                    for allowed in [Said::ForbidsAutomaticUpdates, Said::Allows] {
                        *world.said.lock() = allowed;
                        let _ = agent.add(OTHER, 2, NO_PATH);
                        if is_remote || !later {
                            assert_eq!(agent.query(&text(SOME)).unwrap(), answer, "{row:?}");
                        } else {
                            // The first of the two has registered it, without Automatic Updates.
                            assert_eq!(agent.shows(SOME), (3, false, false), "{row:?}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn a_pending_registration_succeeds_later_and_then_automatic_updates_uses_it() {
    for flags in [1, 3, 5, 7] {
        let (agent, world) = local(Said::Fails);
        assert_eq!(agent.add(SOME, flags, NO_PATH).is_ok(), flags & 2 == 0);
        // Nobody answers; then somebody does, if only to say that the other service is unknown.
        assert!(agent.add(OTHER, 2, NO_PATH).is_err());
        assert_eq!(agent.shows(SOME), (2, flags & 4 != 0, false));
        *world.said.lock() = Said::Refuses;
        assert!(agent.add(OTHER, 2, NO_PATH).is_err());
        assert_eq!(agent.shows(SOME), (2, flags & 4 != 0, false));
        *world.said.lock() = Said::Allows;
        agent.add(OTHER, 2, NO_PATH).unwrap();
        assert_eq!(agent.shows(SOME), (3, false, flags & 4 != 0));
        let default = if flags & 4 != 0 { SOME } else { WINDOWS_UPDATE };
        assert_eq!(agent.default_service(), default);
        // It is not tried any more.
        world.asked.lock().clear();
        agent.add(OTHER, 2, NO_PATH).unwrap();
        assert_eq!(*world.asked.lock(), [OTHER]);
    }
}

#[test]
fn a_registered_service_stays_registered() {
    for said in EVERY_ANSWER {
        for flags in [1, 2, 3, 5, 6, 7] {
            let (agent, world) = local(Said::Allows);
            agent.add(SOME, 2, NO_PATH).unwrap();
            *world.said.lock() = said;
            let refused = flags & 6 == 6 && said == Said::ForbidsAutomaticUpdates;
            let result = agent.add(SOME, flags, NO_PATH);
            assert_eq!(result.is_err(), refused, "{said:?} {flags}");
            let used = flags & 4 != 0 && !refused;
            assert_eq!(agent.shows(SOME), (3, false, used), "{said:?} {flags}");
        }
        // A cab that is not good is an error, though the service is registered.
        let (agent, world) = local(Said::Allows);
        agent.add(SOME, 2, NO_PATH).unwrap();
        *world.said.lock() = said;
        let good = matches!(said, Said::Allows | Said::ForbidsAutomaticUpdates);
        assert_eq!(agent.add(SOME, 0, PATH).is_ok(), good);
        assert_eq!(agent.add(SOME, 4, PATH).is_ok(), said == Said::Allows);
        assert_eq!(agent.shows(SOME), (3, false, said == Said::Allows));
    }
}

#[test]
fn a_registered_service_that_may_not_be_used_automatically_is_refused_that() {
    let (agent, world) = local(Said::ForbidsAutomaticUpdates);
    agent.add(SOME, 2, NO_PATH).unwrap();
    *world.said.lock() = Said::Fails;
    let refused = Some(HResult::WU_E_DS_INVALIDOPERATION);
    assert_eq!(agent.add(SOME, 5, NO_PATH).err(), refused);
    assert_eq!(agent.add(SOME, 7, NO_PATH).err(), refused);
    assert_eq!(agent.shows(SOME), (3, false, false));
}

#[test]
fn a_second_request_replaces_the_pending_one_and_a_failing_one_leaves_it() {
    let (agent, world) = local(Said::Fails);
    agent.add(SOME, 5, NO_PATH).unwrap();
    assert_eq!(agent.shows(SOME), (2, true, false));
    agent.add(SOME, 1, NO_PATH).unwrap();
    assert_eq!(agent.shows(SOME), (2, false, false));
    assert!(agent.add(SOME, 7, NO_PATH).is_err());
    assert_eq!(agent.shows(SOME), (2, true, false));
    assert!(agent.add(SOME, 2, NO_PATH).is_err());
    assert_eq!(agent.shows(SOME), (2, true, false));
    *world.said.lock() = Said::ForbidsAutomaticUpdates;
    assert!(agent.add(SOME, 7, NO_PATH).is_err());
    assert_eq!(agent.shows(SOME), (2, true, false));
    agent.add(SOME, 0, PATH).unwrap();
    assert_eq!(agent.shows(SOME), (3, false, false));
}

#[test]
fn a_fresh_machine_has_the_published_services_in_their_order() {
    let agent = Agent::new(
        Box::new(MemoryKeeper::new()),
        Box::new(Trusted::default()),
        Box::new(Emulated),
        Caller::default(),
    );
    let ids = |agent: &Agent| -> Vec<Uuid> {
        let services = agent.services().unwrap();
        services.iter().map(|view| view.service.id).collect()
    };
    assert_eq!(ids(&agent), [FLIGHTING, WINDOWS_STORE, WINDOWS_UPDATE]);
    assert_eq!(agent.default_service(), WINDOWS_UPDATE);
    assert_eq!(agent.automatic(), [WINDOWS_UPDATE]);
    // The script that the whole world runs.
    let added = agent.add(MICROSOFT_UPDATE, 7, NO_PATH).unwrap();
    assert_eq!(added.state, RegistrationState::Registered);
    assert!(added.service.is_default);
    assert_eq!(
        ids(&agent),
        [MICROSOFT_UPDATE, FLIGHTING, WINDOWS_STORE, WINDOWS_UPDATE]
    );
    assert_eq!(agent.automatic(), [MICROSOFT_UPDATE]);
    assert_eq!(
        agent.add(SOME, 2, NO_PATH).err(),
        Some(HResult::WU_E_REDIRECTOR_UNKNOWN_SERVICE)
    );
    // Services from elsewhere stand before Windows Update.
    assert_eq!(
        agent.add(FLIGHTING, 6, NO_PATH).err(),
        Some(HResult::WU_E_DS_INVALIDOPERATION)
    );
    agent.remove(&text(MICROSOFT_UPDATE), &client()).unwrap();
    assert_eq!(agent.automatic(), [WINDOWS_UPDATE]);
}

#[test]
fn a_machine_off_line_keeps_what_may_be_kept() {
    let agent = Agent::new(
        Box::new(MemoryKeeper::new()),
        Box::new(Trusted::default()),
        Box::new(Nobody),
        Caller::default(),
    );
    let refused = Some(HResult::WU_E_NO_CONNECTION);
    assert_eq!(agent.add(MICROSOFT_UPDATE, 6, NO_PATH).err(), refused);
    assert_eq!(agent.shows(MICROSOFT_UPDATE), (1, false, false));
    assert_eq!(agent.add(MICROSOFT_UPDATE, 7, NO_PATH).err(), refused);
    assert_eq!(agent.shows(MICROSOFT_UPDATE), (2, true, false));
    // A pending service is not among the registered ones, and can be removed.
    assert_eq!(agent.services().unwrap().len(), 3);
    agent.remove(&text(MICROSOFT_UPDATE), &client()).unwrap();
    assert_eq!(agent.shows(MICROSOFT_UPDATE), (1, false, false));
    assert_eq!(
        agent.remove(&text(MICROSOFT_UPDATE), &client()),
        Err(HResult::WU_E_DS_UNKNOWNSERVICE)
    );
}

#[test]
fn automatic_updates_has_one_default_and_never_no_windows_updates() {
    let (agent, world) = local(Said::Allows);
    let register = |id| agent.register_with_automatic_updates(&text(id), None, &client());
    let unregister = |id| agent.unregister_with_automatic_updates(&text(id), &client());
    assert_eq!(register(SOME), Err(HResult::WU_E_DS_UNKNOWNSERVICE));
    assert_eq!(unregister(SOME), Err(HResult::WU_E_DS_UNKNOWNSERVICE));
    assert_eq!(register(FLIGHTING), Err(HResult::WU_E_INVALID_OPERATION));
    assert_eq!(
        unregister(WINDOWS_UPDATE),
        Err(HResult::WU_E_DS_NEEDWINDOWSSERVICE)
    );
    // A service without Windows updates joins, and displaces nothing.
    register(WINDOWS_STORE).unwrap();
    assert_eq!(agent.default_service(), WINDOWS_UPDATE);
    assert_eq!(agent.automatic(), [WINDOWS_STORE, WINDOWS_UPDATE]);
    assert_eq!(
        unregister(WINDOWS_UPDATE),
        Err(HResult::WU_E_DS_NEEDWINDOWSSERVICE)
    );
    // The latest that offers Windows updates is the default, and takes the place of Windows Update.
    agent.add(SOME, 6, NO_PATH).unwrap();
    assert_eq!(agent.default_service(), SOME);
    agent.add(OTHER, 2, NO_PATH).unwrap();
    assert_eq!(agent.default_service(), SOME);
    register(OTHER).unwrap();
    assert_eq!(agent.automatic(), [SOME, WINDOWS_STORE, OTHER]);
    assert_eq!(agent.default_service(), OTHER);
    // Registered already: no change.
    register(SOME).unwrap();
    assert_eq!(agent.default_service(), OTHER);
    unregister(OTHER).unwrap();
    unregister(OTHER).unwrap();
    assert_eq!(agent.default_service(), SOME);
    assert_eq!(agent.shows(OTHER), (3, false, false));
    unregister(SOME).unwrap();
    assert_eq!(agent.default_service(), WINDOWS_UPDATE);
    unregister(WINDOWS_STORE).unwrap();
    assert_eq!(agent.automatic(), [WINDOWS_UPDATE]);
    // A managed service rules while it is there.
    agent.add(OTHER, 6, NO_PATH).unwrap();
    *world.managed.lock() = true;
    agent.add(SOME, 2, NO_PATH).unwrap();
    assert_eq!(agent.default_service(), SOME);
    assert_eq!(agent.automatic(), [SOME, OTHER]);
    register(WINDOWS_UPDATE).unwrap();
    assert_eq!(agent.default_service(), SOME);
    assert_eq!(unregister(SOME), Err(HResult::WU_E_DS_INVALIDOPERATION));
    assert_eq!(
        agent.remove(&text(SOME), &client()),
        Err(HResult::WU_E_DS_INVALIDOPERATION)
    );
}

#[test]
fn a_caller_can_restrict_itself_to_one_service() {
    let (agent, _) = local(Said::Allows);
    agent.add(SOME, 2, NO_PATH).unwrap();
    let register =
        |id, allowed| agent.register_with_automatic_updates(&text(id), Some(allowed), &client());
    assert_eq!(register(SOME, OTHER), Err(HResult::WU_E_INVALID_OPERATION));
    assert_eq!(register(OTHER, SOME), Err(HResult::WU_E_DS_UNKNOWNSERVICE));
    assert_eq!(register(SOME, SOME), Ok(()));
}

#[test]
fn built_in_services_cannot_be_removed() {
    let (agent, _) = local(Said::Allows);
    for id in [WINDOWS_UPDATE, WINDOWS_STORE, FLIGHTING] {
        assert_eq!(
            agent.remove(&text(id), &client()),
            Err(HResult::WU_E_DS_NEEDWINDOWSSERVICE)
        );
    }
}

#[test]
fn scan_packages_are_services_that_automatic_updates_cannot_use() {
    let (agent, _) = local(Said::Allows);
    let name = u16str!("Offline");
    for (name, path, flags) in [(NO_PATH, PATH, 0), (name, NO_PATH, 0), (name, PATH, 2)] {
        assert_eq!(
            agent.add_scan_package(name, path, flags, &client()).err(),
            Some(HResult::E_INVALIDARG)
        );
    }
    let first = agent.add_scan_package(name, PATH, 0, &client()).unwrap();
    let second = agent.add_scan_package(name, PATH, 1, &client()).unwrap();
    assert!(first.is_volatile && !second.is_volatile);
    let (first, second) = (first.service.service, second.service.service);
    assert_ne!(first.id, second.id);
    assert_eq!(first.name, name);
    assert_eq!(first.issued, Some(UnixTime::from_secs(1)));
    assert!(first.is_scan_package);
    assert_eq!(agent.shows(first.id), (3, false, false));
    assert_eq!(
        agent.register_with_automatic_updates(&text(first.id), None, &client()),
        Err(HResult::WU_E_INVALID_OPERATION)
    );
    agent.released(&first);
    agent.released(&first);
    assert_eq!(agent.shows(first.id), (1, false, false));
    assert_eq!(agent.shows(second.id), (3, false, false));
}

/// Which methods each property of the caller, or a lockdown of the object, refuses. The columns: Services, QueryServiceRegistration, AddService,
/// RegisterServiceWithAU, UnregisterServiceWithAU, RemoveService, AddScanPackageService, SetOption.
#[test]
fn methods_refuse_whom_they_are_documented_to_refuse() {
    let (ok, denied, locked, disabled) = (0, 0x8007_0005_u32, 0x8024_0036, 0x8007_0422);
    let forbidden = 0x8024_002F;
    for (words, expected) in [
        ("administrator", [ok; 9]),
        (
            "remote",
            [ok, ok, denied, denied, denied, denied, denied, ok, denied],
        ),
        (
            "user",
            [ok, ok, denied, denied, denied, denied, denied, ok, denied],
        ),
        (
            "locked-down",
            [
                ok, ok, locked, locked, locked, locked, locked, locked, locked,
            ],
        ),
        (
            "locked down object",
            [
                ok, ok, locked, locked, locked, locked, locked, locked, locked,
            ],
        ),
        (
            "service-disabled",
            [
                disabled, disabled, disabled, disabled, disabled, disabled, disabled, ok, disabled,
            ],
        ),
        ("no-access", [ok, ok, ok, ok, ok, ok, ok, ok, forbidden]),
    ] {
        let caller = Caller::parse(words).unwrap_or_default();
        assert_eq!(caller.policy == Policy::NoAccess, words == "no-access");
        let (agent, _) = world(Said::Allows, caller);
        let is_locked_down = words == "locked down object";
        let (id, client) = (
            text(SOME),
            Client {
                is_locked_down,
                ..client()
            },
        );
        // So that the methods that succeed find what they need.
        agent
            .keeper
            .update(&mut |state| {
                state.add_scan_package(Service {
                    can_register_with_automatic_updates: true,
                    ..Service::unknown(SOME)
                });
                Ok(())
            })
            .unwrap();
        let results = [
            agent.services().map(drop),
            agent.query(&id).map(drop),
            agent.add_service(&id, PATH, &client).map(drop),
            agent.register_with_automatic_updates(&id, None, &client),
            agent.unregister_with_automatic_updates(&id, &client),
            agent.remove(&id, &client),
            agent
                .add_scan_package(u16str!("a"), PATH, 0, &client)
                .map(drop),
            agent.may_set_options(&client),
            agent.add_service2(&id, 2, NO_PATH, &client).map(drop),
        ];
        let codes = results.map(|result| result.err().map_or(0, |error| error.0));
        assert_eq!(codes, expected, "{words}");
    }
}

#[test]
fn threads_register_and_remove_at_once() {
    let (agent, _) = local(Said::Allows);
    std::thread::scope(|scope| {
        for number in 0..4_u128 {
            let agent = &agent;
            scope.spawn(move || {
                let id = Uuid::from_u128(number + 1);
                for _ in 0..200 {
                    agent.add(id, 7, NO_PATH).unwrap();
                    assert_eq!(agent.shows(id).0, 3);
                    agent.default_service();
                    agent.remove(&text(id), &client()).unwrap();
                    assert_eq!(agent.shows(id).0, 1);
                }
            });
        }
    });
    assert_eq!(agent.automatic(), [WINDOWS_UPDATE]);
}

/// A cabinet for a service of the machine's own may say anything of it; the default service is there all the same.
#[test]
fn there_is_a_default_service_whatever_windows_update_is_said_to_be() {
    let (agent, _) = local(Said::Allows);
    agent
        .keeper
        .update(&mut |state| {
            state.add_scan_package(Service::unknown(WINDOWS_UPDATE));
            Ok(())
        })
        .unwrap();
    assert_eq!(agent.default_service(), WINDOWS_UPDATE);
    agent.add(SOME, 6, NO_PATH).unwrap();
    assert_eq!(agent.default_service(), SOME);
    agent.remove(&text(SOME), &client()).unwrap();
    assert_eq!(agent.default_service(), WINDOWS_UPDATE);
}

/// The thread that was at an attempt is not there.
#[test]
fn a_forked_child_tries_again_what_another_thread_was_trying() {
    let (agent, world) = local(Said::Fails);
    agent.add(SOME, 5, NO_PATH).unwrap();
    let attempt = Attempt {
        id: OTHER,
        ends: wua::now() + policy::ATTEMPT_LIMIT,
    };
    let begun = agent.changed(|state| Ok(state.begin_attempt(SOME, attempt, wua::now())));
    assert_eq!(begun, Ok(true));
    *world.said.lock() = Said::Allows;
    assert_eq!(agent.retry_all().unwrap(), []);
    agent.after_fork_in_child();
    assert_eq!(agent.retry_all().unwrap().len(), 1);
    assert_eq!(agent.shows(SOME), (3, false, true));
}
