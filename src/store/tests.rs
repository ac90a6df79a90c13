// SPDX-License-Identifier: MIT OR Apache-2.0
//! What every store has to keep to.

#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::thread;

use super::*;
use crate::config::StoreConfig;
use crate::policy;
use crate::rnr::class::ClassValue;
use crate::rnr::query::{Comparator, Version};
use crate::rnr::service::{Address, Blob, Operation, Registration, Scope, SocketAddress, State};
use crate::rnr::service::{Addresses, apply};
use crate::signal::Signal;
use crate::text::WideText;

const PROVIDER: Uuid = Uuid::from_u128(1);

/// A store, how much can be asked of it, and its folder.
struct Given {
    store: &'static dyn Store,
    rounds: usize,
    /// What another process would see of the folder.
    view: fn(&tempfile::TempDir) -> &'static dyn Store,
    folder: Option<tempfile::TempDir>,
}

fn shared(folder: &tempfile::TempDir) -> &'static SqliteStore {
    opened(StoreConfig {
        is_durable: false,
        ..StoreConfig::at(folder.path().join("store"))
    })
}

fn opened(config: StoreConfig) -> &'static SqliteStore {
    Box::leak(Box::new(SqliteStore::open(&config).unwrap()))
}

/// One that keeps its database open.
fn kept_open(folder: &tempfile::TempDir) -> &'static SqliteStore {
    opened(StoreConfig {
        is_durable: false,
        is_kept_open: true,
        ..StoreConfig::at(folder.path().join("store"))
    })
}

/// What passes, in a store that processes share.
fn passing(folder: &tempfile::TempDir) -> &'static Passing {
    Box::leak(Box::new(Passing::new(shared(folder))))
}

fn shared_given() -> Given {
    let folder = tempfile::tempdir().unwrap();
    Given {
        store: shared(&folder),
        rounds: 600,
        view: |folder| kept_open(folder),
        folder: Some(folder),
    }
}

fn kept_open_given() -> Given {
    let folder = tempfile::tempdir().unwrap();
    Given {
        store: kept_open(&folder),
        view: |folder| shared(folder),
        folder: Some(folder),
        ..shared_given()
    }
}

/// One of each kind.
fn stores() -> [Given; 4] {
    let folder = tempfile::tempdir().unwrap();
    [
        Given {
            store: Box::leak(Box::new(MemoryStore::new())),
            rounds: 20_000,
            view: |_| unreachable!(),
            folder: None,
        },
        shared_given(),
        kept_open_given(),
        Given {
            store: passing(&folder),
            rounds: 300,
            view: |folder| passing(folder),
            folder: Some(folder),
        },
    ]
}

impl Given {
    /// The store, and what another process would see of it.
    fn views(&self) -> Vec<&'static dyn Store> {
        let mut views = vec![self.store];
        views.extend(self.folder.iter().map(self.view));
        views
    }
}

fn key(class: u128, name: u16, context: u16) -> ServiceKey {
    ServiceKey {
        provider: PROVIDER,
        class: Uuid::from_u128(class),
        name: WideText::from_slice(&[name]),
        context: (context != 0).then(|| Box::from([context])),
    }
}

fn set(store: &dyn Store, key: &ServiceKey, operation: Operation) -> Result<(), Error> {
    let given = Registration {
        class: Some(key.class),
        name: key.name.clone(),
        ..Registration::default()
    };
    store.update(key, &mut |existing| {
        apply(existing, operation, Scope::Group, &given)
    })
}

fn keys(entries: Vec<Entry>) -> Vec<ServiceKey> {
    entries
        .iter()
        .map(|entry| ServiceKey::clone(&entry.key))
        .collect()
}

fn address(number: usize) -> Address {
    Address {
        local: None,
        remote: Some(SocketAddress::from_slice(&number.to_le_bytes())),
        socket_type: -1,
        protocol: i32::MIN,
    }
}

#[test]
fn scans_follow_the_order_of_creation() {
    for given in stores() {
        for name in (1..=40).rev() {
            set(given.store, &key(1, name, 0), Operation::Register).unwrap();
        }
        set(given.store, &key(1, 20, 0), Operation::Register).unwrap();
        for view in given.views() {
            let found = view.scan(PROVIDER, &Selection::Class(Uuid::from_u128(1)));
            let names: Vec<u16> = keys(found.unwrap()).iter().map(|key| key.name[0]).collect();
            assert_eq!(names, (1..=40).rev().collect::<Vec<_>>());
        }
    }
}

#[test]
fn a_failing_decision_changes_nothing() {
    for given in stores() {
        let store = given.store;
        set(store, &key(1, 1, 0), Operation::Register).unwrap();
        for name in [1, 2] {
            let failed = store.update(&key(1, name, 0), &mut |_| Err(Error::AccessDenied));
            assert_eq!(failed, Err(Error::AccessDenied));
        }
        assert_eq!(store.scan(PROVIDER, &Selection::All).unwrap().len(), 1);
        set(store, &key(1, 3, 0), Operation::Register).unwrap();
        assert_eq!(store.scan(PROVIDER, &Selection::All).unwrap().len(), 2);
    }
}

#[test]
fn what_is_said_to_be_unchanged_is_what_is_there() {
    for given in stores() {
        let store = given.store;
        let key = key(1, 1, 0);
        let mut earlier: Vec<Arc<Service>> = Vec::new();
        for operation in [
            Operation::Register,
            Operation::Register,
            Operation::Deregister,
            Operation::Register,
            Operation::Delete,
            Operation::Register,
        ] {
            set(store, &key, operation).unwrap();
            assert!(!earlier.iter().any(|service| store.is_unchanged(service)));
            earlier.extend(store.get(&key).unwrap());
        }
    }
}

#[test]
fn memory_knows_at_once_what_has_not_changed() {
    let store = MemoryStore::new();
    let (one, other) = (key(1, 1, 0), key(1, 2, 0));
    set(&store, &one, Operation::Register).unwrap();
    let found = store.get(&one).unwrap().unwrap();
    set(&store, &other, Operation::Register).unwrap();
    set(&store, &other, Operation::Delete).unwrap();
    assert!(store.is_unchanged(&found));
    store.forget();
    assert!(!store.is_unchanged(&found));
}

#[test]
fn a_provider_sees_its_own_services_only() {
    for given in stores() {
        let store = given.store;
        let mine = key(1, 1, 0);
        let other = ServiceKey {
            provider: Uuid::from_u128(2),
            ..mine.clone()
        };
        set(store, &mine, Operation::Register).unwrap();
        assert!(store.get(&other).unwrap().is_none());
        set(store, &other, Operation::Register).unwrap();
        for selection in [
            Selection::All,
            Selection::Class(mine.class),
            Selection::Name(Box::new([1])),
        ] {
            assert_eq!(
                keys(store.scan(PROVIDER, &selection).unwrap()),
                std::slice::from_ref(&mine)
            );
        }
    }
}

#[test]
fn what_changes_is_announced_and_nothing_else_is() {
    for given in stores() {
        let store = given.store;
        let signal = Arc::new(Signal::new());
        let _subscription = store.changes().subscribe(PROVIDER, None, &signal);
        let announced = |result: Result<(), Error>| {
            let _ = result;
            signal.try_wait().is_some()
        };
        let key = key(1, 1, 0);
        assert!(announced(set(store, &key, Operation::Register)));
        assert!(announced(set(store, &key, Operation::Register)));
        assert!(announced(set(store, &key, Operation::Deregister)));
        assert!(!announced(set(store, &key, Operation::Deregister)));
        assert!(announced(set(store, &key, Operation::Delete)));
        assert!(!announced(set(store, &key, Operation::Delete)));
    }
}

/// Every index against a plain map, through creations and removals in an order that is mixed but fixed.
#[test]
fn the_indexes_agree_with_a_plain_map() {
    for given in stores() {
        let views = given.views();
        let mut model: BTreeMap<(u128, u16, u16), ServiceKey> = BTreeMap::new();
        let mut random = 1u64;
        for round in 0..given.rounds {
            random = random
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            let (class, name, context) = (
                u128::from(random >> 60),
                (random >> 50) as u16 % 13,
                (random >> 40) as u16 % 3,
            );
            let (key, store) = (key(class, name, context), views[round % views.len()]);
            if random >> 33 & 1 == 0 {
                set(store, &key, Operation::Register).unwrap();
                model.insert((class, name, context), key);
            } else {
                let removed = model.remove(&(class, name, context));
                assert_eq!(
                    set(store, &key, Operation::Delete).is_ok(),
                    removed.is_some()
                );
                assert!(views.iter().all(|view| view.get(&key).unwrap().is_none()));
            }
        }
        let sorted = |mut keys: Vec<ServiceKey>| {
            keys.sort_by_key(|key| (key.class, key.name.to_vec(), key.context.clone()));
            keys
        };
        let expect = |matches: &dyn Fn(&ServiceKey) -> bool| {
            sorted(model.values().filter(|key| matches(key)).cloned().collect())
        };
        for store in views {
            let scan = |selection| sorted(keys(store.scan(PROVIDER, &selection).unwrap()));
            assert_eq!(scan(Selection::All), expect(&|_| true));
            for class in (0..16).map(Uuid::from_u128) {
                assert_eq!(
                    scan(Selection::Class(class)),
                    expect(&|key| key.class == class)
                );
            }
            for name in 0..13 {
                assert_eq!(
                    scan(Selection::Name(Box::new([name]))),
                    expect(&|key| key.name.as_slice() == [name])
                );
            }
            for key in model.values() {
                assert_eq!(store.get(key).unwrap().unwrap().class, Some(key.class));
            }
        }
    }
}

#[test]
fn everything_about_a_service_is_kept() {
    let text = |units: &[u16]| WideText::from_slice(units);
    // Letters, a character of two units, and half of one.
    let odd: &[u16] = &[0x41, 0xD83D, 0xDE00, 0xDC00];
    let full = Service {
        class: Some(Uuid::from_u128(u128::MAX)),
        name: text(odd),
        context: odd.into(),
        version: Some(Version {
            number: u32::MAX,
            how: Comparator(-7),
        }),
        comment: Some(text(&[0xD800])),
        blob: Some(Blob::new((0..=255).collect())),
        addresses: Addresses::from_iter([
            address(1),
            Address {
                local: Some(SocketAddress::from_slice(&[])),
                remote: None,
                ..address(2)
            },
            Address {
                local: Some(SocketAddress::from_slice(&[0xFF; 128])),
                ..address(0)
            },
        ]),
        state: State::Deregistered,
        outdated: Default::default(),
    };
    let bare = Service {
        class: None,
        name: text(&[]),
        context: Box::default(),
        version: None,
        comment: Some(text(&[])),
        blob: Some(Blob::default()),
        addresses: Addresses::new(),
        state: State::Registered,
        outdated: Default::default(),
    };
    let strange = ServiceKey {
        provider: PROVIDER,
        class: Uuid::nil(),
        name: text(odd),
        context: Some([0xDFFF].into()),
    };
    for given in stores() {
        let store = given.store;
        for service in [&full, &bare, &full] {
            for key in [&strange, &key(1, 1, 0)] {
                let service = Arc::new(service.clone());
                store
                    .update(key, &mut |_| Ok(Change::Put(Arc::clone(&service))))
                    .unwrap();
                for view in given.views() {
                    assert_eq!(view.get(key).unwrap().unwrap(), service);
                    let found = view.scan(PROVIDER, &Selection::Name(key.name.as_slice().into()));
                    let [found] = &found.unwrap()[..] else {
                        panic!("not one");
                    };
                    assert_eq!((&*found.key, &found.service), (key, &service));
                }
            }
        }
    }
}

#[test]
fn classes_are_kept_for_each_provider() {
    let (mine, other, id) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(7));
    let described = |data: &[u8]| {
        let value = ClassValue {
            name: WideText::from_slice(&[0xDC00, 0x31]),
            namespace: u32::MAX,
            kind: 3,
            data: Blob::new(data.to_vec()),
        };
        Arc::new(ServiceClass {
            id,
            name: (!data.is_empty()).then(|| WideText::from_slice(&[0x4E])),
            values: vec![value; data.len()],
        })
    };
    for given in stores() {
        let put = |provider, class: &Arc<ServiceClass>| {
            let put = &mut |_: Option<&ServiceClass>| Ok(Change::Put(Arc::clone(class)));
            given.store.update_class(provider, id, put).unwrap();
        };
        let class = |provider, id| {
            let mut found = given
                .views()
                .into_iter()
                .map(|view| view.class(provider, id).unwrap());
            let first = found.next().unwrap();
            assert!(found.all(|other| other == first));
            first
        };
        let (small, large) = (described(&[]), described(&[1, 0, 2]));
        put(mine, &large);
        assert_eq!(class(mine, id), Some(large.clone()));
        assert_eq!(class(other, id), None);
        assert_eq!(class(id, mine), None);
        put(other, &small);
        let refused = given
            .store
            .update_class(other, id, &mut |_| Err(Error::AccessDenied));
        assert_eq!(refused, Err(Error::AccessDenied));
        given
            .store
            .update_class(mine, id, &mut |existing| {
                assert_eq!(existing, Some(&*large));
                Ok(Change::Remove)
            })
            .unwrap();
        assert_eq!(class(mine, id), None);
        assert_eq!(class(other, id), Some(small));
    }
}

/// Threads and, where there are several views, "processes" add to one service; every address is there in the end.
#[test]
fn nothing_is_lost_among_many_writers() {
    const THREADS: usize = 4;
    for given in stores() {
        let (views, rounds) = (given.views(), given.rounds / 20);
        let one = key(1, 1, 0);
        thread::scope(|scope| {
            for thread in 0..THREADS {
                let (one, store) = (&one, views[thread % views.len()]);
                scope.spawn(move || {
                    for round in 0..rounds {
                        let given = Registration {
                            name: one.name.clone(),
                            class: Some(one.class),
                            addresses: Addresses::from_iter([address(round * THREADS + thread)]),
                            ..Registration::default()
                        };
                        store
                            .update(one, &mut |existing| {
                                apply(existing, Operation::Register, Scope::Multiple, &given)
                            })
                            .unwrap();
                        let seen = store.get(one).unwrap().unwrap();
                        assert!(seen.addresses.contains(&given.addresses[0]));
                    }
                });
            }
        });
        for view in views {
            let found = view.get(&one).unwrap().unwrap();
            let all = (0..THREADS * rounds).map(address);
            assert_eq!(found.addresses.len(), all.len());
            assert!(
                all.into_iter()
                    .all(|address| found.addresses.contains(&address))
            );
        }
    }
}

#[test]
fn a_shared_store_keeps_no_record_beyond_its_limit() {
    let given = shared_given();
    let put = |bytes| {
        let service = Arc::new(Service {
            class: None,
            name: WideText::new(),
            context: Box::default(),
            version: None,
            comment: None,
            blob: Some(Blob::new(vec![0; bytes])),
            addresses: Addresses::new(),
            state: State::Registered,
            outdated: Default::default(),
        });
        let put = &mut |_: Option<&Service>| Ok(Change::Put(Arc::clone(&service)));
        given.store.update(&key(1, 1, 0), put)
    };
    let room = policy::STORE_RECORD_LIMIT_BYTES - 2;
    put(room).unwrap();
    assert_eq!(put(room + 1), Err(Error::InvalidParameter));
    let kept = given.store.get(&key(1, 1, 0)).unwrap().unwrap();
    assert_eq!(kept.blob.as_ref().unwrap().len(), room);
    let put_class = |bytes| {
        let value = ClassValue {
            name: WideText::new(),
            namespace: 0,
            kind: 0,
            data: Blob::new(vec![0; bytes]),
        };
        let class = Arc::new(ServiceClass {
            id: Uuid::nil(),
            name: None,
            values: vec![value],
        });
        let put = &mut |_: Option<&ServiceClass>| Ok(Change::Put(Arc::clone(&class)));
        given.store.update_class(PROVIDER, Uuid::nil(), put)
    };
    put_class(room + 2).unwrap();
    assert_eq!(put_class(room + 3), Err(Error::InvalidParameter));
    let records = passing(given.folder.as_ref().unwrap());
    let add = |bytes: usize| {
        records.update_records(&mut |records| {
            records.add("ab", &vec![0; bytes]);
            Ok(())
        })
    };
    add(room).unwrap();
    assert_eq!(add(room + 1), Err(Error::InvalidParameter));
    assert_eq!(labels(records).len(), 1);
}

/// Neither used, nor written to.
#[test]
fn a_database_that_is_damaged_meanwhile_is_left_alone() {
    type Damage = fn(&mut Vec<u8>);
    let damages: [Damage; 3] = [
        |bytes| bytes[4096..].fill(0x5A),
        |bytes| bytes[..4096].fill(0x5A),
        |bytes| bytes.truncate(5000),
    ];
    for damage in damages {
        let given = shared_given();
        set(given.store, &key(1, 1, 0), Operation::Register).unwrap();
        let path = given.folder.as_ref().unwrap().path();
        let path = path.join("store/services.db");
        let mut bytes = std::fs::read(&path).unwrap();
        damage(&mut bytes);
        std::fs::write(&path, &bytes).unwrap();
        for _ in 0..2 {
            let written = set(given.store, &key(1, 2, 0), Operation::Register);
            assert_eq!(written, Err(Error::SystemCall));
            let found = given.store.get(&key(1, 3, 0));
            assert_eq!(found, Err(Error::SystemCall));
        }
        // Its beginning may be in order.
        let _ = SqliteStore::open(&StoreConfig::at(path.parent().unwrap().to_owned()));
        assert!(std::fs::read(&path).unwrap() == bytes);
    }
}

#[test]
fn a_change_of_another_process_wakes_who_waits() {
    let given = shared_given();
    let views = given.views();
    let signal = Arc::new(Signal::new());
    let _subscription = views[0].changes().subscribe(PROVIDER, None, &signal);
    set(views[1], &key(1, 1, 0), Operation::Register).unwrap();
    assert_eq!(signal.wait(), crate::signal::Wake::Raised);
    assert!(views[0].get(&key(1, 1, 0)).unwrap().is_some());
}

#[test]
fn a_store_that_is_taken_away_or_emptied_is_made_anew() {
    type Spoil = fn(&std::path::Path);
    let remove_all: Spoil = |store| std::fs::remove_dir_all(store).unwrap();
    let remove_database: Spoil = |store| std::fs::remove_file(store.join("services.db")).unwrap();
    // A log that others keep may hold everything that was in the database.
    let empty: Spoil = |store| std::fs::write(store.join("services.db"), []).unwrap();
    let mut closed = shared_given();
    closed.view = |folder| shared(folder);
    for (given, spoils) in [
        (closed, &[remove_all, empty, remove_database][..]),
        (kept_open_given(), &[remove_all, remove_database]),
    ] {
        let (folder, one) = (given.folder.as_ref().unwrap(), key(1, 1, 0));
        for spoil in spoils {
            for view in given.views() {
                set(view, &one, Operation::Register).unwrap();
                spoil(&folder.path().join("store"));
                set(view, &key(1, 2, 0), Operation::Register).unwrap();
                assert!(view.get(&one).unwrap().is_none());
                spoil(&folder.path().join("store"));
                assert!(view.scan(PROVIDER, &Selection::All).unwrap().is_empty());
            }
        }
    }
}

/// The records of a process, and what another one would see of them, if that can be.
fn record_stores() -> [(&'static dyn RecordStore, Option<tempfile::TempDir>); 2] {
    let folder = tempfile::tempdir().unwrap();
    [
        (Box::leak(Box::<MemoryRecords>::default()), None),
        (passing(&folder), Some(folder)),
    ]
}

fn add(store: &dyn RecordStore, label: &str) -> Result<(), Error> {
    store.update_records(&mut |records| {
        records.add(label, label.as_bytes());
        Ok(())
    })
}

fn labels(store: &dyn RecordStore) -> Vec<(u32, String)> {
    let records = store.records().unwrap();
    let all = records.all().iter();
    all.map(|(number, record)| (*number, record.label.to_string()))
        .collect()
}

#[test]
fn records_are_numbered_for_ever_and_end_with_their_session() {
    for (store, folder) in record_stores() {
        add(store, "a").unwrap();
        add(store, "b").unwrap();
        let failed = store.update_records(&mut |records| {
            records.add("never", &[]);
            records.remove(0);
            Err(Error::AccessDenied)
        });
        assert_eq!(failed, Err(Error::AccessDenied));
        let both = [(0, "a".to_owned()), (1, "b".to_owned())];
        assert_eq!(labels(store), both);
        for view in folder.iter().map(passing) {
            assert_eq!(labels(view), both);
        }
        store
            .update_records(&mut |records| {
                let ours: Vec<u32> = records.ours().map(|(number, _)| number).collect();
                assert_eq!(ours, [0, 1]);
                records.remove(1);
                records.put(0, "c", b"c");
                Ok(())
            })
            .unwrap();
        add(store, "d").unwrap();
        assert_eq!(labels(store), [(0, "c".to_owned()), (2, "d".to_owned())]);
        store.end_session();
        assert!(labels(store).is_empty());
        add(store, "e").unwrap();
        store.clean_up();
        assert_eq!(labels(store), [(3, "e".to_owned())]);
    }
}

/// What belongs to a process that is gone is there for nobody, and no longer there at all after the next change.
#[test]
#[cfg(target_os = "linux")]
fn what_lives_with_a_process_goes_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = passing(&folder);
    let database = folder.path().join("store/services.db");
    let execute = |sql: &str| {
        let database = rusqlite::Connection::open(&database).unwrap();
        database.execute_batch(sql).unwrap();
    };
    let count = |table: &str| -> u32 {
        let database = rusqlite::Connection::open(&database).unwrap();
        let sql = format!("SELECT count(*) FROM {table}");
        database.query_row(&sql, (), |row| row.get(0)).unwrap()
    };
    let register = |name, number| {
        let given = Registration {
            name: WideText::from_slice(&[name]),
            class: Some(Uuid::from_u128(1)),
            addresses: Addresses::from_iter([address(number)]),
            ..Registration::default()
        };
        let key = key(1, name, 0);
        let claimed = given.addresses.as_slice();
        store
            .update_claiming(&key, claimed, &mut |existing| {
                apply(existing, Operation::Register, Scope::Multiple, &given)
            })
            .unwrap();
    };
    let lasting = shared(&folder);
    set(lasting, &key(1, 9, 0), Operation::Register).unwrap();
    register(1, 1);
    register(2, 1);
    add(store, "gone").unwrap();
    // Of another boot.
    let gone = "1 1 1 00000000-0000-0000-0000-000000000000";
    for table in ["service", "address", "record"] {
        execute(&format!(
            "UPDATE {table} SET owner = '{gone}' WHERE owner NOT NULL"
        ));
    }
    let here = |name| store.get(&key(1, name, 0)).unwrap();
    assert!(here(1).is_none() && here(2).is_none());
    assert!(here(9).is_some());
    assert_eq!(store.scan(PROVIDER, &Selection::All).unwrap().len(), 1);
    assert!(labels(store).is_empty());
    assert_eq!(
        [count("service"), count("address"), count("record")],
        [3, 2, 1]
    );
    // Somebody joins what is left of it.
    register(2, 2);
    assert_eq!(here(2).unwrap().addresses.as_slice(), [address(2)]);
    assert_eq!(
        [count("service"), count("address"), count("record")],
        [2, 1, 0]
    );
    // The service is another's, but not the address.
    execute(&format!(
        "UPDATE service SET owner = '{gone}' WHERE owner NOT NULL"
    ));
    assert_eq!(here(2).unwrap().addresses.as_slice(), [address(2)]);
    add(store, "here").unwrap();
    assert_eq!(here(2).unwrap().addresses.as_slice(), [address(2)]);
    // The address is another's, but not the service.
    register(2, 3);
    execute(&format!("UPDATE address SET owner = '{gone}'"));
    let left = here(2).unwrap();
    assert!(left.addresses.is_empty());
    assert_eq!(left.state, State::Deregistered);
    add(store, "again").unwrap();
    assert_eq!(here(2).unwrap(), left);
    assert_eq!(
        [count("service"), count("address"), count("record")],
        [2, 0, 2]
    );
}

#[test]
fn contents_are_everything_in_an_order_that_is_always_the_same() {
    for given in stores() {
        let [first, second] = [1, 2].map(Uuid::from_u128);
        for (provider, name) in [(second, 5), (first, 9), (second, 3), (first, 8)] {
            let key = ServiceKey {
                provider,
                ..key(7, name, 0)
            };
            set(given.store, &key, Operation::Register).unwrap();
        }
        for (provider, id) in [(second, 4), (first, 6), (second, 3)] {
            let class = Arc::new(ServiceClass {
                id: Uuid::from_u128(id),
                name: None,
                values: Vec::new(),
            });
            let put = &mut |_: Option<&ServiceClass>| Ok(Change::Put(Arc::clone(&class)));
            given.store.update_class(provider, class.id, put).unwrap();
        }
        for view in given.views() {
            let contents = view.contents().unwrap();
            let services = contents.services.iter();
            let services: Vec<_> = services
                .map(|entry| (entry.key.provider.as_u128(), entry.key.name.as_slice()[0]))
                .collect();
            assert_eq!(services, [(1, 9), (1, 8), (2, 5), (2, 3)]);
            let classes = contents.classes.iter();
            let classes: Vec<_> = classes
                .map(|(provider, class)| (provider.as_u128(), class.id.as_u128()))
                .collect();
            assert_eq!(classes, [(1, 6), (2, 3), (2, 4)]);
        }
        given.store.forget();
        let left = given.store.contents().unwrap().services.len();
        assert_eq!(left, if given.folder.is_some() { 4 } else { 0 });
    }
}
