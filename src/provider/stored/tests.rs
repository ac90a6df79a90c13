// SPDX-License-Identifier: MIT OR Apache-2.0
//! Lookups while services change, against a model: what a caller knows who believes what he is told.

#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;

use super::*;
use crate::provider::Answer;
use crate::rnr::class::ServiceClass;
use crate::rnr::query::{
    Comparator, Protocol, RESULT_IS_ADDED, RESULT_IS_CHANGED, RESULT_IS_DELETED,
};
use crate::rnr::service::{Address, SocketAddress};
use crate::store::changes::Changes;
use crate::store::memory::MemoryStore;
use crate::store::{Contents, Decide, Entry, Selection};
use crate::sync::Frozen;

const PROVIDER: Uuid = Uuid::from_u128(1);

fn namespace() -> StoredNamespace {
    StoredNamespace {
        store: Box::leak(Box::new(MemoryStore::new())),
        provider: PROVIDER,
        name_case: NameCase::Insensitive,
        shape: Shape {
            containers: true,
            names: NameForm::AsGiven,
        },
    }
}

fn text(text: &str) -> WideText {
    WideText::from_slice(&text.encode_utf16().collect::<Vec<_>>())
}

fn boxed(context: &str) -> Box<[u16]> {
    text(context).as_slice().into()
}

/// One operation, from small numbers.
#[derive(Debug, Clone, Copy)]
struct Change {
    operation: Operation,
    multiple: bool,
    class: u8,
    name: u8,
    context: u8,
    content: u8,
}

impl Change {
    fn apply(self, namespace: &StoredNamespace) {
        let address = |family: u8| Address {
            local: None,
            remote: Some(SocketAddress::from_slice(&[family, 0, 0, 80])),
            socket_type: 1,
            protocol: 6,
        };
        let given = Registration {
            name: text(["A", "B", "C"][usize::from(self.name)]),
            class: Some(Uuid::from_u128(self.class.into())),
            context: boxed(["", "x", "x\\y", "z"][usize::from(self.context)]),
            version: (self.content & 1 != 0).then_some(Version {
                number: 1,
                how: Comparator::EQUAL,
            }),
            comment: (self.content & 2 != 0).then(|| text("comment")),
            addresses: [2, 10]
                .into_iter()
                .filter(|family| self.content & family & 6 != 0 || self.content & 8 != 0)
                .map(address)
                .collect(),
            ..Registration::default()
        };
        let class = given.class.unwrap();
        match namespace.set_service(class, &given, self.operation, u32::from(self.multiple)) {
            Ok(_) | Err(Error::ServiceNotFound) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

/// A kind of lookup, and what its every Next asks for.
fn begin(namespace: &StoredNamespace, kind: usize) -> (Box<dyn Lookup>, ControlFlags) {
    let class = Some(Uuid::from_u128(0));
    let all = ControlFlags::RETURN_ALL;
    let names = ControlFlags::RETURN_NAME;
    let exact = |class| Query {
        name: text("a"),
        class,
        ..Query::default()
    };
    let mut query = Query {
        class,
        ..Query::default()
    };
    let flags = match kind {
        0 => all,
        1 => {
            query = exact(class);
            names
        }
        2 => {
            query = exact(class);
            all
        }
        3 => {
            query = exact(None);
            all | ControlFlags::DEEP
        }
        4 => {
            query = Query::default();
            all | ControlFlags::DEEP
        }
        5 => {
            query = Query::default();
            all | ControlFlags::CONTAINERS
        }
        6 => {
            query.protocols = Box::new([Protocol {
                family: 2,
                protocol: 0,
            }]);
            query.context = boxed("X");
            names | ControlFlags::DEEP
        }
        _ => {
            query.version = Some(Version {
                number: 1,
                how: Comparator::NOT_LESS,
            });
            all | ControlFlags::NO_CONTAINERS
        }
    };
    (namespace.lookup_begin(&query, flags).unwrap(), flags)
}
const KINDS: usize = 8;

/// What a caller knows: every object by its class, context and name.
type Known = BTreeMap<(Option<Uuid>, Vec<u16>, Vec<u16>), Service>;

fn identity(service: &Service) -> (Option<Uuid>, Vec<u16>, Vec<u16>) {
    (
        service.class,
        service.context.to_vec(),
        service.name.as_slice().to_vec(),
    )
}

struct Caller {
    kind: usize,
    lookup: Box<dyn Lookup>,
    flags: ControlFlags,
    known: Known,
    ended: bool,
    /// Whether the last Next had a result.
    underway: bool,
}

impl Caller {
    fn new(namespace: &StoredNamespace, kind: usize) -> Self {
        let (lookup, flags) = begin(namespace, kind);
        Self {
            kind,
            lookup,
            flags,
            known: Known::new(),
            ended: false,
            underway: false,
        }
    }

    /// One Next; tells whether it had a result. Every result fits what the caller knew.
    fn next(&mut self) -> bool {
        let Answer {
            service,
            output_flags,
            ..
        } = match self.lookup.next(self.flags) {
            Ok(answer) => answer,
            Err(ending) => {
                assert!(!self.ended || ending == Error::NoMore, "{ending}");
                self.ended = true;
                self.underway = false;
                return false;
            }
        };
        self.underway = true;
        assert_eq!(output_flags != 0, self.ended, "plain first, then changes");
        let service = Service::clone(&service);
        let before = match output_flags {
            RESULT_IS_DELETED => {
                assert_eq!(self.known.remove(&identity(&service)), Some(service));
                return true;
            }
            _ => self.known.insert(identity(&service), service.clone()),
        };
        match output_flags {
            0 | RESULT_IS_ADDED => assert_eq!(before, None),
            RESULT_IS_CHANGED => assert!(before.is_some_and(|before| before != service)),
            other => panic!("{other:x}"),
        }
        true
    }

    /// To the end, and until there is nothing new.
    fn drain(&mut self) {
        while self.next() {}
        while self.next() {
            while self.next() {}
        }
        assert_eq!(self.lookup.changed(), Ok(false));
    }

    /// What another lookup finds now.
    fn fresh(&self, namespace: &StoredNamespace) -> Known {
        let mut fresh = Self::new(namespace, self.kind);
        while fresh.next() {}
        fresh.known
    }

    fn check(&mut self, namespace: &StoredNamespace) {
        if self.ended && !self.underway {
            // Before the changes are fetched, the question for them has the same answer.
            let changed = self.lookup.changed().unwrap();
            let started = self.next();
            assert_eq!(changed, started);
        }
        self.drain();
        assert_eq!(self.known, self.fresh(namespace));
    }
}

#[derive(Debug, Clone)]
enum Action {
    Change(Change),
    Next(usize),
    Ask(usize),
    Check(usize),
}

fn change() -> impl Strategy<Value = Change> {
    let operation = prop_oneof![
        3 => Just(Operation::Register),
        1 => Just(Operation::Deregister),
        1 => Just(Operation::Delete),
    ];
    (
        operation,
        any::<bool>(),
        0..2_u8,
        0..3_u8,
        0..4_u8,
        0..16_u8,
    )
        .prop_map(
            |(operation, multiple, class, name, context, content)| Change {
                operation,
                multiple,
                class,
                name,
                context,
                content,
            },
        )
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        6 => change().prop_map(Action::Change),
        4 => (0..KINDS).prop_map(Action::Next),
        1 => (0..KINDS).prop_map(Action::Ask),
        2 => (0..KINDS).prop_map(Action::Check),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_told_of_changes_always_leads_to_what_a_new_lookup_finds(
        actions in proptest::collection::vec(action(), 1..60),
    ) {
        let namespace = namespace();
        let mut callers: Vec<_> = (0..KINDS).map(|kind| Caller::new(&namespace, kind)).collect();
        for action in actions {
            match action {
                Action::Change(change) => change.apply(&namespace),
                Action::Next(which) => {
                    callers[which].next();
                }
                Action::Ask(which) => {
                    callers[which].lookup.changed().unwrap();
                }
                Action::Check(which) => callers[which].check(&namespace),
            }
        }
        for caller in &mut callers {
            caller.check(&namespace);
        }
    }
}

fn register(namespace: &StoredNamespace, name: u8, content: u8) {
    Change {
        operation: Operation::Register,
        multiple: false,
        class: 0,
        name,
        context: 0,
        content,
    }
    .apply(namespace);
}

#[test]
fn asking_before_the_first_result_takes_the_snapshot() {
    let namespace = namespace();
    for kind in [0, 1] {
        register(&namespace, 0, 0);
        let mut caller = Caller::new(&namespace, kind);
        assert_eq!(caller.lookup.changed(), Ok(false));
        register(&namespace, 1, 0);
        register(&namespace, 0, 2);
        assert_eq!(caller.lookup.changed(), Ok(true));
        // Plainly, in its present state.
        assert!(caller.next());
        let shown = caller.known.values().next().unwrap();
        assert!(shown.comment.is_some());
        assert!(!caller.next());
        assert_eq!(caller.next(), kind == 0, "the other one");
    }
}

#[test]
fn a_name_that_was_unknown_is_added_when_it_appears_even_before_the_first_end() {
    let namespace = namespace();
    let mut caller = Caller::new(&namespace, 1);
    assert_eq!(caller.lookup.changed(), Ok(false));
    register(&namespace, 0, 0);
    let names = caller.flags;
    let mut next = || caller.lookup.next(names).map(|answer| answer.output_flags);
    assert_eq!(next(), Err(policy::NAME_UNKNOWN));
    assert_eq!(next(), Ok(RESULT_IS_ADDED));
    assert_eq!(next(), Err(Error::NoMore));
    assert_eq!(next(), Err(Error::NoMore));
}

#[test]
fn a_round_of_changes_ends_although_there_are_more_by_then() {
    let namespace = namespace();
    let mut caller = Caller::new(&namespace, 0);
    assert!(!caller.next());
    for content in 0..4 {
        register(&namespace, 0, content);
        assert!(caller.next());
        register(&namespace, 1, content);
        assert_eq!(caller.lookup.changed(), Ok(true));
        assert!(!caller.next());
        assert!(caller.next());
        assert!(!caller.next());
    }
}

/// A store that now and then is busy.
struct Halting {
    store: MemoryStore,
    is_busy: AtomicBool,
}

impl Halting {
    fn open<T>(&self, found: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        match self.is_busy.load(Ordering::Relaxed) {
            true => Err(policy::STORE_BUSY),
            false => found(),
        }
    }
}

impl Store for Halting {
    fn update_claiming(
        &self,
        key: &ServiceKey,
        claimed: &[Address],
        decide: &mut Decide<'_>,
    ) -> Result<(), Error> {
        self.open(|| self.store.update_claiming(key, claimed, decide))
    }

    fn get(&self, key: &ServiceKey) -> Result<Option<Arc<Service>>, Error> {
        self.open(|| self.store.get(key))
    }

    fn scan(&self, provider: Uuid, selection: &Selection) -> Result<Vec<Entry>, Error> {
        self.open(|| self.store.scan(provider, selection))
    }

    fn changes(&self) -> &Changes {
        self.store.changes()
    }

    fn update_class(
        &self,
        provider: Uuid,
        class: Uuid,
        decide: &mut Decide<'_, ServiceClass>,
    ) -> Result<(), Error> {
        self.open(|| self.store.update_class(provider, class, decide))
    }

    fn class(&self, provider: Uuid, class: Uuid) -> Result<Option<Arc<ServiceClass>>, Error> {
        self.open(|| self.store.class(provider, class))
    }

    fn contents(&self) -> Result<Contents, Error> {
        self.open(|| self.store.contents())
    }

    fn replace(&self, by: &Contents, is_passing: &dyn Fn(Uuid) -> bool) -> Result<(), Error> {
        self.open(|| self.store.replace(by, is_passing))
    }

    fn freeze(&'static self) -> Vec<Frozen> {
        self.store.freeze()
    }
}

#[test]
fn a_lookup_waits_where_it_is_while_its_store_is_busy() {
    let store: &'static Halting = Box::leak(Box::new(Halting {
        store: MemoryStore::new(),
        is_busy: AtomicBool::new(false),
    }));
    let namespace = StoredNamespace {
        store,
        ..namespace()
    };
    register(&namespace, 0, 0);
    register(&namespace, 1, 0);
    for (kind, count) in [(0, 2), (1, 1)] {
        let mut caller = Caller::new(&namespace, kind);
        let flags = caller.flags;
        let mut next = |is_busy| {
            store.is_busy.store(is_busy, Ordering::Relaxed);
            caller.lookup.next(flags).map(drop)
        };
        for _ in 0..count {
            assert_eq!(next(true), Err(Error::Busy));
            assert_eq!(next(false), Ok(()));
        }
        assert_eq!(next(false), Err(Error::NoMore));
        // The changes, of which there are none.
        assert_eq!(next(true), Err(Error::Busy));
        assert_eq!(next(false), Err(Error::NoMore));
    }
}
