// SPDX-License-Identifier: MIT OR Apache-2.0
//! The network location namespace (NS_NLA): the networks that the machine is on, and those that users have stored.
//!
//! A network is an interface that leads somewhere. A stored one is a name, perhaps with a friendly one; each user has theirs,
//! and administrators store for everybody. It adds its friendly name to the network of its name, or stands for a network
//! that is not there.

#![forbid(unsafe_code)]

mod blob;
#[cfg(target_os = "linux")]
mod linux;
mod lookup;
pub(crate) mod machine;
mod routes;

use std::sync::Arc;

use uuid::Uuid;

use super::stored::difference::{Identity, Item};
use super::stored::{NameForm, Shape, StoredNamespace};
use super::{Lookup, NamespaceProvider, Outcome};
use crate::error::Error;
use crate::policy;
use crate::rnr::class::{ClassStanding, ServiceClass};
use crate::rnr::context;
use crate::rnr::namespace::NS_ALL;
use crate::rnr::query::{ControlFlags, Query, Version};
use crate::rnr::service::{
    Addresses, Blob, Change, Operation, Registration, Service, ServiceKey, State,
};
use crate::signal::{Signal, Subscription};
use crate::store::{Entry, Selection};
use crate::text::{CodePage, WideText};
use lookup::NetworkLookup;
use machine::{Interface, Machine};

/// `NLA_SERVICE_CLASS_GUID`: the class of all networks.
const NETWORK: Uuid = Uuid::from_u128(0x0037E515_B5C9_4A43_BADA_8B48A87AD239);

/// `NLA_ALLUSERS_NETWORK`. `SERVICE_MULTIPLE` is the same bit, and means nothing here.
const ALL_USERS: u32 = 1;
/// `NLA_FRIENDLY_NAME`.
const FRIENDLY_NAME: u32 = 2;

#[derive(Clone, Copy)]
pub(crate) struct Nla {
    stored: StoredNamespace,
    machine: &'static dyn Machine,
}

/// Which networks a lookup lists, and how much of each.
struct Filter {
    /// In the form in which names are compared.
    name: Option<WideText>,
    /// Those that the lookup was begun with.
    flags: ControlFlags,
}

/// What a look finds.
struct Listing {
    networks: Vec<Item>,
    /// Whether there is a network of the name that was given, whatever else it lacks.
    is_known: bool,
}

impl Nla {
    /// Names are kept as they are spelled, and stand in nothing.
    pub(crate) const SHAPE: Shape = Shape {
        containers: false,
        names: NameForm::AsGiven,
    };

    /// The networks of this machine, and those in a store.
    #[cfg(target_os = "linux")]
    pub(crate) fn new(stored: StoredNamespace) -> Self {
        Self::of(&linux::Linux, stored)
    }

    fn of(machine: &'static dyn Machine, stored: StoredNamespace) -> Self {
        Self { stored, machine }
    }

    /// Where the networks of one user, or everybody's, are kept apart from the others'.
    fn key(&self, owner: Owner, name: &[u16]) -> ServiceKey {
        ServiceKey {
            provider: self.stored.provider,
            class: NETWORK,
            name: self.stored.comparable(name),
            context: Some(owner.context()),
        }
    }

    /// The stored networks that the user sees: their own first, then everybody's.
    fn stored_networks(&self) -> Result<Vec<Entry>, Error> {
        let entries = self
            .stored
            .store
            .scan(self.stored.provider, &Selection::All)?;
        let of = |owner: Owner| {
            let context = owner.context();
            entries
                .iter()
                .filter(move |entry| *entry.key.context() == *context)
        };
        let own = of(Owner::User(self.machine.user().id));
        Ok(own.chain(of(Owner::Everybody)).cloned().collect())
    }

    /// The networks that a lookup finds now: those that there are in the kernel's order, then those that are only stored.
    fn list(&self, filter: &Filter) -> Result<Listing, Error> {
        let stored = self.stored_networks()?;
        let interfaces = self.machine.interfaces()?;
        let present: Vec<(WideText, Interface)> = interfaces
            .into_iter()
            .filter(policy::is_network)
            .map(|interface| (network_name(&interface), interface))
            .collect();
        let deep = filter.flags.contains(ControlFlags::DEEP);
        let mut networks: Vec<Service> = present
            .iter()
            .map(|(name, interface)| {
                let comparable = self.stored.comparable(name);
                let namesakes = stored.iter().filter(|entry| entry.key.name == comparable);
                let friendly = namesakes.filter_map(|entry| entry.service.comment.clone());
                let blob = Blob::new(blob::chain(interface, deep));
                network(name.clone(), friendly.into_iter().next(), Some(blob))
            })
            .collect();
        let mut known: Vec<WideText> = present
            .iter()
            .map(|(name, _)| self.stored.comparable(name))
            .collect();
        for entry in &stored {
            if !known.contains(&entry.key.name) {
                known.push(entry.key.name.clone());
                let friendly = stored
                    .iter()
                    .filter(|other| other.key.name == entry.key.name)
                    .find_map(|other| other.service.comment.clone());
                networks.push(network(entry.service.name.clone(), friendly, None));
            }
        }
        let of_that_name: Vec<Service> = networks
            .into_iter()
            .filter(|network| {
                let name = || self.stored.comparable(&network.name);
                filter.name.as_ref().is_none_or(|wanted| *wanted == name())
            })
            .collect();
        Ok(Listing {
            is_known: !of_that_name.is_empty(),
            networks: of_that_name
                .into_iter()
                .filter(|network| policy::network_qualifies(network, filter.flags))
                .map(|network| self.item(network))
                .collect(),
        })
    }

    /// A network as the same one in every look: interfaces whose names differ in case only are different ones.
    fn item(&self, network: Service) -> Item {
        let key = ServiceKey {
            provider: self.stored.provider,
            class: NETWORK,
            name: network.name.clone(),
            context: None,
        };
        Item {
            identity: Identity::Service(Arc::new(key)),
            service: Arc::new(network),
        }
    }

    /// Raises a signal when networks come, go, change or are stored.
    fn subscribe(&self, signal: &Arc<Signal>) -> Result<Subscription, Error> {
        let changes = self.stored.store.changes();
        let stored = changes.subscribe(self.stored.provider, Some(NETWORK), signal);
        Ok(Box::new((stored, self.machine.watch(signal)?)))
    }
}

/// Who stored a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    User(u32),
    Everybody,
}

/// Whether a stored network can have this key, whatever context its registration had.
pub(crate) fn is_key_of_network(key: &ServiceKey) -> bool {
    let context = String::from_utf16_lossy(key.context());
    let user = context.strip_prefix("user ").map(str::parse);
    let owner = match user {
        Some(Ok(id)) => Owner::User(id),
        _ => Owner::Everybody,
    };
    key.class == NETWORK && *owner.context() == *key.context()
}

impl Owner {
    fn context(self) -> Box<[u16]> {
        let text = match self {
            Self::User(id) => format!("user {id}"),
            Self::Everybody => "everybody".to_owned(),
        };
        text.encode_utf16().collect()
    }
}

/// An interface's name is the network's.
fn network_name(interface: &Interface) -> WideText {
    let mut name = WideText::new();
    CodePage::UTF_8.decode(&interface.name, &mut name);
    name
}

fn network(name: WideText, friendly: Option<WideText>, blob: Option<Blob>) -> Service {
    Service {
        class: Some(NETWORK),
        name,
        context: Box::default(),
        version: None,
        comment: friendly,
        blob,
        addresses: Addresses::new(),
        state: State::Registered,
        outdated: Default::default(),
    }
}

/// What storing, or forgetting, a network does to the stored one.
fn apply(
    existing: Option<&Service>,
    operation: Operation,
    names: bool,
    given: &Registration,
) -> Result<Change, Error> {
    let put = |name: &WideText, friendly| {
        let stored = network(name.clone(), friendly, None);
        Ok(Change::Put(Arc::new(stored)))
    };
    match (operation, existing, names) {
        (Operation::Register, None, false) => put(&given.name, None),
        (Operation::Register, Some(_), false) => Err(Error::AlreadyStored),
        (Operation::Register, existing, true) => {
            let name = existing.map_or(&given.name, |existing| &existing.name);
            let friendly = given.comment.as_ref().filter(|name| !name.is_empty());
            put(
                name,
                Some(friendly.ok_or(policy::NO_FRIENDLY_NAME)?.clone()),
            )
        }
        (Operation::Delete, None, _) => Err(policy::NETWORK_NOT_STORED),
        (Operation::Delete, Some(_), false) => Ok(Change::Remove),
        (Operation::Delete, Some(existing), true) => match existing.comment {
            Some(_) => put(&existing.name, None),
            None => Ok(Change::Keep),
        },
        (Operation::Deregister, _, _) => Err(policy::DEREGISTERED_NETWORK),
    }
}

impl NamespaceProvider for Nla {
    /// Stores a network, or forgets a stored one.
    fn set_service(
        &self,
        given: &Registration,
        _class: Option<&ServiceClass>,
        operation: Operation,
        control_flags: u32,
    ) -> Result<Outcome, Error> {
        let is_meant =
            given.provider.is_some() || given.namespace != NS_ALL || given.class == Some(NETWORK);
        if !is_meant {
            return Ok(policy::REGISTRATION_MEANT_FOR_OTHERS);
        }
        if given.class.is_some_and(|class| class != NETWORK) {
            return Err(policy::NO_CLASS_OF_NETWORKS);
        }
        if control_flags & !(ALL_USERS | FRIENDLY_NAME) != 0 {
            return Err(policy::UNKNOWN_NETWORK_FLAG);
        }
        if operation == Operation::Deregister {
            return Err(policy::DEREGISTERED_NETWORK);
        }
        if given.name.is_empty() {
            return Err(policy::MISSING_IDENTITY);
        }
        if context::components(&given.context).next().is_some() {
            return Err(policy::CONTEXT_IN_FLAT_NAMESPACE);
        }
        given
            .addresses
            .iter()
            .try_for_each(policy::check_network_address)?;
        let user = self.machine.user();
        let owner = match control_flags & ALL_USERS {
            0 => Owner::User(user.id),
            _ if user.is_administrator => Owner::Everybody,
            _ => return Err(Error::AccessDenied),
        };
        let names = control_flags & FRIENDLY_NAME != 0;
        let key = self.key(owner, &given.name);
        self.stored.store.update(&key, &mut |existing| {
            apply(existing, operation, names, given)
        })?;
        Ok(Outcome::Done)
    }

    fn lookup_begin(
        &self,
        query: &Query,
        _class: Option<&ServiceClass>,
        flags: ControlFlags,
    ) -> Result<Box<dyn Lookup>, Error> {
        let is_meant = query.provider.is_some()
            || query.namespace != NS_ALL
            || query.class == Some(NETWORK)
            || policy::asks_for_anything(query);
        if !is_meant || query.class.is_some_and(|class| class != NETWORK) {
            return Err(Error::ServiceNotFound);
        }
        if flags.contains(ControlFlags::CONTAINERS) {
            return Err(policy::NO_CONTAINERS);
        }
        query.version.map_or(Ok(()), Version::check_comparator)?;
        if context::components(&query.context).next().is_some() {
            return Err(policy::CONTEXT_IN_FLAT_NAMESPACE);
        }
        if !policy::asks_for_ip(&query.protocols) {
            return Err(Error::InvalidParameter);
        }
        let filter = Filter {
            name: query.exact_name().map(|name| self.stored.comparable(name)),
            flags,
        };
        Ok(Box::new(NetworkLookup::new(*self, filter)))
    }

    /// Classes are not kept here, but that of networks is used as long as anybody has stored one.
    fn class_standing(&self, class: Uuid) -> Result<ClassStanding, Error> {
        let stored = || {
            let store = self.stored.store;
            store.scan(self.stored.provider, &Selection::All)
        };
        Ok(ClassStanding {
            in_use: Some(class == NETWORK && !stored()?.is_empty()),
            ..ClassStanding::ABSENT
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::sync::Mutex;

    use super::machine::{Addresses as IpAddresses, Medium, User};
    use super::*;
    use crate::config::NameCase;
    use crate::rnr::namespace::NS_NLA;
    use crate::rnr::query::{
        Comparator, Protocol, RESULT_IS_ADDED, RESULT_IS_CHANGED, RESULT_IS_DELETED,
    };
    use crate::rnr::service::{Address, SocketAddress};
    use crate::signal::Wake;
    use crate::store::memory::MemoryStore;

    const PROVIDER: Uuid = Uuid::from_u128(0x6642243A_3BA8_4AA6_BAA5_2E0BD71FDD83);
    const OTHER: Uuid = Uuid::from_u128(7);
    const ALL: ControlFlags = ControlFlags::RETURN_ALL;
    const NAME: ControlFlags = ControlFlags::RETURN_NAME;

    /// A machine whose interfaces and user the test sets.
    struct Scripted {
        interfaces: Mutex<Result<Vec<Interface>, Error>>,
        user: Mutex<User>,
        watchers: Mutex<Vec<Arc<Signal>>>,
    }

    struct Watching(&'static Scripted, Arc<Signal>);

    impl Drop for Watching {
        fn drop(&mut self) {
            let mut watchers = self.0.watchers.lock().unwrap();
            watchers.retain(|signal| !Arc::ptr_eq(signal, &self.1));
        }
    }

    impl Machine for &'static Scripted {
        fn interfaces(&self) -> Result<Vec<Interface>, Error> {
            self.interfaces.lock().unwrap().clone()
        }

        fn watch(&self, signal: &Arc<Signal>) -> Result<Subscription, Error> {
            self.watchers.lock().unwrap().push(Arc::clone(signal));
            Ok(Box::new(Watching(self, Arc::clone(signal))))
        }

        fn user(&self) -> User {
            *self.user.lock().unwrap()
        }
    }

    impl Scripted {
        fn show(&self, interfaces: &[Interface]) {
            *self.interfaces.lock().unwrap() = Ok(interfaces.to_vec());
            for signal in &*self.watchers.lock().unwrap() {
                signal.raise();
            }
        }

        fn become_user(&self, id: u32) {
            *self.user.lock().unwrap() = User {
                id,
                is_administrator: id == 0,
            };
        }
    }

    fn with(interfaces: &[Interface]) -> (&'static Scripted, Nla) {
        let machine: &'static Scripted = Box::leak(Box::new(Scripted {
            interfaces: Mutex::new(Ok(interfaces.to_vec())),
            user: Mutex::new(User {
                id: 1000,
                is_administrator: false,
            }),
            watchers: Mutex::default(),
        }));
        let stored = StoredNamespace {
            store: Box::leak(Box::new(MemoryStore::new())),
            provider: PROVIDER,
            name_case: NameCase::Insensitive,
            shape: Nla::SHAPE,
        };
        (machine, Nla::of(Box::leak(Box::new(machine)), stored))
    }

    fn interface(name: &str) -> Interface {
        Interface {
            name: name.into(),
            is_running: true,
            addresses: IpAddresses::Assigned,
            medium: Medium::Ethernet,
            has_default_route: Some(true),
            ..Interface::default()
        }
    }

    fn wide(text: &str) -> WideText {
        WideText::from_slice(&text.encode_utf16().collect::<Vec<_>>())
    }

    fn narrow(text: &[u16]) -> String {
        String::from_utf16(text).unwrap()
    }

    fn asked(name: &str) -> Query {
        Query {
            name: wide(name),
            namespace: NS_NLA,
            ..Query::default()
        }
    }

    fn given(name: &str) -> Registration {
        Registration {
            name: wide(name),
            namespace: NS_NLA,
            ..Registration::default()
        }
    }

    fn named(name: &str, friendly: &str) -> Registration {
        Registration {
            comment: Some(wide(friendly)),
            ..given(name)
        }
    }

    fn set(
        nla: &Nla,
        given: &Registration,
        operation: Operation,
        flags: u32,
    ) -> Result<Outcome, Error> {
        nla.set_service(given, None, operation, flags)
    }

    fn store(nla: &Nla, given: &Registration, flags: u32) {
        assert_eq!(
            set(nla, given, Operation::Register, flags),
            Ok(Outcome::Done)
        );
    }

    fn begin(nla: &Nla, query: &Query, flags: ControlFlags) -> Result<Box<dyn Lookup>, Error> {
        nla.lookup_begin(query, None, flags)
    }

    /// A result: name, friendly name, whether there is a blob, and the flags.
    type Found = (String, Option<String>, bool, u32);

    /// The results up to the end.
    fn rest(lookup: &mut dyn Lookup) -> (Vec<Found>, Error) {
        let mut found = Vec::new();
        loop {
            match lookup.next(ALL) {
                Ok(answer) => {
                    let service = answer.service;
                    assert_eq!(service.class, Some(NETWORK));
                    found.push((
                        narrow(&service.name),
                        service.comment.as_deref().map(narrow),
                        service.blob.is_some(),
                        answer.output_flags,
                    ));
                }
                Err(error) => return (found, error),
            }
        }
    }

    fn listed(nla: &Nla, flags: ControlFlags) -> Vec<(String, Option<String>)> {
        let (found, ending) = rest(&mut *begin(nla, &asked(""), flags).unwrap());
        assert_eq!(ending, Error::NoMore);
        found
            .into_iter()
            .map(|(name, friendly, ..)| (name, friendly))
            .collect()
    }

    fn names(nla: &Nla, flags: ControlFlags) -> Vec<String> {
        listed(nla, flags)
            .into_iter()
            .map(|(name, _)| name)
            .collect()
    }

    #[test]
    fn a_network_is_an_interface_that_runs_leads_somewhere_and_speaks_ip() {
        let (_, nla) = with(&[
            Interface {
                is_loopback: true,
                ..interface("lo")
            },
            interface("eth0"),
            Interface {
                is_running: false,
                ..interface("eth1")
            },
            Interface {
                addresses: IpAddresses::None,
                ..interface("veth0")
            },
            Interface {
                addresses: IpAddresses::LinkLocal,
                ..interface("eth2")
            },
        ]);
        assert_eq!(names(&nla, ALL), ["eth0", "eth2"]);
    }

    #[test]
    fn a_machine_that_is_off_line_has_no_network_whatever_is_stored() {
        let (_, nla) = with(&[]);
        store(&nla, &given("home"), 0);
        assert!(names(&nla, ALL).is_empty());
        assert!(names(&nla, ControlFlags::RETURN_BLOB).is_empty());
        assert!(names(&nla, ALL | ControlFlags::DEEP).is_empty());
        assert_eq!(names(&nla, NAME), ["home"]);
    }

    #[test]
    fn a_machine_that_cannot_be_asked_is_not_ready() {
        let (machine, nla) = with(&[]);
        *machine.interfaces.lock().unwrap() = Err(Error::NotReady);
        let mut lookup = begin(&nla, &asked(""), ALL).unwrap();
        assert_eq!(lookup.next(ALL).err(), Some(Error::NotReady));
        // It may be able to answer later.
        machine.show(&[interface("eth0")]);
        assert!(lookup.next(ALL).is_ok());
    }

    #[test]
    fn flags_say_which_members_a_network_must_have() {
        let (_, nla) = with(&[interface("eth0"), interface("eth1")]);
        store(&nla, &named("eth1", "Office"), FRIENDLY_NAME);
        store(&nla, &named("home", "At home"), FRIENDLY_NAME);
        store(&nla, &given("cafe"), 0);
        let (comment, blob) = (ControlFlags::RETURN_COMMENT, ControlFlags::RETURN_BLOB);
        assert_eq!(names(&nla, blob), ["eth0", "eth1"]);
        assert_eq!(names(&nla, NAME | blob), ["eth0", "eth1"]);
        assert_eq!(names(&nla, comment), ["eth1", "home"]);
        let everything = ["eth0", "eth1", "home", "cafe"];
        assert_eq!(names(&nla, NAME), everything);
        assert_eq!(names(&nla, NAME | comment), everything);
        assert_eq!(names(&nla, ControlFlags::empty()), everything);
    }

    #[test]
    fn a_name_finds_its_network_in_any_case() {
        let (_, nla) = with(&[interface("eth0"), interface("eth1")]);
        let find = |name| rest(&mut *begin(&nla, &asked(name), ALL).unwrap());
        assert_eq!(find("ETH1").0[0].0, "eth1");
        assert_eq!(find("eth1").1, Error::NoMore);
        assert_eq!(find("eth2"), (vec![], Error::ServiceNotFound));
        assert_eq!(find("*").0.len(), 2);
        // One that is stored and not there has no blob.
        store(&nla, &given("home"), 0);
        assert_eq!(find("home"), (vec![], Error::NoData));
        let mut lookup = begin(&nla, &asked("home"), NAME).unwrap();
        assert_eq!(rest(&mut *lookup).0[0].0, "home");
    }

    #[test]
    fn storing_follows_its_table() {
        use Operation::{Delete, Register};
        let (_, nla) = with(&[]);
        let network = named("home", "At home");
        let stored = || listed(&nla, NAME).pop().map(|(_, friendly)| friendly);
        let friendly = || Some(Some("At home".to_owned()));
        let done = Ok(Outcome::Done);
        // What is not there, cannot be deleted.
        for flags in [0, FRIENDLY_NAME] {
            assert_eq!(
                set(&nla, &network, Delete, flags),
                Err(Error::ServiceNotFound)
            );
        }
        // Without the flag, the comment is no friendly name.
        assert_eq!(set(&nla, &network, Register, 0), done);
        assert_eq!(stored(), Some(None));
        assert_eq!(set(&nla, &network, Register, 0), Err(Error::AlreadyStored));
        assert_eq!(set(&nla, &network, Register, FRIENDLY_NAME), done);
        assert_eq!(stored(), friendly());
        assert_eq!(set(&nla, &network, Register, 0), Err(Error::AlreadyStored));
        assert_eq!(stored(), friendly());
        // The friendly name goes, the network stays.
        for _ in 0..2 {
            assert_eq!(set(&nla, &network, Delete, FRIENDLY_NAME), done);
            assert_eq!(stored(), Some(None));
        }
        assert_eq!(set(&nla, &network, Delete, 0), done);
        assert_eq!(stored(), None);
        // With its friendly name from the start.
        assert_eq!(set(&nla, &network, Register, FRIENDLY_NAME), done);
        assert_eq!(stored(), friendly());
        assert_eq!(set(&nla, &given("HOME"), Delete, 0), done);
        assert_eq!(stored(), None);
    }

    #[test]
    fn users_have_their_own_networks_and_administrators_store_for_everybody() {
        let (machine, nla) = with(&[interface("eth0")]);
        let own = named("eth0", "Mine");
        let everybodys = named("eth0", "Everybody's");
        let friendly = || listed(&nla, ALL).pop().unwrap().1;
        for operation in [Operation::Register, Operation::Delete] {
            for flags in [ALL_USERS, ALL_USERS | FRIENDLY_NAME] {
                assert_eq!(set(&nla, &own, operation, flags), Err(Error::AccessDenied));
            }
        }
        store(&nla, &own, FRIENDLY_NAME);
        machine.become_user(0);
        store(&nla, &everybodys, ALL_USERS | FRIENDLY_NAME);
        assert_eq!(
            set(&nla, &everybodys, Operation::Register, ALL_USERS),
            Err(Error::AlreadyStored)
        );
        assert_eq!(friendly().as_deref(), Some("Everybody's"));
        assert_eq!(
            set(&nla, &own, Operation::Delete, 0),
            Err(Error::ServiceNotFound),
            "not this user's"
        );
        machine.become_user(1000);
        assert_eq!(
            friendly().as_deref(),
            Some("Mine"),
            "nearer than everybody's"
        );
        set(&nla, &own, Operation::Delete, 0).unwrap();
        assert_eq!(friendly().as_deref(), Some("Everybody's"));
        machine.become_user(1001);
        assert_eq!(friendly().as_deref(), Some("Everybody's"));
    }

    #[test]
    fn a_network_that_two_owners_stored_is_listed_once() {
        let (machine, nla) = with(&[]);
        machine.become_user(0);
        store(&nla, &given("Home"), 0);
        store(&nla, &named("HOME", "At home"), ALL_USERS | FRIENDLY_NAME);
        let listed = listed(&nla, NAME);
        assert_eq!(listed, [("Home".to_owned(), Some("At home".to_owned()))]);
    }

    #[test]
    fn what_is_no_network_is_refused() {
        use Operation::{Deregister, Register};
        let (_, nla) = with(&[]);
        let refused = |given: &Registration, operation, flags| {
            set(&nla, given, operation, flags).unwrap_err()
        };
        let home = given("home");
        let of_class = Registration {
            class: Some(OTHER),
            ..home.clone()
        };
        assert_eq!(refused(&of_class, Register, 0), Error::InvalidParameter);
        for flags in [4, 0x8000_0000, FRIENDLY_NAME | 8] {
            assert_eq!(refused(&home, Register, flags), Error::InvalidParameter);
        }
        for flags in [0, FRIENDLY_NAME, ALL_USERS] {
            assert_eq!(refused(&home, Deregister, flags), Error::NotSupported);
        }
        assert_eq!(refused(&given(""), Register, 0), Error::InvalidParameter);
        let in_context = Registration {
            context: wide("a").as_slice().into(),
            ..home.clone()
        };
        assert_eq!(refused(&in_context, Register, 0), Error::InvalidParameter);
        for comment in [None, Some(WideText::new())] {
            let nameless = Registration {
                comment,
                ..home.clone()
            };
            assert_eq!(
                refused(&nameless, Register, FRIENDLY_NAME),
                Error::InvalidParameter
            );
        }
        assert!(names(&nla, NAME).is_empty());
    }

    #[test]
    fn only_addresses_of_ip_are_a_networks() {
        let (_, nla) = with(&[]);
        let at = |family: u16, protocol| {
            let address = Address {
                local: None,
                remote: Some(SocketAddress::from_slice(&family.to_ne_bytes())),
                socket_type: 1,
                protocol,
            };
            let given = Registration {
                addresses: Addresses::from_iter([address]),
                ..given("home")
            };
            let result = set(&nla, &given, Operation::Register, 0);
            let _ = set(&nla, &given, Operation::Delete, 0);
            result
        };
        for family in [0, 2, 10, 23] {
            assert_eq!(at(family, 6), Ok(Outcome::Done));
            assert_eq!(at(family, 0), Ok(Outcome::Done));
            assert_eq!(at(family, 1000), Err(Error::ProtocolNotSupported));
            assert_eq!(at(family, -1), Err(Error::ProtocolNotSupported));
        }
        for family in [4, 6, 17, 31, 32] {
            assert_eq!(at(family, 6), Err(Error::FamilyNotSupported));
        }
    }

    #[test]
    fn registrations_everywhere_are_meant_for_others_unless_they_name_the_class() {
        let (_, nla) = with(&[]);
        for class in [None, Some(OTHER)] {
            let everywhere = Registration {
                namespace: NS_ALL,
                class,
                ..given("service")
            };
            for operation in [
                Operation::Register,
                Operation::Deregister,
                Operation::Delete,
            ] {
                assert_eq!(set(&nla, &everywhere, operation, 0), Ok(Outcome::Ignored));
            }
        }
        assert!(names(&nla, NAME).is_empty());
        let meant = Registration {
            namespace: NS_ALL,
            class: Some(NETWORK),
            ..given("one")
        };
        store(&nla, &meant, 0);
        let by_id = Registration {
            namespace: NS_ALL,
            provider: Some(PROVIDER),
            ..given("two")
        };
        store(&nla, &by_id, 0);
        assert_eq!(names(&nla, NAME), ["one", "two"]);
    }

    #[test]
    fn lookups_everywhere_are_taken_when_they_restrict_nothing() {
        let (_, nla) = with(&[interface("eth0")]);
        let anything = Query::default();
        let taken = |query: &Query| begin(&nla, query, ALL).map(|_| ());
        assert_eq!(taken(&anything), Ok(()));
        let restricted = [
            Query {
                name: wide("eth0"),
                ..anything.clone()
            },
            Query {
                class: Some(OTHER),
                ..anything.clone()
            },
            Query {
                version: Some(Version {
                    number: 0,
                    how: Comparator::EQUAL,
                }),
                ..anything.clone()
            },
            Query {
                context: wide("\\").as_slice().into(),
                ..anything.clone()
            },
            Query {
                protocols: Box::new([Protocol {
                    family: 2,
                    protocol: 6,
                }]),
                ..anything.clone()
            },
            Query {
                query_string: wide("x").as_slice().into(),
                ..anything.clone()
            },
            Query {
                blob: Some(Blob::default()),
                ..anything.clone()
            },
        ];
        for query in &restricted {
            assert_eq!(taken(query), Err(Error::ServiceNotFound), "{query:?}");
            let of_networks = Query {
                class: query.class.or(Some(NETWORK)),
                ..query.clone()
            };
            let meant = of_networks.class == Some(NETWORK);
            assert_eq!(taken(&of_networks).is_ok(), meant, "{query:?}");
            let by_id = Query {
                provider: Some(PROVIDER),
                ..query.clone()
            };
            assert_eq!(taken(&by_id).is_ok(), meant, "{query:?}");
        }
    }

    #[test]
    fn lookups_are_refused_as_documented() {
        let (_, nla) = with(&[]);
        let refused = |query: Query, flags| begin(&nla, &query, flags).err();
        let of_class = |class| Query { class, ..asked("") };
        assert_eq!(
            refused(of_class(Some(OTHER)), ALL),
            Some(Error::ServiceNotFound)
        );
        assert_eq!(refused(of_class(Some(NETWORK)), ALL), None);
        assert_eq!(
            refused(asked(""), ALL | ControlFlags::CONTAINERS),
            Some(Error::NoData)
        );
        assert_eq!(refused(asked(""), ALL | ControlFlags::NO_CONTAINERS), None);
        let over = |protocols: &[(i32, i32)]| Query {
            protocols: protocols
                .iter()
                .map(|&(family, protocol)| Protocol { family, protocol })
                .collect(),
            ..asked("")
        };
        for others in [
            &[(6, 0)][..],
            &[(2, 1000)],
            &[(32, 3)],
            &[(6, 0), (0, 1256)],
        ] {
            assert_eq!(refused(over(others), ALL), Some(Error::InvalidParameter));
        }
        for ip in [
            &[(2, 6)][..],
            &[(23, 17)],
            &[(10, 0)],
            &[(0, 0)],
            &[(6, 0), (2, 0)],
        ] {
            assert_eq!(refused(over(ip), ALL), None);
        }
        let how = Comparator(2);
        let compared = Query {
            version: Some(Version { number: 1, how }),
            ..asked("")
        };
        assert_eq!(refused(compared, ALL), Some(Error::InvalidParameter));
        let placed = Query {
            context: wide("a").as_slice().into(),
            ..asked("")
        };
        assert_eq!(refused(placed, ALL), Some(Error::InvalidParameter));
    }

    #[test]
    fn after_the_end_comes_what_has_changed() {
        let changed = |name: &str, route| Interface {
            has_default_route: Some(route),
            ..interface(name)
        };
        let (machine, nla) = with(&[changed("a", true), changed("b", true), changed("c", true)]);
        let mut lookup = begin(&nla, &asked(""), ALL | ControlFlags::DEEP).unwrap();
        assert_eq!(lookup.changed(), Ok(false));
        assert_eq!(rest(&mut *lookup).0.len(), 3);
        assert_eq!(rest(&mut *lookup), (vec![], Error::NoMore));
        assert_eq!(lookup.changed(), Ok(false));
        machine.show(&[changed("b", false), changed("c", true), changed("d", true)]);
        assert_eq!(lookup.changed(), Ok(true));
        let told: Vec<(String, u32)> = rest(&mut *lookup)
            .0
            .into_iter()
            .map(|(name, _, _, flags)| (name, flags))
            .collect();
        assert_eq!(
            told,
            [
                ("a".to_owned(), RESULT_IS_DELETED),
                ("b".to_owned(), RESULT_IS_CHANGED),
                ("d".to_owned(), RESULT_IS_ADDED),
            ]
        );
        assert_eq!(lookup.changed(), Ok(false));
        assert_eq!(rest(&mut *lookup), (vec![], Error::NoMore));
    }

    #[test]
    fn a_change_during_the_results_is_told_after_them() {
        let (machine, nla) = with(&[interface("a"), interface("b")]);
        let mut lookup = begin(&nla, &asked(""), ALL).unwrap();
        assert_eq!(lookup.changed(), Ok(false));
        lookup.next(ALL).unwrap();
        machine.show(&[interface("a")]);
        assert_eq!(lookup.changed(), Ok(true));
        assert_eq!(rest(&mut *lookup).0.len(), 1);
        let (told, _) = rest(&mut *lookup);
        assert_eq!(told[0].0, "b");
        assert_eq!(told[0].3, RESULT_IS_DELETED);
        assert_eq!(lookup.changed(), Ok(false));
    }

    #[test]
    fn who_waits_is_woken_by_interfaces_and_by_what_is_stored() {
        let (machine, nla) = with(&[interface("a")]);
        let lookup = begin(&nla, &asked(""), ALL).unwrap();
        let signal = Arc::new(Signal::new());
        let subscription = lookup.subscribe(&signal).unwrap();
        assert_eq!(signal.try_wait(), None);
        machine.show(&[]);
        assert_eq!(signal.try_wait(), Some(Wake::Raised));
        store(&nla, &given("home"), 0);
        assert_eq!(signal.try_wait(), Some(Wake::Raised));
        drop(subscription);
        assert!(machine.watchers.lock().unwrap().is_empty());
        store(&nla, &given("away"), 0);
        assert_eq!(signal.try_wait(), None);
    }
}
