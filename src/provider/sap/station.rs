// SPDX-License-Identifier: MIT OR Apache-2.0
//! A station on a SAP segment: tells of the services that are registered here, and listens to what is told of others.
//!
//! Seen as a store, it holds what the network shows. That a service has an address, and which, is read from the packets
//! that were heard, those of this station among them; what packets do not carry (class, version, comment, blob) comes from
//! the registration, where that was made here.

#![forbid(unsafe_code)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use hashbrown::{HashMap, HashSet};
use uuid::Uuid;

use super::heard::{Heard, INTERVAL, Identity, Table};
use super::identity::{heard_address, ipx_address, netware_class, sap_type};
use super::packet::{self, Body, Entry, IpxAddress, Name, Packet, Scope, UNREACHABLE};
use super::segment::{Listener, Segment};
use crate::clock::Clock;
use crate::error::Error;
use crate::provider::stored::StoredNamespace;
use crate::rnr::class::ServiceClass;
use crate::rnr::service::{Address, Addresses, Change, Service, ServiceKey, State};
use crate::store::changes::Changes;
use crate::store::{self, Contents, Decide, Selection, Store};
use crate::sync::{Frozen, Mutex, MutexGuard};
use crate::text::{AnsiBuffer, CodePage, WideText};

/// A service on this station is one network away from every other.
const OWN_HOPS: u16 = 1;

pub(crate) struct Station {
    /// What is registered here, each under its SAP type's own class.
    own: StoredNamespace,
    code_page: CodePage,
    address: IpxAddress,
    segment: Box<dyn Segment>,
    clock: Box<dyn Clock>,
    /// Held by whoever speaks for this station, so that what is said last is what holds; with it, what
    /// was last told. Comes before the store's locks and `heard`, of which nobody waits for the other.
    speaking: Mutex<Told>,
    heard: Mutex<Table>,
    /// Whether what was told and heard is to be forgotten by whoever speaks next.
    is_stale: AtomicBool,
}

/// What a station has told.
#[derive(Debug, Default)]
struct Told {
    /// When it last told of everything.
    at: Option<Instant>,
    /// Of what, where others can change it.
    entries: HashMap<(u16, Vec<u8>), Entry>,
}

impl Station {
    pub(crate) fn new(
        own: StoredNamespace,
        code_page: CodePage,
        address: IpxAddress,
        segment: Box<dyn Segment>,
        clock: Box<dyn Clock>,
    ) -> Self {
        Self {
            own,
            code_page,
            address,
            segment,
            clock,
            speaking: Mutex::default(),
            heard: Mutex::default(),
            is_stale: AtomicBool::new(false),
        }
    }

    /// Waits for the turn to speak.
    fn speak(&self) -> MutexGuard<'_, Told> {
        let mut told = self.speaking.lock();
        if self.is_stale.swap(false, Ordering::AcqRel) {
            *told = Told::default();
            *self.heard.lock() = Table::default();
        }
        told
    }

    /// Asks the segment for services of a type; what is answered is heard.
    pub(crate) fn ask(&self, service_type: u16) {
        self.send(Body::Request(Scope::General, service_type));
    }

    fn send(&self, body: Body) {
        let packet = Packet {
            source: self.address,
            body,
        };
        self.segment.broadcast(&packet.build(), self);
    }

    /// Tells the segment of services.
    fn tell(&self, entries: &[Entry]) {
        for entries in entries.chunks(packet::ENTRIES_LIMIT) {
            self.send(Body::Response(Scope::General, entries.to_vec()));
        }
    }

    /// Tells of everything when that is due. Nobody can notice that it is done no sooner than somebody looks. As long as the
    /// guard lives, what is registered here and what is told of it agree.
    fn keep_alive(&self) -> Result<MutexGuard<'_, Told>, Error> {
        let now = self.clock.now();
        let mut told = self.speak();
        let is_due = told
            .at
            .is_none_or(|at| now.saturating_duration_since(at) >= INTERVAL);
        if is_due {
            self.heard.lock().forget_aged(now);
        }
        if self.own.store.is_shared() {
            self.tell_of_others(&mut told, is_due)?;
        } else if is_due {
            self.tell(&self.advertised(packet::EVERY_TYPE)?);
        }
        if is_due {
            told.at = Some(now);
        }
        Ok(told)
    }

    /// Every process that shares the store plays the same station, and each to a segment of its own: whoever looks tells of
    /// what the others have registered or taken back since.
    fn tell_of_others(&self, told: &mut Told, everything: bool) -> Result<(), Error> {
        let here: HashMap<_, _> = self
            .advertised(packet::EVERY_TYPE)?
            .into_iter()
            .map(|entry| ((entry.service_type, entry.name.bytes().to_vec()), entry))
            .collect();
        let gone = told
            .entries
            .iter()
            .filter(|(name, _)| !here.contains_key(*name));
        let gone = gone.map(|(_, entry)| Entry {
            hops: UNREACHABLE,
            ..entry.clone()
        });
        let is_news = |name, entry| everything || told.entries.get(name) != Some(entry);
        let news = here.iter().filter(|(name, entry)| is_news(*name, *entry));
        let entries: Vec<Entry> = gone.chain(news.map(|(_, entry)| entry.clone())).collect();
        self.tell(&entries);
        told.entries = here;
        Ok(())
    }

    /// What there is to tell of the services of a type that are registered here.
    fn advertised(&self, service_type: u16) -> Result<Vec<Entry>, Error> {
        let selection = if service_type == packet::EVERY_TYPE {
            Selection::All
        } else {
            Selection::Class(netware_class(service_type))
        };
        let entries = self.own.store.scan(self.own.provider, &selection)?;
        let advertisement =
            |entry: store::Entry| self.advertisement(entry.key.class, &entry.service);
        Ok(entries.into_iter().filter_map(advertisement).collect())
    }

    /// What is told of a service that is registered here: of its addresses, the first one of IPX.
    fn advertisement(&self, class: Uuid, service: &Service) -> Option<Entry> {
        if service.state != State::Registered {
            return None;
        }
        let mut name = AnsiBuffer::new();
        self.code_page.encode(&service.name, &mut name);
        Some(Entry {
            service_type: sap_type(class, None)?,
            name: Name::new(&name)?,
            address: service.addresses.iter().find_map(ipx_address)?,
            hops: OWN_HOPS,
        })
    }

    fn answer(&self, scope: Scope, service_type: u16) -> Result<(), Error> {
        let _speaking = self.speak();
        let entries = self.advertised(service_type)?;
        match scope {
            Scope::General => self.tell(&entries),
            Scope::Nearest => {
                if let Some(entry) = entries.into_iter().next() {
                    self.send(Body::Response(Scope::Nearest, vec![entry]));
                }
            }
        }
        Ok(())
    }

    fn note(&self, entries: Vec<Entry>) {
        let now = self.clock.now();
        for entry in entries {
            let mut name = WideText::new();
            self.code_page.decode(entry.name.bytes(), &mut name);
            let identity = self.identity(entry.service_type, &self.own.comparable(&name));
            let heard = Heard {
                name,
                address: entry.address,
                hops: entry.hops,
            };
            if self.heard.lock().hear(identity, heard, now) {
                let class = netware_class(entry.service_type);
                self.changes().announce(self.own.provider, class);
            }
        }
    }

    fn identity(&self, service_type: u16, comparable_name: &[u16]) -> Identity {
        (service_type, comparable_name.into())
    }

    fn identity_of(&self, key: &ServiceKey) -> Option<Identity> {
        Some(self.identity(sap_type(key.class, None)?, &key.name))
    }

    /// The service under a key, as the network shows it.
    fn seen(&self, key: &ServiceKey, own: Option<Arc<Service>>) -> Option<Arc<Service>> {
        let now = self.clock.now();
        let table = self.heard.lock();
        let heard = self
            .identity_of(key)
            .and_then(|identity| table.get(&identity, now).cloned());
        drop(table);
        match (own, heard) {
            (Some(own), heard) => Some(with_heard_address(own, heard)),
            (None, Some(heard)) => Some(Arc::new(heard_only(key.class, heard))),
            (None, None) => None,
        }
    }

    /// The services that were heard of and that nobody registered here.
    fn of_others(
        &self,
        provider: Uuid,
        selection: &Selection,
        own: &[store::Entry],
    ) -> Vec<store::Entry> {
        let own: HashSet<Identity> = own
            .iter()
            .filter_map(|entry| self.identity_of(&entry.key))
            .collect();
        let now = self.clock.now();
        let table = self.heard.lock();
        let others = table
            .all(now)
            .filter(|(identity, _)| !own.contains(*identity));
        let selected = others.filter(|((service_type, name), _)| match selection {
            Selection::All => true,
            Selection::Class(class) => *class == netware_class(*service_type),
            Selection::Name(wanted) => wanted == name,
        });
        selected
            .map(|((service_type, name), heard)| {
                let class = netware_class(*service_type);
                store::Entry {
                    key: Arc::new(ServiceKey {
                        provider,
                        class,
                        name: WideText::from_slice(name),
                        context: None,
                    }),
                    service: Arc::new(heard_only(class, heard.clone())),
                }
            })
            .collect()
    }
}

/// A registered service with the address that the network knows of it, which is one or none.
fn with_heard_address(own: Arc<Service>, heard: Option<Heard>) -> Arc<Service> {
    let (address, state) = match heard {
        Some(heard) => {
            // As it was registered: packets leave out the kind of socket and the other side.
            let is_heard = |address: &&Address| ipx_address(address) == Some(heard.address);
            let registered = own.addresses.iter().find(is_heard).cloned();
            let address = registered.unwrap_or_else(|| heard_address(&heard.address));
            (Some(address), State::Registered)
        }
        None => (None, own.state),
    };
    let addresses: Addresses = address.into_iter().collect();
    if own.addresses == addresses && own.state == state {
        return own;
    }
    Arc::new(Service {
        addresses,
        state,
        outdated: Default::default(),
        ..(*own).clone()
    })
}

/// A service of which nothing is known but what packets carry.
fn heard_only(class: Uuid, heard: Heard) -> Service {
    Service {
        class: Some(class),
        name: heard.name,
        context: Box::default(),
        version: None,
        comment: None,
        blob: None,
        addresses: Addresses::from_iter([heard_address(&heard.address)]),
        state: State::Registered,
        outdated: Default::default(),
    }
}

impl Station {
    /// Has what was heard forgotten, and everything told of again, before anybody looks. Does not wait for who speaks just now.
    pub(super) fn forget(&self) {
        self.is_stale.store(true, Ordering::Release);
    }
}

impl Listener for Station {
    fn hear(&self, packet: &[u8]) {
        match Packet::parse(packet).map(|packet| packet.body) {
            Some(Body::Response(_, entries)) => self.note(entries),
            Some(Body::Request(scope, service_type)) => {
                // Nobody waits for an answer that cannot be given.
                let _ = self.answer(scope, service_type);
            }
            None => {}
        }
    }
}

impl Store for Station {
    fn contents(&self) -> Result<Contents, Error> {
        self.own.store.contents()
    }

    /// What that means to the segment is told before anybody looks.
    fn replace(&self, by: &Contents, is_passing: &dyn Fn(Uuid) -> bool) -> Result<(), Error> {
        let _speaking = self.speak();
        self.own.store.replace(by, is_passing)?;
        self.forget();
        Ok(())
    }

    /// Changes what is registered here, and tells the segment what that means to it.
    fn update_claiming(
        &self,
        key: &ServiceKey,
        claimed: &[Address],
        decide: &mut Decide<'_>,
    ) -> Result<(), Error> {
        let _speaking = self.speak();
        let advertisement = |service: Option<&Service>| self.advertisement(key.class, service?);
        let mut news = None;
        self.own
            .store
            .update_claiming(key, claimed, &mut |existing| {
                let change = decide(existing)?;
                let before = advertisement(existing);
                let after = match &change {
                    Change::Keep => before.clone(),
                    Change::Put(service) => advertisement(Some(service)),
                    Change::Remove => None,
                };
                news = match (before, after) {
                    (_, Some(after)) => Some(after),
                    (Some(gone), None) => Some(Entry {
                        hops: UNREACHABLE,
                        ..gone
                    }),
                    (None, None) => None,
                };
                Ok(change)
            })?;
        self.tell(news.as_slice());
        Ok(())
    }

    fn get(&self, key: &ServiceKey) -> Result<Option<Arc<Service>>, Error> {
        let _speaking = self.keep_alive()?;
        Ok(self.seen(key, self.own.store.get(key)?))
    }

    fn scan(&self, provider: Uuid, selection: &Selection) -> Result<Vec<store::Entry>, Error> {
        let _speaking = self.keep_alive()?;
        let own = self.own.store.scan(provider, selection)?;
        let others = self.of_others(provider, selection, &own);
        let seen = own.into_iter().filter_map(|entry| {
            let service = self.seen(&entry.key, Some(entry.service))?;
            Some(store::Entry {
                key: entry.key,
                service,
            })
        });
        Ok(seen.chain(others).collect())
    }

    fn changes(&self) -> &Changes {
        self.own.store.changes()
    }

    fn update_class(
        &self,
        provider: Uuid,
        class: Uuid,
        decide: &mut Decide<'_, ServiceClass>,
    ) -> Result<(), Error> {
        self.own.store.update_class(provider, class, decide)
    }

    fn class(&self, provider: Uuid, class: Uuid) -> Result<Option<Arc<ServiceClass>>, Error> {
        self.own.store.class(provider, class)
    }

    /// Only the station's own locks: those of its services are their store's.
    fn freeze(&'static self) -> Vec<Frozen> {
        vec![self.speaking.freeze(), self.heard.freeze()]
    }
}
