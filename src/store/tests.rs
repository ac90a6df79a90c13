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
        context: key.context().into(),
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
                (random >> 50) as u16 % 13 + 1,
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
            for name in 1..=13 {
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
                local: Some(SocketAddress::from_slice(&[2])),
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
        name: text(odd),
        context: odd.into(),
        version: None,
        comment: Some(text(&[])),
        blob: Some(Blob::default()),
        addresses: Addresses::new(),
        state: State::Registered,
        outdated: Default::default(),
    };
    let folded: &[u16] = &[0x61, 0xD83D, 0xDE00, 0xDC00];
    let keys = [folded, odd].map(|name| ServiceKey {
        provider: PROVIDER,
        class: Uuid::nil(),
        name: text(name),
        context: Some(name.into()),
    });
    for given in stores() {
        let store = given.store;
        for service in [&full, &bare, &full] {
            for key in &keys {
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
            name: WideText::from_slice(&[1]),
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
    let room = policy::STORE_RECORD_LIMIT_BYTES - 4;
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
            id: Uuid::max(),
            name: None,
            values: vec![value],
        });
        let put = &mut |_: Option<&ServiceClass>| Ok(Change::Put(Arc::clone(&class)));
        given.store.update_class(PROVIDER, Uuid::max(), put)
    };
    put_class(room + 4).unwrap();
    assert_eq!(put_class(room + 5), Err(Error::InvalidParameter));
    let records = passing(given.folder.as_ref().unwrap());
    let add = |bytes: usize| {
        records.update_records(&mut |records| {
            records.add("abcd", &vec![0; bytes]);
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

/// So many services of a class, each in the state in which a registration makes them, and a description of the class.
fn contents_of(class: u128, names: std::ops::Range<u16>) -> Contents {
    let id = Uuid::from_u128(class);
    let entry = |name| {
        let key = key(class, name, 0);
        let service = Service {
            class: Some(id),
            name: key.name.clone(),
            context: Box::default(),
            version: None,
            comment: None,
            blob: None,
            addresses: Addresses::from_iter([address(name.into())]),
            state: State::Registered,
            outdated: Default::default(),
        };
        Entry {
            key: Arc::new(key),
            service: Arc::new(service),
        }
    };
    let described = ServiceClass {
        id,
        name: None,
        values: Vec::new(),
    };
    Contents {
        services: names.rev().map(entry).collect(),
        classes: vec![(PROVIDER, Arc::new(described))],
    }
}

fn parts(contents: &Contents) -> (Vec<(&ServiceKey, &Service)>, Vec<&ServiceClass>) {
    let services = contents.services.iter();
    let services = services.map(|entry| (&*entry.key, &*entry.service));
    let classes = contents.classes.iter().map(|(_, class)| &**class);
    (services.collect(), classes.collect())
}

#[test]
fn contents_are_replaced_as_a_whole_and_announced() {
    for given in stores() {
        let store = given.store;
        let (first, second) = (contents_of(1, 1..40), contents_of(2, 20..60));
        let signals = [1, 2, 3].map(|class| {
            let (class, signal) = (Uuid::from_u128(class), Arc::new(Signal::new()));
            let subscription = store.changes().subscribe(PROVIDER, Some(class), &signal);
            (signal, subscription)
        });
        let announced = || {
            signals
                .each_ref()
                .map(|(signal, _)| signal.try_wait().is_some())
        };
        let replace = |by: &Contents| {
            store.replace(by, &|_| false).unwrap();
            for view in given.views() {
                assert_eq!(parts(&view.contents().unwrap()), parts(by));
                let found = view.scan(PROVIDER, &Selection::All).unwrap();
                assert_eq!(found.len(), by.services.len());
            }
        };
        set(store, &key(3, 1, 0), Operation::Register).unwrap();
        assert_eq!(announced(), [false, false, true]);
        replace(&first);
        assert_eq!(announced(), [true, false, true]);
        assert!(store.get(&key(3, 1, 0)).unwrap().is_none());
        replace(&second);
        assert_eq!(announced(), [true, true, false]);
        replace(&Contents::default());
        assert_eq!(announced(), [false, true, false]);
        // What is too large for the store.
        if given.folder.is_some() {
            replace(&first);
            let mut large = contents_of(2, 20..60);
            let last = large.services.last_mut().unwrap();
            Arc::make_mut(&mut last.service).blob =
                Some(Blob::new(vec![0; policy::STORE_RECORD_LIMIT_BYTES]));
            assert_eq!(store.replace(&large, &|_| false), Err(policy::BEYOND_LIMIT));
            assert_eq!(parts(&store.contents().unwrap()), parts(&first));
        }
    }
}

/// Whoever looks finds one or the other, and nothing in between.
#[test]
fn nobody_finds_a_part_of_contents_that_are_replaced() {
    for given in stores() {
        let both = [contents_of(1, 1..30), contents_of(1, 30..80)];
        given.store.replace(&both[0], &|_| false).unwrap();
        let is_over = std::sync::atomic::AtomicBool::new(false);
        thread::scope(|scope| {
            for view in given.views() {
                let is_over = &is_over;
                scope.spawn(move || {
                    while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
                        let all = view.scan(PROVIDER, &Selection::All).unwrap().len();
                        let class = Selection::Class(Uuid::from_u128(1));
                        let of_class = view.scan(PROVIDER, &class).unwrap().len();
                        let contents = view.contents().unwrap().services.len();
                        for found in [all, of_class, contents] {
                            assert!([29, 50].contains(&found), "{found}");
                        }
                    }
                });
            }
            for round in 0..given.rounds / 10 {
                given.store.replace(&both[round % 2], &|_| false).unwrap();
            }
            is_over.store(true, std::sync::atomic::Ordering::Relaxed);
        });
    }
}

/// Whoever opens it, and however often: a start-up that fails afterwards opens no other one when it is tried again.
#[test]
fn a_process_has_one_shared_store() {
    let folder = tempfile::tempdir().unwrap();
    let unusable = folder.path().join("file");
    std::fs::write(&unusable, "").unwrap();
    let config = |folder| {
        let mut config = Config::parse(policy::CODE_PAGE, |_| None).unwrap();
        config.store = Some(StoreConfig::at(folder));
        config
    };
    assert!(Stores::open(&config(unusable.clone())).is_err());
    assert!(Stores::open(&config(unusable)).is_err());
    let config = config(folder.path().join("store"));
    let [first, second] = [(); 2].map(|()| Stores::open(&config).unwrap());
    let agents = super::shared(config.store.as_ref().unwrap()).unwrap();
    assert!(std::ptr::eq(first.shared.unwrap(), agents));
    assert!(std::ptr::eq(second.shared.unwrap(), agents));
    assert!(std::ptr::addr_eq(first.passing, second.passing));
    let other = StoreConfig::at(folder.path().join("other"));
    assert!(!std::ptr::eq(super::shared(&other).unwrap(), agents));
}

fn by_other_means(database: &std::path::Path) -> rusqlite::Connection {
    let database = rusqlite::Connection::open(database).unwrap();
    let hurry = "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;";
    database.execute_batch(hurry).unwrap();
    database
}

/// Others may have written anything. What no call can have made is not there, whoever looks, and who registers takes its place.
#[test]
fn rows_that_no_call_can_have_made_are_passed_over() {
    let long = "zeroblob(3000001)";
    let not_text = ["CAST(x'C3' AS TEXT)", "x'41'", "x'4100'", "7", "0.5", long];
    let of_services = [
        ("name", &not_text[..]),
        (
            "name",
            &["''", "'a' || char(0)", "'other'", "printf('%*d', 32767, 7)"],
        ),
        ("key_class", &["'x'", "x''", "upper(key_class)", "'{7}'"]),
        ("key_name", &not_text),
        ("key_name", &["'other'"]),
        ("key_context", &not_text),
        ("key_context", &["'other'"]),
        ("class", &["'x'", "upper(class)", "x'00'", long]),
        ("context", &not_text),
        ("context", &["'other'", "char(0)"]),
        ("context", &["replace(printf('%65d', 7), ' ', 'a\\')"]),
        ("state", &["'x'", "x''", "''"]),
        ("version", &["-1", "4294967296", "'x'", "0.5"]),
        ("comparator", &["'x'", "2147483648"]),
        ("comment", &not_text),
        ("comment", &["char(0)", "printf('%*d', 32767, 7)"]),
        (
            "blob",
            &["'x'", "7", "zeroblob(1048577)", "zeroblob(1048570)", long],
        ),
        ("owner", &["x'41'", "CAST(x'C3' AS TEXT)", long]),
    ];
    let of_addresses = [
        ("position", &["'x'"][..]),
        (
            "local",
            &["'x'", "7", "x''", "zeroblob(129)", "zeroblob(10000)", long],
        ),
        (
            "remote",
            &["'x'", "7", "x''", "zeroblob(129)", "NULL", long],
        ),
        ("socket_type", &["'x'", "2147483648"]),
        ("protocol", &["'x'", "-2147483649"]),
        ("owner", &["x'41'", "CAST(x'C3' AS TEXT)"]),
    ];
    for given in stores() {
        let Some(folder) = &given.folder else {
            continue;
        };
        let database = folder.path().join("store/services.db");
        let database = by_other_means(&database);
        let id = Uuid::from_u128(0xA);
        let [spoilt, sound] = [[0x61], [0x62]].map(|name| ServiceKey {
            name: WideText::from_slice(&name),
            class: id,
            ..key(0, 0, u16::from(b'c'))
        });
        let service = |key: &ServiceKey| {
            Arc::new(Service {
                class: Some(id),
                name: key.name.clone(),
                context: key.context().into(),
                version: Some(Version {
                    number: 1,
                    how: Comparator(1),
                }),
                comment: None,
                blob: None,
                addresses: Addresses::from_iter([Address {
                    socket_type: 0,
                    protocol: 0,
                    ..address(1)
                }]),
                state: State::Registered,
                outdated: Default::default(),
            })
        };
        let put = |key: &ServiceKey| {
            let service = service(key);
            let mut existing = true;
            let put = &mut |found: Option<&Service>| {
                existing = found.is_some();
                Ok(Change::Put(Arc::clone(&service)))
            };
            given.store.update(key, put).unwrap();
            existing
        };
        put(&sound);
        // By somebody who has read nothing before: what was read is kept, until it is changed by a call.
        let expect = |key: &ServiceKey, is_there: bool, case: &str| {
            let view = (given.view)(folder);
            let found = view.get(key).unwrap();
            assert_eq!(found, is_there.then(|| service(key)), "{case}");
            for selection in [
                Selection::All,
                Selection::Class(id),
                Selection::Name(key.name.as_slice().into()),
            ] {
                let found = keys(view.scan(PROVIDER, &selection).unwrap());
                assert_eq!(found.contains(key), is_there, "{case}");
                let is_all = !matches!(selection, Selection::Name(_));
                let expected = usize::from(is_there) + usize::from(is_all);
                assert_eq!(found.len(), expected, "{case}");
            }
            let all = view.contents().unwrap().services.len();
            assert_eq!(all, 1 + usize::from(is_there), "{case}");
        };
        let of_service = "name = 'a'";
        let of_address = "service = (SELECT id FROM service WHERE name = 'a')";
        let tables = [
            ("service", of_service, &of_services[..]),
            ("address", of_address, &of_addresses),
        ];
        for (table, condition, columns) in tables {
            for (column, values) in columns {
                for value in *values {
                    put(&spoilt);
                    expect(&spoilt, true, "as it was put");
                    let spoil = format!("UPDATE {table} SET {column} = {value} WHERE {condition}");
                    assert_eq!(database.execute(&spoil, ()).unwrap(), 1, "{spoil}");
                    expect(&spoilt, false, &spoil);
                    assert!(!put(&spoilt), "{spoil}");
                    expect(&spoilt, true, &spoil);
                    database
                        .execute_batch("DELETE FROM service WHERE name IS NOT 'b'")
                        .unwrap();
                    database
                        .execute_batch(
                            "DELETE FROM address WHERE service NOT IN (SELECT id FROM service)",
                        )
                        .unwrap();
                }
            }
        }
        // More addresses than there can be, of which few are read, and some that nobody can have given.
        put(&spoilt);
        let many = format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 70000) \
             INSERT INTO address (service, position, remote, socket_type, protocol) \
             SELECT id, i, x'00', 1, 1 FROM n, service WHERE {of_service}"
        );
        assert_eq!(database.execute(&many, ()).unwrap(), 70_000);
        expect(&spoilt, false, "many addresses");
        // In the way of the next service.
        database
            .execute_batch(
                "DELETE FROM address; DELETE FROM service WHERE name = 'a';
                 INSERT INTO address SELECT max(id) + 1, 0, NULL, NULL, 'x', 'x', NULL FROM service;",
            )
            .unwrap();
        put(&spoilt);
        put(&sound);
        expect(&spoilt, true, "an address of nobody's");
    }
}

#[test]
fn classes_that_no_call_can_have_installed_are_passed_over() {
    let long = "zeroblob(3000001)";
    let columns = [
        (
            "class",
            "name",
            &["char(0)", "7", "x'41'", "x'4100'", long][..],
        ),
        ("class_value", "name", &["char(0)", "7", "x'41'", long]),
        ("class_value", "namespace", &["'x'", "-1", "4294967296"]),
        ("class_value", "kind", &["'x'", "-1"]),
        (
            "class_value",
            "data",
            &["'x'", "7", "zeroblob(1048577)", long],
        ),
    ];
    let given = shared_given();
    let folder = given.folder.as_ref().unwrap().path();
    let database = by_other_means(&folder.join("store/services.db"));
    let id = Uuid::from_u128(7);
    let value = ClassValue {
        name: WideText::from_slice(&[0x31]),
        namespace: 12,
        kind: 4,
        data: Blob::new(vec![1]),
    };
    let described = Arc::new(ServiceClass {
        id,
        name: Some(WideText::from_slice(&[0x4E])),
        values: vec![value; 2],
    });
    let put = || {
        let mut existing = false;
        let put = &mut |found: Option<&ServiceClass>| {
            existing = found.is_some();
            Ok(Change::Put(Arc::clone(&described)))
        };
        given.store.update_class(PROVIDER, id, put).unwrap();
        existing
    };
    let expect = |is_there: bool, case: &str| {
        for view in given.views() {
            let expected = is_there.then(|| Arc::clone(&described));
            assert_eq!(view.class(PROVIDER, id).unwrap(), expected, "{case}");
            let all = view.contents().unwrap().classes.len();
            assert_eq!(all, usize::from(is_there), "{case}");
        }
    };
    let spoil = |sql: &str| {
        put();
        expect(true, "as it was put");
        assert!(database.execute(sql, ()).unwrap() > 0, "{sql}");
        expect(false, sql);
        assert!(!put(), "{sql}");
        expect(true, sql);
    };
    for (table, column, values) in columns {
        for value in values {
            spoil(&format!("UPDATE {table} SET {column} = {value}"));
        }
    }
    spoil(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 300) \
         INSERT INTO class_value SELECT provider, class, i, name, namespace, kind, data \
         FROM n, class_value WHERE position = 0",
    );
    put();
    // Under a key that is none.
    database
        .execute_batch(
            "INSERT INTO class VALUES ('x', 'y', 'z'), ('x', '00000000-0000-0000-0000-000000000007', 'z');
             INSERT OR IGNORE INTO class SELECT provider, 'x', 'z' FROM class;",
        )
        .unwrap();
    expect(true, "keys");
}

#[test]
fn records_that_no_call_can_have_added_are_passed_over() {
    let (folder, long) = (tempfile::tempdir().unwrap(), "zeroblob(3000001)");
    let store = passing(&folder);
    let database = by_other_means(&folder.path().join("store/services.db"));
    let columns = [
        ("id", &["-5", "0", "5000000000"][..]),
        ("owner", &["x'41'", "CAST(x'C3' AS TEXT)", long]),
        ("session", &["'x'"]),
        ("label", &["x'41'", "CAST(x'C3' AS TEXT)", long]),
        ("data", &["'x'", "7", long]),
    ];
    for (column, values) in columns {
        for value in values {
            add(store, "one").unwrap();
            add(store, "two").unwrap();
            let spoil = format!("UPDATE record SET {column} = {value} WHERE label = 'two'");
            assert_eq!(database.execute(&spoil, ()).unwrap(), 1, "{spoil}");
            let found: Vec<String> = labels(store).into_iter().map(|(_, label)| label).collect();
            assert_eq!(found, ["one"], "{spoil}");
            database
                .execute_batch("DELETE FROM record; UPDATE sqlite_sequence SET seq = 0")
                .unwrap();
        }
    }
    for next in ["'x'", "-1", "NULL"] {
        database
            .execute_batch(&format!("UPDATE sqlite_sequence SET seq = {next}"))
            .unwrap();
        add(store, "three").unwrap();
        assert_eq!(labels(store), [(0, "three".to_owned())]);
        database.execute_batch("DELETE FROM record").unwrap();
    }
    database
        .execute_batch("UPDATE sqlite_sequence SET seq = 5000000000")
        .unwrap();
    assert_eq!(store.records().unwrap().next(), u32::MAX);
}
