// SPDX-License-Identifier: MIT OR Apache-2.0
//! The operation table and the lookups against a model of them.
//!
//! The model was written from the reference alone and shares nothing with the library, which is driven through its C
//! functions: a list of objects in the order of their creation, and every rule as it reads. Results are taken apart by the
//! published offsets. `PROPTEST_CASES` asks for more than the usual number of sequences.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::fmt;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicU32, Ordering};

use enlist::ffi::guiddef::GUID;
use enlist::ffi::winsock2::*;
use enlist::ffi::ws2def::{BLOB, CSADDR_INFO, SOCKET_ADDRESS};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};

#[path = "support/query_set.rs"]
mod query_set;

use query_set::empty_query;

// ---------------------------------------------------------------------------------------------------------------------
// The little world that the sequences play in.

/// Names; spellings of one group name the same object.
///
/// Folding is simple, so sharp s is not "ss"; the Kelvin sign folds to k.
const NAMES: [&[&str]; 8] = [
    &["Alpha", "ALPHA", "alphA"],
    &["Alphb"],
    &["Érable", "éRABLE"],
    &["Erable"],
    &["straße"],
    &["STRASSE", "strasse"],
    &["Kelvin", "\u{212A}elvin"],
    &["日本 \u{1F600}"],
];

/// Service classes; nothing is ever registered in the last.
const CLASSES: usize = 4;

/// Contexts: the path, and spellings of it. `<R>` is the case's own container, so that cases do not see each other.
const PLACES: [(&[&str], &[Option<&str>]); 5] = [
    (&[], &[None, Some(""), Some("\\")]),
    (
        &["<r>"],
        &[Some("<R>"), Some("\\<r>"), Some("<R>\\"), Some("\\<R>\\")],
    ),
    (
        &["<r>", "sub"],
        &[Some("<R>\\Sub"), Some("\\<r>\\sub"), Some("<R>\\SUB\\")],
    ),
    (
        &["<r>", "sub", "deep"],
        &[Some("<R>\\Sub\\Deep"), Some("<R>\\sub\\DEEP")],
    ),
    (&["<r>", "other"], &[Some("<R>\\Other")]),
];

/// The provider of `NS_NTDS`, by its published id.
const NTDS: GUID = GUID {
    Data1: 0x3b26_37ee,
    Data2: 0xe580,
    Data3: 0x11cf,
    Data4: [0xa5, 0x55, 0x00, 0xc0, 0x4f, 0xd8, 0xd4, 0xac],
};

const COMMENTS: [&str; 4] = ["first comment", "", "zweiter — Kommentar", "\u{1F600}"];
const BLOBS: [&[u8]; 4] = [
    b"\x00\x01\x02",
    b"",
    b"another blob, of 32 bytes exactly",
    b"\xff",
];
const VERSIONS: [(u32, i32); 6] = [
    (0, 0),
    (1, 1),
    (2, 0),
    (0x0001_0000, 1),
    (0x8000_0000, 0),
    (0xffff_ffff, 7),
];

/// One side of an address: the bytes of a socket address, or nothing.
type Side = Option<Vec<u8>>;

#[derive(Clone, PartialEq, Eq)]
struct Address {
    local: Side,
    remote: Side,
    socket_type: i32,
    protocol: i32,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |side: &Side| match side {
            None => "absent".to_owned(),
            Some(bytes) => bytes
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>(),
        };
        write!(
            f,
            "{{{} {} type {} protocol {}}}",
            side(&self.local),
            side(&self.remote),
            self.socket_type,
            self.protocol
        )
    }
}

fn internet(last: u8, zero: u8, length: usize) -> Vec<u8> {
    let mut bytes = vec![2, 0, 0, 80, 10, 0, 0, last, 0, 0, 0, 0, 0, 0, 0, zero];
    bytes.truncate(length);
    bytes
}

fn internet6(family: u8, scope: u8) -> Vec<u8> {
    let mut bytes = vec![0; 28];
    bytes[0] = family;
    bytes[3] = 80;
    bytes[23] = 1;
    bytes[24] = scope;
    bytes
}

/// Addresses, many of which differ from another one in a single thing.
fn addresses() -> Vec<Address> {
    let address = |local: Side, remote: Side, socket_type, protocol| Address {
        local,
        remote,
        socket_type,
        protocol,
    };
    let plain = || Some(internet(1, 0, 16));
    vec![
        address(plain(), None, 1, 6),
        address(None, plain(), 1, 6),
        address(plain(), plain(), 1, 6),
        address(plain(), None, 2, 6),
        address(plain(), None, 1, 17),
        address(plain(), None, 1, 0),
        address(Some(internet(1, 1, 16)), None, 1, 6),
        address(Some(internet(1, 0, 15)), None, 1, 6),
        address(Some(internet(2, 0, 16)), None, 1, 6),
        address(Some(internet(0, 0, 16)), plain(), 1, 2),
        address(Some(internet6(23, 0)), None, 2, 17),
        address(Some(internet6(23, 3)), Some(internet6(23, 0)), 2, 17),
        address(None, Some(internet6(10, 0)), 1, 6),
        address(Some(internet6(32, 9)[..16].to_vec()), None, 1, 3),
        address(None, None, 1, 6),
        // Of two families: the side that the caller is after decides about a protocol restriction.
        address(plain(), Some(internet6(23, 0)), 1, 6),
        // An entry that was never filled in: programs count them, and they are no addresses.
        address(None, None, 0, 0),
    ]
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    Wide,
    Ansi,
}

/// A choice from a table of groups: which group, and which spelling of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Choice {
    group: usize,
    spelling: usize,
}

/// Something that makes a registration unacceptable as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fault {
    StructSize,
    UnknownOperation,
    CountWithoutArray,
    LengthWithoutAddress,
    NegativeLength,
    BlobWithoutData,
}

#[derive(Clone)]
struct Set {
    operation: i32,
    multiple: bool,
    name: Option<Choice>,
    class: Option<usize>,
    place: Choice,
    addresses: Vec<Address>,
    comment: Option<&'static str>,
    version: Option<(u32, i32)>,
    blob: Option<&'static [u8]>,
    by_id: bool,
    form: Form,
    fault: Option<Fault>,
}

impl fmt::Debug for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation =
            ["REGISTER", "DEREGISTER", "DELETE"][usize::try_from(self.operation).unwrap()];
        let multiple = if self.multiple { " MULTIPLE" } else { "" };
        let name = self.name.map(|name| NAMES[name.group][name.spelling]);
        let context = PLACES[self.place.group].1[self.place.spelling];
        write!(
            f,
            "{operation}{multiple} {name:?} class {:?} context {context:?}",
            self.class
        )?;
        write!(
            f,
            " addresses {:?} comment {:?}",
            self.addresses, self.comment
        )?;
        write!(
            f,
            " version {:?} blob {:?} by id {} form {:?}",
            self.version, self.blob, self.by_id, self.form
        )?;
        match self.fault {
            Some(fault) => write!(f, " FAULT {fault:?}"),
            None => Ok(()),
        }
    }
}

/// What a lookup asks for by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wanted {
    /// Every name, asked for with null, an empty string, or an asterisk.
    Every(Option<&'static str>),
    One(Choice),
}

#[derive(Clone)]
struct Look {
    name: Wanted,
    class: Option<usize>,
    place: Choice,
    version: Option<(u32, i32)>,
    protocols: Vec<(i32, i32)>,
    begin: u32,
    next: u32,
    by_id: bool,
    begin_form: Form,
    next_form: Form,
    /// Ask for the size of every result before taking it.
    size_first: bool,
    /// Drop this result by `LUP_FLUSHPREVIOUS` after a buffer that was too small for it.
    flush: Option<usize>,
}

impl Look {
    fn can_return_containers(&self) -> bool {
        self.begin & LUP_CONTAINERS != 0
            || self.class.is_none() && matches!(self.name, Wanted::Every(_))
    }
}

impl fmt::Debug for Look {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.name {
            Wanted::Every(text) => text,
            Wanted::One(name) => Some(NAMES[name.group][name.spelling]),
        };
        let context = PLACES[self.place.group].1[self.place.spelling];
        write!(
            f,
            "LOOK UP {name:?} class {:?} context {context:?}",
            self.class
        )?;
        write!(
            f,
            " version {:?} protocols {:?}",
            self.version, self.protocols
        )?;
        write!(
            f,
            " begin {:#x} next {:#x} by id {}",
            self.begin, self.next, self.by_id
        )?;
        write!(f, " form {:?}/{:?}", self.begin_form, self.next_form)?;
        write!(f, " size first {} flush {:?}", self.size_first, self.flush)
    }
}

#[derive(Clone)]
enum Step {
    Set(Set),
    Look(Look),
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set(set) => set.fmt(f),
            Self::Look(look) => look.fmt(f),
        }
    }
}

/// The parts of names that keep one run of a sequence apart from all others in this process.
struct World {
    number: u32,
}

impl World {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        Self {
            number: NEXT.fetch_add(1, Ordering::Relaxed),
        }
    }

    fn name(&self, choice: Choice) -> String {
        format!("{} {}", NAMES[choice.group][choice.spelling], self.number)
    }

    fn class(&self, class: usize) -> GUID {
        GUID {
            Data1: self.number,
            Data2: 0x6d6f,
            Data3: u16::try_from(class).unwrap(),
            Data4: *b"op-table",
        }
    }

    fn context(&self, choice: Choice) -> Option<String> {
        PLACES[choice.group].1[choice.spelling].map(|text| {
            text.replace("<R>", &format!("Root{}", self.number))
                .replace("<r>", &format!("rOOT{}", self.number))
        })
    }

    /// The path of a context that a result carries, as `PLACES` writes it.
    fn path(&self, text: &str) -> Vec<String> {
        let root = format!("root{}", self.number);
        text.split('\\')
            .filter(|part| !part.is_empty())
            .map(str::to_lowercase)
            .map(|part| if part == root { "<r>".to_owned() } else { part })
            .collect()
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// The model.

#[derive(Clone, Debug)]
struct Object {
    name: Choice,
    class: usize,
    place: usize,
    registered: bool,
    addresses: Vec<Address>,
    comment: Option<&'static str>,
    version: Option<(u32, i32)>,
    blob: Option<&'static [u8]>,
}

/// All objects, oldest first.
#[derive(Default)]
struct Model {
    objects: Vec<Object>,
}

/// A result, as a client sees it. What was not asked for, and what is not there, is `None` or empty.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    name: Option<String>,
    class: Option<[u8; 16]>,
    version: Option<(u32, i32)>,
    comment: Option<String>,
    blob: Option<Vec<u8>>,
    addresses: Vec<(Side, Side, i32, i32)>,
    context: Vec<String>,
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\n    {:?} in {:?} class {:02x?}",
            self.name, self.context, self.class
        )?;
        write!(
            f,
            " version {:?} comment {:?} blob {:02x?}",
            self.version, self.comment, self.blob
        )?;
        for (local, remote, socket_type, protocol) in &self.addresses {
            let (local, remote) = (local.clone(), remote.clone());
            let (socket_type, protocol) = (*socket_type, *protocol);
            let address = Address {
                local,
                remote,
                socket_type,
                protocol,
            };
            write!(f, " {address:?}")?;
        }
        Ok(())
    }
}

/// How a lookup goes: Begin fails, or there are results and then an error.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Refused(i32),
    Results(Vec<Found>, i32),
}

/// Programs count entries of their array that they have never filled in; those are no addresses.
fn is_filled_in(address: &Address) -> bool {
    address.local.is_some()
        || address.remote.is_some()
        || address.socket_type != 0
        || address.protocol != 0
}

fn add(set: &mut Vec<Address>, given: &[Address]) {
    for address in given {
        if is_filled_in(address) && !set.contains(address) {
            set.push(address.clone());
        }
    }
}

fn remove(set: &mut Vec<Address>, given: &[Address]) {
    set.retain(|address| !given.contains(address));
}

/// A socket address of the same family that says nothing else.
fn wildcard(bytes: &[u8]) -> Vec<u8> {
    let mut wildcard = vec![0; bytes.len()];
    wildcard[..2].copy_from_slice(&bytes[..2]);
    wildcard
}

/// An address as it is returned to a service, or to a client.
///
/// The side that the caller is to use takes the bytes of the other when it was registered as absent (published for
/// clients; services mirror it), and the other side becomes a wildcard.
fn delivered(address: &Address, to_service: bool) -> Address {
    let mut address = address.clone();
    match (&address.local, &address.remote) {
        (Some(local), None) if to_service => address.remote = Some(wildcard(local)),
        (Some(local), None) => address.remote = Some(local.clone()),
        (None, Some(remote)) if to_service => address.local = Some(remote.clone()),
        (None, Some(remote)) => address.local = Some(wildcard(remote)),
        (None, None) | (Some(_), Some(_)) => {}
    }
    address
}

/// IPv6 and Bluetooth have another number in the host's headers than in Windows'.
fn family(number: i32) -> i32 {
    match number {
        10 => 23,
        31 => 32,
        4 => 6,
        other => other,
    }
}

/// Whether a delivered address passes a protocol restriction; no restriction lets everything pass.
fn passes(address: &Address, protocols: &[(i32, i32)], to_service: bool) -> bool {
    let side = if to_service {
        &address.local
    } else {
        &address.remote
    };
    let own = side.as_ref().map_or(0, |bytes| {
        i32::from(u16::from_le_bytes([bytes[0], bytes[1]]))
    });
    protocols.is_empty()
        || protocols.iter().any(|&(wanted, protocol)| {
            (wanted == 0 || family(wanted) == family(own))
                && (protocol == 0 || protocol == address.protocol)
        })
}

impl Model {
    /// Applies an operation and says which error it has; 0 is success.
    fn set(&mut self, set: &Set) -> i32 {
        if set.fault.is_some() {
            return WSAEINVAL;
        }
        let (Some(name), Some(class)) = (set.name, set.class) else {
            return WSAEINVAL;
        };
        let index = self.objects.iter().position(|o| {
            o.class == class && o.name.group == name.group && o.place == set.place.group
        });
        let Some(index) = index else {
            if set.operation != RNRSERVICE_REGISTER {
                return WSASERVICE_NOT_FOUND;
            }
            let mut addresses = Vec::new();
            add(&mut addresses, &set.addresses);
            self.objects.push(Object {
                name,
                class,
                place: set.place.group,
                registered: true,
                addresses,
                comment: set.comment,
                version: set.version,
                blob: set.blob,
            });
            return 0;
        };
        let object = &mut self.objects[index];
        match (set.operation, set.multiple) {
            (RNRSERVICE_REGISTER, false) => {
                object.registered = true;
                object.addresses.clear();
                add(&mut object.addresses, &set.addresses);
                object.comment = set.comment;
                object.version = set.version;
                object.blob = set.blob;
            }
            (RNRSERVICE_REGISTER, true) => {
                object.registered = true;
                add(&mut object.addresses, &set.addresses);
                object.comment = set.comment.or(object.comment);
                object.version = set.version.or(object.version);
                object.blob = set.blob.or(object.blob);
            }
            (RNRSERVICE_DEREGISTER, false) => {
                object.addresses.clear();
                object.registered = false;
            }
            (RNRSERVICE_DEREGISTER, true) => {
                remove(&mut object.addresses, &set.addresses);
                if object.addresses.is_empty() {
                    object.registered = false;
                }
            }
            (_, false) => {
                self.objects.remove(index);
            }
            (_, true) => {
                remove(&mut object.addresses, &set.addresses);
                if object.addresses.is_empty() {
                    self.objects.remove(index);
                }
            }
        }
        0
    }

    /// The containers that are seen from a place: those with something below them.
    fn containers(&self, place: usize, deep: bool) -> BTreeSet<Vec<&'static str>> {
        let here = PLACES[place].0;
        let mut containers = BTreeSet::new();
        for object in &self.objects {
            let path = PLACES[object.place].0;
            for length in here.len() + 1..=path.len() {
                if path.starts_with(here) && (deep || length == here.len() + 1) {
                    containers.insert(path[..length].to_vec());
                }
            }
        }
        containers
    }

    fn look(&self, look: &Look, world: &World) -> Outcome {
        if look.version.is_some_and(|(_, how)| !(0..=1).contains(&how)) {
            return Outcome::Refused(WSAEINVAL);
        }
        let returned = match look.next & LUP_RETURN_ALL {
            0 => look.begin & LUP_RETURN_ALL,
            asked => look.begin & asked,
        };
        let wants = |flag| returned & flag != 0;
        let to_service = look.next & LUP_RES_SERVICE != 0;
        let deep = look.begin & LUP_DEEP != 0;
        let here = PLACES[look.place.group].0;
        let only_containers = look.begin & LUP_CONTAINERS != 0;

        let mut results = Vec::new();
        let mut name_exists = false;
        if !only_containers {
            for object in &self.objects {
                let path = PLACES[object.place].0;
                let in_scope = if deep {
                    path.starts_with(here)
                } else {
                    path == here
                };
                if !in_scope || look.class.is_some_and(|class| class != object.class) {
                    continue;
                }
                match look.name {
                    Wanted::Every(_) if !object.registered => continue,
                    Wanted::Every(_) => {}
                    Wanted::One(name) if name.group != object.name.group => continue,
                    Wanted::One(_) => name_exists = true,
                }
                if let Some((wanted, how)) = look.version {
                    let has = object.version.map_or(0, |(version, _)| version);
                    if has < wanted || (how == COMP_EQUAL && has != wanted) {
                        continue;
                    }
                }
                let addresses: Vec<_> = object
                    .addresses
                    .iter()
                    .map(|address| delivered(address, to_service))
                    .filter(|address| passes(address, &look.protocols, to_service))
                    .collect();
                if addresses.is_empty() && !look.protocols.is_empty() {
                    continue;
                }
                if addresses.is_empty()
                    && wants(LUP_RETURN_ADDR)
                    && matches!(look.name, Wanted::One(_))
                {
                    continue;
                }
                let guid = world.class(object.class);
                results.push(Found {
                    name: wants(LUP_RETURN_NAME).then(|| world.name(object.name)),
                    class: wants(LUP_RETURN_TYPE).then(|| bytes_of(&guid)),
                    version: object.version.filter(|_| wants(LUP_RETURN_VERSION)),
                    comment: object
                        .comment
                        .filter(|_| wants(LUP_RETURN_COMMENT))
                        .map(str::to_owned),
                    blob: object
                        .blob
                        .filter(|_| wants(LUP_RETURN_BLOB))
                        .map(<[u8]>::to_vec),
                    addresses: addresses
                        .into_iter()
                        .filter(|_| wants(LUP_RETURN_ADDR))
                        .map(|a| (a.local, a.remote, a.socket_type, a.protocol))
                        .collect(),
                    context: path.iter().map(|part| (*part).to_owned()).collect(),
                });
            }
        }
        // A container has no class and no properties, so any of these restrictions leaves containers out, unless nothing
        // but containers is asked for: that flag comes before the restrictions.
        let unrestricted = look.class.is_none()
            && matches!(look.name, Wanted::Every(_))
            && look.version.is_none()
            && look.protocols.is_empty();
        if only_containers || (unrestricted && look.begin & LUP_NOCONTAINERS == 0) {
            for path in self.containers(look.place.group, deep) {
                let (name, parent) = path.split_last().unwrap();
                results.push(Found {
                    name: wants(LUP_RETURN_NAME).then(|| (*name).to_owned()),
                    class: None,
                    version: None,
                    comment: None,
                    blob: None,
                    addresses: Vec::new(),
                    context: parent.iter().map(|part| (*part).to_owned()).collect(),
                });
            }
        }
        let end = match look.name {
            Wanted::One(_) if results.is_empty() && name_exists => WSANO_DATA,
            Wanted::One(_) if results.is_empty() && !only_containers => WSASERVICE_NOT_FOUND,
            _ => WSA_E_NO_MORE,
        };
        Outcome::Results(results, end)
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// The library, through its C functions.

/// A string in one of the two forms, kept alive while a call looks at it.
enum Text {
    Wide(Vec<u16>),
    Ansi(Vec<u8>),
}

impl Text {
    fn new(text: &str, form: Form) -> Self {
        match form {
            Form::Wide => Self::Wide(text.encode_utf16().chain([0]).collect()),
            // The ANSI code page is UTF-8 unless the environment names another.
            Form::Ansi => Self::Ansi(text.bytes().chain([0]).collect()),
        }
    }

    /// Both forms of the struct have the same layout, so one type of pointer serves for both.
    fn pointer(text: &Option<Self>) -> *mut u16 {
        match text {
            None => null_mut(),
            Some(Self::Wide(text)) => text.as_ptr().cast_mut(),
            Some(Self::Ansi(text)) => text.as_ptr().cast::<u16>().cast_mut(),
        }
    }
}

fn bytes_of(guid: &GUID) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&guid.Data1.to_le_bytes());
    bytes[4..6].copy_from_slice(&guid.Data2.to_le_bytes());
    bytes[6..8].copy_from_slice(&guid.Data3.to_le_bytes());
    bytes[8..].copy_from_slice(&guid.Data4);
    bytes
}

fn socket_address(side: &Side) -> SOCKET_ADDRESS {
    match side {
        None => SOCKET_ADDRESS {
            lpSockaddr: null_mut(),
            iSockaddrLength: 0,
        },
        Some(bytes) => SOCKET_ADDRESS {
            lpSockaddr: bytes.as_ptr().cast_mut().cast(),
            iSockaddrLength: i32::try_from(bytes.len()).unwrap(),
        },
    }
}

/// A number that is no error, to see whether a call that succeeds leaves the thread's error alone.
const UNTOUCHED: i32 = 424_242;

/// The error of a call, 0 for success; complains about any other return value and about an error set by a success.
fn code(what: &str, result: i32) -> Result<i32, String> {
    let error = WSAGetLastError();
    match (result, error) {
        (0, UNTOUCHED) => Ok(0),
        (-1, UNTOUCHED | 0) => Err(format!("{what} failed without an error")),
        (-1, error) => Ok(error),
        (result, error) => Err(format!(
            "{what} returned {result} with the thread's error at {error}"
        )),
    }
}

fn call_set(set: &Set, world: &World) -> Result<i32, String> {
    let name = set.name.map(|name| Text::new(&world.name(name), set.form));
    let comment = set.comment.map(|comment| Text::new(comment, set.form));
    let context = world
        .context(set.place)
        .map(|context| Text::new(&context, set.form));
    let mut class = set.class.map(|class| world.class(class));
    let mut provider = NTDS;
    let mut version = set.version.map(|(version, how)| WSAVERSION {
        dwVersion: version,
        ecHow: how,
    });
    let mut addresses: Vec<CSADDR_INFO> = set
        .addresses
        .iter()
        .map(|address| CSADDR_INFO {
            LocalAddr: socket_address(&address.local),
            RemoteAddr: socket_address(&address.remote),
            iSocketType: address.socket_type,
            iProtocol: address.protocol,
        })
        .collect();
    let mut blob = set.blob.map(|bytes| BLOB {
        cbSize: u32::try_from(bytes.len()).unwrap(),
        pBlobData: bytes.as_ptr().cast_mut(),
    });
    let mut query = empty_query();
    let mut operation = set.operation;
    match set.fault {
        Some(Fault::StructSize) => query.dwSize = 112,
        Some(Fault::UnknownOperation) => operation = 3,
        Some(Fault::NegativeLength | Fault::LengthWithoutAddress) => {
            let mut bad = socket_address(&None);
            bad.iSockaddrLength = if set.fault == Some(Fault::NegativeLength) {
                -16
            } else {
                16
            };
            addresses.push(CSADDR_INFO {
                LocalAddr: socket_address(&None),
                RemoteAddr: bad,
                iSocketType: 1,
                iProtocol: 6,
            });
        }
        Some(Fault::BlobWithoutData) => {
            blob = Some(BLOB {
                cbSize: 3,
                pBlobData: null_mut(),
            });
        }
        Some(Fault::CountWithoutArray) | None => {}
    }
    query.lpszServiceInstanceName = Text::pointer(&name);
    query.lpszComment = Text::pointer(&comment);
    query.lpszContext = Text::pointer(&context);
    query.lpServiceClassId = class.as_mut().map_or(null_mut(), |class| class);
    query.lpVersion = version.as_mut().map_or(null_mut(), |version| version);
    query.lpBlob = blob.as_mut().map_or(null_mut(), |blob| blob);
    if set.by_id {
        query.lpNSProviderId = &raw mut provider;
        // With an id, this must not matter.
        query.dwNameSpace = NS_DNS;
    }
    query.dwNumberOfCsAddrs = u32::try_from(addresses.len()).unwrap();
    if !addresses.is_empty() {
        query.lpcsaBuffer = addresses.as_mut_ptr();
    }
    if set.fault == Some(Fault::CountWithoutArray) {
        query.dwNumberOfCsAddrs += 1;
        query.lpcsaBuffer = null_mut();
    }
    // Neither of these is looked at by this call.
    query.dwNumberOfProtocols = 77;
    query.dwOutputFlags = 0xffff_ffff;

    let flags = if set.multiple { SERVICE_MULTIPLE } else { 0 };
    let before = format!("{query:?}");
    WSASetLastError(UNTOUCHED);
    let result = match set.form {
        // SAFETY: the size is right or refused, and all that the struct points to outlives the call.
        Form::Wide => unsafe { WSASetServiceW(&raw mut query, operation, flags) },
        // SAFETY: as above; both forms of the struct have the same layout.
        Form::Ansi => unsafe { WSASetServiceA((&raw mut query).cast(), operation, flags) },
    };
    if format!("{query:?}") != before {
        return Err("the caller's struct was changed".to_owned());
    }
    code("WSASetService", result)
}

/// A result buffer that satisfies every alignment.
#[repr(C, align(8))]
struct Buffer([u8; 16 * 1024]);

/// Reads a result by the published offsets, and refuses anything that lies outside of it.
struct Reader<'a> {
    bytes: &'a [u8],
    form: Form,
}

impl Reader<'_> {
    fn slice(&self, address: u64, length: usize, align: u64) -> Result<&[u8], String> {
        let base = self.bytes.as_ptr().addr() as u64;
        let start = usize::try_from(address.wrapping_sub(base)).unwrap();
        if !address.is_multiple_of(align) {
            return Err(format!("a pointer is not aligned to {align}"));
        }
        let end = start
            .checked_add(length)
            .ok_or("a pointer is far outside of the buffer")?;
        if start < 120 {
            return Err("a pointer lies before or inside of the struct".to_owned());
        }
        self.bytes
            .get(start..end)
            .ok_or_else(|| format!("{length} bytes at {start} leave the buffer"))
    }

    fn number(&self, offset: usize) -> u32 {
        u32::from_le_bytes(self.bytes[offset..offset + 4].try_into().unwrap())
    }

    fn pointer(&self, offset: usize) -> u64 {
        u64::from_le_bytes(self.bytes[offset..offset + 8].try_into().unwrap())
    }

    fn text(&self, offset: usize) -> Result<Option<String>, String> {
        let mut at = self.pointer(offset);
        if at == 0 {
            return Ok(None);
        }
        match self.form {
            Form::Wide => {
                let mut units = Vec::new();
                loop {
                    let unit = self.slice(at, 2, 2)?;
                    match u16::from_le_bytes([unit[0], unit[1]]) {
                        0 => {
                            return String::from_utf16(&units)
                                .map(Some)
                                .map_err(|e| e.to_string());
                        }
                        unit => units.push(unit),
                    }
                    at += 2;
                }
            }
            Form::Ansi => {
                let mut bytes = Vec::new();
                loop {
                    match self.slice(at, 1, 1)?[0] {
                        0 => {
                            return String::from_utf8(bytes)
                                .map(Some)
                                .map_err(|e| e.to_string());
                        }
                        byte => bytes.push(byte),
                    }
                    at += 1;
                }
            }
        }
    }

    /// A `SOCKET_ADDRESS`, or the like: a pointer and a length.
    fn side(&self, bytes: &[u8]) -> Result<Side, String> {
        let pointer = u64::from_le_bytes(bytes[..8].try_into().unwrap());
        let length = usize::try_from(i32::from_le_bytes(bytes[8..12].try_into().unwrap()))
            .map_err(|_| "an address has a negative length")?;
        match (pointer, length) {
            (0, 0) => Ok(None),
            (0, _) => Err("an absent address has a length".to_owned()),
            _ => self
                .slice(pointer, length, 8)
                .map(|bytes| Some(bytes.to_vec())),
        }
    }

    fn found(&self, world: &World) -> Result<Found, String> {
        if self.number(0) != 120 {
            return Err(format!("dwSize is {}", self.number(0)));
        }
        if self.number(40) != NS_NTDS {
            return Err(format!("dwNameSpace is {}", self.number(40)));
        }
        if self.slice(self.pointer(48), 16, 4)? != bytes_of(&NTDS) {
            return Err("lpNSProviderId is not that of the directory".to_owned());
        }
        if (self.number(64), self.pointer(72)) != (0, 0) {
            return Err("a result has protocols".to_owned());
        }
        if self.text(80)?.is_some_and(|rest| !rest.is_empty()) {
            return Err("a result has a query string".to_owned());
        }
        if self.number(104) != 0 {
            return Err(format!("dwOutputFlags is {:#x}", self.number(104)));
        }
        let class = match self.pointer(16) {
            0 => None,
            pointer => Some(self.slice(pointer, 16, 4)?.try_into().unwrap()),
        };
        let version = match self.pointer(24) {
            0 => None,
            pointer => {
                let bytes = self.slice(pointer, 8, 4)?;
                Some((
                    u32::from_le_bytes(bytes[..4].try_into().unwrap()),
                    i32::from_le_bytes(bytes[4..].try_into().unwrap()),
                ))
            }
        };
        let blob = match self.pointer(112) {
            0 => None,
            pointer => {
                let header = self.slice(pointer, 16, 8)?;
                let size = u32::from_le_bytes(header[..4].try_into().unwrap()) as usize;
                let data = u64::from_le_bytes(header[8..].try_into().unwrap());
                // Nothing can be read through the pointer of an empty blob.
                let bytes = if size == 0 {
                    &[]
                } else {
                    self.slice(data, size, 8)?
                };
                Some(bytes.to_vec())
            }
        };
        let count = self.number(88) as usize;
        let mut addresses = Vec::new();
        match (self.pointer(96), count) {
            (0, 0) => {}
            (0, _) => return Err(format!("{count} addresses without an array")),
            (_, 0) => return Err("an array without addresses".to_owned()),
            (pointer, _) => {
                for entry in self.slice(pointer, count * 40, 8)?.chunks(40) {
                    let socket_type = i32::from_le_bytes(entry[32..36].try_into().unwrap());
                    let protocol = i32::from_le_bytes(entry[36..].try_into().unwrap());
                    let (local, remote) = (self.side(&entry[..16])?, self.side(&entry[16..32])?);
                    addresses.push((local, remote, socket_type, protocol));
                }
            }
        }
        Ok(Found {
            name: self.text(8)?,
            class,
            version,
            comment: self.text(32)?,
            blob,
            addresses,
            context: world.path(&self.text(56)?.unwrap_or_default()),
        })
    }
}

fn call_next(
    handle: HANDLE,
    flags: u32,
    form: Form,
    length: &mut u32,
    buffer: *mut Buffer,
) -> Result<i32, String> {
    WSASetLastError(UNTOUCHED);
    let result = match form {
        // SAFETY: the buffer is null with length 0, or as long as the length says.
        Form::Wide => unsafe { WSALookupServiceNextW(handle, flags, length, buffer.cast()) },
        // SAFETY: as above.
        Form::Ansi => unsafe { WSALookupServiceNextA(handle, flags, length, buffer.cast()) },
    };
    code("WSALookupServiceNext", result)
}

/// Runs Next to the end.
fn drain(handle: HANDLE, look: &Look, world: &World) -> Result<(Vec<Found>, i32), String> {
    let mut results = Vec::new();
    let mut buffer = Box::new(Buffer([0xcc; 16 * 1024]));
    loop {
        let mut needed = 0;
        let mut flags = look.next;
        if look.size_first || look.flush == Some(results.len()) {
            match call_next(handle, flags, look.next_form, &mut needed, null_mut())? {
                WSAEFAULT if needed >= 120 => {}
                WSAEFAULT => return Err(format!("{needed} bytes are needed")),
                0 => return Err("a result without a buffer".to_owned()),
                end => return Ok((results, end)),
            }
            if look.flush == Some(results.len()) {
                flags |= LUP_FLUSHPREVIOUS;
                needed = 0;
            }
        }
        let offered = if needed == 0 { 16 * 1024 } else { needed };
        let mut length = offered;
        match call_next(handle, flags, look.next_form, &mut length, &raw mut *buffer)? {
            0 if length != offered => {
                return Err(format!("a success changed the length to {length}"));
            }
            0 => {
                let reader = Reader {
                    bytes: &buffer.0[..length as usize],
                    form: look.next_form,
                };
                results.push(reader.found(world)?);
            }
            end => return Ok((results, end)),
        }
        if results.len() > 1000 {
            return Err("the lookup does not end".to_owned());
        }
    }
}

fn call_look(look: &Look, world: &World) -> Result<Outcome, String> {
    let name = match look.name {
        Wanted::Every(text) => text.map(str::to_owned),
        Wanted::One(name) => Some(world.name(name)),
    };
    let name = name.map(|name| Text::new(&name, look.begin_form));
    let context = world
        .context(look.place)
        .map(|context| Text::new(&context, look.begin_form));
    let mut class = look.class.map(|class| world.class(class));
    let mut provider = NTDS;
    let mut version = look.version.map(|(version, how)| WSAVERSION {
        dwVersion: version,
        ecHow: how,
    });
    let mut protocols: Vec<AFPROTOCOLS> = look
        .protocols
        .iter()
        .map(|&(family, protocol)| AFPROTOCOLS {
            iAddressFamily: family,
            iProtocol: protocol,
        })
        .collect();
    let mut query = empty_query();
    query.lpszServiceInstanceName = Text::pointer(&name);
    query.lpszContext = Text::pointer(&context);
    query.lpServiceClassId = class.as_mut().map_or(null_mut(), |class| class);
    query.lpVersion = version.as_mut().map_or(null_mut(), |version| version);
    if !protocols.is_empty() {
        query.dwNumberOfProtocols = u32::try_from(protocols.len()).unwrap();
        query.lpafpProtocols = protocols.as_mut_ptr();
    }
    if look.by_id {
        query.lpNSProviderId = &raw mut provider;
        query.dwNameSpace = NS_DNS;
    }
    let before = format!("{query:?}");
    let mut handle: HANDLE = null_mut();
    WSASetLastError(UNTOUCHED);
    let result = match look.begin_form {
        // SAFETY: the size is right, and all that the struct points to outlives the call.
        Form::Wide => unsafe {
            WSALookupServiceBeginW(&raw mut query, look.begin, &raw mut handle)
        },
        // SAFETY: as above; both forms of the struct have the same layout.
        Form::Ansi => unsafe {
            WSALookupServiceBeginA((&raw mut query).cast(), look.begin, &raw mut handle)
        },
    };
    if format!("{query:?}") != before {
        return Err("the caller's struct was changed".to_owned());
    }
    let begun = code("WSALookupServiceBegin", result)?;
    if begun != 0 {
        return Ok(Outcome::Refused(begun));
    }
    if handle.is_null() || handle.addr() == usize::MAX {
        return Err("the handle is not a handle".to_owned());
    }
    // Nothing of the query may be needed from here on.
    drop((name, context, class, version, protocols));
    let drained = drain(handle, look, world);
    WSASetLastError(UNTOUCHED);
    let ended = code("WSALookupServiceEnd", WSALookupServiceEnd(handle))?;
    if ended != 0 {
        return Err(format!("WSALookupServiceEnd failed with {ended}"));
    }
    drained.map(|(results, end)| Outcome::Results(results, end))
}

// ---------------------------------------------------------------------------------------------------------------------
// Both side by side.

fn check_set(model: &mut Model, set: &Set, world: &World) -> Result<(), String> {
    let expected = model.set(set);
    let got = call_set(set, world).map_err(|error| format!("{error}\nof {set:?}"))?;
    if got != expected {
        return Err(format!("expected error {expected}, got {got}\nof {set:?}"));
    }
    Ok(())
}

fn check_look(model: &Model, look: &Look, world: &World) -> Result<(), String> {
    let mut expected = model.look(look, world);
    let mut got = call_look(look, world).map_err(|error| format!("{error}\nof {look:?}"))?;
    if let (Outcome::Results(expected, end), Outcome::Results(got, _)) = (&mut expected, &mut got) {
        if look.can_return_containers() {
            // Containers have no order, nor a class; the spelling of their names is that of any object in them.
            for found in got.iter_mut() {
                if let [name] = &world.path(found.name.as_deref().unwrap_or("\\"))[..]
                    && PLACES
                        .iter()
                        .any(|(path, _)| path.last() == Some(&name.as_str()))
                {
                    found.name = Some(name.clone());
                }
            }
            expected.sort();
            got.sort();
        }
        if let Some(index) = look.flush
            && index < expected.len()
        {
            expected.remove(index);
            // A result that was dropped was there: this is the end, and no longer "nothing found".
            if expected.is_empty() {
                *end = WSA_E_NO_MORE;
            }
        }
    }
    if expected != got {
        return Err(format!("expected {expected:?},\ngot {got:?}\nof {look:?}"));
    }
    Ok(())
}

/// A lookup for everything about one name in one class.
fn exact(name: Choice, class: usize, place: Choice, form: Form) -> Look {
    Look {
        name: Wanted::One(name),
        class: Some(class),
        place,
        version: None,
        protocols: Vec::new(),
        begin: LUP_RETURN_ALL,
        next: 0,
        by_id: false,
        begin_form: form,
        next_form: form,
        size_first: false,
        flush: None,
    }
}

/// Everything that can be seen of the whole state.
fn check_all(model: &Model, world: &World) -> Result<(), String> {
    let plain = |group| Choice { group, spelling: 0 };
    for name in 0..NAMES.len() {
        let mut look = exact(plain(name), 0, plain(0), Form::Wide);
        look.class = None;
        look.begin |= LUP_DEEP;
        check_look(model, &look, world)?;
        // Without addresses, so that deregistered objects show their properties.
        look.next = LUP_RETURN_ALL & !LUP_RETURN_ADDR;
        check_look(model, &look, world)?;
    }
    for class in 0..CLASSES {
        let mut look = exact(plain(0), class, plain(0), Form::Ansi);
        look.name = Wanted::Every(None);
        look.begin |= LUP_DEEP;
        check_look(model, &look, world)?;
        look.begin &= !LUP_DEEP;
        for place in 0..PLACES.len() {
            look.place = plain(place);
            check_look(model, &look, world)?;
        }
    }
    Ok(())
}

fn run(steps: &[Step]) -> Result<(), String> {
    let world = World::new();
    let mut model = Model::default();
    for step in steps {
        match step {
            Step::Set(set) => {
                check_set(&mut model, set, &world)?;
                if let (Some(name), Some(class)) = (set.name, set.class) {
                    check_look(&model, &exact(name, class, set.place, set.form), &world)?;
                }
            }
            Step::Look(look) => check_look(&model, look, &world)?,
        }
    }
    check_all(&model, &world)?;
    for object in model.objects.clone() {
        let delete = Set {
            operation: RNRSERVICE_DELETE,
            multiple: false,
            name: Some(object.name),
            class: Some(object.class),
            place: Choice {
                group: object.place,
                spelling: 0,
            },
            addresses: Vec::new(),
            comment: None,
            version: None,
            blob: None,
            by_id: false,
            form: Form::Wide,
            fault: None,
        };
        check_set(&mut model, &delete, &world)?;
    }
    check_all(&model, &world)
}

// ---------------------------------------------------------------------------------------------------------------------
// Random sequences. Most of them play with few objects, so that operations meet.

fn form() -> impl Strategy<Value = Form> {
    prop_oneof![Just(Form::Wide), Just(Form::Ansi)]
}

fn name() -> impl Strategy<Value = Choice> {
    prop_oneof![6 => Just(0usize), 3 => Just(1), 6 => 2..NAMES.len()].prop_flat_map(|group| {
        (0..NAMES[group].len()).prop_map(move |spelling| Choice { group, spelling })
    })
}

fn place() -> impl Strategy<Value = Choice> {
    prop_oneof![8 => Just(0usize), 3 => Just(1), 3 => 2..PLACES.len()].prop_flat_map(|group| {
        (0..PLACES[group].1.len()).prop_map(move |spelling| Choice { group, spelling })
    })
}

fn some_addresses() -> impl Strategy<Value = Vec<Address>> {
    let all = addresses();
    let address = (0..all.len()).prop_map(move |index| all[index].clone());
    prop_oneof![
        2 => vec(address.clone(), 0..=2),
        1 => vec(address, 0..=6),
    ]
}

fn optional<T: Clone + fmt::Debug + 'static>(values: Vec<T>) -> impl Strategy<Value = Option<T>> {
    proptest::option::of(proptest::sample::select(values))
}

fn set() -> impl Strategy<Value = Step> {
    let fault = proptest::sample::select(vec![
        Fault::StructSize,
        Fault::UnknownOperation,
        Fault::CountWithoutArray,
        Fault::LengthWithoutAddress,
        Fault::NegativeLength,
        Fault::BlobWithoutData,
    ]);
    let key = (
        proptest::option::weighted(0.98, name()),
        proptest::option::weighted(
            0.98,
            prop_oneof![6 => Just(0usize), 2 => Just(1), 1 => Just(2)],
        ),
        place(),
    );
    let properties = (
        optional(COMMENTS.to_vec()),
        optional(VERSIONS.to_vec()),
        optional(BLOBS.to_vec()),
    );
    let manner = (
        any::<bool>(),
        form(),
        proptest::option::weighted(0.04, fault),
    );
    (
        prop_oneof![4 => Just(RNRSERVICE_REGISTER), 2 => Just(RNRSERVICE_DEREGISTER), 2 => Just(RNRSERVICE_DELETE)],
        any::<bool>(),
        key,
        some_addresses(),
        properties,
        manner,
    )
        .prop_map(
            |(operation, multiple, (name, class, place), addresses, (comment, version, blob), (by_id, form, fault))| {
                Step::Set(Set {
                    operation,
                    multiple,
                    name,
                    class,
                    place,
                    addresses,
                    comment,
                    version,
                    blob,
                    by_id,
                    form,
                    fault,
                })
            },
        )
}

fn returned() -> impl Strategy<Value = u32> {
    prop_oneof![
        4 => Just(LUP_RETURN_ALL),
        2 => Just(0),
        3 => any::<u32>().prop_map(|bits| bits & LUP_RETURN_ALL),
    ]
}

fn look() -> impl Strategy<Value = Step> {
    let wanted = prop_oneof![
        proptest::sample::select(vec![None, Some(""), Some("*")]).prop_map(Wanted::Every),
        name().prop_map(Wanted::One),
    ];
    let class =
        prop_oneof![5 => Just(Some(0usize)), 4 => (0..CLASSES).prop_map(Some), 3 => Just(None)];
    let versions = (
        proptest::sample::select(VERSIONS.map(|(version, _)| version).to_vec()),
        prop_oneof![10 => 0..=1i32, 1 => Just(2), 1 => Just(-1)],
    );
    let protocols = vec(
        (
            proptest::sample::select(vec![0, 2, 10, 23, 31, 32, 17]),
            proptest::sample::select(vec![0, 6, 17, 3]),
        ),
        1..=2,
    );
    let begin = (
        returned(),
        prop_oneof![3 => Just(0), 2 => Just(LUP_DEEP)],
        prop_oneof![6 => Just(0), 1 => Just(LUP_CONTAINERS), 2 => Just(LUP_NOCONTAINERS)],
        // These change nothing for a stored service, or are taken from Next alone.
        any::<u32>().prop_map(|bits| bits & (LUP_NEAREST | LUP_FLUSHCACHE | LUP_RES_SERVICE)),
    )
        .prop_map(|(returned, deep, containers, rest)| returned | deep | containers | rest);
    let next = (
        returned(),
        any::<u32>().prop_map(|bits| bits & (LUP_RES_SERVICE | LUP_FLUSHCACHE)),
    )
        .prop_map(|(returned, rest)| returned | rest);
    let restrictions = (
        proptest::option::weighted(0.25, versions),
        proptest::option::weighted(0.25, protocols).prop_map(Option::unwrap_or_default),
    );
    let manner = (
        any::<bool>(),
        form(),
        form(),
        any::<bool>(),
        proptest::option::weighted(0.1, 0..3usize),
    );
    ((wanted, class, place()), restrictions, begin, next, manner).prop_map(
        |((name, class, place), (version, protocols), begin, next, manner)| {
            let (by_id, begin_form, next_form, size_first, flush) = manner;
            let mut look = Look {
                name,
                class,
                place,
                version,
                protocols,
                begin,
                next,
                by_id,
                begin_form,
                next_form,
                size_first,
                flush,
            };
            // Only a class, a name or the container of the case keeps other cases out of the results. Where containers are
            // among them, the order is not known.
            if look.can_return_containers() {
                look.flush = None;
                if look.place.group == 0 {
                    look.place = Choice {
                        group: 1,
                        spelling: 0,
                    };
                }
            }
            Step::Look(look)
        },
    )
}

#[test]
fn every_sequence_of_operations_leaves_what_the_operation_table_says() {
    let mut data = std::mem::MaybeUninit::<WSADATA>::uninit();
    // SAFETY: the struct may be written.
    assert_eq!(unsafe { WSAStartup(0x0202, data.as_mut_ptr()) }, 0);

    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::default()
    });
    let steps = vec(prop_oneof![3 => set(), 2 => look()], 1..=60);
    let outcome = runner.run(&steps, |steps| run(&steps).map_err(TestCaseError::fail));
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(reason, steps)) => {
            let steps: Vec<String> = steps.iter().map(|step| format!("  {step:?}")).collect();
            panic!("after\n{}\n{reason}", steps.join("\n"));
        }
        Err(other) => panic!("{other}"),
    }
}

/// In a process of its own, since the variables are read once.
#[test]
fn a_shared_store_keeps_to_the_model_as_well() {
    if std::env::var_os("ENLIST_STORE").is_some() {
        return;
    }
    let cases = std::env::var("PROPTEST_CASES").unwrap_or_else(|_| "25".to_owned());
    for mode in ["closed", "open"] {
        let folder = tempfile::tempdir().unwrap();
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .arg("every_sequence_of_operations_leaves_what_the_operation_table_says")
            .env("ENLIST_STORE", folder.path().join("store"))
            .env("ENLIST_STORE_MODE", mode)
            .env("ENLIST_STORE_SYNC", "relaxed")
            .env("PROPTEST_CASES", &cases)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && said.contains("1 passed"),
            "{mode}: {said}"
        );
    }
}
