// SPDX-License-Identifier: MIT OR Apache-2.0
//! The queue of the writers of all processes: a lock on a side file, which the system hands on.
//!
//! SQLite's own lock is asked for again and again by whoever waits, and a writer that is unlucky starves. The lock belongs to
//! the open file and not to the process, so closing another descriptor of the file does not lose it, and it ends with
//! a process that is killed.

#![forbid(unsafe_code)]

use std::fs::File;
use std::io;

use super::folder::{self, Folder};

/// A place at the head of the queue.
pub(super) struct Turn {
    file: File,
}

impl Turn {
    /// Waits for it.
    pub(super) fn take(folder: &Folder) -> io::Result<Self> {
        let file = folder::options().write(true).open(&folder.queue)?;
        platform::lock(&file)?;
        Ok(Self { file })
    }
}

impl Drop for Turn {
    /// Unlocks and does not just close: a child that was made without `fork` handlers may have the file open as well.
    fn drop(&mut self) {
        // A lock that cannot be given up ends with the file.
        let _ = platform::unlock(&self.file);
    }
}

#[cfg(target_os = "linux")]
mod platform {
    use std::fs::File;
    use std::io;

    use nix::errno::Errno;
    use nix::fcntl::{FcntlArg, fcntl};

    pub(super) fn lock(file: &File) -> io::Result<()> {
        loop {
            match fcntl(file, FcntlArg::F_OFD_SETLKW(&whole(libc::F_WRLCK))) {
                Ok(_) => return Ok(()),
                // A signal handler of the program ran.
                Err(Errno::EINTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    pub(super) fn unlock(file: &File) -> io::Result<()> {
        fcntl(file, FcntlArg::F_OFD_SETLK(&whole(libc::F_UNLCK)))?;
        Ok(())
    }

    fn whole(kind: libc::c_int) -> libc::flock {
        libc::flock {
            l_type: kind as libc::c_short,
            l_whence: libc::SEEK_SET as libc::c_short,
            l_start: 0,
            l_len: 0,
            l_pid: 0,
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod platform {
    use std::fs::{File, TryLockError};
    use std::io;
    use std::thread;

    use crate::policy;

    /// Asks again and again: where Wine waits for a lock of a Linux process, it looks ten times a second.
    pub(super) fn lock(file: &File) -> io::Result<()> {
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(()),
                Err(TryLockError::Error(error)) => return Err(error),
                Err(TryLockError::WouldBlock) => thread::sleep(policy::STORE_QUEUE_INTERVAL),
            }
        }
    }

    pub(super) fn unlock(file: &File) -> io::Result<()> {
        file.unlock()
    }
}
