// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is inside a cabinet.
//!
//! The structure is walked before the library that unpacks gets to see it: every offset lies inside the cabinet, every count
//! and size under its limit, every file inside the data of its folder. Nothing is written to disk.

#![forbid(unsafe_code)]

use std::io::{Cursor, Read};

use cab::Cabinet;

use super::Refusal;
use super::envelope::{u16_at, u32_at};
use crate::policy;

const CONTINUES: u16 = 1 << 0 | 1 << 1;
const RESERVE_PRESENT: u16 = 1 << 2;
const NAME_IS_UTF8: u16 = 1 << 7;
/// The largest data block, unpacked.
const BLOCK_LIMIT_BYTES: u16 = 0x8000;

/// The text of the authorization in a cabinet.
pub(super) fn authorization(cabinet: &[u8]) -> Result<Vec<u8>, Refusal> {
    let files = walk(cabinet).ok_or(policy::UNREADABLE_CONTENTS)?;
    let mut named = files
        .iter()
        .filter(|file| file.name.eq_ignore_ascii_case(policy::AUTHORIZATION_FILE));
    let file = named.next().ok_or(Refusal::NoAuthorization)?;
    if named.next().is_some() || file.size > policy::AUTHORIZATION_LIMIT_BYTES {
        return Err(policy::UNREADABLE_CONTENTS);
    }
    unpack(cabinet, file).ok_or(policy::UNREADABLE_CONTENTS)
}

fn unpack(cabinet: &[u8], file: &File<'_>) -> Option<Vec<u8>> {
    let mut cabinet = Cabinet::new(Cursor::new(cabinet)).ok()?;
    let mut text = Vec::new();
    cabinet
        .read_file(file.name)
        .ok()?
        .take(u64::from(policy::AUTHORIZATION_LIMIT_BYTES))
        .read_to_end(&mut text)
        .ok()?;
    (text.len() as u64 == u64::from(file.size)).then_some(text)
}

struct File<'a> {
    name: &'a str,
    size: u32,
}

/// The files of a cabinet; none if anything about its structure is wrong.
fn walk(cabinet: &[u8]) -> Option<Vec<File<'_>>> {
    let files_at = usize::try_from(u32_at(cabinet, 16)?).ok()?;
    let folder_count = u16_at(cabinet, 26)?;
    let file_count = u16_at(cabinet, 28)?;
    let flags = u16_at(cabinet, 30)?;
    if flags & CONTINUES != 0
        || folder_count > policy::CABINET_FOLDER_LIMIT
        || file_count > policy::CABINET_FILE_LIMIT
    {
        return None;
    }
    let mut at = 36;
    if flags & RESERVE_PRESENT != 0 {
        // Of a signed cabinet, whose folders and data blocks have none.
        if u16_at(cabinet, 38)? != 0 {
            return None;
        }
        at += 4 + usize::from(u16_at(cabinet, 36)?);
    }
    let mut total: u32 = 0;
    let mut folder_sizes = Vec::new();
    for _ in 0..folder_count {
        let size = folder_size(cabinet, at)?;
        total = total.checked_add(size)?;
        if total > policy::UNPACKED_LIMIT_BYTES {
            return None;
        }
        folder_sizes.push(size);
        at += 8;
    }
    let mut at = files_at;
    let mut files = Vec::new();
    for _ in 0..file_count {
        let size = u32_at(cabinet, at)?;
        let start = u32_at(cabinet, at.checked_add(4)?)?;
        let folder = usize::from(u16_at(cabinet, at.checked_add(8)?)?);
        let attributes = u16_at(cabinet, at.checked_add(14)?)?;
        let rest = cabinet.get(at.checked_add(16)?..)?;
        let end = rest.iter().position(|&byte| byte == 0)?;
        let name = str::from_utf8(rest.get(..end)?).ok()?;
        if start.checked_add(size)? > *folder_sizes.get(folder)?
            || !(name.is_ascii() || attributes & NAME_IS_UTF8 != 0)
            || !is_plain_path(name)
        {
            return None;
        }
        files.push(File { name, size });
        at = at.checked_add(16)?.checked_add(end)?.checked_add(1)?;
    }
    Some(files)
}

/// How much the data of a folder is, unpacked.
fn folder_size(cabinet: &[u8], at: usize) -> Option<u32> {
    let mut block = usize::try_from(u32_at(cabinet, at)?).ok()?;
    let count = u16_at(cabinet, at.checked_add(4)?)?;
    let compression = u16_at(cabinet, at.checked_add(6)?)?;
    let window = compression >> 8 & 0x1F;
    let readable = match compression & 0xF {
        0 | 1 => true,
        // LZX: the windows that a cabinet may have, which is also what bounds the memory.
        3 => (15..=21).contains(&window),
        _ => false,
    };
    if !readable || count == 0 {
        return None;
    }
    let mut total: u32 = 0;
    for _ in 0..count {
        let packed = usize::from(u16_at(cabinet, block.checked_add(4)?)?);
        let unpacked = u16_at(cabinet, block.checked_add(6)?)?;
        if unpacked == 0 || unpacked > BLOCK_LIMIT_BYTES {
            return None;
        }
        let end = block.checked_add(8)?.checked_add(packed)?;
        if end > cabinet.len() || (compression & 0xF == 0 && packed != usize::from(unpacked)) {
            return None;
        }
        total = total.checked_add(u32::from(unpacked))?;
        block = end;
    }
    Some(total)
}

/// Whether unpacking to this path would stay in the folder that is unpacked into, on every system.
fn is_plain_path(name: &str) -> bool {
    name.split(['\\', '/'])
        .all(|part| !matches!(part, "" | "." | "..") && !part.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_elsewhere_are_seen() {
        for plain in ["authorization.xml", "a/b", "a\\b", "..a", "a..", "ä.xml"] {
            assert!(is_plain_path(plain), "{plain}");
        }
        for trick in [
            "",
            ".",
            "..",
            "../a",
            "a/../b",
            "a\\..\\b",
            "/a",
            "\\a",
            "a/",
            "C:a",
            "C:\\a",
            "a//b",
            "a:stream",
            "\\\\host\\share",
        ] {
            assert!(!is_plain_path(trick), "{trick}");
        }
    }
}
