// SPDX-License-Identifier: MIT OR Apache-2.0
//! A shared store with rows in it that no call can have made, as somebody else may write them: lookups with buffers of any size
//! pass them over, stay inside the buffer, and end.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::path::Path;
use std::ptr::null_mut;

use enlist::ffi::guiddef::GUID;
use enlist::ffi::winsock2::*;
use rusqlite::Connection;

#[path = "support/query_set.rs"]
mod query_set;

use query_set::empty_query;

const SERVICE_NOT_FOUND: i32 = 10108;

/// A namespace whose services are in the store, and where a service of the test stands in it.
struct Namespace {
    number: u32,
    provider: &'static str,
    class: GUID,
    context: &'static str,
    /// A number for the name of a service, in the form in which such names are kept.
    prefix: &'static str,
}

const fn guid(digits: u128) -> GUID {
    GUID {
        Data1: (digits >> 96) as u32,
        Data2: (digits >> 80) as u16,
        Data3: (digits >> 64) as u16,
        Data4: (digits as u64).to_be_bytes(),
    }
}

const DIRECTORY: Namespace = Namespace {
    number: 32,
    provider: "3b2637ee-e580-11cf-a555-00c04fd8d4ac",
    class: guid(0x0000_000A_6861_7264_726F_7773_2D74_6573),
    context: "",
    prefix: "row",
};

/// Printers.
const SAP: Namespace = Namespace {
    number: 1,
    provider: "e02daaf0-7e9f-11cf-ae5a-00aa00a7112b",
    class: guid(0x000B_0007_0000_0000_C000_0000_0000_0046),
    context: "",
    prefix: "ROW",
};

const NETWORKS: Namespace = Namespace {
    number: 15,
    provider: "6642243a-3ba8-4aa6-baa5-2e0bd71fdd83",
    class: guid(0x0037_E515_B5C9_4A43_BADA_8B48_A87A_D239),
    context: "everybody",
    prefix: "row",
};

fn text(id: GUID) -> String {
    let [a, b, rest @ ..] = id.Data4;
    let rest: String = rest.iter().map(|byte| format!("{byte:02x}")).collect();
    let (data1, data2, data3) = (id.Data1, id.Data2, id.Data3);
    format!("{data1:08x}-{data2:04x}-{data3:04x}-{a:02x}{b:02x}-{rest}")
}

/// Writes rows by other means than the calls.
struct Writer {
    database: Connection,
    rows: u32,
}

impl Writer {
    fn open(folder: &Path) -> Self {
        let database = Connection::open(folder.join("services.db")).unwrap();
        let hurry = "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;";
        database.execute_batch(hurry).unwrap();
        Self { database, rows: 0 }
    }

    fn execute(&self, sql: &str) {
        let done = self.database.execute_batch(sql);
        done.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// Writes a service as a call would, with an address where services have some, and then changes something of it; the
    /// name of the service.
    fn add(&mut self, namespace: &Namespace, change: &str) -> String {
        self.rows += 1;
        let name = format!("{}{}", namespace.prefix, self.rows);
        let (folded, class) = (name.to_lowercase(), text(namespace.class));
        let Namespace {
            provider, context, ..
        } = namespace;
        self.execute(&format!(
            "INSERT INTO service (provider, key_class, key_name, key_context, class, name, context, state)
             VALUES ('{provider}', '{class}', '{folded}', '{context}', '{class}', '{name}', '', 'registered')"
        ));
        if namespace.number != NETWORKS.number {
            self.execute(&format!(
                "INSERT INTO address (service, position, local, socket_type, protocol)
                 SELECT id, 0, x'06000000000000000000000000{:02x}', 5, 1256 FROM service WHERE name = '{name}'",
                self.rows
            ));
        }
        let here = format!("(SELECT id FROM service WHERE key_name = '{folded}')");
        self.execute(&change.replace("{here}", &here));
        name
    }
}

/// Memory behind whose end nothing may be written.
struct Room(Vec<u8>);

const PATTERN: u8 = 0xA5;
const LARGEST: usize = 1 << 21;
const AROUND: usize = 1 << 15;

impl Room {
    fn new() -> Self {
        Self(vec![PATTERN; LARGEST + AROUND])
    }

    fn is_whole(&mut self, size: usize) -> bool {
        let around = size + AROUND;
        let is_whole = self.0[size..around].iter().all(|byte| *byte == PATTERN);
        self.0[..around].fill(PATTERN);
        is_whole
    }
}

fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

/// The names that a lookup returns and how it ends, with a buffer of that size, and a larger one where it is too small.
fn look(
    namespace: &Namespace,
    name: Option<&str>,
    next: u32,
    size: usize,
    room: &mut Room,
) -> (BTreeSet<String>, i32) {
    let mut class = namespace.class;
    let mut name = name.map(wide);
    let mut query = empty_query();
    query.dwNameSpace = namespace.number;
    query.lpServiceClassId = &raw mut class;
    query.lpszServiceInstanceName = name.as_mut().map_or(null_mut(), |name| name.as_mut_ptr());
    let mut lookup = null_mut();
    // A stored network that is not there has nothing but its names.
    let flags = match namespace.number {
        15 => LUP_RETURN_NAME | LUP_RETURN_COMMENT,
        _ => LUP_RETURN_ALL | LUP_DEEP,
    };
    // SAFETY: the size is right, and all that the struct points to outlives the call.
    let begun = unsafe { WSALookupServiceBeginW(&raw mut query, flags, &raw mut lookup) };
    assert_eq!((begun, WSAGetLastError()), (0, 0));
    let (mut found, mut room_size) = (BTreeSet::new(), size);
    let ending = loop {
        let mut length = u32::try_from(room_size).unwrap();
        let buffer = room.0.as_mut_ptr().cast();
        // SAFETY: there is room for as much as the length says.
        let result = unsafe { WSALookupServiceNextW(lookup, next, &raw mut length, buffer) };
        if result == 0 {
            let result = buffer.cast::<WSAQUERYSETW>();
            // SAFETY: the struct stands at the beginning of what was returned.
            let name = unsafe { result.read_unaligned() }.lpszServiceInstanceName;
            let at = name.addr() - room.0.as_ptr().addr();
            let (pairs, _) = room.0[at..room_size].as_chunks();
            let units = pairs.iter().map(|pair| u16::from_le_bytes(*pair));
            let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
            assert!(found.insert(String::from_utf16(&units).unwrap()));
        }
        assert!(room.is_whole(room_size), "{room_size}");
        match WSAGetLastError() {
            0 => room_size = size,
            WSAEFAULT => {
                let needed = usize::try_from(length).unwrap();
                assert!(needed > room_size && needed <= LARGEST);
                room_size = needed;
            }
            error => break error,
        }
        WSASetLastError(0);
    };
    WSASetLastError(0);
    assert_eq!(WSALookupServiceEnd(lookup), 0);
    (found, ending)
}

fn register(namespace: &Namespace, name: &str) {
    let (mut class, mut name) = (namespace.class, wide(name));
    let mut query = empty_query();
    query.dwNameSpace = namespace.number;
    query.lpServiceClassId = &raw mut class;
    query.lpszServiceInstanceName = name.as_mut_ptr();
    // SAFETY: the size is right, and all that the struct points to outlives the call.
    let registered = unsafe { WSASetServiceW(&raw mut query, RNRSERVICE_REGISTER, 0) };
    assert_eq!((registered, WSAGetLastError()), (0, 0));
}

/// Whether there is a description of a class, for buffers of every size.
fn has_description(room: &mut Room, class: GUID) -> bool {
    let mut known = None;
    for size in [0, 31, 200, 4096, LARGEST] {
        let mut provider = guid(0x3B26_37EE_E580_11CF_A555_00C0_4FD8_D4AC);
        let (mut id, mut length) = (class, u32::try_from(size).unwrap());
        let (provider, id) = (&raw mut provider, &raw mut id);
        let buffer = room.0.as_mut_ptr().cast();
        // SAFETY: there is room for as much as the length says.
        let result = unsafe { WSAGetServiceClassInfoW(provider, id, &raw mut length, buffer) };
        assert!(room.is_whole(size), "{size}");
        let is_there = result == 0 || WSAGetLastError() == WSAEFAULT;
        WSASetLastError(0);
        assert_eq!(*known.get_or_insert(is_there), is_there);
    }
    known.unwrap()
}

#[test]
fn rows_that_no_call_can_have_made_harm_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    let set = |name: &str, value: &str| {
        // SAFETY: this is the only test, so nobody else looks at the environment.
        unsafe { std::env::set_var(name, value) };
    };
    set("ENLIST_STORE", store.to_str().unwrap());
    set("ENLIST_SAP", "local");
    // SAFETY: all of it may be zero.
    let mut data: WSADATA = unsafe { std::mem::zeroed() };
    // SAFETY: the struct may be written.
    assert_eq!(unsafe { WSAStartup(0x0202, &raw mut data) }, 0);
    let mut writer = Writer::open(&store);
    let mut room = Room::new();

    let of_any = [
        "UPDATE service SET state = 'resting' WHERE id = {here}",
        "UPDATE service SET comment = x'41' WHERE id = {here}",
        "UPDATE service SET comment = 'a' || char(0) WHERE id = {here}",
        "UPDATE service SET comment = printf('%*d', 40000, 7) WHERE id = {here}",
        "UPDATE service SET comment = x'4100' WHERE id = {here}",
        "UPDATE service SET blob = zeroblob(1048577) WHERE id = {here}",
        "UPDATE service SET blob = zeroblob(3000001) WHERE id = {here}",
        "UPDATE service SET version = -1, comparator = 'x' WHERE id = {here}",
        "UPDATE service SET class = 'x' WHERE id = {here}",
        "UPDATE service SET context = x'00' WHERE id = {here}",
        "UPDATE service SET name = name || char(0) WHERE id = {here}",
        "UPDATE service SET name = 'another' WHERE id = {here}",
        "UPDATE service SET owner = x'00' WHERE id = {here}",
    ];
    let of_addresses = [
        "UPDATE address SET local = zeroblob(129) WHERE service = {here}",
        "UPDATE address SET local = zeroblob(10000) WHERE service = {here}",
        "UPDATE address SET remote = zeroblob(3000001) WHERE service = {here}",
        "UPDATE address SET remote = x'' WHERE service = {here}",
        "UPDATE address SET local = 'text' WHERE service = {here}",
        "UPDATE address SET protocol = 4294967296 WHERE service = {here}",
        "UPDATE address SET local = NULL, socket_type = 0, protocol = 0 WHERE service = {here}",
    ];
    let namespaces: &[Namespace] = if cfg!(target_os = "linux") {
        &[DIRECTORY, SAP, NETWORKS]
    } else {
        &[DIRECTORY, SAP]
    };
    for namespace in namespaces {
        let sound = writer.add(namespace, "");
        let mut spoilt = Vec::new();
        for change in of_any {
            spoilt.push(writer.add(namespace, change));
        }
        if namespace.number != NETWORKS.number {
            for change in of_addresses {
                spoilt.push(writer.add(namespace, change));
            }
        }
        let mut expected = BTreeSet::from([sound.clone()]);
        // As large as the limits allow.
        let largest = "UPDATE service SET blob = zeroblob(950000), comment = printf('%*d', 32000, 7) WHERE id = {here}";
        let largest = writer.add(namespace, largest);
        expected.insert(largest);
        for next in [0, LUP_RES_SERVICE] {
            for size in [0, 119, 200, 600, 4096, 8192, LARGEST] {
                let (found, ending) = look(namespace, None, next, size, &mut room);
                let ours: BTreeSet<String> = found
                    .into_iter()
                    .filter(|name| name.starts_with(namespace.prefix) || name == "another")
                    .collect();
                assert_eq!((ours, ending), (expected.clone(), WSA_E_NO_MORE));
                for name in &spoilt {
                    let (found, ending) = look(namespace, Some(name), next, size, &mut room);
                    assert_eq!((found.len(), ending), (0, SERVICE_NOT_FOUND), "{name}");
                }
            }
        }
        for name in &spoilt {
            register(namespace, name);
            let (found, ending) = look(namespace, Some(name), 0, 4096, &mut room);
            // Without an address a service is there, and has nothing to show.
            let is_there = found.contains(name) || ending != SERVICE_NOT_FOUND;
            assert!(is_there, "{name}: {ending}");
        }
    }

    // More addresses than a call can give, which take their time to be passed over.
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 66000)
         INSERT INTO address (service, position, local, socket_type, protocol)
         SELECT {here}, i, zeroblob(16), 1, 6 FROM n";
    let many = writer.add(&DIRECTORY, many);
    for size in [0, 4096] {
        let (found, ending) = look(&DIRECTORY, Some(&many), 0, size, &mut room);
        assert_eq!((found.len(), ending), (0, SERVICE_NOT_FOUND));
    }

    let class = guid(0x0000_000B_6861_7264_726F_7773_2D74_6573);
    let add = format!(
        "DELETE FROM class; DELETE FROM class_value;
         INSERT INTO class VALUES ('{0}', '{1}', 'name');
         INSERT INTO class_value VALUES ('{0}', '{1}', 0, 'value', 32, 4, x'01000000');",
        DIRECTORY.provider,
        text(class)
    );
    writer.execute(&add);
    assert!(has_description(&mut room, class));
    for change in [
        "UPDATE class SET name = char(0)",
        "UPDATE class SET name = x'41'",
        "UPDATE class_value SET name = 7",
        "UPDATE class_value SET namespace = 'x'",
        "UPDATE class_value SET kind = -1",
        "UPDATE class_value SET data = zeroblob(1048577)",
        "UPDATE class_value SET data = zeroblob(3000001)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
         INSERT INTO class_value SELECT provider, class, i, name, namespace, kind, data FROM n, class_value",
    ] {
        writer.execute(&add);
        writer.execute(change);
        assert!(!has_description(&mut room, class), "{change}");
    }
    assert_eq!(WSACleanup(), 0);
}
