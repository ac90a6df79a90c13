// SPDX-License-Identifier: MIT OR Apache-2.0
//! Results in buffers of every size and alignment: the needed size is exact, a buffer that is too small is not touched, and
//! everything lies inside, aligned.
//!
//! Results are taken apart by the published offsets. `PROPTEST_CASES` asks for more than the usual number of services.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicU32, Ordering};

use enlist::ffi::guiddef::GUID;
use enlist::ffi::winsock2::*;
use enlist::ffi::ws2def::{BLOB, CSADDR_INFO, SOCKET_ADDRESS};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

#[path = "support/query_set.rs"]
mod query_set;

use query_set::empty_query;

/// One side of an address.
type Side = Option<Vec<u8>>;

#[derive(Clone)]
struct Service {
    /// Behind a fixed beginning, so that it is neither empty nor the wildcard.
    name: Vec<u16>,
    comment: Option<Vec<u16>>,
    context: Option<Vec<u16>>,
    version: Option<(u32, i32)>,
    blob: Option<Vec<u8>>,
    addresses: Vec<(Side, Side, i32)>,
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "name {:x?} comment {:x?} context",
            self.name, self.comment
        )?;
        write!(
            f,
            " {:x?} version {:?} blob {:x?}",
            self.context, self.version, self.blob
        )?;
        write!(f, " addresses {:x?}", self.addresses)
    }
}

/// A service class. What the directory keeps of it is the whole: the values are for it, or for all.
#[derive(Clone, Debug)]
struct Class {
    name: Option<Vec<u16>>,
    values: Vec<Value>,
}

#[derive(Clone, Debug)]
struct Value {
    name: Vec<u16>,
    namespace: u32,
    kind: u32,
    data: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    Wide,
    Ansi,
}

// ---------------------------------------------------------------------------------------------------------------------
// Memory whose neighbours are watched.

const AROUND: usize = 64;
const PATTERN: u8 = 0xA5;

/// Room for a buffer of up to some size at any alignment, with watched bytes on both sides.
struct Room {
    memory: Vec<u64>,
    clean: Vec<u64>,
}

impl Room {
    fn new(size: usize) -> Self {
        let clean = vec![u64::from_ne_bytes([PATTERN; 8]); (size + 2 * AROUND).div_ceil(8) + 1];
        Self {
            memory: clean.clone(),
            clean,
        }
    }

    fn start(&mut self, misalignment: usize) -> *mut u8 {
        self.memory
            .as_mut_ptr()
            .cast::<u8>()
            .wrapping_add(AROUND + misalignment)
    }

    /// The bytes that differ from the pattern, from the start of the buffer; then restores the pattern.
    fn touched(&mut self, misalignment: usize) -> Option<Range<isize>> {
        // Nearly always nothing differs, and comparing the whole is fast.
        if self.memory == self.clean {
            return None;
        }
        let differs = |byte: &u8| *byte != PATTERN;
        let bytes: Vec<u8> = self
            .memory
            .iter()
            .flat_map(|word| word.to_ne_bytes())
            .collect();
        let (from, to) = (
            bytes.iter().position(differs)?,
            bytes.iter().rposition(differs)? + 1,
        );
        self.memory.copy_from_slice(&self.clean);
        let offset = |byte: usize| {
            isize::try_from(byte).unwrap() - isize::try_from(AROUND + misalignment).unwrap()
        };
        Some(offset(from)..offset(to))
    }
}

/// Memory that ends where nothing may be read or written.
#[cfg(unix)]
struct Guarded {
    start: *mut u8,
    length: usize,
    page: usize,
}

#[cfg(unix)]
impl Guarded {
    fn new(size: usize) -> Self {
        // SAFETY: asks for a number only.
        let page = usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap();
        let length = size.next_multiple_of(page) + page;
        let protection = libc::PROT_READ | libc::PROT_WRITE;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
        // SAFETY: a new mapping at a place of the system's choice.
        let start = unsafe { libc::mmap(null_mut(), length, protection, flags, -1, 0) };
        assert_ne!(start, libc::MAP_FAILED);
        let guard = start.wrapping_byte_add(length - page);
        // SAFETY: the last page of the mapping above.
        assert_eq!(unsafe { libc::mprotect(guard, page, libc::PROT_NONE) }, 0);
        Self {
            start: start.cast(),
            length,
            page,
        }
    }

    /// The last `size` bytes.
    fn last(&self, size: usize) -> *mut u8 {
        assert!(size <= self.length - self.page);
        self.start.wrapping_add(self.length - self.page - size)
    }

    /// Puts bytes at the very end.
    fn put(&self, bytes: &[u8]) -> *mut u8 {
        let place = self.last(bytes.len());
        // SAFETY: `last` has checked that there is room before the guard page; fresh memory overlaps nothing.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), place, bytes.len()) };
        place
    }
}

#[cfg(unix)]
impl Drop for Guarded {
    fn drop(&mut self) {
        // SAFETY: the whole of the mapping, to which nothing points any more.
        unsafe { libc::munmap(self.start.cast(), self.length) };
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Results.

/// Reads a result by the published offsets, and notes what lies where.
struct Reader<'a> {
    bytes: &'a [u8],
    form: Form,
    /// Size of the struct at the beginning.
    head: usize,
    /// Every item found, from the start of the buffer.
    items: RefCell<Vec<Range<usize>>>,
}

impl Reader<'_> {
    fn item(&self, address: u64, length: usize, align: u64) -> &[u8] {
        assert!(
            address.is_multiple_of(align),
            "an item is not aligned to {align}"
        );
        let base = self.bytes.as_ptr().addr() as u64;
        let start = usize::try_from(address.wrapping_sub(base)).unwrap();
        let end = start.checked_add(length).unwrap();
        assert!(
            start >= self.head && end <= self.bytes.len(),
            "{length} bytes at {start} are not behind the struct in a buffer of {}",
            self.bytes.len()
        );
        self.items.borrow_mut().push(start..end);
        &self.bytes[start..end]
    }

    fn number(&self, offset: usize) -> u32 {
        u32::from_le_bytes(self.bytes[offset..offset + 4].try_into().unwrap())
    }

    fn pointer(&self, offset: usize) -> u64 {
        u64::from_le_bytes(self.bytes[offset..offset + 8].try_into().unwrap())
    }

    /// A string of known content, with its terminator.
    fn check_text(&self, offset: usize, expected: Option<&[u16]>) {
        self.check_text_at(self.pointer(offset), expected);
    }

    fn check_text_at(&self, pointer: u64, expected: Option<&[u16]>) {
        let Some(expected) = expected else {
            assert_eq!(pointer, 0);
            return;
        };
        match self.form {
            Form::Wide => {
                let bytes = self.item(pointer, 2 * expected.len() + 2, 2);
                let units = bytes
                    .chunks(2)
                    .map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
                assert!(units.eq(expected.iter().copied().chain([0])));
            }
            Form::Ansi => {
                // Unpaired surrogates have no other form in UTF-8.
                let expected = String::from_utf16_lossy(expected);
                let bytes = self.item(pointer, expected.len() + 1, 1);
                assert_eq!(bytes.split_last(), Some((&0, expected.as_bytes())));
            }
        }
    }

    fn check_side(&self, offset: usize, array: &[u8], expected: &Side) {
        let pointer = u64::from_le_bytes(array[offset..offset + 8].try_into().unwrap());
        let length = i32::from_le_bytes(array[offset + 8..offset + 12].try_into().unwrap());
        match expected {
            None => assert_eq!((pointer, length), (0, 0)),
            Some(expected) => {
                let length = usize::try_from(length).unwrap();
                assert_eq!(self.item(pointer, length, 8), expected);
            }
        }
    }

    /// Checks every member against what was registered, and the whole against the size that was asked for.
    fn check(&self, service: &Service, class: GUID, needed: usize) {
        assert_eq!(self.number(0), 120);
        assert_eq!(self.number(40), NS_NTDS);
        self.item(self.pointer(48), 16, 8);
        let expected_class = class.Data1.to_le_bytes();
        assert_eq!(self.item(self.pointer(16), 16, 8)[..4], expected_class);
        self.check_text(8, Some(&service.name));
        self.check_text(32, service.comment.as_deref());
        // The default context may be returned as null or as an empty string.
        let context = service.context.as_deref().unwrap_or_default();
        if !context.is_empty() || self.pointer(56) != 0 {
            self.check_text(56, Some(context));
        }
        match service.version {
            None => assert_eq!(self.pointer(24), 0),
            Some((version, how)) => {
                let bytes = self.item(self.pointer(24), 8, 8);
                assert_eq!(bytes[..4], version.to_le_bytes());
                assert_eq!(bytes[4..], how.to_le_bytes());
            }
        }
        match &service.blob {
            None => assert_eq!(self.pointer(112), 0),
            Some(expected) => {
                let header = self.item(self.pointer(112), 16, 8);
                let size = u32::from_le_bytes(header[..4].try_into().unwrap());
                assert_eq!(size as usize, expected.len());
                if size > 0 {
                    let data = u64::from_le_bytes(header[8..].try_into().unwrap());
                    assert_eq!(self.item(data, expected.len(), 8), expected);
                }
            }
        }
        let count = self.number(88) as usize;
        assert_eq!(count, service.addresses.len());
        if count == 0 {
            assert_eq!(self.pointer(96), 0);
        } else {
            let array = self.item(self.pointer(96), 40 * count, 8);
            for (entry, (local, remote, socket_type)) in array.chunks(40).zip(&service.addresses) {
                let (local, remote) = delivered(local, remote);
                self.check_side(0, entry, &local);
                self.check_side(16, entry, &remote);
                assert_eq!(entry[32..36], socket_type.to_le_bytes());
                assert_eq!(entry[36..], 6i32.to_le_bytes());
            }
        }
        for offset in [72, 80] {
            assert_eq!(self.pointer(offset), 0);
        }
        for offset in [64, 104] {
            assert_eq!(self.number(offset), 0);
        }

        self.check_items(needed);
    }

    /// Checks every member of a class against what was installed, and the whole against the size that was asked for.
    fn check_class(&self, class: &Class, id: GUID, needed: usize) {
        assert_eq!(
            self.item(self.pointer(0), 16, 8)[..4],
            id.Data1.to_le_bytes()
        );
        self.check_text(8, class.name.as_deref());
        let count = self.number(16) as usize;
        assert_eq!(count, class.values.len());
        if count == 0 {
            assert_eq!(self.pointer(24), 0);
        } else {
            let array = self.item(self.pointer(24), 32 * count, 8);
            for (entry, value) in array.chunks(32).zip(&class.values) {
                let number = |at: usize| u32::from_le_bytes(entry[at..at + 4].try_into().unwrap());
                let pointer = |at: usize| u64::from_le_bytes(entry[at..at + 8].try_into().unwrap());
                self.check_text_at(pointer(0), Some(&value.name));
                assert_eq!((number(8), number(12)), (value.namespace, value.kind));
                assert_eq!(number(16) as usize, value.data.len());
                if value.data.is_empty() {
                    assert_eq!(pointer(24), 0);
                } else {
                    assert_eq!(self.item(pointer(24), value.data.len(), 8), value.data);
                }
            }
        }
        self.check_items(needed);
    }

    /// Nothing overlaps, and the last item ends where the needed size says.
    fn check_items(&self, needed: usize) {
        let mut items = self.items.borrow_mut();
        items.sort_by_key(|item| item.start);
        let mut end = self.head;
        for item in items.iter() {
            assert!(item.start >= end, "two items overlap");
            end = item.end;
        }
        assert_eq!(
            end, needed,
            "the needed size is not where the last item ends"
        );
    }
}

/// The sides as a client gets them: what it connects to is there, and the other side has the same family.
fn delivered(local: &Side, remote: &Side) -> (Side, Side) {
    match (local, remote) {
        (Some(local), None) => (Some(local.clone()), Some(local.clone())),
        (None, Some(remote)) => {
            let mut wildcard = vec![0; remote.len()];
            for (to, from) in wildcard.iter_mut().zip(remote).take(2) {
                *to = *from;
            }
            (Some(wildcard), Some(remote.clone()))
        }
        _ => (local.clone(), remote.clone()),
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Calls.

fn terminated(text: &[u16]) -> Vec<u16> {
    text.iter().copied().chain([0]).collect()
}

fn pointer<T>(value: &mut Option<T>) -> *mut T {
    value.as_mut().map_or(null_mut(), |value| &raw mut *value)
}

fn register(service: &Service, mut class: GUID) {
    let mut name = terminated(&service.name);
    let mut comment = service.comment.as_deref().map(terminated);
    let mut context = service.context.as_deref().map(terminated);
    let mut version = service.version.map(|(version, how)| WSAVERSION {
        dwVersion: version,
        ecHow: how,
    });
    let mut blob = service.blob.as_ref().map(|bytes| BLOB {
        cbSize: u32::try_from(bytes.len()).unwrap(),
        pBlobData: bytes.as_ptr().cast_mut(),
    });
    let side = |side: &Side| SOCKET_ADDRESS {
        lpSockaddr: side
            .as_ref()
            .map_or(null_mut(), |bytes| bytes.as_ptr().cast_mut().cast()),
        iSockaddrLength: side
            .as_ref()
            .map_or(0, |bytes| i32::try_from(bytes.len()).unwrap()),
    };
    let mut addresses: Vec<CSADDR_INFO> = service
        .addresses
        .iter()
        .map(|(local, remote, socket_type)| CSADDR_INFO {
            LocalAddr: side(local),
            RemoteAddr: side(remote),
            iSocketType: *socket_type,
            iProtocol: 6,
        })
        .collect();
    let mut query = empty_query();
    query.lpszServiceInstanceName = name.as_mut_ptr();
    query.lpServiceClassId = &raw mut class;
    query.lpVersion = pointer(&mut version);
    query.lpszComment = comment
        .as_mut()
        .map_or(null_mut(), |text| text.as_mut_ptr());
    query.lpszContext = context
        .as_mut()
        .map_or(null_mut(), |text| text.as_mut_ptr());
    query.dwNumberOfCsAddrs = u32::try_from(addresses.len()).unwrap();
    query.lpcsaBuffer = addresses.as_mut_ptr();
    query.lpBlob = pointer(&mut blob);
    // SAFETY: the size is right, and all that the struct points to outlives the call.
    let result = unsafe { WSASetServiceW(&raw mut query, RNRSERVICE_REGISTER, 0) };
    assert_eq!((result, WSAGetLastError()), (0, 0));
}

fn delete(service: &Service, mut class: GUID) {
    let mut name = terminated(&service.name);
    let mut context = service.context.as_deref().map(terminated);
    let mut query = empty_query();
    query.lpszServiceInstanceName = name.as_mut_ptr();
    query.lpServiceClassId = &raw mut class;
    query.lpszContext = context
        .as_mut()
        .map_or(null_mut(), |text| text.as_mut_ptr());
    // SAFETY: the size is right, and all that the struct points to outlives the call.
    let result = unsafe { WSASetServiceW(&raw mut query, RNRSERVICE_DELETE, 0) };
    assert_eq!((result, WSAGetLastError()), (0, 0));
}

/// A lookup that is ended when it goes out of scope.
struct Lookup(HANDLE);

impl Lookup {
    /// Every service of the class, wherever it is.
    fn begin(mut class: GUID) -> Self {
        let mut query = empty_query();
        query.lpServiceClassId = &raw mut class;
        let mut handle = null_mut();
        // SAFETY: the size is right, and all that the struct points to outlives the call.
        let result = unsafe {
            WSALookupServiceBeginW(&raw mut query, LUP_RETURN_ALL | LUP_DEEP, &raw mut handle)
        };
        assert_eq!((result, WSAGetLastError()), (0, 0));
        Self(handle)
    }

    /// Returns the error, or 0, and the length as it is afterwards.
    fn next(&self, form: Form, size: usize, buffer: *mut u8) -> (i32, usize) {
        let mut length = u32::try_from(size).unwrap();
        let result = match form {
            // SAFETY: the buffer is null with size 0, or may be written for the size that is passed.
            Form::Wide => unsafe { WSALookupServiceNextW(self.0, 0, &mut length, buffer.cast()) },
            // SAFETY: as above.
            Form::Ansi => unsafe { WSALookupServiceNextA(self.0, 0, &mut length, buffer.cast()) },
        };
        let error = WSAGetLastError();
        WSASetLastError(0);
        assert!(
            matches!((result, error), (0, 0) | (-1, 1..)),
            "{result} with error {error}"
        );
        (error, length as usize)
    }
}

impl Drop for Lookup {
    fn drop(&mut self) {
        assert_eq!(WSALookupServiceEnd(self.0), 0);
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// The property.

fn fresh_class() -> GUID {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    GUID {
        Data1: NEXT.fetch_add(1, Ordering::Relaxed),
        Data2: 0x7061,
        Data3: 0x636b,
        Data4: *b"ing-test",
    }
}

/// The sizes to try around a needed one: all of them when they are few. The last are ample, as most callers' buffers are.
fn sizes(needed: usize) -> Vec<usize> {
    let step = needed / 24;
    let tried = |size: &usize| match needed {
        0..600 => true,
        600..20_000 => size.is_multiple_of(step) || (112..136).contains(size) || size + 12 > needed,
        _ => size.is_multiple_of(8 * step) || (needed - 1..=needed + 1).contains(size),
    };
    (0..=needed + 8)
        .filter(tried)
        .chain([needed + 100, ample(needed)])
        .collect()
}

fn ample(needed: usize) -> usize {
    4 * needed + 512
}

fn check_form(service: &Service, class: GUID, form: Form) {
    // A size query has no start, and counts from one that is aligned.
    let lookup = Lookup::begin(class);
    let (error, aligned) = lookup.next(form, 0, null_mut());
    assert_eq!(error, WSAEFAULT);
    let mut room = Room::new(ample(aligned + 8));
    let mut exact = [0; 8];
    for (misalignment, exact) in exact.iter_mut().enumerate() {
        let start = room.start(misalignment);
        let (error, needed) = lookup.next(form, 0, start);
        assert_eq!(error, WSAEFAULT);
        assert!(
            (aligned..aligned + 8).contains(&needed),
            "{aligned}, then {needed}"
        );
        *exact = needed;
    }
    assert_eq!(exact[0], aligned);

    for (misalignment, &needed) in exact.iter().enumerate() {
        // A result that did not fit comes again, so the sizes that are too small can share a lookup.
        let mut lookup = Lookup::begin(class);
        for size in sizes(needed) {
            let start = room.start(misalignment);
            let (error, length) = lookup.next(form, size, start);
            if size < needed {
                assert_eq!(
                    (error, length),
                    (WSAEFAULT, needed),
                    "size {size} at {misalignment}"
                );
                assert_eq!(
                    room.touched(misalignment),
                    None,
                    "size {size} at {misalignment}"
                );
            } else {
                assert_eq!((error, length), (0, size), "size {size} at {misalignment}");
                // SAFETY: written above, and not written again while the slice is used.
                let bytes = unsafe { std::slice::from_raw_parts(start, size) };
                let items = RefCell::default();
                let head = 120;
                Reader {
                    bytes,
                    form,
                    head,
                    items,
                }
                .check(service, class, needed);
                let touched = room.touched(misalignment).unwrap();
                assert!(
                    touched.start >= 0 && touched.end <= isize::try_from(needed).unwrap(),
                    "bytes {touched:?} changed, of which 0..{needed} belong to the result; size {size} at {misalignment}"
                );
                assert_eq!(lookup.next(form, 0, null_mut()).0, WSA_E_NO_MORE);
                lookup = Lookup::begin(class);
            }
        }
    }

    #[cfg(unix)]
    {
        let guarded = Guarded::new(ample(aligned + 8));
        let mut lookup = Lookup::begin(class);
        for size in sizes(aligned + 8) {
            let start = guarded.last(size);
            let needed = exact[start.addr() % 8];
            let (error, length) = lookup.next(form, size, start);
            if size < needed {
                assert_eq!(
                    (error, length),
                    (WSAEFAULT, needed),
                    "size {size} before a guard page"
                );
            } else {
                assert_eq!(
                    (error, length),
                    (0, size),
                    "size {size} before a guard page"
                );
                // SAFETY: written above, and not written again while the slice is used.
                let bytes = unsafe { std::slice::from_raw_parts(start, size) };
                let items = RefCell::default();
                let head = 120;
                Reader {
                    bytes,
                    form,
                    head,
                    items,
                }
                .check(service, class, needed);
                lookup = Lookup::begin(class);
            }
        }
    }
}

fn install(class: &Class, mut id: GUID) {
    let mut name = class.name.as_deref().map(terminated);
    let mut names: Vec<Vec<u16>> = class
        .values
        .iter()
        .map(|value| terminated(&value.name))
        .collect();
    let mut values: Vec<WSANSCLASSINFOW> = class
        .values
        .iter()
        .zip(&mut names)
        .map(|(value, name)| WSANSCLASSINFOW {
            lpszName: name.as_mut_ptr(),
            dwNameSpace: value.namespace,
            dwValueType: value.kind,
            dwValueSize: u32::try_from(value.data.len()).unwrap(),
            lpValue: value.data.as_ptr().cast_mut().cast(),
        })
        .collect();
    let mut info = WSASERVICECLASSINFOW {
        lpServiceClassId: &raw mut id,
        lpszServiceClassName: name.as_mut().map_or(null_mut(), |text| text.as_mut_ptr()),
        dwCount: u32::try_from(values.len()).unwrap(),
        lpClassInfos: values.as_mut_ptr(),
    };
    // SAFETY: all that the struct points to outlives the call.
    let result = unsafe { WSAInstallServiceClassW(&raw mut info) };
    assert_eq!((result, WSAGetLastError()), (0, 0));
}

/// Returns the error, or 0, and the size as it is afterwards.
fn class_info(mut id: GUID, form: Form, size: usize, buffer: *mut u8) -> (i32, usize) {
    let mut directory = GUID {
        Data1: 0x3B26_37EE,
        Data2: 0xE580,
        Data3: 0x11CF,
        Data4: [0xA5, 0x55, 0x00, 0xC0, 0x4F, 0xD8, 0xD4, 0xAC],
    };
    let (provider, id) = (&raw mut directory, &raw mut id);
    let mut size = u32::try_from(size).unwrap();
    let result = match form {
        // SAFETY: the buffer is null with size 0, or may be written for the size that is passed.
        Form::Wide => unsafe { WSAGetServiceClassInfoW(provider, id, &mut size, buffer.cast()) },
        // SAFETY: as above.
        Form::Ansi => unsafe { WSAGetServiceClassInfoA(provider, id, &mut size, buffer.cast()) },
    };
    let error = WSAGetLastError();
    WSASetLastError(0);
    assert!(
        matches!((result, error), (0, 0) | (-1, 1..)),
        "{result} with error {error}"
    );
    (error, size as usize)
}

fn check_class_form(class: &Class, id: GUID, form: Form) {
    let head = 32;
    let (error, aligned) = class_info(id, form, 0, null_mut());
    assert_eq!(error, WSAEFAULT);
    // Without a buffer the size says nothing.
    assert_eq!(class_info(id, form, 100_000, null_mut()), (error, aligned));
    let mut room = Room::new(ample(aligned + 8));
    let mut exact = [0; 8];
    for (misalignment, exact) in exact.iter_mut().enumerate() {
        let start = room.start(misalignment);
        let (error, needed) = class_info(id, form, 0, start);
        assert_eq!(error, WSAEFAULT);
        assert!(
            (aligned..aligned + 8).contains(&needed),
            "{aligned}, then {needed}"
        );
        *exact = needed;
        for size in sizes(needed) {
            let answer = class_info(id, form, size, start);
            if size < needed {
                assert_eq!(answer, (WSAEFAULT, needed), "size {size} at {misalignment}");
                assert_eq!(
                    room.touched(misalignment),
                    None,
                    "size {size} at {misalignment}"
                );
            } else {
                assert_eq!(answer, (0, size), "size {size} at {misalignment}");
                // SAFETY: written above, and not written again while the slice is used.
                let bytes = unsafe { std::slice::from_raw_parts(start, size) };
                let items = RefCell::default();
                Reader {
                    bytes,
                    form,
                    head,
                    items,
                }
                .check_class(class, id, needed);
                let touched = room.touched(misalignment).unwrap();
                assert!(
                    touched.start >= 0 && touched.end <= isize::try_from(needed).unwrap(),
                    "bytes {touched:?} changed, of which 0..{needed} belong to the result"
                );
            }
        }
    }
    assert_eq!(exact[0], aligned);

    #[cfg(unix)]
    {
        let guarded = Guarded::new(ample(aligned + 8));
        for size in sizes(aligned + 8) {
            let start = guarded.last(size);
            let needed = exact[start.addr() % 8];
            let answer = class_info(id, form, size, start);
            if size < needed {
                assert_eq!(
                    answer,
                    (WSAEFAULT, needed),
                    "size {size} before a guard page"
                );
            } else {
                assert_eq!(answer, (0, size), "size {size} before a guard page");
                // SAFETY: written above, and not written again while the slice is used.
                let bytes = unsafe { std::slice::from_raw_parts(start, size) };
                let items = RefCell::default();
                Reader {
                    bytes,
                    form,
                    head,
                    items,
                }
                .check_class(class, id, needed);
            }
        }
    }
}

fn check_class(class: &Class) {
    let mut id = fresh_class();
    install(class, id);
    check_class_form(class, id, Form::Wide);
    check_class_form(class, id, Form::Ansi);
    // SAFETY: the id is readable.
    let result = unsafe { WSARemoveServiceClass(&raw mut id) };
    assert_eq!((result, WSAGetLastError()), (0, 0));
}

fn check(service: &Service) {
    let class = fresh_class();
    register(service, class);
    check_form(service, class, Form::Wide);
    check_form(service, class, Form::Ansi);
    delete(service, class);
}

// ---------------------------------------------------------------------------------------------------------------------
// Random services.

/// Text of any length, in which surrogates may be unpaired.
fn text() -> impl Strategy<Value = Vec<u16>> {
    let unit = prop_oneof![
        5 => 0x20..0x7fu16,
        2 => 0x80..=0x7ffu16,
        2 => 0x800..=0xffffu16,
        2 => 0xd800..=0xdfffu16,
    ];
    let length = prop_oneof![2 => Just(0usize), 10 => 0..20usize, 4 => 0..300usize];
    length.prop_flat_map(move |length| vec(unit.clone(), length))
}

fn side() -> impl Strategy<Value = Side> {
    let length = prop_oneof![3 => Just(16usize), 2 => Just(28), 2 => 1..=128usize];
    proptest::option::weighted(0.7, length.prop_flat_map(|length| vec(any::<u8>(), length)))
}

fn service() -> impl Strategy<Value = Service> {
    let context = proptest::option::of(text().prop_map(|mut text| {
        // Separators at the ends or doubled are not kept.
        text.retain(|&unit| unit != u16::from(b'\\'));
        text
    }));
    let blob = prop_oneof![
        3 => Just(None),
        3 => vec(any::<u8>(), 0..40).prop_map(Some),
        1 => vec(any::<u8>(), 0..3000).prop_map(Some),
    ];
    let version = proptest::option::of((any::<u32>(), 0..=1));
    let addresses = vec((side(), side(), 1..=5i32), 0..5);
    (
        text(),
        proptest::option::of(text()),
        context,
        version,
        blob,
        addresses,
    )
        .prop_map(|(name, comment, context, version, blob, addresses)| {
            let mut service = Service {
                name: [u16::from(b'n')].into_iter().chain(name).collect(),
                comment,
                context,
                version,
                blob,
                addresses: Vec::new(),
            };
            // Addresses are a set.
            for address in addresses {
                if !service.addresses.contains(&address) {
                    service.addresses.push(address);
                }
            }
            service
        })
}

fn class() -> impl Strategy<Value = Class> {
    let data = prop_oneof![
        1 => Just(Vec::new()),
        4 => vec(any::<u8>(), 1..40),
        1 => vec(any::<u8>(), 0..3000),
    ];
    let namespace = prop_oneof![Just(NS_ALL), Just(NS_NTDS)];
    let value =
        (text(), namespace, any::<u32>(), data).prop_map(|(name, namespace, kind, data)| Value {
            name,
            namespace,
            kind,
            data,
        });
    (proptest::option::of(text()), vec(value, 0..6))
        .prop_map(|(name, values)| Class { name, values })
}

fn start() {
    let mut data = std::mem::MaybeUninit::<WSADATA>::uninit();
    // SAFETY: the struct may be written.
    assert_eq!(unsafe { WSAStartup(0x0202, data.as_mut_ptr()) }, 0);
}

/// Tries random things; the smallest that fails is shown.
fn try_many<S: Strategy>(things: &S, check: impl Fn(S::Value)) {
    let mut runner = TestRunner::new(Config {
        cases: std::env::var("PROPTEST_CASES").map_or(48, |cases| cases.parse().unwrap()),
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(things, |thing| {
        check(thing);
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

#[test]
fn a_result_fits_into_exactly_the_size_that_is_asked_for_and_into_nothing_less() {
    start();
    try_many(&service(), |service| check(&service));
}

#[test]
fn a_class_fits_into_exactly_the_size_that_is_asked_for_and_into_nothing_less() {
    start();
    try_many(&class(), |class| check_class(&class));
}

#[test]
fn the_smallest_class_fits_as_well_as_the_largest() {
    start();
    check_class(&Class {
        name: None,
        values: Vec::new(),
    });
    check_class(&Class {
        name: Some(vec![0xd83d; 32_766]),
        values: (0..256)
            .map(|index| Value {
                name: vec![0x4e2d; if index == 7 { 32_766 } else { index }],
                namespace: NS_NTDS,
                kind: 3,
                data: vec![1; if index == 9 { 70_000 } else { index }],
            })
            .collect(),
    });
}

#[test]
fn the_longest_strings_fit_as_well_as_the_shortest() {
    start();
    for (name, comment) in [(1, 0), (32_766, 32_766)] {
        check(&Service {
            name: vec![0xd83d; name],
            comment: Some(vec![0x4e2d; comment]),
            context: None,
            version: None,
            blob: Some(vec![1; 70_000]),
            addresses: Vec::new(),
        });
    }
}

/// Input is read up to its end and not a byte further, wherever it ends.
#[cfg(unix)]
#[test]
fn strings_and_addresses_at_the_end_of_memory_are_read_up_to_there() {
    start();
    let class = fresh_class();
    for length in 1..80 {
        let text: Vec<u8> = (0..length).map(|index| b'a' + index % 26).collect();
        for form in [Form::Wide, Form::Ansi] {
            let bytes: Vec<u8> = match form {
                Form::Wide => text
                    .iter()
                    .flat_map(|&byte| [byte, 0])
                    .chain([0, 0])
                    .collect(),
                Form::Ansi => text.iter().copied().chain([0]).collect(),
            };
            let name = Guarded::new(4096);
            let comment = Guarded::new(4096);
            let sockaddr = Guarded::new(4096);
            let blob = Guarded::new(4096);
            let mut class = class;
            let mut address = CSADDR_INFO {
                LocalAddr: SOCKET_ADDRESS {
                    lpSockaddr: sockaddr.put(&text).cast(),
                    iSockaddrLength: i32::from(length),
                },
                RemoteAddr: SOCKET_ADDRESS {
                    lpSockaddr: null_mut(),
                    iSockaddrLength: 0,
                },
                iSocketType: 1,
                iProtocol: 6,
            };
            let mut data = BLOB {
                cbSize: u32::from(length),
                pBlobData: blob.put(&text),
            };
            let mut query = empty_query();
            query.lpszServiceInstanceName = name.put(&bytes).cast();
            query.lpszComment = comment.put(&bytes).cast();
            query.lpServiceClassId = &raw mut class;
            query.dwNumberOfCsAddrs = 1;
            query.lpcsaBuffer = &raw mut address;
            query.lpBlob = &raw mut data;
            let query = &raw mut query;
            for operation in [RNRSERVICE_REGISTER, RNRSERVICE_DELETE] {
                let result = match form {
                    // SAFETY: the size is right, and all that the struct points to outlives the call.
                    Form::Wide => unsafe { WSASetServiceW(query, operation, 0) },
                    // SAFETY: as above; both forms of the struct have the same layout.
                    Form::Ansi => unsafe { WSASetServiceA(query.cast(), operation, 0) },
                };
                assert_eq!((result, WSAGetLastError()), (0, 0));
                if operation == RNRSERVICE_REGISTER {
                    let units: Vec<u16> = text.iter().map(|&byte| u16::from(byte)).collect();
                    let service = Service {
                        name: units.clone(),
                        comment: Some(units),
                        context: None,
                        version: None,
                        blob: Some(text.clone()),
                        addresses: vec![(Some(text.clone()), None, 1)],
                    };
                    let lookup = Lookup::begin(class);
                    let (_, needed) = lookup.next(Form::Wide, 0, null_mut());
                    let mut room = Room::new(needed);
                    let start = room.start(0);
                    assert_eq!(lookup.next(Form::Wide, needed, start).0, 0);
                    // SAFETY: written above, and not written again while the slice is used.
                    let bytes = unsafe { std::slice::from_raw_parts(start, needed) };
                    Reader {
                        bytes,
                        form: Form::Wide,
                        head: 120,
                        items: RefCell::default(),
                    }
                    .check(&service, class, needed);
                }
            }
        }
    }
}

/// As above, for every string and every value of a class.
#[cfg(unix)]
#[test]
fn classes_at_the_end_of_memory_are_read_up_to_there() {
    start();
    for length in 1..80u8 {
        let text: Vec<u8> = (0..length).map(|index| b'a' + index % 26).collect();
        let units: Vec<u16> = text.iter().map(|&byte| u16::from(byte)).collect();
        let wide: Vec<u8> = terminated(&units)
            .iter()
            .flat_map(|unit| unit.to_le_bytes())
            .collect();
        let ansi: Vec<u8> = text.iter().copied().chain([0]).collect();
        for (form, bytes) in [(Form::Wide, &wide), (Form::Ansi, &ansi)] {
            let [name, value_name, data] = [bytes, bytes, &text].map(|bytes| {
                let guarded = Guarded::new(4096);
                guarded.put(bytes);
                guarded
            });
            let mut id = fresh_class();
            let mut value = WSANSCLASSINFOW {
                lpszName: value_name.last(bytes.len()).cast(),
                dwNameSpace: NS_ALL,
                dwValueType: 3,
                dwValueSize: u32::from(length),
                lpValue: data.last(text.len()).cast(),
            };
            let mut info = WSASERVICECLASSINFOW {
                lpServiceClassId: &raw mut id,
                lpszServiceClassName: name.last(bytes.len()).cast(),
                dwCount: 1,
                lpClassInfos: &raw mut value,
            };
            let info = &raw mut info;
            let result = match form {
                // SAFETY: all that the struct points to outlives the call.
                Form::Wide => unsafe { WSAInstallServiceClassW(info) },
                // SAFETY: as above; both forms of the struct have the same layout.
                Form::Ansi => unsafe { WSAInstallServiceClassA(info.cast()) },
            };
            assert_eq!((result, WSAGetLastError()), (0, 0));
            let class = Class {
                name: Some(units.clone()),
                values: vec![Value {
                    name: units.clone(),
                    namespace: NS_ALL,
                    kind: 3,
                    data: text.clone(),
                }],
            };
            let (_, needed) = class_info(id, Form::Wide, 0, null_mut());
            let mut room = Room::new(needed);
            let start = room.start(0);
            assert_eq!(class_info(id, Form::Wide, needed, start).0, 0);
            // SAFETY: written above, and not written again while the slice is used.
            let bytes = unsafe { std::slice::from_raw_parts(start, needed) };
            Reader {
                bytes,
                form: Form::Wide,
                head: 32,
                items: RefCell::default(),
            }
            .check_class(&class, id, needed);
        }
    }
}
