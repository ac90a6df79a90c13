// SPDX-License-Identifier: MIT OR Apache-2.0
//! Whether memory can be read or written, asked of the system instead of found out by a crash (`ENLIST_GUARD`).
//!
//! The system copies between two places of this process and says where it could not. It is asked in steps that end with pages: a
//! page is the least that can be there or not.

#![forbid(unsafe_code)]

pub(crate) use system::{is_readable, is_writable};

/// Enough that few questions are asked about most structs.
const STEP: usize = 4096;

/// Whether a string can be read up to its terminator; one that is longer than the limit is, as far as the limit.
pub(crate) fn is_text_readable(start: usize, unit: usize, limit: usize) -> bool {
    let mut place = start;
    let end = start.saturating_add(limit.saturating_mul(unit));
    let mut bytes = [0; STEP];
    // Units that a page ends in the middle of are put together.
    let mut zeros = 0;
    while place < end {
        let size = step(place, end - place);
        let Some(bytes) = bytes.get_mut(..size) else {
            return false;
        };
        if !system::read(place, bytes) {
            return false;
        }
        for (at, byte) in (place..).zip(bytes.iter()) {
            let is_first = (at - start).is_multiple_of(unit);
            zeros = match (*byte, is_first) {
                (0, true) => 1,
                (0, false) => zeros + 1,
                _ => 0,
            };
            if zeros == unit && (at - start) % unit == unit - 1 {
                return true;
            }
        }
        place += size;
    }
    true
}

/// How much of what is left lies before the next page.
fn step(place: usize, left: usize) -> usize {
    left.min(STEP - place % STEP)
}

#[cfg(target_os = "linux")]
mod system {
    use std::io::{IoSlice, IoSliceMut};

    use nix::errno::Errno;
    use nix::sys::uio::{RemoteIoVec, process_vm_readv, process_vm_writev};
    use nix::unistd::Pid;

    use super::{STEP, step};

    /// Copies from a place. When the system does not answer such questions, everything counts as readable.
    pub(super) fn read(place: usize, into: &mut [u8]) -> bool {
        let wanted = into.len();
        let from = RemoteIoVec {
            base: place,
            len: wanted,
        };
        let copied = process_vm_readv(Pid::this(), &mut [IoSliceMut::new(into)], &[from]);
        is_done(copied, wanted)
    }

    /// Copies to a place.
    fn write(place: usize, from: &[u8]) -> bool {
        let to = RemoteIoVec {
            base: place,
            len: from.len(),
        };
        let copied = process_vm_writev(Pid::this(), &[IoSlice::new(from)], &[to]);
        is_done(copied, from.len())
    }

    fn is_done(copied: nix::Result<usize>, wanted: usize) -> bool {
        match copied {
            Ok(copied) => copied == wanted,
            Err(error) => error != Errno::EFAULT,
        }
    }

    pub(crate) fn is_readable(start: usize, size: usize) -> bool {
        every_step(start, size, read)
    }

    /// The first byte of each page is written as it was read.
    pub(crate) fn is_writable(start: usize, size: usize) -> bool {
        every_step(start, size, |place, bytes| {
            read(place, bytes) && bytes.get(..1).is_some_and(|first| write(place, first))
        })
    }

    fn every_step(start: usize, size: usize, can: impl Fn(usize, &mut [u8]) -> bool) -> bool {
        let Some(end) = start.checked_add(size) else {
            return false;
        };
        let mut bytes = [0; STEP];
        let mut place = start;
        while place < end {
            let size = step(place, end - place);
            if !bytes.get_mut(..size).is_some_and(|bytes| can(place, bytes)) {
                return false;
            }
            place += size;
        }
        true
    }
}

/// There a crash is turned into an error by the system, or not at all.
#[cfg(not(target_os = "linux"))]
mod system {
    pub(super) fn read(_place: usize, into: &mut [u8]) -> bool {
        into.fill(0);
        true
    }

    pub(crate) fn is_readable(_start: usize, _size: usize) -> bool {
        true
    }

    pub(crate) fn is_writable(_start: usize, _size: usize) -> bool {
        true
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_can_be_read_and_what_is_constant_not_written() {
        static CONSTANT: [u8; 8] = *b"constant";
        let own = vec![1_u8; 3 * STEP];
        let start = own.as_ptr().addr();
        assert!(is_readable(start, own.len()) && is_writable(start, own.len()));
        assert!(own.iter().all(|byte| *byte == 1));
        let constant = CONSTANT.as_ptr().addr();
        assert!(is_readable(constant, 8) && !is_writable(constant, 8));
        for wild in [0, 16, usize::MAX - 8, 1 << 62] {
            assert!(!is_readable(wild, 4) && !is_writable(wild, 4), "{wild:x}");
            assert!(!is_text_readable(wild, 2, 10));
        }
        assert!(is_readable(0, 0));
    }

    #[test]
    fn a_string_is_read_to_its_terminator_and_no_further() {
        let mut text = vec![b'x'; 2 * STEP];
        text.push(0);
        assert!(is_text_readable(text.as_ptr().addr(), 1, 100_000));
        let wide: Vec<u16> = std::iter::repeat_n(0x4100, STEP)
            .chain([0x0041, 0])
            .collect();
        assert!(is_text_readable(wide.as_ptr().addr(), 2, 100_000));
        assert!(is_text_readable(wide.as_ptr().addr() + 1, 2, 4));
    }
}
