// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a shared store costs beyond bare SQLite, and beyond memory: in turns, in one run, at 1,000 and 1,000,000 services.
//!
//! `cargo bench --bench store`. The store is made in the folder that `ENLIST_BENCH_STORE` names, or else in a temporary one,
//! on whatever disk that is. `ENLIST_STORE_MODE=open` counts; bare SQLite opens the database for each call in any case. `ENLIST_BENCH_QUICK=1` leaves out the large one, as does running it without `--bench`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Instant;

use enlist::ffi::guiddef::GUID;
use enlist::ffi::winsock2::*;
use enlist::ffi::ws2def::{CSADDR_INFO, SOCKET_ADDRESS};
use rusqlite::{Connection, OpenFlags, params};

#[path = "../support/query_set.rs"]
mod query_set;

use query_set::empty_query;

const CLASS: GUID = GUID {
    Data1: 0x5ad3_c2f0,
    Data2: 0x11e4,
    Data3: 0x4b7a,
    Data4: [0x9c, 0x21, 0x3d, 0x58, 0x6e, 0x70, 0x84, 0x0a],
};
const CLASS_TEXT: &str = "5ad3c2f0-11e4-4b7a-9c21-3d586e70840a";
const PROVIDER_TEXT: &str = "3b2637ee-e580-11cf-a555-00c04fd8d4ac";

fn name(number: usize) -> String {
    format!("example service instance {number:07}")
}

/// Calls as a C program makes them.
struct Caller {
    class: GUID,
    name: Vec<u16>,
    remote: [u8; 16],
    address: CSADDR_INFO,
    query: WSAQUERYSETW,
    buffer: Box<[u64; 256]>,
}

impl Caller {
    fn new() -> Box<Self> {
        let nowhere = SOCKET_ADDRESS {
            lpSockaddr: null_mut(),
            iSockaddrLength: 0,
        };
        let mut caller = Box::new(Self {
            class: CLASS,
            name: Vec::new(),
            remote: [2, 0, 0, 80, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
            address: CSADDR_INFO {
                LocalAddr: nowhere,
                RemoteAddr: nowhere,
                iSocketType: 1,
                iProtocol: 6,
            },
            query: empty_query(),
            buffer: Box::new([0; 256]),
        });
        caller.address.RemoteAddr = SOCKET_ADDRESS {
            lpSockaddr: caller.remote.as_mut_ptr().cast(),
            iSockaddrLength: 16,
        };
        caller
    }

    fn query(&mut self, number: usize) -> *mut WSAQUERYSETW {
        self.name = name(number).encode_utf16().chain([0]).collect();
        self.query.lpszServiceInstanceName = self.name.as_mut_ptr();
        self.query.lpServiceClassId = &raw mut self.class;
        self.query.dwNumberOfCsAddrs = 0;
        &raw mut self.query
    }

    /// Each time at another port, whoever it was that registered the service before: else there would be nothing to write.
    fn register(&mut self, number: usize) {
        static PORT: AtomicU16 = AtomicU16::new(0);
        self.query(number);
        let port = PORT.fetch_add(1, Ordering::Relaxed);
        self.remote[2..4].copy_from_slice(&port.to_be_bytes());
        self.query.dwNumberOfCsAddrs = 1;
        self.query.lpcsaBuffer = &raw mut self.address;
        // SAFETY: all that the query points to is the caller's and lives on.
        let result = unsafe { WSASetServiceW(&raw mut self.query, RNRSERVICE_REGISTER, 0) };
        assert_eq!(result, 0);
    }

    fn find(&mut self, number: usize) {
        let query = self.query(number);
        let (mut handle, mut size) = (null_mut(), size_of_val(&*self.buffer) as u32);
        // SAFETY: as above.
        let begun = unsafe { WSALookupServiceBeginW(query, LUP_RETURN_ALL, &raw mut handle) };
        assert_eq!(begun, 0);
        let buffer = self.buffer.as_mut_ptr().cast();
        // SAFETY: the buffer is as long as its size says.
        let found = unsafe { WSALookupServiceNextW(handle, 0, &raw mut size, buffer) };
        assert_eq!(found, 0, "{number}");
        assert_eq!(WSALookupServiceEnd(handle), 0);
    }
}

fn start() {
    let mut data = std::mem::MaybeUninit::<WSADATA>::uninit();
    // SAFETY: the struct may be written.
    assert_eq!(unsafe { WSAStartup(0x0202, data.as_mut_ptr()) }, 0);
}

// ---------------------------------------------------------------------------------------------------------------------
// Bare SQLite, opened for each call as the library does.

fn open(path: &Path) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags).unwrap()
}

fn bare_get(path: &Path, number: usize) {
    let connection = open(path);
    let mut statement = connection
        .prepare(
            "SELECT s.*, a.* FROM service s LEFT JOIN address a ON a.service = s.id \
             WHERE provider = ?1 AND key_class = ?2 AND key_name = ?3 AND key_context = ''",
        )
        .unwrap();
    let of = params![PROVIDER_TEXT, CLASS_TEXT, name(number)];
    let name: String = statement.query_row(of, |row| row.get("name")).unwrap();
    assert!(!name.is_empty());
}

/// The same rows as a registration that overwrites: SQLite writes nothing where nothing is new, so the address is a new one each
/// time.
fn bare_put(path: &Path, number: usize, round: usize) {
    let connection = open(path);
    // Fails where the library keeps the database open, with a log.
    let _ = connection.pragma_update(None, "journal_mode", "PERSIST");
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    let id: i64 = connection
        .query_row(
            "UPDATE service SET state = 'registered' WHERE provider = ?1 AND key_class = ?2 \
             AND key_name = ?3 AND key_context = '' RETURNING id",
            params![PROVIDER_TEXT, CLASS_TEXT, name(number)],
            |row| row.get(0),
        )
        .unwrap();
    let mut remote = [2u8; 16];
    remote[8..].copy_from_slice(&round.to_be_bytes());
    connection
        .execute(
            "UPDATE address SET remote = ?2 WHERE service = ?1",
            params![id, remote],
        )
        .unwrap();
    connection.execute_batch("COMMIT").unwrap();
}

/// Fills the database faster than by registering.
fn fill(path: &Path, from: usize, to: usize) {
    let mut connection = open(path);
    let transaction = connection.transaction().unwrap();
    let mut service = transaction
        .prepare(
            "INSERT INTO service (provider, key_class, key_name, key_context, class, name, context, state) \
             VALUES (?1, ?2, ?3, '', ?2, ?3, '', 'registered') RETURNING id",
        )
        .unwrap();
    let mut address = transaction
        .prepare("INSERT INTO address VALUES (?1, 0, NULL, ?2, 1, 6, ?3)")
        .unwrap();
    for number in from..to {
        let of = params![PROVIDER_TEXT, CLASS_TEXT, name(number)];
        let id: i64 = service.query_row(of, |row| row.get(0)).unwrap();
        // As long as those that the library writes, so that rows do not grow.
        let owner = "1234567 123456789 4026531836 00000000-0000-0000-0000-000000000000";
        address.execute(params![id, [2u8; 16], owner]).unwrap();
    }
    drop((service, address));
    transaction.commit().unwrap();
}

// ---------------------------------------------------------------------------------------------------------------------
// Measuring.

/// Microseconds for each of so many calls in turns: medians.
fn in_turns<const N: usize>(rounds: usize, mut bodies: [&mut dyn FnMut(usize); N]) -> [f64; N] {
    let mut times = [(); N].map(|()| Vec::new());
    for round in 0..rounds {
        for (body, times) in bodies.iter_mut().zip(&mut times) {
            let start = Instant::now();
            body(round);
            times.push(start.elapsed().as_nanos() as f64 / 1000.0);
        }
    }
    times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    })
}

fn row(what: &str, size: usize, ours: f64, bare: f64, goal: &str) {
    println!(
        "{what:<36} {size:>9} {ours:>10.2} {bare:>10.2} {:>7.2}  {goal}",
        ours / bare
    );
}

/// Nanoseconds for an exact lookup of a few services, over and over.
fn cached_lookup(caller: &mut Caller, size: usize) -> f64 {
    for number in 0..100 {
        caller.find(number * (size / 100));
    }
    let [time] = in_turns(
        300,
        [&mut |_| {
            for number in 0..100 {
                caller.find(number * (size / 100));
            }
        }],
    );
    time / 100.0
}

/// The memory store, in a process of its own, prints its time for a cached lookup.
fn memory(size: usize) -> ExitCode {
    start();
    let mut caller = Caller::new();
    for number in 0..size {
        caller.register(number);
    }
    println!("{}", cached_lookup(&mut caller, size));
    ExitCode::SUCCESS
}

/// A process that has read nothing yet prints how long its first lookup takes, with its start-up.
fn first() -> ExitCode {
    let begin = Instant::now();
    start();
    Caller::new().find(7);
    println!("{}", begin.elapsed().as_nanos() as f64 / 1000.0);
    ExitCode::SUCCESS
}

fn other_process(what: &str, store: Option<&Path>) -> f64 {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .env("ENLIST_BENCH_PART", what)
        .env_remove("ENLIST_STORE");
    command.envs(store.map(|store| ("ENLIST_STORE", store)));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout)
        .unwrap()
        .trim()
        .parse()
        .unwrap()
}

/// Registrations a second of so many threads.
fn rate(threads: usize, each: usize) -> f64 {
    let begin = Instant::now();
    std::thread::scope(|scope| {
        for thread in 0..threads {
            scope.spawn(move || {
                let mut caller = Caller::new();
                for number in 0..each {
                    caller.register(thread * 100 + number % 100);
                }
            });
        }
    });
    (threads * each) as f64 / begin.elapsed().as_secs_f64()
}

/// The rates of so many threads with so many registrations each: medians of several turns.
fn rates<const N: usize>(kinds: &[(usize, usize); N]) -> [f64; N] {
    let turns: Vec<[f64; N]> = (0..7)
        .map(|_| kinds.map(|(threads, each)| rate(threads, each)))
        .collect();
    std::array::from_fn(|kind| {
        let mut rates: Vec<f64> = turns.iter().map(|turn| turn[kind]).collect();
        rates.sort_by(f64::total_cmp);
        rates[rates.len() / 2]
    })
}

fn main() -> ExitCode {
    match std::env::var("ENLIST_BENCH_PART").as_deref() {
        Ok("first") => return first(),
        Ok(size) => return memory(size.parse().unwrap()),
        Err(_) => {}
    }
    let quick = std::env::var_os("ENLIST_BENCH_QUICK").is_some_and(|value| value != "0")
        || !std::env::args().any(|argument| argument == "--bench");
    let sizes: &[usize] = if quick { &[1000] } else { &[1000, 1_000_000] };
    let place =
        std::env::var_os("ENLIST_BENCH_STORE").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = tempfile::tempdir_in(place).unwrap();
    let store = folder.path().join("store");
    // The library reads its variables once.
    if std::env::var_os("ENLIST_STORE").is_none_or(|value| value.is_empty()) {
        // SAFETY: no other thread runs yet.
        unsafe { std::env::set_var("ENLIST_STORE", &store) };
    }
    start();
    let path = store.join("services.db");
    println!("microseconds (medians), in {}", store.display());
    println!("operation                             services    library       bare   ratio  goal");
    let (mut caller, mut filled) = (Caller::new(), 0);
    for &size in sizes {
        fill(&path, filled, size);
        filled = size;
        // Else the disk would still be at that.
        Command::new("sync").status().unwrap();
        // A change that was not made by the library is seen after a while.
        std::thread::sleep(std::time::Duration::from_millis(200));
        let rounds = 400;
        // Each service once: steps that have no divisor in common with the size reach them all.
        let number = |round: usize| round * 7919 % size;
        let [ours, bare] = in_turns(
            rounds,
            [&mut |round| caller.find(number(round)), &mut |round| {
                bare_get(&path, number(round))
            }],
        );
        row("exact lookup, not cached", size, ours, bare, "1.5");
        let ours = cached_lookup(&mut caller, size);
        let memory = other_process(&size.to_string(), None);
        row(
            "exact lookup, cached; memory store",
            size,
            ours,
            memory,
            "2",
        );
        let [ours, bare] = in_turns(
            rounds,
            [&mut |round| caller.register(number(round)), &mut |round| {
                bare_put(&path, number(round), round)
            }],
        );
        row("register, durable", size, ours, bare, "1.3");
        let [many, one] = rates(&[(8, 50), (1, 100)]);
        println!(
            "{:<36} {size:>9} {many:>10.0} {one:>10.0} {:>7.2}  4",
            "registrations a second: 8 threads, 1",
            many / one
        );
        println!(
            "{:<36} {size:>9} {:>10.0} {:>26}",
            "first lookup of a process",
            other_process("first", Some(&store)),
            "5000"
        );
    }
    ExitCode::SUCCESS
}
