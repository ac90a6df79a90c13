// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the registry costs beyond a hash map: register, exact lookup and enumeration through the C functions, beside a map
//! under a lock that does the same copying, measured in turns in one run.
//!
//! `cargo bench --bench registry` prints the table of ratios; `ENLIST_BENCH_QUICK=1` makes it short, for a machine that only
//! has to see that it works. So does running it without `--bench`, as `cargo test --benches` does.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::collections::HashMap;
use std::hint::{black_box, spin_loop};
use std::ptr::null_mut;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use criterion::Criterion;
use enlist::ffi::guiddef::GUID;
use enlist::ffi::winsock2::*;
use enlist::ffi::ws2def::{CSADDR_INFO, SOCKET_ADDRESS};
use parking_lot::RwLock;

#[path = "../support/query_set.rs"]
mod query_set;

use query_set::empty_query;

// ---------------------------------------------------------------------------------------------------------------------
// Counting allocations, by thread, so that counting costs no sharing.

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    // The allocator runs before and after a thread's variables live.
    let _ = ALLOCATIONS.try_with(|allocations| allocations.set(allocations.get() + 1));
}

// SAFETY: everything is left to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: forwarded from this function's own contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: forwarded from this function's own contract.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: forwarded from this function's own contract.
        unsafe { System.realloc(memory, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// ---------------------------------------------------------------------------------------------------------------------
// The caller: a program with services of one kind.

/// Longer than what any implementation is likely to keep without an allocation.
const NAME: &str = "Example Service Instance 0000000";
const NAME_LENGTH: usize = NAME.len();
const COMMENT: &str = "An example of a service";

/// Services share their class with so many others.
const CLASS_SIZE: usize = 1000;
/// The class that is enumerated, and how many services it has.
const ENUMERATED: u32 = u32::MAX;
const ENUMERATED_SIZE: usize = 100;

/// What distinguishes one service from the next, as the caller has it at hand.
#[derive(Clone, Copy)]
struct Service {
    class: GUID,
    name: [u16; NAME_LENGTH + 1],
}

impl Service {
    fn new(class: u32, number: usize) -> Self {
        let mut name = [0; NAME_LENGTH + 1];
        for (unit, byte) in name.iter_mut().zip(NAME.bytes()) {
            *unit = u16::from(byte);
        }
        let mut rest = number;
        for unit in name[..NAME_LENGTH].iter_mut().rev().take(7) {
            *unit += (rest % 10) as u16;
            rest /= 10;
        }
        let class = GUID {
            Data1: class,
            Data2: 0x6265,
            Data3: 0x6e63,
            Data4: *b"registry",
        };
        Self { class, name }
    }

    /// One of the services that fill the registry.
    fn filling(index: usize) -> Self {
        Self::new((index / CLASS_SIZE) as u32, index)
    }

    fn enumerated(index: usize) -> Self {
        Self::new(ENUMERATED, index)
    }
}

/// The caller's structs and buffer. They are filled in once; a call then takes no more than a service's name and class.
struct Caller {
    comment: Vec<u16>,
    version: WSAVERSION,
    local: [u8; 16],
    remote: [u8; 16],
    address: CSADDR_INFO,
    query: WSAQUERYSETW,
    buffer: Box<[u64; 256]>,
}

impl Caller {
    fn new() -> Box<Self> {
        let nowhere = SOCKET_ADDRESS {
            lpSockaddr: null_mut(),
            iSockaddrLength: 16,
        };
        let mut caller = Box::new(Self {
            comment: COMMENT.encode_utf16().chain([0]).collect(),
            version: WSAVERSION {
                dwVersion: 0x0001_0002,
                ecHow: COMP_NOTLESS,
            },
            local: [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
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
        caller.address.LocalAddr.lpSockaddr = caller.local.as_mut_ptr().cast();
        caller.address.RemoteAddr.lpSockaddr = caller.remote.as_mut_ptr().cast();
        caller
    }

    fn registration(&mut self, service: &Service) -> *mut WSAQUERYSETW {
        self.restrictions(service);
        self.query.lpVersion = &raw mut self.version;
        self.query.lpszComment = self.comment.as_mut_ptr();
        self.query.dwNumberOfCsAddrs = 1;
        self.query.lpcsaBuffer = &raw mut self.address;
        &raw mut self.query
    }

    fn restrictions(&mut self, service: &Service) -> *mut WSAQUERYSETW {
        self.query.lpszServiceInstanceName = service.name.as_ptr().cast_mut();
        self.query.lpServiceClassId = (&raw const service.class).cast_mut();
        self.query.lpVersion = null_mut();
        self.query.lpszComment = null_mut();
        self.query.dwNumberOfCsAddrs = 0;
        self.query.lpcsaBuffer = null_mut();
        &raw mut self.query
    }

    fn class_of(&mut self, service: &Service) -> *mut WSAQUERYSETW {
        self.restrictions(service);
        self.query.lpszServiceInstanceName = null_mut();
        &raw mut self.query
    }

    fn buffer_size(&self) -> u32 {
        size_of_val(&*self.buffer) as u32
    }
}

/// One of the two that are compared. Queries are passed as C passes them.
trait Registry: Sync {
    /// Registers or deletes.
    fn set(&self, caller: &mut Caller, service: &Service, operation: i32);
    /// Finds one service and copies it out.
    fn find(&self, caller: &mut Caller, service: &Service);
    /// Copies out every service of a class; tells how many there are.
    fn enumerate(&self, caller: &mut Caller, service: &Service) -> usize;
}

// ---------------------------------------------------------------------------------------------------------------------
// The library. The functions are called through pointers that the optimiser cannot see through, as from C.

struct Library {
    set: unsafe extern "C" fn(*mut WSAQUERYSETW, i32, u32) -> i32,
    begin: unsafe extern "C" fn(*mut WSAQUERYSETW, u32, *mut HANDLE) -> i32,
    next: unsafe extern "C" fn(HANDLE, u32, *mut u32, *mut WSAQUERYSETW) -> i32,
    end: extern "C" fn(HANDLE) -> i32,
}

impl Library {
    fn new() -> Self {
        let mut data = std::mem::MaybeUninit::<WSADATA>::uninit();
        // SAFETY: the struct may be written.
        assert_eq!(unsafe { WSAStartup(0x0202, data.as_mut_ptr()) }, 0);
        Self {
            set: black_box(WSASetServiceW),
            begin: black_box(WSALookupServiceBeginW),
            next: black_box(WSALookupServiceNextW),
            end: black_box(WSALookupServiceEnd),
        }
    }

    fn begin(&self, query: *mut WSAQUERYSETW) -> HANDLE {
        let mut handle = null_mut();
        // SAFETY: all that the query points to is the caller's and lives on.
        let result = unsafe { (self.begin)(query, LUP_RETURN_ALL, &raw mut handle) };
        assert_eq!(result, 0);
        handle
    }

    fn next(&self, handle: HANDLE, caller: &mut Caller) -> bool {
        let mut size = caller.buffer_size();
        let buffer = caller.buffer.as_mut_ptr().cast();
        // SAFETY: the buffer is as long as its size says.
        unsafe { (self.next)(handle, LUP_RETURN_ALL, &raw mut size, buffer) == 0 }
    }
}

impl Registry for Library {
    fn set(&self, caller: &mut Caller, service: &Service, operation: i32) {
        let query = caller.registration(service);
        // SAFETY: all that the query points to is the caller's and lives on.
        let result = unsafe { (self.set)(query, operation, 0) };
        assert_eq!(result, 0);
    }

    fn find(&self, caller: &mut Caller, service: &Service) {
        let handle = self.begin(caller.restrictions(service));
        assert!(self.next(handle, caller));
        assert_eq!((self.end)(handle), 0);
    }

    fn enumerate(&self, caller: &mut Caller, service: &Service) -> usize {
        let handle = self.begin(caller.class_of(service));
        let mut found = 0;
        while self.next(handle, caller) {
            found += 1;
        }
        assert_eq!((self.end)(handle), 0);
        found
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// The bare map: what a program would write that needs this and nothing else.

#[derive(PartialEq, Eq, Hash)]
struct Key {
    class: [u8; 16],
    name: Box<[u16]>,
}

struct Value {
    class: GUID,
    name: Box<[u16]>,
    comment: Option<Box<[u16]>>,
    version: Option<WSAVERSION>,
    addresses: Box<[Address]>,
}

struct Address {
    local: Bytes,
    remote: Bytes,
    socket_type: i32,
    protocol: i32,
}

/// A socket address of up to 28 bytes.
struct Bytes {
    length: usize,
    bytes: [u8; 28],
}

#[derive(Default)]
struct BareMap {
    services: RwLock<HashMap<Key, Arc<Value>>>,
    classes: RwLock<HashMap<[u8; 16], Vec<Arc<Value>>>>,
}

/// # Safety
/// `text` points to a terminated string.
unsafe fn read_text(text: *const u16) -> Box<[u16]> {
    let mut length = 0;
    loop {
        // SAFETY: not behind the terminator.
        if unsafe { *text.wrapping_add(length) } == 0 {
            break;
        }
        length += 1;
    }
    // SAFETY: every unit before the terminator was read above.
    unsafe { std::slice::from_raw_parts(text, length) }.into()
}

/// # Safety
/// The pointer can be read for its length, which is at most 28.
unsafe fn read_bytes(address: SOCKET_ADDRESS) -> Bytes {
    let length = address.iSockaddrLength as usize;
    let mut bytes = [0; 28];
    // SAFETY: forwarded from this function's own contract.
    let given = unsafe { std::slice::from_raw_parts(address.lpSockaddr.cast::<u8>(), length) };
    bytes[..length].copy_from_slice(given);
    Bytes { length, bytes }
}

fn guid_bytes(guid: &GUID) -> [u8; 16] {
    let number =
        u128::from(guid.Data1) << 96 | u128::from(guid.Data2) << 80 | u128::from(guid.Data3) << 64;
    (number | u128::from(u64::from_be_bytes(guid.Data4))).to_ne_bytes()
}

/// # Safety
/// The query has a class and, unless `None` is returned, a name; both can be read.
unsafe fn read_key(query: &WSAQUERYSETW) -> (GUID, Box<[u16]>, Key) {
    // SAFETY: forwarded from this function's own contract.
    let class = unsafe { *query.lpServiceClassId };
    // SAFETY: as above.
    let name = unsafe { read_text(query.lpszServiceInstanceName) };
    let mut folded = name.clone();
    for unit in &mut folded {
        if (u16::from(b'A')..=u16::from(b'Z')).contains(unit) {
            *unit += 32;
        }
    }
    let key = Key {
        class: guid_bytes(&class),
        name: folded,
    };
    (class, name, key)
}

/// # Safety
/// All that the query points to can be read.
unsafe fn read_registration(query: &WSAQUERYSETW) -> (Key, Value) {
    // SAFETY: forwarded from this function's own contract.
    let (class, name, key) = unsafe { read_key(query) };
    let comment = (!query.lpszComment.is_null()).then(|| {
        // SAFETY: not null, and forwarded.
        unsafe { read_text(query.lpszComment) }
    });
    let version = (!query.lpVersion.is_null()).then(|| {
        // SAFETY: not null, and forwarded.
        unsafe { *query.lpVersion }
    });
    let addresses = (0..query.dwNumberOfCsAddrs as usize)
        .map(|index| {
            // SAFETY: forwarded.
            let given = unsafe { *query.lpcsaBuffer.wrapping_add(index) };
            Address {
                // SAFETY: forwarded.
                local: unsafe { read_bytes(given.LocalAddr) },
                // SAFETY: forwarded.
                remote: unsafe { read_bytes(given.RemoteAddr) },
                socket_type: given.iSocketType,
                protocol: given.iProtocol,
            }
        })
        .collect();
    let value = Value {
        class,
        name,
        comment,
        version,
        addresses,
    };
    (key, value)
}

/// Copies into the caller's buffer, one item behind the other.
struct Writer<'a> {
    buffer: &'a mut [u64; 256],
    used: usize,
}

impl Writer<'_> {
    fn reserve(&mut self, size: usize) -> *mut u8 {
        let offset = self.used;
        self.used = (offset + size).next_multiple_of(8);
        assert!(self.used <= size_of_val(self.buffer));
        self.buffer.as_mut_ptr().cast::<u8>().wrapping_add(offset)
    }

    fn put<T: Copy>(&mut self, values: &[T]) -> *mut T {
        let place = self.reserve(size_of_val(values)).cast::<T>();
        // SAFETY: the place was reserved, is aligned to 8, and is no part of our own values.
        unsafe { std::ptr::copy_nonoverlapping(values.as_ptr(), place, values.len()) };
        place
    }

    fn text(&mut self, text: &[u16]) -> *mut u16 {
        let place = self.reserve(size_of_val(text) + 2).cast::<u16>();
        // SAFETY: as above, with room for the terminator.
        unsafe { std::ptr::copy_nonoverlapping(text.as_ptr(), place, text.len()) };
        // SAFETY: as above.
        unsafe { place.wrapping_add(text.len()).write(0) };
        place
    }

    fn bytes(&mut self, bytes: &Bytes) -> SOCKET_ADDRESS {
        SOCKET_ADDRESS {
            lpSockaddr: self.put(&bytes.bytes[..bytes.length]).cast(),
            iSockaddrLength: bytes.length as i32,
        }
    }
}

fn copy_out(value: &Value, caller: &mut Caller) {
    let mut writer = Writer {
        buffer: &mut caller.buffer,
        used: 0,
    };
    let place = writer.reserve(size_of::<WSAQUERYSETW>());
    let class = writer.put(&[value.class]);
    let version = value
        .version
        .map_or(null_mut(), |version| writer.put(&[version]));
    let count = value.addresses.len();
    let array = writer
        .reserve(count * size_of::<CSADDR_INFO>())
        .cast::<CSADDR_INFO>();
    for (index, address) in value.addresses.iter().enumerate() {
        let info = CSADDR_INFO {
            LocalAddr: writer.bytes(&address.local),
            RemoteAddr: writer.bytes(&address.remote),
            iSocketType: address.socket_type,
            iProtocol: address.protocol,
        };
        // SAFETY: room for `count` was reserved above.
        unsafe { array.wrapping_add(index).write(info) };
    }
    let result = WSAQUERYSETW {
        dwSize: 120,
        lpszServiceInstanceName: writer.text(&value.name),
        lpServiceClassId: class,
        lpVersion: version,
        lpszComment: value
            .comment
            .as_ref()
            .map_or(null_mut(), |comment| writer.text(comment)),
        dwNameSpace: NS_NTDS,
        lpNSProviderId: null_mut(),
        lpszContext: null_mut(),
        dwNumberOfProtocols: 0,
        lpafpProtocols: null_mut(),
        lpszQueryString: null_mut(),
        dwNumberOfCsAddrs: count as u32,
        lpcsaBuffer: array,
        dwOutputFlags: 0,
        lpBlob: null_mut(),
    };
    // SAFETY: room for the struct was reserved first.
    unsafe { place.cast::<WSAQUERYSETW>().write(result) };
}

impl Registry for BareMap {
    // Not inlined, as a call from C is not.
    #[inline(never)]
    fn set(&self, caller: &mut Caller, service: &Service, operation: i32) {
        let query = caller.registration(service);
        // SAFETY: the caller's own struct, which outlives this borrow.
        let query = unsafe { &*query };
        if operation == RNRSERVICE_REGISTER {
            // SAFETY: all that the query points to is the caller's and lives on.
            let (key, value) = unsafe { read_registration(query) };
            let replaced = self.services.write().insert(key, Arc::new(value));
            drop(replaced);
        } else {
            // SAFETY: as above.
            let (_, _, key) = unsafe { read_key(query) };
            let removed = self.services.write().remove(&key);
            assert!(removed.is_some());
        }
    }

    #[inline(never)]
    fn find(&self, caller: &mut Caller, service: &Service) {
        let query = caller.restrictions(service);
        // SAFETY: the caller's own struct, which outlives this borrow.
        let query = unsafe { &*query };
        // SAFETY: all that the query points to is the caller's and lives on.
        let (_, _, key) = unsafe { read_key(query) };
        let value = self.services.read().get(&key).cloned();
        copy_out(&value.unwrap(), caller);
    }

    #[inline(never)]
    fn enumerate(&self, caller: &mut Caller, service: &Service) -> usize {
        let class = guid_bytes(&service.class);
        let values = self.classes.read().get(&class).cloned().unwrap();
        for value in &values {
            copy_out(black_box(value), caller);
        }
        values.len()
    }
}

impl BareMap {
    fn index(&self, service: &Service) {
        let mut caller = Caller::new();
        let query = caller.registration(service);
        // SAFETY: the caller's own struct, which outlives this borrow.
        let query = unsafe { &*query };
        // SAFETY: all that the query points to is the caller's and lives on.
        let (key, value) = unsafe { read_registration(query) };
        self.classes
            .write()
            .entry(key.class)
            .or_default()
            .push(Arc::new(value));
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Measuring.

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operation {
    Overwrite,
    CreateAndDelete,
    Find,
    Enumerate,
}

impl Operation {
    fn name(self) -> &'static str {
        match self {
            Self::Overwrite => "register, overwriting",
            Self::CreateAndDelete => "register new, then delete",
            Self::Find => "exact lookup",
            Self::Enumerate => "enumerate a class of 100",
        }
    }

    /// Operations in a batch: less than a millisecond, so that few batches are interrupted by other processes.
    fn batch(self) -> usize {
        if self == Self::Enumerate { 10 } else { 500 }
    }

    fn run(self, registry: &dyn Registry, caller: &mut Caller, service: &Service) {
        match self {
            Self::Overwrite => registry.set(caller, service, RNRSERVICE_REGISTER),
            Self::CreateAndDelete => {
                registry.set(caller, service, RNRSERVICE_REGISTER);
                registry.set(caller, service, RNRSERVICE_DELETE);
            }
            Self::Find => registry.find(caller, service),
            Self::Enumerate => assert_eq!(registry.enumerate(caller, service), ENUMERATED_SIZE),
        }
    }
}

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }

    fn services(&mut self, operation: Operation, size: usize, thread: usize) -> Vec<Service> {
        (0..operation.batch())
            .map(|_| match operation {
                Operation::Overwrite | Operation::Find => Service::filling(self.below(size)),
                // New ones, of classes that are there already, and others for each thread.
                Operation::CreateAndDelete => {
                    let index = self.below(size);
                    Service::new(
                        (index / CLASS_SIZE) as u32,
                        9_000_000 + 500_000 * thread + index % 500_000,
                    )
                }
                Operation::Enumerate => Service::enumerated(0),
            })
            .collect()
    }
}

/// Lets threads start a batch at the same moment, without sleeping unless the machine has other work.
struct Gate {
    arrived: AtomicUsize,
    threads: usize,
}

impl Gate {
    fn pass(&self) {
        let ticket = self.arrived.fetch_add(1, Ordering::AcqRel);
        let round_end = (ticket / self.threads + 1) * self.threads;
        let mut spins = 0;
        while self.arrived.load(Ordering::Acquire) < round_end {
            spins += 1;
            if spins < 10_000 {
                spin_loop();
            } else {
                std::thread::yield_now();
            }
        }
    }
}

/// Nanoseconds per operation of every batch: the library's and the map's, measured in turns.
fn measure(
    registries: [&dyn Registry; 2],
    operation: Operation,
    size: usize,
    threads: usize,
    batches: usize,
) -> Vec<[f64; 2]> {
    let gate = Gate {
        arrived: AtomicUsize::new(0),
        threads,
    };
    let worker = |thread: usize| {
        let mut caller = Caller::new();
        let mut random = Random(0x9e37_79b9 + thread as u64);
        let mut times = Vec::with_capacity(batches);
        for batch in 0..=batches {
            let mut time = [0.0; 2];
            // Whoever comes first finds the caches colder; they take turns.
            let order = if batch % 2 == 0 { [0, 1] } else { [1, 0] };
            for which in order {
                let services = random.services(operation, size, thread);
                gate.pass();
                let start = Instant::now();
                for service in &services {
                    operation.run(registries[which], &mut caller, black_box(service));
                }
                time[which] = start.elapsed().as_nanos() as f64 / services.len() as f64;
                gate.pass();
            }
            // The first one warms up.
            if batch > 0 {
                times.push(time);
            }
        }
        times
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|thread| scope.spawn(move || worker(thread)))
            .collect();
        let times: Vec<_> = workers
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .collect();
        (0..batches)
            .map(|batch| {
                [0, 1].map(|which| {
                    times.iter().map(|times| times[batch][which]).sum::<f64>() / threads as f64
                })
            })
            .collect()
    })
}

fn quantile(mut values: Vec<f64>, quantile: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * quantile).round() as usize]
}

fn print_row(operation: Operation, size: usize, threads: usize, times: &[[f64; 2]]) {
    let column = |which: usize| quantile(times.iter().map(|time| time[which]).collect(), 0.5);
    let ratios: Vec<f64> = times.iter().map(|[library, map]| library / map).collect();
    println!(
        "{:<27} {size:>9} {threads:>7} {:>10.0} {:>10.0} {:>7.2}   {:.2}..{:.2}",
        operation.name(),
        column(0),
        column(1),
        quantile(ratios.clone(), 0.5),
        quantile(ratios.clone(), 0.1),
        quantile(ratios, 0.9),
    );
}

fn print_allocations(registries: [&dyn Registry; 2], size: usize) {
    println!("\nallocations per operation                         library        map");
    for operation in [
        Operation::Overwrite,
        Operation::CreateAndDelete,
        Operation::Find,
        Operation::Enumerate,
    ] {
        let mut caller = Caller::new();
        let services = Random(7).services(operation, size, 0);
        let [library, map] = registries.map(|registry| {
            // Once without counting, for what is set up by a first use.
            for service in &services {
                operation.run(registry, &mut caller, service);
            }
            let before = ALLOCATIONS.get();
            for service in &services {
                operation.run(registry, &mut caller, service);
            }
            (ALLOCATIONS.get() - before) as f64 / services.len() as f64
        });
        println!("{:<45} {library:>11.2} {map:>10.2}", operation.name());
    }
    println!();
}

/// Criterion keeps the library's own figures from run to run, to be compared with the next ones.
fn keep_history(library: &Library, size: usize) {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    let mut group = criterion.benchmark_group(format!("{size} services"));
    for operation in [
        Operation::Overwrite,
        Operation::CreateAndDelete,
        Operation::Find,
    ] {
        let services = Random(1).services(operation, size, 0);
        let mut caller = Caller::new();
        let mut next = services.iter().cycle();
        group.bench_function(operation.name(), |bencher| {
            bencher.iter(|| operation.run(library, &mut caller, next.next().unwrap()));
        });
    }
    group.finish();
}

fn main() {
    let quick = std::env::var_os("ENLIST_BENCH_QUICK").is_some_and(|value| value != "0")
        || !std::env::args().any(|argument| argument == "--bench");
    let (sizes, batches): (&[usize], usize) = if quick {
        (&[10, 1000], 50)
    } else {
        (&[10, 1000, 100_000, 1_000_000], 400)
    };

    let library = Library::new();
    let map = BareMap::default();
    let registries: [&dyn Registry; 2] = [&library, &map];
    let mut caller = Caller::new();
    for service in (0..ENUMERATED_SIZE).map(Service::enumerated) {
        for registry in registries {
            registry.set(&mut caller, &service, RNRSERVICE_REGISTER);
        }
        map.index(&service);
    }

    println!(
        "nanoseconds per operation (medians), and the ratio of neighbouring batches (median, first and last tenth)"
    );
    println!("operation                    services threads    library        map   ratio");
    let mut filled = 0;
    for &size in sizes {
        // Each size grows from the one before, so that both stores are filled only once.
        for registry in registries {
            for index in filled..size {
                registry.set(&mut caller, &Service::filling(index), RNRSERVICE_REGISTER);
            }
        }
        filled = size;
        for operation in [
            Operation::Overwrite,
            Operation::CreateAndDelete,
            Operation::Find,
            Operation::Enumerate,
        ] {
            for threads in [1, 2] {
                let times = measure(registries, operation, size, threads, batches);
                print_row(operation, size, threads, &times);
            }
        }
        if size == 1000 {
            print_allocations(registries, size);
            if !quick {
                keep_history(&library, size);
            }
        }
    }
}
