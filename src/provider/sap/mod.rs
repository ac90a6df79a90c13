// SPDX-License-Identifier: MIT OR Apache-2.0
//! The Service Advertising Protocol namespace (NS_SAP).
//!
//! A [`station::Station`] advertises what is registered and listens to what others advertise, on a network segment that
//! lies inside the process: nothing is sent.

#![forbid(unsafe_code)]

mod heard;
mod identity;
mod packet;
mod segment;
mod station;

use std::sync::Arc;

use uuid::Uuid;

use super::stored::{NameForm, Shape, StoredNamespace};
use super::stored_classes::StoredClasses;
use super::{Lookup, NamespaceProvider, Outcome};
use crate::clock::{Clock, SystemClock};
use crate::error::Error;
use crate::policy;
use crate::rnr::class::{ClassStanding, ServiceClass};
use crate::rnr::namespace::NS_SAP;
use crate::rnr::query::{ControlFlags, Query};
use crate::rnr::service::{Operation, Registration};
use crate::store::Store;
use crate::sync::Frozen;
use crate::text::CodePage;
use identity::{netware_class, sap_type};
use packet::{EVERY_TYPE, IpxAddress};
use segment::{Loopback, Segment};
use station::Station;

/// The only node on the segment: a number that no card has.
const LOCAL_STATION: IpxAddress = IpxAddress {
    network: [0; 4],
    node: [0x02, 0, 0, 0, 0, 1],
    socket: [0x04, 0x52],
};

pub(crate) struct Sap {
    station: &'static Station,
    classes: StoredClasses,
    /// The services as the station sees them.
    services: StoredNamespace,
}

impl Sap {
    /// The namespace over a store, on a segment of its own. It lasts as long as the process.
    pub(crate) fn new(registered: StoredNamespace, code_page: CodePage) -> Self {
        Self::on(
            Box::new(Loopback),
            LOCAL_STATION,
            Box::new(SystemClock),
            registered,
            code_page,
        )
    }

    fn on(
        segment: Box<dyn Segment>,
        address: IpxAddress,
        clock: Box<dyn Clock>,
        registered: StoredNamespace,
        code_page: CodePage,
    ) -> Self {
        let classes = StoredClasses::beside(&registered, NS_SAP);
        let station = Station::new(registered, code_page, address, segment, clock);
        let station: &'static Station = Box::leak(Box::new(station));
        Self {
            station,
            classes,
            services: StoredNamespace {
                store: station,
                ..registered
            },
        }
    }

    /// The bindery is flat. Its names are upper case, and bytes: those of the ANSI code page.
    pub(crate) fn shape(code_page: CodePage) -> Shape {
        Shape {
            containers: false,
            names: NameForm::UpperCase {
                code_page,
                limit_bytes: packet::NAME_LIMIT_BYTES,
            },
        }
    }
}

impl NamespaceProvider for Sap {
    /// The class says which type of service it is; two classes of one type are the same.
    fn set_service(
        &self,
        given: &Registration,
        class: Option<&ServiceClass>,
        operation: Operation,
        control_flags: u32,
    ) -> Result<Outcome, Error> {
        let id = given.class.ok_or(policy::MISSING_IDENTITY)?;
        let service_type = sap_type(id, class)
            .filter(|service_type| *service_type != EVERY_TYPE)
            .ok_or(policy::NO_SAP_TYPE)?;
        let kept_under = netware_class(service_type);
        self.services
            .set_service(kept_under, given, operation, control_flags)
    }

    fn lookup_begin(
        &self,
        query: &Query,
        class: Option<&ServiceClass>,
        flags: ControlFlags,
    ) -> Result<Box<dyn Lookup>, Error> {
        // `LUP_CONTAINERS` overrides the class.
        let wanted = query
            .class
            .filter(|_| !flags.contains(ControlFlags::CONTAINERS));
        let service_type = match wanted {
            Some(id) => sap_type(id, class).ok_or(policy::NO_SAP_TYPE_IN_LOOKUP)?,
            None => EVERY_TYPE,
        };
        let of_type = Query {
            class: (service_type != EVERY_TYPE).then(|| netware_class(service_type)),
            ..query.clone()
        };
        let lookup = self.services.lookup_begin(&of_type, flags)?;
        self.station.ask(service_type);
        Ok(lookup)
    }

    fn uses_class_info(&self) -> bool {
        true
    }

    fn install_class(&self, class: &ServiceClass) -> Result<(), Error> {
        self.classes.install(class)
    }

    fn remove_class(&self, class: Uuid) -> Result<(), Error> {
        self.classes.remove(class)
    }

    fn class_info(&self, class: Uuid) -> Result<Arc<ServiceClass>, Error> {
        self.classes.info(class)
    }

    /// In use when services of its type are registered, by whatever class.
    fn class_standing(&self, class: Uuid) -> Result<ClassStanding, Error> {
        let description = self.classes.info(class).ok();
        let service_type = sap_type(class, description.as_deref());
        self.classes
            .standing(class, service_type.map_or(class, netware_class))
    }

    fn forget(&self) {
        self.station.forget();
    }

    fn freeze(&self) -> Vec<Frozen> {
        self.station.freeze()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::sync::{Arc, Mutex, Weak};
    use std::time::{Duration, Instant};

    use uuid::Uuid;

    use super::heard::{INTERVAL, LIFETIME};
    use super::packet::{Body, Packet, Scope};
    use super::segment::Listener;
    use super::*;
    use crate::config::NameCase;
    use crate::rnr::class::ClassValue;
    use crate::rnr::service::{Address, Addresses, Change, Service, ServiceKey, SocketAddress};
    use crate::signal::{Signal, Wake};
    use crate::store::memory::MemoryStore;
    use crate::text::WideText;

    const PROVIDER: Uuid = Uuid::from_u128(0xE02DAAF0_7E9F_11CF_AE5A_00AA00A7112B);
    const PRINTERS: Uuid = Uuid::from_u128(0x5AD3C2F0_11E4_4B7A_9C21_3D586E70840A);
    const MULTIPLE: u32 = 1;

    /// A time that the test moves.
    #[derive(Clone)]
    struct MovedClock(Arc<Mutex<Instant>>);

    impl MovedClock {
        fn pass(&self, time: Duration) {
            *self.0.lock().unwrap() += time;
        }
    }

    impl Clock for MovedClock {
        fn now(&self) -> Instant {
            *self.0.lock().unwrap()
        }
    }

    /// A segment with several stations on it, which also keeps what was sent.
    #[derive(Default)]
    struct Cable {
        stations: Mutex<Vec<&'static Station>>,
        sent: Mutex<Vec<Vec<u8>>>,
    }

    struct Plug(Weak<Cable>);

    impl Segment for Plug {
        fn broadcast(&self, packet: &[u8], _: &dyn Listener) {
            // A cable that is gone carries nothing.
            let Some(cable) = self.0.upgrade() else {
                return;
            };
            cable.sent.lock().unwrap().push(packet.to_vec());
            let stations = cable.stations.lock().unwrap().clone();
            for station in stations {
                station.hear(packet);
            }
        }
    }

    struct Network {
        cable: Arc<Cable>,
        clock: MovedClock,
    }

    impl Network {
        fn new() -> Self {
            Self {
                cable: Arc::default(),
                clock: MovedClock(Arc::new(Mutex::new(Instant::now()))),
            }
        }

        fn station(&self, number: u8) -> Sap {
            let services = StoredNamespace {
                store: Box::leak(Box::new(MemoryStore::new())),
                provider: PROVIDER,
                name_case: NameCase::Insensitive,
                shape: Sap::shape(CodePage::UTF_8),
            };
            let address = IpxAddress {
                node: [2, 0, 0, 0, 0, number],
                ..LOCAL_STATION
            };
            let segment = Box::new(Plug(Arc::downgrade(&self.cable)));
            let clock = Box::new(self.clock.clone());
            let sap = Sap::on(segment, address, clock, services, CodePage::UTF_8);
            self.cable.stations.lock().unwrap().push(sap.station);
            sap
        }

        /// Takes a station off the segment without a word.
        fn cut(&self, sap: &Sap) {
            let mut stations = self.cable.stations.lock().unwrap();
            stations.retain(|station| !std::ptr::eq(*station, sap.station));
        }

        fn sent(&self) -> Vec<Body> {
            let sent = std::mem::take(&mut *self.cable.sent.lock().unwrap());
            sent.iter()
                .map(|bytes| Packet::parse(bytes).unwrap().body)
                .collect()
        }
    }

    fn wide(text: &str) -> WideText {
        WideText::from_slice(&text.encode_utf16().collect::<Vec<_>>())
    }

    fn ipx(last: u8) -> Address {
        let mut bytes = [0; 14];
        bytes[..2].copy_from_slice(&6u16.to_ne_bytes());
        bytes[13] = last;
        Address {
            local: Some(SocketAddress::from_slice(&bytes)),
            remote: None,
            socket_type: 5,
            protocol: 1256,
        }
    }

    fn inet(port: u8) -> Address {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&[2, 0, 0, port]);
        Address {
            local: Some(SocketAddress::from_slice(&bytes)),
            remote: None,
            socket_type: 1,
            protocol: 6,
        }
    }

    fn given(name: &str, service_type: u16, addresses: &[Address]) -> Registration {
        Registration {
            name: wide(name),
            class: Some(netware_class(service_type)),
            comment: Some(wide("a comment")),
            addresses: Addresses::from(addresses.to_vec()),
            ..Registration::default()
        }
    }

    fn set(
        sap: &Sap,
        given: &Registration,
        operation: Operation,
        flags: u32,
    ) -> Result<Outcome, Error> {
        sap.set_service(given, None, operation, flags)
    }

    fn register(sap: &Sap, given: &Registration) {
        assert_eq!(set(sap, given, Operation::Register, 0), Ok(Outcome::Done));
    }

    fn found(sap: &Sap, class: Option<Uuid>, name: &str) -> Result<Vec<Arc<Service>>, Error> {
        let query = Query {
            class,
            name: wide(name),
            ..Query::default()
        };
        let mut lookup = sap.lookup_begin(&query, None, ControlFlags::RETURN_ALL)?;
        let mut services = Vec::new();
        loop {
            match lookup.next(ControlFlags::RETURN_ALL) {
                Ok(answer) => services.push(answer.service.into_owned()),
                Err(Error::NoMore) => return Ok(services),
                Err(error) => return Err(error),
            }
        }
    }

    fn names(sap: &Sap, class: Option<Uuid>) -> Vec<String> {
        let services = found(sap, class, "").unwrap();
        services
            .iter()
            .map(|service| String::from_utf16(&service.name).unwrap())
            .collect()
    }

    fn one(sap: &Sap, name: &str) -> Result<Arc<Service>, Error> {
        found(sap, Some(netware_class(4)), name).map(|mut services| {
            assert_eq!(services.len(), 1);
            services.remove(0)
        })
    }

    #[test]
    fn the_first_ipx_address_is_advertised_and_no_other() {
        let network = Network::new();
        let sap = network.station(1);
        register(&sap, &given("server", 4, &[inet(1), ipx(2), ipx(3)]));
        assert_eq!(one(&sap, "server").unwrap().addresses[..], [ipx(2)]);
        // When it goes, the next one takes its place.
        set(
            &sap,
            &given("server", 4, &[ipx(2)]),
            Operation::Delete,
            MULTIPLE,
        )
        .unwrap();
        assert_eq!(one(&sap, "server").unwrap().addresses[..], [ipx(3)]);
        // The others are still registered, though not to be seen.
        set(
            &sap,
            &given("server", 4, &[ipx(3)]),
            Operation::Delete,
            MULTIPLE,
        )
        .unwrap();
        assert_eq!(one(&sap, "server"), Err(Error::NoData));
        set(
            &sap,
            &given("server", 4, &[inet(1)]),
            Operation::Delete,
            MULTIPLE,
        )
        .unwrap();
        assert_eq!(one(&sap, "server"), Err(Error::ServiceNotFound));
    }

    #[test]
    fn another_station_sees_what_packets_carry() {
        let network = Network::new();
        let (here, there) = (network.station(1), network.station(2));
        register(&here, &given("Server", 4, &[ipx(7)]));
        let seen = one(&there, "server").unwrap();
        assert_eq!(seen.name, wide("SERVER"));
        assert_eq!(seen.class, Some(netware_class(4)));
        assert_eq!(seen.comment, None);
        let [address] = &seen.addresses[..] else {
            panic!("{seen:?}")
        };
        assert_eq!(
            identity::ipx_address(address),
            identity::ipx_address(&ipx(7))
        );
        assert_eq!(address.local, None);
        assert_eq!(
            one(&here, "server").unwrap().comment,
            Some(wide("a comment"))
        );
        assert_eq!(names(&there, None), ["SERVER"]);
        assert_eq!(names(&there, Some(netware_class(4))), ["SERVER"]);
        assert!(names(&there, Some(netware_class(5))).is_empty());
        assert_eq!(found(&there, None, "server").unwrap().len(), 1);
        assert_eq!(
            found(&there, None, "other").err(),
            Some(Error::ServiceNotFound)
        );
    }

    #[test]
    fn a_service_that_is_taken_back_goes_at_once_everywhere() {
        let network = Network::new();
        let (here, there) = (network.station(1), network.station(2));
        for operation in [Operation::Deregister, Operation::Delete] {
            register(&here, &given("server", 4, &[ipx(7)]));
            assert!(one(&there, "server").is_ok());
            set(&here, &given("server", 4, &[]), operation, 0).unwrap();
            assert_eq!(one(&there, "server"), Err(Error::ServiceNotFound));
        }
    }

    #[test]
    fn a_station_that_fell_silent_is_forgotten_after_three_intervals_and_ones_own_services_stay() {
        let network = Network::new();
        let (here, there) = (network.station(1), network.station(2));
        register(&here, &given("mine", 4, &[ipx(1)]));
        register(&there, &given("yours", 4, &[ipx(2)]));
        // Those who are there answer, however long it takes.
        network.clock.pass(10 * LIFETIME);
        assert_eq!(names(&here, None), ["MINE", "YOURS"]);
        network.cut(&there);
        network.clock.pass(LIFETIME - Duration::from_nanos(1));
        assert_eq!(names(&here, None), ["MINE", "YOURS"]);
        network.clock.pass(Duration::from_nanos(1));
        assert_eq!(names(&here, None), ["MINE"]);
        assert!(one(&here, "mine").is_ok());
    }

    #[test]
    fn a_lookup_that_goes_on_for_long_keeps_its_own_services() {
        let network = Network::new();
        let sap = network.station(1);
        register(&sap, &given("mine", 4, &[ipx(1)]));
        let mut lookup = sap
            .lookup_begin(&Query::default(), None, ControlFlags::RETURN_ALL)
            .unwrap();
        network.clock.pass(10 * LIFETIME);
        let answer = lookup.next(ControlFlags::RETURN_ALL).unwrap();
        assert_eq!(answer.service.addresses[..], [ipx(1)]);
    }

    #[test]
    fn a_lookup_asks_and_everything_is_told_of_once_in_an_interval() {
        let network = Network::new();
        let sap = network.station(1);
        register(&sap, &given("one", 4, &[ipx(1)]));
        register(&sap, &given("two", 5, &[ipx(2)]));
        network.sent();
        names(&sap, Some(netware_class(4)));
        let sent = network.sent();
        assert_eq!(sent[0], Body::Request(Scope::General, 4));
        let counts: Vec<usize> = sent[1..]
            .iter()
            .map(|body| match body {
                Body::Response(Scope::General, entries) => entries.len(),
                _ => panic!("{body:?}"),
            })
            .collect();
        assert_eq!(counts, [1, 2], "the answer, and what was due");
        names(&sap, None);
        assert_eq!(network.sent().len(), 2, "a question and its answer");
        network.clock.pass(INTERVAL);
        names(&sap, None);
        assert_eq!(network.sent().len(), 3);
    }

    #[test]
    fn seven_services_go_into_a_packet() {
        let network = Network::new();
        let sap = network.station(1);
        for number in 0..15 {
            register(&sap, &given(&format!("s{number}"), 4, &[ipx(number)]));
        }
        assert_eq!(names(&sap, Some(netware_class(4))).len(), 15);
        network.sent();
        sap.station.ask(4);
        assert_eq!(network.sent().len(), 1 + 3);
    }

    #[test]
    fn who_asks_for_the_nearest_server_gets_one() {
        let network = Network::new();
        let sap = network.station(1);
        register(&sap, &given("one", 4, &[ipx(1)]));
        register(&sap, &given("two", 4, &[ipx(2)]));
        network.sent();
        let ask = |service_type| {
            let question = Packet {
                source: LOCAL_STATION,
                body: Body::Request(Scope::Nearest, service_type),
            };
            sap.station.hear(&question.build());
            network.sent()
        };
        let answer = ask(4);
        assert!(matches!(&answer[..], [Body::Response(Scope::Nearest, one)] if one.len() == 1));
        assert!(ask(5).is_empty());
    }

    #[test]
    fn who_watches_is_told_of_news_and_not_of_repetitions() {
        let network = Network::new();
        let (here, there) = (network.station(1), network.station(2));
        let query = Query::default();
        let mut lookup = there
            .lookup_begin(&query, None, ControlFlags::RETURN_ALL)
            .unwrap();
        let signal = Arc::new(Signal::new());
        let _subscription = lookup.subscribe(&signal).unwrap();
        assert_eq!(lookup.changed(), Ok(false));
        assert_eq!(
            lookup.next(ControlFlags::RETURN_ALL).err(),
            Some(Error::NoMore)
        );
        assert_eq!(signal.try_wait(), None);

        register(&here, &given("server", 4, &[ipx(1)]));
        assert_eq!(signal.try_wait(), Some(Wake::Raised));
        assert_eq!(lookup.changed(), Ok(true));
        let answer = lookup.next(ControlFlags::RETURN_ALL).unwrap();
        assert_eq!(answer.service.name, wide("SERVER"));
        assert_eq!(answer.service.addresses.len(), 1);
        assert_eq!(
            lookup.next(ControlFlags::RETURN_ALL).err(),
            Some(Error::NoMore)
        );
        network.clock.pass(INTERVAL);
        names(&here, None);
        assert_eq!(signal.try_wait(), None);
        assert_eq!(lookup.changed(), Ok(false));
    }

    #[test]
    fn noise_is_not_heard() {
        let network = Network::new();
        let sap = network.station(1);
        register(&sap, &given("one", 4, &[ipx(1)]));
        let packet = network.cable.sent.lock().unwrap().pop().unwrap();
        for length in 0..packet.len() {
            sap.station.hear(&packet[..length]);
        }
        assert_eq!(names(&sap, None), ["ONE"]);
    }

    fn printers(service_type: u16) -> ServiceClass {
        ServiceClass {
            id: PRINTERS,
            name: None,
            values: vec![ClassValue {
                name: wide("SapId"),
                namespace: 1,
                kind: 4,
                data: Arc::new(u32::from(service_type).to_le_bytes().to_vec()),
            }],
        }
    }

    #[test]
    fn two_classes_of_one_type_are_one_class() {
        let network = Network::new();
        let sap = network.station(1);
        let by_description = Registration {
            class: Some(PRINTERS),
            ..given("server", 4, &[ipx(1)])
        };
        let class = printers(4);
        sap.set_service(&by_description, Some(&class), Operation::Register, 0)
            .unwrap();
        let seen = one(&sap, "SERVER").unwrap();
        assert_eq!(seen.class, Some(PRINTERS), "as it was registered");
        set(&sap, &given("server", 4, &[]), Operation::Delete, 0).unwrap();
        assert_eq!(
            sap.set_service(&by_description, Some(&class), Operation::Delete, 0),
            Err(Error::ServiceNotFound)
        );
        // The same name of another type is another service.
        register(&sap, &given("server", 4, &[ipx(1)]));
        register(&sap, &given("server", 5, &[ipx(1)]));
        assert_eq!(names(&sap, None).len(), 2);
    }

    #[test]
    fn a_class_needs_a_type() {
        let network = Network::new();
        let sap = network.station(1);
        for class in [None, Some(PRINTERS), Some(netware_class(EVERY_TYPE))] {
            let given = Registration {
                class,
                ..given("server", 4, &[ipx(1)])
            };
            for operation in [
                Operation::Register,
                Operation::Deregister,
                Operation::Delete,
            ] {
                assert_eq!(
                    set(&sap, &given, operation, 0),
                    Err(Error::InvalidParameter)
                );
            }
        }
        assert_eq!(
            found(&sap, Some(PRINTERS), "").err(),
            Some(Error::ServiceNotFound)
        );
        register(&sap, &given("server", 4, &[ipx(1)]));
        assert_eq!(names(&sap, Some(netware_class(EVERY_TYPE))), ["SERVER"]);
    }

    #[test]
    fn names_that_are_the_same_in_their_first_47_bytes_are_the_same() {
        let network = Network::new();
        let (here, there) = (network.station(1), network.station(2));
        let long = |rest: &str| "n".repeat(47) + rest;
        register(&here, &given(&long("one"), 4, &[ipx(1)]));
        register(&here, &given(&long("two"), 4, &[ipx(2)]));
        for sap in [&here, &there] {
            assert_eq!(names(sap, None), ["N".repeat(47)]);
            assert_eq!(one(sap, &long("three")).unwrap().addresses.len(), 1);
        }
    }

    #[test]
    fn what_is_forgotten_is_told_of_again() {
        let network = Network::new();
        let (here, there) = (network.station(1), network.station(2));
        register(&here, &given("mine", 4, &[ipx(1)]));
        register(&there, &given("yours", 4, &[ipx(2)]));
        assert_eq!(names(&here, None), ["MINE", "YOURS"]);
        network.cut(&there);
        here.forget();
        network.sent();
        assert_eq!(names(&here, None), ["MINE"]);
        assert_eq!(
            network.sent().len(),
            3,
            "a question, its answer, and what is due"
        );
        assert_eq!(names(&here, None), ["MINE"]);
        assert_eq!(network.sent().len(), 2);
    }

    /// Whoever makes it forget holds locks that others wait for.
    #[test]
    fn forgetting_waits_for_nobody() {
        let network = Network::new();
        let sap = network.station(1);
        register(&sap, &given("one", 4, &[ipx(1)]));
        let (inside, is_inside) = std::sync::mpsc::channel();
        let (forgotten, is_forgotten) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            let sap = &sap;
            scope.spawn(move || {
                let key = ServiceKey {
                    provider: PROVIDER,
                    class: netware_class(4),
                    name: wide("one"),
                    context: None,
                };
                let changed = sap.services.store.update(&key, &mut |_| {
                    inside.send(()).unwrap();
                    is_forgotten.recv_timeout(Duration::from_secs(10)).unwrap();
                    Ok(Change::Keep)
                });
                assert_eq!(changed, Ok(()));
            });
            is_inside.recv().unwrap();
            sap.forget();
            forgotten.send(()).unwrap();
        });
        assert_eq!(names(&sap, None), ["ONE"]);
    }

    #[test]
    fn changes_from_several_threads_leave_the_network_with_what_is_registered() {
        let network = Network::new();
        let (here, there) = (network.station(1), network.station(2));
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let here = &here;
                scope.spawn(move || {
                    for round in 0..50u8 {
                        let given = given("server", 4, &[ipx(thread * 50 + round)]);
                        set(here, &given, Operation::Register, 0).unwrap();
                        let _ = names(here, None);
                        let _ = set(here, &given, Operation::Delete, 0);
                    }
                });
            }
        });
        assert!(names(&here, None).is_empty());
        assert!(names(&there, None).is_empty());
    }
}
