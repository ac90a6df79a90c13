// SPDX-License-Identifier: MIT OR Apache-2.0
//! Callers' strings. Nothing beyond a terminator is touched: it may be the last byte of readable memory. (The length
//! searches of `widestring` are not used, because they make a slice of the whole limit first.)

use core::ffi::c_char;

use super::WideText;

/// Appends the units before the terminator to `out`; `None`, and nothing appended, if there is none among the first
/// `limit` units. The pointer may be unaligned.
///
/// # Safety
///
/// `text` is non-null and readable up to and including its terminator, or for `limit` units, whichever comes first.
pub unsafe fn read_wide(text: *const u16, limit: usize, out: &mut WideText) -> Option<()> {
    // SAFETY: the same contract.
    let length = unsafe { length_wide(text, limit) }?;
    if text.is_aligned() {
        // SAFETY: aligned by the check above, and just read up to this length.
        out.extend_from_slice(unsafe { core::slice::from_raw_parts(text, length) });
    } else {
        for index in 0..length {
            // SAFETY: just read.
            out.push(unsafe { text.wrapping_add(index).read_unaligned() });
        }
    }
    Some(())
}

/// The number of units before the terminator; `None` if there is none among the first `limit` units.
///
/// # Safety
///
/// As for [`read_wide`].
unsafe fn length_wide(text: *const u16, limit: usize) -> Option<usize> {
    let ends_at = |index| {
        // SAFETY: no terminator was among the units before this one, so by the caller's contract it is readable.
        unsafe { text.wrapping_add(index).read_unaligned() == 0 }
    };
    let mut length = 0;
    // Four to a turn, which the compiler does not make of a loop that is to be small: twice as fast.
    while limit - length >= 4 {
        if ends_at(length) {
            return Some(length);
        }
        if ends_at(length + 1) {
            return Some(length + 1);
        }
        if ends_at(length + 2) {
            return Some(length + 2);
        }
        if ends_at(length + 3) {
            return Some(length + 3);
        }
        length += 4;
    }
    (length..limit).find(|&index| ends_at(index))
}

/// The number of units before the terminator. The pointer may be unaligned.
///
/// # Safety
///
/// `text` is non-null and readable up to and including its terminator.
pub unsafe fn terminated_length(text: *const u16) -> usize {
    let mut length = 0;
    // SAFETY: no terminator was among the units before this one, so by the caller's contract it is readable.
    while unsafe { text.wrapping_add(length).read_unaligned() } != 0 {
        length += 1;
    }
    length
}

/// The bytes before the terminator; `None` if there is none among the first `limit_bytes` bytes.
///
/// # Safety
///
/// `text` is non-null and readable up to and including its terminator, or for `limit_bytes` bytes, whichever comes
/// first, and is left unchanged for `'a`.
pub unsafe fn read_ansi<'a>(text: *const c_char, limit_bytes: usize) -> Option<&'a [u8]> {
    // SAFETY: the same contract.
    let length = unsafe { length_ansi(text, limit_bytes) };
    if length == limit_bytes {
        return None;
    }
    // SAFETY: `length` bytes were just read, and the caller leaves them unchanged.
    Some(unsafe { core::slice::from_raw_parts(text.cast(), length) })
}

/// # Safety
///
/// As for [`read_ansi`].
#[cfg(unix)]
unsafe fn length_ansi(text: *const c_char, limit_bytes: usize) -> usize {
    // SAFETY: strnlen stops at the terminator or the limit.
    unsafe { libc::strnlen(text, limit_bytes) }
}

/// # Safety
///
/// As for [`read_ansi`].
#[cfg(not(unix))]
unsafe fn length_ansi(text: *const c_char, limit_bytes: usize) -> usize {
    let ends_at = |index: &usize| {
        // SAFETY: no terminator was among the bytes before this one, so by the caller's contract it is readable.
        let place = unsafe { text.add(*index) };
        // SAFETY: as above.
        unsafe { place.read() == 0 }
    };
    (0..limit_bytes).find(ends_at).unwrap_or(limit_bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use widestring::u16cstr;

    use super::*;

    fn wide(text: *const u16, limit: usize) -> Option<Vec<u16>> {
        let mut out = WideText::from_slice(&[7]);
        // SAFETY: the tests pass terminated strings, or a limit within them.
        let found = unsafe { read_wide(text, limit, &mut out) };
        assert_eq!(out[0], 7);
        if found.is_none() {
            assert_eq!(out.len(), 1);
        }
        found.map(|()| out[1..].to_vec())
    }

    fn ansi(text: &[u8], limit_bytes: usize) -> Option<&[u8]> {
        // SAFETY: as above.
        unsafe { read_ansi(text.as_ptr().cast(), limit_bytes) }
    }

    #[test]
    fn wide_text_ends_before_its_terminator() {
        assert_eq!(
            wide(u16cstr!("Böb").as_ptr(), 100).unwrap(),
            [0x42, 0xF6, 0x62]
        );
        assert!(wide(u16cstr!("").as_ptr(), 100).unwrap().is_empty());
        assert_eq!(wide([0xD83D, 0].as_ptr(), 100).unwrap(), [0xD83D]);
    }

    #[test]
    fn the_terminator_counts_towards_the_limit_of_wide_text() {
        assert_eq!(wide(u16cstr!("abc").as_ptr(), 4).unwrap().len(), 3);
        assert_eq!(wide(u16cstr!("abc").as_ptr(), 3), None);
        assert_eq!(wide(u16cstr!("").as_ptr(), 0), None);
    }

    #[test]
    fn unaligned_wide_text_is_read() {
        let mut bytes = vec![0];
        bytes.extend([0x41_u16, 0x20AC, 0].into_iter().flat_map(u16::to_ne_bytes));
        assert_eq!(
            wide(bytes.as_ptr().wrapping_add(1).cast(), 100).unwrap(),
            [0x41, 0x20AC]
        );
    }

    #[test]
    fn long_wide_text_is_read() {
        let mut text = vec![0x61; 1000];
        text.push(0);
        assert_eq!(wide(text.as_ptr(), 1001).unwrap(), text[..1000]);
    }

    #[test]
    fn ansi_text_ends_before_its_terminator() {
        assert_eq!(ansi(b"b\xF6b\0x", 100), Some(&b"b\xF6b"[..]));
        assert_eq!(ansi(b"\0", 100), Some(&b""[..]));
    }

    #[test]
    fn the_terminator_counts_towards_the_limit_of_ansi_text() {
        assert_eq!(ansi(b"abc\0", 4), Some(&b"abc"[..]));
        assert_eq!(ansi(b"abc\0", 3), None);
        assert_eq!(ansi(b"\0", 0), None);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_beyond_the_terminator_or_the_limit_is_touched() {
        const PAGE: usize = 0x1_0000;
        let (access, kind) = (
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
        );
        // SAFETY: new memory.
        let memory = unsafe { libc::mmap(core::ptr::null_mut(), 2 * PAGE, access, kind, -1, 0) };
        assert_ne!(memory, libc::MAP_FAILED);
        let wall = memory.cast::<u8>().wrapping_add(PAGE);
        // SAFETY: the second half of that memory.
        let failed = unsafe { libc::mprotect(wall.cast(), PAGE, libc::PROT_NONE) };
        assert_eq!(failed, 0);
        for length in 0..200 {
            let first = wall.wrapping_sub(2 * length + 2);
            // SAFETY: these bytes and a terminator, which is zero already, are the end of the first half.
            unsafe { first.write_bytes(b'a', 2 * length) };
            assert_eq!(wide(first.cast(), usize::MAX).unwrap().len(), length);
            // SAFETY: as above.
            let bytes = unsafe { read_ansi(first.cast(), PAGE) };
            assert_eq!(bytes.unwrap().len(), 2 * length);
            let unterminated = first.wrapping_add(2);
            // SAFETY: the last bytes of the first half.
            unsafe { unterminated.write_bytes(b'a', 2 * length) };
            assert_eq!(wide(unterminated.cast(), length), None);
            // SAFETY: as above.
            assert_eq!(unsafe { read_ansi(unterminated.cast(), 2 * length) }, None);
            // SAFETY: as above.
            unsafe { first.write_bytes(0, 2 * length + 2) };
        }
        // SAFETY: nothing points into it any more.
        assert_eq!(unsafe { libc::munmap(memory, 2 * PAGE) }, 0);
    }
}
