// SPDX-License-Identifier: MIT OR Apache-2.0
//! How SQLite locks a database: by locks that belong to an open file and not to the process.
//!
//! By default the locks of SQLite belong to the process. They are lost as soon as anybody in the process closes a descriptor of the
//! same file, be it the program that makes a copy or a second copy of this library, and then a process of others undoes what
//! this one is writing. So SQLite keeps those of all its connections in one table, which is wrong for every later connection once
//! a descriptor of one is lost, or the process has forked. With locks of the open file nobody else can lose them, and a
//! connection can be given up as it is. They lie on the same bytes, and the two kinds respect each other, so that other programs
//! can look into the database.
//!
//! Reading and writing are SQLite's own; here are the locks of the database, and the shared memory that the write-ahead log
//! is indexed in.

#![allow(unsafe_code)]

use std::ffi::{CStr, OsStr, c_int, c_void};
use std::fs::{self, File, Permissions};
use std::io;
use std::os::fd::{AsRawFd as _, FromRawFd as _, OwnedFd, RawFd};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::ptr::{NonNull, null_mut};
use std::sync::atomic::{Ordering, fence};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, fcntl};
use once_cell::sync::OnceCell;
use rusqlite::ffi::{self, sqlite3_file, sqlite3_io_methods, sqlite3_vfs};

use super::folder;

/// The name by which connections ask for it.
pub(super) const NAME: &CStr = c"enlist";

/// SQLite's own files, without locks.
const BASE: &CStr = c"unix-none";

/// The bytes of a database that are locked: behind all that is read or written.
const PENDING: i64 = 0x4000_0000;
const RESERVED: i64 = PENDING + 1;
const SHARED: i64 = PENDING + 2;
const SHARED_SIZE: i64 = 510;

/// The bytes of the shared memory's file that are locked: one for each of its locks, and one that says that somebody uses it.
const SHM_LOCKS: i64 = 120;
const SHM_IN_USE: i64 = 128;

/// In what steps the shared memory grows on the disk.
const SHM_PAGE: u64 = 4096;

/// Has SQLite know of it; tells whether it does.
pub(super) fn register() -> bool {
    static REGISTERED: OnceCell<bool> = OnceCell::new();
    *REGISTERED.get_or_init(|| {
        // SAFETY: may be called at any time.
        if unsafe { ffi::sqlite3_initialize() } != ffi::SQLITE_OK {
            return false;
        }
        // SAFETY: SQLite is initialised, and the name ends with zero.
        let base = unsafe { ffi::sqlite3_vfs_find(BASE.as_ptr()) };
        let Some(base) = NonNull::new(base) else {
            return false;
        };
        // SAFETY: SQLite's own, which is never changed nor freed.
        let methods = unsafe { base.read() };
        let vfs = Box::leak(Box::new(sqlite3_vfs {
            szOsFile: methods.szOsFile + REAL as c_int,
            pNext: null_mut(),
            zName: NAME.as_ptr(),
            // Of all its functions only the one that opens files looks at this.
            pAppData: base.as_ptr().cast(),
            xOpen: Some(open),
            ..methods
        }));
        // SAFETY: lasts as long as the process.
        unsafe { ffi::sqlite3_vfs_register(vfs, 0) == ffi::SQLITE_OK }
    })
}

/// Closes a descriptor of a connection that is given up.
pub(super) fn close_descriptor(number: u32) {
    // SAFETY: the caller has looked that it is the connection's, and nobody uses that any more.
    drop(unsafe { OwnedFd::from_raw_fd(number as RawFd) });
}

/// The file of a database as SQLite sees it; behind it lies the one of SQLite's own.
#[repr(C)]
struct Shim {
    base: sqlite3_file,
    /// From a box.
    state: *mut State,
}

/// Where SQLite's own lies, aligned for everything.
const REAL: usize = size_of::<Shim>().next_multiple_of(16);

struct State {
    path: PathBuf,
    /// Whom the locks of the database belong to.
    locks: File,
    level: c_int,
    memory: Option<SharedMemory>,
}

struct SharedMemory {
    path: PathBuf,
    file: File,
    regions: Vec<Region>,
    access: Access,
}

/// What this process may do with the shared memory.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Write,
    /// Who may not write to the store looks at what others have put there,
    Read,
    /// and makes an index of its own as long as nobody else is there.
    Wait,
}

struct Region {
    place: NonNull<c_void>,
    size: usize,
}

impl Drop for Region {
    fn drop(&mut self) {
        // SAFETY: made by mmap with this size; SQLite looks there no more.
        unsafe { libc::munmap(self.place.as_ptr(), self.size) };
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Locks.

#[derive(Clone, Copy)]
enum Kind {
    None,
    Read,
    Write,
}

/// Sets what this open file has of some bytes, without waiting.
fn set_lock(file: &File, kind: Kind, start: i64, size: i64) -> Result<(), Errno> {
    fcntl(file, FcntlArg::F_OFD_SETLK(&range(kind, start, size))).map(|_| ())
}

fn range(kind: Kind, start: i64, size: i64) -> libc::flock {
    let kind = match kind {
        Kind::None => libc::F_UNLCK,
        Kind::Read => libc::F_RDLCK,
        Kind::Write => libc::F_WRLCK,
    };
    libc::flock {
        l_type: kind as libc::c_short,
        l_whence: libc::SEEK_SET as libc::c_short,
        l_start: start,
        l_len: size,
        l_pid: 0,
    }
}

/// Whether another open file has a byte locked.
fn is_locked(file: &File, byte: i64) -> Result<bool, Errno> {
    let mut found = range(Kind::Write, byte, 1);
    fcntl(file, FcntlArg::F_OFD_GETLK(&mut found))?;
    Ok(found.l_type != libc::F_UNLCK as libc::c_short)
}

/// What SQLite is told of a lock.
fn code(result: Result<(), Errno>, failure: c_int) -> c_int {
    match result {
        Ok(()) => ffi::SQLITE_OK,
        Err(Errno::EAGAIN | Errno::EACCES) => ffi::SQLITE_BUSY,
        Err(_) => failure,
    }
}

impl State {
    fn lock(&mut self, wanted: c_int) -> Result<(), Errno> {
        if self.level >= wanted {
            return Ok(());
        }
        match wanted {
            ffi::SQLITE_LOCK_SHARED => {
                // Whoever waits to be alone lets nobody in any more.
                set_lock(&self.locks, Kind::Read, PENDING, 1)?;
                let shared = set_lock(&self.locks, Kind::Read, SHARED, SHARED_SIZE);
                set_lock(&self.locks, Kind::None, PENDING, 1)?;
                shared?;
            }
            ffi::SQLITE_LOCK_RESERVED => set_lock(&self.locks, Kind::Write, RESERVED, 1)?,
            _ => {
                if self.level < ffi::SQLITE_LOCK_PENDING {
                    set_lock(&self.locks, Kind::Write, PENDING, 1)?;
                    self.level = ffi::SQLITE_LOCK_PENDING;
                }
                if wanted == ffi::SQLITE_LOCK_EXCLUSIVE {
                    set_lock(&self.locks, Kind::Write, SHARED, SHARED_SIZE)?;
                }
            }
        }
        self.level = wanted;
        Ok(())
    }

    fn unlock(&mut self, wanted: c_int) -> Result<(), Errno> {
        if self.level <= wanted {
            return Ok(());
        }
        if wanted == ffi::SQLITE_LOCK_SHARED {
            set_lock(&self.locks, Kind::Read, SHARED, SHARED_SIZE)?;
            set_lock(&self.locks, Kind::None, PENDING, 2)?;
        } else {
            set_lock(
                &self.locks,
                Kind::None,
                PENDING,
                SHARED + SHARED_SIZE - PENDING,
            )?;
        }
        self.level = wanted;
        Ok(())
    }

    /// Whether somebody, this connection or another, is about to write.
    fn is_reserved(&self) -> Result<bool, Errno> {
        if self.level > ffi::SQLITE_LOCK_SHARED {
            return Ok(true);
        }
        is_locked(&self.locks, RESERVED)
    }

    fn memory(&mut self) -> io::Result<&mut SharedMemory> {
        let memory = match self.memory.take() {
            Some(memory) => memory,
            None => SharedMemory::open(&self.path, &self.locks)?,
        };
        Ok(self.memory.insert(memory))
    }

    /// The part of the shared memory with this number, which is null when it is not there and is not to be; and what SQLite is to
    /// be told.
    fn region(
        &mut self,
        number: usize,
        size: usize,
        extend: bool,
    ) -> io::Result<(Option<NonNull<c_void>>, c_int)> {
        let memory = self.memory()?;
        if memory.access == Access::Wait {
            memory.join()?;
        }
        Ok(match memory.access {
            Access::Write => (memory.region(number, size, extend)?, ffi::SQLITE_OK),
            Access::Read => (memory.region(number, size, false)?, ffi::SQLITE_READONLY),
            Access::Wait => (None, ffi::SQLITE_READONLY_CANTINIT),
        })
    }
}

impl SharedMemory {
    fn open(database: &Path, like: &File) -> io::Result<Self> {
        let mut path = database.as_os_str().to_owned();
        path.push("-shm");
        let path = PathBuf::from(path);
        let (file, access) = match Self::open_to_write(&path, like) {
            Err(error) if folder::is_refused(&error) => {
                (folder::options().read(true).open(&path)?, Access::Wait)
            }
            file => (file?, Access::Write),
        };
        Ok(Self {
            path,
            file,
            regions: Vec::new(),
            access,
        })
    }

    /// Whoever is the first empties it: what is in it is of no use without those who put it there.
    fn open_to_write(path: &Path, like: &File) -> io::Result<File> {
        let mode = like.metadata()?.permissions().mode() & 0o777;
        let file = folder::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(mode)
            .open(path)?;
        let found = file.metadata()?;
        if found.len() == 0 && found.permissions().mode() & 0o777 != mode {
            file.set_permissions(Permissions::from_mode(mode))?;
        }
        if set_lock(&file, Kind::Write, SHM_IN_USE, 1).is_ok() {
            file.set_len(0)?;
        }
        set_lock(&file, Kind::Read, SHM_IN_USE, 1)?;
        Ok(file)
    }

    /// Has whoever may only read be one of those who use it, if there are any.
    fn join(&mut self) -> io::Result<()> {
        if is_locked(&self.file, SHM_IN_USE)? {
            set_lock(&self.file, Kind::Read, SHM_IN_USE, 1)?;
            self.access = Access::Read;
        }
        Ok(())
    }

    fn region(
        &mut self,
        number: usize,
        size: usize,
        extend: bool,
    ) -> io::Result<Option<NonNull<c_void>>> {
        while self.regions.len() <= number {
            let start = (self.regions.len() * size) as u64;
            let end = start + size as u64;
            let mut length = self.file.metadata()?.len();
            if length < end && !extend {
                return Ok(None);
            }
            // A byte for each page, so that none is missing when it is written to.
            while length < end {
                let next = (length / SHM_PAGE + 1) * SHM_PAGE;
                self.file.write_all_at(&[0], next - 1)?;
                length = next;
            }
            let place = self.map(start, size)?;
            self.regions.push(Region { place, size });
        }
        Ok(self.regions.get(number).map(|region| region.place))
    }

    fn map(&self, start: u64, size: usize) -> io::Result<NonNull<c_void>> {
        let access = match self.access {
            Access::Write => libc::PROT_READ | libc::PROT_WRITE,
            Access::Read | Access::Wait => libc::PROT_READ,
        };
        let shared = libc::MAP_SHARED;
        let (descriptor, start) = (self.file.as_raw_fd(), start as libc::off_t);
        // SAFETY: the system chooses a place that nothing else uses.
        let place = unsafe { libc::mmap(null_mut(), size, access, shared, descriptor, start) };
        match NonNull::new(place) {
            Some(place) if place.as_ptr() != libc::MAP_FAILED => Ok(place),
            _ => Err(io::Error::last_os_error()),
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// What SQLite calls.

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// # Safety
/// As SQLite calls it: with this VFS, a name that lives as long as the file or is null, and room for a file.
unsafe extern "C" fn open(
    vfs: *mut sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: made by `register`.
    let base = unsafe { (*vfs).pAppData }.cast::<sqlite3_vfs>();
    // SAFETY: SQLite's own, which lasts.
    let Some(open_base) = (unsafe { (*base).xOpen }) else {
        return ffi::SQLITE_CANTOPEN;
    };
    if flags & ffi::SQLITE_OPEN_MAIN_DB == 0 || name.is_null() {
        // SAFETY: forwarded; there is more room than it needs.
        return unsafe { open_base(base, name, file, flags, out_flags) };
    }
    let real = real(file);
    // SAFETY: forwarded; SQLite's own file has its room behind ours.
    let opened = unsafe { open_base(base, name, real, flags, out_flags) };
    if opened != ffi::SQLITE_OK {
        // SAFETY: room for a file; one without methods is not closed.
        unsafe { (*file).pMethods = std::ptr::null() };
        return opened;
    }
    // SAFETY: not null, and ends with zero by this function's own contract.
    let name = unsafe { CStr::from_ptr(name) };
    let path = Path::new(OsStr::from_bytes(name.to_bytes()));
    let locks = folder::options().read(true).write(true).open(path);
    let locks = locks.or_else(|_| folder::options().read(true).open(path));
    let shim = file.cast::<Shim>();
    let state = match locks {
        Ok(locks) => Box::into_raw(Box::new(State {
            path: path.to_owned(),
            locks,
            level: ffi::SQLITE_LOCK_NONE,
            memory: None,
        })),
        Err(_) => null_mut(),
    };
    let base = sqlite3_file { pMethods: &METHODS };
    // SAFETY: room for it, by this function's own contract.
    unsafe { shim.write(Shim { base, state }) };
    if state.is_null() {
        // SAFETY: complete but for its state, which closing passes over.
        unsafe { close(file) };
        // SAFETY: as above.
        unsafe { (*file).pMethods = std::ptr::null() };
        return ffi::SQLITE_CANTOPEN;
    }
    ffi::SQLITE_OK
}

fn real(file: *mut sqlite3_file) -> *mut sqlite3_file {
    file.wrapping_byte_add(REAL)
}

/// # Safety
/// The file was opened by `open`, and is not used by anybody else.
unsafe fn state<'a>(file: *mut sqlite3_file) -> Option<&'a mut State> {
    // SAFETY: by this function's own contract.
    let state = unsafe { (*file.cast::<Shim>()).state };
    // SAFETY: from a box that lives until the file is closed.
    unsafe { state.as_mut() }
}

/// # Safety
/// The file was opened by `open`.
unsafe fn real_methods<'a>(file: *mut sqlite3_file) -> Option<&'a sqlite3_io_methods> {
    // SAFETY: SQLite's own was opened, too.
    let methods = unsafe { (*real(file)).pMethods };
    // SAFETY: static, or null.
    unsafe { methods.as_ref() }
}

/// What SQLite's own file does.
macro_rules! forward {
    ($name:ident, $method:ident, $failure:expr $(, $argument:ident: $type:ty)*) => {
        /// # Safety
        /// As SQLite calls it: with a file that was opened by `open`.
        unsafe extern "C" fn $name(file: *mut sqlite3_file $(, $argument: $type)*) -> c_int {
            // SAFETY: forwarded from this function's own contract.
            let methods = unsafe { real_methods(file) };
            let Some(method) = methods.and_then(|methods| methods.$method) else {
                return $failure;
            };
            // SAFETY: forwarded from this function's own contract.
            unsafe { method(real(file) $(, $argument)*) }
        }
    };
}

forward!(read, xRead, ffi::SQLITE_IOERR_READ, buffer: *mut c_void, size: c_int, start: i64);
forward!(write, xWrite, ffi::SQLITE_IOERR_WRITE, buffer: *const c_void, size: c_int, start: i64);
forward!(truncate, xTruncate, ffi::SQLITE_IOERR_TRUNCATE, size: i64);
forward!(sync, xSync, ffi::SQLITE_IOERR_FSYNC, flags: c_int);
forward!(file_size, xFileSize, ffi::SQLITE_IOERR_FSTAT, size: *mut i64);
forward!(file_control, xFileControl, ffi::SQLITE_NOTFOUND, what: c_int, argument: *mut c_void);
forward!(sector_size, xSectorSize, 4096);
forward!(device_characteristics, xDeviceCharacteristics, 0);
forward!(close_real, xClose, ffi::SQLITE_OK);

/// # Safety
/// As SQLite calls it: the file was opened by `open`, and is not used afterwards.
unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: forwarded from this function's own contract.
    let closed = unsafe { close_real(file) };
    // SAFETY: by this function's own contract.
    let state = unsafe { (*file.cast::<Shim>()).state };
    if !state.is_null() {
        // SAFETY: from a box, and not used any more.
        let mut state = unsafe { Box::from_raw(state) };
        // Not left to the end of the file: a child that was made without `fork` handlers may have it open as well.
        let _ = state.unlock(ffi::SQLITE_LOCK_NONE);
    }
    closed
}

/// # Safety
/// As SQLite calls it.
unsafe extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    // SAFETY: forwarded from this function's own contract.
    match unsafe { state(file) } {
        Some(state) => code(state.lock(level), ffi::SQLITE_IOERR_LOCK),
        None => ffi::SQLITE_IOERR_LOCK,
    }
}

/// # Safety
/// As SQLite calls it.
unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    // SAFETY: forwarded from this function's own contract.
    match unsafe { state(file) } {
        Some(state) => code(state.unlock(level), ffi::SQLITE_IOERR_UNLOCK),
        None => ffi::SQLITE_IOERR_UNLOCK,
    }
}

/// # Safety
/// As SQLite calls it: the answer may be written.
unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, answer: *mut c_int) -> c_int {
    // SAFETY: forwarded from this function's own contract.
    let reserved = unsafe { state(file) }.map(|state| state.is_reserved());
    let Some(Ok(is_reserved)) = reserved else {
        return ffi::SQLITE_IOERR_CHECKRESERVEDLOCK;
    };
    // SAFETY: by this function's own contract.
    unsafe { answer.write(c_int::from(is_reserved)) };
    ffi::SQLITE_OK
}

/// # Safety
/// As SQLite calls it: the answer may be written.
unsafe extern "C" fn shm_map(
    file: *mut sqlite3_file,
    number: c_int,
    size: c_int,
    extend: c_int,
    answer: *mut *mut c_void,
) -> c_int {
    // SAFETY: forwarded from this function's own contract.
    let Some(state) = (unsafe { state(file) }) else {
        return ffi::SQLITE_IOERR_SHMMAP;
    };
    let (place, result) = match state.region(number as usize, size as usize, extend != 0) {
        Ok(found) => found,
        Err(error) if error.raw_os_error() == Some(libc::EAGAIN) => (None, ffi::SQLITE_BUSY),
        Err(error) if error.kind() == io::ErrorKind::StorageFull => (None, ffi::SQLITE_FULL),
        Err(_) => (None, ffi::SQLITE_IOERR_SHMMAP),
    };
    // SAFETY: by this function's own contract.
    unsafe { answer.write(place.map_or(null_mut(), NonNull::as_ptr)) };
    result
}

/// # Safety
/// As SQLite calls it.
unsafe extern "C" fn shm_lock(
    file: *mut sqlite3_file,
    first: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    // SAFETY: forwarded from this function's own contract.
    let memory = unsafe { state(file) }.and_then(|state| state.memory.as_ref());
    let Some(memory) = memory else {
        return ffi::SQLITE_IOERR_SHMLOCK;
    };
    let kind = if flags & ffi::SQLITE_SHM_UNLOCK != 0 {
        Kind::None
    } else if flags & ffi::SQLITE_SHM_SHARED != 0 {
        Kind::Read
    } else {
        Kind::Write
    };
    let start = SHM_LOCKS + i64::from(first);
    let set = set_lock(&memory.file, kind, start, i64::from(count));
    code(set, ffi::SQLITE_IOERR_SHMLOCK)
}

/// # Safety
/// May be called at any time.
unsafe extern "C" fn shm_barrier(_: *mut sqlite3_file) {
    fence(Ordering::SeqCst);
}

/// # Safety
/// As SQLite calls it: nobody looks at the memory afterwards.
unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, removes: c_int) -> c_int {
    // SAFETY: forwarded from this function's own contract.
    let memory = unsafe { state(file) }.and_then(|state| state.memory.take());
    if let Some(memory) = memory.filter(|_| removes != 0) {
        // The next one begins with an empty one in any case.
        let _ = fs::remove_file(&memory.path);
    }
    ffi::SQLITE_OK
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::config::StoreConfig;
    use crate::store::sqlite::database;
    use crate::store::sqlite::folder::Folder;

    #[test]
    fn who_closes_the_same_file_takes_no_lock_away() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::new(&StoreConfig::at(root.path().join("store")));
        folder.prepare().unwrap();
        database::migrate(&folder).unwrap();
        let connection = database::connect(&folder).unwrap();
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        drop(File::open(&folder.database).unwrap());
        let other = File::open(&folder.database).unwrap();
        assert!(is_locked(&other, RESERVED).unwrap());
        drop(connection);
        assert!(!is_locked(&other, RESERVED).unwrap());
    }
}
